"""Versioned imports for a Python whose import statement has no version clause.

    import versioned_imports; versioned_imports.install()
    import cgi__gt__2_3 as cgi
    import foo__eq__1_0.bar as bar
    foo = versioned_imports.import_module('foo', version='>=1.2,<2')

A *long name* is a name with comparisons: eq, ne, lt, le, gt or ge between
double underscores, each followed by a PEP 440 version with "_" for ".".  It
imports the module without them, in a version that satisfies all of them.  What
comes first holds:

1. A module that really has a long name is that module.
2. A module that is imported already is taken if its version satisfies the
   clause; otherwise the import fails with ModuleVersionError.
3. Each directory of sys.path in order: of its versions that satisfy the clause
   the highest, a flat module among them.
4. An import without a clause takes what it takes without this module.  Only where
   that is nothing, or a namespace package, it takes the highest version in the
   first directory that has any.
5. For modules of a distribution directory, that stands on sys.path immediately
   before the directory in which it lies.

Versions stand beside each other as name-1.0/ (which holds name, or is the
package) and name-1.0.py, or as links to such; README.md tells the rest.  Where
the interpreter knows versions itself, this module passes everything on to it.
"""

import ast
import builtins
import collections.abc
import contextlib
import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import os
import pkgutil
import re
import stat
import sys
import sysconfig
import threading
import types
import warnings
import zipfile
import zipimport
from typing import NamedTuple, Optional

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

__all__ = ['Candidate', 'Importer', 'ModuleVersionError', 'import_module', 'install', 'uninstall']

# Whether the interpreter's own import system knows versions.
NATIVE = 'version' in inspect.signature(importlib.import_module).parameters

_PathFinder = importlib.machinery.PathFinder
# In the order in which a directory's finder tries them.
_SUFFIXES = (*importlib.machinery.EXTENSION_SUFFIXES, *importlib.machinery.SOURCE_SUFFIXES,
             *importlib.machinery.BYTECODE_SUFFIXES)
_METADATA_SUFFIXES = ('.dist-info', '.egg-info')


# ---- what the import system says ----

class Candidate(NamedTuple):
    """A version of a module that an import could choose."""
    name: str
    version: Optional[Version]  # None: unknown
    path: Optional[str]         # the version's directory or file, links resolved
    directory: Optional[str]    # the path entry in which it was found
    # 'distribution', 'package', 'module', 'flat', 'stdlib', 'builtin', 'frozen' or, of what
    # another finder found, 'finder'
    layout: str


class Importer(NamedTuple):
    """The import that chose a version."""
    module: Optional[str]
    filename: Optional[str]
    lineno: Optional[int]
    clause: Optional[str]


class ModuleVersionError(ImportError):
    """No version of a module satisfies what is asked, or another one is imported.

    name         the module that was asked for
    path         the file of the version that is imported, or None
    requested    the clause, a string, or None
    found        a list of Candidates
    imported_by  the Importer that chose the version that is imported, or None
    """

    def __init__(self, msg=None, *, name=None, path=None, requested=None, found=(),
                 imported_by=None):
        super().__init__(msg, name=name, path=path)
        self.requested = requested
        self.found = list(found)
        self.imported_by = imported_by


if NATIVE:
    from importlib.versions import Candidate, ModuleVersionError  # noqa: F811


# ---- clauses ----

_COMPARISON = re.compile(r'\s*(===|==|!=|<=|>=|~=|<|>)\s*(\S+)\s*\Z')
_OPERATORS = {'eq': '==', 'ne': '!=', 'lt': '<', 'le': '<=', 'gt': '>', 'ge': '>='}
_LONG_COMPARISON = r'__(eq|ne|lt|le|gt|ge)__([0-9][0-9A-Za-z]*(?:_[0-9A-Za-z]+)*)'
_LONG_NAME = re.compile(rf'(\w+?)((?:{_LONG_COMPARISON})+)\Z')


def _is_version(text):
    """Tell whether a text is a PEP 440 version and nothing more."""
    if not text.isascii() or text != text.strip():
        return False
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


class _Clause:
    """What may follow "version" in an import statement: "1.2", ">=1.2,<2".

    A bare version X means ==X.*, or ==X if it has a pre, post, dev or local
    part.  === is equality of the canonical spelling.  Raises ValueError.
    """

    def __init__(self, text):
        self.parts = tuple(self._parse(text))
        self.bare = None if self.parts[0][0] else self.parts[0][1]
        self.text = ','.join(map(''.join, self.parts))
        self.is_equality = len(self.parts) == 1 and self.parts[0][0] in ('', '==')
        self.bounds = [Version(version) for operator, version in self.parts if operator == '>=']
        self.names_prerelease = any(
            Version(_without_star(version)).is_prerelease
            for operator, version in self.parts if operator != '!=')
        self._identities = [version for operator, version in self.parts if operator == '===']
        self._comparisons = SpecifierSet(','.join(
            _bare_comparison(version) if not operator else operator + version
            for operator, version in self.parts if operator != '==='))

    @staticmethod
    def _parse(text):
        text = text.strip()
        if text[:1] not in '=!<>~':
            if not _is_version(text):
                raise ValueError(f'invalid version clause {text!r}')
            yield '', str(Version(text))
            return
        for comparison in text.split(','):
            match = _COMPARISON.match(comparison)
            star = ''
            if match:
                operator, version = match.groups()
                if version.endswith('.*') and operator in ('==', '!='):
                    version, star = version[:-2], '.*'
            if not match or not _is_version(version):
                raise ValueError(f'invalid version clause {text!r}')
            yield operator, str(Version(version)) + star

    def __str__(self):
        return self.text

    def accepts(self, version):
        """Tell whether a version, a string or Version or None, satisfies the clause.

        Pre-releases do: whether they are chosen is a matter of choosing.
        """
        if version is None:
            return False
        version = version if isinstance(version, Version) else Version(version)
        return (all(str(version) == text for text in self._identities) and
                self._comparisons.contains(version, prereleases=True))


def _without_star(text):
    return text[:-2] if text.endswith('.*') else text


def _bare_comparison(text):
    """Spell a bare version as the comparison that it stands for."""
    version = Version(text)
    if version.is_prerelease or version.is_postrelease or version.local:
        return '==' + text
    return f'=={text}.*'


@functools.lru_cache(maxsize=1024)
def _clause(text):
    if not isinstance(text, str):
        raise TypeError(f'version must be str, not {type(text).__name__}')
    return _Clause(text)


def _split_long_name(name):
    """Return the name and the clause of a long name; the clause is None if it is not one."""
    match = _LONG_NAME.match(name)
    if not match or not match[1].isidentifier():
        return name, None
    try:
        return match[1], _clause(','.join(
            _OPERATORS[operator] + version.replace('_', '.')
            for operator, version in re.findall(_LONG_COMPARISON, match[2])))
    except ValueError:
        return name, None


class _Demand:
    """The clauses that a version must satisfy: the statement's own, defaults, or both."""

    def __init__(self, clauses, own=None):
        self.clauses = clauses
        self.own = own
        self.spelling = own.text.lstrip('=') if own else None
        self.names_prerelease = any(clause.names_prerelease for clause in clauses)
        self.has_equality = any(clause.is_equality for clause in clauses)

    def accepts(self, version):
        return all(clause.accepts(version) for clause in self.clauses)

    def is_met(self, spec, version):
        """Tell whether a module of a version, None if unknown, satisfies or declares it."""
        return version is not None and (
            self.accepts(version) or self.has_equality and _declares(spec, version, self))

    def rank(self, version):
        """The key by which the best of several versions is the greatest."""
        return self.names_prerelease or not version.is_prerelease, version


_ANY = _Demand([])


# ---- declarations: the older versions that a module still provides ----

_SUPPORTED, _OLDEST = '__supported_versions__', '__oldest_supported_version__'


def _spell(parts):
    """Return the text of a version given as a tuple: (2, 3, 'a', 1) is 2.3a1."""
    text = ''
    for part in parts:
        if type(part) is int and part >= 0:
            text += f'.{part}' if text[-1:].isdigit() else str(part)
        elif isinstance(part, str):
            text += part
        else:
            raise ValueError(f'{parts!r} is no version')
    return text


