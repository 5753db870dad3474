"""The compiled path against Connexion's own middlewares: equal answers, except for what the table lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pytest

from mockserver.runtime.server import Server
from tests.server.conftest import ServerOf, contracts
from tests.server.requests_of import Case, cases
from tests.server.sites import Live, ask

CONTRACTS = contracts()
NOON = datetime(2026, 2, 3, 12)  # noqa: DTZ001 - the server's clock takes it as UTC
REFUSED = {"invalid_parameter", "invalid_body", "malformed_body"}  # kinds whose words are a validator's

Seen = dict[tuple[str, str], list[str]]  # how and sort of request -> the requests


@dataclass(frozen=True, slots=True)
class Difference:
    """What Connexion does otherwise, and why.

    Attributes:
        how: It `crashes` (500), `accepts` what is wrong, `refuses` what is right, or `differs` in its answer.
        sorts: The requests with which it does so; each of them has to show it, in one document at least.
    """

    how: str
    reason: str
    sorts: tuple[str, ...]


DIFFERENCES = (
    # Bodies
    Difference("crashes", "it decodes the body where nothing catches the error", (
        "not UTF-8", "overlong UTF-8", "utf-16, named", "utf-16, not named",
    )),
    Difference("crashes", "of its decoder's errors it catches one, JSONDecodeError", (
        "100 000 nested brackets", "100 000 open brackets", "100 000 nested objects", "long number in deep nesting",
        "5 000-digit integer",
    )),
    Difference("differs", "it has no limit to how deep a body may be", (
        "500 nested brackets in a member", "deep in a recursive schema",
    )),
    Difference("crashes", "a form without a boundary", ("multipart form without boundary",)),
    Difference("crashes", "it hands over `{}` in place of the body, so that the reply lacks what it promises", (
        "no Content-Type", "Content-Type in capitals",
    )),
    Difference("differs", "the same, where the reply promises less", ("Content-Type in capitals",)),
    Difference("accepts", "a body without a usable Content-Type is of the first declared one to it", (
        "no Content-Type", "two Content-Types", "unknown charset",
    )),
    Difference("crashes", "Python's JSON decoder admits them, and no reply carries them", ("lone surrogate",)),
    Difference("accepts", "the same, where the reply does not show them", (
        "lone surrogate", "lone surrogate beside a long number",
    )),
    Difference("differs", "Python's JSON decoder admits them, and the schema or the rows then refuse them", (
        "NaN", "Infinity", "-Infinity", "1e999", "lone surrogate", "lone surrogate beside a long number",
    )),
    Difference("accepts", "Python's JSON decoder reads it as infinity", ("1e999 as a number",)),
    Difference("accepts", "its Draft 4 validator checks these formats not at all", (
        "no uuid", "uuid in braces", "no date", "date without hyphens", "no uri", "no hostname", "no base64",
        "int32 overflow", "int64 overflow",
    )),
    Difference("differs", "the same, and no row has such a key", ("no uuid", "uuid in braces")),
    Difference("accepts", "Python's regular expressions are not ECMA's", (
        "Arabic digits in a pattern", "line feed after a pattern", "a line feed after a pattern",
    )),
    Difference("refuses", "readOnly is a word without meaning to it", ("a required read-only member left out",)),
    Difference("refuses", "without Content-Length it takes the body for absent", ("chunks",)),
    Difference("refuses", "a body that is not there is an empty one to it", (
        "an optional body, absent", "an optional body, empty",
    )),
    Difference("refuses", "it reads forms of operations that have none", ("multipart on GET",)),
    Difference("refuses", "it leaves JSON parts of multipart forms unread", ("JSON part of a multipart form",)),
    Difference("accepts", "Python's int() is lenient", ("form, +1",)),
    Difference("differs", "it draws another line between unreadable and invalid forms", (
        "multipart form cut off", "form, a field twice",
    )),
    # Parameters
    Difference("accepts", "Python's int() and float() are lenient", (
        "integer +1", "integer 01", "integer 1 and a space", "integer 1_0", "integer Arabic", "integer full width",
        "integer plus as a space", "integer with a line feed", "integer with a space", "+1 for an integer in the path",
        "array ids=1,%2B2", "number +1.5", "number .5", "number 1_0.0", "number 1e999", "number 5.", "number Infinity",
        "number NaN", "number inf",
    )),
    Difference("accepts", "it compares booleans in small letters", ("boolean True", "boolean TRUE")),
    Difference("accepts", "its Draft 4 validator checks these formats not at all", (
        "byte a letter", "date 30 February", "date a date-time", "hostname -a-", "int32 2^31", "int32 -2^31-1",
        "int64 2^63", "uri a word", "uuid a word", "uuid without hyphens",
    )),
    Difference("accepts", "of a repeated parameter it takes one", (
        "a scalar twice", "the same scalar twice", "array ids=1&ids=2",
        "deepObject filter[colour]=red&filter[colour]=green",
    )),
    Difference("accepts", "it replaces what is not UTF-8", (
        "invalid UTF-8 in a value", "invalid UTF-8 in a name", "overlong UTF-8 in a value", "a surrogate in a value",
    )),
    Difference("differs", "the same, and the text that results is no cursor", (
        "invalid UTF-8 in a value", "overlong UTF-8 in a value", "a surrogate in a value",
    )),
    Difference("crashes", "it asks every parameter's schema, and every item's, for its `type`", (
        "no value of the enum", "a value of the enum in capitals", "no value of an enum in the path",
        "empty array of text words=", "JSON where=%7B%22a%22:1%7D", "JSON where=%7B",
        f"JSON where={'%5B' * 18}", "JSON where=%7B%22a%22:%22%5Cud800%22%7D",
        "JSON where=%7B%22a%22:1%7D&where=%7B%22a%22:2%7D",
    )),
    Difference("crashes", "to it, deep objects are as deep as declared", ("deepObject filter[colour][a]=red",)),
    Difference("accepts", "it cuts the name of a deep object's member anywhere", ("deepObject filter[colour]x=red",)),
    Difference("differs", "it fills in objects that were not sent", (
        "deepObject filter%5Bcolour%5D=red", "deepObject filter[colour]=red&filter[count]=2",
    )),
    Difference("refuses", "it coerces the query only", ("an integer header", "a boolean header", "an integer cookie")),
    Difference("refuses", "it knows no null in the query", ("an empty nullable integer",)),
    Difference("refuses", "an empty list is one empty item to it", ("empty array ids=",)),
    Difference("refuses", "it reads objects in the form style not at all", (
        "exploded object width=1&height=2", "object point=x,1,y,2",
    )),
    # Paths and methods
    Difference("differs", "it redirects to the path without the slash, or with it (307)", (
        "a slash after the operation", "a slash at the end", "a slash at the end of an item", "an empty segment",
        "the base path alone", "dot segments, encoded",
    )),
    Difference("differs", "%2F is a separator to it", ("%2F in a segment",)),
    Difference("crashes", "the template that is declared before shadows the path without one, and has no `type`", (
        "the path that has no template",
    )),
    Difference("differs", "to it, a path whose integer is none does not exist (404)", ("a word for an integer",)),
    Difference("differs", "it checks no uuid, and no row has such a key", (
        "a word for a uuid", "NUL in a segment", "a segment of 8 000 characters", "half an escape in a segment",
    )),
    Difference("differs", "it replaces what is not UTF-8, and no row has such a key", ("invalid UTF-8 in a segment",)),
    Difference("differs", "its `Allow` names the methods of the first operation of the path only", (
        "PUT where it is not declared", "TRACE where it is not declared", "OPTIONS where it is not declared",
        "PROPFIND where it is not declared", "PURGE where it is not declared", "no credentials for no method",
    )),
    # Errors
    Difference("differs", "it does not say which parameter or member is wrong; some have kinds of error of their own", (
        "an unknown key", "a member of another type",
    )),
    Difference("differs", "what is no HTTP never reaches it: uvicorn's own protocol answers with a line of text", (
        "Content-Length and chunks", "Content-Length: +2", "Content-Length: -1", "Content-Length: abc",
        "two Content-Lengths", "a chunk of no size", "an unknown transfer coding", "a folded header",
        "NUL in a header", "an unknown method", "a method in small letters", "integer, raw Arabic",
        "raw bytes in a segment", "raw bytes in a value", "Arabic digits in the path",
    )),
)  # fmt: skip
LISTED = {(difference.how, sort) for difference in DIFFERENCES for sort in difference.sorts}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the kind of error that the journal has for it."""

    status: int
    content_type: str | None
    allow: str | None
    body: bytes
    kind: str | None


