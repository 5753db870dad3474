"""What an error's answer is: its status, its example or template, its words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.builders import SPECS, serving

ROWS = {"things": [{"id": "t1", "name": "one"}]}
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(SPECS / "acme_errors.yaml", tmp_path_factory.mktemp("errors"), ROWS) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    server.reset()
    server.clock.freeze(NOON)
    made = server["acme_errors"]
    with httpx.Client(base_url=made.url, headers=made.credentials["test_full"]) as client:
        yield client


def problem(status: int, title: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "expected"),
    [
        ("GET", "/nowhere", None, 404, {"code": "no such path"}),
        ("PUT", "/things", None, 418, problem(418, "I'm a Teapot")),
        ("POST", "/things", {"name": "one"}, 400, {"code": "the name is taken"}),
        ("GET", "/things/t9", None, 404, {"code": "no thing"}),
        ("GET", "/plain/t9", None, 404, {"code": "no thing"}),
    ],
    ids=[
        "component and example",
        "no response",
        "named as the kind",
        "named as the resource",
        "as its siblings say",
    ],
)
def test_an_answer_is_chosen_by_kind(
    client: httpx.Client, method: str, path: str, body: Any, status: int, expected: Any
) -> None:
    found = client.request(method, path, json=body)

    assert (found.status_code, found.json()) == (status, expected)


def test_the_media_type_is_that_of_the_response(client: httpx.Client) -> None:
    refused = client.get("/plain/t1", headers={"X-Key": "nobody"})

    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/vnd.acme+json"
    assert refused.json() == {"code": "who", "header": "nobody", "path": "at 2026-02-03"}
    assert client.put("/things").headers["content-type"] == "application/problem+json"


def test_a_template_without_its_value_leaves_the_member_out(server: Server) -> None:
    assert httpx.get(f"{server['acme_errors'].url}/plain/t1").json() == {
        "code": "who",
        "path": "at 2026-02-03",
    }


def test_a_body_of_the_documents_own(client: httpx.Client) -> None:
    refused = client.post("/things", content=b"{", headers={"content-type": "application/json"})

    assert (refused.status_code, refused.json()) == (400, {"code": "own body", "at": int(NOON.timestamp())})


def test_an_undeclared_status_is_answered_by_its_class(client: httpx.Client) -> None:
    refused = client.get("/things", headers={"accept": "text/html"})

    assert (refused.status_code, refused.json()) == (406, {"code": "not_acceptable"})


def test_violations_are_listed_grouped_and_joined(client: httpx.Client) -> None:
    refused = client.get("/things", params={"count": "1", "mail": "x", "own": "1"})

    assert refused.status_code == 400
    body = refused.json()
    said = {error["at"]: error["says"] for error in body["errors"]}
    assert said == {
        "query.own": "unknown own",
        "query.count": "count is under 2 (2 to 9)",
        "query.mail": "no address",
    }
    assert body["by_field"] == {at.removeprefix("query."): [says] for at, says in said.items()}
    assert body["text"] == " / ".join(said.values())
    assert body["first"] == ", ".join(body["by_field"])


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"count": "x"}, "needs a whole number"),
        ({"count": "10"}, "over the top"),
        ({"mail": "@"}, "no address"),
        ([("mail", "a@b.example"), ("mail", "c@d.example")], " is not good"),
    ],
)
def test_the_nearest_message_is_taken(client: httpx.Client, params: Any, says: str) -> None:
    assert client.get("/things", params=params).json()["errors"][0]["says"] == says


@pytest.mark.parametrize(
    ("body", "loc", "says", "code"),
    [
        ({}, ["body", "name"], "name is missing", None),
        ({"name": "long"}, ["body", "name"], "too long", "E9"),
        ({"name": 5}, ["body", "name"], "needs string", None),
        ({"name": "a", "level": 3}, ["body", "level"], "one of: 1, 2", None),
        ({"name": "a", "level": "x"}, ["body", "level"], "needs a whole number", None),
        ({"name": "b", "age": "x"}, ["body", "age"], "ages are numbers", None),
        ([], ["body"], "needs object", None),
    ],
)
def test_what_is_wrong_with_a_body(
    client: httpx.Client, body: Any, loc: list[str], says: str, code: str | None
) -> None:
    refused = client.post("/things", json=body)

    assert refused.status_code == 422
    entry = {"loc": loc, "says": says} | ({"code": code} if code else {})
    assert entry in refused.json()["errors"]


def test_the_kind_of_the_first_problem_decides(client: httpx.Client, server: Server) -> None:
    client.get("/things", params={"count": "10"})
    client.post("/things", json={"name": "b", "age": "x"})

    assert [exchange.kind for exchange in server.requests] == ["too_many", "too_old"]


def test_an_undeclared_status_is_told_as_the_siblings_tell_it(client: httpx.Client) -> None:
    refused = client.get("/plain/t1", params={"what": "x"})

    assert refused.status_code == 400
    assert refused.json()["errors"] == [{"at": "query.what", "says": "unknown what"}]


@pytest.mark.parametrize(
    ("prefer", "status", "body"),
    [
        ("code=404", 404, {"code": "no thing"}),
        ("code=404, example=owners", 404, {"code": "no owner"}),
        ("example=owners", 404, {"code": "no owner"}),
    ],
)
def test_an_error_may_be_asked_for(client: httpx.Client, prefer: str, status: int, body: Any) -> None:
    found = client.get("/things/t1", headers={"prefer": prefer})

    assert found.status_code == status
    assert found.json() in (body, {"code": "no owner"})
    assert found.headers["preference-applied"] == prefer


@pytest.mark.parametrize("prefer", ["code=503", "example=nothing", "code=404, example=nothing", "nonsense"])
def test_what_the_operation_does_not_declare_is_not_applied(client: httpx.Client, prefer: str) -> None:
    found = client.get("/things/t1", headers={"prefer": prefer})

    assert found.status_code == 200
    assert "preference-applied" not in found.headers


def test_a_wait_is_waited_and_said(client: httpx.Client) -> None:
    found = client.get("/things/t1", headers={"prefer": "wait=0.05"})

    assert found.headers["preference-applied"] == "wait=0.05"
    assert found.elapsed.total_seconds() >= 0.05


def test_a_generated_answer_is_the_seeds(client: httpx.Client) -> None:
    first, again, other = (
        client.get("/things/t1", headers={"prefer": f"dynamic=true, seed={seed}"}) for seed in (1, 1, 2)
    )

    assert first.content == again.content
    assert first.headers["preference-applied"] == "dynamic=true, seed=1"
    assert {first.status_code, other.status_code} == {200}
