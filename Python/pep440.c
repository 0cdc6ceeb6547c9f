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
   which must hold.  White space may stand around operators and commas, never
   inside a version.

       clause     = version | comparison *("," comparison)
       comparison = ("==" | "!=") version
                  | ("==" | "!=") [epoch "!"] release ".*"
                  | ("<=" | ">=" | "<" | ">") version    (no local)
                  | "~=" version                         (no local; a release
                                                          of two numbers)
                  | "===" text                           (no white space, ","
                                                          ";" or ")", nor one
                                                          of "=<>!~" first)

   What they mean for a candidate C:

       == X      C equals X; C's local part counts only if X has one
       == X.*    C's epoch and first release numbers are X's; C's release is
                 taken as if followed by zeros, the rest of C does not count
       != X      not == X, with or without ".*"
       <= X      C without its local part is lower than or equal to X; >= as
                 well
       < X       C is lower than X, and no pre-release of X's release unless
                 X is a pre-release itself
       > X       C is higher than X, and no post-release of X's release unless
                 X is a post-release itself, and no local version of X's
                 release
       ~= X      >= X, and == X's release without its last number and ".*"
       === X     C's canonical spelling is X, case aside
       X         == X.* if X is only an epoch and a release, else == X

   The rules follow the "packaging" library where PEP 440 leaves room, with
   one exception: its release 25 compares some prefixes ("~= 1.0c1",
   "~= v1.0") in the spelling that they were given, so that the alternative
   spellings that PEP 440 allows change what they match.  Here, as in its
   release 26, the spelling never matters except to "===".

   Whether pre-releases are acceptable at all is another question, which the
   caller answers: see _PyPEP440_ClauseNamesPrerelease(). */

#include "Python.h"
#include "pycore_pep440.h"
#include "pycore_pyhash.h"        // _Py_HashBytes()


/* --- Scanning ----------------------------------------------------------- */

#define KEY_NUMBERS 4
#define KEY_BITS    16
#define KEY_MAX     0xFFFF

static inline int
is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline char
to_lower(char c)
{
    return (c >= 'A' && c <= 'Z') ? (char)(c | 0x20) : c;
}

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

/* Skip a word, which is given in lower case.  Return NULL if it is not
   there. */
static inline const char *
skip_word(const char *p, const char *end, const char *word)
{
    for (; *word != '\0'; p++, word++) {
        if (p == end || to_lower(*p) != *word) {
            return NULL;
        }
    }
    return p;
}

/* The number that fills [p, end). */
static inline _PyPEP440_Span
number_span(const char *text, const char *p, const char *end)
{
    while (p < end && *p == '0') {
        p++;
    }
    return (_PyPEP440_Span){(uint32_t)(p - text), (uint32_t)(end - p)};
}

/* Scan the optional number after a word, and the separator before it. */
static const char *
scan_word_number(const char *text, const char *p, const char *end,
                 _PyPEP440_Span *span)
{
    p = skip_separator(p, end);
    const char *start = p;
    while (p < end && is_digit(*p)) {
        p++;
    }
    *span = number_span(text, start, p);
    return p;
}

/* Scan the release.  A final dot is left alone: it may belong to what
   follows. */
static inline const char *
scan_release(_PyPEP440_Version *v, const char *p, const char *end)
{
    const char *start = p;
    uint64_t key = 0;
    uint32_t count = 0;
    int keyed = 1;
    int shift = KEY_BITS * KEY_NUMBERS;

    while (p < end && is_digit(*p)) {
        uint32_t number = 0;
        do {
            if (number <= KEY_MAX) {
                number = number * 10 + (uint32_t)(*p - '0');
            }
            p++;
        } while (p < end && is_digit(*p));
        shift -= KEY_BITS;
        if (number > KEY_MAX || shift < 0) {
            keyed = 0;
        }
        else {
            key |= (uint64_t)number << shift;
        }
        count++;
        if (p == end || *p != '.') {
            goto done;
        }
        p++;
    }
    if (count == 0) {
        return NULL;
    }
    p--;
done:
    v->key = key;
    v->count = count;
    v->parts = keyed ? _PyPEP440_KEYED : 0;
    v->phase = _PyPEP440_PHASE_FINAL;
    v->release.start = (uint32_t)(start - v->text);
    v->release.length = (uint32_t)(p - start);
    return p;
}

