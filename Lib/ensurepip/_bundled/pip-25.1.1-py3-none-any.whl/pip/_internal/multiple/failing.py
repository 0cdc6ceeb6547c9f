"""What a full disk or a directory without permission is told as."""

import contextlib
import errno
from typing import Iterator

from pip._internal.exceptions import InstallationError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextlib.contextmanager
def explained(directory: str) -> Iterator[None]:
    """Raise InstallationError for an OSError of writing to a directory.

    Whoever uses it takes back what was begun before the error gets out.
    """
    try:
        yield
    except OSError as error:
        raise InstallationError(f"{_text(error, directory)} Nothing was changed.")


def _text(error: OSError, directory: str) -> str:
    if error.errno in _FULL:
        return (
            f"There is no space left for {error.filename or directory} "
            f"({error.strerror}). Make room, or choose a directory on another "
            "disk with --target or --prefix."
        )
    if error.errno in _FORBIDDEN:
        return (
            f"{error.filename or directory} cannot be written ({error.strerror}). "
            f"Change the permissions of {directory}, or choose another directory "
            "with --user, --target or --prefix."
        )
    return f"Could not write to {directory}: {error}."
