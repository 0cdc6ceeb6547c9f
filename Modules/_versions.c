/* _importlib_versions: what the import system asks about versions.

   The functions answer questions about versions and clauses as text; the rules
   are in Python/pep440.c.

   An Index answers for a directory.  It is made from a path entry finder's
   listing, and knows two kinds of names:

       name-1.2.3, name-1.2.3.py, name-1.2.3.link   a version of the module name
       name-1.2.3.dist-info, name-1.2.3.egg-info    the metadata of a flat
                                                    distribution

   The name of a module ends at the first "-", that of a distribution where a
   PEP 440 version follows the last one.  An entry is 16 bytes beside the name
   that the listing has anyway; they are sorted by the hash of the part before
   the "-", and found by bisection.  No version becomes an object to be
   compared. */

#ifndef Py_BUILD_CORE_BUILTIN
#  define Py_BUILD_CORE_MODULE 1
#endif

#include "Python.h"
#include "pycore_pep440.h"

/* What an entry of an index says of its name. */
typedef enum {
    VERSION,                    /* it may be followed by a version */
    METADATA,                   /* that of a distribution */
    PREFIX,                     /* that of a package with versions inside */
} Kind;

typedef struct {
    PyObject *filename;
    uint32_t hash;              /* of the name */
    uint16_t name_length;
    uint8_t kind;
} Entry;

typedef struct {
    PyObject_HEAD
    Entry *entries;             /* sorted by hash */
    Py_ssize_t count;
    Py_ssize_t allocated;
    Py_ssize_t versions;        /* how many of the entries */
    PyObject *suffixes;         /* tuple of str: of single-file modules */
} Index;

/*[clinic input]
module _versions
class _versions.Index "Index *" "type"
[clinic start generated code]*/
/*[clinic end generated code: output=da39a3ee5e6b4b0d input=add0727bc84ea987]*/

/*[python input]
class prereleases_converter(CConverter):
    type = 'int'
    converter = 'convert_prereleases'
[python start generated code]*/
/*[python end generated code: output=da39a3ee5e6b4b0d input=66c5388a940e8eb7]*/

/* True, False, or -1 for None. */
static int
convert_prereleases(PyObject *value, void *result)
{
    *(int *)result = value == Py_None ? -1 : PyObject_IsTrue(value);
    return value == Py_None || *(int *)result >= 0;
}

#include "clinic/_versions.c.h"


/* --- PEP 440 ------------------------------------------------------------- */

static int
parse_version(_PyPEP440_Version *v, PyObject *version)
{
    if (_PyPEP440_ParseVersionStr(v, version) <= 0) {
        PyErr_Format(PyExc_ValueError, "invalid version: %R", version);
        return -1;
    }
    return 0;
}

/*[clinic input]
_versions.canonical_version

    version: unicode
    /

Return the canonical spelling of a version (PEP 440, "Normalization").

Text that is no version is a ValueError.
[clinic start generated code]*/

static PyObject *
_versions_canonical_version_impl(PyObject *module, PyObject *version)
/*[clinic end generated code: output=fa02008f6030b707 input=7792c116173df308]*/
{
    _PyPEP440_Version v;
    if (parse_version(&v, version) < 0) {
        return NULL;
    }
    return _PyPEP440_VersionAsStr(&v, 0);
}

/*[clinic input]
_versions.base_version

    version: unicode
    /

Return the epoch and the release of a version, in canonical spelling.

Text that is no version is a ValueError.
[clinic start generated code]*/

static PyObject *
_versions_base_version_impl(PyObject *module, PyObject *version)
/*[clinic end generated code: output=6f562396fdc09b14 input=af9813c641d1d152]*/
{
    _PyPEP440_Version v;
    if (parse_version(&v, version) < 0) {
        return NULL;
    }
    return _PyPEP440_VersionAsStr(&v, 1);
}

