"""Versioned imports: which version of a module an import gets.

This module is frozen as _frozen_importlib_versions and belongs to the import
system, as _bootstrap and _bootstrap_external do; those two call it at a few
places and hold no rules of their own.  The rules, in the order in which an
import meets them:

1. A clause is asked of a module that is already imported: import_version().
2. A module has to be found.  find_spec() stands where _bootstrap looks for a
   spec.  A module of a distribution directory looks in its own directory
   first; else the clause and the defaults that speak for the import travel to
   the finders as a request.
3. PathFinder asks find_in_path() where there is a request, and newest() where
   a directory has no flat module of the name and nothing is asked.
4. load() runs the chosen module and leaves nothing behind if that fails.

A path entry finder takes part by a method find_versions(fullname), which
returns the specs of the versions that it has, ModuleSpec.version set.

What is asked and what is chosen is the subject of _bootstrap_choosing.  What a
directory holds is found by _bootstrap_layouts; _bootstrap_defaults knows what is
said outside the program, and _bootstrap_declarations what a module says of the
older versions that it stands in for.
"""
#
# The import system loads this module when it meets the first version.  All
# that it needs is built in or frozen, so that this never searches sys.path.
#

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import _thread
import sys

_layouts = _bootstrap._load_part('layouts')
_choosing = _bootstrap._load_part('choosing')
_versions = _layouts._versions
Demand = _layouts.Demand
Provenance = _bootstrap._Provenance
Request = _choosing.Request

# PathFinder asks for these.
request_for = _choosing.request_for
find_in_path = _choosing.find_in_path
newest = _choosing.newest
all_versions = _choosing.all_versions


class ModuleVersionError(ImportError):

    """No version of a module satisfies a clause, or another one is imported.

    name        the module that was asked for
    path        the file of the version that is imported, or None
    requested   the clause, as a string
    found       a list of importlib.versions.Candidate
    opinions    the defaults that were asked as well: objects with the
                attributes name, specifier and source
    imported_by who imported the version that is loaded: an object with the
                attributes module, filename, lineno and clause, or None
    """

    def __init__(self, msg=None, *, name=None, path=None, requested=None,
                 found=(), opinions=(), imported_by=None):
        super().__init__(msg, name=name, path=path)
        self.requested = requested
        self.found = list(found)
        self.opinions = list(opinions)
        self.imported_by = imported_by


ModuleVersionError.__module__ = 'importlib.versions'


class Importer:

    """The import statement that chose a version.

    clause is its clause, or None; opinions are the defaults that had a say.
    """

    __slots__ = ('module', 'filename', 'lineno', 'clause', 'opinions')

    def __init__(self, module, filename, lineno, clause, opinions=()):
        self.module = module
        self.filename = filename
        self.lineno = lineno
        self.clause = clause
        self.opinions = opinions

    def __reduce__(self):
        return Importer, (self.module, self.filename, self.lineno, self.clause,
                          self.opinions)

    def __repr__(self):
        return (f'<Importer {self.module} at {self.filename}:{self.lineno}, '
                f'{self.clause!r}>')


# State ########################################################################

# Requests under way, by thread and module name.
_requests = _bootstrap._requests

# The imports that importlib.versions.on_missing is seeing to.
_being_satisfied = set()

# Modules that the policy takes although they do not satisfy their clause.
_tolerated = {}

# The provenance of top-level modules that are imported from a version, with a
# function that returns the module, and the imports that chose them.  An entry
# counts only while sys.modules has the module.
_provenance = {}
_chosen = {}

# Versions that the parent process had: {module name: version}.  An import of
# such a module takes that version, unless its clause does not accept it.
_inherited = {}


def _defaults():
    return _bootstrap._load_part('defaults')


def _declarations():
    return _bootstrap._load_part('declarations')


# The version of what there is #################################################

def spec_version(spec):
    """Return the version of a spec's module, a string, or None if unknown."""
    provenance = spec._versioned
    if provenance is not None:
        return provenance.version
    return _layouts.flat_version(spec)


def module_version(name, module):
    """Return the version of a module in sys.modules, or None if unknown."""
    spec = module_spec(module)
    if spec is None:
        # A module may have put another object into its place.
        provenance = replaced_provenance(name, module)
        return None if provenance is None else provenance.version
    return getattr(spec, 'version', None)


