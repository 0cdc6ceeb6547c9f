"""Laying: bringing build/src and build/wheels to what the release and the overlay make together.

    build/git/              the release, and the entries that were laid (scratch.py)
    build/state/laid.json   the choice of the release (releases.py)
"""

import functools
import os

import releases
import wheels
from common import Failure, prune, read_bytes, read_json, remove, say, warn, write_json
from generated import TABLE, without_blocks
from overlay import Overlay, is_made, kept, link_entry
from scratch import LINK, Scratch, differing

# Of build/ only this is laid.
OTHERS = ('/*', '!/src', '!/wheels')


class Laid:
    """What the last command laid below build/ (entries), what stands there now (found), and the release (upstream), all
    as entries of scratch.py; choice: that of the last command, {} before the first."""

    def __init__(self, repo, choose=lambda *known: None):
        """choose: a function of (repo, scratch, last choice) that gives the choice; else it is the last one."""
        self.repo, self.scratch = repo, Scratch(repo)
        self.path = os.path.join(repo.state, 'laid.json')
        self.last = read_json(self.path) or {}
        if self.last and not all(map(self.scratch.version, filter(None, (self.last['release'], self.last['base'])))):
            self.last = {}      # somebody removed build/git
        self.choice = (choose(repo, self.scratch, self.last) or self.last
                       or releases.choose(repo, self.scratch, self.last))
        self.upstream = self.scratch.entries(self.scratch.place(self.choice['release']))
        self.version = self.scratch.version(self.choice['release'])
        self.base_version = self.scratch.version(self.choice['base'] or self.choice['release'])
        if not all(map(os.path.isdir, (repo.source, repo.built('wheels')))):
            remove(self.scratch.index)      # what is missing was not removed by an edit
        raw = self.raw()
        # Without a record the release counts as laid, as far as it is there.
        self.entries = self.scratch.entries(self.scratch.index) if os.path.exists(self.scratch.index) else {
            path: entry for path, entry in self.upstream.items() if path in raw}
        self.found = self.without_generated(raw, self.entries)
        self.edits = differing(self.entries, self.found)

    def raw(self):
        """What stands below build/, generated files included."""
        return self.scratch.look(self.repo.build, OTHERS, copy=self.scratch.index)

    def without_generated(self, found, entries):
        """What was found, generated files and generated parts of files as in the entries and in upstream."""
        found = dict(found)
        for path in differing(found, entries):
            if path in found and path in self.upstream and found[path][0] != LINK:
                found[path] = self.upstream[path][0], found[path][1]
            if is_made(path):
                found.pop(path, None)
                found.update({path: entries[path]} if path in entries else {})
            elif path in self.upstream and path in found and TABLE.has_blocks(path[len('src/'):]):
                pristine = self.scratch.content(self.upstream[path])
                data = without_blocks(self.scratch.content(found[path]), pristine)
                found[path] = found[path][0], self.scratch.store(data)
        return found

    def refuse_edits(self, why):
        for path in self.edits:
            raise Failure('%s, and %s has edits that are not saved: run make save, or ./configure --discard-edits '
                          'to lose them' % (why, self.repo.shown(self.repo.built(path))))

    def refuse_marks(self, conflicts):
        """Fails while a conflict that laying left in a file is still marked there."""
        marks = conflicts and self.scratch.ask('grep', '-n', '^<<<<<<< ', '--', *conflicts).stdout.decode().splitlines()
        if marks:
            raise Failure('%d place%s where the overlay and CPython %s do not go together; finish by hand what is marked, '
                          'then run make:\n%s' % (len(marks), 's'[len(marks) == 1:], self.version, '\n'.join(
                              '    build/' + mark.rpartition(':')[0] for mark in marks)))


def lay(repo, given=None, discard=False, keep=True):
    """Lays the overlay over the release, or brings what was laid up to date with it. Returns how many files it wrote.

    Everything is looked at before anything is touched; the entries are recorded last, and a file that is as it shall
    be counts as laid: whatever comes in between, laying again ends the work."""
    with repo.alone():
        laid = Laid(repo, functools.partial(releases.choose, given=given, keep=keep))
        moves = laid.choice['release'] != laid.last.get('release', laid.choice['release'])
        if moves and not discard:
            laid.refuse_edits('upstream changed')
        entries, merged, conflicts = Overlay(laid).entries()
        # A file of the build tree that has become one of the overlay gives way to the link.
        linked = {path for path, entry in entries.items() if entry[0] == LINK and path in laid.found and read_bytes(
            repo.built(path)) == read_bytes(os.path.join(repo.root, kept(path)))}
        todo = [path for path in differing(laid.found, entries)
                if discard or path in linked or laid.entries.get(path) != entries.get(path)]
        if not discard and not linked.issuperset(blocked := {*todo}.intersection(laid.edits)):
            raise Failure('\n'.join(
                '%s has edits that the overlay does not have, and the overlay changed there too: run make save to keep '
                'them, or ./configure --discard-edits to lose them' % repo.shown(repo.built(path))
                for path in sorted(blocked - linked)))
        for path in merged if moves else ():
            warn('%s.patch: CPython %s changed the file too; merged' % (kept(path), laid.version))
        write_json(laid.path, laid.choice)
        _write(laid, {path: entries.get(path) for path in todo})
        laid.scratch.record(entries)
        edits = {} if discard else {path: laid.found.get(path) for path in laid.edits if path not in todo}
        wheels.remake(laid, {**entries, **edits})
        laid.refuse_marks(conflicts)
        if todo:
            say('laid: %d files changed below build/' % len(todo))
        return len(todo)


def _write(laid, entries):
    """Brings files below build/ to entries, each in one step."""
    repo, fresh = laid.repo, laid.repo.built('new')
    laid.scratch.check_out({path: entry for path, entry in entries.items() if entry and entry[0] != LINK}, fresh)
    # What goes goes first: a folder may take the place of a file.
    for path in [path for path, entry in entries.items() if not entry]:
        remove(repo.built(path))
        prune(os.path.dirname(repo.built(path)))
    for path in [path for path, entry in entries.items() if entry]:
        os.makedirs(os.path.dirname(repo.built(path)), exist_ok=True)
        if entries[path][0] == LINK:
            os.makedirs(os.path.dirname(os.path.join(fresh, path)), exist_ok=True)
            os.symlink(link_entry(repo, path)[1], os.path.join(fresh, path))
        os.replace(os.path.join(fresh, path), repo.built(path))
    remove(fresh)


def changed(repo):
    """Paths below build/ of all that differs from the release, by the overlay, by edits or as generated."""
    laid = Laid(repo)
    return differing(laid.upstream, laid.raw())


def stock_source(repo):
    """The folder with the release as it is."""
    with repo.alone():
        laid = Laid(repo, functools.partial(releases.choose, keep=True))
        folder = repo.built('upstream/' + laid.choice['release'])
        if not os.path.isdir(folder):
            remove(repo.built('upstream'))
            laid.scratch.check_out({path: laid.upstream[path] for path in laid.upstream if path.startswith('src/')},
                                   repo.built('new'))
            os.renames(repo.built('new/src'), folder)
    return folder


def clean(repo):
    """Removes what the build made. Downloads stay, and so do edits that are not saved: they are refused."""
    with repo.alone():
        if os.path.isdir(repo.source):
            Laid(repo).refuse_edits('make clean removes build/src')
        for name in os.listdir(repo.build):
            if name not in ('downloads', '.lock'):
                remove(repo.built(name))
