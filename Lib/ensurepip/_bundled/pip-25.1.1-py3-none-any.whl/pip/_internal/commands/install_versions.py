"""What the install command does with --allow-multiple, --imports and --move."""

import os
import sys
from functools import partial
from importlib.util import find_spec
from optparse import Values
from typing import Iterable, List, Optional, Sequence, Tuple

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version

from pip import __version__
from pip._internal.cli.progress_bars import get_install_progress_renderer
from pip._internal.exceptions import CommandError, InstallationError
from pip._internal.index.package_finder import PackageFinder
from pip._internal.metadata import BaseDistribution
from pip._internal.metadata import get_environment as get_flat_environment
from pip._internal.metadata.versions import (
    get_default_environment,
    get_environment,
    is_versioned,
    iter_versions,
    matching,
)
from pip._internal.network.session import PipSession
from pip._internal.operations import check_versions, import_versions
from pip._internal.operations.install.move import move
from pip._internal.operations.install.surroundings import entry_points, plain_version
from pip._internal.operations.install.transaction import Transaction, leftovers
from pip._internal.operations.install.versions import (
    WheelFile,
    destination,
    install_wheels,
    library_of,
    library_path,
)
from pip._internal.operations.install.wheel import message_about_scripts_not_on_PATH
from pip._internal.req.imports import Program
from pip._internal.req.req_install import InstallRequirement
from pip._internal.resolution.base import BaseResolver
from pip._internal.resolution.resolvelib.multiple import Resolver
from pip._internal.utils.logging import getLogger, indent_log
from pip._internal.utils.packaging import knows_versions
from pip._internal.utils.misc import warn_if_run_as_root, write_output

logger = getLogger(__name__)


def begin(options: Values, args: List[str]) -> bool:
    """Refuse what cannot be done; return True if everything is done."""
    if not options.allow_multiple:
        for option in ("move", "imports"):
            if getattr(options, option):
                raise CommandError(f"--{option} needs --allow-multiple beside it.")
        return False
    if find_spec("importlib.versions") is None:
        version = ".".join(map(str, sys.version_info[:3]))
        raise CommandError(
            f"--allow-multiple needs an interpreter with versioned imports, and "
            f"{sys.executable} (Python {version}) has none: it could not import what "
            "would be installed. Nothing was downloaded or installed. Run pip with "
            "an interpreter that has them, or leave out --allow-multiple."
        )
    if options.editables:
        raise CommandError(
            f"{options.editables[0]} cannot be installed as editable with "
            "--allow-multiple: a version has a directory of its own, and an editable "
            "one would be the same source tree under every version. Install the path "
            "without -e, or leave out --allow-multiple."
        )
    if "legacy-resolver" in options.deprecated_features_enabled:
        raise CommandError(
            "--allow-multiple parts what cannot hold together, which the legacy "
            "resolver cannot do. Leave out --use-deprecated=legacy-resolver."
        )
    if options.flat and not options.move:
        raise CommandError("--flat says where --move is to move to.")
    if options.move:
        move(args, options)
    return options.move


def read_imports(
    options: Values, args: List[str], finder: PackageFinder, session: PipSession
) -> Optional[List[str]]:
    """Return requirements with those of a program; None if there is nothing to do."""
    if not options.imports:
        return args
    options.program = Program(options, library_path(options), finder, session)
    args = [*args, *options.program.requirements]
    if args or options.requirements or options.dependency_groups:
        return args
    options.program.conclude()
    return None


def make_resolver(given: BaseResolver, options: Values) -> BaseResolver:
    """Return the resolver to use in place of the one that pip has made."""
    if not options.allow_multiple:
        return given
    return Resolver(given, _installed(options))  # type: ignore[arg-type]


def conclude(options: Values) -> None:
    """Fail if imports of a program were left out."""
    if options.imports:
        options.program.conclude()


def install(
    to_install: Sequence[InstallRequirement],
    roots: Sequence[InstallRequirement],
    resolver: Resolver,
    options: Values,
) -> List[InstallRequirement]:
    """Place what was resolved, and say where; return what is to be flat."""
    flat, beside = _divided(to_install, roots)
    for req in flat:
        environment = get_flat_environment(library_path(options))
        there = environment.get_distribution(req.name or "")
        if there is not None:
            raise InstallationError(
                f"{req} is to be flat, and {there} is flat in {there.location}. "
                "Uninstall that first. Nothing was changed."
            )
    wheels = [WheelFile.of(req) for req in beside]
    if options.imports:
        options.program.check({it.project: it.import_names for it in wheels})
    scheme = destination(options)
    libraries = {scheme.purelib, scheme.platlib}
    if wheels or any(map(leftovers, libraries)):
        if wheels:
            names = ", ".join(wheel.entry for wheel in wheels)
            logger.info("Installing collected packages: %s", names)
        with indent_log():
            wheels = install_wheels(wheels, options, partial(_with_progress, options))
    _add_extras(resolver, options)
    for library in sorted(libraries):
        placed = [it.entry for it in wheels if library_of(it, scheme) == library]
        if placed:
            text = " ".join(sorted(placed))
            write_output("Successfully installed %s in %s", text, library)
    _warn_about_scripts(wheels, options)
    _warn_about_groups(resolver, options)
    if options.root_user_action == "warn" and not flat:
        warn_if_run_as_root()
    if not flat:
        conclude(options)
    return flat


