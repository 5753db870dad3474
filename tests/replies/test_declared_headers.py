"""Header fields that a document declares and nothing else sends."""

import json
import re
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
        pytest.param({"schema": {"enum": ["only"]}}, "only", id="not required"),
        pytest.param({"schema": {"type": "integer"}, "example": "12"}, "12", id="written as a text"),
        pytest.param({"schema": {"enum": ["gold", "blue"]}, "example": "Gold"}, "gold", id="mended"),
        pytest.param(
            {"content": {"application/json": {"schema": {"type": "object"}, "example": {"a": 1}}}},
            '{"a":1}',
            id="of a media type",
        ),
        pytest.param(
            {"schema": {"type": "string"}, "example": "a\r\nset-cookie: b"}, "a set-cookie: b", id="lines"
        ),
    ],
)
def test_a_declared_field_is_sent_with_every_reply(header: Any, expected: str | None) -> None:
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


TEXT, NUMBER = {"schema": {"type": "string"}}, {"schema": {"type": "integer"}}


@pytest.mark.parametrize(
    ("name", "header", "pattern"),
    [
        ("Location", TEXT, "/things"),
        ("Content-Location", TEXT, "/things"),
        ("Link", TEXT, '</things>; rel="self"'),
        ("Date", TEXT, r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"),
        ("Last-Modified", TEXT, r".* GMT"),
        ("Last-Modified", {"schema": {"type": "string", "format": "date-time"}}, r"20\d\d-.*Z"),
        ("ETag", TEXT, r'"[0-9a-f]{16}"'),
        ("ETag", {**TEXT, "example": '"7"'}, '"7"'),
        ("Retry-After", NUMBER, r"\d+"),
        ("Retry-After", TEXT, r"\d+"),
        ("X-RateLimit-Limit", NUMBER, "1000"),
        ("X-Rate-Limit-Remaining", NUMBER, "999"),
        ("X-RateLimit-Reset", NUMBER, r"1\d{9}"),
        ("X-RateLimit-Reset-After", {"schema": {"type": "number"}}, "60"),
        ("RateLimit-Reset", NUMBER, "60"),
        ("X-Request-Id", TEXT, r"[0-9a-f-]{36}"),
        ("x-correlation-id", TEXT, r"[0-9a-f-]{36}"),
        ("Set-Cookie", TEXT, r"session=[0-9a-f]{32}; Path=/; HttpOnly"),
        ("Access-Control-Allow-Origin", TEXT, r"\*"),
        ("Content-Range", TEXT, r"bytes 0-6/7"),
        ("X-Total-Count", NUMBER, r"\d+"),
        ("X-Any", UUID, r"[0-9a-f-]{36}"),
    ],
)  # fmt: skip
def test_a_field_says_what_its_name_means(name: str, header: Any, pattern: str) -> None:
    reply = served({name: header}).ask("GET", "/things")
    assert re.fullmatch(pattern, fields(reply)[name.lower()])
    assert reply.body == b'{"a":1}'


@pytest.mark.parametrize(
    "name",
    ["Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Content-Type", "Trailer"],
)
def test_what_frames_the_message_is_the_servers_own(name: str) -> None:
    header = {"required": True, "schema": {"type": "string"}, "example": "gzip"}
    assert fields(served({name: header}).ask("GET", "/things")) == {"content-type": "application/json"}


def test_an_id_that_the_request_has_comes_back() -> None:
    reply = served({"X-Request-Id": TEXT}).ask("GET", "/things", headers={"X-Request-Id": "r-1"})
    assert fields(reply)["x-request-id"] == "r-1"


def test_a_location_leads_to_the_row_that_was_made() -> None:
    created = {"description": "Made.", "headers": {"Location": {**TEXT, "example": "/elsewhere"}}}
    post = {
        "x-mock": {"behaviour": "create", "resource": "things"},
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"201": {**created, "content": {"application/json": {"schema": {"type": "object"}}}}},
    }
    resources = {"things": {"on_create": {"id": "a/b"}}}
    paths = {"/things": {"post": post}}
    reply = mock(f"x-mock: {json.dumps({'resources': resources})}\npaths: {json.dumps(paths)}").ask(
        "POST", "/things", {}
    )
    assert (reply.status, fields(reply)["location"]) == (201, "/things/a%2Fb")


def test_a_location_is_absolute_where_its_schema_asks_for_that() -> None:
    header = {"Location": {"schema": {"type": "string", "format": "uri"}}}
    reply = served(header).ask("GET", "/things", headers={"host": "localhost:8080"})
    assert fields(reply)["location"] == "http://localhost:8080/things"
