"""Versions in zip files: their data, their metadata, and what they cost."""

import importlib.resources
import os
import unittest
from importlib import metadata
from unittest import mock

from test.support import import_helper
from . import util

import_helper.import_module('zlib')

WORLD = '''
    lib.zip!foo-1.0/foo/__init__.py
    lib.zip!foo-1.0/foo/data.txt: one
    lib.zip!foo-1.0/foo/sub/__init__.py
    lib.zip!foo-1.0/foo/sub/data.txt: sub of one
    lib.zip!foo-1.0/foo-1.0.dist-info/METADATA: Name: foo\\nVersion: 1.0\\n
    lib.zip!foo-2.0/__init__.py
    lib.zip!foo-2.0/data.txt: two
    lib.zip!foo-2.0/sub/__init__.py
    lib.zip!foo-2.0/sub/data.txt: sub of two
    lib.zip!foo-2.0/foo-2.0.dist-info/METADATA: Name: foo\\nVersion: 2.0\\n
    lib.zip!foo-2.0/foo-2.0.dist-info/entry_points.txt: [group]\\nname = foo:two
    '''
FLAT = WORLD + '''
    lib.zip!foo/__init__.py
    lib.zip!foo/data.txt: flat
    lib.zip!foo/sub/__init__.py
    lib.zip!foo/sub/data.txt: sub of flat
    lib.zip!foo-0.5.dist-info/METADATA: Name: foo\\nVersion: 0.5\\n
    '''


class ZipTestCase(util.TestCase):

    def archive(self, world, inside=''):
        root = self.world(world, on_path=False)
        return os.path.join(root, 'lib.zip', inside).rstrip(os.sep)


class ResourceTests(ZipTestCase):

    def check_resources(self, world, cases, inside=''):
        entry = self.archive(world, inside)
        for clause, text in cases:
            with self.subTest(clause), util.isolated(entry):
                self.run_code(f'import foo.sub {clause}')
                files = importlib.resources.files('foo')
                self.assertEqual(files.joinpath('data.txt').read_text(), text)
                self.assertIn('data.txt', [path.name for path in files.iterdir()])
                self.assertEqual(
                    importlib.resources.read_text('foo.sub', 'data.txt'),
                    f'sub of {text}')
                self.assertEqual(
                    files.joinpath('sub', 'data.txt').read_text(), f'sub of {text}')
                with importlib.resources.as_file(files / 'data.txt') as path:
                    self.assertEqual(path.read_text(), text)
                self.assertFalse(importlib.resources.is_resource('foo', 'missing'))

    def test_versions(self):
        self.check_resources(WORLD, [('version 1', 'one'), ('version 2', 'two')])

    def test_beside_a_flat_one(self):
        self.check_resources(FLAT, [('version 1', 'one'), ('version 2', 'two'),
                                    ('version 0.5', 'flat'), ('', 'flat')])

    def test_directory_in_the_archive(self):
        self.check_resources(WORLD.replace('zip!', 'zip!a/b/'),
                             [('version 1', 'one'), ('version 2', 'two')], 'a/b')

    def test_get_data(self):
        entry = self.archive(FLAT)
        for clause, text in ('1', b'one'), ('2', b'two'):
            with util.isolated(entry):
                foo = self.run_code(f'import foo version {clause}')['foo']
                path = os.path.join(os.path.dirname(foo.__file__), 'data.txt')
                self.assertEqual(foo.__loader__.get_data(path), text)

    def test_module_without_data(self):
        entry = self.archive('lib.zip!foo-1.0.py')
        with util.isolated(entry):
            self.run_code('import foo version 1')
            self.assertRaises((TypeError, FileNotFoundError, NotADirectoryError),
                              lambda: importlib.resources.read_text('foo', 'x'))


class MetadataTests(ZipTestCase):

    def test_in_use(self):
        entry = self.archive(FLAT)
        for clause, version in ('1.0', '1.0'), ('0.5', '0.5'):
            with self.subTest(clause), util.isolated(entry):
                self.run_code(f'import foo version {clause}')
                self.assertEqual(metadata.version('foo'), version)

    def test_not_in_use(self):
        with util.isolated(self.archive(WORLD)):
            self.assertEqual(metadata.version('foo'), '2.0')
            self.assertEqual(
                sorted(dist.version for dist in metadata.distributions(name='foo')),
                ['1.0', '2.0'])
            points = metadata.entry_points(group='group')
            self.assertEqual([point.value for point in points], ['foo:two'])

    def test_directory_in_the_archive(self):
        entry = self.archive(WORLD.replace('zip!', 'zip!a/b/'), 'a/b')
        with util.isolated(entry):
            self.run_code('import foo version 1')
            self.assertEqual(metadata.version('foo'), '1.0')


class CostTests(ZipTestCase):

    """The names in an archive are looked through once, if ever."""

    def setUp(self):
        super().setUp()
        self.entry = self.archive('\n'.join(
            f'lib.zip!p{i}/m{j}.py' for i in range(20) for j in range(50)) + '\nlib.zip!flat.py')
        zips = util._bootstrap._load_version_part('zips')
        self.made = []
        original = zips._built_in.Index

        def index(names, suffixes):
            self.made.append(len(names))
            return original(names, suffixes)

        self.enterContext(mock.patch.object(zips._built_in, 'Index', index))

    def test_misses(self):
        with util.isolated(self.entry):
            for i in range(50):
                self.check(f'import missing_{i}', ModuleNotFoundError)
            self.assertEqual(self.made.count(21), 1)

    def test_optional_imports_load_no_flow(self):
        # There is no version in it: all is as today.
        with util.isolated(self.entry, replace=True):
            for i in range(5):
                self.check(f'import missing_{i}', ModuleNotFoundError)
            self.assertIsNone(util._bootstrap._versions)
            self.run_code('import flat')
            self.assertIsNone(util._bootstrap._versions)

    def test_clauses(self):
        with util.isolated(self.entry):
            for i in range(50):
                self.check(f'import missing_{i} version 1', ModuleNotFoundError)
            self.assertEqual(self.made.count(21), 1)


if __name__ == '__main__':
    unittest.main()
