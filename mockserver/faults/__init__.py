"""Faults: what goes wrong on purpose, and how a connection ends then, by WireMock's names."""

from collections.abc import Callable, Mapping

from mockserver.errors import ConnectionFault
from mockserver.exchange import Reply
from mockserver.faults import breaks

# For each way to break an answer, what makes the bytes that are still sent; None resets the connection.
BREAKS: Mapping[str, Callable[[Reply], bytes] | None] = {
    "CONNECTION_RESET_BY_PEER": None,
    "EMPTY_RESPONSE": breaks.empty,
    "MALFORMED_RESPONSE_CHUNK": breaks.malformed_chunks,
    "RANDOM_DATA_THEN_CLOSE": breaks.garbage,
}


def broken(reply: Reply) -> ConnectionFault:
    """How the connection ends that was to carry a reply which breaks."""
    make = BREAKS[reply.breaks or ""]
    return ConnectionFault(b"" if make is None else make(reply), reset=make is None)
