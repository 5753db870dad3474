"""What travels one way only: readOnly of requests, writeOnly of replies."""

from textwrap import indent
from typing import Any

import pytest

from mockserver.validation.schema import PARAMETER, REFUSING, REPLY, REQUEST, SchemaCompiler
from tests.builders import load
from tests.validation.validators import validator

WAYS = """
type: object
required: [id, secret, name]
additionalProperties: false
properties:
  id: {type: string, readOnly: true}
  secret: {$ref: '#/components/schemas/Secret'}
  name: {type: string}
"""


@pytest.mark.parametrize(
    ("direction", "good", "bad"),
    [
        (REFUSING, {"secret": "s", "name": "n"}, {"id": "1", "secret": "s", "name": "n"}),
        (PARAMETER, {"id": "1", "secret": "s", "name": "n"}, {"id": 1, "secret": "s", "name": "n"}),
        (REPLY, {"id": "1", "name": "n"}, {"id": "1", "secret": "s", "name": "n"}),
    ],
)
def test_what_travels_one_way_is_neither_required_nor_admitted_the_other_way(
    direction: str, good: Any, bad: Any
) -> None:
    made = validator(WAYS, direction=direction, components="Secret: {type: string, writeOnly: true}")

    assert made.is_valid(good)
    assert not made.is_valid(bad)
    assert not made.is_valid({name: value for name, value in good.items() if name != "name"})


def test_what_a_client_need_not_have_sent_is_ignored_whatever_it_is() -> None:
    made = validator(WAYS, components="Secret: {type: string, writeOnly: true}")

    assert made.is_valid({"id": 7, "secret": "s", "name": "n"})
    assert not made.is_valid({"id": 7, "name": "n"})


@pytest.mark.parametrize(("direction", "word"), [(REFUSING, "read-only"), (REPLY, "write-only")])
def test_what_is_refused_for_its_direction_is_told_so(direction: str, word: str) -> None:
    schema = "{properties: {a: {items: {properties: {b: {MARK: true, type: integer}}}}}}"
    mark = {REFUSING: "readOnly", REPLY: "writeOnly"}[direction]
    made = validator(schema.replace("MARK", mark), direction=direction)

    (found,) = made.violations({"a": [{"b": 7}]}, "body", "invalid_body")

    assert (found.path, found.keyword) == (("a", 0, "b"), mark)
    assert word in found.text


def test_what_is_required_here_and_read_only_in_a_part_is_not_asked_of_a_request() -> None:
    """As springdoc writes it: the part has the property, the whole requires it."""
    whole = "allOf: [{$ref: '#/components/schemas/Part'}]\nrequired: [id, name]"
    part = "Part: {properties: {id: {type: integer, readOnly: true}, name: {type: string}}}"

    request = validator(whole, components=part, direction=REFUSING)
    assert request.is_valid({"name": "a"})
    assert not request.is_valid({"id": 1, "name": "a"})
    assert not request.is_valid({})
    assert not validator(whole, components=part, direction=REPLY).is_valid({"name": "a"})


def test_one_document_serves_both_directions() -> None:
    document = load(
        "components:\n  schemas:\n    Tried:\n"
        + indent(WAYS, " " * 6).replace(
            "{$ref: '#/components/schemas/Secret'}", "{type: string, writeOnly: true}"
        )
    )
    compiler = SchemaCompiler(document)
    schema = {"$ref": "#/components/schemas/Tried"}

    request, reply = compiler.validator(schema, REQUEST), compiler.validator(schema, REPLY)

    assert request.is_valid({"secret": "s", "name": "n"})
    assert reply.is_valid({"id": "1", "name": "n"})
