"""The nodes of a document, with their pointers once every `$ref` is followed."""

from typing import Any, NamedTuple

from mockserver.contract.document import Document, escape, steps

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
