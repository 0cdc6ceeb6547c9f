"""Layout on disk, what should not be there: passed over, or a clear ImportError."""

import importlib
import os
import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from test.support import os_helper
from . import util


class DirectoryTests(util.TestCase):

    def test_passed_over(self):
        # world, statement, expected
        cases = [
            ('foo-1.0/', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.0: text', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.0: text', 'import foo', ModuleNotFoundError),
            ('foo-1.0:', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.0.py/', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.0.py/x.py', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.0/foo.py/', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.0/__init__.py/', 'import foo version 1', ModuleNotFoundError),
            ('foo-1.9/__init__.py/\nfoo-1.1/foo.py', 'import foo', 'foo-1.1/foo.py'),
            ('foo-1.0/bar.py\nfoo-1.1/foo.py', 'import foo version 1',
             'foo-1.1/foo.py'),
            ('foo-1.9/\nfoo-1.1/foo.py', 'import foo version 1', 'foo-1.1/foo.py'),
            ('foo-1.9/\nfoo-1.1/foo.py', 'import foo', 'foo-1.1/foo.py'),
            ('foo-9999999999999999999999.py', 'import foo', 'foo-9999999999999999999999.py'),
            ('foo-9999999999999999999999.py',
             'import foo version 9999999999999999999999', 'foo-9999999999999999999999.py'),
            ('foo-' + '.'.join('1' * 60) + '.py', 'import foo version 1.1',
             'foo-' + '.'.join('1' * 60) + '.py'),
        ]
        for world, statement, expected in cases:
            with self.subTest(world=world, statement=statement), util.isolated():
                self.world(world)
                self.check(statement, expected)
                self.assertIsInstance(find_versions('foo'), list)

    def test_broken_code(self):
        root = self.world('foo-1.0.pyc: not bytecode\nfoo-2.0.py: \\0')
        self.check('import foo version 1', ImportError)
        with self.assertRaises((SyntaxError, ImportError)):
            self.run_code('import foo version 2')
        with open(os.path.join(root, 'foo-3.0.py'), 'wb') as file:
            file.write(b'\xff\xfe\x00')
        importlib.invalidate_caches()
        with self.assertRaises((SyntaxError, ImportError)):
            self.run_code('import foo version 3')
        self.assertNotIn('foo', sys.modules)
        suffix = importlib.machinery.EXTENSION_SUFFIXES
        if suffix:
            util.build(root, f'foo-4.0{suffix[0]}: no library')
            importlib.invalidate_caches()
            self.check('import foo version 4', ImportError)

    @unittest.skipIf(hasattr(os, 'geteuid') and os.geteuid() == 0,
                     'root may read everything')
    @os_helper.skip_unless_working_chmod
    def test_unreadable(self):
        root = self.world('foo-1.0/foo.py\nfoo-0.9.py')
        os.chmod(os.path.join(root, 'foo-1.0'), 0)
        self.addCleanup(os.chmod, os.path.join(root, 'foo-1.0'), 0o700)
        self.check('import foo', 'foo-0.9.py')
        self.check('import foo version 1', ImportError)

    def test_special_files(self):
        root = self.world('foo-0.9.py')
        if hasattr(os, 'mkfifo'):
            os.mkfifo(os.path.join(root, 'foo-1.0.py'))
            os.mkfifo(os.path.join(root, 'foo-1.1'))
        importlib.invalidate_caches()
        # Never opened: that would hang.
        self.check('import foo', 'foo-0.9.py')
        self.check('import foo version 1', ModuleVersionError)

    def test_special_link_file(self):
        if not hasattr(os, 'mkfifo'):
            self.skipTest('needs FIFOs')
        root = self.world('foo-0.9.py', on_path=False)
        os.mkfifo(os.path.join(root, 'foo-1.0.link'))
        try:
            out = util.run_python('''
import faulthandler; faulthandler.dump_traceback_later(20, exit=True)
import foo; print(foo.PLACE)''', path=[root])
        except AssertionError:
            self.fail('hangs on a FIFO')
        self.assertEqual(out, 'foo-0.9.py')

    @os_helper.skip_unless_symlink
    def test_links(self):
        self.world(f'''
            foo-0.9.py
            foo-1.0 -> /
            foo-2.0 -> .
            foo-3.0 -> ..
            foo-4.0 -> /dev/null
            foo-5.0 -> foo-5.0/foo-5.0
            foo-6.0.py -> /dev/null
            foo-7.0 -> {'x' * 200}
            deep -> deep/deep
            foo-8.0 -> deep
            ''')
        for version in '1', '2', '3', '4', '5', '7', '8':
            with self.subTest(version), util.isolated():
                self.check(f'import foo version {version}', ModuleVersionError)
        self.check('import foo >= 0', 'foo-0.9.py')

    def test_vanishes(self):
        import shutil
        root = self.world('foo-1.0/foo/__init__.py\nfoo-2.0/foo/__init__.py\n'
                          'foo-3.0.py')
        find_versions('foo')
        shutil.rmtree(os.path.join(root, 'foo-2.0'))
        os.unlink(os.path.join(root, 'foo-3.0.py'))
        self.check('import foo', 'foo-1.0/foo/__init__.py')
        shutil.rmtree(root)
        del sys.modules['foo']
        self.check('import foo version 1', ModuleNotFoundError)
        self.check('import foo', ModuleNotFoundError)
        os.mkdir(root)

    def test_vanishes_between_finding_and_loading(self):
        self.world('foo-1.0.py')
        class Removes:
            @staticmethod
            def find_spec(name, path=None, target=None):
                spec = importlib.machinery.PathFinder.find_spec(name, path)
                if name == 'foo' and spec is not None:
                    os.unlink(spec.origin)
                return spec
        sys.meta_path.insert(0, Removes)
        with self.assertRaises((FileNotFoundError, ImportError)):
            self.run_code('import foo version 1')
        self.assertNotIn('foo', sys.modules)

    def test_many_entries(self):
        root = self.world('foo-1.2.3.py :: pass', on_path=False)
        for i in range(10_000):
            name = (f'foo-2.{i}', f'foo-{i}.x', f'bar-1.{i}.link',
                    f'spam{i}-1.0.dist-info')[i % 4]
            open(os.path.join(root, name), 'w').close()
        open(os.path.join(root, 'foo.py'), 'w').close()
        with util.isolated(root):
            self.check('import foo version 1.2', 'foo-1.2.3.py')
        with util.isolated(root):
            error = self.check('import foo version 3', ModuleVersionError)
            self.assertLess(len(str(error)), 2000)
        with util.isolated(root):
            self.check('import bar version 1', ModuleNotFoundError, 'bar')

    def test_undecodable_names(self):
        root = self.world('foo-1.0.py')
        made = 0
        for name in (b'foo-\xff.py', b'foo-2.0\xff.py', b'\xff-1.0.py',
                     b'foo-3.0\xfe', b'\xff\xfe-2.0', b'foo-2.0+\xff.py',
                     b'\xff.dist-info', b'foo\xff-1.0.dist-info',
                     b'foo-9.0\xff.link', b'foo-1\xff -> x'):
            try:
                with open(os.path.join(os.fsencode(root), name), 'w') as file:
                    file.write("PLACE = 'odd'")
                made += 1
            except OSError:
                pass
        if not made:
            self.skipTest('the file system has no undecodable names')
        importlib.invalidate_caches()
        self.check('import foo', 'foo-1.0.py')
        del sys.modules['foo']
        self.check('import foo version 1', 'foo-1.0.py')
        self.check('import foo version 2', ModuleVersionError)
        self.check('import foo version 3', ModuleVersionError)
        for version in '9', None:
            with self.assertRaises(ModuleNotFoundError):
                importlib.import_module('\udcff', version=version)
        self.assertEqual(find_versions('nothing'), [])

    def test_undecodable_directory(self):
        root = self.world()
        place = os.path.join(os.fsencode(root), b'\xff')
        try:
            os.mkdir(place)
        except OSError:
            self.skipTest('the file system has no undecodable names')
        entry = os.fsdecode(place)
        with open(os.path.join(entry, 'foo-1.0.py'), 'w') as file:
            file.write("PLACE = 'there'")
        with util.isolated(entry):
            self.check('import foo version 1', 'there')
            error = self.check('import foo version 2', ModuleVersionError)
            str(error), repr(error)
            self.assertIn('version 1.0', repr(sys.modules['foo']))

    def test_odd_letters(self):
        self.check_table('foo-1.0\u200b.py\nfoo-\uff11.0.py\nfoo-1\u0660.py\n'
                         'foo-0.5.py\nfoo-1.0+é.py', [
            ('import foo', 'foo-0.5.py'),
            ('import foo version 1', ModuleVersionError),
        ])

    def test_odd_names_given_to_importlib(self):
        self.world('foo-1.0.py')
        for name in ('foo-1.0', 'foo-1.0.py', '/', '../foo', 'foo\0', 'foo.', '.',
                     '..', ' foo', 'foo ', 'foo/bar', '\udc80', 'a' * 5000, '-', '*'):
            with self.subTest(name):
                for version in '1', None:
                    with self.assertRaises((ImportError, ValueError, TypeError)):
                        importlib.import_module(name, version=version)
                try:
                    find_versions(name)
                except (ImportError, ValueError):
                    pass

    def test_never_another_package_s_code(self):
        # Metadata and links with paths of others in them.
        self.world('''
            foo.py
            foo-1.0.dist-info/METADATA: Name: foo\\nImport-Name: ../evil
            evil-1.0.link: ../../../../etc/passwd
            spam-1.0.link: foo.py
            eggs-1.0.link: other-1.0
            other-1.0/other.py
            ''')
        self.check('import evil version 1', ModuleNotFoundError, 'evil')
        self.check('import eggs version 1', ModuleNotFoundError, 'eggs')

    def test_path_entries_of_other_types(self):
        root = self.world('foo-1.0.py', on_path=False)
        class Path(str):
            pass
        for entry in Path(root), os.path.join(root, '.'), \
                os.path.join(root, '..', os.path.basename(root)), root + '//':
            with self.subTest(entry), util.isolated(entry):
                self.check('import foo version 1', 'foo-1.0.py')
        import pathlib
        for entry in pathlib.Path(root), root.encode():
            with self.subTest(entry), util.isolated(entry):
                self.check('import foo version 1', ModuleNotFoundError)

    def test_sys_path_is_odd(self):
        self.world('foo-1.0.py')
        for path in [], (), sys.path[:1]:
            with self.subTest(path), util.isolated():
                sys.path = path
                try:
                    importlib.import_module('foo', version='1')
                except ModuleNotFoundError:
                    self.assertFalse(path)


if __name__ == '__main__':
    unittest.main()