def module_spec(module):
    """Return the __spec__ of an object in sys.modules, or None.

    A module that is to be loaded when it is first used (LazyLoader) is not
    loaded by that.
    """
    module_type = type(sys)
    try:
        if issubclass(type(module), module_type):
            return module_type.__getattribute__(module, '__spec__')
        return module.__spec__
    except AttributeError:
        return None


def replaced_provenance(name, module):
    """Return the provenance of an object that a module put into its place."""
    provenance, reference = _provenance.get(name, (None, None))
    return provenance if reference and reference() is module else None


def _note_replaced(spec, module):
    """Take note of an object that a simple case has put into its place."""
    _chosen[spec.name] = Importer(*spec._chosen)
    _note_provenance(spec.name, spec._versioned, module)


def _note_provenance(name, provenance, module):
    try:
        reference = _bootstrap._weakref.ref(module)
    except TypeError:
        def reference():
            return module
    _provenance[name] = provenance, reference


def stated_version(spec, version):
    """Return the provenance of a spec whose finder states the version.

    Raises ValueError if it is not a version.
    """
    if version is None:
        return None
    if not isinstance(version, str):
        raise TypeError(f'version must be str, not {type(version).__name__}')
    _versions.Version(version)
    return Provenance(version, spec.origin)


def module_repr(spec):
    """Return the repr of a module that has a version from its directory."""
    start = f'<module {spec.name!r} version {spec._versioned.version}'
    if spec.has_location:
        return f'{start} from {spec.origin!r}>'
    if _layouts.is_namespace(spec):
        return f'{start} (namespace) from {list(spec.submodule_search_locations)}>'
    return f'{start} ({spec.origin or spec.loader!r})>'


def _is_portion(spec):
    """Tell whether a spec is that of a namespace package without a version."""
    return (spec is not None and getattr(spec, '_versioned', None) is None and
            _layouts.is_namespace(spec))


# Finding ######################################################################

def _importing_provenance(globals):
    """Return the provenance of the importing module, or None."""
    try:
        return globals['__spec__']._versioned
    except (KeyError, TypeError, AttributeError):
        return None


def _find_in_own(provenance, fullname, path):
    """Return the spec of a module in its importer's distribution directory."""
    if '.' in fullname and type(path) is list:
        return None
    if fullname.partition('.')[0] in sys.stdlib_module_names:
        return None
    directory, tail = _bootstrap_external._path_split(provenance.path)
    finder = _bootstrap_external.PathFinder._path_importer_cache(directory)
    if _layouts.is_zipimporter(finder):
        spec = _layouts.probe_zip(finder, fullname, finder.prefix + tail,
                                  provenance.version, finder._get_files())
    elif isinstance(finder, _bootstrap_external.FileFinder):
        spec = _layouts.probe(finder, fullname, provenance.path,
                              provenance.version)
    else:
        return None
    if spec is None or spec._versioned.distribution is None:
        # The directory's own __init__ is no module of this name.
        return None
    spec._versioned = provenance
    return spec


def find_spec(name, path, parent_spec, globals):
    """Find a module's spec for _bootstrap._find_and_load_unlocked().

    Raises ModuleVersionError if nothing satisfies what is asked.
    """
    key = _thread.get_ident(), name
    request = _taken_up(key, name, globals)
    provenance = _importing_provenance(globals)
    spec = None
    try:
        if provenance is not None and provenance.distribution is not None:
            spec = _find_in_own(provenance, name, path)
            if (spec is not None and request is not None and
                    not _meets(request.clause, spec, spec.version)):
                request.rejected.append(spec)
                spec = None
        if spec is None:
            spec, request = _find(request, name, path, globals, provenance)
            if spec is None and request is not None and _satisfy(request):
                spec, request = _find(request, name, path, globals, provenance)
    finally:
        _requests.pop(key, None)
    if _choosing.chosen_specs:
        if spec is not None:
            _adopt(spec)
        _choosing.chosen_specs.pop(_thread.get_ident(), None)
    if _chosen:
        _chosen.pop(name, None)
    if spec is None:
        if request is not None and request.inherited:
            # Nothing to choose from: a finder here may know no versions.
            if not _explain_missing(request):
                return _bootstrap._find_spec(name, path)
        if request is not None:
            if not _explain_missing(request):
                return None
            from importlib import _version_errors
            spec = _tolerate(request, _version_errors.unsatisfied(request))
        elif _choosing.distributions:
            from importlib import _version_errors
            exc = _version_errors.distribution_conflict(name, globals)
            if exc is not None:
                raise exc
        if spec is None:
            return None
    inherited = getattr(parent_spec, '_versioned', None)
    if inherited is not None and getattr(spec, '_versioned', 0) is None:
        spec._versioned = inherited
    elif (request is not None and request.asks() or
            getattr(spec, '_versioned', None) is not None):
        if request is not None and request.importer is not None:
            _chosen[name] = request.importer
        elif request is not None and request.clause is not None:
            _chosen[name] = _importer(globals, str(request.clause))
        else:
            _chosen[name] = _importer(globals, None,
                                      () if request is None else
                                      (*request.opinions, *request.said_here))
    return spec


