"""Conditions: what a row must be."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.language.conditions import compile_condition, compile_value
from mockserver.language.expressions import ExpressionError
from mockserver.language.operators import OPERATORS, comparable
from mockserver.language.relations import Links
from mockserver.rows import ABSENT, Row
from tests.builders import call, mock

NO_LINKS = Links({}, None)
SHOP = """
x-mock:
  resources:
    customers: {related: {orders: {resource: orders, by: customer_id}}}
    orders: {references: {customer_id: customers}}
paths: {}
"""


def meets(data: dict[str, Any], condition: dict[str, Any], **parts: Any) -> bool:
    asked = call(**parts)
    return compile_condition(condition, NO_LINKS)(Row("k", data), asked, asked.rows)


@pytest.mark.parametrize(
    ("stored", "condition", "expected"),
    [
        (5, 5, True),
        (5, 5.0, True),
        ("5", 5, False),
        (None, None, True),
        (True, True, True),
        (1, True, False),
        (True, 1, False),
        (0, False, False),
        (False, 0, False),
        (["a"], {"eq": ["a"]}, True),
        ("a", {"ne": "b"}, True),
        ("a", {"ne": "a"}, False),
        (None, {"ne": "a"}, True),
        (1, {"ne": True}, True),
        ("a", {"in": ["a", "b"]}, True),
        ("c", {"in": ["a", "b"]}, False),
        (1, {"in": [True]}, False),
        (None, {"in": ["a"]}, False),
        ("a", {"in": None}, False),
        ("a", {"in": 5}, False),
        (["a", "c"], {"any": ["c", "d"]}, True),
        (["a"], {"any": ["c"]}, False),
        ("a", {"any": ["a"]}, False),
        (["a"], {"any": None}, False),
        ("abc", {"contains": "b"}, True),
        ("abc", {"contains": "x"}, False),
        ("abc", {"contains": 5}, False),
        (["abc", "d"], {"contains": "d"}, True),
        (["abc", "d"], {"contains": "a"}, False),
        (5, {"contains": "5"}, False),
        (None, {"contains": "a"}, False),
        ("abc", {"prefix": "ab"}, True),
        ("abc", {"prefix": "bc"}, False),
        ("abc", {"prefix": 5}, False),
        ("abc", {"prefix": None}, False),
        (None, {"prefix": "a"}, False),
        (5, {"gt": 4}, True),
        (5, {"gt": 5}, False),
        (5, {"gte": 5, "lt": 6}, True),
        (5, {"gte": 5, "lt": 5}, False),
        (5.5, {"lte": 5.5}, True),
        ("5", {"gt": 4}, False),
        (5, {"gt": "4"}, False),
        (None, {"lt": 4}, False),
        (4, {"lt": None}, False),
        ([1], {"gt": 0}, False),
        ({"a": 1}, {"lt": {"a": 2}}, False),
        ("b", {"gt": "a"}, True),
        ("2026-01-01T00:00:00Z", {"lt": "2026-01-01T01:00:00+00:30"}, True),
        ("2026-01-01T00:00:00Z", {"gte": "2026-01-01T01:00:00+01:00"}, True),
        ("2026-01-01T00:00:00.500Z", {"gt": "2026-01-01T00:00:00Z"}, True),
        ("2026-01-01T00:00:00Z", {"gte": "2026-01-01"}, True),
        ("2025-12-31T23:59:59Z", {"gte": "2026-01-01"}, False),
        ("2026-01-02", {"gt": "2026-01-01"}, True),
        ("2026-01-02", {"gt": "2026-01-01T23:00:00-02:00"}, False),
        ("2026-13-45T00:00:00Z", {"gt": "2026"}, True),
        ("x", {"exists": True}, True),
        (None, {"exists": True}, False),
        (None, {"exists": False}, True),
        (False, {"exists": True}, True),
        ("", {"exists": True}, True),
        ("a", {"not": {"eq": "a"}}, False),
        (5, {"not": {"gt": 4, "lt": 6}}, False),
        (7, {"not": {"gt": 4, "lt": 6}}, True),
        (None, {"not": {"exists": True}}, True),
    ],
)
def test_one_field(stored: Any, condition: Any, expected: bool) -> None:  # noqa: FBT001
    assert meets({"f": stored}, {"f": condition}) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"gone": None}, True),
        ({"gone": {"exists": False}}, True),
        ({"gone": 5}, False),
        ({"gone": {"ne": 5}}, True),
    ],
)
def test_an_absent_field_is_null(condition: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert meets({}, condition) is expected


def test_every_field_has_to_meet_its_part() -> None:
    condition = {"a": 1, "deep.b": {"gt": 1}}

    assert meets({"a": 1, "deep": {"b": 2}}, condition)
    assert not meets({"a": 1, "deep": {"b": 1}}, condition)
    assert not meets({"a": 2, "deep": {"b": 2}}, condition)
    assert meets({}, {})


def test_a_value_may_be_an_expression() -> None:
    assert meets({"owner": "ann"}, {"owner": "$request.query.who"}, query={"who": "ann"})
    assert not meets({"owner": "ann"}, {"owner": "$request.query.who"}, query={})
    assert meets({"tags": ["a"]}, {"tags": {"any": "$request.body#/tags"}}, body={"tags": ["a", "b"]})
    assert not meets({"tags": ["a"]}, {"tags": {"any": "$request.body#/tags"}})
    assert not meets({"name": "a"}, {"name": {"prefix": "$request.query.gone"}})
    assert not meets({"name": "a"}, {"name": {"in": "$request.query.gone"}})


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"a": {"equals": 5}}, "unknown operator 'equals' in a condition; known: not, eq"),
        ({"a": "$nothing"}, "unknown expression"),
    ],
)
def test_what_is_not_understood_is_refused_when_compiled(condition: dict[str, Any], says: str) -> None:
    with pytest.raises(ExpressionError, match=says):
        compile_condition(condition, NO_LINKS)


def test_conditions_lead_through_references_and_count_relations() -> None:
    made = mock(
        SHOP,
        {
            "customers": [{"id": "ann", "name": "Ann"}, {"id": "bob"}],
            "orders": [{"id": "o1", "customer_id": "ann"}, {"id": "o2", "customer_id": "ann"}],
        },
    )
    rows = made.state.rows.tenant("default")
    asked = call(made)

    def of(resource: str, key: str, condition: dict[str, Any]) -> bool:
        row = rows.get(resource, key)
        assert row is not None
        return compile_condition(condition, made.contract.links(resource))(row, asked, rows)

    assert of("orders", "o1", {"customer_id.name": "Ann"})
    assert not of("orders", "o1", {"customer_id.name": "Bob"})
    assert of("customers", "ann", {"orders": {"count": {"gt": 1}}})
    assert of("customers", "bob", {"orders": {"count": 0}})
    assert of("orders", "o2", {"customer_id.orders": {"count": 2}})


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(-2, 2)
    | st.text(max_size=2)
    | st.lists(st.integers(0, 1), max_size=2)
)


@given(
    VALUES | st.dictionaries(st.text(max_size=1), VALUES, max_size=1),
    VALUES,
    st.sampled_from(sorted(OPERATORS)),
)
def test_no_operator_breaks_on_any_pair_of_values(stored: Any, wanted: Any, op: str) -> None:
    assert OPERATORS[op].compare(stored, wanted) in {True, False}
    assert OPERATORS[op].compare(stored, ABSENT) in {True, False}
    assert OPERATORS[op].compare(ABSENT, wanted) in {True, False}


@given(VALUES, VALUES)
def test_operators_agree_with_each_other(stored: Any, wanted: Any) -> None:
    assert OPERATORS["eq"].compare(stored, wanted) is not OPERATORS["ne"].compare(stored, wanted)
    assert OPERATORS["eq"].compare(stored, wanted) == OPERATORS["eq"].compare(wanted, stored)
    assert OPERATORS["eq"].compare(stored, wanted) == OPERATORS["in"].compare(stored, [wanted])
    if OPERATORS["gt"].compare(stored, wanted):
        assert not OPERATORS["lte"].compare(stored, wanted)
        assert OPERATORS["lt"].compare(wanted, stored)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-01", "not-a-date-at-all", "2026/01/01T00:00:00", "2026-01-01X00:00:00Z"]
)
def test_what_is_no_time_compares_as_it_is(text: str) -> None:
    assert comparable(text) == text


# Values that are computed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        (None, None),
        ("plain", "plain"),
        ("$row.a", 1),
        ("{$row.a}-{$row.b}", "1-x"),
        ({"c": "$row.b", "d": [1]}, {"c": "x", "d": [1]}),
        ({"c": "$row.gone"}, {}),
        ({"$if": {"a": 1}, "$then": "yes", "$else": "no"}, "yes"),
        ({"$if": {"a": 2}, "$then": "yes", "$else": "no"}, "no"),
        ({"$if": {"a": 2}, "$then": "yes"}, ABSENT),
        ({"$if": {"a": 2}, "$else": {"$if": {"b": "x"}, "$then": "$row.b"}}, "x"),
        ("$row", {"a": 1, "b": "x"}),
    ],
)
def test_a_value(value: Any, expected: Any) -> None:
    assert compile_value(value, NO_LINKS)(call(), {"a": 1, "b": "x"}) == expected
