"""Import statements between marks, to be run under callgrind (see counts.py).

usage: count_worker.py DIRECTORY STATEMENTS TURNS
The mark is a call of getppid(), at which callgrind writes out what it counted.
"""

import gc
import json
import os
import sys
from itertools import repeat

from hot_worker import make_loop


def main():
    sys.path.insert(0, sys.argv[1])
    loops = [make_loop(text) for text in json.loads(sys.argv[2])]
    turns = int(sys.argv[3])
    gc.disable()
    for loop in loops:
        loop(repeat(None, 10))
    for loop in loops:
        for factor in (1, 2):
            os.getppid()
            loop(repeat(None, turns * factor))
    os.getppid()


if __name__ == "__main__":
    main()
