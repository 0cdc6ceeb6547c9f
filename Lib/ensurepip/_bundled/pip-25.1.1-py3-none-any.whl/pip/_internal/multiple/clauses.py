"""Version clauses of the language, as sets of specifiers that pip computes with.

A clause is what follows "version" in an import statement, or the name in a
line of import-versions.txt: comparisons as in requirements, or a version by
itself, which stands for itself and all that it is a prefix of.
"""

import os
from typing import Dict, Iterable, List

from pip._vendor.packaging.specifiers import InvalidSpecifier, SpecifierSet
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.multiple.layout import IMPORT_VERSIONS
from pip._internal.utils.logging import getLogger

logger = getLogger(__name__)

_OPERATORS = "=!<>~"


def specifiers(clause: str) -> SpecifierSet:
    """The specifiers that a clause means.

    Raises InvalidSpecifier or InvalidVersion.
    """
    clause = clause.strip()
    if clause.startswith(tuple(_OPERATORS)):
        return SpecifierSet(clause)
    version = Version(clause)
    if version.is_prerelease or version.is_postrelease or version.local:
        return SpecifierSet(f"=={version}")
    return SpecifierSet(f"=={version}.*")


def best_first(versions: Iterable[Version], specifier: SpecifierSet) -> List[Version]:
    """Those that satisfy a specifier, in the order in which an import takes them.

    A pre-release comes after all others, unless the specifier names one.
    """
    return sorted(
        specifier.filter(versions, prereleases=True),
        key=lambda it: (bool(specifier.prereleases) or not it.is_prerelease, it),
        reverse=True,
    )


def read_import_versions(directory: str) -> Dict[str, SpecifierSet]:
    """What the import-versions.txt of a directory says, by import name.

    Several lines for a name hold together.  What is no such line is passed
    over with a warning, as it is by the import system.
    """
    path = os.path.join(directory, IMPORT_VERSIONS)
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return {}
    found: Dict[str, SpecifierSet] = {}
    for number, line in enumerate(lines, start=1):
        line = line.partition("#")[0].strip()
        name, clause = _split(line)
        if not line:
            continue
        try:
            found[name] = found.get(name, SpecifierSet()) & specifiers(clause)
        except (InvalidSpecifier, InvalidVersion):
            logger.warning("%s, line %d is not 'name specifier'", path, number)
    return found


def _split(line: str) -> List[str]:
    """Name and clause of a line, which need no space before an operator."""
    for position, character in enumerate(line):
        if character.isspace() or character in _OPERATORS:
            return [line[:position], line[position:]]
    return [line, ""]
