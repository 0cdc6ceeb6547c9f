"""The calls of stat, open and readdir that a program makes, by strace.

Counted over the whole process, with .pyc files in place.
"""

import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass

import program
import pypi
from process import Unavailable, environment
from stats import Ratio, Row

# A question mark: not every processor has that call.
TRACE = "trace=%%stat,?open,openat,?openat2,?getdents,getdents64"
KINDS = {"stat": "stat", "open": "open", "readdir": "getdents"}
ROUNDS = 1


@dataclass(frozen=True)
class CallRow(Row):
    of: program.ProgramRow | None = None
    kind: str = ""


def _rows():
    """All calls of each program together are judged; each kind is shown."""
    for row in [*program.ROWS, *pypi.ROWS]:
        default = row.default and row.finder
        yield CallRow(f"calls-{row.name}", row.label, Ratio(1.03), default,
                      of=row)
        for kind in KINDS:
            yield CallRow(f"calls-{row.name}-{kind}", f"    {kind}",
                          default=default, of=row, kind=kind)


ROWS = list(_rows())
GROUPS = [("Calls of stat, open and readdir", ROWS)]


def _unavailable():
    if not shutil.which("strace"):
        return "strace is not installed"
    try:
        count(["true"])
    except subprocess.CalledProcessError as error:
        return f"strace does not work here: {error.stderr.strip()}"
    return None


def count(argv):
    """{kind of call: how often *argv* and its children make it}."""
    done = subprocess.run(
        ["strace", "-f", "-c", "-o", "/dev/stderr", "-e", TRACE, *argv],
        env=environment(), check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True)
    found = Counter()
    for line in done.stderr.splitlines():
        fields = line.split()
        # The columns are: % time, seconds, usecs/call, calls, errors, syscall.
        for kind, part in KINDS.items():
            if len(fields) > 4 and part in fields[-1] and fields[3].isdigit():
                found[kind] += int(fields[3])
    return found


def prepare(stock, ours, rows):
    """Raises Unavailable where calls cannot be counted."""
    if reason := _unavailable():
        raise Unavailable(f"calls are not counted: {reason}")
    program.prepare(stock, ours, list(dict.fromkeys(row.of for row in rows)))


def measure(stock, ours, rows, samples):
    counted = {}
    for row in rows:
        if row.of not in counted:
            counted[row.of] = [count(side.programs[row.of.name])
                               for side in (stock, ours)]
        samples[row.name].append(tuple(
            found[row.kind] if row.kind else found.total()
            for found in counted[row.of]))
