"""Stubs over a real port: which calls they answer, what becomes of the rest, and what is refused in every door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.faults.stub import StubError
from mockserver.runtime.live import Server
from tests.builders import serving

CUSTOMER = {"first_name": "Ann", "email": "ann@ng.example", "phone": "+14055550142"}
PAGE = {"status": "success", "data": [], "pagination": {"has_more": False, "limit": 7, "page": 1, "total": 0}}
ACME = """
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: getThing
      parameters:
        - {name: color, in: query, schema: {type: string, enum: [red, blue]}}
        - {name: X-Level, in: header, schema: {type: integer}}
        - {name: level, in: cookie, schema: {type: integer}}
      responses:
        '200':
          description: A thing.
          headers:
            X-Left: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema: &thing
                {type: object, required: [name], properties: {name: {type: string}}, additionalProperties: false}
              examples: {ant: {value: {name: ant}}, bee: {value: {name: bee}}}
            text/plain: {schema: {type: string}}
        '404': {description: None.}
    put:
      operationId: putThing
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses:
        '204': {description: Done.}
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mockserver.running("rotor") as server:
        yield server


@pytest.fixture(scope="module")
def both() -> Iterator[Server]:
    """A server of two vendors, both of which list customers."""
    with mockserver.running("rotor", "devdraft") as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """A server at its seeded state, whose replies are held against their documents."""
    running.reset()
    return running


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Server]:
    with serving(ACME, tmp_path) as server:
        yield server


def customers(server: Server, **more: Any) -> httpx.Response:
    """The reply to a call of the list of customers."""
    rotor = server["rotor"]
    headers = {**rotor.headers, **more.pop("headers", {})}
    return httpx.get(f"{rotor.url}/customers", headers=headers, **more)


def thing(server: Server, id_: object = 1, method: str = "GET", **more: Any) -> httpx.Response:
    return httpx.request(method, f"{server['acme'].url}/things/{id_}", **more)


@pytest.mark.parametrize(
    ("match", "met", "missed"),
    [
        ({"path": {"id": 7}}, {"id_": 7}, {"id_": 8}),
        ({"path": {"id": {"gt": 7}}}, {"id_": 8}, {"id_": 7}),
        ({"query": {"color": "red"}}, {"params": {"color": "red"}}, {"params": {"color": "blue"}}),
        ({"query": {"color": {"exists": False}}}, {}, {"params": {"color": "blue"}}),
        ({"query": {"color": {"in": ["red", "blue"]}}}, {"params": {"color": "blue"}}, {}),
        ({"header": {"x-level": 3}}, {"headers": {"X-Level": "3"}}, {"headers": {"X-Level": "4"}}),
        ({"header": {"X-Any": {"prefix": "a"}}}, {"headers": {"x-any": "ab"}}, {"headers": {"x-any": "b"}}),
        ({"path": {"id": 1}, "query": {"color": "red"}}, {"params": {"color": "red"}}, {}),
    ],
)
def test_a_stub_answers_the_calls_that_match(
    acme: Server, match: dict[str, Any], met: dict[str, Any], missed: dict[str, Any]
) -> None:
    acme.stubs.add(operation="getThing", match=match, body={"name": "stubbed"})

    assert thing(acme, **met).json() == {"name": "stubbed"}
    assert thing(acme, **missed).json() != {"name": "stubbed"}


def test_a_stub_answers_by_what_is_in_the_body(server: Server) -> None:
    server.stubs.add(
        operation="createOrUpdateCustomer", match={"body": {"/email": {"contains": "ann@"}}}, status=400
    )
    rotor = server["rotor"]

    refused = httpx.post(f"{rotor.url}/customers", json=CUSTOMER, headers=rotor.headers)
    taken = httpx.post(
        f"{rotor.url}/customers", json={**CUSTOMER, "email": "bo@ng.example"}, headers=rotor.headers
    )

    assert (refused.status_code, taken.status_code) == (400, 201)
    assert server.requests[0].kind is None  # the client did nothing wrong


