"""Reading what callers of the control plane send."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from mockserver import bounds
from mockserver.access.credentials import NAMESPACE
from mockserver.errors import hint
from mockserver.validation.json_text import read_json

NAMESPACE_HEADER = "mockserver-namespace"
JSON = "application/json"
LARGEST_BODY = 1 << 20  # bytes


async def body_of(request: Request, *known: str) -> Mapping[str, Any]:
    """The JSON object in a request's body; an empty one without a body.

    Raises:
        HTTPException: 400 for anything else, and for a member that is not among the known ones; 413 for a body that is
            too large; 415 for one that is not sent as JSON, as a form or a script of another origin sends it.
    """
    data = await sent_object(request, f"the body is a JSON object with any of: {', '.join(known)}")
    check_names("member", data, known)
    return {name: _whole(value) for name, value in data.items()}


async def sent_object(request: Request, what: str) -> Mapping[str, Any]:
    """The JSON object in a request's body, with whatever members; an empty one without a body.

    Args:
        request: It.
        what: What the body is, for the error.

    Raises:
        HTTPException: As `body_of` does.
    """
    raw = await _raw(request)
    if not raw:
        return {}
    sent = request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() != JSON:
        line = f"curl --json '{{...}}' {request.url}"
        raise HTTPException(415, f"send the body with `Content-Type: {JSON}`, not {sent!r}, such as: {line}")
    try:
        data = read_json(raw)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise HTTPException(400, what)
    return data


def _whole(value: Any) -> Any:
    """A number without a fraction as the integer that it is in JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


async def _raw(request: Request) -> bytes:
    too_large = HTTPException(413, f"a body of the control plane has at most {LARGEST_BODY} bytes")
    raw, length = bytearray(), request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        raise too_large
    async for part in request.stream():
        raw += part
        if len(raw) > LARGEST_BODY:
            raise too_large
    return bytes(raw)


def check_names(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a name that is not among the known ones.

    Raises:
        HTTPException: 400 with a suggestion for the first one that is not.
    """
    names = list(known)
    for name in given:
        if name not in names:
            raise HTTPException(400, f"unknown {what} {name!r}; {hint(name, names)}")


def namespace_of(request: Request, given: Mapping[str, Any] = MappingProxyType({})) -> str:
    """The namespace that a command is for: of the body, the query or the header; empty for the default one.

    Raises:
        HTTPException: 400 for what is no namespace.
    """
    places = (given, request.query_params, {"namespace": request.headers.get(NAMESPACE_HEADER, "")})
    named = [place["namespace"] for place in places if "namespace" in place]
    for each in named:
        if not isinstance(each, str) or (each and not NAMESPACE.fullmatch(each)):
            said = bounds.quoted_value(each)
            raise HTTPException(400, f"{said} is no namespace: 1 to 64 letters, digits, `.`, `_` and `-`")
    return str(named[0])


def whole_number(data: Mapping[str, Any], name: str, most: int) -> int | None:
    """A whole number from 0 to `most` out of a body, or out of a query's digits; None where it is absent or null.

    Raises:
        UsageError: For anything else.
    """
    value = data.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(most)):
        value = int(value)
    return None if value is None else bounds.whole(name, value, 0, most)


def vendor_of(given: Mapping[str, Any], served: Iterable[str]) -> str | None:
    """The vendor that a command is for, None for all.

    Raises:
        HTTPException: 400 for one that is not served.
    """
    vendor = given.get("vendor")
    names = list(served)  # what is sent may be unhashable
    if vendor is not None and vendor not in names:
        raise HTTPException(
            400, f"vendor: {bounds.quoted_value(vendor)} is not served here; served: {', '.join(names)}"
        )
    return vendor
