/* What the names in a directory say of versions: _importlib_version_index.Index.

   It is made from a path entry finder's listing, and knows two kinds of names:

       name-1.2.3, name-1.2.3.py, name-1.2.3.link   a version of the module name
       name-1.2.3.dist-info, name-1.2.3.egg-info    the metadata of a flat
                                                    distribution

   The name of a module ends at the first "-", that of a distribution where a
   PEP 440 version follows the last one.  An entry is 16 bytes beside the name
   that the listing has anyway, and hangs in a chain of a hash table by the part
   before the "-".  No version becomes an object to be compared. */

#ifndef Py_BUILD_CORE_BUILTIN
#  define Py_BUILD_CORE_MODULE 1
#endif

#include "Python.h"
#include "pycore_pep440.h"

#include "_versions.h"

#define NONE UINT32_MAX

typedef struct {
    PyObject *filename;
    uint32_t next;
    uint16_t name_length;       /* of the part before the "-" */
    uint8_t is_metadata;
} Entry;

typedef struct {
    PyObject_HEAD
    Entry *entries;
    uint32_t *buckets;
    uint32_t count;
    uint32_t versions;          /* how many entries are no metadata */
    uint32_t mask;
    PyObject *suffixes;         /* tuple of str: of single-file modules */
    PyObject *prefixes;         /* set of the packages of dotted names, or NULL */
} Index;


/* Names ********************************************************************/

/* Return the UTF-8 text of a name in a listing, or NULL without an exception
   if it has none (undecodable bytes). */
static const char *
name_text(PyObject *filename, Py_ssize_t *length)
{
    if (!PyUnicode_Check(filename)) {
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8AndSize(filename, length);
    if (text == NULL) {
        PyErr_Clear();
    }
    return text;
}

static inline int
is_separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

/* Normalize the name of a distribution (PEP 503): lower case, and runs of
   separators one "-".  Return the length of the result. */
static Py_ssize_t
normalize(char *result, const char *name, Py_ssize_t length)
{
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (!is_separator(name[i])) {
            result[n++] = Py_TOLOWER((unsigned char)name[i]);
        }
        else if (n == 0 || result[n - 1] != '-') {
            result[n++] = '-';
        }
    }
    return n;
}

