"""HAR 1.2: the journal, as browsers' tools and proxies read it."""

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from io import StringIO
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

import harfile

from mockserver.access.masking import Masking, masking
from mockserver.contract.model import Contract
from mockserver.errors import UsageError
from mockserver.exchange import Cut, Exchange, Reply, Request
from mockserver.reports.base import Format
from mockserver.reports.report import Report
from mockserver.settings import VERSION

PROTOCOL = "HTTP/1.1"


class Posted(harfile.PostData):
    """The body of a request, which HAR gives no encoding, though it may be no text; readers take it all the same."""

    __slots__ = ("encoding",)

    def __init__(self, media: str, body: bytes) -> None:
        text, self.encoding = text_and_encoding(body)
        super().__init__(mimeType=media, text=text)

    def asdict(self) -> dict[str, Any]:
        """Its JSON object."""
        return super().asdict() | ({"encoding": self.encoding} if self.encoding else {})


def render_har(report: Report) -> str:
    """Every exchange of the journal, oldest first.

    Keys that no test credential has are masked: they may be real ones.

    Raises:
        UsageError: When calls were measured and there is no journal, because the run was read from a file.
    """
    if report.calls and not report.exchanges:
        raise UsageError(
            "har: coverage data hold no bodies; write it where the calls are made: by the tests or the server"
        )
    out = StringIO()
    with har_file(out, report.title) as file:
        for number, exchange in report.exchanges:
            add_exchange(file, number, exchange, report.contracts.get(exchange.vendor or ""))
    return out.getvalue() + "\n"


def har_file(out: IO[str], title: str) -> harfile.HarFile:
    """What writes HAR to a text."""
    return harfile.open(out, creator=harfile.Creator("mockserver", VERSION), comment=title)


def add_exchange(
    file: harfile.HarFile,
    number: int,
    exchange: Exchange,
    contract: Contract | None,
    *,
    show_secrets: bool = False,
) -> None:
    """Write an exchange.

    Args:
        file: Where.
        number: Its place in the journal.
        exchange: What was asked and answered.
        contract: The document, which says where keys are; None where there is none.
        show_secrets: Whether keys are written as they were sent.
    """
    shown = masking(exchange, contract, show=show_secrets)
    milliseconds = exchange.seconds * 1000
    file.add_entry(
        startedDateTime=datetime.fromtimestamp(exchange.started, UTC),
        time=milliseconds,
        request=_request(exchange.request, contract, shown),
        response=_response(exchange.reply, shown),
        timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
        connection=str(number),
        comment=_comment(exchange),
    )


def _comment(exchange: Exchange) -> str:
    named = (
        " ".join(part for part in (exchange.vendor, exchange.operation or exchange.endpoint) if part)
        or "no operation"
    )
    wrong = "; ".join(f"{each.location} {each.name}: {each.keyword}" for each in exchange.violations)
    return ": ".join(part for part in (named, exchange.kind, wrong, _forwarded(exchange)) if part)


def _forwarded(exchange: Exchange) -> str:
    """Where a call was forwarded to, and how the reply differs from the document."""
    if exchange.forwarding is None:
        return ""
    told = [f"forwarded to {exchange.forwarding.url}", exchange.forwarding.failure]
    told += [f"drift: {each.message}" for each in exchange.forwarding.drift]
    return "; ".join(filter(None, told))


def _request(request: Request, contract: Contract | None, shown: Masking) -> harfile.Request:
    query = parse_qsl(shown.query(request.query), keep_blank_values=True, errors="replace")
    media = request.header("content-type") or "application/octet-stream"
    return harfile.Request(
        method=request.method,
        url=_origin(request, contract) + shown.target(request.path, request.query),
        httpVersion=PROTOCOL,
        cookies=[
            harfile.Cookie(name, shown.cookie(value))
            for name, value in _cookies(request.header("cookie") or "")
        ],
        headers=_records(request.headers.items(), shown),
        queryString=[harfile.Record(name, value) for name, value in query],
        postData=Posted(media, request.body) if request.body and request.cut is None else None,
        bodySize=request.size,
        comment=_cut(request.cut),
    )


def _cut(cut: Cut | None) -> str | None:
    """What is said of a body that was cut; nothing of it is written, for a part would be taken for the whole."""
    return f"the body is not kept, see {cut.option}; SHA-256 {cut.sha256}" if cut is not None else None


def _response(reply: Reply | None, shown: Masking) -> harfile.Response:
    if reply is None:  # the connection was cut; browsers write such calls with status 0
        empty = harfile.Content(size=0, mimeType="x-unknown")
        return harfile.Response(0, "", PROTOCOL, content=empty, comment="no reply")
    fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in reply.headers]
    named = dict(fields)
    body, encoding = text_and_encoding(reply.body)
    content = harfile.Content(
        size=reply.cut.size if reply.cut else len(reply.body),
        mimeType=named.get("content-type", "x-unknown"),
        text=body if reply.body and reply.cut is None else None,
        encoding=encoding,
        comment=_cut(reply.cut),
    )
    return harfile.Response(
        status=reply.status,
        statusText="",
        httpVersion=PROTOCOL,
        content=content,
        cookies=[
            harfile.Cookie(name, shown.cookie(value))
            for field, text in fields
            if field == "set-cookie"
            for name, value in _cookies(text)
        ],
        headers=_records(reply.headers, shown),
        redirectURL=named.get("location", ""),
        bodySize=reply.cut.size if reply.cut else len(reply.body),
    )


def text_and_encoding(body: bytes) -> tuple[str, str | None]:
    """A body as a text, and `base64` where it is written so, because it is no text."""
    try:
        return body.decode(), None
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"


def _records(headers: Iterable[tuple[bytes, bytes]], shown: Masking) -> list[harfile.Record]:
    fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return [harfile.Record(name, shown.header(name, value)) for name, value in fields]


def _cookies(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from ((name, morsel.value) for name, morsel in SimpleCookie(text).items())
    except CookieError:
        return


def _origin(request: Request, contract: Contract | None) -> str:
    """Scheme and host: those of the vendor's own server where it was asked by its host."""
    host = request.header("host") or "localhost"
    for server in contract.document.data.get("servers") or () if contract else ():
        parts = urlsplit(str(server.get("url", "")))
        if parts.hostname == host.partition(":")[0]:
            return f"{parts.scheme}://{host}"
    return request.origin()


FORMAT = Format(
    name="har", purpose="the exchanges, for any HAR viewer", media_type="application/json", render=render_har
)
