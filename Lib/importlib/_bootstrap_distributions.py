"""Versioned imports: the distributions that are in use.

The modules of one distribution come from one version, whether they stand in a
distribution directory or flat.  A distribution is in use while sys.modules has
one of its modules or submodules.  An import that fails leaves nothing of it
behind.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import _thread
import sys

_origins = _bootstrap._load_version_part('origins')
_compare = _bootstrap._load_builtin('_importlib_versions').compare_versions
spec_of = _origins.spec_of

# {normalized name: (VersionOrigin, frozenset of top-level module names, the
# Importer that has claimed it last)}
known = {}

# The modules that are being loaded: {name: distribution}.
_loading = {}

# Of a thread: loads are the imports that it is making by a clause, a default or
# from a version, [(spec, is_first, count), ...], where is_first tells whether the
# module is the first of its distribution; brought are the specs of what they
# have loaded, [spec, ...], of which the first count were there before.
_local = _thread._local()


def _same_version(origin, other):
    return (origin.version == other.version or
            _compare(origin.version, other.version) == 0)


def in_use(distribution):
    """Return the VersionOrigin of a distribution that is in use, or None."""
    origin, names, _ = known.get(distribution, (None, (), None))
    if origin is None:
        return None
    for name in names:
        if (_loading.get(name) == distribution or
                name in sys.modules and _is_from(name, origin)):
            return origin
    for name in list(sys.modules):
        if name.partition('.')[0] in names and _is_from(name, origin):
            return origin
    return None


def _is_from(name, origin):
    found = getattr(spec_of(name, sys.modules.get(name)), '_version_origin', None)
    return (found is not None and found.distribution == origin.distribution and
            _same_version(found, origin))


def _flat_in_use(distribution):
    """Return the VersionOrigin of a flat distribution that is in use, or None.

    Plain imports of flat modules are not noted anywhere.
    """
    for entry in sys.path:
        finder = isinstance(entry, str) and sys.path_importer_cache.get(entry)
        index = getattr(finder, '_version_index', None)
        index = index and index()
        if index is not None and index.metadata(distribution):
            active = _bootstrap._load_version_part('metadata').flat_in_use(
                entry, distribution)
            if active is not None:
                return active
    return None


def names_in_use(distribution):
    """Return the modules of a distribution that have been imported, sorted."""
    names = known.get(distribution, (None, (), None))[1]
    return sorted(name for name in names if name in sys.modules)


def conflict(origin, *, is_plain=False):
    """Return the VersionOrigin in use that one is at odds with, or None.

    With is_plain it is that of a flat module for an import without a clause:
    what nothing but other plain imports has brought does not matter, as ever.
    """
    if origin is None or origin.distribution is None:
        return None
    active = in_use(origin.distribution)
    if active is None and not is_plain:
        active = _flat_in_use(origin.distribution)
    if active is None or _same_version(active, origin):
        return None
    return active


def claim(spec):
    """Take note of a module that is about to be loaded from a version.

    Return the VersionOrigin in use that it is at odds with, or None.  The
    import has to end with loaded() or forget().
    """
    origin = spec._version_origin
    active = None
    if origin.distribution is not None:
        with _bootstrap._ImportLockContext():
            active = in_use(origin.distribution)
            names = frozenset()
            if active is not None:
                if not _same_version(active, origin):
                    return active
                names = known[origin.distribution][1]
            known[origin.distribution] = (active or origin, names | {spec.name},
                                          origin.chosen_by)
            _loading[spec.name] = origin.distribution
    try:
        loads = _local.loads
    except AttributeError:
        loads = _local.loads = []
        _local.brought = []
    loads.append((spec, active is None, len(_local.brought)))
    _local.brought.append(spec)
    return None


def note_submodule(spec):
    """Take note of a submodule that is about to be loaded from a version."""
    if getattr(_local, 'loads', None):
        _local.brought.append(spec)


def _end(spec):
    """End the import that claim() has begun.

    Return whether its module is the first of its distribution, and what it has
    brought; (False, None) if none has begun.
    """
    loads = getattr(_local, 'loads', None)
    if not loads or loads[-1][0] is not spec:
        return False, None
    _loading.pop(spec.name, None)
    _, is_first, count = loads.pop()
    brought = _local.brought[count:]
    if not loads:
        _local.brought = []
    return is_first, brought


def loaded(spec, module):
    """Take note of a module that has been loaded from a version."""
    if _end(spec)[1] and spec_of(spec.name, module) is not spec:
        _origins.note_replaced(spec, module)


def forget(spec):
    """Let a versioned module that failed to load leave nothing behind.

    The submodules that its import has brought leave with it, and other modules
    of the same distribution if it is the first of that.
    """
    is_first, brought = _end(spec)
    distribution = spec._version_origin.distribution
    for other in brought or ():
        if other.name.startswith(spec.name + '.') or (
                is_first and distribution is not None and
                other._version_origin.distribution == distribution):
            module = sys.modules.get(other.name)
            if spec_of(other.name, module) is other:
                sys.modules.pop(other.name, None)


# Metadata #####################################################################

class MetadataFinder:

    """Finds the metadata of distributions that are installed in versions.

    One stands before PathFinder on sys.meta_path and finds those that are in
    use, one at the end and finds the others: the first distribution of a name
    is the version in use, else a flat one.
    """

    def __init__(self, in_use):
        self._in_use = in_use

    def find_spec(self, fullname, path=None, target=None):
        return None

    def find_distributions(self, context=None):
        """Return the Distributions for an importlib.metadata context.

        None for one that names its path: that is taken as it is.
        """
        from importlib.metadata import _versions
        return _versions.find_distributions(self._in_use, context)


def install_metadata_finders():
    """Put the MetadataFinders on sys.meta_path, unless they are there."""
    finders = sys.meta_path
    if finders and not any(isinstance(finder, MetadataFinder)
                           for finder in finders):
        for i, finder in enumerate(finders):
            if finder is _external.PathFinder:
                finders.insert(i, MetadataFinder(True))
                break
        finders.append(MetadataFinder(False))


def paths_in_use():
    """Return {path of a distribution directory in use: its distribution}."""
    return {origin.path: distribution
            for distribution, (origin, _, _) in known.copy().items()
            if origin.is_entry and in_use(distribution) is not None}
