"""Releases of CPython in the scratch repository, and the choice among them.

A choice is a dict: release, the origin (the SHA-256 of a tarball, or tree-ID of an unpacked tree); version; given, the
path of --with-upstream where that is not the pinned release, else None; base, the release that the patches were made
for where that is another one, else None; base_version.
"""

import io
import os
import re
import tarfile
import zipfile

import fetching
from common import (Failure, digest_file, is_junk, progress, progress_start, read_bytes, remove, walk_files, warn,
                    write_atomic)
from overlay import WHEELS, built


def choose(repo, scratch, last, given=None, keep=False):
    """The choice for this command, with its releases in the scratch repository. last: that of the last command, or {}.
    given: the path of --with-upstream. keep: a release that an earlier --with-upstream brought stays."""
    pin = fetching.read_pin(repo)
    if given is None:
        if last.get('release') == pin['sha256']:
            return {**last, 'given': None}      # with its base: the patches may still be those of another release
        if last.get('given') and keep:
            return last
        return {'release': pin['sha256'], 'version': _pinned(repo, scratch, pin), 'given': None, 'base': None}
    given = os.path.abspath(given)
    if os.path.isdir(given):
        origin, version = _add(scratch, _tree_files(given), given)
    elif os.path.isfile(given):
        origin = digest_file(given)
        version = _version(scratch, origin) or _add(scratch, _tar_files(given), given, origin)[1]
    else:
        raise Failure('--with-upstream=%s: there is no such file or folder' % given)
    if origin == last.get('release'):
        return last
    choice = {'release': origin, 'version': version, 'given': given, 'base': None}
    if origin == pin['sha256']:
        return {**choice, 'given': None}
    if version.split('.')[:2] != pin['version'].split('.')[:2]:
        raise Failure('%s is CPython %s; the overlay is for %s' % (given, version, pin['version']))
    warn('upstream is %s, CPython %s, not the release %s that UPSTREAM pins' % (given, version, pin['version']))
    if version != pin['version']:
        choice.update(base=pin['sha256'], base_version=_pinned(repo, scratch, pin))
    return choice


def _pinned(repo, scratch, pin):
    version = _version(scratch, pin['sha256'])
    if version is None:
        path = fetching.tarball(repo, pin)
        version = _add(scratch, _tar_files(path), path, pin['sha256'])[1]
    return version


def _version(scratch, origin):
    """The version of a release, or None where the scratch repository has no such release."""
    text = scratch.file(origin, 'src/Include/patchlevel.h')
    match = re.search(rb'#define PY_VERSION\s+"([^"]+)"', text or b'')
    return match and match[1].decode()


def _add(scratch, files, source, origin=None):
    """Takes a release into the scratch repository. Returns (origin, version)."""
    tree = scratch.add_release(_with_wheels(files))
    version = _version(scratch, 'new')
    if version is None:
        raise Failure('%s holds no CPython source (no Include/patchlevel.h)' % source)
    origin = origin or 'tree-' + tree
    scratch.name_release(origin)
    return origin, version


def _with_wheels(files):
    """The files with their paths in the scratch repository, and those in the wheels."""
    progress_start()
    count = 0
    for count, (rel, executable, data) in enumerate(files, 1):
        progress('unpack', count, 0, ' files')
        yield 'src/' + rel, executable, data
        if rel.startswith(WHEELS) and rel.endswith('.whl'):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    if not name.endswith('/'):
                        yield built(rel + '/' + name), False, archive.read(name)
    progress('unpack', count, 0, ' files', final=True)


def _tar_files(path):
    """(path, executable, content) of the files of a source tarball, without its top folder."""
    try:
        with tarfile.open(path, 'r|*') as archive:
            for member in archive:
                rel = re.sub('^(./)?[^/]*/?', '', member.name)
                if member.isfile() and rel and '..' not in rel.split('/') and not is_junk(rel):
                    yield rel, bool(member.mode & 0o100), archive.extractfile(member).read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Failure('%s cannot be unpacked (%s)' % (path, error)) from None


def _tree_files(tree):
    """The same of an unpacked upstream, without version control, build folders and build products."""
    for rel in walk_files(tree):
        path = os.path.join(tree, rel)
        if not rel.startswith('build') and not rel.endswith(('.o', '.a', '.so')) and os.path.isfile(path):
            yield rel, os.access(path, os.X_OK), read_bytes(path)


def unpacked(repo, scratch, choice):
    """The folder build/upstream/src with the release as it is, for a build of it."""
    folder = os.path.join(repo.build, 'upstream')
    stamp = os.path.join(folder, 'origin')
    if read_bytes(stamp) != choice['release'].encode():
        remove(folder)
        os.makedirs(folder)
        index = os.path.join(folder, 'index')
        scratch.start_from(choice['release'], index=index)
        scratch.check_out(folder, ['src'], index)
        remove(index)
        write_atomic(stamp, choice['release'].encode())
    return os.path.join(folder, 'src')
