"""`/__admin/limits`: what limited callers have used of each rate limit, in a namespace."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from mockserver.access.limits import uses_of
from mockserver.admin.controlled import Controlled, ControlledVendor
from mockserver.admin.inputs import check_names, namespace_of


class LimitRoutes:
    """One method for each route."""

    def __init__(self, app: Controlled) -> None:
        self._app = app

    async def limits(self, request: Request) -> Response:
        """Each limit of each document, and who has used how much of it."""
        check_names("parameter", request.query_params, ("namespace",))
        namespace = namespace_of(request)
        found = [each for vendor in self._app.vendors.values() for each in self._told(vendor, namespace)]
        return Response(orjson.dumps({"limits": found}), media_type="application/json")

    def _told(self, vendor: ControlledVendor, namespace: str) -> Iterator[dict[str, Any]]:
        state, now = vendor.namespaces.find(namespace), self._app.clocks[namespace].time()
        storage = state.counters if state is not None else None
        for name, policy in vendor.contract.mock.limits.policies.items():
            uses = uses_of(name, policy, vendor.services.callers.values(), storage, now)
            yield {
                "vendor": vendor.contract.name,
                "name": name,
                "rate": policy.rate,
                "window": policy.window,
                "callers": [
                    {
                        "caller": use.caller,
                        "used": use.used,
                        "remaining": use.remaining,
                        "reset": datetime.fromtimestamp(use.reset, UTC).isoformat(timespec="seconds"),
                    }
                    for use in uses
                ],
            }
