"""One vendor of a server as tests see it: its URL, its credentials, what is arranged of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.access.credentials import headers_for
from mockserver.bounds import quoted_value
from mockserver.contract.model import Contract
from mockserver.errors import UsageError
from mockserver.exchange import Caller
from mockserver.rendering.encoding import to_json
from mockserver.replies.arranging import DEFAULT_TENANT
from mockserver.replies.stubbing import ArrangedStubs
from mockserver.server.vendor import Vendor
from mockserver.validation.json_text import read_json

DEFAULT_CREDENTIAL = "test_full"


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
        stubs: What it answers in the place of its behaviour.
    """

    def __init__(
        self,
        vendor: Vendor,
        url: str,
        namespace: str = "",
        credential: str | None = None,
        *,
        state: str = "",
        stubs: ArrangedStubs,
    ) -> None:
        """Take a vendor.

        Args:
            vendor, url: Which, and where.
            namespace: What credentials name after an `@`, where the URL cannot.
            credential: Whose `headers`.
            state: The namespace whose rows are arranged.
            stubs: The vendor's stubs there.

        Raises:
            UsageError: When the vendor has no such credential.
        """
        contract, callers = vendor.contract, vendor.services.callers
        self.name = contract.name
        self.url = url
        self._vendor, self._state = vendor, state
        self.stubs = stubs
        self.credentials: Mapping[str, dict[str, str]] = {
            name: headers_for(contract, within(caller, namespace)) for name, caller in callers.items()
        }
        wanted = credential or DEFAULT_CREDENTIAL
        if credential and wanted not in self.credentials:
            raise UsageError(f"{self.name} has no credential {wanted!r}; it has: {', '.join(callers)}")
        self.headers = self.credentials.get(wanted, {})

    @property
    def contract(self) -> Contract:
        """Its document, compiled."""
        return self._vendor.contract

    def rows(self, resource: str, *, tenant: str = DEFAULT_TENANT) -> RunningRows:
        """The rows of a resource, to arrange them.

        Args:
            resource: Its name in the document, as `mockserver explain` and `/__admin/vendors` show it.
            tenant: Whose rows.

        Raises:
            UsageError: When there is no such resource.
        """
        return RunningRows(self._vendor, resource, self._state, tenant)


def within(caller: Caller, namespace: str) -> Caller:
    """A caller whose key names a namespace."""
    if not namespace:
        return caller
    name = f"{caller.name}@{namespace}"
    return replace(caller, name=name, facts={**caller.facts, "name": name})
