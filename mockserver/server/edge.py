"""The outermost application: the control plane and the documents beside the vendors."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.exchange import Request, join_headers
from mockserver.http1.turn import in_task
from mockserver.server.documents import DocumentPages
from mockserver.server.pipeline import send_reply

ADMIN = "/__admin"


class Edge:
    """Sends each request where it belongs; no vendor's path can shadow the control plane."""

    def __init__(self, served: ASGIApp, admin: ASGIApp, pages: DocumentPages) -> None:
        """Compose.

        Args:
            served: What answers for the vendors.
            admin: The control plane.
            pages: The documents themselves.
        """
        self._served = served
        self._admin = admin
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] == "http":
            path: str = scope["path"]
            if path.startswith(ADMIN) and path[len(ADMIN) :][:1] in {"", "/"}:
                await in_task()
                await self._admin(scope, receive, send)
                return
            if path.endswith((".json", ".yaml", "/docs", ".css", ".js")):
                request = Request(
                    scope["method"], path.encode(), scope["query_string"], join_headers(scope["headers"])
                )
                reply = self._pages.page_at(request)
                if reply is not None:
                    await send_reply(reply, send)
                    return
        await self._served(scope, receive, send)
