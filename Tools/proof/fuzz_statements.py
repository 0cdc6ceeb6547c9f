"""Import statements: parser, unparser, compiler and tokenizer agree."""

import ast
import io
import tokenize
import warnings
from importlib.versions import Specifier

from hypothesis import strategies as st

# What the lexer decides by, and what stands next to it.
PIECES = ['import', 'from', 'version', 'as', 'a', 'b.c', 'foo', '__future__', 'version.x', '1', '1.2',
          '1.10', '08', '1e5', '0x10', '1_0', '1j', '1.0rc1', '1!2.0', '1.0+local.2', '1.0.dev3',
          '9.9.9.9', '2024.08', '.', '..', '...', '.*', '*', ',', '(', ')', '==', '!=', '<=', '>=', '<',
          '>', '~=', '===', '=', ':=', ' ', ' ', ' ', ' ', '\t', '\n', '\\\n', ';', ':', '#', '"1.0"',
          "'>=1, <2'", 'b"1"', 'r"1"', 'f"1"', '"1" "2"', 'lambda', 'if 1:', 'match x:\n case ', 'x', '!',
          '+', '-', 'é', '１', '\x0c']
SPACE = st.sampled_from(['', ' ', '  ', '\t'])
SOME_SPACE = st.sampled_from([' ', '  ', '\t', ' \\\n '])


@st.composite
def versions(draw):
    """A version in any spelling, as it may stand in a statement."""
    parts = draw(st.lists(st.integers(0, 10**20).map(str), min_size=1, max_size=5))
    return ''.join([draw(st.sampled_from(['', '', '1!', '00!'])), '.'.join(parts),
                    *(draw(st.sampled_from(['', '', *suffixes])) for suffixes in (
                        ['a1', '.b', '-RC.02', '_c', 'preview3'], ['.post1', '-2', 'r', '.rev7'],
                        ['.dev0', 'dev', '-dev07'], ['+abc', '+ABC.5-x_1']))])


@st.composite
def clauses(draw):
    """The text of a clause, and whether the word must stand before it."""
    if draw(st.booleans()):
        return draw(versions()), True
    comparisons = []
    for _ in range(draw(st.integers(1, 4))):
        operator = draw(st.sampled_from(['==', '!=', '<=', '>=', '<', '>', '~=', '===']))
        comparisons.append(operator + draw(SPACE) + draw(versions()))
    between = draw(SPACE) + ',' + draw(SPACE)
    return between.join(comparisons), False


@st.composite
def statements(draw):
    """[text of a statement, the clauses in it or None]."""
    modules = []
    wanted = []
    relation = draw(st.sampled_from(['import', 'from']))
    for _ in range(draw(st.integers(1, 4)) if relation == 'import' else 1):
        text = draw(st.sampled_from(['a', 'a.b', 'version', 'version.version', 'é']))
        clause = None
        if draw(st.integers(0, 3)):
            clause, needs_word = draw(clauses())
            word = 'version' + draw(SOME_SPACE)
            if draw(st.integers(0, 3)) == 0:
                text += draw(SOME_SPACE) + word + repr(clause)
            else:
                text += draw(SOME_SPACE) + (word if needs_word or draw(st.booleans()) else '') + clause
        wanted.append(clause)
        if relation == 'import':
            text += draw(st.sampled_from(['', ' as c', '\tas version']))
        modules.append(text)
    between = draw(SPACE) + ',' + draw(SPACE)
    text = f'{relation} {between.join(modules)}'
    if relation == 'from':
        text += draw(st.sampled_from([' import x', ' import x, version as y', ' import (a,\n b)', ' import *']))
    return [text + draw(st.sampled_from(['', '\n', '; x = 1\n', ' # 1.2'])), wanted]


def outcome(function, *arguments, **options):
    """Return what a function returns, or the type of what the input may make it raise."""
    try:
        return function(*arguments, **options)
    except SyntaxError:
        return SyntaxError
    except ValueError:
        return ValueError