def _declarations(spec):
    """Return the versions that a module's source says it supports, and the oldest or None.

    The source is not run.  What is no literal or no version is reported.
    """
    supported, oldest = [], None
    try:
        source = spec.loader.get_source(spec.name)
        if not source or _SUPPORTED not in source and _OLDEST not in source:
            return supported, oldest
        body = ast.parse(source).body
    except (AttributeError, ImportError, OSError, SyntaxError, ValueError):
        # What is wrong with the module is said when it is imported.
        return supported, oldest
    for name, value in _assignments(body):
        if name == _OLDEST:
            oldest = _declared(name, value, spec)
        elif isinstance(value, (ast.List, ast.Tuple)):
            declared = [_declared(name, item, spec) for item in value.elts]
            supported = [version for version in declared if version is not None]
        else:
            _complain(f'{name} is ignored: it is no list of versions', spec.origin, value.lineno)
    return supported, oldest


def _assignments(body):
    """Yield the names and the values, syntax trees, that a module's top level declares."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and target.id in (_SUPPORTED, _OLDEST):
                yield target.id, statement.value


def _declared(name, node, spec):
    """Return the Version that a syntax tree is a literal of, or None with a warning."""
    try:
        value = ast.literal_eval(node)
        return Version(_spell(value) if isinstance(value, tuple) else value)
    except (TypeError, ValueError):
        _complain(f'what is no version, as a literal string or tuple, is ignored in {name}',
                  spec.origin, node.lineno)
        return None


def _declares(spec, version, demand):
    """Tell whether a version satisfies a demand by what its module declares.

    The equalities may hold of a version that it supports, the rest of its own.
    """
    supported, oldest = _declarations(spec)
    for clause in demand.clauses:
        if clause.accepts(version):
            continue
        if not clause.is_equality:
            return False
        asked = Version(_without_star(clause.parts[0][1]))
        if not (any(map(clause.accepts, supported)) or oldest is not None and
                (clause.accepts(oldest) or oldest <= asked <= Version(version))):
            return False
    return True


def _is_passed_over(spec, demand):
    """Tell whether a module no longer supports the lower bound of a ">="."""
    bounds = [bound for clause in demand.clauses for bound in clause.bounds]
    oldest = _declarations(spec)[1] if bounds else None
    return oldest is not None and any(oldest > bound for bound in bounds)


# ---- defaults: opinions on the imports of others ----

_DEFAULTS_FILE = 'import-versions.txt'
# Top-level modules that the standard library has had since Python 3.9 and has lost, or just before.
_FORMER_STDLIB = frozenset((
    '_bootlocale', 'aifc', 'asynchat', 'asyncore', 'audioop', 'binhex', 'cgi', 'cgitb', 'chunk',
    'crypt', 'distutils', 'formatter', 'imghdr', 'imp', 'lib2to3', 'macpath', 'mailcap', 'msilib',
    'nis', 'nntplib', 'ossaudiodev', 'parser', 'pipes', 'smtpd', 'sndhdr', 'spwd', 'sunau',
    'symbol', 'telnetlib', 'uu', 'xdrlib'))


class _Opinion(NamedTuple):
    """A default: the versions that a name may have, and who says so."""
    name: str
    clause: _Clause
    source: str


def _complain(message, filename, lineno):
    warnings.warn_explicit(message, RuntimeWarning, filename or '<import>', lineno or 1,
                           registry=_complaints)


_complaints = {}  # so that one complaint is made once


def _parse_default(text):
    """Return the name and the clause of "name specifier".  Raises ValueError."""
    name, specifier = re.match(r'([^\s=!<>~]*)\s*(.*)', text).groups()
    if not all(part.isidentifier() for part in name.split('.')):
        raise ValueError(f'{name!r} is no name of a module')
    return name, _clause(specifier)


def _parse_file(data, path):
    """Return the opinions in an import-versions.txt, {name: [opinion, ...]}."""
    opinions = {}
    for number, line in enumerate(data.split(b'\n'), 1):
        try:
            text = line.decode('utf-8-sig' if number == 1 else 'utf-8').partition('#')[0].strip()
            if text:
                name, clause = _parse_default(text)
                opinions.setdefault(name, []).append(
                    _Opinion(name, clause, f'{path}, line {number}'))
        except ValueError as error:
            _complain(f'{line[:80]!r} is ignored: {error}', path, number)
    return opinions


@functools.lru_cache(maxsize=4)
def _parse_variable(text):
    """Return the opinions in PYTHONVERSION; one without a name is on the standard library."""
    opinions = {}
    for number, entry in enumerate(text.split(os.pathsep), 1):
        entry = entry.strip()
        try:
            if entry:
                is_bare = entry[0].isdigit() or entry[0] in '=!<>~' or _is_version(entry)
                name, clause = ('stdlib', _clause(entry)) if is_bare else _parse_default(entry)
                opinions.setdefault(name, []).append(
                    _Opinion(name, clause, 'the environment variable PYTHONVERSION'))
        except ValueError as error:
            _complain(f'{entry!r} is ignored: {error}', 'PYTHONVERSION', number)
    return opinions


def _parse_table(table, source):
    """Return the opinions in a dict {name: specifier, tuple or version object}."""
    opinions = {}
    for name, value in table.items():
        try:
            if not isinstance(name, str) or not all(map(str.isidentifier, name.split('.'))):
                raise ValueError('the key is no name of a module')
            clause = _clause(_spell(value) if isinstance(value, tuple) else str(value))
            opinions[name] = [_Opinion(name, clause, f'{source}[{name!r}]')]
        except ValueError as error:
            _complain(f'[{name!r}] = {value!r} is ignored: {error}', source, 1)
    return opinions


def _process_opinions():
    """Return what the process says of all imports, and [(importer, clause, opinions), ...].

    sys.default_library_versions goes before PYTHONVERSION.
    """
    table = getattr(sys, 'default_library_versions', {})
    source = 'sys.default_library_versions'
    opinions, of_importers = dict(_parse_variable(os.environ.get('PYTHONVERSION', ''))), []
    for key, value in table.items() if isinstance(table, dict) else ():
        if not isinstance(value, dict):
            opinions.update(_parse_table({key: value}, source))
            continue
        try:
            importer, version = key
            clause = _clause(_spell(version) if isinstance(version, tuple) else str(version))
            of_importers.append((importer, clause, _parse_table(value, f'{source}[{key!r}]')))
        except (TypeError, ValueError) as error:
            _complain(f'[{key!r}] is ignored: {error}', source, 1)
    return opinions, of_importers


def _policy():
    """What becomes of a clause that is not satisfied: "strict", "warn" or "off"."""
    policy = sys._xoptions.get('version_policy') or os.environ.get('PYTHONVERSIONPOLICY')
    return policy if policy in ('warn', 'off') else 'strict'


# ---- places: what a path entry holds ----

class _Origin:
    """Where a version comes from.  The modules of a distribution directory share it."""

    def __init__(self, version, path, layout, directory):
        self.version = version
        self.path = path
        self.layout = layout
        self.directory = directory
        # Whether it is a path entry for the modules that it holds.
        self.is_entry = layout == 'distribution'
        # The normalized name of the distribution, which that of the entry says.
        self.distribution = _normalize(os.path.basename(path).partition('-')[0])


def _normalize(name):
    """Normalize the name of a distribution (PEP 503)."""
    return re.sub('[-_.]+', '-', name).lower()


class _Entry(NamedTuple):
    """One version in a place."""
    version: Version
    text: str          # as it is spelled
    path: str          # links resolved
    filename: str


def _is_shorter(short, long):
    """Tell whether a version is a release, the first numbers of another one."""
    count = len(short.release)
    return (count < len(long.release) and short.epoch == long.epoch and
            short.release == long.release[:count] and
            not (short.is_prerelease or short.is_postrelease or short.local))


class _Place:
    """A directory of sys.path, or one inside a zip file.

    Names of the form "import name, dash, version" in it are versions; others
    mean nothing here.  The listing is read again when it may have changed.
    """

    def __init__(self, entry):
        self.entry = entry
        self.names = frozenset()
        self._identity = None
        # The names of versions by that of the module, and the packages that these are in.
        self._by_name = {}
        self._packages = set()
        self._opinions = {}

    def refresh(self):
        identity = self._identify(self.entry)
        if identity == self._identity and identity is not None:
            return
        names, by_name, packages = frozenset(self._list()), {}, set()
        for filename in names:
            name, dash, rest = filename.partition('-')
            # 1.0+tweak.dist-info could be a local version.
            if (dash and not filename.endswith(_METADATA_SUFFIXES) and
                    self._version_text(rest) is not None):
                by_name.setdefault(name, []).append(filename)
                packages.update(name[:i] for i, char in enumerate(name) if char == '.')
        self._identity, self.names = identity, names
        self._by_name, self._packages = by_name, packages

    @staticmethod
    def _version_text(rest):
        """The version in what follows the dash of a name, or None."""
        for suffix in ('.link', *_SUFFIXES, ''):
            if rest.endswith(suffix):
                text = rest[:len(rest) - len(suffix)]
                if _is_version(text):
                    return text
        return None

    def has_portion_of(self, fullname):
        """Tell whether there are versions of modules inside a package of that name."""
        return fullname in self._packages

    def entries(self, fullname, demand):
        """Return the versions of a module that a demand accepts, the best first.

        Of equal ones the spelling of the clause goes first, then the sorted
        order.
        """
        found = {}
        for entry in self._resolved(fullname):
            found.setdefault((entry.path, entry.text), entry)
        entries = [entry for entry in found.values() if demand.accepts(entry.version)]
        # Each sort keeps the order of the one before among equals.
        entries.sort(key=lambda entry: (entry.text != demand.spelling, entry.text, entry.filename))
        entries.sort(key=lambda entry: demand.rank(entry.version), reverse=True)
        return entries

    def pinned(self, fullname, bare):
        """Return the version that a bare clause means here by a pin, or None."""
        for filename in sorted(self._by_name.get(fullname, ())):
            text = self._version_text(filename.partition('-')[2])
            if str(Version(text)) == bare:
                path, text, is_pin = self._lead(fullname, filename)
                return _Entry(Version(text), text, path, filename) if is_pin else None
        return None

    def _resolved(self, fullname):
        """Yield the versions of a module in the order of their names, links resolved."""
        for filename in sorted(self._by_name.get(fullname, ())):
            path, text, is_pin = self._lead(fullname, filename)
            if path is not None and not is_pin:
                yield _Entry(Version(text), text, path, filename)

    def _lead(self, name, filename):
        """Return the path of a version, its text, and whether a pin leads there.

        The name says the version.  A link to a version in the same directory is
        an alias if both are equal, or a pin if it is a shorter version of the
        same module.  The path is None if it is a mistake, is dangling or loops.
        """
        text, is_pin = self._version_text(filename.partition('-')[2]), False
        for _ in range(40):
            target = self._target(filename)
            if target is None:
                path = os.path.join(self.entry, filename)
                return (path if filename in self.names else None), text, is_pin
            tail = self._beside(target)
            found, _, rest = (tail or '').partition('-')
            long = self._version_text(rest)
            if long is None or tail.endswith(_METADATA_SUFFIXES):
                return self._elsewhere(target), text, is_pin
            if found == name and _is_shorter(Version(text), Version(long)):
                text, is_pin = long, True
            elif Version(text) != Version(long):
                break
            filename, name = tail, found
        return None, text, False

    def probe(self, fullname, path, version):
        """Return the spec of a module in one version's entry, or None.

        The layouts, in order: a distribution directory that holds the module, a
        directory that is the package, a single file, and a distribution directory
        whose module is a namespace package.
        """
        held = self.probe_inside(fullname, path)
        spec = held if held is not None and held.loader is not None else None
        layout = 'distribution'
        if spec is None:
            spec, layout = self._probe_package(fullname, path), 'package'
        if spec is None:
            spec, layout = self._probe_file(fullname, path), 'module'
        if spec is None and held is not None:
            spec, layout = held, 'distribution'
        if spec is not None:
            _set_origin(spec, _Origin(version, path, layout, self.entry))
        return spec

    def probe_inside(self, fullname, path):
        """Return the spec of a module in a distribution directory, or None."""
        spec = _PathFinder.find_spec(
            fullname, [os.path.join(path, *fullname.split('.')[:-1])])
        if spec is not None and spec.loader is None:
            # A namespace package with this one portion.
            spec.submodule_search_locations = list(spec.submodule_search_locations)
        return spec

    def opinions(self):
        """Return what the place's own import-versions.txt says, {name: [opinion, ...]}."""
        if _DEFAULTS_FILE not in self.names:
            return {}
        return self.file_opinions(os.path.join(self.entry, _DEFAULTS_FILE))

    def file_opinions(self, path):
        """Return what an import-versions.txt says, which is read again when it has changed."""
        identity = self._identify(path)
        if path not in self._opinions or self._opinions[path][0] != identity:
            data = self.read(path)
            if data is None and os.path.exists(path):
                _complain('the file is ignored: it cannot be read', path, 1)
            self._opinions[path] = identity, _parse_file(data or b'', path)
        return self._opinions[path][1]

    def has(self, *names):
        """Tell whether there is a file in the place."""
        return self.read(os.path.join(self.entry, *names)) is not None

    def lines(self, *names):
        """Return the lines of a text file in the place, none if it cannot be read."""
        data = self.read(os.path.join(self.entry, *names))
        return [] if data is None else data.decode('utf-8', 'replace').splitlines()


