"""Which status answers where a document gives a choice, or none."""

import json

import pytest

from tests.builders import mock


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        (["200", "404"], 200),
        (["202", "201"], 201),
        (["302", "204"], 204),
        (["302"], 302),
        (["2XX"], 200),
        (["default"], 200),
        (["2XX", "3XX"], 200),
        (["3XX"], 300),
        (["404"], 404),
        (["410"], 410),
        (["400", "401", "404", "429", "500"], 404),
        (["500", "400"], 400),
        (["4XX", "5XX"], 400),
        (["503", "500"], 500),
        (["400", "default"], 200),
        ([], 204),
    ],
    ids=str,
)
def test_the_likeliest_of_the_declared_statuses_answers(declared: list[str], status: int) -> None:
    responses = {name: {"description": "One of them."} for name in declared}
    reply = mock(f"paths: {json.dumps({'/x': {'get': {'responses': responses}}})}").ask("GET", "/x")
    assert (reply.status, reply.body) == (status, b"")


def test_an_error_that_is_all_that_is_declared_says_what_it_is() -> None:
    schema = {
        "type": "object",
        "required": ["status", "code", "message"],
        "properties": {
            "status": {"type": "integer"},
            "code": {"enum": ["invalid", "not_found"]},
            "message": {"type": "string"},
        },
    }
    content = {"application/json": {"schema": schema}}
    responses = {"404": {"description": "Gone.", "content": content}}
    reply = mock(f"paths: {json.dumps({'/x': {'get': {'responses': responses}}})}").ask("GET", "/x")
    assert json.loads(reply.body) == {"status": 404, "code": "not_found", "message": "Not Found"}


@pytest.mark.parametrize("schema", [{}, None, {"description": "Whatever."}, {"nullable": True}], ids=str)
def test_json_that_may_be_anything_is_an_object(schema: object) -> None:
    media = {} if schema is None else {"schema": schema}
    responses = {"200": {"description": "ok", "content": {"application/json": media}}}
    reply = mock(f"paths: {json.dumps({'/x': {'get': {'responses': responses}}})}").ask("GET", "/x")
    assert json.loads(reply.body) == {}


def test_a_schema_that_says_nothing_but_shows_a_value_is_answered_with_it() -> None:
    content = {"application/json": {"schema": {"example": ["shown"]}}}
    responses = {"200": {"description": "ok", "content": content}}
    reply = mock(f"paths: {json.dumps({'/x': {'get': {'responses': responses}}})}").ask("GET", "/x")
    assert json.loads(reply.body) == ["shown"]
