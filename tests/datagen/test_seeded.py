"""Rows that are made from schemas: valid, different, related, and a function of the seed and their place."""

import re
from typing import Any

import jsonschema_rs
import pytest

from mockserver.datagen.seeded import RowLink, RowPlan, SeededRows
from mockserver.datagen.seeded.forms import form_of, pattern_of

PET: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "kind"],
    "properties": {
        "id": {"type": "string", "example": "pet_4f9a21"},
        "name": {"type": "string", "example": "Rex"},
        "kind": {"enum": ["cat", "dog", "bird"]},
        "owner_id": {"type": "integer"},
    },
    "example": {"id": "pet_000000", "name": "Rex", "kind": "dog"},
}
OWNER = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}


def seeded(*plans: RowPlan, seed: int = 42, rows: int | None = None) -> SeededRows:
    return SeededRows({plan.resource: plan for plan in plans}, lambda ref: {}, seed, rows=rows)


def pets(count: int = 20, **more: Any) -> RowPlan:
    return RowPlan("pets", ("id",), (PET,), count=count, **more)


def test_rows_are_valid_and_differ_though_the_schema_has_examples() -> None:
    rows = seeded(pets()).rows("pets", "default")

    assert all(jsonschema_rs.is_valid(PET, row) for row in rows)
    assert len({row["id"] for row in rows}) == 20
    assert len({row["name"] for row in rows}) > 10
    assert {row["kind"] for row in rows} == {"cat", "dog", "bird"}


def test_an_integer_that_a_text_of_the_path_holds_stays_an_integer() -> None:
    plan = RowPlan("owners", ("id",), (OWNER,), key_schemas=({"type": "string", "example": "7"},))

    assert [row["id"] for row in seeded(plan, rows=3).rows("owners", "default")] == [1, 2, 3]


def test_a_pattern_of_keys_wins_over_the_form_of_their_example() -> None:
    schema = {"properties": {"mac": {"type": "string", "example": "5z9u257872s6"}}}
    plan = RowPlan("aps", ("mac",), (schema,), key_schemas=({"type": "string", "pattern": "^[0-9a-f]{12}$"},))

    keys = [row["mac"] for row in seeded(plan, rows=5).rows("aps", "default")]
    assert all(re.fullmatch("[0-9a-f]{12}", key) for key in keys), keys


def test_the_keys_of_a_row_that_is_referred_to_do_not_wait_for_the_row() -> None:
    """Two resources that refer to each other have each the other's keys, whichever is asked for first."""
    pet = {**PET, "properties": {**PET["properties"], "owner_id": {"type": "integer"}}}
    owner = {"properties": {"id": {"type": "integer"}, "pet_id": {"type": "string"}}}
    plans = (
        RowPlan("pets", ("id",), (pet,), links=(RowLink(("owner_id",), "owners"),)),
        RowPlan("owners", ("id",), (owner,), links=(RowLink(("pet_id",), "pets"),)),
    )
    one, other = seeded(*plans), seeded(*plans)
    pets, owners = one.rows("pets", "default"), one.rows("owners", "default")

    assert (other.rows("owners", "default"), other.rows("pets", "default")) == (owners, pets)
    assert {row["owner_id"] for row in pets} <= {row["id"] for row in owners}
    assert {row["pet_id"] for row in owners} <= {row["id"] for row in pets}


def test_keys_keep_the_form_of_the_example() -> None:
    assert all(
        row["id"].startswith("pet_") and len(row["id"]) == 10
        for row in seeded(pets()).rows("pets", "default")
    )


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("cus_9aB", "^cus_[1-9]{1}[a-z]{1}[A-Z]{1}$"),
        (
            "A7-42",
            r"^A7\-42$".replace("A7", "[A-Z]{1}[1-9]{1}").replace("42", "[1-9]{2}").replace(r"\-", r"\-{1}"),
        ),
        ("Rex", None),
        ("Rex 7", None),
        ("7", None),
    ],
)
def test_codes_have_a_form_and_words_have_none(text: str, pattern: str | None) -> None:
    assert pattern_of(text) == pattern


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-01-30T23:55:00Z", {"format": "date-time"}),
        ("2026-01-30T23:55:00.123+01:00", {"format": "date-time"}),
        ("2026-01-30", {"format": "date"}),
        ("131.232.99.1", {"format": "ipv4"}),
        ("2001:db8::1", {"format": "ipv6"}),
        ("2001:db8::/64", {"pattern": "^2001:db8:[1-9a-f]{1,4}::/64$"}),
        ("10.0.1.0/24", {"pattern": r"^10\.[1-9][0-9]\.0\.0/24$"}),
        ("0.0.0.0/0", {}),
        ("42424242-c1e5-4d4b-9a46-1f1d1cd3c9f1", {"format": "uuid"}),
    ],
)
def test_texts_that_a_client_reads_keep_what_it_reads(text: str, form: dict[str, str]) -> None:
    assert form_of({"type": "string", "example": text}) == form