/* Scan the word of a pre-release.  Return NULL if it is not there. */
static const char *
scan_pre_word(const char *p, const char *end, uint8_t *phase)
{
    const char *q;
    switch (p < end ? to_lower(*p) : '\0') {
        case 'a':
            *phase = _PyPEP440_PHASE_A;
            q = skip_word(p, end, "alpha");
            return q != NULL ? q : p + 1;
        case 'b':
            *phase = _PyPEP440_PHASE_B;
            q = skip_word(p, end, "beta");
            return q != NULL ? q : p + 1;
        case 'c':
            *phase = _PyPEP440_PHASE_RC;
            return p + 1;
        case 'r':
            *phase = _PyPEP440_PHASE_RC;
            return skip_word(p, end, "rc");
        case 'p':
            *phase = _PyPEP440_PHASE_RC;
            q = skip_word(p, end, "preview");
            return q != NULL ? q : skip_word(p, end, "pre");
        default:
            return NULL;
    }
}

/* Scan the word of a post-release.  Return NULL if it is not there. */
static const char *
scan_post_word(const char *p, const char *end)
{
    const char *q = skip_word(p, end, "post");
    if (q == NULL) {
        q = skip_word(p, end, "rev");
    }
    if (q == NULL) {
        q = skip_word(p, end, "r");
    }
    return q;
}

/* Scan all that follows the release.  Return NULL if it is not a suffix. */
static const char *
scan_suffix(_PyPEP440_Version *v, const char *p, const char *end)
{
    const char *text = v->text;
    const char *q;
    uint8_t phase;

    q = scan_pre_word(skip_separator(p, end), end, &phase);
    if (q != NULL) {
        p = scan_word_number(text, q, end, &v->pre);
        v->parts |= _PyPEP440_PRE;
        v->phase = phase;
    }

    if (end - p >= 2 && p[0] == '-' && is_digit(p[1])) {
        p = scan_word_number(text, p, end, &v->post);
        v->parts |= _PyPEP440_POST;
    }
    else if ((q = scan_post_word(skip_separator(p, end), end)) != NULL) {
        p = scan_word_number(text, q, end, &v->post);
        v->parts |= _PyPEP440_POST;
    }

    q = skip_word(skip_separator(p, end), end, "dev");
    if (q != NULL) {
        p = scan_word_number(text, q, end, &v->dev);
        if (!(v->parts & (_PyPEP440_PRE | _PyPEP440_POST))) {
            v->phase = _PyPEP440_PHASE_DEV;
        }
        v->parts |= _PyPEP440_DEV;
    }

    if (p < end && *p == '+') {
        const char *start = ++p;
        const char *segment = p;
        for (; p < end; p++) {
            if (is_separator(*p)) {
                if (p == segment) {
                    return NULL;
                }
                segment = p + 1;
            }
            else {
                char c = to_lower(*p);
                if (!is_digit(c) && !(c >= 'a' && c <= 'z')) {
                    return NULL;
                }
            }
        }
        if (p == segment) {
            return NULL;
        }
        v->local.start = (uint32_t)(start - text);
        v->local.length = (uint32_t)(p - start);
        v->parts |= _PyPEP440_LOCAL;
    }
    return p == end ? p : NULL;
}

int
_PyPEP440_ParseVersion(_PyPEP440_Version *v, const char *text,
                       Py_ssize_t length)
{
    if (length <= 0 || length > INT32_MAX) {
        return -1;
    }
    const char *p = text;
    const char *end = text + length;
    v->text = text;
    if (to_lower(*p) == 'v') {
        p++;
    }
    const char *number = p;
    p = scan_release(v, p, end);
    if (p == end) {
        return 0;
    }
    if (p == NULL) {
        return -1;
    }
    if (*p == '!') {
        if (v->count != 1) {
            return -1;
        }
        _PyPEP440_Span epoch = number_span(text, number, p);
        p = scan_release(v, p + 1, end);
        if (p == NULL) {
            return -1;
        }
        if (epoch.length != 0) {
            v->epoch = epoch;
            v->parts |= _PyPEP440_EPOCH;
        }
        if (p == end) {
            return 0;
        }
    }
    return scan_suffix(v, p, end) != NULL ? 0 : -1;
}


/* --- Order -------------------------------------------------------------- */

