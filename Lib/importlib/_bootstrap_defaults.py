"""Versioned imports: what is said of versions outside of import statements.

A default says which version of one name an import is to get.  It is held

- in the process: sys.default_library_versions, which the environment variable
  PYTHONVERSION fills, also for the imports of one importing package;
- by a distribution: import-versions.txt in its distribution directory, on the
  imports that its modules make, where the process has no entry for them;
- by a directory on sys.path: import-versions.txt in it, on what it holds.

The files have one default on a line, "name specifier", the variable has the
same separated by os.pathsep.  What cannot be understood is reported in a
RuntimeWarning and has no other effect.

What the defaults mean for an import is the flow's to say (Request).
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _external
import sys

_flow = _bootstrap._load_version_part('versions')
FILENAME = _flow.DEFAULTS_FILE
_origins = _bootstrap._load_version_part('origins')
_normalize = _bootstrap._load_builtin('_importlib_versions').normalize

# The name of the standard library in a default.
STDLIB = 'stdlib'

# Top-level modules that the standard library had in Python 3.9 or later.
_FORMER_NAMES = frozenset((
    '_bootlocale', 'aifc', 'asynchat', 'asyncore', 'audioop', 'binhex', 'cgi',
    'cgitb', 'chunk', 'crypt', 'distutils', 'formatter', 'imghdr', 'imp',
    'lib2to3', 'macpath', 'mailcap', 'msilib', 'nis', 'nntplib', 'ossaudiodev',
    'parser', 'pipes', 'smtpd', 'sndhdr', 'spwd', 'sunau', 'symbol',
    'telnetlib', 'uu', 'xdrlib'))


class Default:

    """The version that a name is to have, and who says so.

    name       the module's name
    specifier  a Specifier; text is that as PEP 440 spells it canonically
    source     a string that names the place
    """

    __slots__ = ('name', 'text', 'source')

    def __init__(self, name, text, source):
        self.name = name
        self.text = text
        self.source = source

    @property
    def specifier(self):
        from importlib._version_types import Specifier
        return Specifier(self.text)

    def __reduce__(self):
        return Default, (self.name, self.text, self.source)

    def __repr__(self):
        return f'<Default {self.name} {self.text} of {self.source}>'


# The format ###################################################################

def parse_line(text):
    """Return the name and the specifier of a line, "name specifier".

    The white space may be missing before an operator; what follows a "#" is a
    comment.  None if there is nothing but that.  Raises ValueError.
    """
    text = text.partition('#')[0].strip()
    if not text:
        return None
    name = text.split(None, 1)[0]
    for operator in '=!<>~':
        name = name.partition(operator)[0]
    if not _is_module_name(name):
        raise ValueError(f'{name!r} is no name of a module')
    rest = text[len(name):].strip()
    if not rest:
        raise ValueError(f'no version follows {name!r}')
    return name, _flow.clause_of(rest)


def _is_module_name(name):
    return all(part.isidentifier() for part in name.split('.'))


def split_lines(data):
    """Return the lines of a file's bytes, which end as those of text files do."""
    return data.removeprefix(b'\xef\xbb\xbf').splitlines()


def parse_lines(data, path):
    """Return the defaults of a file's bytes, {name: [Default, ...]}.

    path names the file; what cannot be understood is complained of.
    """
    found = {}
    for number, line in enumerate(split_lines(data), 1):
        try:
            parsed = parse_line(line.decode('utf-8'))
        except ValueError as exc:
            complain(f'{_shown(line)} is ignored: {_short(exc)}', path, number)
            continue
        if parsed is not None:
            name, wanted = parsed
            found.setdefault(name, []).append(
                Default(name, wanted, f'{path}, line {number}'))
    return found


def configure(policy, variable):
    """Take what the interpreter's configuration says of versions.

    Called when the interpreter starts, before site is imported; variable is
    PYTHONVERSION's value, or None.
    """
    if policy != 'strict':
        _bootstrap._load_versions().policy = policy
    if variable is not None:
        _take_variable(variable)


