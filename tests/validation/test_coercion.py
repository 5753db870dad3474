"""Text to the types of schemas, strictly: only what JSON would write is a number."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.validation.coercion import boolean, coercion, integer, null, number_or_text
from tests.builders import load


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("-0", 0),
        ("7", 7),
        ("-12", -12),
        ("9223372036854775808", 9223372036854775808),
        ("1" + "0" * 3000, 10**3000),
        *(
            (text, text)
            for text in ("", "+1", " 1", "1 ", "01", "1_0", "1.0", "1e3", "0x1", "-", "--1", "1\n")
        ),
        *((text, text) for text in ("\u0661", "\uff11", "²", "1\u2009", "\x001", "true", "9" * 5000)),
    ],
)
def test_integers(text: str, expected: Any) -> None:
    assert integer(text) == expected
    assert type(integer(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("0.0", 0.0),
        *(
            (text, text)
            for text in ("nan", "NaN", "inf", "Infinity", "-inf", "1e999", "-1e999", ".5", "1.", "1,5")
        ),
        *((text, text) for text in ("+1.5", " 1.5", "1_0.5", "0x1p3", "1e", "e1", "", "\uff11.\uff15")),
    ],
)
def test_numbers(text: str, expected: Any) -> None:
    assert number_or_text(text) == expected
    assert type(number_or_text(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("false", False), ("True", "True"), ("1", "1"), ("", ""), ("yes", "yes")],
)
def test_booleans(text: str, expected: Any) -> None:
    assert boolean(text) is expected or boolean(text) == expected
    assert type(boolean(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"), [("", None), ("null", None), ("None", "None"), ("NULL", "NULL")]
)
def test_null(text: str, expected: Any) -> None:
    assert null(text) == expected


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ("{type: string}", "1", "1"),
        ("{}", "1", "1"),
        ("{type: integer}", "1", 1),
        ("{type: integer, nullable: true}", "", None),
        ("{type: string, nullable: true}", "", ""),
        ("{type: string, nullable: true}", "null", "null"),
        ("{anyOf: [{type: integer}, {type: boolean}]}", "true", True),
        ("{anyOf: [{type: boolean}, {type: number}]}", "1.5", 1.5),
        ("{anyOf: [{type: string}, {type: integer}]}", "5", 5),
        ("{anyOf: [{type: string}, {type: integer}]}", "five", "five"),
        ("{enum: [1, 2]}", "1", 1),
        ("{enum: ['1', '2']}", "1", "1"),
        ("{$ref: '#/components/schemas/Number'}", "1.5", 1.5),
        ("{allOf: [{$ref: '#/components/schemas/Number'}]}", "1.5", 1.5),
    ],
)
def test_the_type_that_a_schema_wants(schema: str, text: str, expected: Any) -> None:
    document = load(f"components: {{schemas: {{Number: {{type: number}}, Tried: {schema}}}}}")
    coerce = coercion(document, document.at("/components/schemas/Tried"))
    found = coerce(text) if coerce else text

    assert found == expected
    assert type(found) is type(expected)


@given(st.integers())
def test_what_json_writes_of_an_integer_is_read_back(value: int) -> None:
    assert integer(json.dumps(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_json_writes_of_a_number_is_read_back(value: float) -> None:
    assert number_or_text(json.dumps(value)) == value


@given(st.text())
def test_no_text_that_json_would_not_read_becomes_a_number(text: str) -> None:
    found = number_or_text(text)

    if not isinstance(found, str):
        assert json.loads(text) == found
        assert text == text.strip()
