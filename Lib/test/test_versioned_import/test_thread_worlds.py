"""Many threads import one name in many versions, for some time.

What a thread gets satisfies its clause and is complete, and nothing hangs.  A
short run by default; by hand:

    VERSIONED_IMPORT_THREADS=64 VERSIONED_IMPORT_SECONDS=600 build/release/python \\
        -m test test_versioned_import.test_thread_worlds -v
"""

import collections
import faulthandler
import importlib
import os
import random
import sys
import threading
import time
import traceback
import unittest
from importlib.versions import ModuleVersionError, Specifier, Version
from test.support import os_helper, requires_subprocess, threading_helper
from . import util

THREADS = int(os.environ.get('VERSIONED_IMPORT_THREADS', 12))
SECONDS = float(os.environ.get('VERSIONED_IMPORT_SECONDS', 4))
SEED = int(os.environ.get('VERSIONED_IMPORT_SEED', 0))
PATIENCE = 120      # What takes longer hangs.

# Threads are switched inside of modules.
BEGIN = 'import time; time.sleep(0.0003)'
END = 'time.sleep(0.0003); COMPLETE = True'


def module(place, version, body=''):
    code = f'VERSION = {version!r}; {BEGIN}\\n{body}\\n{END}'
    return f'{place} :: {code}'


def lines():
    for version in '1.0', '1.5', '2.0', '3.0rc1':
        base = f'foo-{version}'
        yield module(f'{base}/foo/__init__.py', version, 'import foo.early')
        yield module(f'{base}/foo/early.py', version)
        yield module(f'{base}/foo/sub.py', version, 'from . import early')
    for version in '1.0', '2.0':
        # A distribution whose modules import each other's.
        yield module(f'two-{version}/twa.py', version, 'import twb')
        yield module(f'two-{version}/twb.py', version)
        yield f'twa-{version}.link: two-{version}'
        yield f'twb-{version}.link: two-{version}'
        # Modules that import each other, of one distribution and of two.
        yield module(f'ring-{version}/ringa.py', version, 'import ringb')
        yield module(f'ring-{version}/ringb.py', version, 'import ringa')
        yield f'ringa-{version}.link: ring-{version}'
        yield f'ringb-{version}.link: ring-{version}'
        other = f' version {version}'
        yield module(f'crossa-{version}.py', version, 'import crossb' + other)
        yield module(f'crossb-{version}.py', version, 'import crossa' + other)
        yield module(f'ns.a-{version}/ns/a.py', version)
    yield module('bad-1.0/bad.py', '1.0', 'import worse\\n1/0')
    yield module('bad-1.0/worse.py', '1.0')
    yield module('bad-2.0/bad.py', '2.0', 'import worse')
    yield module('bad-2.0/worse.py', '2.0')
    yield module('flat.py', '1.5')
    yield 'flat-1.5.dist-info/METADATA: Name: flat'
    yield module('flat-2.0.py', '2.0')


# Statements that bind m, with their names and clauses.
STATEMENTS = [(f'import {name} {"version " if clause[:1].isdigit() else ""}{clause}'
               ' as m', name, clause)
              for name, clauses in {
                  'foo': ['', '1', '1', '2', '>=1.5', '<2', '===1.0', '3'],
                  'foo.sub': ['', '1', '2', '1.5'],
                  'twa': ['', '1', '2'], 'twb': ['', '1', '2'],
                  'ringa': ['', '1', '2'], 'ringb': ['', '1', '2'],
                  'crossa': ['', '1', '2'], 'crossb': ['1', '2'],
                  'ns.a': ['', '1', '2'],
                  'bad': ['1', '2'], 'flat': ['', '1', '2']}.items()
              for clause in clauses]
NAMES = {name.partition('.')[0] for _, name, _ in STATEMENTS}
OF_WORLD = NAMES | {'worse'}
PAIRS = {'twa', 'twb'}, {'ringa', 'ringb'}, {'crossa', 'crossb'}
OF_DISTRIBUTIONS = 'twa', 'twb', 'ringa', 'ringb'
CIRCLES = 'ring', 'cross'


