"""make pep: the proposals as pages."""

import os
import subprocess
import sys

import building
from common import Failure, say, write_atomic
from testing import make_venv

DOCUMENTS = ('PEP-draft', 'PEP-packaging-draft')
PACKAGES = ('docutils', 'pygments')


def pep(repo):
    """DOCUMENTS as build/*.html, pictures included; a warning of docutils is an error."""
    os.makedirs(repo.build, exist_ok=True)
    # The built interpreter brings venv and pip; a Debian python3 may lack both.
    built = [building.interpreter(repo.built(name)) for name in ('release', 'debug', 'stock')]
    python = next(filter(os.path.exists, built), sys.executable)
    found = make_venv(python, os.path.join(repo.build, 'venv'), PACKAGES, os.path.join(repo.build, 'venv.log'))
    if not found:
        raise Failure('docutils could not be installed in build/venv (see build/venv.log): run make first, and let pip '
                      'reach a package index')
    for name in DOCUMENTS:
        target = os.path.join(repo.build, name + '.html')
        # Written to no file, since pictures are looked for beside it.
        done = subprocess.run([found, '-m', 'docutils', '--reader=pep', '--writer=html5', '--halt=warning',
                               '--report=warning', '--image-loading=embed', name + '.rst'],
                              cwd=repo.root, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            raise Failure('docutils: ' + done.stderr.decode('utf-8', 'replace').strip())
        write_atomic(target, done.stdout)
        say('made ' + repo.shown(target))
