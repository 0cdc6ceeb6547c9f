"""The console scripts of versions that pip installs beside each other."""

import os
import subprocess
import unittest

from test import support
from test.support import os_helper

from .pip_support import PipTestCase, tree

CODE = '''\
import sys
VERSION = {version!r}
def main():
    print('foo', VERSION, *sys.argv[1:])
'''


@unittest.skipIf(os.name == 'nt', 'scripts are programs of another kind')
class ScriptTests(PipTestCase):

    def foo(self, version, **kwargs):
        kwargs.setdefault('scripts', {'foo': 'foo:main'})
        return self.wheel('foo', version, {'foo.py': CODE}, **kwargs)

    def run_script(self, name, *args):
        done = subprocess.run([os.path.join(self.bin, name), *args],
                              capture_output=True, text=True, cwd=self.root,
                              env={'PATH': os.environ['PATH']},
                              timeout=support.LONG_TIMEOUT)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def assertScripts(self, *names):
        self.assertEqual(self.entries(self.bin), sorted(names))

    def text(self, name):
        with open(os.path.join(self.bin, name), encoding='utf-8') as file:
            return file.read()


class EntryPointTests(ScriptTests):

    """bin/foo-1.0 runs 1.0, bin/foo what a plain import gets."""

    def test_each_runs_its_version(self):
        for version in '1.0', '2.0':
            self.foo(version)
        self.add('foo==1.0', 'foo==2.0')
        self.assertScripts('foo', 'foo-1.0', 'foo-2.0')
        self.assertEqual(self.run_script('foo-1.0', 'a', 'b'), 'foo 1.0 a b')
        self.assertEqual(self.run_script('foo-2.0'), 'foo 2.0')
        self.assertEqual(self.run_script('foo'), 'foo 2.0')

    def test_versions_have_clauses(self):
        self.foo('1.0')
        self.add('foo')
        self.assertIn('from foo version ===1.0 import main', self.text('foo-1.0'))

    def test_versions_of_every_kind(self):
        versions = ['1!2.0', '1.0+local.1', '2.0.post1', '3.0.dev4']
        for version in versions:
            self.foo(version)
        self.add(*[f'foo==={version}' for version in versions])
        for version in versions:
            with self.subTest(version):
                self.assertEqual(self.run_script(f'foo-{version}'), f'foo {version}')

    def test_it_comes_to_be_that_of_a_newer_version(self):
        self.foo('1.0')
        self.add('foo')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        self.foo('2.0')
        self.add('foo==2.0')
        self.assertEqual(self.run_script('foo'), 'foo 2.0')
        self.assertEqual(self.run_script('foo-1.0'), 'foo 1.0')

    def test_it_stays_that_of_a_newer_version(self):
        for version in '1.0', '2.0':
            self.foo(version)
        self.add('foo==2.0')
        self.add('foo==1.0')
        self.assertEqual(self.run_script('foo'), 'foo 2.0')

    def test_prereleases_are_not_what_a_plain_import_gets(self):
        for version in '1.0', '2.0rc1':
            self.foo(version)
        self.add('foo==1.0', 'foo==2.0rc1')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        self.assertEqual(self.run_script('foo-2.0rc1'), 'foo 2.0rc1')

    def test_uninstall(self):
        for version in '1.0', '2.0':
            self.foo(version)
        self.add('foo==1.0', 'foo==2.0')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertScripts('foo', 'foo-1.0')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        self.pip('uninstall', '-y', 'foo')
        self.assertScripts()

    def test_functions_that_differ(self):
        self.foo('1.0')
        self.wheel('foo', '2.0', {'foo/__init__.py': '', 'foo/app.py': CODE},
                   scripts={'foo': 'foo.app:main'})
        self.add('foo==1.0', 'foo==2.0')
        self.assertEqual(self.run_script('foo'), 'foo 2.0')
        self.assertEqual(self.run_script('foo-1.0'), 'foo 1.0')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')

    def test_functions_that_differ_and_a_default(self):
        self.foo('1.0')
        self.wheel('foo', '2.0', {'foo/__init__.py': '', 'foo/app.py': CODE},
                   scripts={'foo': 'foo.app:main'})
        with open(os.path.join(self.site, 'import-versions.txt'), 'w') as file:
            file.write('foo 1\n')
        self.add('foo==1.0', 'foo==2.0')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')

    def test_scripts_that_only_some_versions_have(self):
        self.foo('1.0', scripts={'foo': 'foo:main', 'old': 'foo:main'})
        self.foo('2.0', scripts={'foo': 'foo:main', 'new': 'foo:main'})
        self.add('foo==1.0')
        self.assertScripts('foo', 'foo-1.0', 'old', 'old-1.0')
        self.add('foo==2.0')
        self.assertScripts('foo', 'foo-1.0', 'foo-2.0', 'new', 'new-2.0', 'old-1.0')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertScripts('foo', 'foo-1.0', 'old', 'old-1.0')

    def test_the_module_has_another_name(self):
        for version in '1.0', '2.0':
            self.wheel('PyThing', version, {'thing/__init__.py': '',
                                            'thing/cli.py': CODE},
                       scripts={'thing': 'thing.cli:main'})
        self.add('PyThing==1.0', 'PyThing==2.0')
        self.assertEqual(self.run_script('thing-1.0'), 'foo 1.0')
        self.assertEqual(self.run_script('thing'), 'foo 2.0')

    def test_the_module_is_in_a_namespace(self):
        for version in '1.0', '2.0':
            self.wheel('ns.thing', version, {'ns/thing/__init__.py': CODE},
                       scripts={'thing': 'ns.thing:main'})
        self.add('ns.thing==1.0', 'ns.thing==2.0')
        self.assertEqual(self.run_script('thing-1.0'), 'foo 1.0')
        self.assertEqual(self.run_script('thing'), 'foo 2.0')

    def test_the_module_is_another_projects(self):
        self.foo('1.5')
        self.wheel('front', '3.0', requires=['foo'], scripts={'front': 'foo:main'})
        self.add('front')
        self.assertEqual(self.run_script('front-3.0'), 'foo 1.5')
        self.assertEqual(self.run_script('front'), 'foo 1.5')

    def test_a_module_function_and_more(self):
        self.wheel('foo', '1.0', {'foo.py': 'class App:\n    @staticmethod\n'
                                  '    def main(): print("app")\n'},
                   scripts={'foo': 'foo:App.main'})
        self.add('foo')
        self.assertEqual(self.run_script('foo-1.0'), 'app')

    def test_entry_point_without_function(self):
        self.foo('1.0', scripts={'foo': 'foo'})
        errors = self.pip_fails('install', '--allow-multiple', 'foo')
        self.assertIn('Invalid script entry point', errors)
        self.assertScripts()
        self.assertEqual(self.entries(), [])

    def test_permissions(self):
        self.foo('1.0')
        self.add('foo')
        mask = os.umask(0)
        os.umask(mask)
        for name in 'foo', 'foo-1.0':
            mode = os.stat(os.path.join(self.bin, name)).st_mode
            self.assertEqual(mode & 0o777, 0o777 & ~mask)

    def test_not_on_path(self):
        self.foo('1.0')
        done = self.run_pip('install', '--allow-multiple', '--root', self.root, 'foo')
        self.addCleanup(os_helper.rmtree, os.path.join(self.root, 'tmp'))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('not on PATH', done.stderr)


