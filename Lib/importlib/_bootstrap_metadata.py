"""Versioned imports: whose a flat module is, and in which version.

A flat module has the version of the metadata that owns it:

1. That beside it which bears its name and, where it has a RECORD, is listed in
   that.  The name of foo-bar-9.0.dist-info is foo-bar.
2. Else that beside it whose RECORD lists the module, or which names it in
   Import-Name (PEP 794) or top_level.txt.
3. Else that of an editable installation whose
   direct_url.json (PEP 610) names the folder that it stands in.

A path entry that is itself named name-<version> gives that version to the module
of that name.  The standard library has the version of the interpreter.  Nothing
is imported to find out, and a directory's metadata is read once.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import sys

_origins = _bootstrap._load_version_part('origins')
_built_in = _bootstrap._load_builtin('_importlib_versions')
_join = _external._path_join
_split = _external._path_split
VersionOrigin = _origins.VersionOrigin
normalize = _built_in.normalize
split_entry = _built_in.split_entry

_MODULE_SUFFIXES = _bootstrap._load_version_part('layouts').MODULE_SUFFIXES


def interpreter_version():
    """Return the version of the standard library, which is the interpreter's."""
    info = sys.version_info
    version = f'{info.major}.{info.minor}.{info.micro}'
    if info.releaselevel != 'final':
        version += {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}[
            info.releaselevel] + str(info.serial)
    return version


def flat_origin(spec, among=None):
    """Return the VersionOrigin of a flat module, or None if it is unknown.

    With among, a dict whose keys are normalized names of distributions, only
    those are asked whether they own the module.
    """
    loader = spec.loader
    if (loader is _bootstrap.BuiltinImporter or
            loader is _bootstrap.FrozenImporter or
            spec.name in sys.stdlib_module_names and
            spec.origin in ('frozen', 'built-in')):
        return VersionOrigin(spec.name, interpreter_version(), None, None, None)
    package = _origins.package_of(spec.name)
    if package is not None:
        return _origins.origin_of(package)
    if _origins.is_namespace(spec):
        return None
    entry = _origins.entry_of(spec)
    if entry is None:
        return _bearing_name(spec.name)
    if entry in _external._stdlib_directories:
        return VersionOrigin(spec.name, interpreter_version(), None, entry, None)
    named = split_entry(_split(entry)[1], ())
    if named is not None and named[0] == spec.name:
        return VersionOrigin(spec.name, named[1], None, entry, normalize(named[0]))
    directory = _directory(entry)
    if directory is None:
        return None
    owner = None
    if _may_own(directory, among):
        owner = directory.owner(spec.name)
    if owner is None:
        owner = _editable_owner(entry, not directory.names, among)
    former = _former_owner(spec, owner)
    if former is not None:
        owner = former
    if owner is None:
        return None
    return VersionOrigin(spec.name, owner[1], None, entry, owner[0])


# Modules that were loaded before metadata beside them were removed:
# {name: (spec, {distribution: the version that it had})}
_former = {}


def note_removed(directory, names):
    """Take note of metadata that a directory had when it was listed before.

    The modules that are loaded from it keep the versions that they had.
    """
    versions = {}
    for filename in names:
        parts = split_entry(filename, ())
        if parts is not None:
            versions[normalize(parts[0])] = parts[1]
    for name, module in list(sys.modules.items()):
        spec = _origins.spec_of(name, module)
        if (getattr(spec, 'has_location', False) and
                getattr(spec, '_version_origin', None) is None and
                _origins.entry_of(spec) == directory):
            found, before = _former.get(name, (None, {}))
            _former[name] = spec, {**versions, **(before if found is spec else {})}


def _former_owner(spec, owner):
    """Return the owner that a loaded module had, as (distribution, version).

    owner is what its directory says now, or None.  None if that is the same.
    """
    found, versions = _former.get(spec.name, (None, {}))
    distribution = normalize(spec.name) if owner is None else owner[0]
    if found is not spec or distribution not in versions:
        return None
    return distribution, versions[distribution]


def flat_in_use(entry, distribution):
    """Return the VersionOrigin of a flat distribution that is in use, or None.

    entry is a path entry with metadata of that name.  The distribution is in
    use while sys.modules has one of its modules from there.
    """
    directory = _directory(entry)
    folders = [folder for folder, _, _ in directory.editables((distribution,))]
    tops = set()
    for filename, _ in directory.index.metadata(distribution):
        tops |= directory.tops(filename)
    for name, module in list(sys.modules.items()):
        top = name.partition('.')[0]
        if not folders and top not in tops and not (
                normalize(name) + '-').startswith(distribution + '-'):
            # It is none of its modules.
            continue
        spec = _origins.spec_of(name, module)
        place = spec and getattr(spec, 'has_location', None) and _origins.entry_of(spec)
        if place and (place == entry or place.startswith(tuple(folders))):
            origin = _origins.origin_of(spec)
            if origin is None and top not in sys.modules:
                # A submodule that a package has left behind.
                owner = directory.owner(top)
                origin = owner and VersionOrigin(top, owner[1], None, entry,
                                                 owner[0])
            if (origin is not None and origin.path is None and
                    origin.distribution == distribution):
                return origin
    return None


