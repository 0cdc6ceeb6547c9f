"""install --imports: what the clauses of a program ask for and is missing.

The program is read, not run.  A clause speaks of the top-level package of its
statement, or in a namespace package of the first real package.  The project to
install is the one that provides this name by the metadata of what is installed,
by --provides, or by the metadata that an index has of the project of that name
(PEP 658), if that states the name (PEP 794).  Otherwise the user is asked.

Nothing is guessed: a project that is called like a module may be another one's.
What has no project, or none of the version, is listed, and the command fails
when it has installed the rest.
"""

import ast
import os
import sys
from collections import defaultdict
from optparse import Values
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.exceptions import CommandError, InstallationError
from pip._internal.index.package_finder import PackageFinder
from pip._internal.metadata import (
    BaseDistribution,
    FilesystemWheel,
    get_metadata_distribution,
    get_wheel_distribution,
)
from pip._internal.metadata.import_names import (
    installed_import_names,
    parents,
    stated_names,
)
from pip._internal.metadata.versions import get_environment, satisfies
from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.utils.logging import getLogger, indent_log
from pip._internal.utils.misc import ask_input

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

    @property
    def specifier(self) -> SpecifierSet:
        from importlib.versions import Specifier

        comparisons = Specifier(self.clause)
        return SpecifierSet(",".join(op + version for op, version in comparisons))

    def __str__(self) -> str:
        clause = self.clause
        if clause[:1].isalnum():
            clause = f"version {clause}"
        return f"{self.module} {clause} ({self.file}, line {self.line})"


class Wanted(NamedTuple):
    """A requirement that a clause comes to."""

    requirement: Requirement
    module: str  # The import name that the project is to provide.
    clause: Clause


class Unmapped(Exception):
    """Says why no project can be named for a clause."""


class Program:
    """What programs ask for, on its way through the install command."""

    def __init__(
        self,
        options: Values,
        directories: Sequence[str],
        finder: PackageFinder,
        session: PipSession,
    ) -> None:
        """Read the programs; directories are those in which versions count."""
        paths = list(dict.fromkeys(options.imports))
        self._finder = finder
        self._mapping = Mapping(options, directories, Index(finder, session))
        self._wanted: Dict[str, Wanted] = {}
        self._left_out: Dict[str, None] = {}
        for clause in (clause for path in paths for clause in read(path)):
            try:
                if not self._mapping.is_satisfied(clause):
                    self._want(clause)
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

    def check(self, provided: Dict[NormalizedName, Set[str]]) -> None:
        """Refuse projects that turn out not to provide what they were named for.

        provided are the import names of what is about to be installed.
        """
        for requirement, module, clause in self._wanted.values():
            names = provided.get(canonicalize_name(requirement.name))
            if names is not None and module not in names:
                raise InstallationError(
                    f"{clause} was said to be of the project {requirement.name}, "
                    f"which does not provide {module}. Nothing was installed."
                )

    def conclude(self) -> None:
        """Fail if anything was left out, and list it."""
        if self._left_out:
            logger.warning("These imports are left out:")
            with indent_log():
                for text in self._left_out:
                    logger.warning(text)
            raise InstallationError(
                "Not everything that the imports ask for can be installed."
            )

    def _want(self, clause: Clause) -> None:
        module = self._mapping.bound(clause)
        project = self._mapping.project(module, clause)
        requirement = Requirement(f"{project}{clause.specifier}")
        found = self._finder.find_best_candidate(project, requirement.specifier)
        if found.best_candidate is None:
            raise Unmapped(f"there is no such version of {project}")
        wanted = Wanted(requirement, module, clause)
        self._wanted.setdefault(str(requirement), wanted)