def _take_variable(text):
    """Put what PYTHONVERSION says into sys.default_library_versions.

    An entry without a name is for the standard library.
    """
    found = {}
    for number, entry in enumerate(
            text.split(';' if _external._MS_WINDOWS else ':'), 1):
        entry = entry.strip()
        try:
            if entry[:1].isdigit() or entry[:1] in tuple('=!<>~'):
                name, wanted = STDLIB, _flow.clause_of(entry)
            else:
                name, wanted = parse_line(entry) or (None, None)
        except ValueError as exc:
            complain(f'{entry!r} is ignored: {_short(exc)}', 'PYTHONVERSION',
                     number)
            continue
        if name is not None:
            found[name] = _flow.together([found[name], wanted] if name in found
                                         else [wanted])
    _of_variable.update(found)
    sys.default_library_versions.update(_of_variable)
    report()


def value_specifier(value):
    """Return the specifier of a value: text, a Version, Specifier or tuple.

    In a tuple numbers are separated by dots and letters follow as they are:
    (2, 3, 'a', 1) is 2.3a1.  Raises ValueError.
    """
    if isinstance(value, tuple):
        value = spell(value)
    try:
        return _flow.clause_of(value)
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

_TABLE = 'sys.default_library_versions'

# What PYTHONVERSION gave, to name it as the source.
_of_variable = {}

# What sys.default_library_versions was when it was looked at last, and what it
# said: the defaults by name, and [(importer, specifier, defaults), ...].  Other
# threads read it, so that it is replaced as a whole.
_process = {}, {}, ()


def _look_at_process():
    """Return what sys.default_library_versions says, by name and by importer."""
    global _process
    table = getattr(sys, 'default_library_versions', None)
    last, named, of_importers = _process
    if table == last or table is None and not last:
        return named, of_importers
    if not isinstance(table, dict):
        complain(f'a dict is needed; {type(table).__name__} is ignored', _TABLE, 1)
        _process = table, {}, ()
        return {}, ()
    last = {key: value.copy() if isinstance(value, dict) else value
            for key, value in table.items()}
    named = {}
    of_importers = []
    for key, value in last.items():
        try:
            if isinstance(value, dict):
                importer, version = key
                if not isinstance(importer, str):
                    raise ValueError('an importer is a name and a version')
                of_importers.append((importer, value_specifier(version),
                                     _table(value, f'{_TABLE}[{key!r}]')))
                continue
        except (TypeError, ValueError) as exc:
            complain(f'[{key!r}] is ignored: {exc}', _TABLE, 1)
            continue
        named.update(_table({key: value}, _TABLE))
    _process = last, named, tuple(of_importers)
    return named, of_importers


def _table(table, place):
    """Return the defaults of a dict {name: value}."""
    found = {}
    for name, value in table.items():
        try:
            if not isinstance(name, str) or not _is_module_name(name):
                raise ValueError('the key is no name of a module')
            wanted = value_specifier(value)
        except ValueError as exc:
            complain(f'[{name!r}] = {value!r} is ignored: {exc}', place, 1)
            continue
        source = f'{place}[{name!r}]'
        if place == _TABLE and _of_variable.get(name) == value:
            source = 'the environment variable PYTHONVERSION'
        found[name] = [Default(name, wanted, source)]
    return found


def _importer_table(of_importers, request):
    """Return what the process says of the imports of one importer."""
    tables = {}
    for importer, wanted, table in of_importers:
        version = _importer_version(importer, request)
        if _flow.satisfies(wanted, version):
            for name, found in table.items():
                tables.setdefault(name, []).extend(found)
    return tables


def _importer_version(importer, request):
    """Return the version of an importer if the request is of its modules.

    The importer is a module or the distribution that the module is from.
    """
    origin = request.importer
    if origin is None and request.importing is not None:
        origin = _origins.origin_of(request.importing)
    module = getattr(request.importing, 'name', None)
    if module is None and request.globals is not None:
        module = request.globals.get('__name__')
    if not isinstance(module, str):
        return None
    if module == importer or module.startswith(importer + '.'):
        if origin is not None:
            return origin.version
        spec = _origins.spec_of(importer, sys.modules.get(importer))
        return None if spec is None else _origins.spec_version(spec)
    if origin is not None and origin.distribution == _normalize(importer):
        return origin.version
    return None


