"""Tests of versioned_imports, on Pythons with and without version clauses of their own.

    python test_versioned_imports.py

Each test makes a small *world*, a table of files, and imports in it.  With
VERSIONED_IMPORTS_OTHER=PATH, another interpreter, random worlds are put before
both; if one of them has clauses of its own the choices must be the same.
"""

import contextlib
import importlib
import importlib.util
import inspect
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest
import warnings
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
NATIVE = 'version' in inspect.signature(importlib.import_module).parameters
# The interpreter's own clauses know defaults, declarations and the policy.
KNOWS_OPINIONS = not NATIVE or hasattr(sys, 'default_library_versions')
OTHER = os.environ.get('VERSIONED_IMPORTS_OTHER')

sys.path.insert(0, HERE)
if 'choose' not in sys.argv[1:2] or not NATIVE:
    import versioned_imports
    from versioned_imports import ModuleVersionError, import_module


# ---- worlds ----

def build(root, table):
    """Make the files of a table in a directory.  One line is one of

        foo-1.0/foo.py           a module, which knows its own path as PLACE
        foo-1.0/foo.py :: code   one that goes on with code
        foo-1.0/                 a directory
        foo-1 -> foo-1.0         a symbolic link
        foo-1.link = foo-1.0     a text file
        lib.zip!foo-1.0.py       a module, or a text file, in a zip file

    In code and text "\\n" is a new line.
    """
    archives = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        if ' -> ' in line:
            path, target = line.split(' -> ')
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            os.symlink(target, os.path.join(root, path))
            continue
        path, _, text = line.partition(' = ')
        path, _, code = path.partition(' :: ')
        if line.startswith(path + ' :: '):
            path, _, code = line.partition(' :: ')
            text = ''
        if path.endswith('.py'):
            text = f'PLACE = {path!r}\n' + code
        text = text.replace('\\n', '\n')
        archive, in_archive, member = path.partition('.zip!')
        if in_archive:
            archives.setdefault(archive + '.zip', []).append((member, text))
            continue
        path = os.path.join(root, path)
        os.makedirs(path if path.endswith('/') else os.path.dirname(path), exist_ok=True)
        if not path.endswith('/'):
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
    for archive, members in archives.items():
        os.makedirs(os.path.dirname(os.path.join(root, archive)), exist_ok=True)
        with zipfile.ZipFile(os.path.join(root, archive), 'w') as file:
            for member, text in members:
                file.writestr(member, text)


PREFIX = os.path.join(os.path.realpath(tempfile.gettempdir()), 'versioned-imports-')


def new_root():
    return os.path.realpath(tempfile.mkdtemp(prefix=PREFIX))


def is_of_a_world(module):
    origin = getattr(getattr(module, '__spec__', None), 'origin', None)
    return origin in (None, 'namespace') or origin.startswith(PREFIX)


@contextlib.contextmanager
def imports(*entries):
    """Put entries first on sys.path, and undo afterwards what was imported from worlds."""
    modules, path = sys.modules.copy(), sys.path
    sys.path = [*entries, *path]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path = path
        for name in set(sys.modules) - set(modules):
            if is_of_a_world(sys.modules[name]):
                del sys.modules[name]
        sys.modules.update(modules)
        sys.path_importer_cache.clear()


class TestCase(unittest.TestCase):

    maxDiff = None

    def setUp(self):
        dont_write_bytecode = sys.dont_write_bytecode
        sys.dont_write_bytecode = True
        self.addCleanup(setattr, sys, 'dont_write_bytecode', dont_write_bytecode)
        versioned_imports.install()
        self.addCleanup(versioned_imports.uninstall)
        self.enter(imports())

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def world(self, table, on_path=True):
        """Make a world, which goes first on sys.path, and return its root."""
        root = new_root()
        self.addCleanup(shutil.rmtree, root)
        build(root, textwrap.dedent(table))
        if on_path:
            sys.path.insert(0, root)
        return root

    def run_code(self, code, name='program'):
        """Run code as a module does and return its namespace."""
        namespace = {'__name__': name, 'import_module': import_module}
        exec(compile(code, name + '.py', 'exec'), namespace)
        return namespace

    def place(self, statement):
        """The PLACE of the module that a statement binds to m."""
        return self.run_code(statement)['m'].PLACE

    def fails(self, statement, *texts, kind=None):
        """Run a statement that must fail; return the error, whose text has some texts."""
        with self.assertRaises(ImportError) as caught:
            self.run_code(statement)
        self.assertIs(type(caught.exception), kind or ModuleVersionError, caught.exception)
        for text in texts:
            self.assertIn(text, str(caught.exception))
        return caught.exception

    def check(self, table, cases):
        """Check (statement, PLACE or error) pairs, each with nothing imported before."""
        root = self.world(table, on_path=False)
        for statement, expected in cases:
            with self.subTest(statement), imports(root):
                if isinstance(expected, str):
                    self.assertEqual(self.place(statement), expected)
                else:
                    self.fails(statement, kind=expected)


# ---- names ----

