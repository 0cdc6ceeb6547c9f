"""Tests of the overlay tool, with a small upstream made up for them: python3 Tools/overlay/test_overlay.py"""

import base64
import contextlib
import csv
import hashlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import building  # noqa: E402
import documents  # noqa: E402
import fetching  # noqa: E402
import generated  # noqa: E402
import laying  # noqa: E402
import packages  # noqa: E402
from overlay import WHEELS  # noqa: E402
import saving  # noqa: E402
import scratch  # noqa: E402
import testing  # noqa: E402
from common import Failure, Repo, digest, write_json  # noqa: E402

WHEEL = 'pip-1.0-py3-none-any.whl'
PIN = 'version = %s\nsha256 = %s\nurl = http://upstream.invalid/x\ndebian = python3.13\n'
BODY = ''.join('int f%d(void)\n{\n    a();\n    b%d();\n    return %d;\n}\n\n' % (i, i, i) for i in range(30))
FILES = {
    'Include/patchlevel.h': b'#define PY_VERSION      "3.13.5"\n',
    'Python/ceval.c': BODY.encode(),
    'Python/frozen.c': (b'/* Includes for frozen modules: */\n#include "a.h"\n/* End includes */\nint x;\n'),
    'Lib/keyword.py': b'kwlist = []\n',
    'Lib/os.py': b'import abc\n\n\ndef f():\n    return 1\n\n\nclass C:\n    def g(self):\n        return 2\n',
    'Lib/empty.py': b'',
    'Lib/noeol.py': b'a = 1\nb = 2',
    'PC/dos.txt': b'one\r\ntwo\r\nthree\r\n\xff\r\n',
    'Tools/build/x.py': b'x = 1\n',
    'configure': b'#!/bin/sh\n',
}


def walk_files(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names)


def wheel_bytes():
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        for name, data in (('pip/__init__.py', b'one = 1\ntwo = 2\nthree = 3\n'), ('pip/b.py', b'b\n'),
                           ('pip-1.0.dist-info/METADATA', b'Name: pip\n'), ('pip-1.0.dist-info/RECORD', b'')):
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 2, 3, 4, 6)), data)
    return out.getvalue()


class Case(unittest.TestCase):
    """A checkout with a pinned upstream in the cache and nothing in the overlay."""

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.repo = Repo(os.path.join(self.folder, 'repo'))
        self.repo.lists = HERE
        self.cache = os.path.join(self.folder, 'cache')
        patcher = mock.patch.dict(os.environ, {'XDG_CACHE_HOME': self.cache})
        patcher.start()
        self.addCleanup(patcher.stop)
        self.out = io.StringIO()
        for redirect in (contextlib.redirect_stdout(self.out), contextlib.redirect_stderr(self.out)):
            redirect.__enter__()
            self.addCleanup(redirect.__exit__, None, None, None)
        os.makedirs(os.path.join(self.cache, 'cpython-overlay'))
        self.tarball = os.path.join(self.cache, 'cpython-overlay', 'Python-3.13.5.tar.xz')
        self.make_tarball(self.tarball)
        os.makedirs(self.repo.build)
        self.pin()

    def make_tarball(self, path, **changed):
        files = dict(FILES, **{WHEELS + WHEEL: wheel_bytes()})
        files.update({name.replace('__', '/').replace('_dot_', '.'): data for name, data in changed.items()})
        with tarfile.open(path, 'w:xz') as archive:
            for name, data in files.items():
                if data is None:
                    continue
                info = tarfile.TarInfo('Python-3.13.5/' + name)
                info.size, info.mtime, info.mode = len(data), 1000000000, 0o755 if name == 'configure' else 0o644
                archive.addfile(info, io.BytesIO(data))

    def pin(self, sha256=None):
        with open(self.tarball, 'rb') as file:
            sha256 = sha256 or digest(file.read())
        self.write('UPSTREAM', PIN % ('3.13.5', sha256))

    def write(self, rel, data):
        path = os.path.join(self.repo.root, rel)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(data if isinstance(data, bytes) else data.encode())

    def read(self, rel):
        with open(os.path.join(self.repo.root, rel), 'rb') as file:
            return file.read()

    def exists(self, rel):
        return os.path.lexists(os.path.join(self.repo.root, rel))

    def lay(self, **options):
        return laying.lay(self.repo, **{'keep': False, **options})

    def edit(self, rel, old, new):
        """Change a file of the build tree as an editor does."""
        data = self.read('build/' + rel)
        self.assertIn(old, data)
        self.write('build/' + rel, data.replace(old, new, 1))

    def overlay(self):
        return {rel: self.read(rel) for rel in walk_files(self.repo.root) if not rel.startswith('build/')}

    def tree(self):
        root = os.path.join(self.repo.root, 'build')
        return {rel: self.read('build/' + rel) for top in ('src', 'wheels')
                for rel in (top + '/' + name for name in walk_files(os.path.join(root, top)))}

    def edit_everything(self):
        self.edit('src/Python/ceval.c', b'b7();', b'b7(1);')
        self.edit('src/Python/ceval.c', b'int f20(void)\n', b'int f20(int x)\n')
        self.edit('src/Lib/os.py', b'        return 2\n', b'        return 3\n')
        self.edit('src/Lib/noeol.py', b'b = 2', b'b = 3')
        self.edit('src/PC/dos.txt', b'two\r\n', b'2\r\n')
        self.write('build/src/Lib/empty.py', b'no more\n')
        self.write('build/src/Lib/new/__init__.py', b'new = 1\n')
        self.edit('src/Python/frozen.c', b'#include "a.h"\n', b'#include "b.h"\n')
        self.edit('src/Python/frozen.c', b'int x;', b'int y;')
        self.edit('src/Lib/keyword.py', b'[]', b'["version"]')
        self.edit('wheels/%s/pip/__init__.py' % WHEEL, b'two = 2', b'two = 22')
        self.write('build/wheels/%s/pip/new.py' % WHEEL, b'new\n')


