#!/usr/bin/env python3
"""Write the page of a result, or its plots: needs matplotlib.

    plots.py RESULT.json PAGE.html
    plots.py RESULT.json FOLDER     each plot as FOLDER/NAME.svg; --rows: only
                                    these, as a JSON object with their labels
"""

import argparse
import html
import io
import json
import re
import sys
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from report import deploy_rows

# Distinct for those who see colours differently (Okabe and Ito).
COLOURS = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"
MISSED = COLOURS[1]
COUNTS = (1, 100, 1000)
FORMS = ("exact", "prefix", "range", "newest", "plain")
STYLE = """\
body { font: 15px/1.45 sans-serif; margin: 2em auto; max-width: 62em;
       padding: 0 1em; color: #222 }
table { border-collapse: collapse; margin: 1em 0 2em }
th, td { padding: .15em .8em; text-align: right; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
tr:nth-child(even) { background: #f3f3f3 }
.missed { color: #b03a00; font-weight: bold }
svg { max-width: 100%; height: auto }
"""
matplotlib.rcParams.update({
    # The same picture of the same figures, and text that stays text.
    "svg.hashsalt": "importbench", "svg.fonttype": "none",
    "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.alpha": 0.3, "legend.frameon": False,
    "axes.prop_cycle": matplotlib.cycler(color=COLOURS)})


def svg(figure):
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight",
                   metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return re.sub(r"[ \t]+$", "", text[text.index("<svg"):], flags=re.M)


def table(head, rows):
    """HTML; a cell is text, or a pair of text and class."""
    lines = ["<table>", "<tr>" + "".join(
        f"<th>{html.escape(cell)}</th>" for cell in head) + "</tr>"]
    for row in rows:
        cells = (cell if isinstance(cell, tuple) else (cell, "")
                 for cell in row)
        lines.append("<tr>" + "".join(
            f'<td class="{kind}">{html.escape(text)}</td>'
            for text, kind in cells) + "</tr>")
    return "\n".join([*lines, "</table>"])


class Deploy:
    """The page of deploy.py."""

    title = "Deploying programs"
    command = "make bench-deploy"

    def __init__(self, result, labels=None):
        self.result = result
        self.ways = list(result["ways"].values())

    def curve(self, values, label):
        figure = Figure(figsize=(7, 3.6))
        axes = figure.subplots()
        for way, style in zip(self.ways, ("-", "-", "-", "--")):
            numbers = range(1, len(way["programs"]) + 1)
            axes.plot(numbers, values(way["programs"]), label=way["label"],
                      linestyle=style)
        axes.set(xlabel="programs", ylabel=label, xlim=(1, None),
                 ylim=(0, None))
        axes.legend()
        return figure

    def disk(self):
        return self.curve(lambda programs: [p["disk"] / 1e6
                                            for p in programs], "MB on disk")

    def time(self):
        def sums(programs):
            total = 0
            return [total := total + p["seconds"] for p in programs]
        return self.curve(sums, "seconds to deploy all of them")

    def plots(self):
        return {"deploy-disk": self.disk(), "deploy-time": self.time()}

    def tables(self):
        yield "Each way", table(*deploy_rows(self.result))

    def text(self):
        return (f"{self.result['tools']}; {self.result['machine']}. Times to "
                f"deploy are by the clock, of starts processor time.")


