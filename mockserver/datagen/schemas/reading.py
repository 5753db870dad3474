"""How a document is read while a value is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mockserver.bounded import Recent

Schema = dict[str, Any]
Resolve = Callable[[str], Any]
Names = frozenset[str]
NONE: Names = frozenset()
_KEPT = 2000  # flattened schemas; those that are made for one value are never asked for again


class Unsatisfiable(ValueError):  # noqa: N818 - it says what the schema is
    """No value satisfies a schema, or none that is finite."""


Kept = Recent[tuple[int, Names], tuple[Any, Schema, Names]]


@dataclass(slots=True)  # counts its steps
class Reading:
    """How a document is read, for one value.

    Attributes:
        resolve: What its references name.
        nullable: Whether it has the `nullable` of OpenAPI 3.0.
        sent: Whether values are sent to clients, which get nothing that is `writeOnly`.
        steps: How many schemas may still be held against values: schemas of many branches that hold each other
            would take for ever.
        kept: What schemas have been flattened to.
    """

    resolve: Resolve
    nullable: bool = True
    sent: bool = False
    steps: int = 0
    kept: Kept = field(default_factory=lambda: Recent(_KEPT, _KEPT // 4))

    def at(self, ref: str) -> Any:
        """What a reference names; what admits everything where it leads nowhere."""
        try:
            return self.resolve(ref)
        except KeyError:
            return {}
