"""Commenda's customers, their exemptions, and corporations, one by one."""

import httpx
import pytest

from tests.vendors.commenda.facts import NEW_CUSTOMER, NOW_UNIX, Json, create, customers, error, ids, ok

# --- Customers


def test_a_created_customer_is_read_back_everywhere(client: httpx.Client) -> None:
    address = {"line1": "4 Mill Ln", "line2": "Unit 2", "city": "Reno", "state": "NV", "country": "US"}
    before = customers(client)["total_customers"]
    made = create(
        client,
        email="hello@fernhill.example",
        external_id="crm-1",
        business_identification_number="98-7654321",
        shipping_address=address,
    )
    assert made == {
        "id": made["id"],
        "name": "Fernhill Bakery",
        "email": "hello@fernhill.example",
        "corporation_id": "corp_123",
        "created_at": NOW_UNIX,
        "business_identification_number": "98-7654321",
    }
    row = made | {"external_id": "crm-1", "shipping_address": address}
    assert ok(client.get(f"/customers/{made['id']}")) == row
    found = customers(client, search_term="fernhill", extend="shipping_address")
    assert found == {"customers": [row], "total_customers": 1, "cursor": None}
    assert customers(client)["total_customers"] == before + 1
    everyone = customers(client, limit=100, has_exemption=False)["customers"]
    assert made["id"] in ids(everyone)


def test_a_customer_needs_a_corporation_and_a_name_only(client: httpx.Client) -> None:
    made = create(client)
    assert made["email"] is None
    assert ok(client.get(f"/customers/{made['id']}")) == made


def test_nothing_of_a_customer_is_unique_and_no_key_makes_a_request_idempotent(client: httpx.Client) -> None:
    before = customers(client)["total_customers"]
    headers = {"Idempotency-Key": "b7f5a3c0-0c4e-4f57-9d55-0a8f3a6f2e11"}
    replies = [client.post("/customers", json=NEW_CUSTOMER, headers=headers) for _ in range(2)]
    assert len({ok(reply)["id"] for reply in replies}) == 2
    assert customers(client)["total_customers"] == before + 2


def test_members_that_the_vendor_does_not_know_are_accepted_and_ignored(client: httpx.Client) -> None:
    made = create(client, id="cust_mine", created_at=1, source_platform="shopify", colour="green")
    assert made["id"] != "cust_mine"
    assert made["created_at"] == NOW_UNIX
    assert {"source_platform", "colour"}.isdisjoint(ok(client.get(f"/customers/{made['id']}")))


def test_an_update_changes_what_is_sent(client: httpx.Client) -> None:
    before = ok(client.get("/customers/cust_789"))
    change = {"name": "Zenith Works", "business_identification_number": "7"}
    assert ok(client.post("/customers/cust_789", json=change)) == {"message": "Customer updated successfully"}
    after = ok(client.get("/customers/cust_789"))
    assert after == before | change
    assert ids(customers(client, search_term="zenith")["customers"]) == ["cust_789"]
    assert customers(client, search_term="acme")["total_customers"] == 0


def test_an_update_replaces_the_address_as_a_whole(client: httpx.Client) -> None:
    ok(client.post("/customers/cust_789", json={"shipping_address": {"country": "GB", "city": "Leeds"}}))
    assert ok(client.get("/customers/cust_789"))["shipping_address"] == {"country": "GB", "city": "Leeds"}


def test_an_update_cannot_change_the_corporation_or_the_external_id(client: httpx.Client) -> None:
    before = ok(client.get("/customers/cust_789"))
    change = {"corporation_id": "corp_77", "external_id": "x", "id": "cust_1"}
    ok(client.post("/customers/cust_789", json=change))
    assert ok(client.get("/customers/cust_789")) == before


def test_a_deleted_customer_is_gone_with_all_that_was_its_own(client: httpx.Client) -> None:
    before = customers(client)["total_customers"]
    reply = client.delete("/customers/cust_789")
    assert (reply.status_code, reply.content) == (204, b"")
    missing = error("CUSTOMER_NOT_FOUND", "Customer not found")
    for again in (client.get("/customers/cust_789"), client.delete("/customers/cust_789")):
        assert (again.status_code, again.json()) == (404, missing)
    assert customers(client)["total_customers"] == before - 1
    assert customers(client, name="Acme Corporation")["customers"] == []
    assert client.get("/exemption-certificates/cert_multi").status_code == 404
    assert ok(client.get("/exemptions", params={"customer_id": "cust_789"}))["data"]["total_exemptions"] == 0


# --- Exemptions of a customer


