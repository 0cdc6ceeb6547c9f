"""import-versions.txt: which versions a distribution's own imports are to get.

The file says by import name what Requires-Dist says by project name, so that
unmodified packages get the dependencies that they declare.  A requirement
counts if its marker holds in this interpreter, with the extras that were asked
for.  One without a specifier says nothing of versions and has no line.
"""

from typing import Callable, Dict, Iterable, List, Set

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name

from pip._internal.metadata import BaseDistribution

# The import names of a project that is installed, or is being installed;
# empty where it is neither.
NamesOf = Callable[[NormalizedName], Iterable[str]]

_HEAD = """\
# Versions for the imports that {project} {version} makes, from its metadata.
"""


def import_versions(
    dist: BaseDistribution,
    own_names: Iterable[str],
    extras: Iterable[str],
    names_of: NamesOf,
) -> str:
    """The text of the file, which is empty where there is nothing to say.

    own_names are the import names of the distribution itself: its modules get
    one another without being told so.
    """
    lines = []
    for project, specifier in _specifiers(dist, extras).items():
        names = set(names_of(project)) or {project.replace("-", "_")}
        lines += [
            f"{name} {_spelled(specifier)}\n" for name in names.difference(own_names)
        ]
    if not lines:
        return ""
    head = _HEAD.format(project=dist.raw_name, version=dist.version)
    return head + "".join(sorted(lines))


def _specifiers(
    dist: BaseDistribution, extras: Iterable[str]
) -> Dict[NormalizedName, SpecifierSet]:
    """What is required of each other project, all its requirements together."""
    found: Dict[NormalizedName, SpecifierSet] = {}
    for requirement in _requirements(dist, extras):
        project = canonicalize_name(requirement.name)
        if requirement.specifier and project != dist.canonical_name:
            found[project] = found.get(project, SpecifierSet()) & requirement.specifier
    return found


def _requirements(
    dist: BaseDistribution, extras: Iterable[str]
) -> List[Requirement]:
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
