"""Plans of rows out of a contract: what its resources say of their rows, and what its operations show of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.contract.document import steps
from mockserver.contract.mock import EACH, Resource, rows_inside
from mockserver.contract.model import Contract, Operation, Response
from mockserver.datagen.seeded.plans import RowLink, RowPlan
from mockserver.rows import path_of
from mockserver.state.resource_rules import Unique, rules_of

MOST_EXAMPLES = 12
DEFAULT_COUNT = 12
GROWING = frozenset({"create", "upsert", "clone"})


def plans_of(contract: Contract) -> dict[str, RowPlan]:
    """The plan of each resource that says what its rows look like."""
    rules, operations = rules_of(contract), defaultdict[str | None, list[Operation]](list)
    for operation in contract.operations:
        operations[operation.mock.resource].append(operation)
    return {
        name: _plan(operations[name], name, resource, rules[name].unique)
        for name, resource in contract.mock.resources.items()
        if resource.row
    }


def _plan(operations: list[Operation], name: str, resource: Resource, unique: tuple[Unique, ...]) -> RowPlan:
    links = tuple(
        RowLink(path_of(field), other.resource, field == resource.rows.per)
        for field, other in resource.references.items()
    )
    count = resource.rows.count
    return RowPlan(
        resource=name,
        key=path_of(resource.key),
        schemas=tuple({"$ref": ref} for ref in resource.row),
        key_schemas=tuple(_key_schemas(resource.key, operations)),
        count=DEFAULT_COUNT if count is None else count,
        links=links,
        examples=tuple(_examples(operations)),
        hidden=frozenset(resource.hidden),
        given=resource.rows.given,
        fill=resource.rows.fill,
        unique=unique,
        grows=any(operation.mock.behaviour in GROWING for operation in operations),
    )


def _key_schemas(key: str, operations: list[Operation]) -> Iterator[Any]:
    """The schemas of the path parameters that hold a key."""
    seen: list[Any] = []
    for operation in operations:
        for parameter in operation.parameters:
            held = parameter.location == "path" and parameter.mock.field == key
            if held and parameter.mock.of is None and parameter.schema not in seen:
                seen.append(parameter.schema)
                yield parameter.schema


def _examples(operations: list[Operation]) -> Iterator[Mapping[str, Any]]:
    """The rows that responses show in their examples, each once."""
    seen: list[Any] = []
    for operation in operations:
        for status, response in operation.responses.items():
            if status.startswith("2"):
                for row in _rows_in(response):
                    if isinstance(row, Mapping) and row and row not in seen and len(seen) < MOST_EXAMPLES:
                        seen.append(row)
                        yield row


def _rows_in(response: Response) -> Iterator[Any]:
    members = response.mock.members or {}
    inside = rows_inside(members)
    for pointer, template in members.items():
        path = tuple(steps(pointer))
        if template not in ("$row", "$rows") or EACH in path:
            continue
        for media in response.content.values():
            for example in media.examples.values():
                found = _at(example, path)
                if template == "$row":
                    yield found
                elif isinstance(found, list):
                    yield from (_at(each, inside.get(path, ())) for each in found)


def _at(value: Any, path: Iterable[str]) -> Any:
    """What stands at the end of a path of members, None for nothing."""
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