def _may_own(directory, among):
    """Return True if a directory has metadata of one of some distributions."""
    return among is None or any(directory.index.metadata(name) for name in among)


def _bearing_name(name):
    """Return the VersionOrigin of a module that has no place in a directory.

    Another kind of finder has found it; metadata of its name speaks for it.
    """
    for entry in sys.path:
        directory = isinstance(entry, str) and _directory(entry)
        best = directory and _newest(directory.index.metadata(normalize(name)))
        if best:
            return VersionOrigin(name, best[1], None, None, normalize(name))
    return None


# What a directory's metadata says ##############################################

# {path entry: _Directory}
_directories = {}

# The FileFinders that list the path entries which have another kind of finder.
_listings = {}


def _directory(entry):
    """Return the _Directory of a path entry, or None if it has no listing."""
    finder = _external.PathFinder._path_importer_cache(entry)
    if finder is not None and not hasattr(finder, '_version_index'):
        # That of another path hook.  What stands beside its modules is read as
        # it is in any directory.
        finder = _listings.get(entry)
        if finder is None:
            finder = _listings[entry] = _external.FileFinder(entry)
        finder.find_spec('')
    if getattr(finder, '_path_mtime', None) == -1:
        # An entry that sys.path spells otherwise.
        finder.find_spec('')
    index = getattr(finder, '_version_index', None)
    index = index and index()
    if index is None:
        return None
    directory = _directories.get(entry)
    if directory is None or directory.index is not index:
        directory = _directories[entry] = _Directory(entry, finder, index)
    return directory


class _Directory:

    """The metadata in a path entry, as it was listed last.

    names     the names of the metadata, sorted
    """

    def __init__(self, entry, finder, index):
        self.entry = entry
        self.finder = finder
        self.index = index
        names = getattr(finder, '_path_cache', None)
        if names is None:
            names = _bootstrap._load_version_part('zips').names_in(finder)
        self.names = sorted(name for name in names if name.endswith(_external.METADATA_SUFFIXES))
        self._owners = {}
        self._tops = {}
        self._by_name = None
        self._editables = {}

    def owner(self, module):
        """Return (distribution, version) of the owner of a module, or None."""
        try:
            return self._owners[module]
        except KeyError:
            owner = self._owners[module] = self._find_owner(module)
            return owner

    def _find_owner(self, module):
        # Of its own name, those that list it before those that have no RECORD.
        listed, silent = [], []
        for filename, version in self.index.metadata(normalize(module)):
            record = self._read(filename, 'RECORD')
            if record is None:
                silent.append((filename, version))
            elif _lists(record, module):
                listed.append((filename, version))
        if not listed and not silent:
            owners = self._owners_by_name()
            top = module.partition('.')[0]
            named = owners.get(module, ())
            for filename in named or owners.get(top, ()):
                record = self._read(filename, 'RECORD')
                if named or record is not None and _lists(record, module):
                    listed.append((filename, self._version(filename)))
        best = _newest(listed or silent)
        if best is None:
            return None
        return normalize(_name(best[0])), best[1]

    def _owners_by_name(self):
        """Return {top-level module: [metadata that owns it, ...]}."""
        if self._by_name is None:
            by_name = {}
            for filename in self.names:
                for name in self.tops(filename):
                    by_name.setdefault(name, []).append(filename)
            self._by_name = by_name
        return self._by_name

    def tops(self, filename):
        """Return the set of the top-level modules that metadata are of."""
        tops = self._tops.get(filename)
        if tops is None:
            record = self._read(filename, 'RECORD')
            # Without modules in it, an egg or an editable installation.
            tops = record is not None and _tops(record) or self._named(filename)
            self._tops[filename] = tops
        return tops

    def _named(self, filename):
        names = set()
        text = self._read(filename, 'top_level.txt') or b''
        names.update(text.decode('utf-8', 'replace').split())
        for key, value in self._headers(filename):
            if key == 'import-name':
                names.add(value.partition(';')[0].strip())
        if split_entry(filename, ()) is None:
            # foo.egg-info, whose version stands inside
            names.add(filename.rpartition('.')[0])
        return names

    def editables(self, among=None):
        """Return [(folder, distribution, version), ...] of what is editable.

        With among, names of distributions, no others are looked at.
        """
        names = self.names
        if among is not None:
            names = [filename for name in among
                     for filename, _ in self.index.metadata(name)]
        return [found for found in map(self._editable, names) if found]

    def _editable(self, filename):
        """Return (folder, distribution, version) of metadata, or None."""
        try:
            return self._editables[filename]
        except KeyError:
            pass
        found = None
        data = self._read(filename, 'direct_url.json')
        folder = None if data is None else _editable_folder(data)
        version = folder and self._version(filename)
        if version:
            found = folder, normalize(_name(filename)), version
        self._editables[filename] = found
        return found

    def _version(self, filename):
        """Return the version of metadata: of its name, else of its headers."""
        parts = split_entry(filename, ())
        if parts is not None:
            return parts[1]
        for key, value in self._headers(filename):
            if key == 'version':
                try:
                    return _built_in.canonical_version(value)
                except ValueError:
                    break
        return None

    def _headers(self, filename):
        data = (self._read(filename, 'METADATA') or
                self._read(filename, 'PKG-INFO') or self._read(filename) or b'')
        for line in data.decode('utf-8', 'replace').splitlines():
            if not line:
                break
            key, _, value = line.partition(':')
            yield key.lower(), value.strip()

    def _read(self, *names):
        """Return the bytes of a file in the path entry, or None."""
        path = _join(self.entry, *names)
        try:
            if hasattr(self.finder, '_path_cache'):
                with _external._io.FileIO(path) as file:
                    return file.read()
            return self.finder.get_data(path)
        except (OSError, ValueError):
            return None


