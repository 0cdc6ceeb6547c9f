#!/usr/bin/env python3
"""packaging's own tests of versions and specifiers, in which importlib.versions is asked the same questions.

    others.py

Needs a package index: the tests are in packaging's source distribution, of the release that is installed beside this
interpreter.  They run unchanged on packaging; the plugin others_packaging.py asks importlib.versions what they ask
packaging, and a test in which the answers differ fails.
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import results

HERE = Path(__file__).resolve().parent
TESTS = 'test_version.py', 'test_specifiers.py'
# Puts wrong bounds into packaging's cache to see that they are used.
LEFT_OUT = 'test_specifierset_contains_reads_cached_bounds'
TOOLS = 'pytest', 'pretend', 'flit_core'


def pip(*arguments, **options):
    command = [sys.executable, '-m', 'pip', '--disable-pip-version-check', *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300, **options)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--tests', metavar='FOLDER', help="packaging's tests, if they are there already")
    parser.add_argument('--result', type=Path, metavar='FILE', help='write what came there')
    options = parser.parse_args()
    try:
        import packaging
    except ImportError:
        sys.exit('others: packaging is missing; make venv installs it where pip reaches an index')
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, 'library')
        env = {**os.environ, 'PYTHONPATH': os.pathsep.join([library, str(HERE)])}
        pip('install', '--target', library, *TOOLS)
        tests = options.tests
        if tests is None:
            pip('download', '--no-deps', '--no-build-isolation', '--no-binary', ':all:', '--dest', folder,
                f'packaging=={packaging.__version__}', env=env)
            [archive] = Path(folder).glob('packaging-*.tar.gz')
            with tarfile.open(archive) as file:
                file.extractall(folder, filter='data')
            tests = os.path.join(folder, archive.name.removesuffix('.tar.gz'), 'tests')
        process = subprocess.run(
            [sys.executable, '-m', 'pytest', '-q', '-p', 'others_packaging', '-p', 'no:cacheprovider', '--tb=short',
             '-k', f'not {LEFT_OUT}',
             *[os.path.join(tests, name) for name in TESTS]],
            env=env, cwd=os.path.dirname(tests), stdout=subprocess.PIPE, text=True)
    print(process.stdout[-6000:])
    if options.result:
        results.write(options.result, packaging=packaging.__version__, status=process.returncode,
                      said=re.findall(r'^(?:importlib\.versions|\d+ passed|\d+ failed).*', process.stdout, re.M))
    sys.exit(process.returncode)


if __name__ == '__main__':
    main()
