"""pytest: test files and conftest.py may have version clauses."""

import ast
import types

from _pytest.assertion import rewrite

from . import _install, _translator


def parse(source, filename='<unknown>', mode='exec', **options):
    """Do what ast.parse() does."""
    try:
        return ast.parse(source, filename, mode, **options)
    except SyntaxError as exc:
        return _translator.compile(source, filename, mode, ast.PyCF_ONLY_AST, True,
                                   error=exc)


# Before pytest's own hook: it asks that.
_install.install()
# What pytest parses before it rewrites asserts.
rewrite.ast = types.ModuleType('ast')
vars(rewrite.ast).update(vars(ast), parse=parse)
