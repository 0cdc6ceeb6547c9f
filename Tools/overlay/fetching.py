"""Getting the release: from the cache, python.org, or Debian's source package. The pinned hash decides."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.request

from common import Failure, digest_file, progress, progress_start, read_bytes, remove, say, warn

CONNECT_SECONDS = 5     # a machine that cannot reach python.org loses no more than this
READ_SECONDS = 15


def read_pin(repo):
    """The settings in UPSTREAM, as a dict."""
    data = read_bytes(os.path.join(repo.root, 'UPSTREAM'))
    if data is None:
        raise Failure('the file UPSTREAM, which pins the release, is missing')
    pin = {}
    for line in data.decode().splitlines():
        key, equals, value = line.partition('=')
        if equals and not line.startswith('#'):
            pin[key.strip()] = value.strip()
    for key in ('version', 'sha256'):
        if key not in pin:
            raise Failure('UPSTREAM has no line "%s = ..."' % key)
    return pin


def cache_folder(repo):
    home = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
    folder = os.path.join(home, 'cpython-overlay')
    try:
        os.makedirs(folder, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    folder = os.path.join(repo.build, 'downloads')
    os.makedirs(folder, exist_ok=True)
    return folder


def tarball(repo, pin=None):
    """The path of the pinned release's tarball, fetched if need be."""
    pin = pin or read_pin(repo)
    folder = cache_folder(repo)
    target = os.path.join(folder, 'Python-%s.tar.xz' % pin['version'])
    if os.path.exists(target):
        if digest_file(target) == pin['sha256']:
            return target
        warn('%s has not the hash that UPSTREAM pins; getting it anew' % target)
        remove(target)
    tried = []
    with tempfile.TemporaryDirectory(prefix='.get-', dir=folder) as work:
        for get in (from_url, from_debian):
            part = os.path.join(work, get.__name__ + '.tar.xz')
            try:
                get(pin, part, work)
                found = digest_file(part)
                if found != pin['sha256']:
                    raise Failure('its SHA-256 is %s, not the one that UPSTREAM pins' % found)
            except Failure as failure:
                tried.append('%s: %s' % (get.label(pin), failure))
                say('not from ' + tried[-1])
                continue
            os.replace(part, target)
            say('upstream %s is in %s, its SHA-256 as pinned' % (pin['version'], target))
            return target
    raise Failure('upstream %s could not be had (%s); get Python-%s.tar.xz in another way and run '
                  './configure --with-upstream=PATH' % (pin['version'], '; '.join(tried), pin['version']))


# ---- python.org ----

def from_url(pin, part, work):
    """Downloads pin['url'] to part."""
    url = pin.get('url')
    if not url:
        raise Failure('UPSTREAM names no url')
    response = open_quickly(url)
    progress_start()
    try:
        with response, open(part, 'wb') as file:
            total = int(response.headers.get('Content-Length') or 0)
            done = 0
            while True:
                block = response.read(1 << 16)
                if not block:
                    break
                file.write(block)
                done += len(block)
                progress('download', done >> 10, total >> 10, ' KiB')
            progress('download', done >> 10, total >> 10, ' KiB', final=True)
    except (OSError, ValueError) as error:
        raise Failure('the download broke off (%s)' % error) from None
    if total and done != total:
        raise Failure('the download broke off after %d of %d bytes' % (done, total))


from_url.label = lambda pin: pin.get('url', 'the release server').split('/')[2 if '//' in pin.get('url', '') else 0]


def open_quickly(url, seconds=CONNECT_SECONDS):
    """The open response. The wait covers name look-up too, which no socket time-out does; a look-up that
    hangs is left to its thread."""
    result = {}
    given_up = threading.Event()

    def connect():
        try:
            request = urllib.request.Request(url, headers={'User-Agent': 'cpython-overlay'})
            response = urllib.request.urlopen(request, timeout=READ_SECONDS)
            if given_up.is_set():
                response.close()
            result['response'] = response
        except Exception as error:  # whatever it is, the next source is tried
            result['error'] = error
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(seconds)
    if 'response' in result:
        return result['response']
    given_up.set()
    error = result.get('error')
    raise Failure('no answer within %d seconds' % seconds if error is None
                  else 'not reachable (%s)' % (getattr(error, 'reason', None) or error))


# ---- Debian ----

def from_debian(pin, part, work, etc='/etc'):
    """Debian's source package has the release tarball as its .orig. It is asked for with apt's own
    programs, but with lists, cache and sources in a folder of our own: the system stays as it is."""
    if 'debian' not in pin:
        raise Failure('UPSTREAM names no Debian release')
    if not shutil.which('apt-get'):
        raise Failure('this machine has no apt-get')
    suite, package = pin['debian'].split()
    entries = debian_sources(suite, etc)
    if not entries:
        raise Failure('no apt source of this machine is one of Debian itself')
    say('getting %s with apt-get from %s' % (package, suite))
    reason = ''
    # A machine older than the release may lack the key it is signed with: the pinned hash stands in.
    for trusted in (False, True):
        for number, entry in enumerate(entries):
            folder = os.path.join(work, 'apt-%d-%d' % (trusted, number))
            try:
                found = _apt_source(folder, entry + ('Trusted: yes\n' if trusted else ''), pin, package)
            except Failure as failure:
                reason = str(failure)
                continue
            os.replace(found, part)
            return
    raise Failure(reason)


