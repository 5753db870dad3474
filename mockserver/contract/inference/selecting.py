"""Parameters that choose which properties of a row are shown: `fields`, `select`."""

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.inference.filtering import Role
from mockserver.contract.inference.operations import Param
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import all_of, norm

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


def _names(default: Any) -> Iterator[str]:
    """The names in a default: a text with commas between them, or an array."""
    for each in default if isinstance(default, list) else [default] if default is not None else []:
        yield from (name.strip() for name in str(each).split(","))
