"""A local API, recorded and replayed: rows and stubs that answer as it did, with nobody's data in them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.errors import UsageError
from mockserver.settings import settings_of
from tests.forwarding.real_api import Handler, real_api

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: '1'}
security: [{key: []}]
paths:
  /customers:
    get:
      operationId: listCustomers
      parameters: [{name: limit, in: query, schema: {type: integer}}, {name: q, in: query, schema: {type: string}}]
      responses:
        '200':
          description: some
          content:
            application/json:
              schema:
                type: object
                properties: {data: {type: array, items: {$ref: '#/components/schemas/Customer'}}}
    post:
      operationId: createCustomer
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}
  /customers/{id}:
    get:
      operationId: getCustomer
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: it, content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}
        '404': {description: none, content: {application/json: {schema: {type: object}}}}
  /jobs/{id}:
    get:
      operationId: getJob
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: it, content: {application/json: {schema: {type: object}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: x-api-key}}
  schemas:
    New: {type: object, properties: {email: {type: string}, plan: {type: string}}}
    Customer:
      type: object
      required: [id, email, name, plan]
      properties: {id: {type: string}, email: {type: string}, name: {type: string}, plan: {type: string}}
"""
ADA = {"id": "c1", "email": "ada@lovelace.uk", "name": "Ada Lovelace", "plan": "pro"}


class Shop:
    """The API: one customer, and a job that is done when it is asked for again."""

    def __init__(self) -> None:
        self.states = iter(("pending", "done", "done"))

    def __call__(self, handler: Handler) -> None:
        path = handler.path.partition("?")[0]
        if path == "/jobs/j1":
            handler.json(200, json.dumps({"id": "j1", "state": next(self.states)}))
        elif handler.command == "POST":
            handler.json(201, json.dumps({**ADA, "id": "c2", "email": "bob@corp.example", "plan": "free"}))
        elif path == "/customers":
            handler.json(200, json.dumps({"data": [ADA] if "q=none" not in handler.path else []}))
        elif path == "/customers/c1":
            handler.json(200, json.dumps(ADA))
        else:
            handler.json(404, json.dumps({"error": "no such customer"}))


def use(url: str, headers: dict[str, str]) -> list[Any]:
    """What a client does: the same calls to the API and to the mock."""
    with httpx.Client(base_url=url, headers=headers, timeout=20) as client:
        replies = [
            client.get("/customers?limit=2"),
            client.get("/customers?q=none"),
            client.get("/customers/c1"),
            client.post("/customers", json={"email": "bob@corp.example", "plan": "free"}),
            client.get("/customers/c9"),
            *(client.get("/jobs/j1") for _ in range(3)),
        ]
    return [(reply.status_code, reply.json()) for reply in replies]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the document, the recording, and what was made of it by the command."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "shop.yaml").write_text(DOCUMENT)
    file = folder / "traffic.har"
    with (
        real_api(Shop()) as api,
        mockserver.running(
            str(folder / "shop.yaml"), upstreams={"shop": api.url}, upstream_for="all", record=file
        ) as server,
    ):
        use(server["shop"].url, {"x-api-key": "sk_live_averyrealkey1"})
    command = [sys.executable, "-m", "mockserver", "stubs", "from", "traffic.har", "shop.yaml"]
    command += ["--into", "recorded.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    (folder / "said").write_text(done.stderr)
    return folder


def test_a_recorded_api_is_replayed(made: Path) -> None:
    with mockserver.running(str(made / "shop.yaml"), arrange=[made / "recorded.json"]) as server:
        replayed = use(server["shop"].url, server["shop"].headers)
        assert server["shop"].rows("customers")["c1"]["plan"] == "pro"

    statuses = [status for status, _ in replayed]
    assert statuses == [200, 200, 200, 201, 404, 200, 200, 200]
    (ada,) = replayed[0][1]["data"]
    assert ada == replayed[2][1]
    assert ada["id"] == "c1"
    assert ada["plan"] == "pro"
    assert replayed[1][1] == {"data": []}
    assert replayed[4][1] == {"error": "no such customer"}
    assert [body["state"] for _, body in replayed[5:]] == ["pending", "done", "done"]


def test_nothing_of_anybody_is_in_it(made: Path) -> None:
    text = (made / "recorded.json").read_text()

    assert not any(word in text for word in ("lovelace", "Lovelace", "Ada", "bob@corp", "sk_live"))
    assert "personal values replaced, in recorded.json" in (made / "said").read_text()


def test_it_is_there_again_after_a_reset(made: Path) -> None:
    with mockserver.running(str(made / "shop.yaml"), arrange=[made / "recorded.json"]) as server:
        before = len(server.stubs)
        server["shop"].rows("customers").remove("c1")
        server.reset()

        assert len(server.stubs) == before > 0
        assert server["shop"].rows("customers")["c1"]["plan"] == "pro"
        apart = server.namespace("apart")
        apart.reset()
        assert len(apart.stubs) == before


def test_it_can_be_posted_and_handed_over(made: Path) -> None:
    given = json.loads((made / "recorded.json").read_text())
    with mockserver.running(str(made / "shop.yaml")) as server:
        reply = httpx.post(f"{server.url}/__admin/stubs", json=given)
        assert (reply.status_code, reply.json()) == (201, {"stubs": len(given["stubs"])})
        assert server["shop"].rows("customers")["c1"]["plan"] == "pro"

        server.reset()
        server.arrange(**given)
        assert len(server.stubs) == len(given["stubs"])


def test_the_same_recording_gives_the_same_bytes(made: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "stubs", "from", "traffic.har", "shop.yaml"]
    again = subprocess.run(command, cwd=made, capture_output=True, text=True, check=True)

    assert again.stdout == (made / "recorded.json").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is not JSON"),
        ("[]", "an object with rows, stubs or both"),
        ('{"stub": []}', "an object with rows, stubs or both"),
        ('{"stubs": {}}', "stubs is a list of stubs"),
        ('{"rows": {"shop": []}}', "rows has lists of rows by vendor and resource"),
        ('{"rows": {"nobody": {}}}', "'nobody' is not served here"),
        ('{"stubs": [{"operation": "nothing", "status": 200}]}', "no operation 'nothing'"),
    ],
)
def test_a_file_that_is_no_arrangement_is_refused_with_its_name(text: str, said: str, made: Path) -> None:
    file = made / "wrong.json"
    file.write_text(text)

    with pytest.raises(UsageError, match=r"wrong\.json: ") as caught:
        mockserver.create_app([str(made / "shop.yaml")], arrange=[file], settings=settings_of())

    assert said in str(caught.value)


def test_a_row_that_says_no_key_is_a_new_one(made: Path) -> None:
    with mockserver.running(str(made / "shop.yaml")) as server:
        before = {row["id"] for row in server["shop"].rows("customers")}
        server.arrange(
            rows={"shop": {"customers": [{"name": "Ann", "plan": "pro"}, {"name": "Bo", "plan": "pro"}]}}
        )
        added = {row["id"] for row in server["shop"].rows("customers")} - before

    assert len(added) == 2
    assert "None" not in added


def test_a_posted_arrangement_that_is_refused_leaves_no_stub(made: Path) -> None:
    given = {"stubs": [{"operation": "getJob", "status": 200}, {"operation": "nothing", "status": 200}]}
    with mockserver.running(str(made / "shop.yaml")) as server:
        reply = httpx.post(f"{server.url}/__admin/stubs", json=given)

        assert reply.status_code == 400
        assert len(server.stubs) == 0
