"""What is inferred of a document, and what stands beside it, as `lint` holds it."""

from pathlib import Path

from click.testing import CliRunner, Result

from mockserver.cli.main import main

PETS = """
paths:
  /pets:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: &pet {
      type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: *pet}}}
      responses: {'201': {description: ok, content: {application/json: {schema: *pet}}}}
      %s
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {description: ok, content: {application/json: {schema: *pet}}}}}
"""


def lint(folder: Path, text: str) -> Result:
    path = folder / "acme.yaml"
    path.write_text("openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\n" + text.lstrip())
    return CliRunner().invoke(main, ["lint", str(path)])


def test_a_line_on_top_of_what_is_inferred_is_in_order(tmp_path: Path) -> None:
    result = lint(tmp_path, PETS % "x-mock: {set: {name: fixed}}")

    assert (result.exit_code, result.output) == (0, "1 document: 0 errors, 0 warnings\n")


def test_rows_of_an_inferred_resource_are_held_against_what_shows_them(tmp_path: Path) -> None:
    folder = tmp_path / "fixtures" / "acme"
    folder.mkdir(parents=True)
    (folder / "recipe.yaml").write_text("pets: [{tenant: default, rows: [{id: 1, name: 5}]}]")
    result = lint(tmp_path, PETS % "")

    assert result.exit_code == 1
    assert 'a row of pets breaks what shows it: name: 5 is not of type "string"' in result.output


def test_the_overlay_beside_a_document_is_read_as_serve_reads_it(tmp_path: Path) -> None:
    (tmp_path / "acme.overlay.yaml").write_text(
        "{overlay: 1.0.0, info: {title: o, version: '1'}, actions: ["
        "{target: \"$.paths['/pets'].get\", update: {x-mock: {behaviour: lst}}}]}"
    )
    result = lint(tmp_path, PETS % "")

    assert result.exit_code == 1
    assert "'lst' is not known here" in result.output
