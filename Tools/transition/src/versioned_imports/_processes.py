"""Child processes of multiprocessing: they have clauses, too, and their parent's versions."""

import runpy
import sys

from . import _bootstrap, _translator, _version_processes

_MODULE = 'multiprocessing.spawn'


class Inheritable(dict):

    """What a child process is to have of its parent.

    Unpickling it in the child gives that to the import system there, before the
    child imports the program's main module.
    """

    def __reduce__(self):
        return _inherit, (dict(self), _bootstrap._load_versions().policy)


def _inherit(data, policy):
    from . import _install
    _install.install()
    _bootstrap._load_versions().policy = policy
    _version_processes.inherit(data)
    return data


def install():
    """Let the main module of a child have clauses, and what a child is told."""
    runpy.compile = _translator.compile
    if _MODULE in sys.modules:
        _attach(sys.modules[_MODULE])
    else:
        _bootstrap.watched[_MODULE] = _watch


def uninstall():
    vars(runpy).pop('compile', None)
    _bootstrap.watched.pop(_MODULE, None)
    spawn = sys.modules.get(_MODULE)
    if spawn is not None and hasattr(spawn.get_preparation_data, '__wrapped__'):
        spawn.get_preparation_data = spawn.get_preparation_data.__wrapped__


def _attach(spawn):
    stock = spawn.get_preparation_data
    if hasattr(stock, '__wrapped__'):
        return

    def get_preparation_data(name):
        data = stock(name)
        data['module_versions'] = Inheritable(_version_processes.inheritable())
        return data

    get_preparation_data.__wrapped__ = stock
    spawn.get_preparation_data = get_preparation_data


def _watch(spec):
    """Have the module attached whose spec this is, once it is loaded."""
    spec.loader = _Loader(spec.loader)


class _Loader:

    def __init__(self, loader):
        self._loader = loader

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        _attach(module)
