"""PEP 440: importlib.versions.Version and importlib.versions.Specifier.

Each class proves one clause of the PEP, whose rule it gives in a few words.
One sorted table of versions serves most of them.  Release 26 of the
"packaging" library is the oracle.
"""

import ast
import contextlib
import copy
import itertools
import operator
import pickle
import random
import unittest

import _importlib_versions
from importlib.versions import Specifier, Version
from test import support
from test.support.hypothesis_helper import hypothesis

try:
    import packaging
    from packaging import specifiers as oracle_specifiers
    from packaging import version as oracle_version
except ImportError:
    packaging = None

st = hypothesis.strategies

# The release of packaging that the rules follow.  25 refuses some post-releases
# and local versions that PEP 440 lets "> X" accept, and all pre-releases by "in".
ORACLE = '26'
needs_oracle = unittest.skipUnless(
    packaging is not None and packaging.__version__.split('.')[0] == ORACLE,
    f'needs packaging {ORACLE}')


# All versions in ascending order, equal ones together.
ORDERED = [
    ('0.dev0', '0.0.dev'),
    ('0', '00', '0.0', 'v0', '0!0', '0.0.0.0.0'),
    ('0.0.0.0.1',),
    ('0.0.1.dev3',),
    ('0.0.1', '0.0.01'),
    ('0.1rc1',),
    ('0.1', '0.1.0'),
    ('0.9', '0.09'),
    ('0.10', '0.10.0'),
    ('1.dev0', '1.0.dev0', '1.0dev', '1.0-DEV_', '1.0.0_dev.00', '1.dev-'),
    ('1.0.dev456',),
    ('1.0.dev456+local',),
    ('1.0a0.dev0', '1.0alpha.dev'),
    ('1.0a1.dev2',),
    ('1.0a1', '1.0.a1', '1.0-alpha.1', '1.0ALPHA_01', 'V1a1'),
    ('1.0a1.post0.dev1', '1.0a1post-dev-1'),
    ('1.0a1.post0', '1.0a1-0', '1.0a1rev'),
    ('1.0a2',),
    ('1.0a10',),
    ('1.0a12.dev456',),
    ('1.0a12',),
    ('1.0b0', '1.0beta', '1.0b', '1.0-b-'),
    ('1.0b1.dev456',),
    ('1.0b2',),
    ('1.0b2.post345.dev456',),
    ('1.0b2.post345', '1.0b2-345'),
    ('1.0rc0', '1.0c', '1.0pre', '1.0-preview'),
    ('1.0rc1.dev456',),
    ('1.0rc1', '1.0c1', '1.0pre1', '1.0.preview-1', '1.0_RC_1'),
    ('1.0rc2',),
    ('1', '1.0', '1.0.0', '0!1', '01.00'),
    ('1.0+1a',),
    ('1.0+abc',),
    ('1.0+abc.5', '1+ABC.05', '1.0+abc_5'),
    ('1.0+abc.7', '1.0+abc-7'),
    ('1.0+abd',),
    ('1.0+5', '1.0+005'),
    ('1.0+5.a',),
    ('1.0+5.0', '1.0+5-00'),
    ('1.0+10',),
    ('1.0.post0.dev1',),
    ('1.0.post0', '1.0-0', '1.0post', '1.0.r', '1.0-rev_'),
    ('1.0.post0+local',),
    ('1.0.post456.dev34', '1.0-456.dev34', '1.0r456dev34'),
    ('1.0.post456', '1.0-456'),
    ('1.0.1',),
    ('1.1.dev1',),
    ('1.1', '1.1.0.0.0'),
    ('1.1.0.0.0.1',),
    ('1.2',),
    ('1.2.3.4',),
    ('1.2.3.5',),
    ('1.2.10',),
    ('1.10',),
    ('2',),
    ('65535',),
    ('65535.65535.65535.65535',),
    ('65536',),
    ('20240815.1',),
    ('1' + '0' * 40,),
    ('1' + '0' * 39 + '1', '00001' + '0' * 39 + '1'),
    ('1!0.dev1',),
    ('1!0', '01!0.0'),
    ('1!1.0rc1',),
    ('1!1',),
    ('2!0.1',),
    ('10!0',),
    ('99999999999999999999!0',),
]
VERSIONS = [text for group in ORDERED for text in group]

NOT_VERSIONS = [
    '', ' ', 'v', 'a', 'foo', 'dev', '.1', '1.', '1..2', '1.0-', '1.0_',
    '1.0.', 'vv1', 'v 1', '1 .0', '1. 0', '1.0 a1', '1.0 .post1', '-1', '+1',
    '1!', '!1', '1!!1', '1.0!1', '1!2!3', '1.0x', '1.0d', '1.0de', '1.0al',
    '1.0alph', '1.0bet', '1.0r c', '1.0pr', '1.0po', '1.0re', '1.0a1b1',
    '1.0rc1a1', '1.0.dev1.post1', '1.0.dev1a1', '1.0.post1rc1', '1.0.dev1.2',
    '1.0--1', '1.0-1-1', '1.0a--', '1.0__dev', '1.0..dev', '1.0+', '1.0+.a',
    '1.0+a.', '1.0+a..b', '1.0+a+b', '1.0+a b', '1.0+a!b', '1+1+1',
    '1.0*', '1.*', '*', '1.0,', '1_0', '1,0', '1.0\x00', '1.\u0661',
    '\u0661.0', '1.0a\uff11', '1.0po\u017ft1', '1.0+\u212a', '\xbd',
    '>=1', '==1', '1.0;',
]

# What str.isspace() takes for white space and PEP 440 does not list.
OTHER_SPACE = ['\x1c', '\x1f', '\x85', '\xa0', '\u2003', '\u2028', '\u3000']

CLAUSE_VERSIONS = [
    '0', '0.0', '0.1', '0.9', '1', '1.0', '1.0.0', '1.0.0.0.0', '1.dev0',
    '1.0.dev456', '1.0a1', '1.0a1.dev2', '1.0a1.post0', '1.0b2.post345',
    '1.0c1', '1.0rc1', '1.0.post0', '1.0-456', '1.0.post456.dev34', '1.0.1',
    '1.1', '1.2', '1.2.3', '1.2.3.4', '1.2.3.4.0', '1.2.3.4.0.0', '2', '02.0',
    '1.10', '65535', '65536', '65536.0', '1!0', '1!1.0', '1!1.0rc1', '0!1',
    '1' + '0' * 40, '1' + '0' * 40 + '.0', '1!1.0.0.0.0.0',
]
LOCAL_CLAUSE_VERSIONS = ['1.0+abc.5', '1+ABC.05', '1.0+5', '1.0.post0+local']


def clauses():
    """Yield (operator, version) for all comparisons that are allowed."""
    for version in CLAUSE_VERSIONS:
        for op in '==', '!=', '<=', '>=', '<', '>', '===':
            yield op, version
        parsed = Version(version)
        if len(parsed.release) > 1:
            yield '~=', version
        if str(parsed) == parsed.base_version:
            yield '==', version + '.*'
            yield '!=', version + '.*'
    for version in LOCAL_CLAUSE_VERSIONS:
        for op in '==', '!=', '===':
            yield op, version


def canonical_clause(text):
    """Return a clause as the import statement has it in quotes."""
    [statement] = ast.parse(f'import foo version {text!r}').body
    return statement.names[0].version


