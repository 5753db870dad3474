"""Reading a parameter out of the values of its location, by its style (OpenAPI 3.0.4 and 3.2.0, Style Values)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Parameter, is_json
from mockserver.validation.brackets import Bracketed, Shapes, split_name
from mockserver.validation.coercion import coercion
from mockserver.validation.json_text import json_or_text
from mockserver.validation.pairs import elements

# Between values in one; the others have commas. Tabs are Swagger 2.0's.
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
JOINERS = {"matrix": ";", "label": "."}  # between the members of an object that is exploded
BY_NAME = (
    "form",
    "cookie",
)  # styles that give each element, or each member, a name of its own where exploded
# Keywords that say which texts a string is.
CONFINING = frozenset(
    {"type", "enum", "const", "pattern", "format", "minLength", "maxLength", "not", "allOf"}
)
GAP = re.compile(r"[ \t]*,[ \t]*")
MISSING = object()
SentValues = Mapping[str, list[str]]
ReadSent = Callable[[SentValues], Any]


def is_one_value(document: Document, parameter: Parameter) -> bool:
    """Whether several elements or members stand in one value, and a delimiter in one of them is sent encoded."""
    structured = {"array", "object"} & schemas.types(document, parameter.schema)
    if parameter.media is not None or not structured or parameter.location == "header":
        return False
    return parameter.location == "path" or not (parameter.explode or parameter.style == "deepObject")


def given_once(document: Document, parameter: Parameter) -> list[str]:
    """The names, as in the query, of which a second one would be a contradiction."""
    admitted = schemas.types(document, parameter.schema)
    if parameter.media is None and parameter.explode and not admitted:
        return []  # a schema that says no type admits an array, too
    if parameter.media is not None or not {"array", "object"} & admitted:
        return [parameter.name]
    if "object" not in admitted:
        return [] if parameter.explode or parameter.style == "deepObject" else [parameter.name]
    members = schemas.properties(document, parameter.schema)
    scalars = [name for name, schema in members.items() if "array" not in schemas.types(document, schema)]
    if parameter.style == "deepObject":
        return [f"{parameter.name}[{name}]" for name in scalars]
    return scalars if parameter.style in BY_NAME and parameter.explode else [parameter.name]


def is_scattered(document: Document, parameter: Parameter) -> bool:
    """Whether a parameter is an object whose members stand in the query under their own names."""
    return (
        parameter.media is None
        and parameter.style in BY_NAME
        and parameter.explode
        and "object" in schemas.types(document, parameter.schema)
    )


def is_sent_as_nothing(document: Document, parameter: Parameter) -> bool:
    """Whether an object without members is a value of a parameter that is sent by its members: then nothing is sent."""
    deep = parameter.media is None and parameter.style == "deepObject"
    return (
        (deep or is_scattered(document, parameter))
        and schemas.types(document, parameter.schema) == {"object"}
        and not schemas.required(document, parameter.schema)
        and "minProperties" not in document.resolve(parameter.schema)
    )


def wire_names(document: Document, parameter: Parameter) -> list[str]:
    """The names that a parameter has in the query: its own, or its members'; both where it may be a text as well."""
    if not is_scattered(document, parameter):
        return [parameter.name]
    members = list(schemas.properties(document, parameter.schema))
    return [*members, parameter.name] if _or_text(document, parameter) else members


def _or_text(document: Document, parameter: Parameter) -> bool:
    """Whether a text may stand in the place of an object."""
    return "string" in schemas.types(document, parameter.schema)


def takes_any(document: Document, parameter: Parameter) -> bool:
    """Whether a scattered object has members of any name: it says so, or names none."""
    if not is_scattered(document, parameter):
        return False
    others = document.resolve(parameter.schema).get("additionalProperties")
    named = schemas.properties(document, parameter.schema)
    return others is not False if not named else others is True or isinstance(others, Mapping)


def member_of(parameter: Parameter) -> Callable[[str], bool] | None:
    """What knows further names of a parameter: of a deepObject, or `a[0]` where `a[]` is declared; None for none."""
    name = parameter.name
    if parameter.style == "deepObject":
        return lambda key: key.startswith(name) and split_name(f"_{key[len(name) :]}") is not None
    if name.endswith("[]") and parameter.explode:
        start = name[:-1]
        return lambda key: key.startswith(start) and key[len(start) : -1].isdecimal() and key[-1] == "]"
    return None


def reader(document: Document, parameter: Parameter) -> ReadSent:
    """What picks a parameter out of the values of its location."""
    name = parameter.name
    if parameter.location == "querystring":
        return lambda values: dict(values) or MISSING
    if parameter.media is not None:
        return _content(name, json=is_json(parameter.media))
    admitted = schemas.types(document, parameter.schema)
    if parameter.style == "deepObject":
        return _deep(document, parameter)
    if {"object", "array"} & admitted:
        read = (_object if "object" in admitted else _array)(document, parameter)
        return _tight(read) if parameter.location == "header" else read
    coerce = coercion(document, parameter.schema)
    strip = {"label": ".", "matrix": f";{name}"}.get(parameter.style, "")

    def scalar(values: SentValues) -> Any:
        if name not in values:
            return MISSING
        text = values[name][-1].removeprefix(strip)
        if parameter.style == "matrix":
            text = text.removeprefix("=")
        return coerce(text) if coerce else text

    return scalar


def _tight(read: ReadSent) -> ReadSent:
    """`read` without the space around commas, which separates the elements of header fields (RFC 9110, 5.6.1)."""
    return lambda values: read(
        {name: [GAP.sub(",", text) for text in texts] for name, texts in values.items()}
    )


