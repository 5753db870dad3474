"""What can be said against a client's behaviour: one rule a file, each of which can be switched off by its name."""

from collections.abc import Iterable, Iterator, Mapping

from mockserver.coverage.clients.rules import (
    contract_broken,
    cursor_made_up,
    deprecated_operation,
    excess_scope,
    expected_missing,
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
from mockserver.coverage.clients.scopes import ScopeUse
from mockserver.coverage.clients.verdict import Verdict
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
        expected_missing.RULE,
    )
}


def concluded(uses: Iterable[ScopeUse]) -> Iterator[Verdict]:
    """What the rules say of credentials when a run is over.

    Args:
        uses: One of each credential, over all of the run; none where the rules that ask are switched off.
    """
    for use in uses:
        for rule in RULES.values():
            found = rule.conclude(use) if rule.conclude is not None else None
            if found is not None:
                yield Verdict(
                    rule=rule.name,
                    severity=found.severity or rule.severity,
                    vendor=use.vendor,
                    operation="",
                    pointer=found.pointer,
                    namespace="",
                    caller=use.caller,
                    context="",
                    message=found.message,
                    calls=found.calls,
                )


def check_expected(names: Iterable[str]) -> tuple[str, ...]:
    """Names of rules whose verdicts a test may expect.

    Raises:
        UsageError: For a name that no rule has, and for one that says nothing before the run is over.
    """
    found = tuple(dict.fromkeys(names))
    for name in found:
        if name not in RULES:
            raise UsageError(f"there is no rule {name!r} to expect; {hint(name, RULES, 'rules')}")
        if RULES[name].check is None and RULES[name].close is None:
            raise UsageError(f"{name} is no verdict on the calls of a test: it cannot be expected")
    return found


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
