"""prune: the versions that nothing needs any more."""

import glob
import importlib.metadata
import os
import re
import subprocess
import sys

from importlib.machinery import PathFinder
from .. import _bootstrap
from . import _graph, _output, installed

_built_in = _bootstrap._load_builtin('_importlib_versions')
_metadata = _bootstrap._load_version_part('metadata')

HELP = '''\
the versions that no named program and no other version needs
What the programs import stays, and so does what the versions that stay, and the
flat distributions, ask for.  The list has "name==version" and the directory.
Nothing is removed without --remove, which calls pip.  The exit status is 1 if a
program cannot be read.

examples:
  python -m importlib.versions prune app.py tasks/
  python -m importlib.versions prune app.py --remove
'''


def add_arguments(parser):
    parser.add_argument('path', nargs='+', help='a file or directory')
    parser.add_argument('--remove', action='store_true',
                        help='let pip uninstall what is listed')


def run(args, output):
    graphs = []
    is_well = True
    for graph, well in _graph.read(args.path):
        graphs.append(graph)
        is_well = is_well and well
    if not is_well or not graphs:
        _output.complain('Nothing is listed: what cannot be read may need anything.')
        return 1
    distributions = installed()
    needed = _needed(graphs, distributions)
    unneeded = sorted((found for found in distributions if found.path is not None and
                       os.path.realpath(found.path) not in needed),
                      key=lambda found: (_built_in.normalize(found.name), found.version))
    if output.is_json:
        output.json([{'name': found.name, 'version': str(found.version),
                      'path': found.path} for found in unneeded])
    else:
        output.table(('VERSION', 'PATH'), [(_title(found), found.path)
                                           for found in unneeded])
    if args.remove and unneeded:
        command = [sys.executable, '-m', 'pip', 'uninstall', '-y',
                   *map(_title, unneeded)]
        # What it says is no part of what is printed here.
        return subprocess.run(command, stdout=sys.stderr).returncode
    return 0


def _title(found):
    return f'{found.name}=={found.version}'


def _needed(graphs, distributions):
    """Return the set of the paths of the versions that something needs.

    Of what stays, what it imports when nothing else has been imported before,
    and what its metadata requires: a compiled module does not show its imports.
    """
    by_name = {}
    for found in distributions:
        by_name.setdefault(_built_in.normalize(found.name), []).append(found)
    needed = set()
    queue = []

    def add(graph):
        for module in graph.modules.values():
            path = os.path.realpath(module.path or '')
            if module.layout == 'version' and path not in needed:
                needed.add(path)
                queue.append((module.owner.name, f'==={module.version}', None))
                queue.extend((name, None, module.globals) for name in
                             _required_modules(path, by_name))

    for graph in graphs:
        add(graph)
    for found in distributions:
        if found.path is None:
            queue += [(name, None, None) for name in _flat_modules(found)]
    start = _graph.Start(None, None)
    while queue:
        name, clause, importer = queue.pop()
        add(_graph.ask(name, clause, start=start, importer=importer))
    return needed


def _required_modules(path, by_name):
    """Return the modules of the distributions that one in a directory requires."""
    modules = {}
    for info in glob.glob(os.path.join(glob.escape(path), '*.dist-info')):
        for requirement in importlib.metadata.Distribution.at(info).requires or ():
            if 'extra ==' in requirement:
                continue
            name = re.match(r'[\w.-]*', requirement).group()
            for found in by_name.get(_built_in.normalize(name), ()):
                if found.path is not None:
                    modules.update(dict.fromkeys(_modules(found.path)))
    return sorted(modules)


def _modules(path):
    """Return the top-level modules in a distribution directory."""
    finder = PathFinder._path_importer_cache(path)
    names = {name.partition('.')[0] for name in os.listdir(path)}
    return [name for name in names if name.isidentifier() and
            getattr(finder.find_spec(name), 'loader', None) is not None]


def _flat_modules(found):
    """Return the top-level modules of a flat distribution, sorted."""
    directory = _metadata._directory(found.directory)
    if directory is None:
        return []
    return sorted(directory.tops(os.path.basename(found.metadata)))
