"""Orders: total, the same for sorting and for finding a place, nulls last both ways."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.contract.mock import Reference, Relation, Resource
from mockserver.language.relations import Links
from mockserver.rows import Order, Row

VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(-3, 3)
    | st.sampled_from(["", "a", "B", "b", "é", "\U0001f600", "\ue000"])
    | st.just({"nested": 1})
    | st.just([1])
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"a": VALUES, "b": VALUES, "deep": st.fixed_dictionaries({}, optional={"c": VALUES})}
    ),
    max_size=12,
).map(lambda found: [Row(f"k{index}", {**data, "id": f"k{index}"}) for index, data in enumerate(found)])
ORDERS = st.lists(
    st.sampled_from(["a", "-a", "b", "-b", "deep.c", "-deep.c", "id", "-id"]),
    max_size=3,
    unique_by=lambda f: f.strip("-"),
).map(lambda fields: Order(fields, "id"))


@given(ROWS, ORDERS)
def test_sorting_is_inserting_one_by_one(rows: list[Row], order: Order) -> None:
    inserted: list[Row] = []
    for row in rows:
        inserted.insert(order.through(inserted, order.values(row)), row)

    assert inserted == order.sorted(rows)


@given(ROWS, ORDERS)
def test_the_order_does_not_depend_on_where_rows_start(rows: list[Row], order: Order) -> None:
    assert order.sorted(rows) == order.sorted(reversed(rows))


@given(ROWS, ORDERS)
def test_every_row_has_a_place_of_its_own(rows: list[Row], order: Order) -> None:
    ordered = order.sorted(rows)

    for index, row in enumerate(ordered):
        assert order.before(ordered, order.values(row)) == index
        assert order.through(ordered, order.values(row)) == index + 1


@given(ROWS, ORDERS)
def test_a_place_is_found_without_its_row(rows: list[Row], order: Order) -> None:
    ordered = order.sorted(rows)

    for index, row in enumerate(ordered):
        others = [*ordered[:index], *ordered[index + 1 :]]
        assert order.through(others, order.values(row)) == order.before(others, order.values(row)) == index


@given(ROWS, st.sampled_from(["a", "-a"]))
def test_nulls_come_last_both_ways(rows: list[Row], field: str) -> None:
    ordered = [row.data.get("a") for row in Order([field], "id").sorted(rows)]
    missing = [value is None or isinstance(value, (dict, list)) for value in ordered]

    assert missing == sorted(missing)


@given(ROWS)
def test_an_order_backwards_is_its_opposite_but_for_nulls(rows: list[Row]) -> None:
    rows = [row for row in rows if isinstance(row.data.get("a"), (int, float, str))]

    up, down = Order(["a", "id"], "id"), Order(["-a", "-id"], "id")

    assert up.sorted(rows) == down.sorted(rows)[::-1]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ([], ("id",)),
        (["a"], ("a", "id")),
        (["-a"], ("-a", "-id")),
        (["a", "-b"], ("a", "-b", "-id")),
        (["-id", "a"], ("-id", "a")),
        (["id"], ("id",)),
    ],
)
def test_the_key_breaks_ties_in_the_last_direction(fields: list[str], name: tuple[str, ...]) -> None:
    assert Order(fields, "id").name == name


def test_strings_compare_by_code_point() -> None:
    names = ["a", "B", "é", "Z", "\ue000", "\U0001f600"]
    rows = [Row(name, {"id": name}) for name in names]

    found = [row.key for row in Order([], "id").sorted(rows)]

    assert found == sorted(names)
    assert all(left < right for left, right in pairwise(found))


# Links

RESOURCES = {
    "orders": Resource(
        references={"customer_id": Reference(resource="customers")},
        related={"lines": Relation(resource="lines", by="order_id")},
    ),
    "customers": Resource(
        references={"parent_id": Reference(resource="customers")},
        related={"orders": Relation(resource="orders", by="customer_id")},
    ),
    "lines": Resource(references={"order_id": Reference(resource="orders")}),
}
TABLES: dict[str, list[dict[str, Any]]] = {
    "customers": [{"id": "c1", "name": "Ann", "address": {"city": "Rome"}}, {"id": "c2", "parent_id": "c1"}],
    "orders": [{"id": "o1", "customer_id": "c2"}, {"id": "o2", "customer_id": "gone"}, {"id": "o3"}],
    "lines": [{"id": "l1", "order_id": "o1"}, {"id": "l2", "order_id": "o1"}],
}


class Tables:
    """The rows above, as `Rows` reads them."""

    version = 0

    def get(self, resource: str, key: str) -> Row | None:
        return next((Row(key, data) for data in TABLES[resource] if data["id"] == key), None)

    def having(self, resource: str, field: str, value: Any) -> list[Row]:
        return [Row(data["id"], data) for data in TABLES[resource] if data.get(field) == value]


@pytest.mark.parametrize(
    ("resource", "key", "dotted", "expected"),
    [
        ("customers", "c1", "name", "Ann"),
        ("customers", "c1", "address.city", "Rome"),
        ("customers", "c2", "parent_id.name", "Ann"),
        ("orders", "o1", "customer_id", "c2"),
        ("orders", "o1", "customer_id.parent_id.address.city", "Rome"),
        ("lines", "l1", "order_id.customer_id.parent_id.name", "Ann"),
    ],
)
def test_dots_lead_through_references(resource: str, key: str, dotted: str, expected: Any) -> None:
    row = Tables().get(resource, key)
    assert row is not None

    assert Links(RESOURCES, resource).reader(dotted)(row.data, Tables()) == expected


@pytest.mark.parametrize(
    ("key", "dotted"), [("o2", "customer_id.name"), ("o3", "customer_id.name"), ("o1", "customer_id.name")]
)
def test_a_reference_that_leads_nowhere_has_no_fields(key: str, dotted: str) -> None:
    row = Tables().get("orders", key)
    assert row is not None

    assert not Links(RESOURCES, "orders").reader(dotted)(row.data, Tables())


@pytest.mark.parametrize(
    ("resource", "key", "relation", "count"),
    [
        ("orders", "o1", "lines", 2),
        ("orders", "o2", "lines", 0),
        ("orders", "o1", "customer_id.orders", 1),
        ("customers", "c2", "orders", 1),
    ],
)
def test_related_rows_are_counted(resource: str, key: str, relation: str, count: int) -> None:
    row, counter = Tables().get(resource, key), Links(RESOURCES, resource).counter(relation)
    assert row is not None
    assert counter is not None

    assert counter(row, Tables()) == count


def test_what_is_no_relation_is_not_counted() -> None:
    assert Links(RESOURCES, "orders").counter("customer_id") is None
    assert Links(RESOURCES, "orders").counter("customer_id.lines") is None
