/* Versions in import statements.

   A version (1.10, 2024.08, 1!2.0rc1) is no Python number, so the lexer must
   know where one is written.  It follows every import statement with the
   small state machine below and makes one VERSION token, the raw text, of

   - a run of letters, digits and the characters . _ - + ! * that starts with
     a digit (or with a dot or a "v" before a digit) after the word "version"
     that follows a module name, or after a comparison operator;
   - such a run further on in the same clause, where only an error can be, so
     that it is reported as one of the version and not of a number.

   An import statement starts with the name "import" or "from" where a
   statement can start.  Everywhere else, and in import statements without a
   clause, every token is what it would be without this file. */

#include "Python.h"
#include "pycore_token.h"

#include "version.h"

static inline int
is_digit(int c)
{
    return '0' <= c && c <= '9';
}

int
_PyLexer_is_version_char(int c)
{
    /* Characters that no version has are taken along if they would continue
       a name: the parser then shows the whole of what was written. */
    return (is_digit(c)
            || ('a' <= c && c <= 'z')
            || ('A' <= c && c <= 'Z')
            || c == '.' || c == '_' || c == '-' || c == '+'
            || c == '!' || c == '*'
            || c >= 128);
}

int
_PyLexer_at_version(struct tok_state *tok, int c)
{
    enum import_state_t state = tok->import_state;
    if (state < IMPORT_CLAUSE_COMMA) {
        return 0;
    }
    if (is_digit(c)) {
        return 1;
    }
    if (state == IMPORT_CLAUSE_COMMA || !is_digit((unsigned char)*tok->cur)) {
        return 0;
    }
    return (c == '.'
            || (state == IMPORT_VERSION_EXPECTED && (c == 'v' || c == 'V')));
}

static int
is_word(const struct token *token, const char *word)
{
    size_t size = strlen(word);
    return ((size_t)(token->end - token->start) == size
            && memcmp(token->start, word, size) == 0);
}

static int
is_comparison(int type)
{
    /* "~=" and "===" have no tokens of their own: "=" follows. */
    switch (type) {
    case EQEQUAL:
    case NOTEQUAL:
    case LESS:
    case LESSEQUAL:
    case GREATER:
    case GREATEREQUAL:
    case TILDE:
        return 1;
    default:
        return 0;
    }
}

static enum import_state_t
next_state(enum import_state_t state, int type, const struct token *token)
{
    if (is_comparison(type)) {
        return IMPORT_VERSION_EXPECTED;
    }
    if (type == NAME && (is_word(token, "import") || is_word(token, "as"))) {
        return IMPORT_NAME_EXPECTED;
    }

    switch (state) {
    case IMPORT_NAME_EXPECTED:
    case IMPORT_CLAUSE_COMMA:
        switch (type) {
        case NAME:
        case STAR:
            return IMPORT_NAMED;
        case DOT:
        case ELLIPSIS:
            return IMPORT_RELATIVE;
        case LPAR:
        case COMMA:
            return IMPORT_NAME_EXPECTED;
        case VERSION:
            return IMPORT_CLAUSE;
        }
        return IMPORT_NONE;

    case IMPORT_RELATIVE:
        switch (type) {
        case NAME:
            /* "from . version 1 import x" is an error of its own. */
            return is_word(token, "version") ? IMPORT_CLAUSE : IMPORT_NAMED;
        case DOT:
        case ELLIPSIS:
            return IMPORT_RELATIVE;
        }
        return IMPORT_NONE;

    case IMPORT_NAMED:
        switch (type) {
        case NAME:
            return (is_word(token, "version") ? IMPORT_VERSION_EXPECTED
                                              : IMPORT_NONE);
        case DOT:
        case COMMA:
            return IMPORT_NAME_EXPECTED;
        case RPAR:
            return IMPORT_NAMED;
        }
        return IMPORT_NONE;

    case IMPORT_VERSION_EXPECTED:
    case IMPORT_CLAUSE:
        switch (type) {
        case EQUAL:
            return state;
        case COMMA:
            return IMPORT_CLAUSE_COMMA;
        case LPAR:
        case LSQB:
        case LBRACE:
        case FSTRING_START:
            return IMPORT_NONE;
        }
        return IMPORT_CLAUSE;

    default:
        Py_UNREACHABLE();
    }
}

void
_PyLexer_track_import(struct tok_state *tok, int type,
                      const struct token *token)
{
    switch (type) {
    case COMMENT:
    case NL:
    case TYPE_COMMENT:
    case TYPE_IGNORE:
        return;
    case NEWLINE:
    case INDENT:
    case DEDENT:
        tok->import_state = IMPORT_STATEMENT;
        return;
    case COLON:
    case SEMI:
        tok->import_state = tok->level ? IMPORT_NONE : IMPORT_STATEMENT;
        return;
    }

    if (tok->import_state == IMPORT_STATEMENT) {
        int is_import = (type == NAME && tok->level == 0
                         && (is_word(token, "import")
                             || is_word(token, "from")));
        tok->import_state = is_import ? IMPORT_NAME_EXPECTED : IMPORT_NONE;
    }
    else if (tok->import_state != IMPORT_NONE) {
        tok->import_state = next_state(tok->import_state, type, token);
    }
}
