"""install --allow-multiple --move, and the way back: --move --flat.

What is installed is packed into a wheel again, as RECORD has it, and placed the
other way.  The versioned installation of a flat one is whole and in place before
the flat one goes, which happens in the same transaction.
"""

import os
from optparse import Values
from typing import Dict, List, Optional
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement

from pip._internal.exceptions import CommandError, InstallationError
from pip._internal.metadata import (
    BaseDistribution,
    get_directory_distribution,
    get_environment,
)
from pip._internal.metadata.versions import (
    EXTRAS,
    VersionedDistribution,
    iter_versions,
    matching,
)
from pip._internal.models.direct_url import DIRECT_URL_METADATA_NAME
from pip._internal.models.scheme import Scheme
from pip._internal.models.versions import IMPORT_VERSIONS
from pip._internal.operations.install.surroundings import Names, entry_points
from pip._internal.operations.install.versions import (
    WheelFile,
    destination,
    place,
    projects_for,
    transactions,
)
from pip._internal.operations.install.wheel import install_wheel
from pip._internal.req.req_uninstall import (
    UninstallPathSet,
    compact,
    compress_for_rename,
)
from pip._internal.utils.misc import write_output
from pip._internal.utils.record import is_below, read_record
from pip._internal.utils.temp_dir import TempDirectory

# What an installer writes into *.dist-info, which is no part of a wheel.
_WRITTEN = ("INSTALLER", "REQUESTED", EXTRAS, DIRECT_URL_METADATA_NAME)


def move(args: List[str], options: Values) -> None:
    """Move the installations that are named to the other layout, all or none."""
    if options.requirements or options.dependency_groups or options.imports or not args:
        raise CommandError(
            "--move takes the names of installed packages and nothing else, as in "
            "pip install --allow-multiple --move foo"
        )
    scheme = destination(options)
    find = _find_version if options.flat else _find_flat
    dists = list({id(it): it for it in (find(arg, scheme) for arg in args)}.values())
    with TempDirectory(kind="move") as temporary:
        wheels = [_pack(dist, scheme, temporary.path) for dist in dists]
        places = [
            os.path.abspath(dist.library if options.flat else dist.location or "")
            for dist in dists
        ]
        if not options.flat:
            places = [os.path.join(*it) for it in zip(places, (w.entry for w in wheels))]
        if options.dry_run:
            for wheel, place in zip(wheels, places):
                write_output("Would move %s to %s", wheel, place)
            return
        if options.flat:
            _place_flat(wheels, dists, scheme, options)
        else:
            _place_beside(wheels, dists, scheme, options)
    for wheel, place in zip(wheels, places):
        write_output("Successfully moved %s to %s", wheel, place)


def _place_beside(
    wheels: List[WheelFile],
    dists: List[BaseDistribution],
    scheme: Scheme,
    options: Values,
) -> None:
    with transactions(scheme) as changes:
        for wheel, dist in zip(wheels, dists):
            library = os.path.abspath(dist.location or "")
            place(wheel, changes[library], projects_for(wheels, options), options.compile)
        for wheel, dist in zip(wheels, dists):
            change = changes[os.path.abspath(dist.location or "")]
            rows = read_record(dist.info_location or "")
            paths = _paths_of(dist)
            # Metadata last: as long as it is there, the installation is listed.
            change.take_away_flat(
                os.path.join(change.library, wheel.entry),
                [(path, digest) for path, digest, _ in rows],
                sorted(paths, key=lambda path: (".dist-info" in path, path)),
            )


def _place_flat(
    wheels: List[WheelFile],
    dists: List[BaseDistribution],
    scheme: Scheme,
    options: Values,
) -> None:
    """The flat installation, which is pip's own, is whole before the version goes."""
    placed: List[str] = []
    try:
        with transactions(scheme) as changes:
            for wheel, dist in zip(wheels, dists):
                assert isinstance(dist, VersionedDistribution)
                change = changes[dist.library]
                change.take_away(os.path.join(dist.library, dist.entry))
                change.names = change.names.union(Names.of(dist))
                placed.append(os.path.join(dist.library, wheel.info))
                install_wheel(
                    wheel.name,
                    wheel.path,
                    scheme=scheme,
                    req_description=str(wheel),
                    pycompile=options.compile,
                    warn_script_location=False,
                    direct_url=wheel.direct_url,
                    requested=wheel.requested,
                )
    except BaseException:
        for info in filter(read_record, placed):
            paths = UninstallPathSet.from_dist(get_directory_distribution(info))
            paths.remove(auto_confirm=True)
            paths.commit()
        raise


