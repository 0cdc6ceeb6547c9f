"""Versioned imports: Version and Specifier, PEP 440 as objects.

They are published in importlib.versions.  The import system itself asks
_importlib_versions about text, and makes objects only for people.

They behave as Version and SpecifierSet of the "packaging" library, release 26,
and differ from them in what follows from being part of the language:

- A Specifier is a version clause of the import statement, so that it may be one
  bare version: Specifier("1.2").  It keeps the order in which its comparisons
  were written and gives them in canonical spelling.
- Its comparisons are pairs of strs.
- Bad text is a plain ValueError.
- "===1.0" and "===1.0.0" match different versions and are not equal.
"""

import _importlib_versions as _pep440


class Version:

    """A version as PEP 440 defines it.

    Versions have the order of PEP 440 ("Summary of permitted suffixes and
    relative ordering"): 1.0.dev1 < 1.0a1 < 1.0rc1 < 1.0 < 1.0.post1, and
    1.0 == 1.0.0.  str() gives the canonical spelling ("Normalization").
    Raises ValueError for text that is no version, TypeError for what is no str.
    """

    __module__ = 'importlib.versions'
    __slots__ = ('_text',)

    def __init__(self, version):
        self._text = _pep440.canonical_version(version)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f'<Version({self._text!r})>'

    def __reduce__(self):
        return Version, (self._text,)

    def __hash__(self):
        # Equal versions differ in no more than the release's trailing zeros.
        base = self.base_version
        return hash((base.rstrip('.0'), self._text[len(base):]))

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return _pep440.compare_versions(self._text, other._text) == 0

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return _pep440.compare_versions(self._text, other._text) < 0

    def __le__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return _pep440.compare_versions(self._text, other._text) <= 0

    def __gt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return _pep440.compare_versions(self._text, other._text) > 0

    def __ge__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return _pep440.compare_versions(self._text, other._text) >= 0

    # The parts are read off the canonical spelling.

    @property
    def base_version(self):
        """The epoch and the release alone."""
        return _pep440.base_version(self._text)

    @property
    def public(self):
        """The version without its local label."""
        return self._text.partition('+')[0]

    @property
    def local(self):
        """The local label, else None (PEP 440, "Local version identifiers")."""
        return self._text.partition('+')[2] or None

    @property
    def epoch(self):
        """The epoch, 0 if there is none (PEP 440, "Version epochs")."""
        return int(self._text.partition('!')[0]) if '!' in self._text else 0

    @property
    def release(self):
        """The numbers of the release as a tuple, trailing zeros included."""
        return tuple(map(int, self.base_version.rpartition('!')[2].split('.')))

    @property
    def major(self):
        """The first number of the release."""
        return self.release[0]

    @property
    def minor(self):
        """The second number of the release, or 0."""
        return (*self.release, 0)[1]

    @property
    def micro(self):
        """The third number of the release, or 0."""
        return (*self.release, 0, 0)[2]

    @property
    def pre(self):
        """('a', N), ('b', N) or ('rc', N) of a pre-release, else None."""
        part = self.public.removeprefix(self.base_version).partition('.')[0]
        letters = part.rstrip('0123456789')
        return (letters, int(part[len(letters):])) if part else None

    @property
    def post(self):
        """The number of a post-release, else None."""
        number = self.public.partition('.post')[2].partition('.')[0]
        return int(number) if number else None

    @property
    def dev(self):
        """The number of a developmental release, else None."""
        number = self.public.partition('.dev')[2]
        return int(number) if number else None

    @property
    def is_prerelease(self):
        """True if this is a pre-release or a developmental release."""
        return _pep440.is_prerelease(self._text)

    @property
    def is_postrelease(self):
        """True if this is a post-release."""
        return '.post' in self.public

    @property
    def is_devrelease(self):
        """True if this is a developmental release."""
        return '.dev' in self.public


