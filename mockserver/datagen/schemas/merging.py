"""One flat schema from `$ref`, `allOf` and what stands beside them: what a value must satisfy at once."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.formats import ENCODINGS
from mockserver.datagen.schemas.joining import common, merge
from mockserver.datagen.schemas.reading import NONE, Reading, RefNames, Schema, Unsatisfiable

_KINDS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
         "maxContains"), int,
    ),
    **dict.fromkeys(("minimum", "maximum"), (int, float)),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), (int, float, bool)),
    "multipleOf": (int, float),
    **dict.fromkeys(("required", "enum", "oneOf", "anyOf", "allOf", "prefixItems"), list),
    **dict.fromkeys(
        ("properties", "patternProperties", "dependentRequired", "dependentSchemas", "discriminator"), dict
    ),
    **dict.fromkeys(("items", "contains", "propertyNames", "if", "then", "else", "not"), (dict, bool)),
    "type": (str, list),
    "pattern": str,
    "format": str,
}  # fmt: skip
_WORKED_IN = ("$ref", "allOf", "oneOf", "anyOf", "not", "pattern", "if", "then", "else", "contains", "prefixItems",
              "items", "multipleOf", "minContains", "maxContains", "additionalProperties")  # fmt: skip
_EXAMPLES = ("example", "examples", "default")
_INTEGERS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}  # OpenAPI 3.0.3, Data Types


def flatten(schema: Any, reading: Reading, seen: RefNames = NONE) -> tuple[Schema, RefNames]:
    """The schema with `$ref`, `allOf` and `if` worked in, and the references that this took.

    In the result `type` is a list; `choices` holds every `oneOf` and `anyOf` as (keyword, branches), `if` among
    them; `extras` what each part says of members beyond its own: their names, their patterns, the schema of any
    other; `elements` what each part says of an array: its first items, the others; `contains` (schema, least,
    most); `refs` the references taken, the outermost first.

    A reference that was taken already is not taken again: what it says of this value is in the result, or is
    being worked in. So schemas that refer to themselves through `allOf` or `oneOf` alone come to an end.

    Raises:
        Unsatisfiable: the schema is `false`, or its parts contradict each other.

    """
    if not isinstance(schema, Mapping):
        return _whole(schema, reading, seen)
    key = id(schema), seen
    found = reading.kept.get(key)
    if found is None or found[0] is not schema:  # the id of one that is gone may be another's
        found = reading.own.get(key)
        if found is None or found[0] is not schema:
            found = schema, *_whole(schema, reading, seen)
            (reading.kept if reading.met.get(key) is schema else reading.own)[key] = found
            reading.met[key] = schema
    return found[1], found[2]


def _whole(schema: Any, reading: Reading, seen: RefNames) -> tuple[Schema, RefNames]:
    flat, seen = _flatten(schema, reading, seen)
    return (_without_write_only(flat, reading) if reading.sent else flat), seen


def _without_write_only(flat: Schema, reading: Reading) -> Schema:
    """The schema of what a client gets: `writeOnly` members are neither there nor required (OpenAPI 3.0.3)."""
    properties = flat.get("properties") or {}
    hidden = {name for name, schema in properties.items() if _is_write_only(schema, reading)}
    if not hidden:
        return flat
    needed = [name for name in flat.get("required", ()) if name not in hidden]
    return {**flat, "properties": properties | dict.fromkeys(hidden, False), "required": needed}


def _is_write_only(schema: Any, reading: Reading) -> bool:
    for _ in range(20):  # references may lead round in a circle
        if not isinstance(schema, Mapping):
            return False
        if schema.get("writeOnly") is True or not isinstance(schema.get("$ref"), str):
            return schema.get("writeOnly") is True
        schema = reading.at(schema["$ref"])
    return False


def _flatten(schema: Any, reading: Reading, seen: RefNames) -> tuple[Schema, RefNames]:
    if schema is True or schema is None:
        return {}, seen
    if not isinstance(schema, Mapping):
        raise Unsatisfiable("nothing matches a schema that is false")
    flat: Schema = {}
    ref = schema.get("$ref")
    if isinstance(ref, str):
        if ref not in seen:
            named = reading.at(ref)
            flat, seen = _flatten(named, reading, seen | {ref})
            flat = {**flat, "refs": (ref, *flat.get("refs", ()))}
            # Whoever includes a schema with a discriminator is one of its kinds, and has to say so (`tags`).
            if isinstance(named, Mapping) and isinstance(named.get("discriminator"), Mapping):
                flat["bases"] = flat.get("bases", NONE) | {ref}
        if reading.nullable:  # OpenAPI 3.0.3, Reference Object: what stands beside is ignored, but for null
            return _or_null(flat, schema, reading), seen
    parts = schema.get("allOf") if _sound("allOf", schema.get("allOf")) else ()
    for part in parts or ():
        inner, seen = _flatten(part, reading, seen)
        reading.work -= len(flat.get("properties") or ())
        flat = merge(_shown(flat), _shown(inner))
    own = _own(schema, reading)
    flat = merge(_shown(flat), own) if own.get("properties") else merge(flat, own)
    return _closed(_or_null(flat, schema, reading), schema), seen


def _or_null(flat: Schema, schema: Mapping[str, Any], reading: Reading) -> Schema:
    """A schema, or null: as whoever writes `nullable` beside `allOf` or a reference means it."""
    admits = reading.nullable and schema.get("nullable") is True and "type" not in schema
    return {**flat, "nullable": True, "or_null": True} if admits else flat


def _shown(part: Schema) -> Schema:
    """A part whose example is no example of the whole, but shows some of its members."""
    example = part.get("example")
    if not isinstance(example, Mapping) or not part.get("properties"):
        return part
    rest = {key: value for key, value in part.items() if key not in _EXAMPLES}
    return {**rest, "shown": {**part.get("shown", {}), **example}}


def _own(schema: Mapping[str, Any], reading: Reading) -> Schema:
    said = {key: value for key, value in schema.items() if _sound(key, value)}
    reading.work -= 20 + len(said.get("properties") or ())
    own = {key: value for key, value in said.items() if key not in _WORKED_IN}
    if isinstance(own.get("type"), str):
        own["type"] = [own["type"]]
    own["choices"] = [(word, said[word]) for word in ("oneOf", "anyOf") if said.get(word)]
    if "if" in said and ("then" in said or "else" in said):
        # A choice like any other: what meets the condition and what follows of it, or neither.
        yes = {"allOf": [said["if"], said.get("then", True)]}
        no = {"allOf": [{"not": said["if"]}, said.get("else", True)]}
        own["choices"].append(("anyOf", [yes, no]))
    own["nots"] = [said["not"]] if "not" in said else []
    own["patterns"] = [said["pattern"]] if "pattern" in said else []
    own["steps"] = [said["multipleOf"]] if said.get("multipleOf") else []
    _members_of(own, said)
    _elements_of(own, said)
    if "const" in own:
        own["enum"] = common([own["const"]], own.get("enum", [own["const"]]))
    if reading.nullable and own.get("nullable") is True and None not in own.get("enum", (None,)):
        own["enum"] = [*own["enum"], None]
    if (
        own.get("contentEncoding") in ENCODINGS and not reading.nullable
    ):  # of OpenAPI 3.1; checked as a format is
        own.setdefault("format", own["contentEncoding"])
    _bound(own)
    if "type" in own:
        own["nullable"] = "null" in own["type"] or (reading.nullable and own.get("nullable") is True)
    else:
        own.pop("nullable", None)  # without a type beside it, it means nothing
    return own


def _members_of(own: Schema, said: Mapping[str, Any]) -> None:
    # Kept apart for each part: `additionalProperties` knows the properties beside it, not those of other parts.
    extra = said.get("additionalProperties", True)
    if extra is not True and (extra is False or isinstance(extra, Mapping)):
        names = frozenset(own.get("properties") or ())
        own["extras"] = [(names, tuple(own.get("patternProperties") or ()), extra)]


def _elements_of(own: Schema, said: Mapping[str, Any]) -> None:
    if "items" in said or said.get("prefixItems"):
        own["elements"] = [(tuple(said.get("prefixItems") or ()), said.get("items"))]
    if "contains" in said:
        own["contains"] = [(said["contains"], said.get("minContains", 1), said.get("maxContains"))]


def _bound(own: Schema) -> None:
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        said = own.get(exclusive)
        if isinstance(said, bool):  # as OpenAPI 3.0 has it: of the bound beside it
            del own[exclusive]
            if said and plain in own:
                own[exclusive] = own[plain]
    bounds = _INTEGERS.get(str(own.get("format")))
    if bounds and "integer" in (own.get("type") or ()):
        own["minimum"] = max(own.get("minimum", bounds[0]), bounds[0])
        own["maximum"] = min(own.get("maximum", bounds[1]), bounds[1])


def _closed(flat: Schema, schema: Mapping[str, Any]) -> Schema:
    """Let `unevaluatedProperties` say what it says of the members beyond all parts, where they are known by now."""
    said = schema.get("unevaluatedProperties")
    if said not in (None, True) and not flat.get("choices") and "dependentSchemas" not in flat:
        closed = _beyond(flat, said)
        return {key: value for key, value in closed.items() if key != "unevaluatedProperties"}
    return flat


def _beyond(flat: Schema, said: Any) -> Schema:
    if any(extra is not False for _, _, extra in flat.get("extras", ())):
        return flat  # each member is evaluated by `additionalProperties`
    names = frozenset(flat.get("properties") or ())
    extra = (names, tuple(flat.get("patternProperties") or ()), said)
    return {**flat, "extras": [*flat.get("extras", ()), extra]}


def settled(flat: Schema) -> Schema:
    """The schema, its `unevaluatedProperties` settled: for one whose branches have all been taken."""
    said = flat.get("unevaluatedProperties", True)
    return flat if said is True or flat.get("choices") else _beyond(flat, said)


def _sound(key: str, value: Any) -> bool:
    """Whether a keyword has a value of its kind; real documents have `required: true` and worse."""
    kind = _KINDS.get(key)
    if kind is None:
        return True
    if isinstance(value, bool):
        return isinstance(kind, tuple) and bool in kind
    return isinstance(value, kind)
