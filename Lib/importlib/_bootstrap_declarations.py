"""Versioned imports: what a module says of older versions.

This module is frozen as _frozen_importlib_declarations and loaded when such a
declaration can matter.  A module may state, as literals at its top level,

    __supported_versions__ = [(1, 1), "1.0.2"]
    __oldest_supported_version__ = "1.0"

which older interfaces it still provides: single versions, or all from one on.
They are read from the source, which is not run, or from the code object where
there is no source.  A declaration that is no literal or no version is reported
in a RuntimeWarning and has no other effect.
"""

import _frozen_importlib as _bootstrap
import sys

_layouts = _bootstrap._load_part('layouts')
_versions = _layouts._versions

SUPPORTED = '__supported_versions__'
OLDEST = '__oldest_supported_version__'
_NAMES = (SUPPORTED, OLDEST)

_NOTHING = (), None
_NO_LITERAL = object()


# What they mean ###############################################################

def is_passed_over(spec, bounds):
    """Tell whether a spec's module does not support one of several versions.

    bounds are the Versions that follow a >= in what is asked.
    """
    oldest = read(spec)[1]
    return oldest is not None and any(oldest > bound for bound in bounds)


def stands_in(spec, version, demand):
    """Tell whether a spec's module declares what a demand asks for.

    version is the module's own.  Every equality among the demand's specifiers
    must hold of the version or of one that is declared, the others of the
    version.
    """
    supported = oldest = None
    for part in demand.specifiers:
        if _layouts.satisfies(part, version):
            continue
        if not _layouts.is_equality(part):
            return False
        if supported is None:
            supported, oldest = read(spec)
        if any(_layouts.satisfies(part, other) for other in supported):
            continue
        if oldest is None:
            return False
        # Is there one that is asked for from the oldest to the module's own?
        [(_, asked)] = part
        asked = _versions.Version(asked.removesuffix('.*'))
        if not (_layouts.satisfies(part, oldest) or
                oldest <= asked <= _versions.Version(version)):
            return False
    return True


# Reading ######################################################################

def read(spec):
    """Return the declarations of a spec's module.

    They are a tuple of the Versions that it supports, and the oldest one or
    None.
    """
    values = _values(spec)
    if not values:
        return _NOTHING
    filename = spec.origin if isinstance(spec.origin, str) else spec.name
    supported = []
    oldest = None
    if SUPPORTED in values:
        value, lineno = values[SUPPORTED]
        if isinstance(value, (list, tuple)):
            for item in value:
                version = _version(SUPPORTED, item, filename, lineno)
                if version is not None:
                    supported.append(version)
        else:
            _complain(SUPPORTED, value, 'a list of versions', filename, lineno)
    if OLDEST in values:
        value, lineno = values[OLDEST]
        oldest = _version(OLDEST, value, filename, lineno)
    return tuple(supported), oldest


def _version(name, value, filename, lineno):
    """Return the Version of a declared value, or None with a warning."""
    if value is not _NO_LITERAL:
        try:
            if isinstance(value, tuple):
                value = _bootstrap._load_part('defaults').spell(value)
            if isinstance(value, str):
                return _versions.Version(value)
        except ValueError:
            pass
    _complain(name, value, 'a version', filename, lineno)
    return None


def _complain(name, value, wanted, filename, lineno):
    shown = 'what follows' if value is _NO_LITERAL else repr(value)
    _bootstrap._load_part('defaults').complain(
        f'{name} is ignored: {shown} is not {wanted}, as a literal string or '
        'tuple', filename, lineno or 1)


def _values(spec):
    """Return {name: (value, line)} of a module's declarations."""
    loader = spec.loader
    try:
        source = _source(spec, loader)
        if source is not None:
            if not any(name.encode() in source for name in _NAMES):
                return None
            # PyCF_ONLY_AST
            tree = compile(source, spec.origin, 'exec', 0x400, True)
            return dict(_in_tree(tree))
        code = loader.get_code(spec.name)
    except (AttributeError, ImportError, OSError, SyntaxError, ValueError):
        # What is wrong with the module is said when it is imported.
        return None
    if code is None or not any(name in code.co_names for name in _NAMES):
        return None
    return dict(_in_code(code))


