"""Instructions of one import of a loaded module, counted by valgrind.

Counts do not drift with the machine.  A loop runs N turns and then 2N: the
difference is free of the start of the interpreter and of the loop's own
beginning and end.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hot_worker import STATEMENTS_PER_TURN
from process import environment
from stats import Estimate, Goal

WORKER = Path(__file__).with_name("count_worker.py")
TURNS = 40
SAME = Goal(1.00)


@dataclass(frozen=True)
class CountRow:
    name: str
    label: str
    stock: str
    ours: str
    goal: Goal | None = SAME
    versioned: bool = False
    default: bool = True

    @property
    def needs_clause(self):
        return self.versioned


ROWS = [
    CountRow("count-import", "import module",
             "import flat_module", "import flat_module"),
    CountRow("count-from", "from module import x",
             "from flat_module import x", "from flat_module import x"),
    CountRow("count-dotted", "import package.sub",
             "import flat_package.sub", "import flat_package.sub"),
    CountRow("count-import-version", "import module version 1.2",
             "import flat_module", "import vers_module version 1.2",
             None, True),
    CountRow("count-from-version", "from module version 1.2 import x",
             "from flat_module import x",
             "from vers_module version 1.2 import x", None, True),
    CountRow("count-dotted-version", "import package.sub version 1.2",
             "import flat_package.sub",
             "import vers_package.sub version 1.2", None, True),
]


def available():
    return shutil.which("valgrind") is not None


def _callgrind(argv, folder):
    env = environment() | {"PYTHONHASHSEED": "0",
                           "PYTHONDONTWRITEBYTECODE": "1"}
    fixed = ["setarch", "-R"] if shutil.which("setarch") else []
    done = subprocess.run(
        [*fixed, "valgrind", "--tool=callgrind", "--dump-before=getppid",
         "--collect-systime=no",
         f"--callgrind-out-file={folder}/out", *argv],
        env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"valgrind failed:\n{done.stderr}")


def _total(path):
    found = re.search(r"^(?:totals|summary): (\d+)", path.read_text(),
                      re.MULTILINE)
    return int(found[1])


def _per_statement(python, directory, statements):
    """Instructions of one execution of each statement."""
    with tempfile.TemporaryDirectory() as folder:
        _callgrind([os.fspath(python), "-s", "-X", "frozen_modules=on",
                    str(WORKER), str(directory), json.dumps(statements),
                    str(TURNS)], folder)
        parts = sorted(Path(folder).glob("out.*"),
                       key=lambda path: int(path.suffix[1:]))
        totals = [_total(path) for path in parts]
    # The first part is the start; the last, what follows the last mark.
    runs = totals[1:1 + 2 * len(statements)]
    return [(twice - once) / (TURNS * STATEMENTS_PER_TURN)
            for once, twice in zip(runs[::2], runs[1::2])]


def measure(stock, ours, rows):
    """{row name: (on stock, on ours, ratio)}."""
    one = _per_statement(*stock, [row.stock for row in rows])
    other = _per_statement(*ours, [row.ours for row in rows])
    return {row.name: (a, b, Estimate(b / a, b / a, b / a, 1))
            for row, a, b in zip(rows, one, other)}
