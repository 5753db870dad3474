"""How Devdraft's stand-in behaves beyond the user's document: what its fact sheet says."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Server]
Json = dict[str, Any]

INES = "0b8d6a3e-52b1-4f7e-8a35-8f0a7a1c2b44"
JOHN = "6d2c4a1f-98b3-4e07-a5d6-3b1f0c7e9a21"
JOHNNY = "2f9e7b50-4c1d-4a88-9e36-d05b8c2a7f13"
THEIR_JOHN = "7b3f1e9d-c264-4a50-93e8-d1a7c5f0b286"
NOBODY = "00000000-0000-4000-8000-000000000000"
LEDGER_SYNC = "9c4b2d10-6f3e-4a75-b1c8-2e7d5f0a9b31"
KEY = "3f0c7a52-8d1e-4b96-a247-5c9e0f1b6d38"
MATEO = {"first_name": "Mateo", "last_name": "Lindqvist", "phone_number": "+15550104417"}
TO_BANK = {
    "chain": "base",
    "currency": "usdc",
    "address": "0x00000000000000000000000000000000000000aa",
    "external_account_id": "ea_4c1f0b7d",
}
HOOK = {"name": "Alerts", "url": "https://hooks.okoro.example/alerts"}
TYPES = "Individual, Startup, Small Business, Medium Business, Enterprise, Non-Profit, Government"
STATUSES = "ACTIVE, BLACKLISTED, DEACTIVATED"
NOON = datetime(2026, 10, 1, 12, 0, 0, tzinfo=UTC)

OPERATIONS: list[tuple[str, str, Json | None]] = [
    ("GET", "/customers", None),
    ("POST", "/customers", MATEO),
    ("GET", f"/customers/{INES}", None),
    ("PATCH", f"/customers/{INES}", {"status": "BLACKLISTED"}),
    ("DELETE", f"/customers/{INES}", None),
    ("GET", f"/customers/{INES}/liquidation_addresses", None),
    ("POST", f"/customers/{INES}/liquidation_addresses", TO_BANK),
    ("GET", f"/customers/{INES}/liquidation_addresses/la_7f3", None),
    ("GET", "/webhooks", None),
    ("POST", "/webhooks", HOOK),
    ("GET", f"/webhooks/{LEDGER_SYNC}", None),
    ("PATCH", f"/webhooks/{LEDGER_SYNC}", {"isActive": False}),
    ("DELETE", f"/webhooks/{LEDGER_SYNC}", None),
]
every_operation = pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
every_write = pytest.mark.parametrize(
    ("method", "path", "body"), [row for row in OPERATIONS if row[0] in {"POST", "PATCH"}]
)


def everyone(client: httpx.Client, **filters: str) -> list[Json]:
    """All rows of the list, page after page."""
    rows: list[Json] = []
    while True:
        page = client.get("/customers", params={**filters, "skip": len(rows), "take": 100}).json()
        rows += page["data"]
        if not page["data"] or len(rows) >= page["total"]:
            return rows


def total(client: httpx.Client, **filters: str) -> int:
    """How many rows the list says there are."""
    count: int = client.get("/customers", params=filters).json()["total"]
    return count


def created(client: httpx.Client, path: str = "/customers", body: Json | None = None, **fields: Any) -> Json:
    """A row, just created."""
    answer = client.post(path, json={**(MATEO if body is None else body), **fields})
    assert answer.status_code == 201, answer.text
    row: Json = answer.json()
    return row


def bad_request(*problems: str) -> Json:
    """The body of a 400 with these problems."""
    return {"statusCode": 400, "message": list(problems), "error": "Bad Request"}


# Paging and order


def test_pages_run_newest_first_and_equal_times_by_id(connect: Connect) -> None:
    rows = everyone(connect("devdraft"))

    by_id = sorted(rows, key=lambda row: str(row["id"]))
    assert rows == sorted(by_id, key=lambda row: str(row["createdAt"]), reverse=True)
    ids = [row["id"] for row in rows]
    assert ids.index(JOHN) == ids.index(JOHNNY) + 1


@pytest.mark.parametrize("skip", [150, 151, 10_001, 10**12])
def test_a_skip_past_the_end_gives_no_rows_and_the_true_total(connect: Connect, skip: int) -> None:
    page = connect("devdraft").get("/customers", params={"skip": skip}).json()

    assert page == {"data": [], "total": 150, "skip": skip, "take": 0}


@pytest.mark.parametrize("name", ["name", "email"])
def test_an_empty_filter_is_as_if_absent(connect: Connect, name: str) -> None:
    assert total(connect("devdraft"), **{name: ""}) == 150


@pytest.mark.parametrize("email", ["nobody", "@", "ines", "%", "*"])
def test_a_text_that_is_no_address_finds_nobody(connect: Connect, email: str) -> None:
    page = connect("devdraft").get("/customers", params={"email": email})

    assert (page.status_code, page.json()["total"]) == (200, 0)


@pytest.mark.parametrize("name", ["%", "_", ".*", "ines okoro", "\\"])
def test_the_name_filter_has_no_wildcards_and_reads_one_name_at_a_time(connect: Connect, name: str) -> None:
    assert total(connect("devdraft"), name=name) == 0


def test_filters_narrow_each_other(connect: Connect) -> None:
    client = connect("devdraft")

    assert [row["id"] for row in everyone(client, name="john", status="BLACKLISTED")] == [JOHNNY]
    assert total(client, email="ines@shop.example", status="DEACTIVATED") == 0


# Errors


@pytest.mark.parametrize(
    ("params", "problems"),
    [
        ({"take": "0"}, ["take must not be less than 1"]),
        ({"take": "101"}, ["take must not be greater than 100"]),
        ({"take": "ten"}, ["take must be an integer number"]),
        ({"take": "1.5"}, ["take must be an integer number"]),
        ({"skip": "-1"}, ["skip must not be less than 0"]),
        ({"skip": "many"}, ["skip must be an integer number"]),
        ({"status": "active"}, [f"status must be one of the following values: {STATUSES}"]),
        ({"name": "x" * 101}, ["name must be shorter than or equal to 100 characters"]),
        ({"email": "x" * 256}, ["email must be shorter than or equal to 255 characters"]),
        ({"page": "2"}, ["property page should not exist"]),
        (
            {"skip": "-1", "take": "0", "status": "GONE"},
            [
                "skip must not be less than 0",
                "take must not be less than 1",
                f"status must be one of the following values: {STATUSES}",
            ],
        ),
    ],
)
def test_a_bad_query_names_every_problem(
    connect: Connect, params: dict[str, str], problems: list[str]
) -> None:
    answer = connect("devdraft").get("/customers", params=params)

    assert answer.status_code == 400
    assert answer.json() == bad_request(*problems)


@pytest.mark.parametrize(
    ("params", "status"), [({"name": "x" * 100}, 200), ({"email": "x" * 255}, 200), ({"skip": "0"}, 200)]
)
def test_the_bounds_themselves_are_accepted(connect: Connect, params: dict[str, str], status: int) -> None:
    assert connect("devdraft").get("/customers", params=params).status_code == status


def test_a_parameter_given_twice_is_refused(connect: Connect) -> None:
    answer = connect("devdraft").get("/customers?take=1&take=2")

    assert (answer.status_code, answer.json()) == (400, bad_request("take must be given once"))


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"first_name": ""}, ["first_name should not be empty"]),
        ({"first_name": "x" * 101}, ["first_name must be shorter than or equal to 100 characters"]),
        ({"last_name": ""}, ["last_name should not be empty"]),
        ({"last_name": 7}, ["last_name must be a string"]),
        ({"email": "nobody"}, ["email must be an email"]),
        ({"phone_number": "call me"}, ["phone_number must be a valid phone number"]),
        ({"phone_number": "+1--555"}, ["phone_number must be a valid phone number"]),
        ({"phone_number": "1" * 21}, ["phone_number must be shorter than or equal to 20 characters"]),
        ({"customer_type": "Charity"}, [f"customer_type must be one of the following values: {TYPES}"]),
        ({"status": "DELETED"}, [f"status must be one of the following values: {STATUSES}"]),
        ({"first_name": "", "email": "nobody"}, ["first_name should not be empty", "email must be an email"]),
    ],
)
def test_a_bad_body_names_every_problem(connect: Connect, change: Json, problems: list[str]) -> None:
    client = connect("devdraft")

    for answer in (
        client.post("/customers", json={**MATEO, **change}),
        client.patch(f"/customers/{INES}", json=change),
    ):
        assert answer.status_code == 400
        assert answer.json() == {**bad_request(), "message": answer.json()["message"]}
        assert sorted(answer.json()["message"]) == sorted(problems)
    assert total(client) == 150


def test_a_body_without_its_required_fields_names_each(connect: Connect) -> None:
    answer = connect("devdraft").post("/customers", json={})

    assert answer.status_code == 400
    assert answer.json() == bad_request(
        "first_name should not be empty", "last_name should not be empty", "phone_number should not be empty"
    )


@pytest.mark.parametrize("content", [b"{", b"", b'{"first_name": "Ines"', b"\xff"])
def test_a_body_that_is_no_json_is_a_400(connect: Connect, content: bytes) -> None:
    answer = connect("devdraft").post(
        "/customers", content=content, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 400
    assert (answer.json()["statusCode"], answer.json()["error"]) == (400, "Bad Request")


def test_cut_off_json_is_answered_in_the_frameworks_words(connect: Connect) -> None:
    headers = {"content-type": "application/json"}
    answer = connect("devdraft").post("/customers", content=b'{"first_name": "Ines"', headers=headers)

    assert answer.json() == {
        "statusCode": 400,
        "message": "Unexpected end of JSON input",
        "error": "Bad Request",
    }


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("wrong", ["1", "cust_123456", INES[:-1], f"{INES}0", "%20"])
def test_an_id_that_is_no_uuid_is_a_400(connect: Connect, method: str, wrong: str) -> None:
    body: Json | None = {} if method == "PATCH" else None
    answer = connect("devdraft").request(method, f"/customers/{wrong}", json=body)

    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": 400,
        "message": "Validation failed (uuid is expected)",
        "error": "Bad Request",
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("GET", f"/customers/{NOBODY}", None, "Customer not found"),
        ("PATCH", f"/customers/{NOBODY}", {}, "Customer not found"),
        ("DELETE", f"/customers/{NOBODY}", None, "Customer not found"),
        ("GET", f"/customers/{NOBODY}/liquidation_addresses", None, "Customer not found"),
        ("GET", "/customers/cust_1/liquidation_addresses", None, "Customer not found"),
        ("POST", f"/customers/{NOBODY}/liquidation_addresses", TO_BANK, "Customer not found"),
        ("GET", f"/customers/{INES}/liquidation_addresses/la_none", None, "Liquidation address not found"),
        ("GET", f"/customers/{INES}/liquidation_addresses/la_91c", None, "Liquidation address not found"),
        ("GET", f"/webhooks/{NOBODY}", None, "Webhook not found"),
        ("PATCH", f"/webhooks/{NOBODY}", {}, "Webhook not found"),
        ("DELETE", f"/webhooks/{NOBODY}", None, "Webhook not found"),
    ],
)
def test_what_does_not_exist_is_a_404(
    connect: Connect, method: str, path: str, body: Json | None, message: str
) -> None:
    answer = connect("devdraft").request(method, path, json=body)

    assert answer.status_code == 404
    assert answer.json() == {"statusCode": 404, "message": message, "error": "Not Found"}


@every_operation
def test_no_operation_answers_without_credentials(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    answer = connect("devdraft", credential=None).request(method, path, json=body)

    assert answer.status_code == 401
    assert answer.json() == {"statusCode": 401, "message": "Invalid API credentials", "error": "Unauthorized"}


@every_operation
def test_every_operation_needs_its_scope(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft", credential="test_limited").request(method, path, json=body)

    assert answer.status_code == 403
    assert answer.json() == {"statusCode": 403, "message": "Missing required scope", "error": "Forbidden"}


@every_operation
def test_every_operation_succeeds_with_full_rights(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    answer = connect("devdraft").request(method, path, json=body)

    assert answer.status_code == (201 if method == "POST" else 200), answer.text


@every_operation
def test_every_operation_can_break_down(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft").request(method, path, json=body, headers={"prefer": "code=500"})

    assert answer.status_code == 500
    assert answer.json() == {"statusCode": 500, "message": "Internal server error"}


@every_write
def test_only_json_is_read(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft").request(method, path, content="x", headers={"content-type": "text/plain"})

    assert (answer.status_code, answer.json()["statusCode"]) == (415, 415)


@every_operation
def test_only_json_is_sent(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft").request(method, path, json=body, headers={"accept": "text/csv"})

    assert (answer.status_code, answer.json()["statusCode"]) == (406, 406)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/customers", {"GET", "POST"}),
        ("DELETE", "/customers", {"GET", "POST"}),
        ("PUT", f"/customers/{INES}", {"GET", "PATCH", "DELETE"}),
        ("DELETE", f"/customers/{INES}/liquidation_addresses", {"GET", "POST"}),
        ("PATCH", f"/customers/{INES}/liquidation_addresses/la_7f3", {"GET"}),
        ("PUT", f"/webhooks/{LEDGER_SYNC}", {"GET", "PATCH", "DELETE"}),
    ],
)
def test_a_method_that_the_path_lacks_is_a_405(
    connect: Connect, method: str, path: str, allowed: set[str]
) -> None:
    answer = connect("devdraft").request(method, path)

    assert (answer.status_code, answer.json()["statusCode"]) == (405, 405)
    assert allowed <= set(answer.headers["allow"].replace(" ", "").split(","))


def test_an_unknown_path_is_a_404_in_the_vendors_shape(connect: Connect) -> None:
    answer = connect("devdraft").get("/invoices")

    assert (answer.status_code, answer.json()["statusCode"], answer.json()["error"]) == (
        404,
        404,
        "Not Found",
    )


# Creating


def test_a_new_customer_has_the_defaults_and_the_clocks_time(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)

    row = created(connect("devdraft"))

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", row["id"])
    assert row == {
        "id": row["id"],
        **MATEO,
        "email": None,
        "customer_type": "Individual",
        "status": "ACTIVE",
        "last_spent": 0,
        "last_purchase_date": None,
        "appId": "app_204816",
        "app_id": "app_204816",
        "createdAt": "2026-10-01T12:00:00Z",
        "updatedAt": "2026-10-01T12:00:00Z",
    }


def test_a_new_customer_is_read_back_everywhere(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    before = total(client, status="DEACTIVATED")

    row = created(client, email="mateo@lindqvist.example", customer_type="Startup", status="DEACTIVATED")
    shown = {name: value for name, value in row.items() if name != "app_id"}

    assert client.get(f"/customers/{row['id']}").json() == shown
    assert client.get("/customers").json()["data"][0] == shown
    assert everyone(client, email="MATEO@lindqvist.example") == [shown]
    assert shown in everyone(client, name="lindqvist")
    assert (total(client), total(client, status="DEACTIVATED")) == (151, before + 1)
    assert client.get(f"/customers/{row['id']}/liquidation_addresses").json() == []


@pytest.mark.parametrize(
    "phone", ["+15550102244", "15550102244", "+1-555-010-2244", "+1 555 010 2244", "1" * 20]
)
def test_both_ways_to_write_a_phone_number_are_kept_as_sent(connect: Connect, phone: str) -> None:
    assert created(connect("devdraft"), phone_number=phone)["phone_number"] == phone


@pytest.mark.parametrize("email", ["ines@shop.example", "INES@SHOP.EXAMPLE"])
def test_a_taken_email_is_a_409(connect: Connect, email: str) -> None:
    client = connect("devdraft")
    conflict = {
        "statusCode": 409,
        "message": "Customer with the same email already exists",
        "error": "Conflict",
    }

    for answer in (
        client.post("/customers", json={**MATEO, "email": email}),
        client.patch(f"/customers/{JOHN}", json={"email": email}),
    ):
        assert (answer.status_code, answer.json()) == (409, conflict)
    assert total(client) == 150
    assert client.get(f"/customers/{JOHN}").json()["email"] == "john.doe@example.com"


def test_customers_without_an_email_do_not_collide(connect: Connect) -> None:
    client = connect("devdraft")

    assert created(client)["id"] != created(client)["id"]


def test_a_customer_may_be_given_its_own_email_again(connect: Connect) -> None:
    answer = connect("devdraft").patch(f"/customers/{INES}", json={"email": "Ines@shop.example"})

    assert (answer.status_code, answer.json()["email"]) == (200, "Ines@shop.example")


def test_an_email_is_free_again_after_a_deletion(connect: Connect) -> None:
    client = connect("devdraft")
    client.delete(f"/customers/{INES}")

    assert created(client, email="ines@shop.example")["email"] == "ines@shop.example"


def test_unknown_and_server_owned_members_are_ignored(connect: Connect) -> None:
    row = created(connect("devdraft"), nickname="Matti", last_spent=99, appId="app_1", id=NOBODY)

    assert "nickname" not in row
    assert (row["last_spent"], row["appId"]) == (0, "app_204816")
    assert row["id"] != NOBODY


# Updating


def test_an_update_changes_what_is_sent_and_moves_updated_at(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    before = client.get(f"/customers/{INES}").json()

    after = client.patch(f"/customers/{INES}", json={"last_name": "Lindqvist", "customer_type": "Enterprise"})

    expected = {
        **before,
        "last_name": "Lindqvist",
        "customer_type": "Enterprise",
        "updatedAt": "2026-10-01T12:00:00Z",
    }
    assert after.json() == client.get(f"/customers/{INES}").json() == expected
    assert everyone(client, name="lindqvist") == [expected]
    assert total(client, name="okoro") == 0


def test_an_empty_update_applies_no_defaults(connect: Connect) -> None:
    client = connect("devdraft")
    client.patch(f"/customers/{JOHNNY}", json={})

    row = client.get(f"/customers/{JOHNNY}").json()

    assert (row["status"], row["customer_type"]) == ("BLACKLISTED", "Small Business")


def test_blacklisting_and_undoing_it_move_the_customer_between_filters(connect: Connect) -> None:
    client = connect("devdraft")
    active, blacklisted = total(client, status="ACTIVE"), total(client, status="BLACKLISTED")

    body = {"status": "BLACKLISTED", "reason": "Chargeback fraud"}
    answer = client.patch(f"/customers/{INES}", json=body)

    assert (answer.status_code, answer.json()["status"]) == (200, "BLACKLISTED")
    assert "reason" not in answer.json()
    assert "reason" not in client.get(f"/customers/{INES}").json()
    assert (total(client, status="ACTIVE"), total(client, status="BLACKLISTED")) == (
        active - 1,
        blacklisted + 1,
    )

    assert client.patch(f"/customers/{INES}", json={"status": "ACTIVE"}).json()["status"] == "ACTIVE"
    assert (total(client, status="ACTIVE"), total(client, status="BLACKLISTED")) == (active, blacklisted)


# Deleting


def test_a_deletion_is_final(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(datetime(2024, 6, 1, 10, 0, 0, tzinfo=UTC))
    client = connect("devdraft")

    answer = client.delete(f"/customers/{INES}")

    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "message": "Customer successfully deleted",
        "deletedAt": "2024-06-01T10:00:00Z",
        "customerId": INES,
    }
    assert client.get(f"/customers/{INES}").status_code == 404
    assert client.delete(f"/customers/{INES}").status_code == 404
    assert client.patch(f"/customers/{INES}", json={}).status_code == 404
    assert client.get(f"/customers/{INES}/liquidation_addresses").status_code == 404
    assert total(client) == 149
    assert total(client, name="okoro") == 0


def test_a_customer_with_linked_records_cannot_be_deleted(connect: Connect) -> None:
    client = connect("devdraft")

    answer = client.delete(f"/customers/{JOHN}")

    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": 400,
        "message": "Customer cannot be deleted.",
        "error": "Bad Request",
    }
    assert client.get(f"/customers/{JOHN}").status_code == 200


def test_a_new_customer_can_be_deleted(connect: Connect) -> None:
    client = connect("devdraft")

    assert client.delete(f"/customers/{created(client)['id']}").status_code == 200
    assert total(client) == 150


# Tenants


def test_another_tenant_sees_and_changes_nothing_of_ours(connect: Connect) -> None:
    ours, theirs = connect("devdraft"), connect("devdraft", credential="test_other")

    for method, body in (("GET", None), ("PATCH", {"status": "BLACKLISTED"}), ("DELETE", None)):
        assert theirs.request(method, f"/customers/{INES}", json=body).status_code == 404
    assert theirs.get(f"/customers/{INES}/liquidation_addresses").status_code == 404
    assert theirs.get(f"/webhooks/{LEDGER_SYNC}").status_code == 404
    assert ours.get(f"/customers/{INES}").json()["status"] == "ACTIVE"
    assert (total(ours), total(theirs)) == (150, 23)
    assert {row["appId"] for row in everyone(theirs)} == {"app_731905"}


def test_an_email_is_unique_within_an_application_only(connect: Connect) -> None:
    ours, theirs = connect("devdraft"), connect("devdraft", credential="test_other")

    found = [everyone(client, email="john.doe@example.com")[0]["id"] for client in (ours, theirs)]
    row = created(theirs, email="ines@shop.example")

    assert found == [JOHN, THEIR_JOHN]
    assert row["appId"] == "app_731905"
    assert (total(ours), total(theirs)) == (150, 24)


# Rate limits


def test_a_hundred_requests_a_minute_and_a_hard_reset(connect: Connect, server_of: ServerOf) -> None:
    server = server_of("devdraft")
    server.clock.freeze(datetime(2026, 10, 1, 12, 0, 15, tzinfo=UTC))
    client = connect("devdraft", credential="test_metered")
    end = str(int(datetime(2026, 10, 1, 12, 1, 0, tzinfo=UTC).timestamp()))

    answers = [client.get("/customers", params={"take": 1}) for _ in range(100)]
    refused = client.get("/customers")

    assert [answer.status_code for answer in answers] == [200] * 100
    assert [int(answer.headers["x-ratelimit-remaining"]) for answer in answers] == list(range(99, -1, -1))
    assert {answer.headers["x-ratelimit-limit"] for answer in [*answers, refused]} == {"100"}
    assert {answer.headers["x-ratelimit-reset"] for answer in [*answers, refused]} == {end}
    assert refused.status_code == 429
    assert refused.json() == {"statusCode": 429, "message": "Rate limit exceeded", "retryAfter": 45}
    assert refused.headers["retry-after"] == "45"
    assert refused.headers["x-ratelimit-remaining"] == "0"

    server.clock.advance(44)
    assert client.get("/customers").json()["retryAfter"] == 1
    server.clock.advance(1)
    assert client.get("/customers").headers["x-ratelimit-remaining"] == "99"


def test_the_limit_spans_all_operations_and_counts_errors(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft", credential="test_metered")

    client.get("/webhooks")
    client.get(f"/customers/{NOBODY}")
    client.get("/customers", params={"take": 0})

    assert client.get("/customers").headers["x-ratelimit-remaining"] == "96"


@every_operation
def test_an_exhausted_key_is_refused_everywhere(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    answer = connect("devdraft", credential="test_exhausted").request(method, path, json=body)

    assert answer.status_code == 429
    assert answer.json()["message"] == "Rate limit exceeded"
    assert answer.headers["retry-after"] == str(answer.json()["retryAfter"])


def test_a_full_key_is_never_limited(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")

    assert {client.get("/customers", params={"take": 1}).status_code for _ in range(101)} == {200}


# Idempotency


@every_write
def test_a_repeated_key_gets_the_first_answer_again(
    connect: Connect, server_of: ServerOf, method: str, path: str, body: Json | None
) -> None:
    server = server_of("devdraft")
    server.clock.freeze(NOON)
    client = connect("devdraft")
    headers = {"idempotency-key": KEY}

    first = client.request(method, path, json=body, headers=headers)
    server.clock.advance(3600)
    again = client.request(method, path, json=body, headers=headers)

    assert first.status_code in (200, 201)
    assert (again.status_code, again.json()) == (first.status_code, first.json())


def test_a_repeated_creation_makes_one_row_until_the_key_expires(
    connect: Connect, server_of: ServerOf
) -> None:
    server = server_of("devdraft")
    server.clock.freeze(NOON)
    client = connect("devdraft")

    def create() -> str:
        answer = client.post("/customers", json=MATEO, headers={"idempotency-key": KEY})
        assert answer.status_code == 201
        return str(answer.json()["id"])

    first = create()
    server.clock.advance(24 * 3600 - 1)
    assert create() == first
    assert total(client) == 151
    server.clock.advance(2)
    assert create() != first
    assert total(client) == 152


def test_a_repeated_deletion_with_its_key_succeeds_again(connect: Connect) -> None:
    client = connect("devdraft")
    answers = [client.delete(f"/customers/{INES}", headers={"idempotency-key": KEY}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert total(client) == 149


def test_a_key_with_another_body_is_refused(connect: Connect) -> None:
    client = connect("devdraft")
    headers = {"idempotency-key": KEY}
    client.post("/customers", json=MATEO, headers=headers)

    answer = client.post("/customers", json={**MATEO, "first_name": "Matteo"}, headers=headers)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": {
            "type": "idempotency_error",
            "message": "Keys can only be used for requests with identical parameters",
            "code": "idempotency_key_mismatch",
        }
    }
    assert total(client) == 151


@pytest.mark.parametrize("key", ["order-1", "0b8d6a3e-52b1-1f7e-8a35-8f0a7a1c2b44", f"{KEY}0"])
def test_a_key_that_is_no_uuid_v4_is_refused(connect: Connect, key: str) -> None:
    answer = connect("devdraft").post("/customers", json=MATEO, headers={"idempotency-key": key})

    assert (answer.status_code, answer.json()) == (400, bad_request("idempotency-key must be a UUID"))


def test_without_a_key_each_call_counts(connect: Connect) -> None:
    client = connect("devdraft")

    assert len({created(client)["id"] for _ in range(3)}) == 3
    assert total(client) == 153


# Liquidation addresses

LA_7F3 = {
    "id": "la_7f3",
    "state": "active",
    "customer_id": INES,
    "chain": "base",
    "currency": "usdc",
    "address": "0x00000000000000000000000000000000000000aa",
    "destination_payment_rail": "sepa",
    "destination_currency": "eur",
    "created_at": "2024-05-02T11:00:00Z",
    "updated_at": "2024-05-02T11:00:00Z",
}


def test_a_customers_liquidation_addresses_are_a_bare_array(connect: Connect) -> None:
    client = connect("devdraft")

    assert client.get(f"/customers/{INES}/liquidation_addresses").json() == [LA_7F3]
    assert client.get(f"/customers/{INES}/liquidation_addresses/la_7f3").json() == LA_7F3
    johns = client.get(f"/customers/{JOHN}/liquidation_addresses").json()
    assert [row["id"] for row in johns] == ["la_92d", "la_91c"]


def test_a_new_liquidation_address_is_read_back(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    path = f"/customers/{INES}/liquidation_addresses"

    row = created(
        client, path, TO_BANK, destination_payment_rail="wire", destination_wire_message="Invoice 7"
    )

    assert row == {
        "id": row["id"],
        "state": "active",
        "customer_id": INES,
        **TO_BANK,
        "destination_payment_rail": "wire",
        "created_at": "2026-10-01T12:00:00Z",
        "updated_at": "2026-10-01T12:00:00Z",
    }
    assert client.get(f"{path}/{row['id']}").json() == row
    assert client.get(path).json() == [row, LA_7F3]


@pytest.mark.parametrize(
    "name", ["external_account_id", "prefunded_account_id", "bridge_wallet_id", "destination_address"]
)
def test_any_one_destination_is_enough(connect: Connect, name: str) -> None:
    body = {**{key: TO_BANK[key] for key in ("chain", "currency", "address")}, name: "x1"}

    assert connect("devdraft").post(f"/customers/{INES}/liquidation_addresses", json=body).status_code == 201


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"chain": "bitcoin"}, r"chain must be one of the following values: ethereum, .*, tron"),
        ({"currency": "usd"}, r"currency must be one of the following values: usdc, eurc, dai, pyusd, usdt"),
        ({"address": None}, r"address must be a string"),
        (
            {"external_account_id": "x" * 43},
            r"external_account_id must be shorter than or equal to 42 characters",
        ),
        ({"destination_payment_rail": "cash"}, r"destination_payment_rail must be one of .*, spei"),
        ({"destination_currency": "gbp"}, r"destination_currency must be one of .* usd, eur, mxn, .*"),
        ({"destination_wire_message": "x" * 257}, r"destination_wire_message must be shorter than .* 256 .*"),
        ({"destination_sepa_reference": "short"}, r"destination_sepa_reference must be longer than .* 6 .*"),
        ({"destination_ach_reference": "x" * 11}, r"destination_ach_reference must be shorter than .* 10 .*"),
        (
            {"custom_developer_fee_percent": "a lot"},
            r"custom_developer_fee_percent is not a valid decimal number\.",
        ),
    ],
)
def test_a_bad_liquidation_address_is_a_400(connect: Connect, change: Json, problem: str) -> None:
    answer = connect("devdraft").post(f"/customers/{INES}/liquidation_addresses", json={**TO_BANK, **change})

    assert answer.status_code == 400
    assert len(answer.json()["message"]) == 1
    assert re.fullmatch(problem, answer.json()["message"][0])


def test_a_liquidation_address_needs_a_destination(connect: Connect) -> None:
    body = {name: value for name, value in TO_BANK.items() if name != "external_account_id"}

    answer = connect("devdraft").post(f"/customers/{INES}/liquidation_addresses", json=body)

    assert answer.status_code == 400
    assert answer.json() == bad_request(
        "one of external_account_id, prefunded_account_id, bridge_wallet_id, destination_address"
        " should not be empty"
    )


def test_every_liquidation_address_belongs_to_its_customer(connect: Connect) -> None:
    client = connect("devdraft")
    found = 0

    for customer in everyone(client)[:60]:
        for row in client.get(f"/customers/{customer['id']}/liquidation_addresses").json():
            found += 1
            assert row["customer_id"] == customer["id"]
            assert customer["createdAt"] <= row["created_at"] <= row["updated_at"]
    assert found > 10


# Webhooks


def test_webhooks_are_a_bare_array_in_pages_of_ten(connect: Connect) -> None:
    client = connect("devdraft")

    first, second = client.get("/webhooks").json(), client.get("/webhooks", params={"skip": 10}).json()
    whole = client.get("/webhooks", params={"take": 100}).json()

    assert (len(first), len(second)) == (10, 4)
    assert [*first, *second] == whole == sorted(whole, key=lambda row: str(row["created_at"]), reverse=True)
    assert all("signing_secret" not in row for row in whole)
    for row in whole:
        stats = row["delivery_stats"]
        assert stats["total_events"] == stats["successful_deliveries"] + stats["failed_deliveries"]
        assert (stats["last_delivery"] is None) == (stats["total_events"] == 0)


def test_a_new_webhook_is_read_back_without_its_secret(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")

    row = created(client, "/webhooks", HOOK, signing_secret="whsec_2f7b1c9d4e6a8035b1d7c2e94f60a8b3")

    assert row == {
        "id": row["id"],
        **HOOK,
        "isActive": True,
        "encrypted": False,
        "created_at": "2026-10-01T12:00:00Z",
        "updated_at": "2026-10-01T12:00:00Z",
        "delivery_stats": {
            "total_events": 0,
            "successful_deliveries": 0,
            "failed_deliveries": 0,
            "last_delivery": None,
        },
    }
    assert client.get(f"/webhooks/{row['id']}").json() == row
    assert client.get("/webhooks").json()[0] == row


def test_a_webhook_is_changed_and_deleted(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")
    path = f"/webhooks/{LEDGER_SYNC}"
    before = client.get(path).json()

    after = client.patch(path, json={"isActive": False}).json()
    assert after == {**before, "isActive": False, "updated_at": "2026-10-01T12:00:00Z"}
    assert client.get(path).json() == after

    assert client.delete(path).json() == after
    assert client.get(path).status_code == 404
    assert len(client.get("/webhooks", params={"take": 100}).json()) == 13


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "ab"}, "name must be longer than or equal to 3 characters"),
        ({"name": "x" * 101}, "name must be shorter than or equal to 100 characters"),
        ({"url": "nowhere"}, "url must be a URL address"),
        ({"isActive": "yes"}, "isActive must be a boolean value"),
        ({"encrypted": 1}, "encrypted must be a boolean value"),
        ({"signing_secret": "x" * 31}, "signing_secret must be longer than or equal to 32 characters"),
        (
            {"signing_secret": "!" * 32},
            "signing_secret must contain only letters, digits, underscores and hyphens",
        ),
    ],
)
def test_a_bad_webhook_is_a_400(connect: Connect, change: Json, problem: str) -> None:
    client = connect("devdraft")

    for answer in (
        client.post("/webhooks", json={**HOOK, **change}),
        client.patch(f"/webhooks/{LEDGER_SYNC}", json=change),
    ):
        assert (answer.status_code, answer.json()) == (400, bad_request(problem))


# Variants


@pytest.mark.parametrize(
    ("params", "take"), [({}, 10), ({"take": 50, "skip": 140}, 50), ({"email": "no"}, 10)]
)
def test_take_echoes_request(connect: Connect, params: Json, take: int) -> None:
    page = connect("devdraft", variants=("take-echoes-request",)).get("/customers", params=params).json()

    assert page["take"] == take


@pytest.mark.parametrize(("skip", "status"), [(10_000, 200), (10_001, 400)])
def test_skip_cap(connect: Connect, skip: int, status: int) -> None:
    client = connect("devdraft", variants=("skip-cap",))

    assert client.get("/customers", params={"skip": skip}).status_code == status


def test_email_partial(connect: Connect) -> None:
    client = connect("devdraft", variants=("email-partial",))

    found = everyone(client, email="EXAMPLE.")

    assert found == [row for row in everyone(client) if "example." in (row["email"] or "").lower()]
    assert [row["id"] for row in everyone(client, email="ines@sh")] == [INES]


def test_status_deleted(connect: Connect) -> None:
    client = connect("devdraft", variants=("status-deleted",))
    assert total(client, status="DELETED") == 0

    assert client.patch(f"/customers/{INES}", json={"status": "DELETED"}).json()["status"] == "DELETED"

    assert [row["id"] for row in everyone(client, status="DELETED")] == [INES]
    refused = client.get("/customers", params={"status": "GONE"})
    assert refused.json() == bad_request(f"status must be one of the following values: {STATUSES}, DELETED")


def test_prefixed_ids(connect: Connect) -> None:
    client = connect("devdraft", variants=("prefixed-ids",))
    path = "/customers/cust_204816"

    ids = [row["id"] for row in everyone(client)]
    assert all(re.fullmatch(r"cust_[0-9]+", value) for value in ids)
    assert len(set(ids)) == 150

    assert (client.get(path).json()["id"], client.get(path).json()["first_name"]) == ("cust_204816", "Ines")
    assert client.get(f"/customers/{INES}").status_code == 404
    addresses = client.get(f"{path}/liquidation_addresses").json()
    assert addresses == [{**LA_7F3, "customer_id": "cust_204816"}]
    added = created(client, f"{path}/liquidation_addresses", TO_BANK)
    assert added["customer_id"] == "cust_204816"
    new = created(client)["id"]
    assert re.fullmatch(r"cust_[0-9]+", new)
    assert client.patch(f"/customers/{new}", json={"status": "BLACKLISTED"}).json()["id"] == new
    assert client.delete(f"/customers/{new}").json()["customerId"] == new
    assert client.get(f"/customers/{new}").status_code == 404


def test_snake_timestamps(connect: Connect) -> None:
    client = connect("devdraft", variants=("snake-timestamps",))

    for row in (client.get(f"/customers/{INES}").json(), created(client), *everyone(client)):
        assert {"created_at", "updated_at"} <= set(row)
        assert not {"createdAt", "updatedAt"} & set(row)
    assert client.get(f"/customers/{INES}").json()["created_at"] == "2024-04-01T08:00:00Z"


def test_embed_app(connect: Connect) -> None:
    client = connect("devdraft", variants=("embed-app",))

    row = client.get(f"/customers/{INES}").json()

    assert row["app_id"] == "app_204816"
    assert row["app"] == {"id": "app_204816", "app_name": "Okoro Shop"}
    assert all("app" not in listed for listed in everyone(client))


def test_create_returns_existing(connect: Connect) -> None:
    client = connect("devdraft", variants=("create-returns-existing",))

    answer = client.post("/customers", json={**MATEO, "email": "INES@shop.example"})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["first_name"]) == (INES, "Ines")
    assert total(client) == 150
    assert client.post("/customers", json=MATEO).status_code == 201


def test_delete_returns_customer(connect: Connect) -> None:
    client = connect("devdraft", variants=("delete-returns-customer",))
    before = client.get(f"/customers/{INES}").json()

    assert client.delete(f"/customers/{INES}").json() == before

    assert client.get(f"/customers/{INES}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "needed"), [(*row, row[0] in {"POST", "DELETE"}) for row in OPERATIONS]
)
def test_idempotency_required(
    connect: Connect,
    method: str,
    path: str,
    body: Json | None,
    needed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    client = connect("devdraft", variants=("idempotency-required",))

    bare = client.request(method, path, json=body)
    keyed = client.request(method, path, json=body, headers={"idempotency-key": KEY})

    if needed:
        assert (bare.status_code, bare.json()) == (400, bad_request("idempotency-key should not be empty"))
    else:
        assert bare.status_code == 200
    assert keyed.status_code in (200, 201)


def test_labelled_429(connect: Connect) -> None:
    client = connect("devdraft", credential="test_exhausted", variants=("labelled-429",))

    answer = client.get("/customers")

    assert answer.status_code == 429
    assert answer.json() == {
        "statusCode": 429,
        "message": "Rate limit exceeded",
        "error": "Too Many Requests",
    }
    assert int(answer.headers["retry-after"]) >= 0


def test_bearer_v1(connect: Connect) -> None:
    def anonymous(headers: dict[str, str]) -> httpx.Response:
        client = connect("devdraft", credential=None, variants=("bearer-v1",))
        return client.get("/customers", headers=headers)

    full = anonymous({"authorization": "Bearer test_full"})
    basic = connect("devdraft", credential=None, variants=("bearer-v1",)).get(
        "/customers", auth=("test_full", "")
    )
    old = anonymous({"x-client-key": "test_full", "x-client-secret": "test_secret"})
    limited = anonymous({"authorization": "Bearer test_limited"})

    assert full.url.path.endswith("/v1/customers")
    assert (full.status_code, full.json()["total"]) == (200, 150)
    assert (basic.status_code, basic.json()) == (200, full.json())
    assert old.status_code == 401
    assert old.json() == {"error": {"type": "authentication_error", "message": "Invalid API key provided"}}
    assert limited.status_code == 403
    assert limited.json() == {
        "error": {
            "type": "permission_error",
            "message": "This API key does not have permission to perform this action",
        }
    }