from_debian.label = lambda pin: "Debian's source package"

CODENAMES = {'stable', 'testing', 'unstable', 'sid', 'oldstable', 'oldoldstable'}


def debian_sources(suite, etc='/etc'):
    """deb-src entries (deb822 text) for suite, derived from the machine's own entries for Debian itself."""
    codenames = CODENAMES | {suite}
    for line in (read_bytes(os.path.join(etc, 'os-release')) or b'').decode().splitlines():
        if line.startswith('VERSION_CODENAME='):
            codenames.add(line.split('=', 1)[1].strip().strip('"\''))
    apt = os.path.join(etc, 'apt')
    parts = os.path.join(apt, 'sources.list.d')
    names = sorted(os.listdir(parts)) if os.path.isdir(parts) else []
    paths = [os.path.join(apt, 'sources.list')] + [os.path.join(parts, name) for name in names]
    found = []
    for path in paths:
        text = (read_bytes(path) or b'').decode('utf-8', 'replace')
        stanzas = _deb822(text) if path.endswith('.sources') else _one_line(text) if path.endswith('.list') else []
        for stanza in stanzas:
            suites = stanza.get('suites', '').split()
            if (stanza.get('enabled', 'yes').lower() in ('no', 'false', '0')
                    or 'main' not in stanza.get('components', '').split()
                    or not codenames.intersection(suites)):
                continue
            for uri in stanza.get('uris', '').split():
                entry = 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\n' % (uri, suite)
                if stanza.get('signed-by'):
                    entry += 'Signed-By: %s\n' % stanza['signed-by']
                if entry not in found:
                    found.append(entry)
    return found


def _deb822(text):
    """The stanzas of a .sources file; a key block given inline keeps its continuation lines."""
    stanzas, stanza, key = [], {}, None
    for line in text.split('\n') + ['']:
        if line.startswith('#'):
            continue
        if not line.strip():
            if stanza:
                stanzas.append(stanza)
            stanza, key = {}, None
        elif line[0] in ' \t':
            if key:
                stanza[key] += '\n' + line.rstrip()
        else:
            key, _, value = line.partition(':')
            key = key.strip().lower()
            stanza[key] = value.strip()
    return stanzas


def _one_line(text):
    """The entries of a sources.list, as stanzas."""
    stanzas = []
    for line in text.split('\n'):
        match = re.match(r'\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)', line)
        if match:
            stanza = {'uris': match[2], 'suites': match[3], 'components': match[4]}
            for option in (match[1] or '').split():
                name, _, value = option.partition('=')
                if name.lower() == 'signed-by':
                    stanza['signed-by'] = value.replace(',', ' ')
            stanzas.append(stanza)
    return stanzas


def _apt_source(folder, entry, pin, package):
    """Downloads the .orig tarball with one deb-src entry; returns its path."""
    for name in ('parts', 'lists/partial', 'cache/archives/partial', 'out'):
        os.makedirs(os.path.join(folder, name))
    with open(os.path.join(folder, 'parts', 'upstream.sources'), 'w') as file:
        file.write(entry)
    # Read after the system's own configuration, so that its hooks, which touch system folders, are off.
    config = os.path.join(folder, 'apt.conf')
    with open(config, 'w') as file:
        file.write('#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n'
                   '#clear APT::Update::Post-Invoke-Success;\n')
        for key, value in (('Dir::Etc::SourceList', '/dev/null'), ('Dir::Etc::SourceParts', folder + '/parts'),
                           ('Dir::State::Lists', folder + '/lists'), ('Dir::Cache', folder + '/cache'),
                           ('Acquire::Retries', '1'), ('Acquire::http::Timeout', '15'),
                           ('Acquire::https::Timeout', '15'), ('APT::Sandbox::User', ''),
                           ('APT::Get::List-Cleanup', 'false'), ('Acquire::Languages', 'none')):
            file.write('%s "%s";\n' % (key, value))

    def apt(program, *arguments):
        done = subprocess.run([program, '-q', '-c', config, *arguments], cwd=os.path.join(folder, 'out'),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=dict(os.environ, LC_ALL='C'))
        text = done.stdout.decode('utf-8', 'replace')
        errors = [line for line in text.splitlines() if line.startswith(('E:', 'W:', 'Err:'))]
        if done.returncode:
            raise Failure('%s %s: %s' % (program, arguments[0], errors[-1] if errors else 'it failed'))
        return text, errors
    errors = apt('apt-get', 'update')[1]
    versions = []
    with contextlib.suppress(Failure):
        text = apt('apt-cache', 'showsrc', package)[0]
        versions = re.findall(r'^Version: (\S+)$', text, re.M)
    versions = [version for version in versions
                if re.match(r'(\d+:)?%s([-+~]|$)' % re.escape(pin['version']), version)]
    if not versions:
        raise Failure(errors[-1] if errors else 'it has no %s %s' % (package, pin['version']))
    apt('apt-get', '--download-only', '--tar-only', 'source', '%s=%s' % (package, versions[0]))
    for name in os.listdir(os.path.join(folder, 'out')):
        if '.orig.tar.' in name and not name.endswith('.asc'):
            return os.path.join(folder, 'out', name)
    raise Failure('apt-get brought no .orig tarball')
