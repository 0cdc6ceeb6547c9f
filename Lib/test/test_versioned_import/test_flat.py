"""Layout on disk, "Versions of flat modules": their metadata say them."""

import importlib
import importlib.util
import os
import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from test.support import os_helper
from . import util


class OwnerTests(util.TestCase):

    def check_owner(self, metadata, version, module='foo.py', statement=None,
                    name='foo'):
        """Check the version that a flat module has beside some metadata."""
        with self.subTest(metadata=metadata, module=module), util.isolated():
            self.world(f'{module}\n{metadata}')
            for spelled in find_versions(name):
                self.assertEqual(spelled.layout, 'flat')
                self.assertEqual(spelled.version and str(spelled.version), version)
            # Asking does not import.
            self.assertNotIn(name, sys.modules)
            spec = importlib.util.find_spec(name)
            self.assertEqual(spec.version, version)
            self.assertNotIn(name, sys.modules)
            if version is None:
                error = self.check(f'import {name} version 1',
                                   (ModuleVersionError, 'unknown'), name)
                self.assertIsNone(error.found[0].version)
                self.check(f'import {name} >= 0', ModuleVersionError, name)
            else:
                self.check(f'import {name} version 99', ModuleVersionError, name)
                self.assertNotIn(name, sys.modules)
                self.check(f'import {name} version {version}', module, name)
            self.check(f'import {name}', module, name)

    def test_by_name(self):
        self.check_owner('foo-1.2.3.dist-info/METADATA: Name: foo', '1.2.3')
        self.check_owner('foo-1.2.3.dist-info/', '1.2.3')
        self.check_owner('Foo-1.2.3.dist-info/', '1.2.3')
        self.check_owner('foo-1.2.3.egg-info/PKG-INFO: Name: foo', '1.2.3')
        self.check_owner('foo-1.2.3-py3.13.egg-info/PKG-INFO: Name: foo', '1.2.3')
        self.check_owner('foo-1.2.3.egg-info: Name: foo', '1.2.3')
        self.check_owner('foo.egg-info/PKG-INFO: Name: foo\\nVersion: 4.5', '4.5')
        self.check_owner('foo-1.0rc1.dist-info/', '1.0rc1')
        self.check_owner('foo-1.0+local.1.dist-info/', '1.0+local.1')
        self.check_owner('foo-1!1.0.dist-info/', '1!1.0')
        for dist in 'foo_bar', 'Foo_Bar', 'foo.bar', 'foo-bar', 'foo__bar':
            self.check_owner(f'{dist}-2.0.dist-info/', '2.0', 'foo_bar.py',
                             name='foo_bar')

    def test_package(self):
        self.check_owner('foo-1.2.dist-info/', '1.2', 'foo/__init__.py')

    def test_by_import_name(self):
        self.check_owner('other-3.1.dist-info/METADATA: Name: other\\n'
                         'Import-Name: foo\\nImport-Name: spam\\n\\nText', '3.1')
        self.check_owner('other-3.1.dist-info/METADATA: Name: other\\n'
                         'Import-Name: foo ; private', '3.1')
        # Not in the body.
        self.check_owner('other-3.1.dist-info/METADATA: Name: other\\n'
                         '\\nImport-Name: foo', None)

    def test_by_top_level(self):
        self.check_owner('other-3.2.dist-info/top_level.txt: foo\\nbar', '3.2')
        self.check_owner('other-3.2.dist-info/top_level.txt: _foo\\nfoobar', None)

    def test_by_record(self):
        record = 'other-3.3.dist-info/RECORD: '
        self.check_owner(record + 'foo.py,sha256=x,1', '3.3')
        self.check_owner(record + 'foo/__init__.py,,', '3.3', 'foo/__init__.py')
        self.check_owner(record + 'x.py,,\\nfoo/__init__.py,,', '3.3',
                         'foo/__init__.py')
        self.check_owner(record + '"foo.py",,', '3.3')
        self.check_owner(record + 'foobar.py,,\\nspam/foo.py,,', None)
        self.check_owner(record + 'foo.txt,,', None)
        self.check_owner(record + 'foo.pth,,', None)

    def test_order_of_evidence(self):
        self.check_owner('''
            foo-1.0.dist-info/METADATA: Name: foo
            other-2.0.dist-info/METADATA: Import-Name: foo
            third-3.0.dist-info/top_level.txt: foo
            last-4.0.dist-info/RECORD: foo.py,,
            ''', '1.0')
        self.check_owner('''
            other-2.0.dist-info/METADATA: Import-Name: foo
            third-3.0.dist-info/top_level.txt: foo
            last-4.0.dist-info/RECORD: foo.py,,
            ''', '4.0')
        # Where RECORD lists modules, what else is said does not count.
        self.check_owner('''
            other-2.0.dist-info/RECORD: bar.py,,
            other-2.0.dist-info/METADATA: Import-Name: foo
            other-2.0.dist-info/top_level.txt: foo
            ''', None)
        # The one by name whose RECORD lists it.
        self.check_owner('''
            foo-0.0.2.dist-info/RECORD: foo-0.0.2.dist-info/METADATA,,
            foo-0.0.2.dist-info/METADATA: Name: foo
            real-4.0.dist-info/RECORD: foo.py,,
            ''', '4.0')

    def test_unknown(self):
        self.check_owner('', None)
        self.check_owner('bar-1.0.dist-info/METADATA: Name: bar', None)
        self.check_owner('foobar-1.0.dist-info/METADATA: Name: foobar', None)

    def test_broken_metadata(self):
        for text in (b'', b'\0' * 100, b'\xff\xfe\xfd', b'x' * 100_000,
                     b'Version: not a version\n', b'Version:\n'):
            with self.subTest(text[:10]), util.isolated():
                root = self.world('foo.py\nfoo.egg-info/')
                for name in 'PKG-INFO', 'METADATA', 'RECORD', 'top_level.txt':
                    with open(os.path.join(root, 'foo.egg-info', name), 'wb') as file:
                        file.write(text)
                self.check('import foo version 1', (ModuleVersionError, 'unknown'))
                self.check('import foo', 'foo.py')
        self.check_owner('foo-x.y.dist-info/METADATA: Name: foo', None)
        self.check_owner('foo.dist-info/', None)
        self.check_owner('-1.0.dist-info/', None)
        self.check_owner('.dist-info/', None)
        self.check_owner('foo.dist-info: a file', None)
        self.check_owner('other-1.0.dist-info: a file', None)

    def test_other_directory_does_not_count(self):
        self.world('foo-1.0.dist-info/')
        self.world('foo.py')
        self.check('import foo version 1', (ModuleVersionError, 'unknown'))

    def test_wrong_version_does_not_run(self):
        # The version is known before the module runs.
        self.world('''
            foo.py :: raise SystemExit('it was run')
            foo-1.0.dist-info/
            ''')
        self.check('import foo version 2', (ModuleVersionError, '1.0'))
        self.assertNotIn('foo', sys.modules)

    def test_submodule(self):
        self.world('''
            foo/__init__.py
            foo/bar.py
            foo-1.5.dist-info/
            bar-7.0.dist-info/
            ''')
        ns = self.run_code('import foo.bar version 1')
        self.assertEqual(ns['foo'].bar.__spec__.version, '1.5')
        self.check('import foo.bar version 7', ModuleVersionError)

    def test_repr_is_today_s(self):
        self.world('foo.py\nfoo-1.5.dist-info/')
        import foo version 1
        self.assertEqual(repr(foo), f"<module 'foo' from {foo.__file__!r}>")

    def test_name_of_the_path_entry_goes_first(self):
        root = self.world('foo-5.0/foo.py\nfoo-5.0/foo-6.0.dist-info/',
                          on_path=False)
        sys.path.insert(0, os.path.join(root, 'foo-5.0'))
        self.check('import foo version 6', ModuleVersionError)
        self.check('import foo version 5', 'foo-5.0/foo.py')

    def test_loaded_by_plain_import(self):
        self.world('foo.py\nfoo-1.5.dist-info/\nbar.py')
        self.run_code('import foo, bar')
        self.check('import foo version 1.5', 'foo.py')
        error = self.check('import foo version 2', (
            ModuleVersionError, '1.5', 'foo.py'))
        self.assertIsNone(error.imported_by)
        self.check('import bar version 1', (ModuleVersionError, 'unknown'), 'bar')

    def test_trailing_slash(self):
        root = self.world('foo.py\nfoo-1.5.dist-info/', on_path=False)
        sys.path.insert(0, root + os.sep)
        self.check('import foo version 1', 'foo.py')

    def test_current_directory(self):
        root = self.world('foo.py\nfoo-1.5.dist-info/\nbar.py\n'
                          'other-2.0.dist-info/top_level.txt: bar',
                          on_path=False)
        for entry in '', '.':
            with (self.subTest(entry), os_helper.change_cwd(root),
                  util.isolated(entry)):
                self.check('import foo version 1', 'foo.py')
                self.check('import bar version 2', 'bar.py', 'bar')


