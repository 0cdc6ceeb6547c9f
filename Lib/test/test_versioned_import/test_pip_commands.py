"""pip's commands where several versions of a project are installed.

list, show, freeze, inspect, check, uninstall and what an install without
--allow-multiple says.  Every class checks first that an environment without
such versions is told of as ever.
"""

import json
import os
import pathlib
import sys
import unittest

from . import wheels
from .pip_support import PipTestCase, tree


class ListTests(PipTestCase):

    def test_no_versions(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        self.assertEqual(self.rows(), [('foo', '1.0', None)])
        self.assertNotIn('Layout', self.pip('list'))

    def test_one_row_for_each_version(self):
        for version in '1.0', '1.10', '1.9':
            self.place('foo', version)
        self.place('bar', '3.0')
        self.assertEqual(self.rows(), [('bar', '3.0', 'versioned'),
                                       ('foo', '1.0', 'versioned'),
                                       ('foo', '1.9', 'versioned'),
                                       ('foo', '1.10', 'versioned')])

    def test_flat_is_marked(self):
        self.wheel('foo', '1.5')
        self.pip('install', 'foo')
        self.place('foo', '1.0')
        self.assertEqual(self.rows(), [('foo', '1.5', 'flat'),
                                       ('foo', '1.0', 'versioned')])
        lines = [line.split() for line in self.pip('list').splitlines()]
        self.assertEqual(lines[0], ['Package', 'Version', 'Layout'])
        self.assertIn(['foo', '1.5', 'flat'], lines)
        self.assertIn(['foo', '1.0', 'versioned'], lines)

    def test_columns_of_verbose(self):
        self.place('foo', '1.0')
        output = self.pip('list', '-v')
        heads = [line.split() for line in output.splitlines()]
        row = next(line for line in heads if line[0] == 'foo')
        self.assertEqual(row, ['foo', '1.0', 'versioned',
                               os.path.join(self.site, 'foo-1.0')])
        self.assertEqual(heads[0], ['Package', 'Version', 'Layout', 'Location',
                                    'Installer'])

    def test_freeze_format(self):
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        lines = self.pip('list', '--format=freeze').splitlines()
        self.assertEqual([line for line in lines if line.startswith('foo')],
                         ['foo==1.0', 'foo==2.0'])

    def test_exclude(self):
        self.place('foo', '1.0')
        self.place('bar', '1.0')
        self.assertEqual(self.rows('--exclude', 'foo'),
                         [('bar', '1.0', 'versioned')])

    def test_path(self):
        self.place('foo', '1.0')
        other = os.path.join(self.links, 'other')
        os.mkdir(other)
        os.rename(os.path.join(self.site, 'foo-1.0'),
                  os.path.join(other, 'foo-1.0'))
        self.assertEqual(self.rows(), [])
        self.assertEqual(self.rows('--path', other),
                         [('foo', '1.0', 'versioned')])

    def test_aliases_and_pins_are_no_rows(self):
        self.place('foo', '1.0', aliases=['bar'])
        os.symlink('foo-1.0', os.path.join(self.site, 'foo-1'))
        self.assertEqual(self.rows(), [('foo', '1.0', 'versioned')])

    def test_kept_elsewhere(self):
        # A link may lead to a store.
        store = os.path.join(self.links, 'store')
        os.mkdir(store)
        os.rename(self.place('foo', '1.0'), os.path.join(store, 'foo-1.0'))
        for name in 'foo', 'bar':
            os.symlink(os.path.join(store, 'foo-1.0'),
                       os.path.join(self.site, f'{name}-1.0'))
        self.assertEqual(self.rows(), [('foo', '1.0', 'versioned')])

    def test_what_is_no_version_is_passed_over(self):
        # Temporary names, directories without metadata, dangling links.
        os.rename(self.place('foo', '1.0'),
                  os.path.join(self.site, '.~foo-1.0.99.0badcafe'))
        os.mkdir(os.path.join(self.site, 'bare-1.0'))
        os.symlink('nothing-1.0', os.path.join(self.site, 'gone-1.0'))
        with open(os.path.join(self.site, 'empty-1.0.link'), 'w'):
            pass
        self.assertEqual(self.rows(), [])

    def test_metadata_of_another_version_does_not_count(self):
        os.rename(self.place('foo', '1.0'), os.path.join(self.site, 'foo-2.0'))
        self.assertEqual(self.rows(), [])

    def test_metadata_of_other_projects_beside(self):
        # As after pip install --target foo-1.0.
        place = self.place('foo', '1.0')
        other = self.place('bar', '1.0')
        os.rename(os.path.join(other, 'bar-1.0.dist-info'),
                  os.path.join(place, 'bar-1.0.dist-info'))
        self.assertEqual(self.rows(), [('foo', '1.0', 'versioned')])

    def test_outdated(self):
        # Older versions are kept on purpose: the highest and the flat one count.
        for version in '1.0', '2.0', '3.0':
            self.wheel('foo', version)
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        rows = json.loads(self.pip('list', '--outdated', '--format=json'))
        self.assertEqual([(row['version'], row['latest_version']) for row in rows
                          if row['name'] == 'foo'], [('2.0', '3.0')])
        self.place('foo', '3.0')
        self.assertEqual(self.rows('--outdated'), [])
        self.assertEqual([row[:2] for row in self.rows('--uptodate')],
                         [('foo', '3.0')])
        self.pip('install', 'foo==1.0')
        self.assertEqual([row[:2] for row in self.rows('--outdated')],
                         [('foo', '1.0')])

    def test_flat_that_is_the_newest_is_not_outdated(self):
        self.wheel('foo', '2.0')
        self.pip('install', 'foo')
        self.place('foo', '1.0')
        self.assertEqual(self.rows('--outdated'), [])


class ShowTests(PipTestCase):

    def shown(self, *args):
        """[(version, {field: value})] of what pip show prints."""
        found = []
        for block in self.pip('show', *args).split('---\n'):
            fields = dict(line.split(': ', 1) for line in block.splitlines()
                          if ': ' in line)
            found.append((fields['Version'], fields))
        return found

    def test_no_versions(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        [(version, fields)] = self.shown('foo')
        self.assertEqual(version, '1.0')
        self.assertEqual(fields['Location'], self.site)
        self.assertIn('Package(s) not found: bar', self.pip_fails('show', 'bar'))

    def test_all_versions_of_a_name(self):
        self.wheel('foo', '1.5')
        self.pip('install', 'foo')
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        shown = self.shown('FOO')
        self.assertEqual([version for version, _ in shown], ['1.5', '1.0', '2.0'])
        self.assertEqual([fields['Location'] for _, fields in shown],
                         [self.site, os.path.join(self.site, 'foo-1.0'),
                          os.path.join(self.site, 'foo-2.0')])

    def test_one_version(self):
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        self.assertEqual([version for version, _ in self.shown('foo==1.0')], ['1.0'])
        self.assertEqual([version for version, _ in self.shown('foo>1')], ['2.0'])
        self.assertIn('Package(s) not found: foo==3.0',
                      self.pip_fails('show', 'foo==3.0'))

    def test_required_by_those_whose_requirement_it_satisfies(self):
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        self.place('old', '1.0', requires=['foo<2'])
        self.place('new', '1.0', requires=['foo>=2'])
        self.place('new', '1.1', requires=['foo>=2'])
        required_by = {version: fields.get('Required-by')
                       for version, fields in self.shown('foo')}
        self.assertEqual(required_by, {'1.0': 'old', '2.0': 'new'})

    def test_files(self):
        self.place('foo', '1.0')
        self.assertIn(os.path.join('foo', '__init__.py'),
                      self.pip('show', '-f', 'foo==1.0'))


class FreezeTests(PipTestCase):

    def freeze(self, *args):
        return self.pip('freeze', *args).splitlines()

    def requirements(self, *lines):
        path = os.path.join(self.links, 'requirements.txt')
        with open(path, 'w') as file:
            file.write('\n'.join(lines) + '\n')
        return path

    def test_no_versions(self):
        self.wheel('foo', '1.0')
        self.wheel('bar', '1.0')
        self.pip('install', 'foo', 'bar')
        self.assertEqual(self.freeze(), ['bar==1.0', 'foo==1.0'])
        # Whatever version a line names.
        path = self.requirements('# a comment', 'foo==7')
        self.assertEqual(self.freeze('-r', path), [
            '# a comment', 'foo==1.0',
            '## The following requirements were added by pip freeze:', 'bar==1.0'])

    def test_a_line_for_each_version(self):
        self.wheel('foo', '1.5')
        self.pip('install', 'foo')
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        self.assertEqual(sorted(self.freeze()),
                         ['foo==1.0', 'foo==1.5 --flat', 'foo==2.0'])

    def test_what_is_flat_and_beside_is_two_lines(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        self.place('foo', '1.0')
        self.assertEqual(self.freeze(), ['foo==1.0 --flat', 'foo==1.0'])

    def test_reinstalls_the_same_set(self):
        # bar 1.5 is what foo 1.0 would get without the rest of the list.
        self.wheel('foo', '1.0', requires=['bar<2'])
        self.wheel('foo', '2.0', requires=['bar>=2'])
        for version in '1.0', '1.5', '2.0', '3.0':
            self.wheel('bar', version)
        self.add('bar==1.0', 'bar==2.0', 'foo==1.0', 'foo==2.0')
        before = self.rows()
        self.assertEqual(len(before), 4)
        lines = self.freeze()
        self.pip('uninstall', '-y', '-r', self.requirements(*lines))
        self.assertEqual(self.rows(), [])
        self.add('-r', self.requirements(*lines))
        self.assertEqual(self.rows(), before)
        self.assertEqual(self.freeze(), lines)

    def test_versions_from_local_paths(self):
        paths = [wheels.make_source(os.path.join(self.links, f'source{version}'),
                                    'foo', version) for version in ('1.0', '2.0')]
        self.add(*paths)
        before = self.rows()
        lines = self.freeze()
        self.assertEqual(lines, [f'foo @ {pathlib.Path(path).as_uri()}'
                                 for path in paths])
        self.pip('uninstall', '-y', '-r', self.requirements(*lines[:1]))
        self.assertEqual(self.rows(), before[1:])
        self.add('-r', self.requirements(*lines))
        self.assertEqual(self.rows(), before)

    def test_order_of_a_requirements_file(self):
        for version in '1.0', '2.0', '3.0':
            self.place('foo', version)
        path = self.requirements('foo==2.0', '# comment', 'foo<2')
        self.assertEqual(self.freeze('-r', path), [
            'foo==2.0', '# comment', 'foo==1.0',
            '## The following requirements were added by pip freeze:', 'foo==3.0'])
        self.assertNotIn('multiple times', self.run_pip('freeze', '-r', path).stderr)

    def test_warnings_of_a_requirements_file(self):
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        path = self.requirements('foo==1.0', 'foo==1.0', 'foo==9')
        error = self.run_pip('freeze', '-r', path).stderr
        self.assertIn("package 'foo==9' is not installed", error)
        self.assertIn('Requirement foo==1.0 included multiple times', error)


class InspectTests(PipTestCase):

    def inspect(self):
        return [it for it in json.loads(self.pip('inspect'))['installed']
                if it['metadata']['name'] != 'pip']

    def test_no_versions(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        [foo] = self.inspect()
        self.assertNotIn('distribution_directory', foo)
        self.assertNotIn('import_names', foo)

    def test_versions(self):
        for version in '1.0', '2.0':
            self.place('foo', version, aliases=['bar'])
        first, second = self.inspect()
        place = os.path.join(self.site, 'foo-1.0')
        self.assertEqual(first['metadata']['version'], '1.0')
        self.assertEqual(first['metadata_location'],
                         os.path.join(place, 'foo-1.0.dist-info'))
        self.assertEqual(first['distribution_directory'], place)
        self.assertEqual(first['import_names'], ['foo'])
        self.assertEqual(second['metadata']['version'], '2.0')


class LookupTests(PipTestCase):

    """Commands that look one name up."""

    def installed_version(self):
        output = self.pip('index', 'versions', '--json', 'foo')
        return json.loads(output)['installed_version']

    def test_index_versions(self):
        for version in '1.0', '1.5', '2.0':
            self.wheel('foo', version)
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        self.assertEqual(self.installed_version(), '2.0')
        self.pip('install', 'foo==1.5')
        self.assertEqual(self.installed_version(), '1.5')

    def test_completion(self):
        self.place('foo', '1.0')
        self.place('foo', '2.0')
        for command in 'show', 'uninstall':
            done = self.run_pip(PIP_AUTO_COMPLETE='1', COMP_CWORD='2',
                                COMP_WORDS=f'pip {command} fo')
            self.assertEqual(set(done.stdout.split()), {'foo'})


class CheckTests(PipTestCase):

    def asks(self, name, *lines):
        """Write an import-versions.txt, into site-packages for ''."""
        with open(os.path.join(self.site, name, 'import-versions.txt'), 'w') as file:
            file.write('\n'.join(lines) + '\n')

    def lines(self):
        """What check finds, but for files that a test has written by hand."""
        output = self.run_pip('check').stdout
        return [line for line in output.splitlines()
                if not line.endswith('makes it right.')
                and line != 'No broken requirements found.']

    def good(self):
        self.assertEqual(self.lines(), [])

    def bad(self, *lines):
        self.assertEqual(self.lines(), list(lines))

    def test_no_versions(self):
        self.wheel('foo', '2.0')
        self.wheel('bar', '1.0', requires=['foo<2'])
        self.pip('install', '--no-deps', 'foo', 'bar')
        self.bad('bar 1.0 has requirement foo<2, but you have foo 2.0.')
        self.pip('uninstall', '-y', 'foo')
        self.bad('bar 1.0 requires foo, which is not installed.')

    def test_each_version_has_its_own_dependency(self):
        for version in '1.0', '2.0':
            self.place('foo', version)
        self.place('bar', '1.0', requires=['foo<2'])
        self.place('bar', '2.0', requires=['foo>=2'])
        self.asks('bar-1.0', '# from its metadata', 'foo <2')
        self.asks('bar-2.0', 'foo>=2')
        self.good()

    def test_without_its_own_file_it_gets_the_highest(self):
        for version in '1.0', '2.0':
            self.place('foo', version)
        self.place('bar', '1.0', requires=['foo<2'])
        self.bad('bar 1.0 has requirement foo<2, but its imports get foo 2.0.')

    def test_flat_comes_first_in_its_directory(self):
        self.wheel('foo', '2.0')
        self.pip('install', 'foo')
        self.place('foo', '1.0')
        self.place('bar', '1.0', requires=['foo<2'])
        self.bad('bar 1.0 has requirement foo<2, but its imports get foo 2.0.')
        self.asks('bar-1.0', 'foo <2')
        self.good()

    def test_flat_comes_before_versions_of_earlier_directories(self):
        earlier = os.path.join(self.links, 'earlier')
        os.mkdir(earlier)
        os.rename(self.place('foo', '1.0'), os.path.join(earlier, 'foo-1.0'))
        self.place('bar', '1.0', requires=['foo<2'])
        path = os.pathsep.join((self.pip_path, earlier))
        done = self.run_pip('check', PYTHONPATH=path)
        self.assertNotIn('has requirement', done.stdout)
        self.wheel('foo', '2.0')
        self.pip('install', 'foo')
        done = self.run_pip('check', PYTHONPATH=path)
        self.assertIn('bar 1.0 has requirement foo<2, but its imports get foo 2.0.',
                      done.stdout)

    def test_missing(self):
        self.place('bar', '1.0', requires=['foo<2', 'baz; python_version < "3"'])
        self.bad('bar 1.0 requires foo, which is not installed.')

    def test_no_version_that_it_accepts(self):
        for version in '2.0', '3.0':
            self.place('foo', version)
        self.place('bar', '1.0', requires=['foo<2'])
        self.asks('bar-1.0', 'foo <2')
        self.bad('bar 1.0 has requirement foo<2, but you have foo 2.0, foo 3.0.')

    def test_file_that_accepts_nothing(self):
        self.place('foo', '1.0')
        self.place('bar', '1.0', requires=['foo<2'])
        self.asks('bar-1.0', 'foo >=7')
        self.bad('bar 1.0 has requirement foo<2, but import-versions.txt accepts '
                 'none of the versions that are installed: foo 1.0.')

    def test_file_of_the_directory(self):
        for version in '1.0', '2.0':
            self.place('foo', version)
        self.place('bar', '1.0', requires=['foo<2'])
        self.asks('', 'foo 1')
        self.good()

    def test_flat_gets_what_everybody_gets(self):
        self.wheel('bar', '1.0', requires=['foo<2'])
        self.pip('install', '--no-deps', 'bar')
        self.place('foo', '1.0')
        self.good()
        self.place('foo', '2.0')
        self.bad('bar 1.0 has requirement foo<2, but its imports get foo 2.0.')
        self.asks('', 'foo <2')
        self.good()

    def test_import_name_of_another_name(self):
        # The file speaks of import names, the metadata of projects.
        for version in '5.0', '6.0':
            self.place('PyThing', version, {'thing.py': ''}, aliases=['thing'])
        self.place('bar', '1.0', requires=['PyThing<6'])
        self.bad('bar 1.0 has requirement PyThing<6, but its imports get PyThing 6.0.')
        self.asks('bar-1.0', 'thing <6')
        self.good()

    def test_pre_release_only_where_nothing_else_does(self):
        for version in '1.0', '2.0rc1':
            self.place('foo', version)
        self.place('bar', '1.0', requires=['foo<2'])
        self.good()
        self.asks('bar-1.0', 'foo >=2.0rc1')
        self.bad('bar 1.0 has requirement foo<2, but its imports get foo 2.0rc1.')

    @unittest.skipUnless(hasattr(sys, 'default_library_versions'),
                         'needs import-versions.txt in the import system')
    def test_is_what_imports_get(self):
        # (flat foo, its versions, the directory's file, bar's own file)
        for flat, versions, everybody, own in [
                (None, ['1.0', '2.0'], '', ''),
                (None, ['1.0', '2.0'], '', 'foo <2'),
                (None, ['1.0', '2.0'], 'foo <2', ''),
                (None, ['1.0', '1.5', '2.0'], 'foo <2', 'foo 1.0'),
                (None, ['1.0', '2.0rc1'], '', ''),
                (None, ['1.0', '2.0rc1'], '', 'foo >=2.0rc1'),
                ('1.5', ['1.0', '2.0'], '', ''),
                ('1.5', ['1.0', '2.0'], '', 'foo ~=1.0'),
                ('1.5', ['1.0', '2.0'], '', 'foo != 1.5'),
                ('1.5', ['1.0', '2.0'], 'foo 2', '')]:
            with self.subTest(flat=flat, versions=versions, everybody=everybody,
                              own=own):
                if flat is not None:
                    self.wheel('foo', flat)
                    self.pip('install', 'foo')
                for version in versions:
                    self.place('foo', version)
                self.place('bar', '1.0', {'bar.py': 'import foo\n'},
                           requires=['foo==1.0'])
                self.asks('', everybody)
                self.asks('bar-1.0', own)
                got = self.run_python('import bar; print(bar.foo.VERSION)')
                if got == '1.0':
                    self.good()
                else:
                    self.bad('bar 1.0 has requirement foo==1.0, but its imports get '
                             f'foo {got}.')
                self._empty()
                os.mkdir(self.links)

    def test_malformed_file(self):
        self.place('foo', '1.0')
        self.place('bar', '1.0', requires=['foo<2'])
        self.asks('bar-1.0', 'foo <2', 'nonsense', 'foo one')
        done = self.run_pip('check')
        self.assertIn('bar 1.0 has an import-versions.txt that its metadata does not '
                      'say. pip check --repair makes it right.', done.stdout)
        output = self.pip('check', '--repair')
        self.assertEqual(output, 'No broken requirements found.\n')

    def test_installed_by_pip(self):
        self.wheel('foo', '1.0', requires=['bar<2'])
        self.wheel('foo', '2.0', requires=['bar>=2'])
        for version in '1.0', '2.0':
            self.wheel('bar', version)
        self.add('foo==1.0', 'foo==2.0')
        self.good()
        self.pip('uninstall', '-y', 'bar==1.0')
        self.bad('foo 1.0 has requirement bar<2, but you have bar 2.0.')


class UninstallTests(PipTestCase):

    def install(self, *versions, name='foo', **kwargs):
        files = {'foo/__init__.py': 'def main(): print({version!r})\n',
                 'foo_too.py': ''}
        for version in versions:
            self.wheel(name, version, files,
                       scripts={'foo': 'foo:main', 'foo-tool': 'foo:main'})
        self.add(*[f'{name}=={version}' for version in versions])

    def test_no_versions(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        # Today's pip looks at the name alone.
        self.pip('uninstall', '-y', 'foo==7')
        self.assertEqual(self.entries(), [])
        self.assertIn('Skipping foo as it is not installed',
                      self.run_pip('uninstall', '-y', 'foo').stderr)

    def test_one_version_with_all_that_is_its_own(self):
        self.install('1.0', '2.0')
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0',
                                          'foo_too-1.0', 'foo_too-2.0'])
        output = self.pip('uninstall', '-y', 'foo==1.0')
        self.assertIn('Successfully uninstalled foo-1.0', output)
        self.assertEqual(self.entries(), ['foo-2.0', 'foo_too-2.0'])
        self.assertEqual(self.entries(self.bin),
                         ['foo', 'foo-2.0', 'foo-tool', 'foo-tool-2.0'])

    def test_shared_script_is_that_of_what_remains(self):
        self.install('1.0', '2.0')
        foo = os.path.join(self.bin, 'foo')
        code = f'import subprocess; subprocess.run([{foo!r}], check=True)'
        self.assertEqual(self.run_python(code), '2.0')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertEqual(self.run_python(code), '1.0')
        self.pip('uninstall', '-y', 'foo==1.0')
        self.assertEqual(self.entries(self.bin), [])

    def test_files_that_were_made_since_stay(self):
        self.install('1.0')
        with open(os.path.join(self.site, 'foo-1.0', 'foo', 'mine'), 'w'):
            pass
        done = self.run_pip('uninstall', '-y', 'foo')
        kept = os.path.join(self.site, 'foo-1.0.kept')
        self.assertIn(f'Files that are not of foo 1.0 are in {kept} now', done.stderr)
        self.assertEqual(self.entries(), ['foo-1.0.kept'])
        self.assertEqual(tree(kept), {'foo/mine': b''})
        self.run_python('import importlib.util as u; assert not u.find_spec("foo")')
        self.add('foo==1.0')
        self.run_python('import foo version 1.0')

    def test_pins_go_too(self):
        self.install('1.0')
        os.symlink('foo-1.0', os.path.join(self.site, 'foo-1'))
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(self.entries(), [])

    def test_several_of_one_project_in_a_command(self):
        self.install('1.0', '2.0', '3.0')
        self.pip('uninstall', '-y', 'foo==1.0', 'foo==3.0')
        self.assertEqual(self.rows(), [('foo', '2.0', 'versioned')])

    def test_several_without_all_are_refused(self):
        self.install('1.0', '2.0')
        self.place('bar', '1.0')
        before = self.entries(), self.entries(self.bin)
        for args in ['uninstall', '-y'], ['--no-input', 'uninstall']:
            # Nothing is asked, so no answer helps.
            error = self.pip_fails(*args, 'bar', 'foo', input='all\n')
            self.assertIn('foo is installed in several versions: 1.0, 2.0.', error)
            self.assertIn('as in foo==2.0, or give --all', error)
            self.assertEqual((self.entries(), self.entries(self.bin)), before)

    def test_all(self):
        self.install('1.0', '2.0')
        self.place('bar', '1.0')
        self.pip('uninstall', '-y', '--all', 'foo')
        self.assertEqual(self.entries(), ['bar-1.0'])
        self.assertEqual(self.entries(self.bin), [])

    def test_all_that_a_specifier_accepts(self):
        self.install('1.0', '1.1', '2.0')
        self.pip('uninstall', '-y', '--all', 'foo<2')
        self.assertEqual(self.rows(), [('foo', '2.0', 'versioned')])

    def test_asks_which(self):
        self.install('1.0', '2.0', '3.0')
        output = self.pip('uninstall', 'foo', input='4\n1 3\ny\n\n')
        self.assertIn(f'2. 2.0 in {os.path.join(self.site, "foo-2.0")}', output)
        self.assertIn('Your response was none of these: 1 to 3, all.', output)
        self.assertEqual(self.rows(), [('foo', '2.0', 'versioned')])

    def test_no_answer_keeps_them(self):
        self.install('1.0', '2.0')
        self.pip('uninstall', 'foo', input='\n')
        self.assertEqual(len(self.rows()), 2)
        self.assertIn('several versions', self.pip_fails('uninstall', 'foo'))
        self.assertEqual(len(self.rows()), 2)

    def test_confirmation(self):
        self.install('1.0', '2.0')
        output = self.pip('uninstall', 'foo==1.0', input='n\n')
        for path in (os.path.join(self.site, 'foo-1.0', '*'),
                     os.path.join(self.site, 'foo_too-1.0'),
                     os.path.join(self.bin, 'foo-1.0')):
            self.assertIn(f'    {path}\n', output)
        self.assertNotIn(os.path.join(self.bin, 'foo') + '\n', output)
        self.assertEqual(len(self.rows()), 2)

    def test_flat_among_versions(self):
        self.install('1.0', '3.0')
        self.wheel('foo', '2.0')
        self.pip('install', 'foo==2.0')
        self.assertIn('2.0 (flat), 1.0, 3.0', self.pip_fails('uninstall', '-y', 'foo'))
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertEqual([row[1:] for row in self.rows()],
                         [('1.0', 'versioned'), ('3.0', 'versioned')])

    def test_version_leaves_the_flat_one(self):
        self.install('1.0')
        self.wheel('foo', '2.0')
        self.pip('install', 'foo==2.0')
        self.pip('uninstall', '-y', 'foo==1.0')
        self.assertEqual(self.rows(), [('foo', '2.0', None)])

    def test_versions_get_the_script_of_the_flat_one(self):
        self.install('1.0')
        self.wheel('foo', '2.0', {'foo.py': 'def main(): print("flat")\n'},
                   scripts={'foo': 'foo:main'})
        self.pip('install', 'foo==2.0')
        foo = os.path.join(self.bin, 'foo')
        code = f'import subprocess; subprocess.run([{foo!r}], check=True)'
        self.assertEqual(self.run_python(code), 'flat')
        self.pip('uninstall', '-y', 'foo==2.0')
        self.assertEqual(self.run_python(code), '1.0')

    def test_version_that_is_not_there(self):
        self.install('1.0')
        error = self.run_pip('uninstall', '-y', 'foo==2.0').stderr
        self.assertIn('Skipping foo==2.0 as it is not installed', error)
        self.assertEqual(self.rows(), [('foo', '1.0', 'versioned')])

    def test_what_is_kept_elsewhere_stays_there(self):
        store = os.path.join(self.links, 'store')
        os.mkdir(store)
        os.rename(self.place('foo', '1.0'), os.path.join(store, 'foo-1.0'))
        for name in 'foo', 'bar':
            os.symlink(os.path.join(store, 'foo-1.0'),
                       os.path.join(self.site, f'{name}-1.0'))
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(self.entries(), [])
        self.assertEqual(os.listdir(store), ['foo-1.0'])
        self.assertTrue(os.path.isdir(os.path.join(store, 'foo-1.0', 'foo')))

    def test_outside_the_environment(self):
        path = os.path.join(self.links, 'elsewhere')
        os.mkdir(path)
        os.rename(self.place('foo', '1.0'), os.path.join(path, 'foo-1.0'))
        output = self.pip('uninstall', '-y', 'foo', PYTHONPATH=os.pathsep.join(
            [self.pip_path, path]))
        self.assertIn(f'Not uninstalling foo 1.0 at {os.path.join(path, "foo-1.0")}, '
                      'outside environment', output)
        self.assertEqual(os.listdir(path), ['foo-1.0'])

    def test_file_in_place_of_a_symbolic_link(self):
        self.place('foo', '1.0')
        with open(os.path.join(self.site, 'bar-1.0.link'), 'w') as file:
            file.write('foo-1.0\n')
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(self.entries(), [])


class PlainInstallTests(PipTestCase):

    """Without --allow-multiple pip does as ever, and says so in one case."""

    notice = 'Beside it stay foo 1.0, foo 3.0.'

    def setUp(self):
        super().setUp()
        for version in '1.0', '2.0', '2.5':
            self.wheel('foo', version)

    def test_flat_that_is_replaced(self):
        self.pip('install', 'foo==2.0')
        self.place('foo', '1.0')
        self.place('foo', '3.0')
        self.assertIn('Requirement already satisfied: foo',
                      self.pip('install', 'foo'))
        output = self.pip('install', '--upgrade', 'foo')
        self.assertIn('Plain imports of foo, which get foo 2.0, are to get 2.5. '
                      + self.notice, output)
        self.assertEqual(self.rows(), [('foo', '2.5', 'flat'),
                                       ('foo', '1.0', 'versioned'),
                                       ('foo', '3.0', 'versioned')])

    def test_a_first_flat_one(self):
        # Versions do not satisfy a plain requirement.
        self.place('foo', '1.0')
        self.place('foo', '3.0')
        output = self.pip('install', 'foo')
        self.assertIn('Plain imports of foo, which get foo 3.0, are to get 2.5. '
                      + self.notice, output)
        self.assertIn(('foo', '2.5', 'flat'), self.rows())

    def test_nothing_beside(self):
        self.pip('install', 'foo==2.0')
        self.assertNotIn('Beside it', self.pip('install', 'foo==2.5'))

    def test_dry_run(self):
        self.pip('install', 'foo==2.0')
        self.place('foo', '1.0')
        self.place('foo', '3.0')
        output = self.pip('install', '--dry-run', 'foo==2.5')
        self.assertIn(self.notice, output)
        self.assertIn(('foo', '2.0', 'flat'), self.rows())


if __name__ == '__main__':
    unittest.main()
