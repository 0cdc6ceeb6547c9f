/* The import of a module with a version clause.

   A module that satisfies a clause is asked about it once: importlib keeps
   the clauses that a module is known to satisfy in a frozenset, "satisfied" of
   its spec's _version_origin, and does so only after the module is initialized.
   An import of a loaded module then looks up the module in sys.modules, its
   __spec__ and these attributes.  A spec that is replaced takes its memory with
   it, and so does a module that leaves sys.modules.

   Whether a clause is satisfied is importlib's to say.  What remains is the
   import without one. */

#include "Python.h"
#include "pycore_dict.h"          // DK_UNICODE_ENTRIES()
#include "pycore_import.h"        // struct _import_state
#include "pycore_import_versions.h"
#include "pycore_initconfig.h"    // _Py_GetEnv()
#include "pycore_interp.h"        // PyInterpreterState.imports
#include "pycore_long.h"          // _PyLong_GetZero()
#include "pycore_moduleobject.h"  // PyModuleObject
#include "pycore_object.h"        // _PyObject_InlineValues()
#include "pycore_pep440.h"        // _PyPEP440_CanonicalClause()
#include "pycore_pyerrors.h"      // _PyErr_SetString()
#include "pycore_pystate.h"       // PyThreadState.interp


/* Set *spec to the module's __spec__, a new reference, or to NULL. */
static int
get_spec(PyObject *mod, PyObject **spec)
{
    if (PyModule_CheckExact(mod)) {
        PyObject *dict = ((PyModuleObject *)mod)->md_dict;
        return PyDict_GetItemRef(dict, &_Py_ID(__spec__), spec);
    }
    return PyObject_GetOptionalAttr(mod, &_Py_ID(__spec__), spec);
}

/* Set *value to an attribute, a new reference, or to NULL.

   Those that are asked for are the last that importlib gives to an instance.
   Looking at its inline values from the end finds them without a hash. */
static inline int
get_attribute(PyObject *op, PyObject *name, PyObject **value)
{
#ifndef Py_GIL_DISABLED
    PyTypeObject *type = Py_TYPE(op);
    if (type->tp_flags & Py_TPFLAGS_INLINE_VALUES) {
        PyDictValues *values = _PyObject_InlineValues(op);
        PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
        PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
        for (Py_ssize_t i = values->valid ? keys->dk_nentries : 0; i-- > 0; ) {
            if (entries[i].me_key == name && values->values[i] != NULL) {
                *value = Py_NewRef(values->values[i]);
                return 1;
            }
        }
    }
#endif
    return PyObject_GetOptionalAttr(op, name, value);
}

/* Return 1 if the module is known to satisfy the clause, and therefore to be
   initialized; 0 if not; -1 with an exception set. */
static int
is_satisfied(PyObject *mod, PyObject *version)
{
    PyObject *spec, *origin, *satisfied;
    int res = get_spec(mod, &spec);
    if (res <= 0) {
        return res;
    }
    res = get_attribute(spec, &_Py_ID(_version_origin), &origin);
    Py_DECREF(spec);
    if (res <= 0) {
        return res;
    }
    res = get_attribute(origin, &_Py_ID(satisfied), &satisfied);
    Py_DECREF(origin);
    if (res > 0) {
        res = PyFrozenSet_CheckExact(satisfied) && PyUnicode_CheckExact(version)
              && PySet_Contains(satisfied, version);
        Py_DECREF(satisfied);
    }
    return res;
}

/* Set *mod to sys.modules[name], a new reference, or to NULL if there is no
   module of that name. */
static int
get_module(PyThreadState *tstate, PyObject *name, PyObject **mod)
{
    PyObject *modules = tstate->interp->imports.modules;
    *mod = NULL;
    if (modules == NULL) {
        return 0;
    }
    if (PyMapping_GetOptionalItem(modules, name, mod) < 0) {
        return -1;
    }
    if (*mod == Py_None) {
        Py_CLEAR(*mod);
    }
    return 0;
}

