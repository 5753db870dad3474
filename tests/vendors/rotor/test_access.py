"""Who may do what with Rotor, how often, and its other errors."""

from datetime import UTC, datetime

import httpx
import pytest

from tests.vendors.rotor.facts import (
    ANA,
    LENA_OF_OTHER,
    NOBODY,
    NOOR,
    NOT_FOUND,
    SAM,
    Connect,
    ServerOf,
    ids,
    invalid,
    rows_of,
)

SEED_ROW = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"


SCOPES = {
    ("GET", "/customers"): "customers:read",
    ("POST", "/customers"): "customers:write",
    ("GET", f"/customers/{ANA}"): "customers:read",
    ("GET", "/leads"): "leads:read",
    ("POST", "/leads"): "leads:write",
    ("GET", f"/leads/{NOOR}"): "leads:read",
    ("GET", "/pins"): "pins:read",
    ("GET", "/pin-types"): "pins:read",
}


OPERATIONS = [*SCOPES, ("GET", "/auth/test")]


FORBIDDEN = {
    "status": "error",
    "message": "Forbidden: required scope 'leads:read' not granted for this API key",
    "error_code": "INSUFFICIENT_SCOPE",
}


UNAUTHENTICATED = {
    "status": "error",
    "message": "Authentication required. Provide x-api-key header.",
    "error_code": "AUTHENTICATION_REQUIRED",
}


RATE_LIMITED = {
    "status": "error",
    "message": "Daily API key request limit of 1000 exceeded",
    "error_code": "RATE_LIMIT_EXCEEDED",
}


def send(client: httpx.Client, method: str, path: str) -> httpx.Response:
    return client.request(method, path, json={} if method == "POST" else None)


# Keys, scopes, companies


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("key", [None, "", "nobody", "TEST_FULL"])
def test_an_unknown_key_is_unauthenticated(connect: Connect, method: str, path: str, key: str | None) -> None:
    client = connect("rotor", credential=None)
    if key is not None:
        client.headers["x-api-key"] = key

    answer = send(client, method, path)

    assert answer.status_code == 401
    assert answer.json() == UNAUTHENTICATED


@pytest.mark.parametrize(("method", "path"), SCOPES)
def test_a_key_without_the_scope_is_forbidden(connect: Connect, method: str, path: str) -> None:
    answer = send(connect("rotor", credential="test_limited"), method, path)

    assert answer.status_code == 403
    assert answer.json() == FORBIDDEN


def test_the_scope_comes_before_the_parameters(connect: Connect) -> None:
    assert connect("rotor", credential="test_limited").get("/customers?page=0").status_code == 403


@pytest.mark.parametrize(
    ("credential", "scopes"),
    [
        ("test_full", ["customers:read", "customers:write", "leads:read", "leads:write", "pins:read"]),
        ("test_limited", []),
    ],
)
def test_check_a_key(connect: Connect, server_of: ServerOf, credential: str, scopes: list[str]) -> None:
    server_of("rotor").clock.freeze(datetime(2026, 2, 3, 9, 15, tzinfo=UTC))

    answer = connect("rotor", credential=credential).get("/auth/test")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "success",
        "message": "Authentication successful",
        "authenticated": True,
        "company_id": "6f2d9a3e-5c41-4b8e-9d27-8a1f0c3b7e60",
        "user_id": None if credential == "test_full" else SAM,
        "auth_method": "api_key",
        "scopes": scopes,
        "timestamp": "2026-02-03T09:15:00.000Z",
    }


@pytest.mark.parametrize(
    ("path", "archived", "count"),
    [
        ("/customers", False, 23),
        ("/customers", True, 25),
        ("/leads", False, 9),
        ("/leads", True, 10),
        ("/pins", False, 6),
    ],
)
def test_another_company_has_its_own_rows(connect: Connect, path: str, archived: bool, count: int) -> None:  # noqa: FBT001
    params = {"archived": "true"} if archived else {}

    theirs = rows_of(connect("rotor", credential="test_other"), path, **params)

    assert len(theirs) == count
    assert not set(ids(theirs)) & set(ids(rows_of(connect("rotor"), path, **params)))


def test_another_company_cannot_get_these_rows(connect: Connect) -> None:
    theirs = connect("rotor", credential="test_other")

    assert theirs.get(f"/customers/{LENA_OF_OTHER}").json()["data"]["first_name"] == "Lena"
    for path in (f"/customers/{ANA}", f"/leads/{NOOR}"):
        answer = theirs.get(path)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert len(theirs.get("/pin-types").json()["data"]) == 2
    assert (
        theirs.get("/auth/test").json()["company_id"]
        != connect("rotor").get("/auth/test").json()["company_id"]
    )


