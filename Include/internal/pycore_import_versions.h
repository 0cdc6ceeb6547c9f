#ifndef Py_INTERNAL_IMPORT_VERSIONS_H
#define Py_INTERNAL_IMPORT_VERSIONS_H
#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_BUILD_CORE
#  error "this header requires Py_BUILD_CORE define"
#endif

#include "pycore_pep440.h"        // _PyPEP440_Clause

/* Import a module with a version clause.

   name      absolute name, a str
   globals   of the importing module, or NULL
   locals    ignored
   fromlist  as for PyImport_ImportModuleLevelObject()
   version   the clause, a str in canonical spelling or an object that
             importlib takes for one

   Return what PyImport_ImportModuleLevelObject() returns, or NULL with an
   exception set. */
extern PyObject * _PyImport_ImportVersioned(
    PyThreadState *tstate, PyObject *name, PyObject *globals,
    PyObject *locals, PyObject *fromlist, PyObject *version);

/* Return what -X version_policy or else PYTHONVERSIONPOLICY says: "strict",
   which is the default, "warn" or "off"; NULL if it is anything else. */
extern const char * _PyImport_VersionPolicy(const PyConfig *config);

/* Let importlib know of the policy and of what PYTHONVERSION says, before site
   is imported.  Return -1 with an
   exception set on failure; a bad PYTHONVERSION is none. */
extern int _PyImport_InitVersions(PyThreadState *tstate);

/* What a name in a directory may be to versioned imports. */
typedef enum {
    _PyImport_NAME_OTHER,
    _PyImport_NAME_VERSION,     /* name-1.2.3, name-1.2.3.py */
    _PyImport_NAME_METADATA,    /* name-1.2.3.dist-info */
} _PyImport_NameKind;

/* Classify a name, UTF-8 text, and set the length of the part before the
   version. */
extern _PyImport_NameKind _PyImport_ClassifyName(
    const char *text, Py_ssize_t length, Py_ssize_t *name_length);

/* Tell whether a name is that of a file with defaults. */
static inline int
_PyImport_IsDefaultsFile(const char *text, Py_ssize_t length)
{
    static const char name[] = "import-versions.txt";
    return length == (Py_ssize_t)sizeof(name) - 1
           && memcmp(text, name, sizeof(name) - 1) == 0;
}

/* _imp.list_directory(path) -> (names, links, has_versions, has_defaults)

   names is a set; links the names among them that look like versions and are
   symbolic links, or None if the directory does not tell. */
extern PyObject * _PyImport_ListDirectory(PyObject *module, PyObject *path);

/* The best of the versions that are considered one after the other: the
   highest that satisfies the clause if there is one; a pre-release only if the
   clause names one or nothing else satisfies it; of equal versions the one
   spelled as in the clause, else the first in sorted order. */
typedef struct {
    const _PyPEP440_Clause *clause;
    int admits_prereleases;
    const char *asked;          /* the version in the clause as spelled */
    Py_ssize_t asked_length;
    PyObject *filename;         /* borrowed; NULL if there is none yet */
    const char *text;
    Py_ssize_t length;
    _PyPEP440_Version version;
    int is_pre;
} _PyImport_Choice;

extern void _PyImport_InitChoice(
    _PyImport_Choice *choice, const _PyPEP440_Clause *clause);
extern void _PyImport_Consider(
    _PyImport_Choice *choice, PyObject *filename, const char *text,
    Py_ssize_t length, const _PyPEP440_Version *version);

/* _imp.find_version(names, links, loaders, directory, name, clause)

   names and links are those of list_directory(); loaders is a list of pairs
   of a suffix and a loader class; clause is a str or None.  Return a tuple of
   the version's entry, its version as spelled, the package's directory (None
   for a module), its file, its loader class, the normalized name of the
   distribution directory (None for another entry) and whether the clause has a
   lower bound (>=); None if no version of the name satisfies the clause;
   NotImplemented if the case is not simple. */
extern PyObject * _PyImport_FindVersion(
    PyObject *module, PyObject *const *args, Py_ssize_t nargs);

/* Tell whether the filename of a code object is that of one of the frozen
   modules with the rules. */
extern int _PyImport_IsFileOfRules(PyObject *filename);

/* Remove importlib's frames from the traceback of the current exception. */
extern void _PyImport_RemoveImportlibFrames(PyThreadState *tstate);

#ifdef __cplusplus
}
#endif
#endif // !Py_INTERNAL_IMPORT_VERSIONS_H
