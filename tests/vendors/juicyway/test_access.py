"""Who may do what with Juicyway, and how often."""

import pytest

from tests.vendors.juicyway.facts import (
    JANE,
    LISTS,
    NEW,
    NOON,
    TESS_OF_OTHER,
    TEST,
    TUITION,
    Connect,
    ServerOf,
    ids,
    not_found,
    rows_of,
    send,
)

NOON_UNIX = int(NOON.timestamp())


# What each operation is called in its 403.
OPERATIONS = {
    ("GET", "/customers"): "list customers",
    ("POST", "/customers"): "create customers",
    ("GET", f"/customers/{TEST}"): "fetch customers",
    ("PATCH", f"/customers/{TEST}"): "update customers",
    ("GET", "/beneficiaries"): "list beneficiaries",
    ("GET", "/payments"): "list payments",
    ("GET", f"/payments/{TUITION}"): "fetch payments",
}


OTHER_LISTS = {"/customers": 23, "/beneficiaries": 9, "/payments": 20}


UNAUTHORIZED = {"error": {"code": "unauthorized", "message": "Invalid or missing API key"}}


TOO_MANY = {
    "error": {"code": "rate_limit_exceeded", "message": "Too many requests", "type": "rate_limit_error"}
}


# Tenants and keys


@pytest.mark.parametrize("path", LISTS)
def test_integrations_see_their_own_rows_alone(connect: Connect, path: str) -> None:
    own = ids(rows_of(connect("juicyway"), path))
    others = ids(rows_of(connect("juicyway", credential="test_other"), path))

    assert (len(own), len(others)) == (LISTS[path], OTHER_LISTS[path])
    assert not set(own) & set(others)


def test_another_integration_can_neither_read_nor_change(connect: Connect) -> None:
    other = connect("juicyway", credential="test_other")

    for method, path, what in (
        ("GET", f"/customers/{TEST}", "Customer"),
        ("PATCH", f"/customers/{TEST}", "Customer"),
        ("GET", f"/payments/{TUITION}", "Payment"),
    ):
        response = send(other, method, path)
        assert response.status_code == 404
        assert response.json() == not_found(what)


def test_emails_are_unique_within_an_integration(connect: Connect) -> None:
    other = connect("juicyway", credential="test_other")

    assert ids(rows_of(other, "/customers", email="test@custom.er")) == [TESS_OF_OTHER]
    created = other.post("/customers", json=NEW | {"email": "jane@example.com"})
    assert created.status_code == 201
    assert ids(rows_of(connect("juicyway"), "/customers", email="jane@example.com")) == [JANE]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize(
    "key", [None, "", "test_ful", "TEST_FULL", "Bearer test_full", "test_full test_full"]
)
def test_no_key_or_a_bad_one(connect: Connect, method: str, path: str, key: str | None) -> None:
    client = connect("juicyway", credential=None)
    if key is not None:
        client.headers["Authorization"] = key

    response = send(client, method, path)

    assert response.status_code == 401
    assert response.json() == UNAUTHORIZED


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_key_without_permissions(connect: Connect, method: str, path: str) -> None:
    response = send(connect("juicyway", credential="test_limited"), method, path)

    what = OPERATIONS[method, path]
    assert response.status_code == 403
    assert response.json() == {
        "error": {"code": "forbidden", "message": f"Insufficient permissions to {what}"}
    }


def test_errors_on_request(connect: Connect) -> None:
    response = connect("juicyway").get("/customers", headers={"Prefer": "code=500"})

    assert response.status_code == 500
    assert response.json() == {
        "error": {"code": "server_error", "message": "Internal server error", "type": "api_error"}
    }


# Limits


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_key_over_its_limit(connect: Connect, method: str, path: str) -> None:
    response = send(connect("juicyway", credential="test_exhausted"), method, path)

    assert response.status_code == 429
    assert response.json() == TOO_MANY
    assert response.headers["x-ratelimit-remaining"] == "0"
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "limit", "window"),
    [
        ("GET", "/customers", 100, 60),
        ("POST", "/customers", 100, 60),
        ("GET", f"/customers/{TEST}", 1000, 3600),
        ("PATCH", f"/customers/{TEST}", 10, 60),
        ("GET", "/payments", 100, 60),
    ],
)
def test_headers_describe_the_window_nearest_exhaustion(
    connect: Connect, server_of: ServerOf, method: str, path: str, limit: int, window: int
) -> None:
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)

    for remaining in (limit - 1, limit - 2):
        headers = send(client, method, path).headers
        assert headers["x-ratelimit-limit"] == str(limit)
        assert headers["x-ratelimit-remaining"] == str(remaining)
        assert headers["x-ratelimit-reset"] == str(NOON_UNIX + window)
        assert "retry-after" not in headers


def test_ten_updates_a_minute(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway", credential="test_metered")
    clock = server_of("juicyway").clock
    clock.freeze(NOON)
    clock.advance(15)

    assert [client.patch(f"/customers/{TEST}", json={}).status_code for _ in range(11)] == [200] * 10 + [429]
    refused = client.patch(f"/customers/{TEST}", json={"last_name": "Refused"})
    assert refused.json() == TOO_MANY
    assert refused.headers["retry-after"] == "45"
    assert refused.headers["x-ratelimit-reset"] == str(NOON_UNIX + 60)
    assert client.get(f"/customers/{TEST}").json()["data"]["last_name"] == "Customer"
    clock.advance(45)
    assert client.patch(f"/customers/{TEST}", json={}).status_code == 200


def test_operations_are_counted_apart(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway", credential="test_metered")
    server_of("juicyway").clock.freeze(NOON)
    for _ in range(11):
        client.patch(f"/customers/{TEST}", json={})

    assert client.get("/customers").headers["x-ratelimit-remaining"] == "99"
    assert client.get("/payments").headers["x-ratelimit-remaining"] == "99"


def test_the_full_key_is_never_limited(connect: Connect, server_of: ServerOf) -> None:
    client = connect("juicyway")
    server_of("juicyway").clock.freeze(NOON)

    assert {client.patch(f"/customers/{TEST}", json={}).status_code for _ in range(30)} == {200}
