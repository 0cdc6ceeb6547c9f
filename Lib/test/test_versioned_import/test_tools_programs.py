"""python -m importlib.versions: the commands that read programs.

tree, check, freeze, prune, env and plot; solve has a file of its own.
"""

import json
import os
import stat
import subprocess
import sys
import textwrap
import unittest
from test.support import os_helper
from unittest import mock

from . import util
from .tools_support import Terminal, ToolTestCase

SITE = '''
    foo-1.0/foo/__init__.py :: import bar
    foo-1.0/foo/sub.py :: from . import other
    foo-1.0/foo/other.py
    foo-1.0/import-versions.txt: bar <2
    foo-2.0/foo/__init__.py :: import bar
    bar-1.0/bar.py
    bar-2.0/bar.py
    flat.py
    flat-1.5.dist-info/METADATA:
    '''


class TreeTests(ToolTestCase):

    def test_text(self):
        self.worlds(SITE, '''
            app.py ::
                import os, helper
                import flat
            helper.py :: import foo version 1, bar
            ''')
        self.assertOutput(self.run_tool('tree', self.program()), '''
            app/app.py
              foo 1.0
                bar 1.0
              bar 1.0
              flat 1.5
            ''')
        self.assertOutput(self.run_tool('tree', self.program(), out=Terminal()), '''
            app/app.py
            ├── foo 1.0
            │   └── bar 1.0
            ├── bar 1.0
            └── flat 1.5
            ''')

    def test_cycle(self):
        self.worlds('''
            foo-2.0.py :: import bar
            bar-2.0.py :: import baz
            baz-1.0.py :: import foo
            ''', 'app.py :: import foo version 2')
        self.assertOutput(self.run_tool('tree', self.program()), '''
            app/app.py
              foo 2.0
                bar 2.0
                  baz 1.0
                    foo 2.0 *
            ''')

    def test_failures(self):
        self.worlds(SITE, '''
            app.py ::
                import foo version 1
                import nothing
                import bar version 2
            ''')
        text = self.run_tool('tree', self.program(), status=1)
        self.assertIn('  nothing: missing, imported in app/app.py:3\n', text)
        self.assertIn('  bar: version not satisfied, imported in app/app.py:4\n', text)

    def test_json(self):
        self.worlds(SITE, '''
            app.py ::
                from foo version 1 import sub
                def f(name):
                    __import__(name)
                import nothing
            ''')
        [found] = self.run_json('tree', self.program(), status=1)
        self.assertEqual(found['program'], 'app/app.py')
        self.assertEqual([(each['by'], each['name'], each['version'], each['layout'])
                          for each in found['imports']],
                         [(None, 'foo', '1.0', 'version'),
                          ('foo', 'bar', '1.0', 'version')])
        self.assertEqual(found['imports'][0]['statements'], [
            {'file': 'app/app.py', 'line': 2, 'clause': '1',
             'text': 'from foo version 1 import sub'}])
        self.assertEqual(found['unknown'], [
            {'file': 'app/app.py', 'line': 4, 'text': '__import__(name)'}])
        self.assertEqual(found['failed'], [
            {'file': 'app/app.py', 'line': 5, 'text': 'import nothing',
             'error': "No module named 'nothing'"}])

    def test_is_what_is_imported(self):
        # The versions that the graph has are those that the program gets.
        self.worlds(SITE + '''
            ns.one-1.0/ns/one/__init__.py :: import ns.two
            ns.one-1.0/import-versions.txt: ns.two <2
            ns.two-1.0/ns/two.py
            ns.two-2.0/ns/two.py
            dist-1.0/first.py
            dist-1.0/second.py
            first-1.0 -> dist-1.0
            second-1.0 -> dist-1.0
            dist-2.0/first.py
            dist-2.0/second.py
            first-2.0 -> dist-2.0
            second-2.0 -> dist-2.0
            ''', '''
            app.py ::
                try:
                    import nothing
                except ImportError:
                    import first version 1
                else:
                    import bar version 2
                from ns import one
                import foo
                def function():
                    import second
                function()
                import sys, os.path, collections.abc
                names = 'foo', 'bar', 'first', 'second', 'ns.one', 'ns.two'
                for name in names:
                    print(name, sys.modules[name].__spec__.version)
            ''')
        out = util.run_python(None, self.program(), path=[self.site])
        imported = dict(line.split() for line in out.splitlines())
        [found] = self.run_json('tree', self.program())
        self.assertEqual({each['name']: each['version'] for each in found['imports']},
                         imported)
        self.assertEqual(imported['second'], '1.0')
        self.assertEqual(imported['ns.two'], '1.0')


