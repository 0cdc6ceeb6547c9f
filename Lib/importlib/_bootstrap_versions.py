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
3. A directory's Index names the best version.  probe() finds the module in it:
   a distribution directory is a path entry with a finder of its own.
4. _bootstrap_distributions keeps the modules of one distribution to one version,
   and frees what an import that fails has brought.  check() says whether the
   module that a clause binds satisfies it.

What is rare stands in parts of their own: links, zip files, namespace packages,
defaults, declarations, the metadata of flat modules, questions without an import,
what becomes of an import that nothing satisfies.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import _thread
import sys

Specifier = _bootstrap._load_builtin('_importlib_versions').Specifier
Version = _bootstrap._load_builtin('_importlib_versions').Version
Index = _bootstrap._load_builtin('_importlib_version_index').Index
normalize = _bootstrap._load_builtin('_importlib_version_index').normalize
split_entry = _bootstrap._load_builtin('_importlib_version_index').split_entry

# The file with the defaults of a directory or a distribution.
DEFAULTS_FILE = 'import-versions.txt'

# The suffixes that the files of modules have.
MODULE_SUFFIXES = (*_external.EXTENSION_SUFFIXES, *_external.SOURCE_SUFFIXES,
                   *_external.BYTECODE_SUFFIXES)

_join = _external._path_join
_split = _external._path_split
_part = _bootstrap._load_version_part


class ModuleVersionError(ImportError):

    """No version of a module satisfies what is asked, or another one is imported.

    name         the module that was asked for
    path         the file of the version that is imported, or None
    requested    the clause, as a string, or None
    found        a list of importlib.versions.Candidate
    defaults     the defaults that were asked as well: objects with the
                 attributes name, specifier and source
    imported_by  who imported the version that is loaded: an object with the
                 attributes module, filename, lineno, clause and defaults, or
                 None
    """

    def __init__(self, msg=None, *, name=None, path=None, requested=None,
                 found=(), defaults=(), imported_by=None):
        super().__init__(msg, name=name, path=path)
        self.requested = requested
        self.found = list(found)
        self.defaults = list(defaults)
        self.imported_by = imported_by


ModuleVersionError.__module__ = 'importlib.versions'


class VersionOrigin:

    """Where a module's version comes from.

    The modules of a package, and of one distribution directory, share it.

    version       the version as spelled on disk
    path          the directory or file that is the version, links resolved;
                  None for a flat module
    directory     the path entry that it stands in
    distribution  the normalized name of the distribution, or None
    is_entry      whether path is a distribution directory, which is searched
                  as a path entry
    """

    __slots__ = ('version', 'path', 'directory', 'distribution', 'is_entry')

    def __init__(self, version, path, directory, distribution, is_entry=False):
        self.version = version
        self.path = path
        self.directory = directory
        self.distribution = distribution
        self.is_entry = is_entry


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


# Clauses ######################################################################

# Specifiers by their text: programs repeat few of them.
_specifiers = {}


def specifier(version):
    """Return the Specifier of a clause, given as its text or a Specifier.

    Raises TypeError for another type and ValueError for a bad clause.
    """
    if isinstance(version, Specifier):
        return version
    found = _specifiers.get(version) if type(version) is str else None
    if found is None:
        if not isinstance(version, str):
            raise TypeError('version must be str or Specifier, not '
                            f'{type(version).__name__}')
        found = Specifier(version)
        if not len(found):
            raise ValueError('empty version clause')
        if len(_specifiers) >= 1024:
            _specifiers.clear()
        _specifiers[version] = found
    return found


def exactly(version):
    """Return the Specifier that this version alone satisfies."""
    return specifier(f'==={version}')


def satisfies(spec, version):
    """Return True if a version, text or None, satisfies a Specifier.

    Pre-releases count: whether they are to be chosen is a matter of choosing.
    """
    return version is not None and spec.contains(version, prereleases=True)


def rank(version, spec):
    """Return the key by which the best of the Versions that satisfy is chosen.

    Pre-releases come last, unless the Specifier names one (PEP 440, "Handling of
    pre-releases").  spec may be None.
    """
    names_one = spec is not None and bool(spec.prereleases)
    return names_one or not version.is_prerelease, version


def is_equality(spec):
    """Return True if a Specifier is a bare version or a single ==."""
    return len(spec) == 1 and any(operator == '==' for operator, _ in spec)


def together(specifiers):
    """Return the Specifier that several come to, or None if there are none."""
    result = None
    for spec in specifiers:
        result = spec if result is None else result & spec
    return result


# Versions of what there is ####################################################

