"""Running a version of a module: ``python -m foo==1.2``, for runpy."""

import sys

from . import _bootstrap_versions, _version_errors
from ._bootstrap_layouts import specifier


def split_clause(name, error):
    """Split what is to run, such as "foo>=1.2", into name and clause.

    The clause starts with an operator; without one it is None.  A bad clause
    raises error.
    """
    for i, char in enumerate(name):
        if char in '=!<>~':
            clause = name[i:].strip()
            try:
                specifier(clause)
            except ValueError as exc:
                raise error(str(exc)) from None
            return name[:i].strip(), clause
    return name, None


def raise_unsatisfied(name, clause, error):
    """Say what there is where no version of a module satisfies a clause.

    Without one, where none satisfies the defaults.  Nothing is raised if there
    is no version at all.
    """
    name = name.partition('.')[0]
    module = sys.modules.get(name)
    if clause is None:
        request = _bootstrap_versions._consult(None, name, None, None, None)
        if module is not None or request is None or not request.asks():
            return
    else:
        request = _bootstrap_versions.Request(name, specifier(clause))
    if module is not None:
        version = _bootstrap_versions.module_version(name, module)
        spec = _bootstrap_versions.module_spec(module)
        if _bootstrap_versions._meets(request.clause, spec, version):
            return
        exc = _version_errors.conflict(name, module, version, clause, None)
    elif _bootstrap_versions._explain_missing(request):
        exc = _version_errors.unsatisfied(request)
    else:
        return
    raise error(str(exc)) from exc
