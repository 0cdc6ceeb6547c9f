#ifndef Py_VERSIONS_MODULE_H
#define Py_VERSIONS_MODULE_H

/* The objects of _versions, for C code that has the module's state. */

#include "pycore_pep440.h"

typedef struct {
    PyTypeObject *version_type;
    PyTypeObject *specifier_type;
} _versions_state;

/* _importlib_versions.Index, in _versions_index.c */
extern PyType_Spec _versions_index_spec;

/* _versions.normalize() and _versions.split_entry(), in _versions_index.c */
extern PyObject *_versions_normalize(PyObject *module, PyObject *name);
extern PyObject *_versions_split_entry(PyObject *module, PyObject *args);

static inline _versions_state *
_versions_get_state(PyObject *module)
{
    return (_versions_state *)PyModule_GetState(module);
}

/* The clause inside a Specifier, which lives as long as the object; NULL,
   without an exception, if the object is none. */
extern const _PyPEP440_Clause *_versions_as_clause(
    _versions_state *state, PyObject *op);

#endif // !Py_VERSIONS_MODULE_H
