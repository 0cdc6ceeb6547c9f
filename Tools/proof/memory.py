#!/usr/bin/env python3
"""Memory that runs out at each allocation in turn: an exception or the result, no crash of ours.

    memory.py --stock build/stock/python
    memory.py --subjects import,clause

_testcapi.set_nomemory(N, N + 1) lets one allocation fail, in a child process for each N = 1, 2, ...
until the subject no longer reaches it.  The interpreter itself does not survive every failure:
3.13.5 without any change crashes in compile() and in import statements.  gdb names the function
that each crash is in.  One in a file of this project is an error; the others are listed.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import results

# Where a crash is our own.
OWN = '_versions.c', '_versions_index.c', '_versions.h', 'pep440.c', 'import_versions.c'

# {name: (what is made ready, what is tried)}
SUBJECTS = {
    'import': ('', 'import foo version 1'),
    'import-default': ('sys.default_library_versions = {"foo": ">=1,<2"}', 'import foo'),
    'import-from': ('', 'from foo >=1, <3 import sub'),
    'import-second': ('import bar version 1', 'import foo version 1'),
    'import-again': ('import foo version 1', 'import foo version 1; import foo.sub >= 1'),
    'import-conflict': ('import foo version 1', 'import foo version 2'),
    'import-missing': ('', 'import foo version 9'),
    'import-flat': ('', 'import flat version 1'),
    'import-alias': ('', 'import bar version 1'),
    'clause': ('', 'compile("import a >=1.0rc1, <2!3, b version 1.2 as c", "x", "exec")'),
    'clause-bad': ('', 'compile("import a version 1. 2", "x", "exec")'),
    'clause-tree': ('tree = ast.parse("from a version 1.0.post2+x import b")',
                    'compile(tree, "x", "exec"); ast.unparse(tree)'),
    'version': ('', 'v = Version("v01!02.0-PREVIEW_.r-7_dev+A_01"); hash(v); v < Version("2")'),
    'specifier': ('', 's = Specifier(">= 1.0rc1, !=1.5.*, ===X"); hash(s); "1.2" in s; s == "<2"'),
    'filter': ('', 'list(Specifier("1").filter(["1.0", "1.1rc1", "2"]))'),
    'select': ('', 'importlib.versions.select("foo", "1")'),
}

FILES = {'foo-1.0/foo/__init__.py': '', 'foo-1.0/foo/sub.py': '', 'foo-1.2/foo/__init__.py': '',
         'foo-1.2/foo/sub.py': '', 'foo-2.0.py': '', 'flat.py': '', 'flat-1.5.dist-info/METADATA': 'Name: flat',
         'bar-1.0.link': 'dist-1.0', 'dist-1.0/bar.py': ''}

CODE = '''
import _testcapi, ast, importlib.versions, os, sys
from importlib.versions import Specifier, Version
sys.path.insert(0, {root!r})

def attempt(number):
    """Return 0 if nothing failed, 1 if the exception was one of memory, 2 of another one."""
    try:
        if number:
            _testcapi.set_nomemory(number, number + 1)
        exec(program, space)
    except MemoryError:
        return 1
    except Exception:
        return 2
    finally:
        _testcapi.remove_mem_hooks()
    return 0

def in_child(number):
    """Return what an attempt gives, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        os._exit(attempt(number))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

program = compile({tried!r}, "tried", "exec")
{ready}
space = globals().copy()
if len(sys.argv) > 1:
    attempt(int(sys.argv[1]))
    sys.exit()
expected = in_child(0)
results = []
# What is not reached gives the usual result: so many in a row are the end.
while len(results) < {most} and (len(results) < 30 or set(results[-30:]) != {{expected}}):
    results.append(in_child(len(results) + 1))
print(results, expected)
'''


def command(name, root, most):
    ready, tried = SUBJECTS[name]
    return [sys.executable, '-c', CODE.format(root=root, ready=ready, tried=tried, most=most)]


def where(command, number):
    """Return the C functions, the innermost first, in which an attempt ends: ['function (file)']."""
    gdb = subprocess.run(['gdb', '-batch', '-nx', '-ex', 'run', '-ex', 'bt 6', '--args', *command, str(number)],
                         capture_output=True, text=True)
    return [f'{function} ({file.rpartition("/")[2]})' for function, file in re.findall(
        r'^#\d+ +(?:0x[0-9a-f]+ in )?(\w+) \(.*?(?:\n .*?)*? at (\S+):\d+$', gdb.stdout, re.M)] or [
            'nothing that happens again in a process of its own']


def run(name, root, most, named):
    """Return what came of a subject: the number of allocations, of results by kind, and where it crashed."""
    process = subprocess.run(command(name, root, most), capture_output=True, text=True)
    if process.returncode:
        raise SystemExit(f'memory: {name}: {process.stderr}')
    results, expected = json.loads('[' + process.stdout.replace('] ', '], ') + ']')
    del results[-30:]
    crashes = [number for number, result in enumerate(results, 1) if result < 0]
    places = collections.Counter(' < '.join(where(command(name, root, most), number)[:3])
                                 for number in crashes[:named])
    return {'allocations': len(results), 'MemoryError': results.count(1),
            'other exceptions': results.count(2), 'results': results.count(0), 'crashes': len(crashes),
            'crashes in': dict(places)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--subjects', default=','.join(SUBJECTS), help='default: %(default)s')
    parser.add_argument('--most', type=int, default=20000, help='allocations per subject (default: %(default)s)')
    parser.add_argument('--named', type=int, default=12, help='crashes per subject that gdb looks at '
                        '(default: %(default)s)')
    parser.add_argument('--result', type=Path, metavar='FILE', help='write what came there')
    options = parser.parse_args()
    if not shutil.which('gdb'):
        sys.exit('memory: gdb is missing, which says whose a crash is')
    outcome, ours = {}, []
    os.environ.update(PYTHONDONTWRITEBYTECODE='1', PYTHONHASHSEED='0')
    with tempfile.TemporaryDirectory() as root:
        for name, text in FILES.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for name in options.subjects.split(','):
            outcome[name] = found = run(name, root, options.most, options.named)
            places = found['crashes in']
            print(name + ': ' + ', '.join(f'{number} {what}' for what, number in found.items()
                                          if what != 'crashes in'), flush=True)
            for place, number in places.items():
                print(f'    {number} in {place}', flush=True)
            ours += [f'{name}: {place}' for place in places if place.partition(')')[0].endswith(OWN)]
    if options.result:
        results.write(options.result, subjects=outcome)
    print('memory: ' + ('FAILED, crashes of ours: ' + '; '.join(ours) if ours else 'no crash is ours'))
    sys.exit(bool(ours))


if __name__ == '__main__':
    main()
