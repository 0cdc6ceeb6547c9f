"""Errors: what they say, and what a failed import leaves behind: nothing."""

import os
import pickle
import sys
import unittest
from importlib.versions import ModuleVersionError, active, find_versions
from . import util


class TextTests(util.TestCase):

    def test_conflict(self):
        root = self.world('''
            foo-1.0/foo/__init__.py
            foo-2.0/foo/__init__.py
            app/__init__.py
            app/a.py ::\\n\\nimport foo version 1
            app/b.py ::\\n\\n\\n\\nimport foo version 2
            ''')
        self.run_code('import app.a')
        error = self.check('import app.b', (
            ModuleVersionError, 'foo', '2', '1.0', 'app.a', 'app.b',
            os.path.join(root, 'app', 'a.py'), 'line 4',
            os.path.join(root, 'app', 'b.py'), 'line 6',
            os.path.join(root, 'foo-1.0', 'foo', '__init__.py')))
        self.assertEqual(error.name, 'foo')
        self.assertEqual(error.path,
                         os.path.join(root, 'foo-1.0', 'foo', '__init__.py'))
        self.assertEqual(error.requested, '2')
        self.assertEqual(error.imported_by.module, 'app.a')
        self.assertEqual(error.imported_by.filename,
                         os.path.join(root, 'app', 'a.py'))
        self.assertEqual(error.imported_by.lineno, 4)
        self.assertEqual(error.imported_by.clause, '1')
        self.assertNotIn('app.b', sys.modules)
        self.assertIn('foo', sys.modules)

    def test_conflict_with_a_plain_import(self):
        self.world('foo-1.0.py')
        self.run_code('import foo', __name__='prog')
        error = self.check('import foo version 2', (
            ModuleVersionError, '1.0', 'foo-1.0.py'))
        # A plain import of a flat module records nothing; that of a version
        # has chosen it.
        self.assertEqual(error.imported_by.module, 'prog')
        self.assertIsNone(error.imported_by.clause)

    def test_conflict_through_importlib(self):
        self.world('foo-1.0.py\nprog.py :: import importlib; importlib.import_module("foo", version="1")')
        self.run_code('import prog')
        error = self.check('import foo version 2', (ModuleVersionError, 'prog'))
        self.assertEqual(error.imported_by.module, 'prog')
        self.assertEqual(error.imported_by.lineno, 2)

    def test_no_match(self):
        root = self.world('foo-1.0.py\nfoo-1.1/foo.py\nfoo-2.0/__init__.py',
                          on_path=False)
        other = self.world('foo-3.0.py\nfoo.py', on_path=False)
        with util.isolated(root, other):
            error = self.check('import foo version 9', (
                ModuleVersionError, 'foo', '9', 'a_program', 'line 1',
                f"1.0 in {os.path.join(root, 'foo-1.0.py')}",
                f"1.1 in {os.path.join(root, 'foo-1.1')}",
                f"2.0 in {os.path.join(root, 'foo-2.0')}",
                f"3.0 in {os.path.join(other, 'foo-3.0.py')}",
                'unknown version'))
            self.assertEqual(error.name, 'foo')
            self.assertIsNone(error.path)
            self.assertEqual(error.requested, '9')
            self.assertIsNone(error.imported_by)
            self.assertEqual(error.found, find_versions('foo'))
            self.assertEqual([str(found.version) for found in error.found],
                             ['2.0', '1.1', '1.0', '3.0', 'None'])

    def test_at_most_ten(self):
        self.world('\n'.join(f'foo-1.{i}.py' for i in range(10)))
        error = self.check('import foo version 2', ModuleVersionError)
        self.assertEqual(str(error).count('foo-1.'), 10)
        self.assertNotIn('more', str(error))
        self.world('\n'.join(f'foo-1.{i}.py' for i in range(10, 25)))
        error = self.check('import foo version 2', ModuleVersionError)
        self.assertEqual(str(error).count('foo-1.'), 10)
        self.assertIn('... and 15 more', str(error))
        self.assertEqual(len(error.found), 25)

    def test_no_such_module(self):
        for statement in ('import foo version 1', 'import foo.bar version 1',
                          'from foo >= 1 import x', 'import foo'):
            error = self.check(statement, ModuleNotFoundError)
            self.assertEqual(str(error), "No module named 'foo'")
            self.assertEqual(error.name, 'foo')

    def test_clause_is_canonical(self):
        self.world('foo-1.0.py')
        error = self.check('import foo >= 02, < 3.0RC1', ModuleVersionError)
        self.assertEqual(error.requested, '>=2,<3.0rc1')
        self.assertIn('>=2,<3.0rc1', str(error))

    def test_traceback_has_no_importlib(self):
        root = self.world('foo-1.0.py\nbad-1.0.py :: 1/0')
        for code in 'import foo version 2', 'import bad version 1', \
                'import foo version 1; import foo version 2':
            out, err = util.run_python(code, path=[root], ok=False)
            self.assertNotIn('importlib._bootstrap', err)
            self.assertNotIn('During handling', err)

    def test_pickle(self):
        self.world('foo-1.0.py')
        errors = [self.check('import foo version 2', ModuleVersionError)]
        self.run_code('import foo version 1')
        errors.append(self.check('import foo version 2', ModuleVersionError))
        for error in errors:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                copy = pickle.loads(pickle.dumps(error, protocol))
                self.assertIs(type(copy), ModuleVersionError)
                self.assertEqual(str(copy), str(error))
                self.assertEqual(copy.name, error.name)
                self.assertEqual(copy.path, error.path)
                self.assertEqual(copy.requested, error.requested)
                self.assertEqual(copy.found, error.found)
                if error.imported_by is None:
                    self.assertIsNone(copy.imported_by)
                else:
                    for attribute in 'module', 'filename', 'lineno', 'clause':
                        self.assertEqual(getattr(copy.imported_by, attribute),
                                         getattr(error.imported_by, attribute))

    def test_made_by_hand(self):
        error = ModuleVersionError('text')
        self.assertEqual(str(error), 'text')
        self.assertEqual((error.name, error.path, error.requested, error.found,
                          error.imported_by), (None, None, None, [], None))
        ModuleVersionError()
        self.assertEqual(ModuleVersionError.__module__, 'importlib.versions')
        self.assertTrue(issubclass(ModuleVersionError, ImportError))
        self.assertFalse(issubclass(ModuleVersionError, ModuleNotFoundError))


