"""What works without a clause on an unchanged interpreter works here."""

import builtins
import importlib
import importlib.util
import os
import sys
import unittest
from importlib import metadata, versions

from test.support import threading_helper
from . import util

WORLD = '''
    flat.py
    flat-1.5.dist-info/RECORD: flat.py,,
    flat-1.5.dist-info/METADATA: Name: flat\\nVersion: 1.5\\n
    foo-1.0/foo.py
    foo-1.0/foo-1.0.dist-info/METADATA: Name: foo\\nVersion: 1.0\\n
    foo-2.0/foo.py
    '''


class LazyModuleTests(util.TestCase):

    """Modules that LazyLoader has postponed are not loaded by others' imports."""

    def lazy(self, name):
        spec = importlib.util.find_spec(name)
        loader = importlib.util.LazyLoader(spec.loader)
        spec.loader = loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        loader.exec_module(module)
        return module

    def is_loaded(self, module):
        return 'PLACE' in object.__getattribute__(module, '__dict__')

    def test_not_loaded(self):
        self.world(WORLD + 'lazy/__init__.py\nlazy/sub.py\n'
                   'lazy-1.0.dist-info/METADATA: Name: lazy\\nVersion: 1.0\\n')
        module = self.lazy('lazy')
        for use in (lambda: metadata.version('flat'),
                    lambda: metadata.version('foo'),
                    lambda: list(metadata.distributions()),
                    lambda: metadata.packages_distributions(),
                    lambda: self.run_code('import foo version 1'),
                    lambda: self.check('import foo version 2',
                                       versions.ModuleVersionError),
                    lambda: self.check('import missing', ModuleNotFoundError),
                    lambda: versions.active(),
                    lambda: versions.find_versions('foo'),
                    lambda: versions.find_versions('lazy'),
                    lambda: importlib.reload(sys.modules['foo']),
                    lambda: metadata.version('lazy')):
            use()
            self.assertFalse(self.is_loaded(module))
        self.assertEqual(module.PLACE, 'lazy/__init__.py')

    def test_lazy_version(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-2.0/foo/__init__.py')
        module = self.lazy('foo')
        self.assertFalse(self.is_loaded(module))
        self.assertEqual(module.PLACE, 'foo-2.0/foo/__init__.py')

    def test_submodules(self):
        # The package of a lazy submodule is asked about by its distribution.
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\nfoo-2.0/foo.py')
        self.run_code('import foo version 1')
        module = self.lazy('foo.bar')
        del sys.modules['foo']
        self.check('import foo version 2', versions.ModuleVersionError)
        self.assertFalse(self.is_loaded(module))


class CallerTests(util.TestCase):

    """Imports without a Python frame of the importer."""

    @threading_helper.requires_working_threading()
    def test_new_thread(self):
        root = self.world('flat.py\nfoo-1.0.py\nfoo-2.0.py', on_path=False)
        self.assertEqual(util.run_python('''if True:
            import _thread, importlib, sys, time
            lock = _thread.allocate_lock()
            for args, kwargs in ((('flat',), {}), (('foo',), {'version': '1'}),
                                 (('json.decoder',), {}), (('.tool', 'json'), {})):
                _thread.start_new_thread(importlib.import_module, args, kwargs)
                name = args[0] if args[0][0] != '.' else 'json.tool'
                for _ in range(1000):
                    if name in sys.modules:
                        break
                    time.sleep(0.01)
            time.sleep(0.1)
            print(sys.modules['flat'].PLACE, sys.modules['foo'].PLACE,
                  'json.tool' in sys.modules)
            ''', path=[root]), 'flat.py foo-1.0.py True')

    def test_at_exit(self):
        root = self.world('flat.py :: print(PLACE)\nfoo-1.0.py :: print(PLACE)',
                          on_path=False)
        self.assertEqual(util.run_python('''if True:
            import atexit, importlib
            atexit.register(importlib.import_module, 'flat')
            atexit.register(importlib.import_module, 'foo', version='1')
            ''', path=[root]).split(), ['foo-1.0.py', 'flat.py'])

    def test_from_c(self):
        # The importer is no function of Python's.
        self.world('flat.py\nfoo-1.0.py')
        found = list(map(importlib.import_module, ['flat', 'foo']))
        self.assertEqual([module.PLACE for module in found],
                         ['flat.py', 'foo-1.0.py'])

    def test_globals_without_a_name(self):
        self.world('flat.py\nfoo-1.0.py\nfoo-2.0.py')
        for globals in {}, {'__name__': None}, {'__spec__': 3}, None:
            with self.subTest(globals=globals):
                self.assertEqual(__import__('flat', globals).PLACE, 'flat.py')
                self.assertEqual(__import__('foo', globals).PLACE, 'foo-2.0.py')
                self.assertEqual(
                    __import__('foo', globals, version='2').PLACE, 'foo-2.0.py')
                with self.assertRaises(versions.ModuleVersionError):
                    __import__('foo', globals, version='1')
                del sys.modules['flat'], sys.modules['foo']


class ReplacedImportTests(util.TestCase):

    """An __import__ of the old signature."""

    OLD = '''if True:
        import builtins
        original = builtins.__import__
        names = []
        def old_import(name, globals=None, locals=None, fromlist=(), level=0):
            names.append(name)
            return original(name, globals, locals, fromlist, level)
        builtins.__import__ = old_import
        import runpy
        '''

    def test_runpy(self):
        root = self.world('''
            tool/__init__.py
            tool/__main__.py :: print(PLACE)
            tool/part.py :: print(PLACE)
            ver-1.0/ver/__init__.py
            ver-1.0/ver/__main__.py :: print(PLACE)
            ''', on_path=False)
        for name, place in (('tool', 'tool/__main__.py'),
                            ('tool.part', 'tool/part.py'),
                            ('ver', 'ver-1.0/ver/__main__.py')):
            self.assertEqual(util.run_python(
                self.OLD + f'runpy.run_module({name!r}); '
                f'assert {name.partition(".")[0]!r} in names', path=[root]), place)
        root = self.world('folder/__main__.py :: print(PLACE)', on_path=False)
        self.assertEqual(util.run_python(
            self.OLD + f'runpy.run_path({os.path.join(root, "folder")!r})'),
            'folder/__main__.py')

    def test_statements(self):
        self.world(WORLD)
        seen = []
        original = builtins.__import__

        def old_import(name, globals=None, locals=None, fromlist=(), level=0):
            seen.append(name)
            return original(name, globals, locals, fromlist, level)

        builtins.__import__ = old_import
        try:
            ns = self.run_code('import flat, foo; from foo import PLACE',
                               __builtins__=builtins)
            importlib.import_module('json')
            importlib.import_module('foo', version='2')
            with self.assertRaises(TypeError):
                self.run_code('import foo version 2', __builtins__=builtins)
        finally:
            builtins.__import__ = original
        self.assertEqual(ns['PLACE'], 'foo-2.0/foo.py')
        self.assertIn('flat', seen)


class StrangeModuleTests(util.TestCase):

    """Objects in sys.modules that are no modules."""

    class Raising:

        def __getattr__(self, name):
            raise RuntimeError(f'no {name}')

    def check_all(self, *strange):
        for i, value in enumerate(strange):
            sys.modules[f'strange{i}'] = value
            sys.modules[f'foo.strange{i}'] = value
            sys.modules[f'flat.strange{i}'] = value
        self.assertEqual(self.place('import flat', 'flat'), 'flat.py')
        self.assertEqual(self.place('import foo version 1'), 'foo-1.0/foo.py')
        self.check('import foo version 2', versions.ModuleVersionError)
        self.check('import flat version 2', versions.ModuleVersionError, 'flat')
        self.check('import missing', ModuleNotFoundError)
        self.assertEqual(set(versions.active()), {'foo'})
        del sys.modules['foo']
        importlib.invalidate_caches()
        self.assertEqual(self.place('import foo version 2'), 'foo-2.0/foo.py')
        self.assertEqual(metadata.version('flat'), '1.5')
        for value in strange:
            sys.modules['__main__'], kept = value, sys.modules['__main__']
            try:
                from importlib import _version_processes
                self.assertEqual(
                    _version_processes.inheritable()['versions'], {'foo': '2.0'})
            finally:
                sys.modules['__main__'] = kept

    def test_getattr_raises(self):
        self.world(WORLD.replace('foo-1.0.dist-info', 'x'))
        self.check_all(self.Raising(), type('M', (type(sys),), {
            '__getattr__': self.Raising.__getattr__})('m'), None, 3, 'text', object())

    def test_class_raises(self):
        class Meta(type):
            def __getattribute__(self, name):
                raise ZeroDivisionError(name)

        class Strange(metaclass=Meta):
            @property
            def __spec__(self):
                raise ValueError

        self.world(WORLD.replace('foo-1.0.dist-info', 'x'))
        self.check_all(Strange(), Strange)

    def test_spec_is_strange(self):
        class Spec:
            def __getattr__(self, name):
                raise RuntimeError(name)

        class Module:
            __spec__ = Spec()

        self.world(WORLD.replace('foo-1.0.dist-info', 'x'))
        self.check_all(Module(), type('N', (), {'__spec__': 3})())


class TableTests(util.TestCase):

    def test_deleted(self):
        self.world(WORLD)
        self.run_code('import foo version 1')
        del sys.default_library_versions
        self.check('import flat', 'flat.py', 'flat')
        self.check('import foo version 1', 'foo-1.0/foo.py')
        self.check('import missing', ModuleNotFoundError)
        self.assertEqual(importlib.util.find_spec('flat').version, '1.5')

    def test_deleted_first(self):
        root = self.world(WORLD, on_path=False)
        self.assertEqual(util.run_python('''if True:
            import sys
            del sys.default_library_versions
            import flat, json, foo
            from importlib import _version_processes
            print(flat.PLACE, foo.PLACE, _version_processes.inheritable())
            ''', path=[root]), "flat.py foo-2.0/foo.py {'versions': {'foo': '2.0'}}")


class OwnNameTests(util.TestCase):

    def test_user_s_modules(self):
        # The names of this project's modules are not likely to be a user's.
        names = ('_versions', 'versions', '_version', 'version', '_pep440', 'pep440',
                 'import_versions', '_import_versions')
        self.world('\n'.join(f'{name}.py' for name in names))
        for name in names:
            self.check(f'import {name}', f'{name}.py', name)


class DepthTests(util.TestCase):

    """Chains of imports go as deep as those of flat modules."""

    PROGRAM = '''if True:
        import sys
        sys.deepest = 0
        try:
            import m0 CLAUSE
        except RecursionError:
            pass
        print(sys.deepest)
        '''

    def depth(self, entry, clause=''):
        root = self.world('\n'.join(
            f'{entry.replace("NAME", f"m{i}")} :: import sys\\nsys.deepest = {i}'
            f'\\nimport m{i + 1}{clause}' for i in range(400)), on_path=False)
        return int(util.run_python(self.PROGRAM.replace('CLAUSE', clause),
                                   path=[root]))

    def test_versions(self):
        flat = self.depth('NAME.py')
        for entry, clause in (('NAME-1.0.py', ''), ('NAME-1.0.py', ' version 1'),
                              ('NAME-1.0/NAME.py', ''),
                              ('NAME-1.0/NAME.py', ' version 1'),
                              ('NAME-1.0/NAME/__init__.py', ' version 1')):
            with self.subTest(entry, clause=clause):
                self.assertGreaterEqual(self.depth(entry, clause), 0.95 * flat)

    def test_one_distribution(self):
        flat = self.depth('NAME.py')
        self.assertGreaterEqual(self.depth('m0-1.0/NAME.py'), 0.95 * flat)


if __name__ == '__main__':
    unittest.main()
