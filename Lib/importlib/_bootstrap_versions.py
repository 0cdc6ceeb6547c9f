"""Versioned imports: which version of a module an import gets.

This module is frozen as _frozen_importlib_versions and belongs to the import
system, as _bootstrap and _bootstrap_external do; those two call it at a few
places and hold no rules of their own.  The rules, in the order in which an
import meets them:

1. A clause is asked of a module that is already imported: import_version().
2. A module has to be found.  find_spec() stands where _bootstrap looks for a
   spec.  A module of a distribution directory looks in its own directory
   first; a clause travels to the finders as a request.
3. PathFinder asks find_in_path() where there is a request, and newest() where
   a directory has no flat module of the name and the import has no clause.
   Both choose in one directory at a time, the highest version first.
4. load() runs the chosen module and leaves nothing behind if that fails.

A path entry finder takes part by a method find_versions(fullname), which
returns the specs of the versions that it has, ModuleSpec.version set.
"""
#
# The import system loads this module when it meets the first version.  All
# that it needs is built in or frozen, so that this never searches sys.path.
#

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import _thread
import sys

_os = _bootstrap_external._os
Provenance = _bootstrap._Provenance
_versions = sys.modules.get('_versions') or _bootstrap._builtin_from_name('_versions')


class ModuleVersionError(ImportError):

    """No version of a module satisfies a clause, or another one is imported.

    name        the module that was asked for
    path        the file of the version that is imported, or None
    requested   the clause, as a string
    found       a list of importlib.versions.Candidate
    imported_by who imported the version that is loaded: an object with the
                attributes module, filename, lineno and clause, or None
    """

    def __init__(self, msg=None, *, name=None, path=None, requested=None,
                 found=(), imported_by=None):
        super().__init__(msg, name=name, path=path)
        self.requested = requested
        self.found = list(found)
        self.imported_by = imported_by


ModuleVersionError.__module__ = 'importlib.versions'


class Importer:

    """The import statement that chose a version."""

    __slots__ = ('module', 'filename', 'lineno', 'clause')

    def __init__(self, module, filename, lineno, clause):
        self.module = module
        self.filename = filename
        self.lineno = lineno
        self.clause = clause

    def __reduce__(self):
        return Importer, (self.module, self.filename, self.lineno, self.clause)

    def __repr__(self):
        return (f'<Importer {self.module} at {self.filename}:{self.lineno}, '
                f'{self.clause!r}>')


class Request:

    """A clause on its way to the finders, with what they found on theirs."""

    __slots__ = ('name', 'clause', 'globals', 'importer', 'rejected',
                 'conflict', 'inherited')

    def __init__(self, name, clause, globals=None, importer=None,
                 inherited=False):
        self.name = name
        self.clause = clause
        self.globals = globals
        self.importer = importer
        self.inherited = inherited
        # Specs that do not satisfy the clause or have no known version.
        self.rejected = []
        # The active provenance that a satisfying spec is at odds with.
        self.conflict = None


# State ########################################################################

# Requests under way, by thread and module name: a finder that passes a search
# on to PathFinder (as test runners' import hooks do) passes the request on
# without knowing of it.
_requests = _bootstrap._requests

# The spec that a thread's search has chosen last: a finder that wraps PathFinder
# may return a spec of its own for the same file.
_chosen_specs = {}

# The provenance of top-level modules that are imported from a version, with a
# function that returns the module, and the imports that chose them.  An entry
# counts only while sys.modules has the module.
_provenance = {}
_chosen = {}

# Distribution name -> (provenance, module names).
_distributions = {}

# Versions that the parent process had: {module name: version}.  An import of
# such a module takes that version, unless its clause does not accept it.
_inherited = {}


# The version of what there is #################################################

def interpreter_version():
    """The version of the standard library, which is the interpreter's."""
    info = sys.version_info
    version = f'{info.major}.{info.minor}.{info.micro}'
    if info.releaselevel != 'final':
        version += {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}[
            info.releaselevel] + str(info.serial)
    return version


def is_stdlib_directory(path):
    """Tell whether a path entry is one of the standard library's."""
    if path == sys._stdlib_dir:
        return True
    head, tail = _bootstrap_external._path_split(path)
    return (tail == 'lib-dynload' or
            # An interpreter in its build folder; Windows; a zipped library.
            tail.startswith('lib.') and head.endswith('build') or
            tail == 'DLLs' or
            tail == f'python{sys.version_info.major}{sys.version_info.minor}.zip')