class BesideVersionsTests(util.TestCase):

    def test_both(self):
        self.check_table('''
            foo.py
            foo-1.5.dist-info/
            foo-1.0.py
            foo-2.0.py
            foo-1.7/foo.py
            ''', [
            ('import foo', 'foo.py'),
            ('import foo version 1.5', 'foo.py'),
            ('import foo version 1.0', 'foo-1.0.py'),
            ('import foo version 2', 'foo-2.0.py'),
            ('import foo >= 1.2, < 1.7', 'foo.py'),
            # Of its versions that satisfy, the highest: the flat one is one.
            ('import foo version 1', 'foo-1.7/foo.py'),
            ('import foo >= 1', 'foo-2.0.py'),
            ('import foo version 3', ModuleVersionError),
        ])

    def test_flat_is_highest(self):
        self.check_table('foo.py\nfoo-3.0.dist-info/\nfoo-1.0.py', [
            ('import foo >= 1', 'foo.py'),
            ('import foo version 1', 'foo-1.0.py'),
        ])

    def test_flat_of_unknown_version(self):
        self.check_table('foo.py\nfoo-1.0.py', [
            ('import foo', 'foo.py'),
            ('import foo version 1', 'foo-1.0.py'),
            ('import foo version 2', (ModuleVersionError, '1.0', 'unknown')),
        ])

    def test_flat_prerelease(self):
        self.check_table('foo.py\nfoo-1.5rc1.dist-info/\nfoo-1.0.py', [
            ('import foo version 1', 'foo-1.0.py'),
            ('import foo version 1.5', 'foo.py'),
            ('import foo >= 1.5rc1', 'foo.py'),
            ('import foo', 'foo.py'),
        ])

    def test_same_version_flat_and_not(self):
        self.check_table('foo.py\nfoo-1.0.dist-info/\nfoo-1.0.py\nfoo-1.0.0.py', [
            ('import foo version 1', 'foo.py'),
            ('import foo >= 1', 'foo.py'),
            ('import foo == 1.0.0', 'foo.py'),
            ('import foo === 1.0.0', 'foo-1.0.0.py'),
        ])

    def test_metadata_inside_the_version(self):
        self.check_table('foo-1.0/foo.py\nfoo-1.0/foo-1.0.dist-info/METADATA: x\n'
                         'foo.py', [
            ('import foo version 1', 'foo-1.0/foo.py'),
            ('import foo', 'foo.py'),
        ])


