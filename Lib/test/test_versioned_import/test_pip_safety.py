"""What pip leaves whole: when it is killed, when others run, when it fails.

Wheels that would write outside of their directory are refused.
"""

import base64
import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
import unittest
import zipfile

from test import support
from test.support import import_helper, os_helper

from .pip_support import PipTestCase, tree

fcntl = import_helper.import_module('fcntl')

class SafetyTestCase(PipTestCase):

    def leftovers(self):
        """What is in the environment and belongs to no version."""
        found = [name for directory in (self.site, self.bin)
                 for name in os.listdir(directory)
                 if name.startswith(('~', '.~')) and name != '.~lock']
        found += [name for name in os.listdir(self.site)
                  if not os.path.exists(os.path.join(self.site, name))]
        versions = {name.partition('-')[2] for name in self.entries()}
        found += [name for name in self.entries(self.bin)
                  if '-' in name and name.partition('-')[2] not in versions]
        return found


class UnsafeWheelTests(SafetyTestCase):

    """Wheels that could write elsewhere are refused before they write."""

    def assertRefused(self, reason, *names):
        names = names or ['foo']
        before = tree(self.root)
        errors = self.pip_fails('install', '--allow-multiple', *names)
        self.assertIn(reason, errors)
        after = tree(self.root)
        self.assertEqual(after.keys(), before.keys())
        self.assertEqual(self.entries(), [])

    def test_paths_that_lead_out(self):
        self.wheel('bar', '1.0')
        for path in '../evil.py', 'foo/../../evil.py', '/evil.py', '//evil.py', '..':
            with self.subTest(path):
                self.wheel('foo', '1.0', {'foo.py': '', path: 'evil'})
                self.assertRefused('outside the target directory', 'bar', 'foo')

    def test_data_that_leads_out(self):
        for path in ('data/../../evil', 'scripts/../../../evil',
                     'purelib/../../evil.py', 'headers/../../evil.h'):
            with self.subTest(path):
                self.wheel('foo', '1.0', data={path: 'evil'})
                self.assertRefused('foo-1.0-py3-none-any.whl')

    def test_unknown_kinds_of_data(self):
        for path in 'other/x', 'x':
            with self.subTest(path):
                self.wheel('foo', '1.0', data={path: 'x'})
                self.assertRefused('.data directory contents')

    def test_links(self):
        for target in 'a.py', '/etc/passwd', '../../../etc':
            with self.subTest(target):
                self.wheel('foo', '1.0', links={'foo/link': target})
                self.add('--force-reinstall', 'foo')
                # As without the option: no link, but a file.
                path = os.path.join(self.site, 'foo-1.0', 'foo', 'link')
                self.assertFalse(os.path.islink(path))
                with open(path, encoding='utf-8') as file:
                    self.assertEqual(file.read(), target)

    def rewritten(self, old, new, file='METADATA'):
        """The wheel of foo with another text in a file of its metadata."""
        path = self.wheel('foo', '1.0')
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, 'w') as archive:
            for name, content in members.items():
                if name.endswith('/' + file):
                    content = content.replace(old, new)
                archive.writestr(name, content)
        return path

    def test_names_and_versions_with_separators(self):
        for name in '../foo', '/foo', 'foo/../../x':
            with self.subTest(name):
                path = self.rewritten(b'Name: foo', b'Name: ' + name.encode())
                self.assertRefused('No matching distribution', path)
                self.assertRefused('No matching distribution', 'foo')
        for version in '../1.0', '1.0/../../x', '1.0+../x':
            with self.subTest(version):
                path = self.rewritten(b'Version: 1.0', b'Version: ' + version.encode())
                self.assertRefused(repr(version), path)
                self.assertRefused(repr(version), 'foo')

    def test_import_names_with_separators(self):
        for name in '../evil', '/evil', 'a/b', 'a-1.0', '..', 'a..b', 'a b', '.~x':
            with self.subTest(name):
                self.wheel('foo', '1.0', metadata=[f'Import-Name: {name}'])
                self.assertRefused(repr(name))

    def test_files_that_are_no_names(self):
        self.wheel('foo', '1.0', {'foo.py': '', 'a-1.0.py': '', 'x y.py': '',
                                  'a.b.py': '', 'class-2.0/__init__.py': ''})
        self.add('foo')
        self.assertEqual(self.entries(), ['a-1.0', 'foo-1.0'])

    def test_files_of_others_in_record(self):
        self.wheel('bar', '1.0')
        self.add('bar')
        others = ['../bar-1.0/bar/__init__.py', os.path.join(self.site, 'bar-1.0'),
                  'foo/../../bar-1.0/bar/__init__.py', '../bar-1.0', 'missing.py']
        rows = ''.join(f'{path},,\n' for path in others)
        self.rewritten(b'foo/__init__.py,', rows.encode() + b'foo/__init__.py,',
                       'RECORD')
        before = tree(os.path.join(self.site, 'bar-1.0'))
        self.add('foo')
        with open(os.path.join(self.site, 'foo-1.0', 'foo-1.0.dist-info', 'RECORD'),
                  encoding='utf-8') as file:
            recorded = [line.partition(',')[0] for line in file]
        self.assertIn('foo/__init__.py', recorded)
        self.assertEqual(set(recorded) & set(others), set())
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(tree(os.path.join(self.site, 'bar-1.0')), before)

    def test_no_record(self):
        self.wheel('foo', '1.0', record=False)
        self.assertRefused('has no RECORD')

    def test_not_a_zip_file(self):
        path = os.path.join(self.links, 'foo-1.0-py3-none-any.whl')
        with open(path, 'w') as file:
            file.write('not a zip file')
        self.assertRefused('invalid')

    def test_damaged(self):
        path = self.wheel('foo', '1.0', {'foo.py': 'x = 1\n' * 1000})
        with open(path, 'r+b') as file:
            content = file.read()
            file.seek(content.index(b'x = 1'))
            file.write(b'y')
        self.assertRefused('foo-1.0-py3-none-any.whl is damaged')
        self.assertEqual(self.leftovers(), [])


