"""The vocabulary of `x-mock`, as the schema and the page have it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from mockserver.contract.mock import (
    Block,
    DocumentMock,
    OperationMock,
    ParameterMock,
    PathMock,
    ResponseMock,
    SchemaMock,
    SecurityMock,
)
from mockserver.contract.mock.block_reader import keys_of_block
from mockserver.contract.vocabulary import vocabulary
from mockserver.parts import PARTS

ROOT = Path(__file__).resolve().parents[1]


MODULES = sorted((ROOT / "mockserver").rglob("*.py"))


CODE = "\n".join(path.read_text("utf-8") for path in MODULES)


DEFINITIONS = vocabulary(PARTS)["$defs"]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


TYPES: Mapping[str, type[Block]] = {
    "document": DocumentMock,
    "operation": OperationMock,
    "parameter": ParameterMock,
    "path": PathMock,
    "response": ResponseMock,
    "schema": SchemaMock,
    "security": SecurityMock,
}


Described = tuple[type[Block], Mapping[str, Any]]


def objects(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes of the schema with keys of their own that a value may be, or hold, in a list or by name.

    Keys of a map by name are no keys of its own: their values may be what those of any name are.
    """
    if "$ref" in node:
        yield from objects(DEFINITIONS[node["$ref"].rpartition("/")[2]])
    if "properties" in node and not isinstance(node.get("additionalProperties"), Mapping):
        yield node
    for part in (*node.get("anyOf", ()), node.get("items"), node.get("additionalProperties")):
        if isinstance(part, Mapping):
            yield from objects(part)


def blocks(annotation: Any) -> Iterator[type[Block]]:
    """The dataclasses that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Block):
        yield annotation
    for part in get_args(annotation):
        yield from blocks(part)


def described() -> list[Described]:
    """Each dataclass with each node of the schema that it is read from."""
    waiting: list[Described] = [(kind, DEFINITIONS[place]) for place, kind in TYPES.items()]
    found: list[Described] = []
    while waiting:
        kind, node = waiting.pop()
        if any(kind is other and node is its for other, its in found):
            continue  # a filter holds filters
        found.append((kind, node))
        for key, (annotation, what) in keys_of_block(kind).items():
            if what is None:
                inner = list(objects(node["properties"].get(key, {})))
                waiting += [(block, each) for block in blocks(annotation) for each in inner]
    return found
