"""What a run that was killed has left, and how the next one takes it away.

A version is written to (or taken away by way of) a directory with a temporary
name, ".~foo-1.0.<process>.<random>", beside its place foo-1.0.  The RECORD in
it is complete before anything is made outside of it, so that whatever a killed
run has made there can be told by it: aliases that lead to a foo-1.0 which is
not there, and scripts with the content that RECORD has.

A flat installation that has begun to be moved is the exception: its copy is
whole and in place, so that the move is brought to its end (moving.py).

All of this is done under the lock of the library directory, which a living run
would hold.
"""

import logging
import os
import random
from typing import List, Set

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.multiple import records
from pip._internal.multiple.layout import LINK_SUFFIX, LOCK_NAME, TEMPORARY_PREFIX
from pip._internal.utils.misc import rmtree

logger = logging.getLogger(__name__)

# In a temporary directory: the paths that a move has yet to take away.
MOVED = "moved.txt"


def temporary_path(path: str) -> str:
    """A path beside another one that importlib passes over."""
    directory, name = os.path.split(path)
    number = random.randrange(16**8)
    return os.path.join(
        directory, f"{TEMPORARY_PREFIX}{name}.{os.getpid()}.{number:08x}"
    )


def find(directory: str) -> List[str]:
    """The paths with temporary names in a directory."""
    try:
        names = os.listdir(directory)
    except OSError:
        return []
    return [
        os.path.join(directory, name)
        for name in sorted(names)
        if name.startswith(TEMPORARY_PREFIX) and name != LOCK_NAME
    ]


def clean(library: str, scripts: str) -> Set[NormalizedName]:
    """Take away what killed runs have left in a library directory.

    Returns the projects whose shared scripts may be out of date by that.
    """
    projects = set()
    # The paths that a move still has to take away come before its copy.
    for path in sorted(find(library), key=lambda path: not _is_move(path)):
        logger.info("Removing %s, which a pip that was killed has left", path)
        if os.path.islink(path) or not os.path.isdir(path):
            os.unlink(path)
            continue
        place = _place(path)
        if _is_move(path):
            finish_move(path, place)
        elif not os.path.lexists(place):
            _take_back(path, place)
        projects.add(canonicalize_name(os.path.basename(place).partition("-")[0]))
        projects.update(_projects(path))
        rmtree(path)
    for path in find(scripts):
        os.unlink(path)
    return projects


def finish_move(holding: str, place: str) -> None:
    """Take away the flat files of a version whose copy is in its place.

    holding is a directory for them; they disappear from where importlib sees
    them by being renamed into it.
    """
    if not os.path.isdir(place):
        return
    with open(os.path.join(holding, MOVED), encoding="utf-8") as file:
        paths = file.read().splitlines()
    for number, path in enumerate(paths):
        path = os.path.join(os.path.dirname(place), path)
        if os.path.lexists(path):
            try:
                os.rename(path, os.path.join(holding, str(number)))
            except OSError:
                # On another file system: a script or a data file.
                os.unlink(path)


def _is_move(path: str) -> bool:
    return os.path.isfile(os.path.join(path, MOVED))


def _place(temporary: str) -> str:
    directory, name = os.path.split(temporary)
    return os.path.join(directory, name[len(TEMPORARY_PREFIX) :].rsplit(".", 2)[0])


def _infos(directory: str) -> List[str]:
    names = sorted(os.listdir(directory))
    return [
        os.path.join(directory, name) for name in names if name.endswith(".dist-info")
    ]


def _projects(directory: str) -> Set[NormalizedName]:
    """The projects whose metadata is in a temporary directory."""
    return {
        canonicalize_name(os.path.basename(info).partition("-")[0])
        for info in _infos(directory)
    }


def _take_back(temporary: str, place: str) -> None:
    """Remove what was made for a version outside of its directory."""
    for info in _infos(temporary):
        for row in records.read(info):
            if not row.path.startswith(os.pardir):
                continue
            path = os.path.normpath(os.path.join(place, row.path))
            if os.path.dirname(path) == os.path.dirname(place):
                mine = alias_target(path) == os.path.basename(place)
            else:
                mine = os.path.isfile(path) and records.has_content(row, path)
            if mine:
                os.unlink(path)


def alias_target(path: str) -> str:
    """What an alias says that it leads to; empty if it is none."""
    try:
        if os.path.islink(path):
            return os.readlink(path)
        if path.endswith(LINK_SUFFIX):
            with open(path, encoding="utf-8") as file:
                return file.readline().strip()
    except (OSError, ValueError):
        pass
    return ""
