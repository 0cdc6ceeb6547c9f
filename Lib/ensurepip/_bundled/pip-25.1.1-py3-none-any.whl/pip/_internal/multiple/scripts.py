"""Console scripts: bin/foo-1.0 always runs 1.0, bin/foo what "import foo" gets.

bin/foo-1.0 belongs to its version: it starts with a clause that takes this
version and no other, and is listed in RECORD.

bin/foo is shared by all versions and made anew as they come and go.  It starts
with a plain import where the versions agree on the function to call, else with
a clause for the version that a plain import gets at the time.  A bin/foo that
is not shared (a flat foo's, or another project's) is left alone.

A file among a wheel's scripts that is no entry point is treated alike: one in
Python stays in the distribution directory and bin/foo-1.0 runs it; of any
other kind bin/foo-1.0 is the file itself.  bin/foo is a link to one of them.
"""

import importlib
import os
import sys
from typing import Dict, Iterable, List, Optional, Tuple, Union

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.metadata import BaseDistribution
from pip._internal.multiple.layout import Installed, temporary_path, versions_beside
from pip._internal.operations.install.wheel import (
    PipScriptMaker,
    get_console_script_specs,
    get_entrypoints,
)
from pip._internal.utils.unpacking import current_umask

_ENTRY_POINT = r"""# -*- coding: utf-8 -*-
{mark}import re
import sys
from %(module)s{clause} import %(import_name)s
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\.pyw|\.exe)?$', '', sys.argv[0])
    sys.exit(%(func)s())
"""

_FILE = """# -*- coding: utf-8 -*-
import os
import runpy
import {name}{clause}
if __name__ == '__main__':
    here = os.path.dirname(os.path.realpath(__file__))
    runpy.run_path(os.path.join(here, {path!r}), run_name='__main__')
"""

_MARK = "# Shared by the versions of {project}; pip makes it as they come and go.\n"


def shared_name(path: str, version: str) -> str:
    """The name of the script that a version's own is called after."""
    name = os.path.basename(path)
    for ending in ".exe", f"-{version}":
        if name.endswith(ending):
            name = name[: -len(ending)]
    return name


def file_directory(directory: str, info: str) -> str:
    """Where a distribution directory has scripts that are no entry points.

    info is the name of its *.dist-info.
    """
    return os.path.join(directory, info[: -len(".dist-info")] + ".data", "scripts")


def versioned(
    dist: BaseDistribution,
    info: str,
    names: Iterable[str],
    directory: str,
    place: str,
    scripts: str,
) -> Dict[str, bytes]:
    """The scripts of one version: {path: content}.

    names are the import names of the distribution, directory is where it is at
    the moment and place where it will be, and scripts the directory to put them
    in.
    """
    maker = _Maker(scripts)
    clause = _clause(dist.version)
    for name, (value, options) in _entry_points(dist).items():
        own = _importable(value.partition(":")[0], names)
        maker.script_template = _ENTRY_POINT.format(
            mark="", clause=clause if own else ""
        )
        maker.make(f"{name}-{dist.version} = {value}", options)
    for name in listed(file_directory(directory, info)):
        with open(os.path.join(file_directory(directory, info), name), "rb") as file:
            content = file.read()
        shebang = content.partition(b"\n")[0]
        if shebang.startswith(b"#!") and b"python" in shebang and names:
            path = os.path.join(file_directory(place, info), name)
            text = _FILE.format(
                name=min(names, key=lambda name: (name.startswith("_"), name)),
                clause=clause,
                path=os.path.relpath(os.path.realpath(path), os.path.realpath(scripts)),
            )
            content = maker.shebang + text.encode()
        maker.written[os.path.join(scripts, f"{name}-{dist.version}")] = content
    return maker.written


def refresh(project: str, library: str, scripts: str, gone: Iterable[str] = ()) -> None:
    """Make the scripts right that the versions of a project share.

    To be called, under the lock of the library directory, after versions of
    the project have come there or gone.  gone are the names of the scripts
    ("foo") of versions which are no longer there.
    """
    refresh_for(project, versions_beside(project, [library]), library, scripts, gone)


def refresh_for(
    project: str,
    versions: List[Installed],
    library: str,
    scripts: str,
    gone: Iterable[str] = (),
) -> None:
    """The same where it is known which versions there are."""
    wanted = _shared(project, library, scripts, versions)
    names = {name for it in versions for name in _script_names(it)}
    for name in sorted(names.union(gone)):
        path = os.path.join(scripts, name)
        path = next((it for it in (path, path + ".exe") if os.path.lexists(it)), path)
        if path not in wanted and is_shared(path, project):
            os.unlink(path)
    for path, content in wanted.items():
        if not os.path.lexists(path) or is_shared(path, project):
            try:
                put(path, content)
            except OSError:
                # Where there are no links, a file that is no entry point has
                # only the scripts of its versions.
                if isinstance(content, bytes):
                    raise


def has_content(path: str, content: bytes) -> bool:
    """Whether a script is the file with this content."""
    return not os.path.islink(path) and _content(path) == content


