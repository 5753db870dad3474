"""Answering a client's calls to its vendors in process, the client unchanged."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from inspect import iscoroutinefunction
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, cast

from mockserver.app import create_app
from mockserver.errors import UsageError
from mockserver.runtime.server import Server
from mockserver.settings import DEFAULT_SEED, Settings
from mockserver.testing.interception import CLIENTS
from mockserver.testing.interception.interceptor import Interceptor, UnexpectedCallError

__all__ = ["Interception", "UnexpectedCallError", "intercepting"]

P = ParamSpec("P")
R = TypeVar("R")


def intercepting(  # noqa: PLR0913 - the settings of a whole server
    *documents: str,
    server: Server | None = None,
    unmatched: str = "error",
    seed: int = DEFAULT_SEED,
    rows: int | None = None,
    variants: Mapping[str, Sequence[str]] | None = None,
    overlays: Sequence[str | Path] = (),
    validate_responses: bool = False,
    settings: Settings | None = None,
    max_body: int | None = None,
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
        seed, rows, variants, overlays, validate_responses, settings, max_body: As for `create_app`.

    Raises:
        UsageError: For an unknown `unmatched`, or documents beside a server; on entering, what `create_app` raises.
    """
    if server is not None and documents:
        raise UsageError("name documents or give a server, not both: a server has its documents")

    def make() -> Server:
        if server is not None:
            return server.seen(own_hosts=True)
        app = create_app(
            documents, seed=seed, rows=rows, variants=variants, overlays=overlays,
            validate_responses=validate_responses, settings=settings, max_body=max_body,
        )  # fmt: skip
        return Server(app, "", own_hosts=True)

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
        interceptor = Interceptor(server.app, server.state, self._unmatched)
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
