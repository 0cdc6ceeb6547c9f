#!/usr/bin/env python3
"""Put measured figures into the proposal: tables in its text, plots beside it.

    make bench-quick bench-deploy pep-figures

A table stands between two comments of PEP-draft.rst and is replaced as a
whole.  What has not been measured stays as it is.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import page
from process import call
from report import deploy_rows

ROOT = Path(__file__).resolve().parents[2]
PROPOSAL = ROOT / "PEP-draft.rst"
# Rows of quick.py, and what the proposal says of them.
ROWS = {
    "program-plain": "Program of 300 modules",
    "program-clause": "The same with clauses",
    "pypi-requests-clause": "requests",
    "pypi-flask-clause": "flask",
    "pypi-sqlalchemy-clause": "sqlalchemy",
    "pypi-pandas-clause": "pandas",
    "start": "``python -c pass``",
    "first-flat-100-finder": "First import: flat",
    "first-miss-100-finder": "First import: finds nothing",
    "first-flat-clause-100-finder": "First import: flat with clause",
    "first-1-prefix-finder": "First import: 1 version",
    "first-100-prefix-finder": "First import: 100 versions",
    "first-1000-prefix-finder": "First import: 1000 versions",
    "second-100-finder": "Second import: 100 versions",
    "hot-import": "``import m`` again",
    "hot-import-version": "``import m version 1.2`` again",
    "hot-from-version": "``from m version 1.2 import x`` again",
    "memory-spec": "Spec of a flat module",
    "memory-spec-version": "Spec of a version's module",
}


def quantity(value, group):
    """A value of a group of rows, with its unit."""
    if "bytes" in group:
        return f"{value:,.0f} bytes"
    for size, unit in ((1e6, "ms"), (1e3, "µs")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} ns"


def ratio(found):
    """The cells of a ratio, bold where its goal is missed, and its interval."""
    missed = found["verdict"].startswith("MISSED")
    value = f"{found['value']:.2f}"
    several = found["pairs"] > 1 and found["low"] != found["high"]
    return (f"**{value}**" if missed else value,
            f"{found['low']:.2f}-{found['high']:.2f}" if several else "")


def csv_table(widths, head, rows):
    """A table of the proposal, with a line for each row."""
    lines = [".. csv-table::", "   :header-rows: 1",
             "   :widths: " + " ".join(map(str, widths)), ""]
    for row in [head, *rows]:
        lines.append("   " + ", ".join(
            f'"{cell}"' if "," in cell or not cell else cell
            for cell in row))
    return "\n".join(lines)


def deploy_table(result):
    head, rows = deploy_rows(result)
    return csv_table([30] + [10] * (len(head) - 1), head, rows)


def performance_table(result):
    """The rows of ROWS that were measured."""
    figures = {found["name"]: found for found in result["figures"]}
    rows = [[text, quantity(found["stock"], found["group"]),
             quantity(found["ours"], found["group"]), *ratio(found),
             found["goal"].lstrip("<= ")]
            for name, text in ROWS.items() if (found := figures.get(name))]
    return csv_table([34, 12, 12, 12, 20, 10],
                     ["Import", "Stock", "Here", "Ratio", "95 %", "Goal"],
                     rows)


def replace(text, name, table):
    """The text with another table of this name."""
    between = re.compile(rf"(?s)(\n\.\. Table {name}: [^\n]*\n\n).*"
                         rf"(\n\.\. End of table {name}\n)")
    text, count = between.subn(
        lambda found: f"{found[1]}{table}\n{found[2]}", text)
    if not count:
        raise SystemExit(f"{PROPOSAL} has no place for the table {name}")
    return text


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path,
                        default=ROOT / "build" / "importbench",
                        help="where the results are (default: %(default)s)")
    return parser.parse_args()


def main():
    folder = parse_arguments().folder
    optimized = folder.with_name(folder.name + "-pgo") / "quick.json"
    quick, deploy = folder / "quick.json", folder / "deploy.json"
    text = PROPOSAL.read_text()
    if quick.exists():
        table = performance_table(json.loads(quick.read_text()))
        if optimized.exists():
            table += ("\n\nThe same with profile-guided and link-time "
                      "optimization:\n\n" + performance_table(
                          json.loads(optimized.read_text())))
        text = replace(text, "performance", table)
    if deploy.exists():
        text = replace(text, "deploy",
                       deploy_table(json.loads(deploy.read_text())))
    PROPOSAL.write_text(text)
    for result in (quick, deploy):
        if result.exists():
            call(page.plotter(sys.executable, folder),
                 page.HERE / "plots.py", result, ROOT / "PEP-draft",
                 "--rows", json.dumps(ROWS))
            print(f"{PROPOSAL.name} has the figures of {result}")
        else:
            print(f"{result} is not there: nothing was measured")
    return 0


if __name__ == "__main__":
    sys.exit(main())
