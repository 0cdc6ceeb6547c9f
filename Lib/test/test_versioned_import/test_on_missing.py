"""Satisfying a missing version: importlib.versions.on_missing."""

import contextlib
import importlib
import importlib.util
import importlib.versions
import io
import os
import subprocess
import sys
import types
import unittest
import warnings
from importlib import _version_processes
from importlib.versions import ModuleVersionError, Specifier
from test.support import import_helper, swap_attr, threading_helper
from . import util

MISSING = ModuleNotFoundError
ERROR = ModuleVersionError


class HookTestCase(util.TestCase):

    def install(self, *tables, result=True):
        """Set a hook that makes the files of a table at each call.

        Returns the list of calls.
        """
        calls = []
        tables = list(tables)
        def hook(name, specifier, importer):
            calls.append((name, str(specifier), importer))
            if tables:
                util.build(sys.path[0], tables.pop(0))
            return result
        importlib.versions.on_missing = hook
        return calls

    @contextlib.contextmanager
    def fresh(self):
        """Begin anew, with an empty directory on sys.path."""
        with util.isolated():
            self.world()
            yield


class CallTests(HookTestCase):

    def test_not_set(self):
        self.world()
        self.assertIsNone(importlib.versions.on_missing)
        self.check('import foo version 1', MISSING)

    def test_installs(self):
        with self.fresh():
            calls = self.install('foo-1.0.py')
            self.check('import foo version 1', 'foo-1.0.py')
            [(name, specifier, importer)] = calls
            self.assertEqual((name, specifier), ('foo', '1'))
            self.assertEqual((importer.module, importer.filename, importer.lineno,
                              importer.clause),
                             ('a_program', 'a_program.py', 1, '1'))
            # It is there now.
            self.check('import foo version 1', 'foo-1.0.py')
            del sys.modules['foo']
            self.check('import foo version 1', 'foo-1.0.py')
            self.assertEqual(len(calls), 1)

    def test_forms(self):
        # statement, what is asked for, PLACE
        for statement, name, specifier, table, expected in [
                ('import foo >= 1, < 2', 'foo', '>=1,<2', 'foo-1.0.py', 'foo-1.0.py'),
                ('import foo.bar version 1', 'foo', '1',
                 'foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py', 'foo-1.0/foo/__init__.py'),
                ('from foo version 1 import bar as foo', 'foo', '1',
                 'foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py', 'foo-1.0/foo/bar.py'),
                ('import importlib; foo = importlib.import_module("foo", version="1")',
                 'foo', '1', 'foo-1.0.py', 'foo-1.0.py'),
                ('foo = __import__("foo", globals(), version="1")', 'foo', '1',
                 'foo-1.0.py', 'foo-1.0.py'),
                ('import foo === 1.0', 'foo', '===1.0', 'foo-1.0.py', 'foo-1.0.py'),
                ('import foo version 1.0rc1', 'foo', '1.0rc1', 'foo-1.0rc1.py', 'foo-1.0rc1.py'),
                # Flat, as pip would do without versions; in a zip file.
                ('import foo version 1', 'foo', '1', 'foo.py\nfoo-1.0.dist-info/', 'foo.py')]:
            with self.fresh(), self.subTest(statement):
                calls = self.install(table)
                self.check(statement, expected)
                [call] = calls
                self.assertEqual(call[:2], (name, specifier))
                self.assertIsInstance(call[2].lineno, int)

    def test_what_is_there_does_not_satisfy(self):
        for world in 'foo-1.0.py', 'foo.py', 'foo.py\nfoo-1.0.dist-info/':
            with self.fresh(), self.subTest(world):
                util.build(sys.path[0], world)
                calls = self.install('foo-2.0.py')
                self.check('import foo version 2', 'foo-2.0.py')
                self.assertEqual(len(calls), 1)

    def test_default(self):
        # A default instead of a clause.
        for table, file, specifier in [
                ({'foo': '1'}, '', '1'),
                # What a directory says is of what that has.
                ({'foo': '<2'}, 'import-versions.txt: foo >=1', '<2'),
                ({}, 'import-versions.txt: foo 1\\nfoo !=1.1',
                 '==1.*,!=1.1')]:
            for world, error in ('', MISSING), ('foo-7.0.py', ERROR), ('foo.py', ERROR):
                with self.fresh(), self.subTest(table=table, file=file, world=world):
                    util.build(sys.path[0], f'{world}\n{file}')
                    sys.default_library_versions = table
                    self.check('import foo', error)
                    calls = self.install('foo-1.0.py')
                    self.check('import foo', 'foo-1.0.py')
                    [(name, asked, importer)] = calls
                    self.assertEqual((name, asked), ('foo', specifier))
                    self.assertIsNone(importer.clause)
                    self.assertEqual(importer.module, 'a_program')

    def test_default_of_a_distribution(self):
        with self.fresh():
            util.build(sys.path[0], 'bar-1.0/bar.py :: \\nimport foo\n'
                       'bar-1.0/import-versions.txt: foo 1')
            calls = self.install('foo-1.0.py')
            self.run_code('import bar')
            [(name, specifier, importer)] = calls
            self.assertEqual((name, specifier, importer.module, importer.lineno),
                             ('foo', '1', 'bar', 3))

    def test_clause_decides(self):
        # The defaults do not narrow what is asked for.
        with self.fresh():
            sys.default_library_versions = {'foo': '1.5'}
            calls = self.install('foo-1.0.py')
            self.check('import foo version 1', 'foo-1.0.py')
            self.assertEqual([call[1] for call in calls], ['1'])

    def test_namespace(self):
        for statement in ('import ns.foo version 1 as foo', 'from ns version 1 import foo'):
            with self.fresh():
                util.build(sys.path[0], 'ns/other.py')
                calls = self.install('ns.foo-1.0/ns/foo.py')
                self.check(statement, 'ns.foo-1.0/ns/foo.py')
                self.assertEqual([call[:2] for call in calls], [('ns.foo', '1')])
        with self.fresh():
            util.build(sys.path[0], 'ns/other.py')
            sys.default_library_versions = {'ns.foo': '1'}
            calls = self.install('ns.foo-1.0/ns/foo.py')
            self.check('import ns.foo as foo', 'ns.foo-1.0/ns/foo.py')
            self.assertEqual([call[:2] for call in calls], [('ns.foo', '1')])

    def test_module_of_the_package(self):
        # What a version does not have is not asked for.
        with self.fresh():
            util.build(sys.path[0], 'foo-1.0/foo/__init__.py')
            calls = self.install()
            self.check('import foo.bar version 1', MISSING)
            self.check('import foo.bar', MISSING)
            self.assertEqual(calls, [])

    def test_changes_the_path(self):
        other = self.world('foo-1.0.py', on_path=False)
        with self.fresh():
            def hook(name, specifier, importer):
                sys.path.append(other)
                return True
            importlib.versions.on_missing = hook
            self.check('import foo version 1', 'foo-1.0.py')

    def test_replaces_a_known_directory(self):
        # The caches are invalidated, whatever the directory's time says.
        with self.fresh():
            root = sys.path[0]
            self.check('import foo version 1', MISSING)
            times = os.stat(root)
            def hook(name, specifier, importer):
                util.build(root, 'foo-1.0.py')
                os.utime(root, ns=(times.st_atime_ns, times.st_mtime_ns))
                return True
            importlib.versions.on_missing = hook
            self.check('import foo version 1', 'foo-1.0.py')

    def test_true_values(self):
        for result in True, 1, 'yes', [0]:
            with self.fresh():
                self.install('foo-1.0.py', result=result)
                self.check('import foo version 1', 'foo-1.0.py')


