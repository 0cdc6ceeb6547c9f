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
PEP_PACKAGES = ('docutils', 'pygments')
UNPATCHED = ('import sys, importlib, inspect; sys.exit(sys.version_info < (3, 9) or '
             '"version" in inspect.signature(importlib.import_module).parameters)')


def read_list(path):
    """[(kind, words)] of tests.txt: the tests, and the cases that stock fails too."""
    tests, known = [], {}
    for line in (read_bytes(path) or b'').decode().splitlines():
        words = line.partition('#')[0].split()
        if words[:1] == ['known']:
            known[words[1]] = line.partition('#')[2].strip()
        else:
            tests.extend(words)
    return tests, known


# ---- environments ----

def venv_python(folder):
    return os.path.join(folder, 'bin', 'python')


def make_venv(python, folder, wanted, log):
    """A venv with packages. Returns its interpreter, or None where the index cannot be had."""
    stamp = os.path.join(folder, 'overlay-packages.json')
    value = {'packages': list(wanted), 'python': python, 'built': os.stat(python).st_mtime}
    known = read_json(stamp)
    if known and known['packages'] == value['packages'] and os.path.exists(venv_python(folder)):
        works = subprocess.run([venv_python(folder), '-c', 'import ' + ', '.join(wanted)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        if works:
            return venv_python(folder)
    remove(folder)
    with open(log, 'wb') as file:
        for command in ([python, '-m', 'venv', folder],
                        [venv_python(folder), '-m', 'pip', 'install', '--disable-pip-version-check', '--retries', '1',
                         '--timeout', '15', *wanted]):
            try:
                done = subprocess.run(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, timeout=300)
            except (OSError, subprocess.TimeoutExpired):
                return None
            if done.returncode:
                return None
    write_json(stamp, value)
    return venv_python(folder)


def environment(repo, variant):
    """The interpreter of build/VARIANT/venv with hypothesis and packaging, or None; says which."""
    folder = repo.variant(variant)
    python = building.interpreter(folder)
    found = make_venv(python, os.path.join(folder, 'venv'), TEST_PACKAGES, os.path.join(folder, 'venv.log'))
    if found:
        say('tests: %s are in build/%s/venv' % (' and '.join(TEST_PACKAGES), variant))
    else:
        say('tests: %s could not be installed (build/%s/venv.log); property tests run with the stub of '
            'test.support.hypothesis_helper, comparisons with packaging are skipped' % (
                ' and '.join(TEST_PACKAGES), variant))
    return found


def has_index(python):
    """Whether the pip of an environment reaches a package index; says so if it does not."""
    probe = [python, '-m', 'pip', 'index', 'versions', TEST_PACKAGES[0], '--disable-pip-version-check', '--retries', '0',
             '--timeout', '10']
    try:
        done = subprocess.run(probe, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        done = None
    if done is not None and done.returncode == 0:
        return True
    say('tests: pip reaches no package index; what needs real packages is skipped (the resource packageindex)')
    return False


# ---- make test ----

def test(repo, variant, tests, options):
    """Runs the tests, then the tool's own and the backport's. Cases that stock fails as well, as tests.txt lists them,
    are named and do not count. Returns the exit status."""
    folder = repo.variant(variant)
    python = building.interpreter(folder)
    env = building.environment(repo, variant)
    listed, known = read_list(os.path.join(repo.lists, 'tests.txt'))
    chosen = tests or listed
    own = [name for name in chosen if name.startswith('test_versioned_import')
           and os.path.exists(os.path.join(repo.source, 'Lib', 'test', name.partition('.')[0]))]
    missing = [name for name in chosen if name.startswith('test_versioned_import') and name not in own]
    for name in missing:
        warn('%s is not there' % name)
    others = [name for name in chosen if name not in own and name not in missing]
    bad = []
    if own:
        equipped = environment(repo, variant)
        resources = ['packageindex'] if equipped and has_index(equipped) else []
        bad += run_suite(repo, variant, equipped or python, env, own, options, 'own', {}, resources)
    if others:
        bad += run_suite(repo, variant, python, env, others, options, 'touched', known)
    if not tests:
        say('tests of the overlay tool')
        done = subprocess.run([sys.executable, '-B', os.path.join(repo.lists, 'test_overlay.py'), '-q'],
                              stdin=subprocess.DEVNULL)
        if done.returncode:
            bad.append('the tests of the overlay tool')
        bad += test_backport(repo, variant)
    if bad:
        say('make test: FAILED: ' + ', '.join(bad))
        return 1
    say('make test: passed')
    return 0


def unpatched(repo):
    """Interpreters, 3.9 or newer, whose import has no version clause: stock, the one that runs this, those on PATH."""
    on_path = map(shutil.which, ['python3', *('python3.%d' % minor for minor in range(9, 15))])
    for python in (building.interpreter(repo.variant('stock')), sys.executable, *filter(None, on_path)):
        try:
            works = subprocess.run([python, '-c', UNPATCHED], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            continue
        if not works.returncode:
            yield python


def test_backport(repo, variant):
    """Runs the tests of Tools/backport with an unpatched Python and with ours, which must choose the same versions.
    Returns what failed; says so where there is no such Python or no index to have packaging from."""
    folder = repo.variant(variant)
    ours = make_venv(building.interpreter(folder), os.path.join(folder, 'venv'), TEST_PACKAGES,
                     os.path.join(folder, 'venv.log'))
    if not ours:
        say('tests of the backport: not run, packaging could not be installed (build/%s/venv.log)' % variant)
        return []
    venvs = (make_venv(python, os.path.join(repo.build, 'backport'), ('packaging',),
                       os.path.join(repo.build, 'backport.log')) for python in unpatched(repo))
    theirs = next(filter(None, venvs), None)
    if not theirs:
        say('tests of the backport: not run, there is no unpatched Python 3.9 or newer that has venv and could install '
            'packaging (build/backport.log); make stock builds one')
        return []
    file = os.path.join(repo.root, 'Tools', 'backport', 'test_versioned_imports.py')
    bad = []
    for python, other, label in ((theirs, ours, 'an unpatched Python'), (ours, '', 'this build')):
        say('tests of the backport on ' + label)
        env = {**building.environment(repo, variant), 'VERSIONED_IMPORTS_OTHER': other}
        if subprocess.run([python, '-B', file, '-q'], env=env, stdin=subprocess.DEVNULL).returncode:
            bad.append('the tests of the backport on ' + label)
    return bad


def run_suite(repo, variant, python, env, tests, options, label, known, resources=()):
    """Runs python -m test; returns the names of cases that failed and are not known.

    resources are enabled besides those that the tests need everywhere."""
    folder = os.path.join(repo.variant(variant), 'test')
    os.makedirs(folder, exist_ok=True)
    xml_path = os.path.join(folder, label + '.xml')
    remove(xml_path)
    parallel = [] if any(option.startswith('-j') for option in options) else ['-j%d' % building.jobs()]
    # Tests of the parser generator and of every statement in the library are behind the resource cpu; so is one that
    # compiles all of CPython a second time.
    uses = ([] if any(option.startswith('-u') for option in options)
            else ['-u' + ','.join(['cpu', 'curses', *resources]), '--ignore=test_freeze_simple_script'])
    command = [python, '-m', 'test', *parallel, *uses, '--timeout=1200', '--tempdir=' + folder, '--junit-xml', xml_path,
               *options, *tests]
    say('$ ' + ' '.join(command[:3]) + ' ... (%d tests, log in %s)' % (
        len(tests), repo.shown(os.path.join(folder, label + '.log'))))
    status = follow(command, folder, os.path.join(folder, label + '.log'), env)
    results = read_results(xml_path)
    if results is None:
        return ['%s tests ended with status %d and no result' % (label, status)]
    bad = failures(results)
    excused = sorted(case for case in bad if case in known)
    for case in excused:
        say('fails on stock too: %s (%s)' % (case, known[case]))
    rest = sorted(set(bad) - set(excused))
    log = (read_bytes(os.path.join(folder, label + '.log')) or b'').decode('utf-8', 'replace')
    rest += whole_file_failures(log, known) + uncounted_failures(log, results, known)
    if status not in (0, 4) and not rest and not excused:
        rest.append('status %d of the %s tests' % (status, label))
    return rest


def follow(command, folder, log, env):
    """Runs a command with its output both here and in a log."""
    with open(log, 'wb') as file:
        process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, preexec_fn=building.heed_interrupts)
        try:
            for line in process.stdout:
                file.write(line)
                sys.stdout.write(line.decode('utf-8', 'replace'))
                sys.stdout.flush()
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise


# ---- results ----

def read_results(path):
    """{case: 'passed' | 'failed' | 'skipped'} of a JUnit file, or None where there is none."""
    if not os.path.exists(path):
        return None
    results = {}
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except xml.etree.ElementTree.ParseError:
        return None
    for case in root.iter('testcase'):
        name = case.get('name', '')
        kinds = {child.tag for child in case}
        result = ('failed' if kinds & {'failure', 'error'} else 'skipped' if 'skipped' in kinds
                  or case.get('result') == 'skipped' else 'passed')
        # A case with subtests stands there several times: one failure is enough.
        if results.get(name) != 'failed':
            results[name] = result
    return results


def failures(results):
    return [name for name, result in results.items() if result == 'failed']


def file_results(log):
    """{test file: how it ended} from the lines that python -m test prints as it goes."""
    ends = {}
    for line in log.splitlines():
        match = re.match(r'(?:\d+:\d\d:\d\d )?(?:load avg: [\d.]+ )?\[\s*\d+/\d+(?:/\d+)?\] (\S+)(.*)', line)
        if match:
            text = re.sub(r' \((?:\d+ min )?[\d.]+ (?:sec|min|ms)\)| -- .*', '', match[2]).strip() or 'passed'
            ends[match[1]] = text
    return ends


def whole_file_failures(log, known):
    """Test files that failed as a whole: could not be imported, crashed, timed out, leaked."""
    return ['%s (%s)' % (name, text) for name, text in file_results(log).items()
            if re.search(r'failed$|uncaught exception|reference leak|crashed|timed out|worker|env changed|interrupted',
                         text)
            and name not in known]


def count(text):
    """How many errors and failures stand in how a file ended."""
    return sum(int(number) for number in re.findall(r'(\d+) (?:error|failure)s?\b', text))


def uncounted_failures(log, results, known):
    """Test files with more failures than the results name: a failed subtest is in no JUnit file."""
    bad = failures(results)
    return ['%s (%s)' % (name, text) for name, text in file_results(log).items()
            if count(text) > sum(case.startswith('test.%s.' % name) for case in bad) and name not in known]


# ---- make regrtest ----

def compare(ours, stock):
    """[(case, on stock, here)] of what differs; a case that is new here counts only if it fails."""
    found = []
    for name in sorted(set(ours) | set(stock)):
        pair = (stock.get(name, 'absent'), ours.get(name, 'absent'))
        if pair[0] != pair[1] and pair not in (('absent', 'passed'), ('absent', 'skipped')):
            found.append((name, *pair))
    return found


def suite(repo, label, python, tests, options, reuse=False):
    """Runs the suite. Returns ({case: result}, {file: how it ended}); with reuse, those of the last run of the same
    tests on the same interpreter."""
    folder = os.path.join(repo.variant(label), 'test')
    os.makedirs(folder, exist_ok=True)
    xml_path, log, stamp = (os.path.join(folder, name) for name in ('all.xml', 'all.log', 'all.json'))
    value = {'built': os.stat(python).st_mtime, 'tests': tests, 'options': options}
    if reuse and read_json(stamp) == value and read_results(xml_path) is not None:
        say('the suite on %s: its results are there; remove %s to run it again' % (label, repo.shown(stamp)))
    else:
        remove(stamp)
        remove(xml_path)
        parallel = [] if any(option.startswith('-j') for option in options) else ['-j%d' % building.jobs()]
        say('the suite on %s: %s' % (label, python))
        follow([python, '-m', 'test', *parallel, '--timeout=1800', '--tempdir=' + folder, '--junit-xml', xml_path,
                *options, *tests], folder, log, building.environment(repo, label))
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
    cases, files = (before[0], after[0]), (before[1], after[1])
    say('')
    say('differences by test file (stock, here):')
    for name, before, after in compare_files(files[1], files[0]) or [('none', '', '')]:
        say('  %-40s %s%s' % (name, before, ' -> ' + after if after else ''))
    say('differences by case (stock, here):')
    found = compare(cases[1], cases[0])
    for name, before, after in found or [('none', '', '')]:
        say('  %-40s %s%s' % (name, before, ' -> ' + after if after else ''))
    worse = [name for name, _, after in found if after == 'failed']
    worse += [name for name, before, after in compare_files(files[1], files[0])
              if re.search('failed|crashed|timed out', after)
              and (count(after) > count(before) or not re.search('failed|crashed|timed out', before))]
    say('%d cases here, %d on stock; %s' % (len(cases[1]), len(cases[0]),
                                            'worse here: ' + ', '.join(worse) if worse else 'nothing is worse here'))
    return 1 if worse else 0


def compare_files(ours, stock):
    found = []
    for name in sorted(set(ours) | set(stock)):
        pair = (stock.get(name, 'absent'), ours.get(name, 'absent'))
        if pair[0] != pair[1] and pair != ('absent', 'passed'):
            found.append((name, *pair))
    return found


# ---- make pep ----

def pep(repo):
    """PEP-draft.rst as build/PEP-draft.html; a warning of docutils is an error."""
    source = os.path.join(repo.root, 'PEP-draft.rst')
    if not os.path.exists(source):
        raise Failure('there is no PEP-draft.rst')
    os.makedirs(repo.build, exist_ok=True)
    folder = os.path.join(repo.build, 'venv')
    # The built interpreter brings venv and pip; a Debian python3 may lack both.
    found = None
    for name in ('release', 'debug', 'stock'):
        python = building.interpreter(repo.variant(name))
        if os.path.exists(python):
            found = make_venv(python, folder, PEP_PACKAGES, os.path.join(repo.build, 'venv.log'))
            break
    else:
        found = make_venv(sys.executable, folder, PEP_PACKAGES, os.path.join(repo.build, 'venv.log'))
    if not found:
        raise Failure('docutils could not be installed in build/venv (see build/venv.log): run make first, and let pip '
                      'reach a package index')
    target = os.path.join(repo.build, 'PEP-draft.html')
    temporary = target + '.tmp'
    done = subprocess.run([found, '-m', 'docutils', '--reader=pep', '--writer=html5', '--halt=warning',
                           '--report=warning', source, temporary],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        remove(temporary)
        raise Failure('docutils: ' + done.stdout.decode('utf-8', 'replace').strip())
    os.replace(temporary, target)
    say('made ' + repo.shown(target))
