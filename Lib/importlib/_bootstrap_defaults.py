"""Versioned imports: what is said of versions outside of import statements.

This module is frozen as _frozen_importlib_defaults and loaded when the first
default is met.  A default is an opinion on one name, held

- in the process: sys.default_library_versions, which the environment variable
  PYTHONVERSION fills, also for the imports of one importing package;
- by a distribution: import-versions.txt in its distribution directory, on the
  imports that its modules make, where the process has no entry for them;
- by a directory on sys.path: import-versions.txt in it, on what it holds.

The files have one default on a line, "name specifier", the variable has the
same separated by os.pathsep.  What cannot be understood is reported in a
RuntimeWarning and has no other effect.

What the opinions mean for an import is said by _bootstrap_choosing.Request.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import sys

_layouts = _bootstrap._load_part('layouts')
_versions = _layouts._versions

FILENAME = 'import-versions.txt'

# The name of the standard library in a default.
STDLIB = 'stdlib'

# Top-level modules that the standard library had in Python 3.9 or later.
_FORMER_NAMES = frozenset((
    '_bootlocale', 'aifc', 'asynchat', 'asyncore', 'audioop', 'binhex', 'cgi',
    'cgitb', 'chunk', 'crypt', 'distutils', 'formatter', 'imghdr', 'imp',
    'lib2to3', 'macpath', 'mailcap', 'msilib', 'nis', 'nntplib', 'ossaudiodev',
    'parser', 'pipes', 'smtpd', 'sndhdr', 'spwd', 'sunau', 'symbol',
    'telnetlib', 'uu', 'xdrlib'))


class Opinion:

    """A default: the version that a name should have, and who says so.

    name       the module's name
    specifier  a Specifier
    source     a string that names the place
    """

    __slots__ = ('name', 'specifier', 'source')

    def __init__(self, name, specifier, source):
        self.name = name
        self.specifier = specifier
        self.source = source

    def __reduce__(self):
        return Opinion, (self.name, self.specifier, self.source)

    def __repr__(self):
        return f'<Opinion {self.name} {self.specifier} of {self.source}>'


# The format ###################################################################

def parse_entry(text):
    """Return the name and the Specifier of "name specifier".

    The white space may be missing before an operator.  Raises ValueError.
    """
    length = 0
    while length < len(text) and not (text[length].isspace() or
                                      text[length] in '=!<>~'):
        length += 1
    name = text[:length]
    if not all(part.isidentifier() for part in name.split('.')):
        raise ValueError(f'{name!r} is no name of a module')
    rest = text[length:].strip()
    if not rest:
        raise ValueError(f'no version follows {name!r}')
    return name, _layouts.specifier(rest)


def parse_lines(data, path):
    """Return the opinions of a file's bytes, {name: [Opinion, ...]}."""
    opinions = {}
    if data[:3] == b'\xef\xbb\xbf':
        data = data[3:]
    for number, line in enumerate(data.splitlines(), 1):
        try:
            text = line.decode('utf-8').partition('#')[0].strip()
            if not text:
                continue
            name, specifier = parse_entry(text)
        except ValueError as exc:
            complain(f'{_shown(line)} is ignored: {_short(exc)}', path, number)
            continue
        opinions.setdefault(name, []).append(
            Opinion(name, specifier, f'{path}, line {number}'))
    return opinions


def parse_variable(text):
    """Return what PYTHONVERSION says, as sys.default_library_versions has it.

    An entry without a name is for the standard library.
    """
    found = {}
    for number, entry in enumerate(text.split(
            ';' if _bootstrap_external._MS_WINDOWS else ':'), 1):
        entry = entry.strip()
        if not entry:
            continue
        try:
            if (entry[0].isdigit() or entry[0] in '=!<>~' or
                    _layouts.is_version(entry)):
                name, specifier = STDLIB, _layouts.specifier(entry)
            else:
                name, specifier = parse_entry(entry)
        except ValueError as exc:
            complain(f'{entry!r} is ignored: {_short(exc)}', 'PYTHONVERSION',
                     number)
            continue
        found.setdefault(name, []).append(specifier)
    values = {name: str(specifiers[0] if len(specifiers) == 1
                        else _layouts.intersection(specifiers))
              for name, specifiers in found.items()}
    _of_variable.update(values)
    return values


