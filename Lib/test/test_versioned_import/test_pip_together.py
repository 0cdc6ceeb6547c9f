"""pip: what one program can import together, and what is said where it cannot."""

import os
import shutil
import subprocess
import unittest

from .pip_support import PipTestCase

PARTED = 'These do not hold together in one program'


class InstallTests(PipTestCase):

    """What one command asks for is resolved together, parted only where it must be."""

    def setUp(self):
        super().setUp()
        for version in '1.0', '2.0', '3.0':
            self.wheel('dep', version)
        self.wheel('any', '1.0', requires=['dep'])
        self.wheel('old', '1.0', requires=['dep<2'])
        self.wheel('new', '1.0', requires=['dep>=2'])

    def installed(self, *requirements):
        """Install and return the versions of dep, and what is said of groups."""
        done = self.run_pip('install', '--allow-multiple', *requirements)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [name[4:] for name in self.entries() if name.startswith('dep')], \
            [line for line in done.stderr.splitlines() if 'one program' in line]

    def test_together(self):
        for names in ['any', 'old'], ['old', 'any']:
            with self.subTest(names):
                self.assertEqual(self.installed(*names), (['1.0'], []))
                self.pip('uninstall', '-y', 'dep', *names)

    def test_parted_only_where_it_must_be(self):
        versions, said = self.installed('any', 'old', 'new')
        self.assertEqual(versions, ['1.0', '3.0'])
        self.assertIn(PARTED + ': any, old gets dep 1.0 and new dep 3.0', said[0])

    def test_a_group_takes_what_groups_before_it_have(self):
        self.wheel('two', '1.0', requires=['dep'])
        self.wheel('two', '2.0', requires=['dep<3'])
        # Alone, each would take another one.
        self.assertEqual(self.installed('two==2.0', 'two==1.0'), (['2.0'], []))

    def test_versions_of_one_project_are_no_conflict(self):
        self.wheel('two', '1.0', requires=['dep<2'])
        self.wheel('two', '2.0', requires=['dep>=2', 'any'])
        self.assertEqual(self.installed('two==1.0', 'two==2.0', 'any')[0],
                         ['1.0', '3.0'])

    def test_what_cannot_hold_by_itself(self):
        self.wheel('bad', '1.0', requires=['dep<2', 'new'])
        done = self.run_pip('install', '--allow-multiple', 'any', 'bad', 'old')
        self.assertEqual(done.returncode, 1)
        self.assertIn('conflicting dependencies', done.stderr)
        self.assertEqual(self.entries(), [])

    def test_what_is_installed_may_come_first(self):
        self.add('dep==3.0')
        versions, said = self.installed('any', 'old')
        self.assertEqual(versions, ['1.0', '3.0'])
        self.assertIn('old 1.0 requires dep<2, and once any 1.0 is imported first it '
                      'gets dep 3.0.', said[0])


class CheckTests(PipTestCase):

    def setUp(self):
        super().setUp()
        for version in '1.0', '2.0':
            self.wheel('dep', version)
        self.wheel('old', '1.0', requires=['dep<2'])
        self.wheel('any', '1.0', requires=['dep'])
        self.wheel('both', '1.0', requires=['any', 'old'])

    CONFLICT = ('old 1.0 requires dep<2, and once any 1.0 is imported first it gets '
                'dep 2.0.')

    def test_together(self):
        self.add('old')
        self.add('any', 'dep==2.0')
        done = self.run_pip('check')
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(self.CONFLICT, done.stderr)
        done = self.run_pip('check', '--together', 'any', 'old')
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines()[0], self.CONFLICT)
        self.assertIn('importlib.versions solve', done.stdout)
        self.assertIn('They hold together', self.pip('check', '--together', 'any'))
        self.assertIn('nothing is not installed',
                      self.pip_fails('check', '--together', 'nothing'))

    def test_all_that_one_leads_to(self):
        self.add('both')
        self.pip('check')
        self.add('dep==2.0')
        done = self.run_pip('check')
        self.assertEqual(done.returncode, 1)
        self.assertIn(f'both 1.0 does not hold together: {self.CONFLICT}', done.stdout)


