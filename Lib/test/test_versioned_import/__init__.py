"""Tests of versioned imports, in the order of the PEP's sections."""

import os
from test.support import load_package_tests

# What the names of the test files begin with, by section.
SECTIONS = {
    'Backwards Compatibility': ['plain_promise', 'unchanged_programs'],
    'Grammar, Lexical rules, Syntax errors': ['syntax', 'tokenize'],
    'Abstract syntax': ['ast'],
    'Bytecode, __import__': ['compile'],
    'The meaning of a clause': ['versions'],
    'Layout on disk': ['index', 'layouts', 'links', 'flat', 'stdlib',
                       'namespaces', 'zip', 'bad_input'],
    'The order of search': ['search_order', 'distribution', 'importers',
                            'random_sequences'],
    'Defaults': ['defaults'],
    'Declarations': ['declarations'],
    'Loading, Errors': ['errors'],
    'Policy': ['policy'],
    'Satisfying a missing version': ['on_missing'],
    'API': ['api', 'metadata', 'finders', 'completion'],
    'Processes, threads, interpreters': ['processes', 'thread', 'subinterpreters'],
    'Names that carry a version': ['runpy'],
    'Tools': ['tools'],
    'Installers': ['pip', 'howto'],
}


def load_tests(loader, tests, pattern):
    """Return the tests of the files that match a pattern, or of all in order."""
    directory = os.path.dirname(__file__)
    if pattern is not None:
        return load_package_tests(directory, loader, tests, pattern)
    starts = tuple(f'test_{start}' for names in SECTIONS.values()
                   for start in names)

    def place(name):
        return next((i for i, start in enumerate(starts)
                     if name.startswith(start)), len(starts))

    for name in sorted(sorted(os.listdir(directory)), key=place):
        if name.startswith('test_') and name.endswith('.py'):
            load_package_tests(directory, loader, tests, name)
    return tests
