"""Versions of modules: what there is, what is in use, and PEP 440 objects.

An import statement may say which version of a package it wants:

    import some_package version 1.2
    from some_package >= 1.2, < 2 import some_module

This module shows what such a clause can choose from.  A program may also set
on_missing here, to install what is missing while it runs:

    importlib.versions.on_missing = ensurepip.install_version
"""

import sys

from .. import _bootstrap, _bootstrap_external
from .._version_types import Specifier, Version

_flow = _bootstrap._load_version_part('versions')
_layouts = _bootstrap._load_version_part('layouts')
_origins = _bootstrap._load_version_part('origins')
_built_in = _bootstrap._load_builtin('_importlib_versions')
ModuleVersionError = _bootstrap._load_version_part('unsatisfied').ModuleVersionError

__all__ = ['Active', 'Candidate', 'Installed', 'ModuleVersionError', 'Selection',
           'Specifier', 'Version', 'active', 'find_versions', 'installed',
           'on_missing', 'parse_defaults', 'select', 'split_entry']


# None, or a function that is called with a module's name, a Specifier and the
# importer (an object with the attributes module, filename, lineno and clause)
# where an import asks for a version, by a clause or a default, and nothing
# satisfies it.  If it returns true, the module is looked for once more.  It is
# not called where another version is imported already.
on_missing = None


class Candidate:

    """A version of a module that an import could choose.

    name       the module's name
    version    a Version, or None if it is unknown
    path       what holds the module: a version's directory or file, links
               resolved; for a flat module its own directory or file
    directory  the path entry in which it was found, or None
    layout     'distribution', 'package' or 'module' for the layouts of a
               version's entry; 'flat'; 'stdlib'; 'builtin'; 'frozen';
               'namespace' for a namespace package without a version; 'finder'
               for what another finder found
    """

    __slots__ = ('name', 'version', 'path', 'directory', 'layout')

    def __init__(self, name, version, path, directory, layout):
        self.name = name
        self.version = version
        self.path = path
        self.directory = directory
        self.layout = layout

    def __reduce__(self):
        return Candidate, self._key()

    def _key(self):
        return (self.name, self.version, self.path, self.directory, self.layout)

    def __eq__(self, other):
        if not isinstance(other, Candidate):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        return (f'Candidate(name={self.name!r}, version={self.version}, '
                f'path={self.path!r}, directory={self.directory!r}, '
                f'layout={self.layout!r})')


class Active:

    """A module that is imported from a version.

    name         the module's name
    version      a Version
    path         the version's directory or file
    imported_by  the import that chose it: an object with the attributes
                 module, filename, lineno and clause (None without one)
    """

    __slots__ = ('name', 'version', 'path', 'imported_by')

    def __init__(self, name, version, path, imported_by):
        self.name = name
        self.version = version
        self.path = path
        self.imported_by = imported_by

    def __repr__(self):
        return (f'Active(name={self.name!r}, version={self.version}, '
                f'path={self.path!r}, imported_by={self.imported_by!r})')


class Installed:

    """A distribution that is installed in one version.

    name       the distribution's name, as its metadata spells it
    version    a Version, or None if it is unknown
    directory  the path entry in which it stands
    path       its distribution directory, or None if it is flat
    metadata   the path of its *.dist-info or *.egg-info, or None
    """

    __slots__ = ('name', 'version', 'directory', 'path', 'metadata')

    def __init__(self, name, version, directory, path, metadata):
        self.name = name
        self.version = version
        self.directory = directory
        self.path = path
        self.metadata = metadata

    def __repr__(self):
        return (f'Installed(name={self.name!r}, version={self.version}, '
                f'directory={self.directory!r}, path={self.path!r}, '
                f'metadata={self.metadata!r})')


class Selection:

    """What an import would choose, and why.

    candidate  the Candidate, or None
    steps      a list of (Candidate, reason): what the search has passed over, in
               its order
    defaults   the defaults that were asked as well: objects with the attributes
               name, specifier and source
    """

    __slots__ = ('candidate', 'steps', 'defaults')

    def __init__(self, candidate, steps, defaults=()):
        self.candidate = candidate
        self.steps = steps
        self.defaults = list(defaults)

    def __repr__(self):
        return (f'Selection(candidate={self.candidate!r}, steps={self.steps!r}, '
                f'defaults={self.defaults!r})')


def find_versions(name):
    """Return a list of Candidates: all versions of a module, in search order.

    In one directory the highest comes first.  For a module in a package, the
    package is imported unless it is a namespace package.  What is found twice,
    as in a directory that is on sys.path twice, is listed once.
    """
    found = {}
    for spec in _bootstrap._load_version_part('queries').of_module(name):
        described = candidate(spec)
        found.setdefault((described.version, described.path, described.layout),
                         described)
    return list(found.values())


def select(name, specifier=None, *, importer=None):
    """Return the Selection for an import of a module that is not imported.

    specifier is the clause, a Specifier or its text, or None for an import
    without one.  importer is the path of the distribution directory whose
    modules import it, or None.  The search is the import system's own; nothing
    is imported but the packages that the module is in.
    """
    clause = None if specifier is None else _flow.clause_of(specifier)
    path = None
    parent = name.rpartition('.')[0]
    if parent:
        path = getattr(_bootstrap._gcd_import(parent), '__path__', None)
        if path is None:
            return Selection(None, [])
    request = _flow.Request(name, clause)
    if importer is not None:
        request.importer = _origin_of_directory(importer)
        request._consult()
    return selection(request, path)


