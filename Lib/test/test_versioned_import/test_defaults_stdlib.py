"""Defaults, "The standard library": they prefer, and make no import fail."""

import importlib.util
import os
import random
import sys
import unittest
import warnings
from importlib.versions import ModuleVersionError, Specifier, Version
from test.support import hypothesis_helper, import_helper, os_helper
from . import util

hypothesis = hypothesis_helper.hypothesis
st = hypothesis.strategies

MISSING = ModuleNotFoundError
ERROR = ModuleVersionError


class LibraryTests(util.TestCase):

    """Tables of (world, process defaults, statement, what it gets).

    That is a PLACE, None for the library's own module, or an error.
    """

    def check_library(self, cases):
        for world, table, statement, expected in cases:
            root = self.world(world, on_path=False)
            with (self.subTest(world=world, table=table, statement=statement),
                  util.isolated(*util.entries(root))):
                name = statement.split()[1]
                for module in list(sys.modules):
                    if module.partition('.')[0] == name:
                        del sys.modules[module]
                sys.default_library_versions = table
                if isinstance(expected, tuple):
                    self.check(statement, expected)
                    continue
                module = self.run_code(statement)[name]
                self.assertEqual(getattr(module, 'PLACE', None), expected)
                if expected is None:
                    self.assertTrue(module.__spec__.version.startswith('3.'))

    def test_process(self):
        jsons = 'json-3.10/json/__init__.py\njson-3.11/json/__init__.py\n'
        # The standard library behind the entries has none of this name.
        former = 'asyncore-3.10/asyncore.py\nasyncore-3.11/asyncore.py\n'
        self.check_library([
            (jsons, {'stdlib': '3.11'}, 'import json', 'json-3.11/json/__init__.py'),
            (jsons, {'stdlib': (3, 10)}, 'import json', 'json-3.10/json/__init__.py'),
            (jsons, {'stdlib': '<3.12'}, 'import json', 'json-3.11/json/__init__.py'),
            (jsons, {'stdlib': '3.9'}, 'import colorsys', None),
            (former, {'stdlib': '3.10'}, 'import asyncore', 'asyncore-3.10/asyncore.py'),
            (former, {'stdlib': '3.11'}, 'import asyncore', 'asyncore-3.11/asyncore.py'),
            # Falls back.
            (former, {'stdlib': '3.9'}, 'import asyncore', 'asyncore-3.11/asyncore.py'),
            ('', {'stdlib': '3.11'}, 'import asyncore', (MISSING,)),
            (former, {}, 'import asyncore', 'asyncore-3.11/asyncore.py'),
            # A default for the name itself must hold.
            (jsons, {'stdlib': '3.11', 'json': '3.10'}, 'import json', 'json-3.10/json/__init__.py'),
            (jsons, {'json': '3.10'}, 'import json', 'json-3.10/json/__init__.py'),
            (jsons, {'json': '2.0'}, 'import json', (ERROR, '2.0', "['json']")),
            (jsons, {'stdlib': '3.11', 'json': '>=3'}, 'import json', 'json-3.11/json/__init__.py'),
            # A clause decides.
            (jsons, {'stdlib': '3.11'}, 'import json >= 3.10', 'json-3.11/json/__init__.py'),
            (jsons, {'stdlib': '3.11'}, 'import json version 3.10', 'json-3.10/json/__init__.py'),
            (jsons, {'stdlib': '3.9'}, 'import json version 3.10', 'json-3.10/json/__init__.py'),
            # Other modules are not of the library.
            ('foo-3.11.py\nfoo-3.12.py', {'stdlib': '3.11'}, 'import foo', 'foo-3.12.py'),
            # In the second directory.
            ('a/json.py\nb/json-3.11/json/__init__.py', {'stdlib': '3.11'},
             'import json', 'b/json-3.11/json/__init__.py'),
            ('a/json.py\nb/json-3.10/json/__init__.py', {'stdlib': '3.11'},
             'import json', 'a/json.py'),
        ])

    def test_built_in_and_frozen(self):
        for name in 'errno', '__hello__':
            world = f'{name}-3.11.py\n'
            with import_helper.frozen_modules():
                self.check_library([
                    (world, {'stdlib': '3.11'}, f'import {name}',
                     f'{name}-3.11.py' if name in sys.stdlib_module_names else None),
                    (world, {'stdlib': '3.10'}, f'import {name}', None),
                    (world, {}, f'import {name}', None),
                ])

    def test_former_names(self):
        for name in ('asynchat', 'asyncore', 'smtpd', 'distutils', 'imp', 'cgi',
                     'cgitb', 'crypt', 'telnetlib', 'pipes', 'lib2to3', 'uu',
                     'nntplib', 'audioop', 'binhex', 'formatter', 'parser',
                     'symbol'):
            self.check_library([
                (f'{name}-3.8.py\n{name}-3.9.py', {'stdlib': '3.8'},
                 f'import {name}', f'{name}-3.8.py')])

    def test_files(self):
        world = 'json-3.10/json/__init__.py\njson-3.11/json/__init__.py\n'
        user = 'user-1.0/user.py :: import json\n'
        self.check_library([
            (world + 'import-versions.txt: stdlib 3.10', {}, 'import json',
             'json-3.10/json/__init__.py'),
            # It only prefers: the library's.
            (world + 'import-versions.txt: stdlib 3.9', {}, 'import json', None),
            # What it says of json is not of the library's json, either.
            (world + 'import-versions.txt: stdlib 3.9\\njson 3.10', {},
             'import json', None),
            (world + 'import-versions.txt: stdlib 3\\njson 3.10', {},
             'import json', 'json-3.10/json/__init__.py'),
            # Of the directory: not for what others hold.
            ('a/import-versions.txt: stdlib 3.10\nb/json-3.10/json/__init__.py\n'
             'b/json-3.11/json/__init__.py', {}, 'import json', None),
            ('b/import-versions.txt: stdlib 3.10\nb/json-3.10/json/__init__.py\n'
             'b/json-3.11/json/__init__.py', {}, 'import json',
             'b/json-3.10/json/__init__.py'),
            (world + 'import-versions.txt: stdlib >=3.10', {'stdlib': '3.10'},
             'import json', 'json-3.10/json/__init__.py'),
        ])
        root = self.world(world + user + 'user-1.0/import-versions.txt: stdlib 3.10',
                          on_path=False)
        for table, expected in [({}, 'json-3.10/json/__init__.py'),
                                ({('user', '1'): {'stdlib': '3.11'}},
                                 'json-3.11/json/__init__.py')]:
            with self.subTest(table=table), util.isolated(root):
                for module in list(sys.modules):
                    if module.partition('.')[0] == 'json':
                        del sys.modules[module]
                sys.default_library_versions = table
                user = self.run_code('import user')['user']
                self.assertEqual(user.json.PLACE, expected)