class CheckTests(ToolTestCase):

    def problems(self, code, site=SITE, **files):
        """Return [(kind, line), ...] of the problems of a program."""
        self.worlds(site)
        util.build(self.app, ''.join(f'{name.replace("__", "/")}.py :: {text}\n'
                                     for name, text in files.items()))
        with open(self.program(), 'w', encoding='utf-8') as file:
            file.write(textwrap.dedent(code))
        out = self.run_tool('check', self.program(), '--json',
                            status=1 if self.is_bad else 0)
        self.found = json.loads(out)
        [self.judged] = self.found['programs']
        return [(problem['kind'], int(problem['place'].rpartition(':')[2]))
                for problem in self.judged['problems']]

    is_bad = True

    def test_statements(self):
        for code, expected in [
                ('import foo version 1, os', []),
                ('import foo version 3', [('unsatisfied', 1)]),
                ('import os version 2', [('unsatisfied', 1)]),
                ('import sys version 2', [('unsatisfied', 1)]),
                ('import flat version 1\nimport flat version 2', [('conflict', 2)]),
                ('import nothing', [('missing', 1)]),
                ('import foo.nothing', [('missing', 1)]),
                ('from foo import nothing, bar', []),
                ('from . import x', [('missing', 1)]),
                ('def f():\n    import nothing', [('missing', 2)]),
                ('if x:\n    import nothing', [('missing', 2)]),
                ('class C:\n    import nothing', [('missing', 2)]),
                ('try:\n    import nothing\nexcept ImportError:\n    pass', []),
                ('try:\n    import nothing\nexcept (OSError, ImportError):\n    pass',
                 []),
                ('try:\n    import nothing\nexcept:\n    import nothing2',
                 [('missing', 4)]),
                ('try:\n    import os\nexcept ImportError:\n    import nothing', []),
                ('try:\n    import nothing\nfinally:\n    pass', [('missing', 2)]),
                ('try:\n    import nothing\nexcept OSError:\n    import nothing2',
                 [('missing', 2), ('missing', 4)]),
                ('with contextlib.suppress(ImportError):\n    import nothing', []),
                ('with open(x):\n    import nothing', [('missing', 2)]),
                ('if TYPE_CHECKING:\n    import nothing\nelse:\n    import nothing2',
                 [('missing', 4)]),
                ('if typing.TYPE_CHECKING:\n    import nothing', []),
                ('for x in y:\n    import nothing', [('missing', 2)]),
                ('match x:\n    case 1:\n        import nothing', [('missing', 3)]),
                ('from __future__ import annotations', []),
                ('import os.path, collections.abc, xml.sax', []),
                ('import xml.nothing', [('missing', 1)]),
                ('import foo version 1\nimport foo version 2', [('conflict', 2)]),
                ('import = 1', [('unreadable', 1)]),
                ]:
            with self.subTest(code), util.isolated():
                self.is_bad = bool(expected)
                self.assertEqual(self.problems(code), expected)

    def test_pair(self):
        self.problems('import helper\nimport foo version 1',
                      helper='\\nimport bar version 2')
        [problem] = self.judged['problems']
        self.assertEqual(problem['chains'], [
            ['app/app.py:1: import helper', 'app/helper.py:3: import bar version 2'],
            ['app/app.py:2: import foo version 1',
             'site/foo-1.0/foo/__init__.py:2: import bar']])
        self.assertIn('foo 1.0 asks for bar <2', problem['text'])
        self.assertIn('gets 2.0', problem['text'])
        text = self.run_tool('check', self.program(), status=1)
        self.assertIn('\n    app/app.py:1: import helper\n'
                      '      app/helper.py:3: import bar version 2\n'
                      '    app/app.py:2: import foo version 1\n', text)
        self.assertTrue(text.endswith('4 imports hold, 1 problem\n'), text)

    def test_what_others_may_import(self):
        self.is_bad = False
        self.assertEqual(self.problems('import lib', '''
            lib-1.0.py ::
                if x:
                    import nothing
                def f():
                    import nothing2
            '''), [])
        self.assertEqual([problem['text'] for problem in self.judged['possible']],
                         ["No module named 'nothing'", "No module named 'nothing2'"])
        text = self.run_tool('check', self.program())
        self.assertEqual(text, 'app/app.py: 1 imports hold, 0 problems, 2 may fail\n')
        text = self.run_tool('check', '-v', self.program())
        self.assertIn("site/lib-1.0.py:3: may fail: No module named 'nothing'\n", text)

    def test_broken_files_of_others(self):
        self.is_bad = False
        self.assertEqual(self.problems('import lib', 'lib-1.0.py :: x = = 1'), [])
        self.assertEqual(self.judged['possible'][0]['kind'], 'unreadable')

    def test_unknown(self):
        self.is_bad = False
        self.problems('''\
            import importlib, lib.made, compiled, deep.made
            importlib.import_module(name)
            x = [__import__(y, version=z) for y in names]
            ''', '''
            lib-1.0/lib/__init__.py :: import sys; sys.modules['lib.made'] = 1
            compiled-1.0/compiled.pyc:
            deep-1.0/deep/__init__.py :: from . import below
            deep-1.0/deep/below.py :: import sys; sys.meta_path.append(1)
            ''')
        self.assertEqual([(place['place'], place['text'])
                          for place in self.judged['unknown']], [
            ('app/app.py:2', 'importlib.import_module(name)'),
            ('app/app.py:3', '__import__(y, version=z)'),
            ('app/app.py:1', 'lib.made, which lib may make'),
            ('site/compiled-1.0/compiled.pyc', 'a compiled module'),
            ('app/app.py:1', 'deep.made, which deep may make')])
        self.assertIn('app/app.py:2: unknown: importlib.import_module(name)\n',
                      self.run_tool('check', '-v', self.program()))

    def test_bad_programs(self):
        self.worlds()
        for data in (b'x = \xff', b'# coding: nothing\n', b'x = "\0"', b'(' * 5000,
                     b'-' * 200_000 + b'1', b'import foo version', b'\xef\xbb\xbfimport ',
                     b'from x import version 1', b'if 1:\nimport x'):
            with self.subTest(data[:20]):
                with open(self.program(), 'wb') as file:
                    file.write(data)
                found = self.run_json('check', self.program(), status=1)
                [problem] = found['programs'][0]['problems']
                self.assertEqual(problem['kind'], 'unreadable')
                for command in 'tree', 'freeze', 'prune', 'env', 'solve', 'plot':
                    self.run_tool(command, self.program(), status=1)
                    self.assertIn('app/app.py', self.complaints)
        self.run_tool('check', self.program('none.py'), status=1)
        self.run_tool('tree', self.program('none.py'), status=1)
        self.assertIn('app/none.py: cannot be read', self.complaints)

    def test_unreadable_directories(self):
        self.worlds('foo-1.0/foo.py', 'x/app.py :: import foo')
        with mock.patch('os.listdir', side_effect=PermissionError(13, 'no')):
            found = self.run_json('check', self.app, status=1)
        self.assertIn({'kind': 'unreadable', 'place': 'app', 'chains': [],
                       'text': 'cannot be read: no'}, found['problems'])
        self.assertIn('site', [problem['place'] for problem in found['problems']])
        with mock.patch('os.listdir', side_effect=PermissionError(13, 'no')):
            self.assertEqual(self.run_tool('tree', self.app, status=1), '')
        self.assertEqual(self.complaints, 'app: cannot be read: no\n')

    def test_directories(self):
        self.worlds(SITE, '''
            scripts/one.py :: import foo version 1
            scripts/two.py :: import foo version 2
            scripts/data.txt: x
            scripts/.hidden/x.py :: import nothing
            scripts/venv/pyvenv.cfg:
            scripts/venv/x.py :: import nothing
            scripts/below/three.py :: import two
            package/__init__.py
            package/one.py :: from . import two; from .sub import three
            package/two.py :: from ..other import x
            package/sub/__init__.py
            package/sub/three.py :: import bar version 2
            package/not-a-name.py :: import bar version 9
            main/__main__.py :: import one
            main/one.py :: import bar
            main/unused.py :: import nothing
            ''')
        found = self.run_json('check', self.program('scripts'), self.program('package'),
                              self.program('main'), status=1)
        self.assertEqual(
            {program['program']: [(problem['kind'], problem['place'])
                                  for problem in program['problems']]
             for program in found['programs']},
            {'app/scripts/one.py': [], 'app/scripts/two.py': [],
             'app/scripts/below/three.py': [
                 ('missing', 'app/scripts/below/three.py:2')],
             'app/package': [('conflict', 'app/package/not-a-name.py:2'),
                             ('missing', 'app/package/two.py:2')],
             'app/main/__main__.py': []})

    @os_helper.skip_unless_symlink
    def test_links_to_directories(self):
        self.worlds('', '''
            scripts/app.py :: import os
            scripts/again -> .
            package/__init__.py
            package/again -> .
            package/one.py :: import os
            ''')
        found = self.run_json('check', self.program('scripts'), self.program('package'))
        self.assertEqual([(program['program'], program['imports'])
                          for program in found['programs']],
                         [('app/scripts/app.py', 1), ('app/package', 1)])

    def test_zip_file(self):
        self.worlds(SITE, '''
            app.zip!__main__.py :: import helper
            app.zip!helper.py :: import foo version 1; import nothing
            empty.zip!x.py :: pass
            ''')
        found = self.run_json('check', self.program('app.zip'), status=1)
        [program] = found['programs']
        self.assertEqual(program['program'], 'app/app.zip/__main__.py')
        self.assertEqual([(problem['kind'], problem['place'])
                          for problem in program['problems']],
                         [('missing', 'app/app.zip/helper.py:2')])
        self.run_tool('check', self.program('empty.zip'), status=1)

    def test_deep_imports(self):
        # Deeper than Python's own calls may be.
        self.worlds(''.join(f'm{i}-1.0.py :: import m{i + 1}\n' for i in range(1500)) +
                    'm1500.py :: import nothing', 'app.py :: import m0')
        found = self.run_json('check', self.program(), status=1)
        [problem] = found['programs'][0]['problems']
        self.assertEqual(len(problem['chains'][0]), 1502)

    @os_helper.skip_unless_symlink
    def test_entries(self):
        self.worlds('''
            foo-1.2/foo.py
            foo-1 -> foo-1.2
            alias-1.2 -> foo-1.2
            alias-1.3 -> foo-1.2
            gone-1.0 -> nowhere-1.0
            loop-1.0 -> loop-1.0
            file-1.0.link: foo-1.2
            file-1.2.link: foo-1.2
            store/elsewhere/x.py
            x-7.0 -> store/elsewhere
            bar-1.0/bar-1.1.dist-info/METADATA:
            bar-1.1/bar-1.1.0.dist-info/METADATA:
            ''')
        found = self.run_json('check', status=1)
        self.assertEqual(
            {problem['place']: (problem['kind'], problem['text'].partition(',')[0])
             for problem in found['problems']},
            {'site/alias-1.3': ('link', "leads to 'foo-1.2'"),
             'site/gone-1.0': ('link', "leads to 'nowhere-1.0'"),
             'site/loop-1.0': ('link', "leads to 'loop-1.0'"),
             'site/file-1.0.link': ('link', "leads to 'foo-1.2'"),
             'site/bar-1.0': ('metadata', 'its name says version 1.0')})
        self.assertIn('site/bar-1.0: metadata: its name says version 1.0, '
                      'bar-1.1.dist-info in it 1.1\n', self.run_tool('check', status=1))

    def test_policy_does_not_matter(self):
        self.worlds(SITE, 'app.py :: import foo version 3')
        for policy in 'warn', 'off':
            util.set_policy(policy)
            self.run_tool('check', self.program(), status=1)


