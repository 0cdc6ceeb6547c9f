"""Policy: what becomes of a clause that is not satisfied."""

import importlib
import importlib.util
import os
import sys
import unittest
import warnings
from importlib.versions import ModuleVersionError
from test.support import import_helper, requires_subprocess, script_helper
from . import util

MISSING = ModuleNotFoundError
ERROR = ModuleVersionError


class PolicyTestCase(util.TestCase):

    def check_cases(self, policy, cases):
        """Check a table of (world, first, statement, expected, warns).

        first is executed before the statement that is checked.  Directories a
        and b of a world are on sys.path, else the world is.
        """
        for world, first, statement, expected, warns in cases:
            root = self.world(world, on_path=False)
            with (self.subTest(world=world, first=first, statement=statement),
                  util.isolated(*util.entries(root)),
                  warnings.catch_warnings(record=True) as caught):
                warnings.simplefilter('always')
                util.set_policy(policy)
                self.run_code(first)
                self.assertEqual(caught, [])
                self.check(statement, expected)
                self.assertEqual(len(caught), bool(warns),
                                 [str(w.message) for w in caught])
                for warning in caught:
                    self.assertIs(warning.category, ImportWarning)
                    self.assertEqual((warning.filename, warning.lineno),
                                     ('a_program.py', 1))
                    for text in warns:
                        self.assertIn(text, str(warning.message))


class StrictTests(PolicyTestCase):

    def test_situations(self):
        known = 'foo.py\nfoo-1.0.dist-info/\n'
        self.check_cases('strict', [
            ('foo-1.0.py', '', 'import foo version 1', 'foo-1.0.py', ()),
            ('foo-1.0.py', '', 'import foo version 2', ERROR, ()),
            ('foo-1.0.py', 'import foo', 'import foo version 2', ERROR, ()),
            ('foo.py', '', 'import foo version 2', ERROR, ()),
            ('foo.py', 'import foo', 'import foo version 2', ERROR, ()),
            (known, '', 'import foo version 2', ERROR, ()),
            ('', '', 'import foo version 2', MISSING, ()),
        ])


