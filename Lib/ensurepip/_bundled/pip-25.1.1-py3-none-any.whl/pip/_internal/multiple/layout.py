"""What stands in a library directory: versions installed beside each other.

The layout is a contract of the language, which any installer may write:

    foo-1.0/                   a distribution directory: the modules of one
        foo/                   version, its metadata, and the versions that
        foo-1.0.dist-info/     its own imports are to get
        import-versions.txt
    bar-1.0 -> foo-1.0         an alias, one for each further import name
    bar-1.0.link               a file that names the target, where there are
                               no symbolic links

The name of such an entry is an import name, a dash and a version (PEP 440).
Whatever is named otherwise is passed over, by importlib as well as here, and
so a version that is being written has a name that starts with ".~".  A
directory without metadata of its version was not made by an installer: it can
be imported, and pip neither lists nor removes it.
"""

import os
import random
import sys
import sysconfig
from dataclasses import dataclass
from functools import cached_property
from typing import Dict, Iterable, Iterator, List, Optional, Tuple

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.metadata import BaseDistribution, get_directory_distribution
from pip._internal.multiple import records

LINK_SUFFIX = ".link"
IMPORT_VERSIONS = "import-versions.txt"
TEMPORARY_PREFIX = ".~"
LOCK_NAME = ".~lock"

# The entry that stands for a directory, project, version, name of the *.dist-info.
_Identity = Tuple[str, NormalizedName, Version, str]


def entry_name(import_name: str, version: Version) -> str:
    """The name of the entry that holds a version of a module."""
    return f"{import_name}-{version}"


def temporary_path(path: str) -> str:
    """A path beside another one that importlib and everybody else passes over."""
    directory, name = os.path.split(path)
    number = random.randrange(16**8)
    return os.path.join(
        directory, f"{TEMPORARY_PREFIX}{name}.{os.getpid()}.{number:08x}"
    )


def parse_entry(entry: str) -> Optional[Tuple[str, Version]]:
    """The import name and version in the name of an entry, else None."""
    if entry.endswith(LINK_SUFFIX):
        entry = entry[: -len(LINK_SUFFIX)]
    name, dash, text = entry.partition("-")
    # A project may have a name that starts with a digit.
    if not dash or not all(f"_{part}".isidentifier() for part in name.split(".")):
        return None
    try:
        return name, Version(text)
    except InvalidVersion:
        return None


@dataclass(frozen=True)
class Installed:
    """A version that an installer put into a directory of its own."""

    canonical_name: NormalizedName
    version: Version
    library: str  # The directory on sys.path.
    entry: str  # The name there, such as foo-1.0.
    directory: str  # The distribution directory that the entry is or leads to.
    info: str  # The *.dist-info in it.
    aliases: Tuple[str, ...]  # Names of further entries that lead to it.

    @cached_property
    def dist(self) -> BaseDistribution:
        """What pip knows of the distribution by its metadata."""
        dist = get_directory_distribution(self.info)
        dist.beside = self  # type: ignore[attr-defined]
        return dist

    @property
    def name(self) -> str:
        """The name of the project, as its metadata spells it."""
        return self.dist.raw_name

    @property
    def is_link(self) -> bool:
        """Whether it is kept elsewhere and has but a link in the library."""
        return self.directory != os.path.join(self.library, self.entry)

    @property
    def import_names(self) -> Tuple[str, ...]:
        """The names by which import statements find it."""
        names = [entry.partition("-")[0] for entry in (self.entry, *self.aliases)]
        return tuple(dict.fromkeys(names))

    @property
    def scripts(self) -> Tuple[str, ...]:
        """The paths of the scripts that start this version, as bin/foo-1.0."""
        if self.is_link:
            return ()
        outside = (
            os.path.normpath(os.path.join(self.directory, path))
            for path, *_ in records.read(self.info)
            if path.startswith(os.pardir)
        )
        return tuple(path for path in outside if os.path.dirname(path) != self.library)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def beside(dist: BaseDistribution) -> Optional[Installed]:
    """What a distribution of Installed.dist is, None for a flat one."""
    return getattr(dist, "beside", None)


