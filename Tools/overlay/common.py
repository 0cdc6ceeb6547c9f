"""What every part of the tool uses: the layout of the repository, messages, files written whole."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sys


class Failure(Exception):
    """Ends the command with one line that says what is wrong and what to do."""


class Repo:
    """The checkout that holds the overlay, and the folders that the build makes in it."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.build, self.source = os.path.join(self.root, 'build'), os.path.join(self.root, 'build', 'src')
        self.state = self.built('state')
        self.lists = os.path.dirname(os.path.abspath(__file__))
        self.lock = None

    def built(self, path):
        return os.path.join(self.build, path)

    def shown(self, path):
        """A path as the reader would type it in the checkout."""
        return os.path.relpath(path, self.root) if path.startswith(self.root + os.sep) else path

    @contextlib.contextmanager
    def alone(self):
        """Two commands at once would lay over each other: the second waits for the first to have laid."""
        if self.lock:
            yield
            return
        os.makedirs(self.build, exist_ok=True)
        with open(self.built('.lock'), 'w') as self.lock:
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX)
                yield
            finally:
                self.lock = None


def say(text, file=None):
    print(text, file=file, flush=True)


def warn(text):
    say('warning: ' + text, sys.stderr)


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
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + '.overlay.tmp', 'wb') as file:
        file.write(data)
    os.chmod(path + '.overlay.tmp', mode)
    os.replace(path + '.overlay.tmp', path)


def write_json(path, value):
    write_atomic(path, (json.dumps(value, indent=1, sort_keys=True) + '\n').encode())


def read_json(path):
    """The value, or None where the file is missing or is no JSON."""
    try:
        return json.loads(read_bytes(path) or b'')
    except ValueError:
        return None


def digest(data):
    return hashlib.sha256(data).hexdigest()


def remove(path):
    """Remove a file, a link or a folder; nothing there is fine."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(path)


def prune(folder):
    """Remove a folder in which nothing but compiled files is left, and those above it."""
    while os.path.isdir(folder) and {'__pycache__'}.issuperset(os.listdir(folder)):
        shutil.rmtree(folder)
        folder = os.path.dirname(folder)
