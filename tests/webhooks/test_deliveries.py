"""What becomes of deliveries: order, retries by the clock, refusals, redelivery, handlers, namespaces."""

from pathlib import Path

import httpx
import pytest

from mockserver.errors import UsageError
from mockserver.runtime.server import Server
from mockserver.webhooks.delivery import ReceivedEvent
from mockserver.webhooks.namespace_webhooks import UndeliveredError
from mockserver.webhooks.payloads import BrokenPayloadError
from tests.builders import serving
from tests.webhooks.receiver import Receiver, receiver
from tests.webhooks.shop import DOCUMENT, ask


def test_a_payload_is_made_by_its_schema_where_nothing_says_it(server: Server, hook: Receiver) -> None:
    server.webhooks.subscribe(hook.url, "order.placed")
    order = ask(server, "POST", "/orders", {"id": "1", "note": "x"})
    server.webhooks.wait()

    told = hook.came[0].json
    assert told == {"event": "order.placed", "occurred_at": told["occurred_at"], "order": order}


def test_rows_subscribe_to_the_events_that_they_name(server: Server, hook: Receiver) -> None:
    ask(server, "POST", "/hooks", {"id": "1", "url": hook.url + "/paid", "events": ["order.paid"]})
    ask(server, "POST", "/hooks", {"id": "2", "url": hook.url + "/all", "events": []})
    ask(server, "POST", "/hooks", {"id": "3", "url": hook.url + "/some", "events": ["order.p*"]})
    ask(server, "POST", "/orders", {"id": "1"})
    ask(server, "PATCH", "/orders/1", {"status": "paid"})
    server.webhooks.wait()

    came = sorted((each.path, each.headers["x-event"]) for each in hook.came)
    assert came == [
        ("/hook/all", "order.paid"),
        ("/hook/all", "order.placed"),
        ("/hook/paid", "order.paid"),
        ("/hook/some", "order.paid"),
        ("/hook/some", "order.placed"),
    ]


def test_an_update_is_an_event_when_the_field_changes_to_what_it_asks_for(
    server: Server, hook: Receiver
) -> None:
    ask(server, "POST", "/orders", {"id": "1", "callback": hook.url})
    for status in ("packed", "paid", "paid"):
        ask(server, "PATCH", "/orders/1", {"status": status})
    server.webhooks.wait()

    assert [each.json["type"] for each in hook.came] == ["order.paid"]


def test_a_row_that_a_test_arranges_is_an_event_too(server: Server, hook: Receiver) -> None:
    server.webhooks.subscribe(hook.url)
    rows = server["acme"].rows("orders")
    rows.add({"id": "1"})
    rows.change("1", {"status": "paid"})
    server.webhooks.wait()

    assert [each.headers["x-event"] for each in hook.came] == ["order.placed", "order.paid"]
    assert server.webhooks.deliveries()[0].event.cause is None


def test_a_payload_that_breaks_its_schema_is_told_loudly_and_never_sent(
    server: Server, hook: Receiver
) -> None:
    server.webhooks.subscribe(hook.url)
    server["acme"].rows("orders").add({"id": "1"})
    ask(server, "DELETE", "/orders/1")

    with pytest.raises(BrokenPayloadError, match=r"order\.gone breaks its schema: wrong"):
        server.webhooks.wait()
    [broken] = server.webhooks.deliveries(outcome="broken")
    assert (broken.attempts, len(hook.came)) == ([], 1)
    with pytest.raises(UsageError, match="was never sent"):
        server.webhooks.redeliver(broken)


def test_a_delivery_is_tried_again_when_the_clock_comes_to_it(server: Server, hook: Receiver) -> None:
    server.clock.freeze()
    hook.statuses = [500, 503, 200]
    server.webhooks.subscribe(hook.url)
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()
    seen = [len(hook.came)]
    for seconds in (4, 1, 59, 1):
        server.clock.advance(seconds)
        server.webhooks.wait()
        seen.append(len(hook.came))

    assert seen == [1, 1, 2, 2, 3]
    [delivery] = server.webhooks
    assert [(each.status, bool(each.error)) for each in delivery.attempts] == [
        (500, True),
        (503, True),
        (200, False),
    ]
    assert delivery.outcome == "delivered"
    assert len({each.headers["x-event-id"] for each in hook.came}) == 1


def test_a_delivery_that_fails_to_the_end_of_the_schedule_has_failed(server: Server, hook: Receiver) -> None:
    server.clock.freeze()
    hook.statuses = [500]
    server.webhooks.subscribe(hook.url)
    ask(server, "POST", "/orders", {"id": "1"})
    for seconds in (0, 5, 60, 10_000):
        server.clock.advance(seconds)
        server.webhooks.wait()

    assert [each.outcome for each in server.webhooks] == ["failed"]
    assert len(hook.came) == 3