class Race:

    """Threads that import, and what goes wrong."""

    def __init__(self, root):
        self.root = root
        self.wrong = []
        self.counts = collections.Counter()
        self.end = time.monotonic() + SECONDS

    def complain(self, text):
        self.wrong.append(text)

    def statement(self, choice, deleting):
        """Do a statement; return the module, or the exception."""
        statement, name, clause = choice
        space = {'__name__': threading.current_thread().name}
        try:
            exec(statement, space)
        except Exception as exc:
            self.check_error(choice, exc, deleting)
            return exc
        self.counts[name, 'got'] += 1
        found = space['m']
        version = found.__spec__.version
        if deleting and '.' in name:
            # The package may be another one before the submodule is found.
            pass
        elif clause and not Specifier(clause).contains(Version(version),
                                                       prereleases=True):
            self.complain(f'{statement}: {found}')
        if getattr(found, 'VERSION', version) != version:
            self.complain(f'{statement}: {found} is {found.VERSION}')
        if hasattr(found, 'COMPLETE') or name.startswith(CIRCLES):
            # In a circle one of the threads has to go on without.
            pass
        elif not deleting or clause and '.' not in name:
            # A plain import may get what another thread has failed to import,
            # and "import a.b as c" half of a submodule if its package is
            # deleted meanwhile, today as ever.
            self.complain(f'{statement}: half of {found}')
        if name == 'bad' and clause == '1':
            self.complain(f'{statement}: it fails, but is {found}')
        return found

    def check_error(self, choice, exc, deleting):
        statement, name, clause = choice
        self.counts[name, type(exc).__name__] += 1
        if type(exc) is ModuleVersionError:
            # All versions are there: it is a conflict, with one in use.
            in_use = exc.path is not None or exc.imported_by is not None
            if in_use and (clause or name.startswith('cross')):
                return
            if deleting and in_use and '.' in name:
                # Its package was deleted while it was executed, and another
                # version of that came.
                return
            if deleting and name in OF_DISTRIBUTIONS:
                # What was in use may be gone when the error is made.
                return
        elif type(exc) is ZeroDivisionError and name == 'bad':
            return
        elif deleting and type(exc) in (KeyError, ImportError):
            # As today, where a module is deleted while it is executed.
            return
        elif type(exc).__name__ == '_DeadlockError' and (
                name.startswith(CIRCLES) or deleting):
            # Today's, too, if the other module of a circle was not there yet
            # when it was looked for, or if a package is deleted while one
            # thread executes it and another one imports a module in it.
            return
        self.complain(f'{statement}: ' +
                      ''.join(traceback.format_exception(exc)))

    def start(self, function, count):
        threads = [threading.Thread(target=function, args=(i,), name=f'thread{i}',
                                    daemon=True) for i in range(count)]
        for thread in threads:
            thread.start()
        return threads

    def join(self, threads):
        end = time.monotonic() + PATIENCE
        for thread in threads:
            thread.join(max(0, end - time.monotonic()))
            if thread.is_alive():
                faulthandler.dump_traceback(all_threads=True)
                print(f'{thread.name} hangs', file=sys.stderr, flush=True)
                os._exit(3)

    # Rounds, after which everything is free again

    def rounds(self):
        """All threads import at once; then all is deleted."""
        while time.monotonic() < self.end and len(self.wrong) < 10:
            rng = random.Random(SEED + self.counts['rounds'])
            self.counts['rounds'] += 1
            name = rng.choice(sorted(NAMES))
            about = [choice for choice in STATEMENTS
                     if choice[1].partition('.')[0] == name or
                     {name, choice[1]} in PAIRS]
            choices = [rng.choice(about) for _ in range(THREADS)]
            barrier = threading.Barrier(THREADS)
            results = [None] * THREADS

            def run(i):
                barrier.wait()
                results[i] = self.statement(choices[i], False)

            self.join(self.start(run, THREADS))
            self.check_round(choices, results)
            self.delete_all()

    def check_round(self, choices, results):
        places = {}
        for name in OF_WORLD:
            for other in (name, 'foo.sub', 'foo.early') if name == 'foo' else (name,):
                found = sys.modules.get(other)
                if found is None or not hasattr(found, 'VERSION'):
                    continue
                if not hasattr(found, 'COMPLETE'):
                    self.complain(f'{other} is incomplete after {choices}')
                one = {'twa': 'two', 'twb': 'two', 'ringa': 'ring', 'ringb': 'ring',
                       'worse': 'bad'}.get(name, name)
                if places.setdefault(one, found.VERSION) != found.VERSION:
                    self.complain(f'{one} in two versions after {choices}')
        for (statement, name, clause), result in zip(choices, results):
            if name == 'bad' and clause == '2' and isinstance(result, Exception):
                # The one that fails leaves nothing behind.
                self.complain(f'{statement}: {result!r}')
            if name.startswith('cross'):
                # One may have failed, and the other version come after it.
                continue
            if not isinstance(result, Exception) and result is not sys.modules[name]:
                self.complain(f'{statement}: {result} and {sys.modules[name]}')
        if all(isinstance(result, Exception) for result in results):
            if not {choice[1:] for choice in choices} <= {('bad', '1'), ('foo', '3')}:
                self.complain(f'nobody wins: {choices}')

    def delete_all(self):
        for name in list(sys.modules):
            if name.partition('.')[0] in OF_WORLD | {'ns'}:
                sys.modules.pop(name, None)

    # Without rest

    def deletions(self):
        """Threads import while modules are deleted and versions appear."""
        stop = threading.Event()

        def run(i):
            rng = random.Random(f'{SEED} {i}')
            while not stop.is_set():
                self.statement(rng.choice(STATEMENTS), True)

        def delete(i):
            rng = random.Random(f'{SEED} deletes {i}')
            while not stop.is_set():
                time.sleep(rng.random() * 0.004)
                name = rng.choice(sorted(OF_WORLD) + ['foo.sub', 'foo.early', 'ns',
                                                      'ns.a'])
                sys.modules.pop(name, None)

        def appear(i):
            new = os.path.join(self.root, '.new')
            for number in range(10, 210):
                if stop.wait(SECONDS / 200):
                    break
                for version in f'1.0.{number}', f'2.0.{number}':
                    util.build(new, '\n'.join(
                        [module('foo/__init__.py', version, 'import foo.early'),
                         module('foo/early.py', version),
                         module('foo/sub.py', version, 'from . import early')]))
                    os.rename(new, os.path.join(self.root, f'foo-{version}'))
                if number % 3 == 0:
                    importlib.invalidate_caches()

        threads = (self.start(run, THREADS) + self.start(delete, 2)
                   + self.start(appear, 1))
        while time.monotonic() < self.end and len(self.wrong) < 10:
            time.sleep(0.05)
        stop.set()
        self.join(threads)


