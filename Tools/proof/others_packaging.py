"""A plugin of pytest: what a test asks packaging, importlib.versions is asked, too, and has to agree."""

import collections
import functools
import importlib.versions

from packaging import specifiers, version

import fuzz_pep440

counted = collections.Counter()


class Disagreement(BaseException):

    """No Exception: a test that expects one does not take this for it."""


def ours(constructor, text):
    """Return our object for a text, or None if it is refused."""
    return fuzz_pep440.accepted(constructor, text)


def agree(question, theirs, our, difference):
    """Raise Disagreement unless the answers are equal, or the difference has a name."""
    counted['questions'] += 1
    if theirs != our:
        if difference is None:
            raise Disagreement(f'{question}: {our} here, {theirs} by packaging')
        counted[difference] += 1


def construct(cls, own):
    """Ask of each text that packaging is given whether it is accepted."""
    original = cls.__init__

    @functools.wraps(original)
    def __init__(self, text='', *args, **kwargs):
        accepted = False
        try:
            original(self, text, *args, **kwargs)
            accepted = True
        finally:
            # What is no ASCII and "===" has differences of its own; a Specifier of ours may be a bare version.
            if type(text) is str and not (not accepted and own is importlib.versions.Specifier
                                          and ours(importlib.versions.Version, text)):
                agree(f'{cls.__name__}({text!r})', accepted, ours(own, text) is not None,
                      fuzz_pep440.text_difference(text))

    cls.__init__ = __init__


def compare(name):
    """Ask of each two versions that are compared."""
    original = getattr(version.Version, name)

    @functools.wraps(original)
    def method(self, other):
        answer = original(self, other)
        if isinstance(other, version.Version):
            a, b = importlib.versions.Version(str(self)), importlib.versions.Version(str(other))
            agree(f'{self!r} {name} {other!r}', answer, getattr(a, name)(b), None)
        return answer

    setattr(version.Version, name, method)


def contains(cls):
    """Ask of each version whether it satisfies a specifier."""
    original = cls.contains

    @functools.wraps(original)
    def method(self, item, prereleases=None, **kwargs):
        answer = original(self, item, prereleases, **kwargs)
        text = str(self)
        specifier = ours(importlib.versions.Specifier, text)
        if specifier is not None and not any(kwargs.values()):
            if prereleases is None:
                prereleases = self._prereleases
            agree(f'{item!r} in {text!r}', answer, specifier.contains(str(item), prereleases),
                  fuzz_pep440.contains_difference(version.__package__, text, str(item)))
        return answer

    cls.contains = method


construct(version.Version, importlib.versions.Version)
construct(specifiers.SpecifierSet, importlib.versions.Specifier)
for operator in '__lt__', '__le__', '__eq__', '__ne__', '__ge__', '__gt__':
    compare(operator)
for kind in specifiers.Specifier, specifiers.SpecifierSet:
    contains(kind)


def pytest_terminal_summary(terminalreporter):
    for text, number in counted.most_common():
        terminalreporter.write_line(f'importlib.versions: {number} {text}')
