"""Versioned imports: the flow of one import.

This module is frozen and loaded when an import may have to do with a version:
it has a clause, something is said of defaults, or today's search finds nothing
and a directory holds a version of that name.  An import passes through it in
four steps:

1. find() makes a Request of what is asked: the clause, who imports, the
   defaults.  A module of a distribution directory is searched for as if that
   directory stood on sys.path just before the directory that it lies in.
2. Without a clause, today's search comes first, unchanged.  Only where it finds
   nothing, or a namespace package, are versions looked at.  With a clause, each
   directory is asked for its versions, the flat module among them, in order.
   Request.find_in_path() stands in PathFinder's place.  Where nothing is asked
   and no directory knows the name, no request is made.
3. A directory's Index names the best version; _bootstrap_layouts finds the module
   in it, and _bootstrap_origins has what is kept of it.
4. _bootstrap_distributions keeps the modules of one distribution to one version,
   and frees what an import that fails has brought.  check() says whether the
   module that a clause binds satisfies it.

What is rare stands in parts of their own: links, zip files, namespace packages,
defaults, declarations, the metadata of flat modules, questions without an import,
what becomes of an import that nothing satisfies.

Clauses and versions are text here, clauses as PEP 440 spells them canonically.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import sys
from _thread import get_ident as _get_ident

_part = _bootstrap._load_version_part
_built_in = _bootstrap._load_builtin('_importlib_versions')
_origins = _part('origins')
_distributions = _part('distributions')

_compare = _built_in.compare_versions
_contains = _built_in.contains
_split = _built_in.split_specifier
_is_portion = _origins.is_portion
_origin_of = _origins.origin_of
_spec_version = _origins.spec_version

# The file with the defaults of a directory or a distribution.
DEFAULTS_FILE = 'import-versions.txt'


# Clauses ######################################################################

def clause_of(version):
    """Return the text of a clause, given as text, a Specifier or a Version.

    Raises TypeError for another type and ValueError for a bad clause.
    """
    if not isinstance(version, str):
        types = sys.modules.get('importlib._version_types')
        if types is None or not isinstance(version, (types.Specifier,
                                                     types.Version)):
            raise TypeError('version must be str or Specifier, not '
                            f'{type(version).__name__}')
        version = str(version)
    clause = _built_in.canonical_specifier(version)
    if not clause:
        raise ValueError('empty version clause')
    return clause


def satisfies(specifier, version):
    """Return True if a version, text or None, satisfies a specifier.

    Pre-releases count: whether they are to be chosen is a matter of choosing.
    """
    return version is not None and _contains(specifier, version, True)


def is_better(version, other, specifier):
    """Return True if one of two versions that satisfy is to be chosen.

    Pre-releases come last, unless the specifier, which may be None, names one
    (PEP 440, "Handling of pre-releases").
    """
    if specifier is None or not _built_in.names_prerelease(specifier):
        is_final = not _built_in.is_prerelease(version)
        if is_final == _built_in.is_prerelease(other):
            return is_final
    return _compare(version, other) > 0


def is_equality(specifier):
    """Return True if a specifier is a bare version or a single ==."""
    return [operator for operator, _ in _split(specifier)] == ['==']


def together(specifiers):
    """Return the specifier that several come to, or None if there are none."""
    specifiers = list(specifiers)
    if len(specifiers) < 2:
        return specifiers[0] if specifiers else None
    return ','.join(dict.fromkeys([
        operator + version for specifier in specifiers
        for operator, version in _split(specifier)]))


# Requests #####################################################################

# What becomes of a clause that is not satisfied: 'strict', 'warn' or 'off'.
policy = 'strict'

# Versions that the parent process had: {module name: version}.  An import of
# such a module takes that version, unless its clause does not accept it.
inherited = {}

# Directories on sys.path that have a file with defaults.
directories_with_defaults = frozenset()

# Modules that the policy takes though they do not satisfy their clause, until
# check() has seen them: {name: spec}.
tolerated = {}

# What a search looks at: what today's looks at, that but for modules that do
# not satisfy the defaults, versions, or both together.
TODAY, FLAT, VERSIONS, BOTH = range(4)


def note_defaults(directory):
    """Take note of a directory that has a file with defaults.

    That of a distribution directory speaks for its own modules only.
    """
    global directories_with_defaults
    if (directory not in directories_with_defaults and
            place_on_path(directory) is not None):
        directories_with_defaults |= {directory}


def place_on_path(directory):
    """Return the index of a directory on sys.path, None if it is not there."""
    for i, entry in enumerate(sys.path):
        if entry == directory or (
                type(entry) is str and not entry.startswith(_external.path_sep) and
                _external._path_abspath(entry) == directory):
            return i
    return None


class Request:

    """What an import asks of a module, on its way to the finders.

    name         the module's full name
    clause       its clause, or None
    globals      the importing module's, or None
    importer     its VersionOrigin, or None
    defaults     the defaults that speak for the import wherever the module is
                 found; preferences are those for the standard library, None if
                 the module is not one of its
    steps        None, or a list of (spec, reason) to which the search adds what
                 it passes over
    """

    # What a request is made without; most of it stays so.
    defaults = said_here = ()
    preferences = steps = local = found = conflict = None
    in_directories = is_inherited = has_refused = False

    def __init__(self, name, clause=None, globals=None):
        self.name = name
        self.clause = clause
        self.globals = globals
        self.importing = _origins.importing_spec(globals)
        self.importer = getattr(self.importing, '_version_origin', None)
        self.rejected = []
        if name in inherited and (clause is None or
                                  satisfies(clause, inherited[name])):
            self.clause = f'==={inherited[name]}'
            self.is_inherited = True
        else:
            self._consult()

    def _consult(self):
        """Collect the defaults that speak for the import."""
        importer = self.importer
        if (getattr(sys, 'default_library_versions', None) or
                directories_with_defaults or
                importer is not None and importer.is_entry):
            _part('defaults').consult(self)

    def looks_at_versions(self):
        """Return True if it is not today's search that is made."""
        return self.mode != TODAY

    def asks(self):
        """Return True if anything has to hold of what is found."""
        return bool(self.clause is not None or self.defaults or
                    self.in_directories)

    # The search #

    def find(self, path, target=None):
        """Return the spec that the import gets, or None.

        path is the package's __path__, or None for a top-level module.
        """
        while True:
            known = directories_with_defaults
            spec = self._find(path, target)
            if known is directories_with_defaults or self.is_inherited:
                return spec
            # The search has come upon further defaults.
            self.rejected.clear()
            self.conflict = None
            self._consult()

    def _find(self, path, target):
        clause = [] if self.clause is None else [self.clause]
        named = clause + [default.text for default in self.defaults]
        local = 'named' if self.in_directories else None
        is_exact = bool(clause) and self.clause.startswith('===')
        if self.preferences is not None and not is_exact:
            spec = self._search(BOTH if clause else VERSIONS, path, target, named + [
                default.text for default in self.preferences], 'library')
            if spec is not None:
                return spec
        if clause:
            if (self.defaults or local) and not is_exact:
                spec = self._search(BOTH, path, target, named, local)
                if spec is not None:
                    return spec
            return self._search(BOTH, path, target, clause)
        spec = self._search(TODAY, path, target, named, local)
        if spec is not None and not _is_portion(spec):
            if self._holds(spec):
                return spec
            spec = self._search(FLAT, path, target, named, local)
            if spec is not None:
                return spec
        if not _external._has_versions(self.name, path):
            return spec
        versioned = self._search(VERSIONS, path, target, named, local)
        if versioned is not None:
            return versioned
        return _part('namespaces').with_versions(self.name, path, spec)

    def _search(self, mode, path, target, specifiers, local=None):
        """Ask the meta path finders in order, in one of the modes.

        The specifiers have to hold together.  local says what counts of a
        directory's own file: None, 'named' (what it says of the module), or
        'library' (what it says of the standard library as well; where nothing
        is said of that, nothing is chosen).
        """
        self.mode = mode
        self.demand = together(specifiers)
        self.local = local
        self.found = None
        requests = _bootstrap._version_requests
        thread = _get_ident()
        outer = requests.get(thread)
        requests[thread] = self
        try:
            return _bootstrap._find_spec(self.name, path, target, self)
        finally:
            if outer is None:
                del requests[thread]
            else:
                requests[thread] = outer

    def accept(self, finder, spec, path):
        """Return the spec to take from a meta path finder, or None.

        spec is what its find_spec() has given.
        """
        if self.mode == TODAY:
            if spec is not None:
                self._adopt_own(spec)
            return spec
        if spec is not None and self.found is not None:
            if spec is not self.found and spec.origin == self.found.origin:
                # A finder that wraps PathFinder: the same file.
                spec._version_origin = self.found._version_origin
            return spec
        if finder is _external.PathFinder:
            return spec
        demand = self._demand_elsewhere()
        if demand is NotImplemented:
            return None
        find_versions = getattr(finder, 'find_versions', None)
        if find_versions is not None:
            return self._best(find_versions(self.name, path), demand)
        if spec is None or self.mode == VERSIONS:
            return None
        if _is_portion(spec):
            return spec
        return self._best([spec], demand)

    def search_path(self, path):
        """Return the path that PathFinder is to search.

        The importer's own distribution directory stands where its modules would
        be found if they were installed flat.
        """
        importer = self.importer
        if importer is None or not importer.is_entry:
            return path
        if type(path) is _external._NamespacePath:
            return _part('namespaces').with_own(importer, self.name, path)
        if path is not sys.path:
            return path
        i = place_on_path(importer.directory)
        path = list(path)
        path.insert(len(path) if i is None else i, importer.path)
        return path

    def find_in_path(self, path_finder, path, target):
        """Return PathFinder's spec, or None.  A mode other than TODAY."""
        for entry in path:
            if not isinstance(entry, str):
                continue
            finder = path_finder._path_importer_cache(entry)
            flat = None
            if finder is not None and (self.mode != VERSIONS or
                                       self.local == 'library'):
                # This also brings the listing up to date.
                flat = finder.find_spec(self.name, target)
                if self.mode == VERSIONS or (flat is not None and
                                             flat.loader is None):
                    flat = None
            if '.' in self.name:
                finder = _part('namespaces').holder(path_finder, entry, self.name)
            if finder is None and flat is None:
                continue
            spec = self._choose(finder, flat)
            if spec is not None:
                self.found = spec
                return spec
        if self.mode == BOTH and not (self.rejected or self.conflict or
                                      self.has_refused):
            # Nothing but a namespace package, whose modules the clause binds.
            return _part('namespaces').find(path_finder, self.name, path)
        return None

    def _choose(self, finder, flat):
        """Return the spec to take from one path entry, or None."""
        demand = self._demand_in(finder)
        if demand is NotImplemented:
            return None
        specs = []
        if flat is not None:
            self._adopt_own(flat)
            if self.clause is None and self._is_own(flat):
                return flat
            specs.append(flat)
        if self.mode != FLAT and finder is not None:
            index = getattr(finder, '_version_index', None)
            if index is None:
                # Another kind of path entry finder.
                if hasattr(finder, 'find_versions'):
                    specs.extend(finder.find_versions(self.name))
            elif (index := index()) and self.name in index:
                pinned = self._pinned(finder, index)
                if pinned is not None:
                    # It alone is what the clause means here.
                    return self._best([pinned], demand)
                best = self._best_version(finder, index, demand)
                if self.steps is not None:
                    self._note_others(finder, index, demand)
                if best is not None and flat is None:
                    return best
                if best is not None:
                    specs.append(best)
                elif demand is not None and self._may_be_declared(demand):
                    specs.extend(finder._probe_version(self.name, *version)
                                 for version in index.find(self.name))
        return self._best(specs, demand) if specs else None

    def _pinned(self, finder, index):
        """Return the spec of the version that a pin says its clause means.

        With foo-1 -> foo-1.2.3, "version 1" is 1.2.3.  None without such a pin.
        """
        clause = self.clause
        if clause is None or not clause[0].isdigit():
            return None
        pin = index.best(self.name, f'==={clause}')
        if pin is None:
            return None
        spec = finder._probe_version(self.name, *pin, is_pin=True)
        if (spec is not None and satisfies(clause, _spec_version(spec)) and
                self.is_usable(spec, clause)):
            return spec
        return None

    def _best_version(self, finder, index, demand):
        """Return the spec of the best version that an Index names, or None."""
        # Without a clause, a default may ask for a spelling.
        asked = self.clause
        if asked is None:
            asked = next((default.text for default in self.said()), None)
        best = index.best(self.name, demand, asked)
        if best is not None:
            spec = finder._probe_version(self.name, *best)
            if self.is_usable(spec, demand):
                return spec
            # It may also not hold the module, or be a link that means nothing.
            for version in index.find(self.name, demand, asked)[1:]:
                spec = finder._probe_version(self.name, *version)
                if self.is_usable(spec, demand):
                    return spec
        self.has_refused = self.has_refused or any(
            finder._probe_version(self.name, *version) is not None
            for version in index.find(self.name))
        return None

    def is_usable(self, spec, demand):
        """Return True if a spec's version may be used.

        Not if another one of its distribution is in use, or if the module
        supports too few of the older versions.
        """
        if spec is None:
            return False
        active = _distributions.conflict(getattr(spec, '_version_origin', None))
        if active is not None:
            self.conflict = self.conflict or active
            self._note(spec, 'another version of its distribution is in use')
            return False
        if _is_passed_over(spec, demand):
            self.rejected.append(spec)
            self._note(spec, 'it does not support versions so old')
            return False
        return True

    def _best(self, specs, demand):
        """Return the best of several specs, flat or of other finders, or None.

        One of unknown version satisfies no demand, and is never the highest.
        Of equal versions the first is taken.
        """
        best = best_version = None
        for spec in specs:
            if spec is None:
                continue
            version = _spec_version(spec)
            if demand is None and self.mode == FLAT:
                # Today's search takes the first.
                if self.is_usable(spec, None):
                    return spec
            elif version is None or demand is not None and not satisfies(demand,
                                                                       version):
                self.rejected.append(spec)
                self._note(spec, 'it does not satisfy what is asked')
            elif ((best is None or is_better(version, best_version, demand)) and
                    self.is_usable(spec, demand)):
                best, best_version = spec, version
        if best is None and demand is not None and self._may_be_declared(demand):
            best = _part('declarations').newest_that_declares(self, specs, demand)
        return best

    def _may_be_declared(self, demand):
        """Return True if a declaration can stand in for a version."""
        clause = self.clause
        if (clause is not None and not is_equality(clause) and
                any(operator in ('==', '===') for operator, _ in _split(clause))):
            # check() would not let it do either.
            return False
        return any(operator == '==' for operator, _ in _split(demand))

    def _holds(self, spec):
        """Return True if the defaults hold of what today's search has found.

        And if it is of no distribution that is in use in another version.
        """
        if self._is_own(spec):
            return True
        if self.demand is not None or self.local is not None:
            entry = _origins.entry_of(spec)
            finder = entry and sys.path_importer_cache.get(entry)
            demand = self._demand_in(finder)
            if demand is not None and demand is not NotImplemented:
                return self._best([spec], demand) is not None
        active = _conflict_of_flat(spec)
        self.conflict = self.conflict or active
        return active is None

    def _is_own(self, spec):
        """Return True if a module is of the importer's distribution directory."""
        origin = getattr(spec, '_version_origin', None)
        return origin is not None and origin.is_same_entry(self.importer)

    def _adopt_own(self, spec):
        """Let a module of the importer's own distribution have its version."""
        importer = self.importer
        if (importer is not None and importer.is_entry and
                getattr(spec, '_version_origin', None) is None and
                _origins.entry_of(spec) == importer.path):
            spec._version_origin = _origins.VersionOrigin(
                self.name, importer.version, importer.path, importer.directory,
                importer.distribution, True)

    def _demand_in(self, finder):
        """Return what is asked of what a path entry finder has, or None.

        NotImplemented if nothing of it is wanted.
        """
        if self.local is None:
            return self.demand
        defaults = _part('defaults')
        self.said_here = defaults.said_in(finder, self.name)
        specifiers = [default.text for default in self.said_here]
        if self.local == 'library':
            preferences = defaults.said_in(finder, defaults.STDLIB)
            if not preferences and not self.preferences:
                return NotImplemented
            specifiers += [default.text for default in preferences]
        if self.demand is not None:
            specifiers.insert(0, self.demand)
        return together(specifiers)

    def _demand_elsewhere(self):
        """Return the same for what is in no directory."""
        if self.local == 'library' and not self.preferences:
            return NotImplemented
        return self.demand

    def _note(self, spec, reason):
        if self.steps is not None:
            self.steps.append((spec, reason))

    def _note_others(self, finder, index, demand):
        """Note the versions in a directory that do not satisfy what is asked."""
        satisfying = index.find(self.name, demand)
        for version in index.find(self.name):
            if version not in satisfying:
                spec = finder._probe_version(self.name, *version)
                if spec is not None:
                    self._note(spec, 'it does not satisfy what is asked')

    # After the search #

    def said(self):
        """Return the defaults that have, or had, a say."""
        if not self.in_directories:
            return tuple(self.defaults)
        return (*self.defaults, *_part('defaults').said_on_path(self.name))

    def describe_importer(self):
        clause = self.clause
        if clause is not None and not self.is_inherited:
            return _origins.describe(self.globals, clause)
        return _origins.describe(self.globals, None,
                                 (*self.defaults, *self.said_here))


