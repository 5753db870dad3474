"""What writes that race leave behind, and what is read meanwhile: no row lost, doubled or half-written."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.runtime.server import Server
from tests.builders import SPECS, serving
from tests.server.racing import CREATES, SAME_KEY, SHOP, THREADS, Create, Send, each, each_keyed, each_unique


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    with ExitStack() as stack:
        vendors = stack.enter_context(
            mockserver.running(*{c.vendor for c in CREATES if c.vendor != "acme_shop"})
        )
        shop = stack.enter_context(serving(SPECS / "acme_shop.yaml", tmp_path_factory.mktemp("shop"), SHOP))

        def of(vendor: str) -> Server:
            server = shop if vendor == "acme_shop" else vendors
            server.reset()
            return server

        yield of


def client_of(server: Server, vendor: str) -> httpx.Client:
    limits = httpx.Limits(max_connections=THREADS * 2)
    return httpx.Client(
        base_url=server[vendor].url,
        headers=server[vendor].credentials["test_full"],
        limits=limits,
        timeout=30,
    )


def at_once(client: httpx.Client, send: Send, times: int = THREADS) -> list[httpx.Response]:
    """The replies to requests that start together, in the order of their numbers."""
    start = Barrier(times)

    def one(number: int) -> httpx.Response:
        start.wait()
        return send(client, number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def rows_of(server: Server, create: Create) -> int:
    return server.app.vendors[create.vendor].state.rows.counts()[create.resource]["default"]


@each_unique
def test_one_of_several_equal_creates_succeeds(servers: Callable[[str], Server], create: Create) -> None:
    server = servers(create.vendor)
    before = rows_of(server, create)

    with client_of(server, create.vendor) as client:
        replies = at_once(client, lambda client, _: client.post(create.path, json=dict(create.body)))

    assert rows_of(server, create) == before + 1
    statuses = Counter(reply.status_code for reply in replies)
    if create.refused is not None:
        assert statuses.pop(create.refused) == THREADS - 1
        assert [(200 <= status < 300, count) for status, count in statuses.items()] == [(True, 1)]
    else:
        assert all(200 <= status < 300 for status in statuses)
        assert len({str(found) for reply in replies for found in ids(reply.json())}) == 1


def ids(value: Any) -> Iterator[Any]:
    """Every `id` of a body."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "id":
                yield member
            yield from ids(member)


@each_keyed
def test_an_idempotency_key_gives_one_row_and_one_answer(
    servers: Callable[[str], Server], create: Create
) -> None:
    server = servers(create.vendor)
    before = rows_of(server, create)

    with client_of(server, create.vendor) as client:
        replies = at_once(
            client,
            lambda client, _: client.post(
                create.path, json=dict(create.body), headers={"Idempotency-Key": SAME_KEY}
            ),
        )

    assert rows_of(server, create) == before + 1
    assert {(reply.status_code, reply.content) for reply in replies} == {
        (replies[0].status_code, replies[0].content)
    }
    assert replies[0].is_success


def test_a_key_in_the_body_gives_one_row_and_one_answer(servers: Callable[[str], Server]) -> None:
    server = servers("hydracore")
    body = {
        "agent_name": "Empfang",
        "customer_id": "7c5f3d21-94b6-4b52-8a0e-2d1b9d4f6a70",
        "preset_id": "receptionist",
        "region_id": "eu-central",
        "tier_id": "e95435a2-aad1-40af-8dd9-c7935a7100fe",
        "idempotency_key": SAME_KEY,
    }
    counts = server.app.vendors["hydracore"].state.rows.counts
    before = counts()["instances"]["default"]

    with client_of(server, "hydracore") as client:
        replies = at_once(client, lambda client, _: client.post("/v1/instances", json=body))

    assert counts()["instances"]["default"] == before + 1
    assert len({(reply.status_code, reply.content) for reply in replies}) == 1
    assert replies[0].is_success


@each
def test_parallel_writers_lose_nothing(servers: Callable[[str], Server], create: Create) -> None:
    server = servers(create.vendor)
    before, each_writes = rows_of(server, create), 5

    def write(client: httpx.Client, writer: int) -> httpx.Response:
        for number in range(each_writes):
            reply = client.post(create.path, json=create.numbered(writer * each_writes + number))
            assert reply.is_success, reply.text
        return reply

    with client_of(server, create.vendor) as client:
        at_once(client, write)

    assert rows_of(server, create) == before + THREADS * each_writes


@each
def test_every_row_that_is_written_at_once_has_an_id_of_its_own(
    servers: Callable[[str], Server], create: Create
) -> None:
    server = servers(create.vendor)

    with client_of(server, create.vendor) as client:
        replies = at_once(
            client, lambda client, number: client.post(create.path, json=create.numbered(number))
        )

    assert len({next(ids(reply.json())) for reply in replies}) == THREADS


def test_readers_never_see_half_a_row(servers: Callable[[str], Server]) -> None:
    """Three fields of a row always change together."""
    server, done = servers("acme_shop"), Event()

    def whole(row: dict[str, Any]) -> bool:
        return bool(row["email"] == f"{row['name']}@acme.example" and row["phone"] == row["name"])

    def read(client: httpx.Client) -> int:
        count = 0
        while not done.is_set() or count == 0:
            assert whole(client.get("/customers/ann").json())
            page = client.get("/customers").json()
            assert all(whole(row) for row in page["rows"])
            assert page["total"] == 1
            count += 1
        return count

    with client_of(server, "acme_shop") as client, ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(read, client) for _ in range(6)]
        try:
            for number in range(100):
                changes = {"email": f"{number}@acme.example", "name": str(number), "phone": str(number)}
                assert client.patch("/customers/ann", json=changes).is_success
        finally:
            done.set()
        assert all(reader.result() for reader in readers)


def test_a_page_adds_up_while_rows_come_and_go(servers: Callable[[str], Server]) -> None:
    server, done = servers("acme_shop"), Event()

    def read(client: httpx.Client) -> None:
        while True:
            page = client.get("/customers", params={"size": 1000}).json()
            assert len(page["rows"]) == page["total"]
            assert not page["more"]
            assert len({row["id"] for row in page["rows"]}) == page["total"]
            if done.is_set():
                return

    with client_of(server, "acme_shop") as client, ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read, client) for _ in range(4)]
        try:
            for _ in range(50):
                made = client.post("/customers", json={"name": "x"}).json()["id"]
                assert client.delete(f"/customers/{made}").status_code == 204
        finally:
            done.set()
        for reader in readers:
            reader.result()
