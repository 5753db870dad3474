"""Sending query parameters that the operation does not declare."""

from mockserver.bounded import Recent
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule, When
from mockserver.errors import hint

MOST = 256  # names that are remembered


class ToldNames:
    """The names that a client was told of, by operation."""

    def __init__(self) -> None:
        self.names: Recent[tuple[str, str], bool] = Recent(MOST)


def undeclared_names(call: ClientCall, history: History) -> Finding | None:
    """A call with names that its client was not told of before, and that no link of the server's carried.

    Most vendors ignore such parameters, so what they were meant to do does not happen.
    """
    if call.operation is None:
        return None
    told, id_ = history.memory(ToldNames).names, call.operation.id
    new = [name for name in call.undeclared if (id_, name) not in told]
    for name in new:
        told[id_, name] = True
    made_up = [name for name in new if not history.sent_links.carried(name)]
    if not made_up:
        return None
    declared = [p.name for p in call.operation.parameters if p.location == "query"]
    name, *more = made_up
    known = hint(name, declared, "declared") if declared else "no query parameter is declared"
    others = f" (and {', '.join(map(repr, more))})" if more else ""
    message = f"sent the query parameter {name!r}{others}, which is not declared, and ignored; {known}"
    return Finding(message, (call.evidence,))


RULE = Rule(
    name="undeclared-parameter",
    severity="warning",
    description="Sent a query parameter that is not declared.",
    help=(
        "Vendors ignore what they do not know, so that a misspelt filter gives every row and nobody is told. Send the "
        "name that the document declares; where the vendor knows this one, add it to the document."
    ),
    when=When.UNDECLARED,
    check=undeclared_names,
)