# The import system's questions ################################################

def _is_passed_over(spec, demand):
    """Return True if a module does not support a version that is asked for."""
    if demand is None or '>=' not in demand:
        return False
    return _part('declarations').is_passed_over(
        spec, [version for operator, version in _split(demand) if operator == '>='])


def _conflict_of_flat(spec):
    """Return the VersionOrigin in use that a flat module is at odds with, or None."""
    if (not _distributions.known or spec.name in sys.stdlib_module_names or
            getattr(spec, '_version_origin', None) is not None):
        return None
    origin = _part('metadata').flat_origin(spec, _distributions.known)
    return _distributions.conflict(origin, is_plain=True)


def _find_today(name, path, globals):
    """Return what today's search finds, and whether that is all there is to it.

    That is so where nothing is asked of the name.
    """
    importer = getattr(_origins.importing_spec(globals), '_version_origin', None)
    if (importer is not None and importer.is_entry or directories_with_defaults or
            name in inherited or getattr(sys, 'default_library_versions', None)):
        return None, False
    spec = _bootstrap._find_spec(name, path)
    if directories_with_defaults:
        # The search has come upon them.
        return None, False
    if spec is None or _is_portion(spec):
        return spec, not _external._has_versions(name, path)
    return spec, _conflict_of_flat(spec) is None


