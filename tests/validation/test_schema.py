"""OpenAPI schemas as validators: what each version of OpenAPI admits."""

from typing import Any

import pytest

from tests.validation.validators import validator

INT32, INT64 = 2**31, 2**63


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("{type: string, contentEncoding: base64}", ["", "aGk=", "/+8="], ["aGk", "a-k=", "é", "!", 1]),
        ("{type: string, contentEncoding: base64url}", ["", "aGk", "aGk=", "_-8"], ["/+8=", "a", "a b"]),
        ("{type: string, contentEncoding: base16}", ["", "00ff", "AB"], ["f", "xy"]),
        ("{contentEncoding: base64}", [1, None, "aGk="], ["aGk"]),
        ("{type: string, contentEncoding: base64, contentMediaType: image/png}", ["aGk="], ["aGk"]),
        ("{type: string, contentMediaType: image/png}", ["\x89PNG", ""], [1]),
        ("{type: string, contentEncoding: quoted-printable}", ["=C3", "x"], [1]),
        ("{type: string, format: date, contentEncoding: base64}", ["2026-01-31"], ["aGk="]),
    ],
)
def test_encoded_content_is_what_it_says(schema: str, good: list[Any], bad: list[Any]) -> None:
    made = validator(schema, openapi="3.1.0")

    assert [value for value in good if not made.is_valid(value)] == []
    assert [value for value in bad if made.is_valid(value)] == []


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("{type: string, nullable: true}", [None, "a"], [1]),
        ("{type: string, nullable: true, enum: [a]}", [None, "a"], ["b"]),
        ("{type: string, enum: [a]}", ["a"], [None]),
        ("{type: string}", ["a"], [None]),
        ("{nullable: true, allOf: [{type: string}]}", [None, "a"], [1]),
        ("{type: integer, format: int32}", [INT32 - 1, -INT32], [INT32, -INT32 - 1]),
        ("{type: integer, format: int64}", [INT64 - 1, -INT64], [INT64, -INT64 - 1]),
        ("{type: integer, format: int32, maximum: 5}", [5], [6]),
        ("{type: integer, format: int32, minimum: -5}", [-5], [-6]),
        ("{type: integer, format: int32, nullable: true}", [None, 1], [INT32]),
        ("{type: integer}", [1, 2**70], [1.5, True, "1"]),
        ("{type: number}", [1, 1.5], [True, "1"]),
        ("{type: integer, minimum: 1, exclusiveMinimum: true}", [2], [1]),
        ("{type: number, multipleOf: 0.01}", [0.07, 19.99, 1], [0.075]),
        ("{type: string, maxLength: 2}", ["ab", "é😀"], ["abc"]),
        ("{type: string, pattern: '^a+$'}", ["aa"], ["ab", ""]),
        ("{type: string, pattern: 'b'}", ["abc"], ["ac"]),
        ("{type: string, pattern: '^[\\w-\\.]+$'}", ["a.b-c"], ["a b", ""]),
        ("{type: string, pattern: '^.{1,262144}$'}", ["a"], [""]),
        ("{type: string, pattern: '['}", ["a", ""], [1]),
        ("{type: object, patternProperties: {'[': false}}", [{"a": 1}], [1]),
        (
            "{type: string, format: date}",
            ["2024-02-29"],
            ["2023-02-29", "20240229", "2024-2-9", "2024-01-01T00:00:00Z"],
        ),
        (
            "{type: string, format: date-time}",
            ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.5+02:00"],
            ["2024-01-01", "x"],
        ),
        (
            "{type: string, format: uuid}",
            ["3c90c3cc-0d44-4b50-8888-8dd25736052a"],
            ["3c90c3cc0d444b5088888dd25736052a", ""],
        ),
        ("{type: string, format: email}", ["a@b.example"], ["a", "@b.example"]),
        ("{type: string, format: uri}", ["https://a.example/b"], ["not a uri"]),
        ("{type: string, format: ipv4}", ["127.0.0.1"], ["300.0.0.1"]),
        ("{type: string, format: byte}", ["YQ==", ""], ["Y", "Y Q=="]),
        ("{type: string, format: own-format}", ["anything"], [1]),
        ("{type: object, additionalProperties: false, properties: {a: {}}}", [{}, {"a": 1}], [{"b": 1}]),
        ("{type: object, additionalProperties: {type: integer}}", [{"a": 1}], [{"a": "x"}]),
        (
            "{properties: {example: {type: integer}, default: {type: integer}}}",
            [{"example": 1}],
            [{"example": "x"}, {"default": "x"}],
        ),
        (
            "{type: array, items: {type: integer}, uniqueItems: true, minItems: 1}",
            [[1, 2]],
            [[], [1, 1], ["x"]],
        ),
        ("{oneOf: [{type: integer}, {type: string}]}", [1, "a"], [True]),
        ("{anyOf: [{type: integer}, {type: number}]}", [1], ["a"]),
        ("{not: {type: integer}}", ["a"], [1]),
        ("{type: object, default: 3, example: 4, deprecated: true, xml: {}}", [{}], [3]),
        (
            "{type: object, required: [a], properties: {a: {nullable: true, type: string}}}",
            [{"a": None}],
            [{}],
        ),
    ],
)
def test_openapi_3_0(schema: str, good: list[Any], bad: list[Any]) -> None:
    made = validator(schema)

    assert [value for value in good if not made.is_valid(value)] == []
    assert [value for value in bad if made.is_valid(value)] == []


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("{type: [string, 'null']}", [None, "a"], [1]),
        ("{type: [integer, 'null'], format: int32}", [None, 1], [INT32]),
        ("{const: 5}", [5], [6]),
        ("{type: integer, exclusiveMinimum: 1}", [2], [1]),
        ("{type: array, prefixItems: [{type: integer}], items: {type: string}}", [[1, "a"]], [["a"], [1, 2]]),
        ("{if: {required: [a]}, then: {required: [b]}}", [{}, {"a": 1, "b": 1}], [{"a": 1}]),
        ("{type: object, dependentRequired: {a: [b]}}", [{"b": 1}], [{"a": 1}]),
        ("{type: object, properties: {a: true, b: false}}", [{"a": 1}], [{"b": 1}]),
        ("{type: object, propertyNames: {pattern: '^a'}}", [{"a": 1}], [{"b": 1}]),
        (
            "{type: object, allOf: [{properties: {a: {}}}], unevaluatedProperties: false}",
            [{"a": 1}],
            [{"b": 1}],
        ),
        ("{$ref: '#/components/schemas/Base', maximum: 5}", [5], [6, "a"]),
        ("{type: array, contains: {const: 1}}", [[1]], [[2]]),
        ("{type: string, examples: [1, 2]}", ["a"], [1]),
    ],
)
def test_openapi_3_1(schema: str, good: list[Any], bad: list[Any]) -> None:
    made = validator(schema, openapi="3.1.0", components="Base: {type: integer}")

    assert [value for value in good if not made.is_valid(value)] == []
    assert [value for value in bad if made.is_valid(value)] == []


