"""Which calls a mock server answers in process, and with what."""

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from mockserver.app import MockApp
from mockserver.errors import MockserverError, UsageError
from mockserver.exchange import Exchange, Headers, Request, StruckReply, join_headers
from mockserver.runtime.server import base_url
from mockserver.server.pipeline import framed

UNMATCHED = ("error", "pass")
MARK = "mockserver_interceptor"  # the attribute by which a client's seam shows that an interceptor is in it


class UnexpectedCallError(MockserverError):
    """A client called a host that no served document has."""


class InProcessAnswer(NamedTuple):
    """What a client is to get.

    Attributes:
        reply: What is sent, with the seconds after which it is.
        exchange: What the journal has of it.
    """

    reply: StruckReply
    exchange: Exchange

    def give_up(self) -> None:
        """Note that the client waited no longer."""
        self.exchange.taken = False


class Interceptor:
    """What answers calls to the vendors' own hosts.

    Attributes:
        app: The application that answers.
        namespace: The state that is asked.
        unmatched: What becomes of other calls: `error` or `pass`.
    """

    def __init__(self, app: MockApp, namespace: str, unmatched: str) -> None:
        """Open onto an application.

        Raises:
            UsageError: When none of its documents names a host, or for an unknown `unmatched`.
        """
        if unmatched not in UNMATCHED:
            raise UsageError(f"unmatched is one of {', '.join(UNMATCHED)}, not {unmatched!r}")
        self.app = app
        self.namespace = namespace
        self.unmatched = unmatched
        contracts = [vendor.contract for vendor in app.vendors.values()]
        hosts = {host for vendor in app.vendors.values() for host in vendor.hosts}
        self._hosts = {host for host in hosts if not is_loopback(host)}
        self._local = {urlsplit(base_url(contract)).netloc for contract in contracts} - {""}
        if not self._hosts | self._local:
            names = ", ".join(app.vendors)
            raise UsageError(
                f"nothing to intercept: no server URL of {names} has a host; use running() instead"
            )

    def takes(self, host: str, port: int | None) -> bool:
        """Whether calls to a host are answered here; a host of this machine is told by its port as well."""
        name = host.lower()
        return name in self._hosts or (is_loopback(name) and f"{name}:{port}" in self._local)

    def refuse_unexpected(self, url: str, host: str, *, beneath: object = None) -> None:
        """Refuse a call to a host that is not taken, where such calls may not pass.

        Args:
            url: What is called.
            host: Its host; this machine is always let through.
            beneath: What the call passes on to; another interceptor judges for itself.

        Raises:
            UnexpectedCallError: When it may not.
        """
        if self.unmatched == "pass" or is_loopback(host) or hasattr(beneath, MARK):
            return
        raise UnexpectedCallError(
            f"{url}: no served document has this host; intercepted: {', '.join(sorted(self._hosts | self._local))}. "
            "Serve a document of that vendor as well, or let such calls out with unmatched='pass'"
        )

    def request(self, host: str, method: str, target: bytes, headers: Headers, body: bytes) -> Request:
        """A client's request, as a server would have read it.

        Args:
            host: Of its URL, which counts, whatever `Host` says.
            method, target, headers, body: As the client sends them.
        """
        if b"://" in target[:8]:  # as a proxy is told (RFC 9112, 3.2.2)
            target = b"/" + target.partition(b"://")[2].partition(b"/")[2]
        path, _, query = target.partition(b"?")
        fields = join_headers([(name.lower(), value) for name, value in headers])
        fields[b"host"] = host.encode("idna" if not host.isascii() else "ascii")
        too_large = len(body) > self.app.options.settings.max_body
        return Request(method, path, query, fields, b"" if too_large else body, too_large=too_large)

    def answer(self, request: Request) -> InProcessAnswer:
        """The answer to a request, with the headers that say where it ends; a fault may delay or break it."""
        exchange, reply = self.app.exchange(request, namespace=self.namespace)
        preferred = exchange.prefer.wait if exchange.prefer is not None else 0.0
        made = StruckReply(reply, framed(reply), preferred + reply.delay, reply.breaks)
        return InProcessAnswer(made, exchange)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
