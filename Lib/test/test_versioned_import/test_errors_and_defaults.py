"""What errors say of defaults, and what asks without an import."""

import importlib.util
import os
import sys
import unittest
from importlib import versions
from importlib.versions import ModuleVersionError

from . import util


class SourceTests(util.TestCase):

    """An error names the defaults that had a say."""

    WORLD = '''
        two-1.0/twa.py
        two-1.0/twb.py
        two-2.0/twa.py
        two-2.0/twb.py
        twa-1.0 -> two-1.0
        twb-1.0 -> two-1.0
        twa-2.0 -> two-2.0
        twb-2.0 -> two-2.0
        '''

    def test_variable(self):
        root = self.world(self.WORLD, on_path=False)
        _, err = util.run_python('import twa; import twb', path=[root], ok=False,
                                 PYTHONVERSION='twb 1')
        self.assertIn('ModuleVersionError', err)
        for text in ('twb 1 is asked for by the environment variable PYTHONVERSION',
                     'the distribution two', 'version 2.0 is in use'):
            self.assertIn(text, err)

    def test_variable_that_nothing_satisfies(self):
        root = self.world(self.WORLD, on_path=False)
        _, err = util.run_python('import twb', path=[root], ok=False,
                                 PYTHONVERSION='twb 3')
        self.assertIn('3 of the environment variable PYTHONVERSION', err)

    def test_table(self):
        self.world(self.WORLD)
        sys.default_library_versions = {'twb': '1'}
        self.run_code('import twa')
        error = self.check('import twb', (
            ModuleVersionError, "sys.default_library_versions['twb']", 'two', '2.0'))
        self.assertEqual([str(default.specifier) for default in error.defaults],
                         ['1'])

    def test_file(self):
        root = self.world(self.WORLD + 'import-versions.txt: twb 1')
        self.run_code('import twa')
        self.check('import twb', (
            ModuleVersionError, os.path.join(root, 'import-versions.txt') + ', line 1'))

    def test_default_that_chose(self):
        self.world(self.WORLD)
        sys.default_library_versions = {'twa': '1'}
        self.run_code('import twa')
        self.check('import twb version 2', (
            ModuleVersionError, "sys.default_library_versions['twa']"))


class SubmoduleDefaultTests(util.TestCase):

    """A default for a submodule has no say: that follows its package."""

    WORLD = '''
        foo-1.0/foo/__init__.py
        foo-1.0/foo/ns/m.py
        foo-1.0/foo/sub/__init__.py
        foo-1.0/foo/sub/m.py
        foo-2.0/foo/__init__.py
        flat/__init__.py
        flat/ns/m.py
        flat/m.py
        '''

    def test_table(self):
        for name, place in (('foo.ns.m', 'foo-1.0/foo/ns/m.py'),
                            ('foo.sub.m', 'foo-1.0/foo/sub/m.py'),
                            ('foo.sub', 'foo-1.0/foo/sub/__init__.py')):
            for value in '1', '2', '3':
                with self.subTest(name, value=value), util.isolated():
                    self.world(self.WORLD)
                    sys.default_library_versions = {name: value, 'foo.ns': value}
                    self.run_code('import foo version 1')
                    self.check(f'import {name} as foo', place)
        for name in 'flat.ns.m', 'flat.m':
            with self.subTest(name), util.isolated():
                self.world(self.WORLD)
                sys.default_library_versions = {name: '3', 'flat.ns': '2'}
                self.check(f'import {name} as foo', name.replace('.', '/') + '.py')

    def test_file(self):
        self.world(self.WORLD + 'import-versions.txt: foo 1\\nfoo.ns.m 3\\nflat.m 2')
        self.check('import foo.ns.m as foo', 'foo-1.0/foo/ns/m.py')
        self.check('import flat.m as foo', 'flat/m.py')

    def test_namespace_package_in_which_it_binds(self):
        # There the module is what a version belongs to.
        self.world('ns.a-1.0/ns/a.py\nns.a-2.0/ns/a.py')
        sys.default_library_versions = {'ns.a': '1'}
        self.check('import ns.a as foo', 'ns.a-1.0/ns/a.py')


class ActiveTests(util.TestCase):

    def test_submodules_of_namespace_folders(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/ns/m.py\n'
                   'foo-1.0/foo/ns/sub/__init__.py')
        self.run_code('import foo.ns.m version 1, foo.ns.sub')
        self.assertEqual(set(versions.active()), {'foo'})
        for name in 'foo.ns.m', 'foo.ns.sub':
            self.assertEqual(sys.modules[name].__spec__.version, '1.0')

    def test_namespace_package(self):
        self.world('''
            zope.interface-5.0/zope/interface/__init__.py
            zope.event-4.0/zope/event.py
            zope/flat.py
            ''')
        self.run_code('import zope.interface version 5, zope.event, zope.flat')
        self.assertEqual(set(versions.active()), {'zope.interface', 'zope.event'})
        for active in versions.active().values():
            self.assertIsInstance(active.version, versions.Version)

    def test_namespace_package_in_a_distribution(self):
        self.world('bar-1.0/bar.py :: import zope.inner, helper\n'
                   'bar-1.0/zope/inner.py\nbar-1.0/helper.py')
        self.run_code('import bar version 1')
        self.assertEqual(set(versions.active()) - {'helper'}, {'bar', 'zope.inner'})
        self.assertEqual(str(versions.active()['bar'].version), '1.0')


