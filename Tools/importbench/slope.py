"""What each further version costs, from 1000 to 10,000 in a directory.

Held against what each further package costs a plain import from a flat
directory on stock: both list the directory.
"""

from dataclasses import dataclass, replace

import first
import trees
from process import in_turn
from stats import Ratio, Row

SMALL, LARGE = 1000, 10_000
SHARE = 1


@dataclass(frozen=True)
class SlopeRow(Row):
    ends: tuple[first.FirstRow, ...] = ()


def _rows():
    named = {row.name: row for row in first.FINDER_FIRSTS}
    for form in first.FORMS[SMALL]:
        small = named[f"first-{SMALL}-{form}-finder"]
        statement, number = first.FORMS[LARGE][form]
        large = replace(small, name=f"first-{LARGE}-{form}-finder",
                        count=LARGE, statement=statement,
                        chosen=trees.version(number))
        yield SlopeRow(f"slope-{form}", f"1000 to 10,000, {form}", Ratio(1.1),
                       default=form in ("prefix", "newest"),
                       ends=(small, large))


ROWS = list(_rows())
GROUPS = [("Each further version in the directory, ns", ROWS)]


def prepare(stock, ours, rows):
    for row in rows:
        first.prepare(stock, ours, row.ends)


def measure(stock, ours, rows, samples):
    for row in rows:
        small, large = (
            in_turn(lambda: first.sample(stock, end),
                    lambda: first.sample(ours, end))
            for end in row.ends)
        samples[row.name] += [
            tuple((b - a) / (LARGE - SMALL) for a, b in zip(*both))
            for both in zip(small, large)]
