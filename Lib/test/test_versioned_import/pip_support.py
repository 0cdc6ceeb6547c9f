"""pip in an environment of its own, for tests.

The pip is the one in the wheel that ensurepip bundles.  Nothing is taken from
an index: what a test installs it makes before (wheels.py).
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest
import venv
import zipfile
from ensurepip import _get_pip_whl_path_ctx

from test import support
from test.support import os_helper

from . import wheels


# Runs pip with code before it.
DRIVER = '''\
import runpy, sys
exec(sys.argv.pop(1))
runpy.run_module('pip', run_name='__main__', alter_sys=True)
'''

_unpacked = None


def unpacked_pip():
    """A directory with pip to put on PYTHONPATH.

    Unpacked once for a process, so that its bytecode is kept.
    """
    global _unpacked
    if _unpacked is None:
        _unpacked = tempfile.mkdtemp(prefix='pip_')
        atexit.register(shutil.rmtree, _unpacked, ignore_errors=True)
        with _get_pip_whl_path_ctx() as path, zipfile.ZipFile(path) as archive:
            archive.extractall(_unpacked)
    return _unpacked


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

    """A test with an environment, and a folder of wheels for pip to find.

    The environment is made once for a class and emptied after each test.

    site      the directory for modules
    bin       the directory for scripts
    python    the interpreter
    links     the folder of wheels
    """

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pip_path = unpacked_pip()
        cls.root = os.path.realpath(tempfile.mkdtemp(prefix='pip_'))
        cls.addClassCleanup(os_helper.rmtree, cls.root)
        # What a killed pip leaves in it goes with the rest.
        cls.temporary = os.path.join(cls.root, 'tmp')
        os.mkdir(cls.temporary)
        os.chmod(cls.temporary, 0o1777)
        cls.env = os.path.join(cls.root, 'env')
        venv.create(cls.env, symlinks=os.name != 'nt')
        paths = sysconfig.get_paths('venv', vars={'base': cls.env,
                                                  'platbase': cls.env})
        cls.site = paths['purelib']
        cls.bin = paths['scripts']
        cls.python = os.path.join(cls.bin, os.path.basename(sys.executable))
        if not os.path.exists(cls.python):
            cls.python = os.path.join(cls.bin, 'python')
        cls.scripts_of_venv = set(os.listdir(cls.bin))

    def setUp(self):
        super().setUp()
        self.links = tempfile.mkdtemp(dir=self.root)
        self.addCleanup(self._empty)

    def _empty(self):
        for directory in self.site, self.bin:
            for name in os.listdir(directory):
                if directory == self.bin and name in self.scripts_of_venv:
                    continue
                path = os.path.join(directory, name)
                if os.path.isdir(path) and not os.path.islink(path):
                    os_helper.rmtree(path)
                else:
                    os.unlink(path)
        os_helper.rmtree(self.links)

    def wheel(self, name, version, files=None, **kwargs):
        """Make a wheel that pip finds; see wheels.make_wheel()."""
        return wheels.make_wheel(self.links, name, version, files, **kwargs)

    def place(self, name, version, files=None, *, aliases=(), **kwargs):
        """Put a version beside others as an installer would, without pip."""
        path = wheels.make_wheel(tempfile.mkdtemp(dir=self.root), name, version,
                                 files, **kwargs)
        entry = f'{wheels.normalized(name)}-{version}'
        shutil.unpack_archive(path, os.path.join(self.site, entry), 'zip')
        for alias in aliases:
            os.symlink(entry, os.path.join(self.site, f'{alias}-{version}'))
        return os.path.join(self.site, entry)

    def environment(self, **variables):
        """The environment variables of a pip."""
        env = {name: value for name, value in os.environ.items()
               if not name.startswith(('PIP_', 'PYTHON', 'VIRTUAL_ENV'))}
        env.update(PYTHONPATH=self.pip_path, PIP_CONFIG_FILE=os.devnull,
                   TMPDIR=self.temporary, TEMP=self.temporary, TMP=self.temporary,
                   PIP_NO_INDEX='1', PIP_FIND_LINKS=self.links,
                   PIP_DISABLE_PIP_VERSION_CHECK='1', PIP_NO_CACHE_DIR='1',
                   PIP_ROOT_USER_ACTION='ignore')
        env.update(variables)
        return env

    def run_pip(self, *args, python=None, input=None, **variables):
        """Run pip and return the subprocess.CompletedProcess."""
        return subprocess.run(
            [python or self.python, '-m', 'pip', *args],
            input=input, stdin=None if input is not None else subprocess.DEVNULL,
            capture_output=True, text=True, env=self.environment(**variables),
            cwd=self.root, timeout=support.LONG_TIMEOUT)

    def start_pip(self, *args, python=None, **variables):
        """Start pip and return the subprocess.Popen; stdout has its errors, too."""
        return subprocess.Popen(
            [python or self.python, '-m', 'pip', *args], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=self.environment(**variables), cwd=self.root)

    def run_driven(self, code, *args, **kwargs):
        """Run pip after some code in the same process."""
        return subprocess.run(
            [self.python, '-c', DRIVER, code, *args], env=self.environment(),
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            cwd=self.root, timeout=support.LONG_TIMEOUT, **kwargs)

    def pip(self, *args, **kwargs):
        """Run pip, which has to succeed, and return its output."""
        done = self.run_pip(*args, **kwargs)
        if done.returncode:
            self.fail(f'pip {" ".join(args)}: {done.returncode}\n'
                      f'{done.stdout}\n{done.stderr}')
        return done.stdout

    def pip_fails(self, *args, **kwargs):
        """Run pip, which has to fail without a traceback; return its errors."""
        done = self.run_pip(*args, **kwargs)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertNotIn('Traceback', done.stderr)
        return done.stderr

    def add(self, *requirements):
        """pip install --allow-multiple"""
        return self.pip('install', '--allow-multiple', *requirements)

    def rows(self, *args):
        """What pip list prints: [(name, version, layout)]."""
        rows = json.loads(self.pip('list', '--format=json', *args))
        return [(row['name'], row['version'], row.get('layout')) for row in rows
                if row['name'] != 'pip']

    def entries(self, directory=None):
        """The names in site-packages, or another directory, but for the lock."""
        names = set(os.listdir(directory or self.site)) - {'.~lock'}
        if directory == self.bin:
            names -= self.scripts_of_venv
        return sorted(names)

    def run_python(self, code):
        """Run code in the environment and return its output."""
        env = self.environment()
        del env['PYTHONPATH']
        done = subprocess.run([self.python, '-c', code], capture_output=True,
                              text=True, env=env, timeout=support.LONG_TIMEOUT)
        if done.returncode:
            self.fail(f'{code}\n{done.stderr}')
        return done.stdout.strip()
