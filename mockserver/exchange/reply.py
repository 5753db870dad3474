"""One HTTP response, and what a fault makes of it."""

from dataclasses import dataclass

from mockserver.exchange.request import Cut, Headers, cut_of


class Reply:
    """One HTTP response.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case; `content-length` is the server's business.
        body: The payload.
        kind: The kind of error that it tells of, None for a success.
        length: As of a `HeadReply`; None for every other, whose payload is all there.
        cut: What is known of a payload that is not kept as a whole, as by a `ShortReply`; None for every other.
        delay, breaks: As of a `StruckReply`; every other is sent at once, and arrives.
    """

    __slots__ = ("body", "headers", "kind", "status")

    length: int | None = None
    delay = 0.0
    breaks: str | None = None
    cut: Cut | None = None

    def __init__(self, status: int, headers: Headers, body: bytes, kind: str | None = None) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.kind = kind


class HeadReply(Reply):
    """The answer to HEAD: that to GET without its payload, but with the length of it (RFC 9110, 8.6).

    Attributes:
        length: Bytes of the payload that GET has.
    """

    __slots__ = ("length",)

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status, reply.headers, b"", reply.kind)
        self.length = len(reply.body)


@dataclass(frozen=True, slots=True)
class Strike:
    """What a fault does to one call.

    Attributes:
        fault: The fault's id; None for what delays an answer and is none.
        delay: Seconds until the answer is sent.
        status, example: What is answered, with the body that the document has for it; None leaves the answer as it is.
        headers: Fields that the answer has as well, or in the place of its own; names in lower case.
        breaks: How the connection ends in place of the answer, a name of `faults.BREAKS`; None for one that arrives.
        carried_out: Whether the operation is carried out although its answer is lost.
    """

    fault: str | None
    delay: float = 0.0
    status: int | None = None
    example: str | None = None
    headers: Headers = ()
    breaks: str | None = None
    carried_out: bool = False

    @property
    def replaces(self) -> bool:
        """Whether something else comes than the operation's answer."""
        return self.status is not None or self.example is not None or self.breaks is not None


class StruckReply(Reply):
    """A reply that a fault has struck.

    Attributes:
        delay: Seconds until it is sent.
        breaks: How the connection ends in its place, a name of `faults.BREAKS`; None for a reply that arrives.
        length: As of the reply.
    """

    __slots__ = ("breaks", "delay", "length")

    def __init__(self, reply: Reply, headers: Headers, delay: float, breaks: str | None) -> None:
        super().__init__(reply.status, headers, reply.body, reply.kind)
        self.length = reply.length
        self.delay = delay
        self.breaks = breaks


class ShortReply(Reply):
    """A reply that was sent, with the beginning of its payload alone, and its hash."""

    __slots__ = ("breaks", "cut", "delay", "length")

    def __init__(self, reply: Reply, most: int, option: str) -> None:
        """Keep `most` bytes of the payload of `reply`, as an option says."""
        super().__init__(reply.status, reply.headers, reply.body[:most], reply.kind)
        self.length = reply.cut.size if reply.cut else reply.length
        self.delay, self.breaks = reply.delay, reply.breaks
        self.cut = reply.cut._replace(option=option) if reply.cut else cut_of(reply.body, option)
