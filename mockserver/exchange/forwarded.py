"""An exchange that was forwarded to a real API, and how its reply differs from the document."""

from dataclasses import dataclass

from mockserver.exchange.entry import Exchange
from mockserver.exchange.reply import Reply
from mockserver.exchange.request import Cut, Headers, Request

BREAKS_OFF = "the reply breaks off"  # how failures begin of which a part was passed on
CLIENT_GONE = "the client went away"


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a reply differs from its document.

    Attributes:
        pointer: What the document has at that place.
        message: How they differ.
    """

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Where a request was forwarded to, and what came of it.

    Attributes:
        url: Of the request, without its query.
        drift: How the reply differs from the document.
        failure: Why there was no reply, or not all of it; empty where all of it came.
    """

    url: str
    drift: tuple[Difference, ...] = ()
    failure: str = ""


class ForwardedExchange(Exchange):
    """A request that was forwarded, with all that became of it.

    Attributes:
        forwarding: None until it was, and for one that was answered here in the end.
    """

    __slots__ = ("forwarding",)

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.forwarding = None


class ForwardedReply(Reply):
    """A reply of a real API as it is kept: its payload without content codings, as far as it is kept."""

    __slots__ = ("cut",)

    def __init__(self, status: int, headers: Headers, body: bytes, cut: Cut | None = None) -> None:
        super().__init__(status, headers, body)
        self.cut = cut