class LongNameTests(TestCase):

    WORLD = '''
        foo-0.9.py
        foo-1.0.py
        foo-1.1.py
        foo-1.5rc1.py
        foo-1.6.dev3.py
        foo-2.0.py
        foo-2.0.post1.py
        foo__bar-1.0.py
    '''

    def test_operators(self):
        self.check(self.WORLD, [
            ('import foo__eq__1_0 as m', 'foo-1.0.py'),
            ('import foo__eq__1 as m', 'foo-1.0.py'),
            ('import foo__ne__2_0 as m', 'foo-2.0.post1.py'),
            ('import foo__lt__1_1 as m', 'foo-1.0.py'),
            ('import foo__le__1_1 as m', 'foo-1.1.py'),
            ('import foo__gt__1_0 as m', 'foo-2.0.post1.py'),
            ('import foo__ge__2_0 as m', 'foo-2.0.post1.py'),
            # As >2.0 does, it excludes 2.0.post1.
            ('import foo__gt__2_0 as m', ModuleVersionError),
            # == and not the bare version, which would take 1.1.
            ('import foo__eq__1_2 as m', ModuleVersionError),
        ])

    def test_several(self):
        self.check(self.WORLD, [
            ('import foo__ge__1__lt__2 as m', 'foo-1.1.py'),
            ('import foo__ge__1__lt__2__ne__1_1 as m', 'foo-1.0.py'),
            ('import foo__gt__2__lt__1 as m', ModuleVersionError),
        ])

    def test_letters(self):
        self.check(self.WORLD, [
            ('import foo__eq__1_5rc1 as m', 'foo-1.5rc1.py'),
            ('import foo__eq__1_5_RC1 as m', 'foo-1.5rc1.py'),
            ('import foo__eq__1_6_dev3 as m', 'foo-1.6.dev3.py'),
            ('import foo__eq__2_0_post1 as m', 'foo-2.0.post1.py'),
            # Pre-releases are chosen where the clause names one or nothing else is there.
            ('import foo__gt__1_1__lt__2 as m', 'foo-1.6.dev3.py'),
            ('import foo__ge__1_0__lt__2 as m', 'foo-1.1.py'),
            ('import foo__ge__1_0rc1__lt__2 as m', 'foo-1.6.dev3.py'),
        ])

    def test_underscores_in_the_name(self):
        self.check(self.WORLD, [
            ('import foo__bar__ge__1 as m', 'foo__bar-1.0.py'),
        ])

    def test_no_long_names(self):
        for name in ('foo__eq__', 'foo__eq__x', 'foo__xx__1_0', 'foo__eq_1_0', '__eq__1_0',
                     'foo__eq__1_0_', 'foo__eq__1__0', 'foo__eq__1_banana', 'foo_eq__1_0'):
            with self.subTest(name):
                error = self.fails(f'import {name}', kind=ModuleNotFoundError)
                self.assertEqual(error.name, name)

    def test_no_such_module(self):
        for statement in 'import nothing__eq__1_0', 'import nothing__eq__1_0.bar':
            error = self.fails(statement, "'nothing'", kind=ModuleNotFoundError)
            self.assertEqual(error.name, 'nothing')
        self.assertNotIn('nothing__eq__1_0', sys.modules)

    def test_a_real_module_wins(self):
        self.check(self.WORLD + 'foo__eq__1_0.py\n' + 'foo__eq__1_1-3.0.py\n', [
            ('import foo__eq__1_0 as m', 'foo__eq__1_0.py'),
            ('import foo__eq__1_1 as m', 'foo__eq__1_1-3.0.py'),
        ])

    def test_import_module(self):
        self.check(self.WORLD, [
            ("m = import_module('foo', version='1')", 'foo-1.1.py'),
            ("m = import_module('foo', version='1.0')", 'foo-1.0.py'),
            ("m = import_module('foo', version='1.5rc1')", 'foo-1.5rc1.py'),
            ("m = import_module('foo', version='~=1.0')", 'foo-1.1.py'),
            ("m = import_module('foo', version=' >= 1, < 2 ')", 'foo-1.1.py'),
            ("m = import_module('foo', version='!=2.*')", 'foo-1.1.py'),
            ("m = import_module('foo', version='===1.0')", 'foo-1.0.py'),
            ("m = import_module('foo', version='===1')", ModuleVersionError),
            ("m = import_module('foo')", 'foo-2.0.post1.py'),
        ])

    def test_bad_arguments(self):
        for version in '', '1.x', '>=', '1, 2', '>=1 <2', '>=1.*', '~=1', '===x', 'x':
            with self.subTest(version), self.assertRaises(ValueError):
                import_module('foo', version=version)
        with self.assertRaises(TypeError):
            import_module('foo', version=1.0)
        with self.assertRaises(ValueError):
            import_module('.foo', 'bar', version='1')


# ---- what is bound ----

class BindingTests(TestCase):

    WORLD = '''
        foo-1.0/foo/__init__.py
        foo-1.0/foo/bar.py :: from . import baz
        foo-1.0/foo/baz.py
        foo-2.0/foo/__init__.py
    '''

    def test_the_module_itself(self):
        root = self.world(self.WORLD)
        import foo__eq__1_0
        import foo
        self.assertIs(foo__eq__1_0, foo)
        self.assertIs(sys.modules['foo__eq__1_0'], foo)
        self.assertIs(sys.modules['foo'], foo)
        self.assertEqual(foo.__name__, 'foo')
        self.assertEqual(foo.__package__, 'foo')
        self.assertEqual(foo.__spec__.name, 'foo')
        self.assertEqual(foo.__spec__.version, '1.0')
        self.assertIs(foo.__loader__, foo.__spec__.loader)
        self.assertIsInstance(foo.__loader__, importlib.machinery.SourceFileLoader)
        self.assertEqual(foo.__file__, os.path.join(root, 'foo-1.0', 'foo', '__init__.py'))

    def test_nothing_is_overwritten(self):
        self.world(self.WORLD)
        import foo
        before = dict(vars(foo))
        import foo__eq__2_0
        self.assertIs(foo__eq__2_0, foo)
        self.assertEqual(vars(foo), before)
        self.assertIs(foo.__spec__, before['__spec__'])
        self.assertFalse(getattr(foo.__spec__, '_initializing', False))

    def test_submodules(self):
        self.world(self.WORLD)
        import foo__eq__1_0.bar as bar
        import foo__ge__1.baz
        import foo.bar
        self.assertIs(bar, foo.bar)
        self.assertIs(sys.modules['foo.bar'], bar)
        self.assertIs(sys.modules['foo__eq__1_0.bar'], bar)
        self.assertIs(foo__ge__1, foo)
        self.assertEqual(bar.__name__, 'foo.bar')
        self.assertEqual(bar.__spec__.name, 'foo.bar')
        self.assertIs(foo.baz, sys.modules['foo.baz'])
        self.assertIs(bar.baz, foo.baz)

    def test_from(self):
        self.world(self.WORLD)
        from foo__eq__1_0 import bar, PLACE
        from foo__eq__1_0.bar import baz
        self.assertIs(bar, sys.modules['foo.bar'])
        self.assertIs(baz, sys.modules['foo.baz'])
        self.assertEqual(PLACE, 'foo-1.0/foo/__init__.py')

    def test_missing_submodule(self):
        self.world(self.WORLD)
        error = self.fails('import foo__eq__1_0.nothing', kind=ModuleNotFoundError)
        self.assertEqual(error.name, 'foo.nothing')
        self.fails('from foo__eq__1_0 import nothing', kind=ImportError)

    def test_two_long_names(self):
        self.world(self.WORLD)
        import foo__ge__1__lt__2
        import foo__eq__1_0
        self.assertIs(foo__eq__1_0, foo__ge__1__lt__2)
        self.fails('import foo__eq__2_0', 'foo ==2.0', 'foo 1.0')
        self.assertNotIn('foo__eq__2_0', sys.modules)

    def test_reload(self):
        self.world(self.WORLD)
        import foo__eq__1_0 as foo
        spec = foo.__spec__
        self.assertIs(importlib.reload(foo), foo)
        self.assertEqual(foo.PLACE, 'foo-1.0/foo/__init__.py')
        self.assertEqual(foo.__spec__.version, '1.0')
        self.assertEqual(foo.__spec__.origin, spec.origin)
        self.assertIs(sys.modules['foo__eq__1_0'], foo)
        import foo.bar
        self.assertIs(importlib.reload(foo.bar), foo.bar)

    def test_module_that_replaces_itself(self):
        self.world('''
            foo-1.0.py :: import sys; sys.modules[__name__] = type('T', (), {'PLACE': PLACE})()
            foo-2.0.py
        ''')
        import foo__eq__1_0 as foo
        self.assertEqual(foo.PLACE, 'foo-1.0.py')
        self.assertIs(sys.modules['foo'], foo)
        import foo__lt__2
        self.assertIs(foo__lt__2, foo)
        self.fails('import foo__ge__2')

    def test_a_new_import_is_checked_anew(self):
        self.world(self.WORLD)
        import foo__eq__1_0  # noqa: F401
        import foo__eq__1_0.bar  # noqa: F401
        for name in 'foo', 'foo.bar', 'foo.baz':
            del sys.modules[name]
        import foo
        self.assertEqual(foo.__spec__.version, '2.0')
        self.assertNotIn('foo__eq__1_0.bar', sys.modules)
        self.fails('import foo__eq__1_0', 'foo 2.0')

    def test_install(self):
        before = sys.meta_path[:]
        versioned_imports.install()
        self.assertEqual(sys.meta_path, before)
        versioned_imports.uninstall()
        versioned_imports.uninstall()
        self.assertEqual(sys.meta_path, before[1:])
        self.world(self.WORLD)
        self.fails('import foo__eq__1_0', kind=ModuleNotFoundError)
        if NATIVE:
            self.assertEqual(import_module('foo', version='1').PLACE, 'foo-1.0/foo/__init__.py')
        else:
            with self.assertRaisesRegex(RuntimeError, r'install\(\)'):
                import_module('foo', version='1')

    def test_nothing_else_is_touched(self):
        self.world(self.WORLD)
        before = sys.path[:], sys.path_hooks[:], builtins_import()
        import foo__eq__1_0.bar  # noqa: F401
        self.assertEqual((sys.path, sys.path_hooks, builtins_import()), before)


