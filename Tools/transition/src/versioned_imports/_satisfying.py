"""What the versions that are installed here say to a program's clauses."""

from . import _install

versions = _install.versions
_bootstrap = versions._bootstrap
_origins = _bootstrap._load_version_part('origins')


def bound_module(name):
    """Return the name of the module that a clause on a name binds.

    The top-level package or, in a namespace package, the first real one.
    """
    parts = name.split('.')
    for count in range(1, len(parts) + 1):
        bound = '.'.join(parts[:count])
        specs = _specs(bound)
        if any(not _origins.is_namespace(spec) for spec in specs):
            return bound
        if not _is_namespace(bound):
            return bound
    return name


def _specs(name):
    try:
        return _bootstrap._load_version_part('queries').of_module(name)
    except ImportError:
        return []


def _is_namespace(name):
    """Return True if a name is that of a namespace package."""
    try:
        spec = _install.find_spec(name)
    except ImportError:
        return False
    return spec is not None and _origins.is_namespace(spec)


def distribution_of(name):
    """Return the name of the distribution that a module is from.

    The module's name where nothing that is installed tells; None for the
    standard library.
    """
    bound = bound_module(name)
    for spec in _specs(bound):
        origin = _origins.origin_of(spec)
        if origin is None:
            continue
        if origin.distribution is not None:
            return origin.distribution
        if versions.candidate(spec).layout in ('stdlib', 'builtin', 'frozen'):
            return None
    return bound


def unsatisfied(name, clauses):
    """Yield (place, message) of the clauses on a module that are not satisfied.

    clauses are [(clause, place), ...].  A clause that is satisfied by itself, but
    not with one before it, is not.
    """
    bound = bound_module(name)
    together = first = None
    for clause, place in clauses:
        specifier = versions.Specifier(clause)
        shown = f'version {clause}' if clause[0].isdigit() else clause
        try:
            chosen = versions.select(bound, specifier).candidate
        except ImportError as exc:
            yield place, str(exc)
            continue
        if chosen is None:
            found = ', '.join(str(candidate.version or 'one of unknown version')
                              for candidate in versions.find_versions(bound))
            yield place, f'{bound} {shown} is not installed; found: {found or "nothing"}'
            continue
        both = specifier if together is None else together & specifier
        if together is not None and versions.select(bound, both).candidate is None:
            yield place, f'{bound} {shown} cannot be had together with {first}'
            continue
        if first is None:
            first = f'{shown} ({place})'
        together = both
