/* PEP 440: versions, their order, and the clauses that select them.

   This file is the interpreter's one implementation.  The compiler, the
   import system and importlib.versions all use it.

   A version is ASCII text:

       version   = ["v"] [epoch "!"] release [pre] [post] [dev] ["+" local]
       epoch     = number
       release   = number *("." number)
       pre       = [sep] ("a" | "alpha" | "b" | "beta" |
                          "c" | "rc" | "pre" | "preview") [sep] [number]
       post      = "-" number
                 | [sep] ("post" | "rev" | "r") [sep] [number]
       dev       = [sep] "dev" [sep] [number]
       local     = segment *(sep segment)
       segment   = 1*(letter | digit)
       number    = 1*digit
       sep       = "." | "-" | "_"

   Case never matters.  A number may have any number of digits and leading
   zeros, and is never converted: without its leading zeros it compares by
   length, then digit by digit.  A number left out after a word is 0.  A "sep"
   that precedes a left-out number belongs to the word ("1.0a." is 1.0a0).

   White space is what PEP 440 lists: space, \t, \n, \r, \f and \v.  It may
   stand around a version, never inside.

   The canonical spelling has no "v", no epoch 0, no leading zeros and no
   upper case; it is written [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+x(.x)*].
   Trailing zeros of the release stay: 1.0 and 1.0.0 are equal but spelled
   differently.

   Versions are ordered by, in this sequence:

       epoch     none is 0
       release   number by number; numbers left out are 0
       phase     only dev < a < b < rc < none of these; then the number
                 (1.0.post1.dev1 is not "only dev": it has the phase of 1.0)
       post      none < .post0 < .post1
       dev       .dev0 < .dev1 < none
       local     none < some; segment by segment: letters < digits, digits
                 as numbers, letters as text; a prefix < the longer one

   A clause is one bare version, or comparisons separated by commas, all of
   which must hold.  White space may stand around operators and commas.

       clause     = version | comparison *("," comparison)
       comparison = ("==" | "!=") version
                  | ("==" | "!=") [epoch "!"] release ".*"
                  | ("<=" | ">=" | "<" | ">") version    (no local)
                  | "~=" version                         (no local; a release
                                                          of two numbers)
                  | "===" text                           (no white space, ","
                                                          ";" or ")", nor one
                                                          of "=<>!~" first)

   What they mean for a candidate C, whose local part counts only where that
   is said:

       == X      C equals X; C's local part counts if X has one
       == X.*    C's epoch and first release numbers are X's; C's release is
                 taken as if followed by zeros, the rest of C does not count
       != X      not == X, with or without ".*"
       <= X      C is lower than or equal to X; >= as well
       < X       C is lower than X, and no pre-release of X unless X is a
                 pre-release itself: then C is lower than X's .dev0
       > X       C is higher than X, and no post-release of X unless X has a
                 post or dev part itself
       ~= X      >= X, and == X's release without its last number and ".*"
       === X     C's canonical spelling is that of X: local part and trailing
                 zeros count
       X         == X.* if X is only an epoch and a release, else == X

   A candidate that is no version satisfies "===" with the same text, case
   aside, and nothing else.

   Where PEP 440 leaves room, release 26 of the "packaging" library decides.
   Only "===" differs: there it compares the texts as they happen to be
   written.

   Whether pre-releases are acceptable at all is another question, which the
   caller answers: see _PyPEP440_ClauseNamesPrerelease(). */

#include "Python.h"
#include "pycore_pep440.h"

#define PRE     _PyPEP440_PRE
#define POST    _PyPEP440_POST
#define DEV     _PyPEP440_DEV
#define LOCAL   _PyPEP440_LOCAL

typedef _PyPEP440_Span span_t;
typedef _PyPEP440_Version version_t;
typedef _PyPEP440_Comparison comparison_t;
typedef _PyPEP440_Clause clause_t;


/* --- Parsing versions --------------------------------------------------- */

