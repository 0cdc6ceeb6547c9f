"""Small things with text; wrap() gives one string, and a table is a class."""

import textwrap

__all__ = ["wrap"]


def wrap(text, *, width=72):
    """*text* with a line break wherever a line would be longer."""
    return textwrap.fill(text, width)
