"""API, "Finders": those of others, and modules that replace themselves."""

import builtins
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types
import unittest
from importlib.versions import ModuleVersionError, find_versions
from test.support import swap_attr
from . import util


class Loader(importlib.abc.Loader):

    def __init__(self, place):
        self.place = place

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.PLACE = self.place


class MetaFinder:

    """A meta path finder with modules from a dict {name: version}."""

    def __init__(self, modules):
        self.modules = modules

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in self.modules:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, Loader('meta'))
        if self.modules[fullname] is not None:
            spec.version = self.modules[fullname]
        return spec


class EntryFinder:

    """A path entry finder that takes part: it has several versions."""

    def __init__(self, versions):
        self.versions = versions

    def find_spec(self, fullname, target=None):
        return None

    def find_versions(self, fullname):
        specs = []
        for version in self.versions if fullname == 'foo' else ():
            spec = importlib.machinery.ModuleSpec(fullname, Loader(version))
            spec.version = version
            specs.append(spec)
        return specs


class FinderTests(util.TestCase):

    def test_meta_path_finder_that_states_versions(self):
        self.world('foo-2.0.py')
        sys.meta_path.insert(0, MetaFinder({'foo': '1.5'}))
        for statement, place in (('import foo version 1', 'meta'),
                                 ('import foo', 'meta'),
                                 # It has no 2: the next finder is asked.
                                 ('import foo version 2', 'foo-2.0.py'),
                                 ('import foo version 3', ModuleVersionError)):
            with self.subTest(statement), util.isolated():
                self.check(statement, place)

    def test_meta_path_finder_with_find_versions(self):
        class Finder(MetaFinder):
            def find_versions(self, fullname, path=None):
                if fullname != 'foo':
                    return []
                return [MetaFinder({'foo': version}).find_spec('foo')
                        for version in ('1.0', '1.5', '2.0rc1')]
        self.world('foo-3.0.py')
        sys.meta_path.insert(0, Finder({}))
        for statement, expected in (('import foo version 1', '1.5'),
                                    ('import foo == 1.0', '1.0'),
                                    ('import foo >= 1.1', '1.5'),
                                    ('import foo >= 1.9', '2.0rc1')):
            with self.subTest(statement), util.isolated():
                ns = self.run_code(statement)
                self.assertEqual(ns['foo'].__spec__.version, expected)
        self.check('import foo version 3', 'foo-3.0.py')

    def test_bad_version_of_a_spec(self):
        spec = importlib.machinery.ModuleSpec('foo', None)
        with self.assertRaisesRegex(ValueError, "'new'"):
            spec.version = 'new'
        with self.assertRaises(TypeError):
            spec.version = 1.0
        self.assertIsNone(spec.version)

    def test_meta_path_finder_without_versions(self):
        # Its module's version comes from metadata, here of the same name.
        self.world('foo-1.5.dist-info/')
        sys.meta_path.insert(0, MetaFinder({'foo': None, 'bar': None}))
        with util.isolated():
            self.check('import foo version 1', 'meta')
        with util.isolated():
            self.check('import foo version 2', ModuleVersionError)
        with util.isolated():
            self.check('import bar', 'meta', 'bar')
            self.check('import bar version 1', (ModuleVersionError, 'unknown'), 'bar')
        with util.isolated():
            self.check('import bar version 1', (ModuleVersionError, 'unknown'), 'bar')

    def test_old_finders(self):
        # Without find_spec(): skipped, as today.
        class Old:
            pass
        self.world('foo-2.0.py')
        sys.meta_path.insert(0, Old())
        self.check('import foo version 2', 'foo-2.0.py')
        self.assertEqual(len(find_versions('foo')), 1)

    def test_path_entry_finder(self):
        root = self.world('foo-3.0.py', on_path=False)
        def hook(entry):
            if entry != '<versions>':
                raise ImportError
            return EntryFinder(['1.0', '2.0', '1.5', '2.5rc1'])
        sys.path_hooks.insert(0, hook)
        for statement, place in (
                ('import foo version 1', '1.5'),
                ('import foo >= 1', '2.0'),
                ('import foo version 2.5', '2.5rc1'),
                ('import foo', '2.0'),
                ('import foo version 3', 'foo-3.0.py'),
                ('import foo version 4', (ModuleVersionError, '2.0', '3.0'))):
            with self.subTest(statement), util.isolated('<versions>', root):
                self.check(statement, place)
        with util.isolated('<versions>', root):
            self.assertEqual([str(found.version) for found in find_versions('foo')],
                             ['2.5rc1', '2.0', '1.5', '1.0', '3.0'])

    def test_path_entry_finder_without_find_versions(self):
        class Finder:
            def find_spec(self, fullname, target=None):
                if fullname == 'foo':
                    return importlib.machinery.ModuleSpec('foo', Loader('entry'))
        def hook(entry):
            if entry != '<plain>':
                raise ImportError
            return Finder()
        root = self.world('foo-3.0.py', on_path=False)
        sys.path_hooks.insert(0, hook)
        for statement, place in (('import foo', 'entry'),
                                 ('import foo version 3', 'foo-3.0.py'),
                                 ('import foo version 4', (ModuleVersionError,
                                                           'unknown', '3.0'))):
            with self.subTest(statement), util.isolated('<plain>', root):
                self.check(statement, place)

    def test_metadata_beside_modules_of_another_path_hook(self):
        # As in the applications that freezers make.
        class Finder:
            def __init__(self, path):
                self.path = path

            def find_spec(self, fullname, target=None):
                path = os.path.join(self.path, fullname + '.py')
                if not os.path.exists(path):
                    return None
                return importlib.util.spec_from_file_location(fullname, path)

        root = self.world("""
            foo.py
            foo-1.5.dist-info/METADATA:
            bar.py
            """)

        def hook(path):
            if path != root:
                raise ImportError
            return Finder(path)

        sys.path_hooks.insert(0, hook)
        sys.path_importer_cache.pop(root, None)
        for statement, place in (('import foo version 1', 'foo.py'),
                                 ('import foo >= 2', ModuleVersionError),
                                 ('import foo', 'foo.py')):
            with self.subTest(statement), util.isolated(root):
                self.check(statement, place)
        self.check('import bar version 1', (ModuleVersionError, 'unknown version'),
                   'bar')
        # What is installed later is seen.
        self.assertIsNone(importlib.util.find_spec('bar').version)
        os.mkdir(os.path.join(root, 'bar-3.0.dist-info'))
        importlib.invalidate_caches()
        self.assertEqual(self.place('import bar version 3', 'bar'), 'bar.py')

    def test_wrapping_finder(self):
        # As a test runner's hook, which rewrites what PathFinder finds.
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py :: import helper\n'
                   'foo-2.0/foo/__init__.py\nfoo-1.0/helper.py\n'
                   'spam-1.0/__init__.py\nspam-2.0/__init__.py')
        seen = []
        class Wrapper(importlib.abc.MetaPathFinder):
            def find_spec(self, fullname, path=None, target=None):
                spec = importlib.machinery.PathFinder.find_spec(fullname, path)
                if spec is None or not isinstance(
                        spec.loader, importlib.machinery.SourceFileLoader):
                    return None
                seen.append(fullname)
                return importlib.util.spec_from_file_location(
                    fullname, spec.origin,
                    submodule_search_locations=spec.submodule_search_locations)
        sys.meta_path.insert(0, Wrapper())
        self.check('import foo.bar version 1', 'foo-1.0/foo/__init__.py')
        self.assertEqual(seen[:2], ['foo', 'foo.bar'])
        self.assertEqual(sys.modules['foo.bar'].helper.PLACE, 'foo-1.0/helper.py')
        self.check('import foo version 2', ModuleVersionError)
        self.check('import foo version 1', 'foo-1.0/foo/__init__.py')
        self.check('import spam version 1', 'spam-1.0/__init__.py', 'spam')
        self.check('import spam version 2', ModuleVersionError, 'spam')

    def test_delegating_finder(self):
        # One that returns PathFinder's spec as it is.
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\nfoo-2.0.py')
        class Delegate:
            find_spec = staticmethod(importlib.machinery.PathFinder.find_spec)
        sys.meta_path.insert(0, Delegate())
        self.check('import foo.bar version 1', 'foo-1.0/foo/__init__.py')
        self.assertIn('version 1.0', repr(sys.modules['foo.bar']))

    def test_finder_that_raises(self):
        self.world('foo-1.0.py\nfoo-2.0.py')
        class Raises:
            def find_spec(self, fullname, path=None, target=None):
                if fullname == 'foo':
                    raise ZeroDivisionError
        finder = Raises()
        sys.meta_path.insert(0, finder)
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import foo version 1')
        sys.meta_path.remove(finder)
        # The clause of the failed import is forgotten.
        self.check('import foo', 'foo-2.0.py')

    def test_finder_that_imports(self):
        self.world('foo-1.0.py\nfoo-2.0.py\nbar-1.0.py\nbar-2.0.py')
        class Imports:
            def find_spec(self, fullname, path=None, target=None):
                if fullname == 'foo':
                    exec('import bar version 1', {})
        sys.meta_path.insert(0, Imports())
        self.check('import foo version 1', 'foo-1.0.py')
        self.check('import bar version 1', 'bar-1.0.py', 'bar')

    def test_finder_that_inserts_the_module(self):
        self.world('foo-1.0.py')
        module = types.ModuleType('foo')
        class Inserts:
            def find_spec(self, fullname, path=None, target=None):
                if fullname == 'foo':
                    sys.modules['foo'] = module
        sys.meta_path.insert(0, Inserts())
        # As ever, what is found is loaded all the same.
        self.check('import foo version 1', 'foo-1.0.py')
        self.assertIsNot(sys.modules['foo'], module)

    def test_lazy_loader(self):
        self.world('foo-1.0.py')
        class Wrapper:
            def find_spec(self, fullname, path=None, target=None):
                spec = importlib.machinery.PathFinder.find_spec(fullname, path)
                if spec is not None and fullname == 'foo':
                    spec.loader = importlib.util.LazyLoader(spec.loader)
                    return spec
        sys.meta_path.insert(0, Wrapper())
        ns = self.run_code('import foo version 1')
        self.assertNotIn('PLACE', object.__getattribute__(ns['foo'], '__dict__'))
        self.check('import foo version 1', 'foo-1.0.py')
        self.check('import foo version 2', ModuleVersionError)

    def test_spec_version(self):
        spec = importlib.machinery.ModuleSpec('some_module', None)
        self.assertIsNone(spec.version)
        spec.version = '1.2'
        self.assertEqual(spec.version, '1.2')
        spec.version = None
        self.assertIsNone(spec.version)
        with self.assertRaises(TypeError):
            spec.version = 1.2

    def test_third_party_spec_class(self):
        # A spec of another type.
        class Spec:
            name = 'foo'
            loader = Loader('other spec')
            origin = None
            submodule_search_locations = None
            cached = parent = loader_state = None
            has_location = False
            _set_fileattr = False
            _initializing = False
            _uninitialized_submodules = ()
        class Finder:
            def find_spec(self, fullname, path=None, target=None):
                return Spec() if fullname == 'foo' else None
        sys.meta_path.insert(0, Finder())
        with util.isolated():
            self.check('import foo', 'other spec')
            self.check('import foo version 1', ModuleVersionError)
        with util.isolated():
            self.check('import foo version 1', ModuleVersionError)


