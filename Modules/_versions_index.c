/* The index of the versions that a directory has: _versions.Index.

   It is made from a path entry finder's listing and knows three kinds of
   names in it:

       name-1.2.3, name-1.2.3.py      a version of the module "name"
       name-1.2.3.link, a symlink     an alias, whose version its target tells
       name-1.2.3.dist-info           the metadata of a flat distribution

   An entry is 16 bytes beside the name that the listing has anyway, and hangs
   in a chain of a hash table by the part before the first "-".  Versions are
   not parsed before somebody asks for the name, and never made into objects
   to compare them. */

#ifndef Py_BUILD_CORE_BUILTIN
#  define Py_BUILD_CORE_MODULE 1
#endif

#include "Python.h"
#include "pycore_import_versions.h" // _PyImport_ClassifyName()
#include "pycore_pep440.h"


#include "_versions.h"

#define NONE UINT32_MAX

enum kind { VERSION, LINK, METADATA };

typedef struct {
    PyObject *filename;
    uint32_t next;
    uint16_t name_length;       /* of the part before the "-" */
    uint8_t kind;
} Entry;

typedef struct {
    PyObject_HEAD
    Entry *entries;
    uint32_t *buckets;
    uint32_t count;
    uint32_t mask;
    PyObject *suffixes;         /* tuple of str: of single-file modules */
    PyObject *prefixes;         /* set of the packages of dotted names, or NULL */
} Index;


/* Names ********************************************************************/

/* Names of distributions are normalized as in PEP 503, module names not. */
static uint32_t
hash_name(const char *name, Py_ssize_t length, int normalize)
{
    uint32_t hash = normalize ? 5381 : 2166136261u;
    for (Py_ssize_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i];
        if (normalize) {
            if (c == '_' || c == '.') {
                c = '-';
            }
            c = Py_TOLOWER(c);
            if (c == '-' && i > 0
                && (name[i - 1] == '-' || name[i - 1] == '_' || name[i - 1] == '.'))
            {
                continue;
            }
        }
        hash = (hash ^ c) * 16777619u;
    }
    return hash ^ (hash >> 15);
}

static int
same_normalized(const char *a, Py_ssize_t a_length,
                const char *b, Py_ssize_t b_length)
{
    Py_ssize_t i = 0, j = 0;
#define IS_SEPARATOR(c) ((c) == '-' || (c) == '_' || (c) == '.')
    while (i < a_length && j < b_length) {
        if (IS_SEPARATOR(a[i]) && IS_SEPARATOR(b[j])) {
            while (i < a_length && IS_SEPARATOR(a[i])) {
                i++;
            }
            while (j < b_length && IS_SEPARATOR(b[j])) {
                j++;
            }
        }
        else if (Py_TOLOWER((unsigned char)a[i])
                 == Py_TOLOWER((unsigned char)b[j])) {
            i++;
            j++;
        }
        else {
            return 0;
        }
    }
#undef IS_SEPARATOR
    return i == a_length && j == b_length;
}

static int
ends_with(const char *text, Py_ssize_t length, const char *suffix)
{
    Py_ssize_t n = (Py_ssize_t)strlen(suffix);
    return length > n && memcmp(text + length - n, suffix, n) == 0;
}

/* Return the UTF-8 text of a name in a listing, or NULL without an exception
   if it has none (undecodable bytes). */
static const char *
name_text(PyObject *filename, Py_ssize_t *length)
{
    if (!PyUnicode_Check(filename)) {
        return NULL;
    }
    if (PyUnicode_IS_COMPACT_ASCII(filename)) {
        *length = PyUnicode_GET_LENGTH(filename);
        return (const char *)PyUnicode_1BYTE_DATA(filename);
    }
    const char *text = PyUnicode_AsUTF8AndSize(filename, length);
    if (text == NULL) {
        PyErr_Clear();
    }
    return text;
}

/* The text of an entry's version, without the suffix of a single file, and
   its parsed form.  Return 0, or -1 if it is not a version.  Sets *is_link
   for files that stand for links. */
