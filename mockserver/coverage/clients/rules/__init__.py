"""What can be said against a client's behaviour: one rule a file, each of which can be switched off by its name."""

from collections.abc import Iterable, Mapping

from mockserver.coverage.clients.rules import (
    contract_broken,
    cursor_made_up,
    deprecated_operation,
    excess_scope,
    idempotency_key_reused,
    page_past_end,
    repeated_unchanged,
    retried_too_early,
    retry_without_key,
    undeclared_parameter,
    unmatched,
    walk_abandoned,
)
from mockserver.coverage.clients.rules.base import Rule
from mockserver.errors import UsageError, hint

RULES: Mapping[str, Rule] = {
    "contract-broken": contract_broken.RULE,
    "unmatched": unmatched.RULE,
    "retried-too-early": retried_too_early.RULE,
    "retry-without-key": retry_without_key.RULE,
    "repeated-unchanged": repeated_unchanged.RULE,
    "idempotency-key-reused": idempotency_key_reused.RULE,
    "cursor-made-up": cursor_made_up.RULE,
    "page-past-end": page_past_end.RULE,
    "walk-abandoned": walk_abandoned.RULE,
    "deprecated-operation": deprecated_operation.RULE,
    "undeclared-parameter": undeclared_parameter.RULE,
    "excess-scope": excess_scope.RULE,
}


def without(off: Iterable[str]) -> dict[str, Rule]:
    """The rules, without those that are switched off.

    Raises:
        UsageError: For a name that no rule has.
    """
    names = list(off)
    for name in names:
        if name not in RULES:
            raise UsageError(f"there is no rule {name!r} to switch off; {hint(name, RULES, 'rules')}")
    return {name: rule for name, rule in RULES.items() if name not in names}
