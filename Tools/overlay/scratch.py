"""The scratch repository build/git: what the tool asks git to do. Nothing of it enters the project.

    releases/ORIGIN   an index with a release: src/ and wheels/NAME/
    index             what was laid below build/: patched files, and new files as the links that stand for them

Paths are those below build/. An entry is the pair (mode, id of the blob) that git has for a path; a dict of entries
is what a commit would hold.
"""

import contextlib
import glob
import hashlib
import os
import re
import shutil
import subprocess
import tempfile

import packages
from common import Failure, read_bytes, remove, write_atomic

FILE, LINK = '100644', '120000'
FILES = {
    'config': """\
[core]
	repositoryFormatVersion = 0
	bare = false
	fileMode = false
	trustCTime = false
	compression = 0
	fsync = none
[diff]
	algorithm = histogram
[diff "rst"]
	xfuncname = "^(\\\\.\\\\. (_[^:]+:$|[a-z:]*(function|class|method|attribute|data|exception|module|opcode|option|envvar)::.*))"
""",
    'info/attributes': '* -text -ident -filter\n*.py diff=python\n*.[ch] diff=cpp\n*.rst diff=rst\n',
    # Left behind by editors, compilers, patch and Python: neither laid nor saved.
    'info/exclude': '\n'.join('*.py[co] *~ *.swp *.orig *.rej *.new *.tmp .#* .DS_Store __pycache__ .hg .mypy_cache '
                              '.ruff_cache *.o *.a *.so *.gcda *.gcno'.split()) + '\n',
}
HEADER = b'diff --git a/%s b/%s\n--- a/%s\n+++ b/%s\n'


def blob_id(data):
    return hashlib.sha1(b'blob %d\0' % len(data) + data).hexdigest()


