"""Calling what is going away."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def check(call: ClientCall) -> Finding | None:
    """A call of a deprecated operation."""
    if call.operation is None:
        return None
    pointer = f"{call.operation.pointer}/deprecated"
    return Finding(
        f"called {call.operation.method} {call.operation.path}, which is deprecated",
        (call.evidence,),
        pointer,
    )


RULE = Rule("warning", "Called a deprecated operation.", When.DEPRECATED, check, keep=1)
