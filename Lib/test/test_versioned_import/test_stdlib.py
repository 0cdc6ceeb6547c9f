"""Layout on disk, "Standard library": it has the interpreter's version."""

import os
import sys
import unittest
from importlib.versions import ModuleVersionError, find_versions
from . import util

VERSION = '.'.join(map(str, sys.version_info[:3]))
if sys.version_info.releaselevel != 'final':
    VERSION += {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}[
        sys.version_info.releaselevel] + str(sys.version_info.serial)
MAJOR = sys.version_info.major
MINOR = f'{MAJOR}.{sys.version_info.minor}'


class StdlibTests(util.TestCase):

    # builtin, frozen, loaded at start, package, not loaded, extension
    NAMES = ['sys', '_imp', 'builtins', 'time', 'os', 'zipimport',
             'importlib', 'importlib.util', 'encodings', 'json', 'colorsys',
             'xml.dom.minidom', 'math', '__hello__', 'collections.abc',
             'os.path', 'unittest']

    def test_versions(self):
        for name in self.NAMES:
            top = name.partition('.')[0]
            for fresh in False, True:
                with self.subTest(name=name, fresh=fresh), util.isolated():
                    if fresh:
                        if top in ('sys', 'builtins', '_imp', 'importlib',
                                   'os', 'time', 'encodings', 'unittest',
                                   'zipimport'):
                            continue
                        for loaded in list(sys.modules):
                            if loaded.partition('.')[0] == top:
                                del sys.modules[loaded]
                    for clause in f'version {MAJOR}', f'version {MINOR}', \
                            f'== {VERSION}', '>= 3.0, < 4':
                        self.run_code(f'import {name} {clause}')
                    for clause in 'version 2', '< 3', f'== {MINOR}.999':
                        self.check(f'import {name} {clause}',
                                   (ModuleVersionError, VERSION), name)
                    self.run_code(f'import {name}')
                    self.assertEqual(sys.modules[top].__spec__.version, VERSION)

    def test_wrong_version_is_not_loaded(self):
        for name in 'colorsys', '__hello__':
            sys.modules.pop(name, None)
            self.check(f'import {name} version 2', (ModuleVersionError, VERSION))
            self.assertNotIn(name, sys.modules)

    def test_in_a_new_process(self):
        code = '\n'.join(f'import {name} version {MINOR}' for name in self.NAMES)
        for args in (), ('-S',), ('-I',), ('-X', 'frozen_modules=off'), \
                ('-X', 'frozen_modules=on'):
            with self.subTest(args):
                util.run_python(code + '\nprint(sys.__spec__.version)', *args)

    def test_every_module_of_a_fresh_process(self):
        code = ('import sys\n'
                'for name, module in sys.modules.copy().items():\n'
                '    spec = getattr(module, "__spec__", None)\n'
                '    if spec is not None: print(name, spec.version)\n')
        for line in util.run_python(code, '-I', '-S').splitlines():
            with self.subTest(line):
                self.assertEqual(line.split()[1], VERSION)

    def test_layouts(self):
        self.assertEqual([(found.layout, str(found.version))
                          for found in find_versions('sys')], [('builtin', VERSION)])
        self.assertEqual([(found.layout, str(found.version))
                          for found in find_versions('colorsys')],
                         [('stdlib', VERSION)])
        found = find_versions('zipimport')
        self.assertEqual(found[0].layout, 'frozen')
        self.assertEqual(str(found[0].version), VERSION)

    def test_a_version_beside(self):
        # A versioned directory of a standard module is chosen by a clause;
        # without one the library's stays.
        self.world('colorsys-1.0.py\n_imp-1.0.py')
        for clause, place in (('version 1', 'colorsys-1.0.py'), ('< 3', 'colorsys-1.0.py'),
                              ('version 3', None), ('>= 1', 'colorsys-1.0.py'),
                              ('', None)):
            with self.subTest(clause), util.isolated():
                sys.modules.pop('colorsys', None)
                ns = self.run_code(f'import colorsys {clause}')
                self.assertEqual(getattr(ns['colorsys'], 'PLACE', None), place)

    def test_entries_in_the_library(self):
        # Versioned entries in its own directories mean nothing.  What is listed
        # is the directory's finder's to say.
        library = os.path.dirname(os.__file__)
        finder = sys.path_importer_cache[library]
        self.assertIsNone(finder._version_index())

    def test_shadowing_module(self):
        # A program's own module with the name of one of the library's is not
        # the library's.
        self.world('colorsys.py')
        sys.modules.pop('colorsys', None)
        ns = self.run_code('import colorsys')
        self.assertEqual(ns['colorsys'].PLACE, 'colorsys.py')
        self.assertIsNone(ns['colorsys'].__spec__.version)

    def test_site_packages_is_not_the_library(self):
        root = self.world('python/lib/site-packages/foo.py', on_path=False)
        sys.path.insert(0, os.path.join(root, 'python', 'lib', 'site-packages'))
        self.check('import foo version 3', (ModuleVersionError, 'unknown'))


if __name__ == '__main__':
    unittest.main()
