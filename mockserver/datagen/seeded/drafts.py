"""Rows before they have keys: a few made whole, the others with the objects of these and values of their own."""

from typing import Any

from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Unsatisfiable
from mockserver.datagen.seeded.plans import RowPlan
from mockserver.datagen.seeded.varied import Known, Varied

WHOLE = 6  # rows that are made whole: what is deep in a row costs most, and is looked at least
MOST_VALUES = 600  # in the rows that are made whole, all together: of large rows there are fewer
APART = 100_000
TRIES = 8
SCALARS = frozenset({"string", "integer", "number", "boolean"})


class Drafts:
    """Makes the rows of one resource and tenant."""

    def __init__(
        self, plan: RowPlan, tenant: str, generator: Generator, known: Known, varied: Varied
    ) -> None:
        """Take what the rows are made from, and by."""
        self._path = (plan.resource, tenant)
        self._keyless = plan.key[0] in plan.hidden  # nothing else tells rows apart than what they show
        self._generator = generator
        self._varied = varied
        self._known = known
        self._schemas = list(self._parts(plan))
        self._whole: dict[int, dict[str, Any]] = {}
        self._several = WHOLE
        self._own: dict[frozenset[str], Any] = {}

    def row(self, place: tuple[int, ...]) -> dict[str, Any]:
        """The row at a place."""
        if not self._whole:
            self._whole[0] = self._made_whole(0)
            most = MOST_VALUES // _size(self._whole[0])
            differ = not self._keyless or self._own_schema(frozenset(self._whole[0])) is not None
            self._several = max(1, min(WHOLE, most) if differ else most)
        number = sum(place) % self._several
        base = self._whole.get(number)
        if base is None:
            base = self._whole[number] = self._made_whole(number)
        own = self._own_schema(frozenset(base))
        return {**base, **self._value(own, (*self._path, *place))} if own else dict(base)

    def beside(self, place: tuple[int, ...], number: int) -> dict[str, Any]:
        """One of the other rows that might be at a place."""
        return self.row((*place, number))

    def another(self, place: tuple[int, ...], seen: set[str]) -> dict[str, Any]:
        """The row at a place, unlike those seen, where none shows its key; the last that was tried if all are alike."""
        row: dict[str, Any] = {}
        for attempt in range(TRIES):
            if attempt < TRIES // 2:
                row = self.row((*place, attempt) if attempt else place)
            else:  # they have nothing of their own but what is deep in them
                row = self._made_whole(*place, attempt)
            if repr(row) not in seen:
                break
        seen.add(repr(row))
        return row

    def _parts(self, plan: RowPlan) -> list[Any]:
        """What makes a row: the fullest schema, and of each other one what none before it has."""
        found: list[Any] = []
        seen: set[str] = set()
        for schema in plan.schemas:
            properties = self._known.flat(schema).get("properties") or {}
            if not found:
                found.append(self._varied.of(schema))
            else:
                more = {name: member for name, member in properties.items() if name not in seen}
                if more:
                    found.append(
                        self._varied.of({"type": "object", "required": list(more), "properties": more})
                    )
            seen |= set(properties)
        return found

    def _made_whole(self, *number: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for schema in self._schemas:
            made = {**self._value(schema, (*self._path, "whole", *number)), **made}
        return {name: _apart(value) for name, value in made.items()}

    def _value(self, schema: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        try:
            value = self._generator.value(schema, self._varied, *path)
        except Unsatisfiable:
            return {}
        return value if isinstance(value, dict) else {}

    def _own_schema(self, names: frozenset[str]) -> Any:
        """The schema of what a row with these members does not share with others; None where there is nothing."""
        if names not in self._own:
            properties: dict[str, Any] = {}
            for schema in self._schemas:
                flat = Known(self._varied).flat(schema)
                branched = bool(flat.get("choices"))
                tag = (flat.get("discriminator") or {}).get("propertyName")
                for name, member in (flat.get("properties") or {}).items():
                    if name not in names or name in properties or name == tag:
                        continue
                    if self._varies(member, branched=branched):
                        properties[name] = member
            whole = {"type": "object", "required": list(properties), "properties": properties}
            self._own[names] = whole if properties else None
        return self._own[names]

    def _varies(self, schema: Any, *, branched: bool) -> bool:
        """Whether each row has a value of its own: a text, a number, a truth value; no tag of a branch."""
        flat = Known(self._varied).flat(schema)
        kinds = set(flat.get("type") or ()) - {"null"}
        if flat.get("choices") or not (kinds or "enum" in flat) or not kinds <= SCALARS:
            return False
        options = flat.get("enum")
        return options is None or (len(options) > 1 and not branched)


def _size(value: Any) -> int:
    """How many values there are in a value, itself among them."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1


def _apart(value: Any) -> Any:
    """A value in which the numbers that identify things which are no rows here are far from those of rows."""
    if isinstance(value, list):
        return [_apart(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: inner + APART if name == "id" and type(inner) is int and 0 < inner < APART else _apart(inner)
        for name, inner in value.items()
    }
