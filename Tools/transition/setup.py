"""Lays the interpreter's files with the rules into the package, and builds it.

In the repository of the fork they stand in Lib/importlib; a source distribution
has them in place.
"""

import glob
import os

from setuptools import setup

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = os.path.join(HERE, '..', '..', 'Lib', 'importlib')
PACKAGE = os.path.join(HERE, 'src', 'versioned_imports')
FILES = ['_bootstrap_*.py', '_version_*.py', 'versions/*.py', 'metadata/_versions.py']
# How a file gets at what it stands beside in the interpreter.
RENAMED = [
    ('import _frozen_importlib_external as', 'from versioned_imports import _bootstrap_external as'),
    ('import _frozen_importlib as', 'from versioned_imports import _bootstrap as'),
    ('import _importlib_versions as', 'from versioned_imports import _importlib_versions as'),
    ('from importlib import _', 'from versioned_imports import _'),
    ('from importlib._', 'from versioned_imports._'),
    ('from importlib.versions import', 'from versioned_imports.versions import'),
    ("'importlib._version_types'", "'versioned_imports._version_types'"),
    ('from importlib.metadata import _versions',
     'from versioned_imports import _metadata_versions as _versions'),
    ('from importlib.machinery import PathFinder',
     'from versioned_imports._bootstrap_external import PathFinder'),
]


def lay_in():
    """Write the interpreter's files with the rules into the package.

    A source distribution has them already.
    """
    if not os.path.isdir(LIBRARY):
        return
    os.makedirs(os.path.join(PACKAGE, 'versions'), exist_ok=True)
    for pattern in FILES[:3]:
        for path in glob.glob(os.path.join(PACKAGE, pattern)):
            if not path.endswith('_bootstrap_external.py'):
                # It may be there no longer.
                os.unlink(path)
    for path in [path for pattern in FILES
                 for path in glob.glob(os.path.join(LIBRARY, *pattern.split('/')))]:
        name = os.path.relpath(path, LIBRARY)
        if name.startswith('metadata'):
            name = '_metadata_versions.py'
        with open(path, encoding='utf-8') as file:
            text = file.read()
        for old, new in RENAMED:
            text = text.replace(old, new)
        if 'import _frozen_importlib' in text:
            raise SystemExit(f'{path}: an import that setup.py does not know')
        target = os.path.join(PACKAGE, name)
        with open(target, 'w', encoding='utf-8') as file:
            file.write(text)


if __name__ == '__main__':
    # Before the packages are looked for: one of them is laid in.
    lay_in()
    setup()
