"""Version clauses in import statements, on a Python whose parser has none.

    python -m versioned_imports app.py

runs a program with statements such as "import foo version 1.2", and

    import versioned_imports; versioned_imports.install()

lets a program of plain syntax import modules that have them.  README.md tells
the rest.  On an interpreter that has clauses itself everything is passed on to
that.
"""

from ._install import (  # noqa: F401
    NATIVE, find_spec, import_module, import_version, install, uninstall, versions)
from ._translator import compile, parse  # noqa: F401

ModuleVersionError = versions.ModuleVersionError
Specifier = versions.Specifier
Version = versions.Version

__all__ = ['ModuleVersionError', 'Specifier', 'Version', 'compile', 'find_spec',
           'import_module', 'install', 'parse', 'uninstall', 'versions']


def load_ipython_extension(shell):
    """Let cells have clauses: %load_ext versioned_imports."""
    from . import _ipython
    _ipython.load(shell)


def unload_ipython_extension(shell):
    from . import _ipython
    _ipython.unload(shell)
