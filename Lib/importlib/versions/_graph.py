"""The import graph of a program: what its statements would import, not run.

The modules are searched for by the import system itself, one statement after
the other as the program would execute them; instead of being executed, what is
found is read for further statements.  So that the system knows of the modules
that are imported already, sys.modules has an empty module for each, and
sys.path begins with the program's folder, until the walk ends.

What cannot be known without running the program is not guessed: calls that
import a module by a name that is computed, and what compiled modules import,
are reported as unknown.
"""

import contextlib
import os
import sys
import types
import zipfile
import zipimport

from .. import _bootstrap, _bootstrap_external
from . import ModuleVersionError, Version, _output, _statements

_flow = _bootstrap._load_version_part('versions')
_origins = _bootstrap._load_version_part('origins')
_distributions = _bootstrap._load_version_part('distributions')
_defaults = _bootstrap._load_version_part('defaults')
_declarations = _bootstrap._load_version_part('declarations')

_SUFFIXES = ('.py', '.pyw')


class Module:

    """A module of the graph.

    name     the module's name, '__main__' of a script
    spec     its ModuleSpec; None of a script
    file     the file that it is read from, or None
    via      the Edge that has imported it first, or None
    owner    the module that its version is of: its top-level package, in a
             namespace package the package below that, else itself
    layout   'program' for the program's own, 'namespace' for packages without
             a version, 'stdlib', 'version' and 'flat'
    certain  whether it is imported whatever the conditions
    source   its Source, or None if it has none or is not looked at
    is_compiled  whether it has none
    """

    def __init__(self, name, spec, file, via, owner, layout):
        self.name = name
        self.spec = spec
        self.file = file
        self.via = via
        self.owner = owner or self
        self.layout = layout
        self.certain = self.is_compiled = False
        self.source = None
        # What stands for it in sys.modules.
        self.module = types.ModuleType(name)
        self.module.__spec__ = spec
        self.module.__file__ = file
        self.globals = {'__name__': name, '__spec__': spec}
        if spec is not None and spec.submodule_search_locations is not None:
            self.module.__path__ = spec.submodule_search_locations
            self.globals['__path__'] = spec.submodule_search_locations

    @property
    def version(self):
        """The Version, or None if it is unknown."""
        if self.layout in ('program', 'namespace'):
            return None
        text = _origins.spec_version(self.owner.spec)
        return None if text is None else Version(text)

    @property
    def path(self):
        """The directory or file that is the version, else the module's file."""
        origin = getattr(self.owner.spec, '_version_origin', None)
        return getattr(origin, 'path', None) or self.owner.file

    @property
    def title(self):
        """What it is called in a tree: its owner's name and version."""
        if self.layout == 'program':
            return self.file
        version = self.version
        return self.owner.name if version is None else f'{self.owner.name} {version}'

    def chain(self):
        """Return the Edges that lead from the program to it, in order."""
        edges = []
        module = self
        while module.via is not None:
            edges.append(module.via)
            module = module.via.importer
        return edges[::-1]

    def __repr__(self):
        return f'<Module {self.name} from {self.file!r}>'


class Edge:

    """An import statement, and what has come of it.

    importer   the Module that has it
    statement  the Statement
    module     the Module that is imported, or None
    modules    all that it imports: the packages that the module is in, too
    missing    the name of a module that is not there, or None
    error      the ModuleVersionError, or None
    unmet      defaults of the importer's that do not hold of the module, which
               another one has chosen
    certain    whether it is executed whatever the conditions
    expected   whether the importer catches the ImportError
    """

    def __init__(self, importer, statement):
        self.importer = importer
        self.statement = statement
        self.module = self.missing = self.error = None
        self.modules = []
        self.unmet = []
        self.certain = False
        self.expected = bool(statement.attempts)

    @property
    def place(self):
        return f'{self.importer.file}:{self.statement.lineno}'

    @property
    def failed(self):
        return self.error is not None or self.missing is not None

    def __repr__(self):
        return f'<Edge {self.place}: {self.statement.text}>'


# Programs #####################################################################

class Start:

    """A program, as it is started.

    path     the file, or the package's directory; None if there is no program
    folder   what stands first on sys.path, or None
    package  the package's name, or None for a script
    """

    def __init__(self, path, folder, package=None):
        self.path = path
        self.folder = folder
        self.package = package

    def read(self, path):
        """Return the bytes of a file that the program is started with.

        Raises OSError.
        """
        if self.folder is not None and os.path.isfile(self.folder):
            return zipimport.zipimporter(self.folder).get_data(path)
        with open(path, 'rb') as file:
            return file.read()