class FreezeTests(ToolTestCase):

    def test_reproduces(self):
        self.worlds(SITE, '''
            app.py ::
                import foo version 1
                import flat
            other.py :: import bar
            print.py ::
                import foo version 1, bar, flat, sys
                print(*[sys.modules[name].__spec__.version
                        for name in ('foo', 'bar', 'flat')])
            ''')
        text = self.run_tool('freeze', self.program())
        self.assertOutput(text, '''
            bar ==1.0
            flat ==1.5
            foo ==1.0
            ''')
        self.assertEqual(self.run_tool('freeze', self.program()), text)
        self.assertEqual(self.run_json('freeze', self.program())[0],
                         {'name': 'bar', 'version': '1.0', 'specifier': '==1.0'})
        with open(os.path.join(self.site, 'import-versions.txt'), 'w') as file:
            file.write(text)
        util.build(self.site, 'bar-1.5/bar.py\nfoo-1.5/foo.py')
        out = util.run_python(None, self.program('print.py'), path=[self.site])
        self.assertEqual(out, '1.0 1.0 1.5')

    def test_local_version(self):
        self.worlds('foo-1.0.py\nfoo-1.0+more.py', 'app.py :: import foo version ===1.0')
        self.assertEqual(self.run_tool('freeze', self.program()), 'foo ===1.0\n')

    def test_several_programs(self):
        self.worlds('foo-1.0.py\nfoo-2.0.py', '''
            one.py :: import foo version 1
            two.py :: import foo
            three.py :: import foo version 2
            four.py :: import foo >= 1, < 2
            ''')
        for names, expected in [(('one', 'two'), 'foo ==2.0\n'),
                                (('two', 'one'), 'foo ==2.0\n'),
                                (('one', 'three'), 'foo ==1.0\n'),
                                (('one', 'four'), 'foo ==1.0\n')]:
            with self.subTest(names):
                self.assertEqual(self.run_tool('freeze', *[
                    self.program(name + '.py') for name in names]), expected)

    def test_no_common_choice(self):
        self.worlds('bar-1.0.py\nbar-2.0.py\nfoo-1.0/foo.py :: import bar\n'
                    'foo-1.0/import-versions.txt: bar <2',
                    'one.py :: import bar\ntwo.py :: import foo')
        self.assertEqual(self.run_tool('freeze', self.program('one.py'),
                                       self.program('two.py'), status=1), '')
        self.assertEqual(self.complaints, 'bar has several versions: 2.0 in app/one.py, '
                                          '1.0 in app/two.py\n')

    def test_failures(self):
        self.worlds(SITE, 'app.py :: import nothing')
        self.assertEqual(self.run_tool('freeze', self.program(), status=1), '')
        self.assertEqual(self.complaints,
                         "app/app.py:2: No module named 'nothing'\n")


