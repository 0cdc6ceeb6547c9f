"""The directories that single modules are imported from.

Every directory stands once for each interpreter: both builds use the same
names for their .pyc files, and would go on rewriting each other's.

    flat      target/__init__.py among as many other packages as asked for
    versions  target-X.Y.Z for each version, in one of the layouts

Beside them stand a package `another`, once, and a flat one, `beside`.
"""

import shutil
from pathlib import Path

SOURCE = "value = 1\n"
LAYOUTS = ("distribution", "package", "module", "alias", "zip")


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


def target_file(root, layout, text):
    """The file that is imported; *text*, the version, is None: a flat one."""
    if text is None:
        return root / "target" / "__init__.py"
    if layout == "package":
        return root / f"target-{text}" / "__init__.py"
    if layout == "module":
        return root / f"target-{text}.py"
    real = "project" if layout == "alias" else "target"
    return root / f"{real}-{text}" / "target" / "__init__.py"


def fill(root, layout, texts, chosen=None, installed=False):
    """Make *root*: a version for each of *texts*, a flat package for None.

    Where *installed* is true, metadata says the version of the flat target.
    Where *chosen* is given, all other directories are empty: of ten thousand,
    nobody looks into those that are not chosen.
    """
    folder = root.with_name(root.name + ".d") if layout == "zip" else root
    folder.mkdir(parents=True)
    flat = texts[0] is None
    for number, text in enumerate(texts):
        name = f"other{number:05}" if flat else f"target-{text}"
        other = number > 0 if flat else chosen and text not in chosen
        if chosen and other:
            (folder / name).mkdir()
        elif other:
            _write(folder / name / "__init__.py")
        else:
            _write(target_file(folder, layout, text))
        if layout == "alias" and not flat:
            (folder / f"target-{text}").symlink_to(f"project-{text}")
    _write(folder / ("another" if flat else "another-1.0.0/another")
           / "__init__.py")
    _write(folder / "beside" / "__init__.py")
    if installed:
        info = folder / "target-1.0.0.dist-info"
        _write(info / "METADATA", "Metadata-Version: 2.1\nName: target\n"
                                  "Version: 1.0.0\n")
        _write(info / "RECORD", f"target/__init__.py,,\n{info.name}/METADATA,,"
                                f"\n{info.name}/RECORD,,\n")
    if layout == "zip":
        Path(shutil.make_archive(folder, "zip", folder)).rename(root)


def loaded_modules(root, versioned):
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
    """Two folders with paths of the same length: stock's and ours."""
    return tuple(Path(parent, name) for name in ("stock", "forks"))