def test_the_latest_that_matches_answers_and_then_the_document(server: Server) -> None:
    server.stubs.add(operation="listCustomers", status=500)
    server.stubs.add(operation="listCustomers", match={"query": {"limit": 7}}, body=PAGE, times=1)

    assert customers(server, params={"limit": 7}).json() == PAGE
    assert customers(server, params={"limit": 7}).status_code == 500
    server.stubs.clear()
    assert customers(server, params={"limit": 7}).json()["pagination"]["total"] == 142


def test_an_answer_is_sent_as_its_caller_accepts_it_with_what_is_declared(acme: Server) -> None:
    acme.stubs.add(operation="getThing", body={"name": "x"}, headers={"X-Left": "3", "X-More": "yes"})
    first = thing(acme)
    acme.stubs.add(operation="getThing", body="a text")
    second = thing(acme)

    assert (first.headers["x-left"], first.headers["x-more"]) == ("3", "yes")
    assert second.headers["content-type"].startswith("text/plain")
    assert second.text == "a text"
    assert second.headers["x-left"].isdigit()  # required, so it is sent


def test_an_example_is_answered_by_its_name(acme: Server) -> None:
    acme.stubs.add(operation="getThing", match={"path": {"id": 2}}, example="bee")

    assert [thing(acme, id_).json()["name"] for id_ in (1, 2)] == ["ant", "bee"]


def test_answers_come_in_their_order_and_the_last_one_stays(server: Server) -> None:
    server.stubs.add(operation="listCustomers", answers=[{"status": 500}, {"status": 429}, {"body": PAGE}])

    assert [customers(server).status_code for _ in range(4)] == [500, 429, 200, 200]


def test_a_scenario_moves_from_state_to_state(acme: Server) -> None:
    step = {"name": "things", "requiredState": "Started", "newState": "put"}
    acme.stubs.add(operation="putThing", status=204, scenario=step)
    acme.stubs.add(
        operation="getThing", body={"name": "new"}, scenario={"name": "things", "requiredState": "put"}
    )

    before = thing(acme).json()
    thing(acme, method="PUT", json={})

    assert (before, thing(acme).json()) == ({"name": "ant"}, {"name": "new"})
    assert acme.stubs.scenarios == {"things": "put"}
    acme.reset()
    assert (len(acme.stubs), acme.stubs.scenarios) == (0, {})


def test_a_stub_answers_by_cookies(acme: Server) -> None:
    acme.stubs.add(operation="getThing", match={"cookie": {"level": {"gt": 2}}}, body={"name": "high"})
    acme.stubs.add(operation="getThing", match={"cookie": {"tab": "b"}}, body={"name": "tab"})

    def name(cookie: str) -> str:
        return str(thing(acme, headers={"Cookie": cookie}).json()["name"])

    assert [name(each) for each in ("level=3", "a=1; tab=b", "level=1", "tab=c")] == [
        "high",
        "tab",
        "ant",
        "ant",
    ]


def test_a_delay_holds_the_answer_back(server: Server) -> None:
    stub = server.stubs.add(operation="listCustomers", body=PAGE, delay=0.3)
    with pytest.raises(httpx.ReadTimeout):
        customers(server, timeout=0.1)

    assert customers(server).elapsed.total_seconds() >= 0.3
    assert server.stubs.hits(stub) == 2
    assert all(exchange.strike is None or exchange.strike.fault is None for exchange in server.requests)


def test_a_call_that_a_stub_answers_is_let_in_read_and_judged_as_any_other(server: Server) -> None:
    server.stubs.add(operation="listCustomers", body=PAGE)
    rotor = server["rotor"]

    assert customers(server, headers={"x-api-key": "nobody"}).status_code == 401
    assert customers(server, headers=rotor.credentials["test_limited"]).status_code == 403
    assert customers(server, headers={"Accept": "image/png"}).status_code == 406
    assert customers(server, headers={"Prefer": "code=500"}).status_code == 500
    with mockserver.judging(server) as judgement:
        assert customers(server, params={"limit": 0}).status_code == 400
        with pytest.raises(mockserver.ContractBrokenError, match="query limit: expected minimum 1, came 0"):
            judgement.check()


