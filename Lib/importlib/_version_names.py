"""The names of the modules that stand in versions in a directory, for pkgutil."""

import os
import sys

from . import _bootstrap
from ._bootstrap_external import _NamespacePath
from .util import find_spec


class VersionFinder:

    """Finds the modules that a path entry has in versions.

    It is what pkgutil names as their finder.  Of each it finds the version that
    an import without a clause gets.
    """

    def __init__(self, path):
        self.path = path

    def __repr__(self):
        return f'{type(self).__name__}({self.path!r})'

    def find_spec(self, fullname, target=None):
        """Return the spec that an import without a clause uses, or None."""
        return find_spec(fullname)


def is_entry(finder, name):
    """Return True if a name that a finder lists is that of a version.

    A "foo-1.py" is the module foo.
    """
    if '-' not in name or not _is_on_path(finder):
        return False
    return _bootstrap._load_builtin('_importlib_versions').split_entry(
        name, ()) is not None


def modules(finders, path):
    """Yield (VersionFinder, name, is_package) of modules that stand in versions.

    Versions are what is named so in the directories and zip files of sys.path.
    The finders are those of a path; if that is the __path__ of a namespace
    package, the modules are those in it and their names have no dot either.
    """
    parent = ''
    if isinstance(path, _NamespacePath):
        parent = f'{path._name}.'
        finders = _finders_on_path()
    for finder in finders:
        index = _index_of(finder)
        if index is None:
            continue
        here = VersionFinder(_path_of(finder))
        for fullname in sorted(index.names()):
            name = fullname.removeprefix(parent)
            if '.' in name or not fullname.startswith(parent):
                continue
            spec = next(filter(None, (finder._probe_version(fullname, *entry)
                                      for entry in index.find(fullname))), None)
            if spec is not None:
                yield here, name, spec.submodule_search_locations is not None


def _index_of(finder):
    """Return the Index of a finder's listing as of now, or None."""
    if not hasattr(finder, '_version_index') or not _is_on_path(finder):
        return None
    # Brings the listing up to date.
    finder.find_spec('')
    return finder._version_index()


def _finders_on_path():
    from pkgutil import get_importer
    return map(get_importer, sys.path)


def _is_on_path(finder):
    path = _path_of(finder)
    return path is not None and any(os.path.abspath(entry) == path
                                    for entry in sys.path
                                    if isinstance(entry, str))


def _path_of(finder):
    """Return the path entry that a finder stands for, or None."""
    archive = getattr(finder, 'archive', None)
    if archive is not None:
        return os.path.abspath(os.path.join(archive, finder.prefix))
    return getattr(finder, 'path', None)