def _entry_of(spec):
    """The path entry that a flat module's spec was found in, or None."""
    origin = spec.origin
    if not spec.has_location or not isinstance(origin, str):
        return None
    path_split = _bootstrap_external._path_split
    depth = spec.name.count('.') + 1
    if spec.submodule_search_locations is not None:
        depth += 1
    for _ in range(depth):
        origin = path_split(origin)[0]
    return origin


def flat_version(spec):
    """Return the version of a module that no versioned directory gave.

    The module is not imported to learn it: the version is the interpreter's
    for what the interpreter brings, else that of the path entry's own name,
    else that of the *.dist-info beside the module which owns it.  None if it
    is unknown.
    """
    loader = spec.loader
    if loader is _bootstrap.BuiltinImporter or loader is _bootstrap.FrozenImporter:
        return interpreter_version()
    parent = spec.name.rpartition('.')[0]
    if parent:
        parent_spec = getattr(sys.modules.get(parent), '__spec__', None)
        if parent_spec is not None and not is_namespace(parent_spec):
            return getattr(parent_spec, 'version', None)
    entry = _entry_of(spec)
    if entry is not None:
        if is_stdlib_directory(entry):
            return interpreter_version()
        finder = sys.path_importer_cache.get(entry)
        if (isinstance(finder, _bootstrap_external.FileFinder) and
                '-' not in _bootstrap_external._path_split(entry)[1]):
            index = _index(finder)
            if index is not None:
                version = index.owner(spec.name)
                if version is not None:
                    return version
    elif spec.name in sys.stdlib_module_names and spec.origin in (
            'frozen', 'built-in'):
        return interpreter_version()
    return _metadata_module().owner_version(spec, entry)


def _metadata_module():
    """Return importlib._version_metadata.

    It may be needed under the import lock; see _bootstrap._load_versions().
    """
    name = 'importlib._version_metadata'
    module = sys.modules.get(name)
    if module is None or getattr(module.__spec__, '_initializing', False):
        with _bootstrap._ImportLockContext():
            if name in sys.modules:
                return sys.modules[name]
            directory = _bootstrap_external._path_join(sys._stdlib_dir,
                                                       'importlib')
            finder = _bootstrap_external.PathFinder
            return _bootstrap._load_unlocked(finder.find_spec(name, [directory]))
    return module


def spec_version(spec):
    """Return the version of a spec's module, a string, or None if unknown."""
    provenance = spec._versioned
    if provenance is not None:
        return provenance.version
    return flat_version(spec)


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
    if is_namespace(spec):
        return f'{start} (namespace) from {list(spec.submodule_search_locations)}>'
    return f'{start} ({spec.origin or spec.loader!r})>'


def is_namespace(spec):
    """Tell whether a spec is that of a namespace package (PEP 420)."""
    return (spec.origin is None and spec.submodule_search_locations is not None
            and (spec.loader is None or
                 isinstance(spec.loader, _bootstrap_external.NamespaceLoader)))


def _is_portion(spec):
    """Tell whether a spec is that of a namespace package without a version."""
    return (spec is not None and getattr(spec, '_versioned', None) is None and
            is_namespace(spec))


# Clauses ######################################################################

# Specifiers by their text: programs repeat few of them.
_specifiers = {}


def specifier(version):
    """Return the Specifier of a clause, given as its text or a Specifier.

    Raises TypeError for another type and ValueError for a bad clause.
    """
    if isinstance(version, _versions.Specifier):
        return version
    found = _specifiers.get(version) if type(version) is str else None
    if found is None:
        if not isinstance(version, str):
            raise TypeError('version must be str or Specifier, not '
                            f'{type(version).__name__}')
        found = _versions.Specifier(version)
        if not len(found):
            raise ValueError('empty version clause')
        if len(_specifiers) >= 1024:
            _specifiers.clear()
        _specifiers[version] = found
    return found


def _exactly(version):
    """Return the Specifier that this version alone satisfies.

    1.0 is not 1.0.0 here, but 1.0RC1 is 1.0rc1.
    """
    return specifier('===' + str(_versions.Version(version)))


