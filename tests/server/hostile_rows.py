"""The hostile requests: for each, where it goes, how it is written, and which answers are right."""

# ruff: noqa: E501 - a table: one request a line
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.server.sites import (
    LIMIT,
    Find,
    Live,
    creating,
    item,
    listing,
    member,
    operation,
    parameter,
    requiring,
)

Write = Callable[[Live], bytes]


@dataclass(frozen=True, slots=True)
class Row:
    """One request.

    Attributes:
        find: Where it goes; documents without such a place are passed over.
        write: Its bytes.
        right: Answers that are right: `ok` for any 2xx, `value` for the kind of error that the spoiled parameter or
            property raises, another kind of error by its name, or a status that the HTTP server itself gives.
    """

    id: str
    find: Find
    write: Write
    right: tuple[str | int, ...]


def query(value: bytes) -> Write:
    return lambda live: live.send(query=live.name + b"=" + value)


def raw_query(text: bytes) -> Write:
    return lambda live: live.send(query=text)


def path(value: bytes) -> Write:
    def write(live: Live) -> bytes:
        return live.send(
            path=live.base.encode() + live.site.operation.path.partition("{")[0].encode() + value
        )

    return write


def body(payload: bytes, content_type: str | bytes | None = "application/json", **changes: Any) -> Write:
    return lambda live: live.post(payload, content_type, **changes)


def valid_as(content_type: str | bytes | None, **changes: Any) -> Write:
    return lambda live: live.post(live.body, content_type, **changes)


def changed(value: Any) -> Write:
    """The example with the spoiled property set to `value`."""
    return lambda live: live.post({**live.body, live.site.name: value})


def spliced(json: bytes) -> Write:
    """The same with a value that no JSON writer would write."""

    def write(live: Live) -> bytes:
        marked = {**live.body, live.site.name: "@@"}
        return live.post(live.post(marked).partition(b"\r\n\r\n")[2].replace(b'"@@"', json))

    return write


def credential(value: str | bytes) -> Write:
    """Every credential header with `value` in place of its own."""
    return lambda live: live.send(
        who=None, headers=tuple((name, value) for name in live.credentials["test_full"])
    )


def twice(value: str | None = None) -> Write:
    """Every credential header a second time."""
    return lambda live: live.send(
        headers=tuple((name, value or own) for name, own in live.credentials["test_full"].items())
    )


def without_scheme(live: Live) -> bytes:
    return live.send(
        who=None,
        headers=tuple((name, f"Basic {value}") for name, value in live.credentials["test_full"].items()),
    )


def too_long(live: Live) -> bytes:
    return live.post(b'"' + b"a" * LIMIT + b'"')


def header(name: str, value: str | bytes, **changes: Any) -> Write:
    return lambda live: live.send(headers=((name, value),), **changes)


def using(method: str) -> Write:
    return lambda live: live.send(method=method)


def on_base(rest: str, **changes: Any) -> Write:
    return lambda live: live.send(path=live.base + rest, **changes)


PLAIN = (
    Row("plain GET", listing, lambda live: live.send(), ("ok",)),
    Row("plain GET of one", item, lambda live: live.send(), ("ok",)),
    Row("plain POST", creating, lambda live: live.post(live.body), ("ok",)),
)

