"""Rows, their goals, and medians that assume nothing about the noise."""

import math
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A median, the interval that holds it in 95 of 100 cases, the samples."""

    value: float
    low: float
    high: float
    count: int


def estimate(values):
    """The median of *values* with its order-statistics interval.

    The true median lies between the k-th smallest and the k-th largest value
    with a probability that depends on k and the number of values alone.  Below
    six values no such interval reaches 95 per cent: the extremes are given.
    """
    ordered = sorted(values)
    count = len(ordered)
    rank = max(0, math.floor((count - 1.96 * math.sqrt(count)) / 2) - 1)
    return Estimate(statistics.median(ordered), ordered[rank],
                    ordered[count - 1 - rank], count)


@dataclass(frozen=True)
class Ratio:
    """What ours may cost for each unit that stock costs; None: no goal."""

    high: float | None = None

    def estimate(self, pairs):
        return estimate(ours / stock for stock, ours in pairs)

    def show(self, value):
        return f"{value:.3f}"

    def __str__(self):
        return "" if self.high is None else f"<= {self.high:.2f}"

    def verdict(self, found):
        """'met' or 'MISSED', with '?' while the interval says both; or ''.

        A ratio is compared as it is printed, to two decimals.
        """
        if self.high is None:
            return ""
        answers = [self._within(value)
                   for value in (found.value, found.low, found.high)]
        sure = len(set(answers)) == 1
        return ("met" if answers[0] else "MISSED") + ("" if sure else "?")

    def _within(self, value):
        return round(value, 2) <= self.high


class Excess(Ratio):
    """How many nanoseconds ours may need more than stock."""

    def estimate(self, pairs):
        return estimate(ours - stock for stock, ours in pairs)

    def show(self, value):
        return f"{value / 1000:+.0f} us"

    def __str__(self):
        return f"<= {self.high / 1000:.0f} us"

    def _within(self, value):
        return value <= self.high


@dataclass(frozen=True)
class Row:
    """One line of the table: what is measured, and its goal."""

    name: str
    label: str
    goal: Ratio = Ratio()
    # Measured where no row is named.
    default: bool = True

    def pairs(self, samples):
        """The (stock, ours) that were measured, out of {row name: pairs}."""
        return samples.get(self.name, [])
