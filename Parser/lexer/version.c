/* Versions in import statements.

   A version (1.10, 2024.08, 1!2.0rc1) is no Python number, so the lexer must
   know where one is written.  It follows every import statement with the
   small state machine below and makes one VERSION token, the raw text, of

   - a run of letters, digits and the characters . _ - + ! * that starts with
     a digit (or with a dot or a "v" before a digit) after the word "version"
     or a comparison operator that follows a name, or the dots of a relative
     import;
   - such a run further on in the same clause, where only an error can be, so
     that it is reported as one of the version and not of a number.

   An import statement starts with the name "import" or "from" where a
   statement can start.  Everywhere else, and in import statements without a
   clause, well-formed or not, every token is what it would be without this
   file.  (But keywords are names here: in "import if > 1x" a version is seen,
   and the error is that of "if", not of "1x".) */

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
    int can_have_clause = (state >= IMPORT_RELATIVE);
    if (is_comparison(type)) {
        return can_have_clause ? IMPORT_VERSION_EXPECTED : IMPORT_NONE;
    }
    if (type == NAME && is_word(token, "import")) {
        return can_have_clause ? IMPORT_TARGETS : IMPORT_NONE;
    }
    if (type == NAME && is_word(token, "as")) {
        return can_have_clause ? IMPORT_NAME_EXPECTED : IMPORT_NONE;
    }

    switch (state) {
    case IMPORT_TARGETS:
        if (type == LPAR) {
            return IMPORT_NAME_EXPECTED;
        }
        if (type == STAR) {
            return IMPORT_NAMED;
        }
        return type == NAME ? IMPORT_NAMED : IMPORT_NONE;

    case IMPORT_FROM:
    case IMPORT_RELATIVE:
        if (type == DOT || type == ELLIPSIS) {
            return IMPORT_RELATIVE;
        }
        if (state == IMPORT_RELATIVE && type == NAME
            && is_word(token, "version"))
        {
            /* "from . version 1 import x" is an error of its own. */
            return IMPORT_CLAUSE;
        }
        /* fall through */
    case IMPORT_NAME_EXPECTED:
        return type == NAME ? IMPORT_NAMED : IMPORT_NONE;

    case IMPORT_NAMED:
        if (type == DOT || type == COMMA) {
            return IMPORT_NAME_EXPECTED;
        }
        return (type == NAME && is_word(token, "version")
                ? IMPORT_VERSION_EXPECTED : IMPORT_NONE);

    case IMPORT_CLAUSE_COMMA:
        if (type == NAME) {
            return IMPORT_NAMED;
        }
        /* fall through */
    case IMPORT_CLAUSE:
    case IMPORT_VERSION_EXPECTED:
        switch (type) {
        case EQUAL:
            return state;
        case COMMA:
            return IMPORT_CLAUSE_COMMA;
        case NAME:
        case STRING:
        case VERSION:
        case DOT:
        case PLUS:
        case MINUS:
        case STAR:
        case EXCLAMATION:
            return IMPORT_CLAUSE;
        }
        return IMPORT_NONE;

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
        tok->import_state = IMPORT_NONE;
        if (type == NAME && tok->level == 0) {
            if (is_word(token, "import")) {
                tok->import_state = IMPORT_NAME_EXPECTED;
            }
            else if (is_word(token, "from")) {
                tok->import_state = IMPORT_FROM;
            }
        }
    }
    else if (tok->import_state != IMPORT_NONE) {
        tok->import_state = next_state(tok->import_state, type, token);
    }
}