class FailureTests(HookTestCase):

    def test_false(self):
        # What it has done is not looked for.
        for result in False, None, 0, '':
            with self.fresh():
                calls = self.install(result=result)
                self.check('import foo version 1', MISSING)
                self.assertEqual(len(calls), 1)
                # The next import asks again.
                self.check('import foo version 1', MISSING)
                self.assertEqual(len(calls), 2)
                self.assertNotIn('foo', sys.modules)

    def test_false_with_other_versions(self):
        with self.fresh():
            util.build(sys.path[0], 'foo-1.0.py')
            calls = self.install(result=False)
            error = self.check('import foo version 2', (ERROR, 'version 2', '1.0'))
            self.assertEqual(error.requested, '2')
            self.assertEqual(len(calls), 1)
            self.check('import foo version 1', 'foo-1.0.py')

    def test_true_without_cause(self):
        # The search is made once more, not for ever.
        with self.fresh():
            calls = self.install()
            self.check('import foo version 1', MISSING)
            self.assertEqual(len(calls), 1)

    def test_installs_another_version(self):
        with self.fresh():
            calls = self.install('foo-1.0.py')
            self.check('import foo version 2', (ERROR, 'version 2', '1.0'))
            self.assertEqual(len(calls), 1)

    def test_raises(self):
        class HookError(Exception):
            pass
        with self.fresh():
            def hook(name, specifier, importer):
                raise HookError(name)
            importlib.versions.on_missing = hook
            for _ in range(2):
                with self.assertRaisesRegex(HookError, 'foo'):
                    self.run_code('import foo version 1')
                self.assertNotIn('foo', sys.modules)
            # Nothing of it stays.
            calls = self.install('foo-1.0.py')
            self.check('import foo version 1', 'foo-1.0.py')
            self.assertEqual(len(calls), 1)

    def test_raises_an_import_error(self):
        # It is told from the import's own.
        with self.fresh():
            def hook(name, specifier, importer):
                import this_is_not_there
            importlib.versions.on_missing = hook
            with self.assertRaises(ModuleNotFoundError) as caught:
                self.run_code('import foo version 1')
            self.assertEqual(caught.exception.name, 'this_is_not_there')

    def test_no_function(self):
        self.world()
        importlib.versions.on_missing = 'pip'
        with self.assertRaises(TypeError):
            self.run_code('import foo version 1')


