/* The listing of a directory for importlib's FileFinder: its names, whether
   some of them look like versions of modules, and which of those are links.

   One pass over the directory serves all three.  The type of an entry comes
   with its name, so that no version has to be looked at for its own sake. */

#include "Python.h"
#include "pycore_import_versions.h"
#include "pycore_pep440.h"        // _PyPEP440_ParseVersion()

#ifdef HAVE_DIRENT_H
#  include <dirent.h>
#endif
#include <errno.h>


/* Names ********************************************************************/

static inline int
is_digit(char c)
{
    return '0' <= c && c <= '9';
}

static int
is_metadata(const char *text, Py_ssize_t length)
{
    if (length < 10 || text[length - 1] != 'o') {
        return 0;
    }
    const char *suffix = text + length - 10;
    return memcmp(suffix, ".dist-info", 10) == 0
           || memcmp(suffix + 1, ".egg-info", 9) == 0;
}

/* True if the text is a version, or one with the suffix of a file.  Rules out
   the likes of _socket.cpython-313-x86_64-linux-gnu.so. */
static int
is_version(const char *text, const char *end)
{
    _PyPEP440_Version version;
    while (_PyPEP440_ParseVersion(&version, text, end - text) < 0) {
        do {
            if (--end <= text) {
                return 0;
            }
        } while (*end != '.');
    }
    return 1;
}

_PyImport_NameKind
_PyImport_ClassifyName(const char *text, Py_ssize_t length,
                       Py_ssize_t *name_length)
{
    const char *dash = memchr(text, '-', length);
    if (dash == NULL || dash == text) {
        return _PyImport_NAME_OTHER;
    }
    _PyImport_NameKind kind = _PyImport_NAME_VERSION;
    const char *end = text + length;
    if (is_metadata(text, length)) {
        kind = _PyImport_NAME_METADATA;
        end -= end[-9] == 'd' ? 10 : 9;
        /* The version of a distribution whose name has a dash follows the
           last dash, but for an egg's tag of the Python version. */
        for (const char *p = dash + 1; p + 1 < end; p++) {
            if (*p == '-' && is_digit(p[1])) {
                dash = p;
            }
        }
    }
    const char *version = dash + 1;
    if (version < end && (*version == 'v' || *version == 'V')) {
        version++;
    }
    if (version >= end || !is_digit(*version)
        || (kind == _PyImport_NAME_VERSION && !is_version(dash + 1, end))) {
        return _PyImport_NAME_OTHER;
    }
    *name_length = dash - text;
    return kind;
}


/* Listing ******************************************************************/

#if defined(HAVE_DIRENT_H) && defined(DT_LNK)

/* The entries of a directory as they are read: of each the type, the length
   of the name and the name with its final null, which the decoder wants before
   the codecs are there. */
typedef struct {
    char *data;
    size_t size;
    size_t allocated;
} Entries;

typedef struct {
    unsigned char type;
    uint16_t length;
} EntryHead;

/* Called without the GIL.  Return 0 or -1 if there is no memory. */
static int
append_entry(Entries *entries, unsigned char type, const char *name)
{
    EntryHead head = {.type = type, .length = (uint16_t)strlen(name)};
    size_t needed = entries->size + sizeof(head) + head.length + 1;
    if (needed > entries->allocated) {
        size_t allocated = needed * 2 + 1024;
        char *data = PyMem_RawRealloc(entries->data, allocated);
        if (data == NULL) {
            return -1;
        }
        entries->data = data;
        entries->allocated = allocated;
    }
    memcpy(entries->data + entries->size, &head, sizeof(head));
    memcpy(entries->data + entries->size + sizeof(head), name,
           head.length + 1);
    entries->size = needed;
    return 0;
}

/* Return 0, -1 with errno set, or -2 if there is no memory. */
static int
read_directory(const char *path, Entries *entries)
{
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return -1;
    }
    int res = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (entry == NULL) {
            res = errno == 0 ? 0 : -1;
            break;
        }
        const char *name = entry->d_name;
        if (name[0] == '.'
            && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) {
            continue;
        }
        if (append_entry(entries, entry->d_type, name) < 0) {
            res = -2;
            break;
        }
    }
    int saved_errno = errno;
    closedir(dir);
    errno = saved_errno;
    return res;
}

