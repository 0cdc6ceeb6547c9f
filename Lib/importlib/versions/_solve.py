"""solve: a set of versions that holds together, or why there is none.

An import takes the best version at the moment and cannot go back.  Here a solver
can: what has to hold is what the program's statements ask for, what the
import-versions.txt of each version that is taken says, and what the defaults of
the process and the directories say.  The solver is resolvelib, pip's.
"""

import contextlib
import copy
import functools
import importlib
import sys

from .. import _bootstrap
from . import Version, _freeze, _graph, _output

_flow = _bootstrap._load_version_part('versions')
_origins = _bootstrap._load_version_part('origins')
_defaults = _bootstrap._load_version_part('defaults')
_external = sys.modules['_frozen_importlib_external']

HELP = '''\
a set of versions in which all that is said of versions holds together
It is printed as an import-versions.txt, for the directory that has the versions;
of several sets it is the one with the newest versions, as an import would prefer
them.  If there is none, the smallest set of statements is printed that cannot
hold together, and the exit status is 1.

examples:
  python -m importlib.versions solve app.py >import-versions.txt
  python -m importlib.versions solve app.py tasks/ --json
'''

# So many steps the solver may take.
_MOST_ROUNDS = 200_000


# Of so many statements all are looked at for the smallest set that cannot hold.
_FEW = 300


def add_arguments(parser):
    parser.add_argument('path', nargs='+', help='a file or directory')


def run(args, output):
    try:
        resolvelib = _find_resolvelib()
    except ImportError as exc:
        _output.complain(str(exc))
        return 1
    world = World()
    is_well = True
    is_read = False
    for graph, well in _graph.read(args.path, reads=_is_said_by_program):
        world.add_program(graph)
        is_read = True
        is_well = is_well and well
    if not is_read:
        return 1
    solver = _Solver(world, resolvelib)
    try:
        chosen = solver.solve()
        reasons = None if chosen is not None else solver.explain()
    except resolvelib.ResolutionTooDeep:
        _output.complain(f'There is no answer after {_MOST_ROUNDS} steps.')
        return 1
    if chosen is None:
        if output.is_json:
            output.json({'versions': None,
                         'conflict': [reason.as_json() for reason in reasons]})
        else:
            output.line(output.bad('These cannot hold together:'))
            for reason in reasons:
                output.line(f'  {reason}')
            output.line('There is:')
            for name, versions in {reason.name: reason.present
                                   for reason in reasons}.items():
                texts = ', '.join(map(_output.version_text, versions))
                output.line(f'  {name} {texts or "in no version"}')
        return 1
    pins = _pins(world, chosen)
    if output.is_json:
        output.json({'versions': [
            {'name': name, 'version': str(version), 'specifier': specifier,
             'directories': directories}
            for name, version, specifier, directories in pins], 'conflict': None})
    else:
        _print_pins(output, pins)
    return 0 if is_well else 1


def _is_said_by_program(module):
    """Return True for what has no import-versions.txt of its own to speak for it."""
    return module.layout in ('program', 'flat')


def _pins(world, chosen):
    """Return [(name, Version, specifier, directories), ...], sorted."""
    pins = []
    for name in sorted(world.names):
        picks = world.picks(name)
        pick = chosen.get(world.project(name))
        if pick is None or pick.version is None:
            continue
        specifier = _freeze.pin(pick.version, [other.version for other in picks])
        directories = list(dict.fromkeys(other.directory for other in picks))
        pins.append((name, pick.version, specifier, directories))
    return pins


def _print_pins(output, pins):
    places = list(dict.fromkeys(place for *_, places in pins for place in places))
    for place in places:
        if len(places) > 1:
            output.line(f'# in {place}')
        for name, _, specifier, directories in pins:
            if place in directories:
                output.line(f'{name} {specifier}')


# What there is, and what it says ##############################################

class Pick:

    """A version of a project, which may hold several modules.

    project    the distribution, or the module's name where it is of none
    version    the Version, or None
    directory  the path entry
    specs      {module name: spec}
    """

    def __init__(self, project, version, directory):
        self.project = project
        self.version = version
        self.directory = directory
        self.specs = {}

    def __str__(self):
        return f'{self.project} {_output.version_text(self.version)}'

    def __repr__(self):
        return f'<Pick {self} in {self.directory!r}>'


