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