class NotCalledTests(HookTestCase):

    def test_not_called(self):
        with self.fresh():
            util.build(sys.path[0], '''
                foo-1.0.py
                bar.py
                broken-1.0.py :: import not_there
                failing-1.0.py :: 1/0
                ''')
            calls = self.install()
            self.check('import foo version 1', 'foo-1.0.py')
            # What is loaded satisfies, or does not.
            self.check('import foo version 1', 'foo-1.0.py')
            self.check('import foo version 2', ERROR)
            # Plain imports, of what is not there either.
            self.check('import bar', 'bar.py', 'bar')
            self.check('import spam', MISSING)
            self.check('import broken version 1', MISSING)
            with self.assertRaises(ZeroDivisionError):
                self.run_code('import failing version 1')
            # A default for another name.
            sys.default_library_versions = {'foo': '1'}
            self.check('import eggs', MISSING)
            self.assertEqual(calls, [])

    def test_distribution_in_use(self):
        with self.fresh():
            util.build(sys.path[0], '''
                dist-1.0/one.py
                dist-2.0/two.py
                one-1.0.link: dist-1.0
                two-2.0.link: dist-2.0
                ''')
            calls = self.install()
            self.run_code('import one version 1')
            self.check('import two version 2', ERROR, 'two')
            self.check('import two', ERROR, 'two')
            self.assertEqual(calls, [])

    def test_library_preference(self):
        # It only prefers.
        with self.fresh():
            calls = self.install()
            sys.default_library_versions = {'stdlib': '3.2'}
            sys.modules.pop('colorsys', None)
            self.run_code('import colorsys')
            self.check('import asyncore', MISSING)
            self.assertEqual(calls, [])

    def test_find_spec(self):
        # Looking is not importing.
        with self.fresh():
            calls = self.install('foo-1.0.py')
            self.assertIsNone(importlib.util.find_spec('foo', version='1'))
            sys.default_library_versions = {'foo': '1'}
            self.assertIsNone(importlib.util.find_spec('foo'))
            self.assertEqual(importlib.versions.find_versions('foo'), [])
            self.assertEqual(calls, [])

    def test_inherited(self):
        # The parent process has it: another copy would not be the same.
        self.world('foo-2.0.py')
        calls = self.install()
        _version_processes.inherit({'versions': {'foo': '1.0'}})
        self.check('import foo', ERROR)
        self.assertEqual(calls, [])

    def test_policy(self):
        for policy, expected, count in ('off', 'foo.py', 0), ('warn', 'foo.py', 1):
            with self.fresh():
                util.build(sys.path[0], 'foo.py')
                calls = self.install(result=False)
                util.set_policy(policy)
                with warnings.catch_warnings():
                    warnings.simplefilter('ignore')
                    self.check('import foo version 1', expected)
                self.assertEqual(len(calls), count)


