"""What can go wrong: a document that cannot be served, and a request that is refused."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self, TypedDict

from mockserver.printing import printable, shortened

MOST_VIOLATIONS = 100  # of a message that are told
LONGEST_NAME = 256  # characters of a name out of a message that is told
LONGEST_TEXT = 1024  # characters of what is said of a violation


def hint(unknown: str, known: Iterable[str], what: str = "known") -> str:
    """What to write in the place of a name that is unknown: the nearest, else a list of what there is."""
    names = list(known)
    near = difflib.get_close_matches(unknown, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"{what}: {', '.join(names) or 'none'}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a document.

    Attributes:
        pointer: JSON pointer (RFC 6901) into the document.
        message: What is wrong, and what to do about it.
        line: Line of the file, counted from 1; None where the document has no lines.
        file: The file that it stands in.
        severity: `error` stops the server; a `warning` does not.
        rule: What kind of thing it is; those of one kind have one.
    """

    pointer: str
    message: str
    line: int | None = None
    file: str = ""
    severity: str = "error"
    rule: str = ""

    def __str__(self) -> str:
        """`file:line: message (at pointer)`, without the parts that are not known; on one line, fit for a terminal."""
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        said = f"{place}{self.message} (at {self.pointer})" if self.pointer else f"{place}{self.message}"
        return printable(said)


class MockserverError(Exception):
    """The base of every error that is the user's to mend; its text says how."""


class SpecError(MockserverError):
    """A document cannot be served; carries every problem at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@contextmanager
def noting(place: str) -> Iterator[None]:
    """Note on whatever is raised that is not the user's to mend where in a document it came up (PEP 678).

    Args:
        place: As a problem at that place would begin.
    """
    try:
        yield
    except MockserverError:
        raise
    except Exception as error:
        error.add_note(place)
        raise


class UsageError(MockserverError):
    """A command or a call asks for something that is not there."""


class FullError(UsageError):
    """Something that is bounded is full of what must not be forgotten; its text names the option that bounds it."""


class UnavailableError(MockserverError):
    """What the state is kept in does not answer, or is not free; who calls again may find it to be."""


class ErrorKind(StrEnum):
    """A kind of error that the server itself raises; documents name kinds of their own beside these.

    Attributes:
        status: Its status where no document says otherwise.
    """

    status: int

    def __new__(cls, kind: str, status: int) -> Self:
        """A kind, by its name in documents."""
        member = str.__new__(cls, kind)
        member._value_ = kind
        member.status = status
        return member

    MALFORMED_REQUEST = "malformed_request", 400
    UNKNOWN_PATH = "unknown_path", 404
    METHOD_NOT_ALLOWED = "method_not_allowed", 405
    UNAUTHENTICATED = "unauthenticated", 401
    FORBIDDEN = "forbidden", 403
    NOT_PERMITTED = "not_permitted", 403
    RATE_LIMITED = "rate_limited", 429
    NOT_ACCEPTABLE = "not_acceptable", 406
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415
    PAYLOAD_TOO_LARGE = "payload_too_large", 413
    MALFORMED_BODY = "malformed_body", 400
    INVALID_PARAMETER = "invalid_parameter", 400
    INVALID_BODY = "invalid_body", 400
    INVALID_CURSOR = "invalid_cursor", 400
    NOT_FOUND = "not_found", 404
    CONFLICT = "conflict", 409
    IN_USE = "in_use", 409
    PATCH_FAILED = "patch_failed", 409
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch", 409
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable", 416
    PRECONDITION_FAILED = "precondition_failed", 412
    PRECONDITION_REQUIRED = "precondition_required", 428
    INTERNAL = "internal", 500
    UNAVAILABLE = "unavailable", 503


# By the name that documents have for each.
DEFAULT_STATUS: Mapping[str, int] = {kind.value: kind.status for kind in ErrorKind}


@dataclass(slots=True)  # made for every refused request, and frozen ones are slow to make
class Violation:
    """One way in which a message breaks its contract.

    Attributes:
        location: `path`, `query`, `header`, `cookie` or `body`.
        path: Names and indexes that lead to the value, from the parameter or the body's root.
        keyword: The JSON Schema keyword that is broken, or one of the server's own words.
        detail: What the keyword asks for (`limit`, `format`, `values`, ...) and the `value` that came.
        text: A message for documents that declare none.
        schema: The schema that the value was held against, for nearer messages and bounds.
        kind: The kind of error that this violation alone would raise.
        messages: Texts of the parameter that it is about, if any, in the vendor's words; the schema's are nearer.
    """

    location: str
    path: tuple[str | int, ...]
    keyword: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ErrorKind.INVALID_PARAMETER
    messages: Mapping[str, Any] | None = None

    def brief(self) -> "Violation":
        """The same, with no more of what a client sent than can be told: names, and texts that quote it."""
        is_long = len(self.text) > LONGEST_TEXT
        for step in self.path:
            is_long = is_long or len(str(step)) > LONGEST_NAME
        if not is_long:
            return self
        path = tuple(shortened(step, LONGEST_NAME) if isinstance(step, str) else step for step in self.path)
        return replace(self, path=path, text=shortened(self.text, LONGEST_TEXT))

    @property
    def name(self) -> str:
        """The path as a client would write it: `billing_address.city`, `tags.0`."""
        return ".".join(map(str, self.path))


class ConnectionFault(Exception):  # noqa: N818 - nothing went wrong: a user wants it
    """A connection is to break in the place of an answer.

    Args:
        sent: What is still sent.
        reset: Whether the connection is reset, not closed.
    """

    def __init__(self, sent: bytes = b"", *, reset: bool = False) -> None:
        super().__init__("the connection breaks here: a fault of /__admin/faults")
        self.sent = sent
        self.reset = reset


class Required(TypedDict):
    """What a caller lacks: what `$required.…` reads."""

    scope: str | None
    role: str | None


class ApiError(Exception):
    """A request is refused; the operation's document says with which status and body.

    Args:
        kind: One of `ErrorKind`, or one that the document adds.
        resource: The resource that the error is about, to choose among named examples.
        violations: What the request did wrong, all of it, up to so much of it.
        required: What the caller lacks.
        unknown: The key in the request's body that no row has.
        row: The fields of the row that was refused, for `$row.FIELD` in the body's template.
        headers: Response headers that the status asks for, as `Allow` (RFC 9110, 15.5.6).
    """

    # Made for every request that is refused: an exception with a dictionary takes twice the time.
    __slots__ = ("headers", "kind", "required", "resource", "row", "unknown", "violations")

    def __init__(  # noqa: PLR0913 - all that an error may be about
        self,
        kind: str,
        *,
        resource: str | None = None,
        violations: Sequence[Violation] = (),
        required: Required | None = None,
        unknown: str | None = None,
        row: Mapping[str, Any] | None = None,
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.resource = resource
        self.violations = tuple([each.brief() for each in violations[:MOST_VIOLATIONS]])
        self.required = required
        self.unknown = unknown and shortened(unknown, LONGEST_NAME)
        self.row = row
        self.headers = tuple(headers)
