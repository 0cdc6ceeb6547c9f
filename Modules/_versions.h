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

/* The text of a clause, a str or Specifier, borrowed; NULL, without an
   exception, if the object is neither. */
extern PyObject *_versions_specifier_text(PyObject *op);

/* Add Index and the functions on names to the module.  Return 0 or -1. */
extern int _versions_add_index(PyObject *module);

#endif // !Py_VERSIONS_MODULE_H