class NestedTests(HookTestCase):

    def test_same_module(self):
        # The hook's own import of the module does not call it again.
        with self.fresh():
            calls = []
            def hook(name, specifier, importer):
                calls.append(name)
                if len(calls) > 5:
                    raise RecursionError
                for version in '1', '2':
                    with self.assertRaises(ImportError):
                        importlib.import_module(name, version=version)
                util.build(sys.path[0], 'foo-1.0.py')
                return True
            importlib.versions.on_missing = hook
            self.check('import foo version 1', 'foo-1.0.py')
            self.assertEqual(calls, ['foo'])

    def test_imports_it_itself(self):
        # What the hook has imported is what the import gets.
        with self.fresh():
            def hook(name, specifier, importer):
                util.build(sys.path[0], 'foo-1.0.py')
                importlib.invalidate_caches()
                importlib.import_module('foo')
                return True
            importlib.versions.on_missing = hook
            self.check('import foo version 1', 'foo-1.0.py')

    def test_another_module(self):
        # The hook needs something that it is called for.
        with self.fresh():
            calls = []
            def hook(name, specifier, importer):
                calls.append(name)
                if name == 'foo':
                    self.check('import helper version 1', 'helper-1.0.py', 'helper')
                util.build(sys.path[0], f'{name}-1.0.py')
                return True
            importlib.versions.on_missing = hook
            self.check('import foo version 1', 'foo-1.0.py')
            self.assertEqual(calls, ['foo', 'helper'])

    def test_dependencies(self):
        # Modules that are installed import others that are missing.
        with self.fresh():
            calls = self.install('foo-1.0.py :: import bar version 2',
                                 'bar-2.0.py :: import spam >= 3', 'spam-3.5.py')
            self.check('import foo version 1', 'foo-1.0.py')
            self.assertEqual([call[:2] for call in calls],
                             [('foo', '1'), ('bar', '2'), ('spam', '>=3')])
            self.assertEqual([call[2].module for call in calls],
                             ['a_program', 'foo', 'bar'])

    def test_removes_itself(self):
        with self.fresh():
            def hook(name, specifier, importer):
                importlib.versions.on_missing = None
                return True
            importlib.versions.on_missing = hook
            self.check('import foo version 1', MISSING)
            self.check('import foo version 1', MISSING)

    @threading_helper.requires_working_threading()
    def test_threads(self):
        import threading
        import time
        for _ in range(5):
            with util.isolated():
                root = self.world()
                calls = []
                def hook(name, specifier, importer):
                    calls.append(name)
                    time.sleep(0.005)
                    util.build(root, f'{name}-1.0.py')
                    return True
                importlib.versions.on_missing = hook
                barrier = threading.Barrier(6)
                found = []
                def run(name):
                    barrier.wait()
                    found.append(importlib.import_module(name, version='1').PLACE)
                with threading_helper.start_threads(
                        threading.Thread(target=run, args=(name,))
                        for name in ['foo', 'foo', 'foo', 'bar', 'bar', 'spam']):
                    pass
                # Each was asked for once, and each thread got it.
                self.assertEqual(sorted(calls), ['bar', 'foo', 'spam'])
                self.assertEqual(sorted(found), sorted(
                    ['foo-1.0.py'] * 3 + ['bar-1.0.py'] * 2 + ['spam-1.0.py']))

    @threading_helper.requires_working_threading()
    def test_other_thread_meanwhile(self):
        # While one thread installs, others import what they need.
        import threading
        root = self.world('bar-1.0.py')
        done = []
        def hook(name, specifier, importer):
            def run():
                done.append(importlib.import_module('bar', version='1').PLACE)
            thread = threading.Thread(target=run)
            thread.start()
            thread.join(60)
            util.build(root, 'foo-1.0.py')
            return True
        importlib.versions.on_missing = hook
        self.check('import foo version 1', 'foo-1.0.py')
        self.assertEqual(done, ['bar-1.0.py'])


