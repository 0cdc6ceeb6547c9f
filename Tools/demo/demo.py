#!/usr/bin/env python3
"""Versioned imports at work, on the small packages beside this file.

    build/release/python Tools/demo/demo.py

Each step is a program of its own, run by this interpreter in a new process;
its text is shown, then what it printed, tracebacks and all.  What a step says
is checked: the exit status is 1 if anything is not so.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

SITE = Path(__file__).resolve().with_name("site")


class Demo:
    """Runs programs in a copy of site/, prints and checks what they do."""

    def __init__(self, folder, quiet=False):
        self.folder = Path(folder)
        self.site = self.folder / "site"
        self.quiet = quiet
        self.steps = 0
        self.wrong = []
        shutil.copytree(SITE, self.site)
        self.env = {name: value for name, value in os.environ.items()
                    if not name.startswith("PYTHON")}
        self.env |= {"PYTHONPATH": str(self.site), "NO_COLOR": "1",
                     "PYTHONDONTWRITEBYTECODE": "1"}

    def say(self, text=""):
        if not self.quiet:
            print(text, flush=True)

    def chapter(self, title, text=""):
        self.say(f"\n{title}\n{'=' * len(title)}")
        if text:
            self.say(textwrap.fill(text, 78))

    def step(self, title, program=None, *, shows=(), hides=(), error=None,
             module=None):
        """Run *program*, or `python -m` with *module*.

        Its output has to hold every text of *shows* and none of *hides*, and
        to end with the exception *error* where one is named.
        """
        if module:
            text = f"$ python -m {' '.join(module)}\n"
            status, output = self.run("-m", *module)
        else:
            text = textwrap.dedent(program).strip("\n") + "\n"
            status, output = self.run_program(text)
        self.say_title(title)
        self.say(textwrap.indent(text, "        ").rstrip("\n"))
        self.say(textwrap.indent(output, "     -> ", lambda line: True)
                 .rstrip("\n"))

        problems = [f"{text!r} is missing" for text in shows
                    if text not in output]
        problems += [f"{text!r} is there" for text in hides if text in output]
        if error is None and status:
            problems.append(f"it ended with status {status}")
        if error is not None:
            last = [line for line in output.splitlines()
                    if line.partition(":")[0].rpartition(".")[2] == error]
            if not last:
                problems.append(f"no {error} was raised")
        self.note(title, problems)

    def statements(self, title, name, expected):
        """Run each import statement; it has to give *name* that version."""
        self.say_title(title)
        for statement, version in expected.items():
            status, output = self.run_program(
                f"{statement}\nprint({name}.__spec__.version)\n")
            self.say(f"        {statement:<30} -> {output.rstrip()}")
            if (status, output) != (0, f"{version}\n"):
                self.note(title, [f"{statement}: not {version}"])

    def run(self, *arguments):
        """Exit status and output of the interpreter with these arguments."""
        done = subprocess.run([sys.executable, *arguments], env=self.env,
                              cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return (done.returncode,
                done.stdout.replace(f"{self.folder}/", "/srv/"))

    def run_program(self, text):
        path = self.folder / "app.py"
        path.write_text(text)
        return self.run(str(path))

    def say_title(self, title):
        self.steps += 1
        self.say("\n" + textwrap.fill(f"{self.steps:>2}. {title}", 78,
                                      subsequent_indent="    ") + "\n")

    def note(self, title, problems):
        for problem in problems:
            print(f"     NOT SO: {problem}")
            self.wrong.append((self.steps, title, problem))


def forms_of_the_clause(demo):
    demo.chapter("The clause", "Each program below has its own process: in "
                 "one process a name has one version.")
    demo.step(
        "Without a clause, as ever; of what stands there in versions only, the "
        "highest",
        "import textkit; print(textkit)",
        shows=["version 2.0", "/srv/site/textkit-2.0/__init__.py"])
    demo.step(
        "A bare version is a prefix: 1 takes any 1.*, the highest of them",
        """
        import textkit version 1
        print(textkit)
        print(textkit.wrap("one version for every program", 14, indent="- "))
        """,
        shows=["version 1.1", "/srv/site/textkit-1.1/textkit/__init__.py",
               "'- one version'"])
    demo.step(
        "1.0 takes neither 1.1 nor 10.0",
        "import textkit version 1.0 as tk; print(tk)",
        shows=["version 1.0", "/srv/site/textkit-1.0/textkit/__init__.py"])
    demo.step(
        "With from",
        """
        from textkit version 1.0 import wrap
        print(wrap("as the program was written", 12))
        """,
        shows=["['as the', 'program was', 'written']"])
    demo.step(
        "A submodule: the clause is about its package",
        """
        import textkit.table version 1.0 as table
        print(*table.render([["a", "bcd"], ["efg", "h"]]), sep="\\n")
        print(table.__spec__.version, table.__file__)
        """,
        shows=["efg | h", "1.0 /srv/site/textkit-1.0/textkit/table.py"])
    demo.step(
        "Several in one statement",
        """
        import textkit version 2, units version 0.9
        print(textkit.__spec__.version, units.__spec__.version)
        """,
        shows=["2.0 0.9"])
    demo.step(
        "Comparisons; a comma before an operator goes on with the clause, "
        "before a name it starts the next module",
        """
        import textkit version >=1, <2, units
        print(textkit.__spec__.version, units.__spec__.version)
        """,
        shows=["1.1 1.2"])
    demo.statements(
        "Before an operator the word may be left out, and a string does as "
        "well", "textkit", {
            "import textkit == 1.0": "1.0",
            "import textkit >= 1.0": "2.0",
            "import textkit < 1.1": "1.0",
            "import textkit <= 1.1": "1.1",
            "import textkit > 1.1": "2.0",
            "import textkit ~= 1.0": "1.1",
            "import textkit != 2.0": "1.1",
            "import textkit == 1.*": "1.1",
            "import textkit === 1.0": "1.0",
            "import textkit version \"1.0\"": "1.0",
        })
    demo.step(
        "A release candidate is passed over",
        "import units version 1; print(units)",
        shows=["version 1.2", "/srv/site/units-1.2.py"])
    demo.step(
        "... until it is asked for by name",
        """
        import units version 1.3rc1
        print(units.__spec__.version, units.convert(3, "miles", "km"))
        """,
        shows=["1.3rc1 4.828"])
    demo.step(
        "`version` is a word only there",
        """
        version = "a name like any other"
        import units version 1.2
        print(version)
        """,
        shows=["a name like any other"])


def other_places(demo):
    demo.chapter("Flat packages and the standard library")
    demo.step(
        "A flat package has the version that its metadata says",
        """
        import ledger version 3
        print(ledger.__spec__.version, ledger.balance([("tea", 2), ("-", 3)]))
        """,
        shows=["3.1 5"])
    demo.step(
        "The standard library has the version of the interpreter",
        """
        import sys, json version 3, math >= 3.13
        print(json.__spec__.version == sys.version.split()[0],
              math.__spec__.version == sys.version.split()[0])
        """,
        shows=["True True"])


def links(demo):
    demo.chapter("Aliases and pins", "Links beside the versions, made now.")
    os.symlink("textkit-1.0", demo.site / "tkcolour-1.0")
    demo.step(
        "An alias: `tkcolour-1.0 -> textkit-1.0` gives a second module of "
        "that distribution its name",
        """
        import tkcolour version 1
        print(tkcolour.__spec__.version, tkcolour.__file__)
        """,
        shows=["1.0 /srv/site/textkit-1.0/tkcolour.py"])
    os.symlink("textkit-1.0", demo.site / "textkit-1")
    demo.step(
        "A pin: with `textkit-1 -> textkit-1.0`, 1 means 1.0 here, whatever "
        "is installed later",
        """
        import textkit version 1
        print(textkit.__spec__.version, textkit.__file__)
        """,
        shows=["1.0 /srv/site/textkit-1.0/textkit/__init__.py"])
    (demo.site / "textkit-1").unlink()
    (demo.site / "tkcolour-1.0").unlink()


def functions(demo):
    demo.chapter("The same from functions")
    demo.step(
        "importlib.import_module",
        """
        import importlib
        print(importlib.import_module("textkit", version="1.0"))
        """,
        shows=["version 1.0"])
    demo.step(
        "importlib.util.find_spec and __import__",
        """
        from importlib.util import find_spec
        print(find_spec("units", version=">=0.9, <1").version)
        print(__import__("units", version="0.9").to_metres(2, "km"))
        """,
        shows=["0.9", "2000.0"])
    demo.step(
        "python -m",
        module=["textkit==1.0", "wrapped", "in", "lines"],
        shows=["['wrapped in', 'lines']"])
    demo.step(
        "What is there, in the order in which it would be chosen",
        """
        from importlib.versions import find_versions
        for candidate in find_versions("textkit"):
            print(candidate.version, candidate.layout, candidate.path)
        """,
        shows=["2.0 package /srv/site/textkit-2.0",
               "1.1 distribution /srv/site/textkit-1.1",
               "1.0 distribution /srv/site/textkit-1.0"])
    demo.step(
        "What this process has",
        """
        import report, units version 0.9
        from importlib.versions import active
        for name in ("report", "textkit", "units"):
            print(name, active()[name].version)
        """,
        shows=["report 1.0", "textkit 1.1", "units 0.9"])


def errors(demo):
    demo.chapter("When it does not fit")
    demo.step(
        "No version satisfies the clause: what was found, and where",
        "import textkit >= 3",
        error="ModuleVersionError",
        shows=["textkit", ">=3", "app.py", "2.0", "1.1", "1.0",
               "/srv/site/textkit-2.0"])
    demo.step(
        "A flat package of another version: nothing of it is run",
        """
        import sys
        try:
            import ledger version 4
        except ImportError as error:
            print(error)
        print("ledger" in sys.modules)
        """,
        shows=["3.1", "False"])
    demo.step(
        "A conflict: report was written for textkit 1, and 2 is imported "
        "already",
        """
        import textkit version 2
        print(textkit)

        def main():
            import report

        main()
        """,
        error="ModuleVersionError",
        shows=["version 2.0 from", "from textkit version 1 import wrap",
               "textkit 2.0", "/srv/app.py",
               "/srv/site/report-1.0/report/__init__.py"])
    demo.step(
        "An import that failed leaves the name free",
        """
        try:
            import textkit version 7
        except ImportError as error:
            print(type(error).__name__, error.name, error.requested,
                  [str(candidate.version) for candidate in error.found])
        import textkit version 1
        print(textkit.__spec__.version)
        """,
        shows=["ModuleVersionError textkit 7 ['2.0', '1.1', '1.0']", "\n1.1"])
    demo.step(
        "No such module at all, as today",
        "import textkid version 1",
        error="ModuleNotFoundError", shows=["No module named 'textkid'"])
    demo.step(
        "Not a version",
        "import textkit version 1.x",
        error="SyntaxError", shows=["^"])
    demo.step(
        "A clause after `as`",
        "import textkit as tk version 1",
        error="SyntaxError", shows=["^"])
    demo.step(
        "A relative import has the version of its package already",
        "from .table version 1 import render",
        error="SyntaxError", shows=["^"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-q", "--quiet", action="store_true",
                        help="print only what is not so, and the result")
    args = parser.parse_args()
    try:
        compile("import textkit version 1", "<demo>", "exec")
    except SyntaxError:
        print(f"demo.py: {sys.executable} ({sys.version.split()[0]}) does not "
              f"know version clauses; run it with build/release/python.")
        return 1
    with tempfile.TemporaryDirectory(prefix="versions-") as folder:
        demo = Demo(os.path.realpath(folder), args.quiet)
        demo.say("On sys.path is /srv/site (a copy, shown under that name), "
                 "which holds:\n")
        for path in sorted(demo.site.iterdir()):
            demo.say(f"    {path.name}{'/' if path.is_dir() else ''}")
        for chapter in (forms_of_the_clause, other_places, links, functions,
                        errors):
            chapter(demo)
    print()
    if demo.wrong:
        print(f"{len(demo.wrong)} facts are not so:")
        for number, title, problem in demo.wrong:
            print(f"  step {number} ({title}): {problem}")
        return 1
    print(f"All {demo.steps} steps did what they say.")
    print("Next: PYTHONPATH=Tools/demo/site build/release/python -c "
          "'import textkit version 3'")
    return 0


if __name__ == "__main__":
    sys.exit(main())
