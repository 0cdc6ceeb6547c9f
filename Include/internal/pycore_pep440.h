#ifndef Py_INTERNAL_PEP440_H
#define Py_INTERNAL_PEP440_H
#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_BUILD_CORE
#  error "this header requires Py_BUILD_CORE define"
#endif

/* PEP 440 versions and version clauses on UTF-8 text.  The rules are stated
   at the top of Python/pep440.c.

   A version and a clause point into the text that they were parsed from, which
   must outlive them. */

typedef struct {
    const char *start;
    const char *end;
} _PyPEP440_Span;

/* What may follow a release, in the order of the spelling. */
enum {
    _PyPEP440_PRE,
    _PyPEP440_POST,
    _PyPEP440_DEV,
    _PyPEP440_LOCAL,
};

/* A parsed version.  Its numbers are spans of digits without leading zeros: 0,
   as what is left out, is the empty span. */
typedef struct {
    _PyPEP440_Span text;
    _PyPEP440_Span epoch;
    _PyPEP440_Span release;     /* digits and dots; empty: not a version */
    _PyPEP440_Span number[3];   /* of the pre, post and dev part */
    _PyPEP440_Span local;       /* without the "+" */
    uint8_t rank[3];            /* which comes before the number in the order */
} _PyPEP440_Version;

/* The ranks of PRE; of POST 0 without and 1 with it; of DEV 0 with and
   1 without it. */
enum {
    _PyPEP440_ONLY_DEV,
    _PyPEP440_ALPHA,
    _PyPEP440_BETA,
    _PyPEP440_RC,
    _PyPEP440_FINAL,
};

/* Parse a version that fills the whole text: no white space around it.  Return
   True if it is one.  Else the text is all that is set. */
extern int _PyPEP440_ParseVersion(_PyPEP440_Version *v, _PyPEP440_Span text);

/* The same for a str, with white space around the version.  Return -1 with
   ValueError set if the str has no UTF-8 text. */
extern int _PyPEP440_ParseVersionStr(_PyPEP440_Version *v, PyObject *str);

/* Return a number below, equal to or above 0 as a is lower than, equal to or
   higher than b.  1.0 and 1.0.0 are equal. */
extern int _PyPEP440_Compare(
    const _PyPEP440_Version *a, const _PyPEP440_Version *b);

/* Return True for pre-releases and development releases. */
static inline int
_PyPEP440_IsPrerelease(const _PyPEP440_Version *v)
{
    return (v->rank[_PyPEP440_PRE] != _PyPEP440_FINAL
            || v->rank[_PyPEP440_DEV] == 0);
}

/* The canonical spelling, of the whole version or of epoch and release, as a
   new str. */
extern PyObject *_PyPEP440_VersionAsStr(
    const _PyPEP440_Version *v, int base_only);


typedef struct {
    _PyPEP440_Version version;  /* not a version: === and other text */
    uint8_t op;                 /* index in the table of operators */
    uint8_t is_prefix;          /* ".*" follows, or bare without suffix */
} _PyPEP440_Comparison;

/* A clause: versions that satisfy all its comparisons satisfy it. */
typedef struct {
    Py_ssize_t count;
    _PyPEP440_Comparison *items;
} _PyPEP440_Clause;

/* Parse a clause: "1.2", ">= 1.2, <2".  A lenient parser takes no comparison at
   all and commas with nothing before or after them, as the metadata of packages
   may have them; the import statement does not.  Return 0, or -1 with
   TypeError, ValueError or MemoryError set; then there is nothing to clear. */
extern int _PyPEP440_ParseClause(
    _PyPEP440_Clause *clause, PyObject *str, int lenient);
extern void _PyPEP440_ClearClause(_PyPEP440_Clause *clause);

/* Return True if the version, or text that is none, satisfies the clause.
   Pre-releases are admitted: it is for the caller to prefer final releases. */
extern int _PyPEP440_ClauseMatches(
    const _PyPEP440_Clause *clause, const _PyPEP440_Version *v);

/* Return True if the clause names a pre-release, and so asks for them. */
extern int _PyPEP440_ClauseNamesPrerelease(const _PyPEP440_Clause *clause);

/* Operator and version of a comparison, two strs.  A bare version is the
   comparison that it stands for: ("==", "1.2.*"). */
extern PyObject *_PyPEP440_ComparisonAsTuple(
    const _PyPEP440_Comparison *item);

/* The canonical spelling of a clause, as the compiler stores it:
   ">= 1.2, <02" -> ">=1.2,<2".  Fails as _PyPEP440_ParseClause() does. */
extern PyObject *_PyPEP440_CanonicalClause(PyObject *str, int lenient);

#ifdef __cplusplus
}
#endif
#endif // !Py_INTERNAL_PEP440_H
