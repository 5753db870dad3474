"""One line for each request."""

from collections.abc import Callable, Mapping
from datetime import datetime

import click

from mockserver.access.masking import masking
from mockserver.contract.mock import Messages
from mockserver.errors import Violation
from mockserver.exchange import Exchange
from mockserver.printing import printable, shortened
from mockserver.rendering.messages import facts_of
from mockserver.server.vendor import Vendor

LONGEST_PATH = 200
LONGEST_REASON = 300
COLOURS = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}


class RequestLog:
    """A listener of the journal that writes a line for each exchange, and why a request was refused."""

    def __init__(
        self, write: Callable[[str], None], vendors: Mapping[str, Vendor], *, show_secrets: bool = False
    ) -> None:
        self._write = write
        self._show = show_secrets
        self._vendors = vendors
        self._broken = False

    def __call__(self, exchange: Exchange) -> None:
        """Write about an exchange; when nobody reads any more, serve on without a word."""
        if self._broken:
            return
        try:
            self._write(self.line(exchange, datetime.now().astimezone()))
        except OSError:
            self._broken = True

    def line(self, exchange: Exchange, now: datetime) -> str:
        """Time, method, path, status, operation, duration; the violations of a request that was refused."""
        request, reply = exchange.request, exchange.reply
        vendor = self._vendors.get(exchange.vendor or "")
        shown = masking(exchange, vendor.contract if vendor else None, show=self._show)
        status = reply.status if reply else 0
        parts = [
            now.strftime("%H:%M:%S.%f")[:-3],
            f"{printable(request.method):<6}",
            shortened(printable(shown.target(request.path, request.query)), LONGEST_PATH),
            click.style(str(status), fg=COLOURS.get(status // 100, "red")),
            printable(exchange.operation or exchange.endpoint or "-"),
            f"{exchange.seconds * 1000:.1f}ms",
        ]
        reason = self.reason(exchange)
        return "  ".join([*parts, shortened(printable(reason), LONGEST_REASON)] if reason else parts)

    def reason(self, exchange: Exchange) -> str:
        """Why a request was refused, or which fault struck it, or which stub answered it; empty for any other."""
        if exchange.strike is not None and exchange.strike.fault is not None:
            fault, breaks = exchange.strike.fault, exchange.strike.breaks
            return f"fault {fault}: {breaks}" if breaks else f"fault {fault}"
        if exchange.kind is None:
            return "" if exchange.stub is None else f"stub {exchange.stub}"
        vendor = self._vendors.get(exchange.vendor or "")
        messages = vendor.contract.mock.messages if vendor else {}
        problems = "; ".join(_said(violation, messages) for violation in exchange.violations)
        return f"{exchange.kind}: {problems}" if problems else exchange.kind


def _said(violation: Violation, messages: Messages) -> str:
    message = violation.text or facts_of(violation, messages)["message"]
    return (
        f"{violation.location} {violation.name}: {message}"
        if violation.name
        else f"{violation.location}: {message}"
    )
