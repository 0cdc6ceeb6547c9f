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
import random
import subprocess
import sys
import unittest
from test.support import os_helper
from . import util

World = collections.namedtuple('World', 'lines path steps')

VERSIONS = ['0.9', '1.0', '1.0.0', '1.1', '1.2', '1.2.3', '1.2rc1', '1.3.dev1',
            '1.20', '2.0', '2.0rc1', '2.0.post1', '2.1+local', '1!0.5']
CLAUSES = ['version 1', 'version 1', 'version 2', 'version 1.0', 'version 1.2',
           'version 1.2rc1', 'version 2.1+local', 'version 1.0.0', '== 1.0',
           '== 1.1', '== 1.*', '>= 1', '>= 1.1, < 2', '< 2', '!= 1.1', '~= 1.0',
           '=== 1.1', '=== 2.0', '> 1.0', '>= 1.2rc1', '<= 1.2', 'version 7']
DEFAULTS = ['1', '2', '1.2', '>=1', '<2', '>1.0', '!=2.0', '==1.1', '>=1.2rc1', '7']
TOP = ['foo', 'bar']
NAMES = ['foo', 'bar', 'foo.sub', 'bar.sub', 'twa', 'twb', 'helper', 'ns.a', 'ns.b',
         'colorsys', 'nothing']


# Making worlds ################################################################

