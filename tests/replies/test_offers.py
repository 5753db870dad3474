"""Which of the declared media types a client gets, and what its body is."""

import json
from typing import Any

import pytest

from mockserver.exchange import Reply
from mockserver.exchange.preferences import Preferences
from tests.builders import Mock, mock

ROWS = {"type": "object", "properties": {"rows": {"type": "array", "items": {"type": "integer"}}}}


def served(content: Any, **operation: Any) -> Mock:
    """A document whose `/report` has this content; a reply that breaks it is a 500."""
    responses = {"200": {"description": "Fine.", "content": content}}
    return mock(f"paths: {json.dumps({'/report': {'get': {'responses': responses, **operation}}})}")


def told(reply: Reply) -> tuple[int, str, bytes]:
    """Status, media type and body."""
    return reply.status, dict(reply.headers)[b"content-type"].decode(), reply.body


SEVERAL = served(
    {
        "text/csv": {"example": "a,b\n1,2\n"},
        "application/json": {"example": {"rows": [1]}},
        "application/xml": {"schema": {**ROWS, "xml": {"name": "report"}}, "example": {"rows": [1, 2]}},
        "application/vnd.acme.v2+json": {"example": {"v": 2}},
        "application/json;profile=full": {"example": {"full": True}},
    }
)
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<report><rows>1</rows><rows>2</rows></report>'


@pytest.mark.parametrize(
    ("accept", "media_type", "body"),
    [
        (None, "application/json", b'{"rows":[1]}'),
        ("*/*", "application/json", b'{"rows":[1]}'),
        ("text/csv", "text/csv", b"a,b\n1,2\n"),
        ("text/*", "text/csv", b"a,b\n1,2\n"),
        ("application/xml", "application/xml", XML),
        ("application/xml;q=0.9, text/csv;q=0.3", "application/xml", XML),
        ("text/csv;q=0.3, */*;q=0.1", "text/csv", b"a,b\n1,2\n"),
        ("application/vnd.acme.v2+json", "application/vnd.acme.v2+json", b'{"v":2}'),
        ("application/json; profile=full", "application/json;profile=full", b'{"full":true}'),
        ("application/json; profile=other", "application/json", b'{"rows":[1]}'),
        ("application/hal+json", "application/json", b'{"rows":[1]}'),
        ("APPLICATION/XML", "application/xml", XML),
    ],
)
def test_a_client_gets_what_it_likes_best(accept: str | None, media_type: str, body: bytes) -> None:
    headers = {"accept": accept} if accept else {}
    assert told(SEVERAL.ask("GET", "/report", headers=headers)) == (200, media_type, body)


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0, image/*"])
def test_a_client_that_takes_none_of_them_is_told(accept: str) -> None:
    assert SEVERAL.ask("GET", "/report", headers={"accept": accept}).status == 406


def test_a_client_that_takes_what_errors_are_made_of_gets_the_only_success() -> None:
    """What a generated client says for an operation that answers a text, and errors in JSON."""
    responses = {
        "200": {"description": "Fine.", "content": {"text/html": {"example": "made"}}},
        "default": {"description": "Not.", "content": {"application/json": {}}},
    }
    only = mock(f"paths: {json.dumps({'/report': {'get': {'responses': responses}}})}")

    assert told(only.ask("GET", "/report", headers={"accept": "application/json"}))[::2] == (200, b"made")
    assert only.ask("GET", "/report", headers={"accept": "image/png"}).status == 406


def test_preferences_keep_to_what_a_client_accepts() -> None:
    asked = SEVERAL.ask("GET", "/report", headers={"accept": "application/xml"}, prefer=Preferences(code=200))
    assert told(asked)[1:] == ("application/xml", XML)
    made = SEVERAL.ask(
        "GET", "/report", headers={"accept": "application/xml"}, prefer=Preferences(dynamic=True)
    )
    assert told(made)[1] == "application/xml"
    assert made.body.startswith(b"<?xml")


@pytest.mark.parametrize(
    ("declared", "media", "accept", "media_type", "start"),
    [
        ("*/*", {"schema": ROWS}, "", "application/json", b'{"rows":['),
        ("*/*", {"schema": {"type": "string"}}, "", "text/plain", b""),
        ("*/*", {"schema": {"type": "string"}}, "application/json", "application/json", b'"'),
        ("*/*", {"schema": {"type": "string", "format": "binary"}}, "", "application/octet-stream", b""),
        ("*/*", {"example": "plain"}, "", "text/plain", b"plain"),
        ("*/*", {}, "", "application/json", b"{}"),
        ("*/*", {"schema": ROWS}, "application/pdf", "application/json", b"{"),
        ("image/*", {}, "", "image/png", b"\x89PNG"),
        ("image/*", {}, "image/gif, image/png;q=0.5", "image/gif", b"GIF8"),
        ("text/*", {"schema": {"type": "string"}}, "text/html", "text/html", b""),
        ("application/*", {"schema": ROWS}, "application/xml", "application/xml", b"<?xml"),
        (
            "application/pdf",
            {"schema": {"type": "string", "format": "binary"}},
            "",
            "application/pdf",
            b"%PDF-",
        ),
        ("application/json; charset=utf-8", {"example": 1}, "", "application/json; charset=utf-8", b"1"),
        ("multipart/mixed", {"example": {"a": 1}}, "", "multipart/mixed; boundary=", b"--"),
    ],
)
def test_what_is_declared_is_sent_as_what_it_is(
    declared: str, media: Any, accept: str, media_type: str, start: bytes
) -> None:
    reply = served({declared: media}).ask("GET", "/report", headers={"accept": accept} if accept else {})
    status, sent, body = told(reply)
    assert status == 200
    assert sent == media_type or (media_type.endswith("=") and sent.startswith(media_type))
    assert body.startswith(start)


