"""Defaults: packages as they are on the package index, versions side by side.

Their wheels are unpacked as distribution directories.  What each requires is
written out as its import-versions.txt; the packages themselves are unchanged.
"""

import email
import http.server
import os
import re
import subprocess
import sys
import threading
import unittest
import zipfile
from test import support
from test.support import (os_helper, requires_subprocess, socket_helper,
                          threading_helper)
from . import util

support.requires('packageindex')

# For pip two versions of one package are no set.
WHEELS = [
    ['requests==2.31.0', 'urllib3==1.26.20', 'idna==3.10', 'certifi==2024.8.30',
     'charset-normalizer==3.4.0', 'chardet==5.2.0', 'flask==2.3.3',
     'werkzeug==2.3.8', 'jinja2==3.1.4', 'markupsafe==3.0.2',
     'itsdangerous==2.2.0', 'click==8.1.7', 'blinker==1.8.2'],
    ['urllib3==2.2.3', 'flask==3.0.3', 'werkzeug==3.0.4'],
]
root = None

REQUIREMENT = re.compile(r'([A-Za-z0-9._-]+?)\s*(?:\[[^]]*\])?\s*\(?([=!<>~][^;)]*)?\)?\s*(?:;.*)?')


def normalize(name):
    return re.sub('[-_.]+', '-', name).lower()


