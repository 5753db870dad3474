"""Documents of which nobody has said what they tell: webhooks of OpenAPI 3.1, callbacks, resources that subscribe."""

from pathlib import Path

import httpx
import pytest

from mockserver.contract.model import Contract
from mockserver.explanation.events_told import facts_of_events
from mockserver.runtime.server import Server
from mockserver.webhooks.delivery import ReceivedEvent
from tests.builders import compiled, problems_of, serving
from tests.webhooks.receiver import Receiver

HEAD = """\
openapi: 3.1.0
info: {title: Acme, version: '1'}
"""
PARCELS = """
paths:
  /parcels:
    get: {operationId: listParcels, responses: {'200': {description: ok, content: {application/json: {schema:
      {type: array, items: {$ref: '#/components/schemas/Parcel'}}}}}}}
    post:
      operationId: sendParcel
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Parcel'}}}}
      responses:
        '201': &parcel
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Parcel'}}}
  /parcels/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getParcel, responses: {'200': *parcel}}
    patch:
      operationId: changeParcel
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Parcel'}}}}
      responses: {'200': *parcel}
    delete: {operationId: dropParcel, responses: {'204': {description: gone}}}
"""
HOOKS = """
  /webhook-endpoints:
    get: {operationId: listEndpoints, responses: {'200': {description: ok, content: {application/json: {schema:
      {type: array, items: {$ref: '#/components/schemas/Endpoint'}}}}}}}
    post:
      operationId: addEndpoint
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Endpoint'}}}}
      responses:
        '201': &endpoint
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Endpoint'}}}
  /webhook-endpoints/{id}:
    get:
      operationId: getEndpoint
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': *endpoint}
"""
SCHEMAS = """
components:
  schemas:
    Parcel:
      type: object
      required: [id, status]
      properties: {id: {type: string}, status: {enum: [ready, sent, lost]}, note: {type: string}}
    Endpoint:
      type: object
      required: [id, target_url]
      properties:
        id: {type: string}
        target_url: {type: string, format: uri}
        event_types: {type: array, items: {enum: [parcel.created, parcel.sent, weather.nice]}}
        secret: {type: string, writeOnly: true}
        enabled: {type: boolean}
"""
WEBHOOKS = """
webhooks:
  newParcel:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [event, data]
              properties:
                event: {const: newParcel}
                data: {$ref: '#/components/schemas/Parcel'}
      responses: {'200': {description: ok}}
  weatherChanged:
    post: {requestBody: {content: {application/json: {schema: {type: object}}}}, responses: {'200': {description: ok}}}
"""
CALLBACK = """
paths:
  /jobs:
    post:
      operationId: startJob
      parameters: [{name: done, in: query, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {notify: {type: string}}}}}}
      responses:
        '201':
          description: ok
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}
      callbacks:
        finished:
          '{$request.body#/notify}?job={$response.body#/id}':
            post:
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Finished'}}}}
              responses: {'200': {description: ok}}
        also:
          $ref: '#/components/callbacks/Also'
components:
  callbacks:
    Also:
      '{$request.query.done}':
        post:
          requestBody:
            content:
              application/x-www-form-urlencoded:
                schema: {type: object, required: [state], properties: {state: {enum: [done]}}}
          responses: {'200': {description: ok}}
  schemas:
    Finished: {type: object, required: [result], properties: {result: {type: integer, minimum: 3, maximum: 5}}}
"""


def document(*parts: str) -> Contract:
    return compiled("".join(parts), head=HEAD, infers=True)


def say(contract: Contract, pointer: str) -> tuple[object, str]:
    found = next(each for each in contract.inferred if each.pointer == f"/x-mock/{pointer}")
    return found.value, found.reason


def test_a_resource_that_subscribes_is_inferred_with_its_evidence() -> None:
    contract = document(PARCELS, HOOKS, SCHEMAS)

    rules, why = say(contract, "webhooks/subscriptions")
    assert rules == {
        "resource": "webhook-endpoints", "url": "target_url", "events": "event_types", "secret": "secret",
        "where": {"enabled": True},
    }  # fmt: skip
    assert why.startswith("`webhook-endpoints` is called what subscribes, and `target_url` is an address")
    assert set(contract.mock.events) == {"parcel.created", "parcel.sent"}
    sent, why = say(contract, "events/parcel.sent")
    assert sent == {
        "resource": "parcels", "on": ["created", "updated"], "changed": ["status"], "when": {"status": "sent"},
    }  # fmt: skip
    assert why == "webhook-endpoints may subscribe to it, and its name speaks of parcels that are sent"


def test_a_webhook_of_the_document_is_the_event_that_its_name_speaks_of() -> None:
    contract = document(WEBHOOKS, PARCELS, SCHEMAS)

    rule, why = say(contract, "events/newParcel")
    assert rule == {"resource": "parcels", "on": "created", "webhook": "newParcel"}
    assert why == "the document has a webhook of that name, and its name speaks of parcels that are created"
    assert list(contract.mock.events) == ["newParcel"]


@pytest.mark.parametrize(
    ("name", "way"), [("parcel.registered", "created"), ("parcel.left", "deleted"), ("parcel.weighed", None)]
)
def test_an_event_may_be_named_by_what_else_is_said_of_rows(name: str, way: str | None) -> None:
    contract = document(WEBHOOKS.replace("newParcel", name), PARCELS, SCHEMAS)

    assert {each.name: each.on for each in contract.mock.events.values()} == ({name: (way,)} if way else {})


def test_a_document_without_either_has_no_events() -> None:
    assert not document(PARCELS, SCHEMAS).mock.events


