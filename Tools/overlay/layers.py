"""A layer: a pristine tree, the tree laid out of it and the overlay, and the folder of the overlay for it.

There is one for CPython's source and one for each wheel that it bundles. The state of a layer says what was laid:
    files   {path: {patch: text of the patch, laid: hash of the file that it gave (null: file removed)}}
    links   [paths of new files]
"""

import os

import patches
import wheels
from common import (Failure, digest, digest_file, is_junk, is_own, prune, read_bytes, read_json, remove, walk_files,
                    write_atomic, write_json)

WHEEL_FOLDER = 'Lib/ensurepip/_bundled'


class Layer:
    def __init__(self, repo, name, pristine, tree, overlay, manifest, generated, loose=False):
        self.repo = repo
        self.name = name                # 'CPython', or the wheel's file name
        self.pristine = pristine
        self.tree = tree
        self.overlay = overlay
        self.manifest = manifest        # {path: [hash, size]} of the pristine tree
        self.generated = generated
        self.loose = loose
        self.whole = overlay == repo.root
        self.state_path = os.path.join(repo.build, 'state', name + '.json')
        state = read_json(self.state_path) or {}
        self.files = state.get('files', {})
        self.links = set(state.get('links', ()))

    def write_state(self):
        write_json(self.state_path, {'files': self.files, 'links': sorted(self.links)})

    def shown(self, rel):
        """A path of the overlay as it stands in the repository."""
        return self.repo.shown(os.path.join(self.overlay, rel))

    def original(self, rel):
        """The pristine content, checked; None where upstream has no such file."""
        if rel not in self.manifest:
            return None
        data = read_bytes(os.path.join(self.pristine, rel))
        if data is None or digest(data) != self.manifest[rel][0]:
            raise Failure('%s is not as upstream made it; run make clean and build again' % self.repo.shown(
                os.path.join(self.pristine, rel)))
        return data

    def current(self, rel, tree=None):
        return read_bytes(os.path.join(tree or self.tree, rel))

    def comparable(self, rel, content):
        """Content without what is generated in it."""
        if content is None or self.generated is None:
            return content
        return self.generated.without_blocks(rel, content, self.original(rel))

    def comparable_hash(self, rel, content):
        return None if content is None else digest(self.comparable(rel, content))

    def is_link(self, rel):
        """Whether the tree has a link to the overlay's file at rel."""
        path = os.path.join(self.tree, rel)
        if not os.path.islink(path):
            return False
        target = os.path.join(os.path.realpath(os.path.dirname(path)), os.readlink(path))
        return os.path.normpath(target) == os.path.join(os.path.realpath(self.overlay), rel)

    def link(self, rel):
        path = os.path.join(self.tree, rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        target = os.path.relpath(os.path.join(os.path.realpath(self.overlay), rel),
                                 os.path.realpath(os.path.dirname(path)))
        temporary = path + '.overlay.tmp'
        remove(temporary)
        os.symlink(target, temporary)
        os.replace(temporary, path)

    def scan(self):
        """(new files, patched files) of the overlay: a set of paths and {path: patch}."""
        new, changed = set(), {}
        if not os.path.isdir(self.overlay):
            return new, changed
        for rel in self._overlay_files():
            if rel.endswith('.patch'):
                target = rel[:-len('.patch')]
                if target not in self.manifest:
                    raise Failure('%s patches a file that upstream does not have' % self.shown(rel))
                if self.generated is not None and target in self.generated:
                    raise Failure('%s patches a generated file; remove the patch: the build makes the file'
                                  % self.shown(rel))
                changed[target] = read_bytes(os.path.join(self.overlay, rel))
            elif rel in self.manifest:
                raise Failure('%s is a file of upstream; the overlay keeps a change to it in %s.patch'
                              % (self.shown(rel), self.shown(rel)))
            elif self.generated is not None and rel in self.generated:
                raise Failure('%s is a generated file; remove it: the build makes it' % self.shown(rel))
            else:
                new.add(rel)
        return new, changed

    def _overlay_files(self):
        if not self.whole:
            return [rel for rel in walk_files(self.overlay) if rel != wheels.record_path(self.name)]
        found = []
        for top in sorted(os.listdir(self.overlay)):
            path = os.path.join(self.overlay, top)
            if is_own(top) or is_junk(top):
                continue
            if os.path.isdir(path) and not os.path.islink(path):
                found.extend(top + '/' + rel for rel in walk_files(path))
            else:
                found.append(top)
        return [rel for rel in found if not is_own(rel) and not in_wheel(rel)]

    def patched(self, rel, patch):
        """(content, notes) of the pristine file with the patch applied, or the pristine file for None."""
        original = self.original(rel)
        if patch is None:
            return original, []
        try:
            return patches.apply(original, patch, rel, self.loose)
        except patches.PatchError as error:
            raise Failure('%s.patch: %s' % (self.shown(rel), error)) from None


def in_wheel(rel):
    """Whether a path lies in a folder named like a wheel that upstream bundles."""
    return rel.startswith(WHEEL_FOLDER + '/') and '.whl/' in rel


class Plan:
    """What laying a layer will do. Made before anything is touched, so that an error leaves all as it was."""

    def __init__(self, layer, discard=False):
        self.layer = layer
        self.writes, self.links, self.unlinks, self.keeps = [], [], [], []
        self.notes, self.blocked = [], []
        new, changed = layer.scan()
        self.new = new
        self.files = {rel: layer.files[rel] for rel in layer.files if rel in changed}
        for rel in sorted(set(changed) | set(layer.files)):
            self._plan_file(rel, changed.get(rel), discard)
        for rel in sorted(new):
            self._plan_link(rel, discard)
        for rel in sorted(layer.links - new):
            if os.path.islink(os.path.join(layer.tree, rel)):
                self.unlinks.append(rel)
        if discard:
            self._plan_discard(changed)

    def _plan_file(self, rel, patch, discard):
        layer = self.layer
        old = layer.files.get(rel)
        text = None if patch is None else patch.decode('utf-8', 'surrogateescape')
        if old and old['patch'] == text and not discard:
            return
        content, notes = layer.patched(rel, patch)
        self.notes.extend('%s: %s' % (layer.shown(rel + '.patch'), note) for note in notes)
        wanted = layer.comparable_hash(rel, content)
        found = layer.comparable_hash(rel, layer.current(rel))
        laid = old['laid'] if old else layer.manifest[rel][0]
        if found != wanted:
            if found != laid and not discard:
                self.blocked.append(rel)
                return
            self.writes.append((rel, content))
        if patch is None:
            self.files.pop(rel, None)
        else:
            self.files[rel] = {'patch': text, 'laid': wanted}

    def _plan_link(self, rel, discard):
        layer = self.layer
        path = os.path.join(layer.tree, rel)
        if layer.is_link(rel):
            return
        if os.path.isfile(path) and not os.path.islink(path) and not discard and (
                digest_file(path) != digest_file(os.path.join(layer.overlay, rel))):
            self.blocked.append(rel)
        elif rel in layer.links and not os.path.lexists(path) and not discard:
            pass    # removed by hand and not saved yet: it stays removed
        else:
            self.links.append(rel)

    def _plan_discard(self, changed):
        layer = self.layer
        for rel in layer.manifest:
            if rel in changed or rel in layer.files or (layer.generated is not None and rel in layer.generated):
                continue
            found = layer.current(rel)
            if layer.comparable_hash(rel, found) != layer.manifest[rel][0]:
                if not (layer.whole and rel.startswith(WHEEL_FOLDER) and rel.endswith('.whl')):
                    self.writes.append((rel, layer.original(rel)))

    def carry_out(self, tick=lambda: None):
        """Files first, the state last: whatever comes in between, laying again ends the work."""
        layer = self.layer
        for rel, content in self.writes:
            path = os.path.join(layer.tree, rel)
            if content is None:
                remove(path)
            else:
                write_atomic(path, content, like=os.path.join(layer.pristine, rel))
            tick()
        for rel in self.unlinks:
            path = os.path.join(layer.tree, rel)
            remove(path)
            prune(os.path.dirname(path), layer.tree)
            tick()
        for rel in self.links:
            layer.link(rel)
            tick()
        layer.files = self.files
        layer.links = set(self.new)
        layer.write_state()

    def __len__(self):
        return len(self.writes) + len(self.unlinks) + len(self.links)
