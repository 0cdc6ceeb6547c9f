"""Versioned imports: entries that are links.

The name of an entry says its version; a link is read only when it has been
chosen.  A symbolic link, or a file name-1.2.link whose first line is the target,
means, if the target is a version in the same directory,

- an alias, where both names state equal versions: yaml-6.0.2 -> pyyaml-6.0.2;
- a pin, where both have one name and the link's version is a shorter prefix of
  the target's: foo-1 -> foo-1.2.3.  It is no version, but says what a bare
  clause of its spelling means;
- a mistake, which is passed over, otherwise.

A link to elsewhere is the version that its own name says.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external

_built_in = _bootstrap._load_builtin('_importlib_versions')
_os = _external._os
_join = _external._path_join


def follow(finder, filename, name, version, is_pin):
    """Return the path and the version of what an entry of a directory leads to.

    finder is the directory's FileFinder.  With is_pin only a pin leads
    anywhere, without it only what is none.  (None, None) if the link dangles,
    loops or is a mistake.
    """
    directory = finder.path

    def read_link(filename):
        target = _read(directory, filename)
        if not target:
            return None
        if not _external._path_isabs(target):
            target = _join(directory, target)
        head, tail = _external._path_split(target)
        if head != directory and real_path(head) != real_path(directory):
            tail = None
        return tail, target

    suffixes = tuple([suffix for suffix, _ in finder._loaders])
    filename, version, target, found_pin = follow_in_directory(
        filename, name, version, suffixes, read_link)
    path = None
    if target is not None:
        path = real_path(target)
    elif filename is not None and not filename.endswith('.link'):
        path = _join(directory, filename)
    if path is None or found_pin != is_pin or not _exists(path):
        return None, None
    return path, version


def follow_in_directory(filename, name, version, suffixes, read_link):
    """Follow the links from an entry of a directory as far as they mean something.

    read_link(filename) returns None if an entry is no link, else the entry of
    the same directory that it names, or None, and the path that it leads to.
    Return the last entry, its version, the path that it leads to if that is no
    version of the directory, else None, and whether a pin has been passed.  All
    are None if the links loop or one is a mistake.
    """
    found_pin = False
    for _ in range(40):     # as many links as Linux follows
        link = read_link(filename)
        if link is None:
            return filename, version, None, found_pin
        tail, target = link
        parts = tail and _built_in.split_entry(tail, suffixes)
        if not parts:
            return tail, version, target, found_pin
        next_name, next_version = parts
        release = _built_in.base_version(version)
        if (name == next_name and release == _built_in.canonical_version(version) and
                _built_in.base_version(next_version).startswith(release + '.')):
            found_pin = True
            version = next_version
        elif _built_in.compare_versions(version, next_version) != 0:
            break
        filename, name = tail, next_name
    return None, None, None, None


def _read(directory, filename):
    """Return what a link says, or None if an entry is not one."""
    path = _join(directory, filename)
    try:
        if not filename.endswith('.link'):
            return _os.readlink(path)
        if not _external._path_isfile(path):
            # Reading a FIFO would wait for ever.
            return None
        with _external._io.FileIO(path) as file:
            return first_line(file.read(4096))
    except OSError:
        return None


def first_line(data):
    """Return the text of the first line of a .link file's bytes."""
    text = data.decode('utf-8', 'replace').lstrip('\ufeff')
    return text.partition('\n')[0].strip()


def _exists(path):
    try:
        _external._path_stat(path)
    except (OSError, ValueError):
        return False
    return True


def real_path(path):
    """Return a path without links, or None if it leads nowhere.

    os.path.realpath() is not to be imported under the import lock.
    """
    sep = _external.path_sep
    if _external._MS_WINDOWS:
        try:
            return _os._getfinalpathname(path)
        except (OSError, ValueError):
            return None
    rest = path.split(sep)[::-1]
    path = '' if path.startswith(sep) else _os.getcwd()
    links = 0
    while rest:
        part = rest.pop()
        if part in ('', '.'):
            continue
        if part == '..':
            path = path.rpartition(sep)[0]
            continue
        longer = path + sep + part
        try:
            target = _os.readlink(longer)
        except OSError as exc:
            if exc.errno == 2:
                return None
            # No link.
            path = longer
            continue
        except ValueError:
            return None
        links += 1
        if links > 40:
            return None
        if target.startswith(sep):
            path = ''
        rest.extend(target.split(sep)[::-1])
    return path or sep
