"""Parts of a reply: the ranges of bytes that a client asks for (RFC 9110, 14)."""

import re
from email.utils import parsedate_to_datetime

from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call, HeaderField, Reply

UNIT = re.compile(r"bytes\s*=(.*)", re.IGNORECASE | re.DOTALL)
ONE = re.compile(r"(\d*)\s*-\s*(\d*)", re.ASCII)
MOST_RANGES = 20  # of one request: more are a whole (14.2: a server may ignore the field)
LONGEST = 19  # digits of a place
BOUNDARY = b"mockserver-3f9c1e5a7b2d4860"
ACCEPTS: HeaderField = (b"accept-ranges", b"bytes")

Span = tuple[int, int]  # the first byte, and the one behind the last


def in_ranges(reply: Reply, call: Call) -> Reply:
    """A reply with what its request asks for of it: one part (206), several, or the whole.

    Raises:
        ApiError: `range_not_satisfiable` where it has nothing of that.
    """
    if reply.status != 200 or call.request.method != "GET":
        return reply
    whole = Reply(reply.status, [*_without(reply, ACCEPTS[0]), ACCEPTS], reply.body, reply.kind)
    asked = call.request.headers.get(b"range")
    if asked is None or not _is_current(call, reply):
        return whole
    size = len(reply.body)
    spans = _spans(asked.decode("latin-1"), size)
    if spans is None:
        return whole
    if not spans:
        field = (b"content-range", b"bytes */%d" % size)
        raise ApiError(ErrorKind.RANGE_NOT_SATISFIABLE, headers=[field])
    return _single(whole, spans[0]) if len(spans) == 1 else _several(whole, spans)


def _single(whole: Reply, span: Span) -> Reply:
    headers = [*_without(whole, b"content-range"), (b"content-range", _told(span, whole))]
    return Reply(206, headers, whole.body[span[0] : span[1]])


def _several(whole: Reply, spans: list[Span]) -> Reply:
    """The parts one after the other (14.6)."""
    kind = next(
        (value for name, value in whole.headers if name == b"content-type"), b"application/octet-stream"
    )
    body = b"".join(
        b"--%b\r\nContent-Type: %b\r\nContent-Range: %b\r\n\r\n%b\r\n"
        % (BOUNDARY, kind, _told(span, whole), whole.body[span[0] : span[1]])
        for span in spans
    )
    headers = [
        *_without(whole, b"content-type", b"content-range"),
        (b"content-type", b"multipart/byteranges; boundary=" + BOUNDARY),
    ]
    return Reply(206, headers, body + b"--%b--\r\n" % BOUNDARY)


def _told(span: Span, whole: Reply) -> bytes:
    return b"bytes %d-%d/%d" % (span[0], span[1] - 1, len(whole.body))


def _without(reply: Reply, *names: bytes) -> list[HeaderField]:
    return [field for field in reply.headers if field[0] not in names]


def _is_current(call: Call, reply: Reply) -> bool:
    """Whether the state that a client has a part of is the one that it would get (13.1.5)."""
    condition = call.request.headers.get(b"if-range")
    if condition is None:
        return True
    sent = dict(reply.headers)
    if condition.startswith((b'"', b"W/")):
        return condition == sent.get(b"etag") and not condition.startswith(b"W/")
    try:
        return parsedate_to_datetime(condition.decode("latin-1")) == parsedate_to_datetime(
            sent.get(b"last-modified", b"").decode("latin-1")
        )
    except (ValueError, TypeError):
        return False


def _spans(field: str, size: int) -> list[Span] | None:
    """The parts that a field asks for and that are there; None where it is no list of ranges of bytes."""
    listed = UNIT.fullmatch(field.strip())
    texts = [text.strip() for text in listed[1].split(",")] if listed else []
    ranges = [ONE.fullmatch(text) for text in texts if text]
    if not ranges or len(ranges) > MOST_RANGES:
        return None
    found = []
    for each in ranges:
        span = (
            None if each is None or max(map(len, each.groups())) > LONGEST else _span(each[1], each[2], size)
        )
        if span is None:
            return None
        if span[0] < span[1]:
            found.append(span)
    return [(0, size)] if sum(end - start for start, end in found) > size else found


def _span(first: str, last: str, size: int) -> Span | None:
    """One part; an empty one for what is not there, None for what is none."""
    if not first:
        return (max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size
