"""The control plane's routes."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from mockserver.admin.access import Guard
from mockserver.admin.controlled import Controlled
from mockserver.admin.current import Current
from mockserver.admin.dashboard import dashboard, dashboard_file
from mockserver.admin.description import description
from mockserver.admin.entries import Numbered, Wanted, brief_entry, entry, wanted
from mockserver.admin.events import Events, EventStream, ToldCommands
from mockserver.admin.inputs import body_of, check_names, namespace_of, vendor_of, whole_number
from mockserver.admin.limit_uses import LimitRoutes
from mockserver.admin.marks import Marks
from mockserver.admin.moving import change_clock, read_clock
from mockserver.admin.problems import on_http_error, on_user_error
from mockserver.admin.rows import ROW_METHODS, ArrangedRows
from mockserver.admin.stubs import STUB_METHODS, StubRoutes
from mockserver.admin.understood import Understood
from mockserver.admin.webhooks import WebhookRoutes, delivery_brief
from mockserver.bounds import EVENT_READERS, LARGEST_SEED, MOST_ROWS, quoted_value
from mockserver.contract.model import Contract
from mockserver.errors import MockserverError
from mockserver.exchange import Exchange
from mockserver.faults.fault import MEMBERS
from mockserver.settings import VERSION
from mockserver.stepping import in_thread

ROOT = "/__admin"
REPORT = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"
}  # it commands nothing
PROBES = ("live", "ready")
MOST_ENTRIES = 1_000_000  # that `limit` may ask for; the journal has far fewer


def admin_app(app: Controlled) -> ASGIApp:
    """The routes that control `app`."""
    api, rows, stubs, webhooks = Api(app), ArrangedRows(app), StubRoutes(app), WebhookRoutes(app)
    routes = [
        Route(f"{ROOT}/", dashboard),
        Route(f"{ROOT}/assets/{{name}}", dashboard_file),
        Route(f"{ROOT}/health", api.health),
        *(Route(f"{ROOT}/health/{probe}", api.probe) for probe in PROBES),
        Route(f"{ROOT}/openapi.json", api.openapi),
        Route(f"{ROOT}/vendors", api.understood.vendors),
        Route(f"{ROOT}/vendors/{{vendor}}/explanation", api.understood.explanation),
        Route(f"{ROOT}/vendors/{{vendor}}/source", api.understood.source),
        Route(f"{ROOT}/requests", api.requests, methods=["GET", "DELETE"]),
        Route(f"{ROOT}/requests/count", api.count, methods=["GET", "POST"]),
        Route(f"{ROOT}/requests/unmatched", api.unmatched),
        Route(f"{ROOT}/requests/{{id}}", api.request),
        Route(f"{ROOT}/events", api.events),
        Route(f"{ROOT}/reset", api.reset, methods=["POST"]),
        Route(f"{ROOT}/namespaces", api.namespaces),
        Route(f"{ROOT}/snapshot", api.snapshot, methods=["GET", "POST"]),
        Route(f"{ROOT}/restore", api.restore, methods=["POST"]),
        Route(f"{ROOT}/rows/{{vendor}}/{{resource}}", rows.rows, methods=["GET", "POST", "DELETE"]),
        Route(f"{ROOT}/rows/{{vendor}}/{{resource}}/{{key:path}}", rows.row, methods=ROW_METHODS),
        Route(f"{ROOT}/stubs", stubs.stubs, methods=["GET", "POST", "DELETE"]),
        Route(f"{ROOT}/stubs/{{id}}", stubs.stub, methods=STUB_METHODS),
        Route(f"{ROOT}/webhooks", webhooks.webhooks, methods=["GET", "POST", "DELETE"]),
        Route(f"{ROOT}/webhooks/deliveries", webhooks.deliveries),
        Route(f"{ROOT}/webhooks/deliveries/{{id}}", webhooks.delivery),
        Route(f"{ROOT}/webhooks/deliveries/{{id}}/redeliver", webhooks.redeliver, methods=["POST"]),
        Route(f"{ROOT}/webhooks/{{id}}", webhooks.webhook, methods=["GET", "DELETE"]),
        Route(f"{ROOT}/coverage", api.coverage),
        Route(f"{ROOT}/seed", api.seed, methods=["POST"]),
        Route(f"{ROOT}/limits", LimitRoutes(app).limits),
        Route(f"{ROOT}/clock", api.clock, methods=["GET", "POST"]),
        Route(f"{ROOT}/faults", api.faults, methods=["GET", "POST", "DELETE"]),
        Route(f"{ROOT}/faults/{{id}}", api.fault, methods=["GET", "DELETE"]),
    ]
    handlers = {HTTPException: on_http_error, MockserverError: on_user_error}
    settings = app.options.settings
    plane = ToldCommands(Current(Starlette(routes=routes, exception_handlers=handlers), app), api.told, ROOT)
    app.reset_listeners.append(partial(api.told.command, "reset"))
    webhooks.tell(api.told.command)
    probes, files = [f"{ROOT}/health/{probe}" for probe in PROBES], (f"{ROOT}/", f"{ROOT}/assets/")
    return Guard(plane, settings.admin_token, settings.admin_hosts, probes, files)


class Api:
    """One method for each route."""

    def __init__(self, app: Controlled) -> None:
        self._app = app
        self._started = time.monotonic()
        self._marks = Marks(app.options.settings.snapshots)
        self.understood = Understood(app)
        self.told = Events(app.journal, self._brief, self._verdicts)

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

    async def probe(self, request: Request) -> Response:
        """Up, for anybody; who is down does not answer, and requests are taken when all is compiled."""
        return _json({"status": "up"})

    async def openapi(self, request: Request) -> Response:
        """The control plane, described."""
        return _json(await run_in_threadpool(description, self._app.vendors))

    async def requests(self, request: Request) -> Response:
        """The journal, newest first, of one namespace if one is named; DELETE forgets it, of one vendor if one is."""
        namespace = namespace_of(request) or None
        query = request.query_params
        if request.method == "DELETE":
            check_names("parameter", query, ("vendor", "namespace"))
            self._app.journal.clear(vendor_of(query, self._app.vendors), namespace=namespace)
            return _json({})
        entries = self._app.journal.entries(namespace=namespace)
        chosen = wanted({name: value for name, value in query.items() if name not in {"limit", "format"}})
        found = list(chosen.among(entries))
        limit = whole_number(query, "limit", MOST_ENTRIES)
        written = query.get("format", "json")
        if written == "har":
            return await self.understood.har(found[:limit])
        if written != "json":
            raise HTTPException(400, f"format is har or json, not {quoted_value(written)}")
        return self._entries(found, len(found) if limit is None else limit)

    async def request(self, request: Request) -> Response:
        """One entry of the journal."""
        asked = request.path_params["id"]
        for number, exchange in self._app.journal.entries():
            if str(number) == asked:
                telling = self._app.telling
                places, caused = telling.places(exchange) if telling else (), self._app.webhooks.of_causes()
                deliveries = [*map(delivery_brief, caused.get(number, ()))]
                return _json(self._entry(number, exchange, places) | {"deliveries": deliveries})
        raise HTTPException(
            404, f"the journal has no request {asked!r}; it keeps the latest ones, see {ROOT}/requests"
        )

    async def events(self, request: Request) -> Response:
        """What happens, as it happens: requests as they come, all of them or those that the query chooses."""
        query, known = request.query_params, request.headers.get("last-event-id") or None
        check_names("parameter", query, (*Wanted.__slots__, "after"))
        chosen = wanted({name: value for name, value in query.items() if name != "after"})
        after = whole_number({"after": query.get("after", known)}, "after", LARGEST_SEED)
        if self.told.full:
            raise HTTPException(503, f"{EVENT_READERS} clients read the events already: close one of them")
        return EventStream(self.told, chosen, after)

    async def count(self, request: Request) -> Response:
        """How many entries are as the query, or the body, says."""
        known = (*Wanted.__slots__, "namespace")
        given = request.query_params if request.method == "GET" else await body_of(request, *known)
        entries = self._app.journal.entries(namespace=namespace_of(request, given) or None)
        return _json({"count": sum(1 for _ in wanted(given, "namespace").among(entries))})

    async def unmatched(self, request: Request) -> Response:
        """The entries that no operation answered."""
        check_names("filter", request.query_params, ("namespace",))
        namespace = namespace_of(request)
        among = Wanted().among(self._app.journal.unmatched())
        found = [pair for pair in among if not namespace or pair[1].namespace == namespace]
        return self._entries(found, len(found))

    async def reset(self, request: Request) -> Response:
        """Back to the seeded state, of all vendors or of one."""
        given = await body_of(request, "vendor", "namespace")
        vendor, namespace = vendor_of(given, self._app.vendors), namespace_of(request, given)
        await run_in_threadpool(self._app.reset, vendor, namespace=namespace)
        return _json({})

    async def namespaces(self, request: Request) -> Response:
        """The namespaces that are open; the default one has the empty name."""
        check_names("parameter", request.query_params, ())
        return _json({"namespaces": list(self._app.clocks), "most": self._app.options.settings.namespaces})

    async def snapshot(self, request: Request) -> Response:
        """The marks that are kept, or one of the state of a namespace, to come back to it."""
        if request.method == "GET":
            check_names("parameter", request.query_params, ())
            return _json({"snapshots": [{"id": id_, "namespace": name} for id_, name in self._marks]})
        namespace = namespace_of(request, await body_of(request, "namespace"))
        mark = await run_in_threadpool(self._app.snapshot, namespace=namespace)
        return _json({"id": self._marks.keep(namespace, mark)})

    async def restore(self, request: Request) -> Response:
        """Bring a namespace back to a mark of its own."""
        given = await body_of(request, "id", "namespace")
        namespace, mark = self._marks.find(given.get("id"))
        asked = namespace_of(request, given)
        if asked and asked != namespace:
            raise HTTPException(400, f"snapshot {given['id']!r} is of {namespace or 'the default namespace'}")
        await run_in_threadpool(self._app.restore, mark, namespace=namespace)
        return _json({})

    async def coverage(self, request: Request) -> Response:
        """What the clients touched of the contracts, and what the rules say of them; as a report of any format."""
        check_names("parameter", request.query_params, ("format",))
        measured = self._app.coverage
        if measured is None:
            raise HTTPException(
                404, "nothing is measured here; mockserver serve measures, and mockserver.judging()"
            )
        name = request.query_params.get("format")
        if name is None:
            return _json(await run_in_threadpool(measured.report))
        text, media_type = await run_in_threadpool(measured.rendered, name)
        return Response(text.encode("utf-8", "backslashreplace"), 200, REPORT, f"{media_type}; charset=utf-8")

    async def seed(self, request: Request) -> Response:
        """Other seeded rows."""
        given = await body_of(request, "seed", "rows")
        seed, rows = whole_number(given, "seed", LARGEST_SEED), whole_number(given, "rows", MOST_ROWS)
        await in_thread(self._app.reseed, seed, rows)
        return await self.understood.vendors(request)

    async def clock(self, request: Request) -> Response:
        """The time of a namespace, moved if asked."""
        check_names("parameter", request.query_params, ("namespace",))
        given: Mapping[str, Any] = {}
        if request.method == "POST":
            given = await body_of(request, "freeze", "advance", "resume", "namespace")
        clock = self._app.clocks[namespace_of(request, given)]
        if request.method == "POST":
            change_clock(clock, {name: value for name, value in given.items() if name != "namespace"})
        return _json(read_clock(clock))

    async def faults(self, request: Request) -> Response:
        """The faults of a namespace, one more of them, or none any more."""
        check_names("parameter", request.query_params, ("namespace",))
        given = dict(await body_of(request, *MEMBERS, "namespace")) if request.method == "POST" else {}
        faults = self._app.faults[namespace_of(request, given)]
        if request.method == "GET":
            return _json({"faults": [{**each.as_json(), "hits": faults.hits(each)} for each in faults]})
        if request.method == "DELETE":
            faults.clear()
            return _json({})
        given.pop("namespace", None)
        return _json({**faults.add(**given).as_json(), "hits": 0}, 201)

    async def fault(self, request: Request) -> Response:
        """One fault, or one less."""
        check_names("parameter", request.query_params, ("namespace",))
        faults, asked = self._app.faults[namespace_of(request)], request.path_params["id"]
        found = next((each for each in faults if each.id == asked), None)
        if found is None:
            raise HTTPException(404, f"there is no fault {asked!r}; see {ROOT}/faults")
        if request.method == "DELETE":
            faults.remove(found)
            return _json({})
        return _json({**found.as_json(), "hits": faults.hits(found)})

    def _entry(
        self, number: int, exchange: Exchange, places: Iterable[tuple[str, int | None]] = ()
    ) -> dict[str, Any]:
        show = self._app.options.settings.show_secrets
        return entry(number, exchange, self._contract(exchange.vendor), show_secrets=show, places=places)

    def _brief(self, number: int, exchange: Exchange) -> dict[str, Any]:
        show = self._app.options.settings.show_secrets
        return brief_entry(number, exchange, self._contract(exchange.vendor), show_secrets=show)

    def _verdicts(self, after: int) -> Sequence[Mapping[str, Any]]:
        measured = self._app.coverage
        return measured.verdicts_after(after) if measured is not None else ()

    def _contract(self, name: str | None) -> Contract | None:
        vendor = self._app.vendors.get(name or "")
        return vendor.contract if vendor else None

    def _entries(self, found: Iterable[Numbered], limit: int) -> Response:
        numbered, caused = list(found), self._app.webhooks.of_causes()
        shown = [
            self._entry(number, exchange) | {"deliveries": [*map(delivery_brief, caused.get(number, ()))]}
            for number, exchange in numbered[:limit]
        ]
        return _json({"requests": shown, "meta": {"total": len(numbered)}})


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status, media_type="application/json")
