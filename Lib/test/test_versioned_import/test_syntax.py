"""What the parser says of version clauses that are wrong.

Legal clauses are in test_ast.
"""

import ast
import codeop
import re
import textwrap
import unittest

# A statement, a line of carets under what is wrong, and the message.  A
# message that ends in "..." is the beginning of one.
ERRORS = """\
import foo version
           ^^^^^^^ expected a version after 'version'
import foo version, bar
           ^^^^^^^ expected a version after 'version'
import foo version as b
           ^^^^^^^ expected a version after 'version'
import version version
               ^^^^^^^ expected a version after 'version'
from foo version import x
         ^^^^^^^ expected a version after 'version'
import foo version -1
           ^^^^^^^ expected a version after 'version'
import foo version = 1
           ^^^^^^^ expected a version after 'version'
import foo version (1.0)
           ^^^^^^^ expected a version after 'version'
import foo version None
           ^^^^^^^ expected a version after 'version'
import foo version 1; import bar version
                                 ^^^^^^^ expected a version after 'version'

import foo version latest
                   ^^^^^^ 'latest' is not a version
from foo version latest import x
                 ^^^^^^ 'latest' is not a version
import foo >= latest
              ^^^^^^ 'latest' is not a version

import foo version 1.0.x
                   ^^^^^ invalid version '1.0.x'
import foo version 1..2
                   ^^^^ invalid version '1..2'
import foo version 1., bar
                   ^^ invalid version '1.'
import foo version .5
                   ^^ invalid version '.5'
import foo version 0x10 as b
                   ^^^^ invalid version '0x10'
import foo version 1_0
                   ^^^ invalid version '1_0'
import foo version 1e5
                   ^^^ invalid version '1e5'
import foo version >=1, <2.0x
                         ^^^^ invalid version '2.0x'
from foo version 1.0x import x
                 ^^^^ invalid version '1.0x'
import foo version ===1.0x
                      ^^^^ invalid version '1.0x'
import foo version 1.é, bar
                   ^^^ invalid version '1.é'
import é version 1.x
                 ^^^ invalid version '1.x'

import foo ===1.*
              ^^^ invalid version '1.*'
import foo version 1.*
                   ^^^ invalid version clause '1.*': '.*' needs '==' or '!='...
import foo version >=1.*
                     ^^^ invalid version clause '>=1.*': '.*' does not go with operator '>='...
import foo ~=1.2.*
             ^^^^^ invalid version clause '~=1.2.*': '.*' does not go with operator '~='...
import foo ~=1
             ^ invalid version clause '~=1'...
import foo <1.0+local
            ^^^^^^^^^ invalid version clause '<1.0+local'...

import foo version 1. 2
                   ^^^^ white space is not allowed in a version
import foo version 1 .2
                   ^^^^ white space is not allowed in a version
import foo version 1 2
                   ^^^ white space is not allowed in a version
import foo version 1 08
                   ^^^^ white space is not allowed in a version
import foo version 1.0 rc1
                   ^^^^^^^ white space is not allowed in a version
import foo version 1.0 . dev 1
                   ^^^^^^^^^^^ white space is not allowed in a version
import foo version 1.0 + tweak.2
                   ^^^^^^^^^^^^^ white space is not allowed in a version
import foo version 1 ! 2.0, bar
                   ^^^^^^^ white space is not allowed in a version
import foo version >=1.0 .dev1, <2
                     ^^^^^^^^^ white space is not allowed in a version
import foo version ==1.0 .*
                     ^^^^^^ white space is not allowed in a version
from foo version 1.0 rc1 import x
                 ^^^^^^^ white space is not allowed in a version

import foo >=
           ^^ expected a version after '>='
import foo ===
           ^^^ expected a version after '==='
import foo >=, bar
           ^^ expected a version after '>='
import foo version ~= as b
                   ^^ expected a version after '~='
import foo version >=1, <, bar
                        ^ expected a version after '<'
from foo version >=1, != import x
                      ^^ expected a version after '!='
from foo == import x
         ^^ expected a version after '=='
import foo > = 1.0
           ^^^ invalid comparison operator
import foo == = 1.0
           ^^^^ invalid comparison operator
import foo ~ = 1.0
           ^^^ invalid comparison operator
import foo ! = 1.0
           ^^^ invalid comparison operator
import foo ~ 1.0
           ^ invalid comparison operator
import foo <> 1.0
           ^^ invalid comparison operator

import foo version 1, >=2
                      ^^ a version without an operator cannot be followed by a comparison
import foo version 1 >=2
                     ^^ a version without an operator cannot be followed by a comparison
import foo version "1", >=2
                        ^^ a version without an operator cannot be followed by a comparison
import foo version 1, 2
                      ^ only one version can be given without an operator
import foo version >=1, 2
                        ^ expected an operator before the version
import foo version >=1 <2
                       ^ expected ',' before '<'
from foo >=1 <2 import x
             ^ expected ',' before '<'

import foo version "latest"
                   ^^^^^^^^ invalid version clause 'latest'...
import foo version ""
                   ^^ invalid version clause ''...
import foo version ">=1,"
                   ^^^^^^ invalid version clause '>=1,'...
import foo version "1 2"
                   ^^^^^ invalid version clause '1 2'...
import foo version b"1.0"
                   ^^^^^^ a version cannot be a bytes literal
import foo version f"1.0"
                   ^^^^^^ a version cannot be an f-string
import foo version f"1.{x}", bar
                   ^^^^^^^^ a version cannot be an f-string
import foo version "1.0" "rc1"
                         ^^^^^ a quoted version must be a single string
import foo >= "1.0"
              ^^^^^ a version after an operator must not be quoted

import foo as b version 1.2
                ^^^^^^^^^^^ a version must come before 'as'
import foo as b >= 1.2rc1
                ^^^^^^^^^ a version must come before 'as'
import foo version 1 as b version 2rc1
                          ^^^^^^^^^^^^ a version must come before 'as'
import foo as b, bar as c == 08
                          ^^^^^ a version must come before 'as'
from foo import x version 1.0.1
                  ^^^^^^^^^^^^^ a version must follow the name of the module
from foo import x as y version "1"
                       ^^^^^^^^^^^ a version must follow the name of the module
from foo import x, y >= 1
                     ^^^^ a version must follow the name of the module
from foo import (x, y >= 1.2rc1)
                      ^^^^^^^^^ a version must follow the name of the module
from foo import * version 1.0.1
                  ^^^^^^^^^^^^^ a version must follow the name of the module
from foo version 1 import x version 1
                            ^^^^^^^^^ a version must follow the name of the module
from .foo import x version 08
                   ^^^^^^^^^^ a version must follow the name of the module

from .foo version 1 import x
          ^^^^^^^^^ a relative import cannot have a version
from .foo version >= 1, <2rc1 import x
          ^^^^^^^^^^^^^^^^^^^ a relative import cannot have a version
from ...foo.bar >= 1 import x
                ^^^^ a relative import cannot have a version
from . version 1 import x
       ^^^^^^^^^ a relative import cannot have a version
from . version 1rc1 import x
       ^^^^^^^^^^^^ a relative import cannot have a version
from .. version "1" import x
        ^^^^^^^^^^^ a relative import cannot have a version
from . >= 1.0.1 import x
       ^^^^^^^^ a relative import cannot have a version
from .version version 1 import x
              ^^^^^^^^^ a relative import cannot have a version

from __future__ version 1 import annotations
                ^^^^^^^^^ an import of __future__ cannot have a version
from __future__ >= 3.13 import annotations
                ^^^^^^^ an import of __future__ cannot have a version
import __future__ version 3
                  ^^^^^^^^^ an import of __future__ cannot have a version

import foo version 1.0 bar
                       ^^^ invalid syntax
import foo version 1 version 2
                     ^^^^^^^ invalid syntax
import foo version 1 from bar
                     ^^^^ invalid syntax
import foo version 1 if x else y
                     ^^ invalid syntax
from foo version 1 import
                         ^ Expected one or more names after 'import'
from foo version 1 import x,
                            ^ trailing comma not allowed without surrounding parentheses
"""