class NothingBehindTests(util.TestCase):

    def check_free(self, *names):
        for name in list(sys.modules):
            for gone in names:
                self.assertFalse(name == gone or name.startswith(gone + '.'), name)
        for name in names:
            self.assertNotIn(name, active())

    def test_no_match(self):
        self.world('foo-1.0.py\nfoo-2.0.py')
        self.check('import foo version 3', ModuleVersionError)
        self.check_free('foo')
        self.check('import foo version 1', 'foo-1.0.py')

    def test_failing_module(self):
        for world in '''
                foo-1.0.py :: raise ZeroDivisionError
                foo-2.0.py
                ''', '''
                foo-1.0/foo/__init__.py :: import foo.bar, foo.sub.x; raise ZeroDivisionError
                foo-1.0/foo/bar.py
                foo-1.0/foo/sub/__init__.py
                foo-1.0/foo/sub/x.py
                foo-2.0.py
                ''', '''
                foo-1.0/__init__.py :: from . import bar; from .sub import x; raise ZeroDivisionError
                foo-1.0/bar.py
                foo-1.0/sub/__init__.py
                foo-1.0/sub/x.py
                foo-2.0.py
                ''', '''
                foo/__init__.py :: from . import bar; raise ZeroDivisionError
                foo/bar.py
                foo-1.0.dist-info/
                foo-2.0.py
                ''', '''
                foo-1.0.py :: import sys; del sys.modules['foo']; raise ZeroDivisionError
                foo-2.0.py
                ''', '''
                foo-1.0.py :: this is no Python
                foo-2.0.py
                ''', '''
                foo-1.0/foo/__init__.py :: import foo.bar
                foo-1.0/foo/bar.py :: import foo.baz; raise ZeroDivisionError
                foo-1.0/foo/baz.py
                foo-2.0.py
                ''':
            for statement in ('import foo version 1', 'import foo == 1.0',
                              'import foo.bar version 1',
                              'from foo version 1 import bar'):
                with (self.subTest(world=world, statement=statement),
                      util.isolated()):
                    self.world(world)
                    for _ in range(2):
                        with self.assertRaises((ZeroDivisionError, SyntaxError)):
                            self.run_code(statement)
                        self.check_free('foo')
                    self.check('import foo version 2', 'foo-2.0.py')

    def test_failing_plain_import_of_a_version(self):
        self.world('''
            foo-2.0/foo/__init__.py :: from . import bar; raise ZeroDivisionError
            foo-2.0/foo/bar.py
            foo-1.0.py
            ''')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import foo')
        self.check_free('foo')
        self.check('import foo version 1', 'foo-1.0.py')

    def test_failing_importer(self):
        # What a failing module has imported stays, as ever.
        self.world('''
            foo-1.0.py :: import bar version 1; raise ZeroDivisionError
            bar-1.0.py
            ''')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import foo version 1')
        self.check_free('foo')
        self.check('import bar version 2', ModuleVersionError)

    def test_caught_inside(self):
        self.world('''
            foo-1.0.py ::
                try:
                    import bar version 2
                except ImportError:
                    import bar version 1
            bar-1.0.py
            ''')
        ns = self.run_code('import foo version 1')
        self.assertEqual(ns['foo'].bar.PLACE, 'bar-1.0.py')

    def test_fallback_chain(self):
        self.world('foo-2.0.py :: raise ImportError("not on this platform")\n'
                   'foo-1.0.py')
        ns = self.run_code('''
try:
    import foo >= 2
except ImportError:
    import foo < 2
''')
        self.assertEqual(ns['foo'].PLACE, 'foo-1.0.py')

    def test_base_exceptions(self):
        self.world('foo-1.0/foo/__init__.py :: from . import bar; raise KeyboardInterrupt\n'
                   'foo-1.0/foo/bar.py\nfoo-2.0.py')
        with self.assertRaises(KeyboardInterrupt):
            self.run_code('import foo version 1')
        self.check_free('foo')
        self.check('import foo version 2', 'foo-2.0.py')

    def test_failing_submodule_keeps_the_package(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py :: 1/0\nfoo-2.0.py')
        self.run_code('import foo version 1')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import foo.bar version 1')
        self.assertNotIn('foo.bar', sys.modules)
        self.check('import foo version 2', ModuleVersionError)

    def test_modules_of_others_stay(self):
        # A module with the name's prefix that came from elsewhere.
        self.world('foo-1.0/foo/__init__.py :: 1/0\nfoobar.py')
        self.run_code('import foobar')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import foo version 1')
        self.assertIn('foobar', sys.modules)


if __name__ == '__main__':
    unittest.main()
