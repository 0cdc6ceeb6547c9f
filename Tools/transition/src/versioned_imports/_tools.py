"""strip and check: what can be done to a program with clauses without running it."""

import argparse
import os
import shutil
import sys

from . import _install, _translator
from ._scanner import Scanner
from ._satisfying import distribution_of, unsatisfied

Specifier = _install.versions.Specifier

DESCRIPTIONS = {
    'strip': 'Write programs without their version clauses, and the requirements '
             'that these amount to.',
    'check': 'Tell which version clauses of programs are not satisfied here. '
             'Nothing of them is run.'}


def main(args):
    parser = argparse.ArgumentParser(prog='python -m versioned_imports')
    commands = parser.add_subparsers(dest='command', required=True)
    for name, description in DESCRIPTIONS.items():
        command = commands.add_parser(name, description=description)
        command.add_argument('path', nargs='+', metavar='PATH',
                             help='a file, or a directory whose .py files are meant')
        if name == 'strip':
            command.add_argument('-o', '--output', metavar='DIR', required=True,
                                 help='where the programs are written to')
            command.add_argument('-r', '--requirements', metavar='FILE', default='-',
                                 help='where the requirements are written to; '
                                      'standard output by default')
            command.add_argument('--pyproject', action='store_true',
                                 help='as a [project] table, not as requirements.txt')
    options = parser.parse_args(args)
    _install.install()
    first = options.path[0]
    sys.path[0] = os.path.abspath(first if os.path.isdir(first) else os.path.dirname(first))
    try:
        return (strip if options.command == 'strip' else check)(options)
    except (OSError, UnicodeError, SyntaxError) as exc:
        place = f'{exc.filename}:{exc.lineno}: ' if isinstance(exc, SyntaxError) else ''
        print(f'{parser.prog} {options.command}: {place}{exc}', file=sys.stderr)
        return 2


def files_of(paths):
    """Yield (path, path relative to what was given) of the files that are meant."""
    for path in paths:
        if not os.path.isdir(path):
            yield path, os.path.basename(path)
            continue
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(name for name in folders
                                if name != '__pycache__' and not name.startswith('.'))
            for name in sorted(files):
                full = os.path.join(folder, name)
                yield full, os.path.relpath(full, path)


def read(path):
    """Return the Scanner of a program's file, which has its clauses."""
    with open(path, 'rb') as file:
        scanner = Scanner(_translator.decode(file.read()), path)
    scanner.scan()
    return scanner


# strip ########################################################################

def strip(options):
    asked = {}
    for path, relative in files_of(options.path):
        target = os.path.join(options.output, relative)
        os.makedirs(os.path.dirname(target) or '.', exist_ok=True)
        if not path.endswith('.py'):
            shutil.copyfile(path, target)
            continue
        scanner = read(path)
        if not scanner.clauses:
            shutil.copyfile(path, target)
            continue
        with open(target, 'w', encoding='utf-8', newline='') as file:
            file.write(stripped(scanner))
        collect(asked, scanner)
    text, status = requirements(asked, options.pyproject)
    if options.requirements == '-':
        sys.stdout.write(text)
    else:
        with open(options.requirements, 'w', encoding='utf-8') as file:
            file.write(text)
    return status


def stripped(scanner):
    """Return a program's text without its clauses.  Its lines stay where they are."""
    text = scanner.text
    for clause in reversed(scanner.clauses):
        start = len(text[:clause.start].rstrip(' \t\f'))
        if '\n' in text[start:clause.end] or text[start - 1] == '\n':
            return _translator.blank(scanner.text, scanner.filename)
        rest = text[clause.end:]
        # "import foo>=1, bar", "from foo>=1 import x"
        space = ' ' if rest[:1].isalnum() else ''
        text = text[:start] + space + rest
    return text


def collect(asked, scanner):
    """Note what a program's clauses ask of which modules, and where."""
    for clause in scanner.clauses:
        place = f'{scanner.filename}:{scanner.position(clause.start)[0]}'
        asked.setdefault(clause.name, []).append((clause.version, place))


def requirements(asked, is_table):
    """Return the text of the requirements of what is asked, and the exit status.

    The status is 1 if they contradict each other.
    """
    specifiers = {}
    python = None
    status = 0
    for name, clauses in sorted(asked.items()):
        distribution = distribution_of(name)
        wanted = Specifier('')
        for version, _ in clauses:
            wanted &= Specifier(version)
        if distribution is None:
            python = wanted if python is None else python & wanted
        else:
            known = specifiers.get(distribution, Specifier(''))
            specifiers[distribution] = known & wanted
    lines = [name + ','.join(map(''.join, wanted))
             for name, wanted in sorted(specifiers.items())]
    for name, clauses in sorted(asked.items()):
        different = {version for version, _ in clauses}
        if len(different) > 1 and not _may_agree(different):
            places = ', '.join(f'{version} ({place})' for version, place in clauses)
            print(f'warning: {name} is asked for in versions that exclude each other: '
                  f'{places}', file=sys.stderr)
            status = 1
    python = python and ','.join(map(''.join, python))
    if is_table:
        text = '[project]\n'
        if python:
            text += f'requires-python = "{python}"\n'
        text += 'dependencies = [\n' + ''.join(f'    "{line}",\n' for line in lines) + ']\n'
    else:
        text = f'# Python {python}\n' if python else ''
        text += ''.join(f'{line}\n' for line in lines)
    return text, status


def _may_agree(clauses):
    """Return False if equalities among clauses exclude each other."""
    bounds = []
    wanted = Specifier('')
    for clause in clauses:
        specifier = Specifier(clause)
        wanted &= specifier
        bounds += [version[:-2] if version.endswith('.*') else version
                   for operator, version in specifier if operator in ('==', '===')]
    return not bounds or any(wanted.contains(version, prereleases=True) for version in bounds)


# check ########################################################################

def check(options):
    asked = {}
    for path, _ in files_of(options.path):
        if path.endswith('.py'):
            collect(asked, read(path))
    count = 0
    for name, clauses in asked.items():
        for place, message in unsatisfied(name, clauses):
            print(f'{place}: {message}')
            count += 1
    total = sum(map(len, asked.values()))
    print(f'{total} clauses, {count} not satisfied')
    return 1 if count else 0
