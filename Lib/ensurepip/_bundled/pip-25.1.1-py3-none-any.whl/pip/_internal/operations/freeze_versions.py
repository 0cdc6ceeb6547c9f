"""freeze, where a name has several versions: each is a line of its own.

A line of a requirements file that freeze follows (-r) stands for the versions
that it accepts, and only a line for the same ones repeats it.  A name that
has one flat distribution is treated as ever, whatever version a line names.

What install --allow-multiple needs to make the same set again is in the lines:
the extras that were asked for, and --flat for what stands flat among versions.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Dict, Iterable, List

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.metadata import BaseDistribution
from pip._internal.metadata.versions import (
    VersionedDistribution,
    is_versioned,
    key,
    matching,
)
from pip._internal.req.req_install import InstallRequirement

if TYPE_CHECKING:
    from pip._internal.operations.freeze import FrozenRequirement


# What a line has at its end for a flat distribution among versions.
FLAT = " --flat"


class Installations(Dict[str, "FrozenRequirement"]):
    """What is frozen, by the keys of metadata.versions.key()."""

    def __init__(self, dists: Iterable[BaseDistribution]) -> None:
        self._dists = {key(dist): dist for dist in dists}
        self._has_several = any(map(is_versioned, self._dists.values()))

    def add(self, dist: BaseDistribution, frozen: "FrozenRequirement") -> None:
        line = frozen.req
        if isinstance(dist, VersionedDistribution):
            if dist.extras:
                name = f"{frozen.name}[{','.join(sorted(dist.extras))}]"
                line = line.replace(frozen.name, name, 1)
        elif self._has_several and not frozen.editable:
            line += FLAT
        self[key(dist)] = replace(frozen, req=line)

    def keys_for(self, line: InstallRequirement) -> List[str]:
        """Return the keys of what a line stands for and no line before it did."""
        name = canonicalize_name(line.name or "")
        if not self._has_versions(name):
            return [name] if name in self else []
        assert line.req
        return [key(it) for it in matching(line.req, self._dists.values()) if key(it) in self]

    def label(self, line: InstallRequirement) -> str:
        """Return what a repeated line is recognized by and called in a warning."""
        several = self._has_versions(canonicalize_name(line.name or ""))
        return str(line.req) if several else line.name or ""

    def _has_versions(self, name: str) -> bool:
        return any(
            it.canonical_name == name and is_versioned(it) for it in self._dists.values()
        )
