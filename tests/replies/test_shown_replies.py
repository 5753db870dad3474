"""Examples that have to be mended and schemas that nothing satisfies: told by `lint`, and once at start by `serve`."""

import logging
from pathlib import Path

import pytest

from mockserver import create_app
from mockserver.cli.lint import problems_in
from mockserver.exchange import Request
from mockserver.replies.shown_replies import check_replies
from mockserver.settings import from_environment

DOCUMENT = """\
openapi: 3.0.3
info: {title: Acme, version: '1'}
paths:
  /never:
    get:
      responses:
        '200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Never'}}}}
    put:
      responses:
        '200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Never'}}}}
  /shown:
    get: {responses: {'200': {description: a, content: {application/json: {schema: {type: integer}, example: many}}}}}
  /well:
    get:
      responses:
        '200': {description: a, content: {application/json: {schema: {type: string, minLength: 3}, example: fine}}}
components:
  schemas:
    Never:
      type: object
      required: [a]
      properties: {a: {allOf: [{type: string, minLength: 9}, {maxLength: 2}]}, b: {$ref: '#/components/schemas/Never'}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "acme.yaml"
    path.write_text(DOCUMENT)
    return path


def test_each_is_told_once_with_its_line(path: Path) -> None:
    """A schema that two operations refer to is one."""
    (vendor,) = create_app([str(path)]).vendors.values()

    found = {
        (problem.line, problem.rule): problem for problem in check_replies(vendor.contract, examples=True)
    }

    assert sorted(found) == [(7, "unsatisfiable"), (12, "example")]
    assert "nothing satisfies this schema" in found[7, "unsatisfiable"].message
    assert "is mended" in found[12, "example"].message


def test_lint_tells_of_both(path: Path) -> None:
    said = [(problem.line, problem.severity) for problem in problems_in(str(path), from_environment())]

    assert said == [(7, "warning"), (12, "error")]


def test_what_was_told_at_start_is_not_told_again(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Else it is, when the first reply needs it."""
    asked = Request("GET", b"/acme/shown", b"", {})
    with caplog.at_level(logging.WARNING, "mockserver"):
        first = create_app([str(path)])
        (vendor,) = first.vendors.values()
        vendor.services.values.tell_no_more_of(check_replies(vendor.contract, examples=True))
        first.respond(asked)
        assert caplog.records == []

        create_app([str(path)]).respond(asked)
        assert "is mended" in caplog.text
