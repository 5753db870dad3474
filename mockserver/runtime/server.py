"""A mock server as tests see it: where its vendors are, what was asked of them, and how to move its state."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from mockserver.access.credentials import NAMESPACE
from mockserver.app import MockApp
from mockserver.clock import Clock
from mockserver.contract.model import Contract
from mockserver.errors import UsageError, hint
from mockserver.exchange import Exchange
from mockserver.faults.injector import Faults
from mockserver.replies.stubbing import ArrangedStubs
from mockserver.runtime.asserting import PARTS, check_called, check_order, wanted_call
from mockserver.runtime.listening import Urls
from mockserver.runtime.running_vendor import RunningVendor
from mockserver.webhooks.namespace_webhooks import NamespaceWebhooks

NOWHERE = Urls()


class Server:
    """A mock server that runs.

    Attributes:
        urls: Where it is reached, also over HTTPS.
        app: The application that it serves.
    """

    def __init__(
        self,
        app: MockApp,
        urls: Urls = NOWHERE,
        namespace: str = "",
        *,
        own_hosts: bool = False,
        credentials: Mapping[str, str] | None = None,
    ) -> None:
        """Take an application.

        Args:
            app, urls, namespace: What it is, where, and which of its states.
            own_hosts: Whether its vendors are reached at their own base URLs, because calls are intercepted.
            credentials: For a vendor's name, whose `headers` it has.
        """
        self.app = app
        self.urls = urls
        self.own_hosts = own_hosts
        self._namespace = namespace
        self._credentials = dict(credentials or {})
        at = f"@{namespace}" if namespace else ""
        self._vendors = {}
        for name, vendor in app.vendors.items():
            contract = vendor.contract
            place = (
                base_url(contract) if own_hosts else f"{urls.root}/{contract.segment}{at}{contract.base_path}"
            )
            carried = namespace if own_hosts else ""
            self._vendors[name] = RunningVendor(
                vendor,
                place,
                carried,
                self._credentials.get(name),
                state=namespace,
                stubs=app.stubs.of(name, namespace),
            )

    def __getitem__(self, name: str) -> RunningVendor:
        """The vendor of that name.

        Raises:
            UsageError: When it is not served.
        """
        if name not in self._vendors:
            raise UsageError(f"{name!r} is not served here; {hint(name, self._vendors, 'served')}")
        return self._vendors[name]

    def __iter__(self) -> Iterator[str]:
        """The names of its vendors."""
        return iter(self._vendors)

    @property
    def url(self) -> str:
        """Its root: `http://127.0.0.1:PORT`, `https` where no HTTP is spoken; empty without a port."""
        return self.urls.root

    @property
    def authority(self) -> Path | None:
        """The file of the authority to trust over HTTPS: that of a certificate made for the run."""
        return self.urls.authority

    @property
    def clock(self) -> Clock:
        """The server's time."""
        return self.app.clocks[self._namespace]

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose."""
        return self.app.faults[self._namespace]

    @property
    def stubs(self) -> ArrangedStubs:
        """What is answered in the place of the documents' behaviour."""
        return self.app.stubs[self._namespace]

    @property
    def webhooks(self) -> NamespaceWebhooks:
        """Who is told of events, and what was delivered."""
        return NamespaceWebhooks(self.app.webhooks, self._namespace)

    @property
    def requests(self) -> list[Exchange]:
        """What was asked, oldest first."""
        return [exchange for _, exchange in self.app.journal.entries(namespace=self._namespace)]

    def assert_called(
        self, vendor: str, operation: str, *, times: int | None = None, **parts: Any
    ) -> list[Exchange]:
        """Make sure that an operation was called in this namespace, since the last reset.

        Args:
            vendor, operation: Which one.
            times: How often; by default, once at least.
            parts: What the calls have: `path`, `query`, `header` (by name), `body`, `status` of the reply. Of an object
                the members that are given count, and no others.

        Returns:
            The calls, oldest first.

        Raises:
            CallsError: An `AssertionError` that shows the nearest calls, and how they differ.
            UsageError: For a vendor, an operation, a part or a path parameter that there is not, and where no call
                is expected, for what none could have.
        """
        wanted = wanted_call(self[vendor].contract, operation, parts, known=("times", *PARTS))
        return check_called(wanted, self.requests, times)

    def assert_called_in_order(self, *calls: tuple[Any, ...]) -> list[Exchange]:
        """Make sure that calls were made one after the other; others may have come between them.

        Args:
            calls: Of each, the vendor, the operation and, where that matters, its parts as for `assert_called`:
                `("acme", "sendParcel", {"body": {"code": "AB12"}})`.

        Returns:
            The calls.

        Raises:
            CallsError, UsageError: As `assert_called`.
        """
        wanted = [wanted_call(self[call[0]].contract, call[1], *(call[2:] or ({},))) for call in calls]
        return check_order(wanted, self.requests)

    def arrange(
        self,
        rows: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] = MappingProxyType({}),
        stubs: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Arrange rows and stubs: what the marker of a test asks for.

        Args:
            rows: By vendor and resource: `{"acme": {"parcels": [{...}]}}`; one of a key that is there takes its place.
            stubs: As `stubs.add` takes them.

        Raises:
            MockserverError: For a row or a stub that leaves the contract, with its place.
            UsageError: For rows that are not by vendor and resource.
        """
        self.app.arrangements.arrange({"rows": rows, "stubs": [*stubs]}, self._namespace, "arrange")

    @contextmanager
    def expecting(self, *rules: str) -> Iterator[None]:
        """Expect verdicts of the calls of a `with` block: a negative test breaks a rule on purpose.

        Args:
            rules: Names of the rules, such as `contract-broken`; verdicts of these are not counted.

        Raises:
            VerdictMissingError: At the end of a block in which one of them did not come.
            UsageError: For a rule that is not there, and where nobody judges the clients.
        """
        if not self.app.expecting:
            raise UsageError(
                "nobody judges the clients of this server: enter mockserver.judging(server) first"
            )
        with ExitStack() as stack:
            for expect in self.app.expecting:
                stack.enter_context(expect(*rules, namespace=self._namespace))
            yield

    @property
    def namespace_name(self) -> str:
        """The namespace; empty for the default one."""
        return self._namespace

    def reset(self) -> None:
        """Back to the seeded state."""
        self.app.reset(namespace=self._namespace)

    def snapshot(self) -> Any:
        """A mark to come back to."""
        return self.app.snapshot(namespace=self._namespace)

    def restore(self, mark: Any) -> None:
        """Back to a mark."""
        self.app.restore(mark, namespace=self._namespace)

    def namespace(self, name: str) -> "Server":
        """The same server with a separate state: its own rows, clock, limits, kept replies and journal entries.

        Args:
            name: 1 to 64 letters, digits, `_`, `.` or `-`; the same name gives the same state.

        Raises:
            UsageError: For another name.
        """
        if not NAMESPACE.fullmatch(name):
            raise UsageError(f"{name!r} is no namespace: 1 to 64 letters, digits, _, . or -")
        return self.seen(namespace=name)

    def seen(
        self,
        *,
        namespace: str | None = None,
        own_hosts: bool | None = None,
        credentials: Mapping[str, str] | None = None,
    ) -> "Server":
        """The same server, seen another way; what is not given stays as it is.

        Args:
            namespace, own_hosts, credentials: As for `Server`.
        """
        return Server(
            self.app,
            self.urls,
            self._namespace if namespace is None else namespace,
            own_hosts=self.own_hosts if own_hosts is None else own_hosts,
            credentials=self._credentials if credentials is None else credentials,
        )


def base_url(contract: Contract) -> str:
    """The vendor's own base URL: the first server of its document, variables at their defaults."""
    for server in contract.document.data.get("servers") or ():
        url = str(server.get("url", ""))
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}{contract.base_path}" if parts.netloc else contract.base_path
    return contract.base_path
