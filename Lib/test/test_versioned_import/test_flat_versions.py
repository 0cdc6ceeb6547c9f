"""Whose a flat module is, and in which version, where appearances deceive."""

import importlib.util
import os
import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from unittest import mock

from test.support import os_helper
from . import util

EDITABLE = ('{"dir_info": {"editable": true}, "url": "file://%s"}')


class FlatTestCase(util.TestCase):

    def check_versions(self, versions):
        """Check the versions that an import statement sees: {name: version}."""
        for name, version in versions.items():
            with self.subTest(name):
                self.run_code(f'import {name}')
                self.assertEqual(sys.modules[name].__spec__.version, version)


class UnrelatedMetadataTests(FlatTestCase):

    """Metadata that do not stand beside a module, or have another name."""

    def test_module_of_the_script_s_folder(self):
        root = self.world('''
            proj/util.py
            lib/util-3.0.dist-info/METADATA: Name: util
            ''', on_path=False)
        lib = os.path.join(root, 'lib')
        for entry, folder in (('proj', root), ('proj/', root), ('./proj', root),
                              ('', os.path.join(root, 'proj')),
                              ('.', os.path.join(root, 'proj')),
                              (os.path.join(root, 'proj'), root),
                              (os.path.join(root, 'proj') + os.sep, root)):
            with (self.subTest(entry), os_helper.change_cwd(folder),
                  util.isolated(entry, lib)):
                self.assertIsNone(importlib.util.find_spec('util').version)
                self.check_versions({'util': None})
                self.check('import util version 3', ModuleVersionError)

    def test_module_of_the_repl_s_folder(self):
        root = self.world('''
            proj/util.py
            lib/util-3.0.dist-info/METADATA: Name: util
            ''', on_path=False)
        self.assertEqual(util.run_python(
            'import util; print(util.__spec__.version)',
            path=[os.path.join(root, 'lib')], cwd=os.path.join(root, 'proj')), 'None')

    def test_longer_name(self):
        self.world('''
            foo.py
            foo_bar.py
            foo-bar-9.0.dist-info/METADATA: Name: foo-bar
            ''')
        self.check('import foo version 9', (ModuleVersionError, 'unknown version'))
        self.check('import foo >= 0', (ModuleVersionError, 'unknown version'))
        self.assertEqual(find_versions('foo')[0].version, None)
        self.check_versions({'foo': None, 'foo_bar': '9.0'})
        with util.isolated():
            del sys.modules['foo']
            sys.default_library_versions = {'foo': '9'}
            self.world('foo.py\nfoo-bar-9.0.dist-info/METADATA: Name: foo-bar')
            self.check('import foo', (ModuleVersionError, 'unknown version'))

    def test_path_entry_named_as_a_version(self):
        root = self.world('''
            myapp-1.4/myapp.py
            myapp-1.4/requests/__init__.py
            myapp-1.4/helper.py
            myapp-1.4/requests-2.31.0.dist-info/RECORD: requests/__init__.py,,
            ''', on_path=False)
        for end in '', os.sep:
            with util.isolated(os.path.join(root, 'myapp-1.4') + end):
                self.check_versions({'myapp': '1.4', 'requests': '2.31.0',
                                     'helper': None})

    def test_folder_named_as_the_library_s(self):
        root = self.world(on_path=False)
        for folder in ('build/lib.linux-x86_64-cpython-313', 'DLLs', 'lib-dynload',
                       'lib/python3.13', 'lib/python3.13/lib-dynload'):
            with self.subTest(folder):
                util.build(root, f'''
                    {folder}/foo.py
                    {folder}/bar.py
                    {folder}/bar-1.5.dist-info/METADATA: Name: bar
                    {folder}/baz-2.0.py
                    ''')
                with util.isolated(os.path.join(root, folder)):
                    self.check_versions({'foo': None, 'bar': '1.5', 'baz': '2.0'})


