"""Random programs in random worlds do what a model of the rules says."""

import sys
import unittest
from . import oracle, worlds


class RandomSequences(worlds.TestCase):

    def test_model(self):
        worker = self.worker()
        self.steps = self.undecided = 0
        self.kinds = set()

        def check(world):
            model = oracle.Model(world)
            for step, actual in zip(world.steps, worker.run(world)):
                try:
                    expected = model.step(*step)
                except oracle.Undecided:
                    self.undecided += 1
                    return None
                self.steps += 1
                self.kinds.add(expected[0][0])
                if not oracle.agree(expected[0], actual[0]):
                    return f'{step}: {actual[0]} instead of {expected[0]}'
                # Whether a namespace package outlives an import that fails in it
                # makes no difference.
                expected[1].pop('ns', None)
                actual[1].pop('ns', None)
                if expected[1] != actual[1]:
                    return f'{step}: loaded are {actual[1]} instead of {expected[1]}'

        self.check_worlds(check)
        if self.worlds >= 100:
            # The model says something in most cases.
            self.assertGreater(self.steps, 10 * self.undecided)
            self.assertLessEqual({'file', 'namespace', 'error', 'absent', 'done'},
                                 self.kinds)


if __name__ == '__main__':
    unittest.main()
