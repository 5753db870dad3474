"""Forms to read: what reads those of a schema."""

from typing import Any

import orjson

from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.body import BodyReader
from mockserver.validation.schema import SchemaCompiler
from tests.builders import HEAD, compiled

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
STRING, INTEGER, BINARY = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "binary"}
INTEGERS = {"type": "array", "items": INTEGER}


def reader(
    schema: Any, encoding: Any = None, media_type: str = URLENCODED, *, openapi: str = "3.0.3"
) -> BodyReader:
    """What reads the forms of a schema."""
    media = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    operation = {"requestBody": {"content": {media_type: media}}, "responses": {"200": {"description": "ok"}}}
    text = "paths: " + orjson.dumps({"/x": {"post": operation}}).decode()
    contract = compiled(text, head=HEAD.replace("3.0.3", openapi))
    body = contract.operations[0].body
    assert body is not None
    return BodyReader(contract.document, body, SchemaCompiler(contract.document))


def read(made: BodyReader, body: bytes, content_type: str = URLENCODED) -> tuple[Any, list[Violation]]:
    """The value of a body, and what is wrong with it."""
    violations: list[Violation] = []
    request = Request("POST", b"/x", b"", {b"content-type": content_type.encode()}, body)
    return made.read_body(request, violations)[1], violations
