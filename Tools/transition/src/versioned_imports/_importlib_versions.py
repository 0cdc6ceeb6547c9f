"""What the import system asks about text: versions, clauses, names in directories.

The interpreter has these functions in C (Modules/_versions.c, _versions_index.c);
here the packaging library knows PEP 440.
"""

import functools
import re

from packaging import specifiers
from packaging.version import InvalidVersion
from packaging.version import Version as _PackagingVersion

# What PEP 440 lists as white space.
_SPACE = ' \t\n\r\f\v'
_COMPARISON = re.compile('([=<>!~]*)(.*)', re.DOTALL)
_OPERATORS = frozenset(('', '==', '!=', '<=', '>=', '<', '>', '~=', '==='))
METADATA_SUFFIXES = '.dist-info', '.egg-info'
_STARTS_VERSION = re.compile('[vV]?[0-9]')


# Versions #####################################################################

@functools.lru_cache(maxsize=4096)
def _version(text):
    """Return the packaging library's Version of a text.  Raises ValueError."""
    if not isinstance(text, str):
        raise TypeError(f'version must be str, not {type(text).__name__}')
    stripped = text.strip(_SPACE)
    try:
        if stripped.isascii() and stripped == stripped.strip():
            return _PackagingVersion(stripped)
    except InvalidVersion:
        pass
    raise ValueError(f'invalid version: {text!r}')


def _is_version(text):
    """Return True if text is a version, without white space around it."""
    try:
        _version(text)
    except ValueError:
        return False
    return text == text.strip(_SPACE)


def canonical_version(version):
    """Return the canonical spelling of a version (PEP 440, "Normalization").

    Text that is no version is a ValueError.
    """
    return str(_version(version))


def base_version(version):
    """Return the epoch and the release of a version, in canonical spelling."""
    return _version(version).base_version


def is_prerelease(version):
    """Return True if a version is a pre-release or a developmental release."""
    return _version(version).is_prerelease


def compare_versions(a, b):
    """Return -1, 0 or 1 as a is lower than, equal to or higher than b."""
    a, b = _version(a), _version(b)
    return (a > b) - (a < b)


# Clauses ######################################################################

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
            return operator, str(_version(text))
        except ValueError:
            return operator, text
    release = text[:-2] if text.endswith('.*') else text
    try:
        version = _version(release)
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


@functools.lru_cache(maxsize=1024)
def _comparisons(text):
    """Return the comparisons of a lenient clause, each once."""
    parts = {}
    for part in _parse(text, is_lenient=True):
        parts.setdefault(_comparison_key(*part), part)
    return tuple(parts.values())


def canonical_specifier(specifier):
    """Return the canonical spelling of a version clause.

    Commas with nothing before or after them are left out, and so are repetitions.
    Text that is no clause is a ValueError.
    """
    if not isinstance(specifier, str):
        raise TypeError(f'specifier must be str, not {type(specifier).__name__}')
    return _join(_comparisons(specifier))


@functools.lru_cache(maxsize=1024)
def split_specifier(specifier):
    """Return the comparisons of a clause, a tuple of (operator, version).

    A bare version is the comparison that it stands for: ('==', '1.2.*').
    """
    return tuple([_explicit(*part) for part in _comparisons(specifier)])


def names_prerelease(specifier):
    """Return True if a clause names a pre-release, and so asks for them.

    What follows != is not wanted and does not count.
    """
    return any(operator != '!=' and _is_version(text) and is_prerelease(text)
               for operator, text in _comparisons(specifier))


def contains(specifier, version, prereleases=None):
    """Return True if a version satisfies a clause.

    Pre-releases do unless prereleases is False.  Text that is no version satisfies
    only === and that text.
    """
    is_refused = prereleases is not None and not prereleases
    tests = _tests(specifier)
    try:
        version = _version(version)
    except ValueError:
        version = _lower(version)
        return all(operator == '===' and _lower(text) == version
                   for operator, text in _comparisons(specifier))
    return (not (is_refused and version.is_prerelease) and
            all(test(version) for test in tests))


@functools.lru_cache(maxsize=1024)
def _tests(specifier):
    """Return functions that say whether a version satisfies a clause's comparisons."""
    return [_test(*part) for part in split_specifier(specifier)]


def _test(operator, text):
    if operator == '===':
        return lambda version: str(version) == text
    test = specifiers.Specifier(operator + text).contains
    return lambda version: test(version, prereleases=True)


def _explicit(operator, text):
    """Spell a bare version as the comparison that it means."""
    if operator:
        return operator, text
    return '==', f'{text}.*' if text == base_version(text) else text


def _comparison_key(operator, text):
    """Return what is the same for comparisons that match the same versions."""
    is_prefix = text.endswith('.*')
    try:
        version = _version(text[:-2] if is_prefix else text)
    except ValueError:
        return operator, _lower(text)
    is_prefix = is_prefix or not operator and str(version) == version.base_version
    exact = is_prefix or operator in ('~=', '===')
    return operator, is_prefix, version, len(version.release) if exact else None


def _lower(text):
    """Return text with its ASCII letters in lower case.  Raises ValueError."""
    return text.encode().lower()


# Names ########################################################################

def normalize(name):
    """Return a distribution's name in normalized form (PEP 503)."""
    return re.sub('[-_.]+', '-', name).lower()


