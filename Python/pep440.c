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

enum {
    PRE = _PyPEP440_PRE,
    POST = _PyPEP440_POST,
    DEV = _PyPEP440_DEV,
    LOCAL = _PyPEP440_LOCAL,
};

typedef _PyPEP440_Span span_t;
typedef _PyPEP440_Version version_t;
typedef _PyPEP440_Comparison comparison_t;
typedef _PyPEP440_Clause clause_t;


/* --- Text --------------------------------------------------------------- */

static inline int
is_empty(span_t text)
{
    return text.start == text.end;
}

static inline int
is_separator(char c)
{
    return c == '.' || c == '-' || c == '_';
}

static inline void
skip_separator(span_t *text)
{
    text->start += !is_empty(*text) && is_separator(*text->start);
}

static span_t
strip_white_space(span_t text)
{
    while (!is_empty(text) && Py_ISSPACE(*text.start)) {
        text.start++;
    }
    while (!is_empty(text) && Py_ISSPACE(text.end[-1])) {
        text.end--;
    }
    return text;
}

/* Take the digits, if there are any, from the start of the text. */
static inline span_t
take_number(span_t *text)
{
    const char *p = text->start;
    while (p < text->end && *p == '0') {
        p++;
    }
    span_t number = {p, p};
    while (p < text->end && Py_ISDIGIT(*p)) {
        p++;
    }
    number.end = text->start = p;
    return number;
}

/* Most numbers have one digit or two: less than a call of memcmp(). */
static inline int
compare_numbers(span_t a, span_t b)
{
    if (a.end - a.start != b.end - b.start) {
        return a.end - a.start < b.end - b.start ? -1 : 1;
    }
    for (; a.start < a.end; a.start++, b.start++) {
        if (*a.start != *b.start) {
            return *a.start - *b.start;
        }
    }
    return 0;
}

/* Compare without regard to the case of ASCII letters. */
static int
compare_letters(span_t a, span_t b)
{
    for (; !is_empty(a) && !is_empty(b); a.start++, b.start++) {
        int order = Py_TOLOWER(*a.start) - Py_TOLOWER(*b.start);
        if (order != 0) {
            return order;
        }
    }
    return is_empty(b) - is_empty(a);
}


/* --- Parsing versions --------------------------------------------------- */

/* Take the release.  A final dot is left: it may belong to what follows. */
static inline span_t
take_release(span_t *text)
{
    const char *p = text->start;
    span_t release = {p, p};
    while (p < text->end && Py_ISDIGIT(*p)) {
        do {
            p++;
        } while (p < text->end && Py_ISDIGIT(*p));
        release.end = p;
        if (p == text->end || *p++ != '.') {
            break;
        }
    }
    text->start = release.end;
    return release;
}

/* Take the word before the number of a part, and set the part's rank.  Return
   the part, or -1 if there is none. */
static int
take_word(span_t *text, uint8_t *rank)
{
    /* Where one word begins another, the longer one is first. */
    static const struct {
        char word[8];
        uint8_t part;
        uint8_t rank;
    } words[] = {
        {"alpha", PRE, _PyPEP440_ALPHA},
        {"a", PRE, _PyPEP440_ALPHA},
        {"beta", PRE, _PyPEP440_BETA},
        {"b", PRE, _PyPEP440_BETA},
        {"c", PRE, _PyPEP440_RC},
        {"rc", PRE, _PyPEP440_RC},
        {"preview", PRE, _PyPEP440_RC},
        {"pre", PRE, _PyPEP440_RC},
        {"post", POST, 1},
        {"rev", POST, 1},
        {"r", POST, 1},
        {"dev", DEV, 0},
    };
    const char *start = text->start;
    skip_separator(text);
    for (size_t i = 0; i < Py_ARRAY_LENGTH(words); i++) {
        const char *p = text->start;
        const char *word = words[i].word;
        while (*word != '\0' && p < text->end && Py_TOLOWER(*p) == *word) {
            p++;
            word++;
        }
        if (*word == '\0') {
            text->start = p;
            skip_separator(text);
            *rank = words[i].rank;
            return words[i].part;
        }
    }
    *rank = 1;
    return (*start == '-' && !is_empty(*text) && Py_ISDIGIT(*text->start)
            ? POST : -1);
}

