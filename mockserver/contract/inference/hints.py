"""How a list is cut where the document says it to tools: links of responses, extensions of makers of SDKs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.inference.operations import Op

REQUEST = re.compile(r"\$request(?:\.query)?\.([\w.\[\]$-]+)")
RESPONSE = re.compile(r"\$(?:response)?\.([\w.@$-]+)")
LINK = re.compile(r"\$response\.body#(/.+)")  # OpenAPI 3.0.3, Runtime Expressions
SPEAKEASY: Mapping[str, str] = {"page": "number", "offset": "offset", "limit": "size", "cursor": "cursor"}
TOLD: Mapping[str, str] = {
    "number": "$page.next_number",
    "offset": "$page.next_offset",
    "cursor": "$page.next",
}

Hint = tuple[
    str, str, str
]  # the part that a parameter plays, the place in a body that gives its next value, and why


@dataclass(frozen=True, slots=True)
class Hints:
    """What a document says to tools of the pages of one list.

    Attributes:
        parts: For a parameter, the part that it plays, and why.
        told: For a place in the body, as a JSON pointer, the expression of what stands there.
    """

    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


def hints_of(op: Op) -> Hints:
    """What links and extensions of a list say of its pages."""
    parts: dict[str, tuple[str, str]] = {}
    told: dict[str, str] = {}
    for name, (role, pointer, why) in (*_speakeasy(op), *_fern(op), *_links(op)):
        if name in op.query and role:
            parts.setdefault(name, (role, why))
        if pointer and role in TOLD:
            told.setdefault(pointer, TOLD[role])
    address = _mapping(op.node.get("x-ms-pageable")).get("nextLinkName")
    if isinstance(address, str):
        told.setdefault(f"/{escape(address)}", "$page.links.next")
    return Hints(parts, told)


def _speakeasy(op: Op) -> Iterator[tuple[str, Hint]]:
    said = _mapping(op.node.get("x-speakeasy-pagination"))
    after = _pointer(_mapping(said.get("outputs")).get("nextCursor"))
    inputs = said.get("inputs")
    for each in inputs if isinstance(inputs, list) else ():
        one = _mapping(each)
        role = SPEAKEASY.get(str(one.get("type")), "")
        why = f"`x-speakeasy-pagination` says that it is the {one.get('type')}"
        yield str(one.get("name")), (role, after if role == "cursor" else "", why)


def _fern(op: Op) -> Iterator[tuple[str, Hint]]:
    said = _mapping(op.node.get("x-fern-pagination"))
    for key in ("cursor", "offset", "step"):
        name = REQUEST.fullmatch(str(said.get(key)))
        if name is not None:
            number = key == "offset" and "page" in name[1].lower()
            role = "number" if number else "size" if key == "step" else key
            after = _pointer(said.get("next_cursor")) if key == "cursor" else ""
            yield name[1], (role, after, f"`x-fern-pagination` says that it is the {key}")


def _links(op: Op) -> Iterator[tuple[str, Hint]]:
    """Links of a success to the operation itself: where the next value of a parameter stands."""
    for status, raw in _mapping(op.node.get("responses")).items():
        if not str(status).startswith("2"):
            continue
        response, place = op.reader.shapes.follow(raw, f"{op.pointer}/responses/{status}")
        for each in _mapping(response.get("links")).values():
            link = op.reader.shapes.follow(each, place)[0]
            if link.get("operationId") != op.node.get("operationId") or "operationId" not in link:
                continue
            for name, value in _mapping(link.get("parameters")).items():
                found = LINK.fullmatch(str(value))
                bare = name.removeprefix("query.")
                if found is not None and bare in op.query:
                    yield (
                        bare,
                        (
                            _role(op, bare),
                            found[1],
                            "a link to the next page says where its next value stands",
                        ),
                    )


def _role(op: Op, name: str) -> str:
    """The part of a parameter whose next value stands in the page before."""
    if "integer" not in op.query[name].shape.kinds:
        return "cursor"
    return "number" if "page" in name.lower() else "offset"


def _pointer(path: Any) -> str:
    found = RESPONSE.fullmatch(str(path))
    return "/" + found[1].replace(".", "/") if found is not None else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
