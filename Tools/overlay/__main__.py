"""The overlay tool. configure and the Makefile call it; `Tools/overlay/run --help` lists its commands."""

import argparse
import os
import sys

import building
import documents
import laying
import proposal
import saving
import testing
from common import Failure, Repo, say

CONFIGURE = """\
Gets the release that UPSTREAM pins, lays the overlay over it in build/src, and runs CPython's own configure in
build/VARIANT (release unless given) with the other options given: build/src/configure --help lists them. `make` does
the same with the options given last, or none, so that calling configure is only needed to give some. VARIANT=NAME is
--variant=NAME. In the environment: CC, CFLAGS, CPPFLAGS, LDFLAGS, LIBS as for any configure; the others are in README.md."""
VARIANTS = '; '.join('%s %s' % (name, ' '.join(words) or '(plain)') for name, words in building.VARIANTS.items())


def configure(repo, variant, upstream, discard, rest):
    for argument in [argument for argument in rest if argument.startswith('VARIANT=')]:
        rest.remove(argument)
        variant = argument.partition('=')[2]
    folder, _ = building.prepare(repo, variant, rest, upstream, discard, keep=False)
    say('configured in %s; now run make%s' % (
        repo.shown(folder), '' if variant == 'release' else ' VARIANT=' + variant))


# {command: (what it does, the function, which gets the checkout and the values of the options)}
COMMANDS = {
    'configure': (CONFIGURE, configure, '--variant', '--with-upstream', '--discard-edits'),
    'lay': ('bring build/src up to date with the overlay', laying.lay, '--with-upstream', '--discard-edits'),
    'build': ('lay, configure if needed, generate, compile', building.build, '--variant'),
    'stock': ('build the release without the overlay, in build/stock or build/stock-VARIANT', building.build_stock,
              '--variant'),
    'save': ('put edits made in build/src into the overlay', saving.save, '--tree'),
    'install': ('install a variant', building.install, '--variant', '--prefix', '--destdir'),
    'test': ('run the tests listed in tests.txt', testing.test, '--variant', '--tests', '--testopts'),
    'regrtest': ('run the whole suite here and on stock', testing.regrtest, '--variant', '--tests', '--testopts'),
    'venv': ('make build/VARIANT/venv with the packages that the tests use', testing.test_venv, '--variant'),
    'pep': ('make the proposals as pages in build', proposal.pep),
    'docs': ('make the changed pages of the documents in build/docs, and run their examples', documents.docs, '--variant'),
    'clean': ('remove what the build made, but not what was downloaded', laying.clean),
}
OPTIONS = {
    '--variant': {'default': os.environ.get('VARIANT') or 'release', 'help': VARIANTS},
    '--with-upstream': {'metavar': 'PATH', 'help': 'a tarball or an unpacked tree to use instead of the pinned release'},
    '--discard-edits': {'action': 'store_true', 'help': 'give up edits in build/src that `make save` has not saved'},
    '--tree': {'metavar': 'PATH', 'help': 'save from another source tree instead'},
    '--tests': {'default': [], 'type': str.split}, '--testopts': {'default': [], 'type': str.split},
}


def main(arguments):
    parser = argparse.ArgumentParser(prog='Tools/overlay/run', description=__doc__)
    commands = parser.add_subparsers(dest='command', required=True, metavar='COMMAND')
    for name, (text, _, *options) in COMMANDS.items():
        command = commands.add_parser(name, help=text.split('\n')[0], description=text, allow_abbrev=False)
        for option in options:
            command.add_argument(option, dest=option, **OPTIONS.get(option, {}))
    chosen, rest = parser.parse_known_args(arguments)
    if rest and chosen.command != 'configure':      # what configure does not know is for CPython's
        parser.error('unrecognized arguments: ' + ' '.join(rest))
    _, function, *options = COMMANDS[chosen.command]
    values = [getattr(chosen, option) for option in options]
    root = os.environ.get('OVERLAY_ROOT') or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    function(Repo(root), *values, *([rest] if chosen.command == 'configure' else []))


if __name__ == '__main__':
    try:
        main(sys.argv[1:])
    except Failure as failure:
        sys.exit('error: %s' % failure)
    except KeyboardInterrupt:
        sys.exit('interrupted; the same command carries on from here')
