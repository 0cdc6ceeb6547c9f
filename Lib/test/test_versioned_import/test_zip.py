"""Layout on disk, "Zip files": versions in one on sys.path."""

import importlib
import os
import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from test.support import import_helper
from . import util

import_helper.import_module('zlib')


class ZipTests(util.TestCase):

    def check_zip(self, world, cases):
        root = self.world(world, on_path=False)
        archive = os.path.join(root, 'lib.zip')
        for statement, expected in cases:
            with self.subTest(statement), util.isolated(archive):
                self.check(statement, expected)

    def test_namespace_packages(self):
        for statement, expected in (
                ('from x version 1 import y as foo', 'x.y-1.0/x/y/__init__.py'),
                ('import x.y version 1.0 as foo', 'x.y-1.0/x/y/__init__.py'),
                ('import x.y as foo', 'x.y-2.0/x/y.py'),
                ('import x.w; import x.y as foo', 'x.y-2.0/x/y.py'),
                ('import x.w as foo', 'x/w.py')):
            root = self.world('''
                lib.zip!x.y-1.0/x/y/__init__.py
                lib.zip!x.y-2.0/x/y.py
                lib.zip!x/w.py
                ''', on_path=False)
            with (self.subTest(statement),
                  util.isolated(os.path.join(root, 'lib.zip'))):
                self.assertIn(expected, self.run_code(statement)['foo'].PLACE)

    def test_layouts(self):
        self.check_zip('''
            lib.zip!foo-1.0.py
            lib.zip!foo-2.0/foo.py
            lib.zip!foo-3.0/foo/__init__.py
            lib.zip!foo-4.0/__init__.py
            lib.zip!foo-5.0rc1.py
            lib.zip!foo-6.0/bar.py
            lib.zip!foo-7.0+local.py
            ''', [
            ('import foo version 1', 'lib.zip!foo-1.0.py'),
            ('import foo version 2', 'lib.zip!foo-2.0/foo.py'),
            ('import foo version 3', 'lib.zip!foo-3.0/foo/__init__.py'),
            ('import foo version 4', 'lib.zip!foo-4.0/__init__.py'),
            ('import foo version 5', 'lib.zip!foo-5.0rc1.py'),
            ('import foo version 6', ModuleVersionError),
            ('import foo version 7.0+local', 'lib.zip!foo-7.0+local.py'),
            ('import foo >= 1, < 4', 'lib.zip!foo-3.0/foo/__init__.py'),
            ('import foo', 'lib.zip!foo-7.0+local.py'),
            ('import foo version 8', (ModuleVersionError, '7.0+local', 'lib.zip')),
        ])

    def test_equal_versions(self):
        # As in directories, the first by its version's text.
        self.check_zip('lib.zip!foo-1.0.0/foo.py\nlib.zip!foo-1.0.py', [
            ('import foo', 'lib.zip!foo-1.0.py'),
            ('import foo version 1', 'lib.zip!foo-1.0.py'),
            ('import foo >= 1', 'lib.zip!foo-1.0.py')])

    def test_flat(self):
        self.check_zip('''
            lib.zip!foo.py
            lib.zip!foo-1.5.dist-info/METADATA: Name: foo
            lib.zip!foo-1.0.py
            lib.zip!foo-2.0.py
            ''', [
            ('import foo', 'lib.zip!foo.py'),
            ('import foo version 1.0', 'lib.zip!foo-1.0.py'),
            ('import foo version 1', 'lib.zip!foo.py'),
            ('import foo version 2', 'lib.zip!foo-2.0.py'),
        ])

    def test_link_files(self):
        self.check_zip('''
            lib.zip!foo-1.2.py
            lib.zip!foo-1.3.py
            lib.zip!foo-1.link: foo-1.2.py
            lib.zip!store-2.0/foo.py
            lib.zip!foo-2.link: store-2.0
            lib.zip!foo-2.5.link: store-2.0
            lib.zip!foo-3.0.link: nowhere
            lib.zip!foo-4.0.link: ../../etc
            ''', [
            ('import foo version 1', 'lib.zip!foo-1.2.py'),
            ('import foo version 1.3', 'lib.zip!foo-1.3.py'),
            ('import foo version 2', 'lib.zip!store-2.0/foo.py'),
            ('import foo version 2.5', ModuleVersionError),
            ('import foo version 3', ModuleVersionError),
            ('import foo version 4', ModuleVersionError),
        ])

    def test_submodules(self):
        root = self.world('''
            lib.zip!foo-1.0/foo/__init__.py :: from . import bar
            lib.zip!foo-1.0/foo/bar.py :: import helper
            lib.zip!foo-1.0/foo/sub/__init__.py
            lib.zip!foo-1.0/foo/sub/x.py
            lib.zip!foo-1.0/helper.py
            lib.zip!foo-2.0/__init__.py :: from . import bar
            lib.zip!foo-2.0/bar.py
            ''', on_path=False)
        archive = os.path.join(root, 'lib.zip')
        with util.isolated(archive):
            ns = self.run_code('import foo.sub.x version 1')
            self.assertEqual(ns['foo'].sub.x.PLACE, 'lib.zip!foo-1.0/foo/sub/x.py')
            self.assertEqual(ns['foo'].bar.helper.PLACE, 'lib.zip!foo-1.0/helper.py')
            for name in 'foo', 'foo.bar', 'foo.sub.x', 'helper':
                self.assertEqual(sys.modules[name].__spec__.version, '1.0', name)
            self.assertIn('version 1.0', repr(ns['foo']))
            self.assertEqual(
                ns['foo'].__file__,
                os.path.join(archive, 'foo-1.0', 'foo', '__init__.py'))
            import inspect
            self.assertIn('PLACE', inspect.getsource(ns['foo'].sub.x))
        with util.isolated(archive):
            ns = self.run_code('import foo version 2')
            self.assertEqual(ns['foo'].bar.PLACE, 'lib.zip!foo-2.0/bar.py')
            importlib.reload(ns['foo'])
            self.assertEqual(ns['foo'].PLACE, 'lib.zip!foo-2.0/__init__.py')

    def test_directory_in_the_archive(self):
        root = self.world('lib.zip!sub/dir/foo-1.0.py\n'
                          'lib.zip!sub/dir/foo-2.0/foo/__init__.py\n'
                          'lib.zip!sub/dir/foo-2.0/foo/x.py\n'
                          'lib.zip!foo-3.0.py', on_path=False)
        entry = os.path.join(root, 'lib.zip', 'sub', 'dir')
        for statement, place in (
                ('import foo version 1', 'lib.zip!sub/dir/foo-1.0.py'),
                ('import foo.x version 2', 'lib.zip!sub/dir/foo-2.0/foo/__init__.py'),
                ('import foo version 3', ModuleVersionError)):
            with util.isolated(entry):
                self.check(statement, place)

    def test_find_versions(self):
        root = self.world('lib.zip!foo-1.0.py\nlib.zip!foo-2.0/foo.py',
                          on_path=False)
        archive = os.path.join(root, 'lib.zip')
        with util.isolated(archive):
            found = find_versions('foo')
            self.assertEqual([str(candidate.version) for candidate in found],
                             ['2.0', '1.0'])
            self.assertEqual([candidate.layout for candidate in found],
                             ['distribution', 'module'])
            self.assertEqual([candidate.directory for candidate in found],
                             [archive, archive])
            self.assertNotIn('foo', sys.modules)

    def test_reload_and_conflict(self):
        root = self.world('lib.zip!foo-1.0.py\nlib.zip!foo-2.0.py', on_path=False)
        with util.isolated(os.path.join(root, 'lib.zip')):
            ns = self.run_code('import foo version 1')
            self.assertIs(importlib.reload(ns['foo']), ns['foo'])
            self.assertEqual(ns['foo'].PLACE, 'lib.zip!foo-1.0.py')
            self.check('import foo version 2', ModuleVersionError)


if __name__ == '__main__':
    unittest.main()
