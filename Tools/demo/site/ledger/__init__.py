"""Sums of money, installed flat as packages are today."""


def balance(entries):
    return sum(amount for _, amount in entries)
