"""Rows that are refused, and rows that are found."""

import pytest

from mockserver.rows import Order
from mockserver.state.memory import MemoryStore
from mockserver.state.resource_rules import DuplicateError, ResourceRules, Seeds, UnfitSeedsError
from tests.state.people import ORDERS, RULES, SEEDS


def test_a_refused_insert_leaves_no_trace() -> None:
    store = MemoryStore(RULES, SEEDS)
    rows = store.tenant("default")
    before = [row.key for row in rows.select("people", ORDERS[0], None, None)]

    with pytest.raises(DuplicateError):
        rows.insert("people", {"id": "z", "contact": {"email": "ANN@ACME.EXAMPLE"}, "code": 7, "region": "x"})

    assert [row.key for row in rows.select("people", ORDERS[0], None, None)] == before
    rows.insert("people", {"id": "z", "code": 7, "region": "x"})


def test_a_refused_replacement_leaves_the_row_as_it_was() -> None:
    rows = MemoryStore(RULES, SEEDS).tenant("default")
    bob = rows.get("people", "b")
    assert bob is not None

    with pytest.raises(DuplicateError):
        rows.replace("people", bob, {"id": "b", "contact": {"email": "ann@acme.example"}})

    assert rows.get("people", "b") is bob


def test_seeded_rows_that_collide_are_refused() -> None:
    seeds = {"people": {"default": [{"id": "a"}, {"id": "a"}]}}

    with pytest.raises(
        UnfitSeedsError, match="row 2 of people, tenant 'default': it shares 'id' with the row 'a'"
    ):
        MemoryStore(RULES, seeds)


def test_a_seeded_row_without_what_identifies_it_is_refused() -> None:
    with pytest.raises(UnfitSeedsError, match="it has no 'tag', which identifies a row of pets"):
        MemoryStore(RULES, {"pets": {"default": [{"owner": "a"}]}})


def test_a_tenant_without_rows_has_empty_resources() -> None:
    rows = MemoryStore(RULES, SEEDS).tenant("nobody")

    assert rows.get("people", "a") is None
    assert list(rows.having("people", "age", 3)) == []
    assert list(rows.select("people", ORDERS[0], None, None)) == []


def test_the_seeded_rows_are_never_changed() -> None:
    store = MemoryStore(RULES, SEEDS)
    rows = store.tenant("default")
    ann = rows.get("people", "a")
    assert ann is not None
    rows.replace("people", ann, {"id": "a", "name": "Other"})

    store.reset()

    again = store.tenant("default").get("people", "a")
    assert again is ann


def test_rows_are_found_by_a_key_that_is_a_number() -> None:
    """A path or a cursor has the key as text; a reference has it as the number that it is."""
    rules = {name: ResourceRules(name, "id", Order([], "id"), ()) for name in ("orders", "lines")}
    seeds = {
        "orders": {"default": [{"id": 10}, {"id": 9}]},
        "lines": {
            "default": [{"id": 1, "order_id": 10}, {"id": 2, "order_id": 9}, {"id": 3, "order_id": 10}]
        },
    }
    rows = MemoryStore(rules, seeds).tenant("default")

    assert [row.data["id"] for row in rows.select("orders", Order([], "id"), None, None)] == [9, 10]
    assert [row.data["id"] for row in rows.having("lines", "order_id", "10")] == [1, 3]
    assert [row.data["id"] for row in rows.having("lines", "order_id", 10)] == [1, 3]


def test_a_field_that_holds_objects_or_lists_equals_no_single_value() -> None:
    rules = {"orders": ResourceRules("orders", "id", Order([], "id"), ())}
    seeds: Seeds = {
        "orders": {"default": [{"id": "1", "tags": ["a"]}, {"id": "2", "tags": "a"}, {"id": "3", "tags": {}}]}
    }
    rows = MemoryStore(rules, seeds).tenant("default")

    assert [row.key for row in rows.having("orders", "tags", "a")] == ["2"]
    assert list(rows.having("orders", "tags", ["a"])) == []
