"""pip install --allow-multiple: what is resolved, and what it leaves where."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from test.support import os_helper

from . import wheels
from .pip_support import PipTestCase, tree


def has(module, version):
    """Code that fails unless a clause gets the version of a module."""
    return (f'import {module} version =={version}; '
            f'assert {module}.VERSION == {version!r}, {module}.VERSION')


class ResolutionTests(PipTestCase):

    """What is asked for is resolved together, as far as it holds together."""

    def test_two_versions(self):
        for version in '1.0', '2.0', '3.0':
            self.wheel('foo', version)
        output = self.add('foo==1.0', 'foo==2.0')
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])
        self.assertEqual(self.entries(os.path.join(self.site, 'foo-1.0')),
                         ['foo', 'foo-1.0.dist-info'])
        self.run_python(has('foo', '1.0'))
        self.run_python(has('foo', '2.0'))
        self.assertEqual(self.run_python('import foo; print(foo.VERSION)'), '2.0')
        self.assertEqual(output.splitlines()[-1],
                         f'Successfully installed foo-1.0 foo-2.0 in {self.site}')

    def test_without_the_option_two_versions_conflict(self):
        self.wheel('foo', '1.0')
        self.wheel('foo', '2.0')
        errors = self.pip_fails('install', 'foo==1.0', 'foo==2.0')
        self.assertIn('conflict', errors)
        self.assertEqual(self.entries(), [])

    def test_without_the_option_an_install_is_flat(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        self.assertEqual(self.entries(), ['foo', 'foo-1.0.dist-info'])

    def test_dependencies_that_exclude_each_other(self):
        self.wheel('old', '1.0', requires=['bar<2'])
        self.wheel('new', '1.0', requires=['bar>=2'])
        for version in '1.0', '1.5', '2.0', '2.5':
            self.wheel('bar', version)
        self.add('old', 'new')
        self.assertEqual(self.entries(), ['bar-1.5', 'bar-2.5', 'new-1.0', 'old-1.0'])

    def test_a_conflict_within_one_requirement(self):
        self.wheel('foo', '1.0', requires=['bar<2', 'baz'])
        self.wheel('baz', '1.0', requires=['bar>=2'])
        self.wheel('bar', '1.0')
        self.wheel('bar', '2.0')
        errors = self.pip_fails('install', '--allow-multiple', 'foo', 'bar')
        self.assertIn('conflicting dependencies', errors)
        self.assertEqual(self.entries(), [])

    def test_what_is_there_satisfies(self):
        for version in '1.0', '2.0':
            self.wheel('foo', version)
        self.add('foo==1.0')
        before = tree(self.site)
        output = self.add('foo')
        self.assertIn('Requirement already satisfied: foo in ', output)
        self.assertNotIn('installed', output)
        self.assertEqual(tree(self.site), before)

    def test_the_highest_that_is_there_satisfies(self):
        for version in '1.0', '1.5', '2.0':
            self.wheel('bar', version)
        self.wheel('foo', '1.0', requires=['bar<2'])
        self.add('bar==1.0', 'bar==1.5', 'bar==2.0')
        os.unlink(os.path.join(self.links, 'bar-1.5-py3-none-any.whl'))
        output = self.add('foo')
        self.assertIn('(1.5)', output)
        self.assertEqual(self.entries(), ['bar-1.0', 'bar-1.5', 'bar-2.0', 'foo-1.0'])

    def test_upgrade_adds_the_newest(self):
        self.wheel('foo', '1.0')
        self.add('foo')
        before = tree(os.path.join(self.site, 'foo-1.0'))
        self.wheel('foo', '2.0')
        self.add('--upgrade', 'foo')
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])
        self.assertEqual(tree(os.path.join(self.site, 'foo-1.0')), before)

    def test_one_version_spelled_differently(self):
        self.wheel('foo', '1.0')
        self.add('foo==1.0')
        self.wheel('foo', '1.0.0')
        os.unlink(os.path.join(self.links, 'foo-1.0-py3-none-any.whl'))
        self.add('foo==1.0.0')
        self.assertEqual(self.entries(), ['foo-1.0'])

    def test_prereleases(self):
        self.wheel('foo', '1.0')
        self.wheel('foo', '2.0rc1')
        self.add('foo')
        self.assertEqual(self.entries(), ['foo-1.0'])
        self.add('foo==2.0rc1')
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0rc1'])

    def test_versions_of_every_kind(self):
        versions = ['1!2.0', '1.0+local.1', '2.0.post1', '3.0.dev4', '2024.8.1']
        for version in versions:
            self.wheel('foo', version)
        self.add(*[f'foo==={version}' for version in versions])
        self.assertEqual(self.entries(), sorted(f'foo-{it}' for it in versions))
        for version in versions:
            with self.subTest(version):
                self.run_python(f'import foo version ==={version}; '
                                f'assert foo.VERSION == {version!r}')

    def test_no_deps(self):
        self.wheel('foo', '1.0', requires=['bar'])
        self.add('--no-deps', 'foo')
        self.assertEqual(self.entries(), ['foo-1.0'])

    def test_extras(self):
        self.wheel('foo', '1.0', requires=['bar; extra == "more"'], extras=['more'])
        self.wheel('bar', '1.0')
        self.add('foo')
        self.assertEqual(self.entries(), ['foo-1.0'])
        self.add('foo[more]')
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-1.0'])

    def test_requires_python(self):
        self.wheel('foo', '1.0')
        self.wheel('foo', '2.0', requires_python='<3')
        self.add('foo')
        self.assertEqual(self.entries(), ['foo-1.0'])


class TogetherTests(PipTestCase):

    """Dependencies take what the same command asks for besides."""

    def setUp(self):
        super().setUp()
        self.wheel('foo', '1.0', requires=['bar'])
        for version in '1.0', '2.0', '3.0':
            self.wheel('bar', version)

    def test_a_complete_list_installs_what_it_lists(self):
        self.add('foo==1.0', 'bar==1.0')
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-1.0'])

    def test_the_highest_of_several(self):
        self.add('foo', 'bar==1.0', 'bar==2.0')
        self.assertEqual(self.entries(), ['bar-1.0', 'bar-2.0', 'foo-1.0'])

    def test_one_that_does_not_satisfy(self):
        self.wheel('new', '1.0', requires=['bar>2'])
        self.add('new', 'bar==1.0')
        self.assertEqual(self.entries(), ['bar-1.0', 'bar-3.0', 'new-1.0'])

    def test_the_order_of_requirements_says_nothing(self):
        self.add('bar==1.0', 'foo')
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-1.0'])

    def test_requirements_of_one_project_that_hold_together(self):
        self.add('bar==1.0', 'bar')
        self.assertEqual(self.entries(), ['bar-1.0'])

    def test_a_path(self):
        source = wheels.make_source(tempfile.mkdtemp(dir=self.root), 'bar', '0.5')
        self.add('foo', source)
        self.assertEqual(self.entries(), ['bar-0.5', 'foo-1.0'])

    def test_what_was_asked_for_is_marked_as_requested(self):
        self.add('foo', 'bar==1.0', 'bar>2')
        self.wheel('other', '1.0', requires=['dep'])
        self.wheel('dep', '1.0')
        self.add('other')
        requested = {name.partition('-')[0] + name[-4:] for name in self.entries()
                     if any(path.endswith('REQUESTED')
                            for path in tree(os.path.join(self.site, name)))}
        self.assertEqual(requested, {'foo-1.0', 'bar-1.0', 'bar-3.0', 'other-1.0'})


class SourceTests(PipTestCase):

    """Wherever pip gets distributions from."""

    def test_sdist(self):
        wheels.make_sdist(self.links, 'foo', '1.0')
        wheels.make_sdist(self.links, 'foo', '2.0')
        self.add('foo==1.0', 'foo==2.0')
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])
        self.run_python(has('foo', '1.0'))

    def test_sdist_that_needs_another_one_to_build(self):
        self.wheel('tool', '1.0')
        source = wheels.make_source(tempfile.mkdtemp(dir=self.root), 'foo', '1.0')
        with open(os.path.join(source, 'pyproject.toml'), 'w') as file:
            file.write('[build-system]\nrequires = ["tool"]\n'
                       'build-backend = "backend"\nbackend-path = ["."]\n')
        with open(os.path.join(source, 'backend.py'), 'a') as file:
            file.write('\nimport tool\nassert "-1.0" not in tool.__file__\n')
        # As an environment variable it reaches the pip that prepares the build.
        self.pip('install', source, PIP_ALLOW_MULTIPLE='1')
        self.assertEqual(self.entries(), ['foo-1.0'])

    def test_local_wheel_and_path(self):
        path = self.wheel('foo', '1.0')
        source = wheels.make_source(tempfile.mkdtemp(dir=self.root), 'foo', '2.0')
        self.add(path, source)
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])
        with open(os.path.join(self.site, 'foo-2.0', 'foo-2.0.dist-info',
                               'direct_url.json'), encoding='utf-8') as file:
            self.assertEqual(json.load(file)['url'], f'file://{source}')

    @unittest.skipUnless(shutil.which('git'), 'needs git')
    def test_repository(self):
        source = tempfile.mkdtemp(dir=self.root)

        def git(*args):
            subprocess.run(['git', '-c', 'user.name=x', '-c', 'user.email=x@y', *args],
                           cwd=source, check=True, stdout=subprocess.DEVNULL)
        git('init', '-q')
        for version in '1.0', '2.0':
            wheels.make_source(source, 'foo', version)
            git('add', '.')
            git('commit', '-qm', version)
            git('tag', 'v' + version)
        self.add(f'foo @ git+file://{source}@v1.0', f'git+file://{source}@v2.0')
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])
        self.run_python(has('foo', '1.0'))

    def test_a_path_of_a_version_that_is_there(self):
        self.wheel('foo', '1.0')
        self.add('foo')
        before = tree(self.site)
        source = wheels.make_source(tempfile.mkdtemp(dir=self.root), 'foo', '1.0',
                                    {'foo/__init__.py': 'other = 1\n'})
        output = self.add(source)
        self.assertIn('foo 1.0 is already in', output)
        self.assertEqual(tree(self.site), before)

    def test_editable_is_refused(self):
        source = wheels.make_source(tempfile.mkdtemp(dir=self.root), 'foo', '1.0')
        errors = self.pip_fails('install', '--allow-multiple', '-e', source)
        self.assertIn(source, errors)
        self.assertIn('editable', errors)
        listed = os.path.join(self.root, 'requirements.txt')
        with open(listed, 'w') as file:
            file.write(f'-e {source}\n')
        errors = self.pip_fails('install', '--allow-multiple', '-r', listed)
        self.assertIn('editable', errors)
        self.assertEqual(self.entries(), [])


class OptionTests(PipTestCase):

    """Options that work as they do without --allow-multiple."""

    def setUp(self):
        super().setUp()
        for version in '1.0', '2.0', '3.0':
            self.wheel('foo', version)

    def file(self, text):
        handle, path = tempfile.mkstemp(dir=self.root)
        with open(handle, 'w') as file:
            file.write(text)
        return path

    def test_requirements_file(self):
        self.add('-r', self.file('foo==1.0\nfoo==2.0  # another\nfoo<2\n'))
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])

    def test_constraints(self):
        self.wheel('bar', '1.0', requires=['foo'])
        self.add('bar', '-c', self.file('foo<3\n'))
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-2.0'])
        done = self.run_pip('install', '--allow-multiple', 'foo==3.0',
                            '-c', self.file('foo<3\n'))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('The user requested (constraint) foo<3', done.stdout)
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-2.0'])

    def hash_of(self, name, version):
        path = os.path.join(self.links, f'{name}-{version}-py3-none-any.whl')
        return self.pip('hash', path).rpartition('--hash=')[2].strip()

    def test_hashes(self):
        self.wheel('bar', '1.0', requires=['foo'])
        lines = [f'{name}=={version} --hash={self.hash_of(name, version)}\n'
                 for name, version in (('bar', '1.0'), ('foo', '1.0'), ('foo', '2.0'))]
        self.add('--require-hashes', '-r', self.file(''.join(lines)))
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-1.0', 'foo-2.0'])

    def test_wrong_hash(self):
        line = f'foo==1.0 --hash={self.hash_of("foo", "2.0")}\n'
        errors = self.pip_fails('install', '--allow-multiple', '-r', self.file(line))
        self.assertIn('HASH', errors.upper())
        self.assertEqual(self.entries(), [])

    def test_dependency_without_hash(self):
        self.wheel('bar', '1.0', requires=['foo'])
        line = f'bar==1.0 --hash={self.hash_of("bar", "1.0")}\n'
        errors = self.pip_fails('install', '--allow-multiple', '-r', self.file(line))
        self.assertIn('--require-hashes', errors)
        self.assertEqual(self.entries(), [])

    def test_dry_run(self):
        output = self.add('--dry-run', 'foo==1.0', 'foo==2.0')
        self.assertEqual(output.splitlines()[-1], 'Would install foo-1.0 foo-2.0')
        self.assertEqual(os.listdir(self.site), [])

    def test_report(self):
        self.wheel('bar', '1.0', requires=['foo<2'])
        path = os.path.join(self.root, 'report.json')
        self.add('--dry-run', '--report', path, 'bar', 'foo==3.0')
        with open(path, encoding='utf-8') as file:
            report = json.load(file)
        found = {(it['metadata']['name'], it['metadata']['version'], it['requested'])
                 for it in report['install']}
        self.assertEqual(found, {('bar', '1.0', True), ('foo', '1.0', False),
                                 ('foo', '3.0', True)})
        self.assertEqual(os.listdir(self.site), [])

    def test_target(self):
        target = os.path.join(self.root, 'target')
        self.addCleanup(os_helper.rmtree, target)
        self.wheel('tool', '1.0', {'tool.py': 'def main():\n    print({version!r})\n'},
                   scripts={'tool': 'tool:main'})
        self.add('foo==1.0')
        output = self.add('--target', target, 'foo==1.0', 'foo==2.0', 'tool')
        self.assertEqual(self.entries(target),
                         ['bin', 'foo-1.0', 'foo-2.0', 'tool-1.0'])
        self.assertEqual(self.entries(os.path.join(target, 'bin')),
                         ['tool', 'tool-1.0'])
        self.assertTrue(output.rstrip().endswith(f'in {target}'), output)
        self.assertEqual(self.entries(), ['foo-1.0'])
        self.assertIn('already satisfied', self.add('--target', target, 'foo'))

    def test_prefix(self):
        prefix = os.path.join(self.root, 'prefix')
        self.addCleanup(os_helper.rmtree, prefix)
        self.add('--prefix', prefix, 'foo==1.0', 'foo==2.0')
        library = os.path.join(prefix, os.path.relpath(self.site, self.env))
        self.assertEqual(self.entries(library), ['foo-1.0', 'foo-2.0'])
        self.assertEqual(self.entries(), [])

    def test_root(self):
        root = os.path.join(self.root, 'other')
        self.addCleanup(os_helper.rmtree, root)
        self.add('--root', root, 'foo==1.0')
        library = os.path.join(root, self.site.lstrip(os.sep))
        self.assertEqual(self.entries(library), ['foo-1.0'])
        self.assertEqual(self.entries(), [])

    def test_user(self):
        base = os.path.join(self.root, 'user')
        self.addCleanup(os_helper.rmtree, base)
        # A virtual environment has no user site: run the base interpreter.
        self.pip('install', '--allow-multiple', '--user', '--break-system-packages',
                 'foo==1.0', 'foo==2.0', python=sys._base_executable,
                 PYTHONUSERBASE=base)
        found = [folders for _, folders, _ in os.walk(base) if 'foo-1.0' in folders]
        self.assertEqual([sorted(it) for it in found], [['foo-1.0', 'foo-2.0']])

    def test_no_compile(self):
        self.add('--no-compile', 'foo==1.0')
        self.assertEqual(os.listdir(os.path.join(self.site, 'foo-1.0', 'foo')),
                         ['__init__.py'])

    def test_force_reinstall(self):
        self.add('foo==1.0', 'foo==2.0')
        path = os.path.join(self.site, 'foo-1.0', 'foo', '__init__.py')
        with open(path, 'w') as file:
            file.write('broken')
        before = tree(os.path.join(self.site, 'foo-2.0'))
        self.add('foo==1.0')
        self.assertEqual(open(path).read(), 'broken')
        self.add('--force-reinstall', 'foo==1.0')
        self.run_python(has('foo', '1.0'))
        self.assertEqual(tree(os.path.join(self.site, 'foo-2.0')), before)
        self.assertEqual(self.entries(), ['foo-1.0', 'foo-2.0'])

    def test_legacy_resolver_is_refused(self):
        errors = self.pip_fails('install', '--allow-multiple',
                                '--use-deprecated=legacy-resolver', 'foo')
        self.assertIn('legacy resolver', errors)
        self.assertEqual(self.entries(), [])

    def test_markers_of_requirements(self):
        output = self.add('foo==1.0', 'foo==2.0; python_version < "3"')
        self.assertEqual(output.count('Ignoring foo'), 1)
        self.assertEqual(self.entries(), ['foo-1.0'])

    def test_ignore_installed_changes_nothing_that_is_there(self):
        self.add('foo==1.0')
        before = tree(self.site)
        self.add('--ignore-installed', 'foo==1.0')
        self.assertEqual(tree(self.site), before)

    def test_options_that_need_it(self):
        for option in ['--move', 'foo'], ['--imports', self.root]:
            with self.subTest(option):
                self.assertIn('--allow-multiple', self.pip_fails('install', *option))

    def test_help(self):
        self.assertIn('--allow-multiple', self.pip('install', '--help'))

    def test_no_requirement(self):
        self.assertIn('at least one requirement',
                      self.pip_fails('install', '--allow-multiple'))


class InterpreterTests(PipTestCase):

    """An interpreter without versioned imports is refused."""

    def stock(self, code):
        """An interpreter that has no importlib.versions."""
        path = os.path.join(self.root, 'stock')
        with open(path, 'w') as file:
            file.write(f'#!/bin/sh\nPYTHONPATH={self.root}/hide:$PYTHONPATH '
                       f'exec {self.python} "$@"\n')
        os.chmod(path, 0o755)
        os.makedirs(os.path.join(self.root, 'hide'), exist_ok=True)
        with open(os.path.join(self.root, 'hide', 'sitecustomize.py'), 'w') as file:
            file.write(code)
        return path

    HIDE = '''\
import importlib.util
find_spec = importlib.util.find_spec
def find_other_spec(name, *args, **kwargs):
    if name != 'importlib.versions':
        return find_spec(name, *args, **kwargs)
importlib.util.find_spec = find_other_spec
'''

    @unittest.skipIf(os.name == 'nt', 'needs a shell script')
    def test_refused_before_anything_is_looked_for(self):
        stock = self.stock(self.HIDE)
        done = self.run_pip('install', '--allow-multiple', 'foo', python=stock)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('needs an interpreter with versioned imports', done.stderr)
        self.assertNotIn('Looking in', done.stdout)
        self.assertNotIn('foo', done.stdout)

    @unittest.skipIf(os.name == 'nt', 'needs a shell script')
    def test_refused_through_another_pip(self):
        stock = self.stock(self.HIDE)
        self.wheel('foo', '1.0')
        errors = self.pip_fails('--python', stock, 'install', '--allow-multiple', 'foo')
        self.assertIn('needs an interpreter with versioned imports', errors)
        self.assertEqual(self.entries(), [])

    @unittest.skipIf(os.name == 'nt', 'needs a shell script')
    def test_without_the_option_it_is_as_good_as_any(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo', python=self.stock(self.HIDE))
        self.assertEqual(self.entries(), ['foo', 'foo-1.0.dist-info'])

    def test_through_another_pip(self):
        self.wheel('foo', '1.0')
        self.pip('--python', self.python, 'install', '--allow-multiple', 'foo',
                 python=sys._base_executable)
        self.assertEqual(self.entries(), ['foo-1.0'])


class NamesTests(PipTestCase):

    """What the directories are called, and by which names imports find them."""

    def links_in_site(self):
        return {name: os.readlink(path) for name in self.entries()
                if os.path.islink(path := os.path.join(self.site, name))}

    def test_name_as_written_in_code(self):
        self.wheel('Foo-Bar', '1.0', {'Foo_bar.py': 'VERSION = {version!r}\n'})
        self.add('foo.bar')
        self.assertEqual(self.entries(), ['Foo_bar-1.0'])
        self.run_python(has('Foo_bar', '1.0'))

    def test_other_names(self):
        self.wheel('PyThing', '6.0', {'thing/__init__.py': 'VERSION = {version!r}\n',
                                      '_thing.py': 'VERSION = {version!r}\n'})
        self.add('PyThing')
        self.assertEqual(self.links_in_site(), {'_thing-6.0': 'pything-6.0',
                                                'thing-6.0': 'pything-6.0'})
        self.run_python(has('thing', '6.0'))
        self.run_python(has('_thing', '6.0'))

    def test_own_name_and_others(self):
        self.wheel('attrs', '1.0', {'attrs/__init__.py': '', 'attr/__init__.py': '',
                                    'attr/_make.py': '', 'README.txt': '',
                                    'attr-stubs/__init__.pyi': ''})
        self.add('attrs')
        self.assertEqual(self.entries(), ['attr-1.0', 'attrs-1.0'])
        self.assertEqual(self.links_in_site(), {'attr-1.0': 'attrs-1.0'})

    def test_extension_modules(self):
        self.wheel('foo', '1.0', {'foo.cpython-313-x86_64-linux-gnu.so': '',
                                  '_bar.abi3.so': '', 'baz.cp313-win_amd64.pyd': '',
                                  'foo.libs/libfoo.so': ''})
        self.add('foo')
        self.assertEqual(self.entries(), ['_bar-1.0', 'baz-1.0', 'foo-1.0'])

    def test_namespace_package(self):
        code = 'VERSION = {version!r}\n'
        self.wheel('some.thing', '1.0', {'some/thing/__init__.py': code})
        self.wheel('some.thing', '2.0', {'some/thing/__init__.py': code})
        self.wheel('some-cloud', '3.0', {'some/cloud/one/__init__.py': code,
                                         'some/cloud/two.py': code})
        self.add('some.thing==1.0', 'some.thing==2.0', 'some-cloud')
        self.assertEqual(self.entries(), [
            'some.cloud.one-3.0', 'some.cloud.two-3.0', 'some.thing-1.0',
            'some.thing-2.0', 'some_cloud-3.0'])
        self.run_python(has('some.thing', '1.0'))
        self.run_python(has('some.cloud.one', '3.0'))
        self.run_python('import some.cloud.two version 3, some.thing version 1')

    def test_namespace_packages_of_the_old_kinds(self):
        declaration = '__import__("pkg_resources").declare_namespace(__name__)\n'
        self.wheel('old.one', '1.0', {'old/__init__.py': declaration,
                                      'old/one/__init__.py': 'VERSION = "1.0"\n'})
        declaration = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"
        self.wheel('old.two', '1.0', {'old/__init__.py': declaration,
                                      'old/two/__init__.py': 'VERSION = "1.0"\n'})
        self.add('old.one', 'old.two')
        self.assertEqual(self.entries(), ['old.one-1.0', 'old.two-1.0'])
        self.run_python('import old.one version 1, old.two version 1')

    def test_names_in_the_metadata(self):
        self.wheel('foo', '1.0', {'bar/__init__.py': 'VERSION = {version!r}\n',
                                  'bar/sub.py': '', 'junk/__init__.py': ''},
                   metadata=['Import-Name: bar', 'Import-Name: bar.sub',
                             'Import-Name: _baz ; private'])
        self.add('foo')
        self.assertEqual(self.links_in_site(),
                         {'bar-1.0': 'foo-1.0', '_baz-1.0': 'foo-1.0'})
        self.run_python(has('bar', '1.0'))

    def test_no_import_name(self):
        self.wheel('foo', '1.0', {'junk.py': ''}, metadata=['Import-Name: '])
        self.wheel('bar', '1.0', {'data.txt': ''})
        self.add('foo', 'bar')
        self.assertEqual(self.entries(), ['@bar-1.0', '@foo-1.0'])
        self.assertEqual(self.rows(), [('bar', '1.0', 'versioned'),
                                       ('foo', '1.0', 'versioned')])

    def test_a_name_that_two_have(self):
        code = 'VERSION = {version!r}; OF = '
        self.wheel('one', '1.0', {'one.py': '', 'same.py': code + '1\n'})
        self.wheel('two', '1.0', {'two.py': '', 'same.py': code + '2\n'})
        self.add('one')
        done = self.run_pip('install', '--allow-multiple', 'two')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('two 1.0 has a module same', done.stderr)
        self.assertEqual(self.links_in_site(), {'same-1.0': 'one-1.0'})

    def test_a_name_that_is_another_project_of_the_same_run(self):
        self.wheel('one', '1.0', {'one.py': '', 'two.py': ''}, requires=['two'])
        self.wheel('two', '1.0')
        self.add('one')
        self.assertEqual(self.links_in_site(), {})
        self.run_python(has('two', '1.0'))

    def test_no_place(self):
        self.wheel('one', '1.0', {'one.py': '', 'two.py': ''})
        self.wheel('two', '1.0')
        self.add('one')
        for name, make in (('two', os.mkdir), ('three', os.mkdir),
                           ('four', lambda path: os.symlink('nowhere', path))):
            self.wheel(name, '1.0')
            path = os.path.join(self.site, f'{name}-1.0')
            if name != 'two':
                make(path)
                errors = self.pip_fails('install', '--allow-multiple', name)
                self.assertIn(f'{path} is there', errors)
        self.assertEqual(self.entries(), ['four-1.0', 'one-1.0', 'three-1.0',
                                          'two-1.0'])

    def test_a_project_takes_its_name_from_another_ones_module(self):
        self.wheel('one', '1.0', {'one.py': '', 'two.py': ''})
        self.wheel('two', '1.0')
        self.add('one')
        done = self.run_pip('install', '--allow-multiple', 'two')
        self.assertIn('two-1.0 has led to one-1.0, and is to be two 1.0', done.stderr)
        self.run_python(has('two', '1.0'))
        self.pip('uninstall', '-y', 'two')
        self.assertEqual(self.links_in_site(), {'two-1.0': 'one-1.0'})


class NoLinksTests(PipTestCase):

    """A file system without symbolic links has files that name the target."""

    CODE = '''
import errno, os
def symlink(*args, **kwargs):
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))
os.symlink = symlink
'''

    def test_aliases(self):
        for version in '1.0', '2.0':
            self.wheel('PyThing', version, {'thing.py': 'VERSION = {version!r}\n'},
                       data={'scripts/thing': '#!python\nimport thing\n'})
        done = self.run_driven(self.CODE, 'install', '--allow-multiple',
                               'PyThing==1.0', 'PyThing==2.0')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.entries(), ['pything-1.0', 'pything-2.0',
                                          'thing-1.0.link', 'thing-2.0.link'])
        with open(os.path.join(self.site, 'thing-1.0.link'), encoding='utf-8') as file:
            self.assertEqual(file.read(), 'pything-1.0\n')
        self.run_python(has('thing', '1.0'))
        self.assertEqual(self.entries(self.bin), ['thing', 'thing-1.0', 'thing-2.0'])
        ContentTests.assertRecorded(self, 'pything-1.0')
        self.pip('uninstall', '-y', 'PyThing==1.0')
        self.assertEqual(self.entries(), ['pything-2.0', 'thing-2.0.link'])
        self.assertEqual(self.entries(self.bin), ['thing', 'thing-2.0'])

    def rows_of(self, entry):
        return ContentTests.rows_of(self, entry)

    def test_a_project_takes_its_name_from_another_ones_module(self):
        self.wheel('one', '1.0', {'one.py': '', 'two.py': ''})
        self.wheel('two', '1.0')
        for name, entries in (('one', ['one-1.0', 'two-1.0.link']),
                              ('two', ['one-1.0', 'two-1.0'])):
            done = self.run_driven(self.CODE, 'install', '--allow-multiple', name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.entries(), entries)


class ContentTests(PipTestCase):

    """What stands in a distribution directory."""

    def rows_of(self, entry):
        info = next(name for name in os.listdir(os.path.join(self.site, entry))
                    if name.endswith('.dist-info'))
        with open(os.path.join(self.site, entry, info, 'RECORD'), newline='',
                  encoding='utf-8') as file:
            return list(csv.reader(file))

    def assertRecorded(self, entry):
        """RECORD lists every file, and no other, with its hash and size."""
        directory = os.path.join(self.site, entry)
        rows = {path: (digest, size) for path, digest, size in self.rows_of(entry)}
        files = {os.path.relpath(os.path.join(folder, name), directory)
                 for folder, _, names in os.walk(directory) for name in names}
        self.assertEqual({path for path in rows if not path.startswith('..')}, files)
        for path, (digest, size) in rows.items():
            place = os.path.normpath(os.path.join(directory, path))
            self.assertTrue(os.path.lexists(place), place)
            if digest:
                with open(place, 'rb') as file:
                    content = file.read()
                self.assertEqual(int(size), len(content), path)
                text = content.decode()
                self.assertEqual(digest, 'sha256=' + wheels._digest(text), path)
        return rows

    def test_record(self):
        self.wheel('PyThing', '6.0', {'thing/__init__.py': '', '_thing.py': ''},
                   requires=['bar>1'], scripts={'thing': 'thing:main'},
                   data={'data/share/doc/x.txt': 'x', 'scripts/thing-x': 'text'})
        self.wheel('bar', '2.0')
        self.add('PyThing')
        rows = self.assertRecorded('pything-6.0')
        scripts = os.path.relpath(self.bin, os.path.join(self.site, 'pything-6.0'))
        outside = {path for path in rows if path.startswith('..')}
        self.assertEqual(outside, {'../_thing-6.0', '../thing-6.0',
                                   f'{scripts}/thing-6.0', f'{scripts}/thing-x-6.0'})
        self.assertIn('import-versions.txt', rows)
        self.assertIn('thing/__pycache__/__init__.'
                      f'{sys.implementation.cache_tag}.pyc', rows)

    def test_metadata(self):
        self.wheel('foo', '1.0')
        self.add('foo')
        info = os.path.join(self.site, 'foo-1.0', 'foo-1.0.dist-info')
        self.assertEqual(sorted(os.listdir(info)),
                         ['INSTALLER', 'METADATA', 'RECORD', 'REQUESTED', 'WHEEL'])
        with open(os.path.join(info, 'INSTALLER'), encoding='utf-8') as file:
            self.assertEqual(file.read().strip(), 'pip')

    def test_bytecode_is_that_of_its_place(self):
        self.wheel('foo', '1.0', {'foo.py': 'def where(): pass\n'})
        self.add('foo')
        place = os.path.join(self.site, 'foo-1.0', 'foo.py')
        cached = self.run_python('import importlib.util as u; '
                                 f'print(u.cache_from_source({place!r}))')
        with open(cached, 'rb') as file:
            content = file.read()
        self.assertIn(place.encode(), content)
        self.assertNotIn(b'.~', content)
        before = os.stat(cached).st_mtime_ns
        self.run_python('import foo version 1')
        self.assertEqual(os.stat(cached).st_mtime_ns, before)

    def test_data_files(self):
        self.wheel('foo', '1.0', {'foo/__init__.py': ''},
                   data={'data/share/doc/foo.txt': 'x', 'data/foo/more.txt': 'y',
                         'headers/foo.h': 'h', 'purelib/foo/pure.py': '',
                         'platlib/foo/plat.py': ''})
        before = tree(self.env).keys()
        self.add('foo')
        self.assertEqual({path for path in tree(os.path.join(self.site, 'foo-1.0'))
                          if '.dist-info' not in path},
                         {'foo-1.0.data/data/share/doc/foo.txt',
                          'foo-1.0.data/data/foo/more.txt',
                          'foo-1.0.data/headers/foo.h',
                          'foo/__init__.py', 'foo/pure.py', 'foo/plat.py'})
        inside = os.path.relpath(os.path.join(self.site, 'foo-1.0'), self.env)
        outside = {path for path in tree(self.env).keys() - before
                   if not path.startswith(inside)}
        # Programs look for them below sys.prefix: links to those of the version.
        self.assertEqual(outside, {'share/doc/foo.txt', 'foo/more.txt'})
        for path in outside:
            self.assertTrue(os.path.samefile(
                os.path.join(self.env, path),
                os.path.join(self.site, 'foo-1.0/foo-1.0.data/data', path)))

    def test_a_file_of_pips_own_name_is_refused(self):
        self.wheel('bar', '1.0')
        for kwargs in ({'data': {'purelib/import-versions.txt': 'x'}},
                       {'files': {'import-versions.txt': 'x'}}):
            with self.subTest(kwargs):
                self.wheel('foo', '1.0', **kwargs)
                errors = self.pip_fails('install', '--allow-multiple', 'bar', 'foo')
                self.assertIn('foo-1.0-py3-none-any.whl is refused', errors)
                self.assertEqual(self.entries(), [])

    def test_permissions(self):
        os_mask = os.umask(0o027)
        self.addCleanup(os.umask, os_mask)
        self.wheel('foo', '1.0')
        self.add('foo')
        for path in 'foo-1.0', 'foo-1.0/foo', 'foo-1.0/foo/__init__.py':
            mode = os.stat(os.path.join(self.site, path)).st_mode & 0o777
            self.assertEqual(mode, 0o640 if path.endswith('.py') else 0o750, path)

    def test_startup_files_are_reported(self):
        self.wheel('foo', '1.0', {'foo.py': '', 'foo.pth': 'import foo\n',
                                  'foo-nspkg.pth': ''})
        done = self.run_pip('install', '--allow-multiple', 'foo')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('foo.pth', done.stderr)
        self.assertNotIn('nspkg', done.stderr)


class ImportVersionsTests(PipTestCase):

    """import-versions.txt says by import name what Requires-Dist says."""

    def lines(self, entry):
        with open(os.path.join(self.site, entry, 'import-versions.txt'),
                  encoding='utf-8') as file:
            return sorted(line.strip() for line in file if not line.startswith('#'))

    def test_by_import_name_of_what_is_installed_with_it(self):
        self.wheel('PyThing', '6.0', {'thing/__init__.py': '', '_thing.py': ''})
        self.wheel('foo', '1.0', requires=['PyThing >=5.1, <7', 'bar~=1.4', 'baz'])
        self.wheel('bar', '1.5')
        self.wheel('baz', '1.5')
        self.add('foo')
        self.assertEqual(self.lines('foo-1.0'),
                         ['_thing >=5.1,<7', 'bar ~=1.4', 'thing >=5.1,<7'])

    def test_by_import_name_of_what_is_there(self):
        self.wheel('flat', '1.0', {'level.py': ''})
        self.wheel('PyThing', '6.0', {'thing/__init__.py': ''})
        self.pip('install', 'flat')
        self.add('PyThing')
        self.wheel('foo', '1.0', requires=['PyThing>=5', 'flat>=1'])
        self.add('foo')
        self.assertEqual(self.lines('foo-1.0'), ['level >=1', 'thing >=5'])

    def test_by_equal_name_else(self):
        self.wheel('foo', '1.0', requires=['Other.Thing>=5'])
        self.add('--no-deps', 'foo')
        self.assertEqual(self.lines('foo-1.0'), ['other_thing >=5'])

    def test_no_name_of_the_standard_library(self):
        # A line would let a backport go before the library's own module.
        self.wheel('dataclasses', '0.8', {'dataclasses.py': ''})
        self.wheel('foo', '1.0', requires=['dataclasses==0.8', 'bar>=1'])
        self.wheel('bar', '1.0')
        self.add('foo')
        self.assertEqual(self.lines('foo-1.0'), ['bar >=1'])

    def test_dotted(self):
        self.wheel('some.thing', '2.0', {'some/thing/__init__.py': ''})
        self.wheel('foo', '1.0', requires=['some.thing>=2'])
        self.add('foo')
        self.assertEqual(self.lines('foo-1.0'), ['some.thing >=2'])

    def test_markers(self):
        self.wheel('foo', '1.0', requires=[
            'bar>=1; python_version >= "3"', 'bar<3; python_version >= "3.1"',
            'bar==9; python_version < "3"', 'baz>=1; extra == "more"'],
            extras=['more'])
        self.wheel('bar', '2.0')
        self.wheel('baz', '2.0')
        self.add('foo')
        self.assertEqual(self.lines('foo-1.0'), ['bar >=1,<3'])

    def test_extras_that_were_asked_for(self):
        self.wheel('foo', '1.0', requires=[
            'bar>=1; extra == "some"', 'baz>=1; extra == "other"',
            'foo[some]; extra == "all"'], extras=['some', 'other', 'all'])
        self.wheel('bar', '2.0')
        self.wheel('baz', '2.0')
        self.add('foo[all]')
        self.assertEqual(self.lines('foo-1.0'), ['bar >=1'])

    def test_url(self):
        folder = tempfile.mkdtemp(dir=self.root)
        for version in '1.0', '2.0':
            path = wheels.make_wheel(folder, 'PyThing', version, {'thing.py': ''})
            self.wheel('foo', version, requires=[f'PyThing @ file://{path}'])
        self.add('foo==1.0', 'foo==2.0')
        self.assertEqual(self.lines('foo-1.0'), ['thing ===1.0'])
        self.assertEqual(self.lines('foo-2.0'), ['thing ===2.0'])

    def test_nothing_to_say(self):
        self.wheel('foo', '1.0', requires=['bar'])
        self.wheel('bar', '1.0')
        self.add('foo')
        self.assertNotIn('import-versions.txt',
                         os.listdir(os.path.join(self.site, 'foo-1.0')))


class FlatTests(PipTestCase):

    """A flat installation stays, as what plain imports get."""

    def test_left_alone(self):
        for version in '1.0', '2.0':
            self.wheel('foo', version, scripts={'foo': 'foo:main'})
        self.pip('install', 'foo==1.0')
        before = tree(self.site), tree(self.bin)
        self.add('foo==2.0')
        after = tree(self.site), tree(self.bin)
        for old, new in zip(before, after):
            self.assertEqual({path: new.get(path) for path in old}, old)
        self.assertEqual(self.run_python('import foo; print(foo.VERSION)'), '1.0')
        self.run_python(has('foo', '2.0'))

    def test_satisfies(self):
        self.wheel('foo', '1.0')
        self.wheel('bar', '1.0', requires=['foo'])
        self.pip('install', 'foo==1.0')
        self.assertIn('already satisfied', self.add('foo==1.0', 'bar'))
        self.assertEqual(self.entries(), ['bar-1.0', 'foo', 'foo-1.0.dist-info'])


class MoveTests(PipTestCase):

    """--move gives a flat installation a directory of its own."""

    def move(self, *names):
        return self.pip('install', '--allow-multiple', '--move', *names)

    def assertRefused(self, reason, *args):
        before = tree(self.env)
        errors = self.pip_fails('install', '--allow-multiple', '--move', *args)
        self.assertIn(reason, errors)
        self.assertEqual(tree(self.env), before)

    def test_is_as_if_installed_there(self):
        options = dict(
            files={'foo/__init__.py': 'VERSION = {version!r}\ndef main(): pass\n',
                   'foo/sub/data.txt': 'x', '_foo.py': '', 'ns/part/__init__.py': ''},
            scripts={'foo': 'foo:main'}, requires=['bar>=1'],
            data={'data/share/foo/x.txt': 'x',
                  'scripts/tool': '#!python\nimport foo\n'})
        self.wheel('foo', '1.0', **options)
        self.wheel('foo', '2.0', **options)
        self.wheel('bar', '1.0')
        self.pip('install', 'foo==1.0')
        self.add('foo==2.0')
        output = self.move('foo')
        self.assertIn(f'Successfully moved foo 1.0 to {self.site}/foo-1.0', output)
        self.assertFalse(os.path.exists(os.path.join(self.site, '__pycache__')))
        self.assertEqual(self.entries(), [
            '_foo-1.0', '_foo-2.0', 'bar', 'bar-1.0.dist-info',
            'foo-1.0', 'foo-2.0',
            'ns.part-1.0', 'ns.part-2.0'])
        self.assertEqual(self.entries(self.bin), ['foo', 'foo-1.0', 'foo-2.0', 'tool',
                                                  'tool-1.0', 'tool-2.0'])
        old, new = ({path.replace(version, 'V') for path in
                     tree(os.path.join(self.site, f'foo-{version}'))}
                    for version in ('1.0', '2.0'))
        self.assertEqual(old, new)
        self.assertTrue(os.path.islink(os.path.join(self.env, 'share/foo/x.txt')))
        self.run_python(has('foo', '1.0'))
        self.assertEqual(self.run_python('import foo; print(foo.VERSION)'), '2.0')
        ContentTests.assertRecorded(self, 'foo-1.0')

    rows_of = ContentTests.rows_of

    def test_shared_namespace(self):
        for name in 'one', 'two':
            self.wheel(f'ns.{name}', '1.0', {f'ns/{name}/__init__.py': '',
                                             f'ns/{name}_more.py': ''})
        self.pip('install', 'ns.one', 'ns.two')
        self.move('ns.one')
        self.assertEqual(self.entries(), ['ns', 'ns.one-1.0', 'ns.one_more-1.0',
                                          'ns_two-1.0.dist-info'])
        self.assertEqual(self.entries(os.path.join(self.site, 'ns')),
                         ['__pycache__', 'two', 'two_more.py'])
        self.run_python('import ns.two, ns.one version 1')

    def test_the_scripts_of_others_stay(self):
        self.wheel('foo', '1.0', scripts={'foo': 'foo:main'})
        self.wheel('bar', '1.0', scripts={'bar': 'bar:main'})
        self.pip('install', 'foo', 'bar')
        self.move('foo')
        self.assertEqual(self.entries(self.bin), ['bar', 'foo', 'foo-1.0'])

    def test_several_or_none(self):
        self.wheel('foo', '1.0')
        self.wheel('bar', '1.0')
        self.pip('install', 'foo', 'bar')
        self.assertRefused('nothing', 'foo', 'nothing')
        self.move('foo', 'bar')
        self.assertEqual(self.entries(), ['bar-1.0', 'foo-1.0'])

    def test_dry_run(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        before = tree(self.site)
        output = self.move('--dry-run', 'foo')
        self.assertIn(f'Would move foo 1.0 to {self.site}/foo-1.0', output)
        self.assertEqual(tree(self.site), before)

    def test_another_version(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        self.assertRefused('does not satisfy foo==2.0', 'foo==2.0')

    def test_not_flat(self):
        self.wheel('foo', '1.0')
        self.add('foo')
        self.assertRefused('no flat installation', 'foo')

    def test_place_is_taken(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        os.mkdir(os.path.join(self.site, 'foo-1.0'))
        self.assertRefused(os.path.join(self.site, 'foo-1.0'), 'foo')

    def test_version_that_is_beside_already(self):
        self.wheel('foo', '1.0')
        self.add('foo')
        self.pip('install', 'foo')
        self.assertRefused('foo-1.0 has the same version already', 'foo')

    def test_files_of_others_in_its_package(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        path = os.path.join(self.site, 'foo', 'plugin.py')
        with open(path, 'w'):
            pass
        self.assertRefused(path, 'foo')

    def test_editable(self):
        source = wheels.make_source(tempfile.mkdtemp(dir=self.root), 'foo', '1.0')
        self.pip('install', '-e', source)
        self.assertRefused('editable', 'foo')

    def test_no_record(self):
        self.wheel('foo', '1.0')
        self.pip('install', 'foo')
        os.unlink(os.path.join(self.site, 'foo-1.0.dist-info', 'RECORD'))
        self.assertRefused('no RECORD', 'foo')

    def test_no_name(self):
        self.assertRefused('names of installed packages')
        self.assertRefused('names of installed packages', './foo')
        self.assertRefused('names of installed packages', 'foo', '--imports', self.root)


if __name__ == '__main__':
    unittest.main()
