"""Commenda as its fact sheet describes it, beyond the user's own document."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Any]
Json = dict[str, Any]

NOW = datetime(2026, 2, 3, 9, 15, tzinfo=UTC)
NOW_UNIX = int(NOW.timestamp())
MULTI = "/exemption-certificates/cert_multi/jurisdictions"
WASHINGTON = {
    "country": "US",
    "state": "WA",
    "reason": "GOVERNMENT",
    "identification_type": "FEIN",
    "identification_number": "12-3456789",
}
NEW_CUSTOMER = {"corporation_id": "corp_123", "name": "Fernhill Bakery"}
NEW_CERTIFICATE = {"customer_id": "cust_789", "effective_date": "2026-01-01", "type": "MULTI_STATE"}
OPERATIONS: list[tuple[str, str, Json]] = [
    ("GET", "/customers", {"params": {"corporation_id": "corp_123"}}),
    ("POST", "/customers", {"json": NEW_CUSTOMER}),
    ("GET", "/customers/cust_789", {}),
    ("POST", "/customers/cust_789", {"json": {}}),
    ("DELETE", "/customers/cust_789", {}),
    ("GET", "/exemption-certificates", {"params": {"customer_id": "cust_789"}}),
    ("POST", "/exemption-certificates", {"json": NEW_CERTIFICATE}),
    ("GET", "/exemption-certificates/cert_19", {}),
    ("DELETE", "/exemption-certificates/cert_19", {}),
    ("POST", MULTI, {"json": WASHINGTON}),
    ("POST", f"{MULTI}/bulk_upsert", {"json": {"jurisdictions": [WASHINGTON]}}),
    ("DELETE", f"{MULTI}/bulk_delete", {"json": {"jurisdictions": ["US_NY"]}}),
    ("DELETE", f"{MULTI}/US_CA", {}),
    ("GET", "/exemptions", {"params": {"customer_id": "cust_789"}}),
    ("GET", "/corporations", {}),
    ("POST", "/corporations", {"json": {"legal_name": "Fernhill Inc.", "jurisdiction": "US"}}),
    ("GET", "/corporations/corp_123", {}),
]
EVERY_OPERATION = pytest.mark.parametrize(
    ("method", "path", "request_"), OPERATIONS, ids=[f"{method} {path}" for method, path, _ in OPERATIONS]
)


@pytest.fixture
def client(connect: Connect, server_of: ServerOf) -> httpx.Client:
    """A client that may do everything, on the morning of 2026-02-03."""
    client = connect("commenda")
    server_of("commenda").clock.freeze(NOW)
    return client


def ok(reply: httpx.Response) -> Json:
    assert reply.status_code == 200, reply.text
    body: Json = reply.json()
    return body


def customers(client: httpx.Client, corporation_id: str = "corp_123", **query: Any) -> Json:
    return ok(client.get("/customers", params={"corporation_id": corporation_id, **query}))


def ids(rows: list[Json]) -> list[str]:
    return [row["id"] for row in rows]


def walk(client: httpx.Client, path: str, rows: str, **query: Any) -> list[Json]:
    """Return the rows of all pages."""
    found: list[Json] = []
    for _ in range(200):
        body = ok(client.get(path, params=query))
        body = body.get("data", body)
        found += body[rows]
        if body.get("cursor") is None:
            return found
        query["cursor"] = body["cursor"]
    raise AssertionError("the list never ends")


def create(client: httpx.Client, **fields: Any) -> Json:
    return ok(client.post("/customers", json=NEW_CUSTOMER | fields))


def certify(client: httpx.Client, **fields: Any) -> Json:
    data: Json = ok(client.post("/exemption-certificates", json=NEW_CERTIFICATE | fields))["data"]
    return data


def metadata(client: httpx.Client, customer: str) -> Json:
    rows = customers(client, limit=100, extend="exemption_metadata")["customers"]
    (found,) = [row["exemption_metadata"] for row in rows if row["id"] == customer]
    figures: Json = found
    return figures


def error(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}


def problems(reply: httpx.Response, code: str) -> set[str]:
    """Return the problems that a 400 lists."""
    assert reply.status_code == 400, reply.text
    body = reply.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    return set(body["error"]["message"].split("; "))


# --- Lists


def test_the_worked_example_of_the_fact_sheet(client: httpx.Client) -> None:
    assert customers(client, "corp_77", extend="shipping_address") == {
        "customers": [
            {
                "id": "cust_4411",
                "name": "Birchwood Supply",
                "email": "ap@birchwood.example",
                "corporation_id": "corp_77",
                "created_at": 1714000000,
                "shipping_address": {
                    "line1": "9 Elm Ct",
                    "city": "Austin",
                    "state": "TX",
                    "postal_code": "73301",
                    "country": "US",
                },
            }
        ],
        "total_customers": 1,
        "cursor": None,
    }


def test_the_corporations_have_150_customers_in_all(client: httpx.Client) -> None:
    corporations = walk(client, "/corporations", "corporations")
    totals = {row["id"]: customers(client, row["id"])["total_customers"] for row in corporations}
    assert sum(totals.values()) == 150
    assert all(totals.values())
    assert max(totals, key=lambda corporation: totals[corporation]) == "corp_123"


@pytest.mark.parametrize(
    ("path", "rows", "query"),
    [
        ("/customers", "customers", {"corporation_id": "corp_123"}),
        ("/corporations", "corporations", {}),
        ("/exemption-certificates", "exemption_certificates", {"customer_id": "cust_789"}),
        ("/exemptions", "exemptions", {"customer_id": "cust_1005"}),
    ],
)
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_of_any_size_make_up_the_whole_list_newest_first(
    client: httpx.Client, path: str, rows: str, query: Json, limit: int
) -> None:
    certify(client, type="BLANKET")
    found = walk(client, path, rows, limit=limit, **query)
    assert found == walk(client, path, rows, limit=100, **query)
    times = [row.get("exemption", row)["created_at"] for row in found]
    assert times == sorted(times, reverse=True)
    assert len(found) > 1


def test_a_walk_meets_no_row_twice_while_rows_come_and_go(client: httpx.Client) -> None:
    before = ids(walk(client, "/customers", "customers", corporation_id="corp_123", limit=100))
    first = customers(client, limit=10)
    create(client)
    client.delete(f"/customers/{before[9]}").raise_for_status()
    client.delete(f"/customers/{before[15]}").raise_for_status()
    query = {"corporation_id": "corp_123", "limit": 10, "cursor": first["cursor"]}
    rest = walk(client, "/customers", "customers", **query)
    assert ids(first["customers"]) + ids(rest) == before[:15] + before[16:]


@pytest.mark.parametrize("cursor", ["x", "-1", "AAAA", "eyJpZCI6ICJjdXN0XzEifQ"])
def test_a_cursor_that_the_server_did_not_make_is_refused(client: httpx.Client, cursor: str) -> None:
    reply = client.get("/customers", params={"corporation_id": "corp_123", "cursor": cursor})
    assert problems(reply, "INVALID_QUERY_PARAMETERS") == {"cursor is not valid for this request"}


def test_a_tampered_cursor_is_refused(client: httpx.Client) -> None:
    cursor = customers(client)["cursor"]
    for tampered in (cursor[:-2], cursor[::-1], base64.urlsafe_b64encode(cursor.encode()).decode()):
        reply = client.get("/customers", params={"corporation_id": "corp_123", "cursor": tampered})
        assert problems(reply, "INVALID_QUERY_PARAMETERS") == {"cursor is not valid for this request"}


@pytest.mark.parametrize(
    "other", [{"search_term": "a"}, {"has_exemption": True}, {"corporation_id": "corp_8841"}]
)
def test_a_cursor_under_other_filters_is_refused(client: httpx.Client, other: Json) -> None:
    query = {"corporation_id": "corp_123", "cursor": customers(client)["cursor"]}
    reply = client.get("/customers", params=query | other)
    assert problems(reply, "INVALID_QUERY_PARAMETERS") == {"cursor is not valid for this request"}


def test_a_cursor_works_with_another_limit(client: httpx.Client) -> None:
    whole = ids(customers(client, limit=100)["customers"])
    second = customers(client, limit=5, cursor=customers(client, limit=3)["cursor"])
    assert ids(second["customers"]) == whole[3:8]


def test_lists_that_are_not_the_customers_leave_the_cursor_out_at_the_end(client: httpx.Client) -> None:
    first = ok(client.get("/corporations", params={"limit": 11}))
    assert set(first) == {"corporations", "total_corporations", "cursor"}
    assert first["total_corporations"] == 12
    last = ok(client.get("/corporations", params={"limit": 11, "cursor": first["cursor"]}))
    assert set(last) == {"corporations", "total_corporations"}
    assert len(last["corporations"]) == 1


def test_filters_are_combined_with_and(client: httpx.Client) -> None:
    assert ids(customers(client, name="Acme Corporation", search_term="acme")["customers"]) == ["cust_789"]
    assert customers(client, name="Acme Corporation", search_term="birch")["total_customers"] == 0
    assert customers(client, name="Acme Corporation", certificate_types="BLANKET")["total_customers"] == 0


@pytest.mark.parametrize("name", ["name", "search_term", "source_platforms", "source_platform_ids", "extend"])
def test_an_empty_text_filters_nothing(client: httpx.Client, name: str) -> None:
    assert customers(client, **{name: ""}) == customers(client)


def test_several_jurisdictions_mean_any_of_them(client: httpx.Client) -> None:
    one, other = (
        {row["id"] for row in customers(client, limit=100, exemption_jurisdiction=key)["customers"]}
        for key in ("US_CA", "US_KS")
    )
    both = customers(client, limit=100, exemption_jurisdiction="US_CA,US_KS")["customers"]
    assert set(ids(both)) == one | other
    assert one - other
    assert other - one


def test_exemption_metadata_counts_certificates_and_exemptions(client: httpx.Client) -> None:
    assert metadata(client, "cust_789") == {
        "total_certificates": 1,
        "certificate_types": ["MULTI_STATE"],
        "total_exempted_states": 2,
        "exempted_states": ["CA", "NY"],
        "active_exemptions_count": 1,
        "inactive_exemptions_count": 1,
        "expired_exemptions_count": 0,
        "non_expired_exemptions_count": 2,
    }
    assert metadata(client, "cust_1001") == {
        "total_certificates": 1,
        "certificate_types": ["BLANKET"],
        "total_exempted_states": 0,
        "exempted_states": [],
        "active_exemptions_count": 0,
        "inactive_exemptions_count": 0,
        "expired_exemptions_count": 0,
        "non_expired_exemptions_count": 0,
    }


def test_a_state_that_two_certificates_have_is_one_exempted_state(client: httpx.Client) -> None:
    california = WASHINGTON | {"state": "CA"}
    certify(client, type="BLANKET", jurisdictions=[california])
    figures = metadata(client, "cust_789")
    assert figures["total_exempted_states"] == 2
    assert sorted(figures["exempted_states"]) == ["CA", "NY"]
    assert figures["active_exemptions_count"] + figures["inactive_exemptions_count"] == 3
    assert sorted(figures["certificate_types"]) == ["BLANKET", "MULTI_STATE"]


def test_exemptions_expire_as_time_passes(client: httpx.Client, server_of: ServerOf) -> None:
    clock = server_of("commenda").clock
    for moment, expired in (("2025-12-31T12:00:00+00:00", False), ("2026-01-01T00:00:00+00:00", True)):
        clock.freeze(datetime.fromisoformat(moment))
        data = ok(client.get("/exemption-certificates/cert_123abc"))["data"]
        assert [row["is_expired"] for row in data["jurisdictions"]] == [expired]
        found = customers(client, "corp_123abc", expiration_status="EXPIRED")["customers"]
        assert ids(found) == (["cust_456def"] if expired else [])


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


# --- Exemption certificates


def test_the_certificates_of_a_customer(client: httpx.Client) -> None:
    assert ok(client.get("/exemption-certificates", params={"customer_id": "cust_456def"})) == {
        "data": {
            "exemption_certificates": [
                {
                    "id": "cert_123abc",
                    "customer_id": "cust_456def",
                    "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
                    "type": "SINGLE_STATE",
                    "verification_status": "VERIFICATION_SUCCESS",
                    "exemption_certificate_number": "EX-12345",
                    "effective_date": "2024-01-01",
                    "created_at": 1704067200,
                    "jurisdictions": [
                        {
                            "country": "US",
                            "state": "CA",
                            "reason": "PURPOSE_RESALE",
                            "is_active": True,
                            "end_date": "2025-12-31",
                            "identification_type": "STATE_TAX_ID",
                            "identification_number": "12-3456789",
                            "is_expired": True,
                            "created_at": 1704067200,
                        }
                    ],
                }
            ],
            "cursor": None,
            "total_exemptions": 1,
        },
        "message": "Successfully fetched exemption certificates.",
    }


def test_the_total_of_certificates_counts_certificates(client: httpx.Client) -> None:
    for _ in range(3):
        certify(client)
    data = ok(client.get("/exemption-certificates", params={"customer_id": "cust_789", "limit": 3}))["data"]
    assert len(data["exemption_certificates"]) == 3
    assert data["total_exemptions"] == 4
    assert isinstance(data["cursor"], str)


def test_the_worked_example_of_a_new_certificate(client: httpx.Client) -> None:
    texas = {
        "country": "US",
        "state": "TX",
        "reason": "PURPOSE_RESALE",
        "identification_type": "FEIN",
        "identification_number": "00-0000000",
    }
    body = {
        "customer_id": "cust_4411",
        "effective_date": "2026-01-01",
        "type": "SINGLE_STATE",
        "jurisdictions": [texas],
    }
    reply = ok(client.post("/exemption-certificates", json=body))
    assert reply["message"] == "Successfully created exemption certificate."
    assert reply["data"] == {
        "id": reply["data"]["id"],
        "customer_id": "cust_4411",
        "type": "SINGLE_STATE",
        "verification_status": "NOT_READY",
        "effective_date": "2026-01-01",
        "created_at": NOW_UNIX,
        "jurisdictions": [texas | {"is_active": True, "is_expired": False, "created_at": NOW_UNIX}],
    }
    again = ok(client.get(f"/exemption-certificates/{reply['data']['id']}"))
    assert again == {"data": reply["data"], "message": "Successfully fetched exemption certificate."}
    data = ok(client.get("/exemptions", params={"customer_id": "cust_4411"}))["data"]
    assert data["total_exemptions"] == 2  # cert_19 has the other


@pytest.mark.parametrize(
    ("file", "status"),
    [({}, "NOT_READY"), ({"file_id": "7e4a2c90-3b1d-4f68-a5c7-d20e9b8f1643"}, "VERIFICATION_PENDING")],
)
def test_a_certificate_with_a_file_starts_pending(client: httpx.Client, file: Json, status: str) -> None:
    made = certify(client, **file)
    assert made["verification_status"] == status
    assert made.get("file_id") == file.get("file_id")


@pytest.mark.parametrize(("kind", "status"), [("SINGLE_STATE", 400), ("MULTI_STATE", 200), ("BLANKET", 200)])
def test_a_single_state_certificate_takes_one_jurisdiction_at_most(
    client: httpx.Client, kind: str, status: int
) -> None:
    body = NEW_CERTIFICATE | {"type": kind, "jurisdictions": [WASHINGTON, WASHINGTON | {"state": "OR"}]}
    reply = client.post("/exemption-certificates", json=body)
    assert reply.status_code == status
    if status == 400:
        said = problems(reply, "INVALID_REQUEST_BODY")
        assert "A SINGLE_STATE certificate takes at most one jurisdiction" in said


def test_a_certificate_that_repeats_a_state_is_refused_as_a_whole(client: httpx.Client) -> None:
    body = NEW_CERTIFICATE | {"jurisdictions": [WASHINGTON, WASHINGTON | {"reason": "OTHER"}]}
    reply = client.post("/exemption-certificates", json=body)
    assert reply.status_code == 409
    assert metadata(client, "cust_789")["total_certificates"] == 1
    assert metadata(client, "cust_789")["exempted_states"] == ["CA", "NY"]


def test_a_certificate_changes_the_figures_and_filters_of_its_customer(client: httpx.Client) -> None:
    made = create(client)["id"]
    assert customers(client, search_term="fernhill", has_exemption=True)["total_customers"] == 0
    expired = WASHINGTON | {"end_date": "2025-06-30", "is_active": False}
    certify(client, customer_id=made, type="BLANKET", jurisdictions=[expired])
    hits: list[Json] = [
        {"has_exemption": True},
        {"certificate_types": "BLANKET"},
        {"exemption_jurisdiction": "US_WA"},
        {"expiration_status": "EXPIRED"},
        {"exemption_status": "INACTIVE"},
    ]
    misses: list[Json] = [
        {"has_exemption": False},
        {"certificate_types": "SINGLE_STATE,MULTI_STATE"},
        {"exemption_jurisdiction": "US_CA"},
        {"expiration_status": "ACTIVE"},
        {"exemption_status": "ACTIVE"},
    ]
    for query in hits:
        assert ids(customers(client, search_term="fernhill", **query)["customers"]) == [made], query
    for query in misses:
        assert customers(client, search_term="fernhill", **query)["total_customers"] == 0, query


def test_a_deleted_certificate_takes_its_jurisdictions_along(client: httpx.Client) -> None:
    reply = client.delete("/exemption-certificates/cert_multi")
    assert (reply.status_code, reply.content) == (204, b"")
    assert client.get("/exemption-certificates/cert_multi").status_code == 404
    assert metadata(client, "cust_789")["total_certificates"] == 0
    assert metadata(client, "cust_789")["exempted_states"] == []
    assert customers(client, search_term="acme", has_exemption=False)["total_customers"] == 1


# --- Jurisdictions of a certificate


def states(client: httpx.Client, certificate: str = "cert_multi") -> list[str]:
    data = ok(client.get(f"/exemption-certificates/{certificate}"))["data"]
    return [row["state"] for row in data["jurisdictions"]]


def test_a_jurisdiction_is_added(client: httpx.Client) -> None:
    body = ok(client.post(MULTI, json=WASHINGTON | {"end_date": "2026-02-02"}))
    assert body == {
        "message": "Successfully created exemption.",
        "data": WASHINGTON
        | {"is_active": True, "end_date": "2026-02-02", "is_expired": True, "created_at": NOW_UNIX},
    }
    assert states(client) == ["CA", "NY", "WA"]
    data = ok(client.get("/exemptions", params={"customer_id": "cust_789"}))["data"]
    assert data["total_exemptions"] == 3
    found = customers(client, search_term="acme", exemption_jurisdiction="US_WA")
    assert ids(found["customers"]) == ["cust_789"]


def test_a_jurisdiction_that_the_certificate_has_is_a_conflict(client: httpx.Client) -> None:
    reply = client.post(MULTI, json=WASHINGTON | {"state": "CA"})
    said = "An exemption already exists for this jurisdiction"
    assert (reply.status_code, reply.json()) == (409, error("EXEMPTION_ALREADY_EXISTS", said))


@pytest.mark.parametrize("bulk", [False, True])
def test_a_single_state_certificate_takes_no_second_jurisdiction(client: httpx.Client, *, bulk: bool) -> None:
    path = "/exemption-certificates/cert_19/jurisdictions"
    if bulk:
        reply = client.post(f"{path}/bulk_upsert", json={"jurisdictions": [WASHINGTON]})
    else:
        reply = client.post(path, json=WASHINGTON)
    assert reply.status_code == 409
    assert reply.json() == error("CONFLICT", "A SINGLE_STATE certificate takes at most one jurisdiction")
    assert states(client, "cert_19") == ["TX"]


def test_a_bulk_upsert_changes_the_known_and_adds_the_new(client: httpx.Client) -> None:
    york = WASHINGTON | {"state": "NY", "is_active": True, "reason": "MANUFACTURER"}
    reply = client.post(f"{MULTI}/bulk_upsert", json={"jurisdictions": [york, WASHINGTON]})
    assert ok(reply) == {"message": "Successfully updated exemptions."}
    data = ok(client.get("/exemption-certificates/cert_multi"))["data"]
    assert [row["state"] for row in data["jurisdictions"]] == ["CA", "NY", "WA"]
    changed = data["jurisdictions"][1]
    assert (changed["is_active"], changed["reason"]) == (True, "MANUFACTURER")
    assert changed["created_at"] == 1706745600
    assert metadata(client, "cust_789")["active_exemptions_count"] == 3
    assert states(client, "cert_123abc") == ["CA"]  # the same state of another certificate is left alone


def test_a_bulk_upsert_is_all_or_nothing(client: httpx.Client) -> None:
    body = {"jurisdictions": [WASHINGTON, WASHINGTON | {"country": "CA"}]}
    problems(client.post(f"{MULTI}/bulk_upsert", json=body), "INVALID_REQUEST_BODY")
    twice = client.post(f"{MULTI}/bulk_upsert", json={"jurisdictions": [WASHINGTON, WASHINGTON]})
    assert twice.status_code == 400
    assert states(client) == ["CA", "NY"]


def test_a_jurisdiction_is_dropped(client: httpx.Client) -> None:
    reply = client.delete(f"{MULTI}/US_CA")
    assert (reply.status_code, reply.content) == (204, b"")
    assert states(client) == ["NY"]
    assert client.delete(f"{MULTI}/US_CA").status_code == 404
    assert states(client, "cert_123abc") == ["CA"]


def test_several_jurisdictions_are_dropped_all_or_none(client: httpx.Client) -> None:
    missing = client.request("DELETE", f"{MULTI}/bulk_delete", json={"jurisdictions": ["US_CA", "US_HI"]})
    assert missing.status_code == 404
    assert states(client) == ["CA", "NY"]
    reply = client.request("DELETE", f"{MULTI}/bulk_delete", json={"jurisdictions": ["US_CA", "US_NY"]})
    assert ok(reply) == {"message": "Successfully deleted exemptions."}
    assert states(client) == []


def test_a_jurisdiction_of_the_wrong_form_is_refused_to_the_letter(client: httpx.Client) -> None:
    said = "Invalid jurisdiction format. Expected format: {country}_{state}"
    expected = error("INVALID_REQUEST_BODY", said)
    one = client.delete(f"{MULTI}/California")
    assert (one.status_code, one.json()) == (400, expected)
    several = client.request("DELETE", f"{MULTI}/bulk_delete", json={"jurisdictions": ["US_CA", "US-NY"]})
    assert (several.status_code, several.json()) == (400, expected)
    assert states(client) == ["CA", "NY"]


@pytest.mark.parametrize(
    ("method", "path", "request_"), [operation for operation in OPERATIONS if "/cert_" in operation[1]]
)
def test_an_unknown_certificate_is_a_404_to_the_letter(
    client: httpx.Client, method: str, path: str, request_: Json
) -> None:
    unknown = path.replace("cert_multi", "cert_none").replace("cert_19", "cert_none")
    reply = client.request(method, unknown, **request_)
    assert reply.status_code == 404
    assert reply.json() == error("EXEMPTION_CERTIFICATE_NOT_FOUND", "Exemption certificate not found")


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


# --- Errors


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


# --- Credentials


@EVERY_OPERATION
def test_401_without_a_known_token(connect: Connect, method: str, path: str, request_: Json) -> None:
    expected = error("UNAUTHORIZED", "Missing or invalid bearer token")
    client = connect("commenda", credential=None)
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        reply = client.request(method, path, headers=headers, **request_)
        assert (reply.status_code, reply.json()) == (401, expected)


@EVERY_OPERATION
def test_403_without_the_permission(connect: Connect, method: str, path: str, request_: Json) -> None:
    reply = connect("commenda", credential="test_limited").request(method, path, **request_)
    assert reply.status_code == 403
    assert reply.json() == error("FORBIDDEN", "The token does not have the required permission")


@EVERY_OPERATION
def test_429_for_a_token_over_its_limit(connect: Connect, method: str, path: str, request_: Json) -> None:
    reply = connect("commenda", credential="test_exhausted").request(method, path, **request_)
    assert reply.status_code == 429
    assert reply.json() == error("RATE_LIMIT_EXCEEDED", "Rate limit exceeded")


@EVERY_OPERATION
def test_every_operation_succeeds_with_the_full_token(
    client: httpx.Client, method: str, path: str, request_: Json
) -> None:
    assert client.request(method, path, **request_).status_code in {200, 204}


def test_no_rate_limit_is_documented_and_so_none_is_enforced(connect: Connect) -> None:
    client = connect("commenda", credential="test_metered")
    for _ in range(120):
        reply = client.get("/customers", params={"corporation_id": "corp_77"})
        assert reply.status_code == 200
        assert not [name for name in reply.headers if "ratelimit" in name or name == "retry-after"]


def test_another_tenant_sees_none_of_these_rows(connect: Connect) -> None:
    mine, other = connect("commenda"), connect("commenda", credential="test_other")
    corporations = ok(other.get("/corporations"))
    assert corporations["total_corporations"] == 3
    totals = [customers(other, row["id"])["total_customers"] for row in corporations["corporations"]]
    assert sum(totals) == 23
    assert customers(other, "corp_123")["total_customers"] == 0
    for path in ("/customers/cust_789", "/exemption-certificates/cert_multi", "/corporations/corp_123"):
        assert mine.get(path).status_code == 200
        assert other.get(path).status_code == 404
    assert other.delete("/customers/cust_789").status_code == 404
    assert other.post("/customers", json=NEW_CUSTOMER).status_code == 404
    assert mine.get("/customers/cust_501").status_code == 404
    assert mine.get("/customers/cust_789").status_code == 200


# --- Variants


@pytest.fixture
def enveloped(connect: Connect, server_of: ServerOf) -> httpx.Client:
    client = connect("commenda", variants=("enveloped",))
    server_of("commenda", "enveloped").clock.freeze(NOW)
    return client


def test_enveloped_list(enveloped: httpx.Client) -> None:
    query = {"search_term": "acme", "extend": "shipping_address,exemption_metadata"}
    body = customers(enveloped, **query)
    assert body["message"] == "Successfully fetched customers."
    assert set(body["data"]) == {"customers", "total_customers", "cursor"}
    (row,) = body["data"]["customers"]
    assert row["shipping_address"] == {
        "address_line_1": "123 Main St",
        "city": "San Francisco",
        "state": "CA",
        "postal_code": "94105",
        "country": "US",
    }
    assert row["exemption_metadata"]["total_certificates"] == 1
    assert "created_at" not in row
    (bare,) = customers(enveloped, search_term="acme")["data"]["customers"]
    assert {"shipping_address", "exemption_metadata"}.isdisjoint(bare)


def test_enveloped_pages(enveloped: httpx.Client) -> None:
    total = customers(enveloped)["data"]["total_customers"]
    found = ids(walk(enveloped, "/customers", "customers", corporation_id="corp_123", limit=7))
    assert len(set(found)) == len(found) == total


def test_enveloped_create_get_update_delete(enveloped: httpx.Client) -> None:
    address = {"address_line_1": "4 Mill Ln", "address_line_3": "Back door", "city": "Reno", "country": "US"}
    body = NEW_CUSTOMER | {"shipping_address": address, "external_id": "crm-1"}
    made = ok(enveloped.post("/customers", json=body))
    assert made["message"] == "Successfully created customer."
    assert made["data"]["shipping_address"] == address
    assert made["data"]["external_id"] == "crm-1"
    path = f"/customers/{made['data']['id']}"
    read = ok(enveloped.get(path))
    assert read["message"] == "Successfully fetched customer."
    assert read["data"] == made["data"]
    assert read["data"]["exemption_metadata"]["total_certificates"] == 0
    changed = ok(enveloped.post(path, json={"name": "Fernhill Mills"}))
    assert changed == {
        "data": made["data"] | {"name": "Fernhill Mills"},
        "message": "Successfully updated customer.",
    }
    assert enveloped.delete(path).status_code == 204
    assert enveloped.get(path).status_code == 404


def test_enveloped_customer_without_an_address(enveloped: httpx.Client) -> None:
    assert "shipping_address" not in ok(enveloped.get("/customers/cust_1001"))["data"]


def test_enveloped_validation_errors_are_problem_like(enveloped: httpx.Client) -> None:
    body = enveloped.post("/customers", json={"name": "ab"}).json()["error"]
    assert body["type"] == "CLIENT_INVALID_REQUEST_BODY"
    assert body["doc_url"] == "https://sales-tax-docs.commenda.io/"
    assert body["title"] == "Failed to validate the request body"
    assert body["status"] == 400
    assert isinstance(body["instance"], str)
    assert {problem["details"] for problem in body["Errors"]} == {
        "corporation_id is required",
        "name must be at least 3 characters long",
    }
    assert all(set(problem) == {"details", "pointer"} for problem in body["Errors"])
    assert "/name" in {problem["pointer"] for problem in body["Errors"]}
    query = enveloped.get("/customers?limit=0").json()["error"]
    assert query["type"] == "CLIENT_INVALID_QUERY_PARAMETERS"
    assert len(query["Errors"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "credential", "expected"),
    [
        ("GET", "/corporations", None, (401, "CLIENT_UNAUTHORIZED", "Missing or invalid bearer token")),
        (
            "GET",
            "/corporations",
            "test_limited",
            (403, "CLIENT_FORBIDDEN", "The token does not have the required permission"),
        ),
        ("GET", "/customers/none", "test_full", (404, "CLIENT_RESOURCE_NOT_FOUND", "Customer not found")),
        ("PUT", "/customers/none", "test_full", (405, "CLIENT_METHOD_NOT_ALLOWED", "Method not allowed")),
        ("GET", "/corporations", "test_exhausted", (429, "CLIENT_RATE_LIMITED", "Rate limit exceeded")),
    ],
)
def test_enveloped_errors_are_problem_like(
    connect: Connect, method: str, path: str, credential: str | None, expected: tuple[int, str, str]
) -> None:
    reply = connect("commenda", credential=credential, variants=("enveloped",)).request(method, path)
    body = reply.json()["error"]
    assert (reply.status_code, body["type"], body["detail"]) == expected
    assert body["status"] == reply.status_code
    assert {"code", "message"}.isdisjoint(body)


def test_created_201(connect: Connect) -> None:
    client = connect("commenda", variants=("created-201",))
    reply = client.post("/customers", json=NEW_CUSTOMER)
    assert reply.status_code == 201
    assert ok(client.get(f"/customers/{reply.json()['id']}")) == reply.json()
    assert client.post("/customers/cust_789", json={}).status_code == 200


def test_cursor_absent(connect: Connect) -> None:
    client = connect("commenda", variants=("cursor-absent",))
    assert set(customers(client, "corp_77")) == {"customers", "total_customers"}
    assert isinstance(customers(client)["cursor"], str)
    data = ok(client.get("/exemption-certificates", params={"customer_id": "cust_789"}))["data"]
    assert set(data) == {"exemption_certificates", "total_exemptions"}


def test_lenient_cursor(connect: Connect) -> None:
    client = connect("commenda", variants=("lenient-cursor",))
    whole = ids(customers(client, limit=100)["customers"])
    exempt = ids(customers(client, limit=100, has_exemption=True)["customers"])
    cursor = customers(client, limit=20)["cursor"]
    rest = ids(customers(client, limit=100, has_exemption=True, cursor=cursor)["customers"])
    assert rest == [customer for customer in exempt if customer in whole[20:]]
    assert 0 < len(rest) < len(exempt)


def test_variants_go_together(connect: Connect) -> None:
    client = connect("commenda", variants=("enveloped", "cursor-absent", "created-201"))
    reply = client.post("/customers", json=NEW_CUSTOMER)
    assert reply.status_code == 201
    assert reply.json()["message"] == "Successfully created customer."
    assert set(customers(client, "corp_77")["data"]) == {"customers", "total_customers"}
