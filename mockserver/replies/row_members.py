"""The members that a row of a resource may have: those that its document shows, writes or reads."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours.fields import row_schema
from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.mock.block import Block
from mockserver.contract.model import Contract

NAME = re.compile(r"[A-Za-z_][\w-]*")
NO_WORDS = frozenset({"messages", *(field.name for field in dataclasses.fields(Block))})


@dataclass(frozen=True, slots=True)
class KnownMembers:
    """The members of a resource's rows that something in a document names.

    Attributes:
        declared: Those of schemas that show or write rows.
        read: Those that words of `x-mock` and parameters name beside them.
    """

    declared: tuple[str, ...]
    read: frozenset[str]

    def __contains__(self, name: object) -> bool:
        """Whether a member is one of them."""
        return name in self.read or name in self.declared


def known_members(contract: Contract, resource: str, shown: Sequence[Any]) -> KnownMembers | None:
    """The members of a resource's rows that something in a document shows, writes or reads; None for any.

    A schema is open where it does not say otherwise (JSON Schema 2020-12, 10.3.2.3), but a member that nothing names
    has no effect: it is misspelt. Any member is meant where a schema says that it is open, or names none.

    Args:
        contract: The document.
        resource: Whose rows.
        shown: The schemas that show whole rows.
    """
    document = contract.document
    operations = [each for each in contract.operations if each.mock.resource == resource]
    written = [row_schema(document, each) for each in operations if each.body is not None]
    all_of_them = [*shown, *filter(None, written)]
    if not shown or any(schemas.admits_any_member(document, schema) for schema in all_of_them):
        return None
    declared = dict.fromkeys(name for schema in all_of_them for name in _of_schema(document, schema))
    read = {parameter.name for each in operations for parameter in each.parameters}
    read.update(name for block in _words(contract, resource) for name in names_in(block))
    return KnownMembers(tuple(declared), frozenset(read))


def _of_schema(document: Document, schema: Any) -> Iterator[str]:
    """What a schema names: its properties, and the members of a row that these are kept in or read."""
    for name, raw in schemas.properties(document, schema).items():
        yield name
        yield from names_in(schemas.mock_of(document, raw))
        if schemas.is_composed(document, raw):
            yield from _of_schema(document, raw)


def _words(contract: Contract, resource: str) -> Iterator[Block]:
    """What `x-mock` says of a resource."""
    mock = contract.mock
    yield contract.resource(resource)
    yield mock.webhooks
    yield from (each for each in mock.events.values() if each.resource in {None, resource})
    for other in mock.resources.values():
        yield from (each for each in other.related.values() if each.resource == resource)
    for operation in contract.operations:
        if operation.mock.resource == resource:
            yield operation.mock
            yield from (parameter.mock for parameter in operation.parameters)


def names_in(value: Any) -> Iterator[str]:
    """Every name in a word of `x-mock`: of a field, or of what an expression or a condition reads."""
    if isinstance(value, str):
        yield from NAME.findall(value)
    elif isinstance(value, Mapping):
        yield from names_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from names_in(inner)
    elif isinstance(value, Block):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in NO_WORDS]
        yield from names_in([getattr(value, name) for name in fields])