def oracle_specifier(op, version):
    """Return packaging's Specifier; of === with the canonical spelling."""
    if op == '===':
        with contextlib.suppress(ValueError):
            version = str(Version(version))
    return oracle_specifiers.SpecifierSet(op + version)


def random_version(rng):
    """A version in a random spelling."""
    def number():
        return rng.choice(['0', '1', '2', '3', '10', '00', '01', '007', '99',
                           '2024', '65535', '65536', '12345678901234567890'])

    def word(words):
        word = rng.choice(words.split())
        return (rng.choice(['', '', '.', '-', '_'])
                + rng.choice([word, word.upper(), word.title()])
                + rng.choice(['', '', '.', '-', '_'])
                + rng.choice(['', number()]))

    text = rng.choice(['', '', '', 'v', 'V'])
    if rng.random() < 0.2:
        text += number() + '!'
    text += '.'.join(number() for _ in range(rng.randint(1, 6)))
    if rng.random() < 0.4:
        text += word('a b c rc alpha beta pre preview')
    if rng.random() < 0.3:
        text += rng.choice(['-' + number(), word('post rev r')])
    if rng.random() < 0.3:
        text += word('dev')
    if rng.random() < 0.2:
        text += '+' + rng.choice('.-_').join(
            rng.choice(['a', 'B', '1', '01', 'x9', '9x', '10'])
            for _ in range(rng.randint(1, 3)))
    return text


def variation(rng, text):
    """A version near another: what the boundaries of clauses are about."""
    version = Version(text)
    choice = rng.randrange(6)
    if choice == 0:
        return text
    if choice == 1:
        return version.base_version + rng.choice(['', '.0', '.0.0', '.1'])
    if choice == 2:
        return version.base_version + rng.choice(
            ['a1', 'rc1', '.dev1', '.post0', '.post1.dev1', '+local', '+1'])
    if choice == 3:
        return version.public + rng.choice(['', '+local', '+1.a'])
    if choice == 4:
        return (version.base_version + ''.join(map(str, version.pre or ''))
                + rng.choice(['', '.post0', '.post1', '.dev0', '.dev1',
                              '.post0.dev0', '.post1.dev1', '+local']))
    return random_version(rng)


@st.composite
def versions(draw):
    return random_version(draw(st.randoms(use_true_random=False)))


@st.composite
def neighbours(draw):
    rng = draw(st.randoms(use_true_random=False))
    text = random_version(rng)
    return text, variation(rng, text)


class NormalizationTests(unittest.TestCase):
    """Normalization: every allowed spelling has one canonical spelling."""

    def check(self, canonical, *spellings):
        for text in canonical, *spellings:
            with self.subTest(text):
                self.assertEqual(str(Version(text)), canonical)

    def test_case(self):
        # Versions are case insensitive, and lower case is canonical.
        self.check('1.1rc1', '1.1RC1', '1.1Rc1', '1.1rC1')
        self.check('1.1.dev1+ab', '1.1.DEV1+AB', '1.1.Dev1+aB')

    def test_integers(self):
        # An integer is as int() sees it: without leading zeros.
        self.check('0', '00', '000')
        self.check('9000', '09000')
        self.check('2024.8', '2024.08')
        self.check('1.0.0', '01.00.000')
        self.check('1!1a1.post1.dev1+1', '01!01a01.post01.dev01+01')

    def test_local_integers(self):
        # A local segment with letters is no integer.
        self.check('1.0+foo0100', '1.0+FOO0100')
        self.check('1.0+0.0a', '1.0+00.0A')

    def test_pre_release_separators(self):
        # A separator is allowed before and after the word.
        self.check('1.1a1', *[f'1.1{x}a{y}1' for x in ['', *'.-_']
                              for y in ['', *'.-_']])

    def test_pre_release_spelling(self):
        # alpha, beta, c, pre and preview are a, b, rc, rc and rc.
        self.check('1.1a1', '1.1alpha1')
        self.check('1.1b2', '1.1beta2')
        self.check('1.1rc3', '1.1c3', '1.1pre3', '1.1preview3')

    def test_implicit_pre_release_number(self):
        # A number left out is 0.
        self.check('1.2a0', '1.2a', '1.2alpha', '1.2.a.', '1.2-A-')
        self.check('1.2rc0.post1', '1.2rc--1', '1.2c.post-1')

    def test_post_release_separators(self):
        self.check('1.2.post2', *[f'1.2{x}post{y}2' for x in ['', *'.-_']
                                  for y in ['', *'.-_']])

    def test_post_release_spelling(self):
        # rev and r are post.
        self.check('1.0.post4', '1.0-r4', '1.0rev4', '1.0.R.4')

    def test_implicit_post_release_number(self):
        self.check('1.2.post0', '1.2.post', '1.2post', '1.2-r', '1.2.rev-')

    def test_implicit_post_releases(self):
        # A hyphen and a number, and only a hyphen, is a post-release.
        self.check('1.0.post1', '1.0-1', '1.0-01')
        self.check('1.0a1.post1', '1.0a1-1')
        self.check('1.0a1', '1.0a-1')

    def test_development_release_separators(self):
        self.check('1.2.dev2', *[f'1.2{x}dev{y}2' for x in ['', *'.-_']
                                 for y in ['', *'.-_']])

    def test_implicit_development_release_number(self):
        self.check('1.2.dev0', '1.2.dev', '1.2dev', '1.2-DEV_')

    def test_local_version_segments(self):
        # - and _ are allowed for the dot.
        self.check('1.0+ubuntu.1', '1.0+ubuntu-1', '1.0+ubuntu_1')

    def test_preceding_v(self):
        self.check('1.0', 'v1.0', 'V1.0')
        self.check('1!1.0', 'v1!1.0')

    def test_white_space(self):
        # Leading and trailing white space is ignored: " ", \t, \n, \r, \f, \v.
        for space in ' ', '\t\n', '\r\f\v':
            with self.subTest(space):
                self.assertEqual(str(Version(f'{space}1.0')), '1.0')
                self.assertEqual(str(Version(f'1.0{space}')), '1.0')
                self.assertEqual(str(Version(f'{space}v1{space}')), '1')
                with self.assertRaises(ValueError):
                    Version(f'1.{space}0')
        for space in OTHER_SPACE:
            for text in f'{space}1.0', f'1.0{space}':
                with self.assertRaises(ValueError):
                    Version(text)

    def test_trailing_zeros_stay(self):
        self.check('1.0.0')
        self.check('1')

    def test_not_versions(self):
        for text in NOT_VERSIONS:
            with self.subTest(text):
                with self.assertRaises(ValueError) as caught:
                    Version(text)
                self.assertIn(repr(text), str(caught.exception))

    def test_every_truncation_ends(self):
        # Parsing never looks beyond the end of the text.
        text = 'v1!2.3-preview.4-rev_5.dev-6+ab.7'
        for i in range(len(text) + 1):
            with contextlib.suppress(ValueError):
                Version(text[:i])

    @needs_oracle
    @hypothesis.given(versions())
    @hypothesis.example('v01!02.0-PREVIEW_.r-7_dev+A_01')
    @hypothesis.example('1.0.post.dev')
    def test_canonical(self, text):
        version = Version(text)
        self.assertEqual(str(version), str(oracle_version.Version(text)))
        self.assertEqual(str(Version(str(version))), str(version))

    @needs_oracle
    @hypothesis.given(st.text(alphabet='0123.-_+!abcrpvdeostilw *', max_size=12))
    @hypothesis.example('1.0a.')
    @hypothesis.example('1.0-')
    def test_what_is_a_version(self, text):
        try:
            expected = str(oracle_version.Version(text))
        except ValueError:
            expected = None
        try:
            actual = str(Version(text))
        except ValueError:
            actual = None
        self.assertEqual(actual, expected)


