"""What every part of the tool uses: the layout of the repository, messages, files written whole."""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time

# Paths of the project that are not CPython's: never laid over it, never saved from it.
OWN = (
    '.ci', '.git', '.gitattributes', '.github', '.gitignore', 'Makefile', 'PEP-draft.rst', 'README.md',
    'UPSTREAM', 'build', 'configure', 'Tools/backport', 'Tools/demo', 'Tools/importbench',
    'Tools/overlay',
)
# Left behind by editors, patch and Python: neither laid nor saved.
JUNK_ENDS = ('.pyc', '.pyo', '~', '.swp', '.orig', '.rej', '.new', '.tmp')
JUNK_FOLDERS = ('__pycache__', '.git', '.hg', '.mypy_cache', '.ruff_cache')
VARIANTS = ('release', 'debug', 'freethreaded', 'asan')


class Failure(Exception):
    """Ends the command with one line that says what is wrong and what to do."""


class Repo:
    """The checkout that holds the overlay, and the folders that the build makes in it."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.build = os.path.join(self.root, 'build')
        self.pristine = os.path.join(self.build, 'upstream')
        self.source = os.path.join(self.build, 'src')
        self.wheels = os.path.join(self.build, 'wheels')
        self.lists = os.path.dirname(os.path.abspath(__file__))

    def variant(self, name):
        return os.path.join(self.build, name)

    def shown(self, path):
        """A path as the reader would type it in the checkout."""
        path = os.path.abspath(path)
        return os.path.relpath(path, self.root) if path.startswith(self.root + os.sep) else path


def is_own(rel):
    return any(rel == own or rel.startswith(own + '/') for own in OWN)


def is_junk(rel):
    parts = rel.split('/')
    return (rel.endswith(JUNK_ENDS) or parts[-1].startswith('.#') or parts[-1] == '.DS_Store'
            or any(part in JUNK_FOLDERS for part in parts))


def walk_files(root):
    """Relative paths, with slashes, of everything below root that is not a folder."""
    found = []
    stack = ['']
    while stack:
        folder = stack.pop()
        with os.scandir(os.path.join(root, folder) if folder else root) as entries:
            for entry in entries:
                rel = folder + '/' + entry.name if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in JUNK_FOLDERS:
                        stack.append(rel)
                elif not is_junk(rel):
                    found.append(rel)
    return sorted(found)


# ---- messages ----

def say(text):
    progress_end()
    print(text, flush=True)


def warn(text):
    progress_end()
    print('warning: ' + text, file=sys.stderr, flush=True)


_line = {'shown': '', 'time': 0.0}


def progress(what, done, total, unit='', final=False):
    """One moving line on a terminal; elsewhere a plain line now and then."""
    if total:
        text = '%s: %d%% (%d/%d%s)' % (what, 100 * done // total, done, total, unit)
    else:
        text = '%s: %d%s' % (what, done, unit)
    now = time.monotonic()
    if sys.stdout.isatty():
        if now - _line['time'] > 0.1 or final:
            width = shutil.get_terminal_size().columns - 1
            print('\r' + text[:width].ljust(len(_line['shown'])), end='', flush=True)
            _line['shown'], _line['time'] = text, now
        if final:
            progress_end()
    elif final or now - _line['time'] > 20:
        print(text, flush=True)
        _line['time'] = now


def progress_end():
    if _line['shown']:
        print(flush=True)
        _line['shown'] = ''


def progress_start():
    """The next plain line comes 20 seconds from now."""
    _line['time'] = time.monotonic()


# ---- files ----

def read_bytes(path):
    """The content, or None where there is no such file."""
    try:
        with open(path, 'rb') as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_atomic(path, data, like=None):
    """Write under another name and move: a reader sees the old file or the new one. A link at
    path is replaced, not followed. like: a file whose permissions the new one gets."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix='.overlay-', suffix='.tmp', dir=folder)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
        mode = 0o644
        if like is not None and os.path.exists(like):
            mode = os.stat(like).st_mode & 0o777
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def write_json(path, value):
    write_atomic(path, (json.dumps(value, indent=1, sort_keys=True) + '\n').encode())


def read_json(path):
    """The value, or None where the file is missing or was cut short."""
    data = read_bytes(path)
    if data is None:
        return None
    try:
        return json.loads(data)
    except ValueError:
        return None


def digest(data):
    return hashlib.sha256(data).hexdigest()


def digest_file(path):
    value = hashlib.sha256()
    with open(path, 'rb') as file:
        for block in iter(lambda: file.read(1 << 20), b''):
            value.update(block)
    return value.hexdigest()


def remove(path):
    """Remove a file, a link or a folder; nothing there is fine."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(path)


def prune(path, root):
    """Remove folders that have become empty, upwards from path, never root itself."""
    while path != root and path.startswith(root + os.sep):
        shutil.rmtree(os.path.join(path, '__pycache__'), ignore_errors=True)
        try:
            os.rmdir(path)
        except OSError:
            return
        path = os.path.dirname(path)