static int
entry_version(Index *self, const Entry *entry, const char **text,
              Py_ssize_t *length, _PyPEP440_Version *version, int *is_link)
{
    Py_ssize_t all;
    const char *filename = name_text(entry->filename, &all);
    if (filename == NULL) {
        return -1;
    }
    *text = filename + entry->name_length + 1;
    *length = all - entry->name_length - 1;
    *is_link = entry->kind == LINK;
    if (entry->kind == METADATA) {
        *length -= ends_with(filename, all, ".dist-info") ? 10 : 9;
        if (_PyPEP440_ParseVersion(version, *text, *length) == 0) {
            return 0;
        }
        /* foo-1.0-py3.13.egg-info */
        for (Py_ssize_t i = *length - 1; i > 0; i--) {
            if ((*text)[i] == '-' && (*text)[i + 1] == 'p') {
                *length = i;
                return _PyPEP440_ParseVersion(version, *text, *length);
            }
        }
        return -1;
    }
    if (ends_with(*text, *length, ".link")) {
        *is_link = 1;
        *length -= 5;
        return _PyPEP440_ParseVersion(version, *text, *length);
    }
    /* The suffix first: a local version could take it in (1.0+tweak.py). */
    Py_ssize_t count = PyTuple_GET_SIZE(self->suffixes);
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t suffix_length;
        const char *suffix = name_text(PyTuple_GET_ITEM(self->suffixes, i),
                                       &suffix_length);
        if (suffix != NULL && suffix_length > 0
            && ends_with(*text, *length, suffix)
            && _PyPEP440_ParseVersion(version, *text,
                                      *length - suffix_length) == 0)
        {
            *length -= suffix_length;
            return 0;
        }
    }
    return _PyPEP440_ParseVersion(version, *text, *length);
}


/* Building *****************************************************************/

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
            PyErr_Clear();
            return 0;
        }
        int res = PySet_Add(self->prefixes, prefix);
        Py_DECREF(prefix);
        if (res < 0) {
            return -1;
        }
    }
    return 0;
}

static Entry *
first_entry(Index *self, const char *name, Py_ssize_t length, int normalize)
{
    uint32_t i = self->buckets[hash_name(name, length, normalize) & self->mask];
    return i == NONE ? NULL : &self->entries[i];
}

static inline Entry *
next_entry(Index *self, const Entry *entry)
{
    return entry->next == NONE ? NULL : &self->entries[entry->next];
}

/* Tell whether an entry is a version of the named module. */
static inline int
is_version_of(const Entry *entry, const char *name, Py_ssize_t length)
{
    if (entry->kind == METADATA || entry->name_length != length) {
        return 0;
    }
    Py_ssize_t all;
    const char *filename = name_text(entry->filename, &all);
    return filename != NULL && memcmp(filename, name, length) == 0;
}

static int
fill(Index *self, PyObject *names, PyObject *links)
{
    PyObject *iterator = PyObject_GetIter(names);
    if (iterator == NULL) {
        return -1;
    }
    uint32_t allocated = 0;
    PyObject *filename;
    while ((filename = PyIter_Next(iterator)) != NULL) {
        Py_ssize_t length, name_length;
        const char *text = name_text(filename, &length);
        _PyImport_NameKind found = _PyImport_NAME_OTHER;
        if (text != NULL) {
            found = _PyImport_ClassifyName(text, length, &name_length);
        }
        if (found == _PyImport_NAME_OTHER || name_length > UINT16_MAX) {
            Py_DECREF(filename);
            continue;
        }
        enum kind kind = METADATA;
        if (found == _PyImport_NAME_VERSION) {
            int is_link = 1;
            if (links != Py_None) {
                is_link = PySequence_Contains(links, filename);
                if (is_link < 0) {
                    goto error;
                }
            }
            kind = is_link ? LINK : VERSION;
        }
        if (self->count == allocated) {
            if (allocated >= NONE / 2) {
                PyErr_NoMemory();
                goto error;
            }
            allocated = allocated == 0 ? 16 : allocated * 2;
            Entry *entries = PyMem_Realloc(self->entries,
                                           allocated * sizeof(Entry));
            if (entries == NULL) {
                PyErr_NoMemory();
                goto error;
            }
            self->entries = entries;
        }
        Entry *entry = &self->entries[self->count++];
        entry->filename = filename;     /* the reference goes to the entry */
        entry->name_length = (uint16_t)name_length;
        entry->kind = kind;
        entry->next = NONE;
        if (kind != METADATA && memchr(text, '.', name_length) != NULL
            && add_prefixes(self, text, name_length) < 0)
        {
            Py_DECREF(iterator);
            return -1;
        }
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;

error:
    Py_DECREF(filename);
    Py_DECREF(iterator);
    return -1;
}

static int
hash_entries(Index *self)
{
    uint32_t size = 8;
    while (size < self->count) {
        size *= 2;
    }
    self->buckets = PyMem_Malloc(size * sizeof(uint32_t));
    if (self->buckets == NULL) {
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
        uint32_t bucket = hash_name(text, entry->name_length,
                                    entry->kind == METADATA) & self->mask;
        entry->next = self->buckets[bucket];
        self->buckets[bucket] = i;
    }
    return 0;
}

static PyObject *
index_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *names, *links, *suffixes;
    static char *keywords[] = {"names", "links", "suffixes", NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOO!:Index", keywords,
                                     &names, &links,
                                     &PyTuple_Type, &suffixes)) {
        return NULL;
    }
    Index *self = (Index *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->suffixes = Py_NewRef(suffixes);
    if (fill(self, names, links) < 0 || hash_entries(self) < 0) {
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


/* The version of an entry that was found. */
typedef struct {
    const char *text;
    Py_ssize_t length;
    _PyPEP440_Version version;
    int is_link;
} Found;

/* Return the first version of a module in a chain, or NULL. */
static Entry *
version_from(Index *self, Entry *entry, const char *name, Py_ssize_t length,
             Found *found)
{
    while (entry != NULL
           && (!is_version_of(entry, name, length)
               || entry_version(self, entry, &found->text, &found->length,
                                &found->version, &found->is_link) < 0))
    {
        entry = next_entry(self, entry);
    }
    return entry;
}

static Entry *
first_version(Index *self, const char *name, Py_ssize_t length, Found *found)
{
    return version_from(self, first_entry(self, name, length, 0), name, length,
                        found);
}


/* Asking *******************************************************************/

static const char *
argument_text(PyObject *name, Py_ssize_t *length)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "name must be str, not %T", name);
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8AndSize(name, length);
    if (text == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        /* No entry has a name with surrogates. */
        PyErr_Clear();
        *length = 0;
        return "";
    }
    return text;
}