def builtins_import():
    import builtins
    return builtins.__import__


# ---- layouts ----

class LayoutTests(TestCase):

    def test_layouts(self):
        for table, place in [
                ('foo-1.0/foo/__init__.py', 'foo-1.0/foo/__init__.py'),
                ('foo-1.0/foo.py', 'foo-1.0/foo.py'),
                ('foo-1.0/__init__.py', 'foo-1.0/__init__.py'),
                ('foo-1.0.py', 'foo-1.0.py'),
                ('foo-1.0/foo.py\nfoo-1.0/foo/__init__.py', 'foo-1.0/foo/__init__.py'),
                ('foo-1.0/__init__.py\nfoo-1.0/foo.py', 'foo-1.0/foo.py'),
                ('foo-1.0/__init__.py\nfoo-1.0.py', 'foo-1.0/__init__.py')]:
            with self.subTest(table):
                self.check(table, [('import foo__eq__1_0 as m', place), ('import foo as m', place),
                                   ('import foo__gt__1_0 as m', ModuleVersionError)])

    def test_extension_modules(self):
        spec = importlib.util.find_spec('_bisect')
        if spec is None or not spec.has_location:
            self.skipTest('_bisect is built in')
        suffix = os.path.basename(spec.origin).partition('.')[2]
        root = self.world('_bisect-1.0/\n_bisect-3.0/_bisect.py')
        for version, path in (('1.0', f'_bisect-1.0/_bisect.{suffix}'),
                              ('2.0', f'_bisect-2.0.{suffix}')):
            shutil.copy(spec.origin, os.path.join(root, path))
            with self.subTest(path), imports():
                sys.modules.pop('_bisect', None)
                module = import_module('_bisect', version='==' + version)
                self.assertEqual(module.__file__, os.path.join(root, path))
                self.assertEqual(module.bisect_right([1, 2], 1), 1)

    def test_what_is_no_version(self):
        self.check('''
            foo-.py
            foo-x.py
            foo--1.0.py
            foo-1.0.txt = x
            foo-1.0.dist-info/METADATA = x
            foo-1.0+tweak.dist-info/foo.py
            foo-1.0 .py
            foo-bar-1.0.py
            FOO-1.0.py
            foo-2.0/
            foo-3.0/other.py
        ''', [('import foo', ModuleNotFoundError), ('import foo__ge__0', ModuleNotFoundError)])

    def test_what_does_not_hold_the_module_is_passed_over(self):
        self.check('foo-1.0.py\nfoo-2.0/\nfoo-3.0/other.py\nfoo-4.0 = x', [
            ('import foo__ge__1 as m', 'foo-1.0.py'), ('import foo as m', 'foo-1.0.py')])

    def test_links(self):
        self.check('''
            pyyaml-6.0/yaml.py :: import _yaml
            pyyaml-6.0/_yaml.py
            yaml-6.0 -> pyyaml-6.0
            _yaml-6.0.link = pyyaml-6.0\\n
            store/bar-7/yaml.py
            store/plain/yaml.py
            yaml-1.0 -> store/bar-7
            yaml-2.0 -> store/plain
            yaml-8.0 -> nowhere
            yaml-9.0 -> yaml-9.0
            yaml-9.1.link = nowhere
            yaml-9.2.link =
        ''', [
            ('import yaml__eq__6_0 as m', 'pyyaml-6.0/yaml.py'),
            ('import _yaml__eq__6_0 as m', 'pyyaml-6.0/_yaml.py'),
            # The name of the link says the version.
            ('import yaml__eq__7 as m', ModuleVersionError),
            ('import yaml__eq__1 as m', 'store/bar-7/yaml.py'),
            ('import yaml__eq__2_0 as m', 'store/plain/yaml.py'),
            ('import yaml__ge__8 as m', ModuleVersionError),
        ])

    def test_links_that_are_mistakes(self):
        self.check('foo-1.0/foo.py\nfoo-2.0 -> foo-1.0\nbar-1 -> foo-1.0\nbar-1.5 -> foo-1.0\n'
                   'foo-1.0.0 -> foo-1.0', [
                       ('import foo as m', 'foo-1.0/foo.py'),
                       ('import foo__eq__1_0_0 as m', 'foo-1.0/foo.py'),
                       ('import foo__ge__1_1', ModuleVersionError),
                       ('import bar', ModuleNotFoundError)])
        self.check('foo.py\nfoo-9.link =', [('import foo__eq__9', ModuleVersionError)])

    def test_pins(self):
        self.check('''
            foo-1 -> foo-1.2.3
            foo-2 -> foo-1.2.3
            foo-1.2.3.py -> store/foo-1.2.3.py
            foo-1.2.3/foo.py
            foo-1.3.0/foo.py
            foo-2.0/foo.py
            store/foo-1.2.3.py
        ''', [
            ("m = import_module('foo', version='1')", 'foo-1.2.3/foo.py'),
            ("m = import_module('foo', version='1.3')", 'foo-1.3.0/foo.py'),
            ("m = import_module('foo', version='2')", 'foo-2.0/foo.py'),
            ('import foo__ge__1__lt__2 as m', 'foo-1.3.0/foo.py'),
            ('import foo as m', 'foo-2.0/foo.py'),
        ])
        # A pin is no version.
        self.check('foo-1 -> store/foo-1.2.3\nfoo-2 -> foo-2.5\nstore/foo-1.2.3/foo.py\nfoo-2.5/\n', [
            ("m = import_module('foo', version='1')", 'store/foo-1.2.3/foo.py'),
            ('import foo__eq__2', ModuleVersionError),
            ('import foo__ge__1 as m', 'store/foo-1.2.3/foo.py')])

    def test_equal_versions(self):
        self.check('foo-1.0.py\nfoo-1.0.0.py\nfoo-v1.py', [
            ('import foo__eq__1_0 as m', 'foo-1.0.py'),
            ('import foo__eq__1_0_0 as m', 'foo-1.0.0.py'),
            ('import foo as m', 'foo-1.0.py'),
        ])

    def test_the_first_directory_wins(self):
        first = self.world('foo-1.0.py', on_path=False)
        self.world('foo-2.0.py\nfoo-1.5.py')
        sys.path.insert(0, first)
        for statement, place in [('import foo__ge__1 as m', 'foo-1.0.py'),
                                 ('import foo__gt__1_0 as m', 'foo-2.0.py'),
                                 ('import foo as m', 'foo-1.0.py')]:
            with self.subTest(statement), imports():
                self.assertEqual(self.place(statement), place)

    def test_plain_imports_keep_their_module(self):
        root = self.world('''
            a/foo-1.0.py
            a/bar/x.py
            a/bar-1.0/bar.py
            b/foo.py
            b/foo-1.5.dist-info/
            c/foo-2.0.py
        ''', on_path=False)
        sys.path[:0] = [os.path.join(root, entry) for entry in 'abc']
        for statement, place in [('import foo as m', 'b/foo.py'),
                                 ('import foo__ge__1 as m', 'a/foo-1.0.py'),
                                 ('import foo__gt__1 as m', 'b/foo.py'),
                                 # A namespace package yields.
                                 ('import bar as m', 'a/bar-1.0/bar.py')]:
            with self.subTest(statement), imports():
                self.assertEqual(self.place(statement), place)

    def test_zip_files(self):
        root = self.world('''
            lib.zip!foo-1.0/foo/__init__.py :: from . import bar
            lib.zip!foo-1.0/foo/bar.py
            lib.zip!foo-2.0/foo.py
            lib.zip!foo-3.0/__init__.py :: from . import bar
            lib.zip!foo-3.0/bar.py
            lib.zip!foo-4.0.py
            lib.zip!foo-1.link = foo-1.0
            lib.zip!foo-9.link = nowhere
            lib.zip!flat.py
            lib.zip!flat-1.5.dist-info/METADATA = x
        ''', on_path=False)
        sys.path.insert(0, os.path.join(root, 'lib.zip'))
        for statement, place in [
                ('import foo__eq__1_0 as m', 'lib.zip!foo-1.0/foo/__init__.py'),
                ('import foo__eq__1_0.bar as m', 'lib.zip!foo-1.0/foo/bar.py'),
                ('import foo__eq__2_0 as m', 'lib.zip!foo-2.0/foo.py'),
                ('import foo__eq__3_0 as m', 'lib.zip!foo-3.0/__init__.py'),
                ('import foo__eq__3_0.bar as m', 'lib.zip!foo-3.0/bar.py'),
                ('import foo__eq__4_0 as m', 'lib.zip!foo-4.0.py'),
                ("m = import_module('foo', version='1')", 'lib.zip!foo-1.0/foo/__init__.py'),
                ('import foo as m', 'lib.zip!foo-4.0.py'),
                ('import flat__eq__1_5 as m', 'lib.zip!flat.py')]:
            with self.subTest(statement), imports():
                self.assertEqual(self.place(statement), place)
        self.fails('import foo__eq__9')
        self.fails('import flat__gt__1_5')

    def test_new_versions_are_seen(self):
        root = self.world('foo-1.0.py')
        self.fails('import foo__eq__2_0')
        build(root, 'foo-2.0.py')
        importlib.invalidate_caches()
        self.assertEqual(self.place('import foo__eq__2_0 as m'), 'foo-2.0.py')