class EnvTests(ToolTestCase):

    def test_workers(self):
        self.worlds(SITE, 'app.py :: import foo version 1')
        text = self.run_tool('env', self.program())
        self.assertEqual(text, os.pathsep.join(['bar ==1.0', 'foo ==1.0']) + '\n')
        code = 'import foo, bar; print(foo.__spec__.version, bar.__spec__.version)'
        self.assertEqual(util.run_python(code, path=[self.site]), '2.0 2.0')
        self.assertEqual(util.run_python(code, path=[self.site],
                                         PYTHONVERSION=text.strip()), '1.0 1.0')
        self.assertEqual(self.run_tool('env', '--separator', ';', self.program()),
                         'bar ==1.0;foo ==1.0\n')
        self.assertEqual(self.run_json('env', self.program()),
                         {'PYTHONVERSION': text.strip()})

    def test_of_this_process(self):
        self.assertEqual(self.run_tool('env'), '\n')
        sys.default_library_versions.update(foo='1', stdlib='>=3.10')
        self.assertEqual(self.run_tool('env'),
                         os.pathsep.join(['foo 1', 'stdlib >=3.10']) + '\n')

    def test_failure(self):
        self.worlds(SITE, 'app.py :: import foo version 3')
        self.assertEqual(self.run_tool('env', self.program(), status=1), '')


