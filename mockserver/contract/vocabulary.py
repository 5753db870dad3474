"""Checking `x-mock`: every block against the vocabulary in x-mock.schema.json, each problem with a suggestion."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from mockserver.contract.document import Document, escape
from mockserver.contract.document_nodes import nodes
from mockserver.contract.parts import Named, Offered, Parts
from mockserver.errors import Problem, hint

VOCABULARY = Path(__file__).with_name("x-mock.schema.json")


def vocabulary(parts: Parts) -> Mapping[str, Any]:
    """The JSON Schema of the vocabulary, one definition for each place, with the names of what is made elsewhere."""
    return _schema(parts.offered())


@lru_cache(maxsize=8)
def _schema(offered: Offered) -> Mapping[str, Any]:
    return _filled(orjson.loads(VOCABULARY.read_bytes()), dict(offered))  # type: ignore[no-any-return]


def _filled(node: Any, offered: Mapping[str, Named]) -> Any:
    """A node with `{behaviours}` and the like replaced: by a text in a text, by the names in an `enum`."""
    if isinstance(node, dict):
        return {key: _filled(value, offered) for key, value in node.items()}
    if isinstance(node, list):
        kind = node[0][1:-1] if len(node) == 1 and isinstance(node[0], str) else ""
        names = offered.get(kind)
        return [_filled(value, offered) for value in node] if names is None else [name for name, _ in names]
    if isinstance(node, str):
        for kind, names in offered.items():
            node = node.replace("{" + kind + "}", _listed(names))
    return node


def _listed(names: Named) -> str:
    texts = [f"`{name}` ({note})" if note else f"`{name}`" for name, note in names]
    return ", ".join(texts[:-1]) + " or " + texts[-1] if len(texts) > 1 else "".join(texts)


@lru_cache(maxsize=64)
def _validator(offered: Offered, place: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/$defs/{place}", "$defs": _schema(offered)["$defs"]}
    )


def check_vocabulary(document: Document, parts: Parts) -> list[Problem]:
    """A problem for each `x-mock` key or value that the vocabulary does not have."""
    problems: list[Problem] = []
    offered, schema = parts.offered(), vocabulary(parts)
    for place, pointer, block in blocks(document.data):
        if place in schema["$defs"]:
            for error in _validator(offered, place).iter_errors(block):
                problems += _problems(document, pointer, error, schema, place)
        else:
            message = (
                f"x-mock: nothing is known here, at a {place}; see specs/README.md for where it may stand"
            )
            problems.append(document.problem(pointer, message))
    return problems


def _problems(
    document: Document,
    pointer: str,
    error: jsonschema_rs.ValidationError,
    schema: Mapping[str, Any],
    place: str,
) -> Iterator[Problem]:
    facts, steps = error.kind.as_dict(), [str(step) for step in error.instance_path]
    where = pointer + "".join(f"/{escape(step)}" for step in steps)
    if error.kind.name == "additionalProperties":
        for unknown in facts["unexpected"]:
            nearest = hint(unknown, _known(schema, error.schema_path), "known here")
            yield document.problem(
                f"{where}/{escape(unknown)}", f"x-mock: unknown key {unknown!r}; {nearest}"
            )
    elif error.kind.name == "enum":
        nearest = hint(str(error.instance), map(str, facts["options"]), "known here")
        yield document.problem(where, f"x-mock: {error.instance!r} is not known here; {nearest}")
    elif error.kind.name == "anyOf":
        # The alternative of the value's own type has the nearer message.
        nearer = [found for found in facts["context"] if found[0].kind.name not in {"type", "constant"}]
        if not nearer:
            wanted = " or ".join(" and ".join(each.message for each in found) for found in facts["context"])
            yield document.problem(where, f"x-mock: {wanted}")
        for inner in nearer[0] if nearer else ():
            yield from _problems(document, pointer, inner, schema, place)
    else:
        nearest = _nearest(schema, place, steps) if error.kind.name == "type" and steps else ""
        yield document.problem(where, f"x-mock: {error.message}{nearest}")


def _nearest(whole: Mapping[str, Any], place: str, steps: list[str]) -> str:
    """What may have been meant by a name that stands beside keys, and whose value is none of a member's."""
    schema: Any = whole["$defs"][place]
    for step in steps[:-1]:
        schema = schema.get("properties", {}).get(step) or schema.get("additionalProperties")
        if isinstance(schema, dict) and "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        if not isinstance(schema, dict):
            return ""
    known = schema.get("properties", {})
    return f"; {hint(steps[-1], known, 'keys known here')}" if known and steps[-1] not in known else ""


def _known(whole: Mapping[str, Any], schema_path: list[Any]) -> list[str]:
    """The keys that the schema at `schema_path` allows; its last step is the keyword that failed."""
    schema: Any = whole
    for step in schema_path[:-1]:
        schema = schema[step]
        if isinstance(schema, dict) and "$ref" in schema:
            schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    return sorted(schema.get("properties", {}))


def blocks(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every `x-mock` block of a document: the definition that it must meet, its pointer, its content."""
    for place, pointer, node in nodes(data):
        if "x-mock" in node:
            yield place, f"{pointer}/x-mock", node["x-mock"]
