"""The directories that are imported from.

Every directory stands once for each interpreter, under roots of equal length:
both builds use the same names for their .pyc files, and would go on rewriting
each other's.

    flat      target/__init__.py among as many other packages as asked for
    versions  target-X.Y.Z/ once for each version, in one of the layouts
"""

import os
from pathlib import Path

SOURCE = "value = 1\n"


def version(number, prereleases=False):
    """The text of the version with this number: 0 is 1.0.0, 123 is 2.2.3.

    Versions rise with their numbers.  Of ten of them, four are alpha, beta,
    candidate and development versions where *prereleases* is true.
    """
    text = f"{1 + number // 100}.{number // 10 % 10}.{number % 10}"
    if prereleases:
        text += {1: "a1", 4: "b2", 7: "rc1", 8: ".dev3"}.get(number % 10, "")
    return text


def _write(path, text=SOURCE):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def flat(root, count, name="target"):
    """A directory of *count* packages; the file of the one called *name*."""
    for number in range(count - 1):
        _write(root / f"other{number:05}" / "__init__.py")
    return _write(root / name / "__init__.py")


def version_file(root, text, layout, name="target"):
    """Where the code of a version is."""
    if layout == "distribution":
        return root / f"{name}-{text}" / name / "__init__.py"
    if layout == "package":
        return root / f"{name}-{text}" / "__init__.py"
    if layout == "module":
        return root / f"{name}-{text}.py"
    raise ValueError(layout)


def versions(root, count, *, prereleases=False, layout="distribution",
             only=None, name="target"):
    """A directory with the first *count* versions of *name*.

    *only* names the texts of the versions to use instead.
    """
    texts = only or [version(n, prereleases) for n in range(count)]
    for text in texts:
        _write(version_file(root, text, layout, name))


def hot_modules(root, versioned):
    """Modules for repeated imports: flat, and with versions if *versioned*."""
    places = {"flat_module": root, "flat_package": root}
    if versioned:
        # A module for each clause: the first clause that a module satisfies
        # may be cheaper to recognize than further ones.
        for name in ("module", "ranged", "shared", "package"):
            places[f"vers_{name}"] = root / f"vers_{name}-1.2.3"
    for name, place in places.items():
        if name.endswith("package"):
            _write(place / name / "__init__.py", "")
            _write(place / name / "sub.py", "x = 1\n")
        else:
            _write(place / f"{name}.py", "x = 1\n")


def roots(parent):
    """Two empty folders with paths of the same length: stock's and ours."""
    made = tuple(Path(parent, name) for name in ("stock", "forks"))
    for folder in made:
        os.mkdir(folder)
    return made
