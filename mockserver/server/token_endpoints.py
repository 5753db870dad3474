"""Where the authorization server of a document is: the paths of its endpoints, and which of them a request means."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from mockserver.contract.authorization import (
    AUTHORIZATION,
    DEVICE,
    METADATA,
    OPENID,
    TOKEN,
    WELL_KNOWN,
    Authorization,
)
from mockserver.exchange import Caller, Exchange, Reply
from mockserver.rendering.encoding import to_json
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.state.namespaces import Namespaces

if TYPE_CHECKING:
    from mockserver.access.oauth.signing import Signer

OWN = "/__oauth/"
OWN_PATHS: Mapping[str, str] = {
    TOKEN: f"{OWN}token",
    AUTHORIZATION: f"{OWN}authorize",
    DEVICE: f"{OWN}device_authorization",
    "device": f"{OWN}device",
    "revocation": f"{OWN}revoke",
    "introspection": f"{OWN}introspect",
    "userinfo": f"{OWN}userinfo",
    "jwks": f"{OWN}jwks.json",
    OPENID: f"{WELL_KNOWN}openid-configuration",
    METADATA: f"{WELL_KNOWN}oauth-authorization-server",
}
# What RFC 8414, RFC 8628 and OpenID Connect Discovery call their URLs.
METADATA_NAMES: Mapping[str, str] = {
    TOKEN: "token_endpoint",
    AUTHORIZATION: "authorization_endpoint",
    DEVICE: "device_authorization_endpoint",
    "revocation": "revocation_endpoint",
    "introspection": "introspection_endpoint",
    "userinfo": "userinfo_endpoint",
    "jwks": "jwks_uri",
}
MISSING = "tokens cannot be issued: pip install 'mockserver[oauth]'"


class TokenEndpoints:
    """The endpoints of one document's authorization server.

    Attributes:
        declared: What the document says of tokens.
        paths: The paths that lead to them, below the document's name, each with the endpoint that it leads to.
        chosen: The path of each endpoint that clients are told.
    """

    def __init__(
        self, declared: Authorization, callers: Mapping[str, Caller], is_taken: Callable[[str], bool]
    ) -> None:
        """Place the endpoints.

        Args:
            declared: What the document says of tokens.
            callers: The credentials that there are.
            is_taken: Whether something else stands at a path.
        """
        self.declared = declared
        self._callers = callers
        self.paths = {path: endpoint for endpoint, path in OWN_PATHS.items()}
        self.chosen = dict(OWN_PATHS)
        for endpoint, path in self._at_home(is_taken):
            self.paths[path] = endpoint
            self.chosen[endpoint] = path

    def _at_home(self, is_taken: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """The endpoints that can stand where the document has them; where it has several, the first is told last."""
        for url in reversed(self.declared.urls):
            if url.path.strip("/") and "{" not in url.path and not is_taken(url.path):
                yield url.endpoint, url.path

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that the document has them at."""
        return tuple(dict.fromkeys(url.host for url in self.declared.urls if url.host))

    @cached_property
    def signer(self) -> "Signer":
        """What signs the tokens."""
        made: Signer = import_module("mockserver.access.oauth.signing").Signer()
        return made

    def urls(self, address: str) -> dict[str, str]:
        """The URLs of the endpoints, by their names in RFC 8414.

        Args:
            address: The URL that the document's name stands for.
        """
        return {told: address + self.chosen[endpoint] for endpoint, told in METADATA_NAMES.items()}

    def answer(self, exchange: Exchange, namespaces: Namespaces) -> Reply | None:
        """The reply of an endpoint; None where the path has none."""
        request = exchange.request
        endpoint = self.paths.get(request.place.decode("latin-1"))
        if endpoint is None:
            return None
        return self.reply(endpoint, exchange, namespaces)

    def reply(self, endpoint: str, exchange: Exchange, namespaces: Namespaces) -> Reply:
        """The reply of an endpoint, wherever it is."""
        try:
            endpoints = import_module("mockserver.access.oauth.endpoints")
            visits = import_module("mockserver.access.oauth.visit")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in {"authlib", "joserfc"}:
                raise
            return Reply(501, PROBLEM_TYPE, to_json(problem(501, detail=MISSING)))
        request = exchange.request
        fields = visits.fields_of(request)
        exchange.namespace = exchange.namespace or visits.namespace_asked(request, fields)
        state = namespaces.enter(exchange.namespace)
        exchange.started = state.clock.time()
        address = request.address()
        visit = visits.Visit(
            request=request,
            fields=fields,
            state=state,
            namespace=exchange.namespace,
            issuer=address + self.chosen[OPENID].removesuffix(OWN_PATHS[OPENID]),
            endpoints=self.urls(address),
            callers=self._callers,
            declared=self.declared,
            draw=state.draw(request),
            signer=self.signer,
            now=exchange.started,
        )
        made: Reply = endpoints.ANSWERS[endpoint](visit)
        return made