@pytest.mark.parametrize("media_type", ["text/plain", "text/csv", "application/vnd.acme"])
def test_a_text_of_which_no_schema_is_told_is_some_text(media_type: str) -> None:
    """No `null`, and no empty body where the document has one."""
    _, sent, body = told(served({media_type: {}}).ask("GET", "/report"))

    assert (sent, body.replace(b" ", b"").isalpha()) == (media_type, True)


def test_what_nothing_else_fits_is_sent_as_what_may_be_anything() -> None:
    content = {
        "application/json": {"schema": ROWS},
        "*/*": {"schema": {"type": "string", "format": "binary"}},
    }
    reply = served(content).ask("GET", "/report", headers={"accept": "image/png"})

    assert told(reply)[:2] == (200, "application/octet-stream")


def test_errors_are_sent_as_a_client_accepts_them() -> None:
    schema = {"type": "object", "xml": {"name": "fault"}, "required": ["message"],
              "properties": {"message": {"type": "string"}}}  # fmt: skip
    content = {"application/xml": {"schema": schema}, "application/json": {"schema": schema}}
    responses = {"200": {"description": "Fine."}, "400": {"description": "No.", "content": content}}
    size = {"name": "size", "in": "query", "schema": {"type": "integer"}}
    get = {"parameters": [size], "responses": responses}
    served_here = mock(f"paths: {json.dumps({'/x': {'get': get}})}")
    plain = served_here.ask("GET", "/x?size=a")
    assert set(json.loads(plain.body)) == {"message"}
    as_xml = served_here.ask("GET", "/x?size=a", headers={"accept": "application/xml"})
    assert told(as_xml)[:2] == (400, "application/xml")
    assert as_xml.body.endswith(b"</message></fault>")
    assert told(served_here.ask("GET", "/x?size=a", headers={"accept": "image/png"}))[:2] == (
        400,
        "application/json",
    )


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        (
            {"schema": {"type": "object", "properties": {"n": {"type": "string"}}}, "example": {"n": 150}},
            {"n": "150"},
        ),
        ({"schema": {"type": "object"}, "example": '{"n": 1}'}, {"n": 1}),
        ({"example": '{"n": 1}'}, {"n": 1}),
        ({"example": "just a text"}, "just a text"),
        ({"schema": {"type": "string"}, "example": '{"n": 1}'}, '{"n": 1}'),
        (
            {
                "schema": {"type": "array", "items": {"type": "integer"}},
                "examples": {"one": {"value": ["1"]}},
            },
            [1],
        ),
        ({"schema": {"enum": ["on", "off"], "example": "ON"}}, "on"),
    ],
    ids=str,
)
def test_an_example_is_sent_as_its_schema_has_it(media: Any, sent: Any) -> None:
    reply = served({"application/json": media}).ask("GET", "/report")
    assert (reply.status, json.loads(reply.body)) == (200, sent)


def test_what_is_mended_and_what_nothing_satisfies_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    never = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"allOf": [{"enum": [1]}, {"enum": [2]}]}},
    }
    broken = {"schema": {"type": "integer"}, "example": "7"}
    for content, word in ((never, "nothing satisfies"), (broken, "mended")):
        caplog.clear()
        media = {"schema": content} if content is never else content
        served_here = served({"application/json": media})
        replies = [served_here.ask("GET", "/report") for _ in range(3)]
        assert {reply.status for reply in replies} == {200}
        assert [word in record.message for record in caplog.records] == [True]
        assert "acme.yaml:" in caplog.records[0].message