class FlatTests(TestCase):

    def test_versions_of_flat_modules(self):
        for metadata, version in [
                ('foo-1.5.dist-info/METADATA = Name: foo', '1.5'),
                ('foo-1.5.dist-info/', '1.5'),
                ('Foo-1.5-py3.9.egg-info/', '1.5'),
                ('foo.egg-info/PKG-INFO = Name: foo\\nVersion: 1.5', '1.5'),
                ('foo-1.5.egg-info = Name: foo', '1.5'),
                ('other-1.5.dist-info/METADATA = Import-Name: foo', '1.5'),
                ('other-1.5.dist-info/METADATA = Name: x\\n\\nImport-Name: foo', None),
                ('other-1.5.dist-info/top_level.txt = foo\\nbar', '1.5'),
                ('other-1.5.dist-info/RECORD = x.py,,\\nfoo.py,,', '1.5'),
                ('other-1.5.dist-info/RECORD = foobar.py,,\\nx/foo.py,,', None),
                ('foo-1.0.dist-info/\nother-1.5.dist-info/top_level.txt = foo', '1.0'),
                ('foo-1.0.dist-info/RECORD = x.py,,\nother-1.5.dist-info/RECORD = foo.py,,', '1.5'),
                ('one-1.5.dist-info/RECORD = foo.py,,\n'
                 'two-1.9.dist-info/METADATA = Import-Name: foo\n'
                 'two-1.9.dist-info/RECORD = x.py,,', '1.5'),
                ('foo-bar-1.9.dist-info/', None),
                ('other-1.5.dist-info/', None),
                ('', None)]:
            with self.subTest(metadata):
                is_known = 'foo.py' if version else ModuleVersionError
                self.check('foo.py\n' + metadata, [
                    (f'm = import_module("foo", version="=={version or 1}")', is_known),
                    ('import foo__gt__1_9 as m', ModuleVersionError),
                    ('import foo__ne__1_9 as m', is_known),
                    ('import foo as m', 'foo.py')])

    def test_beside_versions(self):
        self.check('foo.py\nfoo-1.5.dist-info/\nfoo-1.0.py\nfoo-1.5.py\nfoo-2.0.py', [
            ('import foo as m', 'foo.py'),
            ('import foo__lt__2 as m', 'foo.py'),
            ('import foo__ge__1 as m', 'foo-2.0.py'),
            ('import foo__lt__1_5 as m', 'foo-1.0.py'),
        ])

    def test_a_wrong_version_is_not_run(self):
        self.world('foo.py :: raise SystemExit\nfoo-1.0.dist-info/')
        self.fails('import foo__eq__2_0', '1.0')

    def test_entry_with_a_version(self):
        root = self.world('foo-1.5/foo.py\nfoo-1.5/helper.py\nempty-3.0/unrelated.py',
                          on_path=False)
        sys.path[:0] = [os.path.join(root, 'foo-1.5'), os.path.join(root, 'empty-3.0')]
        self.assertEqual(self.place('import foo__eq__1_5 as m'), 'foo-1.5/foo.py')
        self.fails('import helper__eq__1_5', 'unknown version')
        self.fails('import unrelated__eq__3_0', 'unknown version')

    def test_standard_library(self):
        own = '{}_{}_{}'.format(*sys.version_info)
        self.run_code(f'import json__ge__3_0 as m\nimport sys__ge__3, array__ge__{own}')
        self.fails('import json__lt__3', 'json')
        self.assertIs(sys.modules['json__ge__3_0'], sys.modules['json'])


