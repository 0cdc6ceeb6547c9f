/* Finding a version of a module in the simple case, which most imports are: a
   top-level module whose versions are directories name-1.2.3/ or files
   name-1.2.3.py, none of them a link, and no flat module beside them.

   importlib asks for it before it loads its rules for all the other cases;
   whatever is not simple is answered with NotImplemented. */

#include "Python.h"
#include "pycore_import_versions.h"
#include "pycore_pep440.h"        // _PyPEP440_ParseVersion()
#include "pycore_setobject.h"     // _PySet_NextEntry()

#include <sys/stat.h>             // stat()


/* Choosing *****************************************************************/

void
_PyImport_InitChoice(_PyImport_Choice *choice, const _PyPEP440_Clause *clause)
{
    memset(choice, 0, sizeof(*choice));
    choice->clause = clause;
    if (clause != NULL) {
        choice->admits_prereleases = _PyPEP440_ClauseNamesPrerelease(clause);
        /* Equality asks for a spelling, an ordering does not. */
        if (clause->count == 1
            && (clause->items[0].op == _PyPEP440_BARE
                || clause->items[0].op == _PyPEP440_EQ
                || clause->items[0].op == _PyPEP440_ARBITRARY))
        {
            choice->asked = clause->items[0].version.text;
            choice->asked_length = clause->items[0].version.length;
        }
    }
}

static int
is_asked(const _PyImport_Choice *choice, const char *text, Py_ssize_t length)
{
    return choice->asked != NULL && length == choice->asked_length
           && memcmp(text, choice->asked, length) == 0;
}

void
_PyImport_Consider(_PyImport_Choice *choice, PyObject *filename,
                   const char *text, Py_ssize_t length,
                   const _PyPEP440_Version *version)
{
    if (choice->clause != NULL
        && !_PyPEP440_ClauseMatches(choice->clause, version)) {
        return;
    }
    int is_pre = !choice->admits_prereleases
                 && _PyPEP440_IsPrerelease(version);
    if (choice->filename != NULL) {
        if (is_pre != choice->is_pre) {
            if (is_pre) {
                return;
            }
        }
        else {
            int order = _PyPEP440_Compare(version, &choice->version);
            if (order < 0) {
                return;
            }
            if (order == 0) {
                int asked = is_asked(choice, text, length);
                int other = is_asked(choice, choice->text, choice->length);
                if (asked != other) {
                    if (other) {
                        return;
                    }
                }
                else {
                    /* The first in sorted order, a shorter one first. */
                    Py_ssize_t shorter = Py_MIN(length, choice->length);
                    int sorted = memcmp(text, choice->text, shorter);
                    if (sorted > 0
                        || (sorted == 0 && length > choice->length)
                        || (sorted == 0 && length == choice->length
                            && PyUnicode_Compare(filename,
                                                 choice->filename) > 0))
                    {
                        return;
                    }
                }
            }
        }
    }
    choice->filename = filename;
    choice->text = text;
    choice->length = length;
    choice->version = *version;
    choice->is_pre = is_pre;
}


/* Finding ******************************************************************/

#ifndef MS_WINDOWS

static const char *
ascii_text(PyObject *str, Py_ssize_t *length)
{
    if (!PyUnicode_Check(str) || !PyUnicode_IS_COMPACT_ASCII(str)) {
        return NULL;
    }
    *length = PyUnicode_GET_LENGTH(str);
    return (const char *)PyUnicode_1BYTE_DATA(str);
}

/* Parse the version in what follows the dash of an entry's name, and leave the
   suffix of a file out of its length.  Return 1 for a version, 0 for another
   name, -1 for a file that stands for a link. */
static int
parse_entry(_PyPEP440_Version *version, const char *text, Py_ssize_t *length,
            PyObject *loaders)
{
    char last = text[*length - 1];
    if (last < '0' || last > '9') {
        /* The suffix first: a local version could take it in. */
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(loaders); i++) {
            Py_ssize_t n;
            PyObject *pair = PyList_GET_ITEM(loaders, i);
            const char *suffix = ascii_text(PyTuple_GET_ITEM(pair, 0), &n);
            if (suffix != NULL && n > 0 && n < *length
                && memcmp(text + *length - n, suffix, n) == 0
                && _PyPEP440_ParseVersion(version, text, *length - n) == 0)
            {
                *length -= n;
                return 1;
            }
        }
        if (*length > 5 && memcmp(text + *length - 5, ".link", 5) == 0
            && _PyPEP440_ParseVersion(version, text, *length - 5) == 0)
        {
            return -1;
        }
    }
    return _PyPEP440_ParseVersion(version, text, *length) == 0;
}

/* Tell whether a version that does not satisfy the clause may declare that it
   stands in for one that does. */
static int
is_equality(const _PyPEP440_Clause *clause)
{
    return clause != NULL && clause->count == 1
           && (clause->items[0].op == _PyPEP440_BARE
               || clause->items[0].op == _PyPEP440_EQ);
}

