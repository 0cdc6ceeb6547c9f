"""What _bootstrap finds by itself, and when it leaves the rest to the rules."""

import _imp
import os
import sys
import unittest
from test.support import os_helper, script_helper
from . import util

RULES = '_frozen_importlib_versions'


class RulesLoadedTests(unittest.TestCase):

    def setUp(self):
        self.root = self.enterContext(os_helper.temp_dir())

    def loaded(self, table, code):
        """Tell whether a program that runs the code loads the rules."""
        if table:
            util.build(self.root, table)
        code = f'{code}\nimport sys; print({RULES!r} in sys.modules)'
        result = script_helper.assert_python_ok('-c', code,
                                                PYTHONPATH=self.root)
        return result.out.split()[-1] == b'True'

    def test_no_version(self):
        self.assertFalse(self.loaded('foo.py', 'import foo, json'))
        self.assertFalse(self.loaded(
            'bar-1.0.dist-info/\n_x.cpython-313-x86_64-linux-gnu.so: x',
            'try: import nothing\nexcept ImportError: pass'))

    @unittest.skipIf(sys.platform == 'win32', 'the simple case is POSIX only')
    def test_simple(self):
        table = ('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\nfoo-2.0/foo.py\n'
                 'package-1.0/__init__.py\npackage-1.0/bar.py\n'
                 'module-1.0.py\nmodule-2.0.pyc: x\nmodule-1.0+local.1.py\n')
        util.build(self.root, table)
        for code in ('import foo version 1', 'import foo', 'import foo >= 1, < 2',
                     'import foo version 1; import foo.bar',
                     'from foo version 1 import bar', 'import json',
                     'import foo version 2', 'import package version 1',
                     'import package; import package.bar',
                     'import module version 1',
                     'from module == 1.0+local.1 import PLACE'):
            with self.subTest(code):
                self.assertFalse(self.loaded(None, code))

    def test_not_simple(self):
        table = ('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\n'
                 'foo-1.0/baz.py\nbaz-1.0.link: foo-1.0\nflat.py\nflat-1.0.dist-info/')
        if os_helper.can_symlink():
            table += '\nlinked-1.0 -> foo-1.0'
        util.build(self.root, table)
        for code in ('import foo.bar version 1', 'import baz version 1',
                     'import flat version 1', 'import os version 3',
                     'import foo version 1; import foo version 1.0; '
                     'import flat version 1',
                     'import foo; foo.__spec__.version'):
            with self.subTest(code):
                self.assertTrue(self.loaded(None, code))

    def test_taken_over(self):
        # What was chosen without the rules counts once they are loaded.
        util.build(self.root, 'foo-1.0/foo/__init__.py\nfoo-2.0/foo/__init__.py')
        code = ('import sys\n'
                'import foo version 1\n'
                f'assert {RULES!r} not in sys.modules\n'
                'import importlib.versions as versions\n'
                'found = versions.active()["foo"]\n'
                'assert str(found.version) == "1.0", found\n'
                'assert found.imported_by.lineno == 2, found\n'
                'assert found.imported_by.clause == "1", found\n'
                'try:\n'
                '    import foo version 2\n'
                'except versions.ModuleVersionError as exc:\n'
                '    assert "line 2: version 1" in str(exc), exc\n'
                'else:\n'
                '    raise AssertionError\n')
        script_helper.assert_python_ok('-c', code, PYTHONPATH=self.root)


class ListDirectoryTests(unittest.TestCase):

    def setUp(self):
        self.root = self.enterContext(os_helper.temp_dir())

    def list(self, table):
        util.build(self.root, table)
        return _imp.list_directory(self.root)

    def test_names(self):
        names, links, has_versions, has_defaults = self.list(
            'a.py\nb/c.py\n.hidden: x\nimport-versions: x')
        self.assertEqual(names, set(os.listdir(self.root)))
        self.assertFalse(has_versions)
        self.assertFalse(has_defaults)

    def test_defaults(self):
        for table in ('import-versions.txt: foo 1', 'import-versions.txt/',
                      'foo-1.0/\nimport-versions.txt: foo 1'):
            with self.subTest(table), os_helper.temp_dir() as self.root:
                self.assertTrue(self.list(table)[3])

    def test_versions(self):
        for name in ('foo-1.0/', 'foo-1.0.py', 'foo-1.0.link: x', 'a.b-1.0/',
                     'foo-v1.0rc1/', 'foo-1!2.0+local.1.py',
                     'foo-2.cpython-313-x86_64-linux-gnu.so: x'):
            with self.subTest(name), os_helper.temp_dir() as self.root:
                self.assertTrue(self.list(name)[2])

    def test_no_versions(self):
        self.assertFalse(self.list(
            'foo-1.0.dist-info/\nfoo-1.0-py3.13.egg-info/\nfoo-bar/\n-1.0/\n'
            '_socket.cpython-313-x86_64-linux-gnu.so: x\nfoo-/\nfoo-x1/')[2])

    @os_helper.skip_unless_symlink
    def test_links(self):
        _, links, _, _ = self.list(
            'foo-1.0/\nbar-1.0 -> foo-1.0\nbaz -> foo-1.0')
        if links is not None:
            self.assertEqual(set(links), {'bar-1.0'})

    @unittest.skipUnless(os_helper.TESTFN_UNDECODABLE, 'needs such a name')
    def test_undecodable(self):
        name = os.path.join(os.fsencode(self.root), os_helper.TESTFN_UNDECODABLE)
        os.mkdir(name)
        self.assertEqual(_imp.list_directory(self.root)[0],
                         set(os.listdir(self.root)))

    def test_errors(self):
        file = os.path.join(self.root, 'file')
        with open(file, 'w'):
            pass
        for path in (os.path.join(self.root, 'nothing'), file):
            with self.assertRaises(OSError) as caught:
                os.listdir(path)
            with self.assertRaises(type(caught.exception)) as found:
                _imp.list_directory(path)
            self.assertEqual(found.exception.filename, path)
        self.assertRaises(ValueError, _imp.list_directory, 'a\0b')
        self.assertRaises(TypeError, _imp.list_directory, 1)

    def test_audit(self):
        code = ('import _imp, sys\n'
                'events = []\n'
                'sys.addaudithook(lambda event, args: events.append((event, args)))\n'
                f'_imp.list_directory({self.root!r})\n'
                f'assert ("os.listdir", ({self.root!r},)) in events\n')
        script_helper.assert_python_ok('-c', code)


if __name__ == '__main__':
    unittest.main()
