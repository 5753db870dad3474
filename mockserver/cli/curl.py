"""A ready-made curl line for a vendor: a real path, with credentials, that answers with a success."""

import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from mockserver.behaviours import BEHAVIOURS
from mockserver.contract.model import Operation, Parameter, is_json
from mockserver.server.vendor import Vendor


def curl_of(vendor: Vendor, base: str, headers: Mapping[str, str]) -> str:
    """The line.

    Args:
        vendor: Whose.
        base: The vendor's URL.
        headers: Credentials.
    """
    operation = _first(vendor.contract.operations)
    if operation is None:
        return f"curl {shlex.quote(base)}"
    path = operation.path
    query, sent = {}, dict(headers)
    for parameter in operation.parameters:
        value = _value(vendor, parameter)
        if parameter.location == "path":
            path = path.replace("{" + parameter.name + "}", quote(str(value), safe=""))
        elif parameter.location == "query" and parameter.required:
            query[parameter.name] = value
        elif parameter.location == "header" and parameter.required:
            sent[parameter.name] = str(value)
    url = base + path + (f"?{urlencode(query)}" if query else "")
    words = ["curl"] + ([] if operation.method == "GET" else ["-X", operation.method])
    for name, value in sent.items():
        words += ["-H", f"{name}: {value}"]
    return shlex.join([*words, *_body(operation), url])


def _first(operations: tuple[Operation, ...]) -> Operation | None:
    def rank(operation: Operation) -> tuple[bool, bool, bool]:
        required = any(p.required and p.location != "header" for p in operation.parameters)
        return (
            operation.method != "GET",
            required,
            BEHAVIOURS[operation.mock.behaviour].changes,
        )

    return min(operations, key=rank, default=None)


def _value(vendor: Vendor, parameter: Parameter) -> Any:
    schema = vendor.contract.document.resolve(parameter.schema)
    for key in ("example", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    return {"integer": 1, "number": 1, "boolean": "true"}.get(str(schema.get("type")), "example")


def _body(operation: Operation) -> list[str]:
    for media in operation.body.content.values() if operation.body else ():
        if is_json(media.type):
            example: Any = next(iter(media.examples.values()), {})
            return ["-H", f"Content-Type: {media.type}", "-d", orjson.dumps(example).decode()]
    return []
