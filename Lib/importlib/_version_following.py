"""The versions that a program's imports get, without running it, for modulefinder.

The search is the import system's own.  While it lasts, sys.path is the
program's, and sys.modules has an empty module for each one that the program has
imported from it so far, so that a conflict is one here, too.
"""

import contextlib
import sys
import types

from . import _bootstrap, _bootstrap_external
# Is loaded where a search fails: it must not be searched for on the program's
# path.
from . import _version_errors

PathFinder = _bootstrap_external.PathFinder


class Program:

    """The modules that a program has imported from sys.path."""

    def __init__(self):
        self._flow = _bootstrap._load_versions()
        self._origins = _bootstrap._load_version_part('origins')
        self._modules = {}

    def is_namespace(self, name):
        """Return True if a module that has been found is a namespace package."""
        module = self._modules.get(name)
        return module is not None and self._origins.is_portion(module.__spec__)

    def find(self, name, path, importer, clause=None):
        """Return the spec that an import of a module gets, or None.

        The module is a top-level one, or in a namespace package that has been
        found.  path stands for sys.path, importer is the name of the importing
        module, and clause the text of a version clause.  Raises
        ModuleVersionError.
        """
        parent = self._modules.get(name.rpartition('.')[0])
        with self._in_place(path):
            spec = _bootstrap._find_for_import(
                name, parent and parent.__path__, parent and parent.__spec__,
                self._globals(importer), clause)
            if spec is None:
                return None
            module = types.ModuleType(name)
            module.__spec__ = spec
            if spec.submodule_search_locations is not None:
                module.__path__ = spec.submodule_search_locations
                # That of a namespace package depends on sys.path.
                list(module.__path__)
            origin = spec._version_origin
            if origin is not None and origin.module == name:
                _bootstrap._load_version_part('distributions').loaded(spec, module)
        self._modules[name] = module
        return spec

    def forget(self, name):
        """Let a module be as free as before: its import has failed."""
        self._modules.pop(name, None)

    def check(self, name, path, importer, clause):
        """Return True if a module that has been found satisfies a clause.

        False if it is a namespace package: the clause speaks of a module in it.
        Raises ModuleVersionError.
        """
        module = self._modules.get(name)
        if module is None:
            # A built-in module, which has the interpreter's version.
            module = types.ModuleType(name)
            module.__spec__ = _bootstrap.BuiltinImporter.find_spec(name)
        with self._in_place(path):
            return self._flow.check(name, module, clause, self._globals(importer))

    def _globals(self, importer):
        """Return what the import system looks at of an importing module."""
        package = importer
        while package and package not in self._modules:
            package = package.rpartition('.')[0]
        module = self._modules.get(package)
        return {'__name__': importer, '__spec__': module and module.__spec__}

    @contextlib.contextmanager
    def _in_place(self, path):
        """Let the import system see the program in place of this process."""
        outer = {name: sys.modules[name] for name in self._modules
                 if name in sys.modules}
        state = sys.path, sys.meta_path, self._flow.policy
        # What is found is what an import without the policy would get.
        sys.path, sys.meta_path, self._flow.policy = path, [PathFinder], 'strict'
        sys.modules.update(self._modules)
        try:
            yield
        finally:
            for name in self._modules:
                sys.modules.pop(name, None)
            sys.modules.update(outer)
            sys.path, sys.meta_path, self._flow.policy = state
