"""Versioned imports: questions that are asked without an import.

find_versions(), find_spec(), reload(), ModuleSpec.version and repr().
"""

import _frozen_importlib as _bootstrap
import sys

_flow = _bootstrap._load_version_part('versions')
_origins = _bootstrap._load_version_part('origins')
ModuleVersionError = _bootstrap._load_version_part('unsatisfied').ModuleVersionError
_built_in = _bootstrap._load_builtin('_importlib_versions')


class _ByVersion:

    """A key to sort specs by, in the order of their versions."""

    def __init__(self, spec):
        self.version = _origins.spec_version(spec)

    def __lt__(self, other):
        return _built_in.compare_versions(self.version, other.version) < 0


def in_directory(finder, fullname):
    """Return the specs of the versions in a path entry, the highest first."""
    # Brings the listing up to date.
    finder.find_spec(fullname)
    index = finder._version_index()
    specs = [finder._probe_version(fullname, *entry)
             for entry in (index.find(fullname) if index else ())]
    specs = [spec for spec in specs if spec is not None]
    specs.sort(key=_ByVersion, reverse=True)
    return specs


def in_path(path_finder, fullname, path):
    """Return the specs of all versions of a module that a path holds.

    They come in the order of the path, those of one path entry with the
    highest first and a flat module of unknown version last.
    """
    specs = []
    for entry in path:
        if not isinstance(entry, str):
            continue
        finder = holder = path_finder._path_importer_cache(entry)
        if '.' in fullname:
            holder = _bootstrap._load_version_part('namespaces').holder(
                path_finder, entry, fullname)
        found = []
        flat = None if finder is None else finder.find_spec(fullname)
        if flat is not None and flat.loader is not None:
            found.append(flat)
        find_versions = getattr(holder, 'find_versions', None)
        if find_versions is not None:
            found.extend(find_versions(fullname))
        unknown = [spec for spec in found if _origins.spec_version(spec) is None]
        known = [spec for spec in found if _origins.spec_version(spec) is not None]
        known.sort(key=_ByVersion, reverse=True)
        specs += known + unknown
    return specs


def of_module(name):
    """Return the specs of all versions of a module that any finder knows.

    For a module in a package, the package is imported.
    """
    path = None
    parent = name.rpartition('.')[0]
    if parent:
        path = getattr(_bootstrap._gcd_import(parent), '__path__', None)
        if path is None:
            return []
    specs = []
    for finder in sys.meta_path:
        find_versions = getattr(finder, 'find_versions', None)
        if find_versions is not None:
            specs.extend(find_versions(name, path))
        elif hasattr(finder, 'find_spec'):
            spec = finder.find_spec(name, path)
            if spec is not None and not _origins.is_namespace(spec):
                specs.append(spec)
    return specs


def state_version(spec, version):
    """Give a spec the version that its finder states.

    Raises TypeError if it is neither str nor None, ValueError if it is not a
    version.
    """
    origin = None
    if version is not None:
        if not isinstance(version, str):
            raise TypeError('version must be str or None, not '
                            f'{type(version).__name__}')
        _built_in.canonical_version(version)
        origin = _origins.VersionOrigin(spec.name, version, spec.origin, None, None)
    spec._version_origin = origin


def module_repr(spec):
    """Return the repr of a module that has a version from its directory."""
    start = f'<module {spec.name!r} version {spec._version_origin.version}'
    if spec.has_location:
        return f'{start} from {spec.origin!r}>'
    if _origins.is_namespace(spec):
        return f'{start} (namespace) from {list(spec.submodule_search_locations)}>'
    return f'{start} ({spec.origin or spec.loader!r})>'


def find_again(name, path, module):
    """Return the spec to reload a module from: the same version of it."""
    spec = _origins.spec_of(name, module)
    if _origins.importer_of(name) is None:
        found = _bootstrap._find_spec(name, path, module)
        if found is None or _origins.is_portion(found):
            found = _bootstrap._load_version_part('namespaces').with_versions(
                name, path, found)
    else:
        found = next((other for other in of_module(name)
                      if _is_same(other, spec)), None)
    origin = getattr(spec, '_version_origin', None)
    if found is not None and origin is not None:
        # Its submodules and its distribution share it.
        found._version_origin = origin
    return found


def _is_same(spec, other):
    """Return True if two specs of a module are of the same version and place."""
    origin, other_origin = _origins.origin_of(spec), other._version_origin
    return origin is not None and (
        (origin.version, origin.path, origin.directory) ==
        (other_origin.version, other_origin.path, other_origin.directory))


def find_unimported(name, path, version=None):
    """Return the spec that an import would use, or None.

    The name's package, if any, is imported; path is its __path__.
    """
    package = _origins.package_of(name)
    if package is not None:
        return _flow.find_in_package(name, path, package)
    clause = None
    if version is not None and _flow.policy != 'off':
        clause = _flow.clause_of(version)
    request = _flow.Request(name, clause)
    spec = request.find(path)
    if spec is None and request.asks() and _flow.policy == 'warn':
        try:
            spec = _bootstrap._load_version_part('unsatisfied').resolve(request,
                                                                        path)
        except ModuleVersionError:
            pass
    return spec


def find_spec(name, version):
    """Return the spec that an import with a clause would use, or None.

    The packages that the module is in are imported.
    """
    _bootstrap._load_versions()
    bound, _, rest = name.partition('.')
    while bound in sys.modules or rest:
        try:
            module = _bootstrap._find_and_load(bound, _bootstrap._import_for, None,
                                               version)
            if _flow.check(bound, module, version, None):
                from importlib.util import find_spec
                return find_spec(name)
        except ModuleVersionError as exc:
            if exc.name == bound:
                return None
            raise
        if not rest:
            return None
        part, _, rest = rest.partition('.')
        bound = f'{bound}.{part}'
    parent = bound.rpartition('.')[0]
    return find_unimported(bound, sys.modules[parent].__path__ if parent else None,
                           version)


