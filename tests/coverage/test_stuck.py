"""How often one page is taken one time after the other, by which connections, until a client counts as stuck."""

import pytest

from mockserver.coverage.clients.list_walk import PageCall, Walk, page_call
from mockserver.coverage.clients.pages import ReceivedPage
from mockserver.exchange import Exchange, Request

ONE, OTHER = ("127.0.0.1", 4001), ("127.0.0.1", 4002)
PAGE = ReceivedPage(start=0, count=2, last=False, next=2)


def call_of(number: int, peer: object, seconds: float) -> PageCall:
    return PageCall(
        number, "GET", b"/pages", b"page=1", started=1e9, arrived=seconds, left=seconds, peer=peer
    )


def told(peers: list[object], apart: float = 0.01) -> list[int]:
    """The calls at which a client is told that it is stuck, when each comes by the connection that is named."""
    calls = [call_of(number, peer, number * apart) for number, peer in enumerate(peers, 1)]
    walk = Walk("listByPage", calls[0], calls[0], PAGE)
    return [call.number for call in calls if walk.take(1, PAGE, call, 0)]


@pytest.mark.parametrize(
    ("peers", "expected"),
    [
        ([ONE] * 4, []),
        ([ONE] * 12, [5]),
        ([None] * 12, [5]),  # in process, or each on a connection that it closes
        ([ONE, None, None, OTHER, None], [5]),
        ([("127.0.0.1", port) for port in range(40)], []),
        ([("127.0.0.1", port) for port in range(100)], [41]),
        ([ONE, OTHER] * 10, []),
        ([ONE] * 3 + [OTHER] * 4, [6]),
    ],
)
def test_a_page_taken_by_one_connection_again_and_again_says_more_than_by_many(
    peers: list[object], expected: list[int]
) -> None:
    assert told(peers) == expected


def test_looks_with_a_pause_between_them_are_none_that_is_stuck() -> None:
    assert told([ONE] * 20, apart=0.2) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, ONE), ({b"connection": b"keep-alive"}, ONE), ({b"connection": b"close"}, None)],
)
def test_a_connection_that_is_closed_each_time_tells_nothing_of_who_calls(
    headers: dict[bytes, bytes], expected: object
) -> None:
    request = Request("GET", b"/pages", b"page=1", headers)
    request.peer = ONE

    assert page_call(Exchange(request), 1).peer == expected