class ImportVersionsTests(PipTestCase):

    """import-versions.txt is what the metadata comes to on what is installed now."""

    def text(self, entry):
        path = os.path.join(self.site, entry, 'import-versions.txt')
        with open(path, encoding='utf-8') as file:
            return [line for line in file.read().splitlines() if line[0] != '#']

    def test_a_name_that_becomes_known_later(self):
        self.wheel('foo', '1.0', requires=['py-thing<2'])
        self.wheel('py-thing', '1.0', {'thing.py': ''})
        self.add('--no-deps', 'foo')
        self.assertEqual(self.text('foo-1.0'), ['py_thing <2'])
        self.add('py-thing')
        self.assertEqual(self.text('foo-1.0'), ['thing <2'])
        self.pip('check')

    def test_an_extra_that_is_asked_for_later(self):
        self.wheel('foo', '1.0', requires=['dep<2; extra == "more"'], extras=['more'])
        self.wheel('dep', '1.0')
        self.add('foo')
        self.assertEqual(self.entries(), ['foo-1.0'])
        self.add('foo[more]')
        self.assertEqual(self.entries(), ['dep-1.0', 'foo-1.0'])
        self.assertEqual(self.text('foo-1.0'), ['dep <2'])
        self.assertEqual(self.pip('freeze').splitlines(), ['dep==1.0', 'foo[more]==1.0'])
        self.pip('check')

    def test_freeze_makes_the_same_set(self):
        for version in '1.0', '2.0', '3.0':
            self.wheel('dep', version)
        self.wheel('foo', '1.0', requires=['dep<3; extra == "more"'], extras=['more'])
        self.pip('install', 'dep==2.0')
        self.add('foo[more]', 'dep==1.0', 'dep==3.0')
        listed = os.path.join(self.links, 'r.txt')
        with open(listed, 'w', encoding='utf-8') as file:
            file.write(self.pip('freeze'))
        rows, before = self.rows(), self.text('foo-1.0')
        self.assertEqual(rows, [('dep', '2.0', 'flat'), ('dep', '1.0', 'versioned'),
                                ('dep', '3.0', 'versioned'),
                                ('foo', '1.0', 'versioned')])
        self.pip('uninstall', '-y', '--all', 'foo', 'dep')
        self.add('-r', listed)
        self.assertEqual(self.rows(), rows)
        self.assertEqual(self.text('foo-1.0'), before)

    def test_check_and_repair(self):
        self.wheel('foo', '1.0', {'foo.py': '', 'more.py': ''}, requires=['dep<2'],
                   scripts={'foo': 'foo:main'})
        self.wheel('dep', '1.0')
        self.add('foo')
        os.unlink(os.path.join(self.site, 'foo-1.0', 'import-versions.txt'))
        os.unlink(os.path.join(self.site, 'more-1.0'))
        os.symlink('gone-1.0', os.path.join(self.site, 'away-1.0'))
        os.unlink(os.path.join(self.bin, 'foo'))
        done = self.run_pip('check')
        self.assertEqual(done.returncode, 1)
        for text in ('foo 1.0 has an import-versions.txt that', 'has no alias',
                     'away-1.0 leads nowhere'):
            self.assertIn(text, done.stdout)
        self.pip('check', '--repair')
        self.assertEqual(self.text('foo-1.0'), ['dep <2'])
        self.assertEqual(self.entries(), ['dep-1.0', 'foo-1.0', 'more-1.0'])
        self.assertEqual(self.entries(self.bin), ['foo', 'foo-1.0'])


class LayoutTests(PipTestCase):

    """Which version is meant, where one stands flat and beside."""

    def setUp(self):
        super().setUp()
        share = os.path.join(self.env, 'share')
        self.addCleanup(shutil.rmtree, share, ignore_errors=True)
        self.wheel('foo', '1.0', {'foo/__init__.py': 'VERSION = {version!r}\n',
                                  'foo/cli.py': 'def main(): print("cli")\n'},
                   scripts={'foo': 'foo.cli:main'},
                   data={'data/share/foo.txt': '{version}'})
        self.wheel('foo', '2.0', {'foo/__init__.py': 'VERSION = {version!r}\n',
                                  'foo/app.py': 'def run(): print("app")\n'},
                   scripts={'foo': 'foo.app:run'},
                   data={'data/share/foo.txt': '{version}'})

    def script(self):
        done = subprocess.run([os.path.join(self.bin, 'foo')], capture_output=True,
                              text=True, env={'PATH': os.environ['PATH']})
        return done.stdout.strip() or done.stderr

    def shared(self):
        with open(os.path.join(self.env, 'share', 'foo.txt'), encoding='utf-8') as file:
            return file.read()

    def test_uninstall_one_of_two_layouts(self):
        self.add('foo==1.0')
        self.pip('install', 'foo==1.0')
        self.assertIn('--layout flat', self.pip_fails('uninstall', '-y', 'foo==1.0'))
        self.pip('uninstall', '-y', '--layout', 'flat', 'foo==1.0')
        self.assertEqual(self.rows(), [('foo', '1.0', 'versioned')])
        self.assertEqual(self.script(), 'cli')

    def test_there_and_back(self):
        self.pip('install', 'foo==1.0')
        before = self.entries()
        self.add('--move', 'foo')
        self.assertEqual(self.rows(), [('foo', '1.0', 'versioned')])
        self.assertEqual((self.script(), self.shared()), ('cli', '1.0'))
        self.add('--move', '--flat', 'foo==1.0')
        self.assertEqual(self.rows(), [('foo', '1.0', None)])
        self.assertEqual(self.entries(), before)
        self.assertEqual((self.script(), self.shared()), ('cli', '1.0'))
        self.pip('uninstall', '-y', 'foo')
        self.assertFalse(os.path.exists(os.path.join(self.env, 'share', 'foo.txt')))

    def test_a_default_that_is_set_later(self):
        self.add('foo==1.0', 'foo==2.0')
        self.assertEqual(self.script(), 'app')
        with open(os.path.join(self.site, 'import-versions.txt'), 'w') as file:
            file.write('foo 1\n')
        self.assertEqual(self.script(), 'cli')

    def test_data_files(self):
        # Of the version that a plain import gets, as scripts are.
        self.add('foo==1.0')
        self.assertEqual(self.shared(), '1.0')
        self.add('foo==2.0')
        self.assertEqual(self.shared(), '2.0')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertEqual(self.shared(), '1.0')
        self.pip('uninstall', '-y', 'foo')
        self.assertFalse(os.path.exists(os.path.join(self.env, 'share')))

    def test_data_files_of_others_stay(self):
        os.mkdir(os.path.join(self.env, 'share'))
        path = os.path.join(self.env, 'share', 'foo.txt')
        with open(path, 'w') as file:
            file.write('mine')
        self.add('foo==1.0')
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(self.shared(), 'mine')

    def test_a_first_flat_installation_is_announced(self):
        self.add('foo==2.0')
        output = self.pip('install', 'foo==1.0', '--force-reinstall')
        self.assertIn('Plain imports of foo, which get foo 2.0, are to get 1.0. Beside '
                      'it stay foo 2.0.', output)


