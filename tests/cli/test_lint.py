"""`mockserver lint`: every kind of problem, at its line, all at once."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from mockserver.cli.main import main
from mockserver.contract.document import Document
from mockserver.lint.values import check_values

HEAD = 'openapi: {version}\ninfo: {{title: Acme, version: "1"}}\n'
ID = "{{name: {}, in: path, required: true, schema: {{}}}}"
Q = "{name: q, in: query, schema: {}}"
OK = "responses: {'200': {description: Fine.}}"
Lint = Callable[..., Result]


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """`lint(text)`: the result for a document with this text after its head."""

    def lint(text: str, *options: str, version: str = "3.0.3", head: str = HEAD) -> Result:
        path = tmp_path / "acme.yaml"
        path.write_text(head.format(version=version) + dedent(text))
        return CliRunner().invoke(main, ["lint", str(path), *options])

    return lint


def test_a_document_in_order_is_well(lint: Lint) -> None:
    result = lint(f"paths: {{/a: {{get: {{{OK}}}}}}}")

    assert (result.exit_code, result.output) == (0, "1 document: 0 errors, 0 warnings\n")


def test_the_documents_of_the_project_are_in_order() -> None:
    result = CliRunner().invoke(main, ["lint"])

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "5 documents: 0 errors, 0 warnings")


THINGS = "x-mock: {resources: {things: {on_create: {id: $uuuid}}}}"
KEY = r"OpenAPI has no key '{}' here; did you mean '{}'\?"
PROBLEMS = {
    "syntax": ("paths: {/a: {", r":\d+: error: this is not YAML"),
    "duplicate key": ("paths: {}\npaths: {}", r":4: error: the key 'paths' stands twice, first at line 3"),
    "unknown key": (
        f"paths: {{/a: {{get: {{summry: x, {OK}}}}}}}",
        ":3: error: " + KEY.format("summry", "summary"),
    ),
    "missing key": ("paths: {/a: {get: {summary: x}}}", r':3: error: .*"responses" is a required property'),
    "wrong parameter": (
        f"paths: {{/a: {{get: {{parameters: [{{name: q, in: quary, schema: {{}}}}], {OK}}}}}}}",
        r':3: error: .*"quary" is not one of .*\(at /paths/~1a/get/parameters/0/in\)',
    ),
    "schema typo": (
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: string, minLenght: 3}",
        ":6: error: " + KEY.format("minLenght", "minLength"),
    ),
    "comma in a text": (
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: string, description: one, two}",
        r":6: error: OpenAPI has no key 'two' here; was this a text with a comma in it\?",
    ),
    "dangling reference": (
        "paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}}}",
        r":4: error: \$ref #/components/schemas/B leads nowhere \(at /components/schemas/A\)",
    ),
    "operationId twice": (
        f"paths:\n  /a: {{get: {{operationId: x, {OK}}}}}\n  /b: {{get: {{operationId: x, {OK}}}}}",
        r":5: error: operationId 'x' is not its own: GET /a has it too",
    ),
    "undeclared path parameter": (
        f"paths: {{'/a/{{id}}': {{get: {{{OK}}}}}}}",
        r":3: error: the path parameter 'id' is not declared",
    ),
    "path parameter of no path": (
        f"paths: {{/a: {{get: {{parameters: [{{name: id, in: path, required: true, schema: {{}}}}], {OK}}}}}}}",
        r":3: error: the path /a has no \{id\} for this parameter",
    ),
    "parameter twice": (
        f"paths: {{/a: {{get: {{parameters: [{Q}, {{deprecated: true, {Q[1:]}], {OK}}}}}}}",
        r":3: error: the query parameter 'q' stands twice",
    ),
    "twin paths": (
        (
            f"paths:\n  '/a/{{x}}': {{get: {{parameters: [{ID.format('x')}], {OK}}}}}\n"
            f"  '/a/{{y}}': {{get: {{parameters: [{ID.format('y')}], {OK}}}}}"
        ),
        r":5: error: /a/\{y\} and /a/\{x\} are one path",
    ),
    "value of a keyword": (
        "paths: {}\ncomponents: {schemas: {A: {type: string, minLength: x}}}",
        r':4: error: .*"x" is not of type "integer"',
    ),
    "default": (
        "paths: {}\ncomponents: {schemas: {A: {type: integer, default: x}}}",
        r':4: error: the default does not meet its schema: "x" is not of type "integer"',
    ),
    "example": (
        """
        paths:
          /a:
            get:
              responses:
                "200":
                  description: Fine.
                  content:
                    application/json:
                      schema: {type: object, properties: {n: {type: integer}}}
                      examples:
                        one: {value: {n: x}}
        """,
        r":14: error: the example 'one' does not meet its schema: n: \"x\" is not of type",
    ),
    "x-mock key": (
        f"paths: {{/a: {{get: {{x-mock: {{behavior: list}}, {OK}}}}}}}",
        r":3: error: x-mock: unknown key 'behavior'; did you mean 'behaviour'\?",
    ),
    "x-mock name": (
        f"{THINGS}\npaths: {{/a: {{get: {{x-mock: {{behaviour: list, resource: thing}}, {OK}}}}}}}",
        r":4: error: (x-mock: )?unknown resource 'thing'; did you mean 'things'\?",
    ),
    "x-mock expression": (
        f"{THINGS}\npaths: {{/a: {{post: {{x-mock: {{behaviour: create, resource: things}}, {OK}}}}}}}",
        r":\d: error: .*uuuid",
    ),
    "variant": (
        "paths: {}\nx-mock:\n  variants: {v: {description: D., actions: [{target: $.absent, remove: true}]}}",
        r":5: error: variant 'v': the target \$\.absent selects nothing",
    ),
    "no OpenAPI": ("paths: {}", r":1: error: this document is no OpenAPI 3"),
}


@pytest.mark.parametrize(("text", "says"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_said_at_its_line(
    lint: Lint, text: str, says: str, request: pytest.FixtureRequest
) -> None:
    head = "" if request.node.callspec.id == "no OpenAPI" else HEAD
    result = lint(text, head=head)

    assert re.search(says, result.output), result.output
    assert result.exit_code == 1


def test_all_problems_come_at_once(lint: Lint) -> None:
    result = lint(
        f"""
        x-mock: {{resuorces: {{}}}}
        paths:
          /a: {{get: {{summry: x, {OK}}}}}
          /b: {{get: {{parameters: [{{name: q, in: body}}], {OK}}}}}
        components: {{schemas: {{A: {{$ref: '#/nowhere'}}}}}}
        """
    )
    lines = {line.split(":")[1] for line in result.output.splitlines()[:-1]}

    assert lines == {"4", "6", "7", "8"}, result.output


def test_what_has_one_cause_is_one_line_that_names_the_other_places(lint: Lint) -> None:
    """All of them are in the JSON."""
    used = "parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/Gone'}}]"
    text = "paths:\n" + "".join(f"  /{n}: {{get: {{{used}, {OK}}}}}\n" for n in range(9))
    result = lint(text)

    lines = result.output.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("; the same at 8 more places: lines 5, 6, 7, 8, 9, ...")
    assert lines[1] == "1 document: 9 errors, 0 warnings"
    assert orjson.loads(lint(text, "--json").output)["errors"] == 9


def test_a_keyword_without_effect_is_a_warning_in_31_and_does_not_fail(lint: Lint) -> None:
    """OpenAPI 3.1 allows keywords of one's own; what looks like a typo is named all the same."""
    result = lint(
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: string, minLenght: 3, nullable: true}",
        version="3.1.0",
    )

    assert "warning: the keyword 'minLenght' does nothing; did you mean 'minLength'?" in result.output
    assert "warning: the keyword 'nullable' does nothing; OpenAPI 3.1 says" in result.output
    assert result.exit_code == 0


