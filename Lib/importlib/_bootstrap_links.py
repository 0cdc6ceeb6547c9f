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

_NOTHING = None, None


def follow(finder, filename, name, version, is_pin):
    """Return the path and the version of what an entry of a directory leads to.

    finder is the directory's FileFinder.  With is_pin only a pin leads
    anywhere, without it only what is none.  (None, None) if the link dangles,
    loops or is a mistake.
    """
    directory = finder.path
    path = None
    suffixes = tuple([suffix for suffix, _ in finder._loaders])
    found_pin = False
    for _ in range(40):     # as many links as Linux follows
        target = read(directory, filename)
        if not target:
            break
        if not _external._path_isabs(target):
            target = _join(directory, target)
        head, tail = _external._path_split(target)
        step = None
        if head == directory or real_path(head) == real_path(directory):
            step = step_to(name, version, tail, suffixes)
        if step is None:
            path = real_path(target)
            break
        if step is NotImplemented:
            return _NOTHING
        filename, name, version, is_step_of_pin = step
        found_pin = found_pin or is_step_of_pin
        path = _join(directory, filename)
    else:
        return _NOTHING
    if path is None or found_pin != is_pin or not _exists(path):
        return _NOTHING
    return path, version


def step_to(name, version, target, suffixes):
    """Return what one link to an entry of its own directory means.

    That is the target's filename, its name and version, and whether the link
    is a pin; None if the target is no version, NotImplemented if the link is a
    mistake.
    """
    parts = _built_in.split_entry(target, suffixes)
    if parts is None:
        return None
    target_name, target_version = parts
    release = _built_in.base_version(version)
    if (name == target_name and release == _built_in.canonical_version(version) and
            _built_in.base_version(target_version).startswith(release + '.')):
        return target, target_name, target_version, True
    if _built_in.compare_versions(version, target_version) == 0:
        return target, target_name, version, False
    return NotImplemented


def read(directory, filename):
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
