"""Clauses in the name of a module: import foo__eq__1_0."""

import contextlib
import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
import textwrap
import threading
import unittest
import zipfile

import versioned_imports
from versioned_imports import ModuleVersionError, import_module

from versioned_imports._install import NATIVE


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
        for version in '', '1.x', '>=', '1, 2', '>=1 <2', '>=1.*', '~=1', 'x':
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
        installed = sys.meta_path[:], sys.path_hooks[:]
        versioned_imports.install()
        self.assertEqual((sys.meta_path, sys.path_hooks), installed)
        versioned_imports.uninstall()
        versioned_imports.uninstall()
        for name, before in zip(('meta_path', 'path_hooks'), installed):
            for item in getattr(sys, name):
                self.assertNotIn('versioned_imports', repr(item))
                self.assertNotIn('versioned_imports', getattr(item, '__module__', ''))
        self.world(self.WORLD)
        self.fails('import foo__eq__1_0', kind=ModuleNotFoundError)
        if not NATIVE:
            self.assertFalse(hasattr(importlib.machinery.ModuleSpec, 'version'))
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

    def test_two_versions(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py', on_path=False)
        for _ in range(20):
            with imports(root):
                results = self.together('import foo__eq__1_0 as m', 'import foo__eq__2_0 as m')
                chosen = sys.modules['foo'].PLACE
                self.assertIn(chosen, results)
                [error] = [result for result in results if result != chosen]
                self.assertIs(type(error), ModuleVersionError)


if __name__ == '__main__':
    unittest.main()
