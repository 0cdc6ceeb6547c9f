"""check, where versions stand beside each other.

Each distribution is checked against what its own imports get, by the import
system's own rules (importlib.versions.select).  What is imported first decides
for a whole program, so everything that one distribution leads to is judged
together: whether an import of one part can get what another part does not accept.
The same is asked of what is named with --together.

What follows from the metadata is compared with what there is: import-versions.txt,
aliases, and what a pip that was killed has left.
"""

import os
import sys
from typing import Dict, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.exceptions import CommandError
from pip._internal.locations import get_scheme
from pip._internal.metadata import BaseDistribution
from pip._internal.metadata.import_names import installed_import_names
from pip._internal.metadata.versions import (
    VersionedDistribution,
    get_default_environment,
    is_versioned,
    iter_versions,
    key,
    matching,
    satisfies,
)
from pip._internal.models.scheme import Scheme
from pip._internal.models.versions import IMPORT_VERSIONS
from pip._internal.operations import import_versions
from pip._internal.operations.install.surroundings import (
    aliases,
    dangling,
    everything,
    owner_of_alias,
)
from pip._internal.operations.install.transaction import Transaction, leftovers

CURE = (
    "python -m importlib.versions solve finds versions that hold together, if "
    "there are any."
)


class Conflict(NamedTuple):
    """What one distribution gets of a project, another one does not accept."""

    one: BaseDistribution
    gets: BaseDistribution
    other: BaseDistribution
    requirement: Requirement

    def __str__(self) -> str:
        return (
            f"{self.other} requires {self.requirement}, and once {self.one} is "
            f"imported first it gets {self.gets}."
        )


def problems() -> Tuple[List[str], bool]:
    """Return what is wrong, in lines, and whether there are versions at all."""
    dists = _installed()
    if not any(map(is_versioned, dists)):
        return [], False
    checker = Checker(dists)
    found = [line for dist in dists for line in checker.problems(dist)]
    known: Set[Tuple[str, str]] = set()
    for dist in sorted(dists, key=lambda dist: len(checker.reachable([dist]))):
        for conflict in checker.conflicts([dist]):
            pair = (str(conflict.other), conflict.gets.canonical_name)
            if pair not in known:
                known.add(pair)
                found.append(f"{dist} does not hold together: {conflict}")
    return [*found, *_differences()], True


def plain_conflicts() -> List[str]:
    """Return what does not fit in a program that imports anything without clauses."""
    dists = _installed()
    checker = Checker(dists)
    plain = filter(None, map(checker.plain, sorted({it.canonical_name for it in dists})))
    return sorted(set(map(str, checker.conflicts(plain))))


def together(queries: Iterable[str]) -> List[str]:
    """Return what does not hold together of what a program imports.

    Raises CommandError for a query that is no installed distribution.
    """
    dists = _installed()
    checker = Checker(dists)
    roots = []
    for query in queries:
        try:
            requirement = Requirement(query)
        except InvalidRequirement:
            raise CommandError(f"--together takes packages, as foo or foo==1.0: {query}")
        found = matching(requirement, dists)
        plain = checker.plain(canonicalize_name(requirement.name))
        if not found:
            raise CommandError(f"{query} is not installed.")
        roots.append(plain if plain in found else found[-1])
    return [
        *(line for dist in checker.reachable(roots) for line in checker.problems(dist)),
        *sorted(set(map(str, checker.conflicts(roots)))),
    ]


def joint_conflicts(dists: Iterable[BaseDistribution]) -> List[Conflict]:
    """Return what a program may meet that imports some distributions."""
    return list(Checker(_installed()).conflicts(dists))


def repair() -> None:
    """Make right whatever follows from the distributions that are installed."""
    for library in {it.library for it in iter_versions()}.union(_left_by_killed()):
        with Transaction(library, scheme_of(library)) as change:
            change.make_right(everything(library))
        projects = import_versions.Projects(sys.path)
        for dist in iter_versions([library]):
            if not dist.is_link:
                import_versions.rewrite(dist, projects)


def scheme_of(library: str) -> Scheme:
    """Return where what is in a library on sys.path has its scripts and data."""
    for user in False, True:
        scheme = get_scheme("", user=user)
        for path in scheme.purelib, scheme.platlib:
            if os.path.realpath(path) == os.path.realpath(library):
                return scheme
    return Scheme(library, library, library, os.path.join(library, "bin"), library)