class _Directory(_Place):

    def _identify(self, path):
        try:
            status = os.stat(path)
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _list(self):
        try:
            return os.listdir(self.entry)
        except OSError:
            return ()

    def _target(self, filename):
        """Return what a link says, None if it is not one."""
        path = os.path.join(self.entry, filename)
        try:
            if filename.endswith('.link'):
                return (self.read(path) or b'').decode('utf-8-sig').partition('\n')[0].strip()
            return os.readlink(path)
        except (OSError, ValueError):
            return None

    def _beside(self, target):
        """Return the name of the entry of this directory that a link leads to, or None."""
        directory, tail = os.path.split(os.path.join(self.entry, target))
        return tail if os.path.realpath(directory) == os.path.realpath(self.entry) else None

    def _elsewhere(self, target):
        """Return the path of what a link leads to that is no version beside it, or None."""
        path = os.path.realpath(os.path.join(self.entry, target))
        return path if target and os.path.exists(path) else None

    def _probe_package(self, fullname, path):
        for suffix in _SUFFIXES:
            filename = os.path.join(path, '__init__' + suffix)
            if os.path.isfile(filename):
                return importlib.util.spec_from_file_location(
                    fullname, filename, submodule_search_locations=[path])
        return None

    def _probe_file(self, fullname, path):
        if path.endswith(_SUFFIXES) and os.path.isfile(path):
            return importlib.util.spec_from_file_location(fullname, path)
        return None

    def read(self, path):
        """Return the bytes of a file, or None.  Reading a FIFO would wait for ever."""
        try:
            if stat.S_ISREG(os.stat(path).st_mode):
                with open(path, 'rb') as file:
                    return file.read()
        except (OSError, ValueError):
            pass
        return None


class _Archive(_Place):

    def __init__(self, entry, importer):
        super().__init__(entry)
        self._archive = importer.archive
        self._prefix = importer.prefix.replace(os.sep, '/')
        self._files = frozenset()

    def _identify(self, path):
        try:
            status = os.stat(self._archive)
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _list(self):
        try:
            with zipfile.ZipFile(self._archive) as file:
                self._files = frozenset(file.namelist())
        except (OSError, zipfile.BadZipFile):
            self._files = frozenset()
        return {name[len(self._prefix):].partition('/')[0] for name in self._files
                if name.startswith(self._prefix)}

    def _member(self, path):
        """The name in the archive of a path."""
        return os.path.relpath(path, self._archive).replace(os.sep, '/')

    def _target(self, filename):
        """Return what a link says, None if it is not one."""
        if not filename.endswith('.link'):
            return None
        data = self.read(os.path.join(self.entry, filename)) or b''
        return data.decode('utf-8-sig', 'replace').partition('\n')[0].strip()

    def _beside(self, target):
        """A link leads to an entry of the same directory."""
        return target

    def _elsewhere(self, target):
        """Return the path of what a link leads to that is no version, or None."""
        return os.path.join(self.entry, target) if target in self.names else None

    def probe_inside(self, fullname, path):
        spec = super().probe_inside(fullname, path)
        if spec is not None and spec.loader is not None and not hasattr(spec.loader, 'exec_module'):
            # A zipimporter before Python 3.10.
            spec.loader = _ArchiveLoader(self, spec.origin)
        return spec

    def _probe_package(self, fullname, path):
        filename = os.path.join(path, '__init__.py')
        if self._member(filename) not in self._files:
            return None
        return importlib.util.spec_from_file_location(
            fullname, filename, loader=_ArchiveLoader(self, filename),
            submodule_search_locations=[path])

    def _probe_file(self, fullname, path):
        if not path.endswith('.py') or self._member(path) not in self._files:
            return None
        return importlib.util.spec_from_file_location(
            fullname, path, loader=_ArchiveLoader(self, path))

    def read(self, path):
        """Return the bytes of a member, or None."""
        try:
            with zipfile.ZipFile(self._archive) as file:
                return file.read(self._member(path))
        except (KeyError, OSError, zipfile.BadZipFile):
            return None