class Ask:

    """A statement that speaks of the version of a module.

    pick       the Pick whose statement it is; None of a program or a default
    name       the module's name
    specifier  the clause or the default's, or None
    text       the statement and its place
    project    the project that the module is of
    key        what it shares with the same statement of other versions
    meeting    the frozenset of the Picks that have it, once it is known
    """

    __slots__ = ('pick', 'name', 'specifier', 'text', 'project', 'key', 'meeting')

    def __init__(self, pick, name, specifier, text, project, meeting=None):
        self.pick = pick
        self.name = name
        self.specifier = specifier
        self.text = text
        self.project = project
        self.meeting = meeting
        # A default is one statement, whoever's import it speaks for.
        self.key = ((None, text) if pick is None or meeting is not None else
                    (pick.project, name, specifier))


class World:

    """The versions that there are, and what is said of them.

    names  the modules that anything asks for
    asks   the Asks of programs
    """

    def __init__(self):
        self.names = {}
        self.asks = []
        self._picks = {}
        self._projects = {}
        self._by_key = {}
        self._of_project = {}
        self._lines = {}
        self._asks = {}
        self._meeting = {}

    def add_program(self, graph):
        """Take what the statements of a program ask for."""
        for edge in graph.edges:
            statement = edge.statement
            if edge.failed and edge.expected or not (edge.certain or statement.clause):
                continue
            specifier = statement.clause
            text = f'{edge.place}: {statement.text}'
            bound = edge.module and edge.module.owner
            for name in self._names(edge):
                wanted = specifier if bound is None or name == bound.name else None
                self.asks.append(Ask(None, name, wanted, text, self.project(name)))
                if statement.clause is None:
                    self.asks += self._defaults_for(None, name)

    def _names(self, edge):
        """Return the names of the modules whose versions an Edge speaks of."""
        found = dict.fromkeys(module.owner.name for module in edge.modules
                              if module.layout in ('version', 'flat'))
        if edge.failed and not found:
            name = edge.missing if edge.error is None else edge.error.name
            if name.partition('.')[0] not in sys.stdlib_module_names:
                found[name] = None
        return list(found)

    def picks(self, name):
        """Return the Picks that have a module, in the order of the search."""
        if name not in self._picks:
            self._find(name)
        return self._picks[name]

    def project(self, name):
        """Return the project that a module is of, in all its versions.

        Its modules come from one version.  Where the versions of a module are of
        several distributions, it is by itself.
        """
        if name not in self._projects:
            self._find(name)
        self.names[name] = None
        return self._projects[name]

    def _find(self, name):
        specs = []
        parent = name.rpartition('.')[0]
        # A package is not to be imported for it, a namespace package may.
        if not parent or not self.picks(parent):
            with contextlib.suppress(ImportError), _graph.leaving_no_modules():
                specs = _bootstrap._load_version_part('queries').of_module(name)
        specs = [spec for spec in specs if spec.name == name and
                 not _origins.is_portion(spec)]
        origins = [_origins.origin_of(spec) for spec in specs]
        distributions = {origin and origin.distribution for origin in origins}
        project = f'module {name}'
        if len(distributions) == 1 and None not in distributions:
            [project] = distributions
        picks = {}
        for spec, origin in zip(specs, origins):
            text = _origins.spec_version(spec)
            directory = origin and origin.directory or _origins.entry_of(spec)
            key = project, text, directory
            pick = self._by_key.get(key)
            if pick is None:
                pick = self._by_key[key] = Pick(project, text and Version(text),
                                                directory)
            if name not in pick.specs:
                pick.specs[name] = spec
                picks[pick] = None
        order = {}
        for pick in picks:
            order.setdefault(pick.directory, len(order))
        self._picks[name] = sorted(picks, key=lambda pick: order[pick.directory])
        self._of_project.setdefault(project, {}).update(picks)
        self._projects[name] = project

    def lines_of(self, pick):
        """Return the Asks that a version's import-versions.txt makes."""
        if pick not in self._lines:
            asks = self._lines[pick] = []
            origin = _version_origin(pick)
            if origin is not None:
                defaults = _defaults._distribution_defaults(origin)
                for default in (one for many in defaults.values() for one in many):
                    self._add(asks, pick, default.name, default.text,
                              f'{default.name} {default.text} ({default.source})')
        return self._lines[pick]

    def said_of(self, pick):
        """Return all Asks of a version: its file's, and its statements'.

        A statement without a clause for a name that the file speaks of adds
        nothing.
        """
        if pick in self._asks:
            return self._asks[pick]
        asks = self._asks[pick] = self.lines_of(pick)[:]
        origin = _version_origin(pick)
        if origin is None:
            return asks
        named = {ask.name for ask in asks}
        for file, statement in _graph.foreign_statements(_modules(pick, origin)):
            for name in self._bound(statement):
                if statement.clause is not None or name not in named:
                    named.add(name)
                    self._add(asks, pick, name, statement.clause,
                              f'{file}:{statement.lineno}: {statement.text}',
                              statement.clause is None)
        return asks

    def _bound(self, statement):
        """Return the names of the modules with versions that a statement binds."""
        name = statement.name
        if name.partition('.')[0] in sys.stdlib_module_names:
            return []
        found = {}
        for whole in (name, *(f'{name}.{part}' for part in statement.names)):
            bound = next((whole[:end] for end, letter in enumerate(whole + '.')
                          if letter == '.' and self.picks(whole[:end])), None)
            if bound is not None:
                found[bound] = None
        return list(found)

    def _add(self, asks, pick, name, specifier, text, is_plain=True):
        """Add what a version asks for, if it is there at all."""
        if name not in pick.specs and self.picks(name):
            project = self.project(name)
            if project != pick.project:
                asks.append(Ask(pick, name, specifier, text, project))
                if is_plain:
                    asks += self._defaults_for(pick, name)

    def _defaults_for(self, pick, name):
        """Return the Asks of the defaults for an import without a clause.

        What the process says counts everywhere, what a directory says for that.
        """
        said = [(None, default) for default in
                _defaults._look_at_process()[0].get(name, ())]
        for entry in sys.path:
            finder = _external.PathFinder._path_importer_cache(entry)
            said += [(entry, default) for default in _defaults.said_in(finder, name)]
        return [Ask(pick, name, default.text,
                    f'{name} {default.text} ({default.source})',
                    self.project(name), frozenset(
                        found for found in self.picks(name)
                        if entry not in (None, found.directory) or
                        _flow.meets(default.text, found.specs[name])))
                for entry, default in said]

    def meeting(self, ask):
        """Return the frozenset of the Picks that have what is asked for."""
        if ask.meeting is None:
            key = ask.name, ask.specifier
            if key not in self._meeting:
                self._meeting[key] = frozenset(
                    pick for pick in self.picks(ask.name) if ask.specifier is None or
                    _flow.meets(ask.specifier, pick.specs[ask.name]))
            ask.meeting = self._meeting[key]
        return ask.meeting


    def counting(self, pick, active):
        """Return the Asks of a version whose keys are in active, None for all."""
        return [ask for ask in self.said_of(pick)
                if active is None or ask.key in active]

    def ordered(self, project, asks, left=None, refused=()):
        """Return the Picks of a project that have what is asked for, the best first.

        They are among left, if that is given, and not among refused.
        """
        picks = [pick for pick in self._of_project[project]
                 if pick not in refused and (left is None or pick in left) and
                 all(pick in self.meeting(ask) for ask in asks)]
        together = _flow.together(ask.specifier for ask in asks if ask.specifier)
        order = {}
        for pick in picks:
            order.setdefault(pick.directory, len(order))

        def compare(pick, other):
            if order[pick.directory] != order[other.directory]:
                return order[pick.directory] - order[other.directory]
            if pick.version is None or other.version is None:
                return (pick.version is None) - (other.version is None)
            return -1 if _flow.is_better(str(pick.version), str(other.version),
                                         together) else 1

        return sorted(picks, key=functools.cmp_to_key(compare))


