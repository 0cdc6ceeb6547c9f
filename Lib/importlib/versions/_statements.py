"""The import statements in a module's source, read and not run.

What a statement needs to be judged is kept: whether it is executed when the
module is imported, or when a function is called; whether it depends on a
condition; whether the module expects it to fail.  What is under "if
TYPE_CHECKING:" is never executed and left out.
"""

import ast
import warnings


# What a package needs that has modules of other kinds than files.
_OPENERS = (b'sys.modules', b'__path__', b'meta_path')


class Statement:

    """One module that an import statement names.

    name      the module's name as it is written, '' in "from . import x"
    level     the number of dots before it
    clause    the version clause, a string, or None
    names     the names that are imported from the module, or ()
    lineno    the line
    text      the statement, without what it calls the module or names
    deferred  whether it stands in a function
    depends   whether it stands under a condition
    attempts  the try statements that catch its ImportError, outermost first
    fallback  the try statement in whose handler it stands, or None
    """

    __slots__ = ('name', 'level', 'clause', 'names', 'lineno', 'deferred',
                 'depends', 'attempts', 'fallback')

    def __init__(self, name, level, clause, names, lineno, context):
        self.name = name
        self.level = level
        self.clause = clause
        self.names = names
        self.lineno = lineno
        self.deferred, self.depends, self.attempts, self.fallback = context

    @property
    def text(self):
        if self.names:
            names = [ast.alias(name) for name in self.names]
            node = ast.ImportFrom(self.name or None, names, self.level, self.clause)
        else:
            node = ast.Import([ast.alias(self.name, None, self.clause)])
        return ast.unparse(node)

    def __repr__(self):
        return f'<Statement {self.text!r}, line {self.lineno}>'


class Source:

    """What a module's source says of imports.

    statements  a list of Statements, in order
    unknown     [(line, text), ...] of calls that import a module whose name
                nothing but running them tells
    is_open     whether it speaks of what makes modules without files
    """

    __slots__ = ('statements', 'unknown', 'is_open')

    def __init__(self, statements, unknown, is_open):
        self.statements = statements
        self.unknown = unknown
        self.is_open = is_open


def read(data, filename):
    """Return the Source of a module's bytes or text.

    Raises SyntaxError for what cannot be compiled.
    """
    try:
        with warnings.catch_warnings():
            # What is odd in a module is said when it is compiled.
            warnings.simplefilter('ignore')
            tree = ast.parse(data, filename)
        reader = _Reader()
        reader.visit(tree.body, (False, False, (), None))
    except (ValueError, RecursionError, MemoryError) as exc:
        raise SyntaxError(str(exc) or 'too deeply nested',
                          (filename, 1, 0, '')) from None
    unknown = []
    names = ('import_module', '__import__')
    if isinstance(data, str):
        data = data.encode('utf-8', 'surrogatepass')
    if any(name.encode() in data for name in names):
        unknown = [(node.lineno, ast.unparse(node)) for node in ast.walk(tree)
                   if isinstance(node, ast.Call) and _name(node.func) in names]
        unknown.sort()
    is_open = any(name in data for name in _OPENERS)
    return Source(reader.found, unknown, is_open)


def parse_import(text):
    """Return the name and the clause of "foo", "foo version 1", "foo >=1, <2".

    It is what may follow the word import; the clause is None if there is none.
    Raises ValueError.
    """
    try:
        [statement] = ast.parse('import ' + text).body
        [alias] = statement.names
    except (SyntaxError, ValueError):
        alias = None
    if alias is None or not isinstance(statement, ast.Import) or alias.asname:
        raise ValueError(f"{text!r} is not a module's name with or without a "
                         "version: foo, foo>=1, 'foo version 1.2'")
    return alias.name, alias.version


class _Reader:

    """Collects the Statements of a tree; only statements are looked at.

    A context is (deferred, depends, attempts, fallback), as of a Statement.
    """

    def __init__(self):
        self.found = []

    def visit(self, body, context):
        for node in body:
            method = getattr(self, f'_visit_{type(node).__name__}', None)
            if method is not None:
                method(node, context)

    def _visit_Import(self, node, context):
        for alias in node.names:
            self.found.append(Statement(alias.name, 0, alias.version, (),
                                        node.lineno, context))

    def _visit_ImportFrom(self, node, context):
        if node.module != '__future__':
            self.found.append(Statement(
                node.module or '', node.level, node.version,
                tuple(alias.name for alias in node.names), node.lineno, context))

    def _visit_ClassDef(self, node, context):
        self.visit(node.body, context)

    def _visit_FunctionDef(self, node, context):
        self.visit(node.body, (True, *context[1:]))

    _visit_AsyncFunctionDef = _visit_FunctionDef

    def _visit_If(self, node, context):
        under = (context[0], True, *context[2:])
        if _name(node.test) != 'TYPE_CHECKING':
            self.visit(node.body, under)
        self.visit(node.orelse, under)

    def _visit_loop(self, node, context):
        under = (context[0], True, *context[2:])
        self.visit(node.body, under)
        self.visit(node.orelse, under)

    _visit_For = _visit_AsyncFor = _visit_While = _visit_loop

    def _visit_With(self, node, context):
        if any(isinstance(item.context_expr, ast.Call) and
               _name(item.context_expr.func) == 'suppress' and
               any(map(_is_import_error, item.context_expr.args))
               for item in node.items):
            context = (*context[:2], (*context[2], node), context[3])
        self.visit(node.body, context)

    _visit_AsyncWith = _visit_With

    def _visit_Match(self, node, context):
        for case in node.cases:
            self.visit(case.body, (context[0], True, *context[2:]))

    def _visit_Try(self, node, context):
        if any(map(_catches_import_error, node.handlers)):
            self.visit(node.body, (*context[:2], (*context[2], node), context[3]))
            handling = (*context[:3], node)
        else:
            self.visit(node.body, context)
            handling = (context[0], True, *context[2:])
        for handler in node.handlers:
            self.visit(handler.body, handling)
        self.visit(node.orelse, context)
        self.visit(node.finalbody, context)

    _visit_TryStar = _visit_Try


def _catches_import_error(handler):
    return handler.type is None or _is_import_error(handler.type)


def _is_import_error(node):
    """Return True if an expression names an exception that ImportError is."""
    if isinstance(node, ast.Tuple):
        return any(map(_is_import_error, node.elts))
    return _name(node) in ('ImportError', 'ModuleNotFoundError', 'Exception',
                           'BaseException')


def _name(node):
    """Return the last part of a dotted name in an expression, or None."""
    return getattr(node, 'attr', None) or getattr(node, 'id', None)