class Checker:
    """Knows what is installed, and what an import made by it gets."""

    def __init__(self, dists: List[BaseDistribution]) -> None:
        self._dists: Dict[str, List[BaseDistribution]] = {}
        for dist in dists:
            self._dists.setdefault(dist.canonical_name, []).append(dist)
        self._names: Dict[str, List[str]] = {}
        self._required: Dict[str, List[Requirement]] = {}
        self._unreadable: Dict[str, Exception] = {}
        self._got: Dict[Tuple[Optional[str], str], Optional[BaseDistribution]] = {}

    def problems(self, dist: BaseDistribution) -> Iterator[str]:
        """Yield what is wrong with the dependencies of one distribution."""
        requirements = self._requirements(dist)
        if key(dist) in self._unreadable and is_versioned(dist):
            # Of a flat one pip has said so when it read the environment.
            yield f"{dist} has metadata that cannot be read: {self._unreadable[key(dist)]}"
        for requirement in requirements:
            found = self._dists.get(canonicalize_name(requirement.name), [])
            got = self._get(dist, requirement)
            you_have = ", ".join(map(str, found))
            if not found:
                yield f"{dist} requires {requirement.name}, which is not installed."
            elif not any(satisfies(it, requirement.specifier) for it in found):
                yield f"{dist} has requirement {requirement}, but you have {you_have}."
            elif got is None:
                yield (
                    f"{dist} has requirement {requirement}, but {IMPORT_VERSIONS} "
                    f"accepts none of the versions that are installed: {you_have}."
                )
            elif not satisfies(got, requirement.specifier):
                yield (
                    f"{dist} has requirement {requirement}, but its imports get {got}."
                )

    def conflicts(self, roots: Iterable[BaseDistribution]) -> Iterator[Conflict]:
        """Yield what an import of one part gets and another one does not accept."""
        users: Dict[str, List[Tuple[BaseDistribution, Requirement]]] = {}
        for dist in self.reachable(roots):
            for requirement in self._requirements(dist):
                name = canonicalize_name(requirement.name)
                users.setdefault(name, []).append((dist, requirement))
        for of_project in users.values():
            for one, required in of_project:
                gets = self._get(one, required)
                for other, requirement in of_project:
                    if gets is not None and self._get(other, requirement) not in (
                        None,
                        gets,
                    ):
                        if not satisfies(gets, requirement.specifier):
                            yield Conflict(one, gets, other, requirement)

    def reachable(self, roots: Iterable[BaseDistribution]) -> List[BaseDistribution]:
        """Return all that imports of some distributions lead to."""
        found = {id(dist): dist for dist in roots}
        rest = list(found.values())
        while rest:
            dist = rest.pop()
            for requirement in self._requirements(dist):
                got = self._get(dist, requirement)
                if got is not None and id(got) not in found:
                    found[id(got)] = got
                    rest.append(got)
        return list(found.values())

    def plain(self, name: str) -> Optional[BaseDistribution]:
        """Return the distribution of a project that a plain import gets."""
        return self._select(None, name)

    def _requirements(self, dist: BaseDistribution) -> List[Requirement]:
        if key(dist) not in self._required:
            extras = dist.extras if isinstance(dist, VersionedDistribution) else set()
            try:
                found = import_versions.requirements(dist, extras)
            except (OSError, ValueError) as error:
                self._unreadable[key(dist)] = error
                found = []
            self._required[key(dist)] = [
                it for it in found if canonicalize_name(it.name) != dist.canonical_name
            ]
        return self._required[key(dist)]

    def _get(
        self, importer: BaseDistribution, requirement: Requirement
    ) -> Optional[BaseDistribution]:
        """Return the distribution that an import gets of what is required."""
        own = isinstance(importer, VersionedDistribution)
        path = os.path.join(importer.library, importer.entry) if own else None
        return self._select(path, canonicalize_name(requirement.name))

    def _select(self, importer: Optional[str], project: str) -> Optional[BaseDistribution]:
        if (importer, project) not in self._got:
            self._got[importer, project] = self._find(importer, project)
        return self._got[importer, project]

    def _find(self, importer: Optional[str], project: str) -> Optional[BaseDistribution]:
        from importlib.versions import select

        dists = self._dists.get(project, [])
        if not any(map(is_versioned, dists)):
            return dists[0] if dists else None
        if project not in self._names:
            names = {name for dist in dists for name in installed_import_names(dist)}
            self._names[project] = sorted(names)
        is_elsewhere = not self._names[project]
        for name in self._names[project]:
            try:
                found = select(name, importer=importer).candidate
            except (AttributeError, ImportError):
                # No version is accepted, or the package it is in is none.
                continue
            for dist in dists if found is not None else ():
                if isinstance(dist, VersionedDistribution):
                    if os.path.realpath(found.path) == os.path.realpath(dist.directory):
                        return dist
                elif found.layout == "flat":
                    return dist
            is_elsewhere |= found is not None
        # Without modules, or where all are another project's, any will do.
        return max(dists, key=lambda it: it.version) if is_elsewhere else None


def _installed() -> List[BaseDistribution]:
    environment = get_default_environment()
    return list(environment.iter_installed_distributions(local_only=False, skip=()))


def _differences() -> Iterator[str]:
    """Yield where what is there is not what follows from the metadata."""
    repair = "pip check --repair makes it right."
    projects = import_versions.Projects(sys.path)
    libraries: Dict[str, None] = {}
    for dist in iter_versions():
        libraries[dist.library] = None
        if dist.is_link:
            continue
        says = import_versions.read(dist)
        if _meaning(says) != _meaning(import_versions.installed_text(dist, projects)):
            yield f"{dist} has an {IMPORT_VERSIONS} that its metadata does not say. {repair}"
        for entry in aliases(dist):
            path = os.path.join(dist.library, entry)
            if owner_of_alias(dist.library, entry) is None and not os.path.exists(path):
                yield f"{dist} has no alias {path}. {repair}"
    for library in libraries:
        for name in dangling(library):
            yield f"{os.path.join(library, name)} leads nowhere. {repair}"
    for library in _left_by_killed():
        yield f"A pip that was killed has left something in {library}. {repair}"


def _meaning(text: str) -> Optional[List[Tuple[str, str]]]:
    """Return what lines of defaults say, None if they cannot be understood."""
    from importlib.versions import parse_defaults

    try:
        return sorted((name, str(clause)) for name, clause in parse_defaults(text))
    except ValueError:
        return None


def _left_by_killed() -> List[str]:
    return [path for path in dict.fromkeys(sys.path) if leftovers(path)]