/*[clinic input]
_versions.is_prerelease -> bool

    version: unicode
    /

Return True if a version is a pre-release or a developmental release.

Text that is no version is a ValueError.
[clinic start generated code]*/

static int
_versions_is_prerelease_impl(PyObject *module, PyObject *version)
/*[clinic end generated code: output=ad859eb511ed35ad input=47ec014223fd0e93]*/
{
    _PyPEP440_Version v;
    if (parse_version(&v, version) < 0) {
        return -1;
    }
    return _PyPEP440_IsPrerelease(&v);
}

/*[clinic input]
_versions.compare_versions -> int

    a: unicode
    b: unicode
    /

Return -1, 0 or 1 as a is lower than, equal to or higher than b.

The order is that of PEP 440, "Summary of permitted suffixes and relative
ordering".  Text that is no version is a ValueError.
[clinic start generated code]*/

static int
_versions_compare_versions_impl(PyObject *module, PyObject *a, PyObject *b)
/*[clinic end generated code: output=4b2f0842640b2fd2 input=2d12ae80458044df]*/
{
    _PyPEP440_Version v, w;
    if (parse_version(&v, a) < 0 || parse_version(&w, b) < 0) {
        return -1;
    }
    int order = _PyPEP440_Compare(&v, &w);
    return (order > 0) - (order < 0);
}

/*[clinic input]
_versions.canonical_specifier

    specifier: unicode
    /

Return the canonical spelling of a version clause.

It is either comparisons separated by commas, as in metadata (PEP 440,
"Version specifiers"), or one version.  Commas with nothing before or after
them are left out.  Other text is a ValueError.
[clinic start generated code]*/

static PyObject *
_versions_canonical_specifier_impl(PyObject *module, PyObject *specifier)
/*[clinic end generated code: output=03277dc18a34d622 input=f677107238fbfd3b]*/
{
    return _PyPEP440_CanonicalClause(specifier, 1);
}

/*[clinic input]
_versions.split_specifier

    specifier: unicode
    /

Return the comparisons of a clause, a tuple of (operator, version).

A bare version is the comparison that it stands for: ('==', '1.2.*').
[clinic start generated code]*/

static PyObject *
_versions_split_specifier_impl(PyObject *module, PyObject *specifier)
/*[clinic end generated code: output=970586a8f38bd6be input=f64dfaa57b782e10]*/
{
    _PyPEP440_Clause clause;
    if (_PyPEP440_ParseClause(&clause, specifier, 1) < 0) {
        return NULL;
    }
    PyObject *result = PyTuple_New(clause.count);
    for (Py_ssize_t i = 0; result != NULL && i < clause.count; i++) {
        PyObject *item = _PyPEP440_ComparisonAsTuple(&clause.items[i]);
        if (item == NULL) {
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, i, item);
    }
    _PyPEP440_ClearClause(&clause);
    return result;
}

/*[clinic input]
_versions.names_prerelease -> bool

    specifier: unicode
    /

Return True if a clause names a pre-release, and so asks for them.

What follows != is not wanted and does not count (PEP 440, "Handling of
pre-releases").
[clinic start generated code]*/

static int
_versions_names_prerelease_impl(PyObject *module, PyObject *specifier)
/*[clinic end generated code: output=9cb180077b0ff71a input=e534850033e910fb]*/
{
    _PyPEP440_Clause clause;
    if (_PyPEP440_ParseClause(&clause, specifier, 1) < 0) {
        return -1;
    }
    int result = _PyPEP440_ClauseNamesPrerelease(&clause);
    _PyPEP440_ClearClause(&clause);
    return result;
}

/*[clinic input]
_versions.contains -> bool

    specifier: unicode
    version: unicode
    prereleases: prereleases(c_default='-1') = None
    /

Return True if a version satisfies a clause.

Pre-releases do unless prereleases is False.  Text that is no version
satisfies only === and that text.
[clinic start generated code]*/

static int
_versions_contains_impl(PyObject *module, PyObject *specifier,
                        PyObject *version, int prereleases)