class _ArchiveLoader(importlib.abc.SourceLoader):
    """Loads a module of a zip file whose file is not named like the module."""

    def __init__(self, place, path):
        self._place = place
        self._path = path

    def get_filename(self, fullname):
        return self._path

    def get_data(self, path):
        data = self._place.read(path)
        if data is None:
            raise OSError(f'{path} is not in the zip file')
        return data


# ---- the version of what there is ----

def _set_origin(spec, origin):
    spec._version_origin = origin
    spec.version = origin.version


def _origin(spec):
    return getattr(spec, '_version_origin', None)


def _spec_of(name):
    """Return the spec of a module by its name in sys.modules, or None."""
    return getattr(sys.modules.get(name), '__spec__', None)


def _is_namespace(spec):
    """Tell whether a spec is that of a namespace package without a version."""
    return (spec is not None and _origin(spec) is None and not spec.has_location and
            spec.origin in (None, 'namespace') and spec.submodule_search_locations is not None)


def _interpreter_version():
    info = sys.version_info
    level = {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}.get(info.releaselevel)
    return '{}.{}.{}'.format(*info) + (f'{level}{info.serial}' if level else '')


_STDLIB_DIRECTORIES = {sysconfig.get_path('stdlib'), sysconfig.get_path('platstdlib'),
                       os.path.dirname(os.__file__)}


def _is_stdlib_directory(entry):
    """Tell whether a path entry is one of the standard library's, where names mean nothing."""
    if entry in _STDLIB_DIRECTORIES:
        return True
    head, tail = os.path.split(entry)
    return (tail in ('lib-dynload', 'DLLs', 'python{}{}.zip'.format(*sys.version_info)) or
            # An interpreter in the folder that it was built in.
            tail.startswith('lib.') and head.endswith('build'))


@functools.lru_cache(maxsize=None)
def _is_standard(name):
    """Tell whether a top-level module is the standard library's."""
    if hasattr(sys, 'stdlib_module_names'):
        return name in sys.stdlib_module_names
    return (name in sys.builtin_module_names or _PathFinder.find_spec(
        name, list(filter(_is_stdlib_directory, sys.path))) is not None)


def _entry_of(spec):
    """Return the path entry in which a flat module was found, or None."""
    if not spec.has_location or not isinstance(spec.origin, str):
        return None
    entry = spec.origin
    for _ in range(spec.name.count('.') + 1 + (spec.submodule_search_locations is not None)):
        entry = os.path.dirname(entry)
    return entry


class _Metadata:
    """The *.dist-info and *.egg-info of a place, which tell the versions of flat modules."""

    def __init__(self, place):
        self._place = place
        self._infos = [name for name in sorted(place.names)
                       if name.endswith(_METADATA_SUFFIXES)]

    def by_name(self, name):
        """The version of the distribution that has a module's name, or None."""
        return self._first(lambda info: self._distribution(info) == _normalize(name))

    def version_of(self, name):
        """The version of the distribution that owns a module, or None.

        It is the one of that name, unless its RECORD does not list the module;
        else the one whose RECORD lists it; else, where a RECORD lists no module,
        the one whose top_level.txt or Import-Name names it.
        """
        inside = re.compile(re.escape(name.replace('.', '/')) +
                            r'(/__init__\.|\.py"?,|\.pyc"?,|\.[^/,]*(so|pyd)"?,)')

        def record(info):
            return [line.lstrip('"') for line in self._place.lines(info, 'RECORD')]

        def in_record(info):
            return any(map(inside.match, record(info)))

        def bears_name(info):
            return (self._distribution(info) == _normalize(name) and
                    (in_record(info) or not self._place.has(info, 'RECORD')))

        def is_named(info):
            if any(line.partition(',')[0].rstrip('"').endswith(_SUFFIXES) for line in record(info)):
                return False
            names = set(map(str.strip, self._place.lines(info, 'top_level.txt')))
            names.update(value.partition(';')[0].strip() for key, value in self._headers(info)
                         if key == 'import-name')
            return name in names

        return (self._highest(bears_name) or self._highest(in_record) or self._highest(is_named))

    def entry_version(self, name):
        """The version of a module from a place that is itself named name-<version>, or None."""
        own_name, _, version = os.path.basename(self._place.entry.rstrip(os.sep)).partition('-')
        return version if own_name == name and _is_version(version) else None

    def _first(self, owns):
        return next(filter(None, (self._version(info) for info in self._infos if owns(info))),
                    None)

    def _highest(self, owns):
        versions = [self._version(info) for info in self._infos if owns(info)]
        return max(filter(None, versions), key=Version, default=None)

    @staticmethod
    def _split(info):
        """The name and the version, perhaps empty, in the name of a metadata directory."""
        stem = re.sub(r'-py\d[\d.]*\Z', '', info.rpartition('.')[0])
        match = re.match(r'(.+)-(v?\d[^-]*)\Z', stem)
        return match.groups() if match else (stem.partition('-')[0], '')

    def _distribution(self, info):
        return _normalize(self._split(info)[0])

    def _version(self, info):
        texts = [self._split(info)[1]]
        texts += [value for key, value in self._headers(info) if key == 'version']
        return next(filter(_is_version, texts), None)

    def _headers(self, info):
        """Yield the keys, in lower case, and values in the head of the metadata."""
        for line in (self._place.lines(info, 'METADATA') or self._place.lines(info, 'PKG-INFO') or
                     self._place.lines(info)):
            if not line.strip():
                break
            key, _, value = line.partition(':')
            yield key.lower(), value.strip()


# ---- what sys.path holds ----

