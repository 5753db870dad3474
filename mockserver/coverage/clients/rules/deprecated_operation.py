"""Calling what is going away."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule, When


def deprecated_call(call: ClientCall, history: History) -> Finding | None:
    """A call of a deprecated operation."""
    if call.operation is None:
        return None
    pointer = f"{call.operation.pointer}/deprecated"
    return Finding(
        f"called {call.operation.method} {call.operation.path}, which is deprecated",
        (call.evidence,),
        pointer,
    )


RULE = Rule(
    name="deprecated-operation",
    severity="warning",
    description="Called a deprecated operation.",
    help="The document says that this operation will go. Its description tells, as a rule, what takes its place.",
    when=When.DEPRECATED,
    check=deprecated_call,
    keep=1,
)
