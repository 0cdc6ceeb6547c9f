"""What stands outside of distribution directories, and follows from them.

Aliases        yaml-6.0.2 -> pyyaml-6.0.2, for each further import name
foo/part       a link in foo's package to what another project has for it, and
               foo requires (PyQt6/Qt6, which libraries find by its place)
bin/foo-1.0    starts version 1.0 of its distribution, by a version clause
bin/foo        starts what a plain import gets when it runs
share/x, etc   links below sys.prefix to the data files of the version that a
               plain import gets
import-versions.txt of those who require a project that has come or gone

All of it can be made again from the distribution directories of a library, and
refresh() does so for the names that a change has touched.  Whatever is in the way
and was not made here is left alone: scripts bear a mark, links lead into the
library.  So nothing that a RECORD says is needed to remove it.
"""

import errno
import importlib
import os
import sys
from itertools import groupby
from typing import (
    Dict,
    FrozenSet,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Tuple,
    Union,
)

from pip._vendor.packaging.utils import NormalizedName

from pip._internal.metadata import BaseDistribution
from pip._internal.metadata.import_names import installed_import_names
from pip._internal.metadata.versions import (
    VersionedDistribution,
    iter_versions,
    matching,
    split_entry,
)
from pip._internal.models.scheme import Scheme
from pip._internal.models.versions import LINK_SUFFIX, entry_name
from pip._internal.operations.import_versions import (
    Projects,
    dependents,
    requirements,
    rewrite,
)
from pip._internal.operations.install.wheel import (
    PipScriptMaker,
    get_console_script_specs,
    get_entrypoints,
)
from pip._internal.utils.logging import getLogger
from pip._internal.utils.misc import ensure_dir
from pip._internal.utils.record import is_below, remove_temporary, replace_content, replace_text

logger = getLogger(__name__)

_MARK = "# pip makes this script as versions of {project} come and go.\n"
_ANY_MARK = _MARK.partition("{")[0].encode()

_HEAD = """# -*- coding: utf-8 -*-
{mark}import re
import sys
"""
_CALL = r"""if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\.pyw|\.exe)?$', '', sys.argv[0])
    sys.exit({call})
"""
_ENTRY_POINT = (
    _HEAD
    + "from %(module)s{clause} import %(import_name)s\n"
    + _CALL.format(call="%(func)s()")
)
# Where versions call different functions, what is imported decides.
_ENTRY_POINTS = (
    _HEAD
    + """import pkgutil
import {name} as package

calls = {table}
"""
    + _CALL.format(call="pkgutil.resolve_name(calls[str(package.__spec__.version)])()")
)
_FILES = """# -*- coding: utf-8 -*-
{mark}import os
import runpy
import {name}{clause} as package

paths = {table}
if __name__ == '__main__':
    here = os.path.dirname(os.path.realpath(__file__))
    path = paths[str(package.__spec__.version)]
    runpy.run_path(os.path.join(here, path), run_name='__main__')
"""


class Names(NamedTuple):
    """What some distributions have outside of their directories."""

    projects: FrozenSet[NormalizedName] = frozenset()
    entries: FrozenSet[str] = frozenset()
    aliases: FrozenSet[str] = frozenset()  # entries: "yaml-6.0.2"
    scripts: FrozenSet[Tuple[str, str]] = frozenset()  # name and version
    data: FrozenSet[str] = frozenset()  # paths below sys.prefix

    @classmethod
    def of(cls, dist: VersionedDistribution) -> "Names":
        return cls(
            frozenset([dist.canonical_name]),
            frozenset([dist.entry]),
            frozenset(aliases(dist)),
            frozenset((name, str(dist.version)) for name in script_names(dist)),
            frozenset(_files_below(dist.data)),
        )

    def union(self, other: "Names") -> "Names":
        return Names(*(mine | its for mine, its in zip(self, other)))

    def is_safe(self, data: str) -> bool:
        """Return True if all are names as Names.of() gives them."""
        return (
            all(_is_name(it) and split_entry(it) for it in self.aliases)
            and all(_is_name(it) for pair in self.scripts for it in pair)
            and all(is_below(data, os.path.join(data, it)) for it in self.data)
        )