/*[clinic end generated code: output=1e89495c96a8646e input=42c82eaad35c6303]*/
{
    _PyPEP440_Clause clause;
    if (_PyPEP440_ParseClause(&clause, specifier, 1) < 0) {
        return -1;
    }
    _PyPEP440_Version v;
    int result = _PyPEP440_ParseVersionStr(&v, version);
    if (result >= 0) {
        result = _PyPEP440_ClauseMatches(&clause, &v)
                 && (prereleases != 0 || !_PyPEP440_IsPrerelease(&v));
    }
    _PyPEP440_ClearClause(&clause);
    return result;
}


/* --- Names of entries ----------------------------------------------------- */

/* Return the UTF-8 text of a name, or NULL without an exception if it has none
   (undecodable bytes). */
static const char *
name_text(PyObject *name, Py_ssize_t *length)
{
    const char *text = NULL;
    if (PyUnicode_Check(name)) {
        text = PyUnicode_AsUTF8AndSize(name, length);
        if (text == NULL) {
            PyErr_Clear();
        }
    }
    return text;
}

static inline int
is_separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

static PyObject *
normalized(const char *name, Py_ssize_t length)
{
    char *buffer = PyMem_Malloc(length);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (!is_separator(name[i])) {
            buffer[n++] = Py_TOLOWER(name[i]);
        }
        else if (n == 0 || buffer[n - 1] != '-') {
            buffer[n++] = '-';
        }
    }
    PyObject *result = PyUnicode_DecodeUTF8(buffer, n, NULL);
    PyMem_Free(buffer);
    return result;
}

/*[clinic input]
_versions.normalize

    name: unicode
    /

Return the name of a distribution in normalized form (PEP 503).

That is lower case, and "-" for a run of separators.
[clinic start generated code]*/

static PyObject *
_versions_normalize_impl(PyObject *module, PyObject *name)
/*[clinic end generated code: output=41a130749c0981ab input=a5854c0c1554d668]*/
{
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(name, &length);
    return text == NULL ? NULL : normalized(text, length);
}

/* The parts of a name: a module's or distribution's, and its version. */
typedef struct {
    Py_ssize_t name_length;
    _PyPEP440_Version version;
} Parts;

static int
parse_rest(Parts *parts, const char *text, Py_ssize_t end)
{
    _PyPEP440_Span rest = {text + parts->name_length + 1, text + end};
    return _PyPEP440_ParseVersion(&parts->version, rest);
}

/* The length of a suffix that the text has, or 0. */
static Py_ssize_t
suffix_length(const char *text, Py_ssize_t length, const char *suffix,
              Py_ssize_t n)
{
    return length > n && memcmp(text + length - n, suffix, n) == 0 ? n : 0;
}

static Py_ssize_t
metadata_suffix(const char *text, Py_ssize_t length)
{
    Py_ssize_t n = suffix_length(text, length, ".dist-info", 10);
    return n != 0 ? n : suffix_length(text, length, ".egg-info", 9);
}

/* Split name-1.2.3.dist-info, its suffix left out.  The name of an egg may have
   tags after the version: foo-1.0-py3.13-linux-x86_64.egg-info. */
static int
split_metadata(const char *text, Py_ssize_t length, Parts *parts)
{
    for (Py_ssize_t end = length; end > 0; end--) {
        if (end < length && !(text[end] == '-' && text[end + 1] == 'p')) {
            continue;
        }
        Py_ssize_t dash = end - 1;
        while (dash > 0 && text[dash] != '-') {
            dash--;
        }
        parts->name_length = dash;
        if (dash > 0 && parse_rest(parts, text, end)) {
            return 1;
        }
    }
    return 0;
}

/* The length of the name in what may be name-1.2.3; 0 if it is something else.
   Whether a version follows is seen when somebody asks for the name. */
