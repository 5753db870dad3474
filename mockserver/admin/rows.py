"""`/__admin/rows`: rows that a test arranges, whatever the operations of their document allow."""

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mockserver.admin.controlled import Controlled
from mockserver.admin.inputs import check_names, namespace_of, sent_object, whole_number
from mockserver.bounds import quoted_value
from mockserver.errors import UsageError, hint
from mockserver.rendering.encoding import to_json
from mockserver.replies.arranging import DEFAULT_TENANT, NoRowError, ResourceRows
from mockserver.state.namespaces import NamespaceState

ROW_METHODS = ["GET", "PUT", "PATCH", "DELETE"]
MOST_SHOWN = 1_000_000  # rows that `limit` may ask for
ROW = "the body is a row: a JSON object of its members"


class ArrangedRows:
    """One method for each route; `namespace` and `tenant` are parameters, because the body is the row."""

    def __init__(self, app: Controlled) -> None:
        self._app = app

    async def rows(self, request: Request) -> Response:
        """The rows of a resource, one more of them, or none any more."""
        get = request.method == "GET"
        check_names("parameter", request.query_params, ("namespace", "tenant", *(["limit"] if get else [])))
        rows, state, tenant = await run_in_threadpool(self._found, request)
        if request.method == "DELETE":
            return _json({"removed": await run_in_threadpool(rows.clear, state, tenant)})
        if request.method == "POST":
            given = await sent_object(request, ROW)
            return _json(await run_in_threadpool(rows.add, state, given, tenant), 201)
        limit = whole_number(request.query_params, "limit", MOST_SHOWN)
        found = await run_in_threadpool(rows.all, state, tenant)
        return _json({"rows": [*found[:limit]], "meta": {"total": len(found)}})

    async def row(self, request: Request) -> Response:
        """One row, changed if asked, or one less."""
        check_names("parameter", request.query_params, ("namespace", "tenant"))
        rows, state, tenant = await run_in_threadpool(self._found, request)
        key = request.path_params["key"]
        given = await sent_object(request, ROW) if request.method in {"PUT", "PATCH"} else {}
        try:
            return _json(
                await run_in_threadpool(_carried_out, request.method, rows, state, key, given, tenant)
            )
        except NoRowError as error:
            raise HTTPException(404, str(error)) from None

    def _found(self, request: Request) -> tuple[ResourceRows, NamespaceState, str]:
        """The rows that a request is about, of which namespace and tenant.

        Raises:
            HTTPException: 404 for a vendor or a resource that there is not.
        """
        name, vendors = request.path_params["vendor"], self._app.vendors
        vendor = vendors.get(name)
        if vendor is None:
            raise HTTPException(
                404, f"no vendor {quoted_value(name)} is served; {hint(name, vendors, 'vendors')}"
            )
        try:
            rows = vendor.arranging.resource(request.path_params["resource"])
        except UsageError as error:
            raise HTTPException(404, str(error)) from None
        state = vendor.namespaces.enter(namespace_of(request))
        return rows, state, request.query_params.get("tenant", DEFAULT_TENANT)


def _carried_out(
    method: str, rows: ResourceRows, state: NamespaceState, key: str, given: Mapping[str, Any], tenant: str
) -> Mapping[str, Any]:
    if method == "DELETE":
        rows.remove(state, key, tenant)
        return {}
    if method == "GET":
        return rows.get(state, key, tenant)
    change = rows.put if method == "PUT" else rows.change
    return change(state, key, given, tenant)


def _json(data: Any, status: int = 200) -> Response:
    return Response(to_json(data), status, media_type="application/json")
