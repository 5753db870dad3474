"""The rows of the shipped documents: each obeys its schema, whatever the seed; the same seed gives the same bytes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

import mockserver
from mockserver import MockApp
from mockserver.access.credentials import headers_for
from mockserver.contract.model import Operation, Parameter, is_json
from mockserver.exchange import Exchange, Reply, Request
from mockserver.rows import Order
from mockserver.server.vendor import Vendor

VENDORS = ["commenda", "devdraft", "hydracore", "juicyway", "rotor"]
SEEDS = [42, 7, 2**40]

each_vendor = pytest.mark.parametrize("vendor", VENDORS)


def ask(vendor: Vendor, method: str, path: str, query: str = "", body: Any = None) -> Reply:
    headers = {name.lower().encode(): value.encode() for name, value in credentials(vendor).items()}
    payload = b"" if body is None else orjson.dumps(body)
    if payload:
        headers[b"content-type"] = b"application/json"
    request = Request(method, vendor.base_path + path.encode(), query.encode(), headers, payload)
    return vendor.answer(Exchange(request, 0.0))


def credentials(vendor: Vendor) -> dict[str, str]:
    return headers_for(vendor.contract, vendor.services.callers["test_full"])


def lists(vendor: Vendor) -> Iterator[tuple[Operation, str]]:
    """Every list without a parameter in its path, with a query that shows as many rows as it can."""
    for operation in vendor.contract.operations:
        if operation.mock.behaviour == "list" and "{" not in operation.path:
            yield (
                operation,
                urlencode(
                    {p.name: value for p in operation.parameters if (value := wanted(p, vendor)) is not None}
                ),
            )


def wanted(parameter: Parameter, vendor: Vendor) -> Any:
    if parameter.mock.page == "size":
        return vendor.contract.document.resolve(parameter.schema).get("maximum", 100)
    return first_example(parameter, vendor) if parameter.required and parameter.location == "query" else None


def first_example(parameter: Parameter, vendor: Vendor) -> Any:
    node = vendor.contract.document.at(parameter.pointer)
    return vendor.contract.document.resolve(node).get("example")


def app_of(vendor: str, seed: int, rows: int | None = None) -> Vendor:
    app: MockApp = mockserver.create_app([vendor], seed=seed, rows=rows, validate_responses=True)
    return app.vendors[vendor]


@pytest.mark.parametrize("seed", SEEDS)
@each_vendor
def test_every_seeded_row_obeys_its_schema(vendor: str, seed: int) -> None:
    """A reply that breaks its document is a 500 here."""
    made = app_of(vendor, seed)
    for operation, query in lists(made):
        reply = ask(made, "GET", operation.path, query)

        assert reply.status == 200, f"{operation.id}: {reply.body[:500]!r}"


@each_vendor
def test_every_row_by_its_key_obeys_its_schema(vendor: str) -> None:
    made, seen = app_of(vendor, 42), 0
    for operation in made.contract.operations:
        if operation.mock.behaviour != "get" or operation.path.count("{") != 1 or operation.mock.match:
            continue
        before, _, rest = operation.path.partition("{")
        tail = rest.partition("}")[2]
        resource = operation.mock.resource or ""
        order = made.services.contract.resource(resource).sort
        key = made.contract.key_of(resource)
        for row in made.state.rows.tenant("default").select(resource, Order(order, key), None, None):
            reply = ask(made, "GET", f"{before}{row.key}{tail}")
            assert reply.status == 200, f"{operation.id}: {reply.body[:500]!r}"
            seen += 1

    assert seen


@each_vendor
def test_every_row_of_a_documented_request_obeys_its_schema(vendor: str) -> None:
    made = app_of(vendor, 42)
    for operation in made.contract.operations:
        if (
            operation.mock.behaviour not in {"create", "upsert"}
            or operation.body is None
            or "{" in operation.path
        ):
            continue
        media = next(media for name, media in operation.body.content.items() if is_json(name))
        for name, body in media.examples.items():
            reply = ask(made, operation.method, operation.path, body=body)
            assert reply.status < 500, f"{operation.id} {name}: {reply.body[:500]!r}"
    for operation, query in lists(made):
        assert ask(made, "GET", operation.path, query).status == 200


@each_vendor
def test_the_same_seed_gives_the_same_bytes(vendor: str) -> None:
    first, again, other = app_of(vendor, 7), app_of(vendor, 7), app_of(vendor, 8)
    bodies = [
        [ask(made, "GET", operation.path, query).body for operation, query in lists(made)]
        for made in (first, again, other)
    ]

    assert bodies[0] == bodies[1]
    assert bodies[0] != bodies[2]


@each_vendor
def test_a_larger_set_begins_with_the_smaller_one(vendor: str) -> None:
    def keys(rows: int) -> dict[str, set[str]]:
        made = app_of(vendor, 7, rows)
        found: dict[str, set[str]] = {}
        for resource in made.contract.mock.resources:
            shown = made.state.rows.tenant("default").select(
                resource, Order([], made.contract.key_of(resource)), None, None
            )
            found[resource] = {row.key for row in shown}
        return found

    small, large = keys(40), keys(60)
    assert all(small[resource] <= large[resource] for resource in small)
    assert any(len(large[resource]) >= 60 for resource in large)