def _version_origin(pick):
    """Return the VersionOrigin of a version that is not flat, else None."""
    spec = next(iter(pick.specs.values()))
    origin = getattr(spec, '_version_origin', None)
    return None if origin is None or origin.path is None else origin


def _modules(pick, origin):
    """Return the specs of the top-level modules of a version."""
    spec = next(iter(pick.specs.values()))
    if not origin.is_entry:
        return [spec]
    finder = _external.PathFinder._path_importer_cache(origin.path)
    names = {name.partition('.')[0] for name in getattr(finder, '_path_cache', ())}
    specs = [spec] + [finder.find_spec(name) for name in sorted(names)
                      if name.isidentifier() and name != spec.name]
    return [spec for spec in specs if spec is not None and spec.loader is not None]


# The solver ###################################################################

class _Solver:

    """Asks resolvelib for the versions that hold together."""

    def __init__(self, world, resolvelib):
        self.world = world
        self._lib = resolvelib
        # The projects of the last conflict.
        self._conflict = set()

    def solve(self, active=None):
        """Return {project: Pick}, or None if there is no solution.

        active is the set of the keys of the statements that count, or None for
        all of them.
        """
        asks = [ask for ask in self.world.asks if active is None or ask.key in active]
        reduction = _Reduction(self.world, asks, active)
        if reduction.conflict is not None:
            self._conflict = reduction.conflict
            return None
        chosen = reduction.choose(asks)
        if chosen is not None:
            return chosen
        provider = _provider(self._lib, self.world, reduction.left, active)
        # Resolver would look for what is not needed, without an end where such
        # versions ask for each other.
        resolution = self._lib.resolvers.Resolution(provider, self._lib.BaseReporter())
        try:
            found = resolution.resolve(asks, _MOST_ROUNDS).mapping
        except self._lib.ResolutionImpossible as exc:
            self._conflict = {ask.project for ask, _ in exc.causes}
            self._conflict |= {pick.project for _, pick in exc.causes if pick}
            return None
        return self._in_use(asks, found, active)

    def _in_use(self, asks, found, active):
        """Return the part of {project: Pick} that the asks lead to."""
        chosen = {}
        waiting = list(asks)
        for ask in waiting:
            if ask.project not in chosen:
                pick = chosen[ask.project] = found[ask.project]
                waiting += self.world.counting(pick, active)
        return chosen

    def explain(self):
        """Return the Reasons: a smallest set of statements that cannot hold.

        Of few statements it is looked for among all, of many around the conflict
        for which solve() has given up.
        """
        conflict = self._conflict
        said = self._said()
        if len(said) > _FEW:
            said = self._around(conflict, said)
        core = _irreducible(said, self.solve)
        core = _smallest(core, said, self.solve, self._kept)
        return [Reason(self.world, asks) for key, asks in said.items() if key in core]

    def _said(self):
        """Return {key: [Ask, ...]}, all statements that can be in play."""
        said = {}
        waiting = list(self.world.asks)
        seen = set()
        for ask in waiting:
            said.setdefault(ask.key, []).append(ask)
            for pick in self.world.picks(ask.name):
                if pick not in seen:
                    seen.add(pick)
                    waiting += self.world.said_of(pick)
        return said

    def _around(self, projects, said):
        """Return the part of said that is of the projects of a conflict.

        If that can hold, also what is of the projects beside them, and so on.
        """
        while True:
            near = {}
            nearer = set(projects)
            for key, asks in said.items():
                by = key[0]
                if asks[0].project in projects and by in (None, *projects):
                    near[key] = asks
                elif by is not None and (asks[0].project in projects or by in projects):
                    nearer |= {by, asks[0].project}
            if nearer == projects or self.solve(set(near)) is None:
                return near
            projects = nearer

    def _kept(self, said, chosen):
        """Return the set of the keys of said that hold of a solution."""
        return {key for key, asks in said.items() if all(
            ask.pick is not None and chosen.get(ask.pick.project) is not ask.pick or
            chosen.get(ask.project) in self.world.meeting(ask) for ask in asks)}


