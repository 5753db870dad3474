"""How XML is written of a schema's values: its XML Object (OpenAPI 3.0.3; 3.2.0 for `nodeType`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import Document

NODES = {"attribute": "attribute", "text": "text", "cdata": "text"}


@dataclass(frozen=True, slots=True)
class Node:
    """How a value is written.

    Attributes:
        name: Of its element or attribute.
        namespace: The one that it has to be in; empty for any.
        kind: `element`, `attribute` or `text`.
        wrapped: Whether the elements of a list stand in an element of their own.
        prefix: That of its namespace; empty for none.
    """

    name: str
    namespace: str = ""
    kind: str = "element"
    wrapped: bool = False
    prefix: str = ""

    def fits(self, tag: str) -> bool:
        """Whether an element or an attribute is called so."""
        namespace, name = split_tag(tag)
        return name == self.name and (not self.namespace or namespace in {"", self.namespace})


def node_of(document: Document, schema: Any, name: str) -> Node:
    """How the values of a schema are written, below one that calls them `name`."""
    direct = schema.get("xml") if isinstance(schema, Mapping) else None
    found = document.resolve(schema)
    said = direct or (found.get("xml") if isinstance(found, Mapping) else None) or {}
    kind = NODES.get(str(said.get("nodeType")), "attribute" if said.get("attribute") else "element")
    return Node(
        name=str(said.get("name", name)),
        namespace=str(said.get("namespace", "")),
        kind=kind,
        wrapped=bool(said.get("wrapped")) or said.get("nodeType") == "element",
        prefix=str(said.get("prefix", "")),
    )


def split_tag(tag: str) -> tuple[str, str]:
    """Namespace and local name of an element's tag."""
    namespace, _, name = tag.rpartition("}")
    return namespace[1:], name
