"""Defaults and clauses together, compared with a model of the rules.

The model is written from the rules, by brute force, and knows nothing of how
importlib does it:

- without a clause, directories in order: in each the flat module if its version
  satisfies all opinions that apply in that directory, else the highest version
  that does, else the next directory; where none applies, as without opinions;
- with a clause V, all directories with V and all opinions, then with V alone;
- defaults for the standard library only prefer: directories in which one
  applies are searched with it first;
- a pin for V in a directory is what V means there.
"""

import os
import random
import sys
import unittest
import warnings
from importlib.versions import ModuleVersionError, Specifier, Version
from test.support import (hypothesis_helper, os_helper, requires_subprocess,
                          swap_attr)
from . import util

hypothesis = hypothesis_helper.hypothesis
st = hypothesis.strategies

VERSIONS = ['0.9', '1.0', '1.1', '1.1.5', '1.2rc1', '2.0a1', '2.0', '2.1', '3.0b2']
FLAT = [None, None, None, 'unknown', *VERSIONS]
OPINIONS = ['1', '2', '1.1', '>=1', '<2', '>1.0', '!=2.0', '>=1.2rc1', '>0.9,<3',
            '==2.0', '1.2rc1', '===1.0', '~=1.0', '7', '<=1.1']
CLAUSES = [None, None, None, *OPINIONS]
# asyncore was in the standard library: defaults for that speak of it.
NAMES = ['foo', 'asyncore']


# The model ####################################################################

def holds(opinions, version):
    return all(Specifier(opinion).contains(version, prereleases=True)
               for opinion in opinions)


def highest(opinions, versions):
    """Return the highest version for which all opinions hold, or None."""
    found = [version for version in versions if holds(opinions, version)]
    if not any(Specifier(opinion).prereleases for opinion in opinions):
        found = [version for version in found
                 if not Version(version).is_prerelease] or found
    return max(found, key=Version, default=None)


def plain(opinions, directory):
    """Return what an import without a clause takes in a directory, or None."""
    versions, flat, pin, _, _ = directory
    if not opinions:
        return flat or highest([], versions)
    if flat not in (None, 'unknown') and holds(opinions, flat):
        return flat
    return highest(opinions, versions)


def asked(clause, opinions, directory):
    """Return what a clause and opinions take in a directory, or None."""
    versions, flat, pin, _, _ = directory
    if pin is not None and clause == '1' and holds([clause], pin):
        return pin if holds(opinions, pin) else None
    if flat not in (None, 'unknown'):
        versions = [*versions, flat]
    return highest([clause, *opinions], versions)


def model(case):
    """Return (number of the directory, version) or the class of the error."""
    name, clause, directories, process, importer, file, library = case
    everywhere = [*process, *(importer or file)]

    def said(directory):
        return everywhere + directory[3]

    def prefers(directory):
        return library + directory[4] if name == 'asyncore' else []

    def first(choose, which=lambda directory: True):
        for number, directory in enumerate(directories):
            if which(directory):
                version = choose(directory)
                if version is not None:
                    return number, version

    if clause is not None and clause.startswith('==='):
        found = first(lambda place: asked(clause, [], place))
    elif clause is not None:
        found = (first(lambda place: asked(clause, said(place) + prefers(place), place),
                       prefers)
                 or first(lambda place: asked(clause, said(place), place))
                 or first(lambda place: asked(clause, [], place)))
    else:
        found = (first(lambda place: plain(said(place) + prefers(place), place),
                       prefers)
                 or first(lambda place: plain(said(place), place)))
    if found is not None:
        return found
    if any(versions or flat for versions, flat, *_ in directories):
        return ModuleVersionError
    return ModuleNotFoundError


# The world ####################################################################

def normal(case):
    """Return a case that makes sense: no entry twice, pins of what is there."""
    name, clause, directories, *rest = case
    places = []
    for versions, flat, pin, said, preferred in directories:
        versions = sorted(set(versions))
        if flat in versions:
            versions.remove(flat)
        if pin not in versions or not os_helper.can_symlink():
            pin = None
        places.append((versions, flat, pin, list(said), list(preferred)))
    return (name, clause, places, *map(list, rest))


def table_of(case):
    """Return the table of a case's world."""
    name, clause, directories, process, importer, file, library = case
    lines = []
    for number, (versions, flat, pin, said, preferred) in enumerate(directories):
        lines.append(f'd{number}/')
        lines += [f'd{number}/{name}-{version}.py :: PLACE = {number}, "{version}"'
                  for version in versions]
        if flat is not None:
            lines.append(f'd{number}/{name}.py :: PLACE = {number}, "{flat}"')
            if flat != 'unknown':
                lines.append(f'd{number}/{name}-{flat}.dist-info/')
        if pin is not None:
            lines.append(f'd{number}/{name}-1 -> {name}-{pin}.py')
        text = ([f'{name} {opinion}' for opinion in said] +
                [f'stdlib {opinion}' for opinion in preferred])
        if text:
            lines.append(f'd{number}/import-versions.txt: ' + '\\n'.join(text))
    asks = '' if clause is None else (
        f'version {clause}' if clause[0].isdigit() else clause)
    lines.append(f'p/bar-1.0/bar.py :: import {name} {asks}')
    lines.append('p/bar-1.0/import-versions.txt: ' +
                 '\\n'.join(f'{name} {opinion}' for opinion in file))
    return '\n'.join(lines)


