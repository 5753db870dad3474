"""Reading the structure of schemas: properties through `allOf`, `oneOf`, `anyOf` and `$ref`.

Schemas may refer to each other in circles, and by many ways to the same: each is looked at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.mock import SchemaMock
from mockserver.contract.mock.block_reader import of_schema

COMPOSING = ("allOf", "oneOf", "anyOf")
# Keywords that rule bodies out though each of their members is as its own schema has it.
WHOLE = frozenset({
    "oneOf", "anyOf", "not", "if", "minItems", "maxItems", "uniqueItems", "contains", "prefixItems",
    "minProperties", "maxProperties", "propertyNames", "dependentRequired", "dependentSchemas", "dependencies",
})  # fmt: skip
Seen = set[int]  # the identities of the schemas that have been looked at


def _first(document: Document, schema: Any, seen: Seen) -> Mapping[str, Any]:
    """What a schema is, `$ref`s followed; an empty one for what is none, or has been looked at."""
    found = document.resolve(schema)
    if not isinstance(found, Mapping) or id(found) in seen:
        return {}
    seen.add(id(found))
    return found


def properties(document: Document, schema: Any, seen: Seen | None = None) -> dict[str, Any]:
    """Name to schema (`$ref`s kept) of every property that `schema` declares, compositions included."""
    seen = set() if seen is None else seen
    schema = _first(document, schema, seen)
    found: dict[str, Any] = {}
    for keyword in COMPOSING:
        for part in schema.get(keyword, ()):
            for name, value in properties(document, part, seen).items():
                found.setdefault(name, value)
    found.update(schema.get("properties", {}))
    return found


def each_of(document: Document, schema: Any, name: str, seen: Seen | None = None) -> Iterator[Any]:
    """Every schema (`$ref`s kept) that `schema` declares for a property: its own, and those of its compositions."""
    seen = set() if seen is None else seen
    schema = _first(document, schema, seen)
    if name in schema.get("properties", {}):
        yield schema["properties"][name]
    for keyword in COMPOSING:
        for part in schema.get(keyword, ()):
            yield from each_of(document, part, name, seen)


def lists_values(document: Document, schema: Any) -> bool:
    """Whether a property has but the values that its schema lists, or but one."""
    return _listed(document, schema) is not None


def _listed(document: Document, schema: Any) -> frozenset[str] | None:
    """The values that a schema lists, as they are written; None where it lists none."""
    found = _first(document, schema, set())
    if "const" in found:
        return frozenset({repr(found["const"])})
    values = found.get("enum")
    return frozenset(map(repr, values)) if isinstance(values, list) else None


def tags(document: Document, schema: Any, seen: Seen | None = None) -> frozenset[str]:
    """The properties whose values tell what a value is.

    Those of a discriminator, and those for which two alternatives list values, and not the same ones.
    """
    seen = set() if seen is None else seen
    schema = _first(document, schema, seen)
    rule = schema.get("discriminator")
    found = {rule.get("propertyName", "")} if isinstance(rule, Mapping) else set()
    for part in schema.get("allOf", ()):
        found |= tags(document, part, seen)
    for keyword in ("oneOf", "anyOf"):
        bound: dict[str, set[frozenset[str]]] = defaultdict(set)
        for part in schema.get(keyword, ()):
            for name, member in properties(document, part).items():
                if (values := _listed(document, member)) is not None:
                    bound[name].add(values)
        found |= {name for name, lists in bound.items() if len(lists) > 1}
    return frozenset(found)


def required(document: Document, schema: Any, seen: Seen | None = None) -> frozenset[str]:
    """Names that every instance must have: `required`, through `allOf`."""
    seen = set() if seen is None else seen
    schema = _first(document, schema, seen)
    names = set(schema.get("required", ())) if isinstance(schema.get("required", ()), list) else set()
    for part in schema.get("allOf", ()):
        names |= required(document, part, seen)
    return frozenset(names)


def items(document: Document, schema: Any, seen: Seen | None = None) -> Any:
    """The schema of an array's items; an empty one where nothing is said."""
    seen = set() if seen is None else seen
    schema = _first(document, schema, seen)
    if "items" in schema:
        return schema["items"]
    for keyword in COMPOSING:
        for part in schema.get(keyword, ()):
            found = items(document, part, seen)
            if found:
                return found
    return {}