def _content(name: str, *, json: bool) -> ReadSent:
    def content(values: SentValues) -> Any:
        if name not in values:
            return MISSING
        return json_or_text(values[name][-1]) if json else values[name][-1]

    return content


def _split(text: str, delimiter: str, location: str) -> list[str]:
    """The elements of one value; header fields know no percent-encoding, nor does the style `cookie`."""
    return text.split(delimiter) if location == "header" else elements(text, delimiter)


def _array(document: Document, parameter: Parameter) -> ReadSent:
    name, style, explode = parameter.name, parameter.style, parameter.explode
    items = schemas.items(document, parameter.schema)
    coerce = coercion(document, items)
    delimiter, where = DELIMITERS.get(style, ","), "header" if style == "cookie" else parameter.location
    numbered = member_of(parameter)
    blank_is_none = coerce is not None or not _may_be_blank(document, items)
    or_any_text = _or_any_text(document, parameter.schema)

    def array(values: SentValues) -> Any:
        texts = values.get(name, [])
        if numbered is not None:
            texts = [*texts, *_by_number(values, name[:-1], numbered)]
        if not texts:
            return MISSING
        if style == "label":
            texts = _split(texts[-1].removeprefix("."), "." if explode else ",", where)
        elif style == "matrix":
            prefix = f";{name}="
            texts = _split(texts[-1].removeprefix(prefix), prefix if explode else ",", where)
        elif not explode or style == "simple":
            texts = _split(texts[-1], delimiter, where)
        if texts == [""] and blank_is_none:
            return []
        if or_any_text and len(texts) == 1:
            return texts[0]  # the text that may stand in the place of an array
        return [coerce(text) for text in texts] if coerce else texts

    return array


def _or_any_text(document: Document, schema: Any) -> bool:
    """Whether any text may stand in the place of an array: one of the alternatives is a string, and no more."""
    resolved = document.resolve(schema)
    parts = [*resolved.get("oneOf", ()), *resolved.get("anyOf", ())] if isinstance(resolved, Mapping) else ()
    found = [document.resolve(part) for part in parts]
    return any(isinstance(part, Mapping) and part.keys() & CONFINING == {"type"} and part["type"] == "string"
               for part in found)  # fmt: skip


def _may_be_blank(document: Document, items: Any) -> bool:
    """Whether an empty text is an element, as far as its enumeration and its length say."""
    resolved = document.resolve(items)
    if not isinstance(resolved, Mapping):
        return True
    named = resolved.get("enum")
    return not resolved.get("minLength") and (not isinstance(named, list) or "" in named)


def _by_number(values: SentValues, start: str, is_one: Callable[[str], bool]) -> list[str]:
    found = {int(key[len(start) : -1][:18]): texts for key, texts in values.items() if is_one(key)}
    return [text for number in sorted(found) for text in found[number]]


def _object(document: Document, parameter: Parameter) -> ReadSent:
    name, explode = parameter.name, parameter.explode
    shapes = Shapes(document)
    members, others = shapes.of(parameter.schema).members, shapes.of(parameter.schema).others
    scattered, open_ = is_scattered(document, parameter), takes_any(document, parameter)
    or_text = _or_text(document, parameter)

    def typed(pairs: Mapping[str, list[str]]) -> dict[str, Any]:
        return {key: shapes.plain(texts, members.get(key, others)) for key, texts in pairs.items()}

    def object_(values: SentValues) -> Any:
        if scattered:
            pairs = {key: texts for key, texts in values.items() if open_ or key in members}
            if or_text and name in values and pairs.keys() <= {name}:
                return values[name][-1]  # no object, but the text that may stand in its place
        elif name in values:
            found = _pairs(values[name][-1], parameter, explode=explode)
            if found is None:
                return values[name][-1]  # no object; the schema's own `type` refuses it
            pairs = {key: [text] for key, text in found.items()}
        else:
            return MISSING
        return typed(pairs) if pairs or name in values else MISSING

    return object_


def _pairs(text: str, parameter: Parameter, *, explode: bool) -> dict[str, str] | None:
    style, where = parameter.style, "header" if parameter.style == "cookie" else parameter.location
    if style == "matrix":
        text = text.removeprefix(";") if explode else text.removeprefix(f";{parameter.name}=")
    elif style == "label":
        text = text.removeprefix(".")
    if not text:
        return {}
    if explode:
        parts = [pair.partition("=") for pair in _split(text, JOINERS.get(style, ","), where)]
        return {key: value for key, _, value in parts} if all(equals for _, equals, _ in parts) else None
    words = _split(text, DELIMITERS.get(style, ","), where)
    return dict(zip(words[0::2], words[1::2], strict=True)) if len(words) % 2 == 0 else None


def _deep(document: Document, parameter: Parameter) -> ReadSent:
    """The value whose members and elements are named in brackets, however deep; by its plain name, a value as it is."""
    name, shapes = parameter.name, Shapes(document)
    schema, is_member = parameter.schema, member_of(parameter)

    def deep(values: SentValues) -> Any:
        branch = Bracketed()
        branch.texts += values.get(name, ())
        for key, texts in values.items():
            if is_member is not None and is_member(key):
                steps = (split_name(f"_{key[len(name) :]}") or ("", []))[1]
                for text in texts:
                    branch.add(steps, text)
        came = branch.texts or branch.children or branch.rows
        return shapes.value(branch, schema) if came else MISSING

    return deep
