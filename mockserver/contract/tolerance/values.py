"""Values that are no objects of OpenAPI: each is left as it is, read as what it was meant to be, or left out."""

from typing import Any

import orjson

from mockserver.contract.tolerance import references
from mockserver.contract.tolerance.walk import GONE, Mend, Pass, Place

LONGEST = 80  # characters of a value in a message
FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}  # YAML 1.1 has six
DIGITS = 4300  # as many as Python reads


def shown(value: Any) -> str:
    """A value as a message shows it."""
    try:
        text = orjson.dumps(value).decode()
    except TypeError:
        text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def refused(run: Pass, place: Place, value: Any, wanted: str, then: str = "left out") -> None:
    """Tell of a value that is of another type."""
    run.fault(place, "type", f'not as OpenAPI asks: {shown(value)} is not of type "{wanted}"; {then}')


def anything(run: Pass) -> Mend:
    """Every value."""
    return lambda value, place: value


def text_value(run: Pass) -> Mend:
    """A text; a number is read as it is written."""

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is str:
            return value
        if isinstance(value, int | float):
            read = str(value).lower() if isinstance(value, bool) else str(value)
            refused(run, place, value, "string", f"read as {shown(read)}")
            return read
        refused(run, place, value, "string")
        return GONE

    return mend


def flag(run: Pass) -> Mend:
    """True or false; the words count as such."""

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is bool:
            return value
        if isinstance(value, str) and value.lower() in FLAGS:
            read = FLAGS[value.lower()]
            refused(run, place, value, "boolean", f"read as {shown(read)}")
            return read
        refused(run, place, value, "boolean")
        return GONE

    return mend


def number_value(run: Pass) -> Mend:
    """A number; one that is written as a text is read."""

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is int or value.__class__ is float:
            return value
        read = numeric(value)
        refused(run, place, value, "number", "left out" if read is None else f"read as {read}")
        return GONE if read is None else read

    return mend


def positive(run: Pass) -> Mend:
    """A number above zero."""
    inner = number_value(run)

    def mend(value: Any, place: Place) -> Any:
        read = inner(value, place)
        if read is GONE or read > 0:
            return read
        run.fault(place, "value", f"not as OpenAPI asks: {shown(value)} is not above 0; left out")
        return GONE

    return mend


def count(run: Pass) -> Mend:
    """A whole number from zero on."""

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is int and value >= 0:
            return value
        read = numeric(value) if not isinstance(value, int | float) or isinstance(value, bool) else value
        if read is not None and read == int(read) and read >= 0:
            refused(run, place, value, "integer", f"read as {int(read)}")
            return int(read)
        if isinstance(read, int) and read < 0:
            run.fault(place, "value", f"not as OpenAPI asks: {read} is less than the minimum of 0; left out")
        else:
            refused(run, place, value, "integer")
        return GONE

    return mend


def numeric(value: Any) -> int | float | None:
    """The number that a text says, None for what says none."""
    if not isinstance(value, str) or len(value) > DIGITS or not value.isascii() or "_" in value:
        return None
    try:
        return int(value)
    except ValueError:
        pass
    try:
        read = float(value)
    except ValueError:
        return None
    return read if abs(read) < float("inf") else None


def map_of(run: Pass, element: Mend, *, extensible: bool = False) -> Mend:
    """An object with members of one kind; a `$ref` in its place is followed.

    Args:
        run: The pass.
        element: What mends a member.
        extensible: Whether names that begin with `x-` are extensions.
    """

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is not dict:
            refused(run, place, value, "object")
            return GONE
        if value.get("$ref").__class__ is str and len(value) == 1:
            return references.inlined(run, value["$ref"], place, mend)
        made = None
        for key, member in value.items():
            if key[:2] == "x-" and (extensible or member.__class__ is not dict):
                continue
            new = element(member, (place, key))
            if new is not member:
                made = dict(value) if made is None else made
                if new is GONE:
                    del made[key]
                else:
                    made[key] = new
        return value if made is None else made

    return mend


def list_of(run: Pass, element: Mend, *, wraps: bool = False) -> Mend:
    """A list of elements of one kind.

    Args:
        run: The pass.
        element: What mends an element.
        wraps: Whether an object that stands alone is read as a list of one.
    """

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is not list:
            if value.__class__ is dict and value.get("$ref").__class__ is str and len(value) == 1:
                found = references.inlined(run, value["$ref"], place, lambda found, _: found)
                if found.__class__ is list:
                    return mend(found, place)
            if not wraps or value.__class__ is not dict:
                refused(run, place, value, "array")
                return GONE
            refused(run, place, value, "array", "read as a list of one")
            new = element(value, place)
            return GONE if new is GONE else [new]
        made = [element(each, (place, index)) for index, each in enumerate(value)]
        if all(new is each for new, each in zip(made, value, strict=True)):
            return value
        kept = [index for index, new in enumerate(made) if new is not GONE]
        for new_index, index in enumerate(kept):
            if new_index != index:
                run.move((place, new_index), (place, index))
        return [made[index] for index in kept]

    return mend
