"""check: will the imports of a program hold?

For a deploy script: what is wrong is found before the program goes live.
"""

import os
import sys

from importlib.machinery import PathFinder
from .. import _bootstrap, _bootstrap_external
from . import Version, _graph, _output, split_entry

_layouts = _bootstrap._load_version_part('layouts')
_built_in = _bootstrap._load_builtin('_importlib_versions')
_links = _bootstrap._load_version_part('links')

HELP = '''\
whether the imports of programs will hold, without running them
A problem is an import that fails, two that cannot both have what they ask for,
a link that means nothing, or a directory whose metadata names another version.
What stands in functions of other packages, under conditions, or where an
ImportError is caught, may fail without harm: --verbose shows it, and what only
running the program tells.  The exit status is 1 if there is a problem.

examples:
  python -m importlib.versions check app.py
  python -m importlib.versions check app.py tasks/ --json
'''


class Problem:

    """Something that is wrong.

    kind     'missing', 'unsatisfied', 'conflict', 'unreadable', 'link' or
             'metadata'
    place    where it is
    text     what it is
    chains   lists of texts, each the statements that lead to a party
    """

    def __init__(self, kind, place, text, chains=()):
        self.kind = kind
        self.place = place
        self.text = text
        self.chains = list(chains)

    def as_json(self):
        return vars(self)


def add_arguments(parser):
    parser.add_argument('path', nargs='*', help='a file or directory')
    parser.add_argument('-v', '--verbose', action='store_true',
                        help='show what may fail, and what is unknown')


def run(args, output):
    problems = []
    programs = []
    unreadable = []
    for start in _graph.starts(args.path, unreadable.append):
        graph = _graph.Graph(start)
        found, possible = _judge(graph)
        problems += found
        programs.append({
            'program': start.path,
            'imports': sum(not edge.failed for edge in graph.edges),
            'problems': [problem.as_json() for problem in found],
            'possible': [problem.as_json() for problem in possible],
            'unknown': [{'place': _graph.place(module.file, line), 'text': text}
                        for module, line, text in graph.unknown],
        })
        if not output.is_json:
            _show(output, programs[-1], found, possible, args.verbose)
    elsewhere = [Problem('unreadable', text.partition(': ')[0],
                         text.partition(': ')[2]) for text in unreadable]
    for directory in sys.path:
        elsewhere += _mistakes(directory)
    if output.is_json:
        output.json({'programs': programs,
                     'problems': [problem.as_json() for problem in elsewhere]})
    else:
        for problem in elsewhere:
            _show_problem(output, problem)
        if not args.path:
            output.line(f'{len(sys.path)} directories: {_count(elsewhere)}')
    return 1 if problems or elsewhere else 0


def _show(output, program, problems, possible, verbose):
    for problem in problems:
        _show_problem(output, problem)
    if verbose:
        for problem in possible:
            output.line(output.faint(
                f'{problem.place}: may fail: {problem.text.partition("\n")[0]}'))
        for place in program['unknown']:
            output.line(output.faint(f'{place["place"]}: unknown: {place["text"]}'))
    text = f'{program["program"]}: {program["imports"]} imports hold, {_count(problems)}'
    for number, what in ((len(possible), 'may fail'),
                         (len(program['unknown']), 'unknown')):
        if number:
            text += f', {number} {what}'
    output.line(output.bad(text) if problems else output.good(text))


def _count(problems):
    return f'{len(problems)} problem{"" if len(problems) == 1 else "s"}'


def _show_problem(output, problem):
    output.line(f'{output.strong(problem.place)}: {output.bad(problem.kind)}: '
                f'{problem.text}')
    for chain in problem.chains:
        for depth, step in enumerate(chain):
            output.line('    ' + '  ' * depth + step)


# Programs #####################################################################

