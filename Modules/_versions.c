/* _versions: PEP 440 as objects.

   importlib.versions.Version and importlib.versions.Specifier are these types.
   They behave as Version and SpecifierSet of the "packaging" library, and
   differ from them in what follows from being part of the language:

   - A Specifier is a version clause of the import statement, so that it may
     be one bare version: Specifier("1.2").  It keeps the order in which its
     comparisons were written and gives them in canonical spelling.
   - Both are immutable and cannot be subclassed.  Bad text is a plain
     ValueError.
   - Specifier.filter() gives pre-releases if nothing else matches, whatever
     the number of comparisons, as PEP 440 asks.
   - "===1.0" and "===1.0.0" match different versions and are not equal.

   The rules themselves are in Python/pep440.c.  An object holds its canonical
   spelling as a str, and the parsed form that points into it; it converts a
   number only for an attribute that is asked for. */

#ifndef Py_BUILD_CORE_BUILTIN
#  define Py_BUILD_CORE_MODULE 1
#endif

#include "Python.h"
#include "_versions.h"

#include <stddef.h>               // offsetof()

typedef struct {
    PyObject_HEAD
    PyObject *text;               // canonical, ASCII
    _PyPEP440_Version version;    // points into text
} VersionObject;

typedef struct {
    PyObject_HEAD
    PyObject *text;               // canonical
    _PyPEP440_Clause clause;      // points into text
    int prereleases;              // true, false, or -1 for None
} SpecifierObject;

/* The length of a white space character in UTF-8. */
static inline int
utf8_size(Py_UCS4 c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
}

/* The UTF-8 text of a str without the white space around it. */
static const char *
stripped_utf8(PyObject *str, Py_ssize_t *length)
{
    const char *utf8 = PyUnicode_AsUTF8AndSize(str, length);
    if (utf8 == NULL) {
        return NULL;
    }
    Py_ssize_t first = 0;
    Py_ssize_t last = PyUnicode_GET_LENGTH(str);
    for (; first < last; first++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(str, first);
        if (!Py_UNICODE_ISSPACE(c)) {
            break;
        }
        utf8 += utf8_size(c);
        *length -= utf8_size(c);
    }
    for (; first < last; last--) {
        Py_UCS4 c = PyUnicode_READ_CHAR(str, last - 1);
        if (!Py_UNICODE_ISSPACE(c)) {
            break;
        }
        *length -= utf8_size(c);
    }
    return utf8;
}

/* 0, 1, -1 for None; -2 with an exception set. */
static int
parse_prereleases(PyObject *value)
{
    if (value == NULL || value == Py_None) {
        return -1;
    }
    int result = PyObject_IsTrue(value);
    return result < 0 ? -2 : result;
}


/* --- Version ------------------------------------------------------------ */

static PyObject *
version_from_parsed(PyTypeObject *type, const _PyPEP440_Version *parsed)
{
    PyObject *text = _PyPEP440_VersionAsStr(parsed, _PyPEP440_FULL);
    if (text == NULL) {
        return NULL;
    }
    VersionObject *self = (VersionObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_DECREF(text);
        return NULL;
    }
    self->text = text;
    int result = _PyPEP440_ParseVersion(
        &self->version, PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text));
    if (result < 0) {
        /* Only text next to 2 GiB long can be too long when spelled out. */
        PyErr_SetString(PyExc_ValueError, "version is too long");
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

PyDoc_STRVAR(version_doc,
"Version(version)\n"
"--\n"
"\n"
"A version as PEP 440 defines it.\n"
"\n"
"Versions have the order of PEP 440 (\"Summary of permitted suffixes and\n"
"relative ordering\"): 1.0.dev1 < 1.0a1 < 1.0rc1 < 1.0 < 1.0.post1, and\n"
"1.0 == 1.0.0.  str() gives the canonical spelling (\"Normalization\").");

static PyObject *
version_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static const char * const keywords[] = {"version", NULL};
    PyObject *str;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "U:Version",
                                     (char **)keywords, &str)) {
        return NULL;
    }
    Py_ssize_t length;
    const char *utf8 = stripped_utf8(str, &length);
    if (utf8 == NULL) {
        return NULL;
    }
    _PyPEP440_Version parsed;
    if (_PyPEP440_ParseVersion(&parsed, utf8, length) < 0) {
        PyErr_Format(PyExc_ValueError, "invalid version: %R", str);
        return NULL;
    }
    return version_from_parsed(type, &parsed);
}

