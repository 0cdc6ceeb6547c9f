"""The overlay: which new files and which patches the repository holds, and what they make of a release.

What the overlay has at the first path stands below build/ at the second:
    Lib/x.py                                    src/Lib/x.py
    Lib/ensurepip/_bundled/NAME.whl/pip/x.py    wheels/NAME.whl/pip/x.py
"""

import os
import re

from common import Failure, digest, is_junk, is_own, read_bytes, walk_files, warn
from generated import table
from scratch import LINK, blob_id

WHEELS = 'Lib/ensurepip/_bundled/'
HEADER = b'--- a/%s\n+++ b/%s\n'
REMOVED = b'--- a/%s\n+++ /dev/null\n'      # the whole patch of a file that is removed
MARK = b'<<<<<<< '


def built(rel):
    """The path below build/ of a path of the overlay."""
    return 'wheels/' + rel[len(WHEELS):] if rel.startswith(WHEELS) and '.whl/' in rel else 'src/' + rel


def kept(path):
    """The path in the overlay of a path below build/."""
    return WHEELS + path[len('wheels/'):] if path.startswith('wheels/') else path[len('src/'):]


def is_made(repo, path):
    """Return True if the build makes the file at this path below build/, so that it is neither laid nor saved."""
    top, _, rel = path.partition('/')
    if top == 'wheels':
        return rel.endswith('.dist-info/RECORD') and rel.count('/') == 2
    return rel in table(repo) or rel.startswith(WHEELS) and rel.endswith('.whl')


def link_target(repo, path):
    """What the link below build/ that stands for a new file holds."""
    folder = os.path.realpath(os.path.dirname(os.path.join(repo.build, path)))
    return os.path.relpath(os.path.join(os.path.realpath(repo.root), kept(path)), folder)


def link_entry(repo, path):
    return LINK, blob_id(os.fsencode(link_target(repo, path)))


class Overlay:
    """new: paths below build/ of new files; patches: {path below build/: patch}."""

    def __init__(self, repo, choice, upstream):
        """choice: of the release, as releases.py describes it. upstream: its entries. What does not go with another
        release than the pinned one is left out with a warning."""
        self.repo, self.choice, self.upstream = repo, choice, upstream
        self.new, self.patches = set(), {}
        wheels = wheel_names(upstream)
        wrong, strangers = [], set()
        for rel in self._files():
            path = built(rel)
            file = path[:-len('.patch')]
            name = path.split('/')[1]
            if path.startswith('wheels/') and name not in wheels:
                strangers.add('%s: upstream %s bundles no wheel of this name (it has %s); rename the folder' % (
                    WHEELS + name, choice['version'], ', '.join(wheels) or 'none'))
            elif is_made(repo, path):
                if not path.startswith('wheels/'):
                    wrong.append('%s is a generated file; remove it: the build makes it' % rel)
            elif path in upstream:
                wrong.append('%s is a file of upstream; the overlay keeps a change to it in %s.patch' % (rel, rel))
            elif not rel.endswith('.patch'):
                self.new.add(path)
            elif is_made(repo, file):
                wrong.append('%s patches a generated file; remove the patch: the build makes the file' % rel)
            elif file in upstream:
                self.patches[file] = read_bytes(os.path.join(repo.root, rel))
            elif choice['given']:
                strangers.add('%s patches a file that upstream %s does not have' % (rel, choice['version']))
            else:
                wrong.append('%s patches a file that upstream does not have' % rel)
        for text in sorted(strangers):
            if choice['given']:
                warn(text + ': left out')
            else:
                wrong.append(text)
        if wrong:
            raise Failure('\n'.join(wrong))

    def _files(self):
        found = []
        for top in sorted(os.listdir(self.repo.root)):
            path = os.path.join(self.repo.root, top)
            if is_own(top) or is_junk(top):
                continue
            if os.path.isdir(path) and not os.path.islink(path):
                found.extend(top + '/' + rel for rel in walk_files(path))
            else:
                found.append(top)
        return [rel for rel in found if not is_own(rel)]

    def digests(self):
        return {path: digest(patch) for path, patch in self.patches.items()}

    def entries(self, scratch, laid, known):
        """(entries, merged, conflicts) of the release with the overlay laid over it. merged and conflicts are the paths
        where the release has another file than the patch was made for.

        laid: the entries that were laid; known: {path: digest} of the patches that gave them, which are not applied
        again. Fails, naming each, where patches do not apply."""
        upstream, choice = self.upstream, self.choice
        entries = {**upstream, **{path: link_entry(self.repo, path) for path in self.new}}
        fresh, bad, merged, conflicts = {}, {}, [], []
        for path, patch in self.patches.items():
            lines = patch.split(b'\n', 2)
            if known.get(path) == digest(patch):
                entries[path] = laid.get(path)
            elif len(lines) == 3 and lines[1] == b'+++ /dev/null' and not lines[2]:
                entries[path] = None
            elif len(lines) == 3 and lines[0][:4] == b'--- ' and lines[1][:4] == b'+++ ' and lines[2][:4] == b'@@ -':
                fresh[path] = lines[2]
            else:
                bad[path] = 'it is no patch'
        # Once another release has become the pinned one, patches may be for either.
        sources = [] if choice['base'] and choice['given'] else [upstream]
        if choice['base'] and fresh:
            sources.append(self._renamed(scratch.entries(choice['base'])))
        for source in sources if fresh else ():
            at = {path: patch for path, patch in fresh.items() if path in source}
            done, why = scratch.apply({path: source[path][1] for path in at}, at)
            bad.update(why)
            for path, name in done.items():
                del fresh[path]
                bad.pop(path, None)
                if source[path][1] != upstream[path][1]:
                    name, conflict = self._merge(scratch, name, source[path][1], upstream[path][1])
                    (conflicts if conflict else merged).append(path)
                    if name is None:
                        bad[path] = 'it is no text, and CPython %s changed it' % choice['version']
                entries[path] = upstream[path][0], name
        bad.update((path, 'CPython %s has no such file' % choice['base_version']) for path in fresh if path not in bad)
        if bad:
            raise Failure('\n'.join('%s.patch: %s' % (kept(path), why) for path, why in sorted(bad.items())))
        return {path: entry for path, entry in entries.items() if entry}, merged, conflicts

    def _merge(self, scratch, ours, base, theirs):
        """(id, whether there are conflicts) of what the patch and the release made of a file of the base."""
        labels = 'the overlay', 'CPython ' + self.choice['base_version'], 'CPython ' + self.choice['version']
        content, conflict = scratch.merge(*scratch.contents([ours, base, theirs]), labels)
        return None if content is None else scratch.store(content), conflict

    def _renamed(self, entries):
        """Entries of the base with its wheels named as the release names them."""
        names = {name.split('-')[0]: name for name in wheel_names(self.upstream)}
        return {re.sub('^(wheels/)(([^/-]+)[^/]*)', lambda match: match[1] + names.get(match[3], match[2]), path): entry
                for path, entry in entries.items()}


def wheel_names(entries):
    return sorted({path.split('/')[1] for path in entries if path.startswith('wheels/')})


def marks(repo, paths):
    """PATH:LINE, as the reader types it, of each conflict that is still marked in files below build/."""
    found = []
    for path in paths:
        full = os.path.join(repo.build, path)
        lines = (read_bytes(full) or b'').split(b'\n')
        found += ['%s:%d' % (repo.shown(full), number) for number, line in enumerate(lines, 1) if line.startswith(MARK)]
    return found
