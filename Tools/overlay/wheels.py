"""Bundled wheels: unpacked to be edited in build/wheels, made anew with a correct RECORD.

A wheel without a change is upstream's own, byte for byte. A changed one has upstream's files in upstream's order,
then the new ones sorted, then RECORD; all with fixed dates, so that the same overlay gives the same wheel. Where its
METADATA has another version, its name and its *.dist-info have it, too.
"""

import base64
import csv
import hashlib
import io
import os
import re
import zipfile

from common import read_bytes, say, walk_files, write_atomic
from overlay import WHEELS, wheel_names

DATE = (1980, 1, 1, 0, 0, 0)


def unpack(path, folder):
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)


def remake(repo, laid):
    """Puts the wheels that the trees in build/wheels stand for into build/src."""
    changed = laid.changed()
    for name in wheel_names(laid.upstream):
        original = laid.scratch.contents([laid.upstream['src/' + WHEELS + name][1]])[0]
        record = '-'.join(name.split('-')[:2]) + '.dist-info/RECORD'
        folder = os.path.join(repo.build, 'wheels', name)
        paths = {path for path in changed if path.startswith('wheels/%s/' % name)} - {'wheels/%s/%s' % (name, record)}
        contents = {rel: read_bytes(os.path.join(folder, rel)) for rel in walk_files(folder) if rel != record}
        made = rename(name, contents) if paths else name
        data = build(original, contents, record, made) if paths else original
        target = os.path.join(repo.source, WHEELS, made)
        if data != read_bytes(target):
            write_atomic(target, data)
            say('made the wheel %s anew%s' % (made, '' if paths else ', as upstream has it'))
        for other in os.listdir(os.path.dirname(target)):
            if other != made and other.startswith(name.split('-')[0] + '-') and other.endswith('.whl'):
                os.unlink(os.path.join(os.path.dirname(target), other))


def rename(name, contents):
    """The name of a wheel, with the version that its METADATA has."""
    project, version, *rest = name.split('-')
    metadata = contents.get('%s-%s.dist-info/METADATA' % (project, version), b'')
    found = re.search(b'^Version: *(.*?)\r?$', metadata, re.MULTILINE)
    return '-'.join([project, found[1].decode() if found else version, *rest])


def build(original, contents, record, name):
    """The bytes of a wheel like original that holds contents ({path: bytes}) and the RECORD for them.

    record: its path in the original. name: the wheel's, which says what its *.dist-info is called."""
    before, after = os.path.dirname(record), '-'.join(name.split('-')[:2]) + '.dist-info'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as old:
        infos = {info.filename: info for info in old.infolist()}
    order = [name for name in infos if name in contents]
    order += sorted(set(contents) - set(infos))
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator='\n')
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as new:
        for path in order:
            data, like = contents[path], infos.get(path)
            if path.startswith(before + '/'):
                path = after + path[len(before):]
            _add(new, path, data, like)
            value = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
            writer.writerow([path, 'sha256=' + value, len(data)])
        writer.writerow([after + '/RECORD', '', ''])
        _add(new, after + '/RECORD', rows.getvalue().encode(), infos.get(record))
    return out.getvalue()


def _add(archive, name, data, like):
    info = zipfile.ZipInfo(name, like.date_time if like else DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = like.external_attr if like else 0o100644 << 16
    archive.writestr(info, data)