PyDoc_STRVAR(find_doc,
"find($self, name, /)\n--\n\n\
Return a list of (filename, version, is_link) for the versions of a module.\n\
\n\
The version is text.  That of a link is what the link's own name says.");

static PyObject *
index_find(PyObject *op, PyObject *name)
{
    Index *self = (Index *)op;
    Py_ssize_t length;
    const char *text = argument_text(name, &length);
    if (text == NULL) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    if (list == NULL) {
        return NULL;
    }
    Found found;
    for (Entry *entry = first_version(self, text, length, &found);
         entry != NULL;
         entry = version_from(self, next_entry(self, entry), text, length,
                              &found))
    {
        PyObject *item = Py_BuildValue("Os#O", entry->filename, found.text,
                                       found.length,
                                       found.is_link ? Py_True : Py_False);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_XDECREF(item);
            Py_DECREF(list);
            return NULL;
        }
        Py_DECREF(item);
    }
    return list;
}

/* Order equal versions by their spelling, whatever file has it. */
static int
compare_spelling(const Entry *a, const char *a_text, Py_ssize_t a_length,
                 const Entry *b, const char *b_text, Py_ssize_t b_length)
{
    int order = memcmp(a_text, b_text, Py_MIN(a_length, b_length));
    if (order == 0) {
        order = (a_length > b_length) - (a_length < b_length);
    }
    return order != 0 ? order : PyUnicode_Compare(a->filename, b->filename);
}

PyDoc_STRVAR(best_doc,
"best($self, name, specifier, /)\n--\n\n\
Return (filename, version) of the best version of a module, or None.\n\
\n\
That is the highest which satisfies the specifier, if that is not None; a\n\
pre-release only if the specifier names one or nothing else satisfies it.\n\
Of equal versions it is the one spelled as in the specifier, else the first\n\
in sorted order.  NotImplemented is returned if a version of the module is a\n\
link, whose version only its target tells.");

static PyObject *
index_best(PyObject *op, PyTypeObject *defining_class,
           PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    Index *self = (Index *)op;
    if (nargs != 2 || kwnames != NULL) {
        PyErr_SetString(PyExc_TypeError,
                        "best() takes exactly 2 positional arguments");
        return NULL;
    }
    Py_ssize_t length;
    const char *text = argument_text(args[0], &length);
    if (text == NULL) {
        return NULL;
    }
    const _PyPEP440_Clause *clause = NULL;
    if (args[1] != Py_None) {
        clause = _versions_as_clause(PyType_GetModuleState(defining_class),
                                     args[1]);
        if (clause == NULL) {
            PyErr_Format(PyExc_TypeError, "specifier must be Specifier or "
                         "None, not %T", args[1]);
            return NULL;
        }
    }
    _PyImport_Choice choice;
    _PyImport_InitChoice(&choice, clause);
    Found found;
    for (Entry *entry = first_version(self, text, length, &found);
         entry != NULL;
         entry = version_from(self, next_entry(self, entry), text, length,
                              &found))
    {
        if (found.is_link) {
            Py_RETURN_NOTIMPLEMENTED;
        }
        _PyImport_Consider(&choice, entry->filename, found.text, found.length,
                           &found.version);
    }
    if (choice.filename == NULL) {
        Py_RETURN_NONE;
    }
    return Py_BuildValue("Os#", choice.filename, choice.text, choice.length);
}

