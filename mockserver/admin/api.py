"""The control plane's routes."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mockserver.admin.controlled import Controlled, ControlledVendor
from mockserver.admin.entries import Numbered, Wanted, entry, wanted
from mockserver.admin.guard import Guard
from mockserver.admin.moving import change_clock, read_clock
from mockserver.admin.problems import on_http_error, on_user_error
from mockserver.admin.reading import body_of, check_names, whole
from mockserver.auth.authenticator import NAMESPACE
from mockserver.contract.model import Contract
from mockserver.errors import MockserverError
from mockserver.settings import VERSION

ROOT = "/__admin"


def admin_app(app: Controlled) -> ASGIApp:
    """The routes that control `app`."""
    api = Api(app)
    routes = [
        Route(f"{ROOT}/health", api.health),
        Route(f"{ROOT}/vendors", api.vendors),
        Route(f"{ROOT}/requests", api.requests, methods=["GET", "DELETE"]),
        Route(f"{ROOT}/requests/count", api.count, methods=["GET", "POST"]),
        Route(f"{ROOT}/requests/unmatched", api.unmatched),
        Route(f"{ROOT}/requests/{{id}}", api.request),
        Route(f"{ROOT}/reset", api.reset, methods=["POST"]),
        Route(f"{ROOT}/seed", api.seed, methods=["POST"]),
        Route(f"{ROOT}/clock", api.clock, methods=["GET", "POST"]),
    ]
    handlers = {HTTPException: on_http_error, MockserverError: on_user_error}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), app.settings.admin_token)


class Api:
    """One method for each route."""

    def __init__(self, app: Controlled) -> None:
        self._app = app
        self._started = time.monotonic()

    async def health(self, request: Request) -> Response:
        """Whether the server works, and since when."""
        return _json(
            {
                "status": "healthy",
                "version": VERSION,
                "uptimeInSeconds": int(time.monotonic() - self._started),
                "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )

    async def vendors(self, request: Request) -> Response:
        """What is served."""
        root = f"{request.url.scheme}://{request.url.netloc}"
        return _json({"vendors": [self._vendor(vendor, root) for vendor in self._app.vendors.values()]})

    async def requests(self, request: Request) -> Response:
        """The journal, newest first; DELETE forgets it."""
        if request.method == "DELETE":
            self._app.journal.clear()
            return _json({})
        query = request.query_params
        found = list(wanted(query, "limit").among(self._app.journal.entries()))
        limit = query.get("limit", "")
        if limit and not (limit.isascii() and limit.isdigit()):
            raise HTTPException(400, f"limit is a number such as 20, not {limit!r}")
        return self._entries(found, int(limit) if limit else len(found))

    async def request(self, request: Request) -> Response:
        """One entry of the journal."""
        asked = request.path_params["id"]
        for number, exchange in self._app.journal.entries():
            if str(number) == asked:
                return _json(entry(number, exchange, self._contract(exchange.vendor)))
        raise HTTPException(
            404, f"the journal has no request {asked!r}; it keeps the latest ones, see {ROOT}/requests"
        )

    async def count(self, request: Request) -> Response:
        """How many entries are as the query, or the body, says."""
        given = request.query_params if request.method == "GET" else await body_of(request, *Wanted.__slots__)
        return _json({"count": sum(1 for _ in wanted(given).among(self._app.journal.entries()))})

    async def unmatched(self, request: Request) -> Response:
        """The entries that no operation answered."""
        check_names("filter", request.query_params, ())
        found = list(Wanted().among(self._app.journal.unmatched()))
        return self._entries(found, len(found))

    async def reset(self, request: Request) -> Response:
        """Back to the seeded state, of all vendors or of one."""
        given = await body_of(request, "vendor", "namespace")
        vendor, namespace = given.get("vendor"), given.get("namespace", "")
        if vendor is not None and vendor not in list(
            self._app.vendors
        ):  # a list: what is sent may be unhashable
            raise HTTPException(400, f"{vendor!r} is not served here; served: {', '.join(self._app.vendors)}")
        self._app.reset(vendor, namespace=_namespace(namespace))
        return _json({})

    async def seed(self, request: Request) -> Response:
        """Other seeded rows."""
        given = await body_of(request, "seed", "rows")
        await run_in_threadpool(self._app.reseed, whole(given, "seed", 0), whole(given, "rows", 0))
        return await self.vendors(request)

    async def clock(self, request: Request) -> Response:
        """The time of a namespace (`?namespace=`, by default the one that all follow), moved if asked."""
        check_names("parameter", request.query_params, ("namespace",))
        clock = self._app.clocks[_namespace(request.query_params.get("namespace", ""))]
        if request.method == "POST":
            change_clock(clock, await body_of(request, "freeze", "advance", "resume"))
        return _json(read_clock(clock))

    def _contract(self, name: str | None) -> Contract | None:
        vendor = self._app.vendors.get(name or "")
        return vendor.contract if vendor else None

    def _entries(self, found: Iterable[Numbered], limit: int) -> Response:
        numbered = list(found)
        shown = [
            entry(number, exchange, self._contract(exchange.vendor)) for number, exchange in numbered[:limit]
        ]
        return _json({"requests": shown, "meta": {"total": len(numbered)}})

    def _vendor(self, vendor: ControlledVendor, root: str) -> dict[str, Any]:
        contract = vendor.contract
        offered = contract.mock.get("variants", {})
        return {
            "name": contract.name,
            "title": contract.title,
            "url": f"{root}/{contract.name}{contract.base_path}",
            "operations": [{"id": o.id, "method": o.method, "path": o.path} for o in contract.operations],
            "resources": vendor.world.counts(),
            "credentials": list(vendor.services.callers),
            "variants": {
                "offered": {name: variant["description"] for name, variant in offered.items()},
                "on": list(self._app.variants.get(contract.name, ())),
            },
        }


def _json(data: Any) -> Response:
    return Response(orjson.dumps(data), media_type="application/json")


def _namespace(given: Any) -> str:
    if not isinstance(given, str) or (given and not NAMESPACE.fullmatch(given)):
        raise HTTPException(400, f"{given!r} is no namespace: letters, digits, `.`, `_` and `-`")
    return given
