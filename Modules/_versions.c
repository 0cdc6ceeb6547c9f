/* _importlib_versions: PEP 440 as objects.

   importlib.versions.Version and importlib.versions.Specifier are these types.
   They behave as Version and SpecifierSet of the "packaging" library, release
   26, and differ from them in what follows from being part of the language:

   - A Specifier is a version clause of the import statement, so that it may
     be one bare version: Specifier("1.2").  It keeps the order in which its
     comparisons were written and gives them in canonical spelling.
   - Its comparisons are pairs of strs.
   - Both are immutable and cannot be subclassed.  Bad text is a plain
     ValueError.
   - "===1.0" and "===1.0.0" match different versions and are not equal.

   The rules themselves are in Python/pep440.c.  An object holds its canonical
   spelling as a str, and the parsed form that points into it; it converts a
   number only for an attribute that is asked for. */

#ifndef Py_BUILD_CORE_BUILTIN
#  define Py_BUILD_CORE_MODULE 1
#endif

#include "Python.h"
#include "_versions.h"

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

/*[clinic input]
module _versions
class _versions.Version "VersionObject *" "version_type"
class _versions.Specifier "SpecifierObject *" "specifier_type"
[clinic start generated code]*/
/*[clinic end generated code: output=da39a3ee5e6b4b0d input=c394ba171914603c]*/

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


/* --- Version ------------------------------------------------------------ */

/*[clinic input]
@classmethod
_versions.Version.__new__

    version: unicode

A version as PEP 440 defines it.

Versions have the order of PEP 440 ("Summary of permitted suffixes and
relative ordering"): 1.0.dev1 < 1.0a1 < 1.0rc1 < 1.0 < 1.0.post1, and
1.0 == 1.0.0.  str() gives the canonical spelling ("Normalization").
Text that is no version is a ValueError.
[clinic start generated code]*/

