"""Finding version clauses in a program's text.

The grammar is that of the proposal ("Grammar", "Lexical rules", "Syntax errors").
Import statements are found by what stands around them: strings, comments and
brackets are passed over.  Numbers in a clause are lexed by the rules of
Parser/lexer/version.c; the messages are those of the interpreter's grammar.
"""

import ast
import bisect
import keyword
import re
import sys
from typing import NamedTuple

from ._importlib_versions import canonical_clause, canonical_version


class Clause(NamedTuple):

    """A version clause in a text.

    name      the module's name
    version   its canonical spelling
    place     the offset of the statement's first word
    number    which alias of an import statement it belongs to; None in
              "from name version"
    start     the offset at which the clause begins
    end       the one at which it ends
    """

    name: str
    version: str
    place: int
    number: int
    start: int
    end: int


class Token(NamedTuple):
    kind: str           # 'name', 'keyword', 'version', 'string', or the text of an operator
    text: str
    start: int
    end: int


# In Python 3.12 (PEP 701) an f-string may have its own quotes inside.
_NESTED_FSTRINGS = sys.version_info >= (3, 12)

_OPERATORS = '==', '!=', '<=', '>=', '<', '>'
_COMPARISONS = frozenset((*_OPERATORS, '<>', '~'))

_STRING = re.compile(r'''([A-Za-z]{0,2})("""|\'\'\'|"|')''')
_STRING_ENDS = {quote: re.compile(
    rf'(?:[^\\{quote[0]}{"" if len(quote) == 3 else chr(10)}]|\\.|{quote[0]}(?!{quote[1:]}))*?{quote}'
    if len(quote) == 3 else rf'(?:[^\\{quote}\n]|\\.)*{quote}', re.DOTALL)
    for quote in ('"""', "'''", '"', "'")}
_SKIPPED = re.compile(r'(?:[ \t\f]+|\\\r?\n|#[^\n]*)+')
_CODE = re.compile(r'\w+|[ \t\f]+|.|\n', re.DOTALL)
_NAME = re.compile(r'[^\W\d]\w*')
_NUMBER = re.compile(r'[.]?\d[\w.]*')
_VERSION = re.compile(r'[0-9A-Za-z._\-+!*\x80-\U0010ffff]+')
_OPERATOR = re.compile(r'\.\.\.|==|!=|<=|>=|<>|.', re.DOTALL)