# Statements without a clause: the same as ever.
UNCHANGED = """\
import a = 1
         ^ invalid syntax
import a = 1rc1
           ^ invalid decimal literal
import a = 08
           ^ leading zeros in decimal integer literals...
import a b
         ^ invalid syntax
import a + 1
         ^ invalid syntax
import version 1
               ^ invalid syntax
import version 08
               ^ leading zeros in decimal integer literals...
import version 1rc1
               ^ invalid decimal literal
import a, 1.2.3
          ^^^ invalid syntax
from a import b, 08
                 ^ leading zeros in decimal integer literals...
import > 1x
         ^ invalid decimal literal
import == 08
          ^ leading zeros in decimal integer literals...
from ~= 0b2 import x
          ^ invalid digit '2' in binary literal
from a import > 1x
                ^ invalid decimal literal
import a, == 1x
             ^ invalid decimal literal
import a as == 1x
               ^ invalid decimal literal
import a. == 1x
             ^ invalid decimal literal
import import > 1x
                ^ invalid decimal literal
import as version 1x
                  ^ invalid decimal literal
import *, a > 1x
              ^ invalid decimal literal
import (a > 1x)
            ^ invalid decimal literal
from (a) > 1x import x
           ^ invalid decimal literal
from a import (b) > 1x
                    ^ invalid decimal literal
from a + b > 1x
             ^ invalid decimal literal
import a b > 1x
             ^ invalid decimal literal
import a >= 1 & 1x
                ^ invalid decimal literal
import a version (1x)
                  ^ invalid decimal literal
from 1.0 import x
     ^^^ invalid syntax
version 1
        ^ invalid syntax
version 1.2.3
        ^^^ invalid syntax
a version 1rc1
          ^ invalid decimal literal
x version == 08
             ^ leading zeros in decimal integer literals...
x == 1.0rc1
       ^ invalid decimal literal
x = 1 import foo version 08
                         ^ leading zeros in decimal integer literals...
(import foo version 1rc1)
                    ^ invalid decimal literal
{1: import foo version 1rc1}
                       ^ invalid decimal literal
f"{x: import foo version 1rc1}" 1
                                ^ invalid syntax
f"{import foo version 1rc1}"
   ^^^^^^ f-string: expecting a valid expression after '{'
yield from version version 1rc1
                           ^ invalid decimal literal
raise a from b version 1rc1
                       ^ invalid decimal literal
f(v x)
  ^^^ invalid syntax. Perhaps you forgot a comma?
f(version x)
  ^^^^^^^^^ invalid syntax. Perhaps you forgot a comma?
[version x]
 ^^^^^^^^^ invalid syntax. Perhaps you forgot a comma?
"""


