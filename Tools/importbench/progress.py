"""One line on what a long run does and what is left."""

import sys
import time

# Where nobody watches, a line now and then shows that it goes on.
EVERY = 20

_shown = {"at": time.monotonic(), "width": 0}


def show(text):
    """Show *text* in place of the last one; elsewhere than on a terminal only
    if the last one is some time ago."""
    now = time.monotonic()
    if sys.stderr.isatty():
        print("\r" + text.ljust(_shown["width"]), end="", file=sys.stderr,
              flush=True)
        _shown["width"] = len(text)
    elif now - _shown["at"] >= EVERY:
        _shown["at"] = now
        print(text, file=sys.stderr, flush=True)


def clear():
    """Leave no text behind."""
    if _shown["width"]:
        print("\r" + " " * _shown["width"] + "\r", end="", file=sys.stderr,
              flush=True)
        _shown["width"] = 0


def left(seconds):
    """How long *seconds* are, for a reader."""
    minutes = round(seconds / 60)
    return f"{minutes} min left" if minutes else f"{seconds:.0f} s left"
