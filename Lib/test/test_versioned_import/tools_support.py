"""What the tests of python -m importlib.versions share."""

import contextlib
import importlib
import io
import json
import os
import sys
from test.support import os_helper

from . import util

_command = importlib.import_module('importlib.versions._command')


class Terminal(io.StringIO):

    encoding = 'utf-8'

    def isatty(self):
        return True


class ToolTestCase(util.TestCase):

    """A test with a world of versions, in site, and programs in app.

    The tables of both are as those of util.build().
    """

    def setUp(self):
        super().setUp()
        env = self.enterContext(os_helper.EnvironmentVarGuard())
        env['PYTHON_COLORS'] = '0'

    def worlds(self, site='', app=''):
        """Make the two, the first of them on sys.path."""
        self.site = self.world(site)
        self.app = self.world(app, on_path=False)

    def program(self, name='app.py'):
        return os.path.join(self.app, name)

    def run_tool(self, *args, status=0, out=None, folder=None):
        """Run a command; return what it prints, with the paths made short.

        What it complains of is in the attribute complaints.
        """
        out = io.StringIO() if out is None else out
        err = io.StringIO()
        modules = set(sys.modules)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                found = _command.main(args, folder=folder)
            except SystemExit as exc:
                found = exc.code
        self.complaints = self.short(err.getvalue())
        self.assertEqual(found, status, out.getvalue() + err.getvalue())
        self.assertEqual({name for name in set(sys.modules) - modules
                          if not name.startswith(('importlib', 'pip', 'resolvelib')) and
                          name.partition('.')[0] not in sys.stdlib_module_names}, set())
        return self.short(out.getvalue())

    def run_json(self, *args, status=0):
        return json.loads(self.run_tool(*args, '--json', status=status))

    def short(self, text):
        for name in 'site', 'app':
            text = text.replace(getattr(self, name, '\0'), name)
        return text.replace(os.sep, '/')

    def assertOutput(self, text, expected):
        """Compare lines, but for the white space that a table begins them with."""
        lines = expected.splitlines()[1:]
        indent = min((len(line) - len(line.lstrip()) for line in lines
                      if line.strip()), default=0)
        self.assertEqual([line.rstrip() for line in text.splitlines()],
                         [line[indent:].rstrip() for line in lines
                          if line.strip()])
