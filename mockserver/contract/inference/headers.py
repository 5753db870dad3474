"""Header fields of answers that tell of pages, or of where a new row is."""

from mockserver.contract.inference.operations import AnswerShape
from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.relations import Parent
from mockserver.contract.inference.uses import MAKING, Use
from mockserver.contract.inference.words import all_of, norm

TOTAL = all_of(
    "xtotalcount totalcount xtotal xresultcount xcount xpaginationtotal xtotalresults xtotalitems "
    "xpaginationtotalcount totalrecords total totalresults"
)
PAGES = all_of("xtotalpages totalpages xpagecount xpaginationpagecount xpaginationtotalpages pagecount")
NUMBER = all_of("xpage xcurrentpage xpagenumber currentpage xpaginationpage xpaginationcurrentpage")
SIZE = all_of("xperpage xpagesize xlimit currentlimit xpaginationlimit xpaginationperpage")
OFFSET = all_of("xoffset currentoffset xpaginationoffset")
LINKS = {
    "nextpage": "next", "xnextpage": "next", "xnext": "next", "nextlink": "next",
    "lastpage": "last", "xlastpage": "last", "firstpage": "first", "selflink": "self",
    "prevpage": "previous", "xprevpage": "previous", "previouspage": "previous",
}  # fmt: skip

FoundHeaders = tuple[dict[str, str], str]


def page_headers(answer: AnswerShape, paging: Paging, *, told: bool) -> FoundHeaders | None:
    """The fields that tell of pages, with the expression for each, and why; None for no such field.

    Args:
        answer: The response.
        paging: How the list is cut.
        told: Whether the body tells of pages.
    """
    if not paging.style:
        return None
    found: dict[str, str] = {}
    for name in answer.headers:
        expression = _expression(norm(name))
        if expression:
            found[name] = expression
    if found:
        return found, f"the answer declares {', '.join(found)}"
    if told or paging.style == "size":
        return None
    usual = {"Link": "$page.link", "X-Total-Count": "$page.total"}
    return usual, "nothing in the answer tells of pages, so that the usual header fields do (RFC 8288)"


def _expression(name: str) -> str:
    if name == "link":
        return "$page.link"
    tests = ((TOTAL, "total"), (PAGES, "total_pages"), (NUMBER, "number"), (SIZE, "size"), (OFFSET, "offset"))
    for names, fact in tests:
        if name in names:
            return f"$page.{fact}"
    return f"$page.links.{LINKS[name]}" if name in LINKS else ""


def location(use: Use, answer: AnswerShape, field: str, parents: list[Parent]) -> FoundHeaders | None:
    """Where a created row is, as `Location` tells it; None where no operation is on one row, or none is told."""
    item = use.resource.main.item
    declared = next((name for name in answer.headers if norm(name) in {"location", "operationlocation"}), "")
    if (
        use.behaviour not in MAKING
        or item is None
        or not item[1].params
        or not (declared or answer.status == "201")
    ):
        return None
    path = item[0].path
    shown = {norm(name): name for row in use.resource.shown for name in row.properties}
    for name in item[1].params[:-1]:
        told = "$request.path." + name
        if all(parent.param != name for parent in parents):
            if name in use.route.params or norm(name) not in shown:
                return None
            told = "$row." + shown[norm(name)]
        path = path.replace("{" + name + "}", "{" + told + "}")
    path = path.replace("{" + item[1].params[-1] + "}", "{$row." + field + "}")
    return {declared or "Location": "{$base}" + path}, f"a new row is at {item[0].path} (RFC 9110, 10.2.2)"
