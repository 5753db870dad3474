"""Reading what callers of the control plane send."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request

from mockserver.access.authenticator import NAMESPACE
from mockserver.errors import hint

NAMESPACE_HEADER = "mockserver-namespace"


async def body_of(request: Request, *known: str) -> Mapping[str, Any]:
    """The JSON object in a request's body; an empty one without a body.

    Raises:
        HTTPException: 400 for anything else, and for a member that is not among the known ones.
    """
    raw = await request.body()
    if not raw:
        return {}
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise HTTPException(400, f"the body is a JSON object with any of: {', '.join(known)}")
    check_names("member", data, known)
    return data


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
    named = given.get(
        "namespace", request.query_params.get("namespace", request.headers.get(NAMESPACE_HEADER, ""))
    )
    if not isinstance(named, str) or (named and not NAMESPACE.fullmatch(named)):
        raise HTTPException(400, f"{named!r} is no namespace: 1 to 64 letters, digits, `.`, `_` and `-`")
    return named


def whole(data: Mapping[str, Any], name: str, least: int) -> int | None:
    """A whole number out of a body, None where it is absent or null.

    Raises:
        HTTPException: 400 for anything else.
    """
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise HTTPException(400, f"{name} is a whole number, {least} at least, not {value!r}")
    return value