static void
version_dealloc(VersionObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(self->text);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
version_str(VersionObject *self)
{
    return Py_NewRef(self->text);
}

static PyObject *
version_repr(VersionObject *self)
{
    return PyUnicode_FromFormat("<Version('%U')>", self->text);
}

static Py_hash_t
version_hash(VersionObject *self)
{
    return _PyPEP440_Hash(&self->version);
}

static PyObject *
version_richcompare(VersionObject *self, PyObject *other, int op)
{
    if (!Py_IS_TYPE(other, Py_TYPE(self))) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int order = _PyPEP440_Compare(&self->version,
                                  &((VersionObject *)other)->version);
    Py_RETURN_RICHCOMPARE(order, 0, op);
}

static PyObject *
version_reduce(VersionObject *self, PyObject *Py_UNUSED(ignored))
{
    return Py_BuildValue("(O(O))", Py_TYPE(self), self->text);
}

static PyObject *
number_as_int(const _PyPEP440_Version *v, _PyPEP440_Span number)
{
    const char *digits = v->text + number.start;
    if (number.length > 18) {
        PyObject *str = PyUnicode_FromStringAndSize(digits, number.length);
        if (str == NULL) {
            return NULL;
        }
        PyObject *result = PyLong_FromUnicodeObject(str, 10);
        Py_DECREF(str);
        return result;
    }
    long long value = 0;
    for (uint32_t i = 0; i < number.length; i++) {
        value = value * 10 + (digits[i] - '0');
    }
    return PyLong_FromLongLong(value);
}

/* The span of the release number at an index.  The text is canonical: the
   only leading zero is that of 0. */
static _PyPEP440_Span
release_number(const _PyPEP440_Version *v, uint32_t index)
{
    _PyPEP440_Span number = {v->release.start, 0};
    const char *p = v->text + v->release.start;
    const char *end = p + v->release.length;
    for (; index > 0; p++) {
        index -= (*p == '.');
    }
    number.start = (uint32_t)(p - v->text);
    while (p < end && *p != '.') {
        p++;
    }
    number.length = (uint32_t)(p - v->text) - number.start;
    return number;
}

static PyObject *
version_get_epoch(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    if (!(v->parts & _PyPEP440_EPOCH)) {
        return PyLong_FromLong(0);
    }
    return number_as_int(v, v->epoch);
}

static PyObject *
version_get_release(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    PyObject *result = PyTuple_New(v->count);
    if (result == NULL) {
        return NULL;
    }
    _PyPEP440_Span number = release_number(v, 0);
    for (uint32_t i = 0; i < v->count; i++) {
        PyObject *item = number_as_int(v, number);
        if (item == NULL) {
            Py_DECREF(result);
            return NULL;
        }
        PyTuple_SET_ITEM(result, i, item);
        if (i + 1 < v->count) {
            const char *p = v->text + number.start + number.length + 1;
            number.start = (uint32_t)(p - v->text);
            number.length = 0;
            while (p[number.length] >= '0' && p[number.length] <= '9') {
                number.length++;
            }
        }
    }
    return result;
}

/* major, minor, micro: the closure is the index in the release. */
static PyObject *
version_get_release_number(VersionObject *self, void *closure)
{
    const _PyPEP440_Version *v = &self->version;
    uint32_t index = (uint32_t)(uintptr_t)closure;
    if (index >= v->count) {
        return PyLong_FromLong(0);
    }
    return number_as_int(v, release_number(v, index));
}

static PyObject *
version_get_pre(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    const char *letter;
    switch (v->parts & _PyPEP440_PRE ? v->phase : _PyPEP440_PHASE_FINAL) {
        case _PyPEP440_PHASE_A:
            letter = "a";
            break;
        case _PyPEP440_PHASE_B:
            letter = "b";
            break;
        case _PyPEP440_PHASE_RC:
            letter = "rc";
            break;
        default:
            Py_RETURN_NONE;
    }
    PyObject *number = number_as_int(v, v->pre);
    if (number == NULL) {
        return NULL;
    }
    return Py_BuildValue("(sN)", letter, number);
}

static PyObject *
version_get_post(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    if (!(v->parts & _PyPEP440_POST)) {
        Py_RETURN_NONE;
    }
    return number_as_int(v, v->post);
}

static PyObject *
version_get_dev(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    if (!(v->parts & _PyPEP440_DEV)) {
        Py_RETURN_NONE;
    }
    return number_as_int(v, v->dev);
}

static PyObject *
version_get_local(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    if (!(v->parts & _PyPEP440_LOCAL)) {
        Py_RETURN_NONE;
    }
    return PyUnicode_FromStringAndSize(v->text + v->local.start,
                                       v->local.length);
}

/* public, base_version: the closure is the parts to spell. */
static PyObject *
version_get_spelling(VersionObject *self, void *closure)
{
    int parts = (int)(uintptr_t)closure;
    if (!(self->version.parts & _PyPEP440_SUFFIX & ~parts)) {
        return Py_NewRef(self->text);
    }
    return _PyPEP440_VersionAsStr(&self->version, parts);
}

/* is_prerelease and the like: the closure is the parts to look for. */
static PyObject *
version_has_parts(VersionObject *self, void *closure)
{
    return PyBool_FromLong(self->version.parts & (int)(uintptr_t)closure);
}

static PyGetSetDef version_getset[] = {
    {"epoch", (getter)version_get_epoch, NULL,
     PyDoc_STR("The epoch, 0 if there is none (PEP 440, "
               "\"Version epochs\").")},
    {"release", (getter)version_get_release, NULL,
     PyDoc_STR("The numbers of the release as a tuple, trailing zeros "
               "included.")},
    {"pre", (getter)version_get_pre, NULL,
     PyDoc_STR("('a', N), ('b', N) or ('rc', N) of a pre-release, else "
               "None.")},
    {"post", (getter)version_get_post, NULL,
     PyDoc_STR("The number of a post-release, else None.")},
    {"dev", (getter)version_get_dev, NULL,
     PyDoc_STR("The number of a developmental release, else None.")},
    {"local", (getter)version_get_local, NULL,
     PyDoc_STR("The local version label, else None (PEP 440, "
               "\"Local version identifiers\").")},
    {"public", (getter)version_get_spelling, NULL,
     PyDoc_STR("The version without its local label."),
     (void *)(uintptr_t)_PyPEP440_PUBLIC},
    {"base_version", (getter)version_get_spelling, NULL,
     PyDoc_STR("The epoch and the release alone."),
     (void *)(uintptr_t)_PyPEP440_BASE},
    {"major", (getter)version_get_release_number, NULL,
     PyDoc_STR("The first number of the release."),
     (void *)(uintptr_t)0},
    {"minor", (getter)version_get_release_number, NULL,
     PyDoc_STR("The second number of the release, or 0."),
     (void *)(uintptr_t)1},
    {"micro", (getter)version_get_release_number, NULL,
     PyDoc_STR("The third number of the release, or 0."),
     (void *)(uintptr_t)2},
    {"is_prerelease", (getter)version_has_parts, NULL,
     PyDoc_STR("Whether this is a pre-release or a developmental release."),
     (void *)(uintptr_t)(_PyPEP440_PRE | _PyPEP440_DEV)},
    {"is_postrelease", (getter)version_has_parts, NULL,
     PyDoc_STR("Whether this is a post-release."),
     (void *)(uintptr_t)_PyPEP440_POST},
    {"is_devrelease", (getter)version_has_parts, NULL,
     PyDoc_STR("Whether this is a developmental release."),
     (void *)(uintptr_t)_PyPEP440_DEV},
    {NULL}
};

static PyMethodDef version_methods[] = {
    {"__reduce__", (PyCFunction)version_reduce, METH_NOARGS, NULL},
    {NULL}
};

static PyType_Slot version_slots[] = {
    {Py_tp_doc, (void *)version_doc},
    {Py_tp_new, version_new},
    {Py_tp_dealloc, version_dealloc},
    {Py_tp_str, version_str},
    {Py_tp_repr, version_repr},
    {Py_tp_hash, version_hash},
    {Py_tp_richcompare, version_richcompare},
    {Py_tp_methods, version_methods},
    {Py_tp_getset, version_getset},
    {0, NULL}
};

/* Neither type is a container of arbitrary objects, and neither can be
   subclassed: there are no cycles to collect. */
static PyType_Spec version_spec = {
    .name = "importlib.versions.Version",
    .basicsize = sizeof(VersionObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = version_slots,
};


/* --- Specifier ---------------------------------------------------------- */

/* Compare without regard to the case of ASCII letters. */
static int
same_letters(const char *a, const char *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (Py_TOLOWER(a[i]) != Py_TOLOWER(b[i])) {
            return 0;
        }
    }
    return 1;
}

/* True if trailing zeros make a difference to a comparison, since they decide
   how many numbers must agree. */
static inline int
counts_zeros(const _PyPEP440_Comparison *item)
{
    return item->op == _PyPEP440_COMPATIBLE || item->is_prefix;
}

/* True if two comparisons match the same versions because they have the same
   operator and the same version. */
static int
same_comparison(const _PyPEP440_Clause *c, const _PyPEP440_Comparison *a,
                const _PyPEP440_Clause *d, const _PyPEP440_Comparison *b)
{
    if (a->op != b->op || a->is_prefix != b->is_prefix) {
        return 0;
    }
    if (a->op == _PyPEP440_ARBITRARY) {
        return (a->text.length == b->text.length
                && same_letters(c->text + a->text.start,
                                d->text + b->text.start, a->text.length));
    }
    if (counts_zeros(a)) {
        return _PyPEP440_SameSpelling(&a->version, &b->version);
    }
    return _PyPEP440_Compare(&a->version, &b->version) == 0;
}

static int
has_comparison(const _PyPEP440_Clause *clause, Py_ssize_t count,
               const _PyPEP440_Clause *other,
               const _PyPEP440_Comparison *item)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        if (same_comparison(clause, &clause->items[i], other, item)) {
            return 1;
        }
    }
    return 0;
}

