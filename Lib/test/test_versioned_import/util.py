"""Small worlds of installed versions, and imports in them.

A world is a table, one entry per line:

    foo-1.0/foo/__init__.py     a file; a Python file says where it stands, in
                                the global PLACE
    foo-1.0/                    an empty directory
    foo-1 -> foo-1.0            a symbolic link
    bar-1.0.link: foo-1.0       a file with that text; "\\n" is a new line
    lib.zip!foo-1.0.py          a member of a zip file

"#" starts a comment line.  A line for a file may give code after "::", which
follows PLACE.  If nothing stands there, it is the lines that are indented
deeper:

    foo-1.0.py :: import bar version 1
    foo-2.0.py ::
        def function():
            import bar version 2
"""

import contextlib
import importlib
import importlib.versions
import os
import sys
import textwrap
import unittest
import zipfile
from test.support import os_helper, script_helper


def build(root, table):
    """Make the files of a table in the directory root."""
    archives = {}
    for line in _lines(table):
        path, code = line, None
        if ' ::' in line:
            path, code = line.split(' ::', 1)
        elif ' -> ' in line:
            path, target = line.split(' -> ')
            path = os.path.join(root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(target, path)
            continue
        elif ': ' in line or line.endswith(':'):
            path, _, text = line.partition(':')
            text = text.strip().replace('\\n', '\n')
            _write(root, path, text, archives)
            continue
        path = path.strip()
        if path.endswith('/'):
            os.makedirs(os.path.join(root, path), exist_ok=True)
            continue
        text = ''
        if path.endswith('.py'):
            text = f'PLACE = {path!r}\n'
        if code is not None:
            text += code.strip().replace('\\n', '\n') + '\n'
        _write(root, path, text, archives)
    for archive, members in archives.items():
        with zipfile.ZipFile(os.path.join(root, archive), 'w') as file:
            for name, text in members:
                file.writestr(name, text)


def _lines(table):
    """Yield the lines of a table, each with the code that stands below it."""
    lines = table.splitlines()[::-1]
    while lines:
        line = lines.pop()
        if line.rstrip().endswith(' ::'):
            code = []
            while lines and (not lines[-1].strip() or
                             _indent(lines[-1]) > _indent(line)):
                code.append(lines.pop())
            line = line.rstrip() + textwrap.dedent('\n'.join(code))
        line = line.strip()
        if line and not line.startswith('#'):
            yield line


def _indent(line):
    return len(line) - len(line.lstrip())


def _write(root, path, text, archives):
    archive, dot_zip, member = path.partition('.zip!')
    if dot_zip:
        archives.setdefault(archive + '.zip', []).append((member, text))
        return
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8', errors='surrogateescape') as file:
        file.write(text)


_bootstrap = importlib.versions._bootstrap

# An expression that shows the policy.
POLICY = '__import__("importlib.versions").versions._flow.policy'


def set_policy(policy):
    """Do what -X version_policy does; isolated() restores it."""
    _bootstrap._load_versions().policy = policy


def forget_versions():
    """Let the import system be as in a program that has met no version."""
    _bootstrap._versions = None
    for name, part in _bootstrap._version_parts.items():
        if name == 'versions':
            part.policy = 'strict'
            part.inherited = {}
            part.directories_with_defaults = frozenset()
        elif name == 'origins':
            part._replaced.clear()
        elif name == 'distributions':
            part.known.clear()
            part._loading.clear()
        elif name == 'defaults':
            part._process = {}, {}, ()
            part._of_variable.clear()
            part._files.clear()
            part._distributions.clear()
            part._complaints.clear()
            part._registry.clear()
        elif name == 'metadata':
            part._directories.clear()
            part._listings.clear()


@contextlib.contextmanager
def isolated(*entries, replace=False):
    """Put entries on sys.path and undo what the block does to the imports.

    It begins without defaults.  With replace, only the standard library stays
    behind the entries.
    """
    modules = sys.modules.copy()
    path, meta_path, path_hooks = sys.path, sys.meta_path[:], sys.path_hooks[:]
    cache = sys.path_importer_cache.copy()
    dont_write_bytecode = sys.dont_write_bytecode
    table = sys.default_library_versions
    on_missing = importlib.versions.on_missing
    sys.dont_write_bytecode = True
    sys.default_library_versions = {}
    importlib.versions.on_missing = None
    forget_versions()
    for entry, finder in cache.items():
        # Directories with defaults are to be met anew.
        if 'import-versions.txt' in getattr(finder, '_path_cache', ()):
            del sys.path_importer_cache[entry]
    sys.path = [*entries, *path]
    if replace:
        stdlib = os.path.dirname(os.__file__)
        sys.path = [*entries, *[entry for entry in path
                                if entry.startswith(stdlib)
                                or 'lib-dynload' in entry
                                or entry.startswith(os.path.dirname(sys.executable))]]
    try:
        yield
    finally:
        sys.path = path
        sys.meta_path[:] = meta_path
        sys.path_hooks[:] = path_hooks
        sys.dont_write_bytecode = dont_write_bytecode
        sys.default_library_versions = table
        importlib.versions.on_missing = on_missing
        for name in list(sys.modules):
            if (name not in modules and
                    not name.startswith('importlib._bootstrap_')):
                del sys.modules[name]
        sys.modules.update(modules)
        sys.path_importer_cache.clear()
        sys.path_importer_cache.update(cache)
        forget_versions()


def entries(root):
    """Return the path entries of a world: its directories a, b, c, or itself."""
    return [os.path.join(root, name) for name in 'abc'
            if os.path.isdir(os.path.join(root, name))] or [root]


class TestCase(unittest.TestCase):

    """A test with worlds."""

    maxDiff = None

    def setUp(self):
        super().setUp()
        self.enterContext(isolated())

    def world(self, table='', *, on_path=True):
        """Make a world and put it first on sys.path for the test."""
        root = self.enterContext(os_helper.temp_dir())
        root = os.path.realpath(root)
        build(root, table)
        if on_path:
            sys.path.insert(0, root)
        return root

    def run_code(self, code, **namespace):
        """Execute code in a module's namespace and return that."""
        namespace.setdefault('__name__', 'a_program')
        exec(compile(code, 'a_program.py', 'exec'), namespace)
        return namespace

    def place(self, statement, name='foo', **namespace):
        """The PLACE of a module that a statement imports."""
        return self.run_code(statement, **namespace)[name].PLACE

    def check(self, statement, expected, name='foo'):
        """Run a statement and compare the module's PLACE, or the error.

        expected is a PLACE, an exception or a tuple of an exception and
        strings that its text has.
        """
        if isinstance(expected, str):
            self.assertEqual(self.place(statement, name), expected)
            return None
        if isinstance(expected, type):
            expected = (expected,)
        with self.assertRaises(ImportError) as caught:
            self.run_code(statement)
        self.assertIs(type(caught.exception), expected[0],
                      str(caught.exception))
        for text in expected[1:]:
            self.assertIn(text, str(caught.exception))
        return caught.exception

    def check_table(self, world, cases):
        """Check a table of (statement, expected), each in the fresh world."""
        root = self.world(world, on_path=False)
        for statement, expected in cases:
            with self.subTest(statement=statement), isolated(root):
                self.check(statement, expected,
                           getattr(self, 'module', 'foo'))
        return root


def run_python(code, *args, path=(), cwd=None, ok=True, **env):
    """Run code in a new interpreter; return its output as text.

    Returns (stdout, stderr) with ok=False, where the interpreter has to fail.
    """
    env.setdefault('PYTHONPATH', os.pathsep.join(path))
    env.setdefault('PYTHONDONTWRITEBYTECODE', '1')
    if code is not None:
        args = (*args, '-c', code)
    if cwd is not None:
        env['__cwd'] = cwd
    run = script_helper.assert_python_ok if ok else script_helper.assert_python_failure
    with contextlib.ExitStack() as stack:
        if cwd is not None:
            stack.enter_context(os_helper.change_cwd(cwd))
            del env['__cwd']
        result = run(*args, __isolated=False, **env)
    out = result.out.decode().replace('\r\n', '\n').strip()
    if ok:
        return out
    return out, result.err.decode()