def race(kind):
    """Run a race in this process, which has nothing else to do."""
    faulthandler.dump_traceback_later(SECONDS + 2 * PATIENCE, exit=True)
    sys.setswitchinterval(1e-5)
    sys.dont_write_bytecode = True
    with os_helper.temp_dir() as root:
        root = os.path.realpath(root)
        util.build(root, '\n'.join(lines()))
        sys.path.insert(0, root)
        it = Race(root)
        getattr(it, kind)()
    for text in it.wrong[:10]:
        print(text, file=sys.stderr)
    for name in NAMES - {'ns'}:
        # There was something to see.
        if not it.counts[name, 'got'] or not (
                it.counts[name, 'ModuleVersionError'] or name == 'bad'):
            print(f'too little of {name}: {it.counts}', file=sys.stderr)
            it.wrong.append(name)
    print(f'{len(it.wrong)} wrong', dict(it.counts))


@threading_helper.requires_working_threading()
@requires_subprocess()
class ThreadWorlds(unittest.TestCase):

    def check(self, kind):
        # In a process of its own, where a deadlock ends.
        out = util.run_python(
            'from test.test_versioned_import import test_thread_worlds as t; '
            f't.race({kind!r})', VERSIONED_IMPORT_THREADS=str(THREADS),
            VERSIONED_IMPORT_SECONDS=str(SECONDS), VERSIONED_IMPORT_SEED=str(SEED))
        self.assertEqual(out.split(' ')[0], '0', out)

    def test_rounds(self):
        self.check('rounds')

    def test_deletions(self):
        self.check('deletions')


if __name__ == '__main__':
    unittest.main()