class OwnerTests(FlatTestCase):

    """Of several metadata, those that own the module."""

    def test_dummy_of_its_name(self):
        self.world('''
            bs4/__init__.py
            bs4-0.0.2.dist-info/RECORD: bs4-0.0.2.dist-info/METADATA,,
            beautifulsoup4-4.12.3.dist-info/RECORD: bs4/__init__.py,,
            ''')
        self.check_versions({'bs4': '4.12.3'})

    def test_module_of_a_namespace_package(self):
        self.world('''
            backports/tarfile/__init__.py
            backports/functools_lru_cache.py
            backports/other.py
            backports.functools_lru_cache-2.0.0.dist-info/RECORD: backports/functools_lru_cache.py,,
            backports.functools_lru_cache-2.0.0.dist-info/top_level.txt: backports
            backports.tarfile-1.2.0.dist-info/RECORD: backports/tarfile/__init__.py,,
            backports.tarfile-1.2.0.dist-info/top_level.txt: backports
            ''')
        self.check_versions({'backports.tarfile': '1.2.0',
                             'backports.functools_lru_cache': '2.0.0',
                             'backports.other': None})

    def test_module_of_a_namespace_package_and_its_name(self):
        # The namespace is named by several, the module by none of them.
        for record in '', '''
            backports.functools_lru_cache-2.0.0.dist-info/RECORD: backports/functools_lru_cache.py,,
            ''':
            with self.subTest(record=record), util.isolated():
                self.world('''
                    backports/tarfile/__init__.py
                    backports/functools_lru_cache.py
                    backports.functools_lru_cache-2.0.0.dist-info/METADATA: Name: backports.functools-lru-cache
                    backports.functools_lru_cache-2.0.0.dist-info/top_level.txt: backports
                    ''' + record)
                self.check('import backports.tarfile version 2 as foo',
                           ModuleVersionError)
                self.check('import backports.tarfile as foo',
                           'backports/tarfile/__init__.py')
                self.check_versions({'backports.tarfile': None,
                                     'backports.functools_lru_cache': '2.0.0'})

    def test_module_of_a_namespace_package_without_metadata(self):
        self.world('''
            backports/tarfile/__init__.py
            backports.functools_lru_cache-2.0.0.dist-info/RECORD: backports/functools_lru_cache.py,,
            backports.functools_lru_cache-2.0.0.dist-info/top_level.txt: backports
            ''')
        self.check_versions({'backports.tarfile': None})


class EditableTests(FlatTestCase):

    """Installations by .pth, as hatchling, flit, poetry and pdm make them."""

    def check_editable(self, module, entry, url='{root}/project', version='1.5',
                       name='foo', record='_foo.pth,,'):
        root = self.world(f'project/{module}\nsite/\n', on_path=False)
        site = os.path.join(root, 'site')
        info = 'site/foo_project-1.5.dist-info'
        util.build(root, f'{info}/RECORD: {record}\n{info}/direct_url.json: ' +
                   EDITABLE % url.format(root=root))
        with util.isolated(site, os.path.join(root, entry)):
            spec = importlib.util.find_spec(name)
            self.assertEqual(spec.version, version)
            self.check_versions({name: version})
        if version is not None:
            with util.isolated(site, os.path.join(root, entry)):
                self.check(f'import {name} version {version}', f'project/{module}')
            with util.isolated(site, os.path.join(root, entry)):
                self.check(f'import {name} version 9', (ModuleVersionError, version))

    def test_project_folder(self):
        self.check_editable('foo.py', 'project')

    def test_package_in_the_project_folder(self):
        self.check_editable('foo/__init__.py', 'project')

    def test_src_folder(self):
        self.check_editable('src/foo/__init__.py', 'project/src')

    def test_record_with_absolute_names(self):
        # pdm and flit list the .pth file, setuptools its finder.
        self.check_editable('src/foo/__init__.py', 'project/src',
                            record='foo.pth,sha256=x,1\\n'
                            'foo_project-1.5.dist-info/RECORD,,')

    def test_trailing_slashes(self):
        self.check_editable('foo.py', 'project/', '{root}/project/')

    def test_escaped_url(self):
        root = os.path.realpath(self.enterContext(os_helper.temp_dir()))
        util.build(root, '''
            a folder/foo.py
            site/foo-1.5.dist-info/RECORD: _foo.pth,,
            site/foo-1.5.dist-info/direct_url.json: ''' +
            EDITABLE % f'{root}/a%20folder')
        with util.isolated(os.path.join(root, 'site'),
                           os.path.join(root, 'a folder')):
            self.check_versions({'foo': '1.5'})

    def test_another_folder(self):
        self.check_editable('foo.py', 'project', '{root}/proj', None)
        self.check_editable('foo.py', 'project', '{root}/other', None)

    def test_not_editable(self):
        root = self.world(on_path=False)
        util.build(root, f'''
            project/foo.py
            site/foo-1.5.dist-info/RECORD: x.py,,
            site/foo-1.5.dist-info/direct_url.json: {{"dir_info": {{}}, "url": "file://{root}/project"}}
            ''')
        with util.isolated(os.path.join(root, 'site'),
                           os.path.join(root, 'project')):
            self.check_versions({'foo': None})

    def test_pth_file(self):
        root = self.world(on_path=False)
        util.build(root, f'''
            project/src/foo/__init__.py
            site/_foo.pth: {root}/project/src
            site/foo-1.5.dist-info/RECORD: _foo.pth,,
            site/foo-1.5.dist-info/direct_url.json: {EDITABLE % (root + '/project')}
            ''')
        out = util.run_python(
            f'import site; site.addsitedir({os.path.join(root, "site")!r})\n'
            'import foo version 1.5\n'
            'print(foo.__spec__.version)')
        self.assertEqual(out, '1.5')


