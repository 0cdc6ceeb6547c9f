"""Saving: what differs from the release below build/, or in any other tree, goes back into the overlay."""

import os

import fetching
import releases
from common import Failure, prune, read_bytes, remove, say, warn, write_atomic, write_json
from laying import Laid, lay
from overlay import Overlay, is_own, kept, link_entry, patch_text, wheel_names
from scratch import FILE, LINK, differing


def save(repo, tree=None):
    """Saves the edits made below build/, or the state of another source tree. Returns the number of files of the
    overlay that changed."""
    if not os.path.isdir(repo.source):
        raise Failure('%s is not laid yet, so there is nothing to save; run make' % repo.shown(repo.source))
    laid, pinned = Laid(repo), fetching.read_pin(repo)['version']
    if laid.version != pinned:
        raise Failure('build/src is laid over CPython %s, for which the patches would be written, and UPSTREAM pins '
                      '%s: to move to %s change UPSTREAM first, else run ./configure without --with-upstream' % (
                          laid.version, pinned, laid.version))
    overlay = Overlay(laid)
    # While the project moves, patches may be for either release (a save may have been interrupted): what was laid counts.
    entries = laid.entries if laid.choice['base'] else overlay.entries()[0]
    laid.refuse_marks(overlay.patches)
    has = {**entries, **overlay.new}
    if tree is None:
        before, found, where = laid.entries, laid.found, repo.built
    else:
        before, found, where = has, *_look(laid, os.path.abspath(tree), has)
    # All is decided before anything is written: an error leaves the overlay as it was.
    wants = _wanted(laid, before, found, has, where)
    texts = _texts(laid, overlay, has, {**has, **wants})
    for path, data in sorted(texts.items()):
        rel, full = kept(path), os.path.join(repo.root, kept(path))
        if data is None:
            remove(full)
            prune(os.path.dirname(full))
        else:
            write_atomic(full, data, 0o755 if os.access(where(path), os.X_OK) else 0o644)
        say('  ' + rel + (' (removed)' if data is None else ''))
    if tree is None:
        # A merged file is not yet what stands below build/; laying does the rest.
        for path, entry in wants.items():
            if path in laid.upstream and entry and entry != found[path]:
                write_atomic(where(path), laid.scratch.content(entry), int(entry[0][-3:], 8))
        write_json(laid.path, {**laid.choice, 'base': None})
        lay(repo, keep=True)
    say('saved: %d file%s of the overlay changed' % (len(texts), 's'[len(texts) == 1:]) if texts
        else 'nothing to save: the overlay has every edit')
    return len(texts)


def _look(laid, tree, has):
    """(entries, the function that gives the place of a file) of another source tree."""
    def where(path):
        return os.path.join(tree, kept(path))
    found = laid.without_generated(releases.gather(laid.scratch, tree), laid.upstream)
    wheels = wheel_names(found)
    for path in list(found):
        if path not in laid.upstream and (is_own(kept(path)) or os.path.exists(where(
                'src/%s/config.status' % kept(path).partition('/')[0]))):
            del found[path]
    for path in has.keys() - found.keys():
        if path not in laid.upstream or path.startswith('wheels/') and path.split('/')[1] not in wheels:
            warn('%s is in the overlay and not in %s; remove it by hand if it should go' % (kept(path), tree))
            found[path] = has[path]
    return found, where


def _wanted(laid, before, found, has, where):
    """{path: entry} of what the overlay shall have where found differs from before. has: the entries that it has, with
    the content of new files in place of links."""
    wants = {}
    for path in differing(before, found):
        entry, shown, rel = found.get(path), laid.repo.shown(where(path)), kept(path)
        is_link = bool(entry) and entry[0] == LINK
        if entry == link_entry(laid.repo, path)[0]:
            continue
        if path in laid.upstream and (is_link or os.path.isdir(where(path))):
            raise Failure('%s is no regular file; put the file itself there' % shown)
        if path in laid.upstream:
            wants[path], conflict = laid.scratch.merge(before.get(path), entry, has.get(path), ('', '', ''))
            if conflict:
                raise Failure('%s and %s.patch both changed since the overlay was laid, and they do not go together: '
                              'take one back and run make save again' % (shown, rel))
        elif not entry:
            wants[path] = None
        elif is_own(rel) or rel.endswith('.patch') or is_link and not os.path.isfile(where(path)):
            warn('%s is not saved: a new file of the overlay is a file, not named .patch, and not at a path of the project '
                 'itself' % shown)
        else:
            wants[path] = (FILE, laid.scratch.store(read_bytes(where(path)))) if is_link else entry
            if path not in before and has.get(path, wants[path]) != wants[path]:
                raise Failure('%s was made in the build tree and in the overlay, and they differ: remove one' % rel)
    return wants


def _texts(laid, overlay, has, wants):
    """{path below build/ of a patch or of a new file: content, None where it goes} of what changes in the overlay."""
    # After a move every patch is written for the new release.
    paths = {*differing(has, wants), *(overlay.patches if laid.choice['base'] else ())}
    known, texts = {path: laid.upstream[path] for path in paths if path in laid.upstream}, {}
    hunks = laid.scratch.diff(known, {path: wants[path] for path in known if wants.get(path)})
    for path in paths:
        entry = wants.get(path)
        if path not in known:
            texts[path] = entry and laid.scratch.content(entry)
            continue
        patch = patch_text(path, hunks.get(path, b'') if entry else None)
        if patch != overlay.patches.get(path):
            texts[path + '.patch'] = patch
    return texts
