"""Which import names an installed distribution provides.

A version in a directory of its own states them by its name and its aliases.
The names of a flat distribution are read off its metadata.
"""

import os
from typing import Dict, Iterable, List

from pip._internal.exceptions import InstallationError
from pip._internal.metadata import BaseDistribution
from pip._internal.multiple import names
from pip._internal.multiple.layout import beside


def import_names(dist: BaseDistribution) -> List[str]:
    """The import names of an installed distribution.

    They may include one that cannot be imported: the name of the project,
    after which the directory is called.
    """
    installed = beside(dist)
    if installed is not None:
        return list(installed.import_names)
    return recorded_names(dist)


def recorded_names(dist: BaseDistribution) -> List[str]:
    """The import names that the metadata of an installed distribution comes to."""
    files = [path.replace(os.sep, "/") for path in dist.iter_declared_entries() or ()]
    try:
        found = names.import_names(
            dist, files, lambda path: _read(os.path.join(dist.location or "", path))
        )
    except InstallationError:
        # It states a name that no statement can spell.
        found = []
    if not found and dist.is_file("top_level.txt"):
        # The RECORD of an editable installation has no modules.
        found = dist.read_text("top_level.txt").split()
    return found


def by_import_name(
    dists: Iterable[BaseDistribution],
) -> Dict[str, List[BaseDistribution]]:
    """The distributions that provide each import name, in their order."""
    found: Dict[str, List[BaseDistribution]] = {}
    for dist in dists:
        for name in import_names(dist):
            found.setdefault(name, []).append(dist)
    return found


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
