"""Deliveries that lead back to the server that sends them: they come to an end, and command nothing."""

from pathlib import Path

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.builders import serving
from tests.webhooks.shop import ask

LATER = """
x-mock:
  resources: {orders: {on_create: {status: open}}}
  events: {order.done: {resource: orders, on: updated, to: $row.callback, payload: {callback: $row.callback}}}
paths:
  /orders:
    post:
      x-mock: {behaviour: create, resource: orders, transitions: [{after: 1s, set: {status: done}}]}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {type: object}}}}}
"""


def outcomes(server: Server) -> list[str]:
    return [each.outcome for each in server.webhooks]


def test_events_that_cause_one_another_come_to_an_end(server: Server) -> None:
    """One request was followed by another delivery for as long as the server ran."""
    ask(server, "POST", "/hooks", {"id": "own", "url": server["acme"].url + "/orders"})
    ask(server, "POST", "/orders", {"id": "first"})
    server.webhooks.wait()

    assert outcomes(server) == ["delivered"] * 5 + ["refused"]
    assert "5 deliveries led to it" in [*server.webhooks][-1].problem


def test_events_that_cause_one_another_by_the_clock_come_to_an_end(tmp_path: Path) -> None:
    with serving(LATER, tmp_path) as server:
        server.clock.freeze()
        ask(server, "POST", "/orders", {"callback": server["acme"].url + "/orders"})
        for _ in range(8):
            server.clock.advance(1)
            server.webhooks.wait()

        assert outcomes(server) == ["delivered"] * 5 + ["refused"]


@pytest.mark.parametrize("path", ["reset", "seed", "stubs", "rows/acme/orders", "webhooks", "clock"])
def test_the_control_plane_takes_no_delivery(server: Server, path: str) -> None:
    """Any client says where deliveries go, also one that is a web page; and they come from this machine."""
    ask(server, "POST", "/hooks", {"id": "1", "url": f"{server.url}/__admin/{path}"})
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()

    (delivery,) = server.webhooks
    assert [each.status for each in delivery.attempts] == [403]


def test_a_count_of_deliveries_that_is_none_is_no_fault(server: Server) -> None:
    for said in ["", "x", "9" * 5000, "-1"]:
        sent = {"Mockserver-Hops": said}
        assert httpx.post(f"{server['acme'].url}/orders", json={}, headers=sent).status_code == 201
