"""Versioned imports: versions in a zip file on sys.path.

The names in the directory that a zipimporter stands for mean what they mean in
a directory of files; a link is a .link file.  They are indexed once.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external

_built_in = _bootstrap._load_builtin('_importlib_versions')
_origins = _bootstrap._load_version_part('origins')
_links = _bootstrap._load_version_part('links')
_sep = _external.path_sep
_SUFFIXES = ('.pyc', '.py')

# {(archive, prefix): (the archive's files, names, Index)}
_indexed = {}


def _listing(importer):
    files = importer._get_files()
    key = importer.archive, importer.prefix
    found = _indexed.get(key)
    if found is None or found[0] is not files:
        start = len(importer.prefix)
        names = frozenset(path[start:].partition(_sep)[0] for path in files
                          if path.startswith(importer.prefix))
        index = _built_in.Index(names, _SUFFIXES)
        found = _indexed[key] = files, names, index
    return found


def names_in(importer):
    """Return the names in the directory that a zipimporter stands for."""
    return _listing(importer)[1]


def index_of(importer):
    """Return the Index of the names that a zipimporter stands for."""
    return _listing(importer)[2]


def probe(importer, fullname, filename, text, is_pin=False):
    """Return the spec of a module in one version of a zip file, or None.

    The arguments are those of probe() in _bootstrap_layouts.
    """
    filename, text = _follow(importer, filename, fullname, text, is_pin)
    if filename is None:
        return None
    path = importer.prefix + filename
    files = importer._get_files()
    inside = path + _sep + fullname.replace('.', _sep)
    for suffix in (_sep + '__init__.pyc', _sep + '__init__.py', *_SUFFIXES):
        if inside + suffix in files:
            # A distribution directory is a path entry.
            entry = type(importer)(_external._path_join(importer.archive, path))
            for package in fullname.split('.')[:-1]:
                entry = type(importer)(_external._path_join(
                    entry.archive, entry.prefix + package))
            return _with_origin(importer, entry.find_spec(fullname), text, path,
                                True)
    for suffix in _SUFFIXES:
        for place, end in ((path, _sep + '__init__' + suffix),
                           (path.removesuffix(suffix), suffix)):
            if place + end in files and (end != suffix or path.endswith(suffix)):
                loader = type(importer)(importer.archive)
                loader.prefix = importer.prefix
                loader._module_paths = {fullname: place}
                return _with_origin(
                    importer, _bootstrap.spec_from_loader(fullname, loader),
                    text, path, False)
    return None


def _with_origin(importer, spec, text, path, is_entry):
    if spec is None:
        return None
    root = _external._path_join(importer.archive, importer.prefix)
    name = path[len(importer.prefix):].partition('-')[0]
    spec._version_origin = _origins.VersionOrigin(
        spec.name, text, _external._path_join(importer.archive, path), root.rstrip(_sep),
        _built_in.normalize(name), is_entry)
    return spec


def _follow(importer, filename, name, text, is_pin):
    def read_link(filename):
        if not filename.endswith('.link'):
            return None
        return _links.first_line(importer.get_data(importer.prefix + filename)), None

    filename, text, _, found_pin = _links.follow_in_directory(
        filename, name, text, _SUFFIXES, read_link)
    if found_pin != is_pin or filename not in names_in(importer):
        return None, None
    return filename, text
