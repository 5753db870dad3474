"""Why a request was refused, in a sentence: what `Mockserver-Reason` says, whatever the body has a place for."""

from collections.abc import Mapping
from urllib.parse import quote

from mockserver.errors import ApiError, ErrorKind, Violation

HEADER = b"mockserver-reason"
LONGEST = 500  # characters of the field
PRINTED = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")  # everything that a field may hold as it is

SENTENCES: Mapping[str, str] = {
    ErrorKind.MALFORMED_REQUEST: "this is no HTTP request",
    ErrorKind.UNKNOWN_PATH: "the document has no such path",
    ErrorKind.METHOD_NOT_ALLOWED: "the path has no such method; Allow names those that it has",
    ErrorKind.UNAUTHENTICATED: "no known credential was sent as the operation's security asks",
    ErrorKind.FORBIDDEN: "the credential lacks the scope {scope}",
    ErrorKind.NOT_PERMITTED: "the credential lacks the role {role}",
    ErrorKind.RATE_LIMITED: "the rate limit of the credential is reached",
    ErrorKind.NOT_ACCEPTABLE: "Accept admits no media type that the operation declares",
    ErrorKind.UNSUPPORTED_MEDIA_TYPE: "the operation reads no body of this media type or content coding",
    ErrorKind.PAYLOAD_TOO_LARGE: "the body is larger than the server reads",
    ErrorKind.MALFORMED_BODY: "the body cannot be read as its media type",
    ErrorKind.INVALID_CURSOR: "the cursor was not given out by this list",
    ErrorKind.NOT_FOUND: "there is no such {resource}",
    ErrorKind.CONFLICT: "the {resource} is in conflict with one that is there",
    ErrorKind.IN_USE: "the {resource} is in use",
    ErrorKind.PATCH_FAILED: "the patch does not apply to the {resource}",
    ErrorKind.IDEMPOTENCY_MISMATCH: "the idempotency key was used for another request",
    ErrorKind.RANGE_NOT_SATISFIABLE: "the reply has no such range of bytes",
    ErrorKind.PRECONDITION_FAILED: "what is stored is not in the state that the request asks for",
    ErrorKind.PRECONDITION_REQUIRED: "a change has to say by If-Match which state it changes",
    ErrorKind.INTERNAL: "this server failed: its log says why",
    ErrorKind.UNAVAILABLE: "the store of this server's state does not answer: its log says why; try again",
}


def reason_of(error: ApiError) -> str:
    """What was wrong: every violation, else a sentence for the kind of error."""
    if error.violations:
        return "; ".join(map(_told, error.violations))
    required = error.required or {"scope": None, "role": None}
    facts = {
        "resource": error.resource or "row",
        "scope": required["scope"] or "that is asked for",
        "role": required["role"] or "that is asked for",
    }
    sentence = SENTENCES.get(error.kind, error.kind.replace("_", " ")).format_map(facts)
    return f"{sentence}: {error.unknown}" if error.unknown is not None else sentence


def reason_header(error: ApiError) -> tuple[bytes, bytes]:
    """The reason of an error as a header field."""
    return reason_field(reason_of(error))


def reason_field(reason: str) -> tuple[bytes, bytes]:
    """A reason as a header field: in ASCII, percent-encoded (RFC 3986, 2.1) where it is not, at most 500 characters.

    It can hold what a client sent: nothing in it ends the field.
    """
    text = reason[:LONGEST]
    if not (text.isascii() and text.isprintable() and "%" not in text):
        text = quote(text, safe=PRINTED, errors="replace")[:LONGEST]
        cut = text.rfind("%", LONGEST - 2)
        text = text[:cut] if cut >= 0 else text
    return HEADER, text.strip().encode("ascii")


def _told(violation: Violation) -> str:
    name = violation.name
    return (
        f"{violation.location} {name}: {violation.text}"
        if name
        else f"{violation.location}: {violation.text}"
    )
