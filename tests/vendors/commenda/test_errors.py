"""Commenda's errors, to the letter."""

from typing import Any

import httpx
import pytest

from tests.vendors.commenda.facts import (
    NEW_CERTIFICATE,
    NEW_CUSTOMER,
    WASHINGTON,
    Json,
    create,
    customers,
    error,
    problems,
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"corporation_id is required"}),
        ("corporation_id=corp_123&limit=0", {"limit must be between 1 and 100"}),
        ("corporation_id=corp_123&limit=101", {"limit must be between 1 and 100"}),
        ("corporation_id=corp_123&limit=ten", {"limit must be of type integer"}),
        ("corporation_id=corp_123&limit=+5", {"limit must be of type integer"}),
        ("limit=0", {"corporation_id is required", "limit must be between 1 and 100"}),
        ("corporation_id=corp_123&page=2", {"page is not a known parameter"}),
        ("corporation_id=corp_123&limit=5&limit=6", {"limit must be given once"}),
        ("corporation_id=corp_123&has_exemption=yes", {"has_exemption must be of type boolean"}),
        (
            "corporation_id=corp_123&exemption_jurisdiction=California",
            {"Invalid jurisdiction format. Expected format: {country}_{state}"},
        ),
        ("corporation_id=corp_123&certificate_types=ANY", {"certificate_types has an invalid format"}),
    ],
)
def test_a_bad_query_names_every_problem(client: httpx.Client, query: str, expected: set[str]) -> None:
    assert problems(client.get(f"/customers?{query}"), "INVALID_QUERY_PARAMETERS") == expected


@pytest.mark.parametrize("name", ["expiration_status", "exemption_status"])
def test_a_status_that_is_not_listed_is_refused(client: httpx.Client, name: str) -> None:
    reply = client.get("/customers", params={"corporation_id": "corp_123", name: "active"})
    (said,) = problems(reply, "INVALID_QUERY_PARAMETERS")
    assert said.startswith(f"{name} must be one of: ACTIVE")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"corporation_id is required", "name is required"}),
        (NEW_CUSTOMER | {"name": "ab"}, {"name must be at least 3 characters long"}),
        (NEW_CUSTOMER | {"name": 7}, {"name must be of type string"}),
        (NEW_CUSTOMER | {"email": "nobody"}, {"email must be a valid email address"}),
        (
            {"name": "ab", "email": "nobody"},
            {
                "corporation_id is required",
                "name must be at least 3 characters long",
                "email must be a valid email address",
            },
        ),
    ],
)
def test_a_bad_body_names_every_problem(client: httpx.Client, body: Json, expected: set[str]) -> None:
    before = customers(client)["total_customers"]
    assert problems(client.post("/customers", json=body), "INVALID_REQUEST_BODY") == expected
    assert customers(client)["total_customers"] == before


@pytest.mark.parametrize(
    "address", [{}, {"line1": "9 Elm Ct"}, {"country": "USA"}, {"country": "us"}, "9 Elm Ct"]
)
def test_an_address_needs_its_country_in_two_letters(client: httpx.Client, address: Any) -> None:
    for path, body in (("/customers", NEW_CUSTOMER), ("/customers/cust_789", {})):
        reply = client.post(path, json=body | {"shipping_address": address})
        problems(reply, "INVALID_REQUEST_BODY")


def test_a_name_of_three_characters_is_long_enough_and_none_is_too_long(client: httpx.Client) -> None:
    assert create(client, name="木の家")["name"] == "木の家"
    assert create(client, name="x" * 5000)["name"] == "x" * 5000


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ("customer_id", None),
        ("effective_date", None),
        ("type", None),
        ("effective_date", "01/02/2026"),
        ("effective_date", "2026-02-30"),
        ("type", "PURPOSE_WHOLESALE"),
        ("file_id", "not-a-uuid"),
        ("jurisdictions", {}),
        ("jurisdictions", [WASHINGTON | {"country": "CA"}]),
        ("jurisdictions", [WASHINGTON | {"state": "Washington"}]),
        ("jurisdictions", [WASHINGTON | {"reason": "ENTITY_TYPE_NONPROFIT"}]),
        ("jurisdictions", [{"country": "US", "state": "WA"}]),
    ],
)
def test_a_bad_certificate_is_refused(client: httpx.Client, body: str, change: Any) -> None:
    sent = {name: value for name, value in NEW_CERTIFICATE.items() if name != body}
    if change is not None:
        sent[body] = change
    problems(client.post("/exemption-certificates", json=sent), "INVALID_REQUEST_BODY")


def test_a_body_that_is_no_json(client: httpx.Client) -> None:
    reply = client.post("/customers", content=b"{", headers={"Content-Type": "application/json"})
    assert problems(reply, "INVALID_REQUEST_BODY") == {"The request body is not valid JSON"}


@pytest.mark.parametrize(
    ("method", "path", "request_", "status", "body"),
    [
        ("GET", "/customers/cust_none", {}, 404, error("CUSTOMER_NOT_FOUND", "Customer not found")),
        (
            "POST",
            "/customers/cust_none",
            {"json": {}},
            404,
            error("CUSTOMER_NOT_FOUND", "Customer not found"),
        ),
        ("DELETE", "/customers/cust_none", {}, 404, error("CUSTOMER_NOT_FOUND", "Customer not found")),
        (
            "POST",
            "/customers",
            {"json": NEW_CUSTOMER | {"corporation_id": "corp_none"}},
            404,
            error("CORPORATION_NOT_FOUND", "Corporation not found"),
        ),
        (
            "POST",
            "/exemption-certificates",
            {"json": NEW_CERTIFICATE | {"customer_id": "cust_none"}},
            404,
            error("CUSTOMER_NOT_FOUND", "Customer not found"),
        ),
        ("GET", "/corporations/corp_none", {}, 404, error("CORPORATION_NOT_FOUND", "Corporation not found")),
        ("GET", "/invoices", {}, 404, error("NOT_FOUND", "Route not found")),
        (
            "PATCH",
            "/customers/cust_789",
            {"json": {}},
            405,
            error("METHOD_NOT_ALLOWED", "Method not allowed"),
        ),
        (
            "GET",
            "/corporations",
            {"headers": {"Accept": "text/csv"}},
            406,
            error("NOT_ACCEPTABLE", "Not acceptable"),
        ),
        (
            "POST",
            "/customers",
            {"json": NEW_CUSTOMER | {"external_id": "x" * 1_100_000}},
            413,
            error("PAYLOAD_TOO_LARGE", "Payload too large"),
        ),
        (
            "POST",
            "/customers",
            {"data": NEW_CUSTOMER},
            415,
            error("UNSUPPORTED_MEDIA_TYPE", "Unsupported media type"),
        ),
    ],
)
def test_errors_to_the_letter(
    client: httpx.Client, method: str, path: str, request_: Json, status: int, body: Json
) -> None:
    reply = client.request(method, path, **request_)
    assert (reply.status_code, reply.json()) == (status, body)


def test_a_405_names_the_methods_that_there_are(client: httpx.Client) -> None:
    reply = client.put("/customers/cust_789", json={})
    assert reply.status_code == 405
    allowed = {method.strip() for method in reply.headers["allow"].split(",")}
    assert {"GET", "POST", "DELETE"} <= allowed
    assert allowed.isdisjoint({"PUT", "PATCH"})
