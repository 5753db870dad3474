"""Commands that know what other processes have changed of the same state."""

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.admin.controlled import Controlled
from mockserver.admin.problems import problem_response
from mockserver.errors import UnavailableError


class Current:
    """Looks what others have changed before each command is carried out."""

    def __init__(self, app: ASGIApp, controlled: Controlled) -> None:
        """Stand before the routes that control an application."""
        self._app = app
        self._controlled = controlled

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI connection."""
        log, answer = self._controlled.log, self._app
        if log is not None:
            try:
                await run_in_threadpool(log.look)
            except UnavailableError as error:
                answer = problem_response(503, str(error))
        await answer(scope, receive, send)
