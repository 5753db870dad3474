"""The user's document on listing Commenda's customers, sentence by sentence: the request."""

import httpx
import pytest

from tests.vendors.commenda.document_facts import everyone, ids, page

ACME = {
    "id": "cust_789",
    "name": "Acme Corporation",
    "email": "contact@acme.com",
    "corporation_id": "corp_123",
    "created_at": 1706000000,
}


ACME_ADDRESS = {
    "line1": "123 Main St",
    "city": "San Francisco",
    "state": "CA",
    "postal_code": "94105",
    "country": "US",
}


def test_get_customers_corporation_id_corp_123_limit_20_extend_shipping_address_search_term_acme(
    client: httpx.Client,
) -> None:
    """GET /customers?corporation_id=corp_123&limit=20&extend=shipping_address&search_term=acme."""
    reply = client.get("/customers?corporation_id=corp_123&limit=20&extend=shipping_address&search_term=acme")
    assert reply.status_code == 200
    assert reply.headers["content-type"].partition(";")[0] == "application/json"
    assert reply.json() == {
        "customers": [{**ACME, "shipping_address": ACME_ADDRESS}],
        "total_customers": 1,
        "cursor": None,
    }


def test_retrieves_a_paginated_list_of_customers_for_a_corporation_with_optional_filtering_and_search(
    client: httpx.Client,
) -> None:
    """Retrieves a paginated list of customers for a corporation.

    With optional filtering and search capabilities.
    """
    first = page(client)
    assert len(first["customers"]) == 10 < first["total_customers"]
    assert {row["corporation_id"] for row in first["customers"]} == {"corp_123"}
    assert page(client, has_exemption=True, search_term="acme")["total_customers"] == 1
    assert page(client, has_exemption=False, search_term="acme")["total_customers"] == 0


def test_corporation_id_required_the_unique_identifier_for_the_corporation(client: httpx.Client) -> None:
    """corporation_id, string, required: The unique identifier for the corporation."""
    without = client.get("/customers")
    assert without.status_code == 400
    assert "corporation_id" in without.json()["error"]["message"]
    assert client.get("/customers", params={"corporation_id": ""}).status_code == 400
    rows = page(client, corporation_id="corp_8841")["customers"]
    assert {row["corporation_id"] for row in rows} == {"corp_8841"}


def test_the_unique_identifier_for_a_corporation_used_to_filter_the_relevant_customer_base(
    client: httpx.Client,
) -> None:
    """The unique identifier for a corporation used to filter the relevant customer base."""
    assert ids(page(client, corporation_id="corp_77")["customers"]) == ["cust_4411"]
    nobody = {"customers": [], "total_customers": 0, "cursor": None}
    assert page(client, corporation_id="corp_unknown") == nobody
    assert page(client, corporation_id="CORP_123") == nobody
    assert page(client, corporation_id="corp_12") == nobody


def test_cursor_pagination_cursor_for_fetching_the_next_page_of_results(client: httpx.Client) -> None:
    """cursor, string: Pagination cursor for fetching the next page of results."""
    first = page(client, limit=7)
    second = page(client, limit=7, cursor=first["cursor"])
    expected = ids(page(client, limit=14)["customers"])
    assert ids(first["customers"]) + ids(second["customers"]) == expected


def test_limit_default_10(client: httpx.Client) -> None:
    """limit, int32, default: "10"."""
    assert len(page(client)["customers"]) == 10
    assert page(client)["customers"] == page(client, limit=10)["customers"]


@pytest.mark.parametrize(("limit", "status"), [(1, 200), (99, 200), (100, 200), (101, 400), (2**31, 400)])
def test_maximum_number_of_customers_to_return_max_100(client: httpx.Client, limit: int, status: int) -> None:
    """Maximum number of customers to return (max: 100)."""
    reply = client.get("/customers", params={"corporation_id": "corp_123", "limit": limit})
    assert reply.status_code == status
    if status == 200:
        body = reply.json()
        assert len(body["customers"]) == min(limit, body["total_customers"])


