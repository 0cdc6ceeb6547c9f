"""install --imports: what the clauses of a program ask for and is missing.

A clause speaks of the top-level package of its statement, or in a namespace
package of the first real package.  The project to install is the one that
provides this name by the metadata of what is installed; where nothing installed
provides it, the one that is called as the name is.

Nothing else is guessed.  What has no such project is listed, and the command
fails when it has installed the rest.  A project that has the name of a module
and turns out not to provide it is not installed, and nothing with it.
"""

import sys
from typing import Dict, Iterable, List, NamedTuple, Sequence

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.exceptions import InstallationError
from pip._internal.index.package_finder import PackageFinder
from pip._internal.multiple.clauses import specifiers
from pip._internal.multiple.environment import get_environment
from pip._internal.multiple.listing import satisfies
from pip._internal.multiple.providing import by_import_name
from pip._internal.multiple.statements import Clause, read, top_level
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.logging import getLogger, indent_log

logger = getLogger(__name__)


class Wanted(NamedTuple):
    """A requirement that a clause comes to."""

    requirement: Requirement
    module: str  # The import name that the project is to provide.
    clause: Clause


class Unmapped(Exception):
    """Says why no project can be named for a clause."""


class Program:
    """What programs ask for, on its way through the install command."""

    def __init__(self, paths: Iterable[str], directories: Sequence[str]) -> None:
        """Read the programs; directories are those in which versions count."""
        paths = list(dict.fromkeys(paths))
        mapping = Mapping(directories, paths)
        self._wanted: Dict[str, Wanted] = {}
        self._left_out: Dict[str, None] = {}
        for clause in (clause for path in paths for clause in read(path)):
            try:
                if not mapping.is_satisfied(clause):
                    wanted = mapping.wanted(clause)
                    self._wanted.setdefault(str(wanted.requirement), wanted)
            except Unmapped as reason:
                self._left_out[f"{clause}: {reason}"] = None
        if self._wanted:
            logger.info("The imports ask for %s", ", ".join(self._wanted))
        elif not self._left_out:
            logger.info("Nothing that the imports ask for is missing.")

    @property
    def requirements(self) -> List[str]:
        """The requirements of what is missing."""
        return list(self._wanted)

    def offered(
        self, requirements: Iterable[InstallRequirement], finder: PackageFinder
    ) -> List[InstallRequirement]:
        """Requirements without those for projects that no index has."""
        offered = []
        for requirement in requirements:
            wanted = self._wanted.get(str(requirement.req))
            if wanted is None or finder.find_all_candidates(requirement.name or ""):
                offered.append(requirement)
            else:
                reason = f"there is no project {requirement.name}"
                self._left_out[f"{wanted.clause}: {reason}"] = None
        return offered

    def check(self, provided: Dict[NormalizedName, List[str]]) -> None:
        """Refuse projects that have the name of a module and do not provide it.

        provided are the import names of what is about to be installed.
        """
        for requirement, module, clause in self._wanted.values():
            project = canonicalize_name(requirement.name)
            if module not in provided.get(project, [module]):
                raise InstallationError(
                    f"{clause} was taken to ask for the project {requirement.name}, "
                    f"which does not provide {module}. Nothing was installed. Find out "
                    f"which project does, and install that first: pip install "
                    f"--allow-multiple 'PROJECT{requirement.specifier}'"
                )

    def conclude(self) -> None:
        """Fail if anything was left out, and list it."""
        if self._left_out:
            logger.warning("These imports are left out:")
            with indent_log():
                for text in self._left_out:
                    logger.warning(text)
            raise InstallationError(
                "Not everything that the imports ask for is installed."
            )


class Mapping:
    """Knows which projects provide the modules that clauses speak of."""

    def __init__(self, directories: Sequence[str], paths: Iterable[str]) -> None:
        dists = get_environment(list(directories)).iter_all_distributions()
        self._providers = by_import_name(dists)
        self._namespaces = {
            name[:end]
            for name in self._providers
            for end, character in enumerate(name)
            if character == "."
        }
        self._own = {name for path in paths for name in top_level(path)}

    def is_satisfied(self, clause: Clause) -> bool:
        """Whether what is there does."""
        specifier = specifiers(clause.clause)
        module = self._bound(clause)
        providers = self._providers.get(module, [])
        if not providers and module in sys.stdlib_module_names:
            version = ".".join(map(str, sys.version_info[:3]))
            if not specifier.contains(version, prereleases=True):
                raise Unmapped(f"the standard library has the version {version}")
            return True
        return any(satisfies(dist, specifier) for dist in providers)

    def wanted(self, clause: Clause) -> Wanted:
        """The requirement of a clause.  Raises Unmapped."""
        module = self._bound(clause)
        project = self._project(module)
        specifier = specifiers(clause.clause)
        return Wanted(Requirement(f"{project}{specifier}"), module, clause)

    def _bound(self, clause: Clause) -> str:
        """The name that a clause speaks of.

        In a namespace package it is the first that something installed
        provides, and if nothing does the one that stands before the clause.
        """
        parts = clause.name.split(".")
        if parts[0] not in self._namespaces:
            return parts[0]
        for end in range(1, len(parts) + 1):
            prefix = ".".join(parts[:end])
            if prefix in self._providers:
                return prefix
        return clause.name if clause.module in self._namespaces else clause.module

    def _project(self, module: str) -> str:
        """The name of the project that provides a module.  Raises Unmapped."""
        providers = self._providers.get(module, [])
        projects = {dist.canonical_name: dist.raw_name for dist in providers}
        if len(projects) > 1:
            names = ", ".join(sorted(projects.values()))
            raise Unmapped(f"several projects provide it ({names}); name one of them")
        for project in projects.values():
            return project
        if module.partition(".")[0] in self._own:
            raise Unmapped("it is a module of the program itself")
        if module in self._namespaces:
            raise Unmapped("it is a namespace package, which has no version")
        try:
            return Requirement(module).name
        except InvalidRequirement:
            raise Unmapped("no project can have this name; name the project")
