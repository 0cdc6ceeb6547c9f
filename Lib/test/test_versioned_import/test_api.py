"""API: importlib's functions and importlib.versions."""

import importlib
import importlib.machinery
import importlib.util
import os
import pkgutil
import sys
import unittest
from importlib.versions import (Active, Candidate, Installed,
                                ModuleVersionError, Selection, Specifier, Version,
                                active, find_versions, installed, parse_defaults,
                                select, split_entry)
from test.support import os_helper
from . import util

WORLD = '''
    foo-1.0/foo/__init__.py
    foo-1.0/foo/bar.py
    foo-2.0/foo/__init__.py
    foo-2.0/foo/bar.py
    flat.py
    flat-1.5.dist-info/
    unknown.py
    '''


class ImportModuleTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world(WORLD)

    def test_import_module(self):
        foo = importlib.import_module('foo', version='1')
        self.assertEqual(foo.PLACE, 'foo-1.0/foo/__init__.py')
        bar = importlib.import_module('foo.bar', version='>=1,<2')
        self.assertEqual(bar.PLACE, 'foo-1.0/foo/bar.py')
        self.assertIs(importlib.import_module('foo', version=Specifier('1')), foo)
        with self.assertRaises(ModuleVersionError):
            importlib.import_module('foo', version='2')
        with self.assertRaises(ModuleNotFoundError):
            importlib.import_module('nothing', version='2')

    def test_bad_arguments(self):
        cases = [
            (('.bar', 'foo'), {'version': '1'}, ValueError),
            (('foo',), {'version': 1}, TypeError),
            (('foo',), {'version': 1.0}, TypeError),
            (('foo',), {'version': b'1'}, TypeError),
            (('foo',), {'version': (1, 0)}, TypeError),
            (('foo',), {'version': ''}, ValueError),
            (('foo',), {'version': 'abc'}, ValueError),
            (('foo',), {'version': '>='}, ValueError),
            (('foo',), {'version': '1.0 2.0'}, ValueError),
            (('foo',), {'version': '\ud800'}, ValueError),
            (('foo',), {'version': '1\0'}, ValueError),
            (('',), {'version': '1'}, ValueError),
            ((1,), {'version': '1'}, (TypeError, AttributeError)),
        ]
        for args, kwargs, exc in cases:
            with self.subTest(args=args, kwargs=kwargs):
                with self.assertRaises(exc):
                    importlib.import_module(*args, **kwargs)
        self.assertNotIn('foo', sys.modules)

    def test_dunder_import(self):
        for function in __import__, importlib.__import__:
            with self.subTest(function), util.isolated():
                foo = function('foo', version='1')
                self.assertEqual(foo.PLACE, 'foo-1.0/foo/__init__.py')
                self.assertIs(function('foo.bar', version='1'), foo)
                self.assertIs(function('foo.bar', fromlist=['PLACE'], version='1'),
                              foo.bar)
                self.assertIs(function('foo', None, None, ['bar'], 0, '1'), foo)
                self.assertIs(function('foo', version=None), foo)
                with self.assertRaises(ModuleVersionError):
                    function('foo', version='2')
                with self.assertRaises(ValueError):
                    function('bar', {'__package__': 'foo'}, None, (), 1, '1')
                with self.assertRaises(TypeError):
                    function('foo', version=1)
                with self.assertRaises(TypeError):
                    function(1, version='1')
                with self.assertRaises(ValueError):
                    function('', version='1')
                with self.assertRaises(ValueError):
                    function('foo', version='abc')

    def test_find_spec(self):
        find_spec = importlib.util.find_spec
        spec = find_spec('foo', version='1')
        self.assertEqual(spec.version, '1.0')
        self.assertNotIn('foo', sys.modules)
        self.assertEqual(find_spec('foo').version, '2.0')
        self.assertIsNone(find_spec('foo', version='3'))
        self.assertIsNone(find_spec('nothing', version='3'))
        self.assertIsNone(find_spec('unknown', version='>=0'))
        self.assertEqual(find_spec('flat', version='1').version, '1.5')
        self.assertIsNone(find_spec('flat', version='2'))
        with self.assertRaises(ValueError):
            find_spec('.bar', 'foo', version='1')
        with self.assertRaises(ValueError):
            find_spec('foo', version='abc')
        with self.assertRaises(TypeError):
            find_spec('foo', version=1)
        self.assertNotIn('foo', sys.modules)
        # The spec loads what it says.
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.assertEqual(module.PLACE, 'foo-1.0/foo/__init__.py')

    def test_find_spec_of_what_is_loaded(self):
        find_spec = importlib.util.find_spec
        foo = importlib.import_module('foo', version='1')
        self.assertIs(find_spec('foo', version='1'), foo.__spec__)
        self.assertIsNone(find_spec('foo', version='2'))
        self.assertEqual(find_spec('foo.bar', version='1').version, '1.0')
        self.assertIsNone(find_spec('foo.bar', version='2'))
        self.assertIsNone(find_spec('foo.nothing', version='1'))

    def test_find_spec_imports_the_package(self):
        spec = importlib.util.find_spec('foo.bar', version='1')
        self.assertEqual(spec.origin, os.path.join(self.root, 'foo-1.0', 'foo',
                                                   'bar.py'))
        self.assertEqual(sys.modules['foo'].PLACE, 'foo-1.0/foo/__init__.py')
        self.assertNotIn('foo.bar', sys.modules)

    def test_find_spec_of_a_submodule_nothing_satisfies(self):
        # None, as for the package itself.
        self.assertIsNone(importlib.util.find_spec('foo.bar', version='3'))

    def test_reload(self):
        for version in '1', '2':
            with util.isolated():
                foo = importlib.import_module('foo', version=version)
                bar = importlib.import_module('foo.bar')
                for module in foo, bar:
                    place = module.PLACE
                    del module.PLACE
                    self.assertIs(importlib.reload(module), module)
                    self.assertEqual(module.PLACE, place)
                    self.assertEqual(module.__spec__.version, version + '.0')
                self.check(f'import foo version {version}', place.replace('bar', '__init__'))
                self.check(f'import foo version {3 - int(version)}',
                           ModuleVersionError)

    def test_reload_odd_spellings(self):
        util.build(self.root, 'odd-1.0RC1.py\nodd2-v1.0.py\nodd2-v1.0.0.py\n'
                              'odd3-1.0-1.py\nodd4-1.0+A_b.py')
        importlib.invalidate_caches()
        for name in 'odd', 'odd2', 'odd3', 'odd4':
            with self.subTest(name):
                module = importlib.import_module(name)
                place = module.PLACE
                importlib.reload(module)
                self.assertEqual(module.PLACE, place)

    def test_reload_flat(self):
        flat = importlib.import_module('flat', version='1')
        util.build(self.root, 'flat-1.7.py')
        importlib.invalidate_caches()
        importlib.reload(flat)
        self.assertEqual(flat.PLACE, 'flat.py')

    def test_reload_after_removal(self):
        foo = importlib.import_module('foo', version='1')
        os.rename(os.path.join(self.root, 'foo-1.0'),
                  os.path.join(self.root, 'gone'))
        importlib.invalidate_caches()
        with self.assertRaises(ImportError):
            importlib.reload(foo)

    def test_pkgutil(self):
        foo = importlib.import_module('foo', version='1')
        self.assertEqual([info.name for info in pkgutil.iter_modules(foo.__path__)],
                         ['bar'])
        self.assertEqual(pkgutil.resolve_name('foo.bar:PLACE'), 'foo-1.0/foo/bar.py')

    def test_path_finder(self):
        # Outside of an import PathFinder finds what it finds today; util's
        # find_spec() finds what an import would.
        find_spec = importlib.machinery.PathFinder.find_spec
        self.assertIsNone(find_spec('foo'))
        self.assertEqual(find_spec('flat').version, '1.5')
        importlib.import_module('foo', version='1')
        self.assertIsNone(find_spec('foo'))


