"""The metadata of distributions that are installed in several versions.

A distribution directory, ``name-1.2.3/``, has its ``*.dist-info`` inside.  For
questions about what there is on sys.path such directories count as further
path entries.
"""

import os
import sys

from importlib import _bootstrap
from importlib.machinery import FileFinder, PathFinder


def with_versions(name, path):
    """Return path with the distribution directories that may have a name.

    name is a distribution's or None for all of them.  The directories of versions
    that are in use come first and the others last, the highest before the rest:
    the first distribution of a name is the version in use, else a flat one, else
    the highest in the first directory that has any.
    """
    if name is not None:
        name = _bootstrap._load_part('layouts').normalize(name)
    used = [directory for directory, distribution in _in_use()
            if name is None or distribution == name]
    others = []
    for entry in path:
        if isinstance(entry, str):
            others += [directory for directory in _directories(entry, name)
                       if directory not in used and directory not in others]
    return [*used, *path, *others] if used or others else path


def _in_use():
    """Yield the distribution directories that modules are imported from.

    With each goes the distribution's normalized name.
    """
    seen = set()
    for module in list(sys.modules.values()):
        provenance = getattr(getattr(module, '__spec__', None), '_versioned', None)
        if (provenance is not None and provenance.distribution is not None
                and provenance.path not in seen):
            seen.add(provenance.path)
            yield provenance.path, provenance.distribution


def _directories(entry, name):
    """Return the distribution directories in a path entry, highest first."""
    finder = PathFinder._path_importer_cache(entry)
    if not isinstance(finder, FileFinder):
        return []
    layouts = _bootstrap._load_part('layouts')
    layouts.refresh(finder)
    index = layouts.index_of(finder) if finder._has_versions else None
    if index is None:
        return []
    return [found.path for module in sorted(index.names())
            if name is None or layouts.normalize(module) == name
            for found in layouts.entries(finder, module)
            if os.path.isdir(found.path)]