def test_what_a_document_says_itself_is_all_that_it_tells() -> None:
    own = "x-mock: {events: {mine: {resource: parcels, on: deleted}}}\n"

    assert list(document(own, WEBHOOKS, PARCELS, HOOKS, SCHEMAS).mock.events) == ["mine"]


def test_what_is_told_is_explained_with_its_evidence() -> None:
    told = [
        (fact.about, fact.says) for fact, _ in facts_of_events(document(WEBHOOKS, PARCELS, HOOKS, SCHEMAS))
    ]

    assert told == [
        ("event", "newParcel: a row of parcels is created; payload of newParcel"),
        ("event", "parcel.created: a row of parcels is created"),
        (
            "event",
            "parcel.sent: a row of parcels is created or updated, with another status, where status is sent",
        ),
        (
            "webhook",
            "weatherChanged: never sent, as nothing says when it happens; an entry of `x-mock.events` would",
        ),
        ("subscribers", "rows of webhook-endpoints, at `target_url`: those that `event_types` names"),
    ]
    [(callback, _), *_] = facts_of_events(document(CALLBACK))
    assert (
        callback.says
        == "finished: when startJob succeeds, to {$request.body#/notify}?job={$response.body#/id}"
    )


@pytest.mark.parametrize(
    ("x_mock", "told"),
    [
        ("events: {a: {resource: parcel}}", "unknown resource 'parcel'; did you mean 'parcels'?"),
        (
            "events: {a: {resource: parcels, webhook: nwParcel}}",
            "unknown webhook 'nwParcel'; did you mean 'newParcel'",
        ),
        ("events: {a: {resource: parcels, on: made}}", "'made' is not known here"),
        ("events: {a: {resource: parcels, callback: x}}", "unknown callback 'x'"),
        ("events: {a: {resource: parcels, schema: '#/nowhere'}}", "#/nowhere leads nowhere"),
        ("events: {a: {on: created}}", "needs a `resource`"),
        ("events: {a: {resource: parcels, payloud: 1}}", "did you mean 'payload'?"),
        ("webhooks: {subscriptions: {resource: x}}", "unknown resource 'x'"),
        ("webhooks: {signature: {style: hmak}}", "did you mean 'hmac'?"),
        ("webhooks: {signature: {style: hmac}}", "needs a `header`"),
    ],
)
def test_what_makes_no_sense_is_a_problem_with_its_line(x_mock: str, told: str) -> None:
    found = problems_of(
        f"x-mock: {{resources: {{parcels: {{}}}}, {x_mock}}}\n{WEBHOOKS}{PARCELS}{SCHEMAS}", head=HEAD
    )

    [problem] = [each for each in found if each.severity == "error"]
    assert told in problem.message
    assert problem.line == 3


def served(folder: Path, *parts: str) -> Path:
    path = folder / "acme.yaml"
    path.write_text(HEAD + "".join(parts))
    return path


def post(server: Server, path: str, body: object) -> None:
    reply = httpx.post(server["acme"].url + path, json=body, trust_env=False)
    assert reply.is_success, reply.text


def test_what_was_inferred_delivers(tmp_path: Path, hook: Receiver) -> None:
    with serving(served(tmp_path, WEBHOOKS, PARCELS, HOOKS, SCHEMAS), tmp_path) as server:
        body = {
            "id": "1",
            "target_url": hook.url,
            "event_types": ["parcel.sent"],
            "secret": "whsec_" + "A" * 32,
        }
        post(server, "/webhook-endpoints", body)
        server.webhooks.subscribe(hook.url, "newParcel")
        post(server, "/parcels", {"id": "7", "status": "ready"})
        post(server, "/parcels", {"id": "8", "status": "sent"})
        server.webhooks.wait()

        assert [each.json for each in hook.came][:2] == [
            {"event": "newParcel", "data": {"id": str(number), "status": status}}
            for number, status in ((7, "ready"), (8, "sent"))
        ]
        assert hook.came[2].json["type"] == "parcel.sent"
        assert "webhook-signature" in hook.came[2].headers


def test_a_callback_is_called_where_the_request_says(tmp_path: Path, hook: Receiver) -> None:
    with serving(served(tmp_path, CALLBACK), tmp_path) as server:
        post(server, f"/jobs?done={hook.url}/also", {"notify": f"{hook.url}/done"})
        post(server, "/jobs", {"notify": "http://hooks.example/"})
        post(server, "/jobs", {})
        server.webhooks.wait()

        first, second = sorted(hook.came, key=lambda each: each.path)
        assert (first.path, first.body) == ("/hook/also", b"state=done")
        assert first.headers["content-type"] == "application/x-www-form-urlencoded"
        assert second.path.startswith("/hook/done?job=")
        assert 3 <= second.json["result"] <= 5
        assert [each.outcome for each in server.webhooks].count("refused") == 2


LEFT = """
webhooks:
  parcel.left:
    post:
      requestBody: {content: {application/json: {schema: {properties: {parcel_id: {type: string}}}}}}
      responses: {'200': {description: ok}}
"""


def test_a_payload_names_its_row_by_what_is_called_after_it(tmp_path: Path) -> None:
    told: list[ReceivedEvent] = []
    gone = PARCELS.replace(
        "/parcels/{id}:", "/parcels/{id}:\n    delete: {responses: {'204': {description: gone}}}"
    )
    with serving(served(tmp_path, LEFT, gone, SCHEMAS), tmp_path) as server:
        server.webhooks.on("*", told.append)
        post(server, "/parcels", {"id": "7", "status": "ready"})
        httpx.delete(server["acme"].url + "/parcels/7", trust_env=False)
        server.webhooks.wait()

    assert [(each.name, each.json) for each in told] == [("parcel.left", {"parcel_id": "7"})]