class OverriddenImportTests(util.TestCase):

    def test_version_only_with_a_clause(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py')
        calls = []
        original = builtins.__import__
        def override(*args, **kwargs):
            if args[0] in ('foo', 'foo.bar'):
                calls.append((args[0], len(args), kwargs))
            return original(*args, **kwargs)
        with swap_attr(builtins, '__import__', override):
            ns = self.run_code('import foo version 1\nimport foo.bar\n'
                               'from foo >= 1 import bar')
        self.assertEqual(calls, [('foo', 5, {'version': '1'}), ('foo.bar', 5, {}),
                                 ('foo', 5, {'version': '>=1'})])
        self.assertEqual(ns['bar'].PLACE, 'foo-1.0/foo/bar.py')

    def test_old_override(self):
        # One that knows no versions serves imports without a clause.
        self.world('foo-1.0.py')
        original = builtins.__import__
        def override(name, globals=None, locals=None, fromlist=(), level=0):
            return original(name, globals, locals, fromlist, level)
        with swap_attr(builtins, '__import__', override):
            self.run_code('import foo')
            with self.assertRaises(TypeError):
                self.run_code('import foo version 1')

    def test_importlib_import(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py')
        with swap_attr(builtins, '__import__', importlib.__import__):
            ns = self.run_code('import foo.bar version 1\n'
                               'from foo version 1 import bar')
        self.assertEqual(ns['bar'].PLACE, 'foo-1.0/foo/bar.py')
        self.assertEqual(ns['foo'].PLACE, 'foo-1.0/foo/__init__.py')


class ReplacedModuleTests(util.TestCase):

    def test_replaces_itself(self):
        self.world('''
            foo-1.0.py ::
                import sys, types
                sys.modules[__name__] = types.SimpleNamespace(PLACE=PLACE)
            bar-1.0.py ::
                import sys, types
                new = types.ModuleType('bar')
                new.PLACE = PLACE
                sys.modules[__name__] = new
            baz-1.0.py :: import sys; sys.modules[__name__] = 42
            ''')
        for name in 'foo', 'bar':
            with self.subTest(name):
                self.check(f'import {name} version 1', f'{name}-1.0.py', name)
                self.check(f'import {name} version 1', f'{name}-1.0.py', name)
                self.check(f'import {name} version 2', (ModuleVersionError, '1.0'), name)
                self.check(f'import {name}', f'{name}-1.0.py', name)
        ns = self.run_code('import baz version 1')
        self.assertEqual(ns['baz'], 42)
        self.check('import baz version 2', (ModuleVersionError, '1.0'), 'baz')

    def test_replaced_spec_invalidates(self):
        self.world('foo-1.0.py')
        ns = self.run_code('import foo version 1\nimport foo version 1')
        foo = ns['foo']
        spec = importlib.machinery.ModuleSpec('foo', None)
        spec.version = '2.0'
        foo.__spec__ = spec
        self.check('import foo version 1', (ModuleVersionError, '2.0'))
        self.check('import foo version 2', 'foo-1.0.py')
        foo.__spec__ = None
        self.check('import foo version 2', (ModuleVersionError, 'unknown'))
        del foo.__spec__
        self.check('import foo version 2', (ModuleVersionError, 'unknown'))

    def test_changed_version_invalidates(self):
        self.world('foo-1.0.py')
        ns = self.run_code('import foo version 1\nimport foo version 1')
        ns['foo'].__spec__.version = '2.0'
        self.check('import foo version 1', (ModuleVersionError, '2.0'))
        self.check('import foo version 2', 'foo-1.0.py')

    def test_module_put_into_sys_modules(self):
        self.world('foo-1.0.py')
        sys.modules['foo'] = types.ModuleType('foo')
        self.check('import foo version 1', (ModuleVersionError, 'unknown'))
        self.run_code('import foo')
        sys.modules['foo'] = object()
        self.check('import foo version 1', (ModuleVersionError, 'unknown'))

    def test_second_name(self):
        # A module under a second name keeps its version.
        self.world('foo-1.0.py')
        ns = self.run_code('import foo version 1')
        sys.modules['alias'] = ns['foo']
        self.check('import alias version 1', 'foo-1.0.py', 'alias')
        self.check('import alias version 2', (ModuleVersionError, '1.0'), 'alias')

    def test_module_with_getattr(self):
        self.world('''
            foo-1.0.py ::
                def __getattr__(name):
                    raise AttributeError(name)
            ''')
        self.check('import foo version 1', 'foo-1.0.py')
        class Hostile(types.ModuleType):
            def __getattribute__(self, name):
                if name == '__spec__':
                    raise ZeroDivisionError
                return super().__getattribute__(name)
        sys.modules['foo'] = Hostile('foo')
        for statement in 'import foo', 'import foo version 1':
            with self.subTest(statement), self.assertRaises(ZeroDivisionError):
                self.run_code(statement)
        # Other imports are not concerned.
        self.world('bar-1.0.py\nspam-1.0.py')
        self.check('import bar version 1', 'bar-1.0.py', 'bar')
        self.check('import spam', 'spam-1.0.py', 'spam')


if __name__ == '__main__':
    unittest.main()
