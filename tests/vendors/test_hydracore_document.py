"""The user's document about HydraCore (customers), sentence by sentence."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Connect = Callable[..., httpx.Client]

DELTA = "7c5f3d21-94b6-4b52-8a0e-2d1b9d4f6a70"
SAMPLE = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
STEVE = "22f9e5e1-5129-4cc7-9d8d-1248b092e05b"
NOBODY = "00000000-0000-4000-8000-000000000000"

LIST_FIELDS = {
    "active_subscription_count",
    "company_name",
    "country_code",
    "created_at",
    "currency",
    "email",
    "id",
    "instance_count",
    "latest_subscription_status",
    "running_instance_count",
    "subscription_count",
    "timezone",
}
CREATED_FIELDS = {"company_name", "created_at", "email", "id"}


def _listed(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    reply = client.get("/v1/customers", params={"per_page": 100, **params})
    assert reply.status_code == 200, reply.text
    rows: list[dict[str, Any]] = reply.json()["customers"]
    return rows


def _problems(reply: httpx.Response) -> list[tuple[list[Any], str]]:
    """Where the problems of a 422 are, and of what type."""
    assert reply.status_code == 422, reply.text
    return sorted((problem["loc"], problem["type"]) for problem in reply.json()["detail"])


# List Customers


def test_list_all_end_customers_for_the_current_tenant(connect: Connect) -> None:
    """List all end-customers for the current tenant."""
    client = connect("hydracore")

    rows = [*_listed(client, page=1), *_listed(client, page=2)]

    assert len({row["id"] for row in rows}) == len(rows) == 150
    assert client.get("/v1/customers").json()["total"] == 150


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_listing_and_creating_are_admin_only(connect: Connect, method: str) -> None:
    """Admin-only."""
    limited, full = connect("hydracore", credential="test_limited"), connect("hydracore")

    refused = limited.request(method, "/v1/customers", json={} if method == "POST" else None)
    allowed = full.request(method, "/v1/customers", json={} if method == "POST" else None)

    assert (refused.status_code, refused.json()) == (403, {"detail": "Admin access required"})
    assert allowed.is_success, allowed.text


def test_it_supports_pagination_search_by_email_and_sorting(connect: Connect) -> None:
    """Supports pagination, search by email and sorting."""
    client = connect("hydracore")
    params = {"search": "twinpipes", "sort_by": "email", "sort_dir": "asc", "per_page": "1"}

    pages = [client.get("/v1/customers", params={**params, "page": page}).json() for page in (1, 2, 3)]

    assert [len(page["customers"]) for page in pages] == [1, 1, 1]
    assert {page["total"] for page in pages} == {page["total_pages"] for page in pages} == {3}
    emails = [page["customers"][0]["email"] for page in pages]
    assert set(emails) == {"first@twinpipes.example", "Second@TwinPipes.example", "third@twinpipes.example"}
    assert emails.index("first@twinpipes.example") < emails.index("third@twinpipes.example")


def test_rls_ensures_only_the_current_tenants_customers_are_visible(connect: Connect) -> None:
    """RLS ensures only the current tenant's customers are visible."""
    ours, theirs = connect("hydracore"), connect("hydracore", credential="test_other")

    our_ids = {row["id"] for page in (1, 2) for row in _listed(ours, page=page)}
    their_ids = {row["id"] for row in _listed(theirs)}

    assert (len(our_ids), len(their_ids)) == (150, 23)
    assert not our_ids & their_ids
    assert ours.get(f"/v1/customers/{DELTA}").status_code == 200
    assert theirs.get(f"/v1/customers/{DELTA}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Api-Key": "test_full"}, 200),
        ({"Authorization": "Bearer test_full"}, 200),
        ({"X-Api-Key": "hc_live_unknown"}, 401),
        ({"Authorization": "Bearer unknown"}, 401),
        ({}, 401),
    ],
)
def test_the_credential_is_in_a_header(connect: Connect, headers: dict[str, str], status: int) -> None:
    """In: header"""
    client = connect("hydracore", credential=None)

    assert client.get("/v1/customers", headers=headers).status_code == status
    assert client.get("/v1/customers", params={"X-Api-Key": "test_full"}).status_code == 401


