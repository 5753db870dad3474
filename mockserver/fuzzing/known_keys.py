"""Telling Schemathesis keys of rows that there are: made-up ones lead to a 404, and to nothing behind it."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import steps
from mockserver.contract.model import Operation, Parameter
from mockserver.fuzzing.laws.arguments import Arguments
from mockserver.fuzzing.laws.base import NotJudged
from mockserver.fuzzing.laws.examining import FirstChoices
from mockserver.fuzzing.laws.sending import text
from mockserver.fuzzing.laws.server_under_test import ServerUnderTest
from mockserver.rows import dig


def show_keys(server: ServerUnderTest, schema: dict[str, Any]) -> None:
    """Give the path parameters of a served document that have no example one that is of a row.

    Args:
        server: Whose rows.
        schema: The document as Schemathesis read it; it is changed.
    """
    if "openapi" not in schema:
        return  # parameters of Swagger 2.0 have no examples
    arguments = Arguments(server)
    for operation in server.contract.operations:
        found = schema.get("paths", {}).get(operation.path, {}).get(operation.method.lower())
        if not isinstance(found, dict) or "{" not in operation.path:
            continue
        try:
            values = arguments.call(operation, FirstChoices()).path
        except NotJudged:
            continue
        told = {
            p.name: _as_declared(arguments, p, values[p.name])
            for p in operation.parameters
            if p.name in values
        }
        found["parameters"] = list(_shown(schema, operation, found, told))


def _as_declared(arguments: Arguments, parameter: Parameter, value: Any) -> Any:
    """A value that a path has; as a text where its schema wants one."""
    return value if arguments.fits(parameter, value) else text(value)


def _shown(
    schema: Mapping[str, Any], operation: Operation, found: Mapping[str, Any], values: Mapping[str, Any]
) -> Iterator[Any]:
    """The parameters of an operation, those of its path with examples."""
    above = schema["paths"][operation.path].get("parameters", [])
    seen = set()
    for raw in [*found.get("parameters", []), *above]:
        parameter = _resolved(schema, raw)
        place = parameter.get("in"), parameter.get("name")
        if place in seen:
            continue
        seen.add(place)
        named = place[0] == "path" and place[1] in values
        if named and not parameter.keys() & {"example", "examples"}:
            yield {**parameter, "example": values[str(place[1])]}
        else:
            yield raw


def _resolved(schema: Mapping[str, Any], raw: Any) -> Mapping[str, Any]:
    """A parameter; an empty one for what leads nowhere."""
    reference = raw.get("$ref") if isinstance(raw, Mapping) else None
    found = (
        dig(schema, tuple(steps(reference[1:])))
        if isinstance(reference, str) and reference[:1] == "#"
        else raw
    )
    return found if isinstance(found, Mapping) else {}
