"""plot: the tree as a picture."""

import shutil
import subprocess

from . import _graph, _output, _tree

HELP = '''\
the tree of a program as an SVG
Graphviz draws it; where there is no Graphviz, the tree is printed as text.

examples:
  python -m importlib.versions plot app.py --output app.svg
'''


def add_arguments(parser):
    parser.add_argument('path', nargs='+', help='a file or directory')
    parser.add_argument('-o', '--output', metavar='FILE',
                        help='where to put the picture, by default standard output')


def run(args, output):
    status = 0
    graphs = []
    for graph, well in _graph.read(args.path):
        graphs.append(graph)
        if not well:
            status = 1
    if output.is_json:
        output.json(_as_json(graphs))
        return status
    dot = shutil.which('dot')
    if dot is None:
        _output.complain('There is no Graphviz (dot) here: the tree follows as text.')
        for graph in graphs:
            _tree.show(graph, output)
        return status
    run = subprocess.run([dot, '-Tsvg'], input=source(graphs).encode(),
                         stdout=subprocess.PIPE)
    if run.returncode:
        return 1
    if args.output is None:
        output.file.write(run.stdout.decode())
    else:
        try:
            with open(args.output, 'wb') as file:
                file.write(run.stdout)
        except OSError as exc:
            _output.complain(f'{args.output} cannot be written: {exc.strerror}')
            return 1
    return status


def source(graphs):
    """Return the tree of several programs in Graphviz's language."""
    lines = ['digraph imports {', '  rankdir=LR;',
             '  node [shape=box, fontname="sans-serif", fontsize=10];',
             '  edge [fontname="sans-serif", fontsize=8];']
    data = _as_json(graphs)
    for node in data['nodes']:
        style = ', style=bold' if node['version'] is None else ''
        lines.append(f'  {_quoted(node["id"])} [label={_quoted(node["label"])}{style}];')
    for edge in data['edges']:
        label = f' [label={_quoted(edge["clause"])}]' if edge['clause'] else ''
        lines.append(f'  {_quoted(edge["from"])} -> {_quoted(edge["to"])}{label};')
    lines.append('}\n')
    return '\n'.join(lines)


def _quoted(text):
    text = text.replace('\\', r'\\').replace('"', r'\"')
    return f'"{text}"'


def _as_json(graphs):
    nodes = {}
    edges = []

    def node(graph, owner):
        if owner is None:
            key = label = graph.start.path
            version = None
        else:
            version = owner.version and str(owner.version)
            label = owner.name if version is None else f'{owner.name} {version}'
            key = f'{label} {owner.path}'
        nodes.setdefault(key, {'id': key, 'label': label, 'version': version})
        return key

    for graph in graphs:
        for importer, imported in _graph.by_owner(graph).items():
            source = node(graph, importer)
            for owner, statements in imported.items():
                clauses = {edge.statement.clause: None for edge in statements
                           if edge.statement.clause}
                edge = {'from': source, 'to': node(graph, owner),
                        'clause': '; '.join(clauses) or None}
                if edge not in edges:
                    edges.append(edge)
    return {'nodes': list(nodes.values()), 'edges': edges}
