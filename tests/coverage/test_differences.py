"""Two calls differ in parts that have names."""

from typing import Any

import pytest

from mockserver.access.credentials import ANONYMOUS
from mockserver.coverage.clients.differences import differences
from mockserver.drift.recorded_document import NoState
from mockserver.exchange import Call, Request


def call(body: Any = None, query: dict[str, Any] | None = None, path: dict[str, Any] | None = None) -> Call:
    made = Call(Request("POST", b"/orders", b"", {}), ANONYMOUS, NoState())
    made.body, made.query, made.path = body, query or {}, path or {}
    return made


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (call({"a": 1}), call({"a": 1}), ""),
        (call({"a": 1}), call({"a": 2}), "body.a"),
        (call({"a": 1}), call({"a": 1, "b": None}), "body.b"),
        (call({"a": {"b": [1, 2]}}), call({"a": {"b": [1, 3]}}), "body.a.b.1"),
        (call({"a": [1]}), call({"a": [1, 2]}), "body.a"),
        (call({"a": 1}), call({"a": True}), "body.a"),
        (call({"a": 1}), call(None), "body"),
        (call("text"), call("other"), "body"),
        (call(query={"limit": 1, "page": 2}), call(query={"limit": 2, "page": 2}), "query limit"),
        (
            call({"a": 1}, {"limit": 1}, {"id": "1"}),
            call({"a": 2}, {}, {"id": "2"}),
            "path id, query limit, body.a",
        ),
        (
            call(dict.fromkeys("abcdef", 1)),
            call(dict.fromkeys("abcdef", 2)),
            "body.a, body.b, body.c, body.d, body.e and more",
        ),
    ],
)
def test_parts_that_differ_are_named(one: Call, other: Call, said: str) -> None:
    assert differences(one, other) == said
