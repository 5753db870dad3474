"""Faults and files of documents of Swagger 2.0."""

from pathlib import Path

import orjson
import pytest

from mockserver.contract import document as documents
from mockserver.contract import tolerance
from tests.contract.swagger2_texts import HEAD, swagger

LINED = """\
paths:
  /a:
    post:
      parameters:
        - name: body
          in: body
          schema:
            type: strin
        - name: q
          in: query
          type: nonsense
      responses:
        '200':
          description: ok
          schema:
            minimum: x
definitions:
  A:
    maxLength: -1
"""


def test_faults_are_told_at_the_lines_of_the_text_as_it_was_written() -> None:
    problems = tolerance.mend(swagger(LINED)).problems

    assert {(problem.line, problem.pointer) for problem in problems} == {
        (10, "/paths/~1a/post/parameters/0/schema/type"),
        (13, "/paths/~1a/post/parameters/1/type"),
        (18, "/paths/~1a/post/responses/200/schema/minimum"),
        (21, "/definitions/A/maxLength"),
    }


def test_a_fault_that_conversion_doubles_is_told_once() -> None:
    response = "{'200': {description: ok, schema: {$ref: '#/definitions/Gone'}}}"
    found = swagger(
        f"produces: [application/json, text/csv]\npaths: {{/a: {{get: {{responses: {response}}}}}}}"
    )

    assert len(tolerance.mend(found).problems) == 1


def test_files_of_a_document_are_converted_with_it(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        HEAD + "basePath: /v1\npaths: {/a: {$ref: 'parts/a.yaml'}}\ndefinitions: {B: {type: boolean}}\n"
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.yaml").write_text(
        "get:\n  parameters: [{$ref: 'more.json#/Body'}]\n  responses: {'200': {$ref: 'more.json#/Fine'}}\n"
    )
    (tmp_path / "parts" / "more.json").write_bytes(
        orjson.dumps(
            {
                "Body": {"in": "body", "name": "body", "schema": {"$ref": "#/Thing"}},
                "Thing": {
                    "type": "object",
                    "properties": {
                        "n": {"type": "integer", "x-nullable": True},
                        "b": {"$ref": "../acme.yaml#/definitions/B"},
                    },
                },
                "Fine": {"description": "Fine.", "schema": {"$ref": "#/Thing"}},
            }
        )
    )

    mended = tolerance.mend(documents.load(tmp_path / "acme.yaml"))

    found = mended.document
    get = found.at("/paths/~1a/get")
    thing = found.resolve(get["requestBody"]["content"]["application/json"]["schema"])
    assert thing["properties"]["n"] == {"type": "integer", "nullable": True}
    assert found.resolve(thing["properties"]["b"]) == {"type": "boolean"}
    assert found.resolve(get["responses"]["200"]["content"]["application/json"]["schema"]) == thing
    assert mended.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "paths: 3",
        "paths: {/a: 3}",
        "paths: {/a: {get: 3, parameters: 3}}",
        "paths: {/a: {get: {parameters: [3, {in: body}, {in: formData}, {}], responses: 3}}}",
        "paths: {/a: {get: {responses: {'200': 3, '201': {headers: 3, examples: 3, schema: 3}}}}}",
        "paths: {}\ndefinitions: 3\nresponses: 3\nparameters: 3\nsecurityDefinitions: {A: 3}",
        "paths: {}\nhost: 3\nbasePath: []\nschemes: 3\nconsumes: 3\nproduces: {}",
        "paths: {/a: {$ref: '#/gone'}, /b: {get: {parameters: [{$ref: '#/parameters/Gone'}]}}}",
    ],
)
def test_what_makes_no_sense_is_left_for_the_pass_that_mends(text: str) -> None:
    tolerance.mend(swagger(text))


def test_a_definition_that_stands_for_a_parameter_too_is_still_a_definition_elsewhere() -> None:
    """Else every `$ref` to it would lead to the place of that parameter, where nothing is left."""
    converted = swagger(
        "paths:\n  /a:\n    get:\n      parameters: [{$ref: '#/definitions/A'}]\n"
        "      responses: {'200': {description: A., schema: {$ref: '#/definitions/A'}}}\n"
        "definitions: {A: {name: q, in: query, type: string}}\n"
    )

    media = converted.at("/paths/~1a/get/responses/200/content/application~1json")
    assert media == {"schema": {"$ref": "#/components/schemas/A"}}