class NamespaceTests(TestCase):

    WORLD = '''
        google.cloud.storage-2.14.0/google/cloud/storage/__init__.py
        google.cloud.storage-2.14.0/google/cloud/storage/blob.py
        google.cloud.storage-1.0/google/cloud/storage/__init__.py
        google.auth-1.5/google/auth.py
        google/flat.py
    '''

    def test_the_first_real_package_is_bound(self):
        self.check(self.WORLD, [
            ('import google__eq__1_0.cloud.storage as m',
             'google.cloud.storage-1.0/google/cloud/storage/__init__.py'),
            ('import google__ge__2.cloud.storage.blob as m',
             'google.cloud.storage-2.14.0/google/cloud/storage/blob.py'),
            ("m = import_module('google.cloud.storage', version='1')",
             'google.cloud.storage-1.0/google/cloud/storage/__init__.py'),
            ('import google.cloud.storage as m',
             'google.cloud.storage-2.14.0/google/cloud/storage/__init__.py'),
            ('import google.auth as m', 'google.auth-1.5/google/auth.py'),
            ('import google__eq__1_5.auth as m', 'google.auth-1.5/google/auth.py'),
            ('import google.flat as m', 'google/flat.py'),
            ('import google__eq__3.cloud.storage', ModuleVersionError),
            ('import google__eq__3.flat', ModuleVersionError),
            ("import_module('google.cloud', version='1')", ModuleVersionError),
            ('import google__eq__1_0.cloud.nothing', ModuleNotFoundError),
        ])

    def test_one_module(self):
        self.world(self.WORLD)
        import google__eq__1_0.cloud.storage as storage
        import google.cloud.storage
        self.assertIs(google.cloud.storage, storage)
        self.assertIs(sys.modules['google__eq__1_0'], google)
        self.assertEqual(storage.__name__, 'google.cloud.storage')
        self.fails('import google__eq__2_14_0.cloud.storage', '1.0')
        del sys.modules['google.cloud.storage']
        import google__eq__2_14_0.cloud.storage  # noqa: F401
        self.fails('import google__eq__1_0.cloud.storage', '2.14.0')


# ---- distributions ----

class DistributionTests(TestCase):

    WORLD = '''
        two-1.0/twa.py :: import twb, json
        two-1.0/twb.py
        two-1.0/json.py
        two-2.0/twa.py :: import twb
        two-2.0/twb.py
        twa-1.0 -> two-1.0
        twa-2.0 -> two-2.0
        twb-1.0 -> two-1.0
        twb-2.0 -> two-2.0
    '''

    def test_own_directory(self):
        root = self.world(self.WORLD + 'before/twb.py\n', on_path=False)
        sys.path.append(root)
        before = os.path.join(root, 'before')
        for entries, place in ((), 'two-1.0/twb.py'), ((before,), 'before/twb.py'):
            with self.subTest(entries), imports(*entries):
                twa = self.run_code('import twa__eq__1_0 as m')['m']
                # What stands ahead on the path goes first, as the standard library does.
                self.assertEqual(twa.twb.PLACE, place)
                self.assertFalse(hasattr(twa.json, 'PLACE'))

    def test_own_directory_of_a_submodule(self):
        self.world('''
            foo-1.0/foo/__init__.py
            foo-1.0/foo/sub/x.py :: import helper
            foo-1.0/foo/sub/__init__.py
            foo-1.0/helper.py
            helper.py
        ''')
        x = self.run_code('import foo__eq__1_0.sub.x as m')['m']
        self.assertEqual(x.helper.PLACE, 'foo-1.0/helper.py')

    def test_one_active_version(self):
        self.world(self.WORLD)
        self.run_code('import twb__eq__1_0', name='first')
        error = self.fails('import twa__eq__2_0', 'distribution two', 'first', '1.0')
        self.assertEqual(error.name, 'twa')
        self.assertEqual(self.place('import twa as m'), 'two-1.0/twa.py')
        for name in list(sys.modules):
            if name.startswith('tw'):
                del sys.modules[name]
        self.assertEqual(self.place('import twa__eq__2_0 as m'), 'two-2.0/twa.py')

    def test_failure_leaves_nothing_behind(self):
        self.world('''
            two-1.0/twa.py :: import twb, twa__eq__1_0, twa.x
            two-1.0/twb.py
            two-2.0/twa.py
            two-3.0/twa/__init__.py :: import twa__eq__3_0, twa.sub, twb; 1 / 0
            two-3.0/twa/sub.py
            two-3.0/twb.py
            twa-1.0 -> two-1.0
            twa-2.0 -> two-2.0
            twa-3.0 -> two-3.0
            twb-1.0 -> two-1.0
        ''')
        before = set(sys.modules)
        for statement, kind in [('import twa__eq__3_0', ZeroDivisionError),
                                ('import twa', ZeroDivisionError),
                                ('import_module("twa", version="3")', ZeroDivisionError),
                                ('import twa__eq__1_0', ModuleNotFoundError)]:
            with self.subTest(statement), self.assertRaises(kind):
                self.run_code(statement)
            left = {name for name in set(sys.modules) - before if not name.startswith('importlib.')}
            if NATIVE and statement == 'import twa':
                # Nobody tells the package that the module has failed.
                left.discard('twa__eq__3_0')
            self.assertEqual(left, set())
        self.assertEqual(self.place('import twa__eq__2_0 as m'), 'two-2.0/twa.py')

    def test_failure_of_a_flat_module(self):
        self.world('foo/__init__.py :: import foo__eq__1_0, foo.sub; 1 / 0\n'
                   'foo/sub.py\nfoo-1.0.dist-info/\nfoo-2.0.py')
        for _ in range(2):
            with self.assertRaises(ZeroDivisionError):
                self.run_code('import foo__eq__1_0')
            self.assertEqual([name for name in sys.modules if name.startswith('foo')], [])
        self.assertEqual(self.place('import foo__eq__2_0 as m'), 'foo-2.0.py')

    def test_circles(self):
        self.world('foo-1.0/foo.py :: import other\n'
                   'foo-1.0/other.py :: import foo__ge__1 as seen\nfoo-2.0.py')
        foo = self.run_code('import foo__lt__2 as m')['m']
        self.assertIs(foo.other.seen, foo)
        self.assertIs(sys.modules['foo__ge__1'], foo)


# ---- errors ----

