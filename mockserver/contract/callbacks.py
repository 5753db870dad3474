"""The callbacks that operations declare: what their callers are told, and where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.model import Contract, Operation


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback of an operation (OpenAPI 3.0.3, Callback Object).

    Attributes:
        name, operation, pointer: Which.
        node: The operation that its receiver answers.
        url: The expression that says where it is.
    """

    name: str
    operation: Operation
    node: Mapping[str, Any]
    url: str
    pointer: str


def callbacks_of(contract: Contract) -> Iterator[Callback]:
    """The callbacks of all operations."""
    document = contract.document
    for operation in contract.operations:
        for name, raw in (_node(document, operation.pointer).get("callbacks") or {}).items():
            place = f"{operation.pointer}/callbacks/{escape(name)}"
            for url, node in _called(document, raw):
                yield Callback(name, operation, node, url, place)


def _called(document: Document, raw: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Each address of a callback, with the operation there; none where a `$ref` leads nowhere."""
    try:
        items = [
            (url, document.resolve(item)) for url, item in document.resolve(raw).items() if url[:2] != "x-"
        ]
    except KeyError:
        return []
    sent = ((url, item.get("post") or item.get("put")) for url, item in items if isinstance(item, Mapping))
    return [(url, node) for url, node in sent if isinstance(node, Mapping)]


def _node(document: Document, pointer: str) -> Mapping[str, Any]:
    """The operation at a pointer, also in a path item that is elsewhere; an empty one for none."""
    parent, _, method = pointer.rpartition("/")
    try:
        found = document.resolve(document.at(parent)).get(method)
    except KeyError:
        return {}
    return found if isinstance(found, Mapping) else {}
