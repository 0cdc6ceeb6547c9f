"""The order of search: which version an import takes."""

import importlib
import os
import random
import sys
import unittest
from importlib.versions import ModuleVersionError
from test.support import (hypothesis_helper, os_helper, requires_subprocess,
                          swap_attr)
from . import util

hypothesis = hypothesis_helper.hypothesis


class BareVersionTests(util.TestCase):

    """A bare literal X means == X.*, or exactly a version with a suffix."""

    def test_choice(self):
        self.check_table('''
            foo-1.0.py
            foo-1.1.py
            foo-1.1.3.py
            foo-1.2rc1.py
            foo-1.10.py
            foo-2.0.dev1.py
            foo-3.0a1.py
            foo-4.0.post1.py
            foo-5.0+local.1.py
            foo-1!0.5.py
            ''', [
            ('import foo version 1', 'foo-1.10.py'),
            ('import foo version 1.0', 'foo-1.0.py'),
            ('import foo version 1.1', 'foo-1.1.3.py'),
            ('import foo version 1.1.0', 'foo-1.1.py'),
            ('import foo version 1.1.3', 'foo-1.1.3.py'),
            ('import foo version 1.10', 'foo-1.10.py'),
            ('import foo version 01.010', 'foo-1.10.py'),
            # Nothing else matches, so the pre-release does.
            ('import foo version 1.2', 'foo-1.2rc1.py'),
            ('import foo version 1.2rc1', 'foo-1.2rc1.py'),
            ('import foo version 1.2rc2', ModuleVersionError),
            ('import foo version 1.2a1', ModuleVersionError),
            ('import foo version 2', 'foo-2.0.dev1.py'),
            ('import foo version 2.0.dev1', 'foo-2.0.dev1.py'),
            ('import foo version 3', 'foo-3.0a1.py'),
            ('import foo version 4', 'foo-4.0.post1.py'),
            ('import foo version 4.0.post1', 'foo-4.0.post1.py'),
            ('import foo version 4.0.post2', ModuleVersionError),
            ('import foo version 5', 'foo-5.0+local.1.py'),
            ('import foo version 5.0+local.1', 'foo-5.0+local.1.py'),
            ('import foo version 5.0+local.2', ModuleVersionError),
            ('import foo version 1!0', 'foo-1!0.5.py'),
            ('import foo version 0', ModuleVersionError),
            ('import foo version 1.3', ModuleVersionError),
            ('import foo version 11', ModuleVersionError),
        ])


class OperatorTests(util.TestCase):

    def test_identity(self):
        # Directory and clause may spell the version in different ways.
        for name, spellings in [
            ('foo-2024.08', ['2024.08', '2024.8', 'v2024.8']),
            ('foo-1.0-RC1', ['1.0-RC1', '1.0rc1', '1.0c1']),
            ('foo-v1.0', ['v1.0', '1.0', '01.0']),
            ('foo-08', ['08', '8']),
            ('foo-1.0+A_1', ['1.0+A_1', '1.0+a.1']),
        ]:
            self.check_table(f'{name}/foo.py', [
                *[(f'import foo === {version}', f'{name}/foo.py')
                  for version in spellings],
                ('import foo === 1.0.0', ModuleVersionError),
            ])

    def test_choice(self):
        self.check_table('''
            foo-1.0/foo.py
            foo-1.4/foo.py
            foo-1.4.5/foo.py
            foo-2.0b1/foo.py
            foo-2.0/foo.py
            foo-2.1.dev3/foo.py
            ''', [
            ('import foo == 1.4', 'foo-1.4/foo.py'),
            ('import foo version == 1.4', 'foo-1.4/foo.py'),
            ('import foo version ==1.4.*', 'foo-1.4.5/foo.py'),
            ('import foo == 1.4.0', 'foo-1.4/foo.py'),
            ('import foo === 1.4', 'foo-1.4/foo.py'),
            ('import foo === 1.4.0', ModuleVersionError),
            ('import foo != 2.0', 'foo-1.4.5/foo.py'),
            ('import foo != 2.*', 'foo-1.4.5/foo.py'),
            ('import foo >= 1.4', 'foo-2.0/foo.py'),
            ('import foo >= 1.4, < 2', 'foo-1.4.5/foo.py'),
            ('import foo >= 1.4, < 1.4.5', 'foo-1.4/foo.py'),
            ('import foo ~= 1.0', 'foo-1.4.5/foo.py'),
            ('import foo ~= 1.4.1', 'foo-1.4.5/foo.py'),
            ('import foo ~= 1.4.6', ModuleVersionError),
            ('import foo > 1.0, < 2, != 1.4.5', 'foo-1.4/foo.py'),
            ('import foo > 2.0', 'foo-2.1.dev3/foo.py'),
            ('import foo >= 2.0b1', 'foo-2.1.dev3/foo.py'),
            ('import foo >= 2.0b1, < 2.1.dev0', 'foo-2.0/foo.py'),
            ('import foo <= 2.0b1', 'foo-2.0b1/foo.py'),
            ('import foo < 1.0', ModuleVersionError),
            ('import foo < 1.0, > 2', ModuleVersionError),
            ('import foo version "1.0"', 'foo-1.0/foo.py'),
            ('import foo version ">=1, <1.4.5"', 'foo-1.4/foo.py'),
            ('import foo', 'foo-2.0/foo.py'),
        ])

    def test_operators_with_a_pin(self):
        # A clause with an operator says what it wants; a pin speaks only for
        # the literal that it is named by.
        self.check_table('''
            foo-1.2.py
            foo-1.3.py
            foo-1 -> foo-1.2.py
            ''', [
            ('import foo version 1', 'foo-1.2.py'),
            ('import foo >= 1', 'foo-1.3.py'),
            ('import foo == 1.*', 'foo-1.3.py'),
            ('import foo version 1.3', 'foo-1.3.py'),
            ('import foo', 'foo-1.3.py'),
        ])