def download(directory):
    """Let pip fetch the wheels, from where it is configured to."""
    import ensurepip
    with ensurepip._get_pip_whl_path_ctx() as pip:
        for wheels in WHEELS:
            subprocess.run(
                [sys.executable, '-m', 'pip', '--disable-pip-version-check',
                 'download', '--quiet', '--no-deps', '--only-binary', ':all:',
                 '--dest', directory, *wheels],
                env={**os.environ, 'PYTHONPATH': str(pip)}, check=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def unpack(wheels, root):
    """Unpack wheels as distribution directories."""
    unpacked = []
    for filename in sorted(os.listdir(wheels)):
        version = filename.split('-')[1]
        with zipfile.ZipFile(os.path.join(wheels, filename)) as file:
            names = {name.partition('/')[0] for name in file.namelist()}
            [info] = [name for name in names if name.endswith('.dist-info')]
            metadata = email.message_from_bytes(file.read(info + '/METADATA'))
            modules = sorted(name for name in names
                             if name.isidentifier() and name + '/__init__.py'
                             in file.namelist())
            directory = os.path.join(root, f'{modules[0]}-{version}')
            file.extractall(directory)
        unpacked.append((directory, metadata, modules))
    modules_of = {normalize(metadata['Name']): modules
                  for _, metadata, modules in unpacked}
    for directory, metadata, _ in unpacked:
        with open(os.path.join(directory, 'import-versions.txt'), 'w') as file:
            for requirement in metadata.get_all('Requires-Dist', ()):
                if ';' in requirement:
                    # Extras, other systems, older versions of Python.
                    continue
                name, specifier = REQUIREMENT.fullmatch(requirement).groups()
                if specifier:
                    for module in modules_of[normalize(name)]:
                        file.write(f'{module} {specifier}\n')


def setUpModule():
    global root
    wheels = unittest.enterModuleContext(os_helper.temp_dir())
    root = os.path.realpath(unittest.enterModuleContext(os_helper.temp_dir()))
    try:
        download(wheels)
    except subprocess.CalledProcessError as exc:
        raise unittest.SkipTest(f'pip cannot fetch the wheels: {exc.stdout}')
    unpack(wheels, root)


@requires_subprocess()
class RealTestCase(unittest.TestCase):

    def run_program(self, code, *args, ok=True, **env):
        return util.run_python(code, *args, path=[root], ok=ok, **env)


class RequirementTests(RealTestCase):

    def test_requirements_are_written(self):
        with open(os.path.join(root, 'requests-2.31.0',
                               'import-versions.txt')) as file:
            lines = dict(line.split(None, 1) for line in file)
        self.assertEqual(set(lines), {'charset_normalizer', 'idna', 'urllib3', 'certifi'})
        with open(os.path.join(root, 'flask-3.0.3',
                               'import-versions.txt')) as file:
            self.assertIn('werkzeug >=3.0.0\n', file.readlines())


class RequestsTests(RealTestCase):

    CODE = '''if True:
        import sys
        {}
        import requests
        session = requests.Session()
        # Nothing of the machine's own configuration.
        session.trust_env = False
        answer = session.get(sys.argv[1] + '/caf%C3%A9', params={{'q': '1'}})
        import charset_normalizer, idna
        assert answer.status_code == 200, answer
        for name in 'requests', 'urllib3', 'idna', 'certifi', 'charset_normalizer':
            print(name, sys.modules[name].__spec__.version, sys.modules[name].__version__)
        print(answer.text)
        '''

    def setUp(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                data = f'{self.path} {self.headers["User-Agent"]}'.encode()
                self.send_response(200)
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            def log_message(self, *args):
                pass
        threading_helper.requires_working_threading()(self)
        server = http.server.ThreadingHTTPServer((socket_helper.HOST, 0), Handler)
        self.addCleanup(server.server_close)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        self.url = f'http://{socket_helper.HOST}:{server.server_port}'

    def check_program(self, code, urllib3, **env):
        """Run a program that makes a request with a version of urllib3."""
        out = self.run_program(None, '-c', self.CODE.format(code), self.url, **env)
        lines = out.splitlines()
        for line in lines[:-1]:
            name, version, own = line.split()
            # What the import system says and what the module says.
            self.assertEqual(version, '.'.join(str(int(part)) for part in own.split('.'))
                             if name != 'certifi' else '2024.8.30')
        self.assertIn(f'urllib3 {urllib3} {urllib3}', lines)
        self.assertIn('requests 2.31.0 2.31.0', lines)
        self.assertEqual(lines[-1], '/caf%C3%A9?q=1 python-requests/2.31.0')

    def test_two_programs(self):
        self.check_program('', '2.2.3')
        self.check_program('import urllib3 version 1.26', '1.26.20')
        self.check_program('import urllib3 >= 2', '2.2.3')

    def test_defaults(self):
        self.check_program('', '1.26.20', PYTHONVERSION='urllib3 1.26')
        self.check_program('', '2.2.3', PYTHONVERSION='urllib3 2')
        self.check_program('sys.default_library_versions["urllib3"] = (1, 26)', '1.26.20')
        self.check_program('sys.default_library_versions["requests", (2, 31)] = '
                           '{"urllib3": "<2"}', '1.26.20')

    def test_at_once(self):
        # Two programs in one environment, each with its version.
        programs = [
            subprocess.Popen([sys.executable, '-c', self.CODE.format(code), self.url],
                             env={**os.environ, 'PYTHONPATH': root,
                                  'PYTHONDONTWRITEBYTECODE': '1'},
                             stdout=subprocess.PIPE, text=True)
            for code in ('import urllib3 version 1', 'import urllib3 version 2')]
        for program, version in zip(programs, ('1.26.20', '2.2.3')):
            out, _ = program.communicate(timeout=support.SHORT_TIMEOUT)
            self.assertEqual(program.returncode, 0)
            self.assertIn(f'urllib3 {version}', out)

    def test_what_requests_declares(self):
        # The process and the distribution do not agree.
        out, err = self.run_program('import requests', ok=False,
                                    PYTHONVERSION='urllib3 <1.20')
        self.assertIn('ModuleVersionError', err)
        self.assertIn('PYTHONVERSION', err)
        self.assertIn(os.path.join('requests-2.31.0', 'import-versions.txt'), err)
        self.assertIn('2.2.3', err)
        out, err = self.run_program('import requests\nimport urllib3 version 1',
                                    ok=False)
        self.assertIn('urllib3 2.2.3 is already imported', err)

    def test_chardet(self):
        # requests takes what there is of the two, in this order.
        code = 'import chardet, charset_normalizer; print(chardet.__version__, ' \
               'charset_normalizer.__spec__.version)'
        self.assertEqual(self.run_program(code), '5.2.0 3.4.0')


class FlaskTests(RealTestCase):

    CODE = '''if True:
        import sys
        {}
        import flask
        app = flask.Flask(__name__)
        @app.route('/<name>')
        def hello(name):
            flask.session['name'] = name
            return flask.render_template_string('Hello {{{{ name }}}}', name=name)
        app.secret_key = 'a'
        import werkzeug.test
        client = {client}
        answer = client.get('/<b>')
        assert answer.status_code == 200, answer
        print(answer.text)
        assert 'session=' in answer.headers['Set-Cookie']
        import werkzeug, jinja2, markupsafe, click, itsdangerous, blinker
        for name in 'flask', 'werkzeug', 'jinja2', 'markupsafe', 'click', \\
                'itsdangerous', 'blinker':
            print(name, sys.modules[name].__spec__.version)
        '''

    def check_program(self, code, flask, werkzeug,
                      client='werkzeug.test.Client(app)', **env):
        lines = self.run_program(self.CODE.format(code, client=client),
                                 **env).splitlines()
        self.assertEqual(lines, [
            'Hello &lt;b&gt;', f'flask {flask}', f'werkzeug {werkzeug}',
            'jinja2 3.1.4', 'markupsafe 3.0.2', 'click 8.1.7',
            'itsdangerous 2.2.0', 'blinker 1.8.2'])

    def test_two_programs(self):
        self.check_program('', '3.0.3', '3.0.4')
        self.check_program('import flask version 3', '3.0.3', '3.0.4')
        self.check_program('import werkzeug version 2.3, flask version 2.3', '2.3.3', '2.3.8')

    def test_defaults(self):
        self.check_program('', '2.3.3', '2.3.8', PYTHONVERSION=os.pathsep.join(
            ['flask 2.3', 'werkzeug 2.3']))
        self.check_program('sys.default_library_versions = {"flask": "2", '
                           '("flask", "2.3"): {"werkzeug": "<3"}}', '2.3.3', '2.3.8')
        # The clause decides on flask, the default on the rest.
        self.check_program('sys.default_library_versions["werkzeug"] = "2.3.8"; '
                           'import flask version 2.3', '2.3.3', '2.3.8')

    def test_test_client(self):
        # Flask asks importlib.metadata for the version of Werkzeug.
        self.check_program('', '3.0.3', '3.0.4', 'app.test_client()')
        self.check_program('import werkzeug version 2.3, flask version 2.3',
                           '2.3.3', '2.3.8', 'app.test_client()')

    def test_what_flask_declares(self):
        # Flask 3 does not get the Werkzeug that another program needs.
        out, err = self.run_program('import flask', ok=False, PYTHONVERSION='werkzeug 2.3')
        self.assertIn('ModuleVersionError', err)
        self.assertIn('PYTHONVERSION', err)
        self.assertIn('>=3.0.0 of ' + os.path.join(root, 'flask-3.0.3'), err)

    def test_run_as_module(self):
        code = 'import sys; print(sys.modules["flask"].__spec__.version)'
        util.build(root, 'app_of_flask.py :: import flask; app = flask.Flask(__name__)\\n'
                   f'if __name__ == "__main__":\\n    {code}')
        for variable, version in ('', '3.0.3'), (f'flask 2{os.pathsep}werkzeug <3', '2.3.3'):
            self.assertEqual(self.run_program(None, '-m', 'app_of_flask',
                                              PYTHONVERSION=variable), version)


if __name__ == '__main__':
    unittest.main()
