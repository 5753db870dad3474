"""Expressions of the `x-mock` vocabulary: strings that start with `$`, or hold `{$...}`.

`$request.*` are OpenAPI's runtime expressions (OpenAPI 3.0.3, Link Object); the other roots are described in
specs/README.md.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from mockserver import bounds
from mockserver.clock import span_of, timestamp
from mockserver.exchange import Call, EventCall, Reply, Request
from mockserver.rows import ABSENT, dig, path_of

Subject = Mapping[str, Any]  # what an expression is about: the fields of a row, or of a violation
Evaluate = Callable[[Call, Subject], Any]
ReadRow = Callable[[str], Evaluate]
EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")
LONGEST_INTEGER = 15  # digits; beyond 2**53 - 1 JSON's numbers are not exact everywhere (RFC 8259, 6)
TIME = re.compile(r"\$now(?:\.([^\s+-]*))?(?:\s*([+-])\s*(.+))?")  # its form, and what is added to it
DRAWN = frozenset({"uuid", "next", "hex", "digits", "integer"})
CLOCK_FORMS = {"": "seconds", "ms": "ms", "unix": "unix", "date": "date"}

# What a call was found to be, by the expression that reads it; ABSENT where it was not.
ROOTS: Mapping[str, Callable[[Call], Any]] = {
    "credential": lambda call: call.caller.facts,
    "limit": lambda call: ABSENT if call.limit is None else call.limit.facts(),
    "base": lambda call: call.request.address(),
    "file": lambda call: ABSENT if call.upload is None else call.upload.facts,
    "required": lambda call: call.refusal.required or ABSENT if call.refusal else ABSENT,
    "event": lambda call: call.event if isinstance(call, EventCall) else ABSENT,
    "before": lambda call: call.before if isinstance(call, EventCall) else ABSENT,
    # OpenAPI's own, of the request that caused an event (OpenAPI 3.0.3, Runtime Expressions)
    "url": lambda call: _url(call.request),
    "method": lambda call: call.request.method,
    "statusCode": lambda call: ABSENT if (reply := _reply_to(call)) is None else reply.status,
}


class ExpressionError(ValueError):
    """An expression that cannot be understood; its text says why."""


def is_expression(value: Any) -> bool:
    """Whether `value` is a string with something to evaluate."""
    return isinstance(value, str) and (value.startswith("$") or EMBEDDED.search(value) is not None)


def dig_row(dotted: str) -> Evaluate:
    """What reads a dotted field of the row, and nothing beyond it."""
    steps = path_of(dotted) if dotted else ()
    if len(steps) == 1:  # nearly always, for each field of each row
        return lambda call, subject: subject.get(dotted, ABSENT)
    return lambda call, subject: dig(subject, steps)


def compile_expression(text: str, read_row: ReadRow = dig_row, *, about: str = "row") -> Evaluate:
    """A function that evaluates `text`, an expression or a string with embedded ones.

    Args:
        text: The expression.
        read_row: Makes what reads a dotted field of the row, for rows that refer to others.
        about: What it is evaluated of, `row` or `violation`: the other's fields lead nowhere.

    Raises:
        ExpressionError: For an expression with an unknown root.
    """
    if text.startswith("$") and not EMBEDDED.search(text):
        return _compile_one(text, read_row, about)
    literals = EMBEDDED.split(text)[0::2]
    getters = [_compile_one(found, read_row, about) for found in EMBEDDED.findall(text)]

    def join(call: Call, subject: Subject) -> str:
        parts = [literals[0]]
        for get, literal in zip(getters, literals[1:], strict=True):
            got = get(call, subject)
            # A text stays a text: nobody wants `None` in an address.
            parts += ["" if got is ABSENT or got is None else str(got), literal]
        return "".join(parts)

    return join


def _compile_one(text: str, read_row: ReadRow, about: str) -> Evaluate:
    if text.endswith("?"):
        get = _compile_one(text[:-1], read_row, about)
        return lambda call, subject: ABSENT if (got := get(call, subject)) is None else got
    root, _, rest = text[1:].partition(".")
    if root in PARTS_OF:
        return PARTS_OF[root](rest, text)
    if time := TIME.fullmatch(text):
        return _now(text, time[1] or "", time[2], time[3])
    if root in DRAWN:
        return _drawn(root, rest, text)
    if root in {"row", "violation"}:
        read_subject = read_row if root == "row" else dig_row
        return read_subject(rest) if root == about else lambda call, subject: ABSENT
    steps = path_of(rest) if rest else ()
    if root == "page":
        return _page(rest)
    if root in ROOTS:
        read = ROOTS[root]
        return lambda call, subject: dig(read(call), steps)
    raise ExpressionError(
        f"unknown expression {text!r}; an expression starts with $request, $row, $rows, $page, $credential, $now, "
        "$next, $uuid, $hex, $digits, $integer, $violation, $limit, $required, $file, $base, $event, $before, "
        "$response, $url, $method or $statusCode"
    )


def _page(rest: str) -> Evaluate:
    steps = path_of(rest) if rest else ()
    if len(steps) == 1:  # nearly always, and several times in each list
        return lambda call, subject: ABSENT if call.page is None else call.page.get(rest, ABSENT)
    return lambda call, subject: ABSENT if call.page is None else dig(call.page, steps)


def _now(text: str, form: str, sign: str | None, span: str) -> Evaluate:
    """The time of a call, or one that is later or earlier than that by a span."""
    if form not in CLOCK_FORMS:
        raise ExpressionError(
            f"unknown form of time in {text!r}; $now, $now.ms, $now.unix and $now.date are known"
        )
    form = CLOCK_FORMS[form]
    if sign is None:
        return lambda call, subject: timestamp(call.moment, form)
    try:
        after = span_of(span) if sign == "+" else -span_of(span)
    except ValueError as error:
        raise ExpressionError(f"{error} in {text!r}") from None
    return lambda call, subject: timestamp(
        min(max(call.moment + after, bounds.EARLIEST), bounds.LATEST), form
    )


def _next(rest: str, text: str) -> Evaluate:
    """A number that is one more each time that it is asked for: `$next.NAME`, or from another one than 1 on."""
    name, _, first = rest.partition(".")
    if not name or (first and not (first.isascii() and first.isdigit() and len(first) <= LONGEST_INTEGER)):
        raise ExpressionError(
            f"{text!r} names no counter: write $next.invoices, or $next.invoices.1001 to start there"
        )
    start = int(first or 1)
    return lambda call, subject: call.draw.next(name, start)


def _drawn(root: str, count: str, text: str) -> Evaluate:
    if root == "uuid":
        return lambda call, subject: call.draw.uuid()
    if root == "next":
        return _next(count, text)
    if not count.isdigit():
        raise ExpressionError(f"{text!r} needs a length, as in ${root}.12")
    length = int(count)
    if root == "hex":
        return lambda call, subject: call.draw.hex(length)
    if root == "digits":
        return lambda call, subject: call.draw.digits(length)
    if not 1 <= length <= LONGEST_INTEGER:
        raise ExpressionError(
            f"{text!r} has from 1 to {LONGEST_INTEGER} digits: more are not exact in every client"
        )
    return lambda call, subject: int(call.draw.digits(length))


def _request(rest: str, text: str) -> Evaluate:
    part, _, name = rest.partition(".")
    if part in {"path", "query", "header", "cookie"} and name:
        if part == "header":
            field = name.lower().encode("latin-1")
            return lambda call, subject: _header(call, name, field)
        attribute = part  # read at each call: the reader puts another mapping there
        return lambda call, subject: getattr(call, attribute).get(name, ABSENT)
    if rest == "body":
        return lambda call, subject: call.body if call.sent else ABSENT
    if rest.startswith("body#"):
        steps = _pointed(rest)
        return lambda call, subject: dig(call.body, steps) if call.sent else ABSENT
    raise ExpressionError(
        f"unknown part of the request in {text!r}; path, query, header, cookie, body and body#/... are known"
    )


def _pointed(rest: str) -> tuple[str, ...]:
    """The steps of the JSON pointer in `body#/POINTER`."""
    pointer = rest[len("body#") :].strip("/")
    if not pointer:
        return ()
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/"))


def _response(rest: str, text: str) -> Evaluate:
    part, _, name = rest.partition(".")
    if part == "header" and name:
        field = name.lower().encode("latin-1")
        return lambda call, subject: _sent(call, field)
    if rest == "body" or rest.startswith("body#"):
        steps = _pointed(rest)
        return lambda call, subject: dig(_answered(call), steps)
    raise ExpressionError(f"unknown part of the response in {text!r}; header, body and body#/... are known")


def _url(request: Request) -> str:
    query = f"?{request.query.decode('latin-1')}" if request.query else ""
    return request.origin() + request.path.decode("latin-1") + query


def _reply_to(call: Call) -> Reply | None:
    return call.reply if isinstance(call, EventCall) else None


def _sent(call: Call, field: bytes) -> Any:
    reply = _reply_to(call)
    values = [value for name, value in reply.headers if name == field] if reply is not None else []
    return values[0].decode("latin-1") if values else ABSENT


def _answered(call: Call) -> Any:
    """The body of the reply, read; ABSENT where there is none in JSON."""
    reply = _reply_to(call)
    try:
        return ABSENT if reply is None else orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return ABSENT


def _header(call: Call, name: str, field: bytes) -> Any:
    if name in call.header:  # declared: of its schema's type, or its default
        return call.header[name]
    value = call.request.headers.get(field)
    return ABSENT if value is None else value.decode("latin-1")


PARTS_OF: Mapping[str, Callable[[str, str], Evaluate]] = {
    "request": _request,
    "response": _response,
}
