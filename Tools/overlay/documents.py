"""The pages of CPython's documents that the overlay changes: built with Sphinx, their examples run."""

import os
import pathlib
import re
import subprocess

import building
from common import Failure, read_bytes, remove, say
from testing import make_venv

# The release that "versionadded:: next" stands for.
NEXT = '3.15'
# What Doc/requirements.txt of the release installs, by import name.
PACKAGES = ('sphinx', 'notfound', 'python_docs_theme', 'sphinxext.opengraph')
TOPICS = '''\
import runpy, sys
from pydoc_data.topics import topics
made = runpy.run_path(sys.argv[1])['topics']
sys.exit(' '.join(name for name in made if made[name] != topics.get(name)) or 0)
'''


def pages(repo):
    """The names of the pages that are new or changed, as Sphinx has them."""
    doc = pathlib.Path(repo.root, 'Doc')
    paths = (re.fullmatch(r'(.*)\.rst(\.patch)?', path.relative_to(doc).as_posix()) for path in sorted(doc.rglob('*')))
    return [match[1] for match in paths if match]


def warnings_of(text, source, names):
    """The lines of Sphinx's warnings that are about these pages, with paths as they are in Doc."""
    lines = (line.replace(source + os.sep, '') for line in text.splitlines())
    return [line for line in lines if line.partition('.rst:')[0] in names]


def topics_that_differ(python, made):
    """A list of one line, or none, for the topics that Sphinx has made and that pydoc has otherwise."""
    done = subprocess.run([python, '-c', TOPICS, made], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return ['Lib/pydoc_data/topics.py is not what Sphinx makes (%s): %s' % (
        made, done.stderr.decode('utf-8', 'replace').strip())] if done.returncode else []


def docs(repo, variant):
    """Makes build/docs/html with the pages that the overlay changes, and runs the examples in them. A warning about
    one of them is an error, and so is a topic of pydoc that is not what Sphinx makes of it."""
    source, target = os.path.join(repo.source, 'Doc'), os.path.join(repo.build, 'docs')
    os.makedirs(target, exist_ok=True)
    python = make_venv(building.interpreter(repo.built(variant)), os.path.join(target, 'venv'), PACKAGES,
                       os.path.join(target, 'venv.log'), ('-r', os.path.join(source, 'requirements.txt')))
    if not python:
        raise Failure('Sphinx could not be installed in build/docs/venv (see build/docs/venv.log): let pip reach a '
                      'package index')
    names = pages(repo)
    for name in names:
        # What a page is read from the cache with is silent.
        remove(os.path.join(target, 'doctrees', name + '.doctree'))
    bad = []
    for builder, what in ('html', 'the pages'), ('doctest', 'the examples'), ('pydoc-topics', 'the topics of pydoc'):
        say('docs: ' + what)
        log, found = os.path.join(target, builder + '.log'), os.path.join(target, builder + '.warnings')
        arguments = [] if builder == 'pydoc-topics' else [os.path.join(source, name + '.rst') for name in names]
        with open(log, 'wb') as file:
            status = subprocess.run(
                [python, '-m', 'sphinx', '-b', builder, building.jobs(), '-d',
                 os.path.join(target, 'doctrees'), '-D', 'release=' + NEXT, '-w', found, source,
                 os.path.join(target, builder), *arguments], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                env=building.environment(repo, variant)).returncode
        if status:
            bad.append('%s; see %s' % (what, repo.shown(log)))
        elif builder == 'pydoc-topics':
            bad += topics_that_differ(python, os.path.join(target, builder, 'topics.py'))
        bad += warnings_of((read_bytes(found) or b'').decode('utf-8', 'replace'), source, names)
    if bad:
        raise Failure('docs:\n  ' + '\n  '.join(bad))
    say('made %s: %d pages without a warning, their examples run' % (
        repo.shown(os.path.join(target, 'html')), len(names)))