def _source(spec, loader):
    """Return the bytes of a module's source, or None."""
    if isinstance(spec.origin, str) and spec.origin.endswith('.py'):
        return loader.get_data(spec.origin)
    if not hasattr(loader, 'get_data') and hasattr(loader, 'get_source'):
        source = loader.get_source(spec.name)
        return None if source is None else source.encode()
    return None


def _in_tree(tree):
    """Yield name, (value, line) of the declarations in a syntax tree."""
    for statement in tree.body:
        targets = getattr(statement, 'targets', None)
        if targets is None and type(statement).__name__ == 'AnnAssign':
            targets = [statement.target]
        if targets is None or getattr(statement, 'value', None) is None:
            continue
        for target in targets:
            name = getattr(target, 'id', None)
            if name in _NAMES:
                yield name, (_literal(statement.value), statement.lineno)


def _literal(node):
    """Return the value of a literal in a syntax tree."""
    kind = type(node).__name__
    if kind == 'Constant':
        return node.value
    if kind in ('List', 'Tuple'):
        items = [_literal(item) for item in node.elts]
        return items if kind == 'List' else _tuple(items)
    return _NO_LITERAL


def _tuple(items):
    # An item that is no literal leaves none.
    return _NO_LITERAL if _NO_LITERAL in items else tuple(items)


# Of the instructions that make a literal, how many objects they take.
_LITERAL_INSTRUCTIONS = ('LOAD_CONST', 'BUILD_LIST', 'BUILD_TUPLE',
                         'LIST_EXTEND', 'COPY', 'STORE_NAME')


def _in_code(code):
    """Yield name, (value, line) of the declarations in a module's code.

    What the compiler makes of a literal is followed, with a stack; any other
    instruction leaves no literal on it.
    """
    opmap = _layouts.library_module('_opcode_metadata').opmap
    names = {opmap[name]: name for name in _LITERAL_INSTRUCTIONS}
    extended = opmap['EXTENDED_ARG']
    lines = {}
    for start, end, line in code.co_lines():
        for offset in range(start, end, 2):
            lines[offset] = line
    stack = []
    argument = 0
    instructions = code.co_code
    for offset in range(0, len(instructions), 2):
        opcode, low = instructions[offset], instructions[offset + 1]
        argument = argument << 8 | low
        if opcode == extended:
            continue
        name = names.get(opcode)
        if name == 'LOAD_CONST':
            stack.append(code.co_consts[argument])
        elif name in ('BUILD_LIST', 'BUILD_TUPLE') and argument <= len(stack):
            items = stack[len(stack) - argument:]
            del stack[len(stack) - argument:]
            stack.append(items if name == 'BUILD_LIST' else _tuple(items))
        elif name == 'LIST_EXTEND' and argument == 1 and len(stack) > 1:
            items = stack.pop()
            if isinstance(stack[-1], list) and isinstance(items, tuple):
                stack[-1].extend(items)
            else:
                stack[-1] = _NO_LITERAL
        elif name == 'COPY' and 0 < argument <= len(stack):
            # x = y = [...]
            stack.append(stack[-argument])
        elif name == 'STORE_NAME':
            value = stack.pop() if stack else _NO_LITERAL
            if code.co_names[argument] in _NAMES:
                yield code.co_names[argument], (value, lines.get(offset))
        else:
            stack.clear()
        argument = 0


if __name__ != '_frozen_importlib_declarations':
    # There is one import system: importlib._bootstrap_declarations is its
    # module.
    sys.modules[__name__] = _bootstrap._load_part('declarations')