class NamesTests(PipTestCase):

    def test_a_name_that_no_statement_can_spell(self):
        # As mypyc has it for what a package shares.
        self.wheel('foo', '1.0', {'foo/__init__.py': 'import importlib\n'
                                  'x = importlib.import_module("3d__mypyc").x\n',
                                  '3d__mypyc.py': 'x = 1\n'})
        self.add('foo')
        self.assertEqual(self.entries(), ['3d__mypyc-1.0', 'foo-1.0'])
        self.run_python('import foo version 1.0; assert foo.x == 1')

    def test_a_project_called_as_a_namespace(self):
        self.wheel('nsp', '1.0', {'nsp/a.py': 'import nsp.core\n'})
        self.wheel('nsp-core', '1.0', {'nsp/core.py': ''})
        self.add('nsp', 'nsp-core')
        self.run_python('import nsp.core, nsp.a')
        self.run_python('import nsp.a version 1.0, nsp.core version 1.0')

    def test_a_project_without_modules(self):
        self.wheel('foo', '1.0', {}, requires=['foolib==1.0'])
        self.wheel('foolib', '1.0', {'foo.py': 'x = 1\n'})
        self.add('foo')
        self.run_python('import foo version 1.0; assert foo.x == 1')
        self.assertEqual([row[0] for row in self.rows()], ['foo', 'foolib'])
        self.pip('uninstall', '-y', 'foo')
        self.run_python('import foo version 1.0; assert foo.x == 1')

    def test_a_package_split_over_projects(self):
        # As PyQt6, whose libraries find each other by their place.
        self.wheel('foo', '1.0', {'foo/__init__.py': 'from foo import part\n'},
                   requires=['foo-part'])
        for version in '1.0', '2.0':
            self.wheel('foo-part', version, {'foo/part.py': 'of = {version!r}\n',
                                             'foo/lib/x.so': ''})
        self.add('foo')
        self.run_python('import foo version 1.0; assert foo.part.of == "2.0"')
        link = os.path.join(self.site, 'foo-1.0', 'foo', 'lib', 'x.so')
        self.assertTrue(os.path.exists(link))
        self.add('foo-part==1.0')
        self.pip('uninstall', '-y', 'foo-part==2.0')
        self.run_python('import foo version 1.0; assert foo.part.of == "1.0"')
        self.pip('uninstall', '-y', 'foo-part')
        self.assertFalse(os.path.lexists(link))
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(self.entries(), [])

    def test_one_name_of_two_projects(self):
        for name in 'foo', 'foo-headless':
            self.wheel(name, '1.0', {'cv.py': f'of = {name!r}\n'})
        self.add('foo')
        self.add('foo-headless')
        self.run_python('import cv version 1.0; assert cv.of == "foo"')
        self.pip('uninstall', '-y', 'foo')
        self.run_python('import cv version 1.0; assert cv.of == "foo-headless"')


if __name__ == '__main__':
    unittest.main()
