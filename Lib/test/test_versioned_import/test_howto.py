"""Installers: the examples of Doc/howto/versioned-imports.rst are what happens.

They are executed in order, in one directory: a code block with a caption is a
file, and a console block is commands with their output.  The packages come from
the package index that pip is configured for, and only with -u packageindex.
"""

import os
import re
import subprocess
import sys
import textwrap
import unittest
from test import support
from test.support import os_helper

HOWTO = os.path.join(support.REPO_ROOT, 'Doc', 'howto', 'versioned-imports.rst')

BLOCK = re.compile(r'''
    ^\.\.\ code-block::\ (?P<kind>\w+)\n
    (?:\ +:caption:\ (?P<caption>\S+)\n)?
    \n
    (?P<text>(?:\ +.*\n|\n)+)
''', re.MULTILINE | re.VERBOSE)

support.requires('packageindex')


def blocks(text):
    """Yield kind, caption and text of the code blocks."""
    for match in BLOCK.finditer(text):
        yield (match['kind'], match['caption'],
               textwrap.dedent(match['text']).strip('\n') + '\n')


def commands(text):
    """Yield each command of a console block with its expected output."""
    for part in re.split(r'^\$ ', text, flags=re.MULTILINE)[1:]:
        command, expected = part.split('\n', 1)
        while expected.startswith('> '):
            more, expected = expected[2:].split('\n', 1)
            command += f'\n{more}'
        yield command, expected


@unittest.skipUnless(os.path.exists(HOWTO), 'the source of the documents is needed')
@unittest.skipUnless(sys.platform == 'linux', 'the commands are those of GNU')
class HowtoTest(unittest.TestCase):

    maxDiff = None

    def setUp(self):
        self.root = os.path.realpath(self.enterContext(os_helper.temp_dir()))
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith('PYTHON')}
        self.environment.update(PIP_DISABLE_PIP_VERSION_CHECK='1', NO_COLOR='1',
                                PIP_ROOT_USER_ACTION='ignore',
                                PYTHON_OF_TEST=sys.executable)

    def run_command(self, command):
        done = subprocess.run(
            ['bash', '-c', f'python() {{ "$PYTHON_OF_TEST" "$@"; }}\n{command}'],
            cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        lines = done.stdout.replace(self.root, '/srv/app').splitlines(True)
        # What pip says of the places that it is configured for.
        return re.sub(r'python3\.\d+t?/', 'python3.13/', ''.join(
            line for line in lines
            if not line.startswith(('WARNING: ', '  WARNING: ', 'Looking in '))))

    def test_examples(self):
        with open(HOWTO, encoding='utf-8') as file:
            text = file.read()
        count = 0
        for kind, caption, block in blocks(text):
            if caption:
                path = os.path.join(self.root, caption)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(block)
            elif kind == 'console':
                for command, expected in commands(block):
                    count += 1
                    found = self.run_command(command)
                    pattern = '.*'.join(map(re.escape, expected.split('...')))
                    if not re.fullmatch(pattern, found):
                        self.assertEqual(found, expected, command)
        self.assertGreater(count, 20)
        self.assertEqual(count, len(re.findall(r'^ +\$ ', text, re.MULTILINE)))


if __name__ == '__main__':
    unittest.main()
