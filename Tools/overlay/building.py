"""Configuring and compiling in build/VARIANT, out of the source tree in build/src."""

import os
import re
import shutil
import subprocess
import sys

import laying
import packages
from common import Failure, read_bytes, read_json, say, write_json
from generated import TABLE

# {variant: the options of CPython's configure that make it}
VARIANTS = {
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
    """The environment of what is configured, compiled and tested."""
    env = {key: value for key, value in os.environ.items()
           if key not in NOT_PASSED and (not key.startswith('PYTHON') or key == 'PYTHON_FOR_REGEN')}
    if not env.get('CC') and shutil.which('ccache'):
        # Names of the compiler that lead to ccache: CC stays plain "gcc" in what the build records.
        os.makedirs(repo.built('ccache'), exist_ok=True)
        for name in filter(shutil.which, ('gcc', 'cc', 'g++', 'clang')):
            if not os.path.lexists(repo.built('ccache/' + name)):
                os.symlink(shutil.which('ccache'), repo.built('ccache/' + name))
        env['PATH'] = repo.built('ccache') + os.pathsep + env.get('PATH', '')
    if variant == 'asan':
        env.setdefault('ASAN_OPTIONS', ASAN_OPTIONS)
    return env


def jobs():
    return '-j%s' % (os.environ.get('JOBS') or os.cpu_count() or 1)


def interpreter(folder):
    """The built interpreter in a build folder; macOS gives it the suffix .exe."""
    path = os.path.join(folder, 'python')
    return path + '.exe' if os.path.isfile(path + '.exe') else path


def works(command, **options):
    """Return True if a command can be run and succeeds; what it prints is dropped."""
    try:
        return not subprocess.run(command, **{'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL,
                                              'stderr': subprocess.DEVNULL, **options}).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def python_for_regen(repo, env):
    """A Python that can run CPython's generators: 3.11 or newer, and one that works. Where the machine has none, a stock
    build of the release, which needs none, serves."""
    wanted = os.environ.get('PYTHON_FOR_REGEN')
    for name in [wanted] if wanted else [sys.executable, 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python3']:
        if works([name, '-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], env=env):
            return shutil.which(name)
    if wanted:
        raise Failure('PYTHON_FOR_REGEN=%s is no working Python 3.11 or newer' % wanted)
    say('no Python 3.11 or newer here to run the generators with: building the stock release for it')
    return build_stock(repo)


def run(folder, what, command, env):
    """Runs a command in a build folder, with its output in WHAT.log there; on error shows the end of the log."""
    log = os.path.join(folder, what + '.log')
    say('%s %s: the log is %s' % (os.path.basename(folder), what, log))
    os.makedirs(folder, exist_ok=True)
    with open(log, 'wb') as file:
        status = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=file,
                                stderr=subprocess.STDOUT).returncode
    if status:
        lines = read_bytes(log).decode('utf-8', 'replace').splitlines()
        shown = [line for line in lines[:-25] if re.search(r'\berror:|\*\*\* |Error:', line)][:5] + lines[-25:]
        raise Failure('%s failed; the end of %s:\n%s' % (what, log, '\n'.join('    ' + line[:240] for line in shown)))


def configure(repo, variant, arguments, source, env):
    """Runs CPython's configure unless it has been run with the same arguments; make itself runs it again when it changed.
    Returns the build folder."""
    folder = repo.built(variant)
    stamp = os.path.join(folder, 'overlay-configured.json')
    value = {'arguments': arguments, 'source': source,
             'environment': {key: env[key] for key in ('CC', 'CFLAGS', 'CPPFLAGS', 'LDFLAGS', 'LIBS') if key in env}}
    if read_json(stamp) != value or not os.path.exists(os.path.join(folder, 'Makefile')):
        script = os.path.join(os.path.relpath(source, folder), 'configure')
        run(folder, 'configure', ['/bin/sh', script, *arguments], env)
        # Kept once they have worked: a mistyped option must not come back with every make.
        write_json(stamp, value)
    return folder


def arguments_of(repo, variant, given=None):
    """The arguments for CPython's configure: those given now, else those given last, else the variant's own."""
    if given is not None:
        return VARIANTS[variant] + given
    kept = read_json(os.path.join(repo.built(variant), 'overlay-configured.json'))
    return kept['arguments'] if kept else VARIANTS[variant]


def regenerate(repo, folder, env, after_build=False, table=TABLE):
    """Runs the generators whose inputs or outputs changed. Upstream's own files are known to fit together. Returns the
    names of those that ran."""
    path = os.path.join(repo.state, 'generated.json')
    known, changed, ran = read_json(path) or {}, None, []
    for target in table.targets:
        if bool(target.words['after']) != after_build:
            continue
        now = target.inputs_and_outputs(repo.source)
        if target.name not in known:
            changed = laying.changed(repo) if changed is None else changed
            if not any(target.concerns(file[len('src/'):]) for file in changed if file.startswith('src/')):
                known[target.name] = now
        if known.get(target.name) == now:
            continue
        # Makefile may itself be out of date after a change to Makefile.pre.in: make then brings it up first.
        script, python = target.words['script'], env['PYTHON_FOR_REGEN']
        run(folder, target.name, [python, os.path.join(repo.source, script[0]), *script[1:]] if script
            else ['make', target.name, 'PYTHON_FOR_REGEN=' + python], env)
        for name in target.words['makes'] if after_build else ():   # made in the build folder
            os.replace(os.path.join(folder, name), os.path.join(repo.source, name))
        known[target.name] = target.inputs_and_outputs(repo.source)
        write_json(path, known)
        ran.append(target.name)
    write_json(path, known)
    return ran


def check_variant(variant):
    if variant not in VARIANTS:
        raise Failure('VARIANT=%s: the variants are %s' % (variant, ', '.join(VARIANTS)))


def prepare(repo, variant, given=None, upstream=None, discard=False, keep=True):
    """Everything up to compiling. Returns (folder, env)."""
    check_variant(variant)
    packages.ensure_once(repo)
    env = environment(repo, variant)
    env['PYTHON_FOR_REGEN'] = python_for_regen(repo, env)
    with repo.alone():
        laying.lay(repo, upstream, discard, keep)
        folder = configure(repo, variant, arguments_of(repo, variant, given), repo.source, env)
        regenerate(repo, folder, env)
    return folder, env


def build(repo, variant, given=None):
    """Builds a variant. Returns its interpreter."""
    folder, env = prepare(repo, variant, given)
    python = make(folder, env)
    return make(folder, env) if regenerate(repo, folder, env, after_build=True) else python


def build_stock(repo, variant='release', arguments=None):
    """Builds the release itself in build/stock, for another variant in build/stock-VARIANT, with the options that the
    variant has unless given."""
    check_variant(variant)
    name = 'stock' if variant == 'release' else 'stock-' + variant
    packages.ensure_once(repo)
    env = environment(repo, name)
    arguments = arguments_of(repo, variant) if arguments is None else arguments
    return make(configure(repo, name, arguments, laying.stock_source(repo), env), env)


def make(folder, env):
    """Compiles. Returns the interpreter, which has been started once."""
    run(folder, 'make', ['make', jobs(), 'all'], env)
    python = interpreter(folder)
    run(folder, 'start', [python, '-c', 'import sys; print(sys.version)'], env)
    return python


def install(repo, variant, prefix, destdir):
    """Installs a variant. The prefix is a matter of configure: another one is configured and built first."""
    given = None
    if prefix:
        given = [option for option in arguments_of(repo, variant)
                 if not option.startswith('--prefix=') and option not in VARIANTS.get(variant, ())]
        given.append('--prefix=' + os.path.abspath(prefix))
    folder = os.path.dirname(build(repo, variant, given))
    # Not -j: two of upstream's install targets write the same folders.
    run(folder, 'install', ['make', 'install', *(['DESTDIR=' + os.path.abspath(destdir)] if destdir else [])],
        environment(repo, variant))
