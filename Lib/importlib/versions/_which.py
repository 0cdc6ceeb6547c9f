"""which: the place of the module that an import gets."""

from . import _graph, _output, candidate

HELP = '''\
where the module is that an import gets
The directory or file that holds the module is printed.  Nothing is imported.
The exit status is 1 if the import would fail.

examples:
  python -m importlib.versions which foo
  python -m importlib.versions which 'foo>=1,<2'
  python -m importlib.versions which 'foo.bar version 1.2'
'''


def add_arguments(parser):
    parser.add_argument('module', nargs='+',
                        help='a name, with or without a version clause')


def run(args, output):
    name, clause = args.module
    graph = _graph.ask(name, clause, start=_graph.Start(None, args.folder),
                       reads=lambda module: False)
    edge = graph.asked
    if edge.module is None:
        _output.complain(_graph.failure(edge))
        if output.is_json:
            output.json(None)
        return 1
    found = candidate(edge.module.spec)
    if output.is_json:
        output.json(_output.candidate_json(found))
    else:
        output.line(found.path or f'{found.name} is {_KINDS[found.layout]}')
    return 0


_KINDS = {'builtin': 'built-in', 'frozen': 'frozen', 'namespace': 'a namespace package',
          'finder': 'found by another finder'}
