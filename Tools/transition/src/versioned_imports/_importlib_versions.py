"""PEP 440 as objects, on the packaging library.

The interpreter has these types in C (Modules/_versions.c), where their rules
are told.  A Specifier is a version clause of the import statement: unlike a
SpecifierSet it may be one bare version, keeps the order of its comparisons, and
compares === by the canonical spelling.
"""

import re

from packaging import specifiers, version

# What PEP 440 lists as white space.
_SPACE = ' \t\n\r\f\v'
_COMPARISON = re.compile('([=<>!~]*)(.*)', re.DOTALL)
_OPERATORS = frozenset(('', '==', '!=', '<=', '>=', '<', '>', '~=', '==='))


class Version(version.Version):

    """A version as PEP 440 defines it.

    Text that is no version is a ValueError.
    """

    def __init__(self, version):
        if not isinstance(version, str):
            raise TypeError(f'version must be str, not {type(version).__name__}')
        if not version.strip(_SPACE).isascii() or version.strip() != version.strip(_SPACE):
            raise ValueError(f'invalid version: {version!r}')
        try:
            super().__init__(version)
        except ValueError:
            raise ValueError(f'invalid version: {version!r}') from None

    def __reduce__(self):
        return Version, (str(self),)


Version.__module__ = 'importlib.versions'


class Specifier:

    """Which versions are acceptable, as in a version clause.

    The text is comparisons separated by commas, all of which must hold, or one
    version: '1.2' means '==1.2.*', and a version with a pre-release,
    post-release, development or local part itself.  Empty text accepts every
    version.  Other text is a ValueError.

    prereleases says whether pre-releases are acceptable.  None means: if the
    text names one, or nothing else is acceptable (PEP 440, "Handling of
    pre-releases").

    Iterating gives the comparisons, each as two strs, operator and version.
    """

    __slots__ = '_text', '_parts', '_prereleases', '_tests'

    def __init__(self, specifier='', prereleases=None):
        self._parts = tuple({_comparison_key(*part): part for part in reversed(
            _parse(specifier, is_lenient=True))}.values())[::-1]
        self._text = _join(self._parts)
        self._prereleases = None if prereleases is None else bool(prereleases)
        self._tests = None

    def __iter__(self):
        return iter([_explicit(*part) for part in self._parts])

    def __len__(self):
        return len(self._parts)

    def __str__(self):
        return self._text

    def __repr__(self):
        if self._prereleases is None:
            return f'<Specifier({self._text!r})>'
        return f'<Specifier({self._text!r}, prereleases={self._prereleases})>'

    def __reduce__(self):
        return Specifier, (self._text, self._prereleases)

    def _key(self):
        return frozenset(_comparison_key(*part) for part in self._parts)

    def __eq__(self, other):
        if isinstance(other, str):
            try:
                other = Specifier(other)
            except ValueError:
                return NotImplemented
        if not isinstance(other, Specifier):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __and__(self, other):
        if isinstance(other, str):
            other = Specifier(other)
        if not isinstance(other, Specifier):
            return NotImplemented
        prereleases = {self._prereleases, other._prereleases} - {None}
        if len(prereleases) > 1:
            raise ValueError('cannot combine specifiers that accept pre-releases '
                             'with specifiers that reject them')
        if not self._parts:
            text = other._text
        elif not other._parts or self._key() == other._key():
            text = self._text
        else:
            text = _join((*self, *other))
        return Specifier(text, *prereleases)

    def __rand__(self, other):
        if isinstance(other, str):
            return Specifier(other) & self
        return NotImplemented

    def __contains__(self, item):
        return self.contains(item)

    @property
    def prereleases(self):
        """True or False as pre-releases are acceptable or not.

        It is what the constructor was told, else True if a version other than
        that of != is a pre-release.  None: only if nothing else is.
        """
        if self._prereleases is None and any(
                operator != '!=' and _names_prerelease(text)
                for operator, text in self._parts):
            return True
        return self._prereleases

    def contains(self, item, prereleases=None):
        """Return True if a version, a Version or a str, is acceptable.

        A pre-release is unless prereleases, or the attribute if that is None, is
        False.  Text that is no version satisfies only === and that text.
        """
        accepted, is_prerelease = self._accepts(item)
        if prereleases is None:
            prereleases = self._prereleases
        return accepted and (not is_prerelease or prereleases is None or
                             bool(prereleases))

    def filter(self, iterable, prereleases=None):
        """Return an iterator over the acceptable versions of an iterable.

        The items are Versions or strs and are returned as they are.  Unless
        prereleases, or the attribute if that is None, says otherwise,
        pre-releases are given only where no other version is acceptable.
        """
        found = [(item, is_prerelease) for item in iterable
                 for accepted, is_prerelease in (self._accepts(item),) if accepted]
        if prereleases is None:
            prereleases = self.prereleases
        if prereleases is None:
            # Text that is no version is neither.
            prereleases = not any(is_prerelease is False for _, is_prerelease in found)
        return iter([item for item, is_prerelease in found
                     if prereleases or not is_prerelease])

    def _accepts(self, item):
        """Return whether a version is acceptable, and whether it is a pre-release.

        The second is None for text that is no version.
        """
        if isinstance(item, str):
            try:
                item = Version(item)
            except ValueError:
                return all(operator == '===' and _lower(text) == _lower(item)
                           for operator, text in self._parts), None
        elif not isinstance(item, Version):
            raise TypeError(f'expected a Version or str, not {type(item).__name__}')
        if self._tests is None:
            self._tests = [_test(*part) for part in self]
        return all(test(item) for test in self._tests), item.is_prerelease


