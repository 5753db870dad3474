"""How a document is read while a value is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mockserver.bounded import Recent

Schema = dict[str, Any]
Resolve = Callable[[str], Any]
RefNames = frozenset[str]
NONE: RefNames = frozenset()
WORK = 1_000_000  # members and options: a second or so
_KEPT = 2000  # flattened schemas
_MET = 500  # schemas that were met in one value so far: what is made for it, as a way out of a `not`, is in no other


class Unsatisfiable(ValueError):  # noqa: N818 - it says what the schema is
    """No value satisfies a schema, or none that is finite."""


Kept = Recent[tuple[int, RefNames], tuple[Any, Schema, RefNames]]


@dataclass(slots=True)  # counts its steps
class Reading:
    """How a document is read, for one value; making it takes only so much of it, the same on every machine.

    Attributes:
        resolve: What its references name.
        nullable: Whether it has the `nullable` of OpenAPI 3.0.
        sent: Whether values are sent to clients, which get nothing that is `writeOnly`.
        steps: How many schemas may still be held against values: schemas of many branches that hold each other
            would take for ever.
        work: How much may still be looked at, in members and options of schemas.
        kept: What schemas come to that were met in more than one value.
        met: The schemas that were met in one value.
        own: What schemas come to that were not kept when this value met them.
    """

    resolve: Resolve
    nullable: bool = True
    sent: bool = False
    steps: int = 0
    work: int = WORK
    kept: Kept = field(default_factory=lambda: Recent(_KEPT, _KEPT // 4))
    met: Recent[tuple[int, RefNames], Any] = field(default_factory=lambda: Recent(_MET, _MET // 4))
    own: Kept = field(default_factory=lambda: Recent(_KEPT, _KEPT // 4))

    def another(self, steps: int = 0) -> "Reading":
        """The same for another value."""
        own: Kept = Recent(_KEPT, _KEPT // 4)
        return Reading(self.resolve, self.nullable, self.sent, steps, WORK, self.kept, self.met, own)

    def at(self, ref: str) -> Any:
        """What a reference names; what admits everything where it leads nowhere."""
        try:
            return self.resolve(ref)
        except KeyError:
            return {}
