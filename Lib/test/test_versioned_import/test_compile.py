"""Bytecode and __import__(): the instruction IMPORT_NAME_VERSION."""

import builtins
import dis
import importlib.util
import inspect
import modulefinder
import opcode
import os
import sys
import textwrap
import types
import unittest
from test.support import os_helper, swap_attr


def instructions(code):
    for instruction in dis.get_instructions(code):
        if instruction.opname not in ("RESUME", "CACHE"):
            yield (instruction.opname, instruction.argval)


class CodeTests(unittest.TestCase):

    def check(self, source, expected):
        with self.subTest(source=source):
            code = compile(source, "<test>", "exec")
            self.assertEqual(
                list(instructions(code)),
                expected + [("RETURN_CONST", None)])

    def test_import(self):
        self.check("import foo version 1.2", [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("LOAD_CONST", "1.2"),
            ("IMPORT_NAME_VERSION", "foo"),
            ("STORE_NAME", "foo"),
        ])

    def test_import_dotted(self):
        self.check("import foo.bar >= 1.2, <02", [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("LOAD_CONST", ">=1.2,<2"),
            ("IMPORT_NAME_VERSION", "foo.bar"),
            ("STORE_NAME", "foo"),
        ])

    def test_import_as(self):
        self.check("import foo.bar version 1 as baz", [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("LOAD_CONST", "1"),
            ("IMPORT_NAME_VERSION", "foo.bar"),
            ("IMPORT_FROM", "bar"),
            ("STORE_NAME", "baz"),
            ("POP_TOP", None),
        ])

    def test_import_several(self):
        self.check("import a, b version 1, c", [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("IMPORT_NAME", "a"),
            ("STORE_NAME", "a"),
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("LOAD_CONST", "1"),
            ("IMPORT_NAME_VERSION", "b"),
            ("STORE_NAME", "b"),
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("IMPORT_NAME", "c"),
            ("STORE_NAME", "c"),
        ])

    def test_import_from(self):
        self.check("from foo.bar version 1.0rc1 import x, y as z", [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", ("x", "y")),
            ("LOAD_CONST", "1.0rc1"),
            ("IMPORT_NAME_VERSION", "foo.bar"),
            ("IMPORT_FROM", "x"),
            ("STORE_NAME", "x"),
            ("IMPORT_FROM", "y"),
            ("STORE_NAME", "z"),
            ("POP_TOP", None),
        ])

    def test_import_star(self):
        self.check("from foo version 1 import *", [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", ("*",)),
            ("LOAD_CONST", "1"),
            ("IMPORT_NAME_VERSION", "foo"),
            ("CALL_INTRINSIC_1", 2),
            ("POP_TOP", None),
        ])

    def test_import_in_function(self):
        code = compile("def f():\n    import foo version 1", "<test>", "exec")
        (function,) = (c for c in code.co_consts
                       if isinstance(c, types.CodeType))
        self.assertEqual(list(instructions(function)), [
            ("LOAD_CONST", 0),
            ("LOAD_CONST", None),
            ("LOAD_CONST", "1"),
            ("IMPORT_NAME_VERSION", "foo"),
            ("STORE_FAST", "foo"),
            ("RETURN_CONST", None),
        ])

    def test_no_clause(self):
        # The bytes of imports without a clause, as ever.
        op = opcode.opmap
        for source, expected in {
            "import foo": [
                op["RESUME"], 0, op["LOAD_CONST"], 0, op["LOAD_CONST"], 1,
                op["IMPORT_NAME"], 0, op["STORE_NAME"], 0,
                op["RETURN_CONST"], 1],
            "import foo.bar as version": [
                op["RESUME"], 0, op["LOAD_CONST"], 0, op["LOAD_CONST"], 1,
                op["IMPORT_NAME"], 0, op["IMPORT_FROM"], 1,
                op["STORE_NAME"], 2, op["POP_TOP"], 0,
                op["RETURN_CONST"], 1],
            "from .foo import version": [
                op["RESUME"], 0, op["LOAD_CONST"], 0, op["LOAD_CONST"], 1,
                op["IMPORT_NAME"], 0, op["IMPORT_FROM"], 1,
                op["STORE_NAME"], 1, op["POP_TOP"], 0,
                op["RETURN_CONST"], 2],
            "from version import *": [
                op["RESUME"], 0, op["LOAD_CONST"], 0, op["LOAD_CONST"], 1,
                op["IMPORT_NAME"], 0, op["CALL_INTRINSIC_1"], 2,
                op["POP_TOP"], 0, op["RETURN_CONST"], 2],
        }.items():
            with self.subTest(source=source):
                code = compile(source, "<test>", "exec")
                self.assertEqual(code.co_code, bytes(expected))

    def test_numbers(self):
        # The new instruction moves no other: a sample of those of 3.13.
        for name, number in {
            "IMPORT_FROM": 74, "IMPORT_NAME": 75, "IS_OP": 76,
            "YIELD_VALUE": 118, "RESUME": 149,
        }.items():
            self.assertEqual(opcode.opmap[name], number, name)

    def test_stack_effect(self):
        number = opcode.opmap["IMPORT_NAME_VERSION"]
        self.assertEqual(opcode.stack_effect(number, 0), -2)
        self.assertIn(number, opcode.hasarg)
        self.assertIn(number, opcode.hasname)

    def test_magic_number(self):
        number = int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little")
        self.assertGreater(number, 3571)
        self.assertLess(number, 3600)
        self.assertEqual(importlib.util.MAGIC_NUMBER[2:], b"\r\n")