class OrderTests(unittest.TestCase):
    """Summary of permitted suffixes and relative ordering.

    Epoch, release, then .devN < aN < bN < rcN < nothing < .postN; within one
    of these .devN comes first, and local versions follow the public one.
    """

    def test_every_pair(self):
        parsed = [(i, Version(text)) for i, group in enumerate(ORDERED)
                  for text in group]
        for (i, a), (j, b) in itertools.product(parsed, repeat=2):
            for compare in (operator.lt, operator.le, operator.eq,
                            operator.ne, operator.ge, operator.gt):
                if compare(a, b) is not compare(i, j):
                    self.fail(f'{compare.__name__}({a!r}, {b!r})')

    def test_equal_versions_have_equal_hashes(self):
        for group in ORDERED:
            self.assertEqual(len({hash(Version(text)) for text in group}), 1,
                             group)

    def test_sort(self):
        rng = random.Random(440)
        for _ in range(5):
            shuffled = [Version(text) for text in VERSIONS]
            rng.shuffle(shuffled)
            self.assertEqual(sorted(shuffled),
                             [Version(text) for text in VERSIONS])

    @needs_oracle
    def test_table_against_packaging(self):
        expected = [oracle_version.Version(text) for text in VERSIONS]
        self.assertEqual(sorted(expected), expected)
        for text, version in zip(VERSIONS, expected):
            self.assertEqual(str(Version(text)), str(version))

    @needs_oracle
    def test_random_pairs_against_packaging(self):
        rng = random.Random(440)
        for _ in range(2000):
            a = random_version(rng)
            b = variation(rng, a)
            self.check_pair(a, b)

    @needs_oracle
    @hypothesis.given(neighbours())
    @hypothesis.example(('1.0', '1.0.0.0.0.0'))
    @hypothesis.example(('1.65536', '1.65536.0'))
    @hypothesis.example(('1.0.post1.dev1', '1.0a1.dev1'))
    def test_pairs_against_packaging(self, pair):
        self.check_pair(*pair)

    def check_pair(self, a, b):
        x, y = Version(a), Version(b)
        p, q = oracle_version.Version(a), oracle_version.Version(b)
        self.assertEqual((x < y, x == y, x > y), (p < q, p == q, p > q),
                         (a, b))
        if x == y:
            self.assertEqual(hash(x), hash(y), (a, b))

    @hypothesis.given(st.tuples(versions(), versions(), versions()))
    @hypothesis.example(('1.0', '1.0.0', '1.0+local'))
    def test_total_order(self, texts):
        a, b, c = sorted(map(Version, texts))
        self.assertTrue(a <= b <= c and a <= c)
        self.assertEqual(a < b, not b <= a)
        self.assertEqual(a == c, a == b == c)


class FinalReleaseTests(unittest.TestCase):
    """Final releases: numbers are compared in turn, padded with zeros."""

    def test_trailing_zeros(self):
        self.assertEqual(Version('1'), Version('1.0.0.0.0.0.0'))
        self.assertLess(Version('1'), Version('1.0.0.0.0.0.1'))
        self.assertEqual(Version('1.0rc1'), Version('1.0.0rc1'))

    def test_numbers_are_not_text(self):
        self.assertLess(Version('1.9'), Version('1.10'))
        self.assertLess(Version('9'), Version('10'))

    def test_numbers_of_any_length(self):
        long = '9' * 100_000
        self.assertLess(Version('1.' + long), Version(f'1.1{long}'))
        self.assertEqual(Version('0' * 100_000 + '1'), Version('1'))
        self.assertEqual(hash(Version('0' * 100_000 + '1')),
                         hash(Version('1')))
        self.assertEqual(str(Version(long)), long)

    def test_release(self):
        for text, release in [('1', (1,)), ('1.0', (1, 0)),
                              ('2!01.002.3rc1', (1, 2, 3)),
                              ('1.2.3.4.5.0', (1, 2, 3, 4, 5, 0)),
                              ('12345678901234567890.0',
                               (12345678901234567890, 0))]:
            with self.subTest(text):
                self.assertEqual(Version(text).release, release)

    def test_major_minor_micro(self):
        for text, expected in [('1', (1, 0, 0)), ('1.2', (1, 2, 0)),
                               ('4!10.20.30.40', (10, 20, 30))]:
            v = Version(text)
            self.assertEqual((v.major, v.minor, v.micro), expected)

    def test_numbers_are_converted_only_when_asked_for(self):
        version = Version('1.' + '9' * 5000)
        self.assertEqual(version, Version(str(version)))
        with support.adjust_int_max_str_digits(4300):
            with self.assertRaises(ValueError):
                version.release
        with support.adjust_int_max_str_digits(0):
            self.assertEqual(version.minor, 10 ** 5000 - 1)


class SuffixTests(unittest.TestCase):
    """Pre-releases, post-releases, developmental releases, local versions,
    epochs: what each part is called and which version has it."""

    def test_parts(self):
        table = {
            '1.0': (0, None, None, None, None, '1.0', '1.0'),
            '1.0a': (0, ('a', 0), None, None, None, '1.0a0', '1.0'),
            '1.0b2': (0, ('b', 2), None, None, None, '1.0b2', '1.0'),
            '1.0c3': (0, ('rc', 3), None, None, None, '1.0rc3', '1.0'),
            '1.0-1': (0, None, 1, None, None, '1.0.post1', '1.0'),
            '1.dev4': (0, None, None, 4, None, '1.dev4', '1'),
            '1+X_01': (0, None, None, None, 'x.1', '1', '1'),
            '7!1.0rc2.post3.dev4+l': (7, ('rc', 2), 3, 4, 'l',
                                      '7!1.0rc2.post3.dev4', '7!1.0'),
        }
        for text, expected in table.items():
            with self.subTest(text):
                v = Version(text)
                self.assertEqual((v.epoch, v.pre, v.post, v.dev, v.local,
                                  v.public, v.base_version), expected)
                self.assertIs(v.is_prerelease,
                              v.pre is not None or v.dev is not None)
                self.assertIs(v.is_postrelease, v.post is not None)
                self.assertIs(v.is_devrelease, v.dev is not None)

    @needs_oracle
    def test_attributes_against_packaging(self):
        rng = random.Random(440)
        texts = VERSIONS + [random_version(rng) for _ in range(500)]
        names = ('epoch', 'release', 'pre', 'post', 'dev', 'local', 'public',
                 'base_version', 'major', 'minor', 'micro', 'is_prerelease',
                 'is_postrelease', 'is_devrelease')
        for text in texts:
            ours, theirs = Version(text), oracle_version.Version(text)
            for name in names:
                self.assertEqual(getattr(ours, name), getattr(theirs, name),
                                 (text, name))