/* Return True if the text is a local part, without the "+". */
static int
is_local(span_t text)
{
    char last = '.';
    for (; !is_empty(text); last = *text.start++) {
        if (is_separator(*text.start) ? is_separator(last)
                                      : !Py_ISALNUM(*text.start))
        {
            return 0;
        }
    }
    return !is_separator(last);
}

/* Return True if the text is a suffix: the parts in their order, none twice. */
static int
parse_suffix(version_t *v, span_t text)
{
    int last = -1;
    while (!is_empty(text)) {
        if (*text.start == '+') {
            v->local = (span_t){text.start + 1, text.end};
            return is_local(v->local);
        }
        uint8_t rank;
        int part = take_word(&text, &rank);
        if (part <= last) {
            return 0;
        }
        if (part == DEV && last < 0) {
            v->rank[PRE] = _PyPEP440_ONLY_DEV;
        }
        v->rank[part] = rank;
        v->number[part] = take_number(&text);
        last = part;
    }
    return 1;
}

int
_PyPEP440_ParseVersion(version_t *v, span_t text)
{
    const version_t none = {
        .text = text, .rank = {[PRE] = _PyPEP440_FINAL, [DEV] = 1}};
    *v = none;
    text.start += !is_empty(text) && Py_TOLOWER(*text.start) == 'v';
    v->release = take_release(&text);
    if (!is_empty(v->release) && !is_empty(text) && *text.start == '!') {
        v->epoch = take_number(&v->release);
        if (is_empty(v->release)) {
            text.start++;
            v->release = take_release(&text);
        }
    }
    if (is_empty(v->release) || !parse_suffix(v, text)) {
        *v = none;
        return 0;
    }
    return 1;
}

int
_PyPEP440_ParseVersionStr(version_t *v, PyObject *str)
{
    Py_ssize_t length;
    const char *utf8 = PyUnicode_AsUTF8AndSize(str, &length);
    if (utf8 == NULL) {
        return -1;
    }
    span_t text = {utf8, utf8 + length};
    if (_PyPEP440_ParseVersion(v, strip_white_space(text))) {
        return 1;
    }
    v->text = text;
    return 0;
}


/* --- Order -------------------------------------------------------------- */

/* Take the next number; past the end all numbers are 0. */
static inline span_t
next_number(span_t *release)
{
    span_t number = take_number(release);
    skip_separator(release);
    return number;
}

/* Compare releases, or only as many of the numbers as the prefix has. */
static inline int
compare_releases(span_t a, span_t b)
{
    int order = 0;
    while (order == 0 && !(is_empty(a) && is_empty(b))) {
        order = compare_numbers(next_number(&a), next_number(&b));
    }
    return order;
}

static int
has_prefix(span_t release, span_t prefix)
{
    while (!is_empty(prefix)) {
        if (compare_numbers(next_number(&release), next_number(&prefix)) != 0) {
            return 0;
        }
    }
    return 1;
}

/* Take the next segment of a local part. */
static span_t
next_segment(span_t *local, int *is_number)
{
    span_t segment = {local->start};
    span_t number = take_number(local);
    *is_number = is_empty(*local) || is_separator(*local->start);
    while (!is_empty(*local) && !is_separator(*local->start)) {
        local->start++;
    }
    segment.end = local->start;
    skip_separator(local);
    return *is_number ? number : segment;
}

static int
compare_locals(span_t a, span_t b)
{
    int order = 0;
    while (order == 0 && !is_empty(a) && !is_empty(b)) {
        int a_number, b_number;
        span_t x = next_segment(&a, &a_number);
        span_t y = next_segment(&b, &b_number);
        order = a_number != b_number ? a_number - b_number
                : a_number ? compare_numbers(x, y) : compare_letters(x, y);
    }
    return order != 0 ? order : is_empty(b) - is_empty(a);
}

/* Compare versions up to and including the last part that is given. */
static int
compare(const version_t *a, const version_t *b, int last)
{
    int order = compare_numbers(a->epoch, b->epoch);
    if (order == 0) {
        order = compare_releases(a->release, b->release);
    }
    for (int part = PRE; order == 0 && part <= last; part++) {
        if (part == LOCAL) {
            return compare_locals(a->local, b->local);
        }
        order = a->rank[part] - b->rank[part];
        if (order == 0) {
            order = compare_numbers(a->number[part], b->number[part]);
        }
    }
    return order;
}

int
_PyPEP440_Compare(const version_t *a, const version_t *b)
{
    return compare(a, b, LOCAL);
}


