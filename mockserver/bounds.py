"""The most and the least of what a request, an option or a caller may ask for: nothing here is endless."""

import math
from datetime import UTC, datetime
from typing import Any

from mockserver.errors import UsageError

MOST_ROWS = 100_000  # of a resource and tenant, to begin with
MANY_ROWS = 500  # of a resource: to make more of them at a request takes a thread
MANY_VALUES = 500  # of the least answer to an operation: to make more of them takes a thread
LARGEST_SEED = 2**63 - 1  # what JSON readers agree on
LARGEST_PORT = 65_535
LARGEST_DOCUMENT = 64 << 20  # bytes of a file of a document, and characters of all that it refers to
MOST_MEMBERS = 20_000  # of one object or array of a document
MOST_ROUTES = 50_000  # of a document: the paths of its operations below the base path of each server
MOST_STATES = 500_000  # of the patterns of a document: what is repeated is there as often
DEEPEST = 200  # values in one another in a body: what is put around them, a writer of JSON writes too
EVENT_READERS = 100  # of `/__admin/events` at once: each costs as each event comes
LONGEST_DELAY = 60  # seconds that a fault, or a stub, holds an answer back
JOURNAL_BODY = 1 << 20  # bytes of each body that the journal keeps: `--journal-body`
JOURNAL_SIZE = 64 << 20  # bytes of all large bodies that it keeps: `--journal-size`
NAMESPACES = 10_000  # beside the default one: `--namespaces`
SNAPSHOTS = 100  # that the control plane keeps: `--snapshots`
MOST_KEPT = 1_000_000  # of either, that may be asked for
KEPT_REPLIES = 100_000  # that idempotency keys bring back, of a document in a namespace
KEPT_REPLIES_SIZE = 64 << 20  # bytes of them
RENDERINGS = 1 << 20  # bytes of the renderings of a document's rows and pages that are kept with them
MOST_DRAWS = 100_000  # requests of a namespace that drew values, and are told from those that come again
FILES_SIZE = 64 << 20  # bytes of all files that were uploaded: `--files-size`
MOST_TRANSITIONS = 10_000  # that rows of a document in a namespace wait for
LARGEST_TOKEN_REQUEST = 1 << 16  # bytes of the body of a request to an authorization server
MOST_TOKENS = 10_000  # tokens and codes of a document in a namespace
MOST_TOKENS_SIZE = 16 << 20  # bytes of them
LONGEST_WAIT = 600  # seconds that somebody waits for deliveries, or a call for a change
LONGEST_PATTERN = 256  # characters of what names events
MOST_SUBSCRIPTIONS = 1000  # of a namespace, that a test arranges
MOST_UNDELIVERED = 10_000  # deliveries of a server that wait for their receivers
MOST_HOPS = 5  # deliveries that lead to one another
MOST_DELIVERIES = 1000  # of a server that are remembered
MOST_DELIVERIES_SIZE = 16 << 20  # bytes of their payloads
MOST_TIMES = 1_000_000_000  # calls that a fault strikes, or a stub answers
LOG_GROWTH = 1 << 20  # bytes of a store's log after its checkpoint, before there is another one
STORE_PATIENCE = 10  # seconds that a call waits for its turn to write to a store
STORE_IMPATIENCE = 0.1  # seconds that one waits after another that waited in vain, until one has had its turn
MOST_WORKERS = 256  # processes that serve
STUB_BYTES = 64 << 20  # of all stubs of a server, as they were written
UPSTREAM_CONNECT = 10  # seconds in which a real API has to take a connection
UPSTREAM_SILENCE = 60  # seconds in which something of a reply has to come from it: `--upstream-timeout`
LEAST_HEARTBEAT = 0.1  # seconds from one comment of a stream to the next
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC).timestamp()  # of a clock, in unix seconds
LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()
MOST_JUDGED = 2_000  # values in a message that is refused, of which all violations are looked for
LONGEST_SHOWN = 40  # characters of a value that a message quotes


def whole(name: str, value: Any, least: int, most: int) -> int:
    """`value`, where it is a whole number within its bounds.

    Raises:
        UsageError: For anything else; the message has the bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise UsageError(f"{name} is a whole number from {least} to {most}, not {quoted_value(value)}")
    return value


def seconds(name: str, value: Any) -> float:
    """`value`, where it is a finite number.

    Raises:
        UsageError: For anything else.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or abs(value) > LATEST
        or math.isnan(value)
    ):
        raise UsageError(f"{name} is a number of seconds, {LATEST:.0f} at most, not {quoted_value(value)}")
    return float(value)


def moment(value: float) -> float:
    """Unix seconds, where a clock can have them.

    Raises:
        UsageError: For a time before 1970 or after 9999.
    """
    if not EARLIEST <= value <= LATEST:
        raise UsageError("the clock runs from 1970-01-01 to 9999-12-31")
    return value


def quoted_value(value: Any) -> str:
    """A value as a message quotes it, however large."""
    if isinstance(value, int) and abs(value) > LARGEST_SEED:
        return f"a number of {value.bit_length()} bits"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
