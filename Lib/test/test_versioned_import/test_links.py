"""Layout on disk, "Aliases" and "Pins": entries that are links."""

import importlib
import os
import unittest
from importlib.versions import ModuleVersionError, find_versions
from test.support import os_helper
from . import util


@os_helper.skip_unless_symlink
class AliasTests(util.TestCase):

    def test_alias(self):
        root = self.world('''
            pyyaml-6.0.2/yaml/__init__.py :: import _yaml
            pyyaml-6.0.2/_yaml.py
            pyyaml-5.4/yaml/__init__.py
            pyyaml-5.4/_yaml.py
            yaml-6.0.2 -> pyyaml-6.0.2
            _yaml-6.0.2 -> pyyaml-6.0.2
            yaml-5.4 -> pyyaml-5.4
            _yaml-5.4 -> pyyaml-5.4
            ''')
        ns = self.run_code('import yaml version 6, _yaml')
        # Modules are loaded from the real directory.
        self.assertEqual(ns['yaml'].__file__, os.path.join(
            root, 'pyyaml-6.0.2', 'yaml', '__init__.py'))
        self.assertEqual(ns['_yaml'].__file__,
                         os.path.join(root, 'pyyaml-6.0.2', '_yaml.py'))
        self.assertEqual(ns['yaml'].__spec__.version, '6.0.2')
        self.assertEqual(ns['_yaml'].__spec__.version, '6.0.2')
        self.check('import _yaml version 6', 'pyyaml-6.0.2/_yaml.py', '_yaml')
        self.check('import _yaml version 5', ModuleVersionError)

    def test_the_name_says_the_version(self):
        # A link to elsewhere has the version of its own name, whatever its
        # target is named.
        self.check_table('''
            store/foo-1.5/foo.py
            store/other-2.5/foo.py
            store/foo/foo.py
            store/foo-x/__init__.py
            store/single-4.5.py
            store/plain.py
            foo-1 -> store/foo-1.5
            foo-2.0 -> store/other-2.5
            foo-3.0 -> store/foo
            foo-3.5 -> store/foo-x
            foo-4.py -> store/single-4.5.py
            foo-5.0.py -> store/plain.py
            foo-6 -> store/single-4.5.py
            ''', [
            ('import foo version 1', 'store/foo-1.5/foo.py'),
            ('import foo version 1.5', ModuleVersionError),
            ('import foo == 1', 'store/foo-1.5/foo.py'),
            ('import foo version 2', 'store/other-2.5/foo.py'),
            ('import foo version 2.5', ModuleVersionError),
            ('import foo == 2.0', 'store/other-2.5/foo.py'),
            ('import foo version 3.0', 'store/foo/foo.py'),
            ('import foo version 3', 'store/foo-x/__init__.py'),
            ('import foo == 4', 'store/single-4.5.py'),
            ('import foo version 4.5', ModuleVersionError),
            ('import foo version 5.0', 'store/plain.py'),
            ('import foo == 6', 'store/single-4.5.py'),
            ('import foo', 'store/single-4.5.py'),
        ])

    def test_kinds(self):
        # A link to a version in the same directory: an alias if both names
        # state equal versions, a pin if the module's name is the target's and
        # the version a shorter prefix, else a mistake, which is passed over.
        for link, target, statement, is_taken in [
                # Equal versions.
                ('foo-1.0', 'other-1.0', 'import foo version 1', True),
                ('foo-1', 'other-1.0', 'import foo version 1', True),
                ('foo-1.0.0', 'other-1.0', 'import foo == 1.0', True),
                ('foo-1.0.0', 'foo-1.0', 'import foo === 1.0.0', True),
                ('foo-1.0RC1', 'other-1.0rc1', 'import foo version 1', True),
                ('foo-1.0.post1', 'other-1.0-1', 'import foo', True),
                # A shorter prefix, of the same name.
                ('foo-1', 'foo-1.2', 'import foo version 1', True),
                ('foo-1.2', 'foo-1.2.3rc1', 'import foo version 1.2', True),
                ('foo-1!1', 'foo-1!1.2', 'import foo version 1!1', True),
                ('foo-1', 'other-1.2', 'import foo version 1', False),
                # Other versions.
                ('foo-1.0', 'other-1.0.1', 'import foo version 1', False),
                ('foo-1.0', 'other-2.0', 'import foo', False),
                ('foo-2.0', 'other-1.0', 'import foo', False),
                ('foo-1.2.3', 'other-1.2', 'import foo', False),
                ('foo-1', 'other-1.0rc1', 'import foo version 1', False),
                ('foo-1.0', 'other-1.0.post1', 'import foo', False),
                ('foo-1.0', 'other-1.0+local', 'import foo', False),
                ('foo-1', 'other-1!1', 'import foo', False)]:
            for link in (f'{link} -> {target}', f'{link}.link: {target}'):
                root = self.world(f'{link}\n{target}/foo.py', on_path=False)
                with self.subTest(link), util.isolated(root):
                    if is_taken:
                        self.check(statement, f'{target}/foo.py')
                    else:
                        self.check(statement, ModuleNotFoundError)

    def test_mistake_is_passed_over(self):
        # It hides nothing, neither here nor in the next directory.
        first = self.world('''
            store-1.5/foo.py
            foo-1.6 -> store-1.5
            foo-1.2.py
            foo-2.0 -> foo-1.2.py
            ''', on_path=False)
        second = self.world('foo-2.1.py\nfoo-1.6.py', on_path=False)
        for statement, expected in [('import foo version 1', 'foo-1.2.py'),
                                    ('import foo version 1.6', 'foo-1.6.py'),
                                    ('import foo version 2', 'foo-2.1.py'),
                                    ('import foo', 'foo-1.2.py')]:
            with self.subTest(statement), util.isolated(first, second):
                self.check(statement, expected)

    def test_outside(self):
        store = self.world('foo-1.0/foo/__init__.py\nelse/foo.py', on_path=False)
        for target in store, os.path.relpath(store, os.path.realpath(
                os.path.dirname(store))):
            with util.isolated():
                if target == store:
                    table = f'foo-1.0 -> {store}/foo-1.0\nfoo-2.0 -> {store}/else'
                else:
                    table = (f'foo-1.0 -> ../{target}/foo-1.0\n'
                             f'foo-2.0 -> ../{target}/else')
                self.world(table)
                with util.isolated():
                    module = importlib.import_module('foo', version='1')
                    self.assertEqual(module.__file__, os.path.join(
                        store, 'foo-1.0', 'foo', '__init__.py'))
                with util.isolated():
                    module = importlib.import_module('foo', version='2')
                    self.assertEqual(module.__file__,
                                     os.path.join(store, 'else', 'foo.py'))
                    self.assertEqual(module.__spec__.version, '2.0')

    def test_chain(self):
        self.check_table('''
            foo-1.2.3/foo.py
            foo-1.2 -> foo-1.2.3
            foo-1 -> foo-1.2
            bar-1 -> foo-1
            ''', [
            ('import foo version 1', 'foo-1.2.3/foo.py'),
            ('import foo version 1.2', 'foo-1.2.3/foo.py'),
            ('import foo version 1.2.3', 'foo-1.2.3/foo.py'),
            ('import foo', 'foo-1.2.3/foo.py'),
        ])

    def test_broken(self):
        self.check_table('''
            foo-1.0.py
            foo-2.0 -> nowhere
            foo-3.0 -> foo-3.0
            foo-4.0 -> foo-4.1
            foo-4.1 -> foo-4.0
            foo-5 -> foo-5.1
            foo-6.0.py -> nowhere.py
            ''', [
            ('import foo', 'foo-1.0.py'),
            ('import foo >= 1', 'foo-1.0.py'),
            ('import foo version 1', 'foo-1.0.py'),
            ('import foo version 2', (ModuleVersionError, '1.0')),
            ('import foo version 3', ModuleVersionError),
            ('import foo version 4', ModuleVersionError),
            ('import foo version 5', ModuleVersionError),
            ('import foo version 6', ModuleVersionError),
        ])

    def test_only_broken(self):
        self.check_table('''
            foo-2.0 -> nowhere
            foo-3.0 -> foo-3.0
            ''', [
            ('import foo', ModuleNotFoundError),
            ('import foo version 2', ModuleNotFoundError),
        ])

    def test_link_to_a_flat_package(self):
        # As with a linked package today.
        self.check_table('foo/__init__.py\nfoo-1.0 -> foo', [
            ('import foo version 1', 'foo/__init__.py'),
            ('import foo', 'foo/__init__.py'),
        ])

    def test_alias_of_dotted_name(self):
        self.module = 'ns'
        with util.isolated():
            self.world('''
                thing-1.0/ns/thing/__init__.py
                ns.thing-1.0 -> thing-1.0
                ''')
            ns = self.run_code('import ns.thing version 1')
            self.assertEqual(ns['ns'].thing.PLACE, 'thing-1.0/ns/thing/__init__.py')
            self.assertEqual(ns['ns'].thing.__spec__.version, '1.0')

    def test_find_versions_shows_real_directories(self):
        root = self.world('''
            foo-1.2.3/foo.py
            foo-1 -> foo-1.2.3
            foo-1.2 -> foo-1.2.3
            ''')
        [found] = find_versions('foo')
        self.assertEqual(found.path, os.path.join(root, 'foo-1.2.3'))
        self.assertEqual(str(found.version), '1.2.3')


