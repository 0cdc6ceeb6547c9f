"""Processes, threads, interpreters: threads ask for many versions, one wins."""

import sys
import threading
import unittest
from importlib.versions import ModuleVersionError
from test.support import threading_helper
from . import util

threading_helper.requires_working_threading(module=True)


class RaceTests(util.TestCase):

    def race(self, statements):
        """Execute statements at once; return what each got."""
        barrier = threading.Barrier(len(statements))
        results = [None] * len(statements)
        def run(i, code):
            namespace = {'__name__': f'thread{i}'}
            barrier.wait()
            try:
                exec(code, namespace)
            except BaseException as exc:
                results[i] = exc
            else:
                results[i] = namespace
        codes = [compile(statement, f'thread{i}.py', 'exec')
                 for i, statement in enumerate(statements)]
        threads = [threading.Thread(target=run, args=item)
                   for item in enumerate(codes)]
        with threading_helper.start_threads(threads):
            pass
        for thread in threads:
            self.assertFalse(thread.is_alive())
        return results

    def test_one_wins(self):
        versions = ['1', '2', '3', '4']
        root = self.world('\n'.join(
            f'foo-{version}.0/foo/__init__.py :: import time; time.sleep(0.001)\n'
            f'foo-{version}.0/foo/bar.py' for version in versions), on_path=False)
        for _ in range(15):
            with util.isolated(root):
                asked = versions * 3
                results = self.race([f'import foo.bar version {version}'
                                     for version in asked])
                won = sys.modules['foo'].PLACE[4]
                for version, result in zip(asked, results):
                    if version == won:
                        self.assertIsInstance(result, dict)
                        self.assertEqual(result['foo'].PLACE,
                                         f'foo-{won}.0/foo/__init__.py')
                        self.assertEqual(result['foo'].bar.PLACE,
                                         f'foo-{won}.0/foo/bar.py')
                    else:
                        self.assertIs(type(result), ModuleVersionError, result)
                        self.assertIn(f'foo {won}.0', str(result))

    def test_failing_version(self):
        # One that fails makes room for another.
        root = self.world('''
            foo-1.0.py :: import time; time.sleep(0.001); raise ZeroDivisionError
            foo-2.0.py
            ''', on_path=False)
        for _ in range(15):
            with util.isolated(root):
                results = self.race(['import foo version 1'] * 4
                                    + ['import foo version 2'] * 4)
                for result in results[:4]:
                    self.assertIn(type(result), (ZeroDivisionError,
                                                 ModuleVersionError), result)
                for result in results[4:]:
                    self.assertIsInstance(result, dict, result)
                    self.assertEqual(result['foo'].PLACE, 'foo-2.0.py')

    def test_one_distribution(self):
        # Different modules of one distribution: all from one version.
        root = self.world('''
            dist-1.0/one.py :: import time; time.sleep(0.001)
            dist-1.0/two.py :: import time; time.sleep(0.001)
            dist-2.0/one.py :: import time; time.sleep(0.001)
            dist-2.0/two.py :: import time; time.sleep(0.001)
            one-1.0.link: dist-1.0
            two-1.0.link: dist-1.0
            one-2.0.link: dist-2.0
            two-2.0.link: dist-2.0
            ''', on_path=False)
        statements = ['import one version 1', 'import two version 2',
                      'import one version 2', 'import two version 1'] * 2
        for _ in range(15):
            with util.isolated(root):
                results = self.race(statements)
                places = {sys.modules[name].PLACE.split('/')[0]
                          for name in ('one', 'two') if name in sys.modules}
                self.assertEqual(len(places), 1, places)
                for result in results:
                    self.assertIn(type(result), (dict, ModuleVersionError), result)
                    if type(result) is ModuleVersionError:
                        self.assertRegex(str(result), r'\b[12]\.0\b')

    def test_circular(self):
        root = self.world('''
            one-1.0.py :: import time; time.sleep(0.001); import two version 1
            two-1.0.py :: import time; time.sleep(0.001); import one version 1
            ''', on_path=False)
        for _ in range(15):
            with util.isolated(root):
                results = self.race(['import one version 1',
                                     'import two version 1'] * 3)
                for result in results:
                    self.assertIsInstance(result, dict, result)

    def test_plain_and_clause(self):
        root = self.world('foo-1.0.py :: import time; time.sleep(0.001)\n'
                          'foo-2.0.py :: import time; time.sleep(0.001)',
                          on_path=False)
        for _ in range(15):
            with util.isolated(root):
                results = self.race(['import foo', 'import foo version 1',
                                     'import foo version 2', 'import foo'])
                won = sys.modules['foo']
                self.assertIs(results[0]['foo'], won)
                self.assertIs(results[3]['foo'], won)
                loser = results[1] if won.PLACE == 'foo-2.0.py' else results[2]
                self.assertIs(type(loser), ModuleVersionError)

    def test_many_modules(self):
        root = self.world('\n'.join(f'm{i}-{version}.0.py'
                                    for i in range(8) for version in (1, 2)),
                          on_path=False)
        for _ in range(5):
            with util.isolated(root):
                statements = [''.join(f'import m{(i + k) % 8} version 1\n'
                                      for k in range(8)) for i in range(8)]
                for result in self.race(statements):
                    self.assertIsInstance(result, dict, result)


if __name__ == '__main__':
    unittest.main()
