"""A change of a library directory that happens whole or not at all.

Versions are written to a directory with a temporary name, "~ip-versions", and
renamed to their places, or renamed into it from there; so an importer sees a
version whole or not at all.  Then what follows from them outside of their
directories is made right (surroundings.py).  What fails or is interrupted is
taken back.

Of what is killed, the journal in the temporary directory says which names were
touched, and the next run makes these right, whatever was done before: a version
is in its place or it is not.  Only temporary directories with a journal are ever
removed, and nothing outside of them that a journal names unless pip has made it.

One pip at a time: whoever changes a library holds the lock of its file .~lock,
which the system releases when its holder ends, however that happens.
"""

import contextlib
import errno
import glob
import json
import os
import shutil
import time
from importlib.util import cache_from_source
from typing import IO, Any, Dict, Iterator, List, Optional, Set, Tuple

from pip._internal.metadata import get_environment
from pip._internal.models.scheme import Scheme
from pip._internal.operations.install.surroundings import Names, refresh
from pip._internal.operations.install.wheel import rehash
from pip._internal.utils.logging import getLogger
from pip._internal.utils.misc import rmtree
from pip._internal.utils.record import is_below, read_record, replace_text
from pip._internal.utils.temp_dir import AdjacentTempDirectory

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

logger = getLogger(__name__)

_JOURNAL = "pip-journal.json"
_LOCK = ".~lock"

# [[path relative to the library, hash], ...], as RECORD has them.
_Files = List[Tuple[str, str]]


class Transaction:
    """A change of a library directory, under its lock.

    To be used as a context manager.  On entry, what killed runs have left is
    made right.
    """

    def __init__(self, library: str, scheme: Scheme) -> None:
        self.library = library
        self.scheme = scheme
        self.names = Names()
        self._moves: List[Tuple[str, str]] = []
        self._done: List[Tuple[str, str]] = []
        self._moved: Dict[str, _Files] = {}
        self._temporary: Optional[AdjacentTempDirectory] = None
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> "Transaction":
        with contextlib.ExitStack() as stack:
            stack.enter_context(_locked(self.library))
            _heal(self.library, self.scheme)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *args: Any) -> None:
        with self._stack:
            if self._temporary is not None and not self._done:
                _remove(self._temporary.path)

    def stage(self, entry: str) -> str:
        """Return the path at which to write what is to be an entry of the library."""
        path = self._path("new", entry)
        self._moves.append((path, os.path.join(self.library, entry)))
        # Not mkdtemp(), which would keep other users out.
        os.mkdir(path)
        return path

    def take_away(self, path: str) -> None:
        """Have a path go when the change happens."""
        self._moves.append((path, self._path("old", str(len(self._moves)))))

    def is_going(self, path: str) -> bool:
        """Return True if a path is to be taken away."""
        return any(path == source for source, _ in self._moves)

    def take_away_flat(self, place: str, files: _Files, paths: List[str]) -> None:
        """Have a flat installation go, when place is there.

        files are what its RECORD lists, for a run that takes up what this one has
        begun; paths are what to take away of it, files or whole directories.
        """
        self._moved[os.path.basename(place)] = files
        for path in paths:
            self.take_away(path)

    def commit(self) -> None:
        """Make the change.  What goes wrong has it taken back."""
        if not self._moves:
            return
        try:
            self._write_journal()
            for source, target in self._moves:
                if os.path.lexists(source):
                    _rename(source, target)
                    self._done.append((source, target))
            refresh(self.library, self.scheme, self.names)
        except BaseException:
            self.roll_back()
            raise

    def make_right(self, names: Names) -> None:
        """Make right what has these names, without a change of the library."""
        refresh(self.library, self.scheme, names)

    def roll_back(self) -> None:
        """Take back a change that has been made."""
        while self._done:
            source, target = self._done[-1]
            _rename(target, source)
            self._done.pop()
        with contextlib.suppress(OSError):
            refresh(self.library, self.scheme, self.names)

    def finish(self) -> None:
        """Remove what was taken away; nothing can be taken back any more."""
        if self._moved:
            folders = {os.path.dirname(os.path.normpath(it)) for it, _ in self._done}
            _remove_empty(folders, self.library)
        self._done.clear()

    def _path(self, kind: str, name: str) -> str:
        if self._temporary is None:
            original = os.path.join(self.library, "pip-versions")
            self._temporary = AdjacentTempDirectory(original, delete=False)
            self._write_journal()
            for it in "new", "old":
                os.mkdir(os.path.join(self._temporary.path, it))
            os.chmod(os.path.join(self._temporary.path, "new"), 0o755)
        return os.path.join(self._temporary.path, kind, name)

    def _write_journal(self) -> None:
        assert self._temporary is not None
        names = {field: sorted(its) for field, its in self.names._asdict().items()}
        text = json.dumps({"names": names, "moved": self._moved})
        replace_text(os.path.join(self._temporary.path, _JOURNAL), text)