def starts(paths, complain):
    """Return the Starts of files and directories.

    A directory or a zip file with a __main__.py is one program, a package is one
    of which all modules are imported; in another directory each file is one.
    complain is called with a text for what cannot be read.
    """
    found = []
    for path in paths:
        full = os.path.abspath(path)
        if os.path.isdir(full):
            found += _in_directory(full, complain)
        elif zipfile.is_zipfile(full):
            found.append(Start(os.path.join(full, '__main__.py'), full))
        else:
            found.append(Start(full, os.path.dirname(full)))
    return found


def _in_directory(folder, complain):
    """Return the Starts in a directory, without virtual environments."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as exc:
        complain(f'{folder}: cannot be read: {exc.strerror or exc}')
        return []
    if 'pyvenv.cfg' in names:
        return []
    if '__init__.py' in names:
        parent, name = os.path.split(folder)
        return [Start(folder, parent, name)]
    if '__main__.py' in names:
        return [Start(os.path.join(folder, '__main__.py'), folder)]
    found = []
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            # What a link leads to may hold the link.
            if not (name.startswith('.') or name == '__pycache__' or
                    os.path.islink(path)):
                found += _in_directory(path, complain)
        elif name.endswith(_SUFFIXES):
            found.append(Start(path, folder))
    return found


@contextlib.contextmanager
def first_on_path(folder):
    """Let sys.path begin with a program's folder, unless that is not wanted.

    What is to be found is what a program would get: errors, whatever the policy
    of this process.
    """
    path, policy = sys.path, _flow.policy
    if folder is not None and not sys.flags.safe_path:
        sys.path = [folder, *path]
    _flow.policy = 'strict'
    try:
        yield
    finally:
        sys.path = path
        _flow.policy = policy


@contextlib.contextmanager
def leaving_no_modules():
    """Let the namespace packages that are imported leave sys.modules again."""
    modules = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - modules:
            if _origins.is_portion(_origins.spec_of(name, sys.modules[name])):
                del sys.modules[name]


# The walk #####################################################################

def _run(coroutine):
    """Run a generator that yields the generators whose values it wants.

    Imports are nested deeper than Python's own calls may be.
    """
    stack, value = [coroutine], None
    while stack:
        try:
            stack.append(stack[-1].send(value))
            value = None
        except StopIteration as stop:
            stack.pop()
            value = stop.value
    return value


# What has been read: several programs import the same modules.
_sources = {}


def _source(data, filename):
    """Return the Source of a module's bytes."""
    key = filename, data
    if key not in _sources:
        _sources[key] = _statements.read(data, filename)
    return _sources[key]


