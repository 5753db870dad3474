"""Rows from recipes: seeds, prefixes, references, errors."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.datagen.recipes.problems import RecipeError
from mockserver.datagen.recipes.recipe import generate

RECIPE: dict[str, Any] = yaml.safe_load("""
kinds:
  - rows: [{id: k1, label: Red, since: 2024-02-03}, {id: k2, label: Blue}]
customers:
  - rows: [{id: c1, email: ada@custom.example, type: business, address: {city: Tulsa}}]
  - name: main
    scale: true
    count: 12
    fields:
      id: {uuid: true}
      email: $person.email
      phone: $person.phone
      type: {choice: {business: 1, individual: 1}}
      kind: {pick: kinds.id}
      address: {object: {city: $place.city, line2: {drop: $place.street2, p: 0.5}}}
      tags: {sample: [a, b, c], min: 1, max: 2}
      total: {between: [0, 20]}
      running: {between: [0, $field.total]}
      created_at: {date: [2024-01-01, 2024-12-31], format: ms}
      updated_at: {after: $field.created_at, within: 30d}
      note: {maybe: {faker: sentence, args: {nb_words: 4}}, p: 0.5, otherwise: none}
      label: "Nr {$index} in {$field.address.city}"
  - tenant: other
    count: 3
    fields: {id: $uuid, email: $person.email}
orders:
  - per: customers
    where: {type: business}
    count: {choice: {0: 1, 1: 2, 2: 1}}
    fields: {id: "ord_{$hex.8}", customer_id: $parent.id, city: $parent.address.city, n: $index}
lines:
  - per: orders
    count: 2
    fields: {order_id: $parent.id, customer_id: $grandparent.id, email: $person.email}
""")


def rows_of(recipe: dict[str, Any], resource: str = "customers", **options: Any) -> list[dict[str, Any]]:
    made = generate(recipe, name="acme", seed=options.pop("seed", 42), **options)
    return list(made[resource].get("default", []))


def one(field: Any, **group: Any) -> list[Any]:
    """Return the values of one field in 50 rows."""
    recipe = {"things": [{"count": 50, "fields": {"x": field}, **group}]}
    return [row.get("x", "absent") for row in rows_of(recipe, "things")]


def test_the_same_seed_gives_the_same_rows() -> None:
    """Two runs agree, so nothing depends on the wall clock or on the process."""
    assert generate(RECIPE, name="acme", seed=7) == generate(RECIPE, name="acme", seed=7)


def test_another_seed_or_name_gives_other_rows() -> None:
    """Seed and document name are part of every row's seed."""
    plain = rows_of(RECIPE)

    assert rows_of(RECIPE, seed=43)[1] != plain[1]
    assert generate(RECIPE, name="other", seed=42)["customers"]["default"][1] != plain[1]


@settings(max_examples=25, deadline=None)
@given(small=st.integers(0, 25), more=st.integers(0, 25), seed=st.integers(0, 2**64 - 1))
def test_a_larger_set_begins_with_the_smaller_one(small: int, more: int, seed: int) -> None:
    """For every resource and tenant, rows only add at the end."""
    few = generate(RECIPE, name="acme", seed=seed, rows=small)
    many = generate(RECIPE, name="acme", seed=seed, rows=small + more)

    for resource, tenants in few.items():
        for tenant, rows in tenants.items():
            assert many[resource][tenant][: len(rows)] == rows


def test_rows_counts_the_hand_written_ones_too() -> None:
    """--rows is the total of a resource and tenant; other tenants keep their count."""
    made = generate(RECIPE, name="acme", seed=42, rows=20)["customers"]

    assert [len(made["default"]), len(made["other"])] == [20, 3]
    assert len(rows_of(RECIPE, rows=0)) == 1


def test_a_row_survives_a_new_field() -> None:
    """A field added in the middle changes no other field."""
    fields = RECIPE["customers"][1]["fields"]
    longer = {"id": fields["id"], "new": {"between": [1, 9]}, **fields}
    recipe = {**RECIPE, "customers": [RECIPE["customers"][0], {**RECIPE["customers"][1], "fields": longer}]}

    without_new = [{k: v for k, v in row.items() if k != "new"} for row in rows_of(recipe)]
    assert without_new == rows_of(RECIPE)


def test_children_follow_the_parents_that_match() -> None:
    """`per` and `where` make rows for business customers only, each naming its parent."""
    businesses = {row["id"] for row in rows_of(RECIPE) if row["type"] == "business"}
    orders = rows_of(RECIPE, "orders")

    assert orders
    assert {row["customer_id"] for row in orders} <= businesses
    assert {row["customer_id"] for row in rows_of(RECIPE, "lines")} == {row["customer_id"] for row in orders}


def test_fields_of_a_row_agree() -> None:
    """Bounds and dates that refer to earlier fields hold; dropped members are absent."""
    rows = rows_of(RECIPE, rows=200)[1:]

    assert all(row["running"] <= row["total"] for row in rows)
    assert all(row["created_at"] <= row["updated_at"] for row in rows)
    assert all(row["label"] == f"Nr {i} in {row['address']['city']}" for i, row in enumerate(rows))
    assert {"line2" in row["address"] for row in rows} == {True, False}
    assert {row["kind"] for row in rows} == {"k1", "k2"}
    assert all(1 <= len(set(row["tags"])) == len(row["tags"]) <= 2 for row in rows)


