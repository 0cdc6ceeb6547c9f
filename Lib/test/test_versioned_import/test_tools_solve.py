"""python -m importlib.versions solve: versions that hold together, or why none do."""

import importlib
import itertools
import os
import random
import sys
import time
import unittest
from importlib.versions import Specifier, Version
from test.support import requires_resource
from unittest import mock

from . import util
from .tools_support import ToolTestCase

# foo 1 and 2 ask for bar 1, foo 3 for bar 2; baz needs bar 1.
SITE = '''
    foo-1.0/foo.py :: import bar
    foo-1.0/import-versions.txt: bar <2
    foo-2.0/foo.py :: import bar
    foo-2.0/import-versions.txt: bar <2
    foo-3.0/foo.py :: import bar
    foo-3.0/import-versions.txt: bar >=2
    bar-1.0/bar.py
    bar-1.5/bar.py
    bar-2.0/bar.py
    baz-1.0/baz.py :: import bar
    baz-1.0/import-versions.txt: # from metadata\\nbar <2
    '''


class SolutionTests(ToolTestCase):

    def solved(self, *args, status=0):
        """Return the specifiers of a solution as they are printed."""
        args = args or (self.program(),)
        lines = self.run_tool('solve', *args, status=status).splitlines()
        return dict(line.split(' ', 1) for line in lines)

    def test_newest_first(self):
        for code, expected in [
                ('import bar', {'bar': '==2.0'}),
                ('import foo', {'foo': '==3.0', 'bar': '==2.0'}),
                # An import takes foo 3, and baz gets bar 2.
                ('import foo, baz', {'foo': '==2.0', 'bar': '==1.5', 'baz': '==1.0'}),
                ('import bar version 1.0, foo',
                 {'foo': '==2.0', 'bar': '==1.0'}),
                ('import foo version 1', {'foo': '==1.0', 'bar': '==1.5'}),
                ('import os, sys', {}),
                ('try:\n    import nothing\nexcept ImportError:\n    import bar',
                 {'bar': '==2.0'})]:
            with self.subTest(code), util.isolated():
                self.worlds(SITE, 'app.py ::\n    ' + code.replace('\n', '\n    '))
                self.assertEqual(self.solved(), expected)

    def test_program_has_them(self):
        self.worlds(SITE, 'app.py ::\n    import foo, baz, bar\n'
                          '    print(*[m.__spec__.version for m in (foo, baz, bar)])')
        self.run_tool('check', self.program(), status=1)
        text = self.run_tool('solve', self.program())
        with open(os.path.join(self.site, 'import-versions.txt'), 'w') as file:
            file.write(text)
        importlib.invalidate_caches()
        self.assertIn(' 0 problems', self.run_tool('check', self.program()))
        self.assertEqual(util.run_python(None, self.program(), path=[self.site]),
                         '2.0 1.0 1.5')
        # What stands in the file already is kept.
        self.assertEqual(self.run_tool('solve', self.program()), text)

    def test_several_programs(self):
        self.worlds(SITE, 'one.py :: import foo\ntwo.py :: import baz')
        self.assertEqual(self.solved(self.app),
                         {'foo': '==2.0', 'bar': '==1.5', 'baz': '==1.0'})

    def test_candidates(self):
        for site, code, expected in [
                ('foo-1.0.py\nfoo-2.0rc1.py', 'import foo', '==1.0'),
                ('foo-1.0.py\nfoo-2.0rc1.py', 'import foo >= 2.0rc1', '==2.0rc1'),
                ('foo-2.0rc1.py', 'import foo', '==2.0rc1'),
                ('foo-1.0.py\nfoo-1.0+x.py', 'import foo === 1.0', '===1.0'),
                ('foo-1.0.py\nfoo.py\nfoo-2.0.dist-info/', 'import foo', '==2.0'),
                ('foo-1.0.py :: __supported_versions__ = ["0.9"]',
                 'import foo version 0.9', '==1.0')]:
            with self.subTest(site), util.isolated():
                self.worlds(site, f'app.py :: {code}')
                self.assertEqual(self.solved(), {'foo': expected})

    def test_of_unknown_version(self):
        self.worlds('foo.py', 'app.py :: import foo')
        self.assertEqual(self.solved(), {})

    def test_modules_of_one_distribution(self):
        self.worlds('''
            one-1.0/first.py
            one-1.0/second.py
            first-1.0 -> one-1.0
            second-1.0 -> one-1.0
            one-2.0/first.py
            one-2.0/second.py
            first-2.0 -> one-2.0
            second-2.0 -> one-2.0
            user-1.0/user.py :: import first
            user-1.0/import-versions.txt: first <2
            ''', 'app.py :: import second, user')
        self.assertEqual(self.solved(),
                         {'first': '==1.0', 'second': '==1.0', 'user': '==1.0'})

    def test_statements_of_versions(self):
        # A requirement without a version has no line in the file, and the
        # clauses of a version's own modules count.
        self.worlds(SITE + '''
            top-1.0/top/__init__.py :: from . import sub
            top-1.0/top/sub.py :: import baz, foo
            other-1.0/other.py :: import bar version 1.0
            ''', 'app.py :: import top, other')
        self.assertEqual(self.solved(), {'top': '==1.0', 'other': '==1.0', 'foo': '==2.0',
                                         'bar': '==1.0', 'baz': '==1.0'})

    def test_namespaces(self):
        self.worlds('''
            ns.one-1.0/ns/one.py :: from ns import two
            ns.one-1.0/import-versions.txt: ns.two <2
            ns.two-1.0/ns/two.py
            ns.two-2.0/ns/two.py
            ''', 'app.py :: from ns import one')
        self.assertEqual(self.solved(), {'ns.one': '==1.0', 'ns.two': '==1.0'})

    def test_several_directories(self):
        self.worlds('', 'app.py :: import foo, bar')
        util.build(self.site, 'a/foo-1.0.py\nb/foo-2.0.py\nb/bar-1.0.py')
        sys.path[:1] = util.entries(self.site)
        self.assertEqual(self.run_tool('solve', self.program()),
                         '# in site/b\nbar ==1.0\nfoo ==1.0\n# in site/a\nfoo ==1.0\n')

    def test_defaults(self):
        self.worlds(SITE, 'app.py :: import foo\nclause.py :: import foo version 3')
        sys.default_library_versions['foo'] = '<3'
        self.assertEqual(self.solved(), {'foo': '==2.0', 'bar': '==1.5'})
        # With a clause the clause decides.
        self.assertEqual(self.solved(self.program('clause.py')),
                         {'foo': '==3.0', 'bar': '==2.0'})
        util.build(self.site, 'import-versions.txt: foo 1')
        importlib.invalidate_caches()
        self.assertEqual(self.solved()['foo'], '==1.0')

    def test_json(self):
        self.worlds(SITE, 'app.py :: import bar')
        self.assertEqual(self.run_json('solve', self.program()), {
            'versions': [{'name': 'bar', 'version': '2.0', 'specifier': '==2.0',
                          'directories': ['site']}], 'conflict': None})

    def test_without_resolvelib(self):
        self.worlds(SITE, 'app.py :: import bar')
        with mock.patch.dict(sys.modules, {'resolvelib': None, 'pip': None,
                                           'pip._vendor.resolvelib': None,
                                           'ensurepip': None}):
            self.assertEqual(self.run_tool('solve', self.program(), status=1), '')
        self.assertIn('solve needs resolvelib', self.complaints)
        self.assertIn('pip install resolvelib', self.complaints)