static inline int
is_separator(char c)
{
    return c == '.' || c == '-' || c == '_';
}

static inline const char *
skip_separator(const char *p, const char *end)
{
    return (p < end && is_separator(*p)) ? p + 1 : p;
}

static void
strip_white_space(const char **start, const char **end)
{
    while (*start < *end && Py_ISSPACE(**start)) {
        ++*start;
    }
    while (*start < *end && Py_ISSPACE((*end)[-1])) {
        --*end;
    }
}

/* Scan digits, if there are any, and return their end. */
static inline const char *
scan_number(const char *text, const char *p, const char *end, span_t *number)
{
    while (p < end && *p == '0') {
        p++;
    }
    const char *start = p;
    while (p < end && Py_ISDIGIT(*p)) {
        p++;
    }
    *number = (span_t){(uint32_t)(start - text), (uint32_t)(p - start)};
    return p;
}

/* Scan the release and return its end, NULL if there is none.  A final dot is
   left alone: it may belong to what follows. */
static inline const char *
scan_release(version_t *v, const char *p, const char *end)
{
    const char *start = p;
    const char *stop = NULL;
    v->count = 0;
    while (p < end && Py_ISDIGIT(*p)) {
        do {
            p++;
        } while (p < end && Py_ISDIGIT(*p));
        stop = p;
        v->count++;
        if (p == end || *p++ != '.') {
            break;
        }
    }
    v->release.start = (uint32_t)(start - v->text);
    v->release.length = stop == NULL ? 0 : (uint32_t)(stop - start);
    return stop;
}

/* Where one word begins another, the longer one is first. */
static const struct {
    char word[8];
    uint8_t part;
    uint8_t phase;
} words[] = {
    {"alpha", PRE, _PyPEP440_PHASE_A},
    {"a", PRE, _PyPEP440_PHASE_A},
    {"beta", PRE, _PyPEP440_PHASE_B},
    {"b", PRE, _PyPEP440_PHASE_B},
    {"c", PRE, _PyPEP440_PHASE_RC},
    {"rc", PRE, _PyPEP440_PHASE_RC},
    {"preview", PRE, _PyPEP440_PHASE_RC},
    {"pre", PRE, _PyPEP440_PHASE_RC},
    {"post", POST, _PyPEP440_PHASE_FINAL},
    {"rev", POST, _PyPEP440_PHASE_FINAL},
    {"r", POST, _PyPEP440_PHASE_FINAL},
    {"dev", DEV, _PyPEP440_PHASE_DEV},
};

/* Scan the word of a part and return its end, NULL if there is none. */
static const char *
scan_word(const char *p, const char *end, uint8_t *part, uint8_t *phase)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(words); i++) {
        const char *q = p;
        const char *word = words[i].word;
        while (*word != '\0' && q < end && Py_TOLOWER(*q) == *word) {
            q++;
            word++;
        }
        if (*word == '\0') {
            *part = words[i].part;
            *phase = words[i].phase;
            return q;
        }
    }
    return NULL;
}

/* Scan a local part that fills [p, end).  Return NULL if it is none. */
static const char *
scan_local(version_t *v, const char *p, const char *end)
{
    v->local = (span_t){(uint32_t)(p - v->text), (uint32_t)(end - p)};
    v->parts |= LOCAL;
    for (;;) {
        const char *segment = p;
        while (p < end && Py_ISALNUM(*p)) {
            p++;
        }
        if (p == segment) {
            return NULL;
        }
        if (p == end) {
            return p;
        }
        if (!is_separator(*p++)) {
            return NULL;
        }
    }
}

/* Scan what follows the release up to the end.  Return NULL if it is not a
   suffix. */
