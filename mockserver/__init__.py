"""A contract-testing mock server generated from OpenAPI documents."""

from mockserver.app import MockApp, create_app
from mockserver.errors import MockserverError, SpecError, UsageError
from mockserver.testing.live_server import Server, running

__all__ = ["MockApp", "MockserverError", "Server", "SpecError", "UsageError", "create_app", "running"]

__version__ = "0.1.0"
