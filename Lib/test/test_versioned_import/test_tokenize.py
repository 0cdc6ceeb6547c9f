"""Lexical rules: clauses in the tokenize module, in keywords and in IDLE."""

import io
import keyword
import token
import tokenize
import unittest
from test.support import import_helper


def tokens(source):
    result = []
    for tok in tokenize.generate_tokens(io.StringIO(source).readline):
        if tok.type not in (token.NEWLINE, token.ENDMARKER, token.NL,
                            token.INDENT, token.DEDENT):
            result.append((token.tok_name[tok.type], tok.string))
    return result


def numbers(source):
    return [string for kind, string in tokens(source) if kind == "NUMBER"]


# A statement, and its numbers.
NUMBERS = {
    "import foo version 1.10.2": ["1.10.2"],
    "import foo version 1!2.0rc1.post1.dev1+a.b": ["1!2.0rc1.post1.dev1+a.b"],
    "import foo version 2024.08, b version 08 as c, d":
        ["2024.08", "08"],
    "import foo>=1.2,<2,!=1.5.*,b==1.*": ["1.2", "2", "1.5.*", "1.*"],
    "import foo ===1.0-1, ~=2.1": ["1.0-1", "2.1"],
    "import foo version v1.0, b >= V2": ["v1.0", "V2"],
    "from foo version 1.0rc1 import x, y": ["1.0rc1"],
    "from foo == 1.* import *": ["1.*"],
    "import foo \\\n version \\\n 1.2.3": ["1.2.3"],
    "import foo version 1.2.3#1.2.3": ["1.2.3"],
    "import foo version 1.2.3;x = 1.2": ["1.2.3", "1.2"],
    "if x: import foo version 1.2.3; y = 1.2": ["1.2.3", "1.2"],
    "if x:\n  from foo version 1.2.3 import (\na,\nb)\nx = 1.2":
        ["1.2.3", "1.2"],
    "import version version 1.2.3": ["1.2.3"],
    "from version version 1.2.3 import version": ["1.2.3"],
    "import v1, v2 as v3": [],
    "import foo version '1.2.3', b >= 1.2.3": ["1.2.3"],
    # Not versions
    "version = 1.2\nversion >= 1.2": ["1.2", "1.2"],
    "a version 1.10.2": ["1.10", ".2"],
    "a.version >= 1.10.2": ["1.10", ".2"],
    "import a\nversion 1.10.2": ["1.10", ".2"],
    "import a; version 1.10.2": ["1.10", ".2"],
    "import version 1.10.2": ["1.10", ".2"],
    "import a.version 1.10.2": ["1.10", ".2"],
    "from version 1.10.2": ["1.10", ".2"],
    "import a = 1.10.2": ["1.10", ".2"],
    "import a b version 1.10.2": ["1.10", ".2"],
    "yield from a version 1.10.2": ["1.10", ".2"],
    "raise a from b >= 1.10.2": ["1.10", ".2"],
    "x = import_ version 1.10.2": ["1.10", ".2"],
    "[import a version 1.10.2]": ["1.10", ".2"],
    "{a: import a version 1.10.2}": ["1.10", ".2"],
    "lambda: (import a version 1.10.2)": ["1.10", ".2"],
    "f'{x:import}' version 1.10.2": ["1.10", ".2"],
    "f'{import a version 1.10.2}'": ["1.10", ".2"],
    "'import' a version 1.10.2": ["1.10", ".2"],
    "imports a version 1.10.2": ["1.10", ".2"],
}


class TokenizeTests(unittest.TestCase):

    def test_numbers(self):
        for source, expected in NUMBERS.items():
            with self.subTest(source=source):
                self.assertEqual(numbers(source), expected)

    def test_tokens(self):
        self.assertEqual(
            tokens("import foo.bar version >=1.2.3,~=1.2, baz as b"),
            [("NAME", "import"), ("NAME", "foo"), ("OP", "."),
             ("NAME", "bar"), ("NAME", "version"), ("OP", ">="),
             ("NUMBER", "1.2.3"), ("OP", ","), ("OP", "~"), ("OP", "="),
             ("NUMBER", "1.2"), ("OP", ","), ("NAME", "baz"), ("NAME", "as"),
             ("NAME", "b")])

    def test_positions(self):
        source = "import é version 1.2.3, b version \\\n 4.5.6\n"
        found = {tok.string: (tok.start, tok.end) for tok in
                 tokenize.generate_tokens(io.StringIO(source).readline)}
        self.assertEqual(found["1.2.3"], ((1, 17), (1, 22)))
        self.assertEqual(found["4.5.6"], ((2, 1), (2, 6)))

    def test_round_trip(self):
        for source in NUMBERS:
            for newline in ("\n", "\r\n"):
                text = source.replace("\n", newline) + newline
                with self.subTest(source=text):
                    data = text.encode()
                    toks = list(tokenize.tokenize(io.BytesIO(data).readline))
                    self.assertEqual(tokenize.untokenize(toks), data)

    def test_compatible_round_trip(self):
        # With types and strings only.
        for source in NUMBERS:
            if "\n" in source or "#" in source or "\\" in source:
                continue
            with self.subTest(source=source):
                pairs = [tok[:2] for tok in tokenize.generate_tokens(
                    io.StringIO(source).readline)]
                again = tokenize.untokenize(pairs)
                if "f'" not in source:
                    self.assertEqual(tokens(again), tokens(source))

    def test_name(self):
        self.assertEqual(token.tok_name[token.VERSION], "VERSION")
        self.assertIn("VERSION", token.__all__)
        self.assertNotIn("VERSION", token.EXACT_TOKEN_TYPES.values())


class KeywordTests(unittest.TestCase):

    def test_soft_keyword(self):
        self.assertTrue(keyword.issoftkeyword("version"))
        self.assertFalse(keyword.iskeyword("version"))

    def test_completion(self):
        rlcompleter = import_helper.import_module("rlcompleter")
        completer = rlcompleter.Completer({})
        self.assertEqual(completer.complete("versio", 0), "version ")


class IdleTests(unittest.TestCase):

    def coloured(self, source):
        colorizer = import_helper.import_module("idlelib.colorizer")
        words = []
        for match in colorizer.prog.finditer(source):
            for name, text in colorizer.matched_named_groups(match):
                tag = colorizer.prog_group_name_to_tag.get(name, name)
                if tag == "KEYWORD":
                    words.append(text)
        return words

    def test_clauses(self):
        for source, expected in {
            "import foo version 1.2": ["import", "version"],
            "import foo.bar version >= 1.2 as b": ["import", "version", "as"],
            "import a version '1', b version \"2\"":
                ["import", "version", "version"],
            "import version version 1": ["import", "version"],
            "from foo version 1 import x": ["from", "version", "import"],
            "    if 1: from version version ~=1.2 import version":
                ["if", "from", "version", "import"],
            "import foo\tversion\t===1": ["import", "version"],
            "import a, b version v1": ["import", "version"],
            "import foo >= 1.2": ["import"],
            "import version": ["import"],
            "import version as version": ["import", "as"],
            "from version import version": ["from", "import"],
            "version = 1": [],
            "version == 1": [],
            "f(a, version == 1)": [],
            "(a, not version == 1)": ["not"],
            "return version >= 2": ["return"],
            "# import foo version 1": [],
            "'import foo version 1'": [],
        }.items():
            with self.subTest(source=source):
                self.assertEqual(self.coloured(source), expected)


if __name__ == "__main__":
    unittest.main()