# Random directories ###########################################################

VERSIONS = ['0.9', '1.0', '1.1', '1.1.5', '1.2rc1', '2.0a1', '2.0', '2.1', '3.0b2']
FLAT = [None, None, None, 'unknown', *VERSIONS]
SPECIFIERS = ['1', '2', '1.1', '>=1', '<2', '>1.0', '!=2.0', '>=1.2rc1', '>0.9,<3',
              '==2.0', '1.2rc1', '===1.0', '~=1.0', '7', '<=1.1']
CLAUSES = [None, None, None, *SPECIFIERS]
PREFERENCES = ['1', '2', '7', '<2', '>=1.2rc1']
# A former module of the standard library, and one that never was in it.
NAMES = ['asyncore', 'foo']


def highest(specifiers, versions):
    """Return the highest version that satisfies all specifiers, or None."""
    found = [version for version in versions
             if all(Specifier(specifier).contains(version, prereleases=True)
                    for specifier in specifiers)]
    if not any(Specifier(specifier).prereleases for specifier in specifiers):
        found = [version for version in found
                 if not Version(version).is_prerelease] or found
    return max(found, key=Version, default=None)


def model(case):
    """Return (number of the directory, version) or the class of the error.

    This is the text of the section, by brute force.
    """
    name, clause, directories, process, library = case

    def said(directory):
        return process + directory[2]

    def prefers(directory):
        return library + directory[3] if name == 'asyncore' else []

    def flat(directory):
        versions, version, *_ = directory
        if not said(directory):
            return version
        return highest(said(directory), [version] if version in VERSIONS else [])

    def versions(specifiers):
        return lambda directory: highest(specifiers(directory), directory[0])

    def all_of(specifiers):
        return lambda directory: highest(
            [clause, *specifiers(directory)],
            directory[0] + ([directory[1]] if directory[1] in VERSIONS else []))

    def both(directory):
        return said(directory) + prefers(directory)

    def nothing(directory):
        return []

    if clause is None:
        passes = [(versions(both), prefers), (flat, None), (versions(said), None)]
    elif clause.startswith('==='):
        passes = [(all_of(nothing), None)]
    else:
        passes = [(all_of(both), prefers), (all_of(said), None),
                  (all_of(nothing), None)]
    for choose, which in passes:
        for number, directory in enumerate(directories):
            if which is None or which(directory):
                version = choose(directory)
                if version is not None:
                    return number, version
    if any(directory[0] or directory[1] for directory in directories):
        return ModuleVersionError
    return ModuleNotFoundError


