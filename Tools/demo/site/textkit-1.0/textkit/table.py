"""Rows in columns, divided by bars."""


def render(rows):
    """The *rows*, all of one length, as a list of lines."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return [" | ".join(cell.ljust(width) for cell, width in zip(row, widths))
            for row in rows]
