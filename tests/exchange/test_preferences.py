"""`Prefer`, as RFC 7240 writes it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.exchange.preferences import Preferences, parse_preferences


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("code=404", {"code": 404}),
        ("CODE=404", {"code": 404}),
        ("code = 404", {"code": 404}),
        ('code="404"', {"code": 404}),
        ("code=404, example=Gone", {"code": 404, "example": "Gone"}),
        ("code=404; example=Gone", {"code": 404, "example": "Gone"}),
        ("respond-async, code=404", {"code": 404}),
        ("code=404, code=500", {"code": 404}),
        ('example="a, b; c=d"', {"example": "a, b; c=d"}),
        (r'example="say \"hi\""', {"example": 'say "hi"'}),
        ('foo="x, code=500", code=404', {"code": 404}),
        ("dynamic=true", {"dynamic": True}),
        ("dynamic=1", {"dynamic": True}),
        ("dynamic=false", {}),
        ("dynamic, seed=7", {"dynamic": True, "seed": 7}),
        ("seed=0", {"seed": 0}),
        ("wait=1.5", {"wait": 1.5}),
        ("wait=100000", {"wait": 60.0}),
        ("wait=inf", {"wait": 60.0}),
        *(
            (header, {})
            for header in ("", ",", ";;", "=", "code", "code=", "code=40", "code=4040", "code=abc")
        ),
        *(
            (header, {})
            for header in ("code=+40", "code=\u0664\u0660\u0664", "code=-12", "wait=nan", "wait=-1", "wait=x")
        ),
        *(
            (header, {})
            for header in ("seed=-1", "seed=1.5", "seed=" + "9" * 19, 'example=""', "unknown=1", '"')
        ),
    ],
)
def test_a_header(header: str, expected: dict[str, Any]) -> None:
    assert parse_preferences(header) == Preferences(**expected)


@given(st.text())
def test_no_header_breaks_the_parser(header: str) -> None:
    found = parse_preferences(header)

    assert 0 <= found.wait <= 60
    assert found.code is None or 100 <= found.code <= 999


@given(st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), min_size=1).filter(str.strip))
def test_a_quoted_example_is_read_as_it_is(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')

    assert parse_preferences(f'code=200, example="{quoted}"') == Preferences(code=200, example=name)


def test_what_was_applied_is_named() -> None:
    assert Preferences(code=404, example="Gone").applied(("code", "example")) == (
        b"preference-applied",
        b"code=404, example=Gone",
    )