class VersionsTests(util.TestCase):

    def test_find_versions(self):
        root = self.world('foo-1.0.py\nfoo-10.0/foo.py\nfoo-2.0/__init__.py\n'
                          'foo-3.0rc1.py\nfoo.py\nfoo-2.5.dist-info/')
        other = self.world('foo-9.0.py', on_path=False)
        sys.path.append(other)
        found = find_versions('foo')
        self.assertEqual(
            [(str(candidate.version), candidate.layout,
              os.path.basename(candidate.path), candidate.directory)
             for candidate in found],
            [('10.0', 'distribution', 'foo-10.0', root),
             ('3.0rc1', 'module', 'foo-3.0rc1.py', root),
             ('2.5', 'flat', 'foo.py', root),
             ('2.0', 'package', 'foo-2.0', root),
             ('1.0', 'module', 'foo-1.0.py', root),
             ('9.0', 'module', 'foo-9.0.py', other)])
        self.assertIsInstance(found[0], Candidate)
        self.assertIsInstance(found[0].version, Version)
        self.assertIn('foo', repr(found[0]))
        self.assertNotIn('foo', sys.modules)
        self.assertEqual(find_versions('no_such_module'), [])
        with self.assertRaises(ModuleNotFoundError):
            find_versions('no.such.module')

    def test_find_versions_twice_on_the_path(self):
        root = self.world('foo-1.0.py\nfoo-2.0/foo.py\nfoo.py')
        sys.path.insert(0, root)
        self.assertEqual([found.version and str(found.version)
                          for found in find_versions('foo')],
                         ['2.0', '1.0', None])

    def test_find_versions_when_loaded(self):
        self.world('foo-1.0.py\nfoo-2.0.py')
        importlib.import_module('foo', version='1')
        self.assertEqual([str(found.version) for found in find_versions('foo')],
                         ['2.0', '1.0'])

    def test_active(self):
        root = self.world('foo-1.0/foo/__init__.py\nfoo-1.0/foo/bar.py\n'
                          'flat.py\nflat-1.5.dist-info/\nplain.py')
        before = set(active())
        self.run_code('import foo.bar version 1, flat version 1, plain',
                      __name__='prog')
        found = active()
        self.assertEqual(set(found) - before, {'foo', 'flat'})
        self.assertIsInstance(found['foo'], Active)
        self.assertEqual(found['foo'].name, 'foo')
        self.assertEqual(found['foo'].version, Version('1.0'))
        self.assertEqual(found['foo'].path, os.path.join(root, 'foo-1.0'))
        self.assertEqual(found['foo'].imported_by.module, 'prog')
        self.assertEqual(found['flat'].version, Version('1.5'))
        self.assertEqual(found['flat'].imported_by.clause, '1')
        self.assertIn('foo', repr(found['foo']))

    def test_plain_program_has_none(self):
        out = util.run_python('import json, importlib.versions as v; '
                              'print(v.active())')
        self.assertEqual(out, '{}')


class SelectTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world('''
            a/foo-1.0.py
            a/foo-2.0/foo/__init__.py
            a/foo-3.0rc1/__init__.py
            b/foo.py
            b/foo-1.5.dist-info/
            b/foo-9.0/bar.py
            c/foo-4.0.py :: __supported_versions__ = ["3.5"]
            c/foo-5.0.py :: __oldest_supported_version__ = "5.0"
            c/ns.foo-1.0.py
            c/ns.foo-2.0.py
            ''', on_path=False)
        sys.path[:0] = util.entries(self.root)

    def chosen(self, name, specifier=None):
        """Return version and layout of what is selected, or None."""
        selection = select(name, specifier)
        self.assertIsInstance(selection, Selection)
        found = selection.candidate
        if found is None:
            return None
        self.assertIsInstance(found, Candidate)
        self.assertEqual(found.name, name)
        return str(found.version), found.layout

    def test_candidate(self):
        # What an import with the clause gets.
        for specifier, expected in [
                (None, ('1.5', 'flat')),
                ('1', ('1.0', 'module')),
                ('1.5', ('1.5', 'flat')),
                ('>=1', ('2.0', 'distribution')),
                ('3', ('3.0rc1', 'package')),
                ('3.5', ('4.0', 'module')),
                ('>=4', ('4.0', 'module')),
                (Specifier('>4'), ('5.0', 'module')),
                ('9', None)]:
            with self.subTest(specifier):
                self.assertEqual(self.chosen('foo', specifier), expected)
                # Nothing is imported.
                self.assertNotIn('foo', sys.modules)
                with util.isolated():
                    try:
                        foo = importlib.import_module('foo', version=specifier)
                    except ModuleVersionError:
                        self.assertIsNone(expected)
                    else:
                        self.assertEqual(foo.__spec__.version, expected[0])

    def test_paths(self):
        found = select('foo', '2').candidate
        self.assertEqual(found.path, os.path.join(self.root, 'a', 'foo-2.0'))
        self.assertEqual(found.directory, os.path.join(self.root, 'a'))
        self.assertIn(found, find_versions('foo'))

    def test_steps(self):
        # What is passed over, with the reason, once.
        refused = 'it does not satisfy what is asked'
        old = 'it does not support versions so old'
        for specifier, expected in [
                (None, []),
                ('2', [('1.0', refused), ('3.0rc1', refused)]),
                ('1.5', [('1.0', refused), ('2.0', refused), ('3.0rc1', refused)]),
                ('>=3.5', [('1.0', refused), ('1.5', refused), ('2.0', refused),
                           ('3.0rc1', refused), ('5.0', old)]),
                ('9', [(version, refused) for version in
                       ('1.0', '1.5', '2.0', '3.0rc1', '4.0', '5.0')])]:
            with self.subTest(specifier):
                steps = select('foo', specifier).steps
                self.assertEqual(sorted((str(step.version), reason)
                                        for step, reason in steps), expected)
                for step, reason in steps:
                    self.assertIn(step, find_versions('foo'))
        steps = select('foo', '9').steps
        # In the order of the directories.
        directories = [step.directory for step, _ in steps]
        self.assertEqual(directories, sorted(directories))

    def test_distribution_in_use(self):
        util.build(os.path.join(self.root, 'a'), '''
            dist-1.0/one.py
            dist-2.0/two.py
            one-1.0.link: dist-1.0
            two-2.0.link: dist-2.0
            ''')
        importlib.invalidate_caches()
        self.run_code('import one version 1')
        selection = select('two', '2')
        self.assertIsNone(selection.candidate)
        [(step, reason)] = selection.steps
        self.assertEqual(str(step.version), '2.0')
        self.assertEqual(reason, 'another version of its distribution is in use')

    def test_defaults(self):
        for table, specifier, expected in [
                ({'foo': '1'}, None, '1.5'), ({'foo': '2'}, None, '2.0'),
                ({'foo': '1'}, '>=1', '1.0'), ({'foo': '7'}, None, None),
                ({'foo': '7'}, '1', '1.0')]:
            with self.subTest(table=table, specifier=specifier):
                sys.default_library_versions = table
                found = self.chosen('foo', specifier)
                self.assertEqual(found and found[0], expected)

    def test_other_modules(self):
        self.assertIsNone(self.chosen('no_such_module'))
        self.assertEqual(self.chosen('sys')[1], 'builtin')
        self.assertIsNone(self.chosen('sys', '2'))
        self.assertEqual(self.chosen('ns.foo', '1'), ('1.0', 'module'))
        self.assertEqual(self.chosen('ns.foo'), ('2.0', 'module'))
        self.assertNotIn('ns.foo', sys.modules)
        # As with find_spec(), the packages are imported.
        self.assertIsNone(self.chosen('sys.x'))
        with self.assertRaises(ModuleNotFoundError):
            select('no.such.module')

    def test_bad_arguments(self):
        for specifier, error in [('x', ValueError), ('', ValueError),
                                 (1, TypeError), (b'1', TypeError)]:
            with self.subTest(specifier), self.assertRaises(error):
                select('foo', specifier)

    def test_repr(self):
        selection = select('foo', '5')
        self.assertIn(repr(selection.candidate), repr(selection))
        self.assertIn('steps=[', repr(selection))


