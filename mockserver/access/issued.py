"""Who calls by a token that the authorization server has issued (RFC 6750)."""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace

import orjson

from mockserver.access.credentials import credential_named
from mockserver.exchange import Caller
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.tokens import ACCESS, IssuedToken

NAMESPACE_CLAIM = "namespace"


def issued_callers(
    callers: Mapping[str, Caller], namespace: str, namespaces: Namespaces
) -> Callable[[str], Caller | None]:
    """What finds the credential that an access token stands for, with no more scopes than the token has.

    Args:
        callers: By name.
        namespace: The one that a request names; without any, the one that its token names counts.
        namespaces: The state in each.
    """

    def find(token: str) -> Caller | None:
        where = namespace or claimed_namespace(token)
        state = namespaces.find(where)
        found = None if state is None else valid_token(state, token)[0]
        who = None if found is None else credential_named(callers, found.caller)
        if who is None or found is None:
            return None
        return replace(who, scopes=frozenset(found.scopes), namespace=where)

    return find


def valid_token(state: NamespaceState, token: str) -> tuple[IssuedToken | None, str]:
    """An access token that is good in a namespace; None for any other, and what is wrong with it."""
    found = state.tokens.find(token, ACCESS)
    if found is None:
        return None, "the access token is unknown here"
    if found.spent:
        return None, "the access token was revoked"
    if found.expires <= state.clock.time():
        return None, "the access token has expired"
    return found, ""


def claimed_namespace(token: str) -> str:
    """The namespace that a token says it is of, whatever that is worth; empty where it says nothing."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        claims = orjson.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return ""
    said = claims.get(NAMESPACE_CLAIM, "") if isinstance(claims, dict) else ""
    return said if isinstance(said, str) else ""
