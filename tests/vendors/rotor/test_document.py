"""The user's document about Rotor (list customers), sentence by sentence."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Server]

ROW: dict[str, Any] = {
    "id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
    "address": {
        "city": "city",
        "country": "country",
        "state": "state",
        "street1": "street1",
        "zip": "zip",
        "street2": "street2",
    },
    "company_name": "company_name",
    "created_at": "2019-12-27T18:11:19.117Z",
    "email": "dev@stainless.com",
    "first_name": "first_name",
    "is_auto_pay": True,
    "last_name": "last_name",
    "location": [0],
    "notes": "notes",
    "phone": "phone",
    "source": "source",
    "status": "active",
    "tags": ["string"],
}


def test_get_customers_is_the_operation(connect: Connect) -> None:
    """List customers. GET/customers"""
    client = connect("rotor")

    assert client.get("/customers").status_code == 200
    for method in ("PUT", "PATCH", "DELETE"):
        refused = client.request(method, "/customers")
        assert refused.status_code == 405, method
        assert "GET" in refused.headers["allow"], method


def test_it_returns_a_paginated_list_of_customers(connect: Connect) -> None:
    """Returns a paginated list of customers [...]"""
    client = connect("rotor")

    pages = [client.get("/customers", params={"page": number}).json() for number in (1, 2, 3)]

    assert [len(page["data"]) for page in pages] == [50, 50, 42]
    assert len({row["id"] for page in pages for row in page["data"]}) == 142


def test_the_list_is_that_of_the_authenticated_company(connect: Connect) -> None:
    """[...] for the authenticated company."""
    ours, theirs = (
        {row["id"] for row in connect("rotor", credential=name).get("/customers?limit=1000").json()["data"]}
        for name in ("test_full", "test_other")
    )

    assert (len(ours), len(theirs)) == (142, 23)
    assert not ours & theirs


def test_the_curl_line_works_at_the_vendors_own_host(connect: Connect, server_of: ServerOf) -> None:
    """curl https://api.getrotor.com/open-api/customers -H 'x-api-key: $ROTOR_API_KEY'"""
    through_prefix = connect("rotor").get("/customers")
    url = httpx.URL(server_of("rotor")["rotor"].url).copy_with(path="/open-api/customers")

    answer = httpx.get(url, headers={"host": "api.getrotor.com", "x-api-key": "test_full"})

    assert answer.status_code == 200
    assert answer.json() == through_prefix.json()


@pytest.mark.parametrize("query", ["search=dev@stainless.com", "search=COMPANY_NAME", "tags=string"])
def test_the_customer_of_the_page_is_there_to_the_letter(connect: Connect, query: str) -> None:
    """{"data": [{"id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e", "address": {...}, ... "tags": ["string"]}]}"""
    body = connect("rotor").get(f"/customers?{query}").json()

    assert body["data"] == [ROW]
    assert list(body["data"][0]) == list(ROW)
    assert list(body["data"][0]["address"]) == list(ROW["address"])


def test_the_customer_of_the_page_is_the_oldest_of_its_list(connect: Connect) -> None:
    """{"created_at": "2019-12-27T18:11:19.117Z"}"""
    assert connect("rotor").get("/customers", params={"page": 3}).json()["data"][-1] == ROW


def test_every_customer_has_no_field_beyond_those_of_the_page(connect: Connect) -> None:
    """{"data": [{...}]}"""
    rows = connect("rotor").get("/customers", params={"limit": 1000}).json()["data"]

    assert {name for row in rows for name in row} == set(ROW)
    assert {name for row in rows for name in row.get("address", {})} == set(ROW["address"])
    assert {row["status"] for row in rows} == {"active", "inactive"}


def test_the_default_page_is_the_pagination_of_the_page(connect: Connect) -> None:
    """{"pagination": {"has_more": true, "limit": 50, "page": 1, "total": 142}}"""
    body = connect("rotor").get("/customers").json()

    assert body["pagination"] == {"has_more": True, "limit": 50, "page": 1, "total": 142}
    assert len(body["data"]) == 50


def test_the_envelope_says_success(connect: Connect) -> None:
    """{"status": "success"}"""
    body = connect("rotor").get("/customers").json()

    assert list(body) == ["data", "pagination", "status"]
    assert body["status"] == "success"


@pytest.mark.parametrize(
    "headers", [{}, {"x-api-key": ""}, {"x-api-key": "no such key"}, {"authorization": "test_full"}]
)
def test_without_a_key_authentication_is_required(connect: Connect, headers: dict[str, str]) -> None:
    """Authentication required. Provide x-api-key header. AUTHENTICATION_REQUIRED"""
    answer = connect("rotor", credential=None).get("/customers", headers=headers)

    assert answer.status_code == 401
    assert answer.json() == {
        "status": "error",
        "message": "Authentication required. Provide x-api-key header.",
        "error_code": "AUTHENTICATION_REQUIRED",
    }


def test_without_the_scope_it_is_forbidden(connect: Connect) -> None:
    """Forbidden: required scope 'leads:read' not granted for this API key. INSUFFICIENT_SCOPE"""
    answer = connect("rotor", credential="test_limited").get("/customers")

    assert answer.status_code == 403
    assert answer.json() == {
        "status": "error",
        "message": "Forbidden: required scope 'leads:read' not granted for this API key",
        "error_code": "INSUFFICIENT_SCOPE",
    }


def test_past_the_daily_limit_it_is_refused(connect: Connect) -> None:
    """Daily API key request limit of 1000 exceeded. RATE_LIMIT_EXCEEDED"""
    answer = connect("rotor", credential="test_exhausted").get("/customers")

    assert answer.status_code == 429
    assert answer.json() == {
        "status": "error",
        "message": "Daily API key request limit of 1000 exceeded",
        "error_code": "RATE_LIMIT_EXCEEDED",
    }


def test_a_server_error_has_no_code(connect: Connect) -> None:
    """{"status": "error", "message": "Internal server error"}"""
    answer = connect("rotor").get("/customers", headers={"prefer": "code=500"})

    assert answer.status_code == 500
    assert answer.json() == {"status": "error", "message": "Internal server error"}


@pytest.mark.parametrize("code", [200, 401, 403, 429, 500])
def test_each_of_the_examples_can_be_asked_for(connect: Connect, code: int) -> None:
    """Returns Examples"""
    answer = connect("rotor").get("/customers", headers={"prefer": f"code={code}"})

    assert answer.status_code == code
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["status"] == ("success" if code == 200 else "error")
    assert ("error_code" in answer.json()) == (code in (401, 403, 429))
