"""Where versions go: the directories that the options of install name."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from optparse import Values
from typing import Dict, Iterable, List, Set, Tuple

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.packaging.version import Version

from pip._internal.locations import get_scheme
from pip._internal.multiple import leftovers, scripts
from pip._internal.multiple.layout import Installed, iter_installed
from pip._internal.multiple.locking import locked


@dataclass(frozen=True)
class Destination:
    """The directories that versions are placed in."""

    purelib: str
    platlib: str
    scripts: str
    data: str

    @classmethod
    def of(cls, options: Values) -> "Destination":
        if options.target_dir:
            target = options.target_dir
            return cls(target, target, os.path.join(target, "bin"), target)
        scheme = get_scheme(
            "",
            user=options.use_user_site,
            root=options.root_path,
            isolated=options.isolated_mode,
            prefix=options.prefix_path,
        )
        platlib = scheme.platlib
        if os.path.realpath(platlib) == os.path.realpath(scheme.purelib):
            # lib64 may be a link to lib: one directory has one lock.
            platlib = scheme.purelib
        return cls(scheme.purelib, platlib, scheme.scripts, scheme.data)

    @property
    def libraries(self) -> List[str]:
        """The library directories, in the order in which they are locked."""
        return sorted({self.purelib, self.platlib})

    def library(self, is_pure: bool) -> str:
        return self.purelib if is_pure else self.platlib

    def locked(self) -> ExitStack:
        with ExitStack() as stack:
            for library in self.libraries:
                stack.enter_context(locked(library))
            return stack.pop_all()

    def leftovers(self) -> List[str]:
        places = {*self.libraries, self.scripts}
        return [path for place in places for path in leftovers.find(place)]

    def clean(self) -> None:
        """Bring to its end what runs that were killed have left."""
        for library in self.libraries:
            leftovers.clean(library, self.scripts)

    def versions(self) -> Set[Tuple[NormalizedName, Version]]:
        """The versions beside each other that are there."""
        return {
            (it.canonical_name, it.version) for it in iter_installed(self.libraries)
        }

    def refresh_scripts(self, projects: Iterable[NormalizedName]) -> None:
        """Make the scripts right that the versions of some projects share."""
        wanted = set(projects)
        for library in self.libraries:
            versions: Dict[NormalizedName, List[Installed]] = {}
            for it in iter_installed([library]):
                versions.setdefault(it.canonical_name, []).append(it)
            for project in sorted(wanted):
                of_project = versions.get(project, [])
                scripts.refresh_for(project, of_project, library, self.scripts)