def test_a_delivery_is_delivered_again_on_demand_and_signed_anew(server: Server, hook: Receiver) -> None:
    server.clock.freeze()
    server.webhooks.subscribe(hook.url, secret="s" * 32)
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()
    server.clock.advance(7)
    server.webhooks.redeliver(server.webhooks.deliveries()[0].id)
    server.webhooks.wait()

    first, again = hook.came
    assert first.body == again.body
    assert first.headers["x-event-id"] == again.headers["x-event-id"]
    assert first.headers["x-signature"] != again.headers["x-signature"]


def test_one_receiver_that_hangs_holds_up_no_other(server: Server, hook: Receiver) -> None:
    hook.hangs = True
    with receiver() as other:
        server.webhooks.subscribe(hook.url, "order.placed")
        server.webhooks.subscribe(other.url, "order.placed")
        for number in range(3):
            ask(server, "POST", "/orders", {"id": str(number)})
        while len(other.came) < 3:
            ask(server, "PATCH", "/orders/1", {"note": "as time goes by"})

        assert [each.json["order"]["id"] for each in other.came] == ["0", "1", "2"]
        assert len(hook.came) == 1
        hook.hangs = False
        hook.released.set()
        server.webhooks.wait()
        assert [each.json["order"]["id"] for each in hook.came] == ["0", "1", "2"]


def test_a_receiver_that_takes_too_long_has_failed(tmp_path: Path, hook: Receiver) -> None:
    hook.hangs = True
    with serving(DOCUMENT.replace("timeout: 5", "timeout: 0.2"), tmp_path) as server:
        server.webhooks.subscribe(hook.url, "order.placed")
        ask(server, "POST", "/orders", {"id": "1"})
        server.webhooks.wait()

        assert [each.attempts[0].error for each in server.webhooks] == ["no answer within 0.2 s"]


def test_waiting_ends_in_its_time_and_names_what_is_under_way(server: Server, hook: Receiver) -> None:
    hook.hangs = True
    server.webhooks.subscribe(hook.url, "order.placed")
    ask(server, "POST", "/orders", {"id": "1"})

    with pytest.raises(UndeliveredError, match=r"order\.placed to http"):
        server.webhooks.wait(0.01)


def test_a_handler_of_the_test_is_called_in_this_process_in_order(server: Server) -> None:
    came: list[ReceivedEvent] = []
    server.webhooks.on("order.*", came.append, secret="s" * 32)
    ask(server, "POST", "/orders", {"id": "1"})
    ask(server, "PATCH", "/orders/1", {"status": "paid"})
    server.webhooks.wait()

    assert [each.name for each in came] == ["order.placed", "order.paid"]
    assert came[0].json["order"]["id"] == "1"
    assert came[0].headers["x-signature"].startswith("t=")


def test_what_a_handler_raises_comes_out_of_waiting(server: Server) -> None:
    @server.webhooks.on("order.placed")
    def handler(event: ReceivedEvent) -> None:
        assert event.json["event"] == "something else"

    ask(server, "POST", "/orders", {"id": "1"})
    with pytest.raises(AssertionError, match="something else"):
        server.webhooks.wait()
    server.webhooks.wait()


def test_an_event_that_there_is_not_is_no_subscription(server: Server) -> None:
    with pytest.raises(UsageError, match=r"no event 'order.payd'; did you mean 'order.paid'"):
        server.webhooks.on("order.payd", print)


def test_a_namespace_is_told_of_its_own_events_alone_and_a_reset_forgets(
    server: Server, hook: Receiver
) -> None:
    other = server.namespace("other")
    other.webhooks.subscribe(hook.url)
    ask(server, "POST", "/orders", {"id": "1"})
    assert httpx.post(other["acme"].url + "/orders", json={"id": "1"}, trust_env=False).status_code == 201
    other.webhooks.wait()

    assert len(hook.came) == len(other.webhooks.deliveries()) == 1
    assert server.webhooks.deliveries() == []
    other.reset()
    assert (other.webhooks.deliveries(), other.webhooks.subscriptions) == ([], [])


def test_a_reset_takes_back_what_waits_to_be_tried_again(server: Server, hook: Receiver) -> None:
    server.clock.freeze()
    hook.statuses = [500]
    server.webhooks.subscribe(hook.url)
    ask(server, "POST", "/orders", {"id": "1"})
    server.webhooks.wait()
    server.reset()
    server.clock.advance(1000)
    server.webhooks.wait()

    assert len(hook.came) == 1


def test_the_same_calls_make_the_same_events(server: Server, hook: Receiver) -> None:
    ids = []
    for _ in range(2):
        server.reset()
        server.clock.freeze()
        server.webhooks.subscribe(hook.url)
        ask(server, "POST", "/orders", {"id": "1"})
        server.webhooks.wait()
        ids.append(hook.came[-1].headers["x-event-id"])

    assert ids[0] == ids[1]
