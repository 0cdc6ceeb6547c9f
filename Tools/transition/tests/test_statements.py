"""Version clauses in statements: files, tracebacks, caches, programs."""

import ast
import importlib
import importlib.util
import inspect
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import traceback
import unittest

import versioned_imports
from versioned_imports import _loaders, _translator
from versioned_imports._install import NATIVE
from versioned_imports._scanner import Scanner

HOME = os.path.dirname(os.path.dirname(versioned_imports.__file__))


class WorldTestCase(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(os.path.realpath(folder.name))
        self.write('foo-1.0/foo.py', 'x = 1\n')
        self.write('foo-2.0.py', 'x = 2\n')

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding='utf-8')
        return str(path)

    def run_python(self, *args, status=0, **env):
        env = {**os.environ, 'PYTHONPATH': HOME, **env}
        env.pop('PYTHONDONTWRITEBYTECODE', None)
        done = subprocess.run([sys.executable, *args], cwd=self.root, env=env,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout.strip() if status == 0 else done.stderr.strip()

    def run_program(self, *args, **options):
        return self.run_python('-m', 'versioned_imports', *args, **options)


class ScannerTests(unittest.TestCase):

    def clauses(self, text):
        return [(clause.name, clause.version, clause.number)
                for clause in Scanner(text).scan()]

    def test_where_statements_stand(self):
        for text in (
            'import foo version 1',
            'x = 1; import foo version 1',
            'if x: import foo version 1',
            'def f():\n    import foo version 1\n',
            'x = (1,\n 2)\nimport foo version 1 # import bar version 2',
            '"""\nimport bar version 2\n"""\nimport foo version 1',
            "'\\'import bar version 2'\nimport foo version 1",
            "r'\\''\nimport foo version 1",
            'x = """\\"""" # """\nimport foo version 1',
            'f"{x!r:{y}} {{" f\'}}\'\nimport foo version 1',
            'import \\\n foo \\\n version \\\n 1',
            'lambda: x\nimport foo version 1',
            '{1: 2}; import foo version 1',
            'x: int\nimport foo version 1',
        ):
            with self.subTest(text):
                self.assertEqual(self.clauses(text), [('foo', '1', 0)])

    @unittest.skipIf(sys.version_info < (3, 12), 'needs PEP 701')
    def test_fstrings_with_their_own_quotes(self):
        for text in ('f"{x["a"]}"', 'f"{x:{y["a"]}}"', 'f"{"{"}"', 'f"""{\n"a"}"""',
                     'f"{f"{1}" "}"}"', r'f"\{x["a"]}"', r'rf"\{x["a"]}"'):
            with self.subTest(text):
                self.assertEqual(self.clauses(f'{text}\nimport foo version 1'),
                                 [('foo', '1', 0)])
                self.assertEqual(self.clauses(f'{text}; import foo version 1'),
                                 [('foo', '1', 0)])

    def test_no_statements(self):
        for text in ('"import foo version 1"', '# import foo version 1',
                     'raise x from foo >= 1', 'yield from foo >= 1', 'x.version >= 1',
                     '(\nimport foo version 1)', 'import foo', 'import version',
                     'from foo import version', 'from version import version as version'):
            with self.subTest(text):
                self.assertEqual(self.clauses(text), [])

    def test_several(self):
        self.assertEqual(
            self.clauses('import a version 1, b, c.d >=2, <3 as e, f version "1rc1"'),
            [('a', '1', 0), ('c.d', '>=2,<3', 2), ('f', '1rc1', 3)])
        self.assertEqual(self.clauses('from a.b ~= 1.2 import (c, # x\n d as e)'),
                         [('a.b', '~=1.2', None)])


@unittest.skipIf(NATIVE, 'the interpreter compiles clauses itself')
class TranslatorTests(unittest.TestCase):

    def test_positions_stay(self):
        text = textwrap.dedent('''\
            import é version 1, b; x = 1
            from foo.bar >= 1, < 2 import (y,
                                           z); y(
                1)
            def f(): import c \\
                version 1.10 \\
                as d; return d
            ''')
        blank = _translator.blank(text)
        self.assertEqual([len(line) for line in blank.split('\n')],
                         [len(line) for line in text.split('\n')])
        tree = versioned_imports.parse(text)
        self.assertEqual(_places(tree, ast.Name, ast.Assign, ast.Return),
                         _places(ast.parse(blank), ast.Name, ast.Assign, ast.Return) |
                         _places(tree, ast.ImportFrom) | _places(tree, ast.Import))
        self.assertEqual(_places(tree, ast.Import),
                         {(1, 0, 1, 22), (5, 9, 7, 8)})
        self.assertEqual(_places(tree, ast.ImportFrom), {(2, 0, 3, 33)})

    def test_end_of_a_statement(self):
        call, statement = versioned_imports.parse('import foo version 1.2').body
        self.assertEqual((statement.end_col_offset, call.end_col_offset), (22, 22))
        self.assertEqual(statement.names[0].name, 'foo')

    def test_without_clauses(self):
        for text in 'x = 1', 'import foo', 'import version':
            self.assertEqual(_dump(versioned_imports.parse(text)),
                             _dump(compile(text, '', 'exec', 0x400)))
        for text in 'x = = 1', 'import foo version', 'import foo 1', b'\xff':
            with self.assertRaises(SyntaxError):
                versioned_imports.compile(text, 'x.py', 'exec')

    def test_other_errors(self):
        with self.assertRaises(SyntaxError) as caught:
            versioned_imports.compile('import foo version 1\nx = = 1\n'
                                      'import bar version 1..2', 'x.py', 'exec')
        error = caught.exception
        self.assertEqual((error.filename, error.lineno, error.offset, error.text),
                         ('x.py', 2, 5, 'x = = 1\n'))
        with self.assertRaises(SyntaxError) as caught:
            versioned_imports.compile('import foo version 1; x = = 1', 'x.py', 'exec')
        self.assertEqual(caught.exception.text, 'import foo version 1; x = = 1')

    def test_future(self):
        code = versioned_imports.compile('from __future__ import annotations\n'
                                         'import sys version >=3\n'
                                         'def f(x: nothing): pass', 'x.py', 'exec')
        self.assertTrue(code.co_flags & 0x1000000)


def _places(tree, *types):
    return {(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
            for node in ast.walk(tree) if isinstance(node, types)}


def _dump(tree):
    return ast.dump(tree, include_attributes=True)


class FileTests(WorldTestCase):

    def setUp(self):
        super().setUp()
        modules, path = sys.modules.copy(), sys.path[:]
        versioned_imports.install()
        self.addCleanup(versioned_imports.uninstall)
        self.addCleanup(sys.path_importer_cache.clear)
        self.addCleanup(sys.path.__setitem__, slice(None), path)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - set(modules)
                                 if getattr(sys.modules[name], '__file__', None) and
                                 sys.modules[name].__file__.startswith(str(self.root))])
        sys.path.insert(0, str(self.root))
        self.dont_write = sys.dont_write_bytecode
        sys.dont_write_bytecode = False
        self.addCleanup(setattr, sys, 'dont_write_bytecode', self.dont_write)

    def test_import(self):
        self.write('app.py', '''\
            from foo version 1 import x
            import foo == 1.0 as f
            ''')
        import app
        self.assertEqual((app.x, app.f.x), (1, 1))

    def test_source_and_traceback(self):
        self.write('app.py', '''\
            def first():
                import foo version 1; return foo

            def second():
                import foo version 2
            ''')
        import app
        self.assertEqual(inspect.getsource(app.first),
                         'def first():\n    import foo version 1; return foo\n')
        app.first()
        try:
            app.second()
        except versioned_imports.ModuleVersionError as exc:
            error = exc
        frames = traceback.extract_tb(error.__traceback__)[1:]
        if sys.version_info < (3, 11):
            # Its own frame stays.
            frames = frames[:1]
        self.assertEqual([(frame.filename, frame.lineno, frame.name, frame.line)
                          for frame in frames],
                         [(app.__file__, 5, 'second', 'import foo version 2')])
        self.assertIn(f'{app.__file__}, line 2: version 1', str(error))

    def test_traceback_through_an_import(self):
        self.write('bad-1.0.py', 'def f(): 1/0\nf()\n')
        self.write('app.py', 'import bad version 1\n')
        for statement in 'import bad', 'import app':
            with self.subTest(statement):
                try:
                    exec(statement, {})
                except ZeroDivisionError as exc:
                    error = exc
                names = [os.path.basename(frame.filename) for frame in
                         traceback.extract_tb(error.__traceback__)[2:]]
                if sys.version_info < (3, 11) and not NATIVE:
                    # Its own frame stays.
                    names = [name for name in names if name != '_install.py']
                self.assertEqual(names, ['app.py'] * (statement == 'import app') +
                                 ['bad-1.0.py'] * 2)

    @unittest.skipIf(NATIVE, 'the interpreter has .pyc files of its own')
    def test_bytecode(self):
        path = self.write('app.py', 'import foo version 1\ny = 1\n')
        plain = self.write('plain.py', 'y = 1\n')
        import app
        import plain as plain_module
        cached = pathlib.Path(_loaders._cache_name(path))
        self.assertTrue(cached.exists())
        self.assertFalse(os.path.exists(importlib.util.cache_from_source(path)))
        self.assertTrue(os.path.exists(importlib.util.cache_from_source(plain)))
        self.assertEqual(plain_module.y, 1)

        def again():
            for name in 'app', 'foo':
                sys.modules.pop(name, None)
            importlib.invalidate_caches()
            return importlib.import_module('app').y

        # It is used,
        translate, _translator.compile = _translator.compile, None
        try:
            self.assertEqual(again(), 1)
        finally:
            _translator.compile = translate
        # not for another source,
        self.write('app.py', 'import foo version 1\ny = 2\n')
        self.assertEqual(again(), 2)
        # and not if it is damaged.
        for data in b'', b'x' * 100, cached.read_bytes()[:40]:
            cached.write_bytes(data)
            self.assertEqual(again(), 2)

    def test_syntax_errors(self):
        path = self.write('app.py', 'import foo version 1\nfrom .bar version 1 import x\n')
        with self.assertRaises(SyntaxError) as caught:
            import app  # noqa: F401
        error = caught.exception
        self.assertEqual((error.msg, error.filename, error.lineno, error.offset),
                         ('a relative import cannot have a version', path, 2, 11))
        self.write('other.py', 'import foo version 1.x\n')
        with self.assertRaisesRegex(SyntaxError, "invalid version '1.x'"):
            import other  # noqa: F401

    def test_encodings(self):
        path = self.write('app.py', '')
        pathlib.Path(path).write_bytes(
            b'# coding: latin-1\r\nx = "\xe9"\r\nimport foo version 1\r\n')
        import app
        self.assertEqual(app.x, 'é')

    def test_zip_file(self):
        import zipfile
        with zipfile.ZipFile(self.root / 'lib.zip', 'w') as file:
            file.writestr('inside.py', 'import foo version 1\nx = foo.x\n')
            file.writestr('pkg/__init__.py', 'import foo version 1\nx = foo.x\n')
        sys.path.insert(0, str(self.root / 'lib.zip'))
        import inside
        import pkg
        self.assertEqual((inside.x, pkg.x), (1, 1))


