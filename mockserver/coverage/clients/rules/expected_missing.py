"""Requests that say that they break a rule, and do not."""

from collections.abc import Collection

from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.rules.base import Finding, Rule
from mockserver.errors import hint


def missing_of(call: ClientCall, missing: tuple[str, ...], rules: Collection[str]) -> Finding:
    """What a call has announced that has not come; where there is no such rule, the one that is meant."""
    said = " and ".join(missing)
    unknown = [
        f"; there is no rule {name!r}, {hint(name, rules, 'rules')}" for name in missing if name not in rules
    ]
    return Finding(f"expected {said}, and this call is none{''.join(unknown)}", (call.evidence,))


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
