"""The user's document on listing Commenda's customers, sentence by sentence: the reply."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.vendors.commenda.document_facts import everyone, ids, page

Connect = Callable[..., httpx.Client]


def test_customers_array_of_customer_objects(client: httpx.Client) -> None:
    """customers, array: Array of customer objects."""
    rows = page(client, limit=100)["customers"]
    for row in rows:
        assert {"id", "name", "email", "corporation_id", "created_at"} <= set(row)
        assert isinstance(row["created_at"], int)
        assert row["name"] is not None
    assert len(set(ids(rows))) == len(rows)


def test_total_customers_total_number_of_customers_matching_the_query(client: httpx.Client) -> None:
    """total_customers, int64: Total number of customers matching the query."""
    total = len(everyone(client))
    assert page(client, limit=1)["total_customers"] == total
    exempt = len(everyone(client, has_exemption=True))
    assert page(client, limit=1, has_exemption=True)["total_customers"] == exempt < total


def test_cursor_pagination_cursor_for_the_next_page_if_more_results_exist(client: httpx.Client) -> None:
    """cursor, string: Pagination cursor for the next page (if more results exist)."""
    total = page(client)["total_customers"]
    found: list[str] = []
    query: dict[str, Any] = {"limit": 9}
    while True:
        reply = page(client, **query)
        found += ids(reply["customers"])
        if reply["cursor"] is None:
            break
        assert isinstance(reply["cursor"], str)
        assert len(reply["customers"]) == 9
        query["cursor"] = reply["cursor"]
    assert found == ids(everyone(client))
    assert len(found) == total
    assert page(client, limit=total)["cursor"] is None
    assert page(client, limit=total - 1)["cursor"] is not None


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        ("test_full", 401),
        ("Basic dGVzdF9mdWxsOg==", 401),
        ("Bearer", 401),
        ("Bearer unknown", 401),
        ("Bearer test_full", 200),
    ],
)
def test_bearer_authentication_header_of_the_form_bearer_token_where_token_is_your_auth_token(
    connect: Connect, header: str | None, status: int
) -> None:
    """Bearer authentication header of the form Bearer <token>, where <token> is your auth token."""
    headers = {} if header is None else {"Authorization": header}
    client = connect("commenda", credential=None)
    reply = client.get("/customers", params={"corporation_id": "corp_123"}, headers=headers)
    assert reply.status_code == status


def test_list_of_customers_associated_with_the_requesting_corporation(connect: Connect) -> None:
    """List of customers associated with the requesting corporation.

    data, object; message, string, example: "Successfully fetched customers."
    """
    client = connect("commenda", variants=("enveloped",))
    body = page(client, search_term="acme")
    assert set(body) == {"data", "message"}
    assert body["message"] == "Successfully fetched customers."
    assert ids(body["data"]["customers"]) == ["cust_789"]
    assert body["data"]["total_customers"] == 1
    assert body["data"]["cursor"] is None
