"""Laying the overlay: the pristine tree in build/upstream, the tree to build from in build/src.

    build/upstream/manifest.json    where it came from, and hash and size of every file; written last
    build/upstream/src/             the release, unpacked, never changed; `make stock` builds from it
    build/upstream/wheels/NAME/     the bundled wheels, unpacked
    build/src/                      the release with the overlay laid over it
    build/wheels/NAME/              the same for each wheel
    build/state/                    what was laid (layers.py)
"""

import contextlib
import fcntl
import os
import re
import shutil
import stat
import tarfile

import fetching
import wheels
from common import (Failure, digest, digest_file, is_junk, progress, progress_start, read_bytes, read_json, remove, say,
                    walk_files, warn, write_json)
from generated import Generated
from layers import WHEEL_FOLDER, Layer, Plan


def manifest_of(repo):
    return read_json(os.path.join(repo.pristine, 'manifest.json'))


def prepare_upstream(repo, given=None, keep=False, discard=False):
    """Has the pristine tree stand in build/upstream; returns its manifest. given: the --with-upstream path.
    keep: a tree that an earlier --with-upstream brought stays."""
    manifest = manifest_of(repo)
    pin = fetching.read_pin(repo)
    if given is None:
        if manifest and keep and manifest['given']:
            return manifest
        if manifest and manifest['origin'] == pin['sha256']:
            if manifest['given']:   # it has become the pinned release: from now on patches must fit exactly
                manifest['given'] = None
                write_json(os.path.join(repo.pristine, 'manifest.json'), manifest)
            return manifest
        origin = pin['sha256']
    else:
        given = os.path.abspath(given)
        if os.path.isdir(given):
            origin = 'tree ' + digest('\n'.join(
                rel + ' ' + digest_file(os.path.join(given, rel)) for rel in _tree_files(given)).encode())
        elif os.path.isfile(given):
            origin = digest_file(given)
        else:
            raise Failure('--with-upstream=%s: there is no such file or folder' % given)
        if manifest and manifest['origin'] == origin:
            return manifest
    if not discard:
        _refuse_edits(repo, 'upstream changed')
    fresh = os.path.join(repo.build, 'upstream.new')
    remove(fresh)
    os.makedirs(fresh)
    source = os.path.join(fresh, 'src')
    if given is None:
        _unpack(fetching.tarball(repo, pin), source)
    elif os.path.isdir(given):
        _copy(given, source, _tree_files(given), 'copy upstream')
    else:
        _unpack(given, source)
    version = _version(source, given)
    if given is not None and origin != pin['sha256']:
        if version.split('.')[:2] != pin['version'].split('.')[:2]:
            raise Failure('%s is CPython %s; the overlay is for %s' % (given, version, pin['version']))
        warn('upstream is %s, CPython %s, not the release %s that UPSTREAM pins: patches may have to move' % (
            given, version, pin['version']))
    _look_up_wheels(fresh)
    manifest = {
        'version': version, 'origin': origin, 'given': given,
        'files': _hashes(source),
        'wheels': {name: _hashes(os.path.join(fresh, 'wheels', name)) for name in _names(fresh)},
    }
    _check_patches(repo, manifest, fresh)
    write_json(os.path.join(fresh, 'manifest.json'), manifest)
    old = os.path.join(repo.build, 'upstream.old')
    # Another release: the tree laid out of the old one goes with it. It held no unsaved edit.
    for path in (repo.source, repo.wheels, os.path.join(repo.build, 'state'), old):
        remove(path)
    if os.path.exists(repo.pristine):
        os.rename(repo.pristine, old)
    os.rename(fresh, repo.pristine)
    remove(old)
    return manifest


def _check_patches(repo, manifest, fresh):
    """Every patch must apply before the new release takes the place of the one that is there."""
    try:
        for layer in layers(repo, manifest, pristine=fresh):
            for rel, patch in sorted(layer.scan()[1].items()):
                layer.patched(rel, patch)
    except Failure:
        remove(fresh)
        raise


def _names(fresh):
    folder = os.path.join(fresh, 'wheels')
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def _look_up_wheels(fresh):
    folder = os.path.join(fresh, 'src', WHEEL_FOLDER)
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith('.whl'):
            wheels.unpack(os.path.join(folder, name), os.path.join(fresh, 'wheels', name))


def _hashes(root):
    return {rel: [digest_file(os.path.join(root, rel)), os.path.getsize(os.path.join(root, rel))]
            for rel in walk_files(root)}


def _tree_files(tree):
    """The files of an unpacked upstream, without version control, build folders and build products."""
    return [rel for rel in walk_files(tree) if not is_junk(rel) and not rel.startswith('build')
            and not rel.endswith(('.o', '.a', '.so'))]


def _version(source, given):
    text = read_bytes(os.path.join(source, 'Include', 'patchlevel.h')) or b''
    match = re.search(rb'#define PY_VERSION\s+"([^"]+)"', text)
    if not match:
        raise Failure('%s holds no CPython source (no Include/patchlevel.h)' % (given or 'the tarball'))
    return match[1].decode()


def _unpack(path, target):
    """Unpacks a source tarball without its top folder."""
    progress_start()
    try:
        with tarfile.open(path) as archive:
            members = archive.getmembers()
            for number, member in enumerate(members):
                top, _, rel = member.name.lstrip('./').partition('/')
                if not rel or '..' in rel.split('/') or is_junk(rel):
                    continue
                out = os.path.join(target, rel)
                if member.isdir():
                    os.makedirs(out, exist_ok=True)
                elif member.isfile():
                    os.makedirs(os.path.dirname(out), exist_ok=True)
                    with archive.extractfile(member) as reader, open(out, 'wb') as writer:
                        shutil.copyfileobj(reader, writer)
                    os.chmod(out, 0o755 if member.mode & stat.S_IXUSR else 0o644)
                    os.utime(out, (member.mtime, member.mtime))
                progress('unpack', number + 1, len(members), ' files')
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Failure('%s cannot be unpacked (%s)' % (path, error)) from None
    progress('unpack', len(members), len(members), ' files', final=True)