class _Reduction:

    """Leaves out what no solution has, before the solver begins.

    A version for which nothing is left that one of its lines accepts is in no
    solution, and neither is one that no version of a project which every
    solution has goes with.  This is arc consistency (Mackworth, "Consistency
    in networks of relations", 1977); where newer versions ask for newer ones,
    as they mostly do, the newest of what is left hold together.

    left      {project: set of Picks}
    conflict  None, or the projects which show that there is no solution
    """

    def __init__(self, world, asks, active):
        self._world = world
        self._active = active
        self.left = {}
        self._askers = {}
        self._reasons = {}
        self._required = set()
        self._known = set()
        self.conflict = None
        self._collect(asks)
        self._apply(asks, set(self.left))

    def choose(self, asks):
        """Return {project: Pick}, or None if one would have to go back for it.

        Of each project the newest is taken with which something is left of the
        others, in the order in which they are asked for.
        """
        chosen = {}
        reduction = self
        waiting = list(asks)
        for ask in waiting:
            if ask.project in chosen:
                continue
            for pick in self._world.ordered(ask.project, [ask],
                                            reduction.left[ask.project]):
                following = self._world.counting(pick, self._active)
                trial = reduction._with(pick, following)
                if trial.conflict is None:
                    break
            else:
                return None
            reduction = trial
            chosen[ask.project] = pick
            waiting += following
        return chosen

    def _with(self, pick, asks):
        """Return the _Reduction with one Pick of a project and what it asks for."""
        other = copy.copy(self)
        other.left = self.left.copy()
        other._required = self._required.copy()
        other._known = self._known.copy()
        other._collect(asks)
        changed = other._restrict(pick.project, frozenset((pick,)), pick.project)
        other._apply(asks, changed)
        return other

    def _apply(self, asks, changed):
        """Let Asks hold, and look at all that follows from what has changed."""
        for ask in asks:
            changed |= self._restrict(ask.project, self._world.meeting(ask), ask.project)
            changed |= self._require(ask.project, ask.project)
        while changed and self.conflict is None:
            changed |= self._revise(changed.pop())

    def _asks(self, pick):
        return [ask for ask in self._world.lines_of(pick)
                if self._active is None or ask.key in self._active]

    def _collect(self, asks):
        """Find the projects that can be in a solution, and who asks for them."""
        waiting = list(asks)
        for ask in waiting:
            left = self.left.setdefault(ask.project, set())
            if ask.pick is not None:
                self._askers.setdefault(ask.project, {})[ask.pick.project] = None
            picks = set(self._world.picks(ask.name)) - self._known
            if picks:
                self._known |= picks
                self.left[ask.project] = left | picks
                for pick in picks:
                    waiting += self._asks(pick)

    def _restrict(self, project, picks, reason):
        """Keep some Picks of a project; return whose neighbours to look at."""
        if self.left[project] <= picks:
            return set()
        self.left[project] = self.left[project] & picks
        self._reasons.setdefault(project, set()).add(reason)
        if not self.left[project]:
            self._fail(project)
        return {project}

    def _require(self, project, reason):
        """Note that every solution has a project, because of another one."""
        if project in self._required:
            return set()
        self._required.add(project)
        self._reasons.setdefault(project, set()).add(reason)
        if not self.left[project]:
            self._fail(project)
        return {project}

    def _fail(self, project):
        """There is no solution if a project is required of which nothing is left."""
        if project in self._required:
            self.conflict = {project}
            waiting = [project]
            for reached in waiting:
                more = self._reasons.get(reached, set()) - self.conflict
                self.conflict |= more
                waiting += more

    def _revise(self, project):
        """Look at the neighbours of a project; return those that have changed."""
        changed = set()
        for asker in self._askers.get(project, ()):
            possible = {pick for pick in self.left[asker] if all(
                not self.left[project].isdisjoint(self._world.meeting(ask))
                for ask in self._asks(pick) if ask.project == project)}
            changed |= self._restrict(asker, possible, project)
        if project in self._required:
            changed |= self._revise_asked(project)
        return changed

    def _revise_asked(self, project):
        """Look at what a required project asks for."""
        by_pick = []
        for pick in self.left[project]:
            accepted = {}
            for ask in self._asks(pick):
                meeting = self._world.meeting(ask)
                accepted[ask.project] = accepted.get(ask.project, meeting) & meeting
            by_pick.append(accepted)
        changed = set()
        # What one of them does not speak of, none restricts.
        for other in set(by_pick[0]).intersection(*by_pick[1:]) if by_pick else ():
            accepted = frozenset().union(*(each[other] for each in by_pick))
            changed |= self._restrict(other, accepted, project)
            changed |= self._require(other, project)
        return changed