class _Inventory:
    """The places of path entries, and the versions of what is found in them."""

    def __init__(self):
        self._places = {}

    def clear(self):
        self._places.clear()

    def place(self, entry):
        """Return the up to date _Place of a path entry, None if its names mean nothing."""
        try:
            entry = entry or os.getcwd()
        except OSError:
            return None
        if entry not in self._places:
            finder = pkgutil.get_importer(entry)
            place = None
            if _is_stdlib_directory(entry):
                pass
            elif isinstance(finder, zipimport.zipimporter):
                place = _Archive(entry, finder)
            elif isinstance(finder, importlib.machinery.FileFinder):
                place = _Directory(entry)
            self._places[entry] = place
        place = self._places[entry]
        if place is not None:
            place.refresh()
        return place

    def entries(self, path, fullname=''):
        """Yield the entries of a path, each with the place that has its versions of a module.

        For a module in a namespace package that is the path entry of the portion.
        """
        for entry in path:
            if not isinstance(entry, str):
                continue
            directory = entry
            for part in reversed(fullname.split('.')[:-1]):
                directory, tail = os.path.split(directory)
                if tail != part:
                    yield entry, None
                    break
            else:
                yield entry, self.place(directory)

    def portions(self, fullname, path):
        """Return the directories of a namespace package, those that versions add among them."""
        found = []
        for entry, place in self.entries(path, fullname):
            spec = _PathFinder.find_spec(fullname, [entry])
            if spec is not None and spec.loader is None:
                found.extend(spec.submodule_search_locations)
            if place is not None and place.has_portion_of(fullname):
                portion = os.path.join(place.entry, *fullname.split('.'))
                if portion not in found:
                    found.append(portion)
        return found

    def has_portions(self, fullname, path):
        """Tell whether there are versions of modules inside a package."""
        return any(place.has_portion_of(fullname)
                   for _, place in self.entries(path, fullname) if place is not None)

    def has_versions(self, fullname, path):
        """Tell whether there are versions of a module, or of modules inside it."""
        return any(place.entries(fullname, _ANY) or place.has_portion_of(fullname)
                   for _, place in self.entries(path, fullname) if place is not None)

    def opinions(self, name, path, fullname):
        """Return what the files of all places say of a name, where a module is looked for."""
        return [opinion for _, place in self.entries(path, fullname) if place is not None
                for opinion in place.opinions().get(name, ())]

    # -- versions --

    def spec_version(self, spec):
        """Return the version of a spec's module as a string, or None if it is unknown."""
        origin = _origin(spec)
        return origin.version if origin is not None else self._flat_version(spec)

    def _flat_version(self, spec):
        """The version of a module that no versioned entry gave.

        It is the interpreter's for what comes with that, else that of the path
        entry's own name, else that of the metadata beside the module.
        """
        if spec.origin in ('built-in', 'frozen'):
            return _interpreter_version()
        parent_spec = _spec_of(spec.name.rpartition('.')[0])
        if parent_spec is not None and not _is_namespace(parent_spec):
            return self.spec_version(parent_spec)
        entry = _entry_of(spec)
        if entry is not None and _is_stdlib_directory(entry):
            return _interpreter_version()
        place = self.place(entry) if entry is not None else None
        version = None
        if place is not None:
            metadata = _Metadata(place)
            version = metadata.entry_version(spec.name) or metadata.version_of(spec.name)
        if version is None and entry is None:
            # Another kind of finder has found it.
            versions = (_Metadata(place).by_name(spec.name)
                        for _, place in self.entries(sys.path) if place is not None)
            version = next(filter(None, versions), None)
        return version

    def candidates(self, fullname, path):
        """Return the Candidates for a module in search order, in a place the highest first."""
        found = {}
        for finder in sys.meta_path:
            if finder is _PathFinder:
                for entry, place in self.entries(path, fullname):
                    candidates = [self.candidate(spec) for spec in self._specs_in(
                        entry, place, fullname)]
                    candidates.sort(key=_height, reverse=True)
                    found.update((candidate[1:3], candidate) for candidate in candidates
                                 if candidate[1:3] not in found)
            elif hasattr(finder, 'find_spec') and not isinstance(finder, _Finder):
                spec = finder.find_spec(fullname, None if path is sys.path else path)
                if spec is not None and not _is_namespace(spec):
                    candidate = self.candidate(spec, is_on_path=False)
                    found.setdefault(candidate[1:3], candidate)
        return list(found.values())

    @staticmethod
    def _specs_in(entry, place, fullname):
        spec = _PathFinder.find_spec(fullname, [entry])
        if spec is not None and spec.loader is not None:
            yield spec
        for version in place.entries(fullname, _ANY) if place is not None else ():
            spec = place.probe(fullname, version.path, version.text)
            if spec is not None:
                yield spec

    def candidate(self, spec, is_on_path=True):
        """Describe a spec."""
        version = self.spec_version(spec)
        version = None if version is None else Version(version)
        origin = _origin(spec)
        if origin is not None:
            return Candidate(spec.name, version, origin.path, origin.directory, origin.layout)
        if spec.origin in ('built-in', 'frozen'):
            layout = 'builtin' if spec.origin == 'built-in' else 'frozen'
            return Candidate(spec.name, version, None, None, layout)
        path, directory = spec.origin, _entry_of(spec)
        if directory is not None and spec.submodule_search_locations is not None:
            path = os.path.dirname(path)
        if directory is not None and _is_stdlib_directory(directory):
            layout = 'stdlib'
        else:
            layout = 'flat' if is_on_path and directory is not None else 'finder'
        return Candidate(spec.name, version, path, directory, layout)


def _height(candidate):
    """The key that sorts Candidates by version, unknown ones below all."""
    return candidate.version is not None, candidate.version or Version('0')


class _Portions(collections.abc.Sequence):
    """The __path__ of a namespace package that has versions in it; new portions are seen."""

    def __init__(self, inventory, fullname):
        self._inventory = inventory
        self._fullname = fullname

    def _current(self):
        parent = self._fullname.rpartition('.')[0]
        path = sys.modules[parent].__path__ if parent else sys.path
        return self._inventory.portions(self._fullname, path)

    def __getitem__(self, index):
        return self._current()[index]

    def __len__(self):
        return len(self._current())

    def __repr__(self):
        return f'{type(self).__name__}({self._current()!r})'


# ---- what is in use ----

class _InUse:
    """The modules that have a version from their entry, or were chosen for theirs."""

    def __init__(self):
        self._lock = threading.RLock()
        # {module name: the Importer that chose it}
        self.chosen = {}
        # {distribution: (origin, module names)}
        self._distributions = {}
        # {module being loaded: its distribution}
        self._loading = {}
        # {module name: (origin, the object that the module put into its place)}
        self._replaced = {}

    def origin_of(self, name, module):
        """Return the origin of a module in sys.modules, or None."""
        spec = getattr(module, '__spec__', None)
        if spec is not None:
            return _origin(spec)
        origin, replacement = self._replaced.get(name, (None, None))
        return origin if replacement is module else None

    def active(self, origin):
        """Return the origin whose modules of the same distribution are in use, or None."""
        active, names = self._distributions.get(origin.distribution, (None, ()))
        for name in list(names):
            if (self._loading.get(name) == origin.distribution or
                    _origin(_spec_of(name)) is active):
                return active
        return None

    def conflict(self, origin):
        """Return the origin in use that another version is at odds with, or None."""
        active = self.active(origin)
        if active is None or Version(active.version) == Version(origin.version):
            return None
        return active

    def modules_of(self, origin):
        """Return the names of a distribution's modules that are imported, or else begun."""
        names = sorted(self._distributions[origin.distribution][1])
        return [name for name in names if name in sys.modules] or names

    def enter(self, name, spec):
        """Take note that a module with a version is going to be loaded.

        Returns whether it is the first of its distribution in use.  Raises
        ModuleVersionError if another version is.
        """
        with self._lock:
            origin = _origin(spec)
            conflict = self.conflict(origin)
            if conflict is not None:
                request = _Request(name, _clause(origin.version), *_importer())
                raise _taken(self, request, conflict)
            active = self.active(origin)
            if active is not None and active.path == origin.path:
                _set_origin(spec, active)
                self._distributions[origin.distribution][1].add(name)
            else:
                self._distributions[origin.distribution] = origin, {name}
            if spec.loader is not None:
                self._loading[name] = origin.distribution
            return active is None

    def leave(self, name, spec, module):
        """Take note that a module with a version has been loaded."""
        self._loading.pop(name, None)
        replacement = sys.modules.get(name)
        if replacement is not module and getattr(replacement, '__spec__', None) is None:
            self._replaced[name] = _origin(spec), replacement

    def forget(self, name, spec, is_first):
        """Let a module that failed leave nothing behind; return the names that go.

        Its submodules go, and if it was the first of its distribution the
        distribution's other modules.
        """
        self._loading.pop(name, None)
        self.chosen.pop(name, None)
        gone = [name]
        if is_first:
            gone += [other for other, module in list(sys.modules.items()) if other != name and
                     _origin(getattr(module, '__spec__', None)) is _origin(spec)]
            for other in gone[1:]:
                sys.modules.pop(other, None)
        for other in gone:
            _forget_submodules(other)
        return gone


def _forget_submodules(name):
    for other in list(sys.modules):
        if other.startswith(name + '.'):
            sys.modules.pop(other, None)


# ---- one import ----

# What a search looks at: modules without versions in their names, versions, or both.
_FLAT, _VERSIONS, _BOTH = range(3)


class _Request:
    """What one import asks, and what the search for it has found."""

    def __init__(self, name, clause=None, importer=None, globals=None):
        self.name = name
        self.clause = clause
        self.importer = importer
        self.globals = globals or {}
        # The defaults that hold wherever the module is found; those for the
        # standard library, None if they do not speak of it.
        self.opinions = []
        self.preferences = None
        # Specs that do not satisfy what is asked.
        self.rejected = []
        # The origin in use that a version is at odds with.
        self.conflict = None
        # Whether the policy takes a module that does not satisfy it.
        self.is_tolerated = False

    def passes(self):
        """Yield functions, one per search with a clause: what each asks of a place.

        They take what the place's own file says, {name: [opinion, ...]}, and return
        a demand, or None to skip the place.  Defaults only choose among what the
        clause accepts.
        """
        if not self.clause.text.startswith('==='):
            if self.preferences is not None:
                yield self.of_library
            yield self.of_name
        yield lambda local: self._demand([])

    def of_library(self, local):
        preferences = [*self.preferences, *local.get('stdlib', ())]
        if not preferences:
            return None
        return self._demand([*self.opinions, *local.get(self.name, ()), *preferences])

    def of_name(self, local):
        return self._demand([*self.opinions, *local.get(self.name, ())])

    def _demand(self, opinions):
        own = [self.clause] if self.clause is not None else []
        return _Demand(own + [opinion.clause for opinion in opinions], self.clause)


