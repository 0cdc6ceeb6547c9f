"""What every part of the tool uses: the layout of the repository, messages, files written whole."""

import contextlib
import fnmatch
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time

# Paths of the project that are not CPython's: never laid over it, never saved from it.
OWN = (
    '.ci', '.git', '.gitattributes', '.github', '.gitignore', 'Makefile', 'PEP-draft', 'PEP-draft.rst',
    'PEP-packaging-draft.rst', 'README.md', 'UPSTREAM', 'build', 'configure', 'Tools/demo',
    'Tools/importbench', 'Tools/overlay', 'Tools/transition',
)
# Left behind by editors, compilers, patch and Python: neither laid nor saved.
JUNK = ('*.py[co]', '*~', '*.swp', '*.orig', '*.rej', '*.new', '*.tmp', '.#*', '.DS_Store', '__pycache__', '.git',
        '.hg', '.mypy_cache', '.ruff_cache', '*.o', '*.a', '*.so', '*.gcda', '*.gcno')
VARIANTS = ('release', 'debug', 'freethreaded', 'asan', 'pgo')


class Failure(Exception):
    """Ends the command with one line that says what is wrong and what to do."""


class Repo:
    """The checkout that holds the overlay, and the folders that the build makes in it."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.build = os.path.join(self.root, 'build')
        self.source = os.path.join(self.build, 'src')
        self.held = False       # whether this process holds the lock of laying.alone()
        self.lists = os.path.dirname(os.path.abspath(__file__))

    def variant(self, name):
        return os.path.join(self.build, name)

    def shown(self, path):
        """A path as the reader would type it in the checkout."""
        path = os.path.abspath(path)
        return os.path.relpath(path, self.root) if path.startswith(self.root + os.sep) else path


def is_own(rel):
    return any(rel == own or rel.startswith(own + '/') for own in OWN)


_is_junk_name = re.compile('|'.join(map(fnmatch.translate, JUNK))).match


def is_junk(rel):
    return any(map(_is_junk_name, rel.split('/')))


def walk_files(root):
    """Relative paths, with slashes, of everything below root that is neither a folder nor junk."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not _is_junk_name(name)]
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        prefix = os.path.relpath(folder, root).replace(os.sep, '/') + '/' if folder != root else ''
        found += [prefix + name for name in names + links if not _is_junk_name(name)]
    return sorted(found)


# ---- messages ----

def say(text):
    progress_end()
    print(text, flush=True)


def warn(text):
    progress_end()
    print('warning: ' + text, file=sys.stderr, flush=True)


_line = {'shown': 0, 'time': 0.0}


def progress(what, done, total, unit='', final=False):
    """One moving line on a terminal; elsewhere a plain line now and then."""
    text = '%s: %d%s' % (what, done, unit)
    if total:
        text = '%s: %d%% (%d/%d%s)' % (what, 100 * done // total, done, total, unit)
    terminal = sys.stdout.isatty()
    if final or time.monotonic() - _line['time'] > (0.1 if terminal else 20):
        if terminal:
            text = '\r' + text[:shutil.get_terminal_size().columns - 1].ljust(_line['shown'])
            _line['shown'] = len(text)
        print(text, end='' if terminal else '\n', flush=True)
        _line['time'] = time.monotonic()
    if final:
        progress_end()


def progress_end():
    if _line['shown']:
        print(flush=True)
        _line['shown'] = 0


def progress_start():
    """The next plain line comes 20 seconds from now."""
    _line['time'] = time.monotonic()


# ---- files ----

def read_bytes(path):
    """The content, or None where there is no such file."""
    try:
        with open(path, 'rb') as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def write_atomic(path, data, mode=0o644):
    """Write under another name and move: a reader sees the old file or the new one. A link at path is replaced, not
    followed."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix='.overlay-', suffix='.tmp', dir=folder)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
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
    try:
        return json.loads(read_bytes(path) or b'')
    except ValueError:
        return None


def digest(data):
    return hashlib.sha256(data).hexdigest()


def digest_file(path):
    with open(path, 'rb') as file:
        return digest(file.read())


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
