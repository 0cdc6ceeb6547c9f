"""Saving: what differs from the release below build/, or in any other tree, goes back into the overlay."""

import os
import tempfile

import fetching
import laying
import wheels
from common import Failure, digest, is_own, prune, read_bytes, remove, say, warn, write_atomic
from overlay import HEADER, REMOVED, WHEELS, Overlay, is_made, kept, link_entry, wheel_names
from scratch import LINK

# Not saved from a tree other than build/src: what building in it leaves.
BUILT = ('/build*', '/Makefile', '/Makefile.pre', '/config.log', '/config.status', '/platform', '/pybuilddir.txt',
         '/pyconfig.h', '/python', '/python-config*', '/python-gdb.py', '/_bootstrap_python')


def save(repo, tree=None):
    """Saves the edits made below build/, or the state of another source tree. Returns the number of files of the
    overlay that changed."""
    laid = laying.Laid(repo)
    if not laid.entries:
        raise Failure('%s is not laid yet, so there is nothing to save; run make' % repo.shown(repo.source))
    version, pinned = laid.choice['version'], fetching.read_pin(repo)['version']
    if version != pinned:
        raise Failure('build/src is laid over CPython %s, for which the patches would be written, and UPSTREAM pins '
                      '%s: to move to %s change UPSTREAM first, else run ./configure without --with-upstream' % (
                          version, pinned, version))
    laying.refuse_marks(repo, laid)
    saver = Saver(laid, Overlay(repo, laid.choice, laid.upstream))
    # All is decided before anything is written: an error leaves the overlay as it was.
    if tree is None:
        saver.look()
        saver.write()
        saver.record()
        wheels.remake(repo, laid)
    else:
        saver.look_at(os.path.abspath(tree))
        saver.write()
    say('saved: %d file%s of the overlay changed' % (saver.done, '' if saver.done == 1 else 's') if saver.done
        else 'nothing to save: the overlay has every edit')
    return saver.done


