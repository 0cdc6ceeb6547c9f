"""Layout on disk: how one version may be laid out."""

import importlib
import importlib.machinery
import importlib.util
import os
import py_compile
import shutil
import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from test.support import import_helper
from . import util


class LayoutTests(util.TestCase):

    def test_layouts(self):
        cases = [
            # world, PLACE, layout
            ('foo-1.0/foo/__init__.py', 'foo-1.0/foo/__init__.py', 'distribution'),
            ('foo-1.0/foo.py', 'foo-1.0/foo.py', 'distribution'),
            ('foo-1.0/__init__.py', 'foo-1.0/__init__.py', 'package'),
            ('foo-1.0.py', 'foo-1.0.py', 'module'),
            ('foo-1.0/foo/__init__.py\nfoo-1.0/foo-1.0.dist-info/METADATA: x',
             'foo-1.0/foo/__init__.py', 'distribution'),
            ('foo-1.0/foo/__init__.py\nfoo-1.0/__init__.py',
             'foo-1.0/foo/__init__.py', 'distribution'),
        ]
        for world, place, layout in cases:
            for statement in 'import foo version 1', 'import foo':
                with self.subTest(world=world, statement=statement):
                    with util.isolated():
                        root = self.world(world)
                        self.check(statement, place)
                        module = sys.modules['foo']
                        self.assertEqual(module.__spec__.version, '1.0')
                        self.assertEqual(module.__file__,
                                         os.path.join(root, *place.split('/')))
                        self.assertEqual(
                            repr(module), f"<module 'foo' version 1.0 from "
                            f"{module.__file__!r}>")
                        [found] = find_versions('foo')
                        self.assertEqual(str(found.version), '1.0')
                        self.assertEqual(found.layout, layout)
                        self.assertEqual(found.directory, root)
                        self.assertEqual(found.name, 'foo')
                        self.assertEqual(
                            found.path, os.path.join(root, place.split('/')[0]))

    def test_submodules(self):
        for world in ('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\n'
                      'foo-1.0/foo/sub/__init__.py\nfoo-1.0/foo/sub/x.py',
                      'foo-1.0/__init__.py\nfoo-1.0/bar.py\n'
                      'foo-1.0/sub/__init__.py\nfoo-1.0/sub/x.py'):
            with self.subTest(world), util.isolated():
                self.world(world)
                ns = self.run_code('import foo.sub.x version 1\n'
                                   'from foo import bar\n'
                                   'from foo.sub import x')
                for name in 'foo', 'foo.bar', 'foo.sub', 'foo.sub.x':
                    module = sys.modules[name]
                    self.assertEqual(module.__spec__.version, '1.0')
                    self.assertIn('version 1.0', repr(module))
                self.assertEqual(ns['bar'].__package__, 'foo')
                self.assertEqual(ns['x'].__package__, 'foo.sub')

    def test_relative_imports(self):
        self.world('''
            foo-1.0/__init__.py :: from . import bar; from .bar import PLACE as p
            foo-1.0/bar.py :: from . import baz; from .sub.x import up
            foo-1.0/baz.py
            foo-1.0/sub/__init__.py
            foo-1.0/sub/x.py :: from .. import baz as up
            ''')
        ns = self.run_code('import foo version 1')
        self.assertEqual(ns['foo'].bar.up.PLACE, 'foo-1.0/baz.py')

    def test_not_versions(self):
        # Names that are not name-<PEP 440 version> are ignored.
        self.check_table('''
            foo-.py
            foo-abc.py
            foo-1.0.txt
            foo-1.0.dev.x.py
            foo-1..0.py
            foo_1.0.py
            foo 1.0.py
            foo-1.0 .py
            foo--1.0.py
            FOO-1.0.py
            -1.0.py
            foo-bar-1.0.py
            foo-1.0.dist-info/METADATA: Name: foo
            foo-1.0.data/foo.py
            foo-1.0.py.bak
            foo-1.0.pyi
            foo-1.0~
            .foo-1.0.py
            foo-¹.py
            foo-१.py
            ''', [
            ('import foo', ModuleNotFoundError),
            ('import foo version 1', ModuleNotFoundError),
            ('import foo >= 0', ModuleNotFoundError),
        ])

    def test_case_matters(self):
        self.check_table('Foo-1.0.py', [
            ('import foo version 1', ModuleNotFoundError),
        ])
        self.module = 'Foo'
        self.check_table('Foo-1.0.py', [
            ('import Foo version 1', 'Foo-1.0.py'),
        ])

    def test_other_names(self):
        # The name is that of the import, not the distribution's.
        self.module = 'foo_bar'
        self.check_table('''
            foo_bar-1.0.py
            foo-bar-2.0.py
            foo.bar-3.0.py
            ''', [
            ('import foo_bar', 'foo_bar-1.0.py'),
            ('import foo_bar version 1', 'foo_bar-1.0.py'),
            ('import foo_bar version 2', ModuleVersionError),
        ])
        self.module = 'modül'
        self.check_table('modül-1.0.py\nmodül-2.0/modül.py', [
            ('import modül version 1', 'modül-1.0.py'),
            ('import modül version 2', 'modül-2.0/modül.py'),
            ('import modül version 3', (ModuleVersionError, 'modül')),
        ])

    def test_entry_that_does_not_hold_the_module(self):
        # Passed over, for the next that satisfies.
        self.check_table('''
            foo-1.0.py
            foo-2.0/bar.py
            foo-3.0/
            foo-4.0: a file
            foo-5.0/foo/
            foo-6.0/Foo.py
            ''', [
            ('import foo version 1', 'foo-1.0.py'),
            ('import foo version 2', ModuleVersionError),
            ('import foo version 3', ModuleVersionError),
            ('import foo version 4', ModuleVersionError),
            ('import foo version 6', ModuleVersionError),
            ('import foo != 5.0', 'foo-1.0.py'),
        ])

    def test_same_version_twice(self):
        # A directory and a file: the first in sorted order, however they were
        # made.
        for world in 'foo-1.0.py\nfoo-1.0/foo.py', 'foo-1.0/foo.py\nfoo-1.0.py':
            with self.subTest(world), util.isolated():
                self.world(world)
                self.check('import foo version 1', 'foo-1.0/foo.py')

    def test_sourceless(self):
        root = self.world('a.py\nfoo-2.0/\nfoo-3.0/foo/')
        source = os.path.join(root, 'a.py')
        for target in 'foo-1.0.pyc', 'foo-2.0/foo.pyc', 'foo-3.0/foo/__init__.pyc':
            py_compile.compile(source, os.path.join(root, target))
        importlib.invalidate_caches()
        for version in '1', '2', '3':
            with self.subTest(version), util.isolated():
                module = importlib.import_module('foo', version=version)
                self.assertEqual(module.PLACE, 'a.py')
                self.assertEqual(module.__spec__.version, version + '.0')
                self.assertTrue(module.__file__.endswith('.pyc'))

    def test_bytecode_is_cached_apart(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py\nbar-1.0/bar.py\nbar-2.0/bar.py')
        code = ('import sys, foo version {0}, bar version {0}; '
                'print(foo.PLACE, bar.PLACE)')
        for _ in range(2):
            for version in '1', '2':
                out = util.run_python(code.format(version), path=[root],
                                      PYTHONDONTWRITEBYTECODE='')
                self.assertEqual(
                    out, f'foo-{version}.0.py bar-{version}.0/bar.py')
        cached = os.listdir(os.path.join(root, '__pycache__'))
        self.assertEqual(len(cached), 2, cached)

    def test_extension(self):
        spec = importlib.util.find_spec('_bisect')
        if spec is None or not spec.has_location:
            self.skipTest('needs a shared extension module')
        suffix = os.path.basename(spec.origin).partition('.')[2]
        root = self.world('_bisect-1.0/\n_bisect-3.0/_bisect.py')
        for place in f'_bisect-1.0/_bisect.{suffix}', f'_bisect-2.0.{suffix}':
            shutil.copy(spec.origin, os.path.join(root, place))
        importlib.invalidate_caches()
        for version, place in (('1', f'_bisect-1.0/_bisect.{suffix}'),
                               ('2', f'_bisect-2.0.{suffix}')):
            with self.subTest(version), util.isolated():
                sys.modules.pop('_bisect', None)
                module = importlib.import_module('_bisect', version=version)
                self.assertEqual(module.__file__, os.path.join(root, place))
                self.assertEqual(module.__spec__.version, version + '.0')
                self.assertEqual(module.bisect_right([1, 2], 1), 1)

    def test_data_beside(self):
        root = self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/data.txt: x')
        module = importlib.import_module('foo', version='1')
        self.assertEqual(module.__path__, [os.path.join(root, 'foo-1.0', 'foo')])
        from importlib import resources
        self.assertEqual(resources.files(module).joinpath('data.txt').read_text(),
                         'x')

    def test_zero_copy_of_sys_path(self):
        # A version's directory does not appear on sys.path.
        self.world('foo-1.0/foo/__init__.py')
        before = sys.path[:]
        import foo version 1
        self.assertEqual(sys.path, before)


if __name__ == '__main__':
    unittest.main()