def test_page_number_is_1_or_more_and_1_without_one(connect: Connect) -> None:
    """Page number [default] 1 [range] 1 <= value"""
    client = connect("hydracore")

    default, first, second = (
        client.get("/v1/customers", params=params).json() for params in ({}, {"page": 1}, {"page": 2})
    )

    assert default == first
    assert (first["page"], second["page"]) == (1, 2)
    assert first["customers"] != second["customers"]
    assert _problems(client.get("/v1/customers", params={"page": 0})) == [
        (["query", "page"], "greater_than_equal")
    ]


@pytest.mark.parametrize(
    ("per_page", "rows", "problem"),
    [
        (None, 20, None),
        (1, 1, None),
        (100, 100, None),
        (0, None, "greater_than_equal"),
        (101, None, "less_than_equal"),
    ],
)
def test_items_per_page_are_1_to_100_and_20_without_it(
    connect: Connect, per_page: int | None, rows: int | None, problem: str | None
) -> None:
    """Items per page [default] 20 [range] 1 <= value <= 100"""
    reply = connect("hydracore").get(
        "/v1/customers", params={} if per_page is None else {"per_page": per_page}
    )

    if problem:
        assert _problems(reply) == [(["query", "per_page"], problem)]
    else:
        assert len(reply.json()["customers"]) == rows == reply.json()["per_page"]


def test_search_by_email_finds_by_email_alone(connect: Connect) -> None:
    """Search by email [default] "" """
    client = connect("hydracore")

    assert [row["id"] for row in _listed(client, search="lena@delta.example")] == [DELTA]
    assert _listed(client, search="Delta Plumbing") == []
    assert client.get("/v1/customers?search=").json() == client.get("/v1/customers").json()


def test_sort_field_is_created_at_without_one(connect: Connect) -> None:
    """Sort field [default] "created_at" """
    client = connect("hydracore")

    moments = [row["created_at"] for row in _listed(client)]

    assert len(set(moments)) > 50
    assert moments == sorted(moments, reverse=True)
    assert _listed(client) == _listed(client, sort_by="created_at")


def test_sort_direction_is_asc_or_desc_and_desc_without_one(connect: Connect) -> None:
    """Sort direction: asc or desc [default] "desc" """
    client = connect("hydracore")

    ascending = [row["created_at"] for row in _listed(client, sort_dir="asc")]
    descending = [row["created_at"] for row in _listed(client, sort_dir="desc")]

    assert ascending == sorted(ascending)
    assert descending == sorted(descending, reverse=True)
    assert ascending[0] == "2019-08-24T14:15:22Z"
    assert _listed(client) == _listed(client, sort_dir="desc")


def test_the_documented_list_request_gets_the_documented_reply(connect: Connect) -> None:
    """curl -X GET "[...]/v1/customers?page=1&per_page=20&search=&sort_by=created_at&sort_dir=desc" """
    client = connect("hydracore", credential=None)

    reply = client.get(
        "/v1/customers?page=1&per_page=20&search=&sort_by=created_at&sort_dir=desc",
        headers={"X-Api-Key": "test_full"},
    )

    assert reply.status_code == 200
    assert reply.headers["content-type"].split(";")[0] == "application/json"
    body = reply.json()
    assert set(body) == {"customers", "page", "per_page", "total", "total_pages"}
    assert len(body["customers"]) == 20
    assert all(set(row) == LIST_FIELDS for row in body["customers"])


