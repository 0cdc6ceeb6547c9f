#!/usr/bin/env python3
"""Run the suite with pyperformance on two builds and compare them.

    run.py --stock build/stock/python --ours build/release/python [--fast]

pyperformance and pyperf, pinned in requirements.txt, are installed by pip into
a virtual environment of their own under --folder; pyperformance makes one more
for each build.  Stock cannot parse a version clause: it runs the benchmarks
without one, and those with one are held against the plain benchmarks of stock
that do the same.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLAIN = ["import_startup", "import_loaded", "import_first"]
VERSIONED = ["import_loaded_version", "import_first_version"]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0])
    parser.add_argument("--stock", required=True, type=Path)
    parser.add_argument("--ours", required=True, type=Path)
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


def environment():
    """Ours, less what would change how an interpreter runs."""
    env = {name: value for name, value in os.environ.items()
           if not name.startswith("PYTHON")}
    env.pop("__PYVENV_LAUNCHER__", None)
    return env


def call(*argv, **options):
    subprocess.run([os.fspath(part) for part in argv], env=environment(),
                   check=True, **options)


def ensure_pyperformance(python, folder):
    """The interpreter of an environment that holds pyperformance."""
    requirements = HERE / "requirements.txt"
    venv = folder / "pyperformance"
    interpreter = venv / "bin" / "python"
    stamp = venv / "requirements.txt"
    wanted = requirements.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        call(python, "-m", "venv", "--clear", venv)
        call(interpreter, "-m", "pip", "install", "--quiet",
             "--requirement", requirements)
        stamp.write_text(wanted)
    return interpreter


def understands_clauses(python):
    probe = "compile('import m version 1.0', '<probe>', 'exec')"
    return subprocess.run([python, "-I", "-c", probe], env=environment(),
                          stderr=subprocess.DEVNULL).returncode == 0


def run_suite(tool, python, names, result, options, folder):
    result.unlink(missing_ok=True)
    try:
        call(tool, "-m", "pyperformance", "run", "--python", python,
             "--manifest", HERE / "MANIFEST", "--benchmarks", ",".join(names),
             "--output", result, *options, cwd=folder)
    except subprocess.CalledProcessError:
        # It ends with 1 where any benchmark failed, and has said which.
        if not result.exists():
            raise


def medians(result):
    """{benchmark: median in seconds} of a file that pyperf wrote."""
    found = {}
    data = json.loads(result.read_text())
    common = data.get("metadata", {})
    for benchmark in data["benchmarks"]:
        name = benchmark.get("metadata", {}).get("name", common.get("name"))
        values = [value for run in benchmark["runs"]
                  for value in run.get("values", ())]
        found[name] = statistics.median(values)
    return found


def plain_counterpart(name):
    """The benchmark of stock that a benchmark of ours is held against.

    import_first_version_100_exact -> import_first_100; a plain one: itself.
    """
    parts = name.split("_")
    if "version" in parts:
        parts.remove("version")
        if parts[-1] in ("exact", "prefix", "range"):
            parts.pop()
    return "_".join(parts)


def print_ratios(stock, ours):
    """Medians, which a few slow runs do not move, versioned ones included."""
    stock, ours = medians(stock), medians(ours)
    print("\nMedians; with a version clause against the plain import on stock")
    print(f"{'benchmark':<34}{'on stock':<24}{'stock':>15}{'ours':>15}"
          f"{'ratio':>8}")
    for name in sorted(ours):
        plain = plain_counterpart(name)
        if plain in stock:
            one, other = stock[plain], ours[name]
            print(f"{name:<34}{plain:<24}{one * 1e9:>12,.0f} ns"
                  f"{other * 1e9:>12,.0f} ns{other / one:>8.3f}")


def main():
    args = parse_arguments()
    folder = args.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    stock, ours = (path.absolute() for path in (args.stock, args.ours))
    options = [args.speed] if args.speed else []
    if args.affinity:
        options.append(f"--affinity={args.affinity}")
    versioned = understands_clauses(ours)
    tool = ensure_pyperformance(stock, folder)

    results = folder / "stock.json", folder / "ours.json"
    run_suite(tool, stock, PLAIN, results[0], options, folder)
    run_suite(tool, ours, PLAIN + VERSIONED if versioned else PLAIN,
              results[1], options, folder)
    print()
    call(tool, "-m", "pyperformance", "compare", "-O", "table", *results)
    print_ratios(*results)
    if not versioned:
        print("\nNo benchmarks with a version clause: this interpreter does "
              "not know it.")
    print(f"\nResults: {results[0]}, {results[1]}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"run.py: ended with {error.returncode}: "
                 f"{' '.join(map(str, error.cmd))}")
