"""The rows of quick.py as benchmarks of pyperf, one build at a time.

An interpreter that knows version clauses runs what `ours` is in quick.py, any
other one what `stock` is, under the same names.
"""

import atexit
import shutil
import sys
import tempfile
from pathlib import Path
from time import process_time

import first
import hot
import hot_worker
import program
import pypi
import trees
from process import Side, understands_clauses

BENCHMARKS = {
    "import_startup": [(first, row) for row in first.STARTS],
    "import_loaded": [(hot, row) for row in hot.ROWS],
    "import_first": [(first, row) for row in (*first.FIRSTS,
                                              *first.FINDER_FIRSTS)],
    "import_program": [(program, row) for row in program.ROWS],
    "import_pypi": [(pypi, row) for row in pypi.ROWS],
}


def rows(name):
    """The rows of a benchmark: all of quick.py's, or those of its default."""
    return [(kind, row) for kind, row in BENCHMARKS[name]
            if row.default or name == "import_pypi"]


def run(runner, name, side):
    if name == "import_loaded":
        directory = side.place(
            "hot", lambda path: trees.loaded_modules(path, side.versioned))
        sys.path.insert(0, str(directory))
        time, inner = time_loop, hot_worker.STATEMENTS_PER_TURN
    else:
        time, inner = time_processes, None
    for kind, row in rows(name):
        runner.bench_time_func(row.name, time, side, kind, row,
                               inner_loops=inner)


def time_loop(turns, side, kind, row):
    importer, statement = row.order(side.versioned)
    loop = hot_worker.make_loop(statement, importer)
    start = process_time()
    loop(range(turns))
    return process_time() - start


def time_processes(turns, side, kind, row):
    if row.name not in side.programs:
        kind.prepare_row(side, row)
    return sum(kind.sample(side, row) for _ in range(turns)) / 1e9


def main():
    # Where the rows are only read, by run.py, there is no pyperf.
    import pyperf

    def pass_on(command, args):
        command += ["--folder", args.folder, args.benchmark]

    runner = pyperf.Runner(add_cmdline_args=pass_on)
    parser = runner.argparser
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--folder", help="where the directories are made")
    args = runner.parse_args()
    if args.benchmark != "import_loaded":
        # One value is one process: looping until it takes long enough for a
        # clock would start thousands of them.
        args.loops = 1
    if args.folder is None:
        args.folder = tempfile.mkdtemp(prefix="importbench-")
        atexit.register(shutil.rmtree, args.folder, ignore_errors=True)
    side = Side(sys.executable, Path(args.folder, "root"),
                understands_clauses(sys.executable))
    run(runner, args.benchmark, side)
