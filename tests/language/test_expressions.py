"""Expressions: strings that start with `$`, or hold `{$...}`."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import ApiError
from mockserver.exchange import Caller, LimitDecision, Request
from mockserver.language.expressions import ExpressionError, compile_expression, is_expression
from mockserver.rows import ABSENT, dig, path_of
from tests.builders import call, mock

ASKED: dict[str, Any] = {
    "path": {"id": 7},
    "query": {"q": "x", "page[size]": 3, "empty": "", "nothing": None},
    "header": {"X-Trace": "t"},
    "cookie": {"session": "s"},
    "body": {"a": {"b": [1, {"c": None}]}, "x/y": 1, "m~n": 2},
    "caller": Caller("ann", facts={"name": "ann", "tenant": "default", "scopes": ["a"], "app": {"id": 3}}),
    "page": {"total": 12, "next": None, "has_more": False},
    "limit": LimitDecision(exceeded=True, limit=5, remaining=0, reset=0, retry_after=9),
    "refusal": ApiError("forbidden", required={"scope": "a:b", "role": None}),
    "request": Request("GET", b"/x", b"", {b"user-agent": b"tests", b"idempotency-key": b"k-1"}),
}

ROW: dict[str, Any] = {"id": "r1", "deep": {"city": "Rome"}, "list": ["a", "b"], "null": None}
VIOLATION: dict[str, Any] = {"field": "f", "loc": ["body", "f", 0]}


def evaluate(text: str) -> Any:
    moment = datetime(2026, 2, 3, 9, 15, 30, 123456, tzinfo=UTC).timestamp()
    asked = call(moment=moment, **ASKED)
    if "violation" in text:
        return compile_expression(text, about="violation")(asked, VIOLATION)
    return compile_expression(text)(asked, ROW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$request.path.id", 7),
        ("$request.query.q", "x"),
        ("$request.query.page[size]", 3),
        ("$request.query.gone", ABSENT),
        ("$request.query.nothing", None),
        ("$request.header.X-Trace", "t"),
        ("$request.header.user-agent", "tests"),
        ("$request.header.Idempotency-Key", "k-1"),
        ("$request.header.gone", ABSENT),
        ("$request.cookie.session", "s"),
        ("$request.body", ASKED["body"]),
        ("$request.body#/a/b/0", 1),
        ("$request.body#/a/b/1/c", None),
        ("$request.body#/a/b/2", ABSENT),
        ("$request.body#/a/b/x", ABSENT),
        ("$request.body#/x~1y", 1),
        ("$request.body#/m~0n", 2),
        ("$request.body#/", ASKED["body"]),
        ("$row", ROW),
        ("$row.id", "r1"),
        ("$row.deep.city", "Rome"),
        ("$row.list.1", "b"),
        ("$row.list.9", ABSENT),
        ("$row.gone", ABSENT),
        ("$row.null", None),
        ("$row.null?", ABSENT),
        ("$row.id?", "r1"),
        ("$row.gone?", ABSENT),
        ("$credential.name", "ann"),
        ("$credential.scopes", ["a"]),
        ("$credential.app.id", 3),
        ("$credential.gone", ABSENT),
        ("$page.total", 12),
        ("$page.has_more", False),
        ("$page.has_more?", False),
        ("$page.next", None),
        ("$page.next?", ABSENT),
        ("$limit.retry_after", 9),
        ("$required.scope", "a:b"),
        ("$required.role?", ABSENT),
        ("$violation.loc", ["body", "f", 0]),
        ("$now", "2026-02-03T09:15:30Z"),
        ("$now.ms", "2026-02-03T09:15:30.123Z"),
        ("$now.unix", 1770110130),
        ("$now.date", "2026-02-03"),
        ("page {$page.total} of {$row.deep.city}", "page 12 of Rome"),
        ("{$page.total}", "12"),
        ("{$row.gone}|{$row.null}|{$row.null?}", "||"),
        ("/x/{$row.id}?after={$request.query.q}", "/x/r1?after=x"),
        ("$row.{$row.id}", "$row.r1"),
        ("{not} {$row.id} {}", "{not} r1 {}"),
    ],
)
def test_an_expression(text: str, expected: Any) -> None:
    found = evaluate(text)

    assert found is expected or found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "length"), [("$hex.1", 1), ("$hex.300", 300), ("$digits.1", 1), ("$digits.40", 40)]
)
def test_drawn_characters_have_their_length(text: str, length: int) -> None:
    found = evaluate(text)

    assert len(found) == length
    assert int(found, 16) >= 0
    if text.startswith("$digits"):
        assert found.isdigit()
        assert found[0] != "0"


def test_a_drawn_integer_has_its_digits() -> None:
    found = {evaluate(f"$integer.{length}") for length in range(1, 16)}

    assert sorted(len(str(number)) for number in found) == list(range(1, 16))
    assert all(type(number) is int for number in found)


def test_drawn_values_differ_within_a_request_and_come_again_with_it() -> None:
    draw = compile_expression("{$uuid} {$uuid} {$hex.8} {$hex.8}")
    first, again = draw(call(**ASKED), ROW), draw(call(**ASKED), ROW)

    assert len(set(first.split())) == 4
    assert first == again


def test_drawn_values_differ_between_requests() -> None:
    other = {**ASKED, "request": Request("GET", b"/y", b"", {})}

    assert compile_expression("$uuid")(call(**ASKED), ROW) != compile_expression("$uuid")(call(**other), ROW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$now + 5s", "2026-02-03T09:15:35Z"),
        ("$now - 1.5h", "2026-02-03T07:45:30Z"),
        ("$now.ms + 500ms", "2026-02-03T09:15:30.623Z"),
        ("$now.date + 4w", "2026-03-03"),
        ("$now.unix + 1m", 1770110190),
        ("until {$now.date+1d}.", "until 2026-02-04."),
        ("$now - 2000000d", "1970-01-01T00:00:00Z"),
    ],
)
def test_a_time_is_told_relative_to_the_clock(text: str, expected: Any) -> None:
    assert evaluate(text) == expected


def test_a_counter_gives_one_number_after_the_other_whoever_asks() -> None:
    shop = mock("paths: {}")
    number, other = compile_expression("{$next.n} {$next.n}"), compile_expression("$next.m.1001")

    assert [number(call(shop), {}), number(call(shop), {})] == ["1 2", "3 4"]
    assert [other(call(shop), {}), other(call(shop), {})] == [1001, 1002]


def test_a_number_that_was_taken_back_is_given_again_unless_another_was_given_since() -> None:
    shop = mock("paths: {}")
    first, second = call(shop), call(shop)
    assert first.draw.next("n", 1) == 1
    assert second.draw.next("n", 1) == 2

    first.draw.undo()
    assert call(shop).draw.next("n", 1) == 3
    third = call(shop)
    assert [third.draw.next("n", 1), third.draw.next("n", 1)] == [4, 5]
    third.draw.undo()
    assert call(shop).draw.next("n", 1) == 4


def test_counters_are_reset_and_restored_with_what_else_a_namespace_holds() -> None:
    shop = mock("paths: {}")
    assert call(shop).draw.next("n", 1) == 1
    mark = shop.state.snapshot()
    assert call(shop).draw.next("n", 1) == 2

    shop.state.restore(mark)
    assert call(shop).draw.next("n", 1) == 2
    assert not shop.state.unchanged()
    shop.state.reset()
    assert shop.state.unchanged()
    assert call(shop).draw.next("n", 1) == 1


def test_without_a_body_there_is_none() -> None:
    asked = {name: part for name, part in ASKED.items() if name != "body"}

    assert compile_expression("$request.body")(call(**asked), ROW) is ABSENT
    assert compile_expression("$request.body#/a")(call(**asked), ROW) is ABSENT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("$", "unknown expression '\\$'"),
        ("$rows", "unknown expression"),
        ("$nothing.x", "unknown expression '\\$nothing.x'; an expression starts with"),
        ("$5.00", "unknown expression"),
        ("{$nothing}", "unknown expression '\\$nothing'"),
        ("$request", "unknown part of the request"),
        ("$request.query", "unknown part of the request"),
        ("$request.form.x", "path, query, header, cookie, body and body#/... are known"),
        ("$now.seconds", "unknown form of time"),
        ("$now.seconds + 5s", "unknown form of time"),
        ("$now + soon", "'soon' is no span of time; write it as 500ms"),
        ("$now + 5 years", "no span of time"),
        ("$now + 99999999999999d", "no span of time"),
        ("$next", "'\\$next' names no counter"),
        ("$next.invoices.many", "names no counter"),
        ("$hex", "needs a length, as in \\$hex.12"),
        ("$digits.many", "needs a length, as in \\$digits.12"),
        ("$integer", "needs a length, as in \\$integer.12"),
        ("$integer.16", "from 1 to 15 digits"),
        ("$integer.0", "from 1 to 15 digits"),
    ],
)
def test_what_is_not_understood_is_refused_when_compiled(text: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=says):
        compile_expression(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$x", True),
        ("a {$x} b", True),
        ("{x}", False),
        ("cost: $5", False),
        ("", False),
        (5, False),
        (None, False),
        ({}, False),
    ],
)
def test_what_is_an_expression(value: Any, expected: bool) -> None:  # noqa: FBT001
    assert is_expression(value) is expected


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(JSON, st.lists(st.text(max_size=3), max_size=4))
def test_no_path_breaks_on_any_value(value: Any, steps: list[str]) -> None:
    dig(value, tuple(steps))


def test_a_dotted_path() -> None:
    assert path_of("created_by.user_id") == ("created_by", "user_id")
    assert repr(ABSENT) == "ABSENT"
    assert not ABSENT