def _taken_up(key, name, globals):
    """Return the request that an import statement has left for its module.

    What the parent process has goes before it.
    """
    request = _requests.get(key)
    if type(request) is tuple:
        clause, importer = request
        request = _requests[key] = Request(name, _layouts.specifier(clause),
                                           globals, Importer(*importer))
    if name in _inherited and (request is None or _layouts.satisfies(
            request.clause, _inherited[name])):
        request = _requests[key] = Request(
            name, _layouts.exactly(_inherited[name]), globals, inherited=True)
    return request


def _find(request, name, path, globals=None, provenance=None):
    """Return the spec that satisfies a request and the defaults, and the request.

    The request is None if nothing is asked.
    """
    for _ in range(10):
        met = _bootstrap._met_defaults
        request = _consult(request, name, path, globals, provenance)
        if request is None:
            spec = _bootstrap._find_spec(name, path)
        else:
            spec = _search_for(request, name, path)
            if spec is None and not request.asks():
                spec = _bootstrap._find_spec(name, path)
        if met == _bootstrap._met_defaults:
            # The search has not come upon further defaults.
            break
    _report()
    return spec, request


def _report():
    """Warn of defaults and declarations that could not be understood."""
    defaults = sys.modules.get('_frozen_importlib_defaults')
    if defaults is not None:
        defaults.report()


def _consult(request, name, path, globals, provenance):
    """Return a request with the defaults that speak for an import, or None."""
    if ('.' in name and type(path) is list or
            request is not None and request.inherited):
        return request
    if not (_bootstrap._met_defaults or
            getattr(sys, 'default_library_versions', None) or
            _bootstrap._has_defaults(provenance)):
        return request
    opinions, preferences, in_directories = _defaults().consult(
        name, globals, provenance)
    if request is None:
        if not opinions and preferences is None and not in_directories:
            return None
        request = Request(name, None, globals)
    request.opinions = opinions
    request.preferences = preferences
    request.in_directories = in_directories
    return request


def _search_for(request, name, path, target=None):
    """Search with a request, in as many passes as it takes."""
    key = _thread.get_ident(), name
    outer = _requests.get(key)
    _requests[key] = request
    try:
        for _ in request.passes():
            spec = _search(name, path, target, request)
            if spec is not None:
                return spec
    finally:
        if outer is None:
            _requests.pop(key, None)
        else:
            _requests[key] = outer
    return None


def _satisfy(request):
    """Ask importlib.versions.on_missing for a version, if it is set.

    Returns whether it is worth looking again.
    """
    hook = getattr(sys.modules.get('importlib.versions'), 'on_missing', None)
    key = _thread.get_ident(), request.name
    if (hook is None or not request.asks() or request.inherited or
            request.conflict is not None or key in _being_satisfied):
        return False
    if request.clause is not None:
        specifiers = [request.clause]
    else:
        # A directory's file speaks of what that has.
        specifiers = [opinion.specifier for opinion in
                      request.opinions or
                      _defaults().said_on_path(request.name, first=True)]
    if not specifiers:
        # The file has been edited meanwhile.
        return False
    importer = request.importer or _importer(
        request.globals, request.clause and str(request.clause))
    _being_satisfied.add(key)
    try:
        if not hook(request.name, Demand(specifiers).specifier, importer):
            return False
    finally:
        _being_satisfied.discard(key)
    for finder in list(sys.meta_path):
        if hasattr(finder, 'invalidate_caches'):
            finder.invalidate_caches()
    return True


