"""The import system below the rules, on a Python without version clauses.

The files with the rules are the interpreter's own.  Its import system gives them
what they need in importlib._bootstrap; here this module does, with the hooks
that importlib offers.  What an import asks travels to the finder on
sys.meta_path aside (_local), for importlib passes on a name only.
"""

import builtins
import importlib
import importlib.util
import sys
import threading
from importlib import _bootstrap as _importlib
from importlib._bootstrap_external import _NamespacePath

from . import _importlib_versions, _translator

_imp = _importlib._imp
_warnings = _importlib._warnings
_weakref = _importlib._weakref
BuiltinImporter = _importlib.BuiltinImporter
FrozenImporter = _importlib.FrozenImporter
ModuleSpec = _importlib.ModuleSpec
_ImportLockContext = _importlib._ImportLockContext
_call_with_frames_removed = _importlib._call_with_frames_removed
spec_from_loader = _importlib.spec_from_loader

_import = builtins.__import__


def __getattr__(name):
    """Return what else importlib's module of this name has."""
    return getattr(_importlib, name)


# Code of importlib and of this package is never the importer.
_MACHINERY = frozenset(('importlib', '_frozen_importlib', '_frozen_importlib_external',
                        'runpy', 'zipimport', __package__))

_versions = None
_version_parts = {}
# What the imports that look for versions ask: {thread identifier: request}
_version_requests = {}

# Functions that are called with the spec of a module when it is imported, by name.
watched = {}

# Of a thread: asked is what an import asks that is on its way to the finder, as
# (name, globals, clause), or None.
_local = threading.local()


def _load_builtin(name):
    """Return the stand-in for a built-in module."""
    return {'_importlib_versions': _importlib_versions}[name]


def _load_version_part(name):
    """Return a part of the rules."""
    part = _version_parts.get(name)
    if part is None:
        part = importlib.import_module(f'{__package__}._bootstrap_{name}')
        if name == 'declarations':
            # It reads sources, which may have clauses.
            part.compile = _translator.compile
        _version_parts[name] = part
    return part


def _load_versions():
    """Return the part with the flow of an import."""
    global _versions
    if _versions is None:
        _versions = _load_version_part('versions')
        _load_version_part('distributions').install_metadata_finders()
    return _versions


def version_request(name):
    """Return this thread's request for a module, or None."""
    request = _version_requests.get(threading.get_ident())
    return request if request is not None and request.name == name else None


# Tracebacks ###################################################################

def _unseen(function):
    """Let tracebacks leave a function out, as they do importlib's own.

    The interpreter tells those by the name of their file.
    """
    function.__code__ = function.__code__.replace(
        co_filename=_importlib._find_and_load.__code__.co_filename)
    return function


def shorten(exc):
    """Leave the frames of this package and importlib out of a traceback.

    The exception is to be raised again by a bare raise.  Before Python 3.11 that
    brings the frame back which does so.
    """
    head = exc.__traceback__
    following = None
    for step in reversed(list(_steps(head.tb_next))):
        name = step.tb_frame.f_globals.get('__name__')
        if not (isinstance(name, str) and name.partition('.')[0] in _MACHINERY):
            step.tb_next = following
            following = step
    head.tb_next = exc.__traceback__ = following


def _steps(traceback):
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


# Finding ######################################################################

class VersionFinder:

    """The finder that stands first on sys.meta_path and asks the others.

    Where nothing is asked of an import, and no version is in use, it leaves the
    search to importlib; then LastFinder and PathFinder see to what that misses.
    """

    @staticmethod
    @_unseen
    def find_spec(fullname, path=None, target=None):
        if target is not None:
            return _load_version_part('queries').find_again(fullname, path, target)
        if _asks_nothing(fullname):
            return None
        return find_in_full(fullname, path, sys._getframe(1))

    @staticmethod
    def find_versions(fullname, path=None):
        """Return nothing: the finders behind it tell."""
        return []


class LastFinder:

    """The finder that stands last on sys.meta_path: nobody has found a module."""

    find_versions = VersionFinder.find_versions

    @staticmethod
    @_unseen
    def find_spec(fullname, path=None, target=None):
        if target is None and has_more(fullname, path, None):
            return find_in_full(fullname, path, sys._getframe(1))
        return None


