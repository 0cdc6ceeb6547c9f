"""Names in a directory, and trees made by hand: a version or none, never another exception."""

import importlib
import os
import re
import shutil
import sys
from importlib.versions import Specifier, Version, find_versions, installed, select, split_entry

from hypothesis import strategies as st
from test.support import os_helper
from test.test_versioned_import import oracle, util

ROOT = os.path.realpath(os_helper.TESTFN + '_fuzz')

VERSION_TEXTS = ['1', '1.0', '1.0.0', '1.2', '2.0rc1', '1!1', '1.0+a.b', '1-1', '1.0_b1', 'v1', '', 'x', '1.', '1..2',
                 '１', '1.0-', ' 1', '1 ', '9' * 50]
NAME_PIECES = ['foo', 'foo.bar', 'Foo', '_', 'é', '1foo', '', '.', 'foo.', 'a b']
SUFFIXES = ['', '', '.py', '.pyc', '.link', '.dist-info', '.egg-info', '.so', '.txt', '.py.py', '-py3.13.egg-info']
NAMES = st.builds('{}{}{}{}'.format, st.sampled_from(NAME_PIECES), st.sampled_from(['-', '-', '-', '', '--', '_']),
                  st.sampled_from(VERSION_TEXTS), st.sampled_from(SUFFIXES))


def check_name(name, counted):
    """What a name says is what the model of the rules says."""
    split = split_entry(name)
    assert split is None or name.startswith(split[0] + '-'), split
    if re.search(r'\.(dist|egg)-info$', name) or name.endswith('.so') or (
            split and not all(map(str.isidentifier, split[0].split('.')))):
        return              # The model knows no names of distributions.
    expected = oracle.split_entry(name)
    counted['names of versions' if split else 'other names'] += 1
    assert split == (expected and (expected[0], Version(expected[1]))), f'{split} instead of {expected}'


TOP = ['foo-1.0', 'foo-1.1', 'foo-1', 'foo-2.0rc1', 'foo-1.0.0', 'foo', 'dist-3.0', 'foo-3.0', 'foo-1.0.dist-info',
       'dist-1.5.dist-info', 'foo.bar-1.0', 'x']
BELOW = ['', '.py', '/foo.py', '/foo/__init__.py', '/__init__.py', '/foo/bar.py', '/METADATA', '/RECORD',
         '/top_level.txt', '/direct_url.json', '/import-versions.txt', '/foo-1.2.py', '.link', '.pyc', '/foo.link']
TEXTS = ['', 'foo-1.0', 'dist-3.0', '../x', '.', '..', '/', 'foo', 'foo.py,,', 'foo 1', 'foo >', '\0', '\udcff', 'x' * 5000,
         'Name: foo\nImport-Name: foo', '{', '{"url": 1}', '{"url": "file:///", "dir_info": {"editable": true}}', '[' * 9999]
NODES = st.tuples(st.sampled_from(TOP), st.sampled_from(BELOW), st.sampled_from(['file', 'file', 'folder', 'link']),
                  st.sampled_from(TEXTS)).map(list)
CLAUSES = [None, '1', '1.0', '>=1', '<1', '==1.0', '3', '>=2.0rc1', '!=1.0', '===1.0']
TREES = st.tuples(st.lists(NODES, max_size=8), st.sampled_from(CLAUSES)).map(list)


def make(nodes):
    """Make what can be made of a list of nodes."""
    shutil.rmtree(ROOT, ignore_errors=True)
    os.makedirs(ROOT)
    for top, below, kind, text in nodes:
        path = os.path.join(ROOT, top + below)
        if below.endswith('.py'):
            text = ''
        try:
            os.makedirs(path if kind == 'folder' else os.path.dirname(path), exist_ok=True)
            if kind == 'link':
                os.symlink(text.rstrip('\0') or 'foo-1.0', path)
            elif kind == 'file':
                with open(path, 'wb') as file:
                    file.write(text.encode('utf-8', 'surrogateescape'))
        except OSError:
            pass        # Something else stands there.


def check_tree(value, counted):
    """An import gives what select() says, of a version that satisfies the clause, or an ImportError."""
    nodes, clause = value
    make(nodes)
    with util.isolated(ROOT, replace=True):
        sys.modules.pop('foo', None)
        find_versions('foo')
        installed([ROOT])
        selection = select('foo', clause)
        try:
            module = importlib.import_module('foo', version=clause)
        except ImportError:
            counted['trees without'] += 1
            left = sys.modules.get('foo')
            # A namespace package has no version, and stays: the clause asks for one in it.
            assert left is None or left.__spec__.origin is None, 'a failed import has left foo'
            candidate = selection.candidate
            assert (candidate is None or candidate.layout == 'finder'
                    or candidate.path.endswith('.pyc')), selection
            return
        counted['trees with a module'] += 1
        version = module.__spec__.version
        assert selection.candidate is not None, f'{module}, and select() gives none'
        chosen = selection.candidate.version
        assert version == (None if chosen is None else str(chosen)) or Version(version) == chosen, f'{module}, {selection}'
        if clause is not None:
            assert Specifier(clause).contains(version, prereleases=True), f'{module} for {clause}'
            again = importlib.import_module('foo', version=clause)
            assert again is module, again


PROPERTIES = [('name', NAMES, check_name), ('tree', TREES, check_tree)]
