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
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import unittest
import zipfile
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import building  # noqa: E402
import fetching  # noqa: E402
import generated  # noqa: E402
import laying  # noqa: E402
import layers  # noqa: E402
import packages  # noqa: E402
import patches  # noqa: E402
import saving  # noqa: E402
import testing  # noqa: E402
import wheels  # noqa: E402
from common import Failure, Repo, digest, walk_files, write_json  # noqa: E402

WHEEL = 'pip-1.0-py3-none-any.whl'
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
    'configure': b'#!/bin/sh\n',
}


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
        files = dict(FILES, **{layers.WHEEL_FOLDER + '/' + WHEEL: wheel_bytes()})
        files.update({name.replace('__', '/').replace('_dot_', '.'): data for name, data in changed.items()})
        with tarfile.open(path, 'w:xz') as archive:
            for name, data in files.items():
                info = tarfile.TarInfo('Python-3.13.5/' + name)
                info.size, info.mtime, info.mode = len(data), 1000000000, 0o755 if name == 'configure' else 0o644
                archive.addfile(info, io.BytesIO(data))

    def pin(self, sha256=None):
        with open(self.tarball, 'rb') as file:
            sha256 = sha256 or digest(file.read())
        self.write('UPSTREAM', 'version = 3.13.5\nsha256 = %s\n' % sha256)

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
        return laying.lay(self.repo, **options)[1]

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


