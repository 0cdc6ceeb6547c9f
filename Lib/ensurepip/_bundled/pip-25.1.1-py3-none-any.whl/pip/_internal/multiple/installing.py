"""install --allow-multiple: what the install command does at three points.

begin() comes before the requirements are read, resolver() in place of pip's
own, and install() when everything is downloaded and built.
"""

import logging
import sys
from functools import cached_property
from optparse import Values
from typing import Dict, Iterable, List, Optional, Sequence, Set

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.packaging.version import Version

from pip._internal.cli.progress_bars import get_install_progress_renderer
from pip._internal.metadata import BaseDistribution
from pip._internal.multiple import moving, refusing
from pip._internal.multiple.destinations import Destination
from pip._internal.multiple.environment import get_default_environment, get_environment
from pip._internal.multiple.imports import Program
from pip._internal.multiple.placing import StagedWheel, place
from pip._internal.multiple.providing import recorded_names
from pip._internal.multiple.requirements import Resolver
from pip._internal.multiple.wheels import Wheel
from pip._internal.operations.install.wheel import message_about_scripts_not_on_PATH
from pip._internal.req.req_install import InstallRequirement
from pip._internal.resolution.base import BaseResolver
from pip._internal.utils.logging import indent_log
from pip._internal.utils.misc import warn_if_run_as_root, write_output

logger = logging.getLogger(__name__)


def begin(options: Values, args: List[str]) -> Optional[List[str]]:
    """Refuse what cannot be done; return the requirements to install.

    None means that everything is done.
    """
    refusing.check_options(options)
    if not options.allow_multiple:
        return args
    if options.move:
        moving.move(args, options, Destination.of(options), _Projects([], options))
        return None
    if options.imports:
        options.program = Program(options.imports, library_path(options))
        args = [*args, *options.program.requirements]
        if not (args or options.requirements or options.dependency_groups):
            options.program.conclude()
            return None
    return args


def resolver(given: BaseResolver, options: Values) -> Resolver:
    """The resolver that takes the place of the one that pip has made."""
    return Resolver(given, installed(options))  # type: ignore[arg-type]


def install(to_install: Sequence[InstallRequirement], options: Values) -> None:
    """Place what was resolved, and say where it went."""
    wheels = [Wheel(req) for req in to_install]
    if options.imports:
        options.program.check({it.project: it.import_names for it in wheels})
    _install(wheels, options)
    if options.imports:
        options.program.conclude()


def _install(wheels: List[Wheel], options: Values) -> None:
    destination = Destination.of(options)
    if not wheels and not destination.leftovers():
        return
    with destination.locked():
        destination.clean()
        # Another pip may have placed some of them since they were resolved.
        there = destination.versions()
        for wheel in wheels:
            if (wheel.project, wheel.version) in there:
                logger.info("%s has meanwhile been installed by another pip", wheel)
        wheels = [it for it in wheels if (it.project, it.version) not in there]
        if wheels:
            logger.info(
                "Installing collected packages: %s",
                ", ".join(wheel.entry for wheel in wheels),
            )
        with indent_log():
            staged = place(
                [
                    StagedWheel(
                        wheel, destination.library(wheel.is_pure), destination.scripts
                    )
                    for wheel in wheels
                ],
                _Projects(wheels, options),
                options.compile,
                lambda staged: _with_progress(staged, options),
            )
        destination.refresh_scripts(wheel.project for wheel in wheels)
        for it in staged:
            it.finish()
    _warn_about_scripts(staged, options)
    _summarize(staged)
    if options.root_user_action == "warn":
        warn_if_run_as_root()


def library_path(options: Values) -> List[str]:
    """The library directories in which what is there counts as installed."""
    destination = Destination.of(options)
    if options.target_dir:
        return destination.libraries
    return list(dict.fromkeys([*sys.path, *destination.libraries]))


def installed(options: Values) -> List[BaseDistribution]:
    """Every version that is there, flat or beside each other.

    With --target that is what the target has; pip itself looks at nothing then.
    """
    libraries = Destination.of(options).libraries
    if options.target_dir:
        return list(get_environment(libraries).iter_all_distributions())
    if options.ignore_installed:
        return []
    found = list(get_default_environment().iter_all_distributions())
    elsewhere = [library for library in libraries if library not in sys.path]
    if elsewhere:
        found += get_environment(elsewhere).iter_all_distributions()
    return found


class _Projects:
    """What is known of the projects that are installed, or about to be."""

    def __init__(self, wheels: Sequence[Wheel], options: Values) -> None:
        self._wheels = wheels
        self._libraries = library_path(options)
        self._known: Dict[NormalizedName, Set[str]] = {}
        for wheel in wheels:
            self._known.setdefault(wheel.project, set()).update(wheel.import_names)

    def import_names(self, project: NormalizedName) -> Set[str]:
        if project not in self._known:
            self._known[project] = {
                name
                for dist in self._dists.get(project, ())
                for name in recorded_names(dist)
            }
        return self._known[project]

    def version_at(self, project: NormalizedName, url: str) -> Optional[Version]:
        for wheel in self._wheels:
            link = wheel.req.original_link
            if wheel.project == project and link is not None and link.url == url:
                return wheel.version
        return None

    @cached_property
    def _dists(self) -> Dict[NormalizedName, List[BaseDistribution]]:
        found: Dict[NormalizedName, List[BaseDistribution]] = {}
        for dist in get_environment(self._libraries).iter_all_distributions():
            found.setdefault(dist.canonical_name, []).append(dist)
        return found


def _with_progress(
    staged: Sequence[StagedWheel], options: Values
) -> Iterable[StagedWheel]:
    if len(staged) < 2 or not logger.isEnabledFor(logging.INFO):
        return staged
    render = get_install_progress_renderer(
        bar_type=options.progress_bar, total=len(staged)
    )
    return render(iter(staged))  # type: ignore


def _warn_about_scripts(staged: Sequence[StagedWheel], options: Values) -> None:
    if options.target_dir or options.prefix_path or not options.warn_script_location:
        return
    paths = [path for it in staged for path in it.scripts]
    message = message_about_scripts_not_on_PATH(paths)
    if message is not None:
        logger.warning(message)


def _summarize(staged: Sequence[StagedWheel]) -> None:
    """The last line: versions by the names of their directories, and where."""
    by_library: Dict[str, List[str]] = {}
    for it in staged:
        by_library.setdefault(it.library, []).append(it.source.entry)
    for library, entries in by_library.items():
        text = " ".join(sorted(entries))
        write_output("Successfully installed %s in %s", text, library)
