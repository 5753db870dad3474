"""Which failures are dropped because rows were the reason to refuse: no others."""

import pytest
import requests
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import (
    AuthScenario,
    EnsureResourceAvailability,
    IgnoredAuth,
    RejectedPositiveData,
    UndefinedStatusCode,
)

from mockserver.fuzzing.refusals import CASE_HEADER, Refusals
from mockserver.runtime.live import running
from mockserver.runtime.server import Server
from mockserver.state.journal import Journal

REJECTED = RejectedPositiveData(
    operation="GET /customers", message="", status_code=400, allowed_statuses=["2xx"]
)
UNDECLARED = UndefinedStatusCode(
    operation="GET /customers",
    message="",
    status_code=400,
    defined_status_codes=["200"],
    allowed_status_codes=[200],
)

LET_IN = IgnoredAuth(operation="GET /customers", message="", case_id="a6", scenario=AuthScenario.NO_AUTH)

UNAVAILABLE = EnsureResourceAvailability(
    operation="POST /exemption-certificates", message="", created_with="", not_available_with=""
)


@pytest.fixture(scope="module")
def server() -> Server:  # type: ignore[misc]
    """A server with cursors that it can refuse, with idempotency keys, and with references in bodies."""
    with running("commenda", "devdraft", "hydracore") as server:
        yield server


def asked(server: Server, query: str, case: str) -> Response:
    """The answer to a list request, as Schemathesis holds it."""
    vendor = server["commenda"]
    headers = {**vendor.credentials["test_full"], CASE_HEADER: case}
    answer = requests.get(f"{vendor.url}/customers?{query}", headers=headers, timeout=10)
    assert answer.status_code == 400
    return Response.from_requests(answer, verify=True)


@pytest.mark.parametrize(
    ("query", "failure", "kept"),
    [
        pytest.param("corporation_id=corp_123&cursor=AA", REJECTED, False, id="a cursor that no list gave"),
        pytest.param("corporation_id=corp_123&cursor=AA", UNDECLARED, True, id="another check's failure"),
        pytest.param("corporation_id=corp_123&limit=0", REJECTED, True, id="a parameter breaks its schema"),
        pytest.param("limit=0&cursor=AA", REJECTED, True, id="both"),
    ],
)
def test_only_a_refusal_of_a_sound_request_is_dropped(
    server: Server, query: str, failure: Failure, *, kept: bool
) -> None:
    refusals = Refusals(server.app.journal)
    assert refusals.keep(failure, asked(server, query, "a1")) is kept
    assert dict(refusals.dropped) == ({} if kept else {"invalid_cursor": 1})


def test_a_refusal_is_right_where_nothing_but_errors_are_declared(server: Server) -> None:
    refusals = Refusals(server.app.journal, ["GET /customers"])

    assert not refusals.keep(REJECTED, asked(server, "corporation_id=corp_123&limit=0", "a7"))
    assert refusals.keep(UNDECLARED, asked(server, "corporation_id=corp_123&limit=0", "a7"))
    assert dict(refusals.dropped) == {"no_success_declared": 1}


def test_a_failure_that_the_journal_knows_nothing_of_counts(server: Server) -> None:
    answer = asked(server, "corporation_id=corp_123&cursor=AA", "a2")
    assert Refusals(Journal()).keep(REJECTED, answer)


@pytest.mark.parametrize("parent", [True, False], ids=["deleted with its customer", "deleted by nobody"])
def test_only_what_went_along_with_its_parent_may_be_gone(server: Server, *, parent: bool) -> None:
    server.reset()
    vendor = server["commenda"]
    with requests.Session() as session:
        session.headers.update(vendor.credentials["test_full"])
        customer = session.post(
            f"{vendor.url}/customers", json={"corporation_id": "corp_123", "name": "Oak & Sons"}
        )
        new = {
            "customer_id": customer.json()["id"],
            "effective_date": "2026-01-01",
            "type": "BLANKET",
            "jurisdictions": [
                {
                    "country": "US",
                    "state": "TX",
                    "reason": "PURPOSE_RESALE",
                    "identification_type": "FEIN",
                    "identification_number": "00-0000000",
                }
            ],
        }
        certificate = session.post(f"{vendor.url}/exemption-certificates", json=new).json()["data"]["id"]
        if parent:
            assert session.delete(f"{vendor.url}/customers/{new['customer_id']}").status_code == 204
        gone = certificate if parent else "cert_ffffffffffffffff"
        answer = session.get(f"{vendor.url}/exemption-certificates/{gone}", headers={CASE_HEADER: "a3"})
    assert answer.status_code == 404
    refusals = Refusals(server.app.journal)

    assert refusals.keep(UNAVAILABLE, Response.from_requests(answer, verify=True)) is not parent
    assert refusals.dropped["deleted_along"] == parent


