"""Results of the proofs as JSON: what came, of which interpreter, on which kind of machine."""

import json
import os
import platform
import sys
import sysconfig


def interpreter():
    """Return what there is to know of the interpreter that runs this."""
    variables = sysconfig.get_config_vars()
    return {'version': platform.python_version(),
            'configure': variables.get('CONFIG_ARGS'), 'CFLAGS': variables.get('CFLAGS'),
            'debug': hasattr(sys, 'gettotalrefcount'),
            'free-threaded': bool(variables.get('Py_GIL_DISABLED')),
            'compiler': platform.python_compiler()}


def machine():
    """Return the kind of machine, without its name."""
    return {'system': platform.system(), 'architecture': platform.machine(),
            'processors': os.cpu_count()}


def write(path, **what):
    """Write a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({'interpreter': interpreter(), 'machine': machine(), **what}, indent=1)
    path.write_text(text + '\n', 'utf-8')
