"""Lengths in metres."""

METRES = {"m": 1.0, "km": 1000.0, "mile": 1609.344}


def to_metres(value, unit):
    return value * METRES[unit]
