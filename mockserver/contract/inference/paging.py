"""Parameters of lists that cut pages: types decide before names (PAGINATION, 1 to 3)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mockserver.contract.inference.hints import hints_of
from mockserver.contract.inference.operations import Op, Param
from mockserver.contract.inference.structure import SCALARS, Structure
from mockserver.contract.inference.words import all_of, norm

SIZE = all_of(
    "limit perpage pagesize size count take top maxresults maxitems itemsperpage pagelimit resultsperpage max first "
    "num pagelength rows hitsperpage maxpagesize maximumpagesize pagecount amount n length numresults numberofresults "
    "resultsize batchsize limitto maxcount"
)
SURE_SIZES = all_of("limit perpage pagesize itemsperpage hitsperpage resultsperpage maxresults pagelimit")
PAGE = all_of("page pagenumber pageno p pageindex pagenum currentpage pageid")
OFFSET = all_of("offset skip start startindex startat from pageoffset recordoffset startfrom startrow")
AFTER = all_of(
    "cursor pagetoken nexttoken startingafter after bookmark pagecursor marker continue iterator nextpagetoken "
    "aftercursor pageafter next nextpage scroll scrollid sinceid continuationtoken token nextcursor "
    "pagestartingafter startafter afterid lastid skiptoken pagemarker paginationtoken "
    "nextrecordid startcursor resumetoken exclusivestartkey lastseenid lastevaluatedkey"
)
BEFORE = all_of("endingbefore before pagebefore beforeid previouscursor prevcursor beforecursor untilid")
KEYS = all_of(
    # names of cursors that are the id of a row
    "startingafter after sinceid marker afterid lastid startafter pagestartingafter pageafter nextrecordid lastseenid"
)
HOLDERS = all_of("page pageable paging pagination")  # objects whose members cut pages
MEMBERS: Mapping[str, str] = {
    "number": "number", "page": "number", "size": "size", "limit": "size", "offset": "offset", "after": "cursor",
    "cursor": "cursor", "token": "cursor", "before": "before", "pagesize": "size",
}  # fmt: skip
TIME = re.compile(r"\b(dates?|times?|timestamp|epoch|unix|iso ?8601|rfc ?3339)\b", re.IGNORECASE)
SECRET = re.compile(
    r"\b(auth\w*|credentials?|scopes?|secret|log ?in|session|api)\b", re.IGNORECASE
)  # of a token
OPAQUE = re.compile(r"\b(cursor|token|opaque|bookmark)\b", re.IGNORECASE)
RANGE_ENDS: Mapping[str, frozenset[str]] = {
    "start": frozenset({"end", "stop", "endtime"}),
    "from": frozenset({"to", "until", "till"}),
    "after": frozenset({"before"}),
}


@dataclass(frozen=True, slots=True)
class PagingPart:
    """The part that a parameter plays in cutting pages.

    Attributes:
        role: `number`, `size`, `offset`, `cursor` or `before`.
        name: The parameter.
        member: Its member, where it is an object; empty otherwise.
        shape: Of the value.
        why: The evidence.
    """

    role: str
    name: str
    member: str
    shape: Structure
    why: str


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is cut.

    Attributes:
        style: `page`, `offset`, `cursor`, `size` (nothing but a size), or empty.
        parts: By role, the first parameter that plays each.
        spare: Parts that another style would need, and further sizes.
        told: What else the document says where in the body, as JSON pointers with expressions.
    """

    style: str
    parts: Mapping[str, PagingPart]
    spare: tuple[PagingPart, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The parameters that play a part."""
        return frozenset(part.name for part in (*self.parts.values(), *self.spare))


ROLES_OF: Mapping[str, tuple[str, ...]] = {
    "page": ("number", "size"),
    "offset": ("offset", "size"),
    "cursor": ("cursor", "before", "size"),
    "size": ("size",),
}


def paging_of(op: Op) -> Paging:
    """How an operation's parameters cut pages."""
    found: dict[str, PagingPart] = {}
    hints = hints_of(op)
    parts = [
        PagingPart(role, name, "", op.query[name].shape, why) for name, (role, why) in hints.parts.items()
    ]
    parts += [part for part in _parts(op) if part.name not in hints.parts]
    for part in parts:
        found.setdefault(part.role, part)
    sizes = [p for p in parts if p.role == "size" and p is not found["size"] and norm(p.name) in SURE_SIZES]
    if "number" in found:
        style = "page"
    elif "offset" in found:
        style = "offset"
    elif "cursor" in found or "before" in found:
        style = "cursor"
    else:
        style = "size" if "size" in found else ""
    played = {role: part for role, part in found.items() if role in ROLES_OF.get(style, ())}
    spare = tuple(part for role, part in found.items() if role not in played)
    return Paging(style, played, (*spare, *sizes), hints.told)


def _parts(op: Op) -> Iterator[PagingPart]:
    known = {norm(name) for name in op.query}
    for name, param in op.query.items():
        if param.shape.kind == "object":
            yield from _of_members(op, name, param)
            continue
        role, why = _role(param, known)
        if role:
            yield PagingPart(role, name, "", param.shape, why)


def _of_members(op: Op, name: str, param: Param) -> Iterator[PagingPart]:
    """Parts that members of an object play: `page[size]`, `pageable`, or filters and pages in one JSON parameter."""
    shapes = op.reader.shapes
    if norm(name) in HOLDERS:
        for member, shape in shapes.members(param.shape):
            role = MEMBERS.get(norm(member))
            if role and (shape.is_scalar or not shape.kinds):
                yield PagingPart(role, name, member, shape, f"`{name}` holds `{member}`")
    elif "content" in param.node:
        known = {norm(member) for member in param.shape.properties}
        for member, shape in shapes.members(param.shape):
            role, why = _role(Param(member, "query", shape, required=False, node=shape.node), known)
            if role:
                yield PagingPart(role, name, member, shape, why)


def _role(param: Param, known: set[str]) -> tuple[str, str]:
    """The role of a parameter and the evidence for it; two empty texts for none."""
    key, shape = norm(param.name), param.shape
    if (shape.kinds and not shape.kinds & SCALARS) or shape.kind == "boolean" or shape.is_date:
        return "", ""
    is_text = shape.kind == "string"
    number = bool(shape.kinds & {"integer", "number"}) or not shape.kinds
    plain = number or (is_text and not shape.options and not shape.format)
    if key == "first" and number and known & SIZE - {key}:
        return "offset", f"`{param.name}` is a number beside one that says how many"
    if key in SIZE and plain and not (key in {"first", "max", "n"} and is_text):
        return "size", f"`{param.name}` is a number of that name"
    if key in PAGE and plain:
        if is_text and OPAQUE.search(param.text):
            return "cursor", f"`{param.name}` is a text that is called a cursor or token"
        return "number", f"`{param.name}` is a number of that name"
    if _is_range(param, key, known) or (
        key == "token" and (known & AFTER - {key} or SECRET.search(param.text))
    ):
        return "", ""
    if key in OFFSET:
        return _from_offset(param, key, number=number, plain=plain)
    if key in AFTER | BEFORE and not TIME.search(param.text) and not shape.options:
        role = "before" if key in BEFORE else "cursor"
        return role, f"`{param.name}` has the name of a cursor and is no date"
    return "", ""


def _from_offset(param: Param, key: str, *, number: bool, plain: bool) -> tuple[str, str]:
    if number:
        return "offset", f"`{param.name}` is a number of that name"
    if key == "offset" and plain:
        return "cursor", f"`{param.name}` is a text, so that it is no number of rows"
    return "", ""


def _is_range(param: Param, key: str, known: set[str]) -> bool:
    """Whether a start has an end beside it, or is said to be a time: a range, not the place of a page."""
    if key in ("start", "from") and known & RANGE_ENDS[key]:
        return True
    return key in ("start", "from", "since") and TIME.search(param.text) is not None
