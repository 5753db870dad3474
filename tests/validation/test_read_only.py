"""What a client need not have sent, and what becomes of it."""

from typing import Any

import orjson
import pytest

from mockserver.contract.vocabulary import check_vocabulary
from mockserver.parts import PARTS
from mockserver.validation.read_only import dropper
from tests.builders import load, mock

SCHEMAS = """
components:
  schemas:
    Pet:
      type: object
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        owner: {$ref: '#/components/schemas/Owner'}
        visits: {type: array, items: {properties: {at: {$ref: '#/components/schemas/Moment'}, why: {type: string}}}}
    Owner:
      allOf:
        - {properties: {since: {$ref: '#/components/schemas/Moment'}, name: {type: string}}}
        - {properties: {pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    Moment: {type: string, format: date-time, readOnly: true}
    Plain: {type: object, properties: {a: {type: string}, self: {$ref: '#/components/schemas/Plain'}}}
"""


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"id": 7, "name": "Rex"}, {"name": "Rex"}),
        ({"id": None}, {}),
        ({"visits": [{"at": "x", "why": "y"}, {"at": 1}, 3]}, {"visits": [{"why": "y"}, {}, 3]}),
        ({"owner": {"since": "x", "name": "Ann"}}, {"owner": {"name": "Ann"}}),
        ({"owner": {"pets": [{"id": 1, "owner": {"since": 2}}]}}, {"owner": {"pets": [{"owner": {}}]}}),
        ({"owner": "Ann", "visits": {"at": 1}}, {"owner": "Ann", "visits": {"at": 1}}),
        ([{"id": 1}], [{"id": 1}]),
        ("text", "text"),
    ],
)
def test_read_only_properties_are_dropped_wherever_they_are(sent: Any, kept: Any) -> None:
    drop = dropper(load(SCHEMAS), {"$ref": "#/components/schemas/Pet"})
    assert drop is not None

    drop(sent)

    assert sent == kept


def test_a_schema_without_read_only_properties_drops_nothing() -> None:
    assert dropper(load(SCHEMAS), {"$ref": "#/components/schemas/Plain"}) is None


def test_a_long_way_of_schemas_and_a_deep_value_are_no_matter() -> None:
    names = range(3000)
    ring: dict[str, Any] = {
        f"S{n}": {"properties": {"next": {"$ref": f"#/components/schemas/S{(n + 1) % 3000}"}}} for n in names
    }
    ring["S2999"]["properties"]["id"] = {"readOnly": True}
    drop = dropper(load("components: " + orjson.dumps({"schemas": ring}).decode()), ring["S0"])
    value: dict[str, Any] = {"id": 1}
    for _ in range(2999):
        value = {"next": value}
    assert drop is not None

    drop(value)

    while "next" in value:
        value = value["next"]
    assert value == {}


POSTS = """
x-mock: {parameters: {read_only: POLICY}, resources: {pets: {on_create: {id: made}}}}
paths:
  /pets:
    post:
      operationId: add
      x-mock: {behaviour: create, resource: pets}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /alerts/{n}:
    get:
      operationId: alert
      parameters:
        - {name: n, in: path, required: true, schema: {type: integer, readOnly: true}}
        - name: q
          in: query
          required: true
          style: deepObject
          schema: {properties: {a: {type: integer, readOnly: true}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Pet:
      {type: object, required: [id, name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
"""


def test_a_read_only_property_is_ignored_before_anything_is_done_with_a_body() -> None:
    made = mock(POSTS.replace("POLICY", "ignore")).json("POST", "/pets", {"id": 7, "name": "Rex"})

    assert made == {"id": "made", "name": "Rex"}


def test_a_read_only_property_is_refused_where_the_document_says_so() -> None:
    server = mock(POSTS.replace("POLICY", "refuse"))

    assert server.ask("POST", "/pets", {"name": "Rex"}).status == 201
    refused = server.ask("POST", "/pets", {"id": "7", "name": "Rex"})

    assert refused.status == 400
    assert b"id is read-only" in refused.body


RULES = """
x-mock: {parameters: {read_only: ROOT, undeclared: refuse}}
paths:
  /pets:
    x-mock: {parameters: {read_only: PATH, max_body: 20}}
    post:
      x-mock: {parameters: {read_only: OPERATION, repeated: last, undeclared: {no_effect: a name}}}
      parameters: [{name: undeclared, in: query, schema: {type: integer}}]
      requestBody: {content: {application/json: {schema: {properties: {id: {type: string, readOnly: true}}}}}}
      responses: {'200': {description: ok}}
"""


@pytest.mark.parametrize(
    ("root", "path", "operation", "status"),
    [
        ("ignore", "refuse", None, 400),
        ("ignore", None, "refuse", 400),
        ("refuse", "ignore", None, 200),
        ("ignore", "ignore", "refuse", 400),
        ("refuse", "refuse", "ignore", 200),
        ("refuse", None, None, 400),
    ],
)
def test_what_becomes_of_a_read_only_property_is_said_nearest_to_the_operation(
    root: str, path: str | None, operation: str | None, status: int
) -> None:
    text = RULES.replace("ROOT", root)
    for place, said in (("PATH", path), ("OPERATION", operation)):
        text = text.replace(f"read_only: {place}, ", f"read_only: {said}, " if said else "")

    assert mock(text).ask("POST", "/pets", {"id": "7"}).status == status