def _tolerate(request, exc):
    """Return a spec that the policy takes although nothing satisfies a request.

    That is the first flat module of unknown version.  Else the error is raised.
    """
    if _bootstrap._version_policy == 'warn':
        for spec in request.rejected:
            if getattr(spec, 'version', None) is None:
                _warn(exc, request.globals)
                _tolerated[request.name] = spec
                return spec
    raise exc


def _warn(exc, globals):
    """Warn of what the policy tolerates, at the import statement."""
    importer = _importer(globals, None)
    registry = None
    if globals is not None:
        registry = globals.setdefault('__warningregistry__', {})
    _bootstrap._warnings.warn_explicit(
        str(exc), ImportWarning, importer.filename or '<import>',
        importer.lineno or 1, importer.module or '<import>', registry)


def find_again(name, path, module):
    """Find the spec to reload a module from: the same version of it."""
    provenance = getattr(getattr(module, '__spec__', None), '_versioned', None)
    parent = name.rpartition('.')[0]
    if provenance is None:
        version = module_version(name, module) if name in _chosen else None
        if version is None:
            return _bootstrap._find_spec(name, path, module)
        # A flat module that a clause or a default has chosen.
        return (_find_requested(name, path, _layouts.exactly(version), module)
                or _bootstrap._find_spec(name, path, module))
    if parent:
        parent_spec = getattr(sys.modules.get(parent), '__spec__', None)
        if getattr(parent_spec, '_versioned', None) is provenance:
            spec = _bootstrap._find_spec(name, path, module)
            if spec is not None:
                spec._versioned = provenance
            return spec
    spec = _find_requested(name, path, _layouts.exactly(provenance.version),
                           module)
    found = getattr(spec, '_versioned', None)
    if found is not None and found.path == provenance.path:
        # Its submodules and its distribution share it.
        spec._versioned = provenance
    return spec


def _find_requested(name, path, clause, target=None):
    return _search_for(Request(name, clause), name, path, target)


def find_version_spec(name, version, globals=None):
    """Find the spec that an import with a clause would use, or None.

    The packages that the module is in are imported.
    """
    clause = _layouts.specifier(version)
    if _bootstrap._version_policy == 'off':
        from importlib.util import find_spec
        return find_spec(name)
    path = None
    bound, _, rest = name.partition('.')
    while True:
        module = sys.modules.get(bound)
        if module is None and not rest:
            return _find(Request(bound, clause, globals), bound, path,
                         globals)[0]
        if module is None:
            try:
                module = _import_bound(bound, clause, globals,
                                       _bootstrap._import_for)
            except ModuleVersionError as exc:
                if exc.name == bound:
                    return None
                raise
        spec = module_spec(module)
        if not _is_portion(spec):
            break
        if not rest:
            return None
        path = module.__path__
        part, _, rest = rest.partition('.')
        bound = f'{bound}.{part}'
    if not _meets(clause, spec, module_version(bound, module)):
        return None
    if not rest:
        return spec
    from importlib.util import find_spec
    return find_spec(name)


def find_unimported(name, path):
    """Find the spec that an import without a clause would use, or None.

    The name's package, if any, is imported; path is its __path__.
    """
    spec = None
    if name in _inherited:
        spec = _find_requested(name, path, _layouts.exactly(_inherited[name]))
    if spec is None:
        spec, _ = _find(None, name, path)
    parent = name.rpartition('.')[0]
    if parent and getattr(spec, '_versioned', 0) is None:
        parent_spec = module_spec(sys.modules.get(parent))
        spec._versioned = getattr(parent_spec, '_versioned', None)
    return spec


def _explain_missing(request):
    """Tell whether there is anything to say beyond "No module named"."""
    if request.rejected or request.conflict is not None:
        return True
    from importlib import versions
    return bool(versions.find_versions(request.name))


def _adopt(spec):
    """Give a wrapping finder's spec the provenance of the file it is for."""
    chosen = _choosing.chosen_specs.get(_thread.get_ident())
    if (chosen is not None and chosen is not spec and
            getattr(spec, '_versioned', 0) is None and
            chosen.name == spec.name and chosen.origin is not None and
            chosen.origin == spec.origin):
        spec._versioned = chosen._versioned


