"""What a path parameter names a row by beside its key, where its description or its schema says so."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from mockserver.contract.inference.operations import Op, Param
from mockserver.contract.inference.routes import route_of
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import norm

# "ID or name", "the SID of the stream or its `name`"
ALTERNATIVES = re.compile(
    r"\b([\w-]+)[`*]*(?: of (?:the |an? )?(?:\w+ ){0,3}?\w+)?,? or (?:the |its |an? )?[`*]*([\w-]+)",
    re.IGNORECASE,
)

PathPlace = tuple[str, str]  # the key of the route before a parameter, and its name


class OtherNames:
    """The path parameters of a document that stand for more than the key of a row."""

    def __init__(self, shapes: Structures, ops: Sequence[Op]) -> None:
        self._shapes = shapes
        found: dict[PathPlace, dict[tuple[Any, ...], Param]] = defaultdict(dict)
        for op in ops:
            for place in route_of(op.path).collections():
                param = op.path_param(place[1])
                if param is not None:
                    found[place].setdefault(_said(param), param)
        self._params = {place: list(params.values()) for place, params in found.items()}
        self._known: dict[tuple[PathPlace, tuple[int, ...], str], tuple[str, ...]] = {}

    def of(self, place: PathPlace, rows: Sequence[Structure], key: str) -> tuple[str, ...]:
        """The fields by which the parameter at a place names a row, its key aside.

        Args:
            place: Of the parameter.
            rows: What is shown of a row.
            key: Its field.
        """
        if place not in self._params:
            return ()
        asked = (place, tuple(map(id, rows)), key)
        if asked not in self._known:
            found: dict[str, None] = {}
            for param in self._params[place]:
                for row in rows:
                    found |= dict.fromkeys((*self._described(param, row, key), *self._alike(param, row, key)))
            self._known[asked] = tuple(found)
        return self._known[asked]

    def _described(self, param: Param, row: Structure, key: str) -> Iterator[str]:
        """The texts and numbers of a row that a description puts beside its key."""
        names = self._shapes.names(row)
        for pair in ALTERNATIVES.findall(param.text):
            fields = [names.get(norm(word), "") for word in pair]
            if key in fields:
                yield from (field for field in fields if field not in ("", key) and self._is_text(row, field))

    def _alike(self, param: Param, row: Structure, key: str) -> Iterator[str]:
        """The texts of a row that have the parameter's own pattern and example, which the key has not."""
        told = param.shape.facts.get("pattern") is not None and param.shape.node.get("example") is not None
        if told and not _is_one(param.shape, self._shapes.member(row, key)):
            yield from (
                field
                for field, member in self._shapes.members(row)
                if field != key and member.kind == "string" and _is_one(param.shape, member)
            )

    def _is_text(self, row: Structure, field: str) -> bool:
        return self._shapes.member(row, field).kind in ("string", "integer")


def _said(param: Param) -> tuple[Any, ...]:
    """What tells a parameter from others at its place: most are written once for each operation, and all alike."""
    return param.text, repr(param.shape.facts.get("pattern")), repr(param.shape.node.get("example"))


def _is_one(shape: Structure, other: Structure) -> bool:
    """Whether two texts are of one pattern and one example."""
    ours, theirs = ((each.facts.get("pattern"), each.node.get("example")) for each in (shape, other))
    return None not in ours and ours == theirs
