"""check: every distribution against the versions that its imports get.

A version in a directory of its own gets of its dependencies what its
import-versions.txt accepts, a flat distribution what everybody gets.  In both
cases an import takes the first flat module on sys.path, or if there is none the
highest version of the first directory that has any; and where lines of
import-versions.txt speak of the name, its own or those of that directory, only
one for which all of them hold.

An environment without versions beside each other is checked as ever.
"""

import os
import sys
from typing import Dict, Iterator, List, Optional, Tuple

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version

from pip._internal.metadata import BaseDistribution
from pip._internal.multiple.clauses import best_first, read_import_versions
from pip._internal.multiple.environment import get_default_environment
from pip._internal.multiple.layout import IMPORT_VERSIONS, beside
from pip._internal.multiple.listing import satisfies
from pip._internal.multiple.providing import import_names
from pip._internal.operations.check import (
    CheckResult,
    PackageSet,
    check_package_set,
)


def check(package_set: PackageSet) -> Tuple[CheckResult, List[str]]:
    """What is wrong: as pip's own check has it, else as lines to be shown."""
    dists = list(
        get_default_environment().iter_installed_distributions(
            local_only=False, skip=()
        )
    )
    if not any(map(beside, dists)):
        return check_package_set(package_set), []
    checker = Checker(dists)
    return ({}, {}), [line for dist in dists for line in checker.problems(dist)]


class Checker:
    """Knows what is installed, and what an import made by it gets."""

    def __init__(self, dists: List[BaseDistribution]) -> None:
        self._dists: Dict[str, List[BaseDistribution]] = {}
        for dist in dists:
            self._dists.setdefault(dist.canonical_name, []).append(dist)
        self._path = [os.path.abspath(path) for path in sys.path]
        self._defaults: Dict[str, Dict[str, SpecifierSet]] = {}

    def problems(self, dist: BaseDistribution) -> Iterator[str]:
        """What is wrong with the dependencies of one distribution."""
        try:
            requirements = list(dist.iter_dependencies())
        except (OSError, ValueError) as error:
            # Of a flat one pip has said so when it read the environment.
            if beside(dist):
                yield f"{dist} has metadata that cannot be read: {error}"
            return
        for requirement in requirements:
            if canonicalize_name(requirement.name) != dist.canonical_name:
                problem = self._problem(dist, requirement)
                if problem is not None:
                    yield f"{dist} {problem}"

    def _problem(
        self, dist: BaseDistribution, requirement: Requirement
    ) -> Optional[str]:
        found = self._dists.get(canonicalize_name(requirement.name), [])
        if not found:
            return f"requires {requirement.name}, which is not installed."
        accepted = requirement.specifier
        if not any(satisfies(it, accepted) for it in found):
            you_have = ", ".join(map(str, found))
            return f"has requirement {requirement}, but you have {you_have}."
        chosen = self._chosen(dist, found)
        if chosen is None:
            return (
                f"has requirement {requirement}, but {IMPORT_VERSIONS} accepts none "
                f"of the versions that are installed: {', '.join(map(str, found))}."
            )
        if not satisfies(chosen, accepted):
            return f"has requirement {requirement}, but its imports get {chosen}."
        return None

    def _chosen(
        self, importer: BaseDistribution, found: List[BaseDistribution]
    ) -> Optional[BaseDistribution]:
        """Which distribution of a project the imports of another one get."""
        names = sorted({name for dist in found for name in import_names(dist)})
        own = beside(importer)

        def accepted(directory: str) -> SpecifierSet:
            specifier = SpecifierSet()
            for place in [directory] if own is None else [directory, own.directory]:
                defaults = self._defaults_in(place)
                for name in names:
                    specifier &= defaults.get(name, SpecifierSet())
            return specifier

        found = sorted(found, key=lambda dist: self._order(_directory(dist)))
        for dist in found:
            if not beside(dist) and satisfies(dist, accepted(_directory(dist))):
                return dist
        versions: Dict[str, Dict[Version, BaseDistribution]] = {}
        for dist in filter(beside, found):
            versions.setdefault(_directory(dist), {})[dist.version] = dist
        for directory, by_version in versions.items():
            for version in best_first(by_version, accepted(directory)):
                return by_version[version]
        return None

    def _order(self, directory: str) -> int:
        path = self._path
        return path.index(directory) if directory in path else len(path)

    def _defaults_in(self, directory: str) -> Dict[str, SpecifierSet]:
        if directory not in self._defaults:
            self._defaults[directory] = read_import_versions(directory)
        return self._defaults[directory]


def _directory(dist: BaseDistribution) -> str:
    """The directory on sys.path that a distribution is in."""
    installed = beside(dist)
    if installed is not None:
        return installed.library
    return os.path.abspath(dist.location or "")
