"""Random worlds: what stands on sys.path, and a program that imports it.

A world is plain data.  Its lines are those of util.build(), where the code of a
module is a list of statements, separated by "; ":

    import foo version 1    any import of one name
    try import foo          the same, but a failure is caught
    again                   the module removes itself from sys.modules and
                            imports itself once more
    1/0                     the module fails

other statements are taken as they are.  Its path has the entries of sys.path,
'<stdlib>' among them.  Its steps are what world_runner.do() understands, and
('add', line, ...), which adds to the directories.

Everything is made from a seed.  To see one world of a run again, say what the
failure says:

    VERSIONED_IMPORT_SEED=42 VERSIONED_IMPORT_WORLDS=1 build/release/python \\
        -m test test_versioned_import.test_random_sequences -v

VERSIONED_IMPORT_WORLDS is the number of worlds (10000 take some minutes).
"""

import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import unittest
from test.support import os_helper, requires_subprocess
from . import util

World = collections.namedtuple('World', 'lines path steps')

VERSIONS = ['0.9', '1.0', '1.0.0', '1.1', '1.2', '1.2.3', '1.2rc1', '1.3.dev1',
            '1.20', '2.0', '2.0rc1', '2.0.post1', '2.1+local', '1!0.5']
PINNED = ['1.0', '1.1', '1.2', '1.2.3', '1.2.7', '1.20', '1.0.0', '2.0']
TOP = ['foo', 'bar']
# What a world has more of than others.
THEMES = ['mixed', 'flat', 'links', 'distributions', 'failures', 'defaults',
          'declarations', 'own directory', 'namespaces']


# Making worlds ################################################################