class InstallTests(HookTestCase):

    """ensurepip.install_version: what it runs."""

    def setUp(self):
        super().setUp()
        self.ensurepip = import_helper.import_module('ensurepip')

    def run_recorded(self, statement, returncode, table='', expected='foo-1.0.py'):
        """Run a statement with install_version as the hook and pip replaced.

        Return the command, its options, and what was written.
        """
        runs = []
        def run(command, **options):
            runs.append((command, options))
            util.build(sys.path[0], table)
            return subprocess.CompletedProcess(command, returncode)
        importlib.versions.on_missing = self.ensurepip.install_version
        with (swap_attr(subprocess, 'run', run),
              contextlib.redirect_stderr(io.StringIO()) as err,
              contextlib.redirect_stdout(io.StringIO()) as out):
            self.check(statement, expected)
        self.assertEqual(out.getvalue(), '')
        [(command, options)] = runs
        return command, options, err.getvalue()

    def test_command(self):
        for statement, requirement in [
                ('import foo version 1', 'foo==1.*'),
                ('import foo version 1.0', 'foo==1.0.*'),
                ('import foo == 1.0', 'foo==1.0'),
                ('import foo === 1.0', 'foo===1.0'),
                ('import foo >= 1, < 2', 'foo>=1,<2'),
                ('import foo ~= 1.0', 'foo~=1.0')]:
            with self.fresh(), self.subTest(statement):
                command, options, err = self.run_recorded(statement, 0, 'foo-1.0.py')
                self.assertEqual(command[0], sys.executable)
                self.assertEqual(command[-5:], [
                    '-m', 'pip', 'install', '--allow-multiple', requirement])
                self.assertEqual(command[1:-5],
                                 subprocess._args_from_interpreter_flags())
                # pip does not read what the program reads, nor write
                # where it writes.
                self.assertEqual(options['stdin'], subprocess.DEVNULL)
                self.assertEqual(options['stdout'], 2)
                # It says what it does, and for whom.
                self.assertIn(requirement, err)
                self.assertIn('a_program', err)
                self.assertIn('line 1', err)

    def test_versions_that_are_exact(self):
        with self.fresh():
            command, _, _ = self.run_recorded('import foo version 1.0rc1', 0,
                                              'foo-1.0rc1.py', 'foo-1.0rc1.py')
            self.assertEqual(command[-1], 'foo==1.0rc1')

    def test_default(self):
        with self.fresh():
            sys.default_library_versions = {'foo': '1'}
            command, _, err = self.run_recorded('import foo', 0, 'foo-1.0.py')
            self.assertEqual(command[-1], 'foo==1.*')
            self.assertIn('a_program', err)

    def test_fails(self):
        with self.fresh():
            self.run_recorded('import foo version 1', 1, '', MISSING)
        with self.fresh():
            util.build(sys.path[0], 'foo-2.0.py')
            self.run_recorded('import foo version 1', 2, 'foo-2.1.py', (ERROR, '2.'))

    def test_requirements(self):
        # The text of a requirement is that of the clause as pip reads it.
        for clause, requirement in [
                ('1.0.post1', 'foo==1.0.post1'), ('1!2', 'foo==1!2.*'),
                ('>=1,!=1.5.*', 'foo>=1,!=1.5.*'), ('1.0+a.b', 'foo==1.0+a.b')]:
            with self.subTest(clause):
                self.assertEqual(self.installed('foo', Specifier(clause)),
                                 [requirement])
        self.assertEqual(self.installed('ns.foo', Specifier('1')), ['ns.foo==1.*'])

    def installed(self, name, specifier):
        """Return the requirements that pip is asked for."""
        found = []
        def run(command, **options):
            found.append(command[-1])
            return subprocess.CompletedProcess(command, 0)
        importer = types.SimpleNamespace(module='m', filename='m.py', lineno=3)
        with (swap_attr(subprocess, 'run', run),
              contextlib.redirect_stderr(io.StringIO()) as self.err):
            result = self.ensurepip.install_version(name, specifier, importer)
        self.assertIs(result, bool(found))
        return found

    def test_only_names_of_modules(self):
        # pip would take them for an address, a path, an option, extras, ...
        for name in ('x@file:///tmp/x', 'x @ file:///tmp/x#', '-rfile', '--pre',
                     '-r', 'file:///tmp/x', './x', '../x', '/tmp/x', '.', '..', '',
                     'x/y', 'x\\y', 'x[y]', 'x;y', 'x y', 'x\n-r y', 'x==1 ',
                     'x-y', '1x', '.x', 'x.', 'x..y', 'x#y', 'git+https://x'):
            with self.subTest(name):
                self.assertEqual(self.installed(name, Specifier('1')), [])
                [line] = self.err.getvalue().splitlines()
                self.assertIn(repr(name), line)
                self.assertIn('m.py, line 3', line)

    def test_only_specifiers(self):
        for specifier in '1', '@ file:///tmp/x', '-r x', None, 1, ('==', '1'):
            with self.subTest(specifier), self.assertRaises(TypeError):
                self.installed('foo', specifier)

    def test_imports_of_other_names(self):
        # From an import of such a name nothing gets to pip.
        importlib.versions.on_missing = self.ensurepip.install_version
        def run(command, **options):
            self.fail(command)
        for name in 'x@file:///tmp/x', '-rfile', 'x y':
            with (self.subTest(name), swap_attr(subprocess, 'run', run),
                  contextlib.redirect_stderr(io.StringIO()) as err,
                  self.assertRaises(ModuleNotFoundError)):
                importlib.import_module(name, version='1')
            self.assertIn('not installed', err.getvalue())

    def test_interpreter_options(self):
        # pip runs as the program does.
        code = '''if True:
            import ensurepip, subprocess, sys
            def run(command, **options):
                print(command[1:])
                return subprocess.CompletedProcess(command, 1)
            subprocess.run = run
            import importlib.versions
            importlib.versions.on_missing = ensurepip.install_version
            try:
                import foo version 1
            except ImportError:
                pass
            '''
        out = util.run_python(code, '-E', '-s', '-Xutf8')
        args = eval(out)
        for option in '-E', '-s', 'utf8':
            self.assertIn(option, args)


if __name__ == '__main__':
    unittest.main()