def satisfies(clause, version):
    """Tell whether a version, a string or None, satisfies a clause.

    Pre-releases count: whether they are to be chosen is a matter of choosing.
    """
    return version is not None and clause.contains(version, prereleases=True)


# What a directory has #########################################################

def _index(finder):
    """Return the index of the versions in a FileFinder's directory, or None.

    It is made from the finder's own listing, at the first miss or clause, and
    thrown away with it.
    """
    names = finder._path_cache
    if finder._indexed is not names:
        index = None
        if not is_stdlib_directory(finder.path):
            index = _versions.Index(names, finder._path_links,
                                    tuple([suffix for suffix, _ in finder._loaders]))
            if not index:
                index = None
        finder._index = index
        finder._indexed = names
    return finder._index


def _refresh(finder):
    # The same rule as FileFinder.find_spec().
    try:
        mtime = _bootstrap_external._path_stat(finder.path or _os.getcwd()).st_mtime
    except OSError:
        mtime = -1
    if mtime != finder._path_mtime:
        finder._fill_cache()
        finder._path_mtime = mtime


def _has_flat(finder, fullname):
    """Tell whether a FileFinder's listing may have a flat module of the name."""
    if _bootstrap_external._relax_case():
        return True
    tail = fullname.rpartition('.')[2]
    names = finder._path_cache
    if tail in names:
        return True
    for suffix, _ in finder._loaders:
        if tail + suffix in names:
            return True
    return False


def _normalize(name):
    """Normalize a distribution's name (PEP 503)."""
    return name.replace('_', '-').replace('.', '-').lower()


def _probe(loaders, fullname, path, version, get_spec):
    """Return the spec of a module in one version's entry, or None.

    The layouts, in order: a distribution directory that holds the module, a
    directory that is the package, a single file.
    """
    join = _bootstrap_external._path_join
    isfile = _bootstrap_external._path_isfile
    split_at = len(_bootstrap_external._path_split(path)[0]) + 1
    name = path[split_at:].partition('-')[0] if split_at > 1 else path.partition('-')[0]
    base = join(path, *fullname.split('.'))
    for suffix, loader in loaders:
        filename = join(base, '__init__' + suffix)
        if isfile(filename):
            spec = get_spec(loader, fullname, filename, [base], None)
            spec._versioned = _provenance_at(version, path, name)
            return spec
    for suffix, loader in loaders:
        filename = base + suffix
        if isfile(filename):
            spec = get_spec(loader, fullname, filename, None, None)
            spec._versioned = _provenance_at(version, path, name)
            return spec
    for suffix, loader in loaders:
        filename = join(path, '__init__' + suffix)
        if isfile(filename):
            spec = get_spec(loader, fullname, filename, [path], None)
            spec._versioned = Provenance(version, path)
            return spec
    for suffix, loader in loaders:
        if path.endswith(suffix) and isfile(path):
            spec = get_spec(loader, fullname, path, None, None)
            spec._versioned = Provenance(version, path)
            return spec
    if _bootstrap_external._path_isdir(base):
        # A distribution directory whose module is a namespace package.
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = [base]
        spec._versioned = _provenance_at(version, path, name)
        return spec
    return None


def _provenance_at(version, root, name):
    """The provenance of a distribution directory, shared while it is active."""
    name = _normalize(name)
    active = _active_distribution(name)
    if active is not None and active.path == root:
        return active
    return Provenance(version, root, name)


class Entry:

    """One entry of a directory that may hold a version of a module."""

    __slots__ = ('version', 'text', 'path', 'filename')

    def __init__(self, version, text, path, filename):
        self.version = version
        self.text = text
        self.path = path
        self.filename = filename


