"""Versioned imports: what an import asks for, and which version it gets.

This module is frozen as _frozen_importlib_choosing.  A Request is what an
import asks of a module: a clause, defaults, or both.  PathFinder chooses in one
path entry at a time, in find_in_path() where something is asked and in newest()
where nothing is.  The modules of one distribution come from one version, and
what is at odds with a distribution in use is not chosen.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import _thread
import sys

_layouts = _bootstrap._load_part('layouts')
_versions = _layouts._versions
Demand = _layouts.Demand

# Requests under way, by thread and module name: a finder that passes a search
# on to PathFinder (as test runners' import hooks do) passes the request on
# without knowing of it.
_requests = _bootstrap._requests

# The spec that a thread's search has chosen last: a finder that wraps PathFinder
# may return a spec of its own for the same file.
chosen_specs = {}


def _defaults():
    return _bootstrap._load_part('defaults')


def _declarations():
    return _bootstrap._load_part('declarations')


# What is asked ################################################################

class Request:

    """What an import asks of a module, on its way to the finders.

    opinions are the defaults that speak for the import wherever the module is
    found, preferences those for the standard library, None if the module is
    not one of its.  What a directory's own file says joins them there.
    """

    __slots__ = ('name', 'clause', 'globals', 'importer', 'inherited',
                 'opinions', 'preferences', 'in_directories', 'local',
                 'said_here', 'demand', 'rejected', 'conflict')

    def __init__(self, name, clause, globals=None, importer=None,
                 inherited=False, opinions=(), preferences=None,
                 in_directories=False):
        self.name = name
        self.clause = clause
        self.globals = globals
        self.importer = importer
        self.inherited = inherited
        self.opinions = opinions
        self.preferences = preferences
        # Whether directories have files with defaults.
        self.in_directories = in_directories
        self.start([] if clause is None else [clause])

    def start(self, specifiers, local=None):
        """Begin a pass over the finders, which asks for these Specifiers.

        local says what counts of a directory's own file: None, 'named' (what
        it says of the module), or 'library' (what it says of the standard
        library as well; where nothing is said of that, nothing is chosen).
        """
        self.demand = Demand(specifiers, self.clause) if specifiers else None
        self.local = local
        # What the directory that is looked at says of the module.
        self.said_here = ()
        # Specs that do not satisfy the demand or have no known version.
        self.rejected = []
        # The active provenance that a satisfying spec is at odds with.
        self.conflict = None

    def passes(self):
        """Start the passes over the finders, one by one.

        With a clause, the defaults only choose among what it accepts.  Without
        one they must hold, but those of the standard library.
        """
        clause = [] if self.clause is None else [self.clause]
        named = clause + [opinion.specifier for opinion in self.opinions]
        if str(self.clause)[:3] != '===':
            if self.preferences is not None:
                yield self.start(named + [opinion.specifier
                                          for opinion in self.preferences],
                                 'library')
            if named != clause or self.in_directories:
                yield self.start(named, 'named')
        if clause:
            yield self.start(clause)

    def demand_in(self, finder):
        """Return what is asked of the versions that a path entry finder has.

        None if nothing is asked, NotImplemented if none of them is wanted.
        """
        if self.local is None:
            return self.demand
        self.said_here = _defaults().said_in(finder, self.name)
        specifiers = [opinion.specifier for opinion in self.said_here]
        if self.local == 'library':
            preferences = _defaults().said_in(finder, 'stdlib')
            if not preferences and not self.preferences:
                return NotImplemented
            specifiers += [opinion.specifier for opinion in preferences]
        if not specifiers:
            return self.demand
        if self.demand is not None:
            specifiers = [*self.demand.specifiers, *specifiers]
        return Demand(specifiers, self.clause)

    def demand_elsewhere(self):
        """Return the same for what is in no directory."""
        if self.local == 'library' and not self.preferences:
            return NotImplemented
        return self.demand

    def asks(self):
        """Tell whether anything has to hold of what is found."""
        return bool(self.clause is not None or self.opinions or
                    self.in_directories)

    def said(self):
        """Return the opinions on the module that have, or had, a say."""
        if not self.in_directories:
            return tuple(self.opinions)
        return (*self.opinions, *_defaults().said_on_path(self.name))


# Distributions in use #########################################################

# Distribution name -> (provenance, module names).
distributions = {}

# Top-level modules of distributions that are being loaded.
loading = set()


def active_distribution(name):
    """Return the provenance of a distribution that is in use, or None.

    It is in use while sys.modules has one of its modules.
    """
    try:
        provenance, names = distributions[name]
    except KeyError:
        return None
    for module_name in names:
        spec = getattr(sys.modules.get(module_name), '__spec__', None)
        if getattr(spec, '_versioned', None) is provenance:
            return provenance
        if module_name in loading:
            return provenance
    return None


def same_root(provenance, other):
    if provenance.path == other.path:
        return True
    try:
        first = _bootstrap_external._path_stat(provenance.path)
        second = _bootstrap_external._path_stat(other.path)
    except (OSError, ValueError):
        return False
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


def same_version(provenance, other):
    return (provenance is other or
            _versions.Version(provenance.version) ==
            _versions.Version(other.version))


def conflict(provenance):
    """Return the active provenance that a found one is at odds with, or None."""
    if provenance.distribution is None or not distributions:
        return None
    active = active_distribution(provenance.distribution)
    if active is None or same_version(active, provenance):
        return None
    return active


# Choosing #####################################################################

def _choose(finder, fullname, request=None, demand=None):
    """Return the spec of the best version in a FileFinder's directory, or None.

    Without a demand that is the highest one.
    """
    index = _layouts.index_of(finder) if finder._has_versions else None
    if index is None:
        return None
    best = index.best(fullname, None if demand is None else demand.specifier)
    if best is NotImplemented:
        demand = _pinned(finder, fullname, demand)
    elif best is not None:
        filename, text = best
        path = _bootstrap_external._path_join(finder.path, filename)
        spec = _usable(_layouts.probe(finder, fullname, path, text), request,
                       demand)
        if spec is not None:
            return spec
    if best is not None:
        # Links, an entry that does not hold the module, another version of the
        # distribution in use, or one that supports too few of the older ones.
        for entry in _layouts.entries(finder, fullname, demand):
            spec = _usable(_layouts.probe(finder, fullname, entry.path,
                                          entry.text), request, demand)
            if spec is not None:
                return spec
    if demand is not None and demand.has_equality():
        for entry in _layouts.entries(finder, fullname):
            spec = _layouts.probe(finder, fullname, entry.path, entry.text)
            if (spec is not None and
                    _declarations().stands_in(spec, entry.text, demand)):
                spec = _usable(spec, request, demand)
                if spec is not None:
                    return spec
    return None


def _usable(spec, request, demand):
    """Return a spec, or None if its version must not be used."""
    if spec is None:
        return None
    active = conflict(spec._versioned)
    if active is not None:
        if request is not None and request.conflict is None:
            request.conflict = active
        return None
    if demand is not None and is_passed_over(spec, demand):
        return None
    chosen_specs[_thread.get_ident()] = spec
    return spec


def _satisfies_itself(spec, demand):
    """Tell whether a spec's version satisfies a demand without declarations."""
    return (_layouts.satisfies(demand.specifier, getattr(spec, 'version', None))
            and not is_passed_over(spec, demand))


