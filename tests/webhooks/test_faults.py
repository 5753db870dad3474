"""Deliveries that are lost, duplicated or shuffled on purpose; changes that time brings; the hooks of real servers."""

from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from mockserver.errors import UsageError
from mockserver.runtime.server import Server
from tests.builders import serving
from tests.webhooks.receiver import Receiver
from tests.webhooks.shop import ask

PAYMENTS = """
x-mock:
  resources: {payments: {}}
  events: {payment.done: {resource: payments, on: updated, when: {status: done}}}
paths:
  /payments:
    post:
      operationId: pay
      x-mock:
        behaviour: create
        resource: payments
        transitions: [{after: 5s, set: {status: done}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {type: object}}}}}
"""


def orders(server: Server, hook: Receiver, **fault: Any) -> list[str]:
    """The orders that were told, of four that were placed."""
    server.faults.add(**fault)
    server.webhooks.subscribe(hook.url, "order.placed")
    for number in range(4):
        ask(server, "POST", "/orders", {"id": str(number)})
    server.webhooks.wait()
    return [each.json["order"]["id"] for each in hook.came]


def test_deliveries_are_lost(server: Server, hook: Receiver) -> None:
    assert orders(server, hook, event="order.placed", delivery="lost", times=2) == ["2", "3"]
    assert [each.outcome for each in server.webhooks] == ["lost", "lost", "delivered", "delivered"]


def test_deliveries_are_duplicated_under_the_same_id(server: Server, hook: Receiver) -> None:
    assert orders(server, hook, delivery="duplicated", times=1) == ["0", "0", "1", "2", "3"]
    assert hook.came[0].headers["x-event-id"] == hook.came[1].headers["x-event-id"]


def test_deliveries_are_shuffled_and_none_is_lost(server: Server, hook: Receiver) -> None:
    assert orders(server, hook, vendor="acme", delivery="shuffled") == ["1", "0", "3", "2"]


def test_a_shuffled_delivery_that_nothing_overtakes_comes_all_the_same(
    server: Server, hook: Receiver
) -> None:
    assert orders(server, hook, delivery="shuffled", times=1) == ["1", "0", "2", "3"]
    ask(server, "POST", "/orders", {"id": "9"})
    server.webhooks.wait()
    assert hook.came[-1].json["order"]["id"] == "9"


def test_a_fault_of_deliveries_leaves_calls_alone(server: Server, hook: Receiver) -> None:
    fault = server.faults.add(delivery="lost")
    ask(server, "POST", "/orders", {"id": "1"})

    assert server.faults.hits(fault) == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"event": "order.placed"}, "say what becomes"),
        ({"event": "order.placid", "delivery": "lost"}, "did you mean 'order.placed'"),
        ({"delivery": "gone"}, "there is no 'gone'"),
        ({"delivery": "lost", "status": 500}, "status: a fault of deliveries has"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(server: Server, given: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        server.faults.add(**given)


def test_who_waits_does_so_for_what_the_time_is_bringing(tmp_path: Path, hook: Receiver) -> None:
    begun, go = Event(), Event()

    def look(_: object) -> None:
        begun.set()
        go.wait(20)

    with serving(PAYMENTS, tmp_path) as server:
        server.clock.freeze()
        server.webhooks.subscribe(hook.url)
        httpx.post(server["acme"].url + "/payments", json={"id": "1"}, trust_env=False)
        server.app.vendors["acme"].namespaces.later.listeners.insert(0, look)
        server.clock.advance(5)
        assert begun.wait(20)
        assert not server.webhooks.is_idle()
        go.set()
        server.webhooks.wait()

        assert len(hook.came) == 1


def test_what_the_time_brings_is_told_without_a_call(tmp_path: Path, hook: Receiver) -> None:
    with serving(PAYMENTS, tmp_path) as server:
        server.clock.freeze()
        server.webhooks.subscribe(hook.url)
        assert httpx.post(server["acme"].url + "/payments", json={"id": "1"}, trust_env=False).is_success
        server.webhooks.wait()
        assert hook.came == []
        server.clock.advance(5)
        server.webhooks.wait()

        assert [each.json["data"] for each in hook.came] == [{"id": "1", "status": "done"}]
