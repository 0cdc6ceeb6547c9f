"""Running tests: the list in tests.txt, the whole suite against stock, and the packages that tests use."""

import os
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree

import building
from common import Failure, read_bytes, read_json, remove, say, warn, write_json

# What the tests of versioned imports take from the index: requirements that are import clauses, too.
TEST_PACKAGES = ('hypothesis', 'packaging==26.*')
# Those with which the transition package is tested; packaging it needs, the others it works with.
TRANSITION_PACKAGES = ('packaging', 'pytest', 'coverage', 'IPython')
UNPATCHED = ('import sys, importlib, inspect; print(sys.version_info[1]); sys.exit(sys.version_info < (3, 9) or '
             '"version" in inspect.signature(importlib.import_module).parameters)')


def read_list(path):
    """The tests in tests.txt."""
    return re.sub('#.*', '', read_bytes(path).decode()).split()


def works(command, **options):
    """Return True if a command can be run and succeeds; what it prints is dropped."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, **{
            'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL, **options}).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


# ---- environments ----

def make_venv(python, folder, wanted, log):
    """A venv with packages. Returns its interpreter, or None where the index cannot be had."""
    stamp = os.path.join(folder, 'overlay-packages.json')
    found = os.path.join(folder, 'bin', 'python')
    if (read_json(stamp) or {}).get('packages') == list(wanted) and works([found, '-c', 'import ' + ', '.join(wanted)]):
        return found
    remove(folder)
    with open(log, 'wb') as file:
        for command in ([python, '-m', 'venv', folder],
                        [found, '-m', 'pip', 'install', '--disable-pip-version-check', '--retries', '1',
                         '--timeout', '15', *wanted]):
            if not works(command, stdout=file, stderr=file, timeout=300):
                return None
    write_json(stamp, {'packages': list(wanted)})
    return found


def test_venv(repo, variant):
    folder = repo.variant(variant)
    return make_venv(building.interpreter(folder), os.path.join(folder, 'venv'), TEST_PACKAGES,
                     os.path.join(folder, 'venv.log'))


def environment(repo, variant):
    """The interpreter of build/VARIANT/venv with hypothesis and packaging, or None; says which."""
    found = test_venv(repo, variant)
    names = ' and '.join(TEST_PACKAGES)
    if found:
        say('tests: %s are in build/%s/venv' % (names, variant))
    else:
        say('tests: %s could not be installed (build/%s/venv.log); property tests run with the stub of '
            'test.support.hypothesis_helper, comparisons with packaging are skipped' % (names, variant))
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
    """Runs the tests, then the tool's own, the transition package's and the proposals'. Returns the exit status."""
    chosen = tests or read_list(os.path.join(repo.lists, 'tests.txt'))
    own = [name for name in chosen if name.startswith('test_versioned_import')]
    others = [name for name in chosen if name not in own]
    for name in list(own):
        if not os.path.exists(os.path.join(repo.source, 'Lib', 'test', name.partition('.')[0])):
            warn('%s is not there' % name)
            own.remove(name)
    bad = []
    if own:
        equipped = environment(repo, variant)
        resources = ['packageindex'] if equipped and has_index(equipped) else []
        bad += run_suite(repo, variant, equipped, own, options, 'own', resources)
    if others:
        bad += run_suite(repo, variant, None, others, options, 'touched')
    if not tests:
        say('tests of the overlay tool')
        if subprocess.run([sys.executable, '-B', os.path.join(repo.lists, 'test_overlay.py'), '-q'],
                          stdin=subprocess.DEVNULL).returncode:
            bad.append('the tests of the overlay tool')
        bad += test_transition(repo, variant)
        say('tests of the examples in the proposals')
        if subprocess.run([sys.executable, '-B', os.path.join(repo.lists, 'test_proposal.py'),
                           building.interpreter(repo.variant(variant)), '-q'], stdin=subprocess.DEVNULL).returncode:
            bad.append('the examples in the proposals')
    say('make test: FAILED: ' + ', '.join(bad) if bad else 'make test: passed')
    return 1 if bad else 0


