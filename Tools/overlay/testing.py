"""Running tests: the list in tests.txt, the whole suite against stock, and the packages that tests use."""

import os
import re
import shutil
import signal
import subprocess
import sys
from xml.etree import ElementTree

import building
from building import works
from common import Failure, read_bytes, read_json, remove, say, write_json

# What the tests of versioned imports take from the index: requirements that are import clauses, too.
TEST_PACKAGES = ('hypothesis', 'packaging==26.*')
# Those with which the transition package is tested; packaging it needs, the others it works with.
TRANSITION_PACKAGES = ('packaging', 'pytest', 'coverage', 'IPython')
UNPATCHED = ('import sys, importlib, inspect; print(sys.version_info[1]); sys.exit(sys.version_info < (3, 9) or '
             '"version" in inspect.signature(importlib.import_module).parameters)')


def read_list(path):
    """The tests in tests.txt."""
    return re.sub('#.*', '', read_bytes(path).decode()).split()


def heed_interrupts():
    """In a child: a session without a terminal may have started us with SIGINT ignored, which children inherit and which
    makes tests of Ctrl-C fail."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# ---- environments ----

def make_venv(python, folder, wanted, log, arguments=()):
    """A venv with packages. Returns its interpreter, or None where the index cannot be had. arguments: those for pip, if
    other than what is wanted."""
    stamp, found = os.path.join(folder, 'overlay-packages.json'), os.path.join(folder, 'bin', 'python')
    if read_json(stamp) == list(wanted) and works([found, '-c', '']):
        return found
    remove(folder)
    with open(log, 'wb') as file:
        for command in ([python, '-m', 'venv', folder], [found, '-m', 'pip', 'install', '--disable-pip-version-check',
                                                         '--retries', '1', '--timeout', '15', *(arguments or wanted)]):
            if not works(command, stdout=file, stderr=file, timeout=300):
                return None
    write_json(stamp, list(wanted))
    return found


def test_venv(repo, variant):
    """The interpreter of build/VARIANT/venv with the packages that the tests use, or None; says which."""
    folder, names = repo.built(variant), ' and '.join(TEST_PACKAGES)
    log = os.path.join(folder, 'venv.log')
    found = make_venv(building.interpreter(folder), os.path.join(folder, 'venv'), TEST_PACKAGES, log)
    say('tests: %s are in build/%s/venv' % (names, variant) if found else
        'tests: %s could not be installed (%s); property tests run with the stub of test.support.hypothesis_helper, '
        'comparisons with packaging are skipped' % (names, log))
    return found


def has_index(python):
    """Return True if the pip of an environment reaches a package index; says so if it does not."""
    if works([python, '-m', 'pip', 'index', 'versions', TEST_PACKAGES[0], '--disable-pip-version-check', '--retries',
              '0', '--timeout', '10'], timeout=60):
        return True
    say('tests: pip reaches no package index; what needs real packages is skipped (the resource packageindex)')
    return False


# ---- make test ----

def test(repo, variant, tests, options):
    """Runs the tests, then the tool's own, the transition package's and the proposals'. Fails, naming what failed."""
    chosen, bad = tests or read_list(os.path.join(repo.lists, 'tests.txt')), []
    own = [name for name in chosen if name.startswith('test_versioned_import')]
    touched = [name for name in chosen if name not in own]
    equipped = test_venv(repo, variant) if own or not tests else None
    if own:
        resources = ['packageindex'] if equipped and has_index(equipped) else []
        bad += run_suite(repo, variant, equipped, own, options, 'own', resources)
    if touched:
        bad += run_suite(repo, variant, None, touched, options, 'touched')
    if not tests:
        bad += run_file('the overlay tool', sys.executable, os.path.join(repo.lists, 'test_overlay.py'), '-q')
        bad += test_transition(repo, variant, equipped)
        bad += run_file('the examples in the proposals', sys.executable, os.path.join(repo.lists, 'test_proposal.py'),
                        building.interpreter(repo.built(variant)), '-q')
    if bad:
        raise Failure('make test: FAILED: ' + ', '.join(bad))
    say('make test: passed')