class OthersTests(ScriptTests):

    """A script that is not the versions' own is left alone."""

    def test_flat(self):
        for version in '1.0', '2.0':
            self.foo(version)
        self.pip('install', 'foo==1.0')
        before = self.text('foo')
        self.add('foo==2.0')
        self.assertEqual(self.text('foo'), before)
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        self.assertEqual(self.run_script('foo-2.0'), 'foo 2.0')

    def test_flat_that_goes(self):
        for version in '1.0', '2.0':
            self.foo(version)
        self.pip('install', 'foo==1.0')
        self.add('foo==2.0')
        self.pip('uninstall', '-y', 'foo==1.0')
        self.assertEqual(self.run_script('foo'), 'foo 2.0')

    def test_flat_that_comes(self):
        for version in '1.0', '2.0', '3.0':
            self.foo(version)
        self.add('foo==2.0')
        self.pip('install', 'foo==1.0')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        before = self.text('foo')
        self.add('foo==3.0')
        self.assertEqual(self.text('foo'), before)

    def test_flat_that_is_moved(self):
        for version in '1.0', '2.0':
            self.foo(version)
        self.pip('install', 'foo==1.0')
        self.add('foo==2.0')
        self.pip('install', '--allow-multiple', '--move', 'foo')
        self.assertEqual(self.run_script('foo'), 'foo 2.0')
        self.assertEqual(self.run_script('foo-1.0'), 'foo 1.0')

    def test_another_projects(self):
        self.foo('1.0')
        self.wheel('other', '2.0', {'other.py': CODE}, scripts={'foo': 'other:main'})
        self.add('foo')
        self.add('other')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        self.assertEqual(self.run_script('foo-2.0'), 'foo 2.0')
        self.pip('uninstall', '-y', 'other')
        self.assertScripts('foo', 'foo-1.0')

    def test_two_projects_with_one_script_and_version(self):
        self.foo('1.0')
        self.wheel('other', '1.0', {'other.py': CODE}, scripts={'foo': 'other:main'})
        for names in ['foo', 'other'], ['other', 'foo']:
            with self.subTest(names):
                # It is one script, of the project that comes first.
                self.add(*names)
                self.assertScripts('foo', 'foo-1.0')
                self.assertIn('from foo ', self.text('foo-1.0'))
                self.pip('uninstall', '-y', 'foo')
                self.assertScripts('foo', 'foo-1.0')
                self.assertIn('from other ', self.text('foo-1.0'))
                self.pip('uninstall', '-y', 'other')
                self.assertScripts()

    def test_a_script_of_a_dependency(self):
        # As tensorflow has that of tensorboard: it is the dependency's.
        self.foo('1.0')
        self.wheel('aaa', '1.0', {'aaa.py': ''}, scripts={'foo': 'foo:main'},
                   requires=['foo==1.0'])
        self.add('aaa')
        self.assertScripts('foo', 'foo-1.0')
        self.assertIn('from foo version ===1.0 import', self.text('foo-1.0'))

    def test_a_file_in_the_place_of_a_versions_script(self):
        self.foo('1.0')
        path = os.path.join(self.bin, 'foo-1.0')
        with open(path, 'w') as file:
            file.write('mine')
        errors = self.pip_fails('install', '--allow-multiple', 'foo')
        self.assertIn(path, errors)
        self.assertEqual(self.text('foo-1.0'), 'mine')
        self.assertScripts('foo-1.0')
        self.assertEqual(self.entries(), [])


