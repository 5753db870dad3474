"""What operations set of rows and wait for, as `lint` holds it against what shows the rows."""

from pathlib import Path

import pytest

from mockserver.cli.lint import problems_in
from mockserver.errors import Problem
from mockserver.settings import Settings
from tests.builders import mock

WRITTEN, WAITED = "{status: queued}", "{status: done}"
JOBS = """
openapi: 3.1.0
info: {title: Acme, version: '1'}
x-mock: {resources: {jobs: {}}}
paths:
  /jobs:
    post:
      x-mock:
        behaviour: create
        resource: jobs
        set: %s
        transitions:
          - {after: 1s, set: %s, when: %s}
      requestBody: {content: {application/json: {schema: {type: object, properties: {title: {type: string}}}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
  /jobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      x-mock: {behaviour: get, resource: jobs, long_poll: {time: 1s, until: %s}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
components:
  schemas:
    Job:
      %s
      type: object
      required: [id, status]
      properties:
        id: {type: string}
        status: {type: string, enum: [queued, running, done]}
        number: {type: integer}
        state: {type: string, x-mock: {field: phase}}
        tone: {oneOf: [{const: high}, {const: low}]}
"""
SET, LATER, WHEN, UNTIL = 10, 12, 12, 18  # lines


def document(
    *, set_: str = WRITTEN, later: str = WRITTEN, when: str = WRITTEN, until: str = WAITED, more: str = ""
) -> str:
    return JOBS.lstrip() % (set_, later, when, until, more)


def problems(folder: Path, text: str) -> list[Problem]:
    (folder / "acme.yaml").write_text(text)
    return problems_in(str(folder / "acme.yaml"), Settings(folder, folder / "fixtures"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (document(set_="{staus: queued}"), SET, "'staus' of jobs; did you mean 'status'?"),
        (document(set_="{staus: $now}"), SET, "'staus' of jobs; did you mean 'status'?"),
        (document(set_="{staus.since: a}"), SET, "'staus' of jobs; did you mean 'status'?"),
        (document(later="{staus: running}"), LATER, "'staus' of jobs; did you mean 'status'?"),
        (document(when="{staus: queued}"), WHEN, "'staus' of jobs; did you mean 'status'?"),
        (document(until="{staus: done}"), UNTIL, "'staus' of jobs; did you mean 'status'?"),
        (document(set_="{status: qeued}"), SET, 'status of jobs admits this: "qeued" is not one of "queued"'),
        (document(set_="{number: many}"), SET, 'number of jobs admits this: "many" is not of type "integer"'),
        (document(later="{status: runing}"), LATER, '"runing" is not one of "queued", "running" or "done"'),
        (document(when="{status: {ne: qeued}}"), WHEN, '"qeued" is not one of "queued"'),
        (document(until="{status: dne}"), UNTIL, '"dne" is not one of "queued", "running" or "done"'),
        (document(until="{status: {in: [done, dne]}}"), UNTIL, '"dne" is not one of "queued"'),
        (document(until="{status: {not: quued}}"), UNTIL, '"quued" is not one of "queued"'),
    ],
)
def test_what_no_row_has_and_what_nothing_shows_is_an_error_at_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    (problem,) = problems(tmp_path, text)

    assert says in problem.message
    assert (problem.severity, problem.line) == ("error", line)


@pytest.mark.parametrize(
    "text",
    [
        document(),
        document(set_="{status: $request.body#/title, number: 1, title: a}"),
        document(set_="{number: {$if: {status: done}, $then: 1, $else: 2}}"),
        document(set_="{number: null}"),
        document(set_="{phase: any, tone: low}"),
        document(set_="{tries: 1}", later="{number: $row.tries}"),
        document(set_="{secret: a}", until="{secret: b}"),
        document(until="{number: {gt: 3}}"),
        document(set_="{staus: queued}", more="additionalProperties: true"),
        document(set_="{staus: queued}", more="discriminator: {propertyName: status}"),
    ],
)
def test_what_rows_have_or_may_have_is_in_order(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == []


def test_a_member_that_rows_of_the_fixtures_have_is_known(tmp_path: Path) -> None:
    folder = tmp_path / "fixtures" / "acme"
    folder.mkdir(parents=True)
    (folder / "recipe.yaml").write_text("jobs: [{tenant: default, rows: [{id: a, status: done, staus: x}]}]")

    assert problems(tmp_path, document(set_="{staus: queued}")) == []


def test_a_server_starts_and_warns_of_it() -> None:
    (problem,) = mock(document(until="{staus: done}"), head="").vendor.problems

    assert (problem.severity, problem.line) == ("warning", UNTIL)
    assert "did you mean 'status'?" in problem.message
