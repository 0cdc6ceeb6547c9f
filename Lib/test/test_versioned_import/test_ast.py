"""Abstract syntax: clauses in trees that are parsed, unparsed, made by hand."""

import ast
import itertools
import unittest
from test.support import hypothesis_helper

hypothesis = hypothesis_helper.hypothesis

# Clauses without quotes, and their canonical spelling.
CLAUSES = {
    "version 1": "1",
    "version 1.2": "1.2",
    "version 1.10": "1.10",
    "version 1.2.3.4": "1.2.3.4",
    "version 08": "8",
    "version 2024.08": "2024.8",
    "version 0": "0",
    "version 007.0": "7.0",
    "version 1.0a1": "1.0a1",
    "version 2.3b2": "2.3b2",
    "version 1.0rc1": "1.0rc1",
    "version 1.0RC1": "1.0rc1",
    "version 1.0c1": "1.0rc1",
    "version 1.0-rc.1": "1.0rc1",
    "version 1.0_alpha_2": "1.0a2",
    "version 1.0.dev3": "1.0.dev3",
    "version 1.0dev": "1.0.dev0",
    "version 1.0.post1": "1.0.post1",
    "version 1.0-1": "1.0.post1",
    "version 1.0.rev1": "1.0.post1",
    "version 1.0a1.post2.dev3": "1.0a1.post2.dev3",
    "version 1!2.0": "1!2.0",
    "version 0!2.0": "2.0",
    "version 9.9.9+tweak.2": "9.9.9+tweak.2",
    "version 1.0+Ubuntu-1_2": "1.0+ubuntu.1.2",
    "version v1.0": "1.0",
    "version V1": "1",
    "version 1b5": "1b5",
    "version 123456789012345678901234567890": "123456789012345678901234567890",
    "version ==1.0": "==1.0",
    "version == 1.0": "==1.0",
    "version ==1.*": "==1.*",
    "version != 1.2.*": "!=1.2.*",
    "version <=1": "<=1",
    "version >=1": ">=1",
    "version <1": "<1",
    "version >1": ">1",
    "version ~=1.2": "~=1.2",
    "version ===1.0": "===1.0",
    "version >= v1.0RC1": ">=1.0rc1",
    "version >=1.2,<2": ">=1.2,<2",
    "version >= 1.2 , < 2 , != 1.5.*": ">=1.2,<2,!=1.5.*",
    "version ==1.0+local": "==1.0+local",
    "version ~=2024.08": "~=2024.8",
    ">= 2.3": ">=2.3",
    "==1.0": "==1.0",
    "=== 1.0": "===1.0",
    "~=1.0.dev1": "~=1.0.dev1",
    ">=1.2,<2": ">=1.2,<2",
    "!=1!1.*, >1!0": "!=1!1.*,>1!0",
}

# String literals after "version".
STRINGS = {
    '"1.0rc1"': "1.0rc1",
    "'1.0'": "1.0",
    "'''08'''": "8",
    "u'1.0'": "1.0",
    "r'1.0'": "1.0",
    "'1\\x2e5'": "1.5",
    "' 1.0 '": "1.0",
    "'>=1,<2'": ">=1,<2",
    "' >= 1.0 , < 2 '": ">=1.0,<2",
    "'==1.*'": "==1.*",
    "'===1.0'": "===1.0",
    "'===foobar'": "===foobar",
}

