"""How each kind of value is mended: by its name in the grammar."""

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract.document import FILES
from mockserver.contract.tolerance import (
    grammar,
    keywords,
    members,
    openapi_objects,
    references,
    schemas,
    values,
)
from mockserver.contract.tolerance.walk import GONE, Mend, Pass, Place

MOST_NAMED = 12  # known keys that a message lists


def mend_of(run: Pass, name: str) -> Mend:
    """What mends values of the kind of a name."""
    if name in KINDS:
        return KINDS[name](run)
    shape, _, element = name.partition(" of ")
    if shape == "map" and element:
        return values.map_of(run, run.kind(element))
    if shape == "list" and element:
        return values.list_of(run, run.kind(element), wraps=element in grammar.OBJECTS)
    return object_of(run, name)


def object_of(run: Pass, name: str) -> Mend:
    """What mends an object of OpenAPI."""
    mend = _Object(run, name).mend
    return references.followed(run, name, mend) if name in grammar.REFERABLE - {"schema"} else mend


class _Object:
    """Mends the objects of one name: prepared as a whole, then key by key."""

    def __init__(self, run: Pass, name: str) -> None:
        self._run = run
        self._name = name
        self._prepare = {**openapi_objects.PREPARE, **schemas.PREPARE}.get(name)
        self._fields: dict[str, Mend] = {}  # made when first needed: objects contain each other
        self._required = [
            key
            for key in grammar.REQUIRED.get(name, ())
            if run.version < grammar.OPTIONAL_SINCE.get((name, key), (9, 9))
        ]
        later = {pair for pair, since in grammar.SINCE.items() if run.version < since}
        self._unusual = {key for owner, key in later | grammar.FOREIGN if owner == name}

    def mend(self, value: Any, place: Place) -> Any:
        """An object, or what stands in its place."""
        node = (
            value if value.__class__ is dict else openapi_objects.instead(self._run, self._name, value, place)
        )
        if node is not GONE and self._prepare is not None:
            node = self._prepare(self._run, node, place)
        if node is GONE:
            return GONE
        for key in self._required:
            if key not in node:
                self._run.fault(place, "missing", f'not as OpenAPI asks: "{key}" is a required property')
        return self._members(node, place)

    def _members(self, node: dict[str, Any], place: Place) -> dict[str, Any]:
        fields = self._fields or self._make()
        made = None  # most objects are in order, and stay the nodes that they are: so is told what was mended
        for key, member in node.items():
            kind = fields.get(key)
            if (kind is None and key[:2] != "x-") or key in self._unusual:
                tell(self._run, self._name, key, member, place)
            if kind is None:
                continue
            new = kind(member, (place, key))
            if new is not member:
                made = dict(node) if made is None else made
                if new is GONE:
                    del made[key]
                else:
                    made[key] = new
        return node if made is None else made

    def _make(self) -> dict[str, Mend]:
        """What mends each key; components of a later version are looked at where they are referred to."""
        of_later = self._unusual if self._name == "components" else ()
        fields = grammar.OBJECTS[self._name].items()
        self._fields = {key: self._run.kind(kind) for key, kind in fields if key not in of_later}
        return self._fields


def tell(run: Pass, name: str, key: str, member: Any, place: Place) -> None:
    """Tell of a key that this version of OpenAPI does not have, unless JSON Schema lets it pass."""
    since = grammar.SINCE.get((name, key))
    if since is not None:
        here, there = (".".join(map(str, version)) for version in (run.version, since))
        run.fault((place, key), "version", f"OpenAPI {here} has no key {key!r} here; it came with {there}")
        return
    if key == "$ref" or (name == "schema" and run.version >= (3, 1)) or (place is None and key == FILES):
        return
    known = sorted(grammar.OBJECTS[name])
    near = difflib.get_close_matches(key, known, n=1)
    if member is None:
        hint = "; was this a text with a comma in it? Put it in quotes"
    elif near:
        hint = f"; did you mean {near[0]!r}?"
    else:
        hint = f"; known here: {', '.join(known)}" if len(known) <= MOST_NAMED else ""
    run.fault((place, key), "unknown-key", f"OpenAPI has no key {key!r} here{hint}")


KINDS: Mapping[str, Callable[[Pass], Mend]] = {
    "any": values.anything,
    "text": values.text_value,
    "flag": values.flag,
    "number": values.number_value,
    "positive": values.positive,
    "count": values.count,
    **members.KINDS,
    **keywords.KINDS,
}
