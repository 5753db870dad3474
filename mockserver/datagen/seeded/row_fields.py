"""The properties of rows that are being made: their schemas and their values."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.datagen.seeded.plans import RowPlan
from mockserver.datagen.seeded.varied import Known

DIGITS = {"type": "string", "pattern": "^[1-9][0-9]{5}$"}  # of a text that a path takes as a number


def property_of(plan: RowPlan, path: Sequence[str], known: Known) -> Any:
    """The schema of a property of a row, None where no schema declares it."""
    for schema in plan.schemas:
        found: Any = schema
        for step in path:
            found = _member(found, step, known)
        if found is not None:
            return found
    return None


def may_have(plan: RowPlan, path: Sequence[str], value: Any, known: Known) -> bool:
    """Whether a property of a row may have a value."""
    schema = property_of(plan, path, known)
    return schema is None or known.accepts(schema, value)


def key_schemas(plan: RowPlan, known: Known) -> list[Any]:
    """What a key has to satisfy: the property that shows it, and what else takes it as far as that admits.

    Every value of a path is a text: where an integer is shown, a parameter of type string takes its digits; where a
    text is shown, and a parameter takes an integer, the text is one of digits.
    """
    own = property_of(plan, plan.key, known)
    if own is None:
        return list(plan.key_schemas)
    found = [own, *(other for other in plan.key_schemas if known.flat({"allOf": [own, other]}))]
    numbered = any(set(known.flat(other).get("type") or ()) == {"integer"} for other in plan.key_schemas)
    return [*found, DIGITS] if numbered and known.flat({"allOf": [own, DIGITS]}) else found


def _member(schema: Any, name: str, known: Known) -> Any:
    flat = known.flat(schema)
    found = (flat.get("properties") or {}).get(name)
    if found is not None:
        return found
    for _, branches in flat.get("choices", ()):
        for branch in branches:
            inner = _member(branch, name, known)
            if inner is not None:
                return inner
    return None


def value_at(row: Any, path: Sequence[str]) -> Any:
    """The value at a path, None where there is none."""
    for step in path:
        row = row.get(step) if isinstance(row, Mapping) else None
    return row


def put(row: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path, making the objects on the way."""
    for step in path[:-1]:
        inner = row.get(step)
        row[step] = row = dict(inner) if isinstance(inner, Mapping) else {}
    row[path[-1]] = value
