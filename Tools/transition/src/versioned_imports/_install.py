"""Putting the import system of versions into place, and taking it away."""

import importlib
import importlib.util
import inspect
import os
import sys
import zipimport
from importlib import _bootstrap as _importlib
from importlib.machinery import FileFinder
from importlib.machinery import PathFinder as StockPathFinder

# Whether the interpreter's own import system knows versions.
NATIVE = 'version' in inspect.signature(importlib.import_module).parameters

if NATIVE:
    from importlib import import_module, versions
    from importlib.util import find_spec
else:
    from . import _bootstrap
    from . import _bootstrap_external, _processes, versions
    from ._bootstrap import find_spec, import_module

_hooks = []


def import_version(name, version, fromlist=()):
    """Do what a version clause says; translated statements call this.

    The statement without the clause follows.  Raises ModuleVersionError.
    """
    try:
        bind_clause(name, sys._getframe(1).f_globals, fromlist, version)
    except BaseException as exc:
        if not NATIVE:
            _bootstrap.shorten(exc)
        raise


def bind_clause(name, globals, fromlist, version):
    """Import the module that a clause is asked of, for the module with some globals."""
    if NATIVE:
        __import__(name, globals, None, fromlist, 0, version)
    else:
        _bootstrap.import_version(name, globals, fromlist, version)


def install():
    """Let imports find versions, and files have clauses.

    Puts finders on sys.meta_path and sys.path_hooks, and gives importlib what it
    has on an interpreter with clauses.  Doing it twice changes nothing.
    """
    from . import _long_names
    if not NATIVE and _bootstrap.VersionFinder not in sys.meta_path:
        _install_finders()
        _extend_importlib()
        _read_settings()
    _long_names.install()


def uninstall():
    """Undo install().  What is imported stays so."""
    from . import _long_names
    _long_names.uninstall()
    if NATIVE or _bootstrap.VersionFinder not in sys.meta_path:
        return
    flow = _bootstrap._load_version_part('distributions')
    sys.meta_path[:] = [
        StockPathFinder if finder is _bootstrap_external.PathFinder else finder
        for finder in sys.meta_path
        if finder not in (_bootstrap.VersionFinder, _bootstrap.LastFinder) and
        not isinstance(finder, flow.MetadataFinder)]
    sys.path_hooks[:] = [hook for hook in sys.path_hooks if hook not in _hooks]
    _hooks.clear()
    _forget_finders(_bootstrap_external.FileFinder, _bootstrap_external.ZipImporter)
    _processes.uninstall()
    _importlib._module_repr_from_spec = _bootstrap._stock_repr
    importlib.import_module = _bootstrap._stock_import_module
    importlib.util.find_spec = _bootstrap._stock_find_spec
    for name in _bootstrap.SPEC_ATTRIBUTES:
        delattr(_bootstrap.ModuleSpec, name)
    if sys.modules.get('importlib.versions') is versions:
        del sys.modules['importlib.versions'], importlib.versions


def _install_finders():
    sys.meta_path[:] = [
        _bootstrap_external.PathFinder if finder is StockPathFinder else finder
        for finder in sys.meta_path]
    sys.meta_path.insert(0, _bootstrap.VersionFinder)
    sys.meta_path.append(_bootstrap.LastFinder)
    _hooks[:] = _bootstrap_external.path_hooks()
    sys.path_hooks[:0] = _hooks
    _forget_finders(FileFinder, zipimport.zipimporter)
    _bootstrap._versions = None
    _bootstrap._load_versions()


def _forget_finders(*types):
    """Let path entries be asked for with other hooks."""
    for entry, finder in list(sys.path_importer_cache.items()):
        if type(finder) in types:
            sys.path_importer_cache.pop(entry, None)


def _extend_importlib():
    for name, value in _bootstrap.SPEC_ATTRIBUTES.items():
        setattr(_bootstrap.ModuleSpec, name, value)
    _importlib._module_repr_from_spec = _bootstrap._module_repr_from_spec
    importlib.import_module = import_module
    importlib.util.find_spec = find_spec
    _processes.install()
    sys.modules['importlib.versions'] = importlib.versions = versions
    if not hasattr(sys, 'default_library_versions'):
        sys.default_library_versions = {}


def _read_settings():
    """Take what -X, PYTHONVERSIONPOLICY and PYTHONVERSION say."""
    ignored = sys.flags.ignore_environment
    policy = sys._xoptions.get('version_policy') or (
        not ignored and os.environ.get('PYTHONVERSIONPOLICY'))
    if policy not in ('warn', 'off'):
        policy = 'strict'
    variable = not ignored and os.environ.get('PYTHONVERSION')
    _bootstrap._load_version_part('defaults').configure(policy, variable or None)
