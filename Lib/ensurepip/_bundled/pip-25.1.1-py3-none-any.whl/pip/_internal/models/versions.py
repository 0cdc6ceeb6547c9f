"""How a version stands beside other versions in a library directory.

    foo-1.0/                   a distribution directory: what a wheel holds,
        foo/                   unpacked, its *.data included
        foo-1.0.dist-info/
        import-versions.txt    which versions its own imports are to get
    bar-1.0 -> foo-1.0         an alias, one for each further import name
    bar-1.0.link               a file that names the target, where there are
                               no symbolic links

What such names mean is importlib's to say (importlib.versions.split_entry); pip
only chooses them.
"""

from typing import Collection

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version

from pip._internal.models.scheme import Scheme

IMPORT_VERSIONS = "import-versions.txt"
LINK_SUFFIX = ".link"


def entry_name(import_name: str, version: Version) -> str:
    """Return the name of the entry that holds a version of a module."""
    return f"{import_name}-{version}"


def directory_name(project: str, import_names: Collection[str]) -> str:
    """Return what stands before the version in the name of a directory.

    It is the import name that the project is called by, as code has it
    (zope.interface), else the project's own, with underscores (pyyaml).  Where
    that would occupy a name, since the project has no modules or is called as a
    namespace that others have a part in, a character is before it that no
    import has.
    """
    wanted = canonicalize_name(project)
    for name in sorted(import_names, key=lambda name: (name != project, name)):
        if canonicalize_name(name) == wanted:
            return name
    own = wanted.replace("-", "_")
    is_root = any(name.startswith(own + ".") for name in import_names)
    return f"@{own}" if is_root or not import_names else own


def scheme_of_directory(directory: str, info: str) -> Scheme:
    """Return the places of a wheel's files in its distribution directory.

    info is the name of its *.dist-info.  What is for places outside of the
    library stays where the wheel has it.
    """
    data = f"{directory}/{info[: -len('.dist-info')]}.data"
    return Scheme(
        platlib=directory,
        purelib=directory,
        headers=f"{data}/headers",
        scripts=f"{data}/scripts",
        data=f"{data}/data",
    )
