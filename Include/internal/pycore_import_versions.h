#ifndef Py_INTERNAL_IMPORT_VERSIONS_H
#define Py_INTERNAL_IMPORT_VERSIONS_H
#ifdef __cplusplus
extern "C" {
#endif

#ifndef Py_BUILD_CORE
#  error "this header requires Py_BUILD_CORE define"
#endif

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

/* _imp.list_directory(path) -> (names, links, has_versions)

   names is a set; links the names among them that look like versions and are
   symbolic links, or None if the directory does not tell. */
extern PyObject * _PyImport_ListDirectory(PyObject *module, PyObject *path);

/* Remove importlib's frames from the traceback of the current exception. */
extern void _PyImport_RemoveImportlibFrames(PyThreadState *tstate);

#ifdef __cplusplus
}
#endif
#endif // !Py_INTERNAL_IMPORT_VERSIONS_H