def test_every_rule_of_requests_may_stand_at_a_path_and_an_operation() -> None:
    server = mock(RULES.replace("ROOT", "ignore").replace("PATH", "ignore").replace("OPERATION", "ignore"))

    assert server.ask("POST", "/pets?undeclared=1&undeclared=2", {"id": "7"}).status == 200
    assert server.ask("POST", "/pets?other=1", {"id": "7"}).status == 400
    assert server.ask("POST", "/pets", {"id": "7" * 20}).status == 413


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("read_only: refuze", "'refuze' is not known here; did you mean 'refuse'?"),
        ("read_onli: refuse", '"refuse" is not of type "object"'),
    ],
)
def test_a_rule_of_an_operation_is_held_against_the_vocabulary(written: str, said: str) -> None:
    document = load(
        RULES.replace("read_only: OPERATION", written).replace("ROOT", "ignore").replace("PATH", "ignore")
    )

    (problem,) = check_vocabulary(document, PARTS)

    assert said in problem.message
    assert problem.line == 9


HEAD_31 = "openapi: 3.1.0\ninfo: {title: Things, version: '1'}\n"
KINDS = """
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: ok}}
  /either:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Either'}}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Thing:
      oneOf: [{$ref: '#/components/schemas/Pot'}, {$ref: '#/components/schemas/Cup'}]
    Pot:
      required: [kind]
      properties: {kind: {enum: [pot]}, size: {type: integer}, id: {type: string, readOnly: true}}
    Cup:
      required: [kind]
      properties: {kind: {readOnly: true, enum: [cup]}, size: {type: integer}, id: {type: string, readOnly: true}}
    Either:
      oneOf:
        - {properties: {kind: {$ref: '#/components/schemas/Left'}, a: {type: integer}}}
        - allOf: [{properties: {kind: {$ref: '#/components/schemas/Right'}, a: {type: integer}}}]
    Left: {const: left, readOnly: true}
    Right: {const: right, readOnly: true}
"""


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/things", {"kind": "pot", "size": 1}, 200),
        ("/things", {"kind": "cup", "size": 1}, 200),
        ("/things", {"kind": "cup", "size": 1, "id": 7}, 200),
        ("/things", {"kind": "can", "size": 1}, 400),
        ("/things", {"kind": "cup", "size": "1"}, 400),
        ("/either", {"kind": "left", "a": 1}, 200),
        ("/either", {"kind": "right", "a": 1}, 200),
        ("/either", {"kind": "right", "a": "1"}, 400),
    ],
)
def test_what_tells_alternatives_apart_is_held_though_it_is_read_only(
    path: str, body: dict[str, Any], status: int
) -> None:
    assert mock(KINDS, head=HEAD_31).ask("POST", path, body).status == status


def test_what_tells_alternatives_apart_is_kept_though_it_is_read_only() -> None:
    drop = dropper(load(KINDS, head=HEAD_31), {"$ref": "#/components/schemas/Thing"})
    value = {"kind": "cup", "id": "7"}
    assert drop is not None

    drop(value)

    assert value == {"kind": "cup"}


def test_values_that_alternatives_share_tell_none_apart_and_are_dropped() -> None:
    state = {"readOnly": True, "enum": ["on", "off"]}
    kinds = [{"properties": {"kind": {"enum": [kind]}, "state": state}} for kind in ("pot", "cup")]
    drop = dropper(load(KINDS, head=HEAD_31), {"oneOf": kinds})
    value = {"kind": "cup", "state": "on"}
    assert drop is not None

    drop(value)

    assert value == {"kind": "cup"}


def test_a_patch_leaves_read_only_properties_where_they_are_refused() -> None:
    server = mock(
        """
x-mock: {parameters: {read_only: refuse}, resources: {pets: {}}}
paths:
  /pets/{id}:
    patch:
      x-mock: {behaviour: update, resource: pets}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json-patch+json: {schema: {type: array}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas: {Pet: {type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}}}}
""",
        rows={"pets": [{"id": "1", "name": "Rex"}]},
    )
    patch = [{"op": "replace", "path": "/name", "value": "Max"}]

    reply = server.ask("PATCH", "/pets/1", patch, headers={"content-type": "application/json-patch+json"})

    assert (reply.status, reply.body) == (200, b'{"id":"1","name":"Max"}')


def test_read_only_means_nothing_on_a_parameter() -> None:
    server = mock(POSTS.replace("POLICY", "refuse"))

    assert server.ask("GET", "/alerts/1?q[a]=1").status == 200
    assert server.ask("GET", "/alerts/x?q[a]=1").status == 400
    assert server.ask("GET", "/alerts/1?q[a]=x").status == 400