class VersionObjectTests(unittest.TestCase):

    def test_repr(self):
        self.assertEqual(repr(Version('1.0-RC1')), "<Version('1.0rc1')>")

    def test_module(self):
        self.assertEqual(Version.__module__, 'importlib.versions')
        self.assertEqual(Specifier.__module__, 'importlib.versions')

    def test_pickle_and_copy(self):
        for text in VERSIONS:
            version = Version(text)
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                again = pickle.loads(pickle.dumps(version, protocol))
                self.assertEqual(str(again), str(version))
            self.assertEqual(copy.copy(version), version)
            self.assertEqual(copy.deepcopy(version), version)

    def test_other_types(self):
        for other in '1.0', 1, 1.0, (1, 0), None, Specifier('1.0'):
            self.assertFalse(Version('1.0') == other)
            self.assertTrue(Version('1.0') != other)
            for compare in operator.lt, operator.le, operator.gt, operator.ge:
                self.assertRaises(TypeError, compare, Version('1.0'), other)
        self.assertEqual(Version('1.0'), support.ALWAYS_EQ)
        self.assertLess(Version('1.0'), support.LARGEST)

    def test_immutable(self):
        version = Version('1.0')
        with self.assertRaises(AttributeError):
            version.epoch = 1
        with self.assertRaises(AttributeError):
            version.extra = 1

    def test_arguments(self):
        self.assertEqual(Version(version='1'), Version('1'))
        for args in (), (1,), (None,), (b'1',), (1.0,), ('1', '2'):
            self.assertRaises(TypeError, Version, *args)
        self.assertRaises(ValueError, Version, '\udc80')

    def test_str_subclass(self):
        class Text(str):
            pass
        self.assertIs(type(str(Version(Text('1.0')))), str)


class ClauseTestCase(unittest.TestCase):

    def check(self, clause, accepted, rejected):
        """Check a clause with pre-releases admitted."""
        specifier = Specifier(clause)
        for text in accepted.split():
            with self.subTest(clause=clause, version=text):
                self.assertTrue(specifier.contains(text, prereleases=True))
                self.assertTrue(specifier.contains(Version(text),
                                                   prereleases=True))
        for text in rejected.split():
            with self.subTest(clause=clause, version=text):
                self.assertFalse(specifier.contains(text, prereleases=True))


class BareVersionTests(ClauseTestCase):
    """The import statement's own: X means == X.*, or X itself if it has more
    than a release."""

    def test_release(self):
        self.check('1.1', '1.1 1.1.0 1.1.9 1.1rc1 1.1.dev0 1.1.post1 1.1+x',
                   '1 1.0 1.10 1.2 2 1!1.1')
        self.check('1', '1 1.0 1.9.9 1.0rc1 0!1', '0.9 10 2 1!1')
        self.check('1.1.0', '1.1 1.1.0.3', '1.1.1')
        self.check('1.2.3.4.5', '1.2.3.4.5 1.2.3.4.5.6', '1.2.3.4 1.2.3.4.50')
        self.check('08', '8 8.1', '0.8 80')
        self.check('1!2.0', '1!2 1!2.0.5', '2.0 1!2.1')
        self.check('70000.1', '70000.1 70000.1.2', '70000 70000.10 7.1')

    def test_exact(self):
        self.check('1.0rc1', '1.0rc1 1.0c1 1.0.0rc1 1.0rc1+local',
                   '1.0 1.0rc2 1.0rc1.post1 1.0rc1.dev1')
        self.check('1.0.post1', '1.0-1', '1.0 1.0.post2 1.0.post1.dev1')
        self.check('1.0.dev3', '1.0.dev3', '1.0.dev4 1.0')
        self.check('9.9.9+tweak.2', '9.9.9+tweak.2 9.9.9+TWEAK-02',
                   '9.9.9 9.9.9+tweak 9.9.9+tweak.2.1')

    def test_object(self):
        specifier = Specifier(' 01.2 ')
        self.assertEqual(str(specifier), '1.2')
        self.assertEqual(list(specifier), [('==', '1.2.*')])
        self.assertEqual(list(Specifier('1.0rc1')), [('==', '1.0rc1')])
        self.assertNotEqual(specifier, Specifier('1.2.0'))
        self.assertNotEqual(specifier, Specifier('==1.2.*'))
        self.assertEqual(Specifier('1.0rc1'), Specifier('1.0.0c1'))

    def test_combined(self):
        # Beside other comparisons it needs its operator.
        combined = Specifier('1.2') & '!=1.2.3'
        self.assertEqual(str(combined), '==1.2.*,!=1.2.3')
        self.assertEqual(str(Specifier('!=1') & '1.0rc1'), '!=1,==1.0rc1')
        self.assertEqual(str(Specifier('1.2') & ''), '1.2')
        self.assertEqual(str(Specifier('') & '1.2'), '1.2')
        self.assertEqual(str(Specifier('1.2') & '01.2'), '1.2')

    def test_stands_alone(self):
        for text in '1.2,<2', '>=1,2', '1,2', '1,1':
            self.assertRaises(ValueError, Specifier, text)


class CompatibleReleaseTests(ClauseTestCase):
    """~= X: >= X and == X's release without its last number and .*"""

    def test_match(self):
        self.check('~=2.2', '2.2 2.3 2.2.1 2.2.post3 2.99 2.2+x 2.3a1',
                   '2.1 3 2.2rc1 2.2.dev1 3.0.dev1 1!2.2')
        self.check('~=1.4.5', '1.4.5 1.4.6 1.4.5.0', '1.4.4 1.5 1.5.0a1')
        self.check('~=2.2.post3', '2.2.post3 2.3 2.2.1', '2.2 2.2.post2 3')
        self.check('~=1.4.5a4', '1.4.5a4 1.4.5 1.4.9', '1.4.5a3 1.5')
        self.check('~=2.2.0', '2.2 2.2.1', '2.3 2.1')
        self.check('~=1.4.5.0', '1.4.5.9', '1.4.6')
        self.check('~=1!2.2', '1!2.3', '2.3 1!3')

    def test_spelling_does_not_matter(self):
        for text in '~=2.2rc1', '~=2.2c1', '~=v2.2.RC.1', '~=02.2-pre1':
            self.check(text, '2.2rc1 2.2 2.3', '2.2b1 3')
        self.check('~=1.0-1', '1.0.post1 1.1', '1.0 2')


class VersionMatchingTests(ClauseTestCase):
    """== X: equal after zero padding; the candidate's local label counts only
    if X has one.  == X.*: the same first numbers."""

    def test_strict(self):
        self.check('==1.1', '1.1 1.1.0 01.1 0!1.1 1.1+local',
                   '1.1.post1 1.1a1 1.1.1 1 1!1.1')
        self.check('==1.1.post1', '1.1.post1 1.1-1 1.1.0r1', '1.1')
        self.check('==1.0a1', '1.0a1 1a1 1.0alpha1+x', '1.0a1.dev1 1.0')

    def test_local(self):
        self.check('==1.0+ab.1', '1.0+ab.1 1.0.0+AB_01', '1.0 1.0+ab 1.0+ab.2')

    def test_prefix(self):
        self.check('==1.1.*', '1.1 1.1.post1 1.1a1 1.1.dev1 1.1.9 1.1+x',
                   '1 1.0 1.2 1.10 11')
        self.check('==1.1.0.*', '1.1 1.1.0 1.1.0.1 1.1rc1', '1.1.1')
        self.check('==1.*', '1 1.5 1.dev0', '10 2 1!1')
        self.check('==1!1.*', '1!1.5', '1.5')
        self.check('==0.0.0.0.0.*', '0 0.0.0.0.0.1', '0.0.0.0.1')


