"""What the import system keeps in memory, in bytes."""

import textwrap
from dataclasses import dataclass

import trees
from process import run_timed
from stats import Ratio, Row

SMALL, LARGE = 1000, 10_000
ROUNDS = 3
SAME = Ratio(1.00)
SPEC = """\
    import sys
    sys.path.insert(0, {directory!r})
    {statement}
    spec = target.__spec__
    print(sys.getsizeof(spec) + sys.getsizeof(vars(spec)))
    """
# From the start of a program to the end of its imports.
TRACED = """\
    import gc, sys, tracemalloc
    tracemalloc.start()
    sys.path.insert(0, {directory!r})
    {statement}
    gc.collect()
    print(tracemalloc.get_traced_memory()[0])
    """
NAMES = """\
    import os, sys
    print(sum(map(sys.getsizeof, os.listdir({directory!r}))))
    """
BLOCKS = "import sys; print(sys.getallocatedblocks())"


def _directory(side, count, versioned):
    texts = [trees.version(n) if versioned else None for n in range(count)]
    return side.place(
        f"memory-{versioned:d}-{count}",
        lambda path: trees.fill(path, "distribution", texts, ["1.0.0"]))


def _number(side, program, *, count=1, versioned=False, statement="pass"):
    """What a program prints."""
    directory = _directory(side, count, versioned)
    text = textwrap.dedent(program).format(directory=str(directory),
                                           statement=statement)
    return int(run_timed(side.command(side.interpreter(), "-c", text))[1])


def spec(stock, ours):
    return tuple(_number(side, SPEC, statement="import target")
                 for side in (stock, ours))


def spec_of_version(stock, ours):
    return (_number(stock, SPEC, statement="import target"),
            _number(ours, SPEC, statement="import target version 1",
                    versioned=True))


def unused(stock, ours):
    return tuple(_number(side, TRACED, count=SMALL, versioned=True,
                         statement="import beside")
                 for side in (stock, ours))


def entry(stock, ours):
    """Bytes for each further entry: of its name, and of its index entry."""
    names, indexes = [], []
    for count in (SMALL, LARGE):
        listed, chosen = (
            _number(ours, TRACED, count=count, versioned=True,
                    statement=statement)
            for statement in ("import beside",
                              "import beside, target version 1.0.0"))
        names.append(_number(ours, NAMES, count=count, versioned=True))
        indexes.append(chosen - listed)
    return tuple((large - small) / (LARGE - SMALL)
                 for small, large in (names, indexes))


def start(stock, ours):
    return tuple(_number(side, BLOCKS) for side in (stock, ours))


@dataclass(frozen=True)
class MemoryRow(Row):
    # Both sides -> (on stock, on ours).
    count: object = None


ROWS = [
    MemoryRow("memory-spec", "spec of a flat module", SAME, count=spec),
    MemoryRow("memory-spec-version", "spec of a version's module", SAME,
              count=spec_of_version),
    MemoryRow("memory-unused", "a flat import beside 1000 versions", SAME,
              count=unused),
    MemoryRow("memory-entry", "an index entry, against its name", SAME,
              count=entry),
    MemoryRow("memory-start", "start-up, blocks in use", count=start),
]
GROUPS = [("Memory, bytes", ROWS)]


def prepare(stock, ours, rows):
    """Once for the .pyc files: compiling takes memory, too."""
    for row in rows:
        row.count(stock, ours)


def measure(stock, ours, rows, samples):
    for row in rows:
        samples[row.name].append(row.count(stock, ours))
