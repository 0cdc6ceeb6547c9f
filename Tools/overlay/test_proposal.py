"""Runs the examples of the proposals: test_proposal.py PYTHON [unittest's arguments]

A console block is a list of commands with what they print, a pycon block a session of the interpreter. They are run in
the order of the document, in one folder that is shown as /srv; a comment that begins with "Set-up" prepares it. White
space counts as in doctest with NORMALIZE_WHITESPACE, and a line of three dots stands for any lines. Blocks of Python
must compile.
"""

import doctest
import os
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENTS = ('PEP-draft.rst', 'PEP-packaging-draft.rst')
BLOCK = re.compile(r'^\.\. (code-block:: (?:console|pycon|python)|Set-up)\n\n((?:(?: {3,}.*)?\n)+)', re.M)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# Runs the session that it reads, and prints what failed.
SESSION = '''
import doctest, io, sys
test = doctest.DocTestParser().get_doctest(sys.stdin.read(), {}, 'example', None, 0)
failures = io.StringIO()
if doctest.DocTestRunner(optionflags=%d).run(test, out=failures.write).failed:
    sys.exit(failures.getvalue())
''' % FLAGS
python = sys.executable


def blocks(document):
    """(line, kind, text) of each example."""
    with open(os.path.join(ROOT, document), encoding='utf-8') as file:
        text = file.read()
    for match in BLOCK.finditer(text):
        lines = match[2].splitlines()
        margin = min(len(line) - len(line.lstrip()) for line in lines if line)
        yield (text.count('\n', 0, match.start(2)) + 1, match[1].rpartition(' ')[2],
               '\n'.join(line[margin:] for line in lines).strip('\n') + '\n')


def commands(text):
    """(command, what it prints) of a console block."""
    for part in re.split(r'^\$ ', text, flags=re.M)[1:]:
        command, _, output = part.partition('\n')
        while output.startswith('> '):
            line, _, output = output[2:].partition('\n')
            command += '\n' + line
        yield command, output


class ExampleTests(unittest.TestCase):

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.env = {name: value for name, value in os.environ.items() if not name.startswith('PYTHON')}
        self.env['NO_COLOR'] = '1'
        place = os.path.join(self.folder, '.bin')
        os.mkdir(place)
        self.env['PATH'] = place + os.pathsep + self.env.get('PATH', '')
        with open(os.path.join(place, 'python'), 'w') as file:
            file.write('#!/bin/sh\nexec "%s" "$@"\n' % os.path.abspath(python))
        os.chmod(file.name, 0o755)

    def run_in_folder(self, command, text=None):
        done = subprocess.run(command, cwd=self.folder, env=self.env, input=text, encoding='utf-8', timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.replace(self.folder, '/srv')

    def console(self, text):
        for command, wanted in commands(text):
            export = re.fullmatch(r'export (\w+)=(\S+)', command)
            if export:
                self.env[export[1]] = export[2]
                continue
            got = self.run_in_folder(['/bin/sh', '-c', command])
            self.assertTrue(doctest.OutputChecker().check_output(wanted, got, FLAGS),
                            '$ %s\nexpected:\n%s\nprinted:\n%s' % (command, wanted, got))

    def pycon(self, text):
        failed = self.run_in_folder(['python', '-c', SESSION], text)
        self.assertEqual(failed, '')

    def python(self, text):
        failed = self.run_in_folder(['python', '-c', 'import sys; compile(sys.stdin.read(), "example", "exec")'], text)
        self.assertEqual(failed, '')

    def check(self, document):
        kinds = {'console': self.console, 'Set-up': self.console, 'pycon': self.pycon, 'python': self.python}
        found = list(blocks(document))
        self.assertTrue(found, 'no examples in %s' % document)
        for line, kind, text in found:
            with self.subTest(document=document, line=line):
                kinds[kind](text)

    def test_proposal(self):
        self.check(DOCUMENTS[0])

    def test_packaging(self):
        self.check(DOCUMENTS[1])


class FormTests(unittest.TestCase):

    def test_lines(self):
        for document in DOCUMENTS:
            with open(os.path.join(ROOT, document), encoding='utf-8') as file:
                for number, line in enumerate(file, 1):
                    # An address cannot be broken.
                    if len(line.rstrip('\n')) > 79 and 'https://' not in line:
                        self.fail('%s:%d: %d columns' % (document, number, len(line) - 1))


if __name__ == '__main__':
    python = sys.argv.pop(1)
    unittest.main()
