#!/usr/bin/env python3
"""Run the suite with pyperformance on two builds and compare them.

    run.py --stock build/stock/python --ours build/release/python [--fast]

pyperformance and pyperf, pinned in requirements.txt, are installed by pip into
a virtual environment of their own under --folder; pyperformance makes one more
for each build.  What pyperf cannot hold (calls, bytes, slopes) is then
measured by quick.py.  All of it is written to bench.json and, as a page with
plots, to bench.html.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import page
import report
from process import describe, environment, make_environment
from stats import estimate
from suite import BENCHMARKS, rows

HERE = Path(__file__).resolve().parent


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0])
    parser.add_argument("--stock", required=True, type=Path)
    parser.add_argument("--ours", required=True, type=Path)
    parser.add_argument("--pypi", action="store_true",
                        help="also packages from the index, as in quick.py")
    parser.add_argument("--folder", type=Path,
                        default=Path("build/importbench"),
                        help="for environments and results "
                             "(default: %(default)s)")
    speed = parser.add_mutually_exclusive_group()
    for option, text in (("--fast", "rough answers quickly"),
                         ("--rigorous", "more runs"),
                         ("--debug-single-value", "one value: does it run?")):
        speed.add_argument(option, action="store_const", dest="speed",
                           const=option, help=text)
    parser.add_argument("--affinity", metavar="CPUS",
                        help="passed on to pyperformance")
    return parser.parse_args()


def show(*argv, **options):
    """Run *argv* and let it speak for itself."""
    subprocess.run(list(map(str, argv)), env=environment(), check=True,
                   **options)


def run_suite(tool, python, names, result, options, folder):
    result.unlink(missing_ok=True)
    try:
        show(tool, "-m", "pyperformance", "run", "--python", python,
             "--manifest", HERE / "MANIFEST", "--benchmarks", ",".join(names),
             "--output", result, *options, cwd=folder)
    except subprocess.CalledProcessError:
        # It ends with 1 where any benchmark failed, and has said which.
        if not result.exists():
            raise


def values(result):
    """{benchmark: its values in ns} of a file that pyperf wrote."""
    found = {}
    data = json.loads(result.read_text())
    common = data.get("metadata", {})
    for benchmark in data["benchmarks"]:
        name = benchmark.get("metadata", {}).get("name", common.get("name"))
        found[name] = [value * 1e9 for run in benchmark["runs"]
                       for value in run.get("values", ())]
    return found


def print_goals(names, stock, ours):
    """Ratios of medians, which a few slow runs do not move; the figures.

    Builds are measured one after the other here, so that values are no pairs:
    the interval of a ratio is what the intervals of both medians allow.
    """
    stock, ours = values(stock), values(ours)
    samples = {name: [(statistics.median(stock[name]),
                       statistics.median(ours[name]))]
               for name in stock.keys() & ours.keys()}
    figures = report.print_groups(
        [(f"{name}, medians in ns", [r for _, r in rows(name)])
         for name in names], samples)
    for found in figures:
        before, after = (estimate(side[found["name"]])
                         for side in (stock, ours))
        found.update(low=after.low / before.high, high=after.high / before.low,
                     pairs=min(before.count, after.count))
    return figures


def main():
    args = parse_arguments()
    folder = args.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    stock, ours = (path.absolute() for path in (args.stock, args.ours))
    options = [args.speed] if args.speed else []
    if args.affinity:
        options.append(f"--affinity={args.affinity}")
    names = [name for name in BENCHMARKS
             if args.pypi or name != "import_pypi"]
    tool = make_environment(stock, folder / "pyperformance",
                            (HERE / "requirements.txt").read_text())

    results = folder / "stock.json", folder / "ours.json"
    for number, (python, result) in enumerate(zip((stock, ours), results), 1):
        print(f"\nBuild {number} of 2, {len(names)} benchmarks: {python}")
        run_suite(tool, python, names, result, options, folder)
    print()
    show(tool, "-m", "pyperformance", "compare", "-O", "table", *results)
    figures = print_goals(names, *results)
    print(f"\nResults: {results[0]}, {results[1]}\n")
    more = "calls-program-*,memory-*,slope-*"
    if args.pypi:
        more += ",calls-pypi-*"
    rest = folder / "rest.json"
    show(sys.executable, HERE / "quick.py", "--stock", stock, "--ours", ours,
         "--rows", more, "--seconds", "60", "--json", rest)
    figures += json.loads(rest.read_text())["figures"]
    result = folder / "bench.json"
    result.write_text(json.dumps(
        {"kind": "bench", "command": "make bench", "stock": describe(stock),
         "ours": describe(ours), "figures": figures}, indent=1))
    page.make(stock, folder, result)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"run.py: ended with {error.returncode}: "
                 f"{' '.join(map(str, error.cmd))}")