static PyObject *
normalize_name(PyObject *Py_UNUSED(module), PyObject *name)
{
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(name, &length);
    if (text == NULL) {
        return NULL;
    }
    char *buffer = PyMem_Malloc(length + 1);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = PyUnicode_DecodeUTF8(
        buffer, normalize(buffer, text, length), NULL);
    PyMem_Free(buffer);
    return result;
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

/* The parts of a name: a module's or distribution's, and its version. */
typedef struct {
    Py_ssize_t name_length;
    const char *version;
    Py_ssize_t version_length;
    _PyPEP440_Version parsed;
} Parts;

static int
parse_version(Parts *parts, const char *text, Py_ssize_t length)
{
    parts->version = text;
    parts->version_length = length;
    return _PyPEP440_ParseVersion(&parts->parsed, text, length) == 0;
}

/* Split name-1.2.3.dist-info.  The name of an egg may have tags after the
   version: foo-1.0-py3.13-linux-x86_64.egg-info.  Return 1 or 0. */
static int
split_metadata(const char *text, Py_ssize_t length, Parts *parts)
{
    length -= metadata_suffix(text, length);
    for (Py_ssize_t end = length; end > 0; end--) {
        if (end < length && !(text[end] == '-' && text[end + 1] == 'p')) {
            continue;
        }
        for (Py_ssize_t dash = end - 1; dash > 0; dash--) {
            if (text[dash] == '-') {
                parts->name_length = dash;
                if (parse_version(parts, text + dash + 1, end - dash - 1)) {
                    return 1;
                }
                break;
            }
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
    if (dash == NULL || dash == text) {
        return 0;
    }
    const char *end = text + length;
    const char *version = dash + 1;
    if (version < end && (*version == 'v' || *version == 'V')) {
        version++;
    }
    return version < end && Py_ISDIGIT((unsigned char)*version) ? dash - text
                                                                : 0;
}

/* Split name-1.2.3, or that with the suffix of a file.  Return 1 or 0. */
static int
split_version(const char *text, Py_ssize_t length, PyObject *suffixes,
              Parts *parts)
{
    parts->name_length = name_before_version(text, length);
    if (parts->name_length == 0) {
        return 0;
    }
    const char *version = text + parts->name_length + 1;
    length -= parts->name_length + 1;
    if (!Py_ISDIGIT((unsigned char)version[length - 1])) {
        /* The suffix first: a local version could take it in. */
        Py_ssize_t n = suffix_length(version, length, ".link", 5);
        if (n != 0 && parse_version(parts, version, length - n)) {
            return 1;
        }
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(suffixes); i++) {
            const char *suffix = name_text(PyTuple_GET_ITEM(suffixes, i), &n);
            if (suffix != NULL && n > 0
                && suffix_length(version, length, suffix, n) != 0
                && parse_version(parts, version, length - n))
            {
                return 1;
            }
        }
    }
    return parse_version(parts, version, length);
}

static PyObject *
split_entry(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *filename, *suffixes;
    if (!PyArg_ParseTuple(args, "UO!:split_entry", &filename, &PyTuple_Type,
                          &suffixes)) {
        return NULL;
    }
    Py_ssize_t length;
    const char *text = name_text(filename, &length);
    Parts parts;
    if (text == NULL
        || !(metadata_suffix(text, length) != 0
             ? split_metadata(text, length, &parts)
             : split_version(text, length, suffixes, &parts)))
    {
        Py_RETURN_NONE;
    }
    return Py_BuildValue("s#s#", text, parts.name_length, parts.version,
                         parts.version_length);
}

static int
entry_parts(Index *self, const Entry *entry, Parts *parts)
{
    Py_ssize_t length;
    const char *text = name_text(entry->filename, &length);
    if (text == NULL) {
        return 0;
    }
    return entry->is_metadata
           ? split_metadata(text, length, parts)
           : split_version(text, length, self->suffixes, parts);
}


/* Building *****************************************************************/

static uint32_t
hash_name(const char *name, Py_ssize_t length)
{
    uint32_t hash = 2166136261u;
    for (Py_ssize_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    }
    return hash ^ (hash >> 15);
}

/* Remember the packages that a dotted name stands in. */
static int
add_prefixes(Index *self, const char *name, Py_ssize_t length)
{
    for (Py_ssize_t i = 1; i < length; i++) {
        if (name[i] != '.') {
            continue;
        }
        if (self->prefixes == NULL) {
            self->prefixes = PySet_New(NULL);
            if (self->prefixes == NULL) {
                return -1;
            }
        }
        PyObject *prefix = PyUnicode_DecodeUTF8(name, i, NULL);
        if (prefix == NULL) {
            return -1;
        }
        int res = PySet_Add(self->prefixes, prefix);
        Py_DECREF(prefix);
        if (res < 0) {
            return -1;
        }
    }
    return 0;
}

/* Add an entry, which takes the reference to the name.  Return 0 or -1. */
static int
add_entry(Index *self, uint32_t *allocated, PyObject *filename,
          Py_ssize_t name_length, int is_metadata)
{
    if (self->count == *allocated) {
        uint32_t size = *allocated == 0 ? 16 : *allocated * 2;
        Entry *entries = NULL;
        if (size < NONE / 2) {
            entries = PyMem_Realloc(self->entries, size * sizeof(Entry));
        }
        if (entries == NULL) {
            Py_DECREF(filename);
            PyErr_NoMemory();
            return -1;
        }
        self->entries = entries;
        *allocated = size;
    }
    self->entries[self->count++] = (Entry){
        .filename = filename, .next = NONE,
        .name_length = (uint16_t)name_length,
        .is_metadata = (uint8_t)is_metadata,
    };
    self->versions += !is_metadata;
    return 0;
}

static int
fill(Index *self, PyObject *names)
{
    PyObject *iterator = PyObject_GetIter(names);
    if (iterator == NULL) {
        return -1;
    }
    uint32_t allocated = 0;
    PyObject *filename;
    while ((filename = PyIter_Next(iterator)) != NULL) {
        Py_ssize_t length;
        Parts parts;
        const char *text = name_text(filename, &length);
        if (text == NULL || memchr(text, '-', length) == NULL) {
            Py_DECREF(filename);
            continue;
        }
        int is_metadata = metadata_suffix(text, length) != 0;
        Py_ssize_t name_length = is_metadata
            ? (split_metadata(text, length, &parts) ? parts.name_length : 0)
            : name_before_version(text, length);
        /* Names such as _socket.cpython-313-x86_64-linux-gnu.so are in every
           library, and name no package. */
        if (name_length == 0 || name_length > UINT16_MAX
            || (!is_metadata && memchr(text, '.', name_length) != NULL
                && !split_version(text, length, self->suffixes, &parts)))
        {
            Py_DECREF(filename);
            continue;
        }
        if (add_entry(self, &allocated, filename, name_length, is_metadata) < 0
            || (!is_metadata && add_prefixes(self, text, name_length) < 0))
        {
            Py_DECREF(iterator);
            return -1;
        }
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

static int
hash_entries(Index *self)
{
    uint32_t size = 8;
    while (size < self->count) {
        size *= 2;
    }
    self->buckets = PyMem_Malloc(size * sizeof(uint32_t));
    char *buffer = PyMem_Malloc(UINT16_MAX);
    if (self->buckets == NULL || buffer == NULL) {
        PyMem_Free(buffer);
        PyErr_NoMemory();
        return -1;
    }
    memset(self->buckets, 0xff, size * sizeof(uint32_t));
    self->mask = size - 1;
    if (self->count > 0) {
        Entry *entries = PyMem_Realloc(self->entries,
                                       self->count * sizeof(Entry));
        if (entries != NULL) {
            self->entries = entries;
        }
    }
    for (uint32_t i = 0; i < self->count; i++) {
        Entry *entry = &self->entries[i];
        Py_ssize_t length;
        const char *text = name_text(entry->filename, &length);
        length = entry->name_length;
        if (entry->is_metadata) {
            length = normalize(buffer, text, length);
            text = buffer;
        }
        uint32_t bucket = hash_name(text, length) & self->mask;
        entry->next = self->buckets[bucket];
        self->buckets[bucket] = i;
    }
    PyMem_Free(buffer);
    return 0;
}

static PyObject *
index_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *names, *suffixes;
    static char *keywords[] = {"names", "suffixes", NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO!:Index", keywords,
                                     &names, &PyTuple_Type, &suffixes)) {
        return NULL;
    }
    Index *self = (Index *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->suffixes = Py_NewRef(suffixes);
    if (fill(self, names) < 0 || hash_entries(self) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void
index_dealloc(PyObject *op)
{
    Index *self = (Index *)op;
    PyTypeObject *type = Py_TYPE(self);
    for (uint32_t i = 0; i < self->count; i++) {
        Py_DECREF(self->entries[i].filename);
    }
    PyMem_Free(self->entries);
    PyMem_Free(self->buckets);
    Py_XDECREF(self->suffixes);
    Py_XDECREF(self->prefixes);
    type->tp_free(self);
    Py_DECREF(type);
}


/* Asking *******************************************************************/

/* A version of a module that satisfies what is asked. */
typedef struct {
    PyObject *filename;         /* borrowed from the index */
    Parts parts;
    uint8_t is_late;            /* a pre-release that was not asked for */
    uint8_t is_asked;           /* spelled as in the clause */
} Candidate;

/* What is asked of the versions of a module. */
typedef struct {
    const char *name;
    Py_ssize_t length;
    _PyPEP440_Clause specifier; /* without comparisons: nothing is asked */
    int admits_prereleases;
    const char *spelling;       /* the version of the clause, or NULL */
    Py_ssize_t spelling_length;
} Question;

/* The order of candidates, best first: final releases before pre-releases
   that were not asked for, high versions before low ones, of equal ones the
   one that is spelled as in the clause, then the first in sorted order. */
static int
compare_candidates(const void *p, const void *q)
{
    const Candidate *a = p, *b = q;
    if (a->is_late != b->is_late) {
        return a->is_late - b->is_late;
    }
    int order = _PyPEP440_Compare(&b->parts.parsed, &a->parts.parsed);
    if (order != 0) {
        return order;
    }
    if (a->is_asked != b->is_asked) {
        return b->is_asked - a->is_asked;
    }
    Py_ssize_t m = a->parts.version_length, n = b->parts.version_length;
    order = memcmp(a->parts.version, b->parts.version, Py_MIN(m, n));
    if (order == 0) {
        order = (m > n) - (m < n);
    }
    return order != 0 ? order : PyUnicode_Compare(a->filename, b->filename);
}

/* Set *text to the text of a name.  No entry has a name with surrogates.
   Return 0, or -1 with an exception set. */
static int
get_text(PyObject *name, const char **text, Py_ssize_t *length)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "name must be str, not %T", name);
        return -1;
    }
    *text = PyUnicode_AsUTF8AndSize(name, length);
    if (*text == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            return -1;
        }
        PyErr_Clear();
        *text = "";
        *length = 0;
    }
    return 0;
}

static int
parse_clause(PyObject *arg, _PyPEP440_Clause *clause)
{
    PyObject *text = _versions_specifier_text(arg);
    if (text == NULL) {
        PyErr_Format(PyExc_TypeError, "expected a str or None, not %T", arg);
        return -1;
    }
    return _PyPEP440_ParseClauseStr(clause, text, _PyPEP440_LENIENT);
}

/* Fill the question with the arguments (name, specifier=None, clause=None).
   Return 0, or -1 with an exception set; then there is nothing to clear. */
static int
get_question(PyObject *const *args, Py_ssize_t nargs, Question *question)
{
    if (nargs < 1 || nargs > 3) {
        PyErr_SetString(PyExc_TypeError,
                        "expected 1 to 3 positional arguments");
        return -1;
    }
    memset(question, 0, sizeof(*question));
    if (get_text(args[0], &question->name, &question->length) < 0) {
        return -1;
    }
    if (nargs > 2 && args[2] != Py_None) {
        _PyPEP440_Clause clause;
        if (parse_clause(args[2], &clause) < 0) {
            return -1;
        }
        /* Equality asks for a spelling, an ordering does not. */
        const _PyPEP440_Comparison *item = &clause.items[0];
        if (clause.count == 1
            && (item->op == _PyPEP440_BARE || item->op == _PyPEP440_EQ
                || item->op == _PyPEP440_ARBITRARY))
        {
            question->spelling = item->version.text;
            question->spelling_length = item->version.length;
        }
        _PyPEP440_ClearClause(&clause);
    }
    if (nargs > 1 && args[1] != Py_None) {
        if (parse_clause(args[1], &question->specifier) < 0) {
            return -1;
        }
        question->admits_prereleases =
            _PyPEP440_ClauseNamesPrerelease(&question->specifier);
    }
    return 0;
}

static inline uint32_t
first_entry(Index *self, const char *name, Py_ssize_t length)
{
    return self->buckets[hash_name(name, length) & self->mask];
}

/* Find the next candidate, from *i on, which is moved behind it.  Return 1
   or 0. */
static int
next_candidate(Index *self, const Question *question, uint32_t *i,
               Candidate *candidate)
{
    while (*i != NONE) {
        const Entry *entry = &self->entries[*i];
        Py_ssize_t all;
        *i = entry->next;
        if (entry->is_metadata || entry->name_length != question->length) {
            continue;
        }
        const char *text = name_text(entry->filename, &all);
        if (text == NULL || memcmp(text, question->name, question->length) != 0
            || !entry_parts(self, entry, &candidate->parts)
            || !_PyPEP440_ClauseMatches(&question->specifier,
                                        &candidate->parts.parsed))
        {
            continue;
        }
        candidate->filename = entry->filename;
        candidate->is_late = !question->admits_prereleases
            && _PyPEP440_IsPrerelease(&candidate->parts.parsed);
        candidate->is_asked = question->spelling != NULL
            && candidate->parts.version_length == question->spelling_length
            && memcmp(candidate->parts.version, question->spelling,
                      question->spelling_length) == 0;
        return 1;
    }
    return 0;
}

static PyObject *
candidate_as_tuple(const Candidate *candidate)
{
    return Py_BuildValue("Os#", candidate->filename, candidate->parts.version,
                         candidate->parts.version_length);
}

PyDoc_STRVAR(best_doc,
"best($self, name, specifier=None, clause=None, /)\n--\n\n\
Return (filename, version) of the best version of a module, or None.\n\
\n\
That is the first of what find() returns.");

static PyObject *
index_best(Index *self, PyObject *const *args, Py_ssize_t nargs)
{
    Question question;
    if (get_question(args, nargs, &question) < 0) {
        return NULL;
    }
    Candidate best, candidate;
    uint32_t i = first_entry(self, question.name, question.length);
    int found = next_candidate(self, &question, &i, &best);
    while (next_candidate(self, &question, &i, &candidate)) {
        if (compare_candidates(&candidate, &best) < 0) {
            best = candidate;
        }
    }
    _PyPEP440_ClearClause(&question.specifier);
    return found ? candidate_as_tuple(&best) : Py_NewRef(Py_None);
}

PyDoc_STRVAR(find_doc,
"find($self, name, specifier=None, clause=None, /)\n--\n\n\
Return [(filename, version), ...] of a module's versions, the best first.\n\
\n\
name is the module's full name; version is text, as the filename has it.  Only\n\
versions that satisfy the specifier count.  The highest comes first,\n\
pre-releases last unless the specifier names one (PEP 440, \"Handling of\n\
pre-releases\").  Of equal versions the first is the one that is spelled as in\n\
the clause, if that is an equality.");

static PyObject *
index_find(Index *self, PyObject *const *args, Py_ssize_t nargs)
{
    Question question;
    if (get_question(args, nargs, &question) < 0) {
        return NULL;
    }
    PyObject *list = NULL;
    Candidate *found = NULL;
    size_t count = 0, allocated = 0;
    Candidate candidate;
    uint32_t i = first_entry(self, question.name, question.length);
    while (next_candidate(self, &question, &i, &candidate)) {
        if (count == allocated) {
            allocated = allocated * 2 + 8;
            Candidate *larger = PyMem_Realloc(found,
                                              allocated * sizeof(Candidate));
            if (larger == NULL) {
                PyErr_NoMemory();
                goto done;
            }
            found = larger;
        }
        found[count++] = candidate;
    }
    if (count > 1) {
        qsort(found, count, sizeof(Candidate), compare_candidates);
    }
    list = PyList_New((Py_ssize_t)count);
    for (size_t k = 0; list != NULL && k < count; k++) {
        PyObject *item = candidate_as_tuple(&found[k]);
        if (item == NULL) {
            Py_CLEAR(list);
            break;
        }
        PyList_SET_ITEM(list, (Py_ssize_t)k, item);
    }
done:
    _PyPEP440_ClearClause(&question.specifier);
    PyMem_Free(found);
    return list;
}

PyDoc_STRVAR(metadata_doc,
"metadata($self, name, /)\n--\n\n\
Return [(filename, version), ...] of a distribution's metadata.\n\
\n\
name is normalized (PEP 503).");

static PyObject *
index_metadata(Index *self, PyObject *name)
{
    Py_ssize_t length;
    const char *text;
    if (get_text(name, &text, &length) < 0) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    char *buffer = PyMem_Malloc(UINT16_MAX);
    if (list == NULL || buffer == NULL) {
        Py_XDECREF(list);
        PyMem_Free(buffer);
        return buffer == NULL ? PyErr_NoMemory() : NULL;
    }
    for (uint32_t i = first_entry(self, text, length); i != NONE;
         i = self->entries[i].next)
    {
        const Entry *entry = &self->entries[i];
        Py_ssize_t all;
        Parts parts;
        const char *filename = name_text(entry->filename, &all);
        if (!entry->is_metadata || filename == NULL
            || normalize(buffer, filename, entry->name_length) != length
            || memcmp(buffer, text, length) != 0
            || !entry_parts(self, entry, &parts))
        {
            continue;
        }
        PyObject *item = Py_BuildValue("Os#", entry->filename, parts.version,
                                       parts.version_length);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_XDECREF(item);
            Py_CLEAR(list);
            break;
        }
        Py_DECREF(item);
    }
    PyMem_Free(buffer);
    return list;
}

