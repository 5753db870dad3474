"""Which failures are dropped because rows were the reason to refuse: no others."""

import pytest
import requests
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import RejectedPositiveData, UndefinedStatusCode

from mockserver.conformance.refusals import CASE_HEADER, Refusals
from mockserver.journal import Journal
from mockserver.testing.live_server import running
from mockserver.testing.server import Server

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


@pytest.fixture(scope="module")
def server() -> Server:  # type: ignore[misc]
    """A server with cursors that it can refuse."""
    with running("commenda") as server:
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


def test_a_failure_that_the_journal_knows_nothing_of_counts(server: Server) -> None:
    answer = asked(server, "corporation_id=corp_123&cursor=AA", "a2")
    assert Refusals(Journal()).keep(REJECTED, answer)
