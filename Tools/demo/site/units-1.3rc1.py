"""Lengths in any unit, plural or not: a release candidate."""

METRES = {"m": 1.0, "km": 1000.0, "mile": 1609.344, "ft": 0.3048}


def convert(value, source, target):
    return value * METRES[source.rstrip("s")] / METRES[target.rstrip("s")]