def test_the_objects_of_an_example_have_what_is_declared_and_every_other_row_shows() -> None:
    net = {"type": "object", "properties": {"id": {"type": "integer"}, "ip": {"type": "string"}}}
    labels = {"type": "object", "additionalProperties": {"type": "string"}}
    server = {"properties": {"id": {"type": "integer"}, "net": net, "labels": labels}}
    shown = {"id": 42, "net": {"ip": "192.0.2.7"}, "labels": {"a": "b"}}
    rows = seeded(RowPlan("servers", ("id",), (server,), examples=(shown,), count=2)).rows(
        "servers", "default"
    )

    assert rows[0]["net"]["ip"] == "192.0.2.7"
    assert isinstance(rows[0]["net"]["id"], int)
    assert rows[0]["labels"] == {"a": "b"}


def test_an_example_stays_as_it_is_where_more_would_break_its_schema() -> None:
    way = {"properties": {"card": {"type": "string"}, "bank": {"type": "string"}}, "maxProperties": 1}
    plan = RowPlan(
        "payments", ("id",), ({"properties": {"id": {"type": "integer"}, "way": way}},),
        examples=({"id": 1, "way": {"card": "visa"}},), count=1,
    )  # fmt: skip

    assert seeded(plan).rows("payments", "default")[0]["way"] == {"card": "visa"}


def test_the_same_seed_gives_the_same_rows_and_a_larger_set_begins_with_the_smaller() -> None:
    few, many = seeded(pets(5)).rows("pets", "default"), seeded(pets(), rows=9).rows("pets", "default")

    assert list(few) == list(many[:5])
    assert seeded(pets(5), seed=43).rows("pets", "default") != few


@pytest.mark.parametrize(("size", "distinct"), [(2, 6), (250, 2), (2000, 1)])
def test_of_large_rows_fewer_are_made_whole(size: int, distinct: int) -> None:
    parts = {"type": "array", "items": {"type": "string"}, "minItems": size, "maxItems": size}
    schema = {"type": "object", "required": ["id", "parts"], "properties": {"id": {}, "parts": parts}}
    rows = seeded(RowPlan("boxes", ("id",), (schema,), count=12)).rows("boxes", "default")

    assert len({tuple(row["parts"]) for row in rows}) == distinct


def test_another_tenant_has_other_rows() -> None:
    owners = seeded(RowPlan("owners", ("id",), (OWNER,)))
    ours, theirs = ({row["id"] for row in owners.rows("owners", tenant)} for tenant in ("default", "other"))

    assert ours == set(range(1, 13))
    assert not ours & theirs


def test_rows_of_the_document_come_first_with_keys_of_their_own() -> None:
    shown = ({"id": "pet_1a", "name": "Ada"}, {"id": "pet_1a", "name": "Bo"}, {"name": "Cy"})
    rows = seeded(pets(examples=shown)).rows("pets", "default")

    assert [row["name"] for row in rows[:3]] == ["Ada", "Bo", "Cy"]
    assert rows[0]["id"] == "pet_1a"
    assert len({row["id"] for row in rows}) == 20


def test_children_belong_to_parents_and_the_first_has_enough_to_page() -> None:
    link = RowLink(("owner_id",), "owners", owns=True)
    made = seeded(pets(25, links=(link,)), RowPlan("owners", ("id",), (OWNER,), count=16))
    counts = [
        sum(row["owner_id"] == owner["id"] for row in made.rows("pets", "default"))
        for owner in made.rows("owners", "default")
    ]

    assert counts == [25, *[7] * 9, 1, 1, 0, 1, 1, 0]


def test_references_lead_to_rows() -> None:
    link = RowLink(("owner_id",), "owners")
    made = seeded(pets(40, links=(link,)), RowPlan("owners", ("id",), (OWNER,)))
    found = [row.get("owner_id") for row in made.rows("pets", "default")]

    assert {key for key in found if key is not None} <= {
        owner["id"] for owner in made.rows("owners", "default")
    }


