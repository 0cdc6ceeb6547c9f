#ifndef _PY_LEXER_VERSION_H_
#define _PY_LEXER_VERSION_H_

#include "state.h"

/* Versions in import statements; the rules are stated in version.c. */

/* True if the token that starts with the character c is a version. */
int _PyLexer_at_version(struct tok_state *tok, int c);

/* True if the character can go on with a version. */
int _PyLexer_is_version_char(int c);

/* Follow the import statement: to be called with every token. */
void _PyLexer_track_import(struct tok_state *tok, int type,
                           const struct token *token);

#endif
