"""RECORD, as rows to be read, changed and written again."""

import csv
import io
import os
from contextlib import suppress
from typing import Iterable, List, Tuple

from pip._internal.utils.filesystem import replace
from pip._internal.utils.unpacking import current_umask

Row = Tuple[str, str, str]  # path, hash, size


def read_record(info: str) -> List[Row]:
    """Return the rows of the RECORD in a *.dist-info; none without RECORD."""
    try:
        with open(os.path.join(info, "RECORD"), newline="", encoding="utf-8") as file:
            return [(*row, "", "")[:3] for row in csv.reader(file) if row]
    except FileNotFoundError:
        return []


def write_record(info: str, rows: Iterable[Row]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(sorted(rows))
    replace_text(os.path.join(info, "RECORD"), text.getvalue())


def replace_text(path: str, text: str) -> None:
    replace_content(path, text.encode(), 0o666)


def replace_content(path: str, content: bytes, mode: int) -> None:
    """Write a file; whoever reads it has the old content or the new.

    To be called under a lock: the temporary file has a name that the next one,
    and remove_temporary(), can tell.
    """
    temporary = _temporary(path)
    with open(temporary, "wb") as file:
        file.write(content)
    os.chmod(temporary, mode & ~current_umask())
    replace(temporary, path)


def remove_temporary(path: str) -> None:
    """Remove what a replace_content() that was killed has left."""
    with suppress(FileNotFoundError):
        os.unlink(_temporary(path))


def _temporary(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, f".~{name}")


def is_below(directory: str, path: str) -> bool:
    """Return True if a path is in a directory, or below it."""
    # is_within_directory() takes /a/bc to be in /a/b.
    directory, path = os.path.abspath(directory), os.path.abspath(path)
    return path.startswith(os.path.join(directory, ""))
