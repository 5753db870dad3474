"""Who may do what with Commenda, and its variants."""

import httpx
import pytest

from tests.vendors.commenda.facts import (
    NEW_CUSTOMER,
    NOW,
    OPERATIONS,
    Connect,
    Json,
    ServerOf,
    customers,
    error,
    ids,
    ok,
    walk,
)

EVERY_OPERATION = pytest.mark.parametrize(
    ("method", "path", "request_"), OPERATIONS, ids=[f"{method} {path}" for method, path, _ in OPERATIONS]
)


# --- Credentials


@EVERY_OPERATION
def test_401_without_a_known_token(connect: Connect, method: str, path: str, request_: Json) -> None:
    expected = error("UNAUTHORIZED", "Missing or invalid bearer token")
    client = connect("commenda", credential=None)
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        reply = client.request(method, path, headers=headers, **request_)
        assert (reply.status_code, reply.json()) == (401, expected)


@EVERY_OPERATION
def test_403_without_the_permission(connect: Connect, method: str, path: str, request_: Json) -> None:
    reply = connect("commenda", credential="test_limited").request(method, path, **request_)
    assert reply.status_code == 403
    assert reply.json() == error("FORBIDDEN", "The token does not have the required permission")


@EVERY_OPERATION
def test_429_for_a_token_over_its_limit(connect: Connect, method: str, path: str, request_: Json) -> None:
    reply = connect("commenda", credential="test_exhausted").request(method, path, **request_)
    assert reply.status_code == 429
    assert reply.json() == error("RATE_LIMIT_EXCEEDED", "Rate limit exceeded")


@EVERY_OPERATION
def test_every_operation_succeeds_with_the_full_token(
    client: httpx.Client, method: str, path: str, request_: Json
) -> None:
    assert client.request(method, path, **request_).status_code in {200, 204}


def test_no_rate_limit_is_documented_and_so_none_is_enforced(connect: Connect) -> None:
    client = connect("commenda", credential="test_metered")
    for _ in range(120):
        reply = client.get("/customers", params={"corporation_id": "corp_77"})
        assert reply.status_code == 200
        assert not [name for name in reply.headers if "ratelimit" in name or name == "retry-after"]


def test_another_tenant_sees_none_of_these_rows(connect: Connect) -> None:
    mine, other = connect("commenda"), connect("commenda", credential="test_other")
    corporations = ok(other.get("/corporations"))
    assert corporations["total_corporations"] == 3
    totals = [customers(other, row["id"])["total_customers"] for row in corporations["corporations"]]
    assert sum(totals) == 23
    assert customers(other, "corp_123")["total_customers"] == 0
    for path in ("/customers/cust_789", "/exemption-certificates/cert_multi", "/corporations/corp_123"):
        assert mine.get(path).status_code == 200
        assert other.get(path).status_code == 404
    assert other.delete("/customers/cust_789").status_code == 404
    assert other.post("/customers", json=NEW_CUSTOMER).status_code == 404
    assert mine.get("/customers/cust_501").status_code == 404
    assert mine.get("/customers/cust_789").status_code == 200


@pytest.fixture
def enveloped(connect: Connect, server_of: ServerOf) -> httpx.Client:
    client = connect("commenda", variants=("enveloped",))
    server_of("commenda", "enveloped").clock.freeze(NOW)
    return client


# --- Variants


def test_enveloped_list(enveloped: httpx.Client) -> None:
    query = {"search_term": "acme", "extend": "shipping_address,exemption_metadata"}
    body = customers(enveloped, **query)
    assert body["message"] == "Successfully fetched customers."
    assert set(body["data"]) == {"customers", "total_customers", "cursor"}
    (row,) = body["data"]["customers"]
    assert row["shipping_address"] == {
        "address_line_1": "123 Main St",
        "city": "San Francisco",
        "state": "CA",
        "postal_code": "94105",
        "country": "US",
    }
    assert row["exemption_metadata"]["total_certificates"] == 1
    assert "created_at" not in row
    (bare,) = customers(enveloped, search_term="acme")["data"]["customers"]
    assert {"shipping_address", "exemption_metadata"}.isdisjoint(bare)


def test_enveloped_pages(enveloped: httpx.Client) -> None:
    total = customers(enveloped)["data"]["total_customers"]
    found = ids(walk(enveloped, "/customers", "customers", corporation_id="corp_123", limit=7))
    assert len(set(found)) == len(found) == total


