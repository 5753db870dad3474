"""XML bodies as JSON types, by the XML Object of their schema (OpenAPI 3.0.3; 3.2.0 for `nodeType`)."""

from typing import TYPE_CHECKING, Any

from mockserver.bounds import DEEPEST
from mockserver.contract.document import Document
from mockserver.contract.media_types import media_parameter
from mockserver.contract.xml_object import Node, node_of, split_tag
from mockserver.errors import ErrorKind, Violation
from mockserver.validation.brackets import SCALARS, BracketShape, Shapes
from mockserver.validation.json_text import check_depth
from mockserver.validation.media.base import Making, Parse, decoded, malformed

if TYPE_CHECKING:  # what reads XML is loaded with the first body that is XML
    from xml.etree.ElementTree import Element

INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


class ElementReader:
    """Reads elements of one document's schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._shapes = Shapes(document)
        self._nodes: dict[int, dict[str, Node]] = {}  # of the properties of each shape

    def _nodes_of(self, shape: BracketShape) -> dict[str, Node]:
        found = self._nodes.get(id(shape))
        if found is None:
            found = {name: node_of(self._document, schema, name) for name, schema in shape.members.items()}
            self._nodes[id(shape)] = found
        return found

    def value(self, element: "Element", schema: Any) -> Any:
        """The value of an element; what fits the schema no better is left as it is, for the schema to refuse."""
        if element.get(f"{INSTANCE}nil") in {"true", "1"}:
            return None
        shape = self._shapes.of(schema)
        bare = self._is_bare_text(element, shape)
        if "array" in shape.kinds and not bare:
            return [self.value(child, shape.items) for child in element]
        if (shape.members or "object" in shape.kinds) and not bare:
            return self._object(element, shape)
        if len(element) or (element.attrib and not shape.kinds & SCALARS):
            return self._object(element, shape)
        text = element.text or ""
        return shape.coerce(text.strip()) if shape.coerce else text

    def _is_bare_text(self, element: "Element", shape: BracketShape) -> bool:
        """Whether an element has a text and nothing else, and no property is that text: no object and no array."""
        if len(element) or element.attrib or not (element.text or "").strip():
            return False
        return all(node.kind != "text" for node in self._nodes_of(shape).values())

    def _object(self, element: "Element", shape: BracketShape) -> dict[str, Any]:
        found: dict[str, Any] = {}
        taken: set[str] = set()
        children: dict[str, list[Element]] = {}
        for child in element:
            children.setdefault(split_tag(child.tag)[1], []).append(child)
        for name, node in self._nodes_of(shape).items():
            schema = shape.members[name]
            inner = self._shapes.of(schema)
            if node.kind == "text":
                found[name] = self._scalar(element.text or "", inner)
            elif node.kind == "attribute":
                for tag in filter(node.fits, element.attrib):
                    taken.add(tag)
                    found[name] = self._scalar(element.attrib[tag], inner)
            else:
                nodes, is_list = [node], "array" in inner.kinds and not node.wrapped
                if is_list:  # many documents name the list, though its items' name is what counts
                    nodes.insert(0, node_of(self._document, inner.items, name))
                chosen = [c for n in dict.fromkeys(nodes) for c in children.get(n.name, ()) if n.fits(c.tag)]
                values = [self.value(child, inner.items if is_list else schema) for child in chosen]
                if values:
                    found[name] = values if is_list or len(values) > 1 else values[0]
                taken.update(child.tag for child in chosen)
        self._rest(element, shape, found, taken)
        return found

    def _rest(self, element: "Element", shape: BracketShape, found: dict[str, Any], taken: set[str]) -> None:
        """Add what no property is: attributes, and elements by name, as a list where there are several.

        One that is called like a property, and is none, as it is of another kind or namespace, keeps its brackets.
        """
        for tag, text in element.attrib.items():
            namespace, name = split_tag(tag)
            if tag not in taken and not namespace:
                found[f"<{name}>" if name in shape.members else name] = text
        loose: dict[str, list[Any]] = {}
        for child in element:
            name = split_tag(child.tag)[1]
            if child.tag not in taken:
                key = f"<{name}>" if name in shape.members else name
                loose.setdefault(key, []).append(self.value(child, shape.others))
        found.update({name: each[0] if len(each) == 1 else each for name, each in loose.items()})

    def _scalar(self, text: str, shape: BracketShape) -> Any:
        return shape.coerce(text.strip()) if shape.coerce else text


def parser(making: Making) -> Parse:
    """What reads an XML body; the name and the namespace of its root have to be those of the schema."""
    reader = ElementReader(making.document)
    schema = making.media.schema or {}
    declared = node_of(making.document, schema, "")
    charset = media_parameter(making.content_type, "charset")

    def parse(body: bytes, violations: list[Violation]) -> Any:
        try:
            root = read_xml(decoded(body, charset) if charset else body)
            value = reader.value(root, schema)
            check_depth(value)
        except RecursionError:
            raise malformed(f"its elements are nested deeper than {DEEPEST}") from None
        except ValueError as error:
            raise malformed(str(error)) from None
        if declared.name and not declared.fits(root.tag):
            text = f"the root element is {split_tag(root.tag)[1]}, and is to be {declared.name}"
            violations.append(
                Violation("body", (), "xml", {"value": root.tag}, text, {}, ErrorKind.INVALID_BODY)
            )
        return value

    return parse


def read_xml(text: bytes | str) -> "Element":
    """The root element of an XML text without a document type: entities are how a small text becomes a large one.

    Raises:
        ApiError: `malformed_body`.
    """
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - only operations with XML need it
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415

    try:
        found: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        raise malformed("a document type, which is not read") from None
    except (ParseError, ValueError, LookupError) as error:
        raise malformed(str(error)) from None
    return found
