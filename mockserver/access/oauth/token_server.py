"""An authorization server for one request, on authlib: what is asked, what is issued, what is answered."""

from collections.abc import Mapping
from typing import Any, cast

import orjson
from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import InvalidScopeError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload

from mockserver.access.issued import NAMESPACE_CLAIM
from mockserver.access.oauth.parties import TokenClient
from mockserver.access.oauth.visit import Visit
from mockserver.exchange import Caller, Reply
from mockserver.state.tokens import ACCESS, REFRESH, IssuedToken, token_digest

REASON = b"mockserver-reason"
UNKNOWN = "invalid_client"
MOST_NAMED = 10  # clients that an error names
LONGEST_SCOPE = 2048  # characters of it that a token says itself, which every call carries in a header


class FormPayload(BasicOAuth2Payload):
    """The fields of a request, of which one may be there twice."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__({name: values[0] for name, values in fields.items()})
        self._datalist = dict(fields)


class TokenRequest(OAuth2Request):
    """A visit, as authlib reads it; what is not sent over TLS counts as if it were, since nothing here is secret."""

    def __init__(self, visit: Visit) -> None:
        request, self.visit = visit.request, visit
        authorization = request.header("authorization")
        headers = {} if authorization is None else {"Authorization": authorization}
        super().__init__(
            request.method, "https://localhost" + request.path.decode("latin-1"), headers=headers
        )
        self.payload = FormPayload(visit.fields)

    @property
    def args(self) -> Mapping[str, str]:
        """The fields."""
        return cast("Mapping[str, str]", self.payload.data)

    @property
    def form(self) -> Mapping[str, str]:
        """The same: an API may take them in its query."""
        return cast("Mapping[str, str]", self.payload.data)


def names_client(request: TokenRequest) -> bool:
    """Whether a request says which client it is from: in its form, or by HTTP Basic."""
    word = str(request.headers.get("Authorization", "")).partition(" ")[0]
    return "client_id" in request.form or word.lower() == "basic"


class TokenServer(AuthorizationServer):
    """Answers one visit; everything that it issues is kept in the visit's namespace.

    Attributes:
        visit: The request.
        family: What all that is issued at it has in common with what it is issued for; empty where that is nothing.
        refresh_scopes: Those of a refresh token; None for those of its access token.
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit
        self.family = ""
        self.refresh_scopes: tuple[str, ...] | None = None
        self.register_token_generator("default", self.issue)

    def create_oauth2_request(self, request: object) -> TokenRequest:
        """The visit."""
        return request if isinstance(request, TokenRequest) else TokenRequest(self.visit)

    def query_client(self, client_id: str) -> TokenClient | None:
        """The client that a credential is."""
        caller = self.visit.caller(client_id)
        return None if caller is None else TokenClient(client_id, caller)

    def validate_requested_scope(self, scope: str | None) -> None:
        """Refuse scopes that the document does not have.

        Raises:
            InvalidScopeError: For such a one.
        """
        if not self.visit.admits(scope):
            raise InvalidScopeError("the document declares no such scope")

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: object, headers: list[tuple[str, str]]) -> Reply:
        """A reply; what is JSON is written as such."""
        fields = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers]
        if isinstance(body, dict) and body.get("error") == UNKNOWN:
            body = {
                **body,
                "error_description": f"{body.get('error_description', '')} {self._known()}".strip(),
            }
        written = body.encode() if isinstance(body, str) else orjson.dumps(body)
        if isinstance(body, dict) and "error" in body:
            said = body.get("error_description", "")
            fields.append((REASON, f"{body['error']}: {said}".rstrip(": ").encode("ascii", "replace")))
        return Reply(status, fields, written)

    def _known(self) -> str:
        """Which clients there are, for who is none of them."""
        names = [*self.visit.callers]
        more = f" and {len(names) - MOST_NAMED} more" if names[MOST_NAMED:] else ""
        return f"The clients are the test credentials: {', '.join(names[:MOST_NAMED])}{more}."

    def refuse(self, error: OAuth2Error) -> Reply:
        """What an error is told by."""
        return self.handle_response(*error())

    def handle_error_response(self, request: object, error: OAuth2Error) -> Reply:
        """The same, for authlib."""
        return self.refuse(error)

    def save_token(self, token: Mapping[str, Any], request: TokenRequest) -> None:
        """Do no more: it was kept when it was issued."""

    def issue(
        self,
        grant_type: str,
        client: TokenClient,
        user: Caller | None,
        scope: str | None,
        expires_in: int | None,
        include_refresh_token: bool,  # noqa: FBT001 - as authlib has it
    ) -> dict[str, Any]:
        """An access token, a refresh token where one belongs to it, and what is said of both (RFC 6749, 5.1)."""
        visit, who = self.visit, user or client.caller
        scopes = visit.granted(who, scope)
        seconds, family = expires_in or visit.declared.rules.lifetime, self.family or visit.draw.hex(16)
        claims = self.claims(client, who, scopes, seconds)
        made: dict[str, Any] = {
            "access_token": visit.signer.sign(claims, "at+jwt"),
            "token_type": "Bearer",
            "expires_in": seconds,
            "scope": " ".join(scopes),
        }
        self.keep(
            made["access_token"], ACCESS, client, seconds, caller=who.name, scopes=scopes, family=family
        )
        if include_refresh_token:
            made["refresh_token"] = visit.secret()
            kept = scopes if self.refresh_scopes is None else self.refresh_scopes
            seconds = visit.declared.rules.refresh_lifetime
            self.keep(
                made["refresh_token"], REFRESH, client, seconds, caller=who.name, scopes=kept, family=family
            )
        return made

    def claims(
        self, client: TokenClient, who: Caller, scopes: tuple[str, ...], seconds: int
    ) -> dict[str, Any]:
        """What an access token says (RFC 9068, 2.2)."""
        visit = self.visit
        now = int(visit.now)
        told = " ".join(scopes)
        claims = {
            "iss": visit.issuer,
            "sub": who.name,
            "aud": visit.issuer,
            "client_id": client.get_client_id(),
            "iat": now,
            "exp": now + seconds,
            "jti": visit.draw.uuid(),
            "tenant": who.tenant,
        }
        if len(told) <= LONGEST_SCOPE:
            claims["scope"] = told
        return {**claims, NAMESPACE_CLAIM: visit.namespace} if visit.namespace else claims

    def keep(self, value: str, use: str, client: TokenClient, seconds: float, **facts: Any) -> IssuedToken:
        """Keep a value as a token or code of a client that is good for some seconds."""
        known = {"caller": "", "scopes": (), "family": "", **facts}
        token = IssuedToken(
            digest=token_digest(value),
            use=use,
            client=client.get_client_id(),
            issued=self.visit.now,
            expires=self.visit.now + seconds,
            **known,
        )
        self.visit.state.tokens.keep(token)
        return token
