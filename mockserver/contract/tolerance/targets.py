"""What `$ref`s lead to within one document: by place, by anchor, by the identifier that a schema gives itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import Document, escape

MOST_HOPS = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference leads to, and where that stands."""

    node: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Why a reference leads nowhere."""

    rule: str
    message: str


class References:
    """The `$ref`s of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[str, Found | Nowhere] = {}
        self._names: Mapping[str, str] | None = None

    def target(self, reference: str) -> Found | Nowhere:
        """What a reference leads to in the end, or why nowhere."""
        known = self._found.get(reference)
        if known is None:
            known = self._found[reference] = self._look(reference)
        return known

    def _look(self, reference: str) -> Found | Nowhere:
        node: Any = {"$ref": reference}
        at, hops = "", 0
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            last, here = node["$ref"], self.local(node["$ref"])
            if here is None:
                return self._nowhere(reference, last)
            try:
                at, node = here, self._document.at(here)
            except KeyError:
                return self._nowhere(reference, last)
            hops += 1
            if hops > MOST_HOPS:
                return Nowhere("circle", f"$ref {reference} leads nowhere: it goes round in a circle")
        return Found(node, at)

    def _nowhere(self, reference: str, last: str) -> Nowhere:
        why = self._document.unread.get(last.partition("#")[0])
        if why is None and "://" in last:
            why = "documents behind URLs are not fetched; keep a copy beside it"
        via = "" if last == reference else f" (by way of {last})"
        return Nowhere("reference", f"$ref {reference} leads nowhere{via}" + (f": {why}" if why else ""))

    def local(self, reference: str) -> str | None:
        """The pointer of what a reference names within the document, None where it names nothing there."""
        if reference in {"", "#"} or reference.startswith("#/"):
            return reference.removeprefix("#")
        if self._names is None:
            self._names = dict(_named(self._document.data))
        return self._names.get(reference)


def _named(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names that schemas give themselves, and their pointers (JSON Schema 2020-12, 8.2)."""
    waiting: list[tuple[Any, str, str]] = [(data, "", str(data.get("$self", "")))]
    while waiting:
        node, at, base = waiting.pop()
        if isinstance(node, dict):
            own = node.get("$id")
            if isinstance(own, str) and at:
                base = own
                yield own, at
            for key in ("$anchor", "$dynamicAnchor"):
                if isinstance(node.get(key), str):
                    yield f"#{node[key]}", at
                    yield f"{base}#{node[key]}", at
            waiting += [(child, f"{at}/{escape(key)}", base) for key, child in node.items()]
        elif isinstance(node, list):
            waiting += [(child, f"{at}/{index}", base) for index, child in enumerate(node)]