def _entries(finder, index, fullname, clause=None):
    """Return the entries for a module in a directory, best choice first.

    Links are followed; what is dangling or loops is left out.  With a clause,
    only what satisfies it, pre-releases last unless the clause names one.
    """
    entries = {}
    pinned = None
    pin = str(clause)
    if not pin[:1].isdigit():
        pin = None
    for filename, text, is_link in index.find(fullname):
        path = _bootstrap_external._path_join(finder.path, filename)
        is_pin = False
        if is_link:
            found = _follow(finder.path, path, filename, text)
            if found is None:
                continue
            path, target_text = found
            # A pin is spelled as the clause: "1" is not the pin 1.0.
            is_pin = (len(target_text) > len(text) and pin is not None and
                      str(_versions.Version(text)) == pin and
                      satisfies(clause, target_text))
            text = target_text
        if path not in entries:
            entries[path] = Entry(_versions.Version(text), text, path, filename)
        if is_pin:
            pinned = entries[path]
    entries = sorted(entries.values(),
                     key=lambda entry: (entry.text, entry.filename))
    if clause is not None:
        asked = str(clause).lstrip('=')
        entries = [entry for entry in entries
                   if clause.contains(entry.version, prereleases=True)]
        # A stable sort: the spelling asked for goes first among equals.
        entries.sort(key=lambda entry: entry.text != asked)
    entries.sort(key=lambda entry: entry.version, reverse=True)
    if clause is None or not clause.prereleases:
        entries.sort(key=lambda entry: entry.version.is_prerelease)
    if pinned is not None:
        entries.sort(key=lambda entry: entry is not pinned)
    return entries


def _follow(directory, path, filename, text):
    """Return the real path of a link and its version's text, or None.

    Of the names along the way the last that ends in a version counts.
    """
    from os.path import join, realpath
    try:
        if filename.endswith('.link'):
            if not _bootstrap_external._path_isfile(path):
                # Reading a FIFO would wait for ever.
                return None
            with _bootstrap_external._io.open(path, encoding='utf-8') as file:
                target = file.readline(4096).lstrip('\ufeff').strip()
        else:
            target = _os.readlink(path)
        if not target:
            return None
        if _bootstrap_external._path_split(target)[0]:
            path = realpath(join(directory, target), strict=True)
        else:
            # Beside the link: keep the directory as sys.path spells it.
            path = _bootstrap_external._path_join(directory, target)
            if _is_link(path):
                path = realpath(path, strict=True)
            else:
                _bootstrap_external._path_stat(path)
    except (OSError, ValueError):
        return None
    tail = _bootstrap_external._path_split(path)[1].partition('-')[2]
    for suffix in ('', '.py', '.pyc'):
        if tail.endswith(suffix) and _is_version(tail[:len(tail) - len(suffix)]):
            return path, tail[:len(tail) - len(suffix)]
    return path, text


def _is_link(path):
    try:
        _os.readlink(path)
    except OSError:
        return False
    return True


def _is_version(text):
    try:
        _versions.Version(text)
    except ValueError:
        return False
    return True


# Active distributions #########################################################

def _active_distribution(name):
    """Return the provenance of a distribution that is in use, or None.

    It is in use while sys.modules has one of its modules.
    """
    try:
        provenance, names = _distributions[name]
    except KeyError:
        return None
    for module_name in names:
        spec = getattr(sys.modules.get(module_name), '__spec__', None)
        if getattr(spec, '_versioned', None) is provenance:
            return provenance
        if module_name in _loading:
            return provenance
    return None


# Top-level modules of distributions that are being loaded.
_loading = set()


def _same_root(provenance, other):
    if provenance.path == other.path:
        return True
    try:
        first = _bootstrap_external._path_stat(provenance.path)
        second = _bootstrap_external._path_stat(other.path)
    except (OSError, ValueError):
        return False
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


def _same_version(provenance, other):
    return (provenance is other or
            _versions.Version(provenance.version) ==
            _versions.Version(other.version))


def _conflict(provenance):
    """Return the active provenance that a found one is at odds with, or None."""
    if provenance.distribution is None or not _distributions:
        return None
    active = _active_distribution(provenance.distribution)
    if active is None or _same_version(active, provenance):
        return None
    return active


# Choosing #####################################################################

def _choose(finder, fullname, request=None):
    """Return the spec of the best version in a FileFinder's directory, or None.

    Without a request that is the highest one.
    """
    index = _index(finder) if finder._has_versions else None
    if index is None:
        return None
    clause = request.clause if request is not None else None
    best = index.best(fullname, clause)
    if best is None:
        return None
    if best is not NotImplemented:
        filename, text = best
        spec = _probe(finder._loaders, fullname,
                      _bootstrap_external._path_join(finder.path, filename),
                      text, finder._get_spec)
        if spec is not None and _conflict(spec._versioned) is None:
            _chosen_specs[_thread.get_ident()] = spec
            return spec
    # Links, an entry that does not hold the module, or another version of the
    # distribution in use.
    for entry in _entries(finder, index, fullname, clause):
        spec = _probe(finder._loaders, fullname, entry.path, entry.text,
                      finder._get_spec)
        if spec is None:
            continue
        active = _conflict(spec._versioned)
        if active is None:
            _chosen_specs[_thread.get_ident()] = spec
            return spec
        if request is not None and request.conflict is None:
            request.conflict = active
    return None


