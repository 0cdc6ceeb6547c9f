"""The overlay: which new files and which patches the repository holds, and what they make of a release.

What the overlay has at the first path stands below build/ at the second:
    Lib/x.py                                    src/Lib/x.py
    Lib/ensurepip/_bundled/NAME.whl/pip/x.py    wheels/NAME.whl/pip/x.py
"""

import os
import re

from common import Failure, read_bytes, warn
from generated import TABLE
from scratch import LINK, blob_id

# Paths of the project that are not CPython's: never laid over it, never saved from it.
OWN = ('.ci', '.git', '.gitattributes', '.github', '.gitignore', 'Makefile', 'PEP-draft', 'PEP-draft.rst',
       'PEP-packaging-draft.rst', 'README.md', 'UPSTREAM', 'build', 'configure', 'Tools/demo', 'Tools/importbench', 'Tools/overlay', 'Tools/transition')
WHEELS = 'Lib/ensurepip/_bundled/'
HEADER = '--- a/%s\n+++ b/%s\n'
REMOVED = '--- a/%s\n+++ /dev/null\n'      # the whole patch of a file that is removed


def is_own(rel):
    return rel.startswith(tuple(own + '/' for own in OWN)) or rel in OWN


def built(rel):
    """The path below build/ of a path of the overlay."""
    return 'wheels/' + rel[len(WHEELS):] if rel.startswith(WHEELS) and '.whl/' in rel else 'src/' + rel


def kept(path):
    """The path in the overlay of a path below build/."""
    return WHEELS + path[len('wheels/'):] if path.startswith('wheels/') else path[len('src/'):]


def is_made(path):
    """Return True if the build makes the file at this path below build/, so that it is neither laid nor saved."""
    top, _, rel = path.partition('/')
    if top == 'wheels':
        return rel.endswith('.dist-info/RECORD') and rel.count('/') == 2
    return rel in TABLE or rel.startswith(WHEELS) and rel.endswith('.whl')


def wheel_names(entries):
    return sorted({path.split('/')[1] for path in entries if path.startswith('wheels/')})


def link_entry(repo, path):
    """(entry, target) of the link below build/ that stands for a new file."""
    folder = os.path.realpath(os.path.dirname(repo.built(path)))
    target = os.path.relpath(os.path.join(os.path.realpath(repo.root), kept(path)), folder)
    return (LINK, blob_id(os.fsencode(target))), target


def patch_text(path, hunks):
    """The patch of a file, None where there are no hunks; hunks None: the file is removed."""
    name = path.split('/', 2 if path.startswith('wheels/') else 1)[-1]
    if hunks is None:
        return os.fsencode(REMOVED % name)
    return os.fsencode(HEADER % (name, name)) + hunks if hunks else None


class Overlay:
    """new: {path below build/: entry of its content} of new files; patches: {path below build/: patch}."""

    def __init__(self, laid):
        """laid: gives the release (laying.py). What does not go with another one than the pinned one is left out with a
        warning."""
        self.laid, self.new, self.patches, wrong, strangers = laid, {}, {}, set(), set()
        wheels, known = wheel_names(laid.upstream), os.path.join(laid.scratch.folder, 'overlay')
        for rel, entry in laid.scratch.look(laid.repo.root, ['/' + own for own in OWN], copy=known, keep=known).items():
            path = built(rel)
            is_patch, folder = rel.endswith('.patch'), path.split('/')[1]
            file = path[:-len('.patch')] if is_patch else path
            if path.startswith('wheels/') and folder not in wheels:
                strangers.add('%s: upstream %s bundles no wheel of this name (it has %s); rename the folder' % (
                    WHEELS + folder, laid.version, ', '.join(wheels) or 'none'))
            elif is_made(file):
                wrong.add('%s: %s is a generated file; remove this: the build makes it' % (rel, kept(file)))
            elif is_patch and file not in laid.upstream:
                strangers.add('%s patches a file that upstream %s does not have' % (rel, laid.version))
            elif is_patch:
                self.patches[file] = read_bytes(os.path.join(laid.repo.root, rel))
            elif file in laid.upstream:
                wrong.add('%s is a file of upstream; the overlay keeps a change to it in %s.patch' % (rel, rel))
            else:
                self.new[path] = entry
        for text in sorted(strangers) if laid.choice['given'] else ():
            warn(text + ': left out')
        if wrong or strangers and not laid.choice['given']:
            raise Failure('\n'.join(sorted(wrong | strangers)))

    def entries(self):
        """(entries, merged, conflicts) of the release with the overlay laid over it. merged: the paths in which a change
        of the overlay met one of the release; conflicts: those in which they do not go together and are marked."""
        laid = self.laid
        entries = {**laid.upstream, **{path: link_entry(laid.repo, path)[0] for path in self.new}}
        base, hunks, merged, conflicts = self._base() or laid.upstream, {}, [], []
        for path, patch in self.patches.items():
            header, _, rest = patch.partition(b'\n@@ ')
            if header.endswith(b'\n+++ /dev/null\n'):
                del entries[path]
            elif path not in base or not rest:
                raise Failure('%s.patch holds no hunks for CPython %s' % (kept(path), laid.base_version))
            else:
                hunks[path] = b'@@ ' + rest
        for path, entry in laid.scratch.apply(base, hunks).items():
            entries[path], conflict = laid.scratch.merge(base[path], entry, laid.upstream[path], (
                'the overlay', 'CPython ' + laid.base_version, 'CPython ' + laid.version))
            if not entries[path]:
                raise Failure('%s: CPython %s changed the file, and git cannot merge it' % (kept(path), laid.version))
            if base[path] != laid.upstream[path]:
                (conflicts if conflict else merged).append(path)
        return entries, merged, conflicts

    def _base(self):
        """The entries of the release that the patches were made for, its wheels named as this release names them; none
        where it is this release."""
        names = {name.split('-')[0]: name for name in wheel_names(self.laid.upstream)}
        base = self.laid.scratch.entries(self.laid.scratch.place(self.laid.choice['base'])) if self.laid.choice['base'] else {}
        return {re.sub('^(wheels/)(([^/-]+)[^/]*)', lambda match: match[1] + names.get(match[3], match[2]), path): entry
                for path, entry in base.items()}