class WarnPolicyTests(util.TestCase):

    """What an import takes is what the others take."""

    def test_run(self):
        root = self.world('unk.py :: print(PLACE)', on_path=False)
        for args in (('-X', 'version_policy=warn', '-m', 'unk==1'),
                     ('-X', 'version_policy=off', '-m', 'unk==1')):
            self.assertEqual(util.run_python(None, *args, path=[root]), 'unk.py')
        _, err = util.run_python(None, '-m', 'unk==1', path=[root], ok=False)
        self.assertIn('no version of unk satisfies', err)

    def test_run_package(self):
        root = self.world('unk/__init__.py\nunk/__main__.py :: print(PLACE)\n'
                          'unk/sub.py :: print(PLACE)', on_path=False)
        for name, place in ('unk', 'unk/__main__.py'), ('unk.sub', 'unk/sub.py'):
            self.assertEqual(
                util.run_python(None, '-X', 'version_policy=warn', '-m',
                                f'{name}==1', path=[root]), place)

    def test_find_spec(self):
        root = self.world('unk.py')
        self.assertIsNone(importlib.util.find_spec('unk', version='1'))
        util.set_policy('warn')
        with self.assertWarns(ImportWarning):
            found = importlib.util.find_spec('unk', version='1')
        self.assertEqual(found.origin, os.path.join(root, 'unk.py'))
        with self.assertWarns(ImportWarning):
            self.check('import unk version 1', 'unk.py', 'unk')
        with self.assertWarns(ImportWarning):
            self.assertIs(importlib.util.find_spec('unk', version='1'),
                          sys.modules['unk'].__spec__)

    def test_find_spec_of_a_known_version(self):
        # The import fails, too.
        self.world('foo-2.0.py')
        util.set_policy('warn')
        self.assertIsNone(importlib.util.find_spec('foo', version='1'))
        self.check('import foo version 1', ModuleVersionError)


class LibraryFolderTests(util.TestCase):

    """Versioned entries in the standard library's folders mean nothing."""

    def test_same_on_each_path(self):
        # In a copy of the interpreter's folder, as a new installation has it.
        root = self.world(on_path=False)
        stdlib = os.path.join(root, 'Lib')
        os.mkdir(stdlib)
        real = sys._stdlib_dir
        for name in os.listdir(real):
            if name not in ('test', 'site-packages', '__pycache__'):
                os.symlink(os.path.join(real, name), os.path.join(stdlib, name))
        util.build(root, 'Lib/foo-1.0/foo.py\nLib/foo-2.0.py\nLib/json-1.0.py')
        for path in '', stdlib:
            with self.subTest(path):
                out = util.run_python(f'''if True:
                    import sys, importlib.util
                    sys.path = [{path!r}] * bool({path!r}) + sys.path
                    external = sys.modules['_frozen_importlib_external']
                    old = sys._stdlib_dir
                    sys.path = [{stdlib!r} if entry == old else entry
                                for entry in sys.path]
                    sys._stdlib_dir = {stdlib!r}
                    external._note_stdlib_directories()
                    sys.path_importer_cache.clear()
                    for statement in ('import foo', 'import foo version 1',
                                      'import foo >= 1', 'import json version 1'):
                        try:
                            exec(statement)
                        except ImportError as exc:
                            print(type(exc).__name__)
                        else:
                            print(statement, 'works')
                    ''')
                self.assertEqual(out.split('\n'), [
                    'ModuleNotFoundError', 'ModuleNotFoundError',
                    'ModuleNotFoundError', 'ModuleVersionError'])


class SpellingTests(util.TestCase):

    """A default has no say in which of equal versions a clause takes."""

    def test_default(self):
        for default in None, '>=1', '1.2', '==1.2', '>=0,<9':
            for clause, place in (('== 1.2', 'foo-1.2/foo.py'),
                                  ('version 1.2', 'foo-1.2/foo.py'),
                                  ('>= 1', 'foo-01.2/foo.py'),
                                  ('== 01.2', 'foo-1.2/foo.py'),
                                  ('', 'foo-01.2/foo.py')):
                if clause == '' and default in ('1.2', '==1.2'):
                    # The default spells it.
                    place = 'foo-1.2/foo.py'
                with self.subTest(default=default, clause=clause), util.isolated():
                    self.world('foo-1.2/foo.py\nfoo-01.2/foo.py')
                    if default is not None:
                        sys.default_library_versions = {'foo': default}
                    self.check(f'import foo {clause}', place)


if __name__ == '__main__':
    unittest.main()