class Specifier:

    """Which versions are acceptable, as in a version clause.

    The text is either comparisons separated by commas, all of which must hold
    (PEP 440, "Version specifiers"), or one version.  A version that is only
    a release accepts all that begin with its numbers: '1.2' means '==1.2.*'.
    A version with a pre-release, post-release, development or local part
    accepts only itself.  Empty text accepts every version.  Raises ValueError
    for other text, TypeError for what is no str.

    prereleases says whether pre-releases are acceptable.  None means: if the
    text names one, or nothing else is acceptable (PEP 440, "Handling of
    pre-releases").

    Iterating gives the comparisons, each as two strs, operator and version.
    """

    __module__ = 'importlib.versions'
    __slots__ = ('_text', '_prereleases')

    def __init__(self, specifier='', prereleases=None):
        # Of comparisons that are equal the first stays.
        text = _pep440.canonical_specifier(specifier)
        if ',' in text:
            unique = {}
            for pair in _pep440.split_specifier(text):
                unique.setdefault(_comparison_key(*pair), ''.join(pair))
            text = ','.join(unique.values())
        self._text = text
        self._prereleases = None if prereleases is None else bool(prereleases)

    def __str__(self):
        return self._text

    def __repr__(self):
        if self._prereleases is None:
            return f'<Specifier({self._text!r})>'
        return f'<Specifier({self._text!r}, prereleases={self._prereleases})>'

    def __reduce__(self):
        return Specifier, (self._text, self._prereleases)

    def __iter__(self):
        return iter(_pep440.split_specifier(self._text))

    def __len__(self):
        return len(_pep440.split_specifier(self._text))

    def _key(self):
        """Return what equal Specifiers have in common, in whatever order."""
        is_bare = self._text[:1].isdigit()
        return is_bare, frozenset(_comparison_key(*pair) for pair in self)

    def __hash__(self):
        return hash(self._key())

    def __eq__(self, other):
        try:
            other = _as_specifier(other)
        except ValueError:
            return NotImplemented
        if other is NotImplemented:
            return other
        return self._key() == other._key()

    def __and__(self, other):
        """Return a Specifier for what satisfies both, or one and a str."""
        other = _as_specifier(other)
        if other is NotImplemented:
            return other
        prereleases = self._prereleases
        if prereleases is None:
            prereleases = other._prereleases
        elif other._prereleases not in (None, prereleases):
            raise ValueError('cannot combine specifiers that accept pre-releases '
                             'with specifiers that reject them')
        if not other or self == other:
            text = self._text
        elif not self:
            text = other._text
        else:
            # A bare version cannot stand beside other comparisons.
            text = ','.join(operator + version
                            for operator, version in (*self, *other))
        return Specifier(text, prereleases)

    @property
    def prereleases(self):
        """True or False as pre-releases are acceptable or not.

        That is what the constructor was told, else True if a version other than
        that of != is a pre-release.  None: only if nothing else is.
        """
        if self._prereleases is None and _pep440.names_prerelease(self._text):
            return True
        return self._prereleases

    def contains(self, item, prereleases=None):
        """Return True if a version, a Version or a str, is acceptable.

        A pre-release is unless prereleases, or the attribute if that is None,
        is False: there is nothing else to prefer to it (PEP 440, "Handling of
        pre-releases").  Text that is no version satisfies only === and that
        text.
        """
        if prereleases is None:
            prereleases = self._prereleases
        return _pep440.contains(self._text, _version_text(item), prereleases)

    def __contains__(self, item):
        return self.contains(item)

    def filter(self, iterable, prereleases=None):
        """Return an iterator over the acceptable versions of an iterable.

        The items are Versions or strs and are returned as they are.  Unless
        prereleases, or the attribute if that is None, says otherwise,
        pre-releases are given only where no other version is acceptable
        (PEP 440, "Handling of pre-releases").
        """
        if prereleases is None:
            prereleases = self.prereleases
        prereleases = None if prereleases is None else bool(prereleases)
        accepted = [(item, _is_prerelease(item)) for item in iterable
                    if self.contains(item, True)]
        if prereleases is None:
            prereleases = all(is_pre is not False for _, is_pre in accepted)
        return iter([item for item, is_pre in accepted
                     if prereleases or not is_pre])


def _version_text(item):
    if isinstance(item, (Version, str)):
        return str(item)
    raise TypeError(f'expected a Version or str, not {type(item).__name__}')


def _is_prerelease(item):
    """Return True or False of a version, None of text that is none."""
    try:
        return _pep440.is_prerelease(_version_text(item))
    except ValueError:
        return None


def _as_specifier(other):
    """Return the other operand as a Specifier, or NotImplemented."""
    if isinstance(other, str):
        return Specifier(other)
    return other if isinstance(other, Specifier) else NotImplemented


def _comparison_key(operator, version):
    """Return what equal comparisons have in common."""
    if operator in ('===', '~=') or version.endswith('.*'):
        # Trailing zeros count.  Case, that of ASCII letters, does not.
        return operator, version.encode().lower()
    return operator, Version(version)
