"""install --allow-multiple: each wheel goes to a directory of its own.

Each is unpacked, as by pip into an environment of its own, and completed:
import-versions.txt, bytecode, a RECORD of everything.  Only when all of them are
whole are they renamed to their places (transaction.py).  A disk that is full is
found out before.
"""

import compileall
import contextlib
import os
import re
import sys
import warnings
import zlib
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import cache_from_source
from optparse import Values
from typing import Callable, Dict, FrozenSet, Iterable, Iterator, List, Optional, Set
from zipfile import BadZipFile, ZipFile

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.exceptions import InstallationError, InvalidWheel
from pip._internal.locations import get_scheme
from pip._internal.metadata import FilesystemWheel, get_wheel_distribution
from pip._internal.metadata.import_names import import_names
from pip._internal.metadata.versions import (
    EXTRAS,
    VersionedDistribution,
    iter_versions,
)
from pip._internal.models.direct_url import DirectUrl
from pip._internal.models.scheme import Scheme
from pip._internal.models.versions import (
    IMPORT_VERSIONS,
    LINK_SUFFIX,
    directory_name,
    entry_name,
    scheme_of_directory,
)
from pip._internal.operations.import_versions import Project, Projects, text_of
from pip._internal.operations.install.surroundings import (
    Names,
    alias_suffix,
    aliases,
    entry_points,
    is_own,
    owner_of_alias,
    script_names,
)
from pip._internal.operations.install.transaction import Transaction
from pip._internal.operations.install.wheel import (
    install_wheel,
    rehash,
    wheel_root_is_purelib,
)
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.compat import WINDOWS
from pip._internal.utils.logging import getLogger
from pip._internal.utils.record import read_record, write_record
from pip._internal.utils.unpacking import current_umask
from pip._internal.utils.wheel import parse_wheel

logger = getLogger(__name__)

_PROJECT_NAME = re.compile(r"[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", re.IGNORECASE)


@dataclass
class WheelFile:
    """A wheel that is to have a directory of its own, and what is known of it.

    Raises InstallationError if it is not fit.
    """

    name: str
    path: str
    extras: FrozenSet[str] = frozenset()
    direct_url: Optional[DirectUrl] = None
    requested: bool = False
    url: Optional[str] = None

    @classmethod
    def of(cls, req: InstallRequirement) -> "WheelFile":
        """Return the wheel of a requirement that has been resolved."""
        assert req.name and req.local_file_path and req.is_wheel
        return cls(
            req.name,
            req.local_file_path,
            frozenset(map(canonicalize_name, req.extras)),
            req.download_info if req.is_direct else None,
            req.user_supplied,
            req.original_link.url if req.original_link else None,
        )

    def __post_init__(self) -> None:
        try:
            with ZipFile(self.path, allowZip64=True) as archive:
                self.info, wheel = parse_wheel(archive, self.name)
                self.is_pure = wheel_root_is_purelib(wheel)
                self.dist = get_wheel_distribution(
                    FilesystemWheel(self.path), canonicalize_name(self.name)
                )
                self._check(archive)
                self.import_names = self._find_import_names(archive)
        except BadZipFile as error:
            raise InvalidWheel(self.path, self.name) from error

    @property
    def project(self) -> NormalizedName:
        return self.dist.canonical_name

    @property
    def version(self) -> Version:
        return self.dist.version

    @cached_property
    def entry(self) -> str:
        """The name of its distribution directory."""
        return entry_name(
            directory_name(self.dist.raw_name, self.import_names), self.version
        )

    def __str__(self) -> str:
        return f"{self.dist.raw_name} {self.version}"

    def _check(self, archive: ZipFile) -> None:
        reason = None
        name = self.dist.metadata.get("Name", "")
        text = self.dist.metadata.get("Version", "")
        if not _PROJECT_NAME.fullmatch(name):
            reason = f"the name in its metadata, {name!r}, is not valid"
        elif not _is_version(text):
            reason = f"the version in its metadata, {text!r}, is not one of PEP 440"
        elif f"{self.info}/RECORD" not in archive.namelist():
            reason = "it has no RECORD of its files"
        elif IMPORT_VERSIONS in self._modules(archive):
            reason = (
                f"its {IMPORT_VERSIONS} is where pip writes what its requirements "
                "say of the versions of its imports"
            )
        if reason is not None:
            file = os.path.basename(self.path)
            raise InstallationError(
                f"{file} is refused: {reason}. Nothing was changed."
            )

    def _find_import_names(self, archive: ZipFile) -> Set[str]:
        modules = self._modules(archive)
        return import_names(
            self.dist, modules, lambda path: archive.read(modules[path])
        )

    def _modules(self, archive: ZipFile) -> Dict[str, str]:
        """{path in the library: path in the wheel}, without metadata."""
        found = {}
        for path in archive.namelist():
            top, _, rest = path.partition("/")
            kind, _, below = rest.partition("/")
            if path.endswith("/") or top.endswith(".dist-info"):
                continue
            if not top.endswith(".data"):
                found[path] = path
            elif kind in ("purelib", "platlib"):
                found[below] = path
        return found


