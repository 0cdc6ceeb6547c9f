"""Who imports: extension modules that initialize, child processes, old code."""

import os
import subprocess
import sys
import sysconfig
import unittest

from test.support import requires_subprocess
from . import util

# A module "foo" that imports others while it initializes, and later.
SOURCE = '''
#include <Python.h>

static int
import_all(PyObject *module)
{
    static const char * const names[] = {IMPORTS, NULL};
    for (int i = 0; names[i] != NULL; i++) {
        PyObject *found = PyImport_ImportModule(names[i]);
        if (PyModule_Add(module, names[i], found) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyModuleDef definition;

#ifdef SINGLE_PHASE

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "foo", NULL, -1};

PyMODINIT_FUNC
PyInit_foo(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && import_all(module) < 0) {
        Py_CLEAR(module);
    }
    return module;
}

#else

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, import_all},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "foo", NULL, 0, NULL, slots};

PyMODINIT_FUNC
PyInit_foo(void)
{
    return PyModuleDef_Init(&definition);
}

#endif
'''

WORLD = '''
    foo-1.0/85cae__mypyc.py
    foo-1.0/helper.py :: import bar
    foo-1.0/import-versions.txt: bar 1
    foo-2.0/foo.py
    bar-1.0/bar.py
    bar-2.0/bar.py
    helper.py
    '''
EXPECTED = ('foo-1.0/85cae__mypyc.py', 'bar-1.0/bar.py', '1.0')
PROGRAM = '''if True:
    import sys
    {statement}
    foo = sys.modules['foo']
    print(vars(foo)['85cae__mypyc'].PLACE, foo.bar.PLACE, foo.__spec__.version)
    '''


def compile_extension(path, *definitions):
    """Compile SOURCE to a file, or raise unittest.SkipTest."""
    compiler = (sysconfig.get_config_var('CC') or '').split()
    includes = {sysconfig.get_path('include'), sysconfig.get_path('platinclude'),
                os.path.dirname(sysconfig.get_config_h_filename())}
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + '.c', 'w') as file:
        file.write(SOURCE)
    flags = ['-bundle', '-undefined', 'dynamic_lookup'] if sys.platform == 'darwin' \
        else ['-shared', '-fPIC']
    try:
        subprocess.run([*compiler, *flags, *(f'-I{folder}' for folder in includes),
                        *(f'-D{definition}' for definition in definitions),
                        path + '.c', '-o', path], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError, IndexError) as exc:
        raise unittest.SkipTest(f'no C compiler: {exc}') from None
    os.unlink(path + '.c')


@requires_subprocess()
class ExtensionTests(util.TestCase):

    """What an extension module imports while it initializes is its own import."""

    SUFFIX = sysconfig.get_config_var('EXT_SUFFIX')

    def check_extension(self, *definitions, path='foo-1.0/foo', world=WORLD,
                        statement='import foo version 1', expected=EXPECTED):
        root = self.world(world, on_path=False)
        compile_extension(os.path.join(root, path + self.SUFFIX), *definitions)
        out = util.run_python(PROGRAM.format(statement=statement), path=[root])
        self.assertEqual(out, ' '.join(expected))

    BOTH = 'IMPORTS="85cae__mypyc","bar"'

    def test_single_phase(self):
        self.check_extension(self.BOTH, 'SINGLE_PHASE')

    def test_multi_phase(self):
        self.check_extension(self.BOTH)

    def test_package(self):
        # As mypyc compiles a package.
        self.check_extension(self.BOTH, 'SINGLE_PHASE', path='foo-1.0/foo/__init__')

    def test_imported_by_another_version(self):
        # The importer of the extension module is another one.
        self.check_extension(
            self.BOTH, world=WORLD + 'baz-1.0/baz.py :: import foo version 1\n'
            'baz-1.0/import-versions.txt: bar 2\n'
            'baz-1.0/85cae__mypyc.py\n', statement='import baz')

    def test_python_module_that_it_imports(self):
        self.check_extension('IMPORTS="helper","85cae__mypyc","bar"')

    def test_flat(self):
        # It has no directory of its own.
        self.check_extension(
            self.BOTH, path='foo', statement='import foo',
            world='85cae__mypyc.py\nbar.py\nfoo-3.0.dist-info/METADATA: Name: foo',
            expected=('85cae__mypyc.py', 'bar.py', '3.0'))

    def test_failure_leaves_nothing(self):
        root = self.world(WORLD, on_path=False)
        compile_extension(os.path.join(root, 'foo-1.0/foo' + self.SUFFIX),
                          'IMPORTS="85cae__mypyc","nowhere"')
        out = util.run_python('''if True:
            import sys
            try:
                import foo version 1
            except ModuleNotFoundError as exc:
                print(exc.name, 'foo' in sys.modules, '85cae__mypyc' in sys.modules)
            import foo version 2
            print(foo.PLACE)
            ''', path=[root])
        self.assertEqual(out.split('\n'), ['nowhere False False', 'foo-2.0/foo.py'])


@requires_subprocess()
class ChildProcessTests(util.TestCase):

    """What a child process has of its parent, and by which ways."""

    WORLD = '''
        foo-1.0/foo.py
        foo-2.0/foo.py
        work.py ::\\ndef deep(n):\\n    if n:\\n        return deep(n - 1)\\n    import foo\\n    return foo.PLACE
        '''

    def run_main(self, code):
        root = self.world(self.WORLD, on_path=False)
        path = os.path.join(root, 'main.py')
        with open(path, 'w') as file:
            file.write('import work\nif __name__ == "__main__":\n'
                       '    import foo version 1\n' + code)
        return util.run_python(None, path, path=[root])

    def test_multiprocessing(self):
        for method in 'spawn', 'forkserver', 'fork':
            with self.subTest(method):
                self.assertEqual(self.run_main(f'''
    import multiprocessing
    if {method!r} in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context({method!r}).Pool(1) as pool:
            print(pool.apply(work.deep, (3,)))
    else:
        print('foo-1.0/foo.py')
'''), 'foo-1.0/foo.py')

    def test_concurrent_futures(self):
        self.assertEqual(self.run_main('''
    import concurrent.futures, multiprocessing
    context = multiprocessing.get_context('spawn')
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        print(pool.submit(work.deep, 3).result())
'''), 'foo-1.0/foo.py')

    def test_environment(self):
        # The way for processes that others start, as the documentation says.
        self.assertEqual(self.run_main('''
    import os, subprocess, sys
    from importlib import versions
    os.environ['PYTHONVERSION'] = os.pathsep.join(
        f'{name} =={active.version}' for name, active in versions.active().items())
    print(subprocess.run([sys.executable, '-c', 'import work; print(work.deep(3))'],
                         check=True, capture_output=True, text=True).stdout)
'''), 'foo-1.0/foo.py')


if __name__ == '__main__':
    unittest.main()