PyDoc_STRVAR(has_prefix_doc,
"has_prefix($self, name, /)\n--\n\n\
Return True if there are versions of modules inside the package of that name.");

static PyObject *
index_has_prefix(Index *self, PyObject *name)
{
    int res = self->prefixes == NULL ? 0 : PySet_Contains(self->prefixes, name);
    return res < 0 ? NULL : PyBool_FromLong(res);
}

/* True if there are versions of the named module or of modules inside it. */
static int
index_contains(Index *self, PyObject *name)
{
    Question question = {0};
    Candidate candidate;
    if (get_text(name, &question.name, &question.length) < 0) {
        return -1;
    }
    uint32_t i = first_entry(self, question.name, question.length);
    if (next_candidate(self, &question, &i, &candidate)) {
        return 1;
    }
    return self->prefixes == NULL ? 0 : PySet_Contains(self->prefixes, name);
}

PyDoc_STRVAR(names_doc,
"names($self, /)\n--\n\n\
Return the set of the names of the modules that have versions.");

static PyObject *
index_names(Index *self, PyObject *Py_UNUSED(ignored))
{
    PyObject *names = PySet_New(NULL);
    for (uint32_t i = 0; names != NULL && i < self->count; i++) {
        const Entry *entry = &self->entries[i];
        Py_ssize_t all;
        Parts parts;
        if (entry->is_metadata || !entry_parts(self, entry, &parts)) {
            continue;
        }
        const char *text = name_text(entry->filename, &all);
        PyObject *name = PyUnicode_DecodeUTF8(text, entry->name_length, NULL);
        if (name == NULL || PySet_Add(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

/* How many names there are that may be versions: an index without any is
   false. */
static Py_ssize_t
index_length(Index *self)
{
    return self->versions;
}

PyDoc_STRVAR(sizeof_doc, "Return the size of the index in bytes.");

static PyObject *
index_sizeof(Index *self, PyObject *Py_UNUSED(ignored))
{
    size_t size = sizeof(Index) + self->count * sizeof(Entry)
                  + ((size_t)self->mask + 1) * sizeof(uint32_t);
    return PyLong_FromSize_t(size);
}

static PyMethodDef index_methods[] = {
    {"best", _PyCFunction_CAST(index_best),
     METH_FASTCALL, best_doc},
    {"find", _PyCFunction_CAST(index_find),
     METH_FASTCALL, find_doc},
    {"metadata", _PyCFunction_CAST(index_metadata), METH_O, metadata_doc},
    {"has_prefix", _PyCFunction_CAST(index_has_prefix), METH_O, has_prefix_doc},
    {"names", _PyCFunction_CAST(index_names), METH_NOARGS, names_doc},
    {"__sizeof__", _PyCFunction_CAST(index_sizeof), METH_NOARGS, sizeof_doc},
    {NULL, NULL, 0, NULL}
};

PyDoc_STRVAR(index_doc,
"Index(names, suffixes)\n--\n\n\
What the names in a directory say of versions.\n\
\n\
names are those of a listing; suffixes is a tuple of those that the files of\n\
modules have.  The length is the number of versions, the metadata of flat\n\
distributions left out.");

static PyType_Slot index_slots[] = {
    {Py_tp_doc, (void *)index_doc},
    {Py_tp_new, index_new},
    {Py_tp_dealloc, index_dealloc},
    {Py_tp_methods, index_methods},
    {Py_sq_length, index_length},
    {Py_sq_contains, index_contains},
    {0, NULL}
};

static PyType_Spec index_spec = {
    .name = "_importlib_version_index.Index",
    .basicsize = sizeof(Index),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = index_slots,
};


/* Module *******************************************************************/

PyDoc_STRVAR(normalize_doc,
"normalize($module, name, /)\n--\n\n\
Return a distribution's name in normalized form (PEP 503).");

PyDoc_STRVAR(split_entry_doc,
"split_entry($module, filename, suffixes, /)\n--\n\n\
Return (name, version) of a directory's entry, or None.\n\
\n\
The entry is a version of a module, or the metadata of a distribution.\n\
suffixes is a tuple of those that the files of modules have.");

static PyMethodDef version_index_methods[] = {
    {"normalize", normalize_name, METH_O, normalize_doc},
    {"split_entry", split_entry, METH_VARARGS, split_entry_doc},
    {NULL, NULL, 0, NULL}
};

int
_versions_add_index(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &index_spec, NULL);
    int result = type == NULL ? -1
                              : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(type);
    return result < 0 ? -1 : PyModule_AddFunctions(module,
                                                   version_index_methods);
}

/* The same under the former name. */
static PyModuleDef_Slot version_index_slots[] = {
    {Py_mod_exec, _versions_add_index},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL}
};

PyDoc_STRVAR(version_index_doc,
"What the names in a directory say of versions.");

static struct PyModuleDef version_index_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_importlib_version_index",
    .m_doc = version_index_doc,
    .m_size = 0,
    .m_slots = version_index_slots,
};

PyMODINIT_FUNC
PyInit__importlib_version_index(void)
{
    return PyModuleDef_Init(&version_index_module);
}
