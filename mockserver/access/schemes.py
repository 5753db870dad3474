"""Taking keys out of requests (OpenAPI 3.0.3, Security Scheme Object)."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from mockserver.exchange import Request

Extract = Callable[[Request], str | None]


def api_key(scheme: Mapping[str, Any]) -> Extract:
    """A key in a header, the query or a cookie; `x-mock.prefix` names a word that may stand before it."""
    name, location = str(scheme["name"]), scheme["in"]
    prefix = scheme.get("x-mock", {}).get("prefix")
    if location == "header":
        field = name.lower().encode("latin-1")

        def header(request: Request) -> str | None:
            value = request.headers.get(field)
            if value is None:
                return None
            text = value.decode("latin-1")
            return text.removeprefix(f"{prefix} ") if prefix else text

        return header
    if location == "query":
        return lambda request: parse_qs(request.query.decode("latin-1")).get(name, [None])[-1]
    return lambda request: _cookie(request, name)


def bearer(scheme: Mapping[str, Any]) -> Extract:
    """`Authorization: Bearer <key>` (RFC 6750, 2.1)."""
    return lambda request: _authorization(request, "bearer")


def basic(scheme: Mapping[str, Any]) -> Extract:
    """The user name of `Authorization: Basic ...` (RFC 7617)."""

    def user(request: Request) -> str | None:
        encoded = _authorization(request, "basic")
        try:
            return b64decode(encoded or "", validate=True).decode().partition(":")[0] or None
        except ValueError:
            return None

    return user


def _authorization(request: Request, scheme: str) -> str | None:
    value = request.headers.get(b"authorization")
    if value is None:
        return None
    word, _, key = value.decode("latin-1").partition(" ")
    return key.strip() if word.lower() == scheme else None


def _cookie(request: Request, name: str) -> str | None:
    for pair in (request.header("cookie") or "").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return None