class ErrorTests(TestCase):

    def test_conflict(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py')
        self.run_code('\nimport foo__eq__1_0', name='first')
        error = self.fails('\n\nimport foo__ge__2', 'foo >=2', 'program (program.py, line 3)',
                           'foo 1.0', os.path.join(root, 'foo-1.0.py'), 'first (first.py, line 2')
        self.assertEqual(error.name, 'foo')
        self.assertEqual(error.path, os.path.join(root, 'foo-1.0.py'))
        self.assertEqual(error.requested, '>=2')
        self.assertEqual([str(found.version) for found in error.found], ['1.0'])
        self.assertEqual(error.imported_by.module, 'first')
        self.assertEqual(error.imported_by.lineno, 2)
        self.assertEqual(error.imported_by.clause, '==1.0')

    def test_nothing_satisfies(self):
        root = self.world('foo-1.0.py\nfoo-2.0/foo.py\nfoo-3.0rc1/__init__.py\nfoo.py')
        error = self.fails(
            'import foo__eq__9', 'foo', '==9', 'program (program.py, line 1)',
            f'1.0 in {os.path.join(root, "foo-1.0.py")}', f'2.0 in {os.path.join(root, "foo-2.0")}',
            f'3.0rc1 in {os.path.join(root, "foo-3.0rc1")}', 'unknown version', 'Install')
        self.assertEqual((error.name, error.path, error.requested), ('foo', None, '==9'))
        self.assertEqual([found.version and str(found.version) for found in error.found],
                         ['3.0rc1', '2.0', '1.0', None])
        self.assertEqual([found.layout for found in error.found],
                         ['package', 'distribution', 'module', 'flat'])
        self.assertIsNone(error.imported_by)
        self.assertNotIn('foo', sys.modules)

    def test_no_more_than_ten(self):
        self.world('\n'.join(f'foo-1.{i}.py' for i in range(25)))
        error = self.fails('import foo__eq__9', 'and 15 more')
        self.assertEqual(str(error).count('foo-1.'), 10)
        self.assertEqual(len(error.found), 25)

    def test_unknown_version(self):
        self.world('foo.py')
        import foo  # noqa: F401
        self.fails('import foo__ne__1', 'unknown version', 'foo.py')

    def test_pickle(self):
        self.world('foo-1.0.py')
        error = self.fails('import foo__eq__9')
        copy = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(copy), copy.name, copy.path, copy.requested, copy.found),
                         (str(error), error.name, error.path, error.requested, error.found))


# ---- threads ----