class Bench:
    """The page of quick.py's or run.py's figures."""

    title = "The cost of an import"

    def __init__(self, result, labels=None):
        self.result = result
        self.labels = labels
        self.command = result["command"]
        self.figures = {found["name"]: found for found in result["figures"]}

    def versions(self):
        """First imports against the number of versions."""
        figure = Figure(figsize=(9, 3.6))
        times, ratios = figure.subplots(1, 2)
        for form in FORMS:
            found = [(count, self.figures[name]) for count in COUNTS
                     if (name := f"first-{count}-{form}") in self.figures]
            if not found:
                continue
            counts = [count for count, _ in found]
            times.plot(counts, [f["ours"] / 1000 for _, f in found],
                       marker="o", label=form)
            middle = [f["value"] for _, f in found]
            ratios.errorbar(
                counts, middle, marker="o", capsize=3,
                yerr=([m - f["low"] for m, (_, f) in zip(middle, found)],
                      [f["high"] - m for m, (_, f) in zip(middle, found)]))
        flat = [(count, self.figures[f"first-flat-{count}"]["stock"] / 1000)
                for count in COUNTS if f"first-flat-{count}" in self.figures]
        if flat:
            times.plot(*zip(*flat), color="#666", linestyle="--",
                       label="flat, stock")
        times.set(ylabel="microseconds of the first import")
        times.legend(fontsize="small")
        ratios.axhline(1, color="#666", linestyle="--")
        ratios.set(ylabel="ratio to stock")
        for axes in times, ratios:
            axes.set(xscale="log", xlabel="versions", ylim=(0, None))
            axes.set_xticks(COUNTS, map(str, COUNTS))
            axes.minorticks_off()
        figure.tight_layout()
        return figure

    def ratios(self):
        """All ratios with the intervals of their medians, and their goals."""
        shown = [found for found in self.result["figures"]
                 if not found["goal"].endswith("us")
                 and (not self.labels or found["name"] in self.labels)]
        labels = [(self.labels or {}).get(found["name"], found["label"])
                  for found in shown]
        figure = Figure(figsize=(9, 1 + 0.19 * len(shown)))
        axes = figure.subplots()
        for place, found in enumerate(shown):
            missed = found["verdict"].startswith("MISSED")
            axes.plot([found["low"], found["high"]], [place] * 2,
                      color=MISSED if missed else COLOURS[0], linewidth=2)
            axes.plot(found["value"], place, "o", markersize=4,
                      color=MISSED if missed else COLOURS[0])
            if found["goal"]:
                axes.plot(float(found["goal"].split()[-1]), place, "|",
                          color="#222", markersize=8)
        axes.axvline(1, color="#666", linestyle="--", linewidth=1)
        axes.set_yticks(range(len(shown)),
                        [label.replace("``", "") for label in labels],
                        fontsize=8)
        axes.set(xscale="log", ylim=(len(shown), -1),
                 xlabel="ratio to stock; the bar is the interval of the "
                        "median, the stroke the goal, another colour a miss")
        ticks = [tick for tick in (0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 50, 100)
                 if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        return figure

    def plots(self):
        return {"bench-versions": self.versions(),
                "bench-ratios": self.ratios()}

    def tables(self):
        groups = {}
        for found in self.result["figures"]:
            groups.setdefault(found["group"], []).append(found)
        for title, figures in groups.items():
            yield title, table(
                ["", "stock", "ours", "ratio", "interval", "pairs", "goal",
                 ""],
                [[f["label"], f"{f['stock']:,.4g}", f"{f['ours']:,.4g}",
                  f"{f['value']:.3f}", f"{f['low']:.3f} to {f['high']:.3f}",
                  str(f["pairs"]), f["goal"],
                  (f["verdict"], "missed" * f["verdict"].startswith("MISSED"))]
                 for f in figures])

    def text(self):
        return ("The ratio is the median of the ratios of neighbouring runs, "
                "with the interval that holds it in 95 of 100 cases.")


def page(content):
    result = content.result
    parts = ["<!DOCTYPE html>", '<html lang="en"><meta charset="utf-8">',
             f"<title>{content.title}</title><style>{STYLE}</style>",
             f"<h1>{content.title}</h1>",
             f"<p><code>{html.escape(content.command)}</code><br>",
             f"stock: {html.escape(result['stock'])}<br>",
             f"ours: {html.escape(result['ours'])}</p>",
             f"<p>{html.escape(content.text())}</p>"]
    for figure in content.plots().values():
        parts.append(svg(figure))
    for title, text in content.tables():
        parts += [f"<h2>{html.escape(title)}</h2>", text]
    return "\n".join([*parts, "</html>\n"])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0])
    parser.add_argument("result", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--rows", type=json.loads)
    args = parser.parse_args()
    result = json.loads(args.result.read_text())
    content = {"deploy": Deploy}.get(
        result["kind"], Bench)(result, args.rows)
    if args.target.suffix == ".html":
        args.target.write_text(page(content))
    else:
        args.target.mkdir(exist_ok=True)
        for name, figure in content.plots().items():
            (args.target / f"{name}.svg").write_text(svg(figure) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
