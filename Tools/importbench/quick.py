#!/usr/bin/env python3
"""The costs that the design allows, measured against stock in four minutes.

    quick.py --stock build/stock/python --ours build/release/python

Every figure is the ratio of two runs made one right after the other, once in
each order (A B B A), and what is printed is the median of those ratios with an
interval that holds it in 95 of 100 cases.  Machines drift: read the ratio, not
the nanoseconds.  "met?" and "MISSED?" mean that the interval reaches across
the goal; more --seconds make it narrower.
"""

import argparse
import fnmatch
import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import calls
import first
import hot
import memory
import program
import progress
import pypi
import report
import slope
import trees
from process import Side, Unavailable, describe

# In the order of the table.  Those without a SHARE of the time run ROUNDS
# times.
KINDS = (program, pypi, calls, first, slope, hot, memory)
SECONDS = 180
LEAST_ROUNDS = 1


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        epilog="Rows: " + ", ".join(
            row.name for kind in KINDS for row in kind.ROWS))
    parser.add_argument("--stock", required=True, type=Path,
                        help="3.13 built with the same flags")
    parser.add_argument("--ours", required=True, type=Path,
                        help="the interpreter to be judged")
    parser.add_argument("--rows", metavar="PATTERN,...",
                        help="only these rows (hot-*, first-1000-*, start)")
    parser.add_argument("--pypi", action="store_true",
                        help="also requests, flask, sqlalchemy and pandas, "
                             "installed with pip from an index")
    parser.add_argument("--seconds", type=float, default=SECONDS,
                        help="when to stop, preparations included but for "
                             "the installation (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE",
                        help="write every sample there")
    parser.add_argument("--dir", type=Path, metavar="FOLDER",
                        help="where to make the directories to import from")
    return parser.parse_args()


def select_rows(patterns, with_pypi):
    """{kind: rows}; *patterns* is None for those of default."""
    wanted = patterns.split(",") if patterns else []
    chosen, matched = {}, set()
    for kind in KINDS:
        chosen[kind] = []
        for row in kind.ROWS:
            hits = [p for p in wanted if fnmatch.fnmatch(row.name, p)]
            matched.update(hits)
            of_index = "pypi-" in row.name
            if hits or not wanted and (with_pypi if of_index
                                       else row.default):
                chosen[kind].append(row)
    for pattern in set(wanted) - matched:
        raise SystemExit(f"no row is called {pattern!r} (see --help)")
    return {kind: rows for kind, rows in chosen.items() if rows}


def measure(stock, ours, chosen, end):
    """Rounds of all rows, until the time is over; the samples."""
    for kind, rows in list(chosen.items()):
        progress.show(f"preparing {kind.__name__}")
        try:
            kind.prepare(stock, ours, rows)
        except Unavailable as error:
            print(error)
            del chosen[kind]
    samples = defaultdict(list)
    spent = {}
    for kind, rows in chosen.items():
        start = time.monotonic()
        for _ in range(getattr(kind, "ROUNDS", LEAST_ROUNDS)):
            kind.measure(stock, ours, rows, samples)
        if hasattr(kind, "SHARE"):
            spent[kind] = time.monotonic() - start
    while spent and (now := time.monotonic()) < end:
        progress.show(f"measuring, {progress.left(end - now)}")
        kind = min(spent, key=lambda kind: spent[kind] / kind.SHARE)
        start = time.monotonic()
        kind.measure(stock, ours, chosen[kind], samples)
        spent[kind] += time.monotonic() - start
    progress.clear()
    return samples


def main():
    start = time.monotonic()
    args = parse_arguments()
    chosen = select_rows(args.rows, args.pypi)
    builds = {"stock": describe(args.stock), "ours": describe(args.ours)}
    for name, text in builds.items():
        print(f"{name}: {getattr(args, name)}: {text}")
    with tempfile.TemporaryDirectory(prefix="importbench-",
                                     dir=args.dir) as parent:
        roots = trees.roots(parent)
        stock = Side(args.stock.absolute(), roots[0], versioned=False)
        ours = Side(args.ours.absolute(), roots[1], versioned=True)
        if pypi in chosen:
            for side in (stock, ours):
                pypi.interpreter(side)
            start = time.monotonic()
        samples = measure(stock, ours, chosen, start + args.seconds)
    figures = report.print_groups(
        [group for kind in KINDS for group in kind.GROUPS], samples)
    print(f"{time.monotonic() - start:.0f} s.")
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(
            {"kind": "quick", "command": "make bench-quick", **builds,
             "figures": figures, "samples": samples}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
