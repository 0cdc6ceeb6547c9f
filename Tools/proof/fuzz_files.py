"""Files that are not what they were: zip files and .pyc files with bytes changed, cut off, or added."""

import importlib
import os
import py_compile
import shutil
import sys
import warnings
import zipfile
import zipimport
import zlib

from hypothesis import strategies as st
from test.support import os_helper
from test.test_versioned_import import util

ROOT = os.path.realpath(os_helper.TESTFN + '_fuzz')
CODE = 'answer = 42\n'

# [where, in thousandths of the length; what is done; bytes]
CHANGES = st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(['set', 'cut', 'insert']),
                             st.lists(st.integers(0, 255), min_size=1, max_size=4)).map(list),
                   min_size=1, max_size=4)


def changed(data, changes, start=0, end=None):
    """Return bytes with changes between two places."""
    end = len(data) if end is None else end
    data = bytearray(data)
    for place, kind, new in changes:
        at = start + (end - start) * place // 1000
        if kind == 'cut':
            del data[at:]
        else:
            data[at:at + (len(new) if kind == 'set' else 0)] = new
    return bytes(data)


def attempt(name, path, clause=None):
    """Return the answer of a module that is imported, or the type of the exception."""
    options = {} if clause is None else {'version': clause}
    with warnings.catch_warnings(), util.isolated(path, replace=True):
        warnings.simplefilter('ignore')
        zipimport._zip_directory_cache.clear()
        try:
            return importlib.import_module(name, **options).answer
        except (ImportError, SyntaxError, ValueError, TypeError, EOFError, OSError, AttributeError, NameError,
                zlib.error, RecursionError) as exc:
            assert name not in sys.modules or isinstance(exc, AttributeError), f'{exc!r} has left {name}'
            return type(exc)


def check_zip(value, counted):
    """What zipimport raises for a broken file, or the module; the name is free after a failure."""
    changes, member, clause = value
    shutil.rmtree(ROOT, ignore_errors=True)
    os.makedirs(ROOT)
    path = os.path.join(ROOT, 'z.zip')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as file:
        file.writestr(member, CODE)
        file.writestr('foo-0.1.py', CODE)
        file.writestr('import-versions.txt', 'foo >=0\n')
    with open(path, 'rb') as file:
        data = file.read()
    with open(path, 'wb') as file:
        file.write(changed(data, changes))
    found = attempt('foo', path, clause)
    counted['modules of broken zip files' if found == 42 else f'{getattr(found, "__name__", found)} of zip files'] += 1


def check_pyc(value, counted):
    """A .pyc whose header is broken, or that is cut off, does in a version what it does flat.

    The body is not changed: marshal promises nothing of bytes that it has not written.
    """
    changes, length, layout = value
    outcomes = []
    # Names of one length, so that the files are of one length.
    for top in 'foo_1_0', 'foo-1.0':
        shutil.rmtree(ROOT, ignore_errors=True)
        folder = os.path.join(ROOT, top, 'foo') if layout == 'package' else os.path.join(ROOT, top)
        os.makedirs(folder)
        source = os.path.join(folder, '__init__.py' if layout == 'package' else 'foo.py')
        with open(source, 'w') as file:
            file.write(CODE)
        pyc = py_compile.compile(source, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
        with open(pyc, 'rb') as file:
            header, body = file.read(16), file.read()
        header = changed(header, [change for change in changes if change[1] == 'set'])[:16]
        data = header + body
        data = data[:length]
        if layout == 'sourceless':
            os.unlink(source)
            pyc = os.path.join(folder, 'foo.pyc')
        with open(pyc, 'wb') as file:
            file.write(data)
        on_path = os.path.join(ROOT, top) if top == 'foo_1_0' else ROOT
        outcomes.append(attempt('foo', on_path, None if on_path != ROOT else '1'))
    flat, versioned = outcomes
    counted['modules of broken .pyc files' if flat == 42 else f'{flat.__name__} of .pyc files'] += 1
    assert flat == versioned, f'flat: {flat}, in a version: {versioned}'


PROPERTIES = [
    ('zip', st.tuples(CHANGES, st.sampled_from(['foo-1.0.py', 'foo-1.0/foo.py', 'foo-1.0/foo/__init__.py', 'foo.py']),
                      st.sampled_from([None, '1', '>=0'])).map(list), check_zip),
    ('pyc', st.tuples(CHANGES, st.one_of(st.none(), st.integers(0, 200)),
                      st.sampled_from(['module', 'package', 'sourceless'])).map(list), check_pyc),
]
