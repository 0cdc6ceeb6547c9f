"""Laying: bringing build/src and build/wheels to what the release and the overlay make together.

    build/git/              the release, and the entries that were laid (scratch.py)
    build/state/laid.json   the choice of the release (releases.py); patches, {path: digest} of those that were laid;
                            conflicts, the paths that were laid with conflicts in them
"""

import contextlib
import fcntl
import os

import releases
import wheels
from common import (JUNK, Failure, progress, progress_start, prune, read_bytes, read_json, remove, say, warn,
                    write_atomic, write_json)
from generated import table
from overlay import Overlay, is_made, kept, link_target, marks
from scratch import LINK, Scratch, blob_id

JUNK_OPTIONS = ['--exclude=' + pattern for pattern in JUNK]


@contextlib.contextmanager
def alone(repo):
    """Two commands at once would lay over each other: the second waits for the first to have laid."""
    os.makedirs(repo.build, exist_ok=True)
    with open(os.path.join(repo.build, '.lock'), 'w') as file:
        if not repo.held:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say('waiting for another command that works on build/src')
                fcntl.flock(file, fcntl.LOCK_EX)
        held, repo.held = repo.held, True
        try:
            yield
        finally:
            repo.held = held


class Laid:
    """What was laid below build/, as the last command left it."""

    def __init__(self, repo):
        self.repo = repo
        self.scratch = Scratch(repo)
        self.path = os.path.join(repo.build, 'state', 'laid.json')
        self.choice = read_json(self.path) or {}
        self.patches, self.conflicts = self.choice.pop('patches', {}), self.choice.pop('conflicts', [])
        self.upstream = self.scratch.entries(self.choice['release']) if self.choice else {}
        if not self.upstream:       # somebody removed build/git
            self.choice = {}
        whole = self.choice and not missing_tops(repo, self.upstream) and os.path.exists(self.scratch.index)
        self.entries = self.scratch.entries() if whole else {}      # none where all has to be laid

    def write(self):
        value = {**self.choice, 'patches': self.patches, 'conflicts': self.conflicts}
        if value != read_json(self.path):
            write_json(self.path, value)

    def set_entries(self, entries):
        """Has the record say that this is what was laid: {path: entry, or None where nothing is}."""
        if entries:
            self.scratch.set_entries(entries)
            self.entries = self.scratch.entries()
        self.write()

    def content(self, path, file=None):
        """What a file below build/ (or another one in its place) holds, without what is generated in it; None where
        there is no file."""
        data = read_bytes(file or os.path.join(self.repo.build, path))
        rel = path.partition('/')[2]
        if data is not None and path in self.upstream and path.startswith('src/') and table(self.repo).has_blocks(rel):
            return table(self.repo).without_blocks(rel, data, *self.scratch.contents([self.upstream[path][1]]))
        return data

    def current(self, path):
        """The entry for what stands below build/ now, or None."""
        full = os.path.join(self.repo.build, path)
        if os.path.islink(full):
            return LINK, blob_id(os.fsencode(os.readlink(full)))
        data = self.content(path)
        return None if data is None else ('100644', blob_id(data))

    def edits(self):
        """Paths of what was laid and is now different, without what the build makes."""
        return [path for path in self.scratch.changed()
                if not is_made(self.repo, path) and not same(self.current(path), self.entries[path])]

    def changed(self):
        """Paths below build/ of all that differs from the release, by the overlay, by edits or as generated."""
        paths = {path for path, entry in self.entries.items() if entry != self.upstream.get(path)}
        return paths.union(self.upstream.keys() - self.entries.keys(), self.scratch.changed(), new_files(self.scratch))

    def refuse_edits(self, why):
        for path in self.edits() if self.entries else ():
            raise Failure('%s, and %s has edits that are not saved: run make save, or ./configure --discard-edits '
                          'to lose them' % (why, self.repo.shown(os.path.join(self.repo.build, path))))


def same(one, other):
    """Return True if two entries, either of which may be None, stand for the same file, whatever its permissions."""
    return one == other or None not in (one, other) and one[1] == other[1] and (one[0] == LINK) == (other[0] == LINK)


def missing_tops(repo, upstream):
    """Which of src and wheels the release has and build/ has not."""
    tops = sorted({path.partition('/')[0] for path in upstream})
    return [top for top in tops if not os.path.isdir(os.path.join(repo.build, top))]


def new_files(scratch):
    """Paths below build/ of files that were not laid."""
    return [path for top in ('src', 'wheels') for path in scratch.others(*JUNK_OPTIONS, '--', top)]