def test_a_key_is_not_called_unknown_for_what_stands_in_it(lint: Lint) -> None:
    """A token URL that is relative is told as such; `flows` is a key like any other."""
    flow = "{clientCredentials: {tokenUrl: /token, scopes: {}}}"
    result = lint(
        f"paths: {{}}\ncomponents:\n  securitySchemes:\n    A: {{type: oauth2, flows: {flow}}}",
        version="3.1.0",
    )

    assert '"/token" is not a "uri"' in result.output
    assert "flows' here" not in result.output
    assert result.exit_code == 0


def test_a_body_that_is_held_against_nothing_is_a_warning(lint: Lint) -> None:
    media = "content: {application/pdf: {schema: {type: object}}, application/json: {schema: {type: object}}}"
    result = lint(f"paths:\n  /a:\n    post:\n      requestBody:\n        {media}\n      {OK}")

    assert result.output.count("warning") == 2
    assert ":7: warning: bodies of application/pdf are taken as they come" in result.output
    assert result.exit_code == 0


def test_31_schema_objects_are_checked(lint: Lint) -> None:
    result = lint("paths: {}\ncomponents:\n  schemas:\n    A: {type: strin, minLength: -1}", version="3.1.0")

    assert re.search(r':6: error: .*"strin" is not one of', result.output)
    assert re.search(r":6: error: .*-1 is less than the minimum of 0", result.output)


def test_json_has_the_same(lint: Lint) -> None:
    result = lint("paths: {}\ncomponents: {schemas: {A: {type: integer, default: x}}}", "--json")
    [document] = orjson.loads(result.output)["documents"]
    [problem] = document["problems"]

    assert result.exit_code == 1
    assert problem["severity"] == "error"
    assert (problem["line"], problem["pointer"]) == (4, "/components/schemas/A/default")
    assert orjson.loads(result.output)["errors"] == 1


def test_a_json_document_has_lines_too(tmp_path: Path) -> None:
    path = tmp_path / "acme.json"
    path.write_text(
        '{"openapi": "3.0.3",\n "info": {"title": "Acme", "version": "1"},\n "paths": {},\n "paths": {}}'
    )
    result = CliRunner().invoke(main, ["lint", str(path)])

    assert re.search(r"acme.json:4: error: the key 'paths' stands twice, first at line 3", result.output)
    assert result.exit_code == 1


def test_an_absent_document_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["lint", "absent.yaml"])

    assert result.exit_code == 2
    assert "'absent.yaml' is neither a document of" in result.stderr


def test_one_schema_of_a_ring_is_blamed_alone() -> None:
    """Schemas are compiled together, and halved until the one is found that makes no sense."""
    schemas: dict[str, Any] = {
        f"S{i}": {
            "type": "object",
            "properties": {"next": {"$ref": f"#/components/schemas/S{(i + 1) % 200}"}},
            "example": {"next": {"next": 1 if i == 7 else {}}},
        }
        for i in range(200)
    }
    schemas["Odd"] = {"type": "string", "minLength": -1}

    found = list(check_values(Document("ring", {"openapi": "3.0.3", "components": {"schemas": schemas}})))

    assert [problem.pointer for problem in found] == [
        "/components/schemas/Odd",
        "/components/schemas/S7/example",
    ]
    assert found[1].message.startswith("the example does not meet its schema: next.next: ")