/* Find out without importlib whether a module is imported and satisfies the
   clause.  The clause binds the first component of the name or, inside a
   namespace package, which remembers no clause, a longer prefix of it.

   Return 1 with *mod set to the module and *front to its first component, 0
   if importlib has to see to it, -1 with an exception set. */
static int
find_satisfied(PyThreadState *tstate, PyObject *name, Py_ssize_t dot,
               PyObject *version, PyObject **mod, PyObject **front)
{
    if (dot == -1) {
        if (get_module(tstate, name, mod) < 0) {
            return -1;
        }
        return *mod == NULL ? 0 : is_satisfied(*mod, version);
    }
    *mod = PyImport_GetModule(name);
    if (*mod == NULL || *mod == Py_None) {
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_ssize_t len = PyUnicode_GET_LENGTH(name);
    while (dot >= 0) {
        PyObject *prefix = PyUnicode_Substring(name, 0, dot);
        if (prefix == NULL) {
            return -1;
        }
        PyObject *package;
        int res = get_module(tstate, prefix, &package);
        Py_DECREF(prefix);
        if (res < 0 || package == NULL) {
            return res;
        }
        res = is_satisfied(package, version);
        if (*front == NULL) {
            *front = package;
        }
        else {
            Py_DECREF(package);
        }
        if (res != 0) {
            return res;
        }
        dot = PyUnicode_FindChar(name, '.', dot + 1, len, 1);
    }
    return dot == -2 ? -1 : is_satisfied(*mod, version);
}

/* Return a module in sys.modules, or NULL, perhaps with an exception set.

   Another thread may be loading it.  When that has ended the module may have
   left sys.modules: the import has failed, or it has been deleted. */
static PyObject *
get_complete_module(PyThreadState *tstate, PyObject *name)
{
    for (;;) {
        PyObject *again, *mod = PyImport_GetModule(name);
        if (mod == NULL || mod == Py_None) {
            return mod;
        }
        if (get_module(tstate, name, &again) < 0) {
            Py_DECREF(mod);
            return NULL;
        }
        Py_XDECREF(again);
        if (again == mod) {
            return mod;
        }
        Py_DECREF(mod);
    }
}

/* The index of the first dot, -1 if there is none, -2 on failure. */
static inline Py_ssize_t
find_dot(PyObject *name, Py_ssize_t length)
{
    if (!PyUnicode_IS_COMPACT_ASCII(name)) {
        return PyUnicode_FindChar(name, '.', 0, length, 1);
    }
    const Py_UCS1 *text = PyUnicode_1BYTE_DATA(name);
    const Py_UCS1 *dot = memchr(text, '.', length);
    return dot == NULL ? -1 : dot - text;
}

/* Import the top-level module and see that the clause is satisfied by it or, if
   it is a namespace package, by the module in it that the clause binds.
   Return the top-level module, or NULL with an exception set. */
static PyObject *
bind_clause(PyThreadState *tstate, PyObject *name, Py_ssize_t dot,
            PyObject *globals, PyObject *fromlist, PyObject *version)
{
    PyObject *importlib = tstate->interp->imports.importlib;
    PyObject *front = dot == -1 ? Py_NewRef(name)
                                : PyUnicode_Substring(name, 0, dot);
    if (front == NULL) {
        return NULL;
    }
    PyObject *res = NULL;
    PyObject *mod = get_complete_module(tstate, front);
    if ((mod == NULL && !_PyErr_Occurred(tstate)) || mod == Py_None) {
        Py_XSETREF(mod, _PyImport_FindAndLoad(tstate, front, globals, version));
    }
    if (mod != NULL) {
        PyObject *flow = PyObject_CallMethodNoArgs(
            importlib, &_Py_ID(_load_versions));
        if (flow != NULL) {
            res = PyObject_CallMethodObjArgs(
                flow, &_Py_ID(bind), name, front, mod, version,
                globals ? globals : Py_None, fromlist ? fromlist : Py_None,
                NULL);
            Py_DECREF(flow);
        }
        if (res == NULL) {
            Py_CLEAR(mod);
        }
    }
    Py_DECREF(front);
    Py_XDECREF(res);
    return mod;
}

/* The result of an import: the module, its first component, or the module
   with the names of the fromlist imported.  mod is initialized; front is
   NULL if the name has no dot. */
static PyObject *
import_result(PyThreadState *tstate, PyObject *mod, PyObject *front,
              PyObject *fromlist)
{
    PyInterpreterState *interp = tstate->interp;
    int has_from = 0;
    if (fromlist != NULL && fromlist != Py_None) {
        has_from = PyObject_IsTrue(fromlist);
    }
    if (has_from <= 0) {
        return has_from < 0 ? NULL : Py_NewRef(front != NULL ? front : mod);
    }
    int has_path = PyObject_HasAttrWithError(mod, &_Py_ID(__path__));
    if (has_path <= 0) {
        return has_path < 0 ? NULL : Py_NewRef(mod);
    }
    return PyObject_CallMethodObjArgs(
        interp->imports.importlib, &_Py_ID(_handle_fromlist), mod, fromlist,
        interp->imports.import_func, NULL);
}

PyObject *
_PyImport_ImportVersioned(PyThreadState *tstate, PyObject *name,
                          PyObject *globals, PyObject *fromlist, int level,
                          PyObject *version)
{
    PyObject *mod = NULL, *front = NULL, *res = NULL;

    if (!PyUnicode_Check(name)) {
        _PyErr_SetString(tstate, PyExc_TypeError,
                         "module name must be a string");
        return NULL;
    }
    if (level != 0) {
        _PyErr_SetString(tstate, PyExc_ValueError,
                         "a relative import cannot have a version");
        return NULL;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    if (length == 0) {
        _PyErr_SetString(tstate, PyExc_ValueError, "Empty module name");
        return NULL;
    }
    Py_ssize_t dot = find_dot(name, length);
    if (dot == -2) {
        return NULL;
    }

    int satisfied = find_satisfied(tstate, name, dot, version, &mod, &front);
    if (satisfied == 0) {
        Py_CLEAR(front);
        Py_XSETREF(mod, bind_clause(tstate, name, dot, globals, fromlist,
                                    version));
    }
    if (satisfied >= 0 && mod != NULL) {
        if (satisfied || dot == -1) {
            res = import_result(tstate, mod, front, fromlist);
        }
        else {
            res = PyImport_ImportModuleLevelObject(name, globals, NULL,
                                                   fromlist, 0);
        }
    }
    Py_XDECREF(mod);
    Py_XDECREF(front);
    if (res == NULL) {
        _PyImport_RemoveImportlibFrames(tstate);
    }
    return res;
}


/* C API ********************************************************************/

PyObject *
_PyImport_CallWithVersion(PyObject *import_func, PyObject *name,
                          PyObject *globals, PyObject *fromlist,
                          PyObject *version)
{
    PyObject *kwnames = PyTuple_Pack(1, &_Py_ID(version));
    if (kwnames == NULL) {
        return NULL;
    }
    PyObject *args[6] = {name, globals, globals, fromlist,
                         _PyLong_GetZero(), version};
    PyObject *res = PyObject_Vectorcall(import_func, args, 5, kwnames);
    Py_DECREF(kwnames);
    return res;
}

PyObject *
PyImport_ImportModuleVersion(const char *name, const char *version)
{
    PyObject *mod = NULL, *clause = NULL;
    PyObject *module_name = PyUnicode_FromString(name);
    PyObject *text = PyUnicode_FromString(version);
    if (module_name != NULL && text != NULL) {
        clause = _PyPEP440_CanonicalClause(text, 0);
    }
    if (clause != NULL) {
        mod = _PyImport_ImportWithHook(module_name, clause);
    }
    Py_XDECREF(clause);
    Py_XDECREF(text);
    Py_XDECREF(module_name);
    return mod;
}


/* Tracebacks ***************************************************************/

int
_PyImport_IsFileOfVersions(PyObject *filename)
{
    static const char start[] = "<frozen importlib._bootstrap_";
    return PyUnicode_IS_COMPACT_ASCII(filename)
           && PyUnicode_GET_LENGTH(filename) > (Py_ssize_t)sizeof(start) - 1
           && memcmp(PyUnicode_1BYTE_DATA(filename), start,
                     sizeof(start) - 1) == 0;
}

PyObject *
_PyImport_NameWithVersion(PyObject *name, PyObject *mod)
{
    PyObject *exc = PyErr_GetRaisedException();
    PyObject *spec = NULL, *origin = NULL, *path = NULL, *version = NULL;
    PyObject *shown = NULL;
    if (mod != NULL && get_spec(mod, &spec) > 0
        && PyObject_GetOptionalAttrString(spec, "_version_origin", &origin) > 0
        && origin != Py_None
        && PyObject_GetOptionalAttrString(origin, "path", &path) > 0
        && path != Py_None
        && PyObject_GetOptionalAttrString(origin, "version", &version) > 0)
    {
        shown = PyUnicode_FromFormat("%U version %S", name, version);
    }
    Py_XDECREF(spec);
    Py_XDECREF(origin);
    Py_XDECREF(path);
    Py_XDECREF(version);
    /* Also clears what an attribute's own code has raised. */
    PyErr_SetRaisedException(exc);
    return shown != NULL ? shown : Py_NewRef(name);
}


/* Settings *****************************************************************/

const char *
_PyImport_VersionPolicy(const PyConfig *config)
{
    static const char * const policies[] = {"strict", "warn", "off"};
    static const wchar_t * const xoptions[] = {
        L"version_policy=strict", L"version_policy=warn",
        L"version_policy=off"};

    const wchar_t *xoption = _Py_get_xoption(&config->xoptions,
                                             L"version_policy");
    if (xoption != NULL) {
        for (size_t i = 0; i < Py_ARRAY_LENGTH(policies); i++) {
            if (wcscmp(xoption, xoptions[i]) == 0) {
                return policies[i];
            }
        }
        return NULL;
    }
    const char *env = _Py_GetEnv(config->use_environment,
                                 "PYTHONVERSIONPOLICY");
    if (env == NULL) {
        return policies[0];
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(policies); i++) {
        if (strcmp(env, policies[i]) == 0) {
            return policies[i];
        }
    }
    return NULL;
}

int
_PyImport_InitVersions(PyThreadState *tstate)
{
    PyInterpreterState *interp = tstate->interp;
    const PyConfig *config = _PyInterpreterState_GetConfig(interp);
    const char *policy = _PyImport_VersionPolicy(config);
    const char *env = _Py_GetEnv(config->use_environment, "PYTHONVERSION");
    if (env == NULL && (policy == NULL || strcmp(policy, "strict") == 0)) {
        return 0;
    }
    PyObject *variable = env == NULL ? Py_NewRef(Py_None)
                                     : PyUnicode_DecodeFSDefault(env);
    if (variable == NULL) {
        return -1;
    }
    PyObject *none = NULL;
    PyObject *defaults = PyObject_CallMethod(
        interp->imports.importlib, "_load_version_part", "s", "defaults");
    if (defaults != NULL) {
        none = PyObject_CallMethod(defaults, "configure", "sO",
                                   policy == NULL ? "strict" : policy,
                                   variable);
        Py_DECREF(defaults);
    }
    Py_DECREF(variable);
    if (none == NULL) {
        /* Warnings may be errors. */
        PyErr_FormatUnraisable("Exception ignored in PYTHONVERSION");
    }
    Py_XDECREF(none);
    return 0;
}