def run_file(what, python, *words, env=None):
    """Runs a file of tests. Returns what failed."""
    say('tests of ' + what)
    status = subprocess.run([python, '-B', *words], env=env, stdin=subprocess.DEVNULL).returncode
    return ['the tests of ' + what] if status else []


def unpatched(repo):
    """{minor version: interpreter} of those, 3.9 or newer, whose import has no version clause: stock, the one that runs
    this, those on PATH."""
    found = {}
    on_path = map(shutil.which, ['python3', *('python3.%d' % minor for minor in range(9, 15))])
    for python in (building.interpreter(repo.built('stock')), sys.executable, *filter(None, on_path)):
        try:
            done = subprocess.run([python, '-c', UNPATCHED], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        except OSError:
            continue
        if done.returncode == 0:
            found.setdefault(int(done.stdout), python)
    return found


def transition_venvs(repo):
    """[(label, interpreter)] of environments with the transition package, on the oldest and the newest unpatched Python
    and one in between that have venv and can install it; the newest first."""
    found = unpatched(repo)
    minors = sorted(found, reverse=True)
    venvs = []
    for minor in dict.fromkeys([*minors[:1], *minors[-1:], *minors[len(minors) // 2:][:1]]):
        folder = os.path.join(repo.built('transition'), '3.%d' % minor)
        python = make_venv(found[minor], folder, TRANSITION_PACKAGES, folder + '.log')
        if python and works([python, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps',
                             '--force-reinstall', os.path.join(repo.root, 'Tools', 'transition')], timeout=300):
            venvs.append(('Python 3.%d' % minor, python))
    return venvs


def test_transition(repo, variant, ours):
    """Runs the tests of Tools/transition on unpatched Pythons and on ours, a venv or None, the interpreter's own on a
    3.13, and random worlds, in which the newest and ours must choose the same versions. Returns what failed; says so
    where there is no such Python or no index to have packages from."""
    os.makedirs(repo.built('transition'), exist_ok=True)
    venvs = transition_venvs(repo)
    if not venvs:
        say('tests of the transition package: not run, there is no unpatched Python 3.9 or newer that has venv and could '
            'install what it needs (build/transition); make stock builds one')
        return []
    folder = os.path.join(repo.root, 'Tools', 'transition', 'tests')
    own = ['test_statements.py', 'test_long_names.py', 'test_integrations.py']
    runs = [(label, python, name) for label, python in venvs for name in own]
    # The interpreter's own are written for what its library and messages are.
    runs += [(label, python, 'interpreter.py') for label, python in venvs if label == 'Python 3.13']
    env = building.environment(repo, variant)
    if ours:
        # The build has no need of the package, but passes the same tests with it.
        ours_env = {**env, 'PYTHONPATH': os.path.join(repo.root, 'Tools', 'transition', 'src'),
                    'VERSIONED_IMPORTS_OTHER': venvs[0][1]}
        runs += [('this build', ours, name) for name in (*own[:2], 'test_worlds.py')]
    return [failed for label, python, name in runs for failed in run_file(
        'the transition package on %s: %s' % (label, name), python, os.path.join(folder, name),
        env=ours_env if python == ours else env)]


def run_tests(repo, variant, python, log, options):
    """Runs python -m test, with what it prints both here and in a log. Returns its status."""
    folder = os.path.dirname(log)
    os.makedirs(folder, exist_ok=True)
    with subprocess.Popen(['tee', log], stdin=subprocess.PIPE) as tee:
        return subprocess.run([python, '-m', 'test', building.jobs(), '--tempdir=' + folder, *options], cwd=folder,
                              env=building.environment(repo, variant), stdin=subprocess.DEVNULL, stdout=tee.stdin,
                              stderr=subprocess.STDOUT, preexec_fn=heed_interrupts).returncode


def run_suite(repo, variant, python, tests, options, label, resources=()):
    """Runs tests, on the variant's interpreter unless another is given. Returns what failed.

    resources are enabled besides those that the tests need everywhere."""
    log = os.path.join(repo.built(variant), 'test', label + '.log')
    # Tests of the parser generator and of every statement in the library are behind the resource cpu; so is one that
    # compiles all of CPython a second time. It is ignored last: a pattern to ignore that comes before the reader's -m
    # has all other cases run.
    uses, ignores = ['-u' + ','.join(['cpu', 'curses', *resources])], ['--ignore=test_freeze_simple_script']
    if any(option.startswith('-u') for option in options):
        uses, ignores = [], []
    status = run_tests(repo, variant, python or building.interpreter(repo.built(variant)), log,
                       [*uses, '--timeout=1200', '--fail-env-changed', *options, *ignores, *tests])
    # 4: a pattern in the options chose no case
    return [] if status in (0, 4) else ['the %s tests (status %d, see %s)' % (label, status, log)]


# ---- make regrtest ----

def read_results(path):
    """{case: 'passed' | 'failed' | 'skipped'} of a JUnit file."""
    results = {}
    for case in ElementTree.parse(path).iter('testcase'):
        kinds, name = {child.tag for child in case}, case.get('name', '')
        # A case with subtests stands there several times: one failure is enough.
        if kinds & {'failure', 'error'}:
            results[name] = 'failed'
        elif results.get(name) != 'failed':
            results[name] = 'skipped' if 'skipped' in kinds or case.get('result') == 'skipped' else 'passed'
    return results


def files_of(results):
    """{test file: how it ended} of {case: result}: as its worst case did. A file that crashed has no cases."""
    files = {}
    for case, result in sorted(results.items(), key=lambda item: ['skipped', 'passed', 'failed'].index(item[1])):
        files['.'.join(case.split('.')[:2])] = result
    return files


def compare(ours, stock):
    """[(case or file, on stock, here)] of what differs; one that is new here counts only if it fails."""
    pairs = [(name, stock.get(name, 'absent'), ours.get(name, 'absent')) for name in sorted({*ours, *stock})]
    return [pair for pair in pairs if pair[1] != pair[2] and pair[1:] not in (('absent', 'passed'), ('absent', 'skipped'))]


def suite(repo, label, python, tests, options, reuse=False):
    """Runs the suite. Returns {case: result}; with reuse, that of the last run of the same tests on the same
    interpreter."""
    log, cases, stamp = (os.path.join(repo.built(label), 'test', 'all.' + end) for end in ('log', 'xml', 'json'))
    value = [os.stat(python).st_mtime, tests, options]
    if reuse and os.path.exists(cases) and read_json(stamp) == value:
        say('the suite on %s: its results are there; remove %s to run it again' % (label, repo.shown(stamp)))
        return read_results(cases)
    remove(stamp)
    remove(cases)
    say('the suite on %s: %s' % (label, python))
    run_tests(repo, label, python, log, ['--timeout=1800', '--junit-xml', cases, *options, *tests])
    if not os.path.exists(cases):
        raise Failure('the suite on %s left no results; see %s' % (label, repo.shown(log)))
    write_json(stamp, value)
    return read_results(cases)


def regrtest(repo, variant, tests, options):
    """The whole suite on stock and on a build, one after the other; prints what differs per file and case. Fails if
    something fails or is missing here that passes on stock."""
    stock = building.build_stock(repo, arguments=building.arguments_of(repo, variant))
    before = suite(repo, 'stock', stock, tests, options, reuse=True)
    after = suite(repo, variant, building.interpreter(repo.built(variant)), tests, options)
    for what, ours, theirs in (('file', files_of(after), files_of(before)), ('case', after, before)):
        say('differences by test %s (stock, here):' % what)
        found = compare(ours, theirs)
        for line in ['  %-40s %s -> %s' % pair for pair in found] or ['  none']:
            say(line)
    worse = [name for name, there, here in found if here == 'failed' or (there, here) == ('passed', 'absent')]
    say('%d cases here, %d on stock' % (len(after), len(before)))
    if worse:
        raise Failure('worse here: ' + ', '.join(worse))
    say('nothing is worse here')