def is_namespace(spec):
    """Return True if a spec is that of a namespace package (PEP 420)."""
    loader = getattr(spec, 'loader', spec)
    return ((loader is None or isinstance(loader, _external.NamespaceLoader)) and
            spec.origin is None and spec.submodule_search_locations is not None)


def is_portion(spec):
    """Return True if a spec is that of a namespace package without a version."""
    return (spec is not None and is_namespace(spec) and
            getattr(spec, '_version_origin', None) is None)


def origin_of(spec):
    """Return the VersionOrigin of a spec, or None if its version is unknown.

    A flat module keeps the one that was found first.
    """
    origin = getattr(spec, '_version_origin', None)
    if origin is None:
        origin = _part('metadata').flat_origin(spec)
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


def chosen_specs():
    """Yield name and spec of the modules that a clause, default or version chose.

    Those of submodules are not among them: they follow their package.
    """
    for name, module in list(sys.modules.items()):
        spec = spec_of(name, module)
        if getattr(spec, '_chosen_by', None) is not None and spec.name == name:
            yield name, spec


# Who imports ##################################################################

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


def _importing_spec(globals):
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


# Directories ##################################################################

def probe(finder, fullname, filename, text, is_pin=False):
    """Return the spec of a module in one version of a FileFinder's directory.

    text is the version that the filename says.  None if the entry does not
    hold the module or is a link that means nothing.  A pin is taken for what it
    leads to with is_pin, which asks for nothing but a pin, and never without.
    """
    path = _join(finder.path, filename)
    if filename.endswith('.link') or is_link(path):
        path, text = _part('links').follow(finder, filename, fullname, text, is_pin)
    elif is_pin:
        return None
    return path and _probe_path(finder, fullname, path, text)


def is_link(path):
    """Return True if a path is a symbolic link."""
    try:
        return _external._os.lstat(path).st_mode & 0o170000 == 0o120000
    except OSError:
        return False


def _probe_path(finder, fullname, path, text):
    """Return the spec of a module in a version's directory or file, or None.

    The layouts, in order: a single file, a distribution directory that holds
    the module, a directory that is the package.
    """
    for suffix, loader in finder._loaders:
        if path.endswith(suffix) and _external._path_isfile(path):
            spec = finder._get_spec(loader, fullname, path, None, None)
            spec._version_origin = VersionOrigin(text, path, finder.path,
                                                 _distribution_named(path))
            return spec
    cached_finder = _external.PathFinder._path_importer_cache
    entry = cached_finder(path)
    if entry is None:
        return None
    holder = entry
    packages = fullname.split('.')[:-1]
    if packages:
        # Brings the listing up to date.
        entry.find_spec(packages[0])
        holder = cached_finder(_join(path, *packages))
    spec = None if holder is None else holder.find_spec(fullname)
    if spec is not None:
        spec._version_origin = VersionOrigin(text, path, finder.path,
                                             distribution_in(entry), True)
        return spec
    for suffix, loader in finder._loaders:
        if '__init__' + suffix in getattr(entry, '_path_cache', ()):
            spec = entry._get_spec(loader, fullname,
                                   _join(path, '__init__' + suffix), [path], None)
            spec._version_origin = VersionOrigin(text, path, finder.path,
                                                 _distribution_named(path))
            return spec
    return None


def distribution_in(finder):
    """Return the normalized name of the distribution in its own directory.

    The metadata that stands inside says it, else the directory's name.  finder
    is that of the directory.
    """
    for name in getattr(finder, '_path_cache', ()):
        if name.endswith(('.dist-info', '.egg-info')):
            parts = split_entry(name, ())
            if parts is not None:
                return normalize(parts[0])
    return _distribution_named(finder.path)


def _distribution_named(path):
    """Return the normalized name of the distribution that an entry's name says."""
    tail = _split(path)[1]
    return normalize((split_entry(tail, MODULE_SUFFIXES) or (tail,))[0])


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

# Of a thread, its request.
_local = _thread._local()

# What a search looks at: what today's looks at, that but for modules that do
# not satisfy the defaults, versions, or both together.
TODAY, FLAT, VERSIONS, BOTH = range(4)


def note_defaults(directory):
    """Take note of a directory that has a file with defaults.

    That of a distribution directory speaks for its own modules only.
    """
    global directories_with_defaults
    for entry in sys.path:
        finder = sys.path_importer_cache.get(entry or _external._os.getcwd())
        if (directory in (entry, getattr(finder, 'path', None)) and
                directory not in directories_with_defaults):
            directories_with_defaults |= {directory}


def current_request(fullname):
    """Return this thread's request for a module, or None.

    A finder that passes a search on to PathFinder passes it on unknowingly.
    """
    request = getattr(_local, 'request', None)
    return request if request is not None and request.name == fullname else None


