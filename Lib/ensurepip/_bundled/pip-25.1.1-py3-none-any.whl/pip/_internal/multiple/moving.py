"""install --allow-multiple --move: a flat installation gets its own directory.

The files are copied to a directory with a temporary name, which is completed as
for a wheel (placing.py) and renamed to its place; from then on there are two
complete installations of the version.  Then the flat one goes: its files, whole
packages at a time, are renamed into another directory with a temporary name,
which has a list of them.

A run that is killed before the copy is in its place has moved nothing; of one
that is killed later the next run takes away what is left on the list
(leftovers.py).
"""

import os
import shutil
from optparse import Values
from typing import List

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

from pip._internal.exceptions import CommandError, InstallationError
from pip._internal.metadata import get_environment
from pip._internal.multiple import leftovers, records
from pip._internal.multiple.dependencies import Projects
from pip._internal.multiple.destinations import Destination
from pip._internal.multiple.flat import Flat
from pip._internal.multiple.placing import Staged, place
from pip._internal.utils.misc import write_output


def move(
    args: List[str], options: Values, destination: Destination, projects: Projects
) -> None:
    """Move the flat installations that are named, all or none."""
    if options.requirements or options.dependency_groups or options.imports or not args:
        raise CommandError(
            "--move takes the names of installed packages and nothing else, as in "
            "pip install --allow-multiple --move foo"
        )
    if options.dry_run:
        for flat in _find_all(args, destination):
            write_output("Would move %s to %s", flat, flat.place)
        return
    with destination.locked():
        destination.clean()
        flats = _find_all(args, destination)
        copies = place(
            [_Copy(flat, destination.scripts) for flat in flats],
            projects,
            options.compile,
        )
        for copy in copies:
            copy.take_away_flat_files()
        destination.refresh_scripts(flat.project for flat in flats)
        for copy in copies:
            copy.finish()
    for flat in flats:
        write_output("Successfully moved %s to %s", flat, flat.place)


def _find_all(args: List[str], destination: Destination) -> List[Flat]:
    flats = {}
    for arg in args:
        flat = _find(arg, destination)
        flat.check()
        flats[flat.place] = flat
    return list(flats.values())


def _find(arg: str, destination: Destination) -> Flat:
    try:
        requirement = Requirement(arg)
    except InvalidRequirement:
        raise CommandError(
            f"--move takes the names of installed packages, and {arg!r} is none."
        )
    dist = get_environment(destination.libraries).get_distribution(requirement.name)
    if dist is None:
        raise InstallationError(
            f"{requirement.name} cannot be moved: there is no flat installation of it "
            f"in {' or '.join(destination.libraries)}. Nothing was changed."
        )
    flat = Flat(dist, destination.scripts, destination.data)
    if not requirement.specifier.contains(dist.version, prereleases=True):
        raise flat.refused(f"it does not satisfy {requirement}")
    return flat


class _Copy(Staged):
    """A copy of a flat installation, and the list of what is to go then."""

    source: Flat

    def __init__(self, flat: Flat, scripts_directory: str) -> None:
        super().__init__(flat, flat.library, scripts_directory)

    def _unpack(self) -> None:
        for recorded, row in self.source.places.items():
            path = os.path.join(self.temporary, row.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            shutil.copy2(self.source.path(recorded), path)
        records.write(self.info, list(self.source.places.values()))
        path = os.path.join(self.unfinished, leftovers.MOVED)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{top}\n" for top in self.source.tops)

    def take_away_flat_files(self) -> None:
        try:
            leftovers.finish_move(self.unfinished, self.place)
        except OSError as error:
            raise InstallationError(
                f"{self.source} is in {self.place} now, but its flat installation "
                f"could not be removed completely ({error}). Once that is possible, "
                "any pip install --allow-multiple into the directory does it."
            )
