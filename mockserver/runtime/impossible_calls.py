"""What a test expects of a call that no call of the operation can have: a name or a type that it does not declare."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from mockserver.contract.compiler import IGNORED_HEADERS
from mockserver.contract.document import Document
from mockserver.contract.model import Contract, Operation
from mockserver.contract.schemas import admits_any_member, items, properties, type_of, types
from mockserver.coverage.clients.breaches import shown_value
from mockserver.errors import hint
from mockserver.rows import ABSENT
from mockserver.validation.brackets import split_name

TEXT = {"type": "string"}
NUMBERS = frozenset({"integer", "number"})  # one may equal the other
NAMED_ELSEWHERE = frozenset(
    {"if", "dependentSchemas", "discriminator"}
)  # schemas that `properties` does not read


def impossible_parts(
    contract: Contract, operation: Operation, parts: Mapping[str, Any], came: Mapping[str, Sequence[Any]]
) -> Iterator[str]:
    """Why no call of an operation can be as it is expected to be.

    Args:
        contract, operation: Whose calls they are.
        parts: What is expected, by `path`, `query`, `header` and `body`; names of header fields in lower case.
        came: What the calls of it that were made have of each part: what one has sent is possible, declared or not.

    Yields:
        A sentence for each name and each value.
    """
    for part, wanted in parts.items():
        found: list[list[str]] = []
        for schema in _schemas(contract, operation, part, wanted):
            place = _Place(contract.document, operation.id, part)
            found.append(list(place.impossible("", schema, wanted, came[part])))
        yield from min(found, key=len, default=[])


def _schemas(contract: Contract, operation: Operation, part: str, wanted: Any) -> list[Mapping[str, Any]]:
    """What a part may be; none for one of which nothing is known."""
    if part == "body":
        media = operation.body.content.values() if operation.body else ()
        return [{} if each.schema is None else each.schema for each in media]
    parameters = [each for each in operation.parameters if each.location == part]
    if part == "query" and any(each.location == "querystring" for each in operation.parameters):
        return []
    declared: dict[str, Any] = {
        each.name.lower() if part == "header" else each.name: {} if each.allow_empty else each.schema
        for each in parameters
    }
    texts = [*_carried(contract, operation, part)]
    texts += (
        [name for name in wanted if _is_free(part, name, declared)] if isinstance(wanted, Mapping) else ()
    )
    return [{"type": "object", "properties": {**dict.fromkeys(texts, TEXT), **declared}}]


def _carried(contract: Contract, operation: Operation, part: str) -> Iterator[str]:
    """What a call may have that is no parameter of its operation: credentials, pairs of the path's key."""
    named = {name for all_of in operation.security for name in all_of}
    for name, scheme in contract.schemes.items():
        if name in named and scheme.location == part:
            yield scheme.parameter.lower() if part == "header" else scheme.parameter
    if part == "query":
        yield from (name for name, _ in operation.query)
    elif part == "header":
        yield from IGNORED_HEADERS


def _is_free(part: str, name: str, declared: Mapping[str, Any]) -> bool:
    """Whether a name that is not declared is none that is misspelt.

    Clients send header fields that no operation declares, and `filter[name]` is a part of the parameter `filter`.
    """
    if part == "header":
        return not get_close_matches(name, declared, n=1)
    split = split_name(name) if part == "query" else None
    return split is not None and split[0] in declared


class _Place:
    """A part of the calls of an operation."""

    def __init__(self, document: Document, operation: str, part: str) -> None:
        self._document = document
        self._operation = operation
        self._part = part

    def impossible(self, place: str, schema: Any, wanted: Any, came: Sequence[Any]) -> Iterator[str]:
        """Why a value cannot be there, a sentence for each of its members."""
        admitted = types(self._document, schema)
        kinds = _kinds(wanted)
        if admitted and kinds and kinds.isdisjoint(admitted.union(*map(_kinds, came))):
            named = f"{self._part} {place}".rstrip()
            said = " or ".join(sorted(admitted))
            yield f"{named} of {self._operation} is of the type {said}: no call has {shown_value(wanted)} there"
        elif isinstance(wanted, Mapping):
            yield from self._members(place, schema, wanted, came)
        elif isinstance(wanted, list | tuple):
            others = [element for each in came if isinstance(each, list) for element in each]
            for index, value in enumerate(wanted):
                at = f"{place}.{index}" if place else str(index)
                yield from self.impossible(at, items(self._document, schema), value, others)

    def _members(
        self, place: str, schema: Any, wanted: Mapping[str, Any], came: Sequence[Any]
    ) -> Iterator[str]:
        declared = properties(self._document, schema)
        is_named_here = self._part != "body" and not place  # the schema is made of all parameters
        is_open = not is_named_here and self._is_open(schema)
        for name, value in wanted.items():
            sent = [each[name] for each in came if isinstance(each, Mapping) and name in each]
            sent = [each for each in sent if each is not ABSENT]
            at = f"{place}.{name}" if place else name
            if name in declared:
                yield from self.impossible(at, declared[name], value, sent)
            elif not sent and not is_open:
                what = "member of the body" if self._part == "body" else f"{self._part} parameter"
                yield f"{self._operation} has no {what} {at!r}; {hint(name, declared, 'it has')}"

    def _is_open(self, schema: Any) -> bool:
        found = self._document.resolve(schema)
        elsewhere = isinstance(found, Mapping) and not NAMED_ELSEWHERE.isdisjoint(found)
        return elsewhere or admits_any_member(self._document, schema)


def _kinds(value: Any) -> frozenset[str]:
    """The JSON types of what may equal a value; none for one that is no JSON."""
    if isinstance(value, tuple | list):
        return frozenset({"array"})
    if isinstance(value, Mapping):
        return frozenset({"object"})
    if value is not None and not isinstance(value, bool | int | float | str):
        return frozenset()
    kind = type_of(value)
    return NUMBERS if kind in NUMBERS else frozenset({kind})