class Request:

    """What an import asks of a module, on its way to the finders.

    name         the module's full name
    clause       a Specifier, or None
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
        # From now on PathFinder asks for the request.
        _bootstrap._load_versions()
        self.name = name
        self.clause = clause
        self.globals = globals
        self.importing = _importing_spec(globals)
        self.importer = getattr(self.importing, '_version_origin', None)
        self.rejected = []
        if name in inherited and (clause is None or
                                  satisfies(clause, inherited[name])):
            self.clause = exactly(inherited[name])
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

    def asks(self):
        """Return True if anything has to hold of what is found."""
        return bool(self.clause is not None or self.defaults or
                    self.in_directories)

    def looks_at_versions(self):
        """Return True if it is not today's search that is made."""
        return self.mode != TODAY

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
        if self.clause is not None:
            clause = [self.clause]
            named = clause + [default.specifier for default in self.defaults]
            if str(self.clause)[:3] != '===':
                if self.preferences is not None:
                    spec = self._search(BOTH, path, target, named + [
                        default.specifier for default in self.preferences],
                        'library')
                    if spec is not None:
                        return spec
                if named != clause or self.in_directories:
                    spec = self._search(BOTH, path, target, named, 'named')
                    if spec is not None:
                        return spec
            return self._search(BOTH, path, target, clause)

        named = [default.specifier for default in self.defaults]
        if self.preferences is not None:
            spec = self._search(VERSIONS, path, target, named + [
                default.specifier for default in self.preferences], 'library')
            if spec is not None:
                return spec
        local = 'named' if self.in_directories else None
        spec = self._search(TODAY, path, target, named, local)
        if spec is not None and not is_portion(spec):
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
        outer = getattr(_local, 'request', None)
        _local.request = self
        try:
            return _bootstrap._find_spec(self.name, path, target, self)
        finally:
            _local.request = outer

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
        if is_portion(spec):
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
        path = list(path)
        for i, entry in enumerate(path):
            finder = sys.path_importer_cache.get(entry)
            if importer.directory in (entry, getattr(finder, 'path', None)):
                break
        else:
            i = len(path)
        path.insert(i, importer.path)
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
            elif index := index():
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
        if clause is None or not str(clause)[0].isdigit():
            return None
        pin = index.best(self.name, exactly(clause))
        if pin is None:
            return None
        spec = finder._probe_version(self.name, *pin, is_pin=True)
        if (spec is not None and satisfies(clause, spec_version(spec)) and
                self.is_usable(spec, clause)):
            return spec
        return None

    def _best_version(self, finder, index, demand):
        """Return the spec of the best version that an Index names, or None."""
        # Without a clause, a default may ask for a spelling.
        asked = self.clause
        if asked is None:
            asked = next((default.specifier for default in self.said()), None)
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
        if demand is not None and self._is_passed_over(spec, demand):
            self.rejected.append(spec)
            self._note(spec, 'it does not support versions so old')
            return False
        return True

    def _is_passed_over(self, spec, demand):
        """Return True if a module does not support a version that is asked for."""
        bounds = [Version(version) for operator, version in demand
                  if operator == '>=']
        return bool(bounds) and _part('declarations').is_passed_over(spec, bounds)

    def _best(self, specs, demand):
        """Return the best of several specs, flat or of other finders, or None.

        One of unknown version satisfies no demand, and is never the highest.
        Of equal versions the first is taken.
        """
        best = best_key = None
        for spec in specs:
            if spec is None:
                continue
            text = spec_version(spec)
            if demand is None and self.mode == FLAT:
                # Today's search takes the first.
                if self.is_usable(spec, None):
                    return spec
                continue
            if text is None or demand is not None and not satisfies(demand, text):
                self.rejected.append(spec)
                self._note(spec, 'it does not satisfy what is asked')
                continue
            key = rank(Version(text), demand)
            if (best is None or key > best_key) and self.is_usable(spec, demand):
                best, best_key = spec, key
        if best is None and demand is not None and self._may_be_declared(demand):
            best = _part('declarations').newest_that_declares(self, specs, demand)
        return best

    def _may_be_declared(self, demand):
        """Return True if a declaration can stand in for a version."""
        clause = self.clause
        if (clause is not None and not is_equality(clause) and
                any(operator in ('==', '===') for operator, _ in clause)):
            # check() would not let it do either.
            return False
        return any(operator == '==' for operator, _ in demand)

    def _holds(self, spec):
        """Return True if the defaults hold of what today's search has found.

        And if it is of no distribution that is in use in another version.
        """
        if self._is_own(spec):
            return True
        if self.demand is not None or self.local is not None:
            entry = entry_of(spec)
            finder = entry and sys.path_importer_cache.get(entry)
            demand = self._demand_in(finder)
            if demand is not None and demand is not NotImplemented:
                return self._best([spec], demand) is not None
        active = _conflict_of_flat(spec)
        self.conflict = self.conflict or active
        return active is None

    def _is_own(self, spec):
        """Return True if a module is of the importer's distribution directory."""
        return getattr(spec, '_version_origin', None) is self.importer is not None

    def _adopt_own(self, spec):
        """Let a module of the importer's own distribution have its version."""
        importer = self.importer
        if (importer is not None and importer.is_entry and
                getattr(spec, '_version_origin', None) is None and
                entry_of(spec) == importer.path):
            spec._version_origin = importer

    def _demand_in(self, finder):
        """Return what is asked of what a path entry finder has, or None.

        NotImplemented if nothing of it is wanted.
        """
        if self.local is None:
            return self.demand
        defaults = _part('defaults')
        self.said_here = defaults.said_in(finder, self.name)
        specifiers = [default.specifier for default in self.said_here]
        if self.local == 'library':
            preferences = defaults.said_in(finder, defaults.STDLIB)
            if not preferences and not self.preferences:
                return NotImplemented
            specifiers += [default.specifier for default in preferences]
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
            return describe(self.globals, str(clause))
        return describe(self.globals, None, (*self.defaults, *self.said_here))


