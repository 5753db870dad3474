"""Reading blocks of `x-mock` into their dataclasses, field by field as these declare them."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from mockserver.contract.document import Document, escape
from mockserver.contract.mock.block import EXTENSION, Block, Origin
from mockserver.contract.mock.places import DocumentMock, OperationMock, PathMock, RequestRules
from mockserver.contract.mock.resources import SchemaMock
from mockserver.errors import Problem, hint

B = TypeVar("B", bound=Block)
OWN = frozenset(each.name for each in fields(Block))  # the fields that are no keys


class BlockReader:
    """Reads the blocks of one document, which have been held against the vocabulary.

    Attributes:
        problems: One for each name of a block that is declared nowhere; its key is left out.
    """

    def __init__(self, document: Document, reasons: Mapping[str, str]) -> None:
        """Take a document, and why each value was inferred that is not written in it, by pointer."""
        self.problems: list[Problem] = []
        self._document = document
        self._reasons = reasons
        self._root = DocumentMock()
        self._declared: dict[str, Mapping[str, Block]] = {}

    def document(self, raw: Any) -> DocumentMock:
        """The block at the root; others may name what it declares from then on."""
        self._root = self.read(DocumentMock, raw, f"/{EXTENSION}")
        self._declared = {"pagination": self._root.pagination, "limit policy": self._root.limits.policies}
        return self._root

    def operation(self, raw: Any, pointer: str) -> OperationMock:
        """The block at an operation, what it leaves to the root's taken from there."""
        mock, common, limits = (
            self.read(OperationMock, self._divided(raw)[0], pointer),
            self._root.idempotency,
            self._root.limits,
        )
        if mock.idempotency is not None:
            mock = replace(mock, idempotency=replace(common, key=mock.idempotency.key or common.key))
        if not mock.says("limits"):
            known = [limits.policies[name] for name in limits.default if name in limits.policies]
            mock = replace(mock, limits=tuple(known))
        return mock

    def rules(self, raw: Any, pointer: str, shared: Any, path: str) -> RequestRules:
        """What becomes of what a client need not have sent: as an operation says, or its path, or the root.

        Args:
            raw, pointer: The block at the operation.
            shared, path: The block at its path, and the pointer of that.
        """
        said, rules = self._divided(raw)[1], self._root.parameters
        if shared:
            rules = self.read(PathMock, shared, f"{path}/{EXTENSION}").parameters.over(rules)
        return self.read(RequestRules, said, f"{pointer}/parameters").over(rules) if said else rules

    @staticmethod
    def _divided(raw: Any) -> tuple[Any, Mapping[str, Any]]:
        """An operation's block without the rules among its `parameters`, and those: they are no mappings."""
        named = (raw or {}).get("parameters") or {}
        rules = {key: value for key, value in named.items() if not isinstance(value, Mapping)}
        if not rules:
            return raw, rules
        return {**raw, "parameters": {key: value for key, value in named.items() if key not in rules}}, rules

    def read(self, kind: type[B], raw: Any, pointer: str) -> B:
        """The block that stands at a pointer; one that says nothing for None."""
        found = self._block(kind, raw or {}, pointer, "", self._reasons.get(pointer))
        assert isinstance(found, kind)  # noqa: S101 - for mypy: `raw` is no short form for nothing
        return found

    def _block(
        self, kind: type[Block], raw: Any, pointer: str, name: str, reason: str | None
    ) -> Block | None:
        spelled = kind.spelled_out(raw)
        if spelled is None:
            return None
        known = _keys(kind)  # type: ignore[arg-type] # mypy takes a dataclass's own hash for its class's
        values: dict[str, Any] = {}
        origins = {}
        for key, value in spelled.items():
            declared = known.get(key)
            if declared is None:
                continue
            place = f"{pointer}/{escape(key)}"
            why = self._reasons.get(place, reason)
            origins[key] = Origin(place, why)
            annotation, what = declared
            if what is not None:
                values[key] = self._named(what, value, place)
            else:
                values[key] = self._value(annotation, value, place, why)
        return kind(name=name, pointer=pointer, origins=origins, **values)

    def _named(self, what: str, value: Any, place: str) -> Any:
        known = self._declared.get(what, {})
        names = value if isinstance(value, list) else [value]
        for name in names:
            if name not in known:
                self.problems.append(unknown(self._document, place, what, name, known))
        found = tuple(known[name] for name in names if name in known)
        if isinstance(value, list):
            return found
        return found[0] if found else None

    def _value(self, annotation: Any, value: Any, place: str, reason: str | None) -> Any:
        """A value as its field's annotation has it: blocks and tuples where it names them, JSON elsewhere."""
        arguments = get_args(annotation)
        holder = get_origin(annotation)
        if holder in {Union, types.UnionType}:
            inner = [each for each in arguments if each is not types.NoneType]
            return self._value(inner[0], value, place, reason) if len(inner) == 1 else value
        if holder is tuple:
            elements = (
                self._value(arguments[0], element, f"{place}/{index}", reason)
                for index, element in enumerate(value)
            )
            return tuple(elements)
        if holder is Mapping:
            return {
                key: self._member(arguments[1], member, place, key, reason) for key, member in value.items()
            }
        if isinstance(annotation, type) and issubclass(annotation, Block):
            return self._block(annotation, value, place, "", reason)
        return int(value) if annotation is int else value  # 2.0 is an integer, too (JSON Schema Core, 4.2.3)

    def _member(self, annotation: Any, value: Any, place: str, name: str, reason: str | None) -> Any:
        place = f"{place}/{escape(name)}"
        why = self._reasons.get(place, reason)
        if isinstance(annotation, type) and issubclass(annotation, Block):
            return self._block(annotation, value, place, name, why)
        return self._value(annotation, value, place, why)


def keys_of_block(kind: type[Block]) -> Mapping[str, tuple[Any, str | None]]:
    """The keys of a block, each with its annotation, and with what its value names where it is a name."""
    annotations = get_type_hints(kind)
    return {
        each.name: (annotations[each.name], each.metadata.get("named"))
        for each in fields(kind)
        if each.name not in OWN
    }


_keys = cache(keys_of_block)  # type hints take long to find out


def of_schema(schema: Any) -> SchemaMock:
    """The `x-mock` of a schema, its `$ref`s followed already; one that says nothing where there is none."""
    raw = schema.get(EXTENSION) if isinstance(schema, (dict, Mapping)) else None  # a dict is quick to tell
    if not raw:
        return NOTHING
    said = {key: value for key, value in raw.items() if key in SCHEMA_KEYS}
    return SchemaMock(origins={key: Origin("") for key in said}, **said)


def unknown(document: Document, pointer: str, what: str, name: str, known: Iterable[str]) -> Problem:
    """The problem of a name that leads nowhere, with the nearest that leads somewhere."""
    return document.problem(pointer, f"unknown {what} {name!r}; {hint(name, sorted(known))}")


NOTHING = SchemaMock()
SCHEMA_KEYS = keys_of_block(SchemaMock).keys()
