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
    retry_with_new_key,
    retry_without_key,
    rows_skipped,
    undeclared_parameter,
    unmatched,
    walk_abandoned,
    walk_stuck,
)
from mockserver.coverage.clients.rules.base import Rule
from mockserver.errors import UsageError, hint

RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        contract_broken.RULE,
        unmatched.RULE,
        retried_too_early.RULE,
        retry_without_key.RULE,
        retry_with_new_key.RULE,
        repeated_unchanged.RULE,
        idempotency_key_reused.RULE,
        cursor_made_up.RULE,
        page_past_end.RULE,
        walk_stuck.RULE,
        rows_skipped.RULE,
        walk_abandoned.RULE,
        deprecated_operation.RULE,
        undeclared_parameter.RULE,
        excess_scope.RULE,
    )
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
