"""The user's document about HydraCore (customers), sentence by sentence: create, get, clone."""

from typing import Any

import pytest

from tests.vendors.hydracore.document_facts import DELTA, LIST_FIELDS, SAMPLE, Connect, _listed, _problems

STEVE = "22f9e5e1-5129-4cc7-9d8d-1248b092e05b"


NOBODY = "00000000-0000-4000-8000-000000000000"


CREATED_FIELDS = {"company_name", "created_at", "email", "id"}


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
