"""How a document is read while a value is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mockserver.bounded import Recent

Schema = dict[str, Any]
Resolve = Callable[[str], Any]
RefNames = frozenset[str]
NONE: RefNames = frozenset()
_KEPT = 2000  # flattened schemas that were asked for again
_FRESH = 500  # those that were not yet: what is made for one value, such as a way out of a `not`, never is


class Unsatisfiable(ValueError):  # noqa: N818 - it says what the schema is
    """No value satisfies a schema, or none that is finite."""


Kept = Recent[tuple[int, RefNames], tuple[Any, Schema, RefNames]]


@dataclass(slots=True)  # counts its steps
class Reading:
    """How a document is read, for one value.

    Attributes:
        resolve: What its references name.
        nullable: Whether it has the `nullable` of OpenAPI 3.0.
        sent: Whether values are sent to clients, which get nothing that is `writeOnly`.
        steps: How many schemas may still be held against values: schemas of many branches that hold each other
            would take for ever.
        kept: What schemas have been flattened to, of those that are asked for more than once.
        fresh: The same of those that were last asked for the first time.
    """

    resolve: Resolve
    nullable: bool = True
    sent: bool = False
    steps: int = 0
    kept: Kept = field(default_factory=lambda: Recent(_KEPT, _KEPT // 4))
    fresh: Kept = field(default_factory=lambda: Recent(_FRESH, _FRESH // 4))

    def at(self, ref: str) -> Any:
        """What a reference names; what admits everything where it leads nowhere."""
        try:
            return self.resolve(ref)
        except KeyError:
            return {}
