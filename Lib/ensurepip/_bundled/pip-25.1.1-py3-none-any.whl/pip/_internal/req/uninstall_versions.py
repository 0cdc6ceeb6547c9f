"""uninstall: which version of a project, and how it goes.

A requirement speaks of the installed versions that satisfy it, flat or not
(--layout says which).  Where these are several the user is asked, and a run that
must not ask is refused before anything is removed, unless it says --all.  A
project that is installed flat and nowhere else is pip's own affair.

A version goes at once, as its directory gets a temporary name, and with it its
aliases and scripts.  Files in the directory that are not the version's stay.
"""

import os
import sys
from optparse import Values
from typing import Dict, Iterable, List, Tuple

from pip._internal.exceptions import InstallationError
from pip._internal.metadata import BaseDistribution
from pip._internal.metadata.versions import (
    VersionedDistribution,
    get_default_environment,
    is_versioned,
    iter_versions,
    key,
    layout,
    matching,
)
from pip._internal.operations.check_versions import scheme_of
from pip._internal.operations.install.surroundings import Names, is_own, links_to
from pip._internal.operations.install.transaction import Transaction, clean_up
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.logging import getLogger, indent_log
from pip._internal.utils.misc import (
    ask,
    ask_input,
    is_local,
    normalize_path,
    write_output,
)
from pip._internal.utils.record import read_record

logger = getLogger(__name__)

Requirements = Dict[str, List[InstallRequirement]]


def choose(
    requirements: Requirements, options: Values
) -> Tuple[List[InstallRequirement], List[VersionedDistribution]]:
    """Return what is to be uninstalled: flat installations, and versions.

    requirements are those of one project under each key.
    """
    for library in dict.fromkeys(sys.path):
        if os.path.isdir(library):
            clean_up(library, scheme_of(library))
    flat: Dict[str, InstallRequirement] = {}
    versions: Dict[str, VersionedDistribution] = {}
    dists = list(get_default_environment().iter_all_distributions())
    for name, of_project in requirements.items():
        if not any(it.canonical_name == name and is_versioned(it) for it in dists):
            flat[name] = of_project[-1]
            continue
        for requirement in {str(it.req): it for it in of_project}.values():
            assert requirement.req
            found = matching(requirement.req, dists)
            if options.layout:
                found = [it for it in found if layout(it) == options.layout]
            if not found:
                logger.warning("Skipping %s as it is not installed.", requirement.req)
            elif len(found) > 1 and not options.uninstall_all:
                found = _ask_which(requirement, found, options)
            for dist in found:
                if isinstance(dist, VersionedDistribution):
                    versions[key(dist)] = dist
                else:
                    flat[name] = requirement
    return list(flat.values()), list(versions.values())


def uninstall(versions: Iterable[VersionedDistribution], options: Values) -> None:
    """Remove versions, each after a confirmation unless there is to be none."""
    for dist in versions:
        logger.info("Found existing installation: %s %s", dist.raw_name, dist.version)
        if not is_local(normalize_path(dist.library)):
            logger.info(
                "Not uninstalling %s at %s, outside environment %s",
                dist,
                dist.directory,
                sys.prefix,
            )
            continue
        name_version = f"{dist.raw_name}-{dist.version}"
        logger.info("Uninstalling %s:", name_version)
        with indent_log():
            if options.yes or _confirmed(dist):
                if _remove(dist):
                    logger.info("Successfully uninstalled %s", name_version)
                else:
                    logger.info("Another pip has uninstalled %s", name_version)


def restore_shared(requirements: Iterable[InstallRequirement]) -> None:
    """Give versions what flat installations had until now: bin/foo."""
    names = {it.name for it in requirements}
    for dist in iter_versions():
        if names.intersection([dist.raw_name, dist.canonical_name]):
            with Transaction(dist.library, scheme_of(dist.library)) as change:
                change.make_right(Names.of(dist))