class Maker:

    """Makes a world of what a random number generator says."""

    def __init__(self, rng, plain):
        self.rng = rng
        # In plain worlds no program asks for a version.
        self.plain = plain
        self.theme = rng.choice(THEMES)
        # Defaults and declarations together are more than the text says.
        self.defaults = not plain and (self.is_about('defaults') or
                                       self.theme == 'mixed' and self.chance(0.3))
        self.declarations = not plain and not self.defaults and (
            self.is_about('declarations') or self.theme == 'mixed')
        self.lines = []
        self.taken = set()
        self.names = {}     # {import name: [version]}, of the world.
        self.real = {}      # {path entry: {version: entry}}, of foo.
        self.used = []      # Names that the program has imported.

    def is_about(self, *themes):
        return self.theme in themes

    def likely(self, *themes):
        """Return True often if the world is about a theme, else seldom."""
        if self.is_about(*themes):
            return self.chance(0.7)
        return self.chance(0.15 if self.is_about('mixed', 'flat') else 0.04)

    def chance(self, p):
        return self.rng.random() < p

    def some(self, values, most):
        return self.rng.sample(values, self.rng.randint(0, min(most, len(values))))

    def world(self):
        rng = self.rng
        path = ['d0', 'd1', 'd2'][:rng.choice([1, 1, 2, 2, 3])]
        if self.chance(0.12):
            path[rng.randrange(len(path))] = rng.choice(['z.zip', 'z.zip/lib'])
        self.path = path[:]
        for entry in self.path:
            self.directory(entry)
        if self.chance(0.2 if self.is_about('flat') else 0.02):
            # A version's directory that a program has put on the path.
            self.add('x/foo-1.1', rng.choice(['foo.py', 'foo/__init__.py']),
                     self.code())
            self.add('x/foo-1.1', 'helper.py', self.code())
            self.know('foo', '1.1')
            self.know('helper', '1.1')
            path.insert(rng.randint(0, len(path)), 'x/foo-1.1')
        path.insert(rng.choice([0, len(path), rng.randint(0, len(path))]), '<stdlib>')
        self.lines = [self.with_imports(line) for line in self.lines]
        steps = [self.step() for _ in range(rng.choice([1, 2, 3, 4, 5, 6, 8]))]
        if self.defaults and self.chance(0.7):
            steps.insert(0, self.default_step())
        return World(self.lines, path, steps)

    # One directory

    def add(self, entry, name, code=None, text=None):
        archive, zip, inner = entry.partition('.zip')
        if zip:
            inner = inner.lstrip('/')
            place = f'{archive}.zip!{inner + "/" if inner else ""}{name}'
            if '/' in name and self.chance(0.5):
                # Some archives list their directories.
                folder = place.rpartition('/')[0] + '/:'
                if folder not in self.lines:
                    self.lines.append(folder)
        else:
            place = f'{entry}/{name}'
        if self.take(place, ''):
            if code:
                place += ' :: ' + '; '.join(code)
            elif text is not None:
                place += f': {text}'
            self.lines.append(place)

    def link(self, entry, name, target):
        """Add a link, as the place allows."""
        if '.zip' in entry or not os_helper.can_symlink() or self.chance(0.2):
            self.add(entry, name + '.link', text=target)
        else:
            self.lines.append(f'{entry}/{name} -> {target}')

    def take(self, entry, name):
        """Return True if nothing stands there yet."""
        if (entry, name) in self.taken:
            return False
        self.taken.add((entry, name))
        return True

    def know(self, name, *versions):
        """Let programs import a name, and ask for versions."""
        self.names.setdefault(name, []).extend(versions)

    def directory(self, entry):
        if '.zip' in entry:
            self.add(entry, 'readme.txt', text='x')
        else:
            self.lines.append(f'{entry}/')
        if (self.is_about('own directory') and entry != self.path[-1]
                and self.chance(0.6)):
            # Nothing but what stands before a distribution's own modules.
            self.flat(entry, self.rng.choice(['helper', 'helper', 'colorsys']))
            self.add(entry, f'ns/{self.rng.choice("ab")}.py', self.code())
            return
        few = self.is_about('links', 'declarations')
        for name in TOP[:1] if few else TOP:
            if self.chance(0.3 if few else 0.6):
                self.flat(entry, name)
            for version in (self.some(VERSIONS, 4) if not self.is_about('links')
                            else self.some(PINNED, 6)):
                self.version(entry, name, version)
        if self.likely('distributions', 'failures', 'defaults'):
            self.two(entry)
        if self.likely('namespaces'):
            self.namespace(entry)
        if self.likely('own directory'):
            self.flat(entry, 'helper')
        if self.chance(0.04):
            self.flat(entry, 'colorsys')
        if self.chance(0.04):
            self.version(entry, 'colorsys', self.rng.choice(VERSIONS))
        if self.likely('links'):
            self.links(entry)
        if self.likely('flat'):
            self.source_distribution(entry)
        if self.plain and '.zip' not in entry and self.chance(0.3):
            self.oddities(entry)
        if self.defaults and self.chance(0.4):
            self.add(entry, 'import-versions.txt', text=self.default_lines())

    def flat(self, entry, name):
        kind = self.rng.choice([None, None, 'module', 'package', 'folder'])
        if kind is None:
            return
        self.know(name)
        if kind == 'folder':
            if not self.plain or self.chance(0.3):
                self.add(entry, f'{name}/sub.py', self.code())
                return
            # Namespace packages yield to versions: less to compare.
            kind = 'package'
        if kind == 'module':
            place = f'{name}.py'
            self.add(entry, place, self.code(name))
        else:
            place = f'{name}/__init__.py'
            self.package(entry, name, name)
        self.metadata(entry, name, place)

    def metadata(self, entry, name, place):
        """Say the version of a flat module, or of something else."""
        version = self.rng.choice(VERSIONS)
        self.know(name, version)
        kind = self.rng.randrange(12)
        if kind in (0, 1, 2):
            self.add(entry, f'{name}-{version}.dist-info/METADATA',
                     text=f'Name: {name}')
        elif kind == 3:
            # Of another name, which ends where the version begins.
            self.add(entry, f'{name}-bar-{version}.dist-info/METADATA', text='Name: x')
        elif kind == 4:
            self.add(entry, f'other_{name}-{version}.dist-info/top_level.txt', text=name)
        elif kind == 5:
            self.add(entry, f'other_{name}-{version}.dist-info/RECORD',
                     text=f'{place},,\\nx.py,,')
        elif kind == 6:
            self.add(entry, f'other_{name}-{version}.dist-info/METADATA',
                     text=f'Name: other\\nImport-Name: {name}\\n')
        elif kind == 7:
            # A dummy of that name, and what owns the module.
            self.add(entry, f'{name}-0.1.dist-info/RECORD', text='dummy.py,,')
            self.add(entry, f'other_{name}-{version}.dist-info/RECORD',
                     text=f'{place},,')
        elif kind == 8:
            version = version.partition('+')[0]
            self.add(entry, f'{name}-{version}-py3.13.egg-info/PKG-INFO',
                     text=f'Name: {name}')
        elif kind == 9 and '.zip' not in entry:
            # An editable installation; the metadata stand anywhere.
            other = self.rng.choice(self.path)
            if '.zip' not in other:
                base = f'{name}-{version}.dist-info'
                self.add(other, f'{base}/METADATA', text=f'Name: {name}')
                self.add(other, f'{base}/direct_url.json',
                         text=f'{{"url": "file://ROOT/{entry}", '
                              '"dir_info": {"editable": true}}')

    def package(self, entry, place, name, **more):
        self.add(entry, f'{place}/__init__.py', self.code(name, package=True, **more))
        if self.chance(0.6):
            self.add(entry, f'{place}/sub.py', self.code())

    def version(self, entry, name, version):
        if not self.take(entry, f'{name}-{version}'):
            return
        self.know(name, version)
        base = f'{name}-{version}'
        layout = self.rng.randrange(11)
        if self.is_about('own directory'):
            layout = self.rng.randrange(6)
        if layout <= 2:
            self.package(entry, f'{base}/{name}', name, declares=True, own=True)
        elif layout <= 4:
            self.add(entry, f'{base}/{name}.py',
                     self.code(name, declares=True, own=True))
        elif layout == 5:
            self.package(entry, base, None, declares=True)
            return
        elif layout <= 7:
            self.add(entry, f'{base}.py', self.code(declares=True))
            if name == 'foo':
                self.real.setdefault(entry, {})[version] = base + '.py'
            return
        elif layout == 8:
            # Not what its name says.
            self.add(entry, f'{base}/unrelated.py')
            return
        else:
            self.stored(entry, name, version, layout == 9)
            return
        if name == 'foo':
            self.real.setdefault(entry, {})[version] = base
        self.companions(entry, base, 0.8 if self.is_about('own directory') else 0.3)
        if self.chance(0.1):
            self.add(entry, f'{base}/{name}-{version}.dist-info/METADATA', text='x')

    def companions(self, entry, base, likely):
        """Add what else is in a distribution's directory."""
        if self.chance(likely):
            self.add(entry, f'{base}/helper.py', self.code())
        if self.chance(likely / 3):
            self.add(entry, f'{base}/ns/{self.rng.choice("ab")}.py', self.code())
        if self.chance(likely / 4):
            self.add(entry, f'{base}/colorsys.py', self.code())
        if self.defaults and self.chance(0.5):
            self.add(entry, f'{base}/import-versions.txt', text=self.default_lines())

    def stored(self, entry, name, version, elsewhere):
        """A version that stands elsewhere, or under a distribution's name."""
        base = f'{name}-{version}'
        if not elsewhere or '.zip' in entry:
            # Equal, though spelled otherwise.
            spelled = '1.0' if version == '1.0.0' and self.chance(0.5) else version
            if self.take(entry, f'py{name}-{spelled}'):
                self.add(entry, f'py{name}-{spelled}/{name}.py', self.code(name))
                self.link(entry, base, f'py{name}-{spelled}')
            return
        real = self.rng.choice([f'{name}{entry}', f'{name}{entry}-7.0'])
        if self.take('store', real):
            self.add('store', f'{real}/{name}/__init__.py', self.code(name))
            self.link(entry, base, f'../store/{real}')

    def two(self, entry):
        """A distribution with two modules, flat, in versions, or both."""
        dist = self.rng.choice(['two', 'two', 'Two'])
        if self.chance(0.4):
            version = self.rng.choice(VERSIONS)
            modules = self.rng.choice([['twa', 'twb'], ['twa', 'twb'], ['twa']])
            for module in modules:
                self.add(entry, module + '.py', self.code(module, two=True))
                self.know(module, version)
            if self.chance(0.8):
                self.add(entry, f'two-{version}.dist-info/top_level.txt',
                         text='\\n'.join(modules))
        for version in self.some(['1.0', '1.1', '2.0', '2.0rc1'], 3):
            if not self.take(entry, f'two-{version}'):
                continue
            base = f'{dist}-{version}'
            modules = self.rng.choice([['twa', 'twb'], ['twa', 'twb'], ['twa']])
            for module in modules:
                self.add(entry, f'{base}/{module}.py',
                         self.code(module, own=True, two=True))
                self.link(entry, f'{module}-{version}', base)
                self.know(module, version)
            self.companions(entry, base, 0.6)

    def namespace(self, entry):
        for name in 'a', 'b':
            if self.chance(0.4):
                self.add(entry, f'ns/{name}.py', self.code())
                self.know(f'ns.{name}')
                if self.chance(0.3):
                    self.add(entry, f'ns.{name}-1.1.dist-info/METADATA', text='x')
            for version in self.some(['1.0', '1.1', '2.0', '2.0rc1'], 2):
                base = f'ns.{name}-{version}'
                self.know(f'ns.{name}', version)
                if self.chance(0.3):
                    self.add(entry, f'{base}.py', self.code())
                elif self.chance(0.3):
                    self.add(entry, f'{base}/__init__.py', self.code())
                else:
                    self.add(entry, f'{base}/ns/{name}.py', self.code(own=True))
                    self.companions(entry, base, 0.3)
        if self.chance(0.1):
            self.add(entry, 'ns/__init__.py', self.code())

    def links(self, entry):
        """Pins, and links that are mistakes."""
        for version, target in self.real.get(entry, {}).items():
            parts = version.split('.')
            if len(parts) > 1 and parts[-1].isdigit() and self.chance(0.6):
                self.mark(entry, 'foo', '.'.join(parts[:-1]), target)
                self.know('foo', *['.'.join(parts[:-1])] * 4)
            if self.chance(0.2):
                # 1.2 is no prefix of 1.20.
                wrong = self.rng.choice(['3.0', '7', '1.2.3.4', '1.9', '1.2', '2'])
                self.mark(entry, 'foo', wrong, target)
            if self.chance(0.1):
                self.mark(entry, 'bar', self.rng.choice(['7.1', '1']), target)
        if self.chance(0.3):
            self.mark(entry, 'foo', '8.0', 'nowhere-8.0')
        if self.chance(0.3):
            self.mark(entry, 'bar', '8.0', 'bar-8.0')
        if self.chance(0.3):
            self.mark(entry, 'foo', '8.1', 'foo-8.2')
            self.mark(entry, 'foo', '8.2', 'foo-8.1')

    def mark(self, entry, name, version, target):
        if self.take(entry, f'{name}-{version}'):
            self.link(entry, f'{name}-{version}', target)
            self.know(name, version)

    def source_distribution(self, entry):
        """One that somebody has unpacked beside a script."""
        name = self.rng.choice([*TOP, 'helper', 'twa'])
        base = f'{name}-1.4'
        self.know(name, '1.4')
        self.add(entry, f'{base}/setup.py', ['import setuptools'])
        self.add(entry, f'{base}/PKG-INFO', text=f'Name: {name}')
        self.add(entry, f'{base}/tests/__init__.py')
        inner = self.rng.choice(['', 'src/'])
        self.add(entry, f'{base}/{inner}{name}/__init__.py', self.code())

    def oddities(self, entry):
        """What today's search has to choose between."""
        name = self.rng.choice([*TOP, 'helper', 'ns'])
        for line in self.some([f'{name}.so: x', f'{name}.abi3.so: x', f'{name}.pyc: x',
                               f'{name}/__init__.pyc: x', f'{name}/__init__.so: x',
                               f'{name}/sub/x.py', f'{name.upper()}.py',
                               f'{name}/', f'{name}.egg-link: x',
                               f'{name}-1.5: x', f'{name}-.py', f'{name}-x.py',
                               f'{name}.py.bak: x', f'{name}.pth: x'], 3):
            self.lines.append(f'{entry}/{line}')

    # Programs

    def code(self, name=None, *, package=False, declares=False, own=False, two=False):
        """Return the statements of a module; IMPORT stands for any import."""
        choose = self.rng.choice
        statements = []
        if declares and self.declarations and self.chance(0.5):
            statements.append(choose([
                '__supported_versions__ = ["1.0", (1, 1)]',
                '__supported_versions__ = [(1, 0)]',
                '__oldest_supported_version__ = "1.1"',
                '__oldest_supported_version__ = (1, 2)']))
        failing = self.is_about('failures')
        if package and self.chance(0.5 if failing else 0.1):
            statements.append(choose(['', 'try ']) + f'import {name}.sub'
                              if name else 'IMPORT')
        if two and self.chance(0.4):
            other = 'twb' if name == 'twa' else 'twa'
            statements.append(choose(['', 'try ']) + f'import {other}')
        if own and self.chance(0.6 if self.is_about('own directory', 'failures')
                               else 0.1):
            statements.append('import ' + choose(['helper', 'helper', 'ns.a', 'ns.b',
                                                  'colorsys']))
        if own and self.defaults and self.chance(0.6):
            # What the distribution's own file may speak of.
            statements.append(choose(['', 'try ']) + 'import ' + choose(TOP))
        for _ in range(choose([0, 0, 0, 0, 1, 1, 2])):
            statements.append(choose(['', 'try ']) + 'IMPORT')
        if name is not None and not statements and self.chance(0.03):
            statements.append('again')
        elif self.chance(0.25 if failing else 0.02):
            statements.append('1/0')
            return statements
        return statements

    def with_imports(self, line):
        if ' :: ' in line:
            parts = line.split('IMPORT')
            line = parts[0] + ''.join(self.import_() + part for part in parts[1:])
        return line

    def import_(self):
        names = sorted(self.names)
        if not names or self.chance(0.06):
            name = self.rng.choice(['foo', 'helper', 'ns.a', 'colorsys', 'nothing'])
        else:
            name = self.rng.choice(names)
        statement = f'import {name}'
        if name in TOP and self.chance(0.12):
            statement += '.sub'
        often = 0.4 if self.defaults else 0.8 if self.is_about('links') else 0.5
        if not self.plain and self.chance(often):
            statement += ' ' + self.clause(name)
        return statement

    def clause(self, name):
        """Return a clause, more often than not of a version that is there."""
        specifier = self.specifier(self.names.get(name))
        return f'version {specifier}' if specifier[0].isdigit() else specifier

    def specifier(self, versions):
        choose = self.rng.choice
        version = choose(versions if versions and self.chance(0.85) else VERSIONS)
        if '+' in version:
            return choose(['', '== ', '=== ']) + version
        major = version.partition('.')[0]
        forms = [version, version, version, major, f'== {version}', f'>= {version}',
                 f'<= {version}', f'< {version}', f'> {version}', f'!= {version}',
                 f'== {major}.*', f'>= {major}, < {version}', f'=== {version}',
                 f'>= {version}, != {version}']
        if self.is_about('links'):
            forms += [version] * 10
        if '.' in version:
            forms.append(f'~= {version}')
        if version == '1.0.0':
            # Whether this is a spelling that ">=" asks for the text leaves open.
            forms = [version, f'== {version}', f'=== {version}']
        if self.declarations:
            forms = [version, major, f'== {version}', f'== {major}.*',
                     f'>= {version}', f'>= {version}, < 3', f'=== {version}']
        return choose(forms)

    def step(self):
        kind = self.rng.randrange(20)
        used = self.used or ['foo']
        if kind == 0:
            return ('reload', self.rng.choice(used).partition('.')[0])
        if kind in (1, 2):
            return ('del', self.rng.choice(used))
        if kind in (3, 4, 5):
            return ('in', self.rng.choice(used), self.import_())
        if kind in (6, 9):
            clause = []
            if not self.plain and self.chance(0.7):
                clause = [self.specifier(None)]
            name = self.rng.choice(['foo', 'bar', 'foo', 'bar', 'helper', 'twa',
                                    'nothing'])
            if kind == 6:
                return ('find', name, *clause)
            self.used.append(name)
            return ('module', name, *clause)
        if kind == 7:
            before = len(self.lines)
            entry = self.rng.choice(self.path)
            if '.zip' not in entry:
                self.version(entry, self.rng.choice(TOP), self.rng.choice(VERSIONS))
                added = [self.with_imports(line) for line in self.lines[before:]]
                del self.lines[before:]
                if added:
                    return ('add', *added)
        if kind == 8 and self.defaults:
            return self.default_step()
        statement = self.import_()
        name = statement.split()[1]
        self.used += [name, name.removesuffix('.sub')]
        return ('import', statement)

    def default(self):
        name = self.rng.choice([*TOP * 4, 'twa', 'helper', 'ns.a'])
        return name, self.specifier(self.names.get(name)).replace(' ', '')

    def default_lines(self):
        return '\\n'.join(map(' '.join, [self.default()
                                         for _ in range(self.rng.randint(1, 2))]))

    def default_step(self):
        rows = []
        for _ in range(self.rng.randint(0, 3)):
            row = self.default()
            if self.chance(0.4):
                importer = self.rng.choice([*TOP, 'two', 'twa'])
                row = importer, self.rng.choice(['>=0', '1', '<2']), *row
            rows.append(row)
        return ('defaults', rows)


