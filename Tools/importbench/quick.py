#!/usr/bin/env python3
"""The costs that the design allows, measured against stock in three minutes.

    quick.py --stock build/stock/python --ours build/release/python

Every figure is the ratio of two runs made one right after the other, once in
each order (A B B A), and what is printed is the median of those ratios with an
interval that holds it in 95 of 100 cases.  Machines drift: read the ratio, not
the nanoseconds.  "met?" and "not?" mean that the interval reaches across the
goal; more --seconds make it narrower.
"""

import argparse
import fnmatch
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import cold
import counts
import hot
import slope
import trees
from process import describe, understands_clauses
from stats import estimate

KINDS = {"hot": hot, "cold": cold, "slope": slope, "count": counts}
SECONDS = 150


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0],
        epilog="Rows: " + ", ".join(
            row.name for kind in KINDS.values() for row in kind.ROWS))
    parser.add_argument("--stock", required=True, type=Path,
                        help="3.13 built with the same flags")
    parser.add_argument("--ours", required=True, type=Path,
                        help="the interpreter to be judged")
    parser.add_argument("--rows", metavar="PATTERN,...",
                        help="only these rows (hot-*, cold-1000-*, start)")
    parser.add_argument("--samples", type=int, metavar="N",
                        help="rounds to measure, whatever time they take")
    parser.add_argument("--seconds", type=float, default=SECONDS,
                        help="when to stop, preparations included "
                             "(default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE",
                        help="write every sample there")
    parser.add_argument("--dir", type=Path, metavar="FOLDER",
                        help="where to make the directories to import from")
    return parser.parse_args()


def select_rows(patterns, clauses):
    """{kind: rows}, and the names of those that *ours* cannot run."""
    wanted = patterns.split(",") if patterns else None
    chosen, impossible, matched = {}, [], set()
    for kind, module in KINDS.items():
        chosen[kind] = []
        for row in module.ROWS:
            if wanted is None:
                if not row.default:
                    continue
            else:
                hits = [p for p in wanted if fnmatch.fnmatch(row.name, p)]
                matched.update(hits)
                if not hits:
                    continue
            if row.versioned and not clauses:
                impossible.append(row.name)
            else:
                chosen[kind].append(row)
    for pattern in set(wanted or ()) - matched:
        raise SystemExit(f"no row is called {pattern!r} (see --help)")
    return chosen, impossible


def measure(args, chosen, parent, start):
    """Round after round of all rows, until the time is over."""
    stock_root, our_root = trees.roots(parent)
    for root, versioned in ((stock_root, False), (our_root, True)):
        (root / "hot").mkdir()
        trees.hot_modules(root / "hot", versioned)
    stock_hot = (args.stock, stock_root / "hot")
    our_hot = (args.ours, our_root / "hot")
    stock = cold.Side(args.stock, stock_root, baseline=True)
    ours = cold.Side(args.ours, our_root, baseline=False)

    counted = {}
    if chosen["hot"] or chosen["count"]:
        # Writes the .pyc files of the repeated imports.
        hot.measure(stock_hot, our_hot, chosen["hot"], defaultdict(list))
    if chosen["count"] and counts.available():
        counted = counts.measure(stock_hot, our_hot, chosen["count"])
    for row in chosen["cold"]:
        stock.prepare(row)
        ours.prepare(row)
    slope.prepare(stock, ours, chosen["slope"])

    samples = defaultdict(list)
    rounds = 0
    while True:
        if args.samples:
            if rounds >= args.samples:
                break
        elif rounds >= 3 and time.monotonic() - start > args.seconds:
            break
        cold.measure(stock, ours, chosen["cold"], samples)
        if rounds % 3 == 0 or args.samples:
            hot.measure(stock_hot, our_hot, chosen["hot"], samples)
        if rounds % 2 == 0 or args.samples:
            slope.measure(stock, ours, chosen["slope"], samples)
        rounds += 1
    return samples, counted, rounds, time.monotonic() - start


def ns(value):
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def line(label, stock, ours, ratio, goal, more=""):
    verdict = goal.verdict(ratio) if goal else ""
    interval = (f"{ratio.low:.3f}-{ratio.high:.3f}" if ratio.count > 1 else "")
    print(f"{label:<40}{stock:>12}{ours:>12}{ratio.value:>8.3f}  "
          f"{interval:<13}{str(goal or ''):<11}{verdict:<5}{more}".rstrip())


