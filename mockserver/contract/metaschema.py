"""Checking a document against OpenAPI's own meta-schemas, as openapi-spec-validator ships them."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from mockserver.contract import patterns
from mockserver.contract.document import FILES, Document, ancestors, escape
from mockserver.errors import Problem

SHIPPED_BY = "openapi_spec_validator"
FILE = "resources/schemas/v{}.{}/schema.json"
NEWEST = (3, 2)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMBINED = frozenset({"oneOf", "anyOf"})
CHOOSING = frozenset(
    {"enum", "const", "pattern"}
)  # keywords by which the parts of a choice tell each other apart
LONGEST = 200  # characters of a message
MOST_NAMED = 12  # known keys that a message lists
UNKNOWN_KEY = frozenset({"additionalProperties", "unevaluatedProperties"})
FORMATS: dict[str, Callable[..., bool]] = {"regex": patterns.is_pattern}


def check_openapi(document: Document, blamed: Collection[str] = ()) -> list[Problem]:
    """A problem for each place that is not as OpenAPI asks; a format that is not kept is a warning.

    Args:
        document: What is checked.
        blamed: Pointers of which something is said already: nothing more is said there, above, or below.
    """
    version = document.version
    if version > NEWEST:
        newest = f"OpenAPI 3.{NEWEST[1]}"
        return [document.problem("/openapi", f"this version is not known; {newest} is the newest that is")]
    meta, validator = _validator(version)
    data = {name: value for name, value in document.data.items() if name != FILES}
    if validator.is_valid(data):
        return []
    errors = [inner for error in validator.iter_errors(data) for inner in _innermost(error)]
    found = [_problem(document, error) for error in errors if error.kind.name not in UNKNOWN_KEY]
    inner = [problem.pointer for problem in found]
    unknown = [
        each for error in errors if error.kind.name in UNKNOWN_KEY for each in _unknown(document, meta, error)
    ]
    # A key with something wrong below it seems unknown as well: what would have known it did not hold.
    found += [each for each in unknown if not any(f"{at}/".startswith(f"{each.pointer}/") for at in inner)]
    holders = {holder for pointer in blamed for holder in ancestors(pointer)}
    said = {*blamed}
    return [
        problem
        for problem in dict.fromkeys(found)
        if problem.pointer not in holders and said.isdisjoint(ancestors(problem.pointer))
    ]


@cache
def _validator(version: tuple[int, int]) -> tuple[Mapping[str, Any], jsonschema_rs.Validator]:
    """The meta-schema of a version, and what checks against it."""
    spec = find_spec(SHIPPED_BY)  # finds the package without importing it, which takes half a second
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise ModuleNotFoundError(f"{SHIPPED_BY} is not installed")
    meta = orjson.loads((Path(folders[0]) / FILE.format(*version)).read_bytes())
    if version < (3, 1):
        return meta, jsonschema_rs.Draft4Validator(meta, formats=FORMATS, validate_formats=True)
    # The 3.1 meta-schema leaves Schema Objects to whoever gives `#meta` a meaning: JSON Schema's own here.
    registry = jsonschema_rs.Registry([(meta["$id"], meta)])
    root = {"$ref": meta["$id"], "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": DIALECT}}}
    based = {"$id": "urn:openapi:base", "$schema": DIALECT, **root}
    made = jsonschema_rs.Draft202012Validator(
        based, formats=FORMATS, registry=registry, validate_formats=True
    )
    return meta, made


def _innermost(error: jsonschema_rs.ValidationError) -> Iterator[jsonschema_rs.ValidationError]:
    """The errors that say what is wrong: for a choice of schemas, those of the one that was meant."""
    branches = error.kind.as_dict().get("context") if error.kind.name in COMBINED else None
    if not branches:
        yield error
        return
    for inner in min(branches, key=lambda branch: _distance(branch, len(error.instance_path))):
        yield from _innermost(inner)


def _distance(branch: Sequence[jsonschema_rs.ValidationError], depth: int) -> tuple[bool, bool, int]:
    """How far a value is from one schema of a choice: another type or a reference, another kind, how many errors."""
    here = [error for error in branch if len(error.instance_path) == depth]
    other_type = any(
        error.kind.name == "type" or error.kind.as_dict().get("property") == "$ref" for error in here
    )
    other_kind = any(
        len(error.instance_path) == depth + 1 and error.kind.name in CHOOSING for error in branch
    )
    return other_type, other_kind, len(branch)


def _problem(document: Document, error: jsonschema_rs.ValidationError) -> Problem:
    severity = "warning" if error.kind.name == "format" else "error"
    message = error.message
    if len(message) > LONGEST:
        message = f"{message[: LONGEST // 2]} … {message[-LONGEST // 2 :]}"
    return document.problem(_pointer(error), f"not as OpenAPI asks: {message}", severity=severity)


def _unknown(
    document: Document, meta: Mapping[str, Any], error: jsonschema_rs.ValidationError
) -> Iterator[Problem]:
    known = _known(meta, error.schema_path)
    for name in error.kind.as_dict()["unexpected"]:
        near = difflib.get_close_matches(name, known, n=1)
        if isinstance(error.instance, dict) and error.instance.get(name) is None:
            hint = "; was this a text with a comma in it? Put it in quotes"
        elif near:
            hint = f"; did you mean {near[0]!r}?"
        else:
            hint = f"; known here: {', '.join(known)}" if len(known) <= MOST_NAMED else ""
        yield document.problem(f"{_pointer(error)}/{escape(name)}", f"OpenAPI has no key {name!r} here{hint}")


def _pointer(error: jsonschema_rs.ValidationError) -> str:
    return "".join(f"/{escape(str(step))}" for step in error.instance_path)


def _known(meta: Mapping[str, Any], schema_path: Sequence[Any]) -> list[str]:
    """The keys that the schema at `schema_path` names; its last step is the keyword that failed."""
    schema: Any = meta
    for step in schema_path[:-1]:
        if step == "$ref" and isinstance(schema, Mapping) and "$ref" in schema:
            schema = _follow(meta, schema["$ref"])
        elif isinstance(schema, list) or step in schema:
            schema = schema[step]
    return sorted(schema.get("properties", {})) if isinstance(schema, Mapping) else []


def _follow(meta: Mapping[str, Any], reference: str) -> Any:
    schema: Any = meta
    for step in reference.partition("#")[2].split("/")[1:]:
        schema = schema[step]
    return schema
