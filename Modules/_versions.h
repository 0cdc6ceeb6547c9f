#ifndef Py_VERSIONS_MODULE_H
#define Py_VERSIONS_MODULE_H

/* The objects of _importlib_versions, for other C code. */

#include "pycore_pep440.h"

typedef struct {
    PyTypeObject *version_type;
    PyTypeObject *specifier_type;
} _versions_state;

static inline _versions_state *
_versions_get_state(PyObject *module)
{
    return (_versions_state *)PyModule_GetState(module);
}

/* The clause inside a Specifier, which lives as long as the object; NULL,
   without an exception, if the object is none. */
extern const _PyPEP440_Clause *_versions_as_clause(PyObject *op);

#endif // !Py_VERSIONS_MODULE_H