class FileTests(ScriptTests):

    """Scripts that are files and no entry points."""

    PYTHON = ('#!python\nimport sys\nimport foo\n'
              'print("file of", foo.VERSION, *sys.argv[1:])\n')

    def test_python(self):
        for version in '1.0', '2.0':
            self.foo(version, scripts={}, data={'scripts/foo': self.PYTHON})
        self.add('foo==1.0', 'foo==2.0')
        self.assertScripts('foo', 'foo-1.0', 'foo-2.0')
        self.assertEqual(self.run_script('foo-1.0', 'a'), 'file of 1.0 a')
        self.assertEqual(self.run_script('foo-2.0'), 'file of 2.0')
        self.assertEqual(self.run_script('foo'), 'file of 2.0')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertScripts('foo', 'foo-1.0')
        self.assertEqual(self.run_script('foo'), 'file of 1.0')
        self.pip('uninstall', '-y', 'foo')
        self.assertScripts()

    def test_named_as_a_module(self):
        for version in '1.0', '2.0':
            self.foo(version, scripts={}, data={'scripts/tool.py': self.PYTHON,
                                                'scripts/more.txt': 'text'})
        self.add('foo==1.0', 'foo==2.0')
        self.assertScripts('more.txt', 'more.txt-1.0', 'more.txt-2.0',
                           'tool.py', 'tool.py-1.0', 'tool.py-2.0')
        self.assertEqual(self.run_script('tool.py-1.0'), 'file of 1.0')
        self.assertEqual(self.run_script('tool.py'), 'file of 2.0')
        self.pip('uninstall', '-y', '--all', 'foo')
        self.assertScripts()
        self.assertEqual(self.entries(), [])

    def test_of_another_kind(self):
        for version in '1.0', '2.0':
            self.foo(version, scripts={},
                     data={'scripts/tool': '#!/bin/sh\necho {version} "$@"\n'})
        self.add('foo==1.0', 'foo==2.0')
        self.assertScripts('tool', 'tool-1.0', 'tool-2.0')
        self.assertEqual(self.run_script('tool-1.0', 'a'), '1.0 a')
        self.assertEqual(self.run_script('tool'), '2.0')

    def test_with_the_name_of_an_entry_point(self):
        self.foo('1.0', data={'scripts/foo': self.PYTHON})
        self.add('foo')
        self.assertScripts('foo', 'foo-1.0')
        self.assertEqual(self.run_script('foo'), 'foo 1.0')
        self.assertNotIn('foo-1.0.data/scripts/foo',
                         tree(os.path.join(self.site, 'foo-1.0')))


if __name__ == '__main__':
    unittest.main()
