"""The control plane's routes."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def admin_app(app: Any) -> Starlette:
    """The routes that control `app`."""

    async def health(request: Request) -> JSONResponse:
        return JSONResponse({"status": "healthy"})

    return Starlette(routes=[Route("/__admin/health", health)])