static const char *
scan_suffix(version_t *v, const char *p, const char *end)
{
    while (p < end) {
        if (*p == '+') {
            return scan_local(v, p + 1, end);
        }
        uint8_t part, phase;
        const char *q = scan_word(skip_separator(p, end), end, &part, &phase);
        if (q != NULL) {
            q = skip_separator(q, end);
        }
        else if (end - p >= 2 && p[0] == '-' && Py_ISDIGIT(p[1])) {
            part = POST;
            phase = _PyPEP440_PHASE_FINAL;
            q = p + 1;
        }
        /* The parts have an order, and none comes twice. */
        if (q == NULL || v->parts >= part) {
            return NULL;
        }
        if (v->parts == 0) {
            v->phase = phase;
        }
        v->parts |= part;
        p = scan_number(v->text, q, end,
                        part == PRE ? &v->pre
                        : part == POST ? &v->post : &v->dev);
    }
    return p;
}

int
_PyPEP440_ParseVersion(version_t *v, const char *text, Py_ssize_t length)
{
    const version_t nothing = {.text = text, .length = (uint32_t)length};
    const char *p = text;
    const char *end = text + length;

    *v = nothing;
    if (length > INT32_MAX) {
        return -1;
    }
    v->phase = _PyPEP440_PHASE_FINAL;
    if (p < end && Py_TOLOWER(*p) == 'v') {
        p++;
    }
    const char *number = p;
    p = scan_release(v, p, end);
    if (p != NULL && p < end && *p == '!' && v->count == 1) {
        (void)scan_number(text, number, p, &v->epoch);
        p = scan_release(v, p + 1, end);
    }
    if (p == NULL || scan_suffix(v, p, end) == NULL) {
        *v = nothing;
        return -1;
    }
    return 0;
}

int
_PyPEP440_ParseVersionStr(version_t *v, PyObject *str)
{
    if (!PyUnicode_IS_ASCII(str)) {
        return -1;
    }
    const char *p = PyUnicode_DATA(str);
    const char *end = p + PyUnicode_GET_LENGTH(str);
    strip_white_space(&p, &end);
    return _PyPEP440_ParseVersion(v, p, end - p);
}


/* --- Order -------------------------------------------------------------- */

static inline int
compare_numbers(const version_t *a, span_t x, const version_t *b, span_t y)
{
    if (x.length != y.length) {
        return x.length < y.length ? -1 : 1;
    }
    /* Most numbers have one digit or two: less than a call of memcmp(). */
    const char *p = a->text + x.start;
    const char *q = b->text + y.start;
    for (uint32_t i = 0; i < x.length; i++) {
        if (p[i] != q[i]) {
            return p[i] - q[i];
        }
    }
    return 0;
}

/* Compare without regard to the case of ASCII letters. */
static int
compare_letters(const char *a, uint32_t m, const char *b, uint32_t n)
{
    for (uint32_t i = 0; i < m && i < n; i++) {
        int order = Py_TOLOWER(a[i]) - Py_TOLOWER(b[i]);
        if (order != 0) {
            return order;
        }
    }
    return (m > n) - (m < n);
}

static inline span_t
next_number(const version_t *v, uint32_t *pos)
{
    span_t number = {0, 0};
    uint32_t end = v->release.start + v->release.length;
    if (*pos < end) {
        const char *p = scan_number(v->text, v->text + *pos, v->text + end,
                                    &number);
        *pos = (uint32_t)(p - v->text) + 1;
    }
    return number;
}

span_t
_PyPEP440_NextNumber(const version_t *v, uint32_t *pos)
{
    return next_number(v, pos);
}

/* Compare the first "count" numbers of the releases. */
static int
compare_releases(const version_t *a, const version_t *b, uint32_t count)
{
    uint32_t i = a->release.start;
    uint32_t j = b->release.start;
    int order = 0;
    for (; count > 0 && order == 0; count--) {
        span_t x = next_number(a, &i);
        span_t y = next_number(b, &j);
        order = compare_numbers(a, x, b, y);
    }
    return order;
}