/* Keep the first of comparisons that are the same. */
static void
drop_duplicates(_PyPEP440_Clause *clause)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t i = 0; i < clause->count; i++) {
        if (!has_comparison(clause, kept, clause, &clause->items[i])) {
            clause->items[kept++] = clause->items[i];
        }
    }
    clause->count = kept;
}

/* A Specifier of a str in canonical spelling.  Steals the str. */
static PyObject *
specifier_from_canonical(PyTypeObject *type, PyObject *text, int prereleases)
{
    Py_ssize_t length;
    const char *utf8 = PyUnicode_AsUTF8AndSize(text, &length);
    if (utf8 == NULL) {
        Py_DECREF(text);
        return NULL;
    }
    SpecifierObject *self = (SpecifierObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_DECREF(text);
        return NULL;
    }
    self->text = text;
    self->prereleases = prereleases;
    if (_PyPEP440_ParseClause(&self->clause, utf8, length,
                              _PyPEP440_LENIENT) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyObject *
specifier_from_str(PyTypeObject *type, PyObject *str, int prereleases)
{
    Py_ssize_t length;
    const char *utf8 = stripped_utf8(str, &length);
    if (utf8 == NULL) {
        return NULL;
    }
    _PyPEP440_Clause clause;
    if (_PyPEP440_ParseClause(&clause, utf8, length, _PyPEP440_LENIENT) < 0) {
        return NULL;
    }
    drop_duplicates(&clause);
    PyObject *text = _PyPEP440_ClauseAsStr(&clause);
    _PyPEP440_ClearClause(&clause);
    if (text == NULL) {
        return NULL;
    }
    return specifier_from_canonical(type, text, prereleases);
}

PyDoc_STRVAR(specifier_doc,
"Specifier(specifier='', prereleases=None)\n"
"--\n"
"\n"
"Which versions are acceptable, as in a version clause.\n"
"\n"
"The text is either comparisons separated by commas, all of which must hold\n"
"(PEP 440, \"Version specifiers\"), or one version.  A version that is only\n"
"a release accepts all that begin with its numbers: '1.2' means '==1.2.*'.\n"
"A version with a pre-release, post-release, development or local part\n"
"accepts only itself.  Empty text accepts every version.\n"
"\n"
"prereleases says whether pre-releases are acceptable.  None means: if the\n"
"text names one (PEP 440, \"Handling of pre-releases\").");

static PyObject *
specifier_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static const char * const keywords[] = {"specifier", "prereleases", NULL};
    PyObject *str = NULL;
    PyObject *value = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|UO:Specifier",
                                     (char **)keywords, &str, &value)) {
        return NULL;
    }
    int prereleases = parse_prereleases(value);
    if (prereleases < -1) {
        return NULL;
    }
    if (str == NULL) {
        str = Py_GetConstantBorrowed(Py_CONSTANT_EMPTY_STR);
    }
    return specifier_from_str(type, str, prereleases);
}

