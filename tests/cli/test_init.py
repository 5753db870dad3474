"""`mockserver init`, and what `serve` makes of its files."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from click.testing import CliRunner, Result

from mockserver.app import create_app
from mockserver.cli.banner import banner
from mockserver.cli.main import main
from mockserver.contract import catalog
from mockserver.runtime.listening import Urls
from mockserver.settings import from_environment
from tests.builders import HEAD
from tests.contract.inference.answers import answers, requests

PETS = """\
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, default: 4}}, {name: kind, in: query, schema: {type: string}}]
      responses: &pets
        '200':
          description: Pets.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: &pet
        '201': {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    delete: {responses: {'204': {description: Gone.}}}
  /pets/{id}/toys:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: Toys.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Toy'}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer, readOnly: true}, name: {type: string}, kind: {enum: [cat, 'no', '1']}, since: {type: string, format: date}}
    Toy: {type: object, required: [id], properties: {id: {type: integer}, pet_id: {type: integer}, weight: {type: number}}}
"""  # noqa: E501 - a document


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pets.yaml"
    path.write_text(HEAD + PETS)
    return path


def init(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["init", *map(str, arguments)])


def ask(document: Path, target: str, **options: Any) -> Any:
    app = create_app([str(document)], **options)
    request = next(each for each in requests(app) if each.method == "GET")
    request.path, _, query = f"/pets{target}".encode().partition(b"?")
    request.query = query
    return orjson.loads(app.respond(request).body)


def test_what_is_written_is_told_with_how_to_serve_it(document: Path) -> None:
    assert init("pets.yaml").output.splitlines() == [
        "wrote pets.overlay.yaml",
        "wrote fixtures/pets/recipe.yaml",
        "`mockserver serve pets.yaml` uses them",
    ]


@pytest.mark.parametrize("infer", [True, False])
def test_with_the_files_every_operation_answers_as_without_them(document: Path, *, infer: bool) -> None:
    app = create_app([str(document)])
    asked = requests(app)
    before = answers(app, asked)
    init(document)

    assert answers(create_app([str(document)], infer=infer), asked) == before
    assert {status for status, *_ in before.values()} == {200, 201, 204}


def test_nothing_is_written_over_unless_that_is_asked_for(document: Path) -> None:
    init(document)
    recipe = Path("fixtures/pets/recipe.yaml")
    recipe.write_text("pets: []")
    refused = init("pets.yaml")

    assert refused.exit_code == 2
    assert "pets.overlay.yaml, fixtures/pets/recipe.yaml: there already; --overwrite" in refused.output
    assert recipe.read_text() == "pets: []"
    assert init("pets.yaml", "--overwrite").exit_code == 0
    assert yaml.safe_load(recipe.read_text())["pets"][0]["rows"]


def test_what_one_file_of_two_would_be_written_over_keeps_both(document: Path) -> None:
    Path("pets.overlay.yaml").write_text("mine")

    assert init("pets.yaml").exit_code == 2
    assert not Path("fixtures").exists()


def test_a_row_by_hand_takes_the_place_of_one_that_was_made(document: Path) -> None:
    before = ask(document, "/pets?limit=99")
    init(document)
    recipe = Path("fixtures/pets/recipe.yaml")
    rows = yaml.safe_load(recipe.read_text())
    rows["pets"][0]["rows"][0]["name"] = "Rex"
    rows["pets"][0]["rows"].append({"id": 1000, "name": "Tim"})
    recipe.write_text(yaml.safe_dump(rows))
    after = ask(document, "/pets?limit=99")

    assert len(after) == len(before)
    assert after[0] == {**before[0], "name": "Rex"}
    assert after[-1] == {"id": 1000, "name": "Tim"}
    assert [row["id"] for row in after[:-1]] == [row["id"] for row in before if row["id"] != 4]


def test_rows_below_a_row_by_hand_are_made_for_its_key(document: Path) -> None:
    init(document)
    recipe = Path("fixtures/pets/recipe.yaml")
    rows = yaml.safe_load(recipe.read_text())
    rows["pets"][0]["rows"] = [{"id": 0, "name": "Nil"}]
    rows.pop("toys")
    recipe.write_text(yaml.safe_dump(rows))

    assert {toy["pet_id"] for toy in ask(document, "/pets/0/toys")} == {0}


def test_a_line_that_is_changed_is_what_holds_and_one_that_is_taken_out_is_not_inferred(
    document: Path,
) -> None:
    init(document)
    overlay = Path("pets.overlay.yaml")
    text = overlay.read_text()
    assert len(ask(document, "/pets")) == 4
    overlay.write_text(
        text.replace("size: 4", "size: 3").replace("limit: {page: size}", "limit: {no_effect: here}")
    )

    assert len(ask(document, "/pets")) == 3


def test_files_elsewhere_are_told_how_to_be_used(document: Path) -> None:
    told = init("pets.yaml", "--into", "mocks").output.splitlines()[-1]

    assert told == (
        "MOCKSERVER_FIXTURES=mocks/fixtures mockserver serve pets.yaml --overlay mocks/pets.overlay.yaml   uses them"
    )


def test_a_document_of_which_nothing_is_inferred_gives_no_files(tmp_path: Path) -> None:
    path = tmp_path / "silent.yaml"
    path.write_text(HEAD + "x-mock: {infer: false}\n" + PETS)
    refused = init(path)

    assert refused.exit_code == 2
    assert "nothing is inferred of" in refused.output


def test_the_banner_names_what_stands_beside_a_document(document: Path) -> None:
    init(document)

    assert "  with pets.overlay.yaml, fixtures/pets\n" in banner(
        create_app([str(document)]).vendors, Urls("http://x")
    )


def test_an_overlay_in_the_specs_folder_is_no_document(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(document)
    monkeypatch.setenv("MOCKSERVER_SPECS", str(document.parent))

    assert catalog.names(from_environment()) == ["pets"]