/* The segment of the local part at *pos, and *pos moved to the next. */
static span_t
next_segment(const version_t *v, uint32_t *pos, int *is_number)
{
    const char *start = v->text + *pos;
    const char *end = v->text + v->local.start + v->local.length;
    span_t segment;
    const char *p = scan_number(v->text, start, end, &segment);
    *is_number = (p == end || is_separator(*p));
    if (!*is_number) {
        while (p < end && !is_separator(*p)) {
            p++;
        }
        segment = (span_t){*pos, (uint32_t)(p - start)};
    }
    *pos = (uint32_t)(p - v->text) + 1;
    return segment;
}

static int
compare_locals(const version_t *a, const version_t *b)
{
    uint32_t i = a->local.start;
    uint32_t j = b->local.start;
    uint32_t i_end = i + a->local.length;
    uint32_t j_end = j + b->local.length;
    while (i < i_end && j < j_end) {
        int x_number, y_number;
        span_t x = next_segment(a, &i, &x_number);
        span_t y = next_segment(b, &j, &y_number);
        int order = x_number - y_number;
        if (order == 0) {
            order = (x_number
                     ? compare_numbers(a, x, b, y)
                     : compare_letters(a->text + x.start, x.length,
                                       b->text + y.start, y.length));
        }
        if (order != 0) {
            return order;
        }
    }
    return (i < i_end) - (j < j_end);
}

static inline int
compare_presence(const version_t *a, const version_t *b, int part)
{
    return !!(a->parts & part) - !!(b->parts & part);
}

/* Compare versions up to the pre-release (PRE), without the local part
   (_PyPEP440_PUBLIC), or whole (_PyPEP440_FULL). */
static int
compare(const version_t *a, const version_t *b, int parts)
{
    int order = compare_numbers(a, a->epoch, b, b->epoch);
    if (order == 0) {
        order = compare_releases(a, b, Py_MAX(a->count, b->count));
    }
    if (order != 0 || (a->parts | b->parts) == 0) {
        return order;
    }
    order = a->phase - b->phase;
    if (order == 0) {
        order = compare_numbers(a, a->pre, b, b->pre);
    }
    if (parts == PRE) {
        return order;
    }
    if (order == 0) {
        order = compare_presence(a, b, POST);
    }
    if (order == 0) {
        order = compare_numbers(a, a->post, b, b->post);
    }
    if (order == 0) {
        order = compare_presence(b, a, DEV);
    }
    if (order == 0) {
        order = compare_numbers(a, a->dev, b, b->dev);
    }
    if (order == 0 && parts & LOCAL) {
        order = compare_locals(a, b);
    }
    return order;
}

int
_PyPEP440_Compare(const version_t *a, const version_t *b)
{
    return compare(a, b, _PyPEP440_FULL);
}


/* --- Canonical spelling ------------------------------------------------- */

/* A canonical spelling is longer than the text by no more than this: "1crdev"
   is "1rc0.post0.dev0", and "===", ".*" and "," may be added. */
#define EXTRA_LENGTH 16

static inline char *
write_text(char *out, const char *text, size_t n)
{
    memcpy(out, text, n);
    return out + n;
}

static inline char *
write_word(char *out, const char *word)
{
    return write_text(out, word, strlen(word));
}

static char *
write_number(char *out, const version_t *v, span_t number)
{
    if (number.length == 0) {
        *out = '0';
        return out + 1;
    }
    return write_text(out, v->text + number.start, number.length);
}

static char *
write_release(char *out, const version_t *v, int trim)
{
    uint32_t pos = v->release.start;
    char *significant = out;
    for (uint32_t i = 0; i < v->count; i++) {
        if (i > 0) {
            *out++ = '.';
        }
        span_t number = next_number(v, &pos);
        out = write_number(out, v, number);
        if (i == 0 || number.length != 0) {
            significant = out;
        }
    }
    return trim ? significant : out;
}

