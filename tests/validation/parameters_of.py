"""One parameter to read, and the schemas that the specification shows styles with."""

from typing import Any

import orjson

from mockserver.contract.mock import RequestRules
from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import SchemaCompiler
from tests.builders import HEAD, compiled

STRING: dict[str, Any] = {"type": "string"}
INTEGERS = {"type": "array", "items": {"type": "integer"}}
ARRAY = {"type": "array", "items": {"type": "string"}}
OBJECT = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
}
BLUE, COLORS, RGB = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
DEEP = {
    "type": "object",
    "properties": {
        "id": INTEGERS,
        "name": STRING,
        "rows": {
            "type": "array",
            "items": {"properties": {"x": {"type": "integer"}, "y": STRING, "z": INTEGERS}},
        },
        "by": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": INTEGERS},
        },
        "0": STRING,
        "free": {},
    },
}


def reader_of(location: str, schema: Any, **rest: Any) -> Parameters:
    """What reads an operation's one parameter, `color`."""
    declared = {"name": "color", "in": location, "required": location == "path", **rest}
    if "content" not in rest:
        declared["schema"] = schema
    path = "/x/{color}" if location == "path" else "/x"
    operation = {"parameters": [declared], "responses": {"200": {"description": "ok"}}}
    head = HEAD.replace("3.0.3", "3.2.0") if rest.get("style") == "cookie" else HEAD
    contract = compiled("paths: " + orjson.dumps({path: {"get": operation}}).decode(), head=head)
    compiler = SchemaCompiler(contract.document)
    rules = RequestRules(undeclared="refuse")
    return Parameters(contract.document, contract.operations[0], compiler, rules, frozenset())


def read(reader: Parameters, location: str, raw: str) -> tuple[Any, list[Violation]]:
    """The value of `color` as `raw` has it, and what is wrong with it."""
    violations: list[Violation] = []
    if location == "path":
        found = reader.read_path({"color": raw.encode()}, violations)
    elif location == "query":
        found = reader.read_query(raw.encode(), violations)
    else:
        request = Request("GET", b"/x", b"", {b"color" if location == "header" else b"cookie": raw.encode()})
        read = reader.read_header if location == "header" else reader.read_cookie
        found = read(request, violations)
    return found.get("color"), violations


def header(name: str, schema: Any, sent: str) -> tuple[Any, list[Violation]]:
    """The value of a header parameter, and what is wrong with it."""
    violations: list[Violation] = []
    request = Request("GET", b"/x", b"", {name.lower().encode(): sent.encode()})
    return reader_of("header", schema, name=name).read_header(request, violations)[name], violations