static inline int
compare_numbers(const char *a, _PyPEP440_Span x,
                const char *b, _PyPEP440_Span y)
{
    if (x.length != y.length) {
        return x.length < y.length ? -1 : 1;
    }
    return memcmp(a + x.start, b + y.start, x.length);
}

/* The number at *pos in a span of the text, and *pos moved to the next.
   Past the end all numbers are 0. */
static _PyPEP440_Span
next_number(const _PyPEP440_Version *v, uint32_t *pos)
{
    const char *start = v->text + *pos;
    const char *end = v->text + v->release.start + v->release.length;
    if (start >= end) {
        return (_PyPEP440_Span){0, 0};
    }
    const char *p = start;
    while (p < end && *p != '.') {
        p++;
    }
    *pos = (uint32_t)(p + 1 - v->text);
    return number_span(v->text, start, p);
}

/* Compare the first "count" numbers of the releases. */
static int
compare_release_numbers(const _PyPEP440_Version *a, const _PyPEP440_Version *b,
                        uint32_t count)
{
    uint32_t i = a->release.start;
    uint32_t j = b->release.start;
    for (; count > 0; count--) {
        _PyPEP440_Span x = next_number(a, &i);
        _PyPEP440_Span y = next_number(b, &j);
        int order = compare_numbers(a->text, x, b->text, y);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static inline int
compare_epoch(const _PyPEP440_Version *a, const _PyPEP440_Version *b)
{
    if (!((a->parts | b->parts) & _PyPEP440_EPOCH)) {
        return 0;
    }
    const _PyPEP440_Span none = {0, 0};
    return compare_numbers(
        a->text, (a->parts & _PyPEP440_EPOCH) ? a->epoch : none,
        b->text, (b->parts & _PyPEP440_EPOCH) ? b->epoch : none);
}

/* Compare epoch and release. */
static inline int
compare_base(const _PyPEP440_Version *a, const _PyPEP440_Version *b)
{
    int order = compare_epoch(a, b);
    if (order != 0) {
        return order;
    }
    if (a->parts & b->parts & _PyPEP440_KEYED) {
        return (a->key > b->key) - (a->key < b->key);
    }
    return compare_release_numbers(a, b, Py_MAX(a->count, b->count));
}

/* The segment of a local version at *p, and *p moved to the next. */
static _PyPEP440_Span
next_segment(const char **p, const char *end, int *is_number)
{
    const char *start = *p;
    const char *q = start;
    *is_number = 1;
    for (; q < end && !is_separator(*q); q++) {
        if (!is_digit(*q)) {
            *is_number = 0;
        }
    }
    *p = q < end ? q + 1 : q;
    if (*is_number) {
        return number_span(start, start, q);
    }
    return (_PyPEP440_Span){0, (uint32_t)(q - start)};
}

static int
compare_letters(const char *a, uint32_t m, const char *b, uint32_t n)
{
    for (uint32_t i = 0; i < m && i < n; i++) {
        int order = to_lower(a[i]) - to_lower(b[i]);
        if (order != 0) {
            return order;
        }
    }
    return (m > n) - (m < n);
}

static int
compare_local(const _PyPEP440_Version *a, const _PyPEP440_Version *b)
{
    const char *p = a->text + a->local.start;
    const char *q = b->text + b->local.start;
    const char *p_end = p + a->local.length;
    const char *q_end = q + b->local.length;
    while (p < p_end && q < q_end) {
        const char *p_start = p;
        const char *q_start = q;
        int p_number, q_number;
        _PyPEP440_Span x = next_segment(&p, p_end, &p_number);
        _PyPEP440_Span y = next_segment(&q, q_end, &q_number);
        int order;
        if (p_number != q_number) {
            return p_number - q_number;
        }
        if (p_number) {
            order = compare_numbers(p_start, x, q_start, y);
        }
        else {
            order = compare_letters(p_start, x.length, q_start, y.length);
        }
        if (order != 0) {
            return order;
        }
    }
    return (p < p_end) - (q < q_end);
}

static int
compare_suffix(const _PyPEP440_Version *a, const _PyPEP440_Version *b,
               int with_local)
{
    int order;
    if (a->phase != b->phase) {
        return a->phase - b->phase;
    }
    if (a->parts & _PyPEP440_PRE) {
        order = compare_numbers(a->text, a->pre, b->text, b->pre);
        if (order != 0) {
            return order;
        }
    }
    int differ = a->parts ^ b->parts;
    if (differ & _PyPEP440_POST) {
        return (a->parts & _PyPEP440_POST) ? 1 : -1;
    }
    if (a->parts & _PyPEP440_POST) {
        order = compare_numbers(a->text, a->post, b->text, b->post);
        if (order != 0) {
            return order;
        }
    }
    if (differ & _PyPEP440_DEV) {
        return (a->parts & _PyPEP440_DEV) ? -1 : 1;
    }
    if (a->parts & _PyPEP440_DEV) {
        order = compare_numbers(a->text, a->dev, b->text, b->dev);
        if (order != 0) {
            return order;
        }
    }
    if (!with_local) {
        return 0;
    }
    if (differ & _PyPEP440_LOCAL) {
        return (a->parts & _PyPEP440_LOCAL) ? 1 : -1;
    }
    if (a->parts & _PyPEP440_LOCAL) {
        return compare_local(a, b);
    }
    return 0;
}

static inline int
compare_versions(const _PyPEP440_Version *a, const _PyPEP440_Version *b,
                 int with_local)
{
    int order = compare_base(a, b);
    if (order == 0 && ((a->parts | b->parts) & _PyPEP440_SUFFIX)) {
        order = compare_suffix(a, b, with_local);
    }
    return order;
}

int
_PyPEP440_Compare(const _PyPEP440_Version *a, const _PyPEP440_Version *b)
{
    return compare_versions(a, b, 1);
}

int
_PyPEP440_SameSpelling(const _PyPEP440_Version *a, const _PyPEP440_Version *b)
{
    return a->count == b->count && compare_versions(a, b, 1) == 0;
}


/* --- Canonical spelling ------------------------------------------------- */

/* Memory for text, on the stack unless it is unusually long. */
typedef struct {
    char *data;
    char small[256];
} text_buffer;

static int
buffer_init(text_buffer *buffer, size_t size)
{
    buffer->data = buffer->small;
    if (size > sizeof(buffer->small)) {
        buffer->data = PyMem_Malloc(size);
        if (buffer->data == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

static void
buffer_clear(text_buffer *buffer)
{
    if (buffer->data != buffer->small) {
        PyMem_Free(buffer->data);
    }
}

/* No spelling of the version is longer. */
static size_t
spelling_bound(const _PyPEP440_Version *v)
{
    size_t n = v->release.length;
    if (v->parts & _PyPEP440_EPOCH) {
        n += v->epoch.length + strlen("!");
    }
    if (v->parts & _PyPEP440_PRE) {
        n += v->pre.length + strlen("rc0");
    }
    if (v->parts & _PyPEP440_POST) {
        n += v->post.length + strlen(".post0");
    }
    if (v->parts & _PyPEP440_DEV) {
        n += v->dev.length + strlen(".dev0");
    }
    if (v->parts & _PyPEP440_LOCAL) {
        n += v->local.length + strlen("+");
    }
    return n;
}

static char *
write_bytes(char *out, const char *s, size_t n)
{
    memcpy(out, s, n);
    return out + n;
}

static char *
write_word(char *out, const char *word)
{
    return write_bytes(out, word, strlen(word));
}

static char *
write_number(char *out, const char *text, _PyPEP440_Span number)
{
    if (number.length == 0) {
        *out = '0';
        return out + 1;
    }
    return write_bytes(out, text + number.start, number.length);
}

static char *
write_release(char *out, const _PyPEP440_Version *v, int trim)
{
    uint32_t pos = v->release.start;
    char *significant = out;
    for (uint32_t i = 0; i < v->count; i++) {
        if (i > 0) {
            *out++ = '.';
        }
        _PyPEP440_Span number = next_number(v, &pos);
        out = write_number(out, v->text, number);
        if (i == 0 || number.length != 0) {
            significant = out;
        }
    }
    return trim ? significant : out;
}

static char *
write_local(char *out, const _PyPEP440_Version *v)
{
    const char *p = v->text + v->local.start;
    const char *end = p + v->local.length;
    *out++ = '+';
    for (;;) {
        const char *start = p;
        int is_number;
        _PyPEP440_Span segment = next_segment(&p, end, &is_number);
        if (is_number) {
            out = write_number(out, start, segment);
        }
        else {
            for (uint32_t i = 0; i < segment.length; i++) {
                *out++ = to_lower(start[i]);
            }
        }
        if (p == end) {
            return out;
        }
        *out++ = '.';
    }
}

static const char phase_words[][3] = {
    [_PyPEP440_PHASE_A] = "a",
    [_PyPEP440_PHASE_B] = "b",
    [_PyPEP440_PHASE_RC] = "rc",
};

/* Write the canonical spelling and return its end. */
static char *
write_version(char *out, const _PyPEP440_Version *v, int parts)
{
    if (v->parts & _PyPEP440_EPOCH) {
        out = write_number(out, v->text, v->epoch);
        *out++ = '!';
    }
    out = write_release(out, v, parts & _PyPEP440_TRIM);
    parts &= v->parts;
    if (parts & _PyPEP440_PRE) {
        out = write_word(out, phase_words[v->phase]);
        out = write_number(out, v->text, v->pre);
    }
    if (parts & _PyPEP440_POST) {
        out = write_word(out, ".post");
        out = write_number(out, v->text, v->post);
    }
    if (parts & _PyPEP440_DEV) {
        out = write_word(out, ".dev");
        out = write_number(out, v->text, v->dev);
    }
    if (parts & _PyPEP440_LOCAL) {
        out = write_local(out, v);
    }
    return out;
}

PyObject *
_PyPEP440_VersionAsStr(const _PyPEP440_Version *v, int parts)
{
    text_buffer buffer;
    if (buffer_init(&buffer, spelling_bound(v)) < 0) {
        return NULL;
    }
    char *end = write_version(buffer.data, v, parts);
    PyObject *result = PyUnicode_DecodeASCII(
        buffer.data, end - buffer.data, NULL);
    buffer_clear(&buffer);
    return result;
}

Py_hash_t
_PyPEP440_Hash(const _PyPEP440_Version *v)
{
    text_buffer buffer;
    if (buffer_init(&buffer, spelling_bound(v)) < 0) {
        return -1;
    }
    char *end = write_version(buffer.data, v,
                              _PyPEP440_FULL | _PyPEP440_TRIM);
    Py_hash_t hash = _Py_HashBytes(buffer.data, end - buffer.data);
    buffer_clear(&buffer);
    return hash;
}

int
_PyPEP440_ParseVersionOrRaise(_PyPEP440_Version *v, const char *text,
                              Py_ssize_t length)
{
    if (_PyPEP440_ParseVersion(v, text, length) == 0) {
        return 0;
    }
    PyObject *quoted = PyUnicode_DecodeUTF8(text, length, "replace");
    if (quoted != NULL) {
        PyErr_Format(PyExc_ValueError, "invalid version: %R", quoted);
        Py_DECREF(quoted);
    }
    return -1;
}

/* The UTF-8 text of a str.  TypeError if it is not one. */
static const char *
text_as_utf8(PyObject *text, const char *what, Py_ssize_t *length)
{
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "a %s must be a str, not %T",
                     what, text);
        return NULL;
    }
    return PyUnicode_AsUTF8AndSize(text, length);
}

PyObject *
_PyPEP440_CanonicalVersion(PyObject *text)
{
    Py_ssize_t length;
    const char *utf8 = text_as_utf8(text, "version", &length);
    if (utf8 == NULL) {
        return NULL;
    }
    _PyPEP440_Version v;
    if (_PyPEP440_ParseVersionOrRaise(&v, utf8, length) < 0) {
        return NULL;
    }
    return _PyPEP440_VersionAsStr(&v, _PyPEP440_FULL);
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

const char *
_PyPEP440_OperatorText(int op)
{
    return operators[op];
}

/* Set ValueError.  The format says what is wrong with a part of the text,
   which stands for its %R. */
static int
clause_error(const char *text, Py_ssize_t length, const char *format,
             const char *part, Py_ssize_t part_length)
{
    PyObject *quoted = NULL;
    PyObject *why = NULL;
    PyObject *whole = PyUnicode_DecodeUTF8(text, length, "replace");
    if (whole == NULL) {
        goto done;
    }
    quoted = PyUnicode_DecodeUTF8(part, part_length, "replace");
    if (quoted == NULL) {
        goto done;
    }
    why = PyUnicode_FromFormat(format, quoted);
    if (why == NULL) {
        goto done;
    }
    PyErr_Format(PyExc_ValueError, "invalid version clause %R: %U",
                 whole, why);
done:
    Py_XDECREF(whole);
    Py_XDECREF(quoted);
    Py_XDECREF(why);
    return -1;
}

static inline int
is_operator_char(char c)
{
    return c == '=' || c == '<' || c == '>' || c == '!' || c == '~';
}

/* Tell whether === can match the text: only canonical spellings can be equal
   to one.  Return -1 with an exception set on failure. */
static int
is_canonical(const _PyPEP440_Version *v, const char *text, Py_ssize_t length)
{
    text_buffer buffer;
    if (buffer_init(&buffer, spelling_bound(v)) < 0) {
        return -1;
    }
    char *end = write_version(buffer.data, v, _PyPEP440_FULL);
    int result = (end - buffer.data == length);
    for (Py_ssize_t i = 0; result && i < length; i++) {
        result = (to_lower(text[i]) == buffer.data[i]);
    }
    buffer_clear(&buffer);
    return result;
}

/* Find white space, and what follows it.  Return NULL if there is none. */
static const char *
find_space(const char *p, const char *end, const char **after)
{
    while (p < end && !Py_ISSPACE(*p)) {
        p++;
    }
    const char *q = p;
    while (q < end && Py_ISSPACE(*q)) {
        q++;
    }
    *after = q;
    return p < end ? p : NULL;
}

/* Parse one comparison that fills [p, end), without white space around it. */
static int
parse_comparison(const _PyPEP440_Clause *clause, Py_ssize_t length,
                 _PyPEP440_Comparison *item, const char *p, const char *end)
{
#define FAIL(format, part, part_end) \
    return clause_error(clause->text, length, (format), \
                        (part), (part_end) - (part))

    const char *start = p;
    while (p < end && is_operator_char(*p)) {
        p++;
    }
    int op = -1;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(operators); i++) {
        size_t n = strlen(operators[i]);
        if ((size_t)(p - start) == n && memcmp(start, operators[i], n) == 0) {
            op = (int)i;
            break;
        }
    }
    if (op < 0) {
        FAIL("%R is not a version operator", start, p);
    }
    const char *op_end = p;
    while (p < end && Py_ISSPACE(*p)) {
        p++;
    }
    if (p == end || is_operator_char(*p)) {
        FAIL("operator %R without a version", start, op_end);
    }

    const char *after;
    const char *space = find_space(p, end, &after);
    if (space != NULL) {
        if (is_operator_char(*after)) {
            FAIL("a comma is missing before %R", after, end);
        }
        FAIL("white space inside version %R", p, end);
    }

    item->op = (uint8_t)op;
    item->is_prefix = 0;
    item->is_version = 1;
    item->can_match = 1;
    item->text.start = (uint32_t)(p - clause->text);
    item->text.length = (uint32_t)(end - p);
    _PyPEP440_Version *v = &item->version;

    if (op == _PyPEP440_ARBITRARY) {
        if (memchr(p, ';', end - p) || memchr(p, ')', end - p)) {
            FAIL("';' or ')' in %R", p, end);
        }
        item->is_version = (_PyPEP440_ParseVersion(v, p, end - p) == 0);
        item->can_match = 0;
        if (item->is_version) {
            int canonical = is_canonical(v, p, end - p);
            if (canonical < 0) {
                return -1;
            }
            item->can_match = (uint8_t)canonical;
        }
        return 0;
    }

    const char *version_end = end;
    if (end - p >= 2 && end[-2] == '.' && end[-1] == '*') {
        version_end -= 2;
        item->is_prefix = 1;
        item->text.length -= 2;
    }
    if (_PyPEP440_ParseVersion(v, p, version_end - p) < 0) {
        FAIL("%R is not a PEP 440 version", p, version_end);
    }
    if (item->is_prefix) {
        if (op == _PyPEP440_BARE) {
            FAIL("'.*' needs '==' or '!='; a bare %R means the same",
                 p, version_end);
        }
        if (op != _PyPEP440_EQ && op != _PyPEP440_NE) {
            FAIL("'.*' does not go with operator %R, only with '==' and '!='",
                 start, op_end);
        }
        if (v->parts & _PyPEP440_SUFFIX) {
            FAIL("'.*' may follow only a release such as '1.2', not %R",
                 p, version_end);
        }
    }
    if ((v->parts & _PyPEP440_LOCAL) && op != _PyPEP440_BARE
        && op != _PyPEP440_EQ && op != _PyPEP440_NE)
    {
        FAIL("a local version ('+...') does not go with operator %R",
             start, op_end);
    }
    if (op == _PyPEP440_COMPATIBLE && v->count < 2) {
        FAIL("'~=' needs a version with two release numbers or more, not %R",
             p, version_end);
    }
    if (op == _PyPEP440_BARE && !(v->parts & _PyPEP440_SUFFIX)) {
        item->is_prefix = 1;
    }
    return 0;
#undef FAIL
}

int
_PyPEP440_ParseClause(_PyPEP440_Clause *clause, const char *text,
                      Py_ssize_t length, int flags)
{
    const char *p = text;
    const char *end = text + length;
    Py_ssize_t room = 1;

    clause->text = text;
    clause->count = 0;
    clause->items = clause->inlined;
    if (length > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "version clause is too long");
        return -1;
    }
    for (const char *q = text; q < end; q++) {
        room += (*q == ',');
    }
    if (room > (Py_ssize_t)Py_ARRAY_LENGTH(clause->inlined)) {
        clause->items = PyMem_New(_PyPEP440_Comparison, room);
        if (clause->items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }

    for (;;) {
        const char *stop = memchr(p, ',', end - p);
        int last = (stop == NULL);
        const char *part_end = last ? end : stop;
        while (p < part_end && Py_ISSPACE(*p)) {
            p++;
        }
        while (p < part_end && Py_ISSPACE(part_end[-1])) {
            part_end--;
        }
        if (p < part_end) {
            if (parse_comparison(clause, length,
                                 &clause->items[clause->count],
                                 p, part_end) < 0) {
                goto error;
            }
            clause->count++;
        }
        else if (!(flags & _PyPEP440_LENIENT)) {
            clause_error(text, length,
                         room == 1 ? "a version is missing"
                         : last ? "a comparison is missing after the comma"
                         : "a comparison is missing before a comma",
                         text, 0);
            goto error;
        }
        if (last) {
            break;
        }
        p = stop + 1;
    }

    if (clause->count > 1) {
        for (Py_ssize_t i = 0; i < clause->count; i++) {
            _PyPEP440_Comparison *item = &clause->items[i];
            if (item->op == _PyPEP440_BARE) {
                clause_error(text, length, "an operator is missing before %R",
                             text + item->text.start, item->text.length);
                goto error;
            }
        }
    }
    return 0;

error:
    _PyPEP440_ClearClause(clause);
    return -1;
}

void
_PyPEP440_ClearClause(_PyPEP440_Clause *clause)
{
    if (clause->items != clause->inlined) {
        PyMem_Free(clause->items);
        clause->items = clause->inlined;
    }
    clause->count = 0;
}


/* --- Matching ----------------------------------------------------------- */

/* == X.*, for X's first "count" release numbers. */
static inline int
matches_prefix(const _PyPEP440_Version *x, uint32_t count,
               const _PyPEP440_Version *v)
{
    if (compare_epoch(x, v) != 0) {
        return 0;
    }
    if (x->parts & v->parts & _PyPEP440_KEYED) {
        int rest = KEY_BITS * (KEY_NUMBERS - (int)count);
        return ((x->key ^ v->key) >> rest) == 0;
    }
    return compare_release_numbers(x, v, count) == 0;
}

static inline int
matches_equal(const _PyPEP440_Comparison *item, const _PyPEP440_Version *v)
{
    const _PyPEP440_Version *x = &item->version;
    if (item->is_prefix) {
        return matches_prefix(x, x->count, v);
    }
    return compare_versions(v, x, x->parts & _PyPEP440_LOCAL) == 0;
}

int
_PyPEP440_ComparisonMatches(const _PyPEP440_Comparison *item,
                            const _PyPEP440_Version *v)
{
    const _PyPEP440_Version *x = &item->version;
    switch (item->op) {
        case _PyPEP440_BARE:
        case _PyPEP440_EQ:
            return matches_equal(item, v);
        case _PyPEP440_NE:
            return !matches_equal(item, v);
        case _PyPEP440_LE:
            return compare_versions(v, x, 0) <= 0;
        case _PyPEP440_GE:
            return compare_versions(v, x, 0) >= 0;
        case _PyPEP440_COMPATIBLE:
            return (compare_versions(v, x, 0) >= 0
                    && matches_prefix(x, x->count - 1, v));
        case _PyPEP440_LT:
            if (compare_versions(v, x, 1) >= 0) {
                return 0;
            }
            return (!_PyPEP440_IsPrerelease(v)
                    || _PyPEP440_IsPrerelease(x)
                    || compare_base(v, x) != 0);
        case _PyPEP440_GT:
            if (compare_versions(v, x, 1) <= 0) {
                return 0;
            }
            if (v->parts & ~x->parts & (_PyPEP440_POST | _PyPEP440_LOCAL)) {
                return compare_base(v, x) != 0;
            }
            return 1;
        case _PyPEP440_ARBITRARY:
            return item->can_match && _PyPEP440_SameSpelling(v, x);
        default:
            Py_UNREACHABLE();
    }
}

int
_PyPEP440_ClauseMatches(const _PyPEP440_Clause *clause,
                        const _PyPEP440_Version *v)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        if (!_PyPEP440_ComparisonMatches(&clause->items[i], v)) {
            return 0;
        }
    }
    return 1;
}

int
_PyPEP440_ComparisonNamesPrerelease(const _PyPEP440_Comparison *item)
{
    /* != names what is not wanted. */
    return (item->op != _PyPEP440_NE && item->is_version
            && _PyPEP440_IsPrerelease(&item->version));
}

int
_PyPEP440_ClauseNamesPrerelease(const _PyPEP440_Clause *clause)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        if (_PyPEP440_ComparisonNamesPrerelease(&clause->items[i])) {
            return 1;
        }
    }
    return 0;
}