class FailureTests(SafetyTestCase):

    """What cannot be written leaves what was."""

    def setUp(self):
        super().setUp()
        self.wheel('bar', '1.0', {'thing.py': ''}, scripts={'bar': 'thing:main'})
        self.wheel('foo', '1.0', {'foo/__init__.py': '', 'more.py': ''},
                   scripts={'foo': 'foo:main'}, requires=['bar'])
        self.wheel('old', '1.0')
        self.add('old')

    def assertFails(self, reason, code, *args):
        before = tree(self.env)
        done = self.run_driven(code, 'install', '--allow-multiple', *args)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn('OSError: ', done.stderr)
        self.assertIn(reason, done.stderr)
        self.assertNotIn('Traceback', done.stderr)
        self.assertEqual(tree(self.env), before)
        self.assertEqual(self.leftovers(), [])

    FULL = '''
import errno, os, shutil
def copyfileobj(*args):
    if {condition}:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return copy(*args)
copy = shutil.copyfileobj
shutil.copyfileobj = copyfileobj
'''

    def test_full_disk(self):
        self.assertFails('No space left', self.FULL.format(condition='True'), 'foo')

    def test_disk_that_gets_full_with_the_last_wheel(self):
        code = self.FULL.format(condition='"new/foo-1.0" in args[1].name')
        self.assertFails('No space left', code, 'foo')

    def test_a_file_cannot_be_written(self):
        self.wheel('big', '1.0', {'big/__init__.py': '', 'big/x.txt': 'x' * 1000000})
        code = ('import resource; '
                'resource.setrlimit(resource.RLIMIT_FSIZE, (500000, 500000))')
        self.assertFails('File too large', code, 'foo', 'big')

    BREAK = '''
import errno, os
def broken(source, target, *args, **kwargs):
    if {condition}:
        raise OSError({error}, os.strerror({error}), target)
    return {function}(source, target, *args, **kwargs)
{function}, {name} = {name}, broken
'''

    def test_what_was_placed_is_taken_back(self):
        for name, condition in (
                ('os.rename', 'target.endswith("foo-1.0")'),
                ('os.symlink', 'target.endswith("more-1.0")'),
                ('os.replace', 'target.endswith("journal.json")'),
                ('os.chmod', '"bin/.~foo" in source')):
            with self.subTest(name):
                code = self.BREAK.format(name=name, condition=condition,
                                         function='real', error='errno.EROFS')
                self.assertFails('Read-only file system', code, 'foo')

    def test_interrupted(self):
        before = tree(self.env)
        for name in 'os.rename', 'os.symlink', 'os.mkdir':
            with self.subTest(name):
                code = f'''
import os
def interrupted(*args, **kwargs):
    if "foo-1.0" in str(args):
        raise KeyboardInterrupt
    return real(*args, **kwargs)
real, {name} = {name}, interrupted
'''
                done = self.run_driven(code, 'install', '--allow-multiple', 'foo')
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn('cancelled by user', done.stderr)
                self.assertEqual(tree(self.env), before)
                self.assertEqual(self.leftovers(), [])

    def test_a_move_is_taken_back(self):
        self.pip('install', 'foo')
        for name, condition in (
                ('os.rename', 'target.endswith("/foo-1.0")'),
                ('os.symlink', 'target.endswith("more-1.0")')):
            with self.subTest(name):
                code = self.BREAK.format(name=name, condition=condition,
                                         function='real', error='errno.ENOSPC')
                self.assertFails('No space left', code, '--move', 'bar', 'foo')

    def test_an_uninstall_is_taken_back(self):
        self.add('foo')
        before = tree(self.env)
        for name, condition, error in (
                ('os.rename', '"foo-1.0" in source', 'OSError(13, "no", source)'),
                ('os.unlink', '"bin/foo" in source', 'OSError(13, "no", source)'),
                ('os.rename', '"more-1.0" in source', 'KeyboardInterrupt')):
            with self.subTest(name, condition=condition):
                code = f'''
import os
def broken(source, target=None, **kwargs):
    if {condition} and not broken.done:
        broken.done = True
        raise {error}
    return real(source, *([target] if target else []), **kwargs)
broken.done = False
real, {name} = {name}, broken
'''
                done = self.run_driven(code, 'uninstall', '-y', 'foo')
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertNotIn('Traceback', done.stderr)
                self.assertEqual(tree(self.env), before)
                self.assertEqual(self.leftovers(), [])
        self.pip('uninstall', '-y', 'foo')
        self.assertEqual(self.entries(), ['bar-1.0', 'old-1.0', 'thing-1.0'])

    def test_read_only_directory(self):
        user = self.user()
        lock = os.path.join(self.site, '.~lock')
        before = tree(self.env)
        self.addCleanup(os.chmod, self.site, 0o755)
        for locked in True, False:
            with self.subTest(locked=locked):
                # The file may be another user's: its lock can be held all the same.
                if locked:
                    os.chmod(lock, 0o444)
                else:
                    os.unlink(lock)
                os.chmod(self.site, 0o555)
                done = self.run_driven('', 'install', '--allow-multiple', 'foo', **user)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(self.site, done.stderr)
                self.assertIn('Permission denied', done.stderr)
                self.assertEqual(tree(self.env), before)
                os.chmod(self.site, 0o755)
        os.chmod(self.site, 0o555)
        # What is there is good enough.
        done = self.run_driven('', 'install', '--allow-multiple', 'old', **user)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('already satisfied', done.stdout)

    def user(self):
        """Arguments for subprocess: a user who may not write everywhere."""
        if os.geteuid():
            return {}
        import pwd
        try:
            user = pwd.getpwnam('nobody').pw_uid
        except KeyError:
            self.skipTest('root may write everywhere, and there is no user nobody')
        for directory in self.root, self.pip_path, self.links:
            os.chmod(directory, 0o755)
        try:
            subprocess.run([self.python, '-c', 'import pip'], user=user, check=True,
                           env=self.environment(), capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest('the user nobody cannot run the interpreter')
        return {'user': user}


class KilledTests(SafetyTestCase):

    """Killed at any moment, pip leaves nothing importable that is incomplete."""

    def files(self, parts):
        """A package that says on import whether it is whole."""
        check = ''.join(f'from . import part{i}\nassert part{i}.VERSION == VERSION\n'
                        for i in range(parts))
        return {'foo/__init__.py': 'VERSION = {version!r}\n' + check
                                   + 'import foo_more\n'
                                   'assert foo_more.VERSION == VERSION\n',
                **{f'foo/part{i}.py': 'VERSION = {version!r}\n' for i in range(parts)},
                'foo_more.py': 'VERSION = {version!r}\ndef main(): print(VERSION)\n'}

    def make(self, version, parts):
        self.wheel('foo', version, self.files(parts), scripts={'foo': 'foo_more:main'},
                   requires=['dep'])
        self.wheel('dep', version, {'dep.py': '', 'other_dep.py': ''})

    # Kills the process before the nth change to a directory that it makes.
    COUNTED = '''
import os, signal
def start(left):
    def counted(function):
        def call(*args, **kwargs):
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)
        return call
    for name in 'rename', 'replace', 'symlink', 'mkdir', 'unlink', 'rmdir':
        setattr(os, name, counted(getattr(os, name)))
'''

    # In pip, from the moment on in which it holds the lock and has cleaned up.
    IN_PIP = COUNTED + '''
from pip._internal.operations.install import transaction
heal = transaction._heal
def heal_then_start(*args):
    heal(*args)
    start({count})
transaction._heal = heal_then_start
'''

    # What the next run does first: it is killed at it, too, and then there is
    # another one.  Before that, whatever has a name can be imported.
    AFTER = COUNTED + '''
import importlib, importlib.versions, sys
for name in sys.argv[1:]:
    for candidate in importlib.versions.find_versions(name):
        importlib.import_module(name, version=f'=={{candidate.version}}')
        for module in list(sys.modules):
            if module.partition('.')[0] in sys.argv:
                del sys.modules[module]
from pip._internal.models.scheme import Scheme
from pip._internal.operations.install.transaction import clean_up
scheme = Scheme({site!r}, {site!r}, {env!r}, {bin!r}, {env!r})
child = os.fork()
if not child:
    start({count} % 5)
    clean_up({site!r}, scheme)
    os._exit(0)
os.waitpid(child, 0)
clean_up({site!r}, scheme)
'''

    def kill_everywhere(self, names, args, states):
        """Run pip, killed before every change that it makes.

        It is to leave the importable names whole, and after the next run one of
        some states of the environment, each of which has to occur.
        """
        before = os.path.join(self.links, 'env')
        shutil.copytree(self.env, before, symlinks=True)
        seen = []
        for count in range(1000):
            code = self.IN_PIP.format(count=count)
            done = self.run_driven(code, *args)
            if done.returncode != -signal.SIGKILL:
                break
            with self.subTest(count):
                code = self.AFTER.format(count=count, site=self.site, bin=self.bin,
                                         env=self.env)
                after = subprocess.run(
                    [self.python, '-c', code, *names], env=self.environment(),
                    capture_output=True, text=True, timeout=support.LONG_TIMEOUT)
                self.assertEqual(after.returncode, 0, after.stderr)
                self.assertEqual(self.leftovers(), [])
                state = set(self.entries()) - {'__pycache__'}, self.entries(self.bin)
                self.assertIn(state, states)
                seen.append(state)
            os_helper.rmtree(self.env)
            shutil.copytree(before, self.env, symlinks=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.leftovers(), [])
        for state in states:
            self.assertIn(state, seen)

    def test_killed_at_every_step_of_an_install(self):
        self.make('1.0', 1)
        dep = {'dep-1.0', 'other_dep-1.0'}
        foo = {'foo-1.0', 'foo_more-1.0'}
        self.kill_everywhere(
            ['foo', 'foo_more', 'dep', 'other_dep'],
            ['install', '--allow-multiple', '--no-compile', 'foo'],
            [(set(), []), (dep, []), (dep | foo, ['foo', 'foo-1.0'])])

    def test_killed_at_every_step_of_a_move(self):
        self.make('1.0', 1)
        self.pip('install', '--no-deps', '--no-compile', 'foo')
        self.kill_everywhere(
            ['foo', 'foo_more'],
            ['install', '--allow-multiple', '--no-compile', '--move', 'foo'],
            [({'foo', 'foo_more.py', 'foo-1.0.dist-info'}, ['foo']),
             ({'foo-1.0', 'foo_more-1.0'}, ['foo', 'foo-1.0'])])

    def test_killed_at_every_step_of_an_uninstall(self):
        self.make('1.0', 1)
        self.make('2.0', 1)
        self.pip('install', '--allow-multiple', '--no-deps', '--no-compile',
                 'foo==1.0', 'foo==2.0', 'dep==1.0')
        rest = {'dep-1.0', 'other_dep-1.0', 'foo-1.0', 'foo_more-1.0'}
        self.kill_everywhere(
            ['foo', 'foo_more'], ['uninstall', '-y', 'foo==2.0'],
            [(rest | {'foo-2.0', 'foo_more-2.0'}, ['foo', 'foo-1.0', 'foo-2.0']),
             (rest, ['foo', 'foo-1.0'])])

    def test_what_a_record_names_elsewhere_stays(self):
        # With the true hash, and found by the run after one that was killed.
        victim = os.path.join(self.root, 'victim.txt')
        with open(victim, 'w') as file:
            file.write('mine')
        digest = base64.urlsafe_b64encode(hashlib.sha256(b'mine').digest())
        self.wheel('foo', '1.0')
        name = os.path.relpath(victim, os.path.join(self.site, 'foo-1.0'))
        path = os.path.join(self.links, 'foo-1.0-py3-none-any.whl')
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, 'w') as archive:
            for member, content in members.items():
                if member.endswith('/RECORD'):
                    content += f'{name},sha256={digest.decode().rstrip("=")},4\n'.encode()
                archive.writestr(member, content)
        for count in 2, 5, 8, 20:
            self.run_driven(self.IN_PIP.format(count=count), 'install',
                            '--allow-multiple', '--force-reinstall', 'foo')
            self.add('foo')
            self.pip('uninstall', '-y', 'foo')
            self.assertTrue(os.path.exists(victim))
            self.assertEqual(self.leftovers(), [])

    def test_a_flat_installation_after_a_move_that_was_killed(self):
        for version in '1.0', '2.0':
            self.wheel('foo', version, {'foo/__init__.py': 'VERSION = {version!r}\n',
                                        'foo/same.py': ''})
        self.wheel('other', '1.0')
        killed = 0
        for count in range(0, 40, 3):
            with self.subTest(count):
                self.pip('install', 'foo==1.0')
                done = self.run_driven(self.IN_PIP.format(count=count), 'install',
                                       '--allow-multiple', '--move', 'foo')
                killed += done.returncode == -signal.SIGKILL
                self.pip('install', 'foo==2.0')
                self.add('other')
                self.run_python('import foo, foo.same; assert foo.VERSION == "2.0"')
                self.assertIn(('foo', '2.0', 'flat'), self.rows())
                self.pip('uninstall', '-y', '--all', 'foo', 'other')
        self.assertGreater(killed, 4)

    IMPORTER = '''
import importlib, importlib.versions, os, sys, time, traceback
seen = set()
while not os.path.exists(sys.argv[1]):
    importlib.invalidate_caches()
    for name in 'foo', 'foo_more', 'dep', 'other_dep':
        for candidate in importlib.versions.find_versions(name):
            try:
                importlib.import_module(name, version=f'=={candidate.version}')
            except BaseException:
                traceback.print_exc()
                sys.exit(1)
            seen.add((name, str(candidate.version)))
            for module in list(sys.modules):
                if module.partition('.')[0] in ('foo', 'foo_more', 'dep', 'other_dep'):
                    del sys.modules[module]
    time.sleep(0.01)
print(len(seen))
'''

    def test_killed_at_random_moments_while_others_import(self):
        moments = 50
        stop = os.path.join(self.root, 'stop')
        self.addCleanup(os_helper.unlink, stop)
        environment = self.environment()
        del environment['PYTHONPATH']
        importers = [
            subprocess.Popen([self.python, '-c', self.IMPORTER, stop], text=True,
                             env=environment, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
            for _ in range(2)]
        killed = 0
        wait = support.LONG_TIMEOUT
        try:
            for moment in range(-1, moments):
                version = str(1000 + moment)
                self.make(version, 30)
                start = time.monotonic()
                process = self.start_pip('install', '--allow-multiple',
                                         f'foo=={version}', f'dep=={version}')
                try:
                    process.wait(wait)
                except subprocess.TimeoutExpired:
                    process.kill()
                    killed += 1
                else:
                    # How long pip takes, while others are running.
                    duration = time.monotonic() - start
                process.communicate()
                # It starts and resolves for the most time; the end matters most.
                wait = duration * random.choice([random.random(),
                                                 random.uniform(0.6, 1.1)])
                for importer in importers:
                    if importer.poll() is not None:
                        self.fail(importer.stderr.read())
        finally:
            with open(stop, 'w'):
                pass
            outputs = [importer.communicate() for importer in importers]
        for importer, (output, errors) in zip(importers, outputs):
            self.assertEqual(importer.returncode, 0, errors)
            self.assertGreater(int(output), 4, 'hardly anything was imported')
        self.assertGreater(killed, moments // 3)
        versions = [str(1000 + moment) for moment in range(-1, moments)]
        self.add(*[f'{name}=={version}' for version in versions
                   for name in ('foo', 'dep')])
        self.assertEqual(self.leftovers(), [])
        self.assertEqual(self.entries(), sorted(
            f'{name}-{version}' for version in versions
            for name in ('dep', 'foo', 'foo_more', 'other_dep')))
        self.assertEqual(self.entries(self.bin), sorted(
            ['foo', *(f'foo-{version}' for version in versions)]))
        for version in versions:
            directory = os.path.join(self.site, f'foo-{version}')
            with open(os.path.join(directory, f'foo-{version}.dist-info', 'RECORD'),
                      encoding='utf-8') as file:
                for line in file:
                    path = os.path.join(directory, line.partition(',')[0])
                    self.assertTrue(os.path.exists(path), path)


class TogetherTests(SafetyTestCase):

    """Pips that run at the same time."""

    def test_race(self):
        for version in '1.0', '2.0', '3.0', '4.0':
            self.wheel('foo', version, {'foo.py': 'VERSION = {version!r}\n'
                                        'def main(): print(VERSION)\n', 'more.py': ''},
                       scripts={'foo': 'foo:main'}, requires=['dep'])
        self.wheel('dep', '1.0')
        requirements = [['foo==1.0'], ['foo==1.0'], ['foo==2.0'], ['foo==3.0'],
                        ['foo==1.0', 'foo==2.0'], ['foo==3.0', 'foo==4.0'],
                        ['foo==4.0'], ['dep', 'foo==2.0']]
        pips = [self.start_pip('install', '--allow-multiple', *it)
                for it in requirements]
        outputs = [pip.communicate(timeout=support.LONG_TIMEOUT)[0] for pip in pips]
        for pip, output in zip(pips, outputs):
            self.assertEqual(pip.returncode, 0, output)
        self.assertEqual(self.entries(), [
            'dep-1.0', 'foo-1.0', 'foo-2.0', 'foo-3.0', 'foo-4.0',
            'more-1.0', 'more-2.0', 'more-3.0', 'more-4.0'])
        self.assertEqual(self.leftovers(), [])
        placed = [entry for output in outputs for line in output.splitlines()
                  if line.startswith('Successfully installed')
                  for entry in line.split(' in ')[0].split()[2:]]
        self.assertEqual(sorted(placed), ['dep-1.0', 'foo-1.0', 'foo-2.0', 'foo-3.0',
                                          'foo-4.0'])
        for version in '1.0', '2.0', '3.0', '4.0':
            self.run_python(f'import foo version {version}, more version {version}')
        script = os.path.join(self.bin, 'foo')
        done = subprocess.run([script], capture_output=True, text=True,
                              env={'PATH': os.environ['PATH']})
        self.assertEqual(done.stdout, '4.0\n', done.stderr)

    def test_one_directory_by_two_names(self):
        # As where lib64 is a link to lib: its lock is to be taken once.
        self.wheel('foo', '1.0')
        other = os.path.join(self.root, 'lib64')
        os.symlink(self.site, other)
        self.addCleanup(os.unlink, other)
        code = f'''
import dataclasses
from pip._internal.operations.install import versions
get_scheme = versions.get_scheme
versions.get_scheme = lambda *args, **kwargs: dataclasses.replace(
    get_scheme(*args, **kwargs), platlib={other!r})
'''
        done = self.run_driven(code, 'install', '--allow-multiple', 'foo')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.entries(), ['foo-1.0'])

    def test_waiting_for_another(self):
        self.wheel('foo', '1.0')
        with open(os.path.join(self.site, '.~lock'), 'ab') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            pip = self.start_pip('install', '--allow-multiple', 'foo')
            self.addCleanup(pip.stdout.close)
            for line in pip.stdout:
                if 'Waiting' in line:
                    break
            else:
                self.fail('pip did not wait')
            self.assertIn(f'another pip that is changing {self.site}', line)
            self.assertEqual(self.entries(), [])
        output, _ = pip.communicate(timeout=support.LONG_TIMEOUT)
        self.assertEqual(pip.returncode, 0, output)
        self.assertEqual(self.entries(), ['foo-1.0'])

    def test_installed_by_another_meanwhile(self):
        self.wheel('foo', '1.0')
        with open(os.path.join(self.site, '.~lock'), 'ab') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            pip = self.start_pip('install', '--allow-multiple', 'foo')
            for line in pip.stdout:
                if 'Waiting' in line:
                    break
            self.place('foo', '1.0')
            before = tree(self.site)
        output, _ = pip.communicate(timeout=support.LONG_TIMEOUT)
        self.assertEqual(pip.returncode, 0, output)
        self.assertIn('foo 1.0 is already in', output)
        self.assertEqual(tree(self.site), before)


if __name__ == '__main__':
    unittest.main()
