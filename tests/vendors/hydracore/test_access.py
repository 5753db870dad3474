"""Who may do what with HydraCore, and how often."""

import httpx
import pytest

from mockserver.runtime.live import Server
from tests.vendors.hydracore.facts import (
    CHECKOUT,
    CLONE,
    DELTA,
    NEW_INSTANCE,
    NEW_PROVISION,
    NOBODY,
    OTHERS,
    SAMPLE,
    Connect,
    Json,
    _all,
    _ids,
    _page,
)

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