# Files ########################################################################

# {path: (what tells that the file is the same, {name: [Default, ...]})}
_files = {}


def _file_defaults(path):
    """Return the defaults of a file, which is read again when it changes."""
    try:
        stat = _external._path_stat(path)
        identity = stat.st_mtime_ns, stat.st_size, stat.st_ino
        if path in _files and _files[path][0] == identity:
            return _files[path][1]
        if stat.st_mode & 0o170000 != 0o100000:
            # Reading a FIFO would wait for ever.
            raise ValueError('not a regular file')
        with _external._io.FileIO(path) as file:
            data = file.read()
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        identity, data = str(exc), b''
        if path in _files and _files[path][0] == identity:
            return {}
        complain(f'the file is ignored: {exc}', path, 1)
    defaults = parse_lines(data, path)
    _files[path] = identity, defaults
    return defaults


def _zip_defaults(importer):
    """Return the defaults of the file in what a zipimporter stands for."""
    name = importer.prefix + FILENAME
    entry = importer._get_files().get(name)
    if entry is None:
        return {}
    path = _external._path_join(importer.archive, name)
    if path not in _files or _files[path][0] != entry:
        try:
            data = importer.get_data(path)
        except Exception as exc:
            # zlib has errors of its own.
            complain(f'the file is ignored: {exc}', path, 1)
            data = b''
        _files[path] = entry, parse_lines(data, path)
    return _files[path][1]


def _defaults_in(finder):
    """Return the defaults of the file in a path entry finder's directory."""
    names = getattr(finder, '_path_cache', None)
    if names is not None:
        if FILENAME in names:
            return _file_defaults(_external._path_join(finder.path, FILENAME))
    elif hasattr(finder, '_get_files'):
        return _zip_defaults(finder)
    return {}


def said_in(finder, name):
    """Return the defaults for a name that a path entry finder's directory has."""
    return _defaults_in(finder).get(name, ())


def said_on_path(name, *, first=False):
    """Return the defaults for a name of all directories on sys.path.

    With first, only of the first one that has any.
    """
    found = []
    for entry in sys.path:
        if isinstance(entry, str):
            finder = _external.PathFinder._path_importer_cache(entry)
            found.extend(default for default in said_in(finder, name)
                         if default not in found)
            if first and found:
                break
    return found


# {path of a distribution directory: (its listing, defaults)}
_distributions = {}


def _distribution_defaults(origin):
    """Return the defaults of a distribution directory's own file.

    It is read once for each listing of the directory: it belongs to what has
    been installed, as the metadata does that it is made from.
    """
    if origin is None or not origin.is_entry:
        return {}
    finder = _external.PathFinder._path_importer_cache(origin.path)
    listing = getattr(finder, '_path_cache', finder)
    found = _distributions.get(origin.path)
    if found is None or found[0] is not listing:
        found = _distributions[origin.path] = listing, _defaults_in(finder)
    return found[1]


# The defaults of one import ###################################################

def consult(request):
    """Give a request the defaults that speak for it."""
    name = request.name
    named, of_importers = _look_at_process()
    table = _importer_table(of_importers, request) if of_importers else {}
    own = _distribution_defaults(request.importer)

    def said(subject):
        return [*named.get(subject, ()),
                *(table.get(subject) or own.get(subject, ()))]

    request.defaults = said(name)
    in_directories = bool(_flow.directories_with_defaults)
    request.in_directories = in_directories and bool(said_on_path(name))
    top = name.partition('.')[0]
    if top in sys.stdlib_module_names or top in _FORMER_NAMES:
        preferences = said(STDLIB)
        if preferences or in_directories and said_on_path(STDLIB):
            request.preferences = preferences
