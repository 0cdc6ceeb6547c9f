"""PEP 440, against two releases of packaging: one that is installed, and 25.0, which pip 25.1 brings along.

Every difference has a name here, with the side that PEP 440 takes.
"""

import importlib
import re
from importlib.versions import Specifier, Version

from hypothesis import strategies as st

ORACLES = {}
for place in 'packaging', 'pip._vendor.packaging':
    release = importlib.import_module(place).__version__
    ORACLES[release] = (importlib.import_module(f'{place}.version').Version,
                        importlib.import_module(f'{place}.specifiers').SpecifierSet)

OPERATORS = ['==', '!=', '<=', '>=', '<', '>', '~=', '===']
NUMBERS = st.sampled_from(['0', '0', '1', '1', '2', '10', '01', '00', '65535', '65536', '1' + '0' * 30])


@st.composite
def versions(draw):
    """The text of a version in any spelling, of numbers that often meet."""
    parts = [draw(st.sampled_from(['', '', '', '', 'v', ' '])), draw(st.sampled_from(['', '', '', '1!', '0!'])),
             '.'.join(draw(st.lists(NUMBERS, min_size=1, max_size=4)))]
    for words in ['a', 'b', 'rc', 'alpha', 'C', 'Preview'], ['post', 'rev', 'r'], ['dev']:
        if draw(st.integers(0, 2)) == 0:
            separators = st.sampled_from(['', '.', '-', '_'])
            parts += [draw(separators), draw(st.sampled_from(words)), draw(separators),
                      draw(st.sampled_from(['0', '1', '2', '01', '10']))]
    if draw(st.integers(0, 5)) == 0:
        parts.append('-1')
    if draw(st.integers(0, 3)) == 0:
        parts.append('+' + draw(st.sampled_from(['a', '1', 'A.1', '1-a', '01', 'abc_5'])))
    return ''.join(parts)


ANY_TEXT = st.text(st.sampled_from('0123.-_+!abcrpvdeostilw *=<>~,\t\n\x1c\x85\xa0éſK１'), max_size=12)
COMPARISONS = st.builds('{}{}{}{}'.format, st.sampled_from(OPERATORS), st.sampled_from(['', ' ', '\t']), versions(),
                        st.sampled_from(['', '', '', '.*']))


def accepted(constructor, text):
    """Return what a text makes, or None if it is refused."""
    try:
        return constructor(text)
    except ValueError:
        return None


# Known differences ############################################################


def other_space(text):
    """PEP 440 takes our side: its regular expression means ASCII white space."""
    return re.search(r'[\x1c-\x1f\x85\xa0]|[^\x00-\x7f]', text) is not None


def text_difference(text):
    """Return the name of the difference that a text may make, or None."""
    if other_space(text):
        return ('white space and letters beyond those of PEP 440; its regular expression lists ASCII: '
                'PEP 440 is with us')
    if re.search(r'===', text):
        return ('"===" without text, or before another operator: PEP 440 gives nothing to compare, '
                'it is with us')
    return None


def contains_difference(release, text, version):
    """Return the name of the difference between answers about a version, or None."""
    if re.search('===', text):
        return ('"===" and versions that are equal when normalized: PEP 440 compares strings; it is '
                'with packaging, and we normalize both sides, as an entry has no spelling of its own')
    if release.startswith('25.') and re.search('[<>]', text):
        return ('packaging 25 compares "> X" and "< X" with base versions, so that it refuses more '
                'post-releases and local versions than those of X: PEP 440 is with us and packaging 26')
    return None


# Checks #######################################################################

def check_pair(texts, counted):
    """Two texts: versions or not, their normal form, their order and their hash."""
    ours = [accepted(Version, text) for text in texts]
    for release, (their_version, _) in ORACLES.items():
        theirs = [accepted(their_version, text) for text in texts]
        for text, a, b in zip(texts, ours, theirs):
            if (a is None) != (b is None):
                name = text_difference(text)
                assert name is not None, f'{text!r}: {a!r}, packaging {release}: {b!r}'
                counted[f'differ from packaging {release}: {name}'] += 1
            elif a is not None:
                assert str(a) == str(b), f'{a}, packaging {release}: {b}'
                for field in ('epoch release pre post dev local public base_version is_prerelease is_postrelease '
                              'is_devrelease major minor micro').split():
                    assert getattr(a, field) == getattr(b, field), f'{field} of {text!r}'
        if None in ours or None in theirs:
            continue
        (a, b), (p, q) = ours, theirs
        counted['pairs of versions'] += 1
        assert (a < b, a == b, a > b, a <= b) == (p < q, p == q, p > q, p <= q), f'packaging {release}'
        assert a != b or hash(a) == hash(b), 'equal, with other hashes'


def check_specifier(value, counted):
    """Comparisons and versions: who accepts them, and which satisfy them."""
    comparisons, candidates = value
    text = ','.join(comparisons)
    specifier = accepted(Specifier, text)
    for release, (their_version, their_set) in ORACLES.items():
        theirs = accepted(their_set, text)
        if (specifier is None) != (theirs is None):
            name = text_difference(text)
            assert name is not None, f'{specifier!r}, packaging {release}: {theirs!r}'
            counted[f'differ from packaging {release}: {name}'] += 1
            continue
        if specifier is None:
            continue
        for candidate in candidates:
            version = accepted(their_version, candidate)
            if version is None or accepted(Version, candidate) is None:
                continue
            counted['answers'] += 1
            a = specifier.contains(candidate, prereleases=True)
            b = theirs.contains(version, prereleases=True)
            if a is not b:
                name = contains_difference(release, text, candidate)
                assert name is not None, f'{text!r} has {candidate!r}: {a}, packaging {release}: {b}'
                counted[f'differ from packaging {release}: {name}'] += 1


def check_bare(value, counted):
    """A bare release X means == X.*, another bare version == X (the PEP, "The meaning of a clause")."""
    text, candidate = value
    version = accepted(Version, text)
    specifier = accepted(Specifier, text)
    assert (specifier is None) == (version is None), repr(specifier)
    if version is None or accepted(Version, candidate) is None:
        return
    counted['bare versions'] += 1
    is_release = str(version) == version.base_version
    same = Specifier(f'=={version}{".*" if is_release else ""}')
    assert specifier.contains(candidate, True) is same.contains(candidate, True), f'{specifier!r}, {same!r}'


def check_text(text, counted):
    """The canonical text of what is accepted means the same."""
    specifier = accepted(Specifier, text)
    counted['specifiers' if specifier is not None else 'texts that are none'] += 1
    if specifier is not None:
        again = Specifier(str(specifier))
        assert again == specifier and str(again) == str(specifier) and hash(again) == hash(specifier), repr(again)


PROPERTIES = [
    ('versions', st.lists(versions(), min_size=2, max_size=2), check_pair),
    ('texts', st.lists(ANY_TEXT, min_size=2, max_size=2), check_pair),
    ('specifiers', st.tuples(st.lists(COMPARISONS, min_size=1, max_size=4), st.lists(versions(), max_size=6)).map(list),
     check_specifier),
    ('bare', st.lists(versions(), min_size=2, max_size=2), check_bare),
    ('canonical', st.one_of(ANY_TEXT, st.lists(COMPARISONS, max_size=3).map(','.join)), check_text),
]
