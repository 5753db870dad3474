"""Rows that are made when they are shown: the same as those that are made at once, however they are read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.datagen.recipes.problems import RecipeError
from mockserver.datagen.recipes.recipe import CHECKED, generate
from mockserver.rows import Order
from mockserver.state.memory import MemoryStore
from mockserver.state.resource_rules import (
    DuplicateError,
    LateRows,
    ResourceRules,
    Seeds,
    UnfitSeedsError,
    Unique,
)

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[2] / "fixtures").glob("*/recipe.yaml"))
MANY = 2 * CHECKED
RECIPE = yaml.safe_load("""
customers:
  - rows: [{id: by-hand, name: Ann, level: 1, email: ann@acme.example}]
  - name: main
    scale: true
    count: 3
    fields:
      id: $uuid
      name: {maybe: $person.full_name, p: 0.7}
      kind: {drop: {choice: [a, b]}, p: 0.3}
      level: {between: [1, 3]}
      until: {between: [$field.level, 9]}
      text: "{$field.kind}-{$hex.4}"
      email: $person.email
orders:
  - per: customers
    where: {level: 2}
    count: {choice: {0: 1, 1: 2, 3: 1}}
    fields:
      id: "ord_{$hex.12}"
      customer_id: $parent.id
      number: {between: [$parent.level, 90]}
      name: $parent.name
lines:
  - per: orders
    count: 2
    fields: {id: $uuid, level: $grandparent.level, number: $parent.number}
""")


def made(rows: int, seed: int = 42, *, late: bool) -> Mapping[str, Sequence[dict[str, Any]]]:
    found = generate(RECIPE, name="acme", seed=seed, rows=rows, late=0 if late else None)
    return {resource: tenants["default"] for resource, tenants in found.items()}


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 2**32))
def test_rows_that_are_made_late_are_the_same_in_any_order(random: Any, seed: int) -> None:
    late, eager = made(MANY, seed, late=True), made(MANY, seed, late=False)
    asked = [(resource, index) for resource, rows in eager.items() for index in range(len(rows))]
    random.shuffle(asked)

    for resource, index in asked:
        unmade, expected = late[resource].begun[index], eager[resource][index]  # type: ignore[attr-defined]
        names = [*expected, "nothing"]
        random.shuffle(names)
        for name in names[: random.randrange(3)]:
            assert unmade.get(name) == expected.get(name)
        assert list(unmade.whole().items()) == list(expected.items())
        assert unmade.get(names[0]) == expected.get(names[0])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_rows_of_a_vendor_are_the_same_made_late(folder: Path) -> None:
    recipe = yaml.safe_load((folder / "recipe.yaml").read_text())
    rows = 2 * CHECKED

    late = generate(recipe, name=folder.name, seed=7, rows=rows, late=CHECKED)
    eager = generate(recipe, name=folder.name, seed=7, rows=rows)

    assert any(isinstance(rows, LateRows) for tenants in late.values() for rows in tenants.values())
    for resource, tenants in eager.items():
        for tenant, expected in tenants.items():
            assert list(late[resource][tenant]) == expected
            assert late[resource][tenant][-3:] == expected[-3:]


def test_rows_are_late_only_where_more_are_asked_for_and_of_more_than_are_made_at_once() -> None:
    recipe = {"customers": RECIPE["customers"], "plans": [{"count": 9, "fields": {"id": "$uuid"}}]}

    few = generate(recipe, name="acme", seed=1, rows=50, late=50)
    many = generate(recipe, name="acme", seed=1, rows=51, late=50)

    assert isinstance(few["customers"]["default"], list)
    assert isinstance(many["customers"]["default"], LateRows)
    assert isinstance(many["plans"]["default"], list)


def test_what_is_wrong_with_the_first_rows_is_told_before_others_are_made() -> None:
    recipe = {
        "things": [{"scale": True, "count": 1, "fields": {"id": "$uuid", "at": {"after": "$field.id"}}}]
    }

    with pytest.raises(RecipeError, match="is no date or time"):
        generate(recipe, name="acme", seed=1, rows=1000, late=100)


ORDERS = [Order(["-level", "name"], "id"), Order(["kind"], "id"), Order(["-id"], "id")]
EMAIL = Unique((("email",),), ignore_case=True, error="email_taken")
RULES = {
    "customers": ResourceRules("customers", "id", ORDERS[0], (EMAIL,)),
    "orders": ResourceRules("orders", "id", Order(["-number"], "id"), ()),
    "lines": ResourceRules("lines", "id", Order([], "id"), ()),
}


def store_of(*, late: bool) -> MemoryStore:
    seeds: Seeds = {resource: {"default": rows} for resource, rows in made(MANY, late=late).items()}
    return MemoryStore(RULES, seeds)


def test_a_store_of_late_rows_answers_as_one_of_rows_that_are_made() -> None:
    late, eager = store_of(late=True), store_of(late=False)

    for store in (late, eager):
        rows = store.tenant("default")
        for number in range(3):
            row = rows.select("customers", ORDERS[1], None, None)[7 * number]
            rows.replace("customers", row, {**row.data, "level": 2, "email": None})
            rows.delete("customers", rows.select("customers", ORDERS[0], None, None)[50])
        rows.insert("customers", {"id": "new", "level": 2, "name": "B"})

    ours, theirs = late.tenant("default"), eager.tenant("default")
    assert late.counts() == eager.counts()
    for order in ORDERS:
        expected = [row.data for row in theirs.select("customers", order, None, None)]
        assert [row.data for row in ours.select("customers", order, None, None)] == expected
        assert order.sorted(ours.select("customers", ORDERS[2], None, None)) == [
            *ours.select("customers", order, None, None)
        ]
    for row in theirs.select("customers", ORDERS[0], None, None):
        found = ours.having("orders", "customer_id", row.key)
        assert [each.data for each in found] == [
            each.data for each in theirs.having("orders", "customer_id", row.key)
        ]
    for value in (None, "a", 2):
        for field in ("kind", "level"):
            assert {row.key for row in ours.having("customers", field, value)} == {
                row.key for row in theirs.having("customers", field, value)
            }


def test_a_value_that_a_row_has_that_is_not_made_is_taken() -> None:
    store = store_of(late=True)
    rows, email = store.tenant("default"), made(MANY, late=False)["customers"][MANY - 1]["email"]

    with pytest.raises(DuplicateError):
        rows.insert("customers", {"id": "new", "email": email.upper()})

    last = rows.get("customers", made(MANY, late=False)["customers"][MANY - 1]["id"])
    assert last is not None
    rows.delete("customers", last)
    rows.insert("customers", {"id": "new", "email": email})
    store.reset()
    with pytest.raises(DuplicateError):
        store.tenant("default").insert("customers", {"id": "new", "email": email})


def test_late_rows_of_one_key_are_refused_as_rows_that_are_made_are() -> None:
    recipe = {"things": [{"scale": True, "count": 1, "fields": {"id": {"choice": ["a"]}}}]}
    seeds = generate(recipe, name="acme", seed=1, rows=MANY, late=CHECKED)

    with pytest.raises(UnfitSeedsError, match="row 2 of things, tenant 'default': it shares 'id'"):
        MemoryStore({"things": ResourceRules("things", "id", Order([], "id"), ())}, seeds)
