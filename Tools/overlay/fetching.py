"""Getting the release: from the cache, python.org, or Debian's source package. The pinned hash decides."""

import glob
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
# apt with lists, cache and sources in a folder of our own, and without the system's hooks, which touch system folders.
APT = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::SourceList "/dev/null"; Dir::Etc::SourceParts "{0}/parts";
Dir::State::Lists "{0}/lists"; Dir::Cache "{0}/cache";
Acquire::Retries "1"; Acquire::http::Timeout "15"; Acquire::https::Timeout "15"; Acquire::Languages "none";
APT::Sandbox::User ""; APT::Get::List-Cleanup "false";
"""


def read_pin(repo):
    """The settings in UPSTREAM, as a dict."""
    data = read_bytes(os.path.join(repo.root, 'UPSTREAM'))
    if data is None:
        raise Failure('the file UPSTREAM, which pins the release, is missing')
    pin = dict(re.findall(r'^(\w+)[ \t]*=[ \t]*(.*?)[ \t]*$', data.decode(), re.M))
    for key in ('version', 'sha256'):
        if key not in pin:
            raise Failure('UPSTREAM has no line "%s = ..."' % key)
    return pin


def cache_folder(repo):
    home = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
    for folder in (os.path.join(home, 'cpython-overlay'), os.path.join(repo.build, 'downloads')):
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            break
    return folder


def tarball(repo, pin):
    """The path of the pinned release's tarball, fetched if need be."""
    folder = cache_folder(repo)
    target = os.path.join(folder, 'Python-%s.tar.xz' % pin['version'])
    if os.path.exists(target):
        if digest_file(target) == pin['sha256']:
            return target
        warn('%s has not the hash that UPSTREAM pins; getting it anew' % target)
        remove(target)
    tried = []
    with tempfile.TemporaryDirectory(prefix='.get-', dir=folder) as work:
        part = os.path.join(work, 'part.tar.xz')
        for label, get in ((pin.get('url', 'the release server').split('//')[-1].split('/')[0], from_url),
                           ("Debian's source package", from_debian)):
            try:
                get(pin, part, work)
                found = digest_file(part)
                if found != pin['sha256']:
                    raise Failure('its SHA-256 is %s, not the one that UPSTREAM pins' % found)
            except Failure as failure:
                tried.append('%s: %s' % (label, failure))
                say('not from ' + tried[-1])
                continue
            os.replace(part, target)
            say('upstream %s is in %s, its SHA-256 as pinned' % (pin['version'], target))
            return target
    raise Failure('upstream %s could not be had (%s); get Python-%s.tar.xz in another way and run '
                  './configure --with-upstream=PATH' % (pin['version'], '; '.join(tried), pin['version']))


def from_url(pin, part, work):
    """Downloads pin['url'] to part."""
    if 'url' not in pin:
        raise Failure('UPSTREAM names no url')
    response = open_quickly(pin['url'])
    progress_start()
    done = 0
    try:
        with response, open(part, 'wb') as file:
            total = int(response.headers.get('Content-Length') or 0)
            for block in iter(lambda: response.read(1 << 16), b''):
                file.write(block)
                done += len(block)
                progress('download', done >> 10, total >> 10, ' KiB', final=done == total)
    except (OSError, ValueError) as error:
        raise Failure('the download broke off (%s)' % error) from None
    if total and done != total:
        raise Failure('the download broke off after %d of %d bytes' % (done, total))


def open_quickly(url, seconds=CONNECT_SECONDS):
    """The open response. The wait covers name look-up too, which no socket time-out does; a look-up that
    hangs is left to its thread."""
    result = {'error': None}

    def connect():
        try:
            request = urllib.request.Request(url, headers={'User-Agent': 'cpython-overlay'})
            result['response'] = urllib.request.urlopen(request, timeout=READ_SECONDS)
        except Exception as error:  # whatever it is, the next source is tried
            result['error'] = error
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(seconds)
    if 'response' in result:
        return result['response']
    error = result['error']
    raise Failure('no answer within %d seconds' % seconds if error is None
                  else 'not reachable (%s)' % (getattr(error, 'reason', None) or error))


CODENAMES = {'stable', 'testing', 'unstable', 'sid', 'oldstable', 'oldoldstable'}


