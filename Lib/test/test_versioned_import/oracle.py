"""A model of the import system, for random worlds (see worlds.py).

It says which file each import of a program gets, or which error.  It is
written from the sections of the proposal "Layout on disk", "The order of
search", "Defaults" and "Declarations", by brute force: it knows nothing of how
importlib does it, and asks it for nothing but PEP 440.

Where the text leaves a case open the model does what works if everything is
installed flat; such choices are marked with "Choice:".  Where that does not
decide either, it raises Undecided, and the rest of the program is not looked
at.

With versions=False it is a model of the import system of today.
"""

import posixpath
import re
import sys
from importlib.versions import Specifier, Version
from . import worlds

STDLIB = '<stdlib>'
INTERPRETER = '.'.join(map(str, sys.version_info[:3]))
MODULES = 'colorsys',       # of the standard library, that worlds have
MISSING = 'ModuleNotFoundError'
REFUSED = 'ModuleVersionError'
# In the order of FileFinder's and zipimport's search.
SUFFIXES = '.abi3.so', '.so', '.py', '.pyc'
ZIP_SUFFIXES = '.pyc', '.py'


class Undecided(Exception):
    """The text does not say what happens now."""


class Raised(Exception):
    """An import has failed, with an error of the type that args name."""

    @property
    def type(self):
        return self.args[0]


# The files ####################################################################

class Tree:

    """The files of a world: a directory's names, a file's statements or text,
    a link's target.
    """

    def __init__(self, lines=()):
        self.nodes = {'': set()}
        self.listed = set()     # Directories that an archive lists.
        for line in lines:
            self.add(line)

    def add(self, line):
        if ' :: ' in line:
            place, node = worlds.statements(line)
        elif ' -> ' in line:
            place, target = line.split(' -> ')
            node = ('->', target)
        elif ': ' in line:
            place, node = line.split(': ', 1)
            node = node.replace('\\n', '\n')
        else:
            place, node = line, []
        place = place.replace('.zip!', '.zip/')
        if place.endswith('/:'):
            place = place[:-1]
            self.listed.add(place[:-1])
        if place.endswith('/'):
            place, node = place[:-1], set()
        while place:
            self.nodes.setdefault(place, node)
            parent, _, name = place.rpartition('/')
            self.nodes.setdefault(parent, set()).add(name)
            place, node = parent, set()

    def resolve(self, path):
        """Return a path without links, or None if there is no such file."""
        seen = set()
        done = ''
        parts = path.split('/')
        while parts:
            part = parts.pop(0)
            if part in ('', '.'):
                continue
            if part == '..':
                done = posixpath.dirname(done)
                continue
            done = posixpath.join(done, part)
            node = self.nodes.get(done)
            if node is None:
                return None
            if isinstance(node, tuple):
                if done in seen:
                    return None
                seen.add(done)
                parts = node[1].split('/') + parts
                done = posixpath.dirname(done)
        return done

    def get(self, path):
        path = self.resolve(path)
        return None if path is None else self.nodes[path]

    def names(self, path):
        """Return the names in a directory."""
        node = self.get(path)
        return node if isinstance(node, set) else set()

    def is_file(self, path):
        return isinstance(self.get(path), (list, str))

    def is_directory(self, path):
        return isinstance(self.get(path), set)

    def text(self, path):
        node = self.get(path)
        return node if isinstance(node, str) else ''


def in_zip(path):
    return '.zip' in path


# Names and versions ###########################################################

def version_of(text):
    """Return a Version, or None if the text is none."""
    try:
        return Version(text)
    except ValueError:
        return None


def split_entry(name):
    """Return (import name, version) of a versioned entry's name, or None."""
    for suffix in '.py', '.pyc', '.link':
        name = name.removesuffix(suffix)
    match = re.fullmatch(r'([^\W\d]\w*(?:\.[^\W\d]\w*)*)-(.+)', name)
    # The name of an entry has no white space around the version.
    if match is None or version_of(match[2]) is None or match[2].strip() != match[2]:
        return None
    return match[1], match[2]


def normalized(name):
    return re.sub(r'[-_.]+', '-', name).lower()


