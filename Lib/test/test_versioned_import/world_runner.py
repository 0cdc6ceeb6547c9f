"""Runs the steps of random worlds in a process of its own, for their tests.

It runs on the stock interpreter, too, and therefore uses nothing of ours.  It
reads lines of JSON, [root, path, steps], and writes for each a line with what
the steps have given.
"""

import builtins
import faulthandler
import importlib
import importlib.util
import json
import os
import sys

SECONDS = 120       # What takes longer hangs.
STDLIB = os.path.dirname(os.__file__)

STDLIB_MODULES = 'colorsys',         # that worlds import

first_modules = set(sys.modules)
first_path = sys.path[:]
first_finders = set(sys.path_importer_cache)
root = 'no world yet'
missed = []


def start(directory, entries):
    """Begin a world: an interpreter in which nothing of it is imported."""
    global root
    for name, module in sys.modules.copy().items():
        if is_of_world(name, module):
            del sys.modules[name]
    root = directory
    for entry in set(sys.path_importer_cache) - first_finders:
        del sys.path_importer_cache[entry]
    sys.path[:] = []
    for entry in entries:
        if entry == '<stdlib>':
            sys.path += first_path
        else:
            sys.path.append(os.path.join(root, *entry.split('/')))
    sys.default_library_versions = {}
    seen = set()
    # Modules of a world use these.
    builtins.first_time = lambda name: not (name in seen or seen.add(name))
    builtins.missed = missed


def is_of_world(name, module):
    """Return True if a world has imported a module."""
    file = getattr(module, '__file__', None)
    if file is None:
        return name not in first_modules and hasattr(module, '__path__')
    return name in STDLIB_MODULES or file.startswith(root + os.sep)


def relative(path):
    for place, name in (root, ''), (STDLIB, '<stdlib>/'):
        if path.startswith(place + os.sep):
            return name + path[len(place) + 1:].replace(os.sep, '/')
    return path


def described(spec, file, path):
    """Return the file or the places of a module, and its version."""
    if file is None:
        return ['namespace', [relative(entry) for entry in path]]
    return ['file', relative(file), getattr(spec, 'version', None)]


def version(clause=None):
    """Return the keyword arguments for a clause."""
    return {} if clause is None else {'version': clause}


def do(kind, *args):
    """Do a step and return what it gives."""
    if kind == 'import':
        [statement] = args
        exec(statement, {'__name__': 'program'})
        module = sys.modules[statement.split()[1]]
    elif kind == 'in':
        # A function of a module that is called later.
        name, statement = args
        if name not in sys.modules:
            return ['absent']
        exec(statement, vars(sys.modules[name]))
        module = sys.modules[statement.split()[1]]
    elif kind == 'module':
        name, *clause = args
        module = importlib.import_module(name, **version(*clause))
    elif kind == 'find':
        name, *clause = args
        spec = importlib.util.find_spec(name, **version(*clause))
        if spec is None:
            return ['none']
        file = spec.origin if spec.has_location else None
        return described(spec, file, spec.submodule_search_locations)
    elif kind == 'reload':
        [name] = args
        if name not in sys.modules:
            return ['absent']
        module = importlib.reload(sys.modules[name])
    elif kind == 'del':
        [name] = args
        return ['absent' if sys.modules.pop(name, None) is None else 'done']
    elif kind == 'defaults':
        [lines] = args
        table = {}
        for *importer, name, specifier in lines:
            place = table.setdefault(tuple(importer), {}) if importer else table
            place[name] = specifier
        sys.default_library_versions = table
        return ['done']
    elif kind == 'add':
        [new] = args
        for entry in os.listdir(new):
            os.makedirs(os.path.join(root, entry), exist_ok=True)
            for name in os.listdir(os.path.join(new, entry)):
                os.rename(os.path.join(new, entry, name),
                          os.path.join(root, entry, name))
        importlib.invalidate_caches()
        return ['done']
    return described(module.__spec__, getattr(module, '__file__', None),
                     getattr(module, '__path__', None))


def step(*command):
    """Do a step; return its result, the modules that are loaded, and what
    modules have tried to import in vain.
    """
    missed.clear()
    try:
        result = do(*command)
    except Exception as exc:
        result = ['error', type(exc).__name__, str(exc)]
    loaded = {}
    for name, module in sys.modules.copy().items():
        if is_of_world(name, module):
            file = getattr(module, '__file__', None)
            place = 'namespace' if file is None else relative(file)
            if not place.startswith('<stdlib>'):
                loaded[name] = place
    return [result, loaded, missed[:]]


def main():
    output = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    for line in sys.stdin:
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        directory, path, steps = json.loads(line)
        start(directory, path)
        answer = [step(*command) for command in steps]
        print(json.dumps(answer), file=output, flush=True)
        faulthandler.cancel_dump_traceback_later()


if __name__ == '__main__':
    main()
