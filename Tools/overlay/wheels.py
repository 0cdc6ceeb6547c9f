"""Bundled wheels: unpacked to be edited in build/wheels, made anew with a correct RECORD.

A wheel without a change is upstream's own, byte for byte. A changed one has upstream's files in upstream's order,
then the new ones sorted, then RECORD; all with fixed dates, so that the same overlay gives the same wheel.
"""

import base64
import csv
import hashlib
import io
import os
import zipfile

from common import digest, digest_file, read_bytes, say, walk_files, write_atomic

DATE = (1980, 1, 1, 0, 0, 0)


def record_path(name):
    """The path of a wheel's RECORD, which is made and not saved."""
    return '-'.join(name.split('-')[:2]) + '.dist-info/RECORD'


def unpack(path, folder):
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)


def remake(repo, layer):
    """Puts the wheel that the unpacked tree stands for into build/src. Returns whether it changed."""
    target = os.path.join(repo.source, 'Lib', 'ensurepip', '_bundled', layer.name)
    original = os.path.join(repo.pristine, 'src', 'Lib', 'ensurepip', '_bundled', layer.name)
    record = record_path(layer.name)
    contents = {rel: read_bytes(os.path.join(layer.tree, rel)) for rel in walk_files(layer.tree) if rel != record}
    contents = {rel: data for rel, data in contents.items() if data is not None}
    unchanged = set(contents) == set(layer.manifest) - {record} and all(
        digest(data) == layer.manifest[rel][0] for rel, data in contents.items())
    data = read_bytes(original) if unchanged else build(original, contents, record)
    if os.path.exists(target) and digest_file(target) == digest(data):
        return False
    write_atomic(target, data)
    say('made the wheel %s anew%s' % (layer.name, ', as upstream has it' if unchanged else ''))
    return True


def build(original, contents, record):
    """The bytes of a wheel that holds contents ({path: bytes}) and the RECORD for them."""
    out = io.BytesIO()
    with zipfile.ZipFile(original) as old:
        infos = {info.filename: info for info in old.infolist()}
    order = [name for name in infos if name in contents]
    order += sorted(set(contents) - set(infos))
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator='\n')
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in order:
            data = contents[name]
            _add(new, name, data, infos.get(name))
            value = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
            writer.writerow([name, 'sha256=' + value, len(data)])
        writer.writerow([record, '', ''])
        _add(new, record, rows.getvalue().encode(), infos.get(record))
    return out.getvalue()


def _add(archive, name, data, like):
    info = zipfile.ZipInfo(name, like.date_time if like else DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = like.external_attr if like else 0o100644 << 16
    archive.writestr(info, data)