def is_passed_over(spec, demand):
    """Tell whether a spec's module does not support versions asked for."""
    bounds = demand.bounds()
    return bool(bounds) and _declarations().is_passed_over(spec, bounds)


def _pinned(finder, fullname, demand):
    """Return a demand for the version that its clause means by a pin.

    The same demand if a path entry finder has no pin for it that can be used.
    """
    if (demand is None or demand.pin is None or
            not isinstance(finder, _bootstrap_external.FileFinder)):
        return demand
    entry = _layouts.pinned(finder, fullname, demand)
    if entry is None:
        return demand
    spec = _layouts.probe(finder, fullname, entry.path, entry.text)
    if spec is None or conflict(spec._versioned) is not None:
        return demand
    return Demand([*demand.specifiers, _layouts.exactly(entry.text)],
                  demand.clause)


def choose_spec(specs, request=None, demand=None):
    """Return the best of several specs, as another finder gives them.

    A spec of unknown version satisfies no demand, and is never the highest.
    """
    def is_acceptable(spec, version):
        if demand is None:
            return version is not None
        return _satisfies_itself(spec, demand)

    known = [(spec, getattr(spec, 'version', None)) for spec in specs]
    if demand is not None and demand.pin is not None:
        # A pin is what the clause means.
        known = [(spec, version) for spec, version in known
                 if demand.pin in getattr(spec, '_pins', ()) and
                 _layouts.satisfies(demand.clause, version)] or known
    accepted = [pair for pair in known if is_acceptable(*pair)]
    if not accepted and demand is not None and demand.has_equality():
        accepted = [(spec, version) for spec, version in known
                    if version is not None and
                    _declarations().stands_in(spec, version, demand) and
                    not is_passed_over(spec, demand)]
    if demand is not None and request is not None:
        request.rejected.extend(spec for spec in specs if not any(
            spec is other for other, _ in accepted))

    def rank(pair):
        spec, version = pair
        version = _versions.Version(version)
        if demand is None:
            return not version.is_prerelease, version
        return (bool(demand.specifier.prereleases) or not version.is_prerelease,
                version)

    return max(accepted, key=rank)[0] if accepted else None


