"""list: what is installed, in every version."""

from .. import _bootstrap
from . import _graph, find_versions, installed

_built_in = _bootstrap._load_builtin('_importlib_versions')

HELP = '''\
what is installed, in every version
With a name, the versions of that module in the order of the search, or those of
the distribution of that name.  The exit status is 1 if there is none.

examples:
  python -m importlib.versions list
  python -m importlib.versions list numpy
'''


def add_arguments(parser):
    parser.add_argument('name', nargs='?', help='a module or a distribution')


def run(args, output):
    with _graph.first_on_path(args.folder):
        rows = _of_name(args.name) if args.name else _rows(installed())
    if output.is_json:
        output.json([dict(zip(('name', 'version', 'layout', 'path'), row))
                     for row in rows])
    else:
        output.table(('NAME', 'VERSION', 'LAYOUT', 'PATH'),
                     [(name, version or 'unknown', layout, path or '')
                      for name, version, layout, path in rows])
    return 0 if rows or not args.name else 1


def _of_name(name):
    candidates = []

    def watch(edge, found, path, clause):
        # The packages that it is in are not executed.
        if found == name:
            candidates.extend(find_versions(name))

    _graph.ask(name, start=_graph.Start(None, None), reads=lambda module: False,
               watch=watch)
    if candidates:
        return [(found.name, found.version and str(found.version), found.layout,
                 found.path) for found in candidates]
    wanted = _built_in.normalize(name)
    return _rows(found for found in installed()
                 if _built_in.normalize(found.name) == wanted)


def _rows(distributions):
    return [(found.name, found.version and str(found.version),
             'flat' if found.path is None else 'distribution',
             found.path or found.metadata)
            for found in sorted(distributions, key=_key)]


def _key(found):
    return _built_in.normalize(found.name), found.version is None, found.version