def check_clause(found, expected):
    """A clause is what Specifier makes of it; a statement keeps what is said twice, a Specifier does not."""
    specifier = Specifier(found)
    assert str(specifier) == str(expected), f'{found!r} instead of {expected!r}'
    if len(specifier) == found.count(',') + 1:
        assert found == str(specifier), f'{found!r} is not canonical'


def clauses_of(tree):
    """Return the clauses of the import statements in a tree, in order, without None."""
    found = []
    for node in ast.walk(tree):
        found += [node.version] if isinstance(node, ast.ImportFrom) else [
            alias.version for alias in node.names] if isinstance(node, ast.Import) else []
    return [clause for clause in found if clause is not None]


def check_text(text, counted):
    """Whatever the text: all readers take it, in the same way, or none does."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        tree = outcome(ast.parse, text)
        code = outcome(compile, text, 'x', 'exec', dont_inherit=True)
        if isinstance(tree, type):
            counted['texts that do not parse'] += 1
            assert code is tree, f'ast.parse: {tree}, compile: {code}'
            return
        counted['texts that parse'] += 1
        of_tree = outcome(compile, tree, 'x', 'exec', dont_inherit=True)
        assert code == of_tree, f'compile of the text: {code}, of its tree: {of_tree}'
        again = ast.unparse(tree)
        assert ast.dump(ast.parse(again)) == ast.dump(tree), f'unparsed: {again!r}'
        # Not the code: statements on one line leave no NOP for that line.
        clauses = clauses_of(tree)
        for clause in clauses:
            check_clause(clause, Specifier(clause))
        old = outcome(ast.parse, text, feature_version=(3, 12))
        assert not clauses or old is SyntaxError, f'a clause in 3.12: {old}'
        if '\x0c' in text:
            return          # untokenize() gives a space for it, here and in stock.
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        same = tokenize.untokenize(tokens)
        strings = [(token.type, token.string) for token in tokens]
        assert strings == [(token.type, token.string) for token in
                           tokenize.generate_tokens(io.StringIO(same).readline)], f'untokenized: {same!r}'


def check_statement(value, counted):
    """A statement that the grammar allows parses if Specifier takes its clauses, and has them."""
    text, wanted = value
    if any(clause is not None and outcome(Specifier, clause) is ValueError for clause in wanted):
        counted['statements with a bad clause'] += 1
        assert outcome(ast.parse, text) is SyntaxError, 'Specifier refuses a clause, the parser does not'
        return
    expected = [Specifier(clause) for clause in wanted if clause is not None]
    for clause, specifier in zip(clauses_of(ast.parse(text)), expected, strict=True):
        check_clause(clause, specifier)
    check_text(text, counted)


def check_tree(clause, counted):
    """A tree made by hand compiles with what Specifier takes, and with nothing else."""
    statement = ast.Import([ast.alias('a', None, clause)])
    tree = ast.fix_missing_locations(ast.Module([statement], []))
    code = outcome(compile, tree, 'x', 'exec')
    specifier = outcome(Specifier, clause)
    if specifier is ValueError or not str(specifier):
        counted['clauses that are none'] += 1
        assert code is ValueError, f'{code}; Specifier: {specifier!r}'
    elif code is ValueError:
        # A comma too many is for metadata, not for statements.
        assert any(not part.strip(' \t\n\r\f\v') for part in clause.split(',')), specifier
    else:
        counted['clauses'] += 1
        [found] = [const for const in code.co_consts if isinstance(const, str)]
        check_clause(found, specifier)


PROPERTIES = [
    ('text', st.lists(st.sampled_from(PIECES), max_size=16).map(
        lambda pieces: 'import a ' + ''.join(pieces) if len(pieces) % 3 else ''.join(pieces)), check_text),
    ('grammar', statements(), check_statement),
    ('tree', st.text(st.sampled_from('=<>!~.,* \t\n0123abcrpostdev+-_#\'"\\\0\x85\xa0é１\udc80'), max_size=14),
     check_tree),
]
