"""What succeeds today gives the same module, whatever versions stand on the path.

Programs without clauses run in random worlds on the stock interpreter and on
this one.  The stock interpreter is the one that VERSIONED_IMPORT_STOCK names, or
build/stock/python beside this build; where there is none a model of it stands
in for it.
"""

import os
import subprocess
import sys
import unittest
from . import oracle, worlds


def find_stock():
    """Return the path of a stock interpreter of this version, or None."""
    path = os.environ.get('VERSIONED_IMPORT_STOCK')
    if path is None:
        here = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
        path = os.path.join(here, 'stock', os.path.basename(sys.executable))
        if not os.path.exists(path):
            return None
    code = ('import sys; print(sys.version_info[:3] == {} and not hasattr('
            'sys, "default_library_versions"))'.format(sys.version_info[:3]))
    answer = subprocess.run([path, '-I', '-c', code], capture_output=True, text=True)
    if answer.stdout != 'True\n':
        raise ValueError(f'{path} is not stock {sys.version.split()[0]}: '
                         f'{answer.stderr}')
    return path


class ModelOfStock:

    """Runs worlds as a Worker does, in the model."""

    def run(self, world):
        model = oracle.Model(world, versions=False)
        return (model.step(*step) for step in world.steps)


def versions_of(world):
    """Return the names of which a world has versions."""
    lines = world.lines + [line for step in world.steps if step[0] == 'add'
                           for line in step[1:]]
    names = set()
    for line in lines:
        place = line.partition(' ')[0].replace('.zip!', '.zip/')
        for part in place.split('/'):
            split = oracle.split_entry(part.removesuffix(':'))
            if split is not None:
                names.add(split[0])
    return names


class PlainPromise(worlds.TestCase):

    plain = True
    worlds = 300

    def hides_namespace(self, world):
        """Return True if a namespace package of today yields to versions, as to
        regular packages further on: the one case that the promise leaves out.
        """
        model = oracle.Model(world, versions=False)
        for name in versions_of(world):
            try:
                if model.plain(name).file is None:
                    return True
            except oracle.Raised:
                pass
        return False

    def compare(self, world, step, today, ours):
        """Return True to go on, False if the programs differ from here on, as
        they may, or what is wrong.
        """
        result, loaded, missed = today
        if missed and loaded != ours[1]:
            # What is optional and was missing is there.
            return False
        if result[0] in ('error', 'none'):
            return ours[0][:2] == result[:2] and ours[1] == loaded
        self.successes += 1
        if result[0] == 'namespace':
            places = ours[0][1] if ours[0][0] == 'namespace' else []
            # Versions in a namespace package add portions.
            if ours[0][0] != 'namespace' or result[1] != [
                    place for place in places if place in result[1]]:
                return f'{step}: {ours[0]} instead of {result}'
            if places != result[1] and not any('.' in name
                                               for name in versions_of(world)):
                return f'{step}: {ours[0]} instead of {result}'
        elif ours[0][:2] != result[:2]:
            return f'{step}: {ours[0]} instead of {result}'
        if ours[1] != loaded:
            return f'{step}: loaded are {ours[1]} instead of {loaded}'
        return True

    def test_same_file(self):
        stock = find_stock()
        if stock is None:
            print('no stock interpreter: a model stands in for it', file=sys.stderr)
            stock = ModelOfStock()
        else:
            stock = self.worker(stock)
        worker = self.worker()
        self.successes = self.left_out = 0

        def check(world):
            if self.hides_namespace(world):
                self.left_out += 1
                return None
            for step, today, ours in zip(world.steps, stock.run(world),
                                         worker.run(world)):
                answer = self.compare(world, step, today, ours)
                if answer is not True:
                    return answer or None

        self.check_worlds(check)
        if self.worlds >= 100:
            self.assertGreater(self.successes, self.worlds)
            self.assertLess(self.left_out, self.worlds / 3)

    def test_model(self):
        # The model stands in where there is no stock interpreter.
        stock = find_stock()
        if stock is None:
            self.skipTest('no stock interpreter, see VERSIONED_IMPORT_STOCK')
        stock = self.worker(stock)

        def check(world):
            model = oracle.Model(world, versions=False)
            for step, actual in zip(world.steps, stock.run(world)):
                try:
                    expected = model.step(*step)
                except oracle.Undecided:
                    return None
                # No versions, no texts of errors.
                if (expected[0][:2] != actual[0][:2] or expected[1:] != actual[1:]):
                    return f'{step}: {actual} instead of {expected}'

        self.check_worlds(check)


if __name__ == '__main__':
    unittest.main()
