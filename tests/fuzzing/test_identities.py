"""Whom the fuzzer poses as: two tenants, so that rows of one in the hands of the other are noticed."""

import json
from pathlib import Path

import pytest
import requests
from schemathesis.config import SchemathesisConfig

from mockserver.access import credentials
from mockserver.contract import catalog
from mockserver.fuzzing.configuration import configuration
from mockserver.fuzzing.identities import identities
from mockserver.runtime.live import running
from mockserver.settings import from_environment
from tests.builders import compiled

NO_FIXTURES = credentials.read_callers(None)
PATHS = "paths: {/a: {get: {responses: {'200': {description: A.}}}}}"


@pytest.mark.parametrize("vendor", catalog.names(from_environment()))
def test_a_vendor_is_asked_as_two_tenants_who_are_both_let_in(vendor: str, tmp_path: Path) -> None:
    with running(vendor) as server:
        services = server.app.vendors[vendor].services
        auth = identities(services.contract, services.callers, "test_full", tmp_path)
        assert auth["wfc"]["peers"] == ["test_full", "test_other"]
        operation = next(o for o in services.contract.operations if o.method == "GET" and "{" not in o.path)
        for who in json.loads(Path(auth["wfc"]["path"]).read_text("utf-8"))["auth"]:
            sent = {header["name"]: header["value"] for header in who["fixedHeaders"]}
            assert (
                requests.get(server[vendor].url + operation.path, headers=sent, timeout=10).status_code != 401
            )


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        pytest.param(
            "{type: apiKey, in: query, name: key}", {"api_key": "test_full"}, id="a key in the query"
        ),
        pytest.param("{type: apiKey, in: cookie, name: key}", {"api_key": "test_full"}, id="a cookie"),
        pytest.param(
            "{type: http, scheme: basic}", {"username": "test_full", "password": "test_full"}, id="basic"
        ),
    ],
)
def test_credentials_outside_of_headers_are_those_of_one_caller(
    scheme: str, expected: dict[str, str], tmp_path: Path
) -> None:
    contract = compiled(
        f"security: [{{It: []}}]\n{PATHS}\ncomponents: {{securitySchemes: {{It: {scheme}}}}}\n"
    )
    auth = identities(contract, NO_FIXTURES, "test_full", tmp_path)
    assert auth == {"openapi": {"It": expected}}
    SchemathesisConfig.from_dict(configuration(auth, "report.json"))  # raises for what is none


def test_the_headers_of_every_scheme_are_sent_as_operations_may_ask_for_different_ones(
    tmp_path: Path,
) -> None:
    contract = compiled("""
        paths:
          /a: {get: {security: [{Key: []}], responses: {'200': {description: A.}}}}
          /b: {get: {security: [{Token: []}], responses: {'200': {description: B.}}}}
        components:
          securitySchemes:
            Key: {type: apiKey, in: header, name: X-Key}
            Token: {type: http, scheme: bearer}
    """)
    auth = identities(contract, NO_FIXTURES, "test_full", tmp_path)
    (caller, _) = json.loads(Path(auth["wfc"]["path"]).read_text("utf-8"))["auth"]
    sent = {header["name"]: header["value"] for header in caller["fixedHeaders"]}
    assert sent == {"X-Key": "test_full", "Authorization": "Bearer test_full"}


def test_a_document_without_security_is_asked_as_nobody(tmp_path: Path) -> None:
    auth = identities(compiled(f"{PATHS}\n"), NO_FIXTURES, "test_full", tmp_path)
    assert auth == {}
    SchemathesisConfig.from_dict(configuration(auth, "report.json"))  # raises for what is none
