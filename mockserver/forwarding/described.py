"""What a document says of the members of a body: the schemas that hold at each place of it, with their pointers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from mockserver.contract.document import Document, escape, steps

ALTERNATIVES = ("allOf", "anyOf", "oneOf")
CONDITIONAL = ("if", "then", "else")
DEEPEST = 100  # references and compositions, one in the other
MemberSteps = tuple[str | int, ...]


class DescribingSchema(NamedTuple):
    """A schema that is a mapping, and the pointer to it that no `$ref` stands on."""

    schema: Mapping[str, Any]
    pointer: str


def schemas_at(document: Document, schema: Any, pointer: str, depth: int = 0) -> Iterator[DescribingSchema]:
    """A schema, what its `$ref` leads to, and all of which it is composed: each may name members of a value."""
    if not isinstance(schema, Mapping) or depth > DEEPEST:
        return
    yield DescribingSchema(schema, pointer)
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = "".join(f"/{escape(step)}" for step in steps(reference))
        try:
            yield from schemas_at(document, document.at(reference), target, depth + 1)
        except KeyError:
            return
    for keyword in ALTERNATIVES:
        for index, each in enumerate(schema.get(keyword) or ()):
            yield from schemas_at(document, each, f"{pointer}/{keyword}/{index}", depth + 1)
    for keyword in CONDITIONAL:
        if keyword in schema:
            yield from schemas_at(document, schema[keyword], f"{pointer}/{keyword}", depth + 1)


def members_at(
    document: Document, nodes: Sequence[DescribingSchema], step: str | int
) -> list[DescribingSchema]:
    """The schemas of one member, or of one item, of values that have all of these schemas."""
    return list(chain.from_iterable(_members_at(document, node, step) for node in nodes))


def _members_at(document: Document, node: DescribingSchema, step: str | int) -> Iterator[DescribingSchema]:
    schema, pointer = node
    if isinstance(step, int):
        yield from schemas_at(document, schema.get("items"), f"{pointer}/items")
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and step in properties:
        yield from schemas_at(document, properties[step], f"{pointer}/properties/{escape(step)}")
    else:
        yield from schemas_at(document, schema.get("additionalProperties"), f"{pointer}/additionalProperties")


def pointer_to(document: Document, nodes: Sequence[DescribingSchema], path: MemberSteps) -> str:
    """The pointer to what the document says of a place in a value: as deep as it says anything."""
    pointer = nodes[0].pointer
    for step in path:
        nodes = members_at(document, nodes, step)
        if not nodes:
            break
        pointer = nodes[0].pointer
    return pointer


def undeclared_members(
    document: Document, nodes: Sequence[DescribingSchema], value: Any, path: MemberSteps = ()
) -> Iterator[tuple[MemberSteps, str]]:
    """The members of a value that no schema names, where some name others and none says what else there may be.

    Yields:
        The path of each, and the pointer to the schema that names its neighbours.
    """
    if isinstance(value, list):
        inner = members_at(document, nodes, 0)
        for index, each in enumerate(value if inner else ()):
            yield from undeclared_members(document, inner, each, (*path, index))
    elif isinstance(value, Mapping):
        naming = next((node for node in nodes if node.schema.get("properties")), None)
        is_open = any(name in node.schema for node in nodes for name in OPENING)
        for name, member in value.items():
            inner = members_at(document, nodes, name)
            if inner:
                yield from undeclared_members(document, inner, member, (*path, name))
            elif naming is not None and not is_open and not _is_named(nodes, name):
                yield (*path, name), naming.pointer


OPENING = ("additionalProperties", "unevaluatedProperties")  # who writes either has thought of other members


def _is_named(nodes: Sequence[DescribingSchema], name: str) -> bool:
    """Whether a member is named by a schema that is no mapping (`true`), or by a pattern."""
    patterns = chain.from_iterable(node.schema.get("patternProperties") or () for node in nodes)
    return any(name in (node.schema.get("properties") or ()) for node in nodes) or any(
        _matches(pattern, name) for pattern in patterns
    )


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:  # of ECMA-262, which Python does not read
        return True


def shown_path(path: MemberSteps) -> str:
    """A path as text: `data.*.email`; empty for the whole. All items of a list are one place."""
    return ".".join("*" if isinstance(step, int) else str(step) for step in path)