def _choose_spec(specs, request=None):
    """Return the best of the specs that another finder's find_versions() gave."""
    clause = request.clause if request is not None else None
    best = None
    best_key = None
    for spec in specs:
        version = getattr(spec, 'version', None)
        if clause is not None and not satisfies(clause, version):
            request.rejected.append(spec)
            continue
        if version is None:
            continue
        version = _versions.Version(version)
        key = (clause is not None and
               str(clause) in getattr(spec, '_pins', ()),
               clause is not None and bool(clause.prereleases) or
               not version.is_prerelease, version)
        if best is None or key > best_key:
            best, best_key = spec, key
    return best


def _versions_in(finder, fullname, request=None):
    """Return the spec of the best version that a path entry finder has."""
    if isinstance(finder, _bootstrap_external.FileFinder):
        return _choose(finder, fullname, request)
    try:
        find_versions = finder.find_versions
    except AttributeError:
        return None
    return _choose_spec(find_versions(fullname), request)


def _directory_finder(path_finder, entry, fullname):
    """Return the finder of the path entry that a namespace portion lies in."""
    split = _bootstrap_external._path_split
    for part in reversed(fullname.split('.')[:-1]):
        entry, tail = split(entry)
        if tail != part:
            return None
    return path_finder._path_importer_cache(entry)


def directory_versions(finder, fullname):
    """Return the specs of the versions in a FileFinder's directory.

    The highest comes first.
    """
    _refresh(finder)
    index = _index(finder)
    if index is None:
        return []
    entries = _entries(finder, index, fullname)
    entries.sort(key=lambda entry: entry.version, reverse=True)
    specs = [_probe(finder._loaders, fullname, entry.path, entry.text,
                    finder._get_spec)
             for entry in entries]
    return [spec for spec in specs if spec is not None]


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
            directory_finder = _directory_finder(path_finder, entry, fullname)
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


def is_zipimporter(finder):
    """Tell whether a path entry finder is zipimport's."""
    zipimport = sys.modules.get('zipimport')
    return zipimport is not None and isinstance(finder, zipimport.zipimporter)


def _zip_names(importer):
    """Return the names in the directory that a zipimporter stands for."""
    start = len(importer.prefix)
    return {filename[start:].partition(_bootstrap_external.path_sep)[0]
            for filename in importer._get_files()
            if filename.startswith(importer.prefix)}


def _zip_index(importer):
    return _versions.Index(_zip_names(importer), (), ('.pyc', '.py'))


def zip_versions(importer, fullname):
    """Return the specs of the versions in a zip file, the highest first.

    The names in the directory that the zipimporter stands for mean what they
    mean in a directory of files; a link is a .link file.
    """
    files = importer._get_files()
    prefix = importer.prefix
    names = _zip_names(importer)
    index = _zip_index(importer)
    found = {}
    pins = {}
    for filename, text, is_link in index.find(fullname):
        if is_link:
            if not filename.endswith('.link'):
                continue
            pin = str(_versions.Version(text))
            data = importer.get_data(prefix + filename)
            filename = data.decode('utf-8', 'replace').partition('\n')[0].strip()
            tail = filename.partition('-')[2]
            if filename not in names:
                continue
            for suffix in ('', '.py', '.pyc'):
                stem = tail[:len(tail) - len(suffix)]
                if tail.endswith(suffix) and _is_version(stem):
                    if len(stem) > len(text):
                        pins.setdefault(filename, set()).add(pin)
                    text = stem
                    break
        found[filename] = text
    ordered = sorted(found)
    ordered.sort(key=lambda filename: _versions.Version(found[filename]),
                 reverse=True)
    specs = []
    for filename in ordered:
        spec = _probe_zip(importer, fullname, prefix + filename, found[filename],
                          files)
        if spec is not None:
            spec._pins = pins.get(filename, ())
            specs.append(spec)
    return specs


