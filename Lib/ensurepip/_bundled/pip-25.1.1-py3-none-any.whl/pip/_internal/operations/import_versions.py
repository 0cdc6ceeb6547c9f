"""import-versions.txt: which versions a distribution's own imports are to get.

The file says by import name what Requires-Dist says by project name, so that
unmodified packages get the dependencies that they declare.  A requirement counts
if its marker holds in this interpreter, with the extras that were asked for.  One
with a URL means the version that was found there.  One with neither specifier
nor URL says nothing of versions and has no line, and neither has a name of the
standard library: its modules go before backports of them, as ever.

What the file of a version says follows from its metadata and from what is
installed now, so it is written again when one of these changes.
"""

import os
import re
import sys
from base64 import urlsafe_b64encode
from functools import cached_property
from typing import Dict, Iterable, Iterator, List, NamedTuple, Optional, Set

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import Version

from pip._internal.metadata import BaseDistribution
from pip._internal.metadata.import_names import installed_import_names
from pip._internal.metadata.versions import (
    EXTRAS,
    VersionedDistribution,
    get_environment,
)
from pip._internal.models.versions import IMPORT_VERSIONS
from pip._internal.utils.misc import hash_file
from pip._internal.utils.record import read_record, replace_text, write_record

_HEAD = """\
# Versions for the imports that {project} {version} makes, from its metadata.
"""


class Project(NamedTuple):
    """What the file says of a version that is about to be installed."""

    name: NormalizedName
    version: Version
    import_names: Set[str]
    url: Optional[str]


class Projects:
    """What is known of the projects that are installed, or about to be."""

    def __init__(self, directories: List[str], staged: Iterable[Project] = ()) -> None:
        self._directories = directories
        self._staged = list(staged)
        self._names: Dict[NormalizedName, Set[str]] = {}

    def import_names(self, name: NormalizedName) -> Set[str]:
        """Return the import names of a project; a guess if it is not there."""
        if name not in self._names:
            found = [it.import_names for it in self._staged if it.name == name]
            if not found:
                found = [installed_import_names(it) for it in self._dists.get(name, ())]
            self._names[name] = set().union(*found)
            if not found:
                self._names[name] = {name.replace("-", "_")}
        return self._names[name]

    def version_at(self, name: NormalizedName, url: str) -> Optional[Version]:
        """Return the version of a project that was found at a URL."""
        for it in self._staged:
            if it.name == name and it.url == url:
                return it.version
        for dist in self._dists.get(name, ()):
            if dist.direct_url is not None and dist.direct_url.url == url:
                return dist.version
        return None

    @cached_property
    def _dists(self) -> Dict[NormalizedName, List[BaseDistribution]]:
        found: Dict[NormalizedName, List[BaseDistribution]] = {}
        for dist in get_environment(self._directories).iter_all_distributions():
            found.setdefault(dist.canonical_name, []).append(dist)
        return found


def text_of(
    dist: BaseDistribution, own_names: Set[str], extras: Set[str], projects: Projects
) -> str:
    """Return the text of the file, which is empty where there is nothing to say.

    own_names are the import names of the distribution itself: its modules get
    one another without being told so.
    """
    lines = []
    for project, specifier in _specifiers(dist, extras, projects).items():
        clause = ",".join(sorted(map(str, specifier), reverse=True))
        lines += [
            f"{name} {clause}\n"
            for name in projects.import_names(project) - own_names
            if name.partition(".")[0] not in sys.stdlib_module_names
            # A name that no statement can spell needs no line.
            and all(part.isidentifier() for part in name.split("."))
        ]
    if not lines:
        return ""
    head = _HEAD.format(project=dist.raw_name, version=dist.version)
    return head + "".join(sorted(lines))


def installed_text(dist: VersionedDistribution, projects: Projects) -> str:
    """Return what the file of an installed version is to say."""
    return text_of(dist, installed_import_names(dist), dist.extras, projects)


def read(dist: VersionedDistribution) -> str:
    """Return what the file of an installed version says."""
    try:
        with open(os.path.join(dist.directory, IMPORT_VERSIONS), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def dependents(
    dists: Iterable[VersionedDistribution], names: Iterable[NormalizedName]
) -> Iterator[VersionedDistribution]:
    """Yield the versions that require some projects."""
    # Metadata is long: most of it is looked at and not parsed.
    alternatives = "|".join(re.escape(name).replace(r"\-", "[-_.]+") for name in names)
    pattern = rf"^Requires-Dist: *(?:{alternatives})(?![\w.-])"
    requires = re.compile(pattern.encode(), re.IGNORECASE | re.MULTILINE)
    for dist in dists if alternatives else ():
        with open(os.path.join(dist.info_location or "", "METADATA"), "rb") as file:
            if requires.search(file.read()):
                yield dist


def rewrite(dist: VersionedDistribution, projects: Projects) -> None:
    """Write the file of an installed version again if it is not right."""
    text = installed_text(dist, projects)
    if text != read(dist):
        _write(dist, IMPORT_VERSIONS, os.path.join(dist.directory, IMPORT_VERSIONS), text)


def add_extras(dist: VersionedDistribution, extras: Set[str], projects: Projects) -> None:
    """Have an installed version have further extras."""
    if not extras <= dist.extras:
        info = os.path.basename(dist.info_location or "")
        text = "".join(f"{extra}\n" for extra in sorted(extras | dist.extras))
        path = os.path.join(dist.directory, info, EXTRAS)
        _write(dist, f"{info}/{EXTRAS}", path, text)
    rewrite(dist, projects)


def requirements(dist: BaseDistribution, extras: Set[str]) -> List[Requirement]:
    """Return the requirements that hold; foo[all] may require foo[a] and foo[b]."""
    wanted = set(map(canonicalize_name, extras))
    while True:
        provided = [
            it for it in dist.iter_provided_extras() if canonicalize_name(it) in wanted
        ]
        found = list(dist.iter_dependencies(provided))
        more = {
            canonicalize_name(extra)
            for requirement in found
            if canonicalize_name(requirement.name) == dist.canonical_name
            for extra in requirement.extras
        }
        if more <= wanted:
            return found
        wanted |= more


def _specifiers(
    dist: BaseDistribution, extras: Set[str], projects: Projects
) -> Dict[NormalizedName, SpecifierSet]:
    """What is required of each other project, all its requirements together."""
    found: Dict[NormalizedName, SpecifierSet] = {}
    for requirement in requirements(dist, extras):
        project = canonicalize_name(requirement.name)
        specifier = requirement.specifier
        if requirement.url:
            version = projects.version_at(project, requirement.url)
            specifier = SpecifierSet(f"==={version}" if version else "")
        if specifier and project != dist.canonical_name:
            found[project] = found.get(project, SpecifierSet()) & specifier
    return found


def _write(dist: VersionedDistribution, recorded: str, path: str, text: str) -> None:
    """Write or remove a file of a version, and its row in RECORD."""
    info = dist.info_location or ""
    rows = [row for row in read_record(info) if row[0] != recorded]
    if text:
        replace_text(path, text)
        digest, size = hash_file(path)
        encoded = urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
        rows.append((recorded, f"sha256={encoded}", str(size)))
    else:
        os.unlink(path)
    write_record(info, rows)
