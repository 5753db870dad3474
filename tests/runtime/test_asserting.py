"""Assertions on the calls that were made, and what they show where they fail."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.errors import UsageError
from mockserver.runtime.live import Server

ANN = {"first_name": "Ann", "email": "ann@ng.example", "phone": "+14055550142", "tags": ["vip", "new"]}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mockserver.running("rotor") as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """A server that was called three times."""
    running.reset()
    rotor = running["rotor"]
    with httpx.Client(base_url=rotor.url, headers=rotor.headers) as client:
        client.get("/customers", params={"limit": 5}, headers={"X-Run": "a"})
        client.post("/customers", json=ANN)
        client.get("/customers/nobody")
    return running


@pytest.mark.parametrize(
    "rows", [{"customers": [ANN]}, {"rotor": {"customers": ANN}}, {"rotor": {"customers": "Ann"}}]
)
def test_rows_that_are_not_by_vendor_and_resource_are_refused(running: Server, rows: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as raised:
        running.arrange(rows=rows)

    how = "{VENDOR: {RESOURCE: [ROW, ...]}}"
    assert str(raised.value) == f"arrange: rows has lists of rows by vendor and resource: {how}"


MET: list[tuple[str, dict[str, Any]]] = [
    ("createOrUpdateCustomer", {}),
    ("createOrUpdateCustomer", {"times": 1}),
    ("createOrUpdateCustomer", {"body": {"email": "ann@ng.example"}}),
    ("createOrUpdateCustomer", {"body": {"tags": ["vip", "new"]}, "status": 201}),
    ("createOrUpdateCustomer", {"body": {"email": "bo@ng.example"}, "times": 0}),
    ("listCustomers", {"query": {"limit": 5}, "header": {"x-run": "a"}}),
    ("getCustomer", {"path": {"id": "nobody"}, "status": 404}),
]


@pytest.mark.parametrize(("operation", "wanted"), MET)
def test_what_was_called_is_found(server: Server, operation: str, wanted: dict[str, Any]) -> None:
    found = server.assert_called("rotor", operation, **wanted)

    assert [exchange.operation for exchange in found] == [operation] * (wanted.get("times") != 0)


def test_a_failure_shows_the_nearest_calls_and_how_they_differ(server: Server) -> None:
    with pytest.raises(mockserver.CallsError) as failed:
        server.assert_called(
            "rotor", "createOrUpdateCustomer", times=1, body={**ANN, "email": "bo", "tags": ["vip"]}
        )

    number = server.requests[1].number
    assert str(failed.value).splitlines()[1:] == [
        "the nearest:",
        f"  #{number} POST /rotor/open-api/customers -> 201 (createOrUpdateCustomer)",
        '    body email: expected "bo", came "ann@ng.example"',
        '    body tags: expected ["vip"], came ["vip", "new"]',
    ]


NOT_MET: list[tuple[str, dict[str, Any], str]] = [
    ("listCustomers", {"times": 2}, "expected 2 calls of rotor listCustomers, found 1"),
    ("listCustomers", {"times": 0}, "expected 0 calls of rotor listCustomers, found 1"),
    ("listCustomers", {"query": {"limit": 6}}, "query limit: expected 6, came 5"),
    ("listCustomers", {"query": {"page": 2, "status": "active"}}, 'query status: expected "active", came nothing'),
    ("listCustomers", {"header": {"X-Run": "b"}}, 'header X-Run: expected "b", came "a"'),
    ("createOrUpdateCustomer", {"status": 400}, "status: expected 400, came 201"),
    ("listCustomers", {"query": {"serch": "x"}}, "came nothing; did you mean 'search'?"),
    ("listCustomers", {"header": {"rotor-api-verson": "2"}}, "came nothing; did you mean 'rotor-api-version'?"),
    ("createOrUpdateCustomer", {"body": {"emial": "x"}}, "came nothing; did you mean 'email'?"),
    ("getLead", {}, "nothing called getLead; the latest calls:"),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "wanted", "told"), NOT_MET)
def test_what_was_not_called_is_told(
    server: Server, operation: str, wanted: dict[str, Any], told: str
) -> None:
    with pytest.raises(AssertionError) as failed:
        server.assert_called("rotor", operation, **wanted)

    assert told in str(failed.value)


IMPOSSIBLE: list[tuple[str, dict[str, Any], str]] = [
    ("listCustomers", {"query": {"serch": "x"}}, "has no query parameter 'serch'; did you mean 'search'?"),
    ("listCustomers", {"query": {"zzz": "x"}}, "has no query parameter 'zzz'; it has: "),
    ("listCustomers", {"header": {"Rotor-API-Verson": "2"}}, "did you mean 'rotor-api-version'?"),
    ("createOrUpdateCustomer", {"body": {"emial": "x"}}, "no member of the body 'emial'; did you mean 'email'?"),
    ("listCustomers", {"query": {"limit": "5"}}, 'limit of listCustomers is of the type integer: no call has "5"'),
    ("listCustomers", {"query": {"search": 5}}, "search of listCustomers is of the type string: no call has 5"),
    ("listCustomers", {"header": {"X-Run": 5}}, "header x-run of listCustomers is of the type string"),
    ("getCustomer", {"path": {"id": 5}}, "path id of getCustomer is of the type string"),
    ("createOrUpdateCustomer", {"body": {"tags": [1]}}, "body tags.0 of createOrUpdateCustomer is of the type str"),
    ("createOrUpdateCustomer", {"body": []}, "body of createOrUpdateCustomer is of the type object"),
]  # fmt: skip


@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize(("operation", "wanted", "told"), IMPOSSIBLE)
def test_that_there_was_no_call_which_there_cannot_be_is_a_mistake(
    server: Server, operation: str, wanted: dict[str, Any], told: str, *, called: bool
) -> None:
    if not called:
        server.reset()
    with pytest.raises(UsageError) as refused:
        server.assert_called("rotor", operation, times=0, **wanted)

    assert told in str(refused.value)


POSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("listCustomers", {"query": {"limit": 7, "search": "x"}}),
    ("listCustomers", {"header": {"X-Run": "b", "Authorization": "Bearer none"}}),
    ("createOrUpdateCustomer", {"body": {"tags": ["old"], "phone": "1"}}),
    ("getCustomer", {"path": {"id": "bo"}, "status": 200}),
]


@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize(("operation", "wanted"), POSSIBLE)
def test_a_call_that_there_can_be_may_be_expected_not_to_come(
    server: Server, operation: str, wanted: dict[str, Any], *, called: bool
) -> None:
    if not called:
        server.reset()

    assert server.assert_called("rotor", operation, times=0, **wanted) == []


def test_what_a_call_has_sent_is_possible_though_it_is_not_declared(server: Server) -> None:
    rotor = server["rotor"]
    httpx.get(f"{rotor.url}/customers", params={"serch": "a", "limit": "many"}, headers=rotor.headers)
    httpx.post(f"{rotor.url}/customers", json={"emial": "a", "tags": [1]}, headers=rotor.headers)

    server.assert_called("rotor", "listCustomers", times=0, query={"serch": "b", "limit": "few"})
    server.assert_called("rotor", "createOrUpdateCustomer", times=0, body={"emial": "b", "tags": [2]})


def test_calls_are_not_called_missing_where_all_of_them_were_found(server: Server) -> None:
    with pytest.raises(mockserver.CallsError) as failed:
        server.assert_called("rotor", "listCustomers", times=2)
    first, found = str(failed.value).splitlines()
    with pytest.raises(mockserver.CallsError) as failed:
        server.assert_called_in_order(("rotor", "listCustomers"), ("rotor", "listCustomers"))

    number = server.requests[0].number
    assert first == "expected 2 calls of rotor listCustomers, found 1"
    assert found.startswith(f"  #{number} GET ")
    assert str(failed.value).startswith("expected call 2 of 2, rotor listCustomers after #")
    assert len(str(failed.value).splitlines()) == 1


def test_calls_before_the_last_that_was_found_are_told_too(server: Server) -> None:
    get = ("rotor", "getCustomer")
    with pytest.raises(mockserver.CallsError) as failed:
        server.assert_called_in_order(get, ("rotor", "listCustomers", {"query": {"limit": 6}}))
    with pytest.raises(mockserver.CallsError) as never:
        server.assert_called_in_order(get, ("rotor", "getLead"))

    assert "query limit: expected 6, came 5" in str(failed.value)
    assert "nothing called getLead; the latest calls:" in str(never.value)


def test_how_often_is_no_part_of_a_call_in_an_order(server: Server) -> None:
    with pytest.raises(UsageError, match="a call has no 'times'; known: path, query, header, body, status"):
        server.assert_called_in_order(("rotor", "listCustomers", {"times": 1}))


def test_calls_are_expected_in_their_order(server: Server) -> None:
    create = ("rotor", "createOrUpdateCustomer", {"body": {"first_name": "Ann"}})

    found = server.assert_called_in_order(("rotor", "listCustomers"), create, ("rotor", "getCustomer"))
    with pytest.raises(mockserver.CallsError) as failed:
        server.assert_called_in_order(create, ("rotor", "listCustomers"))

    first, second = str(failed.value).splitlines()
    assert found == server.requests
    assert first.startswith("expected call 2 of 2, rotor listCustomers after #")
    assert second.startswith("  it came before that: #")


def test_a_namespace_has_calls_of_its_own(server: Server) -> None:
    apart = server.namespace("apart")
    apart.assert_called("rotor", "listCustomers", times=0)
    with pytest.raises(mockserver.CallsError, match="there were no calls"):
        apart.assert_called("rotor", "listCustomers")


def test_a_large_body_is_compared_too(server: Server) -> None:
    rotor = server["rotor"]
    notes = "a" * 5000
    httpx.post(f"{rotor.url}/customers", json={**ANN, "notes": notes}, headers=rotor.headers)

    server.assert_called("rotor", "createOrUpdateCustomer", times=1, body={"notes": notes})


@pytest.mark.parametrize(
    ("vendor", "operation", "parts", "told"),
    [
        ("rotr", "listCustomers", {}, "'rotr' is not served here; did you mean 'rotor'"),
        ("rotor", "listCustomer", {}, "did you mean 'listCustomers'"),
        ("rotor", "GET /customers", {}, "did you mean 'listCustomers'"),
        (
            "rotor",
            "getCustomer",
            {"path": {"ib": "x"}},
            "getCustomer has no path parameter 'ib'; it has: id",
        ),
        ("rotor", "listCustomers", {"querry": {}}, "did you mean 'query'"),
        ("rotor", "listCustomers", {"time": 1}, "did you mean 'times'"),
        ("rotor", "listCustomers", {"zzz": 1}, "known: times, path, query, header, body, status"),
        ("rotor", "getCustomer", {"status": "200"}, 'a status is a number, as 200 is: "200" is none'),
    ],
)
def test_what_cannot_be_called_is_a_mistake(
    server: Server, vendor: str, operation: str, parts: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        server.assert_called(vendor, operation, **parts)