static char *
write_local(char *out, const version_t *v)
{
    uint32_t pos = v->local.start;
    uint32_t end = pos + v->local.length;
    for (char separator = '+'; pos < end; separator = '.') {
        int is_number;
        span_t segment = next_segment(v, &pos, &is_number);
        *out++ = separator;
        if (is_number) {
            out = write_number(out, v, segment);
            continue;
        }
        for (uint32_t i = 0; i < segment.length; i++) {
            *out++ = Py_TOLOWER(v->text[segment.start + i]);
        }
    }
    return out;
}

/* Write the canonical spelling, of the suffix only the parts that are asked
   for, and return its end. */
static char *
write_version(char *out, const version_t *v, int parts)
{
    static const char phase_words[][3] = {
        [_PyPEP440_PHASE_A] = "a",
        [_PyPEP440_PHASE_B] = "b",
        [_PyPEP440_PHASE_RC] = "rc",
    };
    if (v->epoch.length != 0) {
        out = write_number(out, v, v->epoch);
        *out++ = '!';
    }
    out = write_release(out, v, parts & _PyPEP440_TRIM);
    parts &= v->parts;
    if (parts & PRE) {
        out = write_word(out, phase_words[v->phase]);
        out = write_number(out, v, v->pre);
    }
    if (parts & POST) {
        out = write_word(out, ".post");
        out = write_number(out, v, v->post);
    }
    if (parts & DEV) {
        out = write_word(out, ".dev");
        out = write_number(out, v, v->dev);
    }
    if (parts & LOCAL) {
        out = write_local(out, v);
    }
    return out;
}

PyObject *
_PyPEP440_VersionAsStr(const version_t *v, int parts)
{
    char *buffer = PyMem_Malloc((size_t)v->length + EXTRA_LENGTH);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    char *end = write_version(buffer, v, parts);
    PyObject *result = PyUnicode_DecodeASCII(buffer, end - buffer, NULL);
    PyMem_Free(buffer);
    return result;
}

Py_hash_t
_PyPEP440_Hash(const version_t *v)
{
    PyObject *text = _PyPEP440_VersionAsStr(
        v, _PyPEP440_FULL | _PyPEP440_TRIM);
    if (text == NULL) {
        return -1;
    }
    Py_hash_t hash = PyObject_Hash(text);
    Py_DECREF(text);
    return hash;
}


/* --- Parsing clauses ---------------------------------------------------- */

static const char operators[][4] = {
    [_PyPEP440_BARE] = "",
    [_PyPEP440_EQ] = "==",
    [_PyPEP440_NE] = "!=",
    [_PyPEP440_LE] = "<=",
    [_PyPEP440_GE] = ">=",
    [_PyPEP440_LT] = "<",
    [_PyPEP440_GT] = ">",
    [_PyPEP440_COMPATIBLE] = "~=",
    [_PyPEP440_ARBITRARY] = "===",
};

static inline int
is_operator_char(char c)
{
    return c == '=' || c == '<' || c == '>' || c == '!' || c == '~';
}

