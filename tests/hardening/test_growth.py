"""What is remembered of requests does not grow with them."""

import sys
from collections.abc import Callable

import pytest

from mockserver.clock import Clock
from mockserver.coverage.clients import traversals
from mockserver.coverage.clients.pages import ReceivedPage
from mockserver.coverage.clients.sent_links import MOST, SentLinks
from mockserver.coverage.clients.traversals import Traversal
from mockserver.errors import FullError, UsageError
from mockserver.exchange import Reply, Request
from mockserver.faults import injector
from mockserver.faults.injector import Faults
from mockserver.state.counters import ClockStorage
from mockserver.state.idempotency import KeptReplies
from mockserver.state.kept_files import OF_EACH, FileRoom, KeptFiles
from mockserver.state.tokens import CODE, IssuedToken, IssuedTokens, token_digest
from tests.builders import mock


def test_requests_that_met_a_fault_by_chance_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(injector, "MOST_MET", 100)
    faults = Faults({})
    faults.add(status=503, probability=0.5)
    for number in range(1000):
        faults.strike("acme", "list", Request("GET", b"/%d" % number, b"", {}), 42)
    assert all(len(counts) <= 100 for counts in faults._met.values())


def test_a_namespace_has_so_many_faults() -> None:
    faults = Faults({})
    for _ in range(injector.MOST_FAULTS):
        faults.add(status=503)
    with pytest.raises(UsageError, match="1000 faults"):
        faults.add(status=503)
    faults.remove(faults.active[0])
    faults.add(status=503)


def test_a_walk_that_does_not_end_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traversals, "MOST_PAGES", 50)
    walk = Traversal(0)
    for number in range(1000):
        walk.take(ReceivedPage(start=number * 20, count=10, last=False, next=None, cursors=()), 0)
    assert len(walk.known()) == 50
    assert walk.gap() is None  # it is not known whether there was one


@pytest.mark.parametrize("size", [100, 1 << 20])
def test_of_replies_with_links_as_much_is_kept_as_links_need(size: int) -> None:
    links = SentLinks()
    for number in range(100):
        body = b'{"first": "/a?begun=%d", "rows": "%b", "next": "/a?token=1"}' % (number, b"?" * size)
        links.add(Reply(200, [(b"link", b"</b?header=1>")], body))
    kept = [part for places in links._replies for part in places]
    assert len(links._replies) == MOST
    assert sum(map(sys.getsizeof, kept)) < MOST * 20_000
    assert all(map(links.carried, ("begun", "token", "header")))
    assert not links.carried("other")


@pytest.mark.parametrize("size", [0, 10_000])
def test_of_replies_that_keys_bring_back_the_oldest_are_forgotten(size: int) -> None:
    kept = KeptReplies(Clock(), most=100, most_bytes=200_000)
    for number in range(3000):  # the last ones again and again
        key = str(min(number, 2990))
        kept.keep(("ann", "create", key), b"", Reply(201, [], b"x" * size), ttl=1e6)
    held = kept.snapshot()
    assert [slot[2] for slot in held] == [str(number) for number in range(2991 - len(held), 2991)]
    assert (88 if not size else 16) <= len(held) <= (100 if not size else 19)
    kept.reset()
    assert kept.unchanged()
    kept.restore(held)
    kept.keep(("ann", "create", "new"), b"", Reply(201, [], b"x" * size), ttl=1e6)
    assert ("ann", "create", "new") in kept.snapshot()
    assert len(kept.snapshot()) <= len(held) + 1


Hit = Callable[[ClockStorage, str], object]


def test_a_moving_window_has_the_hits_that_count() -> None:
    clock = Clock()
    clock.freeze()
    counters = ClockStorage(clock)
    for _ in range(5000):
        assert counters.acquire_entry("k", 100, 60)
        clock.advance(1)
    assert counters.get_moving_window("k", 100, 60)[1] == 59
    assert len(counters.snapshot()[1]["k"][0]) == 60
    clock.advance(-30)  # a clock that is moved back has hits that are still to come
    assert counters.acquire_entry("k", 100, 60)
    assert counters.get_moving_window("k", 100, 60)[1] == 61
    clock.advance(200)
    assert counters.unchanged()


def test_a_row_that_is_written_again_and_again_waits_once() -> None:
    jobs = mock("""
        x-mock: {resources: {jobs: {on_create: {status: pending}}}}
        paths:
          /jobs/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: string}}]
            put:
              x-mock: {behaviour: upsert, resource: jobs, transitions: [{after: 52w, set: {status: done}}]}
              requestBody: &body {content: {application/json: {schema: {type: object}}}}
              responses: {'200': &job {description: ok, content: {application/json: {schema: {type: object}}}}}
        """)
    jobs.json("PUT", "/jobs/first", {"number": 0})
    for number in range(2000):
        jobs.json("PUT", f"/jobs/{number % 3}", {"number": number})
    waiting = jobs.state.transitions
    assert len(waiting.snapshot()) == 4
    assert len(waiting._queue) < 100
    jobs.clock.advance(53 * 7 * 86400)
    jobs.state.settle()
    assert not waiting.snapshot()


def token(number: int, scopes: tuple[str, ...] = (), **details: str) -> IssuedToken:
    return IssuedToken(
        token_digest(str(number)), CODE, "test_full", "test_full", scopes, 0, 600, "", False, details
    )


MUCH: dict[str, dict[str, object]] = {
    "a long scope": {"scopes": ("a" * 10_000,)},
    "a long address": {"redirect_uri": "a" * 10_000},
    "many scopes": {"scopes": ("a",) * 160},
}


@pytest.mark.parametrize("more", MUCH.values(), ids=MUCH)
def test_of_tokens_that_say_much_fewer_are_kept(more: dict[str, object]) -> None:
    tokens = IssuedTokens(most=100, room=200_000)
    for number in range(1000):
        tokens.keep(token(number, **more))  # type: ignore[arg-type]
    held = tokens.snapshot()
    assert 14 < len(held) < 20
    assert token_digest("999") in held
    tokens.restore(held)
    tokens.keep(token(1000, **more))  # type: ignore[arg-type]
    assert len(tokens.snapshot()) <= len(held) + 1


def test_small_files_count_as_what_they_take() -> None:
    room = FileRoom(100 * OF_EACH)
    first, second = KeptFiles(room), KeptFiles(room)

    def fill(files: KeptFiles) -> int:
        for number in range(1000):
            try:
                files.keep(str(number), b"x", lambda: map(str, range(1000)))
            except FullError:
                return number
        return 1000

    assert fill(first) == 99
    assert fill(second) == 99  # the same contents, which are kept once
    first.reset()
    with pytest.raises(FullError):
        second.keep("other", b"y", lambda: map(str, range(1000)))
    second.reset()
    assert fill(first) == 99