OPENING = ("additionalProperties", "patternProperties", "unevaluatedProperties")


def admits_any_member(document: Document, schema: Any) -> bool:
    """Whether objects of a schema are meant to have any members: it says so, or names none."""
    return _says_open(document, schema, set()) or not properties(document, schema)


def _says_open(document: Document, schema: Any, seen: Seen) -> bool:
    schema = _first(document, schema, seen)
    if any(schema.get(keyword, False) is not False for keyword in OPENING):
        return True
    return any(_says_open(document, part, seen) for keyword in COMPOSING for part in schema.get(keyword, ()))


def types(document: Document, schema: Any, seen: Seen | None = None) -> frozenset[str]:
    """The JSON types that `schema` admits, as far as it says; empty where it does not."""
    seen = set() if seen is None else seen
    schema = _first(document, schema, seen)
    declared = schema.get("type")
    if declared is not None:
        names = {declared} if isinstance(declared, str) else set(declared)
        nullable = schema.get("nullable") and document.version < (3, 1)  # a keyword of 3.0 alone
        return frozenset(names | {"null"} if nullable else names)
    names = set()
    for keyword in COMPOSING:
        for part in schema.get(keyword, ()):
            names |= types(document, part, seen)
    for value in schema.get("enum", [schema["const"]] if "const" in schema else []):
        names.add(type_of(value))
    if "properties" in schema:
        names.add("object")
    if "items" in schema:
        names.add("array")
    return frozenset(names)


def mock_of(document: Document, schema: Any) -> SchemaMock:
    """The `x-mock` of what a schema is, `$ref`s followed."""
    return of_schema(document.resolve(schema))


def is_nullable(document: Document, schema: Any) -> bool:
    """Whether null meets `schema`; true as well where the schema says nothing of types."""
    admitted = types(document, schema)
    return not admitted or "null" in admitted


# Keywords that neither rule a value out nor show one.
SAYING_NOTHING = frozenset({
    "title", "description", "deprecated", "readOnly", "writeOnly", "nullable", "externalDocs", "xml", "$comment",
})  # fmt: skip


def says_nothing(document: Document, schema: Any) -> bool:
    """Whether any value meets `schema`, and none is shown by it: `{}`, `true`, a description alone."""
    found = document.resolve(schema)
    return found is True or (isinstance(found, Mapping) and found.keys() <= SAYING_NOTHING)


PLACES = frozenset({"field", "value", "count", "rows", "values", "latest", "parent", "test"})


def is_composed(document: Document, schema: Any) -> bool:
    """Whether a property of `schema`, however deep, says where its value comes from: the row has no such object."""
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        for member in properties(document, waiting.pop()).values():
            found = document.resolve(member)
            if not isinstance(found, Mapping) or id(found) in seen:
                continue
            seen.add(id(found))
            if not PLACES.isdisjoint(of_schema(found).origins):
                return True
            waiting.append(found)
    return False


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def bounds_as_a_whole(document: Document, schema: Any, path: Iterable[str]) -> bool:
    """Whether what holds a value, or the value itself, is bound beyond what its members are.

    Args:
        document: Where references lead.
        schema: Of the whole.
        path: To the value.
    """
    level = [schema]
    for step in (*path, None):
        parts = [part for each in level for part in _parts(document, each, set())]
        if any(not WHOLE.isdisjoint(part) for part in parts):
            return True
        level = [part["properties"][step] for part in parts if step in part.get("properties", ())]
    return False


def _parts(document: Document, schema: Any, seen: Seen) -> Iterator[Mapping[str, Any]]:
    """A schema, and all that its `allOf` adds."""
    found = _first(document, schema, seen)
    yield found
    for part in found.get("allOf", ()):
        yield from _parts(document, part, seen)
