"""Parameters that choose which properties of a row are shown: `fields`, `select`; `expand`, `include`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.contract.inference.findings import Role
from mockserver.contract.inference.operations import Param
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import all_of, norm

EXTENDS = all_of(
    "expand expands expansions include includes embed embeds extend with populate relations additionalfields "
    "extrafields"
)
SELECTS = all_of("fields select fieldset onlyfields returnfields attributes optfields fieldlist")


def kept_by(shapes: Structures, param: Param, members: Mapping[str, Structure]) -> Role | None:
    """What a parameter keeps of each row; None for one that names no properties.

    Args:
        shapes: The document's.
        param: The parameter; a text with names between commas, or an array of names.
        members: The properties of a row.
    """
    many = "array" in param.shape.kinds
    asked = shapes.element(param.shape) if many else param.shape
    if norm(param.name) not in SELECTS or asked.kind != "string" or not members or param.name in members:
        return None
    default = param.shape.facts.get("default", asked.facts.get("default"))
    if not {*map(str, asked.options), *_names(default)} <= set(members):
        return None  # `all` is no property: what the values mean is not said
    return Role({"select": "keep"}, f"`{param.name}` names the properties of a row that are shown")


def added_by(
    shapes: Structures, param: Param, shown: Sequence[Structure], rows: Callable[[], Mapping[str, str]]
) -> Role | None:
    """What a parameter adds to each row; None for one that names no properties.

    Args:
        shapes: The document's.
        param: The parameter; its values are names, of which the document lists those that are properties.
        shown: The schemas of a row.
        rows: Gives the properties that hold the key of a row or that row itself, each with its resource.
    """
    asked = shapes.element(param.shape) if "array" in param.shape.kinds else param.shape
    if norm(param.name) not in EXTENDS or asked.kind != "string":
        return None
    needed = {name for row in shown for name in row.required}
    members = {name for row in shown for name in row.properties} - {param.name}
    options = (str(option).split(".") for option in asked.options)  # `data.owner` may be said of the list
    said = [next((part for part in parts if part in members), "") for parts in options]
    keys = {name: target for name, target in rows().items() if not asked.options or name in said}
    extended = [name for name in dict.fromkeys(said) if name in members - needed - keys.keys()]
    rule = {**({"extend": extended} if extended else {}), **({"rows": keys} if keys else {})}
    return Role({"select": rule}, f"`{param.name}` names {_told(extended, keys)}") if rule else None


def _told(extended: Sequence[str], keys: Mapping[str, str]) -> str:
    parts = [
        f"properties of a row: {', '.join(extended)}" if extended else "",
        f"properties that are a key or a row: {', '.join(keys)}" if keys else "",
    ]
    return ", and ".join(filter(None, parts))


def _names(default: Any) -> Iterator[str]:
    """The names in a default: a text with commas between them, or an array."""
    for each in default if isinstance(default, list) else [default] if default is not None else []:
        yield from (name.strip() for name in str(each).split(","))
