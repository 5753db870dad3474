"""The nodes of a document, with their pointers once every `$ref` is followed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mockserver.contract.document import Document, escape, steps
from mockserver.contract.document_nodes import nodes
from mockserver.contract.schemas import COMPOSING

MAX_REFERENCES = 100  # one after the other; a circle ends here


class DocumentNode(NamedTuple):
    """A node of a document.

    Attributes:
        value: What stands there; None for nothing.
        pointer: The pointer to it that no `$ref` stands on.
    """

    value: Any
    pointer: str

    def down(self, document: Document, *keys: str | int) -> "DocumentNode":
        """The node below this one; one of None where there is none."""
        node = self
        for key in keys:
            holder, pointer = resolved(document, node)
            pointer = f"{pointer}/{escape(str(key))}"
            try:
                node = DocumentNode(holder[int(key)] if isinstance(holder, list) else holder[key], pointer)
            except (KeyError, IndexError, TypeError, ValueError):
                return DocumentNode(None, pointer)
        return resolved(document, node)

    def inside(self, document: Document, path: Iterable[str | int]) -> "DocumentNode":
        """The schema of what a path leads to in a value of this one, as deep as it is declared."""
        node = self
        for step in path:
            inner = node.schema_of(document, step)
            if inner is None:
                break
            node = inner
        return node

    def schema_of(self, document: Document, step: str | int) -> "DocumentNode | None":
        """The schema of a member or an element of a value of this one; None where it declares none."""
        keys = ("items",) if isinstance(step, int) else ("properties", step)
        found = self.down(document, *keys)
        if found.value is not None:
            return found
        for keyword in COMPOSING:
            for index in range(len(self.value.get(keyword) or ()) if isinstance(self.value, dict) else 0):
                inner = self.down(document, keyword, index).schema_of(document, step)
                if inner is not None:
                    return inner
        return None


def resolved(document: Document, node: DocumentNode) -> DocumentNode:
    """The node that a `$ref` leads to; the node itself where there is none, or where it leads nowhere."""
    for _ in range(MAX_REFERENCES):
        if not isinstance(node.value, dict) or not isinstance(node.value.get("$ref"), str):
            break
        reference = node.value["$ref"]
        try:
            pointer = "".join(f"/{escape(step)}" for step in steps(reference))
            node = DocumentNode(document.at(reference), pointer)
        except KeyError:
            break
    return node


def document_node(document: Document, pointer: str) -> DocumentNode:
    """The node that a pointer leads to, through any `$ref` on the way."""
    return DocumentNode(document.data, "").down(document, *steps(pointer))


def node_of_schema(document: Document, schema: Any) -> DocumentNode:
    """A schema of the document, `$ref`s followed, with its pointer, which is empty where it stands elsewhere."""
    wanted = document.resolve(schema)
    found = (pointer for place, pointer, node in nodes(document.data) if node is wanted)
    return DocumentNode(wanted, next(found, ""))
