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
        (["101"], 204),  # a protocol that is not spoken here
        (["404"], 204),
    ],
    ids=str,
)
def test_the_first_final_success_answers(declared: list[str], status: int) -> None:
    responses = {name: {"description": "One of them."} for name in declared}
    reply = mock(f"paths: {json.dumps({'/x': {'get': {'responses': responses}}})}").ask("GET", "/x")
    assert (reply.status, reply.body) == (status, b"")
