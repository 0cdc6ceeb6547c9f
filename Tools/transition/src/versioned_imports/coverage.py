"""Coverage.py: reports of files that have version clauses.

    [run]
    plugins = versioned_imports.coverage
"""

from . import _translator


def coverage_init(registry, options):
    """Let Coverage.py read files without their clauses.  It calls this."""
    from coverage import python

    stock_source = python.get_python_source

    def get_python_source(filename):
        source = stock_source(filename)
        try:
            compile(source, filename, 'exec', dont_inherit=True)
        except SyntaxError:
            try:
                return _translator.blank(source, filename)
            except SyntaxError:
                # It says so.
                pass
        return source

    python.get_python_source = get_python_source