static Py_ssize_t
name_before_version(const char *text, Py_ssize_t length)
{
    const char *dash = memchr(text, '-', length);
    if (dash == NULL) {
        return 0;
    }
    const char *version = dash + 1;     /* The text ends with a NUL. */
    version += Py_TOLOWER(*version) == 'v';
    return Py_ISDIGIT(*version) ? dash - text : 0;
}

/* Split name-1.2.3, or that with the suffix of a file. */
static int
split_version(const char *text, Py_ssize_t length, PyObject *suffixes,
              Parts *parts)
{
    parts->name_length = name_before_version(text, length);
    if (parts->name_length == 0) {
        return 0;
    }
    if (!Py_ISDIGIT(text[length - 1])) {
        /* The suffix first: a local version could take it in. */
        Py_ssize_t n = suffix_length(text, length, ".link", 5);
        if (n != 0 && parse_rest(parts, text, length - n)) {
            return 1;
        }
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(suffixes); i++) {
            const char *suffix = name_text(PyTuple_GET_ITEM(suffixes, i), &n);
            if (suffix != NULL && n > 0
                && suffix_length(text, length, suffix, n) != 0
                && parse_rest(parts, text, length - n))
            {
                return 1;
            }
        }
    }
    return parse_rest(parts, text, length);
}

/* Split the name of an entry.  Return True if it has a name and a version. */
static int
split(PyObject *filename, PyObject *suffixes, Parts *parts)
{
    Py_ssize_t length;
    const char *text = name_text(filename, &length);
    if (text == NULL) {
        return 0;
    }
    Py_ssize_t suffix = metadata_suffix(text, length);
    return suffix != 0 ? split_metadata(text, length - suffix, parts)
                       : split_version(text, length, suffixes, parts);
}

static PyObject *
version_text(const Parts *parts)
{
    _PyPEP440_Span text = parts->version.text;
    return PyUnicode_DecodeASCII(text.start, text.end - text.start, NULL);
}

/*[clinic input]
_versions.split_entry

    filename: unicode
    suffixes: object(subclass_of='&PyTuple_Type')
    /

Return (name, version) of a directory's entry, or None.

The entry is a version of a module, or the metadata of a distribution.
suffixes is a tuple of those that the files of modules have.
[clinic start generated code]*/

static PyObject *
_versions_split_entry_impl(PyObject *module, PyObject *filename,
                           PyObject *suffixes)
/*[clinic end generated code: output=216aade3df726dfc input=44d1455f06671d8b]*/
{
    Parts parts;
    if (!split(filename, suffixes, &parts)) {
        Py_RETURN_NONE;
    }
    return Py_BuildValue("s#N", PyUnicode_AsUTF8(filename), parts.name_length,
                         version_text(&parts));
}


/* --- Making an index ------------------------------------------------------ */

/* Names that differ in case and separators only have the same hash, whether
   they are normalized or not. */
static uint32_t
hash_name(const char *name, Py_ssize_t length)
{
    uint32_t hash = 2166136261u;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (!is_separator(name[i])) {
            hash = (hash ^ (unsigned char)Py_TOLOWER(name[i])) * 16777619u;
        }
    }
    return hash;
}

