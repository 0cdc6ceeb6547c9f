"""Defaults, "Mistakes": a warning that names the place, and no other effect."""

import collections
import io
import os
import socket
import subprocess
import sys
import types
import unittest
import warnings
import zipfile
from test.support import (os_helper, requires_subprocess, script_helper,
                          socket_helper, swap_attr)
from . import util

# Lines that are no default, and a part of what the warning says of them.
BAD_LINES = [
    ('foo', 'foo'),
    ('1.0', '1.0'),
    ('==1.0', '==1.0'),
    ('foo 1 2', 'foo 1 2'),
    ('foo one', 'foo one'),
    ('foo 1.0.x', '1.0.x'),
    ('foo = 1', 'foo = 1'),
    ('foo => 1', 'foo => 1'),
    ('foo >=', 'foo >='),
    ('foo ,', 'foo ,'),
    ('foo 1,2', '1,2'),
    ('foo >=1 <2', '>=1 <2'),
    ('foo ~=1', '~=1'),
    ('foo >=1.*', '>=1.*'),
    ('foo-bar 1', 'foo-bar'),
    ('foo: 1', 'foo:'),
    ('foo.py 1x', '1x'),
    ('foo. 1', 'foo.'),
    ('.foo 1', '.foo'),
    ('foo..bar 1', 'foo..bar'),
    ('foo[extra] 1', 'foo[extra]'),
    ('foo; 1', 'foo;'),
    ('1foo 1', '1foo'),
    ('"foo" 1', 'foo'),
    ('foo "1"', '1'),
    ("foo '1'", '1'),
    ('foo (1, 0)', '(1, 0)'),
    ('foo @ file:///x', 'foo @'),
    ('-r other.txt', '-r'),
    ('--index-url x', '--index-url'),
    ('foo 1; python_version < "4"', 'foo 1;'),
    ('foo 1\0', 'foo 1'),
    ('\0', '\\x00'),
    ('foo \uff11', 'foo'),
    ('foo 1\u00a0\u00e9', 'foo'),
]
# Bytes that are no text.
BAD_BYTES = [
    b'foo \xff', b'\xff\xfe\x00f\x00o\x00o\x00', b'\xc3', b'foo 1 # \xe9',
    b'\xef\xbb', b'\x80' * 100, b'\xed\xa0\x80 1',
]


