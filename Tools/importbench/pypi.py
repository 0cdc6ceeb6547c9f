"""Real programs of the package index, installed by pip as a user would.

On ours with `pip install --allow-multiple`, on stock the same releases flat.
They stay in build/importbench, so that a second run needs no index.
"""

import os
import shutil
import zlib
from pathlib import Path

import program
from process import add_finder, call

FOLDER = Path(__file__).resolve().parents[2] / "build" / "importbench"
PROJECTS = {"requests": "version 2", "flask": "version 3",
            "sqlalchemy": "version 2", "pandas": ">=2"}
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
SHARE = 12


class PypiRow(program.ProgramRow):
    def interpreter(self, side):
        return interpreter(side)


def _rows():
    for name, clause in PROJECTS.items():
        for kind, label, ours in (
                ("plain", "no clause", f"import {name}"),
                ("clause", "a clause", f"import {name} {clause}")):
            yield PypiRow(f"pypi-{name}-{kind}", f"{name}, {label}",
                          program.WHOLE, default=False, loads=0,
                          stock=f"import {name}", ours=ours)


ROWS = list(_rows())
GROUPS = [("Programs of the index, ns of the whole process", ROWS)]
prepare, measure = program.prepare, program.measure


def interpreter(side):
    """The interpreter of this build's environment; installs what is missing.

    What the first build has got is what the other one gets.
    """
    build = zlib.crc32(os.path.realpath(side.python).encode())
    folder = FOLDER / f"pypi-{build:08x}"
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        call(side.python, "-m", "venv", folder)
        pins = FOLDER / "requirements.txt"
        call(python, *PIP, "install",
             *(["--allow-multiple"] if side.versioned else []),
             *(["--constraint", pins] if pins.exists() else []), *PROJECTS)
        if not pins.exists():
            pins.write_text(call(python, *PIP, "freeze") + "\n")
        add_finder(folder)
        done.touch()
    return python