# The import system's questions ################################################

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
    importer = getattr(_importing_spec(globals), '_version_origin', None)
    if (importer is not None and importer.is_entry or directories_with_defaults or
            name in inherited or getattr(sys, 'default_library_versions', None)):
        return None, False
    spec = _bootstrap._find_spec(name, path)
    if directories_with_defaults:
        # The search has come upon them.
        return None, False
    if spec is None or is_portion(spec):
        return spec, not _external._has_versions(name, path)
    return spec, _conflict_of_flat(spec) is None


def find(name, path, parent_spec, globals, version):
    """Return the spec of a module for an import, or None if there is none.

    version is the clause, a str or a Specifier, or None; globals are the
    importing module's.  The import has to end with loaded() or forget() if the
    spec has a version.  Raises ModuleVersionError.
    """
    package = parent_spec
    if type(path) is _external._NamespacePath:
        package = package_of(name)
    if package is not None:
        # A submodule belongs to its package, whatever is asked.
        spec = _bootstrap._find_spec(name, path)
        origin = getattr(package, '_version_origin', None)
        if (spec is not None and origin is not None and
                getattr(spec, '_version_origin', None) is None):
            spec._version_origin = origin
            _distributions.note_submodule(spec)
        return spec
    clause = None
    if version is None:
        spec, is_all = _find_today(name, path, globals)
        if is_all:
            return spec
    elif policy != 'off':
        clause = specifier(version)
    request = Request(name, clause, globals)
    try:
        spec = request.find(path)
        if spec is None and (request.asks() or request.rejected or
                             request.conflict):
            spec = _part('unsatisfied').resolve(request, path)
    finally:
        _report()
    if spec is None or is_portion(spec):
        return spec
    origin = getattr(spec, '_version_origin', None)
    if origin is None and request.asks():
        origin = origin_of(spec)
    if origin is not None and (origin.path is not None or request.asks() or
                               request.importer is not None):
        spec._chosen_by = request.describe_importer()
        active = _distributions.claim(spec)
        if active is not None:
            request.conflict = active
            raise _part('unsatisfied').error(request)
        if origin.path is not None:
            _bootstrap._verbose_message('# {!r} is version {} in {!r}', name,
                                        origin.version, origin.path)
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
    clause = specifier(version)
    spec = spec_of(name, module)
    if is_portion(spec) and policy != 'off':
        return False
    if policy == 'off' or meets(clause, spec):
        _report()
        _remember(spec, clause)
        return True
    _report()
    if spec is not None and tolerated.pop(name, None) is spec:
        return True
    _part('unsatisfied').conflict(name, module, spec, clause, globals)
    return True


def meets(clause, spec):
    """Return True if a module that is imported satisfies a clause."""
    if spec is None:
        return False
    request = Request.__new__(Request)
    if satisfies(clause, spec_version(spec)):
        return not request._is_passed_over(spec, clause)
    return (spec_version(spec) is not None and is_equality(clause) and
            _part('declarations').stands_in(spec, clause))


def _remember(spec, clause):
    """Let Python/import_versions.c know that a clause is satisfied."""
    if spec is None or getattr(spec, '_initializing', False):
        return
    known = getattr(spec, '_satisfied', frozenset())
    if len(known) >= 64:
        known = frozenset()
    try:
        spec._satisfied = known | {sys.intern(str(clause))}
    except AttributeError:
        # A spec of another finder's own kind.
        pass


_distributions = _part('distributions')