class ProgramTests(WorldTestCase):

    def test_file(self):
        path = self.write('sub/app.py', '''\
            import sys
            import foo version 1
            print(foo.x, __name__, __file__, sys.argv, sys.path[0],
                  sys.modules['__main__'].foo is foo)
            ''')
        self.assertEqual(
            self.run_program('sub/app.py', 'a', '-b', PYTHONPATH=f'{HOME}:{self.root}'),
            f"1 __main__ {path} ['sub/app.py', 'a', '-b'] {self.root / 'sub'} True")

    def test_module(self):
        self.write('pkg/__init__.py', '')
        self.write('pkg/__main__.py', 'import sys, foo version 1; print(foo.x, sys.argv[1:])')
        self.assertEqual(self.run_program('-m', 'pkg', 'a'), "1 ['a']")
        self.write('tool-1.0.py', 'print(__name__, 1)')
        self.write('tool-2.0.py', 'print(__name__, 2)')
        self.assertEqual(self.run_program('-m', 'tool==1.0'), '__main__ 1')
        self.assertIn('tool', self.run_program('-m', 'tool==3.0', status=1))

    def test_code(self):
        self.assertEqual(self.run_program('-c', 'import foo version 1; print(foo.x)'), '1')

    def test_directory(self):
        self.write('dir/__main__.py', 'import foo version 2\nprint(foo.x)')
        self.assertEqual(self.run_program('dir', PYTHONPATH=f'{HOME}:{self.root}'), '2')

    def test_failures(self):
        self.write('app.py', 'import foo version 1\nprint(end="")\n1/0\n')
        self.assertRegex(self.run_program('app.py', status=1),
                         r'\ATraceback.*:\n  File ".*app\.py", line 3, in <module>\n')
        self.write('app.py', 'import foo version 1..0\n')
        self.assertRegex(self.run_program('app.py', status=1),
                         r"\AFile .*app\.py\", line 1\n.*\n.*\^\nSyntaxError: invalid version")
        self.write('app.py', 'import sys, foo version 1; sys.exit(7)')
        self.run_program('app.py', status=7)
        self.assertIn("can't open file", self.run_program('nothing.py', status=2))
        self.run_program(status=2)

    def test_settings(self):
        code = 'import foo; print(foo.x)'
        self.assertEqual(self.run_program('-c', code, PYTHONVERSION='foo 1'), '1')
        code = 'import foo version 1; import foo version 2; print(foo.x)'
        self.assertEqual(self.run_program('-c', code, PYTHONVERSIONPOLICY='off'), '2')

    def test_breakpoints(self):
        self.write('app.py', '''\
            import foo version 1
            def f():
                y = 1
                import foo version 1
                return y
            f()
            ''')
        code = '''\
            import bdb, sys, versioned_imports
            versioned_imports.install()
            class Debugger(bdb.Bdb):
                def user_line(self, frame):
                    if self.break_here(frame):
                        print(frame.f_lineno, sorted(frame.f_locals))
                    self.set_continue()
            sys.path.insert(0, '.')
            debugger = Debugger()
            print(debugger.set_break('app.py', 5), debugger.set_break('app.py', 4))
            debugger.runcall(__import__, 'app')
            '''
        self.assertEqual(self.run_python('-c', textwrap.dedent(code)).split('\n')[:2],
                         ['None None', "4 ['y']"])

    def test_lines_that_run(self):
        # What a coverage tool sees.
        self.write('app.py', '''\
            import foo version 1

            def f(x):
                if x:
                    from foo >= 1 import x
                    return 1
                import foo version 1
            f(1)
            ''')
        code = '''\
            import sys, versioned_imports
            versioned_imports.install()
            lines = set()
            def trace(frame, event, arg):
                if frame.f_code.co_filename.endswith('app.py'):
                    lines.add(frame.f_lineno)
                    return trace
            sys.path.insert(0, '.')
            sys.settrace(trace)
            import app
            sys.settrace(None)
            print(sorted(lines - {0}))
            '''
        self.assertEqual(self.run_python('-c', textwrap.dedent(code)), '[1, 3, 4, 5, 6, 8]')


