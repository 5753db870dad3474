"""Sending query parameters that the operation does not declare."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule, When
from mockserver.errors import hint


def undeclared_names(call: ClientCall) -> Finding | None:
    """A call with such parameters; most vendors ignore them, so what they were meant to do does not happen."""
    if call.operation is None:
        return None
    declared = [p.name for p in call.operation.parameters if p.location == "query"]
    name, *more = call.undeclared
    known = hint(name, declared, "declared") if declared else "no query parameter is declared"
    others = f" (and {', '.join(map(repr, more))})" if more else ""
    return Finding(
        f"sent the query parameter {name!r}{others}, which is not declared, and ignored; {known}",
        (call.evidence,),
    )


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