def random_world(seed, *, plain=False):
    return Maker(random.Random(seed), plain).world()


# On disk ######################################################################

def statements(line):
    """Return the place of a module's line, and its statements."""
    place, _, code = line.partition(' :: ')
    return place, [part for part in code.split('; ') if part]


def _code(statement):
    if statement.startswith('try '):
        return ('try:\\n    {0}\\nexcept ImportError:\\n    missed.append({0!r})'
                .format(statement[4:]))
    if statement.startswith('again '):
        return ('if first_time(__name__):\\n    import sys\\n'
                '    del sys.modules[__name__]\\n    import ' + statement[6:])
    return statement


def build(root, lines):
    """Make the files of lines in the directory root."""
    table = []
    for line in lines:
        if ' :: ' in line:
            place, code = statements(line)
            name = place.removesuffix('/__init__.py').removesuffix('.py')
            name = name.replace('.zip!', '/').rpartition('/')[2]
            code = [f'again {name}' if part == 'again' else part for part in code]
            line = f'{place} :: ' + '\\n'.join(map(_code, code))
        table.append(line.replace('file://ROOT', pathlib.Path(root).as_uri()))
    util.build(root, '\n'.join(table))


class Worker:

    """A process in which worlds are tried."""

    def __init__(self, python):
        runner = os.path.join(os.path.dirname(__file__), 'world_runner.py')
        # The standard output of a program that fails is what it had to say.
        self.process = subprocess.Popen(
            [python, '-I', '-S', '-B', runner], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, encoding='utf-8')

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def run(self, world):
        """Return what each step of a world gives, see world_runner.step()."""
        with os_helper.temp_dir() as root:
            root = os.path.realpath(root)
            build(root, world.lines)
            steps = []
            for number, step in enumerate(world.steps):
                if step[0] == 'add':
                    # What is added is made first, and then moved there.
                    step = 'add', os.path.join(root, f'.{number}')
                    os.mkdir(step[1])
                    build(step[1], world.steps[number][1:])
                steps.append(step)
            self.process.stdin.write(json.dumps([root, world.path, steps]) + '\n')
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f'a world ended the interpreter: exit status '
                               f'{self.process.wait()}\n{told(world)}')
        return json.loads(answer)


