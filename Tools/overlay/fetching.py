"""Getting the release: from the cache, Debian's source package, or python.org. The pinned hash decides."""

import os
import re
import shutil
import subprocess
import tempfile
import urllib.request

from common import Failure, digest, read_bytes, say, warn

APT_HELPER = '/usr/lib/apt/apt-helper'

def read_pin(repo):
    """The settings in UPSTREAM, as a dict."""
    data = read_bytes(os.path.join(repo.root, 'UPSTREAM')) or b''
    pin = dict(re.findall(r'^(\w+)[ \t]*=[ \t]*(.*?)[ \t]*$', data.decode(), re.M))
    for key in ('version', 'sha256', 'url', 'debian'):
        if key not in pin:
            raise Failure('UPSTREAM, which pins the release, has no line "%s = ..."' % key)
    return pin


def tarball(repo, pin):
    """The path of the pinned release's tarball, fetched if need be."""
    home = os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')
    folder = os.path.join(home, 'cpython-overlay')
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        folder = repo.built('downloads')
        os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, 'Python-%s.tar.xz' % pin['version'])
    if os.path.exists(target):
        if digest(read_bytes(target)) == pin['sha256']:
            return target
        warn('%s has not the hash that UPSTREAM pins; getting it anew' % target)
        os.unlink(target)
    tried = []
    with tempfile.TemporaryDirectory(prefix='.get-', dir=folder) as work:
        part = os.path.join(work, 'part.tar.xz')
        # Debian first: a machine that reaches no more than its mirror need not wait for python.org's name.
        for label, get in (("Debian's source package", from_debian), (pin['url'], from_url)):
            try:
                get(pin, part)
                found = digest(read_bytes(part))
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


def from_url(pin, part):
    """Downloads the release from the server that UPSTREAM names."""
    say('getting ' + pin['url'])
    try:
        request = urllib.request.Request(pin['url'], headers={'User-Agent': 'cpython-overlay'})
        with urllib.request.urlopen(request, timeout=10) as response, open(part, 'wb') as file:
            shutil.copyfileobj(response, file)
    except (OSError, ValueError) as error:
        raise Failure('it cannot be had (%s)' % error) from None


def from_debian(pin, part):
    """The .orig tarball of Debian's source package is the release. It stands at one place in the pool of every mirror;
    apt says which mirrors this machine has, and its helper gets files in the way that apt is configured to."""
    def apt(*command):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode('utf-8', 'replace')
    if not shutil.which('apt-get') or not os.path.exists(APT_HELPER):
        raise Failure('this machine has no apt')
    reason = 'apt has no mirror'
    for mirror in dict.fromkeys(re.findall(r"^'(\S+?)/dists/", apt('apt-get', 'update', '--print-uris')[1], re.M)):
        name = '%s_%s.orig.tar.xz' % (pin['debian'], pin['version'])
        url = '%s/pool/main/%s/%s/%s' % (mirror, name[0], pin['debian'], name)
        say('getting ' + url)
        status, said = apt(APT_HELPER, '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10', '-o',
                           'Acquire::https::Timeout=10', 'download-file', url, part, 'SHA256:' + pin['sha256'])
        if status == 0:
            return
        reason = '; '.join(re.findall(r'^E: (.*)', said, re.M)) or 'apt-helper failed'
    raise Failure(reason)