@os_helper.skip_unless_symlink
class PinTests(util.TestCase):

    def test_pin(self):
        self.check_table('''
            foo-1.2.3.py
            foo-1.3.0.py
            foo-1.2.9.py
            foo-1 -> foo-1.2.3.py
            foo-2.0.py
            ''', [
            ('import foo version 1', 'foo-1.2.3.py'),
            ('import foo version 1.2', 'foo-1.2.9.py'),
            ('import foo version 1.3', 'foo-1.3.0.py'),
            ('import foo version 1.2.3', 'foo-1.2.3.py'),
            ('import foo version 2', 'foo-2.0.py'),
            ('import foo', 'foo-2.0.py'),
        ])
        self.check_table('''
            foo-1.2.3/foo/__init__.py
            foo-1.3.0/foo/__init__.py
            foo-1 -> foo-1.2.3
            foo-1.3 -> foo-1.3.0
            ''', [
            ('import foo version 1', 'foo-1.2.3/foo/__init__.py'),
            ('import foo version 1.3', 'foo-1.3.0/foo/__init__.py'),
        ])

    def test_spelling_of_the_pin(self):
        # A pin of 1.0 does not speak for 1.
        self.check_table('''
            foo-1.0.3.py
            foo-1.0.7.py
            foo-1.3.py
            foo-1.0 -> foo-1.0.3.py
            ''', [
            ('import foo version 1.0', 'foo-1.0.3.py'),
            ('import foo version 1', 'foo-1.3.py'),
            ('import foo version 1.0.0', ModuleVersionError),
        ])

    def test_broken_pin(self):
        self.check_table('''
            foo-1.3.0.py
            foo-1 -> foo-1.2.3.py
            ''', [('import foo version 1', 'foo-1.3.0.py')])

    def test_pin_to_an_entry_without_the_module(self):
        # It is passed over like any other.
        self.check_table('''
            foo-1.2.3/bar.py
            foo-1.3.0/foo.py
            foo-1 -> foo-1.2.3
            ''', [('import foo version 1', 'foo-1.3.0/foo.py')])

    def test_pin_to_another_version(self):
        # A mistake: version 1 is 1.*.
        self.check_table('''
            foo-1.3.py
            foo-2.0.py
            foo-1 -> foo-2.0.py
            ''', [('import foo version 1', 'foo-1.3.py')])

    def test_pin_is_the_directory_s(self):
        first = self.world('foo-1.3.py', on_path=False)
        second = self.world('foo-1.2.py\nfoo-1.4.py\nfoo-1 -> foo-1.2.py',
                            on_path=False)
        for entries, place in (((first, second), 'foo-1.3.py'),
                               ((second, first), 'foo-1.2.py')):
            with util.isolated(*entries):
                self.check('import foo version 1', place)

    def test_link_elsewhere_is_no_pin(self):
        # It is version 1, of which 1.3 is a newer one.
        self.check_table('''
            store/foo-1.2/foo.py
            foo-1.3/foo.py
            foo-1 -> store/foo-1.2
            ''', [
            ('import foo version 1', 'foo-1.3/foo.py'),
            ('import foo == 1', 'store/foo-1.2/foo.py'),
            ('import foo version 1.3', 'foo-1.3/foo.py'),
        ])

    def test_pin_is_no_candidate(self):
        self.check_table('''
            foo-1.2.3.py
            foo-1.3.0.py
            foo-1 -> foo-1.2.3.py
            ''', [
            ('import foo == 1', ModuleVersionError),
            ('import foo === 1', ModuleVersionError),
            ('import foo == 1.*', 'foo-1.3.0.py'),
            ('import foo <= 1', ModuleVersionError),
            ('import foo', 'foo-1.3.0.py'),
        ])

    def test_pin_alone(self):
        # Where it leads nowhere there is nothing.
        self.check_table('foo-1 -> foo-1.2.3', [
            ('import foo version 1', ModuleNotFoundError),
            ('import foo', ModuleNotFoundError),
        ])

    def test_alias_pin(self):
        self.module = 'yaml'
        self.check_table('''
            pyyaml-6.0.1/yaml.py
            pyyaml-6.0.2/yaml.py
            yaml-6.0.1 -> pyyaml-6.0.1
            yaml-6.0.2 -> pyyaml-6.0.2
            yaml-6 -> yaml-6.0.1
            ''', [
            ('import yaml version 6', 'pyyaml-6.0.1/yaml.py'),
            ('import yaml version 6.0', 'pyyaml-6.0.2/yaml.py'),
        ])


