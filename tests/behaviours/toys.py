"""One part of each kind that a document may name, in one module: what it takes to add one."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mockserver.access.schemes import Extract, SchemeKind
from mockserver.access.schemes.base import authorization
from mockserver.behaviours.base import Behave, Behaviour, Result
from mockserver.behaviours.listing.pagination.base import Listing, Numbering, Pager
from mockserver.behaviours.locating import RowLocator
from mockserver.contract.model import Operation, SecurityScheme
from mockserver.exchange import Call, PageInfo
from mockserver.language.operators import Operator
from mockserver.rows import Row
from mockserver.services import Services


def ring(operation: Operation, services: Services) -> Behave:
    """The row that the path names, with `rung` set."""
    locator, resource = (
        RowLocator(services.contract, operation, last_is_key=True),
        operation.mock.resource or "",
    )

    def behave(call: Call) -> Result:
        row = locator.locate(call, call.rows)
        return Result("rung", [call.rows.replace(resource, row, {**row.data, "rung": True})])

    return behave


RING = Behaviour(
    ring,
    keys=("match",),
    outcomes=("rung",),
    changes=True,
    raises=lambda contract, operation: ["not_found"],
    template={"bell": "$row"},
    note="sets `rung`",
)


class BlockPager(Pager):
    """Blocks of rows, counted from 0."""

    parts: ClassVar[Mapping[str, str]] = {"block": "block", "size": "rows per block"}
    moving = ("block",)
    numbering = Numbering(first=0, of_pages=True)
    note = "counted from 0"

    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        block, size, total = int(self.roles.get(call, "block", 0)), self.size(call), len(listing.rows)
        shown = listing.rows.page(block * size, (block + 1) * size)
        return shown, {"size": size, "offset": block * size, "total": total, "count": len(shown),
                       "has_more": (block + 1) * size < total}  # fmt: skip


SUFFIX = Operator(
    lambda stored, wanted: isinstance(stored, str) and stored.endswith(str(wanted)),
    "keeps rows whose {field} ends with it",
)


class Spoken(SchemeKind):
    """`Authorization: Spoken <key>`."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        return lambda request: authorization(request, "spoken")

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        return {"Authorization": f"Spoken {key}"}

    def challenge(self, scheme: SecurityScheme, realm: str) -> str:
        """Its word."""
        return f"Spoken realm={realm}"

    def secret(self, key: str) -> Mapping[str, str]:
        return {"bearer": key}