def test_an_exemption_comes_with_its_certificate(client: httpx.Client) -> None:
    assert ok(client.get("/exemptions", params={"customer_id": "cust_456def"})) == {
        "message": "Successfully fetched exemptions.",
        "data": {
            "exemptions": [
                {
                    "exemption": {
                        "country": "US",
                        "state": "CA",
                        "reason": "PURPOSE_RESALE",
                        "is_active": True,
                        "end_date": "2025-12-31",
                        "identification_type": "STATE_TAX_ID",
                        "identification_number": "12-3456789",
                        "is_expired": True,
                        "created_at": 1704067200,
                        "certificate": {
                            "id": "cert_123abc",
                            "customer_id": "cust_456def",
                            "type": "SINGLE_STATE",
                            "verification_status": "VERIFICATION_SUCCESS",
                            "exemption_certificate_number": "EX-12345",
                            "effective_date": "2024-01-01",
                            "created_at": 1704067200,
                            "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
                        },
                    }
                }
            ],
            "total_exemptions": 1,
        },
    }


@pytest.mark.parametrize(
    ("customer", "query", "expected"),
    [
        ("cust_1005", {}, {"MO", "KS"}),
        ("cust_1005", {"expiration_status": "ACTIVE"}, {"KS"}),
        ("cust_1005", {"expiration_status": "EXPIRED"}, {"MO"}),
        ("cust_1005", {"exemption_status": "INACTIVE"}, set()),
        ("cust_1005", {"certificate_types": "BLANKET"}, {"MO", "KS"}),
        ("cust_1005", {"certificate_types": "SINGLE_STATE,MULTI_STATE"}, set()),
        ("cust_789", {"exemption_status": "ACTIVE"}, {"CA"}),
        ("cust_789", {"exemption_status": "INACTIVE"}, {"NY"}),
        ("cust_789", {"exemption_jurisdiction": "US_NY"}, {"NY"}),
        ("cust_789", {"exemption_jurisdiction": "US_NY,US_CA"}, {"CA", "NY"}),
        ("cust_789", {"exemption_jurisdiction": "US_HI"}, set()),
        ("cust_789", {"certificate_types": "SINGLE_STATE,MULTI_STATE"}, {"CA", "NY"}),
        ("cust_789", {"expiration_status": "EXPIRED"}, set()),
        ("cust_none", {}, set()),
    ],
)
def test_filters_of_exemptions(client: httpx.Client, customer: str, query: Json, expected: set[str]) -> None:
    data = ok(client.get("/exemptions", params={"customer_id": customer, **query}))["data"]
    assert {row["exemption"]["state"] for row in data["exemptions"]} == expected
    assert data["total_exemptions"] == len(expected)


def test_the_cursor_of_exemptions_is_there_only_if_more_follows(client: httpx.Client) -> None:
    first = ok(client.get("/exemptions", params={"customer_id": "cust_1005", "limit": 1}))["data"]
    assert isinstance(first["cursor"], str)
    query: Json = {"customer_id": "cust_1005", "limit": 1, "cursor": first["cursor"]}
    assert "cursor" not in ok(client.get("/exemptions", params=query))["data"]


# --- Corporations


def test_a_corporation_to_the_letter(client: httpx.Client) -> None:
    assert ok(client.get("/corporations/corp_123abc")) == {
        "message": "Corporation retrieved successfully.",
        "data": {
            "id": "corp_123abc",
            "legal_name": "Acme Corporation Inc.",
            "created_at": 1704067200,
            "jurisdiction": "US",
            "email_alias": "acme@filings.commenda.io",
        },
    }
    assert "email_alias" not in ok(client.get("/corporations/corp_7723"))["data"]


@pytest.mark.parametrize(
    ("alias", "shown"), [({}, {}), ({"email_alias": "fern"}, {"email_alias": "fern@filings.commenda.io"})]
)
def test_a_created_corporation_takes_customers(client: httpx.Client, alias: Json, shown: Json) -> None:
    sent = {"legal_name": "Fernhill Inc.", "jurisdiction": "US"} | alias
    body = ok(client.post("/corporations", json=sent))
    made = body["data"]
    assert body["message"] == "Corporation created successfully."
    expected = {"id": made["id"], "legal_name": "Fernhill Inc.", "created_at": NOW_UNIX, "jurisdiction": "US"}
    assert made == expected | shown
    assert ok(client.get(f"/corporations/{made['id']}"))["data"] == made
    first = ok(client.get("/corporations", params={"limit": 1}))
    assert first["corporations"] == [made]
    assert first["total_corporations"] == 13
    customer = create(client, corporation_id=made["id"])
    assert ids(customers(client, made["id"])["customers"]) == [customer["id"]]
