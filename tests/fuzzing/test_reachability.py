"""Every status that a vendor's document declares can be asked for, and is answered as the document says."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis

from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from mockserver.runtime.live import running
from mockserver.runtime.server import Server
from mockserver.settings import from_environment

SETTINGS = from_environment()
CONTRACTS = {document.name: compile_contract(document, PARTS) for document in catalog.find((), SETTINGS)}
DECLARED = [
    pytest.param(name, operation.method, operation.path, int(status), id=f"{name}-{operation.id}-{status}")
    for name, contract in CONTRACTS.items()
    for operation in contract.operations
    for status in operation.responses
]

# What a client does to be answered with a status, whatever the operation: its credential's name, and more arguments.
EARNED: Mapping[int, tuple[str | None, Mapping[str, Any]]] = {
    401: (None, {}),
    403: ("test_limited", {}),
    406: ("test_full", {"headers": {"Accept": "image/png"}}),
    413: ("test_full", {"data": b"[" * (1 << 20) + b"]", "headers": {"Content-Type": "application/json"}}),
    415: ("test_full", {"data": b"%PDF", "headers": {"Content-Type": "application/pdf"}}),
    429: ("test_exhausted", {}),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*CONTRACTS) as server:
        yield server


@pytest.fixture(scope="module")
def schemas(server: Server) -> dict[str, schemathesis.BaseSchema]:
    """Schemathesis' own reading of each served document, which judges the answers."""
    return {name: schemathesis.openapi.from_url(f"{server.url}/{name}/openapi.json") for name in CONTRACTS}


@pytest.mark.parametrize(("name", "method", "path", "status"), DECLARED)
def test_a_declared_status_can_be_asked_for(
    server: Server,
    schemas: dict[str, schemathesis.BaseSchema],
    name: str,
    method: str,
    path: str,
    status: int,
) -> None:
    answer = ask(server, name, method, path, "test_full", {"headers": {"Prefer": f"code={status}"}})
    assert answer.status_code == status
    assert answer.headers["Preference-Applied"] == f"code={status}"
    schemas[name][path][method].validate_response(answer)


@pytest.mark.parametrize(
    ("name", "method", "path", "status"), [row for row in DECLARED if row.values[3] in EARNED]
)
def test_a_declared_refusal_is_answered_to_who_earns_it(
    server: Server,
    schemas: dict[str, schemathesis.BaseSchema],
    name: str,
    method: str,
    path: str,
    status: int,
) -> None:
    answer = ask(server, name, method, path, *EARNED[status])
    assert answer.status_code == status
    schemas[name][path][method].validate_response(answer)


def ask(
    server: Server, name: str, method: str, path: str, caller: str | None, more: Mapping[str, Any]
) -> requests.Response:
    """The answer to a request for an operation, with any word for the parameters of its path."""
    vendor = server[name]
    headers = {**(vendor.credentials[caller] if caller else {}), **more.get("headers", {})}
    url = vendor.url + re.sub(r"\{[^}]*\}", "any", path)
    return requests.request(method, url, **{**more, "headers": headers}, timeout=10)
