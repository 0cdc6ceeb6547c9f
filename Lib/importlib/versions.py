"""Versions of modules: what there is, what is in use, and PEP 440 objects.

An import statement may say which version of a package it wants:

    import some_package version 1.2
    from some_package >= 1.2, < 2 import some_module

This module shows what such a clause can choose from.  A program may also set
on_missing here, to install what is missing while it runs:

    importlib.versions.on_missing = importlib.versions.pip_install
"""

import sys

from _versions import Specifier, Version
from . import _bootstrap, _bootstrap_external, _bootstrap_versions
from . import _bootstrap_layouts as _layouts
from ._bootstrap_versions import ModuleVersionError

__all__ = ['Active', 'Candidate', 'ModuleVersionError', 'Specifier', 'Version',
           'active', 'find_versions', 'on_missing', 'pip_install']


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
               'finder' for what another finder found
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


def find_versions(name):
    """Return a list of Candidates: all versions of a module, in search order.

    In one directory the highest comes first.  For a module in a package, the
    package is imported unless it is a namespace package.  What is found twice,
    as in a directory that is on sys.path twice, is listed once.
    """
    found = {}
    for spec in _specs(name):
        candidate = _candidate(spec)
        found.setdefault((candidate.version, candidate.path, candidate.layout),
                         candidate)
    return list(found.values())


def active():
    """Return a dict of the modules that are imported from a version.

    Keys are the names of top-level modules and of the modules in namespace
    packages, values are Active objects.
    """
    result = {}
    for name, module in sys.modules.copy().items():
        spec = getattr(module, '__spec__', None)
        importer = _bootstrap_versions._chosen.get(name)
        if spec is None:
            provenance = _bootstrap_versions.replaced_provenance(name, module)
        else:
            provenance = getattr(spec, '_versioned', None)
            if provenance is not None and importer is None:
                # A submodule has its package's version, or a second name.
                continue
        if provenance is not None:
            version, path = provenance.version, provenance.path
        elif importer is not None and importer.clause is not None:
            version, path = spec.version, spec.origin
        else:
            continue
        result[name] = Active(name, None if version is None else Version(version),
                              path, importer)
    return result


def pip_install(name, specifier, importer):
    """Install a version with pip: a function for on_missing.

    pip runs in the environment of this interpreter, for a distribution that
    has the module's name, and leaves the versions that are there.  What it
    does is shown on standard error.  Returns whether it has succeeded.
    """
    import subprocess
    requirement = f'{name}{_layouts.intersection([specifier])}'
    command = [sys.executable, *subprocess._args_from_interpreter_flags(),
               '-m', 'pip', 'install', '--allow-multiple', requirement]
    place = ''
    if importer.filename is not None:
        place = f' ({importer.filename}, line {importer.lineno})'
    print(f'{importer.module or "an import"}{place} needs {requirement}: '
          f'running {" ".join(command)}', file=sys.stderr, flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL,
                          stdout=2).returncode == 0


def _specs(name):
    """Return the specs of all versions of a module, in search order."""
    path = None
    parent, _, _ = name.rpartition('.')
    if parent:
        parent_module = _bootstrap._gcd_import(parent)
        try:
            path = parent_module.__path__
        except AttributeError:
            return []
    specs = []
    for finder in sys.meta_path:
        find_all = getattr(finder, 'find_versions', None)
        if find_all is not None:
            if path is None:
                specs.extend(find_all(name))
            else:
                specs.extend(find_all(name, path))
        elif hasattr(finder, 'find_spec'):
            spec = finder.find_spec(name, path)
            if spec is not None and not _layouts.is_namespace(spec):
                specs.append(spec)
    return specs


def _candidate(spec):
    """Describe a spec."""
    version = getattr(spec, 'version', None)
    if version is not None:
        version = Version(version)
    provenance = getattr(spec, '_versioned', None)
    entry = _layouts.entry_of(spec)
    if spec.loader is _bootstrap.BuiltinImporter:
        return Candidate(spec.name, version, None, None, 'builtin')
    if spec.loader is _bootstrap.FrozenImporter:
        return Candidate(spec.name, version, None, None, 'frozen')
    split = _bootstrap_external._path_split
    if provenance is not None and provenance.path:
        path = provenance.path
        if provenance.distribution is not None:
            layout = 'distribution'
        elif spec.submodule_search_locations is not None:
            layout = 'package'
        elif spec.origin == path or path.endswith(('.py', '.pyc')):
            layout = 'module'
        else:
            layout = 'finder'
        directory = getattr(spec, '_directory', None) or split(path)[0]
        return Candidate(spec.name, version, path, directory, layout)
    if entry is None:
        return Candidate(spec.name, version, spec.origin, None, 'finder')
    path = spec.origin
    if spec.submodule_search_locations is not None:
        path = split(path)[0]
    stdlib = _layouts.is_stdlib_directory(entry)
    return Candidate(spec.name, version, path, entry,
                     'stdlib' if stdlib else 'flat')
