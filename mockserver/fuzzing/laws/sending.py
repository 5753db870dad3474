"""Writing values into requests, by the style of each parameter (OpenAPI 3.0.3, Parameter Object)."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from mockserver.contract.model import Parameter
from mockserver.rendering.encoding import to_json

SEPARATORS: Mapping[str, str] = {"spaceDelimited": " ", "pipeDelimited": "|"}
Pairs = list[tuple[str, str]]


def text(value: Any) -> str:
    """A scalar as it stands in a URL or a header; anything else as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return to_json(value).decode()


def in_query(parameter: Parameter, value: Any) -> Pairs:
    """The pairs of a query that carry a value."""
    name = parameter.name
    if parameter.media is not None:
        return [(name, to_json(value).decode())]
    if isinstance(value, list):
        if parameter.explode and parameter.style == "form":
            return [(name, text(each)) for each in value]
        return [(name, SEPARATORS.get(parameter.style, ",").join(map(text, value)))]
    if not isinstance(value, Mapping):
        return [(name, text(value))]
    if parameter.style == "deepObject":
        return list(_deep(name, value))
    if parameter.explode:
        return [(member, text(inner)) for member, inner in value.items()]
    return [(name, ",".join(f"{member},{text(inner)}" for member, inner in value.items()))]


def _deep(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for member, inner in value.items():
            yield from _deep(f"{name}[{member}]", inner)
    elif isinstance(value, list):
        for inner in value:
            yield name, text(inner)
    else:
        yield name, text(value)


def in_path(parameter: Parameter, value: Any) -> str:
    """A value as a part of a path."""
    members = value.items() if isinstance(value, Mapping) else None
    parts = [text(each) for each in value] if isinstance(value, list) else [text(value)]
    if members is not None:
        joined = "=" if parameter.explode else ","
        parts = [f"{name}{joined}{text(inner)}" for name, inner in members]
    quoted = [quote(part, safe="=,") if members is not None else quote(part, safe="") for part in parts]
    if parameter.style == "label":
        return "." + ("." if parameter.explode else ",").join(quoted)
    if parameter.style == "matrix":
        if parameter.explode and isinstance(value, list):
            return "".join(f";{parameter.name}={part}" for part in quoted)
        return (
            ";" + ";".join(quoted)
            if members is not None and parameter.explode
            else f";{parameter.name}={','.join(quoted)}"
        )
    return ",".join(quoted)


def in_form(value: Any) -> bytes:
    """An object as a form (`application/x-www-form-urlencoded`)."""
    pairs: Pairs = []
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        for each in inner if isinstance(inner, list) else [inner]:
            pairs.append((name, text(each)))
    return urlencode(pairs).encode()
