"""Sending query parameters that the operation does not declare."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule, When
from mockserver.errors import hint


def check(call: ClientCall) -> Finding | None:
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


RULE = Rule("warning", "Sent a query parameter that is not declared.", When.UNDECLARED, check)