def _asks_nothing(fullname):
    """Return True if an import is to find what it has always found."""
    asked = getattr(_local, 'asked', None)
    flow = _load_versions()
    return not (fullname in watched or asked is not None and asked[0] == fullname or
                flow.directories_with_defaults or flow.inherited or
                _version_parts['distributions'].known or
                getattr(sys, 'default_library_versions', None))


def has_more(fullname, path, spec):
    """Return True if there is more to an import than what importlib has found.

    Versions, where it has found nothing or a namespace package, or a directory's
    defaults, which it has come upon.  spec is what it has found.
    """
    if getattr(_local, 'in_full', None) == fullname:
        # It has been asked for that.
        return False
    if _load_versions().directories_with_defaults:
        return True
    return (spec is None or spec.loader is None) and _external()._has_versions(fullname, path)


def _external():
    from . import _bootstrap_external
    return _bootstrap_external


@_unseen
def find_in_full(fullname, path, frame):
    """Find the spec for an import, or a question without one, by the rules.

    frame is that which calls the finder.
    """
    outer = getattr(_local, 'in_full', None)
    _local.in_full = fullname
    try:
        if not _is_import(frame):
            return _load_version_part('queries').find_unimported(fullname, path)
        spec = _find_for_import(fullname, path)
    except BaseException as exc:
        shorten(exc)
        raise
    finally:
        _local.in_full = outer
    if spec is None:
        # Nobody else is to be asked.
        raise ModuleNotFoundError(f'No module named {fullname!r}', name=fullname)
    return spec


def is_own(finder):
    """Return True if a meta path finder is one that asks the others."""
    return (finder is VersionFinder or finder is LastFinder or
            type(finder).__module__ == f'{__package__}._long_names')


def _find_for_import(fullname, path):
    """Find the spec for an import statement; see to how its loading ends."""
    asked = getattr(_local, 'asked', None)
    if asked is not None and asked[0] == fullname:
        _, globals, version = asked
        _local.asked = None
    else:
        globals, version = importing_globals(), None
    flow = _load_versions()
    parent = fullname.rpartition('.')[0]
    package = None
    if parent and type(path) is not _NamespacePath:
        package = _load_version_part('origins').spec_of(parent, sys.modules.get(parent))
    if package is not None:
        spec = flow.find_in_package(fullname, path, package)
    else:
        spec = flow.find(fullname, path, globals, version)
    origin = getattr(spec, '_version_origin', None)
    if origin is not None and origin.module == fullname and origin.chosen_by is not None:
        _watch(spec)
    if spec is not None and fullname in watched:
        watched[fullname](spec)
    return spec


def is_search(frame):
    """Return True if the frame that calls a finder is that of importlib's search."""
    return frame.f_code is _importlib._find_spec.__code__


def _is_import(frame):
    """Return True if the frame that calls a finder is that of an import."""
    while frame is not None and is_search(frame):
        frame = frame.f_back
    return frame is not None and frame.f_code is _importlib._find_and_load_unlocked.__code__


def importing_globals():
    """Return the globals of the module whose code makes an import, or None.

    Those of this module stand for an extension module that initializes.
    """
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code is _call_with_frames_removed.__code__:
            if frame.f_locals['f'] in (_imp.create_dynamic, _imp.exec_dynamic):
                return globals()
        else:
            name = frame.f_globals.get('__name__')
            if not (isinstance(name, str) and name.partition('.')[0] in _MACHINERY):
                return frame.f_globals
        frame = frame.f_back
    return None


def _find_spec(name, path, target=None, request=None):
    """Find a module's spec: today's search, which a request may steer."""
    is_reload = name in sys.modules
    for finder in list(sys.meta_path):
        if is_own(finder):
            continue
        with _ImportLockContext():
            if hasattr(finder, 'find_spec'):
                spec = finder.find_spec(name, path, target)
            elif hasattr(_importlib, '_find_spec_legacy'):
                spec = _importlib._find_spec_legacy(finder, name, path)
            else:
                continue
            if request is not None:
                spec = request.accept(finder, spec, path)
        if spec is not None:
            if not is_reload and name in sys.modules:
                # Finding it has imported it.
                return getattr(sys.modules[name], '__spec__', None) or spec
            return spec
    return None


# Loading ######################################################################

