/* Grammar actions for version clauses (import foo version >=1.2, <2).

   A clause becomes a Constant with its canonical spelling, in one str:
   "1.2", ">=1.2,<2".  The Constant itself is not part of the tree; it keeps
   the place of the clause for error messages.

   A clause that is not PEP 440 makes its rule fail.  What is wrong with it is
   said in the second pass only, as by the invalid_ rules. */

#include <Python.h>
#include "pycore_pep440.h"        // _PyPEP440_CanonicalClause()
#include "pycore_unicodeobject.h" // _PyUnicode_EqualToASCIIString()

#include "pegen.h"

static expr_ty
new_constant(Parser *p, PyObject *text, int lineno, int col_offset,
             int end_lineno, int end_col_offset, PyArena *arena)
{
    if (text == NULL || _PyArena_AddPyObject(arena, text) < 0) {
        Py_XDECREF(text);
        p->error_indicator = 1;
        return NULL;
    }
    return _PyAST_Constant(text, NULL, lineno, col_offset,
                           end_lineno, end_col_offset, arena);
}

/* Return the canonical spelling of the text that stands at the token, or
   NULL if it is no clause. */
static PyObject *
canonical_clause(Parser *p, PyObject *text, Token *place)
{
    PyObject *clause = _PyPEP440_CanonicalClause(text, 0);
    if (clause == NULL && PyErr_ExceptionMatches(PyExc_ValueError)) {
        PyObject *exc = PyErr_GetRaisedException();
        if (p->call_invalid_rules) {
            RAISE_SYNTAX_ERROR_KNOWN_LOCATION(place, "%S", exc);
        }
        Py_DECREF(exc);
    }
    else if (clause == NULL) {
        p->error_indicator = 1;
    }
    return clause;
}

static PyObject *
version_text(expr_ty operator, Token *version)
{
    const char *text = PyBytes_AS_STRING(version->bytes);
    if (operator == NULL) {
        return PyUnicode_FromString(text);
    }
    return PyUnicode_FromFormat("%U%s", operator->v.Constant.value, text);
}

/* Raise SyntaxError if what follows the version would continue it but for
   white space: "1. 2", "1.0 rc1", "1.0 + tweak". */
static int
check_white_space(Parser *p, expr_ty operator, Token *version)
{
    PyObject *text = version_text(operator, version);
    Token *last = NULL;
    int is_split = 0;
    for (int i = p->mark; text != NULL; i++) {
        if (i == p->fill && _PyPegen_fill_token(p) < 0) {
            Py_CLEAR(text);
            break;
        }
        Token *t = p->tokens[i];
        if (t->type != NAME && t->type != VERSION && t->type != DOT
            && t->type != PLUS && t->type != MINUS && t->type != EXCLAMATION
            && t->type != STAR)
        {
            break;
        }
        last = t;
        is_split |= (t->type == VERSION && i == p->mark);
        Py_SETREF(text, PyUnicode_FromFormat(
            "%U%s", text, PyBytes_AS_STRING(t->bytes)));
    }
    if (text == NULL) {
        p->error_indicator = 1;
        return -1;
    }
    if (last != NULL && !is_split) {
        PyObject *clause = _PyPEP440_CanonicalClause(text, 0);
        is_split = (clause != NULL);
        Py_XDECREF(clause);
        PyErr_Clear();
    }
    Py_DECREF(text);
    if (is_split) {
        RAISE_SYNTAX_ERROR_KNOWN_RANGE(
            version, last, "white space is not allowed in a version");
        return -1;
    }
    return 0;
}

/* Without quotes only a version may stand, or one with ".*".  ("===" takes
   other text.) */
static int
check_literal(Parser *p, expr_ty operator, Token *version)
{
    const char *text = PyBytes_AS_STRING(version->bytes);
    _PyPEP440_Span span = {text, text + PyBytes_GET_SIZE(version->bytes)};
    int is_arbitrary = (operator != NULL
                        && _PyUnicode_EqualToASCIIString(
                               operator->v.Constant.value, "==="));
    if (!is_arbitrary && span.end - text > 2
        && strcmp(span.end - 2, ".*") == 0)
    {
        span.end -= 2;
    }
    _PyPEP440_Version parsed;
    if (!_PyPEP440_ParseVersion(&parsed, span)) {
        if (p->call_invalid_rules) {
            RAISE_SYNTAX_ERROR_KNOWN_LOCATION(
                version, "invalid version '%s'", text);
        }
        return -1;
    }
    return 0;
}

