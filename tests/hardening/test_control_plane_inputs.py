"""Whatever is sent to the control plane: a 4xx that says what is wrong, never a 5xx; a mistake changes nothing."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mockserver
from mockserver.runtime.live import Server

NUMBERS = (
    st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([10**400, -1, 2**63])
)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
MEMBERS = st.sampled_from(
    ["vendor", "namespace", "id", "seed", "rows", "freeze", "advance", "resume", "status", "ok", "limit", "operation",
     "fault", "delay", "times", "probability", "headers", "carriedOut", "example"]
)  # fmt: skip
BODIES = JSON | st.dictionaries(MEMBERS, JSON, max_size=3)
COMMANDS = ["reset", "snapshot", "restore", "seed", "clock", "faults", "requests/count"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server for every try."""
    with mockserver.running("rotor") as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of its control plane."""
    with httpx.Client(base_url=f"{server.url}/__admin", timeout=60) as client:
        yield client


@given(command=st.sampled_from(COMMANDS), body=BODIES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_taken_or_refused(client: httpx.Client, command: str, body: Any) -> None:
    if isinstance(body, dict) and isinstance(body.get("rows"), int):
        body["rows"] = min(body["rows"], 20) if body["rows"] <= 100_000 else body["rows"]

    answer = client.post(f"/{command}", json=body)

    assert answer.status_code in {200, 201, 400, 404}, (command, body, answer.text)
    assert answer.status_code < 400 or answer.json()["detail"]


@given(
    path=st.sampled_from(["requests", "requests/count", "requests/unmatched", "clock", "faults", "vendors"]),
    query=st.dictionaries(MEMBERS, st.text(max_size=8) | st.just("9" * 5000), max_size=2),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_is_taken_or_refused(client: httpx.Client, path: str, query: dict[str, str]) -> None:
    answer = client.get(f"/{path}", params=query)

    assert answer.status_code in {200, 400}, (path, query, answer.text)


@pytest.mark.parametrize(
    ("command", "body", "says"),
    [
        ("seed", {"rows": 10**12}, "rows is a whole number from 0 to 100000, not 1000000000000"),
        ("seed", {"rows": 1.5}, "rows is a whole number"),
        ("seed", {"seed": -1}, "seed is a whole number"),
        ("clock", {"advance": 1e300}, "advance is a number of seconds"),
        ("clock", {"freeze": "9999-12-31T23:59:59-12:00"}, "the clock runs from 1970-01-01 to 9999-12-31"),
        ("clock", {"freeze": "0001-01-01T00:00:00+14:00"}, "the clock runs from"),
        ("faults", {"delay": 10**6}, "delay: seconds from 0 to 60"),
        ("faults", {"status": 503, "times": 10**12}, "times"),
        ("faults", {"status": 503, "probability": 2}, "probability"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_the_bound(
    client: httpx.Client, command: str, body: Any, says: str
) -> None:
    before = client.get("/vendors").json()

    answer = client.post(f"/{command}", json=body)

    assert (answer.status_code, says in answer.json()["detail"]) == (400, True), answer.text
    assert client.get("/vendors").json() == before


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_body_that_is_not_sent_as_json_is_refused_with_the_line_to_send(
    client: httpx.Client, kind: str | None
) -> None:
    answer = client.post("/clock", content=b'{"advance": 5}', headers={"Content-Type": kind} if kind else {})

    assert answer.status_code == 415
    assert f"curl --json '{{...}}' {client.base_url}clock" in answer.json()["detail"]


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    answer = client.post("/reset", content=b" " * (2 << 20), headers={"Content-Type": "application/json"})

    assert (answer.status_code, "at most 1048576 bytes" in answer.json()["detail"]) == (413, True)


def test_the_journal_of_a_vendor_that_is_not_served_is_not_everybodys(
    client: httpx.Client, server: Server
) -> None:
    httpx.get(f"{server.url}/rotor/nothing")
    before = client.get("/requests").json()["meta"]["total"]

    assert client.delete("/requests", params={"vendor": "nobody"}).status_code == 400
    assert client.get("/requests").json()["meta"]["total"] == before > 0
    assert client.delete("/requests", params={"vendor": "rotor"}).status_code == 200
    assert client.get("/requests").json()["meta"]["total"] == 0


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 1e300, -1e300, True, "1"])
def test_python_is_held_to_the_same_bounds(server: Server, seconds: Any) -> None:
    with pytest.raises(mockserver.MockserverError, match="advance is a number of seconds"):
        server.clock.advance(seconds)


@pytest.mark.parametrize("keywords", [{"rows": -1}, {"rows": 10**12}, {"seed": 10**30}, {"rows": 1.5}])
def test_numbers_that_no_server_can_have_are_refused(keywords: Any) -> None:
    with pytest.raises(mockserver.MockserverError, match="is a whole number from"):
        mockserver.create_app(["rotor"], **keywords)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(mockserver.MockserverError, match="port is a whole number from 0 to 65535"):  # noqa: SIM117
        with mockserver.running("rotor", port=port):
            pass
