"""Clauses in the name of a module, for files of plain syntax.

    import cgi__gt__2_3 as cgi                  # import cgi > 2.3
    import foo__eq__1_0.bar as bar              # import foo.bar == 1.0
    from foo__ge__1_2__lt__2 import thing       # from foo >= 1.2, < 2 import thing

A *long name* is a name with comparisons: eq, ne, lt, le, gt or ge between double
underscores, each followed by a PEP 440 version with "_" for ".".  The module
that it stands for is bound in sys.modules under both names.
"""

import importlib.abc
import importlib.machinery
import re
import sys
import threading
import types

from . import _install
from ._bootstrap import importing_globals

_OPERATORS = {'eq': '==', 'ne': '!=', 'lt': '<', 'le': '<=', 'gt': '>', 'ge': '>='}
_COMPARISON = r'__(eq|ne|lt|le|gt|ge)__([0-9][0-9A-Za-z]*(?:_[0-9A-Za-z]+)*)'
_LONG_NAME = re.compile(rf'(\w+?)((?:{_COMPARISON})+)\Z')


def split(name):
    """Return the name and the clause, as text, of a long name.

    The clause is None if it is not one.
    """
    match = _LONG_NAME.match(name)
    if not match or not match[1].isidentifier():
        return name, None
    clause = ','.join(_OPERATORS[operator] + version.replace('_', '.')
                      for operator, version in re.findall(_COMPARISON, match[2]))
    try:
        return match[1], str(_install.versions.Specifier(clause))
    except ValueError:
        return name, None


class LongNameFinder:

    """Finds modules by their long names; it stands first on sys.meta_path."""

    def __init__(self):
        # Long names that are bound: {long name: (name, clause)}.
        self._bound = {}
        self._local = threading.local()

    def find_spec(self, fullname, path=None, target=None):
        if target is None and fullname not in sys.modules and self._bound:
            self._drop(fullname)
        top, _, rest = fullname.partition('.')
        if '__' not in top or getattr(self._local, 'is_asking', False):
            return None
        if rest:
            name, clause = self._bound.get(top, (None, None))
            name = f'{name}.{rest}'
        else:
            name, clause = split(top)
            if clause is not None and self._is_real(top):
                return None
        if clause is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, _Loader(self, name, clause))

    def find_versions(self, fullname, path=None):
        """Return nothing: the finders behind it tell."""
        return []

    def _is_real(self, name):
        """Return True if there is a module that itself has a long name."""
        self._local.is_asking = True
        try:
            queries = _install.versions._bootstrap._load_version_part('queries')
            return queries.find_unimported(name, None) is not None
        finally:
            self._local.is_asking = False

    def bind(self, long_name, name, clause, module):
        """Bind a long name, or a module below one, in sys.modules."""
        sys.modules[long_name] = module
        if '.' not in long_name:
            self._bound[long_name] = name, clause

    def _drop(self, name):
        """Forget the long names of a module that is not imported, and below it."""
        for top, (bound, _) in list(self._bound.items()):
            if (name + '.').startswith(bound + '.'):
                long_name = top + name[len(bound):]
                self._bound.pop(long_name, None)
                for other in list(sys.modules):
                    if (other + '.').startswith(long_name + '.'):
                        sys.modules.pop(other, None)


class _Loader(importlib.abc.Loader):

    """Binds a long name to its module, in which nothing is changed."""

    def __init__(self, finder, name, clause):
        self._finder = finder
        self._name = name
        self._clause = clause

    def create_module(self, spec):
        try:
            _install.bind_clause(self._name, importing_globals(), (), self._clause)
        except _install.versions.ModuleVersionError:
            # The clause on a namespace package is for what is imported from it.
            if not self._is_namespace():
                raise
        self._module = importlib.import_module(self._name)
        return _StandIn(spec.name, self._module)

    def _is_namespace(self):
        origins = _install.versions._bootstrap._load_version_part('origins')
        return origins.is_portion(origins.spec_of(self._name, sys.modules.get(self._name)))

    def exec_module(self, module):
        self._finder.bind(module.__spec__.name, self._name, self._clause, self._module)


class _StandIn(types.ModuleType):

    """What sys.modules has under a long name until its module is bound.

    Another thread may take it from there: it is used like the module.
    """

    def __init__(self, name, module):
        super().__init__(name)
        self._module = module

    def __getattr__(self, name):
        return getattr(self.__dict__['_module'], name)


finder = LongNameFinder()


def install():
    if finder not in sys.meta_path:
        sys.meta_path.insert(0, finder)


def uninstall():
    if finder in sys.meta_path:
        sys.meta_path.remove(finder)