def _name(filename):
    parts = split_entry(filename, ())
    if parts is not None:
        return parts[0]
    return filename.rpartition('.')[0].partition('-')[0]


def _newest(metadata):
    """Return the newest of several (filename, version), or None if there is none.

    Of equal versions it is the one whose name comes last.
    """
    best = None
    for found in sorted(metadata):
        if found[1] is not None and (
                best is None or _built_in.compare_versions(found[1], best[1]) >= 0):
            best = found
    return best


def _tops(record):
    """Return the names of the top-level modules that a RECORD lists."""
    tops = set()
    for path in {line.lstrip(b'"').partition(b',')[0].rstrip(b'"')
                 for line in record.splitlines()}:
        top, slash, rest = path.decode('utf-8', 'replace').partition('/')
        if slash:
            if rest.endswith(_MODULE_SUFFIXES):
                tops.add(top)
        else:
            for suffix in _MODULE_SUFFIXES:
                if top.endswith(suffix):
                    tops.add(top.partition('.')[0])
    return tops


def _lists(record, module):
    """Return True if a RECORD lists the files of a module or package."""
    start = module.replace('.', '/').encode()
    for line in record.splitlines():
        line = line.lstrip(b'"')
        if line.startswith(start):
            rest = line[len(start):].partition(b',')[0].rstrip(b'"')
            if rest.startswith(b'/__init__.') or (
                    rest.startswith(b'.') and b'/' not in rest and
                    rest.endswith((b'.py', b'.pyc', b'.so', b'.pyd'))):
                return True
    return False


# Editable installations #######################################################

def _editable_owner(entry, may_lie_below, among):
    """Return (distribution, version) of the project that an entry lies in.

    The entry's own folder before one that it lies below: that is not asked of
    an entry which has metadata itself, as that of a venv in a project's folder.
    """
    best = None
    for path in sys.path:
        directory = isinstance(path, str) and _directory(path)
        if not directory or not directory.names:
            continue
        for folder, distribution, version in directory.editables(among):
            if entry == folder or may_lie_below and entry.startswith(
                    folder + _external.path_sep):
                if best is None or len(folder) > len(best[0]):
                    best = folder, distribution, version
    return best and best[1:]


def _editable_folder(data):
    """Return the folder that a direct_url.json is an editable one of, or None.

    JSON of this shape is Python's syntax, but for the names of its constants.
    """
    try:
        # PyCF_ONLY_AST
        tree = compile(data, 'direct_url.json', 'eval', 0x400, True)
        record = _items(tree.body)
        if getattr(_items(record['dir_info'])['editable'], 'id', None) != 'true':
            return None
        url = record['url'].value
        if not url.startswith('file://'):
            return None
    except (AttributeError, KeyError, SyntaxError, ValueError):
        return None
    first, *rest = url.removeprefix('file://').split('%')
    data = first.encode()
    try:
        for part in rest:
            data += bytes.fromhex(part[:2]) + part[2:].encode()
    except ValueError:
        return None
    return data.decode('utf-8', 'replace').rstrip('/')


def _items(node):
    return {key.value: value for key, value in zip(node.keys, node.values)}
