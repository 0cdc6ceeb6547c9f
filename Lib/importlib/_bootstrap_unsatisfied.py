"""Versioned imports: what becomes of an import that nothing satisfies.

importlib.versions.on_missing is asked for a version.  Then the policy decides:
strict raises ModuleVersionError; warn gives an ImportWarning with the same text
and takes what is imported already, or a flat module of unknown version.
"""

import _frozen_importlib as _bootstrap
import _thread
import sys

_flow = _bootstrap._load_version_part('versions')

# The imports that importlib.versions.on_missing is seeing to: {(thread, name)}.
_being_satisfied = set()


def resolve(request, path):
    """Return the spec to import nevertheless, or None if there is no module.

    request has found nothing in path.  Raises ModuleVersionError.
    """
    if _ask_on_missing(request):
        spec = request.find(path)
        if spec is not None:
            return spec
    if not _is_explained(request):
        if request.is_inherited:
            # Nothing to choose from: a finder here may know no versions.
            return _bootstrap._find_spec(request.name, path)
        return None
    failure = error(request)
    spec = _tolerated(request, failure)
    if spec is None:
        raise failure
    return spec


def error(request):
    """Return the ModuleVersionError of a request."""
    from importlib import _version_errors
    return _version_errors.unsatisfied(request)


def conflict(name, module, spec, clause, globals):
    """Raise ModuleVersionError for a module that does not satisfy its clause.

    spec is the module's.  Where that is the policy, warn.
    """
    from importlib import _version_errors
    failure = _version_errors.conflict(name, module, spec, clause,
                                       _flow.describe(globals, str(clause)))
    if _flow.policy != 'warn':
        raise failure
    _warn(failure, globals)


def _is_explained(request):
    """Return True if there is more to say than "No module named"."""
    return bool(request.rejected or request.conflict or request.has_refused)


def _ask_on_missing(request):
    """Ask importlib.versions.on_missing for a version, if it is set.

    Return True if it is worth looking again.
    """
    hook = getattr(sys.modules.get('importlib.versions'), 'on_missing', None)
    key = _thread.get_ident(), request.name
    if (hook is None or not request.asks() or request.is_inherited or
            request.conflict is not None or key in _being_satisfied):
        return False
    asked = request.clause
    if asked is None:
        # A directory's file speaks of what that has.
        asked = _flow.together(
            default.specifier for default in request.defaults or
            _bootstrap._load_version_part('defaults').said_on_path(
                request.name, first=True))
    if asked is None:
        # The file has been edited meanwhile.
        return False
    _being_satisfied.add(key)
    try:
        if not hook(request.name, asked, request.describe_importer()):
            return False
    finally:
        _being_satisfied.discard(key)
    for finder in list(sys.meta_path):
        if hasattr(finder, 'invalidate_caches'):
            finder.invalidate_caches()
    request.rejected.clear()
    return True


def _tolerated(request, failure):
    """Return the spec that the policy takes though it does not satisfy a request.

    That is the first flat module of unknown version, or None.
    """
    if _flow.policy == 'warn':
        for spec in request.rejected:
            if _flow.spec_version(spec) is None:
                _warn(failure, request.globals)
                _flow.tolerated[request.name] = spec
                return spec
    return None


def _warn(failure, globals):
    """Warn of what the policy tolerates, at the import statement."""
    importer = _flow.describe(globals, None)
    registry = None
    if globals is not None:
        registry = globals.setdefault('__warningregistry__', {})
    _bootstrap._warnings.warn_explicit(
        str(failure), ImportWarning, importer.filename or '<import>',
        importer.lineno or 1, importer.module or '<import>', registry)
