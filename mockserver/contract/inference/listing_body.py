"""What stands beside the rows of a list: totals, numbers of pages, cursors, links; by name and type (PAGINATION, 5)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mockserver.contract.document import escape
from mockserver.contract.inference.envelopes import ListedRows
from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import all_of, norm, singular, words
from mockserver.contract.patterns import search
from mockserver.rows import Steps

TOTAL = all_of(
    "total totalcount totalresults totalitems totalentries totalrecords totalelements totalrows totalhits totalnumber "
    "recordstotal itemstotal estimatedtotalhits totalsize totalobjects totalmatches totalavailable totalamount "
    "filteredtotal recordsfiltered recordcount"
)
COUNT = all_of("count itemcount resultcount numberofelements resultscount returned itemsreturned size")
PAGES = all_of("totalpages pagecount pages numpages lastpage pagestotal totalpagecount numberofpages")
NUMBER = all_of("page currentpage pagenumber pageindex number pageno pagenum current")
SIZE = all_of("perpage pagesize size limit itemsperpage pagelimit maxresults resultsperpage top take")
OFFSET = all_of("offset skip start startindex startat currentoffset")
MORE = all_of(
    "hasmore hasnext hasnextpage more moreresults istruncated truncated morerecords hasmoreitems nextpageavailable "
    "hasmoreresults hasadditional"
)
DONE = all_of("last islast islastpage lastpage done iscomplete complete end isend")
FIRST = all_of("first isfirst isfirstpage firstpage")
BACK = all_of("hasprev hasprevious haspreviouspage hasprevpage hasless hasback")
WAYS: Mapping[str, re.Pattern[str]] = {
    "next": re.compile(
        r"(odata)?next(page|cursor|pagetoken|token|links?|url|offset|marker|uri|pageurl|pageuri|pagelink|key|start|id)?"
        r"|endcursor|continuationtoken|cursornext|nextcontinuationtoken|after|aftercursor|resumetoken"
    ),
    "previous": re.compile(
        r"prev(ious)?(page|cursor|pagetoken|token|links?|url|offset|marker|uri|pageurl|pageuri|pagelink|iterator|key)?"
        r"|startcursor|cursorprev(ious)?|before|beforecursor"
    ),
    "first": re.compile(r"first(page)?(links?|url|uri|pageurl|pageuri|href)?"),
    "last": re.compile(r"last(page)?(links?|url|uri|pageurl|pageuri|href)?"),
    "self": re.compile(r"self(links?|url|uri)?|current(page)?(link|url|uri)|url|uri|href|link|path"),
}
CURSORS = all_of("cursor bookmark iterator marker continue token scrollid pagetoken nexttoken")
LEAVES = all_of("href url uri link cursor token")
ADDRESS = re.compile(r"\b(url|uri|link|href)\b", re.IGNORECASE)
ON_PAGE = re.compile(
    r"(this|current|the) (page|response|batch)|returned|in the (page|response|list|array)", re.IGNORECASE
)
DEEPEST = 3
ADDRESSED = "/acme/v1/pets?page=2"
CURSOR = "n0-_" * 12


@dataclass(frozen=True, slots=True)
class _Member:
    path: Steps
    name: str
    shape: Structure


def envelope(shapes: Structures, rows: ListedRows, paging: Paging) -> dict[str, str | None]:
    """The members of a list's body that tell of its pages, by JSON pointer, with the expression for each.

    None for a number that would lead to another page where nothing in a request takes it: a walk ends there.
    """
    found: dict[str, str | None] = {}
    members = list(_members(shapes, rows.body, rows.place))
    totals = any(norm(member.name) in TOTAL for member in members if _is_number(member.shape))
    for member in members:
        place = "".join(f"/{escape(step)}" for step in member.path)
        told = paging.told.get(place) if paging.style else None
        expression = told or _expression(member, paging, rows, totals=totals)
        expression = _admitted(member.shape, expression)
        if expression or _leads_nowhere(member):
            found[place] = expression or None
    return found


def _leads_nowhere(member: _Member) -> bool:
    """Whether a number that need not be there tells of another page by its name."""
    ways = (WAYS["next"], WAYS["previous"])
    return (
        _is_number(member.shape)
        and member.shape.nullable
        and any(w.fullmatch(norm(member.name)) for w in ways)
    )


def _admitted(shape: Structure, expression: str) -> str:
    """The expression, where what it gives can meet the schema of its member; an address perhaps without a host."""
    tries = [expression, expression.replace("$page.links.", "$page.paths.")]
    return next((each for each in tries if _meets(shape, _typical(each))), "")


def _typical(expression: str) -> str:
    """A text like what an expression gives; none for numbers."""
    if expression.startswith("$page.links."):
        return f"http://127.0.0.1:8080{ADDRESSED}"
    if expression.startswith("$page.paths."):
        return ADDRESSED
    return CURSOR if expression in ("$page.next", "$page.previous") else ""


def _meets(shape: Structure, text: str) -> bool:
    longest, pattern = shape.facts.get("maxLength"), shape.facts.get("pattern")
    if not text or shape.format == "uuid":
        return not text
    held = search(pattern) if isinstance(pattern, str) else None
    short = not isinstance(longest, int) or len(text) <= longest
    return short and (held is None or held(text))


def _members(shapes: Structures, body: Structure, rows: Steps) -> Iterator[_Member]:
    level: list[tuple[Steps, Structure]] = [((), body)]
    for _ in range(DEEPEST):
        following: list[tuple[Steps, Structure]] = []
        for path, holder in level:
            for name, shape in shapes.members(holder):
                here = (*path, name)
                if here == rows:
                    continue
                if shape.is_object:
                    following.append((here, shape))
                elif not shape.kinds or shape.is_scalar:
                    yield _Member(here, _own_name(here), shape)
        level = following


def _own_name(path: Steps) -> str:
    """The name of a member; of the object around it for `next.href`."""
    if len(path) < 2 or norm(path[-1]) not in LEAVES:
        return path[-1]
    around = norm(path[-2])
    return path[-2] if any(pattern.fullmatch(around) for pattern in WAYS.values()) else path[-1]


def _is_number(shape: Structure) -> bool:
    return bool(shape.kinds & {"integer", "number"})


def _expression(member: _Member, paging: Paging, rows: ListedRows, *, totals: bool) -> str:
    if _is_number(member.shape):
        return _number(member, paging, rows, totals=totals)
    if member.shape.kind == "boolean":
        return _flag(norm(member.name), paging)
    return _text(member, paging)


def _number(member: _Member, paging: Paging, rows: ListedRows, *, totals: bool) -> str:
    name = norm(member.name)
    about = singular(rows.place[-1]) if rows.place else ""
    own_total = bool(about) and name in (
        f"total{about}",
        f"total{about}s",
        f"{about}count",
        f"{about}scount",
        f"{about}total",
    )
    words_of_rows = words(rows.place[-1]) if rows.place else ()
    if name in TOTAL or own_total or any(name in (f"total{w}", f"total{w}s") for w in words_of_rows):
        return "$page.total"
    if name in COUNT and not (name == "size" and _echoes_size(paging)):
        counts_page = (
            totals
            or name in ("numberofelements", "returned", "itemsreturned")
            or ON_PAGE.search(_said(member))
        )
        return "$page.count" if counts_page else "$page.total"
    tests: list[tuple[frozenset[str], str]] = [
        (PAGES, "$page.total_pages"),
        (NUMBER, "$page.number"),
        (SIZE, "$page.size"),
        (OFFSET, "$page.offset"),
    ]
    for names, expression in tests:
        if name in names and paging.style:
            return expression
    if name in ("from", "to") and paging.style == "page":
        return "$page.first_row" if name == "from" else "$page.last_row"
    for way in ("next", "previous"):
        if WAYS[way].fullmatch(name):
            return {"page": f"$page.{way}_number", "offset": f"$page.{way}_offset"}.get(paging.style, "")
    return ""


def _echoes_size(paging: Paging) -> bool:
    return "size" in paging.parts


def _flag(name: str, paging: Paging) -> str:
    tests: list[tuple[frozenset[str], str]] = [
        (MORE, "$page.has_more"),
        (DONE, "$page.is_last"),
        (FIRST, "$page.is_first"),
        (BACK, "$page.has_previous"),
    ]
    return next((expression for names, expression in tests if name in names), "") if paging.style else ""


def _text(member: _Member, paging: Paging) -> str:
    name = norm(member.name)
    if member.shape.options or member.shape.is_date:
        return ""
    if not paging.style:
        ways = (way for way in ("next", "previous") if name.startswith(way[:4]) and WAYS[way].fullmatch(name))
        return next((f"$page.links.{way}" for way in ways), "")  # the whole list leads nowhere
    if name in ("firstid", "lastid"):
        return f"$page.{name[:-2]}_key"
    cursor = paging.parts.get("cursor")
    if cursor is not None and (name in CURSORS or name == norm(cursor.member or cursor.name)):
        return "$page.next"
    for way, pattern in WAYS.items():
        if pattern.fullmatch(name):
            return _way(member, way, paging)
    return ""


def _way(member: _Member, way: str, paging: Paging) -> str:
    if _is_address(member):
        shown = member.shape.facts.get("example")
        relative = (
            isinstance(shown, str) and shown.startswith("/")
        ) or member.shape.format == "uri-reference"
        return f"$page.{'paths' if relative else 'links'}.{way}"
    if way in ("first", "last", "self"):
        return (
            f"$page.links.{way}" if norm(member.path[0]) in ("links", "paging", "pagination", "meta") else ""
        )
    if paging.style == "cursor" or any(part.role == "cursor" for part in paging.spare):
        return f"$page.{way}"
    return f"$page.links.{way}"


def _is_address(member: _Member) -> bool:
    shape = member.shape
    shown = shape.facts.get("example")
    tests: list[Callable[[], bool]] = [
        lambda: shape.format in ("uri", "url", "uri-reference", "iri"),
        lambda: isinstance(shown, str) and shown.startswith(("http://", "https://", "/")),
        lambda: any(norm(step).endswith(("url", "uri", "href", "link")) for step in member.path[-2:]),
        lambda: norm(member.path[0]) == "links" and len(member.path) > 1,
        lambda: not isinstance(shown, str) and ADDRESS.search(_said(member)) is not None,
    ]
    return any(test() for test in tests)


def _said(member: _Member) -> str:
    return str(member.shape.node.get("description") or "")