class ToolTests(WorldTestCase):

    PROGRAM = '''\
        import foo version 1, sys
        from foo >=1, <2 import (x,
                                 )
        import flat ~= 2.0 as f
        '''

    def test_strip(self):
        self.write('flat.py', '')
        self.write('Flat_Dist-2.1.dist-info/RECORD', 'flat.py,,\n')
        self.write('src/pkg/app.py', self.PROGRAM)
        self.write('src/pkg/data.txt', 'import foo version 1')
        path = f'{HOME}:{self.root}'
        self.assertEqual(self.run_program('strip', 'src', '-o', 'out', PYTHONPATH=path),
                         'flat-dist~=2.0\nfoo==1.*,>=1,<2')
        self.assertEqual((self.root / 'out/pkg/app.py').read_text(),
                         'import foo, sys\nfrom foo import (x,\n'
                         '                         )\nimport flat as f\n')
        self.assertTrue((self.root / 'out/pkg/data.txt').exists())
        self.run_program('strip', 'src', '-o', 'out', '--pyproject', '-r', 'out/deps.toml',
                         PYTHONPATH=path)
        self.assertEqual((self.root / 'out/deps.toml').read_text(),
                         '[project]\ndependencies = [\n    "flat-dist~=2.0",\n'
                         '    "foo==1.*,>=1,<2",\n]\n')

    def test_strip_of_what_excludes_each_other(self):
        self.write('app.py', 'import foo version 1\nimport foo version 2\n')
        self.assertIn('exclude each other',
                      self.run_program('strip', 'app.py', '-o', 'out', status=1))
        self.write('app.py', 'import foo version 1..2\n')
        self.assertIn('app.py:1', self.run_program('strip', 'app.py', '-o', 'out', status=2))

    def test_check(self):
        self.write('app.py', 'import foo version 1\nimport foo >= 1\n')
        self.assertEqual(self.run_program('check', 'app.py'), '2 clauses, 0 not satisfied')
        self.write('app.py', 'print("it runs")\nimport foo version 1\nimport foo version 2\n'
                             'import bar version 1\nimport foo version 3\n')
        done = subprocess.run([sys.executable, '-m', 'versioned_imports', 'check', 'app.py'],
                              cwd=self.root, capture_output=True, text=True,
                              env={**os.environ, 'PYTHONPATH': HOME})
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout.split('\n'), [
            'app.py:3: foo version 2 cannot be had together with version 1 (app.py:2)',
            'app.py:5: foo version 3 is not installed; found: 2.0, 1.0',
            'app.py:4: bar version 1 is not installed; found: nothing',
            '4 clauses, 3 not satisfied', ''])


if __name__ == '__main__':
    unittest.main()