# Trying many ##################################################################

def shrink(world, fails):
    """Return the smallest world that can be had by leaving out parts of one
    which fails.
    """
    def smaller(world):
        for field in 'steps', 'lines', 'path':
            parts = getattr(world, field)
            size = len(parts)
            while size:
                for start in range(0, len(parts), size):
                    yield world._replace(
                        **{field: parts[:start] + parts[start + size:]})
                size //= 2
        for number, line in enumerate(world.lines):
            if ' :: ' in line:
                place, code = statements(line)
                for left in range(len(code)):
                    rest = code[:left] + code[left + 1:]
                    line = f'{place} :: ' + '; '.join(rest) if rest else place
                    yield world._replace(lines=[*world.lines[:number], line,
                                                *world.lines[number + 1:]])

    found = True
    while found:
        found = False
        for candidate in smaller(world):
            if fails(candidate):
                world, found = candidate, True
                break
    return world


def told(world):
    """Return a world as text."""
    return '\n'.join([*(f'    {line}' for line in world.lines),
                      f'  path: {world.path}',
                      *(f'  {number}. {step}'
                        for number, step in enumerate(world.steps))])


@requires_subprocess()
class TestCase(unittest.TestCase):

    """A test of many random worlds, whose number the environment may say.

    What is made is the same on each run, unless the environment says another
    first seed.
    """

    worlds = 500
    plain = False
    most = 10           # Then it ends.

    def setUp(self):
        super().setUp()
        self.first = int(os.environ.get('VERSIONED_IMPORT_SEED', 0))
        self.worlds = int(os.environ.get('VERSIONED_IMPORT_WORLDS', self.worlds))

    def worker(self, python=sys.executable):
        worker = Worker(python)
        self.addCleanup(worker.close)
        return worker

    def check_worlds(self, check):
        """Call check(world), which returns None or what is wrong."""
        wrong = []
        for seed in range(self.first, self.first + self.worlds):
            world = random_world(seed, plain=self.plain)
            found = check(world)
            if found is None:
                continue
            world = shrink(world, check)
            wrong.append(seed)
            test = type(self).__module__.removeprefix('test.')
            print(f'\nVERSIONED_IMPORT_SEED={seed} VERSIONED_IMPORT_WORLDS=1 '
                  f'{sys.executable} -m test {test}\n{told(world)}\n'
                  f'  {check(world) or found}', file=sys.stderr, flush=True)
            if len(wrong) == self.most:
                break
        self.assertEqual(wrong, [], 'worlds that failed')