/* Return the operator that fills [p, end), -1 if it is none. */
static int
find_operator(const char *p, const char *end)
{
    for (size_t i = 0; i < Py_ARRAY_LENGTH(operators); i++) {
        size_t n = strlen(operators[i]);
        if ((size_t)(end - p) == n && memcmp(p, operators[i], n) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* Set ValueError.  The format says what is wrong with a part of the text,
   which stands for its %R. */
static int
clause_error(const clause_t *clause, const char *format,
             const char *part, const char *part_end)
{
    PyObject *whole = PyUnicode_FromStringAndSize(clause->text,
                                                  clause->length);
    PyObject *quoted = PyUnicode_FromStringAndSize(part, part_end - part);
    PyObject *why = NULL;
    if (whole != NULL && quoted != NULL) {
        why = PyUnicode_FromFormat(format, quoted);
    }
    if (why != NULL) {
        PyErr_Format(PyExc_ValueError, "invalid version clause %R: %U",
                     whole, why);
    }
    Py_XDECREF(whole);
    Py_XDECREF(quoted);
    Py_XDECREF(why);
    return -1;
}

/* Parse one comparison that fills [p, end), without white space around it. */
static int
parse_comparison(const clause_t *clause, comparison_t *item,
                 const char *p, const char *end)
{
#define FAIL(format, part, part_end) \
    return clause_error(clause, (format), (part), (part_end))

    const char *start = p;
    while (p < end && is_operator_char(*p)) {
        p++;
    }
    const char *op_end = p;
    int op = find_operator(start, op_end);
    if (op < 0) {
        FAIL("%R is not a version operator", start, op_end);
    }
    strip_white_space(&p, &end);
    if (p == end || is_operator_char(*p)) {
        FAIL("operator %R without a version", start, op_end);
    }
    for (const char *q = p; q < end; q++) {
        if (Py_ISSPACE(*q)) {
            strip_white_space(&q, &end);
            if (is_operator_char(*q)) {
                FAIL("a comma is missing before %R", q, end);
            }
            FAIL("white space inside version %R", p, end);
        }
        if (op == _PyPEP440_ARBITRARY && (*q == ';' || *q == ')')) {
            FAIL("';' or ')' in %R", p, end);
        }
    }

    version_t *v = &item->version;
    item->op = (uint8_t)op;
    item->is_prefix = 0;
    if (op == _PyPEP440_ARBITRARY) {
        (void)_PyPEP440_ParseVersion(v, p, end - p);
        return 0;
    }
    if (end - p >= 2 && end[-2] == '.' && end[-1] == '*') {
        end -= 2;
        item->is_prefix = 1;
    }
    if (_PyPEP440_ParseVersion(v, p, end - p) < 0) {
        FAIL("%R is not a PEP 440 version", p, end);
    }
    if (item->is_prefix) {
        if (op == _PyPEP440_BARE) {
            FAIL("'.*' needs '==' or '!='; a bare %R means the same", p, end);
        }
        if (op != _PyPEP440_EQ && op != _PyPEP440_NE) {
            FAIL("'.*' does not go with operator %R, only with '==' and '!='",
                 start, op_end);
        }
        if (v->parts != 0) {
            FAIL("'.*' may follow only a release such as '1.2', not %R",
                 p, end);
        }
    }
    if (op == _PyPEP440_BARE) {
        item->is_prefix = (v->parts == 0);
    }
    else if (v->parts & LOCAL && op != _PyPEP440_EQ && op != _PyPEP440_NE) {
        FAIL("a local version ('+...') does not go with operator %R",
             start, op_end);
    }
    else if (op == _PyPEP440_COMPATIBLE && v->count < 2) {
        FAIL("'~=' needs a version with two release numbers or more, not %R",
             p, end);
    }
    return 0;
#undef FAIL
}

/* Return True if two comparisons have the same operator and the same version,
   trailing zeros included where they decide what matches. */
static int
same_comparison(const comparison_t *a, const comparison_t *b)
{
    const version_t *x = &a->version;
    const version_t *y = &b->version;
    if (a->op != b->op || a->is_prefix != b->is_prefix) {
        return 0;
    }
    if (x->count != y->count
        && (a->is_prefix || a->op == _PyPEP440_COMPATIBLE
            || a->op == _PyPEP440_ARBITRARY))
    {
        return 0;
    }
    if (x->count == 0) {
        return compare_letters(x->text, x->length, y->text, y->length) == 0;
    }
    return compare(x, y, _PyPEP440_FULL) == 0;
}

static int
has_comparison(const clause_t *clause, const comparison_t *item)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        if (same_comparison(&clause->items[i], item)) {
            return 1;
        }
    }
    return 0;
}

int
_PyPEP440_SameClause(const clause_t *a, const clause_t *b)
{
    for (Py_ssize_t i = 0; i < a->count; i++) {
        if (!has_comparison(b, &a->items[i])) {
            return 0;
        }
    }
    return a->count == b->count;
}

int
_PyPEP440_ParseClause(clause_t *clause, const char *text, Py_ssize_t length,
                      int flags)
{
    const char *p = text;
    const char *end = text + length;
    Py_ssize_t room = 1;
    Py_ssize_t parsed = 0;

    *clause = (clause_t){.text = text, .length = length};
    clause->items = clause->inlined;
    if (length > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "version clause is too long");
        return -1;
    }
    for (const char *q = text; q < end; q++) {
        room += (*q == ',');
    }
    if (room > (Py_ssize_t)Py_ARRAY_LENGTH(clause->inlined)) {
        clause->items = PyMem_New(comparison_t, room);
        if (clause->items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }

    for (;;) {
        const char *comma = memchr(p, ',', end - p);
        const char *part_end = comma != NULL ? comma : end;
        comparison_t *item = &clause->items[clause->count];
        strip_white_space(&p, &part_end);
        if (p < part_end) {
            if (parse_comparison(clause, item, p, part_end) < 0) {
                goto error;
            }
            parsed++;
            if (!(flags & _PyPEP440_LENIENT) || !has_comparison(clause, item)) {
                clause->count++;
            }
        }
        else if (!(flags & _PyPEP440_LENIENT)) {
            clause_error(clause,
                         room == 1 ? "a version is missing"
                         : comma == NULL
                         ? "a comparison is missing after the comma"
                         : "a comparison is missing before a comma", p, p);
            goto error;
        }
        if (comma == NULL) {
            break;
        }
        p = comma + 1;
    }

    for (Py_ssize_t i = 0; parsed > 1 && i < clause->count; i++) {
        const version_t *v = &clause->items[i].version;
        if (clause->items[i].op == _PyPEP440_BARE) {
            clause_error(clause, "an operator is missing before %R",
                         v->text, v->text + v->length);
            goto error;
        }
    }
    return 0;

error:
    _PyPEP440_ClearClause(clause);
    return -1;
}

void
_PyPEP440_ClearClause(clause_t *clause)
{
    if (clause->items != clause->inlined) {
        PyMem_Free(clause->items);
    }
    clause->items = NULL;
    clause->count = 0;
}


/* --- Matching ----------------------------------------------------------- */

/* == X.*, for X's first "count" release numbers. */
static int
matches_prefix(const version_t *v, const version_t *x, uint32_t count)
{
    return (compare_numbers(v, v->epoch, x, x->epoch) == 0
            && compare_releases(v, x, count) == 0);
}

static int
matches_equal(const version_t *v, const comparison_t *item)
{
    const version_t *x = &item->version;
    if (item->is_prefix) {
        return matches_prefix(v, x, x->count);
    }
    return compare(v, x, _PyPEP440_PUBLIC | (x->parts & LOCAL)) == 0;
}

static int
matches_lower(const version_t *v, const version_t *x)
{
    version_t bound = *x;
    if (!_PyPEP440_IsPrerelease(x)) {
        bound.parts |= DEV;
        bound.phase = x->parts ? x->phase : _PyPEP440_PHASE_DEV;
    }
    return compare(v, &bound, _PyPEP440_PUBLIC) < 0;
}

static int
matches_higher(const version_t *v, const version_t *x)
{
    return (compare(v, x, _PyPEP440_PUBLIC) > 0
            && (x->parts & (POST | DEV) || compare(v, x, PRE) != 0));
}

static int
comparison_matches(const comparison_t *item, const version_t *v)
{
    const version_t *x = &item->version;
    switch (item->op) {
        case _PyPEP440_BARE:
        case _PyPEP440_EQ:
            return matches_equal(v, item);
        case _PyPEP440_NE:
            return !matches_equal(v, item);
        case _PyPEP440_LE:
            return compare(v, x, _PyPEP440_PUBLIC) <= 0;
        case _PyPEP440_GE:
            return compare(v, x, _PyPEP440_PUBLIC) >= 0;
        case _PyPEP440_LT:
            return matches_lower(v, x);
        case _PyPEP440_GT:
            return matches_higher(v, x);
        case _PyPEP440_COMPATIBLE:
            return (compare(v, x, _PyPEP440_PUBLIC) >= 0
                    && matches_prefix(v, x, x->count - 1));
        case _PyPEP440_ARBITRARY:
            return (v->count == x->count
                    && compare(v, x, _PyPEP440_FULL) == 0);
        default:
            Py_UNREACHABLE();
    }
}

int
_PyPEP440_ClauseMatches(const clause_t *clause, const version_t *v)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        if (!comparison_matches(&clause->items[i], v)) {
            return 0;
        }
    }
    return 1;
}

