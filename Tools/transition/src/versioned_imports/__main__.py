"""python -m versioned_imports: run a program, or see to one, that has version clauses."""

import builtins
import os
import runpy
import sys
import types

from . import _install, _translator

USAGE = """\
usage: python -m versioned_imports FILE [ARG ...]
       python -m versioned_imports -m MODULE [ARG ...]
       python -m versioned_imports -c CODE [ARG ...]
       python -m versioned_imports strip [-h] ...
       python -m versioned_imports check [-h] ...

The first three run a program as python does.  A MODULE may be foo==1.2.
"""


def main(args):
    if not args or args[0] in ('-h', '--help'):
        print(USAGE, end='')
        return 0 if args else 2
    if args[0] in ('strip', 'check'):
        from . import _tools
        return _tools.main(args)
    _install.install()
    if args[0] in ('-m', '-c') and len(args) > 1:
        sys.argv[:] = [args[0], *args[2:]]
        if args[0] == '-m':
            return _run_module(args[1])
        _set_first_entry('')
        return _run_code(args[1], '<string>')
    sys.argv[:] = args
    return _run_path(args[0])


def _set_first_entry(entry):
    """Let sys.path begin as it does where python runs a program."""
    if not getattr(sys.flags, 'safe_path', sys.flags.isolated):
        sys.path[0] = entry


def _run_path(path):
    if os.path.isdir(path) or not path.endswith('.py') and _is_archive(path):
        sys.path.insert(0, path)
        runpy._run_module_as_main('__main__', alter_argv=False)
        return 0
    try:
        with open(path, 'rb') as file:
            data = file.read()
    except OSError as exc:
        print(f"{sys.executable}: can't open file {os.path.abspath(path)!r}: {exc}",
              file=sys.stderr)
        return 2
    _set_first_entry(os.path.dirname(os.path.realpath(path)))
    if sys.version_info >= (3, 9):
        path = os.path.abspath(path)
    return _run_code(data, path, __file__=path, __cached__=None,
                     __loader__=_loader(path))


def _is_archive(path):
    import zipfile
    return zipfile.is_zipfile(path)


def _loader(path):
    from ._loaders import SourceLoader
    return SourceLoader('__main__', path)


def _run_code(source, filename, **attributes):
    """Run a program as __main__; return the exit status."""
    module = types.ModuleType('__main__')
    vars(module).update({'__builtins__': builtins, **attributes})
    sys.modules['__main__'] = module
    try:
        exec(_translator.compile(source, filename, 'exec', 0, True), vars(module))
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as exc:
        # Without what has run the program.
        traceback = exc.__traceback__.tb_next
        if isinstance(exc, SyntaxError) and exc.filename == filename:
            traceback = None
        sys.last_type, sys.last_value, sys.last_traceback = type(exc), exc, traceback
        sys.last_exc = exc.with_traceback(traceback)
        sys.excepthook(type(exc), exc, traceback)
        return 1
    return 0


def _run_module(name):
    if not _install.NATIVE:
        try:
            name = _choose(name)
        except ImportError as exc:
            print(f'{sys.executable}: {exc}', file=sys.stderr)
            return 1
    runpy._run_module_as_main(name)
    return 0


def _choose(name):
    """Have a version of a module run that is given as foo==1.2; return its name.

    Raises ImportError.
    """
    from . import _bootstrap, _version_running
    name, clause = _version_running.split_clause(name, ImportError)
    if clause is not None:
        spec = _install.find_spec(name, version=clause)
        if spec is None:
            _version_running.explain(name, clause, ImportError)
            raise ImportError(f'No module named {name}')
        flow = _bootstrap._load_versions()
        version = spec.version
        if version is not None and '.' not in name:
            flow.inherited = {**flow.inherited, name: version}
    return name


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
