"""The import statements of a program, read and not run.

Those that have a version clause are of interest.  What cannot be read is an
error where the user has named the file, and a warning in a directory.
"""

import ast
import os
from typing import Iterator, List, NamedTuple

from pip._internal.exceptions import CommandError
from pip._internal.utils.logging import getLogger

logger = getLogger(__name__)


class Clause(NamedTuple):
    """A version clause of a program.

    In "from a.b version 1 import c" it speaks of a.b, or if that is a namespace
    package of a.b.c: there is a Clause for each imported name.
    """

    module: str  # a.b
    name: str  # a.b.c
    clause: str
    file: str
    line: int

    def __str__(self) -> str:
        clause = self.clause
        if clause[:1].isalnum():
            clause = f"version {clause}"
        return f"{self.module} {clause} ({self.file}, line {self.line})"


def read(path: str) -> Iterator[Clause]:
    """The clauses of a program: of a file, or of all files in a directory."""
    if not os.path.isdir(path):
        try:
            yield from _read_file(path)
        except (OSError, SyntaxError, ValueError) as error:
            raise CommandError(f"The imports of {path} cannot be read: {error}")
        return
    for file in _python_files(path):
        try:
            yield from _read_file(file)
        except (OSError, SyntaxError, ValueError) as error:
            logger.warning("The imports of %s cannot be read: %s", file, error)


def _python_files(directory: str) -> Iterator[str]:
    """The Python files below a directory, but for virtual environments."""
    for folder, folders, files in os.walk(directory):
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            if file.endswith((".py", ".pyw")):
                yield os.path.join(folder, file)


def _read_file(path: str) -> List[Clause]:
    with open(path, "rb") as file:
        tree = ast.parse(file.read(), path)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                version = alias.version  # type: ignore[attr-defined]
                if version is not None:
                    name = alias.name
                    found.append(Clause(name, name, version, path, node.lineno))
        elif isinstance(node, ast.ImportFrom):
            version = node.version  # type: ignore[attr-defined]
            if version is not None and node.module is not None:
                for alias in node.names:
                    name = f"{node.module}.{alias.name}".removesuffix(".*")
                    clause = Clause(node.module, name, version, path, node.lineno)
                    found.append(clause)
    return found


def top_level(path: str) -> Iterator[str]:
    """The names of the modules that stand where a program does."""
    directory = path if os.path.isdir(path) else os.path.dirname(path)
    try:
        names = os.listdir(directory or os.curdir)
    except OSError:
        return
    for name in names:
        module, suffix = os.path.splitext(name)
        if suffix == ".py" or os.path.isfile(
            os.path.join(directory, name, "__init__.py")
        ):
            yield module