class Scanner:

    """Finds the clauses in a text.

    filename is for errors.
    """

    def __init__(self, text, filename='<string>'):
        self.text = text
        self.filename = filename
        self.clauses = []
        self.place = 0      # the offset of the import statement that is looked at
        self._lines = None

    def scan(self):
        """Return the Clauses in the text.  Raises SyntaxError for a bad one.

        What else may be wrong with the text is not looked at.
        """
        self._scan_code(0)
        return self.clauses

    def position(self, offset):
        """Return the line, from 1 on, and the column, from 0 on, of an offset."""
        if self._lines is None:
            self._lines = [0, *[match.end() for match in re.finditer('\n', self.text)]]
        line = bisect.bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1]

    def line(self, number):
        """Return the text of a line."""
        self.position(0)
        start = self._lines[number - 1]
        end = self._lines[number] if number < len(self._lines) else len(self.text)
        return self.text[start:end]

    # Around the statements #

    def _scan_code(self, pos, in_fstring=False):
        """Go through code; return where it ends.

        In a replacement field that is the "}" or ":" which ends the expression.
        """
        text = self.text
        depth = 0
        is_start = not in_fstring
        while pos < len(text):
            skipped = _SKIPPED.match(text, pos)
            if skipped:
                pos = skipped.end()
                continue
            string = _STRING.match(text, pos)
            if string:
                pos = self._string_end(string)
                is_start = False
                continue
            token = _CODE.match(text, pos)
            word = token[0]
            if is_start and depth == 0 and word in ('import', 'from'):
                pos = self._scan_statement(pos)
                is_start = False
                continue
            if in_fstring and depth == 0 and word in '}:':
                return pos
            pos = token.end()
            if word == '\n':
                is_start = is_start or depth == 0
                continue
            is_start = depth == 0 and not in_fstring and word in ';:'
            if word in '([{':
                depth += 1
            elif word in ')]}':
                depth = max(depth - 1, 0)
        return pos

    def _string_end(self, start):
        """Return the offset behind the string literal that a match begins."""
        prefix, quote = start.groups()
        if _NESTED_FSTRINGS and prefix.lower() in ('f', 'rf', 'fr', 't', 'rt', 'tr'):
            return self._fstring_end(start.end(), quote)
        end = _STRING_ENDS[quote].match(self.text, start.end())
        return end.end() if end else len(self.text)

    def _fstring_end(self, pos, quote, in_format=False):
        text = self.text
        while pos < len(text):
            if not in_format and text.startswith(('{{', '}}'), pos):
                pos += 2
            elif text[pos] == '{':
                pos = self._scan_code(pos + 1, in_fstring=True)
                if text.startswith(':', pos):
                    pos = self._fstring_end(pos + 1, quote, in_format=True)
                pos += 1
            elif in_format and (text[pos] == '}' or text.startswith(quote, pos)):
                return pos
            elif text.startswith(quote, pos):
                return pos + len(quote)
            elif text[pos] == '\\' and not text.startswith('\\{', pos):
                pos += 2
            else:
                pos += 1
        return pos

    # Tokens of a statement #

    def _tokens(self, pos):
        """Yield the Tokens of the import statement at an offset.

        The last one is of the kind 'end'.
        """
        text = self.text
        state = None        # before the first word
        depth = 0
        while True:
            skipped = re.compile(r'\s+').match(text, pos) if depth else None
            skipped = skipped or _SKIPPED.match(text, pos)
            if skipped:
                pos = skipped.end()
                continue
            start = pos
            if pos == len(text) or text[pos] in '\n;' and not depth:
                yield Token('end', '', pos, pos)
                return
            string = _STRING.match(text, pos)
            name = _NAME.match(text, pos)
            number = _NUMBER.match(text, pos)
            if _is_version(state, text, pos):
                pos = _VERSION.match(text, pos).end()
                kind = 'version'
            elif string:
                pos = self._string_end(string)
                kind = 'string'
            elif name:
                pos = name.end()
                kind = 'keyword' if keyword.iskeyword(name[0]) else 'name'
            elif number:
                pos = number.end()
                kind = 'number'
            else:
                pos = _OPERATOR.match(text, pos).end()
                kind = text[start:pos]
            token = Token(kind, text[start:pos], start, pos)
            depth += (kind in ('(', '[', '{')) - (kind in (')', ']', '}'))
            state = _next_state(state, token)
            yield token

    # The statement #

    def _scan_statement(self, pos):
        """Note the clauses of an import statement; return where it ends."""
        self.place = pos
        statement = _Statement(self, list(self._tokens(pos)))
        self.clauses += statement.parse()
        return statement.tokens[-1].start

    def error(self, message, first, last=None):
        """Return the SyntaxError of the tokens from the first to the last one."""
        lineno, column = self.position(first.start)
        end_lineno, end_column = self.position((last or first).end)
        details = (self.filename, lineno, column + 1, self.line(lineno),
                   end_lineno, end_column + 1)
        return SyntaxError(message, details if sys.version_info >= (3, 10) else details[:4])


# How far an import statement is lexed (enum import_state_t in Parser/lexer/state.h).
(_NONE, _FROM, _TARGETS, _NAME_EXPECTED, _RELATIVE, _NAMED, _CLAUSE_COMMA, _CLAUSE,
 _VERSION_EXPECTED) = range(9)


def _is_version(state, text, pos):
    """Return True if the token at an offset is a version."""
    if state is None or state < _CLAUSE_COMMA:
        return False
    if text[pos] in '0123456789':
        return True
    if state == _CLAUSE_COMMA or text[pos + 1:pos + 2] not in tuple('0123456789'):
        return False
    return text[pos] == '.' or state == _VERSION_EXPECTED and text[pos] in 'vV'