def test_one_that_breaks_answers_broken_calls_too_which_are_judged_all_the_same(server: Server) -> None:
    stub = server.stubs.add(
        operation="createOrUpdateCustomer",
        match={"body": {"/email": 7}},
        status=418,
        body={"short": "and stout"},
        breaks=True,
    )
    rotor = server["rotor"]
    with mockserver.judging(server) as judgement:
        reply = httpx.post(f"{rotor.url}/customers", json={"email": 7}, headers=rotor.headers)
        with pytest.raises(mockserver.ContractBrokenError, match="body email"):
            judgement.check()

    assert (reply.status_code, reply.json()) == (418, {"short": "and stout"})
    (exchange,) = server.requests
    assert (exchange.stub, exchange.kind, exchange.valid) == (stub.id, "invalid_body", False)


def test_an_operation_of_several_vendors_has_to_say_whose(both: Server) -> None:
    both.reset()
    with pytest.raises(StubError, match="'listCustomers' is an operation of rotor, devdraft: say whose"):
        both.stubs.add(operation="listCustomers", status=500)

    assert both["devdraft"].stubs.add(operation="listCustomers", status=500).vendor == "devdraft"
    assert [len(both[vendor].stubs) for vendor in ("rotor", "devdraft")] == [0, 1]
    assert customers(both).status_code == 200
    with pytest.raises(StubError, match="these are the stubs of devdraft"):
        both["devdraft"].stubs.add(vendor="rotor", operation="listCustomers", status=500)


def test_namespaces_have_stubs_of_their_own_and_a_reset_of_one_vendor_leaves_the_others(
    both: Server,
) -> None:
    both.reset()
    apart = both.namespace("apart")
    apart["rotor"].stubs.add(operation="listCustomers", status=500)
    both["devdraft"].stubs.add(operation="listCustomers", status=500)
    both["rotor"].stubs.add(operation="listCustomers", status=429)

    assert (customers(both).status_code, customers(apart).status_code) == (429, 500)
    both.app.reset("rotor")
    assert [[stub.vendor for stub in each.stubs] for each in (both, apart)] == [["devdraft"], ["rotor"]]
    apart.reset()
    assert customers(apart).status_code == 200


def test_the_control_plane_keeps_puts_and_removes_stubs(server: Server) -> None:
    with httpx.Client(base_url=f"{server.url}/__admin") as admin:
        made = admin.post("/stubs", json={"operation": "listCustomers", "status": 500}).json()
        place = f"/stubs/{made['id']}"
        assert made == {
            "operation": "listCustomers",
            "status": 500,
            "vendor": "rotor",
            "id": made["id"],
            "hits": 0,
        }
        assert customers(server).status_code == 500
        assert admin.get("/requests").json()["requests"][0]["stub"] == made["id"]
        assert admin.get(place).json() == made | {"hits": 1}
        changed = admin.put(place, json={"operation": "listCustomers", "status": 429, "times": 1}).json()
        assert (changed["status"], changed["hits"], changed["id"]) == (429, 0, made["id"])
        assert [customers(server).status_code for _ in range(2)] == [429, 200]
        assert admin.get("/stubs").json() == {"stubs": [changed | {"hits": 1}], "scenarios": []}
        assert admin.delete(place).json() == {}
        assert [admin.request(method, place).status_code for method in ("GET", "PUT", "DELETE")] == [404] * 3
        admin.post("/stubs", json={"operation": "listCustomers", "status": 500, "namespace": "apart"})
        assert admin.get("/stubs").json()["stubs"] == []
        assert admin.delete("/stubs?namespace=apart").json() == {}
        assert admin.get("/stubs?namespace=apart").json()["stubs"] == []


def test_the_stock_pipeline_answers_by_stubs_too() -> None:
    with mockserver.running("rotor", pipeline="stock") as server:
        server.stubs.add(operation="listCustomers", match={"query": {"limit": 7}}, body=PAGE)
        assert customers(server, params={"limit": 7}).json() == PAGE
        assert customers(server).json() != PAGE
