"""Runs the interpreter's tests of versioned imports on a Python without clauses.

    python interpreter.py [-v] [test_distribution test_links ...]

The package stands in for the parser: compile() and exec() take clauses, and so
do the programs that tests run.
"""

import builtins
import contextlib
import importlib
import os
import subprocess
import sys
import types
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY_TESTS = os.path.join(HERE, '..', '..', '..', 'Lib', 'test')

import test
import test.support

import versioned_imports

# Those that need no patched parser, compiler or library.
TESTS = [
    'test_api', 'test_bad_input', 'test_declarations', 'test_defaults',
    'test_defaults_mistakes', 'test_defaults_stdlib', 'test_distribution',
    'test_distributions_in_use', 'test_errors', 'test_errors_and_defaults',
    'test_finders', 'test_flat', 'test_flat_versions', 'test_importers', 'test_index',
    'test_layouts', 'test_links', 'test_metadata', 'test_metadata_of_versions',
    'test_namespaces', 'test_policy', 'test_runpy', 'test_search_order', 'test_stdlib',
    'test_syntax', 'test_threads', 'test_versions', 'test_zip', 'test_zip_resources']

# Cases of them that do, by what they need.
NEED = {}

stock_exec = builtins.exec


def exec_with_clauses(source, globals=None, locals=None, **options):
    """Do what exec() does."""
    frame = sys._getframe(1)
    if globals is None:
        globals = frame.f_globals
        locals = frame.f_locals if locals is None else locals
    if isinstance(source, (str, bytes)):
        source = versioned_imports.compile(source, '<string>', 'exec', 0, True)
    stock_exec(source, globals, locals, **options)


def run_python(code, *args, path=(), cwd=None, ok=True, **env):
    """Do what run_python() of the tests' util does."""
    env.setdefault('PYTHONPATH', os.pathsep.join(path))
    env.setdefault('PYTHONDONTWRITEBYTECODE', '1')
    env = {name: value for name, value in os.environ.items()
           if not name.startswith('PYTHON')} | env
    options, command = [], list(args)
    while command and command[0].startswith('-') and command[0] not in ('-c', '-m'):
        options.append(command.pop(0))
        if options[-1] in ('-X', '-W'):
            options.append(command.pop(0))
    if code is not None:
        command += ['-c', code]
    done = subprocess.run(
        [sys.executable, *options, '-m', 'versioned_imports', *command], cwd=cwd,
        env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ok != (done.returncode == 0):
        raise AssertionError(f'exit status {done.returncode}\n{done.stdout}\n{done.stderr}')
    out = done.stdout.strip()
    return out if ok else (out, done.stderr)


# Older Pythons ################################################################

def enter_context(self, manager):
    result = type(manager).__enter__(manager)
    self.addCleanup(type(manager).__exit__, manager, None, None, None)
    return result


def complete_support():
    """Give an older Python's unittest and test.support what the tests use."""
    if not hasattr(unittest.TestCase, 'enterContext'):
        unittest.TestCase.enterContext = enter_context
    for name in ('os_helper', 'import_helper', 'threading_helper', 'warnings_helper'):
        try:
            importlib.import_module(f'test.support.{name}')
        except ImportError:
            # They were all in one module.
            sys.modules[f'test.support.{name}'] = test.support
            setattr(test.support, name, test.support)
    for name in ('requires_subprocess', 'requires_working_threading'):
        for module in (test.support, sys.modules['test.support.threading_helper']):
            if not hasattr(module, name):
                setattr(module, name, lambda **options: lambda test: test)


def main(names, verbosity):
    complete_support()
    test.__path__.append(LIBRARY_TESTS)
    versioned_imports.install()
    sys.modules['_importlib_versions'] = versioned_imports._importlib_versions
    builtins.compile = versioned_imports.compile
    builtins.exec = exec_with_clauses
    from test.test_versioned_import import util
    util.run_python = run_python
    suite = unittest.defaultTestLoader.loadTestsFromNames(
        [f'test.test_versioned_import.{name}' for name in names])
    result = unittest.TextTestRunner(verbosity=verbosity).run(suite)
    return not result.wasSuccessful()


if __name__ == '__main__':
    options = [arg for arg in sys.argv[1:] if arg.startswith('-')]
    sys.exit(main([arg for arg in sys.argv[1:] if arg not in options],
                  2 if '-v' in options else 1))
