"""Reports; written for textkit 1, and says so."""

from textkit version 1 import wrap


def report(text):
    return "\n".join(f"> {line}" for line in wrap(text, 20))