PyDoc_STRVAR(owner_doc,
"owner($self, name, /)\n--\n\n\
Return the version of the metadata directory of that distribution, or None.\n\
\n\
Names are compared as normalized by PEP 503.");

static PyObject *
index_owner(PyObject *op, PyObject *name)
{
    Index *self = (Index *)op;
    Py_ssize_t length;
    const char *text = argument_text(name, &length);
    if (text == NULL) {
        return NULL;
    }
    const char *best_text = NULL;
    Py_ssize_t best_length = 0;
    _PyPEP440_Version best_version;
    for (Entry *entry = first_entry(self, text, length, 1);
         entry != NULL; entry = next_entry(self, entry))
    {
        const char *version_text;
        Py_ssize_t version_length, all;
        _PyPEP440_Version version;
        int is_link;
        const char *filename = name_text(entry->filename, &all);
        if (entry->kind == METADATA && filename != NULL
            && same_normalized(filename, entry->name_length, text, length)
            && entry_version(self, entry, &version_text, &version_length,
                             &version, &is_link) == 0
            && (best_text == NULL
                || _PyPEP440_Compare(&version, &best_version) > 0))
        {
            best_text = version_text;
            best_length = version_length;
            best_version = version;
        }
    }
    if (best_text == NULL) {
        Py_RETURN_NONE;
    }
    return PyUnicode_DecodeUTF8(best_text, best_length, NULL);
}

PyDoc_STRVAR(has_prefix_doc,
"has_prefix($self, name, /)\n--\n\n\
Tell whether there are versions of modules inside the package of that name.");

static PyObject *
index_has_prefix(PyObject *op, PyObject *name)
{
    Index *self = (Index *)op;
    if (self->prefixes == NULL) {
        Py_RETURN_FALSE;
    }
    int res = PySet_Contains(self->prefixes, name);
    return res < 0 ? NULL : PyBool_FromLong(res);
}

PyDoc_STRVAR(names_doc,
"names($self, /)\n--\n\n\
Return the set of the names of the modules that have versions.");

static PyObject *
index_names(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Index *self = (Index *)op;
    PyObject *names = PySet_New(NULL);
    if (names == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < self->count; i++) {
        const Entry *entry = &self->entries[i];
        const char *version_text;
        Py_ssize_t version_length, all;
        _PyPEP440_Version version;
        int is_link;
        if (entry->kind == METADATA
            || entry_version(self, entry, &version_text, &version_length,
                             &version, &is_link) < 0)
        {
            continue;
        }
        const char *filename = name_text(entry->filename, &all);
        PyObject *name = PyUnicode_DecodeUTF8(filename, entry->name_length,
                                              NULL);
        if (name == NULL || PySet_Add(names, name) < 0) {
            Py_XDECREF(name);
            Py_DECREF(names);
            return NULL;
        }
        Py_DECREF(name);
    }
    return names;
}

static Py_ssize_t
index_length(PyObject *op)
{
    return ((Index *)op)->count;
}

PyDoc_STRVAR(sizeof_doc, "Return the size of the index in bytes.");

static PyObject *
index_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Index *self = (Index *)op;
    size_t size = sizeof(Index) + self->count * sizeof(Entry)
                  + ((size_t)self->mask + 1) * sizeof(uint32_t);
    return PyLong_FromSize_t(size);
}

static PyMethodDef index_methods[] = {
    {"find", index_find, METH_O, find_doc},
    {"best", _PyCFunction_CAST(index_best),
     METH_METHOD | METH_FASTCALL | METH_KEYWORDS, best_doc},
    {"owner", index_owner, METH_O, owner_doc},
    {"has_prefix", index_has_prefix, METH_O, has_prefix_doc},
    {"names", index_names, METH_NOARGS, names_doc},
    {"__sizeof__", index_sizeof, METH_NOARGS, sizeof_doc},
    {NULL, NULL, 0, NULL}
};

PyDoc_STRVAR(index_doc,
"Index(names, links, suffixes)\n--\n\n\
The versions that a directory has, from a listing of its names.\n\
\n\
links has the names that are links; None if any may be one.  suffixes is a\n\
tuple of those that the files of modules have.");

static PyType_Slot index_slots[] = {
    {Py_tp_doc, (void *)index_doc},
    {Py_tp_new, index_new},
    {Py_tp_dealloc, index_dealloc},
    {Py_tp_methods, index_methods},
    {Py_sq_length, index_length},
    {0, NULL}
};

PyType_Spec _versions_index_spec = {
    .name = "_versions.Index",
    .basicsize = sizeof(Index),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = index_slots,
};