def _irreducible(statements, solve):
    """Return a set of statements without a solution, none of which can go.

    Whole stretches of them are left out first.
    """
    core = list(statements)
    size = len(core)
    while size:
        start = 0
        while start < len(core):
            rest = core[:start] + core[start + size:]
            if solve(set(rest)) is None:
                core = rest
            else:
                start += size
        size //= 2
    return set(core)


def _smallest(core, said, solve, kept_by):
    """Return a set without a solution that is no larger than any other.

    core is one that cannot be made smaller by leaving statements out.  What is
    left out of a set with a solution that nothing can be added to, every set
    without one has a part of.  So the smallest set that has a part of each of
    those that are known is the answer if it has no solution, and leads to one
    more of them if it has (Ignatiev et al., "Smallest MUS extraction with
    minimal hitting set dualization", 2015).
    """
    corrections = []
    while True:
        guess = _smallest_hitting(corrections, len(core))
        if guess is None:
            return core
        chosen = solve(guess)
        if chosen is None:
            return guess
        kept = guess | kept_by(said, chosen)
        for key in said:
            if key not in kept and (chosen := solve(kept | {key})) is not None:
                kept |= {key} | kept_by(said, chosen)
        corrections.append([key for key in said if key not in kept])


def _smallest_hitting(sets, limit):
    """Return a smallest set that has an element of each, or None above a limit."""
    for size in range(limit):
        found = _hitting(sets, frozenset(), size)
        if found is not None:
            return set(found)
    return None


