"""Ways in which one client sends the same: none of them changes what is said of it."""

import json
from collections.abc import Callable
from itertools import count

import httpx

Change = Callable[[httpx.Request, int], httpx.Request]


def plain(request: httpx.Request, number: int) -> httpx.Request:
    return request


def by_host(request: httpx.Request, number: int) -> httpx.Request:
    """Below the vendor's own host, not below its name."""
    target = request.url.raw_path.removeprefix(b"/acme")
    return _with(request, url=request.url.copy_with(raw_path=target), headers={"host": "api.acme.example"})


def by_either(request: httpx.Request, number: int) -> httpx.Request:
    return by_host(request, number) if number % 2 else request


def with_the_query_in_another_order(request: httpx.Request, number: int) -> httpx.Request:
    """Names in another order each time; those that repeat as they came."""
    pairs = sorted(request.url.params.multi_items(), key=lambda pair: pair[0], reverse=bool(number % 2))
    return _with(request, url=request.url.copy_with(params=pairs)) if pairs else request


def with_json_written_otherwise(request: httpx.Request, number: int) -> httpx.Request:
    """Members in another order and with other white space each time."""
    try:
        body = json.loads(request.content)
    except ValueError:
        return request
    if isinstance(body, dict) and number % 2:
        body = dict(reversed(body.items()))
    content = json.dumps(body, indent=number % 3 or None).encode()
    return _with(request, content=content, headers={"content-length": str(len(content))})


def with_headers_that_pass(request: httpx.Request, number: int) -> httpx.Request:
    """Traces, counts of attempts, dates and agents: nobody declares them."""
    return _with(
        request,
        headers={
            "traceparent": f"00-{number:032x}-{number:016x}-01",
            "x-request-id": str(number),
            "x-stainless-retry-count": str(number),
            "date": f"Sat, 28 Nov 2026 06:00:{number % 60:02} GMT",
            "user-agent": f"sdk/{number}",
        },
    )


def on_a_connection_each(request: httpx.Request, number: int) -> httpx.Request:
    return _with(request, headers={"connection": "close"})


def _with(
    request: httpx.Request,
    *,
    url: httpx.URL | None = None,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url if url is None else url,
        headers={**request.headers, **(headers or {})},
        content=request.content if content is None else content,
        extensions=request.extensions,
    )


WAYS: dict[str, Change] = {
    change.__name__: change
    for change in (
        plain, by_host, by_either, with_the_query_in_another_order, with_json_written_otherwise,
        with_headers_that_pass, on_a_connection_each,
    )
}  # fmt: skip


class Changed(httpx.BaseTransport):
    """Sends requests in one of the ways, others' in between.

    Attributes:
        between: Called before each request.
    """

    def __init__(self, change: Change, between: Callable[[], None] = lambda: None) -> None:
        self._inner = httpx.HTTPTransport(verify=False)
        self._change = change
        self._numbers = count()
        self.between = between

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.between()
        return self._inner.handle_request(self._change(request, next(self._numbers)))

    def close(self) -> None:
        self._inner.close()