int
_PyPEP440_ClauseMatchesText(const clause_t *clause, const char *text,
                            Py_ssize_t length)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        const version_t *x = &clause->items[i].version;
        if (x->count != 0 || x->length != length
            || compare_letters(x->text, x->length, text, x->length) != 0)
        {
            return 0;
        }
    }
    return 1;
}

int
_PyPEP440_ClauseNamesPrerelease(const clause_t *clause)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        /* != names what is not wanted. */
        if (clause->items[i].op != _PyPEP440_NE
            && _PyPEP440_IsPrerelease(&clause->items[i].version))
        {
            return 1;
        }
    }
    return 0;
}


/* --- Canonical spelling of clauses -------------------------------------- */

static char *
write_comparison(char *out, const comparison_t *item, int op)
{
    const version_t *v = &item->version;
    out = write_word(out, operators[op]);
    if (v->count == 0) {
        return write_text(out, v->text, v->length);
    }
    out = write_version(out, v, _PyPEP440_FULL);
    if (item->is_prefix && op != _PyPEP440_BARE) {
        out = write_word(out, ".*");
    }
    return out;
}

/* The operator that a bare version stands for. */
static inline int
explicit_operator(const comparison_t *item)
{
    return item->op == _PyPEP440_BARE ? _PyPEP440_EQ : item->op;
}

