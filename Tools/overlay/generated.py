"""Files that CPython's own make targets generate, as generated.txt lists them."""

import functools
import os
import re

from common import Failure, digest, read_bytes

# The marks between which Tools/build/freeze_modules.py writes, whatever the file.
BLOCKS = [(start.encode(), end.encode()) for start, end in (
    ('/* Includes for frozen modules: */', '/* End includes */'),
    ('static const struct _frozen bootstrap_modules[] =', '/* bootstrap sentinel */'),
    ('static const struct _frozen stdlib_modules[] =', '/* stdlib sentinel */'),
    ('static const struct _frozen test_modules[] =', '/* test sentinel */'),
    ('const struct _module_alias aliases[] =', '/* aliases sentinel */'),
    ('FROZEN_FILES_IN =', '# End FROZEN_FILES_IN'),
    ('FROZEN_FILES_OUT =', '# End FROZEN_FILES_OUT'),
    ('# BEGIN: freezing modules', '# END: freezing modules'),
    ('<!-- BEGIN frozen modules -->', '<!-- END frozen modules -->'),
)]


class Target:
    def __init__(self, name):
        self.name = name
        self.makes, self.blocks, self.reads = [], [], []
        self.script = None
        self.after_build = False

    def concerns(self, rel):
        """Return True if the target reads or writes the file."""
        return any(_matcher(pattern)(rel) for pattern in self.reads + self.makes + self.blocks)

    def inputs_and_outputs(self, root):
        """One digest of everything that the target reads or writes under root."""
        return digest('\n'.join(rel + ' ' + digest(read_bytes(os.path.join(root, rel)) or b'')
                                for rel in expand(root, self.reads + self.makes + self.blocks)).encode())


def expand(root, patterns):
    found = set()
    for pattern in patterns:
        if not re.search(r'[*?\[]', pattern):
            found.add(pattern)
            continue
        match = _matcher(pattern)
        base = re.split(r'[*?\[]', pattern)[0].rpartition('/')[0]
        for folder, folders, names in os.walk(os.path.join(root, base)):
            folders[:] = [name for name in folders if name != '__pycache__']
            rel = os.path.relpath(folder, root).replace(os.sep, '/')
            rel = '' if rel == '.' else rel + '/'
            found.update(rel + name for name in names if match(rel + name))
    return sorted(found)


@functools.lru_cache(None)
def _matcher(pattern):
    text = ''.join({'**/': r'(?:.*/)?', '*': '[^/]*'}.get(part, part if part[:1] == '[' else re.escape(part))
                   for part in re.findall(r'\*\*/|\*|\[[^\]]*\]|[^*\[]+', pattern))
    return re.compile(text + r'\Z').match


def table(repo):
    return _read(os.path.join(repo.lists, 'generated.txt'))


@functools.lru_cache(None)
def _read(path):
    return Generated(path)


class Generated:
    """The table of generated.txt."""

    def __init__(self, path):
        self.targets = []
        for line in read_bytes(path).decode().splitlines():
            words = line.split()
            if not words or line.startswith('#'):
                continue
            if not line.startswith(' '):
                self.targets.append(Target(words[0].rstrip(':')))
            elif words[0] == 'after':
                self.targets[-1].after_build = True
            elif words[0] == 'script':
                self.targets[-1].script = words[1:]
            elif words[0] in ('makes', 'blocks', 'from'):
                getattr(self.targets[-1], {'from': 'reads'}.get(words[0], words[0])).extend(words[1:])
            else:
                raise Failure('generated.txt: "%s" is no word of its format' % words[0])
        self._whole = [_matcher(pattern) for target in self.targets for pattern in target.makes]
        self._partly = {rel for target in self.targets for rel in target.blocks}

    def __contains__(self, rel):
        """Return True if the whole file is generated."""
        return any(match(rel) for match in self._whole)

    def has_blocks(self, rel):
        """Return True if parts of the file are generated."""
        return rel in self._partly

    def without_blocks(self, rel, content, pristine):
        """content, its generated blocks replaced by those of the pristine file: what is compared, laid
        and saved. Any other file comes back as it is."""
        if rel not in self._partly:
            return content
        for start, end in BLOCKS:
            theirs, ours = _inside(pristine, start, end), _inside(content, start, end)
            if theirs and ours:
                content = content[:ours[0]] + pristine[theirs[0]:theirs[1]] + content[ours[1]:]
        return content


def _inside(content, start, end):
    at = re.search(rb'^[ \t]*' + re.escape(start), content, re.M)
    stop = content.find(end, at.end()) if at else -1
    return (at.end(), stop) if stop >= 0 else None