def split_entry(filename, suffixes):
    """Return (name, version) of a directory's entry, or None.

    The entry is a version of a module, or the metadata of a distribution.
    suffixes is a tuple of those that the files of modules have.
    """
    if not isinstance(filename, str):
        raise TypeError(f'filename must be str, not {type(filename).__name__}')
    if not _is_text(filename):
        return None
    if filename.endswith(METADATA_SUFFIXES):
        return _split_metadata(filename)
    name = _name_before_version(filename)
    return name and _split_version(filename, name, suffixes)


def _is_text(filename):
    """Return True if a name has no undecodable bytes."""
    return filename.isascii() or not any('\ud800' <= char <= '\udfff' for char in filename)


def _split_metadata(filename):
    """Split name-1.2.3.dist-info.

    The name of an egg may have tags after the version:
    foo-1.0-py3.13-linux-x86_64.egg-info.
    """
    text = filename[:filename.rindex('.')]
    end = len(text)
    while end > 0:
        name, dash, version = text[:end].rpartition('-')
        if name and _is_version(version):
            return name, version
        end = text.rfind('-p', 0, end)
    return None


def _name_before_version(filename):
    """Return the name in what may be name-1.2.3, or None.

    Whether a version follows is seen when somebody asks for the name.
    """
    name, dash, version = filename.partition('-')
    return name if name and _STARTS_VERSION.match(version) else None


def _split_version(filename, name, suffixes):
    version = filename[len(name) + 1:]
    # The suffix first: a local version could take it in.
    for suffix in ('.link', *suffixes):
        if version.endswith(suffix) and _is_version(version[:-len(suffix)]):
            return name, version[:-len(suffix)]
    return (name, version) if _is_version(version) else None


class Index:

    """What the names in a directory say of versions.

    names are those of a listing; suffixes is a tuple of those that the files of
    modules have.  The length is the number of versions, the metadata of flat
    distributions left out.
    """

    def __init__(self, names, suffixes):
        self._suffixes = suffixes
        # Filenames by the module's name, and by the normalized distribution's.
        self._modules = {}
        self._metadata = {}
        self._prefixes = set()
        self._length = 0
        # What the filenames of a module say, once somebody has asked for it.
        self._parsed = {}
        for filename in names:
            if '-' not in filename or not _is_text(filename):
                continue
            if filename.endswith(METADATA_SUFFIXES):
                parts = _split_metadata(filename)
                if parts is not None:
                    self._metadata.setdefault(normalize(parts[0]), []).append(
                        (filename, parts[1]))
                continue
            name = _name_before_version(filename)
            # Names such as _socket.cpython-313-x86_64-linux-gnu.so are in every
            # library, and name no package.
            if name is None or ('.' in name and
                                _split_version(filename, name, suffixes) is None):
                continue
            self._modules.setdefault(name, []).append(filename)
            self._length += 1
            for i, char in enumerate(name):
                if char == '.':
                    self._prefixes.add(name[:i])

    def __len__(self):
        return self._length

    def __contains__(self, name):
        """True if there are versions of the named module or of modules inside it."""
        return bool(self._versions(name)) or name in self._prefixes

    def _versions(self, name):
        """Return [(version, its text, filename), ...] of a module."""
        found = self._parsed.get(name)
        if found is None:
            found = []
            for filename in self._modules.get(name, ()):
                parts = _split_version(filename, name, self._suffixes)
                if parts is not None:
                    found.append((_version(parts[1]), parts[1], filename))
            self._parsed[name] = found
        return found

    def best(self, name, specifier=None, clause=None):
        """Return (filename, version) of the best version of a module, or None.

        That is the first of what find() returns.
        """
        return next(iter(self.find(name, specifier, clause)), None)

    def find(self, name, specifier=None, clause=None):
        """Return [(filename, version), ...] of a module's versions, the best first.

        Only versions that satisfy the specifier count.  The highest comes first,
        pre-releases last unless the specifier names one (PEP 440, "Handling of
        pre-releases").  Of equal versions the first is the one that is spelled
        as in the clause, if that is an equality.
        """
        found = [entry for entry in self._versions(name)
                 if specifier is None or contains(specifier, entry[1])]
        spelling = clause and _spelling(clause)
        names_one = specifier is not None and names_prerelease(specifier)
        found.sort(key=lambda entry: (entry[1] != spelling, entry[1], entry[2]))
        found.sort(key=lambda entry: (names_one or not entry[0].is_prerelease, entry[0]),
                   reverse=True)
        return [(filename, version) for _, version, filename in found]

    def metadata(self, name):
        """Return [(filename, version), ...] of a distribution's metadata.

        name is normalized (PEP 503).
        """
        return list(self._metadata.get(name, ()))

    def has_prefix(self, name):
        """Return True if there are versions of modules inside the named package."""
        return name in self._prefixes

    def names(self):
        """Return the set of the names of the modules that have versions."""
        return {name for name in self._modules if self._versions(name)}


def _spelling(clause):
    """Return the version of a canonical clause that is an equality, else None."""
    version = clause.lstrip('=')
    if ',' in clause or clause[:1] in '<>!~':
        return None
    return version[:-2] if version.endswith('.*') else version