def _versions_in(finder, fullname, request=None, demand=None):
    """Return the spec of the best version that a path entry finder has."""
    if isinstance(finder, _bootstrap_external.FileFinder):
        return _choose(finder, fullname, request, demand)
    try:
        find_versions = finder.find_versions
    except AttributeError:
        return None
    return choose_spec(find_versions(fullname), request, demand)


def all_versions(path_finder, fullname, path):
    """Return the specs of all versions of a module that PathFinder can find.

    They come in the order of the path, those of one path entry with the
    highest first and a flat module of unknown version last.
    """
    in_namespace = '.' in fullname
    specs = []
    for entry in path:
        if not isinstance(entry, str):
            continue
        finder = directory_finder = path_finder._path_importer_cache(entry)
        if in_namespace:
            directory_finder = _layouts.directory_finder(path_finder, entry, fullname)
        found = []
        flat = finder.find_spec(fullname) if finder is not None else None
        if flat is not None and flat.loader is not None:
            found.append(flat)
        find_versions = getattr(directory_finder, 'find_versions', None)
        if find_versions is not None:
            found.extend(find_versions(fullname))
        unknown = [spec for spec in found if getattr(spec, 'version', None) is None]
        known = [spec for spec in found if getattr(spec, 'version', None) is not None]
        known.sort(key=lambda spec: _versions.Version(spec.version),
                   reverse=True)
        for spec in known + unknown:
            # An entry that is a link may lie elsewhere.
            try:
                spec._directory = entry
            except AttributeError:
                pass
            specs.append(spec)
    return specs


def newest(path_finder, entry, finder, fullname, flat):
    """Return the spec for a plain import where a path entry has no flat module.

    flat is None or the spec of a namespace portion, which a version of a real
    package goes before.  A directory that has versions of modules inside a
    namespace package counts as a portion of it.
    """
    if '.' in fullname:
        finder = _layouts.directory_finder(path_finder, entry, fullname)
    if finder is None:
        return flat
    spec = _versions_in(finder, fullname)
    if spec is not None:
        return spec
    return _layouts.portion(finder, fullname) if flat is None else flat


def request_for(fullname):
    """Return the request of this thread for a module, or None."""
    return _requests.get((_thread.get_ident(), fullname))


def find_in_path(path_finder, fullname, path, target, request):
    """Return PathFinder's spec for a request, or None.

    Each path entry in order: with a clause, the highest of its versions, the
    flat module among them, that satisfies what is asked; without one the flat
    module if that does, else the highest of its versions that does.
    """
    in_namespace = '.' in fullname
    if in_namespace and type(path) is list:
        # A submodule: the clause has been asked of its package.
        return None
    portions = []
    for entry in path:
        if not isinstance(entry, str):
            continue
        finder = path_finder._path_importer_cache(entry)
        directory_finder = finder
        if in_namespace:
            directory_finder = _layouts.directory_finder(path_finder, entry,
                                                         fullname)
        if directory_finder is not finder and isinstance(
                directory_finder, _bootstrap_external.FileFinder):
            _layouts.refresh(directory_finder)
        spec = flat = None
        is_file_finder = isinstance(finder, _bootstrap_external.FileFinder)
        if is_file_finder:
            _layouts.refresh(finder)
        demand = request.demand_in(directory_finder)
        if demand is NotImplemented:
            continue
        if finder is not None and (not is_file_finder or
                                   _layouts.may_be_flat(finder, fullname)):
            flat = finder.find_spec(fullname, target)
            if flat is not None and flat.loader is None:
                if flat.submodule_search_locations is None:
                    raise ImportError('spec missing loader')
                portions.extend(flat.submodule_search_locations)
                flat = None
        if (flat is not None and request.clause is None and
                (demand is None or _satisfies_itself(flat, demand))):
            return flat
        if flat is not None:
            demand = _pinned(directory_finder, fullname, demand)
        if directory_finder is not None:
            spec = _versions_in(directory_finder, fullname, request, demand)
        if flat is not None:
            spec = choose_spec([flat] if spec is None else [flat, spec],
                                request, demand)
        if spec is not None:
            return spec
        if flat is None and directory_finder is not None:
            portion = _layouts.portion(directory_finder, fullname)
            if portion is not None:
                portions.extend(portion.submodule_search_locations)
    if not portions or request.rejected:
        return None
    spec = _bootstrap.ModuleSpec(fullname, None)
    spec.submodule_search_locations = _bootstrap_external._NamespacePath(
        fullname, portions, path_finder._get_spec)
    return spec


if __name__ != '_frozen_importlib_choosing':
    # There is one import system: importlib._bootstrap_choosing is its module.
    sys.modules[__name__] = _bootstrap._load_part('choosing')