def is_shared(path: str, project: str) -> bool:
    """Whether a script is shared by the versions of a project."""
    if os.path.islink(path):
        start = os.path.basename(path) + "-"
        target = os.readlink(path)
        return target.startswith(start) and _is_version(target[len(start) :])
    mark = _MARK.format(project=canonicalize_name(project)).encode()
    try:
        with open(path, "rb") as file:
            return mark in file.read()
    except OSError:
        return False


def put(path: str, content: Union[bytes, str]) -> None:
    """Make a script, or a link to a str; nobody sees a part of it."""
    if isinstance(content, bytes):
        if has_content(path, content):
            return
    elif os.path.islink(path) and os.readlink(path) == content:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = temporary_path(path)
    try:
        if isinstance(content, str):
            os.symlink(content, temporary)
        else:
            with open(temporary, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o777 & ~current_umask())
        os.replace(temporary, path)
    except BaseException:
        if os.path.lexists(temporary):
            os.unlink(temporary)
        raise


# The scripts that versions share ################################################


def _shared(
    project: str, library: str, scripts: str, versions: List[Installed]
) -> Dict[str, Union[bytes, str]]:
    """The scripts that there are to be: {path: content, or target of a link}."""
    chosen = plain_version(library, versions)
    if chosen is None:
        return {}
    maker = _Maker(scripts)
    mark = _MARK.format(project=canonicalize_name(project))
    for name, (value, options) in _entry_points(chosen.dist).items():
        differ = {_entry_points(it.dist).get(name, (value,))[0] for it in versions}
        own = _importable(value.partition(":")[0], chosen.import_names)
        clause = _clause(chosen.version) if len(differ) > 1 and own else ""
        maker.script_template = _ENTRY_POINT.format(mark=mark, clause=clause)
        maker.make(f"{name} = {value}", options)
    wanted: Dict[str, Union[bytes, str]] = dict(maker.written)
    for name in _file_names(chosen):
        wanted[os.path.join(scripts, name)] = f"{name}-{chosen.version}"
    return wanted


def plain_version(library: str, versions: List[Installed]) -> Optional[Installed]:
    """The version that a plain import gets where a library directory is on sys.path.

    None if a flat installation is what the import gets.  An interpreter without
    versioned imports is taken to choose the highest.
    """
    importlib.invalidate_caches()
    for name in {name: None for it in versions for name in it.import_names}:
        found = _plain_import(name, library)
        if found is None:
            continue
        for it in versions:
            if os.path.realpath(it.directory) == os.path.realpath(found):
                return it
        return None
    return max(
        versions,
        key=lambda it: (not it.version.is_prerelease, it.version),
        default=None,
    )


def _plain_import(name: str, library: str) -> Optional[str]:
    """What holds the module that a plain import gets, None if it gets none."""
    try:
        from importlib.versions import select
    except ImportError:
        return None
    path = sys.path[:]
    if library not in path:
        sys.path.insert(0, library)
    try:
        candidate = select(name).candidate
    except (AttributeError, ImportError):
        # The package that it is in is no package.
        return None
    finally:
        sys.path[:] = path
    return None if candidate is None else candidate.path


def _script_names(installed: Installed) -> List[str]:
    return [*_entry_points(installed.dist), *_file_names(installed)]


def _file_names(installed: Installed) -> List[str]:
    """The scripts of a version that are no entry points."""
    info = os.path.basename(installed.info)
    return listed(file_directory(installed.directory, info))


# Their making ###################################################################


class _Maker(PipScriptMaker):
    """Makes scripts in memory, with the shebang or launcher that pip gives them."""

    def __init__(self, scripts: str) -> None:
        self.written: Dict[str, bytes] = {}
        super().__init__(None, scripts, fileop=self)
        self.clobber = True
        self.variants = {""}

    @property
    def shebang(self) -> bytes:
        return self._get_shebang("utf-8")

    # What distlib asks of its file operations:

    def write_binary_file(self, path: str, content: bytes) -> None:
        self.written[path] = content

    def set_executable_mode(self, paths: List[str]) -> None:
        pass


def _entry_points(dist: BaseDistribution) -> Dict[str, Tuple[str, Dict[str, bool]]]:
    """{script: (what it calls, options of its making)}."""
    console, gui = get_entrypoints(dist)
    found: Dict[str, Tuple[str, Dict[str, bool]]] = {}
    for specification in get_console_script_specs(console):
        name, _, value = specification.partition(" = ")
        found[name] = (value, {})
    for name, value in gui.items():
        found[name] = (value, {"gui": True})
    return found


def _clause(version: Version) -> str:
    return f" version ==={version}"


def _importable(module: str, names: Iterable[str]) -> bool:
    """Whether a module is the distribution's own."""
    return any(module == name or module.startswith(name + ".") for name in names)


def listed(directory: str) -> List[str]:
    """The names of the files in a directory, which need not be there."""
    try:
        with os.scandir(directory) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())
    except FileNotFoundError:
        return []


def _content(path: str) -> Optional[bytes]:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
