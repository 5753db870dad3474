"""Calling what is going away."""

from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When


def check(step: Step) -> Finding | None:
    """A call of a deprecated operation."""
    if step.operation is None:
        return None
    pointer = f"{step.operation.pointer}/deprecated"
    return Finding(
        f"called {step.operation.method} {step.operation.path}, which is deprecated", (step.call,), pointer
    )


RULE = Rule("warning", "Called a deprecated operation.", When.DEPRECATED, check, keep=1)
