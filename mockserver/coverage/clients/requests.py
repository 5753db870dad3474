"""Reading what rules ask of an exchange: when it may be tried again, which key it carries, what stayed the same."""

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Protocol

from mockserver.contract.model import Contract
from mockserver.exchange import Exchange

# Refusals that time, or another call, can lift: what is not there yet, what is in the way now, what comes too often.
PASSING = frozenset({404, 408, 409, 423, 424, 425, 429})
ASKING = frozenset({429, 503})  # statuses whose `Retry-After` says when a request may come again


def status_of(exchange: Exchange) -> int:
    """The status of the reply; 0 for none."""
    return exchange.reply.status if exchange.reply is not None else 0


def has_failed(exchange: Exchange) -> bool:
    """Whether a client did not get what it asked for: an error, or no answer that it waited for."""
    return exchange.reply is None or exchange.reply.status >= 400 or not exchange.taken


def may_have_happened(exchange: Exchange) -> bool:
    """Whether a client cannot know what became of its request: it got a 5xx, or no answer."""
    status = status_of(exchange)
    return status == 0 or status >= 500 or not exchange.taken


def was_refused(exchange: Exchange) -> bool:
    """Whether a request was refused for what it says, so that it is refused again for as long as it says the same."""
    reply = exchange.reply
    return reply is not None and 400 <= reply.status < 500 and reply.status not in PASSING and exchange.taken


def outcome(exchange: Exchange) -> str:
    """What became of a request that has failed, in words: `after a 503`, `after no answer`."""
    status = status_of(exchange)
    return f"after a {status}" if status >= 400 and exchange.taken else "after an answer that did not come"


class Timed(Protocol):
    """The times of an exchange, as an exchange has them."""

    @property
    def started(self) -> float:
        """Unix time of the start by the server's clock."""

    @property
    def arrived(self) -> float:
        """When the request came, by a clock that never stands still."""

    @property
    def left(self) -> float:
        """When the answer was sent, by the same clock."""

    @property
    def taken(self) -> bool:
        """Whether the client waited for it."""


def sent_meanwhile(first: Timed, again: Timed) -> bool:
    """Whether a request was sent before the answer to another had come, so that it says nothing about that answer.

    Who gave up on the first answer knew what he did.
    """
    return first.taken and again.arrived < first.left


def waited(first: Timed, again: Timed) -> float:
    """Seconds from one request to another, by the server's clock; where that stands still, those that really passed."""
    return max(again.started - first.started, again.arrived - first.arrived)


def try_again_at(exchange: Exchange, contract: Contract | None) -> float | None:
    """The time from which a refused request may come again, by the server's clock; None where nothing is said."""
    if status_of(exchange) not in ASKING or exchange.reply is None:
        return None
    own = contract.mock.limits.headers.retry_after if contract else None
    names = {b"retry-after", (own or "retry-after").lower().encode("latin-1")}
    text = next(
        (value.decode("latin-1").strip() for name, value in exchange.reply.headers if name in names), ""
    )
    if text.isascii() and text.isdigit():
        return exchange.started + int(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
