"""The way in which a list is cut, as an entry of the document's `x-mock.pagination`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.inference.envelopes import rows_in
from mockserver.contract.inference.listing_body import envelope
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.paging import AFTER, KEYS, Paging
from mockserver.contract.inference.seeds import DEFAULT_SIZE, page_size_of
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import all_of, norm

COUNTERS = all_of("xtotalcount xtotal xresultcount totalcount xcount xpaginationtotal xtotalresults")
SPRING = ("content", "totalelements")  # counts pages from 0, often without saying so


@dataclass(frozen=True, slots=True)
class Style:
    """A way to cut lists.

    Attributes:
        name: Of the entry.
        mock: The entry.
        roles: What each part is called in it.
        why: The evidence.
    """

    name: str
    mock: Mapping[str, Any]
    roles: Mapping[str, str]
    why: str


def style_of(reader: Reader, use: Use, paging: Paging) -> Style:
    """The way in which a list is cut."""
    size = page_size_of(paging)
    sized = {} if size == DEFAULT_SIZE else {"size": size}
    suffix = f"_{size}" if sized else ""
    parts = ", ".join(f"`{part.name}`" for part in paging.parts.values())
    if paging.style == "page":
        first, why = _first(paging, use)
        named = "pages" if first == 1 else f"pages_from_{first}"
        mock = {"style": "page", **({} if first == 1 else {"first": first}), **sized}
        return Style(named + suffix, mock, _MIXED, f"{parts}: {why}")
    if paging.style == "offset":
        return Style("offsets" + suffix, {"style": "offset", **sized}, _MIXED, f"{parts}: rows to pass over")
    if paging.style == "cursor":
        if _is_keyed(reader, use, paging):
            why = f"{parts}: the id of a row, after or before which the page begins"
            return Style("keys" + suffix, {"style": "keyset", **sized}, _KEYSET, why)
        return Style(
            "cursors" + suffix, {"style": "cursor", **sized}, _CURSOR, f"{parts}: a text from the page before"
        )
    by = _linked_by(reader, use, paging)
    linked = {"by": by} if by else {}
    why = f"{parts}: the rows wanted" + (f"; the links in its body carry `{by}`" if by else "")
    mock = {"style": "offset", **linked, **sized}
    return Style(("linked" if by else "first_rows") + suffix, mock, {"size": "size"}, why)


_MIXED = {"number": "number", "offset": "offset", "size": "size", "cursor": "cursor"}
_CURSOR = {"cursor": "cursor", "size": "size"}
_KEYSET = {"cursor": "after", "before": "before", "size": "size"}


def _linked_by(reader: Reader, use: Use, paging: Paging) -> str:
    """The parameter that links to pages carry where no parameter cuts them; empty where there are no links."""
    success = use.op.success
    if success is None or success.shape is None:
        return ""
    rows = rows_in(reader.shapes, success.shape, use.route.noun, paged=True)
    told = set(envelope(reader.shapes, rows, paging).values()) if rows is not None else set()
    if told.isdisjoint({"$page.links.next", "$page.paths.next"}):
        return ""
    for both in use.op.query:  # one parameter that is called by the names of two, `before/after`
        found = [name for name in both.split("/") if "/" in both and norm(name) in AFTER]
        if found:
            return found[0]
    name = paging.parts["size"].name
    return f"{name.partition('[')[0]}[offset]" if "[" in name else "offset"


def _first(paging: Paging, use: Use) -> tuple[int, str]:
    """The number of the first page (PAGINATION, 6)."""
    shape = paging.parts["number"].shape
    default, least = shape.facts.get("default"), shape.facts.get("minimum")
    if default in (0, 1) and not isinstance(default, bool):
        return int(default), f"pages are counted from {default}, the default"
    if least == 0:
        return 0, "pages are counted from 0, the least number"
    body = use.op.success.shape if use.op.success else None
    if body is not None and least is None and _is_spring(body, paging):
        return 0, "pages are counted from 0, as `content` and `totalElements` do"
    return 1, "pages are counted from 1"


def _is_spring(body: Structure, paging: Paging) -> bool:
    names = {norm(name) for name in body.properties}
    return set(SPRING) <= names and "size" in paging.parts and norm(paging.parts["size"].name) == "size"


def _is_keyed(reader: Reader, use: Use, paging: Paging) -> bool:
    """Whether cursors are keys of rows: there is a way back, or no place that the next cursor could come from."""
    if "before" in paging.parts and "cursor" not in paging.parts:
        return True
    part = paging.parts["cursor"]
    name = norm(part.member or part.name)
    if not _names_cursor(reader, use.op, use, paging):
        return name in KEYS or "integer" in part.shape.kinds
    return "before" in paging.parts and name in KEYS


def _names_cursor(reader: Reader, op: Op, use: Use, paging: Paging) -> bool:
    """Whether an answer has a place for the next cursor, or for a link to the next page."""
    success = op.success
    if success is None or success.shape is None:
        return False
    if any(norm(header) == "link" for header in success.headers):
        return True
    rows = rows_in(reader.shapes, success.shape, use.route.noun, paged=True)
    if rows is None:
        return False
    told = envelope(reader.shapes, rows, paging).values()
    return bool({"$page.next", "$page.links.next", "$page.paths.next"} & set(told))


def styles_of(
    reader: Reader, uses: Sequence[Use], pagings: Mapping[int, Paging]
) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """The ways to cut lists that a document has: the name of each, its `x-mock`, and why."""
    seen = set()
    for use in uses:
        paging = pagings.get(id(use.op))
        if paging is None or not paging.style:
            continue
        style = style_of(reader, use, paging)
        if style.name not in seen:
            seen.add(style.name)
            yield style.name, style.mock, style.why