class LinkFileTests(util.TestCase):

    """name-X.Y.link, where the file system has no symbolic links."""

    def test_link_file(self):
        self.check_table('''
            store-1.0/foo.py
            foo-1.0.link: store-1.0
            foo-2.0.link: nowhere
            foo-3.0.link: foo-3.0.link
            foo-4.0.link:
            foo-5.0.link: single.py\\nsecond line
            foo-6.0.link: ./sub/foo-6.1
            sub/foo-6.1/foo.py
            single.py
            foo-7.0.link: foo-7.0.0.link
            foo-7.0.0.link: foo-7.0.link
            foo-8.0.link: foo-8.0.0.link
            foo-8.0.0.link: store-8.0
            store-8.0/foo.py
            foo-9.0+x.link: store-8.0
            ''', [
            ('import foo == 1.0', 'store-1.0/foo.py'),
            ('import foo version 2', ModuleVersionError),
            ('import foo version 3', ModuleVersionError),
            ('import foo version 4', ModuleVersionError),
            ('import foo version 5', 'single.py'),
            ('import foo == 6.0', 'sub/foo-6.1/foo.py'),
            ('import foo version 6.1', ModuleVersionError),
            ('import foo version 7', ModuleVersionError),
            ('import foo version 8', 'store-8.0/foo.py'),
            ('import foo version 9', ModuleVersionError),
        ])

    def test_pin(self):
        self.check_table('''
            foo-1.2.3/foo.py
            foo-1.3.0/foo.py
            foo-1.link: foo-1.2.3
            ''', [
            ('import foo version 1', 'foo-1.2.3/foo.py'),
            ('import foo version 1.3', 'foo-1.3.0/foo.py'),
        ])

    def test_byte_order_mark_and_line_ends(self):
        root = self.world('store-1.0/foo.py')
        for text in b'store-1.0\r\n', b'\xef\xbb\xbfstore-1.0', b'  store-1.0 \n':
            with self.subTest(text), util.isolated():
                with open(os.path.join(root, 'foo-1.link'), 'wb') as file:
                    file.write(text)
                importlib.invalidate_caches()
                self.check('import foo version 1', 'store-1.0/foo.py')

    def test_bad_link_file(self):
        root = self.world('foo-1.0.py')
        for text in (b'', b'\n', b'\0', b'a\0b', b'\xff\xfe\0', b'/' * 100_000,
                     b'x' * 5000, b'\x80\x81\n', bytes(range(256)) * 16,
                     os.fsencode(root), b'.', b'..', b'/', b'/etc/passwd',
                     b'../../../../../../../../etc'):
            with self.subTest(text[:20]), util.isolated():
                with open(os.path.join(root, 'foo-2.0.link'), 'wb') as file:
                    file.write(text)
                importlib.invalidate_caches()
                self.check('import foo version 2', ModuleVersionError)
                self.check('import foo', 'foo-1.0.py')

    def test_directory_named_link(self):
        self.check_table('foo-1.0.link/foo.py\nfoo-0.9.py', [
            ('import foo version 1', ModuleVersionError),
            ('import foo', 'foo-0.9.py'),
        ])


if __name__ == '__main__':
    unittest.main()
