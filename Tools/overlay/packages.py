"""What a build needs from the system: a compiler, make, and the headers of libraries."""

import os
import re
import shutil
import subprocess
import sys

from common import Failure, say, warn, write_atomic

# (what, header or program, pkg-config name, package on Debian, on Fedora, for Homebrew)
PROGRAMS = (
    ('a C compiler', ('cc', 'gcc', 'clang'), 'gcc', 'gcc', 'gcc'),
    ('make', ('make', 'gmake'), 'make', 'make', 'make'),
    ('pkg-config', ('pkg-config', 'pkgconf'), 'pkg-config', 'pkgconf-pkg-config', 'pkg-config'),
)
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
    words = os.environ.get('CC', '').split()
    if words:
        return words if shutil.which(words[0]) else None
    for name in ('gcc', 'cc', 'clang'):
        if shutil.which(name):
            return [name]
    return None


def missing(headers=HEADERS):
    """The rows of PROGRAMS and HEADERS that this machine lacks."""
    gone = [row for row in PROGRAMS if not any(map(shutil.which, row[1]))]
    if compiler() is None and PROGRAMS[0] not in gone:
        gone.append(PROGRAMS[0])
    for row in headers:
        if compiler() is None or not _has_header(row[1], row[2]):
            gone.append(row)
    return gone


def _has_header(header, package):
    flags = os.environ.get('CPPFLAGS', '').split()
    if package and shutil.which('pkg-config'):
        done = subprocess.run(['pkg-config', '--cflags', package], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            flags += done.stdout.decode().split()
    done = subprocess.run(compiler() + flags + ['-E', '-x', 'c', '-o', os.devnull, '-'],
                          input=b'#include <stdio.h>\n#include <%s>\n' % header.encode(),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def names(gone, system):
    column = {'debian': -3, 'fedora': -2, 'brew': -1}[system]
    return [row[column] for row in gone if row[column]]


def system():
    if sys.platform == 'darwin':
        return 'brew'
    for program, name in (('apt-get', 'debian'), ('dnf', 'fedora'), ('yum', 'fedora'), ('brew', 'brew')):
        if shutil.which(program):
            return name
    return None


def command(gone, kind):
    """The command that installs what is missing, as the reader would type it."""
    wanted = ' '.join(names(gone, kind)) if kind else ''
    return {'debian': 'sudo apt-get install ' + wanted, 'fedora': 'sudo dnf install ' + wanted,
            'brew': 'xcode-select --install' + ('; brew install ' + wanted if wanted else ''),
            None: 'your package manager'}[kind]


def ensure():
    """Has everything that a build needs, or fails with one line that names each thing missing."""
    gone = missing()
    if not gone:
        return
    kind = system()
    what = ', '.join(row[0] if isinstance(row[1], tuple) else '%s (%s)' % (row[0], row[1]) for row in gone)
    if os.environ.get('OVERLAY_ALLOW_MISSING') and compiler() and any(map(shutil.which, PROGRAMS[1][1])):
        warn('building without %s' % what)
        return
    if kind == 'debian' and hasattr(os, 'geteuid') and os.geteuid() == 0:
        _install(names(gone, kind))
        gone = missing()
        if not gone:
            return
        what = ', '.join(row[0] for row in gone)
    raise Failure('the build needs %s; install with: %s%s' % (
        what, command(gone, kind), '' if PROGRAMS[0] in gone else
        ' (or set OVERLAY_ALLOW_MISSING=1 to build without the modules that use them)'))


def ensure_once(repo):
    """ensure(), skipped once everything was found and the compiler is still there."""
    stamp = os.path.join(repo.build, 'state', 'packages')
    if not os.path.exists(stamp) or compiler() is None:
        ensure()
        write_atomic(stamp, b'')


def _install(wanted):
    say('installing what the build needs: ' + ' '.join(wanted))
    environment = dict(os.environ, DEBIAN_FRONTEND='noninteractive', LC_ALL='C')
    install = ['apt-get', '-q', '-y', '--no-install-recommends', 'install', *wanted]
    text = ''
    for steps in ([install], [['apt-get', '-q', 'update'], install]):
        for step in steps:
            done = subprocess.run(step, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            text = done.stdout.decode('utf-8', 'replace')
            if done.returncode:
                break
        else:
            return
    errors = re.findall(r'^E: .*$', text, re.M)
    raise Failure('apt-get could not install %s (%s); install them by hand' % (
        ' '.join(wanted), errors[-1] if errors else 'it failed'))
