"""What every style of pagination does."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from mockserver.contract.mock import Pagination
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import Call, PageInfo
from mockserver.rows import Order, Row, Selected


@dataclass(slots=True)  # made for every list, and frozen ones are slow to make
class Listing:
    """A list before it is cut.

    Attributes:
        rows: Every matching row, in order.
        order: Their order.
        criteria: The filters that they were selected by.
        find: A row of the list's resource by its key, whether it matches or not.
    """

    rows: Selected
    order: Order
    criteria: tuple[Any, ...]
    find: Callable[[str], Row | None]


class Roles:
    """Which parameter plays which part, by `x-mock.page`."""

    def __init__(self, operation: Operation) -> None:
        self.names: dict[str, str] = {
            parameter.mock.page: parameter.name
            for parameter in operation.parameters
            if parameter.mock.page is not None
        }

    def get(self, call: Call, role: str, default: Any = None) -> Any:
        """The value that the call sends for a part; `default` where it sends none."""
        name = self.names.get(role)
        return default if name is None else call.query.get(name, default)


@dataclass(frozen=True, slots=True)
class Numbering:
    """How pages are counted that can be asked for in any order.

    Attributes:
        first: The number of the first page.
        of_pages: Whether pages are counted, not the rows that lie before them.
    """

    first: int
    of_pages: bool

    def before(self, number: int, size: int) -> int:
        """How many rows lie before a page."""
        return (number - self.first) * size if self.of_pages else number - self.first

    def following(self, number: int, count: int) -> int:
        """The number of the page that follows one of so many rows."""
        return number + (1 if self.of_pages else count)


class Pager(ABC):
    """Cuts the rows of one list operation.

    Attributes:
        parts: The parts that parameters may play, each with what it is called.
        moving: Those that choose the page; the first that a call sends counts.
        numbering: How pages are counted; None where they are reached by cursors.
        raises: The kinds of error that a call of such a page may be answered with.
        note: What the vocabulary's page says of the style beside its name.
    """

    parts: ClassVar[Mapping[str, str]]
    moving: ClassVar[tuple[str, ...]]
    numbering: ClassVar[Numbering | None] = None
    raises: ClassVar[tuple[str, ...]] = ()
    note: ClassVar[str] = ""

    def __init__(self, declared: Pagination, operation: Operation, secret: bytes) -> None:
        """Compile.

        Args:
            declared: The operation's pagination.
            operation: The list.
            secret: Signs cursors.
        """
        self.declared = declared
        self.roles = Roles(operation)
        self.secret = secret
        self._default_size = declared.size
        self.links = "_url" in str((declared.body, declared.headers))

    @abstractmethod
    def cut(self, call: Call, listing: Listing) -> tuple[Sequence[Row], PageInfo]:
        """The rows of the page that the call asks for, and what `$page` reads.

        Args:
            call: The call, its parameters validated.
            listing: The whole list that the call selects.

        Raises:
            ApiError: `invalid_cursor`.
        """

    def size(self, call: Call) -> int:
        """Rows per page; none where the document's schema admits a negative number and the call sends one."""
        return max(0, int(self.roles.get(call, "size", self._default_size)))

    def url(self, call: Call, changes: Mapping[str, Any]) -> str:
        """The path of this call with parameters changed; None removes one."""
        query = dict(parse_qsl(call.request.query.decode("latin-1"), keep_blank_values=True))
        query |= {name: str(value) for name, value in changes.items() if value is not None}
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
        return f"{call.request.path.decode('latin-1')}?{urlencode(query)}"

    def refuse(self, role: str, keyword: str = "unknown_cursor") -> ApiError:
        """The error of a cursor that cannot be used."""
        name = self.roles.names.get(role, role)
        text = f"{name} is not a cursor of this list"
        violation = Violation("query", (name,), keyword, {}, text, {}, ErrorKind.INVALID_CURSOR)
        return ApiError(ErrorKind.INVALID_CURSOR, violations=[violation])
