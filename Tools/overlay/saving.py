"""Saving: what differs from upstream in a laid tree, or in any other tree, goes back into the overlay."""

import os
import subprocess
import tempfile

import fetching
import laying
import patches
import wheels
from common import (Failure, is_junk, is_own, prune, read_bytes, remove, say, walk_files, warn, write_atomic)
from layers import WHEEL_FOLDER, Layer

# Not saved from a tree other than build/src: what building in it leaves.
BUILT = ('Makefile', 'Makefile.pre', 'config.log', 'config.status', 'platform', 'pybuilddir.txt', 'pyconfig.h',
         'python', 'python-config', 'python-config.py', 'python-gdb.py', '_bootstrap_python')
BUILD_ENDS = ('.o', '.a', '.so', '.gcda', '.gcno')


def save(repo, tree=None):
    """Saves the edits of build/src and build/wheels, or the state of another source tree. Returns the number
    of files of the overlay that changed."""
    every = laying.layers(repo)
    version, pinned = laying.manifest_of(repo)['version'], fetching.read_pin(repo)['version']
    if version != pinned:
        raise Failure('build/src is laid over CPython %s, for which the patches would be written, and UPSTREAM pins %s: '
                      'to move to %s change UPSTREAM first, else run ./configure without --with-upstream' % (
                          version, pinned, version))
    if tree is None:
        for layer in every:
            if not os.path.isdir(layer.tree) or not os.path.exists(layer.state_path):
                raise Failure('%s is not laid yet, so there is nothing to save; run make' % repo.shown(layer.tree))
        savers = [Saver(layer) for layer in every]
    else:
        tree = os.path.abspath(tree)
        if not os.path.exists(os.path.join(tree, 'Include', 'patchlevel.h')):
            raise Failure('--tree=%s: this is no CPython source tree' % tree)
        savers = [Saver(every[0], tree)]
    with tempfile.TemporaryDirectory() as work:
        if tree is not None:
            savers.extend(_wheels_of(every[1:], tree, work))
        # All patches are made before any is written: an error leaves the overlay as it was.
        for saver in savers:
            saver.look()
        for saver in savers:
            saver.carry_out()
    if tree is None:
        for layer in every[1:]:
            wheels.remake(repo, layer)
    done = sum(saver.done for saver in savers)
    say('saved: %d file%s of the overlay changed' % (done, '' if done == 1 else 's') if done
        else 'nothing to save: the overlay has every edit')
    return done


def _wheels_of(layers, tree, work):
    """Savers for the wheels of another tree, each unpacked."""
    for layer in layers:
        path = os.path.join(tree, WHEEL_FOLDER, layer.name)
        if os.path.exists(path):
            folder = os.path.join(work, layer.name)
            wheels.unpack(path, folder)
            yield Saver(layer, folder)


