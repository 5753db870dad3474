"""What a document says of tokens: its OAuth 2 flows and OpenID providers (OpenAPI 3.0.3, OAuth Flow Object)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from mockserver.contract.endpoint_operations import (
    AUTHORIZATION,
    DEVICE,
    TOKEN,
    DeclaredUrl,
    endpoint_operations,
)
from mockserver.contract.mock import TokenRules
from mockserver.contract.model import Contract

BEARER = "http:bearer"
ISSUING = frozenset({"oauth2", "openIdConnect"})  # kinds of schemes whose tokens somebody issues
OPENID, METADATA = "openid_configuration", "oauth_metadata"
WELL_KNOWN = "/.well-known/"
# What a flow calls the URL of each endpoint; a refresh is another request to a token endpoint.
FLOW_URLS: Mapping[str, str] = {
    "authorizationUrl": AUTHORIZATION,
    "tokenUrl": TOKEN,
    "refreshUrl": TOKEN,
    "deviceAuthorizationUrl": DEVICE,
}
SCHEME_URLS: Mapping[str, str] = {"openIdConnectUrl": OPENID, "oauth2MetadataUrl": METADATA}


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a document says of the tokens that its callers send.

    Attributes:
        schemes: The names of the security schemes that are met by them.
        urls: Of the endpoints, each once.
        scopes: Each that is declared or asked for, with what is said of it.
        rules: How long they last, and what is taken for them.
        operations: The endpoints that are operations of the document, by their ids.
    """

    schemes: tuple[str, ...]
    urls: tuple[DeclaredUrl, ...]
    scopes: Mapping[str, str]
    rules: TokenRules
    operations: Mapping[str, str]


def authorization_of(contract: Contract) -> Authorization | None:
    """What a document says of tokens; None for one whose callers need none that somebody issues."""
    names = tuple(name for name, scheme in contract.schemes.items() if scheme.kind in ISSUING)
    nodes = [_scheme(contract, name) for name in names]
    found = (declared_url(contract.base_path, *each) for node in nodes for each in _urls(node))
    urls = [url for url in found if url is not None]
    operations = endpoint_operations(contract, urls)
    if not names and TOKEN not in operations.values():
        return None
    names = names or tuple(name for name, scheme in contract.schemes.items() if scheme.kind == BEARER)
    for operation in (each for each in contract.operations if each.id in operations):
        bases = contract.base_paths(operation)
        own = (base + operation.path for base in (reversed(bases) if operation.servers else bases))
        urls += [DeclaredUrl(operations[operation.id], "", path) for path in own]
    scopes = {name: said for node in nodes for flow in _flows(node) for name, said in _scopes(flow)}
    for operation in contract.operations:
        asked = (
            each for alternative in operation.scopes for name, each in alternative.items() if name in names
        )
        for scope in (scope for each in (*asked, operation.mock.scopes) for scope in each):
            scopes.setdefault(scope, "")
    return Authorization(names, tuple(dict.fromkeys(urls)), scopes, contract.mock.tokens, operations)


def _scheme(contract: Contract, name: str) -> Mapping[str, Any]:
    node = contract.document.resolve(contract.document.data["components"]["securitySchemes"][name])
    return node if isinstance(node, Mapping) else {}


def _flows(scheme: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    flows = scheme.get("flows")
    yield from (
        flow for flow in (flows if isinstance(flows, Mapping) else {}).values() if isinstance(flow, Mapping)
    )


def _scopes(flow: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    scopes = flow.get("scopes")
    yield from (
        (str(name), str(said or "")) for name, said in (scopes if isinstance(scopes, Mapping) else {}).items()
    )


def _urls(scheme: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for flow in _flows(scheme):
        yield from ((endpoint, str(flow[key])) for key, endpoint in FLOW_URLS.items() if key in flow)
    yield from ((endpoint, str(scheme[key])) for key, endpoint in SCHEME_URLS.items() if key in scheme)


def declared_url(base_path: str, endpoint: str, url: str) -> DeclaredUrl | None:
    """The URL of an endpoint, relative to a document's first server; None for one that is none."""
    try:
        parts = urlsplit(urljoin(f"https://-{base_path}/", url))
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    return DeclaredUrl(endpoint, "" if host == "-" else host, quote(parts.path, safe="/%:@!$&'()*+,;=~"))
