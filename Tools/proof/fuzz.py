#!/usr/bin/env python3
"""Random input for what reads versions, with hypothesis.

    fuzz.py --seconds 60
    fuzz.py --seconds 3600 --properties 'pep440-*' --result results/fuzz.json

The properties stand in the fuzz_*.py beside this file: a name, a strategy that
makes values which JSON can hold, and a check that raises AssertionError.  Each
runs in a process of its own, so that a crash and a hang are findings like any
other.  What was found is made small, printed, and kept in corpus/PROPERTY.json,
which is tried first in every later run.
"""

import argparse
import collections
import fnmatch
import importlib
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import results

HERE = Path(__file__).resolve().parent
CORPUS = HERE / 'corpus'
SUBJECTS = 'statements', 'pep440', 'defaults', 'entries', 'files'

# Examples that hypothesis makes between two looks at the clock.
ROUND = 250
# What takes longer than its share of the time by so much hangs.
PATIENCE = 180


def properties():
    """Return {name: (strategy, check)} of all subjects."""
    found = {}
    for subject in SUBJECTS:
        module = importlib.import_module(f'fuzz_{subject}')
        for name, strategy, check in module.PROPERTIES:
            found[f'{subject}-{name}'] = strategy, check
    return found


# The corpus ###################################################################

def corpus(name):
    """Return the values that are kept for a property."""
    try:
        return json.loads((CORPUS / f'{name}.json').read_text('utf-8'))
    except FileNotFoundError:
        return []


def keep(name, value):
    """Add a value to a property's corpus."""
    values = corpus(name)
    CORPUS.mkdir(exist_ok=True)
    if value not in values:
        lines = ',\n'.join(map(json.dumps, [*values, value]))
        (CORPUS / f'{name}.json').write_text(f'[\n{lines}\n]\n', 'utf-8')


# One property, in its own process #############################################

def try_values(name, seconds, seed, current):
    """Try a property for some seconds and write a line of JSON with what came.

    The file *current* holds the value that is being tried.
    """
    import hypothesis

    strategy, check = properties()[name]
    # {text: number}: cases by kind, differences that are known.
    counted = collections.Counter()
    tried = 0
    last = None

    def attempt(value):
        nonlocal tried, last
        tried += 1
        last = value
        current.seek(0)
        current.truncate()
        current.write(json.dumps(value))
        current.flush()
        check(value, counted)

    settings = hypothesis.settings(
        max_examples=ROUND, deadline=None, database=None,
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
        suppress_health_check=list(hypothesis.HealthCheck))
    end = time.monotonic() + seconds
    error = None
    try:
        for value in corpus(name):
            attempt(value)
        seeds = random.Random(seed)
        while time.monotonic() < end:
            hypothesis.seed(seeds.getrandbits(64))(
                settings(hypothesis.given(strategy)(attempt)))()
    except Exception as exc:
        # hypothesis ends with the smallest value that fails.
        error = f'{type(exc).__name__}: {exc}'
    return {'tried': tried, 'counted': dict(counted), 'error': error,
            'value': last if error else None}


def run_one(name, seconds, seed):
    """Run a property in a process; return what it says, with an exit status."""
    with tempfile.NamedTemporaryFile('r', encoding='utf-8') as current:
        command = [sys.executable, '-X', 'faulthandler', __file__, '--one', name, '--seconds',
                   str(seconds), '--seed', str(seed), '--current', current.name]
        try:
            process = subprocess.run(command, stdout=subprocess.PIPE, encoding='utf-8',
                                     timeout=seconds + PATIENCE)
            status = process.returncode
        except subprocess.TimeoutExpired:
            status = f'no end after {seconds + PATIENCE} seconds'
        if status == 0:
            return json.loads(process.stdout.splitlines()[-1])
        text = current.read()
    return {'tried': 0, 'counted': {}, 'error': f'the interpreter ended: {status}',
            'value': json.loads(text) if text else None}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--seconds', type=float, default=60,
                        help='for all properties together (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=None,
                        help='the same values again; default: others on each run')
    parser.add_argument('--properties', default='*', metavar='PATTERN')
    parser.add_argument('--result', type=Path, metavar='FILE', help='write what came there')
    parser.add_argument('--one', help=argparse.SUPPRESS)
    parser.add_argument('--current', help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        import hypothesis
    except ImportError:
        sys.exit('fuzz: hypothesis is missing; make venv installs it where pip reaches an index')
    if options.one:
        with open(options.current, 'w', encoding='utf-8') as current:
            print(json.dumps(try_values(options.one, options.seconds, options.seed, current)))
        return
    names = fnmatch.filter(properties(), options.properties)
    if not names:
        sys.exit(f'fuzz: no property is called {options.properties!r}; there are '
                 + ', '.join(properties()))
    seed = random.getrandbits(32) if options.seed is None else options.seed
    print(f'fuzz: seed {seed}, hypothesis {hypothesis.__version__}', flush=True)
    outcome = {}
    for name in names:
        outcome[name] = run = run_one(name, options.seconds / len(names), seed)
        print(f'{name}: {run["tried"]} values', flush=True)
        for text, number in sorted(run['counted'].items()):
            print(f'    {number} {text}')
        if run['error']:
            print(f'  FOUND {run["value"]!r}\n    {run["error"]}', flush=True)
            keep(name, run['value'])
    if options.result:
        results.write(options.result, seconds=options.seconds, seed=seed,
                      hypothesis=hypothesis.__version__, properties=outcome)
    found = [name for name in names if outcome[name]['error']]
    print(f'fuzz: {sum(run["tried"] for run in outcome.values())} values, '
          + (f'FAILED: {", ".join(found)}' if found else 'nothing found'))
    sys.exit(bool(found))


if __name__ == '__main__':
    main()
