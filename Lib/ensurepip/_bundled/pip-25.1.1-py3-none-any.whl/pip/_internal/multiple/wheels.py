"""A wheel, found fit to have a directory of its own.

It is refused whole, before any of it is written, if a file of it could get out
of that directory or would have no place of its own in it.

What a wheel has for other places than the library goes there too: data files
beside the modules with the paths that they have (share/doc/x), headers to
include/, and scripts that are no entry points stay in foo-1.0.data/scripts.
"""

import os
import posixpath
import re
import stat
from functools import cached_property
from typing import Dict, List, Set
from zipfile import BadZipFile, ZipFile, ZipInfo

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.exceptions import InstallationError, InvalidWheel
from pip._internal.metadata import FilesystemWheel, get_wheel_distribution
from pip._internal.multiple import names
from pip._internal.multiple.layout import IMPORT_VERSIONS, entry_name
from pip._internal.operations.install.wheel import (
    get_entrypoints,
    wheel_root_is_purelib,
)
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.wheel import parse_wheel

_PROJECT_NAME = re.compile(r"[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", re.IGNORECASE)

# The folders in a wheel's *.data, and what becomes of them.
DATA_PLACES = {"purelib": "", "platlib": "", "data": "", "headers": "include"}


class Wheel:
    """The wheel of a requirement.  Raises InstallationError if it is not fit."""

    def __init__(self, req: InstallRequirement) -> None:
        assert req.name and req.local_file_path and req.is_wheel
        self.req = req
        self.path = req.local_file_path
        try:
            with ZipFile(self.path, allowZip64=True) as archive:
                self.info, metadata = parse_wheel(archive, req.name)
                self.is_pure = wheel_root_is_purelib(metadata)
                self.dist = get_wheel_distribution(
                    FilesystemWheel(self.path), canonicalize_name(req.name)
                )
                self._check_identity()
                self._check_files(archive)
                self.import_names = self._find_import_names(archive)
                self.script_files = self._find_script_files(archive)
        except BadZipFile as error:
            raise InvalidWheel(self.path, req.name) from error

    @property
    def project(self) -> NormalizedName:
        return self.dist.canonical_name

    @property
    def version(self) -> Version:
        return self.dist.version

    @cached_property
    def entry(self) -> str:
        """The name of its distribution directory."""
        name = names.directory_name(self.dist.raw_name, self.import_names)
        return entry_name(name, self.version)

    @property
    def extras(self) -> Set[str]:
        """The extras that were asked for."""
        return set(self.req.extras)

    def __str__(self) -> str:
        return f"{self.dist.raw_name} {self.version}"

    def _find_import_names(self, archive: ZipFile) -> List[str]:
        modules = {}
        for path in archive.namelist():
            top, _, rest = path.partition("/")
            if path.endswith("/") or top.endswith(".dist-info"):
                continue
            if not top.endswith(".data"):
                modules[path] = path
            elif rest.startswith(("purelib/", "platlib/")):
                modules[rest.partition("/")[2]] = path
        return names.import_names(
            self.dist, modules, lambda path: archive.read(modules[path])
        )

    def _find_script_files(self, archive: ZipFile) -> Set[str]:
        """The names of its scripts that are no entry points."""
        console, gui = get_entrypoints(self.dist)
        found = {
            path.rpartition("/")[2]
            for path in archive.namelist()
            if re.match(r"[^/]*\.data/scripts/[^/]", path)
        }
        return found.difference(console, gui)

    # Refusing ###################################################################

    def _refused(self, reason: str) -> InstallationError:
        return InstallationError(
            f"{os.path.basename(self.path)} is refused: {reason}. Nothing was changed."
        )

    def _check_identity(self) -> None:
        name = self.dist.metadata.get("Name", "")
        if not _PROJECT_NAME.fullmatch(name):
            raise self._refused(f"the name in its metadata, {name!r}, is not valid")
        text = self.dist.metadata.get("Version", "")
        try:
            Version(text)
        except InvalidVersion:
            raise self._refused(
                f"the version in its metadata, {text!r}, is not one of PEP 440"
            )

    def _check_files(self, archive: ZipFile) -> None:
        if f"{self.info}/RECORD" not in archive.namelist():
            raise self._refused("it has no RECORD of its files")
        sources: Dict[str, str] = {}
        for info in archive.infolist():
            self._check_entry(info, archive)
            if info.is_dir():
                continue
            place = posixpath.normpath(self._place_of(info.filename))
            source = sources.setdefault(place, info.filename)
            if place == IMPORT_VERSIONS:
                raise self._refused(
                    f"its {info.filename} is where pip writes what its requirements "
                    "say of the versions of its imports"
                )
            if source != info.filename:
                raise self._refused(
                    f"its files {source} and {info.filename} would both be {place} "
                    "in the directory of the version, where data files have their "
                    "place beside the modules; it can be installed without "
                    "--allow-multiple"
                )

    def _check_entry(self, info: ZipInfo, archive: ZipFile) -> None:
        name = info.filename
        if not _stays_within(name):
            raise self._refused(
                f"its file {name!r} would be written outside of its directory"
            )
        # pip writes a link as a file with the target's name, which is safe as
        # long as nobody makes a link of it.
        if stat.S_ISLNK(info.external_attr >> 16):
            target = archive.read(info).decode("utf-8", "replace")
            place = posixpath.join(posixpath.dirname(name), target)
            if not _stays_within(target.replace("../", "")) or (
                posixpath.normpath(place).startswith(os.pardir)
            ):
                raise self._refused(
                    f"its file {name!r} is a symbolic link to {target!r}, which is "
                    "outside of its directory"
                )

    def _place_of(self, path: str) -> str:
        """Where a file goes, relative to the distribution directory."""
        top, _, rest = posixpath.normpath(path).partition("/")
        if not top.endswith(".data"):
            return path
        kind, _, rest = rest.partition("/")
        if kind == "scripts":
            return path
        if kind not in DATA_PLACES or not rest:
            kinds = ", ".join(sorted([*DATA_PLACES, "scripts"]))
            raise self._refused(
                f"its file {path!r} is not in a folder for a kind of file ({kinds})"
            )
        if kind == "headers":
            rest = posixpath.join(self.dist.raw_name, rest)
        return posixpath.join(DATA_PLACES[kind], rest)


def _stays_within(path: str) -> bool:
    """Whether a path, as a zip file has it, is below the directory it is for."""
    parts = re.split(r"[/\\]", path)
    return not (os.pardir in parts or not parts[0] or re.match("[A-Za-z]:", path))
