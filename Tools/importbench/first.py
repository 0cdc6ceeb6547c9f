"""First imports, and the start of the interpreter: a new process each time.

The program of a sample is compiled beforehand.  It puts its directory first on
sys.path, takes the processor time of the import statement, and prints it and
the file that was imported, which is checked.  Everything that a first import
with a version has to set up is paid there and then, in every sample.
"""

from dataclasses import dataclass, replace
from itertools import product

import trees
from process import in_turn, run_timed
from stats import Excess, Ratio, Row

SHARE = 14
PROGRAM = """\
    import sys
    from time import process_time_ns
    target = None
    {before}
    sys.path.insert(0, {directory!r})
    start = process_time_ns()
    {statement}
    elapsed = process_time_ns() - start
    print(elapsed, getattr(target, "__file__", None))
    """
ELSEWHERE = "sys.path.insert(0, {directory!r}); import another{clause}"
HERE = ELSEWHERE + "; del sys.path[0]"
MISS = "try: import absent\n    except ImportError: pass"
SAME = Ratio(1.02)
LATER = Ratio(1.10)
GOALS = {1: Ratio(1.3), 100: Ratio(1.2), 1000: Ratio(1.1)}


@dataclass(frozen=True)
class FirstRow(Row):
    """A statement and a directory of *count* versions.

    *chosen* is the version that it must import; None: ours is flat, too.
    *installed*: metadata beside the flat module says its version.
    """

    count: int = 1
    statement: str = "import target"
    chosen: str | None = None
    prereleases: bool = False
    layout: str = "distribution"
    installed: bool = False
    finder: bool = False
    # Another package was imported in the same way before, from this directory
    # (HERE) or another one: what is set up once for a process falls away.
    before: str = ""

    @property
    def whole(self):
        """The name under which the times of whole processes are kept."""
        return f"{self.name}:whole"


@dataclass(frozen=True)
class StartRow(Row):
    flags: tuple[str, ...] = ()
    finder: bool = False


@dataclass(frozen=True)
class WholeRow(Row):
    """The whole processes of several rows together."""

    of: tuple[FirstRow, ...] = ()

    def pairs(self, samples):
        return [pair for row in self.of for pair in samples.get(row.whole, [])]


@dataclass(frozen=True)
class OnceRow(Row):
    """What the first import needs more than the second, round by round."""

    first: str = ""
    second: str = ""

    def pairs(self, samples):
        rows = (samples.get(name, []) for name in (self.first, self.second))
        return [tuple(a - b for a, b in zip(*both)) for both in zip(*rows)]


def _forms(count, exact, prefix, range_):
    """{form: (statement, number of the version it must find)}."""
    return {
        "exact": (f"import target == {exact[0]}", exact[1]),
        "prefix": (f"import target version {prefix[0]}", prefix[1]),
        "range": (f"import target {range_[0]}", range_[1]),
        "newest": ("import target >= 0", count - 1),
        "plain": ("import target", count - 1),
    }


# The ways to ask, for a directory with that many versions.
FORMS = {
    1: _forms(1, ("1.0.0", 0), ("1.0", 0), (">=1.0, <2", 0)),
    100: _forms(100, ("1.5.5", 55), ("1.5", 59), (">=1.2, <1.8", 79)),
    1000: _forms(1000, ("5.5.5", 455), ("5.5", 459), (">=2, <9", 799)),
    10_000: _forms(10_000, ("46.5.5", 4555), ("46.5", 4559),
                   (">=9, <90", 8899)),
}


def _versioned(count, form, layout="distribution", prereleases=False, **more):
    statement, number = FORMS[count][form]
    if count == 1 and prereleases:
        text = "1.0.0rc1"
    else:
        # Stepping over pre-releases leads to the same versions: those that
        # are asked for do not end in 1, 4, 7 or 8.
        text = trees.version(number, prereleases)
    kind = [layout] if layout != "distribution" else []
    kind += ["pre"] if prereleases else []
    values = {
        "name": "-".join(["first", str(count), *kind, form]),
        "label": " ".join([str(count), *kind, form]),
        "goal": GOALS[count]}
    values |= more
    return FirstRow(count=count, statement=statement, chosen=text,
                    prereleases=prereleases, layout=layout, **values)


def _rows():
    for count in (1, 100, 1000):
        yield FirstRow(f"first-flat-{count}", f"flat, {count}: plain", SAME,
                       count=count)
        yield FirstRow(f"first-miss-{count}", f"flat, {count}: finds nothing",
                       SAME, count=count, statement=MISS)
        yield FirstRow(f"first-flat-clause-{count}", f"flat, {count}: a clause",
                       GOALS[count], count=count, installed=True,
                       statement="import target version 1")
    yield FirstRow("first-miss-versions", "100 versions: finds nothing", SAME,
                   count=100, statement=MISS, chosen="")
    for count, layout, prereleases, form in product(
            (1, 100, 1000), trees.LAYOUTS, (False, True), FORMS[1]):
        if count == 1 and prereleases and form in ("exact", "range"):
            continue  # Its only version, 1.0.0rc1, is neither.
        if layout == "distribution":
            default = not prereleases or count == 1000 or form == "prefix"
        else:
            default = not prereleases and count == 100 and form == "prefix"
        yield _versioned(count, form, layout, prereleases, default=default)
    for count in (1, 100, 1000):
        for name, before in (("second", ELSEWHERE), ("later", HERE)):
            yield _versioned(count, "prefix", name=f"{name}-{count}",
                             goal=LATER, before=before,
                             label=f"{count} prefix, {name} in its process")