def _hitting(sets, chosen, size):
    missed = next((each for each in sets if chosen.isdisjoint(each)), None)
    if missed is None:
        return chosen
    if not size:
        return None
    for key in missed:
        found = _hitting(sets, chosen | {key}, size - 1)
        if found is not None:
            return found
    return None


class Reason:

    """A statement of those that cannot hold together, with all its Asks."""

    def __init__(self, world, asks):
        self.asks = asks
        self.name = asks[0].name
        self.by = asks[0].key[0]
        self.versions = sorted({ask.pick.version for ask in asks if self.by},
                               key=lambda version: (version is not None, version))
        self.present = [pick.version for pick in world.picks(self.name)]

    def __str__(self):
        text = self.asks[0].text
        if self.by is None:
            return text
        versions = ', '.join(map(_output.version_text, self.versions))
        return f'{self.by} {versions}: {text}' + (
            '' if len(self.asks) == 1 else ' and the like')

    def as_json(self):
        specifier = self.asks[0].specifier
        return {'by': self.by, 'versions': list(map(str, self.versions)),
                'name': self.name, 'specifier': specifier,
                'statements': [ask.text for ask in self.asks],
                'present': list(map(_output.version_text, self.present))}


# resolvelib ###################################################################

def _find_resolvelib():
    """Return the module resolvelib: installed by itself, or in a pip.

    Raises ImportError.
    """
    for name in 'resolvelib', 'pip._vendor.resolvelib':
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    with contextlib.suppress(ImportError, OSError):
        import ensurepip
        with ensurepip._get_pip_whl_path_ctx() as wheel:
            sys.path.append(str(wheel))
            try:
                return importlib.import_module('pip._vendor.resolvelib')
            finally:
                sys.path.remove(str(wheel))
    raise ImportError('solve needs resolvelib, which is neither installed nor in a '
                      'pip here: python -m pip install resolvelib')


def _provider(resolvelib, world, left, active):
    """Return the provider that answers resolvelib's questions about a World.

    left is a _Reduction's, active the set of the keys of the statements that
    count, or None.
    """

    # {project: how many versions there were when it was looked at last}
    counts = {}

    class Provider(resolvelib.AbstractProvider):

        def identify(self, requirement_or_candidate):
            return requirement_or_candidate.project

        def get_preference(self, identifier, resolutions, candidates, information,
                           backtrack_causes):
            return 0

        def narrow_requirement_selection(self, identifiers, resolutions, candidates,
                                         information, backtrack_causes):
            # What is in conflict first, then what has the fewest versions left.
            causes = {cause.requirement.project for cause in backtrack_causes}
            causes |= {cause.parent.project for cause in backtrack_causes
                       if cause.parent is not None}
            return [min(identifiers, key=lambda identifier: (
                identifier not in causes, counts[identifier]))]

        def find_matches(self, identifier, requirements, incompatibilities):
            asks = list(requirements[identifier])
            # Nothing asks for what the solver has just given up.
            picks = world.ordered(identifier, asks, left.get(identifier),
                                  set(incompatibilities[identifier]))
            counts[identifier] = len(picks)
            return picks

        def is_satisfied_by(self, requirement, candidate):
            # find_matches() has been asked about it before.
            return candidate in requirement.meeting

        def get_dependencies(self, candidate):
            return world.counting(candidate, active)

    return Provider()
