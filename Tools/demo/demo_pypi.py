#!/usr/bin/env python3
"""Versioned imports of packages from the index, two versions of each.

    build/release/python Tools/demo/demo_pypi.py

Wheels are put into name-X.Y.Z/ directories with `pip install --target
--no-deps`, as pip is today.  Then each version is imported by its version, all
from one directory on sys.path and each in a process of its own, and does real
work.  What is installed stays under build/demo, so that a second run needs no
index.  The exit status is 1 if anything is not so, 2 without the index.
"""

import argparse
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

from pypi_programs import DEPENDENCIES, PACKAGES

FOLDER = Path(__file__).resolve().parents[2] / "build" / "demo"


class Unavailable(Exception):
    """The index did not give what was asked for."""


def environment(**more):
    env = {name: value for name, value in os.environ.items()
           if not name.startswith("PYTHON")}
    return env | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"} | more


class Site:
    """The directory with the versions, and the pip that fills it."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "site"
        self.path.mkdir(parents=True, exist_ok=True)
        self._pip = None

    def pip(self):
        """The command line of a pip for this interpreter."""
        if self._pip is None:
            venv = self.folder / "venv"
            python = venv / "bin" / "python"
            subprocess.run([sys.executable, "-m", "venv", "--clear", venv],
                           env=environment(), check=True)
            self._pip = [python, "-m", "pip"]
        return self._pip

    def install(self, requirement, name):
        """Put one project into site/NAME, or leave it if it is there."""
        target = self.path / name
        if target.is_dir():
            return
        partial = self.path / f".partial-{name}"
        shutil.rmtree(partial, ignore_errors=True)
        argv = [*self.pip(), "install", "--quiet", "--no-deps",
                "--only-binary", ":all:", "--target", partial, requirement]
        print(f"    pip install --target site/{name} --no-deps {requirement}",
              flush=True)
        done = subprocess.run(argv, env=environment(), text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode:
            shutil.rmtree(partial, ignore_errors=True)
            said = [line for line in done.stdout.splitlines()
                    if line.startswith("ERROR")] or ["ERROR: no reason given"]
            raise Unavailable(f"{requirement}: pip says {said[-1]!r}")
        # Renamed when complete: what an interrupted run leaves is not used.
        partial.rename(target)

    def alias(self, name, target):
        link = self.path / name
        if not link.is_symlink():
            link.symlink_to(target, target_is_directory=True)


def install_everything(site, packages):
    for package in packages:
        for version, needs in zip(package.versions, package.needs):
            for requirement in needs:
                site.install(requirement, DEPENDENCIES[requirement])
            real = f"{package.folder}-{version}"
            site.install(f"{package.project}=={version}", real)
            for name in package.aliases:
                site.alias(f"{name}-{version}", real)


def run(site, package, version, needs, flat):
    """Run the program with one version; its problems, as texts."""
    real = site.path / f"{package.folder}-{version}"
    clause = "" if flat else f" version {version}"
    path = [site.path]
    if flat:
        path = [real, *(site.path / DEPENDENCIES[need] for need in needs)]
    program = textwrap.dedent(package.program).strip()
    program = program.replace(" {clause}", clause)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(PYTHONPATH=os.pathsep.join(map(str, path))),
        cwd=site.folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = done.stdout.replace(f"{site.folder}/", "")

    print(f"\n    {program.splitlines()[0]}")
    print(textwrap.indent(output.rstrip("\n"), " -> ", lambda line: True))
    problems = []
    if done.returncode:
        problems.append(f"ended with status {done.returncode}")
    first = output.partition("\n")[0]
    if not first.startswith(f"{version} site/{real.name}/"):
        problems.append(f"not version {version} from site/{real.name}")
    for problem in problems:
        print(f"    NOT SO: {problem}")
    return problems


def understands_clauses():
    try:
        compile("import m version 1", "<demo>", "exec")
    except SyntaxError:
        return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("packages", nargs="*", metavar="PROJECT",
                        help="only these: "
                             + ", ".join(p.project for p in PACKAGES))
    parser.add_argument("--folder", type=Path, default=FOLDER,
                        help="where to install (default: build/demo)")
    parser.add_argument("--flat", action="store_true",
                        help="without clauses, each version put on "
                             "PYTHONPATH: works with any interpreter")
    args = parser.parse_args()
    if not args.flat and not understands_clauses():
        print(f"demo_pypi.py: {sys.executable} ({sys.version.split()[0]}) "
              f"does not know version clauses; run it with "
              f"build/release/python.")
        return 1
    known = {p.project: p for p in PACKAGES}
    if unknown := set(args.packages) - set(known):
        parser.error(f"no such project: {', '.join(sorted(unknown))}")
    packages = [known[name] for name in args.packages or known]

    site = Site(args.folder.resolve())
    print(f"Installing into {site.path} what is missing")
    try:
        install_everything(site, packages)
    except Unavailable as error:
        print(f"demo_pypi.py: cannot get {error}; with a package index within "
              f"pip's reach, run it again.")
        return 2
    print("\nOn sys.path is site/, which holds:")
    for path in sorted(site.path.iterdir()):
        if not path.name.startswith("."):
            link = f" -> {os.readlink(path)}" if path.is_symlink() else "/"
            print(f"    {path.name}{link}")
    wrong = []
    for package in packages:
        for version, needs in zip(package.versions, package.needs):
            problems = run(site, package, version, needs, args.flat)
            wrong += [(f"{package.project} {version}", p) for p in problems]
    print()
    if wrong:
        print(f"{len(wrong)} facts are not so:")
        for name, problem in wrong:
            print(f"  {name}: {problem}")
        return 1
    print(f"{sum(len(p.versions) for p in packages)} versions of "
          f"{len(packages)} projects were imported by version and did their "
          f"work." if not args.flat else "Every version did its work.")
    print(f"Next: PYTHONPATH={os.path.relpath(site.path)} "
          f"build/release/python -c 'import django version 6'")
    return 0


if __name__ == "__main__":
    sys.exit(main())
