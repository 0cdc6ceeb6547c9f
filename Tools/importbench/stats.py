"""Medians with intervals that assume nothing about the shape of the noise."""

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
class Goal:
    """What a ratio may be at most."""

    high: float

    def __str__(self):
        return f"<= {self.high:.2f}"

    def verdict(self, ratio):
        """'met' or 'not'; with a question mark while the interval says both.

        A ratio is compared as it is printed, to two decimals.
        """
        def within(value):
            return round(value, 2) <= self.high

        sure = within(ratio.low) == within(ratio.high) == within(ratio.value)
        answer = "met" if within(ratio.value) else "not"
        return answer if sure else answer + "?"
