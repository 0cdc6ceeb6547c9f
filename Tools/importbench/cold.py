"""First imports, and the start of the interpreter: a new process each time.

The program of a sample is compiled beforehand.  It puts its directory first on
sys.path, reads the clock around the import statement, and prints the time and
the file that was imported, which is checked.  Everything that a first import
with a version has to set up is paid there and then, in every sample.
"""

import subprocess
import textwrap
from dataclasses import dataclass

import trees
from process import FLAGS, command, environment, run_timed
from stats import Goal

PROGRAM = """\
    import sys
    from time import perf_counter_ns
    {before}
    {path}
    start = perf_counter_ns()
    {statement}
    elapsed = perf_counter_ns() - start
    print(elapsed, target.__file__)
    """
FIRST = "sys.path.insert(0, {directory!r})"
LAST = "sys.path.append({directory!r})"
ANOTHER = "sys.path.insert(0, {directory!r}); import another{clause}"
LISTING = """\
    from os import listdir
    from time import perf_counter_ns
    start = perf_counter_ns()
    listdir({directory!r})
    elapsed = perf_counter_ns() - start
    print(elapsed, "")
    """
COLD = Goal(1.05)


@dataclass(frozen=True)
class ColdRow:
    """*count* versions in a directory and a statement; None: a flat one."""

    name: str
    label: str
    count: int
    statement: str = "import target"
    chosen: str | None = None
    prereleases: bool = False
    layout: str = "distribution"
    goal: Goal | None = COLD
    path: str = FIRST
    # Another package was imported in the same way before, from elsewhere:
    # what is set up once for a process falls away.
    second: bool = False
    default: bool = True

    @property
    def versioned(self):
        return self.chosen is not None

    @property
    def needs_clause(self):
        return self.statement != "import target"


@dataclass(frozen=True)
class StartRow:
    name: str
    label: str
    flags: tuple[str, ...]
    goal: Goal = Goal(1.02)
    default: bool = True
    versioned = needs_clause = False


def _forms(count, exact, prefix, range_):
    """{form: (statement, number of the version it must find)}."""
    return {
        "exact": (f"import target == {exact[0]}", exact[1]),
        "prefix": (f"import target version {prefix[0]}", prefix[1]),
        "range": (f"import target {range_[0]}", range_[1]),
        "newest": ("import target", count - 1),
    }


# The four ways to ask, for a directory with that many versions.
FORMS = {
    1: _forms(1, ("1.0.0", 0), ("1.0", 0), (">=1.0, <2", 0)),
    100: _forms(100, ("1.5.5", 55), ("1.5", 59), (">=1.2, <1.8", 79)),
    1000: _forms(1000, ("5.5.5", 455), ("5.5", 459), (">=2, <9", 799)),
    10_000: _forms(10_000, ("46.5.5", 4555), ("46.5", 4559),
                   (">=9, <90", 8899)),
}


def _cold_rows():
    for count in (1, 100, 1000):
        yield ColdRow(f"cold-flat-{count}", f"flat, {count}: plain", count,
                      goal=Goal(1.02))
    for count in (1, 100, 1000):
        for form, (statement, number) in FORMS[count].items():
            yield ColdRow(f"cold-{count}-{form}", f"{count}: {form}", count,
                          statement, trees.version(number))
            yield ColdRow(f"second-{count}-{form}",
                          f"{count}: {form}, the second in its process", count,
                          statement, trees.version(number), second=True,
                          default=False)
    yield ColdRow("cold-1-pre-prefix", "1 pre-release: prefix", 1,
                  "import target version 1.0", "1.0.0rc1", prereleases=True)
    for count in (100, 1000):
        for form, (statement, number) in FORMS[count].items():
            # Stepping over pre-releases leads to the same versions: those
            # that are asked for do not end in 1, 4, 7 or 8.
            yield ColdRow(f"cold-{count}-pre-{form}",
                          f"{count} with pre-releases: {form}", count,
                          statement, trees.version(number, True), True,
                          default=count == 1000)
    statement, number = FORMS[100]["prefix"]
    for layout in ("package", "module"):
        yield ColdRow(f"cold-100-{layout}", f"100, layout {layout}: prefix",
                      100, statement, trees.version(number), layout=layout)
    yield ColdRow("cold-100-last", "100, last on sys.path: prefix", 100,
                  statement, trees.version(number), path=LAST)