class VersionExclusionTests(ClauseTestCase):
    """!= X: what == X is not."""

    def test_match(self):
        self.check('!=1.1', '1.1.post1 1.1a1 1.2', '1.1 1.1.0 1.1+local')
        self.check('!=1.1+x', '1.1 1.1+y', '1.1+x')
        self.check('!=1.1.*', '1.2 1', '1.1 1.1.post1 1.1rc1 1.1.7')


class InclusiveOrderedComparisonTests(ClauseTestCase):
    """<= X and >= X: by order, local labels of candidates ignored."""

    def test_match(self):
        self.check('>=1.0', '1.0 1 1.0+x 1.0.post1 1.1.dev1 1!0',
                   '1.0rc1 0.9 1.0.dev1')
        self.check('<=1.0', '1.0 1.0+x 1.0rc1 1.0.dev1 0',
                   '1.0.post1 1.0.1 1!0')
        self.check('<=1.0rc1', '1.0b1 1.0rc1+x', '1.0rc2 1.0')


class ExclusiveOrderedComparisonTests(ClauseTestCase):
    """> X excludes local versions of X and, unless X is one itself,
    post-releases of X; < X excludes pre-releases of X unless X is one itself.
    Those of another version with the same release are no matter."""

    def test_greater(self):
        self.check('>1.7', '1.7.1 1.7.0.1 1.8.dev1 1!0',
                   '1.7 1.7.0.post1 1.7+x 1.7.post1+x 1.7rc1 1.7.post1.dev1')
        self.check('>1.7.post2', '1.7.1 1.7.post3 1.7.0.post3 1.7.post3+x',
                   '1.7 1.7.post2 1.7.post2+x 1.7.post2.dev1')
        self.check('>1.0rc1', '1.0 1.0+cu121 1.0.post1 1.0rc2 1.0rc2+x 1.1',
                   '1.0rc1 1.0rc1+x 1.0rc1.post1 1.0rc1.post1.dev1 1.0b2')
        self.check('>1.0rc0', '1rc1+a.1 1.0rc1', '1rc0+a.1')
        self.check('>1.0.dev1', '1.0.dev2 1.0a1 1.0+x 1.0.post1',
                   '1.0.dev1 1.0.dev1+x 1.0.dev0')
        self.check('>1.0a1.dev1', '1.0a1 1.0a1.post1 1.0a1+x', '1.0a1.dev1+x')

    def test_less(self):
        self.check('<3.1', '3.0 3.0.dev0 3.0.post9 3.0+x',
                   '3.1 3.1.dev0 3.1rc1 3.1.0a1 3.1.post1')
        self.check('<3.1rc1', '3.1b1 3.1.dev1 3.1rc1.dev1', '3.1rc1 3.1')
        self.check('<3.1.post1', '3.1 3.1+x 3.1rc1 3.1.post0 3.1.dev1',
                   '3.1.post1.dev1 3.1.post1+x')
        self.check('<3.1rc1.post1', '3.1rc1 3.1rc1.post1.dev1', '3.1')


class ArbitraryEqualityTests(ClauseTestCase):
    """=== X: the same version, local label and trailing zeros included.  Of
    text that is no version: the same text, case aside."""

    def test_match(self):
        self.check('===1.0', '1.0 v1.0 01.0 0!1.0',
                   '1 1.0.0 1.0+x 1.0.post1 1.0rc1')
        self.check('===1.0RC1', '1.0rc1 1.0c1 1.0-RC.1', '1.0 1rc1')
        self.check('===1.0+X.1', '1.0+x.1 1.0+X-01', '1.0')

    def test_both_sides_are_canonical(self):
        for text, canonical in [('2024.08', '2024.8'), ('v1.0', '1.0'),
                                ('1.0-RC1', '1.0rc1'), ('08', '8'),
                                ('1.0-1', '1.0.post1')]:
            self.assertEqual(str(Specifier(f'=== {text}')), f'==={canonical}')
            self.check(f'==={text}', f'{text} {canonical}', '1')

    def test_other_text(self):
        for clause, text, expected in [
            ('===foobar', 'foobar', True), ('===foobar', 'FOOBAR', True),
            ('===foobar', 'foo', False), ('===foobar', 'foobar2', False),
            ('===foobar', '1.0', False), ('===1.0.*', '1.0.*', True),
            ('===1.0.*', '1.0', False), ('===1.0.*', '1.0.1', False),
            ('===\xe9', '\xe9', True), ('===\xe9', '\xc9', False),
            ('>=1', 'foobar', False), ('!=1', 'foobar', False),
            ('===foobar,>=1', 'foobar', False), ('===1.0', '1.0x', False),
            ('===foobar,===FOOBAR', 'foobar', True),
        ]:
            with self.subTest(clause=clause, text=text):
                self.assertIs(Specifier(clause).contains(text), expected)
        self.assertIn('foobar', Specifier())
        self.assertEqual(str(Specifier('===FooBar')), '===FooBar')
        self.assertEqual(str(Specifier('===01.0\xe9,>1')), '===01.0\xe9,>1')

    def test_equality(self):
        for a, b in ('===1.0RC1', '===1.0rc1'), ('===Foo', '===fOO'):
            self.assertEqual(Specifier(a), Specifier(b))
            self.assertEqual(hash(Specifier(a)), hash(Specifier(b)))
        self.assertNotEqual(Specifier('===1.0'), Specifier('===1.0.0'))
        self.assertNotEqual(Specifier('===1.0'), Specifier('===x.0'))
        self.assertEqual(len(Specifier('===1.0,===1.0.0')), 2)


