#!/usr/bin/env python3
"""What the 1st, the 2nd and the 50th program on a machine cost.

    deploy.py --stock build/stock/python --ours build/release/python

Fifty programs use ten dependencies each, and each program needs another
release of one of them than the program before it.  They are deployed one after
the other in four ways:

    versions   one environment; pip install --allow-multiple; the programs
               have version clauses
    venv       an environment for each program, filled by pip
    uv         an environment for each program, uv venv and uv pip install,
               which makes hard links to its cache
    uv-run     a script with inline metadata (PEP 723) for each program; uv run
               makes the environment in its cache when it starts first

Measured are the time to deploy, by the clock; the space on disk of everything
that the way has made, each file counted once; the processor time of a start;
and what it takes to move all programs to a release of one dependency that
mends a defect.  The wheels are downloaded once; none of the ways uses the
network then.  Environments hold no pip of their own (venv --without-pip, pip
--python).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import page
import progress
from process import call, describe, make_environment, run_timed

FOLDER = Path(__file__).resolve().parents[2] / "build" / "importbench"
TOOLS = "pip==25.1.1\nuv==0.13.9\n"
COUNT = 50
STARTS = 7
# In the order of import: importing cannot go back, so that what others depend
# on is asked for first.  Each has a release for each time that it changes.
RELEASES = {
    "urllib3": "2.0.7 2.1.0 2.2.3 2.3.0 2.4.0 2.5.0",
    "certifi": "2025.7.9 2025.7.14 2025.8.3 2025.10.5 2025.11.12 2026.1.4",
    "idna": "3.6 3.7 3.8 3.9 3.10 3.11",
    "charset-normalizer": "3.4.0 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5",
    "requests": "2.30.0 2.31.0 2.32.2 2.32.3 2.32.4 2.32.5",
    "click": "8.1.7 8.1.8 8.2.0 8.2.1 8.3.0 8.3.1",
    "Pygments": "2.16.1 2.17.2 2.18.0 2.19.0 2.19.1 2.19.2",
    "packaging": "23.1 23.2 24.0 24.1 24.2 25.0",
    "attrs": "23.1.0 23.2.0 24.1.0 24.2.0 24.3.0 25.1.0",
    "platformdirs": "4.13.1 4.13.2 4.13.3 4.13.4 4.13.5 4.13.6",
}
RELEASES = {name: text.split() for name, text in RELEASES.items()}
# A release that mends a defect of all that came before it.
FIX = ("urllib3", "2.6.3")
QUIET = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
CHECK = """
if sys.argv[1:]:
    from importlib.metadata import version
    print(*(name + "==" + version(name) for name in {names!r}))
"""


def requirements_of(number):
    """{distribution: release} of the program with this number, from 0."""
    turns, rest = divmod(number, len(RELEASES))
    return {name: releases[turns + (place < rest)]
            for place, (name, releases) in enumerate(RELEASES.items())}


def pins(requirements):
    return [f"{name}=={release}" for name, release in requirements.items()]


def timed(*argv):
    """Run *argv*; (seconds by the clock, seconds of processors, output)."""
    start = time.perf_counter()
    used, text = run_timed(list(map(os.fspath, argv)), **QUIET)
    return time.perf_counter() - start, used / 1e9, text


@dataclass
class Tools:
    """What the ways need besides the interpreter that they are tried on."""

    stock: Path
    ours: Path
    # Interpreters of environments with the pip of each; uv is in stock's.
    stock_pip: Path
    ours_pip: Path
    wheels: Path

    @property
    def local(self):
        return "--no-index", "--find-links", self.wheels

    @property
    def uv(self):
        return self.stock_pip.with_name("uv"), "--quiet", "--no-config"

    def pip(self, own, python, *arguments):
        """pip's install in the environment of *python*."""
        return (own, "-m", "pip", "--quiet", "--python", python, "install",
                *self.local, *arguments)


