"""The running servers of the request path, for the protocol beneath it."""

from tests.server.conftest import server_of

__all__ = ["server_of"]