class Graph:

    """The import graph of one program.

    start    the Start
    modules  {name: Module}
    edges    a list of Edges, in the order in which they are executed
    unknown  [(Module, line or None, text), ...]
    broken   [(file, line or None, text), ...] of what cannot be read
    """

    def __init__(self, start, *, reads=None, statement=None, importer=None,
                 watch=None):
        """Walk through a program.

        reads is a function that tells of a Module whether its statements are to
        be followed, by default all but the standard library's.  statement is one
        that the program is to execute in the end, or the module with the globals
        importer; asked is its Edge.  watch is called with an Edge, a name, a
        __path__ and the clause before each search.
        """
        self.start = start
        self.modules = {}
        self.edges = []
        self.unknown = []
        self.broken = []
        self.asked = None
        self._watch = watch
        self._reads = reads or (lambda module: True)
        self._deferred = []
        self._failed = set()
        self._placed = []
        self._said = {}
        with first_on_path(start.folder):
            try:
                for module in self._roots():
                    if module is not None:
                        _run(self._execute(module))
                while self._deferred:
                    edge = self._deferred.pop(0)
                    _run(self._follow(edge))
                if statement is not None:
                    main = Module('__main__', None, '<command line>', None, None,
                                  'program')
                    if importer is not None:
                        main.globals = importer
                    self.asked = Edge(main, statement)
                    _run(self._follow(self.asked))
            finally:
                for name, module in self._placed:
                    if sys.modules.get(name) is module:
                        del sys.modules[name]
        self._find_certain()

    def _roots(self):
        """Yield the modules that the program starts with."""
        if self.start.path is None:
            return
        if self.start.package is None:
            yield self._add('__main__', None, self.start.path, None, None)
            return
        top = self.start.package
        yield self._package(top, os.path.join(self.start.path, '__init__.py'))
        folders = [(self.start.path, top)]
        for folder, package in folders:
            try:
                names = sorted(os.listdir(folder))
            except OSError as exc:
                self.broken.append((folder, None, str(exc.strerror or exc)))
                continue
            for name in names:
                path = os.path.join(folder, name)
                stem, suffix = os.path.splitext(name)
                init = os.path.join(path, '__init__.py')
                if os.path.isfile(init) and not os.path.islink(path):
                    folders.append((path, f'{package}.{name}'))
                    yield self._package(f'{package}.{name}', init)
                elif suffix in _SUFFIXES and stem != '__init__':
                    yield self._package(f'{package}.{stem}', path)

    def _package(self, name, file):
        """Return a module of the program's package, which is not yet executed."""
        if name in self.modules:
            return None
        root = Module('__main__', None, file, None, None, 'program')
        module = _run(self._load(Edge(root, _importing(name)), name, execute=False))
        if module is None:
            # A name that no statement can import.
            return self._add(name, None, file, None, None)
        module.via = None
        return module

    def _add(self, name, spec, file, via, owner):
        """Return the new Module of what has been found."""
        layout = self._layout(spec, file, owner)
        module = self.modules[name] = Module(name, spec, file, via, owner, layout)
        if name not in sys.modules and layout != 'stdlib':
            sys.modules[name] = module.module
            self._placed.append((name, module.module))
        return module

    def _layout(self, spec, file, owner):
        if owner is not None:
            return owner.layout
        if spec is None:
            return 'program'
        if _origins.is_portion(spec):
            return 'namespace'
        if getattr(getattr(spec, '_version_origin', None), 'path', None):
            return 'version'
        if spec.loader in (_bootstrap.BuiltinImporter, _bootstrap.FrozenImporter):
            return 'stdlib'
        entry = _origins.entry_of(spec)
        if entry is not None:
            if entry in _bootstrap_external._stdlib_directories:
                return 'stdlib'
            if entry == self.start.folder and (
                    spec.name == self.start.package or entry not in sys.path[1:]):
                return 'program'
        return 'flat'

    def _execute(self, module):
        """Follow the statements of a module that is imported, in order."""
        if module.layout in ('stdlib', 'namespace') or not self._reads(module):
            return
        self._read(module)
        if module.source is None:
            return
        for statement in module.source.statements:
            edge = Edge(module, statement)
            if statement.deferred:
                self._deferred.append(edge)
            else:
                yield self._follow(edge)

    def _read(self, module):
        """Give a module its Source, unless it cannot be read."""
        try:
            if module.spec is None:
                data = self.start.read(module.file)
            else:
                data = _declarations._source(module.spec)
        except (OSError, ImportError, ValueError) as exc:
            self.broken.append((module.file, None,
                                f'cannot be read: {getattr(exc, "strerror", 0) or exc}'))
            return
        if data is None:
            module.is_compiled = True
            self.unknown.append((module, None, 'a compiled module'))
            return
        try:
            module.source = _source(data, module.file or module.name)
        except SyntaxError as exc:
            self.broken.append((module.file, exc.lineno, exc.msg))
            return
        self.unknown += [(module, *call) for call in module.source.unknown]

    def own_broken(self):
        """Return what of broken is the program's own."""
        files = {module.file for module in self.modules.values()
                 if module.layout == 'program'}
        return [broken for broken in self.broken if broken[0] in files or
                f'{broken[0]}{os.sep}'.startswith(f'{self.start.path}{os.sep}')]

    # Statements #

    def _follow(self, edge):
        """Import what a statement names; the Edge says what has come of it."""
        statement = edge.statement
        if (statement.fallback is not None and
                statement.fallback not in self._failed):
            # What it stands in for has been found.
            return
        self.edges.append(edge)
        name = absolute_name(edge.importer, statement)
        if name is None:
            edge.missing = '.' * statement.level + statement.name
        elif statement.clause is None:
            edge.module = yield self._load(edge, name)
        else:
            edge.module = yield self._load_version(edge, name)
        if edge.module is not None:
            self._note_unmet(edge)
            for part in statement.names:
                # It may be a module, or any other name.
                yield self._load(edge, f'{name}.{part}', optional=True)
        if edge.failed:
            self._failed.update(statement.attempts)

    def _load(self, edge, name, clause=None, *, optional=False, execute=True):
        """Return the Module of a name, and of the packages that it is in.

        With optional, what is not there is not missed.
        """
        parent = name.rpartition('.')[0]
        package = path = owner = None
        if parent:
            package = yield self._load(edge, parent, optional=optional)
        if name in self.modules:
            edge.modules.append(self.modules[name])
            return self.modules[name]
        if parent:
            if package is None:
                return None
            path = package.module.__dict__.get('__path__')
            if package.layout != 'namespace':
                owner = package.owner
        spec = None
        if not parent or path is not None:
            try:
                spec = self._find(edge, name, path, package, clause)
            except ModuleVersionError as exc:
                if not optional:
                    edge.error = exc
                return None
        if spec is None and package is not None:
            return self._not_found(edge, name, package, optional)
        if spec is None:
            if not optional:
                edge.missing = name
            return None
        file = spec.origin if spec.has_location else None
        module = self._add(name, spec, file, edge, owner)
        edge.modules.append(module)
        if execute:
            yield self._execute(module)
        return module

    def _not_found(self, edge, name, package, optional):
        """See to a module that its package has no file of.

        The standard library's may be in sys.modules all the same, as os.path; a
        package that is loaded may have a way of its own.
        """
        if package.layout == 'stdlib' and name in sys.modules:
            module = self._add(name, package.spec, package.file, edge, package)
            edge.modules.append(module)
            return module
        if not optional:
            if self._is_open(package):
                self.unknown.append((edge.importer, edge.statement.lineno,
                                     f'{name}, which {package.name} may make'))
            else:
                edge.missing = name
        return None

    def _is_open(self, package):
        """Return True if a package may have modules that are in no file of it.

        What is loaded of it is compiled, or speaks of what makes such modules.
        """
        return any(module.is_compiled or
                   module.source is not None and module.source.is_open
                   for module in self.modules.values()
                   if f'{module.name}.'.startswith(f'{package.name}.'))

    def _find(self, edge, name, path, package, clause):
        """Return the spec that the import system finds for a statement."""
        loaded = sys.modules.get(name)
        if loaded is not None and name.partition('.')[0] not in sys.stdlib_module_names:
            # The interpreter has imported it when it started.
            spec = _origins.spec_of(name, loaded)
            if spec is not None:
                return spec
        if self._watch is not None:
            self._watch(edge, name, path, clause)
        spec = _bootstrap._find_for_import(name, path, package and package.spec,
                                           edge.importer.globals, clause)
        origin = getattr(spec, '_version_origin', None)
        chosen = getattr(origin, 'chosen_by', None)
        if chosen is not None and origin.module == name:
            _distributions.loaded(spec, types.SimpleNamespace(__spec__=spec))
            origin.chosen_by = _origins.Importer(
                edge.importer.name, edge.importer.file, edge.statement.lineno,
                chosen.clause, chosen.defaults)
        return spec

    def _load_version(self, edge, name):
        """Return the Module that a clause speaks of, and import the rest.

        In a namespace package that is the first real package below it.
        """
        clause = edge.statement.clause
        names = [name[:end] for end, letter in enumerate(name + '.') if letter == '.']
        names += [f'{name}.{part}' for part in edge.statement.names if part != '*']
        for bound in names:
            module = yield self._load(edge, bound, clause)
            if module is None:
                return None
            try:
                if _flow.check(bound, module.module, clause, edge.importer.globals):
                    break
            except ModuleVersionError as exc:
                edge.error = exc
                return None
        else:
            edge.error = ModuleVersionError(
                f'{name} is a namespace package, which has no version of its own',
                name=name, requested=clause)
            return None
        if (yield self._load(edge, name)) is None:
            return None
        return module

    def _note_unmet(self, edge):
        """Note the defaults that do not hold of a module imported before."""
        module = edge.module.owner
        importer = edge.importer.owner
        if edge.statement.clause is not None or module.layout in ('program', 'stdlib',
                                                                  'namespace'):
            return
        if module is importer or module.via is edge:
            return
        key = importer.name, module.name
        if key not in self._said:
            request = _flow.Request(module.name, None, edge.importer.globals)
            of_process = _defaults._look_at_process()[0].get(module.name, ())
            version = _origins.spec_version(module.spec)
            self._said[key] = [default for default in request.defaults
                               if default not in of_process and
                               not _flow.satisfies(default.text, version)]
        edge.unmet = self._said[key]

    def _find_certain(self):
        """Tell what is executed whatever the conditions.

        A function of the program itself counts as called.
        """
        leads = {}
        for edge in self.edges:
            leads.setdefault(edge.importer, []).append(edge)
        reached = [module for module in self.modules.values() if module.via is None]
        for module in reached:
            module.certain = True
            for edge in leads.get(module, ()):
                statement = edge.statement
                edge.certain = not statement.attempts and (
                    module.layout == 'program' or
                    not (statement.deferred or statement.depends))
                if edge.certain:
                    reached += [other for other in dict.fromkeys(edge.modules)
                                if not other.certain]
                    for other in edge.modules:
                        other.certain = True