def value_specifier(value):
    """Return the Specifier of a value: text, a Version, Specifier or tuple.

    In a tuple numbers are separated by dots and letters follow as they are:
    (2, 3, 'a', 1) is 2.3a1.  Raises ValueError.
    """
    if isinstance(value, tuple):
        value = spell(value)
    elif isinstance(value, _versions.Version):
        value = str(value)
    try:
        return _layouts.specifier(value)
    except TypeError:
        raise ValueError('a version is a string or a tuple, not '
                         f'{type(value).__name__}') from None


def spell(parts):
    """Return the text of a version that is given as a tuple, or ValueError."""
    text = ''
    for part in parts:
        if isinstance(part, str) and part.isalpha():
            text += part
        elif type(part) is int and part >= 0:
            text += f'.{part}' if text[-1:].isdigit() else str(part)
        else:
            raise ValueError(f'{parts!r} is no version: {part!r} in it is '
                             'neither a number nor letters')
    return text


def _shown(line):
    return repr(line[:80].decode('utf-8', 'backslashreplace').strip())


def _short(exc):
    # It may repeat a line that is a file of another kind.
    text = str(exc)
    return text if len(text) <= 300 else text[:300] + '...'


# Complaints ###################################################################

_complaints = []
_registry = {}


def complain(message, filename, lineno):
    """Note what could not be understood, perhaps under the import lock."""
    _complaints.append((message, filename, lineno))


def report():
    """Warn of what has been noted, outside of that lock.

    Where warnings are errors, the first is raised.
    """
    error = None
    while _complaints:
        message, filename, lineno = _complaints.pop(0)
        try:
            _bootstrap._warnings.warn_explicit(message, RuntimeWarning, filename,
                                               lineno, 'importlib.versions',
                                               _registry)
        except Warning as exc:
            error = error or exc
    if error is not None:
        raise error


# The process ##################################################################

# What PYTHONVERSION gave, to name it as the source.
_of_variable = {}

# What sys.default_library_versions was when it was looked at last, and what
# was made of it: the opinions by name, and by importer.
_last = None
_named = {}
_of_importers = []


def _look_at_process():
    """See what sys.default_library_versions says, unless it says the same."""
    global _last, _named, _of_importers
    table = getattr(sys, 'default_library_versions', None)
    if not isinstance(table, dict):
        if table is not _last:
            complain('a dict is needed; '
                      f'{type(table).__name__} is ignored', _TABLE, 1)
        _last, _named, _of_importers = table, {}, []
        return
    if table == _last:
        return
    _last = {key: value.copy() if isinstance(value, dict) else value
             for key, value in table.items()}
    _named = {}
    _of_importers = []
    for key, value in _last.items():
        try:
            if isinstance(value, dict):
                importer, version = key
                if not isinstance(importer, str):
                    raise ValueError('an importer is a name and a version')
                _of_importers.append((importer, value_specifier(version),
                                      _table(value, f'{_TABLE}[{key!r}]')))
                continue
        except (TypeError, ValueError) as exc:
            complain(f'[{key!r}] is ignored: {exc}', _TABLE, 1)
            continue
        _named.update(_table({key: value}, _TABLE))


_TABLE = 'sys.default_library_versions'


def _table(table, place):
    """Return the opinions of a dict {name: value}."""
    opinions = {}
    for name, value in table.items():
        try:
            if not isinstance(name, str) or not all(
                    part.isidentifier() for part in name.split('.')):
                raise ValueError('the key is no name of a module')
            specifier = value_specifier(value)
        except ValueError as exc:
            complain(f'[{name!r}] = {value!r} is ignored: {exc}', place, 1)
            continue
        source = f'{place}[{name!r}]'
        if place == _TABLE and _of_variable.get(name) == value:
            source = 'the environment variable PYTHONVERSION'
        opinions[name] = [Opinion(name, specifier, source)]
    return opinions


def _importer_table(globals, provenance):
    """Return what the process says of the imports of one importer."""
    tables = {}
    for importer, specifier, table in _of_importers:
        version = _importer_version(importer, globals, provenance)
        if _layouts.satisfies(specifier, version):
            for name, opinions in table.items():
                tables.setdefault(name, []).extend(opinions)
    return tables


def _importer_version(importer, globals, provenance):
    """Return the version of an importer if the globals are of its modules.

    The importer is a module or the distribution that the module is from.
    """
    if globals is None:
        return None
    module = (getattr(globals.get('__spec__'), 'name', None) or
              globals.get('__name__'))
    if not isinstance(module, str):
        return None
    if module == importer or module.startswith(importer + '.'):
        if provenance is not None:
            return provenance.version
        rules = _bootstrap._load_versions()
        return rules.module_version(importer, sys.modules.get(importer))
    if (provenance is not None and provenance.distribution is not None and
            provenance.distribution == _layouts.normalize(importer)):
        return provenance.version
    return None


