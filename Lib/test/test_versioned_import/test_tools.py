"""python -m importlib.versions: what its commands have in common, and the short ones."""

import importlib
import os
import sys
import unittest
from test.support import os_helper, script_helper

from . import util
from .tools_support import Terminal, ToolTestCase

COMMANDS = ('list', 'which', 'why', 'tree', 'check', 'solve', 'freeze', 'prune',
            'env', 'plot')

SITE = '''
    foo-1.0/foo/__init__.py :: 1/0
    foo-2.0/foo/__init__.py :: 1/0
    foo-2.0/foo/bar.py
    foo-2.0/Foo_Project-2.0.dist-info/METADATA:
    flat.py
    flat-1.5.dist-info/METADATA:
    unknown.py
    ns.part-1.0/ns/part.py
    '''


class CommandLineTests(ToolTestCase):

    def test_help(self):
        text = self.run_tool('--help')
        for command in COMMANDS:
            with self.subTest(command):
                self.assertIn(f'    {command}', text)
                help = self.run_tool(command, '--help')
                self.assertIn('examples:', help)
                self.assertIn(f'python -m importlib.versions {command}', help)
                self.assertIn('--json', help)

    def test_mistakes(self):
        self.worlds(SITE, 'app.py :: pass')
        for args in [(), ('nothing',), ('list', '--no'), ('which',), ('tree',),
                     ('which', 'foo as x'), ('which', 'foo, flat'),
                     ('which', 'foo version x'), ('why', 'foo\nimport os'),
                     ('which', '')]:
            with self.subTest(args):
                self.assertEqual(self.run_tool(*args, status=2), '')
                self.assertNotEqual(self.complaints, '')

    def test_in_a_process(self):
        self.worlds(SITE, 'json.py :: 1/0\nargparse.py :: 1/0\nhelper.py\n'
                          'app.py :: import foo version 1')
        env = {'PYTHONPATH': self.site, '__isolated': False, '__cwd': self.app}
        with os_helper.change_cwd(self.app):
            env.pop('__cwd')
            # The modules of the folder are found, and none is imported.
            run = script_helper.assert_python_ok('-m', 'importlib.versions', 'which',
                                                 'helper', **env)
            self.assertEqual(os.path.realpath(run.out.decode().strip()),
                             self.program('helper.py'))
            run = script_helper.assert_python_ok('-m', 'importlib.versions', 'check',
                                                 'app.py', **env)
            self.assertIn(b'1 imports hold, 0 problems', run.out)
            run = script_helper.assert_python_failure('-m', 'importlib.versions',
                                                      'which', 'foo>3', **env)
            self.assertEqual((run.rc, run.out), (1, b''))
            self.assertIn(b'no version of foo satisfies >3', run.err)

    def test_nothing_of_it_is_imported(self):
        out = util.run_python('import sys, importlib.versions\n'
                              'print([name for name in sys.modules if name.startswith('
                              '"importlib.versions.")], "argparse" in sys.modules)')
        self.assertEqual(out, '[] False')

    def test_terminal(self):
        self.worlds(SITE)
        self.assertOutput(self.run_tool('list', 'foo', out=Terminal()), '''
            NAME  VERSION  LAYOUT        PATH
            foo   2.0      distribution  site/foo-2.0
            foo   1.0      distribution  site/foo-1.0
            ''')
        self.enterContext(os_helper.EnvironmentVarGuard())['PYTHON_COLORS'] = '1'
        self.assertIn('\x1b[', self.run_tool('list', 'foo', out=Terminal()))
        self.assertNotIn('\x1b[', self.run_tool('list', 'foo', '--json',
                                                out=Terminal()))

    def test_state_is_restored(self):
        self.worlds(SITE, 'app.py :: import foo version 1, ns.part')
        before = dict(sys.modules), list(sys.path)
        self.run_tool('check', self.program())
        self.assertEqual(({name: module for name, module in sys.modules.items()
                           if name in before[0]}, sys.path), before)
        self.assertNotIn('foo', sys.modules)
        self.assertNotIn('ns', sys.modules)
        with self.assertRaises(ZeroDivisionError):
            importlib.import_module('foo', version='2')


class ListTests(ToolTestCase):

    def setUp(self):
        super().setUp()
        self.worlds(SITE)

    def test_all(self):
        rows = [line.split('\t') for line in self.run_tool('list').splitlines()]
        self.assertEqual([row for row in rows if row[3].startswith('site')], [
            ['flat', '1.5', 'flat', 'site/flat-1.5.dist-info'],
            ['foo', '1.0', 'distribution', 'site/foo-1.0'],
            ['Foo_Project', '2.0', 'distribution', 'site/foo-2.0'],
            ['ns.part', '1.0', 'distribution', 'site/ns.part-1.0']])

    def test_name(self):
        for name, expected in [
                ('foo', [('foo', '2.0', 'distribution', 'site/foo-2.0'),
                         ('foo', '1.0', 'distribution', 'site/foo-1.0')]),
                ('flat', [('flat', '1.5', 'flat', 'site/flat.py')]),
                ('unknown', [('unknown', None, 'flat', 'site/unknown.py')]),
                ('foo-project', [('Foo_Project', '2.0', 'distribution',
                                  'site/foo-2.0')])]:
            with self.subTest(name):
                keys = 'name', 'version', 'layout', 'path'
                self.assertEqual(self.run_json('list', name),
                                 [dict(zip(keys, row)) for row in expected])
                self.assertEqual(
                    self.run_tool('list', name).splitlines(),
                    ['\t'.join(field or 'unknown' for field in row)
                     for row in expected])

    def test_nothing(self):
        self.assertEqual(self.run_tool('list', 'nothing', status=1), '')
        self.assertEqual(self.run_json('list', 'no.thing', status=1), [])


