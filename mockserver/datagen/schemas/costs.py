"""How much a value must have at least to satisfy a schema: what tells branches that end from those that do not."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.bounded import Recent
from mockserver.datagen.schemas.reading import Resolve

_GIVEN = ("enum", "const", "example", "default")
_COMPOSING = ("allOf", "oneOf", "anyOf")
_DEEPEST = 60
_KNOWN = 1000  # schemas whose cost is remembered
_OTHER = 1_000.0  # without a type, a value may be of another kind than the one that keywords speak of


class Costs:
    """The least number of values that each schema of a document asks for; infinite for one that never ends."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._of_refs: dict[str, float] = {}
        self._known: Recent[int, tuple[Any, float]] = Recent(
            _KNOWN
        )  # with the schema, so that its id stays its own

    def of(self, schema: Any) -> float:
        """The cost of a schema."""
        known = self._known.get(id(schema))
        if known is None:
            self._learn(schema)
            known = self._known[id(schema)] = schema, self._cost(schema, 0)
        return known[1]

    def _learn(self, schema: Any) -> None:
        """Find the costs of all references below a schema: at first each is without end, then ever less."""
        found: dict[str, Any] = {}
        waiting = list(_references(schema))
        while waiting:
            ref = waiting.pop()
            if ref not in found and ref not in self._of_refs:
                found[ref] = self._resolve(ref)
                waiting.extend(_references(found[ref]))
        self._of_refs |= dict.fromkeys(found, math.inf)
        learning = bool(found)
        while learning:
            learning = False
            for ref, named in reversed(found.items()):  # mostly from what ends to what leads there
                cost = self._cost(named, 0)
                if cost < self._of_refs[ref]:
                    self._of_refs[ref] = cost
                    learning = True

    def _cost(self, schema: Any, depth: int) -> float:
        if not isinstance(schema, Mapping) or depth > _DEEPEST:
            return 1.0 if schema is not False else math.inf
        if any(word in schema for word in _GIVEN) or schema.get("nullable") is True:
            return 1.0
        cost = self._of_refs.get(schema["$ref"], 1.0) if isinstance(schema.get("$ref"), str) else 1.0
        # Parts may ask for the same members: no less than what one of them asks for.
        cost += max((self._cost(part, depth + 1) for part in _listed(schema, "allOf")), default=0.0)
        for word in ("oneOf", "anyOf"):
            branches = _listed(schema, word)
            if branches:
                cost += min(self._cost(branch, depth + 1) for branch in branches)
        least = schema.get("minProperties", 0)
        members = max(self._members(schema, depth), float(least) if isinstance(least, int) else 0.0)
        inner = members + self._items(schema, depth)
        return cost + (inner if "type" in schema else min(inner, _OTHER))

    def _members(self, schema: Mapping[str, Any], depth: int) -> float:
        properties = schema.get("properties")
        if not isinstance(properties, Mapping):
            return 0.0
        needed = {name for name in _listed(schema, "required") if isinstance(name, str)}
        return sum(self._cost(properties[name], depth + 1) for name in sorted(needed) if name in properties)

    def _items(self, schema: Mapping[str, Any], depth: int) -> float:
        least = schema.get("minItems")
        if not isinstance(least, int) or least < 1 or "null" in (schema.get("type") or ()):
            return 0.0
        prefix = _listed(schema, "prefixItems")[:least]
        cost = sum(self._cost(item, depth + 1) for item in prefix)
        more = least - len(prefix)
        return cost + (more * self._cost(schema.get("items", True), depth + 1) if more else 0.0)


def _listed(schema: Mapping[str, Any], word: str) -> list[Any]:
    value = schema.get(word)
    return value if isinstance(value, list) else []


def _references(schema: Any) -> Iterator[str]:
    """The references that a value of a schema may lead to: through composition, members that must be, and items."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Mapping):
            continue
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for word in _COMPOSING:
            waiting.extend(_listed(node, word))
        properties = node.get("properties")
        if isinstance(properties, Mapping):
            waiting.extend(properties.values())
        waiting.extend(node[word] for word in ("items", "additionalProperties") if word in node)
