"""import-versions.txt: which versions a distribution's own imports are to get.

The file says by import name what Requires-Dist says by project name, so that
unmodified packages get the dependencies that they declare.  A requirement
counts if its marker holds in this interpreter, with the extras that were asked
for.  One with a URL means the version that was found there.  One with neither
specifier nor URL says nothing of versions and has no line, and neither has a name
of the standard library: its modules go before backports of them, as ever.
"""

import sys
from typing import Dict, Iterable, List, Optional, Protocol, Set

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import Version

from pip._internal.metadata import BaseDistribution


class Projects(Protocol):
    """What is known of the projects that are installed, or about to be."""

    def import_names(self, project: NormalizedName) -> Iterable[str]:
        """The import names of a project; none if it is neither."""

    def version_at(self, project: NormalizedName, url: str) -> Optional[Version]:
        """The version that this run has found at a URL."""


_HEAD = """\
# Versions for the imports that {project} {version} makes, from its metadata.
"""


def import_versions(
    dist: BaseDistribution,
    own_names: Iterable[str],
    extras: Iterable[str],
    projects: Projects,
) -> str:
    """The text of the file, which is empty where there is nothing to say.

    own_names are the import names of the distribution itself: its modules get
    one another without being told so.
    """
    lines = []
    for project, specifier in _specifiers(dist, extras, projects).items():
        names = set(projects.import_names(project)) or {project.replace("-", "_")}
        lines += [
            f"{name} {_spelled(specifier)}\n"
            for name in names.difference(own_names)
            if name.partition(".")[0] not in sys.stdlib_module_names
        ]
    if not lines:
        return ""
    head = _HEAD.format(project=dist.raw_name, version=dist.version)
    return head + "".join(sorted(lines))


def _specifiers(
    dist: BaseDistribution, extras: Iterable[str], projects: Projects
) -> Dict[NormalizedName, SpecifierSet]:
    """What is required of each other project, all its requirements together."""
    found: Dict[NormalizedName, SpecifierSet] = {}
    for requirement in _requirements(dist, extras):
        project = canonicalize_name(requirement.name)
        specifier = requirement.specifier
        if requirement.url:
            version = projects.version_at(project, requirement.url)
            specifier = SpecifierSet(f"==={version}" if version else "")
        if specifier and project != dist.canonical_name:
            found[project] = found.get(project, SpecifierSet()) & specifier
    return found


def _requirements(dist: BaseDistribution, extras: Iterable[str]) -> List[Requirement]:
    """The requirements that hold; foo[all] may require foo[a] and foo[b]."""
    wanted: Set[str] = set(extras)
    while True:
        provided = [it for it in dist.iter_provided_extras() if _among(it, wanted)]
        found = list(dist.iter_dependencies(provided))
        more = {
            extra
            for requirement in found
            if canonicalize_name(requirement.name) == dist.canonical_name
            for extra in requirement.extras
            if not _among(extra, wanted)
        }
        if not more:
            return found
        wanted |= more


def _among(extra: str, extras: Set[str]) -> bool:
    return canonicalize_name(extra) in map(canonicalize_name, extras)


def _spelled(specifier: SpecifierSet) -> str:
    """A clause as import statements have it, in an order of its own."""
    return ",".join(sorted(map(str, specifier), reverse=True))
