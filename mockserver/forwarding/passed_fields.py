"""Header fields of calls that pass through: what is for one connection alone stays behind (RFC 9110, 7.6.1)."""

from collections.abc import Iterable, Mapping, Sequence

from mockserver.exchange import HeaderField

HOP_BY_HOP = frozenset({
    b"connection", b"proxy-connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade",
})  # fmt: skip
# Of a request: what the client library writes anew, what asks for leave that was given here, what is meant for us.
OURS = frozenset({
    b"host", b"content-length", b"expect", b"mockserver-namespace", b"mockserver-expect",
})  # fmt: skip


def _passing(fields: Iterable[HeaderField], left: Iterable[bytes]) -> list[HeaderField]:
    """The fields that go on: without those that are for one connection, those that it names, and those of `left`."""
    found = [(name.lower(), value) for name, value in fields]
    named = b",".join(value for name, value in found if name == b"connection").lower().split(b",")
    staying = {*HOP_BY_HOP, *left, *(each.strip() for each in named)}
    return [field for field in found if field[0] not in staying]


def sent_on(
    fields: Sequence[HeaderField], size: int | None, replacing: Mapping[str, str], via: bytes
) -> list[HeaderField]:
    """The fields of a request that is forwarded.

    Args:
        fields: As it came.
        size: Bytes of its body; None without one.
        replacing: Fields that are sent in the place of the caller's.
        via: Who forwards it, as `Via` says it (RFC 9110, 7.6.3).
    """
    own = [(name.lower().encode(), value.encode()) for name, value in replacing.items()]
    passed = _passing(fields, {*OURS, *(name for name, _ in own)})
    length = [] if size is None else [(b"content-length", b"%d" % size)]
    return [*passed, *own, *length, (b"via", via)]


def sent_back(fields: Iterable[HeaderField]) -> list[HeaderField]:
    """The fields of a reply that is passed on; its length, where it says one, is among them."""
    return _passing(fields, ())
