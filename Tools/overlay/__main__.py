"""The overlay tool. configure and the Makefile call it; `Tools/overlay/run --help` lists its commands."""

import os
import signal
import sys

# Until the work begins an interrupt simply ends the tool.
heeded = signal.getsignal(signal.SIGINT)
if heeded == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

if sys.version_info < (3, 9):
    sys.exit('error: the overlay tool needs Python 3.9 or newer')

import argparse

import building
import laying
import proposal
import saving
import testing
from common import Failure, Repo, progress_end, say

CONFIGURE_HELP = """\
usage: ./configure [VARIANT=release|debug|freethreaded|asan|pgo] [--with-upstream=PATH] [--discard-edits]
                   [options of CPython's configure]

Gets the release that UPSTREAM pins, lays the overlay over it in build/src, and runs CPython's
own configure in build/VARIANT (release unless given) with the options given. `make` does the
same with the options given last, or none, so that calling configure is only needed to give some.

  VARIANT=NAME          which build folder to configure; each variant has options of its own:
                        debug --with-pydebug, freethreaded --disable-gil,
                        asan --with-address-sanitizer --without-pymalloc --with-pydebug,
                        pgo --enable-optimizations --with-lto
  --with-upstream=PATH  a tarball or an unpacked tree to use instead of the pinned release
  --discard-edits       give up edits in build/src that `make save` has not saved
  --help                this text; build/src/configure --help has CPython's own options

In the environment: CC, CFLAGS, CPPFLAGS, LDFLAGS, LIBS as for any configure; the others are in README.md.
"""


def configure(repo, arguments):
    variant = os.environ.get('VARIANT') or 'release'
    upstream, discard, rest = None, False, []
    for argument in arguments:
        if argument in ('-h', '--help'):
            print(CONFIGURE_HELP, end='')
            return
        if argument.startswith('VARIANT='):
            variant = argument.partition('=')[2]
        elif argument.startswith('--with-upstream='):
            upstream = argument.partition('=')[2]
        elif argument == '--with-upstream':
            raise Failure('--with-upstream needs a path: --with-upstream=PATH')
        elif argument == '--discard-edits':
            discard = True
        else:
            rest.append(argument)
    building.prepare(repo, variant, rest, upstream, discard, keep=False)
    say('configured in %s; now run make%s' % (
        repo.shown(repo.variant(variant)), '' if variant == 'release' else ' VARIANT=' + variant))


VARIANT, TESTS = ('--variant', {'default': 'release'}), (('--tests', {'default': ''}), ('--testopts', {'default': ''}))
# {command: (what it does, its options)}
COMMANDS = {
    'configure': ('what ./configure does', ()),
    'lay': ('bring build/src up to date with the overlay', (
        ('--with-upstream', {}), ('--discard-edits', {'action': 'store_true'}))),
    'build': ('lay, configure if needed, generate, compile', (VARIANT,)),
    'stock': ('build the release without the overlay, in build/stock or build/stock-VARIANT', (VARIANT,)),
    'save': ('put edits made in build/src into the overlay', (
        ('--tree', {'metavar': 'PATH', 'help': 'save from another source tree instead'}),)),
    'install': ('install a variant', (VARIANT, ('--prefix', {'default': ''}), ('--destdir', {'default': ''}))),
    'test': ('run the tests listed in tests.txt', (VARIANT, *TESTS)),
    'regrtest': ('run the whole suite on this build and on stock, show what differs', (VARIANT, *TESTS)),
    'venv': ('make build/VARIANT/venv with the packages that the tests use', (VARIANT,)),
    'pep': ('make the proposals as pages in build', ()),
    'clean': ('remove what the build made, but not what was downloaded', ()),
}


def main(arguments):
    repo = Repo(os.environ.get('OVERLAY_ROOT') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
    if arguments[:1] == ['configure']:
        return configure(repo, arguments[1:])
    parser = argparse.ArgumentParser(prog='Tools/overlay/run', description=__doc__)
    commands = parser.add_subparsers(dest='command', required=True, metavar='COMMAND')
    for name, (text, settings) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        for option, setting in settings:
            command.add_argument(option, **setting)
    options = parser.parse_args(arguments)
    if options.command == 'lay':
        with laying.alone(repo):
            total = laying.lay(repo, options.with_upstream, options.discard_edits, keep=True)
        say('laid: %d files changed in build/src' % total)
    elif options.command == 'save':
        with laying.alone(repo):
            saving.save(repo, options.tree)
    elif options.command in ('test', 'regrtest'):
        run = testing.test if options.command == 'test' else testing.regrtest
        return run(repo, options.variant, options.tests.split(), options.testopts.split())
    elif options.command == 'install':
        building.install(repo, options.variant, options.prefix, options.destdir)
    elif options.command == 'build':
        building.build(repo, options.variant)
    elif options.command == 'stock':
        building.build_stock(repo, variant=options.variant)
    elif options.command == 'venv':
        testing.environment(repo, options.variant)
    else:
        {'pep': proposal.pep, 'clean': laying.clean}[options.command](repo)


if __name__ == '__main__':
    signal.signal(signal.SIGINT, heeded)
    try:
        status = main(sys.argv[1:])
    except Failure as failure:
        progress_end()
        sys.exit('error: %s' % failure)
    except KeyboardInterrupt:
        progress_end()
        print('interrupted; the same command carries on from here', file=sys.stderr)
        status = 130
    sys.exit(status or 0)
