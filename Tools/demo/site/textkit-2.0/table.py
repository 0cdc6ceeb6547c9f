"""Rows in columns."""


class Table:
    """A table that grows row by row."""

    def __init__(self, separator="  "):
        self.rows = []
        self.separator = separator

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])
        return self

    def __str__(self):
        widths = [max(map(len, column)) for column in zip(*self.rows)]
        return "\n".join(
            self.separator.join(cell.ljust(width)
                                for cell, width in zip(row, widths)).rstrip()
            for row in self.rows)
