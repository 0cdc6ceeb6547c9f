"""The pip that knows versions stays, unless another one is asked for."""

import os
import subprocess
import unittest
from test import support

from .pip_support import PipTestCase


class ItselfTests(PipTestCase):

    def setUp(self):
        super().setUp()
        self.ensure()
        # One from an index, newer and without versions.
        self.wheel('pip', '99.0', {'pip/__init__.py': '__version__ = {version!r}\n'})

    def ensure(self, *args):
        subprocess.run([self.python, '-m', 'ensurepip', *args], check=True,
                       capture_output=True, timeout=support.LONG_TIMEOUT,
                       env=self.without_pip())

    def without_pip(self):
        env = self.environment()
        del env['PYTHONPATH']
        return env

    def own(self, *args):
        """Run the pip that is installed."""
        return subprocess.run([self.python, '-m', 'pip', *args], text=True,
                              capture_output=True, env=self.without_pip(),
                              timeout=support.LONG_TIMEOUT)

    def version(self):
        return self.run_python('import pip; print(pip.__version__)')

    def test_version(self):
        import ensurepip
        self.assertRegex(ensurepip.version(), r'\+versions$')
        self.assertEqual(self.version(), ensurepip.version())
        self.assertIn(ensurepip.version(), self.own('--version').stdout)

    def test_it_stays(self):
        for args in (['install', '-U', 'pip'], ['install', '-U', 'pip>=20'],
                     ['install', '--upgrade', '--upgrade-strategy=eager', 'pip']):
            with self.subTest(args):
                done = self.own(*args)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(self.version().endswith('+versions'))
        self.assertNotIn('99.0', self.own('list', '--outdated').stdout)

    def test_another_one_is_asked_for(self):
        done = self.own('install', 'pip==99.0')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('pip 99.0 is to take the place of this pip and knows no versions',
                      done.stderr)
        self.assertEqual(self.version(), '99.0')
        self.ensure('--upgrade')
        self.assertTrue(self.version().endswith('+versions'))

    def test_it_offers_no_update(self):
        from_index = self.environment()
        del from_index['PIP_DISABLE_PIP_VERSION_CHECK'], from_index['PYTHONPATH']
        self.wheel('foo', '1.0')
        done = subprocess.run([self.python, '-m', 'pip', 'install', 'foo'], text=True,
                              capture_output=True, env=from_index,
                              timeout=support.LONG_TIMEOUT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn('99.0', done.stdout + done.stderr)


class BuildTests(PipTestCase):

    def test_defaults_do_not_reach_isolated_builds(self):
        from . import wheels
        self.wheel('tool', '1.0')
        source = wheels.make_source(os.path.join(self.links, 'source'), 'foo', '1.0')
        with open(os.path.join(source, 'pyproject.toml'), 'w') as file:
            file.write('[build-system]\nrequires = ["tool"]\n'
                       'build-backend = "backend"\nbackend-path = ["."]\n')
        with open(os.path.join(source, 'backend.py'), 'a') as file:
            file.write('\nimport tool\n')
        self.pip('install', source, PYTHONVERSION='tool 60')
        self.assertEqual(self.rows(), [('foo', '1.0', None)])


if __name__ == '__main__':
    unittest.main()
