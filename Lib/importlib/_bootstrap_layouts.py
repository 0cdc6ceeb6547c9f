"""Versioned imports: what a directory or a zip file holds, and in which version.

This module is frozen as _frozen_importlib_layouts.  It finds the entries of a
path entry that are versions of a module, in any of the layouts:

    name-1.0/name/       a distribution directory; name.py, an extension module
                         or a namespace package stand in for name/
    name-1.0/__init__.py a package
    name-1.0.py          a single file

Entries may be links: symbolic ones, or files name-1.0.link with the target in
their first line.  A link in whose target's name is a version has that version.
A module that stands in none of these, a flat one, has the version of what
brought it.  Nothing here runs a module or knows what is imported.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import sys

_os = _bootstrap_external._os
_Provenance = _bootstrap._Provenance
_versions = sys.modules.get('_versions') or _bootstrap._builtin_from_name('_versions')


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


def exactly(version):
    """Return the Specifier that this version alone satisfies.

    1.0 is not 1.0.0 here, but 1.0RC1 is 1.0rc1.
    """
    return specifier('===' + str(_versions.Version(version)))


def satisfies(clause, version):
    """Tell whether a version, a string or None, satisfies a clause.

    Pre-releases count: whether they are to be chosen is a matter of choosing.
    """
    return version is not None and clause.contains(version, prereleases=True)


class Demand:

    """What a version must satisfy: a clause, defaults, or both together.

    clause      the Specifier of the import statement, or None
    specifiers  the Specifiers that have to hold, the clause among them
    specifier   the one Specifier that they come to
    pin         the version that an alias must have to be the clause's pin
    """

    __slots__ = ('clause', 'specifiers', 'specifier', 'pin')

    def __init__(self, specifiers, clause=None):
        self.clause = clause
        self.specifiers = specifiers
        self.specifier = (specifiers[0] if len(specifiers) == 1
                          else intersection(specifiers))
        self.pin = None
        if clause is not None and str(clause)[0].isdigit():
            self.pin = str(clause)

    def __str__(self):
        return str(self.specifier)

    def bounds(self):
        """Return the versions that follow a >= in it."""
        return [_versions.Version(version)
                for part in self.specifiers for operator, version in part
                if operator == '>=']

    def has_equality(self):
        return any(is_equality(part) for part in self.specifiers)


def is_equality(part):
    """Tell whether a Specifier is a bare version or a single ==."""
    return [operator for operator, version in part] == ['==']


def intersection(specifiers):
    """Return the Specifier that all of several come to."""
    parts = []
    for part in specifiers:
        text = str(part)
        if text[0].isdigit():
            text = _comparison(text)
        if text not in parts:
            parts.append(text)
    return specifier(','.join(parts))


def _comparison(text):
    """Spell a bare version as the comparison that it stands for."""
    version = _versions.Version(text)
    if version.is_prerelease or version.is_postrelease or version.local:
        return '==' + text
    return f'=={text}.*'


def is_version(text):
    try:
        _versions.Version(text)
    except ValueError:
        return False
    return True


# Flat modules #################################################################

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


def entry_of(spec):
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
    entry = entry_of(spec)
    if entry is not None:
        if is_stdlib_directory(entry):
            return interpreter_version()
        finder = sys.path_importer_cache.get(entry)
        if (isinstance(finder, _bootstrap_external.FileFinder) and
                '-' not in _bootstrap_external._path_split(entry)[1]):
            index = index_of(finder)
            if index is not None:
                version = index.owner(spec.name)
                if version is not None:
                    return version
    elif spec.name in sys.stdlib_module_names and spec.origin in (
            'frozen', 'built-in'):
        return interpreter_version()
    return library_module('importlib._version_metadata').owner_version(
        spec, entry)


def library_module(name):
    """Return a module of the standard library that is not frozen.

    It may be needed under the import lock; see _bootstrap._load_versions().
    """
    module = sys.modules.get(name)
    if module is None or getattr(module.__spec__, '_initializing', False):
        with _bootstrap._ImportLockContext():
            if name in sys.modules:
                return sys.modules[name]
            directory = _bootstrap_external._path_join(
                sys._stdlib_dir, *name.split('.')[:-1])
            finder = _bootstrap_external.PathFinder
            return _bootstrap._load_unlocked(finder.find_spec(name, [directory]))
    return module


def is_namespace(spec):
    """Tell whether a spec is that of a namespace package (PEP 420)."""
    return (spec.origin is None and spec.submodule_search_locations is not None
            and (spec.loader is None or
                 isinstance(spec.loader, _bootstrap_external.NamespaceLoader)))


# Directories ##################################################################

def index_of(finder):
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


def refresh(finder):
    # The same rule as FileFinder.find_spec().
    try:
        mtime = _bootstrap_external._path_stat(finder.path or _os.getcwd()).st_mtime
    except OSError:
        mtime = -1
    if mtime != finder._path_mtime:
        finder._fill_cache()
        finder._path_mtime = mtime


def may_be_flat(finder, fullname):
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


def normalize(name):
    """Normalize a distribution's name (PEP 503)."""
    name = name.replace('_', '-').replace('.', '-').lower()
    while '--' in name:
        name = name.replace('--', '-')
    return name