class PathEntryTests(util.TestCase):

    """A path entry named name-<version>.

    It gives that version to the module of its name and to what the metadata
    inside owns, and to nothing else.
    """

    def test_entry(self):
        root = self.world('''
            foo-1.5/foo.py
            foo-1.5/helper.py
            other-2.0/spam.py
            other-2.0/ham.py
            other-2.0/other-2.0.dist-info/RECORD: spam.py,,
            app-3.0/unrelated.py
            app-3.0/eggs.py
            app-3.0/eggs-7.0.dist-info/METADATA: Name: eggs
            ''', on_path=False)
        cases = [('foo-1.5', 'foo', '1.5', 'foo-1.5/foo.py'),
                 ('foo-1.5', 'helper', None, 'foo-1.5/helper.py'),
                 ('other-2.0', 'spam', '2.0', 'other-2.0/spam.py'),
                 ('other-2.0', 'ham', None, 'other-2.0/ham.py'),
                 ('app-3.0', 'unrelated', None, 'app-3.0/unrelated.py'),
                 ('app-3.0', 'eggs', '7.0', 'app-3.0/eggs.py')]
        for entry, name, version, place in cases:
            for end in '', os.sep:
                with (self.subTest(entry=entry, name=name, end=end),
                      util.isolated(os.path.join(root, entry) + end)):
                    if version is None:
                        self.check(f'import {name} version 3', ModuleVersionError, name)
                    else:
                        self.check(f'import {name} version {version}', place, name)
                        self.check(f'import {name} version 9', ModuleVersionError, name)
                    self.check(f'import {name}', place, name)
                    self.assertEqual(sys.modules[name].__spec__.version, version)


if __name__ == '__main__':
    unittest.main()
