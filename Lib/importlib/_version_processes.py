"""What a child process is to have of its parent's versions, for multiprocessing."""

import sys

from . import _bootstrap


def inheritable():
    """Return what a child process is to inherit(): a dict that can be pickled.

    versions    {module name: version} of the modules that are imported from a
                version, or of which a clause or a default has chosen one
    defaults    sys.default_library_versions
    """
    data = {}
    defaults = _plain(getattr(sys, 'default_library_versions', None))
    if defaults:
        data['defaults'] = defaults
    if _bootstrap._versions is not None:
        versions = _versions_in_use(_bootstrap._versions)
        if versions:
            data['versions'] = versions
    return data


def inherit(data):
    """Prefer the versions of the parent process and ask what it asks."""
    if 'defaults' in data:
        sys.default_library_versions = data['defaults']
    if 'versions' in data:
        flow = _bootstrap._load_versions()
        flow.inherited = {**flow.inherited, **data['versions']}


def _versions_in_use(flow):
    versions = dict(flow.inherited)
    origins = _bootstrap._load_version_part('origins')
    for name, spec in origins.chosen_specs():
        version = origins.spec_version(spec)
        if version is not None:
            versions[name] = version
    # What -m runs is not in sys.modules by its name.
    spec = origins.spec_of('__main__', sys.modules.get('__main__'))
    if getattr(spec, '_version_origin', None) is not None:
        versions.setdefault(spec.name, spec._version_origin.version)
    return versions


def _plain(value):
    """Return a value of the defaults in plain types, None for another."""
    if isinstance(value, (str, tuple)):
        return value
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()
                if isinstance(name, (str, tuple)) and _plain(entry) is not None}
    from ._version_types import Specifier, Version
    return str(value) if isinstance(value, (Specifier, Version)) else None