def destination(options: Values) -> Scheme:
    """Return the directories that the options of install name."""
    if options.target_dir:
        target = options.target_dir
        return Scheme(
            platlib=target,
            purelib=target,
            headers=os.path.join(target, "include"),
            scripts=os.path.join(target, "bin"),
            data=target,
        )
    scheme = get_scheme(
        "",
        user=options.use_user_site,
        root=options.root_path,
        isolated=options.isolated_mode,
        prefix=options.prefix_path,
    )
    if os.path.realpath(scheme.platlib) == os.path.realpath(scheme.purelib):
        # lib64 may be a link to lib: one directory has one lock.
        scheme = replace(scheme, platlib=scheme.purelib)
    return scheme


def library_path(options: Values) -> List[str]:
    """Return the directories in which what is there counts as installed.

    With --target that is the target alone: pip looks at nothing else then.
    """
    scheme = destination(options)
    libraries = [scheme.purelib, scheme.platlib]
    return list(dict.fromkeys(libraries if options.target_dir else [*sys.path, *libraries]))


@contextlib.contextmanager
def transactions(scheme: Scheme) -> Iterator[Dict[str, Transaction]]:
    """Enter a Transaction for each library directory; all happen, or none does.

    The body stages, and returns when everything is whole.
    """
    with contextlib.ExitStack() as stack:
        changes = {
            library: stack.enter_context(Transaction(library, scheme))
            for library in sorted({scheme.purelib, scheme.platlib})
        }
        yield changes
        done: List[Transaction] = []
        try:
            for change in changes.values():
                done.append(change)
                change.commit()
        except BaseException:
            for change in done:
                change.roll_back()
            raise
        for change in done:
            change.finish()


def install_wheels(
    wheels: List[WheelFile],
    options: Values,
    progress: Callable[[List[WheelFile]], Iterable[WheelFile]] = iter,
) -> List[WheelFile]:
    """Place all of the wheels, or none, and return those that were placed."""
    scheme = destination(options)
    with transactions(scheme) as changes:
        wheels = _missing(wheels, changes, options)
        for wheel in progress(wheels):
            change = changes[library_of(wheel, scheme)]
            place(wheel, change, projects_for(wheels, options), options.compile)
    for wheel in wheels:
        _warn_about_aliases(wheel, library_of(wheel, scheme))
    return wheels


def library_of(wheel: WheelFile, scheme: Scheme) -> str:
    return scheme.purelib if wheel.is_pure else scheme.platlib


def projects_for(wheels: Iterable[WheelFile], options: Values) -> Projects:
    """Return what is known of projects while wheels are about to be placed."""
    return Projects(
        library_path(options),
        (Project(it.project, it.version, it.import_names, it.url) for it in wheels),
    )


def place(
    wheel: WheelFile, change: Transaction, projects: Projects, pycompile: bool
) -> None:
    """Stage a wheel: write all that is to be in its directory."""
    path = os.path.join(change.library, wheel.entry)
    owner = owner_of_alias(change.library, wheel.entry)
    if owner:
        # A link of another project gives way to the project of that name.
        logger.warning("%s has led to %s, and is to be %s", path, owner, wheel)
        change.take_away(path)
        change.take_away(path + LINK_SUFFIX)
    elif os.path.lexists(path) and not change.is_going(path):
        raise InstallationError(
            f"{wheel} cannot be placed: {path} is there and is "
            f"{_described(path)}. Move it away or uninstall it first. "
            "Nothing was changed."
        )
    temporary = change.stage(wheel.entry)
    info = os.path.join(temporary, wheel.info)
    _unpack(wheel, temporary)
    staged = VersionedDistribution.from_directory(info)
    assert isinstance(staged, VersionedDistribution)
    staged.library, staged.entry, staged.directory = change.library, wheel.entry, temporary

    # A wheel may list what it has not got, or files of others.
    rows = {row[0]: row for row in read_record(info)}
    rows = {
        name: row
        for name, row in rows.items()
        if not os.path.isabs(name)
        and not os.path.normpath(name).startswith(os.pardir)
        and os.path.isfile(os.path.join(temporary, name))
    }
    _warn_about_pth(wheel, rows)
    text = text_of(wheel.dist, wheel.import_names, set(wheel.extras), projects)
    extras = "".join(f"{extra}\n" for extra in sorted(wheel.extras))
    for name, content in (IMPORT_VERSIONS, text), (f"{wheel.info}/{EXTRAS}", extras):
        if content:
            with open(os.path.join(temporary, name), "w", encoding="utf-8") as file:
                file.write(content)
            rows[name] = (name, *rehash(os.path.join(temporary, name)))
    suffix = alias_suffix(temporary)
    outside = [os.path.join(change.library, it + suffix) for it in aliases(staged)]
    for name in script_names(staged):
        script = _script_path(staged, name, change)
        if os.path.lexists(script) and not is_own(script, change.library):
            raise InstallationError(
                f"{wheel} cannot be placed: its script would be {script}, which "
                "somebody else has made. Move it away first. Nothing was changed."
            )
        outside.append(script)
    # With a cache elsewhere, bytecode is for whoever imports to write.
    if pycompile and sys.pycache_prefix is None:
        for compiled in compile_all(temporary, path):
            name = os.path.relpath(compiled, temporary).replace(os.sep, "/")
            rows[name] = (name, "", "")
    for it in outside:
        name = os.path.relpath(it, path).replace(os.sep, "/")
        rows[name] = (name, "", "")
    write_record(info, rows.values())
    change.names = change.names.union(Names.of(staged))


