"""Distributions of which several versions are installed beside each other.

pip's own environments hold one distribution of a name, the flat one: it is
what an install without --allow-multiple looks at, replaces and removes.  The
environments here hold the versions as well, as importlib.versions finds them,
for the commands that show or judge what is there.

A distribution directory without metadata of its version was not made by an
installer: it can be imported, and pip neither lists nor removes it.
"""

import os
import sys
from typing import (
    Dict,
    Iterable,
    Iterator,
    List,
    Optional,
    Sequence,
    Set,
    Tuple,
    TypeVar,
)

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.metadata import get_environment as get_flat_environment
from pip._internal.metadata.base import BaseDistribution, BaseEnvironment
from pip._internal.metadata.importlib import Distribution
from pip._internal.models.scheme import Scheme
from pip._internal.models.versions import scheme_of_directory

try:
    from importlib.versions import installed, split_entry
except ImportError:
    # An interpreter that cannot import versions has none.
    def installed(path: List[str]) -> List[object]:
        return []


_Dist = TypeVar("_Dist", bound=BaseDistribution)

# In *.dist-info: the extras that were asked for, one in a line.
EXTRAS = "EXTRAS"


class VersionedDistribution(Distribution):
    """A distribution in a directory of its own.

    library    the directory on sys.path that it stands in
    directory  its distribution directory; elsewhere if library has but a link
    entry      the name of the directory, or of the link to it, in library
    """

    library: str
    directory: str
    entry: str

    @property
    def is_link(self) -> bool:
        """Return True if it is kept elsewhere and only linked into the library."""
        return os.path.islink(os.path.join(self.library, self.entry))

    @property
    def extras(self) -> Set[str]:
        """The extras that were asked for."""
        try:
            return set(self.read_text(EXTRAS).split())
        except FileNotFoundError:
            return set()

    @property
    def data(self) -> str:
        """The directory of its data files, which are for sys.prefix."""
        return self._scheme.data

    @property
    def scripts(self) -> str:
        """The directory of its scripts that are no entry points."""
        return self._scheme.scripts

    @property
    def _scheme(self) -> Scheme:
        info = os.path.basename(self.info_location or "")
        return scheme_of_directory(self.directory, info)


def iter_versions(
    directories: Optional[Iterable[str]] = None,
) -> Iterator[VersionedDistribution]:
    """Yield the versions in directories, by default in those on sys.path.

    Directory by directory; in each the projects sorted by name and their
    versions in ascending order.  A version that stands in two directories is the
    one that imports find first.
    """
    seen = set()
    for library in dict.fromkeys(sys.path if directories is None else directories):
        if not os.path.isdir(library):
            continue
        found = []
        for it in installed([library]):
            if it.path is None or not (it.metadata or "").endswith(".dist-info"):
                continue
            entry = os.path.basename(it.path)
            if it.version == split_entry(entry)[1]:
                dist = VersionedDistribution.from_directory(it.metadata)
                assert isinstance(dist, VersionedDistribution)
                dist.library = os.path.abspath(library)
                dist.entry = entry
                dist.directory = os.path.abspath(dist.location or it.path)
                found.append(dist)
        # Of several links to one place, the one that is called as the project.
        for dist in sorted(found, key=_order_of_entries):
            if (dist.canonical_name, dist.version) not in seen:
                seen.add((dist.canonical_name, dist.version))
                yield dist


def _order_of_entries(dist: VersionedDistribution) -> Tuple[str, Version, bool]:
    name = canonicalize_name(split_entry(dist.entry)[0])
    return dist.canonical_name, dist.version, name != dist.canonical_name


class _Environment(BaseEnvironment):
    """Of a name the flat distribution first, then the versions, ascending."""

    def __init__(self, paths: Optional[List[str]]) -> None:
        self._paths = paths

    def _iter_distributions(self) -> Iterator[BaseDistribution]:
        yield from get_flat_environment(self._paths).iter_all_distributions()
        yield from iter_versions(self._paths)

    def get_distribution(self, name: str) -> Optional[BaseDistribution]:
        """Return the flat distribution of a name, else the highest version."""
        wanted = canonicalize_name(name)
        found = [it for it in self.iter_all_distributions() if it.canonical_name == wanted]
        flat = [dist for dist in found if not is_versioned(dist)]
        return flat[0] if flat else max(found, key=lambda it: it.version, default=None)


