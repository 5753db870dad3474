"""What is told of a document: what stands in it with its line, what was inferred with the evidence."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli.main import main
from mockserver.errors import UsageError
from mockserver.explanation import explain, served
from mockserver.settings import from_environment
from tests.access.acme_tokens import ACME as ISSUING
from tests.builders import HEAD

PETS = """\
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: kind, in: query, schema: {type: string}}
        - {name: weather, in: query, schema: {type: string}}
        - {name: name, in: query, schema: {type: string}, x-mock: {no_effect: names are not looked at}}
        - {name: sorted, in: query, schema: {type: string}, x-mock: {no_effect: they are sorted by id}}
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{petId}:
    get:
      operationId: getPet
      parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/search:
    post:
      operationId: searchPets
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {kind: {type: string}, limit: {type: integer}}}
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, properties: {id: {type: string}, kind: {type: string}, name: {type: string}}}
"""


def told(folder: Path, operation: str, about: str) -> dict[str, str]:
    """What is said about something, each with why."""
    path = folder / "pets.yaml"
    path.write_text(HEAD + PETS)
    (found,) = explain(served(str(path), {}, from_environment()), [operation])
    return {fact.says: why for fact, why in found.facts if fact.about == about}


def test_what_was_inferred_is_told_with_its_evidence(tmp_path: Path) -> None:
    (does, why), *_ = told(tmp_path, "listPets", "does").items()

    assert does == "list pets"
    assert "array of objects" in why or "rows" in why
    assert not why.startswith("line")


def test_what_a_parameter_is_taken_for_is_told_with_its_evidence(tmp_path: Path) -> None:
    told_of = told(tmp_path, "listPets", "parameter")

    assert told_of["kind: keeps rows whose kind is it, ignoring case"] == "a row has `kind`"
    (weather,) = [why for says, why in told_of.items() if says.startswith("weather: has no effect")]
    assert not weather.startswith("line")


def test_what_is_written_of_a_parameter_is_all_that_it_does(tmp_path: Path) -> None:
    told_of = told(tmp_path, "listPets", "parameter")

    assert told_of["name: has no effect: names are not looked at"] == "line 10"
    assert told_of["sorted: has no effect: they are sorted by id"] == "line 11"
    assert len(told_of) == 4


def test_an_operation_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no operation 'lsitPets'; it has: listPets, getPet"):
        told(tmp_path, "lsitPets", "does")


def test_operations_of_another_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(f"{HEAD}security: [{{}}]\npaths: {{/pets: {{$ref: paths.yaml}}}}\n")
    (tmp_path / "paths.yaml").write_text(
        "get: {operationId: listPets, responses: {'200': {description: Pets.}}}\n"
    )

    (found,) = explain(served(str(tmp_path / "pets.yaml"), {}, from_environment()), ["listPets"])

    assert ("credentials", "nothing") in {(fact.about, fact.says) for fact, _ in found.facts}


def test_what_members_of_a_body_do_is_told_as_of_parameters(tmp_path: Path) -> None:
    (says,) = told(tmp_path, "searchPets", "parameter")
    (pages,) = told(tmp_path, "searchPets", "pages")

    assert says.startswith("$request.body#/kind: ")
    assert "kind" in says.partition(": ")[2]
    assert "$request.body#/limit is the " in pages


def test_the_endpoints_that_issue_tokens_are_told(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(ISSUING)
    printed = CliRunner().invoke(main, ["explain", str(path)]).output
    one = CliRunner().invoke(main, ["explain", str(path), "GET /parcels"]).output

    assert "\nTokens\n  token                  /acme/oauth/token\n" in printed
    assert "  scopes       read" in one