def test_siblings_of_a_reference_count_in_3_1_alone() -> None:
    schema = "{properties: {n: {$ref: '#/components/schemas/Base', maximum: 5}}}"

    for openapi, valid in (("3.0.3", True), ("3.1.0", False)):
        made = validator(schema, openapi=openapi, components="Base: {type: integer}")
        assert made.is_valid({"n": 6}) is valid


def test_null_beside_a_reference_is_admitted_where_nullable_says_so() -> None:
    """OpenAPI 3.0.3 ignores what stands beside `$ref`; whoever writes `nullable` there means it."""
    made = validator(
        "{properties: {n: {$ref: '#/components/schemas/Base', nullable: true}}}",
        components="Base: {type: integer}",
    )

    assert made.is_valid({"n": None})
    assert made.is_valid({"n": 1})
    assert not made.is_valid({"n": "a"})


TREE = """
Tree:
  type: object
  required: [name]
  properties:
    name: {type: string}
    children: {type: array, items: {$ref: '#/components/schemas/Tree'}}
"""


def test_a_recursive_schema_reaches_every_depth() -> None:
    made = validator("{$ref: '#/components/schemas/Tree'}", components=TREE)

    assert made.is_valid({"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]})
    (violation,) = made.violations(
        {"name": "a", "children": [{"name": "b", "children": [{}]}]}, "body", "invalid_body"
    )
    assert violation.path == ("children", 0, "children", 0, "name")


@pytest.mark.parametrize(
    "schema",
    [
        "{type: strin}",
        "{minimum: x}",
        "{required: name}",
        "{enum: x}",
        "{properties: {a: 3}}",
    ],
)
def test_a_schema_that_is_none_is_refused(schema: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        validator(schema)


@pytest.mark.parametrize(
    ("schema", "value", "path", "keyword", "detail"),
    [
        ("{maximum: 5}", 6, (), "maximum", {"limit": 5, "value": 6}),
        ("{properties: {a: {minLength: 2}}}", {"a": "x"}, ("a",), "minLength", {"limit": 2, "value": "x"}),
        ("{type: object, required: [a]}", {}, ("a",), "required", {}),
        ("{additionalProperties: false}", {"a": 1}, ("a",), "additionalProperties", {}),
        ("{items: {enum: [1, 2]}}", [1, 3], (1,), "enum", {"options": [1, 2], "value": 3}),
        (
            "{properties: {a: {$ref: '#/components/schemas/Base'}}}",
            {"a": "x"},
            ("a",),
            "type",
            {"types": ["integer"], "value": "x"},
        ),
    ],
)
def test_a_violation_says_where_and_what(
    schema: str, value: Any, path: tuple[Any, ...], keyword: str, detail: dict[str, Any]
) -> None:
    (found,) = validator(schema, components="Base: {type: integer}").violations(value, "body", "invalid_body")

    assert (found.location, found.path, found.keyword, found.kind) == ("body", path, keyword, "invalid_body")
    assert {name: found.detail[name] for name in detail} == detail
    assert found.text


def test_a_violation_takes_its_kind_and_messages_from_the_schema_that_is_broken() -> None:
    schema = "{properties: {a: {$ref: '#/components/schemas/Base'}}, required: [b]}"
    base = "Base: {type: integer, x-mock: {error: odd, messages: {type: a number!}}}"

    found = {
        v.name: v for v in validator(schema, components=base).violations({"a": "x"}, "body", "invalid_body")
    }

    assert found["a"].kind == "odd"
    assert found["a"].schema["x-mock"]["messages"] == {"type": "a number!"}
    assert found["b"].kind == "invalid_body"


@pytest.mark.parametrize("value", ["\ud800", {"a": "\ud800"}, [10**400]])
def test_what_no_validator_can_hold_is_a_violation_and_no_crash(value: Any) -> None:
    made = validator("{type: object, properties: {a: {maxLength: 0}}}")

    assert made.violations(value, "body", "invalid_body") != []


def test_a_valid_value_has_no_violations() -> None:
    assert validator("{type: object}").violations({}, "body", "invalid_body") == []


def test_a_pattern_that_the_validators_engine_refuses_is_told_as_any_other() -> None:
    made = validator("{type: object, properties: {to: {type: string, pattern: '^[\\w-\\.]+$'}}}")
    (violation,) = made.violations({"to": "a b"}, "body", "invalid_body")
    assert (violation.path, violation.keyword) == (("to",), "pattern")
    assert violation.text == '"a b" does not match "^[\\w-\\.]+$"'
    assert violation.schema["pattern"] == violation.detail["pattern"] == "^[\\w-\\.]+$"
