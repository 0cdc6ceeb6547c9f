"""Versioned imports: the layouts of a version in a directory.

    name-1.2/name/, name-1.2/name.py, ...   a distribution directory
    name-1.2/__init__.py, ...               a directory that is the package
    name-1.2.py, ...                        a single file
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external

_join = _external._path_join
_built_in = _bootstrap._load_builtin('_importlib_versions')
_split_entry = _built_in.split_entry
_normalize = _built_in.normalize
_VersionOrigin = _bootstrap._load_version_part('origins').VersionOrigin

# The suffixes that the files of modules have.
MODULE_SUFFIXES = (*_external.EXTENSION_SUFFIXES, *_external.SOURCE_SUFFIXES,
                   *_external.BYTECODE_SUFFIXES)


def probe(finder, fullname, filename, text, is_pin=False):
    """Return the spec of a module in one version of a FileFinder's directory.

    text is the version that the filename says.  None if the entry does not
    hold the module or is a link that means nothing.  A pin is taken for what it
    leads to with is_pin, which asks for nothing but a pin, and never without.
    """
    path = _join(finder.path, filename)
    if filename.endswith('.link') or is_link(path):
        path, text = _bootstrap._load_version_part('links').follow(
            finder, filename, fullname, text, is_pin)
        if path is None:
            return None
    elif is_pin:
        return None
    return (_in_file(finder, fullname, path, text) or
            _in_directory(finder, fullname, path, text))


def is_link(path):
    """Return True if a path is a symbolic link."""
    try:
        return _external._os.lstat(path).st_mode & 0o170000 == 0o120000
    except OSError:
        return False


def _in_file(finder, fullname, path, text):
    if path.endswith(MODULE_SUFFIXES):
        for suffix, loader in finder._loaders:
            if path.endswith(suffix) and _external._path_isfile(path):
                return _with_origin(
                    finder._get_spec(loader, fullname, path, None, None),
                    text, path, finder.path, _named(path))
    return None


def _in_directory(finder, fullname, path, text):
    entry = holder = finder._finder_below(path)
    if entry is None:
        return None
    packages = fullname.split('.')[:-1]
    if packages:
        # Brings the listing up to date.
        entry.find_spec(packages[0])
        holder = finder._finder_below(_join(path, *packages))
    spec = None if holder is None else holder.find_spec(fullname)
    if spec is not None:
        return _with_origin(spec, text, path, finder.path,
                            _distribution_in(entry), True)
    for suffix, loader in finder._loaders:
        file = _join(path, '__init__' + suffix)
        if '__init__' + suffix in entry._path_cache and _external._path_isfile(file):
            return _with_origin(
                entry._get_spec(loader, fullname, file, [path], None),
                text, path, finder.path, _named(path))
    return None


def _with_origin(spec, text, path, directory, distribution, is_entry=False):
    spec._version_origin = _VersionOrigin(spec.name, text, path, directory,
                                          distribution, is_entry)
    return spec


def _distribution_in(entry):
    """Return the normalized name of the distribution in a FileFinder's directory.

    The metadata that stands inside says it, else the directory's name.
    """
    for name in entry._path_cache:
        if name.endswith(_external.METADATA_SUFFIXES):
            parts = _split_entry(name, ())
            if parts is not None:
                return _normalize(parts[0])
    return _named(entry.path)


def _named(path):
    """Return the normalized name of the distribution that an entry's name says."""
    tail = _external._path_split(path)[1]
    return _normalize((_split_entry(tail, MODULE_SUFFIXES) or (tail,))[0])