class Patches(Case):
    """What git is asked for: patches as the overlay has them, applied exactly, and merges."""

    def setUp(self):
        super().setUp()
        self.scratch = scratch.Scratch(self.repo)

    def entry(self, data):
        return scratch.FILE, self.scratch.store(data)

    def diff(self, old, new, name='x.c'):
        return self.scratch.diff({name: self.entry(old)}, {name: self.entry(new)}).get(name)

    def apply(self, old, patch):
        """The new content, or why there is none."""
        try:
            return self.scratch.content(self.scratch.apply({'x': self.entry(old)}, {'x': patch})['x'])
        except Failure as failure:
            return str(failure)

    def merge(self, ours, base, theirs):
        entry, conflict = self.scratch.merge(*map(self.entry, (base, ours, theirs)), 'abc')
        return entry and self.scratch.content(entry), conflict

    def test_round_trip(self):
        random.seed(4)
        pairs = {}
        for number in range(100):
            old = [random.choice('abcdef') for _ in range(random.randrange(20))]
            new = list(old)
            for _ in range(random.randrange(6)):
                at = random.randrange(len(new) + 1)
                new[at:at + random.randrange(2)] = [random.choice('abxy\r\0\xff')] * random.randrange(3)
            pairs[str(number)] = [('\n'.join(lines) + random.choice(['', '\n'])).encode('latin-1') for lines in (old, new)]
        before, after = ({key: self.entry(pair[side]) for key, pair in pairs.items()} for side in (0, 1))
        patches = self.scratch.diff(before, after)
        self.assertEqual(patches.keys(), {key for key, pair in pairs.items() if pair[0] != pair[1]})
        self.assertEqual(self.scratch.apply(before, patches), {key: after[key] for key in patches})

    def test_format(self):
        self.assertEqual(self.diff(BODY.encode(), BODY.replace('b7();', 'b7(1);').encode(), 'Python/ceval.c'),
                         b'@@ -52,3 +52,3 @@ int f7(void)\n     a();\n-    b7();\n+    b7(1);\n     return 7;\n')
        self.assertIn(b'@@ -9,2 +9,2 @@ class C:\n     def g(self):\n',
                      self.diff(FILES['Lib/os.py'], FILES['Lib/os.py'].replace(b'2', b'3'), 'Lib/os.py'))
        self.assertEqual(self.diff(b'.. function:: f(x)\n\n   It is\n   so.\n', b'.. function:: f(x)\n\n   It is\n   not.\n', 'f.rst'),
                         b'@@ -3,2 +3,2 @@ .. function:: f(x)\n    It is\n-   so.\n+   not.\n')

    def test_the_readers_configuration_changes_nothing(self):
        with open(os.path.join(self.folder, '.gitconfig'), 'w') as file:
            file.write('[diff]\nnoprefix = true\ncontext = 9\n[core]\nautocrlf = true\n[apply]\nwhitespace = fix\n')
        with mock.patch.dict(os.environ, {'HOME': self.folder, 'GIT_DIR': '/nowhere', 'GIT_EXTERNAL_DIFF': 'false'}):
            patch = self.diff(b'1\r\n2\r\n3 \n', b'1\r\n2 \r\n3 \n')
            self.assertEqual(patch, b'@@ -1,3 +1,3 @@\n 1\r\n-2\r\n+2 \r\n 3 \n')
            self.assertEqual(self.apply(b'1\r\n2\r\n3 \n', patch), b'1\r\n2 \r\n3 \n')

    def test_exact_at_its_place(self):
        patch = self.diff(BODY.encode(), BODY.replace('b7();', 'b7(1);').encode())
        self.assertIn('Hunk #1 succeeded at 53 (offset 1 line)', self.apply(b'/* moved */\n' + BODY.encode(), patch))
        self.assertIn('patch failed: x:52', self.apply(BODY.replace('b7();', 'c();').encode(), patch))

    def test_each_bad_patch_is_named(self):
        old = self.entry(b'a\nb\nc\n')
        with self.assertRaises(Failure) as caught:
            self.scratch.apply(dict.fromkeys('abcde', old), {
                'a': b'@@ -1,2 +1,2 @@\n-x\n+y\n b\n', 'b': b'@@ -1,2 +1,2 @@\n-a\n+y\n b\n', 'c': b'@@ -1,2 +1,2 @@\n a\n',
                'd': b'@@ -1,2 +1,2 @@\n-a\n+y\n b\n<<<<<<< ours\n@@ -3 +3 @@\n', 'e': b'@@ -2,2 +2,2 @@\n-x\n+y\n c\n'})
        for text in ('a: error: patch failed: a:1', 'c: error: corrupt patch at', 'd: error: patch fragment without header',
                     'e: error: patch failed: e:2'):
            self.assertIn('    ' + text, str(caught.exception))
        self.assertNotIn('b:', str(caught.exception))

    def test_moved_hunk_stays_in_its_function(self):
        """A merge knows where the lines went; a search would find the same lines in another function."""
        old = ''.join('int f%d(void)\n{\n    a();\n    b();\n    c();\n}\n\n' % i for i in range(9)).encode()
        parts = old.split(b'int f5')
        new = parts[0] + b'int f5' + parts[1].replace(b'b();', b'B();', 1)
        moved = b'int z(void)\n{\n    a();\n    b();\n    c();\n}\n\n'
        self.assertEqual(self.merge(new, old, moved + old), (moved + new, False))

    def test_conflict(self):
        merged, conflict = self.merge(b'1\r\n\xffx\r\n3\r\n', b'1\r\n2\r\n3\r\n', b'1\r\ny\r\n3\r\n')
        self.assertTrue(conflict)
        self.assertEqual(merged, b'1\r\n<<<<<<< a\r\n\xffx\r\n||||||| b\r\n2\r\n=======\r\ny\r\n>>>>>>> c\r\n3\r\n')
        self.assertEqual(self.merge(b'\0a', b'\0b', b'\0c'), (None, True))