def unpatched(repo):
    """{minor version: interpreter} of those, 3.9 or newer, whose import has no version clause: stock, the one that runs
    this, those on PATH."""
    found = {}
    on_path = map(shutil.which, ['python3', *('python3.%d' % minor for minor in range(9, 15))])
    for python in (building.interpreter(repo.variant('stock')), sys.executable, *filter(None, on_path)):
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
        folder = os.path.join(repo.build, 'transition', '3.%d' % minor)
        python = make_venv(found[minor], folder, TRANSITION_PACKAGES, folder + '.log')
        if python and works([python, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps',
                             '--force-reinstall', os.path.join(repo.root, 'Tools', 'transition')], timeout=300):
            venvs.append(('Python 3.%d' % minor, python))
    return venvs


def test_transition(repo, variant):
    """Runs the tests of Tools/transition on unpatched Pythons and on ours, the interpreter's own on the newest of them,
    and random worlds, in which that and ours must choose the same versions. Returns what failed; says so where there is
    no such Python or no index to have packages from."""
    os.makedirs(os.path.join(repo.build, 'transition'), exist_ok=True)
    venvs = transition_venvs(repo)
    if not venvs:
        say('tests of the transition package: not run, there is no unpatched Python 3.9 or newer that has venv and could '
            'install what it needs (build/transition); make stock builds one')
        return []
    folder = os.path.join(repo.root, 'Tools', 'transition', 'tests')
    own = ['test_statements.py', 'test_long_names.py', 'test_integrations.py']
    runs = [(label, python, name) for label, python in venvs for name in own]
    runs.insert(len(own), (*venvs[0], 'interpreter.py'))
    env = building.environment(repo, variant)
    ours = test_venv(repo, variant)
    if ours:
        # The build has no need of the package, but passes the same tests with it.
        ours_env = {**env, 'PYTHONPATH': os.path.join(repo.root, 'Tools', 'transition', 'src'),
                    'VERSIONED_IMPORTS_OTHER': venvs[0][1]}
        runs += [('this build', ours, name) for name in (*own[:2], 'test_worlds.py')]
    bad = []
    for label, python, name in runs:
        say('tests of the transition package on %s: %s' % (label, name))
        if subprocess.run([python, '-B', os.path.join(folder, name)], env=ours_env if python == ours else env,
                          stdin=subprocess.DEVNULL).returncode:
            bad.append('%s of the transition package on %s' % (name, label))
    return bad


def regrtest_command(python, folder, options, *more):
    parallel = [] if any(option.startswith('-j') for option in options) else ['-j%d' % building.jobs()]
    return [python, '-m', 'test', *parallel, '--tempdir=' + folder, *more, *options]


def run_suite(repo, variant, python, tests, options, label, resources=()):
    """Runs python -m test, on the variant's interpreter unless another is given. Returns what failed.

    resources are enabled besides those that the tests need everywhere."""
    folder = os.path.join(repo.variant(variant), 'test')
    log = os.path.join(folder, label + '.log')
    # Tests of the parser generator and of every statement in the library are behind the resource cpu; so is one that
    # compiles all of CPython a second time. It is ignored last: a pattern to ignore that comes before the reader's -m
    # has all other cases run.
    uses, ignores = ['-u' + ','.join(['cpu', 'curses', *resources])], ['--ignore=test_freeze_simple_script']
    if any(option.startswith('-u') for option in options):
        uses, ignores = [], []
    command = regrtest_command(python or building.interpreter(repo.variant(variant)), folder, options, *uses,
                               '--timeout=1200', '--fail-env-changed') + ignores
    say('$ %s ... (%d tests, log in %s)' % (' '.join(command[:3]), len(tests), repo.shown(log)))
    status = follow(command + tests, log, building.environment(repo, variant))
    if status in (0, 4):        # 4: a pattern in the options chose no case
        return []
    ends = file_results((read_bytes(log) or b'').decode('utf-8', 'replace'))
    return ['%s (%s)' % end for end in ends.items() if not re.match('passed|skipped', end[1])] or [
        'status %d of the %s tests' % (status, label)]


def follow(command, log, env):
    """Runs a command in the folder of its log, with its output both here and there. Returns its status."""
    os.makedirs(os.path.dirname(log), exist_ok=True)
    with open(log, 'wb') as file, subprocess.Popen(
            command, cwd=os.path.dirname(log), env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, preexec_fn=building.heed_interrupts) as process:
        try:
            for line in process.stdout:
                file.write(line)
                sys.stdout.write(line.decode('utf-8', 'replace'))
                sys.stdout.flush()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
    return process.returncode


