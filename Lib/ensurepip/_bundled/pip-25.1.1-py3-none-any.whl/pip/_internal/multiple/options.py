"""The options of the install command that speak of versions."""

from optparse import SUPPRESS_HELP, OptionGroup


def add_install_options(group: OptionGroup) -> None:
    group.add_option(
        "--allow-multiple",
        dest="allow_multiple",
        action="store_true",
        default=False,
        help=(
            "Install each version in a directory of its own, beside other versions "
            "of the same package, and change nothing that is there. Each requirement "
            "is resolved with its own dependencies, so that one package may be "
            "required several times. Needs an interpreter with versioned imports."
        ),
    )
    # For the environments that pip itself makes to build in.
    group.add_option(
        "--no-allow-multiple",
        dest="allow_multiple",
        action="store_false",
        help=SUPPRESS_HELP,
    )
    group.add_option(
        "--move",
        dest="move",
        action="store_true",
        default=False,
        help=(
            "With --allow-multiple: move what is installed of the given packages the "
            "ordinary way into directories of their own, instead of installing."
        ),
    )
    group.add_option(
        "--imports",
        dest="imports",
        metavar="path",
        action="append",
        default=[],
        help=(
            "With --allow-multiple: install what the import statements of a program "
            "(a file, or a directory with everything in it) ask for and is missing. "
            "The program is read, not run. This option can be used multiple times."
        ),
    )