def library_directories() -> List[str]:
    """The directories on sys.path in which versions may stand, in order."""
    stdlib = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    return [path for path in sys.path if path not in stdlib and os.path.isdir(path)]


def iter_installed(directories: Optional[Iterable[str]] = None) -> Iterator[Installed]:
    """What is installed in directories, by default in those on sys.path.

    The directories are read in order; in each of them the projects are sorted
    by name and their versions in ascending order.  A version that stands in
    two directories is the one that is found first, as it is for imports.
    """
    if directories is None:
        directories = library_directories()
    found = set()
    for library in dict.fromkeys(os.path.abspath(path) for path in directories):
        for installed in _read(library):
            key = (installed.canonical_name, installed.version)
            if key not in found:
                found.add(key)
                yield installed


def versions_beside(
    name: str, directories: Optional[Iterable[str]] = None
) -> List[Installed]:
    """The versions of one project, each in a directory of its own."""
    wanted = canonicalize_name(name)
    return [it for it in iter_installed(directories) if it.canonical_name == wanted]


def _read(library: str) -> List[Installed]:
    """What is installed in one directory."""
    try:
        entries = sorted(entry for entry in os.listdir(library) if parse_entry(entry))
    except OSError:
        return []
    real_library = os.path.realpath(library)
    # Real path of a distribution directory -> entries that lead to it, the
    # directory itself first.
    places: Dict[str, List[str]] = {}
    links = {entry: link_target(os.path.join(library, entry)) for entry in entries}
    for entry in sorted(entries, key=lambda entry: links[entry] is not None):
        path = links[entry] or os.path.join(real_library, entry)
        if os.path.isdir(path):
            places.setdefault(path, []).append(entry)
    found = []
    for path, names in places.items():
        identity = _identify(path, names)
        if identity is None:
            continue
        entry, canonical_name, version, info = identity
        directory = path if links[entry] else os.path.join(library, entry)
        found.append(
            Installed(
                canonical_name,
                version,
                library,
                entry,
                directory,
                os.path.join(directory, info),
                tuple(name for name in names if name != entry),
            )
        )
    return sorted(found, key=lambda it: (it.canonical_name, it.version))


def link_target(path: str) -> Optional[str]:
    """The real path that a link leads to, which may not be there, or None."""
    if os.path.islink(path):
        return os.path.realpath(path)
    if not path.endswith(LINK_SUFFIX):
        return None
    try:
        with open(path, encoding="utf-8-sig") as file:
            target = file.readline(4096).strip()
    except (OSError, ValueError):
        target = ""
    if not target:
        return path
    return os.path.realpath(os.path.join(os.path.dirname(path), target))


def _identify(directory: str, entries: List[str]) -> Optional[_Identity]:
    """What a distribution directory is, which some entries lead to.

    It may hold the metadata of other projects, too, as after "pip install
    --target": that which bears an entry's name counts, or else the only one
    of the version.
    """
    named = parse_entry(os.path.basename(directory)) or parse_entry(entries[0])
    assert named is not None
    version = named[1]
    infos = _infos(directory, version)
    for entry in entries:
        for name, info in infos:
            if name == canonicalize_name(entry.partition("-")[0]):
                return entry, name, version, info
    if len(infos) == 1:
        name, info = infos[0]
        return entries[0], name, version, info
    return None


def _infos(directory: str, version: Version) -> List[Tuple[NormalizedName, str]]:
    """The projects of a version whose metadata is in a directory."""
    try:
        names = sorted(os.listdir(directory))
    except OSError:
        return []
    found = []
    for info in names:
        stem, suffix = os.path.splitext(info)
        name, _, text = stem.partition("-")
        if suffix == ".dist-info" and _is_version(text, version):
            found.append((canonicalize_name(name), info))
    return found


def _is_version(text: str, version: Version) -> bool:
    try:
        return Version(text) == version
    except InvalidVersion:
        return False
