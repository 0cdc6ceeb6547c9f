"""How an interpreter is started for a measurement: alike for every build.

Each build has virtual environments of its own, as users have them, with one
more finder on sys.meta_path where that is asked for.
"""

import os
import subprocess
import textwrap
from pathlib import Path

# A build folder switches frozen modules off; installed, they are on.
FLAGS = ("-X", "frozen_modules=on")
# What setuptools' distutils-precedence.pth does in nearly every environment.
FINDER_LINE = "import importbench_finder\n"
FINDER = """\
    import sys

    class Finder:
        def find_spec(self, fullname, path, target=None):
            if path is not None and not fullname.startswith("test."):
                return None
            return getattr(self, f"spec_for_{fullname}", lambda: None)()

    sys.meta_path.insert(0, Finder())
    """
COMPILE = ("import py_compile, sys;"
           "py_compile.compile(*sys.argv[1:], doraise=True)")


class Unavailable(Exception):
    """Something cannot be measured on this machine; the message says why."""


def environment():
    """Few variables, and always the same ones: none of Python's."""
    kept = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "HOME")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env["LC_ALL"] = "C.UTF-8"
    return env


def run_timed(argv, **variables):
    """Run *argv*; (processor time in ns, what it printed).

    *variables* are set in its environment besides those of all processes.

    That is what the process would take on an idle machine, as nothing in it
    waits; with others at work it varies less than the clock does.
    """
    reader, writer = os.pipe()
    pid = os.posix_spawn(
        argv[0], argv, {**environment(), **variables},
        file_actions=((os.POSIX_SPAWN_DUP2, writer, 1),
                      (os.POSIX_SPAWN_CLOSE, reader)))
    os.close(writer)
    with open(reader) as output:
        text = output.read().strip()
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(argv)}\nended with status "
                         f"{os.waitstatus_to_exitcode(status)}")
    return round((used.ru_utime + used.ru_stime) * 1e9), text


def call(*argv):
    """Run *argv*; what it printed.  Raises SystemExit with its errors."""
    done = subprocess.run(list(map(os.fspath, argv)), env=environment(),
                          capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, argv))}\n"
                         f"{done.stdout}{done.stderr}")
    return done.stdout.strip()


def make_environment(python, folder, requirements):
    """The interpreter of a virtual environment with *requirements*.

    They are the text of a requirements file; where it has changed, the
    environment is made anew.  Raises SystemExit where pip fails.
    """
    interpreter, stamp = folder / "bin" / "python", folder / "installed.txt"
    if not stamp.exists() or stamp.read_text() != requirements:
        call(python, "-m", "venv", "--clear", folder)
        wanted = folder / "requirements.txt"
        wanted.write_text(requirements)
        call(interpreter, "-m", "pip", "--disable-pip-version-check",
             "--quiet", "install", "--requirement", wanted)
        wanted.rename(stamp)
    return interpreter


class Side:
    """One interpreter, its environments, directories and programs.

    *versioned* is true for the interpreter that imports from versions, with
    clauses; the other one has the same files flat.  What stands below *root*
    already is used as it is.
    """

    def __init__(self, python, root, versioned):
        self.python = python
        self.root = Path(root)
        self.versioned = versioned
        self.root.mkdir(parents=True, exist_ok=True)
        self.programs = {}

    def place(self, name, fill):
        """The path *name* below the root, made by fill(path) if missing."""
        path = self.root / name
        if not path.exists():
            fill(path)
        return path

    def interpreter(self, name="finder", fill=None, finder=True):
        """The interpreter of the environment *name*.

        *fill* is called with its site-packages when it is made.
        """
        def make(path):
            call(self.python, *FLAGS, "-m", "venv", "--without-pip", path)
            if finder:
                add_finder(path)
            if fill:
                fill(site_packages(path))

        return self.place(name, make) / "bin" / "python"

    def compile(self, name, text):
        """A compiled program, alone in a folder as the first of sys.path."""
        def make(folder):
            folder.mkdir(parents=True)
            source = folder / "program.txt"
            source.write_text(textwrap.dedent(text))
            call(self.python, *FLAGS, "-c", COMPILE, source,
                 folder / "main.pyc")

        return self.place(f"program-{name}", make) / "main.pyc"

    def command(self, interpreter, *arguments):
        return [os.fspath(part) for part in (interpreter, *FLAGS, *arguments)]


def site_packages(environment_folder):
    [site] = environment_folder.glob("lib/python*/site-packages")
    return site


def add_finder(environment_folder):
    """Let each start of its interpreter put one more finder in place."""
    site = site_packages(environment_folder)
    (site / "importbench.pth").write_text(FINDER_LINE)
    (site / "importbench_finder.py").write_text(textwrap.dedent(FINDER))


def in_turn(one, other):
    """Call both, A B B A; the two pairs (result of one, of the other)."""
    first = one()
    pairs = [(first, other())]
    second = other()
    pairs.append((one(), second))
    return pairs


def understands_clauses(python):
    """Return True if this interpreter knows `import name version X`."""
    probe = "compile('import m version 1.0', '<probe>', 'exec')"
    return subprocess.run([python, "-c", probe], env=environment(),
                          stderr=subprocess.DEVNULL).returncode == 0


def describe(python):
    """The first line of sys.version."""
    return call(python, "-c", "import sys; print(sys.version.splitlines()[0])")