class EqualVersionTests(util.TestCase):

    def test_spelling(self):
        self.check_table('''
            foo-1.0.py
            foo-1.0.0.py
            foo-1.py
            ''', [
            ('import foo version 1.0', 'foo-1.0.py'),
            ('import foo version 1.0.0', 'foo-1.0.0.py'),
            ('import foo version 1', 'foo-1.py'),
            ('import foo == 1.0.0', 'foo-1.0.0.py'),
            ('import foo == 1.0', 'foo-1.0.py'),
            ('import foo === 1.0', 'foo-1.0.py'),
            # Nobody asked for "1", "1.0" or "1.0.0": the first in sorted
            # order is "1", whatever the files' suffix.
            ('import foo version 1.0.0.0', 'foo-1.py'),
            ('import foo >= 1.0.0', 'foo-1.py'),
            ('import foo >= 1', 'foo-1.py'),
            ('import foo', 'foo-1.py'),
        ])

    def test_spelling_of_directories(self):
        self.check_table('''
            foo-1.0/foo.py
            foo-1.0.0/foo.py
            foo-1/foo.py
            ''', [
            ('import foo version 1.0', 'foo-1.0/foo.py'),
            ('import foo version 1', 'foo-1/foo.py'),
            ('import foo >= 1', 'foo-1/foo.py'),
            ('import foo', 'foo-1/foo.py'),
        ])

    def test_normal_form(self):
        self.check_table('foo-1.0RC1.py', [
            ('import foo version 1.0rc1', 'foo-1.0RC1.py'),
            ('import foo version 1.0c1', 'foo-1.0RC1.py'),
            ('import foo version 1', 'foo-1.0RC1.py'),
        ])
        self.check_table('foo-v1.0.py', [
            ('import foo version 1.0', 'foo-v1.0.py'),
        ])
        self.check_table('foo-1.0-1.py', [
            ('import foo version 1.0.post1', 'foo-1.0-1.py'),
        ])


