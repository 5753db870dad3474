"""Telling which scopes a credential has and which its calls needed: over a run, in as many processes as it has."""

from collections.abc import Iterable
from typing import NamedTuple

from mockserver.access.credentials import ANONYMOUS, TEST_CREDENTIALS
from mockserver.access.permissions import EVERYTHING, demands
from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.history import CredentialUse
from mockserver.coverage.clients.verdict import Evidence

MOST_CALLS = 10  # that are kept as evidence of one credential


class ScopeUse(NamedTuple):
    """What one credential may do, and what it did.

    Attributes:
        vendor, caller: Whose, and its name.
        held: The scopes that it has; of one that has every scope, those that an operation needs.
        needed: The scopes that the called operations need.
        calls: The first call of each of them, as far as they are kept.
    """

    vendor: str
    caller: str
    held: tuple[str, ...]
    needed: tuple[str, ...]
    calls: tuple[Evidence, ...]

    def join(self, other: "ScopeUse") -> "ScopeUse":
        """What two processes, or one at two times, know of one credential."""
        return self._replace(
            held=tuple(sorted({*self.held, *other.held})),
            needed=tuple(sorted({*self.needed, *other.needed})),
            calls=in_time({*self.calls, *other.calls}),
        )


def in_time(calls: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first calls, as far as they are kept."""
    return tuple(sorted(calls, key=lambda call: (call.at, call))[:MOST_CALLS])


def scope_use(use: CredentialUse) -> ScopeUse | None:
    """What a credential was used for; None for one that nobody judges.

    The server's own test credentials are left out: they have all scopes, or none, by design.
    """
    caller, contract = use.caller, use.contract
    if caller is None or contract is None or not use.operations or caller is ANONYMOUS:
        return None
    if caller.name in TEST_CREDENTIALS:
        return None
    known = {scope for operation in contract.operations for scope in scopes_of(contract, operation)}
    called = [operation for operation in contract.operations if operation.id in use.operations]
    needed = {scope for operation in called for scope in scopes_of(contract, operation)}
    held = known if EVERYTHING in caller.scopes else caller.scopes
    calls = in_time(use.operations.values())
    return ScopeUse(contract.name, caller.name, tuple(sorted(held)), tuple(sorted(needed)), calls)


def scopes_of(contract: Contract, operation: Operation) -> set[str]:
    """The scopes that an operation needs, whichever way its caller says who it is."""
    return {scope for demand in demands(contract, operation) for scope in demand.scopes}


def joined_uses(uses: Iterable[ScopeUse]) -> tuple[ScopeUse, ...]:
    """One use of each credential out of those of several processes."""
    found: dict[tuple[str, str], ScopeUse] = {}
    for use in uses:
        known = found.get((use.vendor, use.caller))
        found[use.vendor, use.caller] = use if known is None else known.join(use)
    return tuple(found.values())