expr_ty
_PyPegen_version_operator(Parser *p, Token *first, Token *second,
                          int lineno, int col_offset,
                          int end_lineno, int end_col_offset, PyArena *arena)
{
    const char *text = PyBytes_AS_STRING(first->bytes);
    if (strcmp(text, "<>") == 0) {
        return NULL;
    }
    if (second == NULL) {
        return new_constant(p, PyUnicode_FromString(text), lineno, col_offset,
                            end_lineno, end_col_offset, arena);
    }
    // "~=" and "===" are two tokens each.
    if (first->end_lineno != second->lineno
        || first->end_col_offset != second->col_offset)
    {
        return NULL;
    }
    PyObject *both = PyUnicode_FromFormat("%s=", text);
    return new_constant(p, both, lineno, col_offset,
                        end_lineno, end_col_offset, arena);
}

/* A version, with an operator before it or without one (NULL). */
expr_ty
_PyPegen_version_comparison(Parser *p, expr_ty operator, Token *version,
                            int lineno, int col_offset,
                            int end_lineno, int end_col_offset,
                            PyArena *arena)
{
    if (p->call_invalid_rules && check_white_space(p, operator, version) < 0) {
        return NULL;
    }
    if (check_literal(p, operator, version) < 0) {
        return NULL;
    }
    PyObject *text = version_text(operator, version);
    if (text == NULL) {
        p->error_indicator = 1;
        return NULL;
    }
    PyObject *clause = canonical_clause(p, text, version);
    Py_DECREF(text);
    if (clause == NULL) {
        return NULL;
    }
    return new_constant(p, clause, lineno, col_offset,
                        end_lineno, end_col_offset, arena);
}

expr_ty
_PyPegen_version_comparisons(Parser *p, asdl_expr_seq *comparisons,
                             int lineno, int col_offset,
                             int end_lineno, int end_col_offset,
                             PyArena *arena)
{
    Py_ssize_t n = asdl_seq_LEN(comparisons);
    PyObject *clause = Py_NewRef(
        asdl_seq_GET(comparisons, 0)->v.Constant.value);
    for (Py_ssize_t i = 1; i < n && clause != NULL; i++) {
        expr_ty next = asdl_seq_GET(comparisons, i);
        Py_SETREF(clause, PyUnicode_FromFormat("%U,%U", clause,
                                               next->v.Constant.value));
    }
    return new_constant(p, clause, lineno, col_offset,
                        end_lineno, end_col_offset, arena);
}

/* A clause in quotes. */
expr_ty
_PyPegen_version_string(Parser *p, Token *string,
                        int lineno, int col_offset,
                        int end_lineno, int end_col_offset, PyArena *arena)
{
    expr_ty text = _PyPegen_constant_from_string(p, string);
    if (text == NULL) {
        p->error_indicator = 1;
        return NULL;
    }
    if (!PyUnicode_Check(text->v.Constant.value)) {
        if (p->call_invalid_rules) {
            RAISE_SYNTAX_ERROR_KNOWN_LOCATION(
                string, "a version cannot be a bytes literal");
        }
        return NULL;
    }
    PyObject *clause = canonical_clause(p, text->v.Constant.value, string);
    if (clause == NULL) {
        return NULL;
    }
    return new_constant(p, clause, lineno, col_offset,
                        end_lineno, end_col_offset, arena);
}

static int
is_future(Parser *p, PyObject *module, expr_ty clause)
{
    if (!_PyUnicode_EqualToASCIIString(module, "__future__")) {
        return 0;
    }
    RAISE_SYNTAX_ERROR_KNOWN_LOCATION(
        clause, "an import of __future__ cannot have a version");
    return 1;
}

alias_ty
_PyPegen_versioned_alias(Parser *p, expr_ty module, expr_ty clause,
                         expr_ty asname, int lineno, int col_offset,
                         int end_lineno, int end_col_offset, PyArena *arena)
{
    if (is_future(p, module->v.Name.id, clause)) {
        return NULL;
    }
    return _PyAST_alias(module->v.Name.id,
                        asname ? asname->v.Name.id : NULL,
                        clause->v.Constant.value,
                        lineno, col_offset, end_lineno, end_col_offset, arena);
}

stmt_ty
_PyPegen_versioned_import_from(Parser *p, expr_ty module, expr_ty clause,
                               asdl_alias_seq *names,
                               int lineno, int col_offset,
                               int end_lineno, int end_col_offset,
                               PyArena *arena)
{
    if (is_future(p, module->v.Name.id, clause)) {
        return NULL;
    }
    return _PyAST_ImportFrom(module->v.Name.id, names, 0,
                             clause->v.Constant.value,
                             lineno, col_offset, end_lineno, end_col_offset,
                             arena);
}
