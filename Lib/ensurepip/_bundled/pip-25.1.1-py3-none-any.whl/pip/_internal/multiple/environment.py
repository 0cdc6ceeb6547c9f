"""Environments for the commands that show everything: flat and beside.

pip's own environments hold one distribution of a name, the flat one: it is
what an install without --allow-multiple looks at, replaces and removes.  The
functions here stand in for those of pip._internal.metadata where a command
shows what is there.  Of a name, the flat distribution comes first, then the
versions beside it in ascending order.
"""

from typing import Iterator, List, Optional

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.metadata import BaseDistribution, BaseEnvironment
from pip._internal.metadata import get_environment as get_flat_environment
from pip._internal.multiple.layout import beside, iter_installed


class Environment(BaseEnvironment):
    def __init__(self, paths: Optional[List[str]]) -> None:
        self._paths = paths

    def _iter_distributions(self) -> Iterator[BaseDistribution]:
        yield from get_flat_environment(self._paths).iter_all_distributions()
        for installed in iter_installed(self._paths):
            yield installed.dist

    def get_distribution(self, name: str) -> Optional[BaseDistribution]:
        """The flat distribution of a name, else the highest version."""
        wanted = canonicalize_name(name)
        highest = None
        for dist in self.iter_all_distributions():
            if dist.canonical_name == wanted:
                if not beside(dist):
                    return dist
                if highest is None or dist.version > highest.version:
                    highest = dist
        return highest


def get_environment(paths: Optional[List[str]]) -> BaseEnvironment:
    """The environment of some directories, None for those on sys.path."""
    return Environment(paths)


def get_default_environment() -> BaseEnvironment:
    """The environment of the running interpreter."""
    return Environment(None)
