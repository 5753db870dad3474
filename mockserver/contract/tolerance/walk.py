"""What is known during a pass over a document, and the places and pointers of its nodes."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from mockserver.contract.document import FILES, Document, ancestors, escape, steps
from mockserver.contract.tolerance.grammar import NEWEST
from mockserver.contract.tolerance.targets import References
from mockserver.errors import Problem

Place = tuple[Any, Any] | None  # of the holder, and the key or index in it; None is the root


class Gone(Enum):
    """What is left out of a document."""

    GONE = "gone"


_BROUGHT = re.compile(rf"#/{FILES}/(\w+)(/?)")
GONE: Final = Gone.GONE
Mend = Callable[[Any, Place], Any]  # a value and where it stands -> what is read in its place, or GONE


class Pass:
    """What is known during one pass.

    Attributes:
        document: The document as it came.
        data: Its data.
        version: Its version of OpenAPI, one that is known.
        problems: What was found.
        moved: Pointer in the mended data to pointer in the data as it came, for nodes that moved.
        links: What its `$ref`s lead to.
        seen: Identities of the schemas that were visited.
        targets: What was referred to, by pointer: its kind and the node.
        inlining, inlined: References whose targets are being read in their place, and how many were.
    """

    def __init__(self, document: Document, make: Callable[["Pass", str], Mend]) -> None:
        self.document = document
        self.data: Any = document.data
        self.version = min(document.version, NEWEST)
        self.problems: list[Problem] = []
        self.moved: dict[str, str] = {}
        self.links = References(document)
        self.seen: set[int] = set()
        self.targets: dict[str, tuple[str, Any]] = {}
        self.inlining: set[str] = set()
        self.inlined = 0
        self._made: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._make = make
        self._kinds: dict[str, Mend] = {}

    def kind(self, name: str) -> Mend:
        """What mends values of a kind."""
        known = self._kinds.get(name)
        if known is None:
            known = self._kinds[name] = self._make(self, name)
        return known

    def made(self, name: str, node: Any, make: Callable[[], Any]) -> Any:
        """What a node becomes as an object of a kind; the node itself while that is being found out."""
        key = (name, id(node))
        known = self._made.get(key)
        if known is not None:
            return known[1]
        self._made[key] = (node, node)  # keeps the node, and so its identity
        result = make()
        self._made[key] = (node, result)
        return result

    def forget(self) -> None:
        """Let go of what was found: what mends kinds holds itself, and so the pass, where no collector runs."""
        self._made.clear()
        self._kinds.clear()
        self.seen.clear()
        self.targets.clear()
        self.links = References(self.document)

    def fault(self, place: Place, rule: str, message: str) -> None:
        """Tell of something that is mended."""
        at = pointer(place)
        if FILES in message:  # said as it is written: the file, not the place that it has here
            message = _BROUGHT.sub(lambda match: f"{self._file(match[1])}#{match[2]}", message)
        found = self.document.problem(at, message, severity="warning", rule=rule)
        self.problems.append(found)

    def _file(self, key: str) -> str:
        return Path(self.document.texts[key].source).name if key in self.document.texts else FILES

    def move(self, new: Place, old: Place) -> None:
        """Note that what stood at `old` stands at `new` from now on."""
        self.moved[pointer(new)] = pointer(old)


def pointer(place: Place) -> str:
    """The JSON pointer of a place."""
    tokens: list[str] = []
    while place is not None:
        place, token = place
        tokens.append(escape(str(token)))
    return "".join(f"/{token}" for token in reversed(tokens))


def place_of(at: str) -> Place:
    """The place of a JSON pointer."""
    place: Place = None
    for step in steps(at):
        place = (place, step)
    return place


def node_at(data: Any, place: str) -> Any:
    """What stands at a JSON pointer; None where it leads nowhere."""
    for step in steps(place):
        try:
            data = data[int(step)] if isinstance(data, list) else data[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return data


def replaced(data: Any, place: str, value: Any) -> Any:
    """`data` with another value at a JSON pointer; what is on the way is copied. The same where it leads nowhere."""
    return _replaced(data, list(steps(place)), value)


def _replaced(node: Any, way: list[str], value: Any) -> Any:
    if not way:
        return value
    step, *rest = way
    if isinstance(node, dict) and step in node:
        return {**node, step: _replaced(node[step], rest, value)}
    if isinstance(node, list) and step.isdigit() and int(step) < len(node):
        made = list(node)
        made[int(step)] = _replaced(node[int(step)], rest, value)
        return made
    return node


def renamed(node: Any, prefixes: Mapping[str, str]) -> Any:
    """`node` with the targets of its `$ref`s moved: each that begins with a pointer of `prefixes` gets the new one."""
    if isinstance(node, dict):
        made = {key: renamed(value, prefixes) for key, value in node.items()}
        if isinstance(made.get("$ref"), str):
            made["$ref"] = _moved(made["$ref"], prefixes)
        return made
    return [renamed(value, prefixes) for value in node] if isinstance(node, list) else node


def _moved(reference: str, prefixes: Mapping[str, str]) -> str:
    for at in ancestors(reference.removeprefix("#")):
        if at in prefixes:
            return f"#{prefixes[at]}{reference.removeprefix('#')[len(at) :]}"
    return reference
