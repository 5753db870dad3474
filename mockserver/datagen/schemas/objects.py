"""Objects: which members there are, in the document's order, and what each must be."""

from collections.abc import Mapping
from typing import Any

from mockserver.datagen.schemas.checking import accepts, is_open, of_member, pattern_count
from mockserver.datagen.schemas.joining import merge
from mockserver.datagen.schemas.merging import flatten, settled
from mockserver.datagen.schemas.patterns import matching, sample
from mockserver.datagen.schemas.reading import Schema, Unsatisfiable
from mockserver.datagen.schemas.value_places import ABSENT, Here, ValueMaker

_SHALLOW = 2  # an envelope's arrays are there however little is made
_FEW = 2  # members of a map
_KEYS = ("alpha", "beta", "gamma", "delta")


def make_object(maker: ValueMaker, flat: Schema, here: Here, shown: Any) -> dict[str, Any]:
    """An object; `shown` is one that the document shows, or ABSENT.

    Raises:
        Unsatisfiable: A member that must be there cannot be had, or there are too few or too many.
    """
    flat = settled(flat)
    names = _chosen(maker, flat, here, shown)
    for name, schema in (flat.get("dependentSchemas") or {}).items():
        if name in names or (shown is not ABSENT and name in shown):
            return _with_dependent(maker, flat, here, shown, name, schema)
    needed = set(flat.get("required", ()))
    example = flat.get("shown", {}) if shown is ABSENT else shown
    made: dict[str, Any] = {}
    for name in names:
        if maker.spent and maker.lenient:
            return made
        try:
            made[name] = _member(maker, flat, here, name, example)
        except Unsatisfiable:
            if name in needed:
                raise
    if shown is not ABSENT:
        _keep_others(maker, flat, here, made, shown)
    _fill_up(maker, flat, here, made)
    return made


def _with_dependent(
    maker: ValueMaker, flat: Schema, here: Here, shown: Any, name: str, schema: Any
) -> dict[str, Any]:
    """An object with a member that asks for more of it; without that member, where that cannot be had."""
    others = {other: value for other, value in flat["dependentSchemas"].items() if other != name}
    rest = {**flat, "dependentSchemas": others}
    try:
        inner, seen = flatten(schema, maker.reading, here.seen)
        both = merge({**rest, "required": [*flat.get("required", ()), name]}, inner)
        made: dict[str, Any] = maker.make_flat(both, here.taking(seen), shown)
    except Unsatisfiable:
        if name in flat.get("required", ()):
            raise
        without = {**rest, "properties": {**(flat.get("properties") or {}), name: False}}
        made = maker.make_flat(without, here, shown)
    return made


def _may_be(maker: ValueMaker, flat: Schema, name: str) -> bool:
    """Whether nothing rules a member of this name out."""
    maker.reading.work -= pattern_count(flat)
    return is_open(flat, name) and accepts(flat.get("propertyNames", True), name, maker.reading)


def _member(maker: ValueMaker, flat: Schema, here: Here, name: str, example: Any) -> Any:
    maker.reading.work -= pattern_count(flat)
    schemas = of_member(flat, name)
    whole = schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else True
    return maker.make(whole, here.inside(name, here.path), example.get(name, ABSENT))


def _chosen(maker: ValueMaker, flat: Schema, here: Here, shown: Any) -> list[str]:
    """The members to make, in the document's order: those that must be, and most of those that may be."""
    properties = flat.get("properties") or {}
    needed = dict.fromkeys(name for name in flat.get("required", ()) if isinstance(name, str))
    room = flat.get("maxProperties", len(properties) + len(needed)) - len(needed)
    chosen = []
    for name in dict.fromkeys([*properties, *needed]):
        if name in needed:
            chosen.append(name)
        elif room > 0 and _may_be(maker, flat, name) and _wanted(maker, flat, here, name, shown):
            room -= 1
            chosen.append(name)
    return _with_dependents(maker, flat, chosen, needed)


