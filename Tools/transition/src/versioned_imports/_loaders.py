"""Loading of files that have version clauses.

Every file is compiled as it is.  Only where that is a SyntaxError is it looked
through for clauses; what is compiled then is kept in a .pyc file under a tag of
its own, since no other Python can tell what it needs.
"""

import importlib.util
import marshal
import sys
from importlib.machinery import SourceFileLoader

from . import _translator

# Of the .pyc files: it changes with what the translator makes.
_TAG = 'clauses1'


class SourceLoader(SourceFileLoader):

    """A SourceFileLoader for files that may have version clauses."""

    _is_translated = False

    def source_to_code(self, data, path, **options):
        try:
            return super().source_to_code(data, path, **options)
        except SyntaxError as exc:
            if not isinstance(data, (bytes, bytearray, memoryview)) or options.get(
                    '_optimize', -1) != -1:
                return _compile(data, path, exc)
            code = _from_cache(path, data) if data else None
            if code is None:
                code = _compile(data, path, exc)
                self._write(path, data, code)
            self._is_translated = True
            return code

    def _write(self, path, data, code):
        if not sys.dont_write_bytecode:
            try:
                name = _cache_name(path)
            except NotImplementedError:
                return
            super()._cache_bytecode(path, name, _header(data) + marshal.dumps(code))

    def _cache_bytecode(self, source_path, cache_path, data):
        # Not where a Python without this package would take it.
        if not self._is_translated:
            super()._cache_bytecode(source_path, cache_path, data)


def _compile(data, path, error):
    if isinstance(data, str):
        return _translator.compile(data, path, 'exec', dont_inherit=True)
    return translated_code(data, path, error)


def translated_code(data, path, error=None):
    """Return the code object of a file's bytes that have version clauses.

    Raises SyntaxError: error, if given, where there are none.
    """
    return _translator.compile(bytes(data), path, 'exec', dont_inherit=True, error=error)


def _cache_name(path):
    name = importlib.util.cache_from_source(path)
    stem, tag, rest = name.rpartition(sys.implementation.cache_tag)
    return f'{stem}{tag}-{_TAG}{rest}'


def _header(data):
    """Return what a .pyc file of a file's bytes begins with (PEP 552)."""
    return (importlib.util.MAGIC_NUMBER + (0b01).to_bytes(4, 'little') +
            importlib.util.source_hash(data))


def _from_cache(path, data):
    """Return the code object that is kept for a file's bytes, or None."""
    try:
        with open(_cache_name(path), 'rb') as file:
            cached = file.read()
    except (OSError, NotImplementedError):
        return None
    header = _header(bytes(data))
    if not cached.startswith(header):
        return None
    try:
        return marshal.loads(memoryview(cached)[len(header):])
    except (EOFError, ValueError, TypeError):
        return None
