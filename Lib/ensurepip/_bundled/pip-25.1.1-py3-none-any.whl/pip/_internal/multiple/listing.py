"""Rows, keys and order of distributions where one name has several versions.

list, show and inspect were written for one distribution of a name.  What they
say of an environment without versions beside each other stays as it is, to
the letter: the additions here appear with the first such version.
"""

from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple, TypeVar

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.metadata import BaseDistribution
from pip._internal.multiple.layout import beside
from pip._internal.utils.packaging import get_requirement

_Dist = TypeVar("_Dist", bound=BaseDistribution)


def order(dist: BaseDistribution) -> Tuple[str, bool, Version]:
    """The sort key of a listing: by name, the flat one first, by version."""
    installed = beside(dist)
    if installed is None:
        return dist.canonical_name, False, Version("0")
    return dist.canonical_name, True, installed.version


def layouts(dists: Iterable[BaseDistribution]) -> List[str]:
    """A column that marks the flat ones, empty where there are no others."""
    column = ["versioned" if beside(dist) else "flat" for dist in dists]
    return column if "versioned" in column else []


def newest(dists: Sequence[_Dist]) -> List[_Dist]:
    """The distributions that can be out of date.

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
        if not beside(dist) or highest[dist.canonical_name] is dist
    ]


def key(dist: BaseDistribution) -> str:
    """A key of its own for each distribution: foo for a flat one, else foo==1.0."""
    installed = beside(dist)
    if installed is None:
        return dist.canonical_name
    return f"{dist.canonical_name}=={installed.version}"


def by_key(dists: Iterable[_Dist]) -> Dict[str, _Dist]:
    return {key(dist): dist for dist in dists}


def queried_keys(query: str, installed: Dict[str, BaseDistribution]) -> List[str]:
    """The keys of what a query such as "foo" or "foo==1.0" speaks of."""
    try:
        return matching_keys(Requirement(query), installed)
    except InvalidRequirement:
        return []


def matching_keys(
    requirement: Requirement, installed: Dict[str, BaseDistribution]
) -> List[str]:
    """The keys of the distributions that a requirement speaks of."""
    name = canonicalize_name(requirement.name)
    return [
        key
        for key, dist in installed.items()
        if dist.canonical_name == name
        and satisfies(dist, requirement.specifier)
        and (requirement.url is None or requirement.url == _origin(dist))
    ]


def _origin(dist: BaseDistribution) -> Optional[str]:
    """The URL by which freeze speaks of a distribution that no index gave."""
    # Lazy, since it takes the version control systems along.
    from pip._internal.utils.direct_url_helpers import (
        direct_url_as_pep440_direct_reference,
    )

    if dist.direct_url is None:
        return None
    reference = direct_url_as_pep440_direct_reference(dist.direct_url, dist.raw_name)
    return get_requirement(reference).url


def requires(dist: BaseDistribution, other: BaseDistribution) -> bool:
    """Whether a distribution requires another one.

    What stands beside others is required by those whose requirement it
    satisfies, and the flat one by all that name it.
    """
    return any(
        canonicalize_name(requirement.name) == other.canonical_name
        and (not beside(other) or satisfies(other, requirement.specifier))
        for requirement in dist.iter_dependencies()
    )


def satisfies(dist: BaseDistribution, specifier: SpecifierSet) -> bool:
    """Whether a distribution has a version that is accepted, as a pre-release may be.

    What is no version, as some old ones are, is accepted where anything is.
    """
    if not specifier:
        return True
    try:
        return specifier.contains(dist.version, prereleases=True)
    except InvalidVersion:
        return False


def describe_beside(dist: BaseDistribution) -> Dict[str, Any]:
    """What inspect says of a version in a directory of its own."""
    installed = beside(dist)
    if installed is None:
        return {}
    return {
        "distribution_directory": installed.directory,
        "import_names": list(installed.import_names),
    }
