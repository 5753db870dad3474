"""Rules of inference in tables: a document that one applies to, and the `x-mock` expected."""

from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import steps
from tests.contract.inference.tiny import Json, array, document, inferred, obj, op

ROW = obj("id", id="string", name="string")
MISSING = {"404": {"description": ""}}


@dataclass(frozen=True)
class Rule:
    """A rule, a document that it applies to, and what is expected at a pointer; None for nothing there."""

    says: str
    paths: Json
    at: str
    expected: Any

    def found(self) -> Any:
        """What is inferred at the pointer."""
        found: Any = inferred(document(self.paths))
        for step in steps(self.at):
            found = found.get(step) if isinstance(found, dict) else None
        return found


def pets(row: Any = ROW, **methods: Any) -> Json:
    """A collection with its item; methods of the collection by name, of the item with `one_` before it."""
    own = {name: node for name, node in methods.items() if not name.startswith("one_")}
    one = {name.removeprefix("one_"): node for name, node in methods.items() if name.startswith("one_")}
    return {"/pets": {"get": op(array(row)), **own}, "/pets/{id}": {"get": op(row), **one}}


def operation(path: str, method: str, rest: str) -> str:
    return f"/paths/{path.replace('/', '~1')}/{method}/x-mock/{rest}"
