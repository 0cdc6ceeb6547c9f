"""The order of search, "Inside a distribution directory"."""

import importlib
import os
import sys
import unittest
from importlib.versions import ModuleVersionError, active
from test.support import os_helper
from . import util


class OwnDirectoryTests(util.TestCase):

    """A module's own imports are searched for in its own directory."""

    def test_siblings(self):
        self.world('''
            dist-1.0/dist.py :: import helper; from helper import PLACE as p; import pkg.sub
            dist-1.0/helper.py :: import pkg
            dist-1.0/pkg/__init__.py :: import helper
            dist-1.0/pkg/sub.py :: import helper, dist
            dist-2.0/dist.py :: import helper
            dist-2.0/helper.py
            helper.py
            ''')
        with util.isolated():
            ns = self.run_code('import dist version 1')
            dist = ns['dist']
            self.assertEqual(dist.helper.PLACE, 'dist-1.0/helper.py')
            self.assertEqual(dist.pkg.sub.helper.PLACE, 'dist-1.0/helper.py')
            for name in 'dist', 'helper', 'pkg', 'pkg.sub':
                self.assertEqual(sys.modules[name].__spec__.version, '1.0', name)
        with util.isolated():
            ns = self.run_code('import dist version 2')
            self.assertEqual(ns['dist'].helper.PLACE, 'dist-2.0/helper.py')

    def test_only_its_own(self):
        # What the program imports does not come from there.
        self.world('''
            dist-1.0/dist.py
            dist-1.0/helper.py
            helper.py
            ''')
        self.run_code('import dist version 1')
        self.check('import helper', 'helper.py', 'helper')

    def test_held_only_there(self):
        self.world('dist-1.0/dist.py\ndist-1.0/helper.py')
        self.check('import helper', ModuleNotFoundError)
        self.run_code('import dist version 1')
        self.check('import helper', ModuleNotFoundError)

    def test_loaded_before(self):
        # sys.modules comes first, as ever.
        self.world('''
            dist-1.0/dist.py :: import helper
            dist-1.0/helper.py
            helper.py
            ''')
        ns = self.run_code('import helper, dist version 1')
        self.assertIs(ns['dist'].helper, ns['helper'])

    def test_where_it_stands(self):
        # Where its modules would be found if they were flat: immediately before
        # the library directory, behind all that goes before that.
        root = self.world('''
            dist-1.0/dist.py :: import colorsys, sys, helper, other, mine
            dist-1.0/colorsys.py
            dist-1.0/sys.py
            dist-1.0/helper.py
            dist-1.0/other.py
            dist-1.0/mine.py
            other.py
            ''', on_path=False)
        program = self.world('helper.py\nhelper-9.0.py', on_path=False)
        behind = self.world('helper.py\nother.py', on_path=False)
        for is_first in True, False:
            with self.subTest(is_first=is_first), util.isolated(replace=True):
                if is_first:
                    sys.path[:0] = [program, root, behind]
                else:
                    sys.path += [program, root, behind]
                sys.modules.pop('colorsys', None)
                dist = self.run_code('import dist version 1')['dist']
                # In the library directory a flat colorsys would do the same.
                self.assertEqual(hasattr(dist.colorsys, 'PLACE'), is_first)
                self.assertIs(dist.sys, sys)
                self.assertEqual(dist.helper.PLACE, 'helper.py')
                self.assertEqual(dist.other.PLACE, 'dist-1.0/other.py')
                self.assertEqual(dist.mine.PLACE, 'dist-1.0/mine.py')

    def test_function_called_later(self):
        self.world('''
            dist-1.0/dist.py :: def late():\\n    import helper\\n    return helper
            dist-1.0/helper.py
            helper.py
            ''')
        ns = self.run_code('import dist version 1')
        self.assertEqual(ns['dist'].late().PLACE, 'dist-1.0/helper.py')

    def test_init_of_the_directory_is_no_other_module(self):
        self.world('''
            dist-1.0/__init__.py
            dist-1.0/dist.py :: import _
            _.py
            ''')
        ns = self.run_code('import dist version 1')
        self.assertEqual(ns['dist']._.PLACE, '_.py')

    def test_clause_inside(self):
        self.world('''
            dist-1.0/dist.py :: import helper version 1
            dist-1.0/helper.py
            dist-2.0/dist.py :: import helper version 1
            dist-2.0/helper.py
            helper-1.0.py
            ''')
        with util.isolated():
            ns = self.run_code('import dist version 1')
            self.assertEqual(ns['dist'].helper.PLACE, 'dist-1.0/helper.py')
        with util.isolated():
            # Its own helper is 2.0.
            ns = self.run_code('import dist version 2')
            self.assertEqual(ns['dist'].helper.PLACE, 'helper-1.0.py')

    def test_vendored_other_versions(self):
        # A module in the directory belongs to the distribution, whose version
        # it has.
        self.world('''
            dist-1.0/dist.py :: import inner
            dist-1.0/inner/__init__.py
            inner-5.0.py
            ''')
        ns = self.run_code('import dist version 1')
        self.assertEqual(ns['dist'].inner.PLACE, 'dist-1.0/inner/__init__.py')
        self.check('import inner version 5', ModuleVersionError)
        self.check('import inner version 1', 'dist-1.0/inner/__init__.py', 'inner')

    def test_through_importlib(self):
        # The importing module is the caller's.
        self.world('''
            dist-1.0/dist.py ::
                import importlib
                h = importlib.import_module('helper')
                g = __import__('helper2')
            dist-1.0/helper.py
            dist-1.0/helper2.py
            ''')
        ns = self.run_code('import dist version 1')
        self.assertEqual(ns['dist'].h.PLACE, 'dist-1.0/helper.py')

    def test_package_layout_has_no_siblings(self):
        # name-1.0/__init__.py is the package, not a path entry.
        self.world('''
            foo-1.0/__init__.py :: import bar
            foo-1.0/bar.py
            bar.py
            ''')
        ns = self.run_code('import foo version 1')
        self.assertEqual(ns['foo'].bar.PLACE, 'bar.py')

    def test_import_star_and_dotted(self):
        self.world('''
            dist-1.0/dist/__init__.py :: from helper.deep.x import *; import helper.deep.y as y
            dist-1.0/helper/__init__.py
            dist-1.0/helper/deep/__init__.py
            dist-1.0/helper/deep/x.py
            dist-1.0/helper/deep/y.py
            helper/__init__.py
            ''')
        ns = self.run_code('import dist version 1')
        self.assertEqual(ns['dist'].PLACE, 'dist-1.0/helper/deep/x.py')
        self.assertEqual(ns['dist'].y.PLACE, 'dist-1.0/helper/deep/y.py')

    @os_helper.skip_unless_symlink
    def test_through_alias(self):
        self.world('''
            dist-1.0/one.py
            dist-1.0/two.py :: import one
            dist-2.0/one.py
            dist-2.0/two.py :: import one
            one-1.0 -> dist-1.0
            one-2.0 -> dist-2.0
            two-1.0 -> dist-1.0
            two-2.0 -> dist-2.0
            ''')
        ns = self.run_code('import two version 1, one')
        self.assertIs(ns['two'].one, ns['one'])
        self.assertEqual(ns['one'].PLACE, 'dist-1.0/one.py')


