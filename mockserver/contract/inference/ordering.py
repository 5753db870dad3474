"""Parameters of lists that order rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.contract.inference.descriptions import quoted, says_both
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.findings import Role
from mockserver.contract.inference.operations import Op, Param
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import all_of, norm

FIELDS = all_of(
    "sort sortby orderby order ordering sortfield sortkey sortcolumn sorting orderfield sorts sortorder"
)
WAYS = all_of("direction dir sortdir sortdirection orderdirection order sortorder orderdir sorttype sortmode")
FLAGS: Mapping[str, dict[str, str]] = {
    "descending": {"true": "desc", "false": "asc"},
    "desc": {"true": "desc", "false": "asc"},
    "reverse": {"true": "desc", "false": "asc"},
    "ascending": {"true": "asc", "false": "desc"},
    "asc": {"true": "asc", "false": "desc"},
}  # fmt: skip
DIRECTIONS: Mapping[str, str] = {
    "asc": "asc", "ascending": "asc", "ascend": "asc", "up": "asc", "1": "asc", "oldest": "asc", "forward": "asc",
    "desc": "desc", "descending": "desc", "descend": "desc", "down": "desc", "-1": "desc", "newest": "desc",
    "reverse": "desc", "backward": "desc",
}  # fmt: skip
BOTH = ("asc", "desc")
MARKED = re.compile(r"([+-]?)([\w.]+?)(?:[:.\s_-](asc|desc|ascending|descending))?", re.IGNORECASE)


class Sorts:
    """The orders of one list."""

    def __init__(self, shapes: Structures, rows: Sequence[Structure]) -> None:
        """Take what is shown of a row."""
        self._shapes = shapes
        self._members = union(shapes, rows)
        self._names = {norm(name): name for name in reversed(self._members)}

    def role(self, op: Op, param: Param) -> Role | None:
        """How a query parameter orders the rows, None where it does not, or nothing tells it."""
        key = norm(param.name)
        if key in FLAGS and param.shape.kind == "boolean":
            return Role({"sort": {"direction": FLAGS[key]}}, f"`{param.name}` gives a direction")
        if key not in FIELDS | WAYS:
            return None
        shape = param.shape if "array" not in param.shape.kinds else self._shapes.element(param.shape)
        ways = {str(option): DIRECTIONS.get(str(option).lower()) for option in shape.options}
        if ways and all(ways.values()):
            return Role({"sort": {"direction": ways}}, f"the values of `{param.name}` are directions")
        if ways:
            orders = self._orders(list(ways))
            if orders:
                return Role(
                    {"sort": {"values": orders}}, f"the values of `{param.name}` are properties of a row"
                )
            return None
        if shape.kind not in ("string", ""):
            return None
        return _way(param) if key in WAYS - FIELDS else self._by_name(param)

    def _by_name(self, param: Param) -> Role | None:
        """By any scalar of a row; by those that the description names where it names several, not as examples."""
        fields = [name for name, member in self._members.items() if member.is_scalar]
        if not fields:
            return None
        why = f"`{param.name}` names a property of a row"
        said = quoted(param.text, fields)
        if len(said) > 1:
            fields, why = said, f"{why}: one of those that its description names"
        return Role({"sort": {"fields": fields, "marks": True, "default": "asc"}}, why)

    def _orders(self, options: Sequence[str]) -> dict[str, Any]:
        """The order that each value of an enumeration stands for; those that name no property are left out."""
        found = {}
        for option in options:
            order = self._order(option)
            if order:
                found[option] = [order]
        return found

    def _order(self, option: str) -> str:
        whole = self._names.get(norm(option))
        if whole is not None and not option.startswith("-"):
            return whole
        marked = MARKED.fullmatch(option)
        if marked is None:
            return ""
        name = self._names.get(norm(marked[2]))
        if name is None:
            return ""
        descending = marked[1] == "-" or (marked[3] or "").lower().startswith("desc")
        return f"-{name}" if descending else name


def _way(param: Param) -> Role | None:
    """The direction of a sort, of a parameter that is any text: as its default or its description has it."""
    default = param.shape.facts.get("default")
    known = DIRECTIONS.get(str(default).lower()) if default is not None else None
    if known is None and not says_both(param.text):
        return None
    values = {way.upper() if str(default).isupper() else way: way for way in BOTH}
    return Role({"sort": {"direction": values}}, f"`{param.name}` is a direction by its name and description")
