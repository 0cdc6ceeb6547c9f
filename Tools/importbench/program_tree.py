"""Twelve made-up distributions with 25 modules each, as pip installs them.

Each has metadata and imports the two that follow it.  Its modules import each
other, in relative and absolute form, and modules of the standard library;
forty-eight optional imports fail.  They stand flat, or in versions with an
import-versions.txt each; the modules and the metadata are the same.
"""

import textwrap

NAMES = ("app", "web", "orm", "forms", "cache", "http", "parse", "text",
         "crypto", "dates", "config", "compat")
DISTRIBUTIONS = [f"bench_{name}" for name in NAMES]
# One is called otherwise than what it is imported as, like PyYAML.
PROJECTS = {"bench_dates": "bench_python_dates"}
NEIGHBOURS = 2
VERSION = "1.4.2"
NEWER = "2.0.0"
FOLDERS = ("", "engine", "plugins")
MODULES = (8, 7, 7)
COUNT = len(NAMES) * (sum(MODULES) + len(FOLDERS))
LIBRARY = ("json", "re", "collections", "functools", "logging", "datetime",
           "dataclasses", "typing", "enum", "threading", "urllib.parse",
           "inspect", "textwrap", "contextlib", "tempfile", "decimal",
           "email.message", "string", "pathlib", "warnings", "itertools",
           "copy", "io", "os.path", "weakref")
INIT = '''\
"""The public names of {package}."""
from . import part0
from .part0 import Part0
from {package}.part1 import Part1 as Alias
__version__ = "{version}"
'''
PART = '''\
"""Part {number} of {package}."""
import {library}
import {second_library} as helper
{imports}

LIMITS = {{"small": 10, "medium": 100, "large": 1000, "kinds": ("a", "b")}}


class Part{number}:
    """Something to keep and to show."""

    kind = "{package}"

    def __init__(self, value=None, *, limit=LIMITS["small"]):
        self.value = value
        self.limit = limit
        self._cache = {{}}

    def get(self, key, default=None):
        """The value of a key, computed once."""
        try:
            return self._cache[key]
        except KeyError:
            return self._cache.setdefault(key, self.compute(key) or default)

    def compute(self, key):
        total = 0
        for position, character in enumerate(str(key)):
            total += (position + 1) * ord(character) % self.limit
        return total

    def __repr__(self):
        return f"{{type(self).__name__}}({{self.value!r}})"


def make(*values, limit=LIMITS["medium"]):
    """Parts for some values."""
    return [Part{number}(value, limit=limit) for value in values]


def describe(part, width=70):
    lines = [repr(part), "-" * width]
    lines += [f"{{key}}: {{value}}" for key, value in part._cache.items()]
    return "\\n".join(line[:width] for line in lines)
'''
OPTIONAL = """\
try:
    {statement}
except ImportError:
    pass"""


def _needed(index):
    """The distributions that one of them imports."""
    return DISTRIBUTIONS[index + 1:index + 1 + NEIGHBOURS]


def _part(package, folder, number, count, index):
    """The text of one module."""
    imports, optional = [], []
    if number + 1 < count:
        form = (f"from . import part{number + 1}",
                f"from .part{number + 1} import Part{number + 1}",
                f"from {package}{folder}.part{number + 1} import make as more",
                f"import {package}{folder}.part{number + 1}")
        imports.append(form[number % 4])
    if number == 0:
        needed = _needed(index)
        if folder:
            imports.append("from ..part1 import Part1 as Other")
            imports += [f"from {other} import Alias as From{position}"
                        for position, other in enumerate(needed)]
            optional = ["from ._speedups import faster"]
        else:
            imports += [f"import {other}" for other in needed]
            imports += [f"import {package}.{name}" for name in FOLDERS[1:]]
            optional = [f"import {package}_accelerator",
                        f"import absent_{index}.submodule"]
    imports += [OPTIONAL.format(statement=text) for text in optional]
    position = index * 7 + number + len(folder)
    return PART.format(
        package=package, number=number, imports="\n".join(imports),
        library=LIBRARY[position % len(LIBRARY)],
        second_library=LIBRARY[(position + 11) % len(LIBRARY)])


def _modules(index, version):
    """{path: text} of one distribution's modules."""
    package = DISTRIBUTIONS[index]
    files = {}
    for folder, count in zip(FOLDERS, MODULES):
        dotted = f".{folder}" if folder else ""
        place = f"{package}/{folder}/" if folder else f"{package}/"
        files[f"{place}__init__.py"] = INIT.format(
            package=package + dotted, version=version)
        for number in range(count):
            files[f"{place}part{number}.py"] = _part(package, dotted, number,
                                                     count, index)
    return files


def _metadata(index, version, files):
    """{path: text} of one distribution's *.dist-info."""
    name = DISTRIBUTIONS[index]
    project = PROJECTS.get(name, name)
    info = f"{project}-{version}.dist-info"
    needs = "".join(
        f"Requires-Dist: {PROJECTS.get(other, other)} (>=1.4,<2)\n"
        for other in _needed(index))
    texts = {
        "METADATA": textwrap.dedent(f"""\
            Metadata-Version: 2.1
            Name: {project}
            Version: {version}
            Summary: One of the distributions of a benchmark
            """) + needs,
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
                 "Tag: py3-none-any\n",
        "INSTALLER": "pip\n",
        "top_level.txt": f"{name}\n"}
    texts = {f"{info}/{file}": text for file, text in texts.items()}
    record = f"{info}/RECORD"
    texts[record] = "".join(f"{file},,\n" for file in [*files, *texts, record])
    return texts


def fill(site, versions):
    """Put every distribution into *site*, in each of the *versions*.

    No versions: flat.
    """
    for version in versions or [VERSION]:
        for index, name in enumerate(DISTRIBUTIONS):
            files = _modules(index, version)
            files |= _metadata(index, version, files)
            root = site
            if versions:
                project = PROJECTS.get(name, name)
                root = site / f"{project}-{version}"
                files["import-versions.txt"] = "".join(
                    f"{other} >=1.4,<2\n" for other in _needed(index))
                if project != name:
                    (site / f"{name}-{version}").symlink_to(root.name)
            for file, text in files.items():
                path = root / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