# Files ########################################################################

# {path: (what tells that the file is the same, {name: [Opinion, ...]})}
_files = {}


def _file_opinions(path):
    """Return the opinions of a file, which is read again when it changes."""
    try:
        stat = _bootstrap_external._path_stat(path)
        identity = stat.st_mtime_ns, stat.st_size, stat.st_ino
        if path in _files and _files[path][0] == identity:
            return _files[path][1]
        if stat.st_mode & 0o170000 != 0o100000:
            # Reading a FIFO would wait for ever.
            raise ValueError('not a regular file')
        with _bootstrap_external._io.FileIO(path) as file:
            data = file.read()
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        identity, data = str(exc), b''
        if path in _files and _files[path][0] == identity:
            return {}
        complain(f'the file is ignored: {exc}', path, 1)
    opinions = parse_lines(data, path)
    _files[path] = identity, opinions
    return opinions


def _zip_opinions(importer, name):
    """Return the opinions of a file in a zip file; name is its path there."""
    entry = importer._get_files().get(name)
    if entry is None:
        return {}
    path = _bootstrap_external._path_join(importer.archive, name)
    if path not in _files or _files[path][0] != entry:
        try:
            data = importer.get_data(path)
        except Exception as exc:
            # zlib has errors of its own.
            complain(f'the file is ignored: {exc}', path, 1)
            data = b''
        _files[path] = entry, parse_lines(data, path)
    return _files[path][1]


def said_in(finder, name):
    """Return the opinions on a name that a path entry finder's directory has."""
    if isinstance(finder, _bootstrap_external.FileFinder):
        if FILENAME not in finder._path_cache:
            return ()
        opinions = _file_opinions(
            _bootstrap_external._path_join(finder.path, FILENAME))
    elif _layouts.is_zipimporter(finder):
        opinions = _zip_opinions(finder, finder.prefix + FILENAME)
    else:
        return ()
    return opinions.get(name, ())


def said_on_path(name, *, first=False):
    """Return the opinions on a name of all directories on sys.path.

    With first, only of the first one that has any.
    """
    opinions = []
    for entry in sys.path:
        if isinstance(entry, str):
            finder = _bootstrap_external.PathFinder._path_importer_cache(entry)
            for opinion in said_in(finder, name):
                if opinion not in opinions:
                    opinions.append(opinion)
            if first and opinions:
                break
    return opinions


def _distribution_opinions(provenance):
    """Return the opinions of the importing module's distribution directory."""
    if provenance is None or not _bootstrap._has_defaults(provenance):
        return {}
    path = provenance.path
    directory = _bootstrap_external._path_split(path)[0]
    finder = sys.path_importer_cache.get(directory)
    if _layouts.is_zipimporter(finder):
        path = _bootstrap_external._path_join(
            path[len(finder.archive) + 1:], FILENAME)
        return _zip_opinions(finder, path)
    return _file_opinions(_bootstrap_external._path_join(path, FILENAME))


# The opinions on one import ###################################################

def consult(name, globals, provenance):
    """Collect what is said of the module that an import asks for.

    globals and provenance are the importing module's.  Returns the opinions on
    the module wherever it is found; those on the standard library, None if the
    name is not one of its or nothing is said; and whether a directory has
    opinions on either.
    """
    _look_at_process()
    table = _importer_table(globals, provenance) if _of_importers else {}
    own = _distribution_opinions(provenance)

    def said(subject):
        return [*_named.get(subject, ()),
                *(table.get(subject) or own.get(subject, ()))]

    opinions = said(name)
    preferences = None
    in_directories = bool(_bootstrap._met_defaults and said_on_path(name))
    top = name.partition('.')[0]
    if top in sys.stdlib_module_names or top in _FORMER_NAMES:
        preferences = said(STDLIB)
        if not preferences and not (_bootstrap._met_defaults and
                                    said_on_path(STDLIB)):
            preferences = None
    return opinions, preferences, in_directories


if __name__ != '_frozen_importlib_defaults':
    # There is one import system: importlib._bootstrap_defaults is its module.
    sys.modules[__name__] = _bootstrap._load_part('defaults')