def aliases(dist: VersionedDistribution) -> List[str]:
    """Return the entries by which imports find a version, but for its own."""
    names = installed_import_names(dist)
    entries = {entry_name(name, dist.version) for name in names}
    return sorted(entries - {dist.entry})


def script_names(dist: VersionedDistribution) -> List[str]:
    return sorted({*entry_points(dist), *_listed(dist.scripts)})


def entry_points(dist: BaseDistribution) -> Dict[str, Tuple[str, Dict[str, bool]]]:
    """Return {script: (what it calls, options of its making)}."""
    found: Dict[str, Tuple[str, Dict[str, bool]]] = vars(dist).get("_scripts", {})
    if "_scripts" in vars(dist):
        return found
    vars(dist)["_scripts"] = found
    console, gui = get_entrypoints(dist)
    for specification in get_console_script_specs(console):
        name, _, value = specification.partition(" = ")
        found[name] = (value, {})
    for name, value in gui.items():
        found[name] = (value, {"gui": True})
    return found


def refresh(library: str, scheme: Scheme, names: Names) -> None:
    """Make right what has these names outside of the library's directories."""
    importlib.invalidate_caches()
    dists = [dist for dist in iter_versions([library]) if not dist.is_link]
    for entry in sorted(names.aliases):
        _refresh_alias(library, entry, dists)
    if names.scripts or names.data:
        _Places(library, scheme, dists).refresh(names)
    changed = [it for it in dists if it.entry in names.entries]
    projects = Projects([*sys.path, library])
    for dist in dependents(dists, names.projects):
        rewrite(dist, projects)
        changed.append(dist)
    for dist in changed:
        _refresh_portions(dist, dists)


def everything(library: str) -> Names:
    """Return the names of all that is in a library, and of what leads nowhere."""
    names = Names(aliases=frozenset(dangling(library)))
    for dist in iter_versions([library]):
        if not dist.is_link:
            names = names.union(Names.of(dist))
    return names


def dangling(library: str) -> List[str]:
    """Return the aliases in a library whose distribution is not there."""
    found = []
    for name in sorted(os.listdir(library)):
        target = alias_target(os.path.join(library, name))
        if target and split_entry(name) and not os.path.exists(
            os.path.join(library, target)
        ):
            found.append(name[: -len(LINK_SUFFIX)] if name.endswith(LINK_SUFFIX) else name)
    return found


# Aliases ######################################################################


def alias_target(path: str) -> Optional[str]:
    """Return the entry of the same directory that an alias leads to, or None."""
    try:
        if path.endswith(LINK_SUFFIX):
            with open(path, encoding="utf-8") as file:
                target = file.readline(4096).strip()
        else:
            target = os.readlink(path)
    except (OSError, ValueError):
        return None
    return target if _is_name(target) and split_entry(target) else None


def links_to(dist: VersionedDistribution) -> List[str]:
    """Return the paths of the links in the library that lead to a version."""
    place = os.path.realpath(os.path.join(dist.library, dist.entry))
    paths = (os.path.join(dist.library, name) for name in sorted(os.listdir(dist.library)))
    return [
        path
        for path in paths
        if alias_target(path) == dist.entry
        or (os.path.islink(path) and os.path.realpath(path) == place)
    ]


def owner_of_alias(library: str, entry: str) -> Optional[str]:
    """Return the entry that an alias leads to, in either spelling, or None."""
    path = os.path.join(library, entry)
    return alias_target(path) or alias_target(path + LINK_SUFFIX)


def _refresh_alias(
    library: str, entry: str, dists: Iterable[VersionedDistribution]
) -> None:
    """Let an alias lead to a version that has it; who has it already keeps it."""
    path = os.path.join(library, entry)
    owner = owner_of_alias(library, entry)
    if owner is None and (os.path.lexists(path) or os.path.lexists(path + LINK_SUFFIX)):
        return
    version = split_entry(entry)[1]
    if owner is not None and os.path.exists(os.path.join(library, owner)):
        if split_entry(owner)[1] != version:
            # A pin, which is the user's as long as it leads anywhere.
            return
    wanted = [
        it.entry
        for it in dists
        if str(it.version) == str(version) and entry in aliases(it)
    ]
    if owner in wanted:
        return
    for there in path, path + LINK_SUFFIX:
        if os.path.lexists(there):
            os.unlink(there)
    if wanted:
        if not _make_link(wanted[0], path):
            replace_text(path + LINK_SUFFIX, wanted[0] + "\n")


