"""Making up cursors."""

from collections.abc import Iterable

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import status_of
from mockserver.coverage.clients.rules.base import Finding, Rule, When
from mockserver.coverage.clients.walks import ListKey
from mockserver.errors import ErrorKind
from mockserver.validation.sameness import Pair

REFUSALS = frozenset({400, 404, 410, 422})


def invented_cursor(call: ClientCall, history: History) -> Finding | None:
    """A cursor that was refused, and that no reply to this client had given out; or that another list gave out.

    One that is accepted came from some reply, if not to this client: it is not held against it.
    """
    page = call.page
    if page is None or page.past is not None or page.beside:
        return None
    if page.elsewhere is not None and page.here is not None:
        origin = _origin(page.elsewhere, page.here)
        return Finding(f"sent {page.name}={page.value}, a cursor that {origin} gave out", (call.evidence,))
    if page.given_out:
        return None
    kind = call.exchange.kind
    refused = kind == ErrorKind.INVALID_CURSOR or (
        kind is None and call.exchange.valid and status_of(call.exchange) in REFUSALS
    )
    if not refused:
        return None
    return Finding(f"sent {page.name}={page.value}, a cursor that no reply gave out", (call.evidence,))


def _origin(giver: ListKey, asked: ListKey) -> str:
    """The list that gave a cursor out, by what tells it from the one that is asked."""
    (operation, (place, *filters)), (here, (place_here, *filters_here)) = giver, asked
    if operation != here:
        return f"another list, {operation},"
    if place != place_here:
        return f"the list at {_text(place)}"
    differing = [pair for pair in filters if pair not in filters_here]
    if not differing:
        return "the same list without " + _pairs([pair for pair in filters_here if pair not in filters])
    return "the same list with " + _pairs(differing)


def _pairs(pairs: Iterable[bytes | Pair]) -> str:
    return " and ".join(map(_text, pairs))


def _text(raw: bytes | Pair) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else "=".join(map(_text, raw))


RULE = Rule(
    name="cursor-made-up",
    severity="error",
    description="Sent a cursor that no reply of this list gave out.",
    help=(
        "A cursor is opaque: only one that a reply gave out leads anywhere, and it may be cut, encoded or signed "
        "otherwise tomorrow. Take it from the reply as it is, and do not build, shorten or decode it. It belongs to "
        "the list that gave it out, with the filters and the order of then: send the same ones with it."
    ),
    when=When.PAGE,
    check=invented_cursor,
)
