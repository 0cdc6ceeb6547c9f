"""A second module of the same distribution."""


def red(text):
    return f"\x1b[31m{text}\x1b[0m"