class Patches(unittest.TestCase):
    def test_round_trip(self):
        random.seed(4)
        for _ in range(300):
            old = [random.choice('abcdef') for _ in range(random.randrange(20))]
            new = list(old)
            for _ in range(random.randrange(6)):
                at = random.randrange(len(new) + 1)
                new[at:at + random.randrange(2)] = [random.choice('abxy')] * random.randrange(3)
            old = ('\n'.join(old) + random.choice(['', '\n'])).encode()
            new = ('\n'.join(new) + random.choice(['', '\n'])).encode()
            patch = patches.diff(old, new, 'x.c')
            self.assertEqual(bool(patch), old != new)
            if patch:
                self.assertEqual(patches.apply(old, patch, 'x.c'), (new, []))

    def test_format(self):
        patch = patches.diff(BODY.encode(), BODY.replace('b7();', 'b7(1);').encode(), 'Python/ceval.c')
        self.assertEqual(patch, b'--- a/Python/ceval.c\n+++ b/Python/ceval.c\n@@ -52,3 +52,3 @@ int f7(void)\n'
                         b'     a();\n-    b7();\n+    b7(1);\n     return 7;\n')
        patch = patches.diff(FILES['Lib/os.py'], FILES['Lib/os.py'].replace(b'2', b'3'), 'Lib/os.py')
        self.assertIn(b'@@ -9,2 +9,2 @@ class C:\n     def g(self):\n', patch)

    def test_exact_at_its_place(self):
        patch = patches.diff(BODY.encode(), BODY.replace('b7();', 'b7(1);').encode(), 'x.c')
        moved = b'/* moved */\n' + BODY.encode()
        with self.assertRaisesRegex(patches.PatchError, r'hunk 1 \(line 52, int f7\(void\)\) does not apply: line 52 of'):
            patches.apply(moved, patch, 'x.c')
        new, notes = patches.apply(moved, patch, 'x.c', loose=True)
        self.assertEqual(new, moved.replace(b'b7();', b'b7(1);'))
        self.assertEqual(notes, ['hunk 1 stands at line 53 instead of 52'])

    def test_moved_hunk_stays_in_its_function(self):
        old = ''.join('int f%d(void)\n{\n    a();\n    b();\n    c();\n}\n\n' % i for i in range(9)).encode()
        parts = old.split(b'int f5')
        new = parts[0] + b'int f5' + parts[1].replace(b'b();', b'B();', 1)
        patch = patches.diff(old, new, 'x.c')
        # Seven lines more above: the hunk's old line now lies in f4, where the same lines stand.
        moved = b'int z(void)\n{\n    a();\n    b();\n    c();\n}\n\n'
        self.assertEqual(patches.apply(moved + old, patch, 'x.c', loose=True)[0], moved + new)

    def test_garbage(self):
        for text in (b'', b'x\n', b'--- a/x\n+++ b/x\n', b'--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n'):
            with self.assertRaises(patches.PatchError):
                patches.apply(b'a\n', text, 'x')


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
        before['src/%s/%s' % (layers.WHEEL_FOLDER, WHEEL)] = after['src/%s/%s' % (layers.WHEEL_FOLDER, WHEEL)]
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

    def test_other_tree(self):
        self.lay()
        tree = os.path.join(self.folder, 'dev')
        shutil.copytree(os.path.join(self.repo.pristine, 'src'), tree)
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
        self.assertFalse(self.exists('build/src/README.md') or self.exists('build/src/Tools'))


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
        patch = patches.diff(FILES['Lib/os.py'], FILES['Lib/os.py'].replace(b'return 1', b'return 9'), 'Lib/os.py')
        self.write('Lib/os.py.patch', patch)
        self.write('Lib/pulled.py', 'x\n')
        self.assertEqual(saving.save(self.repo), 0)
        self.assertEqual(self.read('Lib/os.py.patch'), patch)
        self.assertTrue(self.exists('Lib/pulled.py'))

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
                ('Lib/none.py.patch', '--- a\n+++ b\n', 'patches a file that upstream does not have'),
                ('Lib/os.py', 'x', r'is a file of upstream; the overlay keeps a change to it in Lib/os.py.patch'),
                ('Lib/keyword.py.patch', '', 'patches a generated file'),
                ('Lib/os.py.patch', '--- a/Lib/os.py\n+++ b/Lib/os.py\n@@ -1 +1 @@\n-nonsense\n+x\n',
                 r'^Lib/os.py.patch: hunk 1 \(line 1\) does not apply: line 1 of upstream reads "import abc" where '
                 r'"nonsense" is expected$')):
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
        with mock.patch.object(fetching, 'from_debian', side_effect=Failure('no')) as debian:
            debian.label = lambda pin: 'Debian'
            debian.__name__ = 'from_debian'
            with self.assertRaisesRegex(Failure, r'could not be had .* ./configure --with-upstream=PATH'):
                self.lay()
        self.assertFalse(os.path.exists(self.tarball))
        self.assertFalse(self.exists('build/src'))
        self.assertEqual(os.listdir(os.path.dirname(self.tarball)), [])

    def test_wrong_hash_from_the_network(self):
        os.unlink(self.tarball)

        def get(pin, part, work):
            with open(part, 'wb') as file:
                file.write(b'something else')
        get.label = lambda pin: 'a bad mirror'
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
        self.assertIn('hunk 1 stands at line 53 instead of 52', self.out.getvalue())
        self.assertEqual(self.lay(keep=True), 0)    # make stays with it
        self.lay()                                  # ./configure without the option does not
        self.assertNotIn(b'/* more */', self.read('build/src/Python/ceval.c'))
        tree = os.path.join(self.folder, 'tree')
        shutil.copytree(os.path.join(self.repo.pristine, 'src'), tree)
        self.lay(given=tree)
        self.assertEqual(saving.save(self.repo), 0)

    def test_patch_that_does_not_apply_to_another_release(self):
        self.lay()
        self.edit('src/Lib/os.py', b'return 1', b'return 10')
        saving.save(self.repo)
        before = self.tree()
        other = os.path.join(self.folder, 'other.tar.xz')
        self.make_tarball(other, Include__patchlevel_dot_h=b'#define PY_VERSION "3.13.15"\n', Lib__os_dot_py=b'new = 1\n')
        with self.assertRaisesRegex(Failure, r'^Lib/os.py.patch: hunk 1 .line 4. does not apply: upstream ends'):
            self.lay(given=other)
        self.assertEqual(self.tree(), before)
        self.assertEqual(self.lay(keep=True), 0)
        self.assertFalse(self.exists('build/upstream.new'))

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
            self.write('UPSTREAM', 'version = 3.13.6\nsha256 = %s\n' % digest(file.read()))
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

    def test_unreachable_host_costs_a_moment(self):
        hanging = threading.Event()

        def hang(*arguments, **options):
            hanging.wait(30)
            raise OSError
        start = time.monotonic()
        with mock.patch.object(fetching.urllib.request, 'urlopen', hang):
            with self.assertRaisesRegex(Failure, 'no answer within'):
                fetching.open_quickly('https://host.invalid/x', 0.2)
        hanging.set()
        self.assertLess(time.monotonic() - start, 5)
        with socket.socket() as sock:
            sock.bind(('127.0.0.1', 0))
            port = sock.getsockname()[1]
        with mock.patch.dict(os.environ, {'no_proxy': '*'}), self.assertRaisesRegex(Failure, 'not reachable'):
            fetching.open_quickly('http://127.0.0.1:%d/x' % port)


