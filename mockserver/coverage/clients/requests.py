"""Reading what rules ask of an exchange: when it may be tried again, which key it carries, what stayed the same."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from mockserver.contract.model import Contract, Operation
from mockserver.exchange import Exchange
from mockserver.language.expressions import Evaluate, compile_expression

Same = tuple[str, bytes, bytes, bytes, bytes | None]  # what makes two requests of one client the same
SLOW = 1.0  # seconds; a client may have given up on a reply that took longer
# Header fields that differ from one request to the next, though the request is the same.
PASSING = frozenset({
    b"date", b"traceparent", b"tracestate", b"baggage", b"x-request-id", b"x-correlation-id", b"x-amzn-trace-id",
    b"x-b3-traceid", b"x-b3-spanid", b"connection", b"keep-alive",
})  # fmt: skip


def identity(exchange: Exchange) -> Same:
    """What makes two requests of one client the same."""
    request = exchange.request
    return (request.method, request.path, request.query, request.body, request.headers.get(b"prefer"))


def status_of(exchange: Exchange) -> int:
    """The status of the reply; 0 for none."""
    return exchange.reply.status if exchange.reply is not None else 0


def is_unchanged(exchange: Exchange, other: Exchange) -> bool:
    """Whether two requests that are the same were sent with the same header fields, too."""
    return _lasting(exchange.request.headers) == _lasting(other.request.headers)


def _lasting(headers: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    return {name: value for name, value in headers.items() if name not in PASSING}


def try_again_at(exchange: Exchange, contract: Contract | None) -> float | None:
    """The time from which a refused request may come again, by the server's clock; None where nothing is said."""
    if status_of(exchange) not in {429, 503} or exchange.reply is None:
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


def key_of(contract: Contract, operation: Operation) -> Evaluate | None:
    """What reads an operation's idempotency key out of a call; None for one that takes none."""
    rule = operation.mock.idempotency
    if rule is not None and rule.key is not None:
        return compile_expression(rule.key)
    for parameter in operation.parameters:
        if parameter.location == "header" and parameter.name.lower() in {
            "idempotency-key",
            "x-idempotency-key",
        }:
            return compile_expression(f"$request.header.{parameter.name}")
    return None