static PyObject *
_versions_Version_impl(PyTypeObject *type, PyObject *version)
/*[clinic end generated code: output=5612638867d5a620 input=0afe53ac3c876314]*/
{
    _PyPEP440_Version parsed;
    if (_PyPEP440_ParseVersionStr(&parsed, version) < 0) {
        PyErr_Format(PyExc_ValueError, "invalid version: %R", version);
        return NULL;
    }
    PyObject *text = _PyPEP440_VersionAsStr(&parsed, _PyPEP440_FULL);
    if (text == NULL) {
        return NULL;
    }
    VersionObject *self = (VersionObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_DECREF(text);
        return NULL;
    }
    self->text = text;
    if (_PyPEP440_ParseVersionStr(&self->version, text) < 0) {
        /* Only text next to 2 GiB long can be too long when spelled out. */
        PyErr_SetString(PyExc_ValueError, "version is too long");
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
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

/*[clinic input]
_versions.Version.__reduce__
[clinic start generated code]*/

static PyObject *
_versions_Version___reduce___impl(VersionObject *self)
/*[clinic end generated code: output=5c51fcb9c9f84590 input=e56f41908547d43b]*/
{
    return Py_BuildValue("(O(O))", Py_TYPE(self), self->text);
}

static PyObject *
number_as_int(VersionObject *self, _PyPEP440_Span number)
{
    if (number.length == 0) {
        return PyLong_FromLong(0);
    }
    PyObject *digits = PyUnicode_Substring(self->text, number.start,
                                           number.start + number.length);
    if (digits == NULL) {
        return NULL;
    }
    PyObject *result = PyLong_FromUnicodeObject(digits, 10);
    Py_DECREF(digits);
    return result;
}

static PyObject *
version_get_epoch(VersionObject *self, void *Py_UNUSED(closure))
{
    return number_as_int(self, self->version.epoch);
}

static PyObject *
version_get_release(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    PyObject *result = PyTuple_New(v->count);
    if (result == NULL) {
        return NULL;
    }
    uint32_t pos = v->release.start;
    for (uint32_t i = 0; i < v->count; i++) {
        PyObject *item = number_as_int(self, _PyPEP440_NextNumber(v, &pos));
        if (item == NULL) {
            Py_DECREF(result);
            return NULL;
        }
        PyTuple_SET_ITEM(result, i, item);
    }
    return result;
}

/* major, minor, micro: the closure is the index in the release. */
static PyObject *
version_get_release_number(VersionObject *self, void *closure)
{
    uint32_t pos = self->version.release.start;
    _PyPEP440_Span number;
    for (uintptr_t i = 0; i <= (uintptr_t)closure; i++) {
        number = _PyPEP440_NextNumber(&self->version, &pos);
    }
    return number_as_int(self, number);
}

static PyObject *
version_get_pre(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    if (!(v->parts & _PyPEP440_PRE)) {
        Py_RETURN_NONE;
    }
    PyObject *number = number_as_int(self, v->pre);
    if (number == NULL) {
        return NULL;
    }
    const char *letters = v->text + v->release.start + v->release.length;
    return Py_BuildValue("(s#N)", letters,
                         (Py_ssize_t)strspn(letters, "abrc"), number);
}

static PyObject *
version_get_post(VersionObject *self, void *Py_UNUSED(closure))
{
    if (!(self->version.parts & _PyPEP440_POST)) {
        Py_RETURN_NONE;
    }
    return number_as_int(self, self->version.post);
}

static PyObject *
version_get_dev(VersionObject *self, void *Py_UNUSED(closure))
{
    if (!(self->version.parts & _PyPEP440_DEV)) {
        Py_RETURN_NONE;
    }
    return number_as_int(self, self->version.dev);
}

static PyObject *
version_get_local(VersionObject *self, void *Py_UNUSED(closure))
{
    const _PyPEP440_Version *v = &self->version;
    if (!(v->parts & _PyPEP440_LOCAL)) {
        Py_RETURN_NONE;
    }
    return PyUnicode_Substring(self->text, v->local.start,
                               v->local.start + v->local.length);
}

/* public, base_version: the closure is the parts to spell. */
static PyObject *
version_get_spelling(VersionObject *self, void *closure)
{
    return _PyPEP440_VersionAsStr(&self->version, (int)(uintptr_t)closure);
}

/* is_prerelease and the like: the closure is the parts to look for. */
static PyObject *
version_has_parts(VersionObject *self, void *closure)
{
    return PyBool_FromLong(self->version.parts & (int)(uintptr_t)closure);
}

#define PARTS(parts) ((void *)(uintptr_t)(parts))

static PyGetSetDef version_getset[] = {
    {"epoch", (getter)version_get_epoch, NULL,
     PyDoc_STR("The epoch, 0 if there is none (PEP 440, \"Version epochs\").")},
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
     PARTS(_PyPEP440_PUBLIC)},
    {"base_version", (getter)version_get_spelling, NULL,
     PyDoc_STR("The epoch and the release alone."), PARTS(_PyPEP440_BASE)},
    {"major", (getter)version_get_release_number, NULL,
     PyDoc_STR("The first number of the release."), (void *)0},
    {"minor", (getter)version_get_release_number, NULL,
     PyDoc_STR("The second number of the release, or 0."), (void *)1},
    {"micro", (getter)version_get_release_number, NULL,
     PyDoc_STR("The third number of the release, or 0."), (void *)2},
    {"is_prerelease", (getter)version_has_parts, NULL,
     PyDoc_STR("True if this is a pre-release or a developmental release."),
     PARTS(_PyPEP440_PRE | _PyPEP440_DEV)},
    {"is_postrelease", (getter)version_has_parts, NULL,
     PyDoc_STR("True if this is a post-release."), PARTS(_PyPEP440_POST)},
    {"is_devrelease", (getter)version_has_parts, NULL,
     PyDoc_STR("True if this is a developmental release."),
     PARTS(_PyPEP440_DEV)},
    {NULL}
};

static PyMethodDef version_methods[] = {
    _VERSIONS_VERSION___REDUCE___METHODDEF
    {NULL}
};

static PyType_Slot version_slots[] = {
    {Py_tp_doc, (void *)_versions_Version__doc__},
    {Py_tp_new, _versions_Version},
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

static PyObject *
specifier_from_str(PyTypeObject *type, PyObject *str, int prereleases)
{
    SpecifierObject *self = (SpecifierObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->prereleases = prereleases;
    self->text = _PyPEP440_NormalizedClause(str, _PyPEP440_LENIENT);
    if (self->text == NULL) {
        goto error;
    }
    if (_PyPEP440_ParseClauseStr(&self->clause, self->text,
                                 _PyPEP440_LENIENT) < 0)
    {
        goto error;
    }
    return (PyObject *)self;

error:
    Py_DECREF(self);
    return NULL;
}

/*[clinic input]
@classmethod
_versions.Specifier.__new__

    specifier: unicode(c_default='Py_GetConstantBorrowed(Py_CONSTANT_EMPTY_STR)') = ''
    prereleases: prereleases(c_default='-1') = None

Which versions are acceptable, as in a version clause.

The text is either comparisons separated by commas, all of which must hold
(PEP 440, "Version specifiers"), or one version.  A version that is only
a release accepts all that begin with its numbers: '1.2' means '==1.2.*'.
A version with a pre-release, post-release, development or local part
accepts only itself.  Empty text accepts every version.  Other text is a
ValueError.

prereleases says whether pre-releases are acceptable.  None means: if the
text names one, or nothing else is acceptable (PEP 440, "Handling of
pre-releases").

Iterating gives the comparisons, each as two strs, operator and version.
[clinic start generated code]*/

static PyObject *
_versions_Specifier_impl(PyTypeObject *type, PyObject *specifier,
                         int prereleases)
/*[clinic end generated code: output=d43a6de05ff99849 input=114d5b389e88b874]*/
{
    return specifier_from_str(type, specifier, prereleases);
}

static void
specifier_dealloc(SpecifierObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    _PyPEP440_ClearClause(&self->clause);
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
        Py_hash_t part = item->version.length;
        if (item->version.count != 0) {
            part = _PyPEP440_Hash(&item->version);
            if (part == -1) {
                return -1;
            }
        }
        hash += ((Py_uhash_t)part ^ item->op) * (Py_uhash_t)1000003;
    }
    return hash == (Py_uhash_t)-1 ? -2 : (Py_hash_t)hash;
}

/* The Specifier that the other operand of == or & is, or that its text gives.
   NotImplemented if it is of another type. */
static PyObject *
as_specifier(SpecifierObject *self, PyObject *other)
{
    if (Py_IS_TYPE(other, Py_TYPE(self))) {
        return Py_NewRef(other);
    }
    if (PyUnicode_Check(other)) {
        return specifier_from_str(Py_TYPE(self), other, -1);
    }
    Py_RETURN_NOTIMPLEMENTED;
}

static PyObject *
specifier_richcompare(SpecifierObject *self, PyObject *other, int op)
{
    if (op != Py_EQ && op != Py_NE) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *specifier = as_specifier(self, other);
    if (specifier == NULL && PyErr_ExceptionMatches(PyExc_ValueError)) {
        PyErr_Clear();
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (specifier == NULL || specifier == Py_NotImplemented) {
        return specifier;
    }
    int same = _PyPEP440_SameClause(&self->clause,
                                    &((SpecifierObject *)specifier)->clause);
    Py_DECREF(specifier);
    return PyBool_FromLong(same == (op == Py_EQ));
}

/*[clinic input]
_versions.Specifier.__reduce__
[clinic start generated code]*/

static PyObject *
_versions_Specifier___reduce___impl(SpecifierObject *self)
/*[clinic end generated code: output=446f3699b998ad81 input=ac361cfedd99a7a0]*/
{
    PyObject *prereleases = self->prereleases < 0 ? Py_None
                            : self->prereleases ? Py_True : Py_False;
    return Py_BuildValue("(O(OO))", Py_TYPE(self), self->text, prereleases);
}

typedef enum {NO_VERSION, PRERELEASE, FINAL} stage_t;

/* Return 1 if the clause accepts a Version or str, pre-releases too, 0 if not,
   -1 with an exception set on failure. */
static int
accepts(SpecifierObject *self, PyObject *item, stage_t *stage)
{
    _versions_state *state = PyType_GetModuleState(Py_TYPE(self));
    assert(state != NULL);
    _PyPEP440_Version parsed;
    const _PyPEP440_Version *v = &parsed;
    *stage = NO_VERSION;
    if (Py_IS_TYPE(item, state->version_type)) {
        v = &((VersionObject *)item)->version;
    }
    else if (!PyUnicode_Check(item)) {
        PyErr_Format(PyExc_TypeError, "expected a Version or str, not %T",
                     item);
        return -1;
    }
    else if (_PyPEP440_ParseVersionStr(&parsed, item) < 0) {
        Py_ssize_t length;
        const char *utf8 = PyUnicode_AsUTF8AndSize(item, &length);
        if (utf8 == NULL) {
            return -1;
        }
        return _PyPEP440_ClauseMatchesText(&self->clause, utf8, length);
    }
    *stage = _PyPEP440_IsPrerelease(v) ? PRERELEASE : FINAL;
    return _PyPEP440_ClauseMatches(&self->clause, v);
}

/*[clinic input]
_versions.Specifier.contains -> bool

    item: object
    prereleases: prereleases(c_default='-1') = None

Return True if a version, a Version or a str, is acceptable.

A pre-release is unless prereleases, or the attribute if that is None,
is False: there is nothing else to prefer to it (PEP 440, "Handling of
pre-releases").  Text that is no version satisfies only === and that
text.
[clinic start generated code]*/

static int
_versions_Specifier_contains_impl(SpecifierObject *self, PyObject *item,
                                  int prereleases)
/*[clinic end generated code: output=7aa5097e23fbbac2 input=19c13369f7a4b10d]*/
{
    stage_t stage;
    int result = accepts(self, item, &stage);
    if (prereleases < 0) {
        prereleases = self->prereleases;
    }
    return result > 0 && stage == PRERELEASE ? prereleases != 0 : result;
}

static int
specifier_sq_contains(SpecifierObject *self, PyObject *item)
{
    return _versions_Specifier_contains_impl(self, item, -1);
}

/* Return True or False as the caller, the constructor or else the text says
   that pre-releases are acceptable, -1 if none does. */
static int
effective_prereleases(SpecifierObject *self, int prereleases)
{
    if (prereleases < 0) {
        prereleases = self->prereleases;
    }
    if (prereleases < 0 && _PyPEP440_ClauseNamesPrerelease(&self->clause)) {
        prereleases = 1;
    }
    return prereleases;
}

/*[clinic input]
_versions.Specifier.filter

    iterable: object
    prereleases: prereleases(c_default='-1') = None

Return an iterator over the acceptable versions of an iterable.

The items are Versions or strs and are returned as they are.  Unless
prereleases, or the attribute if that is None, says otherwise,
pre-releases are given only where no other version is acceptable
(PEP 440, "Handling of pre-releases").
[clinic start generated code]*/

static PyObject *
_versions_Specifier_filter_impl(SpecifierObject *self, PyObject *iterable,
                                int prereleases)
/*[clinic end generated code: output=101fa7f3f430d7d0 input=f198959c083478a2]*/
{
    PyObject *result = NULL;
    PyObject *all = PyList_New(0);
    PyObject *preferred = PyList_New(0);
    PyObject *iterator = PyObject_GetIter(iterable);
    PyObject *item = NULL;
    int found_final = 0;
    if (all == NULL || preferred == NULL || iterator == NULL) {
        goto done;
    }
    while ((item = PyIter_Next(iterator)) != NULL) {
        stage_t stage;
        int accepted = accepts(self, item, &stage);
        if (accepted < 0
            || (accepted && PyList_Append(all, item) < 0)
            || (accepted && stage != PRERELEASE
                && PyList_Append(preferred, item) < 0))
        {
            goto done;
        }
        found_final |= accepted && stage == FINAL;
        Py_DECREF(item);
    }
    if (!PyErr_Occurred()) {
        prereleases = effective_prereleases(self, prereleases);
        if (prereleases < 0) {
            prereleases = !found_final;
        }
        result = PyObject_GetIter(prereleases ? all : preferred);
    }
done:
    Py_XDECREF(item);
    Py_XDECREF(all);
    Py_XDECREF(preferred);
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
    PyObject *result = NULL;
    for (Py_ssize_t i = 0; i < self->clause.count; i++) {
        PyObject *item = _PyPEP440_ComparisonAsTuple(&self->clause.items[i]);
        if (item == NULL) {
            goto done;
        }
        PyList_SET_ITEM(items, i, item);
    }
    result = PyObject_GetIter(items);
done:
    Py_DECREF(items);
    return result;
}

/* A Specifier for what satisfies both.  A bare version cannot stand beside
   other comparisons, and so becomes one. */
static PyObject *
join(SpecifierObject *a, SpecifierObject *b)
{
    int prereleases = a->prereleases < 0 ? b->prereleases : a->prereleases;
    if (b->prereleases >= 0 && b->prereleases != prereleases) {
        PyErr_SetString(PyExc_ValueError,
                        "cannot combine specifiers that accept pre-releases "
                        "with specifiers that reject them");
        return NULL;
    }
    if (a->clause.count == 0) {
        return specifier_from_str(Py_TYPE(a), b->text, prereleases);
    }
    if (b->clause.count == 0 || _PyPEP440_SameClause(&a->clause, &b->clause)) {
        return specifier_from_str(Py_TYPE(a), a->text, prereleases);
    }
    PyObject *result = NULL;
    PyObject *joined = NULL;
    PyObject *left = _PyPEP440_ClauseAsStr(&a->clause, _PyPEP440_EXPLICIT);
    PyObject *right = _PyPEP440_ClauseAsStr(&b->clause, _PyPEP440_EXPLICIT);
    if (left != NULL && right != NULL) {
        joined = PyUnicode_FromFormat("%U,%U", left, right);
    }
    if (joined != NULL) {
        result = specifier_from_str(Py_TYPE(a), joined, prereleases);
    }
    Py_XDECREF(left);
    Py_XDECREF(right);
    Py_XDECREF(joined);
    return result;
}

static PyObject *
specifier_and(PyObject *left, PyObject *right)
{
    PyNumberMethods *number = Py_TYPE(left)->tp_as_number;
    if (number == NULL || number->nb_and != specifier_and) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *other = as_specifier((SpecifierObject *)left, right);
    if (other == NULL || other == Py_NotImplemented) {
        return other;
    }
    PyObject *result = join((SpecifierObject *)left, (SpecifierObject *)other);
    Py_DECREF(other);
    return result;
}

static PyObject *
specifier_get_prereleases(SpecifierObject *self, void *Py_UNUSED(closure))
{
    int prereleases = effective_prereleases(self, -1);
    if (prereleases < 0) {
        Py_RETURN_NONE;
    }
    return PyBool_FromLong(prereleases);
}

static PyGetSetDef specifier_getset[] = {
    {"prereleases", (getter)specifier_get_prereleases, NULL,
     PyDoc_STR("True or False as pre-releases are acceptable or not: what the "
               "constructor\nwas told, else True if a version other than that "
               "of != is a pre-release.\nNone: only if nothing else is.")},
    {NULL}
};

static PyMethodDef specifier_methods[] = {
    _VERSIONS_SPECIFIER_CONTAINS_METHODDEF
    _VERSIONS_SPECIFIER_FILTER_METHODDEF
    _VERSIONS_SPECIFIER___REDUCE___METHODDEF
    {NULL}
};

static PyType_Slot specifier_slots[] = {
    {Py_tp_doc, (void *)_versions_Specifier__doc__},
    {Py_tp_new, _versions_Specifier},
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


/* --- Functions ---------------------------------------------------------- */

static int
parse_version(_PyPEP440_Version *v, PyObject *version)
{
    if (_PyPEP440_ParseVersionStr(v, version) < 0) {
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
    return _PyPEP440_VersionAsStr(&v, _PyPEP440_FULL);
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
    return _PyPEP440_VersionAsStr(&v, _PyPEP440_BASE);
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
them are left out, and so are repetitions.  Other text is a ValueError.
[clinic start generated code]*/

static PyObject *
_versions_canonical_specifier_impl(PyObject *module, PyObject *specifier)
/*[clinic end generated code: output=03277dc18a34d622 input=8f3f01a0f6c6e9ec]*/
{
    return _PyPEP440_NormalizedClause(specifier, _PyPEP440_LENIENT);
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
    if (_PyPEP440_ParseClauseStr(&clause, specifier,
                                 _PyPEP440_LENIENT) < 0)
    {
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
    if (_PyPEP440_ParseClauseStr(&clause, specifier,
                                 _PyPEP440_LENIENT) < 0)
    {
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
    if (_PyPEP440_ParseClauseStr(&clause, specifier,
                                 _PyPEP440_LENIENT) < 0)
    {
        return -1;
    }
    int result = -1;
    _PyPEP440_Version v;
    if (_PyPEP440_ParseVersionStr(&v, version) == 0) {
        result = _PyPEP440_ClauseMatches(&clause, &v)
                 && (prereleases != 0 || !_PyPEP440_IsPrerelease(&v));
    }
    else {
        Py_ssize_t length;
        const char *utf8 = PyUnicode_AsUTF8AndSize(version, &length);
        if (utf8 != NULL) {
            result = _PyPEP440_ClauseMatchesText(&clause, utf8, length);
        }
    }
    _PyPEP440_ClearClause(&clause);
    return result;
}

static PyMethodDef versions_methods[] = {
    _VERSIONS_CANONICAL_VERSION_METHODDEF
    _VERSIONS_BASE_VERSION_METHODDEF
    _VERSIONS_IS_PRERELEASE_METHODDEF
    _VERSIONS_COMPARE_VERSIONS_METHODDEF
    _VERSIONS_CANONICAL_SPECIFIER_METHODDEF
    _VERSIONS_SPLIT_SPECIFIER_METHODDEF
    _VERSIONS_NAMES_PRERELEASE_METHODDEF
    _VERSIONS_CONTAINS_METHODDEF
    {NULL}
};


/* --- Module ------------------------------------------------------------- */

PyObject *
_versions_specifier_text(PyObject *op)
{
    if (PyUnicode_Check(op)) {
        return op;
    }
    return Py_TYPE(op)->tp_repr == (reprfunc)specifier_repr
           ? ((SpecifierObject *)op)->text : NULL;
}

static int
add_type(PyObject *module, PyType_Spec *spec, PyTypeObject **type)
{
    *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    return *type == NULL ? -1 : PyModule_AddType(module, *type);
}

static int
versions_exec(PyObject *module)
{
    _versions_state *state = _versions_get_state(module);
    if (add_type(module, &version_spec, &state->version_type) < 0
        || add_type(module, &specifier_spec, &state->specifier_type) < 0
        || _versions_add_index(module) < 0)
    {
        return -1;
    }
    return 0;
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
    .m_name = "_importlib_versions",
    .m_doc = versions_doc,
    .m_size = sizeof(_versions_state),
    .m_methods = versions_methods,
    .m_slots = versions_slots,
    .m_traverse = versions_traverse,
    .m_clear = versions_clear,
    .m_free = versions_free,
};

PyMODINIT_FUNC
PyInit__importlib_versions(void)
{
    return PyModuleDef_Init(&versions_module);
}