# A statement, and its dump.
STATEMENTS = {
    "import foo version 1.2":
        "Import(names=[alias(name='foo', version='1.2')])",
    "import a version 1, b version 2.1":
        "Import(names=[alias(name='a', version='1'), "
                      "alias(name='b', version='2.1')])",
    "import foo.bar version 1 as b":
        "Import(names=[alias(name='foo.bar', asname='b', version='1')])",
    "import foo version >=1.2,<2, bar":
        "Import(names=[alias(name='foo', version='>=1.2,<2'), "
                      "alias(name='bar')])",
    "import foo version >=1.2,<2 as f, bar >= 3 as b, baz":
        "Import(names=[alias(name='foo', asname='f', version='>=1.2,<2'), "
                      "alias(name='bar', asname='b', version='>=3'), "
                      "alias(name='baz')])",
    "import foo version '>=1,<2', bar":
        "Import(names=[alias(name='foo', version='>=1,<2'), "
                      "alias(name='bar')])",
    "import cgi >= 2.3":
        "Import(names=[alias(name='cgi', version='>=2.3')])",
    "import cgi>=2.3,cgitb":
        "Import(names=[alias(name='cgi', version='>=2.3'), "
                      "alias(name='cgitb')])",
    "import foo.bar == 1.0":
        "Import(names=[alias(name='foo.bar', version='==1.0')])",
    "from foo version 1 import some_module":
        "ImportFrom(module='foo', names=[alias(name='some_module')], "
                   "level=0, version='1')",
    "from foo version >=1.2, <2 import x":
        "ImportFrom(module='foo', names=[alias(name='x')], "
                   "level=0, version='>=1.2,<2')",
    "from foo.bar >= 1.2 import x as y, z":
        "ImportFrom(module='foo.bar', names=[alias(name='x', asname='y'), "
                   "alias(name='z')], level=0, version='>=1.2')",
    "from foo version 1.0 import (x, y as z,)":
        "ImportFrom(module='foo', names=[alias(name='x'), "
                   "alias(name='y', asname='z')], level=0, version='1.0')",
    "from foo version '1' import *":
        "ImportFrom(module='foo', names=[alias(name='*')], "
                   "level=0, version='1')",
    "from foo ==1.* import *":
        "ImportFrom(module='foo', names=[alias(name='*')], "
                   "level=0, version='==1.*')",
    # "version" as a name
    "import version":
        "Import(names=[alias(name='version')])",
    "import version as version":
        "Import(names=[alias(name='version', asname='version')])",
    "import version, a version 2":
        "Import(names=[alias(name='version'), alias(name='a', version='2')])",
    "import version version 1":
        "Import(names=[alias(name='version', version='1')])",
    "import a.version version 2 as version":
        "Import(names=[alias(name='a.version', asname='version', "
                            "version='2')])",
    "import version.version >= 2":
        "Import(names=[alias(name='version.version', version='>=2')])",
    "from version import version":
        "ImportFrom(module='version', names=[alias(name='version')], level=0)",
    "from version version 1 import version as version":
        "ImportFrom(module='version', names=[alias(name='version', "
                   "asname='version')], level=0, version='1')",
    "from . import version":
        "ImportFrom(names=[alias(name='version')], level=1)",
    "from . version import version":
        "ImportFrom(module='version', names=[alias(name='version')], level=1)",
    "from ...version.version import version":
        "ImportFrom(module='version.version', names=[alias(name='version')], "
                   "level=3)",
    # continuation lines and comments
    "import foo \\\n  version \\\n  1.2, \\\n  bar # version 2":
        "Import(names=[alias(name='foo', version='1.2'), alias(name='bar')])",
    "from foo \\\n >=1, \\\n <2 import ( # version 2\n  x, # version\n  y\n)":
        "ImportFrom(module='foo', names=[alias(name='x'), alias(name='y')], "
                   "level=0, version='>=1,<2')",
    "import foo version\\\n1.2":
        "Import(names=[alias(name='foo', version='1.2')])",
    "import\tfoo\tversion\t1.2\t":
        "Import(names=[alias(name='foo', version='1.2')])",
    "import foo version'1'":
        "Import(names=[alias(name='foo', version='1')])",
    "import foo version>=1":
        "Import(names=[alias(name='foo', version='>=1')])",
}

# Where a statement can stand.
CONTEXTS = [
    "{}",
    "{}\n",
    "{};",
    "{} # comment",
    "x = 1; {}; y = 1.5",
    "if x: {}",
    "if x: y = 08.5; {}",
    "if x:\n    {}",
    "if x:\n    y = 1.5\nelse: {}",
    "if x:\n    if y:\n        {}\n    z = 1.5\n",
    "try: {}\nexcept: pass",
    "def f(a: int = 1.5) -> x[1:2]: {}",
    "class C:\n  '''doc'''\n\n  # comment\n  {}",
    "x = {{1: 1.5}}\n{}",
    "lambda x: 1.5\n{}",
    "f'{{x:1.5}}'\n{}",
    "match x:\n    case {{1: 1.5}}: {}",
    "with (\n    x,\n    y\n): {}",
    "\f\n{}",
]


