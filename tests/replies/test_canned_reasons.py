"""An error's example tells of one fault; what a request did wrong takes its place."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders import serving

DOCUMENT = """
paths:
  /pets:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name]}}}}
      responses:
        '201': {description: ok}
        '400': {description: bad, content: {application/json: {SHAPE}}}
"""
TOLD = 'body name: "name" is a required property'


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("example: {code: taken, message: The name is taken}", {"code": "taken", "message": TOLD}),
        ("example: {error: {detail: Taken, status: 409}}", {"error": {"detail": TOLD, "status": 400}}),
        ("example: {error: Taken}", {"error": TOLD}),
        ("examples: {one: {value: {msg: Taken}}}", {"msg": TOLD}),
        (
            "example: {message: no}, schema: {properties: {message: {type: string, maxLength: 9}}}",
            {"message": "no"},
        ),
    ],
)
def test_the_message_of_an_example_is_the_real_reason(tmp_path: Path, shape: str, body: Any) -> None:
    with serving(DOCUMENT.replace("SHAPE", shape), tmp_path, {}) as server:
        refused = httpx.post(f"{server['acme'].url}/pets", json={})

    assert (refused.status_code, refused.json()) == (400, body)
    assert refused.headers["mockserver-reason"] == TOLD


SHARED = """
paths:
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {STATUS: {description: bad, content: {application/json: {example: SHAPE}}}}
  /other: {get: {responses: {'200': {description: ok}}}}
x-mock: {resources: {pets: {key: id}}}
"""


@pytest.mark.parametrize("status", ["default", "4XX", "4xx"])
@pytest.mark.parametrize(
    ("shape", "body"),
    [
        (
            "{error: {code: unauthorized, message: No key}}",
            {"error": {"code": "not_found", "message": "Not Found"}},
        ),
        ("{status: 401, title: Unauthorized, more: x}", {"status": 404, "title": "Not Found", "more": "x"}),
        ("{more: x}", {"more": "x"}),
    ],
)
def test_an_example_for_many_statuses_is_made_to_tell_of_the_one_that_is_sent(
    tmp_path: Path, status: str, shape: str, body: Any
) -> None:
    text = SHARED.replace("STATUS", status).replace("SHAPE", shape)
    text = text.replace(
        "get:\n      parameters", "get:\n      x-mock: {behaviour: get, resource: pets}\n      parameters"
    )
    with serving(text, tmp_path, {}) as server:
        refused = httpx.get(f"{server['acme'].url}/pets/7")

    assert (refused.status_code, refused.json()) == (404, body)
