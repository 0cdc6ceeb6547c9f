"""Versions are written beside their place and renamed into it.

An importer sees a version whole or not at all.  In this order, for all the
versions of a run together:

1. Each wheel is unpacked to a directory with a temporary name beside its place,
   complete: metadata, import-versions.txt, bytecode, a RECORD of everything.
   A disk that is full is found out here.
2. For each version, dependencies first, its aliases and scripts are made, which
   lead to nothing yet, and then the directory is renamed to its name, by which
   all of its import names come into being at once.
3. The caller makes the scripts right that versions share, and says so by
   finish().

What fails is taken back as a whole; what is killed, by the next run
(leftovers.py).
"""

import compileall
import contextlib
import logging
import os
import sys
import warnings
import zlib
from importlib.util import cache_from_source
from typing import (
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Sequence,
    Set,
    TypeVar,
    Union,
)
from zipfile import BadZipFile

from pip._internal.exceptions import InstallationError
from pip._internal.models.scheme import Scheme
from pip._internal.multiple import records, scripts
from pip._internal.multiple.dependencies import Projects, import_versions
from pip._internal.multiple.failing import explained
from pip._internal.multiple.flat import Flat
from pip._internal.multiple.layout import (
    IMPORT_VERSIONS,
    LINK_SUFFIX,
    entry_name,
    temporary_path,
)
from pip._internal.multiple.wheels import DATA_PLACES, Wheel
from pip._internal.operations.install.wheel import install_wheel
from pip._internal.utils.misc import rmtree

logger = logging.getLogger(__name__)

_S = TypeVar("_S", bound="Staged")


def place(
    staged: Sequence[_S],
    projects: Projects,
    pycompile: bool,
    progress: Callable[[Sequence[_S]], Iterable[_S]] = iter,
) -> Sequence[_S]:
    """Place all of the versions, or none, and return them.

    To be called under the locks of the library directories.
    """
    taken = {it.source.entry for it in staged}
    with contextlib.ExitStack() as discard, contextlib.ExitStack() as undo:
        for it in progress(staged):
            discard.callback(it.discard)
            with explained(it.library):
                it.write(projects, taken, pycompile)
        for it in staged:
            with explained(it.library):
                it.put_in_place(undo)
        undo.pop_all()
        discard.pop_all()
    return staged


class Staged:
    """A version that is to stand beside its place, and then in it."""

    def __init__(
        self, source: Union[Wheel, Flat], library: str, scripts_directory: str
    ) -> None:
        self.source = source
        self.library = library
        self.scripts_directory = scripts_directory
        self.place = os.path.join(library, source.entry)
        self.temporary = temporary_path(self.place)
        # A directory that is there until the shared scripts are right, too.
        self.unfinished = temporary_path(self.place)
        self.info = os.path.join(self.temporary, source.info)
        self.aliases: List[str] = []
        self.scripts: Dict[str, bytes] = {}

    @property
    def name(self) -> str:
        """What pip's progress bar shows."""
        return self.source.entry

    def discard(self) -> None:
        """Remove what is not in place."""
        for path in self.temporary, self.unfinished:
            if os.path.isdir(path):
                rmtree(path, ignore_errors=True)

    def finish(self) -> None:
        """To be called when the shared scripts are right."""
        rmtree(self.unfinished)

    # Step 1 #####################################################################

    def write(self, projects: Projects, taken: Set[str], pycompile: bool) -> None:
        """Unpack the wheel and complete it.

        taken are the entries in the library directory and the paths of scripts
        that this run has made so far.
        """
        if is_taken(self.place):
            raise InstallationError(
                f"{self.source} cannot be placed: {self.place} is there and is "
                f"{described(self.place)}. Move it away or uninstall it first. "
                "Nothing was changed."
            )
        # Not mkdtemp(), which would keep other users out.
        os.mkdir(self.temporary)
        os.mkdir(self.unfinished)
        self._unpack()
        text = import_versions(
            self.source.dist, self.source.import_names, self.source.extras, projects
        )
        rows = self._rows_of_files()
        self._warn_about_pth(rows)
        if text:
            path = os.path.join(self.temporary, IMPORT_VERSIONS)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            rows.append(records.row_of_file(path, self.temporary))
        # With a cache elsewhere, bytecode is for whoever imports to write.
        if pycompile and sys.pycache_prefix is None:
            for path in compile_all(self.temporary, self.place):
                rows.append(records.Row(records.relative(path, self.temporary)))
        self._plan_aliases(taken)
        for path in self.aliases:
            rows.append(records.Row(records.relative(path, self.place)))
        self._plan_scripts(taken)
        for path, content in self.scripts.items():
            rows.append(records.row_of_content(path, content, self.place))
        records.write(self.info, rows)

    def _unpack(self) -> None:
        """Write the files, and a RECORD of them."""
        raise NotImplementedError

    def _rows_of_files(self) -> List[records.Row]:
        """The rows of pip's RECORD for what is there.

        A wheel may list what it has not got, or files of others: whoever
        uninstalls it would believe that.
        """
        return [
            row
            for row in records.read(self.info)
            if records.is_within(row.path)
            and os.path.isfile(os.path.join(self.temporary, row.path))
        ]

    def _warn_about_pth(self, rows: Iterable[records.Row]) -> None:
        for row in rows:
            if "/" in row.path or not row.path.endswith(".pth"):
                continue
            # Those that declare namespaces are not needed any more.
            if not row.path.endswith("-nspkg.pth"):
                logger.warning(
                    "%s has %s, which the interpreter reads when it starts only from "
                    "a flat installation: it has no effect here",
                    self.source,
                    row.path,
                )

    def _plan_aliases(self, taken: Set[str]) -> None:
        suffix = "" if can_link(self.temporary) else LINK_SUFFIX
        for name in self.source.import_names:
            entry = entry_name(name, self.source.version)
            if entry == self.source.entry:
                continue
            path = os.path.join(self.library, entry)
            if entry in taken or is_taken(path):
                logger.warning(
                    "%s has a module %s, but %s is another distribution's: an import "
                    "of %s version %s gets that one",
                    self.source,
                    name,
                    path,
                    name,
                    self.source.version,
                )
                continue
            taken.add(entry)
            self.aliases.append(path + suffix)

    def _plan_scripts(self, taken: Set[str]) -> None:
        self.scripts = scripts.versioned(
            self.source.dist,
            self.source.info,
            self.source.import_names,
            self.temporary,
            self.place,
            self.scripts_directory,
        )
        for path, content in self.scripts.items():
            there = os.path.lexists(path) and not scripts.has_content(path, content)
            if there or path in taken:
                raise InstallationError(
                    f"{self.source} cannot be placed: its script would be {path}, "
                    "which another distribution or somebody else has made. Move it "
                    "away or uninstall that first. Nothing was changed."
                )
            taken.add(path)

    # Step 2 #####################################################################

    def put_in_place(self, undo: contextlib.ExitStack) -> None:
        for path in self.aliases:
            make_alias(path, self.source.entry)
            undo.callback(os.unlink, path)
        for path, content in self.scripts.items():
            if not os.path.lexists(path):
                scripts.put(path, content)
                undo.callback(os.unlink, path)
        os.rename(self.temporary, self.place)
        undo.callback(os.rename, self.place, self.temporary)


