"""A contract-testing mock server generated from OpenAPI documents."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mockserver.settings import VERSION

if TYPE_CHECKING:
    from mockserver.app import MockApp, create_app
    from mockserver.errors import MockserverError, SpecError, UsageError
    from mockserver.exchange import Exchange
    from mockserver.runtime.asserting import CallsError
    from mockserver.runtime.judging import ContractBrokenError, Judgement, VerdictMissingError, judging
    from mockserver.runtime.live import running
    from mockserver.runtime.server import Server
    from mockserver.testing.intercepting import Interception, UnexpectedCallError, intercepting

__all__ = [
    "CallsError",
    "ContractBrokenError",
    "Exchange",
    "Interception",
    "Judgement",
    "MockApp",
    "MockserverError",
    "Server",
    "SpecError",
    "UnexpectedCallError",
    "UsageError",
    "VerdictMissingError",
    "create_app",
    "intercepting",
    "judging",
    "running",
]

__version__ = VERSION

# Where each public name lives; imported when first asked for, because `mockserver --help` needs no server.
_HOMES = {
    "MockApp": "mockserver.app",
    "create_app": "mockserver.app",
    "MockserverError": "mockserver.errors",
    "SpecError": "mockserver.errors",
    "UsageError": "mockserver.errors",
    "Exchange": "mockserver.exchange",
    "CallsError": "mockserver.runtime.asserting",
    "Server": "mockserver.runtime.server",
    "UnexpectedCallError": "mockserver.testing.intercepting",
    "Interception": "mockserver.testing.intercepting",
    "ContractBrokenError": "mockserver.runtime.judging",
    "Judgement": "mockserver.runtime.judging",
    "VerdictMissingError": "mockserver.runtime.judging",
    "judging": "mockserver.runtime.judging",
    "intercepting": "mockserver.testing.intercepting",
    "running": "mockserver.runtime.live",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
