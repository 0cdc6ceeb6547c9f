"""Repeated imports: of modules that are loaded, and of those that are nowhere.

A process of each build waits for orders; short runs are given to one and the
other in turn, A B B A, so that a pair of runs is milliseconds apart.  A pair
of processes is one sample, since what a process is dealt at its start (where
its memory lies, how its strings hash) stays with it.
"""

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

import trees
from hot_worker import STATEMENTS_PER_TURN
from process import environment, in_turn
from stats import Ratio, Row

WORKER = Path(__file__).with_name("hot_worker.py")
RUN_NS = 1_500_000
REPEATS = 4
SHARE = 3


@dataclass(frozen=True)
class HotRow(Row):
    stock: str = ""
    ours: str = ""
    # The modules that make the import, where it is not the program.
    importers: tuple[str, str] = ("", "")

    def order(self, versioned):
        return self.importers[versioned], (self.ours if versioned
                                           else self.stock)


SAME = Ratio(1.02)
QUICKER = Ratio(0.85)
AS_QUICK = Ratio(1.00)
IMPORT = "import flat_module"
FROM = "from flat_module import x"
DOTTED = "import flat_package.sub"
MISS = "try: import absent\nexcept ImportError: pass"
ROWS = [
    HotRow("hot-import", "import module", SAME, stock=IMPORT, ours=IMPORT),
    HotRow("hot-from", "from module import x", SAME, stock=FROM, ours=FROM),
    HotRow("hot-dotted", "import package.sub", SAME, stock=DOTTED,
           ours=DOTTED),
    HotRow("hot-plain-of-versioned", "import module, which has a version",
           SAME, stock=IMPORT, ours="import vers_module"),
    HotRow("hot-import-version", "import module version 1.2", QUICKER,
           stock=IMPORT, ours="import vers_module version 1.2"),
    HotRow("hot-import-range", "import module version >=1, <2", QUICKER,
           stock=IMPORT, ours="import vers_ranged version >=1, <2"),
    HotRow("hot-two-clauses", "version 1 and version 1.2 by turns", QUICKER,
           stock=f"{IMPORT}; {IMPORT}",
           ours="import vers_shared version 1; "
                "import vers_shared version 1.2"),
    HotRow("hot-from-version", "from module version 1.2 import x", AS_QUICK,
           stock=FROM, ours="from vers_module version 1.2 import x"),
    HotRow("hot-dotted-version", "import package.sub version 1.2", AS_QUICK,
           stock=DOTTED, ours="import vers_package.sub version 1.2"),
    HotRow("hot-miss", "an import that finds nothing", SAME, stock=MISS,
           ours=MISS),
    HotRow("hot-miss-in-version", "the same, made by a versioned module",
           stock=MISS, ours=MISS, importers=("flat_module", "vers_module")),
]
GROUPS = [("Repeated import in one process, ns a statement", ROWS)]


class Worker:
    def __init__(self, side, rows):
        directory = side.place(
            "hot", lambda path: trees.loaded_modules(path, side.versioned))
        orders = [row.order(side.versioned) for row in rows]
        self._process = subprocess.Popen(
            side.command(side.interpreter(), WORKER, directory,
                         json.dumps(orders)),
            env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)

    def run(self, index, turns):
        self._process.stdin.write(f"{index} {turns}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("a process for repeated imports ended early")
        return int(answer)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def prepare(stock, ours, rows):
    """Write the .pyc files of what is imported."""
    for side in (stock, ours):
        with Worker(side, rows):
            pass


def measure(stock, ours, rows, samples):
    """One pair of processes for every row."""
    with Worker(stock, rows) as one, Worker(ours, rows) as other:
        for index, row in enumerate(rows):
            turns = max(1, RUN_NS * 5 // max(1, one.run(index, 5)))
            other.run(index, turns)
            pairs = []
            for _ in range(REPEATS):
                pairs += in_turn(lambda: one.run(index, turns),
                                 lambda: other.run(index, turns))
            samples[row.name].append(
                tuple(statistics.median(column) / turns / STATEMENTS_PER_TURN
                      for column in zip(*pairs)))