def alias_suffix(directory: str) -> str:
    """Return what the names of aliases end with: nothing if they can be links."""
    probe = os.path.join(directory, ".~link")
    if not _make_link(os.curdir, probe):
        return LINK_SUFFIX
    os.unlink(probe)
    return ""


def _refresh_portions(
    dist: VersionedDistribution, dists: Iterable[VersionedDistribution]
) -> None:
    """Have in the packages of a version what projects that it requires have for them."""
    names = installed_import_names(dist)
    is_real = {
        name: name in names
        for name in _listed(dist.directory)
        if _has_init(os.path.join(dist.directory, name))
    }
    wanted: Dict[str, str] = {}  # {path to link: target}
    for requirement in requirements(dist, dist.extras):
        found = [it for it in matching(requirement, dists) if it is not dist]
        if not found:
            continue
        other = max(found, key=lambda it: it.version)
        assert isinstance(other, VersionedDistribution)
        for package in is_real:
            folder = os.path.join(other.directory, package)
            for name in [] if _has_init(folder) else _listed(folder):
                if is_real[package] or not _is_module(other, package, name):
                    path = os.path.join(dist.directory, package, name)
                    wanted.update(_merged(path, os.path.join(folder, name)))
    for package in is_real:
        for path in _links_below(os.path.join(dist.directory, package)):
            if is_own(path, dist.library) and path not in wanted:
                os.unlink(path)
    for path, target in wanted.items():
        if os.path.islink(path) and os.readlink(path) != _relative(target, path):
            os.unlink(path)
        if not os.path.lexists(path):
            _make_link(_relative(target, path), path)


def _merged(path: str, target: str) -> Iterator[Tuple[str, str]]:
    """Yield what to link so that a path has all that is below a target."""
    if os.path.isdir(path) and not os.path.islink(path):
        for name in _listed(target):
            yield from _merged(os.path.join(path, name), os.path.join(target, name))
    else:
        yield path, target


def _links_below(folder: str) -> Iterator[str]:
    for directory, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            if os.path.islink(os.path.join(directory, name)):
                yield os.path.join(directory, name)


def _is_module(dist: VersionedDistribution, package: str, name: str) -> bool:
    """Return True if an entry of a namespace is, or holds, what imports find."""
    module = f"{package}.{name.partition('.')[0]}"
    names = installed_import_names(dist)
    return any(it == module or it.startswith(module + ".") for it in names)


def _has_init(folder: str) -> bool:
    return any(name.startswith("__init__.") for name in _listed(folder))


# Scripts and data files #######################################################


# The content of a script, or the path that a link is to lead to.
_Content = Union[bytes, str]