class ConflictTests(ToolTestCase):

    def test_smallest_set(self):
        self.worlds(SITE + 'far-1.0/far.py\nfar-1.0/import-versions.txt: baz >=1', '''
            app.py ::
                import os, far
                import foo version >= 3
                import baz
            ''')
        self.assertOutput(self.run_tool('solve', self.program(), status=1), '''
            These cannot hold together:
              app/app.py:3: import foo version >=3
              app/app.py:4: import baz
              foo 3.0: bar >=2 (site/foo-3.0/import-versions.txt, line 1)
              baz 1.0: bar <2 (site/baz-1.0/import-versions.txt, line 2)
            There is:
              foo 3.0, 2.0, 1.0
              baz 1.0
              bar 2.0, 1.5, 1.0
            ''')
        found = self.run_json('solve', self.program(), status=1)
        self.assertIsNone(found['versions'])
        self.assertEqual(found['conflict'][2], {
            'by': 'foo', 'versions': ['3.0'], 'name': 'bar', 'specifier': '>=2',
            'statements': ['bar >=2 (site/foo-3.0/import-versions.txt, line 1)'],
            'present': ['2.0', '1.5', '1.0']})

    def test_same_statement_of_versions(self):
        self.worlds(SITE, 'app.py ::\n    import foo version <3\n    import bar >= 2')
        self.assertIn('  foo 1.0, 2.0: bar <2 (site/foo-2.0/import-versions.txt, line 1) '
                      'and the like\n',
                      self.run_tool('solve', self.program(), status=1))

    def test_alone(self):
        for code, text in [('import foo version 9', '  foo 3.0, 2.0, 1.0\n'),
                           ('import nothing', '  nothing in no version\n')]:
            with self.subTest(code), util.isolated():
                self.worlds(SITE, f'app.py :: import bar version 1; {code}')
                out = self.run_tool('solve', self.program(), status=1)
                self.assertEqual(len(out.splitlines()), 4)
                self.assertTrue(out.endswith(text), out)

    def test_default(self):
        self.worlds(SITE, 'app.py ::\n    import baz\n    import bar')
        sys.default_library_versions['bar'] = '2'
        found = self.run_json('solve', self.program(), status=1)['conflict']
        self.assertEqual([reason['statements'][0] for reason in found], [
            'app/app.py:2: import baz',
            "bar 2 (sys.default_library_versions['bar'])",
            'bar <2 (site/baz-1.0/import-versions.txt, line 2)'])

    def test_of_two_conflicts_the_smaller(self):
        self.worlds(SITE + 'end-1.0.py', '''
            app.py ::
                import foo >= 3
                import baz
                import bar > 1
                import bar < 1.5
                import bar != 1.0
            ''')
        found = self.run_json('solve', self.program(), status=1)['conflict']
        self.assertEqual([reason['specifier'] for reason in found], ['>1', '<1.5'])


