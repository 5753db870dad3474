"""What is no stub, or leaves the contract: refused in every door, with the place; and how many there may be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.errors import UsageError
from mockserver.faults.stub import StubError
from mockserver.faults.stub_set import MOST_STUBS
from mockserver.replies import stubbing
from mockserver.runtime.live import Server

PAGE = {"status": "success", "data": [], "pagination": {"has_more": False, "limit": 7, "page": 1, "total": 0}}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mockserver.running("rotor") as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.reset()
    return running


def status(server: Server) -> int:
    """The status of a call of the list of customers."""
    rotor = server["rotor"]
    return httpx.get(f"{rotor.url}/customers", headers=rotor.headers).status_code


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"status": 418}, "/status", "listCustomers declares no status 418; it declares: 200, 400"),
    ({"body": {**PAGE, "data": [{"id": 7}]}}, "/body/data/0/id", '7 is not of type "string"'),
    ({"body": {"data": []}}, "/body/pagination", '"pagination" is a required property'),
    ({"answers": [{"status": 200}, {"body": {}}]}, "/answers/1/body/data", "required"),
    ({"example": "nobody"}, "/example", "listCustomers has no example 'nobody' of status 200"),
    ({"status": 200, "headers": {"Content-Type": "text/css"}}, "/headers/Content-Type", "is not declared"),
    ({"body": PAGE, "match": {"query": {"limit": "7"}}}, "/match/query/limit", "no call that keeps the contract"),
    ({"body": PAGE, "match": {"query": {"limt": 7}}}, "/match/query/limt", "did you mean 'limit'?"),
    ({"body": PAGE, "match": {"path": {"id": 7}}}, "/match/path/id", "declares no path parameter 'id'"),
]  # fmt: skip
NONE_AT_ALL: list[tuple[dict[str, Any], str, str]] = [
    ({}, "", "has no answer"),
    ({"delay": 1}, "", "What only delays is a fault"),
    ({"body": PAGE, "example": "x"}, "/example", "there is a body already"),
    ({"status": 200, "answers": [{"status": 200}]}, "/status", "answers has it"),
    ({"stauts": 200}, "/stauts", "did you mean 'status'?"),
    ({"status": 200, "vendor": "rotr"}, "/vendor", "did you mean 'rotor'?"),
    ({"status": 200, "operation": "listCustomer"}, "/operation", "did you mean 'listCustomers'?"),
    ({"status": 200, "delay": [2, 1]}, "/delay", "the least comes first: [1, 2]"),
    ({"status": 200, "delay": 61}, "/delay", "seconds from 0 to 60"),
    ({"status": 200, "times": 0}, "/times", "less than the minimum"),
    ({"status": 200, "match": {"body": {"email": 1}}}, "/match/body", "JSON pointer into the body, such as /email"),
    ({"status": 200, "match": {"query": {"limit": {"gtt": 1}}}}, "/match/query/limit", "unknown operator 'gtt'"),
    ({"status": 200, "headers": {"Content-Length": "1"}}, "/headers/Content-Length", "always the server's own"),
    ({"status": 200, "headers": {"Transfer-Encoding": "chunked"}}, "/headers/Transfer-Encoding", "always the"),
    ({"status": 200, "headers": {"A": "1", "a": "2"}}, "/headers/a", "it is there twice"),
    ({"status": 200, "headers": {"A": "1\r\nB: 2"}}, "/headers/A", "does not match"),
    ({"status": 204, "body": {}}, "/body", "an answer of status 204 has no body"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "pointer", "told"), [*REFUSED, *NONE_AT_ALL])
def test_one_that_leaves_the_contract_is_refused_in_every_door_with_the_place(
    server: Server, given: dict[str, Any], pointer: str, told: str
) -> None:
    stub = {"operation": "listCustomers", **given}

    by_http = httpx.post(f"{server.url}/__admin/stubs", json=stub)
    with pytest.raises(StubError) as in_python:
        server.stubs.add(**stub)

    (first, *_) = by_http.json()["errors"]
    assert (by_http.status_code, first["pointer"]) == (400, pointer)
    assert told in first["detail"]
    assert in_python.value.places[0] == (pointer, first["detail"])
    assert len(server.stubs) == 0


def test_the_line_of_the_schema_is_told_that_a_member_breaks(server: Server) -> None:
    with pytest.raises(StubError) as refused:
        server.stubs.add(operation="listCustomers", body={**PAGE, "data": [{"id": 7}]})

    ((_, text),) = refused.value.places
    file, _, line = text.partition("; see ")[2].rpartition(":")
    assert "id: {type: string, format: uuid" in Path(file).read_text().splitlines()[int(line) - 1]


@pytest.mark.parametrize(("given", "pointer", "told"), REFUSED)
def test_one_that_says_that_it_breaks_may_be_any_message(
    server: Server, given: dict[str, Any], pointer: str, told: str
) -> None:
    server.stubs.add(operation="listCustomers", **given, breaks=True)

    assert status(server) in {200, given.get("status")}


@pytest.mark.parametrize(("given", "pointer", "told"), NONE_AT_ALL)
def test_one_that_is_no_message_is_none_whatever_it_says(
    server: Server, given: dict[str, Any], pointer: str, told: str
) -> None:
    with pytest.raises(StubError):
        server.stubs.add({"operation": "listCustomers", **given, "breaks": True})


def test_stubs_are_bounded_in_number_and_in_bytes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stubbing, "STUB_BYTES", 4096)
    large = {"operation": "listCustomers", "status": 500, "headers": {"x": "a" * 1024}}
    for _ in range(3):
        server.stubs.add(**large)
    with pytest.raises(UsageError, match="4096 bytes at most"):
        server.namespace("apart").stubs.add(**large)
    server.stubs.clear()
    monkeypatch.undo()
    for _ in range(MOST_STUBS):
        server.stubs.add(operation="listCustomers", status=500)
    with pytest.raises(UsageError, match=f"there are {MOST_STUBS} stubs already"):
        server.stubs.add(operation="listCustomers", status=500)
