"""Configuring and compiling in build/VARIANT, out of the source tree in build/src."""

import os
import re
import shutil
import signal
import subprocess
import sys

import laying
import packages
from common import (VARIANTS, Failure, digest, progress, progress_end, progress_start, read_bytes, read_json, say,
                    write_atomic, write_json)
from generated import table

OPTIONS = {
    'release': [],
    'debug': ['--with-pydebug'],
    'freethreaded': ['--disable-gil'],
    'asan': ['--with-address-sanitizer', '--without-pymalloc', '--with-pydebug'],
    'pgo': ['--enable-optimizations', '--with-lto'],
}
ASAN_OPTIONS = 'detect_leaks=0:allocator_may_return_null=1:handle_segv=0'
# Names that our own make exports to its recipes and CPython's make must not see.
NOT_PASSED = ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'MAKEOVERRIDES', 'VARIANT', 'PROFILE', 'PREFIX', 'DESTDIR', 'TESTS',
              'TESTOPTS', 'JOBS', 'ARGS', 'TREE')


def environment(repo, variant):
    env = {key: value for key, value in os.environ.items()
           if key not in NOT_PASSED and (not key.startswith('PYTHON') or key == 'PYTHON_FOR_REGEN')}
    if not env.get('CC') and shutil.which('ccache'):
        # Names of the compiler that lead to ccache: CC stays plain "gcc" in what the build records.
        folder = os.path.join(repo.build, 'ccache')
        os.makedirs(folder, exist_ok=True)
        for name in ('gcc', 'cc', 'g++', 'clang'):
            link = os.path.join(folder, name)
            if shutil.which(name) and not os.path.lexists(link):
                os.symlink(shutil.which('ccache'), link)
        env['PATH'] = folder + os.pathsep + env.get('PATH', '')
    if variant == 'asan':
        env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', ASAN_OPTIONS)
    return env


def jobs():
    text = os.environ.get('JOBS', '')
    return int(text) if text.isdigit() and int(text) else os.cpu_count() or 1


def interpreter(folder):
    """The built interpreter in a build folder; macOS gives it the suffix .exe."""
    path = os.path.join(folder, 'python')
    return path + '.exe' if os.path.isfile(path + '.exe') else path


