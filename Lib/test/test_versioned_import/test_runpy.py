"""Names that carry a version: python -m foo==1.2, and runpy."""

import runpy
import unittest
from . import util

WORLD = '''
    foo-1.0/foo/__init__.py
    foo-1.0/foo/__main__.py :: import helper; print(PLACE, __name__, __spec__.version, helper.PLACE)
    foo-1.0/foo/tool.py :: import sys; print(PLACE, sys.argv[1:])
    foo-1.0/helper.py
    foo-1.4/foo/__init__.py
    foo-1.4/foo/__main__.py :: print(PLACE)
    foo-1.4/foo/tool.py :: print(PLACE)
    foo-2.0rc1/foo/__init__.py
    foo-2.0rc1/foo/__main__.py :: print(PLACE)
    single-1.0.py :: import sys; print(PLACE, __name__, __spec__.version, sys.argv[0] == __file__)
    single-2.0.py :: print(PLACE)
    flat.py :: print(PLACE)
    flat-1.5.dist-info/
    nomain-1.0/nomain/__init__.py
    '''


class CommandLineTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world(WORLD, on_path=False)

    def run_m(self, *args, ok=True):
        return util.run_python(None, '-m', *args, path=[self.root], ok=ok)

    def test_run(self):
        cases = [
            (['foo==1.0'], 'foo-1.0/foo/__main__.py __main__ 1.0 foo-1.0/helper.py'),
            (['foo==1.*'], 'foo-1.4/foo/__main__.py'),
            (['foo>=1,<2'], 'foo-1.4/foo/__main__.py'),
            (['foo >= 1, < 2'], 'foo-1.4/foo/__main__.py'),
            (['foo>=2.0rc1'], 'foo-2.0rc1/foo/__main__.py'),
            (['foo~=1.0'], 'foo-1.4/foo/__main__.py'),
            (['foo'], 'foo-1.4/foo/__main__.py'),
            (['foo.tool==1.0', 'a', '-b'], "foo-1.0/foo/tool.py ['a', '-b']"),
            (['foo.tool'], 'foo-1.4/foo/tool.py'),
            (['single==1.0'], 'single-1.0.py __main__ 1.0 True'),
            (['single'], 'single-2.0.py'),
            (['flat==1.5'], 'flat.py'),
            (['foo.__main__==1.4'], 'foo-1.4/foo/__main__.py'),
        ]
        for args, expected in cases:
            with self.subTest(args):
                self.assertEqual(self.run_m(*args), expected)

    def test_errors(self):
        cases = [
            ('foo==3.0', ['no version of foo satisfies', '1.4 in']),
            ('foo.tool==3.0', ['foo', '3.0', '1.4']),
            ('flat==2.0', ['flat', '1.5']),
            ('nothing==1.0', ['No module named nothing']),
            ('foo.nothing==1.0', ['No module named foo.nothing']),
            ('foo==', ['foo==', '']),
            ('foo==abc', ['abc']),
            ('==1.0', ['']),
            ('nomain==1.0', ['nomain', 'cannot be directly executed']),
        ]
        for name, texts in cases:
            with self.subTest(name):
                out, err = self.run_m(name, ok=False)
                self.assertNotIn('Traceback', err)
                for text in texts[1:] if name == 'foo==' else texts:
                    self.assertIn(text, err)


class RunModuleTests(util.TestCase):

    def test_run_module(self):
        self.world(WORLD)
        from test.support import captured_stdout
        with captured_stdout():
            self.assertEqual(runpy.run_module('single==1.0')['PLACE'],
                             'single-1.0.py')
            self.assertEqual(runpy.run_module('single')['PLACE'], 'single-2.0.py')
            self.assertEqual(runpy.run_module('foo==1.0')['PLACE'],
                             'foo-1.0/foo/__main__.py')
            # The package is loaded now.
            self.assertEqual(runpy.run_module('foo')['PLACE'],
                             'foo-1.0/foo/__main__.py')
            with self.assertRaises(ImportError) as caught:
                runpy.run_module('foo==1.4')
            self.assertIn('1.0', str(caught.exception))
            with self.assertRaises(ImportError):
                runpy.run_module('single==3')

    def test_plain_import_follows(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/tool.py :: import foo\n'
                   'foo-2.0.py')
        ns = runpy.run_module('foo.tool==1.0')
        self.assertEqual(ns['foo'].PLACE, 'foo-1.0/foo/__init__.py')


if __name__ == '__main__':
    unittest.main()