class _Places:
    """The scripts' folder and sys.prefix of a library."""

    def __init__(
        self, library: str, scheme: Scheme, dists: List[VersionedDistribution]
    ) -> None:
        self._library = library
        self._scripts = scheme.scripts
        self._data = scheme.data
        self._dists = dists
        self._plain: Dict[NormalizedName, Optional[VersionedDistribution]] = {}

    def refresh(self, names: Names) -> None:
        # Other versions of a project may now start what they did not, or no more.
        others = [it for it in self._dists if it.canonical_name in names.projects]
        scripts = {name for name, _ in names.scripts}
        scripts.update(name for dist in others for name in script_names(dist))
        data = {path for dist in others for path in _files_below(dist.data)}
        for name in sorted(scripts):
            dists = [it for it in self._dists if name in script_names(it)]
            for version in sorted({it for its, it in names.scripts if its == name}):
                of_version = [it for it in dists if str(it.version) == version]
                made = self._versioned(name, of_version[:1] and self._best(name, of_version))
                self._settle(os.path.join(self._scripts, f"{name}-{version}"), made)
            self._settle(os.path.join(self._scripts, name), self._shared(name, dists))
        for path in sorted(data | names.data):
            self._settle(os.path.join(self._data, path), self._link_to_data(path))

    def _best(
        self, name: str, dists: Iterable[VersionedDistribution]
    ) -> Optional[VersionedDistribution]:
        """Whose script it is: that of the project whose function it calls."""
        return min(
            dists, key=lambda it: (_own_name(it, name) is None, it.canonical_name)
        )

    def _versioned(
        self, name: str, dist: Optional[VersionedDistribution]
    ) -> Dict[str, _Content]:
        if not dist:
            return {}
        return self._content(f"{name}-{dist.version}", name, dist, [dist])

    def _shared(
        self, name: str, dists: List[VersionedDistribution]
    ) -> Dict[str, _Content]:
        of_project = {
            project: list(its) for project, its in groupby(dists, _canonical_name)
        }
        chosen = [it for it in map(self._chosen, of_project) if it in dists]
        if not chosen:
            return {}
        dist = self._best(name, chosen)
        return self._content(name, name, dist, of_project[dist.canonical_name])

    def _chosen(self, project: NormalizedName) -> Optional[VersionedDistribution]:
        """The version of a project that a plain import gets."""
        if project not in self._plain:
            dists = [it for it in self._dists if it.canonical_name == project]
            self._plain[project] = plain_version(self._library, dists)
        return self._plain[project]

    def _content(
        self,
        file: str,
        name: str,
        dist: VersionedDistribution,
        dists: List[VersionedDistribution],
    ) -> Dict[str, _Content]:
        """What is to be at the path of a script: {path: content}.

        dist is the version that it starts, or starts at the moment; dists are
        all that it may start.
        """
        maker = _Maker(self._scripts)
        mark = _MARK.format(project=dist.canonical_name)
        own = _own_name(dist, name)
        clause = f" version ==={dist.version}" if own and len(dists) == 1 else ""
        if file == name:
            clause = ""
        if name in entry_points(dist):
            value, options = entry_points(dist)[name]
            calls = {
                str(it.version): entry_points(it)[name][0].partition("[")[0].strip()
                for it in dists
                if name in entry_points(it)
            }
            if own and len(set(calls.values())) > 1:
                # distlib uses the % operator on it.
                table = repr(calls).replace("%", "%%")
                text = _ENTRY_POINTS.format(mark=mark, name=own, table=table)
            else:
                text = _ENTRY_POINT.format(mark=mark, clause=clause)
            maker.script_template = text
            maker.make(f"{file} = {value}", options)
            return dict(maker.written)
        path = os.path.join(self._scripts, file)
        source = os.path.join(dist.scripts, name)
        with open(source, "rb") as script:
            first = script.readline(4096)
        if not (first.startswith(b"#!") and b"python" in first and own):
            return {path: source}
        paths = {
            str(it.version): _relative(os.path.join(it.scripts, name), path)
            for it in dists
            if name in _listed(it.scripts)
        }
        text = _FILES.format(mark=mark, name=own, clause=clause, table=paths)
        return {path: maker.shebang + text.encode()}

    def _link_to_data(self, path: str) -> Dict[str, _Content]:
        there = [it for it in self._dists if os.path.isfile(os.path.join(it.data, path))]
        for dist in there:
            if self._chosen(dist.canonical_name) is dist:
                return {os.path.join(self._data, path): os.path.join(dist.data, path)}
        return {}

    def _settle(self, path: str, made: Dict[str, _Content]) -> None:
        """Have at a path (or with .exe) what is made, and nothing else of ours."""
        for there in path, path + ".exe":
            remove_temporary(there)
            if there not in made and self.is_own(there):
                os.unlink(there)
                self._prune(os.path.dirname(there))
        for there, content in made.items():
            if not os.path.lexists(there) or self.is_own(there):
                self._put(there, content)
            else:
                logger.debug("Left %s as it is: it is somebody else's", there)

    def is_own(self, path: str) -> bool:
        return is_own(path, self._library)

    def _put(self, path: str, content: _Content) -> None:
        """Make a file, or a link to a path; nobody sees a part of it."""
        ensure_dir(os.path.dirname(path))
        if isinstance(content, bytes):
            if not os.path.islink(path) and _read(path) == content:
                return
            replace_content(path, content, 0o777)
        else:
            target = _relative(content, path)
            if os.path.islink(path) and os.readlink(path) == target:
                return
            if os.path.lexists(path):
                os.unlink(path)
            if not _make_link(target, path):
                logger.debug("There are no links: %s is left out", path)

    def _prune(self, directory: str) -> None:
        """Remove folders of data files in which nothing is left."""
        while (
            directory not in (self._scripts, self._data)
            and is_below(self._data, directory)
            and not os.listdir(directory)
        ):
            os.rmdir(directory)
            directory = os.path.dirname(directory)