def defaults_of(case):
    name, clause, directories, process, importer, file, library = case
    table = {}
    if process:
        table[name] = ','.join(map(comparison, process))
    if importer:
        table['bar', '1'] = {name: ','.join(map(comparison, importer))}
    if library:
        table['stdlib'] = ','.join(map(comparison, library))
    return table


def comparison(opinion):
    """Spell a bare version as a comparison, so that it can be one of several."""
    if not opinion[0].isdigit():
        return opinion
    return '==' + opinion + ('' if 'rc' in opinion else '.*')


opinions = st.lists(st.sampled_from(OPINIONS), max_size=2)
preferences = st.lists(st.sampled_from(['1', '2', '7', '<2']), max_size=1)
directory = st.tuples(
    st.lists(st.sampled_from(VERSIONS), max_size=5), st.sampled_from(FLAT),
    st.sampled_from([None, *VERSIONS]), opinions, preferences)
cases = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(CLAUSES),
    st.lists(directory, min_size=1, max_size=3), opinions, opinions, opinions,
    preferences)


def random_case(rng):
    def some(values, most, chance=0.4):
        return [rng.choice(values) for _ in range(rng.randint(1, most))
                if rng.random() < chance]

    directories = [(some(VERSIONS, 6, 0.8), rng.choice(FLAT),
                    rng.choice([None, *VERSIONS]), some(OPINIONS, 2, 0.3),
                    some(['1', '2', '7', '<2'], 1, 0.3))
                   for _ in range(rng.randint(1, 3))]
    return (rng.choice(NAMES), rng.choice(CLAUSES), directories,
            some(OPINIONS, 2), some(OPINIONS, 1, 0.2), some(OPINIONS, 2, 0.3),
            some(['1', '2', '7', '<2'], 1, 0.3))


class ModelTests(util.TestCase):

    def outcome(self, root, case):
        """Return what the import of a case gets, as model() does."""
        entries = [os.path.join(root, f'd{number}')
                   for number in range(len(case[2]))]
        with util.isolated(*entries, os.path.join(root, 'p')):
            sys.default_library_versions = defaults_of(case)
            try:
                self.run_code('import bar')
            except ImportError as exc:
                self.assertEqual(exc.name, case[0])
                if case[1] is None and type(exc) is ModuleVersionError:
                    # Each opinion that has spoken is named.
                    for opinion in exc.defaults:
                        self.assertIn(opinion.source, str(exc))
                    self.assertTrue(exc.defaults)
                return type(exc)
            return sys.modules[case[0]].PLACE

    def check_case(self, case):
        case = normal(case)
        expected = model(case)
        with os_helper.temp_dir() as root:
            root = os.path.realpath(root)
            util.build(root, table_of(case))
            with warnings.catch_warnings():
                warnings.simplefilter('error')
                found = self.outcome(root, case)
            self.assertEqual(found, expected, case)

    @hypothesis.given(cases)
    @hypothesis.example(('foo', None, [(['1.0', '2.0'], None, None, [], [])],
                         ['1'], [], [], []))
    @hypothesis.example(('foo', None, [(['1.0', '2.0'], 'unknown', None, ['<2'], []),
                                       (['2.0'], None, None, [], [])],
                         ['>1.0'], [], [], []))
    @hypothesis.example(('foo', '1', [(['1.0', '1.1'], None, '1.0', ['1.1'], []),
                                      (['1.1'], None, None, [], [])], [], [], [], []))
    @hypothesis.example(('asyncore', None, [(['2.0'], '1.0', None, [], []),
                                            (['1.1'], None, None, [], ['1'])],
                         [], [], ['!=2.0'], ['2']))
    def test_model(self, case):
        self.check_case(case)

    def test_random(self):
        rng = random.Random(8)
        seen = set()
        for number in range(250):
            case = random_case(rng)
            with self.subTest(number=number, case=case):
                self.check_case(case)
            expected = model(normal(case))
            seen.add(expected if isinstance(expected, type) else expected[0])
        # All kinds of outcomes are among them.
        self.assertEqual(seen, {0, 1, 2, ModuleVersionError, ModuleNotFoundError})


# The order of a listing #######################################################

