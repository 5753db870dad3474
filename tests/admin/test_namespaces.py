"""Namespaces, snapshots and coverage through the control plane: for clients in any language."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver import Server
from tests.builders import SPECS

ACME = str(SPECS / "acme_doors.yaml")
KEY = {"acme-key": "test_full"}
BY_HEADER = {"Mockserver-Namespace": "one"}


@pytest.fixture
def server() -> Iterator[Server]:
    with mockserver.running(ACME) as running:
        yield running


def send(server: Server, namespace: str = "") -> None:
    """A new parcel in a namespace."""
    headers = KEY | ({"Mockserver-Namespace": namespace} if namespace else {})
    reply = httpx.post(f"{server['acme_doors'].url}/parcels", headers=headers, json={"code": "AA1"})
    assert reply.status_code == 201


def totals(server: Server) -> tuple[int, int]:
    """How many parcels the default namespace and the namespace `one` have."""
    url = f"{server['acme_doors'].url}/parcels"
    found = [httpx.get(url, headers=KEY | more).json()["total"] for more in ({}, BY_HEADER)]
    return found[0], found[1]


@pytest.mark.parametrize(
    ("target", "headers", "body"),
    [
        ("reset?namespace=one", {}, None),
        ("reset", {}, {"namespace": "one"}),
        ("reset", BY_HEADER, None),
    ],
    ids=["query", "body", "header"],
)
def test_a_namespace_resets_alone(server: Server, target: str, headers: dict[str, str], body: object) -> None:
    """A reset of one namespace, however it is named, leaves the default one as it is."""
    send(server)
    send(server, "one")

    reply = httpx.post(f"{server.url}/__admin/{target}", headers=headers, json=body)

    assert reply.status_code == 200
    assert totals(server) == (1, 0)


def test_the_clock_of_a_namespace_is_moved_alone(server: Server) -> None:
    """Freezing one namespace's clock leaves the default one running."""
    clock = f"{server.url}/__admin/clock"
    httpx.post(clock, json={"freeze": "2026-01-01T00:00:00Z", "namespace": "one"})

    assert httpx.get(clock, headers=BY_HEADER).json() == {"now": "2026-01-01T00:00:00.000Z", "frozen": True}
    assert httpx.get(clock).json()["frozen"] is False


def test_requests_are_those_of_a_namespace_where_one_is_named(server: Server) -> None:
    """The journal, its count, what was unmatched and forgetting can all be of one namespace."""
    requests = f"{server.url}/__admin/requests"
    send(server)
    send(server, "one")
    httpx.get(f"{server['acme_doors'].url}/nowhere", headers=BY_HEADER)

    assert httpx.get(requests).json()["meta"]["total"] == 3
    assert httpx.get(requests, params={"namespace": "one"}).json()["meta"]["total"] == 2
    assert httpx.get(f"{requests}/count", headers=BY_HEADER).json() == {"count": 2}
    assert httpx.post(f"{requests}/count", json={"namespace": "one", "status": 404}).json() == {"count": 1}
    assert httpx.get(f"{requests}/unmatched?namespace=other").json()["meta"]["total"] == 0
    httpx.delete(requests, headers=BY_HEADER)
    assert httpx.get(requests).json()["meta"]["total"] == 1


def test_a_snapshot_and_its_restore_are_one_call_each(server: Server) -> None:
    """Each brings its own namespace back."""
    send(server, "one")
    mark = httpx.post(f"{server.url}/__admin/snapshot", json={"namespace": "one"}).json()["id"]
    send(server, "one")
    send(server)

    reply = httpx.post(f"{server.url}/__admin/restore", json={"id": mark})

    assert reply.status_code == 200
    assert totals(server) == (1, 1)


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("restore", {}, 400, "send"),
        ("restore", {"id": "9"}, 404, "no snapshot '9'"),
        ("restore", {"id": []}, 400, "send"),
        ("snapshot", {"namespace": "a/b"}, 400, "no namespace"),
        ("snapshot", {"namespaces": "a"}, 400, "did you mean 'namespace'"),
        ("reset", {"namespace": 1}, 400, "no namespace"),
    ],
)
def test_mistakes_are_told_in_words(server: Server, path: str, body: object, status: int, said: str) -> None:
    """What makes no sense is a problem that says what to send."""
    reply = httpx.post(f"{server.url}/__admin/{path}", json=body)

    assert reply.status_code == status
    assert said in reply.json()["detail"]


def test_a_snapshot_is_restored_into_no_other_namespace(server: Server) -> None:
    """A mark belongs to its namespace."""
    mark = httpx.post(f"{server.url}/__admin/snapshot", json={"namespace": "one"}).json()["id"]

    reply = httpx.post(f"{server.url}/__admin/restore", json={"id": mark, "namespace": "two"})

    assert (reply.status_code, "is of one" in reply.json()["detail"]) == (400, True)


def test_coverage_is_there_when_it_is_asked_for(server: Server) -> None:
    """What came before the first question counts, and what comes after it."""
    send(server)
    first = httpx.get(f"{server.url}/__admin/coverage").json()
    httpx.get(f"{server['acme_doors'].url}/parcels?size=0", headers=KEY)
    second = httpx.get(f"{server.url}/__admin/coverage").json()

    assert first["vendors"]["acme_doors"]["kinds"]["operations"]["covered"] == 1
    assert first["verdicts"] == []
    assert second["vendors"]["acme_doors"]["kinds"]["operations"]["covered"] == 2
    (verdict,) = second["verdicts"]
    document = server.app.vendors["acme_doors"].contract.document
    assert verdict["rule"] == "contract-broken"
    assert verdict["file"] == document.source
    assert verdict["line"] == document.line(verdict["pointer"])
    assert "size" in Path(document.source).read_text("utf-8").splitlines()[verdict["line"] - 1]
    assert "listParcels" not in second["vendors"]["acme_doors"]["kinds"]["operations"]["missing"]
