"""importlib's functions: import_module, find_spec, reload, versions."""

import importlib
import importlib.machinery
import importlib.util
import os
import pkgutil
import sys
import unittest
from importlib.versions import (Active, Candidate, ModuleVersionError,
                                Specifier, Version, active, find_versions)
from . import util

WORLD = '''
    foo-1.0/foo/__init__.py
    foo-1.0/foo/bar.py
    foo-2.0/foo/__init__.py
    foo-2.0/foo/bar.py
    flat.py
    flat-1.5.dist-info/
    unknown.py
    '''


class ImportModuleTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world(WORLD)

    def test_import_module(self):
        foo = importlib.import_module('foo', version='1')
        self.assertEqual(foo.PLACE, 'foo-1.0/foo/__init__.py')
        bar = importlib.import_module('foo.bar', version='>=1,<2')
        self.assertEqual(bar.PLACE, 'foo-1.0/foo/bar.py')
        self.assertIs(importlib.import_module('foo', version=Specifier('1')), foo)
        with self.assertRaises(ModuleVersionError):
            importlib.import_module('foo', version='2')
        with self.assertRaises(ModuleNotFoundError):
            importlib.import_module('nothing', version='2')

    def test_bad_arguments(self):
        cases = [
            (('.bar', 'foo'), {'version': '1'}, ValueError),
            (('foo',), {'version': 1}, TypeError),
            (('foo',), {'version': 1.0}, TypeError),
            (('foo',), {'version': b'1'}, TypeError),
            (('foo',), {'version': (1, 0)}, TypeError),
            (('foo',), {'version': ''}, ValueError),
            (('foo',), {'version': 'abc'}, ValueError),
            (('foo',), {'version': '>='}, ValueError),
            (('foo',), {'version': '1.0 2.0'}, ValueError),
            (('foo',), {'version': '\ud800'}, ValueError),
            (('foo',), {'version': '1\0'}, ValueError),
            (('',), {'version': '1'}, ValueError),
            ((1,), {'version': '1'}, (TypeError, AttributeError)),
        ]
        for args, kwargs, exc in cases:
            with self.subTest(args=args, kwargs=kwargs):
                with self.assertRaises(exc):
                    importlib.import_module(*args, **kwargs)
        self.assertNotIn('foo', sys.modules)

    def test_dunder_import(self):
        for function in __import__, importlib.__import__:
            with self.subTest(function), util.isolated():
                foo = function('foo', version='1')
                self.assertEqual(foo.PLACE, 'foo-1.0/foo/__init__.py')
                self.assertIs(function('foo.bar', version='1'), foo)
                self.assertIs(function('foo.bar', fromlist=['PLACE'], version='1'),
                              foo.bar)
                self.assertIs(function('foo', None, None, ['bar'], 0, '1'), foo)
                self.assertIs(function('foo', version=None), foo)
                with self.assertRaises(ModuleVersionError):
                    function('foo', version='2')
                with self.assertRaises(ValueError):
                    function('bar', {'__package__': 'foo'}, None, (), 1, '1')
                with self.assertRaises(TypeError):
                    function('foo', version=1)
                with self.assertRaises(TypeError):
                    function(1, version='1')
                with self.assertRaises(ValueError):
                    function('', version='1')
                with self.assertRaises(ValueError):
                    function('foo', version='abc')

    def test_find_spec(self):
        find_spec = importlib.util.find_spec
        spec = find_spec('foo', version='1')
        self.assertEqual(spec.version, '1.0')
        self.assertNotIn('foo', sys.modules)
        self.assertEqual(find_spec('foo').version, '2.0')
        self.assertIsNone(find_spec('foo', version='3'))
        self.assertIsNone(find_spec('nothing', version='3'))
        self.assertIsNone(find_spec('unknown', version='>=0'))
        self.assertEqual(find_spec('flat', version='1').version, '1.5')
        self.assertIsNone(find_spec('flat', version='2'))
        with self.assertRaises(ValueError):
            find_spec('.bar', 'foo', version='1')
        with self.assertRaises(ValueError):
            find_spec('foo', version='abc')
        with self.assertRaises(TypeError):
            find_spec('foo', version=1)
        self.assertNotIn('foo', sys.modules)
        # The spec loads what it says.
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.assertEqual(module.PLACE, 'foo-1.0/foo/__init__.py')

    def test_find_spec_of_what_is_loaded(self):
        find_spec = importlib.util.find_spec
        foo = importlib.import_module('foo', version='1')
        self.assertIs(find_spec('foo', version='1'), foo.__spec__)
        self.assertIsNone(find_spec('foo', version='2'))
        self.assertEqual(find_spec('foo.bar', version='1').version, '1.0')
        self.assertIsNone(find_spec('foo.bar', version='2'))
        self.assertIsNone(find_spec('foo.nothing', version='1'))

    def test_find_spec_imports_the_package(self):
        spec = importlib.util.find_spec('foo.bar', version='1')
        self.assertEqual(spec.origin, os.path.join(self.root, 'foo-1.0', 'foo',
                                                   'bar.py'))
        self.assertEqual(sys.modules['foo'].PLACE, 'foo-1.0/foo/__init__.py')
        self.assertNotIn('foo.bar', sys.modules)

    def test_find_spec_of_a_submodule_nothing_satisfies(self):
        # None, as for the package itself.
        self.assertIsNone(importlib.util.find_spec('foo.bar', version='3'))

    def test_reload(self):
        for version in '1', '2':
            with util.isolated():
                foo = importlib.import_module('foo', version=version)
                bar = importlib.import_module('foo.bar')
                for module in foo, bar:
                    place = module.PLACE
                    del module.PLACE
                    self.assertIs(importlib.reload(module), module)
                    self.assertEqual(module.PLACE, place)
                    self.assertEqual(module.__spec__.version, version + '.0')
                self.check(f'import foo version {version}', place.replace('bar', '__init__'))
                self.check(f'import foo version {3 - int(version)}',
                           ModuleVersionError)

    def test_reload_odd_spellings(self):
        util.build(self.root, 'odd-1.0RC1.py\nodd2-v1.0.py\nodd2-v1.0.0.py\n'
                              'odd3-1.0-1.py\nodd4-1.0+A_b.py')
        importlib.invalidate_caches()
        for name in 'odd', 'odd2', 'odd3', 'odd4':
            with self.subTest(name):
                module = importlib.import_module(name)
                place = module.PLACE
                importlib.reload(module)
                self.assertEqual(module.PLACE, place)

    def test_reload_flat(self):
        flat = importlib.import_module('flat', version='1')
        util.build(self.root, 'flat-1.7.py')
        importlib.invalidate_caches()
        importlib.reload(flat)
        self.assertEqual(flat.PLACE, 'flat.py')

    def test_reload_after_removal(self):
        foo = importlib.import_module('foo', version='1')
        os.rename(os.path.join(self.root, 'foo-1.0'),
                  os.path.join(self.root, 'gone'))
        importlib.invalidate_caches()
        with self.assertRaises(ImportError):
            importlib.reload(foo)

    def test_pkgutil(self):
        foo = importlib.import_module('foo', version='1')
        self.assertEqual([info.name for info in pkgutil.iter_modules(foo.__path__)],
                         ['bar'])
        self.assertEqual(pkgutil.resolve_name('foo.bar:PLACE'), 'foo-1.0/foo/bar.py')

    def test_path_finder(self):
        # Outside of an import PathFinder finds what it finds today; util's
        # find_spec() finds what an import would.
        find_spec = importlib.machinery.PathFinder.find_spec
        self.assertIsNone(find_spec('foo'))
        self.assertEqual(find_spec('flat').version, '1.5')
        importlib.import_module('foo', version='1')
        self.assertIsNone(find_spec('foo'))


