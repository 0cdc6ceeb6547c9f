"""Bundled wheels: unpacked to be edited in build/wheels, made anew with a correct RECORD.

A wheel without a change is upstream's own, byte for byte. A changed one has its files sorted, the metadata last, all with
one date, so that the same overlay gives the same wheel. Where its METADATA has another version, its name and its
*.dist-info have it, too.
"""

import base64
import csv
import hashlib
import io
import os
import re
import zipfile

from common import read_bytes, say, write_atomic
from overlay import WHEELS, is_made, wheel_names
from scratch import differing


def remake(laid, stands):
    """Puts the wheels that the folders in build/wheels stand for into build/src. stands: the entries below build/."""
    changed = differing(laid.upstream, stands)
    for name in wheel_names(laid.upstream):
        top, made = 'wheels/%s/' % name, name
        if any(path.startswith(top) for path in changed):
            contents = {path[len(top):]: read_bytes(laid.repo.built(path)) for path, entry in stands.items()
                        if path.startswith(top) and entry and not is_made(path)}
            made, contents = renamed(name, contents)
            data = build(contents)
        else:
            data = laid.scratch.content(laid.upstream['src/' + WHEELS + name])
        target = laid.repo.built('src/' + WHEELS + made)
        if data != read_bytes(target):
            write_atomic(target, data)
            say('made the wheel %s anew' % made)
        for other in os.listdir(os.path.dirname(target)):
            if other != made and other.startswith(name.split('-')[0] + '-') and other.endswith('.whl'):
                os.unlink(os.path.join(os.path.dirname(target), other))


def renamed(name, contents):
    """The name of a wheel and its contents, with the version that its METADATA has."""
    project, version, *rest = name.split('-')
    before = '%s-%s.dist-info/' % (project, version)
    found = re.search(b'^Version: *(.*?)\r?$', contents.get(before + 'METADATA', b''), re.MULTILINE)
    version = found[1].decode() if found else version
    after = '%s-%s.dist-info/' % (project, version)
    return '-'.join([project, version, *rest]), {
        after + path[len(before):] if path.startswith(before) else path: data for path, data in contents.items()}


def build(contents):
    """The bytes of a wheel that holds contents ({path: bytes}) and the RECORD for them."""
    rows, out = io.StringIO(), io.BytesIO()
    contents = dict(sorted(contents.items(), key=lambda item: ('.dist-info/' in item[0], item[0])))
    writer = csv.writer(rows, lineterminator='\n')
    for name, data in contents.items():
        value = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
        writer.writerow([name, 'sha256=' + value, len(data)])
    record = next(name for name in contents if name.endswith('.dist-info/METADATA')).replace('METADATA', 'RECORD')
    writer.writerow([record, '', ''])
    contents[record] = rows.getvalue().encode()
    with zipfile.ZipFile(out, 'w') as archive:
        for name, data in contents.items():
            info = zipfile.ZipInfo(name)    # of 1980
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