static int
add_entry(Index *self, PyObject *filename, const char *text,
          Py_ssize_t name_length, Kind kind)
{
    if (self->count == self->allocated) {
        Py_ssize_t size = 2 * self->allocated + 16;
        Entry *entries = PyMem_Resize(self->entries, Entry, size);
        if (entries == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        self->entries = entries;
        self->allocated = size;
    }
    self->entries[self->count++] = (Entry){
        .filename = Py_NewRef(filename),
        .hash = hash_name(text, name_length),
        .name_length = (uint16_t)name_length,
        .kind = (uint8_t)kind,
    };
    self->versions += (kind == VERSION);
    return 0;
}

/* Add what the name of an entry says, if anything. */
static int
add_name(Index *self, PyObject *filename)
{
    Py_ssize_t length;
    const char *text = name_text(filename, &length);
    if (text == NULL || memchr(text, '-', length) == NULL) {
        return 0;
    }
    Parts parts;
    Kind kind = metadata_suffix(text, length) != 0 ? METADATA : VERSION;
    Py_ssize_t n = kind == VERSION ? name_before_version(text, length)
                   : split(filename, self->suffixes, &parts)
                   ? parts.name_length : 0;
    if (n == 0 || n > UINT16_MAX) {
        return 0;
    }
    if (kind == VERSION && memchr(text, '.', n) != NULL) {
        /* Names such as _socket.cpython-313-x86_64-linux-gnu.so are in every
           library, and name no package. */
        if (!split(filename, self->suffixes, &parts)) {
            return 0;
        }
        for (Py_ssize_t i = 1; i < n; i++) {
            if (text[i] == '.'
                && add_entry(self, filename, text, i, PREFIX) < 0)
            {
                return -1;
            }
        }
    }
    return add_entry(self, filename, text, n, kind);
}

static int
compare_hashes(const void *p, const void *q)
{
    uint32_t a = ((const Entry *)p)->hash, b = ((const Entry *)q)->hash;
    return (a > b) - (a < b);
}

/*[clinic input]
@classmethod
_versions.Index.__new__

    names: object
    suffixes: object(subclass_of='&PyTuple_Type')
    /

What the names in a directory say of versions.

names are those of a listing; suffixes is a tuple of those that the files of
modules have.  The length is the number of names that may be versions of
modules.
[clinic start generated code]*/

static PyObject *
_versions_Index_impl(PyTypeObject *type, PyObject *names, PyObject *suffixes)
/*[clinic end generated code: output=533214955699e49b input=a72c64be5a16f97c]*/
{
    PyObject *iterator = PyObject_GetIter(names);
    if (iterator == NULL) {
        return NULL;
    }
    Index *self = (Index *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->suffixes = Py_NewRef(suffixes);
        PyObject *filename;
        int result = 0;
        while (result == 0 && (filename = PyIter_Next(iterator)) != NULL) {
            result = add_name(self, filename);
            Py_DECREF(filename);
        }
        if (PyErr_Occurred()) {
            Py_CLEAR(self);
        }
        else if (self->count > 1) {
            qsort(self->entries, self->count, sizeof(Entry), compare_hashes);
        }
    }
    Py_DECREF(iterator);
    return (PyObject *)self;
}

static void
index_dealloc(Index *self)
{
    PyTypeObject *type = Py_TYPE(self);
    for (Py_ssize_t i = 0; i < self->count; i++) {
        Py_DECREF(self->entries[i].filename);
    }
    PyMem_Free(self->entries);
    Py_XDECREF(self->suffixes);
    type->tp_free(self);
    Py_DECREF(type);
}


/* --- Asking an index ------------------------------------------------------ */

/* A name that is asked for. */
typedef struct {
    const char *text;
    Py_ssize_t length;
    uint32_t hash;
    Py_ssize_t next;            /* the entry to look at */
} Name;

/* No entry has a name without UTF-8 text. */
static Name
get_name(Index *self, PyObject *name)
{
    Name result = {0};
    result.text = name_text(name, &result.length);
    if (result.text == NULL) {
        result.length = -1;
    }
    result.hash = hash_name(result.text, result.length);
    Py_ssize_t high = self->count;
    while (result.next < high) {
        Py_ssize_t middle = result.next + (high - result.next) / 2;
        if (self->entries[middle].hash < result.hash) {
            result.next = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return result;
}

/* Return the next entry of a name and kind, or NULL.  Of metadata it is one
   that may be of that name: only the hash is compared. */
static inline const Entry *
next_entry(Index *self, Name *name, Kind kind)
{
    while (name->next < self->count
           && self->entries[name->next].hash == name->hash)
    {
        const Entry *entry = &self->entries[name->next++];
        if (entry->kind == kind
            && (kind == METADATA
                || (entry->name_length == name->length
                    && memcmp(PyUnicode_AsUTF8(entry->filename), name->text,
                              name->length) == 0)))
        {
            return entry;
        }
    }
    return NULL;
}

/* A version of a module that satisfies what is asked. */
typedef struct {
    PyObject *filename;         /* borrowed from the index */
    Parts parts;
    uint8_t is_late;            /* a pre-release that was not asked for */
    uint8_t is_asked;           /* spelled as it was asked for */
} Candidate;

/* What is asked of the versions of a module. */
typedef struct {
    Name name;
    _PyPEP440_Clause specifier; /* without comparisons: nothing is asked */
    int admits_prereleases;
    const char *spelling;       /* "" if none is asked for */
} Question;

static int
get_question(Index *self, Question *question, PyObject *name,
             PyObject *specifier, PyObject *clause)
{
    memset(question, 0, sizeof(*question));
    question->name = get_name(self, name);
    if (specifier != Py_None
        && _PyPEP440_ParseClause(&question->specifier, specifier, 1) < 0)
    {
        return -1;
    }
    question->admits_prereleases =
        _PyPEP440_ClauseNamesPrerelease(&question->specifier);
    question->spelling = "";
    if (clause != Py_None) {
        const char *text = PyUnicode_AsUTF8(clause);
        if (text == NULL) {
            _PyPEP440_ClearClause(&question->specifier);
            return -1;
        }
        /* What it leaves of ">=1.0" is the spelling of no version. */
        question->spelling = text + strspn(text, "= ");
    }
    return 0;
}

static int
is_spelled(_PyPEP440_Span version, const char *spelling)
{
    size_t n = version.end - version.start;
    return (strncmp(version.start, spelling, n) == 0
            && (spelling[n] == '\0' || strcmp(spelling + n, ".*") == 0));
}

/* The order of candidates, best first: final releases before pre-releases
   that were not asked for, high versions before low ones, of equal ones the
   one that is spelled as asked for, then the first in sorted order. */
static int
compare_candidates(const void *p, const void *q)
{
    const Candidate *a = p, *b = q;
    if (a->is_late != b->is_late) {
        return a->is_late - b->is_late;
    }
    int order = _PyPEP440_Compare(&b->parts.version, &a->parts.version);
    if (order != 0) {
        return order;
    }
    if (a->is_asked != b->is_asked) {
        return b->is_asked - a->is_asked;
    }
    _PyPEP440_Span x = a->parts.version.text, y = b->parts.version.text;
    Py_ssize_t m = x.end - x.start, n = y.end - y.start;
    order = memcmp(x.start, y.start, Py_MIN(m, n));
    if (order == 0) {
        order = (m > n) - (m < n);
    }
    return order != 0 ? order : PyUnicode_Compare(a->filename, b->filename);
}

/* Set the next candidate.  Return True if there is one. */
static int
next_candidate(Index *self, Question *question, Candidate *candidate)
{
    const Entry *entry;
    while ((entry = next_entry(self, &question->name, VERSION)) != NULL) {
        const _PyPEP440_Version *version = &candidate->parts.version;
        if (split(entry->filename, self->suffixes, &candidate->parts)
            && _PyPEP440_ClauseMatches(&question->specifier, version))
        {
            candidate->filename = entry->filename;
            candidate->is_late = !question->admits_prereleases
                                 && _PyPEP440_IsPrerelease(version);
            candidate->is_asked = is_spelled(version->text,
                                             question->spelling);
            return 1;
        }
    }
    return 0;
}

static PyObject *
candidate_as_tuple(const Candidate *candidate)
{
    return Py_BuildValue("ON", candidate->filename,
                         version_text(&candidate->parts));
}

/*[clinic input]
_versions.Index.best

    name: unicode
    specifier: object = None
    clause: object = None
    /

Return (filename, version) of the best version of a module, or None.

That is the first of what find() returns.
[clinic start generated code]*/

static PyObject *
_versions_Index_best_impl(Index *self, PyObject *name, PyObject *specifier,
                          PyObject *clause)
/*[clinic end generated code: output=015e1887370409aa input=f43fc7432f5984ea]*/
{
    Question question;
    if (get_question(self, &question, name, specifier, clause) < 0) {
        return NULL;
    }
    Candidate best, candidate;
    int found = next_candidate(self, &question, &best);
    while (next_candidate(self, &question, &candidate)) {
        if (compare_candidates(&candidate, &best) < 0) {
            best = candidate;
        }
    }
    _PyPEP440_ClearClause(&question.specifier);
    return found ? candidate_as_tuple(&best) : Py_NewRef(Py_None);
}

/*[clinic input]
_versions.Index.find

    name: unicode
    specifier: object = None
    clause: object = None
    /

Return [(filename, version), ...] of a module's versions, the best first.

name is the module's full name; version is text, as the filename has it.  Only
versions that satisfy the specifier count.  The highest comes first,
pre-releases last unless the specifier names one (PEP 440, "Handling of
pre-releases").  Of equal versions the first is the one that is spelled as in
the clause, canonical text, if that is an equality.
[clinic start generated code]*/

static PyObject *
_versions_Index_find_impl(Index *self, PyObject *name, PyObject *specifier,
                          PyObject *clause)
/*[clinic end generated code: output=a64c9827323a0e65 input=efcf0a4cb32213e6]*/
{
    Question question;
    if (get_question(self, &question, name, specifier, clause) < 0) {
        return NULL;
    }
    PyObject *list = NULL;
    Py_ssize_t count = 0;
    Candidate *found = PyMem_New(Candidate, self->versions);
    if (found == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    while (next_candidate(self, &question, &found[count])) {
        count++;
    }
    qsort(found, count, sizeof(Candidate), compare_candidates);
    list = PyList_New(count);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        PyObject *item = candidate_as_tuple(&found[i]);
        if (item == NULL) {
            Py_CLEAR(list);
            break;
        }
        PyList_SET_ITEM(list, i, item);
    }
done:
    _PyPEP440_ClearClause(&question.specifier);
    PyMem_Free(found);
    return list;
}

/*[clinic input]
_versions.Index.metadata

    name: unicode
    /

Return [(filename, version), ...] of a distribution's metadata.

name is normalized (PEP 503).
[clinic start generated code]*/

static PyObject *
_versions_Index_metadata_impl(Index *self, PyObject *name)
/*[clinic end generated code: output=b1e76f001018f498 input=0f426c2cdc535818]*/
{
    PyObject *list = PyList_New(0);
    Name asked = get_name(self, name);
    const Entry *entry;
    while (list != NULL
           && (entry = next_entry(self, &asked, METADATA)) != NULL)
    {
        PyObject *item = NULL;
        PyObject *own_name = normalized(PyUnicode_AsUTF8(entry->filename),
                                        entry->name_length);
        if (own_name != NULL && PyUnicode_Compare(own_name, name) != 0) {
            Py_DECREF(own_name);
            continue;
        }
        Parts parts;
        if (own_name != NULL && split(entry->filename, NULL, &parts)) {
            item = Py_BuildValue("ON", entry->filename, version_text(&parts));
        }
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(own_name);
        Py_XDECREF(item);
    }
    return list;
}

static int
has_prefix(Index *self, PyObject *op)
{
    Name name = get_name(self, op);
    return next_entry(self, &name, PREFIX) != NULL;
}

/*[clinic input]
_versions.Index.has_prefix -> bool

    name: unicode
    /

Return True if there are versions of modules inside the package of that name.
[clinic start generated code]*/

static int
_versions_Index_has_prefix_impl(Index *self, PyObject *name)
/*[clinic end generated code: output=b7b0f6cfdf681a7c input=0491e5a56aad6930]*/
{
    return has_prefix(self, name);
}

/* Return True if there are versions of the module or of modules inside it. */
static int
index_contains(Index *self, PyObject *name)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "name must be str, not %T", name);
        return -1;
    }
    Question question = {.name = get_name(self, name), .spelling = ""};
    Candidate candidate;
    return (next_candidate(self, &question, &candidate)
            || has_prefix(self, name));
}