class RoundTrip(Case):
    def test_save_and_lay(self):
        self.lay()
        self.edit_everything()
        before = self.tree()
        self.assertGreater(saving.save(self.repo), 0)
        overlay = self.overlay()
        self.assertEqual(sorted(overlay), sorted([
            'UPSTREAM', 'Lib/empty.py.patch', 'Lib/new/__init__.py', 'Lib/noeol.py.patch', 'Lib/os.py.patch',
            'PC/dos.txt.patch', 'Python/ceval.c.patch', 'Python/frozen.c.patch',
            'Lib/ensurepip/_bundled/%s/pip/__init__.py.patch' % WHEEL,
            'Lib/ensurepip/_bundled/%s/pip/new.py' % WHEEL]))
        self.assertNotIn(b'b.h', overlay['Python/frozen.c.patch'])
        self.assertTrue(os.path.islink(os.path.join(self.repo.source, 'Lib/new/__init__.py')))
        shutil.rmtree(self.repo.build)
        self.lay()
        after = self.tree()
        # What is generated comes from the generators, not from the overlay.
        self.assertEqual(after.pop('src/Lib/keyword.py'), FILES['Lib/keyword.py'])
        before.pop('src/Lib/keyword.py')
        self.assertEqual(after.pop('src/Python/frozen.c'), FILES['Python/frozen.c'].replace(b'int x', b'int y'))
        before.pop('src/Python/frozen.c')
        before['src/%s%s' % (WHEELS, WHEEL)] = after['src/%s%s' % (WHEELS, WHEEL)]
        self.assertEqual(after, before)
        self.assertEqual(saving.save(self.repo), 0)
        self.assertEqual(self.overlay(), overlay)

    def test_nothing_to_save(self):
        self.lay()
        self.assertEqual(saving.save(self.repo), 0)
        self.assertEqual(list(self.overlay()), ['UPSTREAM'])

    def test_edit_through_a_link(self):
        self.write('Lib/new.py', 'a\n')
        self.lay()
        path = os.path.join(self.repo.source, 'Lib/new.py')
        with open(path, 'a') as file:
            file.write('b\n')
        self.assertEqual(self.read('Lib/new.py'), b'a\nb\n')
        os.unlink(path)     # an editor that writes a new file in the link's place
        self.write('build/src/Lib/new.py', 'c\n')
        self.assertEqual(saving.save(self.repo), 1)
        self.assertEqual(self.read('Lib/new.py'), b'c\n')
        self.assertTrue(os.path.islink(path))

    def test_reverted_and_removed(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        self.edit('src/Lib/os.py', b'return 3', b'return 2')
        os.unlink(os.path.join(self.repo.source, 'Lib/new/__init__.py'))
        os.unlink(os.path.join(self.repo.source, 'Lib/noeol.py'))
        saving.save(self.repo)
        self.assertFalse(self.exists('Lib/os.py.patch'))
        self.assertFalse(self.exists('Lib/new'))
        self.assertEqual(self.read('Lib/noeol.py.patch'), b'--- a/Lib/noeol.py\n+++ /dev/null\n')
        shutil.rmtree(self.repo.build)
        self.lay()
        self.assertFalse(self.exists('build/src/Lib/noeol.py'))
        self.assertEqual(saving.save(self.repo), 0)

    def test_renamed(self):
        self.lay()
        os.rename(os.path.join(self.repo.source, 'Lib/os.py'), os.path.join(self.repo.source, 'Lib/os two.py'))
        self.write('build/src/Lib/empty.py', '1\n')
        self.write('build/src/PC/dos.txt', '')
        self.assertEqual(saving.save(self.repo), 4)
        self.assertEqual(self.overlay(), {
            'UPSTREAM': self.read('UPSTREAM'), 'Lib/os two.py': FILES['Lib/os.py'],
            'Lib/os.py.patch': b'--- a/Lib/os.py\n+++ /dev/null\n',
            'Lib/empty.py.patch': b'--- a/Lib/empty.py\n+++ b/Lib/empty.py\n@@ -0,0 +1 @@\n+1\n',
            'PC/dos.txt.patch': b'--- a/PC/dos.txt\n+++ b/PC/dos.txt\n@@ -1,4 +0,0 @@\n-one\r\n-two\r\n-three\r\n-\xff\r\n'})
        before = self.tree()
        shutil.rmtree(self.repo.build)
        self.lay()
        self.assertEqual(self.tree(), before)
        self.write('build/src/Lib/os.py', FILES['Lib/os.py'])       # and back
        os.unlink(os.path.join(self.repo.source, 'Lib/os two.py'))
        self.assertEqual(saving.save(self.repo), 2)
        self.assertFalse(self.exists('Lib/os.py.patch') or self.exists('Lib/os two.py'))
        self.assertEqual(self.lay(), 0)

    def test_name_with_a_space(self):
        self.make_tarball(self.tarball, **{'Lib/a b.py': b'1\n'})
        self.pin()
        self.lay()
        self.write('build/src/Lib/a b.py', '2\n')
        saving.save(self.repo)
        self.assertEqual(self.read('Lib/a b.py.patch'), b'--- a/Lib/a b.py\n+++ b/Lib/a b.py\n@@ -1 +1 @@\n-1\n+2\n')
        shutil.rmtree(self.repo.build)
        self.lay()
        self.assertEqual(self.read('build/src/Lib/a b.py'), b'2\n')

    def test_other_tree(self):
        self.lay()
        tree = os.path.join(self.folder, 'dev')
        shutil.copytree(laying.stock_source(self.repo), tree)
        for rel, data in (('Lib/os.py', b'changed\n'), ('Lib/more.py', b'more\n'), ('b/config.status', b''), ('b/x.c', b''),
                          ('build-debug/y.c', b''), ('Lib/__pycache__/x.pyc', b''), ('Lib/keyword.py', b'made\n')):
            os.makedirs(os.path.dirname(os.path.join(tree, rel)), exist_ok=True)
            with open(os.path.join(tree, rel), 'wb') as file:
                file.write(data)
        self.assertEqual(saving.save(self.repo, tree), 2)
        self.assertEqual(sorted(self.overlay()), ['Lib/more.py', 'Lib/os.py.patch', 'UPSTREAM'])
        self.assertEqual(saving.save(self.repo, tree), 0)
        self.lay()
        self.assertEqual(self.read('build/src/Lib/os.py'), b'changed\n')

    def test_own_paths_are_not_laid(self):
        for rel in ('configure', 'Makefile', 'README.md', 'Tools/overlay/x.py', 'Tools/demo/y.py', '.ci/run'):
            self.write(rel, 'own\n')
        self.lay()
        self.assertEqual(self.read('build/src/configure'), FILES['configure'])
        self.assertFalse(self.exists('build/src/README.md') or self.exists('build/src/Tools/demo'))


class Relaying(Case):
    def test_only_what_changed(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        path = os.path.join(self.repo.source, 'Lib/os.py')
        os.utime(path, (1, 1))
        self.assertEqual(self.lay(), 0)
        patch = self.read('Python/ceval.c.patch')
        self.write('Python/ceval.c.patch', patch.replace(b'+    b7(1);', b'+    b7(2);'))
        self.assertEqual(self.lay(), 1)
        self.assertIn(b'b7(2);', self.read('build/src/Python/ceval.c'))
        self.assertEqual(os.stat(path).st_mtime, 1)
        os.unlink(os.path.join(self.repo.root, 'Python/ceval.c.patch'))
        self.assertEqual(self.lay(), 1)
        self.assertEqual(self.read('build/src/Python/ceval.c'), FILES['Python/ceval.c'])

    def test_edits_are_refused_not_lost(self):
        self.lay()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        saving.save(self.repo)
        self.edit('src/Lib/os.py', b'return 2', b'return 20')
        self.write('Lib/os.py.patch', self.read('Lib/os.py.patch').replace(b'return 10', b'return 11'))
        before = self.tree()
        with self.assertRaisesRegex(Failure, r'^build/src/Lib/os.py has edits .* make save .*--discard-edits'):
            self.lay()
        self.assertEqual(self.tree(), before)
        saving.save(self.repo)      # the edit and the changed patch go together
        self.assertEqual(self.read('build/src/Lib/os.py'),
                         FILES['Lib/os.py'].replace(b'return 1', b'return 11').replace(b'return 2', b'return 20'))
        self.assertEqual(self.lay(), 0)

    def test_edits_that_contradict_the_overlay(self):
        self.lay()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        saving.save(self.repo)
        self.edit('src/Lib/os.py', b'return 10', b'return 12')
        self.write('Lib/os.py.patch', self.read('Lib/os.py.patch').replace(b'return 10', b'return 11'))
        before = self.overlay(), self.tree()
        with self.assertRaisesRegex(Failure, 'both changed'):
            saving.save(self.repo)
        self.assertEqual((self.overlay(), self.tree()), before)

    def test_save_leaves_what_is_not_laid_yet(self):
        self.lay()
        patch = b'--- a/Lib/os.py\n+++ b/Lib/os.py\n@@ -4,3 +4,3 @@ import abc\n def f():\n-    return 1\n+    return 9\n \n'
        self.write('Lib/os.py.patch', patch)
        self.write('Lib/pulled.py', 'x\n')
        self.assertEqual(saving.save(self.repo), 0)
        self.assertEqual(self.read('Lib/os.py.patch'), patch)
        self.assertTrue(self.exists('Lib/pulled.py'))

    def test_folders_that_somebody_removed(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        self.lay()
        before = self.tree()
        for name in ('git', 'git/index', 'state', 'src', 'wheels', 'src/Lib/os.py'):
            with self.subTest(name):
                path = os.path.join(self.repo.build, name)
                os.remove(path) if os.path.isfile(path) else shutil.rmtree(path)
                self.lay(discard=name == 'src/Lib/os.py')
                after = self.tree()
                for rel in ('src/Lib/keyword.py', 'src/Python/frozen.c'):      # what is generated
                    before.pop(rel, None)
                    after.pop(rel)
                self.assertEqual(after, before)

    def test_edits_without_a_record(self):
        """As after git pull brought a tool that keeps another one."""
        self.lay()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        saving.save(self.repo)
        self.edit('src/Lib/os.py', b'return 2', b'return 20')
        shutil.rmtree(os.path.join(self.repo.build, 'git'))
        shutil.rmtree(os.path.join(self.repo.build, 'state'))
        with self.assertRaisesRegex(Failure, 'os.py has edits .* run make save'):
            self.lay()
        self.assertEqual(saving.save(self.repo), 1)
        self.assertEqual(self.read('build/src/Lib/os.py'),
                         FILES['Lib/os.py'].replace(b'return 1', b'return 10').replace(b'return 2', b'return 20'))
        self.assertEqual(self.lay(), 0)

    def test_discard_edits(self):
        self.lay()
        before = self.tree()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        self.lay(discard=True)
        self.assertEqual(self.tree(), before)

    def test_edits_survive_a_plain_lay_and_clean_refuses(self):
        self.lay()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        self.lay()
        self.assertIn(b'return 10', self.read('build/src/Lib/os.py'))
        with self.assertRaisesRegex(Failure, 'build/src/Lib/os.py has edits that are not saved'):
            laying.clean(self.repo)
        self.edit('src/Lib/os.py', b'return 10', b'return 1')
        laying.clean(self.repo)
        self.assertFalse(self.exists('build/src'))

    def test_wrong_overlays(self):
        for rel, text, message in (
                ('Lib/none.py.patch', '--- a\n+++ b\n', 'patches a file that upstream 3.13.5 does not have'),
                ('Lib/os.py', 'x', r'is a file of upstream; the overlay keeps a change to it in Lib/os.py.patch'),
                ('Lib/keyword.py.patch', '', 'Lib/keyword.py is a generated file'),
                ('Lib/os.py.patch', '--- a/Lib/os.py\n+++ b/Lib/os.py\n@@ -1 +1 @@\n-nonsense\n+x\n',
                 r'^patches that do not apply:\n    src/Lib/os.py: error: patch failed: src/Lib/os.py:1\n')):
            with self.subTest(rel):
                self.lay()
                before = self.tree()
                self.write(rel, text)
                self.write('Lib/also_new.py', 'x')
                with self.assertRaisesRegex(Failure, message):
                    self.lay()
                self.assertEqual(self.tree(), before)
                os.unlink(os.path.join(self.repo.root, rel))


class Upstream(Case):
    def test_wrong_hash_in_the_cache(self):
        self.pin('0' * 64)
        with mock.patch.object(fetching, 'from_debian', side_effect=Failure('no')):
            with self.assertRaisesRegex(Failure, r'could not be had .* ./configure --with-upstream=PATH'):
                self.lay()
        self.assertFalse(os.path.exists(self.tarball))
        self.assertFalse(self.exists('build/src'))
        self.assertEqual(os.listdir(os.path.dirname(self.tarball)), [])

    def test_wrong_hash_from_the_network(self):
        os.unlink(self.tarball)

        def get(pin, part):
            with open(part, 'wb') as file:
                file.write(b'something else')
        with mock.patch.object(fetching, 'from_url', get), mock.patch.object(fetching, 'from_debian', get):
            with self.assertRaisesRegex(Failure, 'its SHA-256 is .* not the one that UPSTREAM pins'):
                self.lay()
        self.assertEqual(os.listdir(os.path.dirname(self.tarball)), [])

    def test_with_upstream(self):
        other = os.path.join(self.folder, 'other.tar.xz')
        self.make_tarball(other, Include__patchlevel_dot_h=b'#define PY_VERSION "3.13.15"\n',
                          Python__ceval_dot_c=b'/* more */\n' + FILES['Python/ceval.c'])
        self.lay()
        self.edit('src/Python/ceval.c', b'b7();', b'b7(1);')
        with self.assertRaisesRegex(Failure, 'has edits that are not saved'):
            self.lay(given=other)
        saving.save(self.repo)
        self.lay(given=other)
        self.assertIn(b'/* more */', self.read('build/src/Python/ceval.c'))
        self.assertIn(b'b7(1);', self.read('build/src/Python/ceval.c'))
        self.assertIn('Python/ceval.c.patch: CPython 3.13.15 changed the file too; merged', self.out.getvalue())
        self.assertEqual(self.lay(keep=True), 0)    # make stays with it
        self.lay()                                  # ./configure without the option does not
        self.assertNotIn(b'/* more */', self.read('build/src/Python/ceval.c'))
        tree = os.path.join(self.folder, 'tree')
        shutil.copytree(laying.stock_source(self.repo), tree)
        self.lay(given=tree)
        self.assertEqual(saving.save(self.repo), 0)

    def test_patch_that_does_not_apply_to_another_release(self):
        self.lay()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        self.edit('src/Python/ceval.c', b'b7();', b'b7(1);')
        saving.save(self.repo)
        before = self.tree()
        other = os.path.join(self.folder, 'other.tar.xz')
        self.make_tarball(other, Include__patchlevel_dot_h=b'#define PY_VERSION "3.13.15"\n', Lib__os_dot_py=b'new = 1\n',
                          Python__ceval_dot_c=b'/* more */\n' + FILES['Python/ceval.c'])
        with self.assertRaisesRegex(Failure, r'^1 place where .*3.13.15.*then run make:\n    build/src/Lib/os.py:1$'):
            self.lay(given=other)
        self.assertIn(b'<<<<<<< the overlay\nimport abc\n', self.read('build/src/Lib/os.py'))
        self.assertIn(b'\n=======\nnew = 1\n>>>>>>> CPython 3.13.15\n', self.read('build/src/Lib/os.py'))
        self.assertIn(b'b7(1);', self.read('build/src/Python/ceval.c'))
        for _ in range(2):      # and so on until it is finished
            with self.assertRaisesRegex(Failure, r'^1 place where'):
                self.lay(keep=True)
        self.lay()              # or given up
        self.assertEqual(self.tree(), before)
        with self.assertRaisesRegex(Failure, r'^1 place where'):
            self.lay(given=other)
        self.write('build/src/Lib/os.py', b'new = 10\n')
        self.assertEqual(self.lay(keep=True), 0)
        with self.assertRaisesRegex(Failure, 'os.py has edits that are not saved'):
            self.lay()
        with open(other, 'rb') as file:
            self.write('UPSTREAM', PIN % ('3.13.15', digest(file.read())))
        self.lay()
        self.assertEqual(self.read('build/src/Lib/os.py'), b'new = 10\n')
        saving.save(self.repo)
        self.assertEqual(self.read('Lib/os.py.patch'), b'--- a/Lib/os.py\n+++ b/Lib/os.py\n@@ -1 +1 @@\n-new = 1\n+new = 10\n')
        self.assertIn(b'@@ -53,3 +53,3 @@', self.read('Python/ceval.c.patch'))
        after = self.tree()
        shutil.rmtree(self.repo.build)
        shutil.copy(other, self.tarball.replace('3.13.5', '3.13.15'))
        self.lay()
        self.assertEqual(self.tree(), after)

    def test_several_patches_that_do_not_apply(self):
        for rel in ('Lib/os.py', 'Python/ceval.c'):
            self.write(rel + '.patch', '--- a/%s\n+++ b/%s\n@@ -1 +1 @@\n-nonsense\n+x\n' % (rel, rel))
        with self.assertRaisesRegex(Failure, r'    src/Lib/os.py: error: patch failed: src/Lib/os.py:1\n(.*\n)*    src/Python/ceval.c: error: patch failed'):
            self.lay()

    def test_move_to_a_new_release(self):
        self.lay()
        self.edit('src/Python/ceval.c', b'b7();', b'b7(1);')
        saving.save(self.repo)
        other = os.path.join(self.folder, 'other.tar.xz')
        self.make_tarball(other, Include__patchlevel_dot_h=b'#define PY_VERSION "3.13.6"\n',
                          Python__ceval_dot_c=b'/* more */\n' + FILES['Python/ceval.c'])
        self.lay(given=other)
        with self.assertRaisesRegex(Failure, 'laid over CPython 3.13.6.* UPSTREAM pins 3.13.5'):
            saving.save(self.repo)
        with open(other, 'rb') as file:
            self.write('UPSTREAM', PIN % ('3.13.6', digest(file.read())))
        self.assertEqual(saving.save(self.repo), 1)
        self.assertIn(b'@@ -53,3 +53,3 @@', self.read('Python/ceval.c.patch'))
        self.assertEqual(saving.save(self.repo), 0)
        self.assertEqual(self.lay(), 0)
        shutil.rmtree(self.repo.build)
        shutil.copy(other, self.tarball.replace('3.13.5', '3.13.6'))
        self.lay()
        self.assertIn(b'b7(1);', self.read('build/src/Python/ceval.c'))

    def test_with_upstream_that_is_none(self):
        for given, message in (('none', 'no such file or folder'), (self.folder, 'holds no CPython source'),
                               (__file__, 'cannot be unpacked')):
            with self.assertRaisesRegex(Failure, message):
                self.lay(given=given)
        self.lay()


class Interruption(Case):
    """Ctrl-C at every write and every git command that laying does, then the same command again."""

    def interrupt(self, stop_at, function):
        """Runs function up to a write or a git command. Returns True if it ended before that."""
        count = 0

        def stopping(function):
            def call(*arguments, **options):
                nonlocal count
                count += 1
                if count > stop_at:
                    raise KeyboardInterrupt
                return function(*arguments, **options)
            return call
        with contextlib.ExitStack() as stack:
            for place, name in ((os, 'replace'), (os, 'rename'), (os, 'symlink'), (scratch.Scratch, 'ask')):
                stack.enter_context(mock.patch.object(place, name, stopping(getattr(place, name))))
            try:
                function()
                return True
            except KeyboardInterrupt:
                return False

    def test_laying(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        want = None
        for fresh in (True, False):
            for stop_at in range(200):
                if fresh:
                    shutil.rmtree(self.repo.build)
                    os.makedirs(self.repo.build)
                else:   # a pull that changed a few files
                    before, after = (b'b7(1)', b'b7(2)') if stop_at % 2 == 0 else (b'b7(2)', b'b7(1)')
                    self.write('Python/ceval.c.patch', self.read('Python/ceval.c.patch').replace(before, after))
                    self.write('Lib/pulled%d.py' % stop_at, 'x\n')
                finished = self.interrupt(stop_at, self.lay)
                self.lay()
                if fresh:
                    want = want or self.tree()
                    self.assertEqual(self.tree(), want)
                self.assertEqual(saving.save(self.repo), 0)
                self.assertEqual([name for name in os.listdir(self.repo.source) if 'tmp' in name], [])
                if finished:
                    break
            self.assertTrue(finished)

    def test_saving(self):
        self.lay()
        self.edit_everything()
        for stop_at in range(200):
            if self.interrupt(stop_at, lambda: saving.save(self.repo)):
                break
            if stop_at % 3 == 0:
                self.lay()
        before, overlay = self.tree(), self.overlay()
        self.assertIn('Lib/os.py.patch', overlay)
        self.assertEqual((saving.save(self.repo), self.lay()), (0, 0))
        self.assertEqual((self.tree(), self.overlay()), (before, overlay))
        for rel in ('Python/ceval.c', 'Lib/new/__init__.py', 'PC/dos.txt'):
            self.assertNotEqual(before['src/' + rel], FILES.get(rel))

    def test_another_release(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        other = os.path.join(self.folder, 'other.tar.xz')
        self.make_tarball(other, Include__patchlevel_dot_h=b'#define PY_VERSION "3.13.6"\n',
                          Python__ceval_dot_c=b'/* more */\n' + FILES['Python/ceval.c'])
        self.lay(given=other)
        want = self.tree()
        for stop_at in range(200):
            self.lay()
            finished = self.interrupt(stop_at, lambda: self.lay(given=other))
            self.lay(given=other)
            self.assertEqual(self.tree(), want)
            if finished:
                break
        self.assertTrue(finished)

    def test_saving_for_another_release(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        other = os.path.join(self.folder, 'other.tar.xz')
        self.make_tarball(other, Include__patchlevel_dot_h=b'#define PY_VERSION "3.13.6"\n',
                          Lib__os_dot_py=b'# more\n' + FILES['Lib/os.py'], Python__ceval_dot_c=b'/* more */\n' + FILES['Python/ceval.c'])
        self.lay(given=other)
        with open(other, 'rb') as file:
            self.write('UPSTREAM', PIN % ('3.13.6', digest(file.read())))
        for stop_at in range(200):
            if self.interrupt(stop_at, lambda: saving.save(self.repo)):
                break
        self.assertIn(b'@@ -53,3 +53,3 @@', self.read('Python/ceval.c.patch'))
        self.assertIn(b'+        return 3', self.read('Lib/os.py.patch'))
        self.assertEqual((saving.save(self.repo), self.lay()), (0, 0))

    def test_git_that_was_killed(self):
        self.lay()
        self.write('build/git/index.lock', '')
        self.write('Lib/new.py', '')
        self.assertEqual(self.lay(), 1)

    def test_download(self):
        os.unlink(self.tarball)

        def get(pin, part):
            with open(part, 'wb') as file:
                file.write(b'half')
            raise KeyboardInterrupt
        with mock.patch.object(fetching, 'from_debian', get), self.assertRaises(KeyboardInterrupt):
            self.lay()
        self.assertEqual(os.listdir(os.path.dirname(self.tarball)), [])


class Debian(Case):
    """A machine whose apt-get and helper are scripts: which address is asked for, and what is made of the answer."""

    def ask(self, said, helper):
        bin = os.path.join(self.folder, 'bin')
        os.makedirs(bin, exist_ok=True)
        for name, script in (('apt-get', "cat <<'END'\n%s\nEND" % said), ('helper', helper)):
            with open(os.path.join(bin, name), 'w') as file:
                file.write('#!/bin/sh\n' + script)
            os.chmod(os.path.join(bin, name), 0o755)
        part = os.path.join(self.folder, 'part')
        with mock.patch.dict(os.environ, {'PATH': bin + ':' + os.environ['PATH']}), \
                mock.patch.object(fetching, 'APT_HELPER', os.path.join(bin, 'helper')):
            fetching.from_debian(fetching.read_pin(self.repo), part)
        with open(part) as file:
            return file.read()

    SAID = ("'http://m.example/debian/dists/bookworm/InRelease' m.example_debian_dists_bookworm_InRelease 0\n"
            "'http://m.example/debian/dists/bookworm-updates/InRelease' x 0\n"
            "'http://other.example/linux/dists/x/InRelease' y 0")

    def test_each_mirror_is_asked_once(self):
        asked = self.ask(self.SAID, '''shift $(($# - 3))
echo "$@" >>%s/asked; case $1 in *other*) echo ok >$2;; *) echo "E: not found"; exit 100;; esac''' % self.folder)
        self.assertEqual(asked, 'ok\n')
        with open(os.path.join(self.folder, 'asked')) as file:
            lines = file.read().splitlines()
        self.assertEqual([line.split()[0] for line in lines], [
            mirror + '/pool/main/p/python3.13/python3.13_3.13.5.orig.tar.xz'
            for mirror in ('http://m.example/debian', 'http://other.example/linux')])
        self.assertTrue(lines[0].endswith(' SHA256:' + fetching.read_pin(self.repo)['sha256']))

    def test_what_went_wrong(self):
        with self.assertRaisesRegex(Failure, '^Could not resolve'):
            self.ask(self.SAID, 'echo "E: Could not resolve"; exit 100')
        with self.assertRaisesRegex(Failure, 'apt has no mirror'):
            self.ask('', 'exit 1')


class Wheels(Case):
    def rebuilt(self):
        return self.read('build/src/%s%s' % (WHEELS, WHEEL))

    def test_unchanged_is_upstreams_own(self):
        self.lay()
        self.assertEqual(self.rebuilt(), wheel_bytes())

    def test_record(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        first = self.rebuilt()
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            names = archive.namelist()
            self.assertEqual(names, ['pip/__init__.py', 'pip/b.py', 'pip/new.py', 'pip-1.0.dist-info/METADATA',
                                     'pip-1.0.dist-info/RECORD'])
            rows = list(csv.reader(archive.read('pip-1.0.dist-info/RECORD').decode().splitlines()))
            self.assertEqual([row[0] for row in rows], names)
            for name, value, size in rows[:-1]:
                data = archive.read(name)
                self.assertEqual(value, 'sha256=' + base64.urlsafe_b64encode(
                    hashlib.sha256(data).digest()).rstrip(b'=').decode())
                self.assertEqual(int(size), len(data))
            self.assertEqual(rows[-1][1:], ['', ''])
            self.assertIn(b'two = 22', archive.read('pip/__init__.py'))
        shutil.rmtree(self.repo.build)
        self.lay()
        self.assertEqual(self.rebuilt(), first)

    def test_version_of_our_own(self):
        self.lay()
        metadata = 'wheels/%s/pip-1.0.dist-info/METADATA' % WHEEL
        self.edit(metadata, self.read('build/' + metadata), b'Name: pip\nVersion: 1.0+ours\n')
        saving.save(self.repo)
        folder = os.path.join(self.repo.source, WHEELS)
        ours = WHEEL.replace('1.0', '1.0+ours')
        self.assertEqual([name for name in os.listdir(folder) if name.endswith('.whl')], [ours])
        with zipfile.ZipFile(os.path.join(folder, ours)) as archive:
            self.assertEqual([name for name in archive.namelist() if 'dist-info' in name],
                             ['pip-1.0+ours.dist-info/METADATA', 'pip-1.0+ours.dist-info/RECORD'])
            self.assertIn(b'pip-1.0+ours.dist-info/METADATA,', archive.read('pip-1.0+ours.dist-info/RECORD'))
        self.assertEqual(saving.save(self.repo), 0)

    def test_wheel_of_another_release(self):
        self.write(WHEELS + 'pip-2.0-py3-none-any.whl/pip/x.py', 'x')
        with self.assertRaisesRegex(Failure, 'bundles no wheel of this name .it has ' + WHEEL):
            self.lay()

    def test_wheel_of_another_name_is_merged(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        name, other = 'pip-2.0-py3-none-any.whl', os.path.join(self.folder, 'other.tar.xz')
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as archive:
            archive.writestr('pip/__init__.py', b'zero = 0\none = 1\ntwo = 2\nthree = 3\n')
            archive.writestr('pip-2.0.dist-info/METADATA', b'Name: pip\n')
        self.make_tarball(other, **{'Include/patchlevel.h': b'#define PY_VERSION "3.13.6"\n', WHEELS + WHEEL: None,
                                    WHEELS + name: out.getvalue()})
        self.lay(given=other)
        self.assertIn('upstream 3.13.6 bundles no wheel of this name (it has %s); rename the folder: left out' % name,
                      self.out.getvalue())
        os.rename(os.path.join(self.repo.root, WHEELS, WHEEL), os.path.join(self.repo.root, WHEELS, name))
        self.lay(given=other)
        self.assertEqual(self.read('build/wheels/%s/pip/__init__.py' % name), b'zero = 0\none = 1\ntwo = 22\nthree = 3\n')
        self.assertEqual(self.read('build/wheels/%s/pip/new.py' % name), b'new\n')
        with zipfile.ZipFile(os.path.join(self.repo.source, WHEELS, name)) as archive:
            self.assertIn(b'two = 22', archive.read('pip/__init__.py'))
        self.assertFalse(self.exists('build/wheels/' + WHEEL) or self.exists('build/src/' + WHEELS + WHEEL))


class Packages(unittest.TestCase):
    ROW = ('Nowhere', 'nowhere/nowhere.h', '', 'libnowhere-dev', 'nowhere-devel', 'nowhere')

    def ensure(self, rows, program='apt-get', user=1000, **environment):
        """What ensure() says on a machine that has this program to install others."""
        lacks = [row[0] for row in packages.ALL] + list(packages.SYSTEMS)
        with mock.patch.object(packages.shutil, 'which', lambda name: name == program or name not in lacks), \
                mock.patch.object(packages.os, 'geteuid', lambda: user), \
                mock.patch.object(packages, '_install') as self.install, \
                mock.patch.dict(os.environ, {'OVERLAY_ALLOW_MISSING': '', **environment}), \
                contextlib.redirect_stderr(io.StringIO()) as err:
            try:
                packages.ensure(rows)
            except Failure as failure:
                return str(failure)
        return err.getvalue()

    @unittest.skipUnless(packages.compiler(), 'needs a compiler')
    def test_missing_header(self):
        self.assertRegex(self.ensure([self.ROW]), r'^the build needs Nowhere \(nowhere/nowhere.h\); install with: '
                         r'sudo apt-get install libnowhere-dev \(or set')
        self.assertIn('sudo dnf install nowhere-devel', self.ensure([self.ROW], 'dnf'))
        self.assertEqual(self.ensure([self.ROW], OVERLAY_ALLOW_MISSING='1'), 'warning: building without Nowhere\n')
        self.assertEqual(packages.missing([self.ROW, packages.ALL[4]]), [self.ROW])

    def test_missing_programs(self):
        with mock.patch.object(packages.shutil, 'which', lambda name: None):
            self.assertEqual([row[0] for row in packages.missing()[:3]], ['a C compiler', 'make', 'git'])

    def test_missing_git(self):
        """Without it nothing is laid or saved: one line says what to install, and root on Debian gets it."""
        wanted = 'the build needs git; install with: sudo apt-get install git'
        self.assertEqual(self.ensure([packages.GIT]), wanted)
        self.assertEqual(self.install.mock_calls, [])
        self.assertEqual(self.ensure([packages.GIT], user=0, OVERLAY_ALLOW_MISSING='1'), wanted)
        self.assertEqual(self.install.mock_calls, [mock.call(['git'])])

    def test_command_without_git(self):
        """A PATH that has none, as in a tarball of the project on a small machine."""
        with tempfile.TemporaryDirectory() as root:
            env = {'PATH': root, 'OVERLAY_ROOT': root}
            done = subprocess.run([sys.executable, '-B', HERE, 'lay'], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.stdout, b'error: the build needs git; install with: your package manager: git\n')
        self.assertEqual(done.returncode, 1)


class GeneratedFiles(unittest.TestCase):
    def test_patterns(self):
        for rel in ('Parser/parser.c', 'Python/clinic/import.c.h', 'Modules/_io/clinic/fileio.c.h', 'Lib/token.py',
                    'Objects/stringlib/clinic/transmogrify.h.h'):
            self.assertIn(rel, generated.TABLE)
        for rel in ('Parser/pegen.c', 'Tools/clinic/clinic.py', 'Makefile.pre.in', 'Python/frozen.c', 'configure'):
            self.assertNotIn(rel, generated.TABLE)

    def test_blocks(self):
        pristine = b'a\n/* Includes for frozen modules: */\nx\n/* End includes */\nb\n'
        changed = b'A\n/* Includes for frozen modules: */\ny\n/* End includes */\nb\n'
        self.assertEqual(generated.without_blocks(changed, pristine), pristine.replace(b'a', b'A', 1))

    def test_digest_follows_inputs_and_outputs(self):
        target = next(target for target in generated.TABLE.targets if target.name == 'regen-typeslots')
        with tempfile.TemporaryDirectory() as root:
            seen = set()
            for rel in ('Include/typeslots.h', 'Objects/typeslots.py', 'Objects/typeslots.inc'):
                os.makedirs(os.path.dirname(os.path.join(root, rel)), exist_ok=True)
                with open(os.path.join(root, rel), 'w') as file:
                    file.write('x')
                seen.add(target.inputs_and_outputs(root))
            self.assertEqual(len(seen), 3)


class Regenerating(Case):
    """A release build's make that fails in every target that compiles, as regen-frozen does before its block is made."""
    SCRIPT = ("import sys, os\nroot = os.path.dirname(os.path.abspath(sys.argv[0])) + '/../../'\n"
              "open(root + 'Makefile.pre.in', 'a').write('made %s\\n' % sys.argv[1:])\n")

    def table(self):
        self.lay()
        self.write('build/src/Tools/build/freeze_modules.py', self.SCRIPT)
        self.write('build/src/Makefile.pre.in', 'x\n')
        self.write('build/release/Makefile', 'regen-frozen: _bootstrap_python\n\ttrue\n_bootstrap_python:\n\tfalse\n')
        self.lay()
        table = generated.Generated()
        table.targets = [target for target in table.targets if target.name == 'regen-frozen']
        return table

    def run_it(self, table):
        return building.regenerate(self.repo, self.repo.built('release'), {**os.environ, 'PYTHON_FOR_REGEN': sys.executable},
                                   table=table)

    def test_frozen_modules_are_listed_before_anything_is_compiled(self):
        table = self.table()
        self.assertEqual(self.run_it(table), ['regen-frozen'])
        self.assertEqual(self.read('build/src/Makefile.pre.in'), b"x\nmade ['--frozen-modules']\n")
        self.assertEqual(self.run_it(table), [])
        self.edit('src/Tools/build/freeze_modules.py', b'made', b'MADE')
        self.assertEqual(self.run_it(table), ['regen-frozen'])

    def test_order(self):
        names = [target.name for target in generated.TABLE.targets if not target.words['after']]
        # Clinic and the table of strings read what the others make.
        self.assertEqual(names[-2:], ['clinic', 'regen-global-objects'])
        self.assertIn('regen-frozen', names)


class Running(Case):
    def test_failure_shows_the_end_of_the_log(self):
        with self.assertRaisesRegex(Failure, r'compile failed; the end of .*compile.log:\n(.*\n)*    x.c:1: error: no'):
            building.run(self.folder, 'compile', ['/bin/sh', '-c', 'echo x.c:1: error: no; exit 2'], dict(os.environ))

    def test_arguments_are_kept(self):
        self.assertEqual(building.arguments_of(self.repo, 'debug'), ['--with-pydebug'])
        self.assertEqual(building.arguments_of(self.repo, 'debug', ['--x']), ['--with-pydebug', '--x'])
        write_json(self.repo.built('debug/overlay-configured.json'), {'arguments': ['--y']})
        self.assertEqual(building.arguments_of(self.repo, 'debug'), ['--y'])

    def test_variant(self):
        with self.assertRaisesRegex(Failure, 'the variants are release, debug, freethreaded, asan, pgo'):
            building.prepare(self.repo, 'fast')

    def test_own_settings_do_not_reach_the_build(self):
        with mock.patch.dict(os.environ, {'PYTHONDONTWRITEBYTECODE': '1', 'MAKEFLAGS': 'n', 'VARIANT': 'x', 'KEPT': '1'}):
            env = building.environment(self.repo, 'asan')
        self.assertFalse({'PYTHONDONTWRITEBYTECODE', 'MAKEFLAGS', 'VARIANT'} & set(env))
        self.assertEqual(env['KEPT'], '1')
        self.assertIn('detect_leaks=0', env['ASAN_OPTIONS'])

    def test_interrupt_of_the_command(self):
        """A real SIGINT while the tool lays, and the same command again."""
        tool = [sys.executable, '-B', HERE, 'lay']
        env = dict(os.environ, OVERLAY_ROOT=self.repo.root)
        for delay in (0.05, 0.15, 0.25, 0.4):
            process = subprocess.Popen(tool, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       preexec_fn=testing.heed_interrupts)
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            process.communicate()
        done = subprocess.run(tool, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.read('build/src/Lib/os.py'), FILES['Lib/os.py'])


class Results(unittest.TestCase):
    def test_what_failed(self):
        with tempfile.TemporaryDirectory() as root:
            for status, expected in ((0, []), (4, []), (2, ['the own tests (status 2, see '])):
                with mock.patch.object(testing, 'run_tests', lambda *arguments: status):
                    bad = testing.run_suite(Repo(root), 'debug', __file__, ['test_a'], [], 'own')
                self.assertEqual([text[:len('the own tests (status 2, see ')] for text in bad], expected)

    def test_run_tests(self):
        """What is printed stands in the log, too, and the status is that of the tests."""
        with tempfile.TemporaryDirectory() as root:
            python, log = os.path.join(root, 'python'), os.path.join(root, 'debug', 'test', 'own.log')
            with open(python, 'w') as file:
                file.write('#!/bin/sh\necho "$@"; exit 3\n')
            os.chmod(python, 0o755)
            code = 'import testing; from common import Repo; print(testing.run_tests(Repo(%r), "debug", %r, %r, ["-v"]))' % (
                root, python, log)
            done = subprocess.run([sys.executable, '-B', '-c', code], cwd=HERE, stdout=subprocess.PIPE)
            with open(log, 'rb') as file:
                said = file.read()
        self.assertRegex(said.decode(), r'^-m test -j\d+ --tempdir=.* -v\n$')
        self.assertEqual(done.stdout, said + b'3\n')

    def test_files(self):
        self.assertEqual(testing.files_of({'test.test_a.C.x': 'passed', 'test.test_a.C.y': 'failed', 'test.test_b.C.z':
                                           'skipped', 'test.test_b.D.z': 'passed', 'test.test_c.C.z': 'skipped'}),
                         {'test.test_a': 'failed', 'test.test_b': 'passed', 'test.test_c': 'skipped'})

    def test_unpatched_pythons(self):
        with tempfile.TemporaryDirectory() as root:
            repo = Repo(root)
            self.assertIn(sys.version_info[1], testing.unpatched(repo))
            # A name on PATH may be anything.
            with mock.patch.object(shutil, 'which', lambda name: os.path.join(root, 'no-such-python')), \
                    mock.patch.object(testing, 'UNPATCHED', 'import sys; sys.exit(1)'):
                self.assertEqual(testing.unpatched(repo), {})
                with contextlib.redirect_stdout(io.StringIO()) as out, \
                        mock.patch.object(testing, 'make_venv', lambda *arguments: 'a venv'):
                    self.assertEqual(testing.test_transition(repo, 'debug', 'a venv'), [])
                self.assertIn('there is no unpatched Python', out.getvalue())

    def test_resources(self):
        """Those of the options replace all others."""
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            repo, ran = Repo(root), []
            with mock.patch.object(testing, 'run_tests', lambda *rest: ran.append(rest[-1]) or 0):
                for options, resources in (([], ()), ([], ['packageindex']), (['-unone'], ['packageindex'])):
                    testing.run_suite(repo, 'debug', __file__, ['test_a'], options, 'own', resources)
        uses = [[word for word in command if word.startswith('-u')] for command in ran]
        self.assertEqual(uses, [['-ucpu,curses'], ['-ucpu,curses,packageindex'], ['-unone']])

    def test_a_pattern_restricts(self):
        """For python -m test the first pattern says what becomes of the cases that match none."""
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            with mock.patch.object(testing, 'run_tests', return_value=0) as run:
                testing.run_suite(Repo(root), 'debug', __file__, ['test_a'], ['-m', 'test_x'], 'own')
        command = run.mock_calls[0].args[-1]
        self.assertLess(command.index('-m'), command.index('--ignore=test_freeze_simple_script'))
        self.assertEqual(command[-1], 'test_a')

    def test_index(self):
        """pip itself is asked; one that cannot run has none."""
        with tempfile.TemporaryDirectory() as root:
            for status, expected in ((0, True), (1, False)):
                python = os.path.join(root, 'python%d' % status)
                with open(python, 'w') as file:
                    file.write('#!/bin/sh\necho "$@" >%s/asked\nexit %d\n' % (root, status))
                os.chmod(python, 0o755)
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    self.assertIs(testing.has_index(python), expected)
                self.assertEqual('packageindex' in out.getvalue(), not expected)
                with open(os.path.join(root, 'asked')) as file:
                    self.assertTrue(file.read().startswith('-m pip index versions '))
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertFalse(testing.has_index(os.path.join(root, 'missing')))

    def test_difference(self):
        ours = {'a': 'failed', 'b': 'passed', 'c': 'skipped', 'new': 'passed', 'newbad': 'failed'}
        stock = {'a': 'failed', 'b': 'failed', 'c': 'passed', 'gone': 'passed'}
        self.assertEqual(testing.compare(ours, stock), [
            ('b', 'failed', 'passed'), ('c', 'passed', 'skipped'), ('gone', 'passed', 'absent'), ('newbad', 'absent', 'failed')])

    def test_results_of_stock_serve_again(self):
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            repo, ran = Repo(root), []

            def run_tests(repo, label, python, log, options):
                ran.append(options[-1])
                os.makedirs(os.path.dirname(log), exist_ok=True)
                with open(log.replace('.log', '.xml'), 'w') as file:
                    file.write('<testsuites><testsuite><testcase name="c"/></testsuite></testsuites>')
            with mock.patch.object(testing, 'run_tests', run_tests):
                for tests, reuse in ((['a'], True), (['a'], True), (['b'], True), (['b'], False)):
                    self.assertEqual(testing.suite(repo, 'stock', __file__, tests, [], reuse), {'c': 'passed'})
            self.assertEqual(ran, ['a', 'b', 'b'])

    def test_list(self):
        tests = testing.read_list(os.path.join(HERE, 'tests.txt'))
        self.assertEqual(len(tests), len(set(tests)))
        self.assertEqual(tests[0], 'test_versioned_import')


class Documents(unittest.TestCase):
    def test_pages(self):
        with tempfile.TemporaryDirectory() as root:
            for path in ('Doc/howto/new.rst', 'Doc/library/changed.rst.patch', 'Doc/conf.py.patch', 'Doc/data/x.dat.patch',
                         'Misc/NEWS.d/next/y.rst'):
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                open(os.path.join(root, path), 'w').close()
            self.assertEqual(documents.pages(Repo(root)), ['howto/new', 'library/changed'])

    def test_warnings(self):
        text = ('/src/Doc/library/ours.rst:12: WARNING: undefined label\n/src/Doc/library/theirs.rst:1: WARNING: x\n'
                '/src/Doc/howto/ours.rst: WARNING: not in any toctree\nWARNING: search index\n')
        self.assertEqual(documents.warnings_of(text, '/src/Doc', ['library/ours', 'howto/ours']), [
            'library/ours.rst:12: WARNING: undefined label', 'howto/ours.rst: WARNING: not in any toctree'])

    def test_what_is_wrong_is_said(self):
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            repo = Repo(root)
            os.makedirs(os.path.join(root, 'Doc'))
            open(os.path.join(root, 'Doc', 'page.rst'), 'w').close()

            def run(command, **options):
                found = 0
                if '-b' in command:
                    builder = command[command.index('-b') + 1]
                    found = builder == 'doctest'
                    with open(command[command.index('-w') + 1], 'w') as file:
                        file.write('%s/page.rst:7: WARNING: of %s\n' % (os.path.join(repo.source, 'Doc'), builder))
                return subprocess.CompletedProcess(command, found, stderr=b'')
            with mock.patch.object(documents, 'make_venv', lambda *arguments: 'python'), \
                    mock.patch.object(subprocess, 'run', run):
                with self.assertRaises(Failure) as caught:
                    documents.docs(repo, 'release')
            for text in ('page.rst:7: WARNING: of html', 'the examples; see build/docs/doctest.log'):
                self.assertIn(text, str(caught.exception))
            with mock.patch.object(documents, 'make_venv', lambda *arguments: None):
                with self.assertRaisesRegex(Failure, 'Sphinx could not be installed'):
                    documents.docs(repo, 'release')


if __name__ == '__main__':
    unittest.main()