def answer(server: Server, case: Case) -> Answer:
    """The answer of a server in its seeded state, at noon."""
    server.reset()
    server.clock.freeze(NOON)
    name = case.site.contract.name
    live = Live(case.site, server.app.vendors[name], server[name])
    status, headers, body = ask(live.host, case.write(live))
    requests = server.requests
    kind = requests[-1].kind if requests else None
    return Answer(status, headers.get("content-type"), headers.get("allow"), body, kind)


def difference(ours: Answer, theirs: Answer) -> str | None:
    """How Connexion's answer differs, None for one that is equal but for a validator's words."""
    shown = (ours.status, ours.content_type, ours.allow)
    if shown == (theirs.status, theirs.content_type, theirs.allow):
        words = ours.kind == theirs.kind and ours.kind in REFUSED
        return None if ours.body == theirs.body or words else "differs"
    if theirs.status >= 500:
        return "crashes"
    if ours.status < 300 <= theirs.status:
        return "refuses"
    return "accepts" if theirs.status < 300 <= ours.status else "differs"


@pytest.fixture(scope="session")
def seen_in(server_of: ServerOf) -> Callable[[str], Seen]:
    """`seen_in(document)`: the differences that its requests show."""

    @cache
    def compare(document: str) -> Seen:
        compiled, stock = server_of(document), server_of(document, "stock")
        found: Seen = {}
        for case in cases(CONTRACTS[document]):
            ours, theirs = answer(compiled, case), answer(stock, case)
            how = difference(ours, theirs)
            if how is not None:
                text = f"{case.name}: {ours.status} {ours.body!r:.200}, Connexion {theirs.status} {theirs.body!r:.200}"
                found.setdefault((how, case.sort), []).append(text)
        return found

    return compare


@pytest.mark.parametrize("document", CONTRACTS)
def test_both_pipelines_give_the_same_answers(document: str, seen_in: Callable[[str], Seen]) -> None:
    """Every difference between the two is in the table."""
    unlisted = {place: texts for place, texts in seen_in(document).items() if place not in LISTED}

    assert unlisted == {}


def test_every_listed_difference_occurs(seen_in: Callable[[str], Seen]) -> None:
    """A difference that is gone leaves the table."""
    seen = {place for document in CONTRACTS for place in seen_in(document)}

    assert seen >= LISTED, sorted(LISTED - seen)
