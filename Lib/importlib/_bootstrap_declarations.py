"""Versioned imports: what a module says of older versions.

A module may state, as literals at its top level,

    __supported_versions__ = [(1, 1), "1.0.2"]
    __oldest_supported_version__ = "1.0"

which older interfaces it still provides: single versions, or all from one on.
They are read from the source, which is not run; a module without source declares
nothing.  A declaration that is no literal or no version is reported in a
RuntimeWarning and has no other effect.
"""

import _frozen_importlib as _bootstrap

_flow = _bootstrap._load_version_part('versions')
_origins = _bootstrap._load_version_part('origins')
_defaults = _bootstrap._load_version_part('defaults')
_built_in = _bootstrap._load_builtin('_importlib_versions')
_compare = _built_in.compare_versions

SUPPORTED = '__supported_versions__'
OLDEST = '__oldest_supported_version__'
_NAMES = (SUPPORTED, OLDEST)

_NOTHING = (), None
_NO_LITERAL = object()


# What they mean ###############################################################

def is_passed_over(spec, bounds):
    """Return True if a spec's module does not support one of several versions.

    bounds are the versions that follow a >= in what is asked.
    """
    oldest = read(spec)[1]
    return oldest is not None and any(_compare(oldest, bound) > 0
                                      for bound in bounds)


def stands_in(spec, demand):
    """Return True if a spec's module declares what a specifier asks for.

    Every equality in it must hold of the module's version or of one that is
    declared, the other comparisons of the version.
    """
    version = _origins.spec_version(spec)
    supported = oldest = None
    for operator, asked in _built_in.split_specifier(demand):
        part = operator + asked
        if _flow.satisfies(part, version):
            continue
        if operator != '==':
            return False
        if supported is None:
            supported, oldest = read(spec)
        if any(_flow.satisfies(part, other) for other in supported):
            continue
        if oldest is None:
            return False
        # Is there one that is asked for from the oldest to the module's own?
        if not (_flow.satisfies(part, oldest) or
                _compare(oldest, asked.removesuffix('.*')) <= 0 and
                _compare(asked.removesuffix('.*'), version) <= 0):
            return False
    return True


def newest_that_declares(request, specs, demand):
    """Return the newest of several specs that declares what a specifier asks for.

    None if there is none that the request can use.
    """
    best = None
    for spec in specs:
        version = None if spec is None else _origins.spec_version(spec)
        if (version is not None and
                (best is None or _flow.is_better(
                    version, _origins.spec_version(best), demand)) and
                stands_in(spec, demand) and request.is_usable(spec, demand)):
            best = spec
    return best


# Reading ######################################################################

def read(spec):
    """Return the declarations of a spec's module.

    They are a tuple of the versions that it supports, and the oldest one or
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
    """Return the version of a declared value, or None with a warning."""
    if value is not _NO_LITERAL:
        try:
            if isinstance(value, tuple):
                value = _defaults.spell(value)
            if isinstance(value, str):
                return _built_in.canonical_version(value)
        except ValueError:
            pass
    _complain(name, value, 'a version', filename, lineno)
    return None


def _complain(name, value, wanted, filename, lineno):
    shown = 'what follows' if value is _NO_LITERAL else repr(value)
    _defaults.complain(
        f'{name} is ignored: {shown} is not {wanted}, as a literal string or '
        'tuple', filename, lineno or 1)


def _values(spec):
    """Return {name: (value, line)} of a module's declarations."""
    try:
        source = _source(spec)
        if source is None or not any(name.encode() in source for name in _NAMES):
            return None
        # PyCF_ONLY_AST
        return dict(_in_tree(compile(source, spec.origin, 'exec', 0x400, True)))
    except (AttributeError, ImportError, OSError, SyntaxError, ValueError):
        # What is wrong with the module is said when it is imported.
        return None


def _source(spec):
    """Return the bytes of a module's source, or None."""
    loader = spec.loader
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
