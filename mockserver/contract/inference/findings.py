"""What inference gives: `x-mock` that nobody had to write, each piece with its evidence, and what it left open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import Document, steps
from mockserver.contract.model import Inferred, Open

MOCK = "x-mock"


@dataclass(frozen=True, slots=True)
class Inference:
    """What was inferred of a document, and what was left open."""

    values: tuple[Inferred, ...]
    left_open: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a parameter does to a list: its `x-mock`, and the evidence."""

    mock: dict[str, Any]
    why: str


def merged(document: Document, values: Iterable[Inferred]) -> tuple[dict[str, Any], dict[str, Inferred]]:
    """The document's data with inferred values in it, and those values by their pointers.

    What is written wins, key by key: a value is left out where the document has one, or has no mapping to put it in.
    The document itself is not changed: what lies on the way to a value is copied, the rest is shared.

    Args:
        document: The one that the values were inferred from.
        values: The values.
    """
    copier = _Copier(document.data)
    put = {}
    for inferred in values:
        if copier.put(tuple(steps(inferred.pointer)), inferred.value):
            put[inferred.pointer] = inferred
    return copier.data, put


class _Copier:
    """Writes into a copy of nested mappings and lists that is only made where something is written."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = dict(data)
        self._own: dict[tuple[str, ...], Any] = {(): self.data}

    def put(self, path: tuple[str, ...], value: Any) -> bool:
        """Whether there was room for the value at a path."""
        holder = self._holder(path[:-1], path)
        if not isinstance(holder, dict) or path[-1] in holder:
            return False
        holder[path[-1]] = value
        return True

    def _holder(self, path: tuple[str, ...], whole: tuple[str, ...]) -> Any:
        found = self._own.get(path)
        if found is not None:
            return found
        parent = self._holder(path[:-1], whole)
        if isinstance(parent, list):
            step: Any = int(path[-1])
        elif isinstance(parent, dict):
            step = path[-1]
            if step not in parent and MOCK in path:
                parent[step] = {}
        else:
            return None
        child = parent[step]
        if not isinstance(child, (dict, list)):
            return None
        copied = child.copy()
        parent[step] = self._own[path] = copied
        return copied