/*[clinic input]
_versions.Index.names

Return the set of the names of the modules that have versions.
[clinic start generated code]*/

static PyObject *
_versions_Index_names_impl(Index *self)
/*[clinic end generated code: output=b10f9d9a7567ae10 input=96ec7255e9a5c988]*/
{
    PyObject *names = PySet_New(NULL);
    for (Py_ssize_t i = 0; names != NULL && i < self->count; i++) {
        const Entry *entry = &self->entries[i];
        Parts parts;
        if (entry->kind != VERSION
            || !split(entry->filename, self->suffixes, &parts))
        {
            continue;
        }
        PyObject *name = PyUnicode_DecodeUTF8(
            PyUnicode_AsUTF8(entry->filename), parts.name_length, NULL);
        if (name == NULL || PySet_Add(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

/* An index without names that may be versions is false. */
static Py_ssize_t
index_length(Index *self)
{
    return self->versions;
}

/*[clinic input]
_versions.Index.__sizeof__

Return the size of the index in bytes.
[clinic start generated code]*/

static PyObject *
_versions_Index___sizeof___impl(Index *self)
/*[clinic end generated code: output=e40b921fed4c5444 input=032f725abbf68574]*/
{
    return PyLong_FromSize_t(sizeof(Index) + self->allocated * sizeof(Entry));
}

static PyMethodDef index_methods[] = {
    _VERSIONS_INDEX_BEST_METHODDEF
    _VERSIONS_INDEX_FIND_METHODDEF
    _VERSIONS_INDEX_METADATA_METHODDEF
    _VERSIONS_INDEX_HAS_PREFIX_METHODDEF
    _VERSIONS_INDEX_NAMES_METHODDEF
    _VERSIONS_INDEX___SIZEOF___METHODDEF
    {NULL}
};

static PyType_Slot index_slots[] = {
    {Py_tp_doc, (void *)_versions_Index__doc__},
    {Py_tp_new, _versions_Index},
    {Py_tp_dealloc, index_dealloc},
    {Py_tp_methods, index_methods},
    {Py_sq_length, index_length},
    {Py_sq_contains, index_contains},
    {0, NULL}
};

/* Strs and a tuple of them make no cycles. */
static PyType_Spec index_spec = {
    .name = "_importlib_versions.Index",
    .basicsize = sizeof(Index),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = index_slots,
};


/* --- Module -------------------------------------------------------------- */

static PyMethodDef versions_methods[] = {
    _VERSIONS_CANONICAL_VERSION_METHODDEF
    _VERSIONS_BASE_VERSION_METHODDEF
    _VERSIONS_IS_PRERELEASE_METHODDEF
    _VERSIONS_COMPARE_VERSIONS_METHODDEF
    _VERSIONS_CANONICAL_SPECIFIER_METHODDEF
    _VERSIONS_SPLIT_SPECIFIER_METHODDEF
    _VERSIONS_NAMES_PRERELEASE_METHODDEF
    _VERSIONS_CONTAINS_METHODDEF
    _VERSIONS_NORMALIZE_METHODDEF
    _VERSIONS_SPLIT_ENTRY_METHODDEF
    {NULL}
};

static int
versions_exec(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &index_spec, NULL);
    int result = type == NULL ? -1
                              : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(type);
    return result;
}

static PyModuleDef_Slot versions_slots[] = {
    {Py_mod_exec, versions_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL}
};

PyDoc_STRVAR(versions_doc,
"What the import system asks about versions.");

static struct PyModuleDef versions_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_importlib_versions",
    .m_doc = versions_doc,
    .m_methods = versions_methods,
    .m_slots = versions_slots,
};

PyMODINIT_FUNC
PyInit__importlib_versions(void)
{
    return PyModuleDef_Init(&versions_module);
}
