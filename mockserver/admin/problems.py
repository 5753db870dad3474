"""The control plane's errors: problem details (RFC 9457) that say what to do."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import zip_longest
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mockserver.errors import FullError, MockserverError, UnavailableError

STATUSES: Mapping[type, int] = {FullError: 507, UnavailableError: 503}  # of what is not the caller's mistake


def problem_response(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
) -> Response:
    """A problem-details response, perhaps with each `pointer` into what was sent that is wrong, and why."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    more = {"errors": [*errors]} if errors else {}
    return Response(orjson.dumps({**body, **more}), status, headers, media_type="application/problem+json")


async def on_http_error(request: Request, error: Exception) -> Response:
    """The response to an error that routing or an endpoint raises."""
    if not isinstance(error, HTTPException):
        raise error
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:  # Starlette's own words: ours say more
        paths = sorted({route.path.replace(":path}", "}") for route in request.app.routes})
        known = {404: f"there is no {request.url.path}; there are: {', '.join(paths)}"}
        allowed = ", ".join(sorted((error.headers or {}).get("Allow", "").split(", ")))
        known[405] = f"{request.url.path} does not take {request.method}; it takes {allowed}"
        detail = known.get(error.status_code, detail)
    return problem_response(error.status_code, detail, error.headers)


async def on_user_error(request: Request, error: Exception) -> Response:
    """The response to a mistake that the server's own code names: a seed or a document that does not work out."""
    if not isinstance(error, MockserverError):
        raise error
    places, sources = getattr(error, "places", ()), getattr(error, "sources", ())
    errors = [
        {"pointer": pointer, "detail": text} | ({"file": source[0], "line": source[1]} if source else {})
        for (pointer, text), source in zip_longest(places, sources)
    ]
    return problem_response(STATUSES.get(type(error), 400), str(error), errors=errors)