def _next_state(state, token):
    kind, text = token.kind, token.text
    if state is None:
        return _NAME_EXPECTED if text == 'import' else _FROM
    can_have_clause = state >= _RELATIVE
    if kind in _COMPARISONS:
        return _VERSION_EXPECTED if can_have_clause else _NONE
    if text == 'import':
        return _TARGETS if can_have_clause else _NONE
    if text == 'as':
        return _NAME_EXPECTED if can_have_clause else _NONE
    is_name = kind in ('name', 'keyword')
    if state == _TARGETS:
        return (_NAME_EXPECTED if kind == '(' else
                _NAMED if is_name or kind == '*' else _NONE)
    if state in (_FROM, _RELATIVE, _NAME_EXPECTED):
        if state != _NAME_EXPECTED and kind in ('.', '...'):
            return _RELATIVE
        if state == _RELATIVE and text == 'version':
            return _CLAUSE
        return _NAMED if is_name else _NONE
    if state == _NAMED:
        if kind in ('.', ','):
            return _NAME_EXPECTED
        return _VERSION_EXPECTED if text == 'version' else _NONE
    if state == _CLAUSE_COMMA and is_name:
        return _NAMED
    if state >= _CLAUSE_COMMA:
        if kind == '=':
            return state
        if kind == ',':
            return _CLAUSE_COMMA
        if is_name or kind in ('string', 'version', '.', '+', '-', '*', '!'):
            return _CLAUSE
    return _NONE


