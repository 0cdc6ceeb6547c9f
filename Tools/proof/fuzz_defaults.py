"""import-versions.txt and PYTHONVERSION: each line alone decides what it says, and what is odd is a warning."""

import importlib
import os
import sys
import warnings
from importlib.versions import ModuleVersionError, Specifier, parse_defaults

from hypothesis import strategies as st
from test.support import os_helper
from test.test_versioned_import import util

NAMES = st.sampled_from(['foo', 'Foo', 'foo.bar', 'stdlib', 'é', 'a1', '1a', 'a-b', '.a', 'a.', 'a..b', '', 'version',
                         'colorsys', 'foo\u200b', '\ufefffoo', 'ﬁ'])
SPECIFIERS = st.sampled_from(['1', '1.2', '>=1', '>=1,<2', '>= 1 , < 2', '==1.*', '!=1.0', '~=1', '~=1.2', '===x',
                              '1.2.*', '', 'x', '1 2', '>=', ',', '1,2', '<2,', '"1"', '1.0rc1', '1!2', '=1', '==1.*,==2'])
SPACE = st.sampled_from(['', ' ', '  ', '\t', '\x0c', '\x0b', '\x1c', '\x85', '\xa0', '\u2028', '\u3000', '\0'])
COMMENTS = st.sampled_from(['', '', '', '# 1', ' # x', '#'])
LINES = st.builds('{}{}{}{}{}'.format, SPACE, NAMES, SPACE, SPECIFIERS, COMMENTS)
ENDS = st.sampled_from(['\n', '\n', '\r\n', '\r', ''])
# Text, since corpora are JSON; lone surrogates stand for bytes that are no UTF-8.
FILES = st.lists(st.one_of(st.builds('{}{}'.format, LINES, ENDS), st.text(max_size=6),
                           st.sampled_from(['\udcff\udcfe', '\udcc3', '\ufeff'])), max_size=6).map(''.join)

VERSIONS = '0.9', '1.0', '1.2', '2.0'
ROOT = os.path.realpath(os_helper.TESTFN + '_fuzz')


def lines_of(text):
    """Return {name: [canonical specifier]} of the lines of a file that alone are understood."""
    found = {}
    data = text.encode('utf-8', 'surrogateescape').removeprefix(b'\xef\xbb\xbf')
    for line in data.splitlines():
        try:
            parsed = parse_defaults('#\n' + line.decode('utf-8', 'surrogateescape'))
        except ValueError as exc:
            assert str(exc).startswith('line 2: '), exc
            continue
        for name, specifier in parsed:
            assert all(map(str.isidentifier, name.split('.'))), name
            found.setdefault(name, []).append(specifier)
    return found


def imported():
    """Return the version that import foo gives, or None."""
    try:
        return importlib.import_module('foo').__spec__.version
    except ModuleVersionError:
        return None


def make_versions():
    """Make the versions of foo that imports choose from."""
    os.makedirs(ROOT, exist_ok=True)
    for version in VERSIONS:
        with open(os.path.join(ROOT, f'foo-{version}.py'), 'w'):
            pass


def check_outcome(expected):
    """import foo gives the highest version that satisfies all, or an error."""
    fitting = [version for version in VERSIONS
               if all(specifier.contains(version) for specifier in expected)]
    found = imported()
    assert found == (fitting[-1] if fitting else None), f'{found} instead of the last of {fitting}; {expected}'


def check_file(text, counted):
    """The file means what its good lines mean; the others make warnings."""
    try:
        text.encode('utf-8', 'surrogateescape')
    except UnicodeEncodeError:
        return
    make_versions()
    expected = lines_of(text)
    counted['files'] += 1
    counted['lines that are understood'] += sum(map(len, expected.values()))
    with open(os.path.join(ROOT, 'import-versions.txt'), 'wb') as file:
        file.write(text.encode('utf-8', 'surrogateescape'))
    with warnings.catch_warnings(record=True) as warned, util.isolated(ROOT):
        warnings.simplefilter('always')
        check_outcome(expected.get('foo', []))
    assert {warning.category for warning in warned} <= {RuntimeWarning}, warned
    os.unlink(os.path.join(ROOT, 'import-versions.txt'))


def check_variable(text, counted):
    """The variable means what its good entries mean; the last of one name counts."""
    make_versions()
    defaults = sys.modules['_frozen_importlib']._load_version_part('defaults')
    with warnings.catch_warnings(record=True) as warned, util.isolated(ROOT):
        warnings.simplefilter('always')
        defaults.configure('strict', text)
        table = sys.default_library_versions
        counted['entries that are understood'] += len(table)
        for name, value in table.items():
            assert all(map(str.isidentifier, name.split('.'))), name
            Specifier(value)
        check_outcome([Specifier(table['foo'])] if 'foo' in table else [])
    assert {warning.category for warning in warned} <= {RuntimeWarning}, warned


PROPERTIES = [
    ('file', FILES, check_file),
    ('variable', st.lists(st.one_of(LINES, SPECIFIERS, st.text(max_size=6)), max_size=5)
     .map(os.pathsep.join), check_variable),
]
