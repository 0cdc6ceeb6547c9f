"""The commands, and what they have in common.

Each stands in a file of its own, which has add_arguments(parser) and
run(args, output); run() returns the exit status.  0 is "yes" and 1 is "no":
what was asked for is not there, or something is wrong.  2 is a mistake on the
command line.
"""

import argparse
import os
import sys

from . import (_check, _env, _freeze, _list, _output, _plot, _prune, _solve,
               _statements, _tree, _which, _why)

_COMMANDS = {
    'list': _list,
    'which': _which,
    'why': _why,
    'tree': _tree,
    'check': _check,
    'solve': _solve,
    'freeze': _freeze,
    'prune': _prune,
    'env': _env,
    'plot': _plot,
}

_EPILOG = '''\
Programs are read and not run.  The exit status is 0 if all is well, 1 if
something is not, and 2 for a mistake on the command line.

examples:
  python -m importlib.versions list
  python -m importlib.versions why 'foo version 1' --from app.py
  python -m importlib.versions check app.py && ln -sfn app-2 live
'''


def main(argv=None, *, folder=None):
    """Run a command and return the exit status.

    folder is what a program without a file of its own has first on sys.path.
    """
    parser = _parser()
    args = parser.parse_args(argv)
    args.folder = folder
    if 'module' in args:
        try:
            args.module = _statements.parse_import(' '.join(args.module))
        except ValueError as exc:
            parser.error(str(exc))
    output = _output.Output(args.json)
    try:
        return args.run(args, output)
    except BrokenPipeError:
        # The reader has what it wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser():
    parser = argparse.ArgumentParser(
        prog='python -m importlib.versions',
        description='Which versions of modules there are, and which are imported.',
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar='command')
    for name, command in _COMMANDS.items():
        summary, _, rest = command.HELP.partition('\n')
        subparser = commands.add_parser(
            name, help=summary, description=summary, epilog=rest.strip('\n'),
            formatter_class=argparse.RawDescriptionHelpFormatter)
        command.add_arguments(subparser)
        subparser.add_argument('--json', action='store_true',
                               help='print JSON, for programs')
        subparser.set_defaults(run=command.run)
    return parser