def announce(to_install: Iterable[InstallRequirement], options: Values) -> None:
    """Say what an install without --allow-multiple changes where versions are.

    It does what it always did, and with it what plain imports get.
    """
    if options.allow_multiple or options.target_dir:
        return
    for requirement in to_install:
        name = canonicalize_name(requirement.name or "")
        if name == "pip" and knows_versions("pip", Version(__version__)):
            logger.warning(
                "pip %s is to take the place of this pip and knows no versions beside "
                "each other. python -m ensurepip --upgrade brings this one back.",
                requirement.metadata["version"],
            )
        versions = [it for it in iter_versions() if it.canonical_name == name]
        if not versions:
            continue
        flat = get_flat_environment(None).get_distribution(name)
        before = flat or plain_version(versions[0].library, versions)
        logger.info(
            "Plain imports of %s, which get %s, are to get %s. Beside it stay %s. "
            "(--allow-multiple adds a version and replaces none.)",
            name,
            before,
            requirement.metadata["version"],
            ", ".join(map(str, versions)),
        )


def _divided(
    to_install: Iterable[InstallRequirement], roots: Iterable[InstallRequirement]
) -> Tuple[List[InstallRequirement], List[InstallRequirement]]:
    """Return what a requirements file says is to be flat, and the rest."""
    wanted = [root for root in roots if root.flat]
    flat, beside = [], []
    for req in to_install:
        is_flat = any(it.req and matching(it.req, [req.get_dist()]) for it in wanted)
        if is_flat:
            flat.append(req)
        if not is_flat or any(
            not root.flat and root.req and matching(root.req, [req.get_dist()])
            for root in roots
        ):
            beside.append(req)
    return flat, beside


def _installed(options: Values) -> List[BaseDistribution]:
    """Return every version that requirements may be satisfied by.

    With --target that is what the target has; pip itself looks at nothing then.
    """
    path = library_path(options)
    if options.target_dir:
        return list(get_environment(path).iter_all_distributions())
    if options.ignore_installed:
        return []
    found = list(get_default_environment().iter_all_distributions())
    elsewhere = [library for library in path if library not in sys.path]
    if elsewhere:
        found += get_environment(elsewhere).iter_all_distributions()
    return found


def _add_extras(resolver: Resolver, options: Values) -> None:
    """Have versions that were there already have the extras that are asked for."""
    if not any(resolver.extras.values()):
        return
    scheme = destination(options)
    libraries = sorted({scheme.purelib, scheme.platlib})
    projects = import_versions.Projects(library_path(options))
    for library in libraries:
        with Transaction(library, scheme):
            for dist in iter_versions([library]):
                extras = resolver.extras.get((dist.canonical_name, dist.version))
                if extras and not dist.is_link:
                    names = set(map(canonicalize_name, extras))
                    import_versions.add_extras(dist, names, projects)


def _with_progress(options: Values, wheels: List[WheelFile]) -> Iterable[WheelFile]:
    if len(wheels) < 2 or not logger.isEnabledFor(20):
        return wheels
    render = get_install_progress_renderer(
        bar_type=options.progress_bar, total=len(wheels)
    )
    return render(iter(wheels))  # type: ignore


def _warn_about_scripts(wheels: Iterable[WheelFile], options: Values) -> None:
    if options.target_dir or options.prefix_path or not options.warn_script_location:
        return
    directory = destination(options).scripts
    message = message_about_scripts_not_on_PATH(
        [
            os.path.join(directory, f"{name}-{wheel.version}")
            for wheel in wheels
            for name in entry_points(wheel.dist)
        ]
    )
    if message is not None:
        logger.warning(message)


def _warn_about_groups(resolver: Resolver, options: Values) -> None:
    """Say what a program that imports several of what was asked for may meet."""
    for parted in resolver.parted:
        logger.warning(
            "These do not hold together in one program: %s. %s",
            parted,
            check_versions.CURE,
        )
    if options.target_dir or options.root_path or options.prefix_path:
        return
    for group in resolver.groups:
        there = {
            (it.canonical_name, it.version): it
            for it in get_default_environment().iter_all_distributions()
            if is_versioned(it)
        }
        dists = [there[key] for key in group if key in there]
        for conflict in check_versions.joint_conflicts(dists):
            logger.warning(
                "In one program, %s %s", conflict, check_versions.CURE
            )
