"""Walks through lists in every style, to be held against what is expected of them."""

from typing import Any
from urllib.parse import urlencode

from mockserver.contract import document
from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from mockserver.rows import Order, Row
from tests.builders import SPECS, Mock

CONTRACT = compile_contract(document.load(SPECS / "acme_lists.yaml"), PARTS)


ORDERS = {
    None: Order(["-rank", "name"], "id"),
    "up": Order(["rank"], "id"),
    "down": Order(["-rank"], "id"),
    "name": Order(["name", "-rank"], "id"),
    "late": Order(["-deep.at"], "id"),
    "no such order": Order(["-rank", "name"], "id"),
}


Data = dict[str, Any]


def expected(rows: list[Data], choice: Data) -> list[str]:
    """The keys that a list has to show, in order."""
    color = choice.get("color")
    kept = [Row(row["id"], row) for row in rows if not color or row.get("color") == color]
    return [row.key for row in ORDERS[choice.get("order")].sorted(kept)]


def ask(mock: Mock, path: str, **params: Any) -> tuple[list[str], Data]:
    """The keys of a page, and what it says of itself."""
    body = mock.json(
        "GET", f"{path}?{urlencode({name: value for name, value in params.items() if value is not None})}"
    )
    return [row["id"] for row in body["rows"]], body["page"]


STEPS: dict[str, Any] = {
    "/pages": lambda page: {"page": page["number"] + 1} if page["has_more"] else None,
    "/offsets": lambda page: {"offset": page["offset"] + page["size"]} if page["has_more"] else None,
    "/cursors": lambda page: {"cursor": page["next"]} if page["next"] is not None else None,
    "/loose": lambda page: {"cursor": page["next"]} if page["next"] is not None else None,
    "/keys": lambda page: {"after": page["next"]} if page["next"] is not None else None,
}