def _judge(graph):
    """Return the Problems of a program, and those that it may have."""
    own = graph.own_broken()
    problems = []
    possible = []
    for broken in graph.broken:
        file, line, text = broken
        (problems if broken in own else possible).append(
            Problem('unreadable', _graph.place(file, line), text))
    unmet = set()
    for edge in graph.edges:
        if edge.failed:
            problem = _failure(graph, edge)
        elif edge.unmet and (edge.importer.owner, edge.module.owner) not in unmet:
            # Its other modules say no more than the first one.
            unmet.add((edge.importer.owner, edge.module.owner))
            problem = _unmet(edge)
        else:
            continue
        (problems if edge.certain else possible).append(problem)
    return problems, possible


def _failure(graph, edge):
    chains = [_steps(edge)]
    error = edge.error
    if error is None:
        return Problem('missing', edge.place, _graph.failure(edge), chains)
    kind = 'unsatisfied'
    other = _chosen_by(graph, error)
    if other is not None:
        kind = 'conflict'
        chains.insert(0, _steps(other))
    return Problem(kind, edge.place, str(error), chains)


def _chosen_by(graph, error):
    """Return the Edge that has imported what an error is at odds with, or None."""
    module = graph.modules.get(error.name)
    importer = error.imported_by
    if module is None and importer is not None:
        module = next((module for module in graph.modules.values()
                       if module.via is not None and
                       module.via.importer.file == importer.filename and
                       module.via.statement.lineno == importer.lineno), None)
    return None if module is None else module.owner.via


def _unmet(edge):
    module = edge.module.owner
    said = ' and '.join(f'{default.text} ({default.source})'
                        for default in edge.unmet)
    importer = edge.importer.owner
    return Problem('conflict', edge.place,
                   f'{importer.title} asks for {module.name} {said} and gets '
                   f'{_output.version_text(module.version)}, which is imported before',
                   [_steps(module.via), _steps(edge)] if module.via else [_steps(edge)])


def _steps(edge):
    """Return the texts of the statements that lead to one, itself the last."""
    return [f'{step.place}: {step.statement.text}'
            for step in (*edge.importer.chain(), edge)]


# Directories ##################################################################

def _mistakes(directory):
    """Return the Problems of the versions in a path entry."""
    problems = []
    # A zip file has no links, and what is not there no versions.
    for name in _listing(directory, problems) if os.path.isdir(directory) else ():
        parts = _built_in.split_entry(name, _layouts.MODULE_SUFFIXES)
        if parts is None or name.endswith(_bootstrap_external.METADATA_SUFFIXES):
            continue
        path = os.path.join(directory, name)
        if name.endswith('.link') or os.path.islink(path):
            text = _link_mistake(directory, name, parts)
            if text is not None:
                problems.append(Problem('link', path, text))
        elif os.path.isdir(path):
            for text in _metadata_mistakes(_listing(path, problems), parts[1]):
                problems.append(Problem('metadata', path, text))
    return problems


def _listing(directory, problems):
    """Return the names in a directory, sorted; none, with a Problem, on an error."""
    try:
        return sorted(os.listdir(directory))
    except OSError as exc:
        problems.append(Problem('unreadable', directory,
                                f'cannot be read: {exc.strerror or exc}'))
        return []


def _link_mistake(directory, name, parts):
    """Return the text of what is wrong with a link, or None."""
    finder = PathFinder._path_importer_cache(directory)
    if any(_links.follow(finder, name, *parts, is_pin)[0] for is_pin in (False, True)):
        return None
    target = _target(os.path.join(directory, name))
    if not os.path.exists(os.path.join(directory, target)):
        return f'leads to {target!r}, which is not there'
    return (f'leads to {target!r}, which is neither an equal version nor one of which '
            'this one is a shorter prefix')


def _target(path):
    """Return what a link says."""
    if not path.endswith('.link'):
        return os.readlink(path)
    if not os.path.isfile(path):
        return ''
    with open(path, 'rb') as file:
        return _links.first_line(file.read(4096))


def _metadata_mistakes(names, version):
    """Yield a text for each metadata among names that are of another version."""
    for name in names:
        if name.endswith(_bootstrap_external.METADATA_SUFFIXES):
            parts = split_entry(name)
            if parts is not None and parts[1] != Version(version):
                yield f'its name says version {version}, {name} in it {parts[1]}'
