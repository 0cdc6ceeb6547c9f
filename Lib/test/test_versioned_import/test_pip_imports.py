"""pip install --allow-multiple --imports: what a program asks for is installed."""

import os
import re
import unittest

from .pip_support import PipTestCase


class ImportsTests(PipTestCase):

    def setUp(self):
        super().setUp()
        for version in '1.0', '1.1', '2.0':
            self.wheel('foo', version)

    def wheel(self, name, version, files=None, *, names=None, **kwargs):
        """Make a wheel that states its import names, the project's by default."""
        stated = [f'Import-Name: {it}' for it in ([name] if names is None else names)]
        super().wheel(name, version, files, metadata=stated, **kwargs)

    def program(self, *lines, name='app.py'):
        """Write a program and return its path."""
        path = os.path.join(self.links, 'program', name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
        return path

    def install(self, *paths, status=0, args=()):
        """Run pip for some paths; return what is there then, and the output."""
        imports = [arg for path in paths for arg in ('--imports', path)]
        done = self.run_pip('install', '--allow-multiple', *imports, *args)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual('ERROR: Not everything that the imports ask for can be '
                         'installed.' in done.stderr, bool(status))
        return [row[:2] for row in self.rows()], done.stdout + done.stderr

    def check(self, *lines, expected):
        self.assertEqual(self.install(self.program(*lines))[0], expected)

    def test_clauses(self):
        for statement, version in [
                ('import foo version 1', '1.1'),
                ('import foo version 1.0', '1.0'),
                ('import foo == 1.0', '1.0'),
                ('import foo === 1.0', '1.0'),
                ('import foo >=1, <2 as f', '1.1'),
                ('import foo', None),
                ('from foo version 1 import VERSION', '1.1'),
                ('from foo ~= 1.0 import a, b', '1.1'),
                ('import foo.bar version 1', '1.1'),
                ('from foo.bar.baz version 1 import *', '1.1'),
                ('def f():\n    if x:\n        import foo version 1', '1.1'),
                ('from .foo import x', None)]:
            with self.subTest(statement=statement):
                output = self.pip('install', '--allow-multiple', '--dry-run',
                                  '--imports', self.program(statement))
                found = re.findall('^Would install foo-(.*)$', output, re.MULTILINE)
                self.assertEqual(found, [version] if version else [])

    def test_is_imported_as_asked(self):
        path = self.program('import foo version 1', 'print(foo.VERSION)')
        self.install(path)
        with open(path) as file:
            self.assertEqual(self.run_python(file.read()), '1.1')

    def test_program_is_not_run(self):
        trace = os.path.join(self.links, 'trace')
        self.check(f'open({trace!r}, "w")', 'import foo version 1',
                   expected=[('foo', '1.1')])
        self.assertFalse(os.path.exists(trace))

    def test_only_what_is_missing(self):
        self.place('foo', '1.0')
        rows, output = self.install(self.program('import foo version 1'))
        self.assertEqual(rows, [('foo', '1.0')])
        self.assertIn('Nothing that the imports ask for is missing.', output)

    def test_flat_version_counts(self):
        self.pip('install', 'foo==1.0')
        self.check('import foo version 1', expected=[('foo', '1.0')])
        self.check('import foo version 2', expected=[('foo', '1.0'), ('foo', '2.0')])

    def test_several_clauses_and_paths(self):
        self.wheel('bar', '3.0')
        other = self.program('import bar >= 2', name='other.py')
        rows, _ = self.install(self.program('import foo version 1',
                                            'import foo version 2'), other)
        self.assertEqual(rows, [('bar', '3.0'), ('foo', '1.1'), ('foo', '2.0')])

    def test_directory(self):
        self.wheel('bar', '3.0')
        self.wheel('hidden', '1.0')
        self.program('import foo version 1', name='pkg/__init__.py')
        self.program('import bar version 3', name='pkg/deep/er.py')
        self.program('import hidden version 1', name='pkg/.git/hook.py')
        self.program('import hidden version 1', name='pkg/notes.txt')
        self.program('', name='pkg/env/pyvenv.cfg')
        self.program('import hidden version 1', name='pkg/env/lib/site.py')
        rows, _ = self.install(os.path.join(self.links, 'program'))
        self.assertEqual(rows, [('bar', '3.0'), ('foo', '1.1')])

    def test_dependencies_come_along(self):
        self.wheel('bar', '1.0', requires=['foo<2'])
        self.check('import bar version 1', expected=[('bar', '1.0'), ('foo', '1.1')])

    def test_name_of_another_project(self):
        # By the metadata of what is installed, flat or not.
        for version in '5.0', '6.0':
            self.wheel('PyThing', version, {'thing.py': ''}, names=['thing'])
        self.add('PyThing==5.0')
        self.check('import thing version 6',
                   expected=[('PyThing', '5.0'), ('PyThing', '6.0')])
        self.pip('uninstall', '-y', '--all', 'PyThing')
        self.pip('install', 'PyThing==5.0')
        self.check('from thing.x version 6 import y',
                   expected=[('PyThing', '5.0'), ('PyThing', '6.0')])

    def test_name_of_several_projects(self):
        for name in 'thing-a', 'thing-b':
            self.wheel(name, '1.0', {f'{name[-1]}.py': '', 'thing/__init__.py': ''},
                       names=['thing'])
            self.pip('install', name)
        rows, output = self.install(self.program('import thing version 2'), status=1)
        self.assertEqual(rows, [('thing-a', '1.0'), ('thing-b', '1.0')])
        self.assertIn('several projects provide it (thing-a, thing-b)', output)

    def test_project_that_does_not_provide_the_module(self):
        self.wheel('thing', '1.0', {'another.py': ''}, names=['another'])
        path = self.program('import thing version 1', 'import foo version 1')
        error = self.pip_fails('install', '--allow-multiple', '--imports', path,
                               '--provides', 'thing=thing')
        self.assertIn(f'thing version 1 ({path}, line 1) was said to be of the project '
                      'thing, which does not provide thing. Nothing was installed.',
                      error)
        self.assertEqual(self.rows(), [])

    def test_what_no_index_has_is_left_out(self):
        path = self.program('import unheard_of version 1', 'import foo version 1')
        rows, output = self.install(path, status=1)
        self.assertEqual(rows, [('foo', '1.1')])
        self.assertIn(f'unheard_of version 1 ({path}, line 1): no metadata says which '
                      'project provides it; say --provides unheard_of=PROJECT', output)

    def test_nothing_is_guessed(self):
        # As jwt is a module of PyJWT, and of a project jwt that has others.
        self.wheel('thing', '1.0', names=[])
        self.wheel('PyThing', '1.0', {'thing.py': ''}, names=['thing'])
        path = self.program('import thing version 1')
        rows, output = self.install(path, status=1)
        self.assertEqual(rows, [])
        self.assertIn('--provides thing=PROJECT', output)
        rows, _ = self.install(path, args=['--provides', 'thing=PyThing'])
        self.assertEqual(rows, [('PyThing', '1.0')])
        self.assertIn("not 'thing'", self.pip_fails(
            'install', '--allow-multiple', '--imports', path, '--provides', 'thing'))

    def test_no_such_version(self):
        path = self.program('import foo version 9', 'import foo version 1')
        rows, output = self.install(path, status=1)
        self.assertEqual(rows, [('foo', '1.1')])
        self.assertIn('there is no such version of foo', output)

    def test_what_is_left_out_of_a_dry_run(self):
        path = self.program('import unheard_of version 1', 'import foo version 1')
        rows, output = self.install(path, status=1, args=['--dry-run'])
        self.assertEqual(rows, [])
        self.assertIn('Would install foo-1.1', output)
        self.assertIn('--provides unheard_of=PROJECT', output)

    def test_what_no_project_can_be_called_is_left_out(self):
        path = self.program('import _thing version 1', 'import foo version 1')
        rows, output = self.install(path, status=1)
        self.assertEqual(rows, [('foo', '1.1')])
        self.assertIn(f'_thing version 1 ({path}, line 1): no metadata', output)

    def test_modules_of_the_program(self):
        self.wheel('helper', '1.0')
        self.program('', name='helper.py')
        rows, output = self.install(self.program('import helper version 1'), status=1)
        self.assertEqual(rows, [])
        self.assertIn('a module of the program itself', output)

    def test_standard_library(self):
        rows, output = self.install(self.program('import os version 3',
                                                 'import json version 99'), status=1)
        self.assertEqual(rows, [])
        self.assertNotIn('os version 3', output)
        self.assertIn('json version 99', output)
        self.assertIn('the standard library has the version', output)

    def test_namespace_package(self):
        for name in 'ns.one', 'ns.two':
            for version in '1.0', '2.0':
                path = name.replace('.', '/') + '/__init__.py'
                self.wheel(name, version, {path: ''})
        self.add('ns.one==1.0')
        # Known to be a namespace by now: the clause is for the package in it.
        self.check('import ns.one.deep version 2',
                   expected=[('ns.one', '1.0'), ('ns.one', '2.0')])
        self.check('from ns version 1 import one, two',
                   expected=[('ns.one', '1.0'), ('ns.one', '2.0'), ('ns.two', '1.0')])

    def test_namespace_of_which_a_part_is_installed(self):
        self.wheel('ns.one', '1.0', {'ns/one/__init__.py': ''})
        self.wheel('ns.deep.two', '1.0', {'ns/deep/two/__init__.py': ''})
        self.add('ns.one')
        # What stands before the clause is the name of the project, then.
        self.check('from ns.deep.two version 1 import x',
                   expected=[('ns.deep.two', '1.0'), ('ns.one', '1.0')])

    def test_namespace_that_is_not_known(self):
        self.wheel('ns', '1.0', {'something_else.py': ''}, names=['something_else'])
        self.wheel('ns.one', '1.0', {'ns/one/__init__.py': ''})
        path = self.program('import ns.one version 1')
        rows, output = self.install(path, status=1)
        self.assertEqual(rows, [])
        self.assertIn('--provides ns=PROJECT', output)
        rows, _ = self.install(path, args=['--provides', 'ns.one=ns.one'])
        self.assertEqual(rows, [('ns.one', '1.0')])

    def test_dry_run(self):
        path = self.program('import foo version 1')
        output = self.pip('install', '--allow-multiple', '--dry-run', '--imports', path)
        self.assertIn('Would install foo-1.1', output)
        self.assertEqual(self.rows(), [])

    def test_unreadable(self):
        broken = self.program('import foo version one', name='broken.py')
        error = self.pip_fails('install', '--allow-multiple', '--imports', broken)
        self.assertIn(f'The imports of {broken} cannot be read', error)
        missing = os.path.join(self.links, 'missing.py')
        error = self.pip_fails('install', '--allow-multiple', '--imports', missing)
        self.assertIn(f'The imports of {missing} cannot be read', error)
        # In a directory the other files count.
        self.program('import foo version 1')
        rows, output = self.install(os.path.dirname(broken))
        self.assertEqual(rows, [('foo', '1.1')])
        self.assertIn(f'The imports of {broken} cannot be read', output)

    def test_coding(self):
        path = self.program('')
        with open(path, 'w', encoding='latin-1') as file:
            file.write('# coding: latin-1\nname = "\xe9"\nimport foo version 1\n')
        self.assertEqual(self.install(path)[0], [('foo', '1.1')])

    def test_needs_allow_multiple(self):
        error = self.pip_fails('install', '--imports', self.program('import foo'))
        self.assertIn('--imports needs --allow-multiple', error)


if __name__ == '__main__':
    unittest.main()