@pytest.mark.parametrize(
    ("limit", "status"), [("-1", 400), ("0", 400), ("1", 200), ("100", 200), ("101", 400)]
)
def test_number_of_items_to_return_per_page_required_range_1_x_100(
    client: httpx.Client, limit: str, status: int
) -> None:
    """Number of items to return per page. Required range: 1 <= x <= 100."""
    reply = client.get("/customers", params={"corporation_id": "corp_123", "limit": limit})
    assert reply.status_code == status


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Acme Corporation", ["cust_789"]),
        ("Acme", []),
        ("acme corporation", []),
        ("Łukasiewicz & Ångström Fenêtres", ["cust_1002"]),
        ("łukasiewicz & ångström fenêtres", ["cust_1003"]),
        ('O\'Brien-Nakamura "Import" \\ Export', ["cust_1006"]),
    ],
)
def test_name_filter_customers_by_exact_name_match(
    client: httpx.Client, name: str, expected: list[str]
) -> None:
    """name, string: Filter customers by exact name match."""
    assert ids(page(client, name=name)["customers"]) == expected


@pytest.mark.parametrize("term", ["acme", "ACME", "me corp", "ångström", "ガラス", "%", "a", "no such name"])
def test_search_term_search_customers_by_name_partial_match(client: httpx.Client, term: str) -> None:
    """search_term, string: Search customers by name (partial match)."""
    matching = [row["id"] for row in everyone(client) if term.lower() in row["name"].lower()]
    assert ids(everyone(client, search_term=term)) == matching
    assert bool(matching) == (term not in {"%", "no such name"})


@pytest.mark.parametrize("platforms", ["shopify", "stripe,shopify", "shop", "Shopify", "none"])
def test_source_platforms_comma_separated_list_of_source_platforms_to_filter_by(
    client: httpx.Client, platforms: str
) -> None:
    """source_platforms, string: Comma-separated list of source platforms to filter by."""
    wanted = platforms.split(",")
    matching = [row["id"] for row in everyone(client) if row.get("source_platform") in wanted]
    assert ids(everyone(client, source_platforms=platforms)) == matching
    assert bool(matching) == (platforms not in {"Shopify", "none"})


@pytest.mark.parametrize(
    ("platform_ids", "expected"),
    [
        ("shopify-6610", {"cust_1002"}),
        ("shopify-6610,stripe-2043", {"cust_1002", "cust_1003"}),
        ("stripe-2043,none", {"cust_1003"}),
        ("shopify", set()),
    ],
)
def test_source_platform_ids_comma_separated_list_of_source_platform_ids_to_filter_by(
    client: httpx.Client, platform_ids: str, expected: set[str]
) -> None:
    """source_platform_ids, string: Comma-separated list of source platform IDs to filter by."""
    assert set(ids(page(client, source_platform_ids=platform_ids)["customers"])) == expected


@pytest.mark.parametrize(
    ("extend", "added"),
    [
        (None, set()),
        ("shipping_address", {"shipping_address"}),
        ("exemption_metadata", {"exemption_metadata"}),
        ("shipping_address,exemption_metadata", {"shipping_address", "exemption_metadata"}),
        ("exemption_metadata,no_such_field", {"exemption_metadata"}),
        ("no_such_field", set()),
    ],
)
def test_extend_comma_separated_list_of_fields_to_include_in_response(
    client: httpx.Client, extend: str | None, added: set[str]
) -> None:
    """extend, string: Comma-separated list of fields to include in response.

    Options: shipping_address, exemption_metadata.
    """
    query = {"search_term": "acme"} | ({"extend": extend} if extend else {})
    (row,) = page(client, **query)["customers"]
    assert {name: value for name, value in row.items() if name not in added} == ACME
    assert set(row) == set(ACME) | added
    if "shipping_address" in added:
        assert row["shipping_address"] == ACME_ADDRESS


