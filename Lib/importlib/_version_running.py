"""Running a version of a module: ``python -m foo==1.2``, for runpy."""

import sys

from . import _bootstrap


def split_clause(name, error):
    """Split what is to run, such as "foo>=1.2", into name and clause.

    The clause starts with an operator; without one it is None.  A bad clause
    raises error.
    """
    for i, char in enumerate(name):
        if char in '=!<>~':
            clause = name[i:].strip()
            try:
                _bootstrap._load_version_part('versions').clause_of(clause)
            except ValueError as exc:
                raise error(str(exc)) from None
            return name[:i].strip(), clause
    return name, None


def explain(name, version, error):
    """Raise error with what there is where no version of a module is found.

    version is the clause, or None; then the defaults were asked.  Nothing is
    raised if there is no more to say than that there is no such module.
    """
    flow = _bootstrap._load_version_part('versions')
    unsatisfied = _bootstrap._load_version_part('unsatisfied')
    name = name.partition('.')[0]
    module = sys.modules.get(name)
    try:
        if module is None:
            clause = None if version is None else flow.clause_of(version)
            request = flow.Request(name, clause)
            if request.find(None) is None:
                unsatisfied.resolve(request, None)
        elif version is not None:
            flow.check(name, module, version, None)
    except unsatisfied.ModuleVersionError as exc:
        raise error(str(exc)) from exc
