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
    if _bootstrap._met_versions:
        versions = _versions_in_use(_bootstrap._load_versions())
        if versions:
            data['versions'] = versions
    return data


def inherit(data):
    """Prefer the versions of the parent process and ask what it asks."""
    if 'defaults' in data:
        sys.default_library_versions = data['defaults']
    if 'versions' in data:
        _bootstrap._load_versions()._inherited.update(data['versions'])


def _versions_in_use(rules):
    versions = dict(rules._inherited)
    for name in {*rules._provenance, *rules._chosen}:
        module = sys.modules.get(name)
        if module is not None:
            version = rules.module_version(name, module)
            if version is not None:
                versions[name] = version
    # What -m runs is not in sys.modules by its name.
    spec = getattr(sys.modules.get('__main__'), '__spec__', None)
    provenance = getattr(spec, '_versioned', None)
    if provenance is not None:
        versions.setdefault(spec.name, provenance.version)
    return versions


def _plain(value):
    """Return a value of the defaults in plain types, None for another."""
    if isinstance(value, (str, tuple)):
        return value
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()
                if isinstance(name, (str, tuple)) and _plain(entry) is not None}
    from _versions import Specifier, Version
    return str(value) if isinstance(value, (Specifier, Version)) else None