class Mapping:
    """Knows which projects provide the modules that clauses speak of."""

    def __init__(
        self, options: Values, directories: Sequence[str], index: "Index"
    ) -> None:
        self._index = index
        self._can_ask = not options.no_input and sys.stdin.isatty()
        self._providers: Dict[str, List[BaseDistribution]] = defaultdict(list)
        for dist in get_environment(list(directories)).iter_all_distributions():
            for name in installed_import_names(dist):
                self._providers[name].append(dist)
        self._namespaces = {it for name in self._providers for it in parents(name)}
        self._own = {name for path in options.imports for name in top_level(path)}
        self._said: Dict[str, str] = {}
        for text in options.provides:
            module, equals, project = text.partition("=")
            if not equals or not _is_project(project):
                raise CommandError(f"--provides takes MODULE=PROJECT, not {text!r}")
            self._said[module] = project

    def is_satisfied(self, clause: Clause) -> bool:
        """Return True if what is there does.  Raises Unmapped."""
        module = self.bound(clause)
        providers = self._providers.get(module, [])
        if not providers and module in sys.stdlib_module_names:
            version = ".".join(map(str, sys.version_info[:3]))
            if not clause.specifier.contains(version, prereleases=True):
                raise Unmapped(f"the standard library has the version {version}")
            return True
        return any(satisfies(dist, clause.specifier) for dist in providers)

    def bound(self, clause: Clause) -> str:
        """Return the name that a clause speaks of.

        In a namespace package it is the first that something provides, and if
        nothing does the one that stands before the clause.
        """
        names = [*parents(clause.name), clause.name]
        for name in names:
            if name in self._providers or name in self._said:
                return name
        if names[0] not in self._namespaces:
            return names[0]
        return clause.name if clause.module in self._namespaces else clause.module

    def project(self, module: str, clause: Clause) -> str:
        """Return the name of the project that provides a module.  Raises Unmapped."""
        if module in self._said:
            return self._said[module]
        projects = {it.canonical_name: it.raw_name for it in self._providers.get(module, ())}
        if len(projects) > 1:
            names = ", ".join(sorted(projects.values()))
            raise Unmapped(
                f"several projects provide it ({names}); say --provides "
                f"{module}=PROJECT"
            )
        for project in projects.values():
            return project
        if module.partition(".")[0] in self._own:
            raise Unmapped("it is a module of the program itself")
        if module in self._namespaces:
            raise Unmapped("it is a namespace package, which has no version")
        project = canonicalize_name(module)
        if module not in self._index.import_names(project, clause.specifier):
            project = self._ask(module, clause)
        self._said[module] = project
        return project

    def _ask(self, module: str, clause: Clause) -> str:
        while self._can_ask:
            answer = ask_input(f"{clause}: which project provides {module}? ").strip()
            if not answer:
                break
            if _is_project(answer):
                return answer
        raise Unmapped(
            f"no metadata says which project provides it; say --provides "
            f"{module}=PROJECT"
        )


class Index:
    """Knows what the metadata on an index states."""

    def __init__(self, finder: PackageFinder, session: PipSession) -> None:
        self._finder = finder
        self._session = session

    def import_names(self, project: NormalizedName, specifier: SpecifierSet) -> Set[str]:
        """Return the import names that a project states; none if it does not."""
        find = self._finder.find_best_candidate
        found = find(project, specifier).best_candidate or find(project).best_candidate
        dist = None if found is None else self._metadata(found.link, project)
        names = None if dist is None else stated_names(dist.metadata)
        return names or set()

    def _metadata(self, link: Link, project: NormalizedName) -> Optional[BaseDistribution]:
        if link.is_file and link.is_wheel:
            return get_wheel_distribution(FilesystemWheel(link.file_path), project)
        metadata = link.metadata_link()
        if metadata is None:
            return None
        response = self._session.get(metadata.url)
        response.raise_for_status()
        return get_metadata_distribution(response.content, link.filename, project)


def read(path: str) -> Iterator[Clause]:
    """Yield the clauses of a program: of a file, or of all files in a directory.

    What cannot be read is an error where the user has named the file, and a
    warning in a directory.
    """
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


def top_level(path: str) -> Iterator[str]:
    """Yield the names of the modules that stand where a program does."""
    directory = path if os.path.isdir(path) else os.path.dirname(path)
    for name in os.listdir(directory or os.curdir):
        module, suffix = os.path.splitext(name)
        init = os.path.join(directory, name, "__init__.py")
        if suffix == ".py" or os.path.isfile(init):
            yield module


def _python_files(directory: str) -> Iterator[str]:
    """Yield the Python files below a directory, but for virtual environments."""
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


def _is_project(text: str) -> bool:
    try:
        return str(Requirement(text)) == text
    except InvalidRequirement:
        return False