/* --- Canonical spelling of clauses -------------------------------------- */

static size_t
comparison_bound(const _PyPEP440_Comparison *item)
{
    size_t n = strlen("===") + strlen(".*") + strlen(",");
    if (item->op == _PyPEP440_ARBITRARY) {
        return n + item->text.length;
    }
    return n + spelling_bound(&item->version);
}

/* Write the version of a comparison.  What follows === keeps its spelling,
   since that is what it compares. */
static char *
write_comparison_version(char *out, const _PyPEP440_Clause *clause,
                         const _PyPEP440_Comparison *item)
{
    if (item->op == _PyPEP440_ARBITRARY) {
        return write_bytes(out, clause->text + item->text.start,
                           item->text.length);
    }
    out = write_version(out, &item->version, _PyPEP440_FULL);
    if (item->is_prefix && item->op != _PyPEP440_BARE) {
        out = write_word(out, ".*");
    }
    return out;
}

PyObject *
_PyPEP440_ComparisonVersionAsStr(const _PyPEP440_Clause *clause,
                                 const _PyPEP440_Comparison *item)
{
    text_buffer buffer;
    if (buffer_init(&buffer, comparison_bound(item)) < 0) {
        return NULL;
    }
    char *end = write_comparison_version(buffer.data, clause, item);
    PyObject *result = PyUnicode_DecodeUTF8(
        buffer.data, end - buffer.data, NULL);
    buffer_clear(&buffer);
    return result;
}

PyObject *
_PyPEP440_ClauseAsStr(const _PyPEP440_Clause *clause)
{
    size_t bound = 0;
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        bound += comparison_bound(&clause->items[i]);
    }
    text_buffer buffer;
    if (buffer_init(&buffer, bound) < 0) {
        return NULL;
    }
    char *out = buffer.data;
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        const _PyPEP440_Comparison *item = &clause->items[i];
        if (i > 0) {
            *out++ = ',';
        }
        out = write_word(out, operators[item->op]);
        out = write_comparison_version(out, clause, item);
    }
    PyObject *result = PyUnicode_DecodeUTF8(
        buffer.data, out - buffer.data, NULL);
    buffer_clear(&buffer);
    return result;
}

PyObject *
_PyPEP440_CanonicalClause(PyObject *text)
{
    Py_ssize_t length;
    const char *utf8 = text_as_utf8(text, "version clause", &length);
    if (utf8 == NULL) {
        return NULL;
    }
    _PyPEP440_Clause clause;
    if (_PyPEP440_ParseClause(&clause, utf8, length, 0) < 0) {
        return NULL;
    }
    PyObject *result = _PyPEP440_ClauseAsStr(&clause);
    _PyPEP440_ClearClause(&clause);
    return result;
}
