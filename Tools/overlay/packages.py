"""What a build needs from the system: git, a compiler, make, and the headers of libraries."""

import os
import re
import shutil
import subprocess
import sys

from common import Failure, say, warn, write_atomic

# (what, programs or header, pkg-config name, package on Debian, on Fedora, for Homebrew)
GIT = ('git', ('git',), '', 'git', 'git', 'git')
COMPILER = ('a C compiler', ('cc', 'gcc', 'clang'), '', 'gcc', 'gcc', 'gcc')
MAKE = ('make', ('make', 'gmake'), '', 'make', 'make', 'make')
PKG_CONFIG = ('pkg-config', ('pkg-config', 'pkgconf'), '', 'pkg-config', 'pkgconf-pkg-config', 'pkg-config')
HEADERS = (
    ('the C library', 'stdio.h', '', 'libc6-dev', 'glibc-devel', ''),
    ('OpenSSL', 'openssl/ssl.h', 'openssl', 'libssl-dev', 'openssl-devel', 'openssl@3'),
    ('zlib', 'zlib.h', 'zlib', 'zlib1g-dev', 'zlib-devel', ''),
    ('bzip2', 'bzlib.h', 'bzip2', 'libbz2-dev', 'bzip2-devel', ''),
    ('liblzma', 'lzma.h', 'liblzma', 'liblzma-dev', 'xz-devel', 'xz'),
    ('readline', 'readline/readline.h', 'readline', 'libreadline-dev', 'readline-devel', 'readline'),
    ('SQLite', 'sqlite3.h', 'sqlite3', 'libsqlite3-dev', 'sqlite-devel', ''),
    ('libffi', 'ffi.h', 'libffi', 'libffi-dev', 'libffi-devel', ''),
    ('ncurses', 'ncurses.h', 'ncurses', 'libncurses-dev', 'ncurses-devel', ''),
    ('gdbm', 'gdbm.h', 'gdbm', 'libgdbm-dev', 'gdbm-devel', 'gdbm'),
    ('libuuid', 'uuid/uuid.h', 'uuid', 'uuid-dev', 'libuuid-devel', ''),
)


def compiler():
    """The words of the compiler command that configure will use, or None."""
    words = os.environ.get('CC', '').split() or [name for name in ('gcc', 'cc', 'clang') if shutil.which(name)][:1]
    return words if words and shutil.which(words[0]) else None


def missing(rows=(COMPILER, MAKE, GIT, PKG_CONFIG, *HEADERS)):
    """Those of the rows that this machine lacks."""
    return [row for row in rows if not (compiler() if row is COMPILER else any(map(shutil.which, row[1]))
                                        if isinstance(row[1], tuple) else _has_header(row[1], row[2]))]


def _has_header(header, package):
    if compiler() is None:
        return False
    flags = os.environ.get('CPPFLAGS', '').split()
    if package and shutil.which('pkg-config'):
        done = subprocess.run(['pkg-config', '--cflags', package], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        flags += done.stdout.decode().split()
    done = subprocess.run(compiler() + flags + ['-E', '-x', 'c', '-o', os.devnull, '-'],
                          input=b'#include <stdio.h>\n#include <%s>\n' % header.encode(),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def system():
    if sys.platform == 'darwin':
        return 'brew'
    kinds = {'apt-get': 'debian', 'dnf': 'fedora', 'yum': 'fedora', 'brew': 'brew'}
    return next((kinds[program] for program in kinds if shutil.which(program)), None)


def command(gone, kind):
    """The command that installs what is missing, as the reader would type it."""
    wanted = ' '.join(_names(gone, kind)) if kind else ''
    return {'debian': 'sudo apt-get install ' + wanted, 'fedora': 'sudo dnf install ' + wanted,
            'brew': 'xcode-select --install' + ('; brew install ' + wanted if wanted else ''),
            None: 'your package manager'}[kind]


def _names(gone, kind):
    column = {'debian': -3, 'fedora': -2, 'brew': -1}[kind]
    return [row[column] for row in gone if row[column]]


def ensure(missing=missing):
    """Has everything that a build needs, or fails with one line that names each thing missing."""
    gone, kind = missing(), system()
    optional = not any(row in gone for row in (COMPILER, MAKE, GIT))
    if gone and not (optional and os.environ.get('OVERLAY_ALLOW_MISSING')) and kind == 'debian' and os.geteuid() == 0:
        _install(_names(gone, kind))
        gone = missing()
    if not gone:
        return
    what = ', '.join(row[0] if isinstance(row[1], tuple) else '%s (%s)' % row[:2] for row in gone)
    if optional and os.environ.get('OVERLAY_ALLOW_MISSING'):
        return warn('building without %s' % what)
    raise Failure('the build needs %s; install with: %s%s' % (
        what, command(gone, kind), ' (or set OVERLAY_ALLOW_MISSING=1 to build without the modules that use them)'
        if optional else ''))


def ensure_once(repo):
    """ensure(), skipped once everything was found and the compiler is still there."""
    stamp = os.path.join(repo.build, 'state', 'packages')
    if not os.path.exists(stamp) or compiler() is None:
        ensure()
        write_atomic(stamp, b'')


def ensure_git():
    """The same for git alone, which every command that lays or saves runs."""
    ensure(lambda: missing([GIT]))


def _install(wanted):
    say('installing what the build needs: ' + ' '.join(wanted))
    install = ['apt-get', '-q', '-y', '--no-install-recommends', 'install', *wanted]
    for steps in ([install], [['apt-get', '-q', 'update'], install]):
        for step in steps:
            done = subprocess.run(step, env=dict(os.environ, DEBIAN_FRONTEND='noninteractive', LC_ALL='C'),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode:
                break
        else:
            return
    errors = re.findall(r'^E: .*$', done.stdout.decode('utf-8', 'replace'), re.M)
    raise Failure('apt-get could not install %s (%s); install them by hand' % (
        ' '.join(wanted), errors[-1] if errors else 'it failed'))
