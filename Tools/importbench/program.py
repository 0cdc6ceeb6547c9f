"""Real programs: distributions that import each other, a process each time.

They stand in the site-packages of a virtual environment, flat on stock and in
versions on ours.  `tree` programs import what program_tree.py has made up.
"""

from dataclasses import dataclass

import program_tree
from process import in_turn, run_timed
from stats import Ratio, Row

SHARE = 6
PROGRAM = """\
    import sys
    {statement}
    print(sum(name.startswith("bench_") for name in sys.modules))
    """
WHOLE = Ratio(1.01)


@dataclass(frozen=True)
class ProgramRow(Row):
    """Statements for both, and an environment of Side.interpreter()."""

    stock: str = ""
    ours: str = ""
    environment: str = "tree"
    # The versions of each distribution that ours has.
    versions: tuple[str, ...] = (program_tree.VERSION,)
    finder: bool = True
    # How many modules of the tree.
    loads: int = program_tree.COUNT

    def interpreter(self, side):
        versions = self.versions if side.versioned else ()
        return side.interpreter(
            self.environment,
            lambda site: program_tree.fill(site, versions), self.finder)


def _tree_rows():
    plain = "import bench_app, bench_forms"
    clause = "import bench_app version 1.4, bench_forms >=1.4, <2"
    both = program_tree.VERSION, program_tree.NEWER
    for name, label, ours, more in (
            ("plain", "no clause", plain, {}),
            ("clause", "clauses", clause, {}),
            ("clause-two", "clauses, two versions of each", clause,
             {"environment": "two-", "versions": both}),
            ("plain-bare", "no clause, no further finder", plain,
             {"environment": "bare", "finder": False, "default": False}),
            ("clause-bare", "clauses, no further finder", clause,
             {"environment": "bare", "finder": False})):
        yield ProgramRow(f"program-{name}", f"300 modules, {label}", WHOLE,
                         stock=plain, ours=ours, **more)


ROWS = list(_tree_rows())
GROUPS = [("Real programs, ns of the whole process", ROWS)]


def prepare(stock, ours, rows):
    for side in (stock, ours):
        for row in rows:
            prepare_row(side, row)


def prepare_row(side, row):
    """Make what a row needs, and run it once so that .pyc files are there."""
    statement = row.ours if side.versioned else row.stock
    program = side.compile(row.name, PROGRAM.format(statement=statement))
    argv = side.command(row.interpreter(side), program)
    side.programs[row.name] = argv
    loaded = int(run_timed(argv)[1])
    if loaded != row.loads:
        raise SystemExit(f"{row.name}: {loaded} modules were loaded, "
                         f"not {row.loads}")


def sample(side, row):
    return run_timed(side.programs[row.name])[0]


def measure(stock, ours, rows, samples):
    for row in rows:
        samples[row.name] += in_turn(lambda: sample(stock, row),
                                     lambda: sample(ours, row))
