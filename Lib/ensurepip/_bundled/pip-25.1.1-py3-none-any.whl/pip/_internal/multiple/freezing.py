"""freeze, where a name has several versions: each is a line of its own.

A line of a requirements file that freeze follows (-r) stands for the versions
that it accepts, and only a line for the same ones repeats it.  A name that
has one flat distribution is treated as ever, whatever version a line names.
"""

from typing import TYPE_CHECKING, Dict, List, Set

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.metadata import BaseDistribution
from pip._internal.multiple import listing
from pip._internal.multiple.layout import beside
from pip._internal.req.req_install import InstallRequirement

if TYPE_CHECKING:
    from pip._internal.operations.freeze import FrozenRequirement


class Installations(Dict[str, "FrozenRequirement"]):
    """What is frozen, by the keys of listing.key()."""

    def __init__(self) -> None:
        self._dists: Dict[str, BaseDistribution] = {}
        self._several: Set[str] = set()

    def add(self, dist: BaseDistribution, frozen: "FrozenRequirement") -> None:
        """Take note of a distribution; the flat one of a name comes first."""
        if beside(dist):
            self._several.add(dist.canonical_name)
            flat = self.get(dist.canonical_name)
            if flat is not None and flat.req == frozen.req:
                return
        self[listing.key(dist)] = frozen
        self._dists[listing.key(dist)] = dist

    def keys_for(self, line: InstallRequirement) -> List[str]:
        """The keys of what a line stands for and no line before it did."""
        name = canonicalize_name(line.name or "")
        if name not in self._several:
            return [name] if name in self else []
        assert line.req
        keys = listing.matching_keys(line.req, self._dists)
        return [key for key in keys if key in self]

    def label(self, line: InstallRequirement) -> str:
        """What a repeated line is recognized by and called in a warning."""
        if canonicalize_name(line.name or "") in self._several:
            return str(line.req)
        return line.name or ""