static void
specifier_dealloc(SpecifierObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    if (self->clause.items != NULL) {
        _PyPEP440_ClearClause(&self->clause);
    }
    Py_XDECREF(self->text);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *
specifier_str(SpecifierObject *self)
{
    return Py_NewRef(self->text);
}

static PyObject *
specifier_repr(SpecifierObject *self)
{
    if (self->prereleases < 0) {
        return PyUnicode_FromFormat("<Specifier(%R)>", self->text);
    }
    return PyUnicode_FromFormat("<Specifier(%R, prereleases=%s)>", self->text,
                                self->prereleases ? "True" : "False");
}

static Py_hash_t
specifier_hash(SpecifierObject *self)
{
    /* The order of the comparisons must not count. */
    Py_uhash_t hash = (Py_uhash_t)self->clause.count;
    for (Py_ssize_t i = 0; i < self->clause.count; i++) {
        const _PyPEP440_Comparison *item = &self->clause.items[i];
        Py_uhash_t part = item->text.length;
        if (item->op != _PyPEP440_ARBITRARY) {
            part = (Py_uhash_t)_PyPEP440_Hash(&item->version);
            if (part == (Py_uhash_t)-1) {
                return -1;
            }
            if (counts_zeros(item)) {
                part += item->version.count;
            }
        }
        hash += (part ^ ((Py_uhash_t)item->op << 1) ^ item->is_prefix)
                * (Py_uhash_t)1000003;
    }
    return hash == (Py_uhash_t)-1 ? -2 : (Py_hash_t)hash;
}

static int
same_clause(const _PyPEP440_Clause *a, const _PyPEP440_Clause *b)
{
    if (a->count != b->count) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < a->count; i++) {
        if (!has_comparison(b, b->count, a, &a->items[i])) {
            return 0;
        }
    }
    return 1;
}

