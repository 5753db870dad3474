"""Where the authorization server of a document is: the paths of its endpoints, and which of them a request means."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mockserver.access.oauth.visit import Visit, fields_of, namespace_asked
from mockserver.contract.authorization import (
    FLOW_URLS,
    METADATA,
    OPENID,
    SCHEME_URLS,
    WELL_KNOWN,
    Authorization,
    declared_url,
)
from mockserver.contract.endpoint_operations import AUTHORIZATION, DEVICE, TOKEN
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Caller, Exchange, HeadReply, Reply, Request
from mockserver.rendering.encoding import to_json
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.state.namespaces import Namespaces, NamespaceState

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
    "device": "verification_uri",
}
READ, SENT, BOTH = ("GET", "HEAD"), ("POST",), ("GET", "HEAD", "POST")
METHODS: Mapping[str, tuple[str, ...]] = {  # others are read
    TOKEN: SENT,
    AUTHORIZATION: BOTH,
    DEVICE: SENT,
    "device": BOTH,
    "revocation": SENT,
    "introspection": SENT,
    "userinfo": BOTH,
}
BROUGHT = frozenset({"authlib", "joserfc", "cryptography"})  # by the extra
ENDPOINTS = "x-oauth2-metadata"  # what the served document calls them: OpenAPI has no word for most of them
MISSING = "tokens cannot be issued: pip install 'mockserver[oauth]'"


def allowed_methods(endpoint: str) -> bytes:
    """The methods of an endpoint, as `Allow` has them."""
    return ", ".join(METHODS.get(endpoint, READ)).encode()


class TokenEndpoints:
    """The endpoints of one document's authorization server.

    Attributes:
        declared: What the document says of tokens.
        paths: The paths that lead to them, below the document's name, each with the endpoint that it leads to.
        chosen: The path of each endpoint that clients are told.
    """

    def __init__(self, declared: Authorization, callers: Mapping[str, Caller]) -> None:
        self.declared = declared
        self._callers = callers
        self.paths = {path: endpoint for endpoint, path in OWN_PATHS.items()}
        self.chosen = dict(OWN_PATHS)

    def settle(self, answering: Callable[[str, str], str | None]) -> None:
        """Place the endpoints where the document has them, and they can stand.

        Args:
            answering: The id of the operation that answers a method of a path; empty where a page does.
        """
        for url in reversed(self.declared.urls):  # of several, the first is told
            found = answering(METHODS.get(url.endpoint, READ)[0], url.path)
            own = found is not None and self.declared.operations.get(found) == url.endpoint
            if url.path.strip("/") and "{" not in url.path and (found is None or own):
                self.paths[url.path] = url.endpoint
                self.chosen[url.endpoint] = url.path

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that the document has them at."""
        return tuple(dict.fromkeys(url.host for url in self.declared.urls if url.host))

    @cached_property
    def signer(self) -> "Signer":
        """What signs the tokens."""
        from mockserver.access.oauth.signing import Signer  # noqa: PLC0415 - as below

        return Signer()

    @property
    def issuer(self) -> str:
        """The path of the issuer, below the document's name: what its configuration's URL begins with."""
        return self.chosen[OPENID].removesuffix(OWN_PATHS[OPENID])

    def urls(self, address: str) -> dict[str, str]:
        """The URLs of the endpoints, by their names in RFC 8414.

        Args:
            address: The URL that the document's name stands for.
        """
        return {told: address + self.chosen[endpoint] for endpoint, told in METADATA_NAMES.items()}

    def pointed_here(self, scheme: Mapping[str, Any], base_path: str, root: str) -> dict[str, Any]:
        """A Security Scheme Object whose URLs lead to this server, with those of all endpoints (RFC 8414, 2) beside.

        Args:
            scheme: The object, without a `$ref`.
            base_path: What its URLs are relative to.
            root: The URL that the document's name stands for.
        """

        def here(node: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
            urls = {key: str(node[key]) for key in keys if key in node}
            return {**node, **{key: self._here(keys[key], base_path, url, root) for key, url in urls.items()}}

        made = here(scheme, SCHEME_URLS)
        flows = made.get("flows")
        if isinstance(flows, Mapping):
            made["flows"] = {
                name: here(flow, FLOW_URLS) if isinstance(flow, Mapping) else flow
                for name, flow in flows.items()
            }
        endpoints = {told: url for told, url in self.urls(root).items() if told != METADATA_NAMES["device"]}
        made[ENDPOINTS] = {"issuer": root + self.issuer, **endpoints}
        return made

    def _here(self, endpoint: str, base_path: str, url: str, root: str) -> str:
        own = declared_url(base_path, endpoint, url)
        stands = own is not None and self.paths.get(own.path) == endpoint
        return root + (own.path if own is not None and stands else self.chosen[endpoint])

    def endpoint_at(self, place: bytes) -> str | None:
        """The endpoint at a path below the document's name; None where there is none."""
        return self.paths.get(place.decode("latin-1"))

    def answer(self, endpoint: str, exchange: Exchange, namespaces: Namespaces) -> Reply:
        """The reply of an endpoint that is no operation of the document.

        Raises:
            ApiError: `method_not_allowed`.
        """
        request = exchange.request
        if request.method not in METHODS.get(endpoint, READ):
            raise ApiError(ErrorKind.METHOD_NOT_ALLOWED, headers=[(b"allow", allowed_methods(endpoint))])
        exchange.endpoint = endpoint
        exchange.namespace = exchange.namespace or self.namespace_asked(request)
        state = namespaces.enter(exchange.namespace)
        with state.lock:
            exchange.started = state.clock.time()
            reply = self.reply(endpoint, request, state, exchange.namespace, request.address())
        return HeadReply(reply) if request.method == "HEAD" else reply

    def namespace_asked(self, request: Request) -> str:
        """The namespace that a credential, a code or a token of a request is of; empty where none says so."""
        return namespace_asked(request, fields_of(request), self._callers)

    def reply(
        self,
        endpoint: str,
        request: Request,
        state: NamespaceState,
        namespace: str,
        address: str,
        *,
        by_operation: bool = False,
    ) -> Reply:
        """The reply of an endpoint.

        Args:
            endpoint: Which one.
            request: What it is asked.
            state, namespace: Where.
            address: The URL that the document's name stands for.
            by_operation: Whether an operation of the document was asked.
        """
        try:
            from mockserver.access.oauth.endpoints import answered  # noqa: PLC0415 - an extra, for few documents
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in BROUGHT:
                raise
            return Reply(501, PROBLEM_TYPE, to_json(problem(501, detail=MISSING)))
        visit = Visit(
            request=request,
            fields=fields_of(request),
            state=state,
            namespace=namespace,
            issuer=address + self.issuer,
            endpoints=self.urls(address),
            callers=self._callers,
            declared=self.declared,
            draw=state.draw(request),
            signer=self.signer,
            now=state.clock.time(),
            by_operation=by_operation,
        )
        return answered(endpoint, visit)