def from_debian(pin, part, work):
    """Debian's source package has the release tarball as its .orig. It is asked for with apt's own programs; the system
    stays as it is."""
    if 'debian' not in pin:
        raise Failure('UPSTREAM names no Debian release')
    if not shutil.which('apt-get'):
        raise Failure('this machine has no apt-get')
    suite, package = pin['debian'].split()
    entries = debian_sources(suite)
    if not entries:
        raise Failure('no apt source of this machine is one of Debian itself')
    say('getting %s with apt-get from %s' % (package, suite))
    # A machine older than the release may lack the key it is signed with: the pinned hash stands in.
    for number, entry in enumerate(entries + [entry + 'Trusted: yes\n' for entry in entries]):
        try:
            return os.replace(_apt_source(os.path.join(work, 'apt-%d' % number), entry, pin, package), part)
        except Failure as failure:
            reason = failure
    raise reason


def debian_sources(suite, etc='/etc'):
    """deb-src entries (deb822 text) for suite, derived from the machine's own entries for Debian itself."""
    release = (read_bytes(os.path.join(etc, 'os-release')) or b'').decode()
    codenames = CODENAMES.union([suite], re.findall(r'^VERSION_CODENAME=["\']?([^"\'\s]*)', release, re.M))
    found = []
    apt = os.path.join(etc, 'apt')
    for path in [apt + '/sources.list', *sorted(glob.glob(apt + '/sources.list.d/*'))]:
        text = (read_bytes(path) or b'').decode('utf-8', 'replace')
        for stanza in _deb822(text) if path.endswith('.sources') else _one_line(text) if path.endswith('.list') else ():
            if (stanza.get('enabled', 'yes').lower() in ('no', 'false', '0')
                    or 'main' not in stanza.get('components', '').split()
                    or not codenames.intersection(stanza.get('suites', '').split())):
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
    for stanza in re.split(r'\n\s*\n', re.sub(r'^#.*\n', '', text, flags=re.M)):
        pairs = re.findall(r'^([\w-]+):(.*(?:\n[ \t].*)*)', stanza, re.M)
        yield {key.lower(): value.strip(' ') for key, value in pairs}


def _one_line(text):
    """The entries of a sources.list, as stanzas."""
    for options, uri, suite, components in re.findall(
            r'^\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#\n]*)', text, re.M):
        signed = re.search(r'(?i)\bsigned-by=(\S+)', options)
        yield {'uris': uri, 'suites': suite, 'components': components,
               'signed-by': signed and signed[1].replace(',', ' ')}


def _apt_source(folder, entry, pin, package):
    """Downloads the .orig tarball with one deb-src entry; returns its path."""
    for name in ('parts', 'lists/partial', 'cache/archives/partial', 'out'):
        os.makedirs(os.path.join(folder, name))
    config = os.path.join(folder, 'apt.conf')
    for path, text in ((config, APT.format(folder)), (os.path.join(folder, 'parts', 'upstream.sources'), entry)):
        with open(path, 'w') as file:
            file.write(text)

    def apt(program, *arguments):
        done = subprocess.run([program, '-q', '-c', config, *arguments], cwd=os.path.join(folder, 'out'),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=dict(os.environ, LC_ALL='C'))
        text = done.stdout.decode('utf-8', 'replace')
        errors = re.findall(r'^(?:E|W|Err):.*', text, re.M)
        if done.returncode:
            raise Failure('%s %s: %s' % (program, arguments[0], errors[-1] if errors else 'it failed'))
        return text, errors
    errors = apt('apt-get', 'update')[1]
    try:
        versions = re.findall(r'^Version: ((?:\d+:)?%s(?:[-+~]\S*)?)$' % re.escape(pin['version']),
                              apt('apt-cache', 'showsrc', package)[0], re.M)
    except Failure:
        versions = []
    if not versions:
        raise Failure(errors[-1] if errors else 'it has no %s %s' % (package, pin['version']))
    apt('apt-get', '--download-only', '--tar-only', 'source', '%s=%s' % (package, versions[0]))
    for path in glob.glob(os.path.join(folder, 'out', '*.orig.tar.*')):
        if not path.endswith('.asc'):
            return path
    raise Failure('apt-get brought no .orig tarball')
