"""The operations of a document that are endpoints of its authorization server (RFC 6749, 3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.model import Contract, Operation
from mockserver.contract.schemas import properties

AUTHORIZATION, TOKEN, DEVICE = "authorization", "token", "device_authorization"
ASKED = frozenset({"response_type", "client_id"})  # what a user is asked with
NAMED: Mapping[str, str] = {"revo": "revocation", "introspect": "introspection"}  # by words in their paths
DEEPEST_PART = 4  # schemas in one another whose properties are looked at


@dataclass(frozen=True, slots=True)
class DeclaredUrl:
    """One URL of an endpoint.

    Attributes:
        endpoint: Of which one.
        host: Its host's name in lower case; empty for one that is relative.
        path: Its path from the root, percent-encoded.
    """

    endpoint: str
    host: str
    path: str


def endpoint_operations(contract: Contract, urls: Sequence[DeclaredUrl]) -> dict[str, str]:
    """The endpoint that each such operation is, by its id.

    Args:
        contract: The document.
        urls: Where its security schemes say that endpoints are.
    """
    found = ((each.id, _endpoint(contract, each, urls)) for each in contract.operations)
    return {name: endpoint for name, endpoint in found if endpoint is not None}


def _endpoint(contract: Contract, operation: Operation, urls: Sequence[DeclaredUrl]) -> str | None:
    """By the URL that a scheme has for it, else by what it takes and gives."""
    if operation.method not in {"GET", "POST"}:
        return None
    if urls:
        paths = {base + operation.path for base in contract.base_paths(operation)}
        for url in urls:
            is_read = url.endpoint not in {TOKEN, DEVICE}
            if url.path in paths and (operation.method == "GET") == is_read:
                return url.endpoint
    taken = _taken(contract, operation)
    if operation.method == "GET":
        return AUTHORIZATION if taken >= ASKED else None
    if "grant_type" in taken and "access_token" in _given(contract, operation):
        return TOKEN
    last = operation.path.rstrip("/").rpartition("/")[2].lower()
    return next((found for word, found in NAMED.items() if word in last and "token" in taken), None)


def _taken(contract: Contract, operation: Operation) -> set[str]:
    """The names that a request may carry, in its query and its body."""
    query = {each.name for each in operation.parameters if each.location == "query"}
    if operation.method == "GET" or operation.body is None:
        return query
    return query | _members(contract, (media.schema for media in operation.body.content.values()))


def _given(contract: Contract, operation: Operation) -> set[str]:
    """The names that a success may have in its body, or in a member of it that holds the rest: `data`."""
    successes = (response for status, response in operation.responses.items() if status[:1] == "2")
    shown = [media.schema for each in successes for media in each.content.values()]
    held = (member for schema in shown for member in properties(contract.document, schema).values())
    return _members(contract, [*shown, *held])


def _members(contract: Contract, schemas: Iterable[Any]) -> set[str]:
    return {name for schema in schemas for name in _properties(contract, schema, DEEPEST_PART)}


def _properties(contract: Contract, schema: Any, depth: int) -> Iterator[str]:
    """The properties of a schema, and of those that it is made of."""
    try:
        node = contract.document.resolve(schema)
    except KeyError:
        return
    if not isinstance(node, Mapping) or not depth:
        return
    properties = node.get("properties")
    yield from properties if isinstance(properties, Mapping) else ()
    for key in ("allOf", "oneOf", "anyOf"):
        for part in node.get(key) or ():
            yield from _properties(contract, part, depth - 1)
