"""Credentials that may do more than they are used for."""

from mockserver.coverage.clients.rules.base import Finding, Rule
from mockserver.coverage.clients.scopes import ScopeUse


def unused_scopes(use: ScopeUse) -> Finding | None:
    """A credential with a scope that none of its calls needed."""
    excess = [scope for scope in use.held if scope not in use.needed]
    if not excess:
        return None
    message = (
        f"{use.caller} may do {', '.join(excess)}; its calls need only {', '.join(use.needed) or 'no scope'}"
    )
    return Finding(message, use.calls, "/components/securitySchemes")


RULE = Rule(
    name="excess-scope",
    severity="info",
    description="A credential has more scope than all of its calls need.",
    help=(
        "Whoever gets hold of the credential may do all that it may do. Ask for one with the scopes that are needed; "
        "the server's own test credentials are left out, since they have all scopes, or none, by design. It is judged "
        "over all calls of a run, also where several processes made them."
    ),
    conclude=unused_scopes,
)