static PyObject *
specifier_richcompare(SpecifierObject *self, PyObject *other, int op)
{
    if (op != Py_EQ && op != Py_NE) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int same;
    if (Py_IS_TYPE(other, Py_TYPE(self))) {
        same = same_clause(&self->clause, &((SpecifierObject *)other)->clause);
    }
    else if (PyUnicode_Check(other)) {
        other = specifier_from_str(Py_TYPE(self), other, -1);
        if (other == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_ValueError)) {
                return NULL;
            }
            PyErr_Clear();
            Py_RETURN_NOTIMPLEMENTED;
        }
        same = same_clause(&self->clause, &((SpecifierObject *)other)->clause);
        Py_DECREF(other);
    }
    else {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyBool_FromLong(same == (op == Py_EQ));
}

static PyObject *
specifier_reduce(SpecifierObject *self, PyObject *Py_UNUSED(ignored))
{
    if (self->prereleases < 0) {
        return Py_BuildValue("(O(O))", Py_TYPE(self), self->text);
    }
    return Py_BuildValue("(O(OO))", Py_TYPE(self), self->text,
                         self->prereleases ? Py_True : Py_False);
}

/* Tell whether pre-releases are acceptable if the caller does not say so:
   1, 0, -1 for None. */
static int
default_prereleases(SpecifierObject *self)
{
    if (self->prereleases >= 0 || self->clause.count == 0) {
        return self->prereleases;
    }
    return _PyPEP440_ClauseNamesPrerelease(&self->clause);
}

/* The version in a Version, or in a str.  Return NULL with an exception set
   if it is neither. */
static const _PyPEP440_Version *
as_version(SpecifierObject *self, PyObject *item, _PyPEP440_Version *space)
{
    _versions_state *state = PyType_GetModuleState(Py_TYPE(self));
    if (state == NULL) {
        return NULL;
    }
    if (Py_IS_TYPE(item, state->version_type)) {
        return &((VersionObject *)item)->version;
    }
    if (!PyUnicode_Check(item)) {
        PyErr_Format(PyExc_TypeError, "expected a Version or str, not %T",
                     item);
        return NULL;
    }
    Py_ssize_t length;
    const char *utf8 = stripped_utf8(item, &length);
    if (utf8 == NULL) {
        return NULL;
    }
    if (_PyPEP440_ParseVersion(space, utf8, length) < 0) {
        PyErr_Format(PyExc_ValueError, "invalid version: %R", item);
        return NULL;
    }
    return space;
}

static int
contains(SpecifierObject *self, PyObject *item, int prereleases)
{
    _PyPEP440_Version space;
    const _PyPEP440_Version *v = as_version(self, item, &space);
    if (v == NULL) {
        return -1;
    }
    if (prereleases < 0) {
        prereleases = default_prereleases(self);
    }
    if (prereleases != 1 && _PyPEP440_IsPrerelease(v)) {
        return 0;
    }
    return _PyPEP440_ClauseMatches(&self->clause, v);
}

static int
specifier_sq_contains(SpecifierObject *self, PyObject *item)
{
    return contains(self, item, -1);
}

PyDoc_STRVAR(specifier_contains_doc,
"contains($self, /, item, prereleases=None)\n"
"--\n"
"\n"
"Return whether a version, a Version or a str, is acceptable.\n"
"\n"
"prereleases, if not None, replaces the attribute.");

static PyObject *
specifier_contains(SpecifierObject *self, PyObject *args, PyObject *kwargs)
{
    static const char * const keywords[] = {"item", "prereleases", NULL};
    PyObject *item;
    PyObject *value = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:contains",
                                     (char **)keywords, &item, &value)) {
        return NULL;
    }
    int prereleases = parse_prereleases(value);
    if (prereleases < -1) {
        return NULL;
    }
    int result = contains(self, item, prereleases);
    return result < 0 ? NULL : PyBool_FromLong(result);
}

