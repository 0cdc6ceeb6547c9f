"""The import names that a distribution provides.

A distribution that states its names (Import-Name, PEP 794) is believed.  Else
they are read off its files: a module or a package at the top, and in a
directory without an __init__ the packages and modules in it, dotted: "yaml",
"google.cloud.storage".  A directory whose __init__ only declares a namespace,
as was done before Python 3.3, counts as one without.  A module at the top may
have a name that no statement can spell, which extension modules import (mypyc's).
"""

import os
import re
from email.message import Message
from typing import Callable, Dict, Iterable, List, Optional, Set, Tuple

from pip._internal.exceptions import InstallationError
from pip._internal.metadata.base import BaseDistribution

# What a namespace package of the old kinds has in its __init__.py.
_DECLARES_NAMESPACE = re.compile(
    rb"extend_path\(\s*__path__|declare_namespace\(\s*__name__"
)
_MODULE_SUFFIXES = (".py", ".pyc", ".so", ".pyd")

# The files below a directory: name -> subdirectory, or None for a file.
_Tree = Dict[str, Optional["_Tree"]]
_Read = Callable[[str], bytes]


def import_names(dist: BaseDistribution, files: Iterable[str], read: _Read) -> Set[str]:
    """Return the import names of a distribution.

    files are the paths of its modules, relative to the directory that is
    searched for them, read() returns the content of one.  Raises
    InstallationError where a stated name is none.
    """
    stated = stated_names(dist.metadata)
    if stated is not None:
        return stated
    try:
        text = dist.read_text("namespace_packages.txt")
    except FileNotFoundError:
        text = ""
    return set(_names_in(_tree(files), "", set(text.split()), read))


def installed_import_names(dist: BaseDistribution) -> Set[str]:
    """Return the import names of an installed distribution."""
    if "_import_names" not in vars(dist):
        vars(dist)["_import_names"] = _find_installed_names(dist)
    return vars(dist)["_import_names"]


def _find_installed_names(dist: BaseDistribution) -> Set[str]:
    location = dist.location or ""
    files = [path.replace(os.sep, "/") for path in dist.iter_declared_entries() or ()]

    def read(path: str) -> bytes:
        try:
            with open(os.path.join(location, path), "rb") as file:
                return file.read()
        except OSError:
            return b""

    try:
        found = import_names(
            dist, (path for path in files if not path.startswith("../")), read
        )
    except InstallationError:
        found = set()
    if not found and dist.is_file("top_level.txt"):
        # The RECORD of an editable installation has no modules.
        found = set(dist.read_text("top_level.txt").split())
    return found


def stated_names(metadata: Message) -> Optional[Set[str]]:
    """Return the names in the fields Import-Name, or None where there are none."""
    fields = metadata.get_all("Import-Name")
    if fields is None:
        return None
    names = {field.partition(";")[0].strip() for field in fields} - {""}
    for name in sorted(names):
        if not all(part.isidentifier() for part in name.split(".")):
            raise InstallationError(
                f"{metadata['Name']} {metadata['Version']} states the import name "
                f"{name!r}, which no import statement can spell. Ask its authors "
                "to correct the field Import-Name of its metadata."
            )
    # A version clause binds the outermost package: foo says it of foo.bar.
    return {name for name in names if not names.intersection(parents(name))}


def parents(name: str) -> List[str]:
    """Return the packages that a dotted name is in, the outermost first."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _tree(files: Iterable[str]) -> _Tree:
    root: _Tree = {}
    for path in files:
        *folders, name = path.split("/")
        directory: _Tree = root
        for folder in folders:
            below = directory.get(folder)
            if below is None:
                below = directory[folder] = {}
            directory = below
        directory.setdefault(name, None)
    return root


def _module_name(file: str) -> Optional[str]:
    """Return the name of the module in a file, such as "x.cpython-313-darwin.so"."""
    name = file.partition(".")[0]
    if file.endswith(_MODULE_SUFFIXES) and f"_{name}".isidentifier():
        return name
    return None


def _names_in(
    tree: _Tree, prefix: str, declared: Set[str], read: _Read
) -> Iterable[str]:
    """Yield the names of the modules and packages in a directory or namespace."""
    for entry, below in tree.items():
        if below is None:
            name = _module_name(entry)
            # Below packages, libx.so is a library and no extension module.
            is_library = prefix and entry.startswith("lib") and entry.endswith(".so")
            if name is not None and not name.startswith("__") and not is_library:
                yield prefix + name
        elif entry.isidentifier() and entry != "__pycache__":
            name = prefix + entry
            init, is_package = _find_init(below)
            is_namespace = not is_package or name in declared
            if init is not None and not is_namespace:
                content = read(f"{name.replace('.', '/')}/{init}")
                is_namespace = _DECLARES_NAMESPACE.search(content) is not None
            if is_namespace:
                yield from _names_in(below, name + ".", declared, read)
            else:
                yield name


def _find_init(tree: _Tree) -> Tuple[Optional[str], bool]:
    """Return the name of an __init__.py, and whether there is any __init__."""
    if "__init__.py" in tree:
        return "__init__.py", True
    return None, any(_module_name(entry) == "__init__" for entry in tree)