class RandomTests(ToolTestCase):

    """Small worlds against all combinations of versions."""

    NAMES = 'p0', 'p1', 'p2', 'p3', 'p4'

    def make(self, rng):
        """Return {name: {version: {name: specifier}}} and the program's clauses."""
        specifiers = '<2', '>=2', '==1.0', '!=2.0', '<=2', '>=3', '==2.0'
        world = {}
        for name in self.NAMES:
            world[name] = {}
            for version in rng.sample(('1.0', '2.0', '3.0'), rng.randint(1, 3)):
                others = [other for other in self.NAMES if other != name]
                world[name][version] = {
                    other: rng.choice(specifiers)
                    for other in rng.sample(others, rng.randint(0, 2))}
        program = [(name, rng.choice((None, None, *specifiers)))
                   for name in rng.choices(self.NAMES, k=rng.randint(2, 4))]
        return world, program

    def holds(self, world, statements):
        """Return True if versions can be chosen with which statements hold.

        They are (by, versions or None, name, specifier): of the program, or of
        some versions of a project.
        """
        for choice in itertools.product(*[(None, *versions)
                                          for versions in world.values()]):
            chosen = dict(zip(world, choice))
            if all(chosen[name] is not None and
                   (specifier is None or
                    Specifier(specifier).contains(chosen[name], prereleases=True))
                   for by, versions, name, specifier in statements
                   if by is None or chosen[by] in versions):
                return True
        return False

    def test_against_all_combinations(self):
        solved = 0
        count = int(os.environ.get('VERSIONED_IMPORT_WORLDS', 60))
        for number in range(count):
            rng = random.Random(number)
            world, program = self.make(rng)
            site = ''.join(
                f'{name}-{version}/{name}.py :: ' +
                ('import ' + ', '.join(asks) if asks else '') + '\n' +
                (f'{name}-{version}/import-versions.txt: ' +
                 '\\n'.join(f'{other} {spec}' for other, spec in asks.items()) + '\n'
                 if asks else '')
                for name, versions in world.items()
                for version, asks in versions.items())
            code = ''.join(f'\n    import {name} {specifier or ""}'
                           for name, specifier in program)
            with self.subTest(number, world=world, program=program), util.isolated():
                self.worlds(site, 'app.py ::' + code)
                of_program = [(None, None, *each) for each in program]
                grouped = {}
                for name, versions in world.items():
                    for version, asks in versions.items():
                        for ask in asks.items():
                            grouped.setdefault((name, *ask), set()).add(version)
                statements = of_program + [(by, versions, name, specifier) for
                                           (by, name, specifier), versions in
                                           grouped.items()]
                if self.holds(world, statements):
                    solved += 1
                    self.check_solution(world, program)
                else:
                    self.check_conflict(world, statements)
        self.assertGreater(solved, 0)
        self.assertLess(solved, count)

    def check_solution(self, world, program):
        found = self.run_json('solve', self.program())['versions']
        chosen = {each['name']: each['version'] for each in found}
        for name, specifier in program:
            self.assertIn(chosen[name], Specifier(specifier or '>=0'))
        for name, version in chosen.items():
            for other, specifier in world[name][version].items():
                self.assertIn(chosen[other], Specifier(specifier))

    def check_conflict(self, world, statements):
        found = self.run_json('solve', self.program(), status=1)['conflict']
        self.assertFalse(self.holds(world, [
            (reason['by'], set(reason['versions']), reason['name'], reason['specifier'])
            for reason in found]))
        for some in itertools.combinations(statements, len(found) - 1):
            self.assertTrue(self.holds(world, some), some)