class ThreadTests(TestCase):

    def setUp(self):
        super().setUp()
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        self.addCleanup(sys.setswitchinterval, interval)

    def together(self, *statements):
        """Run statements at once, each in a thread; return what m is, or the error, in order."""
        barrier = threading.Barrier(len(statements))
        results = [None] * len(statements)

        def work(i):
            barrier.wait()
            try:
                results[i] = self.run_code(statements[i])['m'].PLACE
            except Exception as error:
                results[i] = error

        threads = [threading.Thread(target=work, args=(i,)) for i in range(len(statements))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive())
        return results

    def test_one_version(self):
        root = self.world('foo-1.0.py :: import time; time.sleep(.002); READY = 1\nfoo-2.0.py',
                          on_path=False)
        for _ in range(20):
            with imports(root):
                results = self.together(*['import foo__eq__1_0 as m; m.READY'] * 4,
                                        *['import foo__lt__2 as m; m.READY'] * 4)
                self.assertEqual(results, ['foo-1.0.py'] * 8)

    @unittest.skipIf(NATIVE, 'a clause of its own may be told of a deadlock')
    def test_circles(self):
        # A thread has the lock of the long name and another that of the module.
        root = self.world('foo-1.0/foo.py :: import time; time.sleep(.001); import other\n'
                          'foo-1.0/other.py :: import foo__ge__1\n'
                          'other-1.0 -> foo-1.0', on_path=False)
        for _ in range(40):
            with imports(root):
                results = self.together('import foo as m', 'import foo__ge__1 as m',
                                        'import foo as m', 'import foo__lt__2 as m')
                self.assertEqual(results, ['foo-1.0/foo.py'] * 4)

    def test_two_versions(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py', on_path=False)
        for _ in range(20):
            with imports(root):
                results = self.together('import foo__eq__1_0 as m', 'import foo__eq__2_0 as m')
                chosen = sys.modules['foo'].PLACE
                self.assertIn(chosen, results)
                [error] = [result for result in results if result != chosen]
                self.assertIs(type(error), ModuleVersionError)


# ---- defaults, declarations, policy ----

@unittest.skipUnless(KNOWS_OPINIONS, 'this interpreter knows no defaults yet')
class OpinionTests(TestCase):

    WORLD = '''
        foo-1.0.py
        foo-1.5.py
        foo-2.0.py
        foo-3.0rc1.py
    '''

    def setUp(self):
        super().setUp()
        before = getattr(sys, 'default_library_versions', None)
        self.addCleanup(self.set_defaults, before)
        sys.default_library_versions = {}
        self.enter(warnings.catch_warnings())
        warnings.simplefilter('error')

    @staticmethod
    def set_defaults(value):
        if value is None:
            del sys.default_library_versions
        else:
            sys.default_library_versions = value

    def test_process(self):
        for value, place in [('1', 'foo-1.5.py'), ((1, 0), 'foo-1.0.py'), ('<2', 'foo-1.5.py'),
                             ((3, 0, 'rc', 1), 'foo-3.0rc1.py'), ('>=1,!=2.*', 'foo-1.5.py')]:
            with self.subTest(value):
                sys.default_library_versions = {'foo': value}
                self.check(self.WORLD, [('import foo as m', place)])

    def test_a_pin_goes_before_defaults(self):
        sys.default_library_versions = {'foo': '>=1.3'}
        self.check('foo-1 -> foo-1.2.3\nfoo-1.2.3/foo.py\nfoo-1.3.0/foo.py', [
            ("m = import_module('foo', version='1')", 'foo-1.2.3/foo.py'),
            ('import foo__ge__1__lt__2 as m', 'foo-1.3.0/foo.py')])

    def test_a_clause_goes_before_defaults(self):
        sys.default_library_versions = {'foo': '1'}
        self.check(self.WORLD, [
            ('import foo__ge__1 as m', 'foo-1.5.py'),
            ('import foo__ge__2 as m', 'foo-2.0.py'),
        ])

    def test_nothing_satisfies(self):
        sys.default_library_versions = {'foo': '>=9'}
        self.world(self.WORLD)
        error = self.fails('import foo', 'default_library_versions', '>=9', '2.0')
        self.assertEqual(error.name, 'foo')
        self.assertIsNone(error.requested)

    def test_environment(self):
        other = self.world('foo-0.5.py', on_path=False)
        root = self.world(self.WORLD + 'import-versions.txt = # all\\nfoo >=1\\nfoo<2 # so\\n',
                          on_path=False)
        for path, place in [((root,), 'foo-1.5.py'), ((other, root), 'foo-0.5.py')]:
            with imports(*path):
                self.assertEqual(self.place('import foo as m'), place)

    def test_distribution(self):
        self.check(self.WORLD + '''
            app-1.0/app.py :: import foo; PLACE = foo.PLACE
            app-1.0/import-versions.txt = foo 1.0
            lib-1.0.py :: import foo; PLACE = foo.PLACE
        ''', [('import app as m', 'foo-1.0.py'), ('import lib as m', 'foo-2.0.py')])

    def test_importer(self):
        sys.default_library_versions = {('app', (1, 0)): {'foo': '2.0'}, ('app', '2'): {'foo': '1'}}
        self.check(self.WORLD + '''
            app-1.0/app.py :: import foo; PLACE = foo.PLACE
            app-1.0/import-versions.txt = foo 1.0
        ''', [('import app as m', 'foo-2.0.py')])

    def test_bad_lines_are_reported(self):
        warnings.simplefilter('always')
        root = self.world(self.WORLD + 'import-versions.txt = foo 1.x\\nfoo <2\\n')
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            self.assertEqual(self.place('import foo as m'), 'foo-1.5.py')
        [warning] = caught
        self.assertEqual((warning.category, warning.filename, warning.lineno),
                         (RuntimeWarning, os.path.join(root, 'import-versions.txt'), 1))

    def test_standard_library(self):
        sys.default_library_versions = {'stdlib': '3.9'}
        self.check('cgi-3.9.1.py\ncgi-3.12.py\nsched-3.9.py\nsched-3.8.py', [
            ('import cgi as m', 'cgi-3.9.1.py'),
            ('import cgi__ge__3 as m', 'cgi-3.9.1.py'),
            ('import cgi__eq__3_12 as m', 'cgi-3.12.py'),
        ])

    def test_declarations(self):
        self.check('''
            foo-1.0.py
            foo-2.0.py :: __supported_versions__ = [(1, 1), "1.2"]
            foo-3.0.py :: __oldest_supported_version__ = "2.5"
        ''', [
            ('import foo__eq__1_1 as m', 'foo-2.0.py'),
            ('import foo__eq__1_2 as m', 'foo-2.0.py'),
            ('import foo__eq__2_7 as m', 'foo-3.0.py'),
            ('import foo__eq__1_0 as m', 'foo-1.0.py'),
            ('import foo__eq__0_5 as m', ModuleVersionError),
            ("m = import_module('foo', version='===1.1')", ModuleVersionError),
            # Several comparisons speak of releases, not of an interface.
            ("m = import_module('foo', version='>=1.1,==1.2')", ModuleVersionError),
            ('import foo__ge__2_6 as m', 'foo-3.0.py'),
            ('import foo__ge__1 as m', 'foo-2.0.py'),
            ('import foo__eq__2_7, foo__eq__2_6 as m', 'foo-3.0.py'),
        ])

    def test_bad_declarations_are_reported(self):
        warnings.simplefilter('always')
        root = self.world('''
            foo-2.0.py :: \\n__supported_versions__ = ["1.0", 1, str()]
            bar-2.0.py :: __oldest_supported_version__ = "x"
            baz-2.0.py :: __supported_versions__ = "1.0"
        ''')
        for statement, expected, count, place in [
                ('import foo__eq__1_0 as m', 'foo-2.0.py', 2, ('foo-2.0.py', 3)),
                ('import bar__eq__1_0 as m', ModuleVersionError, 1, ('bar-2.0.py', 2)),
                ('import baz__eq__1_0 as m', ModuleVersionError, 1, ('baz-2.0.py', 2))]:
            with self.subTest(statement), warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter('always')
                if isinstance(expected, str):
                    self.assertEqual(self.place(statement), expected)
                else:
                    self.fails(statement)
                found = {(warning.category, warning.filename, warning.lineno) for warning in caught}
                self.assertEqual(found, {(RuntimeWarning, os.path.join(root, place[0]), place[1])})
                self.assertGreaterEqual(len(caught), count)

    def run_with(self, root, code, *options, **environment):
        """Run code in an interpreter of its own; return its output and errors."""
        code = f'import versioned_imports; versioned_imports.install()\n{code}'
        path = os.pathsep.join((root, HERE, os.environ.get('PYTHONPATH', '')))
        done = subprocess.run([sys.executable, *options, '-c', code], stdin=subprocess.DEVNULL,
                              env={**os.environ, 'PYTHONPATH': path, **environment},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.decode().strip()

    def test_variable(self):
        root = self.world(self.WORLD, on_path=False)
        code = 'import foo; print(foo.PLACE)'
        two = os.pathsep.join(('3.11', 'foo 1.0'))
        self.assertEqual(self.run_with(root, code, PYTHONVERSION=two), 'foo-1.0.py')
        self.assertIn('foo-2.0.py', self.run_with(root, code, PYTHONVERSION='foo x'))
        self.assertIn('RuntimeWarning', self.run_with(root, code, PYTHONVERSION='foo x'))

    def test_policy(self):
        root = self.world('foo-1.0.py\nbar.py', on_path=False)
        code = ('import foo, foo__eq__2_0 as m; print(m.PLACE)\n'
                'import bar__eq__1 as m; print(m.PLACE)')
        self.assertIn('ModuleVersionError', self.run_with(root, code))
        self.assertIn('ModuleVersionError', self.run_with(root, code, '-X', 'version_policy=strict',
                                                          PYTHONVERSIONPOLICY='off'))
        both = 'foo-1.0.py\nbar.py'
        self.assertEqual(self.run_with(root, code, PYTHONVERSIONPOLICY='off'), both)
        self.assertEqual(self.run_with(root, code, '-X', 'version_policy=off'), both)
        warned = self.run_with(root, code, '-W', 'always::ImportWarning',
                               PYTHONVERSIONPOLICY='warn')
        self.assertEqual(warned.count('ImportWarning'), 2, warned)
        self.assertIn('foo-1.0.py', warned)
        self.assertIn('bar.py', warned)


# ---- the same choice everywhere ----

# The last is of a standard library that neither interpreter has.
NAMES = 'foo', 'bar', 'pkg.mod', 'macpath'
SUBJECTS = *NAMES, 'stdlib'
VERSIONS = ('0.9', '1.0', '1.0.0', '1.1', '1.2rc1', '1.2', '1.10', '2.0', '2.0.dev1', '2.0.post1',
            'v3', '1!0.1', '2.0+local.1')
CLAUSES = ('==1.0', '==1', '==1.2rc1', '==2.0', '!=2.0', '<1.2', '<=1.2', '>1.0', '>=1.0',
           '>=1,<2', '>=1.0rc1,<2', '>=2.0,!=3', '>9')
OTHER_CLAUSES = ('1', '1.0', '1.1', '2', '~=1.0', '===1.0', '!=1.*', '==1.*', '1!0',
                 '>=0.9,!=1.1.*')


def random_world(rng, opinions):
    """A table of files in two directories and a zip file, and the imports to try in it."""
    lines = []
    for directory in 'a/', 'b/', 'a/lib.zip!':
        in_zip = directory.endswith('!')
        for name in NAMES:
            inside = name.replace('.', '/')
            for version in rng.sample(VERSIONS, rng.choice((0, 0, 1, 2, 4))):
                # Which of two equal versions goes first may differ in a zip file.
                if in_zip and (version == '1.0.0' or rng.random() < .5):
                    continue
                entry = f'{directory}{name}-{version}'
                lines.append(rng.choice((
                    f'{entry}.py', f'{entry}/{inside}.py', f'{entry}/{inside}/__init__.py',
                    f'{entry}/__init__.py')) + random_code(rng, name, opinions))
                if opinions and rng.random() < .2:
                    lines.append(f'{entry}/import-versions.txt = ' + random_default(rng))
            if rng.random() < .3:
                lines.append(directory + rng.choice((f'{inside}.py', f'{inside}/__init__.py')))
                lines.append(directory + rng.choice((
                    f'{name}-{rng.choice(VERSIONS)}.dist-info/METADATA = x',
                    # A name of its own: that flat modules of one distribution must agree
                    # is not known here.
                    f'of_{name}-{rng.choice(VERSIONS)}.dist-info/top_level.txt = {name}',
                    f'of_{name}-{rng.choice(VERSIONS)}.dist-info/RECORD = {inside}.py,,',
                    'unrelated.txt = x')))
        if not in_zip and rng.random() < .5:
            for version in rng.sample(VERSIONS, 2):
                for name in 'foo', 'bar':
                    lines.append(f'{directory}both-{version}/{name}.py' +
                                 random_code(rng, name, opinions))
                    lines.append(f'{directory}{name}-{version} -> both-{version}')
        pinnable = [line.split(' ')[0][len(directory):].partition('/')[0] for line in lines
                    if line.startswith(f'{directory}foo-1.') and 'dist-info' not in line]
        if not in_zip and pinnable and rng.random() < .7:
            target = rng.choice(pinnable)
            suffix = '.py' if target.endswith('.py') else ''
            lines.append(f'{directory}foo-{rng.choice(("1", "1", "2"))}{suffix} -> {target}')
        if opinions and rng.random() < .3:
            lines.append(f'{directory}import-versions.txt = ' + '\\n'.join(
                # Of the standard library only the first may speak: whether what a later
                # directory says is known already depends on what was looked for before.
                random_default(rng, NAMES if directory != 'a/' else SUBJECTS) for _ in range(2)))
    # A path is made once; a link gives way to what is there.
    taken, kept = set(), []
    for line in sorted(lines, key=lambda line: ' -> ' in line):
        path = line.split(' ')[0]
        parents = {path[:i] for i, char in enumerate(path) if char == '/'}
        if path not in taken and not any(' -> ' in other and other.split(' ')[0] in parents
                                         for other in kept):
            taken.update((path, *parents))
            kept.append(line)
    steps = [(rng.choice(NAMES), rng.choice((None, rng.choice(CLAUSES), rng.choice(OTHER_CLAUSES))))
             for _ in range(4)]
    if rng.random() < .3:
        # What a pin would decide.
        steps.insert(0, ('foo', '1'))
    defaults = {}
    if opinions and rng.random() < .4:
        name, clause = random_default(rng).split(' ')
        defaults[name] = clause
    if opinions and rng.random() < .3:
        defaults['stdlib'] = rng.choice(CLAUSES)
    importers = []
    for importer in 'foo', 'bar', 'macpath', 'both':
        if opinions and rng.random() < .4:
            importers.append((importer, rng.choice(('1', '2', '1!0')),
                              dict([random_default(rng).split(' ')])))
    return {'table': '\n'.join(kept), 'steps': steps, 'defaults': defaults,
            'importers': importers}


def random_code(rng, name, opinions):
    """What follows the path of a module: imports in turn, declarations, or nothing."""
    code = []
    if rng.random() < .4:
        other = rng.choice([other for other in NAMES if other != name])
        code.append(f'import {other} as other; PLACE += " with " + other.PLACE')
    if opinions and rng.random() < .3:
        code.append(rng.choice((
            '__supported_versions__ = [(1, 0), "0.9"]', '__supported_versions__ = "1.0", "1.1"',
            '__oldest_supported_version__ = (1, 0)', '__oldest_supported_version__ = "1.1"')))
    return ' :: ' + '; '.join(code) if code else ''


def random_default(rng, subjects=SUBJECTS):
    return f'{rng.choice(subjects)} {rng.choice(CLAUSES[:-1] + OTHER_CLAUSES[:4])}'


def long_name(name, clause):
    """The long name for a clause, or None if it has none."""
    top, dot, rest = name.partition('.')
    for comparison in clause.split(','):
        for word, operator in (('eq', '=='), ('ne', '!='), ('le', '<='), ('ge', '>='), ('lt', '<'),
                               ('gt', '>')):
            if comparison.startswith(operator):
                version = comparison[len(operator):]
                break
        else:
            return None
        if not version.replace('.', '').isalnum() or not version[0].isdigit():
            return None
        top += f'__{word}__{version.replace(".", "_")}'
    return top + dot + rest


def choices(world):
    """What this interpreter takes in a world: a PLACE or the name of an error for each step."""
    root = new_root()
    try:
        build(root, world['table'])
        sys.default_library_versions = dict(world['defaults'])
        for importer, version, defaults in world['importers']:
            sys.default_library_versions[importer, version] = defaults
        results = []
        with imports(os.path.join(root, 'a'), os.path.join(root, 'a', 'lib.zip'),
                     os.path.join(root, 'b')):
            for name, clause in world['steps']:
                results.append(choice(name, clause))
        return results
    finally:
        shutil.rmtree(root)


def choice(name, clause):
    long = clause and long_name(name, clause)
    try:
        if clause is None:
            module = importlib.import_module(name)
        elif NATIVE:
            module = importlib.import_module(name, version=clause)
        elif long is not None:
            module = importlib.import_module(long)
        else:
            module = import_module(name, version=clause)
        return getattr(module, 'PLACE', 'namespace')
    except Exception as error:
        return type(error).__name__


def choose(path):
    """Print what this interpreter takes in the worlds of a file."""
    if not NATIVE:
        versioned_imports.install()
    sys.dont_write_bytecode = True
    with open(path, encoding='utf-8') as file:
        print(json.dumps([choices(world) for world in json.load(file)]))


@unittest.skipUnless(OTHER, 'VERSIONED_IMPORTS_OTHER names no other interpreter')
class SameChoiceTests(unittest.TestCase):

    WORLDS = int(os.environ.get('VERSIONED_IMPORTS_WORLDS', '200'))
    SEED = int(os.environ.get('VERSIONED_IMPORTS_SEED', '1'))

    def test_same_choice(self):
        both = subprocess.run(
            [OTHER, '-c', 'import sys; print(hasattr(sys, "default_library_versions"))'],
            stdout=subprocess.PIPE, check=True).stdout.strip() == b'True'
        rng = random.Random(self.SEED)
        worlds = [random_world(rng, both or KNOWS_OPINIONS and NATIVE) for _ in range(self.WORLDS)]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'worlds.json')
            with open(path, 'w', encoding='utf-8') as file:
                json.dump(worlds, file)
            ours, theirs = (
                json.loads(subprocess.run([python, __file__, 'choose', path], check=True,
                                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout)
                for python in (sys.executable, OTHER))
        different = []
        for world, mine, other in zip(worlds, ours, theirs):
            if mine != other:
                steps = [f'  {name} {clause}: {here} here, {there} there' for (name, clause),
                         here, there in zip(world['steps'], mine, other)]
                different.append('\n'.join([
                    world['table'], f'{world["defaults"]} {world["importers"]}', *steps]))
        self.assertFalse(different, f'{len(different)} of {len(worlds)} worlds differ\n\n' +
                         '\n\n'.join(different[:3]))


if __name__ == '__main__':
    if sys.argv[1:2] == ['choose']:
        choose(sys.argv[2])
    else:
        unittest.main()