class PathOrderTests(util.TestCase):

    """Each directory in order: the first with a version that satisfies."""

    def setUp(self):
        super().setUp()
        self.first = self.world('''
            foo-1.0.py :: WHERE = 'first'
            foo-2.0b1.py :: WHERE = 'first'
            ''', on_path=False)
        self.second = self.world('''
            foo-1.5.py :: WHERE = 'second'
            foo-2.0.py :: WHERE = 'second'
            foo-3.0.py :: WHERE = 'second'
            ''', on_path=False)

    def chosen(self, statement, *entries):
        with util.isolated(*entries):
            module = self.run_code(statement)['foo']
            return module.PLACE, module.WHERE

    def test_order(self):
        cases = [
            ('import foo version 1', 'foo-1.0.py', 'first'),
            ('import foo version 1.5', 'foo-1.5.py', 'second'),
            ('import foo version 3', 'foo-3.0.py', 'second'),
            ('import foo >= 1', 'foo-1.0.py', 'first'),
            ('import foo', 'foo-1.0.py', 'first'),
        ]
        for statement, *expected in cases:
            with self.subTest(statement):
                self.assertEqual(
                    self.chosen(statement, self.first, self.second),
                    tuple(expected))

    def test_reverse_order(self):
        self.assertEqual(self.chosen('import foo', self.second, self.first),
                         ('foo-3.0.py', 'second'))
        self.assertEqual(self.chosen('import foo version 1',
                                     self.second, self.first),
                         ('foo-1.5.py', 'second'))

    def test_missing_and_odd_entries(self):
        file = os.path.join(self.first, 'foo-1.0.py')
        missing = os.path.join(self.first, 'missing')
        self.assertEqual(
            self.chosen('import foo version 3', missing, file, 17, None,
                        b'bytes', self.second), ('foo-3.0.py', 'second'))

    def test_trailing_slash(self):
        self.assertEqual(
            self.chosen('import foo version 3', self.second + os.sep),
            ('foo-3.0.py', 'second'))

    def test_current_directory(self):
        with os_helper.change_cwd(self.second):
            self.assertEqual(self.chosen('import foo version 3', ''),
                             ('foo-3.0.py', 'second'))
            self.assertEqual(self.chosen('import foo', ''),
                             ('foo-3.0.py', 'second'))
            self.assertEqual(self.chosen('import foo version 3', '.'),
                             ('foo-3.0.py', 'second'))

    def test_prerelease_before_later_directory(self):
        # 2.0b1 is all that satisfies the clause in the first directory, so
        # the next is not asked.
        self.assertEqual(
            self.chosen('import foo version 2', self.first, self.second),
            ('foo-2.0b1.py', 'first'))

    def test_flat_first(self):
        flat = self.world('foo.py :: WHERE = "flat"', on_path=False)
        self.assertEqual(self.chosen('import foo', flat, self.second),
                         ('foo.py', 'flat'))
        # Wherever the versions stand: today's search finds it.
        self.assertEqual(self.chosen('import foo', self.second, flat),
                         ('foo.py', 'flat'))
        # A flat module of unknown version satisfies no clause.
        self.assertEqual(self.chosen('import foo version 2', flat, self.second),
                         ('foo-2.0.py', 'second'))


class PlainImportTests(util.TestCase):

    """Without a clause: what today's search finds, else the versions."""

    def test_order(self):
        # world, PLACE of foo.  Directories a, b, c are on sys.path.
        for world, expected in [
                # What succeeds today gives the same module.
                ('foo.py\nfoo-9.0.py', 'foo.py'),
                ('foo/__init__.py\nfoo-9.0/foo/__init__.py', 'foo/__init__.py'),
                ('a/foo-9.0.py\nb/foo.py', 'b/foo.py'),
                ('a/foo-9.0/foo.py\nb/x.py\nc/foo/__init__.py', 'c/foo/__init__.py'),
                ('a/foo-9.0/__init__.py\na/foo-9.0/setup.py\nb/foo.py', 'b/foo.py'),
                # Else each directory in order, the highest.
                ('foo-1.0.py\nfoo-1.10.py\nfoo-1.9.py', 'foo-1.10.py'),
                ('a/foo-1.0.py\nb/foo-2.0.py', 'a/foo-1.0.py'),
                ('a/x.py\nb/foo-2.0.py\nb/foo-1.0.py\nc/foo-3.0.py', 'b/foo-2.0.py'),
                # Pre-releases come last.
                ('foo-2.0rc1.py\nfoo-1.0.py\nfoo-1.5.dev1.py', 'foo-1.0.py'),
                ('foo-2.0rc1.py\nfoo-2.0.dev1.py', 'foo-2.0rc1.py'),
                ('a/foo-2.0rc1.py\nb/foo-1.0.py', 'a/foo-2.0rc1.py'),
                # A directory without __init__ yields to them, as it does to
                # regular packages further on.
                ('foo/x.py\nfoo-1.0.py', 'foo-1.0.py'),
                ('a/foo/x.py\nb/foo-1.0.py', 'b/foo-1.0.py'),
                ('a/foo-1.0.py\nb/foo/x.py', 'a/foo-1.0.py'),
                ('a/foo/x.py\nb/foo-1.0.py\nc/foo.py', 'c/foo.py'),
                ('foo/x.py\nfoo-1.0/bar.py', None)]:
            root = self.world(world, on_path=False)
            with self.subTest(world), util.isolated(*util.entries(root)):
                foo = self.run_code('import foo')['foo']
                self.assertEqual(getattr(foo, 'PLACE', None), expected)
                # Again, with all that has been listed.
                del sys.modules['foo']
                foo = self.run_code('import foo')['foo']
                self.assertEqual(getattr(foo, 'PLACE', None), expected)

    def test_loaded_is_not_checked(self):
        self.world('foo-1.0.py\nfoo-2.0.py')
        self.check('import foo version 1', 'foo-1.0.py')
        self.check('import foo', 'foo-1.0.py')


class StatementTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world('''
            foo-1.0/foo/__init__.py
            foo-1.0/foo/bar.py
            foo-1.0/foo/sub/__init__.py
            foo-1.0/foo/sub/deep.py
            foo-2.0/foo/__init__.py
            foo-2.0/foo/bar.py
            foo-2.0/foo/only2.py
            spam-1.0.py
            spam-2.0.py
            ''')

    def test_forms(self):
        ns = self.run_code('''
import foo version 1
import foo.bar version 1 as b
import foo.sub.deep version 1.0
from foo version 1 import bar
from foo.sub version 1 import deep as d
from foo.bar >= 1, < 2 import PLACE
''')
        self.assertEqual(ns['foo'].PLACE, 'foo-1.0/foo/__init__.py')
        self.assertEqual(ns['b'].PLACE, 'foo-1.0/foo/bar.py')
        self.assertIs(ns['b'], ns['bar'])
        self.assertEqual(ns['foo'].sub.deep.PLACE, 'foo-1.0/foo/sub/deep.py')
        self.assertIs(ns['d'], ns['foo'].sub.deep)
        self.assertEqual(ns['PLACE'], 'foo-1.0/foo/bar.py')

    def test_dotted_first(self):
        ns = self.run_code('import foo.bar == 1.0')
        self.assertEqual(ns['foo'].PLACE, 'foo-1.0/foo/__init__.py')
        self.assertEqual(ns['foo'].bar.PLACE, 'foo-1.0/foo/bar.py')

    def test_from_first(self):
        ns = self.run_code('from foo.bar version 1 import PLACE as p')
        self.assertEqual(ns['p'], 'foo-1.0/foo/bar.py')
        ns = self.run_code('from foo.sub version 1 import *')
        self.assertEqual(ns['PLACE'], 'foo-1.0/foo/sub/__init__.py')

    def test_submodule_of_other_version(self):
        self.run_code('import foo version 1')
        with self.assertRaises(ModuleNotFoundError):
            self.run_code('import foo.only2')
        with self.assertRaises(ModuleNotFoundError):
            self.run_code('import foo.only2 version 1')
        with self.assertRaises(ModuleVersionError):
            self.run_code('import foo.only2 version 2')
        with self.assertRaises(ImportError):
            self.run_code('from foo version 1 import only2')

    def test_missing_submodule(self):
        with self.assertRaises(ModuleNotFoundError) as caught:
            self.run_code('import foo.nothing version 2')
        self.assertEqual(caught.exception.name, 'foo.nothing')
        with self.assertRaises(ImportError):
            self.run_code('from foo version 2 import nothing')

    def test_not_a_package(self):
        with self.assertRaises(ModuleNotFoundError) as caught:
            self.run_code('import spam.x version 1')
        self.assertIn('not a package', str(caught.exception))

    def test_plain_after_clause(self):
        ns = self.run_code('import foo version 1\nimport foo.bar, foo as f')
        self.assertEqual(ns['f'].bar.PLACE, 'foo-1.0/foo/bar.py')

    def test_clause_after_plain(self):
        self.run_code('import foo')
        self.check('import foo version 2', 'foo-2.0/foo/__init__.py')
        self.check('import foo version 1', ModuleVersionError)
        self.check('import foo', 'foo-2.0/foo/__init__.py')

    def test_same_clause_again(self):
        for _ in range(3):
            self.check('import foo version 1', 'foo-1.0/foo/__init__.py')
            self.check('import foo >= 1', 'foo-1.0/foo/__init__.py')
            self.check('import foo version 2', ModuleVersionError)
            self.check('import foo >= 1.1', ModuleVersionError)

    def test_partial_failure(self):
        # What stands before the failing import stays.
        namespace = {}
        with self.assertRaises(ModuleVersionError) as caught:
            exec('import foo version 1, spam version 3', namespace)
        self.assertEqual(caught.exception.name, 'spam')
        self.assertEqual(namespace['foo'].PLACE, 'foo-1.0/foo/__init__.py')
        self.assertIn('foo', sys.modules)
        self.assertNotIn('spam', sys.modules)
        self.check('import spam version 1', 'spam-1.0.py', 'spam')

    def test_in_a_function(self):
        ns = self.run_code('''
def function():
    import foo version 1
    from foo version 1 import bar
    return foo, bar
class C:
    import spam version 1
''')
        foo, bar = ns['function']()
        self.assertEqual(bar.PLACE, 'foo-1.0/foo/bar.py')
        self.assertIs(foo, ns['function']()[0])
        self.assertEqual(ns['C'].spam.PLACE, 'spam-1.0.py')

    def test_exec_with_odd_namespaces(self):
        # No __name__, no __spec__, no __builtins__.
        for namespace in {}, {'__spec__': None}, {'__spec__': 1}, {
                '__name__': 1}, {'__package__': None}:
            with self.subTest(namespace), util.isolated():
                sys.modules.pop('spam', None)
                exec('import spam version 1', namespace)
                self.assertEqual(namespace['spam'].PLACE, 'spam-1.0.py')
                with self.assertRaises(ModuleVersionError):
                    exec('import spam version 2', namespace)

    def test_removed_from_sys_modules(self):
        self.check('import spam version 1', 'spam-1.0.py', 'spam')
        del sys.modules['spam']
        self.check('import spam version 2', 'spam-2.0.py', 'spam')
        self.check('import spam version 1', ModuleVersionError)

    def test_none_in_sys_modules(self):
        sys.modules['spam'] = None
        self.check('import spam version 1', ModuleNotFoundError)
        self.check('import foo version 1', 'foo-1.0/foo/__init__.py')
        sys.modules['foo.bar'] = None
        self.check('import foo.bar version 1', ModuleNotFoundError)

    def test_circular(self):
        util.build(self.root, '''
            one-1.0.py :: import two version 1; done = True
            one-2.0.py
            two-1.0.py :: import one version 1; seen = hasattr(one, 'done')
            bad-1.0.py :: import worse version 1
            worse-1.0.py :: import bad version 2
            selfish-1.0/selfish/__init__.py ::
                import selfish version 1
                from selfish version 1 import x
                import selfish.x version 1 as y
            selfish-1.0/selfish/x.py ::
                import selfish version 1
                from selfish version 1 import PLACE
            ''')
        importlib.invalidate_caches()
        ns = self.run_code('import one version 1, two')
        self.assertFalse(ns['two'].seen)
        self.assertTrue(ns['one'].done)
        error = self.check('import bad version 1', ModuleVersionError)
        self.assertEqual(error.name, 'bad')
        self.assertNotIn('bad', sys.modules)
        self.assertNotIn('worse', sys.modules)
        ns = self.run_code('import selfish version 1')
        self.assertIs(ns['selfish'].x, ns['selfish'].y)

    def test_audit(self):
        code = '''
import sys
sys.addaudithook(lambda event, args: event == 'import' and
                 args[0] in ('foo', 'foo.bar') and print(args[0]))
import foo.bar version 1
import foo.bar version 1
'''
        self.assertEqual(util.run_python(code, path=[self.root]).split(),
                         ['foo', 'foo.bar'])

    def test_verbose(self):
        for option in '-v', '-vv', '-Ximporttime':
            with self.subTest(option):
                out = util.run_python('import foo.bar version 1; print(foo.PLACE)',
                                      option, path=[self.root])
                self.assertEqual(out, 'foo-1.0/foo/__init__.py')

    def test_frozen_modules_option(self):
        for option in 'on', 'off':
            with self.subTest(option):
                out = util.run_python(
                    'import foo.bar version 1, os version 3; print(foo.PLACE)',
                    '-X', f'frozen_modules={option}', path=[self.root])
                self.assertEqual(out, 'foo-1.0/foo/__init__.py')

    def test_isolated_and_safe_path(self):
        code = ('import sys; sys.path.append({!r}); import foo version 1; '
                'print(foo.PLACE)').format(self.root)
        for args in ('-I',), ('-P',), ('-S',), ('-E',), ('-s',):
            with self.subTest(args):
                self.assertEqual(util.run_python(code, *args),
                                 'foo-1.0/foo/__init__.py')
        out = util.run_python('import foo version 1; print(foo.PLACE)',
                              cwd=self.root)
        self.assertEqual(out, 'foo-1.0/foo/__init__.py')
        for env, args in ({'PYTHONSAFEPATH': '1'}, ()), ({}, ('-I',)):
            out, err = util.run_python('import foo version 1', *args, ok=False,
                                       cwd=self.root, **env)
            self.assertIn("ModuleNotFoundError: No module named 'foo'", err)