def _missing(
    wheels: List[WheelFile], changes: Dict[str, Transaction], options: Values
) -> List[WheelFile]:
    """Return the wheels of versions that are not there, or are to be replaced."""
    there = {(it.canonical_name, it.version): it for it in iter_versions(changes)}
    missing = []
    for wheel in wheels:
        dist = there.get((wheel.project, wheel.version))
        if dist is not None and not options.force_reinstall:
            logger.info(
                "%s is already in %s, and stays as it is (--force-reinstall replaces it)",
                wheel,
                dist.directory,
            )
            continue
        if dist is not None:
            change = changes[dist.library]
            change.take_away(os.path.join(dist.library, dist.entry))
            change.names = change.names.union(Names.of(dist))
        missing.append(wheel)
    return missing


def _unpack(wheel: WheelFile, directory: str) -> None:
    """Have pip install the wheel, as into an environment of its own."""
    scheme = scheme_of_directory(directory, wheel.info)
    try:
        install_wheel(
            wheel.name,
            wheel.path,
            scheme=scheme,
            req_description=str(wheel),
            pycompile=False,
            warn_script_location=False,
            direct_url=wheel.direct_url,
            requested=wheel.requested,
        )
    except (BadZipFile, zlib.error) as error:
        raise InstallationError(
            f"{os.path.basename(wheel.path)} is damaged: {error}. Get it "
            "anew. Nothing was changed."
        )
    for folder, _, files in os.walk(scheme.scripts):
        for name in files:
            os.chmod(os.path.join(folder, name), 0o777 & ~current_umask())
    # The wrappers of entry points: those of surroundings.py replace them.
    for name in entry_points(wheel.dist):
        for ending in "", ".exe":
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(scheme.scripts, name + ending))
    with contextlib.suppress(OSError):
        os.removedirs(scheme.scripts)


def compile_all(directory: str, place: str) -> Iterator[str]:
    """Compile the modules in a directory for the place where they will be.

    Yields the paths of the bytecode.  What does not compile is passed over, as
    it may be meant for another interpreter.  Scripts are not compiled.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for folder, folders, files in os.walk(directory):
            folders[:] = sorted(it for it in folders if not it.endswith(".data"))
            for name in sorted(files):
                path = os.path.join(folder, name)
                if name.endswith(".py") and compileall.compile_file(
                    path, stripdir=directory, prependdir=place, force=True, quiet=2
                ):
                    yield cache_from_source(path)


def _script_path(dist: VersionedDistribution, name: str, change: Transaction) -> str:
    path = os.path.join(change.scheme.scripts, f"{name}-{dist.version}")
    return path + ".exe" if WINDOWS and name in entry_points(dist) else path


def _warn_about_pth(wheel: WheelFile, names: Iterable[str]) -> None:
    for name in names:
        # Those that declare namespaces are not needed any more.
        if "/" not in name and name.endswith(".pth") and "-nspkg." not in name:
            logger.warning(
                "%s has %s, which the interpreter reads when it starts only from "
                "a flat installation: it has no effect here",
                wheel,
                name,
            )


def _warn_about_aliases(wheel: WheelFile, library: str) -> None:
    for name in sorted(wheel.import_names):
        entry = entry_name(name, wheel.version)
        owner = owner_of_alias(library, entry) or entry
        if owner != wheel.entry:
            logger.warning(
                "%s has a module %s, but %s is another distribution's: an import "
                "of %s version %s gets that one",
                wheel,
                name,
                os.path.join(library, entry),
                name,
                wheel.version,
            )


def _described(path: str) -> str:
    """What stands in the way."""
    if os.path.islink(path):
        return f"a link to {os.readlink(path)}"
    if os.path.isdir(path):
        return "a directory that pip has not made for this version"
    return "a file"


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
