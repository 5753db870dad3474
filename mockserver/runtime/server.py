"""A mock server as tests see it: where its vendors are, what was asked of them, and how to move its state."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockserver.access.authenticator import NAMESPACE
from mockserver.access.credentials import headers_for
from mockserver.app import MockApp
from mockserver.bounds import quoted_value
from mockserver.clock import Clock
from mockserver.contract.model import Contract
from mockserver.errors import UsageError
from mockserver.exchange import Caller, Exchange
from mockserver.faults.injector import Faults
from mockserver.rendering.encoding import to_json
from mockserver.replies.arranging import DEFAULT_TENANT
from mockserver.runtime.listening import Urls
from mockserver.server.vendor import Vendor
from mockserver.validation.json_text import read_json

DEFAULT_CREDENTIAL = "test_full"
NOWHERE = Urls()


class RunningRows:
    """The rows of one resource of a vendor, arranged whatever its operations allow.

    Rows are as they are stored; what breaks a rule of the resource raises `ArrangedRowError`, which names the rule, and
    changes nothing. A key that no row has raises `NoRowError`.
    """

    def __init__(self, vendor: Vendor, resource: str, namespace: str, tenant: str) -> None:
        """Take a resource.

        Raises:
            UsageError: When the vendor has no such resource.
        """
        self._rows = vendor.arranging.resource(resource)
        self._state = vendor.namespaces.enter(namespace)
        self._tenant = tenant

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Every row, by its key."""
        return iter(self._rows.all(self._state, self._tenant))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows.all(self._state, self._tenant))

    def __getitem__(self, key: object) -> Mapping[str, Any]:
        """The row of a key."""
        return self._rows.get(self._state, str(key), self._tenant)

    def add(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Add a row; the stored one, with all that a new row gets."""
        return self._rows.add(self._state, as_json(row), self._tenant)

    def put(self, key: object, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put a row in the place of that of a key, or add it under that key."""
        return self._rows.put(self._state, str(key), as_json(row), self._tenant)

    def change(self, key: object, patch: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change members of a row; None takes one out."""
        return self._rows.change(self._state, str(key), as_json(patch), self._tenant)

    def remove(self, key: object) -> None:
        """Remove a row."""
        self._rows.remove(self._state, str(key), self._tenant)

    def clear(self) -> int:
        """Remove every row; how many there were."""
        return self._rows.clear(self._state, self._tenant)


def as_json(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row as it would come over HTTP: dates as texts, a copy of what the caller may go on to change.

    Raises:
        UsageError: For what JSON cannot say, or values nested deeper than is written again.
    """
    try:
        data = read_json(to_json(row))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"the row cannot be written as JSON: {error}") from None
    if not isinstance(data, dict):
        raise UsageError(f"a row is a mapping of its members, not {quoted_value(row)}")
    return data


class RunningVendor:
    """One vendor of a server.

    Attributes:
        name: Its document's name.
        url: What takes the place of the vendor's base URL; that base URL itself where calls are intercepted.
        credentials: For each credential's name, the headers that a client sends.
        headers: Those of the credential that a test asks for: `test_full` where it asks for none.
    """

    def __init__(
        self, vendor: Vendor, url: str, namespace: str = "", credential: str | None = None, *, state: str = ""
    ) -> None:
        """Take a vendor.

        Args:
            vendor, url: Which, and where.
            namespace: What credentials name after an `@`, where the URL cannot.
            credential: Whose `headers`.
            state: The namespace whose rows are arranged.

        Raises:
            UsageError: When the vendor has no such credential.
        """
        contract, callers = vendor.contract, vendor.services.callers
        self.name = contract.name
        self.url = url
        self._vendor, self._state = vendor, state
        self.credentials: Mapping[str, dict[str, str]] = {
            name: headers_for(contract, within(caller, namespace)) for name, caller in callers.items()
        }
        wanted = credential or DEFAULT_CREDENTIAL
        if credential and wanted not in self.credentials:
            raise UsageError(f"{self.name} has no credential {wanted!r}; it has: {', '.join(callers)}")
        self.headers = self.credentials.get(wanted, {})

    def rows(self, resource: str, *, tenant: str = DEFAULT_TENANT) -> RunningRows:
        """The rows of a resource, to arrange them.

        Args:
            resource: Its name in the document, as `mockserver explain` and `/__admin/vendors` show it.
            tenant: Whose rows.

        Raises:
            UsageError: When there is no such resource.
        """
        return RunningRows(self._vendor, resource, self._state, tenant)


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
                vendor, place, carried, self._credentials.get(name), state=namespace
            )

    def __getitem__(self, name: str) -> RunningVendor:
        """The vendor of that name.

        Raises:
            UsageError: When it is not served.
        """
        if name not in self._vendors:
            raise UsageError(f"{name!r} is not served here; served: {', '.join(self._vendors)}")
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
    def requests(self) -> list[Exchange]:
        """What was asked, oldest first."""
        return [exchange for _, exchange in self.app.journal.entries(namespace=self._namespace)]

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


def within(caller: Caller, namespace: str) -> Caller:
    """A caller whose key names a namespace."""
    if not namespace:
        return caller
    name = f"{caller.name}@{namespace}"
    return replace(caller, name=name, facts={**caller.facts, "name": name})


def base_url(contract: Contract) -> str:
    """The vendor's own base URL: the first server of its document, variables at their defaults."""
    for server in contract.document.data.get("servers") or ():
        url = str(server.get("url", ""))
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}{contract.base_path}" if parts.netloc else contract.base_path
    return contract.base_path