def _is_machinery(name):
    return isinstance(name, str) and (name == __name__ or name.partition('.')[0] in (
        'importlib', '_frozen_importlib', '_frozen_importlib_external', 'runpy'))


def _importer(clause=None):
    """Describe the import statement that is executed: an Importer, and its globals."""
    frame = sys._getframe(1)
    while frame is not None and _is_machinery(frame.f_globals.get('__name__')):
        frame = frame.f_back
    if frame is None:
        return Importer(None, None, None, clause), {}
    importer = Importer(frame.f_globals.get('__name__'), frame.f_code.co_filename,
                        frame.f_lineno, clause)
    return importer, frame.f_globals


def _module_name(globals):
    return getattr(globals.get('__spec__'), 'name', None) or globals.get('__name__')


def _importing_origin(globals):
    """Return the origin of the module that has these globals, its package's if need be."""
    origin = _origin(globals.get('__spec__'))
    name = _module_name(globals)
    while origin is None and isinstance(name, str) and name:
        origin = _origin(_spec_of(name))
        name = name.rpartition('.')[0]
    return origin


class _Search:
    """The search for what one request asks, on one path."""

    def __init__(self, finder, request, path):
        self._finder = finder
        self._inventory = finder.inventory
        self._in_use = finder.in_use
        self._request = request
        self._path = path
        # The path as other finders expect it.
        self._others_path = None if path is sys.path else path
        self._own = _importing_origin(request.globals)
        if self._own is not None and not self._own.is_entry:
            self._own = None

    def run(self):
        """Return the spec for the request, None if there is nothing to say.

        Raises ModuleVersionError if nothing satisfies what is asked.
        """
        self._consult()
        request = self._request
        if not self._is_needed():
            return None
        if request.clause is not None:
            for demand_in in request.passes():
                request.rejected.clear()
                request.conflict = None
                spec = self.ask_finders(demand_in, _BOTH)
                if spec is not None:
                    return spec
            return self._missing()
        if request.preferences is not None:
            spec = self.ask_finders(request.of_library, _VERSIONS)
            if spec is not None:
                return spec
        today = self._ask_today()
        if today is not None and not _is_namespace(today):
            if self._holds(today):
                return today
            spec = self.ask_finders(request.of_name, _FLAT)
            if spec is not None:
                return spec
        spec = self.ask_finders(request.of_name, _VERSIONS)
        if spec is None and not request.rejected and request.conflict is None:
            spec = self._namespace()
        return self._missing() if spec is None else spec

    # -- defaults --

    def _consult(self):
        """Collect the defaults that speak for the request."""
        request = self._request
        named, of_importers = _process_opinions()
        of_importer = {}
        for importer, clause, opinions in of_importers:
            if clause.accepts(self._importer_version(importer)):
                for name, said_here in opinions.items():
                    of_importer.setdefault(name, []).extend(said_here)
        of_distribution = {}
        own = self._own
        if own is not None:
            place = self._inventory.place(own.directory)
            if place is not None:
                of_distribution = place.file_opinions(os.path.join(own.path, _DEFAULTS_FILE))

        def said(name):
            return [*named.get(name, ()), *(of_importer.get(name) or of_distribution.get(name, ()))]

        request.opinions = said(request.name)
        top = request.name.partition('.')[0]
        if top in _FORMER_STDLIB or _is_standard(top):
            preferences = said('stdlib')
            if preferences or self._inventory.opinions('stdlib', self._path, request.name):
                request.preferences = preferences

    def _importer_version(self, name):
        """The version of a module or distribution if the request comes from it, else None."""
        globals = self._request.globals
        importer, origin = _module_name(globals), _importing_origin(globals)
        if isinstance(importer, str) and (importer + '.').startswith(name + '.'):
            if origin is not None:
                return origin.version
            return self._finder.module_version(name, sys.modules.get(name))
        if origin is not None and origin.distribution == _normalize(name):
            return origin.version
        return None

    def _local_opinions(self):
        """What the files of all places say of the module."""
        return self._inventory.opinions(self._request.name, self._path, self._request.name)

    def _is_needed(self):
        """Tell whether the import asks for something, or there are versions to choose from."""
        request = self._request
        return bool(request.clause is not None or request.opinions or self._own is not None or
                    request.preferences is not None or self._local_opinions() or
                    self._inventory.has_versions(request.name, self._path))

    # -- searching --

    def _searched(self):
        """The path, with the importer's own distribution directory before its library's."""
        own = self._own
        if own is None:
            return self._path
        packages = self._request.name.split('.')[:-1]
        path = [entry or os.getcwd() for entry in self._path if isinstance(entry, str)]
        library = os.path.join(own.directory, *packages)
        path.insert(path.index(library) if library in path else len(path),
                    os.path.join(own.path, *packages))
        return path

    def _ask_today(self):
        """Return the spec that today's search finds, or None."""
        for finder in list(sys.meta_path):
            spec = None
            if finder is _PathFinder:
                spec = finder.find_spec(self._request.name, self._searched())
                self._adopt_own(spec)
            elif finder is not self._finder and hasattr(finder, 'find_spec'):
                spec = finder.find_spec(self._request.name, self._others_path)
            if spec is not None:
                return spec
        return None

    def _holds(self, spec):
        """Tell whether the defaults hold of what today's search has found."""
        if _origin(spec) is not None and _origin(spec) is self._own:
            return True
        entry = _entry_of(spec)
        place = self._inventory.place(entry) if entry is not None else None
        demand = self._request.of_name(place.opinions() if place is not None else {})
        return not demand.clauses or self._best([spec], demand) is not None

    def _adopt_own(self, spec):
        """Let a module of the importer's own distribution have its version."""
        if spec is not None and self._own is not None and _entry_of(spec) == self._own.path:
            _set_origin(spec, self._own)

    def ask_finders(self, demand_in, mode=_BOTH):
        """Ask the meta path finders in their order; what PathFinder would do is done here."""
        for finder in list(sys.meta_path):
            spec = None
            if finder is _PathFinder:
                spec = self._ask_path(demand_in, mode)
            elif (finder is not self._finder and mode != _VERSIONS and
                  hasattr(finder, 'find_spec')):
                demand = demand_in({})
                if demand is not None:
                    spec = finder.find_spec(self._request.name, self._others_path)
                if spec is not None and not _is_namespace(spec):
                    spec = self._best([spec], demand)
            if spec is not None:
                return spec
        return None

    def _ask_path(self, demand_in, mode):
        """Return the spec of the first place that has one, or of a namespace package."""
        name = self._request.name
        for entry, place in self._inventory.entries(self._searched(), name):
            demand = demand_in(place.opinions() if place is not None else {})
            if demand is None:
                continue
            flat = None
            if mode != _VERSIONS:
                flat = _PathFinder.find_spec(name, [entry])
                if flat is not None and flat.loader is None:
                    flat = None
                self._adopt_own(flat)
            spec = self._choose(place, flat, demand, mode)
            if spec is not None:
                return spec
        if mode == _BOTH and not self._request.rejected and self._request.conflict is None:
            return self._namespace()
        return None

    def _choose(self, place, flat, demand, mode):
        """Return the spec to take from one place, or None."""
        specs = [flat] if flat is not None else []
        if mode != _FLAT and place is not None:
            pinned = self._pinned(place)
            if pinned is not None:
                return self._best([pinned], demand)
            best = self._best_version(place, demand)
            if best is not None:
                specs.append(best)
            elif demand.has_equality:
                specs.extend(filter(None, (place.probe(self._request.name, entry.path, entry.text)
                                           for entry in place.entries(self._request.name, _ANY))))
        return self._best(specs, demand)

    def _pinned(self, place):
        """Return the spec of what a pin says its clause means in a place, or None."""
        clause = self._request.clause
        if clause is None or clause.bare is None:
            return None
        entry = place.pinned(self._request.name, clause.bare)
        spec = entry and place.probe(self._request.name, entry.path, entry.text)
        return spec if spec is not None and self._is_usable(spec, _Demand([clause])) else None

    def _best_version(self, place, demand):
        """Return the spec of a place's best version that can be used, or None."""
        for entry in place.entries(self._request.name, demand):
            spec = place.probe(self._request.name, entry.path, entry.text)
            if spec is not None and self._is_usable(spec, demand):
                return spec
        return None

    def _best(self, specs, demand):
        """Return the best of several specs, or None.  Of equal versions the first is taken.

        A flat module of unknown version satisfies no demand.  What only declares
        what is asked is taken if nothing satisfies it.
        """
        known = []
        for spec in specs:
            version = self._inventory.spec_version(spec)
            if not demand.clauses and _origin(spec) is None:
                return spec
            if version is None or not demand.accepts(version):
                self._request.rejected.append(spec)
            if version is not None:
                known.append((Version(version), spec))
        fitting = [(version, spec) for version, spec in known if demand.accepts(version)]
        fitting.sort(key=lambda pair: demand.rank(pair[0]), reverse=True)
        for _, spec in fitting:
            if self._is_usable(spec, demand):
                return spec
        known.sort(key=lambda pair: demand.rank(pair[0]), reverse=True)
        for version, spec in known if demand.has_equality else ():
            if demand.is_met(spec, str(version)) and self._is_usable(spec, demand):
                return spec
        return None

    def _is_usable(self, spec, demand):
        origin = _origin(spec)
        conflict = self._in_use.conflict(origin) if origin is not None else None
        if conflict is not None:
            self._request.conflict = self._request.conflict or conflict
            return False
        if _is_passed_over(spec, demand):
            self._request.rejected.append(spec)
            return False
        return True

    def _namespace(self):
        """Return the spec of a namespace package, portions of versions among its own, or None."""
        name = self._request.name
        if self._inventory.has_portions(name, self._path):
            spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = _Portions(self._inventory, name)
            return spec
        spec = _PathFinder.find_spec(name, self._searched())
        return spec if _is_namespace(spec) else None

    # -- nothing found --

    def _missing(self):
        """Return the spec that the policy takes where nothing satisfies the request, or None.

        Raises ModuleVersionError unless there is no such module at all.
        """
        request = self._request
        if request.conflict is not None:
            error = _taken(self._in_use, request, request.conflict)
        else:
            found = self._inventory.candidates(request.name, self._path)
            if not found and not request.rejected:
                return None
            found += [candidate for candidate in map(self._inventory.candidate, request.rejected)
                      if candidate.path not in {other.path for other in found}]
            error = _unsatisfied(request, found, self._local_opinions())
        unknown = [spec for spec in request.rejected if self._inventory.spec_version(spec) is None]
        if not unknown:
            raise error
        _tolerate(error)
        request.is_tolerated = True
        return unknown[0]