def normal(case):
    """Return a case without two entries of one version in a directory."""
    name, clause, directories, process, library = case
    places = [(sorted({*versions} - {flat}), flat, list(said), list(preferred))
              for versions, flat, said, preferred in directories]
    return name, clause, places, list(process), list(library)


def table_of(case):
    """Return the table of a case's world."""
    name, clause, directories, process, library = case
    lines = []
    for letter, (versions, flat, said, preferred) in zip('abc', directories):
        number = 'abc'.index(letter)
        lines.append(f'{letter}/')
        lines += [f'{letter}/{name}-{version}.py :: PLACE = {number}, "{version}"'
                  for version in versions]
        if flat is not None:
            lines.append(f'{letter}/{name}.py :: PLACE = {number}, "{flat}"')
            if flat != 'unknown':
                lines.append(f'{letter}/{name}-{flat}.dist-info/')
        text = ([f'{name} {specifier}' for specifier in said] +
                [f'stdlib {specifier}' for specifier in preferred])
        if text:
            lines.append(f'{letter}/import-versions.txt: ' + '\\n'.join(text))
    return '\n'.join(lines)


def together(specifiers):
    """Return one specifier that several come to."""
    result = Specifier('')
    for specifier in specifiers:
        result &= Specifier(specifier)
    return result


directory = st.tuples(
    st.lists(st.sampled_from(VERSIONS), max_size=5), st.sampled_from(FLAT),
    st.lists(st.sampled_from(SPECIFIERS), max_size=2),
    st.lists(st.sampled_from(PREFERENCES), max_size=1))
cases = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(CLAUSES),
    st.lists(directory, min_size=1, max_size=3),
    st.lists(st.sampled_from(SPECIFIERS), max_size=1),
    st.lists(st.sampled_from(PREFERENCES), max_size=1))


def random_case(rng):
    def some(values, most, chance):
        return [rng.choice(values) for _ in range(rng.randint(1, most))
                if rng.random() < chance]

    directories = [(some(VERSIONS, 6, 0.8), rng.choice(FLAT),
                    some(SPECIFIERS, 2, 0.2), some(PREFERENCES, 1, 0.3))
                   for _ in range(rng.randint(1, 3))]
    return (rng.choice([*NAMES, 'asyncore']), rng.choice(CLAUSES), directories,
            some(SPECIFIERS, 1, 0.3), some(PREFERENCES, 1, 0.5))


class ModelTests(util.TestCase):

    """Directories with versions, flat modules and defaults, against a model."""

    def check_case(self, case):
        name, clause, directories, process, library = case = normal(case)
        with os_helper.temp_dir() as root:
            root = os.path.realpath(root)
            util.build(root, table_of(case))
            with (util.isolated(*util.entries(root)),
                  warnings.catch_warnings()):
                warnings.simplefilter('error')
                if process:
                    sys.default_library_versions[name] = together(process)
                if library:
                    sys.default_library_versions['stdlib'] = together(library)
                # A directory's file counts once the directory has been listed.
                self.assertIsNone(importlib.util.find_spec('no_such_module'))
                clause = clause or ''
                try:
                    self.run_code(f'import {name} ' + (
                        f'version {clause}' if clause[:1].isdigit() else clause))
                except ImportError as exc:
                    found = type(exc)
                else:
                    found = sys.modules[name].PLACE
        self.assertEqual(found, model(case), case)

    @hypothesis.given(cases)
    @hypothesis.example(('asyncore', None, [(['2.0'], '1.0', [], []),
                                            (['1.1'], None, [], ['1'])], [], ['2']))
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


if __name__ == '__main__':
    unittest.main()