def probe(finder, fullname, path, version):
    """Return the spec of a module in one version's entry, or None.

    The layouts, in order: a distribution directory that holds the module, a
    directory that is the package, a single file.
    """
    join = _bootstrap_external._path_join
    isfile = _bootstrap_external._path_isfile
    tail = _bootstrap_external._path_split(path)[1]
    distribution = normalize(tail.partition('-')[0])
    base = join(path, *fullname.split('.'))
    for suffix, loader in finder._loaders:
        filename = join(base, '__init__' + suffix)
        if isfile(filename):
            spec = finder._get_spec(loader, fullname, filename, [base], None)
            spec._versioned = _Provenance(version, path, distribution)
            return spec
    for suffix, loader in finder._loaders:
        filename = base + suffix
        if isfile(filename):
            spec = finder._get_spec(loader, fullname, filename, None, None)
            spec._versioned = _Provenance(version, path, distribution)
            return spec
    for suffix, loader in finder._loaders:
        filename = join(path, '__init__' + suffix)
        if isfile(filename):
            spec = finder._get_spec(loader, fullname, filename, [path], None)
            spec._versioned = _Provenance(version, path)
            return spec
    for suffix, loader in finder._loaders:
        if path.endswith(suffix) and isfile(path):
            spec = finder._get_spec(loader, fullname, path, None, None)
            spec._versioned = _Provenance(version, path)
            return spec
    if _bootstrap_external._path_isdir(base):
        # A distribution directory whose module is a namespace package.
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = [base]
        spec._versioned = _Provenance(version, path, distribution)
        return spec
    return None


class Entry:

    """One entry of a directory that may hold a version of a module."""

    __slots__ = ('version', 'text', 'path', 'filename')

    def __init__(self, version, text, path, filename):
        self.version = version
        self.text = text
        self.path = path
        self.filename = filename


def entries(finder, fullname, demand=None):
    """Return the entries for a module in a directory, best choice first.

    finder is the directory's FileFinder, its listing up to date.  Links are
    followed; what is dangling or loops is left out.  With a demand, only what
    satisfies it, a pin of its clause before all others.  Pre-releases come
    last unless the demand names one.
    """
    index = index_of(finder)
    if index is None:
        return []
    found = {}
    for filename, text, is_link in index.find(fullname):
        path = _bootstrap_external._path_join(finder.path, filename)
        if is_link:
            target = _follow(finder.path, path, filename, text)
            if target is None:
                continue
            path, text = target
        # Of several names for one thing the first counts.
        other = found.get((path, text))
        if other is None or filename < other.filename:
            found[path, text] = Entry(_versions.Version(text), text, path,
                                      filename)
    ordered = sorted(found.values(),
                     key=lambda entry: (entry.text, entry.filename))
    if demand is not None:
        ordered = [entry for entry in ordered
                   if demand.specifier.contains(entry.version, prereleases=True)]
        if demand.clause is not None:
            # A stable sort: the spelling asked for goes first among equals.
            asked = str(demand.clause).lstrip('=')
            ordered.sort(key=lambda entry: entry.text != asked)
    ordered.sort(key=lambda entry: entry.version, reverse=True)
    if demand is None or not demand.specifier.prereleases:
        ordered.sort(key=lambda entry: entry.version.is_prerelease)
    pin = None if demand is None else pinned(finder, fullname, demand)
    if pin is not None:
        ordered.sort(key=lambda entry: entry.path != pin.path)
    return ordered