/* --- Clauses ------------------------------------------------------------ */

enum {
    BARE,                       /* X alone: == X.*, or == X */
    EQ,
    NE,
    LE,
    GE,
    LT,
    GT,
    COMPATIBLE,
    ARBITRARY,
};

static const char operators[][4] = {
    [BARE] = "",
    [EQ] = "==",
    [NE] = "!=",
    [LE] = "<=",
    [GE] = ">=",
    [LT] = "<",
    [GT] = ">",
    [COMPATIBLE] = "~=",
    [ARBITRARY] = "===",
};

static inline int
is_operator_char(char c)
{
    return c == '=' || c == '<' || c == '>' || c == '!' || c == '~';
}

static Py_ssize_t
count_dots(span_t text)
{
    Py_ssize_t count = 0;
    for (; !is_empty(text); text.start++) {
        count += (*text.start == '.');
    }
    return count;
}

/* Return the operator, -1 if it is none. */
static int
find_operator(span_t text)
{
    size_t n = text.end - text.start;
    int op = Py_ARRAY_LENGTH(operators) - 1;
    while (op >= 0 && (strlen(operators[op]) != n
                       || memcmp(operators[op], text.start, n) != 0))
    {
        op--;
    }
    return op;
}

static PyObject *
span_as_str(span_t text)
{
    return PyUnicode_FromStringAndSize(text.start, text.end - text.start);
}

/* Set ValueError.  The format says what is wrong with a part of the clause,
   which stands for its %R. */
