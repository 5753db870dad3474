"""The order in which a request is refused: what is wrong with it at a later step is not told at an earlier one."""

from typing import Any

import orjson
import pytest

from mockserver.access.credentials import caller
from tests.builders import Mock, mock

DOCUMENT = """
security: [{key: []}]
x-mock:
  resources: {cups: {unique: [{fields: [name]}]}}
  limits: {policies: {all: {rate: 1/minute}}}
  parameters: {max_body: 60}
paths:
  /cups:
    get:
      operationId: shelf
      x-mock: {limits: [all]}
      responses: {'200': {description: Those there are.}}
    post:
      operationId: pour
      x-mock: {behaviour: create, resource: cups, scopes: [pour], limits: [all]}
      parameters: [{name: n, in: query, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string}, size: {type: integer}}
      responses:
        '201': {description: One more., content: {application/json: {schema: {$ref: '#/components/schemas/Cup'}}}}
        '409': {description: There is one., content: {application/json: {example: {error: taken}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas: {Cup: {type: object, properties: {id: {type: string}, name: {type: string}, size: {type: integer}}}}
"""
CALLERS: dict[str, dict[str, Any]] = {
    "refused": {"scopes": [], "limits": "exhausted"},
    "exhausted": {"scopes": ["*"], "limits": "exhausted"},
    "metered": {"scopes": [], "limits": "enforced"},
    "full": {"scopes": ["*"]},
}
TAKEN, LARGE = {"name": "big"}, {"size": "x" * 60}
# Each step is the first at which its request is wrong; it is wrong at all that come after it as well.
STEPS: dict[str, tuple[int, str, str, dict[str, str], Any]] = {
    "no such path": (404, "PUT", "/pots", {"accept": "text/csv"}, LARGE),
    "no such method": (405, "DELETE", "/cups", {"accept": "text/csv"}, LARGE),
    "no credential": (401, "POST", "/cups", {"accept": "text/csv", "prefer": "code=409"}, LARGE),
    "no scope": (403, "POST", "/cups", {"x-key": "refused", "accept": "text/csv", "prefer": "code=409"}, LARGE),
    "what it prefers": (
        409, "POST", "/cups", {"x-key": "exhausted", "accept": "text/csv", "prefer": "code=409"}, LARGE,
    ),
    "over the limit": (429, "POST", "/cups", {"x-key": "exhausted", "accept": "text/csv"}, LARGE),
    "nothing to accept": (406, "POST", "/cups", {"x-key": "full", "accept": "text/csv"}, LARGE),
    "too large": (413, "POST", "/cups?n=x", {"x-key": "full", "content-type": "text/plain"}, LARGE),
    "no such media type": (415, "POST", "/cups?n=x", {"x-key": "full", "content-type": "text/plain"}, TAKEN),
    "no such number": (400, "POST", "/cups?n=x", {"x-key": "full"}, {**TAKEN, "size": "x"}),
    "a taken name": (409, "POST", "/cups?n=1", {"x-key": "full"}, TAKEN),
    "nothing": (201, "POST", "/cups?n=1", {"x-key": "full"}, {"name": "tall"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def cups() -> Mock:
    callers = {name: caller(name, entry) for name, entry in CALLERS.items()}
    return mock(DOCUMENT, {"cups": [{"id": "1", "name": "big"}]}, callers=callers)


@pytest.mark.parametrize(("status", "method", "target", "headers", "body"), STEPS.values(), ids=STEPS.keys())
def test_the_first_step_that_finds_a_fault_answers(
    cups: Mock, status: int, method: str, target: str, headers: dict[str, str], body: Any
) -> None:
    assert cups.ask(method, target, body, headers=headers).status == status


def test_parameters_and_body_are_told_at_once(cups: Mock) -> None:
    reply = cups.ask("POST", "/cups?n=x", {"size": "x"}, headers={"x-key": "full"})

    told = [error["detail"].partition(":")[0] for error in orjson.loads(reply.body)["errors"]]
    assert told == ["query n", "body name", "body size"]


def test_a_call_that_lacks_a_scope_counts_towards_the_limit(cups: Mock) -> None:
    calls = [("POST", "/cups?n=1"), ("GET", "/cups")]

    assert [cups.ask(*each, headers={"x-key": "metered"}).status for each in calls] == [403, 429]