class Saver:
    """One layer's saving: look() decides, carry_out() writes."""

    def __init__(self, layer, tree=None):
        self.layer = layer
        self.tree = tree or layer.tree
        self.own_tree = tree is None    # laid by us: links, a state, and edits by difference from it
        self.patches = []               # (path, patch or None, hash of the content)
        self.merged = []                # (path, content)
        self.copies, self.moves, self.removals = [], [], []
        self.done = 0

    def look(self):
        self.new, self.changed = self.layer.scan()
        generated = self.layer.generated
        for rel in self.layer.manifest:
            if generated is not None and rel in generated or self._is_wheel(rel) or self._is_record(rel):
                continue
            self._look_at_change(rel)
        self._look_at_new()

    def _is_wheel(self, rel):
        return self.layer.whole and rel.startswith(WHEEL_FOLDER + '/') and '.whl' in rel

    def _is_record(self, rel):
        return not self.layer.whole and rel == wheels.record_path(self.layer.name)

    def _look_at_change(self, rel):
        layer = self.layer
        found = layer.current(rel, self.tree)
        if found is None and os.path.lexists(os.path.join(self.tree, rel)):
            raise Failure('%s is no regular file; put the file itself there' % layer.repo.shown(
                os.path.join(self.tree, rel)))
        patch = self.changed.get(rel)
        state = layer.files.get(rel)
        have = layer.comparable_hash(rel, found)
        if self.own_tree:
            text = None if patch is None else patch.decode('utf-8', 'surrogateescape')
            laid = state['laid'] if state else layer.manifest[rel][0]
            if have == laid and text != (state['patch'] if state else None):
                return      # the overlay is ahead of the tree: laying will bring it
            if have != laid and text != (state['patch'] if state else None):
                found, have = self._merge(rel, found, state, patch)
        if patch is None and have == layer.manifest[rel][0]:
            return
        if patch is not None:
            content, moved = layer.patched(rel, patch)
            if have == layer.comparable_hash(rel, content) and not moved:
                return
        made = patches.diff(layer.original(rel), layer.comparable(rel, found), rel) or None
        self.patches.append((rel, made, have))

    def _merge(self, rel, found, state, patch):
        """Both the tree and the overlay changed rel since it was laid: the edits go onto the new patch."""
        layer = self.layer
        base = layer.patched(rel, state['patch'].encode('utf-8', 'surrogateescape') if state else None)[0]
        theirs = layer.patched(rel, patch)[0]
        ours = layer.comparable(rel, found)
        if theirs == ours:
            return found, layer.comparable_hash(rel, found)
        try:
            if base is None or ours is None or theirs is None:
                raise patches.PatchError('one of them removes the file')
            merged = patches.apply(theirs, patches.diff(base, ours, rel), rel, loose=True)[0]
        except patches.PatchError as error:
            raise Failure('%s and %s.patch both changed since the overlay was laid, and they do not go together (%s): '
                          'take one back and run make save again' % (
                              layer.repo.shown(os.path.join(self.tree, rel)), layer.shown(rel), error)) from None
        self.merged.append((rel, merged))
        return merged, layer.comparable_hash(rel, merged)

    def _look_at_new(self):
        layer = self.layer
        present = set()
        for rel in self._files():
            if rel in layer.manifest or self._is_wheel(rel) or self._is_record(rel):
                continue
            if layer.generated is not None and rel in layer.generated:
                continue
            if layer.whole and is_own(rel):
                if self.own_tree:
                    warn('%s is at a path of the project itself and not CPython\'s; it is not saved' % rel)
                continue
            present.add(rel)
            if self.own_tree and layer.is_link(rel):
                continue
            path = os.path.join(self.tree, rel)
            if os.path.islink(path) and not os.path.exists(path):
                if rel not in layer.links:
                    warn('%s is a dangling link; it is not saved' % layer.repo.shown(path))
                continue
            if rel.endswith('.patch'):
                raise Failure('%s: a new file cannot be named .patch in the overlay; give it another name'
                              % layer.repo.shown(path))
            data = read_bytes(path)
            theirs = read_bytes(os.path.join(layer.overlay, rel))
            if self.own_tree:
                if theirs is not None and rel not in layer.links and theirs != data:
                    raise Failure('%s was made in the build tree and in the overlay, and they differ: remove one'
                                  % layer.shown(rel))
                self.moves.append((rel, data, theirs != data))
            elif theirs != data or self._mode(path) != self._mode(os.path.join(layer.overlay, rel)):
                self.copies.append((rel, data))
        for rel in sorted(self.new - present):
            if not self.own_tree:
                warn('%s is in the overlay and not in %s; remove it by hand if it should go' % (
                    layer.shown(rel), self.tree))
            elif rel in layer.links and not os.path.lexists(os.path.join(self.tree, rel)):
                self.removals.append(rel)

    @staticmethod
    def _mode(path):
        return bool(os.stat(path).st_mode & 0o100)

    def _files(self):
        """The files of the tree that might be new ones."""
        if self.own_tree or not self.layer.whole:
            return [rel for rel in walk_files(self.tree) if not rel.endswith(BUILD_ENDS)]
        files = None
        if os.path.exists(os.path.join(self.tree, '.git')):
            done = subprocess.run(['git', '-C', self.tree, 'ls-files', '-z', '--cached', '--others',
                                   '--exclude-standard'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            if done.returncode == 0:
                files = sorted(set(name.decode('utf-8', 'surrogateescape')
                                   for name in done.stdout.split(b'\0') if name))
        files = walk_files(self.tree) if files is None else files
        tops = {rel.partition('/')[0] for rel in files}
        built = {top for top in tops if top.startswith('build') or top in BUILT
                 or os.path.exists(os.path.join(self.tree, top, 'config.status'))}
        return [rel for rel in files if not is_junk(rel) and rel.partition('/')[0] not in built
                and not rel.endswith(BUILD_ENDS) and os.path.isfile(os.path.join(self.tree, rel))]

    # ---- writing ----

    def carry_out(self):
        layer = self.layer
        for rel, data, differs in self.moves:
            path = os.path.join(self.tree, rel)
            target = os.path.join(layer.overlay, rel)
            if differs:
                write_atomic(target, data, like=path)
                self._tell(rel)
            layer.link(rel)
        for rel, data in self.copies:
            write_atomic(os.path.join(layer.overlay, rel), data, like=os.path.join(self.tree, rel))
            self._tell(rel)
        for rel in self.removals:
            self._remove(rel)
        for rel, content in self.merged:
            write_atomic(os.path.join(self.tree, rel), content, like=os.path.join(layer.pristine, rel))
        for rel, patch, content in self.patches:
            if patch is None:
                self._remove(rel + '.patch')
            else:
                write_atomic(os.path.join(layer.overlay, rel + '.patch'), patch)
                self._tell(rel + '.patch')
            if self.own_tree:
                if patch is None:
                    layer.files.pop(rel, None)
                else:
                    layer.files[rel] = {'patch': patch.decode('utf-8', 'surrogateescape'), 'laid': content}
        if self.own_tree:
            layer.links |= {rel for rel, _, _ in self.moves}
            layer.links -= set(self.removals)
            layer.write_state()

    def _tell(self, rel):
        self.done += 1
        say('  ' + self.layer.shown(rel))

    def _remove(self, rel):
        path = os.path.join(self.layer.overlay, rel)
        remove(path)
        prune(os.path.dirname(path), self.layer.repo.root)
        self.done += 1
        say('  %s (removed)' % self.layer.shown(rel))