class PruneTests(ToolTestCase):

    def pruned(self, *args):
        return [row['path'].removeprefix('site/') for row in
                self.run_json('prune', *args) if row['path'].startswith('site/')]

    def test_what_nothing_needs(self):
        self.worlds(SITE + 'solo-1.0/solo.py\nsolo-1.0/import-versions.txt: bar >=2',
                    'app.py :: import foo version 1')
        self.assertEqual(self.pruned(self.program()),
                         ['bar-2.0', 'foo-2.0', 'solo-1.0'])
        text = self.run_tool('prune', self.program())
        self.assertIn('foo==2.0\tsite/foo-2.0\n', text)
        self.assertTrue(os.path.isdir(os.path.join(self.site, 'foo-2.0')))

    def test_what_stays_needs(self):
        # Of another program foo takes what it asks for, bar 1.
        self.worlds(SITE, 'app.py :: import bar version 2, foo version 1')
        self.assertEqual(self.pruned(self.program()), ['foo-2.0'])

    def test_flat_distributions(self):
        self.worlds('''
            flat.py :: import foo
            flat-1.0.dist-info/RECORD: flat.py,,
            foo-1.0/foo.py
            foo-2.0/foo.py
            ''', 'app.py :: pass')
        self.assertEqual(self.pruned(self.program()), ['foo-1.0'])

    def test_requirements(self):
        # A compiled module does not show what it imports.
        self.worlds('''
            foo-1.0/foo.py
            foo-1.0/foo-1.0.dist-info/METADATA: %s
            bar-1.0/bar.py
            bar-1.0/some_bar-1.0.dist-info/METADATA: Name: some-bar
            bar-2.0/bar.py
            bar-2.0/some_bar-2.0.dist-info/METADATA: Name: some-bar
            other-1.0/other.py
            ''' % r'Requires-Dist: Some.Bar>=1\nRequires-Dist: other; extra == "x"',
                    'app.py :: import foo')
        self.assertEqual(self.pruned(self.program()), ['other-1.0', 'bar-1.0'])

    def test_unreadable(self):
        self.worlds(SITE, 'app.py :: import foo version 1\nbad.py :: x = = 1')
        self.assertEqual(self.run_tool('prune', self.app, status=1), '')
        self.assertIn('app/bad.py:2: invalid syntax', self.complaints)

    def test_remove(self):
        self.worlds(SITE, 'app.py :: import foo version 1')
        for code in 0, 1:
            with mock.patch('subprocess.run', return_value=subprocess.CompletedProcess(
                    (), code)) as run:
                self.run_tool('prune', self.program(), '--remove', status=code)
            [command], _ = run.call_args
            self.assertEqual(command[:5],
                             [sys.executable, '-m', 'pip', 'uninstall', '-y'])
            self.assertLessEqual({'foo==2.0', 'bar==2.0'}, set(command[5:]))


