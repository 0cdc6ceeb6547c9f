"""What each further version costs, from 1000 to 10,000 in a directory.

Held against listing the same directories with os.listdir, and against what
each further entry costs a plain import from a flat directory on stock, which
lists it too and makes a set of the names.
"""

import statistics
from dataclasses import dataclass

import cold
import trees
from stats import Goal

SMALL, LARGE = 1000, 10_000


@dataclass(frozen=True)
class SlopeRow:
    name: str
    label: str
    small: cold.ColdRow
    large: cold.ColdRow
    goal: Goal = Goal(1.0)
    default: bool = True
    versioned = True

    @property
    def needs_clause(self):
        return self.small.needs_clause


def _rows():
    for form in cold.FORMS[SMALL]:
        ends = []
        for count in (SMALL, LARGE):
            statement, number = cold.FORMS[count][form]
            ends.append(cold.ColdRow(
                f"slope-{form}-{count}", form, count, statement,
                trees.version(number)))
        yield SlopeRow(f"slope-{form}", f"1000 to 10,000: {form}", *ends,
                       default=form in ("prefix", "newest"))


ROWS = list(_rows())


def prepare(stock, ours, rows):
    for row in rows:
        for end in (row.small, row.large):
            stock.prepare(end)
            ours.prepare(end)
            ours.prepare_listing(end)


def measure(stock, ours, rows, samples):
    """One slope each: (listing, versioned import, flat import on stock).

    All in ns for each further entry.
    """
    further = LARGE - SMALL
    for row in rows:
        ends = []
        for end in (row.small, row.large):
            ends.append((ours.sample_named(f"{end.name}-listing")[0],
                         ours.sample(end)[0],
                         stock.sample(end)[0]))
        small, large = ends
        samples[row.name].append(
            tuple((b - a) / further for a, b in zip(small, large)))


def summary(samples):
    """Medians of the three columns of a row's samples."""
    return tuple(statistics.median(column) for column in zip(*samples))