static int
clause_error(span_t clause, const char *format, span_t part)
{
    PyObject *whole = span_as_str(clause);
    PyObject *quoted = span_as_str(part);
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

/* Parse one comparison, without white space around it. */
static int
parse_comparison(comparison_t *item, span_t clause, span_t text)
{
#define FAIL(format, part) return clause_error(clause, (format), (part))

    span_t operator = {text.start, text.start};
    while (operator.end < text.end && is_operator_char(*operator.end)) {
        operator.end++;
    }
    int op = find_operator(operator);
    if (op < 0) {
        FAIL("%R is not a version operator", operator);
    }
    text = strip_white_space((span_t){operator.end, text.end});
    if (is_empty(text) || is_operator_char(*text.start)) {
        FAIL("operator %R without a version", operator);
    }
    for (span_t rest = text; !is_empty(rest); rest.start++) {
        if (Py_ISSPACE(*rest.start)) {
            rest = strip_white_space(rest);
            if (is_operator_char(*rest.start)) {
                FAIL("a comma is missing before %R", rest);
            }
            FAIL("white space inside version %R", text);
        }
        if (op == ARBITRARY && (*rest.start == ';' || *rest.start == ')')) {
            FAIL("';' or ')' in %R", text);
        }
    }

    version_t *v = &item->version;
    item->op = (uint8_t)op;
    item->is_prefix = 0;
    if (op == ARBITRARY) {
        (void)_PyPEP440_ParseVersion(v, text);
        return 0;
    }
    if (text.end - text.start >= 2 && memcmp(text.end - 2, ".*", 2) == 0) {
        text.end -= 2;
        item->is_prefix = 1;
    }
    if (!_PyPEP440_ParseVersion(v, text)) {
        FAIL("%R is not a PEP 440 version", text);
    }
    int is_release = v->release.end == text.end;
    if (item->is_prefix) {
        if (op == BARE) {
            FAIL("'.*' needs '==' or '!='; a bare %R means the same", text);
        }
        if (op != EQ && op != NE) {
            FAIL("'.*' does not go with operator %R, only with '==' and '!='",
                 operator);
        }
        if (!is_release) {
            FAIL("'.*' may follow only a release such as '1.2', not %R", text);
        }
    }
    if (op == BARE) {
        item->is_prefix = is_release;
    }
    else if (!is_empty(v->local) && op != EQ && op != NE) {
        FAIL("a local version ('+...') does not go with operator %R",
             operator);
    }
    else if (op == COMPATIBLE && count_dots(v->release) == 0) {
        FAIL("'~=' needs a version with two release numbers or more, not %R",
             text);
    }
    return 0;
#undef FAIL
}

int
_PyPEP440_ParseClause(clause_t *clause, PyObject *str, int lenient)
{
    clause->count = 0;
    clause->items = NULL;
    if (!PyUnicode_Check(str)) {
        PyErr_Format(PyExc_TypeError, "a version clause must be a str, not %T",
                     str);
        return -1;
    }
    Py_ssize_t length;
    const char *utf8 = PyUnicode_AsUTF8AndSize(str, &length);
    if (utf8 == NULL) {
        return -1;
    }
    const span_t text = {utf8, utf8 + length};
    Py_ssize_t room = 1;
    for (const char *p = text.start; p < text.end; p++) {
        room += (*p == ',');
    }
    clause->items = PyMem_New(comparison_t, room);
    if (clause->items == NULL) {
        PyErr_NoMemory();
        return -1;
    }

    span_t part = text;
    for (Py_ssize_t i = 0; i < room; i++) {
        part.end = memchr(part.start, ',', text.end - part.start);
        if (part.end == NULL) {
            part.end = text.end;
        }
        span_t stripped = strip_white_space(part);
        if (!is_empty(stripped)) {
            if (parse_comparison(&clause->items[clause->count], text,
                                 stripped) < 0)
            {
                goto error;
            }
            clause->count++;
        }
        else if (!lenient) {
            clause_error(text,
                         room == 1 ? "a version is missing"
                         : i == room - 1
                         ? "a comparison is missing after the comma"
                         : "a comparison is missing before a comma", stripped);
            goto error;
        }
        part.start = part.end + 1;
    }
    for (Py_ssize_t i = 0; clause->count > 1 && i < clause->count; i++) {
        if (clause->items[i].op == BARE) {
            clause_error(text, "an operator is missing before %R",
                         clause->items[i].version.text);
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
    PyMem_Free(clause->items);
    clause->items = NULL;
    clause->count = 0;
}

static int
matches_prefix(const version_t *v, const version_t *x, span_t prefix)
{
    return (compare_numbers(v->epoch, x->epoch) == 0
            && has_prefix(v->release, prefix));
}

static int
matches_equal(const version_t *v, const comparison_t *item)
{
    const version_t *x = &item->version;
    if (item->is_prefix) {
        return matches_prefix(v, x, x->release);
    }
    return compare(v, x, is_empty(x->local) ? DEV : LOCAL) == 0;
}

static int
matches_lower(const version_t *v, const version_t *x)
{
    version_t bound = *x;
    if (!_PyPEP440_IsPrerelease(x)) {
        /* Its .dev0. */
        bound.rank[DEV] = 0;
        if (!x->rank[POST]) {
            bound.rank[PRE] = _PyPEP440_ONLY_DEV;
        }
    }
    return compare(v, &bound, DEV) < 0;
}

static int
matches_higher(const version_t *v, const version_t *x)
{
    return (compare(v, x, DEV) > 0
            && (x->rank[POST] || !x->rank[DEV] || compare(v, x, PRE) != 0));
}

static int
matches_compatible(const version_t *v, const version_t *x)
{
    span_t prefix = x->release;
    while (*--prefix.end != '.') {
    }
    return compare(v, x, DEV) >= 0 && matches_prefix(v, x, prefix);
}

static int
matches_arbitrary(const version_t *v, const version_t *x)
{
    if (is_empty(v->release) || is_empty(x->release)) {
        return compare_letters(v->text, x->text) == 0;
    }
    return (compare(v, x, LOCAL) == 0
            && count_dots(v->release) == count_dots(x->release));
}

static int
comparison_matches(const comparison_t *item, const version_t *v)
{
    const version_t *x = &item->version;
    if (item->op == ARBITRARY) {
        return matches_arbitrary(v, x);
    }
    if (is_empty(v->release)) {
        return 0;
    }
    switch (item->op) {
        case BARE:
        case EQ:
            return matches_equal(v, item);
        case NE:
            return !matches_equal(v, item);
        case LE:
            return compare(v, x, DEV) <= 0;
        case GE:
            return compare(v, x, DEV) >= 0;
        case LT:
            return matches_lower(v, x);
        case GT:
            return matches_higher(v, x);
        case COMPATIBLE:
            return matches_compatible(v, x);
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
_PyPEP440_ClauseNamesPrerelease(const clause_t *clause)
{
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        /* != names what is not wanted. */
        if (clause->items[i].op != NE
            && _PyPEP440_IsPrerelease(&clause->items[i].version))
        {
            return 1;
        }
    }
    return 0;
}


/* --- Canonical spelling ------------------------------------------------- */

/* A canonical spelling is longer than the text by no more than this: "1crdev"
   is "1rc0.post0.dev0", and "===", ".*" and "," may be added. */
#define EXTRA_LENGTH 16

static char *
write_text(char *out, span_t text)
{
    while (!is_empty(text)) {
        *out++ = *text.start++;
    }
    return out;
}

static char *
write_word(char *out, const char *word)
{
    return write_text(out, (span_t){word, word + strlen(word)});
}

static char *
write_number(char *out, span_t number)
{
    return is_empty(number) ? write_word(out, "0") : write_text(out, number);
}

static char *
write_release(char *out, span_t epoch, span_t release)
{
    if (!is_empty(epoch)) {
        out = write_number(out, epoch);
        *out++ = '!';
    }
    for (;;) {
        out = write_number(out, next_number(&release));
        if (is_empty(release)) {
            return out;
        }
        *out++ = '.';
    }
}

static char *
write_local(char *out, span_t local)
{
    for (char separator = '+'; !is_empty(local); separator = '.') {
        int is_number;
        span_t segment = next_segment(&local, &is_number);
        *out++ = separator;
        if (is_number) {
            out = write_number(out, segment);
            continue;
        }
        while (!is_empty(segment)) {
            *out++ = Py_TOLOWER(*segment.start++);
        }
    }
    return out;
}

/* Write the canonical spelling, or the text of what is no version. */
static char *
write_version(char *out, const version_t *v, int base_only)
{
    /* By part and rank. */
    static const char words[][5][6] = {
        [PRE] = {"", "a", "b", "rc", ""},
        [POST] = {"", ".post"},
        [DEV] = {".dev", ""},
    };
    if (is_empty(v->release)) {
        return write_text(out, v->text);
    }
    out = write_release(out, v->epoch, v->release);
    if (base_only) {
        return out;
    }
    for (int part = PRE; part <= DEV; part++) {
        const char *word = words[part][v->rank[part]];
        if (*word != '\0') {
            out = write_word(out, word);
            out = write_number(out, v->number[part]);
        }
    }
    return write_local(out, v->local);
}

static char *
new_buffer(span_t text, Py_ssize_t comparisons)
{
    char *buffer = PyMem_Malloc(text.end - text.start
                                + comparisons * EXTRA_LENGTH);
    if (buffer == NULL) {
        PyErr_NoMemory();
    }
    return buffer;
}

PyObject *
_PyPEP440_VersionAsStr(const version_t *v, int base_only)
{
    char *buffer = new_buffer(v->text, 1);
    if (buffer == NULL) {
        return NULL;
    }
    PyObject *result = span_as_str(
        (span_t){buffer, write_version(buffer, v, base_only)});
    PyMem_Free(buffer);
    return result;
}

static char *
write_comparison_version(char *out, const comparison_t *item, int op)
{
    out = write_version(out, &item->version, 0);
    return item->is_prefix && op != BARE ? write_word(out, ".*") : out;
}

PyObject *
_PyPEP440_ComparisonAsTuple(const comparison_t *item)
{
    char *buffer = new_buffer(item->version.text, 1);
    if (buffer == NULL) {
        return NULL;
    }
    int op = item->op == BARE ? EQ : item->op;
    char *end = write_comparison_version(buffer, item, op);
    PyObject *result = Py_BuildValue("(ss#)", operators[op], buffer,
                                     (Py_ssize_t)(end - buffer));
    PyMem_Free(buffer);
    return result;
}

PyObject *
_PyPEP440_CanonicalClause(PyObject *str, int lenient)
{
    clause_t clause;
    if (_PyPEP440_ParseClause(&clause, str, lenient) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    /* The text of the clause has its commas. */
    Py_ssize_t length;
    const char *utf8 = PyUnicode_AsUTF8AndSize(str, &length);
    char *buffer = new_buffer((span_t){utf8, utf8 + length}, clause.count);
    if (buffer != NULL) {
        char *out = buffer;
        for (Py_ssize_t i = 0; i < clause.count; i++) {
            const comparison_t *item = &clause.items[i];
            out = write_word(out, i > 0 ? "," : "");
            out = write_word(out, operators[item->op]);
            out = write_comparison_version(out, item, item->op);
        }
        result = span_as_str((span_t){buffer, out});
        PyMem_Free(buffer);
    }
    _PyPEP440_ClearClause(&clause);
    return result;
}
