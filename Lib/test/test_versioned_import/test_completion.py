"""API: completion of version clauses, which the REPL and IDLE share."""

import sys
import unittest
from importlib._version_completion import complete, find_clause, versions
from . import util


class FindClauseTests(unittest.TestCase):

    def test_clause(self):
        cases = [
            ('import foo version ', ('foo', '')),
            ('import foo version 1.', ('foo', '1.')),
            ('    import foo version\t1', ('foo', '1')),
            ('from foo.bar version 1.0rc', ('foo.bar', '1.0rc')),
            ('import a, b.c version 1, foo version 2', ('foo', '2')),
            ('import a as b, foo version ', ('foo', '')),
            ('import foo >=', ('foo', '')),
            ('import foo >= 1', ('foo', '1')),
            ('import foo version ~=1.', ('foo', '1.')),
            ('import foo version >=1, <', ('foo', '')),
            ('import foo version >=1, != 1.5, <2', ('foo', '2')),
            ('import foo version "1.', ('foo', '1.')),
            ('import foo version 1!2', ('foo', '1!2')),
            ('import foo version 1.0+lo', ('foo', '1.0+lo')),
            ('x = 1; import foo version ', ('foo', '')),
            ('if x: import foo version ', ('foo', '')),
            ('import version version ', ('version', '')),
        ]
        for line, expected in cases:
            with self.subTest(line):
                self.assertEqual(find_clause(line), expected)

    def test_no_clause(self):
        for line in ('', 'import', 'import foo', 'import foo version',
                     'import version', 'version ', 'foo version ',
                     'import foo version 1 ', 'import foo version 1 as ',
                     'from foo import bar version ', 'from .foo version ',
                     'important foo version ', 'x = foo >= 1',
                     'import foo version >=1 <', '# import', 'import 1 version '):
            with self.subTest(line):
                self.assertIsNone(find_clause(line))


class VersionsTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.world('''
            foo-1.2/foo/__init__.py :: 1/0
            foo-1.10/foo/__init__.py :: 1/0
            foo-2.0rc1/foo/__init__.py :: 1/0
            foo-1!0.5+tweak.2.py :: 1/0
            ns.inner-3.1/ns/inner/__init__.py :: 1/0
            unknown.py :: 1/0
            ''')

    def test_versions(self):
        every = ['1!0.5+tweak.2', '2.0rc1', '1.10', '1.2']
        for name, start, expected in [
                ('foo', '', every), ('foo', '1.', ['1.10', '1.2']),
                ('foo.bar', '2', ['2.0rc1']), ('foo', '9', []),
                ('ns.inner', '', ['3.1']), ('ns.inner.x', '3', ['3.1']),
                ('unknown', '', []), ('nothing', '', []),
                ('nothing.at.all', '', [])]:
            with self.subTest(name=name, start=start):
                self.assertEqual(versions(name, start), expected)
        # The library has the version of the interpreter.
        self.assertEqual(versions('os.path'),
                         ['{}.{}.{}'.format(*sys.version_info)])
        self.assertNotIn('foo', sys.modules)

    def test_complete(self):
        for line, word, expected in [
                ('import foo version 1.', '1.', ['1.10', '1.2']),
                ('import foo >= 2', '2', ['2.0rc1']),
                # Where a word begins is for the caller to say.
                ('import foo version 1!', '', ['0.5+tweak.2']),
                ('import foo version 1!0.5+tw', 'tw', ['tweak.2']),
                ('import foo version 9', '9', []),
                ('import fo', 'fo', None),
                ('foo.x', 'foo.x', None)]:
            with self.subTest(line=line):
                self.assertEqual(complete(line, word), expected)


if __name__ == '__main__':
    unittest.main()