MEDIA_TYPES = (
    Row("no Content-Type", creating, valid_as(None), ("unsupported_media_type",)),
    Row("empty Content-Type", creating, valid_as(""), ("unsupported_media_type",)),
    Row("Content-Type in capitals", creating, valid_as("APPLICATION/JSON"), ("ok",)),
    Row("charset=utf-8", creating, valid_as("application/json; charset=utf-8"), ("ok",)),
    Row("charset quoted, in capitals", creating, valid_as('application/json;CHARSET="UTF-8"'), ("ok",)),
    Row("semicolon at the end", creating, valid_as("application/json;"), ("ok",)),
    Row("unknown charset", creating, valid_as("application/json; charset=klingon"), ("unsupported_media_type",)),
    Row(
        "utf-16, named", creating,
        lambda live: live.post('{"a": 1}'.encode("utf-16"), "application/json; charset=utf-16"), ("unsupported_media_type",),
    ),
    Row("utf-16, not named", creating, body('{"a": 1}'.encode("utf-16")), ("malformed_body",)),
    Row("text/plain", creating, valid_as("text/plain"), ("unsupported_media_type",)),
    Row("form instead of JSON", creating, body(b"a=1", "application/x-www-form-urlencoded"), ("unsupported_media_type",)),
    Row("multipart without boundary", creating, body(b"x", "multipart/form-data"), ("unsupported_media_type",)),
    Row("undeclared +json", creating, valid_as("application/vnd.other+json"), ("unsupported_media_type",)),
    Row("declared +json", operation("createPart"), valid_as("application/vnd.acme.part+json"), ("ok",)),
    Row("no media type at all", creating, valid_as("json"), ("unsupported_media_type",)),
    Row("binary Content-Type", creating, valid_as(b"\xff\xfe/\x80"), ("unsupported_media_type",)),
    Row(
        "two Content-Types", creating,
        valid_as("application/json", headers=(("Content-Type", "text/plain"),)), ("unsupported_media_type",),
    ),
    Row("multipart on GET", listing, header("Content-Type", "multipart/form-data"), ("ok",)),
    Row("multipart form without boundary", operation("sendForm"), body(b"x", "multipart/form-data"), ("malformed_body",)),
    Row(
        "multipart form cut off", operation("sendForm"),
        body(b'--b\r\nContent-Disposition: form-data; name="count"\r\n\r\n1', "multipart/form-data; boundary=b"),
        ("malformed_body", "invalid_body"),
    ),
    Row(
        "JSON part of a multipart form", operation("sendForm"),
        body(
            b'--b\r\nContent-Disposition: form-data; name="count"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; '
            b'name="part"\r\nContent-Type: application/json\r\n\r\n{"name": "cog"}\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        ("ok",),
    ),
    Row("form, not UTF-8", operation("sendForm"), body(b"count=%ff", "application/x-www-form-urlencoded"), ("malformed_body",)),
    Row("form, +1", operation("sendForm"), body(b"count=%2B1", "application/x-www-form-urlencoded"), ("invalid_body",)),
    Row("form, a field twice", operation("sendForm"), body(b"count=1&count=2", "application/x-www-form-urlencoded"), ("invalid_body",)),
    Row("form", operation("sendForm"), body(b"count=1&flag=true", "application/x-www-form-urlencoded"), ("ok",)),
)  # fmt: skip

JSON_TEXTS = (
    Row("not UTF-8", creating, body(b'{"a": "\xff"}'), ("malformed_body",)),
    Row("byte order mark", creating, lambda live: live.post(b"\xef\xbb\xbf{}"), ("malformed_body",)),
    Row("NUL bytes", creating, body(b"\x00\x00\x00"), ("malformed_body",)),
    Row("NUL in a string", creating, body(b'{"a": "\x00"}'), ("malformed_body",)),
    Row("NaN", member("string"), spliced(b"NaN"), ("malformed_body",)),
    Row("Infinity", member("string"), spliced(b"Infinity"), ("malformed_body",)),
    Row("-Infinity", member("string"), spliced(b"-Infinity"), ("malformed_body",)),
    Row("lone surrogate", member("string"), spliced(b'"\\ud800"'), ("malformed_body",)),
    Row("lone surrogate beside a long number", creating, body(b'{"a": "\\ud800", "b": 1234567890123456789012}'), ("malformed_body",)),
    Row("overlong UTF-8", creating, body(b'{"a": "\xc0\xaf"}'), ("malformed_body",)),
    Row("5 000-digit integer", member("string"), spliced(b"9" * 5000), ("malformed_body", "value")),
    Row("1 000-digit integer", member("string"), spliced(b"9" * 1000), ("value",)),
    Row("1e999", member("string"), spliced(b"1e999"), ("malformed_body", "value")),
    Row("1e999 as a number", operation("createPart", "number", "invalid_body"), spliced(b"1e999"), ("malformed_body", "value")),
    Row("100 000 nested brackets", creating, body(b"[" * 100_000 + b"]" * 100_000), ("malformed_body",)),
    Row("100 000 open brackets", creating, body(b"[" * 100_000), ("malformed_body",)),
    Row("100 000 nested objects", creating, body(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), ("malformed_body",)),
    Row("500 nested brackets in a member", member("string"), spliced(b"[" * 500 + b"]" * 500), ("malformed_body", "value")),
    Row(
        "deep in a recursive schema", operation("createPart"),
        body(b'{"name":"a","whole":' * 300 + b"1" + b"}" * 300), ("invalid_body", "malformed_body"),
    ),
    Row("long number, deep nesting", creating, body(b"1234567890123456789012," + b"[" * 100_000), ("malformed_body",)),
    Row("long number in deep nesting", creating, body(b"[" * 50_000 + b"1234567890123456789012" + b"]" * 50_000), ("malformed_body",)),
    Row("two values", creating, body(b"{}{}"), ("malformed_body",)),
    Row("comma at the end", creating, body(b'{"a": 1,}'), ("malformed_body",)),
    Row("single quotes", creating, body(b"{'a': 1}"), ("malformed_body",)),
    Row("a comment", creating, body(b"{} // yes"), ("malformed_body",)),
    Row("cut off", creating, lambda live: live.post(b'{"a": '), ("malformed_body",)),
    Row("white space only", creating, body(b" \r\n "), ("malformed_body",)),
    Row("null", creating, body(b"null"), ("invalid_body",)),
    Row("a list", creating, body(b"[]"), ("invalid_body",)),
    Row("a string", creating, body(b'"text"'), ("invalid_body",)),
    Row("a number", creating, body(b"1"), ("invalid_body",)),
    Row("no body, but a type", creating, body(b""), ("invalid_body",)),
    Row("neither body nor type", creating, lambda live: live.send(), ("invalid_body",)),
    Row("an optional body, absent", operation("maybeNote"), lambda live: live.send(), ("ok",)),
    Row("an optional body, empty", operation("maybeNote"), body(b""), ("ok",)),
    Row("an optional body of another type", operation("maybeNote"), body(b"x", "text/plain"), ("unsupported_media_type",)),
)  # fmt: skip

MEMBERS = (
    Row("number for text", member("string"), changed(5), ("value",)),
    Row("list for text", member("string"), changed(["a"]), ("value",)),
    Row("object for text", member("string"), changed({"a": "b"}), ("value",)),
    Row("text for a boolean", member("boolean"), changed("true"), ("value",)),
    Row("1 for a boolean", member("boolean"), changed(1), ("value",)),
    Row("text for an integer", member("integer"), changed("1"), ("value",)),
    Row("true for an integer", member("integer"), changed(value=True), ("value",)),
    Row("1.5 for an integer", member("integer"), changed(1.5), ("value",)),
    Row("text for a number", member("number"), changed("1.5"), ("value",)),
    Row("no e-mail address", member(form="email"), changed("nobody"), ("value",)),
    Row("no uuid", member(form="uuid"), changed("123e4567-e89b-12d3-a456-42661417400"), ("value",)),
    Row("uuid in braces", member(form="uuid"), changed("{123e4567-e89b-12d3-a456-426614174000}"), ("value",)),
    Row("no date", member(form="date"), changed("2024-02-30"), ("value",)),
    Row("date without hyphens", member(form="date"), changed("20240229"), ("value",)),
    Row("no date-time", member(form="date-time"), changed("2024-02-29 10:00"), ("value",)),
    Row("date-time without offset", member(form="date-time"), changed("2024-02-29T10:00:00"), ("value",)),
    Row("no uri", member(form="uri"), changed("no uri"), ("value",)),
    Row("no ipv4", member(form="ipv4"), changed("256.1.1.1"), ("value",)),
    Row("no hostname", member(form="hostname"), changed("-a-.b"), ("value",)),
    Row("no base64", member(form="byte"), changed("a"), ("value",)),
    Row("int32 overflow", member("integer", "int32"), changed(2**31), ("value",)),
    Row("int64 overflow", member("integer", "int64"), changed(2**63), ("value",)),
    Row("line feed after a pattern", member(name="pattern"), changed("abc\n"), ("value",)),
    Row("Arabic digits in a pattern", member(name="digits"), changed("٣"), ("value",)),
    Row("null for text", member(name="pattern"), changed(None), ("value",)),
    Row("null for nullable text", member(name="maybe"), changed(None), ("ok",)),
    Row("a required read-only member left out", operation("createLabel"), lambda live: live.post(live.body), ("ok",)),
    Row("a read-only member sent", operation("createLabel"), body(b'{"id": "1", "text": "fragile"}'), ("ok",)),
    Row("nothing of what is required", requiring, body(b"{}"), ("invalid_body",)),
)  # fmt: skip

INTEGERS = tuple(
    Row(f"integer {label}", parameter("query", "integer"), query(value), ("value",))
    for label, value in {
        "+1": b"%2B1", "plus as a space": b"+1", "with a space": b"%201", "1 and a space": b"1%20", "1_0": b"1_0",
        "Arabic": b"%D9%A3", "full width": b"%EF%BC%91", "1.0": b"1.0",
        "1e1": b"1e1", "0x1": b"0x1", "01": b"01", "empty": b"", "a word": b"abc", "NaN": b"NaN", "Infinity": b"Infinity",
        "true": b"true", "null": b"null", "5 000 digits": b"9" * 5000, "with NUL": b"1%00", "with a line feed": b"1%0A", "a list": b"1,2", "quoted": b"%221%22", "--1": b"--1",
    }.items()
)  # fmt: skip

BOOLEANS = tuple(
    Row(f"boolean {label}", parameter("query", "boolean"), query(value), ("value",))
    for label, value in {
        "True": b"True", "TRUE": b"TRUE", "1": b"1", "0": b"0", "yes": b"yes", "on": b"on", "empty": b"",
        "with a space": b"true%20", "null": b"null",
    }.items()
)  # fmt: skip

NUMBERS = tuple(
    Row(f"number {label}", parameter("query", "number"), query(value), ("value",))
    for label, value in {
        "NaN": b"NaN", "inf": b"inf", "Infinity": b"Infinity", "1e999": b"1e999", ".5": b".5", "5.": b"5.",
        "1_0.0": b"1_0.0", "+1.5": b"%2B1.5", "1,5": b"1,5", "0x1p4": b"0x1p4", "empty": b"",
    }.items()
)  # fmt: skip

FORMATS = tuple(
    Row(f"{form} {label}", parameter("query", type_, form), query(value), ("value",))
    for type_, form, label, value in (
        ("integer", "int32", "2^31", b"2147483648"), ("integer", "int32", "-2^31-1", b"-2147483649"),
        ("integer", "int64", "2^63", b"9223372036854775808"), ("string", "uuid", "a word", b"abc"),
        ("string", "uuid", "without hyphens", b"123e4567e89b12d3a456426614174000"),
        ("string", "date", "30 February", b"2024-02-30"), ("string", "date", "a date-time", b"2024-02-29T00:00:00Z"),
        ("string", "date-time", "a date", b"2024-02-29"), ("string", "date-time", "without offset", b"2024-02-29T10:00:00"),
        ("string", "date-time", "25 o'clock", b"2024-02-29T25:00:00Z"), ("string", "email", "a word", b"nobody"),
        ("string", "uri", "a word", b"no%20uri"), ("string", "ipv4", "256", b"256.1.1.1"), ("string", "ipv6", "a word", b"g::1"),
        ("string", "hostname", "-a-", b"-a-.b"), ("string", "byte", "a letter", b"a"),
    )
)  # fmt: skip

QUERIES = (
    Row("integer 10^30", parameter("query", "integer"), query(b"1" + b"0" * 30), ("ok", "value")),
    Row("integer 2^63", parameter("query", "integer"), query(b"%d" % 2**63), ("ok", "value")),
    Row("integer, raw Arabic", parameter("query", "integer"), query("٣".encode()), ("value", 400)),
    Row("undeclared parameter", listing, raw_query(b"no_such_parameter=1"), ("undeclared",)),
    Row("the same name in capitals", parameter("query", "integer"), lambda live: live.send(query=live.name.upper() + b"=1"), ("undeclared",)),
    Row("a scalar with []", parameter("query", "integer"), lambda live: live.send(query=live.name + b"[]=1"), ("undeclared",)),
    Row("a scalar with [a]", parameter("query", "integer"), lambda live: live.send(query=live.name + b"[a]=1"), ("undeclared",)),
    Row("a nameless parameter", listing, raw_query(b"=1"), ("undeclared",)),
    Row("a scalar twice", parameter("query", "integer"), lambda live: live.send(query=b"%b=1&%b=2" % (live.name, live.name)), ("repeated",)),
    Row("the same scalar twice", parameter("query", "integer"), lambda live: live.send(query=b"%b=1&%b=1" % (live.name, live.name)), ("repeated",)),
    Row("a name without a value", parameter("query", "integer"), lambda live: live.send(query=live.name), ("value",)),
    Row("semicolons between", parameter("query", "integer"), query(b"1;limit=2"), ("value",)),
    Row("only ampersands", listing, raw_query(b"&&&"), ("ok",)),
    Row("a percent-encoded name", parameter("query", "integer"), lambda live: live.send(query=b"%%%02x%b=1" % (live.name[0], live.name[1:])), ("ok",)),
    Row("invalid UTF-8 in a value", parameter("query"), query(b"%ff"), ("value",)),
    Row("invalid UTF-8 in a name", listing, raw_query(b"%ff=1"), ("invalid_parameter",)),
    Row("overlong UTF-8 in a value", parameter("query"), query(b"%c0%af"), ("value",)),
    Row("a surrogate in a value", parameter("query"), query(b"%ed%a0%80"), ("value",)),
    Row("raw bytes in a value", parameter("query"), query(b"\xff\xfe"), ("value", 400)),
    Row("half an escape", parameter("query"), query(b"%4"), ("ok", "value")),
    Row("no escape", parameter("query"), query(b"%zz"), ("ok", "value")),
    Row("NUL in text", parameter("query"), query(b"%00"), ("ok", "value")),
    Row("60 000 characters", parameter("query"), query(b"a" * 60_000), ("ok", "value")),
    Row("5 000 parameters", listing, raw_query(b"&".join(b"p%d=1" % n for n in range(5000))), ("undeclared",)),
    Row("no value of the enum", parameter("query", name="colour"), query(b"blue"), ("value",)),
    Row("a value of the enum in capitals", parameter("query", name="colour"), query(b"RED"), ("value",)),
    Row("a line feed after a pattern", parameter("query", name="text"), query(b"abc%0A"), ("value",)),
    Row("an empty nullable integer", parameter("query", name="maybe"), query(b""), ("ok",)),
)  # fmt: skip

STYLES = tuple(
    Row(f"{name} {text.decode()[:60]}", operation("listGears" if "array" in name else "listBolts"), raw_query(text), right)
    for name, text, right in (
        ("deepObject", b"filter[colour]=red&filter[count]=2", ("ok",)),
        ("deepObject", b"filter%5Bcolour%5D=red", ("ok",)),
        ("deepObject", b"filter", ("value",)),
        ("deepObject", b"filter=red", ("value",)),
        ("deepObject", b"filter[", ("value",)),
        ("deepObject", b"filter[colour", ("value",)),
        ("deepObject", b"filter[]=red", ("value",)),
        ("deepObject", b"filter[colour]x=red", ("value",)),
        ("deepObject", b"filter[colour][a]=red", ("value",)),
        ("deepObject", b"filter[colour]=red&filter[colour]=green", ("value",)),
        ("deepObject", b"filter[colour]=blue", ("value",)),
        ("deepObject", b"filter[colour]=red&filter[other]=1", ("value",)),
        ("deepObject", b"filter[count]=2", ("value",)),
        ("deepObject", b"filter[colour]=red&filter[count]=x", ("value",)),
        ("array", b"ids=1,2", ("ok",)),
        ("empty array", b"ids=", ("ok",)),
        ("array", b"ids=1,x", ("value",)),
        ("array", b"ids=1,,2", ("value",)),
        ("array", b"ids=1,%2B2", ("value",)),
        ("exploded array", b"each=1&each=2", ("ok",)),
        ("exploded array", b"each=1&each=", ("value",)),
        ("piped array", b"piped=1|2", ("ok",)),
        ("piped array", b"piped=1%7C2", ("ok",)),
        ("empty array of text", b"words=", ("value",)),
        ("exploded object", b"width=1&height=2", ("ok",)),
        ("exploded object", b"width=x", ("value",)),
        ("JSON", b"where=%7B%22a%22:1%7D", ("ok",)),
        ("JSON", b"where=%7B", ("value",)),
        ("JSON", b"where=" + b"%5B" * 1000, ("value",)),
        ("JSON", b"where=%7B%22a%22:1%7D&where=%7B%22a%22:2%7D", ("value",)),
        ("JSON", b"where=%7B%22a%22:%22%5Cud800%22%7D", ("value",)),
        ("object", b"point=x,1,y,2", ("ok",)),
        ("object", b"point=x,1,y", ("value",)),
        ("object", b"point=x,1&point=x,2", ("value",)),
        ("array", b"ids=1&ids=2", ("value",)),
        ("exploded object", b"width=1&width=2", ("value",)),
    )
)  # fmt: skip

HEADERS = (
    Row("an integer header", parameter("header", "integer"), header("X-Count", "12"), ("ok",)),
    Row("an integer header, +1", parameter("header", "integer"), header("X-Count", "+1"), ("value",)),
    Row("a boolean header", parameter("header", "boolean"), header("X-Flag", "true"), ("ok",)),
    Row("a boolean header, True", parameter("header", "boolean"), header("X-Flag", "True"), ("value",)),
    Row("an integer header twice", parameter("header", "integer"), lambda live: live.send(headers=(("X-Count", "1"), ("X-Count", "2"))), ("value",)),
    Row("a binary header", parameter("header", "integer"), header("X-Count", b"\xff\xfe"), ("value",)),
    Row("an integer cookie", parameter("cookie", "integer"), header("Cookie", "a=b; visits=3; fresh=true"), ("ok",)),
    Row("an integer cookie, 1_0", parameter("cookie", "integer"), header("Cookie", "visits=1_0"), ("value",)),
    Row("a boolean cookie, yes", parameter("cookie", "boolean"), header("Cookie", "fresh=yes"), ("value",)),
    Row("a broken cookie", listing, header("Cookie", b";;=;\xff=\xfe; ="), ("ok",)),
    Row("Accept: text/html", listing, header("Accept", "text/html"), ("not_acceptable",)),
    Row("Accept: application/json;q=0", listing, header("Accept", "application/json;q=0"), ("not_acceptable",)),
    Row("Accept: application/*", listing, header("Accept", "text/html, application/*;q=0.5"), ("ok",)),
    Row("Accept in capitals", listing, header("Accept", "APPLICATION/JSON"), ("ok",)),
    Row("Accept: */*;q=0.1", listing, header("Accept", "image/png, */*;q=0.1"), ("ok",)),
    Row("Accept: */*;q=0", listing, header("Accept", "*/*;q=0"), ("not_acceptable",)),
    Row("Accept: JSON preferred over nothing else", listing, header("Accept", "text/*;q=1, */*;q=0"), ("not_acceptable",)),
    Row("Accept, empty", listing, header("Accept", ""), ("ok",)),
    Row("Accept, not a list of types", listing, header("Accept", b"\xff, ;;q=x,"), ("ok", "not_acceptable")),
    Row("Prefer that makes no sense", listing, header("Prefer", 'code=abc, wait=-1, wait=nan, seed=\xb2, ="", ;;'), ("ok",)),
    Row("Prefer of a status that is none", listing, header("Prefer", "code=999"), ("ok",)),
    Row("a header of 60 000 characters", listing, header("X-Long", "a" * 60_000), ("ok", 400, 431)),
    Row("NUL in a header", listing, header("X-Nul", b"a\x00b"), (400,)),
    Row("a folded header", listing, header("X-Fold", b"a\r\n b"), ("ok", 400)),
)  # fmt: skip

LENGTHS = (
    Row("Content-Length: abc", creating, lambda live: live.post(b"{}", length=False, headers=(("Content-Length", "abc"),)), (400,)),
    Row("Content-Length: -1", creating, lambda live: live.post(b"{}", length=False, headers=(("Content-Length", "-1"),)), (400,)),
    Row("Content-Length: +2", creating, lambda live: live.post(b"{}", length=False, headers=(("Content-Length", "+2"),)), (400,)),
    Row("two Content-Lengths", creating, lambda live: live.post(b"{}", headers=(("Content-Length", "1"),)), (400,)),
    Row("Content-Length and chunks", creating, lambda live: live.post(b"{}", chunked=True, headers=(("Content-Length", "2"),)), (400,)),
    Row("an unknown transfer coding", creating, lambda live: live.post(b"{}", length=False, headers=(("Transfer-Encoding", "rot13"),)), (400, 501)),
    Row("a chunk of no size", creating, lambda live: live.send(headers=(("Transfer-Encoding", "chunked"),)) + b"zz\r\n{}\r\n0\r\n\r\n", (400,)),
    Row("chunks", creating, lambda live: live.post(live.body, chunked=True), ("ok",)),
    Row("no chunk but the last", creating, lambda live: live.post(b"", chunked=True), ("invalid_body",)),
    Row("Expect: 100-continue", creating, lambda live: live.post(live.body, headers=(("Expect", "100-continue"),)), ("ok",)),
    Row("a body over the limit", creating, too_long, ("payload_too_large",)),
    Row("a body over the limit, in chunks", creating, lambda live: live.post(b"a" * (LIMIT + 1), chunked=True), ("payload_too_large",)),
    Row("a body far over the limit", creating, lambda live: live.post(b"a" * (8 * LIMIT)), ("payload_too_large",)),
    Row("a body on GET", listing, lambda live: live.post(b"{"), ("ok",)),
    Row("a body on GET, in chunks", listing, lambda live: live.post(b"\xff" * 100_000, None, chunked=True), ("ok",)),
)  # fmt: skip

PATHS = (
    Row("a slash at the end", listing, lambda live: live.send(path=live.path + "/"), ("unknown_path",)),
    Row("a slash at the end of an item", item, lambda live: live.send(path=live.path + "/"), ("unknown_path",)),
    Row("an empty segment", item, path(b""), ("unknown_path",)),
    Row("two slashes", listing, lambda live: live.send(path=live.base + "/" + live.site.operation.path), ("unknown_path",)),
    Row("dot segments", listing, lambda live: live.send(path=live.base + "/x/.." + live.site.operation.path), ("unknown_path",)),
    Row("another base path", listing, lambda live: live.send(path=f"/{live.vendor.contract.name}/no/such/base"), ("unknown_path",)),
    Row("the base path alone", listing, on_base(""), ("unknown_path",)),
    Row("the path in capitals", listing, lambda live: live.send(path=live.base + live.site.operation.path.upper()), ("unknown_path",)),
    Row("a path that does not exist", listing, on_base("/no/such/path"), ("unknown_path",)),
    Row("%2F in a segment", item, path(b"a%2Fb"), ("not_found", "value")),
    Row("dot segments, encoded", item, path(b"%2e%2e%2f"), ("not_found", "value")),
    Row("NUL in a segment", item, path(b"%00"), ("not_found", "value")),
    Row("invalid UTF-8 in a segment", item, path(b"%ff"), ("value",)),
    Row("raw bytes in a segment", item, path(b"\xff\xfe"), ("value", 400)),
    Row("a segment of 8 000 characters", item, path(b"a" * 8000), ("not_found", "value")),
    Row("half an escape in a segment", item, path(b"%4"), ("not_found", "value")),
    Row("a word for a uuid", parameter("path", form="uuid"), path(b"abc"), ("value",)),
    Row("a word for an integer", parameter("path", "integer"), path(b"abc"), ("value",)),
    Row("+1 for an integer in the path", parameter("path", "integer"), path(b"+1"), ("value",)),
    Row("Arabic digits in the path", parameter("path", "integer"), path("٣".encode()), ("value", 400)),
    Row("an integer in the path", parameter("path", "integer"), path(b"12"), ("ok",)),
    Row("no value of an enum in the path", operation("getKind"), path(b"huge"), ("value",)),
    Row("the path that has no template", operation("allKinds"), lambda live: live.send(), ("ok",)),
    Row("a letter of the path encoded", listing, lambda live: live.send(path=live.base + f"/%{ord(live.site.operation.path[1]):02x}" + live.site.operation.path[2:]), ("ok",)),
    Row("the whole URL as the target", listing, lambda live: live.send(path=f"http://{live.host}{live.path}"), ("ok",)),
    Row("OPTIONS *", listing, lambda live: live.send(method="OPTIONS", path="*"), (400, 404, 405)),
)  # fmt: skip

METHODS = (
    *(
        Row(f"{method} where it is not declared", listing, using(method), ("method_not_allowed",))
        for method in ("PUT", "TRACE", "OPTIONS", "PROPFIND", "PURGE")
    ),
    Row("an unknown method", listing, lambda live: live.send(method="BREW"), (400, 405, 501)),
    Row("a method in small letters", listing, lambda live: live.send(method="get"), (400, 405, 501)),
    Row("HEAD", listing, lambda live: live.send(method="HEAD"), ("ok",)),
    Row("HEAD without credentials", listing, lambda live: live.send(method="HEAD", who=None), ("unauthenticated",)),
    Row("HEAD with an undeclared parameter", listing, lambda live: live.send(method="HEAD", query=b"nope=1"), ("undeclared",)),
)  # fmt: skip

CREDENTIALS = (
    Row("no credentials", listing, lambda live: live.send(who=None), ("unauthenticated",)),
    Row("empty credentials", listing, credential(""), ("unauthenticated",)),
    Row("unknown credentials", listing, credential("nobody"), ("unauthenticated",)),
    Row("binary credentials", listing, credential(b"\xff\xfe\x80"), ("unauthenticated",)),
    Row("credentials of 7 000 characters", listing, credential("a" * 7000), ("unauthenticated",)),
    Row("credentials in capitals", listing, credential("TEST_FULL"), ("unauthenticated",)),
    Row("the scheme alone", listing, credential("Bearer"), ("unauthenticated",)),
    Row("a list as credentials", listing, credential("test_full, test_full"), ("unauthenticated",)),
    Row("the same credentials twice", listing, twice(), ("unauthenticated",)),
    Row("other credentials beside the right ones", listing, twice("nobody"), ("unauthenticated",)),
    Row("another scheme", listing, without_scheme, ("unauthenticated",)),
    Row("no credentials and a bad parameter", parameter("query", "integer"), lambda live: live.send(who=None, query=live.name + b"=x"), ("unauthenticated",)),
    Row("no credentials and a bad body", creating, body(b"{", who=None), ("unauthenticated",)),
    Row("no credentials and a bad type", creating, valid_as("text/plain", who=None), ("unauthenticated",)),
    Row("no credentials and a huge body", creating, lambda live: live.post(b"a" * (LIMIT + 1), who=None), ("unauthenticated",)),
    Row("no credentials, not acceptable", listing, header("Accept", "text/html", who=None), ("unauthenticated",)),
    Row("no credentials on no path", listing, on_base("/no/such/path", who=None), ("unknown_path",)),
    Row("no credentials for no method", listing, lambda live: live.send(method="PUT", who=None), ("method_not_allowed",)),
    Row("over the limit and a bad parameter", listing, lambda live: live.send(who="test_exhausted", query=b"nope=1"), ("rate_limited",)),
)  # fmt: skip

ROWS = (
    *PLAIN, *MEDIA_TYPES, *JSON_TEXTS, *MEMBERS, *INTEGERS, *BOOLEANS, *NUMBERS, *FORMATS, *QUERIES, *STYLES, *HEADERS,
    *LENGTHS, *PATHS, *METHODS, *CREDENTIALS,
)  # fmt: skip
