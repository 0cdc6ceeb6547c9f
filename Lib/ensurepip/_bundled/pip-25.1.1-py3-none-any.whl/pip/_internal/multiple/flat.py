"""A flat installation, as something that can be moved as a whole.

Where its files go in a distribution directory, and what has to go from where
they are: whole packages where nothing of others is in them, and single files in
the folders that it shares with others, namespace packages among them.
"""

import os
from functools import cached_property
from typing import Dict, FrozenSet, Iterable, Iterator, List, Optional

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.packaging.version import Version

from pip._internal.exceptions import InstallationError
from pip._internal.metadata import BaseDistribution
from pip._internal.multiple import names, records
from pip._internal.multiple.layout import entry_name, versions_beside
from pip._internal.multiple.providing import recorded_names
from pip._internal.operations.install.wheel import (
    get_console_script_specs,
    get_entrypoints,
)

# The files below a folder: {name: what is below it, which is empty for a file}.
_Tree = Dict[str, "_Tree"]


class Flat:
    """An installation in a library directory; has what placing asks of a wheel."""

    extras: FrozenSet[str] = frozenset()

    def __init__(self, dist: BaseDistribution, scripts: str, data: str) -> None:
        """scripts and data are where its files outside of the library may be."""
        self.dist = dist
        self.library = os.path.abspath(dist.location or "")
        self.info = os.path.basename(dist.info_location or "")
        self._scripts = os.path.abspath(scripts)
        self._data = os.path.abspath(data)

    @property
    def project(self) -> NormalizedName:
        return self.dist.canonical_name

    @property
    def version(self) -> Version:
        return self.dist.version

    @cached_property
    def import_names(self) -> List[str]:
        return recorded_names(self.dist)

    @cached_property
    def entry(self) -> str:
        name = names.directory_name(self.dist.raw_name, self.import_names)
        return entry_name(name, self.version)

    @property
    def place(self) -> str:
        return os.path.join(self.library, self.entry)

    def __str__(self) -> str:
        return f"{self.dist.raw_name} {self.version}"

    def refused(self, reason: str) -> InstallationError:
        return InstallationError(
            f"{self} in {self.library} cannot be moved: {reason}. Nothing was changed."
        )

    def check(self) -> None:
        """Raise InstallationError if it cannot be moved."""
        if self.project == "pip":
            raise self.refused("it is what is running")
        if self.dist.editable:
            raise self.refused("it is an editable installation")
        if not self.dist.installed_with_dist_info or not self._rows:
            raise self.refused("it has no RECORD of its files")
        for it in versions_beside(self.project, [self.library]):
            if it.version == self.version:
                raise self.refused(
                    f"{it.directory} has the same version already; pip uninstall "
                    f"{self.dist.raw_name} asks which of the two is to go"
                )
        for path in [*self.places, *self.tops]:
            if "\n" in path:
                raise self.refused(f"its file {path!r} has a line break in its name")

    @cached_property
    def _rows(self) -> List[records.Row]:
        return records.read(os.path.join(self.library, self.info))

    def path(self, recorded: str) -> str:
        """The absolute path of a file in RECORD."""
        return os.path.normpath(os.path.join(self.library, recorded))

    @cached_property
    def places(self) -> Dict[str, records.Row]:
        """{path in RECORD: row for the same file in the distribution directory}.

        Without what is made anew: bytecode, and the wrappers of entry points.
        """
        found: Dict[str, records.Row] = {}
        taken: Dict[str, str] = {}
        for row in self._rows:
            path = self.path(row.path)
            if row.path.endswith(".pyc") or not os.path.isfile(path):
                continue
            place = self._place_of(path)
            if place is None:
                continue
            if place in taken:
                raise self.refused(
                    f"{taken[place]} and {path} would both be {place} in {self.place}"
                )
            taken[place] = path
            found[row.path] = row._replace(path=place)
        return found

    def _place_of(self, path: str) -> Optional[str]:
        if _is_below(path, self.library):
            return records.relative(path, self.library)
        if _is_below(path, self._scripts):
            name = records.relative(path, self._scripts)
            if (name[:-4] if name.endswith(".exe") else name) in self._wrappers:
                return None
            return f"{self.info[: -len('.dist-info')]}.data/scripts/{name}"
        if _is_below(path, self._data):
            return records.relative(path, self._data)
        raise self.refused(f"its file {path} is outside of {self._data}")

    @cached_property
    def _wrappers(self) -> FrozenSet[str]:
        console, gui = get_entrypoints(self.dist)
        specifications = get_console_script_specs(console)
        made = (text.partition(" = ")[0] for text in specifications)
        return frozenset([*made, *console, *gui])

    @cached_property
    def tops(self) -> List[str]:
        """The paths that have to go, relative to the library directory.

        In this order: modules, their metadata, what is elsewhere.
        """
        inside: List[str] = []
        outside: List[str] = []
        for row in self._rows:
            path = self.path(row.path)
            relative = os.path.relpath(path, self.library)
            (inside if _is_below(path, self.library) else outside).append(relative)
        tops = sorted(self._tops_in("", _tree(inside)), key=self._is_metadata)
        return [*tops, *sorted(outside)]

    def _is_metadata(self, path: str) -> bool:
        return path.partition(os.sep)[0] == self.info

    def _tops_in(self, folder: str, tree: _Tree) -> Iterator[str]:
        for name, below in sorted(tree.items()):
            path = os.path.join(folder, name)
            foreign = self._foreign_file(path, below) if below else None
            if not below or foreign is None and name != "__pycache__":
                yield path
            elif any(it.startswith("__init__.") for it in below):
                raise self.refused(
                    f"{foreign} is in its package and not one of its files. Move it "
                    "away first"
                )
            else:
                yield from self._tops_in(path, below)

    def _foreign_file(self, path: str, tree: _Tree) -> Optional[str]:
        """A file in a folder that is not the distribution's."""
        folder = os.path.join(self.library, path)
        for name in sorted(os.listdir(folder)):
            foreign: Optional[str] = os.path.join(folder, name)
            below = tree.get(name)
            if os.path.isdir(os.path.join(folder, name)):
                foreign = self._foreign_file(os.path.join(path, name), below or {})
            if foreign is not None and below is None and not name.endswith(".pyc"):
                return foreign
            if foreign is not None and below:
                return foreign
        return None


def _is_below(path: str, directory: str) -> bool:
    return path.startswith(directory + os.sep)


def _tree(paths: Iterable[str]) -> _Tree:
    root: _Tree = {}
    for path in paths:
        tree = root
        for part in path.split(os.sep):
            tree = tree.setdefault(part, {})
    return root
