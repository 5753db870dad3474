"""The control plane's own document: it names what there is, and what is answered is as it says."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import openapi_spec_validator
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from starlette.testclient import TestClient

import mockserver
from mockserver.admin.description import description
from mockserver.bounds import MOST_ROWS
from mockserver.runtime.live import Server

ROUTES = "there are: "
SCHEMA = schemathesis.openapi.from_dict(description(["rotor"])).exclude(path="/events")  # which has no end


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with calls of every kind in its journal."""
    with mockserver.running("rotor") as server:
        url = server["rotor"].url
        for path in ("/nothing", "/orders?limit=0", "/%ff"):
            httpx.get(url + path, headers=server["rotor"].credentials["test_full"])
        httpx.post(f"{url}/orders", content=b"\xff", headers={"Content-Type": "application/json"})
        yield server


def test_it_is_an_openapi_document() -> None:
    openapi_spec_validator.validate(description(["rotor"]))


def test_it_names_every_route_with_its_methods() -> None:
    client = TestClient(
        mockserver.create_app(["rotor"]), base_url="http://localhost", client=("127.0.0.1", 1)
    )
    known = client.get("/__admin/nothing").json()["detail"].partition(ROUTES)[2].split(", ")
    found = {
        (path, method)
        for path in known
        for method in client.request("TRACE", path).headers["allow"].split(", ")
        if method != "HEAD"
    }

    assert found == {
        (f"/__admin{path}", method.upper())
        for path, item in description(["rotor"])["paths"].items()
        for method in item
        if re.fullmatch("get|post|delete|put|patch", method)
    }


def test_it_is_served(server: Server) -> None:
    assert httpx.get(f"{server.url}/__admin/openapi.json").json() == description(["rotor"])


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_answered_is_as_it_says(case: Any, server: Server) -> None:
    """Every check of Schemathesis, with two exceptions.

    This machine needs no token. No schema says that a clock stays within its years, nor which operation has an example,
    nor what the contract of a stub admits, nor which events there are and what is on this machine.
    """
    rows = case.body.get("rows") if isinstance(case.body, dict) else None
    if isinstance(rows, int | float) and 20 < rows <= MOST_ROWS:
        case.body["rows"] = 20  # more take long
    beyond = case.operation.path in {"/clock", "/faults", "/stubs", "/stubs/{id}", "/webhooks"}
    excluded: list[Any] = [ignored_auth, *([positive_data_acceptance] if beyond else [])]
    case.call_and_validate(base_url=f"{server.url}/__admin", excluded_checks=excluded)