def _probe_zip(importer, fullname, path, version, files):
    # Of a file, its name without the suffix: zipimport adds that.
    sep = _bootstrap_external.path_sep
    for suffix in ('.pyc', '.py'):
        if path.endswith(suffix):
            path = path[:-len(suffix)]
    inside = path + sep + fullname.replace('.', sep)
    for place, distribution in ((inside, True), (path, False)):
        for suffix in (sep + '__init__.pyc', sep + '__init__.py', '.pyc', '.py'):
            if place + suffix in files:
                loader = type(importer)(importer.archive)
                loader.prefix = importer.prefix
                loader._module_paths = {fullname: place}
                spec = _bootstrap.spec_from_loader(fullname, loader)
                root = f'{importer.archive}{sep}{path}'
                if place + suffix == path + suffix and suffix[0] == '.':
                    root += suffix
                name = path[len(importer.prefix):].partition('-')[0]
                spec._versioned = (
                    _provenance_at(version, root, name) if distribution
                    else Provenance(version, root))
                return spec
    return None


def newest(path_finder, entry, finder, fullname, flat):
    """Return the spec for a plain import where a path entry has no flat module.

    flat is None or the spec of a namespace portion, which a version of a real
    package goes before.  A directory that has versions of modules inside a
    namespace package counts as a portion of it.
    """
    if '.' in fullname:
        finder = _directory_finder(path_finder, entry, fullname)
    if finder is None:
        return flat
    spec = _versions_in(finder, fullname)
    if spec is not None:
        return spec
    return _portion(finder, fullname) if flat is None else flat


def _portion(finder, fullname):
    """Return the spec of a package that a directory has versions inside of."""
    join = _bootstrap_external._path_join
    if isinstance(finder, _bootstrap_external.FileFinder):
        index = _index(finder)
        path = finder.path
    elif is_zipimporter(finder):
        index = _zip_index(finder)
        path = join(finder.archive, finder.prefix)
    else:
        return None
    if index is None or not index.has_prefix(fullname):
        return None
    spec = _bootstrap.ModuleSpec(fullname, None)
    spec.submodule_search_locations = [join(path, *fullname.split('.'))]
    return spec


def request_for(fullname):
    """Return the request of this thread for a module, or None."""
    return _requests.get((_thread.get_ident(), fullname))


