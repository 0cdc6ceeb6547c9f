"""Small things with text; wrap() gives a list of lines."""

__all__ = ["wrap"]


def wrap(text, width=72):
    """The words of *text* in lines of at most *width* characters."""
    lines = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