class PreReleaseTests(unittest.TestCase):
    """Handling of pre-releases: excluded unless the clause names one, the
    caller admits them, or nothing else satisfies the clause."""

    def test_attribute(self):
        for clause, expected in [
            ('', None), ('1.0', None), ('>=1.0', None), ('>=1.0a1', True),
            ('1.0.dev1', True), ('==1.0rc1', True), ('===1.0rc1', True),
            ('~=1.0b1', True), ('<1.0a1', True), ('>1.0a1', True),
            ('!=1.0a1', None), ('>=1,<2.dev0', True), ('===foo', None),
            ('1.0.post1', None), ('==1.*', None),
        ]:
            with self.subTest(clause):
                self.assertIs(Specifier(clause).prereleases, expected)
                for value in True, False:
                    specifier = Specifier(clause, prereleases=value)
                    self.assertIs(specifier.prereleases, value)

    def test_contains(self):
        # A single version has no alternatives.
        self.assertIn('1.1', Specifier('>=1'))
        self.assertIn('2.0rc1', Specifier('>=1'))
        self.assertNotIn('2.0rc1', Specifier('>=2'))
        self.assertIn(Version('1.1.dev1'), Specifier('1'))
        self.assertIn('1.1a1', Specifier(''))
        self.assertIn('1.1a1', Specifier('>=1', prereleases=True))
        self.assertNotIn('1.1a1', Specifier('>=1a1', prereleases=False))
        self.assertFalse(Specifier('>=1').contains('1.1a1', prereleases=False))
        self.assertTrue(Specifier('>=1', False).contains('1.1a1', True))
        self.assertFalse(Specifier('>=1', True).contains('1.1a1', False))
        self.assertIn('foo', Specifier('===foo', prereleases=False))

    def test_filter(self):
        for clause, keywords, versions, expected in [
            ('>=1', {}, '0.9 1.0 2.0a1 1.1', '1.0 1.1'),
            ('>=1', {}, '0.9 2.0a1 1.0a1', '2.0a1'),
            ('>=1,<3', {}, '0.9 2.0a1 2.0b1', '2.0a1 2.0b1'),
            ('', {}, '2.0a1 1.0', '1.0'),
            ('', {}, '2.0a1 1.0b1', '2.0a1 1.0b1'),
            ('>=1a1', {}, '1.0 1.0a1', '1.0 1.0a1'),
            ('>=1', {'prereleases': True}, '1.0 1.1a1', '1.0 1.1a1'),
            ('>=1', {'prereleases': False}, '1.1a1', ''),
            ('>=1a1', {'prereleases': False}, '1.1a1', ''),
            ('1', {}, '1.0rc1 1.1rc1', '1.0rc1 1.1rc1'),
            ('>=1', {}, 'foo 1.0 1.1a1 1x', '1.0'),
            ('', {}, 'foo 1.0a1 1.0 bar', 'foo 1.0 bar'),
            ('', {}, 'foo 1.0a1 bar', 'foo 1.0a1 bar'),
            ('===foo', {'prereleases': False}, 'foo 1.0a1 FOO', 'foo FOO'),
        ]:
            with self.subTest(clause=clause, **keywords):
                specifier = Specifier(clause)
                result = specifier.filter(versions.split(), **keywords)
                self.assertEqual(list(result), expected.split())
                if keywords:
                    specifier = Specifier(clause, **keywords)
                    self.assertEqual(list(specifier.filter(versions.split())),
                                     expected.split())

    def test_filter_gives_the_items(self):
        items = [Version('1.0'), '01.0', Version('3')]
        self.assertEqual(list(Specifier('1').filter(iter(items))), items[:2])

    def test_filter_errors(self):
        specifier = Specifier('1')
        self.assertRaises(TypeError, specifier.filter, 1)
        self.assertRaises(TypeError, specifier.filter, [1])
        self.assertRaises(ZeroDivisionError, specifier.filter,
                          (1 / 0 for _ in [1]))


class ClauseSyntaxTests(unittest.TestCase):
    """Version specifiers: comparisons separated by commas, white space around
    operators, commas and the whole."""

    def test_canonical(self):
        for text, expected in [
            ('1.2', '1.2'), (' 1.2\n', '1.2'), ('08', '8'),
            ('1.0RC1', '1.0rc1'), ('v1.0-1', '1.0.post1'),
            ('>=1.2,<2', '>=1.2,<2'), ('>= 1.2 ,\t< 02', '>=1.2,<2'),
            ('== 01.*', '==1.*'), ('!=1!0.*', '!=1!0.*'),
            ('~=1.0', '~=1.0'), ('=== 1.0RC1', '===1.0rc1'),
            ('<2,>=1,!=1.5,>1,<=3', '<2,>=1,!=1.5,>1,<=3'),
            ('1.0+A_1', '1.0+a.1'),
        ]:
            with self.subTest(text):
                self.assertEqual(canonical_clause(text), expected)
                self.assertEqual(canonical_clause(expected), expected)
                self.assertEqual(str(Specifier(text)), expected)

    def test_long(self):
        text = ','.join(f'!=1.{"9" * i}' for i in range(1, 100))
        self.assertEqual(canonical_clause(text), text)
        self.assertEqual(len(Specifier(text)), 99)

    def test_errors(self):
        for text, reason in [
            ('', 'a version is missing'),
            (' ', 'a version is missing'),
            ('>=', "operator '>=' without a version"),
            ('===', "operator '===' without a version"),
            ('>=1,<', "operator '<' without a version"),
            ('>= <1', "operator '>=' without a version"),
            ('=== =1', "operator '===' without a version"),
            ('1. 2', "white space inside version '1. 2'"),
            ('>=1 .2', "white space inside version '1 .2'"),
            ('===1 2', "white space inside version '1 2'"),
            ('>=1 <2', "a comma is missing before '<2'"),
            ('foo', "'foo' is not a PEP 440 version"),
            ('==foo', "'foo' is not a PEP 440 version"),
            ('==1.x', "'1.x' is not a PEP 440 version"),
            ('==*', "'*' is not a PEP 440 version"),
            ('==.*', "'' is not a PEP 440 version"),
            ('==1.*.*', "'1.*' is not a PEP 440 version"),
            ('1.\u0661', 'is not a PEP 440 version'),
            ('1.2.*', "'.*' needs '==' or '!='"),
            ('>=1.*', "'.*' does not go with operator '>='"),
            ('~=1.0.*', "'.*' does not go with operator '~='"),
            ('==1.0rc1.*', "'.*' may follow only a release"),
            ('==1.0.dev1.*', "'.*' may follow only a release"),
            ('!=1.0+x.*', "'.*' may follow only a release"),
            ('>=1.0+x', "a local version ('+...') does not go with "
                        "operator '>='"),
            ('~=1.0+x', "does not go with operator '~='"),
            ('~=1', "two release numbers or more, not '1'"),
            ('~=1!1', "two release numbers or more, not '1!1'"),
            ('=1', "'=' is not a version operator"),
            ('=>1', "'=>' is not a version operator"),
            ('<>1', "'<>' is not a version operator"),
            ('>==1', "'>==' is not a version operator"),
            ('~1', "'~' is not a version operator"),
            ('>=1,', 'a comparison is missing after the comma'),
            (',>=1', 'a comparison is missing before a comma'),
            ('>=1,,<2', 'a comparison is missing before a comma'),
            (',', 'a comparison is missing before a comma'),
            ('1,2', "an operator is missing before '1'"),
            ('>=1,2', "an operator is missing before '2'"),
            ('===1;2', "';' or ')'"),
            ('===1)', "';' or ')'"),
            ('^1', "'^1' is not a PEP 440 version"),
            ('>=1\x00', 'is not a PEP 440 version'),
        ]:
            with self.subTest(text):
                with self.assertRaises(SyntaxError) as caught:
                    canonical_clause(text)
                self.assertIn(repr(text), caught.exception.msg)
                self.assertIn(reason, caught.exception.msg)

    def test_empty_parts(self):
        # Specifiers come from metadata, which has such commas.
        for text in '', ' ', ',', ' , ':
            self.assertEqual(str(Specifier(text)), '')
        self.assertEqual(str(Specifier(',>=1,, <2 ,')), '>=1,<2')
        self.assertEqual(str(Specifier('1.2,')), '1.2')

    def test_specifier_errors(self):
        for text in '>=', '1. 2', 'foo', '>=1.*', '1,2', '>=1 <2':
            with self.assertRaises(ValueError) as caught:
                Specifier(text)
            self.assertIn(repr(text), str(caught.exception))
        self.assertRaises(ValueError, Specifier, '1\udc80')

    def test_white_space(self):
        # One rule for all: what PEP 440 lists, and nothing else.
        for space in ' ', '\t', '\n', '\r', '\f', '\v':
            text = '>= 1.0 , < 2 , === foo '.replace(' ', space)
            for clause in text, space + text:
                self.assertEqual(str(Specifier(clause)), '>=1.0,<2,===foo')
                self.assertEqual(canonical_clause(clause), '>=1.0,<2,===foo')
            self.assertIn(f'{space}1.0{space}', Specifier('1'))
        for space in OTHER_SPACE:
            for clause in f'{space}>=1', f'>={space}1', f'>=1{space}':
                self.assertRaises(ValueError, Specifier, clause)
                self.assertRaises(SyntaxError, canonical_clause, clause)
            self.assertNotIn(f'1.0{space}', Specifier('1'))
            self.assertEqual(list(Specifier(f'===x{space},>1')),
                             [('===', f'x{space}'), ('>', '1')])

    @hypothesis.given(st.text(alphabet='=<>!~ ,.*1a\t\x1c\x85\xa0\u3000+-',
                              max_size=12))
    @hypothesis.example('===1\xa0,')
    @hypothesis.example('===\u3000x, >1')
    @hypothesis.example('=== 1.A*')
    def test_canonical_text_is_equal(self, text):
        with contextlib.suppress(ValueError):
            specifier = Specifier(text)
            again = Specifier(str(specifier))
            self.assertEqual(again, specifier)
            self.assertEqual(str(again), str(specifier))
            self.assertEqual(hash(again), hash(specifier))


