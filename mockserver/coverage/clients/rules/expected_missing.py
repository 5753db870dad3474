"""Requests that say that they break a rule, and do not."""

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule


def missing_of(call: ClientCall, missing: tuple[str, ...]) -> Finding:
    """What a call has announced that has not come."""
    said = " and ".join(missing)
    return Finding(f"expected {said}, and this call is none", (call.evidence,))


RULE = Rule(
    name="expected-missing",
    severity="error",
    description="Sent a request that announces a verdict which it does not get.",
    help=(
        "Its header `Mockserver-Expect` names rules that it means to break, as a negative test does: verdicts of these "
        "are not counted. None came of this call. Send what breaks the rule, mend the name of the rule, or leave the "
        "header out."
    ),
)