class StagedWheel(Staged):
    source: Wheel

    def _unpack(self) -> None:
        """Have pip install the wheel, as into an environment of its own."""
        req = self.source.req
        assert req.name
        files = scripts.file_directory(self.temporary, self.source.info)
        headers = os.path.join(DATA_PLACES["headers"], self.source.dist.raw_name)
        try:
            install_wheel(
                req.name,
                self.source.path,
                scheme=Scheme(
                    platlib=self.temporary,
                    purelib=self.temporary,
                    headers=os.path.join(self.temporary, headers),
                    scripts=files,
                    data=self.temporary,
                ),
                req_description=str(req.req),
                pycompile=False,
                warn_script_location=False,
                direct_url=req.download_info if req.is_direct else None,
                requested=req.user_supplied,
            )
        except (BadZipFile, zlib.error) as error:
            raise InstallationError(
                f"{os.path.basename(self.source.path)} is damaged: {error}. Get it "
                "anew. Nothing was changed."
            )
        # The wrappers of entry points: those that scripts.py makes replace them.
        for name in scripts.listed(files):
            if name not in self.source.script_files:
                os.unlink(os.path.join(files, name))
        with contextlib.suppress(OSError):
            os.removedirs(files)


def described(path: str) -> str:
    """What stands in the way."""
    if os.path.islink(path):
        return f"a link to {os.readlink(path)}"
    if not os.path.lexists(path):
        return f"a link, {path}{LINK_SUFFIX}"
    if os.path.isdir(path):
        return "a directory that pip has not made for this version"
    return "a file"


def is_taken(path: str) -> bool:
    return os.path.lexists(path) or os.path.lexists(path + LINK_SUFFIX)


def can_link(directory: str) -> bool:
    """Whether the file system of a directory has symbolic links."""
    path = temporary_path(os.path.join(directory, "link"))
    try:
        os.symlink("link", path)
    except (OSError, NotImplementedError, AttributeError):
        return False
    os.unlink(path)
    return True


def make_alias(path: str, target: str) -> None:
    if path.endswith(LINK_SUFFIX):
        with open(path, "w", encoding="utf-8") as file:
            file.write(target + "\n")
    else:
        os.symlink(target, path)


def compile_all(directory: str, place: str) -> Iterator[str]:
    """Compile the modules in a directory for the place where they will be.

    Yields the paths of the bytecode.  What does not compile is passed over, as
    it may be meant for another interpreter.  Scripts are not compiled.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for folder, folders, files in os.walk(directory):
            folders[:] = sorted(it for it in folders if not it.endswith(".data"))
            for name in sorted(files):
                path = os.path.join(folder, name)
                if name.endswith(".py") and compileall.compile_file(
                    path, stripdir=directory, prependdir=place, force=True, quiet=2
                ):
                    yield cache_from_source(path)
