"""Files that CPython's own make targets generate, as generated.txt lists them."""

import functools
import os
import pathlib
import re

from common import digest, read_bytes

FILES = ('makes', 'blocks', 'from')

# What Tools/build/freeze_modules.py writes between marks, whatever the file.
BLOCK = re.compile(rb"""^[ \t]*(
    /\*\ Includes\ for\ frozen\ modules:\ \*/ | static\ const\ struct\ _frozen\ \w+\[\]\ = |
    const\ struct\ _module_alias\ aliases\[\]\ = | FROZEN_FILES_(?:IN|OUT)\ = |
    \#\ BEGIN:\ freezing\ modules | <!--\ BEGIN\ frozen\ modules\ -->
    )(.*?)(?=/\*\ (?:End\ includes|\w+\ sentinel)\ \*/ | \#\ End\ FROZEN_FILES_ | \#\ END:\ freezing\ modules |
    <!--\ END\ frozen\ modules\ -->)""", re.M | re.S | re.X)


class Target:
    """One entry of generated.txt."""

    def __init__(self, name):
        self.name, self.words = name, {'makes': [], 'blocks': [], 'from': [], 'script': [], 'after': []}

    def concerns(self, rel):
        """Return True if the target reads or writes the file."""
        return any(matcher(pattern)(rel) for key in FILES for pattern in self.words[key])

    def inputs_and_outputs(self, root):
        """One digest of everything that the target reads or writes under root."""
        found = {path for key in FILES for pattern in self.words[key] for path in pathlib.Path(root).glob(pattern)}
        return digest(''.join('%s %s\n' % (path.relative_to(root), digest(read_bytes(path) or b''))
                              for path in sorted(found)).encode())


@functools.lru_cache(None)
def matcher(pattern):
    """The function that tells whether a path matches a pattern of generated.txt."""
    text = re.escape(pattern).replace(r'\*\*/', '(?:.*/)?').replace(r'\*', '[^/]*').replace(r'\[', '[').replace(r'\]', ']')
    return re.compile(text).fullmatch


class Generated:
    """The table of generated.txt."""

    def __init__(self):
        self.targets = []
        for line in read_bytes(os.path.join(os.path.dirname(__file__), 'generated.txt')).decode().splitlines():
            words = line.partition('#')[0].split()
            if words and not line.startswith(' '):
                self.targets.append(Target(words[0].rstrip(':')))
            elif words:
                self.targets[-1].words[words[0]].extend(words[1:])

    def __contains__(self, rel):
        """Return True if the whole file is generated."""
        return any(matcher(pattern)(rel) for target in self.targets for pattern in target.words['makes'])

    def has_blocks(self, rel):
        """Return True if parts of the file are generated."""
        return any(rel in target.words['blocks'] for target in self.targets)


TABLE = Generated()


def without_blocks(content, pristine):
    """content, its generated blocks replaced by those of the pristine file: what is compared, laid and saved."""
    blocks = {match[1]: match[0] for match in BLOCK.finditer(pristine)}
    return BLOCK.sub(lambda match: blocks.get(match[1], match[0]), content)
