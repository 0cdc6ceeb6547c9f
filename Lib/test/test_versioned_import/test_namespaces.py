"""Layout on disk, "Namespace packages": the clause binds the first real package."""

import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from . import util


class NamespaceTests(util.TestCase):

    def placed(self, statement, name):
        self.run_code(statement)
        return sys.modules[name].PLACE

    def check_placed(self, world, cases):
        root = self.world(world, on_path=False)
        for statement, name, expected in cases:
            with self.subTest(statement), util.isolated(root):
                if isinstance(expected, str):
                    self.assertEqual(self.placed(statement, name), expected)
                else:
                    with self.assertRaises(ImportError) as caught:
                        self.run_code(statement)
                    self.assertIs(type(caught.exception), expected,
                                  caught.exception)

    def test_distribution_directories(self):
        self.check_placed('''
            google.cloud.storage-2.14.0/google/cloud/storage/__init__.py
            google.cloud.storage-2.14.0/google/cloud/storage/blob.py
            google.cloud.storage-1.0/google/cloud/storage/__init__.py
            google.cloud.bigquery-3.0/google/cloud/bigquery.py
            google.auth-1.5/google/auth/__init__.py
            google.auth-1.5/google/oauth2.py
            ''', [
            ('import google.cloud.storage version 2', 'google.cloud.storage',
             'google.cloud.storage-2.14.0/google/cloud/storage/__init__.py'),
            ('import google.cloud.storage.blob version 2.14',
             'google.cloud.storage.blob',
             'google.cloud.storage-2.14.0/google/cloud/storage/blob.py'),
            ('from google.cloud version 1 import storage', 'google.cloud.storage',
             'google.cloud.storage-1.0/google/cloud/storage/__init__.py'),
            ('from google.cloud.storage version 2 import blob',
             'google.cloud.storage.blob',
             'google.cloud.storage-2.14.0/google/cloud/storage/blob.py'),
            ('import google.cloud.storage', 'google.cloud.storage',
             'google.cloud.storage-2.14.0/google/cloud/storage/__init__.py'),
            ('import google.cloud.bigquery version 3, google.auth version 1',
             'google.cloud.bigquery',
             'google.cloud.bigquery-3.0/google/cloud/bigquery.py'),
            ('from google.cloud import storage, bigquery', 'google.cloud.bigquery',
             'google.cloud.bigquery-3.0/google/cloud/bigquery.py'),
            ('import google.cloud.storage version 3', '', ModuleVersionError),
            ('import google.nothing version 1', '', ModuleNotFoundError),
            ('import google.cloud.storage version 1\n'
             'import google.cloud.storage version 2', '', ModuleVersionError),
        ])

    def test_other_layouts(self):
        self.check_placed('''
            ns.one-1.0/__init__.py
            ns.one-1.0/sub.py
            ns.one-2.0.py
            ns.two-1.0.py
            ns/three.py
            ns/four-1.0.py
            ''', [
            ('import ns.one version 1', 'ns.one', 'ns.one-1.0/__init__.py'),
            ('import ns.one.sub version 1', 'ns.one.sub', 'ns.one-1.0/sub.py'),
            ('import ns.one version 2', 'ns.one', 'ns.one-2.0.py'),
            ('import ns.one', 'ns.one', 'ns.one-2.0.py'),
            ('import ns.two version 1, ns.one version 1', 'ns.two', 'ns.two-1.0.py'),
            ('import ns.three', 'ns.three', 'ns/three.py'),
            ('import ns.three version 1', 'ns.three', ModuleVersionError),
            ('import ns.three, ns.one version 1', 'ns.one',
             'ns.one-1.0/__init__.py'),
            ('import ns.one version 1, ns.three', 'ns.three', 'ns/three.py'),
        ])

    def test_from(self):
        # Every name of the list is a package of the namespace.
        self.world('''
            ns.a-1.0.py
            ns.a-2.0.py
            ns.b-1.5.py
            ns.b-2.5.py
            ''')
        ns = self.run_code('from ns version 1 import a, b as c')
        self.assertEqual(ns['a'].PLACE, 'ns.a-1.0.py')
        self.assertEqual(ns['c'].PLACE, 'ns.b-1.5.py')
        self.check('from ns version 2 import a', ModuleVersionError)
        self.check('from ns version 1 import nothing', ModuleNotFoundError)
        self.check('from ns version 1 import *', ModuleVersionError)
        self.check('import ns version 1', ModuleVersionError)

    def test_fails_first(self):
        self.world('ns.a-1.0.py')
        self.check('from ns version 2 import a', ModuleVersionError)
        self.assertNotIn('ns.a', sys.modules)
        self.check('from ns version 1 import a', 'ns.a-1.0.py', 'a')

    def test_across_directories(self):
        first = self.world('ns.a-1.0/ns/a.py\nns/flat.py', on_path=False)
        second = self.world('ns.a-2.0/ns/a.py\nns.b-1.0/ns/b.py\nns/x.txt: ',
                            on_path=False)
        with util.isolated(first, second):
            self.assertEqual(self.placed('import ns.a version 2, ns.b version 1',
                                         'ns.a'), 'ns.a-2.0/ns/a.py')
        with util.isolated(first, second):
            self.assertEqual(self.placed('import ns.a, ns.flat', 'ns.a'),
                             'ns.a-1.0/ns/a.py')

    def test_google_protobuf(self):
        # A distribution that holds google.protobuf and google._upb.
        self.check_placed('''
            google.protobuf-4.25.1/google/protobuf/__init__.py :: from google._upb import _message
            google.protobuf-4.25.1/google/protobuf/internal/__init__.py
            google.protobuf-4.25.1/google/protobuf/internal/x.py :: import google._upb._message as m
            google.protobuf-4.25.1/google/_upb/_message.py
            google.protobuf-3.20/google/protobuf/__init__.py
            google.auth-1.0/google/auth.py :: import google.protobuf
            ''', [
            ('import google.protobuf version 4', 'google._upb._message',
             'google.protobuf-4.25.1/google/_upb/_message.py'),
            ('import google.protobuf.internal.x version 4',
             'google.protobuf.internal.x',
             'google.protobuf-4.25.1/google/protobuf/internal/x.py'),
            ('import google.auth version 1', 'google._upb._message',
             'google.protobuf-4.25.1/google/_upb/_message.py'),
            ('import google.protobuf version 3, google.auth version 1',
             'google.protobuf',
             'google.protobuf-3.20/google/protobuf/__init__.py'),
            ('import google.auth version 1, google.protobuf version 3', '',
             ModuleVersionError),
        ])

    def test_namespace_inside_a_distribution_of_another_name(self):
        self.check_placed('''
            dist-1.0/ns/inner.py :: import ns.other
            dist-1.0/ns/other.py
            dist-1.0/dist.py :: import ns.inner
            ''', [
            ('import dist version 1', 'ns.other', 'dist-1.0/ns/other.py'),
        ])

    def test_real_package_first(self):
        # A regular package is no namespace; its versions are its own.
        self.check_placed('''
            ns/__init__.py
            ns/a.py
            ns-3.0.dist-info/
            ns.a-1.0.py
            ''', [
            ('import ns.a', 'ns.a', 'ns/a.py'),
            ('import ns.a version 3', 'ns.a', 'ns/a.py'),
            ('import ns.a version 1', '', ModuleVersionError),
        ])

    def test_find_versions(self):
        self.world('ns.a-1.0.py\nns.a-2.0/ns/a.py\nns/a-3.0.py')
        self.assertEqual([str(found.version) for found in find_versions('ns.a')],
                         ['2.0', '1.0'])

    def test_flat_portion_with_metadata(self):
        self.check_placed('''
            ns/a.py
            ns.a-1.5.dist-info/METADATA: Name: ns.a
            ns/b/__init__.py
            dist_b-2.5.dist-info/METADATA: Import-Name: ns.b
            ns/c.py
            dist_c-3.5.dist-info/RECORD: ns/c.py,,
            ''', [
            ('import ns.a version 1', 'ns.a', 'ns/a.py'),
            ('import ns.a version 2', 'ns.a', ModuleVersionError),
            ('import ns.b version 2', 'ns.b', 'ns/b/__init__.py'),
            ('from ns version 2 import b', 'ns.b', 'ns/b/__init__.py'),
            ('import ns.c version 3', 'ns.c', 'ns/c.py'),
        ])

    def test_failure_leaves_nothing(self):
        self.world('ns.a-1.0/ns/a/__init__.py :: from . import b; 1/0\n'
                   'ns.a-1.0/ns/a/b.py\nns.a-2.0.py')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import ns.a version 1')
        self.assertNotIn('ns.a', sys.modules)
        self.assertNotIn('ns.a.b', sys.modules)
        self.assertEqual(self.placed('import ns.a version 2', 'ns.a'), 'ns.a-2.0.py')

    def test_plain_namespaces_are_today_s(self):
        first = self.world('ns/a.py', on_path=False)
        second = self.world('ns/b.py', on_path=False)
        with util.isolated(first, second):
            ns = self.run_code('import ns.a, ns.b')
            self.assertEqual(len(list(ns['ns'].__path__)), 2)
            self.assertIsNone(ns['ns'].__spec__.version)
            self.assertIn('namespace', repr(ns['ns']))


if __name__ == '__main__':
    unittest.main()
