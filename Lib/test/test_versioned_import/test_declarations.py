"""Declarations: what a version says of older ones that it stands in for."""

import importlib
import os
import py_compile
import sys
import unittest
import warnings
from importlib.versions import ModuleVersionError
from test.support import os_helper
from . import util

ERROR = ModuleVersionError


class CaseTests(util.TestCase):

    def check_cases(self, cases, table={}):
        """Check a table of (world, statement, expected)."""
        for world, statement, expected in cases:
            root = self.world(world, on_path=False)
            with (self.subTest(world=world, statement=statement),
                  util.isolated(*util.entries(root)), warnings.catch_warnings()):
                warnings.simplefilter('error')
                sys.default_library_versions = table
                self.check(statement, expected)

    def test_supported(self):
        one = 'foo-2.0.py :: __supported_versions__ = '
        self.check_cases([
            (one + '[(1, 1), (1, 0)]', 'import foo version 1.1', 'foo-2.0.py'),
            (one + '[(1, 1), (1, 0)]', 'import foo version 1.0', 'foo-2.0.py'),
            (one + '[(1, 1), (1, 0)]', 'import foo version 1', 'foo-2.0.py'),
            (one + '[(1, 1), (1, 0)]', 'import foo == 1.1', 'foo-2.0.py'),
            (one + '[(1, 1), (1, 0)]', 'import foo == 1.*', 'foo-2.0.py'),
            (one + '[(1, 1), (1, 0)]', 'import foo version 1.2', ERROR),
            (one + '[(1, 1), (1, 0)]', 'import foo == 1', 'foo-2.0.py'),
            (one + '[(1, 1)]', 'import foo == 1', ERROR),
            (one + '[(1, 1, 5)]', 'import foo version 1.1', 'foo-2.0.py'),
            (one + '[(1, 1, 5)]', 'import foo == 1.1', ERROR),
            (one + '["1.1", "1.0"]', 'import foo version 1.1', 'foo-2.0.py'),
            (one + '("1.1", "1.0")', 'import foo version 1.0', 'foo-2.0.py'),
            (one + '"1.1", "1.0"', 'import foo version 1.0', 'foo-2.0.py'),
            (one + '[(1, 0), "1.1"]', 'import foo version 1.1', 'foo-2.0.py'),
            (one + '[(1, 0), ]', 'import foo version 1', 'foo-2.0.py'),
            (one + '((1, 0),)', 'import foo version 1', 'foo-2.0.py'),
            (one + '[(1,)]', 'import foo version 1', 'foo-2.0.py'),
            (one + '[(1,)]', 'import foo version 1.0', 'foo-2.0.py'),
            (one + '[(2, 3, "a", 1)]', 'import foo version 2.3a1', 'foo-2.0.py'),
            (one + '["1.0rc1"]', 'import foo version 1.0rc1', 'foo-2.0.py'),
            (one + '["1.0rc1"]', 'import foo version 1', 'foo-2.0.py'),
            (one + '["1.0+local"]', 'import foo version 1.0+local', 'foo-2.0.py'),
            (one + '["3.0"]', 'import foo version 3', 'foo-2.0.py'),
            (one + '[]', 'import foo version 1', ERROR),
            (one + '()', 'import foo version 1', ERROR),
            # In none of the other forms.
            (one + '["1.0"]', 'import foo === 1.0', ERROR),
            (one + '["1.0"]', 'import foo ~= 1.0', ERROR),
            (one + '["1.0"]', 'import foo < 2', ERROR),
            (one + '["1.0"]', 'import foo <= 1', ERROR),
            (one + '["1.0"]', 'import foo >= 1, < 2', ERROR),
            (one + '["1.0"]', 'import foo == 1.0, != 1.1', ERROR),
            # It remains 2.0.
            (one + '["1.0"]', 'import foo version 2', 'foo-2.0.py'),
            (one + '["1.0"]', 'import foo', 'foo-2.0.py'),
            (one + '["1.0"]', 'import foo version 3', ERROR),
            # The other name.
            ('foo-2.0.py :: supported_versions__ = ["1.0"]', 'import foo version 1', ERROR),
            ('foo-2.0.py :: x__supported_versions__ = ["1.0"]', 'import foo version 1', ERROR),
            ('foo-2.0.py :: # __supported_versions__ = ["1.0"]', 'import foo version 1', ERROR),
            ('foo-2.0.py :: "__supported_versions__ = [1]"', 'import foo version 1', ERROR),
        ])

    def test_oldest(self):
        one = 'foo-2.0.py :: __oldest_supported_version__ = '
        self.check_cases([
            (one + '"1.0.5"', 'import foo version 1', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo version 1.0', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo version 1.0.5', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo version 1.0.4', ERROR),
            (one + '"1.0.5"', 'import foo == 1.0', ERROR),
            (one + '"1.0.5"', 'import foo == 1.0.5', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo == 1.0.*', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo == 1.*', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo version 1.7', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo == 1.7.3', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo version 1.0.6rc1', 'foo-2.0.py'),
            (one + '"1.0.5"', 'import foo version 1.0.5rc1', ERROR),
            (one + '"1.0.5"', 'import foo version 0', ERROR),
            (one + '"1.0.5"', 'import foo version 2.1', ERROR),
            (one + '"1.0.5"', 'import foo version 3', ERROR),
            (one + '(1, 0, 5)', 'import foo version 1.0', 'foo-2.0.py'),
            (one + '(1,)', 'import foo version 1', 'foo-2.0.py'),
            (one + '(1, 0, "rc", 1)', 'import foo version 1.0rc1', 'foo-2.0.py'),
            (one + '(1, 0, "rc", 2)', 'import foo version 1.0rc1', ERROR),
            (one + '"1.0"', 'import foo === 1.0', ERROR),
            (one + '"1.0"', 'import foo ~= 1.0', ERROR),
            (one + '"1.0"', 'import foo < 2', ERROR),
            (one + '"1.0"', 'import foo version 2.0', 'foo-2.0.py'),
            (one + '"2.0"', 'import foo version 1', ERROR),
            (one + '"3.0"', 'import foo version 2', 'foo-2.0.py'),
            (one + '"3.0"', 'import foo version 3', 'foo-2.0.py'),
            (one + '"1!0"', 'import foo version 1', ERROR),
        ])

    def test_lower_bounds(self):
        world = '''
            foo-1.0.py
            foo-1.5.py
            foo-2.0.py :: __oldest_supported_version__ = "1.5"
            foo-3.0.py :: __oldest_supported_version__ = (2, 0)
            '''
        one = 'foo-3.0.py :: __oldest_supported_version__ = (2, 0)'
        self.check_cases([
            # A version that has dropped what is asked for is passed over.
            (world, 'import foo >= 1', 'foo-1.5.py'),
            (world, 'import foo >= 1.4', 'foo-1.5.py'),
            (world, 'import foo >= 1.5', 'foo-2.0.py'),
            (world, 'import foo >= 1.9', 'foo-2.0.py'),
            (world, 'import foo >= 2', 'foo-3.0.py'),
            (world, 'import foo >= 3', 'foo-3.0.py'),
            (world, 'import foo >= 1, < 3', 'foo-1.5.py'),
            (world, 'import foo < 3, >= 1', 'foo-1.5.py'),
            (world, 'import foo >= 1.5, != 2.0', 'foo-1.5.py'),
            (world, 'import foo >= 1.5, >= 1', 'foo-1.5.py'),
            # Other forms ask for nothing older.
            (world, 'import foo > 1', 'foo-3.0.py'),
            (world, 'import foo ~= 3.0', 'foo-3.0.py'),
            (world, 'import foo != 1', 'foo-3.0.py'),
            (world, 'import foo < 9', 'foo-3.0.py'),
            (world, 'import foo', 'foo-3.0.py'),
            (world, 'import foo == 3.0', 'foo-3.0.py'),
            (one, 'import foo >= 1', (ERROR, '3.0')),
            (one, 'import foo >= 2', 'foo-3.0.py'),
            (one, 'import foo version 1', ERROR),
            # The single versions are no lower bound.
            ('foo-3.0.py :: __supported_versions__ = ["2.0"]', 'import foo >= 1', 'foo-3.0.py'),
            # The next directory.
            ('a/' + one + '\nb/foo-2.0.py', 'import foo >= 1', 'b/foo-2.0.py'),
            ('a/' + one + '\na/foo-1.0.py\nb/foo-2.0.py', 'import foo >= 1', 'a/foo-1.0.py'),
        ])

    def test_both(self):
        one = ('foo-3.0.py :: __supported_versions__ = ["1.0"]; '
               '__oldest_supported_version__ = "2.0"')
        self.check_cases([
            (one, 'import foo version 1.0', 'foo-3.0.py'),
            (one, 'import foo version 1.1', ERROR),
            (one, 'import foo version 2.7', 'foo-3.0.py'),
            (one, 'import foo >= 2.5', 'foo-3.0.py'),
            (one, 'import foo >= 1', ERROR),
        ])

    def test_which(self):
        # By itself before any declaration; of those that declare, the newest.
        world = '''
            foo-1.0.py
            foo-2.0.py :: __supported_versions__ = ["1.0", "1.5"]
            foo-3.0.py :: __supported_versions__ = ["1.5", "1.6"]
            foo-4.0rc1.py :: __oldest_supported_version__ = "1.6"
            foo-5.0.py
            '''
        self.check_cases([
            (world, 'import foo version 1', 'foo-1.0.py'),
            (world, 'import foo version 1.0', 'foo-1.0.py'),
            (world, 'import foo version 1.5', 'foo-3.0.py'),
            (world, 'import foo version 2', 'foo-2.0.py'),
            # A pre-release where nothing else does.
            (world, 'import foo version 1.6', 'foo-3.0.py'),
            (world, 'import foo version 1.7', 'foo-4.0rc1.py'),
            # In its directory; each in order.
            ('a/foo-2.0.py :: __supported_versions__ = ["1.0"]\nb/foo-1.0.py',
             'import foo version 1', 'a/foo-2.0.py'),
            ('a/foo-2.0.py :: __supported_versions__ = ["1.0"]\nb/foo-1.0.py',
             'import foo version 1.1', ERROR),
            ('a/foo-1.0.py\nb/foo-2.0.py :: __supported_versions__ = ["1.0"]',
             'import foo version 1', 'a/foo-1.0.py'),
            ('a/foo-3.0.py\nb/foo-2.0.py :: __supported_versions__ = ["1.0"]',
             'import foo version 1', 'b/foo-2.0.py'),
            # Several comparisons speak of releases.
            ('a/foo-2.0.py :: __supported_versions__ = ["1.1"]\nb/foo-1.1.py',
             'import foo >= 1, == 1.1', 'b/foo-1.1.py'),
        ])

    def test_layouts(self):
        text = ' :: __supported_versions__ = ["1.0"]; __oldest_supported_version__ = "1.5"'
        for path in ('foo-2.0/foo.py', 'foo-2.0/foo/__init__.py',
                     'foo-2.0/__init__.py', 'foo-2.0.py'):
            self.check_cases([
                (path + text, 'import foo version 1.0', path),
                (path + text, 'import foo version 1.7', path),
                (path + text, 'import foo version 0', ERROR),
                (path + text, 'import foo >= 1', ERROR),
                (path + text, 'import foo >= 1.5', path),
            ])
        # A submodule's are nothing.
        self.check_cases([
            ('foo-2.0/foo/__init__.py\nfoo-2.0/foo/x.py' + text,
             'import foo.x version 1', ERROR),
            ('foo-2.0/foo/__init__.py' + text + '\nfoo-2.0/foo/x.py',
             'import foo.x version 1.0', 'foo-2.0/foo/__init__.py'),
            # No __init__ at all.
            ('foo-2.0/foo/x.py', 'import foo.x version 1', ERROR),
            ('foo-2.0/foo/x.py', 'import foo.x >= 1; foo = foo.x', 'foo-2.0/foo/x.py'),
        ])

    def test_flat(self):
        text = ' :: __supported_versions__ = ["1.0"]; __oldest_supported_version__ = "1.5"\n'
        flat = 'foo.py' + text + 'foo-2.0.dist-info/\n'
        package = 'foo/__init__.py' + text + 'foo-2.0.dist-info/\n'
        self.check_cases([
            (flat, 'import foo version 1.0', 'foo.py'),
            (flat, 'import foo version 1.7', 'foo.py'),
            (flat, 'import foo version 1.1', ERROR),
            (flat, 'import foo >= 1.5', 'foo.py'),
            (flat, 'import foo >= 1', ERROR),
            (flat + 'foo-1.5.py', 'import foo >= 1', 'foo-1.5.py'),
            (flat + 'foo-1.0.py', 'import foo version 1', 'foo-1.0.py'),
            (flat + 'foo-1.1.py', 'import foo version 1.0', 'foo.py'),
            (flat + 'foo-1.9.py' + text, 'import foo version 1.0', 'foo.py'),
            (flat + 'foo-2.9.py' + text, 'import foo version 1.0', 'foo-2.9.py'),
            (package, 'import foo version 1.0', 'foo/__init__.py'),
            # Of unknown version.
            ('foo.py' + text, 'import foo version 1.0', (ERROR, 'unknown')),
        ])

    @os_helper.skip_unless_symlink
    def test_links(self):
        text = ' :: __supported_versions__ = ["1.0"]\n'
        self.check_cases([
            ('store/foo-2.0/foo.py' + text + 'foo-2.0 -> store/foo-2.0',
             'import foo version 1', 'store/foo-2.0/foo.py'),
            ('py_foo-2.0/foo.py' + text + 'foo-2.0 -> py_foo-2.0\nfoo-3.0.py',
             'import foo version 1', 'py_foo-2.0/foo.py'),
            ('py_foo-2.0/foo.py' + text + 'foo-2.0.link: py_foo-2.0',
             'import foo version 1', 'py_foo-2.0/foo.py'),
            # A pin that does not fulfil its own name by itself is none.
            ('foo-2.0.py' + text + 'foo-3.0.py' + text + 'foo-1 -> foo-2.0.py',
             'import foo version 1', 'foo-3.0.py'),
        ])

    def test_namespaces(self):
        text = ' :: __supported_versions__ = ["1.0"]\n'
        self.check_cases([
            ('ns.foo-2.0/ns/foo.py' + text, 'import ns.foo version 1 as foo',
             'ns.foo-2.0/ns/foo.py'),
            ('ns.foo-2.0/ns/foo.py' + text, 'from ns version 1 import foo',
             'ns.foo-2.0/ns/foo.py'),
            ('ns.foo-2.0/ns/foo.py' + text, 'import ns.foo version 3 as foo', ERROR),
        ])

    def test_zip_files(self):
        for path in 'foo-2.0.py', 'foo-2.0/foo.py', 'foo-2.0/foo/__init__.py':
            root = self.world(f'''
                lib.zip!{path} :: __supported_versions__ = ["1.0"]; __oldest_supported_version__ = "1.5"
                lib.zip!foo-0.9.py
                ''', on_path=False)
            for statement, expected in [
                    ('import foo version 1.0', 'lib.zip!' + path),
                    ('import foo version 1.6', 'lib.zip!' + path),
                    ('import foo version 1.1', ERROR),
                    ('import foo >= 1.5', 'lib.zip!' + path),
                    ('import foo >= 1', ERROR),
                    ('import foo >= 0.5', 'lib.zip!foo-0.9.py')]:
                with (self.subTest(path, statement=statement),
                      util.isolated(os.path.join(root, 'lib.zip'))):
                    self.check(statement, expected)

    def test_without_source(self):
        # A module without source declares nothing.
        text = ('__supported_versions__ = ["1.0"]\n'
                '__oldest_supported_version__ = "2.0"\nPLACE = "foo"\n')
        for layout in 'foo-2.0.py', 'foo-2.0/foo.py', 'foo-2.0/foo/__init__.py':
            root = self.world(layout, on_path=False)
            source = os.path.join(root, layout)
            with open(source, 'w') as file:
                file.write(text)
            py_compile.compile(source, source + 'c', doraise=True)
            os.unlink(source)
            for statement, expected in [('import foo version 1.0', ERROR),
                                        ('import foo >= 1', 'foo'),
                                        ('import foo version 2', 'foo')]:
                with (self.subTest(layout=layout, statement=statement),
                      util.isolated(root)):
                    self.check(statement, expected)

    def test_cached_code(self):
        # __pycache__ has the code of it.
        text = '__oldest_supported_version__ = "1.5"\\nPLACE = "foo"'
        root = self.world(f'foo-2.0.py :: {text}', on_path=False)
        py_compile.compile(os.path.join(root, 'foo-2.0.py'), doraise=True)
        for statement, expected in [('import foo >= 1.5', 'foo'),
                                    ('import foo >= 1', ERROR),
                                    ('import foo version 1.6', 'foo')]:
            with self.subTest(statement), util.isolated(root):
                self.check(statement, expected)

    def test_edited(self):
        # What the source says now, whatever code is cached.
        root = self.world('foo-2.0.py :: __supported_versions__ = ["1.0"]', on_path=False)
        with util.isolated(root):
            sys.dont_write_bytecode = False
            self.check('import foo version 1', 'foo-2.0.py')
        util.build(root, 'foo-2.0.py :: __supported_versions__ = ["0.9", "0.8"]')
        with util.isolated(root):
            self.check('import foo version 1', ERROR)
            self.check('import foo version 0.9', 'foo-2.0.py')

    def test_defaults(self):
        world = '''
            foo-2.0.py :: __supported_versions__ = ["1.0"]; __oldest_supported_version__ = "1.5"
            foo-3.0.py :: __oldest_supported_version__ = "2.5"
            '''
        flat = 'foo.py :: __supported_versions__ = ["1.0"]\nfoo-2.0.dist-info/\n'
        for default, expected in [('1.0', 'foo-2.0.py'), ('==1.0', 'foo-2.0.py'),
                                  ('===1.0', ERROR), ('1.6', 'foo-2.0.py'),
                                  ('1', 'foo-2.0.py'), ('2.7', 'foo-3.0.py'),
                                  ('2', 'foo-2.0.py'),
                                  ('>=1', ERROR), ('>=1.5', 'foo-2.0.py'),
                                  ('>=2.5', 'foo-3.0.py'), ('>=1,<2', ERROR),
                                  ('0.1', ERROR)]:
            self.check_cases([(world, 'import foo', expected)], {'foo': default})
            self.check_cases([(world + 'import-versions.txt: foo ' + default,
                               'import foo', expected)])
        self.check_cases([
            (flat, 'import foo', 'foo.py'),
            # Flat modules for which the default holds go before versions.
            (flat + 'foo-1.0.py', 'import foo', 'foo.py'),
            (flat + 'foo-3.0.py :: __supported_versions__ = ["1.0"]', 'import foo',
             'foo.py'),
            ('foo.py\nfoo-2.0.dist-info/\nfoo-1.0.py\n'
             'foo-3.0.py :: __supported_versions__ = ["1.0"]', 'import foo',
             'foo-1.0.py'),
            # Together with a clause.
            (world, 'import foo >= 2', 'foo-2.0.py'),
            (world, 'import foo >= 2.5', 'foo-3.0.py'),
            (world, 'import foo version 1.6', 'foo-2.0.py'),
        ], {'foo': '1.0'})
        # Several defaults: each equality by itself or by declaration.
        both = 'foo-2.0.py :: __supported_versions__ = ["1.0", "1.5"]\n'
        self.check_cases([
            (both + 'import-versions.txt: foo 1.5', 'import foo', 'foo-2.0.py'),
            (both + 'import-versions.txt: foo 2', 'import foo', 'foo-2.0.py'),
            (both + 'import-versions.txt: foo 1.7', 'import foo', ERROR),
            (both + 'import-versions.txt: foo <2', 'import foo', ERROR),
        ], {'foo': '1.0'})

    def test_standard_library(self):
        # The interpreter's modules are read as well; nothing declares there.
        with util.isolated():
            sys.modules.pop('colorsys', None)
            with self.assertRaises(ImportError):
                self.run_code('import colorsys version 3.5')
            self.run_code('import colorsys >= 3')


class LoadedTests(util.TestCase):

    """A clause is asked of a module that is imported already."""

    def test_loaded(self):
        world = '''
            foo-2.0.py :: __supported_versions__ = ["1.0"]; __oldest_supported_version__ = "1.5"
            '''
        cases = [
            ('import foo version 1.0', True),
            ('import foo == 1.0', True),
            ('import foo version 1.7', True),
            ('import foo version 1.1', False),
            ('import foo === 1.0', False),
            ('import foo ~= 1.0', False),
            ('import foo < 2', False),
            ('import foo >= 1.5', True),
            ('import foo >= 1', False),
            ('import foo >= 1, < 3', False),
            ('import foo version 2', True),
        ]
        root = self.world(world, on_path=False)
        for first in 'import foo', 'import foo version 2', 'import foo version 1.0':
            for statement, works in cases:
                with self.subTest(statement, first=first), util.isolated(root):
                    self.run_code(first)
                    for _ in range(3):
                        self.check(statement, 'foo-2.0.py' if works else
                                   (ERROR, '2.0', 'already imported'))

    def test_loaded_flat(self):
        self.world('foo.py :: __supported_versions__ = ["1.0"]\nfoo-2.0.dist-info/')
        self.run_code('import foo')
        self.check('import foo version 1', 'foo.py')
        self.check('import foo version 1.1', ERROR)

    def test_find_spec(self):
        self.world('foo-2.0.py :: __supported_versions__ = ["1.0"]')
        for _ in range(2):
            spec = importlib.util.find_spec('foo', version='1.0')
            self.assertEqual(spec.version, '2.0')
            self.assertIsNone(importlib.util.find_spec('foo', version='1.1'))
            self.run_code('import foo')

    def test_own_directory(self):
        self.world('''
            bar-2.0/bar.py :: import foo version 1.0
            bar-2.0/foo.py :: __supported_versions__ = ["1.0"]
            bar-3.0/bar.py :: import foo >= 1.0
            bar-3.0/foo.py :: __oldest_supported_version__ = "2.0"
            foo-1.0.py
            ''')
        with util.isolated():
            self.run_code('import bar version 2')
            self.assertEqual(sys.modules['foo'].PLACE, 'bar-2.0/foo.py')
        with util.isolated():
            self.run_code('import bar version 3')
            self.assertEqual(sys.modules['foo'].PLACE, 'foo-1.0.py')


class NotRunTests(util.TestCase):

    def test_not_run(self):
        # What is read, and passed over, is not executed.
        self.world('''
            foo-2.0.py :: __supported_versions__ = ["1.0"]; raise SystemExit('it was run')
            foo-3.0.py :: __oldest_supported_version__ = "3.0"; raise SystemExit('it was run')
            foo-1.5.py
            ''')
        with util.isolated():
            self.check('import foo version 0', ERROR)
            self.check('import foo version 1.1', ERROR)
            self.check('import foo >= 1.5, != 2.0', 'foo-1.5.py')
            self.assertEqual(importlib.util.find_spec('foo').version, '1.5')
        with util.isolated():
            self.assertEqual(importlib.util.find_spec('foo', version='1.0').version, '2.0')
            self.assertNotIn('foo', sys.modules)

    def test_run_once(self):
        self.world('foo-2.0.py :: __oldest_supported_version__ = "1.0"; '
                   'import sys; sys.modules["builtins"].ran.append(1)')
        import builtins
        builtins.ran = []
        self.addCleanup(delattr, builtins, 'ran')
        for statement in 'import foo >= 1', 'import foo version 1':
            with self.subTest(statement), util.isolated():
                self.run_code(statement)
                self.assertEqual(builtins.ran, [1])
                builtins.ran.clear()

    def test_broken_source(self):
        # What is wrong with it is said when it is imported.
        self.world('foo-2.0.py :: __supported_versions__ = ["1.0"\nfoo-3.0.py\n'
                   'foo-0.1.py')
        self.check('import foo version 1.0', ERROR)
        with self.assertRaises(SyntaxError):
            self.run_code('import foo version 2')
        self.assertNotIn('foo', sys.modules)
        with self.assertRaises(SyntaxError):
            self.run_code('import foo >= 2, < 3')
        self.assertNotIn('foo', sys.modules)

    def test_encoding(self):
        root = self.world(on_path=False)
        for number, encoding in enumerate(('latin-1', 'utf-8-sig', 'cp1252')):
            with open(os.path.join(root, f'foo-{number + 2}.0.py'), 'wb') as file:
                text = (f'# -*- coding: {encoding} -*-\n# \xe9\n'
                        f'__supported_versions__ = ["1.{number}"]; PLACE = {number}\n')
                file.write(text.encode(encoding))
        for number in range(3):
            with self.subTest(number), util.isolated(root):
                self.assertEqual(self.place(f'import foo version 1.{number}'), number)


class WrongTests(util.TestCase):

    """A declaration that cannot be understood: a warning, no more."""

    SUPPORTED = ['"1.0"', '1.0', '1', 'None', '{}', '{"1.0"}', '{"1.0": 1}', 'b"1.0"',
                 'list()', '[x for x in ()]', '["1.0"] + ["1.1"]', 'x', 'f"{1}.0"',
                 'range(3)', '-1', 'list(["1.0"])', '...']
    ITEMS = ['1.0', '1', 'None', '"x"', '""', '[1, 0]', '(1, -1)', '(1, None)',
             '()', '(1.0,)', '{1}', 'b"1.0"', 'x', 'f()', '(1, x)', '">=1"', '"1.*"',
             '("x",)', '"1 0"', '("1.0",)', '(1, ".0")', 'True', '(True,)', '*y']

    def check_wrong(self, text, lineno, name, expected='foo-2.0.py'):
        """Check a warning of a module that has another equality to satisfy."""
        root = self.world(f'foo-2.0.py :: x = "1.0"; y = ["1.0"]; f = str\\n{text}',
                          on_path=False)
        path = os.path.join(root, 'foo-2.0.py')
        statements = ['import foo version 1']
        if name == '__oldest_supported_version__':
            statements.append('import foo >= 1')
        for statement in statements:
            with (self.subTest(text, statement=statement), util.isolated(root),
                  warnings.catch_warnings(record=True) as caught):
                warnings.simplefilter('always')
                if '>=' in statement:
                    self.check(statement, 'foo-2.0.py')
                else:
                    self.check(statement, ERROR)
                self.assertGreaterEqual(len(caught), 1)
                for warning in caught:
                    self.assertIs(warning.category, RuntimeWarning)
                    self.assertEqual((warning.filename, warning.lineno), (path, lineno))
                    self.assertIn(name, str(warning.message))

    def test_supported(self):
        for value in self.SUPPORTED:
            self.check_wrong(f'__supported_versions__ = {value}', 3, '__supported_versions__')

    def test_items(self):
        for item in self.ITEMS:
            self.check_wrong(f'__supported_versions__ = [{item}]', 3, '__supported_versions__')

    def test_oldest(self):
        for value in [*self.ITEMS[:-1], '["1.0"]', '("1.0", "1.1")']:
            self.check_wrong(f'\\n__oldest_supported_version__ = {value}', 4,
                             '__oldest_supported_version__')

    def test_other_items_count(self):
        self.world('foo-2.0.py :: __supported_versions__ = [None, "1.0", "x", (1, 1)]')
        for version in '1.0', '1.1':
            with util.isolated(), self.assertWarns(RuntimeWarning):
                self.check(f'import foo version {version}', 'foo-2.0.py')

    def test_not_at_top_level(self):
        # No declaration, and nothing to warn of.
        for text in ('if True:\\n    __supported_versions__ = ["1.0"]',
                     'def f():\\n    __supported_versions__ = ["1.0"]',
                     'class C:\\n    __supported_versions__ = ["1.0"]',
                     'x = "__supported_versions__"',
                     'try:\\n    pass\\nfinally:\\n    __supported_versions__ = 1'):
            root = self.world('foo-2.0.py :: ' + text, on_path=False)
            with (self.subTest(text), util.isolated(root),
                  warnings.catch_warnings(record=True) as caught):
                warnings.simplefilter('always')
                self.check('import foo version 1', ERROR)
                self.assertEqual(caught, [])

    def test_last_one_counts(self):
        self.world('foo-2.0.py :: __supported_versions__ = ["1.0"]\\n'
                   '__supported_versions__ = ["1.1"]')
        self.check('import foo version 1.0', ERROR)
        self.check('import foo version 1.1', 'foo-2.0.py')

    def test_error(self):
        # Where warnings are errors.
        self.world('foo-2.0.py :: __supported_versions__ = 1')
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            with self.assertRaises(RuntimeWarning):
                self.run_code('import foo version 1')
            self.assertNotIn('foo', sys.modules)
            self.check('import foo version 2', 'foo-2.0.py')


if __name__ == '__main__':
    unittest.main()