def python_for_regen(repo, env):
    """A Python that can run CPython's generators: 3.11 or newer, and one that works. Where the machine has
    none, a stock build of the release, which needs none, serves."""
    wanted = os.environ.get('PYTHON_FOR_REGEN')
    check = 'import sys; print(sys.executable) if sys.version_info >= (3, 11) else sys.exit(1)'
    for name in [wanted] if wanted else [sys.executable, 'python3.13', 'python3.12', 'python3.11', 'python3.14',
                                         'python3', '/usr/bin/python3']:
        try:
            done = subprocess.run([name, '-c', check], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
        except OSError:
            continue
        if done.returncode == 0:
            return done.stdout.decode().strip()
    if wanted:
        raise Failure('PYTHON_FOR_REGEN=%s is no working Python 3.11 or newer' % wanted)
    say('no Python 3.11 or newer here to run the generators with: building the stock release for it')
    return build_stock(repo)


# ---- running ----

def heed_interrupts():
    """In a child: a session without a terminal may have started us with SIGINT ignored, which children inherit
    and which makes tests of Ctrl-C fail."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(command, folder, log, env, what, total=0, counts=None):
    """Runs a command with its output in a log and a line of progress; on error shows the log's end."""
    progress_start()
    done = 0
    with open(log, 'ab') as file:
        file.write(('$ ' + ' '.join(command) + '\n').encode())
        file.flush()
        try:
            process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except OSError as error:
            raise Failure('%s cannot be run (%s)' % (command[0], error)) from None
        with process:
            try:
                for line in process.stdout:
                    file.write(line)
                    if counts is None or counts(line):
                        done += 1
                        progress(what, min(done, total) if total else done, total, '' if counts else ' lines')
            except BaseException:
                process.terminate()
                raise
    progress_end()
    if process.returncode:
        raise Failure('%s failed; the end of %s:\n%s' % (what, log, tail(log)))


def tail(log, lines=25):
    text = (read_bytes(log) or b'').decode('utf-8', 'replace').splitlines()
    errors = [line for line in text if re.search(r'\berror:|\*\*\* |Error:', line)][:5]
    end = text[-lines:]
    return '\n'.join('    ' + line[:240] for line in [line for line in errors if line not in end] + end)


def compiles(line):
    return b' -c ' in line and b'.o' in line and not line.startswith((b'#', b'$'))


def estimate(folder, env):
    """How many files make is about to compile."""
    done = subprocess.run(['make', '-n', 'all'], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return sum(map(compiles, done.stdout.splitlines()))


# ---- configuring ----

def configure(repo, variant, arguments, source, env, regen_python):
    """Runs CPython's configure unless it has been run with the same arguments on the same configure."""
    folder = repo.variant(variant)
    os.makedirs(folder, exist_ok=True)
    stamp = os.path.join(folder, 'overlay-configured.json')
    value = {'arguments': arguments, 'source': source,
             'environment': {key: env[key] for key in ('CC', 'CFLAGS', 'CPPFLAGS', 'LDFLAGS', 'LIBS') if key in env},
             'configure': digest((read_bytes(os.path.join(source, 'configure')) or b'')
                                 + (read_bytes(os.path.join(source, 'pyconfig.h.in')) or b''))}
    if read_json(stamp) == value and os.path.exists(os.path.join(folder, 'Makefile')):
        return folder
    log = os.path.join(folder, 'configure.log')
    write_atomic(log, b'')
    env = dict(env)
    if regen_python:
        env['PYTHON_FOR_REGEN'] = regen_python
    script = os.path.join(os.path.relpath(source, folder), 'configure')
    say('configure: %s %s' % (variant, ' '.join(arguments)))
    run(['/bin/sh', script, *arguments], folder, log, env, 'configure')
    # Kept once they have worked: a mistyped option must not come back with every make.
    write_json(os.path.join(folder, 'overlay-arguments.json'), arguments)
    write_json(stamp, value)
    return folder


def arguments_of(repo, variant, given=None):
    """The arguments for CPython's configure: those given now, else those given last, else the variant's own."""
    if given is not None:
        return OPTIONS[variant] + given
    kept = read_json(os.path.join(repo.variant(variant), 'overlay-arguments.json'))
    return OPTIONS[variant] if kept is None else kept


# ---- generating ----

def regenerate(repo, table, folder, env, regen_python, after_build=False):
    """Runs the generators whose inputs or outputs changed. Upstream's own files are known to fit together. Returns the
    names of those that ran."""
    path = os.path.join(repo.build, 'state', 'generated.json')
    known = read_json(path) or {}
    log = os.path.join(folder, 'generate.log')
    if not after_build:
        write_atomic(log, b'')
    changed, ran = None, []
    for target in table.targets:
        if target.after_build != after_build:
            continue
        now = target.inputs_and_outputs(repo.source)
        if target.name not in known:
            changed = laying.changed(repo) if changed is None else changed
            if not any(target.concerns(file[len('src/'):]) for file in changed if file.startswith('src/')):
                known[target.name] = now
        if known.get(target.name) == now:
            continue
        # Makefile may itself be out of date after a change to Makefile.pre.in: make then brings it up first.
        run([regen_python, os.path.join(repo.source, target.script[0]), *target.script[1:]] if target.script
            else ['make', target.name, 'PYTHON_FOR_REGEN=' + regen_python], folder, log, env, 'generate ' + target.name)
        if target.name == 'regen-test-frozenmain':
            # Made in the build folder; the one that is compiled is the source tree's.
            name = os.path.join('Programs', 'test_frozenmain.h')
            made = read_bytes(os.path.join(folder, name))
            os.unlink(os.path.join(folder, name))
            if made != read_bytes(os.path.join(repo.source, name)):
                write_atomic(os.path.join(repo.source, name), made)
        known[target.name] = target.inputs_and_outputs(repo.source)
        write_json(path, known)
        ran.append(target.name)
    write_json(path, known)
    if ran:
        say('generated: ' + ' '.join(ran))
    return ran


# ---- building ----

def check_variant(variant):
    if variant not in VARIANTS:
        raise Failure('VARIANT=%s: the variants are %s' % (variant, ', '.join(VARIANTS)))


def prepare(repo, variant, given=None, upstream=None, discard=False, keep=True):
    """Everything up to compiling. Returns (folder, env, regen_python)."""
    check_variant(variant)
    with laying.alone(repo):
        packages.ensure_once(repo)
        env = environment(repo, variant)
        laying.lay(repo, upstream, discard, keep)
        regen_python = python_for_regen(repo, env)
        folder = configure(repo, variant, arguments_of(repo, variant, given), repo.source, env, regen_python)
        regenerate(repo, table(repo), folder, env, regen_python)
    return folder, env, regen_python


def build(repo, variant, given=None):
    """Builds a variant. Returns its interpreter."""
    folder, env, regen_python = prepare(repo, variant, given)
    compile_all(folder, env, variant)
    if regenerate(repo, table(repo), folder, env, regen_python, after_build=True):
        compile_all(folder, env, variant)
    return check(folder, variant, env)


def build_stock(repo, arguments=None, variant='release'):
    """Builds the release itself in build/stock, for another variant in build/stock-VARIANT, with the options that the
    variant has unless given."""
    check_variant(variant)
    name = 'stock' if variant == 'release' else 'stock-' + variant
    os.makedirs(repo.build, exist_ok=True)
    packages.ensure_once(repo)
    source = laying.stock_source(repo)
    env = environment(repo, name)
    arguments = arguments_of(repo, variant) if arguments is None else arguments
    folder = configure(repo, name, arguments, source, env, None)
    compile_all(folder, env, name)
    return check(folder, name, env)


def compile_all(folder, env, variant):
    log = os.path.join(folder, 'make.log')
    write_atomic(log, b'')
    run(['make', '-j%d' % jobs(), 'all'], folder, log, env, 'compile %s' % variant, estimate(folder, env), compiles)


def check(folder, variant, env):
    python = interpreter(folder)
    done = subprocess.run([python, '-c', 'import sys; print(sys.version.split()[0])'], env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise Failure('%s was built and does not start: %s' % (
            python, done.stdout.decode('utf-8', 'replace').strip().splitlines()[-1:]))
    say('%s: %s (%s)' % (variant, python, done.stdout.decode().strip()))
    return python


def install(repo, variant, prefix, destdir):
    """Installs a variant. The prefix is a matter of configure: another one is configured and built first."""
    check_variant(variant)
    given = None
    if prefix:
        given = [option for option in arguments_of(repo, variant)
                 if not option.startswith('--prefix=') and option not in OPTIONS[variant]]
        given.append('--prefix=' + os.path.abspath(prefix))
    python = build(repo, variant, given)
    folder = os.path.dirname(python)
    log = os.path.join(folder, 'install.log')
    write_atomic(log, b'')
    # Not -j: two of upstream's install targets write the same folders.
    run(['make', 'install'] + (['DESTDIR=' + os.path.abspath(destdir)] if destdir else []), folder, log,
        environment(repo, variant), 'install')
    say('installed in %s' % ((os.path.abspath(destdir) if destdir else '') + (
        os.path.abspath(prefix) if prefix else os.sep + ' with the configured prefix')))
