"""importlib.metadata: every distribution once, whatever its directory is named."""

import sys
import unittest
from importlib import metadata
from importlib.machinery import PathFinder

from . import util

PILLOW = ''.join(f'''
    PIL-{version}/PIL/__init__.py
    PIL-{version}/pillow-{version}.dist-info/METADATA: Name: pillow\\nVersion: {version}\\n
    PIL-{version}/pillow-{version}.dist-info/RECORD: PIL/__init__.py,,\\n
    PIL-{version}/pillow-{version}.dist-info/top_level.txt: PIL
    ''' for version in ('10.4.0', '9.0'))

PROTOS = '''
    protos-1.0/a/__init__.py
    protos-1.0/b/__init__.py
    protos-1.0/c.py
    protos-1.0/common_protos-1.0.dist-info/METADATA: Name: common-protos\\nVersion: 1.0\\n
    protos-1.0/common_protos-1.0.dist-info/top_level.txt: a\\nb\\nc
    a-1.0 -> protos-1.0
    b-1.0 -> protos-1.0
    c-1.0 -> protos-1.0
    c-1.0.link: protos-1.0
    protos-1 -> protos-1.0
    '''


def versions_of(name):
    return [dist.version for dist in metadata.distributions(name=name)]


class NameTests(util.TestCase):

    """A distribution has the name that its metadata have."""

    def test_in_use(self):
        for clause, version in ('10', '10.4.0'), ('9', '9.0'):
            with util.isolated():
                self.world(PILLOW)
                self.run_code(f'import PIL version {clause}')
                self.assertEqual(metadata.version('pillow'), version)
                self.assertEqual(metadata.version('Pillow'), version)
                self.assertEqual(metadata.metadata('pillow')['Version'], version)
                self.assertEqual([str(path) for path in metadata.files('pillow')],
                                 ['PIL/__init__.py'])

    def test_not_imported(self):
        self.world(PILLOW)
        self.assertEqual(metadata.version('pillow'), '10.4.0')
        self.assertEqual(versions_of('pillow'), ['10.4.0', '9.0'])
        with self.assertRaises(metadata.PackageNotFoundError):
            metadata.version('PIL')

    def test_flat_of_the_same_name(self):
        self.world(PILLOW + '''
            PIL/__init__.py
            pillow-8.0.dist-info/METADATA: Name: pillow\\nVersion: 8.0\\n
            ''')
        self.assertEqual(metadata.version('pillow'), '8.0')
        self.run_code('import PIL version 9')
        self.assertEqual(metadata.version('pillow'), '9.0')
        self.assertEqual(versions_of('pillow'), ['9.0', '8.0', '10.4.0'])


class OnceTests(util.TestCase):

    """Aliases and pins are no distributions."""

    def test_distributions(self):
        self.world(PROTOS)
        self.assertEqual(versions_of('common-protos'), ['1.0'])
        self.assertEqual([dist.name for dist in metadata.distributions()
                          if dist.name == 'common-protos'], ['common-protos'])

    def test_in_use(self):
        for name in 'abc':
            with self.subTest(name), util.isolated():
                self.world(PROTOS)
                self.run_code(f'import {name} version 1')
                self.assertEqual(versions_of('common-protos'), ['1.0'])
                self.assertEqual(metadata.version('common_protos'), '1.0')

    def test_packages_distributions(self):
        self.world(PROTOS + PILLOW)
        found = metadata.packages_distributions()
        for name in 'abc':
            self.assertEqual(found[name], ['common-protos'])
        self.assertEqual(found['PIL'], ['pillow'])
        self.run_code('import PIL version 9, a version 1')
        found = metadata.packages_distributions()
        self.assertEqual(found['PIL'], ['pillow'])
        self.assertEqual(found['a'], ['common-protos'])

    def test_several_flat_providers(self):
        # A name of two distributions has both, as today.
        self.world(PILLOW + '''
            other-1.0.dist-info/METADATA: Name: other\\nVersion: 1.0\\n
            other-1.0.dist-info/top_level.txt: PIL
            ''')
        self.assertEqual(sorted(metadata.packages_distributions()['PIL']),
                         ['other', 'pillow'])


class BackportTests(util.TestCase):

    """importlib_metadata deletes PathFinder.find_distributions.

    It does that with every finder of importlib._bootstrap_external's, and puts
    its own at the end of sys.meta_path.
    """

    def delete(self):
        for finder in sys.meta_path:
            if (getattr(finder, '__module__', None) == '_frozen_importlib_external'
                    and hasattr(finder, 'find_distributions')):
                original = finder.__dict__['find_distributions']
                del finder.find_distributions
                self.addCleanup(setattr, finder, 'find_distributions', original)

    def test_deleted(self):
        self.world(PILLOW)
        self.run_code('import PIL version 9')
        self.delete()
        self.assertFalse(hasattr(PathFinder, 'find_distributions'))
        self.assertEqual(metadata.version('pillow'), '9.0')
        self.assertEqual(versions_of('pillow'), ['9.0', '10.4.0'])

    def test_deleted_first(self):
        root = self.world(PILLOW, on_path=False)
        self.assertEqual(util.run_python('''if True:
            import sys
            from importlib.machinery import PathFinder
            del PathFinder.find_distributions
            import PIL version 9
            from importlib import metadata
            print(metadata.version('pillow'))
            ''', path=[root]), '9.0')

    def test_metadata_first(self):
        root = self.world(PILLOW, on_path=False)
        self.assertEqual(util.run_python('''if True:
            from importlib import metadata
            from importlib.machinery import PathFinder
            del PathFinder.find_distributions
            print(metadata.version('pillow'))
            import PIL version 9
            print(metadata.version('pillow'))
            ''', path=[root]).split(), ['10.4.0', '9.0'])

    def test_finders_are_asked_directly(self):
        # As the backport does, with contexts of its own.
        self.world(PILLOW)
        self.run_code('import PIL version 9')
        self.delete()

        class Context:
            name = 'pillow'

            @property
            def path(self):
                return vars(self).get('path', sys.path)

        found = [dist for finder in sys.meta_path
                 if hasattr(finder, 'find_distributions')
                 for dist in finder.find_distributions(Context())]
        self.assertEqual([dist.version for dist in found], ['9.0', '10.4.0'])


if __name__ == '__main__':
    unittest.main()
