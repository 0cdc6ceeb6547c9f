"""pytest, Coverage.py and IPython with files and cells that have version clauses."""

import importlib.util
import sys
import unittest

from versioned_imports._install import NATIVE

from test_statements import WorldTestCase


def needs(name):
    return unittest.skipUnless(importlib.util.find_spec(name), f'needs {name}')


class IntegrationTests(WorldTestCase):

    APP = '''\
        import foo version 1

        def function(x):
            if x:
                from foo == 1.0 import x as y
                return y
            return 0
        '''

    @needs('pytest')
    def test_pytest(self):
        self.write('app.py', self.APP)
        self.write('conftest.py', 'import foo version 1\n')
        self.write('test_app.py', '''\
            import foo >= 1, < 2
            import app

            def test_passes():
                import foo version 1
                assert app.function(1) == foo.x

            def test_fails():
                assert app.function(1) == foo.x + 1
            ''')
        out = self.run_python('-c', 'import sys, pytest\n'
                              'status = pytest.main(["-q", "-p", "no:cacheprovider", '
                              '"-p", "versioned_imports._pytest_plugin"])\n'
                              'print("status", int(status))', PYTEST_DISABLE_PLUGIN_AUTOLOAD='1')
        self.assertIn("1 failed, 1 passed", out)
        # Asserts are rewritten, and lines are those of the file.
        self.assertIn('assert 1 == (1 + 1)', out)
        self.assertIn('test_app.py:9: AssertionError', out)

    @needs('coverage')
    def test_coverage(self):
        self.write('app.py', self.APP + 'function(1)\n')
        self.write('.coveragerc', '[run]\nplugins = versioned_imports.coverage\n'
                                  'branch = True\n')
        self.run_python('-m', 'coverage', 'run', '-m', 'versioned_imports', 'app.py')
        report = self.run_python('-m', 'coverage', 'report', '-m', '--include=app.py')
        self.assertRegex(report, r'app\.py +7 +1 +2 +1 +78% +7')

    @needs('IPython')
    def test_ipython(self):
        code = '''\
            from IPython.core.interactiveshell import InteractiveShell
            shell = InteractiveShell.instance()
            shell.run_line_magic('load_ext', 'versioned_imports')
            shell.run_line_magic('load_ext', 'autoreload')
            print(shell.run_cell('import foo version 1\\nfoo.x').result)
            print(shell.run_cell('from foo >= 1, < 2 import x as y; y + 1').result)
            error = shell.run_cell('import foo version 1..0').error_before_exec
            print(type(error).__name__, error.msg)
            print(type(shell.run_cell('import foo version 2').error_in_exec).__name__)
            shell.run_line_magic('unload_ext', 'versioned_imports')
            print(type(shell.run_cell('import foo version 1').error_before_exec).__name__)
            '''
        out = self.run_python('-c', code.replace('            ', ''), IPYTHONDIR=str(self.root))
        for text in ('1\n', '2\n', "SyntaxError invalid version '1..0'",
                     'ModuleVersionError\n'):
            self.assertIn(text, out)
        self.assertTrue(out.endswith('NoneType' if NATIVE else 'SyntaxError'), out)


if __name__ == '__main__':
    unittest.main()
