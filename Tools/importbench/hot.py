"""Repeated imports of modules that are loaded.

A process of each build waits for orders; short runs are given to one and the
other in turn, A B B A, so that a pair of runs is milliseconds apart.  A pair
of processes is one sample, since what a process is dealt at its start (where
its memory lies, how its strings hash) stays with it: its ratio is the median
of the ratios of its pairs of runs.
"""

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hot_worker import STATEMENTS_PER_TURN
from process import command, environment
from stats import Goal

WORKER = Path(__file__).with_name("hot_worker.py")
RUN_NS = 1_500_000
ROUNDS = 8


@dataclass(frozen=True)
class HotRow:
    name: str
    stock: str
    ours: str
    goal: Goal | None
    versioned: bool = False
    title: str = ""
    default: bool = True

    @property
    def label(self):
        # Both kinds of modules are called "module" and "package".
        text = self.title or self.ours
        return text.replace("flat_", "").replace("vers_", "")


PLAIN = Goal(1.02)
ROWS = [
    HotRow("hot-import", "import flat_module", "import flat_module", PLAIN),
    HotRow("hot-from", "from flat_module import x",
           "from flat_module import x", PLAIN),
    HotRow("hot-dotted", "import flat_package.sub",
           "import flat_package.sub", PLAIN),
    HotRow("hot-import-version", "import flat_module",
           "import vers_module version 1.2", Goal(0.85), True),
    HotRow("hot-import-range", "import flat_module",
           "import vers_ranged version >=1, <2", Goal(0.85), True,
           "import module version >=1, <2"),
    HotRow("hot-from-version", "from flat_module import x",
           "from vers_module version 1.2 import x", Goal(1.0), True),
    HotRow("hot-dotted-version", "import flat_package.sub",
           "import vers_package.sub version 1.2", Goal(1.0), True),
    HotRow("hot-plain-of-versioned", "import flat_module",
           "import vers_module", Goal(1.02), True,
           "import module, which has a version"),
    HotRow("hot-two-clauses", "import flat_module; import flat_module",
           "import vers_shared version 1; import vers_shared version 1.2",
           None, True, "the same with two clauses by turns"),
]


class Worker:
    def __init__(self, python, directory, statements):
        self._process = subprocess.Popen(
            command(python, str(WORKER), str(directory),
                    json.dumps(statements)),
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


def measure(stock, ours, rows, samples):
    """One pair of processes, every row: adds to the lists of *samples*.

    *stock* and *ours* are pairs of an interpreter and its directory.  A sample
    is (ns per statement on stock, on ours, ratio).
    """
    with (Worker(*stock, [row.stock for row in rows]) as one,
          Worker(*ours, [row.ours for row in rows]) as other):
        for index, row in enumerate(rows):
            turns = max(1, RUN_NS * 20 // max(1, one.run(index, 20)))
            other.run(index, turns)
            pairs = []
            for _ in range(ROUNDS):
                first = one.run(index, turns)
                pairs.append((first, other.run(index, turns)))
                second = other.run(index, turns)
                pairs.append((one.run(index, turns), second))
            per = turns * STATEMENTS_PER_TURN
            samples[row.name].append(
                (statistics.median(a for a, _ in pairs) / per,
                 statistics.median(b for _, b in pairs) / per,
                 statistics.median(b / a for a, b in pairs)))
