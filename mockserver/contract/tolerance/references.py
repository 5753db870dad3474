"""Following `$ref`s: those that lead nowhere, round in a circle, or stand where OpenAPI has none."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.tolerance.targets import Nowhere
from mockserver.contract.tolerance.walk import GONE, Mend, Pass, Place, node_at, place_of, replaced

MOST_INLINED = 10_000  # nodes that stand in the place of a `$ref`, before a circle is suspected
WHAT = {"body": "request body", "media": "media type", "security": "security scheme", "path": "path item"}
# What is read where a reference leads nowhere; the others are left out.
EMPTY: Mapping[str, Any] = {"response": {"description": ""}, "media": {}, "header": {"schema": {}}}


def followed(run: Pass, name: str, mend: Mend) -> Mend:
    """What mends an object, or the Reference Object in its place."""

    def through(value: Any, place: Place) -> Any:
        if value.__class__ is dict and "$ref" in value:
            if not isinstance(value["$ref"], str):
                run.fault((place, "$ref"), "type", "a $ref is a text; left out")
                value = {key: member for key, member in value.items() if key != "$ref"}
            else:
                return referred(run, name, value, place, mend)
        return (
            run.made(name, value, lambda: mend(value, place))
            if value.__class__ is dict
            else mend(value, place)
        )

    return through


def referred(run: Pass, name: str, value: Mapping[str, Any], place: Place, mend: Mend) -> Any:
    """A Reference Object; what there is in its place where it leads nowhere."""
    reference = value["$ref"]
    found = run.links.target(reference)
    rule, message = "reference", f"$ref {reference} leads to no {WHAT.get(name, name)}"
    if isinstance(found, Nowhere):
        rule, message = found.rule, found.message
    elif isinstance(found.node, dict):
        at = run.links.local(reference) or ""
        if name == "path" and not value.keys() <= {"$ref", "summary", "description"}:
            return mend({**found.node, **{key: each for key, each in value.items() if key != "$ref"}}, place)
        # Mended where it stands, once for all who refer to it; here only whether there is anything left of it.
        run.targets.setdefault(at, (name, run.document.at(at)))
        if run.made(name, found.node, lambda: mend(found.node, place_of(found.pointer))) is not GONE:
            return value if reference == f"#{at}" else {**value, "$ref": f"#{at}"}
        message = f"what $ref {reference} leads to cannot be used"
    run.fault(place, rule, message)
    return EMPTY.get(name, GONE)


def inlined(run: Pass, reference: str, place: Place, mend: Mend) -> Any:
    """What a reference leads to, in its place; GONE where that is nothing."""
    found = run.links.target(reference)
    if isinstance(found, Nowhere):
        run.fault(place, found.rule, f"{found.message}; left out")
        return GONE
    if reference in run.inlining or run.inlined > MOST_INLINED:
        run.fault(place, "circle", f"$ref {reference} leads round in a circle; left out")
        return GONE
    message = f"no $ref can stand here; what {reference} leads to is read in its place"
    run.fault(place, "misplaced-reference", message)
    run.inlining.add(reference)
    run.inlined += 1
    try:
        return mend(found.node, place)
    finally:
        run.inlining.discard(reference)


def with_mended_targets(run: Pass, data: Any) -> Any:
    """`data` with all that was referred to mended, wherever it stands."""
    done: set[str] = set()
    # In rounds: what is mended now may refer to what nobody has referred to yet.
    while waiting := [pointer for pointer in run.targets if pointer not in done]:
        for pointer in waiting:
            done.add(pointer)
            name, node = run.targets[pointer]
            if name == "schema" and id(node) in run.seen:
                continue
            new = run.kind(name)(node, place_of(pointer))
            if new is not node and new is not GONE and node_at(data, pointer) is node:
                data = replaced(data, pointer, new)
    return data