def _find_flat(arg: str, scheme: Scheme) -> BaseDistribution:
    requirement = _requirement(arg)
    libraries = [scheme.purelib, scheme.platlib]
    dist = get_environment(libraries).get_distribution(requirement.name)
    if dist is None:
        raise InstallationError(
            f"{requirement.name} cannot be moved: there is no flat installation of it "
            f"in {' or '.join(sorted(set(libraries)))}. Nothing was changed."
        )
    reason = None
    if not matching(requirement, [dist]):
        reason = f"it does not satisfy {requirement}"
    elif dist.canonical_name == "pip":
        reason = "it is what is running"
    elif dist.editable:
        reason = "it is an editable installation"
    elif not dist.installed_with_dist_info or not read_record(dist.info_location or ""):
        reason = "it has no RECORD of its files"
    for it in iter_versions(libraries):
        if (it.canonical_name, it.version) == (dist.canonical_name, dist.version):
            reason = (
                f"{it.directory} has the same version already; "
                f"pip uninstall --layout flat {dist.raw_name} removes the flat one"
            )
    if reason is not None:
        raise _refused(dist, reason)
    return dist


def _find_version(arg: str, scheme: Scheme) -> BaseDistribution:
    requirement = _requirement(arg)
    libraries = [scheme.purelib, scheme.platlib]
    found = matching(requirement, iter_versions(libraries))
    if len(found) != 1:
        there = ", ".join(str(it) for it in found) or "none"
        raise InstallationError(
            f"{requirement} is to be one version that has a directory of its own, and "
            f"there is {there} in {' or '.join(sorted(set(libraries)))}. Nothing was "
            "changed."
        )
    flat = get_environment(libraries).get_distribution(requirement.name)
    # The same one is what a run that was killed has left.
    if flat is not None and flat.version != found[0].version:
        raise _refused(found[0], f"{flat} is flat there already; move that one first")
    return found[0]


def _paths_of(dist: BaseDistribution) -> List[str]:
    """Return what to take away of a flat installation, directories where they go."""
    paths = compress_for_rename(UninstallPathSet.from_dist(dist)._paths)
    for path in sorted(paths):
        folder, name = os.path.split(path)
        if name.startswith("__init__."):
            taken = {os.path.normpath(it) for it in paths}
            for other in sorted(os.listdir(folder)):
                foreign = os.path.join(folder, other)
                if foreign not in taken and other != "__pycache__":
                    raise _refused(
                        dist,
                        f"{foreign} is in its package and not one of its files. Move "
                        "it away first",
                    )
    return sorted(compact(paths))


def _requirement(arg: str) -> Requirement:
    try:
        return Requirement(arg)
    except InvalidRequirement:
        raise CommandError(
            f"--move takes the names of installed packages, and {arg!r} is none."
        )


def _refused(dist: BaseDistribution, reason: str) -> InstallationError:
    return InstallationError(
        f"{dist} in {dist.location} cannot be moved: {reason}. Nothing was changed."
    )


def _pack(dist: BaseDistribution, scheme: Scheme, folder: str) -> WheelFile:
    """Return a wheel of what is installed, without what an installer makes."""
    info = os.path.basename(dist.info_location or "")
    stem = info[: -len(".dist-info")]
    path = os.path.join(folder, f"{stem}-py3-none-any.whl")
    rows: Dict[str, str] = {}
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name, *_ in read_record(dist.info_location or ""):
            source = os.path.normpath(os.path.join(dist.location or "", name))
            member = _member(dist, scheme, stem, name, source)
            if member is None or not os.path.isfile(source):
                continue
            if member in rows:
                raise _refused(dist, f"{rows[member]} and {source} are one file in it")
            rows[member] = source
            if member != f"{info}/RECORD":
                entry = ZipInfo.from_file(source, member, strict_timestamps=False)
                with open(source, "rb") as file:
                    archive.writestr(entry, file.read())
        archive.writestr(
            f"{info}/RECORD", "".join(f'"{name}",,\n' for name in sorted(rows))
        )
    return WheelFile(
        dist.raw_name,
        path,
        frozenset(getattr(dist, "extras", ())),
        dist.direct_url,
        dist.requested,
        dist.direct_url.url if dist.direct_url else None,
    )


def _member(
    dist: BaseDistribution, scheme: Scheme, stem: str, name: str, path: str
) -> Optional[str]:
    """Return what a file is called in a wheel, None if it has no place there."""
    location = os.path.abspath(dist.location or "")
    if name.endswith(".pyc") or name == IMPORT_VERSIONS:
        return None
    if os.path.dirname(name).endswith(".dist-info"):
        if os.path.basename(name) in _WRITTEN:
            return None
    if is_below(location, path):
        return os.path.relpath(path, location).replace(os.sep, "/")
    if isinstance(dist, VersionedDistribution):
        return None
    if is_below(os.path.abspath(scheme.scripts), path):
        script = os.path.relpath(path, scheme.scripts).replace(os.sep, "/")
        made = script[:-4] if script.endswith(".exe") else script
        return None if made in entry_points(dist) else f"{stem}.data/scripts/{script}"
    if is_below(os.path.abspath(scheme.data), path):
        below = os.path.relpath(path, scheme.data).replace(os.sep, "/")
        return f"{stem}.data/data/{below}"
    raise _refused(dist, f"its file {path} is outside of {scheme.data}")
