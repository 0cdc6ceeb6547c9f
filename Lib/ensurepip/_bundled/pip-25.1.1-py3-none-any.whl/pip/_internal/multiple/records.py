"""RECORD, the list of the files that belong to a distribution.

Paths are relative to the distribution directory.  What stands outside of it
and belongs to one version is listed too: aliases ("../yaml-6.0.2") and scripts
("../../../../bin/foo-1.0").  bin/foo, which all versions share, is not.
"""

import csv
import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import List, NamedTuple

from pip._internal.utils.misc import hash_file


class Row(NamedTuple):
    path: str
    hash: str = ""
    size: str = ""


def read(info: str) -> List[Row]:
    """The rows of the RECORD in a *.dist-info directory; none without RECORD."""
    try:
        with open(os.path.join(info, "RECORD"), newline="", encoding="utf-8") as file:
            return [Row(*(row + ["", ""])[:3]) for row in csv.reader(file) if row]
    except FileNotFoundError:
        return []


def write(info: str, rows: List[Row]) -> None:
    with open(os.path.join(info, "RECORD"), "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(sorted(rows))


def row_of_file(path: str, directory: str) -> Row:
    digest, size = hash_file(path)
    return Row(relative(path, directory), _field(digest.digest()), str(size))


def row_of_content(path: str, content: bytes, directory: str) -> Row:
    """The row of a file that is yet to be written."""
    digest = sha256(content).digest()
    return Row(relative(path, directory), _field(digest), str(len(content)))


def is_within(path: str) -> bool:
    """Whether a path in RECORD is in the distribution directory."""
    path = os.path.normpath(path)
    return not os.path.isabs(path) and path.split(os.sep)[0] != os.pardir


def has_content(row: Row, path: str) -> bool:
    """Whether the file at path is the one that the row was written for."""
    return row.hash == _field(hash_file(path)[0].digest())


def relative(path: str, directory: str) -> str:
    """A path as RECORD spells it; absolute only on another drive."""
    if os.path.splitdrive(path)[0].lower() == os.path.splitdrive(directory)[0].lower():
        path = os.path.relpath(path, directory)
    return path.replace(os.sep, "/")


def _field(digest: bytes) -> str:
    return "sha256=" + urlsafe_b64encode(digest).rstrip(b"=").decode()
