"""What demo_pypi.py installs and runs: real packages, two versions of each.

In a program, {clause} stands where a version clause goes.  A program works
with both versions of its package, and prints what differs between them as well
as what does not.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """A project, its versions, its import name and a program.

    *aliases* are the names under which it is imported, where they are not the
    name of the project's directory.  *needs* gives, for each version, the
    projects that it needs beside it.
    """

    project: str
    module: str
    versions: tuple[str, ...]
    program: str
    aliases: tuple[str, ...] = ()
    directory: str = ""
    needs: tuple[tuple[str, ...], ...] = ((), ())

    @property
    def folder(self):
        return self.directory or self.module


# What others need, and the directory that it goes into.
DEPENDENCIES = {
    "pydantic-core==2.23.4": "pydantic_core-2.23.4",
    "typing-extensions==4.12.2": "typing_extensions-4.12.2",
    "annotated-types==0.7.0": "annotated_types-0.7.0",
    "asgiref==3.8.1": "asgiref-3.8.1",
    "sqlparse==0.5.1": "sqlparse-0.5.1",
}

_DJANGO = ("asgiref==3.8.1", "sqlparse==0.5.1")

PACKAGES = (
    Package(
        "numpy", "numpy", ("2.1.3", "2.3.2"),
        """
        import numpy {clause} as np
        a = np.arange(6).reshape(2, 3)
        result = (a @ a.T).tolist()
        assert result == [[5, 14], [14, 50]]
        assert np.linalg.det(np.array([[2.0, 0.0], [0.0, 3.0]])).round() == 6
        print(np.__version__, np.__file__)
        print("product of two arrays:", result)
        """),
    Package(
        "pydantic", "pydantic", ("1.10.21", "2.9.2"),
        """
        import pydantic {clause}
        from pydantic import BaseModel, ValidationError

        class Order(BaseModel):
            number: int
            items: list[str] = []

        order = Order(number="12", items=["tea"])
        assert (order.number, order.items) == (12, ["tea"])
        assert hasattr(order, "model_dump") == (pydantic.VERSION[0] == "2")
        try:
            Order(number="twelve")
        except ValidationError as error:
            kind = error.errors()[0]["type"]
        print(pydantic.VERSION, pydantic.__file__)
        print("validated:", order, "- 'twelve' is refused as", kind)
        assert kind == {"1": "type_error.integer",
                        "2": "int_parsing"}[pydantic.VERSION[0]]
        """,
        needs=(("typing-extensions==4.12.2",),
               ("pydantic-core==2.23.4", "typing-extensions==4.12.2",
                "annotated-types==0.7.0"))),
    Package(
        "urllib3", "urllib3", ("1.26.20", "2.2.3"),
        """
        import urllib3 {clause}
        from urllib3.util import Retry, parse_url
        url = parse_url("https://example.org:8080/a%20b?c=d")
        assert (url.host, url.port, url.query) == ("example.org", 8080, "c=d")
        old = hasattr(Retry, "DEFAULT_METHOD_WHITELIST")
        assert old == urllib3.__version__.startswith("1.")
        print(urllib3.__version__, urllib3.__file__)
        print("parsed:", url, "- method_whitelist:", "yes" if old else "gone")
        """),
    Package(
        "PyYAML", "yaml", ("6.0.2", "6.0.3"),
        """
        import yaml {clause}
        text = "site: {name: store, ports: [80, 443]}"
        document = yaml.load(text, Loader=yaml.CSafeLoader)
        assert document == {"site": {"name": "store", "ports": [80, 443]}}
        assert yaml.safe_load(yaml.safe_dump(document)) == document
        import _yaml, yaml._yaml
        print(yaml.__version__, yaml.__file__)
        print("parsed, by the C library too:", document["site"])
        """,
        aliases=("yaml", "_yaml"), directory="pyyaml"),
    Package(
        "Django", "django", ("4.2.16", "5.1.3"),
        """
        import django {clause}
        from django.conf import settings
        settings.configure(TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates"}])
        django.setup()
        from django.template import Context, Template
        text = Template("{% for n in names %}{{ n|title }} {% endfor %}")
        result = text.render(Context({"names": ["ada", "grace"]})).strip()
        assert result == "Ada Grace"
        from django.db import models
        assert hasattr(models, "GeneratedField") == (django.VERSION >= (5, 0))
        print(django.get_version(), django.__file__)
        print("template rendered:", result, "- GeneratedField:",
              hasattr(models, "GeneratedField"))
        """,
        needs=(_DJANGO, _DJANGO)),
    Package(
        "protobuf", "google.protobuf", ("4.25.5", "5.28.3"),
        """
        import google.protobuf {clause}
        from google.protobuf.struct_pb2 import Struct
        from google.protobuf.internal import api_implementation
        message = Struct()
        message.update({"name": "store", "ports": [80, 443]})
        data = message.SerializeToString()
        copy = Struct()
        copy.ParseFromString(data)
        assert copy == message and copy["ports"][1] == 443
        protobuf = google.protobuf
        print(protobuf.__version__, protobuf.__file__)
        print(f"message of {len(data)} bytes there and back,",
              f"by {api_implementation.Type()}")
        """,
        aliases=("google.protobuf", "google._upb"), directory="protobuf"),
)