# ---- errors ----

def _tolerate(error):
    """Raise an error, or warn of it if that is the policy."""
    if _policy() != 'warn':
        raise error
    importer, globals = _importer()
    warnings.warn_explicit(str(error), ImportWarning, importer.filename or '<import>',
                           importer.lineno or 1, importer.module,
                           globals.setdefault('__warningregistry__', {}))


def _unsatisfied(request, found, local):
    """The error of an import that nothing which was found satisfies.

    local is what the files of the places say.
    """
    sources = [f'{opinion.clause} by {opinion.source}' for opinion in (*request.opinions, *local)]
    asked = [_shown(request.clause)] if request.clause is not None else dict.fromkeys(sources)
    lines = [f'no version of {request.name} satisfies {" and ".join(asked)}, asked for'
             f'{_by(request.importer)}; found:']
    for candidate in sorted(found, key=_height, reverse=True)[:10]:
        lines.append(f'  {candidate.version or "unknown version"} in '
                     f'{candidate.path or candidate.layout}')
    if len(found) > 10:
        lines.append(f'  ... and {len(found) - 10} more')
    lines.append('Install a version that satisfies it, or change what is asked.')
    return ModuleVersionError('\n'.join(lines), name=request.name, found=found,
                              requested=_text(request.clause))


def _loaded(finder, request, module, version):
    """The error of a clause that the imported version does not satisfy."""
    name, spec = request.name, getattr(module, '__spec__', None)
    path = getattr(module, '__file__', None)
    importer = finder.in_use.chosen.get(name)
    there = f'{name} of unknown version' if version is None else f'{name} {version}'
    if version is None:
        advice = 'Nothing beside it tells its version: reinstall it, or import it without a clause.'
    else:
        advice = ('There is one version of a module in a process: make the clauses agree, or use '
                  'two processes.')
    return ModuleVersionError(
        f'{name} {_shown(request.clause)} was asked for{_by(request.importer)}, but {there} is '
        f'already imported{f" from {path!r}" if path else ""}{_for(importer)}.  {advice}',
        name=name, path=path, requested=request.clause.text, imported_by=importer,
        found=[] if spec is None else [finder.inventory.candidate(spec)])


def _taken(in_use, request, active):
    """The error of a module whose distribution is in use in another version."""
    names = in_use.modules_of(active)
    importer = in_use.chosen.get(names[0])
    asked = _shown(request.clause) if request.clause is not None else 'of another version'
    found = Candidate(names[0], Version(active.version), active.path, active.directory,
                      active.layout)
    return ModuleVersionError(
        f'{request.name} {asked} was asked for{_by(request.importer)}, but it belongs to the '
        f'distribution {active.distribution}, of which version {active.version} is in use: '
        f'{", ".join(names)} was imported from {active.path!r}{_for(importer)}.  The modules of '
        'one distribution come from one version.',
        name=request.name, path=getattr(sys.modules.get(names[0]), '__file__', None),
        requested=_text(request.clause), found=[found], imported_by=importer)


def _text(clause):
    return None if clause is None else clause.text


def _shown(clause):
    return f'version {clause}' if clause.bare else str(clause)


def _by(importer):
    """Describe the import that fails."""
    if importer is None or importer.filename is None:
        return ''
    return f' by {importer.module} ({importer.filename}, line {importer.lineno})'


def _for(importer):
    """Describe the import that chose a version."""
    if importer is None or importer.filename is None:
        return ''
    clause = importer.clause or 'without a clause'
    return f' for {importer.module} ({importer.filename}, line {importer.lineno}: {clause})'


# ---- the finder ----