PyDoc_STRVAR(specifier_filter_doc,
"filter($self, /, iterable, prereleases=None)\n"
"--\n"
"\n"
"Return an iterator over the acceptable versions of an iterable.\n"
"\n"
"The items are Versions or strs and are returned as they are.  Unless\n"
"pre-releases are acceptable or prereleases is False, they are given only\n"
"where nothing else is acceptable (PEP 440, \"Handling of pre-releases\").");

static PyObject *
specifier_filter(SpecifierObject *self, PyObject *args, PyObject *kwargs)
{
    static const char * const keywords[] = {"iterable", "prereleases", NULL};
    PyObject *iterable;
    PyObject *value = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:filter",
                                     (char **)keywords, &iterable, &value)) {
        return NULL;
    }
    int prereleases = parse_prereleases(value);
    if (prereleases < -1) {
        return NULL;
    }
    if (prereleases < 0) {
        prereleases = self->prereleases;
    }
    if (prereleases < 0 && _PyPEP440_ClauseNamesPrerelease(&self->clause)) {
        prereleases = 1;
    }

    PyObject *result = NULL;
    PyObject *matching = PyList_New(0);
    PyObject *final = PyList_New(0);
    PyObject *iterator = PyObject_GetIter(iterable);
    PyObject *item = NULL;
    if (matching == NULL || final == NULL || iterator == NULL) {
        goto done;
    }
    while ((item = PyIter_Next(iterator)) != NULL) {
        _PyPEP440_Version space;
        const _PyPEP440_Version *v = as_version(self, item, &space);
        if (v == NULL) {
            goto done;
        }
        if (_PyPEP440_ClauseMatches(&self->clause, v)) {
            if (PyList_Append(matching, item) < 0) {
                goto done;
            }
            if (!_PyPEP440_IsPrerelease(v) && PyList_Append(final, item) < 0) {
                goto done;
            }
        }
        Py_DECREF(item);
    }
    if (PyErr_Occurred()) {
        goto done;
    }
    if (prereleases == 1
        || (prereleases < 0 && PyList_GET_SIZE(final) == 0)) {
        result = PyObject_GetIter(matching);
    }
    else {
        result = PyObject_GetIter(final);
    }
done:
    Py_XDECREF(item);
    Py_XDECREF(matching);
    Py_XDECREF(final);
    Py_XDECREF(iterator);
    return result;
}

static Py_ssize_t
specifier_length(SpecifierObject *self)
{
    return self->clause.count;
}

static PyObject *
specifier_iter(SpecifierObject *self)
{
    PyObject *items = PyList_New(self->clause.count);
    if (items == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < self->clause.count; i++) {
        const _PyPEP440_Comparison *item = &self->clause.items[i];
        PyObject *version = _PyPEP440_ComparisonVersionAsStr(
            &self->clause, item);
        if (version == NULL) {
            goto error;
        }
        PyObject *text = PyUnicode_FromFormat(
            "%s%U", _PyPEP440_OperatorText(item->op), version);
        Py_DECREF(version);
        if (text == NULL) {
            goto error;
        }
        PyObject *specifier = specifier_from_canonical(
            Py_TYPE(self), text, -1);
        if (specifier == NULL) {
            goto error;
        }
        PyList_SET_ITEM(items, i, specifier);
    }
    PyObject *result = PyObject_GetIter(items);
    Py_DECREF(items);
    return result;

error:
    Py_DECREF(items);
    return NULL;
}

/* The text of a clause to which others can be joined: a bare version cannot
   stand beside comparisons. */
static PyObject *
joinable_text(SpecifierObject *self)
{
    if (_PyPEP440_ClauseBareVersion(&self->clause) == NULL) {
        return Py_NewRef(self->text);
    }
    return PyUnicode_FromFormat(
        "==%U%s", self->text, self->clause.items[0].is_prefix ? ".*" : "");
}