class ListingTests(util.TestCase):

    """Listings are cached as those of flat modules are."""

    def change(self, root, table):
        old = os.stat(root).st_mtime_ns
        util.build(root, table)
        os.utime(root, ns=(old + 10**10, old + 10**10))

    def test_installed_while_running(self):
        root = self.world('foo-1.0.py')
        self.check('import bar version 1', ModuleNotFoundError)
        self.check('import foo version 2', ModuleVersionError)
        self.change(root, 'foo-2.0.py\nbar-1.0.py\nfoo-1.1.dist-info/')
        self.check('import foo version 2', 'foo-2.0.py')
        self.check('import bar version 1', 'bar-1.0.py', 'bar')

    def test_plain_import_sees_it(self):
        root = self.world('foo-1.0.py')
        self.check('import foo', 'foo-1.0.py')
        del sys.modules['foo']
        self.change(root, 'foo-2.0.py')
        self.check('import foo', 'foo-2.0.py')
        del sys.modules['foo']
        self.change(root, 'foo.py')
        self.check('import foo', 'foo.py')

    def test_invalidate_caches(self):
        root = self.world('foo-1.0.py')
        self.check('import foo version 2', ModuleVersionError)
        mtime = os.stat(root).st_mtime_ns
        util.build(root, 'foo-2.0.py')
        os.utime(root, ns=(mtime, mtime))
        importlib.invalidate_caches()
        self.check('import foo version 2', 'foo-2.0.py')

    def test_removed_while_running(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py')
        self.check('import foo version 3', ModuleVersionError)
        mtime = os.stat(root).st_mtime_ns
        os.unlink(os.path.join(root, 'foo-2.0.py'))
        os.utime(root, ns=(mtime, mtime))
        # The listing still has 2.0: it is passed over.
        self.check('import foo >= 1', 'foo-1.0.py')

    def test_replaced_by_a_link_while_running(self):
        root = self.world('foo-1.0.py\nfoo-2.0.py')
        self.check('import foo version 3', ModuleVersionError)
        os.unlink(os.path.join(root, 'foo-2.0.py'))
        os.rmdir(root) if not os.listdir(root) else None
        self.change(root, 'foo-2 -> foo-1.0.py')
        self.check('import foo version 1', 'foo-1.0.py')


def packaging():
    """The oracle: the packaging library inside the bundled pip, or None."""
    import ensurepip
    bundled = os.path.join(os.path.dirname(ensurepip.__file__), '_bundled')
    try:
        wheels = [name for name in os.listdir(bundled)
                  if name.startswith('pip-') and name.endswith('.whl')]
    except OSError:
        return None
    for wheel in wheels:
        with util.isolated(os.path.join(bundled, wheel)):
            try:
                from pip._vendor.packaging import specifiers, version
            except ImportError:
                continue
            return version.Version, specifiers.SpecifierSet
    return None


VERSIONS = ('0.9', '1', '1.0', '1.0.0', '1.0.1', '1.1', '1.1rc1', '1.1.dev2',
            '1.10', '1.2', '1.2.post1', '1.2+local', '2.0a1', '2.0', '2!1.0')
CLAUSES = ('1', '1.0', '1.1', '1.2', '2', '3', '1.1rc1', '2.0a1', '2!1',
           '>=1', '>=1,<2', '<1.1', '<=1.1', '>1.0', '~=1.0', '~=1.0.0',
           '!=1.0', '==1.0', '==1.*', '!=1.*', '>=2.0a1', '>=1.1.dev0,<1.2',
           '==1.2+local', '==1.2', '>1.1,!=1.10', '===1.0', '===1.1', '>=3')


class PropertyTests(util.TestCase):

    """Choosing against a brute-force model of it."""

    @classmethod
    def setUpClass(cls):
        oracle = packaging()
        if oracle is None:
            raise unittest.SkipTest('no bundled packaging library')
        cls.Version, cls.SpecifierSet = oracle

    def acceptable(self, clause, version):
        """Tell whether a version satisfies a clause."""
        if clause[0] in '=!<>~':
            return self.SpecifierSet(clause).contains(version, prereleases=True)
        parsed = self.Version(clause)
        if parsed.is_prerelease or parsed.is_postrelease or parsed.local:
            return self.SpecifierSet('==' + clause).contains(version, prereleases=True)
        return self.SpecifierSet(f'=={clause}.*').contains(version, prereleases=True)

    def names_prerelease(self, clause):
        return any(self.Version(part.lstrip('=!<>~').removesuffix('.*'))
                   .is_prerelease for part in clause.split(','))

    def model(self, world, clause):
        """The (directory, version) that a clause gets, or None."""
        for directory, versions in enumerate(world):
            matching = [version for version in versions
                        if self.acceptable(clause, version)]
            if not self.names_prerelease(clause):
                matching = [version for version in matching
                            if not self.Version(version).is_prerelease] or matching
            if matching:
                top = max(map(self.Version, matching))
                equal = sorted(version for version in matching
                               if self.Version(version) == top)
                asked = clause.lstrip('=')
                return directory, asked if asked in equal else equal[0]
        return None

    def check_world(self, seed):
        rng = random.Random(seed)
        world = [rng.sample(VERSIONS, rng.randrange(0, 6))
                 for _ in range(rng.randrange(1, 4))]
        layout = rng.choice(['foo-{}/foo.py', 'foo-{}/foo/__init__.py',
                             'foo-{}/__init__.py'])
        roots = []
        for versions in world:
            table = '\n'.join(map(layout.format, versions))
            if rng.random() < 0.5:
                # A link that leads nowhere changes nothing.
                table += '\nfoo-0.0.1.link: nowhere'
            roots.append(self.world(table, on_path=False))
        for clause in rng.sample(CLAUSES, 10):
            with util.isolated(*roots):
                try:
                    module = importlib.import_module('foo', version=clause)
                except ModuleVersionError:
                    got = None
                except ModuleNotFoundError:
                    self.assertFalse(any(world))
                    got = None
                else:
                    root = os.path.realpath(module.__file__)
                    while os.path.dirname(root) not in roots:
                        root = os.path.dirname(root)
                    got = (roots.index(os.path.dirname(root)),
                           os.path.basename(root).partition('-')[2])
            self.assertEqual(got, self.model(world, clause),
                             (seed, world, clause))

    def test_random_worlds(self):
        for seed in range(40):
            self.check_world(seed)

    @hypothesis.given(seed=hypothesis.strategies.integers(0, 2**32))
    @hypothesis.example(seed=4242)
    def test_worlds(self, seed):
        self.check_world(seed)


# The order of a listing #######################################################

# Names of entries, among which one is to be chosen.  Many say the same.
ENTRIES = [
    'foo-1.0/foo.py', 'foo-1.0/foo/__init__.py', 'foo-1.0.py', 'foo-1.0.0.py',
    'foo-1.0.0/foo.py', 'foo-v1.0.py', 'foo-1.0/__init__.py', 'foo-1.00.py',
    'foo-1.1.py', 'foo-1.1/foo.py', 'foo-1.1.0/__init__.py', 'foo-1.1rc1.py',
    'foo-1.1RC1.py', 'foo-2.0.py', 'foo-2/foo.py', 'foo-2.0+a.py', 'foo-2.0+b.py',
    'foo.py', 'foo/__init__.py', 'foo-1.0.dist-info/', 'Foo-2.0.dist-info/',
    'foo-1.0.link: bar-1.1', 'foo-1.link: foo-1.0', 'foo-1.1.link: bar-1.1',
    'foo-2.link: foo-2.0.py', 'bar-1.1/foo.py', 'bar-1.0/foo.py',
    'bar-1.0.dist-info/top_level.txt: foo', 'other-1.1.dist-info/RECORD: foo.py,,',
]
LINKS = ['foo-1 -> foo-1.0.py', 'foo-1 -> foo-1.1.py', 'foo-01 -> foo-1.0',
         'foo-v1 -> foo-1.0.0.py', 'foo-1.1 -> bar-1.1', 'foo-2 -> bar-1.0',
         'foo-1.0 -> bar-1.0']
QUESTIONS = [('import foo', {}), ('import foo version 1', {}),
             ('import foo version 1.0', {}), ('import foo == 1.0.0', {}),
             ('import foo >= 1', {}), ('import foo < 2', {}),
             ('import foo == 2.0', {}), ('import foo', {'foo': '1'}),
             ('import foo', {'foo': '>=1,<2'}), ('import foo >= 1', {'foo': '1.0'})]


def random_world(rng):
    """Return a random world's table and a question."""
    entries = rng.sample(ENTRIES, rng.randint(2, 10))
    if os_helper.can_symlink():
        entries += rng.sample(LINKS, rng.randint(0, 3))
    # An entry cannot be a file, a directory and a link.
    found = {}
    for line in entries:
        top = line.partition('/')[0].partition(' ')[0].partition(':')[0]
        kind = '/' if '/' in line.partition(' ')[0] else line
        if found.setdefault(top, (kind, []))[0] == kind:
            found[top][1].append(line)
    return ([line for _, lines in found.values() for line in lines],
            rng.choice(QUESTIONS))


class ListingOrderTests(util.TestCase):

    """What is chosen does not depend on the order of a directory's listing."""

    def test_random_worlds(self):
        rng = random.Random(9)
        kinds = set()
        external = importlib._bootstrap_external
        listdir = os.listdir
        def shuffled(path):
            names = sorted(listdir(path))
            rng.shuffle(names)
            return names
        for number in range(200):
            lines, question = random_world(rng)
            answers = set()
            for _ in range(3):
                # Made in another order, and listed in yet another.
                rng.shuffle(lines)
                with (os_helper.temp_dir() as root,
                      swap_attr(external._os, 'listdir', shuffled)):
                    answers.add(answer(self, root, lines, question))
            with self.subTest(number=number, lines=sorted(lines), question=question):
                self.assertEqual(len(answers), 1, answers)
            kinds.add(type(answers.pop()))
        self.assertEqual(kinds, {str, tuple})

    @requires_subprocess()
    def test_hash_seeds(self):
        # Sets of names are in another order with another seed.
        code = ('from test.test_versioned_import import test_search_order as t\n'
                't.print_answers(40)')
        outs = {util.run_python(code, PYTHONHASHSEED=seed) for seed in ('0', '1', '2')}
        self.assertEqual(len(outs), 1)
        self.assertGreater(len(outs.pop().splitlines()), 40)


def answer(test, root, lines, question):
    """Return version and file of what a question gets in a world, or the error."""
    statement, table = question
    root = os.path.realpath(root)
    util.build(root, '\n'.join(lines))
    with util.isolated(root):
        sys.default_library_versions = table
        try:
            module = test.run_code(statement)['foo']
        except ImportError as exc:
            return f'{type(exc).__name__}: {exc}'.replace(root, 'root')
        return module.__spec__.version, os.path.relpath(module.__file__, root)


def print_answers(count):
    """Print the answers of some random worlds."""
    rng = random.Random(10)
    test = util.TestCase()
    for number in range(count):
        lines, question = random_world(rng)
        with os_helper.temp_dir() as root:
            print(number, question, answer(test, root, lines, question))


if __name__ == '__main__':
    unittest.main()
