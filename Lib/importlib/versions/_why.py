"""why: one choice, step by step.

The search itself tells: the defaults that it has asked, what it has passed over
and the reasons.
"""

from .. import _bootstrap
from . import _graph, _output, find_versions, selection

_flow = _bootstrap._load_version_part('versions')

HELP = '''\
why an import gets the version that it gets
The directories are shown in the order of the search, with each candidate, and
each default with its source.  With --from, it is an import by that program after
all that the program itself imports.  The exit status is 1 if the import would
fail.

examples:
  python -m importlib.versions why foo
  python -m importlib.versions why 'foo version 1' --from app.py
'''


def add_arguments(parser):
    parser.add_argument('module', nargs='+',
                        help='a name, with or without a version clause')
    parser.add_argument('--from', dest='program', metavar='PROGRAM',
                        help='a file or directory')


def run(args, output):
    asked, clause = args.module
    starts = [_graph.Start(None, args.folder)]
    if args.program is not None:
        starts = _graph.starts([args.program], _output.complain)
    searches = {}

    def watch(edge, name, path, clause):
        if not f'{asked}.'.startswith(f'{name}.'):
            return
        request = _flow.Request(name, clause, edge.importer.globals)
        try:
            found = selection(request, path)
        finally:
            searches[name] = edge, found, find_versions(name)

    status = 0
    explained = []
    for start in starts:
        searches.clear()
        graph = _graph.ask(asked, clause, start=start, watch=watch)
        for file, line, text in graph.broken:
            _output.complain(f'{_graph.place(file, line)}: {text}')
            status = 1
        edge = graph.asked
        if edge.failed:
            status = 1
        subject = _subject(edge, searches)
        explained.append((start, edge, subject, searches.get(subject)))
        if not output.is_json:
            _tell(output, graph, *explained[-1])
    if output.is_json:
        output.json([_as_json(graph, *found) for found in explained])
    return status


def _subject(edge, searches):
    """Return the name whose search decides what an import gets."""
    if edge.module is not None:
        return edge.module.owner.name
    if edge.error is not None and edge.error.name in searches:
        return edge.error.name
    return edge.missing


def _tell(output, graph, start, edge, subject, search):
    where = f', from {start.path}' if start.path else ''
    output.line(output.strong(edge.statement.text) + where)
    if search is not None:
        chooser, found, candidates = search
        if chooser is not edge:
            output.line(f'{subject} is imported before:')
            for text in _chain(chooser):
                output.line(f'  {text}')
        for default in found.defaults:
            output.line(f'default: {default.name} {default.text} of {default.source}')
        directory = None
        for candidate, is_taken, reason in _steps(found, candidates):
            if candidate.directory != directory:
                directory = candidate.directory
                output.line(f'in {directory}:')
            mark = output.good('+') if is_taken else output.bad('-')
            version = _output.version_text(candidate.version)
            text = f'  {mark} {version}  {candidate.path or candidate.layout}  '
            output.line(text + (reason if is_taken else output.faint(reason)))
        if not candidates:
            output.line(f'no version of {subject} is anywhere on sys.path')
    if edge.failed:
        output.line(output.bad(_graph.failure(edge)))


def _steps(found, candidates):
    """Yield (Candidate, whether it is taken, reason) in the order of the path."""
    reasons = dict(found.steps)
    for candidate in dict.fromkeys([*candidates, *reasons,
                                    *filter(None, [found.candidate])]):
        if candidate == found.candidate:
            yield candidate, True, 'taken'
        else:
            yield candidate, False, reasons.get(
                candidate, 'not needed' if found.candidate else 'passed over')


def _chain(edge):
    return [f'{step.place}: {step.statement.text}'
            for step in (*edge.importer.chain(), edge)]


def _as_json(graph, start, edge, subject, search):
    data = {'statement': edge.statement.text, 'program': start.path, 'module': subject,
            'chosen': None, 'by': None, 'defaults': [], 'steps': [],
            'error': _graph.failure(edge) if edge.failed else None}
    if search is not None:
        chooser, found, candidates = search
        data['by'] = None if chooser is edge else _chain(chooser)
        data['chosen'] = found.candidate and _output.candidate_json(found.candidate)
        data['defaults'] = [{'name': default.name, 'specifier': default.text,
                             'source': default.source} for default in found.defaults]
        data['steps'] = [{**_output.candidate_json(candidate), 'taken': is_taken,
                          'reason': reason}
                         for candidate, is_taken, reason in _steps(found, candidates)]
    return data