class WhichTests(ToolTestCase):

    def setUp(self):
        super().setUp()
        self.worlds(SITE)

    def test_found(self):
        for module, expected in [
                ('foo', 'site/foo-2.0'), ('foo<2', 'site/foo-1.0'),
                ('foo version 1', 'site/foo-1.0'), ('foo.bar', 'site/foo-2.0'),
                ('flat', 'site/flat.py'), ('flat >=1, <2', 'site/flat.py'),
                ('unknown', 'site/unknown.py'), ('ns.part==1.0', 'site/ns.part-1.0'),
                ('sys', 'sys is built-in'), ('ns', 'ns is a namespace package')]:
            with self.subTest(module):
                self.assertEqual(self.run_tool('which', module), expected + '\n')
        self.assertEqual(self.run_tool('which', 'foo', 'version', '1'),
                         'site/foo-1.0\n')
        self.assertEqual(self.run_json('which', 'foo<2'),
                         {'name': 'foo', 'version': '1.0', 'path': 'site/foo-1.0',
                          'directory': 'site', 'layout': 'distribution'})

    def test_not_found(self):
        for module, complaint in [
                ('nothing', "No module named 'nothing'"),
                ('foo.nothing', "No module named 'foo.nothing'"),
                ('foo>=3', 'no version of foo satisfies >=3'),
                ('unknown>=0', 'no version of unknown satisfies >=0'),
                ('ns==1', 'ns is a namespace package')]:
            with self.subTest(module):
                self.assertEqual(self.run_tool('which', module, status=1), '')
                self.assertIn(complaint, self.complaints)
                self.assertIsNone(self.run_json('which', module, status=1))

    def test_defaults(self):
        util.build(self.site, 'import-versions.txt: foo 1')
        importlib.invalidate_caches()
        self.assertEqual(self.run_tool('which', 'foo'), 'site/foo-1.0\n')
        sys.default_library_versions['foo'] = '2'
        self.assertEqual(self.run_tool('which', 'foo', status=1), '')
        self.assertIn('import-versions.txt, line 1', self.complaints)


class WhyTests(ToolTestCase):

    SITE = '''
        a/foo-1.0.py
        a/foo-2.0.py
        a/foo-3.0.py :: __oldest_supported_version__ = '3.0'
        b/foo-1.5.py
        b/bar-1.0/bar.py :: import foo
        b/bar-1.0/import-versions.txt: foo <2
        '''

    def setUp(self):
        super().setUp()
        self.worlds('', 'app.py :: import bar, helper\nhelper.py :: import foo')
        util.build(self.site, self.SITE)
        sys.path[:1] = util.entries(self.site)

    def test_steps(self):
        self.assertOutput(self.run_tool('why', 'foo<3'), '''
            import foo version <3
            in site/a:
              - 3.0  site/a/foo-3.0.py  it does not satisfy what is asked
              + 2.0  site/a/foo-2.0.py  taken
              - 1.0  site/a/foo-1.0.py  not needed
            in site/b:
              - 1.5  site/b/foo-1.5.py  not needed
            ''')
        self.assertIn('  - 3.0  site/a/foo-3.0.py  it does not support versions so old\n',
                      self.run_tool('why', 'foo>=1'))

    def test_defaults(self):
        util.build(self.site, 'a/import-versions.txt: # why\\nfoo 1')
        importlib.invalidate_caches()
        text = self.run_tool('why', 'foo')
        self.assertIn('default: foo 1 of site/a/import-versions.txt, line 2\n', text)
        self.assertIn('  + 1.0  site/a/foo-1.0.py  taken\n', text)

    def test_failure(self):
        text = self.run_tool('why', 'foo version 4', status=1)
        self.assertEqual(text.count('it does not satisfy what is asked'), 4)
        self.assertIn('no version of foo satisfies version 4', text)
        text = self.run_tool('why', 'nothing', status=1)
        self.assertIn('no version of nothing is anywhere on sys.path', text)

    def test_from_program(self):
        self.assertOutput(self.run_tool('why', 'foo', '--from', self.program()), '''
            import foo, from app/app.py
            foo is imported before:
              app/app.py:1: import bar
              site/b/bar-1.0/bar.py:2: import foo
            default: foo <2 of site/b/bar-1.0/import-versions.txt, line 1
            in site/a:
              - 3.0  site/a/foo-3.0.py  it does not satisfy what is asked
              - 2.0  site/a/foo-2.0.py  it does not satisfy what is asked
              + 1.0  site/a/foo-1.0.py  taken
            in site/b:
              - 1.5  site/b/foo-1.5.py  not needed
            '''.replace('bar.py:2', 'bar.py:2').replace('app.py:1', 'app.py:2'))
        text = self.run_tool('why', 'foo version 2', '--from', self.program(), status=1)
        self.assertIn('but foo 1.0 is already imported', text)

    def test_json(self):
        [found] = self.run_json('why', 'foo', '--from', self.program())
        self.assertEqual(found['module'], 'foo')
        self.assertEqual(found['chosen']['version'], '1.0')
        self.assertEqual(found['by'], ['app/app.py:2: import bar',
                                       'site/b/bar-1.0/bar.py:2: import foo'])
        self.assertEqual(found['defaults'], [
            {'name': 'foo', 'specifier': '<2',
             'source': 'site/b/bar-1.0/import-versions.txt, line 1'}])
        self.assertEqual([(step['version'], step['taken']) for step in found['steps']],
                         [('3.0', False), ('2.0', False), ('1.0', True), ('1.5', False)])
        [found] = self.run_json('why', 'foo>5', status=1)
        self.assertIsNone(found['chosen'])
        self.assertIn('no version of foo satisfies >5', found['error'])


if __name__ == '__main__':
    unittest.main()
