"""Releases of CPython in the scratch repository, and the choice among them.

A choice is a dict: release, the origin (the SHA-256 of a tarball, or tree-ID of an unpacked tree); given, the path of
--with-upstream where that is not the pinned release, else None; base, the release that the patches were made for where
that is of another version, else None.
"""

import glob
import os
import shutil
import tarfile

import fetching
from common import Failure, digest, read_bytes, say, warn
from overlay import WHEELS

# What building in a source tree leaves there: no part of a release, and not saved from another tree.
BUILT = ('/build*', '/Makefile', '/Makefile.pre', '/config.log', '/config.status', '/platform', '/pybuilddir.txt',
         '/pyconfig.h', '/python', '/python-config*', '/python-gdb.py', '/_bootstrap_python')
VERSION = 'Include/patchlevel.h'
SAFELY = {'filter': 'data'} if hasattr(tarfile, 'data_filter') else {}


def choose(repo, scratch, last, given=None, keep=False):
    """The choice for this command, with its releases in the scratch repository. last: that of the last command, or {}.
    given: the path of --with-upstream. keep: a release that an earlier --with-upstream brought stays."""
    pin = fetching.read_pin(repo)
    if given is None and last.get('release') == pin['sha256']:
        return {**last, 'given': None}      # with its base: the patches may still be those of another release
    if given is None and last.get('given') and keep:
        return last
    if given is None:
        return {'release': _pinned(repo, scratch, pin), 'given': None, 'base': None}
    given = os.path.abspath(given)
    if not os.path.exists(given):
        raise Failure('--with-upstream=%s: there is no such file or folder' % given)
    release = _add(scratch, given)
    if release == last.get('release'):
        return last
    if release == pin['sha256']:
        return {'release': release, 'given': None, 'base': None}
    version = scratch.version(release)
    if version.split('.')[:2] != pin['version'].split('.')[:2]:
        raise Failure('%s is CPython %s; the overlay is for %s' % (given, version, pin['version']))
    warn('upstream is %s, CPython %s, not the release %s that UPSTREAM pins' % (given, version, pin['version']))
    base = None if version == pin['version'] else _pinned(repo, scratch, pin)
    return {'release': release, 'given': given, 'base': base}


def _pinned(repo, scratch, pin):
    return pin['sha256'] if scratch.version(pin['sha256']) else _add(scratch, fetching.tarball(repo, pin))


def _add(scratch, path):
    """Takes the release in a tarball or a tree into the scratch repository. Returns its origin."""
    origin = None if os.path.isdir(path) else digest(read_bytes(path))
    if origin and scratch.version(origin):
        return origin
    entries = gather(scratch, path)
    origin = origin or 'tree-' + digest(repr(sorted(entries.items())).encode())
    os.makedirs(os.path.dirname(scratch.place(origin)), exist_ok=True)
    shutil.copy2(os.path.join(scratch.tree, 'new', 'index'), scratch.place(origin))
    # Where nothing is laid yet, it is by this.
    if not any(os.path.exists(os.path.join(scratch.tree, top)) for top in ('src', 'wheels')):
        for name, place in (('src', scratch.tree), ('wheels', scratch.tree), ('index', scratch.folder)):
            os.rename(os.path.join(scratch.tree, 'new', name), os.path.join(place, name))
    return origin


def gather(scratch, path):
    """The entries for a tarball or a source tree and for what is in its bundled wheels; the files stand in build/new."""
    new = os.path.join(scratch.tree, 'new')
    source = os.path.join(new, 'src')
    shutil.rmtree(new, ignore_errors=True)
    os.makedirs(os.path.join(new, 'wheels'))
    say('unpacking ' + path)
    if os.path.isdir(path) and os.path.exists(os.path.join(path, VERSION)):
        shutil.copytree(path, source, symlinks=True, ignore=shutil.ignore_patterns('.git', '*.o', '*.a'))
    elif os.path.isfile(path):
        try:
            with tarfile.open(path) as archive:
                archive.extractall(os.path.join(new, 'tar'), **SAFELY)
        except (tarfile.TarError, EOFError, OSError) as error:
            raise Failure('%s cannot be unpacked (%s)' % (path, error)) from None
        # The files of a source tarball stand in one folder.
        os.rename(os.path.join(new, 'tar', next(iter(os.listdir(os.path.join(new, 'tar'))), '')), source)
    if not os.path.exists(os.path.join(source, VERSION)):
        raise Failure('%s holds no CPython source (no %s)' % (path, VERSION))
    for wheel in glob.glob(os.path.join(source, WHEELS, '*.whl')):
        shutil.unpack_archive(wheel, os.path.join(new, 'wheels', os.path.basename(wheel)), 'zip')
    return scratch.look(new, ['/src' + pattern for pattern in BUILT], modes=True, keep=os.path.join(new, 'index'))