class SizeTests(ToolTestCase):

    @requires_resource('cpu')
    def test_a_thousand_distributions(self):
        rng = random.Random(1000)
        self.worlds('', 'app.py ::' + ''.join(f'\n    import d{i}' for i in range(1000)) +
                    '\nbad.py :: import d0 version 10\\nimport d999 version 1')
        for i, version in itertools.product(range(1000), range(1, 11)):
            folder = os.path.join(self.site, f'd{i}-{version}.0')
            os.mkdir(folder)
            others = sorted(rng.sample(range(i + 1, min(i + 20, 1000)), min(3, 999 - i)))
            if i < 999 and i + 1 not in others:
                others.append(i + 1)
            with open(os.path.join(folder, f'd{i}.py'), 'w') as file:
                file.writelines(f'import d{other}\n' for other in others)
            with open(os.path.join(folder, 'import-versions.txt'), 'w') as file:
                # Of the newest nothing holds, and then of the newest of those.
                file.writelines(f'd{other} >={version - 1 if i % 2 else 1},'
                                f'<={min(version, 9)}\n' for other in others)
        began = time.process_time()
        found = self.run_json('solve', self.program())['versions']
        self.assertEqual(len(found), 1000)
        self.assertLess(time.process_time() - began, 10)
        chosen = {each['name']: Version(each['version']) for each in found}
        for name, version in chosen.items():
            path = os.path.join(self.site, f'{name}-{version}', 'import-versions.txt')
            with open(path, encoding='utf-8') as file:
                for line in file:
                    other, specifier = line.split()
                    self.assertIn(chosen[other], Specifier(specifier))


if __name__ == '__main__':
    unittest.main()
