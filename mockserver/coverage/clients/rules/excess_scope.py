"""Credentials that may do more than they are used for."""

from collections.abc import Iterator

from mockserver.access.credentials import ANONYMOUS, TEST_CREDENTIALS
from mockserver.access.permissions import EVERYTHING, demands
from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.history import CredentialUse
from mockserver.coverage.clients.rules.base import Finding, Rule


def unused_scopes(use: CredentialUse) -> Iterator[Finding]:
    """A credential with a scope that none of its calls needed.

    The server's own test credentials are left out: they have all scopes, or none, by design.
    """
    caller, contract = use.caller, use.contract
    if caller is None or contract is None or not use.operations or caller is ANONYMOUS:
        return
    if caller.name in TEST_CREDENTIALS:
        return
    known = {scope for operation in contract.operations for scope in scopes_of(contract, operation)}
    used = [operation for operation in contract.operations if operation.id in use.operations]
    needed = {scope for operation in used for scope in scopes_of(contract, operation)}
    excess = sorted((known if EVERYTHING in caller.scopes else caller.scopes) - needed)
    if excess:
        wanted = ", ".join(sorted(needed)) or "no scope"
        message = f"{caller.name} may do {', '.join(excess)}; its calls need only {wanted}"
        yield Finding(message, tuple(use.operations.values())[:10], "/components/securitySchemes")


def scopes_of(contract: Contract, operation: Operation) -> set[str]:
    """The scopes that an operation needs, whichever way its caller says who it is."""
    return {scope for demand in demands(contract, operation) for scope in demand.scopes}


RULE = Rule(
    name="excess-scope",
    severity="info",
    description="A credential has more scope than all of its calls need.",
    help=(
        "Whoever gets hold of the credential may do all that it may do. Ask for one with the scopes that are needed; "
        "the server's own test credentials are left out, since they have all scopes, or none, by design."
    ),
    conclude=unused_scopes,
)