def test_the_sample_customer_is_in_the_list(connect: Connect) -> None:
    """ "customers": [{ "active_subscription_count": 0, "company_name": "string", ... }]"""
    assert _listed(connect("hydracore"), search="string") == [
        {
            "active_subscription_count": 0,
            "company_name": "string",
            "country_code": "string",
            "created_at": "2019-08-24T14:15:22Z",
            "currency": "string",
            "email": "string",
            "id": SAMPLE,
            "instance_count": 0,
            "latest_subscription_status": None,
            "running_instance_count": 0,
            "subscription_count": 0,
            "timezone": "string",
        }
    ]


def test_a_validation_error_has_a_detail_of_loc_msg_and_type(connect: Connect) -> None:
    """{ "detail": [{ "loc": ["string"], "msg": "string", "type": "string" }] }"""
    reply = connect("hydracore").get("/v1/customers", params={"page": "one", "per_page": 0})

    assert reply.status_code == 422
    assert set(reply.json()) == {"detail"}
    for problem in reply.json()["detail"]:
        assert set(problem) == {"loc", "msg", "type"}
        assert isinstance(problem["msg"], str)
        assert isinstance(problem["type"], str)
    assert sorted(problem["loc"] for problem in reply.json()["detail"]) == [
        ["query", "page"],
        ["query", "per_page"],
    ]


# Create Customer


def test_create_a_new_end_customer_for_the_current_tenant(connect: Connect) -> None:
    """Create a new end-customer for the current tenant."""
    ours, theirs = connect("hydracore"), connect("hydracore", credential="test_other")

    created = ours.post("/v1/customers", json={"company_name": "Steve & Sons", "email": "new@steve.example"})

    assert created.status_code == 201
    where = f"/v1/customers/{created.json()['id']}"
    assert (ours.get(where).status_code, theirs.get(where).status_code) == (200, 404)
    assert len(_listed(ours, search="new@steve.example")) == 1
    assert _listed(theirs, search="new@steve.example") == []


@pytest.mark.parametrize("headers", [{"X-Api-Key": "test_full"}, {"Authorization": "Bearer test_full"}])
def test_tenants_onboard_their_customers_programmatically_or_via_the_dashboard(
    connect: Connect, headers: dict[str, str]
) -> None:
    """This is how tenants [...] onboard their customers [...] programmatically or via the dashboard."""
    client = connect("hydracore", credential=None)

    created = client.post("/v1/customers", json={"company_name": "IQM"}, headers=headers)

    assert created.status_code == 201
    assert client.get("/v1/customers", headers=headers).json()["total"] == 151


def test_duplicate_email_within_the_same_tenant_is_rejected(connect: Connect) -> None:
    """Duplicate email within the same tenant is rejected."""
    ours, theirs = connect("hydracore"), connect("hydracore", credential="test_other")
    steve = {"email": "steve@crewamp.example"}

    refused = ours.post("/v1/customers", json=steve)

    assert refused.status_code == 409
    assert ours.get("/v1/customers").json()["total"] == 150
    assert theirs.post("/v1/customers", json=steve).status_code == 201


def test_the_documented_create_request_gets_the_documented_reply(connect: Connect) -> None:
    """curl -X POST "https://loading/v1/customers" [...] -d '{}'"""
    client = connect("hydracore", credential=None)

    reply = client.post(
        "/v1/customers",
        content="{}",
        headers={"X-Api-Key": "test_full", "Content-Type": "application/json"},
    )

    assert reply.status_code == 201
    assert set(reply.json()) == CREATED_FIELDS
    assert (reply.json()["company_name"], reply.json()["email"]) == (None, None)


# Get Customer


def test_get_detailed_info_for_a_single_customer(connect: Connect) -> None:
    """Get detailed info for a single customer."""
    client = connect("hydracore")

    detail = client.get(f"/v1/customers/{DELTA}").json()
    (row,) = _listed(client, search="lena@delta.example")

    assert {name: detail[name] for name in LIST_FIELDS} == row
    more = {"instances", "subscriptions", "locale", "stripe_customer_id", "updated_at"}
    assert set(detail) == LIST_FIELDS | more
    assert len(detail["instances"]) == detail["instance_count"] == 2
    assert len(detail["subscriptions"]) == detail["subscription_count"] == 1