PyObject *
_PyPEP440_ComparisonAsTuple(const comparison_t *item)
{
    char *buffer = PyMem_Malloc((size_t)item->version.length + EXTRA_LENGTH);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    int op = explicit_operator(item);
    char *end = write_comparison(buffer, item, op);
    const char *version = buffer + strlen(operators[op]);
    PyObject *result = Py_BuildValue("(ss#)", operators[op], version,
                                     (Py_ssize_t)(end - version));
    PyMem_Free(buffer);
    return result;
}

PyObject *
_PyPEP440_ClauseAsStr(const clause_t *clause, int flags)
{
    size_t bound = 1;
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        bound += (size_t)clause->items[i].version.length + EXTRA_LENGTH;
    }
    char *buffer = PyMem_Malloc(bound);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    char *out = buffer;
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        const comparison_t *item = &clause->items[i];
        if (i > 0) {
            *out++ = ',';
        }
        out = write_comparison(out, item,
                               flags & _PyPEP440_EXPLICIT
                               ? explicit_operator(item) : item->op);
    }
    PyObject *result = PyUnicode_FromStringAndSize(buffer, out - buffer);
    PyMem_Free(buffer);
    return result;
}

int
_PyPEP440_ParseClauseStr(clause_t *clause, PyObject *str, int flags)
{
    Py_ssize_t length;
    const char *utf8 = PyUnicode_AsUTF8AndSize(str, &length);
    if (utf8 == NULL) {
        return -1;
    }
    return _PyPEP440_ParseClause(clause, utf8, length, flags);
}

PyObject *
_PyPEP440_NormalizedClause(PyObject *text, int flags)
{
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "a version clause must be a str, not %T",
                     text);
        return NULL;
    }
    clause_t clause;
    if (_PyPEP440_ParseClauseStr(&clause, text, flags) < 0) {
        return NULL;
    }
    PyObject *result = _PyPEP440_ClauseAsStr(&clause, 0);
    _PyPEP440_ClearClause(&clause);
    return result;
}
