"""XML of JSON types, by the XML Object of their schema (OpenAPI 3.0.3; 3.2.0 for `nodeType`)."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Media
from mockserver.contract.xml_object import Node, node_of
from mockserver.rendering.encoding import to_json

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
ROOT, ITEM = "response", "item"
# XML 1.0, 2.2, by what it leaves out: to compile the set of all that it has takes ten times as long.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[^\w.\-]")


def writer(document: Document, media: Media, sent: str) -> Callable[[Any], bytes]:
    """What writes XML; a text that is XML already as it is."""
    maker = _Elements(document)
    schema = media.schema or {}
    root = node_of(document, schema, maker.name_of(schema))

    def write(value: Any) -> bytes:
        if isinstance(value, str) and value.lstrip().startswith("<"):
            return value.encode()
        return (HEAD + maker.element(root, schema, value)).encode()

    return write


class _Elements:
    """Writes elements of one document's schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def name_of(self, schema: Any) -> str:
        """What an element is called whose schema has no XML Object: as the schema is, or after its items."""
        ref = schema.get("$ref") if isinstance(schema, Mapping) else None
        if isinstance(ref, str):
            return _name(ref.rpartition("/")[2])
        if "array" in schemas.types(self._document, schema):
            items = schemas.items(self._document, schema)
            name = node_of(self._document, items, self.name_of(items)).name
            return f"{name}s" if name not in (ROOT, ITEM) else "items"
        return ROOT

    def element(self, node: Node, schema: Any, value: Any) -> str:
        """A value as an element."""
        name = _tag(node)
        if value is None:
            return f"<{name}{_namespace(node)}{NIL}/>"
        if isinstance(value, list):
            return self._wrapped(node, schema, value)
        if isinstance(value, Mapping):
            return self._object(node, schema, value)
        return f"<{name}{_namespace(node)}>{_text(value)}</{name}>"

    def _wrapped(self, node: Node, schema: Any, value: list[Any]) -> str:
        """A list as an element of its own."""
        items = schemas.items(self._document, schema)
        ref = isinstance(items, Mapping) and isinstance(items.get("$ref"), str)
        inner = node_of(self._document, items, self.name_of(items) if ref else _item(node.name))
        name = _tag(node)
        inside = "".join(self.element(inner, items, each) for each in value)
        return f"<{name}{_namespace(node)}>{inside}</{name}>"

    def _object(self, node: Node, schema: Any, value: Mapping[str, Any]) -> str:
        members = schemas.properties(self._document, schema)
        attributes, inside = _namespace(node), ""
        for key, member in value.items():
            inner_schema = members.get(key, {})
            inner = node_of(self._document, inner_schema, _name(key))
            if inner.kind == "attribute" and not isinstance(member, dict | list):
                attributes += (
                    "" if member is None else f"{_own_prefix(inner, node)} {_tag(inner)}={_quoted(member)}"
                )
            elif inner.kind == "text":
                inside += "" if member is None else _text(member)
            else:
                inside += self._member(inner, inner_schema, member)
        name = _tag(node)
        return f"<{name}{attributes}>{inside}</{name}>"

    def _member(self, node: Node, schema: Any, value: Any) -> str:
        if not isinstance(value, list):
            return self.element(node, schema, value)
        if node.wrapped:
            items = schemas.items(self._document, schema)
            inner = node_of(self._document, items, node.name)
            inside = "".join(self.element(inner, items, each) for each in value)
            return f"<{_tag(node)}{_namespace(node)}>{inside}</{_tag(node)}>"
        items = schemas.items(self._document, schema)
        inner = node_of(self._document, items, node.name)
        return "".join(self.element(inner, items, each) for each in value)


def _item(name: str) -> str:
    """What an element of a list is called that has no name of its own."""
    return name[:-1] if len(name) > 2 and name.endswith("s") else ITEM


def _tag(node: Node) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else node.name


def _namespace(node: Node) -> str:
    if not node.namespace:
        return f' xmlns:{node.prefix}="urn:{node.prefix}"' if node.prefix else ""
    return f" xmlns{':' if node.prefix else ''}{node.prefix}={quoteattr(node.namespace)}"


def _own_prefix(attribute: Node, element: Node) -> str:
    """The namespace of an attribute's prefix, where the element does not have it."""
    return _namespace(attribute) if attribute.prefix and attribute.prefix != element.prefix else ""


def _name(text: str) -> str:
    name = _NOT_IN_NAMES.sub("_", text)
    return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"


def _text(value: Any) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", value if isinstance(value, str) else to_json(value).decode()))


def _quoted(value: Any) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", value if isinstance(value, str) else to_json(value).decode()))
