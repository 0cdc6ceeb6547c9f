"""Random worlds give the same choice on the interpreter and with the package.

    VERSIONED_IMPORTS_OTHER=PYTHON build/release/python test_worlds.py

The interpreter runs this; PYTHON has the package.  VERSIONED_IMPORT_WORLDS and
VERSIONED_IMPORT_SEED are those of the interpreter's own tests.
"""

import os
import subprocess
import sys
import unittest

from test.test_versioned_import import worlds

OTHER = os.environ.get('VERSIONED_IMPORTS_OTHER')
HERE = os.path.dirname(os.path.abspath(__file__))
FIND = ('import os, packaging, versioned_imports; print(*(os.path.dirname(os.path.dirname('
        'module.__file__)) for module in (versioned_imports, packaging)), sep="\\n")')


class Worker(worlds.Worker):

    def __init__(self, python):
        path = subprocess.run([python, '-c', FIND], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.split('\n')[:-1]
        self.process = subprocess.Popen(
            [python, '-I', '-S', '-B', os.path.join(HERE, 'run_worlds.py'), *path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding='utf-8')


@unittest.skipUnless(OTHER, 'VERSIONED_IMPORTS_OTHER is not set')
class SameChoiceTests(worlds.TestCase):

    worlds = 300

    def test_same(self):
        ours = self.worker()
        theirs = Worker(OTHER)
        self.addCleanup(theirs.close)

        def check(world):
            for step, one, other in zip(world.steps, ours.run(world),
                                        theirs.run(world)):
                if self.known(one) != self.known(other):
                    return f'{step}: {other} instead of {one}'

        self.check_worlds(check)

    def known(self, answer):
        """Return what has to be the same of what a step gives."""
        result, loaded, missed = answer
        if result[0] == 'error':
            result = result[:2]
        elif result[0] == 'file' and result[1].startswith('<stdlib>'):
            # The version is that of the Python.
            result = result[:2]
        return result, loaded, missed


if __name__ == '__main__':
    unittest.main()
