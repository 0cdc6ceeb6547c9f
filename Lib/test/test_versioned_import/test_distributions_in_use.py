"""The modules of a distribution come from one version, however they are laid out."""

import sys
import unittest
from importlib.versions import ModuleVersionError
from unittest import mock

from . import util


class FlatAndVersionedTests(util.TestCase):

    """A distribution is one, whether it is flat or versioned."""

    ATTRS = '''
        attr/__init__.py
        attrs/__init__.py
        attrs-22.2.dist-info/RECORD: attr/__init__.py,,\\nattrs/__init__.py,,
        attrs-23.0/attr/__init__.py
        attrs-23.0/attrs/__init__.py
        attrs-23.0/attrs-23.0.dist-info/RECORD: attr/__init__.py,,\\nattrs/__init__.py,,
        attr-23.0 -> attrs-23.0
        '''

    def test_flat_in_use(self):
        self.check_table(self.ATTRS, [
            ('import attr; import attrs version 23', (ModuleVersionError, '22.2')),
            ('import attrs; import attr version 23', (ModuleVersionError, '22.2')),
            ('import attr; import attr version 23', (ModuleVersionError, '22.2'))])

    def test_flat_of_the_same_version(self):
        self.world(self.ATTRS)
        ns = self.run_code('import attr; import attrs version 22')
        self.assertEqual(ns['attrs'].PLACE, 'attrs/__init__.py')

    def test_free_again(self):
        self.world(self.ATTRS)
        self.run_code('import attr')
        self.check('import attrs version 23', ModuleVersionError, 'attrs')
        del sys.modules['attr']
        self.check('import attrs version 23', 'attrs-23.0/attrs/__init__.py', 'attrs')
        # What the flat one has goes the same way.
        self.check('import attr', 'attrs-23.0/attr/__init__.py', 'attr')

    TWO = '''
        twa.py
        twb.py
        two-1.0.dist-info/RECORD: twa.py,,\\ntwb.py,,
        two-2.0/twa.py
        two-2.0/twb.py
        two-2.0/two-2.0.dist-info/RECORD: twa.py,,\\ntwb.py,,
        twa-2.0 -> two-2.0
        twb-2.0 -> two-2.0
        '''

    def test_versioned_in_use(self):
        self.world(self.TWO)
        self.run_code('import twa version 2')
        self.check('import twb', 'two-2.0/twb.py', 'twb')

    def test_versioned_in_use_and_flat_not_there(self):
        self.world(self.TWO + 'twc.py\nthree-1.0.dist-info/RECORD: twc.py,,')
        self.run_code('import twa version 2')
        # Of another distribution.
        self.check('import twc', 'twc.py', 'twc')

    def test_flat_before_versioned(self):
        self.world(self.TWO)
        self.run_code('import twa')
        self.check('import twb', 'twb.py', 'twb')
        self.check('import twb version 2', (ModuleVersionError, '1.0'), 'twb')


class FlatInUseTests(util.TestCase):

    """A flat distribution is in use by any module that is its own."""

    def check_in_use(self, flat, metadata, module):
        with self.subTest(metadata), util.isolated():
            self.world(f'{flat}\n{metadata}\nfoo-2.0/foo.py\n'
                       'foo-2.0/foo_bar-2.0.dist-info/METADATA: x')
            self.run_code(f'import {module}')
            self.check('import foo version 2', (ModuleVersionError, '1.0'))
            del sys.modules[module]
            self.check('import foo version 2', 'foo-2.0/foo.py')

    def test_evidence(self):
        info = 'foo_bar-1.0.dist-info'
        self.check_in_use('x.py', f'{info}/RECORD: x.py,,', 'x')
        self.check_in_use('x.py', f'{info}/top_level.txt: x', 'x')
        self.check_in_use('x.py', f'{info}/METADATA: Import-Name: x', 'x')
        self.check_in_use('foo_bar.py', f'{info}/METADATA: Name: foo_bar', 'foo_bar')
        self.check_in_use('Foo_Bar.py', f'{info}/RECORD: Foo_Bar.py,,', 'Foo_Bar')
        self.check_in_use('ns/x.py', f'{info}/RECORD: ns/x.py,,', 'ns.x')

    def test_cost(self):
        # The modules of others are not asked whose they are.
        self.world('foo.py\nfoo-1.0.dist-info/RECORD: foo.py,,\nfoo-2.0/foo.py\n' +
                   '\n'.join(f'm{i}.py' for i in range(100)))
        for i in range(100):
            self.run_code(f'import m{i}')
        part = util._bootstrap._load_version_part('metadata')
        with mock.patch.object(part, 'flat_origin', wraps=part.flat_origin) as asked:
            self.check('import foo version 2', 'foo-2.0/foo.py')
        self.assertLess(asked.call_count, 10)


class SubmoduleTests(util.TestCase):

    """A submodule alone keeps its distribution in use."""

    WORLD = '''
        foo-1.0/foo/__init__.py
        foo-1.0/foo/bar.py
        foo-2.0/foo/__init__.py
        foo-2.0/foo/bar.py
        '''

    def test_package_deleted(self):
        self.world(self.WORLD)
        self.run_code('import foo.bar version 1')
        del sys.modules['foo']
        self.check('import foo version 2', (ModuleVersionError, '1.0'))
        self.check('import foo version 1', 'foo-1.0/foo/__init__.py')

    def test_all_deleted(self):
        self.world(self.WORLD)
        self.run_code('import foo.bar version 1')
        del sys.modules['foo'], sys.modules['foo.bar']
        ns = self.run_code('import foo.bar version 2')
        self.assertEqual(ns['foo'].bar.PLACE, 'foo-2.0/foo/bar.py')