# Names of entries, among which one is to be chosen.  Many say the same.
ENTRIES = [
    'foo-1.0/foo.py', 'foo-1.0/foo/__init__.py', 'foo-1.0.py', 'foo-1.0.0.py',
    'foo-1.0.0/foo.py', 'foo-v1.0.py', 'foo-1.0/__init__.py', 'foo-1.00.py',
    'foo-1.1.py', 'foo-1.1/foo.py', 'foo-1.1.0/__init__.py', 'foo-1.1rc1.py',
    'foo-1.1RC1.py', 'foo-2.0.py', 'foo-2/foo.py', 'foo-2.0+a.py', 'foo-2.0+b.py',
    'foo.py', 'foo/__init__.py', 'foo-1.0.dist-info/', 'Foo-2.0.dist-info/',
    'foo-1.0.link: bar-1.1', 'foo-1.link: foo-1.0', 'foo-1.1.link: bar-1.1',
    'foo-2.link: foo-2.0.py', 'bar-1.1/foo.py', 'bar-1.0/foo.py',
    'bar-1.0.dist-info/top_level.txt: foo', 'other-1.1.dist-info/RECORD: foo.py,,',
]
LINKS = ['foo-1 -> foo-1.0.py', 'foo-1 -> foo-1.1.py', 'foo-01 -> foo-1.0',
         'foo-v1 -> foo-1.0.0.py', 'foo-1.1 -> bar-1.1', 'foo-2 -> bar-1.0',
         'foo-1.0 -> bar-1.0']
QUESTIONS = [('import foo', {}), ('import foo version 1', {}),
             ('import foo version 1.0', {}), ('import foo == 1.0.0', {}),
             ('import foo >= 1', {}), ('import foo < 2', {}),
             ('import foo == 2.0', {}), ('import foo', {'foo': '1'}),
             ('import foo', {'foo': '>=1,<2'}), ('import foo >= 1', {'foo': '1.0'})]


def random_world(rng):
    """Return a random world's table and a question."""
    entries = rng.sample(ENTRIES, rng.randint(2, 10))
    if os_helper.can_symlink():
        entries += rng.sample(LINKS, rng.randint(0, 3))
    # An entry cannot be a file, a directory and a link.
    found = {}
    for line in entries:
        top = line.partition('/')[0].partition(' ')[0].partition(':')[0]
        kind = '/' if '/' in line.partition(' ')[0] else line
        if found.setdefault(top, (kind, []))[0] == kind:
            found[top][1].append(line)
    return ([line for _, lines in found.values() for line in lines],
            rng.choice(QUESTIONS))


def answer(test, root, question):
    statement, table = question
    sys.default_library_versions = table
    try:
        module = test.run_code(statement)['foo']
    except ImportError as exc:
        return f'{type(exc).__name__}: {exc}'.replace(root, 'root')
    return module.__spec__.version, os.path.relpath(module.__file__, root)


class OrderTests(util.TestCase):

    """What is chosen does not depend on the order of a directory's listing."""

    def test_random_worlds(self):
        rng = random.Random(9)
        kinds = set()
        imp = sys.modules['_frozen_importlib_external']._imp
        list_directory = imp.list_directory
        for number in range(200):
            lines, question = random_world(rng)
            answers = {}
            for turn in range(3):
                # Made in another order, and listed in yet another.
                rng.shuffle(lines)
                def shuffled(path):
                    names, links, *rest = list_directory(path)
                    names = sorted(names)
                    if turn:
                        rng.shuffle(names)
                    # Fewer and more slots, in which they fall differently.
                    result = set(map(str, range(turn * 40)))
                    result.update(names)
                    result.difference_update(set(map(str, range(turn * 40))) - set(names))
                    if links:
                        links = set(rng.sample(sorted(links), len(links)))
                    return result, links, *rest
                with (os_helper.temp_dir() as root,
                      swap_attr(imp, 'list_directory', shuffled)):
                    root = os.path.realpath(root)
                    util.build(root, '\n'.join(lines))
                    with util.isolated(root):
                        found = answer(self, root, question)
                        answers.setdefault(found, turn)
            with self.subTest(number=number, lines=sorted(lines), question=question):
                self.assertEqual(len(answers), 1, answers)
            kinds.add(type(next(iter(answers))))
        self.assertEqual(kinds, {str, tuple})

    @requires_subprocess()
    def test_hash_seeds(self):
        # Sets of names are in another order with another seed.
        code = ('from test.test_versioned_import import test_defaults_properties as t\n'
                't.print_answers(40)')
        outs = {util.run_python(code, PYTHONHASHSEED=seed) for seed in ('0', '1', '2')}
        self.assertEqual(len(outs), 1)
        self.assertGreater(len(outs.pop().splitlines()), 40)


def print_answers(count):
    """Print the answers of some random worlds."""
    rng = random.Random(10)
    test = util.TestCase()
    for number in range(count):
        lines, question = random_world(rng)
        with os_helper.temp_dir() as root:
            root = os.path.realpath(root)
            util.build(root, '\n'.join(lines))
            with util.isolated(root):
                print(number, question, answer(test, root, question))


if __name__ == '__main__':
    unittest.main()
