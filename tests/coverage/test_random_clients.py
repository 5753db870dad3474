"""A client by the book is never accused, whatever it does in which order; one fault among all that is always found."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.coverage.acme import Measured, measured
from tests.coverage.retrying_clients import force
from tests.coverage.ways import WAYS, Changed


class Client:
    """A client whose every request is its own: no two of its orders have one key, or one body."""

    def __init__(self, acme: Measured) -> None:
        self.acme = acme
        self.http = acme.client
        self._numbers = count()

    def fresh(self) -> dict[str, str]:
        """A body that nobody sent before."""
        return {"name": f"w{next(self._numbers)}"}

    # by the book

    def walk_pages(self, size: int) -> None:
        number, more = 1, True
        while more:
            page = self.http.get("/pages", params={"page": number, "size": size}).json()
            more, number = number * size < page["total"], number + 1

    def walk_offsets(self, size: int) -> None:
        skip, total = 0, 1
        while skip < total:
            page = self.http.get("/offsets", params={"skip": skip, "size": size}).json()
            skip, total = skip + len(page["data"]), page["total"]

    def walk_cursors(self, size: int) -> None:
        params: dict[str, str | int] = {"size": size, "colour": "red"}
        while True:
            cursor = self.http.get("/cursors", params=params).json()["next"]
            if cursor is None:
                return
            params = {**params, "cursor": cursor}

    def walk_keys(self, size: int) -> None:
        after = None
        while True:
            page = self.http.get("/keys", params={"size": size} | ({"after": after} if after else {})).json()
            after = page["after"]
            if after is None:
                return

    def order(self, failures: int) -> None:
        body, key = self.fresh(), {"idempotency-key": f"key {next(self._numbers)}"}
        for status in ([500, 503, 429] * 2)[:failures]:
            self.http.post("/widgets", json=body, headers=force(status) | key)
            self.acme.server.clock.advance(61)
        self.http.post("/widgets", json=body, headers=key)

    def order_without_a_key(self, failures: int) -> None:
        self.http.post("/widgets", json=self.fresh())

    def read(self, failures: int) -> None:
        for status in ([500, 429, 503] * 2)[:failures]:
            self.http.get("/widgets/w1", headers=force(status))
            self.acme.server.clock.advance(61)
        self.http.get("/widgets/w1")

    def miss(self, number: int) -> None:
        self.http.get(f"/widgets/none{number}")

    # faults

    def retry_too_early(self) -> None:
        self.acme.server.clock.freeze()
        for _ in range(2):
            self.http.get("/widgets/w2", headers=force(429))

    def retry_without_key(self) -> None:
        body = self.fresh()
        for _ in range(2):
            self.http.post("/widgets", json=body, headers=force(500))

    def retry_with_new_key(self) -> None:
        body = self.fresh()
        for _ in range(2):
            key = {"idempotency-key": f"key {next(self._numbers)}"}
            self.http.post("/widgets", json=body, headers=force(503) | key)

    def reuse_key(self) -> None:
        key = {"idempotency-key": f"key {next(self._numbers)}"}
        for _ in range(2):
            self.http.post("/widgets", json=self.fresh(), headers=key)

    def make_a_cursor_up(self) -> None:
        self.http.get("/cursors", params={"cursor": f"made up {next(self._numbers)}"})

    def go_on_after_the_end(self) -> None:
        self.walk_pages(5)
        total = self.http.get("/pages", params={"size": 5}).json()["total"]
        self.http.get("/pages", params={"page": -(-total // 5) + 1, "size": 5})

    def skip_rows(self) -> None:
        total = self.http.get("/offsets", params={"skip": 0, "size": 2}).json()["total"]
        for skip in range(3, total, 5):
            self.http.get("/offsets", params={"skip": skip, "size": 5})

    def be_stuck(self) -> None:
        for _ in range(8):  # five without a pause count as stuck, and a busy machine may make one
            self.http.get("/pages", params={"page": 1, "size": 1})

    def misspell_a_parameter(self) -> None:
        self.http.get("/offsets", params={"skpi": 0})

    def misspell_a_path(self) -> None:
        self.http.get("/widgtes")

    def break_the_contract(self) -> None:
        self.http.get("/pages", params={"size": 99, "page": next(self._numbers) + 1})

    def call_what_is_deprecated(self) -> None:
        self.http.post("/drafts", json=self.fresh())


BY_THE_BOOK: list[Callable[[Client, int], None]] = [
    Client.walk_pages, Client.walk_offsets, Client.walk_cursors, Client.walk_keys, Client.order,
    Client.order_without_a_key, Client.read, Client.miss,
]  # fmt: skip
FAULTS: list[tuple[Callable[[Client], None], str]] = [
    (Client.retry_too_early, "retried-too-early"),
    (Client.retry_without_key, "retry-without-key"),
    (Client.retry_with_new_key, "retry-with-new-key"),
    (Client.reuse_key, "idempotency-key-reused"),
    (Client.make_a_cursor_up, "cursor-made-up"),
    (Client.go_on_after_the_end, "page-past-end"),
    (Client.skip_rows, "rows-skipped"),
    (Client.be_stuck, "walk-stuck"),
    (Client.misspell_a_parameter, "undeclared-parameter"),
    (Client.misspell_a_path, "unmatched"),
    (Client.break_the_contract, "contract-broken"),
    (Client.call_what_is_deprecated, "deprecated-operation"),
]
steps = st.lists(st.tuples(st.sampled_from(BY_THE_BOOK), st.integers(1, 5)), max_size=8)
ways = st.sampled_from(sorted(WAYS))
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with measured(tmp_path_factory.mktemp("random")) as found:
        yield found


def client_of(running: Measured, way: str) -> Client:
    running.begin_anew(Changed(WAYS[way]))
    return Client(running)


@often
@given(steps=steps, way=ways)
def test_a_client_by_the_book_is_never_accused(
    running: Measured, steps: list[tuple[Callable[[Client, int], None], int]], way: str
) -> None:
    client = client_of(running, way)
    for step, number in steps:
        step(client, number)

    assert running.rules() == [], running.collector.verdicts


@often
@given(before=steps, after=steps, fault=st.sampled_from(FAULTS), way=ways)
def test_one_fault_among_calls_by_the_book_is_found_and_nothing_else(
    running: Measured,
    before: list[tuple[Callable[[Client, int], None], int]],
    after: list[tuple[Callable[[Client, int], None], int]],
    fault: tuple[Callable[[Client], None], str],
    way: str,
) -> None:
    client, (commit, rule) = client_of(running, way), fault
    for step, number in before:
        step(client, number)
    commit(client)
    running.server.clock.resume()
    for step, number in after:
        step(client, number)

    assert set(running.rules()) == {rule}, running.collector.verdicts