class OwnDirectoryTests(util.TestCase):

    """What stands in a distribution directory hides no more than flat files would."""

    def test_folder_is_one_portion(self):
        self.world('''
            foo-1.0/foo.py :: import ns.a, ns.b
            foo-1.0/ns/a.py
            ns/b.py
            ''')
        ns = self.run_code('import foo version 1; import ns')['ns']
        self.assertEqual(ns.a.PLACE, 'foo-1.0/ns/a.py')
        self.assertEqual(ns.b.PLACE, 'ns/b.py')

    def test_real_package(self):
        self.check_table('''
            foo-1.0/foo.py :: from ns import b
            foo-1.0/ns/a.py
            ns/__init__.py
            ns/b.py
            bar-1.0/bar.py :: import ns; foo = ns
            bar-1.0/ns/a.py
            ''', [('import foo version 1; from foo import b as foo', 'ns/b.py'),
                  ('from bar version 1 import foo', 'ns/__init__.py')])

    def test_real_package_further_on(self):
        self.world('ns/__init__.py')
        self.world('foo-1.0/foo.py :: import ns\nfoo-1.0/ns/a.py')
        self.assertEqual(self.run_code('from foo version 1 import ns')['ns'].PLACE,
                         'ns/__init__.py')


class SameErrorTests(util.TestCase):

    """An import that fails fails the same way again."""

    def test_module_of_another_version_only(self):
        self.world('''
            two-1.0/two.py
            two-2.0/two.py
            two-2.0/twb.py
            twb-2.0 -> two-2.0
            ''')
        self.run_code('import two version 1')
        texts = []
        for _ in range(3):
            with self.assertRaises(ModuleVersionError) as caught:
                self.run_code('import twb')
            texts.append(str(caught.exception))
        self.assertEqual(len(set(texts)), 1)
        self.assertIn('two', texts[0])
        self.assertIn('1.0', texts[0])

    def test_before_and_after_another_failure(self):
        self.world('''
            two-1.0/two.py
            two-2.0/twb.py
            twb-2.0 -> two-2.0
            ''')
        self.run_code('import two version 1')
        self.check('import nothing', ModuleNotFoundError)
        self.check('import twb', ModuleVersionError)
        self.check('import twb version 3', ModuleVersionError)
        self.check('import twb', ModuleVersionError)


class FreedModulesTests(util.TestCase):

    def test_module_that_removes_itself(self):
        # It imports itself again while it is imported.
        self.world('''
            foo-1.0.py ::
                import sys
                if 'seen' not in sys.__dict__:
                    sys.seen = True
                    del sys.modules[__name__]
                    import foo version 1
                AGAIN = True
            foo-2.0.py
            ''')
        self.addCleanup(lambda: sys.__dict__.pop('seen', None))
        ns = self.run_code('import foo version 1')
        self.assertEqual(ns['foo'].PLACE, 'foo-1.0.py')
        self.assertTrue(ns['foo'].AGAIN)
        self.assertEqual(sys.modules['foo'].__spec__.version, '1.0')

    def test_module_of_a_distribution_that_removes_itself(self):
        self.world('''
            foo-1.0/foo/__init__.py ::
                import sys
                if 'seen' not in sys.__dict__:
                    sys.seen = True
                    del sys.modules[__name__]
                    import foo
                    import foo.bar
            foo-1.0/foo/bar.py
            foo-2.0/foo/__init__.py
            ''')
        self.addCleanup(lambda: sys.__dict__.pop('seen', None))
        self.run_code('import foo version 1')
        self.assertEqual(sys.modules['foo'].PLACE, 'foo-1.0/foo/__init__.py')
        self.assertEqual(sys.modules['foo.bar'].PLACE, 'foo-1.0/foo/bar.py')

    def test_name_that_another_distribution_loads(self):
        # That it is being loaded does not keep the first one in use.
        self.world('''
            first-1.0/first.py
            first-1.0/shared.py
            shared-1.0.link: first-1.0
            first-2.0/first.py
            shared-2.0/shared.py :: import first version 2
            ''')
        self.run_code('import first version 1, shared version 1')
        del sys.modules['first'], sys.modules['shared']
        ns = self.run_code('import shared version 2')
        self.assertEqual(ns['shared'].first.PLACE, 'first-2.0/first.py')

    def test_object_that_is_gone(self):
        # What a version had put into its place says nothing of a later module.
        self.world('''
            bar-1.0.py :: import sys; sys.modules[__name__] = type("Bar", (), {})()
            bar-2.0.py
            ''')
        self.run_code('import bar version 1').clear()
        del sys.modules['bar']
        self.world('''
            bar/__init__.py :: import bar.sub, no_such_module
            bar/sub.py
            bar-0.9.dist-info/METADATA: Name: bar
            ''')
        self.check('import bar', ModuleNotFoundError)
        self.assertIn('bar.sub', sys.modules)
        self.check('import bar === 2.0', (ModuleVersionError, '0.9'))


if __name__ == '__main__':
    unittest.main()
