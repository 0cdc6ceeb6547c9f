"""The scratch repository build/git: what the tool asks git to do. Nothing of it enters the project.

    refs/release/ORIGIN   a release, as a tree of src/ and wheels/NAME/
    index                 what was laid below build/: patched files, and new files as the links that stand for them

Paths are those below build/. An entry is the pair (mode, id of the blob) that git has for a path.
"""

import contextlib
import glob
import hashlib
import os
import re
import subprocess
import tempfile

import packages
from common import Failure, read_bytes, remove, write_atomic

LINK = '120000'
CONFIG = rb"""[core]
	repositoryFormatVersion = 0
	bare = false
	fileMode = false
	autoCRLF = false
	compression = 0
[diff]
	algorithm = histogram
[diff "rst"]
	xfuncname = "^(\\.\\. (_[^:]+:$|[a-z:]*(function|class|method|attribute|data|exception|module|opcode|option|envvar)::.*))"
"""
ATTRIBUTES = b"""* -text -ident -filter
*.py diff=python
*.[ch] diff=cpp
*.rst diff=rst
"""


def blob_id(data):
    return hashlib.sha1(b'blob %d\0' % len(data) + data).hexdigest()


class Scratch:
    def __init__(self, repo):
        packages.ensure_git()
        self.tree = repo.build
        self.folder = os.path.join(repo.build, 'git')
        self.index = os.path.join(self.folder, 'index')
        os.makedirs(self.folder, exist_ok=True)
        # What a killed git left behind: one command at a time works here, so no other git is at it.
        for pattern in ('*.lock', 'refs/release/*.lock', 'objects/pack/tmp_*'):
            for path in glob.glob(os.path.join(self.folder, pattern)):
                remove(path)
        if not os.path.exists(os.path.join(self.folder, 'info', 'attributes')):
            self.run('init', '-q', '--template=')
        for name, text in (('config', CONFIG), ('info/attributes', ATTRIBUTES)):
            if read_bytes(os.path.join(self.folder, name)) != text:
                write_atomic(os.path.join(self.folder, name), text)

    def command(self, words, index=None, tree=None):
        """What subprocess needs to start a git that heeds no configuration but ours."""
        env = {key: value for key, value in os.environ.items() if not key.startswith('GIT_')}
        env.update(GIT_DIR=self.folder, GIT_WORK_TREE=tree or self.tree, GIT_INDEX_FILE=index or self.index,
                   GIT_CONFIG_NOSYSTEM='1', GIT_LITERAL_PATHSPECS='1', GIT_DEFAULT_HASH='sha1', HOME=self.folder,
                   XDG_CONFIG_HOME=self.folder, LC_ALL='C')
        return {'args': ['git', *words], 'cwd': tree or self.tree, 'env': env}

    def run(self, *words, data=b'', index=None, tree=None, accept=(0,)):
        """The output of a git command that reads data."""
        done = subprocess.run(**self.command(words, index, tree), input=data, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        if done.returncode not in accept:
            raise Failure('git %s: %s' % (words[0], done.stderr.decode('utf-8', 'replace').strip() or 'it failed'))
        return done.stdout

    # ---- releases ----

    def add_release(self, files):
        """Takes (path, executable, content) of every file of a release, until name_release() as the release "new".
        Returns the id of its tree."""
        with subprocess.Popen(**self.command(['fast-import', '--quiet', '--force', '--done', '--depth=0']),
                              stdin=subprocess.PIPE) as process:
            try:
                process.stdin.write(b'commit refs/release/new\ncommitter overlay <overlay> 0 +0000\ndata 0\n')
                for path, executable, data in files:
                    process.stdin.write(b'M %s inline %s\ndata %d\n' % (
                        b'100755' if executable else b'100644', os.fsencode(path), len(data)))
                    process.stdin.write(data)
                    process.stdin.write(b'\n')
                process.stdin.write(b'done\n')
            except BaseException:
                process.kill()
                with contextlib.suppress(OSError):
                    process.stdin.close()
                raise
        if process.returncode:
            raise Failure('git fast-import failed')
        return self.run('rev-parse', 'refs/release/new^{tree}').decode().strip()

    def name_release(self, origin):
        self.run('update-ref', 'refs/release/' + origin, 'refs/release/new')

    def entries(self, origin=None, index=None):
        """{path: entry} of a release, none where it is not here, or of the index."""
        lines = (self.run('ls-tree', '-r', '-z', 'refs/release/' + origin, accept=(0, 128)) if origin
                 else self.run('ls-files', '-s', '-z', index=index))
        found = {}
        for line in filter(None, lines.split(b'\0')):
            fields, _, path = line.partition(b'\t')
            words = fields.decode().split()
            found[os.fsdecode(path)] = words[0], words[2 if origin else 1]
        return found

    # ---- content ----

    def store(self, data):
        return self.run('hash-object', '-w', '--stdin', data=data).decode().strip()

    def contents(self, names):
        """The contents of blobs."""
        out, found, at = self.run('cat-file', '--batch', data=''.join(name + '\n' for name in names).encode()), [], 0
        for name in names:
            end = out.index(b'\n', at) + 1
            at = end + int(out[at:end].split()[2]) + 1
            found.append(out[end:at - 1])
        return found

    def file(self, origin, path):
        """The content of a file of a release, or None where there is no such release or file."""
        return self.run('cat-file', 'blob', 'refs/release/%s:%s' % (origin, path), accept=(0, 128)) or None

    def check_out(self, folder, where, index=None):
        """Writes what the index has in the folders named in where, below another folder than build/."""
        paths = self.run('ls-files', '-z', '--', *where, index=index)
        self.run('checkout-index', '-f', '-u', '-z', '--stdin', data=paths, index=index, tree=folder)

    # ---- what was laid ----

    def set_entries(self, entries, index=None):
        """Puts {path: entry, or None to remove it} into the index."""
        lines = ['%s %s\t%s\0' % (*(entry or ('0', '0' * 40)), path) for path, entry in entries.items()]
        self.run('update-index', '-z', '--index-info', data=os.fsencode(''.join(lines)), index=index)

    def start_from(self, origin, folder='', index=None):
        """Has the index say that a release, or a folder of it, was laid and nothing else."""
        remove(index or self.index)
        self.run('read-tree', 'refs/release/%s:%s' % (origin, folder), index=index)

    def changed(self, tree=None, index=None):
        """Paths whose file is not as the index has it."""
        self.run('update-index', '-q', '--refresh', index=index, tree=tree, accept=(0, 1))
        return _paths(self.run('diff-files', '--name-only', '-z', index=index, tree=tree))

    def others(self, *options, tree=None, index=None):
        """Paths of files that the index does not have."""
        return _paths(self.run('ls-files', '--others', '-z', *options, tree=tree, index=index))

    # ---- patches: texts without the two header lines ----

    def diff(self, pairs):
        """{key: patch} for {key: (id before, id after)}; the keys are paths, whose ending says how functions look."""
        keys, trees = sorted(pairs), []
        names = ['%d%s' % (number, re.search(r'(\.\w+)?$', key)[0]) for number, key in enumerate(keys)]
        with tempfile.TemporaryDirectory() as work:
            for side in (0, 1):
                index = os.path.join(work, str(side))
                self.set_entries({name: ('100644', pairs[key][side]) for name, key in zip(names, keys)}, index)
                trees.append(self.run('write-tree', index=index).decode().strip())
        out = self.run('diff', '-U1', '--text', '--no-renames', *trees)
        parts = re.split(rb'^diff --git a/(\d+).*\n', out, flags=re.M)
        return {keys[int(number)]: part[part.index(b'@@ '):] for number, part in zip(parts[1::2], parts[2::2])}

    def apply(self, originals, patches):
        """Applies {key: patch} to {key: id}. Returns ({key: id}, {key: why it does not apply}). Each hunk must match at
        its line."""
        texts = {str(number): (key, b'diff --git a/%d b/%d\n--- a/%d\n+++ b/%d\n' % ((number,) * 4) + patches[key])
                 for number, key in enumerate(sorted(patches))}
        bad, status = {}, 1
        with tempfile.TemporaryDirectory() as work:
            index = os.path.join(work, 'index')
            self.set_entries({number: ('100644', originals[key]) for number, (key, _) in texts.items()}, index)
            # git looks at all of them before it applies any: those that it complains of are left out the next time.
            while texts and status:
                done = subprocess.run(**self.command(['apply', '--cached', '--verbose', '--whitespace=nowarn'], index),
                                      input=b''.join(text for _, text in texts.values()), stderr=subprocess.PIPE)
                status, said = done.returncode, done.stderr.decode('utf-8', 'replace')
                found = dict(_complaints(said, texts))
                if status and not found:
                    raise Failure('git apply: ' + said)
                for number, why in found.items():
                    bad[texts.pop(number)[0]] = why
            names = {path: name for path, (_, name) in self.entries(index=index).items()}
        return {key: names[number] for number, (key, _) in texts.items()}, bad

    def merge(self, ours, base, theirs, labels):
        """(content, whether there are conflicts) of the edits that made ours and theirs out of base; a conflict is
        marked in it. None in place of the content where it is no text."""
        with tempfile.TemporaryDirectory() as work:
            for name, data in (('ours', ours), ('base', base), ('theirs', theirs)):
                with open(os.path.join(work, name), 'wb') as file:
                    file.write(data)
            words = ['merge-file', '-p', '-q', '--diff3', *(word for label in labels for word in ('-L', label))]
            done = subprocess.run(**self.command([*words, 'ours', 'base', 'theirs'], tree=work), stdout=subprocess.PIPE)
        return (None if done.returncode > 127 else done.stdout), done.returncode != 0


def _paths(out):
    return [os.fsdecode(path) for path in out.split(b'\0') if path]


def _complaints(said, texts):
    """(number of a patch, what is wrong with it) for each that git apply complains of. texts: {number: (key, text)}"""
    number = None
    for line in said.splitlines():
        match = re.match(r'Checking patch (\d+)', line)
        number = match[1] if match else number
        match = re.match(r'error: patch failed: (\d+):(\d+)', line)
        if match:
            yield match[1], 'the hunk at line %s does not apply' % match[2]
        match = re.match(r'(Hunk #\d+) succeeded at (\d+) \(offset', line)
        if match:
            yield number, '%s belongs at line %s' % (match[1].lower(), match[2])
        match = re.match(r'error: .*at (?:line |\S*:)(\d+)', line)
        if match:
            at = int(match[1])
            for corrupt, (_, text) in texts.items():
                lines = text.count(b'\n')
                if at <= lines + 1:     # one that is cut short is noticed at the line after it
                    yield corrupt, 'it is garbled at line %d' % (at - 1)
                    break
                at -= lines