class Way:
    """A way to deploy: what it makes is below *folder* and nowhere else."""

    def __init__(self, folder, tools):
        self.folder = folder
        self.tools = tools
        self.programs = folder / "programs"
        self.programs.mkdir(parents=True)

    def program(self, number):
        return self.programs / f"program{number}.py"

    def write(self, number, requirements):
        """Write the program, as its author would for this way."""
        self.program(number).write_text(
            self.head(requirements) + "import sys\n"
            + "".join(f"import {name.lower().replace('-', '_')}"
                      f"{self.clause(release)}\n"
                      for name, release in requirements.items())
            + CHECK.format(names=list(requirements)))

    def head(self, requirements):
        return ""

    def clause(self, release):
        return ""

    def install(self, number, requirements):
        """The commands that make these requirements available."""
        raise NotImplementedError

    def command(self, number):
        """How the program is started."""
        return [self.folder / f"env{number}" / "bin" / "python",
                self.program(number)]

    def deploy(self, number, requirements):
        self.write(number, requirements)
        return sum(timed(*argv)[0]
                   for argv in self.install(number, requirements))

    def update(self, wanted):
        """Make what all programs want now available."""
        return sum(timed(*argv)[0] for number, requirements in wanted.items()
                   for argv in self.install(number, requirements))


class Versions(Way):
    label = "one environment, pip --allow-multiple"

    def clause(self, release):
        return f" == {release}"

    @property
    def python(self):
        return self.folder / "env" / "bin" / "python"

    def command(self, number):
        return [self.python, self.program(number)]

    def install(self, number, requirements):
        if not self.python.exists():
            yield (self.tools.ours, "-m", "venv", "--without-pip",
                   self.folder / "env")
        yield self.tools.pip(self.tools.ours_pip, self.python,
                             "--allow-multiple", *pins(requirements))

    def update(self, wanted):
        # What is there serves all programs.
        return timed(*self.tools.pip(self.tools.ours_pip, self.python,
                                     "--allow-multiple", "==".join(FIX)))[0]


class Venv(Way):
    label = "venv for each program, pip"

    def install(self, number, requirements):
        folder = self.folder / f"env{number}"
        if not folder.exists():
            yield self.tools.stock, "-m", "venv", "--without-pip", folder
        yield self.tools.pip(self.tools.stock_pip, folder / "bin" / "python",
                             *pins(requirements))


class Uv(Way):
    label = "venv for each program, uv"

    def install(self, number, requirements):
        folder = self.folder / f"env{number}"
        cache = "--cache-dir", self.folder / "cache"
        if not folder.exists():
            yield (*self.tools.uv, *cache, "venv", "--python",
                   self.tools.stock, folder)
        yield (*self.tools.uv, *cache, "pip", "install", "--python",
               folder / "bin" / "python", *self.tools.local,
               *pins(requirements))


class UvRun(Way):
    label = "inline metadata, uv run"

    def head(self, requirements):
        lines = ["# /// script", "# dependencies = ["]
        lines += [f'#     "{pin}",' for pin in pins(requirements)]
        return "\n".join([*lines, "# ]", "# ///", ""])

    def command(self, number):
        return [*self.tools.uv, "--cache-dir", self.folder / "cache", "run",
                "--no-project", "--python", self.tools.stock,
                *self.tools.local, self.program(number)]

    def install(self, number, requirements):
        # The environment is made when the program starts first.
        yield self.command(number)


WAYS = {"versions": Versions, "venv": Venv, "uv": Uv, "uv-run": UvRun}


def paths(folder):
    """{path: (inode, when changed, bytes on disk)} of all below *folder*."""
    found = {}
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(parent, name)
            status = os.lstat(path)
            found[path] = (status.st_ino, status.st_mtime_ns,
                           status.st_blocks * 512)
    return found


def disk(folder):
    """Bytes on disk of all below *folder*; hard links count once."""
    return sum({inode: size for inode, _, size
                in paths(folder).values()}.values())


def check(way, number, requirements):
    """Raise SystemExit unless the program gets what it asks for."""
    got = timed(*way.command(number), "check")[2].split()
    if got != pins(requirements):
        raise SystemExit(f"{way.program(number)} got {got}, not "
                         f"{pins(requirements)}")


def measure(name, way, count):
    """What a way costs, as a dictionary."""
    programs = []
    began = time.monotonic()
    for number in range(count):
        requirements = requirements_of(number)
        seconds = way.deploy(number, requirements)
        first = timed(*way.command(number))
        check(way, number, requirements)
        programs.append({
            "seconds": seconds, "first_start": first[0],
            "disk": disk(way.folder)})
        each = (time.monotonic() - began) / (number + 1)
        progress.show(f"{name}: program {number + 1} of {count}, "
                      f"{progress.left(each * (count - number - 1))}")
    starts = {number: [timed(*way.command(number))[1]
                       for _ in range(STARTS)]
              for number in {0, min(1, count - 1), count - 1}}
    progress.clear()
    return {"label": way.label, "programs": programs, "starts": starts,
            "fix": fix(way, count)}


