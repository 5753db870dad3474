"""`/__admin/stubs`: answers that a test arranges for the calls that match."""

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mockserver.admin.controlled import Controlled
from mockserver.admin.inputs import check_names, namespace_of, sent_object
from mockserver.faults.stub import Stub
from mockserver.rendering.encoding import to_json
from mockserver.replies.stubbing import ArrangedStubs

STUB_METHODS = ["GET", "PUT", "DELETE"]
STUB = "the body is a stub: a JSON object with an operation and its answer"


class StubRoutes:
    """One method for each route."""

    def __init__(self, app: Controlled) -> None:
        self._app = app

    async def stubs(self, request: Request) -> Response:
        """The stubs of a namespace with the states of their scenarios, one more of them, or none any more."""
        check_names("parameter", request.query_params, ("namespace",))
        if request.method == "POST":
            given = dict(await sent_object(request, STUB))
            if "stubs" in given:
                return await self._arranged(request, given)
            stubs = self._of(request, given)
            return _json(_shown(stubs, await run_in_threadpool(lambda: stubs.add(given))), 201)
        stubs = self._of(request)
        if request.method == "DELETE":
            stubs.clear()
            return _json({})
        scenarios = [{"name": name, "state": state} for name, state in stubs.scenarios.items()]
        return _json({"stubs": [_shown(stubs, each) for each in stubs], "scenarios": scenarios})

    async def stub(self, request: Request) -> Response:
        """One stub, another one in its place, or one less."""
        check_names("parameter", request.query_params, ("namespace",))
        asked = request.path_params["id"]
        given = dict(await sent_object(request, STUB)) if request.method == "PUT" else {}
        stubs = self._of(request, given)
        found = stubs.find(asked)
        if found is None:
            raise HTTPException(404, f"there is no stub {asked!r}; see /__admin/stubs")
        if request.method == "DELETE":
            stubs.remove(found)
            return _json({})
        if request.method == "PUT":
            found = await run_in_threadpool(lambda: stubs.put(asked, given))
        return _json(_shown(stubs, found))

    async def _arranged(self, request: Request, given: dict[str, Any]) -> Response:
        """Rows and stubs that come as one, as `mockserver stubs from` writes them."""
        namespace = namespace_of(request, given)
        given.pop("namespace", None)
        arrange = self._app.arrangements.arrange
        count = await run_in_threadpool(lambda: arrange(given, namespace))
        return _json({"stubs": count}, 201)

    def _of(self, request: Request, given: Mapping[str, Any] | None = None) -> ArrangedStubs:
        """The stubs of the namespace that a request names, perhaps in its body, which says it no more then."""
        namespace = namespace_of(request, given or {})
        if isinstance(given, dict):
            given.pop("namespace", None)
        return self._app.stubs[namespace]


def _shown(stubs: ArrangedStubs, stub: Stub) -> dict[str, Any]:
    return {**stub.as_json(), "hits": stubs.hits(stub)}


def _json(data: Any, status: int = 200) -> Response:
    return Response(to_json(data), status, media_type="application/json")
