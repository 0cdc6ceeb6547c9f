"""The tables of what was measured."""

import statistics


def _number(value):
    exact = isinstance(value, int) or abs(value) >= 1000
    return f"{value:,.0f}" if exact else f"{value:,.1f}"


def figure(row, samples):
    """What is said of a row, as a dictionary; None if it was not measured."""
    pairs = row.pairs(samples)
    if not pairs:
        return None
    found = row.goal.estimate(pairs)
    stock, ours = map(statistics.median, zip(*pairs))
    return {"name": row.name, "label": row.label, "stock": stock,
            "ours": ours, "value": found.value, "low": found.low,
            "high": found.high, "pairs": found.count, "goal": str(row.goal),
            "verdict": row.goal.verdict(found)}


def print_groups(groups, samples):
    """Print a table of each group that has rows; the figures."""
    figures = []
    for title, rows in groups:
        shown = [(row, found) for row in rows
                 if (found := figure(row, samples))]
        if shown:
            print(f"\n{title:<42}{'stock':>12}{'ours':>12}{'ratio':>9}  "
                  f"{'interval':<15}{'pairs':>5}  {'goal':<9}")
        for row, found in shown:
            figures.append({"group": title, **found})
            value, low, high = map(row.goal.show, (
                found["value"], found["low"], found["high"]))
            interval = f"{low} {high}" if found["pairs"] > 1 else ""
            print(f"{row.label:<42}{_number(found['stock']):>12}"
                  f"{_number(found['ours']):>12}{value:>9}  {interval:<15}"
                  f"{found['pairs']:>5}  {found['goal']:<9}"
                  f"{found['verdict']}".rstrip())
    judged = [found for found in figures if found["verdict"]]
    missed = [found for found in judged
              if found["verdict"].startswith("MISSED")]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} goals met.")
    return figures


def deploy_rows(result):
    """(head, rows) of the table that the page and the proposal have."""
    ways = result["ways"].values()
    last = len(next(iter(ways))["programs"])
    shown = sorted({1, min(2, last), last})
    head = ["Way", *(f"MB, {n}" for n in shown), "Deploy, s", "Start, ms",
            "Fix, s", "Changed"]
    rows = []
    for way in ways:
        programs, fix = way["programs"], way["fix"]
        rows.append([
            way["label"],
            *(f"{programs[n - 1]['disk'] / 1e6:.0f}" for n in shown),
            f"{statistics.median(p['seconds'] for p in programs):.2f}",
            f"{statistics.median(sum(way['starts'].values(), [])) * 1e3:.0f}",
            f"{fix['seconds']:.1f}", str(fix["environments"])])
    return head, rows
