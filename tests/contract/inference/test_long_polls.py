"""What is inferred of long polling."""

import pytest

from tests.builders import compiled

UPDATES = """
paths:
  /updates:
    get:
      description: %s
      parameters: [{name: %s, in: query, description: %s, schema: {type: %s}}]
      responses: {'200': {description: ok, content: {application/json: {
        schema: {type: array, items: {$ref: '#/components/schemas/Update'}}}}}}
  /updates/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      parameters: [{name: %s, in: query, description: %s, schema: {type: %s}}]
      responses: {'200': {description: ok, content: {application/json: {
        schema: {$ref: '#/components/schemas/Update'}}}}}
components:
  schemas:
    Update:
      type: object
      required: [id, status]
      properties: {id: {type: integer}, status: {type: string, enum: [queued, running, done, failed]}}
"""
SAID = "Timeout in seconds for long polling."


@pytest.mark.parametrize(
    ("about", "name", "text", "kind", "unit"),
    [
        ("News", "timeout", SAID, "integer", "s"),
        ("News", "hold", "Long-poll for so many milliseconds", "integer", "ms"),
        ("News, by long polling.", "wait_ms", "How long", "number", "ms"),
        ("News, by long polling.", "wait", "How long", "string", "s"),
        ("News, by long polling.", "limit", "How many", "integer", None),
        ("News", "timeout", "How long", "integer", None),
        ("News", "poll", "Whether to use long polling", "boolean", None),
    ],
)
def test_a_parameter_that_is_said_to_be_for_long_polling_makes_calls_wait(
    about: str, name: str, text: str, kind: str, unit: str | None
) -> None:
    contract = compiled(UPDATES % (about, name, text, kind, name, text, kind), infers=True)
    listed, got = (operation.mock.long_poll for operation in contract.operations)

    assert (None if listed is None else listed.unit) == unit
    if listed is not None:
        assert (listed.asked, listed.time) == (f"$request.query.{name}", "0s")
    if got is not None:
        assert got.until == {"status": {"in": ["done", "failed"]}}
        assert "long polling" in (got.origin("asked").reason or "")
    assert (got is not None) == ("ong" in text and "poll" in text.lower() and kind != "boolean")
