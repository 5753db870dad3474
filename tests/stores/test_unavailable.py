"""A store that is not free, or does not keep: a 503 in the vendor's shape, nothing half done, and all is well again."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from mockserver.app import MockApp
from mockserver.errors import UnavailableError
from mockserver.stores import open_store
from tests.stores.shops import Shop, ask, kept


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr("mockserver.stores.sqlite.STORE_PATIENCE", 0.05)


def created(app: MockApp, name: str) -> int:
    return ask(app, "POST", "/things", {"name": name}).status


def names(app: MockApp) -> list[str]:
    return sorted(row["name"] for row in orjson.loads(ask(app, "GET", "/things").body))


@pytest.mark.usefixtures("impatient")
def test_a_store_that_is_not_free_is_a_503_and_then_well_again(shop: Shop, store: str) -> None:
    app, other = shop.server(store), open_store(store)
    other.begin()

    refused, read = ask(app, "POST", "/things", {"name": "Cid"}), ask(app, "GET", "/things")
    other.abandon()

    assert (refused.status, read.status) == (503, 200)
    assert orjson.loads(refused.body)["status"] == 503
    assert b"store" in dict(refused.headers)[b"mockserver-reason"]
    assert created(app, "Cid") == 201
    other.close()


@pytest.mark.usefixtures("impatient")
def test_who_looks_whether_something_is_due_needs_no_free_store(shop: Shop, store: str) -> None:
    """Calls that wait do so many times a second; only what is due by then is written."""
    app, other = shop.server(store), open_store(store)
    state = app.vendors["shop"].namespaces.enter("")
    other.begin()

    state.settle()

    assert created(app, "Cid") == 503
    other.abandon()
    other.close()


def test_nobody_waits_long_after_one_who_has_waited_in_vain(
    shop: Shop, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.stores.sqlite.STORE_PATIENCE", 1)
    monkeypatch.setattr("mockserver.stores.sqlite.STORE_IMPATIENCE", 0)
    app, other = shop.server(store), open_store(store)
    other.begin()
    assert created(app, "Cid") == 503

    started = monotonic()
    refused = [created(app, "Cid") for _ in range(3)]
    took = monotonic() - started
    other.abandon()

    assert refused == [503, 503, 503]
    assert took < 1
    assert created(app, "Cid") == 201
    other.begin()
    started = monotonic()
    assert created(app, "Dee") == 503
    assert monotonic() - started >= 1
    other.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_told_to_be_kept_in_a_file_that_is_gone(
    replaced: bool,  # noqa: FBT001
    shop: Shop,
    store: str,
) -> None:
    app, file = shop.server(store), Path(store.partition(":")[2])
    file.unlink()
    if replaced:
        file.touch()

    refused = ask(app, "POST", "/things", {"name": "Cid"})

    assert refused.status == 503
    assert names(app) == ["Ann", "Bob"]


@pytest.mark.usefixtures("impatient")
def test_the_control_plane_says_so_too(shop: Shop, store: str) -> None:
    app, other = shop.server(store), open_store(store)
    other.begin()
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        refused = client.post("/__admin/faults", json={"status": 500})
        other.abandon()
        added = client.post("/__admin/faults", json={"status": 500})
        other.close()

    assert (refused.status_code, added.status_code) == (503, 201)
    assert "locked" in refused.json()["detail"]


def lost(log: Any, monkeypatch: pytest.MonkeyPatch, method: str) -> Callable[[], None]:
    """Let a method of a store fail until what is returned is called."""
    store = log._store
    real = getattr(store, method)

    def fail(*_: object) -> None:
        raise UnavailableError("disk I/O error")

    monkeypatch.setattr(store, method, fail)
    return lambda: monkeypatch.setattr(store, method, real)


@pytest.mark.parametrize("method", ["begin", "append", "commit"])
def test_what_could_not_be_kept_is_not_there(
    method: str, shop: Shop, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, beside = shop.server(store), shop.server(store)
    assert created(app, "Cid") == 201
    well = lost(app.log, monkeypatch, method)

    refused = created(app, "Dee")
    well()

    assert refused == 503
    assert names(app) == names(beside) == ["Ann", "Bob", "Cid"]
    assert created(app, "Dee") == 201
    assert kept(app) == kept(shop.server(store))


def test_a_look_that_failed_is_made_again(shop: Shop, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app, beside = shop.server(store), shop.server(store)
    assert created(beside, "Cid") == 201
    well = lost(app.log, monkeypatch, "entries")

    assert ask(app, "GET", "/things").status == 503
    well()
    assert names(app) == ["Ann", "Bob", "Cid"]
