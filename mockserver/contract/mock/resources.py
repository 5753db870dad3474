"""What is stored, and how the properties of a schema show it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mockserver.contract.mock.block import Block
from mockserver.errors import ErrorKind

Condition = Mapping[str, Any]
Messages = Mapping[str, str | Mapping[str, str]]
Fields = Mapping[str, Any]  # field to constant or expression


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueRule(Block):
    """Fields that no two rows of a tenant share."""

    fields: tuple[str, ...] = ()
    ignore_case: bool = False
    error: str = ErrorKind.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Block):
    """Rows of another resource that belong to a row of this one: their field `by` holds its key."""

    resource: str = ""
    by: str = ""
    sort: tuple[str, ...] | None = None
    on_delete: str = "cascade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Block):
    """The resource whose key a field holds."""

    resource: str = ""
    must_exist: bool = True

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any] | None:
        """A name is short for the resource."""
        return {"resource": raw} if isinstance(raw, str) else raw


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount(Block):
    """How many rows there are to begin with; None where nothing says so."""

    count: int | None = None
    fill: bool = False
    given: Fields = dataclasses.field(default_factory=dict)
    per: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Block):
    """One kind of row."""

    key: str = "id"
    row: tuple[str, ...] = ()
    rows: RowCount = RowCount()
    standing: bool = False
    hidden: tuple[str, ...] = ()
    spelled: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sort: tuple[str, ...] = ()
    unique: tuple[UniqueRule, ...] = ()
    references: Mapping[str, Reference] = dataclasses.field(default_factory=dict)
    related: Mapping[str, Relation] = dataclasses.field(default_factory=dict)
    on_create: Fields = dataclasses.field(default_factory=dict)
    on_update: Fields = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaMock(Block):
    """At a property: where its value is kept or comes from."""

    field: str | Literal[False] | None = None
    value: Any = None
    count: str | None = None
    rows: str | None = None
    values: str | None = None
    latest: str | None = None
    parent: str | None = None
    test: Condition | None = None
    where: Condition | None = None
    error: str | None = None
    extend: bool = False
    messages: Messages = dataclasses.field(default_factory=dict)

    @property
    def of_related(self) -> tuple[str, str] | None:
        """How related rows are shown (`count`, `rows`, `values`, `latest`), and which; None where they are not."""
        marks = {"count": self.count, "rows": self.rows, "values": self.values, "latest": self.latest}
        return next(((how, mark) for how, mark in marks.items() if mark is not None), None)