def absolute_name(importer, statement):
    """Return the absolute name that a statement of a Module names, or None."""
    if not statement.level:
        return statement.name
    package = importer.name
    if '__path__' not in importer.globals:
        package = package.rpartition('.')[0]
    if not package:
        return None
    try:
        return _bootstrap._resolve_name(statement.name, package, statement.level)
    except ImportError:
        return None


def _importing(name, clause=None):
    """Return the Statement that imports a module."""
    return _statements.Statement(name, 0, clause, (), 1, (False, False, (), None))


def ask(name, clause=None, *, start, **options):
    """Return the Graph of a program that in the end imports a module."""
    return Graph(start, statement=_importing(name, clause), **options)


def read(paths, **options):
    """Yield the Graph of each program, and whether its own files can be read.

    What cannot be read is complained of.
    """
    complaints = []
    found = starts(paths, complaints.append)
    for text in complaints:
        _output.complain(text)
    for start in found:
        graph = Graph(start, **options)
        broken = graph.own_broken()
        for file, line, text in broken:
            _output.complain(f'{place(file, line)}: {text}')
        yield graph, not complaints and not broken


# Who imports what #############################################################

def by_owner(graph):
    """Return {owner: {owner: {Edge: None, ...}}}: who imports what.

    The program's own modules are one, None.  The standard library and namespace
    packages are left out.
    """
    found = {None: {}}
    for edge in graph.edges:
        importer = who(edge.importer)
        for module in edge.modules:
            imported = module.owner
            if (module.layout not in ('program', 'namespace', 'stdlib') and
                    imported is not importer):
                edges = found.setdefault(importer, {}).setdefault(imported, {})
                edges[edge] = None
                found.setdefault(imported, {})
    return found