Specifier.__module__ = 'importlib.versions'


def canonical_clause(text):
    """Return the canonical spelling of a clause as a statement has it.

    Raises ValueError.
    """
    return _join(_parse(text, is_lenient=False))


def _join(parts):
    return ','.join(operator + text for operator, text in parts)


def _parse(text, is_lenient):
    """Return the comparisons of a clause as (operator, canonical version).

    The operator of a bare version is ''.  Raises ValueError; a lenient clause
    may have empty comparisons.
    """
    if not isinstance(text, str):
        raise TypeError(f'a version clause must be a str, not {type(text).__name__}')
    items = text.split(',')
    parts = []
    for number, item in enumerate(items):
        item = item.strip(_SPACE)
        if item:
            parts.append(_parse_comparison(text, item))
        elif not is_lenient:
            raise _error(text, 'a version is missing' if len(items) == 1 else
                         'a comparison is missing after the comma'
                         if number == len(items) - 1 else
                         'a comparison is missing before a comma')
    for operator, version in parts:
        if not operator and len(parts) > 1:
            raise _error(text, f'an operator is missing before {version!r}')
    return parts


def _error(clause, reason):
    return ValueError(f'invalid version clause {clause!r}: {reason}')


def _parse_comparison(clause, item):
    operator, text = _COMPARISON.match(item).groups()
    if operator not in _OPERATORS:
        raise _error(clause, f'{operator!r} is not a version operator')
    text = text.strip(_SPACE)
    if not text or text[0] in '=<>!~':
        raise _error(clause, f'operator {operator!r} without a version')
    space = re.search(f'[{_SPACE}]+', text)
    arbitrary = re.search('[;)]', text) if operator == '===' else None
    if space and not (arbitrary and arbitrary.start() < space.start()):
        if text[space.end()] in '=<>!~':
            raise _error(clause, f'a comma is missing before {text[space.end():]!r}')
        raise _error(clause, f'white space inside version {text!r}')
    if arbitrary:
        raise _error(clause, f"';' or ')' in {text!r}")
    if operator == '===':
        try:
            return operator, str(Version(text))
        except ValueError:
            return operator, text
    release = text[:-2] if text.endswith('.*') else text
    try:
        version = Version(release)
    except ValueError:
        raise _error(clause, f'{release!r} is not a PEP 440 version') from None
    is_release = str(version) == version.base_version
    if release != text:
        if not operator:
            raise _error(clause, "'.*' needs '==' or '!='; a bare "
                         f'{release!r} means the same')
        if operator not in ('==', '!='):
            raise _error(clause, f"'.*' does not go with operator {operator!r}, "
                         "only with '==' and '!='")
        if not is_release:
            raise _error(clause, "'.*' may follow only a release such as '1.2', "
                         f'not {release!r}')
        return operator, f'{version}.*'
    if version.local is not None and operator not in ('', '==', '!='):
        raise _error(clause, "a local version ('+...') does not go with operator "
                     f'{operator!r}')
    if operator == '~=' and len(version.release) < 2:
        raise _error(clause, "'~=' needs a version with two release numbers or "
                     f'more, not {release!r}')
    return operator, str(version)


def _explicit(operator, text):
    """Spell a bare version as the comparison that it means."""
    if operator:
        return operator, text
    version = Version(text)
    return '==', text if str(version) != version.base_version else f'{text}.*'


def _comparison_key(operator, text):
    """Return what is the same for comparisons that match the same versions."""
    is_prefix = text.endswith('.*')
    try:
        version = Version(text[:-2] if is_prefix else text)
    except ValueError:
        return operator, _lower(text)
    is_prefix = is_prefix or not operator and str(version) == version.base_version
    exact = is_prefix or operator in ('~=', '===')
    return operator, is_prefix, version, len(version.release) if exact else None


def _lower(text):
    """Return text with its ASCII letters in lower case."""
    return text.encode('utf-8', 'surrogatepass').lower().decode('utf-8', 'surrogatepass')


def _names_prerelease(text):
    try:
        return Version(text[:-2] if text.endswith('.*') else text).is_prerelease
    except ValueError:
        return False


def _test(operator, text):
    """Return the function that says whether a Version satisfies a comparison."""
    if operator == '===':
        return lambda version: str(version) == text
    test = specifiers.Specifier(operator + text).contains
    return lambda version: test(version, prereleases=True)
