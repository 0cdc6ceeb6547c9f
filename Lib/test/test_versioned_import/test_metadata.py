"""API, importlib.metadata: the distributions in versioned directories."""

import sys
import unittest
from importlib import metadata

from test.test_versioned_import import util


def distribution(name, version, modules=('foo',), directory=None):
    """Return the lines of a world for one distribution directory."""
    directory = f'{directory or modules[0]}-{version}'
    return ''.join(
        f'{directory}/{module}/__init__.py\n' for module in modules
    ) + (f'{directory}/{name}-{version}.dist-info/METADATA: '
         f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n\n'
         f'{directory}/{name}-{version}.dist-info/entry_points.txt: '
         f'[a_group]\\nname = {modules[0]}:f{version.replace(".", "_")}\n')


WORLD = (distribution('foo', '1.0') + distribution('foo', '2.0') +
         distribution('foo', '10.0'))


class VersionTests(util.TestCase):

    def test_in_use(self):
        self.world(WORLD)
        for clause, version in ('1', '1.0'), ('2', '2.0'):
            with self.subTest(clause):
                self.run_code(f'import foo version {clause}')
                self.assertEqual(metadata.version('foo'), version)
                self.assertEqual(metadata.version('Foo'), version)
                del sys.modules['foo']

    def test_not_imported(self):
        # The one that a plain import would get.
        self.world(WORLD)
        self.assertEqual(metadata.version('foo'), '10.0')
        self.world(distribution('foo', '3.0'))
        self.assertEqual(metadata.version('foo'), '3.0')

    def test_flat(self):
        root = self.world(WORLD + 'foo/__init__.py\n'
                          'foo-5.0.dist-info/METADATA: Name: foo\\nVersion: 5.0\\n')
        self.assertEqual(metadata.version('foo'), '5.0')
        self.run_code('import foo version 1')
        self.assertEqual(metadata.version('foo'), '1.0')
        self.assertEqual(metadata.distribution('foo').locate_file('foo').parent.name,
                         'foo-1.0')
        # A path that is given is taken as it is.
        found = metadata.distributions(name='foo', path=[root])
        self.assertEqual([dist.version for dist in found], ['5.0'])

    def test_other_import_name(self):
        self.world(distribution('PyFoo', '1.0', ('foo', '_foo'), 'pyfoo') +
                   distribution('PyFoo', '2.0', ('foo', '_foo'), 'pyfoo') +
                   'foo-1.0 -> pyfoo-1.0\nfoo-2.0 -> pyfoo-2.0\n'
                   '_foo-1.0 -> pyfoo-1.0\n_foo-2.0 -> pyfoo-2.0')
        self.assertEqual(metadata.version('PyFoo'), '2.0')
        self.run_code('import _foo version 1')
        self.assertEqual(metadata.version('pyfoo'), '1.0')
        self.assertEqual(
            sorted(dist.version for dist in metadata.distributions(name='pyfoo')),
            ['1.0', '2.0'])
        with self.assertRaises(metadata.PackageNotFoundError):
            metadata.version('foo')

    def test_separators(self):
        self.world(distribution('A_b.C', '1.0', ('a_b',), 'a_b_c'))
        for name in 'A_b.C', 'a-b-c', 'a.b_C', 'a--b..c':
            with self.subTest(name):
                self.assertEqual(metadata.version(name), '1.0')

    def test_all(self):
        self.world(WORLD)
        self.run_code('import foo version 2')
        found = [dist.version for dist in metadata.distributions()
                 if dist.name == 'foo']
        self.assertEqual(found, ['2.0', '10.0', '1.0'])

    def test_entry_points(self):
        self.world(WORLD)
        self.run_code('import foo version 2')
        points = metadata.entry_points(group='a_group')
        self.assertEqual([point.value for point in points], ['foo:f2_0'])

    def test_missing(self):
        self.world(WORLD)
        with self.assertRaises(metadata.PackageNotFoundError):
            metadata.version('bar')

    def test_no_versions(self):
        self.world('bar-1.0.dist-info/METADATA: Name: bar\\nVersion: 1.0\\n')
        self.assertEqual(metadata.version('bar'), '1.0')


if __name__ == '__main__':
    unittest.main()
