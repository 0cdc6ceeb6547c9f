"""Layout on disk: what the names in a directory say (_importlib_versions.Index)."""

import sys
import unittest
from _importlib_versions import Index, split_entry

SUFFIXES = ('.cpython-313-x86_64-linux-gnu.so', '.so', '.py', '.pyc')

# A name in a listing and what it says: the name of a module or, of metadata, of
# a distribution, and the version.
ENTRIES = {
    # Modules: the name ends at the first "-".
    'foo-1.0': ('foo', '1.0'),
    'foo-1.0.py': ('foo', '1.0'),
    'foo-1.0.pyc': ('foo', '1.0'),
    'foo-1.0.so': ('foo', '1.0'),
    'foo-1.0.cpython-313-x86_64-linux-gnu.so': ('foo', '1.0'),
    'foo-1.0.link': ('foo', '1.0'),
    'a.b.c-1': ('a.b.c', '1'),
    'Foo-v1.0': ('Foo', 'v1.0'),
    'foo-1.0-1': ('foo', '1.0-1'),
    'foo-1!2.0rc1.post2.dev3+a.1': ('foo', '1!2.0rc1.post2.dev3+a.1'),
    # A suffix is none of a local version.
    'foo-1.0+a.py': ('foo', '1.0+a'),
    'foo-1.0+a.txt': ('foo', '1.0+a.txt'),
    '1-2': ('1', '2'),
    # Metadata: the name ends where a version follows the last "-".
    'foo-1.0.dist-info': ('foo', '1.0'),
    'foo-1.0.egg-info': ('foo', '1.0'),
    'Foo_Bar-1.0.dist-info': ('Foo_Bar', '1.0'),
    'foo-bar-9.0.dist-info': ('foo-bar', '9.0'),
    'foo-1.0-py3.13.egg-info': ('foo', '1.0'),
    'foo-bar-1.0-py3.13-linux-x86_64.egg-info': ('foo-bar', '1.0'),
    # Nothing.
    'foo': None,
    'foo.py': None,
    'foo-bar': None,
    'foo-': None,
    '-1.0': None,
    '-': None,
    '': None,
    'foo-1.0.txt': None,
    'foo-1.0.x': None,
    'foo-.1': None,
    'foo-v': None,
    'foo-1..0': None,
    'foo-py3-1.0': None,
    '_socket.cpython-313-x86_64-linux-gnu.so': None,
    'foo.dist-info': None,
    'foo-x.dist-info': None,
    '-1.0.dist-info': None,
    '.dist-info': None,
    '\udcff-1.0': None,
    'foo-\uff11': None,
}


def index(*names):
    return Index(set(names), SUFFIXES)


class NameTests(unittest.TestCase):

    def test_split_entry(self):
        for name, expected in ENTRIES.items():
            with self.subTest(name):
                self.assertEqual(split_entry(name, SUFFIXES), expected)

    def test_index(self):
        # It knows what split_entry() splits.
        for name, expected in ENTRIES.items():
            with self.subTest(name):
                found = index(name)
                if expected is None or name.endswith('-info'):
                    self.assertEqual(found.names(), set())
                    self.assertNotIn('foo', found)
                else:
                    self.assertEqual(found.names(), {expected[0]})
                    self.assertEqual(len(found), 1)
                    self.assertEqual(found.find(expected[0]), [(name, expected[1])])
                    self.assertEqual(found.best(expected[0]), (name, expected[1]))
                    self.assertIn(expected[0], found)

    def test_other_suffixes(self):
        self.assertIsNone(split_entry('foo-1.0.py', ()))
        self.assertEqual(split_entry('foo-1.0', ()), ('foo', '1.0'))
        self.assertEqual(split_entry('foo-1.0.link', ()), ('foo', '1.0'))
        with self.assertRaises(TypeError):
            split_entry(b'foo-1.0', ())
        with self.assertRaises(TypeError):
            split_entry('foo-1.0', [])
        with self.assertRaises(TypeError):
            split_entry('foo-1.0')