def find(name, path, globals, version):
    """Return the spec of a module for an import, or None if there is none.

    version is the clause, a str or a Specifier, or None; globals are the
    importing module's.  The import has to end with loaded() or forget() of
    _bootstrap_distributions if the spec's version has been chosen.  Raises
    ModuleVersionError.
    """
    if type(path) is _external._NamespacePath:
        package = _origins.package_of(name)
        if package is not None:
            # A folder without __init__ in a real package.
            return find_in_package(name, path, package)
    clause = None
    if version is None:
        spec, is_all = _find_today(name, path, globals)
        if is_all:
            return spec
    elif policy != 'off':
        clause = clause_of(version)
    request = Request(name, clause, globals)
    while True:
        try:
            spec = request.find(path)
            if spec is None and (request.asks() or request.rejected or
                                 request.conflict):
                spec = _part('unsatisfied').resolve(request, path)
        finally:
            _report()
        if spec is None or _is_portion(spec):
            return spec
        origin = getattr(spec, '_version_origin', None)
        if origin is None and request.asks():
            origin = _origin_of(spec)
        if origin is None or not (origin.path is not None or request.asks() or
                                  request.importer is not None):
            return spec
        origin.chosen_by = request.describe_importer()
        active = _distributions.claim(spec)
        if active is None:
            if origin.path is not None:
                _bootstrap._verbose_message('# {!r} is version {} in {!r}', name,
                                            origin.version, origin.path)
            return spec
        if active is request.conflict:
            raise _part('unsatisfied').error(request)
        # Another thread has taken another version meanwhile: what is there now?
        request.rejected.clear()
        request.conflict = active


