"""The user's document about HydraCore (customers), sentence by sentence: the list."""

import pytest

from tests.vendors.hydracore.document_facts import DELTA, LIST_FIELDS, SAMPLE, Connect, _listed, _problems


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
