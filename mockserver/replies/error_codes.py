"""Which of the codes that a document lists for its errors fits a kind of error: clients raise by them."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from http.client import responses
from typing import Any

from mockserver.errors import ErrorKind

INVALID = (
    "validation",
    "invalid_request",
    "bad_request",
    "invalid",
    "unprocessable",
    "parameter",
    "argument",
    "input",
)
# Words that documents have for each kind of error, those that say most first.
WORDS: Mapping[str, Sequence[str]] = {
    ErrorKind.MALFORMED_BODY: ("malformed", "parse", "syntax", *INVALID),
    ErrorKind.MALFORMED_REQUEST: ("malformed", *INVALID),
    ErrorKind.INVALID_PARAMETER: INVALID,
    ErrorKind.INVALID_BODY: INVALID,
    ErrorKind.INVALID_CURSOR: ("cursor", *INVALID),
    ErrorKind.UNAUTHENTICATED: (
        "unauthenticated", "authentication", "unauthorized", "invalid_api_key", "invalid_token", "credential", "auth",
    ),
    ErrorKind.FORBIDDEN: (
        "forbidden", "permission", "access_denied", "not_allowed", "scope", "authorization", "unauthorized",
    ),
    ErrorKind.NOT_PERMITTED: ("forbidden", "permission", "access_denied", "not_allowed", "role", "authorization"),
    ErrorKind.NOT_FOUND: ("not_found", "notfound", "missing", "no_such", "unknown", "does_not_exist"),
    ErrorKind.UNKNOWN_PATH: ("not_found", "notfound", "unknown", "no_such"),
    ErrorKind.METHOD_NOT_ALLOWED: ("method", "not_allowed", "unsupported"),
    ErrorKind.NOT_ACCEPTABLE: ("acceptable", "unsupported", "media_type"),
    ErrorKind.UNSUPPORTED_MEDIA_TYPE: ("media_type", "unsupported", "content_type", *INVALID),
    ErrorKind.PAYLOAD_TOO_LARGE: ("too_large", "size", "limit", *INVALID),
    ErrorKind.CONFLICT: ("conflict", "already_exists", "duplicate", "exists", "unique", *INVALID),
    ErrorKind.IN_USE: ("in_use", "conflict", "dependent", *INVALID),
    ErrorKind.IDEMPOTENCY_MISMATCH: ("idempotency", "conflict", *INVALID),
    ErrorKind.RANGE_NOT_SATISFIABLE: ("range", *INVALID),
    ErrorKind.PRECONDITION_FAILED: ("precondition", "etag", "version", "conflict", *INVALID),
    ErrorKind.PRECONDITION_REQUIRED: ("precondition", "required", *INVALID),
    ErrorKind.PATCH_FAILED: ("patch", "conflict", *INVALID),
    ErrorKind.RATE_LIMITED: ("rate_limit", "too_many_requests", "throttl", "quota", "limit_exceeded"),
    ErrorKind.INTERNAL: ("internal", "server_error", "api_error", "unexpected", "unknown"),
    ErrorKind.UNAVAILABLE: ("unavailable", "server_error", "internal", "api_error", "unexpected", "unknown"),
}  # fmt: skip


def fitting(options: Sequence[Any], kind: str, status: int) -> Iterator[Any]:
    """The options that fit a kind of error, the best first; none where nothing tells them apart.

    Args:
        options: What the document lists.
        kind: The kind of error.
        status: Its status.
    """
    texts = {_plain(option): option for option in options if isinstance(option, str)}
    if status in options:
        yield status
    if str(status) in texts:
        yield texts[str(status)]
    phrase = _plain(responses.get(status, ""))
    for word in (kind, phrase, *WORDS.get(kind, ())):
        for text, option in texts.items():
            if word and word in text:
                yield option
    for near in difflib.get_close_matches(kind, list(texts), n=1):
        yield texts[near]


def _plain(text: str) -> str:
    """A code in lower case with underscores: `NotFound`, `not-found` and `NOT_FOUND` are one."""
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text)
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")
