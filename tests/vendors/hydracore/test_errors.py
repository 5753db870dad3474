"""HydraCore's errors, to the letter."""

from typing import Any

import httpx
import pytest

from tests.vendors.hydracore.facts import CLONE, DELTA, NEW_INSTANCE, NOBODY, _details, _page


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ("page=0", [("page", "Input should be greater than or equal to 1", "greater_than_equal")]),
        ("page=-1", [("page", "Input should be greater than or equal to 1", "greater_than_equal")]),
        (
            "page=abc",
            [
                (
                    "page",
                    "Input should be a valid integer, unable to parse string as an integer",
                    "int_parsing",
                )
            ],
        ),
        (
            "page=",
            [
                (
                    "page",
                    "Input should be a valid integer, unable to parse string as an integer",
                    "int_parsing",
                )
            ],
        ),
        ("per_page=0", [("per_page", "Input should be greater than or equal to 1", "greater_than_equal")]),
        ("per_page=101", [("per_page", "Input should be less than or equal to 100", "less_than_equal")]),
        (
            "page=x&per_page=500",
            [
                (
                    "page",
                    "Input should be a valid integer, unable to parse string as an integer",
                    "int_parsing",
                ),
                ("per_page", "Input should be less than or equal to 100", "less_than_equal"),
            ],
        ),
        ("limit=5", [("limit", "Extra inputs are not permitted", "extra_forbidden")]),
    ],
)
def test_a_bad_query_is_explained(
    client: httpx.Client, params: str, expected: list[tuple[str, str, str]]
) -> None:
    assert _details(client.get(f"/v1/customers?{params}")) == [
        {"loc": ["query", name], "msg": message, "type": kind} for name, message, kind in expected
    ]


MISSING = ("Field required", "missing")


NO_STRING = ("Input should be a valid string", "string_type")


NO_UUID = ("Input should be a valid UUID, unable to parse string as a UUID", "uuid_parsing")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/v1/customers", {"email": 5}, [(["email"], *NO_STRING)]),
        (
            "/v1/customers",
            {"email": [], "company_name": {}},
            [(["company_name"], *NO_STRING), (["email"], *NO_STRING)],
        ),
        (
            "/v1/customers",
            [],
            [
                (
                    [],
                    "Input should be a valid dictionary or object to extract fields from",
                    "model_attributes_type",
                )
            ],
        ),
        (
            f"/v1/customers/{DELTA}/clone",
            {},
            [(["company_name"], *MISSING), (["source_customer_id"], *MISSING)],
        ),
        (f"/v1/customers/{DELTA}/clone", {**CLONE, "company_name": None}, [(["company_name"], *NO_STRING)]),
        (
            f"/v1/customers/{DELTA}/clone",
            {**CLONE, "company_name": "x" * 201},
            [(["company_name"], "String should have at most 200 characters", "string_too_long")],
        ),
        (
            f"/v1/customers/{DELTA}/clone",
            {**CLONE, "source_customer_id": "1", "clone_rules": "maybe"},
            [
                (["clone_rules"], "Input should be a valid boolean", "bool_type"),
                (["source_customer_id"], *NO_UUID),
            ],
        ),
        ("/v1/instances", {}, [(["region_id"], *MISSING), (["tier_id"], *MISSING)]),
        ("/v1/instances", {**NEW_INSTANCE, "customer_id": "me"}, [(["customer_id"], *NO_UUID)]),
        ("/v1/instances", {**NEW_INSTANCE, "workflow_slugs": [1]}, [(["workflow_slugs", 0], *NO_STRING)]),
        ("/v1/billing/checkout-session", {"customer_id": DELTA}, [(["product_tier_id"], *MISSING)]),
        ("/v2/provision", NEW_INSTANCE, [(["preset_id"], *MISSING)]),
    ],
)
def test_a_bad_body_is_explained(
    client: httpx.Client, path: str, body: Any, expected: list[tuple[list[str | int], str, str]]
) -> None:
    assert _details(client.post(path, json=body)) == [
        {"loc": ["body", *where], "msg": message, "type": kind} for where, message, kind in expected
    ]


@pytest.mark.parametrize(
    ("content", "kind"), [("{", "json_invalid"), ("{'a': 1}", "json_invalid"), ("", "missing")]
)
def test_a_body_that_cannot_be_parsed_is_a_validation_error(
    client: httpx.Client, content: str, kind: str
) -> None:
    reply = client.post("/v1/customers", content=content, headers={"Content-Type": "application/json"})

    (problem,) = _details(reply)
    assert problem["loc"][0] == "body"
    assert problem["type"] == kind


def test_unknown_members_of_a_body_are_ignored(client: httpx.Client) -> None:
    assert client.post("/v1/customers", json={"favourite_film": "Casablanca"}).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", f"/v1/customers/{NOBODY}", 404, "Customer not found"),
        ("GET", "/v1/customer", 404, "Not Found"),
        ("DELETE", f"/v1/customers/{DELTA}", 405, "Method Not Allowed"),
        ("PATCH", f"/v1/customers/{DELTA}", 405, "Method Not Allowed"),
        ("GET", f"/v1/customers/{DELTA}/clone", 405, "Method Not Allowed"),
    ],
)
def test_the_detail_of_other_errors_is_a_string(
    client: httpx.Client, method: str, path: str, status: int, detail: str
) -> None:
    reply = client.request(method, path)

    assert (reply.status_code, reply.json()) == (status, {"detail": detail})
    assert (status == 405) == ("allow" in reply.headers)


def test_media_types(client: httpx.Client) -> None:
    unsupported = client.post("/v1/customers", content="<a/>", headers={"Content-Type": "application/xml"})
    not_acceptable = client.get("/v1/customers", headers={"Accept": "text/csv"})
    too_large = client.post("/v1/customers", json={"company_name": "x" * (1 << 20)})

    assert (unsupported.status_code, unsupported.json()) == (415, {"detail": "Unsupported Media Type"})
    assert (not_acceptable.status_code, not_acceptable.json()) == (406, {"detail": "Not Acceptable"})
    assert (too_large.status_code, too_large.json()) == (413, {"detail": "Request body too large"})
    assert _page(client)["total"] == 150
