"""The ways to a token, each with where it keeps what it has to remember."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint, DeviceCodeGrant
from authlib.oidc.core.grants.code import OpenIDToken
from authlib.oidc.core.grants.util import create_half_hash

from mockserver.access.oauth.parties import HeldToken, TokenClient
from mockserver.access.oauth.signing import ALGORITHM
from mockserver.access.oauth.token_server import TokenRequest, names_client
from mockserver.access.oauth.user_claims import claims_of_user
from mockserver.exchange import Caller
from mockserver.state.tokens import CODE, DEVICE, REFRESH, USER_CODE

SECRET_METHODS = ["client_secret_basic", "client_secret_post"]
METHODS = [*SECRET_METHODS, "none"]
CODE_SECONDS, DEVICE_SECONDS = 600, 1800
POLLING_SECONDS = 1  # between two questions of a device: as few as there are, for tests wait for them
REMEMBERED = ("redirect_uri", "code_challenge", "code_challenge_method", "nonce")
CONSONANTS = "BCDFGHJKLMNPQRST"  # which make no words (RFC 8628, 6.1)


class ClientCredentials(grants.ClientCredentialsGrant):
    """A client for itself (RFC 6749, 4.4); it has to send a secret."""

    TOKEN_ENDPOINT_AUTH_METHODS = SECRET_METHODS


class Redeeming:
    """What was issued earlier, and is given back for tokens."""

    request: Any
    server: Any

    def redeemed(self, value: str, use: str) -> HeldToken | None:
        """What a value is that is still good; its family is that of what is issued for it.

        One that comes again takes back all that was issued for it: who has it need not be who was given it (RFC 6749,
        4.1.2; RFC 9700, 4.14.2).
        """
        visit = self.server.visit
        found = visit.state.tokens.find(value, use)
        if found is not None and found.spent:
            visit.state.tokens.spend_family(found)
        if found is None or found.spent or found.expires <= visit.now:
            return None
        self.server.family = found.family
        return HeldToken(found, visit.now)

    def authenticate_user(self, token: HeldToken) -> Caller | None:
        """The credential of who agreed."""
        found: Caller | None = self.server.visit.caller(token.issued.caller)
        return found


class CodeGrant(Redeeming, grants.AuthorizationCodeGrant):
    """A user agrees in a browser, and the client gets a code (RFC 6749, 4.1)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def generate_authorization_code(self) -> str:
        """A code."""
        made: str = self.server.visit.secret()
        return made

    def save_authorization_code(self, code: str, request: TokenRequest) -> None:
        """Keep a code, with what has to be the same when it is redeemed."""
        visit, data = self.server.visit, request.payload.data
        self.server.keep(
            code,
            CODE,
            request.client,
            CODE_SECONDS,
            caller=request.user.name,
            scopes=visit.granted(request.user, data.get("scope")),
            family=visit.draw.hex(16),
            details={name: data[name] for name in REMEMBERED if data.get(name)},
        )

    def query_authorization_code(self, code: str, client: TokenClient) -> HeldToken | None:
        """The code of a client."""
        found = self.redeemed(code, CODE)
        return found if found is not None and found.check_client(client) else None

    def delete_authorization_code(self, authorization_code: HeldToken) -> None:
        """Let a code be good for nothing any more."""
        self.server.visit.state.tokens.spend(authorization_code.issued)


class Challenge(CodeChallenge):
    """Proof that who redeems a code has asked for it (RFC 7636): by S256; `plain` where the document asks for it."""

    def __init__(self, methods: Sequence[str]) -> None:
        super().__init__(required=True)
        self.SUPPORTED_CODE_CHALLENGE_METHOD = list(methods)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Refuse a challenge by a method that is not taken.

        Raises:
            InvalidRequestError: For such a one.
        """
        data = grant.request.payload.data
        method = data.get("code_challenge_method") or "plain"
        if data.get("code_challenge") and method not in self.SUPPORTED_CODE_CHALLENGE_METHOD:
            taken = " or ".join(self.SUPPORTED_CODE_CHALLENGE_METHOD)
            raise InvalidRequestError(f"the code_challenge_method is {taken}, not {printable_method(method)}")
        super().validate_code_challenge(grant, redirect_uri)


def printable_method(method: str) -> str:
    """A method as an error may name it (RFC 6749, 5.2)."""
    return method if method.isalnum() and method.isascii() else "that"


class ImplicitGrant(grants.ImplicitGrant):
    """A user agrees in a browser, and the client gets a token at once (RFC 6749, 4.2)."""


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    """A client shows its user's name and password (RFC 6749, 4.3); one that says no name is who its user is."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_token_endpoint_client(self) -> TokenClient:
        """The client."""
        form = self.request.form
        if not names_client(self.request):
            caller = self.authenticate_user(form.get("username", ""), form.get("password", ""))
            return TokenClient(form["username"], caller)
        found: TokenClient = super().authenticate_token_endpoint_client()
        return found

    def authenticate_user(self, username: str, password: str) -> Caller:
        """The credential of a name; any password will do, unless its `password` says which.

        Raises:
            InvalidGrantError: There is none, or it has another password.
        """
        caller: Caller | None = self.server.visit.caller(username)
        if caller is None or str(caller.facts.get("password", password)) != password:
            raise InvalidGrantError("there is no such user, or the password is another one")
        return caller