def is_shorter(version, other):
    """Return True if a version is a shorter prefix of another one."""
    return other.startswith(version + '.')


def operator_and_text(specifier):
    """Return the operator, '' for a bare version, and the version's text."""
    return re.fullmatch(r'\s*([=!<>~]*)\s*(.*)', specifier).groups()


def names_prerelease(specifiers):
    return any(Specifier(specifier).prereleases for specifier in specifiers)


class Found:

    """A module that can be imported.

    file: its path, None of a namespace package; is_package; version: text or
    None; dist: the normalized name of its distribution, or None; own: the
    distribution directory that it comes from, with the directory in which it
    lies, or None; versioned: it comes from a versioned entry; declared: the
    statements that may declare something; places: a namespace package's path.
    """

    def __init__(self, file, is_package=False, version=None, dist=None, own=None,
                 versioned=False, declared=(), places=()):
        self.file = file
        self.is_package = is_package
        self.version = version
        self.dist = dist
        self.own = own
        self.versioned = versioned
        self.declared = declared
        self.places = places
        # What asked for it, of a module that is imported.
        self.asked = False

    def satisfies(self, specifier, declared=False):
        """Return True if the version does, by itself or as it declares."""
        if self.version is None:
            return False
        version = Version(self.version)
        oldest = self.declarations().get('oldest')
        for part in specifier.split(','):
            operator, text = operator_and_text(part)
            if operator == '>=' and oldest is not None and oldest > Version(text):
                return False
        if Specifier(specifier).contains(version, prereleases=True):
            return True
        operator, text = operator_and_text(specifier)
        if not declared or ',' in specifier or operator not in ('', '=='):
            return False
        candidates = list(self.declarations().get('supported', ()))
        if oldest is not None:
            # Of the versions between the oldest and its own these are the
            # first that can satisfy.
            named = Version(text.removesuffix('.*'))
            candidates.append(oldest)
            if oldest <= named <= version:
                candidates.append(named)
        return any(Specifier(specifier).contains(candidate, prereleases=True)
                   for candidate in candidates)

    def declarations(self):
        result = {}
        for statement in self.declared:
            name, _, value = statement.partition(' = ')
            if name == '__supported_versions__':
                result['supported'] = [as_version(item) for item in eval(value)]
            elif name == '__oldest_supported_version__':
                result['oldest'] = as_version(eval(value))
        return result


def as_version(value):
    if isinstance(value, tuple):
        value = '.'.join(map(str, value))
    return Version(value)


# The model ####################################################################

