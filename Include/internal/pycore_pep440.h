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

   Nothing here owns text: a version and a clause point into the text that
   they were parsed from, which must outlive them. */

/* A run of bytes of the text.  The span of a number leaves out its leading
   zeros, so that zero is the empty span and numbers of any length compare by
   length and then byte by byte. */
typedef struct {
    uint32_t start;
    uint32_t length;
} _PyPEP440_Span;

/* What a version has after its release, in the order of the spelling. */
#define _PyPEP440_PRE    0x01
#define _PyPEP440_POST   0x02
#define _PyPEP440_DEV    0x04
#define _PyPEP440_LOCAL  0x08

/* A parsed version.  The spans of what it has not are empty. */
typedef struct {
    const char *text;
    uint32_t length;            /* of the text */
    uint32_t count;             /* release numbers */
    _PyPEP440_Span release;     /* the numbers and the dots between them */
    _PyPEP440_Span epoch;
    _PyPEP440_Span pre;
    _PyPEP440_Span post;
    _PyPEP440_Span dev;
    _PyPEP440_Span local;       /* without the "+" */
    uint8_t parts;
    uint8_t phase;              /* dev, alpha, beta, rc, final: in order */
} _PyPEP440_Version;

#define _PyPEP440_PHASE_DEV   0
#define _PyPEP440_PHASE_A     1
#define _PyPEP440_PHASE_B     2
#define _PyPEP440_PHASE_RC    3
#define _PyPEP440_PHASE_FINAL 4

/* Parse a version that fills the whole text: no white space around it.
   Return 0, or -1 if it is not a version: then only text and length are set.
   Sets no exception. */
extern int _PyPEP440_ParseVersion(
    _PyPEP440_Version *v, const char *text, Py_ssize_t length);

/* The same for a str, with white space around the version. */
extern int _PyPEP440_ParseVersionStr(_PyPEP440_Version *v, PyObject *str);

/* The release number at *pos of the text, and *pos moved to the next one.
   Past the end all numbers are 0. */
extern _PyPEP440_Span _PyPEP440_NextNumber(
    const _PyPEP440_Version *v, uint32_t *pos);

/* Return a number below, equal to or above 0 as a is lower than, equal to or
   higher than b.  1.0 and 1.0.0 are equal. */
extern int _PyPEP440_Compare(
    const _PyPEP440_Version *a, const _PyPEP440_Version *b);

/* Return True for pre-releases and development releases. */
static inline int
_PyPEP440_IsPrerelease(const _PyPEP440_Version *v)
{
    return (v->parts & (_PyPEP440_PRE | _PyPEP440_DEV)) != 0;
}

/* Hash a version: equal versions have equal hashes.  Return -1 with
   MemoryError set on failure. */
extern Py_hash_t _PyPEP440_Hash(const _PyPEP440_Version *v);

/* Parts of a version's spelling, for _PyPEP440_VersionAsStr(). */
#define _PyPEP440_BASE   0                   /* epoch and release */
#define _PyPEP440_PUBLIC (_PyPEP440_PRE | _PyPEP440_POST | _PyPEP440_DEV)
#define _PyPEP440_FULL   (_PyPEP440_PUBLIC | _PyPEP440_LOCAL)
#define _PyPEP440_TRIM   0x10     /* without the release's trailing zeros */

/* The canonical spelling, or the chosen parts of it, as a new str. */
extern PyObject *_PyPEP440_VersionAsStr(
    const _PyPEP440_Version *v, int parts);


/* Operators of a comparison. */
typedef enum {
    _PyPEP440_BARE,             /* X alone: == X.*, or == X */
    _PyPEP440_EQ,
    _PyPEP440_NE,
    _PyPEP440_LE,
    _PyPEP440_GE,
    _PyPEP440_LT,
    _PyPEP440_GT,
    _PyPEP440_COMPATIBLE,
    _PyPEP440_ARBITRARY,        /* === */
} _PyPEP440_Operator;

typedef struct {
    _PyPEP440_Version version;  /* no release numbers: === and other text */
    uint8_t op;                 /* a _PyPEP440_Operator */
    uint8_t is_prefix;          /* ".*" follows, or bare without suffix */
} _PyPEP440_Comparison;

/* A clause: versions that satisfy all its comparisons satisfy it.  Not to be
   copied, since "items" may point into the structure. */
typedef struct {
    const char *text;
    Py_ssize_t length;
    Py_ssize_t count;
    _PyPEP440_Comparison *items;
    _PyPEP440_Comparison inlined[4];
} _PyPEP440_Clause;

/* For _PyPEP440_ParseClause(): take no comparison at all, ignore commas with
   nothing before or after them, as the metadata of packages may have them, and
   keep the first of comparisons that are the same.  The import statement does
   not. */
#define _PyPEP440_LENIENT 1

/* Parse a clause: "1.2", ">= 1.2, <2".  Return 0, or -1 with ValueError or
   MemoryError set; then there is nothing to clear. */
extern int _PyPEP440_ParseClause(
    _PyPEP440_Clause *clause, const char *text, Py_ssize_t length,
    int flags);

/* The same for a str, which must outlive the clause. */
extern int _PyPEP440_ParseClauseStr(
    _PyPEP440_Clause *clause, PyObject *str, int flags);
extern void _PyPEP440_ClearClause(_PyPEP440_Clause *clause);

/* Return True if both have the same comparisons, in whatever order. */
extern int _PyPEP440_SameClause(
    const _PyPEP440_Clause *a, const _PyPEP440_Clause *b);

/* Return True if the version satisfies the clause.  Pre-releases are admitted:
   it is for the caller to prefer final releases. */
extern int _PyPEP440_ClauseMatches(
    const _PyPEP440_Clause *clause, const _PyPEP440_Version *v);

/* Return True if a text that is no version satisfies the clause. */
extern int _PyPEP440_ClauseMatchesText(
    const _PyPEP440_Clause *clause, const char *text, Py_ssize_t length);

/* Return True if the clause names a pre-release, and so asks for them. */
extern int _PyPEP440_ClauseNamesPrerelease(const _PyPEP440_Clause *clause);

/* For _PyPEP440_ClauseAsStr(): spell a bare version as the comparison that it
   stands for. */
#define _PyPEP440_EXPLICIT 1

/* The canonical spelling of a clause. */
extern PyObject *_PyPEP440_ClauseAsStr(
    const _PyPEP440_Clause *clause, int flags);

/* Operator and version of a comparison, two strs.  A bare version is the
   comparison that it stands for: ("==", "1.2.*"). */
extern PyObject *_PyPEP440_ComparisonAsTuple(
    const _PyPEP440_Comparison *item);

/* The canonical spelling of the clause in a str; the flags are those of
   _PyPEP440_ParseClause(). */
extern PyObject *_PyPEP440_NormalizedClause(PyObject *text, int flags);

/* The same as the compiler stores it: ">= 1.2, <02" -> ">=1.2,<2".  ValueError
   says what is wrong with the text. */
static inline PyObject *
_PyPEP440_CanonicalClause(PyObject *text)
{
    return _PyPEP440_NormalizedClause(text, 0);
}

#ifdef __cplusplus
}
#endif
#endif // !Py_INTERNAL_PEP440_H
