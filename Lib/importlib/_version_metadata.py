"""The version of a flat module, from the metadata of what is installed.

A distribution owns a module if its normalized name is the module's, or else
if its metadata (Import-Name, PEP 794), its top_level.txt or its RECORD names
it.  Nothing is imported to find out.
"""

import os
import sys

import _frozen_importlib_layouts as _layouts

_SUFFIXES = ('.dist-info', '.egg-info')


def owner_version(spec, entry):
    """Return the version of the distribution that owns a module, or None.

    entry is the path entry that the module was found in.  Without one, or if
    nothing beside the module owns it (an editable installation), metadata of
    the module's own name counts wherever it is on sys.path.
    """
    name = spec.name
    if entry is not None:
        version = _entry_version(name, entry) or _beside(name, entry)
        if version is not None:
            return version
        if entry in sys.path:
            return None
    for directory in sys.path:
        for info, _ in _metadata(directory):
            if _info_name(info) == _layouts.normalize(name):
                return _info_version(os.path.join(directory, info))
    return None


def _entry_version(name, entry):
    """The version of a path entry that is itself named name-<version>."""
    tail = os.path.basename(entry.rstrip(os.sep))
    distribution, dash, version = tail.partition('-')
    if not dash or not _layouts.is_version(version):
        return None
    top = distribution.partition('.')[0]
    if _layouts.normalize(distribution) == _layouts.normalize(name):
        return version
    try:
        names = os.listdir(entry)
    except OSError:
        return None
    for held in names:
        if held == top or held.partition('.')[0] == top:
            return version
        if held.endswith(_SUFFIXES) and (_info_name(held)
                                         == _layouts.normalize(distribution)):
            return version
    return None


def _archive(directory):
    """The zipimporter of a path entry, or None."""
    finder = sys.path_importer_cache.get(directory)
    return finder if _layouts.is_zipimporter(finder) else None


def _metadata(directory):
    """Yield the metadata directories and files in a directory, in order."""
    archive = _archive(directory)
    try:
        if archive is not None:
            start = len(archive.prefix)
            names = {name[start:].partition(os.sep)[0]
                     for name in archive._get_files()
                     if name.startswith(archive.prefix)}
        else:
            names = os.listdir(directory or os.curdir)
    except (OSError, ValueError, TypeError):
        return
    for name in sorted(names):
        for suffix in _SUFFIXES:
            if name.endswith(suffix):
                yield name, suffix


def _info_name(info):
    """The normalized distribution name in the name of a *.dist-info."""
    stem = info[:-len('.dist-info')]
    if info.endswith('.egg-info'):
        stem = info[:-len('.egg-info')]
    return _layouts.normalize(stem.partition('-')[0])


def _info_version(path):
    """The version of a *.dist-info: of its name, else of its METADATA."""
    name = os.path.basename(path)
    stem = os.path.splitext(name)[0]
    version = stem.partition('-')[2].partition('-py')[0]
    if version and _layouts.is_version(version):
        return version
    for line in _headers(path):
        key, _, value = line.partition(':')
        if key.lower() == 'version' and _layouts.is_version(value.strip()):
            return value.strip()
    return None


def _lines(path):
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            return file.read().splitlines()
    except (OSError, ValueError):
        pass
    archive = _archive(os.path.dirname(path))
    if archive is None:
        archive = _archive(os.path.dirname(os.path.dirname(path)))
    if archive is None:
        return []
    try:
        return archive.get_data(path).decode('utf-8', 'replace').splitlines()
    except OSError:
        return []


def _headers(path):
    """The header lines of a distribution's metadata."""
    lines = (_lines(os.path.join(path, 'METADATA')) or
             _lines(os.path.join(path, 'PKG-INFO')) or _lines(path))
    for line in lines:
        if not line:
            break
        yield line


def _beside(name, entry):
    """The version that the metadata beside a module gives it."""
    infos = [os.path.join(entry, info) for info, _ in _metadata(entry)]
    for info in infos:
        if _info_name(os.path.basename(info)) == _layouts.normalize(name):
            version = _info_version(info)
            if version is not None:
                return version
    for owns in _owns_by_import_name, _owns_by_top_level, _owns_by_record:
        for info in infos:
            if owns(info, name):
                version = _info_version(info)
                if version is not None:
                    return version
    return None


def _owns_by_import_name(info, name):
    for line in _headers(info):
        key, _, value = line.partition(':')
        if (key.lower() in ('import-name', 'import-namespace')
                and value.partition(';')[0].strip() == name):
            return key.lower() == 'import-name'
    return False


def _owns_by_top_level(info, name):
    return name in [line.strip() for line in
                    _lines(os.path.join(info, 'top_level.txt'))]


def _owns_by_record(info, name):
    start = name.replace('.', '/')
    for line in _lines(os.path.join(info, 'RECORD')):
        path = line[1:].partition('"')[0] if line[:1] == '"' else line
        if not path.startswith(start):
            continue
        rest = path[len(start):]
        if rest.startswith('/__init__.') or (
                rest.startswith('.') and
                rest.partition(',')[0].endswith(('.py', '.pyc', '.so', '.pyd'))):
            return True
    return False
