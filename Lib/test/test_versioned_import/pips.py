"""Environments for the tests of pip, and pip run in them as a user runs it.

pip is that of the wheel which ensurepip bundles, unpacked once for a process,
so that its bytecode is kept.  It sees no index, and no settings but those that
a test gives it.
"""

import atexit
import ensurepip
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import unittest
import venv
import zipfile
from test import support
from test.support import os_helper

from . import wheels

EXE = sysconfig.get_config_var('EXE') or ''

_unpacked = None


def wheel_of_pip():
    """The path of the wheel that ensurepip bundles."""
    return os.path.join(os.path.dirname(ensurepip.__file__), '_bundled',
                        f'pip-{ensurepip.version()}-py3-none-any.whl')


def pip_path():
    """A directory to put on PYTHONPATH for "python -m pip"."""
    global _unpacked
    if _unpacked is None:
        _unpacked = tempfile.mkdtemp(prefix='pip-')
        atexit.register(shutil.rmtree, _unpacked, ignore_errors=True)
        with zipfile.ZipFile(wheel_of_pip()) as archive:
            archive.extractall(_unpacked)
    return _unpacked


def clean_environ(**variables):
    """The environment variables without those that steer pip or Python."""
    found = {name: value for name, value in os.environ.items()
             if not name.startswith(('PIP_', 'PYTHON', '__PYVENV'))}
    return {**found, 'PIP_CONFIG_FILE': os.devnull, 'PIP_NO_CACHE_DIR': '1',
            'PIP_DISABLE_PIP_VERSION_CHECK': '1', 'PIP_NO_INPUT': '1',
            'PIP_ROOT_USER_ACTION': 'ignore', **variables}


class Environment:
    """A virtual environment without pip.

    site       its site-packages directory
    bin        its directory of scripts
    python     its interpreter
    links      where --find-links looks
    """

    def __init__(self, folder, links):
        venv.create(folder, with_pip=False, symlinks=os.name != 'nt')
        self.folder = folder
        self.links = links
        paths = sysconfig.get_paths('venv', {'base': folder, 'platbase': folder,
                                             'installed_base': folder})
        self.site = paths['purelib']
        self.bin = paths['scripts']
        self.python = os.path.join(self.bin, 'python' + EXE)

    def pip_command(self, *args):
        """(command, environment variables) of pip."""
        command = [self.python, '-m', 'pip', *args]
        return command, clean_environ(
            PYTHONPATH=pip_path(), PIP_NO_INDEX='1', PIP_FIND_LINKS=self.links)

    def start(self, *args, **kwargs):
        """Start pip; its output is to be read by the caller."""
        command, variables = self.pip_command(*args)
        variables.update(kwargs.pop('variables', {}))
        return subprocess.Popen(command, env=variables, text=True, cwd=self.folder,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, **kwargs)

    def pip(self, *args, status=0, **kwargs):
        """Run pip and return its output; it has to end with the status."""
        process = self.start(*args, **kwargs)
        output, _ = process.communicate(timeout=support.LONG_TIMEOUT)
        if process.returncode != status:
            raise AssertionError(f'pip {" ".join(args)} ended with status '
                                 f'{process.returncode}, not {status}:\n{output}')
        return output

    def install(self, *args, **kwargs):
        """Run "pip install --allow-multiple"."""
        return self.pip('install', '--allow-multiple', *args, **kwargs)

    def run(self, code, *args, status=0, **variables):
        """Run Python code and return its output."""
        return self._output([self.python, '-c', code, *args], status, variables)

    def script(self, name, *args, status=0):
        """Run a script and return its output."""
        return self._output([os.path.join(self.bin, name), *args], status, {})

    def _output(self, command, status, variables):
        done = subprocess.run(command, env=clean_environ(**variables), text=True,
                              cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=support.LONG_TIMEOUT)
        if done.returncode != status:
            raise AssertionError(f'{command} ended with status {done.returncode}, '
                                 f'not {status}:\n{done.stdout}')
        return done.stdout.strip()

    def versions(self):
        """The names in the library directory that have a version, sorted."""
        return versions_in(self.site)

    def read(self, *path):
        with open(os.path.join(self.site, *path), encoding='utf-8') as file:
            return file.read()


def versions_in(library):
    """The names in a library directory that have a version, sorted."""
    return sorted(name for name in os.listdir(library)
                  if re.match(r'[^.].*-\d', name) and not name.endswith('.dist-info'))


def tree(folder):
    """{path: content or target of a link} of all that is below a folder.

    Without bytecode and without the lock file.
    """
    found = {}
    for directory, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != '__pycache__']
        for name in [*folders, *files]:
            path = os.path.join(directory, name)
            relative = os.path.relpath(path, folder)
            if os.path.islink(path):
                found[relative] = os.readlink(path)
            elif name in files and name != '.~lock':
                with open(path, 'rb') as file:
                    found[relative] = file.read()
    return found


@support.requires_subprocess()
class PipTestCase(unittest.TestCase):
    """Tests with an environment and a folder of wheels, each test its own."""

    def setUp(self):
        self.folder = os.path.realpath(self.enterContext(os_helper.temp_dir()))
        self.links = os.path.join(self.folder, 'links')
        os.mkdir(self.links)
        self.env = self.make_environment('env')

    def make_environment(self, name):
        return Environment(os.path.join(self.folder, name), self.links)

    def wheel(self, name, version, files=None, **kwargs):
        """Put a wheel where pip finds it."""
        return wheels.make_wheel(self.links, name, version, files, **kwargs)

    def assertUnchanged(self, before, folder):
        """Nothing below a folder differs from what tree() said before."""
        after = tree(folder)
        self.assertEqual(sorted(after), sorted(before))
        self.assertEqual(after, before)
