"""Real packages, two versions of each, imported by version and used.

They come from the package index that pip is configured for, and only with
-u packageindex.
"""

import json
import os
import subprocess
import sysconfig
import unittest

from test import support

from .pip_support import PipTestCase

support.requires('packageindex')


@unittest.skipIf(sysconfig.get_config_var('Py_GIL_DISABLED'),
                 'few packages have wheels for free-threaded builds')
class RealPackageTests(PipTestCase):

    def environment(self, **variables):
        """pip as it is configured, but for the environment that it works in."""
        env = {name: value for name, value in os.environ.items()
               if not name.startswith('PYTHON')
               and name not in ('PIP_TARGET', 'PIP_PREFIX', 'PIP_USER', 'PIP_PYTHON')}
        env.update(PYTHONPATH=self.pip_path, PIP_DISABLE_PIP_VERSION_CHECK='1',
                   PIP_ROOT_USER_ACTION='ignore', PIP_NO_INPUT='1',
                   PIP_ONLY_BINARY=':all:', **variables)
        return env

    def check(self, project, *versions, code, expected='{version}'):
        """Install versions side by side and run code with each.

        "CLAUSE" in the code stands for a clause for the version.
        """
        self.add(*[f'{project}=={version}' for version in versions])
        names = {(name.lower(), version): layout
                 for name, version, layout in self.rows()}
        for version in versions:
            self.assertEqual(names[project.lower(), version], 'versioned')
        for version in versions:
            with self.subTest(project=project, version=version):
                self.assertEqual(
                    self.run_python(code.replace('CLAUSE', f'version {version}')),
                    expected.format(version=version))

    def test_requests(self):
        self.check('requests', '2.31.0', '2.32.3', code="""if 1:
            import requests CLAUSE
            request = requests.Request('GET', 'http://host/', params={'a': 'b c'})
            print(requests.__version__, request.prepare().url)
            """, expected='{version} http://host/?a=b+c')

    def test_urllib3(self):
        self.check('urllib3', '1.26.20', '2.2.3', code="""if 1:
            import urllib3 CLAUSE
            from urllib3.util import parse_url
            print(urllib3.__version__, parse_url('https://host:8/path').port)
            """, expected='{version} 8')

    def test_pyyaml(self):
        # The import names are yaml and _yaml.
        self.check('PyYAML', '6.0.2', '6.0.3', code="""if 1:
            import yaml CLAUSE
            print(yaml.__version__, yaml.load('{a: [1, 2]}', yaml.CSafeLoader))
            """, expected="{version} {{'a': [1, 2]}}")
        self.assertIn('yaml-6.0.2', os.listdir(self.site))

    def test_numpy(self):
        self.check('numpy', '2.1.3', '2.2.6', code="""if 1:
            import numpy CLAUSE as np
            a = np.arange(6).reshape(2, 3)
            print(np.__version__, (a @ a.T).tolist(), np.linalg.norm([3, 4]))
            """, expected='{version} [[5, 14], [14, 50]] 5.0')

    def test_django(self):
        # It depends on asgiref and sqlparse.
        self.check('Django', '4.2.16', '5.1.4', code="""if 1:
            import django CLAUSE
            from django.conf import settings
            from django.template import Context, Engine
            settings.configure()
            django.setup()
            text = Engine().from_string('{{ x|upper }}').render(Context({'x': 'a'}))
            print(django.get_version(), text)
            """, expected='{version} A')
        for version in '4.2.16', '5.1.4':
            script = os.path.join(self.bin, f'django-admin-{version}')
            env = self.environment()
            del env['PYTHONPATH']
            self.assertEqual(subprocess.check_output([script, '--version'], env=env,
                                                     text=True).strip(), version)

    def test_sqlalchemy(self):
        # It depends on typing_extensions, and has an optional greenlet.
        self.check('SQLAlchemy', '2.0.36', '2.0.41', code="""if 1:
            import sqlalchemy CLAUSE
            engine = sqlalchemy.create_engine('sqlite://')
            with engine.connect() as connection:
                print(sqlalchemy.__version__,
                      connection.execute(sqlalchemy.text('select 1 + 1')).scalar())
            """, expected='{version} 2')

    def test_attrs(self):
        # The import names are attr and attrs.
        self.check('attrs', '23.2.0', '24.2.0', code="""if 1:
            import attrs CLAUSE, attr
            @attrs.define
            class C:
                x: int
            print(attr.__spec__.version, C(1))
            """, expected='{version} C(x=1)')
        for name in 'attr', 'attrs':
            self.assertIn(f'{name}-23.2.0', os.listdir(self.site))

    def test_protobuf(self):
        # The import name is google.protobuf, in a namespace package.
        self.check('protobuf', '5.28.3', '5.29.3', code="""if 1:
            import google.protobuf CLAUSE
            from google.protobuf import timestamp_pb2
            stamp = timestamp_pb2.Timestamp(seconds=7)
            print(google.protobuf.__version__,
                  timestamp_pb2.Timestamp.FromString(stamp.SerializeToString()).seconds)
            """, expected='{version} 7')

    def test_setuptools(self):
        # The import names are setuptools, pkg_resources and _distutils_hack.
        self.check('setuptools', '75.1.0', '80.9.0', code="""if 1:
            import setuptools CLAUSE
            from setuptools.dist import Distribution
            print(setuptools.__spec__.version, Distribution({'name': 'foo'}).get_name())
            """, expected='{version} foo')

    def test_cryptography(self):
        # It depends on cffi, whose modules are cffi and _cffi_backend.
        self.check('cryptography', '43.0.3', '44.0.0', code="""if 1:
            import cryptography CLAUSE
            from cryptography.fernet import Fernet
            fernet = Fernet(Fernet.generate_key())
            print(cryptography.__version__, fernet.decrypt(fernet.encrypt(b'x')))
            """, expected="{version} b'x'")

    def test_zope_interface(self):
        # A package in a namespace package that its wheels declare.
        self.check('zope.interface', '7.1.1', '7.2', code="""if 1:
            import zope.interface CLAUSE
            class I(zope.interface.Interface):
                pass
            @zope.interface.implementer(I)
            class C:
                pass
            print(zope.interface.__spec__.version, I.providedBy(C()))
            """, expected='{version} True')

    def test_together(self):
        # Alone, requests takes urllib3 2, which this botocore excludes.
        self.add('requests', 'botocore==1.29.100')
        self.run_python('import requests, botocore.httpsession')
        self.pip('check', '--together', 'requests', 'botocore')

    def test_names_that_few_have(self):
        # Modules that mypyc names, a project without modules, and two in a
        # namespace that is called as one of them.
        self.add('black', 'griffe', 'langgraph')
        self.run_python('import black; black.format_str("x=1", mode=black.Mode())')
        self.run_python('import griffe version >1; griffe.visit')
        self.run_python('import langgraph.graph, langgraph.checkpoint.base')
        self.assertEqual(self.pip('check').strip(), 'No broken requirements found.')

    def test_two_projects_with_one_script(self):
        self.add('--no-deps', 'mlflow==3.17.2', 'mlflow-skinny==3.17.2')
        self.assertEqual(self.entries(self.bin), ['mlflow', 'mlflow-3.17.2'])

    def test_data_files(self):
        self.add('nbconvert')
        templates = os.path.join(self.env, 'share', 'jupyter', 'nbconvert', 'templates')
        self.assertTrue(os.path.isfile(os.path.join(templates, 'base', 'display_priority'
                                                    '.j2')))
        self.run_python('import nbconvert; nbconvert.HTMLExporter().template')
        self.pip('uninstall', '-y', 'nbconvert')
        self.assertFalse(os.path.exists(templates))

    def test_a_life(self):
        # Two versions, a program that asks for a third, and back to one.
        self.add('attrs==23.2.0', 'attrs==24.2.0')
        program = os.path.join(self.links, 'app.py')
        with open(program, 'w') as file:
            file.write('from attr version 25 import define\n')
        self.pip('install', '--allow-multiple', '--imports', program)
        versions = [version for _, version, _ in self.rows()]
        self.assertEqual(versions[:2], ['23.2.0', '24.2.0'])
        self.assertRegex(versions[2], r'25\.')
        self.assertEqual(self.pip('check').strip(), 'No broken requirements found.')
        self.assertEqual(self.pip('freeze').splitlines(),
                         [f'attrs=={version}' for version in versions])
        self.pip('uninstall', '-y', 'attrs==24.2.0')
        outdated = json.loads(self.pip('list', '--outdated', '--format=json'))
        self.assertNotIn('23.2.0', [row['version'] for row in outdated])
        self.pip('uninstall', '-y', '--all', 'attrs')
        self.assertEqual(self.entries(), [])


if __name__ == '__main__':
    unittest.main()
