"""Where a value is made, and what makes it: what objects and arrays ask for their members."""

from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from mockserver.datagen.schemas.reading import NONE, Reading, RefNames, Schema
from mockserver.rows import ValuePath

ABSENT: Any = object()  # for nothing that a document shows


@dataclass(frozen=True, slots=True)
class Here:
    """Where a value is made.

    Attributes:
        path: What it is.
        owner: The object that it belongs to.
        depth: How many values it is in.
        seen: References that have been taken for this value.
        trail: References that have been taken for the values that it is in.
        ways: How often another way has been taken for this value.
    """

    path: ValuePath
    owner: ValuePath = ()
    depth: int = 0
    seen: RefNames = NONE
    trail: RefNames = NONE
    ways: int = 0

    @property
    def name(self) -> str:
        """Of the member, past its place in an array."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def parent(self) -> str:
        """The name of the object that it belongs to."""
        return next((step for step in reversed(self.owner) if isinstance(step, str)), "")

    def inside(self, name: str | int, owner: ValuePath) -> "Here":
        """The place of a member or an item."""
        return Here((*self.path, name), owner, self.depth + 1, NONE, self.trail | self.seen)

    def taking(self, seen: RefNames) -> "Here":
        """The same place, after more references."""
        return Here(self.path, self.owner, self.depth, seen, self.trail, self.ways)

    def another(self) -> "Here":
        """The same place, on another way."""
        return Here(self.path, self.owner, self.depth, self.seen, self.trail, self.ways + 1)


class ValueMaker(Protocol):
    """What makes values.

    Attributes:
        reading: How the document is read.
        lenient: Whether what cannot be had is come near to.
    """

    reading: Reading
    lenient: bool

    @property
    def spent(self) -> bool:
        """Whether the value is as large as one may be."""

    def make(self, schema: Any, here: Here, shown: Any = ABSENT) -> Any:
        """A value of a schema, near to what the document shows there."""

    def make_flat(self, flat: Schema, here: Here, shown: Any = ABSENT) -> Any:
        """The same of a schema that is flat."""

    def sparing(self, here: Here) -> bool:
        """Whether no more is made than must be."""

    def random(self, here: Here, *what: object) -> Random:
        """What to draw from at a place."""
