"""What the rows of a resource are made from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.rows import path_of
from mockserver.state.resource_rules import Unique


@dataclass(frozen=True, slots=True)
class RowLink:
    """A field that holds the key of a row of another resource.

    Attributes:
        path: The field, step by step.
        resource: The other resource.
        owns: Whether rows are made for each row of the other one, in turn.
    """

    path: tuple[str, ...]
    resource: str
    owns: bool = False


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What the rows of a resource are made from.

    Attributes:
        resource: Its name.
        key: The field that identifies a row, step by step.
        schemas: What shows a row, the fullest first; `$ref`s and all.
        key_schemas: What else a key has to satisfy, such as the path parameter that holds it.
        count: How many rows there are; for each of the first parents, where a link owns them.
        links: The fields that lead to other rows.
        examples: Rows that the document shows.
        hidden: Fields that are never shown.
        given: Dotted fields with values that every second row has; of the key, those of the first rows.
        fill: Whether rows by hand take the place of the first ones, not of all.
        unique: What no two rows share.
        grows: Whether an operation makes further rows, for which there have to be keys.
    """

    resource: str
    key: tuple[str, ...]
    schemas: tuple[Any, ...]
    key_schemas: tuple[Any, ...] = ()
    count: int = 12
    links: tuple[RowLink, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()
    hidden: frozenset[str] = frozenset()
    given: Mapping[str, Any] = field(default_factory=dict)
    fill: bool = False
    unique: tuple[Unique, ...] = ()
    grows: bool = False

    @property
    def owner(self) -> RowLink | None:
        """The link to the rows for each of which rows are made."""
        return next((link for link in self.links if link.owns and link.resource != self.resource), None)

    def given_fields(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """The fields that every second row is given, and their values."""
        paths = ((path_of(field), value) for field, value in self.given.items())
        return ((path, value) for path, value in paths if path != self.key)

    def given_keys(self) -> Sequence[Any]:
        """The keys that the first rows are given."""
        keys = self.given.get(".".join(self.key), ())
        return keys if isinstance(keys, list | tuple) else (keys,)
