"""What each endpoint of an authorization server answers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import orjson
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError

from mockserver.access.issued import valid_token
from mockserver.access.oauth.consent_pages import consent, page
from mockserver.access.oauth.grants import (
    METHODS,
    SECRET_METHODS,
    Challenge,
    ClientCredentials,
    CodeGrant,
    DeviceAuthorization,
    DeviceGrant,
    IdTokens,
    ImplicitGrant,
    PasswordGrant,
    RefreshGrant,
)
from mockserver.access.oauth.signing import ALGORITHM
from mockserver.access.oauth.token_server import TokenServer
from mockserver.access.oauth.token_status import Introspection, Revocation
from mockserver.access.oauth.user_claims import claims_of_user
from mockserver.access.oauth.visit import OFFERED, Visit
from mockserver.bounds import LARGEST_TOKEN_REQUEST
from mockserver.exchange import Headers, Reply
from mockserver.state.tokens import USER_CODE

JSON: Headers = ((b"content-type", b"application/json"),)
GRANTS = (ClientCredentials, PasswordGrant, RefreshGrant, CodeGrant, DeviceGrant)


def issue_token(visit: Visit) -> Reply:
    """A token for what a client shows (RFC 6749, 3.2)."""
    server = TokenServer(visit)
    server.register_grant(ClientCredentials)
    for grant in (PasswordGrant, RefreshGrant, DeviceGrant):
        server.register_grant(grant, [IdTokens()])
    server.register_grant(CodeGrant, [Challenge(visit.declared.rules.challenges), IdTokens()])
    reply: Reply = server.create_token_response()
    return reply


def ask_user(visit: Visit) -> Reply:
    """The page on which a user agrees, or where its browser goes once it has (RFC 6749, 3.1)."""
    server = TokenServer(visit)
    request = server.create_oauth2_request(None)
    server.register_grant(CodeGrant, [Challenge(visit.declared.rules.challenges)])
    server.register_grant(ImplicitGrant)
    chosen = _chosen(visit)
    caller = visit.caller(chosen) if chosen else None
    try:
        grant = server.get_consent_grant(request)
    except OAuth2Error as error:
        if error.redirect_uri:
            return server.refuse(error)
        return page(400, "This cannot be asked", f"{error.error}: {error.get_error_description()}")
    if chosen and caller is None:
        return page(400, "This cannot be asked", f"there is no test user {chosen!r}")
    if chosen is None:
        client = visit.field("client_id")
        hidden = {name: values[0] for name, values in visit.fields.items() if name != "user"}
        return consent(visit, f"{client} asks for access", hidden)
    reply: Reply = server.create_authorization_response(request, grant_user=caller, grant=grant)
    return reply


def _chosen(visit: Visit) -> str | None:
    """Who agrees: chosen on the page, or known beforehand; empty where nobody does, None where nobody was asked."""
    if visit.request.method == "POST" and visit.field("user") is not None:
        return visit.field("user")
    if visit.field("prompt") == "none":  # OpenID Connect Core 1.0, 3.1.2.1
        return visit.field("login_hint") or ""
    return None


def authorize_device(visit: Visit) -> Reply:
    """The codes by which a device and its user find each other (RFC 8628, 3.2)."""
    return _reply_of(DeviceAuthorization, visit)


def ask_device_user(visit: Visit) -> Reply:
    """The page on which a user types the code that a device shows, and agrees (RFC 8628, 3.3)."""
    code, chosen = visit.field("user_code"), _chosen(visit)
    known = None if code is None else visit.state.tokens.find(code, USER_CODE)
    if code is not None and (known is None or known.spent or known.expires <= visit.now):
        return page(400, "There is no such code", "It may have expired, or have been answered already.")
    if chosen is None or known is None:
        hidden = {} if code is None else {"user_code": code}
        return consent(visit, "A device asks for access", hidden, asks_code=code is None)
    caller = visit.caller(chosen) if chosen else None
    if chosen and caller is None:
        return page(400, "This cannot be asked", f"there is no test user {chosen!r}")
    visit.state.tokens.keep(replace(known, spent=True, caller=caller.name if caller else ""))
    return page(200, "Done", "The device goes on by itself." if caller else "The device was refused.")


def revoke(visit: Visit) -> Reply:
    """A token is good for nothing any more (RFC 7009)."""
    return _reply_of(Revocation, visit)


def introspect(visit: Visit) -> Reply:
    """What a token is good for (RFC 7662)."""
    return _reply_of(Introspection, visit)


def _reply_of(endpoint: type[DeviceAuthorization | Revocation | Introspection], visit: Visit) -> Reply:
    """What an endpoint of authlib answers."""
    server = TokenServer(visit)
    server.register_endpoint(endpoint)
    reply: Reply = server.create_endpoint_response(endpoint.ENDPOINT_NAME)
    return reply


def tell_user(visit: Visit) -> Reply:
    """Who has agreed (OpenID Connect Core 1.0, 5.3)."""
    word, _, value = (visit.request.header("authorization") or "").partition(" ")
    if word.lower() != "bearer":
        return Reply(401, ((b"www-authenticate", b"Bearer"),), b"")
    token, why = valid_token(visit.state, value)
    caller = None if token is None else visit.caller(token.caller)
    if token is None or caller is None:
        return _refused(401, "invalid_token", why)
    if "openid" not in token.scopes:
        return _refused(403, "insufficient_scope", 'the token lacks a scope", scope="openid')
    return Reply(200, JSON, orjson.dumps(claims_of_user(caller, token.scopes)))


def _refused(status: int, error: str, why: str) -> Reply:
    told = f'Bearer error="{error}", error_description="{why}"'
    return Reply(status, ((b"www-authenticate", told.encode()),), b"")


def publish_keys(visit: Visit) -> Reply:
    """The public keys (RFC 7517)."""
    return Reply(200, JSON, orjson.dumps(visit.signer.jwks()))


def publish_metadata(visit: Visit) -> Reply:
    """Where everything is, and what it takes (RFC 8414; OpenID Connect Discovery 1.0)."""
    return Reply(200, JSON, orjson.dumps(metadata(visit)))


def metadata(visit: Visit) -> dict[str, Any]:
    """What the authorization server says of itself."""
    endpoints = {name: url for name, url in visit.endpoints.items() if name != "verification_uri"}
    return {
        "issuer": visit.issuer,
        **endpoints,
        "scopes_supported": list(dict.fromkeys((*OFFERED, *visit.declared.scopes))),
        "response_types_supported": ["code", "token"],
        "response_modes_supported": ["query", "fragment"],
        "grant_types_supported": [*(grant.GRANT_TYPE for grant in GRANTS), "implicit"],
        "token_endpoint_auth_methods_supported": METHODS,
        "revocation_endpoint_auth_methods_supported": METHODS,
        "introspection_endpoint_auth_methods_supported": SECRET_METHODS,
        "code_challenge_methods_supported": list(visit.declared.rules.challenges),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "claims_supported": ["sub", "name", "preferred_username", "email", "email_verified"],
    }


ANSWERS: Mapping[str, Callable[[Visit], Reply]] = {
    "token": issue_token,
    "authorization": ask_user,
    "device_authorization": authorize_device,
    "device": ask_device_user,
    "revocation": revoke,
    "introspection": introspect,
    "userinfo": tell_user,
    "jwks": publish_keys,
    "openid_configuration": publish_metadata,
    "oauth_metadata": publish_metadata,
}


def answered(endpoint: str, visit: Visit) -> Reply:
    """The reply of an endpoint; what authlib cannot even complain of is a bad request."""
    server = TokenServer(visit)
    twice = next((name for name, values in visit.fields.items() if len(values) > 1), None)
    try:
        if visit.request.size > LARGEST_TOKEN_REQUEST:
            return server.refuse(InvalidRequestError(f"the body has more than {LARGEST_TOKEN_REQUEST} bytes"))
        if twice is not None and endpoint != "authorization":
            return server.refuse(InvalidRequestError("a parameter is there twice"))
        with visit.state.lock:
            return ANSWERS[endpoint](visit)
    except ValueError:  # a value of which no error may speak (RFC 6749, 5.2)
        return server.refuse(InvalidRequestError("a parameter has a value that is none"))