class ParseTests(unittest.TestCase):

    def test_statements(self):
        for source, dump in STATEMENTS.items():
            with self.subTest(source=source):
                tree = ast.parse(source)
                self.assertEqual(ast.dump(tree.body[0]), dump)

    def test_literals(self):
        for clause, canonical in CLAUSES.items():
            for template in ("import foo {}", "import foo.bar {} as b",
                             "import a, foo {}, b", "from foo {} import x",
                             "from foo.bar {} import (x, y as z)"):
                source = template.format(clause)
                with self.subTest(source=source):
                    statement = ast.parse(source).body[0]
                    self.assertEqual(versions(statement), [canonical])

    def test_strings(self):
        for string, canonical in STRINGS.items():
            for template in ("import foo version {}, b",
                             "from foo version {} import x"):
                source = template.format(string)
                with self.subTest(source=source):
                    statement = ast.parse(source).body[0]
                    self.assertEqual(versions(statement), [canonical])

    def test_contexts(self):
        for context in CONTEXTS:
            for source, dump in STATEMENTS.items():
                source = context.format(source)
                with self.subTest(source=source):
                    if ";" in context and "#" in source:
                        continue
                    tree = ast.parse(source)
                    self.assertIn(dump, ast.dump(tree))

    def test_several(self):
        tree = ast.parse("import a version 1.0.1; import b version 2.0.1\n"
                         "import c >=1.0.1\nx = 1.5 >= 2.5\n")
        self.assertEqual([versions(s) for s in tree.body[:3]],
                         [["1.0.1"], ["2.0.1"], [">=1.0.1"]])
        self.assertEqual(tree.body[3].value.left.value, 1.5)

    def test_positions(self):
        tree = ast.parse("import a version 1.2, b >=1, <2 as c; pass")
        alias1, alias2 = tree.body[0].names
        self.assertEqual((alias1.col_offset, alias1.end_col_offset), (7, 20))
        self.assertEqual((alias2.col_offset, alias2.end_col_offset), (22, 36))
        self.assertEqual(tree.body[0].end_col_offset, 36)

    def test_type_comments(self):
        tree = ast.parse("import a version 1.2.3 # type: ignore[x]\n"
                         "x = 1 # type: int\n", type_comments=True)
        self.assertEqual(versions(tree.body[0]), ["1.2.3"])
        self.assertEqual(tree.type_ignores[0].tag, "[x]")
        self.assertEqual(tree.body[1].type_comment, "int")

    def test_fields(self):
        self.assertEqual(ast.alias._fields, ("name", "asname", "version"))
        self.assertEqual(ast.ImportFrom._fields,
                         ("module", "names", "level", "version"))
        self.assertIsNone(ast.alias("a").version)
        self.assertEqual(ast.alias("a", "b", "1").version, "1")


def versions(statement):
    """The clauses of an import statement."""
    if isinstance(statement, ast.ImportFrom):
        nodes = [statement, *statement.names]
    else:
        nodes = statement.names
    return [node.version for node in nodes if node.version is not None]


class UnparseTests(unittest.TestCase):

    def check_round_trip(self, source):
        tree = ast.parse(source)
        again = ast.unparse(tree)
        self.assertEqual(ast.dump(ast.parse(again)), ast.dump(tree),
                         (source, again))

    def test_spelling(self):
        for source, expected in {
            "import foo version 1.2": "import foo version 1.2",
            "import foo >= 1.2": "import foo version >=1.2",
            "import a version >=1, <2, b": "import a version >=1,<2, b",
            "import a version >=1 as c, b version '2'":
                "import a version >=1 as c, b version 2",
            "from foo version 08 import *": "from foo version 8 import *",
            "from foo == 1.* import (a, b)":
                "from foo version ==1.* import a, b",
            "import foo version '=== foobar'":
                "import foo version '===foobar'",
            "import version": "import version",
        }.items():
            with self.subTest(source=source):
                self.assertEqual(ast.unparse(ast.parse(source)), expected)

    def test_round_trip(self):
        for source in STATEMENTS:
            self.check_round_trip(source)
        for clause in itertools.chain(
            CLAUSES, (f"version {string}" for string in STRINGS)
        ):
            self.check_round_trip(f"import foo {clause}")
            self.check_round_trip(f"import a, foo {clause}, b {clause} as c")
            self.check_round_trip(f"from foo {clause} import a, b")

    version = hypothesis.strategies.builds(
        "{}{}{}{}{}".format,
        hypothesis.strategies.sampled_from(["", "1!", "v"]),
        hypothesis.strategies.lists(
            hypothesis.strategies.integers(0, 10**20).map(str),
            min_size=2, max_size=5).map(".".join),
        hypothesis.strategies.sampled_from(["", "a1", ".b", "-RC.02", "_c"]),
        hypothesis.strategies.sampled_from(["", ".post1", "-2", "r"]),
        hypothesis.strategies.sampled_from(["", ".dev0", "dev", "-dev07"]),
    )
    comparison = hypothesis.strategies.builds(
        "{}{}{}".format,
        hypothesis.strategies.sampled_from(
            ["==", "!=", "<=", ">=", "<", ">", "~=", "==="]),
        hypothesis.strategies.sampled_from(["", " "]),
        version,
    )
    clause = hypothesis.strategies.one_of(
        version,
        version.map(repr),
        hypothesis.strategies.lists(comparison, min_size=1, max_size=4)
            .map(", ".join),
    )
    module = hypothesis.strategies.one_of(
        hypothesis.strategies.sampled_from(["a", "a.b", "version"]),
        hypothesis.strategies.builds(
            "{} version {}{}".format,
            hypothesis.strategies.sampled_from(["a", "a.b", "version"]),
            clause,
            hypothesis.strategies.sampled_from(["", " as c", " as version"]),
        ),
    )

    @hypothesis.given(hypothesis.strategies.lists(module, min_size=1,
                                                  max_size=4))
    @hypothesis.example(["a version >=1, <2", "version version 1 as c"])
    @hypothesis.example(["a", "a.b version ===1.0", "a version '1.0'"])
    def test_any_import(self, modules):
        self.check_round_trip("import " + ", ".join(modules))

    @hypothesis.given(clause)
    @hypothesis.example("1!2.0-RC.02")
    @hypothesis.example(">= 1.0, <2")
    def test_any_import_from(self, clause):
        self.check_round_trip(f"from a version {clause} import b, c")