class _Finder:
    """The finder that install() puts on sys.meta_path."""

    def __init__(self):
        self.inventory = _Inventory()
        self.in_use = _InUse()
        # Requests of imports under way, {(thread, name): request}.
        self._requests = {}
        # Long names that are bound, {long name: (name, clause)}.
        self._aliases = {}
        # Those of imports under way, the same.
        self._waiting = {}

    def find_spec(self, fullname, path=None, target=None):
        if target is None and fullname not in sys.modules:
            self.drop_aliases(fullname)
        spec = self._find_alias(fullname)
        # A plain list is the path of a package proper: its modules have its version.
        if spec is not None or NATIVE or '.' in fullname and type(path) is list:
            return spec
        path = sys.path if path is None else path
        if target is not None:
            return self._find_again(fullname, path, target)
        request = self._requests.pop((threading.get_ident(), fullname), None)
        if request is None:
            request = _Request(fullname, None, *_importer())
        spec = _Search(self, request, path).run()
        if spec is not None and (_origin(spec) is not None or request.clause is not None):
            self.in_use.chosen[fullname] = request.importer
        if _origin(spec) is not None and spec.loader is not None:
            spec.loader = _VersionLoader(self, spec.loader)
        elif _origin(spec) is not None:
            self.in_use.enter(fullname, spec)
        return spec

    def _find_again(self, name, path, module):
        """Return the spec to reload a module from, the same version of it; None as ever."""
        version = self.module_version(name, module) if name in self.in_use.chosen else None
        origin = self.in_use.origin_of(name, module)
        place = self.inventory.place(origin.directory) if origin is not None else None
        if place is not None:
            spec = place.probe(name, origin.path, origin.version)
            if spec is not None:
                _set_origin(spec, origin)
            return spec
        if version is None:
            return None
        demand = _Demand([_clause(f'==={Version(version)}')])
        return _Search(self, _Request(name), path).ask_finders(lambda local: demand)

    def invalidate_caches(self):
        self.inventory.clear()

    def module_version(self, name, module):
        """Return the version of a module in sys.modules, or None if it is unknown."""
        origin = self.in_use.origin_of(name, module)
        if origin is not None:
            return origin.version
        spec = getattr(module, '__spec__', None)
        return None if spec is None else self.inventory.spec_version(spec)

    # -- long names --

    def _find_alias(self, fullname):
        """Return a spec that binds a long name, or a module below one, to its module."""
        top, _, rest = fullname.partition('.')
        if rest:
            name, clause = self._aliases.get(top, (None, None))
            name = f'{name}.{rest}'
        else:
            name, clause = _split_long_name(top)
            if clause is not None and self._is_real(top):
                return None
        if clause is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, _AliasLoader(self, name, clause))

    def _is_real(self, name):
        """Tell whether there is a module that itself has a long name."""
        if not NATIVE and _Search(self, _Request(name), sys.path).run() is not None:
            return True
        for finder in list(sys.meta_path):
            if finder is self:
                continue
            if hasattr(finder, 'find_versions') and finder.find_versions(name):
                return True
            if hasattr(finder, 'find_spec') and finder.find_spec(name, None) is not None:
                return True
        return False

    def bind(self, long_name, name, clause, module):
        """Bind a long name, or a module below one, in sys.modules."""
        sys.modules[long_name] = module
        if '.' not in long_name:
            self._aliases[long_name] = name, clause

    @contextlib.contextmanager
    def waiting(self, long_name, name, clause):
        """Let a long name be bound by the thread that imports its module."""
        self._waiting[long_name] = name, clause
        try:
            yield
        finally:
            self._waiting.pop(long_name, None)

    def bind_waiting(self, name, module):
        """Bind the long names that wait for a module, which has begun to be loaded."""
        for long_name, (wanted, clause) in list(self._waiting.items()):
            if wanted == name and clause.accepts(self.module_version(name, module)):
                self.bind(long_name, name, clause, module)

    def drop_aliases(self, name):
        """Forget the long names of a module that is no longer imported."""
        for top, (aliased, _) in list(self._aliases.items()):
            if (name + '.').startswith(aliased + '.'):
                bound = top + name[len(aliased):]
                self._aliases.pop(bound, None)
                sys.modules.pop(bound, None)
                _forget_submodules(bound)

    # -- importing with a clause --

    def import_clause(self, name, clause, importer, globals):
        """Import a module whose clause binds its top-level package, and return it.

        In a namespace package the clause binds the first real package.  The
        module may be one that another thread has begun to import.
        """
        if not NATIVE and _policy() == 'off':
            return _begun(name)
        top = name.partition('.')[0]
        try:
            if NATIVE:
                return _import_natively(name, clause, globals)
            parts = name.split('.')
            for i in range(1, len(parts) + 1):
                request = _Request('.'.join(parts[:i]), clause, importer, globals)
                if not _is_namespace(getattr(self._import_bound(request), '__spec__', None)):
                    break
            return _begun(name)
        except BaseException:
            if top not in sys.modules:
                self.drop_aliases(top)
            raise

    def _import_bound(self, request):
        """Import the module that a clause binds and see that it satisfies it."""
        name = request.name
        key = threading.get_ident(), name
        was_there = name in sys.modules
        if not was_there:
            self._requests[key] = request
        try:
            module = _begun(name)
        except BaseException:
            if not was_there and name not in sys.modules:
                _forget_submodules(name)
            raise
        finally:
            self._requests.pop(key, None)
        spec = getattr(module, '__spec__', None)
        if not _is_namespace(spec) and not request.is_tolerated:
            version = self.module_version(name, module)
            demand = _Demand([request.clause], request.clause)
            if not demand.is_met(spec, version) or _is_passed_over(spec, demand):
                _tolerate(_loaded(self, request, module, version))
        return module


# ---- loading ----

class _VersionLoader:
    """Loads a module with a version by its own loader, which is the module's from then on.

    One that fails leaves nothing behind.
    """

    def __init__(self, finder, loader):
        self._finder = finder
        self._loader = loader
        self._is_first = False

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        self._is_first = self._finder.in_use.enter(spec.name, spec)
        with self._leaving_nothing_behind(spec):
            return self._loader.create_module(spec)

    def exec_module(self, module):
        spec = module.__spec__
        spec.loader = module.__loader__ = self._loader
        self._finder.bind_waiting(spec.name, module)
        with self._leaving_nothing_behind(spec):
            self._loader.exec_module(module)
        self._finder.in_use.leave(spec.name, spec, module)

    @contextlib.contextmanager
    def _leaving_nothing_behind(self, spec):
        try:
            yield
        except BaseException:
            for name in self._finder.in_use.forget(spec.name, spec, self._is_first):
                self._finder.drop_aliases(name)
            raise


class _AliasLoader(importlib.abc.Loader):
    """Binds a long name to its module, in which nothing is changed.

    importlib sets attributes on what create_module() returns, and takes from
    sys.modules what exec_module() leaves there.  Another thread may import the
    module at that time and, in a circle, need its long name, the lock of which
    this thread has.  So the name is bound as soon as there is a module, here or
    by that thread, and only then is its end waited for.
    """

    def __init__(self, finder, name, clause):
        self._finder = finder
        self._name = name
        self._clause = clause
        self._module = None

    def create_module(self, spec):
        importer, globals = _importer(self._clause.text)
        with self._finder.waiting(spec.name, self._name, self._clause):
            self._module = self._finder.import_clause(self._name, self._clause, importer, globals)
        return _StandIn(spec.name, self._module)

    def exec_module(self, module):
        long_name = module.__spec__.name
        self._finder.bind(long_name, self._name, self._clause, self._module)
        if self._name in sys.modules:
            _import(self._name)
        if long_name not in sys.modules:
            raise ImportError(f'the import of {self._name} in another thread has failed',
                              name=self._name)


class _StandIn(types.ModuleType):
    """What sys.modules has under a long name until its module is bound, for a moment.

    Another thread may take it from there: it is used like the module.
    """

    def __init__(self, name, module):
        super().__init__(name)
        self._module = module

    def __getattr__(self, name):
        return getattr(self.__dict__['_module'], name)


def _import(name):
    """Import and return a module; one that another thread is importing is waited for.

    importlib.import_module() would report a deadlock where that thread waits for
    this one, as in a circle; the statement takes the module as far as it is.
    """
    return __import__(name, fromlist=('__name__',))


def _begun(name):
    """Return a module that is imported, perhaps not to the end yet; import it if it is not."""
    module = sys.modules.get(name)
    return _import(name) if module is None else module


def _import_natively(name, clause, globals):
    """Import with the interpreter's own clauses, for the importer that has these globals."""
    try:
        builtins.__import__(name, globals, None, (), 0, version=clause.text)
    except ModuleVersionError:
        # The clause of a long name waits for a package in the namespace package.
        if not _is_namespace(_spec_of(name)):
            raise
    return sys.modules[name]


# ---- the interface ----

_finder = _Finder()


def install():
    """Let long names be imported, and versions be found.  Doing it twice changes nothing."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def uninstall():
    """Undo install().  What is imported stays so."""
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)


def import_module(name, package=None, *, version=None):
    """Import a module as importlib.import_module() does, in a version.

    The version is a clause such as '1.2' (which takes 1.2 and every 1.2.x) or
    '>=1.2,<2'; the name must be absolute then.  Raises ModuleVersionError.
    """
    if version is None:
        return importlib.import_module(name, package)
    if name.startswith('.'):
        raise ValueError(f'a version needs an absolute import, not {name!r}')
    if not NATIVE and _finder not in sys.meta_path:
        raise RuntimeError('call versioned_imports.install() before an import with a version')
    clause = _clause(version)
    importer, globals = _importer(clause.text)
    _finder.import_clause(name, clause, importer, globals)
    module = _import(name)
    if _is_namespace(getattr(module, '__spec__', None)):
        raise ModuleVersionError(
            f'{name} is a namespace package, which has no version of its own; state the version '
            'of a package in it', name=name, requested=clause.text)
    return module
