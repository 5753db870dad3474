"""One hostile request, and the ways in which one is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.server.sites import (
    LIMIT,
    Find,
    Live,
)

Write = Callable[[Live], bytes]


@dataclass(frozen=True, slots=True)
class Row:
    """One request.

    Attributes:
        find: Where it goes; documents without such a place are passed over.
        write: Its bytes.
        right: Answers that are right: `ok` for any 2xx, `value` for the kind of error that the spoiled parameter or
            property raises, another kind of error by its name, or a status that the HTTP server itself gives.
    """

    id: str
    find: Find
    write: Write
    right: tuple[str | int, ...]


def query(value: bytes) -> Write:
    return lambda live: live.send(query=live.name + b"=" + value)


def raw_query(text: bytes) -> Write:
    return lambda live: live.send(query=text)


def path(value: bytes) -> Write:
    def write(live: Live) -> bytes:
        return live.send(
            path=live.base.encode() + live.site.operation.path.partition("{")[0].encode() + value
        )

    return write


def body(payload: bytes, content_type: str | bytes | None = "application/json", **changes: Any) -> Write:
    return lambda live: live.post(payload, content_type, **changes)


def valid_as(content_type: str | bytes | None, **changes: Any) -> Write:
    return lambda live: live.post(live.body, content_type, **changes)


def changed(value: Any) -> Write:
    """The example with the spoiled property set to `value`."""
    return lambda live: live.post({**live.body, live.site.name: value})


def spliced(json: bytes) -> Write:
    """The same with a value that no JSON writer would write."""

    def write(live: Live) -> bytes:
        marked = {**live.body, live.site.name: "@@"}
        return live.post(live.post(marked).partition(b"\r\n\r\n")[2].replace(b'"@@"', json))

    return write


def credential(value: str | bytes) -> Write:
    """Every credential header with `value` in place of its own."""
    return lambda live: live.send(
        who=None, headers=tuple((name, value) for name in live.credentials["test_full"])
    )


def twice(value: str | None = None) -> Write:
    """Every credential header a second time."""
    return lambda live: live.send(
        headers=tuple((name, value or own) for name, own in live.credentials["test_full"].items())
    )


def without_scheme(live: Live) -> bytes:
    return live.send(
        who=None,
        headers=tuple((name, f"Basic {value}") for name, value in live.credentials["test_full"].items()),
    )


def too_long(live: Live) -> bytes:
    return live.post(b'"' + b"a" * LIMIT + b'"')


def header(name: str, value: str | bytes, **changes: Any) -> Write:
    return lambda live: live.send(headers=((name, value),), **changes)


def using(method: str) -> Write:
    return lambda live: live.send(method=method)


def on_base(rest: str, **changes: Any) -> Write:
    return lambda live: live.send(path=live.base + rest, **changes)
