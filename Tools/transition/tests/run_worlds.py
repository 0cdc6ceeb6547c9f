"""Runs the steps of the interpreter's random worlds with the package.

    python -I -S -B world_runner.py PATH...

PATH are the path entries with the package and what it needs.
"""

import builtins
import os
import sys

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     '..', '..', '..', 'Lib', 'test', 'test_versioned_import')
sys.path[:0] = sys.argv[1:]

import versioned_imports

versioned_imports.install()
stock_exec = builtins.exec


def exec_with_clauses(source, globals, locals=None):
    if isinstance(source, str):
        source = versioned_imports.compile(source, '<string>', 'exec', 0, True)
    stock_exec(source, globals, locals)


builtins.exec = exec_with_clauses
# Modules that are not there when a world begins belong to it.
import importlib._bootstrap_external, pathlib, zipfile

versioned_imports.versions.find_versions('nothing')
sys.path.insert(0, TESTS)
import world_runner

del sys.path[0]
world_runner.first_path[:] = sys.path
world_runner.first_modules.update(sys.modules)
world_runner.main()
