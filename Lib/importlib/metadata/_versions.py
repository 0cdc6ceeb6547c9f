"""The metadata of distributions that are installed in several versions.

A distribution directory, ``name-1.2.3/``, has its ``*.dist-info`` inside.
importlib._bootstrap_distributions.MetadataFinder, on sys.meta_path, brings
what is found here into the answers of importlib.metadata.
"""

import os
import pathlib
import sys
import zipfile
import zipimport

from importlib import _bootstrap
from importlib._bootstrap_external import METADATA_SUFFIXES
from importlib.machinery import PathFinder

_built_in = _bootstrap._load_builtin('_importlib_versions')


def install():
    """Let importlib.metadata know of versions."""
    _distributions().install_metadata_finders()


def find_distributions(in_use, context):
    """Yield the Distributions of what a context asks for, in any version.

    Those that are in use, or those that are not, the highest before the rest.
    """
    from importlib.metadata import PathDistribution
    if context is None or 'path' in vars(context):
        return
    name = getattr(context, 'name', None)
    if name is not None:
        name = _built_in.normalize(name)
    used = _distributions().paths_in_use()
    if in_use:
        directories = list(used)
    else:
        directories = [directory for entry in sys.path
                       for directory in _directories(entry, used)]
    for directory in directories:
        for info in _metadata(directory):
            parts = _built_in.split_entry(info.name, ())
            if name is None or parts is not None and _built_in.normalize(parts[0]) == name:
                yield PathDistribution(info)


def _distributions():
    return _bootstrap._load_version_part('distributions')


def _directories(entry, used):
    """Return the distribution directories in a path entry, highest first.

    Without aliases and those in use.
    """
    finder = isinstance(entry, str) and PathFinder._path_importer_cache(entry)
    if not hasattr(finder, '_version_index'):
        return []
    # Brings the listing up to date.
    finder.find_spec('')
    index = finder._version_index()
    root = getattr(finder, 'path', None)
    if root is None:
        root = os.path.join(finder.archive, finder.prefix)
    found = []
    for module in sorted(index.names() if index else ()):
        for filename, _ in index.find(module):
            path = os.path.join(root, filename)
            if (path not in used and not filename.endswith('.link') and
                    not os.path.islink(path)):
                found.append(path)
    return found


def _metadata(directory):
    """Return the paths of the metadata in a distribution directory."""
    finder = PathFinder._path_importer_cache(directory)
    if isinstance(finder, zipimport.zipimporter):
        path = zipfile.Path(finder.archive, finder.prefix.replace(os.sep, '/'))
    else:
        path = pathlib.Path(directory)
    try:
        return sorted((info for info in path.iterdir()
                       if info.name.endswith(METADATA_SUFFIXES)),
                      key=lambda info: info.name)
    except OSError:
        return []