static PyObject *
join(SpecifierObject *a, SpecifierObject *b)
{
    PyTypeObject *type = Py_TYPE(a);
    int prereleases = a->prereleases;
    if (prereleases < 0) {
        prereleases = b->prereleases;
    }
    else if (b->prereleases >= 0 && b->prereleases != prereleases) {
        PyErr_SetString(PyExc_ValueError,
                        "cannot combine specifiers that accept pre-releases "
                        "with specifiers that reject them");
        return NULL;
    }
    if (a->clause.count == 0) {
        return specifier_from_canonical(type, Py_NewRef(b->text), prereleases);
    }
    if (b->clause.count == 0 || same_clause(&a->clause, &b->clause)) {
        return specifier_from_canonical(type, Py_NewRef(a->text), prereleases);
    }
    PyObject *result = NULL;
    PyObject *joined = NULL;
    PyObject *left = joinable_text(a);
    PyObject *right = joinable_text(b);
    if (left != NULL && right != NULL) {
        joined = PyUnicode_FromFormat("%U,%U", left, right);
    }
    if (joined != NULL) {
        result = specifier_from_str(type, joined, prereleases);
    }
    Py_XDECREF(left);
    Py_XDECREF(right);
    Py_XDECREF(joined);
    return result;
}

static PyObject *specifier_and(PyObject *left, PyObject *right);

static int
is_specifier(PyObject *op)
{
    PyNumberMethods *number = Py_TYPE(op)->tp_as_number;
    return number != NULL && number->nb_and == specifier_and;
}