def _with_dependents(
    maker: ValueMaker, flat: Schema, chosen: list[str], needed: Mapping[str, Any]
) -> list[str]:
    """The members with those that they ask for beside them; without those whose company cannot be had."""
    dependents = flat.get("dependentRequired") or {}
    found = dict.fromkeys(chosen)
    waiting = list(chosen)
    while waiting and dependents:
        name = waiting.pop()
        for other in dependents.get(name, ()):
            if other in found:
                continue
            if _may_be(maker, flat, other) and len(found) < flat.get("maxProperties", len(found) + 1):
                found[other] = None
                waiting.append(other)
            elif name not in needed:
                found.pop(name, None)
    return list(found)


def _wanted(maker: ValueMaker, flat: Schema, here: Here, name: str, shown: Any) -> bool:
    """Whether an optional member is made: each, unless it is deprecated or leads back to where it is."""
    if shown is not ABSENT:
        return name in shown
    schema = flat["properties"][name]
    try:
        member, seen = flatten(schema, maker.reading)
    except Unsatisfiable:
        return False
    if member.get("deprecated") is True:
        return False
    is_array = "array" in (member.get("type") or ())
    if seen & (here.trail | here.seen):
        return False
    return not maker.sparing(here) or (is_array and here.depth < _SHALLOW)


def _keep_others(
    maker: ValueMaker, flat: Schema, here: Here, made: dict[str, Any], shown: Mapping[str, Any]
) -> None:
    """Keep what is shown beyond the declared members, as far as it is allowed."""
    for name in shown:
        full = len(made) >= flat.get("maxProperties", len(made) + 1)
        if name in made or name in (flat.get("properties") or {}) or full or not _may_be(maker, flat, name):
            continue
        try:
            made[name] = _member(maker, flat, here, name, shown)
        except Unsatisfiable:
            continue


def _fill_up(maker: ValueMaker, flat: Schema, here: Here, made: dict[str, Any]) -> None:
    """Add members until there are as many as there must be, or a few of a map's."""
    least = max(flat.get("minProperties", 0), 0)
    for name in flat.get("properties") or {}:
        if len(made) < least and name not in made and _may_be(maker, flat, name):
            made[name] = _member(maker, flat, here, name, {})
    few = max(least, _few(maker, flat, here, made))
    for number in range(few * 4):
        if len(made) >= few or maker.spent:
            return
        name = _key(maker, flat, here, number)
        if name in made or not _may_be(maker, flat, name):
            continue
        try:
            made[name] = _member(maker, flat, here, name, {})
        except Unsatisfiable:
            if len(made) < least:
                raise
            return
    if len(made) < least and not maker.lenient:
        raise Unsatisfiable(f"{least} members are not to be had")


def _few(maker: ValueMaker, flat: Schema, here: Here, made: dict[str, Any]) -> int:
    """How many members a map gets; none, where it is none."""
    described = any(isinstance(extra, Mapping) and extra for _, _, extra in flat.get("extras", ()))
    is_map = not flat.get("properties") and not made and (flat.get("patternProperties") or described)
    return min(_FEW, flat.get("maxProperties", _FEW)) if is_map and not maker.sparing(here) else 0


def _key(maker: ValueMaker, flat: Schema, here: Here, number: int) -> str:
    inside = here.inside(number, here.path)
    if "propertyNames" in flat:
        return str(maker.make({"allOf": [{"type": "string"}, flat["propertyNames"]]}, inside))
    patterned = flat.get("patternProperties") or {}
    word = maker.random(inside, "key").choice(_KEYS) + ("" if number < len(_KEYS) else str(number))
    if not patterned:
        return word
    pattern = list(patterned)[number % len(patterned)]
    text = sample(pattern, maker.random(inside, "key"))
    if text is None:
        return word
    return f"{text}{word}" if matching(pattern, f"{text}{word}") else text