def find_in_path(path_finder, fullname, path, target, request):
    """Return PathFinder's spec for a request, or None.

    Each path entry in order: the highest of its versions, the flat module
    among them, that satisfies the clause.
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
            directory_finder = _directory_finder(path_finder, entry, fullname)
        spec = flat = None
        is_file_finder = isinstance(finder, _bootstrap_external.FileFinder)
        if is_file_finder:
            _refresh(finder)
        if finder is not None and (not is_file_finder or
                                   _has_flat(finder, fullname)):
            flat = finder.find_spec(fullname, target)
            if flat is not None and flat.loader is None:
                if flat.submodule_search_locations is None:
                    raise ImportError('spec missing loader')
                portions.extend(flat.submodule_search_locations)
                flat = None
        if directory_finder is not None:
            if in_namespace and isinstance(directory_finder,
                                           _bootstrap_external.FileFinder):
                _refresh(directory_finder)
            spec = _versions_in(directory_finder, fullname, request)
        if flat is not None:
            spec = _choose_spec([flat] if spec is None else [flat, spec],
                                request)
        if spec is not None:
            return spec
        if flat is None and directory_finder is not None:
            portion = _portion(directory_finder, fullname)
            if portion is not None:
                portions.extend(portion.submodule_search_locations)
    if not portions or request.rejected:
        return None
    spec = _bootstrap.ModuleSpec(fullname, None)
    spec.submodule_search_locations = _bootstrap_external._NamespacePath(
        fullname, portions, path_finder._get_spec)
    return spec


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
    if is_zipimporter(finder):
        spec = _probe_zip(finder, fullname, finder.prefix + tail,
                          provenance.version, finder._get_files())
    elif isinstance(finder, _bootstrap_external.FileFinder):
        spec = _probe(finder._loaders, fullname, provenance.path,
                      provenance.version, finder._get_spec)
    else:
        return None
    if spec is None or spec._versioned.distribution is None:
        # The directory's own __init__ is no module of this name.
        return None
    spec._versioned = provenance
    return spec


def find_spec(name, path, parent_spec, globals):
    """Find a module's spec for _bootstrap._find_and_load_unlocked().

    Raises ModuleVersionError if there is a request that nothing satisfies.
    """
    key = request = None
    if _requests:
        key = (_thread.get_ident(), name)
        request = _requests.get(key)
        if type(request) is tuple:
            clause, importer = request
            request = Request(name, specifier(clause), globals,
                              Importer(*importer))
            _requests[key] = request
    if _inherited and name in _inherited and (
            request is None or satisfies(request.clause, _inherited[name])):
        request = Request(name, _exactly(_inherited[name]), globals,
                          inherited=True)
        key = (_thread.get_ident(), name)
        _requests[key] = request
    provenance = _importing_provenance(globals)
    spec = None
    try:
        if provenance is not None and provenance.distribution is not None:
            spec = _find_in_own(provenance, name, path)
            if (spec is not None and request is not None and
                    not satisfies(request.clause, spec.version)):
                request.rejected.append(spec)
                spec = None
        if spec is None:
            if request is None:
                spec = _bootstrap._find_spec(name, path)
            else:
                spec = _search(name, path, None, request)
    finally:
        if request is not None:
            _requests.pop(key, None)
    if _chosen_specs:
        if spec is not None:
            _adopt(spec)
        _chosen_specs.pop(_thread.get_ident(), None)
    if _chosen:
        _chosen.pop(name, None)
    if spec is None:
        if request is not None:
            if _explain_missing(request):
                from importlib import _version_errors
                raise _version_errors.unsatisfied(request)
            if request.inherited:
                # Nothing to choose from: a finder here may know no versions.
                return _bootstrap._find_spec(name, path)
        elif _distributions:
            from importlib import _version_errors
            exc = _version_errors.distribution_conflict(name, globals)
            if exc is not None:
                raise exc
        return None
    inherited = getattr(parent_spec, '_versioned', None)
    if inherited is not None and getattr(spec, '_versioned', 0) is None:
        spec._versioned = inherited
    elif request is not None or getattr(spec, '_versioned', None) is not None:
        if request is not None and request.importer is not None:
            _chosen[name] = request.importer
        else:
            _chosen[name] = _importer(
                globals, None if request is None else str(request.clause))
    return spec


def find_again(name, path, module):
    """Find the spec to reload a module from: the same version of it."""
    provenance = getattr(getattr(module, '__spec__', None), '_versioned', None)
    if provenance is None:
        return _bootstrap._find_spec(name, path, module)
    parent = name.rpartition('.')[0]
    if parent:
        parent_spec = getattr(sys.modules.get(parent), '__spec__', None)
        if getattr(parent_spec, '_versioned', None) is provenance:
            spec = _bootstrap._find_spec(name, path, module)
            if spec is not None:
                spec._versioned = provenance
            return spec
    return _find_requested(name, path, _exactly(provenance.version), module)


def _find_requested(name, path, clause, target=None):
    key = (_thread.get_ident(), name)
    outer = _requests.get(key)
    _requests[key] = request = Request(name, clause)
    try:
        return _search(name, path, target, request)
    finally:
        if outer is None:
            _requests.pop(key, None)
        else:
            _requests[key] = outer


def find_version_spec(name, version, globals=None):
    """Find the spec that an import with a clause would use, or None.

    The packages that the module is in are imported.
    """
    clause = specifier(version)
    path = None
    bound, _, rest = name.partition('.')
    while True:
        module = sys.modules.get(bound)
        if module is None and not rest:
            return _find_requested(bound, path, clause)
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
    if not satisfies(clause, module_version(bound, module)):
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
        spec = _find_requested(name, path, _exactly(_inherited[name]))
    if spec is None:
        spec = _bootstrap._find_spec(name, path)
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
    chosen = _chosen_specs.get(_thread.get_ident())
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
        with _bootstrap._ImportLockContext():
            if (hasattr(finder, 'find_versions') and
                    finder is not _bootstrap_external.PathFinder):
                specs = finder.find_versions(name, path)
                spec = _choose_spec(specs, request)
            elif hasattr(finder, 'find_spec'):
                spec = finder.find_spec(name, path, target)
            else:
                continue
        if spec is None:
            continue
        _adopt(spec)
        if specs is None and not _is_portion(spec) and not satisfies(
                request.clause, getattr(spec, 'version', None)):
            request.rejected.append(spec)
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
            active = _active_distribution(provenance.distribution)
            if active is None:
                first = True
                _distributions[provenance.distribution] = (provenance, {name})
            elif active is provenance:
                _distributions[provenance.distribution][1].add(name)
            elif _same_root(active, provenance):
                spec._versioned = provenance = active
                _distributions[provenance.distribution][1].add(name)
            if active is None or _same_version(active, provenance):
                active = None
                _loading.add(name)
        if active is not None:
            from importlib import _version_errors
            raise _version_errors.distribution_taken(name, provenance, active)
    try:
        module = _bootstrap._load_unlocked(spec)
    except BaseException:
        _forget(name, provenance, first)
        raise
    finally:
        _loading.discard(name)
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


def _importer(globals, clause):
    """Describe the import statement that is being executed."""
    module = filename = lineno = None
    if globals is not None:
        module = globals.get('__name__')
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals is globals or (
                globals is None and
                not frame.f_globals.get('__name__', '').startswith(
                    ('importlib', '_frozen_importlib'))):
            filename = frame.f_code.co_filename
            lineno = frame.f_lineno
            if module is None:
                module = frame.f_globals.get('__name__')
            break
        frame = frame.f_back
    return Importer(module, filename, lineno, clause)


# Importing ####################################################################

def import_version(name, version, globals, fromlist, import_):
    """Import a module whose clause binds its top-level package.

    In a namespace package the clause binds the first real package.  import_
    imports without a clause: it takes a name and the importer's globals.
    Returns the module of that name.  Raises ModuleVersionError.
    """
    clause = specifier(version)
    bound, _, rest = name.partition('.')
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
    clause = specifier(version)
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
    if not satisfies(clause, version):
        from importlib import _version_errors
        raise _version_errors.conflict(name, module, version, clause, globals)
    if spec is not None and not getattr(spec, '_initializing', False):
        _remember(spec, sys.intern(str(clause)))


def _remember(spec, clause):
    """Let Python/import_versions.c know that a clause is satisfied."""
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


# Running ######################################################################

def split_clause(name, error):
    """Split what runpy is to run, such as "foo>=1.2", into name and clause.

    The clause starts with an operator; without one it is None.
    """
    for i, char in enumerate(name):
        if char in '=!<>~':
            clause = name[i:].strip()
            try:
                specifier(clause)
            except ValueError as exc:
                raise error(str(exc)) from None
            return name[:i].strip(), clause
    return name, None


def raise_unsatisfied(name, clause, error):
    """Say what there is where runpy finds no version that satisfies a clause."""
    if clause is None:
        return
    name = name.partition('.')[0]
    from importlib import _version_errors
    request = Request(name, specifier(clause))
    module = sys.modules.get(name)
    if module is not None:
        if satisfies(request.clause, module_version(name, module)):
            return
        exc = _version_errors.conflict(name, module, module_version(name, module),
                                       clause, None)
    elif _explain_missing(request):
        exc = _version_errors.unsatisfied(request)
    else:
        return
    raise error(str(exc)) from exc


# Child processes ##############################################################

def inheritable():
    """Return the versions that a child process is to have, {name: version}."""
    versions = dict(_inherited)
    for name in {*_provenance, *_chosen}:
        module = sys.modules.get(name)
        if module is not None:
            version = module_version(name, module)
            if version is not None:
                versions[name] = version
    # What -m runs is not in sys.modules by its name.
    spec = getattr(sys.modules.get('__main__'), '__spec__', None)
    provenance = getattr(spec, '_versioned', None)
    if provenance is not None:
        versions.setdefault(spec.name, provenance.version)
    return versions


def inherit(versions):
    """Prefer the versions that the parent process has, {name: version}."""
    _inherited.update(versions)


# Setup ########################################################################

def _take_over():
    """Rule imports from now on.

    Takes note of the versions that _bootstrap has chosen by itself.
    """
    for state in _chosen, _provenance, _distributions:
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
            _distributions[provenance.distribution] = (provenance, {name})
    _bootstrap._importlib_versions = sys.modules[__name__]
    _bootstrap_external._importlib_versions = sys.modules[__name__]


if __name__ != '_frozen_importlib_versions':
    # There is one import system: importlib._bootstrap_versions is its module.
    sys.modules[__name__] = _bootstrap._load_versions()
