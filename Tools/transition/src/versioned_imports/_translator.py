"""Compiling programs that have version clauses.

A clause is blanked out, so that everything else stays where it is, and the rest
is parsed.  In the tree, a call that does what the clause says goes before the
import statement, at the same place.  A file whose lines have moved nowhere needs
no help with tracebacks, breakpoints, coverage or its source.
"""

import ast
import builtins
import importlib.util
import re
import sys
import __future__

from ._scanner import Scanner

_compile = builtins.compile
_FUTURE_FLAGS = 0
for _name in __future__.all_feature_names:
    _FUTURE_FLAGS |= getattr(__future__, _name).compiler_flag


def compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *,
            error=None, **options):
    """Compile source, which may have version clauses, as compile() does.

    error is the SyntaxError that compile() has raised already, if it has.
    """
    if not dont_inherit:
        # compile() would look at this module.
        flags |= sys._getframe(1).f_code.co_flags & _FUTURE_FLAGS
    if error is None:
        try:
            return _compile(source, filename, mode, flags, True, optimize, **options)
        except SyntaxError as exc:
            error = exc
    tree = _parse(source, filename, mode, flags, error, options)
    if flags & ast.PyCF_ONLY_AST:
        return tree
    return _compile(tree, filename, mode, flags, True, optimize)


def parse(source, filename='<unknown>', mode='exec'):
    """Parse source, which may have version clauses, as ast.parse() does.

    What a clause says has become a call before the import statement.
    """
    return compile(source, filename, mode, ast.PyCF_ONLY_AST)


def blank(source, filename='<unknown>'):
    """Return source without its clauses, in whose place white space stands."""
    text = decode(source)
    return _blanked(text, Scanner(text, filename).scan())


def decode(source):
    """Return the text of a program, its lines ended as Python takes them."""
    if isinstance(source, str):
        return re.sub('\r\n?', '\n', source)
    return importlib.util.decode_source(bytes(source))


def _parse(source, filename, mode, flags, error, options):
    """Return the tree of a program that has clauses; raise error if it has none."""
    try:
        text = decode(source)
    except (UnicodeError, SyntaxError, TypeError):
        raise error from None
    scanner = Scanner(text, filename)
    try:
        clauses = scanner.scan()
    except SyntaxError as exc:
        # Unless something before it is wrong.
        _check_before(scanner, filename, mode, flags)
        raise exc from None
    if not clauses:
        raise error
    try:
        tree = _compile(_blanked(text, clauses), filename, mode,
                        flags | ast.PyCF_ONLY_AST, True, **options)
    except SyntaxError as exc:
        if exc.lineno:
            exc.text = scanner.line(exc.lineno)
        raise exc from None
    return _Inserter(scanner, clauses).visit(tree)


def _check_before(scanner, filename, mode, flags):
    """Raise the SyntaxError of what stands before a bad clause, if there is one."""
    try:
        _compile(_blanked(scanner.text, scanner.clauses), filename, mode,
                 flags | ast.PyCF_ONLY_AST, True)
    except SyntaxError as exc:
        if exc.lineno and exc.lineno < scanner.position(scanner.place)[0]:
            exc.text = scanner.line(exc.lineno)
            raise exc from None


def _blanked(text, clauses):
    for clause in clauses:
        # A line that goes on keeps its backslash.
        blanks = re.sub(r'\\(?!\n)|[^\\\n]', ' ', text[clause.start:clause.end])
        text = text[:clause.start] + blanks + text[clause.end:]
    return text


class _Inserter(ast.NodeTransformer):

    """Puts the calls for clauses into a tree."""

    def __init__(self, scanner, clauses):
        self._scanner = scanner
        self._clauses = {}
        for clause in clauses:
            self._clauses.setdefault(self._position(clause.place), []).append(clause)

    def _position(self, offset):
        """Return line and column of an offset as in a tree."""
        line, column = self._scanner.position(offset)
        return line, len(self._scanner.line(line)[:column].encode())

    def visit_Import(self, node):
        clauses = {clause.number: clause for clause in
                   self._clauses.get((node.lineno, node.col_offset), ())}
        if not clauses:
            return node
        for number, clause in clauses.items():
            self._extend(node.names[number], clause)
            self._extend(node, clause)
        found = []
        for number, alias in enumerate(node.names):
            if number in clauses:
                found.append(self._call(node, clauses[number]))
            found.append(ast.copy_location(ast.Import([alias]), node))
        return found

    def visit_ImportFrom(self, node):
        for clause in self._clauses.get((node.lineno, node.col_offset), ()):
            return [self._call(node, clause), node]
        return node

    def _extend(self, node, clause):
        """Let a node end behind a clause, if it ends before it."""
        end = self._position(clause.end)
        if hasattr(node, 'end_lineno') and (node.end_lineno, node.end_col_offset) < end:
            node.end_lineno, node.end_col_offset = end

    def _call(self, node, clause):
        names = tuple(alias.name for alias in node.names) if clause.number is None else ()
        module = ast.Call(ast.Name('__import__', ast.Load()),
                          [ast.Constant(__package__)], [])
        call = ast.Expr(ast.Call(
            ast.Attribute(module, 'import_version', ast.Load()),
            [ast.Constant(clause.name), ast.Constant(clause.version), ast.Constant(names)],
            []))
        for child in ast.walk(call):
            if 'lineno' in child._attributes:
                ast.copy_location(child, node)
        return call
