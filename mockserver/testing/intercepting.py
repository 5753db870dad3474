"""Answering a client's calls to its vendors in process, the client unchanged."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial, wraps
from importlib import import_module
from importlib.util import find_spec
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, Unpack, cast

from mockserver.app import make_app
from mockserver.errors import UsageError
from mockserver.keywords import ServerKeywords, server_options, with_server_keywords
from mockserver.runtime.server import Server
from mockserver.testing.interception import CLIENTS
from mockserver.testing.interception.interceptor import Interceptor, UnexpectedCallError

__all__ = ["Interception", "UnexpectedCallError", "intercepting"]

P = ParamSpec("P")
R = TypeVar("R")


@partial(with_server_keywords, validate_responses=True)
def intercepting(
    *documents: str,
    server: Server | None = None,
    unmatched: str = "error",
    **keywords: Unpack[ServerKeywords],
) -> "Interception":
    """Answer calls to the vendors' own hosts in process: a context manager, and a decorator of functions.

    httpx (sync and async), urllib3, requests and aiohttp are answered without a socket, the client's code unchanged::

        with mockserver.intercepting("acme") as server:
            httpx.get("https://api.acme.example/v1/parcels", headers=server["acme"].headers)

    Args:
        documents: As for `create_app`.
        server: One that runs, to answer with its state, in its namespace; in the place of every other setting.
        unmatched: What becomes of calls to hosts that no document has: `error` raises `UnexpectedCallError` in the
            client, `pass` lets them out. This machine can always be called.
        keywords: As for `create_app`: `seed`, `rows`, `variants`, `overlays`, `settings`, ...; `validate_responses` is
            on by default, as for `running`.

    Raises:
        UsageError: For an unknown `unmatched`, or documents beside a server; on entering, what `create_app` raises.
    """
    if server is not None and documents:
        raise UsageError("name documents or give a server, not both: a server has its documents")
    keywords.setdefault("validate_responses", True)

    def make() -> Server:
        if server is not None:
            return server.seen(own_hosts=True)
        return Server(make_app(server_options(documents, **keywords)), own_hosts=True)

    return Interception(make, unmatched)


class Interception:
    """A stretch of time in which calls are answered in process; entered again, it begins anew."""

    def __init__(self, make: Callable[[], Server], unmatched: str) -> None:
        """Prepare.

        Args:
            make: Gives the server that answers.
            unmatched: As for `intercepting`.
        """
        self._make = make
        self._unmatched = unmatched
        self._open: list[ExitStack] = []

    def __enter__(self) -> Server:
        """Begin.

        Returns:
            What answers, its vendors at their own base URLs.

        Raises:
            SpecError: When a document cannot be served.
            UsageError: When there is nothing to intercept.
        """
        server = self._make()
        if server.app.options.upstreams:
            raise UsageError(
                "calls in process are never forwarded: leave upstreams out, or serve on a port: running()"
            )
        interceptor = Interceptor(server.app, server.namespace_name, self._unmatched)
        with ExitStack() as stack:
            for library, module in CLIENTS.items():
                if library in sys.modules or find_spec(library) is not None:
                    stack.enter_context(import_module(module).hooked(interceptor))
            self._open.append(stack.pop_all())
        return server

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End: clients reach the network again."""
        self._open.pop().close()

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Answer in process for the length of each call of `function`, sync or async."""
        if iscoroutinefunction(function):

            @wraps(function)
            async def around_async(*args: P.args, **kwargs: P.kwargs) -> Any:
                with self:
                    return await function(*args, **kwargs)

            return cast("Callable[P, R]", around_async)

        @wraps(function)
        def around(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return around
