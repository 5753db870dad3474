"""Error bodies of documents that declare a schema for them and show no example."""

import json
from typing import Any

import orjson
import pytest

from tests.builders import mock

TELLS = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
}
NESTED = {"type": "object", "required": ["error"], "properties": {"error": TELLS}}
LISTED = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {"$ref": "#/components/schemas/Told"},
        }
    },
}
STRICT = {
    "type": "object",
    "required": ["message", "code", "status"],
    "additionalProperties": False,
    "properties": {
        "message": {"type": "string", "maxLength": 15},
        "code": {"type": "string", "enum": ["E1"]},
        "status": {"type": "integer", "maximum": 99},
    },
}
TOLD = "query size: 0 is less than the minimum of 1"
DETAILS = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "errors": [{"detail": TOLD, "pointer": "#/size"}],
}


def answer(
    schema: Any, media_type: str = "application/json", target: str = "/things?size=0"
) -> tuple[str, bytes]:
    """The media type and the body of a refused request; a reply that breaks its document is a 500."""
    media = {"schema": schema} if schema is not None else {}
    refused = {"description": "No.", "content": {media_type: media}}
    size = {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    responses = {"200": {"description": "Things."}, "400": refused}
    paths = {"/things": {"get": {"parameters": [size], "responses": responses}}}
    components = {"schemas": {"Told": TELLS}}
    document = f"paths: {json.dumps(paths)}\ncomponents: {json.dumps(components)}\n"
    reply = mock(document).ask("GET", target)
    assert reply.status == 400, reply.body
    return dict(reply.headers)[b"content-type"].decode(), reply.body


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(TELLS, {"code": 400, "message": TOLD}, id="members that say what happened"),
        pytest.param(NESTED, {"error": {"code": 400, "message": TOLD}}, id="in an object"),
        pytest.param(LISTED, {"errors": [{"code": 400, "message": TOLD}]}, id="in a list"),
        pytest.param({"type": "object"}, DETAILS, id="any object"),
        pytest.param(None, DETAILS, id="no schema"),
    ],
)
def test_an_error_without_an_example_says_what_happened_in_its_own_shape(schema: Any, expected: Any) -> None:
    media_type, body = answer(schema)
    assert (media_type, orjson.loads(body)) == ("application/json", expected)


def listed(**bounds: Any) -> dict[str, Any]:
    items = {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string"}}}
    errors = {"type": "array", "uniqueItems": True, "items": items, **bounds}
    return {"type": "object", "required": ["errors"], "properties": {"errors": errors}}


def test_what_happened_is_told_once_in_a_list_of_errors() -> None:
    assert orjson.loads(answer(listed())[1]) == {"errors": [{"reason": TOLD}]}


def test_a_list_that_admits_nothing_twice_is_not_told_the_same_twice() -> None:
    errors = orjson.loads(answer(listed(minItems=2))[1])["errors"]

    assert len({each["reason"] for each in errors}) == len(errors) >= 2


def test_what_the_schema_does_not_admit_is_not_said() -> None:
    """A short message is the status' name, a code of the vendor's own stays, a number out of bounds is generated."""
    _, body = answer(STRICT)
    told = orjson.loads(body)
    assert (told["message"], told["code"]) == ("Bad Request", "E1")
    assert told["status"] <= 99
    assert answer(STRICT)[1] == body


def test_a_text_that_gets_too_long_is_the_name_of_the_status() -> None:
    """A message may be as long as most are, not as long as a value that a client repeats in it."""
    bounded = {
        "type": "object",
        "required": ["message"],
        "properties": {"message": {"type": "string", "maxLength": 300}},
    }
    _, short = answer(bounded)
    _, long = answer(bounded, target=f"/things?size={'x' * 400}")

    assert orjson.loads(short) == {"message": TOLD}
    assert orjson.loads(long) == {"message": "Bad Request"}


def test_problem_details_keep_their_media_type() -> None:
    members = {"title": {"type": "string"}, "status": {"type": "integer"}}
    media_type, body = answer({"type": "object", "properties": members}, "application/problem+json")
    assert (media_type, orjson.loads(body)) == ("application/problem+json", DETAILS)


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        ({"type": "string"}, TOLD.encode()),
        ({"type": "string", "maxLength": 11}, b"Bad Request"),
        ({"enum": ["Bad Request"]}, b"Bad Request"),
    ],
    ids=str,
)
def test_an_error_in_plain_text_is_what_was_wrong_or_its_name(schema: Any, body: bytes) -> None:
    assert answer(schema, "text/plain") == ("text/plain", body)