/* Look through a listing.  Return 1 if the choice is made, 0 if there is
   nothing to choose, -1 if the case is not simple. */
static int
choose(_PyImport_Choice *choice, PyObject *names, PyObject *links,
       PyObject *loaders, const char *name, Py_ssize_t name_length)
{
    int has_others = 0;
    Py_ssize_t pos = 0;
    PyObject *filename;
    Py_hash_t hash;
    while (_PySet_NextEntry(names, &pos, &filename, &hash)) {
        Py_ssize_t length;
        const char *text = ascii_text(filename, &length);
        if (text == NULL || length <= name_length + 1
            || memcmp(text, name, name_length) != 0)
        {
            continue;
        }
        if (text[name_length] == '.') {
            /* Perhaps versions of a module inside the package. */
            if (memchr(text, '-', length) != NULL) {
                return -1;
            }
            continue;
        }
        if (text[name_length] != '-') {
            continue;
        }
        text += name_length + 1;
        length -= name_length + 1;
        _PyPEP440_Version version;
        int res = parse_entry(&version, text, &length, loaders);
        if (res == 0) {
            continue;
        }
        if (res < 0 || links == Py_None) {
            return -1;
        }
        if (PySequence_Size(links) != 0) {
            int is_link = PySequence_Contains(links, filename);
            if (is_link != 0) {
                PyErr_Clear();
                return -1;
            }
        }
        _PyImport_Consider(choice, filename, text, length, &version);
        has_others = 1;
    }
    if (choice->filename == NULL && has_others && is_equality(choice->clause)) {
        return -1;
    }
    return choice->filename != NULL;
}

/* Return 1 if the listing may have a flat module of the name, 0 if not, -1
   with an exception set. */
static int
may_be_flat(PyObject *names, PyObject *loaders, PyObject *name)
{
    int res = PySet_Contains(names, name);
    for (Py_ssize_t i = 0; res == 0 && i < PyList_GET_SIZE(loaders); i++) {
        PyObject *pair = PyList_GET_ITEM(loaders, i);
        PyObject *filename = PyUnicode_Concat(name, PyTuple_GET_ITEM(pair, 0));
        if (filename == NULL) {
            return -1;
        }
        res = PySet_Contains(names, filename);
        Py_DECREF(filename);
    }
    return res;
}

static int
is_file(PyObject *path)
{
    PyObject *encoded;
    if (!PyUnicode_FSConverter(path, &encoded)) {
        return -1;
    }
    struct stat st;
    int res;
    Py_BEGIN_ALLOW_THREADS
    res = stat(PyBytes_AS_STRING(encoded), &st);
    Py_END_ALLOW_THREADS
    Py_DECREF(encoded);
    return res == 0 && S_ISREG(st.st_mode);
}

/* Try the suffixes of modules after a path without one.  Return 1 with *file
   and *loader set, a new and a borrowed reference, 0 if there is no such file,
   -1 with an exception set. */
static int
find_file(PyObject *stem, PyObject *loaders, PyObject **file,
          PyObject **loader)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(loaders); i++) {
        PyObject *pair = PyList_GET_ITEM(loaders, i);
        *file = PyUnicode_Concat(stem, PyTuple_GET_ITEM(pair, 0));
        if (*file == NULL) {
            return -1;
        }
        int res = is_file(*file);
        if (res > 0) {
            *loader = PyTuple_GET_ITEM(pair, 1);
            return 1;
        }
        Py_CLEAR(*file);
        if (res < 0) {
            return -1;
        }
    }
    return 0;
}

static int
has_bound(const _PyPEP440_Clause *clause)
{
    if (clause != NULL) {
        for (Py_ssize_t i = 0; i < clause->count; i++) {
            if (clause->items[i].op == _PyPEP440_GE) {
                return 1;
            }
        }
    }
    return 0;
}

/* Return the normalized name (PEP 503) of the distribution that has a module's
   name, ASCII text. */
static PyObject *
distribution_name(const char *name, Py_ssize_t length)
{
    PyObject *result = PyUnicode_New(length, 127);
    if (result == NULL) {
        return NULL;
    }
    Py_UCS1 *data = PyUnicode_1BYTE_DATA(result);
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (name[i] != '_') {
            data[n++] = Py_TOLOWER(name[i]);
        }
        else if (n == 0 || data[n - 1] != '-') {
            data[n++] = '-';
        }
    }
    if (n < length && PyUnicode_Resize(&result, n) < 0) {
        return NULL;
    }
    return result;
}

/* Return the tuple that find_version() gives for a module in an entry, or
   NotImplemented if no file of it is where the layouts have one. */
