"""pytest: test files and conftest.py may have version clauses."""

import ast
import importlib.util

from _pytest.assertion import rewrite

from . import _install, _translator

# Before pytest's own hook: it asks that.
_install.install()
_stock_rewrite_test = rewrite._rewrite_test


def _rewrite_test(path, config):
    """Return the hash of a file's source and its code, asserts rewritten."""
    try:
        return _stock_rewrite_test(path, config)
    except SyntaxError as exc:
        source = path.read_bytes()
        tree = _translator.compile(source, str(path), 'exec', ast.PyCF_ONLY_AST, True,
                                   error=exc)
    rewrite.rewrite_asserts(tree, source, str(path), config)
    code = compile(tree, str(path), 'exec', dont_inherit=True)
    return importlib.util.source_hash(source), code


rewrite._rewrite_test = _rewrite_test
