"""Documents of several files, and references between them."""

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.contract import document, tolerance
from mockserver.contract.document import escape
from tests.builders import HEAD


def test_references_into_other_files_become_local(tmp_path: Path) -> None:
    (tmp_path / "parts" / "deep").mkdir(parents=True)
    (tmp_path / "acme.yaml").write_text(
        HEAD
        + "components:\n  schemas:\n    Pet: {$ref: 'parts/pets.yaml#/Pet'}\n    Whole: {$ref: parts/whole.json}\n"
    )
    (tmp_path / "parts" / "pets.yaml").write_text(
        "Pet: {type: object, properties: {owner: {$ref: 'deep/people.yaml#/Owner'}, twin: {$ref: '#/Twin'}}}\n"
        "Twin: {type: integer}\n"
    )
    (tmp_path / "parts" / "deep" / "people.yaml").write_text("Owner: {$ref: '../pets.yaml#/Twin'}")
    (tmp_path / "parts" / "whole.json").write_text('{"type": "boolean"}')

    found = document.load(tmp_path / "acme.yaml")

    pet = found.resolve(found.at("/components/schemas/Pet"))
    assert found.resolve(found.at("/components/schemas/Whole")) == {"type": "boolean"}
    assert found.resolve(pet["properties"]["twin"]) == {"type": "integer"}
    assert found.resolve(pet["properties"]["owner"]) == {"type": "integer"}


@pytest.mark.parametrize(
    "path",
    [
        ("paths", "/a", "get", "responses", "default"),
        ("paths", "/a", "get", "callbacks", "default"),
        ("paths", "/a", "post", "requestBody", "content", "a/b", "examples", "default"),
        ("components", "responses", "default"),
        ("components", "requestBodies", "value"),
        ("components", "schemas", "enum"),
        ("components", "schemas", "A", "properties", "responses", "properties", "const"),
        ("components", "schemas", "A", "properties", "properties", "items"),
        ("components", "schemas", "A", "dependentSchemas", "default"),
    ],
    ids="/".join,
)
def test_a_name_that_a_document_gives_is_no_keyword(tmp_path: Path, path: tuple[str, ...]) -> None:
    node: Any = {"$ref": "b.json"}
    for step in reversed(path):
        node = {step: node}
    (tmp_path / "acme.json").write_text(json.dumps({"openapi": "3.1.0", **node}))
    (tmp_path / "b.json").write_text("{}")

    assert (
        document.load(tmp_path / "acme.json").at("/" + "/".join(map(escape, path)))["$ref"] == "#/x-files/0"
    )


@pytest.mark.parametrize("path", [("schemas", "A", "default"), ("schemas", "A", "properties", "a", "const")])
def test_what_looks_like_a_reference_in_data_is_none(tmp_path: Path, path: tuple[str, ...]) -> None:
    node: Any = {"more": 1, "$ref": "b.json"}
    for step in reversed(("components", *path)):
        node = {step: node}
    (tmp_path / "acme.json").write_text(json.dumps({"openapi": "3.1.0", **node}))
    (tmp_path / "b.json").write_text("{}")

    found = document.load(tmp_path / "acme.json")
    assert found.at("/components/" + "/".join(path))["$ref"] == "b.json"


def test_two_files_may_refer_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(HEAD + "components: {schemas: {A: {$ref: 'b.yaml#/B'}}}")
    (tmp_path / "b.yaml").write_text("B: {properties: {a: {$ref: 'acme.yaml#/components/schemas/A'}}}")

    found = document.load(tmp_path / "acme.yaml")

    b = found.resolve(found.at("/components/schemas/A"))
    assert found.resolve(b["properties"]["a"]) == b


def test_a_missing_file_names_the_reference(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(HEAD + "components: {schemas: {A: {$ref: 'gone.yaml#/B'}}}")

    (problem,) = tolerance.mend(document.load(tmp_path / "acme.yaml")).problems

    assert problem.message == "$ref gone.yaml#/B leads nowhere: cannot be read: No such file or directory"
    assert (problem.severity, problem.line, problem.pointer) == ("warning", 3, "/components/schemas/A")
