"""The hostile requests: for each, where it goes, how it is written, and which answers are right."""

# ruff: noqa: E501 - a table: one request a line

from tests.server.hostile_bodies import JSON_TEXTS, MEDIA_TYPES, MEMBERS, PLAIN
from tests.server.hostile_values import BOOLEANS, FORMATS, INTEGERS, NUMBERS, QUERIES, STYLES
from tests.server.hostile_writes import (
    Row,
    body,
    credential,
    header,
    on_base,
    path,
    too_long,
    twice,
    using,
    valid_as,
    without_scheme,
)
from tests.server.sites import (
    LIMIT,
    creating,
    item,
    listing,
    operation,
    parameter,
)

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
