"""uninstall: which version of a project, and how it goes.

A requirement speaks of the installed versions that satisfy it.  Where these
are several the user is asked, and a run that must not ask is refused before
anything is removed, unless it says --all.  A project that is installed flat
and nowhere else is pip's own affair.

A version goes at once: its directory gets a temporary name, which importlib
passes over, and is deleted with all that leads there, which is its aliases and
its scripts.  The script that the remaining versions share is made anew.
"""

import os
import sys
from optparse import Values
from typing import Dict, Iterable, List, Tuple

from pip._internal.exceptions import InstallationError
from pip._internal.locations import get_bin_prefix, get_bin_user
from pip._internal.metadata import BaseDistribution
from pip._internal.multiple import leftovers, listing, scripts
from pip._internal.multiple.environment import get_default_environment
from pip._internal.multiple.failing import explained
from pip._internal.multiple.layout import (
    Installed,
    beside,
    temporary_path,
    versions_beside,
)
from pip._internal.multiple.locking import locked
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.logging import getLogger, indent_log
from pip._internal.utils.misc import (
    ask,
    ask_input,
    is_local,
    normalize_path,
    rmtree,
    write_output,
)

logger = getLogger(__name__)

Requirements = Dict[str, List[InstallRequirement]]


# Which ########################################################################


def choose(
    requirements: Requirements, options: Values
) -> Tuple[List[InstallRequirement], List[Installed]]:
    """What is to be uninstalled: flat installations, and versions beside them.

    requirements are those of one project under each key.
    """
    flat: Dict[str, InstallRequirement] = {}
    versions: Dict[Installed, None] = {}
    dists = listing.by_key(get_default_environment().iter_all_distributions())
    for name, of_project in requirements.items():
        if not any(it.canonical_name == name and beside(it) for it in dists.values()):
            flat[name] = of_project[-1]
            continue
        for requirement in {str(it.req): it for it in of_project}.values():
            assert requirement.req
            keys = listing.matching_keys(requirement.req, dists)
            if not keys:
                logger.warning("Skipping %s as it is not installed.", requirement.req)
            elif len(keys) > 1 and not options.uninstall_all:
                keys = _ask_which(requirement, [dists[key] for key in keys], options)
            for key in keys:
                installed = beside(dists[key])
                if installed is None:
                    flat[name] = requirement
                else:
                    versions[installed] = None
    return list(flat.values()), list(versions)


def _ask_which(
    requirement: InstallRequirement, dists: List[BaseDistribution], options: Values
) -> List[str]:
    """The keys of those among several versions that the user names."""
    described = [
        dist.raw_version + ("" if beside(dist) else " (flat)") for dist in dists
    ]
    ambiguous = InstallationError(
        f"{requirement.req} is installed in several versions: {', '.join(described)}. "
        f"Say which one to uninstall, as in {requirement.name}=={dists[-1].version}, "
        "or give --all to uninstall all of them."
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
            return [listing.key(dist) for dist in dists]
        if all(it.isdecimal() and 0 < int(it) <= len(dists) for it in answer):
            return [listing.key(dists[int(it) - 1]) for it in dict.fromkeys(answer)]
        write_output("Your response was none of these: 1 to %d, all.", len(dists))


# How ##########################################################################


def uninstall(versions: Iterable[Installed], options: Values) -> None:
    """Remove versions, each after a confirmation unless there is to be none."""
    for installed in versions:
        logger.info("Found existing installation: %s", installed)
        if not is_local(normalize_path(installed.library)):
            logger.info(
                "Not uninstalling %s at %s, outside environment %s",
                installed,
                installed.directory,
                sys.prefix,
            )
            continue
        name_version = f"{installed.name}-{installed.version}"
        logger.info("Uninstalling %s:", name_version)
        with indent_log():
            if options.yes or _confirmed(installed):
                if remove(installed):
                    logger.info("Successfully uninstalled %s", name_version)
                else:
                    logger.info("Another pip has uninstalled %s", name_version)


def _confirmed(installed: Installed) -> bool:
    logger.info("Would remove:")
    with indent_log():
        for path in sorted((*_paths_beside(installed), _place(installed))):
            is_tree = os.path.isdir(path) and not os.path.islink(path)
            logger.info(os.path.join(path, "*") if is_tree else path)
    return ask("Proceed (Y/n)? ", ("y", "n", "")) != "n"


def remove(installed: Installed) -> bool:
    """Remove one version with its aliases and scripts; False if it is gone."""
    project, paths, gone = installed.name, _paths_beside(installed), _shared(installed)
    with locked(installed.library):
        for directory in gone or [_scripts_directory(installed)]:
            leftovers.clean(installed.library, directory)
        if not os.path.lexists(_place(installed)):
            return False
        temporary = temporary_path(_place(installed))
        with explained(installed.library):
            os.rename(_place(installed), temporary)
        for path in paths:
            if os.path.lexists(path):
                os.unlink(path)
        for directory, names in gone.items():
            scripts.refresh(project, installed.library, directory, names)
        # Last: as long as it is there, the next run ends what this one began.
        if os.path.islink(temporary) or os.path.isfile(temporary):
            os.unlink(temporary)
        else:
            rmtree(temporary)
    return True


def refresh_scripts(requirements: Iterable[InstallRequirement]) -> None:
    """Give versions the scripts that flat installations had until now."""
    for requirement in requirements:
        directories = {
            (it.library, directory): it.name
            for it in versions_beside(requirement.name or "")
            for directory in _shared(it)
        }
        for (library, directory), project in directories.items():
            with locked(library):
                scripts.refresh(project, library, directory)


def _place(installed: Installed) -> str:
    return os.path.join(installed.library, installed.entry)


def _paths_beside(installed: Installed) -> Tuple[str, ...]:
    """What goes with a version and is not in its directory."""
    aliases = (os.path.join(installed.library, alias) for alias in installed.aliases)
    return (*aliases, *installed.scripts)


def _scripts_directory(installed: Installed) -> str:
    """Where pip puts the scripts of what is in a library directory."""
    return get_bin_user() if installed.dist.in_usersite else get_bin_prefix()


def _shared(installed: Installed) -> Dict[str, List[str]]:
    """{directory: names} of the scripts that a version shares with others."""
    names: Dict[str, List[str]] = {}
    for path in installed.scripts:
        name = scripts.shared_name(path, str(installed.version))
        names.setdefault(os.path.dirname(path), []).append(name)
    return names