class WarnTests(PolicyTestCase):

    def test_situations(self):
        known = 'foo.py\nfoo-1.0.dist-info/\n'
        unknown = 'foo.py\n'
        self.check_cases('warn', [
            # Satisfied.
            ('foo-1.0.py', '', 'import foo version 1', 'foo-1.0.py', ()),
            (known, '', 'import foo version 1', 'foo.py', ()),
            (unknown + 'foo-1.0.py', '', 'import foo version 1', 'foo-1.0.py', ()),
            ('foo-1.0.py', 'import foo', 'import foo version 1', 'foo-1.0.py', ()),
            # What is loaded.
            ('foo-1.0.py', 'import foo', 'import foo version 2', 'foo-1.0.py',
             ('version 2', '1.0', 'already imported')),
            ('foo-1.0.py\nfoo-2.0.py', 'import foo version 1', 'import foo version 2',
             'foo-1.0.py', ('version 2', '1.0', 'already imported')),
            (known, 'import foo', 'import foo >= 2', 'foo.py', ('>=2', '1.0')),
            (unknown, 'import foo', 'import foo >= 2', 'foo.py', ('>=2', 'unknown')),
            # A flat module of unknown version.
            (unknown, '', 'import foo version 2', 'foo.py', ('version 2', 'unknown')),
            (unknown + 'foo-1.0.py', '', 'import foo version 2', 'foo.py',
             ('version 2', 'unknown', '1.0')),
            ('foo/__init__.py', '', 'import foo version 2', 'foo/__init__.py', ('unknown',)),
            ('a/foo.py\nb/foo/__init__.py', '', 'import foo version 2', 'a/foo.py',
             ('unknown',)),
            ('a/foo-1.0.py\nb/foo.py', '', 'import foo version 2', 'b/foo.py', ('unknown',)),
            ('a/foo.py\na/foo-1.0.dist-info/\nb/foo.py', '', 'import foo version 2',
             'b/foo.py', ('unknown',)),
            ('a/foo.py\nb/foo-2.0.py', '', 'import foo version 2', 'b/foo-2.0.py', ()),
            # Neither.
            ('foo-1.0.py', '', 'import foo version 2', (ERROR, '1.0'), ()),
            (known, '', 'import foo version 2', (ERROR, '1.0'), ()),
            ('', '', 'import foo version 2', MISSING, ()),
            ('foo-1.0.py', '', 'import foo', 'foo-1.0.py', ()),
        ])

    def test_forms(self):
        world = 'foo/__init__.py\nfoo/bar.py\nfoo/bad.py :: 1/0\n'
        for first, warned in ('', 'unknown'), ('import foo', 'already imported'):
            self.check_cases('warn', [
                (world, first, 'import foo version 1', 'foo/__init__.py', (warned,)),
                (world, first, 'import foo.bar version 1', 'foo/__init__.py', (warned,)),
                (world, first, 'import foo.bar == 1 as foo', 'foo/bar.py', (warned,)),
                (world, first, 'from foo version 1 import bar as foo', 'foo/bar.py', (warned,)),
                (world, first, 'from foo.bar version 1 import PLACE; import foo',
                 'foo/__init__.py', (warned,)),
                (world, first, 'import importlib; foo = importlib.import_module("foo", version="1")',
                 'foo/__init__.py', (warned,)),
                (world, first, 'foo = __import__("foo", globals(), version="1")',
                 'foo/__init__.py', (warned,)),
                (world, first, 'import foo.x version 1', (MISSING, 'foo.x'), (warned,)),
            ])

    def test_each_import(self):
        # The clause is not taken for satisfied.
        self.world('foo.py')
        util.set_policy('warn')
        for _ in range(3):
            with self.assertWarnsRegex(ImportWarning, 'version 1'):
                self.check('import foo version 1', 'foo.py')
        del sys.modules['foo']
        with self.assertWarnsRegex(ImportWarning, 'unknown'):
            self.check('import foo version 1', 'foo.py')

    def test_once_for_each_place(self):
        # As other warnings: the program has a registry of them.
        self.world('foo-1.0.py')
        util.set_policy('warn')
        self.run_code('import foo')
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('default')
            self.run_code('for _ in range(3):\n    import foo version 2')
            self.assertEqual(len(caught), 1)
            self.assertEqual(caught[0].lineno, 2)

    def test_text_is_that_of_the_error(self):
        self.world('foo.py')
        error = self.check('import foo version 2', ERROR)
        util.set_policy('warn')
        with self.assertWarns(ImportWarning) as caught:
            self.run_code('import foo version 2')
        self.assertEqual(str(caught.warning), str(error))

    def test_error(self):
        # Where warnings are errors, the import fails by the warning.
        for first in '', 'import foo':
            with (self.subTest(first), util.isolated(),
                  warnings.catch_warnings()):
                self.world('foo.py')
                util.set_policy('warn')
                self.run_code(first)
                warnings.simplefilter('error')
                for _ in range(2):
                    with self.assertRaises(ImportWarning):
                        self.run_code('import foo version 1')
                self.assertEqual('foo' in sys.modules, bool(first))

    def test_failing_module(self):
        self.world('foo.py :: 1/0')
        util.set_policy('warn')
        for _ in range(2):
            with self.assertRaises(ZeroDivisionError), self.assertWarns(ImportWarning):
                self.run_code('import foo version 1')
            self.assertNotIn('foo', sys.modules)

    def test_defaults(self):
        for world, table, expected, warns in [
                ('foo.py', {'foo': '1'}, 'foo.py', True),
                ('foo.py\nimport-versions.txt: foo 1', {}, 'foo.py', True),
                ('foo-2.0.py', {'foo': '1'}, ERROR, False),
                ('foo.py\nfoo-1.0.py', {'foo': '1'}, 'foo-1.0.py', False)]:
            root = self.world(world, on_path=False)
            with (self.subTest(world), util.isolated(root),
                  warnings.catch_warnings(record=True) as caught):
                warnings.simplefilter('always')
                util.set_policy('warn')
                sys.default_library_versions = table
                self.check('import foo', expected)
                self.assertEqual(len(caught), warns)
                self.check('import foo', expected)

    def test_distribution_in_use(self):
        # Modules of two versions of one distribution are never mixed.
        self.world('''
            dist-1.0/one.py
            dist-2.0/two.py
            one-1.0.link: dist-1.0
            two-2.0.link: dist-2.0
            ''')
        util.set_policy('warn')
        self.run_code('import one version 1')
        self.check('import two version 2', ERROR, 'two')

    def test_namespace(self):
        self.world('ns/foo.py\nns.foo-2.0/ns/foo.py')
        util.set_policy('warn')
        with self.assertWarns(ImportWarning):
            self.check('import ns.foo version 1 as foo', 'ns/foo.py')
        with self.assertWarnsRegex(ImportWarning, 'already'):
            self.check('from ns version 3 import foo', 'ns/foo.py')