def is_own(path: str, library: str) -> bool:
    """Return True if a script or a link to a data file was made by refresh()."""
    if os.path.islink(path):
        target = os.path.join(os.path.realpath(os.path.dirname(path)), os.readlink(path))
        return is_below(os.path.realpath(library), os.path.normpath(target))
    return _ANY_MARK in _read(path)


def plain_version(
    library: str, versions: List[VersionedDistribution]
) -> Optional[VersionedDistribution]:
    """Return the version that a plain import gets with a library on sys.path.

    None if a flat installation is what the import gets.  Of a project without
    modules it is the highest.
    """
    from importlib.versions import select

    path = sys.path[:]
    if library not in path:
        sys.path.insert(0, library)
    try:
        # Nearly always the first name of the highest version decides.
        newest_first = sorted(versions, key=lambda it: it.version, reverse=True)
        names = (name for it in newest_first for name in installed_import_names(it))
        for name in names:
            try:
                found = select(name).candidate
            except (AttributeError, ImportError):
                # The package that it is in is no package.
                continue
            if found is None:
                continue
            for dist in versions:
                if os.path.realpath(dist.directory) == os.path.realpath(found.path):
                    return dist
            if found.layout == "flat":
                return None
    finally:
        sys.path[:] = path
    return max(
        versions,
        key=lambda it: (not it.version.is_prerelease, it.version),
        default=None,
    )


class _Maker(PipScriptMaker):
    """Makes scripts in memory, with the shebang or launcher that pip gives them."""

    def __init__(self, scripts: str) -> None:
        self.written: Dict[str, _Content] = {}
        super().__init__(None, scripts, fileop=self)
        self.clobber = True
        self.variants = {""}

    @property
    def shebang(self) -> bytes:
        return self._get_shebang("utf-8")

    # What distlib asks of its file operations:

    def write_binary_file(self, path: str, content: bytes) -> None:
        self.written[path] = content

    def set_executable_mode(self, paths: List[str]) -> None:
        pass


def _own_name(dist: VersionedDistribution, script: str) -> Optional[str]:
    """The import name of the distribution's own that a script's function is in."""
    names = installed_import_names(dist)
    if script not in entry_points(dist):
        public = sorted((it.startswith("_"), it) for it in names if it.isidentifier())
        return public[0][1] if public else None
    module = entry_points(dist)[script][0].partition(":")[0].strip()
    for name in names:
        if module == name or module.startswith(name + "."):
            return name
    return None


def _canonical_name(dist: BaseDistribution) -> NormalizedName:
    return dist.canonical_name


def _is_name(text: str) -> bool:
    return bool(text) and os.path.basename(text) == text and text not in (".", "..")


def _relative(target: str, path: str) -> str:
    """The path of a target as seen from a link, links to folders resolved."""
    start = os.path.realpath(os.path.dirname(path))
    folder, name = os.path.split(target)
    return os.path.relpath(os.path.join(os.path.realpath(folder), name), start)


def _make_link(target: str, path: str) -> bool:
    """Return True if the file system has symbolic links, and make one."""
    try:
        os.symlink(target, path)
    except NotImplementedError:
        return False
    except OSError as error:
        # EINVAL: Windows without the privilege.
        if error.errno in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL):
            return False
        raise
    return True


def _listed(directory: str) -> List[str]:
    try:
        return sorted(os.listdir(directory))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _files_below(directory: str) -> Iterable[str]:
    for folder, _, files in os.walk(directory):
        for file in files:
            yield os.path.relpath(os.path.join(folder, file), directory)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
