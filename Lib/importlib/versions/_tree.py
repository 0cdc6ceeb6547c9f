"""tree: who imports what, in which version."""

from . import _graph

HELP = '''\
who imports what in which version, of a program that is not run
What has been shown above is marked with an asterisk, and is not told again.  The
exit status is 1 if something cannot be read or an import fails.

examples:
  python -m importlib.versions tree app.py
  python -m importlib.versions tree app.py --json
'''


def add_arguments(parser):
    parser.add_argument('path', nargs='+', help='a file or directory')


def run(args, output):
    status = 0
    trees = []
    for graph, well in _graph.read(args.path):
        trees.append(_as_json(graph))
        if not output.is_json:
            show(graph, output)
        if not well or trees[-1]['failed']:
            status = 1
    if output.is_json:
        output.json(trees)
    return status if trees else 1


def show(graph, output):
    """Print the tree of a Graph."""
    imports = _graph.by_owner(graph)
    failed = {}
    for edge in failures(graph):
        failed.setdefault(_graph.who(edge.importer), []).append(edge)
    output.line(output.strong(graph.start.path))
    shown = set()
    # Deeper than Python's own calls may be.
    stack = [(None, '', '')]
    bars = _bars(output)
    while stack:
        owner, first, rest = stack.pop()
        if owner is not None:
            again = owner in shown and imports[owner]
            output.line(first + _titled(owner, output) + (' *' if again else ''))
            if owner in shown:
                continue
            shown.add(owner)
        children = list(imports[owner])
        lines = [f'{edge.missing or edge.error.name}: {_brief(edge)}'
                 for edge in failed.get(owner, ())]
        for i, line in enumerate(lines):
            is_last = i == len(lines) - 1 and not children
            output.line(rest + bars[is_last][0] + output.bad(line))
        stack += [(child, rest + bars[i == 0][0], rest + bars[i == 0][1])
                  for i, child in enumerate(reversed(children))]
    if graph.unknown:
        output.line(output.faint(
            f'unknown: what {len(graph.unknown)} places import, which only running '
            'them tells (--json lists them)'))


def failures(graph):
    """Return the Edges that fail though their importer does not expect it."""
    return [edge for edge in graph.edges
            if edge.failed and edge.certain and not edge.expected]


def _bars(output):
    """Return what stands before an entry and below it: of one, and of the last."""
    encoding = (output.file.encoding or '').lower().replace('-', '')
    if output.is_terminal and encoding == 'utf8':
        return ('├── ', '│   '), ('└── ', '    ')
    return ('  ', '  '), ('  ', '  ')


def _titled(owner, output):
    version = owner.version
    if version is None:
        return f'{owner.name} (version unknown)'
    return f'{owner.name} {output.good(version)}'


def _brief(edge):
    if edge.error is None:
        return f'missing, imported in {edge.place}'
    return f'version not satisfied, imported in {edge.place}'


def _as_json(graph):
    return {
        'program': graph.start.path,
        'imports': [
            {'by': importer and importer.name, 'name': owner.name,
             'version': owner.version and str(owner.version), 'path': owner.path,
             'layout': owner.layout,
             'statements': [{'file': edge.importer.file, 'line': edge.statement.lineno,
                             'text': edge.statement.text,
                             'clause': edge.statement.clause} for edge in edges]}
            for importer, imported in _graph.by_owner(graph).items()
            for owner, edges in imported.items()],
        'failed': [{'file': edge.importer.file, 'line': edge.statement.lineno,
                    'text': edge.statement.text, 'error': _graph.failure(edge)}
                   for edge in failures(graph)],
        'unknown': [{'file': module.file, 'line': line, 'text': text}
                    for module, line, text in graph.unknown],
    }