def test_emails_are_unique_ascii_and_reserved() -> None:
    """No two rows of a resource and tenant share an address, and no address is anybody's."""
    fields = {"a": "$person.email", "b": "$company.email"}
    locales = {"ja_JP": 1, "pl_PL": 1, "de_DE": 1}
    groups = [{"count": 300, "fields": fields, "locales": locales}, {"count": 300, "fields": fields}]
    emails = [email for row in rows_of({"things": groups}, "things") for email in row.values()]
    children = [row["email"] for row in rows_of(RECIPE, "lines", rows=100)]

    assert len(set(emails)) == len(emails)
    assert len(set(children)) == len(children)
    assert all(email.isascii() for email in emails)
    assert all(
        email.endswith((".example", "@example.com", "@example.org", "@example.net")) for email in emails
    )


def test_dates_of_yaml_become_text() -> None:
    """YAML reads dates by itself; rows are JSON."""
    assert rows_of(RECIPE, "kinds")[0]["since"] == "2024-02-03"


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("seconds", r"20(24|25)-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        ("ms", r"20(24|25)-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
        ("date", r"20(24|25)-\d\d-\d\d"),
        ("unix", r"1[67]\d{8}"),
    ],
)
def test_every_date_format_keeps_the_order(form: str, pattern: str) -> None:
    """`date` writes each format, and `after` reads it and never goes back."""
    fields = {
        "a": {"date": ["2024-01-01", "2024-12-31"], "format": form},
        "b": {"after": "$field.a", "within": "90d"},
        "c": {"after": "$field.a", "within": "12h", "until": "2024-12-31"},
        "gone": {"after": "$field.none"},
    }
    for row in rows_of({"t": [{"count": 60, "fields": {"none": None, **fields}}]}, "t"):
        assert re.fullmatch(pattern, str(row["a"]))
        assert type(row["a"]) is type(row["b"])
        assert row["a"] <= row["b"]
        assert row["a"] <= row["c"]
        assert row["gone"] is None


@pytest.mark.parametrize(
    ("field", "check"),
    [
        ({"choice": {"a": 1, None: 1, 3: 1}}, lambda v: v in ("a", None, 3)),
        ({"choice": ["$place.country", "XX"]}, lambda v: len(v) == 2),
        ({"between": [1, 3], "decimals": 2}, lambda v: 1 <= v <= 3 and round(v, 2) == v),
        ({"list": {"between": [0, 1]}, "max": 2}, lambda v: set(v) <= {0, 1} and len(v) <= 2),
        ("$digits.5", lambda v: len(v) == 5 and v.isdecimal()),
        ("$hex.12", lambda v: len(v) == 12 and int(v, 16) >= 0),
        ("$$5 off", lambda v: v == "$5 off"),
        ("id-{$index}", lambda v: v.startswith("id-")),
        ("$index", lambda v: isinstance(v, int)),
        ([1, "$x"], lambda v: v == [1, "$x"]),
    ],
)
def test_generators_make_what_they_say(field: Any, check: Any) -> None:
    """Each generator keeps to its arguments in every row."""
    assert all(check(value) for value in one(field))


def thing(field: Any = 1, **group: Any) -> dict[str, Any]:
    """Return a recipe of one resource with one field."""
    return {"things": [{"name": "g", "count": 1, "fields": {"x": field}, **group}]}


@pytest.mark.parametrize(
    ("recipe", "text"),
    [
        (thing({"uid": True}), 'unknown generator "uid"; did you mean "uuid"'),
        (thing("$person.emial"), 'resource things, group g, field x: .*did you mean "email"'),
        (thing("$persn.email"), r'did you mean "\$person"'),
        (thing({"choice": [1], "weights": 2}), 'unknown key of `choice` "weights"'),
        (thing({"choice": {"a": 0}}), "not all 0"),
        (thing({"maybe": 1, "p": 7}), "from 0 to 1"),
        (thing({"sample": [1], "max": 2}), "fewer than max"),
        (thing({"between": [1]}), "two bounds"),
        (thing({"object": {"b": "$field.z"}}), "field x.b: unknown earlier field"),
        (thing("$parent.id"), r"no \$parent here"),
        (thing("$hex"), "needs a length"),
        (thing({"faker": "date_time"}), "wall clock"),
        (thing({"faker": "sentense"}), 'did you mean "sentence"'),
        (thing({"faker": "sentence", "args": {"words": 3}}), "refuses its args"),
        (thing({"after": "$index", "within": "3y"}), "no duration"),
        (thing({"date": ["2024-13-01", "2024-12-01"]}), "field x"),
        (thing({"date": ["2024-12-02", "2024-12-01"]}), "is later than"),
        (thing({"pick": "kinds.id"}), 'unknown earlier resource "kinds"'),
        (thing(cuont=1), 'did you mean "count"'),
        (thing(countries=["USA"]), 'unknown country "USA"'),
        (thing(locales={"en_UK": 1}), "unknown locale"),
        (thing(per="kinds"), "unknown earlier resource"),
        (thing(count="many"), "`count` must be"),
        (thing(count=10**30), "`count` is 100000 at most, not a number of 100 bits"),
        ({"t": [{"rows": []}, {"name": "0", "count": 1, "fields": {}}]}, "same name"),
        (thing(scale=True) | {"u": thing({"pick": "things.x"})["things"]}, "changes with --rows"),
        ({"t": [thing(scale=True)["things"][0], {"count": 1, "fields": {}}]}, "put it before"),
        ([], "a recipe maps"),
    ],
)
def test_a_bad_recipe_says_where_and_what(recipe: Any, text: str) -> None:
    """Errors name resource, group and field, and suggest the nearest word."""
    with pytest.raises(RecipeError, match=text):
        generate(recipe, name="acme", seed=1)