def find_in_package(name, path, package):
    """Return the spec of a submodule, or None.

    package is the spec of its package.  It has the version of that, whatever is
    asked.
    """
    spec = _bootstrap._find_spec(name, path)
    origin = getattr(package, '_version_origin', None)
    if (origin is not None and spec is not None and
            getattr(spec, '_version_origin', None) is None):
        spec._version_origin = origin
        _distributions.note_submodule(spec)
    return spec


def _report():
    """Warn of defaults and declarations that could not be understood."""
    defaults = _bootstrap._version_parts.get('defaults')
    if defaults is not None:
        defaults.report()


def check(name, module, version, globals):
    """Return True if the module that a clause binds satisfies it.

    False if it is a namespace package: the clause binds a module in it.  Raises
    ModuleVersionError, or warns where that is the policy.
    """
    clause = clause_of(version)
    spec = _origins.spec_of(name, module)
    if _is_portion(spec) and policy != 'off':
        return False
    is_met = policy == 'off' or meets(clause, spec)
    _report()
    if is_met:
        _remember(spec, clause)
    elif spec is None or tolerated.pop(name, None) is not spec:
        _part('unsatisfied').conflict(name, module, spec, clause, globals)
    return True


def bind(name, front, module, version, globals, fromlist):
    """See that a clause is satisfied by the module that it binds.

    That is the first component of the name, front, which is imported; where it
    is a namespace package, a module in it.  Raises ModuleVersionError, or warns
    where that is the policy.
    """
    if not check(front, module, version, globals):
        _part('namespaces').import_version(name, version, globals, fromlist)


def meets(clause, spec):
    """Return True if a module that is imported satisfies a clause."""
    version = None if spec is None else _spec_version(spec)
    if satisfies(clause, version):
        return not _is_passed_over(spec, clause)
    return (version is not None and is_equality(clause) and
            _part('declarations').stands_in(spec, clause))


def _remember(spec, clause):
    """Let Python/import_versions.c know that a clause is satisfied."""
    origin = getattr(spec, '_version_origin', None)
    if origin is not None and not getattr(spec, '_initializing', False):
        known = origin.satisfied if len(origin.satisfied) < 64 else frozenset()
        origin.satisfied = known | {sys.intern(clause)}