class _Statement:

    """The parser of one import statement."""

    def __init__(self, scanner, tokens):
        self.scanner = scanner
        self.tokens = tokens
        self.pos = 0

    # Tokens #

    @property
    def token(self):
        return self.tokens[self.pos]

    def ahead(self, count=1):
        return self.tokens[min(self.pos + count, len(self.tokens) - 1)]

    def next(self):
        token = self.token
        if token.kind != 'end':
            self.pos += 1
        return token

    def fail(self, message, first, last=None):
        raise self.scanner.error(message, first, last)

    # import, from #

    def parse(self):
        """Return the statement's Clauses.

        Where it is not as it should be, those until there: the parser says what
        is wrong.  Raises SyntaxError for a bad clause.
        """
        place = self.token.start
        if self.next().text == 'from':
            return self._parse_from(place)
        found = []
        number = 0
        while True:
            name = self._dotted_name()
            if name is None:
                return found
            clause = self._clause()
            if clause is not None:
                found.append(self._make(name, clause, place, number))
                if self.token.kind not in (',', 'end') and self.token.text != 'as':
                    # The parser, to which the clause is blank, might say more.
                    self.fail('invalid syntax', self.token)
            if self.token.text == 'as' and self.ahead().kind == 'name':
                self.pos += 2
                self._refuse("a version must come before 'as'")
            if self.next().kind != ',':
                return found
            number += 1

    def _parse_from(self, place):
        found = []
        dots = self.pos
        while self.token.kind in ('.', '...'):
            self.pos += 1
        if self.pos > dots:
            relative = 'a relative import cannot have a version'
            if self.token.text == 'version' and self.ahead().kind in ('version', 'string'):
                self.fail(relative, self.token, self.ahead())
            self._dotted_name()
            self._refuse(relative)
        else:
            name = self._dotted_name()
            if name is None:
                return found
            clause = self._clause()
            if clause is not None:
                found.append(self._make(name, clause, place, None))
        if self.next().text != 'import':
            return found
        misplaced = 'a version must follow the name of the module'
        if self.token.kind == '*':
            self.pos += 1
            self._refuse(misplaced)
            return found
        if self.token.kind == '(':
            self.pos += 1
        while self.token.kind == 'name':
            self.pos += 1
            if self.token.text == 'as' and self.ahead().kind == 'name':
                self.pos += 2
            self._refuse(misplaced)
            if self.next().kind != ',':
                break
        return found

    def _dotted_name(self):
        names = []
        while self.token.kind == 'name':
            names.append(self.next().text)
            if self.token.kind != '.':
                return '.'.join(names)
            self.pos += 1
        return None

    def _make(self, name, clause, place, number):
        version, first, last = clause
        if name == '__future__':
            self.fail('an import of __future__ cannot have a version', first, last)
        return Clause(name, version, place, number, first.start, last.end)

    def _refuse(self, message):
        """Raise SyntaxError if a clause stands here."""
        clause = self._clause()
        if clause is not None:
            self.fail(message, clause[1], clause[2])

    # Clauses #

    def _clause(self):
        """Parse a clause; return its text, its first and its last token, or None."""
        first = self.token
        if first.text == 'version' and first.kind == 'name':
            self.pos += 1
            if self.token.kind in ('version', 'string'):
                return self._bare(first)
            self._check_word(first)
        elif not (self._operator_at(self.pos) or self._is_bad_operator()):
            return None
        parts = []
        while True:
            part = self._comparison()
            parts.append(part)
            last = self.tokens[self.pos - 1]
            operator = self._operator_at(self.pos)
            if operator:
                self.fail(f"expected ',' before {operator.text!r}", operator)
            if self.token.kind != ',':
                break
            if self.ahead().kind == 'version':
                self.fail('expected an operator before the version', self.ahead())
            self.pos += 1
            if not (self._operator_at(self.pos) or self._is_bad_operator()):
                self.pos -= 1
                break
        return ','.join(parts), first, last

    def _bare(self, word):
        """Parse what follows "version" if that is no comparison."""
        version = self.next()
        comma = self.token.kind == ','
        operator = self._operator_at(self.pos + comma)
        if operator:
            self.fail('a version without an operator cannot be followed by a comparison',
                      operator)
        if comma and self.ahead().kind == 'version':
            self.fail('only one version can be given without an operator', self.ahead())
        if version.kind == 'version':
            return self._version('', version), word, version
        prefix = _STRING.match(version.text)[1].lower()
        if 'f' in prefix or 't' in prefix:
            self.fail('a version cannot be an f-string', version)
        if self.token.kind == 'string':
            self.fail('a quoted version must be a single string', self.token)
        try:
            text = ast.literal_eval(version.text)
        except SyntaxError:
            # The parser says what is wrong.
            return None
        if not isinstance(text, str):
            self.fail('a version cannot be a bytes literal', version)
        return self._canonical(text, version), word, version

    def _check_word(self, word):
        """Raise SyntaxError if neither a version nor a comparison follows "version"."""
        if self.token.kind == 'name':
            self.fail(f'{self.token.text!r} is not a version', self.token)
        if not (self._operator_at(self.pos) or self._is_bad_operator()):
            self.fail("expected a version after 'version'", word)

    def _comparison(self):
        operator = self._operator_at(self.pos)
        if operator is None:
            two = self.ahead().kind == '=' and self.token.kind in ('==', '~', '!')
            self.fail('invalid comparison operator', self.token,
                      self.ahead() if two else None)
        self.pos += 1 if operator.end == self.token.end else 2
        token = self.token
        if token.kind == 'version':
            self.pos += 1
            return self._version(operator.text, token)
        if token.kind == 'string':
            self.fail('a version after an operator must not be quoted', token)
        if token.kind == 'name':
            self.fail(f'{token.text!r} is not a version', token)
        if token.kind == '=':
            self.fail('invalid comparison operator', operator, token)
        self.fail(f'expected a version after {operator.text!r}', operator)

    def _operator_at(self, pos):
        """Return the comparison operator at a token, as one Token, or None."""
        pos = min(pos, len(self.tokens) - 1)
        token = self.tokens[pos]
        if token.kind in ('==', '~'):
            following = self.tokens[min(pos + 1, len(self.tokens) - 1)]
            if following.kind == '=' and following.start == token.end:
                return Token('operator', token.text + '=', token.start, following.end)
        return token._replace(kind='operator') if token.kind in _OPERATORS else None

    def _is_bad_operator(self):
        """Return True if the next tokens are none, but meant to be one."""
        return (self.token.kind in ('~', '<>') or
                self.token.kind == '!' and self.ahead().kind == '=')

    def _version(self, operator, token):
        """Return the canonical spelling of a comparison with a version token."""
        self._check_white_space(operator, token)
        text = token.text
        if operator != '===' and len(text) > 2 and text.endswith('.*'):
            text = text[:-2]
        try:
            canonical_version(text)
        except ValueError:
            self.fail(f"invalid version '{token.text}'", token)
        return self._canonical(operator + token.text, token)

    def _canonical(self, text, token):
        try:
            return canonical_clause(text)
        except ValueError as exc:
            self.fail(str(exc), token)

    def _check_white_space(self, operator, token):
        """Raise SyntaxError if what follows would go on with a version."""
        text = operator + token.text
        pos = self.pos
        is_split = self.tokens[pos].kind == 'version'
        while self.tokens[pos].kind in ('name', 'version', '.', '+', '-', '!', '*'):
            text += self.tokens[pos].text
            pos += 1
        if pos > self.pos and not is_split:
            try:
                canonical_clause(text)
                is_split = True
            except ValueError:
                pass
        if is_split:
            self.fail('white space is not allowed in a version', token,
                      self.tokens[pos - 1])