def read_table(table):
    lines = [line for line in table.splitlines() if line]
    for source, expected in zip(lines[::2], lines[1::2], strict=True):
        indent, carets, message = re.fullmatch(r"( *)(\^+) (.+)",
                                               expected).groups()
        yield source, len(indent) + 1, len(carets), message


class SyntaxErrorTestCase(unittest.TestCase):

    def check(self, source, message, lineno, offset, end_lineno, end_offset):
        with self.assertRaises(SyntaxError) as caught:
            compile(source, "<test>", "exec")
        error = caught.exception
        if message.endswith("..."):
            self.assertEqual(error.msg[:len(message) - 3], message[:-3])
        else:
            self.assertEqual(error.msg, message)
        self.assertEqual((error.lineno, error.offset), (lineno, offset))
        if error.end_offset == error.offset:
            error.end_offset += 1  # from the tokenizer
        self.assertEqual((error.end_lineno, error.end_offset),
                         (end_lineno, end_offset))
        self.assertEqual(error.text.splitlines()[0],
                         source.splitlines()[lineno - 1])

    def check_table(self, table, prefix=""):
        indent = prefix.rpartition("\n")[2]
        line = prefix.count("\n") + 1
        for source, offset, width, message in read_table(table):
            offset += len(indent)
            with self.subTest(source=prefix + source):
                self.check(prefix + source, message,
                           line, offset, line, offset + width)