def who(module):
    """Return what stands for a module's version: its owner, None for the program."""
    return None if module.layout == 'program' else module.owner


# Texts ########################################################################

def failure(edge):
    """Return the text of why the import of an Edge fails."""
    if edge.error is not None:
        return str(edge.error)
    if edge.missing is not None:
        return f'No module named {edge.missing!r}'
    return f'what {edge.statement.text!r} gets, only running the program tells'


def place(file, line):
    """Return the text of a place in a file, of which the line may be unknown."""
    return str(file) if line is None else f'{file}:{line}'


# A distribution by itself #####################################################

def foreign_statements(specs):
    """Yield (file, Statement) of what modules import that are not among them.

    specs are those of top-level modules; what they import below them is followed.
    What stands in functions, under conditions, or is expected to fail is left
    out.
    """
    found = {spec.name: spec for spec in specs}
    waiting = list(specs)

    def locate(name):
        """Return the spec of a module, or None; what is new is to be read."""
        if name not in found:
            package = locate(name.rpartition('.')[0]) if '.' in name else None
            spec = None
            for entry in package and package.submodule_search_locations or ():
                finder = _bootstrap_external.PathFinder._path_importer_cache(entry)
                spec = spec or finder and finder.find_spec(name)
            found[name] = spec
            if spec is not None:
                waiting.append(spec)
        return found[name]

    while waiting:
        spec = waiting.pop()
        file = spec.origin if spec.has_location else spec.name
        try:
            data = spec.loader and _declarations._source(spec)
            source = data and _source(data, file)
        except (OSError, ImportError, SyntaxError, ValueError):
            continue
        importer = Module(spec.name, spec, file, None, None, 'version')
        for statement in source.statements if source else ():
            name = absolute_name(importer, statement)
            if (name is None or statement.deferred or statement.depends or
                    statement.attempts):
                continue
            if locate(name.partition('.')[0]) is None:
                yield file, statement
                continue
            locate(name)
            for part in statement.names:
                locate(f'{name}.{part}')