# ---- results ----

def read_results(path):
    """{case: 'passed' | 'failed' | 'skipped'} of a JUnit file, or None where there is none."""
    results = {}
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except (OSError, xml.etree.ElementTree.ParseError):
        return None
    for case in root.iter('testcase'):
        kinds = {child.tag for child in case}
        result = ('failed' if kinds & {'failure', 'error'} else 'skipped' if 'skipped' in kinds
                  or case.get('result') == 'skipped' else 'passed')
        # A case with subtests stands there several times: one failure is enough.
        if results.get(case.get('name', '')) != 'failed':
            results[case.get('name', '')] = result
    return results


def file_results(log):
    """{test file: how it ended} from the lines that python -m test prints as it goes."""
    ends = re.findall(r'^(?:\d+:\d\d:\d\d )?(?:load avg: [\d.]+ )?\[\s*\d+/\d+(?:/\d+)?\] (\S+)(.*)', log, re.M)
    return {name: re.sub(r' \((?:\d+ min )?[\d.]+ (?:sec|min|ms)\)| -- .*', '', text).strip() or 'passed'
            for name, text in ends}


def compare(ours, stock):
    """[(case or file, on stock, here)] of what differs; one that is new here counts only if it fails."""
    pairs = [(name, stock.get(name, 'absent'), ours.get(name, 'absent')) for name in sorted({*ours, *stock})]
    new = ('absent', 'passed'), ('absent', 'skipped')
    return [pair for pair in pairs if pair[1] != pair[2] and pair[1:] not in new]


def is_worse(before, after):
    """Return True if a file that ended so on stock fails here, or fails more."""
    def count(text):
        return sum(map(int, re.findall(r'(\d+) (?:error|failure)s?\b', text)))
    fails = re.compile('failed|crashed|timed out').search
    return bool(fails(after) and (count(after) > count(before) or not fails(before)))


# ---- make regrtest ----

def suite(repo, label, python, tests, options, reuse=False):
    """Runs the suite. Returns ({case: result}, {file: how it ended}); with reuse, those of the last run of the same
    tests on the same interpreter."""
    folder = os.path.join(repo.variant(label), 'test')
    xml_path, log, stamp = (os.path.join(folder, name) for name in ('all.xml', 'all.log', 'all.json'))
    value = {'built': os.stat(python).st_mtime, 'tests': tests, 'options': options}
    if reuse and read_json(stamp) == value and read_results(xml_path) is not None:
        say('the suite on %s: its results are there; remove %s to run it again' % (label, repo.shown(stamp)))
    else:
        remove(stamp)
        remove(xml_path)
        say('the suite on %s: %s' % (label, python))
        follow(regrtest_command(python, folder, options, '--timeout=1800', '--junit-xml', xml_path) + tests, log,
               building.environment(repo, label))
        if read_results(xml_path) is None:
            raise Failure('the suite on %s left no results; see %s' % (label, repo.shown(log)))
        write_json(stamp, value)
    return read_results(xml_path), file_results((read_bytes(log) or b'').decode('utf-8', 'replace'))


def regrtest(repo, variant, tests, options):
    """The whole suite on stock and on a build, one after the other; prints what differs per file and case.
    Returns 1 if something fails here that does not fail on stock."""
    stock = building.build_stock(repo, building.arguments_of(repo, variant))
    before = suite(repo, 'stock', stock, tests, options, reuse=True)
    after = suite(repo, variant, building.interpreter(repo.variant(variant)), tests, options)
    cases, files = (compare(ours, theirs) for ours, theirs in zip(after, before))
    for what, found in (('test file', files), ('case', cases)):
        say('differences by %s (stock, here):' % what)
        for pair in found:
            say('  %-40s %s -> %s' % pair)
        if not found:
            say('  none')
    worse = [name for name, _, here in cases if here == 'failed']
    worse += [name for name, there, here in files if is_worse(there, here)]
    say('%d cases here, %d on stock; %s' % (len(after[0]), len(before[0]),
                                            'worse here: ' + ', '.join(worse) if worse else 'nothing is worse here'))
    return 1 if worse else 0