def heading(text, more=""):
    print()
    print(f"{text:<40}{'stock':>12}{'ours':>12}{'ratio':>8}  {'interval':<13}"
          f"{'goal':<11}{'met':<5}{more}".rstrip())


def report(chosen, samples, counted):
    """Print the table; the figures as a dictionary."""
    figures = {}

    def keep(row, stock, ours, ratio, **more):
        figures[row.name] = {
            "label": row.label, "stock": stock, "ours": ours,
            "ratio": ratio.value, "low": ratio.low, "high": ratio.high,
            "pairs": ratio.count, "goal": str(row.goal or ""),
            "verdict": row.goal.verdict(ratio) if row.goal else "", **more}

    if chosen["hot"]:
        heading("Loaded module, ns a statement")
    for row in chosen["hot"]:
        one, other, ratios = zip(*samples[row.name])
        stock, ours = statistics.median(one), statistics.median(other)
        ratio = estimate(ratios)
        line(row.label, ns(stock), ns(ours), ratio, row.goal)
        keep(row, stock, ours, ratio)

    if chosen["count"]:
        heading("Loaded module, instructions a statement")
        if not counted:
            print("not counted: valgrind is not installed")
    for row in chosen["count"]:
        if row.name in counted:
            stock, ours, ratio = counted[row.name]
            line(row.label, f"{stock:,.2f}", f"{ours:,.2f}", ratio, row.goal)
            keep(row, stock, ours, ratio)

    starts = [r for r in chosen["cold"] if isinstance(r, cold.StartRow)]
    firsts = [r for r in chosen["cold"] if isinstance(r, cold.ColdRow)]
    for rows, title in ((starts, "Start-up, ns of the whole process"),
                        (firsts, "First import in a new process, ns")):
        if rows:
            heading(title, "whole process" if rows is firsts else "")
        for row in rows:
            one, other, one_whole, other_whole = zip(*samples[row.name])
            stock, ours = statistics.median(one), statistics.median(other)
            ratio = estimate(b / a for a, b in zip(one, other))
            whole = estimate(b / a for a, b in zip(one_whole, other_whole))
            line(row.label, ns(stock), ns(ours), ratio, row.goal,
                 f"{whole.value:.3f}" if rows is firsts else "")
            keep(row, stock, ours, ratio, whole=whole.value,
                 whole_stock=statistics.median(one_whole),
                 whole_ours=statistics.median(other_whole))

    if chosen["slope"]:
        heading("Each further version, ns: listing and ours")
    for row in chosen["slope"]:
        listing, ours, flat = slope.summary(samples[row.name])
        ratio = estimate(b / a for a, b, _ in samples[row.name])
        line(row.label, ns(listing), ns(ours), ratio, row.goal,
             f"flat import on stock: {ns(flat)}")
        keep(row, listing, ours, ratio, flat_import_on_stock=flat)
    return figures


def main():
    start = time.monotonic()
    args = parse_arguments()
    args.stock, args.ours = args.stock.absolute(), args.ours.absolute()
    print(f"stock: {args.stock}: {describe(args.stock)}")
    print(f"ours:  {args.ours}: {describe(args.ours)}")
    clauses = understands_clauses(args.ours)
    chosen, impossible = select_rows(args.rows, clauses)
    if impossible:
        print(f"left out, since ours does not know the clause: "
              f"{', '.join(impossible)}")
    with tempfile.TemporaryDirectory(prefix="importbench-",
                                     dir=args.dir) as parent:
        samples, counted, rounds, seconds = measure(args, chosen,
                                                    Path(parent), start)
    figures = report(chosen, samples, counted)
    missed = [f for f in figures.values() if f["verdict"].startswith("not")]
    judged = [f for f in figures.values() if f["verdict"]]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} goals met; "
          f"{rounds} rounds in {seconds:.0f} s.")
    if args.json:
        args.json.write_text(json.dumps(
            {"stock": describe(args.stock), "ours": describe(args.ours),
             "rounds": rounds, "figures": figures,
             "samples": dict(samples)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