static PyObject *
make_listing(const Entries *entries)
{
    PyObject *names = PySet_New(NULL);
    PyObject *links = PySet_New(NULL);
    int has_versions = 0, has_defaults = 0;
    int has_types = 1;
    if (names == NULL || links == NULL) {
        goto error;
    }
    const char *p = entries->data;
    const char *end = p + entries->size;
    while (p < end) {
        EntryHead head;
        memcpy(&head, p, sizeof(head));
        p += sizeof(head);
        PyObject *name = PyUnicode_DecodeFSDefaultAndSize(p, head.length);
        if (name == NULL) {
            goto error;
        }
        int res = PySet_Add(names, name);
        if (_PyImport_IsDefaultsFile(p, head.length)) {
            has_defaults = 1;
        }
        Py_ssize_t name_length;
        /* After the first version only links are of interest. */
        if (res == 0
            && (!has_versions || head.type == DT_LNK
                || head.type == DT_UNKNOWN)
            && _PyImport_ClassifyName(p, head.length, &name_length)
               == _PyImport_NAME_VERSION)
        {
            has_versions = 1;
            if (head.type == DT_LNK) {
                res = PySet_Add(links, name);
            }
            else if (head.type == DT_UNKNOWN) {
                has_types = 0;
            }
        }
        Py_DECREF(name);
        if (res < 0) {
            goto error;
        }
        p += head.length + 1;
    }
    if (!has_types || PySet_GET_SIZE(links) == 0) {
        Py_SETREF(links, has_types ? PyTuple_New(0) : Py_NewRef(Py_None));
        if (links == NULL) {
            goto error;
        }
    }
    return Py_BuildValue("NNOO", names, links,
                         has_versions ? Py_True : Py_False,
                         has_defaults ? Py_True : Py_False);

error:
    Py_XDECREF(names);
    Py_XDECREF(links);
    return NULL;
}

PyObject *
_PyImport_ListDirectory(PyObject *Py_UNUSED(module), PyObject *path)
{
    PyObject *encoded;
    if (PySys_Audit("os.listdir", "O", path) < 0
        || !PyUnicode_FSConverter(path, &encoded)) {
        return NULL;
    }
    Entries entries = {NULL, 0, 0};
    int res;
    Py_BEGIN_ALLOW_THREADS
    res = read_directory(PyBytes_AS_STRING(encoded), &entries);
    Py_END_ALLOW_THREADS
    Py_DECREF(encoded);
    PyObject *listing = NULL;
    if (res == 0) {
        listing = make_listing(&entries);
    }
    else if (res == -1) {
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    }
    else {
        PyErr_NoMemory();
    }
    PyMem_RawFree(entries.data);
    return listing;
}

#else  /* no types in a directory's entries */

PyObject *
_PyImport_ListDirectory(PyObject *Py_UNUSED(module), PyObject *path)
{
    PyObject *os = PyImport_ImportModule(
#ifdef MS_WINDOWS
        "nt"
#else
        "posix"
#endif
        );
    if (os == NULL) {
        return NULL;
    }
    PyObject *contents = PyObject_CallMethod(os, "listdir", "O", path);
    Py_DECREF(os);
    if (contents == NULL) {
        return NULL;
    }
    int has_versions = 0, has_defaults = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(contents); i++) {
        Py_ssize_t length, name_length;
        const char *text = PyUnicode_AsUTF8AndSize(
            PyList_GET_ITEM(contents, i), &length);
        if (text == NULL) {
            PyErr_Clear();
        }
        else if (_PyImport_IsDefaultsFile(text, length)) {
            has_defaults = 1;
        }
        else if (!has_versions
                 && _PyImport_ClassifyName(text, length, &name_length)
                    == _PyImport_NAME_VERSION)
        {
            has_versions = 1;
        }
    }
    PyObject *names = PySet_New(contents);
    Py_DECREF(contents);
    if (names == NULL) {
        return NULL;
    }
    return Py_BuildValue("NOOO", names, Py_None,
                         has_versions ? Py_True : Py_False,
                         has_defaults ? Py_True : Py_False);
}

#endif
