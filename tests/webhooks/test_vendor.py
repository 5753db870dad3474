"""A vendor that ships delivers for real: create the webhook, change a customer, receive and verify."""

from collections.abc import Iterator

import httpx
import pytest
import standardwebhooks
from svix.webhooks import Webhook as SvixWebhook

from mockserver import intercepting, running
from mockserver.runtime.server import Server
from tests.webhooks.receiver import Receiver

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CUSTOMER = {"first_name": "Ines", "last_name": "Okoro", "phone_number": "+15550102244"}


@pytest.fixture(scope="module")
def running_vendor() -> Iterator[Server]:
    with running("devdraft") as server:
        yield server


@pytest.fixture
def server(running_vendor: Server) -> Server:
    running_vendor.reset()
    return running_vendor


def client(server: Server, credential: str = "test_full") -> httpx.Client:
    vendor = server["devdraft"]
    return httpx.Client(base_url=vendor.url, headers=vendor.credentials[credential], trust_env=False)


def subscribe(api: httpx.Client, hook: Receiver, **more: object) -> str:
    made = api.post("/webhooks", json={"name": "mine", "url": hook.url, "signing_secret": SECRET, **more})
    assert made.status_code == 201
    return str(made.json()["id"])


def test_a_created_customer_is_told_to_a_webhook_and_two_verifiers_accept_it(
    server: Server, hook: Receiver
) -> None:
    with client(server) as api:
        subscribe(api, hook)
        made = api.post("/customers", json=CUSTOMER).json()
        customer = api.get(f"/customers/{made['id']}").json()

    server.webhooks.wait()
    [came] = hook.came
    headers = dict(came.headers)
    assert standardwebhooks.Webhook(SECRET).verify(came.body, headers) == came.json
    SvixWebhook(SECRET).verify(came.body, headers)  # raises where it is not so
    assert came.json["type"] == "customer.created"
    assert came.json["data"] == customer


def test_each_change_of_a_customer_is_an_event_in_order(server: Server, hook: Receiver) -> None:
    with client(server) as api:
        subscribe(api, hook)
        customer = api.post("/customers", json=CUSTOMER).json()
        api.patch(f"/customers/{customer['id']}", json={"status": "BLACKLISTED"})
        api.delete(f"/customers/{customer['id']}")

    server.webhooks.wait()
    assert [each.json["type"] for each in hook.came] == [
        "customer.created",
        "customer.updated",
        "customer.deleted",
    ]
    assert hook.came[1].json["data"]["status"] == "BLACKLISTED"
    assert len({each.headers["webhook-id"] for each in hook.came}) == 3


def test_a_webhook_that_is_paused_deleted_or_of_another_tenant_is_told_nothing(
    server: Server, hook: Receiver
) -> None:
    with client(server) as api, client(server, "test_other") as other:
        subscribe(other, hook)
        subscribe(api, hook, isActive=False)
        api.delete(f"/webhooks/{subscribe(api, hook)}")
        api.post("/customers", json=CUSTOMER)

    server.webhooks.wait()
    assert hook.came == []
    assert server.webhooks.deliveries() == []


def test_a_seeded_webhook_is_sent_nothing_and_another_host_is_refused_and_said(
    server: Server, hook: Receiver
) -> None:
    with client(server) as api:
        api.post("/customers", json=CUSTOMER)
        assert server.webhooks.deliveries() == []
        api.post("/webhooks", json={"name": "elsewhere", "url": "https://hooks.shop.example/x"})
        api.post("/customers", json=CUSTOMER | {"phone_number": "+15550102245"})

    server.webhooks.wait()
    [refused] = server.webhooks.deliveries()
    assert (refused.outcome, refused.attempts) == ("refused", [])
    assert "--webhook-allow hooks.shop.example" in refused.problem


def test_a_refused_call_is_no_event(server: Server, hook: Receiver) -> None:
    with client(server) as api:
        subscribe(api, hook)
        assert api.post("/customers", json={"first_name": "Ines"}).status_code == 400

    server.webhooks.wait()
    assert hook.came == []


def test_calls_that_are_intercepted_are_told_of_as_well() -> None:
    came: list[str] = []
    with intercepting("devdraft") as server:
        server.webhooks.on("customer.*", lambda event: came.append(event.name))
        with client(server) as api:
            assert api.post("/customers", json=CUSTOMER).status_code == 201
        server.webhooks.wait()

    assert came == ["customer.created"]
