"""`/__admin/webhooks`: subscriptions, deliveries, delivering again; what the journal tells of them."""

from collections.abc import Iterator

import httpx
import pytest

from mockserver import running
from mockserver.runtime.server import Server
from tests.webhooks.receiver import Receiver, receiver

CUSTOMER = {"first_name": "Ines", "last_name": "Okoro", "phone_number": "+15550102244"}


@pytest.fixture(scope="module")
def running_server() -> Iterator[Server]:
    with running("devdraft", "rotor") as server:
        yield server


@pytest.fixture
def server(running_server: Server) -> Server:
    running_server.reset()
    return running_server


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def admin(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}/__admin", trust_env=False) as client:
        yield client


def create(server: Server) -> None:
    vendor = server["devdraft"]
    headers = vendor.credentials["test_full"]
    assert httpx.post(f"{vendor.url}/customers", json=CUSTOMER, headers=headers, trust_env=False).is_success


def test_a_subscription_is_added_and_told_and_removed(
    server: Server, admin: httpx.Client, hook: Receiver
) -> None:
    made = admin.post("/webhooks", json={"url": hook.url, "events": "customer.*", "secret": "x" * 32})
    create(server)
    found = admin.get("/webhooks/deliveries", params={"wait": 10}).json()

    assert made.status_code == 201
    assert made.json() | {"id": ""} == {"id": "", "url": hook.url, "events": ["customer.*"], "signed": True}
    assert found["meta"] == {"total": 1, "idle": True}
    [delivery] = found["deliveries"]
    assert (delivery["event"], delivery["outcome"], delivery["url"]) == (
        "customer.created",
        "delivered",
        hook.url,
    )
    assert delivery["attempts"][0]["status"] == 200
    assert delivery["body"] == hook.came[0].body.decode()
    assert admin.delete(f"/webhooks/{made.json()['id']}").is_success
    assert admin.get("/webhooks").json()["subscriptions"] == []


def test_the_journal_tells_what_a_request_has_caused(
    server: Server, admin: httpx.Client, hook: Receiver
) -> None:
    hook.statuses = [500]
    admin.post("/webhooks", json={"url": hook.url})
    create(server)
    [delivery] = admin.get("/webhooks/deliveries", params={"wait": 10}).json()["deliveries"]

    entry = admin.get(f"/requests/{delivery['request']}").json()
    assert entry["operation"] == "createCustomer"
    assert entry["deliveries"] == [
        {
            "id": delivery["id"],
            "event": "customer.created",
            "url": hook.url,
            "outcome": "waiting",
            "attempts": 1,
        }
    ]
    assert admin.get("/requests").json()["requests"][0]["deliveries"] == entry["deliveries"]


def test_a_delivery_is_delivered_again(server: Server, admin: httpx.Client, hook: Receiver) -> None:
    hook.statuses = [500, 200]
    admin.post("/webhooks", json={"url": hook.url})
    create(server)
    [delivery] = admin.get("/webhooks/deliveries", params={"wait": 10}).json()["deliveries"]
    again = admin.post(f"/webhooks/deliveries/{delivery['id']}/redeliver")
    admin.get("/webhooks/deliveries", params={"wait": 10})

    assert again.status_code == 202
    found = admin.get(f"/webhooks/deliveries/{delivery['id']}").json()
    assert ([each["status"] for each in found["attempts"]], found["outcome"]) == ([500, 200], "delivered")
    assert admin.get("/webhooks/deliveries", params={"outcome": "failed"}).json()["deliveries"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("POST", "/webhooks", {"url": "http://hooks.example/"}, 400, "--webhook-allow hooks.example"),
        ("POST", "/webhooks", {"url": "http://127.0.0.1/", "events": ["customer.make"]}, 400, "no event"),
        ("POST", "/webhooks", {"url": "http://127.0.0.1/", "events": 1}, 400, "list of names"),
        ("POST", "/webhooks", {"url": "http://127.0.0.1/", "vendor": "rotor"}, 400, "no events"),
        ("POST", "/webhooks", {"url": 7}, 400, "url is a text"),
        ("GET", "/webhooks/77", None, 404, "no subscription '77'"),
        ("GET", "/webhooks/deliveries/77", None, 404, "no delivery '77'"),
        ("POST", "/webhooks/deliveries/77/redeliver", None, 404, "no delivery '77'"),
        ("GET", "/webhooks/deliveries?outcome=fine", None, 400, "there is no 'fine'"),
    ],
)
def test_what_makes_no_sense_is_refused_and_says_why(
    admin: httpx.Client, method: str, path: str, body: object, status: int, told: str
) -> None:
    reply = admin.request(method, path, json=body)

    assert reply.status_code == status
    assert told in reply.json()["detail"]