STARTS = [
    StartRow("start", "python -c pass", SAME, finder=True),
    StartRow("start-bare", "the same, no finder by a .pth", SAME),
    StartRow("start-isolated", "python -I -S -c pass", SAME,
             flags=("-I", "-S")),
]
FIRSTS = list(_rows())
FINDER_FIRSTS = [replace(row, name=f"{row.name}-finder", finder=True)
                 for row in FIRSTS]


def _summaries():
    for firsts, suffix, more in ((FIRSTS, "", ""),
                                 (FINDER_FIRSTS, "-finder",
                                  ", one more finder")):
        for count in (1, 100, 1000):
            rows = tuple(row for row in firsts if row.count == count
                         and row.chosen and not row.before)
            yield WholeRow(f"whole-{count}{suffix}",
                           f"{count}: whole process{more}", Ratio(1.01),
                           of=rows)
        yield OnceRow(f"once{suffix}", f"set up once{more}", Excess(50_000),
                      first=f"first-1-prefix{suffix}",
                      second=f"second-1{suffix}")


SUMMARIES = list(_summaries())
GROUPS = [("Start-up, ns of the whole process", STARTS),
          ("First import in a process, ns", FIRSTS),
          ("The same with one more finder, ns", FINDER_FIRSTS),
          ("First imports together, ns", SUMMARIES)]
ROWS = [*STARTS, *FIRSTS, *FINDER_FIRSTS]


def directory(side, row):
    """The directory that a row needs, and the file that it must import."""
    versioned = side.versioned and row.chosen is not None
    # Thousands of further files take long to make and to remove.
    chosen = None
    if row.count > 1000:
        chosen = [trees.version(n) for _, n in FORMS[row.count].values()]
    if versioned:
        kind = row.layout + ("-pre" if row.prereleases else "")
        texts = ([row.chosen] if row.count == 1 and row.chosen else
                 [trees.version(number, row.prereleases)
                  for number in range(row.count)])
    else:
        kind = "flat-zip" if row.layout == "zip" else "flat"
        kind += "-info" if row.installed else ""
        # Each alias is one more entry beside its directory.
        texts = [None] * row.count * (2 if row.layout == "alias" else 1)
    # Names of one length, so that paths cost the same everywhere.
    where = side.place(
        f"{kind:-<16}{len(texts):06}",
        lambda path: trees.fill(path, row.layout, texts, chosen,
                                row.installed))
    if row.statement == MISS:
        return where, "None"
    text = row.chosen if versioned else None
    return where, str(trees.target_file(where, row.layout, text))


def _import_another(side, row):
    """The statement that comes before the one that is measured."""
    where = directory(side, row)[0]
    if row.before == ELSEWHERE:
        texts = ["1.0.0" if side.versioned else None]
        where = side.place("another---------000001", lambda path: trees.fill(
            path, "distribution", texts))
    clause = " version 1" if side.versioned else ""
    return row.before.format(directory=str(where), clause=clause)


def prepare(stock, ours, rows):
    for side in (stock, ours):
        for row in rows:
            prepare_row(side, row)


def prepare_row(side, row):
    """Make what a row needs, and run it once so that .pyc files are there."""
    python = side.interpreter(*(("finder",) if row.finder else
                                ("nofind", None, False)))
    if isinstance(row, StartRow):
        side.programs[row.name] = (
            side.command(python, *row.flags, "-c", "pass"), None)
    else:
        where, expected = directory(side, row)
        plain = MISS if row.statement == MISS else "import target"
        text = PROGRAM.format(
            before=_import_another(side, row), directory=str(where),
            statement=row.statement if side.versioned else plain)
        program = side.compile(row.name, text)
        side.programs[row.name] = (side.command(python, program), expected)
    sample(side, row)


def sample(side, row):
    """Processor time of the statement, or of the process of a start, in ns."""
    return _sample(side, row)[0]


def _sample(side, row):
    """(what sample() says, processor time of the process in ns)."""
    argv, expected = side.programs[row.name]
    whole, output = run_timed(argv)
    if expected is None:
        return whole, whole
    elapsed, _, file = output.partition(" ")
    if file != expected:
        raise SystemExit(f"{row.name}: {file} was imported, not {expected}")
    return int(elapsed), whole


def measure(stock, ours, rows, samples):
    for row in rows:
        pairs = in_turn(lambda: _sample(stock, row),
                        lambda: _sample(ours, row))
        samples[row.name] += [(a[0], b[0]) for a, b in pairs]
        if isinstance(row, FirstRow):
            samples[row.whole] += [(a[1], b[1]) for a, b in pairs]
