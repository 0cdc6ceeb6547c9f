"""IPython and Jupyter: cells may have version clauses."""

import ast

from . import _install, _translator


def load(shell):
    """Let the cells of a shell have clauses."""
    _install.install()
    stock_parse = shell.compile.ast_parse

    def ast_parse(source, filename='<unknown>', symbol='exec'):
        try:
            return stock_parse(source, filename, symbol)
        except SyntaxError as exc:
            return _translator.compile(
                source, filename, symbol, shell.compile.flags | ast.PyCF_ONLY_AST, True,
                error=exc)

    shell.compile.ast_parse = ast_parse


def unload(shell):
    # The method of the class is found again.
    vars(shell.compile).pop('ast_parse', None)
