"""Defaults: what an import gets by sys.default_library_versions and files."""

import importlib
import importlib.util
import os
import sys
import unittest
from importlib.versions import ModuleVersionError, Specifier, Version
from test.support import os_helper, requires_subprocess, threading_helper
from . import util

MISSING = ModuleNotFoundError
ERROR = ModuleVersionError

FOOS = '''
    foo-1.0/foo/__init__.py
    foo-1.2.py
    foo-2.0/__init__.py
    foo-2.1b1.py
    '''
# Two directories, one after the other.
PLACES = '''
    a/foo-1.0.py
    a/foo-3.0.py
    b/foo-1.1.py
    b/foo-2.0.py
    '''
# An importing distribution.
IMPORTER = '''
    bar-0.9/bar.py :: import foo
    bar-1.0/bar.py :: import foo
    foo-1.0.py
    foo-1.1.py
    foo-2.0.py
    '''


class CaseTests(util.TestCase):

    """Tables of (world, process defaults, statement, what it gets)."""

    def check_cases(self, cases):
        for world, table, statement, expected in cases:
            root = self.world(world, on_path=False)
            with (self.subTest(world=world, table=table, statement=statement),
                  util.isolated(*util.entries(root))):
                sys.default_library_versions = table
                self.check_case(statement, expected)

    def check_case(self, statement, expected):
        """Compare what foo is, or what the error says.

        The statement leaves foo in the program's namespace or that of bar.
        """
        if not isinstance(expected, str):
            self.check(statement, expected)
            return
        namespace = self.run_code(statement)
        module = namespace.get('foo')
        if module is None:
            module = sys.modules['foo']
        self.assertEqual(module.PLACE, expected)

    # The three scopes.

    def test_process(self):
        self.check_cases([
            (FOOS, {'foo': '1'}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': '1.0'}, 'import foo', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': '==1.0'}, 'import foo', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': '2'}, 'import foo', 'foo-2.0/__init__.py'),
            (FOOS, {'foo': '<2'}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': '>=1, <1.2'}, 'import foo', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': '~=1.0'}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': '!=2.0'}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': '===1.2'}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': '3'}, 'import foo', (ERROR, '3', "['foo']", '2.0')),
            (FOOS, {'bar': '3'}, 'import foo', 'foo-2.0/__init__.py'),
            (FOOS, {'Foo': '1'}, 'import foo', 'foo-2.0/__init__.py'),
            (FOOS, {'foo.x': '1'}, 'import foo', 'foo-2.0/__init__.py'),
            (FOOS, {}, 'import foo', 'foo-2.0/__init__.py'),
            ('', {'foo': '1'}, 'import foo', MISSING),
            ('foox-1.0.py', {'foo': '1'}, 'import foo', MISSING),
        ])

    def test_forms_of_values(self):
        self.check_cases([
            (FOOS, {'foo': (1,)}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': (1, 0)}, 'import foo', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': (2, 1, 'b', 1)}, 'import foo', 'foo-2.1b1.py'),
            (FOOS, {'foo': Version('1.0')}, 'import foo', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': Specifier('<2')}, 'import foo', 'foo-1.2.py'),
            (FOOS, {'foo': ' 1.0 '}, 'import foo', 'foo-1.0/foo/__init__.py'),
        ])

    def test_importer(self):
        # world, default, statement, the version of foo
        file = IMPORTER + 'bar-0.9/import-versions.txt: foo 1\n'
        self.check_cases([
            (IMPORTER, {('bar', (0, 9)): {'foo': '1'}}, 'import bar version 0.9', 'foo-1.1.py'),
            (IMPORTER, {('bar', '0.9'): {'foo': '1'}}, 'import bar version 0.9', 'foo-1.1.py'),
            (IMPORTER, {('bar', '0'): {'foo': '1'}}, 'import bar version 0.9', 'foo-1.1.py'),
            (IMPORTER, {('bar', '>=0.5'): {'foo': (1, 0)}}, 'import bar version 0.9', 'foo-1.0.py'),
            # Another importer, another version of it, the program itself.
            (IMPORTER, {('bar', '0.9'): {'foo': '1'}}, 'import bar version 1', 'foo-2.0.py'),
            (IMPORTER, {('spam', '0.9'): {'foo': '1'}}, 'import bar version 0.9', 'foo-2.0.py'),
            (IMPORTER, {('bar', '0.9'): {'foo': '1'}}, 'import foo', 'foo-2.0.py'),
            (IMPORTER, {('bar', '0.9'): {'spam': '1'}}, 'import bar version 0.9', 'foo-2.0.py'),
            # bar is chosen by a default as well.
            (IMPORTER, {'bar': '0.9', ('bar', '0.9'): {'foo': '1'}}, 'import bar', 'foo-1.1.py'),
            # Together with what the process says of all imports.
            (IMPORTER, {('bar', '0.9'): {'foo': '1'}, 'foo': '!=1.1'},
             'import bar version 0.9', 'foo-1.0.py'),
            (IMPORTER, {('bar', '0.9'): {'foo': '1'}, 'foo': '2'},
             'import bar version 0.9', (ERROR, "('bar', '0.9')", "['foo']", '2.0')),
            # Several entries that apply.
            (IMPORTER, {('bar', '0'): {'foo': '<2'}, ('bar', '0.9'): {'foo': '!=1.1'}},
             'import bar version 0.9', 'foo-1.0.py'),
            # The file of the distribution.
            (file, {}, 'import bar version 0.9', 'foo-1.1.py'),
            (file, {}, 'import bar version 1', 'foo-2.0.py'),
            (file, {}, 'import foo', 'foo-2.0.py'),
            (file, {'foo': '!=1.1'}, 'import bar version 0.9', 'foo-1.0.py'),
            (file, {'foo': '2'}, 'import bar version 0.9',
             (ERROR, 'import-versions.txt, line 1', "['foo']")),
            # A process entry for the importer replaces what it says of foo...
            (file, {('bar', '0.9'): {'foo': '2'}}, 'import bar version 0.9', 'foo-2.0.py'),
            # ... not if it is for another one or of another name.
            (file, {('bar', '1'): {'foo': '2'}}, 'import bar version 0.9', 'foo-1.1.py'),
            (file, {('bar', '0.9'): {'spam': '2'}}, 'import bar version 0.9', 'foo-1.1.py'),
            # bar says something of itself: that is not for its importers.
            (IMPORTER + 'bar-1.0/import-versions.txt: bar 0.9\n', {}, 'import bar', 'foo-2.0.py'),
        ])

    def test_importer_of_any_layout(self):
        table = {('bar', '1'): {'foo': '1'}}
        foos = 'foo-1.0.py\nfoo-2.0.py\n'
        for bar in ('bar-1.0.py', 'bar-1.0/__init__.py', 'bar-1.0/bar.py',
                    'bar-1.0/bar/__init__.py', 'bar-1.0.dist-info/\nbar.py',
                    'bar-1.0.dist-info/\nbar/__init__.py'):
            self.check_cases([
                (f'{foos}{bar} :: import foo', table, 'import bar', 'foo-1.0.py'),
                (f'{foos}{bar} :: import foo', {('bar', '2'): {'foo': '1'}},
                 'import bar', 'foo-2.0.py'),
            ])
        self.check_cases([
            # A submodule of it; a name that only begins like it.
            (foos + 'bar-1.0/bar/__init__.py :: from . import x\nbar-1.0/bar/x.py :: import foo',
             table, 'import bar', 'foo-1.0.py'),
            (foos + 'bar-1.0/bar/__init__.py\nbar-1.0/bar/x.py :: import foo',
             table, 'import bar.x', 'foo-1.0.py'),
            (foos + 'barbar-1.0.py :: import foo', table, 'import barbar', 'foo-2.0.py'),
            # Of unknown version.
            (foos + 'bar.py :: import foo', table, 'import bar', 'foo-2.0.py'),
            # Another module of the distribution bar.
            (foos + 'bar-1.0/spam.py :: import foo\nspam-1.0.link: bar-1.0',
             table, 'import spam as bar', 'foo-1.0.py'),
            (foos + 'Bar_Dist-1.0/spam.py :: import foo\nspam-1.0.link: Bar_Dist-1.0',
             {('bar-dist', '1'): {'foo': '1'}}, 'import spam as bar', 'foo-1.0.py'),
            # In a function that is called later.
            (foos + 'bar-1.0.py :: def f():\\n    import foo',
             table, 'import bar; bar.f()', 'foo-1.0.py'),
            # By importlib.
            (foos + 'bar-1.0.py :: import importlib; importlib.import_module("foo")',
             table, 'import bar', 'foo-1.0.py'),
            (foos + 'bar-1.0.py :: __import__("foo")', table, 'import bar', 'foo-1.0.py'),
            # With exec, as the module.
            (foos + 'bar-1.0.py :: exec("import foo")', table, 'import bar', 'foo-1.0.py'),
        ])

    def test_distribution_file(self):
        foos = 'foo-1.0.py\nfoo-2.0.py\n'
        file = 'bar-1.0/import-versions.txt: foo 1'
        self.check_cases([
            (f'{foos}{file}\nbar-1.0/bar.py :: import foo', {}, 'import bar', 'foo-1.0.py'),
            (f'{foos}{file}\nbar-1.0/bar/__init__.py :: import foo', {}, 'import bar', 'foo-1.0.py'),
            (f'{foos}{file}\nbar-1.0/bar/__init__.py\nbar-1.0/bar/x.py :: import foo',
             {}, 'import bar.x', 'foo-1.0.py'),
            # A namespace package in it.
            (f'{foos}{file}\nbar-1.0/bar/x.py :: import foo',
             {}, 'import bar.x', 'foo-1.0.py'),
            # Another module of it.
            (f'{foos}{file}\nbar-1.0/spam.py :: import foo\nbar-1.0/bar.py :: import spam',
             {}, 'import bar', 'foo-1.0.py'),
            (f'{foos}{file}\nbar-1.0/spam.py :: import foo\nspam-1.link: bar-1.0',
             {}, 'import spam as bar', 'foo-1.0.py'),
            # A function that is called later, importlib.
            (f'{foos}{file}\nbar-1.0/bar.py :: def f():\\n    import foo',
             {}, 'import bar; bar.f()', 'foo-1.0.py'),
            (f'{foos}{file}\nbar-1.0/bar.py :: import importlib; importlib.import_module("foo")',
             {}, 'import bar', 'foo-1.0.py'),
            # One that bar imports has its own file, or none: bar's is not for it.
            (f'{foos}{file}\nbar-1.0/bar.py :: import spam\nspam-1.0/spam.py :: import foo',
             {}, 'import bar', 'foo-2.0.py'),
            (f'{foos}{file}\nbar-1.0/bar.py :: import spam\nspam-1.0/spam.py :: import foo\n'
             'spam-1.0/import-versions.txt: foo 2', {}, 'import bar', 'foo-2.0.py'),
            # It is for the imports, not for what stands in the directory.
            (f'{foos}bar-1.0/import-versions.txt: bar 3\nbar-1.0/bar.py :: import foo',
             {}, 'import bar', 'foo-2.0.py'),
        ])

    @os_helper.skip_unless_symlink
    def test_distribution_file_through_links(self):
        foos = 'foo-1.0.py\nfoo-2.0.py\n'
        self.check_cases([
            (foos + 'dist-1.0/import-versions.txt: foo 1\ndist-1.0/bar.py :: import foo\n'
             'bar-1.0 -> dist-1.0', {}, 'import bar', 'foo-1.0.py'),
            (foos + 'store/dist-1.0/import-versions.txt: foo 1\n'
             'store/dist-1.0/bar.py :: import foo\nbar-1.0 -> store/dist-1.0',
             {}, 'import bar', 'foo-1.0.py'),
        ])

    def test_own_directory_first(self):
        # No default applies to what a distribution brings itself.
        world = '''
            bar-1.0/bar.py :: import foo
            bar-1.0/foo.py
            bar-1.0/import-versions.txt: foo 2
            foo-2.0.py
            '''
        self.check_cases([
            (world, {}, 'import bar', 'bar-1.0/foo.py'),
            (world, {'foo': '2'}, 'import bar', 'bar-1.0/foo.py'),
            (world, {('bar', '1'): {'foo': '2'}}, 'import bar', 'bar-1.0/foo.py'),
            (world + 'import-versions.txt: foo 2', {}, 'import bar', 'bar-1.0/foo.py'),
            (world, {'foo': '2'}, 'import foo', 'foo-2.0.py'),
        ])

    def test_environment(self):
        in_a = PLACES + 'a/import-versions.txt: foo 1\n'
        in_b = PLACES + 'b/import-versions.txt: foo 1\n'
        self.check_cases([
            (PLACES, {}, 'import foo', 'a/foo-3.0.py'),
            (in_a, {}, 'import foo', 'a/foo-1.0.py'),
            # Only for what its own directory holds.
            (in_b, {}, 'import foo', 'a/foo-3.0.py'),
            (PLACES + 'a/import-versions.txt: foo 2\n', {}, 'import foo', 'b/foo-2.0.py'),
            (PLACES + 'a/import-versions.txt: foo 4\nb/import-versions.txt: foo 1\n',
             {}, 'import foo', 'b/foo-1.1.py'),
            (PLACES + 'a/import-versions.txt: foo 4\nb/import-versions.txt: foo 5\n',
             {}, 'import foo', (ERROR, '4', '5', os.path.join('a', 'import-versions.txt') + ', line 1',
                                os.path.join('b', 'import-versions.txt') + ', line 1', '3.0', '1.1')),
            # With what the process says.
            (in_a, {'foo': '>=2'}, 'import foo', 'b/foo-2.0.py'),
            (in_a, {'foo': '>=1.1'}, 'import foo', 'b/foo-2.0.py'),
            (in_a, {'foo': '3'}, 'import foo', (ERROR, '3', "['foo']", 'import-versions.txt')),
            (in_b, {'foo': '<3'}, 'import foo', 'a/foo-1.0.py'),
            (in_b, {'foo': '!=1.0, <3'}, 'import foo', 'b/foo-1.1.py'),
            # It says nothing of foo.
            (PLACES + 'a/import-versions.txt: bar 1\n', {}, 'import foo', 'a/foo-3.0.py'),
            (PLACES + 'a/import-versions.txt:\n', {}, 'import foo', 'a/foo-3.0.py'),
            # Importers do not matter.
            (in_a + 'c/bar-1.0/bar.py :: import foo', {}, 'import bar', 'a/foo-1.0.py'),
            (in_a + 'c/bar-1.0/bar.py :: import foo\nc/bar-1.0/import-versions.txt: foo 3',
             {}, 'import bar', (ERROR, '3', 'bar-1.0', '1')),
            (in_a + 'c/bar-1.0/bar.py :: import foo\nc/bar-1.0/import-versions.txt: foo >=2',
             {}, 'import bar', 'b/foo-2.0.py'),
            # A process entry for the importer does not replace it.
            (in_a + 'c/bar-1.0/bar.py :: import foo', {('bar', '1'): {'foo': '3'}},
             'import bar', (ERROR, '3', 'import-versions.txt')),
        ])

    def test_lines(self):
        # the file, what foo is
        cases = [
            ('foo 1', 'foo-1.2.py'),
            ('foo\t1', 'foo-1.2.py'),
            ('foo   1   ', 'foo-1.2.py'),
            ('   foo 1', 'foo-1.2.py'),
            ('foo<2', 'foo-1.2.py'),
            ('foo <2', 'foo-1.2.py'),
            ('foo < 2', 'foo-1.2.py'),
            ('foo==1.0', 'foo-1.0/foo/__init__.py'),
            ('foo===1.0', 'foo-1.0/foo/__init__.py'),
            ('foo==1.*', 'foo-1.2.py'),
            ('foo~=1.0', 'foo-1.2.py'),
            ('foo!=2.0', 'foo-1.2.py'),
            ('foo>=1,<1.2', 'foo-1.0/foo/__init__.py'),
            ('foo >= 1 , < 1.2', 'foo-1.0/foo/__init__.py'),
            ('foo 1 # a comment', 'foo-1.2.py'),
            ('foo 1# a comment', 'foo-1.2.py'),
            ('# foo 2\\n\\n   \\n#\\nfoo 1', 'foo-1.2.py'),
            ('bar 2\\nfoo 1\\nspam 7', 'foo-1.2.py'),
            # All lines for a name hold.
            ('foo 1\\nfoo !=1.2', 'foo-1.0/foo/__init__.py'),
            ('foo <2\\nfoo 1.0', 'foo-1.0/foo/__init__.py'),
            ('foo 1\\nfoo 1', 'foo-1.2.py'),
            ('foo 1\\nfoo 2', (ERROR, 'line 1', 'line 2')),
            ('foo 2.1b1', 'foo-2.1b1.py'),
            ('#', 'foo-2.0/__init__.py'),
            ('Foo 1', 'foo-2.0/__init__.py'),
            ('foo.bar 1', 'foo-2.0/__init__.py'),
        ]
        self.check_cases([(f'{FOOS}import-versions.txt: {text}', {}, 'import foo', expected)
                          for text, expected in cases])

    def test_line_ends(self):
        for data in (b'bar 2\r\nfoo 1\r\n', b'bar 2\rfoo 1\r', b'foo 1',
                     b'\xef\xbb\xbffoo 1\n', b'\xef\xbb\xbf# \xc3\xa9\nfoo 1\n'):
            root = self.world(FOOS, on_path=False)
            with open(os.path.join(root, 'import-versions.txt'), 'wb') as file:
                file.write(data)
            with self.subTest(data), util.isolated(root):
                self.check('import foo', 'foo-1.2.py')

    # Clauses, pins, pre-releases.

    def test_clauses(self):
        # The clause decides; defaults choose among what it accepts.
        file = FOOS + 'import-versions.txt: foo 1.0'
        bar = ('bar-1.0/bar.py :: import foo {}\n'
               'bar-1.0/import-versions.txt: foo 1.0\n' + FOOS)
        self.check_cases([
            (FOOS, {'foo': '1.0'}, 'import foo version 1', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': '1.0'}, 'import foo >= 1', 'foo-1.0/foo/__init__.py'),
            (FOOS, {'foo': '1.0'}, 'import foo version 1.2', 'foo-1.2.py'),
            (FOOS, {'foo': '1.0'}, 'import foo version 2', 'foo-2.0/__init__.py'),
            (FOOS, {'foo': '7'}, 'import foo version 1', 'foo-1.2.py'),
            (FOOS, {'foo': '1.0'}, 'import foo version 7', (ERROR, 'version 7', '1.0')),
            (FOOS, {'foo': '7'}, 'import foo version 7', (ERROR, 'version 7', '1.0')),
            (file, {}, 'import foo version 1', 'foo-1.0/foo/__init__.py'),
            (file, {}, 'import foo version 1.2', 'foo-1.2.py'),
            (file, {}, 'import foo version 2', 'foo-2.0/__init__.py'),
            (file, {'foo': '>=1.2'}, 'import foo version 1', 'foo-1.2.py'),
            (bar.format('>= 1'), {}, 'import bar', 'foo-1.0/foo/__init__.py'),
            (bar.format('version 2'), {}, 'import bar', 'foo-2.0/__init__.py'),
            (bar.format('>= 1'), {('bar', '1'): {'foo': '1.2'}}, 'import bar', 'foo-1.2.py'),
            # First all directories with the defaults, then without them.
            (PLACES, {'foo': '1.1'}, 'import foo version 1', 'b/foo-1.1.py'),
            (PLACES, {'foo': '2'}, 'import foo >= 1', 'b/foo-2.0.py'),
            (PLACES, {'foo': '2'}, 'import foo != 2.0', 'a/foo-3.0.py'),
            (PLACES + 'a/import-versions.txt: foo 1\n', {}, 'import foo >= 1', 'a/foo-1.0.py'),
            (PLACES + 'a/import-versions.txt: foo 1\n', {}, 'import foo >= 1.1', 'b/foo-2.0.py'),
            (PLACES + 'a/import-versions.txt: foo 1\n', {}, 'import foo >= 3', 'a/foo-3.0.py'),
            (PLACES + 'b/import-versions.txt: foo 1\n', {}, 'import foo version 2', 'b/foo-2.0.py'),
            # "===" is that version.
            (FOOS, {'foo': '1.0'}, 'import foo === 1.2', 'foo-1.2.py'),
        ])

    def test_pins_in_zip_files(self):
        for table, statement, expected in [
                ({}, 'import foo version 1', '1.2.0'),
                ({'foo': '1.3'}, 'import foo version 1', '1.2.0'),
                ({'foo': '1.3'}, 'import foo >= 1', '1.3.0')]:
            root = self.world('lib.zip!foo-1.2.0.py\nlib.zip!foo-1.3.0.py\n'
                              'lib.zip!foo-1.link: foo-1.2.0.py', on_path=False)
            with (self.subTest(table=table, statement=statement),
                  util.isolated(os.path.join(root, 'lib.zip'))):
                sys.default_library_versions = table
                self.run_code(statement)
                self.assertEqual(sys.modules['foo'].__spec__.version, expected)

    @os_helper.skip_unless_symlink
    def test_pins(self):
        world = '''
            foo-1 -> foo-1.2.0
            foo-1.2.0/foo.py
            foo-1.3.0/foo.py
            foo-2.0/foo.py
            '''
        flat = world + 'foo.py\nfoo-1.9.dist-info/\n'
        other = '''
            a/foo-1 -> foo-1.2.0
            a/foo-1.2.0/foo.py
            a/foo-1.3.0/foo.py
            b/foo-1.3.1.py
            '''
        self.check_cases([
            (world, {}, 'import foo version 1', 'foo-1.2.0/foo.py'),
            (world, {'foo': '<2'}, 'import foo version 1', 'foo-1.2.0/foo.py'),
            (world, {'foo': '1'}, 'import foo version 1', 'foo-1.2.0/foo.py'),
            # A pin is of a clause, not of a default.
            (world, {'foo': '1'}, 'import foo', 'foo-1.3.0/foo.py'),
            (world + 'import-versions.txt: foo 1', {}, 'import foo', 'foo-1.3.0/foo.py'),
            # It is what version 1 means there, though a default prefers another.
            (world, {'foo': '1.3'}, 'import foo version 1', 'foo-1.2.0/foo.py'),
            (world + 'import-versions.txt: foo 1.3', {}, 'import foo version 1',
             'foo-1.2.0/foo.py'),
            (world, {'foo': '1.3'}, 'import foo >= 1', 'foo-1.3.0/foo.py'),
            (world, {'foo': '1.3'}, 'import foo == 1.*', 'foo-1.3.0/foo.py'),
            # Nor does it mean a flat module.
            (flat, {}, 'import foo version 1', 'foo-1.2.0/foo.py'),
            (flat, {'foo': '1.9'}, 'import foo version 1', 'foo-1.2.0/foo.py'),
            (flat, {}, 'import foo >= 1, < 2', 'foo.py'),
            (other, {}, 'import foo version 1', 'a/foo-1.2.0/foo.py'),
            (other, {'foo': '1.3'}, 'import foo version 1', 'b/foo-1.3.1.py'),
            (other, {'foo': '1.4'}, 'import foo version 1', 'a/foo-1.2.0/foo.py'),
        ])

    def test_pre_releases(self):
        world = 'foo-1.0.py\nfoo-1.1rc1.py\nfoo-1.1rc2.py\nfoo-2.0a1.py\n'
        self.check_cases([
            (world, {'foo': '>=1'}, 'import foo', 'foo-1.0.py'),
            (world, {'foo': '>1.0'}, 'import foo', 'foo-2.0a1.py'),
            (world, {'foo': '>=1.1rc1'}, 'import foo', 'foo-2.0a1.py'),
            (world, {'foo': '>=1.0a1'}, 'import foo', 'foo-2.0a1.py'),
            (world, {'foo': '>=1.0a1'}, 'import foo < 2', 'foo-1.1rc2.py'),
            (world, {'foo': '<2'}, 'import foo >= 1.0a1', 'foo-1.1rc2.py'),
            (world, {'foo': '1.1rc1'}, 'import foo', 'foo-1.1rc1.py'),
            (world, {'foo': '!=2.0a1, >1.0'}, 'import foo', 'foo-1.1rc2.py'),
            (world + 'import-versions.txt: foo 1.1rc1', {'foo': '<2'}, 'import foo', 'foo-1.1rc1.py'),
            (world + 'import-versions.txt: foo <2', {'foo': '>1.0a1'}, 'import foo', 'foo-1.1rc2.py'),
            (world + 'import-versions.txt: foo <2', {}, 'import foo', 'foo-1.0.py'),
        ])

    # Flat modules.

    def test_flat(self):
        known = 'foo.py\nfoo-1.5.dist-info/\nfoo-1.0.py\nfoo-2.0.py\n'
        unknown = 'foo.py\nfoo-1.0.py\nfoo-2.0.py\n'
        self.check_cases([
            # The flat module goes first if it satisfies, else the versions.
            (known, {}, 'import foo', 'foo.py'),
            (known, {'foo': '1'}, 'import foo', 'foo.py'),
            (known, {'foo': '>=1'}, 'import foo', 'foo.py'),
            (known, {'foo': '2'}, 'import foo', 'foo-2.0.py'),
            (known, {'foo': '!=1.5'}, 'import foo', 'foo-2.0.py'),
            (known, {'foo': '!=1.5, <2'}, 'import foo', 'foo-1.0.py'),
            (known, {'foo': '3'}, 'import foo', (ERROR, '1.5', '2.0')),
            (known + 'import-versions.txt: foo 1.0', {}, 'import foo', 'foo-1.0.py'),
            (known + 'import-versions.txt: foo 1.5', {}, 'import foo', 'foo.py'),
            # With a clause the highest.
            (known, {'foo': '>=1'}, 'import foo >= 1', 'foo-2.0.py'),
            (known, {'foo': '<2'}, 'import foo >= 1', 'foo.py'),
            # One of unknown version satisfies nothing.
            (unknown, {}, 'import foo', 'foo.py'),
            (unknown, {'bar': '1'}, 'import foo', 'foo.py'),
            (unknown, {'foo': '1'}, 'import foo', 'foo-1.0.py'),
            (unknown, {'foo': '>=0'}, 'import foo', 'foo-2.0.py'),
            (unknown + 'import-versions.txt: foo 1', {}, 'import foo', 'foo-1.0.py'),
            ('foo.py', {'foo': '1'}, 'import foo', (ERROR, 'unknown version')),
            ('foo.py\nimport-versions.txt: foo 1', {}, 'import foo', (ERROR, 'unknown version')),
            ('foo/__init__.py', {'foo': '>=0'}, 'import foo', (ERROR, 'unknown version')),
            ('a/foo.py\nb/foo-1.0.py', {'foo': '1'}, 'import foo', 'b/foo-1.0.py'),
            ('a/foo.py\na/import-versions.txt: foo 1\nb/foo.py', {}, 'import foo', 'b/foo.py'),
            ('a/foo.py\nb/import-versions.txt: foo 1\nb/foo.py', {}, 'import foo', 'a/foo.py'),
        ])

    # Namespace packages, zip files, links.

    def test_namespaces(self):
        world = '''
            ns.foo-1.0/ns/foo.py
            ns.foo-2.0/ns/foo.py
            '''
        two = '''
            a/ns.foo-1.0/ns/foo/__init__.py
            a/ns.foo-2.0/ns/foo/__init__.py
            b/ns.foo-1.1/ns/foo/__init__.py
            a/ns.foo-1.0/ns/foo/x.py
            '''
        statement = 'import ns.foo as foo'
        self.check_cases([
            (world, {}, statement, 'ns.foo-2.0/ns/foo.py'),
            (world, {'ns.foo': '1'}, statement, 'ns.foo-1.0/ns/foo.py'),
            (world, {'ns.foo': '1'}, 'from ns import foo', 'ns.foo-1.0/ns/foo.py'),
            (world, {'ns.foo': '3'}, statement, (ERROR, 'ns.foo', '3', '2.0')),
            (world, {'ns': '1'}, statement, 'ns.foo-2.0/ns/foo.py'),
            (world, {'foo': '1'}, statement, 'ns.foo-2.0/ns/foo.py'),
            (world, {'ns.foo': '1'}, 'import ns.foo version 2 as foo', 'ns.foo-2.0/ns/foo.py'),
            (world, {'ns.foo': '1'}, 'import ns.foo >= 1 as foo', 'ns.foo-1.0/ns/foo.py'),
            (world + 'import-versions.txt: ns.foo 1', {}, statement, 'ns.foo-1.0/ns/foo.py'),
            (two + 'a/import-versions.txt: ns.foo 1.1', {}, statement, 'b/ns.foo-1.1/ns/foo/__init__.py'),
            (two, {'ns.foo': '1.1'}, statement, 'b/ns.foo-1.1/ns/foo/__init__.py'),
            (two, {'ns.foo': '1.0'}, 'import ns.foo.x; foo = ns.foo', 'a/ns.foo-1.0/ns/foo/__init__.py'),
            # A part of a real package has none of its own.
            ('foo-1.0/foo/__init__.py\nfoo-1.0/foo/x.py', {'foo.x': '7'},
             'import foo.x', 'foo-1.0/foo/__init__.py'),
            # Of an importer.
            (world + 'bar-1.0/bar.py :: import ns.foo\nbar-1.0/import-versions.txt: ns.foo 1',
             {}, 'import bar; foo = bar.ns.foo', 'ns.foo-1.0/ns/foo.py'),
            # The importer is one.
            ('ns.bar-1.0/ns/bar.py :: import foo\nfoo-1.0.py\nfoo-2.0.py',
             {('ns.bar', '1'): {'foo': '1'}}, 'import ns.bar', 'foo-1.0.py'),
            ('ns.bar-1.0/ns/bar.py :: import foo\nns.bar-1.0/import-versions.txt: foo 1\n'
             'foo-1.0.py\nfoo-2.0.py', {}, 'import ns.bar', 'foo-1.0.py'),
        ])

    def test_zip_files(self):
        world = '''
            lib.zip!foo-1.0/foo.py
            lib.zip!foo-1.2.py
            lib.zip!foo-2.0/foo/__init__.py
            lib.zip!bar-1.0/bar.py :: import foo
            '''
        # file, table, statement, expected version
        cases = [
            ('', {'foo': '1'}, 'import foo', '1.2'),
            ('', {'foo': '1.0'}, 'import foo >= 1', '1.0'),
            ('', {'foo': '3'}, 'import foo', None),
            ('', {('bar', '1'): {'foo': '1'}}, 'import bar', '1.2'),
            ('lib.zip!import-versions.txt: foo 1', {}, 'import foo', '1.2'),
            ('lib.zip!import-versions.txt: foo 1\\nfoo !=1.2', {}, 'import foo', '1.0'),
            ('lib.zip!import-versions.txt: foo 1', {'foo': '1.0'}, 'import foo', '1.0'),
            ('lib.zip!import-versions.txt: foo 1', {'foo': '2'}, 'import foo', None),
            ('lib.zip!import-versions.txt: foo 1', {}, 'import foo version 2', '2.0'),
            ('lib.zip!bar-1.0/import-versions.txt: foo 1', {}, 'import bar', '1.2'),
            ('lib.zip!bar-1.0/import-versions.txt: foo 1', {}, 'import foo', '2.0'),
            ('lib.zip!bar-1.0/import-versions.txt: foo 1', {('bar', '1'): {'foo': '1.0'}},
             'import bar', '1.0'),
        ]
        for file, table, statement, expected in cases:
            root = self.world(world + file, on_path=False)
            with (self.subTest(file=file, table=table, statement=statement),
                  util.isolated(os.path.join(root, 'lib.zip'))):
                sys.default_library_versions = table
                if expected is None:
                    self.check(statement, (ERROR, '2.0'))
                    continue
                self.run_code(statement)
                self.assertEqual(sys.modules['foo'].__spec__.version, expected)

    def test_zip_below(self):
        # A folder of a zip file on sys.path has its own file.
        root = self.world('''
            lib.zip!sub/foo-1.0.py
            lib.zip!sub/foo-2.0.py
            lib.zip!sub/import-versions.txt: foo 1
            lib.zip!import-versions.txt: foo 2
            ''', on_path=False)
        with util.isolated(os.path.join(root, 'lib.zip', 'sub')):
            self.check('import foo', 'lib.zip!sub/foo-1.0.py')

    @os_helper.skip_unless_symlink
    def test_aliases(self):
        world = '''
            py_foo-1.0/foo.py
            py_foo-1.0/_foo.py
            py_foo-2.0/foo.py
            py_foo-2.0/_foo.py
            foo-1.0 -> py_foo-1.0
            foo-2.0 -> py_foo-2.0
            _foo-1.0 -> py_foo-1.0
            _foo-2.0 -> py_foo-2.0
            '''
        self.check_cases([
            (world, {'foo': '1'}, 'import foo', 'py_foo-1.0/foo.py'),
            # It is the name in code that counts.
            (world, {'py_foo': '1'}, 'import foo', 'py_foo-2.0/foo.py'),
            (world + 'import-versions.txt: foo 1', {}, 'import foo', 'py_foo-1.0/foo.py'),
            # What of the distribution is in use decides on the rest of it.
            (world, {'foo': '1'}, 'import foo; import _foo; foo = _foo', 'py_foo-1.0/_foo.py'),
            (world, {'_foo': '1'}, 'import foo; import _foo', (ERROR, '_foo', '2.0')),
            ('foo-1.0.link: py_foo-1.0\npy_foo-1.0/foo.py\nfoo-2.0.py',
             {'foo': '1'}, 'import foo', 'py_foo-1.0/foo.py'),
        ])

    def test_entry_named_as_a_version(self):
        root = self.world('foo-1.5/foo.py\nother/foo-2.0.py', on_path=False)
        for table, expected in [({}, 'foo-1.5/foo.py'),
                                ({'foo': '1'}, 'foo-1.5/foo.py'),
                                ({'foo': '2'}, 'other/foo-2.0.py'),
                                ({'foo': '3'}, ERROR)]:
            with self.subTest(table), util.isolated(
                    os.path.join(root, 'foo-1.5'), os.path.join(root, 'other')):
                sys.default_library_versions = table
                self.check('import foo', expected)


class ErrorTests(util.TestCase):

    def test_defaults_and_sources(self):
        root = self.world('''
            foo-1.0.py
            foo-2.0.py
            foo.py
            import-versions.txt: # a comment\\nspam 1\\nfoo <2
            bar-0.9/bar.py :: \\nimport foo
            bar-0.9/import-versions.txt: foo >=2
            ''')
        sys.default_library_versions = {'foo': '!=1.0', 'spam': '7'}
        error = self.check('import bar', (ERROR, 'foo'))
        self.assertEqual(error.name, 'foo')
        self.assertIsNone(error.requested)
        self.assertEqual(
            {(str(default.specifier), default.source, default.name)
             for default in error.defaults},
            {('!=1.0', "sys.default_library_versions['foo']", 'foo'),
             ('>=2', os.path.join(root, 'bar-0.9', 'import-versions.txt')
              + ', line 1', 'foo'),
             ('<2', os.path.join(root, 'import-versions.txt') + ', line 3', 'foo')})
        for default in error.defaults:
            self.assertIsInstance(default.specifier, Specifier)
            self.assertIn(default.source, str(error))
            self.assertIn(str(default.specifier), str(error))
        self.assertEqual({candidate.version and str(candidate.version)
                          for candidate in error.found}, {'1.0', '2.0', None})
        # Who asked, and what was found.
        self.assertIn(os.path.join(root, 'bar-0.9', 'bar.py'), str(error))
        self.assertIn('line 3', str(error))
        self.assertIn('unknown version', str(error))
        self.assertIn(os.path.join(root, 'foo-2.0.py'), str(error))

    def test_clause(self):
        # The clause decides: defaults are no part of the error.
        self.world('foo-1.0.py')
        sys.default_library_versions = {'foo': '1'}
        error = self.check('import foo version 2', (ERROR, 'version 2', '1.0'))
        self.assertEqual(error.requested, '2')
        self.assertEqual(error.defaults, [])

    def test_source_of_the_process(self):
        self.world('foo-1.0.py\nbar-1.0.py :: import foo')
        sys.default_library_versions = {('bar', (1, 0)): {'foo': (7,)}}
        error = self.check('import bar', (ERROR, "sys.default_library_versions"
                                          "[('bar', (1, 0))]['foo']"))
        [default] = error.defaults
        self.assertEqual(str(default.specifier), '7')

    def test_pickle(self):
        import copy
        import pickle
        self.world('foo-1.0.py')
        sys.default_library_versions = {'foo': '7'}
        error = self.check('import foo', ERROR)
        for again in copy.copy(error), pickle.loads(pickle.dumps(error)):
            self.assertEqual(str(again), str(error))
            self.assertEqual([(o.name, str(o.specifier), o.source) for o in again.defaults],
                             [(o.name, str(o.specifier), o.source) for o in error.defaults])

    def test_leaves_nothing_behind(self):
        self.world('foo-1.0.py\nbar-1.0.py :: import foo')
        sys.default_library_versions = {'foo': '7'}
        for _ in range(2):
            self.check('import bar', (ERROR, 'foo'))
            self.assertNotIn('bar', sys.modules)
            self.assertNotIn('foo', sys.modules)
        sys.default_library_versions = {}
        self.check('import bar', 'bar-1.0.py', 'bar')

    def test_submodule_is_not_checked(self):
        self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/x.py')
        self.run_code('import foo')
        sys.default_library_versions = {'foo': '7', 'foo.x': '7'}
        self.run_code('import foo.x')

    def test_loaded_is_not_checked(self):
        self.world('foo-1.0.py')
        self.run_code('import foo')
        sys.default_library_versions = {'foo': '7'}
        self.check('import foo', 'foo-1.0.py')
        self.check('import foo version 1', 'foo-1.0.py')

    def test_conflict_names_the_default(self):
        # What a default has chosen and a clause contradicts.
        root = self.world('foo-1.0.py\nfoo-2.0.py\nimport-versions.txt: foo 1')
        with util.isolated(root):
            self.run_code('import foo')
            error = self.check('import foo version 2', (
                ERROR, 'version 2', '1.0', 'import-versions.txt, line 1'))
            [default] = error.imported_by.defaults
            self.assertEqual(default.source, os.path.join(
                root, 'import-versions.txt') + ', line 1')
            self.assertEqual(error.imported_by.module, 'a_program')
            self.assertIsNone(error.imported_by.clause)

    def test_conflict_names_the_default_of_a_flat_module(self):
        root = self.world('foo.py\nfoo-1.0.dist-info/\nfoo-2.0.py')
        with util.isolated(root):
            sys.default_library_versions = {'foo': '1'}
            self.check('import foo', 'foo.py')
            error = self.check('import foo version 2', (
                ERROR, "sys.default_library_versions['foo']"))
            [default] = error.imported_by.defaults
            self.assertEqual(str(default.specifier), '1')


class UseTests(util.TestCase):

    """Ways to import, and what changes while the program runs."""

    def setUp(self):
        super().setUp()
        self.root = self.world('''
            foo-1.0/foo/__init__.py :: print("", end="")
            foo-1.0/foo/x.py
            foo-2.0/foo/__init__.py
            foo-2.0/foo/x.py
            ''')

    def found(self, table, name='foo'):
        sys.default_library_versions = table
        return self.place('import foo')[:7]

    def test_import_module(self):
        sys.default_library_versions = {'foo': '1'}
        self.assertEqual(importlib.import_module('foo').__spec__.version, '1.0')
        self.assertEqual(importlib.import_module('foo.x').PLACE, 'foo-1.0/foo/x.py')
        del sys.modules['foo'], sys.modules['foo.x']
        self.assertEqual(importlib.import_module('foo.x').PLACE, 'foo-1.0/foo/x.py')
        sys.default_library_versions = {'foo': '7'}
        del sys.modules['foo'], sys.modules['foo.x']
        with self.assertRaises(ModuleVersionError):
            importlib.import_module('foo')
        self.assertEqual(importlib.import_module('foo', version='2').__spec__.version, '2.0')

    def test_functions(self):
        sys.default_library_versions = {'foo': '1'}
        for import_ in __import__, importlib.__import__:
            self.assertEqual(import_('foo').__spec__.version, '1.0')
            del sys.modules['foo']
        self.assertEqual(self.run_code('from foo import *')['PLACE'],
                         'foo-1.0/foo/__init__.py')
        del sys.modules['foo']
        self.assertEqual(self.run_code('from foo import x')['x'].PLACE, 'foo-1.0/foo/x.py')

    def test_find_spec(self):
        with util.isolated():
            sys.default_library_versions = {'foo': '1'}
            self.assertEqual(importlib.util.find_spec('foo').version, '1.0')
            self.assertNotIn('foo', sys.modules)
            self.assertEqual(importlib.util.find_spec('foo', version='2').version, '2.0')
            self.assertEqual(importlib.util.find_spec('foo', version='>=1').version, '1.0')
            self.assertEqual(importlib.util.find_spec('foo.x').origin,
                             os.path.join(self.root, 'foo-1.0', 'foo', 'x.py'))
            del sys.modules['foo']
            sys.default_library_versions = {'foo': '7'}
            self.assertIsNone(importlib.util.find_spec('foo'))

    def test_find_spec_file(self):
        util.build(self.root, 'import-versions.txt: foo 1')
        importlib.invalidate_caches()
        with util.isolated():
            self.assertEqual(importlib.util.find_spec('foo').version, '1.0')

    def test_reload(self):
        # The version that it is, whatever the defaults say since.
        with util.isolated():
            sys.default_library_versions = {'foo': '1'}
            foo = self.run_code('import foo')['foo']
            sys.default_library_versions = {'foo': '2'}
            self.assertIs(importlib.reload(foo), foo)
            self.assertEqual(foo.PLACE, 'foo-1.0/foo/__init__.py')
            self.assertEqual(foo.__spec__.version, '1.0')
            self.check('import foo.x', 'foo-1.0/foo/__init__.py')

    def test_reload_flat(self):
        # A default has chosen a flat module behind others.
        self.world('spam-2.0.py\n')
        sys.path.append(self.world('spam.py\nspam-1.0.dist-info/\n', on_path=False))
        sys.default_library_versions = {'spam': '1'}
        spam = self.run_code('import spam')['spam']
        self.assertEqual(spam.PLACE, 'spam.py')
        sys.default_library_versions = {}
        self.assertEqual(importlib.reload(spam).PLACE, 'spam.py')

    def test_change_while_running(self):
        with util.isolated():
            for table, expected in [
                    ({}, 'foo-2.0'), ({'foo': '1'}, 'foo-1.0'),
                    ({'foo': '2'}, 'foo-2.0'), ({'foo': '1.0'}, 'foo-1.0'),
                    ({'bar': '1.0'}, 'foo-2.0'), ({'foo': (1,)}, 'foo-1.0'),
                    ({}, 'foo-2.0')]:
                sys.modules.pop('foo', None)
                self.assertEqual(self.found(table), expected, table)

    def test_change_in_place(self):
        sys.default_library_versions = table = {}
        for change, expected in [
                (lambda: table.update(foo='1'), 'foo-1.0'),
                (lambda: table.update(foo='2'), 'foo-2.0'),
                (lambda: table.update(foo='1'), 'foo-1.0'),
                (table.clear, 'foo-2.0'),
                (lambda: table.update({('a_program', '1'): {}}), 'foo-2.0')]:
            change()
            sys.modules.pop('foo', None)
            self.assertEqual(self.found(table), expected)

    def test_change_of_an_importer_in_place(self):
        util.build(self.root, 'bar-1.0.py :: import foo')
        importlib.invalidate_caches()
        inner = {'foo': '1'}
        sys.default_library_versions = {('bar', '1'): inner}
        for version in '1', '2', '1':
            inner['foo'] = version
            self.check('import bar', 'bar-1.0.py', 'bar')
            self.assertEqual(sys.modules['foo'].__spec__.version, version + '.0')
            del sys.modules['foo'], sys.modules['bar']

    def test_set_by_the_imported_module(self):
        # foo is found before spam is run, what spam imports after it.
        util.build(self.root, 'spam-1.0.py :: import sys; '
                   'sys.default_library_versions["foo"] = "1"; import foo')
        importlib.invalidate_caches()
        self.run_code('import spam')
        self.assertEqual(sys.modules['foo'].__spec__.version, '1.0')

    def test_file_edited_while_running(self):
        path = os.path.join(self.root, 'import-versions.txt')
        for number, (text, expected) in enumerate([
                (None, 'foo-2.0'), ('foo 1', 'foo-1.0'), ('foo 2', 'foo-2.0'),
                ('foo 1.0', 'foo-1.0'), ('', 'foo-2.0'), ('foo <2', 'foo-1.0'),
                (None, 'foo-2.0')]):
            if text is None:
                os_helper.unlink(path)
            else:
                with open(path, 'w') as file:
                    file.write(text)
                os.utime(path, (1e9 + number, 1e9 + number))
            importlib.invalidate_caches()
            sys.modules.pop('foo', None)
            self.assertEqual(self.found({}), expected, text)

    def test_file_edited_needs_no_invalidation(self):
        path = os.path.join(self.root, 'import-versions.txt')
        for number, version in enumerate('1212'):
            with open(path, 'w') as file:
                file.write(f'foo {version}')
            os.utime(path, (1e9 + number, 1e9 + number))
            if number == 0:
                importlib.invalidate_caches()
            sys.modules.pop('foo', None)
            self.assertEqual(self.found({}), f'foo-{version}.0')

    def test_file_of_a_distribution_replaced(self):
        # It is read once for each listing of its directory: as it was
        # installed, whatever is written into it since.
        util.build(self.root, 'bar-1.0/bar.py :: import foo\n'
                   'bar-1.0/import-versions.txt: foo 1')
        importlib.invalidate_caches()
        directory = os.path.join(self.root, 'bar-1.0')
        path = os.path.join(directory, 'import-versions.txt')
        for number, (version, replace, expected) in enumerate([
                ('1', False, '1.0'), ('2', False, '1.0'), ('2', True, '2.0'),
                ('1', False, '2.0'), ('1', True, '1.0')]):
            with open(path + '.new' if replace else path, 'w') as file:
                file.write(f'foo {version}')
            if replace:
                os.replace(path + '.new', path)
                os.utime(directory, (1e9 + number, 1e9 + number))
            self.run_code('import bar')
            self.assertEqual(sys.modules['foo'].__spec__.version, expected)
            del sys.modules['foo'], sys.modules['bar']

    def test_directory_comes_later(self):
        # A directory with a file joins sys.path when versions are in use.
        self.run_code('import foo version 2')
        del sys.modules['foo']
        self.world('foo-1.0.py\nfoo-1.1.py\nimport-versions.txt: foo 1.0')
        self.check('import foo', 'foo-1.0.py')

    def test_no_table(self):
        # It asks for nothing.
        sys.default_library_versions = {'foo': '1'}
        self.check('import foo', 'foo-1.0/foo/__init__.py')
        for statement, version in [('import foo', '2'), ('import foo >= 1', '2'),
                                   ('import foo version 1', '1')]:
            with self.subTest(statement), util.isolated():
                del sys.modules['foo']
                sys.default_library_versions = {'foo': '1'}
                del sys.default_library_versions
                try:
                    self.check(statement, f'foo-{version}.0/foo/__init__.py')
                    self.run_code('import colorsys')
                finally:
                    sys.default_library_versions = {}

    def test_other_finder(self):
        # A finder that knows no versions finds something of unknown version.
        class Finder:
            @staticmethod
            def find_spec(name, path=None, target=None):
                if name == 'foo':
                    return importlib.util.spec_from_loader('foo', Loader)
        class Loader:
            @staticmethod
            def create_module(spec):
                return None
            @staticmethod
            def exec_module(module):
                module.PLACE = 'made'
        with util.isolated():
            sys.meta_path.insert(0, Finder)
            self.check('import foo', 'made')
            del sys.modules['foo']
            sys.default_library_versions = {'foo': '1'}
            self.check('import foo', 'foo-1.0/foo/__init__.py')

    @threading_helper.requires_working_threading()
    def test_threads(self):
        import threading
        util.build(self.root, '\n'.join(
            f'm{i}-{version}.0.py' for i in range(20) for version in (1, 2))
            + '\nimport-versions.txt: ' + '\\n'.join(f'm{i} 1' for i in range(10)))
        for _ in range(3):
            with util.isolated():
                importlib.invalidate_caches()
                sys.default_library_versions = {f'm{i}': '1' for i in range(10, 20)}
                barrier = threading.Barrier(4)
                found = []
                def run(order):
                    barrier.wait()
                    for i in order:
                        found.append(importlib.import_module(f'm{i}').PLACE)
                orders = [range(20), range(19, -1, -1)] * 2
                with threading_helper.start_threads(
                        threading.Thread(target=run, args=(order,)) for order in orders):
                    pass
                self.assertEqual(len(found), 80)
                self.assertEqual({place.partition('-')[2] for place in found}, {'1.0.py'})


@requires_subprocess()
class ProgramTests(util.TestCase):

    """The environment variable, -m, child processes and interpreters."""

    def setUp(self):
        super().setUp()
        self.root = self.world('''
            foo-1.0/foo/__init__.py :: print(PLACE)
            foo-1.0/foo/__main__.py :: print('main')
            foo-2.0/foo/__init__.py :: print(PLACE)
            foo-2.0/foo/__main__.py :: print('main')
            bar-1.0.py :: import foo
            json-3.11.py :: print(PLACE)
            asyncore-3.11.py :: print(PLACE)
            asyncore-3.12.py :: print(PLACE)
            ''', on_path=False)
        self.one = 'foo-1.0/foo/__init__.py'
        self.two = 'foo-2.0/foo/__init__.py'

    def run_with(self, variable, code, *args, **options):
        return util.run_python(code, *args, path=[self.root],
                               PYTHONVERSION=variable, **options)

    def test_variable(self):
        sep = os.pathsep
        for variable, code, expected in [
                ('foo 1', 'import foo', self.one),
                ('foo==1.0', 'import foo', self.one),
                ('foo <2', 'import foo', self.one),
                (' foo   1.0  ', 'import foo', self.one),
                (f'foo >0{sep}foo <2', 'import foo', self.one),
                (f'foo 1.0{sep}foo 1', 'import foo', self.one),
                (f'bar 7{sep}foo 1', 'import foo', self.one),
                (f'{sep}{sep}foo 1{sep}', 'import foo', self.one),
                ('foo 1', 'import foo version 2', self.two),
                ('foo 1', 'import bar', self.one),
                ('bar 1', 'import foo', self.two),
                ('', 'import foo', self.two),
                ('3.11', 'import asyncore', 'asyncore-3.11.py'),
                ('==3.11', 'import asyncore', 'asyncore-3.11.py'),
                ('<3.12', 'import asyncore', 'asyncore-3.11.py'),
                ('stdlib 3.11', 'import asyncore', 'asyncore-3.11.py'),
                (f'3.11{sep}foo 1', 'import asyncore, foo',
                 f'asyncore-3.11.py\n{self.one}'),
                (f'foo 1{sep}3.11', 'import asyncore, foo',
                 f'asyncore-3.11.py\n{self.one}'),
                ('3.10', 'import asyncore', 'asyncore-3.12.py'),
            ]:
            with self.subTest(variable=variable, code=code):
                self.assertEqual(self.run_with(variable, code), expected)

    def test_table(self):
        code = 'import sys; print(sys.default_library_versions)'
        sep = os.pathsep
        self.assertEqual(eval(self.run_with(
            f'3.11{sep}foo>=1,  <2{sep}google.cloud 3', code)),
            {'stdlib': '3.11', 'foo': '>=1,<2', 'google.cloud': '3'})
        self.assertEqual(self.run_with('', code), '{}')

    def test_error_names_the_variable(self):
        out, err = self.run_with('foo 7', 'import foo', ok=False)
        self.assertIn('PYTHONVERSION', err)
        self.assertIn('ModuleVersionError', err)
        # What the program has set since is not the variable's.
        out, err = self.run_with(
            'foo 7', 'import sys; sys.default_library_versions["foo"] = "8"\n'
            'import foo', ok=False)
        self.assertNotIn('PYTHONVERSION', err)
        self.assertIn("sys.default_library_versions['foo']", err)

    def test_program_changes_the_table(self):
        code = 'import sys; sys.default_library_versions{}; import foo'
        self.assertEqual(self.run_with('foo 1', code.format('.clear()')), self.two)
        self.assertEqual(self.run_with('foo 2', code.format('["foo"] = "1"')), self.one)
        self.assertEqual(self.run_with('foo 1', code.format(' = {}')), self.two)
        self.assertEqual(self.run_with('foo 1', 'del sys.default_library_versions; import foo'
                                       .replace('del', 'import sys; del')), self.two)

    def test_without_the_environment(self):
        code = (f'import sys; sys.path.insert(0, {self.root!r}); import foo;'
                'print(sys.default_library_versions)')
        for option in '-E', '-I':
            self.assertEqual(self.run_with('foo 1', code, option),
                             f'{self.two}\n{{}}')
        self.assertEqual(self.run_with('foo 1', code, '-s', '-S'),
                         f"{self.one}\n{{'foo': '1'}}")
        # A bad value is not even looked at.
        self.assertEqual(self.run_with('!', code, '-I'), f'{self.two}\n{{}}')
        # Files count all the same.
        util.build(self.root, 'import-versions.txt: foo 1')
        self.assertEqual(self.run_with('foo 2', code, '-I'), f'{self.one}\n{{}}')

    def test_run_as_module(self):
        self.assertEqual(self.run_with('foo 1', None, '-m', 'foo'), f'{self.one}\nmain')
        self.assertEqual(self.run_with('', None, '-m', 'foo'), f'{self.two}\nmain')
        self.assertEqual(self.run_with('foo 1', None, '-m', 'foo==2.0'), f'{self.two}\nmain')
        self.assertEqual(self.run_with('foo 1', None, '-m', 'foo>=1'), f'{self.one}\nmain')
        self.assertEqual(self.run_with('foo 1', None, '-m', 'bar'), self.one)
        util.build(self.root, 'import-versions.txt: foo 1\\nspam 7\nspam-1.0.py')
        self.assertEqual(self.run_with('', None, '-m', 'foo'), f'{self.one}\nmain')
        # It says what the matter is.
        for variable, name in ('foo 7', 'foo'), ('', 'spam'), ('foo 7', 'foo.x'):
            out, err = self.run_with(variable, None, '-m', name, ok=False)
            self.assertIn('7', err)
            self.assertIn('PYTHONVERSION' if variable else 'import-versions.txt, line 2', err)

    def test_run_as_importer(self):
        # What -m runs is an importer of its name and version.
        util.build(self.root, '''
            tool-1.0/tool.py :: import foo
            tool-1.0/import-versions.txt: foo 1
            tool-2.0/tool/__init__.py
            tool-2.0/tool/__main__.py :: import foo
            tool-2.0/import-versions.txt: foo 1
            ''')
        for name in 'tool==1.0', 'tool==2.0', 'tool':
            with self.subTest(name):
                self.assertEqual(self.run_with('', None, '-m', name), self.one)
        code = ('import sys, runpy\n'
                'sys.default_library_versions[("tool", "2")] = {"foo": "2"}\n'
                'runpy.run_module("tool")')
        self.assertEqual(self.run_with('', code), self.two)

    def test_child_processes(self):
        try:
            import _multiprocessing, multiprocessing
        except ImportError:
            self.skipTest('needs multiprocessing')
        util.build(self.root, '''
            spam-1.0.py
            spam-2.0.py
            work.py ::
                import importlib
                def place(name):
                    return importlib.import_module(name).PLACE
                def eggs():
                    import eggs
                    return eggs.spam.PLACE
            eggs-1.0.py :: import spam
            ''')
        program = os.path.join(self.root, 'program.py')
        with open(program, 'w') as file:
            file.write('''
import multiprocessing, sys, work
from importlib.versions import Version, Specifier
if __name__ == '__main__':
    method = sys.argv[1]
    sys.default_library_versions = {'spam': Version('1.0')}
    context = multiprocessing.get_context(method)
    with context.Pool(1) as pool:
        print(pool.apply(work.place, ('spam',)))
    sys.default_library_versions = {'spam': (2, 0)}
    with context.Pool(1) as pool:
        print(pool.apply(work.place, ('spam',)))
    sys.default_library_versions = {('eggs', (1,)): {'spam': Specifier('<2')}}
    with context.Pool(1) as pool:
        print(pool.apply(work.eggs))
    # The version that the parent has chosen goes before its defaults.
    sys.default_library_versions = {'spam': '1'}
    import spam
    sys.default_library_versions = {'spam': '7'}
    with context.Pool(1) as pool:
        print(pool.apply(work.place, ('spam',)))
''')
        for method in 'spawn', 'forkserver', 'fork':
            if method in multiprocessing.get_all_start_methods():
                with self.subTest(method):
                    self.assertEqual(
                        self.run_with('', None, program, method).split(),
                        ['spam-1.0.py', 'spam-2.0.py', 'spam-1.0.py', 'spam-1.0.py'])

    def test_subprocess(self):
        # The variable is inherited with the environment.
        code = ('import subprocess, sys\n'
                'subprocess.run([sys.executable, "-c", "import foo"], check=True)')
        self.assertEqual(self.run_with('foo 1', code), self.one)

    def test_interpreters(self):
        try:
            import _interpreters
        except ImportError:
            self.skipTest('needs _interpreters')
        code = '''if True:
            import sys
            sys.default_library_versions['foo'] = '2'
            from test.support import interpreters
            interp = interpreters.create()
            # Each has a table of its own, from the environment.
            interp.exec('import sys; print(sys.default_library_versions, flush=True);'
                        'import foo; sys.stdout.flush()')
            import foo
            '''
        self.assertEqual(self.run_with('foo 1', code),
                         f"{{'foo': '1'}}\n{self.one}\n{self.two}")


if __name__ == '__main__':
    unittest.main()
