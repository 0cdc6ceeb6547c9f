"""Versioned imports: what becomes of an import that nothing satisfies.

importlib.versions.on_missing is asked for a version.  Then the policy decides:
strict raises ModuleVersionError; warn gives an ImportWarning with the same text
and takes what is imported already, or a flat module of unknown version.
"""

import _frozen_importlib as _bootstrap
import _thread
import sys

_flow = _bootstrap._load_version_part('versions')
_origins = _bootstrap._load_version_part('origins')

# The imports that importlib.versions.on_missing is seeing to: {(thread, name)}.
_being_satisfied = set()


class ModuleVersionError(ImportError):

    """No version of a module satisfies what is asked, or another one is imported.

    name         the module that was asked for
    path         the file of the version that is imported, or None
    requested    the clause, as a string, or None
    found        a list of importlib.versions.Candidate
    defaults     the defaults that were asked as well: objects with the
                 attributes name, specifier and source
    imported_by  who imported the version that is loaded: an object with the
                 attributes module, filename, lineno, clause and defaults, or
                 None
    """

    def __init__(self, msg=None, *, name=None, path=None, requested=None,
                 found=(), defaults=(), imported_by=None):
        super().__init__(msg, name=name, path=path)
        self.requested = requested
        self.found = list(found)
        self.defaults = list(defaults)
        self.imported_by = imported_by


ModuleVersionError.__module__ = 'importlib.versions'


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
                                       _origins.describe(globals, clause))
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
            default.text for default in request.defaults or
            _bootstrap._load_version_part('defaults').said_on_path(
                request.name, first=True))
    if asked is None:
        # The file has been edited meanwhile.
        return False
    _being_satisfied.add(key)
    try:
        from importlib._version_types import Specifier
        if not hook(request.name, Specifier(asked), request.describe_importer()):
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
            if _origins.spec_version(spec) is None:
                _warn(failure, request.globals)
                _flow.tolerated[request.name] = spec
                return spec
    return None


def _warn(failure, globals):
    """Warn of what the policy tolerates, at the import statement."""
    importer = _origins.describe(globals, None)
    registry = None
    if globals is not None:
        registry = globals.setdefault('__warningregistry__', {})
    _bootstrap._warnings.warn_explicit(
        str(failure), ImportWarning, importer.filename or '<import>',
        importer.lineno or 1, importer.module or '<import>', registry)
