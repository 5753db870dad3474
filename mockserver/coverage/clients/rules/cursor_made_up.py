"""Making up cursors."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.requests import status_of
from mockserver.coverage.clients.rules.base import Finding, Rule, When
from mockserver.errors import ErrorKind

REFUSALS = frozenset({400, 404, 410, 422})


def invented_cursor(call: ClientCall, history: History) -> Finding | None:
    """A cursor that was refused, and that no reply to this client had given out.

    One that is accepted came from some reply, if not to this client: it is not held against it.
    """
    page = call.page
    if page is None or page.given_out or page.past is not None:
        return None
    kind = call.exchange.kind
    refused = kind == ErrorKind.INVALID_CURSOR or (
        kind is None and call.exchange.valid and status_of(call.exchange) in REFUSALS
    )
    if not refused:
        return None
    return Finding(f"sent {page.role}={page.value}, a cursor that no reply gave out", (call.evidence,))


RULE = Rule(
    name="cursor-made-up",
    severity="error",
    description="Sent a cursor that no reply gave out.",
    help=(
        "A cursor is opaque: only one that a reply gave out leads anywhere, and it may be cut, encoded or signed "
        "otherwise tomorrow. Take it from the reply as it is, and do not build, shorten or decode it."
    ),
    when=When.PAGE,
    check=invented_cursor,
)
