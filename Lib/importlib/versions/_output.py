"""What the commands print: text for people, JSON for programs.

On a terminal there is colour, and columns are as wide as what stands in them;
in a pipe a line has its fields separated by a tab.
"""

import json
import sys

import _colorize


class Output:

    """Prints what a command has found.

    is_json     whether it is to be JSON, one document
    is_terminal whether a person reads it
    """

    def __init__(self, is_json=False, file=None):
        self.file = sys.stdout if file is None else file
        self.is_json = is_json
        self.is_terminal = not is_json and self.file.isatty()
        self._colors = (_colorize.NoColors if is_json else
                        _colorize.get_colors(file=self.file))

    def json(self, data):
        json.dump(data, self.file, indent=2, default=str)
        self.file.write('\n')

    def line(self, text=''):
        print(text, file=self.file)

    def good(self, text):
        return self._painted(text, self._colors.GREEN)

    def bad(self, text):
        return self._painted(text, self._colors.RED)

    def faint(self, text):
        return self._painted(text, self._colors.INTENSE_BLACK)

    def strong(self, text):
        return self._painted(text, self._colors.BOLD_CYAN)

    def _painted(self, text, color):
        return f'{color}{text}{self._colors.RESET}' if color else str(text)

    def table(self, head, rows):
        """Print rows of strings, in columns with a head on a terminal."""
        if not self.is_terminal:
            for row in rows:
                self.line('\t'.join(row))
            return
        widths = [max(map(len, column)) for column in zip(head, *rows)]
        for number, row in enumerate([head, *rows]):
            text = '  '.join(field.ljust(width)
                             for field, width in zip(row, widths)).rstrip()
            self.line(text if number else self.strong(text))


def complain(text):
    """Print what is wrong with the input."""
    print(text, file=sys.stderr)


def version_text(version):
    return 'unknown' if version is None else str(version)


def candidate_json(candidate):
    return {'name': candidate.name,
            'version': None if candidate.version is None else str(candidate.version),
            'path': candidate.path, 'directory': candidate.directory,
            'layout': candidate.layout}