class OverriddenImportTests(unittest.TestCase):

    def run_with(self, import_, source):
        namespace = {"__builtins__": {"__import__": import_}}
        exec(source, namespace)
        return namespace

    def test_arguments(self):
        calls = []
        module = types.SimpleNamespace(x=1, y=2)

        def import_(*args, **kwargs):
            calls.append((args[0], *args[3:], kwargs))
            self.assertIs(args[1], namespace)
            self.assertIs(args[2], namespace)
            return module

        namespace = {"__builtins__": {"__import__": import_}}
        exec(textwrap.dedent("""\
            import a
            import a version 1.2
            import a.b >= 1.2, < 2
            from a version "1" import x, y
            from .a import x
            """), namespace)
        self.assertEqual(calls, [
            ("a", None, 0, {}),
            ("a", None, 0, {"version": "1.2"}),
            ("a.b", None, 0, {"version": ">=1.2,<2"}),
            ("a", ("x", "y"), 0, {"version": "1"}),
            ("a", ("x",), 1, {}),
        ])
        self.assertIs(namespace["a"], module)
        self.assertEqual(namespace["x"], 1)

    def test_locals(self):
        def import_(name, globals, locals, fromlist, level, *, version):
            return locals, version

        namespace = self.run_with(import_, textwrap.dedent("""\
            def f():
                import foo version 1
                return foo
            import bar version 2
            foo = f()
            """))
        self.assertEqual(namespace["foo"], (None, "1"))
        self.assertEqual(namespace["bar"], (namespace, "2"))

    def test_old_signature(self):
        # A function that does not know versions works without a clause.
        def import_(name, globals=None, locals=None, fromlist=(), level=0):
            return name

        namespace = self.run_with(import_, "import a, b.c")
        self.assertEqual((namespace["a"], namespace["b"]), ("a", "b.c"))
        with self.assertRaisesRegex(TypeError, "version"):
            self.run_with(import_, "import a version 1")

    def test_error(self):
        def import_(*args, **kwargs):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            self.run_with(import_, "import a version 1")

    def test_missing(self):
        with self.assertRaisesRegex(ImportError, "__import__ not found"):
            exec("import a version 1", {"__builtins__": {}})

    def test_replaced_in_builtins(self):
        def import_(name, *args, version=None):
            return name, version

        with swap_attr(builtins, "__import__", import_):
            import foo version 1.2
        self.assertEqual(foo, ("foo", "1.2"))


class BuiltinImportTests(unittest.TestCase):

    def test_none(self):
        self.assertIs(__import__("sys", version=None), sys)
        self.assertIs(__import__("os.path", None, None, ["join"], 0, None),
                      os.path)

    def test_relative(self):
        namespace = {"__package__": "test", "__name__": "test.x"}
        for level in (1, 2):
            with self.assertRaisesRegex(
                ValueError, "a relative import cannot have a version"
            ):
                __import__("support", namespace, None, (), level,
                           version="1")
        self.assertEqual(
            __import__("support", namespace, None, ["swap_attr"], 1,
                       version=None).__name__, "test.support")

    def test_signature(self):
        self.assertEqual(
            str(inspect.signature(__import__)),
            "(name, globals=None, locals=None, fromlist=(), level=0, "
            "version=None)")


class DisTests(unittest.TestCase):

    def test_find_imports(self):
        code = compile(textwrap.dedent("""\
            import a
            import b version 1.2
            import c.d >= 1 as e, f
            from g version "2" import h, i
            from .j import k
            from l == 1.* import *
            """), "<test>", "exec")
        self.assertEqual(list(dis._find_imports(code)), [
            ("a", 0, None),
            ("b", 0, None),
            ("c.d", 0, None),
            ("f", 0, None),
            ("g", 0, ("h", "i")),
            ("j", 1, ("k",)),
            ("l", 0, ("*",)),
        ])

    def test_modulefinder(self):
        with os_helper.temp_dir() as directory:
            for name, source in {
                "main": "import a_module version 1\n"
                        "from a_package >= 2 import sub\n",
                "a_module-1.0": "import missing_module version 3\n",
                "a_package-2.0/a_package/__init__": "",
                "a_package-2.0/a_package/sub": "",
            }.items():
                path = os.path.join(directory, f"{name}.py")
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w") as file:
                    file.write(source)
            finder = modulefinder.ModuleFinder(path=[directory])
            finder.run_script(os.path.join(directory, "main.py"))
        self.assertEqual(sorted(finder.modules),
                         ["__main__", "a_module", "a_package",
                          "a_package.sub"])
        self.assertEqual(finder.any_missing(), ["missing_module version 3"])


if __name__ == "__main__":
    unittest.main()