class Interruption(Case):
    """Ctrl-C at every write that laying does, then the same command again."""

    def test_laying(self):
        self.lay()
        self.edit_everything()
        saving.save(self.repo)
        want = None
        real = os.replace, os.rename
        for fresh in (True, False):
            for stop_at in range(200):
                if fresh:
                    shutil.rmtree(self.repo.build)
                    os.makedirs(self.repo.build)
                else:   # a pull that changed a few files
                    self.write('Python/ceval.c.patch', self.read('Python/ceval.c.patch').replace(
                        b'b7(1)' if stop_at % 2 == 0 else b'b7(2)', b'b7(2)' if stop_at % 2 == 0 else b'b7(1)'))
                    self.write('Lib/pulled%d.py' % stop_at, 'x\n')
                count = 0

                def stopping(function):
                    def call(*arguments):
                        nonlocal count
                        count += 1
                        if count == stop_at + 1:
                            raise KeyboardInterrupt
                        return function(*arguments)
                    return call
                with mock.patch('os.replace', stopping(real[0])), mock.patch('os.rename', stopping(real[1])):
                    try:
                        self.lay()
                        finished = True
                    except KeyboardInterrupt:
                        finished = False
                self.lay()
                if fresh:
                    want = want or self.tree()
                    self.assertEqual(self.tree(), want)
                self.assertEqual(saving.save(self.repo), 0)
                self.assertEqual([name for name in os.listdir(self.repo.source) if 'tmp' in name], [])
                if finished:
                    break
            self.assertTrue(finished)

    def test_download(self):
        os.unlink(self.tarball)

        def get(pin, part, work):
            with open(part, 'wb') as file:
                file.write(b'half')
            raise KeyboardInterrupt
        get.label = lambda pin: 'x'
        with mock.patch.object(fetching, 'from_url', get), self.assertRaises(KeyboardInterrupt):
            self.lay()
        self.assertEqual(os.listdir(os.path.dirname(self.tarball)), [])


class Debian(unittest.TestCase):
    def sources(self, files):
        with tempfile.TemporaryDirectory() as etc:
            os.makedirs(os.path.join(etc, 'apt', 'sources.list.d'))
            files = dict({'os-release': 'VERSION_CODENAME=bookworm\n'}, **files)
            for rel, text in files.items():
                with open(os.path.join(etc, rel), 'w') as file:
                    file.write(text)
            return fetching.debian_sources('trixie', etc)

    def test_deb822(self):
        found = self.sources({'apt/sources.list.d/debian.sources': (
            'Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n'
            'Components: main contrib\nSigned-By: /usr/share/keyrings/debian.gpg\n\n'
            'Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n\n'
            'Enabled: no\nTypes: deb\nURIs: http://off.example/debian\nSuites: bookworm\nComponents: main\n'),
            'apt/sources.list.d/other.sources': (
            'Types: deb\nURIs: http://vendor.example/linux\nSuites: bookworm\nComponents: stable\n')})
        self.assertEqual(found, ['Types: deb-src\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n'
                                 'Signed-By: /usr/share/keyrings/debian.gpg\n'])

    def test_inline_key(self):
        found = self.sources({'apt/sources.list.d/debian.sources': (
            'Types: deb\nURIs: http://m.example/debian\nSuites: stable\nComponents: main\n'
            'Signed-By:\n -----BEGIN-----\n .\n abc\n')})
        self.assertTrue(found[0].endswith('Signed-By: \n -----BEGIN-----\n .\n abc\n'))

    def test_one_line(self):
        found = self.sources({'apt/sources.list': (
            '# deb http://old.example/debian bookworm main\n'
            'deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian bookworm main contrib # here\n'
            'deb-src http://m.example/debian bookworm main\n'
            'deb http://m.example/debian-security bookworm-security main\n'
            'deb http://db.example/apt bookworm-pgdg main\n')})
        self.assertEqual(found, [
            'Types: deb-src\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\nSigned-By: /k.gpg\n',
            'Types: deb-src\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n'])

    def test_none(self):
        self.assertEqual(self.sources({}), [])


