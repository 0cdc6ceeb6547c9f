"""What a build needs from the system: git, a compiler, make, and the headers of libraries."""

import os
import shutil
import subprocess

from common import Failure, say, warn, write_atomic

# (what, header, pkg-config name, package on Debian, on Fedora, for Homebrew); what has no header is a program.
COMPILER = ('a C compiler', '', '', 'gcc', 'gcc', 'gcc')
MAKE = ('make', '', '', 'make', 'make', 'make')
GIT = ('git', '', '', 'git', 'git', 'git')
ALL = (
    COMPILER, MAKE, GIT,
    ('pkg-config', '', '', 'pkg-config', 'pkgconf-pkg-config', 'pkg-config'),
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
# {program: (column of its packages, the command that installs them)}
SYSTEMS = {'apt-get': (3, 'sudo apt-get install'), 'dnf': (4, 'sudo dnf install'), 'brew': (5, 'brew install')}


def compiler():
    """The words of the compiler command that configure will use, or None."""
    words = os.environ.get('CC', '').split() or [name for name in ('gcc', 'cc', 'clang') if shutil.which(name)][:1]
    return words if words and shutil.which(words[0]) else None


def missing(rows=ALL):
    """Those of the rows that this machine lacks."""
    return [row for row in rows if not (_has_header(*row[1:3]) if row[1] else compiler() if row == COMPILER else
                                        shutil.which(row[0]))]


def _has_header(header, package):
    if not compiler():
        return False
    flags = os.environ.get('CPPFLAGS', '').split()
    if package and shutil.which('pkg-config'):
        done = subprocess.run(['pkg-config', '--cflags', package], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        flags += done.stdout.decode().split()
    return not subprocess.run([*compiler(), *flags, '-E', '-x', 'c', '-o', os.devnull, '-'], stderr=subprocess.DEVNULL,
                              input=b'#include <stdio.h>\n#include <%s>\n' % header.encode()).returncode


def ensure(rows=ALL):
    """Has the rows, installed as root on Debian, or fails with one line that names each thing missing."""
    gone, system = missing(rows), next(filter(shutil.which, SYSTEMS), None)
    optional = {COMPILER, MAKE, GIT}.isdisjoint(gone)
    if gone and optional and os.environ.get('OVERLAY_ALLOW_MISSING'):
        return warn('building without ' + ', '.join(row[0] for row in gone))
    if gone and system == 'apt-get' and os.geteuid() == 0:
        _install([row[3] for row in gone])
        gone = missing(rows)
    if gone:
        column, command = SYSTEMS.get(system, (3, 'your package manager:'))
        raise Failure('the build needs %s; install with: %s%s' % (
            ', '.join('%s (%s)' % row[:2] if row[1] else row[0] for row in gone),
            ' '.join([command, *filter(None, (row[column] for row in gone))]),
            ' (or set OVERLAY_ALLOW_MISSING=1 to build without the modules that use them)' if optional else ''))


def ensure_once(repo):
    """ensure(), skipped once everything was found and the compiler is still there."""
    stamp = os.path.join(repo.state, 'packages')
    if not os.path.exists(stamp) or not compiler():
        ensure()
        write_atomic(stamp, b'')


def _install(names):
    say('installing what the build needs: ' + ' '.join(names))
    done = subprocess.run('apt-get -q update; apt-get -q -y --no-install-recommends install ' + ' '.join(names), shell=True,
                          env=dict(os.environ, DEBIAN_FRONTEND='noninteractive', LC_ALL='C'), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise Failure('apt-get could not install %s; install them by hand:\n%s' % (
            ' '.join(names), done.stdout.decode('utf-8', 'replace').strip()))