@pytest.mark.parametrize(("path", "status"), [(DELTA, 200), (NOBODY, 404), ("steve", 422), ("1", 422)])
def test_the_path_parameter_is_a_uuid(connect: Connect, path: str, status: int) -> None:
    """Path Parameters uuid"""
    reply = connect("hydracore").get(f"/v1/customers/{path}")

    assert reply.status_code == status
    if status == 422:
        assert _problems(reply) == [(["path", "customer_id"], "uuid_parsing")]


def test_the_documented_get_request_gets_the_documented_reply(connect: Connect) -> None:
    """curl -X GET "https://loading/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08" """
    reply = connect("hydracore").get(f"/v1/customers/{SAMPLE}")

    assert reply.status_code == 200
    assert reply.json() == {
        "active_subscription_count": 0,
        "company_name": "string",
        "country_code": "string",
        "created_at": "2019-08-24T14:15:22Z",
        "currency": "string",
        "email": "string",
        "id": SAMPLE,
        "instance_count": 0,
        "instances": [],
        "latest_subscription_status": None,  # the page prints a sample text beside no subscriptions
        "locale": "string",
        "running_instance_count": 0,
        "stripe_customer_id": "string",
        "subscription_count": 0,
        "subscriptions": [],
        "timezone": "string",
        "updated_at": "2019-08-24T14:15:22Z",
    }


# Clone Customer Setup


def test_clone_a_customers_rules_to_a_new_customer(connect: Connect) -> None:
    """Clone a customer's rules to a new customer. 'Set up like Steve but for this new plumber.'"""
    client = connect("hydracore")
    before = client.get(f"/v1/customers/{STEVE}").json()

    cloned = client.post(
        f"/v1/customers/{STEVE}/clone", json={"company_name": "The New Plumber", "source_customer_id": STEVE}
    )

    assert cloned.status_code == 201
    new = client.get(f"/v1/customers/{cloned.json()['id']}").json()
    assert new["id"] != STEVE
    assert new["company_name"] == "The New Plumber"
    setup = ("country_code", "currency", "locale", "timezone")
    assert [new[name] for name in setup] == [before[name] for name in setup]
    assert client.get(f"/v1/customers/{STEVE}").json() == before
    assert client.get("/v1/customers").json()["total"] == 151


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"company_name": "x" * 200}, None),
        ({"company_name": "x" * 201}, (["body", "company_name"], "string_too_long")),
        ({"company_name": 7}, (["body", "company_name"], "string_type")),
        ({"source_customer_id": "steve"}, (["body", "source_customer_id"], "uuid_parsing")),
    ],
)
def test_the_company_name_has_200_characters_at_most_and_the_source_is_a_uuid(
    connect: Connect, change: dict[str, Any], problem: tuple[list[str], str] | None
) -> None:
    """length <= 200 [...] uuid"""
    body = {"company_name": "New", "source_customer_id": STEVE, **change}

    reply = connect("hydracore").post(f"/v1/customers/{STEVE}/clone", json=body)

    if problem:
        assert _problems(reply) == [problem]
    else:
        assert reply.status_code == 201
        assert reply.json()["company_name"] == body["company_name"]


def test_the_documented_clone_request_gets_the_documented_reply(connect: Connect) -> None:
    """curl -X POST "https://loading/v1/customers/497f6eca-6276-4993-bfeb-53cbbbba6f08/clone" [...]"""
    reply = connect("hydracore").post(
        f"/v1/customers/{SAMPLE}/clone", json={"company_name": "string", "source_customer_id": STEVE}
    )

    assert reply.status_code == 201
    assert set(reply.json()) == CREATED_FIELDS
    assert reply.json()["company_name"] == "string"
    assert reply.json()["id"] not in {SAMPLE, STEVE}
