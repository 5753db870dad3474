"""What the test credentials get where no fixtures say what they may do."""

import orjson
import pytest

from mockserver.access.permissions import Least
from mockserver.exchange import Caller
from mockserver.explanation.operations import operation_facts
from tests.builders import Mock, compiled

NEWER = "openapi: 3.1.0\ninfo: {title: Acme, version: '1'}\n"
ACME = """
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
security: [{key: []}]
paths:
  /told: {get: {responses: &told {'200': {description: ok}, '403': {description: no}}}}
  /untold: {get: {responses: &untold {'200': {description: ok}}}}
  /open: {get: {security: [], responses: *told}}
  /roles: {get: {security: [{key: [admin]}], responses: *untold}}
"""
CASES = [
    ("/told", 403, Least.REFUSED),
    ("/untold", 200, Least.ADMITTED),
    ("/open", 200, Least.OPEN),
    ("/roles", 403, Least.OPEN),
]


@pytest.fixture(scope="module")
def acme() -> Mock:
    return Mock(compiled(ACME, head=NEWER))


@pytest.mark.parametrize(("path", "status", "least"), CASES)
def test_the_limited_credential_is_refused_where_the_document_says_how(
    acme: Mock, path: str, status: int, least: Least
) -> None:
    assert acme.ask("GET", path, headers={"X-Key": "test_limited"}).status == status
    assert acme.ask("GET", path, headers={"X-Key": "test_full"}).status == 200
    assert acme.vendor.plans[f"GET {path}"].permissions.least == least


def test_explain_says_so(acme: Mock) -> None:
    told = {
        operation.path: fact.says
        for operation in acme.contract.operations
        for fact in operation_facts(acme.contract, operation, acme.vendor.plans[operation.id])
        if fact.about == "test_limited"
    }

    assert told == {
        "/told": "gets the 403 that is declared",
        "/untold": "is as test_full: neither scopes nor a 403 are declared",
    }


def test_roles_of_other_schemes_are_asked_for_since_openapi_3_1() -> None:
    older = Mock(compiled(ACME))

    assert older.ask("GET", "/roles", headers={"X-Key": "test_limited"}).status == 200


def test_fixtures_say_by_themselves_what_their_credentials_may_do() -> None:
    callers = {"ours": Caller("ours", scopes=frozenset(), facts={"name": "ours"})}
    acme = Mock(compiled(ACME), callers=callers)

    assert acme.ask("GET", "/told", headers={"X-Key": "ours"}).status == 200


@pytest.mark.parametrize("path", ["/told", "/untold", "/roles"])
def test_the_exhausted_credential_is_always_over_its_limit(acme: Mock, path: str) -> None:
    reply = acme.ask("GET", path, headers={"X-Key": "test_exhausted"})

    assert reply.status == 429
    assert dict(reply.headers)[b"content-type"] == b"application/problem+json"
    assert orjson.loads(reply.body)["status"] == 429
