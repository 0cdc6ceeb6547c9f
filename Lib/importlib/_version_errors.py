"""The texts of version errors: what was asked, what was found, what to do.

The import system raises these; it loads this module when it has to.
"""

import sys

from . import _bootstrap

_origins = _bootstrap._load_version_part('origins')
ModuleVersionError = _bootstrap._load_version_part('unsatisfied').ModuleVersionError

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
    if importer.defaults:
        how += ', by default ' + ' and '.join(
            f'{default.text} of {default.source}'
            for default in importer.defaults)
    if importer.filename is None:
        return f' for {importer.module}: {how}'
    return (f' for {importer.module} ({importer.filename}, '
            f'line {importer.lineno}: {how})')


def _clause(text):
    return f'version {text}' if text[:1].isalnum() else text


def _versioned(name, version):
    return f'{name} of unknown version' if version is None else f'{name} {version}'


def conflict(name, module, spec, clause, asking):
    """Return the error of a clause that the imported version does not satisfy.

    spec is the module's; asking is the Importer that has the clause.
    """
    version = None if spec is None else _origins.spec_version(spec)
    path = getattr(module, '__file__', None)
    importer = _origins.importer_of(name)
    place = f' from {path!r}' if path else ''
    message = (f'{name} {_clause(clause)} was asked for{_asked_by(asking)}, but '
               f'{_versioned(name, version)} is already imported{place}'
               f'{_chosen_by(importer)}.  ')
    if version is None:
        message += ('No *.dist-info beside it says its version: reinstall it, '
                    'or import it without a clause.')
    else:
        message += ('An interpreter has one version of a module: make the '
                    'clauses agree, or use another process or interpreter.')
    return ModuleVersionError(message, name=name, path=path, requested=clause,
                              found=_candidates([spec]), imported_by=importer)


def unsatisfied(request):
    """Return the error of a request that nothing which was found satisfies."""
    from .versions import Version, find_versions
    if request.conflict is not None:
        return _taken(request)
    name = request.name
    clause = request.clause
    found = find_versions(name)
    known = {candidate.path for candidate in found}
    found += [candidate for candidate in _candidates(request.rejected)
              if candidate.path not in known]
    asked = _asked_by(_origins.describe(request.globals, clause))
    defaults = ()
    if clause is not None:
        lines = [f'no version of {name} satisfies {_clause(clause)}, asked for'
                 f'{asked or " here"}; found:']
        advice = 'Install a version that satisfies it or change the clause.'
    else:
        defaults = request.said()
        lines = [f'no version of {name} satisfies the defaults for its import'
                 f'{asked}:']
        lines += [f'  {default.text} of {default.source}'
                  for default in defaults]
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
    if request.is_inherited:
        lines.append('The process that started this one has that version.')
    else:
        lines.append(advice)
    return ModuleVersionError('\n'.join(lines), name=name, requested=clause,
                              found=found, defaults=defaults)


def _taken(request):
    """Return the error of a module whose distribution is in use otherwise."""
    active = request.conflict
    distributions = _bootstrap._load_version_part('distributions')
    names = distributions.names_in_use(active.distribution)
    module = sys.modules.get(names[0]) if names else None
    spec = None if module is None else _origins.spec_of(names[0], module)
    importer = _origins.importer_of(names[0]) if names else None
    if importer is None and active.distribution in distributions.known:
        # Its module has just left sys.modules, or is not there yet.
        importer = distributions.known[active.distribution][2]
    clause = request.clause
    defaults = request.said()
    if clause is not None:
        what = f'{_clause(clause)} was asked for'
    elif defaults:
        what = ' and '.join(f'{default.text} is asked for by {default.source}'
                            for default in defaults) + ' for its import'
    else:
        what = 'is there in other versions only, asked for'
    asked = _asked_by(_origins.describe(request.globals, clause))
    place = active.path or active.directory
    used = f': {", ".join(names)} was imported from {place!r}' if names else (
        f', from {place!r}')
    message = (f'{request.name} {what}{asked}, but it belongs to the distribution '
               f'{active.distribution}, of which version {active.version} is in '
               f'use{used}{_chosen_by(importer)}.  The modules of one distribution '
               'come from one version.')
    return ModuleVersionError(message, name=request.name,
                              path=getattr(module, '__file__', None),
                              requested=clause, found=_candidates([spec]),
                              defaults=defaults, imported_by=importer)


def _candidates(specs):
    from .versions import candidate
    return [candidate(spec) for spec in specs if spec is not None]
