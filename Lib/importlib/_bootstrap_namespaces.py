"""Versioned imports: versions of modules inside namespace packages.

They stand beside the package, under their full name: google.cloud.storage-2.14.0.
A directory that has such entries counts as a portion of google and google.cloud,
whether a folder of that name stands in it or not.  A namespace package has no
version; a clause on one binds the first real package in it.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import sys

_flow = _bootstrap._load_version_part('versions')


def holder(path_finder, entry, fullname):
    """Return the finder of the path entry that a namespace portion lies in.

    None if the portion is not where its name says.  The finder's listing is up
    to date.
    """
    for part in reversed(fullname.split('.')[:-1]):
        entry, tail = _external._path_split(entry)
        if tail != part:
            return None
    finder = path_finder._path_importer_cache(entry)
    if finder is not None:
        finder.find_spec(fullname.partition('.')[0])
    return finder


def _portions(path_finder, fullname, path):
    """Return the portions of a package that entries with its name make."""
    portions = []
    for entry in path:
        if not isinstance(entry, str):
            continue
        if '.' in fullname:
            finder = holder(path_finder, entry, fullname)
        else:
            finder = path_finder._path_importer_cache(entry)
        index = getattr(finder, '_version_index', None)
        index = index and index()
        if index and index.has_prefix(fullname):
            root = getattr(finder, 'path', None)
            if root is None:
                root = _external._path_join(finder.archive, finder.prefix)
            portions.append(_external._path_join(root.rstrip(_external.path_sep),
                                                 *fullname.split('.')))
    return portions


def with_own(importer, fullname, path):
    """Return a package's path with the portion of a distribution directory.

    importer is the VersionOrigin of that.  The portion stands where those of
    the directory that the distribution lies in would stand.
    """
    packages = fullname.split('.')[:-1]
    parent = _external._path_join(importer.path, *packages[:-1])
    finder = _external.PathFinder._path_importer_cache(parent)
    spec = None if finder is None else finder.find_spec('.'.join(packages))
    if spec is None or spec.loader is not None:
        return path
    own = [entry for entry in spec.submodule_search_locations if entry not in path]
    tail = ''.join(_external.path_sep + package for package in packages)
    place = _place(importer.directory)
    path = list(path)
    for i, entry in enumerate(path):
        if _place(entry.removesuffix(tail)) >= place:
            break
    else:
        i = len(path)
    path[i:i] = own
    return path


def _place(directory):
    place = _flow.place_on_path(directory)
    return len(sys.path) if place is None else place


def _get_spec(fullname, path, target=None):
    """Find a namespace package, as PathFinder does, with the portions of versions.

    They come in the order of the path.
    """
    path_finder = _external.PathFinder
    locations = []
    for entry in path:
        spec = path_finder._get_spec(fullname, [entry], target)
        if spec is not None and spec.loader is not None:
            return spec
        if spec is not None:
            locations += spec.submodule_search_locations
        locations += [portion for portion in
                      _portions(path_finder, fullname, [entry])
                      if portion not in locations]
    spec = _bootstrap.ModuleSpec(fullname, None)
    spec.submodule_search_locations = locations
    return spec


def find(path_finder, fullname, path):
    """Return the spec of a namespace package in a path, or None."""
    spec = _get_spec(fullname, path)
    if (spec is None or spec.loader is not None or
            not spec.submodule_search_locations):
        return None
    spec.origin = None
    spec.submodule_search_locations = _external._NamespacePath(
        fullname, spec.submodule_search_locations, _get_spec)
    return spec


def with_versions(fullname, path, spec):
    """Return the spec of a namespace package with the portions of versions.

    spec is what today's search has found: None, or such a package's spec.
    """
    if not _portions(_external.PathFinder, fullname,
                     sys.path if path is None else path):
        return spec
    found = find(_external.PathFinder, fullname, sys.path if path is None else path)
    return spec if found is None else found


def import_version(name, version, globals, fromlist):
    """Import a module with a clause that binds one in a namespace package.

    The first component of the name is one, and is imported.  The names of
    ``from namespace version X import a, b`` are bound if it has no module.
    Raises ModuleVersionError.
    """
    bound, _, rest = name.partition('.')
    while rest:
        part, _, rest = rest.partition('.')
        bound = f'{bound}.{part}'
        if _import_bound(bound, version, globals):
            return
    parts = [part for part in fromlist or () if part != '*']
    if not parts:
        raise _bootstrap._load_version_part('unsatisfied').ModuleVersionError(
            f'{name} is a namespace package, which has no version of its own; '
            'state the version of a package in it',
            name=name, requested=_flow.clause_of(version))
    for part in parts:
        if isinstance(part, str):
            _import_bound(f'{name}.{part}', version, globals)


def _import_bound(name, version, globals):
    module = _bootstrap._find_and_load(name, _bootstrap._import_for, globals,
                                       version)
    return _flow.check(name, module, version, globals)
