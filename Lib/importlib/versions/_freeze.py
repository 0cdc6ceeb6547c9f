"""freeze: the choice of today, as an import-versions.txt."""

from . import Specifier, _graph, _output, find_versions

HELP = '''\
an import-versions.txt that reproduces what programs get today
The same programs in the same environment give the same bytes.  The exit status
is 1, and nothing is printed, if something cannot be read, an import fails, or two
programs get different versions where no default could tell them apart.

examples:
  python -m importlib.versions freeze app.py >import-versions.txt
'''


def add_arguments(parser):
    parser.add_argument('path', nargs='+', help='a file or directory')


def run(args, output):
    chosen = choices(args.path)
    if chosen is None:
        return 1
    if output.is_json:
        output.json([{'name': name, 'version': str(version), 'specifier': specifier}
                     for name, version, specifier in chosen])
    else:
        for name, version, specifier in chosen:
            output.line(f'{name} {specifier}')
    return 0


def choices(paths):
    """Return [(name, Version, specifier), ...] of what programs import, sorted.

    None, with complaints, if there is no such list.
    """
    programs = []
    is_well = True
    for graph, well in _graph.read(paths):
        programs.append(graph)
        is_well = is_well and well and not _report_failures(graph)
    if not programs or not is_well:
        return None
    found = {}
    for graph in programs:
        for module in graph.modules.values():
            if module.owner is module and module.layout in ('version', 'flat'):
                found.setdefault(module.name, []).append((graph, module))
    chosen = []
    for name, modules in sorted(found.items()):
        version = _common(modules)
        if version is None:
            texts = [f'{_output.version_text(module.version)} in {graph.start.path}'
                     for graph, module in modules]
            _output.complain(f'{name} has several versions: {", ".join(texts)}')
            is_well = False
        elif version.known:
            others = [candidate.version for candidate in find_versions(name)]
            chosen.append((name, version.version, pin(version.version, others)))
    return chosen if is_well else None


class _Choice:

    def __init__(self, version):
        self.version = version
        self.known = version is not None


def _common(modules):
    """Return the _Choice that gives each program what it gets, or None.

    A program whose clause does not accept a version is not moved by a default.
    """
    for _, wanted in modules:
        choice = _Choice(wanted.version)
        if all(module.version == choice.version or
               choice.known and _refuses(module, choice.version)
               for _, module in modules):
            return choice
    return None


def _refuses(module, version):
    """Return True if the clause that has chosen a module excludes a version."""
    clause = module.via and module.via.statement.clause
    return clause is not None and version not in Specifier(clause)


def _report_failures(graph):
    """Complain of the imports of a program that fail; return True if any does."""
    failed = [edge for edge in graph.edges
              if edge.failed and edge.certain and not edge.expected]
    for edge in failed:
        _output.complain(f'{edge.place}: {_graph.failure(edge)}')
    return bool(failed)


def pin(version, others):
    """Return the text of a specifier that a version satisfies and no other.

    "==1.0" is satisfied by 1.0+local as well.
    """
    specifier = Specifier(f'=={version}')
    if any(other is not None and other != version and other in specifier
           for other in others):
        return f'==={version}'
    return str(specifier)