def pinned(finder, fullname, demand):
    """Return the entry that a demand's clause means in a directory, or None.

    That is the target of an alias with the clause's own version: of foo-1 for
    "version 1", but not of foo-1.0.
    """
    index = None if demand.pin is None else index_of(finder)
    if (index is None or
            index.best(fullname, demand.specifier) is not NotImplemented):
        # There are no links.
        return None
    for filename, text, is_link in sorted(index.find(fullname)):
        if is_link and str(_versions.Version(text)) == demand.pin:
            path = _bootstrap_external._path_join(finder.path, filename)
            target = _follow(finder.path, path, filename, text)
            if (target is not None and len(target[1]) > len(text) and
                    satisfies(demand.clause, target[1])):
                path, text = target
                return Entry(_versions.Version(text), text, path, filename)
    return None


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
        if tail.endswith(suffix) and is_version(tail[:len(tail) - len(suffix)]):
            return path, tail[:len(tail) - len(suffix)]
    return path, text


def _is_link(path):
    try:
        _os.readlink(path)
    except OSError:
        return False
    return True


def directory_versions(finder, fullname):
    """Return the specs of the versions in a FileFinder's directory.

    The highest comes first.
    """
    refresh(finder)
    ordered = entries(finder, fullname)
    ordered.sort(key=lambda entry: entry.version, reverse=True)
    specs = [probe(finder, fullname, entry.path, entry.text)
             for entry in ordered]
    return [spec for spec in specs if spec is not None]


def directory_finder(path_finder, entry, fullname):
    """Return the finder of the path entry that a namespace portion lies in."""
    split = _bootstrap_external._path_split
    for part in reversed(fullname.split('.')[:-1]):
        entry, tail = split(entry)
        if tail != part:
            return None
    return path_finder._path_importer_cache(entry)


def portion(finder, fullname):
    """Return the spec of a package that a directory has versions inside of."""
    join = _bootstrap_external._path_join
    if isinstance(finder, _bootstrap_external.FileFinder):
        index = index_of(finder)
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


# Zip files ####################################################################

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
    for filename, text, is_link in sorted(index.find(fullname)):
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
                if tail.endswith(suffix) and is_version(stem):
                    if len(stem) > len(text):
                        pins.setdefault(filename, set()).add(pin)
                    text = stem
                    break
        found[filename] = text
    ordered = sorted(found, key=lambda filename: (found[filename], filename))
    ordered.sort(key=lambda filename: _versions.Version(found[filename]),
                 reverse=True)
    specs = []
    for filename in ordered:
        spec = probe_zip(importer, fullname, prefix + filename, found[filename],
                          files)
        if spec is not None:
            spec._pins = pins.get(filename, ())
            specs.append(spec)
    return specs


def probe_zip(importer, fullname, path, version, files):
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
                tail = path[len(importer.prefix):]
                spec._versioned = provenance = _Provenance(
                    version, root,
                    normalize(tail.partition('-')[0]) if distribution else None)
                provenance.has_defaults = (
                    distribution and path + sep + 'import-versions.txt' in files)
                return spec
    return None


if __name__ != '_frozen_importlib_layouts':
    # There is one import system: importlib._bootstrap_layouts is its module.
    sys.modules[__name__] = _bootstrap._load_part('layouts')
