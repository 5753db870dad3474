"""The outermost application: the control plane and the documents beside the vendors."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.exchange import Exchange, Reply, Request
from mockserver.http1.turn import in_task
from mockserver.server.cross_origin import is_preflight, preflight, shared
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.documents import DocumentPages
from mockserver.server.pipeline import request_of, send_reply

ADMIN = "/__admin"
PAGES = (".json", ".yaml", "/docs", "/__docs", ".css", ".js")


class Edge:
    """Sends each request where it belongs; no vendor's path can shadow the control plane."""

    def __init__(
        self, served: ASGIApp, admin: ASGIApp, pages: DocumentPages, dispatcher: Dispatcher, *, cors: bool
    ) -> None:
        """Compose.

        Args:
            served: What answers for the vendors.
            admin: The control plane.
            pages: The documents themselves.
            dispatcher: Knows what a browser may send to the vendors.
            cors: Whether pages of other origins may call the vendors and read the documents.
        """
        self._served = served
        self._admin = admin
        self._pages = pages
        self._dispatcher = dispatcher
        self._cors = cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        if scope["type"] == "http":
            path: str = scope["path"]
            if path.startswith(ADMIN) and path[len(ADMIN) :][:1] in {"", "/"}:
                await in_task()
                await self._admin(scope, receive, send)
                return
            reply = self._page(scope) if path.endswith(PAGES) or path == "/" else None
            if reply is None and self._cors and scope["method"] == "OPTIONS":
                request = request_of(scope)
                reply = self._dispatcher.preflight(request) if is_preflight(request) else None
            if reply is not None:
                await send_reply(reply, send)
                return
        await self._served(scope, self._ending(receive) if scope["type"] == "lifespan" else receive, send)

    def _ending(self, receive: Receive) -> Receive:
        """What receives the events of a lifespan, and ends what goes on by itself when the server does."""

        async def received() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.close()
            return message

        return received

    def close(self) -> None:
        """End what goes on by itself."""

    def _page(self, scope: Scope) -> Reply | None:
        """A page of a document; None where the path has none."""
        request = request_of(scope)
        if request.path == b"/" and self._dispatcher.vendor_of(Exchange(request)) is not None:
            return None  # the root of a vendor, whose own host is asked
        if not self._cors or b"origin" not in request.headers:
            return self._pages.page_at(request)
        if is_preflight(request):
            there = self._pages.page_at(Request("GET", request.path, b"", request.headers)) is not None
            return preflight(request, b"GET, HEAD") if there else None
        reply = self._pages.page_at(request)
        return None if reply is None else shared(request, reply)
