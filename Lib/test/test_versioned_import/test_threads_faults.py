"""Faults that several threads would see, made certain.

test_threads and test_thread_worlds let threads race; here each waits where the
fault was.
"""

import os
import sys
import threading
import time
import unittest
from importlib.versions import ModuleVersionError, Specifier, Version

from test.support import threading_helper
from . import util

PATIENCE = 20


class Gate:

    """Where the modules of a world wait for the test: sys.gate."""

    def __init__(self):
        self.reached = threading.Event()
        self.open = threading.Event()

    def wait(self):
        self.reached.set()
        if not self.open.wait(PATIENCE):
            raise TimeoutError


@threading_helper.requires_working_threading()
class ThreadTests(util.TestCase):

    def setUp(self):
        super().setUp()
        sys.gate = self.gate = Gate()
        self.addCleanup(delattr, sys, 'gate')
        self.addCleanup(self.gate.open.set)
        self.results = {}

    def start(self, name, statement):
        def run():
            try:
                self.results[name] = self.run_code(statement)
            except BaseException as exc:
                self.results[name] = exc
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def join(self, thread):
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive(), 'a thread hangs')

    def test_changed_table_while_it_is_looked_at(self):
        # What has been compared is published with what it means.
        self.world('foo-1.0.py\nfoo-2.0.py\nbar.py')
        gate = self.gate

        class Slow(tuple):
            def __iter__(self):
                if threading.current_thread() is first:
                    gate.wait()
                return super().__iter__()

        sys.default_library_versions = {'zzz': '1', 'foo': '1'}
        self.run_code('import bar')
        del sys.modules['bar']
        sys.default_library_versions = {'slow': Slow((1, 0)), 'foo': '1'}
        first = threading.Thread(target=lambda: self.run_code('import bar'),
                                 daemon=True)
        first.start()
        self.assertTrue(gate.reached.wait(PATIENCE))
        self.check('import foo', 'foo-1.0.py')
        gate.open.set()
        self.join(first)

    def test_many_entries(self):
        # The same, as it was found.
        self.world('foo-1.0.py\nfoo-2.0.py')
        wrong = []
        barrier = threading.Barrier(8)

        def run():
            barrier.wait()
            try:
                place = self.place('import foo')
            except Exception as exc:
                place = repr(exc)
            if place != 'foo-1.0.py':
                wrong.append(place)

        for i in range(10):
            sys.default_library_versions = {
                **{f'name{i}_{j}': '1' for j in range(500)}, 'foo': '1'}
            threads = [threading.Thread(target=run, daemon=True) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                self.join(thread)
            sys.modules.pop('foo', None)
        self.assertEqual(wrong, [])

    DISTRIBUTION = '''
        two-1.0/twa.py :: import twc; import sys; sys.gate.wait(); 1/0
        two-1.0/twb.py :: import time; import twc; DONE = True
        two-1.0/twc.py
        twa-1.0 -> two-1.0
        twb-1.0 -> two-1.0
        twc-1.0 -> two-1.0
        '''

    def test_failure_keeps_what_another_thread_has_brought(self):
        self.world(self.DISTRIBUTION)
        failing = self.start('twa', 'import twa version 1')
        self.assertTrue(self.gate.reached.wait(PATIENCE))
        other = self.start('twb', 'import twb version 1')
        self.join(other)
        self.gate.open.set()
        self.join(failing)
        self.assertIsInstance(self.results['twa'], ZeroDivisionError)
        self.assertTrue(self.results['twb']['twb'].DONE)
        self.assertNotIn('twa', sys.modules)
        self.assertIs(sys.modules['twb'], self.results['twb']['twb'])

    def test_failure_while_another_thread_executes(self):
        # The import of twb is sound: twa takes nothing of it away.
        self.world('''
            two-1.0/twa.py :: 1/0
            two-1.0/twb.py :: import sys; sys.gate.wait()
            twa-1.0 -> two-1.0
            twb-1.0 -> two-1.0
            two-2.0/twa.py
            twa-2.0 -> two-2.0
            ''')
        sound = self.start('twb', 'import twb version 1')
        self.assertTrue(self.gate.reached.wait(PATIENCE))
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import twa version 1')
        # Its distribution is in use while it is executed.
        self.check('import twa version 2', (ModuleVersionError, '1.0'))
        self.gate.open.set()
        self.join(sound)
        self.assertEqual(self.results['twb']['twb'].PLACE, 'two-1.0/twb.py')

    def test_partly_initialized_module_is_waited_for(self):
        self.world('foo-1.0.py :: import sys; sys.gate.wait(); DONE = True')
        for statement in 'import foo version 1', 'import foo', 'import foo >= 1':
            self.gate.reached.clear()
            self.gate.open.clear()
            first = self.start('first', 'import foo version 1')
            self.assertTrue(self.gate.reached.wait(PATIENCE))
            second = self.start('second', statement)
            second.join(0.05)
            self.assertTrue(second.is_alive(), statement)
            self.gate.open.set()
            self.join(first)
            self.join(second)
            self.assertTrue(self.results['second']['foo'].DONE)
            del sys.modules['foo']

    def test_failed_while_it_is_waited_for(self):
        # What has failed is not taken: the second thread tries itself.
        self.world('foo-1.0.py :: import sys; sys.gate.wait(); 1/0')
        for statement in 'import foo version 1', 'import foo >= 1':
            self.gate.reached.clear()
            self.gate.open.clear()
            first = self.start('first', 'import foo version 1')
            self.assertTrue(self.gate.reached.wait(PATIENCE))
            second = self.start('second', statement)
            second.join(0.05)
            self.gate.open.set()
            self.join(first)
            self.join(second)
            self.assertIsInstance(self.results['first'], ZeroDivisionError)
            self.assertIsInstance(self.results['second'], ZeroDivisionError)
            self.assertNotIn('foo', sys.modules)

    def test_deleted_while_it_is_waited_for(self):
        # A clause gets a whole module, or an error, as a plain import does.
        for clause in 'version 1', '>=1', '':
            with self.subTest(clause), util.isolated():
                sys.gate = self.gate = Gate()
                self.world('''
                    foo-1.0.py ::
                        import sys
                        if not sys.gate.open.is_set():
                            sys.gate.wait()
                        DONE = True
                    ''')
                first = self.start('first', 'import foo version 1')
                self.assertTrue(self.gate.reached.wait(PATIENCE))
                second = self.start('second', f'import foo {clause}')
                time.sleep(0.02)
                del sys.modules['foo']
                self.gate.open.set()
                self.join(first)
                self.join(second)
                second = self.results['second']
                if isinstance(second, dict):
                    self.assertTrue(second['foo'].DONE)
                else:
                    self.assertIsInstance(second, (ImportError, KeyError))

    def test_nothing_of_the_library_under_the_import_lock(self):
        # A thread that imports os holds os's lock and asks for the import lock.
        root = self.world('''
            foo-1.0/foo/__init__.py
            foo-2.0.py
            foo-3.0 -> foo-1.0
            bar-1.0.link: foo-1.0
            lib.zip!baz-1.0.py
            import-versions.txt: foo >=1\\nbad line here
            flat.py
            flat-1.0.dist-info/RECORD: flat.py,,
            x.y-1.0/x/y.py
            ''', on_path=False)
        out = util.run_python(f'''if True:
            import sys, _imp
            sys.path[:0] = [{root!r}, {os.path.join(root, 'lib.zip')!r}]
            bootstrap = sys.modules['_frozen_importlib']
            find = bootstrap._find_spec
            def watched(name, *args, **kwargs):
                if (_imp.lock_held() and name not in sys.modules and
                        not name.startswith('importlib._bootstrap')):
                    print('under the lock:', name)
                return find(name, *args, **kwargs)
            bootstrap._find_spec = watched
            for statement in ('import foo version 1', 'import foo version 7',
                              'import bar version 1', 'import baz version 1',
                              'import flat version 1', 'import flat version 2',
                              'import x.y version 1', 'import foo', 'import nothing',
                              'import nothing version 1', 'import json version 3'):
                try:
                    exec(statement)
                except ImportError:
                    pass
            print('done')
            ''', '-S', '-W', 'ignore')
        self.assertEqual(out, 'done')

    def test_os_is_imported_meanwhile(self):
        # -S and embedding leave os to the program.
        root = self.world('foo-1.0/foo.py\nfoo-2.0.py\nfoo-3.0 -> foo-1.0\n'
                          'bar-1.0.py\nflat.py\nflat-1.0.dist-info/RECORD: flat.py,,',
                          on_path=False)
        self.assertEqual(util.run_python(f'''if True:
            import sys, _thread, time
            sys.path.insert(0, {root!r})
            sys.setswitchinterval(1e-6)
            assert 'os' not in sys.modules
            done = []
            def first():
                import os
                done.append(os)
            def second():
                for statement in ('import foo version 2', 'import bar version 1',
                                  'import flat version 1', 'import foo version 3'):
                    try:
                        exec(statement)
                    except ImportError:
                        pass
                done.append(1)
            _thread.start_new_thread(first, ())
            _thread.start_new_thread(second, ())
            for _ in range({PATIENCE * 100}):
                if len(done) == 2:
                    break
                time.sleep(0.01)
            print(len(done))
            ''', '-S'), '2')


class ModuleLeavesTests(util.TestCase):

    """What leaves with an import that fails, and what does not."""

    def test_own_distribution_only(self):
        self.world('''
            two-1.0/twa.py :: import twb, other; 1/0
            two-1.0/twb.py
            other.py
            twa-1.0 -> two-1.0
            ''')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import twa version 1')
        self.assertNotIn('twb', sys.modules)
        self.assertIn('other', sys.modules)

    def test_imported_before(self):
        self.world('''
            two-1.0/twa.py :: import twb; 1/0
            two-1.0/twb.py
            twa-1.0 -> two-1.0
            twb-1.0 -> two-1.0
            ''')
        self.run_code('import twb version 1')
        with self.assertRaises(ZeroDivisionError):
            self.run_code('import twa version 1')
        self.assertIn('twb', sys.modules)


class BuiltinTests(unittest.TestCase):

    """The functions in C take hostile arguments."""

    def test_shortcut_is_gone(self):
        import _imp
        for name in 'find_version', 'list_directory':
            self.assertFalse(hasattr(_imp, name))

    def test_listing_that_changes(self):
        index = type(sys.modules['_frozen_importlib']._load_builtin(
            '_importlib_versions').Index(
            frozenset(), ()))
        names = ['foo-1.0.py', 'foo-2.0.py']

        class Hostile(str):
            def __hash__(self):
                names.clear()
                return super().__hash__()

            def __eq__(self, other):
                names.clear()
                return super().__eq__(other)

        class Names:
            def __iter__(self):
                yield 'foo-1.0.py'
                names.clear()
                raise ZeroDivisionError

        self.assertEqual(index(names, ('.py',)).find('foo')[0][0], 'foo-2.0.py')
        with self.assertRaises(ZeroDivisionError):
            index(Names(), ('.py',))
        for bad in 3, None:
            with self.assertRaises(TypeError):
                index(bad, ('.py',))
        for bad in 3, None, '.py', [3]:
            with self.assertRaises(TypeError):
                index(['foo-1.0.py'], bad)
        # What is no name is passed over.
        strange = [3], [b'foo-1.0.py'], iter([None]), ['foo-1.0\udcff.py', '\udcff-1.0']
        for names_ in strange:
            self.assertEqual(list(index(names_, ('.py',)).names()), [])
        for suffixes in (b'.py',), ('.py', None), ('\udcff',), (Hostile('.py'),):
            index(['foo-1.0.py'], suffixes).find('foo')
        found = index(['foo-1.0.py', Hostile('foo-3.0.py')], ('.py',))
        self.assertEqual(len(found.find('foo')), 2)
        for bad in 3, None, b'foo', ('foo',):
            with self.assertRaises(TypeError):
                found.find(bad)
            with self.assertRaises(TypeError):
                found.best(bad, None)
            if bad is not None:
                with self.assertRaises(TypeError):
                    found.find('foo', bad)
        self.assertEqual(found.find(Hostile('foo')), found.find('foo'))
        for name in '\udcff', '', 'foo.', '.', 'x' * 100_000:
            self.assertEqual(found.find(name), [])
            self.assertIsNone(found.best(name, None))
            self.assertFalse(found.has_prefix(name))
            self.assertNotIn(name, found)


class WhiteSpaceTests(unittest.TestCase):

    """White space is stripped by one rule."""

    SPACES = (' ', '\t', '\n', '\r', '\f', '\v', '\x1c', '\x1d', '\x1e', '\x1f',
              '\x85', '\xa0', '\u2003', '\u3000')

    def test_round_trip(self):
        for space in self.SPACES:
            for text in '1.0', '>=1,<2', '==1.*', '===1.0', '===x', '~=1.1':
                for spelled in (space + text + space, text.replace(',', space + ',' +
                                                                   space)):
                    with self.subTest(spelled):
                        try:
                            found = Specifier(spelled)
                        except ValueError:
                            continue
                        self.assertEqual(Specifier(str(found)), found)
                        self.assertEqual(str(Specifier(str(found))), str(found))

    def test_versions(self):
        for space in self.SPACES:
            with self.subTest(space):
                def accepts(kind, text):
                    try:
                        kind(text)
                    except ValueError:
                        return False
                    return True
                self.assertEqual(accepts(Version, space + '1.0'),
                                 accepts(Specifier, '==' + space + '1.0'))
                self.assertEqual(accepts(Version, '1.0' + space),
                                 accepts(Specifier, '==1.0' + space))

    def test_iteration_ends(self):
        # A walker of nested things comes to an end.
        def walk(value, depth=0):
            self.assertLess(depth, 5)
            if isinstance(value, str):
                return 1
            return sum(walk(item, depth + 1) for item in value)

        for text in '1.0', '==1.0', '>=1,<2', '===1':
            self.assertGreaterEqual(walk(Specifier(text)), 1)
            for item in Specifier(text):
                self.assertNotIsInstance(item, Specifier)


if __name__ == '__main__':
    unittest.main()
