"""What --allow-multiple does not do, said before anything is changed.

An interpreter that could not import what would be installed is refused before
anything is downloaded; so are options that would replace what is there.
(wheels.py says which wheels are refused.)
"""

import sys
from importlib.util import find_spec
from optparse import Values

from pip._internal.exceptions import CommandError


def check_options(options: Values) -> None:
    """Refuse an interpreter and options that do not go with --allow-multiple."""
    if not options.allow_multiple:
        for option in ("move", "imports"):
            if getattr(options, option):
                raise CommandError(f"--{option} needs --allow-multiple beside it.")
        return
    _check_interpreter()
    if options.editables:
        raise CommandError(editable_refused(options.editables[0]))
    if options.force_reinstall:
        raise CommandError(
            "--force-reinstall replaces what is installed, and --allow-multiple "
            "changes nothing that is there. Uninstall the version first: "
            "pip uninstall foo==1.0"
        )
    if "legacy-resolver" in options.deprecated_features_enabled:
        raise CommandError(
            "--allow-multiple resolves each requirement by itself, which the legacy "
            "resolver cannot do. Leave out --use-deprecated=legacy-resolver."
        )


def editable_refused(requirement: object) -> str:
    return (
        f"{requirement} cannot be installed as editable with --allow-multiple: a "
        "version has a directory of its own, and an editable one would be the same "
        "source tree under every version. Install the path without -e, or leave "
        "out --allow-multiple."
    )


def _check_interpreter() -> None:
    if find_spec("importlib.versions") is None:
        version = ".".join(map(str, sys.version_info[:3]))
        raise CommandError(
            f"--allow-multiple needs an interpreter with versioned imports, and "
            f"{sys.executable} (Python {version}) has none: it could not import what "
            "would be installed. Nothing was downloaded or installed. Run pip with "
            "an interpreter that has them, or leave out --allow-multiple."
        )
