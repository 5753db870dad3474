"""How the rows of one resource lead to others."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from mockserver.rows import ABSENT, Row, Rows, dig, path_of

ReadFrom = Callable[[Mapping[str, Any], Rows], Any]


class Related(Protocol):
    """Rows of another resource that belong to a row: their field `by` holds its key."""

    @property
    def resource(self) -> str:
        """The other resource."""

    @property
    def by(self) -> str:
        """Its field."""

    @property
    def sort(self) -> Sequence[str] | None:
        """Their order; None for the other resource's."""


class Referring(Protocol):
    """The resource whose keys a field holds."""

    @property
    def resource(self) -> str:
        """Its name."""


class Linked(Protocol):
    """What is declared of a resource's ways to others."""

    @property
    def related(self) -> Mapping[str, Related]:
        """Rows that belong to one of its rows, by the name that they go by."""

    @property
    def references(self) -> Mapping[str, Referring]:
        """Field to the resource whose keys it holds."""


class Links:
    """How the rows of one resource lead to others: fields that refer to a row, and related rows.

    Attributes:
        related: The resource's `related` declarations.
        references: Field to the resource whose keys it holds.
    """

    def __init__(self, resources: Mapping[str, Linked], name: str | None) -> None:
        self._resources = resources
        declared = resources.get(name or "")
        self.related: Mapping[str, Related] = declared.related if declared else {}
        referring = declared.references if declared else {}
        self.references: Mapping[str, str] = {field: other.resource for field, other in referring.items()}

    def to(self, resource: str) -> "Links":
        """The links of another resource."""
        return Links(self._resources, resource)

    def reader(self, dotted: str) -> ReadFrom:
        """What reads a dotted field of a row's data; a step through a reference goes on in the row that it names."""
        first, _, rest = dotted.partition(".")
        if not rest or first not in self.references:
            path = path_of(dotted)
            return lambda data, rows: dig(data, path)
        resource = self.references[first]
        inner = self.to(resource).reader(rest)

        def follow(data: Mapping[str, Any], rows: Rows) -> Any:
            key = data.get(first)
            other = rows.get(resource, str(key)) if isinstance(key, (str, int)) else None
            return ABSENT if other is None else inner(other.data, rows)

        return follow

    def row_reader(self, dotted: str) -> "Callable[[Row, Rows], Any]":
        """The same of a row: one whose fields are not made yet makes no more of them than are read."""
        if not self.is_own(dotted):
            read = self.reader(dotted)
            return lambda row, rows: read(row.data, rows)
        path = path_of(dotted)
        if len(path) > 1:
            return lambda row, rows: row.read(path)
        return lambda row, rows: row.data.get(dotted, ABSENT) if row.__class__ is Row else row.read(path)

    def is_own(self, dotted: str) -> bool:
        """Whether a dotted field leads to no other row."""
        first, _, rest = dotted.partition(".")
        return first not in self.related and not (rest and first in self.references)

    def counter(self, dotted: str) -> "Callable[[Row, Rows], int] | None":
        """What counts related rows, of this row or of one that it refers to; None when `dotted` names no relation."""
        first, _, rest = dotted.partition(".")
        relation = self.related.get(first) if not rest else None
        if rest and first in self.references:
            relation = self.to(self.references[first]).related.get(rest)
        if relation is None:
            return None
        resource, by = relation.resource, relation.by
        return lambda row, rows: len(rows.having(resource, by, row.data.get(first) if rest else row.key))
