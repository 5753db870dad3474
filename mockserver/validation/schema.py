"""OpenAPI schemas as JSON Schema validators.

OpenAPI 3.0 schemas become Draft 4 (the base of its dialect), 3.1 schemas are 2020-12. `$ref`s are kept, so recursive
schemas work; only the schemas that are reached go along.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import jsonschema_rs

from mockserver.bounded import Recent, Room
from mockserver.contract import patterns, schemas
from mockserver.contract.document import Document
from mockserver.contract.formats import ENCODINGS, FORMATS
from mockserver.contract.mock.block_reader import of_schema
from mockserver.errors import MOST_VIOLATIONS, Violation
from mockserver.validation.large_values import LARGE, asked_by, errors_in, without_middle

# What a schema is of, and what does not travel that way (OpenAPI 3.0.3, Schema Object); parameters know no way.
# In a request, what is read-only may be anything, and is passed over; in a refusing one it must not be there.
# An alternative of a `oneOf` is told from the others by its constants: what of these is read-only is still held.
REQUEST, REFUSING, REPLY, PARAMETER = "request", "refusing request", "reply", "parameter"
ALTERNATIVE = "alternative of a request"
ONE_WAY = {REQUEST: "readOnly", ALTERNATIVE: "readOnly", REFUSING: "readOnly", REPLY: "writeOnly"}
TELLING = {
    "readOnly": "is read-only: the server sets it",
    "writeOnly": "is write-only: the server never sends it",
}
BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}  # OpenAPI 3.0.3, Data Types
MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems",
          "unevaluatedProperties")  # fmt: skip
DROPPED = frozenset({
    "example", "examples", "discriminator", "xml", "externalDocs", "deprecated", "default",
    # Names and definitions: `$ref`s lead to places in the document, and a name would give them another base.
    "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$schema", "$vocabulary", "$defs", "definitions",
})  # fmt: skip
MOST_KNOWN = 1024  # queries of all operations that are remembered
MOST_FOUND = 1024  # places of one schema that are remembered: a recursive one has as many as bodies are deep
KEYWORDS: dict[str, type[Any]] = {patterns.KEYWORD: patterns.EcmaPattern}
Ref = tuple[str, str]  # a reference, and the direction that what it leads to is held for


class SchemaError(ValueError):
    """A schema is none."""


class Validator:
    """One compiled schema."""

    __slots__ = ("_bundle", "_compiled", "_found", "is_valid")

    def __init__(self, compiled: jsonschema_rs.Validator, bundle: Mapping[str, Any]) -> None:
        self._compiled = compiled
        self._bundle = bundle
        self._found: Recent[tuple[str | int, ...], tuple[Mapping[str, Any], str | None]] = Recent(MOST_FOUND)
        self.is_valid: Callable[[Any], bool] = compiled.is_valid

    def violations(self, value: Any, location: str, kind: str, size: int | None = None) -> list[Violation]:
        """Every way in which `value` breaks the schema; none when it is valid.

        Args:
            value: JSON types.
            location: Where it came from, for `Violation.location`.
            kind: The kind of error, for `Violation.kind`.
            size: The bytes that it was read from; None where that is not known.
        """
        try:
            if self.is_valid(value):
                return []
            errors = errors_in(value, self._compiled, self._bundle, size)
        except (UnicodeEncodeError, ValueError, RecursionError, OverflowError) as error:
            return [Violation(location, (), "encoding", {}, f"cannot be read: {error}", {}, kind)]
        found = [each for error in errors[:MOST_VIOLATIONS] for each in self._from(error, location, kind)]
        return found[:MOST_VIOLATIONS] or [Violation(location, (), "large", {}, LARGE, {}, kind)]

    def _from(self, error: jsonschema_rs.ValidationError, location: str, kind: str) -> Iterator[Violation]:
        keyword, path = error.kind.name, tuple(error.instance_path)
        detail, text = asked_by(error), without_middle(error.message)
        schema, own_kind = self._schema_at(error.schema_path)
        if keyword == patterns.KEYWORD:
            keyword, detail = "pattern", {"pattern": schema.get(keyword)}
            schema = {**schema, **detail}
        kind = own_kind or kind
        if keyword == "required":
            missing = detail["property"]
            inner = schema.get("properties", {}).get(missing, {})
            yield Violation(location, (*path, missing), keyword, {}, text, self._follow(inner), kind)
        elif keyword in {"additionalProperties", "unevaluatedProperties"}:
            for name in detail["unexpected"]:
                yield Violation(location, (*path, name), keyword, {}, text, schema, kind)
        else:
            if keyword == "not" and (barred := next((word for word in TELLING if word in schema), None)):
                keyword, text = barred, f"{path[-1]} {TELLING[barred]}"
            yield Violation(location, path, keyword, {"value": error.instance, **detail}, text, schema, kind)

    def _schema_at(self, schema_path: Sequence[Any]) -> tuple[Mapping[str, Any], str | None]:
        """The schema whose keyword, the last step of `schema_path`, is broken, and the kind of error that it says."""
        key = tuple(schema_path)
        known = self._found.get(key)
        if known is None:
            schema = self._walk(schema_path)
            known = self._found[key] = (schema, of_schema(schema).error)
        return known

    def _walk(self, schema_path: Sequence[Any]) -> Mapping[str, Any]:
        schema: Any = self._bundle
        for step in schema_path[:-1]:
            schema = self._follow(schema) if step == "$ref" else schema[step]
        found = self._follow(schema)
        return found if isinstance(found, Mapping) else {}

    def _follow(self, schema: Any) -> Any:
        while isinstance(schema, Mapping) and "$ref" in schema and "$defs" in self._bundle:
            key = schema["$ref"].rpartition("/")[2]
            if key not in self._bundle["$defs"]:
                break
            schema = self._bundle["$defs"][key]
        return schema


class SchemaCompiler:
    """Makes validators for the schemas of one document; those that come to the same share one.

    Attributes:
        room: What is remembered of the queries that its operations were sent.
    """

    def __init__(self, document: Document) -> None:
        """Take a document, whose schemas are compiled."""
        self._document = document
        self._draft4 = document.version < (3, 1)
        self.room = Room(MOST_KNOWN)
        self._translated: dict[Ref, Any] = {}
        self._keys: dict[Ref, str] = {}
        self._references: dict[Ref, set[Ref]] = {}
        self._made: dict[bytes, Validator] = {}  # by what their schemas come to, references and all

    def validator(self, schema: Any, direction: str = REQUEST) -> Validator:
        """The validator of `schema` for messages of one direction.

        Raises:
            SchemaError: When it is no valid JSON Schema; the text says why.
        """
        refs: set[Ref] = set()
        root = self._translate(schema, direction, refs)
        return self._compiled(root if isinstance(root, dict) else {"allOf": [root]}, refs)

    def group(self, members: Mapping[str, Any], direction: str = REQUEST) -> Validator:
        """The validator of objects whose members have a schema each: one bundle, however they refer to each other.

        Raises:
            SchemaError: When one of them is no valid JSON Schema.
        """
        refs: set[Ref] = set()
        roots = {name: self._translate(schema, direction, refs) for name, schema in members.items()}
        return self._compiled({"properties": roots}, refs)

    def _compiled(self, bundle: dict[str, Any], refs: set[Ref]) -> Validator:
        """One validator of what was translated: its references have the direction in their names."""
        key = blake2b(repr(bundle).encode("utf-8", "surrogatepass")).digest()
        if key not in self._made:
            self._made[key] = self._new(bundle, refs)
        return self._made[key]

    def _new(self, bundle: dict[str, Any], refs: set[Ref]) -> Validator:
        needed = self._needed(refs)
        if needed:
            bundle = {**bundle, "$defs": {self._keys[ref]: self._translated[ref] for ref in needed}}
        make = jsonschema_rs.Draft4Validator if self._draft4 else jsonschema_rs.Draft202012Validator
        try:
            compiled = make(bundle, formats=FORMATS, keywords=KEYWORDS, validate_formats=True)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise SchemaError(str(error).partition("\n")[0]) from None
        return Validator(compiled, bundle)

    def _needed(self, refs: set[Ref]) -> list[Ref]:
        needed: dict[Ref, None] = {}
        waiting = sorted(refs)
        while waiting:
            ref = waiting.pop()
            if ref not in needed:
                needed[ref] = None
                waiting.extend(sorted(self._reach(ref)))
        return list(needed)

    def _reach(self, ref: Ref) -> set[Ref]:
        if ref not in self._translated:
            self._references[ref] = refs = set[Ref]()
            self._translated[ref] = self._translate(self._document.at(ref[0]), ref[1], refs)
        return self._references[ref]

    def _translate(self, schema: Any, direction: str, refs: set[Ref]) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        if isinstance(schema.get("$ref"), str):
            return self._reference(schema, direction, refs)
        out: dict[str, Any] = {}
        for keyword, value in schema.items():
            if keyword == "pattern":
                out |= patterns.keywords(value)
            elif keyword not in DROPPED:
                out[keyword] = self._inner(keyword, value, direction, refs)
        if out.get("additionalProperties") is False:
            out.setdefault("properties", {})  # else the validator does not name the members that it refuses
        self._one_way(schema, out, direction)
        _bound(out)
        if out.get("contentEncoding") in ENCODINGS and not self._draft4:  # an annotation to JSON Schema
            out.setdefault("format", out["contentEncoding"])
        return _nullable(out) if self._draft4 else out

    def _inner(self, keyword: str, value: Any, direction: str, refs: set[Ref]) -> Any:
        """The value of a keyword, the schemas in it translated; of others, as it is."""
        if direction in {REQUEST, ALTERNATIVE}:
            beside = direction == ALTERNATIVE and keyword in schemas.COMPOSING
            direction = ALTERNATIVE if beside or keyword == "oneOf" else REQUEST
        if keyword in MAPS and isinstance(value, Mapping):
            return {
                named: self._translate(member, direction, refs)
                for name, member in value.items()
                if (named := patterns.native(name) if keyword == "patternProperties" else name) is not None
            }
        if keyword in LISTS and isinstance(value, list):
            return [self._translate(member, direction, refs) for member in value]
        if keyword in SINGLE and isinstance(value, Mapping):
            return self._translate(value, direction, refs)
        return value

    def _reference(self, schema: Mapping[str, Any], direction: str, refs: set[Ref]) -> Any:
        ref = schema["$ref"]
        refs.add((ref, direction))
        key = self._keys.setdefault((ref, direction), f"s{len(self._keys)}")
        found: dict[str, Any] = {"$ref": f"#/$defs/{key}"}
        if self._draft4 and schema.get("nullable") is True:
            return {"anyOf": [{"type": "null"}, found]}  # as whoever wrote it means it
        if self._draft4 or len(schema) == 1:
            return found  # OpenAPI 3.0.3, Reference Object: other siblings are ignored
        siblings = {name: value for name, value in schema.items() if name != "$ref"}
        return {"allOf": [found, self._translate(siblings, direction, refs)]}

    def _one_way(self, schema: Mapping[str, Any], out: dict[str, Any], direction: str) -> None:
        """Properties that never travel in this direction are not required, and are barred, or their values ignored."""
        mark = ONE_WAY.get(direction)
        if mark is None:
            return
        if isinstance(out.get("required"), list):
            declared = schemas.properties(
                self._document, schema
            )  # here, or in what this schema is composed of
            barred = self._marked(declared, mark)
            required = [name for name in out["required"] if name not in barred]
            if required:
                out["required"] = required
            else:
                del out["required"]
        properties = schema.get("properties")
        if not isinstance(properties, Mapping):
            return
        for name in self._marked(properties, mark):
            if direction in {REFUSING, REPLY}:
                out["properties"][name] = {"not": {}, mark: True}
            elif direction == REQUEST or not schemas.lists_values(self._document, properties[name]):
                out["properties"][name] = {}

    def _marked(self, members: Mapping[str, Any], mark: str) -> list[str]:
        """The properties that are `readOnly`, or `writeOnly`."""
        return [
            name
            for name, member in members.items()
            if isinstance(member, Mapping) and self._document.resolve(member).get(mark) is True
        ]


def _bound(out: dict[str, Any]) -> None:
    if (
        out.get("format") == "int-or-string" and out.get("type") == "string"
    ):  # what it says is no format of texts alone
        out["type"] = ["integer", "string"]
    bounds = BOUNDS.get(str(out.get("format")))
    declared = out.get("type")
    if bounds and (declared == "integer" or (isinstance(declared, list) and "integer" in declared)):
        out["minimum"] = max(out.get("minimum", bounds[0]), bounds[0])
        out["maximum"] = min(out.get("maximum", bounds[1]), bounds[1])


def _nullable(out: dict[str, Any]) -> dict[str, Any]:
    if not out.pop("nullable", False):
        return out
    if isinstance(out.get("enum"), list) and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    if isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
        return out
    return {"anyOf": [{"type": "null"}, out]} if "type" not in out else out
