"""Requests of a document's own: what its examples show and its schemas admit, and each of them with one thing wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import orjson

from mockserver.contract import schemas
from mockserver.contract.model import Contract, Operation, Parameter
from tests.server.hostile_rows import ROWS
from tests.server.hostile_writes import Write
from tests.server.sites import JSON, Live, Site

WRONG: Mapping[str, Any] = {
    "string": 5,
    "integer": "x",
    "number": "x",
    "boolean": "x",
    "array": "x",
    "object": "x",
}
UNKNOWN_KEY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Case:
    """One request; `sort` says what it tries, `name` tells it from others of its sort."""

    sort: str
    name: str
    site: Site
    write: Write


def cases(contract: Contract) -> Iterator[Case]:
    """Every request of a document, the hostile ones among them; of an invented document, these alone."""
    for operation in contract.operations if not contract.name.startswith("acme_") else ():
        site = Site(contract, operation)
        for sort, name, write in requests(contract, operation):
            yield Case(sort, f"{operation.id} {name}".strip(), site, write)
    for row in ROWS:
        found = row.find(contract)
        if found is not None:
            yield Case(row.id, found.operation.id, found, row.write)


def requests(contract: Contract, operation: Operation) -> Iterator[tuple[str, str, Write]]:
    """Sort, name and bytes of the requests of one operation."""
    yield "as documented", "", plain
    for who in ("test_limited", "test_exhausted", "test_metered", "test_other"):
        yield who, "", partial(plain, who=who)
    yield "no credentials", "", partial(plain, who=None)
    yield "HEAD of the operation", "", partial(plain, method="HEAD")
    yield "a slash after the operation", "", lambda live: plain(live, path=live.path + "/")
    for parameter in operation.parameters:
        if parameter.location == "query":
            for value in admitted(contract, parameter):
                yield "a value admitted", f"{parameter.name}={value}", with_query(parameter, value)
            for sort, value in refused(contract, parameter):
                yield sort, parameter.name, with_query(parameter, value)
        elif parameter.location == "path":
            yield "an unknown key", parameter.name, with_key(operation, UNKNOWN_KEY)
    if operation.body and JSON in operation.body.content:
        yield from bodies(contract, operation)


def plain(live: Live, **changes: Any) -> bytes:
    """The operation's request with what it needs in the query, and with its first example."""
    changes = {"query": needed(live.site), **changes}
    body = live.site.operation.body
    if body is None or JSON not in body.content or not body.content[JSON].examples:
        return live.send(**changes)
    return live.post(live.body, **changes)


def needed(site: Site, but: str = "") -> bytes:
    """The required parameters of the query, with the values that the document shows."""
    required = [
        p for p in site.operation.parameters if p.location == "query" and p.required and p.name != but
    ]
    return b"&".join(pair(p, admitted(site.contract, p)[0]) for p in required)


def pair(parameter: Parameter, value: Any) -> bytes:
    return f"{quote(parameter.name)}={quote(str(value))}".encode()


def with_query(parameter: Parameter, value: Any) -> Write:
    def write(live: Live) -> bytes:
        others = needed(live.site, but=parameter.name)
        return live.send(query=pair(parameter, value) + (b"&" + others if others else b""))

    return write


def with_key(operation: Operation, key: str) -> Write:
    """Every template of the path filled with `key`."""
    steps = [key if step.startswith("{") else step for step in operation.path.split("/")]
    return lambda live: plain(live, path=live.base + "/".join(steps))


def admitted(contract: Contract, parameter: Parameter) -> list[Any]:
    """Values that the parameter's schema shows: examples, default, enum, bounds."""
    document = contract.document
    node, schema = document.resolve(document.at(parameter.pointer)), document.resolve(parameter.schema)
    shown = [holder[key] for holder in (node, schema) for key in ("example", "default") if key in holder]
    shown += [example["value"] for example in node.get("examples", {}).values() if "value" in example]
    shown += [value for value in schema.get("enum", ()) if value is not None]
    shown += [schema[key] for key in ("minimum", "maximum") if key in schema]
    if schema.get("type") == "boolean":
        shown += ["true", "false"]
    texts = [
        str(value).lower() if isinstance(value, bool) else str(value)
        for value in shown
        if not isinstance(value, (list, dict))
    ]
    return list(dict.fromkeys(texts))


def refused(contract: Contract, parameter: Parameter) -> Iterator[tuple[str, Any]]:
    """Values that the parameter's schema refuses."""
    schema = contract.document.resolve(parameter.schema)
    if schema.get("type") in {"integer", "number", "boolean"}:
        yield "a word for another type", "x"
    if "enum" in schema:
        yield "outside the enum", "no-such-value"
    if "minimum" in schema:
        yield "below the minimum", schema["minimum"] - 1
    if "maximum" in schema:
        yield "above the maximum", schema["maximum"] + 1
    if "maxLength" in schema:
        yield "too long", "a" * (schema["maxLength"] + 1)


def bodies(contract: Contract, operation: Operation) -> Iterator[tuple[str, str, Write]]:
    """Requests with each example of the body, and with one thing wrong in the first."""
    assert operation.body is not None
    media = operation.body.content[JSON]
    for name, example in media.examples.items():
        yield "an example", name, posting(orjson.dumps(example))
    if not media.examples or not isinstance(next(iter(media.examples.values())), dict):
        return
    for name, schema in schemas.properties(contract.document, media.schema).items():
        types = sorted(schemas.types(contract.document, schema) - {"null"})
        found = contract.document.resolve(schema)
        yield "a member left out", name, leaving_out(name)
        if len(types) == 1:
            yield "a member of another type", name, setting(name, WRONG[types[0]])
        if "enum" in found:
            yield "a member outside its enum", name, setting(name, "no-such-value")
        if found.get("minLength"):
            yield "an empty member", name, setting(name, "")
    yield "a member that is not declared", "", setting("no_such_member", 1)


def posting(body: bytes) -> Write:
    return lambda live: live.post(body)


def setting(name: str, value: Any) -> Write:
    """The first example with a member of this name and value."""
    return lambda live: live.post({**live.body, name: value})


def leaving_out(name: str) -> Write:
    """The first example without a member."""
    return lambda live: live.post({key: value for key, value in live.body.items() if key != name})