class InstalledTests(util.TestCase):

    WORLD = '''
        flat.py
        Flat_Dist-1.5.dist-info/METADATA: Name: Flat.Dist
        egg.egg-info/PKG-INFO: Name: egg
        tagged-2.0-py3.13.egg-info/PKG-INFO: Name: tagged
        foo-1.0/foo.py
        foo-1.0/foo-1.0.dist-info/METADATA: Name: foo
        foo-2.0/foo.py
        yaml-6.0/yaml.py
        yaml-6.0/PyYAML-6.0.0.dist-info/METADATA: Name: PyYAML
        module-1.0.py
        alias-6.0.link: yaml-6.0
        not-a-version/x.py
        '''
    # name, version, distribution directory, metadata
    EXPECTED = [
        ('Flat_Dist', '1.5', None, 'Flat_Dist-1.5.dist-info'),
        ('PyYAML', '6.0.0', 'yaml-6.0', 'yaml-6.0/PyYAML-6.0.0.dist-info'),
        ('egg', None, None, 'egg.egg-info'),
        ('foo', '1.0', 'foo-1.0', 'foo-1.0/foo-1.0.dist-info'),
        ('foo', '2.0', 'foo-2.0', None),
        ('tagged', '2.0', None, 'tagged-2.0-py3.13.egg-info'),
    ]

    def listed(self, root, found):
        def below(path):
            return path and os.path.relpath(path, root).replace(os.sep, '/')
        for each in found:
            self.assertIsInstance(each, Installed)
            self.assertEqual(each.directory, root)
        return sorted([(each.name, each.version and str(each.version),
                        below(each.path), below(each.metadata)) for each in found],
                      key=lambda row: (row[0], row[1] or ''))

    def test_directory(self):
        root = self.world(self.WORLD, on_path=False)
        self.assertEqual(self.listed(root, installed([root])), self.EXPECTED)
        self.assertEqual(installed([]), [])
        self.assertEqual(installed([os.path.join(root, 'missing')]), [])
        self.assertEqual(installed([self.world(on_path=False)]), [])

    @os_helper.skip_unless_symlink
    def test_links(self):
        # Aliases and pins are no distributions.
        root = self.world(self.WORLD + 'pyyaml-6.0 -> yaml-6.0\nfoo-1 -> foo-1.0\n'
                          'gone-1.0 -> nowhere', on_path=False)
        self.assertEqual(self.listed(root, installed([root])), self.EXPECTED)

    def test_path(self):
        # sys.path, in its order.
        first = self.world('foo-2.0/foo.py', on_path=False)
        second = self.world('foo-1.0.dist-info/\nfoo-3.0/foo.py', on_path=False)
        for path in [first, second], [second, first]:
            with util.isolated(*path):
                found = [(each.directory, str(each.version)) for each in installed()
                         if each.directory in path]
                expected = {first: [(first, '2.0')],
                            second: [(second, '1.0'), (second, '3.0')]}
                self.assertEqual(found, expected[path[0]] + expected[path[1]])

    def test_while_running(self):
        root = self.world('foo-1.0/foo.py', on_path=False)
        self.assertEqual(len(installed([root])), 1)
        old = os.stat(root).st_mtime_ns
        util.build(root, 'foo-2.0/foo.py')
        os.utime(root, ns=(old + 10**10, old + 10**10))
        self.assertEqual(len(installed([root])), 2)

    def test_nothing_is_imported(self):
        root = self.world('foo-1.0/foo.py :: 1/0')
        [found] = installed([root])
        self.assertNotIn('foo', sys.modules)
        self.assertIn("name='foo'", repr(found))