class LoadedModuleTests(FlatTestCase):

    """A loaded module keeps its version when its metadata are replaced."""

    def check_replaced(self, statement, read_first=False, defaults={}):
        with util.isolated():
            sys.default_library_versions.update(defaults)
            root = self.world('foo.py\nfoo-1.0.dist-info/RECORD: foo.py,,')
            self.run_code(statement)
            spec = sys.modules['foo'].__spec__
            if read_first:
                self.assertEqual(spec.version, '1.0')
            os.rename(os.path.join(root, 'foo-1.0.dist-info'),
                      os.path.join(root, 'foo-2.0.dist-info'))
            importlib.invalidate_caches()
            self.assertEqual(spec.version, '1.0')
            self.check('import foo version 1', 'foo.py')
            self.check('import foo version 2', (ModuleVersionError, '1.0'))

    def test_chosen_by_a_clause(self):
        self.check_replaced('import foo version 1')

    def test_chosen_by_a_default(self):
        self.check_replaced('import foo', defaults={'foo': '1'})

    def test_version_read(self):
        self.check_replaced('import foo', read_first=True)

    def test_plain_import(self):
        # Nothing is noted when it is loaded.
        self.check_replaced('import foo')

    def test_owned_by_record(self):
        root = self.world('yaml/__init__.py\nnew.py\n'
                          'PyYAML-6.0.dist-info/RECORD: yaml/__init__.py,,')
        self.run_code('import yaml')
        os.rename(os.path.join(root, 'PyYAML-6.0.dist-info'),
                  os.path.join(root, 'PyYAML-6.1.dist-info'))
        importlib.invalidate_caches()
        # Another import comes upon it.
        self.run_code('import new')
        self.check('import yaml version 6.1', (ModuleVersionError, '6.0'))
        self.assertEqual(sys.modules['yaml'].__spec__.version, '6.0')
        # What is loaded now is another version.
        del sys.modules['yaml']
        self.check('import yaml version 6.1', 'yaml/__init__.py', 'yaml')

    def test_upgraded_in_steps(self):
        root = self.world('foo.py\nnew1.py\nnew2.py\n'
                          'foo-1.0.dist-info/RECORD: foo.py,,')
        self.run_code('import foo')
        os.rename(os.path.join(root, 'foo-1.0.dist-info'), os.path.join(root, 'x'))
        importlib.invalidate_caches()
        self.run_code('import new1')
        self.assertEqual(sys.modules['foo'].__spec__.version, '1.0')
        for version in '2.0', '3.0':
            util.build(root, f'foo-{version}.dist-info/RECORD: foo.py,,')
            importlib.invalidate_caches()
            self.run_code('import new2; del __import__("sys").modules["new2"]')
            self.assertEqual(sys.modules['foo'].__spec__.version, '1.0')
            os.rename(os.path.join(root, f'foo-{version}.dist-info'),
                      os.path.join(root, f'x{version}'))

    def test_other_metadata_removed(self):
        root = self.world('foo.py\nnew.py\nfoo-1.0.dist-info/RECORD: foo.py,,\n'
                          'bar-5.0.dist-info/RECORD: bar.py,,')
        self.run_code('import foo, new')
        os.rename(os.path.join(root, 'bar-5.0.dist-info'), os.path.join(root, 'x'))
        importlib.invalidate_caches()
        self.assertEqual(sys.modules['foo'].__spec__.version, '1.0')
        self.assertIsNone(sys.modules['new'].__spec__.version)


class OwnerCostTests(FlatTestCase):

    """A directory's owners are found once."""

    COUNT = 400

    def setUp(self):
        super().setUp()
        table = ['yaml/__init__.py', '_yaml.py',
                 'PyYAML-6.0.dist-info/RECORD: yaml/__init__.py,,\\n_yaml.py,,']
        for i in range(self.COUNT):
            table.append(f'd{i}-1.0.dist-info/RECORD: m{i}.py,,')
            table.append(f'm{i}.py')
        self.world('\n'.join(table))
        self.read = []
        directory = util._bootstrap._load_version_part('metadata')._Directory
        original = directory._read

        def read(self_, *names):
            self.read.append(names)
            return original(self_, *names)

        self.enterContext(mock.patch.object(directory, '_read', read))

    def test_each_record_is_read_once(self):
        self.run_code('import yaml version 6.0')
        self.assertLessEqual(len(self.read), self.COUNT + 10)
        self.assertLessEqual(len(set(self.read)), self.COUNT + 2)
        del self.read[:]
        # The next of such modules asks for the one that owns it.
        self.run_code('import _yaml version 6.0')
        self.assertLessEqual(len(self.read), 3)
        del self.read[:]
        for _ in range(10):
            self.assertEqual(sys.modules['yaml'].__spec__.version, '6.0')
            self.assertEqual(sys.modules['_yaml'].__spec__.version, '6.0')
        self.assertEqual(self.read, [])

    def test_name_says_it(self):
        self.world('foo.py\nfoo-1.0.dist-info/RECORD: foo.py,,')
        self.run_code('import foo version 1.0')
        self.assertLessEqual(len(self.read), 3)

    def test_unknown_version_is_known_to_be_unknown(self):
        self.world('bar.py\nfoo-1.0.dist-info/RECORD: foo.py,,')
        self.run_code('import bar')
        spec = sys.modules['bar'].__spec__
        self.assertIsNone(spec.version)
        del self.read[:]
        for _ in range(10):
            self.assertIsNone(spec.version)
        self.assertEqual(self.read, [])


if __name__ == '__main__':
    unittest.main()