def differing(one, other):
    """The sorted paths that have another entry, or none, in the other of two dicts."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


class Scratch:
    def __init__(self, repo):
        packages.ensure([packages.GIT])
        self.tree, self.folder = repo.build, repo.built('git')
        self.index = os.path.join(self.folder, 'index')
        # What a killed git left behind: one command at a time works here, so no other git is at it.
        for pattern in ('*.lock', 'tmp*'):
            for path in glob.glob(os.path.join(self.folder, pattern)):
                remove(path)
        if not os.path.exists(os.path.join(self.folder, 'info', 'exclude')):
            os.makedirs(self.folder, exist_ok=True)
            self.run('init', '-q', '--template=')
        for name, text in FILES.items():
            if read_bytes(os.path.join(self.folder, name)) != text.encode():
                write_atomic(os.path.join(self.folder, name), text.encode())

    def ask(self, *words, data=b'', index=None, tree=None):
        """What subprocess.run() returns of a git that reads data and heeds no configuration but ours."""
        env = {key: value for key, value in os.environ.items() if not key.startswith('GIT_')}
        env.update(GIT_DIR=self.folder, GIT_WORK_TREE=tree or self.tree, GIT_INDEX_FILE=index or self.index,
                   GIT_CONFIG_NOSYSTEM='1', GIT_LITERAL_PATHSPECS='1', GIT_DEFAULT_HASH='sha1', HOME=self.folder,
                   XDG_CONFIG_HOME=self.folder, LC_ALL='C')
        return subprocess.run(['git', *words], cwd=tree or self.tree, env=env, input=data, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)

    def run(self, *words, **options):
        """The output of a git command."""
        done = self.ask(*words, **options)
        if done.returncode:
            raise Failure('git %s: %s' % (' '.join(words), done.stderr.decode('utf-8', 'replace').strip()))
        return done.stdout

    # ---- entries ----

    @contextlib.contextmanager
    def temporary(self, entries, copy=None):
        """The path of an index that has these entries, besides those of the index copy."""
        with tempfile.TemporaryDirectory(dir=self.folder) as work:
            index = os.path.join(work, 'index')
            if copy and os.path.exists(copy):
                shutil.copy2(copy, index)       # its time says which files git must look into again
            lines = ['%s %s\t%s\0' % (*(entry or ('0', '0' * 40)), path) for path, entry in entries.items()]
            self.run('update-index', '-z', '--index-info', data=os.fsencode(''.join(lines)), index=index)
            yield index

    def entries(self, index):
        found = {}
        for line in filter(None, self.run('ls-files', '-s', '-z', index=index).split(b'\0')):
            fields, _, path = line.partition(b'\t')
            mode, name, _ = fields.decode().split()
            if mode != '160000':        # a repository in a folder of its own
                found[os.fsdecode(path)] = mode, name
        return found

    def place(self, origin):
        """The index that holds a release."""
        return os.path.join(self.folder, 'releases', origin)

    def version(self, origin):
        """The version of a release, or None where it is not here."""
        if os.path.exists(self.place(origin)):
            text = self.content(self.entries(self.place(origin))['src/Include/patchlevel.h'])
            return re.search(rb'#define PY_VERSION\s+"([^"]+)"', text)[1].decode()

    def look(self, folder, exclude, copy=None, modes=False, keep=None):
        """The entries for the files below a folder, without those that match a pattern of exclude. With modes, whether
        a file can be executed is part of its entry. copy: an index to start from; keep: a place for the one with these."""
        write_atomic(os.path.join(self.folder, 'info', 'more'), '\n'.join([*exclude, '']).encode())
        with self.temporary({}, copy) as index:
            self.run('-c', 'core.excludesFile=' + os.path.join(self.folder, 'info', 'more'),
                     '-c', 'core.fileMode=%s' % modes, '-c', 'core.bigFileThreshold=1',     # all in one pack
                     'add', '-A', index=index, tree=folder)
            if keep and os.path.exists(index):
                shutil.copy2(index, keep)
            return self.entries(index)

    def check_out(self, entries, folder):
        """Writes files below a folder, which is emptied first."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        with self.temporary(entries) as index:
            self.run('checkout-index', '-a', '-f', index=index, tree=folder)

    def record(self, entries):
        """Has the index say that this is what was laid."""
        laid = self.entries(self.index) if os.path.exists(self.index) else {}
        with self.temporary({path: entries.get(path) for path in differing(laid, entries)}, self.index) as index:
            self.ask('update-index', '-q', '--refresh', index=index)
            os.replace(index, self.index)

    # ---- content ----

    def store(self, data):
        return self.run('hash-object', '-w', '--stdin', data=data).decode().strip()

    def content(self, entry):
        return self.run('cat-file', 'blob', entry[1])

    # ---- patches ----

    def diff(self, before, after):
        """{path: the hunks that make the file of after out of that of before}, for files that are in both."""
        paths = [path for path in differing(before, after) if path in before and path in after]
        with self.temporary({path: before[path] for path in paths}) as index:
            tree = self.run('write-tree', index=index).decode().strip()
        with self.temporary({path: after[path] for path in paths}) as index:
            texts = ((path, self.run('diff', '--cached', '-U1', '--text', '--no-renames', tree, '--', path, index=index))
                     for path in paths)
            return {path: text[text.index(b'\n@@ ') + 1:] for path, text in texts if b'\n@@ ' in text}

    def apply(self, entries, patches):
        """The entries of files after {path: hunks} were applied to those in entries. Each hunk must match at its line:
        git is asked first, and a line that it would have to search for is an error as well. Fails with all that git
        says, path by path."""
        with self.temporary({path: entries[path] for path in patches}) as index:
            def apply(paths, *options):     # returns complaints
                text = b''.join(HEADER % ((os.fsencode(path),) * 4) + patches[path] for path in paths)
                said = self.ask('apply', '--cached', '--verbose', '--whitespace=nowarn', *options, data=text,
                                index=index).stderr.decode('utf-8', 'replace')
                return re.findall(r'.*\(offset .*|error: .*[^:\n]$', said, re.M)
            if patches and apply(patches, '--check'):
                raise Failure('patches that do not apply:\n' + '\n'.join(
                    '    %s: %s' % (path, why) for path in patches for why in apply([path], '--check')))
            if patches:
                apply(patches)
            return self.entries(index)

    def merge(self, base, ours, theirs, labels):
        """(entry, whether there is a conflict) of the edits that made ours and theirs out of base. A conflict is
        marked in the file; where git cannot do that, there is no entry."""
        if theirs in (base, ours):
            return ours, False
        if ours == base:
            return theirs, False
        if not base or not ours or not theirs:
            return None, True
        with tempfile.TemporaryDirectory(dir=self.folder) as work:
            names = [os.path.join(work, name) for name in ('ours', 'base', 'theirs')]
            for name, entry in zip(names, (ours, base, theirs)):
                write_atomic(name, self.content(entry))
            done = self.ask('merge-file', '-p', '-q', '--diff3', *(word for label in labels for word in ('-L', label)), *names)
        if done.returncode > 127:
            return None, True
        return (theirs[0], self.store(done.stdout)), done.returncode != 0