static PyObject *
specifier_and(PyObject *left, PyObject *right)
{
    if (!is_specifier(left)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (is_specifier(right)) {
        return join((SpecifierObject *)left, (SpecifierObject *)right);
    }
    if (!PyUnicode_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *other = specifier_from_str(Py_TYPE(left), right, -1);
    if (other == NULL) {
        return NULL;
    }
    PyObject *result = join((SpecifierObject *)left,
                            (SpecifierObject *)other);
    Py_DECREF(other);
    return result;
}

static PyObject *
specifier_get_prereleases(SpecifierObject *self, void *Py_UNUSED(closure))
{
    int prereleases = default_prereleases(self);
    if (prereleases < 0) {
        Py_RETURN_NONE;
    }
    return PyBool_FromLong(prereleases);
}

/* The only comparison.  Return NULL with AttributeError set if there are more
   or none. */
static const _PyPEP440_Comparison *
only_comparison(SpecifierObject *self, const char *attribute)
{
    if (self->clause.count != 1) {
        PyErr_Format(PyExc_AttributeError,
                     "%R has %zd comparisons; iterate over it for the '%s' "
                     "of each", self, self->clause.count, attribute);
        return NULL;
    }
    return &self->clause.items[0];
}

static PyObject *
specifier_get_operator(SpecifierObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Comparison *item = only_comparison(self, "operator");
    if (item == NULL) {
        return NULL;
    }
    return PyUnicode_FromString(_PyPEP440_OperatorText(item->op));
}

static PyObject *
specifier_get_version(SpecifierObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Comparison *item = only_comparison(self, "version");
    if (item == NULL) {
        return NULL;
    }
    return _PyPEP440_ComparisonVersionAsStr(&self->clause, item);
}

static PyGetSetDef specifier_getset[] = {
    {"prereleases", (getter)specifier_get_prereleases, NULL,
     PyDoc_STR("Whether pre-releases are acceptable: what the constructor was "
               "told, else\nwhether a version other than that of != is a "
               "pre-release.  None if empty.")},
    {"operator", (getter)specifier_get_operator, NULL,
     PyDoc_STR("The operator of a single comparison; '' for a bare "
               "version.")},
    {"version", (getter)specifier_get_version, NULL,
     PyDoc_STR("The version of a single comparison, with its '.*'.")},
    {NULL}
};

static PyMethodDef specifier_methods[] = {
    {"contains", _PyCFunction_CAST(specifier_contains),
     METH_VARARGS | METH_KEYWORDS, specifier_contains_doc},
    {"filter", _PyCFunction_CAST(specifier_filter),
     METH_VARARGS | METH_KEYWORDS, specifier_filter_doc},
    {"__reduce__", (PyCFunction)specifier_reduce, METH_NOARGS, NULL},
    {NULL}
};

static PyType_Slot specifier_slots[] = {
    {Py_tp_doc, (void *)specifier_doc},
    {Py_tp_new, specifier_new},
    {Py_tp_dealloc, specifier_dealloc},
    {Py_tp_str, specifier_str},
    {Py_tp_repr, specifier_repr},
    {Py_tp_hash, specifier_hash},
    {Py_tp_richcompare, specifier_richcompare},
    {Py_tp_iter, specifier_iter},
    {Py_tp_methods, specifier_methods},
    {Py_tp_getset, specifier_getset},
    {Py_sq_contains, specifier_sq_contains},
    {Py_sq_length, specifier_length},
    {Py_nb_and, specifier_and},
    {0, NULL}
};

static PyType_Spec specifier_spec = {
    .name = "importlib.versions.Specifier",
    .basicsize = sizeof(SpecifierObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = specifier_slots,
};


/* --- Module ------------------------------------------------------------- */

PyObject *
_versions_new_version(_versions_state *state, const char *text,
                      Py_ssize_t length)
{
    _PyPEP440_Version parsed;
    if (_PyPEP440_ParseVersionOrRaise(&parsed, text, length) < 0) {
        return NULL;
    }
    return version_from_parsed(state->version_type, &parsed);
}

const _PyPEP440_Version *
_versions_as_version(_versions_state *state, PyObject *op)
{
    if (!Py_IS_TYPE(op, state->version_type)) {
        return NULL;
    }
    return &((VersionObject *)op)->version;
}

const _PyPEP440_Clause *
_versions_as_clause(_versions_state *state, PyObject *op)
{
    if (!Py_IS_TYPE(op, state->specifier_type)) {
        return NULL;
    }
    return &((SpecifierObject *)op)->clause;
}

PyDoc_STRVAR(canonical_clause_doc,
"canonical_clause($module, clause, /)\n"
"--\n"
"\n"
"Return a version clause of the import statement in canonical spelling.");

static PyObject *
versions_canonical_clause(PyObject *Py_UNUSED(module), PyObject *clause)
{
    return _PyPEP440_CanonicalClause(clause);
}

PyDoc_STRVAR(canonical_version_doc,
"canonical_version($module, version, /)\n"
"--\n"
"\n"
"Return a version in canonical spelling (PEP 440, \"Normalization\").");

static PyObject *
versions_canonical_version(PyObject *Py_UNUSED(module), PyObject *version)
{
    return _PyPEP440_CanonicalVersion(version);
}

PyDoc_STRVAR(normalize_doc,
"normalize($module, name, /)\n"
"--\n"
"\n"
"Return a distribution's name in normalized form (PEP 503).");

PyDoc_STRVAR(split_entry_doc,
"split_entry($module, filename, suffixes, /)\n"
"--\n"
"\n"
"Return (name, version) of a directory's entry, or None.\n"
"\n"
"The entry is a version of a module, or the metadata of a distribution.\n"
"suffixes is a tuple of those that the files of modules have.");

static PyMethodDef versions_methods[] = {
    {"canonical_clause", versions_canonical_clause, METH_O,
     canonical_clause_doc},
    {"canonical_version", versions_canonical_version, METH_O,
     canonical_version_doc},
    {"normalize", _versions_normalize, METH_O, normalize_doc},
    {"split_entry", _versions_split_entry, METH_VARARGS, split_entry_doc},
    {NULL}
};

static int
versions_exec(PyObject *module)
{
    _versions_state *state = _versions_get_state(module);
    state->version_type = (PyTypeObject *)PyType_FromModuleAndSpec(
        module, &version_spec, NULL);
    if (state->version_type == NULL
        || PyModule_AddType(module, state->version_type) < 0) {
        return -1;
    }
    state->specifier_type = (PyTypeObject *)PyType_FromModuleAndSpec(
        module, &specifier_spec, NULL);
    if (state->specifier_type == NULL
        || PyModule_AddType(module, state->specifier_type) < 0) {
        return -1;
    }
    PyObject *index_type = PyType_FromModuleAndSpec(
        module, &_versions_index_spec, NULL);
    if (index_type == NULL) {
        return -1;
    }
    int res = PyModule_AddType(module, (PyTypeObject *)index_type);
    Py_DECREF(index_type);
    return res;
}

static int
versions_traverse(PyObject *module, visitproc visit, void *arg)
{
    _versions_state *state = _versions_get_state(module);
    Py_VISIT(state->version_type);
    Py_VISIT(state->specifier_type);
    return 0;
}

static int
versions_clear(PyObject *module)
{
    _versions_state *state = _versions_get_state(module);
    Py_CLEAR(state->version_type);
    Py_CLEAR(state->specifier_type);
    return 0;
}

static void
versions_free(void *module)
{
    (void)versions_clear((PyObject *)module);
}

static PyModuleDef_Slot versions_slots[] = {
    {Py_mod_exec, versions_exec},
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0, NULL}
};

PyDoc_STRVAR(versions_doc,
"Versions and version clauses as PEP 440 defines them.");

static struct PyModuleDef versions_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_versions",
    .m_doc = versions_doc,
    .m_size = sizeof(_versions_state),
    .m_methods = versions_methods,
    .m_slots = versions_slots,
    .m_traverse = versions_traverse,
    .m_clear = versions_clear,
    .m_free = versions_free,
};

PyMODINIT_FUNC
PyInit__versions(void)
{
    return PyModuleDef_Init(&versions_module);
}