def selection(request, path):
    """Return the Selection for a request of the import system.

    path is the __path__ of the module's package, or None.
    """
    request.steps = []
    spec = request.find(path)
    chosen = None if spec is None else candidate(spec)
    # Each pass over the path has met the same ones.
    steps = dict.fromkeys((candidate(step), reason)
                          for step, reason in request.steps)
    return Selection(chosen, [step for step in steps if step[0] != chosen],
                     request.said())


def _origin_of_directory(path):
    directory, entry = _bootstrap_external._path_split(path)
    parts = split_entry(entry)
    if parts is None:
        raise ValueError(f'{path!r} is not the path of a distribution directory')
    return _origins.VersionOrigin(None, str(parts[1]), path, directory,
                                  _layouts._named(path), is_entry=True)


def active():
    """Return a dict of the modules that are imported from a version.

    Keys are the names of top-level modules and of the modules in namespace
    packages, values are Active objects.  Flat modules are among them if a
    clause or a default chose them.
    """
    result = {}
    for name, spec in _origins.chosen_specs():
        origin = spec._version_origin
        importer = origin.chosen_by
        if (origin.path is not None or importer.clause is not None or
                importer.defaults):
            result[name] = Active(name, Version(origin.version),
                                  origin.path or spec.origin, importer)
    return result


def installed(path=None):
    """Return a list of Installed: every distribution, in every version.

    path is a list of directories, sys.path by default.  Aliases are no
    distributions, but a link to a directory kept elsewhere is one.
    """
    found = []
    for directory in sys.path if path is None else path:
        finder = _bootstrap_external.PathFinder._path_importer_cache(directory)
        for name in sorted(_names(finder)):
            full = _bootstrap_external._path_join(directory, name)
            parts = split_entry(name)
            if name.endswith(_bootstrap_external.METADATA_SUFFIXES):
                found.append(Installed(*(parts or (name.rpartition('.')[0], None)),
                                       directory, None, full))
            elif parts is not None and not _is_alias(directory, name):
                entry = _bootstrap_external.PathFinder._path_importer_cache(full)
                if entry is not None:
                    found.append(_in_distribution_directory(
                        entry, parts, directory, full))
    return found


def _is_alias(directory, name):
    """Return True if an entry is a link to another one of its directory."""
    target = _bootstrap._load_version_part('links')._read(directory, name)
    return bool(target) and not _bootstrap_external._path_split(target)[0]


def _in_distribution_directory(finder, entry, directory, path):
    """Return the Installed of the metadata that has an entry's name, or any."""
    found = []
    for name in sorted(_names(finder)):
        if name.endswith(_bootstrap_external.METADATA_SUFFIXES) and split_entry(name):
            is_other = (_built_in.normalize(split_entry(name)[0]) !=
                        _built_in.normalize(entry[0]))
            found.append((is_other, name))
    if not found:
        return Installed(*entry, directory, path, None)
    name = min(found)[1]
    return Installed(*split_entry(name), directory, path,
                     _bootstrap_external._path_join(path, name))


def _names(finder):
    """Return the names in the directory of a path entry finder, as of now."""
    if finder is None:
        return ()
    # Brings the listing up to date.
    finder.find_spec('')
    return getattr(finder, '_path_cache', ())


def split_entry(name):
    """Return name and Version of an entry of a directory, or None.

    The entry is a version of a module (name-1.2.3, name-1.2.3.py,
    name-1.2.3.link) or the metadata of a distribution (name-1.2.3.dist-info).
    """
    parts = _built_in.split_entry(name, _layouts.MODULE_SUFFIXES)
    return None if parts is None else (parts[0], Version(parts[1]))


def parse_defaults(text):
    """Return [(name, Specifier), ...] of the text of an import-versions.txt.

    Raises ValueError for a line that cannot be understood; the import system
    passes over it with a warning.
    """
    defaults = _bootstrap._load_version_part('defaults')
    found = []
    lines = defaults.split_lines(text.encode('utf-8', 'surrogateescape'))
    for number, line in enumerate(lines, 1):
        try:
            parsed = defaults.parse_line(line.decode('utf-8'))
        except ValueError as exc:
            raise ValueError(f'line {number}: {exc}') from None
        if parsed is not None:
            found.append((parsed[0], Specifier(parsed[1])))
    return found


def candidate(spec):
    """Return the Candidate that describes a module's spec."""
    if _origins.is_portion(spec):
        return Candidate(spec.name, None, None, None, 'namespace')
    version = _origins.spec_version(spec)
    if version is not None:
        version = Version(version)
    if spec.loader is _bootstrap.BuiltinImporter:
        return Candidate(spec.name, version, None, None, 'builtin')
    if spec.loader is _bootstrap.FrozenImporter:
        return Candidate(spec.name, version, None, None, 'frozen')
    origin = getattr(spec, '_version_origin', None)
    if origin is not None and origin.path is not None:
        if origin.is_entry:
            layout = 'distribution'
        elif origin.directory is None:
            layout = 'finder'
        elif spec.submodule_search_locations is not None:
            layout = 'package'
        else:
            layout = 'module'
        return Candidate(spec.name, version, origin.path, origin.directory, layout)
    entry = _origins.entry_of(spec)
    if entry is None:
        return Candidate(spec.name, version, spec.origin, None, 'finder')
    path = spec.origin
    if spec.submodule_search_locations is not None:
        path = _bootstrap_external._path_split(path)[0]
    stdlib = entry in _bootstrap_external._stdlib_directories
    return Candidate(spec.name, version, path, entry,
                     'stdlib' if stdlib else 'flat')