class HandMadeTests(unittest.TestCase):

    def compile(self, statement):
        tree = ast.Module([statement], [])
        return compile(ast.fix_missing_locations(tree), "<test>", "exec")

    def import_(self, version, name="foo"):
        return ast.Import([ast.alias(name, None, version)])

    def import_from(self, version, module="foo", level=0):
        return ast.ImportFrom(module, [ast.alias("x")], level, version)

    def test_good(self):
        for version in ("1.2", ">=1.2,<2", "==1.*", "===foobar"):
            for make in (self.import_, self.import_from):
                with self.subTest(version=version, make=make.__name__):
                    code = self.compile(make(version))
                    self.assertIn(version, code.co_consts)

    def test_canonical(self):
        for make in (self.import_, self.import_from):
            code = self.compile(make(" >= 01.2RC1 , <2"))
            self.assertIn(">=1.2rc1,<2", code.co_consts)
            self.assertNotIn(" >= 01.2RC1 , <2", code.co_consts)

    def test_none(self):
        for statement in (self.import_(None), self.import_from(None),
                          ast.Import([ast.alias("foo")]),
                          ast.ImportFrom("foo", [ast.alias("x")]),
                          ast.ImportFrom("foo", [ast.alias("x")], 0)):
            self.compile(statement)

    def test_bad_string(self):
        for version in ("", " ", "latest", "1.x", ">=", ">=1,", "1,2", "1 2",
                        ">=1 <2", "1.*", "~=1", "=1", "\0", "1\0", "\udc80",
                        "1é"):
            for make in (self.import_, self.import_from):
                with self.subTest(version=version, make=make.__name__):
                    with self.assertRaises(ValueError):
                        self.compile(make(version))

    def test_bad_type(self):
        for version in (1, 1.2, (1, 2), b"1.2", ["1"]):
            for make in (self.import_, self.import_from):
                with self.subTest(version=version, make=make.__name__):
                    with self.assertRaises(TypeError):
                        self.compile(make(version))

    def test_relative(self):
        for module in ("foo", None):
            with self.subTest(module=module):
                with self.assertRaisesRegex(
                    ValueError, "a relative import cannot have a version"
                ):
                    self.compile(self.import_from("1", module, 1))
        with self.assertRaises(ValueError):
            self.compile(self.import_from("1", None, 0))

    def test_future(self):
        for statement in (self.import_("1", "__future__"),
                          self.import_from("1", "__future__")):
            with self.assertRaisesRegex(
                ValueError, "an import of __future__ cannot have a version"
            ):
                self.compile(statement)

    def test_name_of_import_from(self):
        statement = ast.ImportFrom("foo", [ast.alias("x", None, "1")], 0)
        with self.assertRaisesRegex(
            ValueError, "a name of ImportFrom cannot have a version"
        ):
            self.compile(statement)

    def test_unparse(self):
        for version in ("1.2", ">=1,<2", " >= 1 , <2", "===x y"):
            for make in (self.import_, self.import_from):
                with self.subTest(version=version, make=make.__name__):
                    statement = ast.fix_missing_locations(make(version))
                    self.assertIsInstance(ast.unparse(statement), str)


if __name__ == "__main__":
    unittest.main()