def link(repo, path):
    """Makes the file below build/ a link to the overlay's."""
    full = os.path.join(repo.build, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    temporary = full + '.overlay.tmp'
    remove(temporary)
    os.symlink(link_target(repo, path), temporary)
    os.replace(temporary, full)


def lay(repo, given=None, discard=False, keep=False):
    """Lays the overlay over the release, or brings what was laid up to date with it. Returns how many files it wrote.

    Everything is looked at before anything is touched; the entries are written last, and a file that is as it shall be
    counts as laid: whatever comes in between, laying again ends the work."""
    laid = Laid(repo)
    scratch = laid.scratch
    choice = releases.choose(repo, scratch, laid.choice, given, keep)
    moves = choice.get('release') != laid.choice.get('release')
    if moves and not discard:
        laid.refuse_edits('upstream changed')
    edits = set(laid.edits()) if laid.entries else set()
    upstream = scratch.entries(choice['release'])
    overlay = Overlay(repo, choice, upstream)
    known = {} if moves or not laid.entries else laid.patches
    entries, merged, conflicts = overlay.entries(scratch, laid.entries, known)
    if not laid.entries:
        _unpack(laid, choice, upstream)
        edits = set(laid.edits())
    todo = {path: entries.get(path) for path in laid.entries.keys() | entries.keys()
            if laid.entries.get(path) != entries.get(path) or discard and path in edits}
    blocked = [] if discard else [path for path in sorted(todo) if _is_blocked(laid, path, todo[path], edits)]
    if blocked:
        names = ', '.join(repo.shown(os.path.join(repo.build, path)) for path in blocked[:5])
        raise Failure('%s %s edits that the overlay does not have, and the overlay changed there too: run make save '
                      'to keep them, or ./configure --discard-edits to lose them' % (
                          names + (' and %d more' % (len(blocked) - 5) if len(blocked) > 5 else ''),
                          'has' if len(blocked) == 1 else 'have'))
    for path in merged:
        warn('%s.patch: CPython %s changed the file too; merged' % (kept(path), choice['version']))
    unchanged = {path: value for path, value in overlay.digests().items() if known.get(path) == value}
    laid.choice, laid.patches = choice, unchanged
    laid.conflicts = conflicts + [path for path in laid.conflicts if path in unchanged]
    laid.write()
    writes = {path: entry for path, entry in todo.items() if not same(laid.current(path), entry)}
    _write(repo, scratch, writes)
    laid.upstream, laid.patches = upstream, overlay.digests()
    laid.set_entries(todo)
    wheels.remake(repo, laid)
    refuse_marks(repo, laid)
    return len(writes)


def _unpack(laid, choice, upstream):
    """Has the release stand below build/, nothing laid over it. What is there of a tree without a record stays."""
    laid.choice, laid.patches, laid.conflicts = choice, {}, []
    laid.upstream = laid.entries = upstream
    laid.write()
    laid.scratch.start_from(choice['release'])
    fresh = os.path.join(laid.repo.build, 'new')
    remove(fresh)
    os.makedirs(fresh)
    tops = missing_tops(laid.repo, upstream)
    laid.scratch.check_out(fresh, tops)
    for top in tops:
        os.rename(os.path.join(fresh, top), os.path.join(laid.repo.build, top))
    remove(fresh)


def _is_blocked(laid, path, wanted, edits):
    """Return True if what stands below build/ was neither laid nor is what shall be laid."""
    full = os.path.join(laid.repo.build, path)
    if is_made(laid.repo, path) or (path not in edits if path in laid.entries else not os.path.lexists(full)):
        return False
    if wanted and wanted[0] == LINK and not os.path.islink(full):
        return read_bytes(full) != read_bytes(os.path.join(laid.repo.root, kept(path)))
    return not same(laid.current(path), wanted)


def _write(repo, scratch, entries):
    files = [path for path, entry in sorted(entries.items()) if entry and entry[0] != LINK]
    contents = dict(zip(files, scratch.contents([entries[path][1] for path in files])))
    progress_start()
    # What goes goes first: a folder may take the place of a file.
    for number, (path, entry) in enumerate(sorted(entries.items(), key=lambda item: (item[1] is not None, item[0])), 1):
        full = os.path.join(repo.build, path)
        if entry is None:
            remove(full)
            prune(os.path.dirname(full), os.path.join(repo.build, path.partition('/')[0]))
        elif entry[0] == LINK:
            link(repo, path)
        else:
            write_atomic(full, contents[path], 0o755 if entry[0] == '100755' else 0o644)
        progress('lay', number, len(entries), ' files', final=number == len(entries))


def refuse_marks(repo, laid):
    """Fails while a conflict that laying left in a file is still marked there."""
    found = marks(repo, laid.conflicts)
    if found:
        raise Failure('%d patch%s not go together with what CPython %s changed; finish by hand what is marked, then '
                      'run make:%s' % (len(laid.conflicts), ' does' if len(laid.conflicts) == 1 else 'es do',
                                   laid.choice['version'], ''.join('\n    ' + line for line in found)))


def changed(repo):
    with alone(repo):
        return Laid(repo).changed()


def stock_source(repo):
    """The folder with the release as it is."""
    with alone(repo):
        laid = Laid(repo)
        return releases.unpacked(repo, laid.scratch, releases.choose(repo, laid.scratch, laid.choice, keep=True))


def clean(repo):
    """Removes what the build made. Downloads stay, and so do edits that are not saved: they are refused."""
    if not os.path.isdir(repo.build):
        return
    with alone(repo):
        Laid(repo).refuse_edits('make clean removes build/src')
        for name in sorted(os.listdir(repo.build)):
            if name not in ('downloads', '.lock'):
                remove(os.path.join(repo.build, name))
