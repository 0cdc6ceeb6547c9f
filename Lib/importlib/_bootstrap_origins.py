"""Versioned imports: where a module's version comes from, and who chose it.

A module that has a version keeps a VersionOrigin in the _version_origin of its
spec.  The modules of a package share that of the package.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import sys

_split = _external._path_split


class VersionOrigin:

    """Where a module's version comes from.

    module        the name of the module that a clause binds
    version       the version as spelled on disk
    path          the directory or file that is the version, links resolved;
                  None for a flat module
    directory     the path entry that it stands in
    distribution  the normalized name of the distribution, or None
    is_entry      whether path is a distribution directory, which is searched
                  as a path entry
    chosen_by     the Importer that chose it, or None: a plain import of a flat
                  module is not noted
    satisfied     the clauses that the module, loaded, is known to satisfy; for
                  Python/import_versions.c
    """

    chosen_by = None
    satisfied = frozenset()

    def __init__(self, module, version, path, directory, distribution,
                 is_entry=False):
        self.module = module
        self.version = version
        self.path = path
        self.directory = directory
        self.distribution = distribution
        self.is_entry = is_entry

    def is_same_entry(self, other):
        """Return True if both are from one distribution directory."""
        return (self is other or other is not None and self.is_entry and
                self.path == other.path)


class Importer:

    """The import statement that chose a version.

    clause is its clause, or None; defaults are those that had a say.
    """

    __slots__ = ('module', 'filename', 'lineno', 'clause', 'defaults')

    def __init__(self, module, filename, lineno, clause, defaults=()):
        self.module = module
        self.filename = filename
        self.lineno = lineno
        self.clause = clause
        self.defaults = defaults

    def __reduce__(self):
        return Importer, (self.module, self.filename, self.lineno, self.clause,
                          self.defaults)

    def __repr__(self):
        return (f'<Importer {self.module} at {self.filename}:{self.lineno}, '
                f'{self.clause!r}>')


def describe(globals, clause, defaults=()):
    """Return the Importer of the import statement that is being executed."""
    module = filename = lineno = None
    if globals is not None:
        module = globals.get('__name__')
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals is globals or (
                globals is None and
                not frame.f_globals.get('__name__', '').startswith(
                    ('importlib', '_frozen_importlib', 'runpy'))):
            filename = frame.f_code.co_filename
            lineno = frame.f_lineno
            if module is None:
                module = frame.f_globals.get('__name__')
            break
        frame = frame.f_back
    return Importer(module, filename, lineno, clause, defaults)


def importing_spec(globals):
    """Return the spec of the importing module, or None.

    What an extension module imports while it initializes is its own import,
    though the frame that runs is importlib's.
    """
    if globals is None:
        return None
    if globals is _bootstrap.__dict__:
        frame = sys._getframe(1)
        while frame is not None:
            if (frame.f_code is _bootstrap._call_with_frames_removed.__code__ and
                    frame.f_locals['f'] in (_bootstrap._imp.create_dynamic,
                                            _bootstrap._imp.exec_dynamic)):
                subject = frame.f_locals['args'][0]
                return getattr(subject, '__spec__', subject)
            frame = frame.f_back
        return None
    try:
        return globals.get('__spec__')
    except AttributeError:
        return None


# Specs ########################################################################

def is_namespace(spec):
    """Return True if a spec is that of a namespace package (PEP 420)."""
    loader = getattr(spec, 'loader', spec)
    return ((loader is None or isinstance(loader, _external.NamespaceLoader)) and
            spec.origin is None and spec.submodule_search_locations is not None)


def is_portion(spec):
    """Return True if a spec is that of a namespace package without a version."""
    return (spec is not None and is_namespace(spec) and
            getattr(spec, '_version_origin', None) is None)


def entry_of(spec):
    """Return the path entry that a module's spec was found in, or None."""
    origin = spec.origin
    if not spec.has_location or not isinstance(origin, str):
        return None
    depth = spec.name.count('.') + 1
    if spec.submodule_search_locations is not None:
        depth += 1
    for _ in range(depth):
        origin = _split(origin)[0]
    return origin


def origin_of(spec):
    """Return the VersionOrigin of a spec, or None if its version is unknown.

    A flat module keeps the one that was found first.
    """
    origin = getattr(spec, '_version_origin', None)
    if origin is None:
        origin = _bootstrap._load_version_part('metadata').flat_origin(spec)
        if origin is not None:
            try:
                spec._version_origin = origin
            except AttributeError:
                # A spec of another finder's own kind.
                pass
    return origin


def spec_version(spec):
    """Return the version of a spec's module, a string, or None if unknown."""
    if isinstance(spec, _bootstrap.ModuleSpec):
        origin = origin_of(spec)
        return None if origin is None else origin.version
    return getattr(spec, 'version', None)


# What is imported #############################################################

# Modules that have put another object into their place in sys.modules:
# {name: (spec, reference to the object)}.
_replaced = {}


def note_replaced(spec, module):
    """Take note of an object that a module has put into its place."""
    try:
        reference = _bootstrap._weakref.ref(module)
    except TypeError:
        def reference():
            return module
    _replaced[spec.name] = spec, reference


def spec_of(name, module):
    """Return the spec of an object in sys.modules, or None.

    None, too, for None, which stands for a module that is not there.  A module
    that is to be loaded when it is first used (LazyLoader) is not loaded by that,
    and what an object's own code raises is no matter.
    """
    try:
        if issubclass(type(module), type(sys)):
            spec = type(sys).__getattribute__(module, '__spec__')
        else:
            spec = module.__spec__
        # Nor is what a spec's own code raises.
        getattr(spec, '_version_origin', None)
    except Exception:
        spec = None
    if spec is None and module is not None and name in _replaced:
        replaced, reference = _replaced[name]
        if reference() is module:
            spec = replaced
    return spec


def package_of(name):
    """Return the spec of the real package that a module is in, or None.

    The module has its version.  A namespace package has none, unless it is a
    folder in a real one.
    """
    parent = name.rpartition('.')[0]
    while parent:
        spec = spec_of(parent, sys.modules.get(parent))
        if spec is not None and not is_namespace(spec):
            return spec
        parent = parent.rpartition('.')[0]
    return None


def importer_of(name):
    """Return the Importer that chose the module of that name, or None.

    None, too, for a submodule: it follows its package.
    """
    spec = spec_of(name, sys.modules.get(name))
    origin = getattr(spec, '_version_origin', None)
    return origin.chosen_by if origin is not None and origin.module == name else None


def chosen_specs():
    """Yield name and spec of the modules that a clause, default or version chose."""
    for name, module in list(sys.modules.items()):
        if importer_of(name) is not None:
            yield name, spec_of(name, module)