@os_helper.skip_unless_symlink
class OneVersionTests(util.TestCase):

    """The modules of a distribution in use come from one version."""

    def setUp(self):
        super().setUp()
        self.root = self.world('''
            dist-1.0/one.py
            dist-1.0/two.py
            dist-1.0/three/__init__.py
            dist-1.0/three/x.py
            dist-2.0/one.py
            dist-2.0/two.py
            dist-2.0/three/__init__.py
            dist-2.0/new.py
            one-1.0 -> dist-1.0
            one-2.0 -> dist-2.0
            two-1.0 -> dist-1.0
            two-2.0 -> dist-2.0
            three-1.0 -> dist-1.0
            three-2.0 -> dist-2.0
            new-2.0 -> dist-2.0
            ''')

    def test_plain_import_follows(self):
        self.run_code('import one version 1')
        self.check('import two', 'dist-1.0/two.py', 'two')
        self.check('import three.x', 'dist-1.0/three/__init__.py', 'three')

    def test_ranges_follow(self):
        self.run_code('import one version 1')
        self.check('import two >= 1', 'dist-1.0/two.py', 'two')
        self.check('import three version 1', 'dist-1.0/three/__init__.py', 'three')

    def test_conflict(self):
        self.run_code('\n\nimport one version 1', __name__='first_program')
        error = self.check('import two version 2', (
            ModuleVersionError, 'two', 'one', '1.0', '2', 'first_program',
            'line 3'), 'two')
        self.assertEqual(error.name, 'two')
        self.assertEqual(error.requested, '2')
        self.assertIn('dist-1.0', error.path)
        self.assertEqual(error.imported_by.module, 'first_program')
        self.assertEqual(error.imported_by.lineno, 3)
        self.assertNotIn('two', sys.modules)
        self.check('import two version 1', 'dist-1.0/two.py', 'two')

    def test_plain_import_of_what_the_version_lacks(self):
        self.run_code('import one version 1')
        error = self.check('import new', (ModuleVersionError, 'new', '1.0'), 'new')
        self.assertEqual(error.name, 'new')
        # An optional module: a program that catches ImportError goes on.
        self.assertIsInstance(error, ImportError)

    def test_freed(self):
        self.run_code('import one version 1, three.x version 1')
        self.check('import two version 2', ModuleVersionError, 'two')
        del sys.modules['one']
        self.check('import two version 2', ModuleVersionError, 'two')
        del sys.modules['three']
        # three.x alone is no module of the distribution that anyone can
        # import; but it is in sys.modules.
        sys.modules.pop('three.x')
        self.check('import two version 2', 'dist-2.0/two.py', 'two')
        self.check('import one version 1', ModuleVersionError, 'one')
        self.check('import one', 'dist-2.0/one.py', 'one')

    def test_replaced_module_frees_too(self):
        self.run_code('import one version 1')
        sys.modules['one'] = object()
        self.check('import two version 2', 'dist-2.0/two.py', 'two')

    def test_clear_sys_modules(self):
        for version in '1', '2', '1':
            with util.isolated():
                self.check(f'import one version {version}',
                           f'dist-{version}.0/one.py', 'one')
                self.check('import two', f'dist-{version}.0/two.py', 'two')

    def test_other_directory_same_version(self):
        # The version counts, not the place.
        other = self.world('''
            dist-1.0/four.py
            four-1.0 -> dist-1.0
            ''', on_path=False)
        sys.path.append(other)
        self.run_code('import one version 1')
        self.check('import four version 1', 'dist-1.0/four.py', 'four')

    def test_failed_import_frees(self):
        util.build(self.root, '''
            bad-1.0/bad.py :: import worse, fine
            bad-1.0/worse.py :: raise ZeroDivisionError
            bad-1.0/fine.py
            bad-2.0/bad.py
            bad-2.0/worse.py
            worse-1.0 -> bad-1.0
            worse-2.0 -> bad-2.0
            ''')
        importlib.invalidate_caches()
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import bad version 1')
        for name in 'bad', 'worse', 'fine':
            self.assertNotIn(name, sys.modules)
        self.check('import worse version 2', 'bad-2.0/worse.py', 'worse')
        self.check('import bad', 'bad-2.0/bad.py', 'bad')

    def test_failed_second_module_keeps_the_first(self):
        util.build(self.root, '''
            bad-1.0/good.py
            bad-1.0/bad.py :: raise ZeroDivisionError
            good-1.0 -> bad-1.0
            ''')
        importlib.invalidate_caches()
        self.run_code('import good version 1')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import bad version 1')
        self.check('import good version 1', 'bad-1.0/good.py', 'good')
        self.assertNotIn('bad', sys.modules)

    def test_normalized_names(self):
        util.build(self.root, '''
            Some_Dist-1.0/a1.py
            some-dist-2.0/b1.py
            some.dist-2.0/b2.py
            a1-1.0 -> Some_Dist-1.0
            b2-2.0 -> some.dist-2.0
            ''')
        importlib.invalidate_caches()
        self.run_code('import a1 version 1')
        self.check('import b2 version 2', ModuleVersionError, 'b2')

    def test_active(self):
        self.run_code('import one version 1', __name__='prog')
        self.run_code('import two')
        found = active()
        self.assertEqual(str(found['one'].version), '1.0')
        self.assertEqual(str(found['two'].version), '1.0')
        self.assertEqual(found['one'].path, os.path.join(self.root, 'dist-1.0'))
        self.assertEqual(found['one'].imported_by.module, 'prog')
        self.assertEqual(found['one'].imported_by.clause, '1')
        self.assertEqual(found['one'].imported_by.lineno, 1)
        del sys.modules['one']
        self.assertNotIn('one', active())


if __name__ == '__main__':
    unittest.main()