class Saver:
    def __init__(self, laid, overlay):
        self.laid, self.overlay, self.repo, self.scratch = laid, overlay, laid.repo, laid.scratch
        self.files = {}         # {path: content, None where it is removed} of patched files
        self.merged = set()     # the paths of those that are not yet what stands below build/
        self.new = {}           # {path: (content, executable)}
        self.moves = []         # paths of new files that become links
        self.gone = []          # paths of new files that are removed from the overlay
        self.done = 0

    # ---- looking ----

    def look(self):
        """At build/src and build/wheels."""
        laid, overlay = self.laid, self.overlay
        wanted = overlay.entries(self.scratch, laid.entries, laid.patches)[0]
        edits = laid.edits()
        # Patches that were laid are written anew: another release may have moved them.
        known = [path for path, value in overlay.digests().items()
                 if path not in edits and laid.patches.get(path) == value]
        names = [path for path in known if path in wanted]
        self.files.update(dict.fromkeys(known), **dict(zip(names, self.scratch.contents(
            [wanted[path][1] for path in names]))))
        for path in edits:
            before, after = laid.entries[path], wanted.get(path)
            full = os.path.join(self.repo.build, path)
            if before[0] != LINK:
                if os.path.lexists(full) and (os.path.islink(full) or not os.path.isfile(full)):
                    raise Failure('%s is no regular file; put the file itself there' % self.repo.shown(full))
                data = laid.content(path)
                self.files[path] = data if after == before else self._merge(path, data, before, after)
            elif os.path.lexists(full):
                self._look_at_new(path)
            elif after:
                self.gone.append(path)
        for path in laying.new_files(self.scratch):
            if path not in laid.upstream:
                self._look_at_new(path)
            elif not is_made(self.repo, path):
                self.files[path] = laid.content(path)   # a removed file of upstream that is there again

    def _look_at_new(self, path):
        rel, full = kept(path), os.path.join(self.repo.build, path)
        if is_made(self.repo, path):
            return
        if is_own(rel):
            return warn('%s is at a path of the project itself and not CPython\'s; it is not saved' % rel)
        if not os.path.isfile(full):    # a dangling link, or a repository in a folder of its own
            return warn('%s is no file; it is not saved' % self.repo.shown(full))
        if laying.same(self.laid.current(path), link_entry(self.repo, path)):
            return
        if rel.endswith('.patch'):
            raise Failure('%s: a new file cannot be named .patch in the overlay; give it another name'
                          % self.repo.shown(full))
        data, theirs = read_bytes(full), read_bytes(os.path.join(self.repo.root, rel))
        if theirs not in (None, data) and path not in self.laid.entries:
            raise Failure('%s was made in the build tree and in the overlay, and they differ: remove one' % rel)
        if theirs != data:
            self.new[path] = data, os.access(full, os.X_OK)
        self.moves.append(path)

    def _merge(self, path, ours, before, after):
        """Both the tree and the overlay changed a file since it was laid."""
        names = [before[1], after[1]] if after else [before[1]]
        base, theirs = [*self.scratch.contents(names), None][:2]
        if ours == theirs:
            return ours
        content, conflict = None, True
        if ours is not None and theirs is not None:
            content, conflict = self.scratch.merge(theirs, base, ours, ('the overlay', 'laid', 'build/'))
        if conflict:
            raise Failure('%s and %s.patch both changed since the overlay was laid, and they do not go together: take '
                          'one back and run make save again' % (
                              self.repo.shown(os.path.join(self.repo.build, path)), kept(path)))
        self.merged.add(path)
        return content

    def look_at(self, tree):
        """At another source tree."""
        if not os.path.exists(os.path.join(tree, 'Include', 'patchlevel.h')):
            raise Failure('--tree=%s: this is no CPython source tree' % tree)
        present = set()
        with tempfile.TemporaryDirectory() as work:
            folders = {'src': tree}
            for name in wheel_names(self.laid.upstream):
                if os.path.exists(os.path.join(tree, WHEELS, name)):
                    folders['wheels/' + name] = os.path.join(work, name)
                    wheels.unpack(os.path.join(tree, WHEELS, name), os.path.join(work, name))
            for top, folder in folders.items():
                index = os.path.join(work, 'index')
                self.scratch.start_from(self.laid.choice['release'], top, index)
                paths = {top + '/' + rel for rel in self.scratch.changed(folder, index)}
                paths.update(path for path in self.overlay.patches if path.startswith(top + '/'))
                for path in paths:
                    if not is_made(self.repo, path):
                        file = os.path.join(folder, path[len(top) + 1:])
                        if os.path.islink(file):
                            raise Failure('%s is no regular file; put the file itself there' % file)
                        self.files[path] = self.laid.content(path, file)
                options = laying.JUNK_OPTIONS + ['--exclude=' + pattern for pattern in BUILT] + ['--exclude-standard']
                for rel in self.scratch.others(*options, tree=folder, index=index):
                    path, file = top + '/' + rel, os.path.join(folder, rel)
                    if (is_made(self.repo, path) or is_own(kept(path)) or not os.path.isfile(file)
                            or os.path.exists(os.path.join(folder, rel.partition('/')[0], 'config.status'))):
                        continue
                    present.add(path)
                    data, executable = read_bytes(file), os.access(file, os.X_OK)
                    target = os.path.join(self.repo.root, kept(path))
                    if read_bytes(target) != data or os.access(target, os.X_OK) != executable:
                        self.new[path] = data, executable
        for path in sorted(self.overlay.new - present):
            if any(path.startswith(top + '/') for top in folders):
                warn('%s is in the overlay and not in %s; remove it by hand if it should go' % (kept(path), tree))

    # ---- writing ----

    def write(self):
        pairs = {path: (self.laid.upstream[path][1], self.scratch.store(data))
                 for path, data in self.files.items() if data is not None}
        self.names = {path: after for path, (_, after) in pairs.items()}
        patches = self.scratch.diff({path: pair for path, pair in pairs.items() if pair[0] != pair[1]})
        for path, (data, executable) in sorted(self.new.items()):
            self._put(kept(path), data, 0o755 if executable else 0o644)
        for path in self.gone:
            self._put(kept(path), None)
        for path, data in sorted(self.files.items()):
            name = os.fsencode(path.split('/', 2 if path.startswith('wheels/') else 1)[-1])
            patch = REMOVED % name if data is None else None
            if path in patches:
                patch = HEADER % (name, name) + patches[path]
            if patch != self.overlay.patches.get(path):
                self._put(kept(path) + '.patch', patch)
            self.files[path] = data, patch

    def _put(self, rel, data, mode=0o644):
        path = os.path.join(self.repo.root, rel)
        if data is None:
            remove(path)
            prune(os.path.dirname(path), self.repo.root)
        else:
            write_atomic(path, data, mode)
        self.done += 1
        say('  ' + rel + ('' if data is not None else ' (removed)'))

    def record(self):
        """Has build/ be what was saved, and the entries say so."""
        laid, entries = self.laid, dict.fromkeys(self.gone)
        for path in self.moves:
            laying.link(self.repo, path)
            entries[path] = link_entry(self.repo, path)
        for path, (data, patch) in self.files.items():
            mode = laid.upstream[path][0]
            if path in self.merged:
                write_atomic(os.path.join(self.repo.build, path), data, 0o755 if mode == '100755' else 0o644)
            entries[path] = None if data is None else (mode, self.names[path])
            laid.patches.pop(path, None)
            if patch is not None:
                laid.patches[path] = digest(patch)
        if all(laid.patches.get(path) == value for path, value in
               Overlay(self.repo, laid.choice, laid.upstream).digests().items()):
            laid.choice['base'] = None
        laid.conflicts = []
        laid.set_entries({path: entry for path, entry in entries.items() if entry != laid.entries.get(path)})