def get_environment(paths: Optional[List[str]]) -> BaseEnvironment:
    """Return the environment of some directories, None for those on sys.path."""
    return _Environment(paths)


def get_default_environment() -> BaseEnvironment:
    """Return the environment of the running interpreter."""
    return _Environment(None)


def is_versioned(dist: BaseDistribution) -> bool:
    """Return True if a distribution has a directory of its own."""
    return isinstance(dist, VersionedDistribution)


def layout(dist: BaseDistribution) -> str:
    return "versioned" if is_versioned(dist) else "flat"


def key(dist: BaseDistribution) -> str:
    """Return a key of its own for each: foo for a flat one, else foo==1.0."""
    if is_versioned(dist):
        return f"{dist.canonical_name}=={dist.version}"
    return dist.canonical_name


def order(dist: BaseDistribution) -> Tuple[str, bool, Version]:
    """Return the sort key of a listing: by name, the flat one first, by version."""
    if is_versioned(dist):
        return dist.canonical_name, True, dist.version
    return dist.canonical_name, False, Version("0")


def layouts(dists: Iterable[BaseDistribution]) -> List[str]:
    """Return the layout of each; nothing where all are flat, as they ever were."""
    column = list(map(layout, dists))
    return column if "versioned" in column else []


def newest(dists: Sequence[_Dist]) -> List[_Dist]:
    """Return the distributions that can be out of date.

    Older versions are there because a program asks for them.  So of each name
    it is the flat one, which an upgrade replaces, and the highest version if
    that is not the flat one.
    """
    highest: Dict[str, _Dist] = {}
    for dist in dists:
        other = highest.setdefault(dist.canonical_name, dist)
        if other.version < dist.version:
            highest[dist.canonical_name] = dist
    return [
        dist
        for dist in dists
        if not is_versioned(dist) or highest[dist.canonical_name] is dist
    ]


def satisfies(dist: BaseDistribution, specifier: SpecifierSet) -> bool:
    """Return True if a distribution's version, be it a pre-release, is accepted.

    What is no version, as some old ones are, is accepted where anything is.
    """
    try:
        return not specifier or specifier.contains(dist.version, prereleases=True)
    except InvalidVersion:
        return False


def matching(
    requirement: Requirement, dists: Iterable[BaseDistribution]
) -> List[BaseDistribution]:
    """Return the distributions that a requirement speaks of."""
    name = canonicalize_name(requirement.name)
    return [
        dist
        for dist in dists
        if dist.canonical_name == name
        and satisfies(dist, requirement.specifier)
        and (requirement.url is None or requirement.url == _url(dist))
    ]


def queried(
    query: str, dists: Iterable[BaseDistribution]
) -> Dict[str, BaseDistribution]:
    """Return what a query such as "foo" or "foo==1.0" speaks of, by key()."""
    try:
        return {key(dist): dist for dist in matching(Requirement(query), dists)}
    except InvalidRequirement:
        return {}


def is_required_by(other: BaseDistribution, dist: BaseDistribution) -> bool:
    """Return True if a distribution is required by another one.

    What stands beside others is required by those whose requirement it
    satisfies, and the flat one by all that name it.
    """
    return any(
        canonicalize_name(requirement.name) == other.canonical_name
        and (not is_versioned(other) or satisfies(other, requirement.specifier))
        for requirement in dist.iter_dependencies()
    )


def _url(dist: BaseDistribution) -> Optional[str]:
    """The URL by which freeze speaks of a distribution that no index gave."""
    # Lazy, since it takes the version control systems along.
    from pip._internal.utils.direct_url_helpers import (
        direct_url_as_pep440_direct_reference,
    )

    if dist.direct_url is None:
        return None
    reference = direct_url_as_pep440_direct_reference(dist.direct_url, dist.raw_name)
    return Requirement(reference).url
