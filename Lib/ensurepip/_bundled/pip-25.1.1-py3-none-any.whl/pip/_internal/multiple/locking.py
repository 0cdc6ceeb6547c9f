"""One pip at a time changes a library directory.

Whoever places, moves or removes a version holds the lock of the directory
meanwhile, and may therefore take whatever has a temporary name for the remains
of a run that was killed.  The lock is that of the file .~lock; the system
releases it when its holder ends, however that happens, so that the file may
stay.
"""

import contextlib
import errno
import logging
import os
import time
from typing import IO, Iterator

from pip._internal.multiple.failing import explained
from pip._internal.multiple.layout import LOCK_NAME

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

# What a lock that another process holds is reported as.
_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextlib.contextmanager
def locked(directory: str) -> Iterator[None]:
    """Hold the lock of a library directory, which is made if need be."""
    with explained(directory):
        os.makedirs(directory, exist_ok=True)
        file = _open(os.path.join(directory, LOCK_NAME))
    with file:
        with explained(directory):
            if not _try(file):
                logger.info(
                    "Waiting for another pip that is changing %s ...", directory
                )
                _wait(file)
        yield


def _open(path: str) -> IO[bytes]:
    try:
        return open(path, "ab")
    except PermissionError:
        # It may be another user's, in a directory for both.
        if not os.path.exists(path):
            raise
        return open(path, "rb")


if fcntl is not None:

    def _try(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

    def _wait(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

else:
    import msvcrt

    def _try(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

    def _wait(file: IO[bytes]) -> None:
        while not _try(file):
            time.sleep(0.1)
