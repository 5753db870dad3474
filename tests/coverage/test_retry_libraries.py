"""Clients that retry with well-known libraries: no rule may complain of them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
import stamina
import tenacity

import mockserver
from mockserver.clock import Clock
from tests.coverage.acme import Measured

PASSING = frozenset({429, 500, 503})


class Unsteady(httpx.HTTPTransport):
    """A network behind which each request's first answers are `statuses`, and the server's own after them.

    Two alike at least: with another `Prefer` it is another request, which repeats nothing.
    """

    def __init__(self, *statuses: int) -> None:
        super().__init__()
        self._statuses = statuses
        self._left: dict[str, list[int]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("idempotency-key", str(request.url))
        left = self._left.setdefault(key, list(self._statuses))
        if left:
            request.headers["prefer"] = f"code={left.pop(0)}"
        return super().handle_request(request)


def is_passing(error: BaseException) -> bool:
    return isinstance(error, httpx.HTTPStatusError) and error.response.status_code in PASSING


def asked_wait(error: BaseException | None) -> float:
    """The seconds that a refusal asks for, 0 where it says nothing."""
    return (
        float(error.response.headers.get("retry-after", 0)) if isinstance(error, httpx.HTTPStatusError) else 0
    )


def with_tenacity(
    clock: Clock, send: Callable[..., httpx.Response], *args: Any, **kwargs: Any
) -> httpx.Response:
    def wait(state: tenacity.RetryCallState) -> float:
        return asked_wait(state.outcome.exception() if state.outcome else None)

    retrying = tenacity.Retrying(
        sleep=clock.advance,
        wait=wait,
        retry=tenacity.retry_if_exception(is_passing),
        stop=tenacity.stop_after_attempt(4),
        reraise=True,
    )
    return retrying(lambda: send(*args, **kwargs).raise_for_status())


def with_stamina(
    clock: Clock, send: Callable[..., httpx.Response], *args: Any, **kwargs: Any
) -> httpx.Response:
    def backoff(error: Exception) -> bool | float:
        if not is_passing(error):
            return False
        clock.advance(asked_wait(error))
        return 0.0  # it has been waited for

    return stamina.RetryingCaller(attempts=4)(backoff, lambda: send(*args, **kwargs).raise_for_status())


RETRYING = pytest.mark.parametrize("retried", [with_tenacity, with_stamina])


Retried = Callable[..., httpx.Response]


@RETRYING
def test_a_429_waited_out_by_the_clock_of_the_server(acme: Measured, retried: Retried) -> None:
    clock = acme.server.clock
    clock.freeze()
    with mockserver.judging(acme.server, strict=True), acme.connect("test_metered") as client:
        for number in range(3):
            headers = {"idempotency-key": f"key {number}"}
            retried(clock, client.post, "/widgets", json={"name": "bolt"}, headers=headers)
            retried(clock, client.get, "/widgets/w1")

    assert "429" in acme.names("statuses", "createWidget")
    assert "429" in acme.names("statuses", "getWidget")
    assert acme.rules() == []


@RETRYING
@pytest.mark.parametrize("status", [500, 503])
def test_5xx_sent_again_with_a_key_for_each_order(acme: Measured, retried: Retried, status: int) -> None:
    with (
        mockserver.judging(acme.server, strict=True),
        acme.connect(transport=Unsteady(status, status)) as client,
    ):
        for _ in range(3):
            headers = {"idempotency-key": str(uuid4())}
            made = retried(acme.server.clock, client.post, "/widgets", json={"name": "bolt"}, headers=headers)
            assert made.status_code == 201
        assert retried(acme.server.clock, client.get, f"/widgets/{made.json()['id']}").is_success

    assert acme.names("statuses", "createWidget") == {"201", str(status)}
    assert acme.rules() == []


@RETRYING
def test_a_walk_whose_pages_fail_at_first(acme: Measured, retried: Retried) -> None:
    with (
        mockserver.judging(acme.server, strict=True),
        acme.connect(transport=Unsteady(500, 500)) as client,
    ):
        params: dict[str, str] = {}
        for _ in range(10):
            page = retried(acme.server.clock, client.get, "/cursors", params=params).json()
            params = {"cursor": page["next"]}
            if page["next"] is None:
                break

    assert acme.names("statuses", "listByCursor") == {"200", "500"}
    assert acme.names("pages", "listByCursor")
    assert acme.rules() == []


@RETRYING
def test_retries_that_are_given_up(acme: Measured, retried: Retried) -> None:
    clock = acme.server.clock
    clock.freeze()
    with (
        mockserver.judging(acme.server, strict=True),
        acme.connect("test_exhausted") as client,
        pytest.raises(httpx.HTTPStatusError, match="429"),
    ):
        retried(clock, client.get, "/widgets/w1")

    assert len(acme.server.requests) == 4
    assert acme.rules() == []