def _search(name, path, target, request):
    """Ask the meta path finders in order for a spec that satisfies a request.

    One that has find_versions(fullname, path) gives the best of those specs,
    another one the spec of its find_spec() if that satisfies the request.
    """
    is_reload = name in sys.modules
    for finder in list(sys.meta_path):
        specs = None
        is_path_finder = finder is _bootstrap_external.PathFinder
        demand = None if is_path_finder else request.demand_elsewhere()
        if demand is NotImplemented:
            continue
        with _bootstrap._ImportLockContext():
            if (demand is not None and not is_path_finder and
                    hasattr(finder, 'find_versions')):
                specs = finder.find_versions(name, path)
                spec = _choosing.choose_spec(specs, request, demand)
            elif hasattr(finder, 'find_spec'):
                spec = finder.find_spec(name, path, target)
            else:
                continue
        if spec is None:
            continue
        _adopt(spec)
        if (specs is None and not is_path_finder and demand is not None and
                not _is_portion(spec) and
                _choosing.choose_spec([spec], request, demand) is None):
            continue
        if not is_reload and name in sys.modules:
            # The parent's import has imported this module.
            return module_spec(sys.modules[name]) or spec
        return spec
    return None


# Loading ######################################################################

def load(spec, globals=None):
    """Load a module that was found in a version's directory.

    One that fails leaves nothing behind: its submodules, and the modules of
    its distribution if it was the first of them, leave sys.modules with it.
    """
    provenance = spec._versioned
    name = spec.name
    parent = name.rpartition('.')[0]
    if parent:
        parent_spec = getattr(sys.modules.get(parent), '__spec__', None)
        if getattr(parent_spec, '_versioned', None) is provenance:
            return _bootstrap._load_unlocked(spec)
    if name not in _chosen:
        # This module was loaded while the spec was being found.
        _chosen[name] = _importer(globals, None)
    first = False
    if provenance.distribution is not None:
        with _bootstrap._ImportLockContext():
            active = _choosing.active_distribution(provenance.distribution)
            if active is None:
                first = True
                _choosing.distributions[provenance.distribution] = (provenance, {name})
            elif active is provenance:
                _choosing.distributions[provenance.distribution][1].add(name)
            elif _choosing.same_root(active, provenance):
                spec._versioned = provenance = active
                _choosing.distributions[provenance.distribution][1].add(name)
            if active is None or _choosing.same_version(active, provenance):
                active = None
                _choosing.loading.add(name)
        if active is not None:
            from importlib import _version_errors
            raise _version_errors.distribution_taken(name, provenance, active)
    try:
        module = _bootstrap._load_unlocked(spec)
    except BaseException:
        _forget(name, provenance, first)
        raise
    finally:
        _choosing.loading.discard(name)
    _note_provenance(name, provenance, module)
    return module


def _forget(name, provenance, whole_distribution):
    prefix = name + '.'
    for module_name, module in list(sys.modules.items()):
        spec = getattr(module, '__spec__', None)
        if (getattr(spec, '_versioned', None) is provenance and
                (whole_distribution or module_name.startswith(prefix))):
            sys.modules.pop(module_name, None)
            _provenance.pop(module_name, None)
    _chosen.pop(name, None)


def _forget_submodules(name):
    """Let a flat package that failed to load leave nothing behind either."""
    prefix = name + '.'
    for module_name in list(sys.modules):
        if module_name.startswith(prefix):
            sys.modules.pop(module_name, None)


def _importer(globals, clause, opinions=()):
    """Describe the import statement that is being executed."""
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
    return Importer(module, filename, lineno, clause, opinions)


# Importing ####################################################################

def import_version(name, version, globals, fromlist, import_):
    """Import a module whose clause binds its top-level package.

    In a namespace package the clause binds the first real package.  import_
    imports without a clause: it takes a name and the importer's globals.
    Returns the module of that name.  Raises ModuleVersionError.
    """
    clause = _layouts.specifier(version)
    bound, _, rest = name.partition('.')
    if _bootstrap._version_policy == 'off':
        _bootstrap._call_with_frames_removed(import_, name, globals)
        _remember(module_spec(sys.modules[bound]), clause)
        return sys.modules[name]
    while True:
        module = _import_bound(bound, clause, globals, import_)
        spec = module_spec(module)
        if not _is_portion(spec):
            break
        if not rest:
            _import_portions(name, clause, globals, fromlist, import_)
            return module
        part, _, rest = rest.partition('.')
        bound = f'{bound}.{part}'
    if name != bound:
        _bootstrap._call_with_frames_removed(import_, name, globals)
        module = sys.modules[name]
    return module


