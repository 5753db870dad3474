"""Arrays: how many items, of which schema each, and no two the same where none may be."""

import itertools
import json
import math
from fractions import Fraction
from typing import Any

from mockserver.datagen.schemas.joining import common_step, joined
from mockserver.datagen.schemas.merging import flatten
from mockserver.datagen.schemas.reading import Schema, Unsatisfiable
from mockserver.datagen.schemas.value_places import ABSENT, Here, ValueMaker

_DRAWS = 100  # in vain, for items that must differ
_AGAIN = 8  # draws in vain after which a number tells items apart
_MOST = 20_000


def make_array(maker: ValueMaker, flat: Schema, here: Here, shown: Any) -> list[Any]:
    """An array; `shown` is a list that the document shows, or ABSENT.

    Raises:
        Unsatisfiable: There are not as many items as there must be.
    """
    least = max(flat.get("minItems", 0), 0)
    if least > _MOST and not maker.lenient:
        raise Unsatisfiable(f"an array of {least} items is too large")
    schemas = _Items(flat)
    count = schemas.count(least, _wanted(maker, flat, here, least, shown))
    made: list[Any] = []
    unlike = _Unlike() if flat.get("uniqueItems") else None
    told = itertools.count()
    for index in itertools.count():
        if len(made) >= count or maker.spent:
            return made
        schema = schemas.at(len(made))
        again = index >= len(made) + _AGAIN
        hint = _number(schema, maker, next(told)) if again else _shown(shown, index)
        try:
            item = maker.make(schema, here.inside(index, here.owner), hint)
        except Unsatisfiable:
            if len(made) >= least and not schemas.demands(len(made)):
                return made
            raise
        if unlike is None or unlike.add(item):
            made.append(item)
        elif index > _DRAWS + 2 * count:
            if len(made) >= least or maker.lenient:
                return made
            raise Unsatisfiable(f"{least} different items are not to be had")
    raise AssertionError


def _number(schema: Any, maker: ValueMaker, told: int) -> Any:
    """One number after another of those that a schema admits: what tells items apart, as itself or as a text."""
    try:
        flat, _ = flatten(schema, maker.reading)
    except Unsatisfiable:
        return told
    least = flat.get("minimum", flat.get("exclusiveMinimum", 0))
    step = common_step(flat.get("steps", [])) or 1
    number = (math.ceil(Fraction(str(least)) / step) + told) * step
    return int(number) if Fraction(number).denominator == 1 else float(number)


class _Unlike:
    """Values of which no two are the same."""

    def __init__(self) -> None:
        self._written: set[str] = set()

    def add(self, value: Any) -> bool:
        """Take a value; return whether it is another than those before."""
        written = json.dumps(value, sort_keys=True)
        new = written not in self._written
        self._written.add(written)
        return new


def _wanted(maker: ValueMaker, flat: Schema, here: Here, least: int, shown: Any) -> int:
    if shown is not ABSENT:
        return len(shown)
    if maker.sparing(here) or any(_leads_back(others, maker, here) for _, others in flat.get("elements", ())):
        return 0
    return max(least, 1 + maker.random(here, "count").randrange(2))


def _leads_back(schema: Any, maker: ValueMaker, here: Here) -> bool:
    """Whether items are of a schema that the array is in."""
    try:
        return bool(flatten(schema, maker.reading)[1] & here.trail)
    except Unsatisfiable:
        return True


def _shown(shown: Any, index: int) -> Any:
    return shown[index] if shown is not ABSENT and index < len(shown) else ABSENT


class _Items:
    """What each item of an array must be."""

    def __init__(self, flat: Schema) -> None:
        self._elements = flat.get("elements", ())
        self._first = max((len(prefix) for prefix, _ in self._elements), default=0)
        self._contains = [
            (schema, most)
            for schema, least, most in flat.get("contains", ())
            for _ in range(min(least, _MOST))
        ]
        self._few = [(schema, most) for schema, _, most in flat.get("contains", ()) if most is not None]
        self._most = flat.get("maxItems")
        self._beyond = flat.get("unevaluatedItems", True)
        if self._most is not None and self._first + len(self._contains) > self._most:
            self._first = max(0, self._most - len(self._contains))
        elif any(others is False for _, others in self._elements):
            self._most = min(self._first, self._first if self._most is None else self._most)
            self._first = max(0, self._first - len(self._contains))

    def count(self, least: int, wanted: int) -> int:
        """How many items to make."""
        count = max(least, wanted, self._first + len(self._contains))
        if self._beyond is False and not any(others for _, others in self._elements):
            count = max(least, self._first + len(self._contains))
        return count if self._most is None else min(count, max(self._most, least))

    def demands(self, index: int) -> bool:
        """Whether the array needs the item at an index for what it must contain."""
        return index < self._first + len(self._contains)

    def at(self, index: int) -> Any:
        """The schema of the item at an index."""
        schema: Any = True
        for prefix, others in self._elements:
            one = prefix[index] if index < len(prefix) else others
            schema = joined(schema, True if one is None else one)
        if self._beyond is not True and not any(
            index < len(prefix) or others is not None for prefix, others in self._elements
        ):
            schema = joined(schema, self._beyond if not self._contains else True)
        within = index - self._first
        if 0 <= within < len(self._contains):
            return joined(schema, self._contains[within][0])
        for ruled_out, _ in self._few:
            schema = joined(schema, {"not": ruled_out})
        return schema
