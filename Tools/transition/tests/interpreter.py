"""Runs the interpreter's tests of versioned imports on a Python without clauses.

    python interpreter.py [-v] [test_distribution test_links ...]

The package stands in for the parser: compile() and exec() take clauses, and so
do the programs that tests run.
"""

import builtins
import importlib
import os
import subprocess
import sys
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
    'test_namespaces', 'test_policy', 'test_processes', 'test_runpy',
    'test_search_order', 'test_stdlib', 'test_syntax', 'test_threads', 'test_versions',
    'test_zip', 'test_zip_resources']

# Cases of them that do need something of the interpreter's own.
NOT_HERE = """
    # its command line, start-up and installation
    test_defaults.ProgramTests.test_interpreters
    test_defaults.ProgramTests.test_run_as_module
    test_defaults.ProgramTests.test_subprocess
    test_defaults.ProgramTests.test_without_the_environment
    test_defaults_mistakes.ProgramTests
    test_errors_and_defaults.LibraryFolderTests
    test_importers.ChildProcessTests.test_environment
    test_policy.SettingTests
    test_processes.PreparationTests.test_missing_in_the_child
    test_runpy.RunModuleTests
    test_search_order.ListingOrderTests.test_hash_seeds
    test_search_order.StatementTests.test_isolated_and_safe_path
    test_stdlib.StdlibTests.test_every_module_of_a_fresh_process
    test_stdlib.StdlibTests.test_in_a_new_process
    # a search that finders cannot come before
    test_bad_input.DirectoryTests.test_vanishes_between_finding_and_loading
    test_defaults.UseTests.test_other_finder
    test_finders.FinderTests.test_delegating_finder
    test_finders.FinderTests.test_lazy_loader
    test_finders.FinderTests.test_meta_path_finder_that_states_versions
    test_finders.FinderTests.test_wrapping_finder
    # __import__(version=)
    test_api.ImportModuleTests.test_dunder_import
    test_policy.OffTests.test_forms
    test_policy.WarnTests.test_forms
    test_finders.OverriddenImportTests
    # clauses in its tokens and trees, other errors than those of a clause
    test_syntax.ErrorTests.test_unchanged
    test_syntax.FeatureVersionTests
    test_syntax.InteractiveTests
    test_versions.ClauseSyntaxTests
    # its built-in types, its module io
    test_defaults_mistakes.FileTests.test_read_fails
    test_index.IndexTests.test_errors
    test_index.NameTests.test_other_suffixes
    test_versions.FinalReleaseTests.test_numbers
    # its importlib.metadata, what it loads when
    test_metadata_of_versions.BackportTests.test_deleted
    test_metadata_of_versions.OnceTests
    test_zip_resources.CostTests
    """
NOT_HERE = tuple(line for line in map(str.strip, NOT_HERE.splitlines())
                 if line and not line.startswith('#'))

PACKAGE = 'test.test_versioned_import.'

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


def cases(suite):
    """Yield the cases of a suite that can be run here."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from cases(test)
        elif not test.id().removeprefix(PACKAGE).startswith(NOT_HERE):
            yield test


def load(names):
    """Return the suite of the named files.

    Those that ask for more than an older Python's test.support has are left out.
    """
    suite = unittest.TestSuite()
    for name in names:
        try:
            module = importlib.import_module(PACKAGE + name)
        except ImportError as exc:
            if not (exc.name or '').startswith('test.support'):
                raise
            print(f'{name}: left out, {exc}', file=sys.stderr)
        else:
            suite.addTests(cases(unittest.defaultTestLoader.loadTestsFromModule(module)))
    return suite


def main(names, verbosity):
    complete_support()
    test.__path__.append(LIBRARY_TESTS)
    versioned_imports.install()
    sys.modules['_importlib_versions'] = versioned_imports._importlib_versions
    builtins.compile = versioned_imports.compile
    builtins.exec = exec_with_clauses
    from test.test_versioned_import import util
    util.run_python = run_python
    result = unittest.TextTestRunner(verbosity=verbosity).run(load(names or TESTS))
    return not result.wasSuccessful()


if __name__ == '__main__':
    options = [arg for arg in sys.argv[1:] if arg.startswith('-')]
    sys.exit(main([arg for arg in sys.argv[1:] if arg not in options],
                  2 if '-v' in options else 1))