static PyObject *
find_module(const _PyImport_Choice *choice, PyObject *directory,
            PyObject *name, PyObject *loaders)
{
    PyObject *entry = PyUnicode_FromFormat("%U/%U", directory,
                                           choice->filename);
    if (entry == NULL) {
        return NULL;
    }
    PyObject *result = NULL, *file = NULL, *loader = NULL;
    PyObject *package = NULL;           /* the directory of a package */
    int is_distribution = 1;
    int res;

    Py_ssize_t length = 0;
    const char *text = ascii_text(choice->filename, &length);
    if (choice->text + choice->length != text + length) {
        /* name-1.2.3.py, whose suffix follows the version */
        is_distribution = 0;
        PyObject *stem = PyUnicode_Substring(
            entry, 0, PyUnicode_GET_LENGTH(entry)
                      - (text + length - choice->text - choice->length));
        if (stem == NULL) {
            goto done;
        }
        res = find_file(stem, loaders, &file, &loader);
        Py_DECREF(stem);
        if (res > 0 && PyUnicode_Compare(file, entry) != 0) {
            res = 0;
        }
        goto found;
    }
    package = PyUnicode_FromFormat("%U/%U", entry, name);
    PyObject *stem = package ? PyUnicode_FromFormat("%U/__init__", package)
                             : NULL;
    if (stem == NULL) {
        goto done;
    }
    res = find_file(stem, loaders, &file, &loader);
    Py_DECREF(stem);
    if (res == 0) {
        /* name-1.2.3/name.py */
        res = find_file(package, loaders, &file, &loader);
        Py_CLEAR(package);
    }
    if (res == 0) {
        /* name-1.2.3/__init__.py */
        is_distribution = 0;
        package = Py_NewRef(entry);
        stem = PyUnicode_FromFormat("%U/__init__", entry);
        if (stem == NULL) {
            goto done;
        }
        res = find_file(stem, loaders, &file, &loader);
        Py_DECREF(stem);
    }

found:
    if (res > 0) {
        PyObject *distribution = Py_None;
        if (is_distribution) {
            text = ascii_text(name, &length);
            distribution = distribution_name(text, length);
        }
        if (distribution != NULL) {
            result = Py_BuildValue(
                "Os#OOONO", entry, choice->text, choice->length,
                package ? package : Py_None, file, loader, distribution,
                has_bound(choice->clause) ? Py_True : Py_False);
        }
    }
    else if (res == 0) {
        result = Py_NewRef(Py_NotImplemented);
    }
done:
    Py_DECREF(entry);
    Py_XDECREF(package);
    Py_XDECREF(file);
    return result;
}

PyObject *
_PyImport_FindVersion(PyObject *Py_UNUSED(module), PyObject *const *args,
                      Py_ssize_t nargs)
{
    if (nargs != 6 || !PyList_CheckExact(args[2])
        || !PyAnySet_CheckExact(args[0]) || !PyUnicode_Check(args[3])) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *names = args[0], *links = args[1], *loaders = args[2];
    PyObject *directory = args[3], *name = args[4], *version = args[5];
    Py_ssize_t length, name_length;
    const char *text = ascii_text(name, &name_length);
    if (text == NULL || memchr(text, '.', name_length) != NULL) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    length = PyUnicode_GET_LENGTH(directory);
    if (length == 0 || PyUnicode_READ_CHAR(directory, length - 1) == '/') {
        Py_RETURN_NOTIMPLEMENTED;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(loaders); i++) {
        PyObject *pair = PyList_GET_ITEM(loaders, i);
        if (!PyTuple_CheckExact(pair) || PyTuple_GET_SIZE(pair) != 2
            || !PyUnicode_Check(PyTuple_GET_ITEM(pair, 0))) {
            Py_RETURN_NOTIMPLEMENTED;
        }
    }

    _PyPEP440_Clause clause;
    _PyImport_Choice choice;
    if (version == Py_None) {
        _PyImport_InitChoice(&choice, NULL);
    }
    else {
        int flat = may_be_flat(names, loaders, name);
        if (flat < 0) {
            return NULL;
        }
        const char *clause_text = ascii_text(version, &length);
        if (flat || clause_text == NULL) {
            Py_RETURN_NOTIMPLEMENTED;
        }
        if (_PyPEP440_ParseClause(&clause, clause_text, length, 0) < 0) {
            return NULL;
        }
        _PyImport_InitChoice(&choice, &clause);
    }
    PyObject *result;
    int res = choose(&choice, names, links, loaders, text, name_length);
    if (res > 0) {
        result = find_module(&choice, directory, name, loaders);
    }
    else {
        result = Py_NewRef(res == 0 ? Py_None : Py_NotImplemented);
    }
    if (choice.clause != NULL) {
        _PyPEP440_ClearClause(&clause);
    }
    return result;
}

#else

PyObject *
_PyImport_FindVersion(PyObject *Py_UNUSED(module),
                      PyObject *const *Py_UNUSED(args),
                      Py_ssize_t Py_UNUSED(nargs))
{
    Py_RETURN_NOTIMPLEMENTED;
}

#endif
