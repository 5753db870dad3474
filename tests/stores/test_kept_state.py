"""What one server changes is kept: another one that starts has it, and one that runs beside it sees it at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from mockserver.app import MockApp
from tests.stores.shops import Shop, ask, kept, told

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def create(app: MockApp, name: str, **options: Any) -> Any:
    reply = ask(app, "POST", "/things", {"name": name}, **options)
    assert reply.status == 201, reply.body
    return orjson.loads(reply.body)


def stub(app: MockApp, namespace: str = "") -> None:
    app.stubs[namespace].add(
        operation="GET /things", status=200, body=[], times=3, scenario={"name": "s", "newState": "next"}
    )


Step = Callable[[MockApp], object]
STEPS: dict[str, list[Step]] = {
    "rows": [
        lambda app: create(app, "Cid"),
        lambda app: ask(app, "PATCH", "/things/a", {"name": "Cid 2", "size": 10**30}),
        lambda app: ask(app, "DELETE", "/things/b"),
        lambda app: create(app, "Bob"),
    ],
    "rows of another tenant": [lambda app: create(app, "Ann", caller="test_other")],
    "a reply of an idempotency key": [lambda app: create(app, "Cid", headers={"idempotency-key": "k"})],
    "a refusal of one": [
        lambda app: ask(app, "POST", "/things", {"name": "Ann"}, headers={"idempotency-key": "k"})
    ],
    "limits": [lambda app: ask(app, "GET", "/things", caller="test_metered")] * 3,
    "transitions": [lambda app: create(app, "Cid"), lambda app: app.clock.advance(61)],
    "a clock": [lambda app: app.clock.freeze(NOON), lambda app: app.clock.advance(5)],
    "faults": [
        lambda app: app.faults[""].add(status=503, probability=0.5),
        lambda app: ask(app, "GET", "/things"),
        lambda app: app.faults[""].add(delay=0.01, times=2, headers={"retry-after": "1"}),
        lambda app: ask(app, "GET", "/things"),
    ],
    "stubs": [stub, lambda app: ask(app, "GET", "/things")],
    "a namespace": [lambda app: create(app, "Cid", namespace="mine"), lambda app: stub(app, "other")],
    "arranged rows": [
        lambda app: (
            app.vendors["shop"].arranging.resource("things").add(app.vendors["shop"].state, {"name": "x"})
        )
    ],
    "a reset": [
        lambda app: create(app, "Cid"),
        stub,
        lambda app: app.clock.freeze(NOON),
        lambda app: app.reset(),
        lambda app: create(app, "Dee"),
    ],
    "a restored snapshot": [
        lambda app: create(app, "Cid"),
        lambda app: restored(app, lambda: create(app, "Dee")),
        lambda app: create(app, "Eve"),
    ],
    "other seeded rows": [
        lambda app: create(app, "Cid", namespace="mine"),
        lambda app: app.reseed(7),
        lambda app: create(app, "Dee"),
    ],
}


def restored(app: MockApp, meanwhile: Callable[[], object]) -> None:
    mark = app.snapshot()
    meanwhile()
    app.restore(mark)


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_another_server_has_what_one_has_changed(steps: list[Step], shop: Shop, store: str) -> None:
    first, beside = shop.server(store), shop.server(store)
    for step in steps:
        step(first)
    ask(beside, "GET", "/nowhere")  # any call: it looks

    later = shop.server(store)

    assert kept(first) == kept(beside) == kept(later)
    assert any(kept(first).values())
    assert {app.vendors["shop"].state.seed for app in (first, beside, later)} == {
        first.vendors["shop"].state.seed
    }


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_a_checkpoint_stands_for_all_that_came_before(
    steps: list[Step], shop: Shop, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.stores.change_log.LOG_GROWTH", 0)
    monkeypatch.setattr("mockserver.stores.change_log.GROWN", 0)  # with each entry
    first, behind = shop.server(store), shop.server(store)
    for step in steps:
        step(first)
    ask(first, "POST", "/things", {"name": "the last"})

    later = shop.server(store)
    ask(behind, "GET", "/nowhere")

    assert kept(first) == kept(later) == kept(behind)


@pytest.mark.parametrize("apps", [1, 2, 3])
def test_servers_by_turns_answer_as_one_in_memory_does(apps: int, shop: Shop, store: str) -> None:
    calls: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("POST", "/things", {"name": "Cid"}, {}),
        ("POST", "/things", {"name": "Cid"}, {}),
        ("POST", "/things", {"name": "Dee"}, {"headers": {"idempotency-key": "k"}}),
        ("POST", "/things", {"name": "Dee"}, {"headers": {"idempotency-key": "k"}}),
        ("POST", "/things", {"name": "Eve"}, {"headers": {"idempotency-key": "k"}}),
        ("PATCH", "/things/a", {"name": "Bob"}, {}),
        ("PATCH", "/things/a", {"size": 1.0}, {}),
        ("DELETE", "/things/b", None, {}),
        ("GET", "/things", None, {}),
        *[("GET", "/things/a", None, {"caller": "test_metered"})] * 7,
        ("POST", "/things", {"name": "Bob"}, {"namespace": "mine"}),
        ("GET", "/things", None, {"namespace": "mine"}),
    ]
    alone, servers = shop.server("memory:"), [shop.server(store) for _ in range(apps)]
    for app in (alone, servers[0]):
        app.clock.freeze(NOON)
        app.faults["mine"].add(status=503, probability=0.5)

    for number, (method, target, body, options) in enumerate(calls * 2):
        for app in (alone, servers[number % apps]):
            app.clock.advance(1) if app is alone else servers[(number + 1) % apps].clock.advance(1)
        answers = [told(ask(app, method, target, body, **options)) for app in (alone, servers[number % apps])]
        assert answers[0] == answers[1], (number, method, target)


def test_ids_of_what_is_arranged_are_given_once(shop: Shop, store: str) -> None:
    first, second = shop.server(store), shop.server(store)

    ids = [app.faults[""].add(status=503).id for app in (first, second, second, first)]

    assert ids == ["1", "2", "3", "4"]
    assert [fault.id for fault in shop.server(store).faults[""]] == ids


def test_rows_of_files_are_arranged_when_nothing_is_kept_yet(shop: Shop, store: str) -> None:
    file = shop.folder / "more.json"
    file.write_bytes(orjson.dumps({"rows": {"shop": {"things": [{"name": "Zoe"}]}}}))

    names = [
        [
            each["name"]
            for each in orjson.loads(ask(shop.server(store, arrange=[file]), "GET", "/things").body)
        ]
        for _ in range(2)
    ]

    assert sorted(names[0]) == sorted(names[1]) == ["Ann", "Bob", "Zoe"]
