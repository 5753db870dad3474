"""How Commenda's lists are paged, searched and filtered."""

import base64
from datetime import datetime

import httpx
import pytest

from tests.vendors.commenda.facts import (
    WASHINGTON,
    Json,
    ServerOf,
    certify,
    create,
    customers,
    ids,
    metadata,
    ok,
    problems,
    walk,
)


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