class TextTests(util.TestCase):

    """split_entry() and parse_defaults(): the text that others write."""

    def test_split_entry(self):
        # All forms are in test_index; here the version is a Version.
        suffix = importlib.machinery.all_suffixes()[-1]
        for name in ('foo.bar-1.0', 'foo.bar-1.0.py', f'foo.bar-1.0{suffix}',
                     'foo.bar-1.0.link', 'foo.bar-1.0.dist-info',
                     'foo.bar-1.0-py3.13.egg-info'):
            with self.subTest(name):
                self.assertEqual(split_entry(name), ('foo.bar', Version('1.0')))
        for name in 'foo', 'foo.py', 'foo-1.0.txt', 'foo-x', '':
            with self.subTest(name):
                self.assertIsNone(split_entry(name))
        for name in None, 1, b'foo-1.0':
            with self.subTest(name), self.assertRaises(TypeError):
                split_entry(name)

    def test_parse_defaults(self):
        # All forms of a line are in test_defaults.
        self.assertEqual(parse_defaults(''), [])
        self.assertEqual(
            parse_defaults('# tested\nfoo 1.2\r\n\n  ns.bar >=1, <2  # why\n'
                           'foo !=1.2.1\nstdlib~=3.11'),
            [('foo', Specifier('1.2')), ('ns.bar', Specifier('>=1,<2')),
             ('foo', Specifier('!=1.2.1')), ('stdlib', Specifier('~=3.11'))])
        for text, line in [('foo', 1), ('foo 1\n\nfoo x', 3), ('a-b 1', 1),
                           ('# x\n-r x', 2), ('x@file:///x', 1)]:
            with self.subTest(text), self.assertRaisesRegex(ValueError, f'line {line}: '):
                parse_defaults(text)

    def test_lines_are_those_of_the_file(self):
        # Where a line ends, and what is white space, there is one rule for.
        for text in ('bar 1\rfoo 1', 'bar 1 # \u2028foo 2', 'bar 1 # \x0cfoo 2',
                     'bar 1 # \x85foo 2\n', '\ufefffoo 1', 'foo\xa01',
                     'foo 1\x0b\n', '# \x1c\nfoo 1'):
            root = self.world('foo-1.0.py\nfoo-2.0.py', on_path=False)
            path = os.path.join(root, 'import-versions.txt')
            with open(path, 'wb') as file:
                file.write(text.encode())
            with self.subTest(text), util.isolated(root):
                says = 'foo' in dict(parse_defaults(text))
                self.check('import foo', 'foo-1.0.py' if says else 'foo-2.0.py')
        for text in 'foo 1\n\udcff', 'foo 1\n\ufefffoo 1':
            with self.subTest(text), self.assertRaisesRegex(ValueError, 'line 2'):
                parse_defaults(text)

    def test_what_is_written_is_read(self):
        lines = [('foo', Specifier('1')), ('bar', Specifier('==1.*,!=1.2')),
                 ('baz', Specifier('1.0rc1')), ('ns.x', Specifier('===1.0'))]
        self.assertEqual(parse_defaults('\n'.join(
            f'{name} {specifier}' for name, specifier in lines)), lines)


if __name__ == '__main__':
    unittest.main()