class Model:

    def __init__(self, world, *, versions=True):
        self.tree = Tree(world.lines)
        self.path = world.path
        self.versions = versions
        self.modules = {}
        self.missed = []
        self.seen = set()
        self.process = {}
        self.depth = 0

    # Today's search

    def look_up(self, directory, tail):
        """Return (file, is_package) of what a finder finds in a directory,
        'portion' if that is a namespace portion, or None.
        """
        tree = self.tree
        suffixes = ZIP_SUFFIXES if in_zip(directory) else SUFFIXES
        base = posixpath.join(directory, tail)
        names = tree.names(directory)
        if tail in names and tree.is_directory(base):
            for suffix in suffixes:
                if tree.is_file(f'{base}/__init__{suffix}'):
                    return f'{base}/__init__{suffix}', True
        for suffix in suffixes:
            if tail + suffix in names and tree.is_file(base + suffix):
                return base + suffix, False
        if tail in names and tree.is_directory(base):
            # In an archive, a directory that it does not list is none.
            if not in_zip(base) or base in tree.listed:
                return 'portion'
        return None

    # Flat modules

    def metadata(self, directory):
        """Return (name, version, directory) of the metadata in a directory."""
        for entry in sorted(self.tree.names(directory)):
            for kind in '.dist-info', '.egg-info':
                if entry.endswith(kind):
                    text = re.sub(r'-py3\.\d+$', '', entry.removesuffix(kind))
                    name, _, version = text.rpartition('-')
                    if name and version_of(version) is not None:
                        yield name, version, f'{directory}/{entry}'

    def owner(self, directory, name, file):
        """Return (distribution's name, version) of a flat module, or None."""
        place = posixpath.relpath(file, directory)
        by_name, by_import_name, by_top_level, by_record, silent = [], [], [], [], []
        for dist, version, info in self.metadata(directory):
            owner = normalized(dist), version
            text = self.tree.text
            record = self.tree.get(f'{info}/RECORD')
            listed = record is not None and f'{place},' in text(f'{info}/RECORD')
            if listed:
                by_record.append(owner)
            if normalized(dist) == normalized(name):
                # One whose RECORD does not list the module is a dummy of its
                # name if another's does.
                (by_name if listed or record is None else silent).append(owner)
            if f'Import-Name: {name}\n' in text(f'{info}/METADATA') + '\n':
                by_import_name.append(owner)
            if name in text(f'{info}/top_level.txt').split():
                by_top_level.append(owner)
        if len(by_name) > 1:
            # "The one whose RECORD lists it."
            by_name = [owner for owner in by_name if owner in by_record] or by_name
        if silent and not by_record and (by_import_name or by_top_level):
            raise Undecided('a dummy, and other evidence than RECORD')
        found = by_name or (by_record if silent else []) or silent
        found = found or by_import_name or by_top_level or by_record
        if len(set(found)) > 1:
            raise Undecided(f'several distributions own {name}')
        return found[0] if found else self.editable_owner(directory, name)

    def editable_owner(self, directory, name):
        """Return the owner whose direct_url.json names the directory."""
        found = set()
        for entry in self.path:
            for dist, version, info in self.metadata(entry):
                url = self.tree.text(f'{info}/direct_url.json')
                if f'ROOT/{directory}"' in url:
                    found.add((normalized(dist), version))
        if len(found) > 1:
            raise Undecided(f'several editable installations of {name}')
        return found.pop() if found else None

    def flat(self, name, directory, file, is_package):
        """Return the flat module that was found, in a path entry."""
        if in_zip(directory) and directory not in self.path:
            raise Undecided('a folder of an archive')
        owner = None
        if self.versions:
            named = split_entry(posixpath.basename(directory))
            if named is not None and named[0] == name:
                # "A path entry that is itself named name-<version>".
                owner = normalized(name), named[1]
            else:
                owner = self.owner(directory, name, file)
        dist, version = owner or (None, None)
        return Found(file, is_package, version, dist,
                     declared=self.statements(file))

    def statements(self, file):
        node = self.tree.get(file)
        return node if isinstance(node, list) else []

    # Versioned entries

    def entries(self, directory, name):
        """Return [(version's text, entry)] of a directory."""
        result = []
        if directory == STDLIB or not self.versions:
            # In the standard library they mean nothing.
            return result
        for entry in self.tree.names(directory):
            split = split_entry(entry)
            if split is not None and split[0] == name:
                result.append((split[1], entry))
        return sorted(result)

    def target(self, directory, entry):
        """Return the target of a link, as a path, or None if it is no link."""
        path = f'{directory}/{entry}'
        node = self.tree.nodes[path]
        if isinstance(node, tuple):
            return posixpath.normpath(posixpath.join(directory, node[1]))
        if entry.endswith('.link') and isinstance(node, str):
            lines = node.split('\n')
            return posixpath.normpath(posixpath.join(directory, lines[0].strip()))
        return None

    def kind(self, directory, entry):
        """Return 'real', 'alias', 'pin', 'wrong' or 'elsewhere'."""
        target = self.target(directory, entry)
        if target is None:
            return 'real'
        if posixpath.dirname(target) != directory:
            return 'elsewhere'
        split = split_entry(posixpath.basename(target))
        if split is None:
            # Choice: a link to a flat package beside it is like one to
            # elsewhere.
            return 'elsewhere'
        name, version = split_entry(entry)
        # Choice: foo-1 -> foo-1.0 is a pin, though the versions are equal, as
        # its maker will have meant.
        if name == split[0] and is_shorter(version, split[1]):
            return 'pin'
        if Version(version) == Version(split[1]):
            return 'alias'
        return 'wrong'

    def open_entry(self, directory, entry, name):
        """Return what a versioned entry holds of a module, or None."""
        tree = self.tree
        kind = self.kind(directory, entry)
        path = f'{directory}/{entry}'
        if entry.endswith('.link'):
            if kind == 'real':
                return None
            path = self.target(directory, entry)
        real = tree.resolve(path)
        if real is None:
            return None
        if self.tree.get(real) == '' or real.endswith('.link'):
            return None
        version = split_entry(entry)[1]
        # Choice: a distribution is known by its real directory's name; one
        # elsewhere by the link's, and it lies where the link stands.
        base = split_entry(entry if kind == 'elsewhere'
                           else posixpath.basename(real))
        dist = normalized(base[0] if base else split_entry(entry)[0])
        if tree.is_file(real):
            if not real.endswith(('.py', '.pyc')) or not isinstance(tree.get(real), list):
                return None
            return Found(real, False, version, dist, versioned=True,
                         declared=self.statements(real))
        if entry.endswith('.py'):
            return None
        *parents, tail = name.split('.')
        found = self.look_up(posixpath.join(real, *parents), tail)
        if found == 'portion':
            raise Undecided('a version that has no __init__')
        if found is not None:
            return Found(*found, version, dist, (real, directory), True,
                         self.statements(found[0]))
        if tree.is_file(f'{real}/__init__.py'):
            return Found(f'{real}/__init__.py', True, version, dist, None, True,
                         self.statements(f'{real}/__init__.py'))
        return None

    def candidates(self, directory, name, clause=None):
        """Return the versions in a directory, in the order of their entries.

        A pin for the clause decides what there is.
        """
        if clause is not None and operator_and_text(clause)[0] == '':
            for version, entry in self.entries(directory, name):
                if version == clause and self.kind(directory, entry) == 'pin':
                    found = self.open_pin(directory, entry, name)
                    if found is not None:
                        return [found], True
        result = []
        for version, entry in self.entries(directory, name):
            if self.kind(directory, entry) in ('real', 'alias', 'elsewhere'):
                found = self.open_entry(directory, entry, name)
                if found is not None:
                    result.append(found)
        return result, False

    def open_pin(self, directory, entry, name):
        target = posixpath.basename(self.target(directory, entry))
        if target not in self.tree.names(directory):
            # In a .link file the suffix of another one may be left out, which
            # the text does not say.
            return None
        return self.open_entry(directory, target, name)

    def highest(self, found, specifiers):
        """Return the found ones that satisfy, in the order of preference."""
        result = [each for each in found
                  if all(each.satisfies(specifier) for specifier in specifiers)]
        if not result:
            result = [each for each in found
                      if all(each.satisfies(specifier, True)
                             for specifier in specifiers)]
        # The clause comes first; without one a default may ask for a spelling.
        asked = {operator_and_text(specifier)[1] for specifier in specifiers[:1]
                 if operator_and_text(specifier)[0] in ('', '==', '===')}
        # In the order of their spelling; flat ones and the spelling that is
        # asked for first; the highest; final releases.
        result.sort(key=lambda each: each.version)
        result.sort(key=lambda each: (each.versioned, each.version not in asked))
        result.sort(key=lambda each: Version(each.version), reverse=True)
        if not names_prerelease(specifiers):
            result.sort(key=lambda each: Version(each.version).is_prerelease)
        return result

    # Distributions in use

    def is_conflict(self, name, found, plain):
        """Return True if what is in sys.modules excludes a version.

        Choice: another place with an equal version is no other version, and
        what is excluded is passed over: the search goes on.
        """
        if found.dist is not None:
            others = [module for module in self.modules.values()
                      if module.dist == found.dist
                      and Version(module.version) != Version(found.version)]
            if others and plain and not found.versioned:
                versioned = any(other.versioned for other in others)
                asked = any(other.asked for other in others)
                if not versioned and not asked:
                    # Flat modules of two versions work today.
                    return False
                if not (versioned and asked):
                    # It is what succeeds today, and what the distribution in
                    # use excludes.
                    raise Undecided('the promise, or one distribution')
            if others:
                return True
        # Submodules of another version are left.
        for left, module in self.modules.items():
            if left.startswith(name + '.') and module.file is not None:
                if module.version == found.version and module.dist == found.dist:
                    continue
                if not found.versioned and not module.versioned and plain:
                    continue
                raise Undecided('submodules of another place are left')
        return False

    # Defaults

    def lines_for(self, name, path):
        """Return the specifiers for a name in an import-versions.txt."""
        text = self.tree.text(f'{path}/import-versions.txt')
        return [line.partition(' ')[2] for line in text.splitlines()
                if line.partition(' ')[0] == name]

    def defaults(self, name):
        """Return what the process and the importer's distribution say."""
        if not self.versions:
            return []
        result = []
        entries = []
        module = self.importer
        for (*of, subject), specifier in self.process.items():
            if subject != name:
                continue
            if not of:
                result.append(specifier)
            elif (module is not None and module.version is not None
                  and (of[0] == module.bound or normalized(of[0]) == module.dist)
                  and Specifier(of[1]).contains(module.version, prereleases=True)):
                entries.append(specifier)
        if not entries and module is not None and module.own is not None:
            entries = self.lines_for(name, module.own[0])
        return result + entries

    # The search

    def search_path(self):
        """Return the path entries for an import of the current importer."""
        own = self.importer.own if self.importer is not None else None
        if own is None:
            return [(entry, False) for entry in self.path]
        result = []
        for entry in self.path:
            if own is not None and entry == own[1]:
                result.append((own[0], True))
                own = None
            result.append((entry, False))
        return result

    def in_entry(self, entry, is_own, name):
        """Return the module that today's search finds in a path entry,
        'portion' or None.
        """
        if entry == STDLIB:
            if name in MODULES:
                found = Found(f'{STDLIB}/{name}.py', version=INTERPRETER)
                return found
            return None
        *parents, tail = name.split('.')
        directory = posixpath.join(entry, *parents)
        if parents and in_zip(directory) and directory not in self.tree.listed:
            # No portion today.
            if (self.versions and self.dotted_entries('.'.join(parents), [entry])
                    and self.look_up(directory, tail) is not None):
                raise Undecided('a folder that only its versions make a portion')
            return None
        found = self.look_up(directory, tail)
        if not isinstance(found, tuple):
            return found
        if is_own:
            # Choice: the modules of a distribution have its version, as
            # RECORD would say.
            importer = self.importer
            return Found(*found, importer.version, importer.dist, importer.own,
                         True, self.statements(found[0]))
        if parents:
            version = self.owner(entry, name, found[0]) if self.versions else None
            dist, version = version or (None, None)
            return Found(*found, version, dist, declared=self.statements(found[0]))
        return self.flat(name, entry, *found)

    def plain(self, name):
        """Return the module of an import without a clause."""
        defaults = self.defaults(name)
        anything = False
        portions = []
        asked = False
        for entry, is_own in self.search_path():
            found = self.in_entry(entry, is_own, name)
            if found == 'portion':
                *parents, tail = name.split('.')
                portions.append(posixpath.join(entry, *parents, tail))
            elif found is not None:
                anything = True
                said = [] if is_own else defaults + self.file_lines(name, entry)
                if said:
                    asked = True
                    if not self.highest([found], said):
                        continue
                if self.is_conflict(name, found, True):
                    continue
                found.asked = bool(said)
                return found
        for entry in self.path:
            said = defaults + self.file_lines(name, entry)
            found = self.candidates(entry, name)[0]
            anything = anything or bool(found)
            for each in self.highest(found, said):
                if not self.is_conflict(name, each, True):
                    each.asked = bool(said)
                    return each
        if portions or self.dotted_entries(name):
            if anything:
                raise Undecided('versions that are refused, and a portion')
            return Found(None, True, places=portions)
        raise Raised(REFUSED if anything else MISSING)

    def file_lines(self, name, entry):
        if entry == STDLIB or not self.versions:
            return []
        return self.lines_for(name, entry)

    def dotted_entries(self, name, path=None):
        """Return True if path entries have versions in a namespace package."""
        for entry in path or self.path:
            for other in self.tree.names(entry) if entry != STDLIB else ():
                split = split_entry(other)
                if self.versions and split and split[0].startswith(name + '.'):
                    return True
        return False

    def with_clause(self, name, clause):
        """Return the module of an import with a clause."""
        anything = False
        defaults = self.defaults(name)
        turns = [True, False]
        if clause.startswith('==='):
            # Choice: a clause that names one version asks no default.
            turns = [False]
        for turn in turns:
            for entry, is_own in self.search_path():
                specifiers = [clause]
                if turn and not is_own:
                    specifiers += defaults + self.file_lines(name, entry)
                found, pinned = ([], False) if is_own else self.candidates(
                    entry, name, clause)
                flat = self.in_entry(entry, is_own, name)
                if flat is not None:
                    anything = True
                if isinstance(flat, Found) and not pinned:
                    found = [*found, flat]
                anything = anything or bool(found)
                for each in self.highest(found, specifiers):
                    if not self.is_conflict(name, each, False):
                        each.asked = True
                        return each
        raise Raised(REFUSED if anything else MISSING)

    # Importing

    def load(self, name, found, bound):
        """Execute a module; see section "Loading" for failures."""
        self.depth += 1
        if self.depth > 60:
            raise Undecided('recursion')
        before = self.modules.copy()
        found.bound = bound
        self.modules[name] = found
        try:
            self.execute(name, found)
            if name not in self.modules:
                raise Raised('KeyError')
        except Raised:
            self.modules.pop(name, None)
            if found.versioned or found.asked:
                for other in list(self.modules):
                    if other.startswith(name + '.') and other not in before:
                        del self.modules[other]
            if found.dist is not None and name == bound:
                brought = [other for other, module in self.modules.items()
                           if module.dist == found.dist and other not in before
                           # A plain import of a flat module is noted nowhere.
                           and (module.versioned or module.asked)]
                first = not any(module.dist == found.dist
                                for module in before.values())
                if brought and first and not found.versioned:
                    raise Undecided('a flat distribution has failed in part')
                if first:
                    for other in brought:
                        del self.modules[other]
            raise
        finally:
            self.depth -= 1

    def execute(self, name, found):
        saved = self.importer
        self.importer = found
        try:
            if found.file is None or found.file.startswith(STDLIB):
                return
            if not found.file.endswith('.py') or not isinstance(
                    self.tree.get(found.file), list):
                raise Raised('ImportError')
            for statement in self.statements(found.file):
                if statement == '1/0':
                    raise Raised('ZeroDivisionError')
                elif statement == 'again':
                    if name not in self.seen:
                        self.seen.add(name)
                        del self.modules[name]
                        self.statement(f'import {name}')
                        again = self.modules.get(name)
                        if found.versioned and again.file != found.file:
                            raise Undecided('a module that replaces itself')
                elif statement.startswith('try '):
                    try:
                        self.statement(statement[4:])
                    except Raised as exc:
                        if exc.type not in (MISSING, REFUSED, 'ImportError'):
                            raise
                        self.missed.append(statement[4:])
                elif statement.startswith('import setuptools'):
                    raise Raised(MISSING)
                elif statement.startswith('import '):
                    self.statement(statement)
        finally:
            self.importer = saved

    importer = None

    def statement(self, text):
        """Do an import statement; return the name of its module."""
        match = re.fullmatch(r'import (\S+) ?(?:version )?(.*)', text)
        name, clause = match.groups()
        clause = ','.join(part.replace(' ', '') for part in clause.split(','))
        parts = name.split('.')
        if clause:
            self.bind(parts, clause)
        elif name in self.modules:
            # Today's: the top-level package is imported again if need be.
            parts = parts[:1]
        for end in range(1, len(parts) + 1):
            self.one('.'.join(parts[:end]))
        if name not in self.modules:
            # Something has removed it meanwhile.
            raise Raised('KeyError')
        return name

    def bind(self, parts, clause):
        """Import the module that a clause speaks of: the first that is no
        namespace package.
        """
        for end in range(1, len(parts) + 1):
            name = '.'.join(parts[:end])
            module = self.modules.get(name)
            if module is None:
                if self.is_namespace(name):
                    self.one(name)
                    module = self.modules[name]
                else:
                    found = self.with_clause(name, clause)
                    self.load(name, found, name)
                    return
            if module.file is not None:
                if not module.satisfies(clause, True):
                    raise Raised(REFUSED)
                return
        raise Raised(REFUSED)

    def is_namespace(self, name):
        """Return True if there is nothing but a namespace package."""
        portions = False
        for entry, is_own in self.search_path():
            found = self.in_entry(entry, is_own, name)
            if isinstance(found, Found) or (not is_own and
                                            self.candidates(entry, name)[0]):
                return False
            portions = portions or found == 'portion'
        return portions or self.dotted_entries(name)

    def one(self, name):
        """Import one module whose parents are imported.

        Choice: a package stays imported if its submodule fails, as today.
        """
        if name in self.modules:
            return
        parent, _, tail = name.rpartition('.')
        if not parent:
            found = self.plain(name)
            self.load(name, found, name)
            return
        module = self.modules.get(parent)
        if module is None:
            raise Raised('KeyError')
        if module.file is None:
            found = self.plain(name)
            self.load(name, found, name)
            return
        if not module.is_package:
            raise Raised(MISSING)
        found = self.look_up(posixpath.dirname(module.file), tail)
        if found is None:
            raise Raised(MISSING)
        places = ()
        if found == 'portion':
            places = [posixpath.join(posixpath.dirname(module.file), tail)]
            found = None, True
        found = Found(*found, module.version, module.dist, module.own,
                      module.versioned, places=places)
        found.asked = module.asked
        self.load(name, found, module.bound)

    # Steps

    def step(self, kind, *args):
        """Do a step of a world; return what world_runner.step() returns."""
        self.missed = []
        try:
            result = self.do(kind, *args)
        except Raised as exc:
            result = ['error', exc.type]
        loaded = {name: module.file or 'namespace'
                  for name, module in self.modules.items()
                  if module.file is None or not module.file.startswith(STDLIB)}
        return [result, loaded, self.missed]

    def do(self, kind, *args):
        self.importer = None
        if kind == 'import':
            name = self.statement(args[0])
        elif kind == 'in':
            if args[0] not in self.modules:
                return ['absent']
            self.importer = self.modules[args[0]]
            name = self.statement(args[1])
        elif kind == 'module':
            name, *clause = args
            if clause:
                self.statement(f'import {name} ' + clause[0])
            else:
                self.one(name)
        elif kind == 'find':
            return self.find(*args)
        elif kind == 'reload':
            [name] = args
            if name not in self.modules:
                return ['absent']
            module = self.modules[name]
            # It has the version that it had.
            self.execute(name, module)
            if name not in self.modules:
                raise Raised('KeyError')
        elif kind == 'del':
            return ['absent' if self.modules.pop(args[0], None) is None else 'done']
        elif kind == 'defaults':
            # As in a dictionary, the last entry for a name counts.
            self.process = {tuple(row[:-1]): row[-1] for row in args[0]}
            return ['done']
        elif kind == 'add':
            for line in args:
                self.tree.add(line)
            return ['done']
        return self.described(self.modules[name])

    def find(self, name, clause=None):
        """Find the spec of a top-level module."""
        if clause is not None:
            clause = clause.replace(' ', '')
        module = self.modules.get(name)
        if module is not None:
            if clause is not None and module.file is None:
                raise Undecided('a spec of a namespace package, or none')
            if clause is not None and not module.satisfies(clause, True):
                return ['none']
            return self.described(module)
        try:
            if clause is None:
                return self.described(self.plain(name))
            if self.is_namespace(name):
                raise Undecided('a spec of a namespace package, or none')
            return self.described(self.with_clause(name, clause))
        except Raised as exc:
            if exc.type == REFUSED and clause is None:
                raise Undecided('no spec, or an error')
            return ['none']

    def described(self, module):
        if module.file is None:
            return ['namespace', module.places]
        return ['file', module.file, module.version]


def agree(expected, actual):
    """Return True if the results of a step agree; versions as PEP 440 does."""
    if expected[0] != actual[0]:
        return False
    if expected[0] == 'error':
        return expected[1] == actual[1]
    if expected[0] == 'file':
        if expected[1] != actual[1]:
            return False
        one, other = expected[2], actual[2]
        if one is None or other is None:
            return one is other
        return Version(one) == Version(other)
    return True