class PlotTests(ToolTestCase):

    def setUp(self):
        super().setUp()
        self.worlds(SITE, 'app.py :: import foo version 1, flat')
        self.path = self.enterContext(os_helper.EnvironmentVarGuard())

    def graphviz(self, script):
        bin = self.enterContext(os_helper.temp_dir())
        dot = os.path.join(bin, 'dot')
        with open(dot, 'w') as file:
            file.write('#!/bin/sh\n' + script)
        os.chmod(dot, stat.S_IRWXU)
        self.path['PATH'] = bin + os.pathsep + os.environ['PATH']

    def test_without_graphviz(self):
        self.path['PATH'] = self.app
        text = self.run_tool('plot', self.program())
        self.assertEqual(text, self.run_tool('tree', self.program()))
        self.run_tool('plot', self.program())
        self.assertIn('There is no Graphviz', self.complaints)

    @unittest.skipIf(os.name == 'nt', 'needs a shell script')
    def test_graphviz(self):
        self.graphviz('test "$*" = -Tsvg && cat')
        picture = os.path.join(self.app, 'picture.svg')
        self.assertEqual(self.run_tool('plot', self.program(), '-o', picture), '')
        with open(picture, encoding='utf-8') as file:
            lines = self.short(file.read()).splitlines()
        self.assertIn('  "app/app.py" [label="app/app.py", style=bold];', lines)
        self.assertIn('  "foo 1.0 site/foo-1.0" [label="foo 1.0"];', lines)
        self.assertIn('  "app/app.py" -> "foo 1.0 site/foo-1.0" [label="1"];', lines)
        self.assertIn('  "foo 1.0 site/foo-1.0" -> "bar 1.0 site/bar-1.0";', lines)
        self.run_tool('plot', self.program(), '-o', os.path.join(self.app, 'no', 'x'),
                      status=1)
        self.assertIn('cannot be written', self.complaints)
        self.graphviz('exit 3')
        self.run_tool('plot', self.program(), status=1)

    def test_json(self):
        found = self.run_json('plot', self.program())
        self.assertEqual([node['label'] for node in found['nodes']],
                         ['app/app.py', 'foo 1.0', 'flat 1.5', 'bar 1.0'])
        self.assertEqual(found['edges'][0], {
            'from': 'app/app.py', 'to': 'foo 1.0 site/foo-1.0', 'clause': '1'})


if __name__ == '__main__':
    unittest.main()
