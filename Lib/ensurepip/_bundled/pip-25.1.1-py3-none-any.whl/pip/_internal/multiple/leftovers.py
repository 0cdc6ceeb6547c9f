"""What a run that was killed has left, and how the next one takes it away.

A version is written to (or taken away by way of) a directory with a temporary
name, ".~foo-1.0.<process>.<random>", beside its place foo-1.0.  The RECORD in
it is complete before anything is made outside of it, so that whatever a killed
run has made there can be told by it: aliases that lead to a foo-1.0 which is
not there, and scripts with the content that RECORD has.

A flat installation that has begun to be moved is the exception: its copy is
whole and in place, so that the move is brought to its end (moving.py).

The scripts that versions share are made right again in any case: a version has
another, empty directory with a temporary name until they are.

All of this is done under the lock of the library directory, which a living run
would hold.
"""

import logging
import os
import re
from typing import List

from pip._internal.multiple import records, scripts
from pip._internal.multiple.layout import LINK_SUFFIX, TEMPORARY_PREFIX
from pip._internal.utils.misc import rmtree

logger = logging.getLogger(__name__)

# What temporary_path() makes of a name.
_TEMPORARY = re.compile(re.escape(TEMPORARY_PREFIX) + r"(.+)\.\d+\.[0-9a-f]{8}")

# In a temporary directory: the paths that a move has yet to take away.
MOVED = "moved.txt"


def find(directory: str) -> List[str]:
    """The paths with temporary names in a directory."""
    try:
        names = os.listdir(directory)
    except OSError:
        return []
    return [
        os.path.join(directory, name)
        for name in sorted(names)
        if _TEMPORARY.fullmatch(name)
    ]


def clean(library: str, scripts_directory: str) -> None:
    """Take away what killed runs have left in a library directory."""
    # The list of what a move takes away counts before its copy is removed.
    paths = sorted(find(library), key=lambda path: not _is_move(path))
    for path in paths:
        logger.info("Removing %s, which a pip that was killed has left", path)
        place = _place(path)
        gone: List[str] = []
        if _is_move(path):
            finish_move(path, place)
        elif not os.path.lexists(place):
            gone = _take_back(path, place)
        project = os.path.basename(place).partition("-")[0]
        scripts.refresh(project, library, scripts_directory, gone)
    # Only now: what is still there when this is killed is cleaned once more.
    for path in paths:
        if os.path.isdir(path) and not os.path.islink(path):
            rmtree(path)
        else:
            os.unlink(path)
    for path in find(scripts_directory):
        os.unlink(path)


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
    match = _TEMPORARY.fullmatch(name)
    assert match
    return os.path.join(directory, match[1])


def _take_back(temporary: str, place: str) -> List[str]:
    """Remove what was made for a version outside of its directory.

    Returns the names of the scripts that it has shared with other versions.
    """
    library, entry = os.path.split(place)
    version = entry.partition("-")[2]
    names = []
    for row in _rows(temporary):
        if not row.path.startswith(os.pardir):
            continue
        path = os.path.normpath(os.path.join(place, row.path))
        if os.path.dirname(path) == library:
            mine = alias_target(path) == entry
        else:
            mine = os.path.isfile(path) and records.has_content(row, path)
            names.append(scripts.shared_name(path, version))
        if mine:
            os.unlink(path)
    return names


def _rows(directory: str) -> List[records.Row]:
    """The RECORD in a distribution directory, if it is complete so far."""
    if not os.path.isdir(directory):
        return []
    return [
        row
        for name in sorted(os.listdir(directory))
        if name.endswith(".dist-info")
        for row in records.read(os.path.join(directory, name))
    ]


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