def test_enveloped_create_get_update_delete(enveloped: httpx.Client) -> None:
    address = {"address_line_1": "4 Mill Ln", "address_line_3": "Back door", "city": "Reno", "country": "US"}
    body = NEW_CUSTOMER | {"shipping_address": address, "external_id": "crm-1"}
    made = ok(enveloped.post("/customers", json=body))
    assert made["message"] == "Successfully created customer."
    assert made["data"]["shipping_address"] == address
    assert made["data"]["external_id"] == "crm-1"
    path = f"/customers/{made['data']['id']}"
    read = ok(enveloped.get(path))
    assert read["message"] == "Successfully fetched customer."
    assert read["data"] == made["data"]
    assert read["data"]["exemption_metadata"]["total_certificates"] == 0
    changed = ok(enveloped.post(path, json={"name": "Fernhill Mills"}))
    assert changed == {
        "data": made["data"] | {"name": "Fernhill Mills"},
        "message": "Successfully updated customer.",
    }
    assert enveloped.delete(path).status_code == 204
    assert enveloped.get(path).status_code == 404


def test_enveloped_customer_without_an_address(enveloped: httpx.Client) -> None:
    assert "shipping_address" not in ok(enveloped.get("/customers/cust_1001"))["data"]


def test_enveloped_validation_errors_are_problem_like(enveloped: httpx.Client) -> None:
    body = enveloped.post("/customers", json={"name": "ab"}).json()["error"]
    assert body["type"] == "CLIENT_INVALID_REQUEST_BODY"
    assert body["doc_url"] == "https://sales-tax-docs.commenda.io/"
    assert body["title"] == "Failed to validate the request body"
    assert body["status"] == 400
    assert isinstance(body["instance"], str)
    assert {problem["details"] for problem in body["Errors"]} == {
        "corporation_id is required",
        "name must be at least 3 characters long",
    }
    assert all(set(problem) == {"details", "pointer"} for problem in body["Errors"])
    assert "/name" in {problem["pointer"] for problem in body["Errors"]}
    query = enveloped.get("/customers?limit=0").json()["error"]
    assert query["type"] == "CLIENT_INVALID_QUERY_PARAMETERS"
    assert len(query["Errors"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "credential", "expected"),
    [
        ("GET", "/corporations", None, (401, "CLIENT_UNAUTHORIZED", "Missing or invalid bearer token")),
        (
            "GET",
            "/corporations",
            "test_limited",
            (403, "CLIENT_FORBIDDEN", "The token does not have the required permission"),
        ),
        ("GET", "/customers/none", "test_full", (404, "CLIENT_RESOURCE_NOT_FOUND", "Customer not found")),
        ("PUT", "/customers/none", "test_full", (405, "CLIENT_METHOD_NOT_ALLOWED", "Method not allowed")),
        ("GET", "/corporations", "test_exhausted", (429, "CLIENT_RATE_LIMITED", "Rate limit exceeded")),
    ],
)
def test_enveloped_errors_are_problem_like(
    connect: Connect, method: str, path: str, credential: str | None, expected: tuple[int, str, str]
) -> None:
    reply = connect("commenda", credential=credential, variants=("enveloped",)).request(method, path)
    body = reply.json()["error"]
    assert (reply.status_code, body["type"], body["detail"]) == expected
    assert body["status"] == reply.status_code
    assert {"code", "message"}.isdisjoint(body)


def test_created_201(connect: Connect) -> None:
    client = connect("commenda", variants=("created-201",))
    reply = client.post("/customers", json=NEW_CUSTOMER)
    assert reply.status_code == 201
    assert ok(client.get(f"/customers/{reply.json()['id']}")) == reply.json()
    assert client.post("/customers/cust_789", json={}).status_code == 200


def test_cursor_absent(connect: Connect) -> None:
    client = connect("commenda", variants=("cursor-absent",))
    assert set(customers(client, "corp_77")) == {"customers", "total_customers"}
    assert isinstance(customers(client)["cursor"], str)
    data = ok(client.get("/exemption-certificates", params={"customer_id": "cust_789"}))["data"]
    assert set(data) == {"exemption_certificates", "total_exemptions"}


def test_lenient_cursor(connect: Connect) -> None:
    client = connect("commenda", variants=("lenient-cursor",))
    whole = ids(customers(client, limit=100)["customers"])
    exempt = ids(customers(client, limit=100, has_exemption=True)["customers"])
    cursor = customers(client, limit=20)["cursor"]
    rest = ids(customers(client, limit=100, has_exemption=True, cursor=cursor)["customers"])
    assert rest == [customer for customer in exempt if customer in whole[20:]]
    assert 0 < len(rest) < len(exempt)


def test_variants_go_together(connect: Connect) -> None:
    client = connect("commenda", variants=("enveloped", "cursor-absent", "created-201"))
    reply = client.post("/customers", json=NEW_CUSTOMER)
    assert reply.status_code == 201
    assert reply.json()["message"] == "Successfully created customer."
    assert set(customers(client, "corp_77")["data"]) == {"customers", "total_customers"}
