"""Fixtures as `lint` holds them against their document: rows, what a recipe makes, credentials."""

from pathlib import Path

import orjson
import pytest

from mockserver.cli.lint import problems_in
from mockserver.datagen.recipes.fixtures import digest_of
from mockserver.errors import Problem
from mockserver.settings import Settings

DOCUMENT = """
openapi: 3.0.3
info: {title: Acme, version: '1'}
x-mock: {resources: {things: {}}}
security: [{key: []}]
paths:
  /things:
    get:
      x-mock: {resource: things, behaviour: list, scopes: ['things:read']}
      responses:
        '200':
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      x-mock: {resource: things, behaviour: get}
      responses:
        '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Thing:
      type: object
      required: [id, size]
      properties: {id: {type: string}, size: {type: integer}, colour: {enum: [red, blue]}}
"""
GOOD = {"id": "a", "size": 1, "colour": "red"}


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """The folder of the fixtures of a document that is in order."""
    (tmp_path / "acme.yaml").write_text(DOCUMENT.lstrip())
    folder = tmp_path / "fixtures" / "acme"
    folder.mkdir(parents=True)
    return folder


def problems(fixtures: Path) -> list[Problem]:
    """What is said of them."""
    home = fixtures.parents[1]
    return problems_in(str(home / "acme.yaml"), Settings(home, home / "fixtures"))


def put(fixtures: Path, *rows: dict[str, object]) -> None:
    (fixtures / "things.json").write_bytes(orjson.dumps({"default": rows}, option=orjson.OPT_INDENT_2))


def test_rows_in_order_are_well(fixtures: Path) -> None:
    put(fixtures, GOOD, {"id": "b", "size": 2})

    assert problems(fixtures) == []


def test_a_row_that_breaks_its_schema_is_said_at_its_line_and_once_for_all_such_rows(fixtures: Path) -> None:
    put(fixtures, GOOD, {"id": "b", "size": 2, "colour": "green"}, {"id": "c", "size": 3, "colour": "green"})

    (problem,) = problems(fixtures)
    assert problem.message.startswith('a row of things breaks what shows it: colour: "green" is not one of ')
    assert problem.message.endswith("; so do 1 more rows")
    assert (problem.file, problem.line, problem.pointer) == (str(fixtures / "things.json"), 8, "/default/1")
    assert problem.severity == "error"


def test_a_row_without_a_required_field_is_said(fixtures: Path) -> None:
    put(fixtures, {"id": "a"})

    assert '"size" is a required property' in problems(fixtures)[0].message


def test_what_a_recipe_makes_is_held_against_the_schemas(fixtures: Path) -> None:
    (fixtures / "recipe.yaml").write_text("things:\n  - count: 3\n    fields: {id: $uuid, size: big}\n")

    (problem,) = problems(fixtures)
    assert problem.message.startswith('a row of things breaks what shows it: size: "big" is not of type')
    assert (problem.file, problem.line) == (str(fixtures / "recipe.yaml"), 1)


def test_every_mistake_of_a_recipe_is_told_whatever_else_is_wrong(fixtures: Path) -> None:
    document = fixtures.parents[1] / "acme.yaml"
    document.write_text(document.read_text().replace("type: integer", "type: integr"))
    (fixtures / "recipe.yaml").write_text("things: 3\nothers:\n  - {count: 1, fields: {a: $uid, b: $$}}\n")

    told = [(one.line, one.pointer) for one in problems(fixtures) if one.rule == "recipe"]
    assert told == [(1, "/things"), (3, "/others/0/fields/a")]


def test_json_of_another_recipe_is_a_warning(fixtures: Path) -> None:
    (fixtures / "recipe.yaml").write_text("things:\n  - {count: 1, fields: {id: $uuid, size: 1}}\n")
    put(fixtures, GOOD)

    (problem,) = problems(fixtures)
    assert (problem.severity, problem.rule) == ("warning", "stale")
    assert "made anew in memory" in problem.message
    (fixtures / "recipe.sha256").write_text(digest_of(fixtures))
    assert problems(fixtures) == []


def test_a_credential_with_a_scope_that_nothing_asks_for_is_a_warning(fixtures: Path) -> None:
    (fixtures / "credentials.yaml").write_text("test_full: {scopes: ['*']}\nmine:\n  scopes: [things:raed]\n")

    (problem,) = problems(fixtures)
    assert "the scope 'things:raed' of mine; did you mean 'things:read'?" in problem.message
    assert (problem.file, problem.line, problem.severity) == (
        str(fixtures / "credentials.yaml"),
        3,
        "warning",
    )


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("things.json", "[]", "a mapping of tenants to lists of rows is needed"),
        ("recipe.yaml", "things: [", "this is not YAML"),
        ("recipe.yaml", "things: [{cuont: 1, rows: []}]", 'did you mean "count"?'),
        ("credentials.yaml", "[]", "credentials are a mapping of names to mappings"),
    ],
)
def test_what_cannot_be_read_is_said_once(fixtures: Path, name: str, text: str, says: str) -> None:
    (fixtures / name).write_text(text)

    (problem,) = problems(fixtures)
    assert says in str(problem)
    assert name in str(problem)
