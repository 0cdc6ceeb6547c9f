"""Processes, threads, interpreters: interpreters of one process may differ."""

import textwrap
import unittest
from test.support import import_helper
from . import util

import_helper.import_module('_interpreters')
from test.support import interpreters


class InterpreterTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world('''
            foo-1.0/foo/__init__.py
            foo-1.0/foo/bar.py
            foo-2.0/foo/__init__.py
            foo-2.0/foo/bar.py
            ''')

    def start(self):
        interp = interpreters.create()
        self.addCleanup(interp.close)
        interp.exec(f'import sys; sys.path.insert(0, {self.root!r}); '
                    'sys.dont_write_bytecode = True')
        return interp

    def test_different_versions(self):
        self.check('import foo version 1', 'foo-1.0/foo/__init__.py')
        code = textwrap.dedent('''
            import foo.bar version {0}
            assert foo.PLACE == 'foo-{0}.0/foo/__init__.py', foo.PLACE
            assert foo.bar.PLACE == 'foo-{0}.0/foo/bar.py', foo.bar.PLACE
            assert foo.__spec__.version == '{0}.0'
            from importlib.versions import ModuleVersionError, active
            try:
                import foo version {1}
            except ModuleVersionError as exc:
                assert 'foo {0}.0' in str(exc)
            else:
                raise AssertionError('the other version')
            assert str(active()['foo'].version) == '{0}.0'
            ''')
        first, second = self.start(), self.start()
        for _ in range(3):
            second.exec(code.format(2, 1))
            first.exec(code.format(1, 2))
        self.check('import foo version 1', 'foo-1.0/foo/__init__.py')

    def test_many(self):
        for i in range(4):
            interp = self.start()
            interp.exec(f'import foo version {i % 2 + 1}')

    def test_error_comes_out(self):
        interp = self.start()
        with self.assertRaises(interpreters.ExecutionFailed) as caught:
            interp.exec('import foo version 3')
        self.assertIn('ModuleVersionError', str(caught.exception))


if __name__ == '__main__':
    unittest.main()
