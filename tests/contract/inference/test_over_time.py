"""What is inferred of states over time: jobs that end by themselves, validators, a 303 when a job is done."""

from typing import Any

import pytest

from mockserver.contract.model import Operation
from mockserver.explanation.overview import WRITTEN, overview_of
from tests.builders import Mock, compiled

EXPORTS = """
paths:
  /exports:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {format: {type: string}}}}}}
      responses:
        '202':
          description: accepted
          headers: {Location: {schema: {type: string}}}
          content: {application/json: {schema: &export {$ref: '#/components/schemas/Export'}}}
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: *export}}}}}}
  /exports/{exportId}:
    parameters: [{name: exportId, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: ok
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: *export}}
        '303': {description: done}
    patch:
      requestBody: {content: {application/json: {schema: {type: object, properties: {format: {type: string}}}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: *export}}}
        '412': {description: another state}
        '428': {description: which state}
    delete: {responses: {'204': {description: gone}}}
components:
  schemas:
    Export:
      type: object
      required: [id, status]
      properties:
        id: {type: string, format: uuid}
        status: {type: string, enum: [failed, complete, queued, in_progress]}
        format: {type: string}
        updated_at: {type: string, format: date-time}
"""


def served(text: str) -> Mock:
    return Mock(compiled(text, infers=True))


def operation(mock: Mock, method: str, path: str) -> Operation:
    return mock.vendor.plans[f"{method} {path}"].operation


def test_a_202_that_leads_elsewhere_starts_what_ends_by_itself() -> None:
    exports = served(EXPORTS)
    created = exports.ask("POST", "/exports", {"format": "csv"})
    place = dict(created.headers)[b"location"].decode().removeprefix("http://localhost")
    assert created.status == 202

    told = []
    for _ in range(2):
        told.append(exports.json("GET", place)["status"])
        exports.clock.advance(2)
    assert told == ["queued", "in_progress"]
    assert exports.ask("GET", place).status == 303


def test_why_it_was_inferred_is_told() -> None:
    mock = operation(served(EXPORTS), "POST", "/exports").mock

    assert mock.origin("transitions").reason == (
        "POST /exports answers 202 with where its state is told, and `status` may be queued, in_progress, complete"
    )


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("'202':", "'201':"),
        ("headers: {Location:", "headers: {Other:"),
        ("enum: [failed, complete, queued, in_progress]", "enum: [failed, queued, in_progress]"),
        ("enum: [failed, complete, queued, in_progress]", "maxLength: 9"),
        ("status: {type: string, enum", "kind: {type: string, enum"),
    ],
)
def test_what_does_not_say_so_plainly_stays_as_it_is(text: str, other: str) -> None:
    mock = operation(
        served(EXPORTS.replace(text, other).replace("required: [id, status]", "")), "POST", "/exports"
    ).mock

    assert mock.transitions == ()
    assert "status" not in mock.set


def test_a_header_that_leads_to_the_operation_is_one_too() -> None:
    exports = served(EXPORTS.replace("headers: {Location:", "headers: {Operation-Location:"))
    sent = dict(exports.ask("POST", "/exports", {}).headers)

    assert sent[b"operation-location"].startswith(b"http://localhost/exports/")


def test_a_declared_tag_holds_for_all_operations_on_one_row() -> None:
    exports = served(EXPORTS)
    for method in ("GET", "PATCH", "DELETE"):
        rule = operation(exports, method, "/exports/{exportId}").mock.conditional
        assert rule is not None
        assert rule.etag is True
        assert rule.required == (method == "PATCH")
    assert operation(exports, "GET", "/exports").mock.conditional is None
    row = exports.json("GET", "/exports")[0]
    tag = dict(exports.ask("GET", f"/exports/{row['id']}").headers)[b"etag"].decode()

    assert exports.ask("PATCH", f"/exports/{row['id']}", {}, headers={"If-Match": '"x"'}).status == 412
    assert exports.ask("PATCH", f"/exports/{row['id']}", {}).status == 428
    assert exports.ask("PATCH", f"/exports/{row['id']}", {}, headers={"If-Match": tag}).status == 200


def test_a_declared_time_is_that_of_the_last_change() -> None:
    exports = served(EXPORTS.replace("headers: {ETag:", "headers: {Last-Modified:"))
    rule: Any = operation(exports, "GET", "/exports/{exportId}").mock.conditional

    assert (rule.etag, rule.last_modified) == (False, "$row.updated_at")


def test_a_state_that_a_body_has_and_no_client_sets_is_that_of_a_job() -> None:
    """One schema says what is sent and what is shown: `readOnly` tells which (OpenAPI 3.0.3, Schema Object)."""
    own = "properties: {format: {type: string}, status: {type: string%s}}}"
    held = EXPORTS.replace("properties: {format: {type: string}}}", own % ", readOnly: true")
    sent = EXPORTS.replace("properties: {format: {type: string}}}", own % "")

    assert [step.wait for step in operation(served(held), "POST", "/exports").mock.transitions] == [
        "after 2s"
    ] * 2
    assert operation(served(sent), "POST", "/exports").mock.transitions == ()


def test_what_becomes_of_a_row_later_is_told_at_a_glance_with_its_evidence() -> None:
    found = overview_of(compiled(EXPORTS, infers=True))
    says = {line.operation.id: line.says for group in found.groups for line in group.lines}

    assert says["POST /exports"].endswith(
        "sets status to queued; then status in_progress after 2s, then status complete after 2s"
    )
    assert says["GET /exports/{exportId}"] == "get; knows conditions (ETag, If-Match)"
    assert WRITTEN not in found.reasons
    assert any(reason.startswith("answers 202 with where its state is told") for reason in found.reasons)
