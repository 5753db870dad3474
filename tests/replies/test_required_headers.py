"""Header fields that a document requires and nothing else sends."""

import json
from typing import Any

import pytest

from mockserver.exchange import Reply
from mockserver.exchange.preferences import Preferences
from tests.builders import Mock, mock

UUID = {"required": True, "schema": {"type": "string", "format": "uuid"}}


def served(headers: Any, mock_block: Any = None) -> Mock:
    """A document whose 200, 400 and 429 have these headers; a reply that breaks it is a 500."""
    size = {"name": "size", "in": "query", "schema": {"type": "integer"}}
    content = {"application/json": {"example": {"a": 1}}}
    responses = {
        "200": {"description": "Fine.", "headers": headers, "content": content, "x-mock": mock_block or {}},
        "400": {"description": "No.", "headers": headers},
        "429": {
            "description": "Later.",
            "headers": {"Retry-After": {"required": True, "example": 7, "schema": {}}},
        },
    }
    paths = {"/things": {"get": {"parameters": [size], "responses": responses}}}
    return mock(f"paths: {json.dumps(paths)}")


def fields(reply: Reply) -> dict[str, str]:
    """The header fields of a reply, none of them twice."""
    found = {name.decode(): value.decode() for name, value in reply.headers}
    assert len(found) == len(reply.headers)
    return found


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(
            {"required": True, "schema": {"type": "integer"}, "example": 12}, "12", id="its example"
        ),
        pytest.param(
            {"required": True, "schema": {}, "examples": {"one": {"value": True}}},
            "true",
            id="the first of many",
        ),
        pytest.param(
            {"required": True, "schema": {"type": "array"}, "example": ["a", 1]}, "a,1", id="a list"
        ),
        pytest.param({"required": True, "schema": {"enum": ["only"]}}, "only", id="of its schema"),
        pytest.param({"schema": {"enum": ["only"]}}, None, id="not required"),
    ],
)
def test_a_required_field_is_sent_with_every_reply(header: Any, expected: str | None) -> None:
    served_here = served({"X-Some": header})
    for reply in (
        served_here.ask("GET", "/things"),
        served_here.ask("GET", "/things?size=x"),
        served_here.ask("GET", "/things", prefer=Preferences(code=200)),
        served_here.ask("GET", "/things", prefer=Preferences(dynamic=True)),
    ):
        assert reply.status in {200, 400}, reply.body
        assert fields(reply).get("x-some") == expected


def test_a_generated_field_is_the_same_for_the_same_seed() -> None:
    first, again = (fields(served({"X-Trace": UUID}).ask("GET", "/things"))["x-trace"] for _ in range(2))
    assert first == again
    assert len(first) == 36


def test_what_the_document_sends_itself_is_sent_once() -> None:
    reply = served({"X-Size": UUID}, {"headers": {"X-Size": "$request.query.size"}}).ask(
        "GET", "/things?size=3"
    )
    assert fields(reply)["x-size"] == "3"


def test_a_forced_429_says_once_when_to_come_back() -> None:
    reply = served({}).ask("GET", "/things", prefer=Preferences(code=429))
    assert fields(reply)["retry-after"] == "7"