class SpecifierObjectTests(unittest.TestCase):

    def test_repr(self):
        self.assertEqual(repr(Specifier('>= 1,<2')), "<Specifier('>=1,<2')>")
        self.assertEqual(repr(Specifier('')), "<Specifier('')>")
        self.assertEqual(repr(Specifier('1', prereleases=False)),
                         "<Specifier('1', prereleases=False)>")
        self.assertEqual(repr(Specifier('1', prereleases=True)),
                         "<Specifier('1', prereleases=True)>")

    def test_arguments(self):
        self.assertEqual(Specifier(), Specifier(''))
        self.assertEqual(Specifier(specifier='>1'), Specifier('>1'))
        self.assertIs(Specifier('>1', None).prereleases, None)
        for args in (1,), (None,), (b'1',), (Version('1'),), ('1', 1, 1):
            self.assertRaises(TypeError, Specifier, *args)

    def test_iteration(self):
        # The items are no Specifiers: what walks through nested iterables ends.
        specifier = Specifier('>=1.0, <02 , !=1.5.*,===X')
        self.assertEqual(len(specifier), 4)
        self.assertEqual(list(specifier), [('>=', '1.0'), ('<', '2'),
                                           ('!=', '1.5.*'), ('===', 'X')])
        self.assertEqual(list(Specifier('>=1')), [('>=', '1')])
        self.assertEqual(list(Specifier('')), [])

    def test_truth(self):
        self.assertFalse(Specifier(''))
        self.assertTrue(Specifier('>=1'))

    def test_equality(self):
        # The order of comparisons does not count, nor do repetitions, nor
        # trailing zeros where they mean nothing.
        for group in [
            ['>=1,<2', '<2,>=1', '>= 1.0, <2.0.0', '<2,>=1,<2', '<2,>=v1,<2.0'],
            ['==1.0', '==1', '==1.0.0'],
            ['==1.0.*', '==01.0.*'], ['==1.*'],
            ['~=1.0', '~=v1.00'], ['~=1.0.0'],
            ['1.0'], ['1'], ['1.0rc1', '1rc1'], ['>=1.0'], ['!=1.0'], [''],
        ]:
            for text in group:
                self.assertEqual(Specifier(text), Specifier(group[0]))
                self.assertEqual(hash(Specifier(text)),
                                 hash(Specifier(group[0])))
                self.assertEqual(Specifier(text), group[0])
                self.assertNotEqual(Specifier(text), Specifier('>=5'))
        self.assertEqual(len(Specifier('<2,>=1,<2.0')), 2)
        self.assertNotEqual(Specifier('==1.0.*'), Specifier('==1.*'))
        self.assertNotEqual(Specifier('~=1.0'), Specifier('~=1.0.0'))
        self.assertEqual(Specifier('>1', prereleases=True), Specifier('>1'))
        for other in 'foo', '>=', 1, None, Version('1'):
            self.assertFalse(Specifier('1') == other)
            self.assertTrue(Specifier('1') != other)
        self.assertRaises(TypeError, operator.lt, Specifier(''), Specifier(''))
        self.assertEqual(Specifier(''), support.ALWAYS_EQ)

    def test_and(self):
        self.assertEqual(str(Specifier('>=1') & Specifier('<2')), '>=1,<2')
        self.assertEqual(str(Specifier('>=1') & '< 2 , >=1.0'), '>=1,<2')
        self.assertRaises(ValueError, operator.and_, Specifier('1'), 'foo')
        self.assertRaises(TypeError, operator.and_, Specifier('1'), 1)
        self.assertRaises(TypeError, operator.and_, 'x', Specifier('1'))
        self.assertRaises(TypeError, operator.and_, {1}, Specifier('1'))
        self.assertRaises(TypeError, operator.and_, Specifier('1'), {1})
        for a, b, expected in [(None, None, None), (None, True, True),
                               (False, None, False), (True, True, True)]:
            combined = (Specifier('', prereleases=a)
                        & Specifier('', prereleases=b))
            self.assertIs(combined.prereleases, expected)
        with self.assertRaises(ValueError):
            Specifier('', prereleases=True) & Specifier('', prereleases=False)

    def test_pickle_and_copy(self):
        for text in '', '1.2', '>=1,<2', '===X\xe9':
            for prereleases in None, True, False:
                specifier = Specifier(text, prereleases=prereleases)
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                    again = pickle.loads(pickle.dumps(specifier, protocol))
                    self.assertEqual(repr(again), repr(specifier))
                self.assertEqual(repr(copy.deepcopy(specifier)),
                                 repr(specifier))

    def test_immutable(self):
        with self.assertRaises(AttributeError):
            Specifier('1').prereleases = True
        with self.assertRaises(AttributeError):
            Specifier('1').extra = True

    def test_contains_errors(self):
        self.assertRaises(TypeError, Specifier('1').contains, 1)
        self.assertRaises(TypeError, Specifier('1').contains)

        class Undecided:
            def __bool__(self):
                1 / 0
        self.assertRaises(ZeroDivisionError, Specifier('1').contains, '1',
                          Undecided())
        self.assertRaises(ZeroDivisionError, Specifier('1').filter, [],
                          Undecided())
        self.assertRaises(ZeroDivisionError, Specifier, '1', Undecided())


