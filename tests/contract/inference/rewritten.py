"""The same document written otherwise: components renamed, paths reordered, references inlined, several files."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from mockserver.contract import document as documents
from mockserver.contract.document import Document, steps
from mockserver.contract.inference import infer, merged

LITERAL = frozenset({"example", "examples", "default", "enum", "const", "x-mock"})


def meaning(of: Document) -> Any:
    """What is inferred, but for where the schemas of rows stand, and in which order things come."""
    found = {value.pointer: value.value for value in infer(of).values if not value.pointer.endswith("/row")}
    assert merged(of, infer(of).values)[1].keys() >= found.keys()
    return found


def read(data: Any) -> Document:
    return documents.from_data("same", deepcopy(data), source="same.json")


def reordered(data: Any, seed: int) -> Document:
    paths = list(data["paths"].items())
    Random(seed).shuffle(paths)
    return read({**data, "paths": dict(paths)})


def renamed(data: Any) -> Document:
    """With other names for all schemas, parameters, responses and bodies that are kept as components."""
    new: dict[str, dict[str, str]] = {}
    components = dict(data.get("components", {}))
    for kind in ("schemas", "parameters", "responses", "requestBodies"):
        names = components.get(kind, {})
        new[kind] = {name: f"X{number}" for number, name in enumerate(reversed(names))}
        components[kind] = {new[kind][name]: node for name, node in names.items()}

    def target(ref: str) -> str:
        tokens = list(steps(ref))
        if tokens[0:1] != ["components"] or len(tokens) < 3 or tokens[1] not in new:
            return ref
        rest = "".join(f"/{documents.escape(token)}" for token in tokens[3:])
        return f"#/components/{tokens[1]}/{new[tokens[1]].get(tokens[2], tokens[2])}{rest}"

    return read(_references({**data, "components": components}, target))


def split(data: Any, folder: Path) -> Document:
    """With its components in a file of their own."""
    components = data.get("components", {})
    moved = {
        kind: node for kind, node in components.items() if kind in ("schemas", "parameters", "responses")
    }
    kept = {kind: node for kind, node in components.items() if kind not in moved}

    def target(ref: str) -> str:
        tokens = ref.removeprefix("#/").split("/", 2)
        return (
            f"parts.json#/{'/'.join(tokens[1:])}" if tokens[0] == "components" and tokens[1] in moved else ref
        )

    inner = _references(moved, lambda ref: target(ref).removeprefix("parts.json"))
    (folder / "parts.json").write_text(json.dumps(inner), "utf-8")
    whole = folder / "same.json"
    whole.write_text(json.dumps(_references({**data, "components": kept}, target)), "utf-8")
    return documents.load(whole)


def inlined(data: Any) -> Document:
    """With each `$ref` replaced by what it leads to, unless that leads back to itself."""
    of = read(data)
    recursive = set(_recursive(of))

    def whole(node: Any) -> Any:
        if isinstance(node, list):
            return [whole(each) for each in node]
        if not isinstance(node, dict):
            return node
        ref = node.get("$ref")
        if isinstance(ref, str) and ref not in recursive:
            return whole(of.at(ref))
        return {
            key: each if key in LITERAL and key != "examples" else whole(each) for key, each in node.items()
        }

    return read({key: node if key == "components" else whole(node) for key, node in data.items()})


def _recursive(of: Document) -> Iterator[str]:
    """References from which there is a way back to themselves."""
    leads: dict[str, set[str]] = {}
    waiting = _found(of.data)
    while waiting:
        ref = waiting.pop()
        if ref not in leads:
            leads[ref] = _found(of.at(ref))
            waiting |= leads[ref]
    for ref, direct in leads.items():
        seen: set[str] = set()
        ways = set(direct)
        while ways:
            way = ways.pop()
            if way not in seen:
                seen.add(way)
                ways |= leads[way]
        if ref in seen:
            yield ref


def _found(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_found, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*(_found(each) for key, each in node.items() if key not in LITERAL))


def _references(node: Any, target: Any) -> Any:
    if isinstance(node, list):
        return [_references(each, target) for each in node]
    if not isinstance(node, dict):
        return node
    found = {key: each if key in LITERAL else _references(each, target) for key, each in node.items()}
    if isinstance(found.get("$ref"), str):
        found["$ref"] = target(found["$ref"])
    mapping = found.get("mapping")
    if isinstance(mapping, dict) and "propertyName" in found:
        found["mapping"] = {key: target(to) if to.startswith("#") else to for key, to in mapping.items()}
    return found