def _ask_which(
    requirement: InstallRequirement, dists: List[BaseDistribution], options: Values
) -> List[BaseDistribution]:
    """Return those among several versions that the user names."""
    described = [
        dist.raw_version + ("" if is_versioned(dist) else " (flat)") for dist in dists
    ]
    one = f"{requirement.name}=={dists[-1].version}"
    if len({dist.version for dist in dists}) == 1:
        one = f"--layout flat {one}"
    ambiguous = InstallationError(
        f"{requirement.req} is installed in several versions: {', '.join(described)}. "
        f"Say which one to uninstall, as in {one}, or give --all to uninstall all of "
        "them."
    )
    if options.yes or options.no_input:
        raise ambiguous
    write_output("%s is installed in several versions:", requirement.req)
    for number, (text, dist) in enumerate(zip(described, dists), start=1):
        write_output("  %d. %s in %s", number, text, dist.location)
    question = 'Uninstall which (numbers, "all", or nothing to keep them)? '
    while True:
        try:
            answer = ask_input(question).replace(",", " ").split()
        except EOFError:
            raise ambiguous
        if answer == ["all"]:
            return dists
        if all(it.isdecimal() and 0 < int(it) <= len(dists) for it in answer):
            return [dists[int(it) - 1] for it in dict.fromkeys(answer)]
        write_output("Your response was none of these: 1 to %d, all.", len(dists))


def _confirmed(dist: VersionedDistribution) -> bool:
    names = Names.of(dist)
    scheme = scheme_of(dist.library)
    paths = [os.path.join(dist.library, dist.entry)]
    if not dist.is_link:
        paths[0] = os.path.join(paths[0], "*")
        paths += [os.path.join(dist.library, alias) for alias in names.aliases]
        paths += [
            os.path.join(scheme.scripts, f"{name}-{version}")
            for name, version in names.scripts
        ]
    logger.info("Would remove:")
    with indent_log():
        for path in sorted(paths):
            logger.info(path)
    return ask("Proceed (Y/n)? ", ("y", "n", "")) != "n"


def _remove(dist: VersionedDistribution) -> bool:
    """Remove one version; return False if it is gone."""
    place = os.path.join(dist.library, dist.entry)
    try:
        with Transaction(dist.library, scheme_of(dist.library)) as change:
            if not os.path.lexists(place):
                return False
            foreign = [] if dist.is_link else _foreign_files(dist)
            for path in links_to(dist):
                if path != place:
                    change.take_away(path)
            if not dist.is_link:
                # Another project may have a module of that name.
                own = Names(aliases=frozenset([dist.entry]))
                change.names = Names.of(dist).union(own)
            if foreign:
                kept = _keep(dist, foreign)
                logger.warning("Files that are not of %s are in %s now", dist, kept)
            change.take_away(place)
            change.commit()
            change.finish()
    except OSError as error:
        raise InstallationError(
            f"{dist} could not be uninstalled: {error}. Nothing was changed."
        )
    return True


def _foreign_files(dist: VersionedDistribution) -> List[str]:
    """Return the files in a version's directory that pip has not put there."""
    recorded = {
        os.path.normpath(path) for path, *_ in read_record(dist.info_location or "")
    }
    found = []
    for folder, _, files in os.walk(dist.directory):
        for file in files:
            path = os.path.relpath(os.path.join(folder, file), dist.directory)
            is_made = file.endswith(".pyc") or file.startswith(".~")
            is_made |= is_own(os.path.join(folder, file), dist.library)
            if path not in recorded and not is_made:
                found.append(path)
    return found


def _keep(dist: VersionedDistribution, paths: Iterable[str]) -> str:
    """Move files to a directory beside a version's, which is no version's."""
    kept = os.path.join(dist.library, f"{dist.entry}.kept")
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = os.path.join(dist.library, f"{dist.entry}.kept{number}")
    for path in paths:
        target = os.path.join(kept, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.rename(os.path.join(dist.directory, path), target)
    return kept
