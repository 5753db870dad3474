"""A query that is one value, and the methods that OpenAPI 3.2 adds."""

from typing import Any
from urllib.parse import quote

import orjson
import pytest

from mockserver.errors import Violation
from mockserver.validation.parameters import Parameters
from mockserver.validation.schema import SchemaCompiler
from tests.builders import HEAD, Mock, compiled

HEAD32 = HEAD.replace("3.0.3", "3.2.0")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
FILTER = {
    "type": "object",
    "required": ["term"],
    "additionalProperties": False,
    "properties": {
        "term": {"type": "string", "minLength": 2},
        "limit": {"type": "integer", "default": 10},
        "tags": {"type": "array", "items": {"type": "string"}},
        "range": {"type": "object", "properties": {"from": {"type": "integer"}}},
    },
}


def read(
    media_type: str, raw: str, schema: Any = FILTER, encoding: Any = None, *, required: bool = True
) -> tuple[Any, list[Violation]]:
    """What a query is read as, and what is wrong with it."""
    media = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    declared = {"name": "q", "in": "querystring", "required": required, "content": {media_type: media}}
    operation = {"parameters": [declared], "responses": {"200": {"description": "ok"}}}
    contract = compiled("paths: " + orjson.dumps({"/x": {"get": operation}}).decode(), head=HEAD32)
    made = Parameters(
        contract.document, contract.operations[0], SchemaCompiler(contract.document), contract.mock.parameters,
        frozenset(),
    )  # fmt: skip
    violations: list[Violation] = []
    return made.read_query(raw.encode(), violations), violations


@pytest.mark.parametrize(
    ("media_type", "raw", "expected"),
    [
        (FORM, "term=ab", {"term": "ab", "limit": 10}),
        (FORM, "term=a+b&limit=5&tags=x&tags=y", {"term": "a b", "limit": 5, "tags": ["x", "y"]}),
        (FORM, "term=ab&range[from]=1", {"term": "ab", "limit": 10, "range": {"from": 1}}),
        (
            JSON,
            quote('{"term": "a+b", "range": {"from": 1}}'),
            {"term": "a+b", "limit": 10, "range": {"from": 1}},
        ),
        (JSON, '{"term":"ab","limit":3}', {"term": "ab", "limit": 3}),
    ],
)
def test_a_query_is_read_by_its_media_type(media_type: str, raw: str, expected: Any) -> None:
    assert read(media_type, raw) == (expected, [])


def test_a_query_that_is_no_object_has_the_name_of_its_parameter() -> None:
    assert read(JSON, "[1,2]", {"type": "array"}) == ({"q": [1, 2]}, [])
    assert read("text/plain", "a%20b", {"type": "string"}) == ({"q": "a b"}, [])


def test_a_field_of_a_query_is_read_by_its_encoding() -> None:
    found, violations = read(FORM, "term=ab&tags=x,y", encoding={"tags": {"explode": False}})

    assert (found["tags"], violations) == (["x", "y"], [])


@pytest.mark.parametrize(
    ("media_type", "raw", "keyword", "path"),
    [
        (FORM, "", "required", ("q",)),
        (FORM, "limit=1", "required", ("term",)),
        (FORM, "term=a", "minLength", ("term",)),
        (FORM, "term=ab&limit=x", "type", ("limit",)),
        (FORM, "term=ab&more=1", "additionalProperties", ("more",)),
        (FORM, "term=%FF", "malformed", ()),
        (JSON, "%FF", "encoding", ()),
        (JSON, "term=ab", "malformed", ()),
        (JSON, "[]", "type", ()),
    ],
)
def test_what_is_wrong_with_a_query(media_type: str, raw: str, keyword: str, path: Any) -> None:
    _, violations = read(media_type, raw)

    assert [(v.location, v.keyword, v.path, v.kind) for v in violations] == [
        ("query", keyword, path, "invalid_parameter")
    ]


def test_a_query_that_is_not_required_may_be_left_out() -> None:
    assert read(FORM, "", required=False) == ({"limit": 10}, [])


METHODS = """
paths:
  /things:
    parameters: [{name: v, in: query, schema: {type: integer}}]
    query:
      operationId: find
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [q]}}}}
      responses: {'200': {description: ok, content: {application/json: {example: {did: find}}}}}
    additionalOperations:
      COPY:
        operationId: copy
        responses: {'200': {description: ok, content: {application/json: {example: {did: copy}}}}}
"""


def test_the_methods_of_openapi_3_2_are_served() -> None:
    server = Mock(compiled(METHODS, head=HEAD32))

    assert server.json("QUERY", "/things", {"q": 1}) == {"did": "find"}
    assert server.ask("QUERY", "/things", {}).status == 400
    assert server.json("COPY", "/things?v=1") == {"did": "copy"}
    assert server.ask("COPY", "/things?v=x").status == 400
    refused = server.ask("GET", "/things")
    assert (refused.status, dict(refused.headers)[b"allow"]) == (405, b"COPY, QUERY")