class IndexTests(unittest.TestCase):

    # In the order of preference of "foo" without a clause.
    FOO = ['foo-1!0.5', 'foo-1.10', 'foo-1.9.py', 'foo-1.0', 'foo-1.0.0.link',
           'foo-1.0.0.py', 'foo-0.9', 'foo-2.0rc1', 'foo-2.0.dev1']
    OTHERS = ['bar-3.0b1', 'bar-3.0a1', 'foo.bar-8', 'Foo-7', 'foo-7.dist-info',
              'foo', 'foo.py', 'foobar-9']

    def test_find(self):
        names = index(*self.FOO, *self.OTHERS)
        for specifier, clause, expected in [
                (None, None, self.FOO),
                ('1', None, self.FOO[1:6]),
                ('1.0', None, self.FOO[3:6]),
                ('>=1.9,<2', None, self.FOO[1:3]),
                ('<1', None, ['foo-0.9']),
                # The spelling that an equality asks for goes first.
                ('==1.0.0', '==1.0.0', ['foo-1.0.0.link', 'foo-1.0.0.py', 'foo-1.0']),
                ('1', '1.0.0', ['foo-1.10', 'foo-1.9.py', 'foo-1.0.0.link',
                                'foo-1.0.0.py', 'foo-1.0']),
                ('==1.0.*', '==1.0.0.*', ['foo-1.0.0.link', 'foo-1.0.0.py',
                                          'foo-1.0']),
                ('<=1.0.0', '<=1.0.0', ['foo-1.0', 'foo-1.0.0.link',
                                        'foo-1.0.0.py', 'foo-0.9']),
                ('==1.0.0', None, ['foo-1.0', 'foo-1.0.0.link', 'foo-1.0.0.py']),
                ('===1.0.0', '===1.0.0', ['foo-1.0.0.link', 'foo-1.0.0.py']),
                # Pre-releases come last unless one is named.
                ('>=1.10', None, ['foo-1!0.5', 'foo-1.10', 'foo-2.0rc1',
                                  'foo-2.0.dev1']),
                ('>=1.10.dev0', None, ['foo-1!0.5', 'foo-2.0rc1', 'foo-2.0.dev1',
                                       'foo-1.10']),
                ('2', None, ['foo-2.0rc1', 'foo-2.0.dev1']),
                # More comparisons than a clause usually has, and none.
                ('>=0,!=0.1,!=0.2,!=0.3,!=0.4,<1', '!=1,!=2,!=3,!=4,!=5',
                 ['foo-0.9']),
                ('', '', self.FOO),
                ('3', None, [])]:
            with self.subTest(specifier=specifier, clause=clause):
                args = 'foo', specifier, clause
                found = names.find(*args)
                self.assertEqual([filename for filename, _ in found], expected)
                for filename, version in found:
                    self.assertEqual(('foo', version),
                                     split_entry(filename, SUFFIXES))
                # The best is the first of them.
                self.assertEqual(names.best(*args), found[0] if found else None)

    def test_order_of_the_listing(self):
        for names in self.FOO, self.FOO[::-1], self.FOO[4:] + self.FOO[:4]:
            found = Index(names, SUFFIXES).find('foo')
            self.assertEqual([filename for filename, _ in found], self.FOO)

    def test_names(self):
        self.assertEqual(index(*self.FOO, *self.OTHERS).names(),
                         {'foo', 'bar', 'foo.bar', 'Foo', 'foobar'})
        self.assertEqual(len(index(*self.FOO, *self.OTHERS)), len(self.FOO) + 5)

    def test_other_names(self):
        names = index(*self.OTHERS, 'nul-1.0\0', 'nul\0-1.0', 'nul\0-1.0.dist-info')
        self.assertEqual(names.best('bar'), ('bar-3.0b1', '3.0b1'))
        self.assertEqual(names.best('nul\0'), ('nul\0-1.0', '1.0'))
        self.assertEqual(names.metadata('nul\0'), [('nul\0-1.0.dist-info', '1.0')])
        self.assertEqual(names.find('nul'), [])
        self.assertEqual(names.best('bar', None, '1\0'), names.best('bar'))
        for name in 'fo', 'foo.', 'FOO', 'b', '', 'foo-7', '\ud800', 'foo\0':
            with self.subTest(name):
                self.assertEqual(names.find(name), [])
                self.assertIsNone(names.best(name))
                self.assertNotIn(name, names)

    def test_metadata(self):
        names = index('Foo_Bar-1.0.dist-info', 'foo-2.0.dist-info',
                      'foo-2.1.dist-info', 'egg-3.0-py3.13.egg-info',
                      'dash-ed-4.0.dist-info', 'bad-x.dist-info', 'foo-9.0')
        for name, expected in [
                ('foo-bar', [('Foo_Bar-1.0.dist-info', '1.0')]),
                ('foo', [('foo-2.0.dist-info', '2.0'), ('foo-2.1.dist-info', '2.1')]),
                ('egg', [('egg-3.0-py3.13.egg-info', '3.0')]),
                ('dash-ed', [('dash-ed-4.0.dist-info', '4.0')]),
                # Normalized is the caller's part; the name is the whole name.
                ('Foo_Bar', []), ('dash', []), ('bar', []), ('bad', []), ('', []),
                ('\ud800', [])]:
            with self.subTest(name):
                self.assertEqual(sorted(names.metadata(name)), expected)
        self.assertEqual(names.names(), {'foo'})

    def test_has_prefix(self):
        names = index('a.b.c-1.0', 'd-1.0')
        for name, is_prefix, is_in in (
                ('a', True, True), ('a.b', True, True), ('a.b.c', False, True),
                ('d', False, True), ('a.', False, False), ('b', False, False)):
            with self.subTest(name):
                self.assertIs(names.has_prefix(name), is_prefix)
                self.assertIs(name in names, is_in)
        self.assertIs(index('d-1.0').has_prefix('a'), False)

    def test_empty(self):
        for empty in index(), index('foo', 'bar.py', 'foo-1.0.dist-info'):
            self.assertFalse(empty)
            self.assertEqual(len(empty), 0)
            self.assertEqual(empty.find('foo'), [])
            self.assertIsNone(empty.best('foo'))

    def test_many(self):
        names = [f'm{i % 50}-{i}.py' for i in range(5000)]
        found = index(*names)
        self.assertEqual(len(found), 5000)
        for i in range(50):
            self.assertEqual([filename for filename, _ in found.find(f'm{i}')],
                             names[i::50][::-1])

    def test_size(self):
        # An entry costs no more than the name that it points to.
        names = {f'some_package-1.{i}.0' for i in range(1000)}
        size = sys.getsizeof(Index(names, SUFFIXES))
        self.assertLess(size, sum(map(sys.getsizeof, names)))

    def test_errors(self):
        for args in ((), ({'foo-1'},), (1, SUFFIXES), ({'foo-1'}, list(SUFFIXES)),
                     ({'foo-1'}, None), ({'foo-1'}, SUFFIXES, ())):
            with self.subTest(args), self.assertRaises(TypeError):
                Index(*args)
        def failing():
            yield 'foo-1.0'
            raise ZeroDivisionError
        with self.assertRaises(ZeroDivisionError):
            Index(failing(), SUFFIXES)
        # What is no str is passed over.
        self.assertEqual(len(Index({1, b'foo-1.0', None}, SUFFIXES)), 0)
        self.assertEqual(len(Index({'foo-1.0.py'}, (1, '', '.py'))), 1)
        names = index('foo-1.0')
        for question in names.find, names.best:
            for args in ((), (1,), (None,), ('foo', 1), ('foo', None, b'1'),
                         ('foo', None, None, None)):
                with self.subTest(question, args=args):
                    self.assertRaises(TypeError, question, *args)
            for args in ('foo', '1,2'), ('foo', '1\udc80'), ('foo', None, '\udc80'):
                with self.subTest(question, args=args):
                    self.assertRaises(ValueError, question, *args)
        for question in names.metadata, names.__contains__:
            with self.subTest(question):
                self.assertRaises(TypeError, question, [])


if __name__ == '__main__':
    unittest.main()
