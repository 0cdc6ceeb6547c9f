"""The import names of a distribution, and which of them names its directory.

A wheel that states its names (Import-Name, PEP 794) is believed.  Else they
are read off its files: a module or a package at the top, and in a directory
without an __init__ the packages and modules in it, dotted: "yaml",
"google.cloud.storage".  A directory whose __init__ only declares a namespace,
as was done before Python 3.3, counts as one without.

The directory of a version is named after the import name that the project
itself is called by (zope.interface), as it is written in code, or where there
is none after the project, with underscores (pyyaml).
"""

import re
from email.message import Message
from typing import Callable, Dict, Iterable, List, Optional, Set, Tuple

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.exceptions import InstallationError
from pip._internal.metadata import BaseDistribution

# What a namespace package of the old kinds has in its __init__.py.
_DECLARES_NAMESPACE = re.compile(
    rb"extend_path\(\s*__path__|declare_namespace\(\s*__name__"
)
_MODULE_SUFFIXES = (".py", ".pyc", ".so", ".pyd")

# The files below a directory: name -> subdirectory, or None for a file.
_Tree = Dict[str, Optional["_Tree"]]
_Read = Callable[[str], bytes]


def import_names(
    dist: BaseDistribution, files: Iterable[str], read: _Read
) -> List[str]:
    """The import names of a distribution, sorted.

    files are the paths of its modules, relative to the directory that is
    searched for them; read returns the content of one.
    """
    stated = stated_names(dist.metadata)
    if stated is not None:
        return stated
    try:
        text = dist.read_text("namespace_packages.txt")
    except FileNotFoundError:
        text = ""
    return _names_in(_tree(files), "", set(text.split()), read)


def stated_names(metadata: Message) -> Optional[List[str]]:
    """The names in the fields Import-Name, or None where there are none."""
    fields = metadata.get_all("Import-Name")
    if fields is None:
        return None
    names = {field.partition(";")[0].strip() for field in fields} - {""}
    for name in sorted(names):
        if not is_import_name(name):
            raise InstallationError(
                f"{metadata['Name']} {metadata['Version']} states the import name "
                f"{name!r}, which no import statement can spell. Ask its authors "
                "to correct the field Import-Name of its metadata."
            )
    # A version clause binds the outermost package: foo says it of foo.bar.
    return sorted(name for name in names if not _parents(name) & names)


def is_import_name(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def directory_name(project: str, names: Iterable[str]) -> str:
    """What stands before the version in the name of the directory."""
    wanted = canonicalize_name(project)
    for name in sorted(names, key=lambda name: (name != project, name)):
        if canonicalize_name(name) == wanted:
            return name
    return wanted.replace("-", "_")


def _parents(name: str) -> Set[str]:
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def _tree(files: Iterable[str]) -> _Tree:
    root: _Tree = {}
    for path in files:
        *parents, name = path.split("/")
        directory: _Tree = root
        for parent in parents:
            below = directory.get(parent)
            if below is None:
                below = directory[parent] = {}
            directory = below
        directory.setdefault(name, None)
    return root


def _module_name(file: str) -> Optional[str]:
    """The name of the module in a file, such as "x.cpython-313-darwin.so"."""
    name = file.partition(".")[0]
    if file.endswith(_MODULE_SUFFIXES) and name.isidentifier():
        return name
    return None


def _names_in(tree: _Tree, prefix: str, declared: Set[str], read: _Read) -> List[str]:
    """The names of the modules and packages in a directory or namespace."""
    names = set()
    for entry, below in tree.items():
        if below is None:
            name = _module_name(entry)
            if name is not None and not name.startswith("__"):
                names.add(prefix + name)
        elif entry.isidentifier() and entry != "__pycache__":
            name = prefix + entry
            init, is_package = _find_init(below)
            is_namespace = not is_package or name in declared
            if init is not None and not is_namespace:
                content = read(f"{name.replace('.', '/')}/{init}")
                is_namespace = _DECLARES_NAMESPACE.search(content) is not None
            if is_namespace:
                names.update(_names_in(below, name + ".", declared, read))
            else:
                names.add(name)
    return sorted(names)


def _find_init(tree: _Tree) -> Tuple[Optional[str], bool]:
    """The name of an __init__.py, and whether there is any __init__ at all."""
    if "__init__.py" in tree:
        return "__init__.py", True
    return None, any(_module_name(entry) == "__init__" for entry in tree)
