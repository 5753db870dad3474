"""HydraCore, by its fact sheet: what other pages of the vendor say, and what was adopted where none does."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.runtime.live import Server

Connect = Callable[..., httpx.Client]
ServerOf = Callable[..., Server]
Json = dict[str, Any]

DELTA = "7c5f3d21-94b6-4b52-8a0e-2d1b9d4f6a70"
SAMPLE = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
STEVE = "22f9e5e1-5129-4cc7-9d8d-1248b092e05b"
IQM = "160c0c4b-9966-4dc1-a916-8407eb10d74e"
BARE = "9b1d4e70-3a65-4c82-8f9e-0d7c6b5a4f31"
OTHERS = "5d8e2a47-1c9f-4b36-a0d5-7f6e4c3b2a19"
STARTER = "e95435a2-aad1-40af-8dd9-c7935a7100fe"
NOBODY = "00000000-0000-4000-8000-000000000000"
TWINS = [
    "1a6f0b83-5c27-4e94-8d1a-3b9e7f4c2d60",
    "84c0e5b9-2f7d-4163-b8a4-9e6d1c3f5a72",
    "f8d27c46-0e91-4a3b-9c75-6d5a4b3e2f10",
]
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")

NEW_INSTANCE: Json = {"region_id": "eu-central", "tier_id": STARTER}
NEW_PROVISION: Json = {**NEW_INSTANCE, "preset_id": "personal_assistant"}
CHECKOUT: Json = {"customer_id": DELTA, "product_tier_id": STARTER}
CLONE: Json = {"company_name": "New", "source_customer_id": STEVE}
OPERATIONS: list[tuple[str, str, Json | None]] = [
    ("GET", "/v1/customers", None),
    ("POST", "/v1/customers", {}),
    ("GET", f"/v1/customers/{DELTA}", None),
    ("POST", f"/v1/customers/{DELTA}/clone", CLONE),
    ("GET", "/v1/instances", None),
    ("POST", "/v1/instances", NEW_INSTANCE),
    ("GET", "/v1/billing/tier-pricing", None),
    ("POST", "/v1/billing/checkout-session", CHECKOUT),
    ("GET", "/v1/mcp/api-key-context", None),
    ("POST", "/v2/provision", NEW_PROVISION),
    ("GET", f"/v2/provision/{SAMPLE}/status", None),
]
SUCCESS = {("POST", "/v1/customers"): 201, ("POST", f"/v1/customers/{DELTA}/clone"): 201}

over_all_operations = pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    return connect("hydracore")


@pytest.fixture
def stopped(server_of: ServerOf) -> Iterator[Server]:
    """The server with its clock standing still at noon."""
    server = server_of("hydracore")
    server.clock.freeze(datetime(2026, 10, 1, 12, 0, tzinfo=UTC))
    yield server
    server.reset()


def _page(client: httpx.Client, **params: Any) -> Json:
    reply = client.get("/v1/customers", params=params)
    assert reply.status_code == 200, reply.text
    page: Json = reply.json()
    return page


def _all(client: httpx.Client, **params: Any) -> list[Json]:
    """The customers of every page, by walking."""
    rows, number = [], 1
    while True:
        page = _page(client, page=number, per_page=100, **params)
        rows += page["customers"]
        if number >= page["total_pages"]:
            return rows
        number += 1


def _ids(rows: list[Json]) -> list[str]:
    return [row["id"] for row in rows]


def _details(reply: httpx.Response) -> list[Json]:
    assert reply.status_code == 422, reply.text
    detail: list[Json] = sorted(reply.json()["detail"], key=lambda problem: str(problem["loc"]))
    return detail


# Pages


@pytest.mark.parametrize("per_page", [1, 7, 20, 50, 100])
def test_a_walk_sees_every_customer_once(client: httpx.Client, per_page: int) -> None:
    pages = -(-150 // per_page)

    walked = [_page(client, page=number, per_page=per_page) for number in range(1, pages + 1)]

    ids = [row["id"] for page in walked for row in page["customers"]]
    assert len(ids) == len(set(ids)) == 150
    assert {page["total_pages"] for page in walked} == {pages}
    assert {page["total"] for page in walked} == {150}
    assert [page["page"] for page in walked] == list(range(1, pages + 1))
    assert {len(page["customers"]) for page in walked[:-1]} <= {per_page}


@pytest.mark.parametrize("number", [9, 1000, 2**31, 10**20])
def test_a_page_past_the_end_is_empty_and_echoed(client: httpx.Client, number: int) -> None:
    assert _page(client, page=number) == {
        "customers": [],
        "page": number,
        "per_page": 20,
        "total": 150,
        "total_pages": 8,
    }


@pytest.mark.parametrize(("variants", "pages"), [((), 0), (("least-one-page",), 1)])
def test_an_empty_list_has_no_page_or_one(connect: Connect, variants: tuple[str, ...], pages: int) -> None:
    client = connect("hydracore", variants=variants)

    assert _page(client, search="no such address") == {
        "customers": [],
        "page": 1,
        "per_page": 20,
        "total": 0,
        "total_pages": pages,
    }
    assert _page(client)["total_pages"] == 8


# Search


@pytest.mark.parametrize(
    ("search", "emails"),
    [
        ("lena@delta.example", ["lena@delta.example"]),
        ("LENA@Delta", ["lena@delta.example"]),
        ("ops@iqm.example", ["Ops@IQM.example"]),
        ("TWINPIPES", ["third@twinpipes.example", "first@twinpipes.example", "Second@TwinPipes.example"]),
        ("o'neil+100%_billing", ["o'neil+100%_billing@rohr.example"]),
        ("%_", ["o'neil+100%_billing@rohr.example"]),
        ("lena_delta", []),
        ("Delta Plumbing", []),
        (DELTA, []),
    ],
)
def test_search_looks_for_a_part_of_the_email_in_any_case(
    client: httpx.Client, search: str, emails: list[str]
) -> None:
    page = _page(client, search=search)

    assert sorted(row["email"] for row in page["customers"]) == sorted(emails)
    assert page["total"] == len(emails)


def test_search_narrows_the_total_and_the_pages(client: httpx.Client) -> None:
    expected = [row for row in _all(client) if "plumbing" in (row["email"] or "").lower()]

    page = _page(client, search="Plumbing", per_page=2)

    assert len(expected) > 2
    assert page["total"] == len(expected)
    assert page["total_pages"] == -(-len(expected) // 2)
    assert page["customers"] == expected[:2]


# Order


@pytest.mark.parametrize("field", ["created_at", "email", "company_name"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_customers_are_sorted_with_the_id_as_tie_break_and_nulls_last(
    client: httpx.Client, field: str, direction: str
) -> None:
    down = direction == "desc"
    everyone = _all(client)
    known = sorted(
        (row for row in everyone if row[field] is not None),
        key=lambda row: (row[field], row["id"]),
        reverse=down,
    )
    unknown = sorted((row for row in everyone if row[field] is None), key=lambda row: row["id"], reverse=down)

    assert _ids(_all(client, sort_by=field, sort_dir=direction)) == _ids([*known, *unknown])
    assert field == "created_at" or unknown


@pytest.mark.parametrize(("direction", "expected"), [("asc", TWINS), ("desc", TWINS[::-1])])
@pytest.mark.parametrize("field", ["created_at", "company_name"])
def test_rows_that_are_alike_are_ordered_by_id(
    client: httpx.Client, field: str, direction: str, expected: list[str]
) -> None:
    assert _ids(_all(client, search="twinpipes", sort_by=field, sort_dir=direction)) == expected


@pytest.mark.parametrize(
    ("params", "same_as"),
    [
        ({"sort_by": "industry"}, {}),
        ({"sort_by": "instance_count"}, {}),
        ({"sort_by": ""}, {}),
        ({"sort_by": "nonsense", "sort_dir": "asc"}, {"sort_dir": "asc"}),
        ({"sort_dir": "up"}, {}),
        ({"sort_dir": "ASC"}, {}),
        ({"sort_by": "email", "sort_dir": "sideways"}, {"sort_by": "email", "sort_dir": "desc"}),
    ],
)
def test_unknown_orders_fall_back(client: httpx.Client, params: Json, same_as: Json) -> None:
    assert _page(client, **params) == _page(client, **same_as)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"sort_by": "industry"}, ("sort_by", "Input should be 'created_at', 'email' or 'company_name'")),
        ({"sort_dir": "up"}, ("sort_dir", "Input should be 'asc' or 'desc'")),
    ],
)
def test_unknown_orders_are_refused_by_strict_sort(
    connect: Connect, params: Json, expected: tuple[str, str]
) -> None:
    client = connect("hydracore", variants=("strict-sort",))

    refused = client.get("/v1/customers", params=params)

    name, message = expected
    assert _details(refused) == [{"loc": ["query", name], "msg": message, "type": "literal_error"}]
    assert _page(client, sort_by="email", sort_dir="asc")["total"] == 150


# Rows


def test_the_worked_example_of_the_list(client: httpx.Client) -> None:
    assert _page(client, search="lena@delta.example") == {
        "customers": [
            {
                "active_subscription_count": 1,
                "company_name": "Delta Plumbing",
                "country_code": "DE",
                "created_at": "2026-03-04T08:30:00Z",
                "currency": "EUR",
                "email": "lena@delta.example",
                "id": DELTA,
                "instance_count": 2,
                "latest_subscription_status": "active",
                "running_instance_count": 1,
                "subscription_count": 1,
                "timezone": "Europe/Berlin",
            }
        ],
        "page": 1,
        "per_page": 20,
        "total": 1,
        "total_pages": 1,
    }


def test_counts_agree_with_the_related_rows(client: httpx.Client) -> None:
    for row in _all(client)[::10]:
        detail = client.get(f"/v1/customers/{row['id']}").json()
        statuses = [subscription["status"] for subscription in detail["subscriptions"]]
        running = [instance for instance in detail["instances"] if instance["status"] == "running"]
        assert row["instance_count"] == len(detail["instances"])
        assert row["running_instance_count"] == len(running) <= row["instance_count"]
        assert row["subscription_count"] == len(statuses)
        assert row["active_subscription_count"] == statuses.count("active") <= row["subscription_count"]
        assert row["latest_subscription_status"] == (statuses[0] if statuses else None)


def test_the_instances_of_all_customers_are_those_of_the_list(client: httpx.Client) -> None:
    everything = client.get("/v1/instances").json()["instances"]
    counted = sum(row["instance_count"] for row in _all(client))

    assert counted + 1 == len(everything)  # one was provisioned without a customer
    assert _ids([row for row in everything if row["customer_email"] == "lena@delta.example"]) == _ids(
        client.get(f"/v1/customers/{DELTA}").json()["instances"]
    )


def test_the_latest_subscription_is_the_newest_and_not_the_active_one(client: httpx.Client) -> None:
    steve = client.get(f"/v1/customers/{STEVE}").json()

    assert [subscription["status"] for subscription in steve["subscriptions"]] == [
        "past_due",
        "active",
        "canceled",
    ]
    assert steve["latest_subscription_status"] == "past_due"
    assert (steve["subscription_count"], steve["active_subscription_count"]) == (3, 1)
    assert set(steve["subscriptions"][0]) == {"id", "status", "product_tier_id", "created_at"}


def test_a_customer_without_anything_has_nulls_and_zeros(client: httpx.Client) -> None:
    bare = client.get(f"/v1/customers/{BARE}").json()

    nulls = {name for name, value in bare.items() if value is None}
    assert nulls == {
        "company_name",
        "country_code",
        "currency",
        "email",
        "latest_subscription_status",
        "locale",
        "stripe_customer_id",
        "timezone",
    }
    assert (bare["instance_count"], bare["running_instance_count"], bare["subscription_count"]) == (1, 0, 0)


# Creation


def test_a_created_customer_is_found_everywhere(client: httpx.Client, stopped: Server) -> None:
    fields = {
        "company_name": "Żółw Instalacje 🐢",
        "country_code": "PL",
        "currency": "PLN",
        "email": "ola@zolw.example",
        "locale": "pl-PL",
        "timezone": "Europe/Warsaw",
    }

    created = client.post("/v1/customers", json={**fields, "industry": "plumbing"})

    assert created.status_code == 201
    new = created.json()
    assert UUID.match(new["id"])
    assert new == {
        "company_name": fields["company_name"],
        "created_at": "2026-10-01T12:00:00Z",
        "email": "ola@zolw.example",
        "id": new["id"],
    }
    detail = client.get(f"/v1/customers/{new['id']}").json()
    assert {name: detail[name] for name in fields} == fields
    assert "industry" not in detail
    assert (detail["created_at"], detail["updated_at"]) == ("2026-10-01T12:00:00Z", "2026-10-01T12:00:00Z")
    assert (detail["instances"], detail["subscriptions"]) == ([], [])
    page = _page(client)
    assert page["total"] == 151
    assert page["customers"][0]["id"] == new["id"]
    assert _ids(_all(client, search="OLA@")) == [new["id"]]


def test_what_a_customer_is_created_with_cannot_set_what_the_server_sets(client: httpx.Client) -> None:
    created = client.post(
        "/v1/customers",
        json={
            "id": NOBODY,
            "created_at": "1999-01-01T00:00:00Z",
            "instance_count": 9,
            "stripe_customer_id": "x",
        },
    )

    assert created.status_code == 201
    assert created.json()["id"] != NOBODY
    assert not created.json()["created_at"].startswith("1999")
    detail = client.get(f"/v1/customers/{created.json()['id']}").json()
    assert (detail["instance_count"], detail["stripe_customer_id"]) == (0, None)


@pytest.mark.parametrize("body", [{}, {"company_name": "No email"}, {"email": None}])
def test_customers_without_email_do_not_collide(client: httpx.Client, body: Json) -> None:
    first, second = (client.post("/v1/customers", json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert _page(client)["total"] == 152


@pytest.mark.parametrize(("variants", "status"), [((), 409), (("duplicate-400",), 400)])
def test_a_duplicate_email_is_refused_within_the_tenant(
    connect: Connect, variants: tuple[str, ...], status: int
) -> None:
    client = connect("hydracore", variants=variants)
    other = connect("hydracore", credential="test_other", variants=variants)
    body = {"company_name": "Twice", "email": "twice@example.com"}

    replies = [client.post("/v1/customers", json=body) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [201, status]
    assert replies[1].json() == {"detail": "Customer with this email already exists"}
    assert _page(client)["total"] == 151
    assert other.post("/v1/customers", json=body).status_code == 201


def test_created_200(connect: Connect) -> None:
    client = connect("hydracore", variants=("created-200",))

    created = client.post("/v1/customers", json={"company_name": "A"})
    cloned = client.post(f"/v1/customers/{DELTA}/clone", json=CLONE)

    assert (created.status_code, cloned.status_code) == (200, 200)
    assert set(created.json()) == set(cloned.json()) == {"company_name", "created_at", "email", "id"}
    assert _page(client)["total"] == 152


# Clones


def test_the_body_names_the_source_of_a_clone(client: httpx.Client) -> None:
    cloned = client.post(
        f"/v1/customers/{STEVE}/clone",
        json={"company_name": "Nordlicht Sanitär", "source_customer_id": DELTA, "clone_rules": False},
    )

    assert cloned.status_code == 201
    assert (cloned.json()["company_name"], cloned.json()["email"]) == ("Nordlicht Sanitär", None)
    new = client.get(f"/v1/customers/{cloned.json()['id']}").json()
    assert (new["country_code"], new["currency"], new["timezone"]) == ("DE", "EUR", "Europe/Berlin")
    assert (new["instances"], new["subscriptions"], new["stripe_customer_id"]) == ([], [], None)
    assert new["created_at"] != "2026-03-04T08:30:00Z"


def test_a_clone_can_be_cloned(client: httpx.Client) -> None:
    first = client.post(f"/v1/customers/{IQM}/clone", json={**CLONE, "source_customer_id": IQM}).json()["id"]

    second = client.post(f"/v1/customers/{first}/clone", json={**CLONE, "source_customer_id": first})

    assert second.status_code == 201
    assert client.get(f"/v1/customers/{second.json()['id']}").json()["timezone"] == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("path", "source"), [(NOBODY, STEVE), (STEVE, NOBODY), (OTHERS, STEVE), (STEVE, OTHERS)]
)
def test_both_customers_of_a_clone_must_exist_in_the_tenant(
    client: httpx.Client, path: str, source: str
) -> None:
    refused = client.post(f"/v1/customers/{path}/clone", json={**CLONE, "source_customer_id": source})

    assert (refused.status_code, refused.json()) == (404, {"detail": "Customer not found"})
    assert _page(client)["total"] == 150


# Instances


def test_an_instance_in_the_list(client: httpx.Client) -> None:
    instances = client.get("/v1/instances").json()["instances"]

    (empfang,) = [row for row in instances if row["id"] == SAMPLE]
    assert empfang == {
        "agent_name": "Empfang",
        "created_at": "2026-03-04T08:45:00Z",
        "customer_email": "lena@delta.example",
        "hostname": "delta-empfang.eu-central.hydracore.example",
        "id": SAMPLE,
        "ip_address": "203.0.113.11",
        "preset_id": "personal_assistant",
        "product_tier_name": "Starter",
        "provider": "hetzner",
        "region_id": "eu-central",
        "runtime_type": "expressclaw",
        "status": "running",
        "workload_type": "agent",
    }
    assert len(instances) == 168


def test_a_created_instance_is_counted(client: httpx.Client) -> None:
    before = _page(client, search="lena@delta.example")["customers"][0]

    created = client.post(
        "/v1/instances", json={**NEW_INSTANCE, "customer_id": DELTA, "workflow_slugs": ["take-message"]}
    )

    assert created.status_code == 200
    assert set(created.json()) == {"idempotency_key", "instance_id", "message", "task_id"}
    assert created.json()["task_id"] != created.json()["instance_id"]
    after = _page(client, search="lena@delta.example")["customers"][0]
    assert after == {**before, "instance_count": before["instance_count"] + 1}
    instances = client.get("/v1/instances").json()["instances"]
    (new,) = [row for row in instances if row["id"] == created.json()["instance_id"]]
    assert len(instances) == 169
    assert new["customer_email"] == "lena@delta.example"
    assert new["product_tier_name"] == "Starter"
    assert new["preset_id"] == "personal_assistant"
    assert (new["runtime_type"], new["workload_type"]) == ("expressclaw", "agent")
    assert (new["status"], new["hostname"], new["ip_address"]) == ("provisioning", None, None)


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("/v1/instances", {**NEW_INSTANCE, "tier_id": NOBODY}, "Product tier not found"),
        ("/v1/instances", {**NEW_INSTANCE, "tier_id": "gold"}, "Product tier not found"),
        ("/v1/instances", {**NEW_INSTANCE, "customer_id": NOBODY}, "Customer not found"),
        ("/v1/instances", {**NEW_INSTANCE, "customer_id": OTHERS}, "Customer not found"),
        ("/v2/provision", {**NEW_PROVISION, "tier_id": NOBODY}, "Product tier not found"),
        ("/v1/billing/checkout-session", {**CHECKOUT, "customer_id": OTHERS}, "Customer not found"),
        ("/v1/billing/checkout-session", {**CHECKOUT, "product_tier_id": NOBODY}, "Product tier not found"),
    ],
)
def test_what_a_body_refers_to_must_exist(client: httpx.Client, path: str, body: Json, detail: str) -> None:
    refused = client.post(path, json=body)

    assert (refused.status_code, refused.json()) == (404, {"detail": detail})
    assert len(client.get("/v1/instances").json()["instances"]) == 168


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/instances", NEW_INSTANCE), ("/v2/provision", NEW_PROVISION)]
)
def test_an_idempotency_key_in_the_body_replays_the_first_answer(
    client: httpx.Client, path: str, body: Json
) -> None:
    first, again = (client.post(path, json={**body, "idempotency_key": "order-1"}) for _ in range(2))
    mismatch = client.post(path, json={**body, "idempotency_key": "order-1", "region_id": "us-east"})
    fresh = client.post(path, json={**body, "idempotency_key": "order-2"})

    assert first.status_code == again.status_code == fresh.status_code == 200
    assert first.json()["idempotency_key"] == "order-1"
    assert again.json() == first.json()
    assert fresh.json()["instance_id"] != first.json()["instance_id"]
    assert (mismatch.status_code, mismatch.json()) == (
        409,
        {"detail": "Idempotency key was used with a different request"},
    )
    assert len(client.get("/v1/instances").json()["instances"]) == 170


def test_without_an_idempotency_key_each_request_makes_an_instance(client: httpx.Client) -> None:
    first, second = (client.post("/v1/instances", json=NEW_INSTANCE).json() for _ in range(2))

    assert first["instance_id"] != second["instance_id"]
    assert first["idempotency_key"] != second["idempotency_key"]


def test_an_idempotency_key_is_the_tenants_own(connect: Connect) -> None:
    tiers = {"test_full": STARTER, "test_other": "6a3e9d17-4c82-4f50-8b6d-1e7f5c2a9038"}

    made = {
        connect("hydracore", credential=name)
        .post("/v1/instances", json={"region_id": "eu", "tier_id": tier, "idempotency_key": "same"})
        .json()["instance_id"]
        for name, tier in tiers.items()
    }

    assert len(made) == 2


def test_a_provisioned_instance_has_a_status(client: httpx.Client, stopped: Server) -> None:
    made = client.post(
        "/v2/provision", json={**NEW_PROVISION, "display_name": "Front desk", "end_user_id": "u1"}
    )

    assert made.status_code == 200
    assert set(made.json()) == {"idempotency_key", "instance_id", "message", "status", "task_id"}
    assert made.json()["status"] == "provisioning"
    where = made.json()["instance_id"]
    assert client.get(f"/v2/provision/{where}/status").json() == {
        "created_at": "2026-10-01T12:00:00Z",
        "hostname": None,
        "instance_id": where,
        "ip_address": None,
        "status": "provisioning",
    }
    (row,) = [row for row in client.get("/v1/instances").json()["instances"] if row["id"] == where]
    assert (row["agent_name"], row["customer_email"]) == ("Front desk", None)


def test_the_status_of_an_instance(client: httpx.Client) -> None:
    assert client.get(f"/v2/provision/{SAMPLE}/status").json() == {
        "created_at": "2026-03-04T08:45:00Z",
        "hostname": "delta-empfang.eu-central.hydracore.example",
        "instance_id": SAMPLE,
        "ip_address": "203.0.113.11",
        "status": "running",
    }
    unknown = client.get(f"/v2/provision/{NOBODY}/status")
    assert (unknown.status_code, unknown.json()) == (404, {"detail": "Instance not found"})


# Billing and keys


def test_tier_pricing_is_whole_and_counted(connect: Connect) -> None:
    ours = connect("hydracore").get("/v1/billing/tier-pricing").json()
    theirs = connect("hydracore", credential="test_other").get("/v1/billing/tier-pricing").json()

    assert (ours["total"], len(ours["pricing"])) == (6, 6)
    assert (theirs["total"], len(theirs["pricing"])) == (2, 2)
    (month,) = [price for price in ours["pricing"] if price["stripe_price_id"] == "price_starter_month"]
    assert month == {
        "billing_interval": "month",
        "created_at": "2023-02-01T09:00:00Z",
        "currency": "EUR",
        "customer_price_cents": 4900,
        "id": "8a1f5d03-6b7c-4e29-9d84-2c3b1a0f7e65",
        "is_active": True,
        "platform_fee_percent": "10.00",
        "product_name": "Agent Hosting",
        "product_tier_id": STARTER,
        "stripe_price_id": "price_starter_month",
        "tier_name": "Starter",
        "updated_at": "2025-06-30T12:00:00Z",
    }


def test_a_checkout_session_is_that_of_the_customer(client: httpx.Client) -> None:
    session = client.post(
        "/v1/billing/checkout-session", json={**CHECKOUT, "success_url": "https://a.example"}
    )

    assert session.status_code == 200
    body = session.json()
    assert set(body) == {"checkout_url", "session_id", "stripe_customer_id"}
    assert body["session_id"] in body["checkout_url"]
    detail = client.get(f"/v1/customers/{DELTA}").json()
    assert body["stripe_customer_id"] == detail["stripe_customer_id"]
    assert detail["subscription_count"] == 1  # not before the customer has paid


def test_the_key_context_describes_the_calling_key(connect: Connect) -> None:
    full, limited = (
        connect("hydracore", credential=name).get("/v1/mcp/api-key-context").json()
        for name in ("test_full", "test_limited")
    )

    assert full == {
        "api_key_id": "d2c1b0a9-8f7e-4d6c-9b5a-4f3e2d1c0b9a",
        "customer_id": None,
        "hash_version": "v2",
        "needs_reissue": False,
        "rate_limit_per_hour": 1000,
        "rate_limit_per_minute": 60,
        "scopes": [
            "customers:read",
            "customers:write",
            "instances:read",
            "instances:write",
            "billing:read",
            "billing:write",
        ],
        "tenant_id": "34f5c98e-f430-457b-a812-92637d0c6fd0",
        "user_id": "6d5c4b3a-2f1e-4d0c-8b9a-7f6e5d4c3b2a",
    }
    assert (limited["customer_id"], limited["needs_reissue"]) == (DELTA, True)
    assert limited["scopes"] == ["customers:read", "customers:write"]


# Who may


@over_all_operations
def test_every_operation_works_with_a_key(
    client: httpx.Client, method: str, path: str, body: Json | None
) -> None:
    reply = client.request(method, path, json=body)

    assert reply.status_code == SUCCESS.get((method, path), 200), reply.text


@over_all_operations
def test_no_operation_works_without_a_credential(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    for headers in ({}, {"X-Api-Key": "hc_live_0"}, {"Authorization": "Bearer a.b.c"}, {"X-Api-Key": ""}):
        refused = connect("hydracore", credential=None).request(method, path, json=body, headers=headers)

        assert (refused.status_code, refused.json()) == (401, {"detail": "Not authenticated"}), headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/customers", 200),
        ("/v1/instances", 200),
        ("/v1/billing/tier-pricing", 200),
        ("/v1/mcp/api-key-context", 401),
        (f"/v2/provision/{SAMPLE}/status", 401),
    ],
)
def test_where_a_bearer_token_is_accepted(connect: Connect, path: str, status: int) -> None:
    client = connect("hydracore", credential=None)

    assert client.get(path, headers={"Authorization": "Bearer test_full"}).status_code == status
    assert client.get(path, headers={"X-Api-Key": "test_full"}).status_code == 200


@pytest.mark.parametrize(
    ("variant", "by_key", "by_token"), [("bearer-only", 401, 200), ("key-only", 200, 401)]
)
def test_one_way_to_authenticate(connect: Connect, variant: str, by_key: int, by_token: int) -> None:
    client = connect("hydracore", credential=None, variants=(variant,))

    key = client.get("/v1/customers", headers={"X-Api-Key": "test_full"})
    token = client.get("/v1/customers", headers={"Authorization": "Bearer test_full"})
    context = client.get("/v1/mcp/api-key-context", headers={"X-Api-Key": "test_full"})

    assert (key.status_code, token.status_code, context.status_code) == (by_key, by_token, 200)


@over_all_operations
def test_what_a_limited_key_may_not(connect: Connect, method: str, path: str, body: Json | None) -> None:
    resource = "billing" if "billing" in path else "instances"
    verb = "read" if method == "GET" else "write"
    admins = path.startswith("/v1/customers")
    expected = "Admin access required" if admins else f"Missing required scope: {resource}:{verb}"

    reply = connect("hydracore", credential="test_limited").request(method, path, json=body)

    if "api-key-context" in path:
        assert reply.status_code == 200
    else:
        assert (reply.status_code, reply.json()) == (403, {"detail": expected})


@pytest.mark.parametrize("path", ["/v1/customers/{}", "/v2/provision/{}/status"])
def test_another_tenants_rows_are_unknown(connect: Connect, path: str) -> None:
    theirs = connect("hydracore", credential="test_other")
    ours = {"/v1/customers/{}": DELTA, "/v2/provision/{}/status": SAMPLE}[path]

    foreign, unknown = theirs.get(path.format(ours)), theirs.get(path.format(NOBODY))

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()


def test_a_tenant_has_rows_of_its_own(connect: Connect) -> None:
    ours, theirs = connect("hydracore"), connect("hydracore", credential="test_other")

    assert len(_all(theirs)) == _page(theirs)["total"] == 23
    assert not {*_ids(_all(ours))} & {*_ids(_all(theirs))}
    assert _ids(_all(theirs, search="lena@delta.example")) == [OTHERS]
    assert theirs.post("/v1/customers", json={}).status_code == 201
    assert (_page(ours)["total"], _page(theirs)["total"]) == (150, 24)


# Errors


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


# Limits


@over_all_operations
def test_an_exhausted_key_is_refused_everywhere(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    refused = connect("hydracore", credential="test_exhausted").request(method, path, json=body)

    assert (refused.status_code, refused.json()) == (429, {"detail": "Rate limit exceeded"})
    assert int(refused.headers["retry-after"]) >= 0
    assert not [name for name in refused.headers if "ratelimit" in name]


def test_a_key_has_sixty_requests_a_minute(connect: Connect, stopped: Server) -> None:
    client = connect("hydracore", credential="test_metered")

    statuses = [client.get("/v1/instances").status_code for _ in range(60)]
    refused = client.get("/v1/customers")
    stopped.clock.advance(59)
    still = client.get("/v1/customers")
    stopped.clock.advance(1)
    again = client.get("/v1/customers")

    assert statuses == [200] * 60
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert (still.status_code, still.headers["retry-after"]) == (429, "1")
    assert again.status_code == 200


def test_a_key_has_a_thousand_requests_an_hour(connect: Connect, stopped: Server) -> None:
    client = connect("hydracore", credential="test_metered")
    statuses = []

    for _ in range(20):
        statuses += [client.get("/v1/mcp/api-key-context").status_code for _ in range(50)]
        stopped.clock.advance(60)
    refused = client.get("/v1/mcp/api-key-context")
    stopped.clock.advance(40 * 60)

    assert statuses == [200] * 1000
    assert (refused.status_code, refused.headers["retry-after"]) == (429, str(40 * 60))
    assert client.get("/v1/mcp/api-key-context").status_code == 200


def test_a_key_has_five_provisions_in_five_minutes(connect: Connect, stopped: Server) -> None:
    client = connect("hydracore", credential="test_metered")

    statuses = [client.post("/v2/provision", json=NEW_PROVISION).status_code for _ in range(6)]
    elsewhere = client.post("/v1/instances", json=NEW_INSTANCE).status_code
    stopped.clock.advance(300)
    later = client.post("/v2/provision", json=NEW_PROVISION).status_code

    assert statuses == [200] * 5 + [429]
    assert (elsewhere, later) == (200, 200)
    assert len(client.get("/v1/instances").json()["instances"]) == 168 + 7


def test_a_full_key_is_not_limited(client: httpx.Client) -> None:
    assert {client.get("/v1/customers?per_page=1").status_code for _ in range(70)} == {200}