class ErrorTests(SyntaxErrorTestCase):

    def test_errors(self):
        self.check_table(ERRORS)

    def test_errors_further_on(self):
        self.check_table(ERRORS, prefix="import foo version 1.0.0\nif 1:\n    ")
        self.check_table(ERRORS, prefix="pass; ")
        self.check_table(ERRORS, prefix="if 1: ")

    def test_unchanged(self):
        self.check_table(UNCHANGED)
        self.check_table(UNCHANGED, prefix="pass\n")

    def test_continuation_lines(self):
        self.check("import foo \\\n  version \\\n    latest",
                   "'latest' is not a version", 3, 5, 3, 11)
        self.check("import foo version 1.0\\\n rc1",
                   "white space is not allowed in a version", 1, 20, 2, 5)
        self.check("import foo version 1.0\\\n.1",
                   "white space is not allowed in a version", 1, 20, 2, 3)
        self.check("from foo import (\n  x,\n  y version 1\n)",
                   "a version must follow the name of the module",
                   3, 5, 3, 14)

    def test_operators_on_two_lines(self):
        self.check("import foo =\\\n= 1", "invalid syntax", 1, 12, 1, 13)
        self.check("import foo ==\\\n= 1", "invalid comparison operator",
                   1, 12, 2, 2)

    def test_other_errors_in_a_file_with_clauses(self):
        # The second pass, which looks for errors, takes legal clauses.
        for statement in (
            "import foo version 1",
            "import foo version ===1.0, ~=2.1, != 3.*",
            "import foo version '1', bar >= 2, baz as b, version",
            "import version",
            "import version as version",
            "import version version 1 as version",
            "from version import version",
            "from version import version as version",
            "from version version 1 import version",
            "from . import version",
            "from . version import x",
            "from .version import version",
            "from .version.version import (version, version as version)",
            "from version import (\n    version,\n    a as version,\n)",
            "from version import *",
            "from foo == 1 import *",
        ):
            with self.subTest(statement=statement):
                lineno = statement.count("\n") + 2
                self.check(f"{statement}\n1 +", "invalid syntax",
                           lineno, 4, lineno, 5)


class FeatureVersionTests(unittest.TestCase):

    def test_feature_version(self):
        for source in (
            "import foo version 1",
            "import foo >= 1",
            "from foo version '1' import x",
            "from foo == 1.* import *",
        ):
            with self.subTest(source=source):
                ast.parse(source, feature_version=(3, 13))
                with self.assertRaisesRegex(
                    SyntaxError,
                    "^Version clauses are only supported in "
                    "Python 3.13 and greater"
                ):
                    ast.parse(source, feature_version=(3, 12))

    def test_no_clause(self):
        for source in ("import version as version",
                       "from version import version"):
            with self.subTest(source=source):
                ast.parse(source, feature_version=(3, 7))


class InteractiveTests(unittest.TestCase):

    def test_complete(self):
        for source in (
            "import foo version 1.2.3",
            "import foo version 1.2.3 # comment",
            "from foo version 1 import (a,\nb)",
            "import foo \\\n    version 1.2.3",
        ):
            with self.subTest(source=source):
                self.assertIsNotNone(codeop.compile_command(source))

    def test_incomplete(self):
        for source in (
            "import foo \\",
            "import foo version \\",
            "import foo version 1, \\",
            "from foo version 1 import (",
            "from foo version 1.2.3 import (a,\n",
            "if 1:\n    import foo version 1.2.3",
        ):
            with self.subTest(source=source):
                self.assertIsNone(codeop.compile_command(source))

    def test_wrong(self):
        for source in (
            "import foo version",
            "import foo >=",
            "import foo version 1.x",
            "from .foo version 1 import x",
        ):
            with self.subTest(source=source):
                with self.assertRaises(SyntaxError):
                    codeop.compile_command(source)

    def test_single(self):
        tree = ast.parse("import foo version 1.2.3\n", mode="single")
        self.assertEqual(tree.body[0].names[0].version, "1.2.3")


class SoftKeywordTests(unittest.TestCase):

    def test_name(self):
        namespace = {}
        exec(textwrap.dedent("""\
            version = 3
            def f(version, *, x=version): return version
            class version: version = f(version=1)
            version: int = 2; version += 1
            a = [version for version in (1, 2) if version >= 1]
            b = version if version == 3 else 0
            f(version)
            lambda version: version
            match version:
                case version: pass
            del version
            version = lambda: (yield version)
            def g(): global version; version = 4
            g()
            """), namespace)
        self.assertEqual(namespace["version"], 4)
        self.assertEqual(namespace["b"], 3)


if __name__ == "__main__":
    unittest.main()
