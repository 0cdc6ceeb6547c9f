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
   fromlist  as for PyImport_ImportModuleLevelObject()
   level     has to be 0
   version   the clause, a str in canonical spelling or an object that
             importlib takes for one

   Return what PyImport_ImportModuleLevelObject() returns, or NULL with an
   exception set. */
extern PyObject * _PyImport_ImportVersioned(
    PyThreadState *tstate, PyObject *name, PyObject *globals,
    PyObject *fromlist, int level, PyObject *version);

/* importlib's _find_and_load(): import the module of an absolute name, with a
   clause if version is not NULL. */
extern PyObject * _PyImport_FindAndLoad(
    PyThreadState *tstate, PyObject *name, PyObject *globals,
    PyObject *version);

/* What PyImport_Import() does, with a clause, a str, if version is not NULL. */
extern PyObject * _PyImport_ImportWithHook(PyObject *name, PyObject *version);

/* Call an __import__() for an absolute import with a clause. */
extern PyObject * _PyImport_CallWithVersion(
    PyObject *import_func, PyObject *name, PyObject *globals,
    PyObject *fromlist, PyObject *version);

/* Return the name of a module that has been imported as -X importtime shows it,
   a new reference: with the version if that comes from the name of a directory
   or file.  mod is NULL if the import has failed; that exception is kept. */
extern PyObject * _PyImport_NameWithVersion(PyObject *name, PyObject *mod);

/* Return what -X version_policy or else PYTHONVERSIONPOLICY says: "strict",
   which is the default, "warn" or "off"; NULL if it is anything else. */
extern const char * _PyImport_VersionPolicy(const PyConfig *config);

/* Let importlib know of the policy and of what PYTHONVERSION says, before site
   is imported.  Return -1 with an exception set on failure; a bad PYTHONVERSION
   is none. */
extern int _PyImport_InitVersions(PyThreadState *tstate);

/* Return 1 if the filename of a code object is that of one of the frozen
   modules of versioned imports. */
extern int _PyImport_IsFileOfVersions(PyObject *filename);

/* Remove importlib's frames from the traceback of the current exception. */
extern void _PyImport_RemoveImportlibFrames(PyThreadState *tstate);

#ifdef __cplusplus
}
#endif
#endif // !Py_INTERNAL_IMPORT_VERSIONS_H
