"""One process that repeats import statements and times them (see hot.py).

usage: hot_worker.py DIRECTORY STATEMENTS
STATEMENTS is a JSON list of [module that makes the import or "", statement].
Each line on the input, "INDEX TURNS", is answered with the nanoseconds of
processor time that TURNS turns of that statement's loop took.
"""

import gc
import importlib
import json
import sys
import textwrap
from itertools import repeat
from time import process_time_ns

STATEMENTS_PER_TURN = 50


def make_loop(statement, importer=""):
    """A function that runs *statement* fifty times in each turn of its loop.

    Fifty, so that the loop itself is less than one part in a hundred.
    """
    body = textwrap.indent(f"{statement}\n" * STATEMENTS_PER_TURN, " " * 8)
    namespace = vars(importlib.import_module(importer)) if importer else {}
    exec(f"def loop(turns):\n    for _ in turns:\n{body}", namespace)
    return namespace.pop("loop")


def main():
    sys.path.insert(0, sys.argv[1])
    loops = [make_loop(statement, importer)
             for importer, statement in json.loads(sys.argv[2])]
    for loop in loops:
        loop(repeat(None, 10))
    gc.disable()
    for line in sys.stdin:
        index, turns = map(int, line.split())
        loop, turns = loops[index], repeat(None, turns)
        start = process_time_ns()
        loop(turns)
        elapsed = process_time_ns() - start
        print(elapsed, flush=True)


if __name__ == "__main__":
    main()
