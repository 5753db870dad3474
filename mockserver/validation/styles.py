"""Reading a parameter out of the values of its location, by its style (OpenAPI 3.0.3, Style Values)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Parameter, is_json
from mockserver.validation.coercion import coercion

DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
GAP = re.compile(r"[ \t]*,[ \t]*")
MISSING = object()
Values = Mapping[str, list[str]]
Read = Callable[[Values], Any]


def given_once(document: Document, parameter: Parameter) -> list[str]:
    """The names, as in the query, of which a second one would be a contradiction."""
    admitted = schemas.types(document, parameter.schema)
    if parameter.media is not None or not {"array", "object"} & admitted:
        return [parameter.name]
    if "object" not in admitted:
        return [] if parameter.explode else [parameter.name]
    members = schemas.properties(document, parameter.schema)
    scalars = [name for name, schema in members.items() if "array" not in schemas.types(document, schema)]
    if parameter.style == "deepObject":
        return [f"{parameter.name}[{name}]" for name in scalars]
    return scalars if parameter.style == "form" and parameter.explode else [parameter.name]


def wire_names(document: Document, parameter: Parameter) -> list[str]:
    """The names that a parameter has in the query: its own, or its properties' for exploded form objects."""
    if (
        parameter.media is None
        and parameter.style == "form"
        and parameter.explode
        and "object" in schemas.types(document, parameter.schema)
    ):
        return list(schemas.properties(document, parameter.schema))
    return [parameter.name]


def reader(document: Document, parameter: Parameter) -> Read:
    """What picks a parameter out of the values of its location (OpenAPI 3.0.3, Style Values)."""
    name = parameter.name
    if parameter.media is not None:
        return _content(name, json=is_json(parameter.media))
    admitted = schemas.types(document, parameter.schema)
    if {"object", "array"} & admitted:
        read = (_object if "object" in admitted else _array)(document, parameter)
        return _tight(read) if parameter.location == "header" else read
    coerce = coercion(document, parameter.schema)
    strip = {"label": ".", "matrix": f";{name}"}.get(parameter.style, "")

    def scalar(values: Values) -> Any:
        if name not in values:
            return MISSING
        text = values[name][-1].removeprefix(strip)
        if parameter.style == "matrix":
            text = text.removeprefix("=")
        return coerce(text) if coerce else text

    return scalar


def _tight(read: Read) -> Read:
    """`read` without the space around commas, which separates the elements of header fields (RFC 9110, 5.6.1)."""
    return lambda values: read(
        {name: [GAP.sub(",", text) for text in texts] for name, texts in values.items()}
    )


def _content(name: str, *, json: bool) -> Read:
    def content(values: Values) -> Any:
        if name not in values:
            return MISSING
        try:
            return orjson.loads(values[name][-1]) if json else values[name][-1]
        except orjson.JSONDecodeError:
            return values[name][-1]

    return content


def _array(document: Document, parameter: Parameter) -> Read:
    name, style, explode = parameter.name, parameter.style, parameter.explode
    items = schemas.items(document, parameter.schema)
    coerce = coercion(document, items)
    text_items = coerce is None
    delimiter = DELIMITERS.get(style, ",")

    def array(values: Values) -> Any:
        if name not in values:
            return MISSING
        texts = values[name]
        if style == "label":
            texts = texts[-1].removeprefix(".").split("." if explode else ",")
        elif style == "matrix":
            prefix = f";{name}="
            texts = texts[-1].removeprefix(prefix).split(prefix if explode else ",")
        elif not explode or style == "simple":
            texts = texts[-1].split(delimiter)
        if texts == [""] and not text_items:
            return []
        return [coerce(text) for text in texts] if coerce else texts

    return array


def _object(document: Document, parameter: Parameter) -> Read:
    name, style, explode = parameter.name, parameter.style, parameter.explode
    members = schemas.properties(document, parameter.schema)
    coercions = {key: coercion(document, member) for key, member in members.items()}

    def typed(pairs: Mapping[str, str]) -> dict[str, Any]:
        return {key: coerce(text) if (coerce := coercions.get(key)) else text for key, text in pairs.items()}

    def object_(values: Values) -> Any:
        if style == "deepObject":
            start = f"{name}["
            pairs = {
                key[len(start) : -1]: got[-1]
                for key, got in values.items()
                if key.startswith(start) and key[-1] == "]"
            }
        elif style == "form" and explode:
            pairs = {key: values[key][-1] for key in members if key in values}
        elif name in values:
            found = _pairs(values[name][-1], style, explode=explode, name=name)
            if found is None:
                return values[name][-1]  # no object; the schema's own `type` refuses it
            pairs = found
        else:
            return MISSING
        return typed(pairs) if pairs or name in values else MISSING

    return object_


def _pairs(text: str, style: str, *, explode: bool, name: str) -> dict[str, str] | None:
    if style == "matrix":
        text = text.removeprefix(";") if explode else text.removeprefix(f";{name}=")
    elif style == "label":
        text = text.removeprefix(".")
    if not text:
        return {}
    if explode:
        delimiter = {"matrix": ";", "label": "."}.get(style, ",")
        parts = [pair.partition("=") for pair in text.split(delimiter)]
        return {key: value for key, _, value in parts} if all(equals for _, equals, _ in parts) else None
    words = text.split(DELIMITERS.get(style, ","))
    return dict(zip(words[0::2], words[1::2], strict=True)) if len(words) % 2 == 0 else None