@pytest.mark.parametrize("types", ["SINGLE_STATE", "MULTI_STATE", "BLANKET", "SINGLE_STATE,BLANKET"])
def test_certificate_types_comma_separated_list_of_certificate_types_to_filter_by(
    client: httpx.Client, types: str
) -> None:
    """certificate_types, string: Comma-separated list of certificate types to filter by."""
    wanted = set(types.split(","))
    all_of_them = everyone(client)
    types_of = {row["id"]: set(row["exemption_metadata"]["certificate_types"]) for row in all_of_them}
    matching = [customer for customer, own in types_of.items() if wanted & own]
    assert ids(everyone(client, certificate_types=types)) == matching
    assert 0 < len(matching) < len(all_of_them)
    assert ("cust_789" in matching) == ("MULTI_STATE" in wanted)


@pytest.mark.parametrize("jurisdiction", ["US_CA", "US_TX", "US_KS", "US_HI", "CA_CA"])
def test_exemption_jurisdiction_filter_by_exemption_jurisdiction(
    client: httpx.Client, jurisdiction: str
) -> None:
    """exemption_jurisdiction, string: Filter by exemption jurisdiction."""
    country, state = jurisdiction.split("_")
    matching = [
        row["id"]
        for row in everyone(client)
        if country == "US" and state in row["exemption_metadata"]["exempted_states"]
    ]
    assert ids(everyone(client, exemption_jurisdiction=jurisdiction)) == matching
    assert bool(matching) == (jurisdiction not in {"US_HI", "CA_CA"})
    assert ("cust_1005" in matching) == (jurisdiction == "US_KS")


@pytest.mark.parametrize(
    ("status", "figure"),
    [("ACTIVE", "non_expired_exemptions_count"), ("EXPIRED", "expired_exemptions_count")],
)
def test_expiration_status_filter_by_certificate_expiration_status(
    client: httpx.Client, status: str, figure: str
) -> None:
    """expiration_status, string: Filter by certificate expiration status."""
    all_of_them = everyone(client)
    matching = [row["id"] for row in all_of_them if row["exemption_metadata"][figure]]
    assert ids(everyone(client, expiration_status=status)) == matching
    assert 0 < len(matching) < len(all_of_them)
    assert "cust_1005" in matching  # one of its exemptions ended in 2024, the other has no end
    assert ("cust_789" in matching) == (status == "ACTIVE")


@pytest.mark.parametrize(
    ("status", "figure"),
    [("ACTIVE", "active_exemptions_count"), ("INACTIVE", "inactive_exemptions_count")],
)
def test_exemption_status_filter_by_exemption_status(client: httpx.Client, status: str, figure: str) -> None:
    """exemption_status, string: Filter by exemption status."""
    all_of_them = everyone(client)
    matching = [row["id"] for row in all_of_them if row["exemption_metadata"][figure]]
    assert ids(everyone(client, exemption_status=status)) == matching
    assert 0 < len(matching) < len(all_of_them)
    assert "cust_789" in matching
    assert ("cust_1005" in matching) == (status == "ACTIVE")


def test_has_exemption_filter_customers_by_whether_they_have_exemptions(client: httpx.Client) -> None:
    """has_exemption, boolean: Filter customers by whether they have exemptions."""
    having = everyone(client, has_exemption="true")
    lacking = everyone(client, has_exemption="false")
    assert all(row["exemption_metadata"]["total_exempted_states"] for row in having)
    assert not any(row["exemption_metadata"]["total_exempted_states"] for row in lacking)
    assert "cust_789" in ids(having)
    assert "cust_1001" in ids(lacking)  # it has a certificate, without a jurisdiction
    assert sorted(ids(having) + ids(lacking)) == sorted(ids(everyone(client)))
    assert client.get("/customers?corporation_id=corp_123&has_exemption=maybe").status_code == 400
