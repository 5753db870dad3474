"""The stock pipeline beside what the differential test compares: where it is found, and what it does not serve."""

from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.errors import SpecError, UsageError
from tests.server.conftest import ServerOf

NEW = "openapi: 3.1.0\ninfo: {title: New, version: '1'}\npaths: {}\n"


def test_openapi_31_is_refused_with_the_reason(tmp_path: Path) -> None:
    """Connexion reads 3.0 only; the compiled path serves the same file."""
    path = tmp_path / "new.yaml"
    path.write_text(NEW)

    mockserver.create_app([str(path)])
    with pytest.raises(
        SpecError, match=r"new\.yaml: Connexion does not take it for --pipeline stock: '3\.1\.0'"
    ):
        mockserver.create_app([str(path)], pipeline="stock")


def test_an_unknown_pipeline_is_refused() -> None:
    """The names that there are stand in the message."""
    with pytest.raises(UsageError, match="'compiled' and 'stock'"):
        mockserver.create_app(["rotor"], pipeline="fast")


def test_a_vendor_answers_under_its_own_host(server_of: ServerOf) -> None:
    """Without the prefix in the path, the `Host` names the vendor."""
    server = server_of("rotor", "stock")
    host = next(iter(server.app.vendors["rotor"].contract.hosts))
    headers = {**server["rotor"].credentials["test_full"], "host": host}

    reply = httpx.get(f"{server.url}/open-api/customers?limit=1", headers=headers)

    assert reply.status_code == 200
    assert reply.json() == httpx.get(f"{server['rotor'].url}/customers?limit=1", headers=headers).json()


def test_namespaces_are_kept_apart(server_of: ServerOf) -> None:
    """A row that is created in a namespace is in no other one."""
    server = server_of("hydracore", "stock")
    server.reset()
    credentials = server["hydracore"].credentials["test_full"]

    def total(**headers: str) -> int:
        reply = httpx.get(f"{server['hydracore'].url}/v1/customers", headers={**credentials, **headers})
        return int(reply.json()["total"])

    created = httpx.post(
        f"{server.url}/hydracore@one/v1/customers",
        headers=credentials,
        json={"name": "One", "email": "a@b.example"},
    )

    assert created.status_code == 201
    assert total(**{"mockserver-namespace": "one"}) == total() + 1


def test_the_journal_tells_what_connexion_refused(server_of: ServerOf) -> None:
    """The entry has the operation, the caller, the kind of error and Connexion's own words."""
    server = server_of("rotor", "stock")
    server.reset()

    httpx.get(f"{server['rotor'].url}/customers?limit=x", headers=server["rotor"].credentials["test_full"])

    entry = server.requests[-1]
    assert (entry.vendor, entry.operation, entry.caller) == ("rotor", "listCustomers", "test_full")
    assert (entry.kind, entry.reply.status if entry.reply else None) == ("invalid_parameter", 400)
    assert "integer" in entry.violations[0].text


def test_stubs_answer_calls_as_on_the_compiled_path(server_of: ServerOf) -> None:
    """By what was read of the call, before the rate limit, and broken calls where they say so."""
    server = server_of("hydracore", "stock")
    server.reset()
    vendor = server["hydracore"]
    broken = {"params": {"per_page": "many"}}
    server.stubs.add(
        operation="listCustomers", status=418, breaks=True, match={"query": {"per_page": "many"}}
    )
    server.stubs.add(operation="listCustomers", status=500, match={"query": {"per_page": 7}})

    def status(**sent: object) -> int:
        credentials = vendor.credentials["test_exhausted"]
        return httpx.get(f"{vendor.url}/v1/customers", headers=credentials, **sent).status_code  # type: ignore[arg-type]

    assert (status(params={"per_page": 7}), status(**broken), status(params={"per_page": 8})) == (
        500,
        418,
        429,
    )
    server.reset()