class Maker:

    """Makes a world of what a random number generator says."""

    def __init__(self, rng, plain):
        self.rng = rng
        # In plain worlds no program asks for a version.
        self.plain = plain
        self.lines = []
        self.taken = set()
        self.real = {}      # Of each entry, {version: name} of foo.
        # Defaults and declarations together are more than the text says.
        self.defaults = not plain and self.chance(0.3)
        self.declarations = not plain and not self.defaults and self.chance(0.3)

    def chance(self, p):
        return self.rng.random() < p

    def some(self, values, most):
        return self.rng.sample(values, self.rng.randint(0, min(most, len(values))))

    def world(self):
        rng = self.rng
        path = ['d0', 'd1', 'd2'][:rng.choice([1, 1, 2, 2, 3])]
        if self.chance(0.15):
            path[rng.randrange(len(path))] = rng.choice(['z.zip', 'z.zip/lib'])
        self.path = path[:]
        for entry in self.path:
            self.directory(entry)
        if self.chance(0.06):
            # A version's directory that a program has put on the path.
            self.add('x/foo-1.1', rng.choice(['foo.py', 'foo/__init__.py']),
                     self.code())
            self.add('x/foo-1.1', 'helper.py', self.code())
            path.insert(rng.randint(0, len(path)), 'x/foo-1.1')
        path.insert(rng.choice([0, len(path), rng.randint(0, len(path))]), '<stdlib>')
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
        if code is not None:
            place += ' :: ' + '; '.join(code) if code else ''
        elif text is not None:
            place += f': {text}'
        if place not in self.lines:
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

    def directory(self, entry):
        if '.zip' in entry:
            self.add(entry, 'readme.txt', text='x')
        else:
            self.lines.append(f'{entry}/')
        for name in TOP:
            if self.chance(0.8):
                self.flat(entry, name)
                for version in self.some(VERSIONS, 4):
                    self.version(entry, name, version)
        if self.chance(0.35):
            self.two(entry)
        if self.chance(0.3):
            self.namespace(entry)
        if self.chance(0.25):
            self.flat(entry, 'helper')
        if self.chance(0.05):
            self.flat(entry, 'colorsys')
        if self.chance(0.05):
            self.version(entry, 'colorsys', self.rng.choice(VERSIONS))
        if self.chance(0.25):
            self.links(entry)
        if self.chance(0.15):
            self.source_distribution(entry)
        if self.plain and '.zip' not in entry and self.chance(0.3):
            self.oddities(entry)
        if self.defaults and self.chance(0.4):
            self.add(entry, 'import-versions.txt', text=self.default_lines())

    def flat(self, entry, name):
        kind = self.rng.choice([None, None, 'module', 'package', 'folder'])
        if kind is None:
            return
        if kind == 'folder' and self.plain and self.chance(0.7):
            # Namespace packages yield to versions: less to compare.
            kind = 'package'
        if kind == 'module':
            self.add(entry, name + '.py', self.code(name))
        if kind == 'package':
            self.package(f'{entry}', name, self.code(name))
        if kind == 'folder':
            self.add(entry, f'{name}/sub.py', self.code())
            return
        version = self.rng.choice(VERSIONS)
        place = {'module': f'{name}.py', 'package': f'{name}/__init__.py'}[kind]
        kind = self.rng.randrange(12)
        if kind in (0, 1, 2):
            self.add(entry, f'{name}-{version}.dist-info/METADATA', text=f'Name: {name}')
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

    def package(self, entry, place, code):
        self.add(entry, f'{place}/__init__.py', code)
        if self.chance(0.6):
            self.add(entry, f'{place}/sub.py', self.code())

    def version(self, entry, name, version):
        if not self.take(entry, f'{name}-{version}'):
            return
        base = f'{name}-{version}'
        layout = self.rng.randrange(11)
        if layout <= 2:
            self.package(entry, f'{base}/{name}', self.code(name, True))
        elif layout <= 4:
            self.add(entry, f'{base}/{name}.py', self.code(name, True))
        elif layout == 5:
            self.package(entry, base, self.code(declares=True))
            return
        elif layout <= 7:
            self.add(entry, f'{base}.py', self.code(declares=True))
            if name == 'foo':
                self.real.setdefault(entry, {})[version] = base + '.py'
            return
        elif layout == 8:
            # Not what its name says.
            self.add(entry, f'{base}/unrelated.py', [])
            return
        else:
            self.stored(entry, name, version, layout == 9)
            return
        if name == 'foo':
            self.real.setdefault(entry, {})[version] = base
        if self.chance(0.3):
            self.add(entry, f'{base}/helper.py', self.code())
        if self.chance(0.1):
            self.add(entry, f'{base}/ns/a.py', self.code())
        if self.chance(0.1):
            self.add(entry, f'{base}/{name}-{version}.dist-info/METADATA', text='x')
        if self.defaults and self.chance(0.3):
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
        real = self.rng.choice([f'{entry}-{base}', f'other-{entry}-7.0'])
        if self.take('store', f'{name}{real}'):
            real = f'{name}{real}'
            self.add('store', f'{real}/{name}/__init__.py', self.code(name))
            self.link(entry, base, f'../store/{real}')

    def two(self, entry):
        """A distribution with two modules, flat, in versions, or both."""
        dist = self.rng.choice(['two', 'two', 'Two'])
        if self.chance(0.4):
            version = self.rng.choice(VERSIONS)
            modules = self.rng.choice([['twa', 'twb'], ['twa', 'twb'], ['twa']])
            for module in modules:
                self.add(entry, module + '.py', self.code())
            if self.chance(0.8):
                self.add(entry, f'two-{version}.dist-info/top_level.txt',
                         text='\\n'.join(modules))
        for version in self.some(['1.0', '1.1', '2.0', '2.0rc1'], 3):
            if not self.take(entry, f'two-{version}'):
                continue
            base = f'{dist}-{version}'
            modules = self.rng.choice([['twa', 'twb'], ['twa', 'twb'], ['twa']])
            for module in modules:
                self.add(entry, f'{base}/{module}.py', self.code(module))
                self.link(entry, f'{module}-{version}', base)
            if self.chance(0.3):
                self.add(entry, f'{base}/helper.py', self.code())
            if self.defaults and self.chance(0.4):
                self.add(entry, f'{base}/import-versions.txt',
                         text=self.default_lines())

    def namespace(self, entry):
        for name in 'a', 'b':
            if self.chance(0.4):
                self.add(entry, f'ns/{name}.py', self.code())
                if self.chance(0.3):
                    self.add(entry, f'ns.{name}-1.1.dist-info/METADATA', text='x')
            for version in self.some(['1.0', '1.1', '2.0', '2.0rc1'], 2):
                base = f'ns.{name}-{version}'
                if self.chance(0.3):
                    self.add(entry, f'{base}.py', self.code())
                elif self.chance(0.3):
                    self.add(entry, f'{base}/__init__.py', self.code())
                else:
                    self.add(entry, f'{base}/ns/{name}.py', self.code())
        if self.chance(0.1):
            self.add(entry, 'ns/__init__.py', self.code())

    def links(self, entry):
        """Pins, and links that are mistakes."""
        for version, target in self.real.get(entry, {}).items():
            parts = version.split('.')
            kind = self.rng.randrange(5)
            if kind <= 1 and len(parts) > 1 and version.replace('.', '').isdigit():
                short = '.'.join(parts[:-1])
                if self.take(entry, f'foo-{short}'):
                    self.link(entry, f'foo-{short}', target)
            elif kind == 2:
                # 1.2 is no prefix of 1.20.
                wrong = self.rng.choice(['3.0', '7', '1.2.3.4', '1.9', '1.2'])
                if self.take(entry, f'foo-{wrong}'):
                    self.link(entry, f'foo-{wrong}', target)
            elif kind == 3 and self.take(entry, 'bar-7.1'):
                self.link(entry, 'bar-7.1', target)
        if self.chance(0.3):
            self.link(entry, 'foo-8.0', 'nowhere-8.0')
        if self.chance(0.3):
            self.link(entry, 'bar-8.0', 'bar-8.0')
        if self.chance(0.3):
            self.link(entry, 'foo-8.1', 'foo-8.2')
            self.link(entry, 'foo-8.2', 'foo-8.1')

    def source_distribution(self, entry):
        """One that somebody has unpacked beside a script."""
        name = self.rng.choice([*TOP, 'helper', 'twa'])
        base = f'{name}-1.4'
        self.add(entry, f'{base}/setup.py', ['import setuptools'])
        self.add(entry, f'{base}/PKG-INFO', text=f'Name: {name}')
        self.add(entry, f'{base}/tests/__init__.py', [])
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

    def code(self, name=None, declares=False):
        statements = []
        if declares and self.declarations and self.chance(0.4):
            statements.append(self.rng.choice([
                '__supported_versions__ = ["1.0", (1, 1)]',
                '__supported_versions__ = [(1, 0)]',
                '__oldest_supported_version__ = "1.1"',
                '__oldest_supported_version__ = (1, 2)']))
        for _ in range(self.rng.choice([0, 0, 0, 0, 1, 1, 2])):
            statements.append(self.import_('try ' if self.chance(0.4) else ''))
        if name is not None and not statements and self.chance(0.04):
            statements.append('again')
        elif self.chance(0.05):
            statements.append('1/0')
        return statements

    def import_(self, start=''):
        statement = f'{start}import {self.rng.choice(NAMES)}'
        if not self.plain and self.chance(0.45):
            statement += ' ' + self.rng.choice(CLAUSES)
        return statement

    def step(self):
        kind = self.rng.randrange(20)
        if kind == 0:
            return ('reload', self.rng.choice(['foo', 'bar', 'twa', 'helper']))
        if kind in (1, 2):
            return ('del', self.rng.choice(NAMES))
        if kind in (3, 4, 5):
            return ('in', self.rng.choice(['foo', 'foo.sub', 'bar', 'twa', 'ns.a']),
                    self.import_())
        if kind == 6 and self.plain:
            return ('find', self.rng.choice(['foo', 'bar', 'helper', 'ns', 'nothing']))
        if kind == 7:
            before = len(self.lines)
            entry = self.rng.choice(self.path)
            if '.zip' not in entry:
                self.version(entry, self.rng.choice(TOP), self.rng.choice(VERSIONS))
                added = self.lines[before:]
                del self.lines[before:]
                if added:
                    return ('add', *added)
        if kind == 8 and self.defaults:
            return self.default_step()
        return ('import', self.import_())

    def default_lines(self):
        return '\\n'.join(f'{self.rng.choice(["foo", "bar", "twa", "ns.a"])} '
                          f'{self.rng.choice(DEFAULTS)}'
                          for _ in range(self.rng.randint(1, 2)))

    def default_step(self):
        rows = []
        for _ in range(self.rng.randint(0, 2)):
            row = [self.rng.choice(['foo', 'bar', 'twa']), self.rng.choice(DEFAULTS)]
            if self.chance(0.3):
                row = [self.rng.choice(['foo', 'bar', 'two']),
                       self.rng.choice(DEFAULTS), *row]
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
        table.append(line.replace('ROOT', root))
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


class TestCase(unittest.TestCase):

    """A test of many random worlds, whose number the environment may say."""

    worlds = 300
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
            if check(world) is None:
                continue
            world = shrink(world, check)
            wrong.append(seed)
            test = type(self).__module__.removeprefix('test.')
            print(f'\nVERSIONED_IMPORT_SEED={seed} VERSIONED_IMPORT_WORLDS=1 '
                  f'{sys.executable} -m test {test}\n{told(world)}\n'
                  f'  {check(world)}', file=sys.stderr, flush=True)
            if len(wrong) == self.most:
                break
        self.assertEqual(wrong, [], 'worlds that failed')