class FileTests(util.TestCase):

    WORLD = 'foo-1.0.py\nfoo-2.0.py\nbar-1.0.py\nbar-2.0.py\n'

    def write(self, root, data):
        path = os.path.join(root, 'import-versions.txt')
        with open(path, 'wb') as file:
            file.write(data)
        return path

    def caught(self, statement='import foo', expected='foo-2.0.py'):
        """Return the warnings of an import that works all the same."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            self.check(statement, expected, statement.split()[1])
        return caught

    def check_warning(self, warning, path, lineno, text):
        self.assertIs(warning.category, RuntimeWarning)
        self.assertEqual(warning.filename, path)
        self.assertEqual(warning.lineno, lineno)
        self.assertIn(text, str(warning.message))

    def check_file(self, data, lineno, text, expected='foo-2.0.py'):
        root = self.world(self.WORLD, on_path=False)
        path = self.write(root, data)
        with self.subTest(data[:50]), util.isolated(root):
            found = self.caught(expected=expected)
            self.assertEqual(len(found), 1, [str(w.message) for w in found])
            self.check_warning(found[0], path, lineno, text)
            # Once is enough.
            self.assertEqual(self.caught('import bar', 'bar-2.0.py'), [])
            del sys.modules['foo']
            self.assertEqual(self.caught(expected=expected), [])

    def test_lines(self):
        for line, text in BAD_LINES:
            self.check_file(line.encode(), 1, text)

    def test_bytes(self):
        for data in BAD_BYTES:
            self.check_file(data, 1, 'is ignored')

    def test_other_lines_count(self):
        for line, text in BAD_LINES[::3]:
            data = f'# a comment\nfoo <2\n\n{line}\nspam 1\n'.encode()
            self.check_file(data, 4, text, 'foo-1.0.py')
        for data in BAD_BYTES:
            if b'\x00' not in data:
                self.check_file(b'\n\n' + data + b'\nfoo 1\n', 3, 'is ignored',
                                'foo-1.0.py')

    def test_bad_line_does_not_hide_a_good_one_of_its_name(self):
        self.check_file(b'foo 1\nfoo x\n', 2, 'foo x', 'foo-1.0.py')

    def test_many_bad_lines(self):
        root = self.world(self.WORLD, on_path=False)
        path = self.write(root, b'one\ntwo\n\nfoo 1\nthree\n')
        with util.isolated(root):
            found = self.caught(expected='foo-1.0.py')
            self.assertEqual([warning.lineno for warning in found], [1, 2, 5])
            for warning, text in zip(found, ('one', 'two', 'three')):
                self.check_warning(warning, path, warning.lineno, text)

    def test_byte_order_mark(self):
        self.check_file(b'\xef\xbb\xbffoo\n', 1, "'foo'")
        # Only at the beginning.
        self.check_file(b'foo 1\n\xef\xbb\xbffoo 2\n', 2, 'foo 2', 'foo-1.0.py')

    def test_huge(self):
        # A line of a megabyte is not repeated; neither is it slow.
        for data in (b'x' * 1_000_000, b'foo ' + b'1' * 1_000_000 + b'x',
                     b'foo ' + b'>=' * 500_000,
                     b'foo ' + b'(' * 1_000_000, b'.' * 1_000_000 + b' 1'):
            root = self.world(self.WORLD, on_path=False)
            path = self.write(root, data)
            with self.subTest(data[:20]), util.isolated(root):
                found = self.caught()
                self.assertEqual(len(found), 1)
                self.check_warning(found[0], path, 1, repr(data[:10].decode())[1:-1])
                self.assertLess(len(str(found[0].message)), 1000)

    def test_many_lines(self):
        root = self.world(self.WORLD, on_path=False)
        self.write(root, b''.join(b'name%d 1.%d\n' % (i, i) for i in range(20_000))
                   + b'foo 1\n')
        with util.isolated(root):
            self.assertEqual(self.caught(expected='foo-1.0.py'), [])

    def test_edited(self):
        # A file that is wrong again is reported again.
        root = self.world(self.WORLD, on_path=False)
        path = os.path.join(root, 'import-versions.txt')
        with util.isolated(root):
            for number, (data, expected) in enumerate([
                    (b'foo x', 'foo-2.0.py'), (b'foo 1', 'foo-1.0.py'),
                    (b'foo xx', 'foo-2.0.py')]):
                self.write(root, data)
                os.utime(path, (1e9 + number, 1e9 + number))
                found = self.caught(expected=expected)
                self.assertEqual(len(found), data != b'foo 1', data)
                del sys.modules['foo']

    def test_clause(self):
        # They are reported with imports that have a clause as well.
        root = self.world(self.WORLD, on_path=False)
        path = self.write(root, b'foo\n')
        with util.isolated(root):
            [warning] = self.caught('import foo version 1', 'foo-1.0.py')
            self.check_warning(warning, path, 1, 'foo')

    def test_distribution(self):
        root = self.world(self.WORLD + 'spam-1.0/spam.py :: import foo',
                          on_path=False)
        path = self.write(os.path.join(root, 'spam-1.0'), b'foo 1\nfoo\nbar x')
        with util.isolated(root):
            found = self.caught('import spam', 'spam-1.0/spam.py')
            self.assertEqual([w.lineno for w in found], [2, 3])
            self.check_warning(found[0], path, 2, 'foo')
            self.assertEqual(sys.modules['foo'].PLACE, 'foo-1.0.py')

    def test_zip_file(self):
        root = self.world('lib.zip!foo-1.0.py\nlib.zip!foo-2.0.py\n'
                          'lib.zip!import-versions.txt: foo\\nfoo 1\\nfoo x',
                          on_path=False)
        with util.isolated(os.path.join(root, 'lib.zip')):
            found = self.caught(expected='lib.zip!foo-1.0.py')
            self.assertEqual([w.lineno for w in found], [1, 3])
            self.check_warning(found[0], os.path.join(
                root, 'lib.zip', 'import-versions.txt'), 1, 'foo')

    def test_broken_zip_file(self):
        # Compressed data that cannot be read.
        root = self.world('lib.zip!foo-1.0.py\nlib.zip!foo-2.0.py', on_path=False)
        path = os.path.join(root, 'lib.zip')
        try:
            with zipfile.ZipFile(path, 'a', zipfile.ZIP_DEFLATED) as file:
                file.writestr('import-versions.txt', 'foo 1\n' * 100)
                info = file.getinfo('import-versions.txt')
        except RuntimeError:
            self.skipTest('needs zlib')
        with open(path, 'r+b') as file:
            file.seek(info.header_offset + 30 + len(info.filename))
            file.write(b'\xff' * info.compress_size)
        with util.isolated(path):
            [warning] = self.caught(expected='lib.zip!foo-2.0.py')
            self.check_warning(warning, os.path.join(path, 'import-versions.txt'),
                               1, 'ignored')

    # What is no file.

    def no_file(self, make, warns=True):
        for where in 'environment', 'distribution':
            root = self.world(self.WORLD + 'spam-1.0/spam.py :: import foo',
                              on_path=False)
            directory = root
            statement, expected = 'import foo', 'foo-2.0.py'
            if where == 'distribution':
                directory = os.path.join(root, 'spam-1.0')
                statement, expected = 'import spam', 'spam-1.0/spam.py'
            path = os.path.join(directory, 'import-versions.txt')
            make(path)
            with self.subTest(where), util.isolated(root):
                found = self.caught(statement, expected)
                self.assertEqual(len(found), warns)
                for warning in found:
                    self.check_warning(warning, path, 1, 'ignored')

    def test_directory(self):
        self.no_file(os.mkdir)

    @unittest.skipUnless(hasattr(os, 'mkfifo'), 'needs os.mkfifo()')
    def test_fifo(self):
        # Reading it would wait for ever.
        self.no_file(os.mkfifo)

    @os_helper.skip_unless_symlink
    def test_links(self):
        self.no_file(lambda path: os.symlink('nowhere', path), warns=False)
        self.no_file(lambda path: os.symlink('import-versions.txt', path))
        if os.path.exists('/dev/zero'):
            self.no_file(lambda path: os.symlink('/dev/zero', path))
        root = self.world(self.WORLD + 'other.txt: foo 1\n'
                          'import-versions.txt -> other.txt', on_path=False)
        with util.isolated(root):
            self.check('import foo', 'foo-1.0.py')

    @os_helper.skip_unless_working_chmod
    @unittest.skipIf(hasattr(os, 'geteuid') and os.geteuid() == 0,
                     'root may read everything')
    def test_unreadable(self):
        def make(path):
            with open(path, 'w') as file:
                file.write('foo 1')
            os.chmod(path, 0)
        self.no_file(make)

    def test_read_fails(self):
        # As above, for whoever may read everything.
        root = self.world(self.WORLD, on_path=False)
        path = self.write(root, b'foo 1')
        external = sys.modules['_frozen_importlib_external']
        class Unreadable:
            def __getattr__(self, name):
                return getattr(io, name)
            def FileIO(self, name, *args):
                if name == path:
                    raise PermissionError(13, 'Permission denied', name)
                return io.FileIO(name, *args)
        with util.isolated(root), swap_attr(external, '_io', Unreadable()):
            [warning] = self.caught()
            self.check_warning(warning, path, 1, 'Permission denied')
            # Once.
            self.assertEqual(self.caught('import bar', 'bar-2.0.py'), [])

    def test_vanishes(self):
        root = self.world(self.WORLD, on_path=False)
        path = self.write(root, b'foo 1')
        with util.isolated(root):
            self.check('import foo', 'foo-1.0.py')
            del sys.modules['foo']
            os.unlink(path)
            self.assertEqual(self.caught(), [])

    def test_other_spellings_of_its_name(self):
        for name in ('Import-Versions.txt', 'import-versions', 'import_versions.txt',
                     'import-versions.txt~', 'import-versions.txt.bak'):
            root = self.world(self.WORLD + name + ': foo 1', on_path=False)
            with self.subTest(name), util.isolated(root):
                self.assertEqual(self.caught(), [])

    def test_warning_as_error(self):
        # The first import that meets it fails, and leaves nothing behind.
        root = self.world(self.WORLD, on_path=False)
        self.write(root, b'foo\nfoo 1\n')
        for statement in 'import foo', 'import foo version 1':
            with (self.subTest(statement), util.isolated(root),
                  warnings.catch_warnings()):
                warnings.simplefilter('error')
                with self.assertRaises(RuntimeWarning):
                    self.run_code(statement)
                self.assertNotIn('foo', sys.modules)
                self.check(statement, 'foo-1.0.py')


class TableTests(util.TestCase):

    """sys.default_library_versions."""

    def setUp(self):
        super().setUp()
        self.world('foo-1.0.py\nfoo-2.0.py\nbar-1.0.py :: import foo')

    def check_table(self, table, *texts, expected='foo-2.0.py', count=1):
        with (self.subTest(table=table), util.isolated(),
              warnings.catch_warnings(record=True) as caught):
            warnings.simplefilter('always')
            sys.default_library_versions = table
            self.check('import foo', expected)
            self.assertEqual(len(caught), count, [str(w.message) for w in caught])
            for warning in caught:
                self.assertIs(warning.category, RuntimeWarning)
                self.assertIn('sys.default_library_versions', warning.filename)
            for text in texts:
                self.assertIn(text, str(caught[0].message) + caught[0].filename)
            # It is said once.
            del sys.modules['foo']
            self.check('import foo', expected)
            self.assertEqual(len(caught), count)

    def test_values(self):
        for value in ('', ' ', 'x', '1 2', '1,2', '>=', '>=1.*', '~=1', None, 1, 1.0,
                      True, b'1', [1, 0], ['1'], {'1'}, object, (), ('x',), (1, None),
                      (1, -1), (1, 1.0), (1, 'x', 2), (-1,), (1, (2,)), ('',),
                      (1, ' ', 2), (True,), '1\0', '\udc80', '\uff11'):
            self.check_table({'foo': value}, "['foo']")

    def test_keys(self):
        for key in ('', ' ', 'foo bar', '1foo', 'foo-bar', '.foo', 'foo.', None, 1,
                    b'foo', ('foo',), ('foo', '1'), (), True, '\udc80', 'foo\0'):
            self.check_table({key: '1'}, repr(key))

    def test_others_count(self):
        self.check_table({'bar': 'x', 'foo': '1', 1: 2}, expected='foo-1.0.py', count=2)

    def test_importers(self):
        good = {'foo': '1'}
        for key in ('bar', '', None, 1, (), ('bar',), ('bar', '1', '2'), ('bar', 'x'),
                    ('bar', None), (1, '1'), (None, '1'), ('bar', ()), (b'bar', '1'),
                    ('bar', 1)):
            self.check_table({key: good}, repr(key))
        for table in ({'foo': 'x'}, {'foo': None}, {1: '1'}, {'': '1'},
                      {'foo': {'bar': '1'}}, {('foo', '1'): '1'}):
            self.check_table({('bar', '1'): table}, "('bar', '1')")
        self.check_table({('bar', '1'): {}}, count=0)

    def test_importer_entry_is_replaced_by_good_ones_only(self):
        self.world('spam-1.0/spam.py :: import foo\nspam-1.0/import-versions.txt: foo 1')
        sys.default_library_versions = {('spam', '1'): {'foo': 'x'}}
        with self.assertWarns(RuntimeWarning):
            self.run_code('import spam')
        self.assertEqual(sys.modules['foo'].PLACE, 'foo-1.0.py')

    def test_no_table(self):
        for table in (1, 'foo 1', ['foo'], ('foo', '1'), object(), {'foo'}, int):
            self.check_table(table, 'dict')
        for table in None, 0, '', [], (), False:
            self.check_table(table, count=0)

    def test_other_kinds_of_dicts(self):
        for kind in collections.OrderedDict, collections.Counter, \
                lambda table: collections.defaultdict(str, table):
            self.check_table(kind({'foo': '1'}), expected='foo-1.0.py', count=0)
        self.check_table(types.MappingProxyType({'foo': '1'}), 'dict')

    def test_cyclic(self):
        table = {'foo': '1'}
        table[('bar', '1')] = table
        self.check_table(table, expected='foo-1.0.py')

    def test_repaired(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            sys.default_library_versions = {'foo': 'x'}
            self.check('import foo', 'foo-2.0.py')
            sys.default_library_versions['foo'] = '1'
            del sys.modules['foo']
            self.check('import foo', 'foo-1.0.py')
            self.assertEqual(len(caught), 1)


@requires_subprocess()
class ProgramTests(util.TestCase):

    """In a new process, whatever is wrong, the program runs."""

    CODE = 'import foo; print(foo.PLACE)'

    def setUp(self):
        super().setUp()
        self.root = self.world('foo-1.0.py\nfoo-2.0.py', on_path=False)
        self.path = os.path.join(self.root, 'import-versions.txt')

    def run_program(self, *args, code=CODE, **env):
        """Return what a program says, with standard error below it."""
        return util.run_python(
            f'import sys; sys.stderr = sys.stdout; {code}', *args,
            path=[self.root], **env)

    def test_variable(self):
        sep = os.pathsep
        # the variable, the entry that is bad and its number
        for variable, entry, number in [
                ('foo', 'foo', 1), ('x 1 2', 'x 1 2', 1), ('1.x', '1.x', 1),
                (f'foo{sep}bar 1', 'foo', 1), (f'bar 1{sep}foo', 'foo', 2),
                (f'{sep}{sep}foo', 'foo', 3), ('==', '==', 1), ('!', '!', 1),
                ('foo-bar 1', 'foo-bar 1', 1), ('3.11 foo', '3.11 foo', 1),
                ('foo 1, bar 2', 'foo 1, bar 2', 1), ('é', 'é', 1),
                ('-', '-', 1), ('foo 1;bar 2' if sep == ':' else 'foo 1:bar 2',
                                'foo 1', 1)]:
            with self.subTest(variable):
                result = script_helper.assert_python_ok(
                    '-c', self.CODE, __isolated=False, PYTHONPATH=self.root,
                    PYTHONVERSION=variable, PYTHONDONTWRITEBYTECODE='1',
                    PYTHONUTF8='1')
                self.assertEqual(result.out.decode().strip(), 'foo-2.0.py')
                err = result.err.decode()
                self.assertIn(f'PYTHONVERSION:{number}: RuntimeWarning', err)
                self.assertIn(entry, err)
                # The interpreter starts where warnings are errors.
                result = script_helper.assert_python_ok(
                    '-W', 'error', '-c', self.CODE, __isolated=False,
                    PYTHONPATH=self.root, PYTHONDONTWRITEBYTECODE='1',
                    PYTHONVERSION=variable, PYTHONUTF8='1')
                self.assertEqual(result.out.decode().strip(), 'foo-2.0.py')

    def test_good_entries_count(self):
        variable = os.pathsep.join(['x 1 2', 'foo 1', '!'])
        for args in (), ('-W', 'error'), ('-W', 'ignore'):
            with self.subTest(args):
                self.assertEqual(self.run_program(*args, PYTHONVERSION=variable),
                                 'foo-1.0.py')

    @unittest.skipUnless(os.name == 'posix', 'the environment is bytes')
    def test_undecodable_variable(self):
        for variable in b'\xff', b'foo \xff', b'foo 1:\xff 2':
            result = subprocess.run(
                [sys.executable, '-c', self.CODE], capture_output=True,
                env={**os.environb, b'PYTHONPATH': os.fsencode(self.root),
                     b'PYTHONVERSION': variable, b'PYTHONDONTWRITEBYTECODE': b'1'})
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(result.stdout.decode().strip(),
                             'foo-1.0.py' if b'foo 1' in variable else 'foo-2.0.py')
            self.assertIn(b'RuntimeWarning', result.stderr)

    def check_file(self, warns=True):
        env = dict(PYTHONPATH=self.root, PYTHONDONTWRITEBYTECODE='1',
                   __isolated=False)
        result = script_helper.assert_python_ok('-c', self.CODE, **env)
        self.assertEqual(result.out.decode().strip(), 'foo-2.0.py')
        err = result.err.decode()
        if warns:
            self.assertIn(f'{self.path}:1: RuntimeWarning: ', err)
        else:
            self.assertEqual(err, '')
        # What fails is at most the first import after the start.
        code = 'try:\n    import foo\nexcept RuntimeWarning:\n    import foo\n' \
               'print(foo.PLACE)'
        result = script_helper.assert_python_ok('-W', 'error', '-c', code, **env)
        self.assertEqual(result.out.decode().strip(), 'foo-2.0.py')

    def test_files(self):
        for data in (b'foo', b'foo 1 2', b'\xff\xfe', b'foo 1\0', b'x' * 100_000):
            with open(self.path, 'wb') as file:
                file.write(data)
            with self.subTest(data[:10]):
                self.check_file()

    def test_directory(self):
        os.mkdir(self.path)
        self.check_file()

    @unittest.skipUnless(hasattr(os, 'mkfifo'), 'needs os.mkfifo()')
    def test_fifo(self):
        os.mkfifo(self.path)
        self.check_file()

    @unittest.skipUnless(hasattr(socket, 'AF_UNIX'), 'needs sockets')
    def test_socket(self):
        with socket.socket(socket.AF_UNIX) as sock:
            try:
                socket_helper.bind_unix_socket(sock, self.path)
            except OSError as exc:
                self.skipTest(str(exc))
            self.check_file()

    def test_in_the_current_directory(self):
        with open(self.path, 'w') as file:
            file.write('foo\nfoo 1')
        for args in ('-c', self.CODE), ('-m', 'foo'):
            with os_helper.change_cwd(self.root):
                result = script_helper.assert_python_ok(
                    *args, __isolated=False, PYTHONDONTWRITEBYTECODE='1')
            self.assertIn(b'import-versions.txt:1: RuntimeWarning', result.err)
            if args[0] == '-c':
                self.assertEqual(result.out.decode().strip(), 'foo-1.0.py')


if __name__ == '__main__':
    unittest.main()
