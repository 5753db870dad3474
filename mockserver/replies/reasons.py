"""Why a request was refused, in a sentence: what `Mockserver-Reason` says, whatever the body has a place for."""

from collections.abc import Mapping
from urllib.parse import quote

from mockserver.errors import ApiError, Violation

HEADER = b"mockserver-reason"
LONGEST = 500  # characters of the field
PRINTED = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")  # everything that a field may hold as it is

SENTENCES: Mapping[str, str] = {
    "malformed_request": "this is no HTTP request",
    "unknown_path": "the document has no such path",
    "method_not_allowed": "the path has no such method; Allow names those that it has",
    "unauthenticated": "no known credential was sent as the operation's security asks",
    "forbidden": "the credential lacks the scope {scope}",
    "not_permitted": "the credential lacks the role {role}",
    "rate_limited": "the rate limit of the credential is reached",
    "not_acceptable": "Accept admits no media type that the operation declares",
    "unsupported_media_type": "the operation reads no body of this media type or content coding",
    "payload_too_large": "the body is larger than the server reads",
    "malformed_body": "the body cannot be read as its media type",
    "invalid_cursor": "the cursor was not given out by this list",
    "not_found": "there is no such {resource}",
    "conflict": "the {resource} is in conflict with one that is there",
    "in_use": "the {resource} is in use",
    "patch_failed": "the patch does not apply to the {resource}",
    "idempotency_mismatch": "the idempotency key was used for another request",
    "internal": "this server failed: its log says why",
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
    return told(reason_of(error))


def told(reason: str) -> tuple[bytes, bytes]:
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
