"""The texts of version errors: what was asked, what was found, what to do.

The import system raises these; it loads this module when it has to.
"""

import sys

from . import _bootstrap_choosing, _bootstrap_versions
from ._bootstrap_versions import ModuleVersionError

# A message names so many versions at most.
_MOST = 10


def _asked_by(importer):
    """Describe the import statement that fails."""
    if importer is None or importer.filename is None and not importer.module:
        return ''
    if importer.filename is None:
        return f' by {importer.module}'
    return f' by {importer.module} ({importer.filename}, line {importer.lineno})'


def _chosen_by(importer):
    """Describe the import statement that chose the version that is loaded."""
    if importer is None:
        return ''
    clause = importer.clause
    how = 'without a clause' if clause is None else _clause(clause)
    if importer.opinions:
        how += ', by default ' + ' and '.join(
            f'{opinion.specifier} of {opinion.source}'
            for opinion in importer.opinions)
    if importer.filename is None:
        return f' for {importer.module}: {how}'
    return (f' for {importer.module} ({importer.filename}, '
            f'line {importer.lineno}: {how})')


def _clause(text):
    return f'version {text}' if text[:1].isalnum() else text


def _versioned(name, version):
    return f'{name} of unknown version' if version is None else f'{name} {version}'


def conflict(name, module, version, clause, globals):
    """The error of a clause that the imported version does not satisfy."""
    spec = getattr(module, '__spec__', None)
    path = getattr(module, '__file__', None)
    importer = _bootstrap_versions._chosen.get(name)
    clause = str(clause)
    asked = _asked_by(_bootstrap_versions._importer(globals, clause))
    place = f' from {path!r}' if path else ''
    message = (f'{name} {_clause(clause)} was asked for{asked}, but '
               f'{_versioned(name, version)} is already imported{place}'
               f'{_chosen_by(importer)}.  ')
    if version is None:
        message += ('No *.dist-info beside it says its version: reinstall it, '
                    'or import it without a clause.')
    else:
        message += ('An interpreter has one version of a module: make the '
                    'clauses agree, or use another process or interpreter.')
    from .versions import _candidate
    found = [] if spec is None else [_candidate(spec)]
    return ModuleVersionError(message, name=name, path=path, requested=clause,
                              found=found, imported_by=importer)


def unsatisfied(request):
    """The error of a clause that nothing which was found satisfies."""
    from .versions import Version, _candidate, find_versions
    name = request.name
    clause = None if request.clause is None else str(request.clause)
    if request.conflict is not None:
        return _taken(name, clause, request.conflict, request.globals)
    found = find_versions(name)
    known = {candidate.path for candidate in found}
    for spec in request.rejected:
        candidate = _candidate(spec)
        if candidate.path not in known:
            found.append(candidate)
    asked = _asked_by(_bootstrap_versions._importer(request.globals, clause))
    opinions = ()
    if clause is not None:
        lines = [f'no version of {name} satisfies {_clause(clause)}, asked for'
                 f'{asked or " here"}; found:']
        advice = 'Install a version that satisfies it or change the clause.'
    else:
        opinions = request.said()
        lines = [f'no version of {name} satisfies the defaults for its import'
                 f'{asked}:']
        lines += [f'  {opinion.specifier} of {opinion.source}'
                  for opinion in opinions]
        lines.append('found:')
        advice = ('Install a version that satisfies all of them, change one, or '
                  'import the module with a version clause.')
    ordered = sorted(found, key=lambda candidate: candidate.version or Version('0'),
                     reverse=True)
    for candidate in ordered[:_MOST]:
        version = 'unknown version' if candidate.version is None else candidate.version
        lines.append(f'  {version} in {candidate.path or candidate.layout}')
    if len(found) > _MOST:
        lines.append(f'  ... and {len(found) - _MOST} more')
    if request.inherited:
        lines.append('The process that started this one has that version.')
    else:
        lines.append(advice)
    return ModuleVersionError('\n'.join(lines), name=name, requested=clause,
                              found=found, opinions=opinions)


def _taken(name, clause, active, globals):
    asked = _asked_by(_bootstrap_versions._importer(globals, clause))
    names = sorted(_bootstrap_choosing.distributions[active.distribution][1])
    names = [module for module in names if module in sys.modules] or names
    importer = _bootstrap_versions._chosen.get(names[0])
    what = _clause(clause) if clause is not None else 'of another version'
    message = (f'{name} {what} was asked for{asked}, but it belongs to the '
               f'distribution {active.distribution}, of which version '
               f'{active.version} is in use: {", ".join(names)} was imported '
               f'from {active.path!r}{_chosen_by(importer)}.  The modules of '
               'one distribution come from one version.')
    from .versions import _candidate
    module = sys.modules.get(names[0])
    spec = getattr(module, '__spec__', None)
    return ModuleVersionError(message, name=name,
                              path=getattr(module, '__file__', None),
                              requested=clause,
                              found=[] if spec is None else [_candidate(spec)],
                              imported_by=importer)


def distribution_taken(name, provenance, active):
    """The error of a module of another version of a distribution in use."""
    return _taken(name, provenance.version, active, None)


def distribution_conflict(name, globals):
    """The error of a plain import that finds only versions that it may not use.

    None if there are none at all.
    """
    from .versions import _specs
    for spec in _specs(name):
        if spec._versioned is not None:
            active = _bootstrap_choosing.conflict(spec._versioned)
            if active is not None:
                return _taken(name, None, active, globals)
    return None
