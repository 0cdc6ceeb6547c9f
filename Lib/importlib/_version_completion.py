"""Completion of version clauses, for the interactive interpreter and IDLE."""

import re

_OPERATOR = r'(?:[=!]==?|~=|[<>]=?)'
_NAME = r'[^\W\d]\w*(?:\.[^\W\d]\w*)*'
_STATEMENT = rf'''
    (?:^ | [;:]) \s*
    (?:from \s+ | import \s+ (?: [^;:\#]*, \s*)?)
    (?P<name>{_NAME}) \s+
    (?:version (?:\s+ | \s* (?=[=!<>~"'])) ["']? | (?=[=!<>~]))
    (?:{_OPERATOR} \s* [\w.+!*]+ \s* , \s*)*    # what has been compared before
    (?:{_OPERATOR} \s*)?
    (?P<version>[\w.+!]*) $
'''


def find_clause(line):
    """Return the name of a module and the version that a line ends with.

    The version may be empty.  None if the line does not end in a version clause
    of an import statement, as in "import foo version 1." or "import foo >= ".
    """
    if 'import' not in line and 'from' not in line:
        return None
    match = re.search(_STATEMENT, line, re.VERBOSE)
    return None if match is None else match.group('name', 'version')


def versions(name, start=''):
    """Return the versions that a clause for a module can name, highest first.

    They are strings, of which those are taken that begin with start.  A clause
    speaks of the top-level package, or of the first real package in a namespace
    package; nothing is imported but namespace packages.
    """
    from importlib.versions import find_versions

    candidates = []
    parts = name.split('.')
    for i in range(len(parts)):
        try:
            candidates = find_versions('.'.join(parts[:i + 1]))
        except ImportError:
            return []
        if candidates:
            break
    found = dict.fromkeys(candidate.version for candidate in candidates
                          if candidate.version is not None)
    return [str(version) for version in sorted(found, reverse=True)
            if str(version).startswith(start)]


def complete(line, word):
    """Return the completions of the word that a line ends with.

    None if the line does not end in a version clause.
    """
    clause = find_clause(line)
    if clause is None or not clause[1].endswith(word):
        return None
    # The word may be what follows a "+" or a "!".
    start = len(clause[1]) - len(word)
    return [version[start:] for version in versions(*clause)]
