"""Which of the codes that a document lists for its errors fits a kind of error: clients raise by them."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from http.client import responses
from typing import Any

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
    "malformed_body": ("malformed", "parse", "syntax", *INVALID),
    "malformed_request": ("malformed", *INVALID),
    "invalid_parameter": INVALID,
    "invalid_body": INVALID,
    "invalid_cursor": ("cursor", *INVALID),
    "unauthenticated": (
        "unauthenticated", "authentication", "unauthorized", "invalid_api_key", "invalid_token", "credential", "auth",
    ),
    "forbidden": ("forbidden", "permission", "access_denied", "not_allowed", "scope", "authorization", "unauthorized"),
    "not_permitted": ("forbidden", "permission", "access_denied", "not_allowed", "role", "authorization"),
    "not_found": ("not_found", "notfound", "missing", "no_such", "unknown", "does_not_exist"),
    "unknown_path": ("not_found", "notfound", "unknown", "no_such"),
    "method_not_allowed": ("method", "not_allowed", "unsupported"),
    "not_acceptable": ("acceptable", "unsupported", "media_type"),
    "unsupported_media_type": ("media_type", "unsupported", "content_type", *INVALID),
    "payload_too_large": ("too_large", "size", "limit", *INVALID),
    "conflict": ("conflict", "already_exists", "duplicate", "exists", "unique", *INVALID),
    "in_use": ("in_use", "conflict", "dependent", *INVALID),
    "idempotency_mismatch": ("idempotency", "conflict", *INVALID),
    "patch_failed": ("patch", "conflict", *INVALID),
    "rate_limited": ("rate_limit", "too_many_requests", "throttl", "quota", "limit_exceeded"),
    "internal": ("internal", "server_error", "api_error", "unexpected", "unknown"),
}  # fmt: skip


def fitting(options: Sequence[Any], kind: str, status: int) -> Iterator[Any]:
    """Yield the options that fit a kind of error, the best first; none where nothing tells them apart.

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