class TextTests(unittest.TestCase):
    """What the import system asks about text, without objects."""

    def test_versions(self):
        for text in VERSIONS:
            version = Version(text)
            for function, expected in [
                    (_importlib_versions.canonical_version, str(version)),
                    (_importlib_versions.base_version, version.base_version),
                    (_importlib_versions.is_prerelease, version.is_prerelease)]:
                with self.subTest(text, function=function):
                    self.assertEqual(function(text), expected)
                    self.assertEqual(function(f' {text}\n'), expected)

    def test_compare_versions(self):
        compare = _importlib_versions.compare_versions
        for (i, a), (j, b) in itertools.product(enumerate(ORDERED), repeat=2):
            self.assertEqual(compare(a[0], b[-1]), (i > j) - (i < j), (a, b))

    def test_clauses(self):
        for op, version in clauses():
            specifier = Specifier(op + version)
            text = f'{op} {version}'
            with self.subTest(text):
                self.assertEqual(_importlib_versions.canonical_specifier(text),
                                 str(specifier))
                self.assertEqual(_importlib_versions.split_specifier(text),
                                 tuple(specifier))
                self.assertIs(_importlib_versions.names_prerelease(text),
                              bool(specifier.prereleases))
        for text, expected in [
                ('', ()), ('1.2', (('==', '1.2.*'),)), ('1.0RC1', (('==', '1.0rc1'),)),
                (',>=1,, <2 ,', (('>=', '1'), ('<', '2'))),
                ('===X,>1', (('===', 'X'), ('>', '1')))]:
            with self.subTest(text):
                self.assertEqual(_importlib_versions.split_specifier(text), expected)

    def test_contains(self):
        for clause, version, expected in [
                ('>=1', '1.0', (True, True, True)),
                ('>=1', '1.1rc1', (True, True, False)),
                ('>=1rc1', '1.1rc1', (True, True, False)),
                ('>=1', '0.9', (False, False, False)),
                ('1.2', '1.2.3', (True, True, True)),
                ('1.2', '1.2.dev0', (True, True, False)),
                ('', 'foo', (True, True, True)),
                ('===foo', 'FOO', (True, True, True)),
                ('>=1', 'foo', (False, False, False))]:
            for prereleases, result in zip((None, True, False), expected):
                with self.subTest(clause, version=version, prereleases=prereleases):
                    self.assertIs(_importlib_versions.contains(
                        clause, version, prereleases), result)

    def test_errors(self):
        of_versions = [_importlib_versions.canonical_version,
                       _importlib_versions.base_version,
                       _importlib_versions.is_prerelease,
                       lambda text: _importlib_versions.compare_versions('1', text),
                       lambda text: _importlib_versions.compare_versions(text, '1')]
        of_clauses = [_importlib_versions.canonical_specifier,
                      _importlib_versions.split_specifier,
                      _importlib_versions.names_prerelease,
                      lambda text: _importlib_versions.contains(text, '1')]
        for functions, text in (of_versions, 'foo'), (of_clauses, '>=1,foo'):
            for function in functions:
                with self.subTest(function):
                    for bad in None, 1, b'1', Version('1'), Specifier('1'):
                        self.assertRaises(TypeError, function, bad)
                    with self.assertRaises(ValueError) as caught:
                        function(text)
                    self.assertIn(repr(text), str(caught.exception))
                    self.assertRaises(ValueError, function, '1\udc80')
        self.assertRaises(ValueError, _importlib_versions.contains, '1', '\udc80')
        self.assertRaises(TypeError, _importlib_versions.contains, '1', Version('1'))


class PackagingTests(unittest.TestCase):
    """Every operator with every version of the tables, as packaging sees it,
    and random ones."""

    def check_match(self, op, version, candidate):
        theirs = oracle_specifier(op, version)
        ours = Specifier(op + version)
        for prereleases in None, True, False:
            self.assertIs(
                ours.contains(candidate, prereleases),
                theirs.contains(oracle_version.Version(candidate),
                                prereleases),
                (op, version, candidate, prereleases))

    @needs_oracle
    def test_tables(self):
        candidates = [(Version(group[-1]), oracle_version.Version(group[-1]))
                      for group in ORDERED]
        for op, version in clauses():
            theirs = oracle_specifier(op, version)
            ours = Specifier(op + version)
            self.assertIs(ours.prereleases, theirs.prereleases, ours)
            for a, b in candidates:
                if (ours.contains(a, prereleases=True)
                        is not theirs.contains(b, prereleases=True)):
                    self.fail(f'{ours!r}: {a!r}')

    @needs_oracle
    def test_random(self):
        rng = random.Random(440)
        for _ in range(2000):
            self.check_random(rng)

    @needs_oracle
    @hypothesis.given(st.randoms(use_true_random=False))
    @hypothesis.example(random.Random(0))
    def test_property(self, rng):
        self.check_random(rng)

    def check_random(self, rng):
        version = random_version(rng)
        candidate = variation(rng, version)
        op = rng.choice(['==', '!=', '<=', '>=', '<', '>', '~=', '==='])
        if op in ('==', '!=') and rng.random() < 0.3:
            version = Version(version).base_version + '.*'
        elif op not in ('==', '!=', '==='):
            version = Version(version).public
        try:
            oracle_specifiers.SpecifierSet(op + version)
        except ValueError:
            self.assertRaises(ValueError, Specifier, op + version)
        else:
            self.check_match(op, version, candidate)

    @needs_oracle
    def test_clauses(self):
        rng = random.Random(440)
        for _ in range(100):
            items = []
            for _ in range(rng.randint(1, 6)):
                op = rng.choice(['!=', '<=', '>=', '<', '>'])
                items.append(op + Version(random_version(rng)).public)
            text = ','.join(items)
            theirs = oracle_specifiers.SpecifierSet(text)
            ours = Specifier(text)
            self.assertEqual(len(ours), len(theirs), text)
            self.assertIs(ours.prereleases, theirs.prereleases, text)
            for candidate in rng.sample(VERSIONS, 10):
                for prereleases in None, True, False:
                    self.assertIs(ours.contains(candidate, prereleases),
                                  theirs.contains(candidate, prereleases),
                                  (text, candidate, prereleases))
            candidates = [*rng.sample(VERSIONS, 10), 'foo']
            for prereleases in None, True, False:
                self.assertEqual(
                    list(ours.filter(candidates, prereleases)),
                    list(theirs.filter(candidates, prereleases)),
                    (text, candidates, prereleases))

    @needs_oracle
    def test_differences(self):
        # All that packaging does in another way, and why we do not.
        theirs = oracle_specifiers.SpecifierSet
        # PEP 440 lists the white space that it means; none of this is in it.
        for space in OTHER_SPACE:
            theirs(f'>={space}1')
            self.assertRaises(ValueError, Specifier, f'>={space}1')
        # "===" follows normalization, as do all other operators; packaging
        # compares texts, so that it depends on the spelling of a file name.
        self.assertNotIn('1.0rc1', theirs('===1.0-RC1'))
        self.assertIn('1.0rc1', Specifier('===1.0-RC1'))
        # Case is that of ASCII letters, as in versions.
        self.assertIn('\xc9', theirs('===\xe9'))
        self.assertNotIn('\xc9', Specifier('===\xe9'))
        # A misspelled operator is not text, and no text is none to compare.
        for text in '===', '====1':
            theirs(text)
            self.assertRaises(ValueError, Specifier, text)
        # A bare version is the import statement's.
        self.assertRaises(ValueError, theirs, '1.2')
        self.assertIn('1.2.3', Specifier('1.2'))

    @needs_oracle
    def test_not_versions(self):
        # packaging compares letters without regard to case by rules of
        # Unicode; PEP 440 is about ASCII letters.
        for text in set(NOT_VERSIONS) - {'1.0po\u017ft1', '1.0+\u212a'}:
            self.assertRaises(ValueError, oracle_version.Version, text)


if __name__ == '__main__':
    unittest.main()
