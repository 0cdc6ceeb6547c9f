#!/usr/bin/env python3
"""Random worlds for a given time, each run beginning where no run has been.

    worlds.py --stock build/stock/python --seconds 60
    worlds.py --worlds 100000 --seed 0 --result results/worlds.json

The worlds, what is compared and how one that fails is made small stand in
Lib/test/test_versioned_import (worlds.py): plain imports against the stock
interpreter, everything against a model of the rules.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import results

# {test file: the share of the time}
TESTS = {'test_plain_promise': 0.5, 'test_random_sequences': 0.5}
# Below the number from which on the tests ask whether all kinds of results have come.
BATCH = 50


def run(test, first, number, stock):
    """Run a test on some worlds; return what it prints and whether it passed."""
    env = {**os.environ, 'VERSIONED_IMPORT_SEED': str(first), 'VERSIONED_IMPORT_WORLDS': str(number)}
    if stock:
        env['VERSIONED_IMPORT_STOCK'] = str(stock.resolve())
    process = subprocess.run([sys.executable, '-m', 'unittest', f'test.test_versioned_import.{test}'],
                             env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return process.stdout, process.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--stock', type=Path, help='a stock interpreter; without it a model stands in')
    parser.add_argument('--seconds', type=float, default=60, help='for all tests (default: %(default)s)')
    parser.add_argument('--worlds', type=int, help='so many per test instead, however long that takes')
    parser.add_argument('--seed', type=int, help='the first world; default: a random one')
    parser.add_argument('--result', type=Path, metavar='FILE', help='write what came there')
    options = parser.parse_args()
    stock = options.stock if options.stock and options.stock.exists() else None
    if stock is None:
        print('worlds: no stock interpreter (make stock); a model stands in for it')
    first = random.randrange(10**9) if options.seed is None else options.seed
    print(f'worlds: the first seed is {first}', flush=True)
    outcome = {}
    for test, share in TESTS.items():
        begun, done, passed = time.monotonic(), 0, True
        while passed and (done < options.worlds if options.worlds
                          else time.monotonic() - begun < options.seconds * share):
            number = min(BATCH, options.worlds - done) if options.worlds else BATCH
            output, passed = run(test, first + done, number, stock)
            done += number
        if not re.search(r'^Ran [1-9]', output, re.M):
            passed = False
        if not passed:
            print(output)
        outcome[test] = {'worlds': done, 'passed': passed}
        print(f'{test}: {done} worlds, {"passed" if passed else "FAILED"}', flush=True)
    if options.result:
        results.write(options.result, seed=first, stock=stock is not None, tests=outcome)
    sys.exit(not all(one['passed'] for one in outcome.values()))


if __name__ == '__main__':
    main()
