"""The index of a directory's versions: _importlib_versions.Index."""

import sys
import unittest
from _importlib_versions import Index, Specifier

SUFFIXES = ('.cpython-313-x86_64-linux-gnu.so', '.so', '.py', '.pyc')


def index(*names, links=()):
    return Index(set(names), links, SUFFIXES)


class IndexTests(unittest.TestCase):

    def test_names(self):
        names = index('foo-1.0', 'foo-2.0.py', 'a.b-1.link', 'bar', 'baz.py',
                      'foo-1.0.dist-info', 'foo-bar', '-1.0', 'foo-', 'x-1.0.x',
                      '_socket.cpython-313-x86_64-linux-gnu.so',
                      '\udcff-1.0', '1-2').names()
        self.assertEqual(names, {'foo', 'a.b', '1'})

    def test_find(self):
        self.assertEqual(
            sorted(index('foo-1.0', 'foo-2.0rc1.py', 'foo-3.link', 'foo-4',
                         'foo-5.cpython-313-x86_64-linux-gnu.so', 'foo-6.txt',
                         'Foo-7', 'foo.bar-8', 'foo-v9', 'foo-1!1+a.1',
                         links={'foo-4'}).find('foo')),
            [('foo-1!1+a.1', '1!1+a.1', False),
             ('foo-1.0', '1.0', False),
             ('foo-2.0rc1.py', '2.0rc1', False),
             ('foo-3.link', '3', True),
             ('foo-4', '4', True),
             ('foo-5.cpython-313-x86_64-linux-gnu.so', '5', False),
             ('foo-v9', 'v9', False)])

    def test_best(self):
        names = index('foo-1.0', 'foo-1.0.0', 'foo-1.10', 'foo-1.9',
                      'foo-2.0rc1', 'foo-2.0.dev1', 'bar-3.0a1', 'bar-3.0b1')
        for name, clause, expected in (
                ('foo', None, 'foo-1.10'),
                ('foo', '1', 'foo-1.10'),
                ('foo', '1.0', 'foo-1.0'),
                ('foo', '==1.0.0', 'foo-1.0.0'),
                ('foo', '>=1.0.0,<1.9', 'foo-1.0'),
                ('foo', '<1.10', 'foo-1.9'),
                ('foo', '>=1.10', 'foo-1.10'),
                ('foo', '2', 'foo-2.0rc1'),
                ('foo', '>=2.0.dev1', 'foo-2.0rc1'),
                ('foo', '3', None),
                ('bar', None, 'bar-3.0b1'),
                ('baz', None, None)):
            with self.subTest(name=name, clause=clause):
                found = names.best(name, clause and Specifier(clause))
                self.assertEqual(found and found[0], expected)
        with self.assertRaises(TypeError):
            names.best('foo', '1')
        with self.assertRaises(TypeError):
            names.best(1, None)

    def test_best_of_links(self):
        self.assertIs(index('foo-1.0', links={'foo-1.0'}).best('foo', None),
                      NotImplemented)
        self.assertIs(index('foo-1.0.link').best('foo', None), NotImplemented)
        # Where the directory does not tell, each may be a link.
        self.assertIs(index('foo-1.0', links=None).best('foo', None),
                      NotImplemented)

    def test_owner(self):
        names = index('Foo_Bar-1.0.dist-info', 'foo-2.0.dist-info',
                      'foo-2.1.dist-info', 'egg-3.0-py3.13.egg-info',
                      'dash-ed-4.0.dist-info', 'bad-x.dist-info')
        for name, expected in (('foo_bar', '1.0'), ('foo.bar', '1.0'),
                               ('foo', '2.1'), ('egg', '3.0'),
                               ('dash_ed', '4.0'), ('bad', None),
                               ('nothing', None)):
            with self.subTest(name):
                self.assertEqual(names.owner(name), expected)

    def test_has_prefix(self):
        names = index('a.b.c-1.0', 'd-1.0')
        for name, expected in (('a', True), ('a.b', True), ('a.b.c', False),
                               ('d', False), ('a.', False)):
            with self.subTest(name):
                self.assertIs(names.has_prefix(name), expected)
        self.assertIs(index('d-1.0').has_prefix('a'), False)

    def test_empty(self):
        self.assertEqual(len(index()), 0)
        self.assertEqual(len(index('foo', 'bar.py', 'foo-bar')), 0)
        self.assertEqual(index().find('foo'), [])

    def test_size(self):
        # An entry costs no more than the name that it points to.
        names = {f'some_package-1.{i}.0' for i in range(1000)}
        size = sys.getsizeof(Index(names, (), SUFFIXES))
        self.assertLess(size, sum(map(sys.getsizeof, names)))

    def test_errors(self):
        self.assertRaises(TypeError, Index)
        self.assertRaises(TypeError, Index, 1, (), SUFFIXES)
        self.assertRaises(TypeError, Index, {'foo-1'}, 1, SUFFIXES)
        self.assertRaises(TypeError, Index, set(), (), list(SUFFIXES))
        # What is no str is passed over.
        self.assertEqual(len(Index({1, b'foo-1.0'}, (), SUFFIXES)), 0)


if __name__ == '__main__':
    unittest.main()
