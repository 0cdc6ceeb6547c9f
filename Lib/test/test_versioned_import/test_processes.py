"""Processes, threads, interpreters: children have their parent's versions."""

import os
import sys
import unittest

from test.support import import_helper, requires_subprocess
from . import util

import_helper.import_module('_multiprocessing')
import multiprocessing

WORLD = '''
    foo-1.0/foo/__init__.py
    foo-1.0/foo/bar.py
    foo-2.0/foo/__init__.py
    foo-2.0/foo/bar.py
    dep-1.0.py
    dep-2.0.py
    flat.py
    flat-1.5.dist-info/
    work.py ::
        import importlib
        import multiprocessing
        def plain(name):
            return importlib.import_module(name).PLACE
        def clause(name, version):
            return importlib.import_module(name, version=version).PLACE
        def grandchild(method, name):
            with multiprocessing.get_context(method).Pool(1) as pool:
                return pool.apply(plain, (name,))
    '''

PROGRAM = '''
import sys
import multiprocessing, concurrent.futures
import foo version 1
import dep version 1
import flat version 1
import work

def main():
    context = multiprocessing.get_context({method!r})
    with context.Pool(1) as pool:
        print(pool.apply(work.plain, ('foo',)))
        print(pool.apply(work.plain, ('foo.bar',)))
        print(pool.apply(work.clause, ('dep', '>=1')))
        print(pool.apply(work.plain, ('flat',)))
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        print(pool.submit(work.plain, 'foo').result())
        try:
            pool.submit(work.clause, 'foo', '2').result()
        except ImportError as exc:
            print(type(exc).__name__)

if __name__ == '__main__':
    main()
'''
EXPECTED = ['foo-1.0/foo/__init__.py', 'foo-1.0/foo/bar.py', 'dep-1.0.py',
            'flat.py', 'foo-1.0/foo/__init__.py', 'ModuleVersionError']


@requires_subprocess()
class ProcessTests(util.TestCase):

    def setUp(self):
        super().setUp()
        self.root = self.world(WORLD, on_path=False)

    def program(self, method, text=PROGRAM):
        with open(os.path.join(self.root, 'program.py'), 'w') as file:
            file.write(text.format(method=method))
        return os.path.join(self.root, 'program.py')

    def check_method(self, method):
        if method not in multiprocessing.get_all_start_methods():
            self.skipTest(f'no start method {method}')
        program = self.program(method)
        out = util.run_python(None, program, path=[self.root])
        self.assertEqual(out.split(), EXPECTED)

    def test_spawn(self):
        self.check_method('spawn')

    def test_forkserver(self):
        self.check_method('forkserver')

    def test_fork(self):
        self.check_method('fork')

    def test_without_the_clause_in_main(self):
        # The parent's clause runs in the parent only: the child has the
        # version all the same, and passes it on.
        for method in 'spawn', 'forkserver':
            if method not in multiprocessing.get_all_start_methods():
                continue
            program = self.program(method, '''
import multiprocessing, work
if __name__ == '__main__':
    import foo version 1, dep == 1.0
    with multiprocessing.get_context({method!r}).Pool(1) as pool:
        print(pool.apply(work.plain, ('foo.bar',)))
        print(pool.apply(work.clause, ('dep', '>=1')))
    # A child that has not imported it passes it on to its children.
    context = multiprocessing.get_context({method!r})
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        print(pool.submit(work.grandchild, {method!r}, 'foo').result())
'''.replace('import multiprocessing, work', 'import multiprocessing, concurrent.futures, work'))
            with self.subTest(method):
                out = util.run_python(None, program, path=[self.root])
                self.assertEqual(out.split(), ['foo-1.0/foo/bar.py', 'dep-1.0.py',
                                               'foo-1.0/foo/__init__.py'])

    def test_forkserver_preload(self):
        if 'forkserver' not in multiprocessing.get_all_start_methods():
            self.skipTest('no forkserver')
        program = self.program('forkserver', '''
import multiprocessing, work
if __name__ == '__main__':
    import foo version 1
    multiprocessing.set_forkserver_preload(['foo'])
    with multiprocessing.get_context('forkserver').Pool(1) as pool:
        print(pool.apply(work.plain, ('foo',)))
''')
        self.assertEqual(util.run_python(None, program, path=[self.root]),
                         'foo-1.0/foo/__init__.py')

    def test_pickles(self):
        # An object's class comes from the version that the parent has.
        util.build(self.root, '''
            lib-1.0.py ::
                class C:
                    def where(self):
                        return PLACE
            lib-2.0.py ::
                class C:
                    def where(self):
                        return PLACE
            ''')
        program = self.program('spawn', '''
import multiprocessing, operator
if __name__ == '__main__':
    import lib version 1
    with multiprocessing.get_context('spawn').Pool(1) as pool:
        print(pool.apply(operator.methodcaller('where'), (lib.C(),)))
''')
        self.assertEqual(util.run_python(None, program, path=[self.root]),
                         'lib-1.0.py')

    def test_main_run_with_a_clause(self):
        for name in 'tool-1.0.py', 'tool-2.0.py':
            util.build(self.root, f'''
                {name} ::
                    import multiprocessing
                    def f():
                        return PLACE
                    if __name__ == '__main__':
                        with multiprocessing.get_context('spawn').Pool(1) as pool:
                            print(PLACE, pool.apply(f))
                ''')
        out = util.run_python(None, '-m', 'tool==1.0', path=[self.root])
        self.assertEqual(out, 'tool-1.0.py tool-1.0.py')


class PreparationTests(util.TestCase):

    def test_data(self):
        from multiprocessing import spawn
        self.world(WORLD)
        self.run_code('import foo.bar version 1, flat version 1, work')
        def versions_of_child():
            data = spawn.get_preparation_data('x')['module_versions']
            return data.get('versions', {})
        versions = versions_of_child()
        self.assertEqual(versions['foo'], '1.0')
        self.assertEqual(versions['flat'], '1.5')
        self.assertNotIn('work', versions)
        self.assertNotIn('foo.bar', versions)
        del sys.modules['foo']
        self.assertNotIn('foo', versions_of_child())

    def test_missing_in_the_child(self):
        # The parent's version is not there any more.
        root = self.world('foo-2.0.py', on_path=False)
        code = ('from importlib import _version_processes\n'
                '_version_processes.inherit('
                '{"versions": {"foo": "1.0", "os": "1.0", "x": "1"}})\n'
                'import os\nimport foo\n')
        out, err = util.run_python(code, path=[root], ok=False)
        self.assertIn('ModuleVersionError', err)
        self.assertIn('1.0', err)
        # A clause that does not accept the parent's version decides itself.
        out = util.run_python(code.replace('import foo\n', 'import foo version 2;'
                                           'print(foo.PLACE)'), path=[root])
        self.assertEqual(out, 'foo-2.0.py')


if __name__ == '__main__':
    unittest.main()