class Wheels(Case):
    def rebuilt(self):
        return self.read('build/src/%s/%s' % (layers.WHEEL_FOLDER, WHEEL))

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
            self.assertEqual(names, ['pip/__init__.py', 'pip/b.py', 'pip-1.0.dist-info/METADATA', 'pip/new.py',
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

    def test_wheel_of_another_release(self):
        self.write(layers.WHEEL_FOLDER + '/pip-2.0-py3-none-any.whl/pip/x.py', 'x')
        with self.assertRaisesRegex(Failure, 'bundles no wheel of this name .it has ' + WHEEL):
            self.lay()


class Packages(unittest.TestCase):
    def test_missing_header(self):
        row = ('Nowhere', 'nowhere/nowhere.h', '', 'libnowhere-dev', 'nowhere-devel', 'nowhere')
        with mock.patch.object(packages, 'missing', lambda: [row]), \
                mock.patch.object(packages, 'system', lambda: 'debian'), \
                mock.patch.object(packages.os, 'geteuid', lambda: 1000), \
                mock.patch.dict(os.environ, {'OVERLAY_ALLOW_MISSING': ''}):
            with self.assertRaisesRegex(Failure, r'^the build needs Nowhere \(nowhere/nowhere.h\); install with: '
                                        r'sudo apt-get install libnowhere-dev \(or set'):
                packages.ensure()
        self.assertEqual(packages.command([row], 'fedora'), 'sudo dnf install nowhere-devel')

    def test_missing_compiler(self):
        with mock.patch.object(packages.shutil, 'which', lambda name: None):
            gone = packages.missing()
            self.assertEqual([row[0] for row in gone[:2]], ['a C compiler', 'make'])

    @unittest.skipUnless(packages.compiler(), 'needs a compiler')
    def test_headers_are_looked_for(self):
        row = ('Nowhere', 'nowhere/nowhere.h', '', 'a', 'b', 'c')
        self.assertEqual(packages.missing([row, packages.HEADERS[0]]), [row])


class GeneratedFiles(unittest.TestCase):
    def setUp(self):
        self.table = generated.Generated(os.path.join(HERE, 'generated.txt'))

    def test_patterns(self):
        for rel in ('Parser/parser.c', 'Python/clinic/import.c.h', 'Modules/_io/clinic/fileio.c.h', 'Lib/token.py',
                    'Objects/stringlib/clinic/transmogrify.h.h'):
            self.assertIn(rel, self.table)
        for rel in ('Parser/pegen.c', 'Tools/clinic/clinic.py', 'Makefile.pre.in', 'Python/frozen.c', 'configure'):
            self.assertNotIn(rel, self.table)

    def test_blocks(self):
        pristine = b'a\n/* Includes for frozen modules: */\nx\n/* End includes */\nb\n'
        changed = b'A\n/* Includes for frozen modules: */\ny\n/* End includes */\nb\n'
        self.assertEqual(self.table.without_blocks('Python/frozen.c', changed, pristine), pristine.replace(b'a', b'A', 1))
        self.assertEqual(self.table.without_blocks('Lib/os.py', changed, pristine), changed)

    def test_digest_follows_inputs_and_outputs(self):
        target = next(target for target in self.table.targets if target.name == 'regen-typeslots')
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

    def layer(self):
        self.lay()
        self.write('build/src/Tools/build/freeze_modules.py', self.SCRIPT)
        self.write('build/src/Makefile.pre.in', 'x\n')
        self.write('build/release/Makefile', 'regen-frozen: _bootstrap_python\n\ttrue\n_bootstrap_python:\n\tfalse\n')
        layer = laying.lay(self.repo)[0]
        layer.generated.targets = [target for target in layer.generated.targets if target.name == 'regen-frozen']
        return layer

    def run_it(self, layer):
        return building.regenerate(self.repo, layer, self.repo.variant('release'), dict(os.environ), sys.executable)

    def test_frozen_modules_are_listed_before_anything_is_compiled(self):
        layer = self.layer()
        self.assertEqual(self.run_it(layer), ['regen-frozen'])
        self.assertEqual(self.read('build/src/Makefile.pre.in'), b"x\nmade ['--frozen-modules']\n")
        self.assertEqual(self.run_it(layer), [])
        self.edit('src/Tools/build/freeze_modules.py', b'made', b'MADE')
        self.assertEqual(self.run_it(layer), ['regen-frozen'])

    def test_order(self):
        table = generated.Generated(os.path.join(HERE, 'generated.txt'))
        names = [target.name for target in table.targets if not target.after_build]
        # Clinic and the table of strings read what the others make.
        self.assertEqual(names[-2:], ['clinic', 'regen-global-objects'])
        self.assertIn('regen-frozen', names)


class Running(Case):
    def test_failure_shows_the_end_of_the_log(self):
        log = os.path.join(self.folder, 'log')
        with self.assertRaisesRegex(Failure, r'compile failed; the end of .*:\n(.*\n)*    x.c:1: error: no'):
            building.run(['/bin/sh', '-c', 'echo x.c:1: error: no; exit 2'], self.folder, log, dict(os.environ), 'compile')

    def test_arguments_are_kept(self):
        os.makedirs(self.repo.variant('debug'))
        self.assertEqual(building.arguments_of(self.repo, 'debug'), ['--with-pydebug'])
        self.assertEqual(building.arguments_of(self.repo, 'debug', ['--x']), ['--with-pydebug', '--x'])
        write_json(os.path.join(self.repo.variant('debug'), 'overlay-arguments.json'), ['--y'])
        self.assertEqual(building.arguments_of(self.repo, 'debug'), ['--y'])

    def test_variant(self):
        with self.assertRaisesRegex(Failure, 'the variants are release, debug, freethreaded, asan'):
            building.check_variant('fast')

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
        for delay in (0.05, 0.15, 0.25):
            process = subprocess.Popen(tool, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       preexec_fn=building.heed_interrupts)
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            process.communicate()
        done = subprocess.run(tool, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.read('build/src/Lib/os.py'), FILES['Lib/os.py'])


class Results(unittest.TestCase):
    def test_lines_of_regrtest(self):
        log = ('0:00:43 load avg: 1.07 [ 26/108/1] test_a failed (uncaught exception)\n'
               '0:02:29 load avg: 0.85 [ 58/108/3] test_b.test_c failed (2 failures) (1 min 18 sec) -- running (1): x (3 sec)\n'
               '0:02:29 load avg: 0.85 [ 59/108] test_d passed\n'
               '0:02:30 [ 60/108] test_e skipped (resource denied)\n')
        self.assertEqual(testing.file_results(log), {
            'test_a': 'failed (uncaught exception)', 'test_b.test_c': 'failed (2 failures)', 'test_d': 'passed',
            'test_e': 'skipped (resource denied)'})
        self.assertEqual(testing.whole_file_failures(log, {}), ['test_a (failed (uncaught exception))'])

    def test_failed_subtests_count(self):
        """They are in the log and in no JUnit file."""
        log = ('0:00:01 [1/3/1] test_a failed (2 failures)\n0:00:02 [2/3/2] test_b failed (1 error, 1 failure)\n'
               '0:00:03 [3/3/3] test_c failed (env changed)\n0:00:04 [4/4/4] test_d failed (reference leak)\n')
        results = {'test.test_a.X.test_x': 'failed', 'test.test_b.X.test_x': 'failed', 'test.test_b.X.test_y': 'failed',
                   'test.test_c.X.test_x': 'passed'}
        self.assertEqual(testing.uncounted_failures(log, results, {}), ['test_a (failed (2 failures))'])
        self.assertEqual(testing.uncounted_failures(log, results, {'test_a': 'known'}), [])
        self.assertEqual(testing.whole_file_failures(log, {}), ['test_c (failed (env changed))',
                                                                'test_d (failed (reference leak))'])

    def test_a_bad_status_is_a_failure(self):
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            repo = Repo(root)

            def follow(command, folder, log, env):
                with open(os.path.join(folder, 'own.xml'), 'w') as file:
                    file.write('<testsuites><testsuite><testcase name="c"/></testsuite></testsuites>')
                return 2
            with mock.patch.object(testing, 'follow', follow):
                self.assertEqual(testing.run_suite(repo, 'debug', __file__, {}, ['test_a'], [], 'own', {}),
                                 ['status 2 of the own tests'])

    def test_unpatched_pythons(self):
        with tempfile.TemporaryDirectory() as root:
            repo = Repo(root)
            self.assertIn(sys.executable, list(testing.unpatched(repo)))
            # A name on PATH may be anything.
            with mock.patch.object(shutil, 'which', lambda name: os.path.join(root, 'no-such-python')), \
                    mock.patch.object(testing, 'UNPATCHED', 'import sys; sys.exit(1)'):
                self.assertEqual(list(testing.unpatched(repo)), [])
                with contextlib.redirect_stdout(io.StringIO()) as out, \
                        mock.patch.object(testing, 'make_venv', lambda *arguments: 'a venv'):
                    self.assertEqual(testing.test_backport(repo, 'debug'), [])
                self.assertIn('there is no unpatched Python', out.getvalue())

    def test_resources(self):
        """Those of the options replace all others."""
        with tempfile.TemporaryDirectory() as root, contextlib.redirect_stdout(io.StringIO()):
            repo, ran = Repo(root), []
            with mock.patch.object(testing, 'follow', lambda command, *rest: ran.append(command) or 0):
                for options, resources in (([], ()), ([], ['packageindex']), (['-unone'], ['packageindex'])):
                    testing.run_suite(repo, 'debug', __file__, {}, ['test_a'], options, 'own', {}, resources)
        uses = [[word for word in command if word.startswith('-u')] for command in ran]
        self.assertEqual(uses, [['-ucpu,curses'], ['-ucpu,curses,packageindex'], ['-unone']])

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

            def follow(command, folder, log, env):
                ran.append(command[-1])
                with open(os.path.join(folder, 'all.xml'), 'w') as file:
                    file.write('<testsuites><testsuite><testcase name="c"/></testsuite></testsuites>')
                with open(log, 'w') as file:
                    file.write('0:00:01 [1/1] test_a passed\n')
            os.makedirs(repo.variant('stock'))
            with mock.patch.object(testing, 'follow', follow):
                for tests, reuse in ((['a'], True), (['a'], True), (['b'], True), (['b'], False)):
                    self.assertEqual(testing.suite(repo, 'stock', __file__, tests, [], reuse),
                                     ({'c': 'passed'}, {'test_a': 'passed'}))
            self.assertEqual(ran, ['a', 'b', 'b'])

    def test_list(self):
        tests, known = testing.read_list(os.path.join(HERE, 'tests.txt'))
        self.assertEqual(len(tests), len(set(tests)))
        self.assertEqual(tests[0], 'test_versioned_import')


if __name__ == '__main__':
    unittest.main()