class RefreshGrant(Redeeming, grants.RefreshTokenGrant):
    """New tokens for a refresh token, which is good once (RFC 6749, 6; RFC 9700, 4.14.2)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_token_endpoint_client(self) -> TokenClient:
        """The client; one that cannot keep a secret need not say who it is (RFC 6749, 6)."""
        form = self.request.form
        if not names_client(self.request):
            token = self.authenticate_refresh_token(form.get("refresh_token", ""))
            client: TokenClient | None = (
                None if token is None else self.server.query_client(token.get_client_id())
            )
            if client is None:
                raise InvalidGrantError
            return client
        found: TokenClient = super().authenticate_token_endpoint_client()
        return found

    def authenticate_refresh_token(self, refresh_token: str) -> HeldToken | None:
        """The token of a value."""
        found = self.redeemed(refresh_token, REFRESH)
        self.server.refresh_scopes = None if found is None else found.issued.scopes
        return found

    def revoke_old_credential(self, refresh_token: HeldToken) -> None:
        """Let it be good for nothing any more."""
        self.server.visit.state.tokens.spend(refresh_token.issued)


class DeviceAuthorization(DeviceAuthorizationEndpoint):
    """Where a device asks for a code that its user types elsewhere (RFC 8628, 3.1)."""

    INTERVAL, EXPIRES_IN = POLLING_SECONDS, DEVICE_SECONDS

    def generate_user_code(self) -> str:
        """A code to type."""
        visit = self.server.visit
        drawn = "".join(CONSONANTS[int(digit, 16)] for digit in visit.draw.hex(8))
        code = f"{drawn[:4]}-{drawn[4:]}"
        return f"{code}@{visit.namespace}" if visit.namespace else code

    def generate_device_code(self) -> str:
        """A code to ask with."""
        made: str = self.server.visit.secret()
        return made

    def get_verification_uri(self) -> str:
        """Where the user types its code."""
        found: str = self.server.visit.endpoints["verification_uri"]
        return found

    def save_device_credential(self, client_id: str, scope: str | None, data: dict[str, Any]) -> None:
        """Keep both codes."""
        client, family = self.server.query_client(client_id), self.server.visit.draw.hex(16)
        facts = {"scopes": tuple((scope or "").split()), "family": family}
        code = {"user_code": data["user_code"]}
        self.server.keep(data["device_code"], DEVICE, client, DEVICE_SECONDS, details=code, **facts)
        self.server.keep(data["user_code"], USER_CODE, client, DEVICE_SECONDS, **facts)


class DeviceGrant(Redeeming, DeviceCodeGrant):
    """A device asks whether its user has agreed elsewhere (RFC 8628, 3.4)."""

    def query_device_credential(self, device_code: str) -> HeldToken:
        """What was issued as a code.

        Raises:
            InvalidGrantError: There is no such code, or it was redeemed.
        """
        visit = self.server.visit
        found = visit.state.tokens.find(device_code, DEVICE)
        if found is None or found.spent:
            raise InvalidGrantError("there is no such device_code")
        self.server.family = found.family
        return HeldToken(found, visit.now)

    def query_user_grant(self, user_code: str) -> tuple[Caller | None, bool] | None:
        """What the user has decided; None where that is still open."""
        visit = self.server.visit
        found = visit.state.tokens.find(user_code, USER_CODE)
        if found is None or not found.spent:
            return None
        caller = visit.caller(found.caller)
        return caller, caller is not None

    def should_slow_down(self, credential: HeldToken) -> bool:
        """Whether the device has asked a moment ago, by a clock that runs."""
        visit, issued = self.server.visit, credential.issued
        asked = float(issued.details.get("asked", "-inf"))
        visit.state.tokens.keep(replace(issued, details={**issued.details, "asked": repr(visit.now)}))
        return not visit.state.clock.frozen and visit.now - asked < POLLING_SECONDS

    def create_token_response(self) -> Any:
        """The tokens, once."""
        made = super().create_token_response()
        self.server.visit.state.tokens.spend(self.request.credential.issued)
        return made


class IdTokens(OpenIDToken):
    """Who has agreed, beside an access token with the scope `openid` (OpenID Connect Core 1.0, 2)."""

    def encode_id_token(self, token: dict[str, Any], request: TokenRequest) -> str:
        """What a client is told of its user."""
        visit = request.visit
        now = int(visit.now)
        code = request.authorization_code
        nonce = {} if code is None else {k: v for k, v in code.issued.details.items() if k == "nonce"}
        claims = {
            "iss": visit.issuer,
            "aud": request.client.get_client_id(),
            "iat": now,
            "exp": now + visit.declared.rules.lifetime,
            "auth_time": now,
            "at_hash": create_half_hash(token["access_token"], ALGORITHM).decode(),
            **nonce,
            **claims_of_user(request.user, token["scope"].split()),
        }
        made: str = visit.signer.sign(claims)
        return made
