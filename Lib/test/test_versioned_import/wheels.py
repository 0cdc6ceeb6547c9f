"""Small wheels and source distributions, made on the spot.

make_wheel() writes a wheel from a table of its files, make_sdist() what pip
builds one from, without a build tool from an index.  In the files of a project
"{version}" stands for its version.
"""

import base64
import hashlib
import io
import os
import tarfile
import zipfile


def normalized(name):
    """A project's name as it stands in the names of wheels."""
    return name.lower().replace('-', '_').replace('.', '_')


def make_wheel(folder, name, version, files=None, *, requires=(), scripts={},
               metadata=(), data={}, links={}, tag='py3-none-any', extras=(),
               requires_python=None, record=True):
    """Write a wheel to a folder and return its path.

    files      {path: text}; without it a package of the project's name that
               has a global VERSION
    requires   lines of Requires-Dist
    scripts    {name: 'module:function'}, the console scripts
    metadata   further lines of METADATA, such as 'Import-Name: foo'
    data       {path below NAME-VERSION.data: text}, as 'data/share/foo.txt'
    links      {path: target}: members that are symbolic links
    """
    if files is None:
        files = {normalized(name) + '/__init__.py': 'VERSION = {version!r}\n'}
    stem = f'{normalized(name)}-{version}'
    info = stem + '.dist-info'
    members = {path: _text(text, version) for path, text in files.items()}
    for path, text in data.items():
        members[f'{stem}.data/{path}'] = _text(text, version)
    members[info + '/METADATA'] = _metadata(
        name, version, requires, metadata, extras, requires_python)
    members[info + '/WHEEL'] = (
        f'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n')
    if scripts:
        members[info + '/entry_points.txt'] = '[console_scripts]\n' + ''.join(
            f'{script} = {value}\n' for script, value in scripts.items())
    if record:
        rows = [f'{path},sha256={_digest(text)},{len(text.encode())}\n'
                for path, text in members.items()]
        rows += [f'{path},,\n' for path in (*links, info + '/RECORD')]
        members[info + '/RECORD'] = ''.join(rows)
    path = os.path.join(folder, f'{stem}-{tag}.whl')
    os.makedirs(folder, exist_ok=True)
    with zipfile.ZipFile(path, 'w') as archive:
        for member, text in members.items():
            archive.writestr(member, text)
        for member, target in links.items():
            entry = zipfile.ZipInfo(member)
            entry.create_system = 3
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, target)
    return path


def make_sdist(folder, name, version, files=None, **kwargs):
    """Write a source distribution to a folder and return its path.

    It has a build backend of its own, which needs nothing else.
    """
    stem = f'{normalized(name)}-{version}'
    path = os.path.join(folder, stem + '.tar.gz')
    os.makedirs(folder, exist_ok=True)
    with tarfile.open(path, 'w:gz') as archive:
        for member, text in source_tree(name, version, files, **kwargs).items():
            entry = tarfile.TarInfo(f'{stem}/{member}')
            content = text.encode()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def make_source(folder, name, version, files=None, **kwargs):
    """Write a source tree, as a local path or a repository has it."""
    for member, text in source_tree(name, version, files, **kwargs).items():
        path = os.path.join(folder, member)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
    return folder


def source_tree(name, version, files=None, **kwargs):
    """{path: text} of a project whose backend calls make_wheel()."""
    if files is None:
        files = {normalized(name) + '/__init__.py': 'VERSION = {version!r}\n'}
    with open(__file__, encoding='utf-8') as file:
        backend = file.read()
    arguments = f'{name!r}, {version!r}, {files!r}, **{kwargs!r}'
    backend += f'''

def build_wheel(folder, config_settings=None, metadata_directory=None):
    return os.path.basename(make_wheel(folder, {arguments}))


def build_editable(folder, config_settings=None, metadata_directory=None):
    return os.path.basename(make_wheel(folder, {arguments}))


def build_sdist(folder, config_settings=None):
    return os.path.basename(make_sdist(folder, {arguments}))
'''
    return {
        'PKG-INFO': _metadata(name, version, kwargs.get('requires', ())),
        'pyproject.toml': ('[build-system]\nrequires = []\n'
                           'build-backend = "backend"\nbackend-path = ["."]\n'),
        'backend.py': backend,
        **{path: _text(text, version) for path, text in files.items()},
    }


def _metadata(name, version, requires=(), lines=(), extras=(), requires_python=None):
    headers = ['Metadata-Version: 2.1', f'Name: {name}', f'Version: {version}',
               f'Summary: {name} for a test']
    if requires_python is not None:
        headers.append(f'Requires-Python: {requires_python}')
    headers += [f'Provides-Extra: {extra}' for extra in extras]
    headers += [f'Requires-Dist: {requirement}' for requirement in requires]
    headers += lines
    return '\n'.join(headers) + '\n'


def _text(text, version):
    return text.replace('{version!r}', repr(version)).replace('{version}', version)


def _digest(text):
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b'=').decode()
