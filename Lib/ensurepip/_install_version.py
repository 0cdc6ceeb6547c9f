"""Install a version that an import misses, for importlib.versions.on_missing."""

import subprocess
import sys


def install_version(name, specifier, importer):
    """Install a version of a module with pip, and return True if that succeeds.

    name is the module's, specifier a Specifier of importlib.versions, importer
    the import that needs it, as on_missing gets them.  pip runs in the
    environment of this interpreter, for a distribution that has the module's
    name, and leaves the versions that are there.  What it does is shown on
    standard error.

    Nothing but a module's name and a specifier reaches pip, which would take
    other text for an option, a path or an address: other names are refused.
    Raises TypeError if specifier is not a Specifier.
    """
    from importlib.versions import Specifier

    if not isinstance(specifier, Specifier):
        raise TypeError('specifier must be a Specifier, not '
                        f'{type(specifier).__name__}')
    place = importer.module or 'an import'
    if importer.filename is not None:
        place += f' ({importer.filename}, line {importer.lineno})'
    if not all(part.isidentifier() for part in name.split('.')):
        print(f'{place} needs {name!r}, which is no name of a module: '
              'not installed', file=sys.stderr, flush=True)
        return False
    requirement = name + ','.join(operator + version
                                  for operator, version in specifier)
    command = [sys.executable, *subprocess._args_from_interpreter_flags(),
               '-m', 'pip', 'install', '--allow-multiple', requirement]
    print(f'{place} needs {requirement}: running {" ".join(command)}',
          file=sys.stderr, flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL,
                          stdout=2).returncode == 0
