"""Path entry finders that know versions, on a Python without version clauses.

The rules of the interpreter find here what they find in its
importlib._bootstrap_external; the classes go before importlib's own on
sys.path_hooks and in PathFinder's place on sys.meta_path.
"""

import os
import pkgutil
import sys
import sysconfig
import zipimport
from importlib import _bootstrap_external as _external
from importlib._bootstrap_external import (
    BYTECODE_SUFFIXES, EXTENSION_SUFFIXES, SOURCE_SUFFIXES, _NamespacePath, _path_join,
    path_sep)

from . import _bootstrap, _loaders

METADATA_SUFFIXES = _bootstrap._importlib_versions.METADATA_SUFFIXES
_MS_WINDOWS = sys.platform == 'win32'
try:
    NamespaceLoader = _external.NamespaceLoader
except AttributeError:      # Python 3.10 or older
    NamespaceLoader = _external._NamespaceLoader
_path_abspath = os.path.abspath

_part = _bootstrap._load_version_part


def __getattr__(name):
    """Return what else importlib's module of this name has."""
    return getattr(_external, name)


class PathFinder(_external.PathFinder):

    """Meta path finder for sys.path that knows versions."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if path is None:
            path = sys.path
        request = _bootstrap._version_requests and _bootstrap.version_request(fullname)
        if request:
            path = request.search_path(path)
            if request.looks_at_versions():
                return request.find_in_path(cls, path, target)
        spec = super().find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None and not (
                _bootstrap._load_versions().directories_with_defaults):
            return spec
        if target is None and not request and _bootstrap.is_search(sys._getframe(1)):
            path = None if path is sys.path else path
            if _bootstrap.has_more(fullname, path, spec):
                return _bootstrap.find_in_full(fullname, path, sys._getframe(1))
        return spec

    @classmethod
    def find_versions(cls, fullname, path=None):
        """Return the specs of all versions of a module, in search order."""
        return _part('queries').in_path(cls, fullname, sys.path if path is None else path)


class FileFinder(_external.FileFinder):

    """Path entry finder for a directory that knows versions."""

    # A listing and the index of the versions in it.
    _indexed = None, None

    def find_versions(self, fullname):
        """Return the specs of the versions of a module, the highest first."""
        return _part('queries').in_directory(self, fullname)

    def _version_index(self):
        """Return the Index of the directory as it was listed last.

        None for a directory of the standard library.
        """
        names, index = self._indexed
        if names is not self._path_cache:
            names = self._path_cache
            index = None
            if self.path not in _stdlib_directories:
                suffixes = tuple([suffix for suffix, _ in self._loaders])
                index = _bootstrap._importlib_versions.Index(names, suffixes)
            self._indexed = names, index
        return index

    def _probe_version(self, fullname, filename, version, is_pin=False):
        return _part('layouts').probe(self, fullname, filename, version, is_pin)

    def _finder_below(self, path):
        """Return the finder of a directory that is a path entry, too, or None."""
        finder = sys.path_importer_cache.get(path)
        if finder is None and os.path.isdir(path):
            finder = FileFinder(path)
            finder._loaders = self._loaders
            sys.path_importer_cache[path] = finder
        return finder

    def _fill_cache(self):
        before = self._path_cache
        super()._fill_cache()
        if 'import-versions.txt' in self._path_cache:
            _bootstrap._load_versions().note_defaults(self.path)
        removed = before and [name for name in before.difference(self._path_cache)
                              if name.endswith(METADATA_SUFFIXES)]
        if removed:
            _part('metadata').note_removed(self.path, removed)


# Before Python 3.10 zipimporter is a finder and a loader of the old kind only.
_ZIP_BASES = ((zipimport.zipimporter,) if hasattr(zipimport.zipimporter, 'exec_module')
              else (zipimport.zipimporter, _external._LoaderBasics))


class ZipImporter(*_ZIP_BASES):

    """Path entry finder and loader for a zip file that knows versions."""

    # The paths, without suffix, of the modules that are a version's own entry.
    _module_paths = {}

    def __init__(self, path):
        super().__init__(path)
        if self.prefix + 'import-versions.txt' in self._get_files():
            _bootstrap._load_versions().note_defaults(
                _path_join(self.archive, self.prefix).rstrip(path_sep))

    def find_spec(self, fullname, target=None):
        if hasattr(zipimport.zipimporter, 'find_spec'):
            return super().find_spec(fullname, target)
        loader, portions = self.find_loader(fullname)
        if loader is not None:
            return _bootstrap.spec_from_loader(fullname, loader)
        if portions:
            spec = _bootstrap.ModuleSpec(fullname, None)
            spec.submodule_search_locations = portions
            return spec
        return None

    def find_versions(self, fullname):
        """Return the specs of the versions of a module, the highest first."""
        return _part('queries').in_directory(self, fullname)

    def _version_index(self):
        return _part('zips').index_of(self)

    def _probe_version(self, fullname, filename, version, is_pin=False):
        return _part('zips').probe(self, fullname, filename, version, is_pin)

    def _get_files(self):
        if hasattr(zipimport.zipimporter, '_get_files'):
            return super()._get_files()
        return self._files

    def _place(self, fullname):
        """Return the importer and the name under which zipimport knows a module."""
        if fullname not in self._module_paths:
            return super(), fullname
        # zipimport takes the last component of a name for that of the file.
        head, dot, tail = self._module_paths[fullname].rpartition('.')
        importer = zipimport.zipimporter(self.archive)
        importer.prefix = head + dot
        return importer, tail

    def get_code(self, fullname):
        importer, name = self._place(fullname)
        try:
            return importer.get_code(name)
        except SyntaxError:
            return _loaders.translated_code(self.get_source(fullname).encode(),
                                            self.get_filename(fullname))

    def get_filename(self, fullname):
        importer, name = self._place(fullname)
        try:
            # It compiles the module.
            return importer.get_filename(name)
        except SyntaxError:
            init = path_sep + '__init__' if importer.is_package(name) else ''
            path = self._module_paths.get(
                fullname, self.prefix + fullname.rpartition('.')[2])
            return _path_join(self.archive, path + init + '.py')

    def get_source(self, fullname):
        importer, name = self._place(fullname)
        return importer.get_source(name)

    def is_package(self, fullname):
        importer, name = self._place(fullname)
        return importer.is_package(name)

    def get_resource_reader(self, fullname):
        reader = super().get_resource_reader(fullname)
        if reader is not None and fullname in self._module_paths and self.is_package(fullname):
            reader.prefix = self._module_paths[fullname].replace(path_sep, '/') + '/'
        return reader


def path_hooks():
    """Return the hooks for directories and zip files."""
    return [ZipImporter, FileFinder.path_hook(
        (_external.ExtensionFileLoader, EXTENSION_SUFFIXES),
        (_loaders.SourceLoader, SOURCE_SUFFIXES),
        (_external.SourcelessFileLoader, BYTECODE_SUFFIXES))]


def _find_stdlib_directories():
    """Return the directories of the standard library, where versions mean nothing."""
    found = {os.path.dirname(os.__file__), sysconfig.get_path('stdlib'),
             sysconfig.get_path('platstdlib'), sysconfig.get_config_var('DESTSHARED')}
    spec = _external.PathFinder.find_spec('_json')
    if spec is not None and spec.has_location:
        found.add(os.path.dirname(spec.origin))
    return tuple(found - {None})


_stdlib_directories = _find_stdlib_directories()


if not hasattr(sys, 'stdlib_module_names'):     # Python 3.9
    sys.stdlib_module_names = frozenset((
        *sys.builtin_module_names,
        *(info.name for info in pkgutil.iter_modules(_stdlib_directories))))


def _has_versions(fullname, path):
    """Return True if a path that has just been searched may have versions.

    Of a module or of modules inside it.  Versions stand on sys.path.
    """
    if path is not None and type(path) is not _NamespacePath:
        return False
    for entry in sys.path:
        finder = sys.path_importer_cache.get(entry or os.getcwd())
        try:
            index = finder._version_index()
        except AttributeError:
            if hasattr(finder, 'find_versions'):
                return True
            continue
        if index is not None and fullname in index:
            return True
    return any(finder is not PathFinder and hasattr(finder, 'find_versions') and
               not _bootstrap.is_own(finder) for finder in sys.meta_path)
