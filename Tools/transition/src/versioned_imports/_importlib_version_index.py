"""What the names in a directory say of versions.

The interpreter has this in C (Modules/_versions_index.c), where the names are
told.
"""

import re

from . import _importlib_versions

Version = _importlib_versions.Version

_METADATA_SUFFIXES = '.dist-info', '.egg-info'
_STARTS_VERSION = re.compile('[vV]?[0-9]')


def normalize(name):
    """Return a distribution's name in normalized form (PEP 503)."""
    return re.sub('[-_.]+', '-', name).lower()


def split_entry(filename, suffixes):
    """Return (name, version) of a directory's entry, or None.

    The entry is a version of a module, or the metadata of a distribution.
    suffixes is a tuple of those that the files of modules have.
    """
    if not _is_text(filename):
        return None
    if filename.endswith(_METADATA_SUFFIXES):
        return _split_metadata(filename)
    name = _name_before_version(filename)
    return name and _split_version(filename, name, suffixes)


def _is_text(filename):
    """Return True if a name has no undecodable bytes."""
    return filename.isascii() or not any('\ud800' <= char <= '\udfff' for char in filename)


def _is_version(text):
    if text != text.strip():
        return False
    try:
        Version(text)
    except ValueError:
        return False
    return True


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
            if filename.endswith(_METADATA_SUFFIXES):
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
        """Return [(Version, version, filename), ...] of a module."""
        found = self._parsed.get(name)
        if found is None:
            found = []
            for filename in self._modules.get(name, ()):
                parts = _split_version(filename, name, self._suffixes)
                if parts is not None:
                    found.append((Version(parts[1]), parts[1], filename))
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
                 if specifier is None or specifier.contains(entry[0], prereleases=True)]
        spelling = clause and _spelling(clause)
        names_one = specifier is not None and bool(specifier.prereleases)
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
    """Return the version of a clause that is an equality, else None."""
    if len(clause) != 1:
        return None
    text = str(clause)
    if text.startswith('==='):
        return text[3:]
    if text.startswith('=='):
        return text[2:-2] if text.endswith('.*') else text[2:]
    return text if text[0].isdigit() else None
