"""install --imports: what the clauses of a program ask for and is missing.

The import statements are read, not run.  A clause speaks of the top-level
package of its statement, or in a namespace package of the first real package.
The project to install is the one that provides this name by the metadata of
what is installed; where nothing installed provides it, the one that is called
as the name is.  It is not guessed otherwise: what has no such project is
listed, and a project of that name which turns out not to provide the module is
not installed.
"""

import ast
import os
import sys
from typing import (
    Collection,
    Dict,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Sequence,
)

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.exceptions import CommandError, InstallationError
from pip._internal.index.package_finder import PackageFinder
from pip._internal.metadata import BaseDistribution
from pip._internal.multiple.clauses import specifiers
from pip._internal.multiple.environment import get_environment
from pip._internal.multiple.listing import satisfies
from pip._internal.multiple.providing import by_import_name
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.logging import getLogger, indent_log

logger = getLogger(__name__)


class Clause(NamedTuple):
    """A version clause of a program, for one name that it may speak of."""

    name: str  # Dotted; that of an imported name for "from a.b import c".
    module: str  # As it stands before the clause.
    clause: str
    file: str
    line: int

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


def wanted(paths: Iterable[str], directories: Sequence[str]) -> List[Wanted]:
    """What the programs at some paths ask for and directories do not have.

    What cannot be mapped to a project is reported and left out.
    """
    paths = list(paths)
    mapping = Mapping(directories, paths)
    found: Dict[str, Wanted] = {}
    unmapped: Dict[str, None] = {}
    for clause in (clause for path in paths for clause in read(path)):
        try:
            it = mapping.missing(clause)
        except Unmapped as reason:
            unmapped[f"{clause}: {reason}"] = None
        else:
            if it is not None:
                found.setdefault(str(it.requirement), it)
    _leave_out(unmapped)
    if found:
        logger.info("The imports ask for %s", ", ".join(found))
    else:
        rest = "else " if unmapped else ""
        logger.info("Nothing %sthat the imports ask for is missing.", rest)
    return list(found.values())


def on_index(
    requirements: Iterable[InstallRequirement],
    wanted: Iterable[Wanted],
    finder: PackageFinder,
) -> List[InstallRequirement]:
    """The requirements without those of clauses whose project nobody offers."""
    by_requirement = {str(it.requirement): it.clause for it in wanted}
    offered, unknown = [], {}
    for requirement in requirements:
        clause = by_requirement.get(str(requirement.req))
        if clause is None or finder.find_all_candidates(requirement.name or ""):
            offered.append(requirement)
        else:
            unknown[f"{clause}: no project {requirement.name} is offered"] = None
    _leave_out(unknown)
    return offered


def check_provided(
    wanted: Iterable[Wanted], provided: Dict[NormalizedName, List[str]]
) -> None:
    """Refuse projects that bear the name of a module and do not provide it.

    provided are the import names of what is about to be installed.
    """
    for it in wanted:
        project = canonicalize_name(it.requirement.name)
        if it.module not in provided.get(project, [it.module]):
            raise InstallationError(
                f"{it.clause} was taken to ask for the project {it.requirement.name}, "
                f"which does not provide {it.module}. Nothing was installed. Find out "
                f"which project does, and install that first: pip install "
                f"--allow-multiple 'PROJECT{it.requirement.specifier}'"
            )


def _leave_out(texts: Collection[str]) -> None:
    if texts:
        logger.warning("These imports are left out:")
    with indent_log():
        for text in texts:
            logger.warning(text)


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
        self._own = {name for path in paths for name in _top_level(path)}

    def missing(self, clause: Clause) -> Optional[Wanted]:
        """The requirement of a clause, None if it is satisfied.

        Raises Unmapped where no project can be named.
        """
        specifier = specifiers(clause.clause)
        module = self._bound(clause.name)
        providers = self._providers.get(module, [])
        if any(satisfies(dist, specifier) for dist in providers):
            return None
        if not providers and module in sys.stdlib_module_names:
            version = ".".join(map(str, sys.version_info[:3]))
            if specifier.contains(version, prereleases=True):
                return None
            raise Unmapped(f"the version of the standard library is {version}")
        project = self._project(module, providers)
        return Wanted(Requirement(f"{project}{specifier}"), module, clause)

    def _bound(self, name: str) -> str:
        """The name that a clause for a dotted name speaks of.

        Of a namespace package as far as it is known: google.cloud.storage for
        google.cloud.storage.blob if that is installed, else all of it.
        """
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            prefix = ".".join(parts[:end])
            if prefix not in self._namespaces or prefix in self._providers:
                return prefix
        return name

    def _project(self, module: str, providers: List[BaseDistribution]) -> str:
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


# Reading ######################################################################


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
                    clause = Clause(name, node.module, version, path, node.lineno)
                    found.append(clause)
    return found


def _top_level(path: str) -> Iterator[str]:
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