@pytest.mark.parametrize(
    "replayed", [True, False], ids=["brought back by its key", "deleted, and nothing else"]
)
def test_only_a_creation_that_was_brought_back_may_be_of_what_is_gone(
    server: Server, *, replayed: bool
) -> None:
    server.reset()
    vendor = server["devdraft"]
    with requests.Session() as session:
        session.headers.update(vendor.credentials["test_full"])

        def create() -> str:
            new = {"first_name": "Aiko", "last_name": "Tanaka", "phone_number": "+81-3-5550-0142"}
            key = {"idempotency-key": "00000000-0000-4000-8000-000000000001"}
            made = session.post(f"{vendor.url}/customers", json=new, headers=key)
            return str(made.json()["id"])

        gone = create()
        assert session.delete(f"{vendor.url}/customers/{gone}").status_code == 200
        if replayed:
            assert create() == gone
        answer = session.get(f"{vendor.url}/customers/{gone}", headers={CASE_HEADER: "a4"})
    assert answer.status_code == 404
    refusals = Refusals(server.app.journal)

    assert refusals.keep(UNAVAILABLE, Response.from_requests(answer, verify=True)) is not replayed
    assert dict(refusals.dropped) == ({"replayed": 1} if replayed else {})


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        pytest.param("made up", False, id="a source that this server never gave"),
        pytest.param("given", True, id="a source that a reply held"),
        pytest.param("path", True, id="the customer of the path"),
    ],
)
def test_only_a_reference_that_was_made_up_may_be_unknown(server: Server, source: str, *, kept: bool) -> None:
    server.reset()
    vendor = server["hydracore"]
    strange = "00000000-0000-4000-8000-000000000009"
    with requests.Session() as session:
        session.headers.update(vendor.credentials["test_full"])
        known = session.get(f"{vendor.url}/v1/customers").json()["customers"][0]["id"]
        if source == "given":  # a reply that shows it anywhere is enough
            named = session.post(f"{vendor.url}/v1/customers", json={"company_name": strange})
            assert named.json()["company_name"] == strange
        answer = session.post(
            f"{vendor.url}/v1/customers/{strange if source == 'path' else known}/clone",
            json={"company_name": "Nordlicht", "source_customer_id": strange},
            headers={CASE_HEADER: "a5"},
        )
    assert answer.status_code == 404
    refusals = Refusals(server.app.journal)

    assert refusals.keep(UNAVAILABLE, Response.from_requests(answer, verify=True)) is kept
    assert dict(refusals.dropped) == ({} if kept else {"made_up": 1})


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        pytest.param({"Authorization": "Bearer test_full"}, False, id="by another scheme"),
        pytest.param({}, True, id="without any credentials"),
        pytest.param({"Authorization": "Bearer nobody"}, True, id="with others that nobody has"),
    ],
)
def test_only_who_has_other_credentials_may_be_let_in(
    server: Server, headers: dict[str, str], *, kept: bool
) -> None:
    """HydraCore takes a key or a token; the case is the probe's, the response that of the request before it."""
    vendor = server["hydracore"]
    url = f"{vendor.url}/v1/customers"
    answer = requests.get(url, headers=vendor.credentials["test_full"], timeout=10)
    requests.get(url, headers={**headers, CASE_HEADER: "a6"}, timeout=10)
    refusals = Refusals(server.app.journal)

    assert refusals.keep(LET_IN, Response.from_requests(answer, verify=True)) is kept
    assert dict(refusals.dropped) == ({} if kept else {"authenticated": 1})