# Limits


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_spent_key_is_refused_everywhere(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor", credential="test_exhausted")

    answer = send(client, method, path)

    assert answer.status_code == 429
    assert answer.json() == RATE_LIMITED


def test_a_day_has_a_thousand_requests_and_failed_ones_count(connect: Connect, server_of: ServerOf) -> None:
    clock = server_of("rotor").clock
    clock.freeze(datetime(2026, 3, 1, 23, 59, 0, tzinfo=UTC))
    client = connect("rotor", credential="test_metered")

    assert client.get("/customers?page=0").status_code == 400
    assert client.get(f"/customers/{NOBODY}").status_code == 404
    assert {client.get("/auth/test").status_code for _ in range(998)} == {200}
    refused = client.get("/customers")

    assert (refused.status_code, refused.json()) == (429, RATE_LIMITED)
    assert connect("rotor").get("/customers").status_code == 200
    clock.advance(59)
    assert client.get("/customers").status_code == 429
    clock.advance(1)  # 00:00 UTC
    assert client.get("/customers").status_code == 200


@pytest.mark.parametrize("credential", ["test_full", "test_metered", "test_exhausted"])
def test_no_header_tells_of_the_limit(connect: Connect, credential: str) -> None:
    headers = connect("rotor", credential=credential).get("/customers").headers

    assert not [name for name in headers if "ratelimit" in name.lower() or name.lower() == "retry-after"]


# Other errors


def test_an_unknown_path_is_not_found(connect: Connect) -> None:
    answer = connect("rotor").get("/invoices")

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/customers", {"GET", "POST"}),
        ("PUT", f"/customers/{ANA}", {"GET"}),
        ("PATCH", f"/leads/{NOOR}", {"GET"}),
        ("POST", "/pins", {"GET"}),
    ],
)
def test_a_method_that_is_not_there(connect: Connect, method: str, path: str, allowed: set[str]) -> None:
    answer = connect("rotor").request(method, path)

    assert (answer.status_code, answer.json()) == (405, {"status": "error", "message": "Method not allowed"})
    named = {name.strip() for name in answer.headers["allow"].split(",")}
    assert named - {"HEAD", "OPTIONS"} == allowed


def test_a_reply_that_is_not_acceptable(connect: Connect) -> None:
    answer = connect("rotor").get("/customers", headers={"accept": "text/html"})

    assert (answer.status_code, answer.json()) == (406, {"status": "error", "message": "Not acceptable"})


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_fault_of_the_server(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor")
    client.headers["prefer"] = "code=500"

    answer = send(client, method, path)

    assert (answer.status_code, answer.json()) == (
        500,
        {"status": "error", "message": "Internal server error"},
    )


# The version header


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_version_header(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor")
    assert send(client, method, path).is_success

    client.headers["rotor-api-version"] = "1.1.0"
    assert send(client, method, path).is_success

    client.headers["rotor-api-version"] = "2.0.0"
    refused = send(client, method, path)
    assert refused.status_code == 400
    assert refused.json() == invalid("rotor-api-version", "Unsupported version")


# Variants


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_variant_strict_version(connect: Connect, method: str, path: str) -> None:
    client = connect("rotor", variants=("strict-version",))

    refused = send(client, method, path)
    client.headers["rotor-api-version"] = "1.1.0"

    assert (refused.status_code, refused.json()) == (400, invalid("rotor-api-version", "Unsupported version"))
    assert send(client, method, path).is_success


@pytest.mark.parametrize(("operation", "scope"), SCOPES.items())
def test_variant_scope_by_resource(connect: Connect, operation: tuple[str, str], scope: str) -> None:
    client = connect("rotor", credential="test_limited", variants=("scope-by-resource",))

    answer = send(client, *operation)

    assert answer.status_code == 403
    assert answer.json() == {
        **FORBIDDEN,
        "message": f"Forbidden: required scope '{scope}' not granted for this API key",
    }


def test_variant_payment_method_flag(connect: Connect) -> None:
    default, variant = connect("rotor"), connect("rotor", variants=("payment-method-flag",))

    before, after = rows_of(default, "/customers"), rows_of(variant, "/customers")

    assert {row["has_payment_method"] for row in after} == {True, False}
    for old, new in zip(before, after, strict=True):
        assert not old["is_auto_pay"] or new["has_payment_method"]  # who pays by itself has a way to
        old.pop("is_auto_pay")
        new.pop("has_payment_method")
        assert old == new
    seed_row = variant.get(f"/customers/{SEED_ROW}").json()["data"]
    assert seed_row["has_payment_method"] is True
    assert "is_auto_pay" not in seed_row
