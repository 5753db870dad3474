"""Bodies of several media types that share one schema, as documents of Swagger 2.0 have them."""

from typing import Any

import orjson
import pytest

from mockserver.contract.model import Body, Media
from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.body import BodyReader
from mockserver.validation.schema import SchemaCompiler
from tests.builders import load

SHARED = {
    "type": "object",
    "properties": {"port": {"type": "string", "format": "int-or-string"}, "name": {"type": "string"}},
}


@pytest.mark.parametrize(
    ("media", "value", "broken"),
    [
        ("application/json-patch+json", [{"op": "remove", "path": "/a"}], []),
        ("application/json-patch+json", [{"op": "remove"}], ["anyOf"]),
        ("application/json-patch+json", {"name": "a"}, []),
        ("application/json-patch+json", {"name": 1}, ["anyOf"]),
        ("application/vnd.acme+json", {"name": "a"}, []),
        ("application/vnd.acme+json", {"name": 1}, ["type"]),
        ("application/merge-patch+json", {"name": "a"}, []),
        ("application/merge-patch+json", [], ["type"]),
        ("application/json", {"port": 80}, []),
        ("application/json", {"port": "80"}, []),
        ("application/json", {"port": 1.5}, ["type"]),
    ],
)
def test_a_body_is_what_its_media_type_says_though_one_schema_stands_for_all(
    media: str, value: Any, broken: list[str]
) -> None:
    types = (
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/json",
        "application/*+json",
    )
    document = load("paths: {}")
    content = {name: Media(name, SHARED, {}) for name in types}
    reader = BodyReader(document, Body(required=True, content=content), SchemaCompiler(document))
    violations: list[Violation] = []

    reader.read_body(
        Request("PATCH", b"/", b"", {b"content-type": media.encode()}, orjson.dumps(value)), violations
    )

    assert [violation.keyword for violation in violations] == broken