def fix(way, count):
    """What it takes to move all programs to the mended release."""
    wanted = {number: {**requirements_of(number), FIX[0]: FIX[1]}
              for number in range(count)}
    for number, requirements in wanted.items():
        way.write(number, requirements)
    before = paths(way.folder)
    seconds = way.update(wanted)
    after = paths(way.folder)
    changed = {path for path in before.keys() | after.keys()
               if before.get(path) != after.get(path)}
    environments = {path.partition("site-packages")[0] for path in changed
                    if "site-packages" in path}
    for number, requirements in wanted.items():
        check(way, number, requirements)
    return {"seconds": seconds, "environments": len(environments),
            "paths": len(changed)}


def download(python, folder, wanted):
    """Download the wheels of *wanted* that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "downloaded.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != wanted:
        for number, pin in enumerate(wanted, 1):
            progress.show(f"downloading {pin} ({number} of {len(wanted)})")
            call(python, "-m", "pip", "--disable-pip-version-check",
                 "--quiet", "download", "--no-deps", "--dest", folder, pin)
        progress.clear()
        stamp.write_text(json.dumps(wanted))


def print_table(result):
    count = len(next(iter(result["ways"].values()))["programs"])
    columns = sorted({0, min(1, count - 1), count - 1})
    for title, value in (
            ("MB on disk", lambda way, n: way["programs"][n]["disk"] / 1e6),
            ("seconds to deploy", lambda way, n: way["programs"][n]["seconds"]),
            ("seconds of the first start",
             lambda way, n: way["programs"][n]["first_start"]),
            ("ms of a start, processor time",
             lambda way, n: statistics.median(way["starts"][n]) * 1000)):
        print(f"\n{title + ', of program':<42}"
              + "".join(f"{n + 1:>10}" for n in columns))
        for way in result["ways"].values():
            print(f"{way['label']:<42}"
                  + "".join(f"{value(way, n):>10.2f}" for n in columns))
    print(f"\n{'{}=={}'.format(*FIX) + ' for all programs':<42}"
          f"{'seconds':>10}{'changed':>10}{'paths':>10}")
    for way in result["ways"].values():
        print(f"{way['label']:<42}{way['fix']['seconds']:>10.2f}"
              f"{way['fix']['environments']:>10}{way['fix']['paths']:>10}")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0])
    parser.add_argument("--stock", required=True, type=Path,
                        help="3.13 built with the same flags")
    parser.add_argument("--ours", required=True, type=Path,
                        help="the interpreter with versioned imports")
    parser.add_argument("--ways", metavar="NAME,...", default=",".join(WAYS),
                        help="only these (default: %(default)s)")
    parser.add_argument("--count", type=int, default=COUNT,
                        choices=range(1, COUNT + 1), metavar="N",
                        help="how many programs (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=FOLDER,
                        help="for wheels, environments and results "
                             "(default: %(default)s)")
    return parser.parse_args()


def main():
    args = parse_arguments()
    folder = args.folder.resolve()
    stock, ours = args.stock.absolute(), args.ours.absolute()
    tools = Tools(stock, ours,
                  make_environment(stock, folder / "deploy-stock", TOOLS),
                  make_environment(ours, folder / "deploy-ours", ""),
                  folder / "wheels")
    wanted = [f"{name}=={release}" for name, releases in RELEASES.items()
              for release in releases] + ["==".join(FIX)]
    download(tools.stock_pip, tools.wheels, wanted)
    result = {"kind": "deploy", "stock": describe(stock),
              "ours": describe(ours), "tools": ", ".join(TOOLS.split()),
              "machine": f"{platform.machine()}, {os.cpu_count()} processors",
              "ways": {}}
    for name in args.ways.split(","):
        if name not in WAYS:
            raise SystemExit(f"{name!r} is none of {', '.join(WAYS)}")
        place = folder / f"deploy-{name}"
        shutil.rmtree(place, ignore_errors=True)
        result["ways"][name] = measure(
            name, WAYS[name](place, tools), args.count)
        shutil.rmtree(place)
    print_table(result)
    file = folder / "deploy.json"
    # A part of the ways or of the programs is no result to be kept.
    if args.ways != ",".join(WAYS) or args.count != COUNT:
        file = folder / "deploy-part.json"
    file.write_text(json.dumps(result, indent=1))
    print(f"\nResults: {file}")
    page.make(stock, folder, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