class VersionsTests(util.TestCase):

    def test_find_versions(self):
        root = self.world('foo-1.0.py\nfoo-10.0/foo.py\nfoo-2.0/__init__.py\n'
                          'foo-3.0rc1.py\nfoo.py\nfoo-2.5.dist-info/')
        other = self.world('foo-9.0.py', on_path=False)
        sys.path.append(other)
        found = find_versions('foo')
        self.assertEqual(
            [(str(candidate.version), candidate.layout,
              os.path.basename(candidate.path), candidate.directory)
             for candidate in found],
            [('10.0', 'distribution', 'foo-10.0', root),
             ('3.0rc1', 'module', 'foo-3.0rc1.py', root),
             ('2.5', 'flat', 'foo.py', root),
             ('2.0', 'package', 'foo-2.0', root),
             ('1.0', 'module', 'foo-1.0.py', root),
             ('9.0', 'module', 'foo-9.0.py', other)])
        self.assertIsInstance(found[0], Candidate)
        self.assertIsInstance(found[0].version, Version)
        self.assertIn('foo', repr(found[0]))
        self.assertNotIn('foo', sys.modules)
        self.assertEqual(find_versions('no_such_module'), [])
        with self.assertRaises(ModuleNotFoundError):
            find_versions('no.such.module')

    def test_find_versions_twice_on_the_path(self):
        root = self.world('foo-1.0.py\nfoo-2.0/foo.py\nfoo.py')
        sys.path.insert(0, root)
        self.assertEqual([found.version and str(found.version)
                          for found in find_versions('foo')],
                         ['2.0', '1.0', None])

    def test_find_versions_when_loaded(self):
        self.world('foo-1.0.py\nfoo-2.0.py')
        importlib.import_module('foo', version='1')
        self.assertEqual([str(found.version) for found in find_versions('foo')],
                         ['2.0', '1.0'])

    def test_active(self):
        root = self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\n'
                          'flat.py\nflat-1.5.dist-info/\nplain.py')
        before = set(active())
        self.run_code('import foo.bar version 1, flat version 1, plain',
                      __name__='prog')
        found = active()
        self.assertEqual(set(found) - before, {'foo', 'flat'})
        self.assertIsInstance(found['foo'], Active)
        self.assertEqual(found['foo'].name, 'foo')
        self.assertEqual(found['foo'].version, Version('1.0'))
        self.assertEqual(found['foo'].path, os.path.join(root, 'foo-1.0'))
        self.assertEqual(found['foo'].imported_by.module, 'prog')
        self.assertEqual(found['flat'].version, Version('1.5'))
        self.assertEqual(found['flat'].imported_by.clause, '1')
        self.assertIn('foo', repr(found['foo']))

    def test_plain_program_has_none(self):
        out = util.run_python('import json, importlib.versions as v; '
                              'print(v.active())')
        self.assertEqual(out, '{}')


if __name__ == '__main__':
    unittest.main()
