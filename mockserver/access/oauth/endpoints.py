"""What each endpoint of an authorization server answers."""

from collections.abc import Callable, Mapping

import orjson

from mockserver.access.oauth.grants import ClientCredentials
from mockserver.access.oauth.token_server import TokenServer
from mockserver.access.oauth.visit import Visit
from mockserver.exchange import Reply

JSON = [(b"content-type", b"application/json")]


def issue_token(visit: Visit) -> Reply:
    """A token for what a client shows (RFC 6749, 3.2)."""
    server = TokenServer(visit)
    server.register_grant(ClientCredentials)
    with visit.state.lock:
        reply: Reply = server.create_token_response()
    return reply


def publish_keys(visit: Visit) -> Reply:
    """The public keys (RFC 7517)."""
    return Reply(200, JSON, orjson.dumps(visit.signer.jwks()))


ANSWERS: Mapping[str, Callable[[Visit], Reply]] = {"token": issue_token, "jwks": publish_keys}