class OffTests(PolicyTestCase):

    def test_situations(self):
        world = 'foo-1.0.py\nfoo-2.0.py\n'
        known = 'foo.py\nfoo-1.0.dist-info/\n'
        self.check_cases('off', [
            (world, '', 'import foo version 1', 'foo-2.0.py', ()),
            (world, '', 'import foo < 2', 'foo-2.0.py', ()),
            (world, '', 'import foo === 7', 'foo-2.0.py', ()),
            (world, 'import foo', 'import foo version 1', 'foo-2.0.py', ()),
            (known, '', 'import foo version 7', 'foo.py', ()),
            ('foo.py', '', 'import foo version 7', 'foo.py', ()),
            ('foo.py\nfoo-7.0.py', '', 'import foo version 7', 'foo.py', ()),
            ('', '', 'import foo version 7', MISSING, ()),
            ('foo-2.0.py :: 1/0', '', 'try:\n    import foo version 7\n'
             'except ZeroDivisionError:\n    raise ImportError', ImportError, ()),
        ])

    def test_forms(self):
        world = '''
            foo-1.0/foo/__init__.py
            foo-2.0/foo/__init__.py
            foo-2.0/foo/bar.py
            ns.foo-1.0/ns/foo.py
            ns.foo-2.0/ns/foo.py
            '''
        self.check_cases('off', [
            (world, '', 'import foo.bar version 1', 'foo-2.0/foo/__init__.py', ()),
            (world, '', 'import foo.bar == 1 as foo', 'foo-2.0/foo/bar.py', ()),
            (world, '', 'from foo version 1 import bar as foo', 'foo-2.0/foo/bar.py', ()),
            (world, '', 'import ns.foo version 1 as foo', 'ns.foo-2.0/ns/foo.py', ()),
            (world, '', 'from ns version 1 import foo', 'ns.foo-2.0/ns/foo.py', ()),
            (world, '', 'import ns version 1; import ns.foo as foo', 'ns.foo-2.0/ns/foo.py', ()),
            (world, '', 'import importlib; foo = importlib.import_module("foo", version="1")',
             'foo-2.0/foo/__init__.py', ()),
            (world, '', 'foo = __import__("foo", version="1")', 'foo-2.0/foo/__init__.py', ()),
            (world, '', 'import foo.x version 1', MISSING, ()),
        ])

    def test_defaults_apply(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py', on_path=False)
        for table, statement, expected in [
                ({'foo': '1'}, 'import foo version 2', 'foo-1.0.py'),
                ({'foo': '1'}, 'import foo', 'foo-1.0.py'),
                ({'foo': '7'}, 'import foo version 2', ERROR)]:
            with self.subTest(statement), util.isolated(root):
                util.set_policy('off')
                sys.default_library_versions = table
                self.check(statement, expected)

    def test_find_spec(self):
        self.world('foo-1.0.py\nfoo-2.0.py')
        util.set_policy('off')
        self.assertEqual(importlib.util.find_spec('foo', version='1').version, '2.0')
        self.run_code('import foo')
        self.assertEqual(importlib.util.find_spec('foo', version='1').version, '2.0')
        self.assertIsNone(importlib.util.find_spec('spam', version='1'))

    def test_bad_clauses(self):
        # They are mistakes all the same.
        self.world('foo-1.0.py')
        util.set_policy('off')
        with self.assertRaises(SyntaxError):
            compile('import foo version x', '', 'exec')
        with self.assertRaises(ValueError):
            importlib.import_module('foo', version='x')
        with self.assertRaises(TypeError):
            importlib.import_module('foo', version=1)
        with self.assertRaises(ValueError):
            importlib.util.find_spec('foo', version='x')

    def test_own_directory(self):
        self.world('bar-1.0/bar.py :: import foo version 7\nbar-1.0/foo.py\nfoo-7.0.py')
        util.set_policy('off')
        self.run_code('import bar')
        self.assertEqual(sys.modules['foo'].PLACE, 'bar-1.0/foo.py')


@requires_subprocess()
class SettingTests(util.TestCase):

    """-X version_policy and PYTHONVERSIONPOLICY."""

    CODE = f'import sys; print({util.POLICY})'

    def setUp(self):
        super().setUp()
        self.root = self.world('foo-1.0.py :: print(PLACE)\n'
                               'foo-2.0.py :: print(PLACE)\n'
                               'flat.py :: print(PLACE)\n', on_path=False)

    def policy(self, *args, **env):
        return util.run_python(self.CODE, *args, path=[self.root], **env)

    def test_values(self):
        self.assertEqual(self.policy(), 'strict')
        for policy in 'strict', 'warn', 'off':
            option = f'-Xversion_policy={policy}'
            self.assertEqual(self.policy(option), policy)
            self.assertEqual(self.policy(PYTHONVERSIONPOLICY=policy), policy)
            # The option goes first.
            for other in 'strict', 'warn', 'off', 'nonsense':
                self.assertEqual(self.policy(option, PYTHONVERSIONPOLICY=other), policy)
        self.assertEqual(self.policy(PYTHONVERSIONPOLICY=''), 'strict')

    def test_without_the_environment(self):
        for option in '-E', '-I':
            self.assertEqual(self.policy(option, PYTHONVERSIONPOLICY='off'), 'strict')
            self.assertEqual(self.policy(option, PYTHONVERSIONPOLICY='nonsense'), 'strict')
            self.assertEqual(self.policy(option, '-Xversion_policy=warn',
                                         PYTHONVERSIONPOLICY='off'), 'warn')

    def test_bad_values(self):
        for args, env in [
                (('-Xversion_policy',), {}),
                (('-Xversion_policy=',), {}),
                (('-Xversion_policy=STRICT',), {}),
                (('-Xversion_policy=stricter',), {}),
                (('-Xversion_policy=stric',), {}),
                (('-Xversion_policy=strict ',), {}),
                (('-Xversion_policy=0',), {}),
                (('-Xversion_policy=x',), {'PYTHONVERSIONPOLICY': 'off'}),
                ((), {'PYTHONVERSIONPOLICY': 'x'}),
                ((), {'PYTHONVERSIONPOLICY': 'OFF'}),
                ((), {'PYTHONVERSIONPOLICY': '1'}),
                ((), {'PYTHONVERSIONPOLICY': ' '})]:
            with self.subTest(args=args, env=env):
                out, err = util.run_python(self.CODE, *args, ok=False, **env)
                self.assertEqual(out, '')
                self.assertIn('PYTHONVERSIONPOLICY', err)
                self.assertIn('strict, warn or off', err)

    def test_other_option_is_none(self):
        self.assertEqual(self.policy('-Xversion_policy_x=off'), 'strict')

    def test_programs(self):
        import_flat = 'import flat version 1'
        for policy, code, expected in [
                ('strict', 'import foo version 1', 'foo-1.0.py'),
                ('warn', 'import foo version 1', 'foo-1.0.py'),
                ('off', 'import foo version 1', 'foo-2.0.py'),
                ('warn', import_flat, 'flat.py'),
                ('off', import_flat, 'flat.py'),
                ('warn', 'import foo; import foo version 1', 'foo-2.0.py'),
                ('off', 'import foo version 7; import foo version 8', 'foo-2.0.py')]:
            with self.subTest(policy, code=code):
                self.assertEqual(util.run_python(
                    code, f'-Xversion_policy={policy}', path=[self.root]), expected)
        out, err = util.run_python(import_flat, path=[self.root], ok=False)
        self.assertIn('ModuleVersionError', err)
        # The warning is an ImportWarning, which is shown on demand.
        result = script_helper.assert_python_ok(
            '-Xversion_policy=warn', '-Wdefault', '-c', import_flat,
            __isolated=False, PYTHONPATH=self.root)
        self.assertIn(b'<string>:1: ImportWarning: ', result.err)
        self.assertIn(b'flat', result.err)

    def test_run_as_module(self):
        for policy, name, expected in [('strict', 'foo==1.0', 'foo-1.0.py'),
                                       ('warn', 'foo==1.0', 'foo-1.0.py'),
                                       ('off', 'foo==1.0', 'foo-2.0.py'),
                                       ('off', 'flat==1.0', 'flat.py')]:
            with self.subTest(policy, name=name):
                self.assertEqual(util.run_python(
                    None, f'-Xversion_policy={policy}', '-m', name,
                    path=[self.root]), expected)

    def test_subprocess(self):
        code = ('import subprocess, sys\n'
                'print(subprocess._args_from_interpreter_flags(), flush=True)\n'
                'subprocess.run([sys.executable, *subprocess._args_from_interpreter_flags(),'
                f' "-c", {self.CODE!r}], check=True)')
        for policy in 'strict', 'warn', 'off':
            out = util.run_python(code, f'-Xversion_policy={policy}')
            args, inherited = out.splitlines()
            self.assertIn(f"version_policy={policy}", args)
            self.assertEqual(inherited, policy)
        self.assertNotIn('version_policy', util.run_python(code, PYTHONVERSIONPOLICY='warn'))
        self.assertTrue(util.run_python(code, PYTHONVERSIONPOLICY='warn').endswith('warn'))

    def test_child_processes(self):
        import_helper.import_module('_multiprocessing')
        import multiprocessing
        util.build(self.root, 'work.py :: def policy():\\n'
                   f'    return {util.POLICY}')
        program = os.path.join(self.root, 'program.py')
        with open(program, 'w') as file:
            file.write('import multiprocessing, sys, work\n'
                       'if __name__ == "__main__":\n'
                       '    with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:\n'
                       '        print(pool.apply(work.policy))\n')
        for method in multiprocessing.get_all_start_methods():
            with self.subTest(method):
                self.assertEqual(util.run_python(
                    None, '-Xversion_policy=warn', program, method,
                    path=[self.root]), 'warn')

    def test_interpreters(self):
        import_helper.import_module('_interpreters')
        code = ('from test.support import interpreters\n'
                f'interpreters.create().exec({self.CODE!r} + "; sys.stdout.flush()")')
        self.assertEqual(util.run_python(code, '-Xversion_policy=off'), 'off')
        self.assertEqual(util.run_python(code), 'strict')

    def test_help(self):
        self.assertIn('version_policy=strict|warn|off', util.run_python(None, '--help-xoptions'))
        self.assertIn('PYTHONVERSIONPOLICY', util.run_python(None, '--help-env'))


if __name__ == '__main__':
    unittest.main()