def test_a_row_is_of_what_the_row_above_it_is_of() -> None:
    """Its path goes through both: `/shops/{shop}/owners/{owner}/pets`."""
    shop = RowLink(("shop",), "shops")
    owner = RowPlan("owners", ("id",), (OWNER,), count=8, links=(RowLink(("shop",), "shops", owns=True),))
    whole = {**PET, "properties": {**PET["properties"], "shop": {"type": "integer", "nullable": True}}}
    links = (RowLink(("owner_id",), "owners", owns=True), shop)
    pet = RowPlan("pets", ("id",), (whole,), count=9, links=links)
    made = seeded(pet, owner, RowPlan("shops", ("id",), (OWNER,), count=4))
    shops = {row["id"]: row["shop"] for row in made.rows("owners", "default")}

    assert len(set(shops.values())) > 1
    assert all(row["shop"] == shops[row["owner_id"]] for row in made.rows("pets", "default"))


def test_what_tells_of_which_schema_a_row_is_names_one() -> None:
    schema = {"$ref": "#/components/schemas/Pet"}
    pet = {**PET, "discriminator": {"propertyName": "type"}, "required": ["type"]}
    pet["properties"] = {**PET["properties"], "type": {"type": "string"}}
    made = SeededRows({"pets": RowPlan("pets", ("id",), (schema,), count=9)}, lambda ref: pet, 42)

    assert {row["type"] for row in made.rows("pets", "default")} == {"Pet"}


def test_a_row_of_the_document_is_mended_before_it_is_kept() -> None:
    plan = pets(examples=({"id": "pet_1a", "name": 7, "kind": "Cat"},))

    first = seeded(plan).rows("pets", "default")[0]
    assert (first["id"], first["name"], first["kind"]) == ("pet_1a", "7", "cat")


def test_no_key_is_empty_as_no_path_can_hold_it() -> None:
    plan = pets(examples=({"id": "", "name": "Rex", "kind": "dog"},))

    assert all(row["id"] for row in seeded(plan).rows("pets", "default"))


def test_there_are_no_more_rows_than_keys() -> None:
    kind = {"type": "object", "required": ["code"], "properties": {"code": {"enum": ["a", "b", "c"]}}}
    rows = seeded(RowPlan("kinds", ("code",), (kind,), count=9)).rows("kinds", "default")

    assert {row["code"] for row in rows} == {"a", "b", "c"}
    assert len(rows) == 3


def test_resources_that_own_each_other_come_to_an_end() -> None:
    a = RowPlan("a", ("id",), (OWNER,), links=(RowLink(("b",), "b", owns=True),))
    b = RowPlan("b", ("id",), (OWNER,), links=(RowLink(("a",), "a", owns=True),))

    assert seeded(a, b).rows("a", "default") == []


@pytest.mark.parametrize(
    ("schema", "rows"),
    [
        ({"type": "integer", "minimum": 10, "maximum": 11}, 2),
        ({"type": "string", "format": "uuid"}, 12),
        ({"type": "string", "pattern": "^[A-Z]{2}$"}, 12),
        ({"type": "string", "maxLength": 3}, 12),
    ],
)
def test_keys_satisfy_the_property_and_the_parameter(schema: dict[str, Any], rows: int) -> None:
    row = {"type": "object", "required": ["code"], "properties": {"code": {"type": schema["type"]}}}
    made = seeded(RowPlan("codes", ("code",), (row,), (schema,), rows)).rows("codes", "default")

    assert all(jsonschema_rs.is_valid(schema, each["code"], validate_formats=True) for each in made)
    assert len({each["code"] for each in made}) == rows


def test_keys_that_are_given_are_those_of_the_first_rows_and_only_fields_are_on_every_second() -> None:
    rows = seeded(pets(given={"id": ["pet_1", "pet_2"], "kind": "cat"})).rows("pets", "default")

    assert [row["id"] for row in rows[:2]] == ["pet_1", "pet_2"]
    assert len({row["id"] for row in rows}) == 20
    assert all(row["kind"] == "cat" for row in rows[::2])


def test_of_examples_with_two_forms_the_first_gives_it_to_all_keys() -> None:
    other = {"type": "string", "example": "A1B2C3"}

    rows = seeded(pets(key_schemas=(other,))).rows("pets", "default")

    assert all(row["id"].startswith("pet_") for row in rows[2:])


def test_a_form_behind_a_reference_is_no_second_one() -> None:
    other = {"type": "string", "example": "A1B2C3"}
    plan = pets(key_schemas=({"$ref": "#/Other"},))

    rows = SeededRows({"pets": plan}, lambda ref: other, 42, rows=None).rows("pets", "default")

    assert all(row["id"].startswith("pet_") for row in rows[2:])


def test_keys_that_may_be_long_are_so_that_nobody_hits_upon_one_by_chance() -> None:
    plan = RowPlan(
        "pets", ("id",), ({"properties": {"id": {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}}},)
    )

    assert all(len(row["id"]) >= 16 for row in seeded(plan).rows("pets", "default"))
