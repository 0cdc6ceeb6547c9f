"""env: PYTHONVERSION for the workers of another machine."""

import os
import sys

from . import _freeze

HELP = '''\
PYTHONVERSION for processes that are to have the same versions
Of a program, what "freeze" prints; without one, the defaults of this process.
Workers of another machine have neither the program's clauses nor its files.

examples:
  PYTHONVERSION="$(python -m importlib.versions env app.py)" dask worker ...
  ssh host PYTHONVERSION="'$(python -m importlib.versions env app.py)'" python ...
'''


def add_arguments(parser):
    parser.add_argument('path', nargs='*', help='a file or directory')
    parser.add_argument('--separator', default=os.pathsep,
                        help='what separates the entries on the other machine '
                             f'(";" on Windows; here {os.pathsep!r})')


def run(args, output):
    if args.path:
        chosen = _freeze.choices(args.path)
        if chosen is None:
            return 1
        entries = [f'{name} {specifier}' for name, _, specifier in chosen]
    else:
        entries = sorted(f'{name} {value}'
                         for name, value in sys.default_library_versions.items()
                         if isinstance(value, str))
    if output.is_json:
        output.json({'PYTHONVERSION': args.separator.join(entries)})
    else:
        output.line(args.separator.join(entries))
    return 0