class _Loader:

    """Tells the rules how the loading of a module ends.

    The module has its own loader as soon as its code runs.
    """

    def __init__(self, loader, spec):
        self._loader = loader
        self._spec = spec

    def __getattr__(self, name):
        return getattr(self._loader, name)

    @_unseen
    def create_module(self, spec):
        try:
            return self._loader.create_module(spec)
        except BaseException:
            self._forget()
            raise

    @_unseen
    def exec_module(self, module):
        spec = self._spec
        spec.loader = module.__loader__ = self._loader
        try:
            self._loader.exec_module(module)
        except BaseException:
            self._forget()
            raise
        _load_version_part('distributions').loaded(
            spec, sys.modules.get(spec.name, module))

    def _forget(self):
        self._spec.loader = self._loader
        _load_version_part('distributions').forget(self._spec)


def _watch(spec):
    """Have the rules told how the loading of a spec's module ends."""
    if hasattr(spec.loader, 'exec_module'):
        spec.loader = _Loader(spec.loader, spec)
    else:
        # A namespace package, of which nothing runs, or a loader of the old kind.
        _load_version_part('distributions')._end(spec)


# Importing ####################################################################

def _gcd_import(name):
    return _find_and_load(name, None)


def _import_for(name, globals=None):
    return _find_and_load(name, None, globals)


def _find_and_load(name, import_, globals=None, version=None):
    """Import and return a module, for the module that has the given globals."""
    outer = getattr(_local, 'asked', None)
    if globals is not None or version is not None:
        _local.asked = name, globals, version
    try:
        # That of the C code, which leaves importlib out of tracebacks.
        _import(name, globals)
    finally:
        _local.asked = outer
    return sys.modules[name]


def import_version(name, globals, fromlist, version):
    """Bind a clause: import the module that it is asked of, and check that.

    Raises ModuleVersionError.  What else the statement says is for an import
    without the clause to do.
    """
    if VersionFinder not in sys.meta_path:
        raise RuntimeError('call versioned_imports.install() before an import with a version')
    front = name.partition('.')[0]
    module = sys.modules.get(front)
    if module is not None and _is_satisfied(module, version):
        return
    module = _complete_module(front)
    if module is None:
        module = _find_and_load(front, None, globals, version)
    _load_versions().bind(name, front, module, version, globals, fromlist)


def _is_satisfied(module, version):
    """Return True if a module is known to satisfy a clause, and initialized."""
    origin = getattr(getattr(module, '__spec__', None), '_version_origin', None)
    return origin is not None and version in origin.satisfied


def _complete_module(name):
    """Return a module in sys.modules, or None.

    Another thread may be loading it.  When that has ended the module may have
    left sys.modules.
    """
    while True:
        module = sys.modules.get(name)
        if module is None:
            return None
        if getattr(getattr(module, '__spec__', None), '_initializing', False):
            _import(name)
        if sys.modules.get(name) is module:
            return module


def find_spec(name, package=None, *, version=None):
    """Return a module's spec as importlib.util.find_spec() does, in a version.

    version is a clause; the name must be absolute then.  None is returned if no
    version satisfies it.
    """
    if version is None:
        return _stock_find_spec(name, package)
    if name.startswith('.'):
        raise ValueError(f'a version needs an absolute import, not {name!r}')
    return _load_version_part('queries').find_spec(name, version)


_stock_find_spec = importlib.util.find_spec


def import_module(name, package=None, *, version=None):
    """Import a module as importlib.import_module() does, in a version.

    version is a clause such as '1.2' or '>=1.2,<2'; the name must be absolute
    then.  Raises ModuleVersionError.
    """
    if version is None:
        return _stock_import_module(name, package)
    if name.startswith('.'):
        raise ValueError(f'a version needs an absolute import, not {name!r}')
    globals = importing_globals()
    import_version(name, globals, None, version)
    _import(name, globals)
    return sys.modules[name]


_stock_import_module = importlib.import_module


# What the classes of importlib have more ######################################

_stock_repr = _importlib._module_repr_from_spec


def _module_repr_from_spec(spec):
    origin = getattr(spec, '_version_origin', None)
    if origin is not None and origin.path is not None:
        return _load_version_part('queries').module_repr(spec)
    return _stock_repr(spec)


def _get_version(spec):
    return _load_version_part('origins').spec_version(spec)


def _set_version(spec, version):
    _load_version_part('queries').state_version(spec, version)


SPEC_ATTRIBUTES = {
    '_version_origin': None,
    'version': property(_get_version, _set_version, doc=(
        'The version of the module, as a string, or None if it is not known.'))}