def _copy(source, target, files, what):
    progress_start()
    for number, rel in enumerate(files):
        out = os.path.join(target, rel)
        os.makedirs(os.path.dirname(out), exist_ok=True)
        shutil.copy2(os.path.join(source, rel), out)
        progress(what, number + 1, len(files), ' files')
    progress(what, len(files), len(files), ' files', final=True)


@contextlib.contextmanager
def alone(repo):
    """Two commands at once would lay over each other: the second waits for the first to have laid."""
    os.makedirs(repo.build, exist_ok=True)
    with open(os.path.join(repo.build, '.lock'), 'w') as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say('waiting for another command that works on build/src')
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ---- layers ----

def layers(repo, manifest=None, tell=lambda text: None, pristine=None):
    """The layers of the repository, CPython's own first. tell is called with a line for each folder of the overlay
    for a wheel that another release than the pinned one does not have."""
    manifest = manifest or manifest_of(repo)
    if manifest is None:
        raise Failure('there is no upstream under build/ yet; run ./configure or make')
    loose = manifest['given'] is not None
    pristine = pristine or repo.pristine
    found = [Layer(repo, 'CPython', os.path.join(pristine, 'src'), repo.source, repo.root, manifest['files'],
                   Generated(os.path.join(repo.lists, 'generated.txt')), loose)]
    overlay = os.path.join(repo.root, WHEEL_FOLDER)
    for name in sorted(os.listdir(overlay)) if os.path.isdir(overlay) else []:
        if name.endswith('.whl') and os.path.isdir(os.path.join(overlay, name)) and name not in manifest['wheels']:
            text = '%s/%s: upstream %s bundles no wheel of this name (it has %s)' % (
                WHEEL_FOLDER, name, manifest['version'], ', '.join(sorted(manifest['wheels'])) or 'none')
            if not loose:
                raise Failure(text + '; rename the folder')
            tell(text + ': left out')
    for name, files in sorted(manifest['wheels'].items()):
        found.append(Layer(repo, name, os.path.join(pristine, 'wheels', name),
                           os.path.join(repo.wheels, name), os.path.join(overlay, name), files, None, loose))
    return found


def lay(repo, given=None, discard=False, keep=False):
    """Lays the overlay over upstream, or brings what was laid up to date with it."""
    manifest = prepare_upstream(repo, given, keep, discard)
    # Fresh trees are copied under another name first. A state without its tree would describe another one.
    for layer in layers(repo, manifest):
        if not os.path.isdir(layer.tree):
            remove(layer.state_path)
            fresh = layer.tree + '.new'
            remove(fresh)
            _copy(layer.pristine, fresh, sorted(layer.manifest), 'copy ' + os.path.basename(layer.tree))
            os.rename(fresh, layer.tree)
    every = layers(repo, manifest, warn)
    plans = [Plan(layer, discard) for layer in every]
    blocked = [repo.shown(os.path.join(plan.layer.tree, rel)) for plan in plans for rel in plan.blocked]
    if blocked:
        raise Failure('%s %s edits that the overlay does not have, and the overlay changed there too: run make save '
                      'to keep them, or ./configure --discard-edits to lose them' % (
                          ', '.join(blocked[:5]) + (' and %d more' % (len(blocked) - 5) if len(blocked) > 5 else ''),
                          'has' if len(blocked) == 1 else 'have'))
    for plan in plans:
        for note in plan.notes:
            warn(note)
    total = sum(map(len, plans))
    done = 0

    def tick():
        nonlocal done
        done += 1
        progress('lay', done, total, ' files')
    progress_start()
    for plan in plans:
        plan.carry_out(tick)
    if total:
        progress('lay', total, total, ' files', final=True)
    for layer in every[1:]:
        wheels.remake(repo, layer)
    return every[0], total


def edited(layer):
    """Paths of the laid tree whose content is neither upstream's nor what was laid: the unsaved edits."""
    found = []
    for rel in layer.manifest:
        if layer.generated is not None and (rel in layer.generated):
            continue
        if layer.whole and rel.startswith(WHEEL_FOLDER + '/') and rel.endswith('.whl'):
            continue
        laid = layer.files[rel]['laid'] if rel in layer.files else layer.manifest[rel][0]
        if layer.comparable_hash(rel, layer.current(rel)) != laid:
            found.append(rel)
    return found


def _refuse_edits(repo, why):
    if manifest_of(repo) is None:
        return
    for layer in layers(repo):
        found = edited(layer) if os.path.isdir(layer.tree) and os.path.exists(layer.state_path) else []
        if found:
            raise Failure('%s, and %s has edits that are not saved: run make save, or ./configure --discard-edits '
                          'to lose them' % (why, repo.shown(os.path.join(layer.tree, found[0]))))


def clean(repo):
    """Removes what the build made. Downloads stay, and so do edits that are not saved: they are refused."""
    _refuse_edits(repo, 'make clean removes build/src')
    for name in sorted(os.listdir(repo.build)) if os.path.isdir(repo.build) else []:
        if name not in ('downloads', '.lock'):
            remove(os.path.join(repo.build, name))
