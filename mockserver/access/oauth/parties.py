"""Clients, and tokens as authlib asks for them: test credentials, and what was issued to them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, InvalidRequestError, TokenMixin

from mockserver.exchange import Caller
from mockserver.state.tokens import IssuedToken

SCRIPTS = frozenset({"javascript", "data", "vbscript"})  # schemes that a browser must never be sent to
NO_WAY_BACK = "the redirect_uri is no absolute URL without a fragment that a browser may be sent to"
RESPONSE_TYPES = frozenset({"code", "token"})


@dataclass(frozen=True, slots=True)
class TokenClient(ClientMixin):
    """A credential, as the client that it is in OAuth: any secret will do, unless its `client_secret` says which."""

    name: str
    caller: Caller

    def get_client_id(self) -> str:
        """Its name."""
        return self.name

    def get_default_redirect_uri(self) -> str | None:
        """None: a client says where its user goes back to."""
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        """What is asked for: who agrees decides later."""
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """True: to any client of a test.

        Raises:
            InvalidRequestError: It is no absolute URL without a fragment (RFC 6749, 3.1.2), or a script.
        """
        try:
            parts = urlsplit(redirect_uri)
        except ValueError:
            raise InvalidRequestError(NO_WAY_BACK) from None
        plain = redirect_uri.isascii() and redirect_uri.isprintable()
        if not plain or not parts.scheme or parts.scheme in SCRIPTS or "#" in redirect_uri:
            raise InvalidRequestError(NO_WAY_BACK)
        return True

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether it is the secret of the credential, where that has one."""
        return str(self.caller.facts.get("client_secret", client_secret)) == client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """True: each is taken that the endpoint takes."""
        return True

    def check_response_type(self, response_type: str) -> bool:
        """Whether there is such a one."""
        return response_type in RESPONSE_TYPES

    def check_grant_type(self, grant_type: str) -> bool:
        """True: each client may use each grant."""
        return True


@dataclass(frozen=True, slots=True)
class HeldToken(TokenMixin, AuthorizationCodeMixin):
    """What was issued, at one moment."""

    issued: IssuedToken
    now: float

    def check_client(self, client: TokenClient | None) -> bool:
        """Whether it was issued to a client."""
        return client is not None and self.issued.client == client.get_client_id()

    def get_client_id(self) -> str:
        """Whom it was issued to."""
        return self.issued.client

    def get_scope(self) -> str:
        """Its scopes."""
        return " ".join(self.issued.scopes)

    def get_redirect_uri(self) -> str:
        """Where its user went back to."""
        return self.issued.details.get("redirect_uri", "")

    def get_user_code(self) -> str:
        """What the user of its device types."""
        return self.issued.details.get("user_code", "")

    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.issued.expires <= self.now

    def is_revoked(self) -> bool:
        """Whether it is good for nothing any more."""
        return self.issued.spent

    @property
    def code_challenge(self) -> str | None:
        """What a client has to know who redeems it (RFC 7636)."""
        return self.issued.details.get("code_challenge")

    @property
    def code_challenge_method(self) -> str | None:
        """How that was made."""
        return self.issued.details.get("code_challenge_method")