def _import_portions(name, clause, globals, fromlist, import_):
    """Bind the clause of ``from namespace version X import a, b``."""
    parts = [part for part in fromlist or () if part != '*']
    if not parts:
        raise ModuleVersionError(
            f'{name} is a namespace package, which has no version of its own; '
            'state the version of a package in it',
            name=name, requested=str(clause))
    for part in parts:
        if isinstance(part, str):
            _import_bound(f'{name}.{part}', clause, globals, import_)


def _import_bound(name, clause, globals, import_):
    """Import the module that a clause binds and see that it satisfies it."""
    key = (_thread.get_ident(), name)
    for _ in range(100):
        request = Request(name, clause, globals)
        loaded = name in sys.modules
        _requests[key] = request
        try:
            _bootstrap._call_with_frames_removed(import_, name, globals)
        except BaseException:
            if not loaded and name not in sys.modules:
                _forget_submodules(name)
            raise
        finally:
            _requests.pop(key, None)
        try:
            module = sys.modules[name]
        except KeyError:
            # Another thread's import of it has failed meanwhile.
            continue
        break
    else:
        raise ModuleVersionError(f'{name} is not in sys.modules after its import',
                                 name=name, requested=str(clause))
    _check_bound(name, module, clause, globals)
    return module


def finish_import(name, version, globals, fromlist, import_):
    """See that the clause holds of a module that has just been imported."""
    clause = _layouts.specifier(version)
    module = sys.modules[name]
    if _is_portion(module_spec(module)):
        _import_portions(name, clause, globals, fromlist, import_)
    else:
        _check_bound(name, module, clause, globals)
    return module


def _check_bound(name, module, clause, globals):
    spec = module_spec(module)
    if _is_portion(spec):
        return
    version = module_version(name, module)
    met = _meets(clause, spec, version)
    _report()
    if met:
        _remember(spec, clause)
        return
    if spec is not None and _tolerated.pop(name, None) is spec:
        # The policy has taken it with a warning.
        return
    from importlib import _version_errors
    exc = _version_errors.conflict(name, module, version, clause, globals)
    if _bootstrap._version_policy != 'warn':
        raise exc
    _warn(exc, globals)


def _meets(clause, spec, version):
    """Tell whether a module that is imported satisfies a clause."""
    demand = Demand([clause], clause)
    if not _layouts.satisfies(clause, version):
        return (spec is not None and version is not None and
                _layouts.is_equality(clause) and
                _declarations().stands_in(spec, version, demand))
    return spec is None or not _choosing.is_passed_over(spec, demand)


def _remember(spec, clause):
    """Let Python/import_versions.c know that a clause is satisfied."""
    if (spec is None or _is_portion(spec) or
            getattr(spec, '_initializing', False)):
        return
    clause = sys.intern(str(clause))
    try:
        if getattr(spec, '_satisfied', None) is None:
            spec._satisfied = clause
        elif spec._satisfied is not clause:
            if getattr(spec, '_also_satisfied', None) is None:
                spec._also_satisfied = {}
            elif len(spec._also_satisfied) >= 64:
                spec._also_satisfied.clear()
            spec._also_satisfied[clause] = None
    except AttributeError:
        # A spec of another finder's own kind.
        pass


# Setup ########################################################################

def _take_over():
    """Rule imports from now on.

    Takes note of the versions that _bootstrap has chosen by itself.
    """
    for state in _chosen, _provenance, _choosing.distributions:
        state.clear()
    for name, module in list(sys.modules.items()):
        spec = module_spec(module)
        importer = getattr(spec, '_chosen', None)
        if importer is None:
            continue
        provenance = spec._versioned
        _chosen[name] = Importer(*importer)
        _note_provenance(name, provenance, module)
        if provenance.distribution is not None:
            _choosing.distributions[provenance.distribution] = (provenance, {name})
    _bootstrap._importlib_versions = sys.modules[__name__]
    _bootstrap_external._importlib_versions = sys.modules[__name__]


if __name__ != '_frozen_importlib_versions':
    # There is one import system: importlib._bootstrap_versions is its module.
    sys.modules[__name__] = _bootstrap._load_versions()