ROWS = [
    StartRow("start", "start-up: python -c pass", FLAGS[1:]),
    StartRow("start-isolated", "start-up: python -I -S -c pass",
             (*FLAGS, "-S")),
    *_cold_rows(),
]


class Side:
    """One interpreter with its directories and its compiled programs."""

    def __init__(self, python, root, baseline):
        self.python = str(python)
        self.root = root
        self._baseline = baseline
        self._env = environment()
        self._made = set()
        self._programs = {}

    def _directory(self, row):
        """The directory that a row needs and the file that it must import."""
        flat = self._baseline or not row.versioned
        kind = "flat" if flat else f"{row.layout[:4]}{int(row.prereleases)}"
        # Names of one length, so that paths cost the same everywhere.
        where = self.root / f"{kind:-<6}{row.count:06}"
        if flat:
            if where not in self._made:
                trees.flat(where, row.count)
            expected = where / "target" / "__init__.py"
        else:
            if where not in self._made:
                trees.versions(
                    where, row.count, prereleases=row.prereleases,
                    layout=row.layout,
                    only=[row.chosen] if row.count == 1 else None)
            expected = trees.version_file(where, row.chosen, row.layout)
        self._made.add(where)
        return where, expected

    def _import_another(self, row):
        if not row.second:
            return ""
        flat = self._baseline or not row.versioned
        where = self.root / "another-----1"
        if where not in self._made:
            if flat:
                trees.flat(where, 1, "another")
            else:
                trees.versions(where, 1, name="another")
        self._made.add(where)
        clause = "" if flat or not row.needs_clause else " version 1"
        return ANOTHER.format(directory=str(where), clause=clause)

    def _compile(self, name, text):
        source = self.root / f"{name}.py"
        source.write_text(textwrap.dedent(text))
        compiled = self.root / f"{name}.pyc"
        subprocess.run(
            command(self.python, "-c",
                    "import py_compile, sys;"
                    "py_compile.compile(*sys.argv[1:], doraise=True)",
                    str(source), str(compiled)),
            env=self._env, check=True)
        return compiled

    def prepare(self, row):
        """Make the directory and the program, run it once to write .pyc."""
        if isinstance(row, StartRow):
            self._programs[row.name] = (
                command(self.python, "-c", "pass", flags=row.flags), None)
            self.sample(row)
            return
        directory, expected = self._directory(row)
        statement = "import target" if self._baseline else row.statement
        text = PROGRAM.format(
            before=self._import_another(row),
            path=row.path.format(directory=str(directory)),
            statement=statement)
        compiled = self._compile(row.name, text)
        self._programs[row.name] = (command(self.python, str(compiled)),
                                    str(expected))
        self.sample(row)

    def is_prepared(self, row):
        return row.name in self._programs

    def prepare_listing(self, row):
        """A further program that only lists the directory of *row*."""
        directory, _ = self._directory(row)
        compiled = self._compile(f"{row.name}-listing",
                                 LISTING.format(directory=str(directory)))
        self._programs[f"{row.name}-listing"] = (
            command(self.python, str(compiled)), "")

    def sample(self, row):
        """(ns of the statement, ns of the process)."""
        return self.sample_named(row.name)

    def sample_named(self, name):
        argv, expected = self._programs[name]
        whole, output = run_timed(argv, self._env)
        if expected is None:
            return whole, whole
        elapsed, _, file = output.strip().partition(" ")
        if file != expected:
            raise SystemExit(f"{name}: {file} was imported, not {expected}")
        return int(elapsed), whole


def measure(stock, ours, rows, samples):
    """A B B A of every row; a sample is (stock, ours, whole, whole)."""
    for row in rows:
        one = stock.sample(row)
        pairs = [(one, ours.sample(row))]
        other = ours.sample(row)
        pairs.append((stock.sample(row), other))
        samples[row.name] += [(a[0], b[0], a[1], b[1]) for a, b in pairs]
