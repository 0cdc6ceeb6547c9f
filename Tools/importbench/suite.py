"""What the benchmarks in pyperformance's form have in common.

The directories and the programs are those of quick.py; pyperf measures.
"""

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

import pyperf

import cold
import trees
from hot_worker import STATEMENTS_PER_TURN, make_loop

# One value is one process: its import statement alone is timed, and looping
# until it takes long enough for a clock would start thousands of processes.
FIRST_IMPORTS = {"values": 10, "loops": 1}


def _folder():
    path = tempfile.mkdtemp(prefix="importbench-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Path(path)


def bench_loaded(runner, statements, versioned=False):
    """Time statements by name, fifty to a turn of a loop."""
    root = _folder()
    trees.hot_modules(root, versioned)
    sys.path.insert(0, str(root))

    def time_loops(turns, loop):
        start = pyperf.perf_counter()
        loop(range(turns))
        return pyperf.perf_counter() - start

    for name, statement in statements.items():
        loop = make_loop(statement)
        runner.bench_time_func(name, time_loops, loop,
                               inner_loops=STATEMENTS_PER_TURN)


def bench_first(runner, row_names):
    """Time the rows of quick.py with these names, {benchmark: row}."""
    rows = {row.name: row for row in cold.ROWS}
    sides = []

    def time_processes(count, row):
        if not sides:
            sides.append(cold.Side(sys.executable, _folder(), baseline=False))
        if not sides[0].is_prepared(row):
            sides[0].prepare(row)
        return sum(sides[0].sample(row)[0] for _ in range(count)) / 1e9

    for name, row_name in row_names.items():
        runner.bench_time_func(name, time_processes, rows[row_name])
