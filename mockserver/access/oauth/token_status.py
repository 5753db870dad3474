"""What becomes of tokens that were issued: they are told of, and taken back."""

from typing import Any

from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from mockserver.access.oauth.grants import METHODS, SECRET_METHODS
from mockserver.access.oauth.parties import HeldToken, TokenClient
from mockserver.access.oauth.token_server import TokenRequest, names_client
from mockserver.state.tokens import ACCESS, REFRESH


class Issued:
    """Finds tokens."""

    server: Any

    def query_token(self, token_string: str, token_type_hint: str | None) -> HeldToken | None:
        """A token, whatever kind it is: a hint is only one (RFC 7009, 2.1)."""
        visit = self.server.visit
        found = visit.state.tokens.find(token_string, ACCESS, REFRESH)
        return None if found is None else HeldToken(found, visit.now)


class Revocation(Issued, RevocationEndpoint):
    """Takes a token back; with a refresh token, all that came of the same consent (RFC 7009, 2.1)."""

    CLIENT_AUTH_METHODS = METHODS

    def authenticate_endpoint_client(self, request: TokenRequest) -> TokenClient | None:
        """The client; of an operation that asks for none, the one that the token was issued to."""
        visit = self.server.visit
        if not visit.by_operation or names_client(request):
            found: TokenClient = super().authenticate_endpoint_client(request)
            return found
        token = self.query_token(request.form.get("token", ""), None)
        client: TokenClient | None = (
            None if token is None else self.server.query_client(token.get_client_id())
        )
        return client

    def revoke_token(self, token: HeldToken, request: TokenRequest) -> None:
        """Let it be good for nothing any more."""
        tokens = self.server.visit.state.tokens
        tokens.spend(token.issued)
        if token.issued.use == REFRESH:
            tokens.spend_family(token.issued)


class Introspection(Issued, IntrospectionEndpoint):
    """Tells an API what a token is good for (RFC 7662)."""

    CLIENT_AUTH_METHODS = SECRET_METHODS

    def check_permission(self, token: HeldToken, client: TokenClient, request: TokenRequest) -> bool:
        """True: every client may be an API that asks."""
        return True

    def introspect_token(self, token: HeldToken) -> dict[str, Any]:
        """What is said of a token (RFC 7662, 2.2)."""
        visit, issued = self.server.visit, token.issued
        caller = visit.caller(issued.caller)
        return {
            "active": True,
            "scope": token.get_scope(),
            "client_id": issued.client,
            "username": issued.caller,
            "token_type": "Bearer",
            "exp": int(issued.expires),
            "iat": int(issued.issued),
            "sub": issued.caller,
            "aud": visit.issuer,
            "iss": visit.issuer,
            **({"tenant": caller.tenant} if caller is not None else {}),
        }