def clean_up(library: str, scheme: Scheme) -> None:
    """Make right what killed runs have left in a library, if any have."""
    if leftovers(library):
        with _locked(library):
            _heal(library, scheme)


def _heal(library: str, scheme: Scheme) -> None:
    for path in leftovers(library):
        logger.info("Making right what a pip that was killed has left in %s", path)
        if not os.path.exists(os.path.join(path, _JOURNAL)):
            _remove(path)
            continue
        with open(os.path.join(path, _JOURNAL), encoding="utf-8") as file:
            journal = json.load(file)
        fields = journal["names"]
        names = Names(
            frozenset(fields["projects"]),
            frozenset(fields["entries"]),
            frozenset(fields["aliases"]),
            frozenset((name, version) for name, version in fields["scripts"]),
            frozenset(fields["data"]),
        )
        for entry, files in journal["moved"].items():
            if os.path.isdir(os.path.join(library, os.path.basename(entry))):
                _remove_flat(library, scheme, files)
        if names.is_safe(scheme.data):
            refresh(library, scheme, names)
        _remove(path)


def leftovers(library: str) -> List[str]:
    """Return the temporary directories that killed runs have left."""
    found = []
    for path in sorted(glob.glob(os.path.join(glob.escape(library), "~*-versions"))):
        names = os.listdir(path)
        # Without a journal it was killed before it could write one, or after all.
        if _JOURNAL in names or not set(names).difference([f".~{_JOURNAL}"]):
            found.append(path)
    return found


def _remove_flat(library: str, scheme: Scheme, files: _Files) -> None:
    """Remove what is left of a flat installation that was moved.

    Not what a flat installation lists that is there now, unless it is the same.
    """
    moved = {tuple(it) for it in files}
    listed = set()
    for dist in get_environment([library]).iter_all_distributions():
        rows = read_record(dist.info_location or "")
        if not {(path, digest) for path, digest, _ in rows} <= moved:
            listed.update(path for path, _, _ in rows)
    folders = set()
    # Metadata last: as long as it is there, the installation is listed.
    for name, digest in sorted(files, key=lambda it: ".dist-info/" in it[0]):
        path = os.path.normpath(os.path.join(library, name))
        allowed = any(
            is_below(it, path)
            for it in (library, scheme.scripts, scheme.data)
        )
        if name in listed or not allowed or not os.path.isfile(path):
            continue
        if digest in ("", rehash(path)[0]):
            for it in path, cache_from_source(path):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(it)
                folders.add(os.path.dirname(it))
    _remove_empty(folders, library)


def _remove_empty(folders: Set[str], library: str) -> None:
    """Remove folders in a library that nothing is left in."""
    for folder in sorted(folders, key=len, reverse=True):
        while is_below(library, folder) and folder != library:
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)


def _remove(temporary: str) -> None:
    """Remove a temporary directory; its journal last, while anything else is there."""
    for name in sorted(os.listdir(temporary), key=lambda name: name == _JOURNAL):
        path = os.path.join(temporary, name)
        if os.path.isdir(path):
            rmtree(path)
        else:
            os.unlink(path)
    os.rmdir(temporary)


def _rename(source: str, target: str) -> None:
    try:
        os.rename(source, target)
    except OSError as error:
        # A script or a data file may be on another file system.
        if error.errno != errno.EXDEV:
            raise
        shutil.move(source, target)


# The lock #####################################################################

# What a lock that another process holds is reported as.
_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextlib.contextmanager
def _locked(directory: str) -> Iterator[None]:
    """Hold the lock of a library directory, which is made if need be."""
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, _LOCK)
    try:
        file: IO[bytes] = open(path, "ab")
    except PermissionError:
        # It may be another user's, in a directory for both.
        if not os.path.exists(path):
            raise
        file = open(path, "rb")
    with file:
        if not _try(file):
            logger.info("Waiting for another pip that is changing %s ...", directory)
            while not _try(file):
                time.sleep(0.1)
        yield


def _try(file: IO[bytes]) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True
